"""Other ways to write the exercises of lesson 14: views, einsum, more or fewer loops, counting. All must pass."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_utils.nn import convolution


def output_size_floor(n, f, pad, stride):
    return int(np.floor((n + 2 * pad - f) / stride + 1))


def output_size_counted(n, f, pad, stride):
    places, top = 0, 0
    while top + f <= n + 2 * pad:
        places, top = places + 1, top + stride
    return places


def output_size_range(size, kernel, padding, step):
    return len(range(0, size + 2 * padding - kernel + 1, step))


def zero_pad_into_zeros(X, pad):
    m, height, width, channels = X.shape
    P = np.zeros((m, height + 2 * pad, width + 2 * pad, channels))
    P[:, pad : pad + height, pad : pad + width] = X
    return P


def zero_pad_joined(X, pad):
    m, _, width, channels = X.shape
    row = np.zeros((m, pad, width, channels))
    tall = np.concatenate([row, X, row], axis=1)
    column = np.zeros((m, tall.shape[1], pad, channels))
    return np.concatenate([column, tall, column], axis=2)


def zero_pad_each(X, pad):
    return np.array([np.stack([np.pad(x[..., c], pad) for c in range(x.shape[-1])], axis=-1) for x in X])


def conv_single_dot(window, kernel, b):
    return window.ravel() @ kernel.ravel() + b


def conv_single_einsum(window, kernel, b):
    return np.einsum("uvc,uvc->", window, kernel) + b


def conv_single_loops(window, kernel, b):
    z = float(b)
    for u, v, c in np.ndindex(window.shape):
        z += window[u, v, c] * kernel[u, v, c]
    return z


def conv_single_tensordot(window, kernel, b):
    return float(np.tensordot(window, kernel, axes=3)) + b


def conv_forward_windows(A_prev, W, b, pad, stride):
    f = W.shape[0]
    seen = sliding_window_view(zero_pad_into_zeros(A_prev, pad), (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("mhwcuv,uvck->mhwk", seen, W) + b


def conv_forward_cells(A_prev, W, b, pad, stride):
    """Loop over the cells of the kernel in the place of the places of the result."""
    P, f = zero_pad_into_zeros(A_prev, pad), len(W)
    n_H, n_W = ((side - f) // stride + 1 for side in P.shape[1:3])
    Z = np.zeros((len(P), n_H, n_W, W.shape[3])) + b
    for u, v in product(range(f), repeat=2):
        Z += P[:, u : u + stride * n_H : stride, v : v + stride * n_W : stride] @ W[u, v]
    return Z


def conv_forward_matrix(A, kernels, biases, zeros, step):
    """Windows as rows of one matrix, kernels as its columns."""
    P, f = zero_pad_into_zeros(A, zeros), kernels.shape[0]
    starts = [range(0, side - f + 1, step) for side in P.shape[1:3]]
    rows = [P[i, h : h + f, w : w + f].ravel() for i in range(len(P)) for h in starts[0] for w in starts[1]]
    Z = np.array(rows) @ kernels.reshape(-1, kernels.shape[3])
    return Z.reshape(len(P), *map(len, starts), -1) + biases


def conv_forward_library(A_prev, W, b, pad, stride):
    return convolution.forward(A_prev, W, b, pad, stride)


def pool_forward_windows(A_prev, f, stride, kind):
    seen = sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return seen.max(axis=(-1, -2)) if kind == "max" else seen.mean(axis=(-1, -2))


def pool_forward_numbers(A_prev, f, stride, kind):
    m, height, width, channels = A_prev.shape
    A = np.zeros((m, (height - f) // stride + 1, (width - f) // stride + 1, channels))
    for i, h, w, c in np.ndindex(A.shape):
        cells = [A_prev[i, h * stride + u, w * stride + v, c] for u in range(f) for v in range(f)]
        A[i, h, w, c] = max(cells) if kind == "max" else math.fsum(cells) / len(cells)
    return A


def pool_forward_library(A_prev, f, stride, kind):
    return convolution.pool_forward(A_prev, f, stride, kind)


def conv_backward_einsum(dZ, A_prev, W, pad, stride):
    P, f = zero_pad_into_zeros(A_prev, pad), len(W)
    dP, m = np.zeros(P.shape), len(dZ)
    seen = sliding_window_view(P, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    for h, w in np.ndindex(dZ.shape[1:3]):
        dP[:, h * stride : h * stride + f, w * stride : w * stride + f] += np.einsum("mk,uvck->muvc", dZ[:, h, w], W)
    height, width = A_prev.shape[1:3]
    dW = np.einsum("mhwcuv,mhwk->uvck", seen, dZ) / m
    return dP[:, pad:, pad:][:, :height, :width], dW, dZ.sum(axis=(0, 1, 2)) / m


def conv_backward_means(dZ, A_prev, W, pad, stride):
    """Loop over examples, and take the mean of their gradients at the end."""
    shares = [convolution.backward_loops(dZ[i : i + 1], A_prev[i : i + 1], W, pad, stride) for i in range(len(dZ))]
    dA, dW, db = zip(*shares, strict=True)
    return [np.concatenate(dA), np.mean(dW, axis=0), np.mean(db, axis=0)]


def conv_backward_library(dZ, A_prev, W, pad, stride):
    return convolution.backward(dZ, A_prev, W, pad, stride)


def pool_backward_argmax(dA, A_prev, f, stride):
    dA_prev = np.zeros_like(A_prev)
    for i, h, w, c in np.ndindex(dA.shape):
        window = A_prev[i, stride * h : stride * h + f, stride * w : stride * w + f, c]
        u, v = np.unravel_index(np.argmax(window), window.shape)
        dA_prev[i, stride * h + u, stride * w + v, c] += dA[i, h, w, c]
    return dA_prev


def pool_backward_all_channels_at_once(dA, A_prev, f, stride):
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w in np.ndindex(dA.shape[:3]):
        place = np.s_[i, stride * h : stride * h + f, stride * w : stride * w + f]
        window = A_prev[place]
        dA_prev[place] += (window == window.max(axis=(0, 1))) * dA[i, h, w]
    return dA_prev


def pool_backward_library(dA, A_prev, f, stride):
    return convolution.pool_backward(dA, A_prev, f, stride)


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "14.output_size": [output_size_floor, output_size_counted, output_size_range],
    "14.zero_pad": [zero_pad_into_zeros, zero_pad_joined, zero_pad_each, convolution.pad],
    "14.conv_single": [conv_single_dot, conv_single_einsum, conv_single_loops, conv_single_tensordot],
    "14.conv_forward": [conv_forward_windows, conv_forward_cells, conv_forward_matrix, conv_forward_library],
    "14.pool_forward": [pool_forward_windows, pool_forward_numbers, pool_forward_library],
    "14.conv_backward": [conv_backward_einsum, conv_backward_means, conv_backward_library],
    "14.mend": [pool_backward_argmax, pool_backward_all_channels_at_once, pool_backward_library],
}
