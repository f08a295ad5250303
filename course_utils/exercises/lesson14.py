"""Lesson 14, Convolutions: sizes, zeros, one place, the whole layer forward and back, and pooling.

Pictures and windows are small, and never square in all cases, so that exchanged axes show.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson14 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Order, Single, flawed

Array = NDArray[np.float64]
Wrong = frozenset[str]


# conv_single ----------------------------------------------------------------------------------------------------------


def _conv_single_with(wrong: Wrong, window: Array, kernel: Array, b: float) -> object:
    """Make the mistakes of `conv_single`."""
    if "flipped" in wrong:
        kernel = kernel[::-1, ::-1]
    if "mirrored" in wrong:
        kernel = kernel[:, ::-1]
    if "transposed" in wrong:
        kernel = kernel.swapaxes(0, 1)
    sign = -1 if "sign" in wrong else 1
    summed = _summed_with(wrong, sign * _met_with(wrong, window, kernel), b)
    if "sums_multiplied" in wrong:
        summed = np.sum(window) * np.sum(kernel)
    z = summed * b if "bias_product" in wrong else summed - b if "bias_sign" in wrong else summed + b
    if wrong & {"no_bias", "bias_inside"}:
        z = summed
    return max(float(z), 0.0) if "relu" in wrong else z


def _met_with(wrong: Wrong, window: Array, kernel: Array) -> Array:
    """Combine window and kernel, number by number."""
    ways = {
        "no_kernel": window,
        "no_window": kernel,
        "added": window + kernel,
        "subtracted": window - kernel,
        "divided": window / kernel,
        "matmul": np.einsum("uvc,vwc->uwc", window, kernel),
        "first_channel": (window * kernel)[:, :, 0],
    }
    return next((way for name, way in ways.items() if name in wrong), window * kernel)


def _summed_with(wrong: Wrong, numbers: Array, b: float) -> Any:
    """Make one number of many."""
    if "bias_inside" in wrong:
        numbers = numbers + b
    if "each_channel" in wrong:
        return np.sum(numbers, axis=(0, 1))
    if "not_summed" in wrong:
        return numbers
    ways: dict[str, Any] = {"mean": np.mean, "largest": np.max, "product": np.prod}
    return next((way for name, way in ways.items() if name in wrong), np.sum)(numbers)


def _draw_windows(rng: np.random.Generator) -> Iterator[Case]:
    for f, channels in ((2, 1), (2, 2), (3, 1), (3, 3), (5, 2)):
        yield Case(_one_place(rng, f, channels))
    yield Case(_one_place(rng, 3, 3))
    yield Case(_one_place(rng, 1, 4), "the kernel is one pixel large")


def _one_place(rng: np.random.Generator, f: int, channels: int) -> dict[str, object]:
    window, kernel = (rng.normal(size=(f, f, channels)) for _ in range(2))
    return {"window": window, "kernel": kernel, "b": float(rng.normal()) + 0.1}


conv_single = Exercise(
    name="conv_single",
    lesson=14,
    reference=solutions.conv_single,
    inputs=_draw_windows,
    why="That is all: every number in every convolutional layer is this sum, at another place.",
    mistakes=flawed(
        _conv_single_with,
        {
            "flipped": "The kernel is turned by 180 degrees. That is the convolution of mathematics; here, as in every "
            "library for networks, the kernel stays as it is.",
            "mirrored": "The kernel is mirrored: left and right have changed places.",
            "transposed": "The kernel lies on its side: rows and columns have changed places.",
            "bias_inside": "b is added to every product, so it counts as often as the window has numbers. It is added "
            "once, to the sum.",
            "no_bias": "Your result is that of b = 0. Where does b enter?",
            "bias_sign": "b is subtracted where it should be added.",
            "bias_product": "b is multiplied where it should be added.",
            "mean": "The products are averaged. A weighted sum stays a sum.",
            "first_channel": "Only the first channel enters. The kernel has numbers for all of them.",
            "each_channel": "There is one sum for each channel. They are added up: one place gives one number.",
            "not_summed": "The products are there, and not added up.",
            "matmul": "That is the matrix product. At each place stands one number of the window and one of the "
            "kernel: these two are multiplied.",
            "no_kernel": "The kernel does not enter: that is the sum of the window.",
            "sums_multiplied": "The two sums are multiplied. Multiply number by number first, then add up.",
            "no_window": "The window does not enter: that is the sum of the kernel.",
            "subtracted": "Window and kernel are subtracted. They are multiplied, number by number.",
            "divided": "The window is divided by the kernel. They are multiplied, number by number.",
            "largest": "You take the largest of the products. They are added up.",
            "product": "The products are multiplied by each other. They are added up.",
            "sign": "The weighted sum has the wrong sign.",
            "added": "Window and kernel are added. They are multiplied, number by number.",
            "relu": "Your result is never negative: there is a ReLU in it. The activation comes after this step.",
        },
    ),
    hints=(
        "It is the weighted sum of lesson 02, with the numbers arranged in a block: what plays the part of w, what "
        "of x?",
        "`*` multiplies two blocks of the same shape number by number.",
        "Then `np.sum`, over everything; b is added at the end, once.",
    ),
)


# zero_pad -------------------------------------------------------------------------------------------------------------

#: For each mistake of the axes, how many zeros stand before and after along the four of them.
_WRONG_AXES: dict[str, tuple[tuple[int, int], ...]] = {
    "all_axes": ((1, 1), (1, 1), (1, 1), (1, 1)),
    "first_axes": ((1, 1), (1, 1), (0, 0), (0, 0)),
    "last_axes": ((0, 0), (0, 0), (1, 1), (1, 1)),
    "rows_only": ((0, 0), (1, 1), (0, 0), (0, 0)),
    "columns_only": ((0, 0), (0, 0), (1, 1), (0, 0)),
    "before_only": ((0, 0), (1, 0), (1, 0), (0, 0)),
    "after_only": ((0, 0), (0, 1), (0, 1), (0, 0)),
    "twice": ((0, 0), (2, 2), (2, 2), (0, 0)),
}


def _zero_pad_with(wrong: Wrong, X: Array, pad: int) -> object:
    """Make the mistakes of `zero_pad`."""
    right = ((0, 0), (pad, pad), (pad, pad), (0, 0))
    for name, zeros in _WRONG_AXES.items():
        if name in wrong:
            right = tuple((before * pad, after * pad) for before, after in zeros)  # type: ignore[assignment]
    if "edge" in wrong:
        return np.pad(X, right, mode="edge")
    if "reflect" in wrong:
        return np.pad(X, right, mode="symmetric")
    if "ones" in wrong:
        return np.pad(X, right, constant_values=1.0)
    if "erased" in wrong:
        inside = np.zeros_like(X)
        cut = np.s_[:, pad : X.shape[1] - pad, pad : X.shape[2] - pad]
        inside[cut] = X[cut]
        return inside
    if "minus_zero" in wrong:
        padded = np.zeros((X.shape[0], X.shape[1] + 2 * pad, X.shape[2] + 2 * pad, X.shape[3]))
        padded[:, pad:-pad, pad:-pad] = X
        return padded
    if "always_one" in wrong:
        return np.pad(X, ((0, 0), (1, 1), (1, 1), (0, 0)))
    return np.pad(X, right)


def _draw_pictures(rng: np.random.Generator) -> Iterator[Case]:
    for shape, pad in (((1, 2, 3, 1), 1), ((2, 3, 2, 3), 2), ((3, 4, 5, 2), 1), ((2, 5, 4, 3), 3)):
        yield Case({"X": 1 + rng.random(shape), "pad": pad})
    yield Case({"X": 1 + rng.random((2, 2, 2, 2)), "pad": 2}, "all four axes are equally long")
    yield Case({"X": 1 + rng.random((2, 3, 4, 2)), "pad": 0}, "there are no zeros to add")


zero_pad = Exercise(
    name="zero_pad",
    lesson=14,
    reference=solutions.zero_pad,
    inputs=_draw_pictures,
    why="With zeros around it, a picture goes through twenty layers and is still as large as at the start.",
    mistakes=flawed(
        _zero_pad_with,
        {
            "all_axes": "Zeros stand along all four axes: there are new pictures and new channels, all of them black.",
            "first_axes": "Zeros stand along the first two axes. The first one counts the pictures: there are new "
            "ones.",
            "last_axes": "Zeros stand along the last two axes. The last one counts the channels: there are new ones.",
            "rows_only": "There are zeros above and below, and none to the left and right.",
            "columns_only": "There are zeros to the left and right, and none above and below.",
            "before_only": "There are zeros above and to the left only. The ring goes all the way round.",
            "after_only": "There are zeros below and to the right only. The ring goes all the way round.",
            "twice": "There are twice as many zeros as asked for: `pad` of them stand on each side.",
            "edge": "The border's own values are repeated outside. Zeros are asked for.",
            "reflect": "The picture is mirrored outside. Zeros are asked for.",
            "ones": "There are ones outside. Zeros are asked for.",
            "erased": "The picture's own border has become 0. The zeros stand outside, so the picture grows.",
            "minus_zero": "With pad = 0, `pad:-pad` is `0:-0`, which is empty. Write `pad : pad + height`.",
            "always_one": "There is one ring, whatever `pad` says.",
        },
    ),
    hints=(
        "`np.pad(X, widths)` takes one pair (before, after) for each axis. Which of the four axes stay as they are?",
        "The axes are examples, height, width, channels. No picture and no channel is to be added: (0, 0) for both.",
        "np.pad(X, ((0, 0), (pad, pad), ..., ...)): go on like this.",
    ),
)


# output_size ----------------------------------------------------------------------------------------------------------


def _output_size_with(wrong: Wrong, n: int, f: int, pad: int, stride: int) -> object:
    """Make the mistakes of `output_size`."""
    zeros = 0 if "no_pad" in wrong else pad if "one_side" in wrong else 3 * pad if "three_sides" in wrong else 2 * pad
    zeros = 2 + pad if "two_more" in wrong else zeros
    room = (0 if "no_n" in wrong else n) + (-zeros if "pad_subtracted" in wrong else zeros)
    room += f if "f_added" in wrong else 0 if "no_f" in wrong else -f
    if "one_first" in wrong:
        return (room + 1) // stride
    steps: float = room if "no_stride" in wrong else room * stride if "times_stride" in wrong else room / stride
    one = 0 if "no_one" in wrong else -1 if "one_less" in wrong else 2 if "two" in wrong else 1
    if "fraction" in wrong:
        return steps + one
    return (round(steps) if "rounded" in wrong else ceil(steps) if "ceiling" in wrong else floor(steps)) + one


def _draw_sizes(rng: np.random.Generator) -> Iterator[Case]:
    for n, f, pad, stride in ((6, 3, 0, 1), (6, 3, 1, 1), (7, 3, 0, 2), (64, 5, 2, 2), (227, 11, 0, 4), (32, 5, 0, 3)):
        yield Case({"n": n, "f": f, "pad": pad, "stride": stride})
    for _ in range(4):
        f, pad = int(rng.integers(2, 6)), int(rng.integers(0, 3))
        yield Case({"n": int(rng.integers(10, 90)), "f": f, "pad": pad, "stride": int(rng.integers(1, 5))})
    yield Case({"n": 6, "f": 3, "pad": 0, "stride": 2}, "the last step does not fit")
    yield Case({"n": 10, "f": 5, "pad": 2, "stride": 4}, "the last step does not fit")
    yield Case({"n": 5, "f": 5, "pad": 0, "stride": 1}, "the kernel is as large as the picture")


output_size = Exercise(
    name="output_size",
    lesson=14,
    reference=solutions.output_size,
    inputs=_draw_sizes,
    why="Whoever can say the size of every layer in advance can read any architecture, and most error messages.",
    mistakes=flawed(
        _output_size_with,
        {
            "no_one": "It is one too small. A kernel as large as the picture has one place, and takes no step.",
            "one_less": "It is two too small. There is one place more than there are steps.",
            "two": "It is one too large. There is one place more than there are steps, not two.",
            "no_n": "The size of the picture does not enter. The larger it is, the more places there are.",
            "f_added": "A larger kernel makes your result larger. It has less room to move.",
            "two_more": "Two is added to the padding. Zeros stand on two sides, `pad` of them on each.",
            "three_sides": "The padding enters three times. Zeros stand before the picture and after it.",
            "no_pad": "The padding does not enter. The kernel slides over the padded picture.",
            "one_side": "The padding enters once. Zeros stand before the picture and after it.",
            "pad_subtracted": "The padding makes the result smaller. It adds to the picture.",
            "no_f": "The kernel's size does not enter. How far can its first row move down before its last row "
            "stands at the edge?",
            "no_stride": "The stride does not enter. With stride 2 the kernel makes half as many steps.",
            "times_stride": "A larger stride makes your result larger. With longer steps there are fewer of them.",
            "rounded": "You round to the nearest number. A step that does not fit whole is not taken.",
            "ceiling": "You round up. A step that does not fit whole is not taken.",
            "fraction": "The result has decimals where the last step does not fit. Such a step is not taken: round "
            "down.",
            "one_first": "The 1 is added before the division. Count the steps first; then there is one place more than "
            "steps.",
        },
    ),
    hints=(
        "Think of steps: the kernel starts at the top. How many pixels can it still go down?",
        "The padded side has n + 2 pad pixels, the kernel covers f of them: the rest is for steps of `stride` pixels.",
        "Whole steps: the rest // stride. Places: one more than steps.",
    ),
)


# conv_forward ---------------------------------------------------------------------------------------------------------


def _places(n_H: int, n_W: int, stride: int, f: int, wrong: Wrong) -> Iterator[tuple[int, int, slice, slice]]:
    """Give each place of the result with its window's rows and columns, with the mistakes that all loops share."""
    down = 1 if wrong & {"no_stride", "stride_along_only"} else stride
    along = 1 if wrong & {"no_stride", "stride_down_only"} else stride
    for h, w in product(range(n_H), range(n_W)):
        top, left = (down * w, along * h) if "exchanged" in wrong else (down * h, along * w)
        yield h, w, slice(top, top + f), slice(left, left + f)


