"""Lesson 01, Vectorization."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Number = Any  # a float or a scalar of NumPy's; its stubs do not let one pass for the other


def normalize_rows(X: Array) -> Array:
    """Give every row the mean 0 and the standard deviation 1."""
    mu = np.mean(X, axis=1, keepdims=True)  # (n_x, 1)
    sigma = np.std(X, axis=1, keepdims=True)  # (n_x, 1)
    return (X - mu) / sigma


def mean_gap(guesses: Array, truth: Array) -> Number:
    """Return how far guesses (m, 1) are from the truth (m,), on average."""
    truth = truth.reshape(-1, 1)  # (m, 1)
    gaps = guesses - truth  # (m, 1)
    assert gaps.shape == guesses.shape, gaps.shape
    return np.mean(np.abs(gaps))


def squared_distances(A: Array, B: Array) -> Array:
    """Return the squared distance of each column of A (n_x, m1) from each column of B (n_x, m2), as (m1, m2)."""
    a = np.sum(A**2, axis=0, keepdims=True).T  # (m1, 1)
    b = np.sum(B**2, axis=0, keepdims=True)  # (1, m2)
    products = A.T @ B  # (m1, m2)
    return a + b - 2 * products


def derivatives(a: float, b: float, c: float) -> dict[str, float]:
    """Return the derivatives of J = 3(a + bc), from the result back to the inputs."""
    dv = 3.0  # J = 3v
    du = dv * 1  # v = a + u
    da = dv * 1
    db = du * c  # u = bc
    dc = du * b
    return {"dv": dv, "du": du, "da": da, "db": db, "dc": dc}


def share_right(X: Array, Y: Array, means: Array) -> Number:
    """Return the share of pictures X (n_x, m) whose nearer mean face is that of their label in Y (1, m)."""
    D = squared_distances(X, means)  # (m, 2)
    answers = np.argmin(D, axis=1, keepdims=True)  # (m, 1)
    is_right = answers.T == Y  # (1, m)
    assert is_right.shape == Y.shape, is_right.shape
    return np.mean(is_right)
