"""Lesson 25, Evaluation: precision_recall, cheapest_threshold, calibration_error, worst_group, quantize, judge.

Each exercise has one function that makes all its mistakes, with a switch for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson25 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Order, Single, flawed

Array = NDArray[np.float64]
Wrong = frozenset[str]


def _answers(rng: np.random.Generator, m: int, masks: int) -> dict[str, NDArray]:
    """Draw different probabilities, and labels of which so many are 1."""
    y = rng.permutation(np.arange(m) < masks).astype(int)
    p = rng.permutation(np.arange(1, m + 1)) / (m + 1)
    return {"p": np.where(rng.random(m) < 0.5, p, (p + 2 * y) / 3), "y": y}


# precision_recall -----------------------------------------------------------------------------------------------------


def _rates_with(wrong: Wrong, p: Array, y: NDArray, thresholds: Array) -> object:
    """Make the mistakes of `precision_recall`."""
    said = p > thresholds[:, None] if "above" in wrong else p >= thresholds[:, None]
    if "below" in wrong:
        said = ~said
    truth = y == (0 if "bare" in wrong else 1)
    found, called, masks = (said & truth).sum(axis=1), said.sum(axis=1), truth.sum()
    empty = 0.0 if "zero" in wrong else np.nan if "nan" in wrong else 1.0
    precision = np.where(called > 0, found / np.maximum(called, 1), empty)
    recall = found / masks
    if "accuracy" in wrong:
        precision = (said == truth).mean(axis=1)
    if "specificity" in wrong:
        recall = (~said & ~truth).sum(axis=1) / (~truth).sum()
    if "false_rate" in wrong:
        recall = (said & ~truth).sum(axis=1) / (~truth).sum()
    if "of_all" in wrong:
        precision, recall = found / p.size, found / p.size
    if "recall_of_called" in wrong:
        recall = found / np.maximum(called, 1)
    if "precision_of_masks" in wrong:
        precision = found / masks
    if "counts" in wrong:
        return called, found
    if "missed" in wrong:
        recall = 1 - recall
    return (recall, precision) if "swapped" in wrong else (precision, recall)


def _draw_rates(rng: np.random.Generator) -> Iterator[Case]:
    for m, masks in ((5, 2), (8, 5), (14, 4), (30, 9)):
        answers = _answers(rng, m, masks)
        thresholds = np.sort(rng.uniform(0.05, 0.6, 4))
        yield Case({**answers, "thresholds": thresholds})
    exact = {"p": np.array([0.25, 0.5, 0.75, 0.5, 0.9]), "y": np.array([0, 1, 1, 0, 1])}
    yield Case({**exact, "thresholds": np.array([0.25, 0.5, 0.75])}, "a probability lies exactly on the threshold")
    yield Case({**exact, "thresholds": np.array([0.6, 0.95])}, "nothing is called a mask")


precision_recall = Exercise(
    name="precision_recall",
    lesson=25,
    reference=solutions.precision_recall,
    inputs=_draw_rates,
    outputs=("precision", "recall"),
    why="The two ask about the same found masks, out of two different crowds: those that were called, and those that "
    "are there.",
    mistakes=flawed(
        _rates_with,
        {
            "above": "A probability that lies exactly on the threshold counts as no mask in your answer. From the "
            "threshold on, the answer is mask.",
            "below": "You call a mask what lies below the threshold.",
            "bare": "Your positives are the bare faces. A positive is a mask, label 1.",
            "zero": "Where nothing is called a mask, your precision is 0. It is to be 1: no such answer is wrong.",
            "nan": "Where nothing is called a mask, you divide 0 by 0. There the precision is to be 1.",
            "accuracy": "Your precision is the accuracy: it also counts the bare faces that are right.",
            "specificity": "Your recall asks about the bare faces. Of the masks, how many are found?",
            "false_rate": "Your recall is the false-positive rate: of the bare faces, those that are called masked.",
            "of_all": "You divide by the number of all pictures. Precision asks about those that were called a mask, "
            "recall about those that show one.",
            "recall_of_called": "Your recall is divided by the number of answers “mask”. It asks about the masks that "
            "are there.",
            "precision_of_masks": "Your precision is divided by the number of masks that are there. It asks about the "
            "answers “mask”.",
            "counts": "You return counts. Two shares are asked for.",
            "missed": "Your recall is the share that is missed. Recall is what is found.",
            "swapped": "The two are exchanged: precision comes first.",
        },
    ),
    hints=(
        "For one threshold: which pictures are called a mask? Which of those show one? Two counts, and two divisions.",
        "`p >= thresholds[:, None]` compares each threshold with each picture: a row for each threshold. Sums along a "
        "row, `axis=1`, are counts.",
        "Found are those that are called *and* have label 1. Precision divides them by the called ones, recall by the "
        "number of labels 1. `np.where` puts a 1 where nothing is called.",
    ),
)


# cheapest_threshold ---------------------------------------------------------------------------------------------------


def _cheapest_with(wrong: Wrong, p: Array, y: NDArray, c_fp: float, c_fn: float) -> object:
    """Make the mistakes of `cheapest_threshold`."""
    thresholds = np.append(p if "unsorted" in wrong else np.unique(p), 1.01)
    if "never_all_bare" in wrong:
        thresholds = thresholds[:-1]
    if "lowest_left_out" in wrong:
        thresholds = thresholds[1:]
    if "grid" in wrong:
        thresholds = np.linspace(0, 1, 11)
    if "swapped_costs" in wrong:
        c_fp, c_fn = c_fn, c_fp
    if "both_alike" in wrong:
        c_fp = c_fn = 1.0
    costs: list[Any] = []
    for t in thresholds:
        said = p > t if "above" in wrong else p >= t
        false_alarms, missed = np.sum(said & (y == 0)), np.sum(~said & (y == 1))
        if "rates" in wrong:
            costs.append(c_fp * false_alarms / np.sum(y == 0) + c_fn * missed / np.sum(y == 1))
        elif "found_paid" in wrong:
            costs.append(c_fp * false_alarms + c_fn * np.sum(said & (y == 1)))
        else:
            costs.append(c_fp * false_alarms + c_fn * missed)
    best = int(np.argmax(costs) if "dearest" in wrong else np.argmin(costs))
    if "last" in wrong:
        best = int(np.flatnonzero(np.array(costs) == min(costs))[-1])
    if "bayes" in wrong:
        return c_fp / (c_fp + c_fn), costs[best] / p.size
    if "place" in wrong:
        return best, costs[best] / p.size
    if "sum" in wrong:
        return thresholds[best], costs[best]
    cost = costs[best] / p.size
    return (cost, thresholds[best]) if "swapped" in wrong else (thresholds[best], cost)


def _draw_cheapest(rng: np.random.Generator) -> Iterator[Case]:
    for m, masks, c_fp, c_fn in ((6, 3, 1.0, 2.0), (9, 3, 3.0, 1.0), (14, 9, 1.0, 3.0), (30, 12, 5.0, 2.0)):
        yield Case({**_answers(rng, m, masks), "c_fp": c_fp, "c_fn": c_fn})
    p = np.array([0.15, 0.33, 0.72, 0.9])
    costs = {"c_fp": 1.0, "c_fn": 1.0}
    yield Case({"p": p, "y": np.array([1, 0, 1, 0]), **costs}, "several thresholds are equally cheap")
    yield Case({"p": p, "y": np.array([1, 0, 0, 0]), "c_fp": 4.0, "c_fn": 1.0}, "it is cheapest to call nothing a mask")
    yield Case({"p": p, "y": np.array([1, 0, 1, 1]), "c_fp": 1.0, "c_fn": 9.0}, "it is cheapest to call all a mask")


cheapest_threshold = Exercise(
    name="cheapest_threshold",
    lesson=25,
    reference=solutions.cheapest_threshold,
    inputs=_draw_cheapest,
    outputs=("threshold", "cost"),
    why="There are only m + 1 ways to cut m pictures in two, so the best one needs no search that could miss it.",
    mistakes=flawed(
        _cheapest_with,
        {
            "never_all_bare": "You never try to call nothing a mask. Where masks are rare and false alarms expensive, "
            "that is the cheapest.",
            "lowest_left_out": "You never try to call everything a mask.",
            "grid": "You try round thresholds. The answers change at the probabilities themselves: try those.",
            "swapped_costs": "The two costs are exchanged: c_fp is for a bare face that is called masked.",
            "both_alike": "Both mistakes cost you the same. They have prices of their own.",
            "above": "A probability that lies on the threshold counts as no mask in your answer.",
            "rates": "You add up rates: share of bare faces, share of masks. Costs are paid for pictures; count them.",
            "found_paid": "You pay for the masks that are found. The missed ones cost something.",
            "dearest": "That is the most expensive threshold.",
            "last": "Of several equally cheap thresholds you take the last one. The lowest is asked for.",
            "unsorted": "Of several equally cheap thresholds you take the one that comes first in p. The lowest is "
            "asked for: put them in order.",
            "bayes": "That is Bayes' threshold. It is the cheapest only if the probabilities keep their word; here it "
            "is to be found by trying.",
            "place": "You return the place of the threshold in your list.",
            "sum": "Your cost is that of all pictures together. Divide by their number.",
            "swapped": "The two are exchanged: the threshold comes first.",
        },
    ),
    hints=(
        "Write the cost of one threshold first: two counts, each times its price.",
        "Which thresholds give different answers? `np.unique(p)` has them in ascending order; `np.append` adds 1.01.",
        "A list of costs, one for each threshold; `np.argmin` gives the place of the first lowest one.",
    ),
)


# calibration_error ----------------------------------------------------------------------------------------------------


def _calibration_with(wrong: Wrong, p: Array, y: NDArray, bins: int) -> object:
    """Make the mistakes of `calibration_error`."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    if "last_apart" in wrong:
        place = (p * bins).astype(int)
    if "rounded" in wrong:
        place = np.round(p * bins).astype(int)
    if "equal_counts" in wrong:
        place = np.argsort(np.argsort(p)) * bins // p.size
    if "one_bin" in wrong:
        place = np.zeros(p.size, int)
    gaps, counts = [], []
    for one in np.unique(place):
        here = place == one
        said = (one + 0.5) / bins if "middle" in wrong else p[here].mean()
        true = ((p[here] >= 0.5) == (y[here] == 1)).mean() if "accuracy" in wrong else y[here].mean()
        gap = said - true
        gaps.append(gap if "signed" in wrong else gap**2 if "squared" in wrong else abs(gap))
        counts.append(here.sum())
    if "unweighted" in wrong:
        return np.mean(gaps)
    if "over_bins" in wrong:
        return np.sum(gaps) / bins
    if "worst" in wrong:
        return np.max(gaps)
    total = np.dot(counts, gaps)
    if "each_picture" in wrong:
        return np.mean(np.abs(p - y))
    return total if "sum" in wrong else total / p.size