def _conv_forward_with(wrong: Wrong, A_prev: Array, W: Array, b: Array, pad: int, stride: int) -> object:
    """Make the mistakes of `conv_forward`."""
    if "no_pad" in wrong:
        pad = 0
    if "flipped" in wrong:
        W = W[::-1, ::-1]
    f, n_C = W.shape[0], W.shape[3]
    P = solutions.zero_pad(A_prev, pad)
    fewer = int("one_less" in wrong)
    n_H, n_W = (solutions.output_size(side, f, pad, stride) - fewer for side in A_prev.shape[1:3])
    Z = np.zeros((len(A_prev), n_H, n_W, n_C))
    for h, w, rows, columns in _places(n_H, n_W, stride, f, wrong):
        windows = P[:, rows, columns]
        if "first_example" in wrong:
            windows = np.broadcast_to(windows[:1], windows.shape)
        if "first_channel" in wrong:
            Z[:, h, w] = np.einsum("muv,uvk->mk", windows[..., 0], W[:, :, 0]) + b
        elif "same_kernel" in wrong:
            Z[:, h, w] = np.einsum("muvc,uvc->m", windows, W[..., 0])[:, None] + b
        else:
            Z[:, h, w] = np.einsum("muvc,uvck->mk", windows, W) + b
        if "bias_inside" in wrong:
            Z[:, h, w] += b * (W[..., 0].size - 1)
        if "no_bias" in wrong:
            Z[:, h, w] -= b
        if "same_bias" in wrong:
            Z[:, h, w] += b[0] - b
        if "all_biases" in wrong:
            Z[:, h, w] += b.sum() - b
        if "mean" in wrong:
            Z[:, h, w] = (Z[:, h, w] - b) / W[..., 0].size + b
    if "relu" in wrong:
        Z = np.maximum(Z, 0)
    if "last_only" in wrong:
        Z[:-1] = 0
    return Z


