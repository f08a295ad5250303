"""Lesson 17, MobileNet: depthwise and separable convolution, their cost, the V2 block, and a momentum that is too high.

Nothing here imports Keras: a block is checked as arrays, with its batch norms folded into the kernels.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson17 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Order, Single, flawed
from course_utils.nn import convolution
from course_utils.nn import separable as library

Array = NDArray[np.floating]
Wrong = frozenset[str]


# depthwise ------------------------------------------------------------------------------------------------------------


def _depthwise_with(wrong: Wrong, A_prev: Array, W: Array, b: Array, pad: int, stride: int) -> object:
    """Make the mistakes of `depthwise`."""
    if "no_pad" in wrong:
        pad = 0
    if "flipped" in wrong:
        W = W[::-1, ::-1]
    if "transposed" in wrong:
        W = W.swapaxes(0, 1)
    if "same_kernel" in wrong:
        W = np.broadcast_to(W[:, :, :1], W.shape)
    f, P = len(W), convolution.pad(A_prev, pad)
    fewer = int("one_less" in wrong)
    n_H, n_W = (convolution.output_size(side, f, pad, stride) - fewer for side in A_prev.shape[1:3])
    Z = np.zeros((len(A_prev), n_H, n_W, W.shape[2]))
    down = 1 if wrong & {"no_stride", "stride_along_only"} else stride
    along = 1 if wrong & {"no_stride", "stride_down_only"} else stride
    for h, w in product(range(n_H), range(n_W)):
        top, left = (down * w, along * h) if "exchanged" in wrong else (down * h, along * w)
        Z[:, h, w] = _met_with(wrong, P[:, top : top + f, left : left + f], W)
    Z = Z if "no_bias" in wrong else Z - b if "bias_sign" in wrong else Z + (b[0] if "same_bias" in wrong else b)
    if "bias_inside" in wrong:
        Z = Z + (f * f - 1) * b
    if "first_example" in wrong:
        Z[1:] = 0
    return np.maximum(Z, 0) if "relu" in wrong else Z


def _met_with(wrong: Wrong, windows: Array, W: Array) -> Array:
    """Combine windows (m, f, f, n_C) and kernels at one place."""
    if windows.shape[1:3] != W.shape[:2]:  # h and w have changed places, and the window sticks out
        return np.zeros((len(windows), W.shape[2]))
    if "first_example_everywhere" in wrong:
        windows = np.broadcast_to(windows[:1], windows.shape)
    ways = {
        "added": windows + W,
        "subtracted": windows - W,
        "divided": windows / W,
        "no_kernel": windows,
        "no_window": np.broadcast_to(W, windows.shape),
    }
    met = next((way for name, way in ways.items() if name in wrong), windows * W)
    if "channels_summed" in wrong:
        return np.broadcast_to(met.sum(axis=(1, 2, 3))[:, None], (len(met), W.shape[2]))
    if "mean" in wrong:
        return met.mean(axis=(1, 2))
    return met.max(axis=(1, 2)) if "largest" in wrong else met.sum(axis=(1, 2))


def _draw_layers(rng: np.random.Generator) -> Iterator[Case]:
    for height, width, n_C, f, pad, stride in (
        (3, 4, 2, 2, 0, 1),
        (4, 3, 2, 3, 1, 1),
        (5, 6, 3, 3, 1, 2),
        (6, 5, 4, 2, 0, 2),
        (7, 5, 2, 5, 2, 1),
    ):
        yield Case(_a_layer(rng, height, width, n_C, f) | {"pad": pad, "stride": stride})
    yield Case(_a_layer(rng, 4, 5, 3, 1) | {"pad": 0, "stride": 2}, "the kernels are one pixel large")


def _a_layer(rng: np.random.Generator, height: int, width: int, n_C: int, f: int) -> dict[str, object]:
    return {
        "A_prev": rng.normal(size=(2, height, width, n_C)),
        "W": rng.normal(size=(f, f, n_C)),
        "b": rng.normal(size=n_C) + 0.2,
    }


depthwise = Exercise(
    name="depthwise",
    lesson=17,
    reference=solutions.depthwise,
    inputs=_draw_layers,
    why="One kernel for each channel: all the looking around of a convolution, and none of the mixing.",
    mistakes=flawed(
        _depthwise_with,
        {
            "channels_summed": "The channels are added up, so every channel of the result holds the same sum. That is "
            "the step which this layer leaves out: sum over the window, axes 1 and 2, and keep the channels.",
            "same_kernel": "The first kernel is used for every channel. Each channel has a kernel of its own.",
            "flipped": "The kernels are turned by 180 degrees. Here, as in every library for networks, they stay as "
            "they are.",
            "transposed": "The kernels lie on their side: rows and columns have changed places.",
            "no_stride": "The windows move by one pixel each time, whatever the stride is.",
            "stride_down_only": "Downwards the windows move by the stride, to the right by one pixel.",
            "stride_along_only": "To the right the windows move by the stride, downwards by one pixel.",
            "exchanged": "h and w have changed places: where Z goes down, your windows go to the right.",
            "no_pad": "The padding does not enter. The kernels slide over the padded pictures.",
            "one_less": "A row and a column are missing: there is one place more than there are steps.",
            "no_bias": "Your result is that of b = 0. Each channel has a bias.",
            "bias_sign": "b is subtracted where it should be added.",
            "same_bias": "Every channel gets the first bias. Each has its own.",
            "bias_inside": "b is added to every product, so it counts as often as the window has numbers. It is added "
            "once, to the sum.",
            "mean": "The products are averaged. A weighted sum stays a sum.",
            "largest": "You take the largest of the products. They are added up.",
            "relu": "Your result is never negative: there is a ReLU in it. The activation comes after this step.",
            "first_example": "Only the first example is computed.",
            "first_example_everywhere": "Every example gets the first one's windows.",
            "no_kernel": "The kernels do not enter: these are sums of pixels.",
            "no_window": "The pixels do not enter: these are sums of weights.",
            "added": "Windows and kernels are added. They are multiplied, number by number.",
            "subtracted": "Windows and kernels are subtracted. They are multiplied, number by number.",
            "divided": "Windows are divided by the kernels. They are multiplied, number by number.",
        },
    ),
    hints=(
        "It is `conv_forward` of lesson 14 with less in it. What was the sum over, and which axis is not summed now?",
        "At one place: windows (m, f, f, n_C) times W (f, f, n_C), number by number; broadcasting does the examples.",
        "np.sum(windows * W, axis=(1, 2)) + b is what stands at one place, for all examples and channels.",
    ),
)


# separable ------------------------------------------------------------------------------------------------------------


def _separable_with(wrong: Wrong, A_prev: Array, D: Array, P: Array, b: Array, pad: int, stride: int) -> object:
    """Make the mistakes of `separable`."""
    pad = 0 if "no_pad" in wrong else pad
    stride = 1 if "no_stride" in wrong else stride
    D = D[::-1, ::-1] if "flipped" in wrong else D[:, :, :1] + 0 * D if "same_kernel" in wrong else D
    filtered = solutions.depthwise(A_prev, D, np.zeros(D.shape[2]), pad, stride)
    if "no_depthwise" in wrong:
        centre = np.zeros(D.shape)
        centre[len(D) // 2, len(D) // 2] = 1
        filtered = solutions.depthwise(A_prev, centre, np.zeros(D.shape[2]), pad, stride)
    if "depth_bias" in wrong:
        filtered = filtered + 1
    if "relu_between" in wrong:
        filtered = np.maximum(filtered, 0)
    if "no_pointwise" in wrong:
        return filtered
    if "unmixed" in wrong:
        return np.broadcast_to(filtered.sum(axis=3, keepdims=True), (*filtered.shape[:3], P.shape[1])) + b
    Z = filtered @ (P[::-1] if "reversed" in wrong else P)
    if "mean" in wrong:
        Z = Z / len(P)
    Z = Z if "no_bias" in wrong else Z - b if "bias_sign" in wrong else Z + (b[0] if "same_bias" in wrong else b)
    if "bias_product" in wrong:
        Z = (Z - b) * b
    return np.maximum(Z, 0) if "relu" in wrong else Z


def _draw_separable(rng: np.random.Generator) -> Iterator[Case]:
    for height, width, n_C_prev, n_C, f, pad, stride in (
        (3, 4, 2, 3, 2, 0, 1),
        (4, 3, 3, 2, 3, 1, 1),
        (5, 6, 3, 4, 3, 1, 2),
        (6, 5, 4, 1, 3, 0, 2),
        (5, 4, 3, 3, 3, 1, 1),
    ):
        inputs = _a_layer(rng, height, width, n_C_prev, f)
        b, P = rng.normal(size=n_C) + 0.2, rng.normal(size=(n_C_prev, n_C))
        yield Case({"A_prev": inputs["A_prev"], "D": inputs["W"], "P": P, "b": b, "pad": pad, "stride": stride})


separable = Exercise(
    name="separable",
    lesson=17,
    reference=solutions.separable,
    inputs=_draw_separable,
    why="Look around in one step, mix in the other. Split like this, both together cost a fraction.",
    mistakes=flawed(
        _separable_with,
        {
            "relu_between": "There is a ReLU between the two steps. This function is the linear part; MobileNet puts "
            "batch norm and ReLU between them later.",
            "relu": "Your result is never negative: there is a ReLU at the end. This function is the linear part.",
            "no_depthwise": "Only the pixel in the middle of each window enters: the depthwise step is missing.",
            "no_pointwise": "The channels are not mixed: the pointwise step is missing.",
            "unmixed": "Every channel of the result holds the plain sum of all channels: P does not enter.",
            "reversed": "The rows of P are taken in the reverse order. Row c belongs to channel c.",
            "same_kernel": "The first kernel is used for every channel. Each channel has a kernel of its own.",
            "flipped": "The kernels are turned by 180 degrees. They stay as they are.",
            "no_bias": "Your result is that of b = 0. The bias is added after the channels are mixed.",
            "bias_sign": "b is subtracted where it should be added.",
            "bias_product": "b is multiplied where it should be added.",
            "same_bias": "Every channel gets the first bias. Each has its own.",
            "depth_bias": "The depthwise step adds 1. It has no bias here: give it zeros.",
            "mean": "The channels are averaged. A weighted sum stays a sum.",
            "no_pad": "The padding does not enter. The kernels slide over the padded pictures.",
            "no_stride": "The stride does not enter. It belongs to the depthwise step.",
        },
    ),
    hints=(
        "Two steps: your `depthwise`, then one matrix product. The bias belongs to the second.",
        "The depthwise step wants biases too: `np.zeros(D.shape[2])`.",
        "filtered (m, n_H, n_W, n_C_prev) times P (n_C_prev, n_C): `@` does it for every pixel.",
    ),
)


# multiply_adds --------------------------------------------------------------------------------------------------------


def _multiply_adds_with(wrong: Wrong, n_H: int, n_W: int, f: int, n_C_prev: int, n_C: int) -> object:
    """Make the mistakes of `multiply_adds`."""
    places = n_H if "height_only" in wrong else n_W if "width_only" in wrong else n_H * n_W
    places = n_H + n_W if "places_added" in wrong else 1 if "parameters" in wrong else places
    area = f if "side" in wrong else 2 * f if "doubled_side" in wrong else f * f
    standard = area * n_C_prev * n_C
    standard = area * n_C if "no_depth" in wrong else area * n_C_prev if "one_kernel" in wrong else standard
    if "added_channels" in wrong:
        standard = area * (n_C_prev + n_C)
    if "standard_pointwise" in wrong:
        standard = n_C_prev * n_C
    depth = area * (n_C if "depth_out" in wrong else n_C_prev * n_C_prev if "depth_squared" in wrong else n_C_prev)
    depth = area if "depth_once" in wrong else n_C_prev if "depth_no_area" in wrong else depth
    point = area * n_C_prev * n_C if "point_area" in wrong else n_C_prev * n_C
    point = n_C if "point_out" in wrong else n_C_prev + n_C if "point_added" in wrong else point
    both = depth * point if "multiplied" in wrong else depth if "depth_only" in wrong else depth + point
    both = point if "point_only" in wrong else depth - point if "subtracted" in wrong else both
    separable = depth * places + point if "places_once" in wrong else depth + places * point
    if not wrong & {"places_once", "places_twice"}:
        separable = places * both
    standard, separable = places * standard, separable
    if "biases" in wrong:
        standard, separable = standard + places * n_C, separable + places * n_C
    if "two_each" in wrong:
        standard, separable = 2 * standard, 2 * separable
    return (separable, standard) if "exchanged" in wrong else (standard, separable)


def _draw_counts(rng: np.random.Generator) -> Iterator[Case]:
    for n_H, n_W, f, n_C_prev, n_C in ((4, 5, 3, 2, 7), (12, 12, 3, 64, 128), (96, 64, 5, 3, 32), (7, 9, 3, 20, 20)):
        yield Case({"n_H": n_H, "n_W": n_W, "f": f, "n_C_prev": n_C_prev, "n_C": n_C})
    for _ in range(3):
        n_H, n_W, n_C_prev, n_C = (int(number) for number in rng.integers(6, 60, size=4))
        yield Case({"n_H": n_H, "n_W": n_W, "f": int(rng.integers(3, 8)), "n_C_prev": n_C_prev, "n_C": n_C})


multiply_adds = Exercise(
    name="multiply_adds",
    lesson=17,
    reference=solutions.multiply_adds,
    inputs=_draw_counts,
    outputs=("standard", "separable"),
    why="Whoever can count a layer knows where a network spends its time before it runs: mostly.",
    mistakes=flawed(
        _multiply_adds_with,
        {
            "parameters": "These are the weights. Each of them is used once at every place: how many places are there?",
            "side": "f enters once. A window has f rows of f numbers.",
            "doubled_side": "f is doubled. A window has f rows of f numbers: multiply.",
            "no_depth": "Standard: the kernels are as deep as the input, and `n_C_prev` is missing.",
            "one_kernel": "Standard: that is a single kernel. There are `n_C` of them.",
            "added_channels": "Standard: channels before and after are added. Each of the one meets each of the other.",
            "standard_pointwise": "Standard: the window is missing, as if the kernels were one pixel large.",
            "depth_out": "Depthwise: there is a kernel for each channel that comes in, not for each that goes out.",
            "depth_squared": "Depthwise: each kernel looks at its own channel only, so `n_C_prev` enters once.",
            "depth_once": "Depthwise: that is a single kernel. There is one for each channel that comes in.",
            "depth_no_area": "Depthwise: the window is missing.",
            "point_area": "Pointwise: its kernels are one pixel large, so f does not enter.",
            "point_out": "Pointwise: each of its kernels looks at all `n_C_prev` channels.",
            "point_added": "Pointwise: channels before and after are added. Each of the one meets each of the other.",
            "multiplied": "The two steps are multiplied. First the one is done, then the other: add.",
            "subtracted": "The two steps are subtracted. First the one is done, then the other: add.",
            "depth_only": "The pointwise step is missing.",
            "point_only": "The depthwise step is missing.",
            "places_once": "The pointwise step is done at every place too.",
            "places_twice": "The depthwise step is done at every place too.",
            "places_added": "Height and width are added. The places fill an area.",
            "height_only": "The width does not enter.",
            "width_only": "The height does not enter.",
            "biases": "Biases are counted. A bias is added, and multiplies nothing.",
            "two_each": "Multiplication and addition are counted one by one. A multiply-add is both together.",
            "exchanged": "The two counts have changed places: standard comes first.",
        },
    ),
    hints=(
        "How many numbers does the result have, and how many products does each of them need?",
        "Standard: n_H · n_W · n_C numbers, each from f · f · n_C_prev products.",
        "Depthwise: n_H · n_W · n_C_prev numbers from f · f products each. Pointwise: n_H · n_W · n_C, from how many?",
    ),
)


# v2_block -------------------------------------------------------------------------------------------------------------


def _v2_block_with(
    wrong: Wrong, A_prev: Array, W1: Array, b1: Array, W2: Array, b2: Array, W3: Array, b3: Array, stride: int
) -> object:
    """Make the mistakes of `v2_block`."""
    relu = (
        (lambda Z: np.maximum(Z, 0))
        if "relu" in wrong
        else (lambda Z: Z)
        if "linear" in wrong
        else (lambda Z: np.clip(Z, -6, 6))
        if "both_sides" in wrong
        else (lambda Z: np.clip(Z, 0, 1))
        if "relu1" in wrong
        else solutions.relu6
    )
    if "no_biases" in wrong:
        b1, b2, b3 = 0 * b1, 0 * b2, 0 * b3
    b1, b2, b3 = (0 * b if f"no_b{k}" in wrong else b for k, b in enumerate((b1, b2, b3), start=1))
    A: Array = A_prev @ W1 + b1
    A = A if "first_linear" in wrong else relu(A)
    if "no_depthwise" not in wrong:
        padding: convolution.Padding = 1 if "ring" in wrong else "same"
        A = library.depthwise(A, W2, b2, padding, stride)
    else:
        A = A[:, ::stride, ::stride]
    A = A if "second_linear" in wrong else relu(A)
    Z: Array = A @ W3 + b3
    if "projection_relu" in wrong:
        Z = relu(Z)
    if stride == 1 and A_prev.shape[3] == Z.shape[3] and "no_residual" not in wrong:
        Z = Z - A_prev if "subtracted" in wrong else A_prev * Z if "multiplied" in wrong else A_prev + Z
        Z = A_prev if "input_only" in wrong else Z / 2 if "averaged" in wrong else Z
        Z = relu(Z) if "sum_relu" in wrong else Z
    elif "zeroed" in wrong:
        return np.zeros_like(Z)
    return Z


def _draw_blocks(rng: np.random.Generator) -> Iterator[Case]:
    for height, width, n_C_prev, n_C, t, stride in (
        (3, 4, 2, 2, 3, 1),
        (4, 3, 3, 2, 2, 1),
        (5, 4, 2, 4, 3, 2),
        (6, 4, 3, 3, 2, 2),
        (4, 5, 3, 3, 4, 1),
    ):
        n_mid = t * n_C_prev
        sizes = ((n_C_prev, n_mid), (3, 3, n_mid), (n_mid, n_C))
        inputs: dict[str, object] = {"A_prev": 3 * rng.normal(size=(2, height, width, n_C_prev))}
        for layer, size in enumerate(sizes, start=1):
            inputs |= {f"W{layer}": rng.normal(size=size), f"b{layer}": rng.normal(size=size[-1])}
        yield Case(inputs | {"stride": stride})


v2_block = Exercise(
    name="v2_block",
    lesson=17,
    reference=solutions.v2_block,
    inputs=_draw_blocks,
    why="Narrow outside, wide inside: MobileNetV2 is a stem, seventeen of these, and a head.",
    mistakes=flawed(
        _v2_block_with,
        {
            "projection_relu": "There is a ReLU after the projection. What a narrow layer cuts off is lost: the "
            "projection stays linear.",
            "sum_relu": "There is a ReLU after the sum, as in a ResNet. Here nothing is cut off in the narrow part.",
            "no_residual": "What came in is not added. At stride 1, with as many channels as before, it is.",
            "subtracted": "What came in is subtracted. It is added.",
            "multiplied": "What came in is multiplied. It is added.",
            "averaged": "The sum is halved. It stays a sum.",
            "input_only": "Where the residual applies, you return what came in, and the block's own part is lost.",
            "zeroed": "Where the residual does not apply, the result is 0. It is what the projection gives.",
            "relu": "Numbers above 6 get through: that is ReLU. ReLU6 cuts off at 6 as well.",
            "relu1": "Your activation cuts off at 1. ReLU6 cuts off at 6.",
            "both_sides": "Numbers below 0 get through, down to −6. ReLU6 cuts off at 0 and at 6.",
            "linear": "There is no activation at all. Two ReLU6 are needed: after the expansion and after the "
            "depthwise step.",
            "first_linear": "After the expansion the ReLU6 is missing.",
            "second_linear": "After the depthwise step the ReLU6 is missing.",
            "no_depthwise": "The depthwise step is missing: no pixel knows its neighbours.",
            "no_biases": "Your result is that of biases that are all 0.",
            "no_b1": "The expansion has no bias: where does b1 enter?",
            "no_b2": "The depthwise step has no bias: where does b2 enter?",
            "no_b3": "The projection has no bias: where does b3 enter?",
            "ring": "With stride 2 it is off: a ring of zeros shifts the windows by one pixel. Keras' `same` puts the "
            "odd zero below and to the right (lesson 14).",
        },
    ),
    hints=(
        "Three steps in this order: expand, depthwise, project. Two of them are followed by `relu6`.",
        "`nn.separable.depthwise` does the second; the other two are a matrix product and a bias.",
        "The residual: `if stride == 1` and A_prev has as many channels as Z, then A_prev + Z; otherwise Z.",
    ),
)


# v2_parameters --------------------------------------------------------------------------------------------------------


def _v2_parameters_with(wrong: Wrong, n_C_prev: int, n_C: int, t: int) -> object:
    """Make the mistakes of `v2_parameters`."""
    n_mid = t * n_C if "from_out" in wrong else t if "t_channels" in wrong else t * n_C_prev
    n_mid = n_C_prev if "no_expansion" in wrong else n_C_prev + t if "t_added" in wrong else n_mid
    counts = {"norm_one": 1, "norm_two": 2, "norm_three": 3, "norm_five": 5}
    norm = next((count for name, count in counts.items() if name in wrong), 4)
    area = 3 if "side" in wrong else 6 if "doubled_side" in wrong else 1 if "no_area" in wrong else 9
    area = 8 if "eight" in wrong else 10 if "ten" in wrong else area
    expand, depth, project = n_C_prev * n_mid, area * n_mid, n_mid * n_C
    expand = n_C_prev + n_mid if "expand_added" in wrong else n_mid if "expand_mid" in wrong else expand
    project = n_mid + n_C if "project_added" in wrong else n_mid if "project_mid" in wrong else project
    project = n_mid * n_C_prev if "project_back" in wrong else project
    if "full" in wrong:
        depth = area * n_mid * n_mid
    if "depth_in" in wrong:
        depth = area * n_C_prev
    if "biases" in wrong:
        expand, depth, project = expand + n_mid, depth + n_mid, project + n_C
    norms = [norm * n_mid, norm * n_mid, norm * n_C]
    if "norm_in" in wrong:
        norms = [norm * n_C_prev, norm * n_mid, norm * n_mid]
    if "norm_mid" in wrong:
        norms = [norm * n_mid] * 3
    if "norm_once" in wrong:
        norms = [norm] * 3
    return expand, norms[0], depth, norms[1], project, norms[2]


def _draw_widths(rng: np.random.Generator) -> Iterator[Case]:
    for n_C_prev, n_C, t in ((16, 24, 6), (5, 7, 4), (24, 32, 6), (11, 11, 3)):
        yield Case({"n_C_prev": n_C_prev, "n_C": n_C, "t": t})
    for _ in range(3):
        n_C_prev, n_C = (int(number) for number in rng.integers(12, 60, size=2))
        yield Case({"n_C_prev": n_C_prev, "n_C": n_C, "t": int(rng.integers(2, 8))})


v2_parameters = Exercise(
    name="v2_parameters",
    lesson=17,
    reference=solutions.v2_parameters,
    inputs=_draw_widths,
    outputs=("expand", "its norm", "depthwise", "its norm too", "project", "the last norm"),
    why="Parameters of 1 × 1 layers grow with the product of two widths, those of the one that looks around with one: "
    "in wide blocks it has next to none of them, in narrow ones a third.",
    mistakes=flawed(
        _v2_parameters_with,
        {
            "full": "The depthwise step is counted as a convolution over all channels. Its kernels see one channel "
            "each.",
            "depth_in": "The depthwise step works on the wide part: it has a kernel for each of the t · n_C_prev "
            "channels.",
            "biases": "Biases are counted. These layers have none: the batch norm after each has a shift of its own.",
            "norm_two": "2 for each channel are the batch norm's learned numbers. It also keeps a mean and a variance, "
            "and Keras counts these as parameters.",
            "norm_one": "A batch norm keeps four numbers for each channel: which?",
            "norm_three": "A batch norm keeps four numbers for each channel: which one is missing?",
            "norm_five": "A batch norm keeps four numbers for each channel: scale, shift, mean, variance.",
            "norm_in": "The batch norms are sized by what goes into the layers. They come after, so they have as many "
            "channels as goes out.",
            "norm_mid": "The last batch norm comes after the projection, where there are n_C channels.",
            "norm_once": "A batch norm has its numbers for each channel.",
            "from_out": "The expansion multiplies the channels that come in, not those that go out.",
            "no_expansion": "t does not enter: the wide part has t times as many channels as come in.",
            "t_channels": "The wide part has t times n_C_prev channels; yours has t.",
            "t_added": "t is added to the channels. It multiplies them.",
            "side": "A kernel of 3 × 3 has 9 weights.",
            "doubled_side": "A kernel of 3 × 3 has 9 weights, not 3 + 3.",
            "no_area": "The depthwise kernels are counted as one weight each. They are 3 × 3.",
            "eight": "A kernel of 3 × 3 has 9 weights. You count one too few.",
            "ten": "A kernel of 3 × 3 has 9 weights, and no bias. You count one too many.",
            "expand_added": "Expansion: channels before and after are added. Each of the one meets each of the other.",
            "expand_mid": "Expansion: each of its kernels looks at all n_C_prev channels.",
            "project_added": "Projection: channels before and after are added. Each meets each: multiply.",
            "project_mid": "Projection: that is one kernel. There are n_C of them.",
            "project_back": "The projection goes to n_C channels, not back to n_C_prev.",
        },
    ),
    hints=(
        "First the width in the middle: t · n_C_prev channels.",
        "1 × 1 from a to b channels: a · b. Depthwise 3 × 3 on a channels: 9 · a. Batch norm on a channels: 4 · a.",
        "Six numbers: expand, its batch norm, depthwise, its batch norm, project, its batch norm.",
    ),
)


# momentum_for ---------------------------------------------------------------------------------------------------------


def _momentum_for_with(wrong: Wrong, steps: int, share: float) -> object:
    """Make the mistakes of `momentum_for`."""
    left = share if "other_share" in wrong else 1 + share if "share_added" in wrong else 1 - share
    if "one_step" in wrong:
        return left
    if "evenly" in wrong:
        return 1 - share / steps
    if "power" in wrong:
        return left**steps
    if "divided" in wrong:
        return left / steps
    if "times" in wrong:
        return left * steps
    if "reciprocal" in wrong:
        return 1 / steps
    if "added" in wrong:
        return left + 1 / steps
    if "subtracted" in wrong:
        return left - 1 / steps
    left = 2 - share if "two_shares" in wrong else left
    exponents = {"negative": -1 / steps, "twice": 2 / steps, "unequal": 1 - steps, "sum": 1 + steps}
    root = left ** next((power for name, power in exponents.items() if name in wrong), 1 / steps)
    if "one_more" in wrong:
        root = left ** (1 / (steps + 1))
    if "one_less" in wrong:
        root = left ** (1 / (steps - 1))
    return 1 - root if "weight" in wrong else root


def _draw_momenta(rng: np.random.Generator) -> Iterator[Case]:
    for steps, share in ((2, 0.75), (10, 0.9), (40, 0.99), (100, 0.5)):
        yield Case({"steps": steps, "share": share})
    for _ in range(3):
        yield Case({"steps": int(rng.integers(3, 200)), "share": float(rng.uniform(0.2, 0.95))})


momentum_for = Exercise(
    name="momentum_for",
    lesson=17,
    reference=solutions.momentum_for,
    inputs=_draw_momenta,
    why="Every moving average has a memory. It has to fit the number of steps that you can afford.",
    mistakes=flawed(
        _momentum_for_with,
        {
            "other_share": "That much of the *start* would be left. The share is what the average has taken over.",
            "share_added": "What is left of the start is 1 − share; yours is more than all.",
            "one_step": "That would do it in a single step. After k steps, momentum to the power k is left of the "
            "start.",
            "evenly": "You share it out evenly over the steps. Each step keeps the same *fraction* of what is left: "
            "powers.",
            "power": "You raise to the power of the steps. You know the power and look for its base: take the root.",
            "divided": "What is left is divided by the steps. Each step multiplies: take the root.",
            "times": "What is left is multiplied by the steps. Take the root.",
            "weight": "That is 1 − momentum, the weight of the new batch. Keras calls the weight of the old average "
            "momentum.",
            "negative": "The exponent is negative, so the momentum is above 1 and the average would explode.",
            "twice": "The exponent is twice what it should be: half as many steps would do.",
            "reciprocal": "The share does not enter. How much of the start may be left?",
            "added": "1 / steps is added. It is the exponent: take the root.",
            "subtracted": "1 / steps is subtracted. It is the exponent: take the root.",
            "two_shares": "What is left of the start is 1 − share; yours counts from 2.",
            "unequal": "The exponent is 1 − steps. The root of that many steps is the power 1 / steps.",
            "sum": "The exponent is 1 + steps. The root of that many steps is the power 1 / steps.",
            "one_more": "There is one step too many in the root.",
            "one_less": "There is one step too few in the root.",
        },
    ),
    hints=(
        "After one step momentum · start is left, after two momentum² · start. After k?",
        "momentum to the power `steps` shall be 1 − share. What is the base?",
        "The k-th root of a number is that number to the power 1 / k.",
    ),
)


QUESTIONS = (
    Numeric(
        "17.ratio",
        "A convolution of 5 × 5 makes 100 channels. How many per cent of its work does the separable one need?",
        answer=5,
        why="1/100 + 1/25 = 0.05: a twentieth.",
        unit="%",
        slips=(
            (4, "1/25 alone is 4 %: the pointwise part is there, the depthwise part, 1/100, is missing."),
            (1, "1/100 alone is the depthwise part."),
            (21, "1/100 + 1/5: f enters squared."),
            (20, "That is how many times fewer. As a share it is 1/20."),
        ),
    ),
    Single(
        "17.linear",
        "Why does the V2 block end without an activation?",
        (
            Option(
                "In the narrow part there are no spare channels: what ReLU sets to 0 is lost.",
                "In the wide part the same thing is kept by other channels. In the narrow one nobody else has it.",
                True,
            ),
            Option("To save time.", "A ReLU costs next to nothing."),
            Option("Because the residual is added afterwards.", "Blocks without a residual end linearly too."),
            Option("Because batch norm is an activation.", "At test time it is a scale and a shift: linear."),
        ),
    ),
    Multiple(
        "17.slower",
        "A separable convolution needs an eighth of the multiply-adds and takes more than an eighth of the time. Why?",
        (
            Option(
                "For each number that a depthwise kernel reads it does only a few multiplications, so it waits for "
                "memory.",
                "A standard 3 × 3 uses each number nine times for each of its kernels; this one nine times in all.",
                True,
            ),
            Option(
                "There are two layers, so the numbers are written and read twice.",
                "The first has to store all it made.",
                True,
            ),
            Option(
                "It is not one large matrix product, for which processors are built.",
                "The pointwise half is; the depthwise is not.",
                True,
            ),
            Option(
                "Its weights are larger numbers.", "How large a number is does not change how long a product takes."
            ),
        ),
    ),
    Single(
        "17.norm",
        "Training accuracy 95 %, and 50 % on the same pictures in test mode. What is to be suspected first?",
        (
            Option(
                "Batch norm's moving averages.",
                "The same weights, the same pictures: only what changes with the mode is left.",
                True,
            ),
            Option("Overfitting.", "These are the training pictures themselves."),
            Option("Too small a learning rate.", "Then the training accuracy would be low as well."),
            Option("The labels of the test set.", "No test set is in play here."),
        ),
    ),
    Order(
        "17.block",
        "In which order does a V2 block with stride 1 work?",
        (
            "1 × 1, to six times as many channels",
            "batch norm and ReLU6",
            "depthwise 3 × 3",
            "batch norm and ReLU6 again",
            "1 × 1, to few channels",
            "batch norm, no activation",
            "what came in is added",
        ),
        why="Expand, filter, project, add: wide inside, narrow outside.",
    ),
)
