"""Lesson 04, Shallow networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils import nn

Array = NDArray[np.float64]
Number = Any  # a float or a scalar of NumPy's; its stubs do not let one pass for the other


def initialize(n_x: int, n_h: int, scale: float, seed: int) -> dict[str, Array]:
    """Draw small weights, W1 first, and set the biases to 0."""
    rng = np.random.default_rng(seed)
    W1 = scale * rng.normal(size=(n_h, n_x))
    W2 = scale * rng.normal(size=(1, n_h))
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((1, 1))}


def forward(X: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Go from the inputs to the probabilities, and keep what is computed on the way."""
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = nn.sigmoid(Z2)
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def cost(Z2: Array, Y: Array) -> Number:
    """Return the mean cross-entropy, from the linear part of the output."""
    losses = np.maximum(Z2, 0) - Z2 * Y + np.log(1 + np.exp(-np.abs(Z2)))
    return np.mean(losses)


def backward(X: Array, Y: Array, W2: Array, A1: Array, A2: Array) -> dict[str, Array]:
    """Go back from the probabilities to the gradients."""
    m = X.shape[1]
    # The output layer.
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    # The hidden layer.
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}


def update(parameters: dict[str, Array], gradients: dict[str, Array], alpha: float) -> dict[str, Array]:
    """Take one step of gradient descent with every parameter."""
    return {name: parameters[name] - alpha * gradients["d" + name] for name in parameters}


def numerical_gradient(cost: Callable[[Array], Number], theta: Array, epsilon: float) -> Array:
    """Measure the slope of the cost along each entry of theta."""
    gradient = np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        above, below = theta.copy(), theta.copy()
        above[index] += epsilon
        below[index] -= epsilon
        gradient[index] = (cost(above) - cost(below)) / (2 * epsilon)
    return gradient
