"""Lesson 02, Logistic regression: sigmoid, propagate, update, predict, fit, mend.

Each exercise has one function that makes all its mistakes, with a switch for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson02 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Order, Single, flawed

Array = NDArray[np.float64]
Wrong = frozenset[str]


# sigmoid --------------------------------------------------------------------------------------------------------------


def _sigmoid_with(wrong: Wrong, Z: Array) -> object:
    """Make the mistakes of `sigmoid`."""
    exponent = Z if "sign" in wrong else -Z
    power = 2.0**exponent if "base_two" in wrong else 10.0**exponent if "base_ten" in wrong else np.exp(exponent)
    A: Any = 1 / (1 + power)
    if "minus" in wrong:
        A = 1 / (1 - power)
    if "no_one" in wrong:
        A = 1 / power
    if "no_fraction" in wrong:
        A = 1 + power
    if "overflow" in wrong:
        A = np.exp(Z) / (1 + np.exp(Z))
    if "no_exp" in wrong:
        A = 1 / (1 + exponent)
    if "tanh" in wrong:
        A = np.tanh(Z)
    if "softmax" in wrong:
        A = np.exp(Z - np.max(Z)) / np.sum(np.exp(Z - np.max(Z)))
    if "slope" in wrong:
        A = A * (1 - A)
    if "step" in wrong:
        A = np.where(np.asarray(Z) >= 0, 1.0, 0.0)
    if "absolute" in wrong:
        A = 1 / (1 + np.exp(-np.abs(Z)))
    return np.sum(A) if "summed" in wrong else A


def _draw_sigmoid(rng: np.random.Generator) -> Iterator[Case]:
    for shape in ((2,), (3,), (1, 4), (2, 3), (5, 1), (1, 7), (4, 5)):
        yield Case({"Z": 3 * rng.normal(size=shape)})
    yield Case({"Z": float(rng.normal())}, "Z is a single number")
    yield Case({"Z": np.zeros((2, 2))}, "Z is 0")
    yield Case({"Z": np.array([[-2, 0, 1, 3]])}, "Z holds whole numbers")
    yield Case({"Z": np.array([-40.0, 40.0, -1000.0, 1000.0])}, "Z is far from 0")


sigmoid = Exercise(
    name="sigmoid",
    lesson=2,
    reference=solutions.sigmoid,
    inputs=_draw_sigmoid,
    why="Any number at all becomes one between 0 and 1, which can be read as a probability.",
    mistakes=flawed(
        _sigmoid_with,
        {
            "sign": "It falls where it should rise: a large z comes out near 0, and it should come out near 1. Look "
            "at the sign in the exponent.",
            "minus": "Something is subtracted below the line where it should be added: at z = 0 you divide by zero.",
            "no_one": "Your numbers grow beyond 1. The denominator has two terms, and one is missing.",
            "no_fraction": "Your numbers are all above 1: it looks as if `/` was done before `+`. Where do brackets "
            "belong?",
            "base_two": "The curve is flatter than it should be: that is what 2 to the power of −z gives. The base is "
            "e: `np.exp`.",
            "base_ten": "The curve is steeper than it should be: that is what 10 to the power of −z gives. The base "
            "is e: `np.exp`.",
            "no_exp": "There is no exponential in your answer: it divides by 1 − z, which is 0 at z = 1.",
            "overflow": "It is right for ordinary numbers and becomes nan for large positive ones, where `np.exp(Z)` "
            "is infinite and inf/inf has no value. Which way of writing it has the exponential in one place only?",
            "tanh": "That is the hyperbolic tangent: it goes from −1 to 1, and the sigmoid from 0 to 1.",
            "softmax": "Your numbers add up to 1: that is the softmax, where all entries compete. The sigmoid looks "
            "at each entry by itself.",
            "slope": "That is the slope of the sigmoid, which is largest at 0 and small on both sides.",
            "step": "That is a step from 0 to 1: it has lost how far z is from 0.",
            "absolute": "It never goes below one half: the sign of z has got lost on the way.",
            "summed": "Everything is added up into one number. Each entry has a sigmoid of its own.",
        },
    ),
    hints=(
        "What should come out for z = 0? For z = 10? For z = −10? Try your function on these three by hand.",
        "The formula has one exponential, and it stands below the line: 1 divided by (1 plus e to the power of −z).",
        "`np.exp` takes a whole array at once. Mind the minus sign inside, and the brackets around the whole "
        "denominator.",
    ),
)


# propagate ------------------------------------------------------------------------------------------------------------


def _propagate_with(wrong: Wrong, w: Array, b: float, X: Array, Y: Array) -> object:
    """Make the mistakes of `propagate`."""
    m = X.shape[0] if "features_for_examples" in wrong else X.shape[1]
    Z = w.T @ X + (0 if "no_bias" in wrong else -b if "bias_sign" in wrong else b)
    A = Z if "no_sigmoid" in wrong else solutions.sigmoid(-Z if "sigmoid_sign" in wrong else Z)
    dw_scale = 1 if "dw_sum" in wrong else m
    db_scale = 1 if "db_sum" in wrong else m
    dZ = _gradient_with(wrong, Z, A, Y)
    dw: Any = X @ (A if "dw_from_A" in wrong else dZ).T / dw_scale
    if "half" in wrong:
        dw = dw / 2
    db: Any = np.sum(dZ) / db_scale / (2 if "half" in wrong else 1)
    if "dw_row" in wrong:
        dw = dw.T
    if "dw_one_number" in wrong:
        dw = np.mean(X * dZ)
    if "dw_mean_of_all" in wrong:
        dw = np.mean(X * dZ, axis=1)
    if "db_array" in wrong:
        db = np.sum(dZ, axis=1, keepdims=True) / db_scale
    if "db_each" in wrong:
        db = dZ / m
    if "db_from_dw" in wrong:
        db = np.sum(dw)
    results = {"Z": Z, "A": A, "cost": _cost_with(wrong, A, Y, m), "dZ": dZ, "dw": dw, "db": db}
    return tuple(results[key] for key in ("cost", "dw", "db")) if "no_dict" in wrong else results


def _gradient_with(wrong: Wrong, Z: Array, A: Array, Y: Array) -> Array:
    if "no_sigmoid_in_gradient" in wrong:
        return Z - Y
    if "gradient_sign" in wrong:
        return Y - A
    if "squared_error_gradient" in wrong:
        return (A - Y) * A * (1 - A)
    if "squared_dZ" in wrong:
        return (A - Y) ** 2
    return A - Y


def _cost_with(wrong: Wrong, A: Array, Y: Array, m: int) -> object:
    log = np.log2 if "log_two" in wrong else np.log10 if "log_ten" in wrong else np.log
    first, second = Y * log(A), (1 - Y) * log(1 - A)
    if "only_positives" in wrong:
        second = 0 * second
    if "only_negatives" in wrong:
        first = 0 * first
    if "labels_exchanged" in wrong:
        first, second = (1 - Y) * log(A), Y * log(1 - A)
    if "terms_subtracted" in wrong:
        second = -second
    losses = -(first + second)
    if "squared_error" in wrong:
        losses = (A - Y) ** 2
    if "cost_sign" in wrong:
        losses = -losses
    if "cost_each" in wrong:
        return losses
    return np.sum(losses) if "cost_sum" in wrong else np.sum(losses) / m


def _draw_propagate(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, m in ((1, 2), (2, 3), (3, 2), (2, 5), (4, 3), (3, 8), (5, 12), (8, 30)):
        yield _example_set(rng, n_x, m)
    yield _example_set(rng, 3, 1, "there is only one example")
    yield _example_set(rng, 1, 4, "there is only one feature")
    yield _example_set(rng, 3, 3, "there are as many features as examples")
    case = _example_set(rng, 2, 4).arguments
    yield Case({**case, "w": np.zeros((2, 1)), "b": 0.0}, "w and b are 0")
    yield Case({**case, "Y": np.ones((1, 4))}, "every label is 1")
    yield Case({**case, "Y": np.zeros((1, 4))}, "every label is 0")
    yield Case({**case, "Y": np.array([[0, 1, 1, 0]])}, "the labels are of dtype int")


def _example_set(rng: np.random.Generator, n_x: int, m: int, about: str = "") -> Case:
    labels = (rng.random((1, m)) < 0.5).astype(float)
    return Case(
        {"w": rng.normal(size=(n_x, 1)), "b": float(rng.normal()), "X": rng.normal(size=(n_x, m)), "Y": labels}, about
    )


propagate = Exercise(
    name="propagate",
    lesson=2,
    reference=solutions.propagate,
    inputs=_draw_propagate,
    why="Cost and gradient for all examples at once, in a few lines: every network of this course learns from these "
    "two.",
    optional=("Z", "A", "dZ"),
    mistakes=flawed(
        _propagate_with,
        {
            "no_sigmoid": "A is Z itself: the sigmoid is missing, and with it everything between 0 and 1.",
            "no_sigmoid_in_gradient": "Your gradient is made of Z − Y. What is compared with Y is the prediction: "
            "which of your names holds it, after the sigmoid?",
            "gradient_sign": "The gradient points the wrong way, so a step against it goes uphill. Which of A and Y "
            "comes first in the difference?",
            "no_bias": "Your answers are those of b = 0. Where does b enter?",
            "bias_sign": "b is subtracted where it should be added.",
            "sigmoid_sign": "A is near 0 where Z is large: that is the sigmoid of −Z. Look at the sign.",
            "cost_sum": "Your cost grows with the number of examples: it is their sum. The cost is the mean of the "
            "losses.",
            "dw_sum": "dw is m times too large: as the cost is a mean, its gradient is one too.",
            "db_sum": "db is m times too large: as the cost is a mean, its gradient is one too.",
            "features_for_examples": "You divide by the number of features, n_x. Which entry of `X.shape` is m? "
            "Examples are columns.",
            "half": "Both gradients are half of what they should be. A factor 1/2 belongs to the squared error; the "
            "cross-entropy has none.",
            "cost_sign": "Your cost is negative. Logarithms of numbers below 1 are, so the formula begins with a "
            "minus.",
            "only_positives": "Examples with label 0 cost nothing in your formula: its second half is missing.",
            "only_negatives": "Examples with label 1 cost nothing in your formula: its first half is missing.",
            "labels_exchanged": "Good predictions cost much and bad ones little: Y and 1 − Y have changed places in "
            "the cost.",
            "terms_subtracted": "The two halves of the loss are subtracted from each other. Both count as a cost: "
            "look at the sign between them, and at the brackets.",
            "log_two": "Your cost is a constant factor too large: that is the logarithm to base 2. `np.log` is the "
            "natural one.",
            "log_ten": "Your cost is a constant factor too small: that is the logarithm to base 10. `np.log` is the "
            "natural one.",
            "squared_error": "Your cost is the squared error. This exercise asks for the cross-entropy, with its two "
            "logarithms.",
            "squared_error_gradient": "Your gradient holds a factor A(1 − A): that is the gradient of the squared "
            "error. In the cross-entropy this factor cancels.",
            "squared_dZ": "Your dZ is squared, so it is never negative, and b could only move one way.",
            "cost_each": "You return one loss for each example. The cost of the set is their mean.",
            "dw_from_A": "dw is made of A alone. It is the *difference* from Y that says how to move.",
            "dw_row": "dw lies on its side: it must have the shape of w, so that one can be subtracted from the other.",
            "dw_one_number": "dw is a single number: the mean ran over features too. Each feature has its own entry.",
            "dw_mean_of_all": "dw has lost a dimension: its numbers are right, its shape must be that of w.",
            "db_array": "db is right but still an array: b is one number, and so is its gradient.",
            "db_each": "db has one entry for each example. How do they become one number?",
            "db_from_dw": "db is made of dw. b stands beside w, not behind it: derive the cost by b itself.",
            "no_dict": "The results come without their names. Return a dict: `{'cost': ..., 'dw': ..., 'db': ...}`.",
        },
    ),
    hints=(
        "Go forward first: Z, then A, then the cost. Write the shape of each beside its line: Z, A, Y and dZ are all "
        "(1, m).",
        "Then go back. The difference A − Y, with shape (1, m), is all that the gradients need; call it dZ.",
        "dw has the shape of w, (n_x, 1). X is (n_x, m) and dZ is (1, m): which product of the two, with which one "
        "transposed, is (n_x, 1)?",
        "Each entry of dw is the mean over the examples of “that feature times dZ”; db is the mean of dZ. The mean is "
        "the sum divided by m.",
    ),
)


# update ---------------------------------------------------------------------------------------------------------------


def _update_with(wrong: Wrong, w: Array, b: float, dw: Array, db: float, alpha: float) -> object:
    """Make the mistakes of `update`."""
    sign = 1 if "uphill" in wrong else -1
    rate = 1 if "no_rate" in wrong else 1 / alpha if "divided" in wrong else alpha
    if "in_place" in wrong:
        w += sign * rate * dw
        return w, b + sign * rate * db
    if "scaled" in wrong:
        return w * (1 - rate), b * (1 - rate)
    new_w = w if "w_stays" in wrong else w + sign * rate * dw
    new_b = b if "b_stays" in wrong else b + sign * (1 if "b_without_rate" in wrong else rate) * db
    if "step_only" in wrong:
        new_w, new_b = rate * dw, rate * db
    if "b_from_dw" in wrong:
        new_b = b + sign * rate * float(np.mean(dw))
    if "twice" in wrong:
        new_w, new_b = w + 2 * sign * rate * dw, b + 2 * sign * rate * db
    return (new_b, new_w) if "exchanged" in wrong else new_w if "only_w" in wrong else (new_w, new_b)


def _draw_update(rng: np.random.Generator) -> Iterator[Case]:
    for n_x in (2, 3, 5, 8, 20):
        yield _step(rng, n_x, float(rng.uniform(0.05, 0.9)))
    yield _step(rng, 1, 0.3, "there is only one feature")
    yield _step(rng, 3, 2.5, "the rate is larger than 1")
    case = _step(rng, 2, 0.5).arguments
    yield Case({**case, "dw": np.zeros((2, 1)), "db": 0.0}, "the gradient is 0")
    yield Case({**case, "alpha": 0.001}, "the rate is small")


def _step(rng: np.random.Generator, n_x: int, alpha: float, about: str = "") -> Case:
    w, dw = rng.normal(size=(2, n_x, 1))
    b, db = (float(number) for number in rng.normal(size=2))
    return Case({"w": w, "b": b, "dw": dw, "db": db, "alpha": alpha}, about)


update = Exercise(
    name="update",
    lesson=2,
    reference=solutions.update,
    inputs=_draw_update,
    why="One small step against the gradient lowers the cost; all training is this line, repeated.",
    outputs=("w", "b"),
    mistakes=flawed(
        _update_with,
        {
            "uphill": "You step *along* the gradient, which is uphill. Which sign takes you down?",
            "no_rate": "The step is the whole gradient: where does the learning rate alpha come in?",
            "divided": "The step gets longer as alpha gets smaller. Is alpha multiplied or divided by?",
            "w_stays": "b moves and w stays as it was.",
            "b_stays": "w moves and b stays as it was: it has a gradient too.",
            "b_without_rate": "w moves as it should, and b moves by the whole of db: the learning rate is missing "
            "there.",
            "b_from_dw": "b moves along dw. It has a gradient of its own, db.",
            "step_only": "You return the step, alpha times the gradient. From where is it taken?",
            "scaled": "w and b shrink towards 0 whatever the gradient is. Are dw and db used?",
            "twice": "You move twice as far as you should.",
            "exchanged": "The two results have changed places: w comes first.",
            "only_w": "Only w comes back. Return both, `w, b`.",
            "in_place": "The new numbers are right, but the old w has been overwritten. Is there a `-=`?",
        },
    ),
    hints=(
        "The gradient says in which direction the cost rises fastest. You want to go the other way.",
        "How far? Alpha times the gradient. The same rule for w and for b.",
        "New w is old w minus alpha times dw. Write it with `=` and `-`, so that the caller's array stays as it is.",
    ),
)


# predict --------------------------------------------------------------------------------------------------------------


def _predict_with(wrong: Wrong, w: Array, b: float, X: Array, threshold: float) -> object:
    """Make the mistakes of `predict`."""
    Z = w.T @ X + (0 if "no_bias" in wrong else b)
    A = Z if "no_sigmoid" in wrong else solutions.sigmoid(Z)
    limit = 0.5 if "own_threshold" in wrong else 0.0 if "threshold_zero" in wrong else threshold
    labels = limit < A if "strictly_above" in wrong else limit <= A
    if "below" in wrong:
        labels = ~labels
    if "probabilities" in wrong:
        return A
    if "booleans" in wrong:
        return labels
    if "plus_minus" in wrong:
        return np.where(labels, 1, -1)
    if "flat" in wrong:
        labels = labels.ravel()
    if "column" in wrong:
        labels = labels.T
    if "count" in wrong:
        return int(labels.sum())
    return labels.astype(int)


def _draw_predict(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, m, threshold in (
        (1, 3, 0.5),
        (2, 4, 0.5),
        (3, 6, 0.3),
        (2, 9, 0.8),
        (4, 12, 0.6),
        (5, 30, 0.45),
        (3, 30, 0.15),
    ):
        yield _to_predict(rng, n_x, m, threshold)
    yield _to_predict(rng, 2, 1, 0.5, "there is only one example")
    tie = _to_predict(rng, 2, 3, 0.5).arguments
    yield Case({**tie, "w": np.zeros((2, 1)), "b": 0.0}, "a probability is exactly the threshold")
    yield Case({**tie, "threshold": 0.0}, "the threshold is 0")


def _to_predict(rng: np.random.Generator, n_x: int, m: int, threshold: float, about: str = "") -> Case:
    w, X = rng.normal(size=(n_x, 1)), rng.normal(size=(n_x, m))
    return Case({"w": w, "b": float(rng.normal()), "X": X, "threshold": threshold}, about)


predict = Exercise(
    name="predict",
    lesson=2,
    reference=solutions.predict,
    inputs=_draw_predict,
    why="A probability becomes a decision only through a threshold, and the threshold is yours to choose.",
    mistakes=flawed(
        _predict_with,
        {
            "no_sigmoid": "You compare Z with the threshold. The threshold is a probability: what turns Z into one?",
            "own_threshold": "Your labels are those of the threshold 0.5, whatever threshold is given.",
            "threshold_zero": "Nearly every label is 1: A is compared with 0, and every probability is above that.",
            "strictly_above": "Your label differs where the probability is exactly the threshold, which counts as 1.",
            "below": "0 and 1 have changed places: the comparison looks in the other direction.",
            "probabilities": "You return the probabilities. A decision is asked for: 0 or 1.",
            "booleans": "True and False are right, and labels are the numbers 1 and 0: convert them.",
            "plus_minus": "Your labels are −1 and 1. In this course they are 0 and 1.",
            "no_bias": "Your labels are those of b = 0. Where does b enter?",
            "flat": "The labels are right, and have lost a dimension: they stand in a row, like Y, (1, m).",
            "column": "The labels are right, and stand in a column: they belong in a row, like Y, (1, m).",
            "count": "You return how many labels are 1. One label for each example is asked for.",
        },
    ),
    hints=(
        "Two steps: first the probability of each example, which you know from `propagate`; then the decision.",
        "Comparing an array with a number compares every entry: the result is an array of True and False.",
        "`.astype(int)` makes 1 of True and 0 of False. Keep the shape (1, m).",
    ),
)


# fit ------------------------------------------------------------------------------------------------------------------


def _fit_with(wrong: Wrong, X: Array, Y: Array, alpha: float, steps: int) -> object:
    """Make the mistakes of `fit`."""
    n_x, m = X.shape
    w: Any = np.ones((n_x, 1)) if "starts_at_one" in wrong else np.zeros((n_x, 1))
    b: Any = 1.0 if "b_starts_at_one" in wrong else 0.0
    costs: list[float] = []
    steps += ("one_step_more" in wrong) - ("one_step_less" in wrong)
    steps = 1 if "returns_in_loop" in wrong else steps
    sign = 1 if "uphill" in wrong else -1
    scale = m if "sum_gradient" in wrong else 1
    first = solutions.propagate(w, b, X, Y)
    for _ in range(steps):
        now = first if "same_gradient" in wrong else solutions.propagate(w, b, X, Y)
        costs.append(float(now["cost"]))
        new_w = w + sign * alpha * scale * now["dw"]
        if "sequential" in wrong:
            now = solutions.propagate(new_w, b, X, Y)
        b = b if "b_stays" in wrong else b + sign * alpha * scale * now["db"]
        w = w if "w_stays" in wrong else new_w
        if "cost_after" in wrong:
            costs[-1] = float(solutions.propagate(w, b, X, Y)["cost"])
        if "fading_rate" in wrong:
            alpha = alpha / 2
    if "forgets" in wrong:
        w, b = -alpha * first["dw"], -alpha * first["db"]
    if "last_cost" in wrong:
        return w, b, costs[-1]
    if "no_costs" in wrong:
        return w, b
    if "first_cost" in wrong:
        costs = [costs[0]] * len(costs)
    if "flat_w" in wrong:
        w = w.ravel()
    return w, b, costs


def _draw_fit(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, m, alpha, steps in (
        (1, 3, 0.5, 2),
        (2, 4, 0.3, 3),
        (3, 8, 0.1, 5),
        (2, 12, 0.8, 10),
        (5, 20, 0.2, 15),
        (8, 30, 0.05, 25),
    ):
        yield _to_fit(rng, n_x, m, alpha, steps)
    yield _to_fit(rng, 2, 1, 0.5, 4, "there is only one example")
    yield _to_fit(rng, 2, 5, 0.4, 1, "there is only one step")


def _to_fit(rng: np.random.Generator, n_x: int, m: int, alpha: float, steps: int, about: str = "") -> Case:
    Y = (rng.random((1, m)) < 0.5).astype(float)
    X = rng.normal(size=(n_x, m)) + 0.7 * Y
    return Case({"X": X, "Y": Y, "alpha": alpha, "steps": steps}, about)


fit = Exercise(
    name="fit",
    lesson=2,
    reference=solutions.fit,
    inputs=_draw_fit,
    why="That is a whole learning machine: from numbers that know nothing to weights that decide, by many small steps "
    "downhill.",
    outputs=("w", "b", "costs"),
    mistakes=flawed(
        _fit_with,
        {
            "uphill": "The cost rises from step to step: you go along the gradient instead of against it.",
            "same_gradient": "Every step uses the gradient of the start. After a step you stand elsewhere: ask for "
            "the gradient again, inside the loop.",
            "starts_at_one": "Your w starts at ones. This exercise asks for zeros.",
            "b_starts_at_one": "Your b starts at 1. This exercise asks for 0.",
            "one_step_less": "You take one step less than `steps` says. Where does your loop start and stop?",
            "one_step_more": "You take one step more than `steps` says. Where does your loop start and stop?",
            "returns_in_loop": "You stop after the first step: is the `return` inside the loop?",
            "w_stays": "w is still zero at the end: is its new value kept?",
            "b_stays": "b is still zero at the end: is its new value kept?",
            "cost_after": "Your costs are those *after* each step. The first cost asked for is that of the start, log "
            "2.",
            "sequential": "db is computed with the new w. Compute both gradients at the same place, then move both.",
            "sum_gradient": "Each step is m times too long: is the gradient a sum where it should be a mean?",
            "fading_rate": "The learning rate gets smaller on the way. Here it stays as it is.",
            "forgets": "What comes back is the place after a single step from zero: does each step start from where "
            "the last one ended?",
            "first_cost": "All your costs are that of the start: is the cost taken inside the loop, from the latest "
            "results?",
            "last_cost": "Only the last cost comes back. Collect one for each step in a list.",
            "no_costs": "w and b come back, and the costs do not. Return all three, `w, b, costs`.",
            "flat_w": "w has lost a dimension: it is a column, (n_x, 1). Is it made with two sizes?",
        },
    ),
    hints=(
        "You have all the parts: `propagate` says where downhill is, `update` takes the step. Repeat.",
        "Before the loop: w of zeros with shape (n_x, 1), b = 0.0, and an empty list for the costs.",
        "In the loop, `steps` times: call `propagate`, append its cost, call `update` and keep both of its results.",
    ),
)


# mend -----------------------------------------------------------------------------------------------------------------

#: Find the bug: the same task as `propagate`, so the same mistakes are recognised; the learner mends a line of it.
mend = replace(
    propagate,
    name="mend",
    planted="features_for_examples",
    why="A finite difference found the line in a second. Reading alone would not: the cost was right, and it fell.",
    hints=(
        "The check of the gradients named one of the two, dw or db. Which line makes it?",
        "Both gradients are means over the examples. Over how many numbers does each of the two lines take its mean?",
        "`X.shape` is (n_x, m). Which of the two entries counts the examples?",
    ),
)


QUESTIONS = (
    Single(
        "02.sigmoid-zero",
        "What does the sigmoid make of 0, and what does a model with w = 0 and b = 0 therefore say?",
        (
            Option("0.5: both answers are equally probable.", "1/(1 + 1) is one half: it knows nothing yet.", True),
            Option("0: no mask.", "The sigmoid reaches 0 only far to the left. At 0 it stands in the middle."),
            Option("1: mask.", "The sigmoid reaches 1 only far to the right. At 0 it stands in the middle."),
        ),
    ),
    Numeric(
        "02.first-cost",
        "Training starts from w = 0 and b = 0. What is the first cost, to two decimals?",
        answer=float(np.log(2)),
        tolerance=0.006,
        why="Every prediction is 0.5, so every loss is −log 0.5 = log 2 ≈ 0.69, whatever the labels are. A first cost "
        "far from that is a bug.",
        slips=(
            (0.5, "0.5 is the prediction. What does it cost?"),
            (0.30, "That is the logarithm to base 10; the cost uses the natural one."),
        ),
    ),
    Multiple(
        "02.shapes",
        "X has the shape (12288, 200). What is true?",
        (
            Option("There are 200 examples.", "Examples are columns, so m = 200.", True),
            Option("w has the shape (12288, 1).", "One weight for each feature.", True),
            Option("dw has the shape (1, 200).", "dw has the shape of w: the sum over the examples removes the 200."),
            Option("A has the shape (1, 200).", "One probability for each example.", True),
        ),
    ),
    Single(
        "02.why-not-squared",
        "Why does this lesson not use the squared error (A − Y)²?",
        (
            Option(
                "Seen from w it is not convex, and it is flat where the prediction is most wrong.",
                "A confident wrong answer has A(1 − A) near 0 in its gradient, so it would hardly be corrected.",
                True,
            ),
            Option("It is negative for some predictions.", "A square is never negative."),
            Option(
                "It has no gradient.",
                "It has one, with a factor A(1 − A) that makes it vanish where help is needed most.",
            ),
            Option(
                "It takes longer to compute.", "It is cheaper than two logarithms. Cost per step is not the reason."
            ),
        ),
    ),
    Single(
        "02.rate-too-large",
        "The cost goes 0.69, 0.82, 1.30, 2.4. What do you try first?",
        (
            Option("A smaller learning rate.", "Each step jumps across the valley and lands higher than before.", True),
            Option("More steps.", "It moves away from the minimum; more steps take it further away."),
            Option("A larger learning rate.", "The steps are too long already."),
            Option(
                "More pictures.",
                "The cost on the pictures that it has rises: that is a matter of the steps, not of the data.",
            ),
        ),
    ),
    Order(
        "02.one-step",
        "In which order does one step of training go?",
        (
            "Z, the linear part",
            "A, the probabilities",
            "dZ, how far off they are",
            "dw and db, the gradients",
            "w and b, moved a little",
        ),
        why="Forward to the prediction, back to the gradients, then the step.",
    ),
)
