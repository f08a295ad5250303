"""Lesson 08, Initialization and gradient checking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Arrays = dict[str, Array]


def standardize(X_train: Array, X_new: Array) -> tuple[Array, Array]:
    """Shift and scale every feature of both sets by the mean and standard deviation of the first."""
    mean = np.mean(X_train, axis=1, keepdims=True)
    std = np.std(X_train, axis=1, keepdims=True)
    std = np.where(std > 0, std, 1)
    return (X_train - mean) / std, (X_new - mean) / std


def initialize(n_out: int, n_in: int, kind: str, rng: np.random.Generator) -> Array:
    """Draw the weights of a layer; kind is "he" or "glorot"."""
    variance = 2 / n_in if kind == "he" else 2 / (n_in + n_out)
    return np.sqrt(variance) * rng.normal(size=(n_out, n_in))


def clip_by_norm(gradients: Arrays, limit: float) -> Arrays:
    """Shorten all gradients by one factor, so that together they are no longer than the limit."""
    norm = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values()))
    factor = limit / norm if norm > limit else 1.0
    return {name: factor * gradient for name, gradient in gradients.items()}


def to_vector(arrays: Arrays) -> Array:
    """Write the numbers of all arrays below each other."""
    return np.concatenate([array.reshape(-1, 1) for array in arrays.values()])


def from_vector(vector: Array, like: Arrays) -> Arrays:
    """Cut a vector into arrays with the names and shapes of others."""
    arrays, start = {}, 0
    for name, array in like.items():
        arrays[name] = vector[start : start + array.size].reshape(array.shape)
        start += array.size
    return arrays


def gradient_check(
    cost: Callable[[Arrays], float], parameters: Arrays, gradients: Arrays, epsilon: float
) -> tuple[Array, float]:
    """Measure the gradient of a cost by all parameters, and return it with its relative distance from the given one."""
    theta = to_vector(parameters)
    computed = to_vector({name: gradients[f"d{name}"] for name in parameters})
    measured = np.zeros(theta.shape)
    for i in range(len(theta)):
        above, below = theta.copy(), theta.copy()
        above[i] += epsilon
        below[i] -= epsilon
        rise = cost(from_vector(above, parameters)) - cost(from_vector(below, parameters))
        measured[i] = rise / (2 * epsilon)
    difference = np.linalg.norm(computed - measured)
    error: Any = difference / (np.linalg.norm(computed) + np.linalg.norm(measured))
    return measured, error


def mend(Y: Array, parameters: Arrays, cache: Arrays, kinds: list[str]) -> Arrays:
    """Go back through a network whose hidden layers have different activations."""
    L = len(parameters) // 2
    gradients = {}
    dZ = cache[f"A{L}"] - Y
    for layer in range(L, 0, -1):
        gradients[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T / Y.shape[1]
        gradients[f"db{layer}"] = np.mean(dZ, axis=1, keepdims=True)
        if layer > 1:
            A, dA = cache[f"A{layer - 1}"], parameters[f"W{layer}"].T @ dZ
            slopes: dict[str, Any] = {"relu": A > 0, "tanh": 1 - A**2, "sigmoid": A * (1 - A)}
            dZ = dA * slopes[kinds[layer - 2]]
    return gradients
