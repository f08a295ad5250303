"""Other ways to write the exercises of lesson 05: loops, einsum, recursion, other types. All of them must pass."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from course_utils import nn


def dimensions_of_pairs(sizes, m):
    pairs = list(pairwise(sizes))
    Z = [(n, m) for _, n in pairs]
    return {"Z": Z, "A": Z, "W": [(n, before) for before, n in pairs], "b": [(n, 1) for _, n in pairs]}


def dimensions_measured(sizes, m):
    """Build the network small: shapes are found by multiplying."""
    A, shapes = np.broadcast_to(0.0, (sizes[0], m)), {name: [] for name in "WbZA"}
    for before, n in pairwise(sizes):
        W, b = np.broadcast_to(0.0, (n, before)), np.zeros((n, 1))
        A = np.broadcast_to(b, (W.shape[0], A.shape[1]))
        for name, array in zip("WbZA", (W, b, A, A), strict=True):
            shapes[name].append(array.shape)
    return shapes


def dimensions_arrays(layers, examples):
    n = np.array(layers)
    with_m = np.stack([n[1:], np.full(len(n) - 1, examples)], axis=1)
    return {"W": np.stack([n[1:], n[:-1]], axis=1), "b": [[k, 1] for k in n[1:]], "Z": with_m, "A": with_m.tolist()}


def linear_forward_loop(A_prev, W, b):
    Z = np.zeros((W.shape[0], A_prev.shape[1]))
    for i in range(A_prev.shape[1]):
        for j in range(W.shape[0]):
            Z[j, i] = b[j, 0] + sum(W[j, k] * A_prev[k, i] for k in range(W.shape[1]))
    return Z


def linear_forward_einsum(A_prev, W, b):
    return np.einsum("jk,ki->ji", W, A_prev) + b


def linear_forward_rows(A, weights, bias):
    return (A.T @ weights.T + bias.ravel()).T


def linear_forward_single(A_prev, W, b):
    return W.astype(np.float32) @ A_prev.astype(np.float32) + b.astype(np.float32)


def activation_forward_where(Z, kind):
    return np.where(Z > 0, Z, 0.0) if kind == "relu" else nn.sigmoid(Z)


def activation_forward_table(Z, activation):
    return {"sigmoid": nn.ACTIVATIONS["sigmoid"], "relu": nn.ACTIVATIONS["ReLU"]}[activation].function(Z)


def activation_forward_numbers(Z, kind):
    one = (lambda z: max(z, 0.0)) if kind == "relu" else (lambda z: 1 / (1 + math.exp(-z)))
    return np.vectorize(one, otypes=[float])(Z)


def model_forward_zip(X, parameters):
    A, cache = X, {"A0": X}
    layers = [(parameters[f"W{layer}"], parameters[f"b{layer}"]) for layer in range(1, len(parameters) // 2 + 1)]
    for number, (W, b) in enumerate(layers, start=1):
        Z = np.dot(W, A) + b
        A = nn.relu(Z) if number < len(layers) else nn.sigmoid(Z)
        cache.update({f"A{number}": A, f"Z{number}": Z})
    return cache


def model_forward_recursive(X, parameters, done=0):
    if done == 0:
        return {"A0": X} | model_forward_recursive(X, parameters, 1)
    Z = parameters[f"W{done}"] @ X + parameters[f"b{done}"]
    last = f"W{done + 1}" not in parameters
    A = 1 / (1 + np.exp(-Z)) if last else Z * (Z > 0)
    return {f"Z{done}": Z, f"A{done}": A} | ({} if last else model_forward_recursive(A, parameters, done + 1))


def model_forward_library(X, parameters):
    ZL, caches = nn.network.forward(X, parameters)
    L = len(caches)
    cache = {f"A{i}": layer.A_prev for i, layer in enumerate(caches)} | {f"A{L}": nn.sigmoid(ZL)}
    return cache | {f"Z{i + 1}": layer.Z for i, layer in enumerate(caches)}


def linear_backward_loop(dZ, A_prev, W):
    m = A_prev.shape[1]
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros((W.shape[0], 1))
    for i in range(m):
        dz = dZ[:, i : i + 1]
        dA_prev[:, i : i + 1] = np.dot(W.T, dz)
        dW += np.dot(dz, A_prev[:, i : i + 1].T) / m
        db += dz / m
    return dA_prev, dW, db


def linear_backward_einsum(dZ, A_prev, W):
    m = dZ.shape[1]
    return [np.einsum("jk,ji->ki", W, dZ), np.einsum("ji,ki->jk", dZ, A_prev) / m, dZ.mean(axis=1).reshape(-1, 1)]


def linear_backward_with_ones(dZ, A_prev, W):
    m = dZ.shape[1]
    return (dZ.T @ W).T, (A_prev @ dZ.T).T / m, dZ @ np.ones((m, 1)) / m


def activation_backward_where(dA, Z, kind):
    if kind == "sigmoid":
        return dA * nn.sigmoid_derivative(Z)
    return np.where(Z > 0, dA, 0)


def activation_backward_copy(dA, Z, kind):
    dZ = dA.copy()
    if kind == "relu":
        dZ[Z <= 0] = 0
        return dZ
    return dZ * np.exp(-Z) / (1 + np.exp(-Z)) ** 2


def activation_backward_table(dA, Z, kind):
    return nn.layers.activation_backward(dA, Z, nn.ACTIVATIONS["ReLU" if kind == "relu" else "sigmoid"])


def model_backward_library(Y, parameters, cache):
    return nn.network.backward(Y, nn.network.forward(cache["A0"], parameters)[1])


def model_backward_from_the_loss(Y, parameters, cache):
    """Begin with dA of the last layer."""
    L = len(parameters) // 2
    A = cache[f"A{L}"]
    dA, gradients = -(Y / A) + (1 - Y) / (1 - A), {}
    for layer in reversed(range(1, L + 1)):
        A = cache[f"A{layer}"]
        dZ = dA * (A * (1 - A) if layer == L else A > 0)
        gradients[f"dZ{layer}"], gradients[f"db{layer}"] = dZ, dZ.mean(axis=1, keepdims=True)
        gradients[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T / Y.size
        dA = parameters[f"W{layer}"].T @ dZ
        gradients[f"dA{layer - 1}"] = dA
    return gradients


def model_backward_recursive(Y, parameters, cache):
    L, m = len(parameters) // 2, Y.shape[1]

    def off_by(layer):
        if layer == L:
            return cache[f"A{L}"] - Y
        return parameters[f"W{layer + 1}"].T.dot(off_by(layer + 1)) * (cache[f"Z{layer}"] > 0)

    gradients = {}
    for layer in range(1, L + 1):
        gradients[f"dZ{layer}"] = off_by(layer)
        gradients[f"dW{layer}"] = off_by(layer).dot(cache[f"A{layer - 1}"].T) / m
        gradients[f"db{layer}"] = off_by(layer).sum(1, keepdims=True) / m
    return gradients


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "05.dimensions": [dimensions_of_pairs, dimensions_measured, dimensions_arrays],
    "05.linear_forward": [
        linear_forward_loop,
        linear_forward_einsum,
        linear_forward_rows,
        linear_forward_single,
        nn.layers.linear_forward,
    ],
    "05.activation_forward": [activation_forward_where, activation_forward_table, activation_forward_numbers],
    "05.model_forward": [model_forward_zip, model_forward_recursive, model_forward_library],
    "05.linear_backward": [
        linear_backward_loop,
        linear_backward_einsum,
        linear_backward_with_ones,
        nn.layers.linear_backward,
    ],
    "05.activation_backward": [activation_backward_where, activation_backward_copy, activation_backward_table],
    "05.model_backward": [model_backward_library, model_backward_from_the_loss, model_backward_recursive],
}
RIGHT_WAYS["05.mend"] = RIGHT_WAYS["05.model_backward"]