def _draw_layers(rng: np.random.Generator) -> Iterator[Case]:
    for height, width, channels, f, filters, stride, pad in (
        (3, 3, 1, 2, 1, 1, 0),
        (3, 4, 2, 2, 2, 1, 0),
        (4, 3, 1, 2, 2, 2, 1),
        (5, 4, 2, 3, 3, 1, 1),
        (6, 7, 3, 3, 2, 2, 0),
        (7, 5, 2, 3, 2, 2, 2),
    ):
        yield Case(_to_forward(rng, height, width, channels, f, filters, stride, pad))
    yield Case(_to_forward(rng, 4, 5, 3, 1, 2, 1, 0), "the kernels are one pixel large")
    yield Case(_to_forward(rng, 6, 6, 1, 3, 1, 3, 0), "the windows do not overlap")


def _to_forward(
    rng: np.random.Generator, height: int, width: int, channels: int, f: int, filters: int, stride: int, pad: int
) -> dict[str, object]:
    A_prev, W = rng.normal(size=(2, height, width, channels)), rng.normal(size=(f, f, channels, filters))
    return {"A_prev": A_prev, "W": W, "b": rng.normal(size=filters), "pad": pad, "stride": stride}


conv_forward = Exercise(
    name="conv_forward",
    lesson=14,
    reference=solutions.conv_forward,
    inputs=_draw_layers,
    why="The same kernel at every place: what is learned in one corner of the picture holds in all of them.",
    mistakes=flawed(
        _conv_forward_with,
        {
            "no_stride": "The windows move by one pixel each time, whatever the stride is. Where does the window of "
            "place h begin?",
            "stride_down_only": "Downwards the windows move by the stride, to the right by one pixel.",
            "stride_along_only": "To the right the windows move by the stride, downwards by one pixel.",
            "no_pad": "The padding is missing: your result is that of pad = 0.",
            "one_less": "The last row and the last column of the result are missing. Ask `output_size` how many there "
            "are.",
            "flipped": "The kernels are turned by 180 degrees. Here they stay as they are.",
            "exchanged": "h and w have changed places: where the result goes down, your windows go to the right.",
            "bias_inside": "b is added to every product, so it counts as often as the window has numbers.",
            "no_bias": "Your Z are those of b = 0. Where does b enter?",
            "same_bias": "Every kernel gets the first bias. Kernel k has its own, b[k].",
            "all_biases": "Every kernel gets the sum of all biases. Kernel k has its own, b[k].",
            "same_kernel": "Every channel of the result comes from the first kernel. Channel k belongs to kernel k.",
            "first_channel": "Only the first channel of the input enters. A kernel is as deep as its input.",
            "first_example": "Every example has the result of the first one: look at the index of the examples.",
            "last_only": "Only the last example has a result. Is Z made anew for each of them?",
            "mean": "The products are averaged. A weighted sum stays a sum.",
            "relu": "Your Z is never negative: there is a ReLU in it. The activation comes after this step.",
        },
    ),
    hints=(
        "Four loops: over examples i, rows h, columns w, kernels k. Before them: the padded A_prev, the two sizes from "
        "`output_size`, and Z full of zeros.",
        "The window of place (h, w) begins in row stride ∗ h and column stride ∗ w of the padded picture, and covers f "
        "of each, all channels.",
        "In the innermost loop `conv_single` makes one number from the window, W[:, :, :, k] and b[k]. Put it in its "
        "place in Z.",
    ),
)