def _draw_calibration(rng: np.random.Generator) -> Iterator[Case]:
    for m, bins, power in ((6, 2, 0.3), (12, 4, 3.0), (40, 5, 0.3), (60, 10, 2.0)):
        p = rng.random(m)  # the model promises too little, and too much
        yield Case({"p": p, "y": (rng.random(m) < p**power).astype(int), "bins": bins})
    p = np.array([0.0, 0.1, 0.93, 1.0, 0.97])
    yield Case({"p": p, "y": np.array([1, 0, 1, 0, 1]), "bins": 4}, "a probability is 0, one is 1, and bins are empty")


calibration_error = Exercise(
    name="calibration_error",
    lesson=25,
    reference=solutions.calibration_error,
    inputs=_draw_calibration,
    why="A probability is a promise about many pictures, and can only be checked on many.",
    mistakes=flawed(
        _calibration_with,
        {
            "last_apart": "A probability of 1 gets a bin of its own. It belongs in the last one.",
            "rounded": "Your bins are shifted by half a bin: the place is p times the number of bins, rounded down.",
            "equal_counts": "Your bins hold equally many pictures. Bins of equal width are asked for.",
            "one_bin": "All pictures are in one bin, and what is too high here makes up for what is too low there.",
            "middle": "You compare with the middle of the bin. Compare with the mean of the probabilities in it.",
            "accuracy": "You compare with the share of right answers. These are probabilities of a mask: compare with "
            "the share that shows one.",
            "signed": "Your distances have a sign, and cancel out.",
            "squared": "Your distances are squared. The absolute ones are asked for.",
            "unweighted": "Every bin counts the same, also one with a single picture. Weight by the number of "
            "pictures.",
            "over_bins": "You divide by the number of bins. Weight each distance by its number of pictures, and divide "
            "by all pictures.",
            "worst": "That is the largest distance. The weighted mean is asked for.",
            "each_picture": "You compare each probability with its label. A single picture cannot keep a promise of "
            "0.7: compare the means of a bin.",
            "sum": "You add up over the pictures. Divide by their number.",
        },
    ),
    hints=(
        "First give each picture its bin: p times the number of bins, rounded down. And where p is 1?",
        "For each bin that holds pictures: the mean of p there, the mean of y there, and the distance of the two.",
        "The weight of a bin is its share of all pictures. `np.unique` of the places leaves the empty bins out.",
    ),
)


