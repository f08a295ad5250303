"""Lesson 04, Shallow networks: initialize, forward, cost, backward, update, numerical_gradient, mend.

Each exercise has one function that makes all its mistakes, with a switch for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils import nn
from course_utils.exercises.solutions import lesson04 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Order, Single, flawed

Array = NDArray[np.floating]
Wrong = frozenset[str]


# initialize -----------------------------------------------------------------------------------------------------------


def _initialize_with(wrong: Wrong, n_x: int, n_h: int, scale: float, seed: int) -> object:
    """Make the mistakes of `initialize`."""
    rng = np.random.default_rng(seed)
    draw: Callable[..., Any] = rng.random if "uniform" in wrong else rng.normal
    first = (n_x, n_h) if "W1_lies" in wrong else (n_h, n_x)
    second = (n_h, 1) if "W2_lies" in wrong else (1, n_h)
    if "W2_first" in wrong:
        W2, W1 = draw(size=second), draw(size=first)
    else:
        W1 = draw(size=first)
        rng_again = np.random.default_rng(seed)
        W2 = rng_again.normal(size=second) if "same_numbers" in wrong else draw(size=second)
    if "zeros" in wrong:
        W1, W2 = np.zeros(first), np.zeros(second)
    if "all_equal" in wrong:
        W1, W2 = np.ones(first), np.ones(second)
    if "legacy" in wrong:
        old = np.random.RandomState(seed)
        W1, W2 = old.randn(*first), old.randn(*second)
    W1 = W1 if "no_scale" in wrong or "W1_no_scale" in wrong else scale**2 * W1 if "squared" in wrong else scale * W1
    W2 = W2 if "no_scale" in wrong or "W2_no_scale" in wrong else scale**2 * W2 if "squared" in wrong else scale * W2
    if "variance" in wrong:
        W1, W2 = W1 / np.sqrt(scale), W2 / np.sqrt(scale)
    b1: Any = scale * rng.normal(size=(n_h, 1)) if "random_biases" in wrong else np.zeros((n_h, 1))
    if "flat_biases" in wrong:
        b1 = np.zeros(n_h)
    if "biases_one" in wrong:
        b1 = np.ones((n_h, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": np.zeros((1, 1))}


def _draw_initialize(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, n_h, scale in ((2, 3, 0.5), (3, 2, 0.1), (2, 5, 0.01), (4, 4, 2.0), (12, 7, 0.3)):
        yield Case({"n_x": n_x, "n_h": n_h, "scale": scale, "seed": int(rng.integers(1000))})
    yield Case({"n_x": 3, "n_h": 1, "scale": 0.5, "seed": 1}, "there is only one hidden unit")
    yield Case({"n_x": 1, "n_h": 3, "scale": 0.2, "seed": 2}, "there is only one input")


initialize = Exercise(
    name="initialize",
    lesson=4,
    reference=solutions.initialize,
    inputs=_draw_initialize,
    why="Every hidden unit starts somewhere else, so every one can learn something else.",
    mistakes=flawed(
        _initialize_with,
        {
            "zeros": "All weights are 0. What can a hidden unit then learn that its neighbour does not?",
            "all_equal": "All weights of a layer are equal, so all hidden units compute the same.",
            "no_scale": "Your weights have the spread 1, whatever `scale` is.",
            "W1_no_scale": "W2 is scaled and W1 is not: both follow the same rule.",
            "W2_no_scale": "W1 is scaled and W2 is not: both follow the same rule.",
            "squared": "The weights are scaled twice: `scale` enters squared.",
            "variance": "Your weights have the *variance* `scale`. The formula takes it as the standard deviation.",
            "uniform": "Your numbers lie between 0 and `scale`, all positive: that is the uniform distribution. The "
            "normal one is asked for, whose numbers lie on both sides of 0.",
            "legacy": "These are numbers of the old generator, `np.random.randn`. Draw them from the `rng` that is "
            "there.",
            "W1_lies": "W1 lies on its side. One row for each hidden unit, one column for each input: (n_h, n_x).",
            "W2_lies": "W2 lies on its side. The output layer has one unit, so one row: (1, n_h).",
            "W2_first": "The numbers are right, and drawn in the other order: W1 comes first.",
            "same_numbers": "W2 repeats the numbers of W1: the generator was made anew in between. One is enough.",
            "random_biases": "Your b1 is random. Random weights are enough to make the units different; biases begin "
            "with 0.",
            "biases_one": "Your b1 begins with ones, and the formula says 0.",
            "flat_biases": "b1 has lost a dimension: it is a column, so that it can be added to every column of W1 X.",
        },
    ),
    hints=(
        "Four arrays. Write down their shapes first: how many units does each layer have, and how many numbers does "
        "each unit take in?",
        "A layer's W has one row for each of its units and one column for each number that comes in; its b is a "
        "column with one entry for each unit.",
        "`rng.normal(size=(rows, columns))` draws with standard deviation 1; multiply by `scale`. `np.zeros((rows, "
        "columns))` makes the biases.",
    ),
)


# forward --------------------------------------------------------------------------------------------------------------


def _forward_with(wrong: Wrong, X: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> object:
    """Make the mistakes of `forward`."""
    Z1 = W1 @ X + (0 if "no_b1" in wrong else -b1 if "b1_sign" in wrong else b1)
    if "no_W1" in wrong:
        Z1 = np.broadcast_to(X.sum(axis=0), Z1.shape) + b1
    hidden: dict[str, Callable[[Array], Array]] = {
        "no_tanh": lambda Z: Z,
        "sigmoid_hidden": nn.sigmoid,
        "relu_hidden": nn.relu,
        "slope_hidden": nn.tanh_derivative,
    }
    A1 = next((function for name, function in hidden.items() if name in wrong), np.tanh)(Z1)
    Z2 = W2 @ (Z1 if "skips_A1" in wrong else A1) + (0 if "no_b2" in wrong else b2)
    if "b1_again" in wrong:
        Z2 = W2 @ (A1 + b1)
    outputs: dict[str, Callable[[Array], Array]] = {
        "no_sigmoid": lambda Z: Z,
        "tanh_output": np.tanh,
        "sigmoid_sign": lambda Z: nn.sigmoid(-Z),
        "step_output": lambda Z: np.where(Z > 0, 1.0, 0.0),
    }
    A2 = next((function for name, function in outputs.items() if name in wrong), nn.sigmoid)(Z2)
    if "column" in wrong:
        A2 = A2.T
    results = {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
    if "only_A2" in wrong:
        return A2
    return tuple(results.values()) if "no_dict" in wrong else results


def _draw_forward(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, n_h, m in ((2, 3, 2), (3, 2, 4), (2, 4, 5), (4, 3, 8), (5, 6, 12), (8, 4, 30)):
        yield _network(rng, n_x, n_h, m)
    yield _network(rng, 2, 3, 1, "there is only one example")
    yield _network(rng, 3, 1, 4, "there is only one hidden unit")
    yield _network(rng, 3, 3, 3, "there are as many inputs, units and examples")
    case = _network(rng, 2, 3, 4).arguments
    yield Case({**case, "b1": np.zeros((3, 1)), "b2": np.zeros((1, 1))}, "the biases are 0")
    yield Case({**case, "W1": np.zeros((3, 2)), "W2": np.zeros((1, 3))}, "the weights are 0")


def _network(rng: np.random.Generator, n_x: int, n_h: int, m: int, about: str = "") -> Case:
    return Case(
        {
            "X": rng.normal(size=(n_x, m)),
            "W1": rng.normal(size=(n_h, n_x)),
            "b1": rng.normal(size=(n_h, 1)),
            "W2": rng.normal(size=(1, n_h)),
            "b2": rng.normal(size=(1, 1)),
        },
        about,
    )


forward = Exercise(
    name="forward",
    lesson=4,
    reference=solutions.forward,
    inputs=_draw_forward,
    why="Two layers, the same two lines each: deeper networks only repeat them.",
    mistakes=flawed(
        _forward_with,
        {
            "no_b1": "The hidden layer has lost its bias: where does b1 enter?",
            "no_b2": "The output has lost its bias: where does b2 enter?",
            "b1_sign": "b1 is subtracted where it should be added.",
            "no_W1": "The hidden units add up their inputs without weights: where is W1 used?",
            "b1_again": "b1 is used a second time, in the output layer, which has a bias of its own.",
            "no_tanh": "A1 is Z1 itself: without an activation function the two layers are worth no more than one.",
            "skips_A1": "A1 is right and then not used: Z2 is made of Z1. What does the output layer take in?",
            "sigmoid_hidden": "The hidden values lie between 0 and 1: that is the sigmoid. This layer has tanh.",
            "relu_hidden": "The hidden values are never negative: that is ReLU. This layer has tanh.",
            "slope_hidden": "A1 holds the slope of tanh, largest at 0. The function itself is asked for.",
            "no_sigmoid": "A2 is Z2 itself. It should be a probability: what turns one into the other?",
            "tanh_output": "A2 goes from −1 to 1: that is tanh. A probability comes from the sigmoid.",
            "sigmoid_sign": "A2 is near 0 where Z2 is large: that is the sigmoid of −Z2.",
            "step_output": "A2 is already a decision, 0 or 1. The probability is asked for.",
            "column": "A2 stands in a column: it has one entry for each example, in a row, like Y.",
            "only_A2": "Only A2 comes back. The way back will need the others: return all four in a dict.",
            "no_dict": "The results come as a tuple. Return a dict, so that each has its name: "
            "`{'Z1': ..., 'A1': ..., 'Z2': ..., 'A2': ...}`.",
        },
    ),
    hints=(
        "A layer is two lines: the linear part Z, then the activation A. You need two layers.",
        "Write the shapes beside each line. W1 is (n_h, n_x) and X is (n_x, m): which product is (n_h, m)?",
        "What X is to the first layer, A1 is to the second. The hidden layer ends with `np.tanh`, the output with "
        "`nn.sigmoid`.",
    ),
)


# cost -----------------------------------------------------------------------------------------------------------------


def _cost_with(wrong: Wrong, Z2: Array, Y: Array) -> object:
    """Make the mistakes of `cost`."""
    A2 = nn.sigmoid(Z2)
    size = np.abs(Z2)
    largest = np.minimum(Z2, 0) if "minimum" in wrong else size if "absolute" in wrong else np.maximum(Z2, 0)
    product = A2 * Y if "A_times_Y" in wrong else Z2 * (1 - Y) if "labels_exchanged" in wrong else Z2 * Y
    exponent = size if "no_minus" in wrong else -Z2 if "no_abs" in wrong else -size
    log = np.log2 if "log_two" in wrong else np.log10 if "log_ten" in wrong else np.log
    tail = log(1 + np.exp(exponent))
    losses = (0 if "no_max" in wrong else largest) + (product if "plus" in wrong else -product)
    losses = losses + (0 if "no_log" in wrong else tail)
    if "sigmoid_first" in wrong:
        losses = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    if "squared_error" in wrong:
        losses = (A2 - Y) ** 2
    if "sign" in wrong:
        losses = -losses
    if "each" in wrong:
        return losses
    return np.sum(losses) / (Z2.shape[0] if "sum" in wrong else Z2.size)


def _draw_cost(rng: np.random.Generator) -> Iterator[Case]:
    for m in (2, 3, 5, 8, 12, 40):
        yield Case({"Z2": 2 * rng.normal(size=(1, m)), "Y": (rng.random((1, m)) < 0.5).astype(float)})
    yield Case({"Z2": rng.normal(size=(1, 1)), "Y": np.ones((1, 1))}, "there is only one example")
    yield Case({"Z2": rng.normal(size=(1, 4)), "Y": np.ones((1, 4))}, "every label is 1")
    yield Case({"Z2": rng.normal(size=(1, 4)), "Y": np.zeros((1, 4))}, "every label is 0")
    yield Case({"Z2": np.zeros((1, 3)), "Y": np.array([[0.0, 1.0, 1.0]])}, "Z2 is 0")
    far = np.array([[-800.0, 800.0, 900.0, -1000.0]])
    yield Case({"Z2": far, "Y": np.array([[0.0, 1.0, 0.0, 1.0]])}, "Z2 is far from 0")


cost = Exercise(
    name="cost",
    lesson=4,
    reference=solutions.cost,
    inputs=_draw_cost,
    why="One number says how wrong the network is, however sure it may be, and never infinity.",
    mistakes=flawed(
        _cost_with,
        {
            "sum": "Your cost grows with the number of examples: it is their sum. The cost is the mean of the losses.",
            "each": "You return one loss for each example. The cost of the set is their mean.",
            "sigmoid_first": "It is right for ordinary numbers and breaks when the network is very sure, where the "
            "logarithm meets 0. The formula of this lesson uses z and never needs the probability.",
            "no_abs": "It is right where z is positive. For negative z the exponential is too large: whose size, "
            "without its sign, stands in the exponent?",
            "no_minus": "The exponential grows without bound: look at the sign in front of |z|.",
            "plus": "Good predictions cost much: look at the sign in front of z y.",
            "labels_exchanged": "The two labels have changed places: it is y that multiplies z.",
            "A_times_Y": "A probability has got into the product with y. The formula has z there.",
            "minimum": "The first term is never positive: that is the smaller of z and 0, and the larger is asked for.",
            "absolute": "The first term counts negative z as well: that is |z|, and max(z, 0) is 0 there.",
            "no_max": "The first of the three terms is missing, so the cost of large z is far too small.",
            "no_log": "The last of the three terms is missing: at z = 0 your loss is 0, and guessing costs log 2.",
            "log_two": "The logarithm is that to base 2. `np.log` is the natural one.",
            "log_ten": "The logarithm is that to base 10. `np.log` is the natural one.",
            "squared_error": "Your cost is the squared error. This exercise asks for the cross-entropy.",
            "sign": "Your cost is negative. This form of the loss begins without a minus.",
        },
    ),
    hints=(
        "Three terms, each with one entry for each example. Then their mean.",
        "`np.maximum(Z2, 0)` compares every entry with 0; `np.abs` drops the signs.",
        "In the last term the exponent is minus the size of z, so the exponential is never above 1. Then 1 plus it, "
        "then `np.log`.",
    ),
)


# backward -------------------------------------------------------------------------------------------------------------


def _backward_with(wrong: Wrong, X: Array, Y: Array, W2: Array, A1: Array, A2: Array) -> object:
    """Make the mistakes of `backward`."""
    m = X.shape[0] if "features_for_examples" in wrong else X.shape[1]
    dZ2 = Y - A2 if "sign" in wrong else A2 - Y
    if "squared_error" in wrong:
        dZ2 = dZ2 * A2 * (1 - A2)
    slopes = {
        "no_slope": np.ones_like(A1),
        "slope_not_squared": 1 - A1,
        "slope_of_sigmoid": A1 * (1 - A1),
        "slope_of_relu": (A1 > 0).astype(float),
        "slope_squared": (1 - A1**2) ** 2,
        "value_for_slope": A1,
        "slope_of_A2": np.broadcast_to(A2 * (1 - A2), A1.shape),
    }
    slope = next((values for name, values in slopes.items() if name in wrong), 1 - A1**2)
    back = np.broadcast_to(dZ2, A1.shape) if "no_W2" in wrong else W2.T @ dZ2
    dZ1 = back / m * slope if "mean_twice" in wrong else back * slope
    sums = {name: 1 if f"{name}_sum" in wrong or "all_sums" in wrong else m for name in ("dW2", "db2", "dW1", "db1")}
    half = 2 if "half" in wrong else 1
    dW2: Any = dZ2 @ (A1 * slope if "slope_in_dW2" in wrong else A1).T / sums["dW2"] / half
    dW1: Any = dZ1 @ X.T / sums["dW1"] / half
    db2: Any = np.sum(dZ2, axis=1, keepdims=True) / sums["db2"] / half
    db1: Any = np.sum(dZ1, axis=1, keepdims=True) / sums["db1"] / half
    if "dW2_from_A2" in wrong:
        dW2 = (A2 @ A1.T) / m
    if "lying" in wrong:
        dW2, dW1 = dW2.T, dW1.T
    if "flat_biases" in wrong:
        db1, db2 = db1.ravel(), db2.ravel()
    if "one_bias" in wrong:
        db1 = np.full(db1.shape, np.mean(db1))
    if "bias_each" in wrong:
        db1, db2 = dZ1 / m, dZ2 / m
    results = {"dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}
    return tuple(results[name] for name in ("dW1", "db1", "dW2", "db2")) if "no_dict" in wrong else results


def _draw_backward(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, n_h, m in ((2, 3, 2), (3, 2, 4), (2, 4, 5), (4, 3, 8), (5, 6, 12), (8, 4, 30)):
        yield _to_go_back(rng, n_x, n_h, m)
    yield _to_go_back(rng, 2, 3, 1, "there is only one example")
    yield _to_go_back(rng, 3, 1, 4, "there is only one hidden unit")
    yield _to_go_back(rng, 3, 3, 3, "there are as many inputs, units and examples")
    case = _to_go_back(rng, 2, 3, 4).arguments
    yield Case({**case, "W2": np.zeros((1, 3))}, "W2 is 0")
    yield Case({**case, "Y": np.array([[0, 1, 1, 0]])}, "the labels are of dtype int")


def _to_go_back(rng: np.random.Generator, n_x: int, n_h: int, m: int, about: str = "") -> Case:
    network = dict(_network(rng, n_x, n_h, m).arguments)
    there = solutions.forward(**network)  # type: ignore[arg-type]
    Y = (rng.random((1, m)) < 0.5).astype(float)
    return Case({"X": network["X"], "Y": Y, "W2": network["W2"], "A1": there["A1"], "A2": there["A2"]}, about)


backward = Exercise(
    name="backward",
    lesson=4,
    reference=solutions.backward,
    inputs=_draw_backward,
    why="That is backpropagation. From here on, every network learns with the chain rule, one layer after the other.",
    optional=("dZ2", "dZ1"),
    mistakes=flawed(
        _backward_with,
        {
            "sign": "All gradients point the wrong way. Which of A2 and Y comes first in the difference?",
            "squared_error": "dZ2 holds a factor A2(1 − A2): that is the squared error. In the cross-entropy it "
            "cancels.",
            "no_slope": "The hidden layer's activation is forgotten on the way back: dZ1 needs the slope of tanh.",
            "slope_not_squared": "The slope of tanh is off. Try it at A1 = −1, where tanh is flat: yours is 2 there.",
            "slope_squared": "The slope of tanh enters twice. Once is enough.",
            "slope_of_sigmoid": "A1(1 − A1) is the slope of the sigmoid. What is that of tanh?",
            "slope_of_relu": "0 and 1 are the slopes of ReLU. What is that of tanh?",
            "value_for_slope": "dZ1 is multiplied by A1 itself: the chain rule asks for the slope at that place.",
            "slope_of_A2": "dZ1 holds the slope of the output's sigmoid. The hidden layer has tanh.",
            "slope_in_dW2": "dW2 holds the slope of tanh. That lies behind A1, not between A1 and the output.",
            "no_W2": "dZ1 does not depend on W2. A unit that hardly counts in the output is hardly to blame.",
            "mean_twice": "The hidden layer's gradients are divided by m twice: dZ is about single examples, the mean "
            "comes with dW and db.",
            "all_sums": "All your gradients are m times too large: as the cost is a mean, its gradient is one too.",
            "dW2_sum": "dW2 is m times too large: a mean is missing there.",
            "db2_sum": "db2 is m times too large: a mean is missing there.",
            "dW1_sum": "dW1 is m times too large: a mean is missing there.",
            "db1_sum": "db1 is m times too large: a mean is missing there.",
            "features_for_examples": "You divide by the number of inputs. Which entry of `X.shape` is m? Examples are "
            "columns.",
            "half": "A factor 1/2 has crept in. It belongs to the squared error; the cross-entropy has none.",
            "dW2_from_A2": "dW2 is made of A2 alone. It is the *difference* from Y that says how to move.",
            "lying": "The gradients of the weights lie on their sides. Each has the shape of what it is to change.",
            "flat_biases": "The gradients of the biases have lost a dimension: `keepdims=True` keeps them columns.",
            "one_bias": "All hidden units get the same correction of their bias. Sum along the examples only.",
            "bias_each": "The gradients of the biases still have one column for each example. How do they become one?",
            "no_dict": "The results come as a tuple. Return a dict, so that each has its name: "
            "`{'dW1': ..., 'db1': ..., 'dW2': ..., 'db2': ...}`.",
        },
    ),
    hints=(
        "The output layer is the logistic regression of lesson 02, with A1 in the place of X: you have derived its "
        "gradients already.",
        "Every gradient has the shape of what it belongs to: dZ1 that of A1, (n_h, m); dW1 that of W1. Write the "
        "shapes down, and most products can be written in one way only.",
        "dZ1 has two factors, multiplied entry by entry: what comes back through W2, of shape (n_h, m), and the slope "
        "of tanh, 1 minus A1 squared.",
        "dW is dZ times what went into the layer, transposed, divided by m. db is the sum of dZ along the examples "
        "(axis 1, dimensions kept), divided by m.",
    ),
)


# update ---------------------------------------------------------------------------------------------------------------


def _update_with(wrong: Wrong, parameters: dict[str, Array], gradients: dict[str, Array], alpha: float) -> object:
    """Make the mistakes of `update`."""
    sign = 1 if "uphill" in wrong else -1
    rate = 1.0 if "no_rate" in wrong else 1 / alpha if "divided" in wrong else alpha
    stays = {
        "biases_stay": ("b1", "b2"),
        "weights_stay": ("W1", "W2"),
        "hidden_stays": ("W1", "b1"),
        "output_stays": ("W2", "b2"),
    }
    kept = [name for switch, names in stays.items() if switch in wrong for name in names]
    new: dict[str, Array] = {}
    for name, value in parameters.items():
        gradient = gradients["d" + name]
        if "in_place" in wrong:
            value += sign * rate * gradient
        moved = value if "in_place" in wrong else value + sign * rate * gradient * (2 if "twice" in wrong else 1)
        new[name] = value if name in kept else moved
        if "step_only" in wrong:
            new[name] = rate * gradient
        if "scaled" in wrong:
            new[name] = value * (1 - rate)
        if "biases_without_rate" in wrong and name.startswith("b"):
            new[name] = value - gradient
    if "names_of_gradients" in wrong:
        return {"d" + name: value for name, value in new.items()}
    if "only_weights" in wrong:
        return {name: new[name] for name in ("W1", "W2")}
    return tuple(new.values()) if "no_dict" in wrong else new


def _draw_update(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, n_h in ((2, 3), (3, 2), (2, 4), (5, 3), (6, 7)):
        yield _step(rng, n_x, n_h, float(rng.uniform(0.05, 0.9)))
    yield _step(rng, 2, 1, 0.3, "there is only one hidden unit")
    yield _step(rng, 3, 2, 2.5, "the rate is larger than 1")
    yield _step(rng, 2, 2, 0.001, "the rate is small")


def _step(rng: np.random.Generator, n_x: int, n_h: int, alpha: float, about: str = "") -> Case:
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (1, n_h), "b2": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    # As `backward` returns them: in its order, and with what is not the gradient of a parameter among them.
    shapes = {"dZ2": (1, 4), "dW2": (1, n_h), "db2": (1, 1), "dZ1": (n_h, 4), "dW1": (n_h, n_x), "db1": (n_h, 1)}
    gradients = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return Case({"parameters": parameters, "gradients": gradients, "alpha": alpha}, about)


update = Exercise(
    name="update",
    lesson=4,
    reference=solutions.update,
    inputs=_draw_update,
    why="The same rule for four arrays or for four hundred: a step does not care how many there are.",
    mistakes=flawed(
        _update_with,
        {
            "uphill": "You step *along* the gradient, which is uphill. Which sign takes you down?",
            "no_rate": "The step is the whole gradient: where does the learning rate alpha come in?",
            "divided": "The step gets longer as alpha gets smaller. Is alpha multiplied or divided by?",
            "biases_stay": "The weights move and the biases stay as they were: they have gradients too.",
            "weights_stay": "The biases move and the weights stay as they were: they have gradients too.",
            "hidden_stays": "Only the output layer moves. The hidden layer is to learn as well.",
            "output_stays": "Only the hidden layer moves. The output layer is to learn as well.",
            "biases_without_rate": "The weights move as they should, the biases by their whole gradient: alpha is "
            "missing there.",
            "step_only": "You return the step, alpha times the gradient. From where is it taken?",
            "scaled": "The parameters shrink towards 0 whatever the gradients are. Are the gradients used?",
            "twice": "You move twice as far as you should.",
            "names_of_gradients": "The numbers may be right, but they have the names of the gradients: call the new "
            "parameters as the old ones.",
            "only_weights": "Only the weights come back. Return all four.",
            "no_dict": "The results come as a tuple. Return a dict with the names of the parameters.",
            "in_place": "The new numbers are right, but what the caller handed in has been changed. Is there a "
            "`-=`, or a `parameters[...] =`?",
        },
    ),
    hints=(
        "The rule of lesson 02, for each of the four parameters: against its own gradient, alpha times as far.",
        "The gradient of `parameters['W1']` is `gradients['dW1']`. Put the four new arrays into a new dict.",
        "Shorter: a loop over the names in `parameters`. The name of the gradient is `'d' + name`. (A loop over "
        "`gradients` would also meet dZ1 and dZ2.)",
    ),
)


# numerical_gradient ---------------------------------------------------------------------------------------------------


def _numerical_gradient_with(wrong: Wrong, cost: Callable[[Array], float], theta: Array, epsilon: float) -> object:
    """Make the mistakes of `numerical_gradient`."""
    gradient: Any = np.zeros(theta.shape)
    theta = -theta if "mirrored" in wrong else theta
    for index in np.ndindex(theta.shape):
        above, below = theta.copy(), theta.copy()
        if "all_at_once" in wrong:
            above, below = above + epsilon, below - epsilon
        elif "in_place" in wrong:
            theta[index] += epsilon
            above, below = theta.copy(), theta.copy()
            below[index] -= 2 * epsilon
        elif "row_at_once" in wrong:
            above[index[0]] += epsilon
            below[index[0]] -= epsilon
        else:
            above[index] += epsilon
            below[index] -= epsilon
        above = theta if "from_below" in wrong else above
        below = theta if "from_above" in wrong else below
        width = epsilon if wrong & {"from_above", "from_below", "not_two"} else 2 * epsilon
        if "times" in wrong:
            width = 1 / width
        width = 2 + epsilon if "width_plus" in wrong else 2 if "no_epsilon" in wrong else width
        first = 0 if "only_below" in wrong else cost(above)
        second = 0 if "only_above" in wrong else cost(below)
        rise = second if "only_below" in wrong else first + second if "plus" in wrong else first - second
        gradient[index] = (-rise if "sign" in wrong else rise) / (1 if "no_division" in wrong else width)
        if "inverse" in wrong:
            gradient[index] = width / rise
        if "subtracted" in wrong:
            gradient[index] = rise - width
        if "brackets" in wrong:
            gradient[index] = first - second / width
        if "two_in_numerator" in wrong:
            gradient[index] = rise / 2 * epsilon
    if "flat" in wrong:
        gradient = gradient.ravel()
    return gradient.sum() if "one_number" in wrong else gradient


def _cubes(theta: Array) -> float:
    return float(np.sum(theta**3))


def _product(theta: Array) -> float:
    return float(np.prod(2 + np.sin(theta)))


def _mixed(theta: Array) -> float:
    return float(np.sum(np.exp(theta) * np.arange(1, theta.size + 1).reshape(theta.shape)) + np.sum(theta) ** 2)


def _draw_numerical_gradient(rng: np.random.Generator) -> Iterator[Case]:
    for function, shape, epsilon in (
        (_cubes, (2, 2), 0.01),
        (_product, (1, 3), 0.02),
        (_mixed, (3, 2), 0.01),
        (_cubes, (4, 1), 0.05),
        (_mixed, (2, 4), 0.03),
        (_product, (3, 3), 0.01),
    ):
        yield Case({"cost": function, "theta": rng.normal(size=shape), "epsilon": epsilon})
    yield Case({"cost": _mixed, "theta": rng.normal(size=(1, 1)), "epsilon": 0.1}, "theta holds a single number")


numerical_gradient = Exercise(
    name="numerical_gradient",
    lesson=4,
    reference=solutions.numerical_gradient,
    inputs=_draw_numerical_gradient,
    why="A measurement that knows nothing of your derivation: when the two agree, both are right.",
    mistakes=flawed(
        _numerical_gradient_with,
        {
            "from_above": "You compare with the cost at theta itself. Close, but less precise: go to *both* sides.",
            "from_below": "You only look to the left of theta. Close, but less precise: go to *both* sides.",
            "not_two": "It is twice what it should be: how far apart are the two places that you compare?",
            "no_division": "You return differences of the cost. A slope is a difference divided by a distance.",
            "times": "You multiply by the distance where you should divide by it.",
            "no_epsilon": "You divide by 2. How far apart are the two places, in terms of epsilon?",
            "subtracted": "The distance is subtracted. A slope is a difference *divided* by a distance.",
            "inverse": "Distance divided by rise: the slope is the other way round.",
            "width_plus": "You divide by 2 plus epsilon. The two places lie 2 *times* epsilon apart.",
            "brackets": "Only the second cost is divided: `/` comes before `-`. Where do brackets belong?",
            "only_above": "Only the cost above appears. How does the cost *change* from one side to the other?",
            "only_below": "Only the cost below appears. How does the cost *change* from one side to the other?",
            "mirrored": "These are the slopes at −theta: is there a minus sign where theta is copied?",
            "two_in_numerator": "Python goes from left to right: `/ 2 * epsilon` divides by 2 and *multiplies* by "
            "epsilon. Where do brackets belong?",
            "sign": "Every slope has the wrong sign: the cost above comes first.",
            "plus": "The two costs are added. It is their difference that says how the cost changes.",
            "all_at_once": "All entries move together, so that each gets the sum of all slopes. Move one at a time.",
            "row_at_once": "A whole row moves at a time. Each entry has a slope of its own.",
            "in_place": "An entry that has been moved is never put back, and the caller's theta is changed. Work on "
            "copies.",
            "flat": "The slopes are right, and stand in one row: they belong in the shape of theta.",
            "one_number": "You return one number. There is a slope for each entry of theta.",
        },
    ),
    hints=(
        "For one entry: make a copy of theta with that entry a little larger, and one with it a little smaller. What "
        "does the cost do between them?",
        "`for index in np.ndindex(theta.shape):` visits every entry, whatever the shape; `theta[index]` is that entry.",
        "Inside: two copies, `above[index] += epsilon`, the same downwards for `below`. The slope is the difference of "
        "the two costs, divided by how far apart the two places are, which is 2 epsilon.",
    ),
)


# mend -----------------------------------------------------------------------------------------------------------------

#: Find the bug: the same task as `backward`, so the same mistakes are recognised; the learner mends two lines of it.
mend = replace(
    backward,
    name="mend",
    planted="half",
    why="You found both by measuring, array by array, and did not have to believe a single formula.",
    hints=(
        "Look at the table of relative errors: which arrays are far off, and which lines do these come from?",
        "Everything before the first wrong array on the way back is right. What is computed between the two?",
        "Compare that line with formulas (4) to (7): a slope, a sum, or a factor is not what it should be.",
    ),
)


QUESTIONS = (
    Multiple(
        "04.shapes",
        "A network has 5 inputs, 3 hidden units and one output, and sees 200 examples at once. What is true?",
        (
            Option("W1 has the shape (3, 5).", "One row for each hidden unit, one column for each input.", True),
            Option("b1 has the shape (3, 200).", "One bias for each unit, (3, 1). Broadcasting gives it to all 200."),
            Option("A1 has the shape (3, 200).", "One value for each unit and each example.", True),
            Option("dW2 has the shape (1, 3).", "Every gradient has the shape of what it belongs to.", True),
            Option("dZ1 has the shape (5, 200).", "dZ1 belongs to Z1, (3, 200). The 5 comes in with X, in dW1."),
        ),
    ),
    Numeric(
        "04.parameters",
        "2 inputs, 4 hidden units, 1 output. How many numbers does the network learn?",
        answer=17,
        why="W1 holds 4 · 2 = 8, b1 4, W2 4 and b2 1: together 17.",
        slips=(
            (12, "Those are the weights. Each unit also has a bias."),
            (16, "The output has a bias as well."),
            (13, "The four hidden units have a bias each."),
        ),
    ),
    Single(
        "04.symmetry",
        "All entries of W1 start at 0.3, all of W2 at 0.3, the biases at 0. What have you got after 10,000 steps?",
        (
            Option(
                "As many copies of one hidden unit as there are units.",
                "Equal units get equal gradients, take equal steps, and stay equal. It is a network with one unit.",
                True,
            ),
            Option(
                "Exactly what you started with.",
                "That happens with zeros. Here the gradients are not 0: the units move, all in the same way.",
            ),
            Option(
                "Different units, because the examples differ.",
                "Every unit sees the same examples. What would have to differ is the unit.",
            ),
            Option(
                "Different units, because of rounding.",
                "Rounding tells them apart by a hair at most. In the lesson the difference stayed 0 in all digits.",
            ),
        ),
    ),
    Single(
        "04.zeros-in-logistic-regression",
        "Why may logistic regression start with zeros?",
        (
            Option(
                "It has one unit, so there is nobody to be equal to, and its cost is a single bowl.",
                "The weights of one unit meet different pixels and get different gradients at once.",
                True,
            ),
            Option(
                "It has fewer weights.",
                "The number does not matter: with two hidden units, zeros are a trap already.",
            ),
            Option(
                "The sigmoid of 0 is 0.5, which is not 0.",
                "So it is in the output of the network with a hidden layer, and that does not help.",
            ),
            Option("It may not; it only takes longer.", "It arrives at the same place from anywhere: you measured it."),
        ),
    ),
    Single(
        "04.linear-hidden",
        "A hidden layer has 50 units and no activation function (a = z). What shapes can the boundary have?",
        (
            Option(
                "One straight line.",
                "W2(W1 x + b1) + b2 is a weighted sum of the inputs again: the 50 units fold into one.",
                True,
            ),
            Option("Up to 50 straight pieces.", "That takes kinks, as ReLU has them. A sum of straight is straight."),
            Option("Any smooth curve.", "That takes units that bend, as tanh does."),
            Option("None: it cannot learn.", "It learns as well as logistic regression does."),
        ),
    ),
    Order(
        "04.way-back",
        "In which order does the backward pass go?",
        (
            "dZ2, how far off the output is, with dW2 and db2",
            "what comes back through W2",
            "times the slope of tanh: dZ1",
            "dW1 and db1",
        ),
        why="From the output to the input. Each layer first gives its own gradients, then passes on what is to blame.",
    ),
)
