"""How long does a widget take from a moved control to the finished picture?

``OMP_NUM_THREADS=1 python tests/benchmarks/widget_redraw.py`` prints, for every widget, CPU and wall time of an update
at the 95th percentile. The limit is 50 ms.
"""

from __future__ import annotations

import time

import numpy as np
import pytest

from course_utils import widgets
from course_utils.widgets import Explorer

WIDGETS = {
    "threshold": widgets.threshold,
    "learning_rate": widgets.learning_rate,
    "activation": widgets.activation,
    "hidden_units": widgets.hidden_units,
    "bias_variance": widgets.bias_variance,
    "clinic": widgets.clinic,
    "regularization": widgets.regularization,
    "dropout": widgets.dropout,
    "signal_through_depth": widgets.signal_through_depth,
    "optimizer_race": widgets.optimizer_race,
    "moving_average": widgets.moving_average,
    "batch_noise": widgets.batch_noise,
    "augmentation": widgets.augmentation,
    "separable": widgets.separable,
    "receptive_field": widgets.receptive_field,
    "operating_point": widgets.operating_point,
}
UPDATES, LIMIT = 300, 0.050


class Handle:
    """Stands in for Jupyter's display handle."""

    def update(self, data: dict, **options: object) -> None:
        """Take the picture as Jupyter would."""


def measure(explorer: Explorer) -> dict[str, float]:
    """Return CPU and wall seconds of an update at the 95th percentile, over random moves of single controls."""
    rng = np.random.default_rng(0)
    explorer._bundle()
    explorer._picture = Handle()
    cpu, wall = [], []
    for _ in range(UPDATES):
        control = rng.choice(list(explorer.controls.values()))
        positions = [value for _, value in getattr(control, "options", ())] or range(control.min, control.max + 1)
        position = rng.choice(positions).item()
        busy, start = time.process_time(), time.perf_counter()
        control.value = position
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - busy)
    assert explorer.error == ""
    return {"CPU": float(np.percentile(cpu, 95)), "wall": float(np.percentile(wall, 95))}


@pytest.mark.benchmark
@pytest.mark.parametrize("name", WIDGETS)
def test_a_redraw_takes_less_than_its_limit(name):
    assert measure(WIDGETS[name]())["CPU"] < LIMIT


if __name__ == "__main__":
    for name, make in WIDGETS.items():
        seconds = measure(make())
        print(f"{name}: " + ", ".join(f"{kind} {1000 * value:.1f} ms" for kind, value in seconds.items()))
