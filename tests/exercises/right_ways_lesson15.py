"""Other ways to write the exercises of lesson 15. All must pass."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from course_utils import nn
from course_utils.exercises.solutions import lesson15 as solutions
from course_utils.nn import convolution


def conv_counts_library(shape, f, filters, pad, stride):
    places = [convolution.output_size(side, f, pad, stride) for side in shape[:2]]
    W = np.zeros((f, f, shape[2], filters))
    return (*places, filters), W.size + filters, W.size * math.prod(places)


def conv_counts_kernel_by_kernel(shape, f, filters, pad, stride):
    parameters, products, size = 0, 0, ()
    for _ in range(filters):
        size = tuple(len(range(0, side + 2 * pad - f + 1, stride)) for side in shape[:2])
        parameters += f**2 * shape[2] + 1
        products += f**2 * shape[2] * size[0] * size[1]
    return [*size, filters], parameters, products


def conv_counts_measured(shape, f, filters, pad, stride):
    Z = convolution.forward(np.zeros((1, *shape)), np.zeros((f, f, shape[2], filters)), np.zeros(filters), pad, stride)
    return Z.shape[1:], filters * (1 + f * f * shape[-1]), Z.size * f * f * shape[-1]


def network_counts_measured(shape, layers):
    """Send a picture through, and look at the shapes."""
    A, shapes, parameters = np.zeros((1, *shape)), [], []
    for layer in layers.values():
        n = 0
        if layer[0] == "conv":
            _, f, filters, pad, stride = layer
            W, b = np.zeros((f, f, A.shape[3], filters)), np.zeros(filters)
            A, n = convolution.forward(A, W, b, pad, stride), W.size + b.size
        elif layer[0] == "pool":
            A = convolution.pool_forward(A, layer[1])
        elif layer[0] == "flatten":
            A = A.reshape(1, 1, 1, -1)
        else:
            n = A.size * layer[1] + layer[1]
            A = np.zeros((1, 1, 1, layer[1]))
        shapes.append(A.shape[1:])
        parameters.append(n)
    return {"shapes": shapes, "parameters": parameters}


def network_counts_match(shape, layers):
    counted = {"parameters": [], "shapes": []}
    for layer in layers.values():
        n, (height, width, channels) = 0, shape
        match layer:
            case ("conv", *rest):
                shape, n, _ = solutions.conv_counts(shape, *rest)
            case ("pool", f):
                shape = (height // f, width // f, channels)
            case ("flatten",):
                shape = (1, 1, height * width * channels)
            case ("dense", units):
                shape, n = (1, 1, units), channels * units + units
        counted["shapes"].append(shape)
        counted["parameters"].append(n)
    return counted


def network_counts_dense_as_conv(shape, layers):
    """Count a dense layer as kernels of 1 × 1 over a picture of one pixel."""
    shapes, parameters = [], []
    for kind, *rest in layers.values():
        n = 0
        if kind == "dense":
            kind, rest = "conv", (1, rest[0], 0, 1)
        if kind == "conv":
            shape, n, _ = conv_counts_library(shape, *rest)
        elif kind == "pool":
            shape = (*(convolution.output_size(side, rest[0], 0, rest[0]) for side in shape[:2]), shape[2])
        else:
            shape = (1, 1, int(np.prod(shape)))
        shapes.append(shape)
        parameters.append(n)
    return {"shapes": shapes, "parameters": parameters}


def receptive_field_sum(layers):
    strides = [1, *np.cumprod([stride for _, stride in layers])]
    return 1 + int(sum((f - 1) * jump for (f, _), jump in zip(layers, strides, strict=False))), int(strides[-1])


def receptive_field_from_the_back(layers):
    r, jump = 1, 1
    for f, stride in reversed(layers):
        r, jump = (r - 1) * stride + f, jump * stride
    return r, jump


def receptive_field_ends(layers):
    """Go back from two neighbours, and see which pixels their windows begin and end with."""
    first, last, other = 0, 0, 1
    for f, stride in layers[::-1]:
        first, last, other = first * stride, last * stride + f - 1, other * stride
    return last - first + 1, other - first


def augment_lists(images, flips, corners, pad):
    made = []
    for image, flip, (top, left) in zip(images, flips, corners, strict=True):
        P = np.pad(image, [(pad, pad), (pad, pad), (0, 0)], "edge")
        crop = P[top:, left:][: image.shape[0], : image.shape[1]]
        made.append(np.fliplr(crop) if flip else crop)
    return np.array(made)


def augment_indices(images, flips, corners, pad):
    """Say for every pixel of the result where it comes from."""
    m, height, width, _ = images.shape
    rows = np.clip(corners[:, :1] + np.arange(height) - pad, 0, height - 1)
    columns = np.clip(corners[:, 1:] + np.arange(width) - pad, 0, width - 1)
    columns = np.where(flips[:, None], columns[:, ::-1], columns)
    return images[np.arange(m)[:, None, None], rows[:, :, None], columns[:, None, :]]


def augment_where(images, flips, corners, pad):
    height, width = images.shape[1:3]
    P = np.pad(images, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="edge")
    crops = np.stack([P[i, t : t + height, s : s + width] for i, (t, s) in enumerate(corners)])
    return np.where(np.asarray(flips)[:, None, None, None], crops[:, :, ::-1], crops)


def cnn_forward_loops(X, parameters):
    Z1 = convolution.forward_loops(X, parameters["W1"], parameters["b1"], 1)
    A1 = Z1 * (Z1 > 0)
    P1 = convolution.pool_forward_loops(A1)
    Z2 = np.array([p.ravel() @ parameters["W2"] for p in P1]) + parameters["b2"]
    return {"Z1": Z1, "A1": A1, "P1": P1, "Z2": Z2}


def cnn_forward_columns(X, parameters):
    """Examples as columns in the dense layer, as in lesson 05."""
    cache = {"Z1": nn.convolution.forward(X, parameters["W1"], parameters["b1"], padding="same")}
    cache["A1"] = cache["Z1"].clip(min=0)
    cache["P1"] = nn.convolution.pool_forward(cache["A1"])
    A = cache["P1"].reshape(X.shape[0], -1).T
    cache["Z2"] = nn.layers.linear_forward(A, parameters["W2"].T, parameters["b2"][:, None]).T
    return cache


def cnn_forward_einsum(X, parameters):
    Z1 = convolution.forward(X, parameters["W1"], parameters["b1"], 1)
    A1 = np.where(Z1 > 0, Z1, 0)
    m, height, width, channels = A1.shape
    P1 = A1.reshape(m, height // 2, 2, width // 2, 2, channels).max(axis=(2, 4))
    W2 = parameters["W2"].reshape(*P1.shape[1:], -1)
    return {"Z1": Z1, "A1": A1, "P1": P1, "Z2": np.einsum("mhwc,hwcu->mu", P1, W2) + parameters["b2"]}


def probability_tanh(Z):
    return (1 + np.tanh(Z / 2)) / 2


def probability_two_units(Z):
    """Give the softmax a second unit, with the score 0."""
    both = np.exp(np.hstack([Z, np.zeros_like(Z)]))
    return both[:, :1] / both.sum(axis=1, keepdims=True)


def probability_library(Z):
    return nn.sigmoid(Z)


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "15.conv_counts": [conv_counts_library, conv_counts_kernel_by_kernel, conv_counts_measured],
    "15.network_counts": [network_counts_measured, network_counts_match, network_counts_dense_as_conv],
    "15.receptive_field": [receptive_field_sum, receptive_field_from_the_back, receptive_field_ends],
    "15.augment": [augment_lists, augment_indices, augment_where],
    "15.cnn_forward": [cnn_forward_loops, cnn_forward_columns, cnn_forward_einsum],
    "15.mend": [probability_tanh, probability_two_units, probability_library],
}
