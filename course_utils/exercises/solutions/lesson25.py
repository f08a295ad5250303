"""Lesson 25, Evaluation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def precision_recall(p: Array, y: NDArray, thresholds: Array) -> tuple[Array, Array]:
    """Return precision and recall for every threshold."""
    said = p >= thresholds[:, None]
    called = said.sum(axis=1)
    found = (said & (y == 1)).sum(axis=1)
    precision = np.where(called > 0, found / np.maximum(called, 1), 1.0)
    return precision, found / (y == 1).sum()


def cheapest_threshold(p: Array, y: NDArray, c_fp: float, c_fn: float) -> tuple[float, float]:
    """Return the threshold with the lowest cost, and its cost for one picture."""
    thresholds = np.append(np.unique(p), 1.01)
    costs = [c_fp * np.sum((p >= t) & (y == 0)) + c_fn * np.sum((p < t) & (y == 1)) for t in thresholds]
    best = int(np.argmin(costs))
    return float(thresholds[best]), float(costs[best] / len(p))


def calibration_error(p: Array, y: NDArray, bins: int) -> float:
    """Return the mean distance between what is said and what is true, bin by bin."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    error = 0.0
    for one in np.unique(place):
        here = place == one
        error += np.sum(here) * abs(p[here].mean() - y[here].mean())
    return float(error / len(p))


def worst_group(right: NDArray, groups: NDArray, least: int) -> tuple[int, float]:
    """Return the group with the lowest accuracy, and how far it is under the whole."""
    names, counts = np.unique(groups, return_counts=True)
    names = names[counts >= least]
    shares = np.array([right[groups == name].mean() for name in names])
    worst = int(np.argmin(shares))
    return int(names[worst]), float(right.mean() - shares[worst])


def quantize(x: Array, low: float, high: float) -> tuple[NDArray[np.int8], float, int]:
    """Return whole numbers of 8 bits, the scale, and the zero point."""
    scale = (high - low) / 255
    zero_point = round(-128 - low / scale)
    q = np.clip(np.round(x / scale) + zero_point, -128, 127)
    return q.astype(np.int8), scale, zero_point


def judge(
    p_dev: Array, y_dev: NDArray, p_test: Array, y_test: NDArray, c_fp: float, c_fn: float
) -> tuple[float, float]:
    """Return the threshold chosen on dev, and what it costs on test."""
    threshold, _ = cheapest_threshold(p_dev, y_dev, c_fp, c_fn)
    said = p_test >= threshold
    return threshold, float(np.mean(c_fp * (said & (y_test == 0)) + c_fn * (~said & (y_test == 1))))
