"""Other ways to write the exercises of lesson 25: loops, sorting, the library. All of them must pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_utils.mask import evaluation


def rates_in_a_loop(p, y, thresholds):
    precision, recall = [], []
    for t in thresholds:
        found = sum(1 for one, label in zip(p, y, strict=True) if one >= t and label == 1)
        called = sum(1 for one in p if one >= t)
        precision.append(found / called if called else 1.0)
        recall.append(found / list(y).count(1))
    return np.array(precision), np.array(recall)


def rates_by_library(p, y, thresholds):
    counted = [evaluation.confusion(p, y, t) for t in thresholds]
    return np.nan_to_num([one.precision for one in counted], nan=1.0), np.array([one.recall for one in counted])


def rates_by_matrix(probabilities, labels, cuts):
    said = (probabilities[None, :] >= cuts.reshape(-1, 1)).astype(float)
    found, called = said @ labels, said @ np.ones(len(labels))
    with np.errstate(invalid="ignore"):
        precision = found / called
    precision[called == 0] = 1
    return precision, found / labels.sum()


def cheapest_in_a_loop(p, y, c_fp, c_fn):
    best = None
    for t in [*sorted(set(p.tolist())), 1.01]:
        cost = sum(c_fp if label == 0 else 0 for one, label in zip(p, y, strict=True) if one >= t)
        cost += sum(c_fn if label == 1 else 0 for one, label in zip(p, y, strict=True) if one < t)
        if best is None or cost < best[1]:
            best = t, cost
    return best[0], best[1] / len(p)


def cheapest_by_matrix(p, y, c_fp, c_fn):
    t = np.append(np.sort(p), 1.01)
    said = p >= t[:, None]
    costs = np.mean(np.where(said, c_fp * (y == 0), c_fn * (y == 1)), axis=1)
    best = np.flatnonzero(np.isclose(costs, costs.min()))[0]
    return t[best], costs[best]


def cheapest_by_sorting(p, y, c_fp, c_fn):
    order = np.argsort(p)
    missed = np.concatenate([[0], np.cumsum(y[order] == 1)])
    alarms = np.sum(y == 0) - np.concatenate([[0], np.cumsum(y[order] == 0)])
    costs = (c_fp * alarms + c_fn * missed) / len(p)
    best = int(np.argmin(costs.round(12)))
    return np.append(p[order], 1.01)[best], costs[best]


def calibration_by_library(p, y, bins):
    return evaluation.calibration(p, y, bins).error


def calibration_by_edges(p, y, bins):
    place = np.digitize(p, np.arange(1, bins) / bins)
    return sum(abs(np.sum(p[place == b]) - np.sum(y[place == b])) for b in range(bins)) / len(p)


def calibration_by_counts(p, y, bins):
    place = (p * bins).astype(int)
    place[place == bins] = bins - 1
    return np.abs(np.bincount(place, p - y)).sum() / p.size


def worst_in_a_loop(right, groups, least):
    worst = None
    for name in sorted(set(groups.tolist())):
        answers = [one for one, group in zip(right, groups, strict=True) if group == name]
        if len(answers) < least:
            continue
        gap = sum(right) / len(right) - sum(answers) / len(answers)
        if worst is None or gap > worst[1]:
            worst = name, gap
    return worst


def worst_by_counts(right, groups, least):
    n, k = np.bincount(groups), np.bincount(groups, right)
    with np.errstate(invalid="ignore"):
        share = np.where(n >= least, k / n, 2.0)
    return int(np.nanargmin(share)), np.mean(right) - np.nanmin(share)


def worst_by_dict(right, groups, least):
    shares = {name: np.mean(right[groups == name]) for name in np.unique(groups) if np.sum(groups == name) >= least}
    name = min(shares, key=shares.get)
    return name, np.mean(right) - shares[name]


def quantize_in_a_loop(x, low, high):
    scale = (high - low) / 255
    zero_point = int(np.rint(-128 - low / scale))
    steps = [max(-128, min(127, round(float(one) / scale) + zero_point)) for one in x]
    return np.array(steps, np.int8), scale, zero_point


def quantize_cut_first(x, low, high):
    scale = (high - low) / 255
    zero = np.rint(-low / scale) - 128
    return np.rint(np.minimum(np.maximum(x / scale, -128 - zero), 127 - zero) + zero).astype(np.int8), scale, int(zero)


def quantize_integers(x, low, high):
    scale = np.float64(high - low) / 255
    zero_point = np.int64(np.round(-low / scale)) - 128
    q = np.round(x / scale).astype(np.int64) + zero_point
    return q.clip(-128, 127).astype(np.int8), float(scale), zero_point


def judge_by_counts(p_dev, y_dev, p_test, y_test, c_fp, c_fn):
    threshold, _ = cheapest_in_a_loop(p_dev, y_dev, c_fp, c_fn)
    counted = evaluation.confusion(p_test, y_test, threshold)
    return threshold, (c_fp * counted.false_positives + c_fn * counted.false_negatives) / counted.n


def judge_by_where(p_dev, y_dev, p_test, y_test, c_fp, c_fn):
    threshold, _ = cheapest_by_matrix(p_dev, y_dev, c_fp, c_fn)
    return threshold, np.where(p_test >= threshold, c_fp * (y_test == 0), c_fn * (y_test == 1)).mean()


def judge_in_a_loop(p_dev, y_dev, p_test, y_test, c_fp, c_fn):
    threshold = cheapest_by_sorting(p_dev, y_dev, c_fp, c_fn)[0]
    cost = 0.0
    for one, label in zip(p_test, y_test, strict=True):
        if one >= threshold and label == 0:
            cost += c_fp
        if one < threshold and label == 1:
            cost += c_fn
    return threshold, cost / len(y_test)


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "25.precision_recall": [rates_in_a_loop, rates_by_library, rates_by_matrix],
    "25.cheapest_threshold": [cheapest_in_a_loop, cheapest_by_matrix, cheapest_by_sorting],
    "25.calibration_error": [calibration_by_library, calibration_by_edges, calibration_by_counts],
    "25.worst_group": [worst_in_a_loop, worst_by_counts, worst_by_dict],
    "25.quantize": [quantize_in_a_loop, quantize_cut_first, quantize_integers],
    "25.judge": [judge_by_counts, judge_by_where, judge_in_a_loop],
}
