"""Lesson 04's widget: what the units of a hidden layer make of points in the plane."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from course_utils import datasets
from course_utils.figures.hidden_units import HiddenUnitsScene
from course_utils.simulate.hidden_units import EPOCHS, MOST_UNITS, HiddenUnits, Points, Training, look, train
from course_utils.widgets.explorer import Challenge, Choice, Explorer, Recipe, Slider

#: For each name the points, and how much they are enlarged so that all fit the same map.
_DATA: dict[str, tuple[Callable[..., Points], float]] = {
    "XOR": (datasets.xor, 3.2),
    "flower": (datasets.flower, 1.0),
    "moons": (datasets.moons, 2.4),
    "circles": (datasets.circles, 3.2),
}
_TRAIN, _DEV = 200, 1000
_FEW, _GOAL = 3, 0.15  # the challenge


def hidden_units(seed: int = 0) -> Explorer[HiddenUnits]:
    """Train networks with one hidden layer on points in the plane, and look at them at every stage.

    Parameters
    ----------
    seed : int
        Which first weights; the points are always the same.

    Returns
    -------
    Explorer
        The widget. Its challenge is the flower, learned with three hidden units.
    """
    return Explorer(
        Recipe(
            title="Hidden-units explorer",
            simulate=_Remembering(),
            scene=HiddenUnitsScene,
            controls={
                "data": Choice("points", "flower", tuple(_DATA)),
                "units": Slider("hidden units", 4, low=1, high=MOST_UNITS),
                "activation": Choice("activation", "tanh", ("linear", "sigmoid", "tanh", "ReLU")),
                "epoch": Choice("epoch", EPOCHS[-1], EPOCHS),
            },
            presets={
                "too few": {"data": "flower", "units": 2, "activation": "tanh", "epoch": EPOCHS[-1]},
                "just right": {"data": "flower", "units": 5, "activation": "tanh", "epoch": EPOCHS[-1]},
                "more than needed": {"data": "flower", "units": MOST_UNITS, "activation": "tanh", "epoch": EPOCHS[-1]},
            },
            tries=(
                "From 5 hidden units to 8: how much does the boundary move away from the dashed one?",
                "Eight linear units: what shape has the boundary, on any of the points?",
                "Go through the epochs, from 0 on. When is the boundary's shape decided?",
            ),
            challenge=Challenge(
                task=f"Learn the flower with {_FEW} hidden units: at most {_GOAL:.0%} wrong on dev.",
                solved=_is_small,
                praise="Three units are enough for six petals, from some starts. From others the same three get stuck.",
            ),
            seed=seed,
        )
    )


class _Remembering:
    """Looks at a network, and keeps what it showed last: that becomes the ghost of the next picture."""

    def __init__(self) -> None:
        self._last: HiddenUnits | None = None

    def __call__(self, data: str, units: int, activation: str, epoch: int, seed: int) -> HiddenUnits:
        """Show one network at one epoch; the same one again (Reset does that) keeps its ghost."""
        shown = look(_training(data, units, activation, seed), epoch, self._last)
        last = self._last
        if last is not None and last.training is shown.training and last.position == shown.position:
            return last
        self._last = shown
        return shown


@lru_cache(maxsize=8)
def _points(data: str) -> tuple[Points, Points]:
    """Draw the points to learn from, and others to test on."""
    draw, scale = _DATA[data]
    (X, Y), (X_dev, Y_dev) = draw(_TRAIN, seed=0), draw(_DEV, seed=1)
    return (scale * X, Y), (scale * X_dev, Y_dev)


@lru_cache(maxsize=256)
def _training(data: str, units: int, activation: str, seed: int) -> Training:
    """Train a network, once."""
    return train(*_points(data), units, activation, seed)


def _is_small(result: HiddenUnits) -> bool:
    """Say whether so few units have learned the flower."""
    training = result.training
    return training.train is _points("flower")[0] and training.units <= _FEW and result.dev_error <= _GOAL
