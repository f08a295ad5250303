"""Other ways to write the exercises of lesson 09: loops, other orders, other types. All of them must pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_utils import nn
from course_utils.nn import optimizers


def number_of_batches_minus(m, size):
    return -(-m // size)


def number_of_batches_counted(m, size):
    return len(range(0, m, size))


def number_of_batches_divmod(examples, batch):
    full, rest = divmod(examples, batch)
    return full + (rest > 0)


def number_of_batches_numpy(m, size):
    return int(np.ceil(m / size))


def mini_batch_split(X, Y, size, order, k):
    X, Y = X[:, order], Y[:, order]
    return X[:, k * size : k * size + size], Y[:, k * size : k * size + size]


def mini_batch_take(X, Y, size, order, k):
    pieces = [order[i : i + size] for i in range(0, len(order), size)]
    return np.take(X, pieces[k], axis=1), np.take(Y, pieces[k], axis=1)


def mini_batch_loop(X, Y, size, order, k):
    places = range(k * size, min((k + 1) * size, X.shape[1]))
    return np.stack([X[:, order[i]] for i in places], axis=1), np.array([[Y[0, order[i]] for i in places]])


def moving_average_library(values, beta):
    raw, corrected = optimizers.moving_average(values, beta)
    return {"raw": raw, "corrected": corrected}


def moving_average_weights(values, beta):
    n = len(values)
    lag = np.arange(n)[:, None] - np.arange(n)[None, :]
    W = np.where(lag >= 0, (1 - beta) * np.float64(beta) ** np.maximum(lag, 0), 0.0)
    return {"raw": W @ values, "corrected": W @ values / W.sum(axis=1)}


def moving_average_lists(values, beta):
    raw, weight, average, corrected = [], 0.0, 0.0, []
    for value in values:
        average += (1 - beta) * (value - average)
        weight += (1 - beta) * (1 - weight)
        raw.append(average)
        corrected.append(average / weight)
    return {"corrected": np.array(corrected), "raw": np.array(raw)}


def momentum_towards(theta, gradient, m, alpha, beta1):
    m = m + (1 - beta1) * (gradient - m)
    return m, theta - alpha * m


def momentum_library(theta, gradient, m, alpha, beta1):
    theta, m = theta.copy(), m.copy()
    nn.optimizers.Momentum(beta1).step(theta, gradient, (m,), t=1, alpha=alpha)
    return m, theta


def momentum_loop(theta, gradient, m, rate, beta):
    new_theta, new_m = np.empty_like(theta), np.empty_like(m)
    for place in np.ndindex(*theta.shape):
        new_m[place] = beta * m[place] + (1 - beta) * gradient[place]
        new_theta[place] = theta[place] - rate * new_m[place]
    return [new_m, new_theta]


def momentum_single(theta, gradient, m, alpha, beta1):
    theta, gradient, m = (a.astype(np.float32) for a in (theta, gradient, m))
    m = np.float32(beta1) * m + np.float32(1 - beta1) * gradient
    return m, theta - np.float32(alpha) * m


def rmsprop_power(theta, gradient, v, alpha, beta2, epsilon):
    v = np.add(beta2 * v, (1 - beta2) * np.square(gradient))
    return v, theta - alpha / (v**0.5 + epsilon) * gradient


def rmsprop_library(theta, gradient, v, alpha, beta2, epsilon):
    theta, v = theta.copy(), v.copy()
    nn.optimizers.RMSprop(beta2, epsilon).step(theta, gradient, (v,), t=1, alpha=alpha)
    return v, theta


def rmsprop_loop(theta, gradient, v, alpha, beta2, epsilon):
    new_theta, new_v = theta.copy(), v.copy()
    for place, g in np.ndenumerate(gradient):
        new_v[place] = new_v[place] * beta2 + g * g * (1 - beta2)
        new_theta[place] -= alpha * g / (new_v[place] ** 0.5 + epsilon)
    return new_v, new_theta


def adam_library(theta, gradient, m, v, t, alpha, beta1, beta2, epsilon):
    theta, m, v = theta.copy(), m.copy(), v.copy()
    nn.optimizers.Adam(beta1, beta2, epsilon).step(theta, gradient, (m, v), t=t, alpha=alpha)
    return m, v, theta


def adam_in_one_piece(theta, g, m, v, t, alpha, b1, b2, eps):
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
    return m, v, theta - alpha * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)


def adam_with_helpers(theta, gradient, m, v, t, alpha, beta1, beta2, epsilon):
    def averaged(old, new, beta):
        return old + (1 - beta) * (new - old)

    m, v = averaged(m, gradient, beta1), averaged(v, np.power(gradient, 2), beta2)
    root = np.sqrt(v) / np.sqrt(1 - beta2**t)
    return m, v, theta - alpha / (1 - beta1**t) * m / (root + epsilon)


def adam_of_lists(theta, gradient, m, v, t, alpha, beta1, beta2, epsilon):
    out = np.array(
        [
            adam_in_one_piece(*numbers, t, alpha, beta1, beta2, epsilon)
            for numbers in zip(theta.ravel(), gradient.ravel(), m.ravel(), v.ravel(), strict=True)
        ]
    )
    return tuple(out[:, i].reshape(theta.shape) for i in range(3))


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "09.number_of_batches": [
        number_of_batches_minus,
        number_of_batches_counted,
        number_of_batches_divmod,
        number_of_batches_numpy,
    ],
    "09.mini_batch": [mini_batch_split, mini_batch_take, mini_batch_loop],
    "09.moving_average": [moving_average_library, moving_average_weights, moving_average_lists],
    "09.momentum": [momentum_towards, momentum_library, momentum_loop, momentum_single],
    "09.rmsprop": [rmsprop_power, rmsprop_library, rmsprop_loop],
    "09.adam": [adam_library, adam_in_one_piece, adam_with_helpers, adam_of_lists],
}
RIGHT_WAYS["09.mend"] = RIGHT_WAYS["09.adam"]
