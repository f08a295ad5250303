"""Arrays as grids, shapes that stretch, times side by side, and a computation with its derivatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from course_utils.figures.drawing import Drawing
from course_utils.figures.style import (
    BLUE,
    CARD,
    FAINT,
    GREY,
    INK,
    PALE_BLUE,
    PALE_VERMILLION,
    VERMILLION,
    new_figure,
    styled,
)

Shape = tuple[int, ...]

#: Side of a cell of a grid, and the space between two grids, in inches.
_CELL, _GAP = 0.5, 0.48
_MOST_CELLS = 5


def _canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a new figure and axes that fill it, measured in inches from the upper left corner, with nothing drawn."""
    figure = new_figure(width, height)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


def matrix_of_examples(X: ArrayLike, rows: Sequence[str], columns: Sequence[str]) -> Drawing:
    """Draw a matrix as a table in which one example, a column, and one feature, a row, are marked.

    Parameters
    ----------
    X : array_like of shape (n_x, m)
        The numbers; a few rows and columns.
    rows : sequence of str
        A name for each feature.
    columns : sequence of str
        A name for each example.

    Returns
    -------
    Drawing
        The table, with the first column and the last row marked.

    Raises
    ------
    ValueError
        If there is not one name for each row and column.
    """
    table = np.asarray(X, dtype=np.float64)
    if table.shape != (len(rows), len(columns)):
        raise ValueError(f"X has shape {table.shape}; {len(rows)} and {len(columns)} names were given.")
    n_x, m = table.shape
    wide, high, left, top = 0.86, 0.46, 2.75, 0.5
    right, bottom = left + m * wide, top + n_x * high
    with styled():
        figure, axes = _canvas(right + 1.75, bottom + 0.7)
        axes.add_patch(Rectangle((left, bottom - high), m * wide, high, fc=PALE_VERMILLION, ec="none"))
        axes.add_patch(Rectangle((left, top), wide, n_x * high, fc=PALE_BLUE, ec="none"))
        for i, j in product(range(n_x), range(m)):
            axes.add_patch(Rectangle((left + j * wide, top + i * high), wide, high, fc="none", ec=FAINT))
            place = left + (j + 0.5) * wide, top + (i + 0.5) * high
            axes.text(*place, f"{table[i, j]:g}", ha="center", va="center")
        axes.add_patch(Rectangle((left, bottom - high), m * wide, high, fc="none", ec=VERMILLION, lw=2, ls="--"))
        axes.add_patch(Rectangle((left, top), wide, n_x * high, fc="none", ec=BLUE, lw=2))
        for i, name in enumerate(rows):
            axes.text(left - 0.15, top + (i + 0.5) * high, name, ha="right", va="center")
        for j, name in enumerate(columns):
            axes.text(left + (j + 0.5) * wide, top - 0.2, name, ha="center", va="center")
        axes.text(left, bottom + 0.28, f"one example: a column, ({n_x}, 1)", color=BLUE, va="center")
        feature = f"one feature:\na row, (1, {m})"
        axes.text(right + 0.12, bottom - high / 2, feature, color=VERMILLION, va="center")
    named = "; ".join(
        f"{name}: {', '.join(f'{value:g}' for value in row)}" for name, row in zip(rows, table, strict=True)
    )
    return Drawing(
        figure,
        f"A matrix of {n_x} rows, one for each feature, and {m} columns, one for each example ({', '.join(columns)}). "
        f"{named}. A column is marked as one example, a row as one feature.",
    )


def broadcasting(first: Shape, second: Shape, sign: str = "+") -> Drawing:
    """Draw how two shapes stretch to a common one, or why they do not.

    Parameters
    ----------
    first, second : tuple of int
        Shapes with one or two axes, each of 5 at most.
    sign : str
        What is done with the entries, for instance ``"−"``.

    Returns
    -------
    Drawing
        Three grids: both arrays with their copies, and the result. Where the shapes do not fit there is no result.

    Raises
    ------
    ValueError
        If a shape has another number of axes, or is too large to be drawn.
    """
    for shape in (first, second):
        if len(shape) not in (1, 2) or not all(1 <= size <= _MOST_CELLS for size in shape):
            raise ValueError(f"{shape}: one or two axes, each from 1 to {_MOST_CELLS}, can be drawn.")
    a, b = ((1, *shape)[-2:] for shape in (first, second))
    fits = all(p == q or 1 in (p, q) for p, q in zip(a, b, strict=True))
    if not fits:
        return _misfit(first, second, a, b)
    rows, columns = np.broadcast_shapes(a, b)
    side, top = columns * _CELL, 0.75
    with styled():
        figure, axes = _canvas(3 * side + 2 * _GAP + 0.5, top + rows * _CELL + 0.25)
        lefts = [0.25 + index * (side + _GAP) for index in range(3)]
        middle = top + rows * _CELL / 2
        for left, shape, real, letter in ((lefts[0], first, a, "a"), (lefts[1], second, b, "A")):
            _stretched_grid(axes, (left, top), (rows, columns), real, letter)
            _name_shape(axes, left, shape, real, (rows, columns))
        for i, j in product(range(rows), range(columns)):
            text = f"{_entry('a', a, i, j)}{sign}{_entry('A', b, i, j)}"
            _cell(axes, lefts[2] + j * _CELL, top + i * _CELL, text, fill=CARD, edge=INK)
        axes.text(lefts[2], 0.2, f"({rows}, {columns})", va="center", weight="bold")
        axes.text(lefts[2], 0.47, f"{rows * columns} results", va="center", fontsize=10, color=GREY)
        for left, symbol in ((lefts[1], sign), (lefts[2], "=")):
            axes.text(left - _GAP / 2, middle, symbol, ha="center", va="center", fontsize=16)
    return Drawing(
        figure,
        f"Shapes {first} and {second} stretch to ({rows}, {columns}). {_tell_stretch('first', a, rows, columns)} "
        f"{_tell_stretch('second', b, rows, columns)} The result has {rows * columns} entries.",
    )


