"""Other ways to write the exercises of lesson 01: loops, einsum, other types. All of them must pass."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np


def rows_in_a_loop(X):
    result = np.zeros(X.shape)
    for i in range(X.shape[0]):
        row = [float(value) for value in X[i]]
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((value - mean) ** 2 for value in row) / len(row))
        for j in range(X.shape[1]):
            result[i, j] = (row[j] - mean) / spread
    return result


def rows_with_none(X):
    return (X - X.mean(axis=1)[:, None]) / X.std(1)[:, np.newaxis]


def rows_transposed(X):
    return ((X.T - X.T.mean(axis=0)) / X.T.std(axis=0)).T


def rows_with_ones(X):
    m = X.shape[1]
    centred = X - X @ np.ones((m, m)) / m
    return centred / np.sqrt(np.sum(centred**2, axis=1, keepdims=True) / m)


def rows_single(X):
    X = X.astype(np.float64)
    return ((X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)).astype(np.float32)


def gap_flat(guesses, truth):
    return np.mean(np.abs(guesses.ravel() - truth))


def gap_of_a_row(guesses, truth):
    return float(np.abs(guesses.T - truth).mean())


def gap_in_a_loop(guesses, truth):
    return sum(abs(guesses[i, 0] - truth[i]) for i in range(len(truth))) / len(truth)


def gap_none(guesses, truth):
    return np.abs(guesses - truth[:, None]).sum() / truth.size


def gap_diagonal(guesses, truth):
    return np.mean(np.diag(np.abs(guesses - truth)))


def distances_in_a_loop(A, B):
    D = np.zeros((A.shape[1], B.shape[1]))
    for i in range(A.shape[1]):
        for j in range(B.shape[1]):
            D[i, j] = np.sum((A[:, i] - B[:, j]) ** 2)
    return D


def distances_broadcast(A, B):
    return ((A[:, :, None] - B[:, None, :]) ** 2).sum(axis=0)


def distances_einsum(A, B):
    return np.einsum("ij,ij->j", A, A)[:, None] + np.einsum("ij,ij->j", B, B) - 2 * np.einsum("ki,kj->ij", A, B)


def distances_never_negative(A, B):
    D = (A * A).sum(0).reshape(-1, 1) - 2 * np.dot(A.T, B) + (B * B).sum(0).reshape(1, -1)
    return np.maximum(D, 0)


def distances_of_rows(A, B):
    from sklearn.metrics.pairwise import euclidean_distances

    return euclidean_distances(A.T, B.T, squared=True)


def derivatives_at_once(a, b, c):
    return {"da": 3, "db": 3 * c, "dc": 3 * b, "du": 3, "dv": 3}


def derivatives_measured(a, b, c):
    def slope(function, x):
        return (function(x + 1e-4) - function(x - 1e-4)) / 2e-4

    return {
        "dv": slope(lambda v: 3 * v, a + b * c),
        "du": slope(lambda u: 3 * (a + u), b * c),
        "da": slope(lambda a: 3 * (a + b * c), a),
        "db": slope(lambda b: 3 * (a + b * c), b),
        "dc": slope(lambda c: 3 * (a + b * c), c),
    }


def derivatives_of_numpy(a, b, c):
    dv = np.float64(3)
    du = dv
    return {"dv": dv, "du": du, "da": np.multiply(dv, 1), "db": np.array(du * c), "dc": du * np.float64(b)}


def derivatives_with_more(a, b, c):
    dJ = 1.0
    dv = dJ * 3
    return {"dJ": dJ, "dv": dv, "du": dv, "da": dv, "db": dv * c, "dc": dv * b}


def right_flat(X, Y, means):
    D = np.stack([((X - means[:, [k]]) ** 2).sum(axis=0) for k in (0, 1)])
    return np.mean(D.argmin(axis=0) == Y.ravel())


def right_in_a_loop(X, Y, means):
    count = 0
    for i in range(X.shape[1]):
        without, worn = (sum((X[j, i] - means[j, k]) ** 2 for j in range(X.shape[0])) for k in (0, 1))
        count += int(worn < without) == Y[0, i]
    return count / X.shape[1]


def right_turned(X, Y, means):
    D = distances_broadcast(X, means)
    return np.mean((D[:, [1]] < D[:, [0]]) == Y.T)


def right_by_a_line(X, Y, means):
    """|x − p|² < |x − q|² is a comparison of a weighted sum with a number."""
    w = means[:, 1] - means[:, 0]
    limit = (means[:, 1] @ means[:, 1] - means[:, 0] @ means[:, 0]) / 2
    return ((w @ X > limit) == Y[0]).sum() / Y.size


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "01.normalize_rows": [rows_in_a_loop, rows_with_none, rows_transposed, rows_with_ones, rows_single],
    "01.mean_gap": [gap_flat, gap_of_a_row, gap_in_a_loop, gap_none, gap_diagonal],
    "01.squared_distances": [
        distances_in_a_loop,
        distances_broadcast,
        distances_einsum,
        distances_never_negative,
        distances_of_rows,
    ],
    "01.derivatives": [derivatives_at_once, derivatives_measured, derivatives_of_numpy, derivatives_with_more],
    "01.share_right": [right_flat, right_in_a_loop, right_turned, right_by_a_line],
}