# worst_group ----------------------------------------------------------------------------------------------------------


def _worst_with(wrong: Wrong, right: NDArray, groups: NDArray, least: int) -> object:
    """Make the mistakes of `worst_group`."""
    names, counts = np.unique(groups, return_counts=True)
    if "smaller_only" in wrong:
        names = names[counts < least]
    elif "more_than_least" in wrong:
        names = names[counts > least] if (counts > least).any() else names
    elif "all_groups" not in wrong:
        names = names[counts >= least]
    inside = {name: groups == name for name in names}
    shares = np.array([right[inside[name]].mean() for name in names])
    if "of_all" in wrong:
        shares = np.array([(right & inside[name]).mean() for name in names])
    whole = right.mean()
    if "mean_of_groups" in wrong:
        whole = shares.mean()
    if "kept_only" in wrong:
        whole = right[np.isin(groups, names)].mean()
    scores = np.array([np.sum(~right & inside[name]) for name in names]) if "most_mistakes" in wrong else -shares
    worst = int(np.argmin(scores) if "best" in wrong else np.argmax(scores))
    if "last" in wrong:
        worst = int(np.flatnonzero(scores == scores.max())[-1])
    if "from_the_rest" in wrong:
        whole = right[~inside[names[worst]]].mean()
    if "from_the_best" in wrong:
        whole = shares.max()
    gap = shares[worst] - whole if "sign" in wrong else whole - shares[worst]
    if "relative" in wrong:
        gap = gap / whole
    if "share" in wrong:
        gap = shares[worst]
    if "points" in wrong:
        gap = 100 * gap
    named = worst if "place" in wrong else names[worst]
    return (gap, named) if "swapped" in wrong else (named, gap)