# pool_forward ---------------------------------------------------------------------------------------------------------


def _pool_forward_with(wrong: Wrong, A_prev: Array, f: int, stride: int, kind: str) -> object:
    """Make the mistakes of `pool_forward`."""
    is_max = kind == "max"
    if "exchanged_kinds" in wrong:
        is_max = not is_max
    if "always_max" in wrong or "always_mean" in wrong:
        is_max = "always_max" in wrong
    n_H, n_W = (solutions.output_size(side, f, 0, stride) - int("one_less" in wrong) for side in A_prev.shape[1:3])
    A = np.zeros((len(A_prev), n_H, n_W, A_prev.shape[3]))
    for h, w, rows, columns in _places(n_H, n_W, stride, stride if "stride_for_f" in wrong else f, wrong):
        windows = A_prev[:, rows, columns]
        pooled: Any = windows.max(axis=(1, 2)) if is_max else windows.mean(axis=(1, 2))
        if "all_channels" in wrong:
            whole = windows.max(axis=(1, 2, 3)) if is_max else windows.mean(axis=(1, 2, 3))
            pooled = np.repeat(whole[:, None], windows.shape[3], axis=1)
        if "all_examples" in wrong:
            pooled = np.broadcast_to(
                windows.max(axis=(0, 1, 2)) if is_max else windows.mean(axis=(0, 1, 2)), A[:, 0, 0].shape
            )
        if "sum" in wrong and not is_max:
            pooled = windows.sum(axis=(1, 2))
        if "minimum" in wrong and is_max:
            pooled = windows.min(axis=(1, 2))
        if "largest_size" in wrong and is_max:
            pooled = np.abs(windows).max(axis=(1, 2))
        if "median" in wrong and not is_max:
            pooled = np.median(windows, axis=(1, 2))
        if "first_cell" in wrong:
            pooled = windows[:, 0, 0]
        A[:, h, w] = pooled
    return A


