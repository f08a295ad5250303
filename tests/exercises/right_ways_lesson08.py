"""Other ways to write the exercises of lesson 08: loops, the library, other types. All of them must pass."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from course_utils import nn


def standardize_loop(X_train, X_new):
    train, new = np.zeros(X_train.shape), np.zeros(X_new.shape)
    for j in range(len(X_train)):
        mean = sum(X_train[j]) / len(X_train[j])
        variance = sum((x - mean) ** 2 for x in X_train[j]) / len(X_train[j])
        std = math.sqrt(variance) or 1.0
        train[j], new[j] = (X_train[j] - mean) / std, (X_new[j] - mean) / std
    return train, new


def standardize_library(X_train, X_new):
    statistics = nn.normalization.measure(X_train)
    return [nn.normalization.standardize(X, statistics) for X in (X_train, X_new)]


def standardize_tiny(X_train, X_new):
    mu, sigma = X_train.mean(1)[:, None], X_train.std(1)[:, None] + 1e-9
    return (X_train - mu) / sigma, (X_new - mu) / sigma


def standardize_rows(X_train, X_new):
    rows = X_train.T
    shift, scale = rows.mean(axis=0), np.sqrt(rows.var(axis=0))
    scale[scale == 0] = 1
    return ((rows - shift) / scale).T, ((X_new.T - shift) / scale).T


def standardize_single(X_train, X_new):
    return tuple(X.astype(np.float32) for X in standardize_library(X_train, X_new))


def initialize_library(n_out, n_in, kind, rng):
    return {"he": nn.initializers.he, "glorot": nn.initializers.glorot}[kind](n_out, n_in, rng)


def initialize_with_scale(units, inputs, kind, generator):
    fan = inputs if kind == "he" else (inputs + units) / 2
    std = math.sqrt(2 / fan) if kind == "he" else math.sqrt(1 / fan)
    return generator.normal(0, std, (units, inputs))


def initialize_standard_normal(n_out, n_in, kind, rng):
    divisor = n_in if kind == "he" else n_in + n_out
    return rng.standard_normal((n_out, n_in)) * (2 / divisor) ** 0.5


def clip_flat(gradients, limit):
    flat = np.concatenate([gradient.ravel() for gradient in gradients.values()])
    factor = min(1, limit / max(np.linalg.norm(flat), 1e-30))
    return {name: gradient * factor for name, gradient in gradients.items()}


def clip_in_a_loop(gradients, limit):
    total = 0.0
    for gradient in gradients.values():
        for number in gradient.flat:
            total += number * number
    norm, clipped = math.sqrt(total), {}
    for name in gradients:
        clipped[name] = gradients[name] / norm * limit if norm >= limit else gradients[name]
    return clipped


def clip_norm_of_norms(gradients, limit):
    norm = np.linalg.norm([np.linalg.norm(gradient) for gradient in gradients.values()])
    if norm <= limit:
        return gradients
    return {name: (limit / norm) * gradient for name, gradient in gradients.items()}


def to_vector_ravel(arrays):
    return np.hstack([array.ravel() for array in arrays.values()])[:, None]


def to_vector_numbers(arrays):
    return np.array([[number] for name in arrays for row in arrays[name] for number in row])


def to_vector_growing(arrays):
    vector = np.empty((0, 1))
    for array in arrays.values():
        vector = np.vstack([vector, array.flatten()[:, np.newaxis]])
    return vector


def from_vector_split(vector, like):
    ends = np.cumsum([array.size for array in like.values()])
    parts = np.split(vector, ends[:-1])
    return {name: part.reshape(like[name].shape) for name, part in zip(like, parts, strict=True)}


def from_vector_numbers(vector, like):
    numbers = iter(vector.ravel().tolist())
    return {name: np.array([[next(numbers) for _ in row] for row in array]) for name, array in like.items()}


def from_vector_eating(vector, like):
    rest, arrays = vector, {}
    for name in like:
        rows, columns = like[name].shape
        arrays[name], rest = np.reshape(rest[: rows * columns], (rows, columns)), rest[rows * columns :]
    return arrays


def check_array_by_array(cost, parameters, gradients, epsilon):
    measured = {
        name: nn.numerical_gradient(lambda v, name=name: cost({**parameters, name: v}), theta, epsilon)
        for name, theta in parameters.items()
    }
    ordered = {name: gradients[f"d{name}"] for name in parameters}
    return nn.to_vector(measured), nn.relative_error(nn.to_vector(ordered), nn.to_vector(measured))


def check_with_unit_vectors(cost, parameters, gradients, epsilon):
    theta = nn.to_vector(parameters)

    def at(vector):
        return cost(nn.from_vector(vector, parameters))

    moves = epsilon * np.eye(theta.size)
    e = np.array([[(at(theta + move[:, None]) - at(theta - move[:, None])) / (2 * epsilon)] for move in moves])
    g = np.vstack([gradients["d" + name].reshape(-1, 1) for name in parameters])
    return e, math.sqrt(((g - e) ** 2).sum()) / (math.sqrt((g**2).sum()) + math.sqrt((e**2).sum()))


def check_moving_and_putting_back(cost, parameters, gradients, epsilon):
    theta, slopes, given = nn.to_vector(parameters), [], []
    for i in range(theta.size):
        theta[i] += epsilon
        above = cost(nn.from_vector(theta, parameters))
        theta[i] -= 2 * epsilon
        below = cost(nn.from_vector(theta, parameters))
        theta[i] += epsilon
        slopes.append([(above - below) / 2 / epsilon])
    for name in parameters:
        given.extend(gradients[f"d{name}"].ravel())
    e, g = np.array(slopes), np.array(given)[:, None]
    return e, np.linalg.norm(g - e) / (np.linalg.norm(g) + np.linalg.norm(e))


def mend_by_linear_parts(Y, parameters, cache, kinds):
    tables = {"relu": nn.relu_derivative, "tanh": nn.tanh_derivative, "sigmoid": nn.sigmoid_derivative}
    L, gradients = len(parameters) // 2, {}
    dZ = cache[f"A{L}"] - Y
    for layer in reversed(range(1, L + 1)):
        dA, dW, db = nn.layers.linear_backward(dZ, cache[f"A{layer - 1}"], parameters[f"W{layer}"])
        gradients |= {f"dZ{layer}": dZ, f"dW{layer}": dW, f"db{layer}": db}
        if layer > 1:
            dZ = dA * tables[kinds[layer - 2]](cache[f"Z{layer - 1}"])
    return gradients


def mend_with_ifs(Y, parameters, cache, kinds):
    m, gradients = Y.size, {}
    off = cache[f"A{len(kinds) + 1}"] - Y
    for layer in range(len(kinds) + 1, 0, -1):
        gradients[f"dW{layer}"], gradients[f"db{layer}"] = off @ cache[f"A{layer - 1}"].T / m, off.sum(1)[:, None] / m
        if layer == 1:
            return gradients
        A, off = cache[f"A{layer - 1}"], parameters[f"W{layer}"].T @ off
        if kinds[layer - 2] == "relu":
            off[A <= 0] = 0
        elif kinds[layer - 2] == "tanh":
            off = off * (1 + A) * (1 - A)
        else:
            off = off * (A - A**2)
    return None


def mend_recursive(Y, parameters, cache, kinds):
    def off(layer):
        if layer == len(kinds) + 1:
            return cache[f"A{layer}"] - Y
        A = cache[f"A{layer}"]
        slope = {"relu": np.sign(A), "tanh": 1 / np.cosh(cache[f"Z{layer}"]) ** 2, "sigmoid": A - A * A}[
            kinds[layer - 1]
        ]
        return parameters[f"W{layer + 1}"].T @ off(layer + 1) * slope

    gradients = {}
    for layer in range(1, len(kinds) + 2):
        gradients[f"dW{layer}"] = np.einsum("ji,ki->jk", off(layer), cache[f"A{layer - 1}"]) / Y.shape[1]
        gradients[f"db{layer}"] = off(layer).mean(axis=1, keepdims=True)
    return gradients


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "08.standardize": [
        standardize_loop,
        standardize_library,
        standardize_tiny,
        standardize_rows,
        standardize_single,
    ],
    "08.initialize": [initialize_library, initialize_with_scale, initialize_standard_normal],
    "08.clip_by_norm": [clip_flat, clip_in_a_loop, clip_norm_of_norms, nn.clipping.clip_by_norm],
    "08.to_vector": [to_vector_ravel, to_vector_numbers, to_vector_growing, nn.to_vector],
    "08.from_vector": [from_vector_split, from_vector_numbers, from_vector_eating, nn.from_vector],
    "08.gradient_check": [check_array_by_array, check_with_unit_vectors, check_moving_and_putting_back],
    "08.mend": [mend_by_linear_parts, mend_with_ifs, mend_recursive],
}
