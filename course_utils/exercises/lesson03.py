"""Lesson 03, Activation functions: collapse, relu, tanh_backward, leaky_relu, softmax, softmax_jacobian, mend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson03 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Single, flawed

Array = NDArray[np.float64]
Wrong = frozenset[str]


# collapse -------------------------------------------------------------------------------------------------------------


def _collapse_with(wrong: Wrong, W1: Array, b1: Array, W2: Array, b2: Array) -> object:
    """Make the mistakes of `collapse`."""
    W: Any = W1 @ W2 if "order" in wrong else W2 @ W1
    if "elementwise" in wrong:
        W = W2 * W1
    if "sum" in wrong:
        W = W1 + W2
    if "transposed" in wrong:
        W = W.T
    moved = b1 if "b_not_moved" in wrong else W2 @ b1
    b: Any = moved + b2
    if "only_b1" in wrong:
        b = moved
    if "only_b2" in wrong:
        b = b2
    if "b_product" in wrong:
        b = (W2 @ b1) * b2
    if "b2_moved" in wrong:
        b = W2 @ (b1 + b2)
    if "b_through_both" in wrong:
        b = W @ b1 + b2
    if "b_subtracted" in wrong:
        b = moved - b2
    if "activated" in wrong:
        W, b = np.tanh(W), np.tanh(b)
    return (b, W) if "exchanged" in wrong else W if "only_W" in wrong else (W, b)


def _draw_collapse(rng: np.random.Generator) -> Iterator[Case]:
    for n in (2, 3, 4):
        yield _two_layers(rng, n, n, n, "all layers have the same width")
    for n0, n1, n2 in ((3, 2, 2), (2, 4, 4), (5, 3, 3)):
        yield _two_layers(rng, n0, n1, n2)
    yield _two_layers(rng, 3, 1, 1, "there is only one unit")
    case = _two_layers(rng, 2, 2, 2).arguments
    yield Case({**case, "b1": np.zeros((2, 1)), "b2": np.zeros((2, 1))}, "both biases are 0")


def _two_layers(rng: np.random.Generator, n0: int, n1: int, n2: int, about: str = "") -> Case:
    arrays = {"W1": (n1, n0), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1)}
    return Case({name: rng.normal(size=shape) for name, shape in arrays.items()}, about)


collapse = Exercise(
    name="collapse",
    lesson=3,
    reference=solutions.collapse,
    inputs=_draw_collapse,
    why="Two linear layers are one. Apply this again and again, and a hundred linear layers are one too.",
    outputs=("W", "b"),
    mistakes=flawed(
        _collapse_with,
        {
            "order": "The two matrices are multiplied in the wrong order. X meets W1 first: which one stands next to "
            "X?",
            "elementwise": "W is multiplied entry by entry. One layer after the other is a matrix product: `@`.",
            "sum": "The two matrices are added. Layers come one after the other, so what does W2 do with W1 X?",
            "transposed": "W lies on its side. W1 is (n1, n0), W2 is (n2, n1): what shape takes n0 numbers to n2?",
            "b_not_moved": "b1 is added as it is. It has been added *before* the second layer, so W2 acts on it as "
            "well.",
            "only_b1": "b2 is missing: the second layer adds it at the end.",
            "only_b2": "b1 is missing: the first layer adds it, and the second one passes it on.",
            "b_product": "The two parts of b are multiplied. They are added.",
            "b2_moved": "W2 acts on b2 too. b2 is added after the second layer.",
            "b_through_both": "b1 goes through W1 as well. It is added after the first layer, so only W2 acts on it.",
            "b_subtracted": "b2 is subtracted where it should be added.",
            "activated": "There is a tanh in your answer. This exercise is about layers that have none.",
            "exchanged": "The two results have changed places: W comes first.",
            "only_W": "Only W comes back. Return both, `W, b`.",
        },
    ),
    hints=(
        "Write the second layer with the first one put in: W2 (W1 X + b1) + b2. Then open the bracket.",
        "What stands in front of X is the new W. Everything without X is the new b.",
        "W2 multiplies both parts of the bracket, so b has two parts: one with W2, one without.",
    ),
)


# relu -----------------------------------------------------------------------------------------------------------------


def _relu_with(wrong: Wrong, Z: Array) -> object:
    """Make the mistakes of `relu`."""
    A: Any = np.maximum(0, Z)
    if "minimum" in wrong:
        A = np.minimum(0, Z)
    if "absolute" in wrong:
        A = np.abs(Z)
    if "step" in wrong:
        A = np.where(Z > 0, 1.0, 0.0)
    if "identity" in wrong:
        A = Z.copy()
    if "capped" in wrong:
        A = np.clip(Z, 0, 1)
    if "from_one" in wrong:
        A = np.maximum(1, Z)
    if "largest" in wrong:
        A = np.full_like(A, A.max())
    if "np_max" in wrong:
        A = np.max(0, Z)
    if "softplus" in wrong:
        A = np.logaddexp(0, Z)
    if "in_place" in wrong:
        Z[Z < 0] = 0
        A = Z
    slope: Any = np.where(Z >= 0 if "kink_one" in wrong else Z > 0, 1.0, 0.0)
    if "kink_half" in wrong:
        slope = (np.sign(Z) + 1) / 2
    if "slope_of_A" in wrong:
        slope = np.where(A >= 0, 1.0, 0.0)
    if "slope_signs" in wrong:
        slope = np.sign(Z)
    if "slope_flipped" in wrong:
        slope = 1 - slope
    if "slope_is_A" in wrong:
        slope = A
    if "slope_number" in wrong:
        slope = float(slope.mean())
    if "slope_sigmoid" in wrong:
        slope = 1 / (1 + np.exp(-Z))
    return (slope, A) if "exchanged" in wrong else A if "only_A" in wrong else (A, slope)


def _draw_linear_parts(rng: np.random.Generator) -> Iterator[Case]:
    for shape in ((2, 2), (1, 5), (3, 2), (4, 6)):
        yield Case({"Z": 2 * rng.normal(size=shape)})
    yield Case({"Z": np.array([[-2.0, 0.5, 3.0]])}, "Z is small enough to check by hand")
    yield Case({"Z": -1 - rng.random((2, 3))}, "every Z is negative")
    yield Case({"Z": 1 + rng.random((2, 3))}, "every Z is positive")
    yield Case({"Z": np.array([[0.0, -1.0], [2.0, 0.0]])}, "a Z is exactly 0")


relu = Exercise(
    name="relu",
    lesson=3,
    reference=solutions.relu,
    inputs=_draw_linear_parts,
    why="Two cheap lines. Where a unit is on, the gradient passes unchanged; where it is off, nothing passes.",
    outputs=("A", "slope"),
    mistakes=flawed(
        _relu_with,
        {
            "minimum": "What is negative is kept and what is positive is lost: it should be the other way round.",
            "absolute": "A is the absolute value: what is negative has been folded over, and should become 0.",
            "step": "A is 1 wherever Z is positive. ReLU keeps how large Z is.",
            "identity": "A is Z itself: nothing happens to what is negative.",
            "capped": "A stops at 1. ReLU has no upper end.",
            "from_one": "A never goes below 1. At which number does ReLU cut?",
            "largest": "Every entry is the same: the largest of all. `np.max` looks for the largest entry of an array; "
            "`np.maximum` compares entry by entry.",
            "np_max": "`np.max` takes one array, and its second argument is an axis. `np.maximum` compares two things "
            "entry by entry.",
            "softplus": "A is never exactly 0: that is softplus, the smooth relative of ReLU.",
            "in_place": "The numbers are right, but the caller's Z has been overwritten.",
            "kink_one": "Nearly right: at Z = 0 your slope is 1, and this exercise asks for 0 there, as libraries do.",
            "kink_half": "Nearly right: at Z = 0 your slope is one half. Any number from 0 to 1 is defensible there; "
            "this exercise asks for 0, as libraries do.",
            "slope_of_A": "Your slope is 1 everywhere. Does it look at A, which is never negative? Which units are "
            "off?",
            "slope_signs": "Your slope is −1 where Z is negative. ReLU is level there.",
            "slope_flipped": "Your slope is 1 where the unit is off and 0 where it is on.",
            "slope_is_A": "Your slope is A itself. How much does A grow when a positive Z grows by 1?",
            "slope_number": "Your slope is a single number. Each entry of Z has a slope of its own.",
            "slope_sigmoid": "Your slope is the sigmoid: that belongs to softplus, not to ReLU.",
            "exchanged": "The two results have changed places: A comes first.",
            "only_A": "Only A comes back. Return both, `A, slope`.",
        },
    ),
    hints=(
        "Do it by hand for z = −2, 0.5 and 3: what is a, and how much does a grow when z grows by 0.1?",
        "A compares every entry of Z with 0 and keeps the larger one. There is a NumPy function that does this for two "
        "arrays, or for a number and an array.",
        "The slope has two values only: one where Z is above 0, the other everywhere else. `np.where(condition, "
        "this, that)` chooses entry by entry.",
    ),
)


# tanh_backward --------------------------------------------------------------------------------------------------------


def _tanh_backward_with(wrong: Wrong, dA: Array, A: Array) -> object:
    """Make the mistakes of `tanh_backward`."""
    if "of_A_again" in wrong:
        A = np.tanh(A)
    power: Any = 2 * A if "doubled" in wrong else A if "no_square" in wrong else A**3 if "cube" in wrong else A**2
    slope: Any = (2 if "two" in wrong else 0 if "no_one" in wrong else 1) - power
    if "plus" in wrong:
        slope = slope + 2 * power
    if "only_square" in wrong:
        slope = power
    if "sigmoid" in wrong:
        slope = A * (1 - A)
    if "bracket" in wrong:
        slope = (1 - A) ** 2
    if "root" in wrong:
        slope = np.sqrt(1 - A**2)
    if "times_A" in wrong:
        slope = slope * A
    if "sign" in wrong:
        slope = -slope
    if "slope_only" in wrong:
        return slope
    if "no_slope" in wrong:
        return -dA if "sign" in wrong else dA.copy()
    if "divided" in wrong:
        return dA / slope
    if "added" in wrong:
        return dA + slope
    if "matrix" in wrong:
        return dA @ slope.T
    if "summed" in wrong:
        return np.sum(dA * slope, axis=1, keepdims=True)
    return dA * slope


def _draw_tanh_backward(rng: np.random.Generator) -> Iterator[Case]:
    for shape in ((2, 2), (1, 3), (3, 4), (4, 4), (5, 2)):
        yield Case({"dA": rng.normal(size=shape), "A": np.tanh(rng.normal(size=shape))})
    yield Case({"dA": np.array([[1.0, 1.0]]), "A": np.array([[0.0, 0.5]])}, "A is 0 or one half")
    yield Case({"dA": rng.normal(size=(2, 2)), "A": np.tanh(4 * rng.normal(size=(2, 2)))}, "some units are saturated")


tanh_backward = Exercise(
    name="tanh_backward",
    lesson=3,
    reference=solutions.tanh_backward,
    inputs=_draw_tanh_backward,
    why="The slope comes from the value alone, so the forward pass has to keep A and may forget Z.",
    mistakes=flawed(
        _tanh_backward_with,
        {
            "of_A_again": "tanh has been applied twice: A is already tanh(Z).",
            "sigmoid": "A(1 − A) is the slope of the sigmoid. That of tanh has another formula.",
            "no_square": "A is not squared. At A = −1 the slope must be 0, and yours is 2.",
            "cube": "A is raised to the third power. The formula has a square.",
            "two": "In the middle, at A = 0, your slope is 2. That of tanh is 1 there.",
            "no_one": "In the middle, at A = 0, your slope is 0: the 1 of the formula is missing.",
            "only_square": "You multiply by A², which is 0 in the middle, where tanh is steepest: something is "
            "missing.",
            "bracket": "The square is around the whole difference. Only A is squared.",
            "sign": "Your slope is negative, and tanh never falls.",
            "plus": "Your slope is above 1. That of tanh is 1 at most, in the middle.",
            "root": "There is a square root too many.",
            "doubled": "A is doubled where it should be squared.",
            "slope_only": "That is the slope. Where does dA, which comes from behind, enter?",
            "no_slope": "dA has passed unchanged, as if the layer were linear: the slope is missing.",
            "divided": "You divide by the slope. The chain rule multiplies.",
            "added": "You add the slope. The chain rule multiplies.",
            "matrix": "That is a matrix product. Each entry of dA meets the slope of its own unit and example: `*`.",
            "times_A": "There is a factor A too many.",
            "summed": "The examples have been added up. Each of them keeps its own dZ.",
        },
    ),
    hints=(
        "Chain rule: dZ is dA times the slope of tanh, entry by entry.",
        "The slope of tanh is 1 − tanh²(z). You do not have z. But what is tanh(z)?",
        "So the slope is made of A alone: 1 minus A squared. Then multiply by dA with `*`.",
    ),
)


# leaky_relu -----------------------------------------------------------------------------------------------------------


def _leaky_relu_with(wrong: Wrong, Z: Array, leak: float) -> object:
    """Make the mistakes of `leaky_relu`."""
    below = leak * Z
    if "constant" in wrong:
        below = np.full_like(Z, leak)
    if "constant_below" in wrong:
        below = np.full_like(Z, -leak)
    if "no_leak" in wrong:
        below = 0 * Z
    if "sign" in wrong:
        below = -leak * Z
    if "fixed" in wrong:
        below = 0.01 * Z
    if "divided" in wrong:
        below = Z / leak
    if "shifted" in wrong:
        below = Z - leak
    A: Any = np.where(Z > 0, Z, below)
    if "flipped" in wrong:
        A = np.where(Z > 0, below, Z)
    if "everywhere" in wrong:
        A = below
    if "added" in wrong:
        A = np.maximum(0, Z) + leak * Z
    slope: Any = np.where(Z >= 0 if "kink_one" in wrong else Z > 0, 1.0, leak)
    if "slope_of_relu" in wrong:
        slope = np.where(Z > 0, 1.0, 0.0)
    if "slope_sign" in wrong:
        slope = np.where(Z > 0, 1.0, -leak)
    if "slope_flipped" in wrong:
        slope = np.where(Z > 0, leak, 1.0)
    if "slope_is_value" in wrong:
        slope = np.where(Z > 0, 1.0, leak * Z)
    if "slope_fixed" in wrong or "fixed" in wrong:
        slope = np.where(Z > 0, 1.0, 0.01)
    return (slope, A) if "exchanged" in wrong else A if "only_A" in wrong else (A, slope)


def _draw_leaky_relu(rng: np.random.Generator) -> Iterator[Case]:
    for case in _draw_linear_parts(rng):
        yield Case({**case.arguments, "leak": float(rng.uniform(0.05, 0.4))}, case.about)
    yield Case({"Z": rng.normal(size=(2, 3)), "leak": 0.01}, "leak is as small as usual")


leaky_relu = Exercise(
    name="leaky_relu",
    lesson=3,
    reference=solutions.leaky_relu,
    inputs=_draw_leaky_relu,
    why="A little slope on the left side is enough for a gradient to find its way back: no unit is ever quite dead.",
    outputs=("A", "slope"),
    mistakes=flawed(
        _leaky_relu_with,
        {
            "constant": "On the left A is the number `leak`. It should be `leak` times Z, a line through 0.",
            "constant_below": "On the left A is the number −`leak`. It should be `leak` times Z, a line through 0.",
            "no_leak": "A is 0 on the left: that is ReLU. Where does `leak` enter?",
            "sign": "A rises again to the left of 0. A leaky unit gives small *negative* numbers there.",
            "fixed": "Your leak is 0.01, whatever `leak` says.",
            "divided": "You divide by `leak`, so the left side is steeper than the right one.",
            "shifted": "On the left `leak` is subtracted. It multiplies.",
            "flipped": "The two sides of A have changed places: positive numbers are to pass unchanged.",
            "everywhere": "A is `leak` times Z on both sides. What is positive passes unchanged.",
            "added": "On the right the leak is added on top: a positive Z should come out as it went in.",
            "kink_one": "Nearly right: at Z = 0 your slope is 1, and this exercise asks for `leak` there, as "
            "libraries do.",
            "slope_of_relu": "Your slope is 0 on the left: that is the slope of ReLU, and dead units would stay dead.",
            "slope_sign": "Your slope is negative on the left. A grows there too, only slowly.",
            "slope_flipped": "The two slopes have changed places.",
            "slope_is_value": "Your slope depends on how negative Z is. A line has the same slope everywhere.",
            "slope_fixed": "Your slope on the left is 0.01, whatever `leak` says.",
            "exchanged": "The two results have changed places: A comes first.",
            "only_A": "Only A comes back. Return both, `A, slope`.",
        },
    ),
    hints=(
        "Begin with your relu: only the left side changes, in A and in the slope.",
        "On the left A is a line through 0 with slope `leak`. Which formula has such a line?",
        "`np.where(condition, this, that)` for both: Z or `leak` times Z; 1 or `leak`.",
    ),
)


# softmax --------------------------------------------------------------------------------------------------------------


def _softmax_with(wrong: Wrong, Z: Array) -> object:
    """Make the mistakes of `softmax`."""
    axis = 1 if "rows" in wrong else 0
    shifted: Any = Z - np.max(Z, axis=axis, keepdims=True)
    if "unstable" in wrong:
        shifted = Z
    if "minimum" in wrong:
        shifted = Z - np.min(Z, axis=0)
    if "one_maximum" in wrong:
        shifted = Z - np.max(Z)
    if "mean_out" in wrong:
        shifted = Z - np.mean(Z, axis=0)
    if "sign" in wrong:
        shifted = -(Z - np.min(Z, axis=0))
    powers: Any = 2.0**shifted if "base_two" in wrong else np.exp(shifted)
    if "no_exp" in wrong:
        return Z / np.sum(Z, axis=0)
    if "no_division" in wrong:
        return powers
    if "sigmoid" in wrong:
        return 1 / (1 + np.exp(-Z))
    if "hard" in wrong:
        return np.where(np.max(Z, axis=0) == Z, 1.0, 0.0)
    if "mean" in wrong:
        return powers / np.mean(powers, axis=0)
    if "logarithm" in wrong:
        return np.log(powers / np.sum(powers, axis=0))
    if "squared" in wrong:
        return powers / np.sqrt(np.sum(powers**2, axis=0))
    if "sum_of_all" in wrong:
        return powers / np.sum(powers)
    if "whole" in wrong:
        whole = np.exp(Z - np.max(Z))
        return whole / np.sum(whole)
    return powers / np.sum(powers, axis=axis, keepdims=True)


def _draw_softmax(rng: np.random.Generator) -> Iterator[Case]:
    for n, m in ((2, 2), (3, 2), (2, 5), (3, 3), (4, 6), (10, 3)):
        yield Case({"Z": 2 * rng.normal(size=(n, m))})
    yield Case({"Z": np.array([[0.0, 2.0], [0.0, 1.0], [0.0, 0.0]])}, "a column is all zeros")
    yield Case({"Z": rng.normal(size=(4, 1))}, "there is only one example")
    yield Case({"Z": rng.normal(size=(1, 3))}, "there is only one unit")
    yield Case({"Z": np.array([[0.0, 900.0], [1000.0, 0.0]])}, "one Z is far above the others")
    yield Case({"Z": np.array([[0.0, 0.0], [2000.0, 0.0], [0.0, 1000.0]])}, "one Z is very far above the others")
    yield Case({"Z": rng.normal(size=(3, 2)) + np.array([[0.0, 1000.0]])}, "Z is around 1000")
    yield Case({"Z": rng.normal(size=(3, 2)) - np.array([[1000.0, 0.0]])}, "Z is around −1000")


softmax = Exercise(
    name="softmax",
    lesson=3,
    reference=solutions.softmax,
    inputs=_draw_softmax,
    why="Whatever comes in, each column comes out as shares of 1, and no exponential ever overflows.",
    mistakes=flawed(
        _softmax_with,
        {
            "rows": "Your *rows* add up to 1. The units of one example stand in a column: along which axis do you add?",
            "whole": "All entries together add up to 1. Each example, each column, has a 1 of its own to share out.",
            "unstable": "It is right for ordinary numbers and becomes nan where Z is around 1000 (inf/inf) or −1000 "
            "(0/0). "
            "What can you subtract from a column without changing its shares?",
            "one_maximum": "You subtract the largest entry of the whole array. Columns that lie far below it become "
            "0/0: "
            "each column needs its own largest entry.",
            "minimum": "You subtract the smallest entry, and where the others lie far above it they still overflow. "
            "Subtract "
            "the one that makes every exponent 0 or less.",
            "mean_out": "You subtract the mean of each column. An entry far above it still overflows: subtract the "
            "largest.",
            "sum_of_all": "All entries together are divided by one sum. Each column needs its own: which axis "
            "disappears?",
            "sign": "The smallest z gets the largest share: look at the sign in the exponent.",
            "base_two": "The shares are too equal: that is what powers of 2 give. The base is e: `np.exp`.",
            "no_exp": "There is no exponential: negative entries give negative shares.",
            "no_division": "The largest number in each column is 1. They become shares when each is divided by the "
            "*sum* of "
            "its column.",
            "sigmoid": "That is the sigmoid: each entry looks at itself only, and the columns do not add up to 1.",
            "hard": "The largest entry takes everything. That is the hard max, which has no slope.",
            "mean": "Your columns add up to the number of units: you divide by the mean instead of the sum.",
            "logarithm": "Your numbers are negative: that is the logarithm of softmax.",
            "squared": "The *squares* of your shares add up to 1. The shares themselves should.",
        },
    ),
    hints=(
        "Exponentials first: they are positive. Then divide each by the sum of its column.",
        "Columns are examples, so sums and maxima run down a column: `axis=0`. The result has one number for each "
        "example, and NumPy spreads it over the rows.",
        "Subtract the largest entry of each column before `np.exp`: the shares stay as they are, and no exponent is "
        "above 0.",
    ),
)


# softmax_jacobian -----------------------------------------------------------------------------------------------------


def _jacobian_with(wrong: Wrong, a: Array) -> object:
    """Make the mistakes of `softmax_jacobian`."""
    if "softmax_again" in wrong:
        a = solutions.softmax(a)
    product: Any = a @ a.T
    if "scalar" in wrong:
        product = a.T @ a
    if "elementwise" in wrong:
        product = a * a
    if "no_product" in wrong:
        product = 0 * product
    if "values_down" in wrong or "values_across" in wrong:
        product = a if "values_down" in wrong else a.T
    diagonal: Any = np.diag(a.ravel())
    if "diag_of_column" in wrong:
        diagonal = np.diag(a)
    if "no_diagonal" in wrong:
        diagonal = 0 * diagonal
    if "identity" in wrong:
        diagonal = np.eye(len(a))
    if "not_diag" in wrong:
        diagonal = a
    if "squared_diagonal" in wrong:
        diagonal = diagonal**2
    if "diagonal_only" in wrong:
        return np.diag((a * (1 - a)).ravel())
    if "column" in wrong:
        return a * (1 - a)
    if "times" in wrong:
        return diagonal * product
    if "sign" in wrong:
        return product - diagonal
    return diagonal + product if "plus" in wrong else diagonal - product


def _draw_jacobian(rng: np.random.Generator) -> Iterator[Case]:
    for n in (2, 3, 4, 5, 8):
        yield Case({"a": solutions.softmax(1.5 * rng.normal(size=(n, 1)))})
    yield Case({"a": np.array([[0.5], [0.3], [0.2]])}, "a is small enough to check by hand")
    yield Case({"a": np.full((4, 1), 0.25)}, "all shares are equal")
    yield Case({"a": solutions.softmax(np.array([[0.0], [20.0]]))}, "one share is nearly 1")


softmax_jacobian = Exercise(
    name="softmax_jacobian",
    lesson=3,
    reference=solutions.softmax_jacobian,
    inputs=_draw_jacobian,
    why="Raising one z raises its own share and lowers all others: the matrix has as much to say beside the diagonal "
    "as "
    "on it.",
    mistakes=flawed(
        _jacobian_with,
        {
            "diagonal_only": "Beside the diagonal you have zeros. When one share grows the others shrink, since they "
            "add up "
            "to 1: those slopes are not 0.",
            "column": "That is a(1 − a), the diagonal only. Every a depends on every z: n times n slopes.",
            "plus": "Beside the diagonal your slopes are positive: all shares would grow at once. Look at the sign.",
            "sign": "All signs are wrong: raising a z must raise its own share.",
            "no_diagonal": "The part that stands on the diagonal alone is missing, so your rows do not add up to 0.",
            "diag_of_column": "`np.diag` of a column (n, 1) *reads* a diagonal, of one entry. Give it a flat vector, "
            "`a.ravel()`, and it makes one.",
            "identity": "Your diagonal holds ones where the values a belong. `np.diag` puts a vector on a diagonal.",
            "not_diag": "a has been spread over whole rows, as if a(1 − a) held everywhere. It belongs on the "
            "diagonal: "
            "`np.diag`, which wants a flat vector.",
            "scalar": "a.T @ a is a single number. You need all products of two entries, (n, 1) times (1, n).",
            "elementwise": "`*` multiplies each entry by itself, (n, 1). You need all products of two entries, (n, n).",
            "squared_diagonal": "a is squared on the diagonal of the first part: your diagonal is 0 everywhere.",
            "softmax_again": "softmax has been applied once more: a already holds its values.",
            "no_product": "That is a on a diagonal, and 0 elsewhere. What does the formula subtract from it?",
            "values_down": "You subtract a itself, spread over every column. The formula has products of two entries.",
            "values_across": "You subtract a itself, spread over every row. The formula has products of two entries.",
            "times": "The two parts are multiplied. The product of a with itself is subtracted from the diagonal.",
        },
    ),
    hints=(
        "Two cases: on the diagonal a_i − a_i², beside it −a_i a_j. So a_i a_j is subtracted everywhere, and a_i is "
        "added "
        "on the diagonal.",
        "All products a_i a_j at once: a column (n, 1) times a row (1, n) is a matrix (n, n).",
        "`np.diag(vector)` makes a matrix with the vector on its diagonal. Give it a flat vector: `a.ravel()`.",
    ),
)


# mend -----------------------------------------------------------------------------------------------------------------


def _mend_with(wrong: Wrong, dA: Array, W: Array, b: Array, X: Array) -> object:
    """Make the mistakes of `mend`."""
    Z = W @ X + b
    A = np.maximum(0, Z)
    slope: Any = np.where(Z > 0, 1.0, 0.0)
    if "always_on" in wrong:
        slope = np.where(A >= 0, 1.0, 0.0)
    if "always_off" in wrong:
        slope = np.where(A < 0, 1.0, 0.0)
    if "flipped" in wrong:
        slope = 1 - slope
    if "value" in wrong:
        slope = A
    if "linear_part" in wrong:
        slope = Z
    if "slope_of_dA" in wrong:
        slope = np.where(dA > 0, 1.0, 0.0)
    if "signs" in wrong:
        slope = np.sign(Z)
    if "tanh" in wrong:
        slope = 1 - A**2
    if "above_one" in wrong:
        slope = np.where(Z > 1, 1.0, 0.0)
    if "no_bias" in wrong:
        slope = np.where(W @ X > 0, 1.0, 0.0)
    dZ: Any = slope if "no_dA" in wrong else dA * slope
    scale = X.shape[1] if "mean" in wrong else 1
    return {"dW": dZ @ X.T / scale, "db": np.sum(dZ, axis=1, keepdims=True) / scale}


def _draw_mend(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, n, m in ((2, 2, 3), (3, 2, 4), (2, 4, 6), (5, 3, 8)):
        arrays = {"dA": (n, m), "W": (n, n_x), "b": (n, 1), "X": (n_x, m)}
        yield Case({name: rng.normal(size=shape) for name, shape in arrays.items()})
    dA, W, X = rng.normal(size=(2, 3)), rng.random((2, 2)), rng.random((2, 3))
    yield Case({"dA": dA, "W": W, "b": np.array([[0.1], [-5.0]]), "X": X}, "one unit is dead")


mend = Exercise(
    name="mend",
    lesson=3,
    planted="always_on",
    reference=solutions.mend,
    inputs=_draw_mend,
    why="A unit that is off passes no gradient. The values cannot tell you with `>=`: an off unit's value is 0, not "
    "less.",
    mistakes=flawed(
        _mend_with,
        {
            "always_on": "Gradient comes back through units that are off, as if the layer were linear. For which "
            "values of A "
            "is your condition false?",
            "always_off": "No gradient comes back at all. For which values of A is your condition true?",
            "flipped": "Gradient comes back through the units that are off, and not through those that are on.",
            "value": "The gradient is multiplied by the value A. What is the *slope* where a unit is on?",
            "linear_part": "The gradient is multiplied by Z. What is the *slope* of ReLU at Z?",
            "slope_of_dA": "Your condition looks at dA. Whether a unit is on is decided by Z, on the way forward.",
            "signs": "Units that are off pass the gradient with the wrong sign: that is the slope of the absolute "
            "value.",
            "tanh": "1 − A² is the slope of tanh. This layer has ReLUs.",
            "above_one": "Units with a value between 0 and 1 are treated as off. Where is the kink of ReLU?",
            "no_bias": "The bias is missing where you decide which units are on.",
            "no_dA": "dA is missing: the slope is multiplied by what comes from behind.",
            "mean": "Your gradients are m times too small. dA already holds whatever mean was taken.",
        },
    ),
    hints=(
        "Compare with `nn.gradient_check`: are dW and db both wrong? Then the mistake is in what they share.",
        "Print `A` and the condition beside it. Is it ever false?",
        "A unit that is off has the value 0. Which comparison tells 0 from what is above it?",
    ),
)


QUESTIONS = (
    Single(
        "03.deep-linear",
        "A network has fifty layers, none with an activation function. What can it draw between two classes?",
        (
            Option("One straight cut.", "The fifty matrices multiply into one: it is logistic regression again.", True),
            Option(
                "Fifty straight cuts.", "The layers are applied one after the other, and the product is one matrix."
            ),
            Option("Any curve, with enough units.", "More units make larger matrices, and their product is still one."),
            Option(
                "Nothing: its gradient vanishes.",
                "The slope of a linear activation is 1, so the activation takes nothing away from the gradient.",
            ),
        ),
    ),
    Single(
        "03.step-gradient",
        "Why can gradient descent not train a network of step functions?",
        (
            Option(
                "The slope is 0 wherever there is one.",
                "A small change of a weight changes no answer, so the gradient says nothing about where to go.",
                True,
            ),
            Option("The step is too slow to compute.", "It is the cheapest of all: one comparison."),
            Option("Its slope is infinite everywhere.", "Only at the jump there is no slope; everywhere else it is 0."),
            Option("Its values are not between 0 and 1.", "They are exactly 0 and 1. The values are not the problem."),
        ),
    ),
    Numeric(
        "03.five-sigmoids",
        "A gradient passes five layers of sigmoids. By what factor do their slopes multiply it at most? Four decimals.",
        answer=0.25**5,
        tolerance=0.00006,
        why="A slope is 0.25 at most, so 0.25⁵ ≈ 0.0010: a thousandth, in the best case.",
        slips=(
            (1.25, "That is the sum. The chain rule multiplies."),
            (0.25, "That is one layer. There are five."),
            (1.0, "1 is the largest slope of tanh and of ReLU."),
        ),
    ),
    Single(
        "03.dead-unit",
        "A ReLU is dead on all training examples. Which of these can make it learn again, all else being as it was?",
        (
            Option(
                "Its bias is put back to 0.", "Then some examples may reach it again, and its slope is 1 there.", True
            ),
            Option("More steps.", "Its gradient is exactly 0: a thousand steps of nothing are nothing."),
            Option("A smaller learning rate.", "That would have helped before. Now alpha multiplies a gradient of 0."),
            Option("A larger learning rate.", "Alpha multiplies a gradient of exactly 0, however large alpha is."),
        ),
    ),
    Multiple(
        "03.softmax-true",
        "What is true of softmax?",
        (
            Option("Adding 7 to every z changes nothing.", "The factor e⁷ stands above and below the line.", True),
            Option("Its derivative is a(1 − a).", "That is the diagonal of a matrix; beside it stands −a_i a_j."),
            Option("Each row of its matrix of slopes adds up to 0.", "Moving all z together changes nothing.", True),
            Option("With two units it is a sigmoid of their difference.", "e^u / (e^u + e^v) = σ(u − v).", True),
        ),
    ),
    Single(
        "03.output",
        "A network is to say how many minutes a mask has been worn: any number above 0. Which output fits?",
        (
            Option(
                "One unit with an exponential or a softplus.",
                "Positive, without an upper end, and never flat on the right.",
                True,
            ),
            Option("One sigmoid.", "It ends at 1. Scaled, it would still end somewhere."),
            Option("A linear unit.", "It can also say −3 minutes."),
            Option("Softmax.", "That shares 1 out among several classes. Here there is one number."),
        ),
    ),
)
