"""Training with a few examples at a time: the partition into batches, and `fit`. Derived in lesson 09."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from course_utils.nn import network
from course_utils.nn.activation_zoo import ACTIVATIONS, Activation
from course_utils.nn.network import Fit, Parameters
from course_utils.nn.optimizers import Adam, Optimizer

Array = NDArray[np.floating]
#: The learning rate after so many epochs: ``lambda epoch: nn.optimizers.cosine(epoch, 0.001, 20)``.
Schedule = Callable[[float], float]

_RELU = ACTIVATIONS["ReLU"]


def partition(m: int, size: int, rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Shuffle the numbers of m examples and cut them into batches.

    Parameters
    ----------
    m : int
        How many examples there are, 1 or more.
    size : int
        How many a batch has, 1 or more. The last batch has what is left.
    rng : Generator
        Same generator, same batches.

    Returns
    -------
    list of ndarray
        Numbers of examples. Each occurs in exactly one batch.

    Raises
    ------
    ValueError
        If `m` or `size` is below 1.

    Notes
    -----
    Derived in lesson 09.

    Examples
    --------
    >>> [len(batch) for batch in partition(10, 4, np.random.default_rng(0))]
    [4, 4, 2]
    """
    if m < 1 or size < 1:
        raise ValueError(f"m is {m}, size is {size}: one example and one for each batch are the least.")
    order = rng.permutation(m)
    return [order[start : start + size] for start in range(0, m, size)]


def fit(
    X: Array,
    Y: NDArray,
    parameters: Parameters,
    *,
    epochs: int,
    seed: int,
    batch_size: int = 64,
    optimizer: Optimizer | None = None,
    alpha: float | Schedule = 0.001,
    activation: Activation = _RELU,
) -> Fit:
    """Train a network of L layers with mini-batches.

    Parameters
    ----------
    X : ndarray of shape (n[0], m)
        Inputs, one example in each column. Everything is computed in their dtype: float32 takes half the time.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    parameters : dict of str to ndarray
        Where to start, from `network.initialize` for instance. They are left as they are.
    epochs : int
        How often to go through all examples, 0 or more.
    seed : int
        How they are shuffled, anew for every epoch. Same seed, same training.
    batch_size : int
        Examples in a batch, 1 or more; m or more takes all of them in every step.
    optimizer : Optimizer, optional
        One of `course_utils.nn.optimizers`; Adam if there is none.
    alpha : float or callable
        Learning rate, or a function of the epochs done so far (3.5 in the middle of the fourth).
    activation : Activation
        The function of all layers but the last.

    Returns
    -------
    Fit
        The parameters, and the cost of each batch before the step that was taken with it.

    Raises
    ------
    ValueError
        If a shape does not fit, X holds no floats, or a number is out of range.

    Notes
    -----
    Derived in lesson 09.

    Examples
    --------
    >>> X = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    >>> Y = np.array([[0, 1, 1, 0]])
    >>> start = network.initialize([2, 8, 4, 1], seed=0)
    >>> model = fit(X, Y, start, epochs=200, seed=0, batch_size=2, alpha=0.02)
    >>> network.predict(model.parameters, X)
    array([[0, 1, 1, 0]])
    """
    network._require_data(X, Y)
    if epochs < 0:
        raise ValueError(f"epochs is {epochs}: 0 or more are expected.")
    optimizer = optimizer or Adam()
    m, rng = X.shape[1], np.random.default_rng(seed)
    # Pictures lie in memory one after the other; collecting some of them is quick as rows.
    rows, labels = np.ascontiguousarray(X.T), Y.astype(X.dtype, copy=False)
    parameters = {name: value.astype(X.dtype) for name, value in parameters.items()}
    memory = {name: optimizer.start(value) for name, value in parameters.items()}
    costs: list[float] = []
    for epoch in range(epochs):
        batches = partition(m, batch_size, rng)
        for number, batch in enumerate(batches):
            rate = alpha(epoch + number / len(batches)) if callable(alpha) else alpha
            ZL, caches = network.forward(rows[batch].T, parameters, activation=activation)
            costs.append(network.cost(ZL, labels[:, batch]))
            gradients = network.backward(labels[:, batch], caches)
            for name, value in parameters.items():
                # A float64 scalar of NumPy would turn float32 into float64.
                optimizer.step(value, gradients[f"d{name}"], memory[name], t=len(costs), alpha=float(rate))
    return Fit(parameters, np.array(costs))
