"""Lesson 14, Convolutions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def output_size(n: int, f: int, pad: int, stride: int) -> int:
    """Return how many places a kernel has along one side."""
    return (n + 2 * pad - f) // stride + 1


def zero_pad(X: Array, pad: int) -> Array:
    """Put rings of zeros around every picture."""
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def conv_single(window: Array, kernel: Array, b: float) -> float:
    """Compute one number: a kernel at one place."""
    return np.sum(window * kernel) + b


def conv_forward(A_prev: Array, W: Array, b: Array, pad: int, stride: int) -> Array:
    """Slide every kernel over every picture."""
    m, height, width, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H, n_W = output_size(height, f, pad, stride), output_size(width, f, pad, stride)
    A_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = stride * h, stride * w
                window = A_pad[i, top : top + f, left : left + f, :]
                for k in range(n_C):
                    Z[i, h, w, k] = conv_single(window, W[:, :, :, k], b[k])
    return Z


def pool_forward(A_prev: Array, f: int, stride: int, kind: str) -> Array:
    """Put one number in the place of each window; kind is "max" or "mean"."""
    m, height, width, n_C = A_prev.shape
    n_H, n_W = output_size(height, f, 0, stride), output_size(width, f, 0, stride)
    A = np.zeros((m, n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            top, left = stride * h, stride * w
            windows = A_prev[:, top : top + f, left : left + f, :]
            if kind == "max":
                A[:, h, w, :] = np.max(windows, axis=(1, 2))
            else:
                A[:, h, w, :] = np.mean(windows, axis=(1, 2))
    return A


def conv_backward(dZ: Array, A_prev: Array, W: Array, pad: int, stride: int) -> tuple[Array, Array, Array]:
    """Go back through a convolutional layer."""
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_pad = zero_pad(A_prev, pad)
    dA_pad, dW, db = np.zeros(A_pad.shape), np.zeros(W.shape), np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                rows = slice(stride * h, stride * h + f)
                columns = slice(stride * w, stride * w + f)
                for k in range(n_C):
                    dA_pad[i, rows, columns, :] += W[:, :, :, k] * dZ[i, h, w, k]
                    dW[:, :, :, k] += A_pad[i, rows, columns, :] * dZ[i, h, w, k]
                    db[k] += dZ[i, h, w, k]
    height, width = A_prev.shape[1], A_prev.shape[2]
    dA_prev = dA_pad[:, pad : pad + height, pad : pad + width, :]
    return dA_prev, dW / m, db / m


def pool_backward(dA: Array, A_prev: Array, f: int, stride: int) -> Array:
    """Go back through max pooling."""
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                rows = slice(stride * h, stride * h + f)
                columns = slice(stride * w, stride * w + f)
                for c in range(n_C):
                    window = A_prev[i, rows, columns, c]
                    is_largest = window == np.max(window)
                    dA_prev[i, rows, columns, c] += is_largest * dA[i, h, w, c]
    return dA_prev
