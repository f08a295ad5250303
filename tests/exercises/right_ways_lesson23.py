"""Other ways to write the exercises of lesson 23: loops, sets, scikit-learn, the course's own tools. All must pass."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from sklearn.metrics import balanced_accuracy_score

from course_utils.mask.fingerprints import joined_groups


def balanced_counted(said, truth):
    right, total = {}, {}
    for answer, label in zip(said.tolist(), truth.tolist(), strict=True):
        total[label] = total.get(label, 0) + 1
        right[label] = right.get(label, 0) + (answer == label)
    return sum(right[label] / total[label] for label in total) / len(total)


def balanced_weighted(answers, labels):
    sizes = np.bincount(labels)
    weights = 1 / sizes[labels]
    return np.average(answers == labels, weights=weights)


def balanced_library(said, truth):
    return balanced_accuracy_score(truth, said)


def leak_sets(groups, train, test):
    known = set(groups[train].tolist())
    return sum(one in known for one in groups[test].tolist()) / len(test)


def leak_outer(who, train, test):
    return (who[test][:, None] == who[train][None]).any(axis=1).mean()


def leak_honest_part(groups, train, test):
    strangers = [place for place in test if not np.any(groups[train] == groups[place])]
    return 1 - len(strangers) / len(test)


def hash_diff(grey):
    return (np.diff(grey.astype(np.int16), axis=2) > 0).reshape(len(grey), -1)


def hash_loops(grey):
    return np.array([[b > a for row in picture for a, b in pairwise(row)] for picture in grey])


def hash_by_where(small):
    m, height, width = small.shape
    return np.where(small[..., :-1] < small[..., 1:], 1, 0).astype(bool).reshape(m, height * (width - 1))


def group_in_loops(bits, most):
    groups = list(range(len(bits)))
    for i in range(len(bits)):
        for j in range(i):
            if np.count_nonzero(bits[i] ^ bits[j]) <= most:
                keep, gone = min(groups[i], groups[j]), max(groups[i], groups[j])
                groups = [keep if group == gone else group for group in groups]
    return np.array(groups)


def group_until_nothing_changes(bits, most):
    signs = np.where(bits, 1, -1)
    close = (bits.shape[1] - signs @ signs.T) // 2 <= most
    groups, before = np.arange(len(bits)), None
    while before is None or np.any(groups != before):
        before = groups
        groups = np.where(close, groups[None, :], len(bits)).min(axis=1)
    return groups


def group_walk(fingerprints, distance):
    groups = np.full(len(fingerprints), -1)
    for first in range(len(fingerprints)):
        ahead = [first] if groups[first] < 0 else []
        while ahead:
            one = ahead.pop()
            groups[one] = first
            near = np.sum(fingerprints != fingerprints[one], axis=1) <= distance
            ahead += np.flatnonzero(near & (groups < 0)).tolist()
    return groups


def group_library(bits, most):
    pairs = [(i, j) for i in range(len(bits)) for j in range(i) if np.sum(bits[i] != bits[j]) <= most]
    numbers = joined_groups(np.arange(len(bits)), pairs)
    return np.array([np.argmax(numbers == number) for number in numbers])


def border_added(images, width):
    height, across = images.shape[1:3]
    seen = np.zeros_like(images)
    for place in range(width):
        seen[:, place], seen[:, height - 1 - place] = images[:, place], images[:, height - 1 - place]
        seen[:, :, place], seen[:, :, across - 1 - place] = images[:, :, place], images[:, :, across - 1 - place]
    return seen


def border_multiplied(images, width):
    height, across = images.shape[1:3]
    row, column = np.arange(height)[:, None], np.arange(across)[None, :]
    away = np.minimum(np.minimum(row, height - 1 - row), np.minimum(column, across - 1 - column))
    return images * (away < width)[None, :, :, None]


def border_padded(images, width):
    height, across = images.shape[1:3]
    black = np.zeros((max(height - 2 * width, 0), max(across - 2 * width, 0)))
    frame = np.pad(black, width, constant_values=1)[:height, :across]
    return np.where(frame[None, :, :, None] == 1, images, 0)


def strongest_loop(F, y, train, k):
    strength = []
    for column in F.T:
        masked = [column[place] for place in train if y[place] == 1]
        bare = [column[place] for place in train if y[place] == 0]
        strength.append(abs(np.mean(masked) - np.mean(bare)))
    return np.array(sorted(sorted(range(F.shape[1]), key=strength.__getitem__)[-k:]))


def strongest_partition(F, y, train, k):
    masked, bare = train[y[train] == 1], train[y[train] == 0]
    gap = np.abs(F[masked].mean(0) - F[bare].mean(0))
    return np.flatnonzero(gap >= np.partition(gap, -k)[-k])


def strongest_signs(features, labels, rows, count):
    signs = np.where(labels[rows] == 1, 1 / np.sum(labels[rows] == 1), -1 / np.sum(labels[rows] == 0))
    return np.sort(np.argsort(np.square(signs @ features[rows]))[::-1][:count])


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "23.balanced_accuracy": [balanced_counted, balanced_weighted, balanced_library],
    "23.leak": [leak_sets, leak_outer, leak_honest_part],
    "23.difference_hash": [hash_diff, hash_loops, hash_by_where],
    "23.group_copies": [group_in_loops, group_until_nothing_changes, group_walk, group_library],
    "23.keep_border": [border_added, border_multiplied, border_padded],
    "23.strongest": [strongest_loop, strongest_partition, strongest_signs],
}
