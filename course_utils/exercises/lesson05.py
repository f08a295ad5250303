"""Lesson 05, Deep networks: the table of shapes, one layer forward and back, and the whole network.

A network has as many results as layers, so the checks compare results by name, and the smallest network, in whose order
they are compared, has three layers; deeper ones are special cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson05 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Order, Single, flawed

Array = NDArray[np.float64]
Wrong = frozenset[str]


# dimensions -----------------------------------------------------------------------------------------------------------


def _dimensions_with(wrong: Wrong, sizes: list[int], m: int) -> object:
    """Make the mistakes of `dimensions`."""
    table: dict[str, list[tuple[int, ...]]] = {"W": [], "b": [], "Z": [], "A": []}
    for layer in range(0 if "from_zero" in wrong else 1, len(sizes) - ("no_output" in wrong)):
        n, before = sizes[layer], sizes[layer - 1]
        columns = before if "m_forgotten" in wrong else 1 if "one_example" in wrong else m
        table["W"].append((before, n) if "W_transposed" in wrong else (n, n) if "W_square" in wrong else (n, before))
        table["b"].append(
            (n,) if "b_flat" in wrong else (n, m) if "b_broadcast" in wrong else (1, n) if "b_row" in wrong else (n, 1)
        )
        table["Z"].append((m, n) if "rows" in wrong else (before, m) if "Z_before" in wrong else (n, columns))
        table["A"].append((m, n) if "rows" in wrong else (before, m) if "A_before" in wrong else (n, columns))
    if "with_inputs" in wrong:
        table["A"].insert(0, (sizes[0], m))
    return table


def _draw_dimensions(rng: np.random.Generator) -> Iterator[Case]:
    for depth in (2, 3, 4):
        sizes = [int(n) for n in rng.choice(np.arange(2, 30), size=depth, replace=False)]
        yield Case({"sizes": [*sizes, 1], "m": int(rng.integers(31, 60))})
    yield Case({"sizes": [12288, 64, 32, 1], "m": 2400}, "it is the network of this lesson")
    yield Case({"sizes": [7, 1], "m": 40}, "there is a single layer")
    yield Case({"sizes": [5, 4, 3, 2], "m": 35}, "the last layer has more than one unit")


dimensions = Exercise(
    name="dimensions",
    lesson=5,
    reference=solutions.dimensions,
    inputs=_draw_dimensions,
    why="Whoever knows every shape in advance finds most mistakes before they happen.",
    mistakes=flawed(
        _dimensions_with,
        {
            "W_transposed": "Every W lies on its side. W meets A of the layer before from the left: how many columns "
            "must it have, so that W A is defined?",
            "W_square": "Every W is square. It has a row for each unit of its own layer, and a column for each unit "
            "of which layer?",
            "b_flat": "b has one dimension only. It is a column.",
            "b_row": "b is a row. It is added to Z, and Z has one row for each unit.",
            "b_broadcast": "b has a column for each example. All examples share it: broadcasting repeats the one "
            "column.",
            "Z_before": "Z has as many rows as the layer before has units. W has changed that number: which side of "
            "the product W A sets the rows?",
            "A_before": "A has as many rows as the layer before has units. g works on each number by itself: what "
            "shape does it leave?",
            "m_forgotten": "Z and A have the shape of W. Each of them has one column for each example.",
            "one_example": "Z and A have a single column: that would be one example. How many are there?",
            "rows": "Examples are columns in this course: Z and A have one for each of them.",
            "no_output": "The last layer is missing. Where does your loop end, and what does `range` leave out?",
            "from_zero": "Your lists begin with layer 0. The inputs are no layer: nothing is computed there. (And "
            "`sizes[0 - 1]` is the last entry.)",
            "with_inputs": "Your list of A begins with the inputs. Here it begins with the first layer, like the "
            "others.",
        },
    ),
    hints=(
        "Take the first hidden layer of the table above: what have you written there? Then say it with `sizes`.",
        "Layer l has sizes[l] units, and is given sizes[l − 1] numbers by each example. W takes one to the other.",
        "Loop over the layers from 1 to L = len(sizes) − 1, and append one tuple to each of the four lists.",
    ),
)


# linear_forward -------------------------------------------------------------------------------------------------------


def _linear_forward_with(wrong: Wrong, A_prev: Array, W: Array, b: Array) -> object:
    """Make the mistakes of `linear_forward`."""
    product: Any = A_prev @ W if "order" in wrong else W @ A_prev
    bias: Any = np.sum(b) if "b_summed" in wrong else 2 * b if "b_twice" in wrong else b
    Z = product - bias if "b_sign" in wrong else product * bias if "b_product" in wrong else product + bias
    if "no_bias" in wrong:
        Z = product
    if "b_inside" in wrong:
        Z = (W + b) @ A_prev
    if "relu" in wrong:
        Z = np.maximum(Z, 0)
    if "sigmoid" in wrong:
        Z = 1 / (1 + np.exp(-Z))
    if "averaged" in wrong:
        Z = product / W.shape[1] + b
    return Z.T if "transposed" in wrong else Z


def _draw_layer(rng: np.random.Generator) -> Iterator[Case]:
    for n, n_prev, m in ((2, 1, 2), (2, 3, 2), (3, 2, 4), (4, 5, 3), (3, 6, 8)):
        yield _a_layer(rng, n, n_prev, m)
    yield _a_layer(rng, 3, 3, 3, "n, n_prev and m are equal, so that no shape can show a mistake")
    yield _a_layer(rng, 3, 2, 1, "there is only one example")
    yield _a_layer(rng, 1, 4, 5, "there is only one unit")


def _a_layer(rng: np.random.Generator, n: int, n_prev: int, m: int, about: str = "") -> Case:
    arrays = {"A_prev": (n_prev, m), "W": (n, n_prev), "b": (n, 1)}
    return Case({name: rng.normal(size=shape) for name, shape in arrays.items()}, about)


linear_forward = Exercise(
    name="linear_forward",
    lesson=5,
    reference=solutions.linear_forward,
    inputs=_draw_layer,
    why="One line for every layer of every network: nearly all the time that training takes is spent in this product "
    "and in the two of its way back.",
    mistakes=flawed(
        _linear_forward_with,
        {
            "no_bias": "Your Z is that of b = 0. Where does b enter?",
            "b_sign": "b is subtracted where it should be added.",
            "b_product": "b is multiplied where it should be added.",
            "b_summed": "Every unit gets the sum of all biases. Each has its own: b is a column, and broadcasting "
            "adds it to every example.",
            "b_twice": "b is added twice.",
            "b_inside": "b has been added to W, and so it is multiplied by A. It is added after the product.",
            "order": "The product stands the wrong way round. W is (n, n_prev), A_prev (n_prev, m), and Z (n, m).",
            "relu": "Your Z is never negative: there is a ReLU in it. The activation is the next exercise.",
            "sigmoid": "Your Z lies between 0 and 1: there is a sigmoid in it. The activation is the next exercise.",
            "averaged": "The product is divided by n_prev. A weighted sum stays a sum.",
            "transposed": "The numbers are right, and examples stand in rows. They are columns: Z is (n, m).",
        },
    ),
    hints=(
        "In lesson 02 it was w.T @ X + b, for a single unit. Here each row of W is such a w, lying down already.",
        "Write the shapes below each other: Z (n, m), W (n, n_prev), A_prev (n_prev, m). Which product fits?",
        "Then add b, (n, 1): broadcasting gives it to every column.",
    ),
)


# activation_forward ---------------------------------------------------------------------------------------------------


def _activation_forward_with(wrong: Wrong, Z: Array, kind: str) -> object:
    """Make the mistakes of `activation_forward`."""
    if "exchanged" in wrong:
        kind = "sigmoid" if kind == "relu" else "relu"
    if "always_relu" in wrong:
        kind = "relu"
    if "always_sigmoid" in wrong:
        kind = "sigmoid"
    if kind == "relu":
        return _relu_with(wrong, Z)
    A = 1 / (1 + np.exp(Z if "sigmoid_sign" in wrong else -Z))
    if "sigmoid_step" in wrong:
        return np.where(Z >= 0, 1.0, 0.0)
    return np.tanh(Z) if "tanh" in wrong else A * (1 - A) if "sigmoid_slope" in wrong else A


def _relu_with(wrong: Wrong, Z: Array) -> Array:
    if "in_place" in wrong:
        Z[Z < 0] = 0
        return Z
    changes: dict[str, Callable[[Array], Any]] = {
        "minimum": lambda Z: np.minimum(Z, 0),
        "absolute": np.abs,
        "relu_step": lambda Z: np.where(Z > 0, 1.0, 0.0),
        "identity": lambda Z: Z.copy(),
        "leaky": lambda Z: np.where(Z > 0, Z, 0.01 * Z),
        "capped": lambda Z: np.clip(Z, 0, 1),
    }
    chosen = [change for name, change in changes.items() if name in wrong]
    return chosen[0](Z) if chosen else np.maximum(Z, 0)


def _draw_linear_parts(rng: np.random.Generator) -> Iterator[Case]:
    for kind in ("relu", "sigmoid"):
        for shape in ((1, 3), (2, 2), (3, 4)):
            yield Case({"Z": 2 * rng.normal(size=shape), "kind": kind}, f"`kind` is “{kind}”")
        yield Case({"Z": np.array([[-3.0, -0.5, 0.0, 2.0]]), "kind": kind}, f"`kind` is “{kind}”")


activation_forward = Exercise(
    name="activation_forward",
    lesson=5,
    reference=solutions.activation_forward,
    inputs=_draw_linear_parts,
    why="Linear part and activation: the two halves of every layer that you will meet, up to MobileNet.",
    mistakes=flawed(
        _activation_forward_with,
        {
            "exchanged": "ReLU and sigmoid have changed places.",
            "always_relu": "It is the ReLU whatever `kind` says. Look at the case “sigmoid”.",
            "always_sigmoid": "It is the sigmoid whatever `kind` says. Look at the case “relu”.",
            "minimum": "Your ReLU keeps the negative numbers and loses the positive ones.",
            "absolute": "Your ReLU makes negative numbers positive. They become 0.",
            "relu_step": "Your ReLU is 1 for every positive number: that is its slope. Its value is z itself.",
            "identity": "Your ReLU changes nothing. Where do the negative numbers go?",
            "leaky": "Your ReLU lets a hundredth of the negative numbers through: that is the leaky one.",
            "capped": "Your ReLU stops at 1. It has no upper limit.",
            "in_place": "The values are right, and the caller's Z has been overwritten. The way back still needs it.",
            "sigmoid_sign": "Your sigmoid falls where it should rise: look at the sign in the exponent.",
            "sigmoid_step": "Your sigmoid is a step: it has lost how far z is from 0.",
            "tanh": "That is the hyperbolic tangent: it goes from −1 to 1, and the sigmoid from 0 to 1.",
            "sigmoid_slope": "That is the slope of the sigmoid, 0.25 at most. Its value is asked for.",
        },
    ),
    hints=(
        "You have written both functions before: the sigmoid in lesson 02, the ReLU in lesson 03.",
        '`kind` is a text: `if kind == "relu":` tells the two apart.',
        "`np.maximum(Z, 0)` compares each number with 0 and makes a new array. For the sigmoid: 1 / (1 + np.exp(−Z)).",
    ),
)


# model_forward --------------------------------------------------------------------------------------------------------


def _model_forward_with(wrong: Wrong, X: Array, parameters: dict[str, Array]) -> object:
    """Make the mistakes of `model_forward`."""
    L = 3 if "three_layers" in wrong else len(parameters) // 2
    A: Array = np.maximum(X, 0) if "relu_inputs" in wrong else X
    cache: dict[str, Array] = {} if "no_A0" in wrong else {"A0": A}
    for layer in range(1, L + ("stops_early" not in wrong)):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        given = X if "always_X" in wrong else cache[f"Z{layer - 1}"] if "Z_for_A" in wrong and layer > 1 else A
        Z = W @ given + (0 if "no_bias" in wrong else b)
        last = layer == L
        if "last_by_width" in wrong:
            last = W.shape[0] == 1
        relu, sigmoid = np.maximum(Z, 0), 1 / (1 + np.exp(-Z))
        A = sigmoid if last else relu
        if "exchanged" in wrong:
            A = relu if last else sigmoid
        if "relu_everywhere" in wrong:
            A = relu
        if "sigmoid_everywhere" in wrong:
            A = sigmoid
        if ("linear_hidden" in wrong and not last) or ("linear_last" in wrong and last):
            A = Z
        if "tanh_hidden" in wrong and not last:
            A = np.tanh(Z)
        cache[f"Z{layer}"], cache[f"A{layer}"] = (A if "Z_is_A" in wrong else Z), A
    if "only_last" in wrong:
        return A
    return {name: value for name, value in cache.items() if not ("no_Z" in wrong and name[0] == "Z")}


def _draw_model_forward(rng: np.random.Generator) -> Iterator[Case]:
    for sizes, m in (([2, 2, 3, 1], 2), ([3, 4, 2, 1], 2), ([2, 5, 4, 1], 4), ([4, 6, 5, 1], 6)):
        yield _to_forward(rng, sizes, m)
    yield _to_forward(rng, [3, 3, 3, 1], 3, "all layers but the last have the same width")
    yield _to_forward(rng, [5, 4, 3, 1], 1, "there is only one example")
    yield _to_forward(rng, [3, 4, 1, 1], 4, "a hidden layer has a single unit")
    yield _to_forward(rng, [3, 4, 5, 3, 1], 8, "there are four layers")
    yield _to_forward(rng, [4, 5, 3, 4, 3, 1], 10, "there are five layers")


def _to_forward(rng: np.random.Generator, sizes: list[int], m: int, about: str = "") -> Case:
    return Case({"X": rng.normal(size=(sizes[0], m)), "parameters": _network(rng, sizes)}, about)


def _network(rng: np.random.Generator, sizes: list[int]) -> dict[str, Array]:
    """Draw a network; the biases lean towards positive, so that few units are off on all examples."""
    parameters = {}
    for layer in range(1, len(sizes)):
        parameters[f"W{layer}"] = rng.normal(size=(sizes[layer], sizes[layer - 1])) * np.sqrt(2 / sizes[layer - 1])
        parameters[f"b{layer}"] = 0.4 + 0.5 * rng.normal(size=(sizes[layer], 1))
    return parameters


model_forward = Exercise(
    name="model_forward",
    lesson=5,
    reference=solutions.model_forward,
    inputs=_draw_model_forward,
    why="One loop, and the same function computes a network of three layers or of a hundred.",
    mistakes=flawed(
        _model_forward_with,
        {
            "relu_everywhere": "The last layer has a ReLU too. Its value is a probability: which function gives one?",
            "sigmoid_everywhere": "All layers have a sigmoid. Only the last one does; the others are ReLUs.",
            "exchanged": "The hidden layers have sigmoids and the last one a ReLU: the two have changed places.",
            "linear_last": "The last A is its Z: the sigmoid is missing.",
            "linear_hidden": "The hidden layers have no activation. Then all of them together are a single matrix, as "
            "in lesson 03.",
            "tanh_hidden": "The hidden layers have a tanh. This network has ReLUs there.",
            "always_X": "Every layer is given X. Only the first one is; the others are given A of the layer before.",
            "Z_for_A": "A layer is given Z of the layer before. It is given A, what the activation has made of it.",
            "no_bias": "Your Z are those of b = 0. Where does b enter?",
            "relu_inputs": "A0 is not X: there is a ReLU on the inputs. They are no layer, and stay as they are.",
            "stops_early": "The last layer is missing. Where does your loop end, and what does `range` leave out?",
            "three_layers": "It is right for three layers. How many there are stands in `parameters`: two entries for "
            "each.",
            "last_by_width": "A hidden layer with a single unit gets a sigmoid. The last layer is the one with the "
            "number L, however wide it is.",
            "Z_is_A": "Z and A hold the same numbers. The way back needs Z as it was before the activation.",
            "no_A0": "A0 is missing: keep X under this name, so that layer 1 has a layer before it.",
            "no_Z": "The Z are missing: the way back needs them for the slopes.",
            "only_last": "Only the last A comes back. The way back needs all of the Z and A on the way.",
        },
    ),
    hints=(
        'Begin with `cache = {"A0": X}`. In the loop, layer number `layer` reads `cache[f"A{layer - 1}"]`.',
        "How many layers? `parameters` has two entries for each. `range(1, L + 1)` counts from 1 to L.",
        'In each turn: linear_forward, keep Z; activation_forward, keep A. The kind is "sigmoid" when layer is L, and '
        'else "relu".',
    ),
)


# linear_backward ------------------------------------------------------------------------------------------------------


def _linear_backward_with(wrong: Wrong, dZ: Array, A_prev: Array, W: Array) -> object:
    """Make the mistakes of `linear_backward`."""
    m = A_prev.shape[0] if "features_for_examples" in wrong else dZ.shape[1]
    m = dZ.shape[0] if "units_for_examples" in wrong else m
    dA_prev: Any = W.T @ dZ / (m if "dA_mean" in wrong else 1)
    dW: Any = dZ @ A_prev.T / (1 if "dW_sum" in wrong or "both_sums" in wrong else m)
    db: Any = np.sum(dZ, axis=1, keepdims=True) / (1 if "db_sum" in wrong or "both_sums" in wrong else m)
    if "W_not_transposed" in wrong:
        dA_prev = W @ dZ
    if "dA_from_A" in wrong:
        dA_prev = W.T @ (W @ A_prev)
    if "dW_transposed" in wrong:
        dW = dW.T
    if "dW_from_A" in wrong:
        dW = np.ones_like(dZ) @ A_prev.T / m
    if "db_flat" in wrong:
        db = db.ravel()
    if "db_number" in wrong:
        db = np.sum(dZ) / m
    if "db_each" in wrong:
        db = dZ / m
    if "db_other_axis" in wrong:
        db = np.sum(dZ, axis=0, keepdims=True) / m
    if "minus" in wrong:
        dW, db = -dW, -db
    if "no_dA" in wrong:
        return dW, db
    return (dW, db, dA_prev) if "exchanged" in wrong else (dA_prev, dW, db)


def _draw_linear_backward(rng: np.random.Generator) -> Iterator[Case]:
    for n, n_prev, m in ((2, 1, 3), (2, 3, 4), (3, 2, 5), (4, 3, 6), (3, 6, 8)):
        yield _to_linear_backward(rng, n, n_prev, m)
    yield _to_linear_backward(rng, 4, 4, 4, "n, n_prev and m are equal, so that no shape can show a mistake")
    yield _to_linear_backward(rng, 3, 2, 1, "there is only one example")
    yield _to_linear_backward(rng, 1, 4, 5, "there is only one unit")


def _to_linear_backward(rng: np.random.Generator, n: int, n_prev: int, m: int, about: str = "") -> Case:
    arrays = {"dZ": (n, m), "A_prev": (n_prev, m), "W": (n, n_prev)}
    return Case({name: rng.normal(size=shape) for name, shape in arrays.items()}, about)


linear_backward = Exercise(
    name="linear_backward",
    lesson=5,
    reference=solutions.linear_backward,
    inputs=_draw_linear_backward,
    why="Two products as large as the one on the way forward: a step back costs about twice a step forward.",
    outputs=("dA_prev", "dW", "db"),
    mistakes=flawed(
        _linear_backward_with,
        {
            "both_sums": "dW and db are m times too large: the cost is a mean over the examples, and so are its "
            "gradients.",
            "dW_sum": "dW is m times too large: the cost is a mean over the examples, and so is its gradient.",
            "db_sum": "db is m times too large: the cost is a mean over the examples, and so is its gradient.",
            "dA_mean": "dA_prev is divided by m. It belongs to the loss of each example by itself; the mean is taken "
            "only where examples are added up.",
            "features_for_examples": "You divide by n_prev. Which entry of a shape is m? Examples are columns.",
            "units_for_examples": "You divide by n, the number of units. Which entry of a shape is m? Examples are "
            "columns.",
            "W_not_transposed": "W stands there as it is. It takes n_prev numbers to n, and you want to go back from n "
            "to n_prev.",
            "dA_from_A": "There is no dZ in your dA_prev. What comes back through W is dZ.",
            "dW_transposed": "dW lies on its side. It must have the shape of W, so that one can be subtracted from "
            "the other.",
            "dW_from_A": "There is no dZ in your dW. A weight's gradient is what it was given times how far off its "
            "unit is.",
            "db_flat": "db has lost a dimension: its numbers are right, its shape must be that of b.",
            "db_number": "db is a single number. Each unit has its own: the sum runs over examples only.",
            "db_each": "db has an entry for each example. How do they become one?",
            "db_other_axis": "db has one entry for each example, and should have one for each unit: look at `axis`.",
            "minus": "dW and db have the wrong sign. The minus belongs to the update.",
            "no_dA": "Two results come back. The first of three, dA_prev, is what the layer before is waiting for.",
            "exchanged": "The three results stand in another order: dA_prev, dW, db.",
        },
    ),
    hints=(
        "Each gradient has the shape of what it belongs to: dA_prev (n_prev, m), dW (n, n_prev), db (n, 1).",
        "dZ is (n, m). With which of W and A_prev, transposed or not, and on which side, do you get these shapes?",
        "dA_prev is W.T @ dZ. dW is dZ @ A_prev.T and adds up over the examples, db is the sum of dZ along axis 1: "
        "both are divided by m.",
    ),
)


# activation_backward --------------------------------------------------------------------------------------------------


def _activation_backward_with(wrong: Wrong, dA: Array, Z: Array, kind: str) -> object:
    """Make the mistakes of `activation_backward`."""
    if "exchanged" in wrong:
        kind = "sigmoid" if kind == "relu" else "relu"
    if "always_relu" in wrong:
        kind = "relu"
    if "always_sigmoid" in wrong:
        kind = "sigmoid"
    A = 1 / (1 + np.exp(-Z))
    slope: Any
    if kind == "relu":
        slope = np.where(Z >= 0 if "kink" in wrong else Z > 0, 1.0, 0.0)
        if "relu_value" in wrong:
            slope = np.maximum(Z, 0)
        if "slope_of_dA" in wrong:
            slope = np.where(dA > 0, 1.0, 0.0)
        if "other_side" in wrong:
            slope = 1 - slope
    else:
        slope = A * (1 - A)
        if "sigmoid_value" in wrong:
            slope = A
        if "one_minus" in wrong:
            slope = 1 - A
        if "Z_for_A" in wrong:
            slope = Z * (1 - Z)
        if "sigmoid_twice" in wrong:
            slope = slope**2
    if "no_dA" in wrong:
        return slope
    if "divided" in wrong:
        return dA / Z.shape[1] * slope
    return dA.copy() if "no_slope" in wrong else dA + slope if "added" in wrong else dA * slope


def _draw_activation_backward(rng: np.random.Generator) -> Iterator[Case]:
    for kind in ("relu", "sigmoid"):
        for shape in ((1, 3), (2, 2), (3, 4)):
            drawn = {"dA": rng.normal(size=shape), "Z": 2 * rng.normal(size=shape)}
            yield Case({**drawn, "kind": kind}, f"`kind` is “{kind}”")
        by_hand = {"dA": np.array([[1.0, 2.0, -3.0, 4.0]]), "Z": np.array([[-3.0, -0.5, 0.0, 2.0]])}
        yield Case({**by_hand, "kind": kind}, f"`kind` is “{kind}”")


activation_backward = Exercise(
    name="activation_backward",
    lesson=5,
    reference=solutions.activation_backward,
    inputs=_draw_activation_backward,
    why="Here signals die on the way back: every activation multiplies by its slope, and slopes are 1 at most.",
    mistakes=flawed(
        _activation_backward_with,
        {
            "exchanged": "The slopes of ReLU and sigmoid have changed places.",
            "always_relu": "It is the ReLU's slope whatever `kind` says. Look at the case “sigmoid”.",
            "always_sigmoid": "It is the sigmoid's slope whatever `kind` says. Look at the case “relu”.",
            "no_dA": "That is the slope alone. The chain rule multiplies it with what comes back, dA.",
            "no_slope": "dA comes back as it was. The chain rule multiplies it with the slope at Z.",
            "added": "Slope and dA are added. The chain rule multiplies.",
            "divided": "It is divided by m. The mean is taken where examples are added up, in dW and db.",
            "relu_value": "dA is multiplied by the ReLU's value. Its slope is 0 or 1.",
            "slope_of_dA": "Your ReLU looks at the sign of dA. What decides is the sign of Z, on the way forward.",
            "other_side": "Your ReLU lets through what it should stop: its slope is 1 where Z is positive.",
            "kink": "It differs where Z is exactly 0. There the course takes the slope 0, as TensorFlow does.",
            "sigmoid_value": "dA is multiplied by the sigmoid's value. Its slope is the value times one minus the "
            "value.",
            "one_minus": "Of the sigmoid's slope, A (1 − A), only the second factor is there.",
            "Z_for_A": "You have put Z into A (1 − A). A is the sigmoid of Z.",
            "sigmoid_twice": "The sigmoid's slope is multiplied in twice.",
        },
    ),
    hints=(
        "In formulas: dZ = dA ∗ g′(Z), entry by entry. So it is the slope at Z that you need, for each kind.",
        "For the ReLU the slope is 1 where Z > 0 and 0 elsewhere: `(Z > 0)` counts as 1 and 0 in a product.",
        "For the sigmoid compute A first, with your own activation_forward; the slope is A ∗ (1 − A).",
    ),
)


# model_backward -------------------------------------------------------------------------------------------------------


def _model_backward_with(wrong: Wrong, Y: Array, parameters: dict[str, Array], cache: dict[str, Array]) -> object:
    """Make the mistakes of `model_backward`."""
    L, m = len(parameters) // 2, Y.shape[1]
    A = cache[f"A{L}"]
    dZ: Any = Y - A if "sign" in wrong else A if "no_labels" in wrong else A - Y
    if "output_slope" in wrong:
        dZ = dZ * A * (1 - A)
    if "twice" in wrong:
        dZ = 2 * dZ
    if "loss_for_dZ" in wrong:
        dZ = -(Y / A) + (1 - Y) / (1 - A)
    gradients: dict[str, Any] = {}
    for layer in range(L, 1 if "stops_early" in wrong else 0, -1):
        W, A_prev = parameters[f"W{layer}"], cache[f"A{layer - 1}"]
        if "Z_for_A" in wrong and layer > 1:
            A_prev = cache[f"Z{layer - 1}"]
        dW, db = dZ @ A_prev.T / m, np.sum(dZ, axis=1, keepdims=True) / m
        if "sums" in wrong:
            dW, db = m * dW, m * db
        gradients |= {f"dZ{layer}": dZ, f"dW{layer}": dW, f"db{layer}": db}
        if layer == 1:
            break
        dA = W.T @ dZ / (m if "mean_each_time" in wrong else 1)
        Z = cache[f"Z{layer - 1}"]
        if "slope_of_next" in wrong:
            Z = cache[f"Z{layer}"]
        sigmoid = 1 / (1 + np.exp(-Z))
        slope = sigmoid * (1 - sigmoid) if "sigmoid_slope" in wrong else np.where(Z > 0, 1.0, 0.0)
        slope = (
            np.maximum(Z, 0) if "relu_value" in wrong else np.where(dA > 0, 1.0, 0.0) if "dA_slope" in wrong else slope
        )
        dZ = dA if "no_slope" in wrong else dA * slope
    if "only_first" in wrong:
        return {name: gradients[name] for name in ("dZ1", "dW1", "db1")}
    return {name: value for name, value in gradients.items() if not ("no_db" in wrong and name.startswith("db"))}


def _draw_model_backward(rng: np.random.Generator) -> Iterator[Case]:
    for sizes, m in (([2, 2, 3, 1], 3), ([3, 4, 2, 1], 4), ([2, 5, 4, 1], 5), ([4, 6, 5, 1], 7)):
        yield _to_backward(rng, sizes, m)
    yield _to_backward(rng, [3, 3, 3, 1], 6, "all layers but the last have the same width")
    yield _to_backward(rng, [4, 6, 5, 1], 8, "every label is 1", labels=1.0)
    yield _to_backward(rng, [3, 4, 5, 3, 1], 9, "there are four layers")
    yield _to_backward(rng, [4, 5, 3, 4, 3, 1], 10, "there are five layers")


def _to_backward(
    rng: np.random.Generator, sizes: list[int], m: int, about: str = "", labels: float | None = None
) -> Case:
    Y = (rng.random((1, m)) < 0.5).astype(float) if labels is None else np.full((1, m), labels)
    parameters = _network(rng, sizes)
    cache = solutions.model_forward(rng.normal(size=(sizes[0], m)), parameters)
    return Case({"Y": Y, "parameters": parameters, "cache": cache}, about)


model_backward = Exercise(
    name="model_backward",
    lesson=5,
    reference=solutions.model_backward,
    inputs=_draw_model_backward,
    why="That is backpropagation, in full: what frameworks do for you from lesson 11 on, you have now done yourself.",
    mistakes=flawed(
        _model_backward_with,
        {
            "sign": "Everything has the wrong sign. Which of A and Y comes first in the difference?",
            "no_labels": "Y does not enter. How far off the prediction is, is the difference between A and Y.",
            "output_slope": "The last layer's dZ holds a factor A (1 − A). It has cancelled in A − Y already: formula "
            "(5) of lesson 02.",
            "loss_for_dZ": "You begin with dA of the last layer and use it as its dZ. Either multiply it with the "
            "sigmoid's slope, or begin with A − Y, which is the same.",
            "twice": "Everything is twice as large as it should be. There is no factor 2 in the cross-entropy.",
            "sums": "All dW and db are m times too large: the cost is a mean over the examples.",
            "mean_each_time": "The last layer is right, and before it each layer is once more divided by m. The mean "
            "is taken where examples are added up, in dW and db, and not in dA.",
            "no_slope": "The last layer is right, and the slopes of the hidden layers are missing: on the way back "
            "each activation multiplies by its slope.",
            "slope_of_next": "The last layer is right; before it the slope is taken from the wrong layer. dA of layer "
            "l − 1 goes back through the activation of layer l − 1: whose Z is that?",
            "sigmoid_slope": "The last layer is right; the hidden ones have ReLUs, and you use the sigmoid's slope.",
            "relu_value": "The last layer is right; before it dA is multiplied by the ReLU's value. Its slope is 0 "
            "or 1.",
            "dA_slope": "The last layer is right; before it the ReLU looks at the sign of dA. What decides is the sign "
            "of Z, on the way forward.",
            "Z_for_A": "dW is made of Z of the layer before. The weights have met A: what the activation made of it.",
            "stops_early": "The first layer has no gradients. Where does your loop end, and what does `range` leave "
            "out?",
            "only_first": "Only the gradients of layer 1 come back. Collect those of all layers in one dict.",
            "no_db": "The db are missing. Each layer has a bias, and it learns too.",
        },
    ),
    hints=(
        "Begin at the end: dZ of the last layer is A − Y. Then walk through the layers with `range(L, 0, -1)`.",
        "In each turn, layer number `layer`: linear_backward with dZ, A of the layer before and this layer's W gives "
        "dA_prev, dW and db. Keep dW and db.",
        "Then go through the activation of the layer before, to get its dZ: activation_backward with dA_prev, that "
        'layer\'s Z, and "relu". Layer 1 has no layer before it: leave this step out there.',
    ),
)

#: Find the bug: the same task as `model_backward`, so the same mistakes are recognised; the learner mends one line.
mend = replace(
    model_backward,
    name="mend",
    planted="slope_of_next",
    why="The table of measured errors led you to one line: everything behind it was right, everything before it wrong.",
    hints=(
        "dW and db of the last layer are right, those of the layer before are not. What is computed between the two?",
        "On the way back through layer l, the blame passes the weights of layer l, and then the ReLU of layer l − 1.",
        "The slope of the ReLU of layer l − 1 is 1 where *its* Z is above 0. Which Z does the line look at?",
    ),
)


QUESTIONS = (
    Multiple(
        "05.shapes",
        "A layer of 10 units follows one of 30, with 500 examples. What is true?",
        (
            Option(
                "W has the shape (10, 30).", "A row for each of its units, a column for each number it is given.", True
            ),
            Option("dW has the shape (10, 30).", "A gradient has the shape of what it belongs to.", True),
            Option("b has the shape (10, 500).", "All examples share one column, (10, 1); broadcasting repeats it."),
            Option("dA of the layer before has the shape (30, 500).", "It belongs to A of the layer before.", True),
        ),
    ),
    Numeric(
        "05.parameters",
        "How many parameters has the network 100-20-10-1?",
        answer=2241,
        why="100·20 + 20 = 2,020 in the first layer, 20·10 + 10 = 210 in the second, 10 + 1 = 11 in the third.",
        slips=(
            (2210, "That is the weights alone: each unit has a bias too."),
            (131, "That is the number of units and inputs. Each unit has a weight for everything that it is given."),
            (31, "That is the number of units. Each has a weight for everything that it is given, and a bias."),
        ),
    ),
    Single(
        "05.cache",
        "Why does the way forward keep all Z and A, when only the last A is wanted?",
        (
            Option(
                "The gradients need them: dW is made of A of the layer before, and the slope is taken at Z.",
                "Without them the way back would have to compute them again.",
                True,
            ),
            Option(
                "So that the next forward pass is quicker.",
                "The next one has other weights: everything changes, and an old cache would be wrong.",
            ),
            Option(
                "They are the parameters.",
                "Parameters are W and b. Z and A belong to the examples, and go after the step.",
            ),
            Option("For the plots.", "Nothing plots them. The way back does not work without them."),
        ),
    ),
    Multiple(
        "05.hyperparameters",
        "What does gradient descent NOT change?",
        (
            Option("The number of layers.", "A hyperparameter: you choose it before training.", True),
            Option("The learning rate.", "A hyperparameter: it says how gradient descent moves the parameters.", True),
            Option("b of the second layer.", "A parameter: it has a gradient and moves with every step."),
            Option("The activation function.", "A hyperparameter: you choose it before training.", True),
        ),
    ),
    Single(
        "05.parity",
        "For which kind of unit does the parity of n bits, in one hidden layer, need at least 2ⁿ⁻¹ units?",
        (
            Option(
                "Each unit is an AND of bits and negated bits, and the output an OR.",
                "Each AND must look at all n bits, so it recognises one pattern, and 2ⁿ⁻¹ patterns are odd.",
                True,
            ),
            Option(
                "Each unit is a step of a weighted sum.",
                "n units are enough: unit k asks whether at least k bits are 1.",
            ),
            Option("Each unit is a ReLU.", "n units are enough: a ReLU of the sum can bend at each whole number."),
            Option("Any kind.", "It depends on what a unit can do: weighted sums can count, ANDs cannot."),
        ),
    ),
    Order(
        "05.backward",
        "In which order are these computed in one step of training, in a network of two layers?",
        ("A2, the probabilities", "dZ2 = A2 − Y", "dA1, back through W2", "dZ1, back through the ReLU", "dW1 and db1"),
        why="From the last layer to the first, and in each one dZ comes before the gradients that are made of it.",
    ),
)
