"""Activation functions: the family in one picture, a layer under the microscope, curves by name, a matrix of slopes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from course_utils.figures.drawing import Drawing
from course_utils.figures.scene import Scene
from course_utils.figures.style import (
    BLUE,
    CARD,
    FAINT,
    GREEN,
    GREY,
    INK,
    PALE_VERMILLION,
    PURPLE,
    SIGNED,
    VERMILLION,
    new_figure,
    spread,
    styled,
)
from course_utils.nn.activation_zoo import ACTIVATIONS
from course_utils.simulate.activation import (
    A_BINS,
    A_RANGE,
    DECADES,
    EXAMPLES,
    FLAT,
    GRID,
    LAYERS,
    UNITS,
    Z_BINS,
    Z_RANGE,
    LayerView,
)

_LOOKS = ((BLUE, "-"), (VERMILLION, "--"), (GREEN, "-."), (PURPLE, ":"))
_SIDE = 10  # the hundred units stand in a square
_DARK_VERMILLION = "#8f3f00"  # for letters


class ActivationScene(Scene[LayerView]):
    """The function with the layer's linear parts below it and its values beside it; its units; products of slopes."""

    size = (8.9, 4.9)

    def build(self) -> Iterable[Artist]:
        """Draw the axes; curves, bars, units and words move."""
        grid = self.figure.add_gridspec(2, 3, width_ratios=(1.35, 0.4, 1), height_ratios=(1, 0.52))
        function = self.figure.add_subplot(grid[0, 0])
        moving = self._build_function(function)
        moving += self._build_values(self.figure.add_subplot(grid[0, 1], sharey=function))
        moving += self._build_parts(self.figure.add_subplot(grid[1, 0], sharex=function))
        moving += self._build_units(self.figure.add_subplot(grid[0, 2]))
        return moving + self._build_products(self.figure.add_subplot(grid[1, 1:]))

    def _build_function(self, axes: Axes) -> list[Artist]:
        """Make the function, its derivative, and the shade where it is flat."""
        axes.set(xlim=Z_RANGE, ylim=A_RANGE, yticks=range(-2, 6), ylabel="a = g(z)")
        axes.tick_params(axis="x", labelbottom=False)
        axes.axhline(0, color=FAINT, lw=1)
        axes.axvline(0, color=FAINT, lw=1)
        self._title = axes.set_title("leaky ReLU and its slope")
        self._shade = axes.fill_between(GRID, *A_RANGE, where=GRID < 0, color=PALE_VERMILLION, lw=0, zorder=0)
        self._flat_text = axes.text(-7.7, 4.65, "", color=_DARK_VERMILLION, va="top", fontsize=10)
        (self._slope,) = axes.plot([], [], color=VERMILLION, ls="--")
        (self._curve,) = axes.plot([], [], color=BLUE, lw=2.6)
        self._slope_text = axes.text(7.7, 0.0, "slope g′(z)", color=VERMILLION, ha="right", va="bottom")
        return [self._shade, self._flat_text, self._slope, self._curve, self._slope_text, self._title]

    def _build_values(self, axes: Axes) -> list[Artist]:
        """Make the histogram of the values, which lies on its side."""
        axes.set(xlim=(0, 1.05), xticks=())
        axes.tick_params(axis="y", labelleft=False, length=0)
        axes.spines[["bottom"]].set_visible(False)
        axes.set_title("a", color=BLUE)
        self._values = axes.stairs(np.zeros(len(A_BINS) - 1), A_BINS, fill=True, color=BLUE, orientation="horizontal")
        self._zeros = axes.text(0.98, A_RANGE[0], "", ha="right", va="bottom", color=BLUE, fontsize=9.5)
        return [self._values, self._zeros]

    def _build_parts(self, axes: Axes) -> list[Artist]:
        """Make the histogram of the linear parts."""
        axes.set(ylim=(0, 1.05), yticks=(), xticks=range(-8, 9, 4), xlabel="z = w · x + b")
        axes.spines[["left"]].set_visible(False)
        self._parts = axes.stairs(np.zeros(len(Z_BINS) - 1), Z_BINS, fill=True, color=GREY)
        return [self._parts]

    def _build_units(self, axes: Axes) -> list[Artist]:
        """Make the square of the hundred units."""
        axes.set(xticks=(), yticks=(), aspect="equal", anchor="W")
        axes.spines[:].set_visible(False)
        self._units_title = axes.set_title("100 units: 100 dead")
        places = np.arange(_SIDE)
        self._units = axes.pcolormesh(
            places, places, np.zeros((_SIDE, _SIDE)), cmap=_WORKING, vmin=0, vmax=1, edgecolors=CARD, linewidth=1.5
        )
        axes.set(xlim=(-0.5, _SIDE - 0.5), ylim=(_SIDE - 0.5, -0.5))
        (self._dead,) = axes.plot([], [], "X", color=VERMILLION, ms=9, mec=CARD, mew=0.8)
        axes.set_xlabel(f"darker: slope above {FLAT:g} on more examples", fontsize=9.5)
        return [self._units, self._dead, self._units_title]

    def _build_products(self, axes: Axes) -> list[Artist]:
        """Make the histogram of the products of slopes."""
        ticks = [-14, -12, -9, -6, -3, 0]
        axes.set(xlim=(-15, 0.6), ylim=(0, 1.15), yticks=(0, 0.5, 1))
        axes.set_xticks(ticks, ["0", "10⁻¹²", "10⁻⁹", "10⁻⁶", "0.001", "1"])
        axes.set_yticklabels(["0", "50 %", "100 %"])
        self._products_title = axes.set_title(f"Product of {LAYERS} slopes", x=-0.12, fontsize=11)
        self._products = axes.stairs(np.zeros(len(DECADES)), _PRODUCT_EDGES, fill=True, color=BLUE)
        self._lost = axes.bar([-14], [0], width=0.9, color=VERMILLION)[0]
        return [self._products, self._lost, self._products_title]

    def update(self, result: LayerView) -> None:
        """Move curves, bars, units and words."""
        self._title.set_text(f"{result.name} and its slope")
        flat = np.abs(result.slope) < FLAT
        self._shade.set_data(GRID, *A_RANGE, where=flat.tolist())
        self._flat_text.set_text("flat: slope\nbelow 0.01" if flat[:60].all() else "")
        self._curve.set_data(GRID, _broken(result.curve))
        self._slope.set_data(GRID, _broken(result.slope))
        self._slope_text.set_y(float(result.slope[-1]) + 0.08)

        self._parts.set_data(_shares(result.Z, Z_BINS))
        values = _shares(result.A, A_BINS)
        self._values.set_data(values)
        zeros = float((result.A == 0).mean())
        self._zeros.set_text(f"{zeros:.0%} are\nexactly 0" if zeros else "")

        self._units.set_array(result.working.reshape(_SIDE, _SIDE))
        dead = np.flatnonzero(result.is_dead)
        self._dead.set_data(dead % _SIDE, dead // _SIDE)
        self._units_title.set_text(f"{UNITS} units: {result.dead} dead")

        nonzero = result.products[result.products > 0]
        exponents = np.clip(np.round(np.log10(nonzero)), DECADES[0], DECADES[-1])
        counts = np.histogram(exponents, _PRODUCT_EDGES)[0]
        self._products.set_data(counts / result.products.size)
        self._lost.set_height(result.lost)
        self._products_title.set_text(f"Product of {LAYERS} slopes: {_tell_products(result)}")

    @staticmethod
    def describe(result: LayerView) -> str:
        """Say what comes out of the layer and how much of a gradient comes back."""
        return (
            f"{result.name} with weights of size {result.scale:g} and bias {result.bias:g}: {result.verdict}. "
            f"Of {UNITS * EXAMPLES:,} slopes {result.flat:.0%} are flat; values lie between {result.A.min():.2f} and "
            f"{result.A.max():.2f}. Products of {LAYERS} slopes: {_tell_products(result)}."
        )


_PRODUCT_EDGES = np.append(DECADES, 1) - 0.5
_WORKING = LinearSegmentedColormap.from_list("working", ["#ececea", BLUE])  # a unit: never, always


def _broken(curve: NDArray) -> NDArray[np.float64]:
    """Return a curve with a gap wherever it jumps: no line belongs there."""
    jumps = np.flatnonzero(np.abs(np.diff(curve)) > 0.5)
    broken = np.array(curve, dtype=np.float64)
    broken[jumps] = np.nan
    return broken


def _shares(numbers: NDArray, edges: NDArray) -> NDArray:
    """Return a histogram whose highest bar is 1; what lies beyond the ends is counted in the outermost bars."""
    counts = np.histogram(np.clip(numbers, edges[0], edges[-1]), edges)[0]
    return counts / counts.max()


def _tell_products(result: LayerView) -> str:
    """Say how many products are 0, and how large the others are."""
    if result.lost == 1:
        return "all are 0"
    lost = f"{result.lost:.0%} are 0, else " if result.lost else ""
    return f"{lost}about {result.typical_product:.2g}"


def activation_family(names: Sequence[str] = tuple(ACTIVATIONS)) -> Drawing:
    """Draw activation functions and their slopes, each in a square of its own.

    Parameters
    ----------
    names : sequence of str
        Names in `ACTIVATIONS`, eight at most.

    Returns
    -------
    Drawing
        One small picture for each, from z = -4 to 4.

    Raises
    ------
    ValueError
        If there is no such function.
    """
    unknown = [name for name in names if name not in ACTIVATIONS]
    if unknown or not names:
        raise ValueError(f"There is no activation {', '.join(unknown)!r}; there are {', '.join(ACTIVATIONS)}.")
    z = np.linspace(-4, 4, 401)
    columns = min(4, len(names))
    rows = -(-len(names) // columns)
    with styled():
        figure = new_figure(0.4 + 2.1 * columns, 0.3 + 2.2 * rows)
        grid = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
        for axes in grid.flat[len(names) :]:
            axes.set_axis_off()
        for name, axes in zip(names, grid.flat, strict=False):
            A, slope = ACTIVATIONS[name](z)
            axes.set(xlim=(-4, 4), ylim=(-2, 4), xticks=(-4, 0, 4), yticks=(-1, 0, 1, 4))
            axes.set_title(name)
            axes.grid(True)
            axes.plot(z, _broken(slope), color=VERMILLION, ls="--")
            axes.plot(z, _broken(A), color=BLUE, lw=2.4)
        grid[0, 0].text(-3.7, 3.3, "g(z)", color=BLUE, weight="bold")
        grid[0, 0].text(-3.7, 2.4, "slope g′(z)", color=VERMILLION, weight="bold")
        for axes in grid[-1]:
            axes.set_xlabel("z")
    told = "; ".join(
        f"{name} goes from {_end(ACTIVATIONS[name].low)} to {_end(ACTIVATIONS[name].high)}" for name in names
    )
    return Drawing(figure, f"{len(names)} activation functions with their slopes. {told}.")


def _end(value: float) -> str:
    """Write an end of a range."""
    return f"{value:g}" if np.isfinite(value) else "minus infinity" if value < 0 else "infinity"


def curves_over(
    x: ArrayLike, curves: Mapping[str, ArrayLike], *, xlabel: str = "x", ylabel: str = "", title: str = ""
) -> Drawing:
    """Draw a few curves over one axis, each with its name at its right end.

    Parameters
    ----------
    x : array_like of shape (points,)
        Places, in ascending order.
    curves : mapping of str to array_like of shape (points,)
        Four curves at most, by name.
    xlabel, ylabel, title : str
        Texts of the picture.

    Returns
    -------
    Drawing
        The picture. Its alt text tells of each curve where it begins, turns highest and lowest, and ends.

    Raises
    ------
    ValueError
        If there is no curve, there are too many, or one does not fit `x`.
    """
    x = np.asarray(x, dtype=np.float64).ravel()
    lines = {name: np.asarray(y, dtype=np.float64).ravel() for name, y in curves.items()}
    if not 1 <= len(lines) <= len(_LOOKS) or any(y.size != x.size for y in lines.values()):
        raise ValueError(f"{len(lines)} curves: one to {len(_LOOKS)} are expected, each with {x.size} points as x.")
    with styled():
        figure = new_figure(7.6, 3.6)
        axes = figure.add_subplot(title=title, xlabel=xlabel, ylabel=ylabel, xlim=(x[0], x[-1]))
        axes.grid(axis="y")
        for y, (color, style) in zip(lines.values(), cycle(_LOOKS), strict=False):
            axes.plot(x, y, color=color, ls=style)
        if all(np.array_equal(y, np.round(y)) for y in lines.values()):
            axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        if np.array_equal(x, np.round(x)):
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        if min(y.min() for y in lines.values()) >= 0:
            axes.set_ylim(bottom=0)
        low, high = axes.get_ylim()
        ends = sorted((float(y[-1]), name, color) for (name, y), (color, _) in zip(lines.items(), _LOOKS, strict=False))
        places = spread([end for end, *_ in ends], apart=(high - low) / 12, highest=high)
        for (_, name, color), place in zip(ends, places, strict=True):
            axes.text(1.01, place, name, transform=axes.get_yaxis_transform(), color=color, va="center")
    told = "; ".join(
        f"{name} starts at {y[0]:.2g}, ends at {y[-1]:.2g}, and lies between {y.min():.2g} and {y.max():.2g}"
        for name, y in lines.items()
    )
    return Drawing(figure, f"{title + ': ' if title else ''}{ylabel or 'curves'} over {xlabel}. {told}.")


def slopes_matrix(slopes: ArrayLike, *, title: str = "", rows: str = "a", columns: str = "z") -> Drawing:
    """Show a matrix of slopes with its numbers: blue where one thing rises with the other, vermillion where it falls.

    Parameters
    ----------
    slopes : array_like of shape (n, k)
        Row i, column j: how fast output i changes with input j.
    title : str
        Title of the picture.
    rows, columns : str
        Names of the outputs and the inputs, to which a number is added.

    Returns
    -------
    Drawing
        The matrix.

    Raises
    ------
    ValueError
        If it is no matrix.
    """
    J = np.asarray(slopes, dtype=np.float64)
    if J.ndim != 2 or J.size == 0:
        raise ValueError(f"slopes has shape {J.shape}: a matrix is expected.")
    limit = float(np.abs(J).max()) or 1.0
    with styled():
        figure = new_figure(1.6 + 0.95 * J.shape[1], 1.2 + 0.62 * J.shape[0])
        axes = figure.add_subplot(title=title)
        axes.pcolormesh(J, cmap=SIGNED, vmin=-limit, vmax=limit, edgecolors=CARD, linewidth=2)
        axes.set(ylim=(J.shape[0], 0))
        axes.set_xticks(np.arange(J.shape[1]) + 0.5, [f"{columns}{j + 1}" for j in range(J.shape[1])])
        axes.set_yticks(np.arange(J.shape[0]) + 0.5, [f"{rows}{i + 1}" for i in range(J.shape[0])])
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        for (i, j), slope in np.ndenumerate(J):
            color = CARD if abs(slope) > 0.9 * limit else INK
            axes.text(j + 0.5, i + 0.5, f"{slope:+.3f}".replace("-", "−"), ha="center", va="center", color=color)
    diagonal = "positive" if (np.diag(J) > 0).all() else "not all positive"
    others = J[np.not_equal(*np.indices(J.shape))]
    beside = "negative" if (others < 0).all() else "zero" if (others == 0).all() else "of both signs"
    alt = f"{title + ': ' if title else ''}a {J.shape[0]} by {J.shape[1]} matrix of slopes from {J.min():.3f} to "
    return Drawing(figure, alt + f"{J.max():.3f}. The diagonal is {diagonal}, the rest {beside}.", colors=128)
