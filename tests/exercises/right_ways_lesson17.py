"""Other ways to write the exercises of lesson 17. All must pass."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_utils import nn


def depthwise_windows(A_prev, W, b, pad, stride):
    f = len(W)
    seen = sliding_window_view(nn.convolution.pad(A_prev, pad), (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("mhwcuv,uvc->mhwc", seen, W) + b


def depthwise_channel_by_channel(A_prev, W, b, pad, stride):
    channels = [
        nn.convolution.forward(A_prev[..., c : c + 1], W[:, :, c, None, None], b[c : c + 1], pad, stride)
        for c in range(W.shape[2])
    ]
    return np.concatenate(channels, axis=3)


def depthwise_library(A_prev, W, b, pad, stride):
    return nn.separable.depthwise(A_prev, W, b, pad, stride)


def separable_einsum(A_prev, D, P, b, pad, stride):
    return np.einsum("mhwc,ck->mhwk", depthwise_windows(A_prev, D, 0, pad, stride), P) + b


def separable_as_one_convolution(A_prev, D, P, b, pad, stride):
    return nn.convolution.forward(A_prev, D[:, :, :, None] * P, b, pad, stride)


def separable_library(A_prev, D, P, b, pad, stride):
    return nn.separable.separable(A_prev, D, P, b, pad, stride)


def multiply_adds_by_the_law(n_H, n_W, f, n_C_prev, n_C):
    standard = n_H * n_W * n_C * f**2 * n_C_prev
    return standard, round(standard * (1 / n_C + 1 / f**2))


def multiply_adds_number_by_number(n_H, n_W, f, n_C_prev, n_C):
    results = {"standard": n_H * n_W * n_C, "depthwise": n_H * n_W * n_C_prev}
    products = {"standard": f**2 * n_C_prev, "depthwise": f**2}
    return results["standard"] * products["standard"], sum(
        (results["depthwise"] * products["depthwise"], results["standard"] * n_C_prev)
    )


def multiply_adds_library(n_H, n_W, f, n_C_prev, n_C):
    costs = (nn.separable.cost_standard, nn.separable.cost_separable)
    return [cost(n_H * n_W, f, n_C_prev, n_C).multiply_adds for cost in costs]


def v2_block_library(A_prev, W1, b1, W2, b2, W3, b3, stride):
    def relu6(Z):
        return np.minimum(np.maximum(Z, 0), 6)

    A = relu6(nn.convolution.forward(A_prev, W1[None, None], b1))
    A = relu6(nn.separable.depthwise(A, W2, b2, padding="same", stride=stride))
    Z = nn.convolution.forward(A, W3[None, None], b3)
    return A_prev + Z if Z.shape == A_prev.shape else Z


def v2_block_einsum(X, W1, b1, W2, b2, W3, b3, stride):
    A = np.clip(np.einsum("mhwc,cd->mhwd", X, W1) + b1, 0, 6)
    A = np.clip(nn.convolution.forward(A, W2[:, :, :, None] * np.eye(len(b2)), b2, "same", stride), 0, 6)
    Z = np.tensordot(A, W3, axes=1) + b3
    if stride == 1 and len(W1) == len(b3):
        Z += X
    return Z


def v2_block_as_pixels(A_prev, W1, b1, W2, b2, W3, b3, stride):
    pixels = A_prev.reshape(-1, A_prev.shape[-1])
    A = np.maximum(pixels @ W1 + b1, 0).clip(max=6).reshape(*A_prev.shape[:3], -1)
    A = nn.separable.depthwise_loops(A, W2, b2, "same", stride).clip(0, 6)
    Z = (A.reshape(-1, A.shape[-1]) @ W3 + b3).reshape(*A.shape[:3], -1)
    return Z if stride != 1 or Z.shape != A_prev.shape else Z + A_prev


def v2_parameters_list(n_C_prev, n_C, t):
    wide = n_C_prev * t
    return [wide * n_C_prev, wide * 4, wide * 3**2, wide * 4, n_C * wide, n_C * 4]


def v2_parameters_from_shapes(n_C_prev, n_C, t):
    wide = t * n_C_prev
    shapes = ((1, 1, n_C_prev, wide), (4, wide), (3, 3, wide, 1), (4, wide), (1, 1, wide, n_C), (4, n_C))
    return tuple(math.prod(shape) for shape in shapes)


def v2_parameters_tuple(a, b, t):
    return a * t * a, 4 * a * t, 9 * a * t, 4 * a * t, a * t * b, 4 * b


def momentum_for_logarithm(steps, share):
    return math.exp(math.log(1 - share) / steps)


def momentum_for_halving(steps, share):
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if middle**steps < 1 - share else (low, middle)
    return low


def momentum_for_numpy(steps, share):
    return np.power(1 - share, 1 / steps)


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "17.depthwise": [depthwise_windows, depthwise_channel_by_channel, depthwise_library],
    "17.separable": [separable_einsum, separable_as_one_convolution, separable_library],
    "17.multiply_adds": [multiply_adds_by_the_law, multiply_adds_number_by_number, multiply_adds_library],
    "17.v2_block": [v2_block_library, v2_block_einsum, v2_block_as_pixels],
    "17.v2_parameters": [v2_parameters_list, v2_parameters_from_shapes, v2_parameters_tuple],
    "17.momentum_for": [momentum_for_logarithm, momentum_for_halving, momentum_for_numpy],
}
