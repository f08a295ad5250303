"""How long does an epoch of the mask task take, with our network, with Keras, and with scikit-learn?

All three train 12288-64-32-1 by batch gradient descent on as many random pictures as the course ships, with the same
number of epochs, threads and float width. What each of them does once, at the start, is divided among the epochs. They
take turns, so that a busy machine is unfair to none.

Run it alone: ``OMP_NUM_THREADS=2 TF_NUM_INTRAOP_THREADS=2 python tests/benchmarks/nn_network.py``.
"""

from __future__ import annotations

import os
import statistics
import time
import warnings
from collections.abc import Callable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from course_utils.nn import network

SIZES, PICTURES, ALPHA = [12288, 64, 32, 1], 2400, 0.001
EPOCHS, ROUNDS = 30, 3


def ours(X, Y) -> Callable[[], object]:
    start = network.initialize(SIZES, seed=0)
    return lambda: network.fit(X, Y, start, alpha=ALPHA, steps=EPOCHS)


def ours_without_the_short_cut(X, Y) -> Callable[[], object]:
    """Train as `fit` does where inputs are short: both products with X in every epoch."""
    start = {name: array.astype(X.dtype) for name, array in network.initialize(SIZES, seed=0).items()}
    Y = Y.astype(X.dtype)

    def train() -> None:
        parameters = start
        for _ in range(EPOCHS):
            ZL, caches = network.forward(X, parameters)
            network.cost(ZL, Y)
            parameters = network.update(parameters, network.backward(Y, caches), ALPHA)

    return train


def keras_network(X, Y) -> Callable[[], object]:
    """Give Keras tensors, so that nothing is copied, and one call for each epoch, which is its whole overhead."""
    import keras
    import tensorflow as tf

    keras.backend.set_floatx(X.dtype.name)
    hidden = [keras.layers.Dense(n, activation="relu", kernel_initializer="he_normal") for n in SIZES[1:-1]]
    model = keras.Sequential([keras.layers.Input(SIZES[:1]), *hidden, keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(ALPHA), keras.losses.BinaryCrossentropy(from_logits=True))
    rows, labels = tf.constant(X.T), tf.constant(Y.T.astype(X.dtype))
    model.train_on_batch(rows, labels)  # compiled here, not in the measurement

    def train() -> None:
        for _ in range(EPOCHS):
            model.train_on_batch(rows, labels)

    return train


def sklearn_network(X, Y) -> Callable[[], object]:
    model = MLPClassifier(
        tuple(SIZES[1:-1]),
        solver="sgd",
        batch_size=X.shape[1],
        momentum=0,
        nesterovs_momentum=False,
        alpha=0,
        shuffle=False,
        learning_rate_init=ALPHA,
        max_iter=EPOCHS,
        n_iter_no_change=EPOCHS + 1,
    )
    rows, labels = np.ascontiguousarray(X.T), Y.ravel()

    def train() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(rows, labels)

    return train


CONTESTANTS = {
    "ours": ours,
    "ours, plain": ours_without_the_short_cut,
    "Keras": keras_network,
    "scikit-learn": sklearn_network,
}


def measure(dtype: type) -> dict[str, tuple[float, float]]:
    """Return the median seconds of an epoch for each contestant: by the clock, and of all processors together."""
    rng = np.random.default_rng(0)
    X = rng.random((PICTURES, SIZES[0]), dtype=dtype).T  # each picture in one piece, as `load_masks` gives them
    Y = rng.integers(0, 2, (1, PICTURES))
    trainings = {name: make(X, Y) for name, make in CONTESTANTS.items()}
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
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_epoch_takes_no_longer_than_with_a_library(dtype):
    """Compare processor time: the clock depends on what else the machine does."""
    pytest.importorskip("tensorflow")
    busy = {name: pair[1] for name, pair in measure(dtype).items()}
    assert busy["ours"] <= min(busy["Keras"], busy["scikit-learn"])


if __name__ == "__main__":
    print(f"An epoch of {PICTURES} pictures, median of {ROUNDS} runs of {EPOCHS} epochs, in milliseconds:")
    print(f"{'':26}" + "".join(f"{name:>14}" for name in CONTESTANTS))
    for dtype in (np.float32, np.float64):
        results = measure(dtype)
        for place, kind in enumerate(("by the clock", "processor time")):
            row = "".join(f"{1000 * pair[place]:14.1f}" for pair in results.values())
            print(f"{np.dtype(dtype).name:10}{kind:16}{row}", flush=True)