def _draw_pools(rng: np.random.Generator) -> Iterator[Case]:
    for kind in ("max", "mean"):
        for height, width, channels, f, stride in ((2, 4, 1, 2, 2), (4, 6, 2, 2, 2), (5, 7, 3, 3, 2), (7, 6, 2, 2, 3)):
            yield Case(_to_pool(rng, height, width, channels, f, stride, kind), f"`kind` is “{kind}”")
        yield Case(_to_pool(rng, 4, 5, 2, 3, 1, kind), f"`kind` is “{kind}”")


def _to_pool(
    rng: np.random.Generator, height: int, width: int, channels: int, f: int, stride: int, kind: str
) -> dict[str, object]:
    A_prev = rng.normal(size=(2, height, width, channels))
    return {"A_prev": A_prev, "f": f, "stride": stride, "kind": kind}


pool_forward = Exercise(
    name="pool_forward",
    lesson=14,
    reference=solutions.pool_forward,
    inputs=_draw_pools,
    why="A quarter of the numbers, and nothing learned for it: the next kernels see twice as far.",
    mistakes=flawed(
        _pool_forward_with,
        {
            "exchanged_kinds": "Maximum and mean have changed places.",
            "always_max": "It is the maximum whatever `kind` says. Look at the case “mean”.",
            "always_mean": "It is the mean whatever `kind` says. Look at the case “max”.",
            "all_channels": "All channels have the same result: the window was pooled across them. Each channel "
            "stays by itself.",
            "all_examples": "All examples have the same result: the window was pooled across them. Each example "
            "stays by itself.",
            "no_stride": "The windows move by one pixel each time, whatever the stride is.",
            "stride_down_only": "Downwards the windows move by the stride, to the right by one pixel.",
            "stride_along_only": "To the right the windows move by the stride, downwards by one pixel.",
            "stride_for_f": "Your windows are as large as the stride. They are f pixels large, and may overlap or "
            "leave gaps.",
            "one_less": "The last row and the last column of the result are missing. Ask `output_size` how many there "
            "are.",
            "exchanged": "h and w have changed places: where the result goes down, your windows go to the right.",
            "sum": "Your mean is not divided: it is the sum of the window.",
            "minimum": "Your maximum is the smallest number of the window.",
            "largest_size": "Your maximum looks at sizes without signs. −3 is less than 1.",
            "median": "That is the median of the window. The mean is asked for.",
            "first_cell": "You take the first number of each window. That is a picture with pixels left out, not "
            "pooled.",
        },
    ),
    hints=(
        "It has the same places and windows as conv_forward, without padding; and there is no kernel.",
        "Each channel by itself: either a loop over the channels, or `axis` that names only height and width of the "
        "window.",
        'With windows = A_prev[:, rows, columns, :], `axis=(1, 2)` runs over height and width. `if kind == "max":` '
        "tells "
        "np.max and np.mean apart.",
    ),
)


# conv_backward --------------------------------------------------------------------------------------------------------


