"""Lesson 07, Regularization: the L2 penalty with its gradient, weight decay, dropout, early stopping."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson07 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Single, flawed

Array = NDArray[np.float64]
Parameters = dict[str, Array]
Wrong = frozenset[str]


def _network(rng: np.random.Generator, sizes: list[int]) -> Parameters:
    """Draw a network; its biases are far from 0, so that a penalty on them shows."""
    parameters: Parameters = {}
    for layer in range(1, len(sizes)):
        parameters[f"W{layer}"] = rng.normal(size=(sizes[layer], sizes[layer - 1]))
        parameters[f"b{layer}"] = 1 + 0.5 * rng.normal(size=(sizes[layer], 1))
    return parameters


def _gradients(rng: np.random.Generator, parameters: Parameters) -> Parameters:
    """Draw an array of the right shape for each parameter."""
    return {f"d{name}": rng.normal(size=value.shape) for name, value in parameters.items()}


def _settings(rng: np.random.Generator) -> tuple[float, int]:
    """Draw lambd and m."""
    return round(float(rng.uniform(0.5, 3)), 2), int(rng.integers(5, 40))


_CHAINS = ([2, 2, 1], [3, 2, 2, 1], [2, 4, 3, 1], [4, 3, 2, 2, 1])


# l2_cost --------------------------------------------------------------------------------------------------------------


def _l2_cost_with(wrong: Wrong, cost: float, parameters: Parameters, lambd: float, m: int) -> object:
    """Make the mistakes of `l2_cost`."""
    chosen = [value for name, value in parameters.items() if name[0] == "W" or "biases" in wrong]
    if "only_last" in wrong:
        chosen = chosen[-1:]
    if "only_first" in wrong:
        chosen = chosen[:1]
    if "only_biases" in wrong:
        chosen = [value for name, value in parameters.items() if name[0] == "b"]
    power = next((power for name, power in _POWERS.items() if name in wrong), np.square)
    total: Any = next((total for name, total in _TOTALS.items() if name in wrong), np.sum)
    squares: Any = sum(float(total(power(value))) for value in chosen) + ("from_one" in wrong)
    factor = lambd / (1 if "no_two" in wrong else 2)
    factor = factor * m if "brackets" in wrong else factor / (1 if "no_m" in wrong else m)
    if "m_plus_two" in wrong:
        factor = lambd / (2 + m)
    if "upside_down" in wrong:
        factor = lambd * 2 * m
    if "no_lambda" in wrong:
        factor = 1 / (2 * m)
    if "no_factor" in wrong:
        factor = 1
    penalty = factor + squares if "factor_added" in wrong else factor if "no_weights" in wrong else factor * squares
    if "alone" in wrong:
        return penalty
    given = cost / m if "cost_divided" in wrong else -cost if "cost_negative" in wrong else cost
    return given * penalty if "times_cost" in wrong else given - penalty if "minus" in wrong else given + penalty


_POWERS: dict[str, Callable[[Array], Any]] = {
    "absolute": np.abs,
    "not_squared": lambda W: W,
    "cubed": lambda W: W**3,
    "times_two": lambda W: 2 * W,
}
_TOTALS: dict[str, Callable[[Array], Any]] = {
    "norm": lambda squares: np.sqrt(np.sum(squares)),
    "mean": np.mean,
    "largest": np.max,
    "product": np.prod,
    "sum_squared": lambda squares: np.sum(squares) ** 2,
}


def _draw_l2_cost(rng: np.random.Generator) -> Iterator[Case]:
    for sizes in _CHAINS:
        lambd, m = _settings(rng)
        yield _to_l2_cost(_network(rng, sizes), lambd, m)
    yield _to_l2_cost(_network(rng, [3, 2, 1]), 0.0, 12, "lambd is 0")
    yield _to_l2_cost(_network(rng, [3, 1]), 2.0, 9, "there is a single layer")
    yield _to_l2_cost({name: np.zeros_like(v) for name, v in _network(rng, [2, 2, 1]).items()}, 1.0, 5, "all are 0")


def _to_l2_cost(parameters: Parameters, lambd: float, m: int, about: str = "") -> Case:
    return Case({"cost": 0.6931, "parameters": parameters, "lambd": lambd, "m": m}, about)


l2_cost = Exercise(
    name="l2_cost",
    lesson=7,
    reference=solutions.l2_cost,
    inputs=_draw_l2_cost,
    why="From now on a weight has a price, and training buys only those that are worth it.",
    mistakes=flawed(
        _l2_cost_with,
        {
            "no_two": "Your penalty is twice as large as in formula (1): what stands below the fraction line, "
            "besides m?",
            "no_m": "Your penalty is m times too large. The fraction in (1) has an m.",
            "brackets": "m stands above the fraction line. Without brackets Python divides by 2 and then multiplies.",
            "upside_down": "2 m multiplies where it should divide.",
            "m_plus_two": "Below the fraction line stands 2 + m. It is 2 times m.",
            "biases": "The biases pay too. Only the entries of W do: look at the first letter of each name.",
            "only_biases": "Only the biases pay, and they are the ones that should be free.",
            "only_last": "Only the last layer pays. The sum runs over the weights of all layers.",
            "only_first": "Only the first layer pays. The sum runs over the weights of all layers.",
            "absolute": "You add absolute values. That is the L1 penalty; here it is the squares.",
            "not_squared": "The weights are added, not their squares, so that positive and negative ones cancel.",
            "times_two": "Each weight is multiplied by 2. It is raised to the power of 2.",
            "cubed": "Each weight is raised to the power of 3. It is squared.",
            "sum_squared": "The sum of each W's squares is squared once more.",
            "norm": "You take the norm of each W, a square root. The formula has its square.",
            "mean": "You take the mean of the squares in each W. It is their sum, however large W is.",
            "largest": "Only the largest weight of each layer pays. All of them do.",
            "product": "The squares of a layer are multiplied by each other. They are added.",
            "from_one": "Your sum of squares begins with 1. It begins with 0.",
            "no_lambda": "λ does not enter.",
            "no_factor": "The sum of squares is added without its factor.",
            "no_weights": "The factor is added without the sum of squares: no weight enters.",
            "factor_added": "The factor is added to the sum of squares. It multiplies it.",
            "alone": "That is the penalty alone. Add it to the cost that is given.",
            "times_cost": "Cost and penalty are multiplied. They are added.",
            "cost_divided": "The cost has been divided by m. It is a mean already.",
            "cost_negative": "The cost that is given comes in with a minus.",
            "minus": "The penalty is subtracted, so that large weights pay off. It is added.",
        },
    ),
    hints=(
        "Go through `parameters.items()`: names and arrays. The names of weights begin with a W.",
        "For one array, the sum of its squared entries is `np.sum(W**2)`. Add these up over the layers.",
        "Then the factor λ / (2 m): mind the brackets. In the end add it to `cost`.",
    ),
)


# l2_gradients ---------------------------------------------------------------------------------------------------------


def _l2_gradients_with(wrong: Wrong, gradients: Parameters, parameters: Parameters, lambd: float, m: int) -> object:
    """Make the mistakes of `l2_gradients`."""
    changed: dict[str, Any] = {}
    last = f"W{len(parameters) // 2}"
    for name, value in parameters.items():
        dvalue: Any = gradients[f"d{name}"]
        penalised = name[0] == "W" or "biases" in wrong
        if ("only_last" in wrong and name != last) or ("only_first" in wrong and name != "W1"):
            penalised = False
        if "exchanged" in wrong:
            penalised = name[0] == "b"
        if penalised:
            pull: Any = value**2 if "squared" in wrong else np.sign(value) if "sign" in wrong else value
            if "of_gradient" in wrong:
                pull = dvalue
            if "norm" in wrong:
                pull = np.sum(value**2)
            pull = lambd * pull / (2 if "two" in wrong else 1) / (1 if "no_m" in wrong else m)
            if "no_lambda" in wrong:
                pull /= lambd
            pull = 2 * pull if "doubled" in wrong else pull
            dvalue = pull if "alone" in wrong else dvalue - pull if "minus" in wrong else dvalue + pull
        changed[f"d{name}"] = dvalue / m if "divided" in wrong else dvalue
    if "in_place" in wrong:
        for name, value in changed.items():
            gradients[name][...] = value
        return gradients
    if "only_weights" in wrong:
        return {name: value for name, value in changed.items() if name[1] == "W"}
    return changed


def _draw_l2_gradients(rng: np.random.Generator) -> Iterator[Case]:
    for sizes in _CHAINS:
        parameters, (lambd, m) = _network(rng, sizes), _settings(rng)
        yield _to_gradients(rng, parameters, lambd, m)
    yield _to_gradients(rng, _network(rng, [3, 2, 1]), 0.0, 12, "lambd is 0")


def _to_gradients(rng: np.random.Generator, parameters: Parameters, lambd: float, m: int, about: str = "") -> Case:
    gradients = _gradients(rng, parameters)
    return Case({"gradients": gradients, "parameters": parameters, "lambd": lambd, "m": m}, about)


l2_gradients = Exercise(
    name="l2_gradients",
    lesson=7,
    reference=solutions.l2_gradients,
    inputs=_draw_l2_gradients,
    why="The penalty needs no backpropagation of its own: each weight is pulled towards 0 in proportion to itself.",
    mistakes=flawed(
        _l2_gradients_with,
        {
            "two": "There is a 2 left below the fraction line. The derivative of a square has a 2 above it, and the "
            "two cancel.",
            "doubled": "The pull is twice too large: the 2 of the derivative has cancelled with that of the penalty.",
            "no_m": "The pull is m times too large. The fraction has an m.",
            "no_lambda": "λ does not enter.",
            "biases": "The biases are pulled too. They have no part in the penalty, so their gradients stay.",
            "exchanged": "The biases are pulled, and the weights are not: it is the other way round.",
            "only_last": "Only the last layer is pulled. Each W has its term.",
            "only_first": "Only the first layer is pulled. Each W has its term.",
            "squared": "You add the square of the weight. Its derivative is asked for.",
            "sign": "Every weight is pulled with the same force. That is the gradient of the L1 penalty.",
            "of_gradient": "The term is made of dW. It is made of W: how the cost changes with the weight itself.",
            "norm": "Each weight is pulled by the sum of all squares. Only its own square changes when it moves.",
            "alone": "That is the gradient of the penalty alone. The one of the cross-entropy belongs to it.",
            "minus": "The pull has the wrong sign: with it, weights grow. The minus belongs to the update.",
            "divided": "The gradients are divided by m once more. They are means over the examples already.",
            "in_place": "The values are right, and the caller's gradients have been overwritten.",
            "only_weights": "The db are missing. They stay as they are, and the update needs them.",
        },
    ),
    hints=(
        "What is the derivative of λ/(2m) · w² by w? All other squares in the sum do not contain w.",
        "Make a new dict with a key for each parameter: `dW1`, `db1`, and so on. For the biases copy what is given.",
        "For the weights it is dW + λ/m · W, an array plus a multiple of an array of the same shape.",
    ),
)


# decay_update ---------------------------------------------------------------------------------------------------------


def _decay_update_with(
    wrong: Wrong, parameters: Parameters, gradients: Parameters, alpha: float, lambd: float, m: int
) -> object:
    """Make the mistakes of `decay_update`."""
    after: dict[str, Any] = {}
    for name, value in parameters.items():
        rate = 1.0 if "no_rate" in wrong else alpha
        dvalue: Any = 1.0 if "no_gradient" in wrong else gradients[f"d{name}"]
        step = rate + dvalue if "rate_added" in wrong else rate / dvalue if "rate_divided" in wrong else rate * dvalue
        amount = alpha + lambd if "alpha_plus" in wrong else alpha * lambd
        amount = amount * m if "times_m" in wrong else amount / (1 if "no_m" in wrong else m)
        if "two" in wrong:
            amount /= 2
        if "no_alpha" in wrong:
            amount /= alpha
        if "no_lambda" in wrong:
            amount = alpha / m
        decays = name[0] == "W" or "biases" in wrong
        if "exchanged" in wrong:
            decays = name[0] == "b"
        left = 1 + amount if "grows" in wrong else amount if "amount_alone" in wrong else 1 - amount
        left = amount - 1 if "turned" in wrong else -amount if "from_zero" in wrong else left
        factor = left if decays and "no_decay" not in wrong else 1.0
        old: Any = factor if "no_old" in wrong else factor + value if "factor_added" in wrong else factor * value
        if "constant" in wrong and decays:
            old = value - amount
        if "only_step" in wrong:
            old = 0
        if "no_step" in wrong:
            step = 0 * step
        if "minus_old" in wrong:
            old = -old
        after[name] = old * step if "multiplied" in wrong else old + step if "uphill" in wrong else old - step
        if "after_the_step" in wrong:
            after[name] = factor * (value - step)
        if "reversed" in wrong:
            after[name] = step - old
    if "in_place" in wrong:
        for name, value in after.items():
            parameters[name][...] = value
        return parameters
    return after


def _draw_decay_update(rng: np.random.Generator) -> Iterator[Case]:
    for sizes in _CHAINS:
        parameters, (lambd, m) = _network(rng, sizes), _settings(rng)
        yield _to_update(rng, parameters, round(rng.uniform(0.2, 1.5), 2), lambd, m)
    yield _to_update(rng, _network(rng, [3, 2, 1]), 0.5, 0.0, 12, "lambd is 0")


def _to_update(
    rng: np.random.Generator, parameters: Parameters, alpha: float, lambd: float, m: int, about: str = ""
) -> Case:
    values = {
        "parameters": parameters,
        "gradients": _gradients(rng, parameters),
        "alpha": alpha,
        "lambd": lambd,
        "m": m,
    }
    return Case(values, about)


decay_update = Exercise(
    name="decay_update",
    lesson=7,
    reference=solutions.decay_update,
    inputs=_draw_decay_update,
    why="The same step, written so that one sees where the name weight decay comes from.",
    mistakes=flawed(
        _decay_update_with,
        {
            "biases": "The biases decay too. Only weights do.",
            "exchanged": "The biases decay, and the weights do not: it is the other way round.",
            "after_the_step": "The step has decayed too. In (3) the factor multiplies the old weight, not the step.",
            "two": "Weights decay half as fast as they should. Which 2 has cancelled in the gradient?",
            "no_m": "There is an m missing in the factor: λ is shared by m examples.",
            "no_alpha": "α is missing in the factor. The pull is a part of the gradient, and each step takes α of it.",
            "no_lambda": "λ does not enter the factor.",
            "grows": "Your factor is larger than 1: the weights grow. Look at its sign.",
            "amount_alone": "Your factor is what a weight loses. What is left of it is 1 minus that.",
            "constant": "Every weight loses the same amount. It loses a share of itself.",
            "no_decay": "That is the step without decay, the same for every λ.",
            "uphill": "The step goes uphill: the gradient is subtracted.",
            "no_step": "The weights decay, and do not learn: the gradient is missing.",
            "no_rate": "The gradient is not multiplied by the learning rate.",
            "no_gradient": "Every parameter moves by the same amount: the gradient does not enter.",
            "rate_added": "The learning rate is added to the gradient. It multiplies it.",
            "rate_divided": "The learning rate is divided by the gradient. It multiplies it.",
            "alpha_plus": "α and λ are added in the factor. They are multiplied.",
            "times_m": "m multiplies in the factor. With more examples the pull on each weight is weaker.",
            "turned": "Your factor is αλ/m − 1: the difference stands the wrong way round.",
            "from_zero": "Your factor is −αλ/m: the 1 is missing, what the weight would keep without decay.",
            "no_old": "The old weights are missing: only the factor is there, and the step.",
            "factor_added": "The factor is added to the weights. It multiplies them.",
            "only_step": "Only the step comes back. It starts at the old value.",
            "minus_old": "The old values come in with a minus.",
            "multiplied": "The old value is multiplied by the step. The step is subtracted.",
            "reversed": "Old value and step stand the wrong way round in the difference.",
            "in_place": "The values are right, and the caller's parameters have been overwritten.",
        },
    ),
    hints=(
        "Put the gradient with its pull, dW + λ/m · W, into W − α dW, and collect what multiplies W.",
        "For the weights that is 1 − αλ/m. Biases have no pull: their factor is 1.",
        'Loop over `parameters.items()`; the gradient of `name` is `gradients["d" + name]`.',
    ),
)


# dropout_forward ------------------------------------------------------------------------------------------------------


def _dropout_forward_with(wrong: Wrong, A: Array, keep_prob: float, rng: np.random.Generator) -> object:
    """Make the mistakes of `dropout_forward`."""
    n, m = A.shape
    shapes: dict[str, tuple[int, ...]] = {"per_unit": (n, 1), "per_example": (1, m), "one_draw": ()}
    shape = next((shape for name, shape in shapes.items() if name in wrong), A.shape)
    drawn = rng.normal(size=shape) if "normal" in wrong else rng.random(shape)
    limit = 1 - keep_prob if "drop_prob" in wrong else 0.5 if "half" in wrong else keep_prob
    D: Any = np.broadcast_to(drawn > limit if "greater" in wrong else drawn < limit, A.shape).copy()
    if "where_it_matters" in wrong:
        D = D & (A > 0)
    share = D.mean() if "share_kept" in wrong and D.any() else keep_prob
    if "divided_by_drop" in wrong:
        share = 1 - keep_prob if keep_prob < 1 else 1.0
    if "multiplied" in wrong:
        share = 1 / keep_prob
    if "twice" in wrong:
        share = keep_prob**2
    if "not_divided" in wrong:
        share = 1.0
    if "in_place" in wrong:
        A *= D / share
        return A, D
    after = A / share if "no_mask" in wrong else A * D / share
    if "numbers" in wrong:
        return after, D / keep_prob
    if "dropped_mask" in wrong:
        return after, ~D
    if "only_A" in wrong:
        return after
    return (D, after) if "swapped" in wrong else (after, D)


def _draw_dropout_forward(rng: np.random.Generator) -> Iterator[Case]:
    for shape, keep_prob in (((2, 4), 0.6), ((3, 4), 0.8), ((4, 6), 0.7), ((5, 8), 0.3), ((6, 9), 0.9)):
        yield _to_dropout(rng, shape, keep_prob)
    yield _to_dropout(rng, (4, 5), 1.0, "keep_prob is 1")
    yield _to_dropout(rng, (4, 7), 0.8, "some values are 0 already", zeros=True)


def _to_dropout(
    rng: np.random.Generator, shape: tuple[int, int], keep_prob: float, about: str = "", zeros: bool = False
) -> Case:
    A = 0.5 + rng.random(shape)
    if zeros:
        A = np.maximum(rng.normal(size=shape), 0)
    seed = int(rng.integers(1000))
    return Case({"A": A, "keep_prob": keep_prob, "rng": np.random.default_rng(seed)}, about)


dropout_forward = Exercise(
    name="dropout_forward",
    lesson=7,
    reference=solutions.dropout_forward,
    inputs=_draw_dropout_forward,
    outputs=("A", "D"),
    why="Whoever divides while training can forget about dropout when predicting: that is what “inverted” means.",
    mistakes=flawed(
        _dropout_forward_with,
        {
            "not_divided": "The mask is right, and the values that stay are as they were. On average the layer then "
            "says less than it should: which division makes up for it?",
            "multiplied": "The values that stay are multiplied by keep_prob, and become smaller still. They have to "
            "make up for those that are gone.",
            "divided_by_drop": "You divide by the probability of being dropped. A value counts for those that are "
            "kept.",
            "twice": "You divide by keep_prob twice.",
            "share_kept": "You divide by the share of this mask that happened to stay. It is the probability that "
            "makes the expected value right.",
            "greater": "Your mask keeps what it should drop: a uniform number lies below p with probability p.",
            "drop_prob": "Your mask keeps with probability 1 − keep_prob. The name says which one is meant.",
            "half": "Your mask keeps one half, whatever keep_prob says.",
            "normal": "Your numbers come from a normal distribution. A uniform number between 0 and 1 lies below p "
            "with probability p.",
            "per_unit": "A unit is on or off for all examples alike. Each entry of A has a draw of its own.",
            "per_example": "All units of an example are on or off together. Each entry of A has a draw of its own.",
            "one_draw": "There is a single draw for the whole layer: all or nothing. Each entry has its own.",
            "where_it_matters": "The mask says “dropped” where A was 0 anyway. It is made of random numbers alone.",
            "no_mask": "Nothing is switched off: the mask is not used.",
            "numbers": "A is right, and D holds larger numbers: there is the division in it. D says only what was "
            "kept, and on the way back one divides again.",
            "dropped_mask": "A is right, and D is True where a value was dropped. It is True where one was kept.",
            "in_place": "The values are right, and the caller's A has been overwritten.",
            "only_A": "Only A comes back. The way back needs the mask.",
            "swapped": "The two results stand in another order: A first, then D.",
        },
    ),
    hints=(
        "`rng.random(A.shape)` gives a number between 0 and 1 for each entry. How probable is one below keep_prob?",
        "A comparison of these with keep_prob is the mask. In a product True counts as 1 and False as 0.",
        "Each value stays with probability keep_prob. So that its mean stays too, divide what is left by keep_prob.",
    ),
)


# dropout_backward -----------------------------------------------------------------------------------------------------


def _dropout_backward_with(wrong: Wrong, dA: Array, D: NDArray[np.bool_], keep_prob: float) -> object:
    """Make the mistakes of `dropout_backward`."""
    mask: Any = D
    if "new_mask" in wrong:
        mask = np.random.default_rng(0).random(dA.shape) < keep_prob
    if "other_side" in wrong:
        mask = ~D
    share = keep_prob
    if "share_kept" in wrong:
        share = D.mean()
    if "divided_by_drop" in wrong:
        share = 1 - keep_prob if keep_prob < 1 else 1.0
    if "multiplied" in wrong:
        share = 1 / keep_prob
    if "twice" in wrong:
        share = keep_prob**2
    if "not_divided" in wrong:
        share = 1.0
    if "mean" in wrong:
        share = keep_prob * dA.shape[1]
    if "slope" in wrong:
        return np.where(mask, 1 / keep_prob, 0.0)
    if "in_place" in wrong:
        dA *= mask / share
        return dA
    if "subtracted" in wrong:
        return dA * mask - keep_prob
    if "mask_added" in wrong:
        return (dA + mask) / share
    masked = dA if "no_mask" in wrong else dA * mask
    return dA.copy() if "nothing" in wrong else -masked / share if "sign" in wrong else masked / share


def _draw_dropout_backward(rng: np.random.Generator) -> Iterator[Case]:
    for shape, keep_prob in (((2, 4), 0.6), ((3, 4), 0.8), ((4, 6), 0.7), ((5, 8), 0.3), ((6, 9), 0.9)):
        D = rng.random(shape) < keep_prob
        D[0, :2] = True, False
        yield Case({"dA": rng.normal(size=shape), "D": D, "keep_prob": keep_prob})
    yield Case({"dA": rng.normal(size=(4, 5)), "D": np.full((4, 5), True), "keep_prob": 1.0}, "keep_prob is 1")


dropout_backward = Exercise(
    name="dropout_backward",
    lesson=7,
    reference=solutions.dropout_backward,
    inputs=_draw_dropout_backward,
    why="A value that was switched off had no influence, so no blame comes back to it.",
    mistakes=flawed(
        _dropout_backward_with,
        {
            "not_divided": "The division is missing. Forward, each value that stayed was enlarged, and so was its "
            "influence.",
            "multiplied": "You multiply by keep_prob. Forward, A was divided by it: what is then the slope?",
            "divided_by_drop": "You divide by the probability of being dropped. Forward it was keep_prob.",
            "twice": "You divide by keep_prob twice. Forward it was once.",
            "share_kept": "You divide by the share of the mask that happened to stay. Forward it was the probability.",
            "new_mask": "You draw a new mask. The blame belongs to the values that did count on the way forward: D "
            "says which.",
            "other_side": "The derivatives of what was dropped come through, and the others are 0. It is the other "
            "way round.",
            "no_mask": "The mask is missing: also what was switched off gets a derivative.",
            "nothing": "dA comes back as it was. On the way forward each value was multiplied by something.",
            "sign": "The derivatives have the wrong sign. Nothing turns round in dropout.",
            "mask_added": "The mask is added. It multiplies, forward and back.",
            "subtracted": "keep_prob is subtracted. Forward it was a division.",
            "slope": "That is the slope of dropout alone. The chain rule multiplies it with dA.",
            "mean": "It is divided by m as well. The mean is taken where examples are added up, in dW and db.",
            "in_place": "The values are right, and the caller's dA has been overwritten.",
        },
    ),
    hints=(
        "On the way forward each entry of A was multiplied by a number: 0, or 1 / keep_prob.",
        "The derivative of c · a by a is c. So dA is multiplied by the same numbers.",
        "Use the mask D that is given; draw nothing. Then divide as you did on the way forward.",
    ),
)


# stop_early -----------------------------------------------------------------------------------------------------------


def _stop_early_with(wrong: Wrong, dev_costs: list[float], patience: int) -> object:
    """Make the mistakes of `stop_early`."""
    last = len(dev_costs) - 1
    if "never" in wrong:
        return int(np.argmin(dev_costs)), last
    if "first_rise" in wrong:
        patience = 1
    best, waited = 0, 0
    for step in range(1, last + 1):
        better = dev_costs[step] < dev_costs[step - 1] if "any_fall" in wrong else dev_costs[step] < dev_costs[best]
        if "tie" in wrong:
            better = dev_costs[step] <= dev_costs[best]
        if "highest" in wrong:
            better = dev_costs[step] > dev_costs[best]
        if better:
            best, waited = step, 0
        else:
            waited += 1
        if "from_the_start" in wrong and step == patience:
            return _ended(wrong, dev_costs, best, step)
        limit = patience + 1 if "one_late" in wrong else patience - 1 if "one_early" in wrong else patience
        if waited >= max(limit, 1) and not better:
            return _ended(wrong, dev_costs, best, step)
    end = best if "ends_at_best" in wrong else last + 1 if "one_past" in wrong else last
    return _ended(wrong, dev_costs, best, end)


def _ended(wrong: Wrong, dev_costs: list[float], best: int, stop: int) -> object:
    if "costs" in wrong:
        return dev_costs[best], dev_costs[stop]
    if "last_one" in wrong:
        return stop, stop
    if "looks_ahead" in wrong:
        return int(np.argmin(dev_costs)), stop
    if "counts_from_one" in wrong:
        return best + 1, stop + 1
    if "waiting" in wrong:
        return best, stop - best
    return (stop, best) if "swapped" in wrong else (best, stop)


def _draw_stop_early(rng: np.random.Generator) -> Iterator[Case]:
    yield Case({"dev_costs": [0.9, 0.7, 0.6, 0.65, 0.62, 0.7, 0.5, 0.8], "patience": 3})
    yield Case({"dev_costs": [0.9, 0.7, 0.75, 0.6, 0.65, 0.63, 0.55, 0.7, 0.71, 0.72, 0.3], "patience": 3})
    yield Case({"dev_costs": [0.8, 0.6, 0.7, 0.5, 0.55, 0.52, 0.51, 0.53, 0.56, 0.2, 0.1, 0.3], "patience": 4})
    for length, patience in ((15, 2), (20, 4), (30, 6)):
        bowl = (np.arange(length) / length - 0.4) ** 2 + 0.08 * rng.random(length)
        yield Case({"dev_costs": bowl.round(3).tolist(), "patience": patience})
    yield Case({"dev_costs": [0.9, 0.7, 0.5, 0.6, 0.55], "patience": 4}, "the steps run out before the patience does")
    falling = [0.7, 0.6, 0.5, 0.45, 0.44, 0.43, 0.42]
    yield Case({"dev_costs": falling, "patience": 2}, "the steps run out before the patience does")
    yield Case({"dev_costs": [0.7, 0.5, 0.5, 0.5, 0.5, 0.4, 0.6, 0.6, 0.6], "patience": 3}, "a cost comes back exactly")


stop_early = Exercise(
    name="stop_early",
    lesson=7,
    reference=solutions.stop_early,
    inputs=_draw_stop_early,
    outputs=("best", "stop"),
    why="One training gives the whole range from no fitting to too much, and the dev set chooses.",
    mistakes=flawed(
        _stop_early_with,
        {
            "never": "Training never stops: you look for the lowest of all costs. While training, nobody knows those "
            "that would come later.",
            "looks_ahead": "It stops at the right step, and `best` is the lowest of all costs, also of those after "
            "the end. They were never measured.",
            "first_rise": "It stops when the cost has risen for the first time. A cost is noisy: wait for `patience` "
            "steps.",
            "any_fall": "Every fall starts the waiting anew, and counts as the best. Compare with the lowest so far, "
            "not with the step before.",
            "tie": "A cost that is as low as the best one counts as better. Only a lower one is progress.",
            "highest": "Your `best` is the highest cost. Low is good.",
            "one_late": "It stops one step too late: it ends at the step that is `patience` after the best.",
            "one_early": "It stops one step too early: it ends at the step that is `patience` after the best.",
            "from_the_start": "It stops at step number `patience`. The waiting begins anew at each best step.",
            "one_past": "When the steps run out, it stops at a step that is none: the last of n is number n − 1.",
            "ends_at_best": "When the steps run out before the patience does, training has stopped at the last step, "
            "not at the best.",
            "costs": "These are the costs at the two steps. The numbers of the steps are asked for.",
            "last_one": "`best` is where training stopped. Keep the parameters of the best step, `patience` earlier.",
            "counts_from_one": "Both are one too large: step 0 comes first.",
            "waiting": "`stop` is how long it waited. The number of the step is asked for.",
            "swapped": "The two results stand in another order: best first, then stop.",
        },
    ),
    hints=(
        "Go through the steps in order, as training does, and remember which one has been the best so far.",
        "Training stops at the first step for which step − best is `patience`. Then return at once.",
        "If that never happens, it ends with the last step, len(dev_costs) − 1.",
    ),
)


# mend -----------------------------------------------------------------------------------------------------------------


def _mend_with(
    wrong: Wrong, Y: Array, parameters: Parameters, cache: Parameters, keep_prob: float, lambd: float
) -> object:
    """Make the mistakes of `mend`: those that stand in the lesson, one or both, and some that mending leads to."""
    m, gradients = Y.shape[1], {}
    dZ: Any = Y - cache["A3"] if "sign" in wrong else cache["A3"] - Y
    for layer in (3, 2, 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        pull = lambd / m * (0 if "no_pull" in wrong else 0.5 if "two" in wrong else 1)
        gradients[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T / m + pull * W
        gradients[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m + (lambd / m * b if "biases" in wrong else 0)
        if layer > 1:
            dA: Any = W.T @ dZ
            D = cache[f"D{layer - 1}"]
            if "no_mask" not in wrong:
                dA = dA * (1 - D if "other_side" in wrong else D)
            if "multiplied" in wrong:
                dA = dA * keep_prob
            elif "not_divided" not in wrong:
                dA = dA / keep_prob
            dZ = dA if "no_slope" in wrong else dA * (cache[f"Z{layer - 1}"] > 0)
    return gradients


def _draw_mend(rng: np.random.Generator) -> Iterator[Case]:
    for sizes, m in (([2, 3, 2, 1], 4), ([3, 4, 3, 1], 6), ([2, 5, 4, 1], 8), ([4, 6, 5, 1], 9)):
        lambd, keep_prob = round(rng.uniform(0.5, 3), 2), round(rng.uniform(0.4, 0.9), 2)
        parameters = _network(rng, sizes)
        cache = {"A0": rng.normal(size=(sizes[0], m))}
        for layer in (1, 2, 3):
            Z = parameters[f"W{layer}"] @ cache[f"A{layer - 1}"] + parameters[f"b{layer}"]
            cache[f"Z{layer}"], cache[f"A{layer}"] = Z, 1 / (1 + np.exp(-Z))
            if layer < 3:
                dropped = solutions.dropout_forward(np.maximum(Z, 0), keep_prob, rng)
                cache[f"A{layer}"], cache[f"D{layer}"] = dropped  # type: ignore[assignment]
        Y = (rng.random((1, m)) < 0.5).astype(float)
        yield Case({"Y": Y, "parameters": parameters, "cache": cache, "keep_prob": keep_prob, "lambd": lambd})


mend = Exercise(
    name="mend",
    lesson=7,
    planted="not_divided + biases",
    reference=solutions.mend,
    inputs=_draw_mend,
    why="Penalty and dropout in one way back, and a measurement that vouches for it.",
    mistakes=flawed(
        _mend_with,
        {
            "not_divided": "dW of the last layer is right. Before it, every step back is keep_prob times too small: "
            "what did the way forward do to the values that stayed?",
            "multiplied": "Going back through dropout you multiply by keep_prob. Forward it was a division.",
            "biases": "The dW are right, and the db hold a pull. Biases have no part in the penalty.",
            "no_pull": "The penalty is gone from dW. It belongs there.",
            "two": "The pull on the weights is half of what it should be.",
            "no_mask": "The mask is gone. What was switched off has no derivative.",
            "other_side": "The mask lets through the derivatives of what was dropped.",
            "no_slope": "The slope of the ReLU is gone: 1 where Z was positive, 0 elsewhere.",
            "sign": "Everything but the pull has the wrong sign: it is A minus Y.",
        },
    ),
    hints=(
        "Which arrays disagree with the measurement: only those before dropout, only the biases, or both?",
        "The db: what does the penalty know about biases?",
        "The way back through dropout is your own dropout_backward. Compare it with what stands in the loop.",
    ),
)


QUESTIONS = (
    Numeric(
        "07.penalty",
        "W1 = [[3, −4]], b1 = [[2]], no other layer. λ = 0.5 and m = 25: how much does the L2 penalty add to the cost?",
        answer=0.25,
        tolerance=1e-9,
        why="0.5 / (2 · 25) · (9 + 16) = 0.01 · 25 = 0.25. The bias is free.",
        slips=(
            (0.5, "That is λ/m. The 2 below the fraction line is missing."),
            (0.29, "The bias is in it. It pays nothing."),
            (0.05, "That is the norm, 5. Its square is asked for."),
            (0.07, "You have added 3 and 4. It is the squares that are added."),
        ),
    ),
    Single(
        "07.bias",
        "Why is b left out of the penalty?",
        (
            Option(
                "b only shifts where a unit switches; it does not make the boundary bend more.",
                "A large weight makes steep and narrow bends. A bias moves them, and the data need them somewhere.",
                True,
            ),
            Option("b is always small.", "It is as large as the data ask for, and may be large."),
            Option("b has no gradient.", "It has one, db, and learns with it."),
            Option("With b in the penalty the gradient would be wrong.", "It would be right, of another cost."),
        ),
    ),
    Multiple(
        "07.dropout",
        "A layer has keep_prob = 0.8, inverted dropout. What is true?",
        (
            Option("While training, about one value in five is 0.", "Each is dropped with probability 0.2.", True),
            Option("While training, the others are multiplied by 1.25.", "That is the division by 0.8.", True),
            Option("When predicting, all values are multiplied by 0.8.", "Nothing happens then: training has divided."),
            Option(
                "A fifth of the weights is removed from the network.", "All stay. Values are masked, anew each time."
            ),
        ),
    ),
    Single(
        "07.keep-prob",
        "A network overfits with keep_prob = 0.9. Which one regularizes more?",
        (
            Option("0.7", "More values are dropped, so the network can rely less on any of them.", True),
            Option("0.97", "Fewer values are dropped: that is nearer to no dropout at all."),
            Option("1.0", "Nothing is dropped."),
            Option("None: keep_prob changes the speed only.", "It changes what is learned, too."),
        ),
    ),
    Single(
        "07.l1-l2",
        "After long training, which penalty leaves many weights at exactly 0, and why?",
        (
            Option(
                "L1: its pull does not weaken near 0.",
                "A weight that earns less than the pull goes all the way; with L2 the pull fades with the weight.",
                True,
            ),
            Option("L2: it multiplies by a number below 1.", "It comes close, and half of a half is never 0."),
            Option("Both.", "L2 makes small weights, hardly ever zeros."),
            Option("Neither.", "L1 does, if the step stops at 0 and does not jump across."),
        ),
    ),
    Multiple(
        "07.early",
        "What speaks against early stopping, beside all that speaks for it?",
        (
            Option(
                "It couples two aims: lower the cost, and do not overfit.",
                "One knob turns both, so neither can be tuned by itself. That is what orthogonality is about.",
                True,
            ),
            Option(
                "The dev set helps to choose, so its result is a little too good.",
                "Each choice that is made on a set makes its own result flattering. The test set stays for the end.",
                True,
            ),
            Option("It costs more training.", "Less: training ends sooner, and a single one is enough."),
            Option(
                "It needs the test set.",
                "It needs the dev set. The test set stays out of every choice.",
            ),
        ),
    ),
)
