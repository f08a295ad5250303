"""Other ways to write the exercises of lesson 24: loops, flags, the library's functions. All must pass."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import dropwhile

import numpy as np

from course_utils import nn


def learning_parameters_flag(layers, first):
    total, learns = 0, False
    for name, kind, count in layers:
        learns = learns or name == first
        if learns and kind != "BatchNormalization":
            total += count
    return total


def learning_parameters_dropwhile(layers, first):
    later = dropwhile(lambda layer: layer[0] != first, layers)
    return np.sum([count * (kind != "BatchNormalization") for _, kind, count in later])


def learning_parameters_subtracted(layers, first):
    place = next(i for i, layer in enumerate(layers) if layer[0] == first)
    everything = sum(layer[2] for layer in layers[place:])
    return everything - sum(layer[2] for layer in layers[place:] if "Norm" in layer[1])


def fit_head_columns(F, Y, alpha, steps):
    """The model of lesson 02, which wants examples as columns."""
    model = nn.logistic_regression.fit(F.T, Y.T, alpha=alpha, steps=steps)
    return model.w, model.b


def fit_head_bias_as_feature(F, Y, alpha, steps):
    X = np.hstack([F, np.ones((len(F), 1))])
    theta = np.zeros((X.shape[1], 1))
    for _ in range(steps):
        theta = theta - alpha * X.T @ (nn.sigmoid(X @ theta) - Y) / len(X)
    return theta[:-1], theta[-1, 0]


def fit_head_mean(F, Y, alpha, steps):
    w, b = np.zeros((F.shape[1], 1)), 0.0
    for _ in range(steps):
        off = nn.sigmoid(F @ w + b) - Y
        w -= alpha * np.mean(F * off, axis=0)[:, None]
        b -= alpha * off.mean()
    return w, b


def cosine_rate_between(step, start, steps, last):
    if step >= steps:
        return start * last
    low = start * last
    return low + (start - low) * 0.5 * (1 + math.cos(math.pi * step / steps))


def cosine_rate_square(step, start, steps, last):
    """1 + cos(2a) is 2 cos²(a)."""
    wave = np.cos(np.pi / 2 * np.clip(step / steps, 0, 1)) ** 2
    return last * start + start * wave - last * start * wave


def cosine_rate_library(step, start, steps, last):
    wave = nn.optimizers.cosine(min(step, steps), alpha=1.0, epochs=steps)
    return start * ((1 - last) * wave + last)


def early_stopping_waiting(dev_losses, patience):
    best, kept, waited = math.inf, 0, 0
    for epoch, loss in enumerate(dev_losses, start=1):
        if loss < best:
            best, kept, waited = loss, epoch, 0
        else:
            waited += 1
        if waited >= patience:
            return epoch, kept
    return len(dev_losses), kept


def early_stopping_argmin(dev_losses, patience):
    for count in range(1, len(dev_losses) + 1):
        best = int(np.argmin(dev_losses[:count])) + 1
        if count - best >= patience:
            break
    return count, best


def early_stopping_while(dev_losses, patience):
    epoch = best = 1
    while epoch < len(dev_losses) and epoch - best < patience:
        epoch += 1
        best = epoch if dev_losses[epoch - 1] < dev_losses[best - 1] else best
    return (epoch, best)


def one_logit_product(W, b):
    difference = np.array([[-1.0], [1.0]])
    return W @ difference, float(b @ difference[:, 0])


def one_logit_diff(W, b):
    return np.diff(W, axis=1), np.diff(b)[0]


def one_logit_reshaped(W, b):
    return (W[:, 1] - W[:, 0]).reshape(-1, 1), b[1] - b[0]


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "24.learning_parameters": [
        learning_parameters_flag,
        learning_parameters_dropwhile,
        learning_parameters_subtracted,
    ],
    "24.fit_head": [fit_head_columns, fit_head_bias_as_feature, fit_head_mean],
    "24.cosine_rate": [cosine_rate_between, cosine_rate_square, cosine_rate_library],
    "24.early_stopping": [early_stopping_waiting, early_stopping_argmin, early_stopping_while],
    "24.one_logit": [one_logit_product, one_logit_diff, one_logit_reshaped],
}
