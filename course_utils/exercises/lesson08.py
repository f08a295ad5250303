"""Lesson 08, Initialization and gradient checking: one scale, the first weights, clipping, and checking a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson08 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Single, flawed

Array = NDArray[np.float64]
Arrays = dict[str, Array]
Wrong = frozenset[str]


# standardize ----------------------------------------------------------------------------------------------------------


def _standardize_with(wrong: Wrong, X_train: Array, X_new: Array) -> object:
    """Make the mistakes of `standardize`."""
    axis = None if "one_number" in wrong else 0 if "per_example" in wrong else 1
    measured = np.hstack([X_train, X_new]) if "pooled" in wrong else X_train
    (mean, std), (mean_new, std_new) = (_measure_with(wrong, X, axis) for X in (measured, X_new))
    if "own_statistics" not in wrong and "per_example" not in wrong:
        mean_new, std_new = mean, std
    train, new = (_scale_with(wrong, X, *numbers) for X, *numbers in ((X_train, mean, std), (X_new, mean_new, std_new)))
    if "new_untouched" in wrong:
        new = X_new.copy()
    if "train_untouched" in wrong:
        train = X_train.copy()
    if "only_train" in wrong:
        return train
    return (new, train) if "exchanged" in wrong else (train, new)


def _measure_with(wrong: Wrong, X: Array, axis: int | None) -> tuple[Any, Any]:
    """Return mean and standard deviation, or what people take for them."""
    mean: Any = np.mean(X, axis=axis, keepdims=True)
    std: Any = np.std(X, axis=axis, keepdims=True, ddof=1 if "sample" in wrong and X.shape[1] > 1 else 0)
    if "median" in wrong:
        mean = np.median(X, axis=axis, keepdims=True)
    if "summed" in wrong:
        mean = np.sum(X, axis=axis, keepdims=True)
    if "min_max" in wrong:
        mean, std = np.min(X, axis=1, keepdims=True), np.ptp(X, axis=1, keepdims=True)
    if "variance" in wrong:
        std = std**2
    if "root" in wrong:
        std = np.sqrt(std)
    if "largest" in wrong:
        std = np.max(np.abs(X), axis=1, keepdims=True)
    return mean, std if "nan" in wrong else np.where(std > 0, std, 1)


def _scale_with(wrong: Wrong, X: Array, mean: Array, std: Array) -> Array:
    """Shift and scale, or what people do in that place."""
    if "brackets" in wrong:
        return X - mean / std
    shifted = (
        X if "not_shifted" in wrong else X + mean if "added" in wrong else mean - X if "sign" in wrong else X - mean
    )
    return shifted * std if "multiplied" in wrong else shifted if "not_scaled" in wrong else shifted / std


def _draw_standardize(rng: np.random.Generator) -> Iterator[Case]:
    for n, m, k in ((2, 3, 2), (3, 4, 3), (4, 6, 5), (5, 9, 4), (3, 7, 7)):
        yield _two_sets(rng, n, m, k)
    yield _two_sets(rng, 3, 5, 1, "there is a single new example")
    yield _two_sets(rng, 4, 4, 4, "there are as many features as examples, so that no shape can show a mistake")
    case: Any = _two_sets(rng, 3, 5, 4).arguments
    constant = {name: np.vstack([X[:1], np.full((1, X.shape[1]), 2.0), X[2:]]) for name, X in case.items()}
    yield Case(constant, "a feature never changes")


def _two_sets(rng: np.random.Generator, n: int, m: int, k: int, about: str = "") -> Case:
    middle, width = rng.uniform(1, 4, (n, 1)) * rng.choice([-1, 1], (n, 1)), rng.uniform(0.3, 3, (n, 1))
    X_train = middle + width * rng.normal(size=(n, m))
    return Case({"X_train": X_train, "X_new": 0.5 + middle + 0.7 * width * rng.normal(size=(n, k))}, about)


standardize = Exercise(
    name="standardize",
    lesson=8,
    reference=solutions.standardize,
    inputs=_draw_standardize,
    outputs=("train", "new"),
    why="One scale for all features, and the same one for every picture that the model will ever see.",
    mistakes=flawed(
        _standardize_with,
        {
            "own_statistics": "The new examples are measured by themselves. A model has learned what the numbers mean "
            "on the training set: they must mean the same for new examples, even for a single one.",
            "pooled": "Both sets are measured together. What belongs to the test must not take part in the training: "
            "take the statistics of the training set alone.",
            "variance": "The spread of your training set is not 1. You divide by the mean *squared* distance, the "
            "variance. What has the unit of the feature itself?",
            "root": "One root too many: NumPy's `std` is the root of the variance already.",
            "per_example": "Each example is measured by itself, over its features. Features are rows: the mean of a "
            "feature runs over the examples. Look at `axis`.",
            "one_number": "All features share one mean and one standard deviation. Each has its own: look at `axis`.",
            "sample": "Your standard deviation divides by m − 1. Here it is the root of a mean, divided by m: NumPy's "
            "own default.",
            "not_shifted": "The mean of your training set is not 0: what has to be subtracted?",
            "not_scaled": "The mean is 0, and the spread is what it was. What has to be divided by?",
            "multiplied": "You multiply by the standard deviation. A feature that spreads widely must become narrower.",
            "added": "The mean is added. Where would that put a feature that lies around 100?",
            "sign": "Every number has the wrong sign: what is subtracted from what?",
            "brackets": "Only the mean is divided: `/` comes before `-`. Where do brackets belong?",
            "median": "You subtract the median. It is the mean that makes the tilt of the bowl disappear.",
            "summed": "You subtract a sum over the examples, where it should be their mean.",
            "min_max": "Your training set runs from 0 to 1. That is another way of scaling: here the mean is to be 0 "
            "and the standard deviation 1.",
            "largest": "You divide by the largest number. Divide by how far the feature spreads around its mean.",
            "nan": "A feature that never changes gives 0 divided by 0. It carries no news: divide it by 1.",
            "new_untouched": "The new examples come back as they were. Do you measure the training set after you have "
            "overwritten it? Then its mean is 0 and its spread is 1.",
            "train_untouched": "The training examples come back as they were: both sets are to be standardized.",
            "only_train": "One set comes back. Return both: the training set, and the new examples on the same scale.",
            "exchanged": "The two sets stand in another order: the training set comes first.",
        },
    ),
    hints=(
        "Two columns of numbers describe everything: mean and standard deviation of each feature, of the training set.",
        "`np.mean(X, axis=1, keepdims=True)` gives a column, and broadcasting subtracts it from every example; "
        "`np.std` works alike.",
        "Where the standard deviation is 0, divide by 1: `np.where(condition, a, b)` chooses entry by entry. Then the "
        "same two columns serve for both sets.",
    ),
)


# initialize -----------------------------------------------------------------------------------------------------------


def _initialize_with(wrong: Wrong, n_out: int, n_in: int, kind: str, rng: np.random.Generator) -> object:
    """Make the mistakes of `initialize`."""
    if "always_he" in wrong:
        kind = "he"
    if "always_glorot" in wrong:
        kind = "glorot"
    if "kinds_exchanged" in wrong:
        kind = "glorot" if kind == "he" else "he"
    if kind == "he":
        variance = 2 / (n_out if "n_out" in wrong else n_in)
        variance = 1 / n_in if "he_one" in wrong else 4 / n_in if "he_four" in wrong else variance
    else:
        variance = 2 / (n_in * n_out if "product" in wrong else n_in + n_out)
        variance = 1 / (n_in + n_out) if "glorot_one" in wrong else variance
        variance = 1 / n_in if "glorot_n_in" in wrong else variance
    scale: Any = variance if "variance" in wrong else 1 / np.sqrt(variance) if "inverse" in wrong else np.sqrt(variance)
    if "root_of_two_only" in wrong:
        scale = np.sqrt(2) / (n_in if kind == "he" else n_in + n_out)
    if "fixed" in wrong:
        scale = 0.01
    if "no_scale" in wrong:
        scale = 1.0
    shape = (n_in, n_out) if wrong & {"transposed", "turned"} else (n_out, n_in)
    drawn = rng.random(size=shape) if "uniform" in wrong else rng.normal(size=shape)
    if "uniform_around_0" in wrong:
        drawn = np.random.default_rng(rng).uniform(-1, 1, size=shape)
    W = np.zeros(shape) if "zeros" in wrong else np.ones(shape) * scale if "all_equal" in wrong else scale * drawn
    return W.T if "turned" in wrong else W


def _draw_initialize(rng: np.random.Generator) -> Iterator[Case]:
    for n_out, n_in in ((2, 3), (3, 5), (5, 4), (1, 7), (6, 8)):
        for kind in ("he", "glorot"):
            yield _a_layer(rng, n_out, n_in, kind, f"`kind` is “{kind}”")


def _a_layer(rng: np.random.Generator, n_out: int, n_in: int, kind: str, about: str) -> Case:
    seeded = np.random.default_rng(int(rng.integers(1000)))
    return Case({"n_out": n_out, "n_in": n_in, "kind": kind, "rng": seeded}, about)


initialize = Exercise(
    name="initialize",
    lesson=8,
    reference=solutions.initialize,
    inputs=_draw_initialize,
    why="Two lines, and a network of fifty layers can begin to learn.",
    mistakes=flawed(
        _initialize_with,
        {
            "n_out": "Your He counts the units of the layer itself. A unit adds up as many terms as it has *inputs*.",
            "variance": "You multiply by the variance. What a number from `rng.normal` has to be multiplied by is a "
            "standard deviation.",
            "inverse": "Your weights grow with the number of inputs. The more terms a sum has, the smaller each must "
            "be.",
            "he_one": "Your He keeps the signal of a layer without activation. A ReLU loses half of the mean square: "
            "what makes up for that?",
            "he_four": "Your He has a factor 2 too many. Is it taken twice, or is there a 2 outside of the root?",
            "glorot_one": "Your Glorot is 1 over the sum of both sizes. Its variance is 1 over their *mean*.",
            "glorot_n_in": "Your Glorot looks at the inputs only. Its gradient on the way back meets the other size: "
            "Glorot takes the mean of both.",
            "product": "Your Glorot multiplies the two sizes. It takes their mean.",
            "root_of_two_only": "The root has been taken of the 2 alone, and not of what it is divided by.",
            "kinds_exchanged": "He and Glorot have changed places.",
            "always_he": "It is He's scale whatever `kind` says.",
            "always_glorot": "It is Glorot's scale whatever `kind` says.",
            "fixed": "Your weights have the same size in every layer. With many inputs that is too much, with few too "
            "little: which size enters?",
            "no_scale": "Your weights have standard deviation 1, however many terms a unit adds up.",
            "uniform": "All your weights are positive: they are drawn between 0 and 1. Use the normal distribution, "
            "`rng.normal`.",
            "uniform_around_0": "Your weights are drawn evenly from an interval. Its variance is a third of the half "
            "width squared, so the scale is another one: use the normal distribution here.",
            "zeros": "All weights are 0, so all units of a layer stay alike for ever: lesson 04.",
            "all_equal": "All weights of the layer are equal: they have to be drawn.",
            "transposed": "W lies on its side: it has a row for each unit and a column for each input.",
            "turned": "The size is right. But you draw with the shape (n_in, n_out) and turn it over: draw (n_out, "
            "n_in) at once, so that everybody gets the same numbers from the same generator.",
        },
    ),
    hints=(
        "The formulas above give variances. `rng.normal(size=(rows, columns))` draws with standard deviation 1.",
        "He: the variance is 2 / n_in. Glorot: it is 2 / (n_in + n_out). The standard deviation is its root.",
        '`variance = ... if kind == "he" else ...`, then `np.sqrt(variance)` times what the generator draws.',
    ),
)


# clip_by_norm ---------------------------------------------------------------------------------------------------------


def _clip_by_norm_with(wrong: Wrong, gradients: Arrays, limit: float) -> object:
    """Make the mistakes of `clip_by_norm`."""
    if "by_value" in wrong:
        return {name: np.clip(gradient, -limit, limit) for name, gradient in gradients.items()}
    if "each_alone" in wrong:
        return {
            name: _shortened(wrong, gradient, _length(wrong, [gradient]), limit) for name, gradient in gradients.items()
        }
    counted = [gradient for name, gradient in gradients.items() if not ("only_weights" in wrong and name[1] == "b")]
    norm = _length(wrong, counted)
    if "flat" in wrong:
        return np.concatenate([_shortened(wrong, g, norm, limit).ravel() for g in gradients.values()])
    clipped = {name: _shortened(wrong, gradient, norm, limit) for name, gradient in gradients.items()}
    return list(clipped.values()) if "no_names" in wrong else clipped


def _length(wrong: Wrong, arrays: list[Array]) -> float:
    """Return the length of several arrays together, or what people take for it."""
    squares = float(sum(np.sum(array**2) for array in arrays))
    if "sum_of_norms" in wrong:
        return float(sum(np.linalg.norm(array) for array in arrays))
    if "largest_norm" in wrong:
        return float(max(np.linalg.norm(array) for array in arrays))
    if "no_root" in wrong:
        return squares
    if "absolute" in wrong:
        return float(sum(np.sum(np.abs(array)) for array in arrays))
    if "largest" in wrong:
        return float(max(np.max(np.abs(array)) for array in arrays))
    if "signed_sum" in wrong:
        return abs(float(sum(np.sum(array) for array in arrays)))
    if "means" in wrong:
        return float(np.sqrt(sum(np.mean(array**2) for array in arrays)))
    if "doubled" in wrong:
        return float(np.sqrt(np.maximum(sum(np.sum(array * 2) for array in arrays), 0)))
    if "mean_square" in wrong:
        return float(np.sqrt(squares / sum(array.size for array in arrays)))
    return float(np.sqrt(squares))


def _shortened(wrong: Wrong, gradient: Array, norm: float, limit: float) -> Array:
    """Return one array, shortened, or what people do in that place."""
    if "unclipped" in wrong:
        return gradient.copy()
    too_long = norm < limit if "wrong_side" in wrong else norm > 0 if "always" in wrong else norm > limit
    if not too_long:
        return np.zeros_like(gradient) if "short_zeroed" in wrong else gradient.copy()
    if "zeroed" in wrong:
        return np.zeros_like(gradient)
    factor = norm / limit if "inverse" in wrong else 1 / norm if "unit" in wrong else limit / norm
    factors = {
        "no_norm": limit,
        "times": limit * norm,
        "by_norm": norm,
        "minus": limit - norm,
        "divided_by_both": 1 / (limit * norm),
    }
    factor = next((value for name, value in factors.items() if name in wrong), factor)
    return gradient + factor if "factor_added" in wrong else factor * gradient


def _draw_clip(rng: np.random.Generator) -> Iterator[Case]:
    for sizes, limit in (([2, 1], 0.7), ([3, 2, 1], 0.5), ([4, 3, 1], 1.3), ([3, 3, 2, 1], 0.9)):
        yield Case({"gradients": _gradients(rng, sizes), "limit": limit}, "the gradients are too long")
    for sizes, limit in (([2, 2, 1], 50.0), ([4, 3, 1], 80.0)):
        yield Case({"gradients": _gradients(rng, sizes), "limit": limit}, "the gradients are short enough already")
    yield Case({"gradients": _gradients(rng, [3, 2, 1], scale=0.0), "limit": 0.5}, "all gradients are 0")
    together = {"dW1": np.array([[0.8, 0.0]]), "db1": np.array([[-0.8]])}
    yield Case({"gradients": together, "limit": 1.0}, "each array is short enough, and both together are too long")
    within = {"dW1": np.array([[0.7, -0.5]]), "db1": np.array([[0.4]])}
    yield Case({"gradients": within, "limit": 1.0}, "the gradients are just short enough")


def _gradients(rng: np.random.Generator, sizes: list[int], scale: float = 1.0) -> Arrays:
    """Draw gradients for a network of these sizes, the last layer first, as the way back finds them."""
    gradients = {}
    for layer in range(len(sizes) - 1, 0, -1):
        gradients[f"dW{layer}"] = scale * rng.normal(size=(sizes[layer], sizes[layer - 1]))
        gradients[f"db{layer}"] = scale * rng.normal(size=(sizes[layer], 1))
    return gradients


clip_by_norm = Exercise(
    name="clip_by_norm",
    lesson=8,
    reference=solutions.clip_by_norm,
    inputs=_draw_clip,
    why="The direction stays, and no cliff can throw the network further than your limit allows.",
    mistakes=flawed(
        _clip_by_norm_with,
        {
            "each_alone": "Each array is cut by its own length. That changes the direction of the step: all arrays "
            "together are one gradient, with one length.",
            "by_value": "Every number is cut by itself: that is clipping by value, and it changes the direction.",
            "always": "Short gradients are stretched to the limit as well. They are to stay as they are.",
            "unit": "Long gradients come out with length 1. How long may they be?",
            "no_root": "You compare the limit with the *squared* length. A length is the root of the sum of squares.",
            "sum_of_norms": "You add the lengths of the arrays. The length of all of them together is the root of the "
            "sum of all squares, as in Pythagoras' theorem.",
            "largest_norm": "You take the longest array for the length of all. Every array adds to it.",
            "absolute": "You add absolute values. The length is the root of the sum of *squares*.",
            "signed_sum": "You add the numbers themselves, and positive ones cancel negative ones. What is summed for "
            "a length?",
            "largest": "You look at the largest number. The length counts all numbers.",
            "mean_square": "You take the root of the *mean* square. The length is the root of the sum.",
            "only_weights": "The biases do not count in your length. They belong to the gradient like the weights.",
            "inverse": "Long gradients become longer: the factor is the other way round.",
            "wrong_side": "You change the short gradients and leave the long ones: look at the comparison.",
            "zeroed": "Long gradients become 0. They are to be shortened, not thrown away.",
            "no_norm": "You multiply by the limit. Which factor makes a length of `norm` one of `limit`?",
            "times": "Limit and length are multiplied. The longer a gradient, the smaller must the factor be.",
            "by_norm": "Long gradients are multiplied by their own length, and become longer still.",
            "minus": "The factor is a difference. Which *ratio* turns a length of `norm` into one of `limit`?",
            "factor_added": "The factor is added to every number. A vector is shortened by multiplying.",
            "short_zeroed": "Gradients that are short enough become 0. They are to stay as they are.",
            "means": "Each array enters with the mean of its squares. It is their sum that counts: a large array "
            "counts for more.",
            "doubled": "You double each number where it is to be squared: `**` and not `*`.",
            "divided_by_both": "The limit belongs above the fraction line: a larger limit leaves longer gradients.",
            "unclipped": "All gradients come back as they were, also those that are too long.",
            "flat": "One long vector comes back. A dict is expected, with the names and shapes of the gradients.",
            "no_names": "A list comes back. A dict is expected, with the names of the gradients.",
        },
    ),
    hints=(
        "First one number: the length of everything together. Add up the squares of all numbers of all arrays, and "
        "take the root.",
        "If this length is greater than the limit, every array is multiplied by the same factor. Which one makes the "
        "length equal to the limit?",
        "The factor is limit / norm, or 1 where norm is at most limit. Then a dict comprehension over "
        "`gradients.items()`.",
    ),
)


# to_vector ------------------------------------------------------------------------------------------------------------


def _to_vector_with(wrong: Wrong, arrays: Arrays) -> object:
    """Make the mistakes of `to_vector`."""
    names = sorted(arrays) if "sorted" in wrong else list(arrays)
    if "reversed" in wrong:
        names = names[::-1]
    if "only_weights" in wrong:
        names = [name for name in names if name[0] == "W"]
    if "only_first" in wrong:
        names = names[:1]
    if "only_last" in wrong:
        names = names[-1:]
    rows = [arrays[name].reshape(-1, 1, order="F" if "columns" in wrong else "C") for name in names]
    if "list" in wrong:
        return rows
    if "sums" in wrong:
        rows = [np.sum(row, keepdims=True) for row in rows]
    vector = np.concatenate(rows)
    return vector.ravel() if "flat" in wrong else vector.T if "row" in wrong else vector


def _draw_to_vector(rng: np.random.Generator) -> Iterator[Case]:
    for sizes in ([2, 1], [3, 2, 1], [4, 3, 2, 1], [3, 3, 1], [5, 4, 1]):
        yield Case({"arrays": _parameters(rng, sizes)})
    yield Case({"arrays": {"W1": rng.normal(size=(2, 3))}}, "there is a single array")


def _parameters(rng: np.random.Generator, sizes: list[int]) -> Arrays:
    parameters = {}
    for layer in range(1, len(sizes)):
        parameters[f"W{layer}"] = rng.normal(size=(sizes[layer], sizes[layer - 1]))
        parameters[f"b{layer}"] = rng.normal(size=(sizes[layer], 1))
    return parameters


to_vector = Exercise(
    name="to_vector",
    lesson=8,
    reference=solutions.to_vector,
    inputs=_draw_to_vector,
    why="However many layers there are: for the check they are one long column of numbers.",
    mistakes=flawed(
        _to_vector_with,
        {
            "flat": "The numbers are right, in one flat row. A column is expected, with the shape (n, 1).",
            "row": "The numbers are right, and they lie in a row. A column is expected, with the shape (n, 1).",
            "columns": "You go through each array column by column. NumPy's own order is row by row.",
            "sorted": "The arrays are sorted by their names. Take them in the order of the dict.",
            "reversed": "The last array comes first. Take them in the order of the dict.",
            "only_weights": "The biases are missing.",
            "only_first": "Only the first array comes back. Where does the `return` stand?",
            "only_last": "Only the last array comes back. Is what you have collected overwritten in each turn?",
            "sums": "One number for each array: that is its sum. All its numbers are to stand in the vector.",
            "list": "A list of columns comes back. Put them below each other, into one array.",
        },
    ),
    hints=(
        "`array.reshape(-1, 1)` makes a column of any array, row by row; −1 stands for “as many as there are”.",
        "`np.concatenate([...])` puts columns below each other.",
        "Loop over `arrays.values()`: a dict keeps the order in which it was made.",
    ),
)


# from_vector ----------------------------------------------------------------------------------------------------------


def _from_vector_with(wrong: Wrong, vector: Array, like: Arrays) -> object:
    """Make the mistakes of `from_vector`."""
    names = sorted(like) if "sorted" in wrong else list(like)[::-1] if "reversed" in wrong else list(like)
    order: Any = "F" if "columns" in wrong else "C"
    arrays: dict[str, Any] = {}
    start = 1 if "from_one" in wrong else 0
    for name in names:
        size, shape = like[name].size, like[name].shape
        part = vector[start : start + size]
        if "from_one" in wrong and part.size < size:
            part = np.vstack([part, vector[:1]])
        arrays[name] = part.reshape(shape, order=order)
        if "column" in wrong:
            arrays[name] = part
        if "flat" in wrong:
            arrays[name] = part.ravel()
        if "turned" in wrong:
            arrays[name] = part.reshape(shape[::-1])
        if "stands_still" not in wrong:
            start += len(like[name]) if "rows_only" in wrong else size
    if "own_numbers" in wrong:
        arrays = {name: array.copy() for name, array in like.items()}
    return list(arrays.values()) if "no_names" in wrong else {name: arrays[name] for name in like}


def _draw_from_vector(rng: np.random.Generator) -> Iterator[Case]:
    for sizes in ([2, 1], [3, 2, 1], [4, 3, 2, 1], [3, 3, 1], [5, 4, 1]):
        parameters = _parameters(rng, sizes)
        yield Case({"vector": rng.normal(size=(solutions.to_vector(parameters).size, 1)), "like": parameters})
    single = {"W1": rng.normal(size=(2, 3))}
    yield Case({"vector": rng.normal(size=(6, 1)), "like": single}, "there is a single array")


from_vector = Exercise(
    name="from_vector",
    lesson=8,
    reference=solutions.from_vector,
    inputs=_draw_from_vector,
    why="There and back: now one number of a whole network can be moved by its place in a column.",
    mistakes=flawed(
        _from_vector_with,
        {
            "stands_still": "Every array begins at the top of the vector. Where does the next one begin?",
            "rows_only": "You move on by the number of rows. An array takes rows times columns, its `size`.",
            "columns": "You fill each array column by column. `to_vector` wrote it row by row.",
            "column": "Each array comes back as a column. It needs the shape that it has in `like`.",
            "flat": "Each array comes back flat. It needs the shape that it has in `like`.",
            "turned": "Rows and columns of each shape have changed places.",
            "own_numbers": "The numbers of `like` come back. It gives names and shapes; the numbers are in `vector`.",
            "sorted": "You fill the arrays in the order of the alphabet. `to_vector` went in the order of the dict.",
            "reversed": "You fill the last array first. `to_vector` went in the order of the dict.",
            "from_one": "Everything is shifted by one place: Python counts from 0.",
            "no_names": "A list comes back. A dict is expected, with the names in `like`.",
        },
    ),
    hints=(
        "Walk through `like.items()`, and keep in a variable `start` where the next array begins.",
        "An array takes `array.size` numbers: `vector[start : start + array.size]`.",
        "`.reshape(array.shape)` gives them the right shape; then move `start` on.",
    ),
)


# gradient_check -------------------------------------------------------------------------------------------------------


def _gradient_check_with(
    wrong: Wrong, cost: Callable[[Arrays], float], parameters: Arrays, gradients: Arrays, epsilon: float
) -> object:
    """Make the mistakes of `gradient_check`."""
    theta = solutions.to_vector(parameters) * (-1 if "mirrored" in wrong else 1)
    names = [name[1:] for name in gradients if name[1:] in parameters] if "order" in wrong else list(parameters)
    computed = solutions.to_vector({name: gradients[f"d{name}"] for name in names})
    if "all_at_once" in wrong:
        moves = np.tile(np.ones_like(theta), (1, theta.size))
    elif "not_put_back" in wrong:
        moves = np.triu(np.ones((theta.size, theta.size)))
    else:
        moves = np.eye(theta.size)
    epsilon = 1e-4 if "own_epsilon" in wrong else epsilon
    measured: Any = np.zeros(theta.shape)
    for i, move in enumerate(moves.T):
        step = epsilon * move[:, None]
        above: Any = 0 if "only_below" in wrong else cost(solutions.from_vector(theta + step, parameters))
        below: Any = 0 if "only_above" in wrong else cost(solutions.from_vector(theta - step, parameters))
        middle = cost(solutions.from_vector(theta, parameters))
        above, below = middle if "from_below" in wrong else above, middle if "from_above" in wrong else below
        rise = below - above if "sign" in wrong else above + below if "plus" in wrong else above - below
        rise = above * below if "cost_product" in wrong else rise
        width = epsilon if wrong & {"from_above", "from_below", "not_two"} else 2 * epsilon
        width = 2 + epsilon if "width_plus" in wrong else width
        widths = {"no_division": 1, "python_order": 2 / epsilon, "times": 1 / width}
        width = next((value for name, value in widths.items() if name in wrong), width)
        measured[i] = rise - width if "subtracted" in wrong else rise / width
    error = _error_with(wrong, computed, measured)
    measured = measured.ravel() if "flat" in wrong else measured
    return error if "only_error" in wrong else (error, measured) if "exchanged" in wrong else (measured, error)


def _error_with(wrong: Wrong, g: Array, e: Array) -> object:
    """Return the relative distance of two vectors, or what people take for it."""
    length: Callable[[Array], Any] = np.linalg.norm
    if "squared" in wrong:
        length = lambda v: np.sum(v**2)  # noqa: E731
    if "absolute" in wrong:
        length = lambda v: np.sum(np.abs(v))  # noqa: E731
    if "largest" in wrong:
        length = lambda v: np.max(np.abs(v))  # noqa: E731
    if "sums" in wrong:
        length = lambda v: np.abs(np.sum(v))  # noqa: E731
    size = length(g) + length(e)
    if "one_length" in wrong:
        size = length(e)
    if "other_length" in wrong:
        size = length(g)
    if "length_of_sum" in wrong:
        size = length(g + e)
    if "lengths_product" in wrong:
        size = length(g) * length(e)
    if "size_subtracted" in wrong:
        return length(g - e) - size
    if "size_times" in wrong:
        return length(g - e) * size
    if "only_given" in wrong:
        return length(g) / size
    if "only_measured" in wrong:
        return length(e) / size
    if "lengths_only" in wrong:
        return abs(length(g) - length(e)) / size
    if "inverse_error" in wrong:
        return size / length(g - e)
    if "each_entry" in wrong:
        return np.abs(g - e) / size
    return length(g - e) if "not_relative" in wrong else length(g - e) / size


def _waves(p: Arrays) -> float:
    return float(sum((k + 1) * np.sum(np.sin(v) + v**3 / 5) for k, v in enumerate(p.values())))


def _chain(p: Arrays) -> float:
    A = np.ones((p["W1"].shape[1], 1))
    for layer in range(1, len(p) // 2 + 1):
        A = np.tanh(p[f"W{layer}"] @ A + p[f"b{layer}"]) + 0.2 * p[f"b{layer}"] ** 2
    return float(np.sum(np.exp(A)))


def _draw_gradient_check(rng: np.random.Generator) -> Iterator[Case]:
    for cost, sizes, epsilon, off in (
        (_waves, [2, 1], 0.05, 1.0),
        (_chain, [2, 2, 1], 0.1, 0.3),
        (_waves, [3, 2, 1], 0.1, 0.5),
        (_chain, [2, 3, 2, 1], 0.06, 0.2),
    ):
        yield _to_check(rng, cost, sizes, epsilon, off)
    yield _to_check(rng, _chain, [2, 2, 1], 0.08, 0.0, "the gradient is right")
    yield _to_check(rng, _waves, [2, 2, 1], 0.05, -2.0, "the gradient has the wrong sign")


def _to_check(
    rng: np.random.Generator,
    cost: Callable[[Arrays], float],
    sizes: list[int],
    epsilon: float,
    off: float,
    about: str = "",
) -> Case:
    """Draw parameters, and gradients that are off by a known share; the last layer comes first, with a dZ beside it."""
    parameters = _parameters(rng, sizes)
    dummies = {f"d{name}": array for name, array in parameters.items()}
    measured = solutions.from_vector(solutions.gradient_check(cost, parameters, dummies, epsilon)[0], parameters)
    gradients: Arrays = {}
    for layer in range(len(sizes) - 1, 0, -1):
        gradients[f"dZ{layer}"] = rng.normal(size=(sizes[layer], 3))
        for name in (f"W{layer}", f"b{layer}"):
            spoilt = measured[name] if off < 0 else rng.normal(size=parameters[name].shape)
            gradients[f"d{name}"] = measured[name] + off * spoilt
    return Case({"cost": cost, "parameters": parameters, "gradients": gradients, "epsilon": epsilon}, about)


gradient_check = Exercise(
    name="gradient_check",
    lesson=8,
    reference=solutions.gradient_check,
    inputs=_draw_gradient_check,
    outputs=("measured", "error"),
    why="A judge that knows no formula. No way back that you will ever write has to be believed any more.",
    mistakes=flawed(
        _gradient_check_with,
        {
            "from_above": "You compare with the cost in the middle. That is the one-sided difference: its error "
            "shrinks with ε only, and not with ε².",
            "from_below": "You compare the cost in the middle with the one below. Go to *both* sides of it.",
            "not_two": "Every measured slope is twice what it should be: how far apart are the two places?",
            "no_division": "You keep differences of the cost. A slope is a difference divided by a distance.",
            "python_order": "Python goes from left to right: `/ 2 * epsilon` divides by 2 and *multiplies* by epsilon. "
            "Where do brackets belong?",
            "times": "You multiply by the distance where you should divide by it.",
            "subtracted": "The distance is subtracted. A slope is a difference *divided* by a distance.",
            "width_plus": "You divide by 2 plus epsilon. The two places lie 2 *times* epsilon apart.",
            "cost_product": "The two costs are multiplied. It is their difference that is wanted.",
            "mirrored": "These are the slopes at −theta: is there a minus sign where the column is copied?",
            "sign": "Every measured slope has the wrong sign: the cost above comes first.",
            "plus": "The two costs are added. It is their difference that is wanted.",
            "only_above": "Only the cost above appears: how does it differ from the one below?",
            "only_below": "Only the cost below appears: how does it differ from the one above?",
            "all_at_once": "All parameters are moved together. Move one at a time.",
            "not_put_back": "A parameter that has been moved stays where it is while the next ones are moved. Begin "
            "with a fresh copy each time.",
            "own_epsilon": "You use a distance of your own. Take `epsilon`, as it is given.",
            "order": "The measured slopes are right, and are compared with the wrong numbers: the way back has put the "
            "last layer first. Take the gradients in the order of `parameters`, by their names.",
            "sums": "You compare sums over all entries. Errors of opposite sign cancel there: a wrong gradient can "
            "have the right sum.",
            "lengths_only": "You compare the lengths of the two gradients. Two vectors of equal length can point in "
            "different directions: take the length of their *difference*.",
            "not_relative": "That is the length of the difference. Whether 0.01 is much depends on how long the "
            "gradients are.",
            "squared": "You have taken squared lengths: a root is missing, above and below the fraction line.",
            "absolute": "You add absolute values. The length of a vector is the root of the sum of squares.",
            "largest": "You take the largest entry for the length. The length counts all entries.",
            "one_length": "You divide by the length of the measured gradient alone. With both lengths, the result "
            "lies between 0 and 1.",
            "other_length": "You divide by the length of the given gradient alone. With both lengths, the result lies "
            "between 0 and 1.",
            "length_of_sum": "You divide by the length of the sum of both vectors. Two opposite ones would cancel: add "
            "their *lengths*.",
            "lengths_product": "You divide by the product of both lengths. Their *sum* is the most that the "
            "difference can be.",
            "size_subtracted": "The sum of the lengths is subtracted. What share of it is the difference?",
            "size_times": "You multiply by the sum of the lengths. What *share* of it is the difference?",
            "only_given": "Above the fraction line stands the given gradient alone. How far is it from the other?",
            "only_measured": "Above the fraction line stands the measured gradient alone. How far is the other one?",
            "each_entry": "The error is an array, an entry for each parameter. One number is asked for.",
            "inverse_error": "The fraction stands on its head: the difference belongs above the line.",
            "flat": "The measured slopes are right, and stand in one flat row: a column is expected, like `to_vector` "
            "gives it.",
            "only_error": "One result comes back. Two are expected: the measured gradient as a column, then the error.",
            "exchanged": "The two results stand in another order: first the measured gradient, then the error.",
        },
    ),
    hints=(
        "Three parts: `theta`, the column of all parameters; the column of the given gradients, in the same order; and "
        "a column of measured slopes, to be filled.",
        "For each place i: two copies of theta, one with entry i a little larger, one with it a little smaller. "
        "`from_vector` turns each into parameters, and `cost` takes those.",
        "The given gradients in the right order: a dict comprehension over `parameters` that looks up the name with a "
        "d in front. At the end `np.linalg.norm` gives lengths: difference over the sum of both.",
    ),
)


# mend -----------------------------------------------------------------------------------------------------------------


def _mend_with(wrong: Wrong, Y: Array, parameters: Arrays, cache: Arrays, kinds: list[str]) -> object:
    """Make the mistakes of `mend`."""
    L, m = len(parameters) // 2, Y.shape[1]
    dZ: Any = Y - cache[f"A{L}"] if "sign" in wrong else cache[f"A{L}"] - Y
    gradients: dict[str, Any] = {}
    for layer in range(L, 0, -1):
        gradients[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T / (1 if "sums" in wrong else m)
        gradients[f"db{layer}"] = (np.sum if "db_sums" in wrong else np.mean)(dZ, axis=1, keepdims=True)
        if layer == 1:
            break
        A, Z = cache[f"A{layer - 1}"], cache[f"Z{layer - 1}"]
        dA = parameters[f"W{layer}"].T @ dZ
        slopes: dict[str, Any] = {"relu": A > 0, "tanh": 1 - A**2, "sigmoid": A * (1 - A)}
        changes: dict[str, tuple[str, Any]] = {
            "planted": ("tanh", 1 - np.tanh(A) ** 2),
            "tanh_of_Z": ("tanh", 1 - Z**2),
            "no_square": ("tanh", 1 - A),
            "tanh_value": ("tanh", A),
            "square_only": ("tanh", A**2),
            "tanh_as_sigmoid": ("tanh", A * (1 - A)),
            "relu_value": ("relu", A),
            "relu_of_dA": ("relu", dA > 0),
            "sigmoid_value": ("sigmoid", A),
            "no_tanh_slope": ("tanh", 1.0),
            "no_sigmoid_slope": ("sigmoid", 1.0),
        }
        slopes |= {kind: slope for name, (kind, slope) in changes.items() if name in wrong}
        dZ = dA * (1.0 if "no_slopes" in wrong else slopes[kinds[layer - 2]])
    return gradients


def _draw_mend(rng: np.random.Generator) -> Iterator[Case]:
    for kinds in (["tanh"], ["relu", "tanh"], ["tanh", "relu"], ["relu", "tanh", "sigmoid"]):
        yield _mixed(rng, kinds)
    yield _mixed(rng, ["sigmoid", "relu"], "there is no tanh")
    yield _mixed(rng, ["relu", "relu", "tanh", "relu"], "it is the network of the lesson")


def _mixed(rng: np.random.Generator, kinds: list[str], about: str = "") -> Case:
    """Draw a network whose hidden layers have these activations, and go forward."""
    sizes, m = [3, *[int(n) for n in rng.integers(2, 5, len(kinds))], 1], 6
    parameters = {name: 0.9 * array for name, array in _parameters(rng, sizes).items()}
    functions: dict[str, Callable[[Array], Array]] = {
        "relu": lambda Z: np.maximum(Z, 0),
        "tanh": np.tanh,
        "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
    }
    cache = {"A0": rng.normal(size=(3, m))}
    for layer, kind in enumerate([*kinds, "sigmoid"], start=1):
        cache[f"Z{layer}"] = parameters[f"W{layer}"] @ cache[f"A{layer - 1}"] + parameters[f"b{layer}"]
        cache[f"A{layer}"] = functions[kind](cache[f"Z{layer}"])
    Y = (rng.random((1, m)) < 0.5).astype(float)
    return Case({"Y": Y, "parameters": parameters, "cache": cache, "kinds": kinds}, about)


mend = Exercise(
    name="mend",
    lesson=8,
    planted="planted",
    reference=solutions.mend,
    inputs=_draw_mend,
    why="The numbers said which layer, and the layer said which line. That is how large programs are debugged, too.",
    mistakes=flawed(
        _mend_with,
        {
            "planted": "All is right behind the layer with the tanh. What is A there: is it what goes into the tanh, "
            "or what has come out of it?",
            "tanh_of_Z": "The slope of the tanh is made of its input. In terms of its value it is short: lesson 03.",
            "no_square": "The slope of the tanh lacks a square.",
            "tanh_value": "You multiply with the value of the tanh. Its slope is wanted.",
            "square_only": "The slope of the tanh is 1 where its value is 0. Yours is 0 there.",
            "tanh_as_sigmoid": "The tanh gets the sigmoid's slope.",
            "relu_value": "The ReLU's layers are wrong now: the slope is 0 or 1, and not the value.",
            "relu_of_dA": "The ReLU looks at the sign of what comes back. What decides is the way forward.",
            "sigmoid_value": "The sigmoid's layers are wrong now: you multiply with its value.",
            "no_tanh_slope": "The tanh lets everything through: it has a slope too.",
            "no_sigmoid_slope": "The sigmoid in the middle lets everything through: it has a slope too.",
            "no_slopes": "No hidden layer multiplies by its slope.",
            "sign": "Everything has the wrong sign now. Which of A and Y comes first?",
            "sums": "All dW are m times too large now: the cost is a mean.",
            "db_sums": "All db are m times too large now: the cost is a mean.",
        },
    ),
    hints=(
        "In the list of errors, find the last layer, counted from the end, that is right, and the first that is wrong. "
        "Which line of the loop lies between the two?",
        "dW of a layer is right as long as its dZ is. So the first wrong dZ is that of the layer with the tanh: its dA "
        "was right, and what it was multiplied by was not.",
        "The slope of the tanh at z is 1 − tanh²(z), and A holds tanh(z) already.",
    ),
)


QUESTIONS = (
    Single(
        "08.statistics",
        "A single new picture arrives. How do you standardize its pixels?",
        (
            Option(
                "With mean and standard deviation of the training pictures.",
                "The network has learned what the numbers mean on that scale, and on no other.",
                True,
            ),
            Option(
                "With its own mean and standard deviation.",
                "Each pixel is one number in it, which has no spread: subtracting it from itself leaves nothing.",
            ),
            Option(
                "With mean and standard deviation of the test pictures.",
                "Those are for the final exam only, and the network has never seen their scale.",
            ),
            Option("Not at all: it was not used for training.", "The network would meet numbers on another scale."),
        ),
    ),
    Numeric(
        "08.he",
        "A layer of ReLUs has 50 inputs and 200 units. Which standard deviation does He give to its weights?",
        answer=0.2,
        tolerance=0.001,
        why="The root of 2 / 50. The number of units does not enter.",
        slips=(
            (0.04, "That is the variance. Its root is asked for."),
            (0.1, "That is the root of 2 / 200. How many terms does a unit add up?"),
            (0.1414, "That is the root of 1 / 50: without the factor for what a ReLU loses."),
            (0.0894, "That is Glorot's: the root of 2 / (50 + 200)."),
        ),
    ),
    Multiple(
        "08.vanishing",
        "In a network of 40 sigmoid layers, the first layers hardly learn. What helps?",
        (
            Option("ReLUs with He's weights.", "Each layer then passes on a gradient of the size that it gets.", True),
            Option(
                "A learning rate that is ten times smaller.",
                "The step is the rate times the gradient: a smaller rate makes a tiny step smaller.",
            ),
            Option(
                "A larger learning rate.",
                "The last layers, whose gradients are many powers of ten larger, would be thrown about first.",
            ),
            Option("Clipping the gradients.", "Clipping shortens. What has vanished is short already."),
        ),
    ),
    Single(
        "08.clipping",
        "Two gradients: dW has length 3, db length 4. The limit for the global norm is 1. How long is dW afterwards?",
        (
            Option("0.6", "Together they are 5 long, so both are multiplied by 1/5.", True),
            Option("1", "That would be its own norm cut by itself: then the direction of the step changes."),
            Option("3", "Together they are 5 long, which is more than 1."),
            Option("3/7", "Lengths add up as in Pythagoras' theorem: the root of 9 + 16."),
        ),
    ),
    Single(
        "08.two-sided",
        "ε is made ten times smaller, from 0.01 to 0.001. What becomes of the error of the two-sided difference?",
        (
            Option(
                "It becomes about a hundred times smaller.", "It shrinks with ε²: rounding is far away still.", True
            ),
            Option("It becomes about ten times smaller.", "That is the one-sided difference."),
            Option("It stays.", "The error of a curve's slope depends on how far away the two places are."),
            Option("It grows: rounding.", "Rounding takes over near ε = 10⁻⁵, far below these two."),
        ),
    ),
    Multiple(
        "08.checking",
        "When does a gradient check call a *right* gradient wrong?",
        (
            Option(
                "Dropout is on, with a new mask at each call.",
                "Then the cost changes though the parameters do not: fix the mask, or switch it off.",
                True,
            ),
            Option(
                "The cost is computed in float32.", "With seven digits, differences of 10⁻⁵ are mostly noise.", True
            ),
            Option(
                "A ReLU stands within ε of its kink.",
                "One side of the difference lies on the other side of the kink.",
                True,
            ),
            Option("The network has more than ten layers.", "It takes longer, and is as exact."),
        ),
    ),
)
