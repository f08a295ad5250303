"""Lesson 07, Regularization."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def l2_cost(cost: float, parameters: dict[str, Array], lambd: float, m: int) -> float:
    """Add to the cost what the weights cost; the biases are free."""
    squares = 0.0
    for name, value in parameters.items():
        if name.startswith("W"):
            squares += np.sum(value**2)
    return float(cost + lambd / (2 * m) * squares)


def l2_gradients(gradients: dict[str, Array], parameters: dict[str, Array], lambd: float, m: int) -> dict[str, Array]:
    """Return the gradients of the cost with its penalty."""
    penalised = {}
    for name, value in parameters.items():
        penalised[f"d{name}"] = gradients[f"d{name}"]
        if name.startswith("W"):
            penalised[f"d{name}"] = gradients[f"d{name}"] + lambd / m * value
    return penalised


def decay_update(
    parameters: dict[str, Array], gradients: dict[str, Array], alpha: float, lambd: float, m: int
) -> dict[str, Array]:
    """Take a step in which the weights shrink; the gradients are those without penalty."""
    after = {}
    for name, value in parameters.items():
        kept = 1 - alpha * lambd / m if name.startswith("W") else 1.0
        after[name] = kept * value - alpha * gradients[f"d{name}"]
    return after


def dropout_forward(A: Array, keep_prob: float, rng: np.random.Generator) -> tuple[Array, Mask]:
    """Switch off values at random; the others make up for them."""
    D = rng.random(A.shape) < keep_prob
    return A * D / keep_prob, D


def dropout_backward(dA: Array, D: Mask, keep_prob: float) -> Array:
    """Go back through the mask of the way forward."""
    return dA * D / keep_prob


def stop_early(dev_costs: list[float], patience: int) -> tuple[int, int]:
    """Return the step with the best cost so far, and the step at which training ends."""
    best = 0
    for step in range(len(dev_costs)):
        if dev_costs[step] < dev_costs[best]:
            best = step
        if step - best == patience:
            return best, step
    return best, len(dev_costs) - 1


def mend(
    Y: Array, parameters: dict[str, Array], cache: dict[str, Any], keep_prob: float, lambd: float
) -> dict[str, Array]:
    """Go back through two hidden layers with dropout, and add the gradient of the L2 penalty."""
    m = Y.shape[1]
    gradients = {}
    dZ = cache["A3"] - Y
    for layer in (3, 2, 1):
        W = parameters[f"W{layer}"]
        gradients[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T / m + lambd / m * W
        gradients[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            dA = dropout_backward(W.T @ dZ, cache[f"D{layer - 1}"], keep_prob)
            dZ = dA * (cache[f"Z{layer - 1}"] > 0)
    return gradients
