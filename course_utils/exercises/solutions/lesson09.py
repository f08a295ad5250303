"""Lesson 09, Optimizers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def number_of_batches(m: int, size: int) -> int:
    """Return how many batches an epoch has; the last one may be smaller."""
    return math.ceil(m / size)


def mini_batch(X: Array, Y: Array, size: int, order: NDArray[np.int64], k: int) -> tuple[Array, Array]:
    """Return X and Y of batch number k, the first being number 0."""
    chosen = order[k * size : (k + 1) * size]
    return X[:, chosen], Y[:, chosen]


def moving_average(values: Array, beta: float) -> dict[str, Array]:
    """Return the average at every place, as it is and with its bias corrected."""
    raw, corrected = np.zeros(len(values)), np.zeros(len(values))
    average = 0.0
    for t in range(1, len(values) + 1):
        average = beta * average + (1 - beta) * values[t - 1]
        raw[t - 1] = average
        corrected[t - 1] = average / (1 - beta**t)
    return {"raw": raw, "corrected": corrected}


def momentum(theta: Array, gradient: Array, m: Array, alpha: float, beta1: float) -> tuple[Array, Array]:
    """Take a step of gradient descent with momentum; return m and theta after it."""
    m = beta1 * m + (1 - beta1) * gradient
    theta = theta - alpha * m
    return m, theta


def rmsprop(theta: Array, gradient: Array, v: Array, alpha: float, beta2: float, epsilon: float) -> tuple[Array, Array]:
    """Take a step of RMSprop; return v and theta after it."""
    v = beta2 * v + (1 - beta2) * gradient**2
    theta = theta - alpha * gradient / (np.sqrt(v) + epsilon)
    return v, theta


def adam(
    theta: Array,
    gradient: Array,
    m: Array,
    v: Array,
    t: int,
    alpha: float,
    beta1: float,
    beta2: float,
    epsilon: float,
) -> tuple[Array, Array, Array]:
    """Take step number t of Adam, the first being number 1; return m, v and theta after it."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    theta = theta - alpha * m_hat / (np.sqrt(v_hat) + epsilon)
    return m, v, theta
