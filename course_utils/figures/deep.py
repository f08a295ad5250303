"""Deep networks: the shapes of their parts, the units that parity takes, and a line that is folded again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle
from numpy.typing import ArrayLike

from course_utils.figures.drawing import Drawing
from course_utils.figures.style import (
    BLUE,
    CARD,
    GREEN,
    GREY,
    INK,
    PALE_BLUE,
    VERMILLION,
    new_figure,
    spread,
    styled,
)


def network_chain(sizes: Sequence[int]) -> Drawing:
    """Draw a network as a chain of layers: what goes forward above, what comes back below.

    Parameters
    ----------
    sizes : sequence of int
        How many numbers go in, then how many units each layer has; 2 sizes to 6.

    Returns
    -------
    Drawing
        One box for A of each layer, with the number of its rows; between two of them the layer's parameters.

    Raises
    ------
    ValueError
        If the chain has no layer, or more than fit.
    """
    if not 2 <= len(sizes) <= 6:
        raise ValueError(f"{len(sizes)} sizes are given: 2 to 6 are expected, the inputs and the units of each layer.")
    L = len(sizes) - 1
    with styled():
        figure = new_figure(8.6, 3.1)
        axes = figure.add_subplot(xlim=(-0.45, L + 0.45), ylim=(-1.3, 1.35))
        axes.set_axis_off()
        for layer, n in enumerate(sizes):
            name = f"A{layer}" if layer else "A0 = X"
            _box(axes, layer, name, f"{n:,} {'rows' if n > 1 else 'row'}", PALE_BLUE if layer else CARD)
        for layer in range(1, L + 1):
            _arrow(axes, layer - 0.78, layer - 0.22, 0.42, BLUE, "-")
            _arrow(axes, layer - 0.22, layer - 0.78, -0.42, VERMILLION, "--")
            kind = "sigmoid" if layer == L else "ReLU"
            axes.text(layer - 0.5, 0.55, f"W{layer}, b{layer}\nZ{layer}, {kind}", ha="center", va="bottom")
            axes.text(layer - 0.5, -0.55, f"dW{layer}, db{layer}", ha="center", va="top", color="#8f3f00")
        axes.text(-0.3, 1.2, "forward →", color=BLUE, weight="bold", va="center")
        axes.text(-0.3, -1.15, "← back", color="#8f3f00", weight="bold", va="center")
    chain = " to ".join(f"{n:,}" for n in sizes)
    alt = (
        f"A network of {L} layers as a chain of boxes: from {chain} rows. Arrows to the right carry A from layer to "
        "layer, through W, b and the activation; dashed arrows to the left carry the derivatives back, and leave dW "
        "and db at each layer."
    )
    return Drawing(figure, alt)


def _box(axes: Axes, x: float, name: str, size: str, color: str) -> None:
    axes.add_patch(Rectangle((x - 0.2, -0.3), 0.4, 0.6, facecolor=color, edgecolor=GREY, lw=1.2))
    axes.text(x, 0.08, name, ha="center", va="center", fontsize=12, weight="bold")
    axes.text(x, -0.16, size, ha="center", va="center", fontsize=9.5)


def _arrow(axes: Axes, start: float, end: float, height: float, color: str, line: str) -> None:
    arrow = FancyArrowPatch(
        (start, height),
        (end, height),
        arrowstyle="-|>",
        mutation_scale=16,
        color=color,
        ls=line,
        lw=2,
        shrinkA=0,
        shrinkB=0,
    )
    axes.add_patch(arrow)


def unit_counts(
    bits: Sequence[int], counts: Mapping[str, ArrayLike], *, title: str = "Units that compute the parity of n bits"
) -> Drawing:
    """Draw how many units several networks need, against the number of bits.

    Parameters
    ----------
    bits : sequence of int
        Numbers of bits, in ascending order.
    counts : mapping of str to array_like
        For each kind of network, its units for each number of bits.
    title : str
        Title of the picture.

    Returns
    -------
    Drawing
        Curves on a logarithmic axis. The alt text gives the counts at the end.

    Raises
    ------
    ValueError
        If there is nothing to draw, or not one count for each number of bits.
    """
    curves = {name: np.asarray(count, dtype=np.float64) for name, count in counts.items()}
    if not curves or any(curve.shape != (len(bits),) for curve in curves.values()):
        raise ValueError(f"{len(bits)} numbers of bits are given: every network needs one count for each.")
    looks = ((VERMILLION, "--", "s"), (BLUE, "-", "o"), (GREEN, "-.", "^"), (GREY, ":", "D"))
    with styled():
        figure = new_figure(7.8, 3.8)
        axes = figure.add_subplot(title=title, xlabel="bits n", ylabel="units (log scale)", yscale="log")
        axes.grid(axis="y")
        ranked = sorted(curves.items(), key=lambda item: item[1][-1])
        low, high = (np.log10(extreme(list(curves.values()))) for extreme in (np.min, np.max))
        places = spread([float(np.log10(curve[-1])) for _, curve in ranked], 0.07 * (high - low + 1), high + 0.2)
        for (name, curve), place in zip(ranked, places, strict=True):
            color, line, marker = looks[list(curves).index(name) % len(looks)]
            axes.plot(bits, curve, color=color, ls=line, marker=marker, ms=6, mec=CARD)
            text = f"{name}: {curve[-1]:,.0f}"
            axes.annotate(text, (bits[-1], 10**place), (10, 0), textcoords="offset points", color=color, va="center")
        axes.set_xticks(bits)
    ends = "; ".join(f"{name} {curve[-1]:,.0f}" for name, curve in curves.items())
    return Drawing(figure, f"{title}, on a logarithmic axis, from n = {bits[0]} to {bits[-1]}. At the end: {ends}.")


def folded_lines(x: ArrayLike, folds: Mapping[int, ArrayLike]) -> Drawing:
    """Draw what becomes of a straight line that is folded several times, side by side.

    Parameters
    ----------
    x : array_like of shape (points,)
        Where the functions are known, in ascending order.
    folds : mapping of int to array_like of shape (points,)
        Number of folding layers → values; 2 to 4 of them.

    Returns
    -------
    Drawing
        One panel each, with its number of straight pieces, which is counted.

    Raises
    ------
    ValueError
        If there are not 2 to 4 functions, or one has not a value for each point.
    """
    x = np.asarray(x, dtype=np.float64).ravel()
    curves = {layers: np.asarray(values, dtype=np.float64).ravel() for layers, values in folds.items()}
    if not 2 <= len(curves) <= 4 or any(curve.size != x.size for curve in curves.values()):
        raise ValueError(f"{len(curves)} functions on {x.size} points: 2 to 4 with a value for each are expected.")
    pieces = {layers: _pieces(x, curve) for layers, curve in curves.items()}
    with styled():
        figure = new_figure(8.6, 2.9)
        panels = figure.subplots(1, len(curves), sharey=True)
        for axes, (layers, curve) in zip(panels, curves.items(), strict=True):
            axes.plot(x, curve, color=BLUE, lw=1.6)
            axes.set(xlabel="x", xticks=(0, 0.5, 1))
            axes.set_title(
                f"{_many(layers, 'hidden layer')}\n{_many(pieces[layers], 'piece')}",
                fontsize=11,
                color=INK,
            )
        panels[0].set_ylabel("output")
    told = "; ".join(
        f"{_many(layers, 'folding layer')} {'gives' if layers == 1 else 'give'} {_many(count, 'straight piece')}"
        for layers, count in pieces.items()
    )
    return Drawing(figure, f"The output over x, zigzag lines with more and more teeth: {told}.")


def _pieces(x: np.ndarray, curve: np.ndarray) -> int:
    """Count the straight pieces of a curve."""
    slopes = np.diff(curve) / np.diff(x)
    return 1 + sum(abs(one - other) > 1e-6 * max(abs(one), abs(other), 1.0) for one, other in pairwise(slopes))


def _many(count: int, thing: str) -> str:
    """Return a count with its noun."""
    return f"{count} {thing}{'' if count == 1 else 's'}"
