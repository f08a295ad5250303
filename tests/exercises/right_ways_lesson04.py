"""Other ways to write the exercises of lesson 04: loops, einsum, other types. All of them must pass."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from course_utils import nn
from course_utils.nn import shallow


def initialize_with_spread(n_x, n_h, scale, seed):
    rng = np.random.default_rng(seed)
    return {
        "W1": rng.normal(0, scale, (n_h, n_x)),
        "W2": rng.normal(0, scale, (1, n_h)),
        "b1": np.zeros([n_h, 1]),
        "b2": np.zeros((1, 1)),
    }


def initialize_standard(n_x, n_h, scale, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.standard_normal((n_h, n_x)) * scale
    W2 = rng.standard_normal(n_h).reshape(1, -1) * scale
    return {"W1": W1, "b1": 0 * W1[:, :1], "W2": W2, "b2": np.array([[0]])}


def initialize_in_a_loop(n_x, n_h, scale, seed):
    rng = np.random.default_rng(seed)
    W1, W2 = np.empty((n_h, n_x)), np.empty((1, n_h))
    for W in (W1, W2):
        for index in np.ndindex(W.shape):
            W[index] = scale * rng.normal()
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((1, 1))}


def forward_in_a_loop(X, W1, b1, W2, b2):
    n_h, m = len(W1), X.shape[1]
    Z1, Z2 = np.zeros((n_h, m)), np.zeros((1, m))
    for i in range(m):
        for j in range(n_h):
            Z1[j, i] = sum(W1[j, k] * X[k, i] for k in range(len(X))) + b1[j, 0]
        Z2[0, i] = sum(W2[0, j] * math.tanh(Z1[j, i]) for j in range(n_h)) + b2[0, 0]
    return {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}


def forward_einsum(X, W1, b1, W2, b2):
    Z1 = np.einsum("jk,ki->ji", W1, X) + b1
    A1 = 2 * nn.sigmoid(2 * Z1) - 1
    Z2 = np.dot(W2, A1) + b2.item()
    return {"A2": 0.5 + 0.5 * np.tanh(Z2 / 2), "Z2": Z2, "A1": A1, "Z1": Z1}


def forward_single(X, W1, b1, W2, b2):
    X, W1, b1, W2, b2 = (array.astype(np.float32) for array in (X, W1, b1, W2, b2))
    return shallow.forward(X, W1, b1, W2, b2)


def cost_from_softplus(Z2, Y):
    return np.mean(np.logaddexp(0, Z2) - Z2 * Y)


def cost_of_the_wrong_side(Z2, Y):
    return np.logaddexp(0, np.where(Y == 1, -Z2, Z2)).sum() / Y.size


def cost_in_a_loop(Z2, Y):
    losses = [max(z, 0) - z * y + math.log1p(math.exp(-abs(z))) for z, y in zip(Z2[0], Y[0], strict=True)]
    return sum(losses) / len(losses)


def backward_in_a_loop(X, Y, W2, A1, A2):
    (n_x, m), n_h = X.shape, len(A1)
    dW1, db1, dW2, db2 = np.zeros((n_h, n_x)), np.zeros((n_h, 1)), np.zeros((1, n_h)), np.zeros((1, 1))
    for i in range(m):
        off = A2[0, i] - Y[0, i]
        db2[0, 0] += off / m
        for j in range(n_h):
            dW2[0, j] += off * A1[j, i] / m
            blame = W2[0, j] * off * (1 - A1[j, i] ** 2)
            db1[j, 0] += blame / m
            for k in range(n_x):
                dW1[j, k] += blame * X[k, i] / m
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def backward_einsum(X, Y, W2, A1, A2):
    dZ2 = A2 - Y
    dZ1 = np.einsum("oj,oi,ji->ji", W2, dZ2, (1 - A1) * (1 + A1))
    return {
        "dW1": np.einsum("ji,ki->jk", dZ1, X) / Y.size,
        "db1": dZ1.mean(axis=1)[:, None],
        "dW2": np.mean(dZ2 * A1, axis=1, keepdims=True).T,
        "db2": dZ2.mean(keepdims=True),
        "dZ1": dZ1,
    }


def backward_divided_first(X, Y, W2, A1, A2):
    off = (A2 - Y) / len(Y.T)
    blame = W2.T * off
    blame = blame - blame * A1 * A1
    ones = np.ones((X.shape[1], 1))
    return {"dW2": off @ A1.T, "db2": off @ ones, "dW1": blame @ X.T, "db1": blame @ ones}


def backward_single(X, Y, W2, A1, A2):
    return shallow.backward(*(array.astype(np.float32) for array in (X, Y, W2, A1, A2)))


def update_written_out(parameters, gradients, alpha):
    W1 = parameters["W1"] - alpha * gradients["dW1"]
    b1 = parameters["b1"] - alpha * gradients["db1"]
    W2 = parameters["W2"] - alpha * gradients["dW2"]
    b2 = parameters["b2"] - alpha * gradients["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def update_in_a_loop(parameters, gradients, alpha):
    new = {}
    for name, value in parameters.items():
        new[name] = value.copy()
        new[name] -= gradients[f"d{name}"] * alpha
    return new


def update_single(old, slopes, rate):
    return {name: (old[name] - rate * slopes["d" + name]).astype(np.float32) for name in ("b2", "W2", "b1", "W1")}


def gradient_put_back(cost, theta, epsilon):
    theta = theta.copy()
    gradient = np.empty_like(theta)
    for i in range(theta.shape[0]):
        for j in range(theta.shape[1]):
            old = theta[i, j]
            theta[i, j] = old + epsilon
            above = cost(theta)
            theta[i, j] = old - epsilon
            gradient[i, j] = (above - cost(theta)) / epsilon / 2
            theta[i, j] = old
    return gradient


def gradient_by_directions(cost, theta, epsilon):
    steps = epsilon * np.eye(theta.size).reshape(-1, *theta.shape)
    return np.array([cost(theta + step) - cost(theta - step) for step in steps]).reshape(theta.shape) / (2 * epsilon)


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "04.initialize": [initialize_with_spread, initialize_standard, initialize_in_a_loop, shallow.initialize],
    "04.forward": [forward_in_a_loop, forward_einsum, forward_single, shallow.forward],
    "04.cost": [cost_from_softplus, cost_of_the_wrong_side, cost_in_a_loop, shallow.cost],
    "04.backward": [
        backward_in_a_loop,
        backward_einsum,
        backward_divided_first,
        backward_single,
        shallow.backward,
    ],
    "04.update": [update_written_out, update_in_a_loop, update_single, shallow.update],
    "04.numerical_gradient": [gradient_put_back, gradient_by_directions, nn.numerical_gradient],
}

RIGHT_WAYS["04.mend"] = RIGHT_WAYS["04.backward"]
