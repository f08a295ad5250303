"""Lesson 23, The data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def balanced_accuracy(said: NDArray, truth: NDArray) -> float:
    """Return the mean, over the classes, of the share of right answers in each."""
    shares = []
    for label in np.unique(truth):
        members = truth == label
        shares.append(np.mean(said[members] == label))
    return float(np.mean(shares))


def leak(groups: NDArray, train: NDArray[np.intp], test: NDArray[np.intp]) -> float:
    """Return the share of the test pictures whose group is in the train set too."""
    return float(np.mean(np.isin(groups[test], groups[train])))


def difference_hash(grey: NDArray) -> NDArray[np.bool_]:
    """Return one bit for each two neighbours in a row: is the right one brighter?"""
    left, right = grey[:, :, :-1], grey[:, :, 1:]
    return (right > left).reshape(len(grey), -1)


def group_copies(bits: NDArray[np.bool_], most: int) -> NDArray[np.intp]:
    """Return for each picture the first place of its group of near copies."""
    groups = np.arange(len(bits))
    distances = np.sum(bits[:, None] != bits[None], axis=2)
    for one, other in np.argwhere(distances <= most):
        keep, give_up = sorted((groups[one], groups[other]))
        groups[groups == give_up] = keep
    return groups


def keep_border(images: NDArray, width: int) -> NDArray:
    """Make everything black but a frame along the edge."""
    height, across = images.shape[1:3]
    seen = np.copy(images)
    seen[:, width : height - width, width : across - width] = 0
    return seen


def strongest(F: Array, y: NDArray, train: NDArray[np.intp], k: int) -> NDArray[np.intp]:
    """Return the columns in which the classes differ most, as far as the train rows say."""
    seen, labels = F[train], y[train]
    gap = np.mean(seen[labels == 1], axis=0) - np.mean(seen[labels == 0], axis=0)
    return np.sort(np.argsort(-np.abs(gap))[:k])