def _conv_backward_with(wrong: Wrong, dZ: Array, A_prev: Array, W: Array, pad: int, stride: int) -> object:
    """Make the mistakes of `conv_backward`."""
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    P = solutions.zero_pad(A_prev, pad)
    dP, dW, db = np.zeros(P.shape), np.zeros(W.shape), np.zeros(n_C)
    back = W[::-1, ::-1] if "flipped" in wrong else W
    for h, w, rows, columns in _places(n_H, n_W, stride, f, wrong):
        dz = dZ[:, h, w]
        if "dA_overwritten" in wrong:
            dP[:, rows, columns] = np.einsum("uvck,mk->muvc", back, dz)
        elif "last_kernel" in wrong:
            dP[:, rows, columns] += np.einsum("uvc,m->muvc", back[..., -1], dz[:, -1])
        else:
            dP[:, rows, columns] += np.einsum("uvck,mk->muvc", back, dz)
        windows = P[:, rows, columns]
        if wrong & {"last_example", "dW_last_example"}:
            dW += np.einsum("uvc,k->uvck", windows[-1], dz[-1])
        elif "dW_overwritten" in wrong:
            dW = np.einsum("uvc,k->uvck", windows[-1], dz[-1])
        else:
            dW += np.einsum("muvc,mk->uvck", windows, dz)
        db = dz[-1] if "db_overwritten" in wrong else db + (dz[-1] if "last_example" in wrong else dz.sum(axis=0))
    if "dW_flipped" in wrong:
        dW = dW[::-1, ::-1]
    if "dA_mean" in wrong:
        dP = dP / m
    if "db_places" in wrong:
        db = db / (n_H * n_W)
    if "all_places" in wrong:
        dW, db = dW / (n_H * n_W), db / (n_H * n_W)
    if not wrong & {"sums", "last_example_sum"}:
        dW, db = dW / (1 if "dW_sum" in wrong else m), db / (1 if "db_sum" in wrong else m)
    if "not_cropped" in wrong:
        return dP, dW, db
    if "minus_zero" in wrong:
        return dP[:, pad:-pad, pad:-pad], dW, db
    if "no_dA" in wrong:
        return dW, db
    height, width = A_prev.shape[1:3]
    top = 0 if "cropped_at_the_end" in wrong else pad
    return dP[:, top : top + height, top : top + width], dW, db


def _draw_backs(rng: np.random.Generator) -> Iterator[Case]:
    for height, width, channels, f, filters, stride, pad, m in (
        (3, 3, 1, 2, 1, 1, 0, 2),
        (3, 4, 2, 2, 2, 1, 0, 3),
        (4, 3, 1, 2, 2, 2, 1, 2),
        (4, 5, 2, 3, 3, 1, 1, 2),
        (6, 5, 2, 3, 2, 2, 1, 3),
    ):
        yield Case(_to_backward(rng, height, width, channels, f, filters, stride, pad, m))
    yield Case(_to_backward(rng, 3, 4, 2, 1, 3, 1, 0, 2), "the kernels are one pixel large")
    yield Case(_to_backward(rng, 5, 4, 2, 3, 2, 1, 1, 1), "there is only one example")


def _to_backward(
    rng: np.random.Generator,
    height: int,
    width: int,
    channels: int,
    f: int,
    filters: int,
    stride: int,
    pad: int,
    m: int,
) -> dict[str, object]:
    n_H, n_W = (solutions.output_size(side, f, pad, stride) for side in (height, width))
    shapes = {"dZ": (m, n_H, n_W, filters), "A_prev": (m, height, width, channels), "W": (f, f, channels, filters)}
    return {**{name: rng.normal(size=shape) for name, shape in shapes.items()}, "pad": pad, "stride": stride}


