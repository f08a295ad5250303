"""Lesson 05, Deep networks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Shapes = dict[str, list[tuple[int, int]]]


def dimensions(sizes: list[int], m: int) -> Shapes:
    """Return the shapes of W, b, Z and A, one for each layer."""
    shapes: Shapes = {"W": [], "b": [], "Z": [], "A": []}
    for layer in range(1, len(sizes)):
        shapes["W"].append((sizes[layer], sizes[layer - 1]))
        shapes["b"].append((sizes[layer], 1))
        shapes["Z"].append((sizes[layer], m))
        shapes["A"].append((sizes[layer], m))
    return shapes


def linear_forward(A_prev: Array, W: Array, b: Array) -> Array:
    """Return the linear part of a layer."""
    return W @ A_prev + b


def activation_forward(Z: Array, kind: str) -> Array:
    """Return the values of a layer; kind is "relu" or "sigmoid"."""
    if kind == "relu":
        return np.maximum(Z, 0)
    return 1 / (1 + np.exp(-Z))


def model_forward(X: Array, parameters: dict[str, Array]) -> dict[str, Array]:
    """Go forward through all layers, and keep everything that is computed on the way."""
    L = len(parameters) // 2
    cache = {"A0": X}
    for layer in range(1, L + 1):
        Z = linear_forward(cache[f"A{layer - 1}"], parameters[f"W{layer}"], parameters[f"b{layer}"])
        cache[f"Z{layer}"] = Z
        cache[f"A{layer}"] = activation_forward(Z, "sigmoid" if layer == L else "relu")
    return cache


def linear_backward(dZ: Array, A_prev: Array, W: Array) -> tuple[Array, Array, Array]:
    """Go back through the linear part of a layer."""
    m = dZ.shape[1]
    dA_prev = W.T @ dZ
    dW = dZ @ A_prev.T / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    return dA_prev, dW, db


def activation_backward(dA: Array, Z: Array, kind: str) -> Array:
    """Go back through the activation of a layer; kind is "relu" or "sigmoid"."""
    if kind == "relu":
        return dA * (Z > 0)
    A = activation_forward(Z, "sigmoid")
    return dA * A * (1 - A)


def model_backward(Y: Array, parameters: dict[str, Array], cache: dict[str, Array]) -> dict[str, Any]:
    """Go back through all layers, last layer first."""
    L = len(parameters) // 2
    gradients = {}
    dZ = cache[f"A{L}"] - Y
    for layer in range(L, 0, -1):
        gradients[f"dZ{layer}"] = dZ
        dA_prev, dW, db = linear_backward(dZ, cache[f"A{layer - 1}"], parameters[f"W{layer}"])
        gradients[f"dW{layer}"], gradients[f"db{layer}"] = dW, db
        if layer > 1:
            dZ = activation_backward(dA_prev, cache[f"Z{layer - 1}"], "relu")
    return gradients
