"""Lesson 09, Optimizers: mini-batches, the moving average, momentum, RMSprop and Adam.

The optimizers are single steps: what they remember goes in and comes out, so that a check sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson09 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Order, Single, flawed

Array = NDArray[np.float64]
Wrong = frozenset[str]


# number_of_batches ----------------------------------------------------------------------------------------------------


def _number_of_batches_with(wrong: Wrong, m: int, size: int) -> object:
    """Make the mistakes of `number_of_batches`."""
    if "fraction" in wrong:
        return m / size
    if "floor" in wrong:
        return m // size
    if "rounded" in wrong:
        return round(m / size)
    if "one_more" in wrong:
        return m // size + 1
    if "at_least_one" in wrong:
        return max(m // size, 1)
    if "leftover" in wrong:
        return m % size
    if "upside_down" in wrong:
        return -(-size // m)
    return -(-m // size)


def _draw_counts(rng: np.random.Generator) -> Iterator[Case]:
    for size in (3, 5, 8, 16):
        whole = int(rng.integers(2, 9))
        yield Case({"m": whole * size + 1, "size": size})
        yield Case({"m": whole * size + size - 1, "size": size})
        yield Case({"m": whole * size, "size": size}, "the batches fill up exactly")
    yield Case({"m": 2400, "size": 64}, "it is the training set of this lesson")
    yield Case({"m": 20, "size": 32}, "a batch is larger than the whole set")
    yield Case({"m": 7, "size": 1}, "a batch has a single example")


number_of_batches = Exercise(
    name="number_of_batches",
    lesson=9,
    reference=solutions.number_of_batches,
    inputs=_draw_counts,
    why="So many steps does an epoch have: with 64 examples in a batch, 38 steps where gradient descent takes one.",
    mistakes=flawed(
        _number_of_batches_with,
        {
            "floor": "The last batch is missing whenever examples are left over: they would never be learned from.",
            "rounded": "You round to the nearest number: when only a few examples are left over, they get no batch.",
            "one_more": "Where the batches fill up exactly, yours has one more, with nothing in it.",
            "fraction": "That is a fraction. Half a batch is a batch too: a smaller one.",
            "at_least_one": "The last batch is missing whenever examples are left over. You thought of a set that is "
            "smaller than a batch, and not of the others.",
            "leftover": "That is what is left over for the last batch. How many batches are there?",
            "upside_down": "m and size have changed places: how often does a batch fit into the set?",
        },
    ),
    hints=(
        "Take 10 examples in batches of 4: 4, 4 and 2. Which whole number lies above 10 / 4?",
        "`//` rounds down. Where nothing is left over that is right, else one more is needed.",
        "`math.ceil` rounds up; or think of −(−m // size).",
    ),
)


# mini_batch -----------------------------------------------------------------------------------------------------------


def _mini_batch_with(wrong: Wrong, X: Array, Y: Array, size: int, order: NDArray[np.int64], k: int) -> object:
    """Make the mistakes of `mini_batch`."""
    m = X.shape[1]
    if "k_from_one" in wrong:
        k = k - 1
    if "inverse" in wrong:
        order = np.argsort(order)
    if "sorted" in wrong:
        order = np.sort(order)
    if "backwards" in wrong:
        order = order[::-1]
    start = k if "slides" in wrong else 0 if "always_first" in wrong else k * size
    stop = size if "stop_stays" in wrong else start + size + ("one_more" in wrong) - ("one_less" in wrong)
    places = np.arange(start, stop) % m if "filled_up" in wrong else np.arange(start, min(stop, m))
    places = places[places >= 0]
    chosen = order[places]
    X_batch, Y_batch = X[:, chosen], Y[:, chosen]
    if "X_not_shuffled" in wrong:
        X_batch = X[:, places]
    if "Y_not_shuffled" in wrong:
        Y_batch = Y[:, places]
    if "Y_flat" in wrong:
        Y_batch = Y_batch[0]
    if "rows" in wrong:
        X_batch, Y_batch = X_batch.T, Y_batch.T
    return (Y_batch, X_batch) if "exchanged" in wrong else (X_batch, Y_batch)


def _draw_batches(rng: np.random.Generator) -> Iterator[Case]:
    for n, m, size, k in ((2, 7, 3, 1), (2, 9, 2, 2), (3, 11, 4, 1), (2, 14, 5, 0), (4, 16, 3, 3)):
        yield _to_batch(rng, n, m, size, k)
    yield _to_batch(rng, 3, 10, 4, 2, "it is the last batch, which is smaller")
    yield _to_batch(rng, 2, 12, 1, 7, "a batch has a single example")
    yield _to_batch(rng, 2, 5, 8, 0, "a batch is larger than the whole set")


def _to_batch(rng: np.random.Generator, n: int, m: int, size: int, k: int, about: str = "") -> Case:
    X = rng.normal(size=(n, m))
    Y = np.arange(float(m))[None, :] if not about else rng.normal(size=(1, m))  # all different: every mix-up shows
    order = np.roll(rng.permutation(m), 1)
    return Case({"X": X, "Y": Y, "size": size, "order": order, "k": k}, about)


mini_batch = Exercise(
    name="mini_batch",
    lesson=9,
    reference=solutions.mini_batch,
    inputs=_draw_batches,
    why="One line chooses, and X and Y are asked with the same numbers: picture and label stay together.",
    outputs=("X_batch", "Y_batch"),
    mistakes=flawed(
        _mini_batch_with,
        {
            "Y_not_shuffled": "X is shuffled and Y is not: every picture gets the label of another one.",
            "X_not_shuffled": "Y is shuffled and X is not: every picture gets the label of another one.",
            "sorted": "Your batch is a slice of the set as it lies there. `order` says which examples are its turn.",
            "inverse": "You look for the place of each example in `order`. It is the other way round: `order` holds "
            "the numbers of the examples, the first ones for batch 0.",
            "backwards": "You take `order` from its end. Batch 0 is the beginning of it.",
            "k_from_one": "That is the batch before: the first one is number 0.",
            "slides": "Your batches overlap: one begins one example after the other. Where does batch number k begin?",
            "always_first": "It is the first batch, whatever k is.",
            "stop_stays": "Your slice begins at another place for each k and always ends at `size`.",
            "one_more": "One example too many: the first of the next batch.",
            "one_less": "The last example of the batch is missing. What does a slice leave out?",
            "filled_up": "The last batch is filled up with examples that have had their turn. It may be smaller.",
            "Y_flat": "Y has lost a dimension: it is (1, size).",
            "rows": "Examples stand in rows. They are columns, so the second index chooses them.",
            "exchanged": "The two results have changed places: X first, then Y.",
        },
    ),
    hints=(
        "Batch 0 are the first `size` numbers in `order`, batch 1 the next ones. Where does batch k begin, and where "
        "does it end?",
        "An array can be indexed with an array of numbers: `X[:, chosen]` are these columns, in this order.",
        "`chosen` is a slice of `order`, from k · size to (k + 1) · size; a slice that goes beyond the end just stops "
        "there. Use it for X and for Y.",
    ),
)


# moving_average -------------------------------------------------------------------------------------------------------


def _moving_average_with(wrong: Wrong, values: Array, beta: float) -> object:
    """Make the mistakes of `moving_average`."""
    if "exchanged" in wrong:
        beta = 1 - beta
    n = len(values)
    raw, corrected = np.zeros(n), np.zeros(n)
    average = float(values[0]) if "first_value" in wrong and n else 0.0
    for t in range(1, n + 1):
        value = values[t - 2] if "value_before" in wrong and t > 1 else values[t - 1]
        old = corrected[t - 2] if "fed_back" in wrong and t > 1 else average
        average = beta * old + (1 if "no_one_minus" in wrong else 1 - beta) * value
        if "no_memory" in wrong:
            average = (1 - beta) * value
        power = beta * t if "product" in wrong else beta ** (t - ("from_zero" in wrong) + ("one_late" in wrong))
        sums: Any = np.float64(power if "power_alone" in wrong else 1 - power)
        raw[t - 1] = average
        corrected[t - 1] = average * sums if "multiplied" in wrong else average / sums
        if "raw_corrected" in wrong:
            raw[t - 1] = corrected[t - 1]
    if "plain_mean" in wrong:
        raw = corrected = np.cumsum(values) / np.arange(1, n + 1)
    if "not_corrected" in wrong:
        corrected = raw
    if "same_for_all" in wrong and n:
        corrected = raw / (1 - beta**n)
    if "only_last" in wrong and n:
        return {"raw": raw[-1], "corrected": corrected[-1]}
    return {"raw": raw, "corrected": corrected}


def _draw_series(rng: np.random.Generator) -> Iterator[Case]:
    for n, beta in ((2, 0.5), (3, 0.8), (5, 0.9), (8, 0.7), (12, 0.95)):
        yield Case({"values": rng.normal(3, 2, size=n), "beta": beta})
    yield Case({"values": np.full(6, 4.0), "beta": 0.9}, "all values are equal")
    yield Case({"values": np.array([2.5]), "beta": 0.9}, "there is only one value")
    yield Case({"values": rng.normal(1, 1, size=4), "beta": 0.0}, "β is 0")


moving_average = Exercise(
    name="moving_average",
    lesson=9,
    reference=solutions.moving_average,
    inputs=_draw_series,
    why="One number remembers a whole series: momentum, RMSprop, Adam and batch norm all keep such averages.",
    mistakes=flawed(
        _moving_average_with,
        {
            "fed_back": "The corrected average is fed back into the recursion. It goes on with the raw one; the "
            "corrected one is only read.",
            "from_zero": "t is counted from 0, so the first sum of weights is 1 − 1 = 0. The first value has t = 1.",
            "one_late": "t is one too large: the first value has t = 1.",
            "exchanged": "β and 1 − β have changed places. β belongs to what is kept.",
            "no_one_minus": "The new value counts fully. Its weight is 1 − β, so that all weights add up to 1 in the "
            "end.",
            "no_memory": "Your average forgets everything at every step. What is multiplied by β?",
            "first_value": "You begin with the first value in the place of 0. A fair idea, but another average: then "
            "the first value keeps a larger weight than any other, and there is nothing to correct.",
            "not_corrected": "The two are the same. The corrected one is divided by the sum of its weights.",
            "raw_corrected": "Both are the corrected one. The raw one is wanted too.",
            "multiplied": "It is multiplied by the sum of the weights. Weights that add up to less than 1 make an "
            "average too small: what mends that?",
            "product": "In your correction stands β · t in the place of β to the power of t.",
            "power_alone": "You divide by β to the power of t. That is what is missing from the sum of the weights, "
            "not the sum.",
            "same_for_all": "All places are corrected with the sum of the last one. Each place has its own t.",
            "plain_mean": "That is the plain mean of all values so far. In a weighted one old values fade.",
            "value_before": "Each average uses the value before its own: your index is one too low.",
            "only_last": "Only the last average comes back. One for each value is wanted.",
        },
    ),
    hints=(
        "Keep one number, `average`, which begins at 0. What becomes of it when the next value comes? That is formula "
        "(2).",
        "In turn t, counted from 1: update the average, write it into `raw`, and write the average divided by "
        "1 − β to the power of t into `corrected`.",
        "`for t, x in enumerate(values, start=1):`, then two lines. Never put the corrected number into `average`.",
    ),
)


# averages, shared by the three optimizers -----------------------------------------------------------------------------


def _averaged(wrong: Wrong, name: str, old: Array, value: Array, beta: float) -> Array:
    """Make the mistakes that people make in one turn of a moving average; each switch begins with its name."""
    changes: dict[str, Any] = {
        "exchanged": lambda: (1 - beta) * old + beta * value,
        "no_one_minus": lambda: beta * old + value,
        "no_memory": lambda: (1 - beta) * value,
        "keeps_all": lambda: old + (1 - beta) * value,
        "sum": lambda: old + value,
        "same_weight": lambda: beta * old + beta * value,
        "nothing_new": lambda: beta * old,
        "plus": lambda: beta * old + (1 + beta) * value,
        "minus": lambda: beta * old - (1 - beta) * value,
        "added": lambda: beta + old + (1 - beta) * value,
    }
    chosen = [change() for switch, change in changes.items() if f"{name}_{switch}" in wrong]
    return chosen[0] if chosen else beta * old + (1 - beta) * value


def _corrected(wrong: Wrong, name: str, average: Any, beta: float, t: int) -> Any:
    """Make the mistakes that people make in a bias correction; a switch without a name is for both averages."""
    on = {switch.removeprefix(f"{name}_") for switch in wrong}
    t = t - ("from_zero" in on) + ("one_late" in on)
    power = beta * t if "product" in on else beta if "always_first" in on else beta**t
    total = np.float64(power if "power_alone" in on else 1 + power if "plus_power" in on else 1 - power)
    if "power_outside" in on:
        total = np.float64((1 - beta) ** t)
    return average if "not_corrected" in on else average * total if "multiplied" in on else average / total


def _about_correction(name: str, beta: str) -> dict[str, str]:
    """Say what is wrong with a correction, for each switch of `_corrected` that is about one average."""
    return {
        f"{name}_not_corrected": f"{name} is used as it is. It begins at 0, and is divided by the sum of its weights.",
        f"{name}_always_first": f"{name} is corrected like in the first step, always: the power t is missing.",
        f"{name}_product": f"In the correction of {name} stands {beta} · t in the place of {beta} to the power of t.",
        f"{name}_multiplied": f"{name} is multiplied by the sum of its weights. The sum is less than 1, and makes "
        f"{name} too small: what mends that?",
        f"{name}_power_alone": f"{name} is divided by {beta} to the power of t. That is what is missing from the sum "
        "of the weights, not the sum.",
        f"{name}_plus_power": f"In the correction of {name} stands a plus: its weights add up to less than 1.",
    }


def _about_average(name: str, beta: str, value: str) -> dict[str, str]:
    """Say what is wrong with an average, for each switch of `_averaged`."""
    return {
        f"{name}_exchanged": f"In {name}, {beta} and 1 − {beta} have changed places. {beta} belongs to what is kept.",
        f"{name}_no_memory": f"There is nothing of the old {name} in the new one.",
        f"{name}_keeps_all": f"The old {name} is kept whole. It fades: which factor belongs to it?",
        f"{name}_same_weight": f"In {name}, old and new are both multiplied by {beta}. The two weights add up to 1.",
        f"{name}_nothing_new": f"The new {name} is only the old one, faded: {value} is missing.",
        f"{name}_plus": f"In {name} stands 1 + {beta}. The weights of old and new add up to 1.",
        f"{name}_added": f"In {name}, {beta} is added to the old {name}, where it should be multiplied by it.",
        f"{name}_minus": f"{value[0].upper() + value[1:]} is subtracted from {name}. It is averaged in; the minus "
        "belongs to the step.",
    }


def _arrays(rng: np.random.Generator, shape: tuple[int, ...], *names: str) -> dict[str, Any]:
    return {name: rng.normal(size=shape) for name in names}


# momentum -------------------------------------------------------------------------------------------------------------


def _momentum_with(wrong: Wrong, theta: Array, gradient: Array, m: Array, alpha: float, beta1: float) -> object:
    """Make the mistakes of `momentum`."""
    new = _averaged(wrong, "m", m, gradient, beta1)
    step = (1.0 if "no_alpha" in wrong else alpha) * (
        gradient if "gradient_step" in wrong else m if "old_m" in wrong else new
    )
    if "alpha_inside" in wrong:
        new = beta1 * m + alpha * gradient
        step = new
    if "divided" in wrong:
        with np.errstate(all="ignore"):
            step = alpha / new
    if "no_direction" in wrong:
        step = np.full_like(theta, alpha)
    moved = theta + step if "uphill" in wrong else theta - step
    if "both" in wrong:
        moved = moved - alpha * gradient
    if "step_only" in wrong:
        moved = step
    if "unmoved" in wrong:
        moved = theta.copy()
    returned = m.copy() if "m_lost" in wrong else new
    return (moved, returned) if "order" in wrong else (returned, moved)


def _draw_momentum(rng: np.random.Generator) -> Iterator[Case]:
    for shape in ((2,), (3,), (2, 3), (4, 2)):
        alpha, beta1 = float(rng.uniform(0.05, 0.4)), float(rng.uniform(0.6, 0.95))
        yield Case({**_arrays(rng, shape, "theta", "gradient", "m"), "alpha": alpha, "beta1": beta1})
    first = _arrays(rng, (3, 2), "theta", "gradient") | {"m": np.zeros((3, 2))}
    yield Case({**first, "alpha": 0.1, "beta1": 0.9}, "it is the first step, with m = 0")
    yield Case({**_arrays(rng, (5,), "theta", "gradient", "m"), "alpha": 0.2, "beta1": 0.0}, "β₁ is 0")


momentum = Exercise(
    name="momentum",
    lesson=9,
    reference=solutions.momentum,
    inputs=_draw_momentum,
    why="Two lines, and gradients that contradict each other cancel before anything moves.",
    outputs=("m", "theta"),
    mistakes=flawed(
        _momentum_with,
        {
            **_about_average("m", "β₁", "the gradient"),
            "m_no_one_minus": "The gradient counts fully, without 1 − β₁. That is Polyak's form: a velocity, not an "
            "average. Here an average is wanted.",
            "alpha_inside": "The rate stands inside m, as Keras has it. Here m is an average of gradients, and the "
            "rate meets it when theta moves.",
            "gradient_step": "theta moves against the gradient: that is gradient descent. m is computed and not used.",
            "old_m": "theta moves with the old m. First the gradient goes into the average, then theta moves.",
            "both": "theta moves twice: against m, and against the gradient again.",
            "m_sum": "m only grows: every gradient is added to it, and none fades.",
            "divided": "You divide by m. A longer m should make a longer step.",
            "no_direction": "There is no m in your step: every parameter moves the same way.",
            "no_alpha": "The learning rate is missing.",
            "uphill": "theta moves uphill: look at the sign.",
            "step_only": "That is the step alone. theta moves by it, from where it was.",
            "unmoved": "theta comes back as it was. Is the step taken on a copy that is then forgotten?",
            "m_lost": "m comes back as it was, so that every step begins without a memory.",
            "order": "The two results have changed places: m first, then theta.",
        },
    ),
    hints=(
        "First the average: it is your moving_average, one turn of its loop, with the gradient as the new value.",
        "Then theta moves as in gradient descent, with the new m in the place of the gradient.",
        "m = beta1 * m + ..., theta = theta − alpha * m. Return m and theta.",
    ),
)


# rmsprop --------------------------------------------------------------------------------------------------------------


def _rmsprop_with(
    wrong: Wrong, theta: Array, gradient: Array, v: Array, alpha: float, beta2: float, epsilon: float
) -> object:
    """Make the mistakes of `rmsprop`."""
    squares = gradient if "not_squared" in wrong else np.abs(gradient) if "absolute" in wrong else gradient**2
    new: Any = _averaged(wrong, "v", v, squares, beta2)
    if "one_number" in wrong:
        new = beta2 * v + (1 - beta2) * np.mean(squares)
    used = v if "old_v" in wrong else new
    with np.errstate(all="ignore"):
        divisor: Any = np.sqrt(used) + epsilon
        if "epsilon_inside" in wrong:
            divisor = np.sqrt(used + epsilon)
        if "no_epsilon" in wrong:
            divisor = np.sqrt(used)
        if "no_root" in wrong:
            divisor = used + epsilon
        if "no_divisor" in wrong:
            divisor = 1.0
        numerator: Any = new if "v_above" in wrong else np.sign(gradient) if "sign" in wrong else gradient
        if "no_gradient" in wrong:
            numerator = 1.0
        step = (1.0 if "no_alpha" in wrong else alpha) * (
            numerator * divisor if "multiplied" in wrong else numerator / divisor
        )
        if "brackets" in wrong:
            step = alpha * gradient / np.sqrt(used) - epsilon
    moved = theta + step if "uphill" in wrong else theta - step
    if "step_only" in wrong:
        moved = step
    if "unmoved" in wrong:
        moved = theta.copy()
    returned = v.copy() if "v_lost" in wrong else new
    return (moved, returned) if "order" in wrong else (returned, moved)


def _draw_rmsprop(rng: np.random.Generator) -> Iterator[Case]:
    for shape in ((2,), (3,), (2, 3), (4, 2)):
        arrays = _arrays(rng, shape, "theta", "gradient", "v")
        arrays["v"] = arrays["v"] ** 2
        rates = {"alpha": float(rng.uniform(0.05, 0.4)), "beta2": float(rng.uniform(0.6, 0.95))}
        yield Case({**arrays, **rates, "epsilon": float(rng.uniform(0.02, 0.3))})
    first = _arrays(rng, (3, 2), "theta", "gradient") | {"v": np.zeros((3, 2))}
    yield Case({**first, "alpha": 0.1, "beta2": 0.9, "epsilon": 1e-8}, "it is the first step, with v = 0")
    still = {"theta": rng.normal(size=6), "gradient": np.zeros(6), "v": np.zeros(6)}
    yield Case({**still, "alpha": 0.1, "beta2": 0.9, "epsilon": 1e-8}, "gradient and v are 0")


rmsprop = Exercise(
    name="rmsprop",
    lesson=9,
    reference=solutions.rmsprop,
    inputs=_draw_rmsprop,
    why="Every parameter gets a step of about the same length, however steep or flat its direction is.",
    outputs=("v", "theta"),
    mistakes=flawed(
        _rmsprop_with,
        {
            "not_squared": "v is an average of the gradient. It is one of the gradient squared.",
            "absolute": "v is an average of the absolute gradient. It is one of the gradient squared.",
            **_about_average("v", "β₂", "the squared gradient"),
            "v_sum": "v only grows: that is AdaGrad. Here old squares fade.",
            "v_no_one_minus": "The new square counts fully. Its weight is 1 − β₂.",
            "one_number": "Every parameter gets the same square. Each has its own: that is the point of it.",
            "old_v": "You divide by the old v. First the gradient goes into the average, then theta moves.",
            "no_root": "You divide by v itself. Its root has the size of a gradient.",
            "no_divisor": "Nothing is divided: that is gradient descent. v is computed and not used.",
            "epsilon_inside": "ε stands under the root. That is where Keras has it; in formula (6) it is added to the "
            "root.",
            "no_epsilon": "ε is missing: where the gradient has always been 0, you divide 0 by 0.",
            "brackets": "ε is added to what comes out of the division. Which brackets put it below the line?",
            "sign": "Only the sign of the gradient is left. Its size counts too: the root divides it.",
            "no_gradient": "There is no gradient in your step: every parameter moves the same way.",
            "multiplied": "You multiply with the root. Large gradients should make smaller steps, not larger ones.",
            "v_above": "theta moves along v. It moves along the gradient; v only says how far.",
            "no_alpha": "The learning rate is missing.",
            "uphill": "theta moves uphill: look at the sign.",
            "step_only": "That is the step alone. theta moves by it, from where it was.",
            "unmoved": "theta comes back as it was. Is the step taken on a copy that is then forgotten?",
            "v_lost": "v comes back as it was, so that every step begins without a memory.",
            "order": "The two results have changed places: v first, then theta.",
        },
    ),
    hints=(
        "First the average, as in momentum, but of the gradient squared: `gradient**2` squares every entry.",
        "Then theta moves against the gradient, divided by the root of the new v. To the root, ε is added.",
        "v = beta2 * v + ..., theta = theta − alpha * gradient / (np.sqrt(v) + ...). Return v and theta.",
    ),
)


# adam -----------------------------------------------------------------------------------------------------------------


def _adam_with(
    wrong: Wrong,
    theta: Array,
    gradient: Array,
    m: Array,
    v: Array,
    t: int,
    alpha: float,
    beta1: float,
    beta2: float,
    epsilon: float,
) -> object:
    """Make the mistakes of `adam`."""
    if "betas_swapped" in wrong:
        beta1, beta2 = beta2, beta1
    new_m: Any = _averaged(wrong, "m", m, gradient, beta1)
    squares = gradient if "not_squared" in wrong else new_m**2 if "v_of_m" in wrong else gradient**2
    new_v: Any = _averaged(wrong, "v", v, squares, beta2)
    used_m, used_v = (m, v) if "old" in wrong else (new_m, new_v)
    with np.errstate(all="ignore"):
        m_hat: Any = _corrected(wrong, "m", used_m, beta1, t)
        v_hat: Any = _corrected(wrong, "v", used_v, beta1 if "one_correction" in wrong else beta2, t)
        divisor: Any = np.sqrt(v_hat) + epsilon
        if "epsilon_inside" in wrong:
            divisor = np.sqrt(v_hat + epsilon)
        if "epsilon_before" in wrong:
            divisor = (np.sqrt(used_v) + epsilon) / np.sqrt(1 - beta2**t)
        if "no_epsilon" in wrong:
            divisor = np.sqrt(v_hat)
        if "no_root" in wrong:
            divisor = v_hat + epsilon
        if "no_divisor" in wrong:
            divisor = 1.0
        above: Any = gradient if "gradient_step" in wrong else 1.0 if "no_direction" in wrong else m_hat
        step = (1.0 if "no_alpha" in wrong else alpha) * (above * divisor if "times_root" in wrong else above / divisor)
        if "brackets" in wrong:
            step = alpha * m_hat / np.sqrt(v_hat) - epsilon
    moved = theta + step if "uphill" in wrong else theta - step
    if "step_only" in wrong:
        moved = step
    if "unmoved" in wrong:
        moved = theta.copy()
    if "fed_back" in wrong:
        new_m, new_v = m_hat, v_hat
    if "lost" in wrong:
        new_m, new_v = m.copy(), v.copy()
    return (moved, new_m, new_v) if "order" in wrong else (new_m, new_v, moved)


def _draw_adam(rng: np.random.Generator) -> Iterator[Case]:
    for shape, t in (((2,), 3), ((3,), 2), ((2, 3), 5), ((4, 2), 9)):
        arrays = _arrays(rng, shape, "theta", "gradient", "m", "v")
        arrays["v"] = arrays["v"] ** 2
        rates = {"alpha": float(rng.uniform(0.05, 0.4)), "beta1": float(rng.uniform(0.5, 0.75))}
        last = {"beta2": float(rng.uniform(0.85, 0.97)), "epsilon": float(rng.uniform(0.02, 0.3))}
        yield Case({**arrays, "t": t, **rates, **last})
    usual = {"alpha": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    first = _arrays(rng, (3, 3), "theta", "gradient") | {"m": np.zeros((3, 3)), "v": np.zeros((3, 3))}
    yield Case({**first, "t": 1, **usual}, "it is the first step, with m = 0 and v = 0")
    still = {"theta": rng.normal(size=12)} | {name: np.zeros(12) for name in ("gradient", "m", "v")}
    yield Case({**still, "t": 2, **usual}, "gradient, m and v are 0")


adam = Exercise(
    name="adam",
    lesson=9,
    reference=solutions.adam,
    inputs=_draw_adam,
    why="Five lines that train most of the networks in use today.",
    outputs=("m", "v", "theta"),
    mistakes=flawed(
        _adam_with,
        {
            "fed_back": "The corrected averages come back as m and v, so that the next step averages them again. Give "
            "them names of their own; what is remembered stays raw.",
            "from_zero": "t is counted from 0: in the first step the sum of the weights is then 1 − 1 = 0. The first "
            "step has t = 1, as it is given.",
            "one_late": "t is one too large. The first step has t = 1, as it is given.",
            "not_corrected": "The averages are used as they are. Both begin at 0, and are divided by the sum of their "
            "weights before they are used.",
            "one_correction": "v is corrected with β₁. Its weights were made with β₂.",
            "always_first": "Every step is corrected like the first one: the power t is missing.",
            "product": "In both corrections stands β · t in the place of β to the power of t.",
            "power_outside": "The power t stands outside of the brackets. β is raised to it, not 1 − β.",
            "multiplied": "You multiply by the sums of the weights. They are less than 1, and make averages too "
            "small: what mends that?",
            **_about_correction("m", "β₁"),
            # A root of something negative is nan, whichever sum of weights made it: this one is told for both only.
            **{name: say for name, say in _about_correction("v", "β₂").items() if name != "v_product"},
            "betas_swapped": "β₁ and β₂ have changed places: β₁ belongs to m, β₂ to v.",
            "not_squared": "v is an average of the gradient, as m is. It is one of the gradient squared.",
            "v_of_m": "v averages the squares of m. It averages those of the gradient.",
            **_about_average("m", "β₁", "the gradient"),
            "m_no_one_minus": "In m the new gradient counts fully. Its weight is 1 − β₁.",
            **_about_average("v", "β₂", "the squared gradient"),
            "v_no_one_minus": "In v the new square counts fully. Its weight is 1 − β₂.",
            "v_sum": "v only grows, as in AdaGrad. Here old squares fade.",
            "old": "theta moves with the old averages. First the gradient goes into both, then theta moves.",
            "no_root": "You divide by v itself. Its root has the size of a gradient.",
            "no_divisor": "Nothing is divided: that is momentum. v is computed and not used.",
            "times_root": "You multiply with the root. Large gradients should make smaller steps, not larger ones.",
            "epsilon_inside": "ε stands under the root. In formula (7) it is added to the root.",
            "epsilon_before": "ε is added to the root of v before the correction. That is Keras' place for it; in "
            "formula (7) it is added to the root of the corrected v.",
            "no_epsilon": "ε is missing: where the gradient has always been 0, you divide 0 by 0.",
            "brackets": "ε is added to what comes out of the division. Which brackets put it below the line?",
            "gradient_step": "theta moves along the gradient: that is RMSprop. m is computed and not used.",
            "no_direction": "There is no m in your step: every parameter moves the same way.",
            "no_alpha": "The learning rate is missing.",
            "uphill": "theta moves uphill: look at the sign.",
            "step_only": "That is the step alone. theta moves by it, from where it was.",
            "unmoved": "theta comes back as it was. Is the step taken on a copy that is then forgotten?",
            "lost": "m and v come back as they were, so that every step begins without a memory.",
            "order": "The results stand in another order: m, v, theta.",
        },
    ),
    hints=(
        "You have written both averages: m in momentum, v in rmsprop. Both come first.",
        "Then correct them, under new names: `m_hat` is m divided by 1 − β₁ to the power of t, `v_hat` likewise with "
        "β₂.",
        "theta moves as in rmsprop, with m_hat in the place of the gradient and v_hat in the place of v. Return the "
        "raw m, the raw v, and theta.",
    ),
)

#: Find the bug: the same task as `adam`, so the same mistakes are recognised; the learner mends three lines of it.
mend = replace(
    adam,
    name="mend",
    planted="fed_back",
    why="A first step that is right proves little: what a function hands on to its next call is part of its result.",
    hints=(
        "The first step begins with m = 0 and v = 0. What do m and v hold when the second one begins?",
        "Which lines write into m and v what only this step needs?",
        "Give the corrected averages names of their own, and let m and v go on as they are.",
    ),
)


QUESTIONS = (
    Numeric(
        "09.steps",
        "1,000 examples in batches of 64: how many steps does one epoch have?",
        answer=16,
        why="15 full batches are 960 examples, and a last one of 40 takes the rest.",
        slips=(
            (15, "The 40 examples that are left over make a batch too."),
            (15.625, "There is no 0.625 of a batch: the last one is smaller."),
            (1000, "That is the number of steps with a single example each."),
            (64, "That is the size of a batch."),
        ),
    ),
    Single(
        "09.noise",
        "The batch becomes four times as large. What becomes of the error of its gradient?",
        (
            Option("It becomes half as large.", "It shrinks with the root of the number of examples.", True),
            Option("It becomes a quarter.", "The variance does. The error itself goes with the root."),
            Option("It stays.", "A mean over more examples is more precise."),
            Option("It disappears.", "Only the batch of all examples has no error."),
        ),
    ),
    Multiple(
        "09.correction",
        "What is true of the bias correction?",
        (
            Option("It matters at the beginning and then fades.", "1 − β to the power of t goes to 1.", True),
            Option("It divides by the sum of the weights so far.", "They add up to 1 − β to the power of t.", True),
            Option(
                "The corrected average takes part in the next average.",
                "It is only read. Fed back, it would be corrected again and again.",
            ),
            Option(
                "With it, the average of equal values is that value from the start.",
                "Yes: the weights then add up to 1.",
                True,
            ),
        ),
    ),
    Single(
        "09.first-step",
        "The first step of Adam, α = 0.001, for a parameter with the gradient 1,000. How long is it?",
        (
            Option("About 0.001.", "m̂ = 1,000 and √v̂ = 1,000: what is left is α and a sign.", True),
            Option("About 1.", "That is gradient descent: α times the gradient."),
            Option(
                "About 0.0001.",
                "That is m uncorrected over v corrected. Both are corrected. (With neither it would be 0.003.)",
            ),
            Option("About 0.000001.", "One does not divide by the gradient: the two cancel."),
        ),
    ),
    Single(
        "09.saddle",
        "A network with a million parameters has stopped learning at a point where the gradient is almost 0. What is "
        "most likely there?",
        (
            Option(
                "A saddle or a plateau.",
                "For a minimum, the curvature must point upwards in a million directions at once.",
                True,
            ),
            Option("A local minimum.", "Possible, but the more directions there are, the rarer."),
            Option("The global minimum.", "Then the cost would be as low as it can get: easily seen."),
            Option("A maximum.", "The curvature would have to point downwards in all directions."),
        ),
    ),
    Order(
        "09.adam",
        "In which order does a step of Adam compute these?",
        (
            "the gradient on a mini-batch",
            "m and v, the raw averages",
            "both divided by the sums of their weights",
            "the root, and ε added to it",
            "the new parameters",
        ),
        why="The raw averages are remembered; the corrected ones are used once and forgotten.",
    ),
)