def _misfit(first: Shape, second: Shape, a: Shape, b: Shape) -> Drawing:
    """Draw two shapes that do not stretch to a common one."""
    axis = next(index for index in (1, 0) if a[index] != b[index] and 1 not in (a[index], b[index]))
    reason = f"{a[axis]} and {b[axis]} differ, and neither is 1"
    top = 0.75
    with styled():
        figure, axes = _canvas((a[1] + b[1]) * _CELL + 2 * _GAP + 3.6, top + max(a[0], b[0]) * _CELL + 0.25)
        left = 0.25
        for shape, real, letter in ((first, a, "a"), (second, b, "A")):
            _stretched_grid(axes, (left, top), real, real, letter)
            _name_shape(axes, left, shape, real, real)
            left += max(real[1] * _CELL, 1.0) + _GAP
        axes.text(left, top + 0.25, f"no common shape:\n{reason}", va="center", color=VERMILLION)
    return Drawing(figure, f"Shapes {first} and {second} do not fit: {reason}.")


def _stretched_grid(axes: Axes, corner: tuple[float, float], shape: Shape, real: Shape, letter: str) -> None:
    """Draw an array: its own cells filled, the copies that broadcasting stands for dashed."""
    color, pale = (BLUE, PALE_BLUE) if letter == "a" else (VERMILLION, PALE_VERMILLION)
    left, top = corner
    own = [(i, j) for i, j in product(*map(range, shape)) if i < real[0] and j < real[1]]
    copies = [place for place in product(*map(range, shape)) if place not in own]
    for i, j in copies:
        _cell(axes, left + j * _CELL, top + i * _CELL, _entry(letter, real, i, j), fill=CARD, edge=color, dashed=True)
    for i, j in own:
        _cell(axes, left + j * _CELL, top + i * _CELL, _entry(letter, real, i, j), fill=pale, edge=color)


def _entry(letter: str, real: Shape, i: int, j: int) -> str:
    """Return the name of the entry that stands, or is copied, at a place: letters in order, along the array."""
    return chr(ord(letter) + (i % real[0]) * real[1] + j % real[1])


def _cell(axes: Axes, left: float, top: float, text: str, *, fill: str, edge: str, dashed: bool = False) -> None:
    """Draw one cell with its name."""
    axes.add_patch(Rectangle((left, top), _CELL, _CELL, fc=fill, ec=edge, lw=1, ls=":" if dashed else "-"))
    place = left + _CELL / 2, top + _CELL / 2
    axes.text(*place, text, ha="center", va="center", fontsize=9, color=GREY if dashed else INK)


def _name_shape(axes: Axes, left: float, shape: Shape, real: Shape, to: Shape) -> None:
    """Write a shape above its grid, and what becomes of it."""
    axes.text(left, 0.2, f"{shape}", va="center", weight="bold")
    steps = [f"read as {real}"] * (shape != real) + ["stretched"] * (real != to)
    axes.text(left, 0.47, ", ".join(steps) or "as it is", va="center", fontsize=10, color=GREY)


def _tell_stretch(which: str, real: Shape, rows: int, columns: int) -> str:
    """Say how often an array is copied, and where to."""
    ways = [f"{rows} times downwards"] * (real[0] < rows) + [f"{columns} times to the right"] * (real[1] < columns)
    return f"The {which} is repeated {' and '.join(ways)}." if ways else f"The {which} stays as it is."


def measured_times(times: Mapping[str, float], *, xlabel: str) -> Drawing:
    """Draw times that differ by orders of magnitude on a logarithmic axis.

    Parameters
    ----------
    times : mapping of str to float
        What was measured, and how long it took, in the unit that `xlabel` names. The first stands on top.
    xlabel : str
        What the axis shows, with its unit.

    Returns
    -------
    Drawing
        A point for each, with its number.

    Raises
    ------
    ValueError
        If there is nothing to draw, or a time is not above 0.
    """
    if not times or min(times.values()) <= 0:
        raise ValueError(f"Times above 0 are needed, not {dict(times)}.")
    names, values = list(times), list(times.values())
    with styled():
        figure = new_figure(8.6, 0.9 + 0.42 * len(names))
        axes = figure.add_subplot(xlabel=f"{xlabel} (log scale)", xscale="log")
        axes.plot(values, names, "o", color=BLUE, ms=9, mec=CARD)
        axes.set_xlim(10 ** np.floor(np.log10(min(values)) - 0.1), max(values) * 5)
        axes.set_ylim(-0.6, len(names) - 0.4)
        axes.xaxis.set_major_formatter("{x:g}")
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.grid()
        for place, value in enumerate(values):
            axes.annotate(_number(value), (value, place), (9, 0), textcoords="offset points", va="center")
    told = "; ".join(f"{name}: {_number(value)}" for name, value in times.items())
    return Drawing(figure, f"{xlabel}. {told}.")