def _draw_groups(rng: np.random.Generator) -> Iterator[Case]:
    for m, count, least in ((12, 2, 3), (24, 3, 4), (40, 4, 6), (90, 7, 5)):
        names = rng.choice(np.arange(3, 60), size=count, replace=False)
        groups = rng.permutation(np.concatenate([np.repeat(names, least + 1), rng.choice(names, m)]))
        yield Case({"right": rng.random(groups.size) < 0.7, "groups": groups, "least": least})
    right = np.array([1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1], dtype=bool)
    small = np.array([5, 5, 9, 5, 5, 9, 7, 7, 5, 5, 5, 7])
    yield Case({"right": right, "groups": small, "least": 3}, "a small group is left out")
    yield Case({"right": right, "groups": np.repeat([8, 4, 6], 4), "least": 4}, "groups have exactly `least` pictures")
    even = np.array([1, 0, 1, 1, 0, 1, 1, 1, 1], dtype=bool)
    yield Case({"right": even, "groups": np.repeat([6, 2, 4], 3), "least": 2}, "two groups are equally bad")


worst_group = Exercise(
    name="worst_group",
    lesson=25,
    reference=solutions.worst_group,
    inputs=_draw_groups,
    outputs=("group", "gap"),
    why="There is always an answer, also where nobody is disadvantaged. That is the trouble with it.",
    mistakes=flawed(
        _worst_with,
        {
            "all_groups": "Groups with fewer than `least` pictures compete too. One wrong picture of one is 0 %.",
            "smaller_only": "You keep the groups that are too small, and leave the others out.",
            "more_than_least": "A group with exactly `least` pictures is left out. It has enough.",
            "of_all": "You divide by all pictures. The accuracy of a group is a share of the group.",
            "most_mistakes": "You take the group with the most mistakes. A large group has many because it is large.",
            "best": "That is the best group.",
            "last": "Of two groups that are equally bad, the one with the lower number is asked for.",
            "mean_of_groups": "You compare with the mean over groups. The whole is all pictures: large groups count "
            "more.",
            "kept_only": "Your whole lacks the pictures of the small groups. They compete no longer, but they count.",
            "from_the_rest": "You compare with the others only. The whole holds the group itself.",
            "from_the_best": "You compare with the best group. Compare with the whole.",
            "sign": "The sign is turned: a group under the whole has a positive gap.",
            "relative": "You divide by the accuracy of the whole. The plain difference is asked for.",
            "share": "You return the accuracy of the group. How far is it under the whole?",
            "points": "Your gap is in points of per cent. Shares go from 0 to 1 here.",
            "place": "You return the place of the group among the kept ones. Its number, as in `groups`, is asked for.",
            "swapped": "The two are exchanged: the group comes first.",
        },
    ),
    hints=(
        "`np.unique(groups, return_counts=True)` gives the numbers of the groups, and how many pictures each has.",
        "Keep the numbers with enough pictures; for each of them, `right[groups == number].mean()` is its accuracy.",
        "`np.argmin` finds the lowest. The gap is `right.mean()`, over all pictures, minus that.",
    ),
)