conv_backward = Exercise(
    name="conv_backward",
    lesson=14,
    reference=solutions.conv_backward,
    inputs=_draw_backs,
    why="A shared weight gets a word from every place where it was used: that is why a few examples teach it a lot.",
    outputs=("dA_prev", "dW", "db"),
    mistakes=flawed(
        _conv_backward_with,
        {
            "sums": "dW and db are m times too large: the cost is a mean over the examples, and so are its gradients.",
            "dW_sum": "dW is m times too large: the cost is a mean over the examples, and so is its gradient.",
            "db_sum": "db is m times too large: the cost is a mean over the examples, and so is its gradient.",
            "last_example": "dW and db hear of the last example only. They add up over all of them: are they set to "
            "zero inside a loop?",
            "dW_last_example": "dW hears of the last example only. It adds up over all of them: is it set to zero "
            "inside a loop?",
            "dW_overwritten": "dW hears of the last place of the last example only. Each place adds its share: `+=`.",
            "db_overwritten": "db hears of the last place of the last example only. Each place adds its share: `+=`.",
            "dA_overwritten": "Where windows overlap, dA_prev keeps only what the last one gave. A pixel that several "
            "windows saw gets a share from each: `+=`.",
            "no_stride": "The windows move by one pixel each time, whatever the stride is. They are those of the way "
            "forward.",
            "stride_down_only": "Downwards the windows move by the stride, to the right by one pixel.",
            "stride_along_only": "To the right the windows move by the stride, downwards by one pixel.",
            "exchanged": "h and w have changed places: where dZ goes down, your windows go to the right.",
            "flipped": "In dA_prev the kernel is turned. Place by place it goes back just as it came: what was "
            "multiplied by W[u, v] gets W[u, v].",
            "dW_flipped": "dW is turned by 180 degrees: its first row stands last.",
            "last_kernel": "dA_prev hears of the last kernel only. All kernels have looked at each pixel.",
            "minus_zero": "With pad = 0, `pad:-pad` is `0:-0`, which is empty. Write `pad : pad + height`.",
            "not_cropped": "dA_prev is as large as the padded picture. The zeros are no part of A_prev: cut them off.",
            "cropped_at_the_end": "dA_prev is shifted: zeros were cut off below and to the right only. They stood on "
            "all sides.",
            "dA_mean": "dA_prev is divided by m. It belongs to the loss of each example by itself; the mean is taken "
            "only where examples are added up.",
            "db_places": "db is divided by the number of places. Every place has used b, and its shares are added up.",
            "all_places": "dW and db are divided by the number of places. Shares of places are added up; only the "
            "examples are averaged.",
            "no_dA": "Two results come back. The first of three, dA_prev, is what the layer before is waiting for.",
        },
    ),
    hints=(
        "The loops are those of conv_forward, over the places of dZ. Start with dA of the padded picture, dW and db "
        "full of zeros, before the first loop.",
        "At each place, Z = sum of window ∗ kernel + b. So what is the derivative by the window, by the kernel, by b? "
        "Multiply each with dZ[i, h, w, k], and add it where it belongs.",
        "At the end: cut the zeros off dA, with pad : pad + height and pad : pad + width, and divide dW and db by m.",
    ),
)


# mend -----------------------------------------------------------------------------------------------------------------


def _pool_backward_with(wrong: Wrong, dA: Array, A_prev: Array, f: int, stride: int) -> object:
    """Make the mistakes of `pool_backward`."""
    dA_prev = np.zeros(A_prev.shape)
    for h, w, rows, columns in _places(dA.shape[1], dA.shape[2], stride, f, wrong):
        windows = A_prev[:, rows, columns]
        largest = windows.max(axis=(1, 2, 3) if "all_channels" in wrong else (1, 2), keepdims=True)
        if "all_examples" in wrong:
            largest = windows.max(axis=(0, 1, 2), keepdims=True)
        if "minimum" in wrong:
            largest = windows.min(axis=(1, 2), keepdims=True)
        share: Any = windows == largest
        if "all_cells" in wrong:
            share = np.ones(windows.shape)
        if "evenly" in wrong:
            share = np.full(windows.shape, 1 / f**2)
        if "first_cell" in wrong:
            share = np.zeros(windows.shape)
            share[:, 0, 0] = 1
        if "value" in wrong:
            share = share * windows
        given = 1.0 if "no_dA" in wrong else dA[:, h : h + 1, w : w + 1]
        if "overwritten" in wrong:
            dA_prev[:, rows, columns] = share * given
        elif "kept_only" in wrong:
            dA_prev[:, rows, columns] = np.where(share, given, dA_prev[:, rows, columns])
        else:
            dA_prev[:, rows, columns] += share * given
    return dA_prev / len(dA) if "mean" in wrong else dA_prev


def _draw_pool_backs(rng: np.random.Generator) -> Iterator[Case]:
    for height, width, channels, f, stride in ((2, 4, 1, 2, 2), (4, 6, 2, 2, 2), (5, 7, 3, 3, 2), (7, 5, 2, 2, 3)):
        yield Case(_to_pool_back(rng, height, width, channels, f, stride))
    yield Case(_to_pool_back(rng, 4, 5, 2, 3, 1))
    yield Case(_to_pool_back(rng, 4, 4, 1, 2, 1), "windows overlap and there is a single channel")


def _to_pool_back(
    rng: np.random.Generator, height: int, width: int, channels: int, f: int, stride: int
) -> dict[str, object]:
    """Draw numbers that are all different: what happens to equal ones is a convention."""
    n_H, n_W = (solutions.output_size(side, f, 0, stride) for side in (height, width))
    A_prev = rng.normal(size=(2, height, width, channels))
    return {"dA": rng.normal(size=(2, n_H, n_W, channels)), "A_prev": A_prev, "f": f, "stride": stride}


