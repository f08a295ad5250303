"""Lesson 17, MobileNet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from course_utils.nn import convolution
from course_utils.nn import separable as library

Array = NDArray[np.floating]


def depthwise(A_prev: Array, W: Array, b: Array, pad: int, stride: int) -> Array:
    """Slide a kernel over each channel by itself."""
    f, n_C = W.shape[0], W.shape[2]
    n_H, n_W = (convolution.output_size(side, f, pad, stride) for side in A_prev.shape[1:3])
    A_pad, Z = convolution.pad(A_prev, pad), np.zeros((len(A_prev), n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            top, left = stride * h, stride * w
            windows = A_pad[:, top : top + f, left : left + f, :]
            Z[:, h, w, :] = np.sum(windows * W, axis=(1, 2)) + b
    return Z


def separable(A_prev: Array, D: Array, P: Array, b: Array, pad: int, stride: int) -> Array:
    """Filter each channel by itself, then mix the channels of each pixel."""
    filtered = depthwise(A_prev, D, np.zeros(D.shape[2]), pad, stride)
    return filtered @ P + b


def multiply_adds(n_H: int, n_W: int, f: int, n_C_prev: int, n_C: int) -> tuple[int, int]:
    """Count both kinds of convolution."""
    places = n_H * n_W
    standard = places * f * f * n_C_prev * n_C
    separable = places * (f * f * n_C_prev + n_C_prev * n_C)
    return standard, separable


def relu6(Z: Array) -> Array:
    """Cut off below 0 and above 6."""
    return np.clip(Z, 0, 6)


def v2_block(A_prev: Array, W1: Array, b1: Array, W2: Array, b2: Array, W3: Array, b3: Array, stride: int) -> Array:
    """Expand, filter, project, and add what came in where it fits."""
    A = relu6(A_prev @ W1 + b1)
    A = relu6(library.depthwise(A, W2, b2, "same", stride))
    Z = A @ W3 + b3
    if stride == 1 and A_prev.shape[3] == Z.shape[3]:
        Z = A_prev + Z
    return Z


def v2_parameters(n_C_prev: int, n_C: int, t: int) -> tuple[int, ...]:
    """Count the parameters of a V2 block, layer by layer."""
    n_mid = t * n_C_prev
    expand, depth, project = n_C_prev * n_mid, 3 * 3 * n_mid, n_mid * n_C
    return expand, 4 * n_mid, depth, 4 * n_mid, project, 4 * n_C


def momentum_for(steps: int, share: float) -> float:
    """Return the momentum whose average has taken over a share after some steps."""
    return (1 - share) ** (1 / steps)
