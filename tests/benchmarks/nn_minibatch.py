"""How long does an epoch of mini-batches with Adam take on the mask task, with our network and with Keras?

Both train 12288-64-32-1 in float32 on as many random pictures as the course ships, in batches of one size, shuffled
anew for every epoch, with as many threads. They take turns, so that a busy machine is unfair to neither. Keras' `fit`
is called once for all epochs, after a first call that compiles.

Run it alone: ``OMP_NUM_THREADS=2 TF_NUM_INTRAOP_THREADS=2 python tests/benchmarks/nn_minibatch.py``.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import pytest

from course_utils.nn import minibatch, network

SIZES, PICTURES, ALPHA = [12288, 64, 32, 1], 2400, 0.001
EPOCHS, ROUNDS = 5, 5
BATCHES = (32, 64, 256)


def ours(X, Y, size: int) -> Callable[[], object]:
    start = network.initialize(SIZES, seed=0)
    return lambda: minibatch.fit(X, Y, start, epochs=EPOCHS, seed=0, batch_size=size, alpha=ALPHA)


def keras_network(X, Y, size: int) -> Callable[[], object]:
    import keras

    hidden = [keras.layers.Dense(n, activation="relu", kernel_initializer="he_normal") for n in SIZES[1:-1]]
    model = keras.Sequential([keras.layers.Input(SIZES[:1]), *hidden, keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(ALPHA), keras.losses.BinaryCrossentropy(from_logits=True))
    rows, labels = np.ascontiguousarray(X.T), Y.T.astype(np.float32)

    def train() -> object:
        return model.fit(rows, labels, batch_size=size, epochs=EPOCHS, verbose=0)

    train()  # compiled here, not in the measurement
    return train


CONTESTANTS = {"ours": ours, "Keras": keras_network}


def measure(size: int) -> dict[str, tuple[float, float]]:
    """Return the median seconds of an epoch for each contestant: by the clock, and of all processors together."""
    rng = np.random.default_rng(0)
    X = rng.random((PICTURES, SIZES[0]), dtype=np.float32).T  # each picture in one piece, as `load_masks` gives them
    Y = rng.integers(0, 2, (1, PICTURES))
    trainings = {name: make(X, Y, size) for name, make in CONTESTANTS.items()}
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in trainings}
    for _ in range(ROUNDS):
        for name, train in trainings.items():
            start = time.perf_counter(), time.process_time()
            train()
            seconds[name].append(((time.perf_counter() - start[0]) / EPOCHS, (time.process_time() - start[1]) / EPOCHS))
    return {
        name: (statistics.median(wall for wall, _ in times), statistics.median(busy for _, busy in times))
        for name, times in seconds.items()
    }


@pytest.mark.benchmark
@pytest.mark.parametrize("size", BATCHES)
def test_an_epoch_takes_no_longer_than_with_keras(size):
    """Compare processor time: the clock depends on what else the machine does."""
    pytest.importorskip("tensorflow")
    busy = {name: pair[1] for name, pair in measure(size).items()}
    assert busy["ours"] <= busy["Keras"]


if __name__ == "__main__":
    print(f"An epoch of {PICTURES} pictures, median of {ROUNDS} runs of {EPOCHS} epochs, in milliseconds:")
    print(f"{'':28}" + "".join(f"{name:>10}" for name in CONTESTANTS))
    for size in BATCHES:
        results = measure(size)
        for place, kind in enumerate(("by the clock", "processor time")):
            row = "".join(f"{1000 * pair[place]:10.1f}" for pair in results.values())
            print(f"batches of {size:<4} {kind:13}{row}", flush=True)
