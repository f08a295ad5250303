"""Other ways to write the exercises of lesson 06: loops, sets, sums, other types. All of them must pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_utils import datasets


def split_with_sets(identity, order, count):
    chosen, pictures = set(), 0
    people = iter(order)
    while pictures < count:
        person = next(people)
        chosen.add(person)
        pictures += list(identity).count(person)
    train = [place for place, person in enumerate(identity) if person not in chosen]
    return np.array(train), np.array([place for place, person in enumerate(identity) if person in chosen])


def split_with_cumsum(who, shuffled, at_least):
    sizes = np.array([np.count_nonzero(who == person) for person in shuffled])
    people = np.array(shuffled)[np.concatenate([[True], np.cumsum(sizes)[:-1] < at_least])]
    dev = np.nonzero(np.isin(who, people))[0]
    return np.delete(np.arange(who.size), dev), dev


def split_in_a_loop(identity, order, count):
    dev = np.array([], dtype=int)
    for person in order:
        if len(dev) < count:
            dev = np.concatenate([dev, np.where(identity == person)[0]])
    dev = np.sort(dev)
    train = np.setdiff1d(np.arange(len(identity)), dev)
    datasets.assert_disjoint_groups({"train": identity[train], "dev": identity[dev]})
    return train, dev


def diagnose_short(human, train, dev, small):
    first, second = np.diff([human, train, dev])
    return {"high_bias": first > small, "high_variance": second > small, "bias": first, "variance": second}


def diagnose_ifs(human_error, train_error, dev_error, threshold):
    result = {"bias": train_error - human_error, "variance": dev_error - train_error}
    for name in ("bias", "variance"):
        if result[name] > threshold:
            result[f"high_{name}"] = True
        else:
            result[f"high_{name}"] = False
    return result


def diagnose_arrays(human, train, dev, small):
    gaps = {"bias": np.subtract(train, human), "variance": np.subtract(dev, train)}
    return gaps | {f"high_{name}": np.greater(gap, small) for name, gap in gaps.items()}


def curve_comprehension(X, Y, X_dev, Y_dev, sizes, fit, error):
    models = [fit(X[:, :n], Y[:, :n]) for n in sizes]
    train = [error(model, X[:, :n], Y[:, :n]) for model, n in zip(models, sizes, strict=True)]
    return train, [error(model, X_dev, Y_dev) for model in models]


def curve_arrays(X, Y, X_dev, Y_dev, sizes, fit, error):
    errors = np.zeros((2, len(sizes)))
    for place, n in enumerate(sizes):
        part = X[:, np.arange(n)], Y[:, np.arange(n)]
        model = fit(*part)
        errors[:, place] = error(model, *part), error(model, X_dev, Y_dev)
    return errors[0], errors[1]


def curve_recursive(X, Y, X_dev, Y_dev, sizes, fit, error):
    if not sizes:
        return [], []
    *before, n = sizes
    train, dev = curve_recursive(X, Y, X_dev, Y_dev, before, fit, error)
    model = fit(X[:, :n], Y[:, :n])
    return [*train, error(model, X[:, :n], Y[:, :n])], [*dev, error(model, X_dev, Y_dev)]


def decompose_var(said, truth):
    return np.mean((np.mean(said, axis=0) - truth) ** 2), np.mean(np.var(said, axis=0))


def decompose_loop(said, truth):
    fits, m = said.shape
    bias2 = variance = 0.0
    for j in range(m):
        mean = sum(said[:, j]) / fits
        bias2 += (mean - truth[0, j]) ** 2 / m
        for r in range(fits):
            variance += (said[r, j] - mean) ** 2 / (fits * m)
    return bias2, variance


def decompose_by_difference(said, truth):
    """The whole error, less what is left when all fits are replaced by their mean."""
    error, bias2 = ((said - truth) ** 2).mean(), ((said.mean(0) - truth[0]) ** 2).mean()
    return [bias2, error - bias2]


def whose_concatenated(identity, copies):
    return np.concatenate([identity] * copies)


def whose_list(people, k):
    return np.array(list(people) * k)


def whose_modulo(identity, copies):
    return identity[np.arange(copies * identity.size) % identity.size]


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "06.split": [split_with_sets, split_with_cumsum, split_in_a_loop],
    "06.diagnose": [diagnose_short, diagnose_ifs, diagnose_arrays],
    "06.learning_curve": [curve_comprehension, curve_arrays, curve_recursive],
    "06.decompose": [decompose_var, decompose_loop, decompose_by_difference],
    "06.whose": [whose_concatenated, whose_list, whose_modulo],
}