# quantize -------------------------------------------------------------------------------------------------------------


def _quantize_with(wrong: Wrong, x: Array, low: float, high: float) -> object:
    """Make the mistakes of `quantize`."""
    if "own_range" in wrong:
        low, high = float(x.min()), float(x.max())
    if "symmetric" in wrong:
        high = max(abs(low), abs(high))
        low = -high
    scale = (high - low) / (256 if "steps" in wrong else 127 if "half_the_steps" in wrong else 255)
    width = {"from_zero": high, "added": high + low}
    scale = next((width[name] / 255 for name in width if name in wrong), scale)
    if "fewer_steps" in wrong:
        scale = (high - low) / 254
    if "whole_range" in wrong:
        scale = high - low
    zero_point: float = round(-128 - low / scale)
    if "always_128" in wrong:
        zero_point = -128
    if "low_itself" in wrong:
        zero_point = round(-128 - low)
    if "low_is_128" in wrong:
        zero_point = round(128 - low / scale)
    if "low_is_127" in wrong:
        zero_point = round(-127 - low / scale)
    if "low_below" in wrong:
        zero_point = round(-129 - low / scale)
    if "unsigned_zero" in wrong:
        zero_point = round(-low / scale)
    if "high_end" in wrong:
        zero_point = round(-128 - high / scale)
    if "zero_sign" in wrong:
        zero_point = round(-128 + low / scale)
    if "zero_not_rounded" in wrong:
        zero_point = -128 - low / scale
    steps = x / scale
    steps = np.floor(steps) if "down" in wrong else np.round(steps)
    if "multiplied" in wrong:
        steps = np.round(x * scale)
    if "not_scaled" in wrong:
        steps = np.round(x)
    q = steps + (0 if "not_moved" in wrong else -zero_point if "moved_back" in wrong else zero_point)
    if "wraps" in wrong:
        return (q.astype(np.int64) + 128) % 256 - 128, scale, zero_point
    q = np.clip(q, 0, 255) if "unsigned" in wrong else np.clip(q, -127 if "one_short" in wrong else -128, 127)
    if "back_again" in wrong:
        return scale * (q - zero_point), scale, zero_point
    return q, scale, zero_point


