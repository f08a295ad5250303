"""Other ways to write the exercises of lessons 00 and 02: loops, einsum, other types, other orders. All must pass."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from course_utils import nn

# 00 -------------------------------------------------------------------------------------------------------------------


def count_in_a_loop(scores, is_masked, threshold):
    wrong = 0
    for score, truth in zip(scores, is_masked, strict=True):
        if (score >= threshold) != truth:
            wrong += 1
    return wrong


def count_two_kinds(scores, is_masked, threshold):
    misses = np.sum(is_masked & (scores < threshold))
    false_alarms = np.sum(~is_masked & (scores >= threshold))
    return misses + false_alarms


def count_nonzero(scores, is_masked, threshold):
    return np.count_nonzero((np.asarray(scores) >= threshold) ^ is_masked)


def count_the_rest(picture_scores, truth, limit):
    return len(truth) - int(np.sum(truth == ~(picture_scores < limit)))


# 02 -------------------------------------------------------------------------------------------------------------------


def sigmoid_of_numbers(Z):
    def one(z):
        return 1 / (1 + math.exp(-z)) if z > -700 else 0.0

    return np.vectorize(one, otypes=[float])(Z)


def sigmoid_power(Z):
    return (1 + np.exp(-Z)) ** -1.0


def sigmoid_tanh(Z):
    return 0.5 * (np.tanh(Z / 2) + 1)


def sigmoid_stable(Z):
    small = np.exp(-np.abs(Z))
    return np.where(np.asarray(Z) >= 0, 1 / (1 + small), small / (1 + small))


def sigmoid_single(Z):
    return 1 / (1 + np.exp(-np.asarray(Z, dtype=np.float32)))


def propagate_in_a_loop(w, b, X, Y):
    n_x, m = X.shape
    cost, dw, db = 0.0, np.zeros((n_x, 1)), 0.0
    for i in range(m):
        z = b
        for j in range(n_x):
            z += w[j, 0] * X[j, i]
        a = 1 / (1 + math.exp(-z))
        cost += -(Y[0, i] * math.log(a) + (1 - Y[0, i]) * math.log(1 - a))
        for j in range(n_x):
            dw[j, 0] += X[j, i] * (a - Y[0, i])
        db += a - Y[0, i]
    return {"cost": cost / m, "dw": dw / m, "db": db / m}


def propagate_einsum(w, b, X, Y):
    A = nn.sigmoid(np.einsum("ij,ik->jk", w, X) + b)
    dZ = A - Y
    cost = np.mean(np.where(Y == 1, -np.log(A), -np.log(1 - A)))
    return {"dw": np.einsum("ij,kj->ik", X, dZ) / Y.size, "db": dZ.mean(), "cost": cost, "A": A}


def propagate_library(w, b, X, Y):
    cost, dw, db = nn.logistic_regression.propagate(w, b, X, Y)
    return {"dw": dw, "db": db, "cost": cost}


def propagate_single(w, b, X, Y):
    w, X, Y = (array.astype(np.float32) for array in (w, X, Y))
    A = 1 / (1 + np.exp(-(np.dot(w.T, X) + np.float32(b))))
    cost = -(np.dot(Y, np.log(A).T) + np.dot(1 - Y, np.log(1 - A).T)) / X.shape[1]
    return {"A": A, "cost": np.squeeze(cost), "dw": np.dot(X, (A - Y).T) / X.shape[1], "db": np.mean(A - Y), "extra": 1}


def update_in_a_loop(w, b, dw, db, alpha):
    new = np.empty_like(w)
    for i in range(len(w)):
        new[i, 0] = w[i, 0] - alpha * dw[i, 0]
    return new, b - alpha * db


def update_a_copy(w, b, dw, db, alpha):
    w = w.copy()
    w -= alpha * dw
    b -= alpha * db
    return [w, b]


def update_single(weights, bias, gradient, slope, rate):
    return (weights + -rate * gradient).astype(np.float32), np.float32(bias - rate * slope)


def predict_where(w, b, X, threshold):
    return np.where(nn.sigmoid(np.dot(w.T, X) + b) >= threshold, 1, 0)


def predict_floats(w, b, X, threshold):
    return (nn.sigmoid(w.T @ X + b) >= threshold) * 1.0


def predict_in_a_loop(w, b, X, threshold):
    labels = np.zeros((1, X.shape[1]))
    for i in range(X.shape[1]):
        if 1 / (1 + math.exp(-(float(w[:, 0] @ X[:, i]) + b))) >= threshold:
            labels[0, i] = 1
    return labels


def predict_small_ints(w, b, X, threshold):
    return 1 - (nn.sigmoid((X.T @ w).T + b) < threshold).astype(np.uint8)


def fit_in_one_piece(X, Y, alpha, steps):
    n_x, m = X.shape
    w, b, costs = np.zeros((n_x, 1)), 0, []
    while len(costs) < steps:
        A = 1 / (1 + np.exp(-(w.T @ X + b)))
        costs.append(-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m)
        w, b = w - alpha * X @ (A - Y).T / m, b - alpha * np.mean(A - Y)
    return w, b, np.array(costs)


def fit_library(X, Y, alpha, steps):
    model = nn.logistic_regression.fit(X, Y, alpha=alpha, steps=steps)
    return model.w, model.b, model.costs


def fit_single(X, Y, alpha, steps):
    model = nn.logistic_regression.fit(X.astype(np.float32), Y.astype(np.float32), alpha=alpha, steps=steps)
    return model.w, model.b, list(model.costs)


def fit_with_b_inside(X, Y, alpha, steps):
    X1 = np.vstack([X, np.ones((1, X.shape[1]))])
    w, costs = np.zeros((X1.shape[0], 1)), []
    for _ in range(steps):
        A = nn.sigmoid(w.T @ X1)
        costs.append(float(np.mean(nn.cross_entropy(A, Y))))
        w -= alpha * X1 @ (A - Y).T / X.shape[1]
    return w[:-1], float(w[-1, 0]), tuple(costs)


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "00.count_mistakes": [count_in_a_loop, count_two_kinds, count_nonzero, count_the_rest],
    "02.sigmoid": [sigmoid_of_numbers, sigmoid_power, sigmoid_tanh, sigmoid_stable, sigmoid_single, nn.sigmoid],
    "02.propagate": [propagate_in_a_loop, propagate_einsum, propagate_library, propagate_single],
    "02.mend": [propagate_in_a_loop, propagate_einsum, propagate_library, propagate_single],
    "02.update": [update_in_a_loop, update_a_copy, update_single, nn.logistic_regression.update],
    "02.predict": [
        predict_where,
        predict_floats,
        predict_in_a_loop,
        predict_small_ints,
        nn.logistic_regression.predict,
    ],
    "02.fit": [fit_in_one_piece, fit_library, fit_single, fit_with_b_inside],
}
