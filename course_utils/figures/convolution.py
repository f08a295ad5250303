"""Lesson 14's pictures: tables of numbers beside each other, and what filters see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from course_utils.figures.drawing import Drawing
from course_utils.figures.style import (
    GREY,
    INK,
    MAX_WIDTH,
    PALE_VERMILLION,
    SCREEN_DPI,
    SIGNED,
    VERMILLION,
    new_figure,
    styled,
)
from course_utils.simulate.convolution import Sliding, number

_CELL = 0.34  # inches


def convolution_step(sliding: Sliding) -> Drawing:
    """Draw a kernel at one place of a picture, and the result at all places.

    Parameters
    ----------
    sliding : Sliding
        Picture, kernel, settings and place.

    Returns
    -------
    Drawing
        Three tables of numbers, with the window and its result marked, and the arithmetic below.
    """
    padded, result = sliding.padded, sliding.result
    cells = len(padded) + sliding.f + len(result)
    with styled():
        figure = new_figure(min(cells * _CELL + 1.6, MAX_WIDTH / SCREEN_DPI), len(padded) * _CELL + 1.4)
        widths = [len(padded), sliding.f, len(result)]
        picture, kernel, out = figure.subplots(1, 3, width_ratios=widths)
        around = f", with zeros {len(padded)} × {len(padded)}" if sliding.padding else ""
        _table(picture, padded, f"picture, {sliding.n} × {sliding.n}{around}", outside=sliding.padding)
        top, left = sliding.stride * sliding.row, sliding.stride * sliding.column
        for h, w in np.ndindex(sliding.f, sliding.f):
            _mark(picture, top + sliding.dilation * h, left + sliding.dilation * w, VERMILLION, PALE_VERMILLION)
        weights = sliding.kernel if sliding.mode == "kernel" else np.full(sliding.kernel.shape, np.nan)
        _table(kernel, weights, "kernel" if sliding.mode == "kernel" else f"{sliding.mode} of\nthe window")
        _table(out, result, f"result, {sliding.size} × {sliding.size}", signed=True)
        _mark(out, sliding.row, sliding.column, INK)
        place = f"row {sliding.row + 1}, column {sliding.column + 1}"
        figure.supxlabel(f"{place}:   {sliding.arithmetic}\nsize:   {sliding.formula}", fontsize=10, color=GREY)
    kind = f"a kernel of {sliding.f} × {sliding.f}" if sliding.mode == "kernel" else f"{sliding.mode} pooling"
    alt = (
        f"A picture of {sliding.n} × {sliding.n} numbers, {kind}, padding {sliding.padding}, stride {sliding.stride}, "
        f"dilation {sliding.dilation}: the result has {sliding.size} × {sliding.size} numbers. At {place}: "
        f"{sliding.arithmetic}."
    )
    return Drawing(figure, alt)


def number_tables(tables: Mapping[str, ArrayLike], *, signed: Sequence[str] = ()) -> Drawing:
    """Draw small arrays as tables of numbers, side by side.

    Parameters
    ----------
    tables : mapping of str to array_like of shape (rows, columns)
        Arrays by the text above them.
    signed : sequence of str
        Which of them are coloured by their sign.

    Returns
    -------
    Drawing
        The tables. The alt text tells their numbers, row by row.

    Raises
    ------
    ValueError
        If there is no table, or one has not two axes.
    """
    arrays = {name: np.asarray(table, dtype=np.float64) for name, table in tables.items()}
    if not arrays or any(array.ndim != 2 for array in arrays.values()):
        raise ValueError(f"{len(arrays)} tables are given: at least one is expected, and two axes in each.")
    columns = [array.shape[1] for array in arrays.values()]
    with styled():
        width = min(sum(columns) * 1.25 * _CELL + 0.5 * len(arrays), MAX_WIDTH / SCREEN_DPI)
        figure = new_figure(width, max(len(array) for array in arrays.values()) * _CELL + 0.75)
        for axes, (name, array) in zip(
            figure.subplots(1, len(arrays), width_ratios=columns, squeeze=False).flat, arrays.items(), strict=True
        ):
            _table(axes, array, name, signed=name in signed)
    told = "; ".join(f"{name.replace(chr(10), ' ')}: {_tell(array)}" for name, array in arrays.items())
    return Drawing(figure, f"Tables of numbers, row by row. {told}.")


def filter_maps(
    maps: Mapping[str, ArrayLike], *, columns: int = 3, limit: float | None = None, inches: float = 2.6
) -> Drawing:
    """Draw pictures, and what filters make of them.

    Parameters
    ----------
    maps : mapping of str to array_like of shape (height, width) or (height, width, 3)
        Pictures by their captions. Where all numbers lie from 0 to 1 it is a picture, shown as it is. Others are
        signed: vermillion below zero, blue above.
    columns : int
        How many stand in a row.
    limit : float, optional
        The number that has the full colour in signed pictures; when left out, each has its own.
    inches : float
        Width of one of them.

    Returns
    -------
    Drawing
        The pictures. The alt text says how large the numbers of each filter's picture are, on average without sign.

    Raises
    ------
    ValueError
        If there is nothing to draw.
    """
    arrays = {name: np.asarray(picture, dtype=np.float64) for name, picture in maps.items()}
    if not arrays:
        raise ValueError("There is nothing to draw: give at least one picture.")
    columns = min(columns, len(arrays))
    rows = -(-len(arrays) // columns)
    height, width = next(iter(arrays.values())).shape[:2]
    lines = max(name.count("\n") for name in arrays) + 1
    with styled():
        figure = new_figure(
            min(columns * (inches + 0.1) + 0.1, MAX_WIDTH / SCREEN_DPI),
            rows * (inches * height / width + 0.12 + 0.19 * lines) + 0.1,
        )
        figure.set_layout_engine(ConstrainedLayoutEngine(w_pad=0.04, h_pad=0.04, wspace=0.02, hspace=0.02))
        grid = figure.subplots(rows, columns, squeeze=False)
        for axes in grid.flat:
            axes.set_axis_off()
        for axes, (name, array) in zip(grid.flat, arrays.items(), strict=False):
            axes.set_title(name, fontsize=10, weight="normal", loc="center", pad=3)
            if _is_picture(array):
                axes.imshow(array, cmap="gray", vmin=0, vmax=1)
            else:
                most = float(np.abs(array).max()) if limit is None else limit
                axes.imshow(array, cmap=SIGNED, vmin=-most, vmax=most)
    told = "; ".join(_tell_map(name, array) for name, array in arrays.items())
    return Drawing(figure, f"Pictures, from left to right: {told}.", colors=256)


def _is_picture(array: NDArray[np.float64]) -> bool:
    return bool(array.min() >= 0 and array.max() <= 1)


def _tell_map(name: str, array: NDArray[np.float64]) -> str:
    name = name.replace("\n", " ")
    if _is_picture(array):
        return name
    return f"{name}, signed, mean size {np.abs(array).mean():.2g}"


def _table(axes: Axes, array: NDArray[np.floating], title: str, *, outside: int = 0, signed: bool = False) -> None:
    """Write the numbers of an array into cells; nan leaves a cell empty."""
    rows, columns = array.shape
    axes.set(xlim=(-0.05, columns + 0.05), ylim=(rows + 0.05, -0.05), aspect="equal")
    axes.set_axis_off()
    axes.set_title(title, fontsize=10, loc="center")
    most = float(np.nanmax(np.abs(array), initial=1e-9))
    for h, w in np.ndindex(array.shape):
        is_outside = not (outside <= h < rows - outside and outside <= w < columns - outside)
        color = SIGNED(0.5 + 0.4 * array[h, w] / most) if signed else "none"
        line = ":" if is_outside else "-"
        axes.add_patch(Rectangle((w, h), 1, 1, facecolor=color, edgecolor="#b9b9b4", lw=0.9, ls=line))
        if not np.isnan(array[h, w]):
            text = number(float(array[h, w]))
            size = 10 if len(text) < 5 else 9
            axes.text(w + 0.5, h + 0.52, text, ha="center", va="center", size=size, color=GREY if is_outside else INK)


def _mark(axes: Axes, h: float, w: float, color: str, fill: str = "none") -> None:
    """Put a frame around one cell."""
    axes.add_patch(Rectangle((w, h), 1, 1, facecolor=fill, edgecolor="none", alpha=0.6, zorder=0.9))
    axes.add_patch(Rectangle((w + 0.04, h + 0.04), 0.92, 0.92, facecolor="none", edgecolor=color, lw=2.2, zorder=3))


def _tell(array: NDArray[np.float64]) -> str:
    return " / ".join(" ".join(number(float(value)) for value in row) for row in array)
