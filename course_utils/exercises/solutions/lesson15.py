"""Lesson 15, Convolutional networks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from course_utils.nn import convolution

Array = NDArray[np.floating]
Shape = tuple[int, int, int]


def conv_counts(shape: Shape, f: int, filters: int, pad: int, stride: int) -> tuple[Shape, int, int]:
    """Count what a convolutional layer puts out, learns and multiplies."""
    height, width, channels = shape
    n_H, n_W = (convolution.output_size(side, f, pad, stride) for side in (height, width))
    weights = f * f * channels * filters
    return (n_H, n_W, filters), weights + filters, weights * n_H * n_W


def network_counts(shape: Shape, layers: Mapping[str, tuple]) -> dict[str, list]:
    """Walk through a network and count."""
    shapes, parameters = [], []
    for kind, *settings in layers.values():
        learned = 0
        if kind == "conv":
            shape, learned, _ = conv_counts(shape, *settings)
        elif kind == "pool":
            (f,) = settings
            height, width, channels = shape
            shape = height // f, width // f, channels
        elif kind == "flatten":
            shape = 1, 1, math.prod(shape)
        else:
            (units,) = settings
            learned = (shape[2] + 1) * units
            shape = 1, 1, units
        shapes.append(shape)
        parameters.append(learned)
    return {"shapes": shapes, "parameters": parameters}


def receptive_field(layers: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return how many pixels one number sees along a side, and how far its neighbour's window is away."""
    r, jump = 1, 1
    for f, stride in layers:
        r = r + (f - 1) * jump
        jump = jump * stride
    return r, jump


def augment(images: Array, flips: Array, corners: Array, pad: int) -> Array:
    """Crop each picture out of its padded self, and mirror those that are to be mirrored."""
    height, width = images.shape[1:3]
    padded = np.pad(images, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="edge")
    made = np.zeros_like(images)
    for i, (top, left) in enumerate(corners):
        made[i] = padded[i, top : top + height, left : left + width]
        if flips[i]:
            made[i] = made[i, :, ::-1]
    return made


def cnn_forward(X: Array, parameters: dict[str, Array]) -> dict[str, Array]:
    """Convolution, ReLU, pooling, dense."""
    Z1 = convolution.forward(X, parameters["W1"], parameters["b1"], "same")
    A1 = np.maximum(Z1, 0)
    P1 = convolution.pool_forward(A1, 2)
    Z2 = P1.reshape(len(X), -1) @ parameters["W2"] + parameters["b2"]
    return {"Z1": Z1, "A1": A1, "P1": P1, "Z2": Z2}


def probability(Z: Array) -> Array:
    """Turn one score for each picture into a probability."""
    return 1 / (1 + np.exp(-Z))