def _number(value: float) -> str:
    """Write a measurement with two digits that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"


#: Where each quantity of J = 3(a + bc) stands, and how it is written.
_NODES = {
    "a": (1.0, 0.75, "a"),
    "b": (1.0, 2.1, "b"),
    "c": (1.0, 3.45, "c"),
    "u": (3.2, 2.78, "u = bc"),
    "v": (5.4, 1.75, "v = a + u"),
    "J": (7.6, 1.75, "J = 3v"),
}
_EDGES = (("a", "v"), ("b", "u"), ("c", "u"), ("u", "v"), ("v", "J"))


def computation_graph(a: float, b: float, c: float, derivatives: Mapping[str, float] | None = None) -> Drawing:
    """Draw J = 3(a + bc) as a graph, with its values and slots for the derivatives.

    Parameters
    ----------
    a, b, c : float
        The inputs.
    derivatives : mapping of str to float, optional
        ``"dv"`` for the derivative of J by v, and so on. A slot without a derivative stays empty.

    Returns
    -------
    Drawing
        Values go from left to right. Where the derivatives are given, the slope of each step stands at its arrow.
    """
    known = dict(derivatives or {})
    values = {"a": a, "b": b, "c": c, "u": b * c, "v": a + b * c, "J": 3 * (a + b * c)}
    slopes = {("a", "v"): "1", ("b", "u"): f"c = {c:g}", ("c", "u"): f"b = {b:g}", ("u", "v"): "1", ("v", "J"): "3"}
    with styled():
        figure, axes = _canvas(8.6, 4.3)
        for start, end in _EDGES:
            slope = slopes[start, end] if f"d{start}" in known else ""
            _arrow(axes, _NODES[start][:2], _NODES[end][:2], slope)
        for name, value in values.items():
            _node(axes, name, value, known.get(f"d{name}"))
    forward = ", ".join(f"{name} = {value:g}" for name, value in values.items())
    slots = [f"dJ/d{name} = {known[f'd{name}']:g}" for name in "vuabc" if f"d{name}" in known]
    back = (
        f"The derivatives, from right to left: {', '.join(slots)}." if slots else "The slots for derivatives are empty."
    )
    return Drawing(
        figure,
        "The graph of J = 3(a + bc): b and c lead to u = bc; a and u lead to v = a + u; v leads to J = 3v. "
        f"The values: {forward}. {back}",
    )


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], slope: str) -> None:
    """Draw the step from one quantity to the next, with its slope."""
    style = {"arrowstyle": "-|>", "color": GREY, "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
    (x0, y0), (x1, y1) = (start[0] + 0.72, start[1]), (end[0] - 0.74, end[1])
    axes.annotate("", (x1, y1), (x0, y0), arrowprops=style)
    if slope:
        box = {"facecolor": CARD, "edgecolor": "none", "pad": 1.5}
        axes.text((x0 + x1) / 2, (y0 + y1) / 2, f"· {slope}", ha="center", va="center", color=VERMILLION, bbox=box)


def _node(axes: Axes, name: str, value: float, derivative: float | None) -> None:
    """Draw a quantity with its value, and below it the slot for its derivative."""
    x, y, text = _NODES[name]
    _box(axes, x, y, 1.4, 0.62, fill=PALE_BLUE, edge=BLUE)
    axes.text(x, y - 0.13, text, ha="center", va="center")
    axes.text(x, y + 0.14, f"{value:g}", ha="center", va="center", color=BLUE, weight="bold")
    if name == "J":
        return
    is_known = derivative is not None
    fill = PALE_VERMILLION if is_known else CARD
    _box(axes, x, y + 0.52, 1.4, 0.34, fill=fill, edge=VERMILLION, dashed=not is_known)
    slot = f"dJ/d{name} = {derivative:g}" if is_known else f"dJ/d{name} = ?"
    axes.text(x, y + 0.52, slot, ha="center", va="center", fontsize=10)


def _box(
    axes: Axes, x: float, y: float, width: float, height: float, *, fill: str, edge: str, dashed: bool = False
) -> None:
    """Draw a box with round corners around its middle."""
    corner, rounded = (x - width / 2, y - height / 2), "round,pad=0,rounding_size=0.08"
    axes.add_patch(
        FancyBboxPatch(corner, width, height, boxstyle=rounded, fc=fill, ec=edge, lw=1.3, ls="--" if dashed else "-")
    )
