"""Lesson 24, Training."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def learning_parameters(layers: list[tuple[str, str, int]], first: str) -> int:
    """Count the numbers that learn when `first` and all later layers do, but for batch normalizations."""
    names = [name for name, kind, count in layers]
    later = layers[names.index(first) :]
    return sum(count for name, kind, count in later if kind != "BatchNormalization")


def fit_head(F: Array, Y: Array, alpha: float, steps: int) -> tuple[Array, float]:
    """Train one logistic unit on features, examples as rows."""
    m, n = F.shape
    w, b = np.zeros((n, 1)), 0.0
    for _ in range(steps):
        A = 1 / (1 + np.exp(-(F @ w + b)))
        dZ = (A - Y) / m
        w, b = w - alpha * F.T @ dZ, b - alpha * np.sum(dZ)
    return w, b


def cosine_rate(step: int, start: float, steps: int, last: float) -> float:
    """Compute the step size of one step: half a cosine from `start` down to `last` times `start`."""
    done = min(step / steps, 1)
    wave = (1 + np.cos(np.pi * done)) / 2
    return start * (last + (1 - last) * wave)


def early_stopping(dev_losses: list[float], patience: int) -> tuple[int, int]:
    """Say after how many epochs training ends, and whose weights are kept."""
    best = 0
    for epoch, loss in enumerate(dev_losses):
        if loss < dev_losses[best]:
            best = epoch
        if epoch - best == patience:
            break
    return epoch + 1, best + 1


def one_logit(W: Array, b: Array) -> tuple[Array, float]:
    """Turn a head of two softmax units into one sigmoid unit that gives class 1 the same probability."""
    return W[:, 1:] - W[:, :1], b[1] - b[0]
