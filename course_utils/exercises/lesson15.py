"""Lesson 15, Convolutional networks: counts, what a number sees, augmentation, and the way forward.

Pictures are never square in all cases, so that exchanged axes show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson15 as solutions
from course_utils.exercises.solutions.lesson15 import Shape
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Single, flawed
from course_utils.nn import convolution

Array = NDArray[np.floating]
Wrong = frozenset[str]


# conv_counts ----------------------------------------------------------------------------------------------------------


def _conv_counts_with(wrong: Wrong, shape: Shape, f: int, filters: int, pad: int, stride: int) -> object:
    """Make the mistakes of `conv_counts`."""
    height, width, channels = shape
    if "exchanged" in wrong:
        height, width = width, height
    pad, stride = 0 if "no_pad" in wrong else pad, 1 if "no_stride" in wrong else stride
    if "one_side" in wrong:
        height, width = height - pad, width - pad
    one = 0 if "no_one" in wrong else 1
    n_H, n_W = ((side + 2 * pad - f) // stride + one for side in (height, width))
    deep = 1 if "no_depth" in wrong else channels
    one_kernel = (f if "one_row" in wrong else 2 * f if "two_rows" in wrong else f * f) * deep
    one_kernel = f * f + deep if "depth_added" in wrong else one_kernel
    biases = (
        0
        if "no_bias" in wrong
        else 1
        if "one_bias" in wrong
        else channels * filters
        if "deep_bias" in wrong
        else filters
    )
    parameters = one_kernel * filters + biases
    ways = {
        "only_biases": filters,
        "biases_off": one_kernel * filters - filters,
        "biases_times": one_kernel * filters * filters,
        "kernels_added": one_kernel + 2 * filters,
        "no_kernels": 2 * filters,
    }
    parameters = next((way for name, way in ways.items() if name in wrong), parameters)
    if "one_kernel" in wrong:
        parameters = one_kernel + 1
    if "every_place" in wrong:
        parameters = parameters * n_H * n_W
    products = one_kernel * filters * n_H * n_W
    if "once" in wrong:
        products = one_kernel * filters
    if "all_pixels" in wrong:
        products = one_kernel * filters * height * width
    if "products_of_one" in wrong:
        products = one_kernel * n_H * n_W
    if "products_and_biases" in wrong:
        products = parameters * n_H * n_W
    ways = {
        "products_of_a_row": one_kernel * filters * n_W,
        "products_of_a_column": one_kernel * filters * n_H,
        "places": n_H * n_W,
        "places_added": one_kernel * filters + n_H * n_W,
        "width_added": one_kernel * filters * n_H + n_W,
    }
    products = next((way for name, way in ways.items() if name in wrong), products)
    depth = channels if "channels_stay" in wrong else channels * filters if "each_channel" in wrong else filters
    return (n_H, n_W, depth), parameters, products


def _draw_layers(rng: np.random.Generator) -> Iterator[Case]:
    for shape, f, filters, pad, stride in (
        ((6, 7, 2), 3, 4, 0, 1),
        ((9, 5, 3), 3, 5, 1, 1),
        ((32, 28, 4), 5, 6, 2, 2),
        ((11, 17, 3), 4, 2, 1, 3),
    ):
        yield Case({"shape": shape, "f": f, "filters": filters, "pad": pad, "stride": stride})
    for _ in range(4):
        height, width, channels, filters = (int(rng.integers(*ends)) for ends in ((8, 40), (8, 40), (2, 9), (2, 20)))
        f, stride = int(rng.integers(2, 6)), int(rng.integers(1, 4))
        yield Case({"shape": (height, width, channels), "f": f, "filters": filters, "pad": f // 2, "stride": stride})
    yield Case({"shape": (8, 5, 16), "f": 1, "filters": 4, "pad": 0, "stride": 1}, "the kernels are one pixel large")
    yield Case({"shape": (28, 20, 1), "f": 5, "filters": 6, "pad": 0, "stride": 1}, "the pictures have one channel")


conv_counts = Exercise(
    name="conv_counts",
    lesson=15,
    reference=solutions.conv_counts,
    inputs=_draw_layers,
    outputs=("shape", "parameters", "products"),
    why="Three numbers tell what a layer costs: memory for its results, disk space for its weights, time for its "
    "products.",
    mistakes=flawed(
        _conv_counts_with,
        {
            "no_bias": "The biases are missing: each kernel has one.",
            "one_bias": "There is one bias for the whole layer. Each kernel has its own.",
            "deep_bias": "There is a bias for each channel of each kernel. A kernel adds up all its channels, and then "
            "one bias.",
            "no_depth": "The channels of the input do not enter. A kernel is as deep as what it is given.",
            "one_row": "A kernel has f weights in your count. It has f rows, and f weights in each.",
            "two_rows": "A kernel has 2 f weights in your count. It has f rows, and f weights in each.",
            "depth_added": "The channels are added to a kernel's weights. Each channel has f · f weights of its own.",
            "only_biases": "Your parameters are the biases alone.",
            "biases_off": "The biases are subtracted. They are learned too.",
            "biases_times": "The weights are multiplied by the biases. Both are learned: they add up.",
            "kernels_added": "The kernels are added to the weights of one. There are so many times as many weights.",
            "no_kernels": "A kernel's own weights do not enter.",
            "products_of_a_row": "Your products are those of a single row of the result.",
            "products_of_a_column": "Your products are those of a single column of the result.",
            "places": "Your products count the places. At each of them a whole kernel is multiplied.",
            "places_added": "The places are added to the weights. At each place all weights are multiplied.",
            "width_added": "The width is added to the products of a column. There are so many columns.",
            "one_kernel": "Your parameters are those of a single kernel. There are `filters` of them.",
            "every_place": "Your parameters are counted at every place anew. All places share one set of kernels.",
            "once": "Your products are those of a single place. They are done at every place of the result.",
            "all_pixels": "Your products are counted for every pixel of the input. They are done at every place of the "
            "result, and there are fewer of those.",
            "products_of_one": "Your products are those of one kernel. There are `filters` of them.",
            "products_and_biases": "The biases are counted among the products. They are added, not multiplied.",
            "channels_stay": "Your result has as many channels as the input. Each kernel makes one.",
            "each_channel": "Your result has a channel for each pair of kernel and input channel. A kernel adds its "
            "channels up, and makes one.",
            "no_pad": "The padding does not enter into height and width.",
            "one_side": "The padding enters once. Zeros stand on both sides.",
            "no_stride": "The stride does not enter into height and width.",
            "no_one": "Height and width are one too small: there is one place more than there are steps.",
            "exchanged": "Height and width have changed places.",
        },
    ),
    hints=(
        "Height and width: `output_size` of lesson 14. How many channels does a layer put out?",
        "One kernel has f · f · n_C weights and a bias. How many kernels are there?",
        "Every place of the result, of each kernel, takes as many products as a kernel has weights.",
    ),
)


# network_counts -------------------------------------------------------------------------------------------------------


def _network_counts_with(wrong: Wrong, shape: Shape, layers: Mapping[str, tuple]) -> object:
    """Make the mistakes of `network_counts`."""
    first, flat, shapes, parameters = shape, 0, [], []
    for kind, *settings in layers.values():
        learned = 0
        before = shape
        if "first_shape" in wrong and kind == "conv":
            before = first
        if "first_channels" in wrong and kind == "conv":
            before = (*shape[:2], first[2])
        if kind == "conv":
            after, learned, _ = solutions.conv_counts(before, *settings)
            shape = shape if "conv_stays" in wrong else after
            learned = 0 if "conv_learns_nothing" in wrong else learned
        elif kind == "pool":
            f = 1 if "pool_keeps" in wrong else settings[0]
            less = settings[0] - 1 if "pool_stride_one" in wrong else None
            height, width = (side - less if less is not None else side // f for side in shape[:2])
            height, width = shape[0] if "pool_columns" in wrong else height, shape[1] if "pool_rows" in wrong else width
            if "pool_size" in wrong:
                height, width = settings[0], settings[0]
            if "pool_rounds_up" in wrong:
                height, width = (-(-side // f) for side in shape[:2])
            depth = shape[2] // f if "pool_channels" in wrong else shape[2]
            shape, learned = (height, width, depth), int("pool_learns" in wrong) * settings[0] ** 2 * shape[2]
        elif kind == "flatten":
            numbers = shape[0] * shape[1] * (1 if "flat_channels" in wrong else shape[2])
            numbers = sum(shape) if "flat_sum" in wrong else numbers
            flat = shape[2] if "only_channels" in wrong else numbers
            shape = shape if "flat_stays" in wrong else (1, 1, flat)
        else:
            biases = 0 if "dense_no_bias" in wrong else 1 if "dense_one_bias" in wrong else settings[0]
            learned = (flat if "first_flat" in wrong else shape[2]) * settings[0] + biases
            ways = {
                "dense_plus": shape[2] + 1 + settings[0],
                "dense_one_unit": shape[2] + 1,
                "dense_biases": settings[0],
            }
            learned = next((way for name, way in ways.items() if name in wrong), learned)
            shape = shape if "dense_stays" in wrong else (1, 1, settings[0])
        if kind in ("pool", "flatten"):
            learned += ("one_for_nothing" in wrong) - ("less_than_nothing" in wrong)
        shapes.append(before if "shapes_before" in wrong else shape)
        parameters.append(learned)
    if "running_total" in wrong:
        parameters = np.cumsum(parameters).tolist()
    if "last_parameters" in wrong:
        parameters = parameters[-1:] * len(parameters)
    return {"shapes": shapes, "parameters": parameters}


def _draw_networks(rng: np.random.Generator) -> Iterator[Case]:
    conv, pool, flat = ("conv", 3, 4, 1, 1), ("pool", 2), ("flatten",)
    yield _network((6, 8, 3), conv, ("conv", 3, 5, 0, 1))
    yield _network((4, 6, 2), conv, pool, flat, ("dense", 3))
    yield _network((8, 12, 3), flat, ("dense", 7), ("dense", 2))
    for _ in range(3):
        filters, f = (int(n) for n in rng.integers(2, 9, 2))
        height, width, channels = (int(rng.integers(*ends)) for ends in ((24, 40), (44, 60), (1, 4)))
        layers = [("conv", f, filters, f // 2, 1), pool, ("conv", 3, 2 * filters, 0, 1), ("pool", 3), flat]
        yield _network((height, width, channels), *layers, ("dense", 10), ("dense", 6), ("dense", 1))
    yield _network((7, 9, 2), pool, conv, flat, ("dense", 1), about="a row does not fit into the windows")


def _network(shape: Shape, *layers: tuple, about: str = "") -> Case:
    named = {f"{kind} {number}": (kind, *settings) for number, (kind, *settings) in enumerate(layers, start=1)}
    return Case({"shape": shape, "layers": named}, about)


network_counts = Exercise(
    name="network_counts",
    lesson=15,
    reference=solutions.network_counts,
    inputs=_draw_networks,
    why="With these two lists you can check any drawing of a network, in any paper, before you build it.",
    mistakes=flawed(
        _network_counts_with,
        {
            "first_shape": "Every convolution is counted as if it were given the picture. It is given what the layer "
            "before has put out.",
            "first_channels": "Every kernel is as deep as the picture. From the second layer on it is as deep as the "
            "result before it.",
            "pool_learns": "Your pooling learns. A maximum has nothing to learn: 0 parameters.",
            "pool_keeps": "Pooling leaves height and width as they are. Its windows stand side by side.",
            "pool_stride_one": "Your pooling moves by one pixel at a time. Its windows stand side by side: stride f.",
            "pool_rounds_up": "Pooling rounds up. A window that does not fit whole is left out.",
            "pool_channels": "Pooling has merged channels. Each channel is pooled by itself.",
            "pool_rows": "Your pooling makes fewer rows, and leaves the columns. It divides both.",
            "pool_columns": "Your pooling makes fewer columns, and leaves the rows. It divides both.",
            "pool_size": "After pooling, height and width are the window's. How many windows fit side by side?",
            "conv_stays": "The shape stays what it was behind a convolution. Its first result is the new shape.",
            "conv_learns_nothing": "The convolutions learn nothing in your list. `conv_counts` says how much it is.",
            "flat_sum": "Flattening adds up the three sizes. A volume holds their product.",
            "flat_stays": "The shape stays what it was behind flattening.",
            "dense_plus": "A dense layer's inputs and units are added. Each unit has a weight for each input.",
            "dense_one_unit": "A dense layer has the parameters of a single unit in your count.",
            "dense_biases": "A dense layer has its biases only in your count.",
            "dense_stays": "The shape stays what it was behind a dense layer. It puts out one number for each unit.",
            "one_for_nothing": "Pooling and flattening have 1 parameter in your list. They have none.",
            "less_than_nothing": "Pooling and flattening have −1 parameters in your list. They have none.",
            "flat_channels": "Flattening has lost the channels: all numbers of the volume go into the row.",
            "only_channels": "Only the channels are left after flattening. All numbers of the volume go into the row.",
            "dense_no_bias": "The biases of the dense layers are missing: each unit has one.",
            "dense_one_bias": "A dense layer has one bias in your count. Each unit has its own.",
            "first_flat": "Every dense layer is counted as if it were given the flattened row. It is given what the "
            "layer before has put out.",
            "shapes_before": "Your list holds the shape that each layer is given. What it puts out is asked for.",
            "running_total": "Your parameters add up from layer to layer. Each layer's own are asked for.",
            "last_parameters": "All layers have the last one's parameters. Is the list filled inside the loop?",
        },
    ),
    hints=(
        "One loop. `shape` is what the next layer is given: each layer replaces it.",
        "`conv_counts` does the convolutions. Pooling by f divides height and width, rounded down; flattening gives "
        "(1, 1, all numbers).",
        "A dense layer has a weight for each number that it is given and each unit, and a bias for each unit.",
    ),
)


# receptive_field ------------------------------------------------------------------------------------------------------


def _receptive_field_with(wrong: Wrong, layers: Sequence[tuple[int, int]]) -> object:
    """Make the mistakes of `receptive_field`."""
    r, jump = 0 if "from_zero" in wrong else 1, 0 if "jump_from_zero" in wrong else 1
    if "backwards" in wrong:
        layers = layers[::-1]
    if "last_layer" in wrong:
        layers = layers[-1:]
    for f, stride in layers:
        if "jump_first" in wrong:
            jump *= stride
        step = 1 if "no_jump" in wrong else stride if "own_stride" in wrong else jump
        reach = (
            f
            if "whole_kernel" in wrong
            else f // 2
            if "half_kernel" in wrong
            else f + 1
            if "f_plus" in wrong
            else f - 1
        )
        r = r * f if "product" in wrong else r - reach * step if "subtracted" in wrong else r + reach * step
        if "jump_added" in wrong:
            jump += stride
        elif "jump_less" in wrong:
            jump += stride - 1
        elif "last_stride" in wrong:
            jump = stride
        elif not wrong & {"jump_first", "jump_stays"}:
            jump *= stride
    return r, jump


def _draw_stacks(rng: np.random.Generator) -> Iterator[Case]:
    for layers in (
        [(3, 1), (3, 1)],
        [(5, 1), (2, 2), (5, 1), (2, 2)],
        [(7, 2), (3, 2), (3, 1), (3, 1)],
        [(3, 2), (5, 3), (3, 1)],
        [(2, 2), (3, 1), (2, 2), (3, 1)],
    ):
        yield Case({"layers": layers})
    for _ in range(3):
        yield Case({"layers": [(int(rng.integers(2, 8)), int(rng.integers(1, 4))) for _ in range(3)]})
    yield Case({"layers": [(4, 3)]}, "there is one layer")
    yield Case({"layers": [(1, 1), (1, 2), (3, 1)]}, "a kernel of one pixel takes steps of two")


receptive_field = Exercise(
    name="receptive_field",
    lesson=15,
    reference=solutions.receptive_field,
    inputs=_draw_stacks,
    outputs=("r", "jump"),
    why="A number cannot know what lies outside its window: this tells whether a network can see a mask whole.",
    mistakes=flawed(
        _receptive_field_with,
        {
            "no_jump": "The kernel's steps do not grow. Behind a stride of 2 its neighbours lie two pixels "
            "of the picture apart.",
            "own_stride": "The kernel is spread by its own layer's stride. What counts is how far apart the numbers "
            "are that it is given: the strides of all layers before it.",
            "jump_first": "The jump is multiplied before the kernel is laid. Its own stride moves the *next* number; "
            "it does not spread this kernel.",
            "whole_kernel": "Each layer adds f steps. A kernel of 3 reaches two numbers further than one number does.",
            "half_kernel": "Each layer adds half a kernel. It reaches out on both sides.",
            "f_plus": "Each layer adds f + 1 steps. A kernel of 1 sees no more than one number does.",
            "product": "The kernels' sizes are multiplied. The windows of neighbours overlap, so they add up.",
            "subtracted": "The window shrinks from layer to layer. Going back to the picture, it grows.",
            "from_zero": "It is one too small. Without any layer a number sees itself: one pixel.",
            "jump_from_zero": "The jump starts at 0 and stays there. Neighbouring pixels lie one pixel apart.",
            "jump_added": "The strides are added. Two halvings make a quarter: they multiply.",
            "jump_less": "Each stride adds one less than itself to the jump. Two halvings make a quarter: they "
            "multiply.",
            "last_stride": "The jump is the last layer's stride. The strides before it count too.",
            "jump_stays": "The jump is 1 for ever. Each layer multiplies it by its stride.",
            "backwards": "The layers are taken from the last to the first.",
            "last_layer": "Only the last layer enters.",
        },
    ),
    hints=(
        "Start with one number that sees itself: r = 1, jump = 1. Then go through the layers.",
        "A kernel of f numbers reaches f − 1 neighbours further, and neighbours lie `jump` pixels apart.",
        "First r grows, by the jump as it is; then the layer's stride multiplies the jump.",
    ),
)


# augment --------------------------------------------------------------------------------------------------------------


def _augment_with(wrong: Wrong, images: Array, flips: Array, corners: Array, pad: int) -> object:
    """Make the mistakes of `augment`."""
    height, width = images.shape[1:3]
    widths = ((0, 0), (pad, pad), (pad, pad), (0, 0))
    modes = {"zeros": "constant", "reflected": "symmetric", "wrapped": "wrap"}
    mode = next((way for name, way in modes.items() if name in wrong), "edge")
    padded = np.pad(images, widths, mode=mode)  # type: ignore[call-overload]
    made = np.zeros_like(images)
    for i, (top, left) in enumerate(corners):
        top, left = (left, top) if "exchanged" in wrong else (top, left)
        top, left = corners[0] if "same_corner" in wrong else (top, left)
        top, left = (pad, pad) if "middle" in wrong else (top, left)
        top, left = (0, 0) if "no_corner" in wrong else (top, left)
        top = 0 if "no_top" in wrong else top
        left = 0 if "no_left" in wrong else left
        made[i] = padded[0 if "same_picture" in wrong else i, top : top + height, left : left + width]
        if flips[i] and "mirror_first" in wrong:
            made[i] = padded[i, :, ::-1][top : top + height, left : left + width]
        elif "no_mirror" not in wrong and (bool(flips[i]) != ("inverted" in wrong) or "all_mirrored" in wrong):
            made[i] = _mirrored(wrong, made[i])
    return made


def _mirrored(wrong: Wrong, picture: Array) -> Array:
    """Mirror one picture, along the wrong axis if so asked."""
    if "upside_down" in wrong:
        return picture[::-1]
    if "colours" in wrong:
        return picture[:, :, ::-1]
    if "turned" in wrong:
        return picture[::-1, ::-1]
    return picture[:, ::-1]


def _draw_augmentations(rng: np.random.Generator) -> Iterator[Case]:
    for m, height, width, pad in ((3, 3, 4, 1), (4, 5, 4, 2), (6, 6, 8, 3)):
        flips = np.arange(m) % 2 == 1
        corners = rng.integers(0, 2 * pad + 1, (m, 2))
        corners[:2] = (0, 2 * pad), (2 * pad, 0)
        images = rng.integers(0, 256, (m, height, width, 3)).astype(np.uint8)
        yield Case({"images": images, "flips": flips, "corners": corners, "pad": pad})
    images = rng.integers(0, 256, (2, 3, 5, 3)).astype(np.uint8)
    about = {"images": images, "flips": np.array([True, False]), "corners": np.zeros((2, 2), int), "pad": 0}
    yield Case(about, "there is no room to move")


augment = Exercise(
    name="augment",
    lesson=15,
    reference=solutions.augment,
    inputs=_draw_augmentations,
    why="Two lines of indexing, and the network never sees the same picture twice.",
    mistakes=flawed(
        _augment_with,
        {
            "mirror_first": "The padded picture is mirrored before it is cropped, so that left and right of the corner "
            "are exchanged. Crop first, then mirror what was cropped.",
            "upside_down": "The picture is turned upside down: rows are reversed. A mirror reverses the columns.",
            "colours": "The last axis is reversed: red and blue have changed places. A mirror reverses the columns.",
            "turned": "Rows and columns are both reversed: that is half a turn. A mirror reverses the columns.",
            "all_mirrored": "Every picture is mirrored, whatever `flips` says.",
            "no_mirror": "No picture is mirrored: `flips` does not enter.",
            "inverted": "Those pictures are mirrored that should not be, and the others are not.",
            "zeros": 'There are black borders. Repeat the pixels at the edge: `mode="edge"`.',
            "reflected": "The border mirrors the picture. Repeat the pixels at the edge.",
            "wrapped": "What leaves the picture on one side comes in on the other. Repeat the pixels at the edge.",
            "exchanged": "Down and right have changed places: a corner is (top, left).",
            "same_corner": "All pictures have the first one's corner.",
            "same_picture": "All results show the first picture.",
            "middle": "The crops are the pictures themselves: `corners` does not enter.",
            "no_corner": "Every crop begins at (0, 0): `corners` does not enter.",
            "no_top": "Every crop begins in row 0.",
            "no_left": "Every crop begins in column 0.",
        },
    ),
    hints=(
        '`np.pad` with `mode="edge"` repeats the border. Examples and channels get no padding: (0, 0) for them.',
        "Loop over the pictures: rows top to top + height of the padded one, columns left to left + width.",
        "If `flips[i]`, reverse the columns of the crop: `[:, ::-1]`.",
    ),
)


# mend -----------------------------------------------------------------------------------------------------------------


def _probability_with(wrong: Wrong, Z: Array) -> object:
    """Make the mistakes of `probability`."""
    p = 1 / (1 + np.exp(-Z))
    if "softmax" in wrong:
        return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    if "over_examples" in wrong:
        return np.exp(Z) / np.exp(Z).sum(axis=0, keepdims=True)
    ways = {
        "scores": Z,
        "labels": (p >= 0.5).astype(float),
        "other_class": 1 - p,
        "odds": np.exp(Z),
        "tanh": np.tanh(Z),
        "product": p * (1 - p),
        "logarithm": np.log(p),
        "scaled": (Z - Z.min()) / (Z.max() - Z.min()),
        "all_zero": 0 * p,
        "inverse": 1 / p,
        "half": p / 2,
        "minus": 1 / (1 - np.exp(-Z)),
        "twice": 2 * p,
        "no_one": 1 / np.exp(-Z) + 1,
        "two": 1 / (2 + np.exp(-Z)),
        "two_below": 2 / (2 + np.exp(-Z)),
    }
    return next((way for name, way in ways.items() if name in wrong), p)


def _draw_scores(rng: np.random.Generator) -> Iterator[Case]:
    for m in (2, 5, 9):
        yield Case({"Z": 2 * rng.normal(size=(m, 1)) + 0.1})
    yield Case({"Z": np.array([[-3.0], [0.0], [4.0]])}, "a score is 0")


#: Find the bug: a softmax of one unit.
mend = Exercise(
    name="mend",
    lesson=15,
    planted="softmax",
    reference=solutions.probability,
    inputs=_draw_scores,
    why="A softmax shares out 1 among the units of an example. A single unit gets all of it, whatever its score is.",
    mistakes=flawed(
        _probability_with,
        {
            "softmax": "All your probabilities are 1. Each row is divided by its own sum, and a row holds one number: "
            "what is a number divided by itself?",
            "over_examples": "Your probabilities add up to 1 over the pictures, as if exactly one of them wore a mask. "
            "Each picture has an answer of its own.",
            "scores": "Those are the scores themselves. A probability lies between 0 and 1.",
            "labels": "Those are answers, 0 or 1. How sure the network is has got lost.",
            "other_class": "Those are the probabilities of the other class: a high score means a mask.",
            "odds": "Those are the odds, e to the score. Which share of the whole is that, if the other side has 1?",
            "tanh": "Your numbers go from −1 to 1. A probability lies between 0 and 1.",
            "product": "That is the slope of the sigmoid.",
            "logarithm": "Those are logarithms of probabilities.",
            "scaled": "The lowest score has become 0 and the highest 1: an answer now depends on the other pictures.",
            "all_zero": "All your probabilities are 0.",
            "inverse": "That is one divided by the probability.",
            "half": "That is half the probability.",
            "minus": "There is a minus in the denominator: at the score 0 you divide by zero.",
            "twice": "That is twice the probability: at the score 0 yours is 1.",
            "no_one": "The 1 of the denominator stands outside of it: brackets are missing.",
            "two": "There is a 2 in the denominator: at the score 0 yours is a third.",
            "two_below": "At the score 0 your probability is two thirds. It is a half.",
        },
    ),
    hints=(
        "Print what `mend` gives. What do all these numbers have in common?",
        "A softmax compares the units of one picture with each other. With whom does a single unit compare itself?",
        "One score, two classes: that is the sigmoid of lesson 02.",
    ),
)


# cnn_forward ----------------------------------------------------------------------------------------------------------


def _cnn_forward_with(wrong: Wrong, X: Array, parameters: dict[str, Array]) -> object:
    """Make the mistakes of `cnn_forward`."""
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    if "turned" in wrong:
        W1 = W1[::-1, ::-1]
    Z1 = convolution.forward(X, W1, 0 * b1 if "no_b1" in wrong else b1, "valid" if "valid" in wrong else "same")
    A1 = (
        1 / (1 + np.exp(-Z1)) if "sigmoid_inside" in wrong else np.abs(Z1) if "absolute" in wrong else np.maximum(Z1, 0)
    )
    A1 = (
        Z1
        if "no_relu" in wrong
        else np.tanh(Z1)
        if "tanh" in wrong
        else np.minimum(Z1, 0)
        if "minimum" in wrong
        else A1
    )
    kind = "mean" if "mean_pool" in wrong else "max"
    P1 = convolution.pool_forward(Z1 if "pool_of_Z" in wrong else A1, 2, kind=kind)  # type: ignore[arg-type]
    if "pool_stride_one" in wrong:
        P1 = convolution.pool_forward(A1, 2, 1)
    orders = {"channels_first": (0, 3, 1, 2), "columns_first": (0, 2, 1, 3)}
    order = next((axes for name, axes in orders.items() if name in wrong), (0, 1, 2, 3))
    rows = P1.transpose(order).reshape(len(X), -1)
    if "no_flatten" in wrong:
        rows = P1.mean(axis=(1, 2)) @ np.ones((P1.shape[3], len(W2))) / P1.shape[3]
    if "backwards" in wrong:
        rows = rows[:, ::-1]
    if "pool_stride_one" in wrong:
        rows = rows[:, : len(W2)]
    if "valid" in wrong:
        rows = np.pad(rows, ((0, 0), (0, len(W2) - rows.shape[1])))
    Z2 = rows @ W2 + (0 if "no_b2" in wrong else b2)
    if "sigmoid" in wrong:
        Z2 = 1 / (1 + np.exp(-Z2))
    if "relu_at_the_end" in wrong:
        Z2 = np.maximum(Z2, 0)
    return {"Z1": Z1, "A1": A1, "P1": P1, "Z2": Z2}


def _draw_forward(rng: np.random.Generator) -> Iterator[Case]:
    for m, height, width, channels, filters, units in ((2, 4, 6, 1, 2, 1), (3, 6, 4, 3, 2, 2), (4, 8, 6, 2, 5, 3)):
        flat = height // 2 * (width // 2) * filters
        parameters = {
            "W1": rng.normal(size=(3, 3, channels, filters)),
            "b1": rng.normal(size=filters),
            "W2": rng.normal(size=(flat, units)),
            "b2": rng.normal(size=units),
        }
        yield Case({"X": rng.normal(size=(m, height, width, channels)), "parameters": parameters})


cnn_forward = Exercise(
    name="cnn_forward",
    lesson=15,
    reference=solutions.cnn_forward,
    inputs=_draw_forward,
    why="That is all that Keras does between a picture and its score.",
    mistakes=flawed(
        _cnn_forward_with,
        {
            "channels_first": "The volumes are flattened channel by channel. Keras goes through rows, then columns, "
            "and keeps the channels of a place together: that is how the array lies in memory.",
            "columns_first": "The volumes are flattened column by column. Go through the rows first.",
            "no_relu": "The ReLU is missing: A1 is Z1.",
            "sigmoid_inside": "The activation in the middle is a sigmoid. ReLU is asked for.",
            "tanh": "The activation in the middle is tanh. ReLU is asked for.",
            "absolute": "Your A1 is the size of Z1, without sign. ReLU puts 0 in the place of what is negative.",
            "minimum": "Your A1 keeps what is negative. ReLU keeps what is positive.",
            "pool_of_Z": "P1 is pooled from Z1. Pool A1.",
            "mean_pool": "Your pooling takes the mean. Take the maximum.",
            "pool_stride_one": "Your pooling moves by one pixel at a time. Its windows stand side by side.",
            "valid": 'The convolution has no padding. With "same" its result is as large as the picture.',
            "turned": "The kernels are turned by 180 degrees. Here they stay as they are.",
            "no_b1": "Z1 is that of b1 = 0.",
            "no_b2": "Z2 is that of b2 = 0.",
            "no_flatten": "Only the mean of each volume goes into the dense layer. All its numbers are asked for.",
            "backwards": "The flattened numbers come in reversed order.",
            "sigmoid": "Z2 has gone through a sigmoid. Scores are asked for: the loss does the rest.",
            "relu_at_the_end": "Z2 is never negative: there is a ReLU at the end. A score has both signs.",
        },
    ),
    hints=(
        'Four steps: `nn.convolution.forward(..., "same")`, a maximum with 0, `nn.convolution.pool_forward`, and a '
        "dense layer.",
        "Flatten with `P1.reshape(len(X), -1)`: one row for each picture.",
        "Rows times W2, plus b2: examples are rows here, so W2 stands on the right.",
    ),
)


QUESTIONS = (
    Numeric(
        "15.counts",
        "A volume of 16 × 16 × 32 goes through 64 kernels of 3 × 3. How many numbers does the layer learn?",
        answer=18_496,
        why="Each kernel has 3 · 3 · 32 = 288 weights and a bias: 289 · 64 = 18,496.",
        slips=(
            (18_432, "That is the weights alone: each kernel has a bias too."),
            (640, "3 · 3 + 1 = 10 numbers each would do for one channel. A kernel is as deep as its input."),
            (16_384, "That is how many numbers come out with padding “same”: 16 · 16 · 64. It is not what is learned."),
        ),
    ),
    Numeric(
        "15.field",
        "Two convolutions of 3 × 3, pooling by 2, and one more convolution of 3 × 3. How many pixels of the picture "
        "does a number see along one side?",
        answer=10,
        why="1 + 2 + 2 = 5, pooling reaches one pixel further, 6; from there on neighbours lie 2 apart: "
        "6 + 2 · 2 = 10.",
        slips=(
            (8, "After the pooling neighbours lie two pixels apart: the last kernel reaches 4 pixels further, not 2."),
            (9, "The window of the pooling reaches one pixel further than a single number."),
            (7, "Three kernels of 3 × 3 alone would see 7. The pooling widens the last one's reach."),
            (11, "The pooling adds one pixel: its own stride spreads the kernels after it, not itself."),
        ),
    ),
    Single(
        "15.where",
        "Where are most of LeNet-5's parameters?",
        (
            Option(
                "In the dense layer behind the last pooling.",
                "48,120 of 61,706: every unit looks at all 400 numbers, and nothing is shared.",
                True,
            ),
            Option("In the convolutions.", "They have 2,572, and do 86 % of the products: sharing."),
            Option("In the pooling layers.", "These have none, as we built it (LeCun's had two for each channel)."),
            Option("In the output layer.", "It has 850."),
        ),
    ),
    Multiple(
        "15.labels",
        "Which of these keep “wears a mask over mouth and nose” true?",
        (
            Option("Mirror left and right.", "A mask is as symmetric as a face.", True),
            Option("Make the picture a little darker.", "Light changes, the mask stays.", True),
            Option("Crop to the upper half.", "The mask is not in the picture any more: the label has become a lie."),
            Option("Shift by 5 of 64 pixels.", "It is the same face, somewhat further left.", True),
        ),
    ),
    Single(
        "15.dev",
        "Why are dev and test pictures not augmented?",
        (
            Option(
                "They stand for the pictures that will come.",
                "Changed ones would measure something else, and another thing each time.",
                True,
            ),
            Option("It takes too much time.", "It would not take long; the measure would be wrong."),
            Option(
                "Augmentation makes pictures easier.",
                "It makes most of them harder: that is why training accuracy can lie below dev accuracy.",
            ),
            Option(
                "Keras forbids it.",
                "Keras does what you tell it. Its layers are idle outside of training, which is "
                "why they belong in the model.",
            ),
        ),
    ),
)
