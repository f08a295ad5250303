"""Lesson 06, Bias and variance: split, diagnose, learning_curve, decompose, whose.

Each exercise has one function that makes all its mistakes, with a switch for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson06 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Order, Single, flawed

Array = NDArray[np.float64]
Wrong = frozenset[str]


# split ----------------------------------------------------------------------------------------------------------------


def _split_with(wrong: Wrong, identity: NDArray, order: Sequence[int], count: int) -> object:
    """Make the mistakes of `split`."""
    if "by_picture" in wrong:
        return np.arange(count, identity.size), np.arange(min(count, identity.size))
    if "last_pictures" in wrong:
        return np.arange(identity.size)[:-count], np.arange(identity.size)[-count:]
    people = sorted(order) if "order_ignored" in wrong else list(order)
    if "from_the_end" in wrong:
        people = people[::-1]
    if "counts_people" in wrong:
        dev_people = people[:count]
    else:
        needed = count + 1 if "one_too_many" in wrong else count
        sizes = np.cumsum([np.sum(identity == person) for person in people])
        last = int(np.searchsorted(sizes, needed)) + 1
        dev_people = people[: last - 1] if "one_short" in wrong else people[:last]
    in_dev = np.isin(identity, dev_people)
    train, dev = np.flatnonzero(~in_dev), np.flatnonzero(in_dev)
    if "cut" in wrong:
        train, dev = np.setdiff1d(np.arange(identity.size), dev[:count]), dev[:count]
    if "cut_lost" in wrong:
        dev = dev[:count]
    if "one_picture_each" in wrong:
        dev = np.array([np.flatnonzero(identity == person)[0] for person in sorted(dev_people)], dtype=int)
        train = np.setdiff1d(np.arange(identity.size), dev)
    if "train_is_all" in wrong:
        train = np.arange(identity.size)
    if "people" in wrong:
        train, dev = (np.unique(identity[places]) for places in (train, dev))
    if "identities" in wrong:
        train, dev = identity[train], identity[dev]
    if "masks" in wrong:
        return ~in_dev, in_dev
    if "unsorted" in wrong:
        dev = np.concatenate([np.flatnonzero(identity == person) for person in dev_people])
    return (dev, train) if "swapped" in wrong else (train, dev)


def _draw_split(rng: np.random.Generator) -> Iterator[Case]:
    for people, pictures, count in ((4, 9, 3), (5, 14, 5), (6, 20, 8), (8, 30, 7), (12, 48, 11)):
        names = rng.choice(np.arange(100, 999), size=people, replace=False)
        identity = rng.permutation(np.concatenate([names, rng.choice(names, size=pictures - people)]))
        yield Case({"identity": identity, "order": rng.permutation(names).tolist(), "count": count})
    four = np.repeat([31, 7, 58, 12, 44], 4)
    yield Case({"identity": four, "order": [58, 7, 44, 31, 12], "count": 8}, "whole people fill the dev set exactly")
    yield Case({"identity": four, "order": [44, 12, 31, 58, 7], "count": 6}, "the last person in dev overfills it")
    yield Case(
        {"identity": np.array([5, 9, 9, 9, 9, 2]), "order": [2, 9, 5], "count": 2}, "one person has most pictures"
    )


split = Exercise(
    name="split",
    lesson=6,
    reference=solutions.split,
    inputs=_draw_split,
    outputs=("train", "dev"),
    why="Whoever is in dev has never been seen in training. Every dev error in this course rests on that.",
    mistakes=flawed(
        _split_with,
        {
            "by_picture": "Your dev set is the first pictures, whoever is on them: some people are in both sets. Deal "
            "out people, and let their pictures follow.",
            "last_pictures": "Your dev set is the last pictures, whoever is on them: some people are in both sets.",
            "order_ignored": "People are dealt out by their number and not in the given order. A sorted list may hide "
            "a pattern, such as who came in which week; that is what the shuffled order is for.",
            "from_the_end": "You deal from the end of the order. The first of it goes to dev first.",
            "counts_people": "Your dev set has that many people. `count` is a number of pictures, and people have "
            "different numbers of them.",
            "one_short": "The person who fills the dev set is missing in it. It should have at least `count` pictures.",
            "one_too_many": "Where whole people fill the dev set exactly, yours takes one person more. Look at the "
            "comparison: when is it full?",
            "cut": "The last person has been cut in two to get exactly `count` pictures: now that one is in both sets.",
            "cut_lost": "The dev set is cut to exactly `count` pictures, and the others of the last person are lost.",
            "one_picture_each": "Only one picture of each dev person is in dev, and the others are in train.",
            "train_is_all": "Your train set holds the dev pictures too.",
            "people": "Your sets hold people. What is asked for is the places of their pictures.",
            "identities": "Your sets say who is on each picture. What is asked for is the places of the pictures.",
            "masks": "Your sets are True and False for each picture. `np.flatnonzero` makes places of them.",
            "unsorted": "The right pictures, in the order in which people were dealt out. Sort the places.",
            "swapped": "The two sets are exchanged: train comes first.",
        },
    ),
    hints=(
        "Two steps: first decide which people are in dev, then find the places of their pictures.",
        "Go through `order`, add one person at a time, and stop as soon as the people so far have at least `count` "
        "pictures. How do you count the pictures of several people?",
        "`np.isin(identity, people)` is True for each picture of one of these people. Its sum counts them, "
        "`np.flatnonzero` finds their places, and `~` turns it round.",
    ),
)


# diagnose -------------------------------------------------------------------------------------------------------------


def _diagnose_with(wrong: Wrong, human: float, train: float, dev: float, small: float) -> object:
    """Make the mistakes of `diagnose`."""
    bias = train - human
    variance = dev - train
    if "no_human" in wrong:
        bias = train
    if "bias_from_dev" in wrong:
        bias = dev - human
    if "from_human" in wrong:
        variance = dev - human
    if "dev_itself" in wrong:
        variance = dev
    if "bias_sign" in wrong:
        bias = -bias
    if "variance_sign" in wrong:
        variance = -variance
    if "absolute" in wrong:
        bias, variance = abs(bias), abs(variance)
    if "clipped" in wrong:
        bias, variance = max(bias, 0.0), max(variance, 0.0)
    if "swapped" in wrong:
        bias, variance = variance, bias
    if "percent" in wrong:
        bias, variance, small = 100 * bias, 100 * variance, 100 * small
    if "ratio" in wrong:
        bias, variance = train / human, dev / train
    high: list[Any] = [bias > small, variance > small]
    if "at_least" in wrong:
        high = [bias >= small, variance >= small]
    if "larger_only" in wrong:
        high = [high[0] and bias > variance, high[1] and variance > bias]
    if "low" in wrong:
        high = [bias < small, variance < small]
    if "train_is_high" in wrong:
        high[0] = train > small
    if "dev_is_high" in wrong:
        high[1] = dev > small
    return {"bias": bias, "variance": variance, "high_bias": high[0], "high_variance": high[1]}


def _draw_diagnose(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(5):
        human, bias, variance = rng.uniform(0.01, 0.3, size=3).round(3).tolist()
        yield Case({"human": human, "train": human + bias, "dev": human + bias + variance, "small": 0.1234})
    yield Case({"human": 0.1, "train": 0.12, "dev": 0.35, "small": 0.05}, "only the variance is high")
    yield Case({"human": 0.1, "train": 0.3, "dev": 0.31, "small": 0.05}, "only the bias is high")
    yield Case({"human": 0.01, "train": 0.21, "dev": 0.4, "small": 0.05}, "both are high, and the bias is higher")
    yield Case({"human": 0.2, "train": 0.21, "dev": 0.22, "small": 0.05}, "all errors are large, and nothing is wrong")
    yield Case({"human": 0.25, "train": 0.5, "dev": 0.75, "small": 0.25}, "both are exactly as large as `small`")
    yield Case({"human": 0.05, "train": 0.01, "dev": 0.3, "small": 0.02}, "the train error is below human level")
    yield Case({"human": 0.05, "train": 0.3, "dev": 0.28, "small": 0.02}, "the dev error is below the train error")


diagnose = Exercise(
    name="diagnose",
    lesson=6,
    reference=solutions.diagnose,
    inputs=_draw_diagnose,
    why="Two subtractions decide what the next month of work goes into.",
    mistakes=flawed(
        _diagnose_with,
        {
            "no_human": "Your bias is the train error itself. What even a human gets wrong cannot be avoided: subtract "
            "it.",
            "bias_from_dev": "Your bias goes from human level to the dev error: that is bias and variance together.",
            "from_human": "Your variance goes from human level to the dev error: that is bias and variance together.",
            "dev_itself": "Your variance is the dev error itself. It begins where the train error ends.",
            "bias_sign": "Your bias has the wrong sign: it is positive when training is worse than a human.",
            "variance_sign": "Your variance has the wrong sign: it is positive when dev is worse than train.",
            "absolute": "A train error below human level, or a dev error below the train error, comes out positive. "
            "Nothing is wrong there, and the sign says so.",
            "clipped": "Differences below 0 come out as 0. Keep the sign: it tells you something.",
            "swapped": "Bias and variance are exchanged. The bias is about the train error, the variance about dev.",
            "percent": "Your numbers are a hundred times too large: errors are shares here, and 0.05 means 5 %.",
            "ratio": "You divide where a difference is asked for: 2 % above 1 % would count as much as 40 % above "
            "20 %.",
            "at_least": "A difference exactly as large as `small` counts as high in your answer. High is what is "
            "larger.",
            "larger_only": "Only the larger of the two is called high. When both are large, both are high.",
            "low": "The two verdicts are turned round: True means that something has to be done.",
            "train_is_high": "You compare the train error with `small`. High is the bias, what is left of it above "
            "human level.",
            "dev_is_high": "You compare the dev error with `small`. High is the variance, what is left of it above "
            "the train error.",
        },
    ),
    hints=(
        "Put the three errors on a line, from human to train to dev. Which two distances do you see?",
        "The first distance is the avoidable bias, the second the variance. A distance is a difference.",
        "The verdicts are comparisons, each of one distance with `small`. They are independent: both can be True.",
    ),
)


# learning_curve -------------------------------------------------------------------------------------------------------

Fit = Callable[[Array, Array], Any]
Error = Callable[[Any, Array, Array], float]


def _curve_with(
    wrong: Wrong, X: Array, Y: Array, X_dev: Array, Y_dev: Array, sizes: Sequence[int], fit: Fit, error: Error
) -> object:
    """Make the mistakes of `learning_curve`."""
    train_errors, dev_errors, model = [], [], None
    for n in sizes:
        part = slice(-n, None) if "last" in wrong else slice(None, n - 1) if "one_short" in wrong else slice(None, n)
        here = X[:, part], Y[:, part]
        if "all_data" in wrong:
            model = fit(X, Y)
        elif "one_fit" in wrong:
            model = fit(X[:, : sizes[0]], Y[:, : sizes[0]]) if model is None else model
        elif "fit_on_dev" in wrong:
            model = fit(X_dev, Y_dev)
        elif "dev_too" in wrong:
            model = fit(np.hstack([here[0], X_dev]), np.hstack([here[1], Y_dev]))
        else:
            model = fit(*here)
        train_errors.append(error(model, *((X, Y) if "train_on_all" in wrong else here)))
        rest = X[:, n:], Y[:, n:]
        if "dev_is_train" in wrong:
            dev_errors.append(error(model, *here))
        elif "dev_is_rest" in wrong and rest[1].size:
            dev_errors.append(error(model, *rest))
        elif "dev_cut" in wrong:
            dev_errors.append(error(model, X_dev[:, :n], Y_dev[:, :n]))
        else:
            dev_errors.append(error(model, X_dev, Y_dev))
    if "accuracy" in wrong:
        train_errors, dev_errors = ([1 - one for one in errors] for errors in (train_errors, dev_errors))
    if "only_last" in wrong:
        return train_errors[-1], dev_errors[-1]
    if "running_mean" in wrong:
        steps = np.arange(1, len(sizes) + 1)
        train_errors, dev_errors = ((np.cumsum(one) / steps).tolist() for one in (train_errors, dev_errors))
    if "pairs" in wrong:
        return list(zip(train_errors, dev_errors, strict=True))
    return (dev_errors, train_errors) if "swapped" in wrong else (train_errors, dev_errors)


def _fit_mean(X: Array, Y: Array) -> tuple[Array, float]:
    """Learn a mean face and a mean answer: enough of a model to be checked with."""
    return X.mean(axis=1, keepdims=True), float(Y.mean())


def _error_of_mean(model: tuple[Array, float], X: Array, Y: Array) -> float:
    """Return the mean squared error of a guess that leans on the distance from the mean."""
    mean, answer = model
    return float(np.mean((answer + 0.1 * (X - mean).sum(axis=0, keepdims=True) - Y) ** 2))


def _draw_curve(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, m, m_dev, sizes in (
        (2, 6, 4, [2, 4]),
        (3, 12, 7, [2, 5, 9]),
        (2, 20, 9, [3, 6, 12, 17]),
        (4, 9, 9, [4, 9]),
    ):
        X, X_dev = rng.normal(size=(n_x, m)), rng.normal(size=(n_x, m_dev)) + 0.5
        Y, Y_dev = rng.random((1, m)), rng.random((1, m_dev))
        about = "the last size is all examples" if sizes[-1] == m else ""
        data = {"X": X, "Y": Y, "X_dev": X_dev, "Y_dev": Y_dev}
        yield Case({**data, "sizes": sizes, "fit": _fit_mean, "error": _error_of_mean}, about)


learning_curve = Exercise(
    name="learning_curve",
    lesson=6,
    reference=solutions.learning_curve,
    inputs=_draw_curve,
    outputs=("train_errors", "dev_errors"),
    why="Before you pay for a thousand more pictures, five short trainings tell you whether they would help.",
    mistakes=flawed(
        _curve_with,
        {
            "train_on_all": "The train error is measured on all examples, also on those that this model has not seen. "
            "Then it is half a dev error. Measure it on what the model has learned from.",
            "all_data": "Every model learns from all examples, so the curve is flat. The n-th one learns from n.",
            "one_fit": "One model is trained, and measured for every size. Each size needs a training of its own.",
            "fit_on_dev": "The models learn from the dev set. Nothing is left then to measure on.",
            "dev_too": "The models learn from the train examples and the dev examples. What they have seen says "
            "nothing about new pictures.",
            "dev_is_train": "Your dev errors are measured on the train examples. They go to the dev set.",
            "dev_is_rest": "Your dev errors are measured on the unused train examples: another set for each size, and "
            "none at all at the end. The dev set stays the same along the whole curve.",
            "dev_cut": "The dev set is cut to n examples too. Use all of it for every size: it costs nothing, and the "
            "curve is less noisy.",
            "last": "You take the last n examples. The first n are asked for.",
            "one_short": "Each model learns from one example less than asked for: a slice `:n` ends before place n.",
            "accuracy": "Your curve shows the share of right answers, one minus the error.",
            "only_last": "Only the last pair of errors comes back. The curve has one for each size.",
            "running_mean": "Each of your numbers is the mean of all errors so far.",
            "pairs": "You return a list of pairs. Two lists are asked for: all train errors, then all dev errors.",
            "swapped": "The two lists are exchanged: train comes first.",
        },
    ),
    hints=(
        "One turn of a loop for each size: train, measure twice, keep both numbers.",
        "Examples are columns: the first n of them are X[:, :n], and their labels Y[:, :n].",
        "Two lists, empty at first. In the loop: a model from `fit` on the part; `error(model, ..., ...)` on the same "
        "part, and on the whole dev set.",
    ),
)


# decompose ------------------------------------------------------------------------------------------------------------


def _decompose_with(wrong: Wrong, said: Array, truth: Array) -> object:
    """Make the mistakes of `decompose`."""
    mean = said.mean(axis=1, keepdims=True) if "over_inputs" in wrong else said.mean(axis=0, keepdims=True)
    if "median" in wrong:
        mean = np.median(said, axis=0, keepdims=True)
    bias2: Any = np.mean((mean - truth) ** 2)
    variance: Any = np.mean((said - mean) ** 2)
    if "not_squared" in wrong:
        bias2 = np.mean(mean - truth)
    if "absolute" in wrong:
        bias2 = np.mean(np.abs(mean - truth))
    if "mean_squared" in wrong:
        bias2 = np.mean(mean - truth) ** 2
    if "each_fit" in wrong:
        bias2 = np.mean((said - truth) ** 2)
    if "first_fit" in wrong:
        bias2 = np.mean((said[0] - truth) ** 2)
    if "spread" in wrong:
        variance = np.mean(said.std(axis=0))
    if "root" in wrong:
        variance = np.sqrt(variance)
    if "one_less" in wrong:
        variance = np.mean(said.var(axis=0, ddof=1))
    if "all_together" in wrong:
        variance = said.var()
    if "along_the_curve" in wrong:
        variance = np.mean(said.var(axis=1))
    if "of_the_mean" in wrong:
        variance = mean.var()
    if "from_truth" in wrong:
        variance = np.mean((said - truth) ** 2)
    if "sums" in wrong:
        bias2, variance = bias2 * truth.size, variance * said.size
    if "each_input" in wrong:
        return ((mean - truth) ** 2).ravel(), said.var(axis=0)
    return (variance, bias2) if "swapped" in wrong else (bias2, variance)


def _draw_decompose(rng: np.random.Generator) -> Iterator[Case]:
    for fits, m in ((3, 2), (4, 3), (3, 5), (8, 4), (20, 12)):
        truth = rng.normal(size=(1, m))
        yield Case({"said": truth + 0.4 + rng.normal(size=(fits, m)), "truth": truth})
    truth = rng.normal(size=(1, 4))
    yield Case({"said": truth + rng.normal(size=(4, 4)), "truth": truth}, "there are as many fits as inputs")
    yield Case({"said": np.tile(truth + 0.5, (5, 1)), "truth": truth}, "all fits agree")
    off = rng.normal(size=(3, 4))
    yield Case({"said": truth + np.vstack([off, -off]), "truth": truth}, "the fits are right on average")


decompose = Exercise(
    name="decompose",
    lesson=6,
    reference=solutions.decompose,
    inputs=_draw_decompose,
    outputs=("bias2", "variance"),
    why="The two add up to the squared error, exactly: what is wrong on average, and what is wrong by chance.",
    mistakes=flawed(
        _decompose_with,
        {
            "over_inputs": "Your mean goes along the inputs, so each fit has one. Every row is a fit: the mean fit has "
            "a value at each input.",
            "median": "You take the median of the fits. The parts add up only with the mean.",
            "not_squared": "Your bias is not squared: errors above and below the truth cancel out.",
            "absolute": "You take the absolute distance of the mean fit from the truth. It is to be squared.",
            "mean_squared": "You average the distances first and square afterwards: errors above and below the truth "
            "cancel out. Square at each input.",
            "each_fit": "Your bias² is the error of every single fit. The bias is that of the mean fit.",
            "first_fit": "Your bias² is the error of the first fit. The bias is that of the mean of all of them.",
            "spread": "You average standard deviations. The variance is their square.",
            "root": "Your variance is under a root. The parts add up as squares.",
            "one_less": "You divide by one less than the number of fits (`ddof=1`). Then the parts do not add up to "
            "the error of these fits.",
            "all_together": "You take the variance of all numbers together, so that the shape of the curve counts as "
            "variance. Compare at one input at a time.",
            "along_the_curve": "Your variance goes along each curve: how much it rises and falls. Compare the fits "
            "with each other, at each input.",
            "of_the_mean": "That is how much the mean fit rises and falls. Compare the fits with it.",
            "from_truth": "Your variance measures from the truth. It measures from the mean fit.",
            "sums": "You add up where a mean is asked for.",
            "each_input": "You return a number for each input. Take the mean over the inputs.",
            "swapped": "Bias² and variance are exchanged.",
        },
    ),
    hints=(
        "Draw two inputs and three fits on paper. Where is the mean fit? Which distances are bias, which variance?",
        "The mean fit is the mean over the rows: `axis=0`, one number for each input.",
        "Both answers are means of squares, over everything: of the mean fit from the truth, and of each fit from the "
        "mean fit.",
    ),
)


# whose (find the bug) -------------------------------------------------------------------------------------------------


def _whose_with(wrong: Wrong, identity: NDArray, copies: int) -> object:
    """Make the mistakes of `whose`."""
    if "new_people" in wrong:
        return np.arange(copies * identity.size)
    if "new_people_each_copy" in wrong:
        return np.concatenate([identity + turn * (identity.max() + 1) for turn in range(copies)])
    if "interleaved" in wrong:
        return np.repeat(identity, copies)
    if "pictures" in wrong:
        return np.tile(np.arange(identity.size), copies)
    if "one_block" in wrong:
        return identity
    if "one_more" in wrong:
        return np.tile(identity, copies + 1)
    if "rows" in wrong:
        return np.tile(identity, (copies, 1))
    if "multiplied" in wrong:
        return identity * copies
    return np.tile(np.unique(identity), copies)


def _draw_whose(rng: np.random.Generator) -> Iterator[Case]:
    for people, pictures, copies in ((2, 3, 2), (3, 5, 3), (4, 9, 2), (6, 20, 3)):
        names = rng.choice(np.arange(100, 999), size=people, replace=False)
        identity = rng.permutation(np.concatenate([names, rng.choice(names, size=pictures - people)]))
        yield Case({"identity": identity, "copies": copies})
    yield Case({"identity": np.array([4, 4, 17, 9]), "copies": 4})


whose = Exercise(
    name="whose",
    lesson=6,
    planted="new_people",
    reference=solutions.whose,
    inputs=_draw_whose,
    why="A copy shows the same person. Whatever splits by people has to be told so.",
    mistakes=flawed(
        _whose_with,
        {
            "new_people": "Every copy counts as a new person, so the copies of one picture may fall on both sides.",
            "new_people_each_copy": "In every block of copies everybody is a new person, so the copies of one picture "
            "may fall on both sides.",
            "interleaved": "The copies of one picture stand beside each other in your answer. In the data, all "
            "pictures come once, and then all of them again.",
            "pictures": "You say which picture it is. What counts is who is on it: one person has several pictures.",
            "one_block": "There is one entry for each picture before copying. How many pictures are there afterwards?",
            "one_more": "There is one block too many: `copies` counts the originals too.",
            "rows": "You return a table with a row for each block. One entry behind the other is asked for.",
            "multiplied": "You multiply the people's numbers. The list gets longer, the numbers stay.",
            "each_once": "You repeat the list of people. Each picture needs an entry, also the second of one person.",
        },
    ),
    hints=(
        "Who is on picture 0? And on its copies, which stand m and 2m places further on?",
        "The answer is `identity`, and behind it `identity` again.",
        "`np.tile` puts copies of an array behind each other; `np.concatenate` of a list does it too.",
    ),
)


QUESTIONS = (
    Single(
        "06.diagnosis",
        "Humans get 1 % wrong. Your network: 11 % on train, 12 % on dev. What first?",
        (
            Option(
                "A bigger network, or longer training.",
                "10 points of avoidable bias, 1 point of variance: it does not even fit what it has seen.",
                True,
            ),
            Option(
                "More data.",
                "That shrinks the variance, which is 1 point. A model that cannot fit these data will not fit more.",
            ),
            Option("Regularization.", "That trades bias for variance, and bias is what hurts here."),
            Option("Nothing: 12 % is good.", "A human gets 1 % wrong, so 11 points can be won."),
        ),
    ),
    Single(
        "06.bayes",
        "Train error 15 %, dev error 16 %. On these blurred pictures, a team of experts gets 14 % wrong. What does "
        "that say?",
        (
            Option(
                "There is little left to win, on these pictures.",
                "Above what experts reach, the bias is 1 point, and the variance 1 point. Sharper pictures would help.",
                True,
            ),
            Option("High bias.", "15 % looks large, but 14 of it may well be unavoidable."),
            Option("High variance.", "Dev is 1 point above train."),
            Option(
                "The experts are bad.",
                "Perhaps nobody can do better: what is not in the picture cannot be read from it.",
            ),
        ),
    ),
    Multiple(
        "06.more_data",
        "The learning curve's two ends are close together, and both far above human level. What may help?",
        (
            Option("Twice the data.", "The curves have met: they will go on side by side, at the same height."),
            Option("A bigger model.", "The train error has to come down first: that is bias.", True),
            Option("Longer training.", "If the train error is still falling, yes.", True),
            Option("Stronger regularization.", "That lifts the train error, which is too high already."),
        ),
    ),
    Numeric(
        "06.sizes",
        "About how many dev pictures do you need to know an error rate near 50 % to within one point (one standard "
        "error, 1/(2√m))?",
        answer=2500,
        why="1/(2√m) = 0.01 gives √m = 50, so m = 2,500. For half a point it takes four times as many.",
        slips=(
            (50, "That is √m. Square it."),
            (100, "With 100 the standard error is 5 points."),
            (10000, "That is half a point: 1/(2 · 100) = 0.005."),
        ),
    ),
    Multiple(
        "06.sets",
        "What may you do with the test set before the very end?",
        (
            Option("Choose the best of ten models on it.", "Then the best is partly the luckiest. That is dev's job."),
            Option("Choose the threshold on it.", "A choice like any other: dev."),
            Option(
                "See to it that it comes from the same source as dev.",
                "You may look at where it comes from. If dev aims elsewhere, months go into the wrong target.",
                True,
            ),
            Option(
                "Count how many pictures it has.", "That says how sharply it will judge, and chooses nothing.", True
            ),
        ),
    ),
    Order(
        "06.recipe",
        "In which order do you ask?",
        (
            "What do humans get wrong on these pictures?",
            "Is the train error far above that?",
            "Is the dev error far above the train error?",
            "What is the error on the test set?",
        ),
        why="Bias first, because it needs no dev set to be seen; then variance; the test set once, at the end.",
    ),
)
