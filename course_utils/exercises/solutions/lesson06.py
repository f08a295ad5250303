"""Lesson 06, Bias and variance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Places = NDArray[np.intp]


def split(identity: NDArray, order: Sequence[int], count: int) -> tuple[Places, Places]:
    """Return the places of the train pictures and of the dev pictures; nobody is in both."""
    dev_people: list[int] = []
    for person in order:
        if np.isin(identity, dev_people).sum() >= count:
            break
        dev_people.append(person)
    in_dev = np.isin(identity, dev_people)
    return np.flatnonzero(~in_dev), np.flatnonzero(in_dev)


def diagnose(human: float, train: float, dev: float, small: float) -> dict[str, float | bool]:
    """Take three errors apart."""
    bias = train - human
    variance = dev - train
    return {"bias": bias, "variance": variance, "high_bias": bias > small, "high_variance": variance > small}


def learning_curve(
    X: Array,
    Y: Array,
    X_dev: Array,
    Y_dev: Array,
    sizes: Sequence[int],
    fit: Callable[[Array, Array], object],
    error: Callable[[object, Array, Array], float],
) -> tuple[list[float], list[float]]:
    """Return the train error and the dev error for every number of examples."""
    train_errors, dev_errors = [], []
    for n in sizes:
        model = fit(X[:, :n], Y[:, :n])
        train_errors.append(error(model, X[:, :n], Y[:, :n]))
        dev_errors.append(error(model, X_dev, Y_dev))
    return train_errors, dev_errors


def decompose(said: Array, truth: Array) -> tuple[float, float]:
    """Return bias² and variance of many fits, as means over the inputs."""
    mean = said.mean(axis=0, keepdims=True)
    return float(np.mean((mean - truth) ** 2)), float(np.mean((said - mean) ** 2))


def whose(identity: NDArray, copies: int) -> NDArray:
    """Return who is on each picture after all pictures have been copied, block behind block."""
    return np.tile(identity, copies)