#: Find the bug: the way back through max pooling, with one wrong line.
mend = Exercise(
    name="mend",
    lesson=14,
    planted="all_channels",
    reference=solutions.pool_backward,
    inputs=_draw_pool_backs,
    why="With one channel the wrong line was right: a test whose sizes are all different would have found it at once.",
    mistakes=flawed(
        _pool_backward_with,
        {
            "all_channels": "It is right only where a window's largest number of all channels stands. Each channel was "
            "pooled by itself, so each has a largest number of its own.",
            "all_cells": "Every number of a window gets the whole derivative. Only the largest one had a part in the "
            "result.",
            "evenly": "Every number of a window gets an equal share: that is the way back of the mean.",
            "first_cell": "The first number of each window gets the derivative, whichever is the largest.",
            "minimum": "The smallest number of each window gets the derivative.",
            "all_examples": "Only the largest number of all examples gets the derivative. Each example was pooled by "
            "itself.",
            "overwritten": "Where windows overlap, only what the last one gave is kept. Shares are added: `+=`.",
            "kept_only": "A number that is the largest of two windows keeps only what the last one gave. Shares are "
            "added: `+=`.",
            "value": "The derivative is multiplied by the number itself. The slope of a maximum is 1 at the largest "
            "number.",
            "no_dA": "The largest numbers all get 1: that is the slope alone. The chain rule multiplies it with dA.",
            "no_stride": "The windows move by one pixel each time, whatever the stride is.",
            "stride_down_only": "Downwards the windows move by the stride, to the right by one pixel.",
            "stride_along_only": "To the right the windows move by the stride, downwards by one pixel.",
            "exchanged": "h and w have changed places: where dA goes down, your windows go to the right.",
            "mean": "It is divided by m. It belongs to the loss of each example by itself.",
        },
    ),
    hints=(
        "With one channel all is right. What does a window have more of when there are three?",
        "Each channel has a largest number of its own. How many does the line that looks for it find?",
        "`np.max` takes `axis`: along which axes of (f, f, n_C) may it walk, so that each channel keeps one?",
    ),
)


QUESTIONS = (
    Numeric(
        "14.size",
        "A picture of 96 × 96 pixels, kernels of 5 × 5, padding 2, stride 2: how many pixels wide is the result?",
        answer=48,
        why="(96 + 4 − 5) / 2 = 47.5, so there are 47 whole steps and 48 places.",
        slips=(
            (47, "There are 47 whole steps, and one place more than steps."),
            (49, "(96 + 4 − 5) / 2 = 47.5 is rounded down: a step that does not fit whole is not taken."),
            (46, "(96 − 5) / 2 + 1, rounded down: the padding is missing. There are two zeros on each side."),
            (96, "That would be stride 1."),
        ),
    ),
    Numeric(
        "14.parameters",
        "How many numbers does a layer learn that has 32 kernels of 3 × 3 and is given 16 channels?",
        answer=4640,
        why="Each kernel has 3 · 3 · 16 = 144 weights and one bias: 145 · 32 = 4,640, whatever the size of the "
        "picture.",
        slips=(
            (4608, "That is the weights alone: each kernel has a bias too."),
            (320, "3 · 3 + 1 = 10 numbers each would do for one channel. A kernel is as deep as its input."),
            (288, "3 · 3 · 32: the 16 channels of the input and the biases are missing."),
        ),
    ),
    Single(
        "14.flip",
        "How does what libraries call convolution differ from the convolution of mathematics?",
        (
            Option(
                "The kernel is not turned by 180 degrees before it slides.",
                "It is a cross-correlation. For learned kernels the difference is only how they are written down.",
                True,
            ),
            Option("The kernel is turned by 180 degrees before it slides.", "It is the other way round."),
            Option("It adds a bias.", "The bias comes with the layer; the sliding itself is what differs."),
            Option("It is faster.", "Both do the same multiplications."),
        ),
    ),
    Multiple(
        "14.sharing",
        "Why does a convolutional layer need so few parameters?",
        (
            Option("The same kernel is used at every place.", "Sharing: one kernel for 3,844 places.", True),
            Option("Each number of the result looks at a few pixels only.", "Sparsity: 27 inputs, not 12,288.", True),
            Option("Its weights are smaller numbers.", "How large they are does not change how many there are."),
            Option("Pooling throws parameters away.", "Pooling has no parameters, and takes none away."),
        ),
    ),
    Single(
        "14.pooling",
        "What does gradient descent learn in a max pooling layer?",
        (
            Option("Nothing.", "It has no parameters. It passes derivatives on to those who can learn.", True),
            Option("Which pixel of each window matters.", "The largest one wins, by rule, and anew for each picture."),
            Option("The size of the window.", "That is a hyperparameter: you choose it."),
            Option("One weight for each channel.", "It has no weights at all."),
        ),
    ),
    Order(
        "14.backward",
        "In which order does one step of training on a picture compute these?",
        (
            "Z, the kernels at every place",
            "A, after the ReLU",
            "the largest number of each window",
            "dA, back through the pooling",
            "dZ, back through the ReLU",
            "dW, the sum over all places",
        ),
        why="Convolution, ReLU, pooling on the way forward, and the same three in reverse on the way back.",
    ),
)