def _draw_quantize(rng: np.random.Generator) -> Iterator[Case]:
    for n, low, high in ((4, -1.3, 2.9), (7, 0.0, 6.0), (12, -0.7, 0.31), (40, -5.1, 11.3)):
        x = rng.uniform(low, high, n)
        yield Case({"x": x, "low": low, "high": high})
    x = np.array([-3.0, -0.4, 0.2, 1.1, 4.2])
    yield Case({"x": x, "low": -1.0, "high": 2.1}, "numbers lie outside the range")


quantize = Exercise(
    name="quantize",
    lesson=25,
    reference=solutions.quantize,
    inputs=_draw_quantize,
    outputs=("q", "scale", "zero_point"),
    why="One byte for each number, and 0 stays exactly 0: padding and ReLU need that.",
    mistakes=flawed(
        _quantize_with,
        {
            "own_range": "You take the range of these numbers. The range is given: it was measured beforehand, on "
            "other pictures.",
            "symmetric": "Your range reaches equally far on both sides of 0. It goes from low to high.",
            "steps": "256 numbers have 255 steps between them.",
            "half_the_steps": "Your range is divided by 127, which is what one half of int8 holds. From −128 to 127 "
            "there are 255 steps.",
            "from_zero": "Your range begins at 0. It goes from low to high.",
            "added": "The width of the range is high minus low; you have added them.",
            "fewer_steps": "You divide the range by 254. From −128 to 127 there are 255 steps.",
            "whole_range": "Your scale is the whole range. It is the width of one of 255 steps.",
            "always_128": "Your zero point is −128 for every range. Only where low is 0 does it lie there.",
            "low_itself": "Your zero point takes low itself. How many *steps* is it from low to 0?",
            "low_is_128": "With your zero point, low becomes 128, beyond the end. It becomes −128.",
            "low_is_127": "With your zero point, low becomes −127, and one step is never used.",
            "low_below": "With your zero point, low becomes −129, which is cut off.",
            "not_scaled": "You round x itself. Divide it by the scale first.",
            "unsigned_zero": "Your zero point is the one for numbers from 0 to 255. Here `low` becomes −128.",
            "unsigned": "You cut to 0 and 255. int8 goes from −128 to 127.",
            "high_end": "With your zero point, `high` becomes −128. It is `low` that does.",
            "zero_sign": "The sign of low / scale is wrong: `low` must become −128.",
            "zero_not_rounded": "The zero point is not rounded. It must be a whole number, so that 0 is met exactly.",
            "down": "You round down. Rounding to the nearest halves the largest error.",
            "multiplied": "You multiply by the scale. The scale is the width of a step: divide by it.",
            "not_moved": "The zero point is not added.",
            "moved_back": "The zero point is subtracted. That is the way back.",
            "wraps": "What lies outside the range comes out at the other end: a bright pixel turns black. Cut it off "
            "first.",
            "one_short": "You cut at −127. int8 begins at −128.",
            "back_again": "You return what comes back after dequantizing. The whole numbers are asked for.",
        },
    ),
    hints=(
        "The scale is the width of one step: the range, divided by the number of steps.",
        "The zero point is the whole number that 0 becomes. Since `low` becomes −128, 0 stands −low / scale steps "
        "further on.",
        "Divide, round, add the zero point, cut off with `np.clip`, and only then `.astype(np.int8)`.",
    ),
)


# judge (find the bug) -------------------------------------------------------------------------------------------------


