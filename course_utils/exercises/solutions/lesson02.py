"""Lesson 02, Logistic regression."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Number = Any  # a float or a scalar of NumPy's; its stubs do not let one pass for the other


class Results(TypedDict):
    """What `propagate` returns, in the order in which it is computed."""

    Z: Array
    A: Array
    cost: Number
    dZ: Array
    dw: Array
    db: Number


def sigmoid(Z: Array) -> Array:
    """Squeeze every number into the interval from 0 to 1."""
    return 1 / (1 + np.exp(-Z))


def propagate(w: Array, b: Number, X: Array, Y: Array) -> Results:
    """Return the cost, its gradients, and what is computed on the way."""
    m = X.shape[1]
    # Forward: from the inputs to the cost.
    Z = w.T @ X + b
    A = sigmoid(Z)
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    # Backward: from the cost to its gradients.
    dZ = A - Y
    dw = X @ dZ.T / m
    db = np.sum(dZ) / m
    return {"Z": Z, "A": A, "cost": cost, "dZ": dZ, "dw": dw, "db": db}


def update(w: Array, b: Number, dw: Array, db: Number, alpha: float) -> tuple[Array, Number]:
    """Take one step of gradient descent."""
    w = w - alpha * dw
    b = b - alpha * db
    return w, b


def predict(w: Array, b: Number, X: Array, threshold: float) -> NDArray[np.int64]:
    """Return label 1 for each example whose probability is at least the threshold, else 0."""
    A = sigmoid(w.T @ X + b)
    return (threshold <= A).astype(int)


def fit(X: Array, Y: Array, alpha: float, steps: int) -> tuple[Array, Number, list[Number]]:
    """Start from zeros, take some steps of gradient descent, and return w, b and the cost before each step."""
    w, b = np.zeros((X.shape[0], 1)), 0.0
    costs = []
    for _ in range(steps):
        results = propagate(w, b, X, Y)
        costs.append(results["cost"])
        w, b = update(w, b, results["dw"], results["db"], alpha)
    return w, b, costs