def _judge_with(
    wrong: Wrong, p_dev: Array, y_dev: NDArray, p_test: Array, y_test: NDArray, c_fp: float, c_fn: float
) -> object:
    """Make the mistakes of `judge`."""
    chosen_on = (p_test, y_test) if "on_test" in wrong else (p_dev, y_dev)
    if "on_both" in wrong:
        chosen_on = np.concatenate([p_dev, p_test]), np.concatenate([y_dev, y_test])
    if "costs_ignored" in wrong:
        threshold, claimed = solutions.cheapest_threshold(*chosen_on, 1.0, 1.0)
    else:
        threshold, claimed = solutions.cheapest_threshold(*chosen_on, c_fp, c_fn)
    if "half" in wrong:
        threshold = 0.5
    if "bayes" in wrong:
        threshold = c_fp / (c_fp + c_fn)
    if "dev_cost" in wrong:
        return threshold, claimed
    said = p_test > threshold if "above" in wrong else p_test >= threshold
    if "below" in wrong:
        said = ~said
    if "swapped_costs" in wrong:
        c_fp, c_fn = c_fn, c_fp
    if "mistakes" in wrong:
        c_fp = c_fn = 1.0
    alarms, missed = said & (y_test == 0), ~said & (y_test == 1)
    if "every_mask_pays" in wrong:
        alarms = said
    if "every_bare_pays" in wrong:
        missed = ~said
    if "bare_faces_pay" in wrong:
        alarms = y_test == 0
    if "masks_pay" in wrong:
        missed = y_test == 1
    paid = {"only_alarms": (c_fp, 0.0), "only_missed": (0.0, c_fn), "alarms_for_one": (1.0, c_fn)}
    c_fp, c_fn = next((prices for name, prices in paid.items() if name in wrong), (c_fp, c_fn))
    costs = c_fp * alarms + c_fn * missed
    return threshold, costs.sum() if "sum" in wrong else costs.mean()


def _draw_judge(rng: np.random.Generator) -> Iterator[Case]:
    for m, masks, c_fp, c_fn in ((8, 4, 1.0, 3.0), (12, 5, 4.0, 1.0), (20, 12, 2.0, 5.0), (30, 14, 1.0, 6.0)):
        dev, test = _answers(rng, m, masks), _answers(rng, m + 3, masks + 1)
        yield Case(
            {"p_dev": dev["p"], "y_dev": dev["y"], "p_test": test["p"], "y_test": test["y"], "c_fp": c_fp, "c_fn": c_fn}
        )
    p = np.array([0.2, 0.4, 0.6, 0.8])
    same = {"p_dev": p, "y_dev": np.array([0, 0, 1, 1]), "p_test": p, "y_test": np.array([0, 1, 1, 0])}
    yield Case({**same, "c_fp": 1.0, "c_fn": 2.0}, "a test probability lies exactly on the threshold")


judge = Exercise(
    name="judge",
    lesson=25,
    planted="on_test",
    reference=solutions.judge,
    inputs=_draw_judge,
    outputs=("threshold", "cost"),
    why="A threshold is one more thing that is learned from pictures; the judge must be others.",
    mistakes=flawed(
        _judge_with,
        {
            "on_test": "The threshold is still chosen on the pictures that judge it.",
            "on_both": "The threshold is chosen on dev and test together: the judge has had a say in it.",
            "costs_ignored": "The threshold is chosen as if both mistakes cost the same.",
            "half": "The threshold is always 0.5.",
            "bayes": "That is Bayes' threshold, which no picture has chosen.",
            "dev_cost": "That is what the threshold costs on dev, where it was chosen. The test pictures judge.",
            "above": "A probability that lies on the threshold counts as no mask in your answer.",
            "swapped_costs": "On the test pictures, the two costs are exchanged.",
            "below": "On the test pictures, you call a mask what lies below the threshold.",
            "every_mask_pays": "On the test pictures, every answer “mask” costs c_fp, also a right one.",
            "every_bare_pays": "On the test pictures, every answer “no mask” costs c_fn, also a right one.",
            "bare_faces_pay": "On the test pictures, every bare face costs c_fp, whatever was said.",
            "masks_pay": "On the test pictures, every mask costs c_fn, whatever was said.",
            "only_alarms": "Missed masks cost nothing on your test pictures.",
            "only_missed": "Bare faces that are called masked cost nothing on your test pictures.",
            "alarms_for_one": "Bare faces that are called masked cost 1 on your test pictures. Their price is c_fp.",
            "mistakes": "You return the share of mistakes. Each has a price.",
            "sum": "Your cost is that of all test pictures together.",
        },
    ),
    hints=(
        "The function is given four arrays. Which of them does it not use?",
        "Which pictures may choose, and which may judge? Lesson 06 has a table.",
        "One line is wrong, the one that chooses. The line that judges is right.",
    ),
)


QUESTIONS = (
    Single(
        "25.prevalence",
        "A model has recall 0.9 and a false-positive rate of 0.1. In your test set half of the faces wear masks. It is "
        "then used where 1 in 100 does. What happens to the precision of “mask”?",
        (
            Option("It stays at 0.9.", "Recall and false-positive rate stay. Precision depends on who comes by."),
            Option(
                "It falls to about 8 %.",
                "Of 1,000 people 10 wear masks and 9 are found; of the 990 others 99 are called masked: 9 of 108.",
                True,
            ),
            Option("It rises.", "There are more bare faces to be called masked, and fewer masks to be found."),
            Option("It falls to about 50 %.", "Count it through with 1,000 people: 9 right ones among 108."),
        ),
    ),
    Numeric(
        "25.bayes",
        "A missed mask costs 1, a bare face that is called masked costs 4. The probabilities are calibrated. From "
        "which probability on do you say “mask”?",
        answer=0.8,
        why="c_fp / (c_fp + c_fn) = 4 / 5: you say it only when you are sure enough to risk the expensive mistake.",
        slips=(
            (0.2, "You have exchanged the two costs."),
            (0.25, "That is the ratio of the costs, not the share."),
            (0.5, "Only when both cost the same."),
        ),
    ),
    Single(
        "25.slices",
        "You cut your test set into 40 groups by things that have nothing to do with the answer. About how many 95 % "
        "intervals do not hold the accuracy of the whole?",
        (
            Option("None, if the model is fair.", "Chance alone puts some of them outside."),
            Option("About two.", "5 % of 40. One group is always the worst, whatever you cut by.", True),
            Option("About twenty.", "Half of the groups lie below the whole, but most of them by little."),
            Option("That cannot be said.", "It is what 95 % means."),
        ),
    ),
    Multiple(
        "25.heat",
        "A Grad-CAM map is bright on the chin. What have you learned?",
        (
            Option(
                "The features in those cells raise the logit, to first order.",
                "That is what the formula says, no more.",
                True,
            ),
            Option("The network has understood what a mask is.", "A beard, a shadow and a scarf sit there too."),
            Option(
                "Something to test: cover the chin, and see whether the answer changes.",
                "A map suggests an experiment. The experiment is evidence.",
                True,
            ),
            Option("The answer is right.", "Maps of wrong answers look as convincing."),
        ),
    ),
    Single(
        "25.int8",
        "Your int8 network answers at random, and the float network it was made of is right. What do you look at "
        "first?",
        (
            Option(
                "Which pictures the ranges were measured on.",
                "What lies outside the measured range is cut off: with one class only, the other class's numbers are.",
                True,
            ),
            Option("Whether 8 bits can be enough at all.", "For this network they cost less than a point."),
            Option("The learning rate.", "Nothing is learned when a network is quantized."),
            Option("The threshold.", "Look at the ranges first: a threshold cannot bring back what was cut off."),
        ),
    ),
    Order(
        "25.order",
        "A new model is to be judged. In which order?",
        (
            "Write down what each mistake costs.",
            "Choose the threshold on dev.",
            "Measure on test, once, with intervals.",
            "Look at the groups, and at the mistakes one by one.",
            "Write the model card.",
        ),
        why="Prices come before numbers, since whoever has seen the numbers is tempted to choose the prices by them.",
    ),
)
