"""One hidden layer in pictures: its plan, where it moves the points, its boundaries, and what its units look for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from contourpy import contour_generator
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from course_utils.figures.drawing import Drawing
from course_utils.figures.scene import Scene, Surface
from course_utils.figures.style import BLUE, CARD, FAINT, GREY, INK, SIGNED, VERMILLION, new_figure, spread, styled
from course_utils.simulate.hidden_units import EPOCHS, MOST_UNITS, REACH, SIDE, HiddenUnits

Array = NDArray[np.floating]

_COLUMNS = 4  # of the mosaic of hidden units
_THIN = 3  # every third point of the map is enough for a small picture
_TILE = len(range(0, SIDE, _THIN))
_STEP = _TILE + 3  # from one tile to the next
_TALL = _TILE + 12  # the same downwards: a number stands below each tile
_WIDE, _HIGH = _COLUMNS * _STEP, MOST_UNITS // _COLUMNS * _TALL
_MARKED_EPOCHS = (0, 2, 10, 50, 150, 400)
_TOP_ERROR = 0.65


class HiddenUnitsScene(Scene[HiddenUnits]):
    """The boundary with its ghost, every hidden unit as a small map, and both errors against the epoch."""

    size = (8.9, 4.9)

    def build(self) -> Iterable[Artist]:
        """Draw the axes; the maps, lines, points and curves move."""
        self.figure.set_layout_engine("none")
        moving = self._build_map(self.figure.add_axes((0.055, 0.11, 0.445, 0.81)))
        moving += self._build_units(self.figure.add_axes((0.555, 0.54, 0.435, 0.38)))
        return moving + self._build_errors(self.figure.add_axes((0.61, 0.11, 0.315, 0.33)))

    def _build_map(self, axes: Axes) -> list[Artist]:
        """Make the map with the boundary."""
        axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xlabel="x₁")
        axes.set(xticks=range(-4, 5, 2), yticks=range(-4, 5, 2))
        axes.set_ylabel("x₂", rotation=0)
        self._title = axes.set_title("8 units, sigmoid, epoch 400")
        self._surface = Surface(axes, SIGNED, 0, 1, strength=0.6)
        (self._zeros,) = axes.plot([], [], "^", color=VERMILLION, ms=6, mec=CARD, mew=0.6)
        (self._ones,) = axes.plot([], [], "o", color=BLUE, ms=5.5, mec=CARD, mew=0.6)
        (self._ghost,) = axes.plot([], [], color=GREY, lw=1.8, ls=(0, (3, 2)))
        (self._boundary,) = axes.plot([], [], color=INK, lw=2.4)
        self._ghost_text = axes.text(-0.97 * REACH, 0.97 * REACH, "", va="top", color=INK, fontsize=9)
        self._ghost_text.set_bbox({"facecolor": CARD, "edgecolor": "none", "pad": 1.5, "alpha": 0.85})
        return [
            self._surface, self._zeros, self._ones, self._ghost, self._boundary, self._ghost_text, self._title
        ]  # fmt: skip

    def _build_units(self, axes: Axes) -> list[Artist]:
        """Make the mosaic of the hidden units."""
        axes.set(xlim=(0, _WIDE), ylim=(0, _HIGH), aspect="equal", anchor="NW")
        axes.set(xticks=(), yticks=())
        axes.spines[:].set_visible(False)
        axes.set_title("Each hidden unit, and its weight in the output", fontsize=11)
        self._mosaic = Surface(axes, SIGNED, -1, 1, smooth=False)
        self._weights = [
            axes.text(left + _TILE / 2, bottom - 5.5, "", ha="center", va="center", fontsize=9)
            for left, bottom in map(_corner, range(MOST_UNITS))
        ]
        return [self._mosaic, *self._weights]

    def _build_errors(self, axes: Axes) -> list[Artist]:
        """Make the two error curves."""
        places = [EPOCHS.index(epoch) for epoch in _MARKED_EPOCHS]
        axes.set(xlim=(0, len(EPOCHS) - 1), ylim=(0, _TOP_ERROR), xlabel="epoch (not to scale)")
        axes.set_xticks(places, [str(epoch) for epoch in _MARKED_EPOCHS])
        axes.set_yticks([0, 0.2, 0.4, 0.6], ["0", "20 %", "40 %", "60 %"])
        axes.grid(axis="y")
        self._errors_title = axes.set_title("Wrong answers", fontsize=11)
        self._now = axes.axvline(0, color=INK, lw=1.2)
        (self._train,) = axes.plot([], [], color=BLUE)
        (self._dev,) = axes.plot([], [], color=VERMILLION, ls="--")
        (self._train_now,) = axes.plot([], [], "o", color=BLUE, ms=7, mec=CARD, clip_on=False)
        (self._dev_now,) = axes.plot([], [], "s", color=VERMILLION, ms=7, mec=CARD, clip_on=False)
        end = len(EPOCHS) - 0.6
        self._train_text = axes.text(end, 0, "train", color=BLUE, va="center")
        self._dev_text = axes.text(end, 0, "dev", color=VERMILLION, va="center")
        return [
            self._now, self._train, self._dev, self._train_now, self._dev_now, self._train_text, self._dev_text,
            self._errors_title,
        ]  # fmt: skip

    def update(self, result: HiddenUnits) -> None:
        """Move maps, lines, points and curves."""
        training, place = result.training, result.position
        self._title.set_text(result.name)
        self._surface.set_data(result.probability)
        X, Y = training.train
        self._zeros.set_data(*X[:, Y.ravel() == 0])
        self._ones.set_data(*X[:, Y.ravel() == 1])
        self._boundary.set_data(*_boundary(result.probability))
        before = result.before
        self._ghost.set_data(*(_boundary(before.probability) if before else ([], [])))
        self._ghost_text.set_text(f"dashed: {before.name}" if before else "")

        self._mosaic.set_data(_mosaic(result.values))
        for index, text in enumerate(self._weights):
            shown = index < training.units
            text.set_text(f"{result.output_weights[index]:+.1f}".replace("-", "−") if shown else "")

        places = np.arange(len(training.snapshots))
        for line, now, errors in (
            (self._train, self._train_now, training.train_errors),
            (self._dev, self._dev_now, training.dev_errors),
        ):
            line.set_data(places, errors)
            now.set_data([place], [errors[place]])
        self._now.set_xdata([place, place])
        self._errors_title.set_text(f"Wrong: {result.train_error:.1%} of train, {result.dev_error:.1%} of dev")
        texts = sorted((self._train_text, self._dev_text), key=lambda text: text is self._dev_text)
        ends = [float(training.train_errors[-1]), float(training.dev_errors[-1])]
        order = np.argsort(ends, kind="stable")
        free = spread([ends[index] for index in order], apart=0.08, highest=_TOP_ERROR)
        for index, height in zip(order, free, strict=True):
            texts[index].set_y(height)

    @staticmethod
    def describe(result: HiddenUnits) -> str:
        """Say what this network does, and what was there before."""
        train, dev = (points[1].size for points in (result.training.train, result.training.dev))
        before = f" Dashed, for comparison: {result.before.name}." if result.before else ""
        name = result.name[0].upper() + result.name[1:]
        return (
            f"{name}: {result.verdict}. Wrong are {result.train_error:.1%} of the {train} points it learns from and "
            f"{result.dev_error:.1%} of {dev} others.{before}"
        )


def _corner(index: int) -> tuple[int, int]:
    """Return left and bottom of a tile of the mosaic; the first tile is at the top left."""
    row, column = divmod(index, _COLUMNS)
    return column * _STEP, _HIGH - _TILE - row * _TALL


def _mosaic(values: Array) -> Array:
    """Put the units' maps side by side, each from minus to plus its largest value, with room below for a number."""
    picture = np.zeros((_HIGH, _WIDE))
    for index, value in enumerate(values[:, ::_THIN, ::_THIN]):
        left, bottom = _corner(index)
        picture[bottom : bottom + _TILE, left : left + _TILE] = value / (float(np.abs(value).max()) or 1.0)
    return picture


def _boundary(probability: Array) -> Array:
    """Return the lines on which the probability is one half, in the shape (2, points), broken between two lines."""
    line = np.linspace(-REACH, REACH, SIDE)
    pieces = contour_generator(line, line, probability).lines(0.5)
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for piece in pieces for part in (np.asarray(piece), gap)] or [gap]).T


def network_plan(n_x: int, n_h: int) -> Drawing:
    """Draw a network with one hidden layer: a dot for each number, a line for each weight, shapes below.

    Parameters
    ----------
    n_x : int
        How many inputs.
    n_h : int
        How many hidden units.

    Returns
    -------
    Drawing
        The plan, for up to eight inputs and units.

    Raises
    ------
    ValueError
        If there is no room for so many.
    """
    if not (1 <= n_x <= 8 and 1 <= n_h <= 8):
        raise ValueError(f"n_x is {n_x}, n_h is {n_h}: the plan has room for 1 to 8 of each.")
    columns = [(n_x, "x", "⁽ⁱ⁾"), (n_h, "a", "[1]"), (1, "a", "[2]")]
    places = [[(2.4 * index, (count - 1) / 2 - k) for k in range(count)] for index, (count, *_) in enumerate(columns)]
    with styled():
        figure = new_figure(7.6, 0.62 * max(n_x, n_h) + 1.7)
        axes = figure.add_subplot()
        half = max(n_x, n_h) / 2
        axes.set(xlim=(-1.1, 5.9), ylim=(-half - 1.15, half + 0.5))
        axes.set_axis_off()
        for left, right in pairwise(places):
            for start in left:
                for end in right:
                    axes.plot(*zip(start, end, strict=True), color="#a8a8a4", lw=1.2, zorder=1)
        for index, ((_, letter, layer), column) in enumerate(zip(columns, places, strict=True)):
            for k, (x, y) in enumerate(column):
                color = (GREY, BLUE, VERMILLION)[index]
                axes.plot(x, y, "o", ms=30, color=color, mec=CARD, mew=2, zorder=2)
                label = f"${letter}_{k + 1}$" if index == 0 else f"${letter}^{{{layer}}}" + f"_{k + 1}$" * (index == 1)
                axes.text(x, y, label if index < 2 else "$a^{[2]}$", color=CARD, ha="center", va="center", fontsize=12)
        below = -half - 0.45
        for x, text in zip((0, 2.4, 4.8), (f"input\n$X$ ({n_x}, m)", f"hidden layer\n$A^{{[1]}}$ ({n_h}, m)",
                                           "output\n$A^{[2]}$ (1, m)"), strict=True):  # fmt: skip
            axes.text(x, below, text, ha="center", va="top")
        for x, text in ((1.2, f"$W^{{[1]}}$ ({n_h}, {n_x})"), (3.6, f"$W^{{[2]}}$ (1, {n_h})")):
            axes.text(x, half + 0.15, text, ha="center", va="bottom", color=INK)
    alt = (
        f"A network as dots and lines: {n_x} inputs, a hidden layer of {n_h} units, one output. Every input is joined "
        f"to every hidden unit, {n_h} times {n_x} weights in W1; every hidden unit to the output, {n_h} weights in W2."
    )
    return Drawing(figure, alt)


def moved_points(
    X: ArrayLike,
    A1: ArrayLike,
    Y: ArrayLike,
    *,
    units: Sequence[tuple[float, float, float]] = (),
    output: tuple[float, float, float] | None = None,
) -> Drawing:
    """Show points where they are, and where two hidden units move them.

    Parameters
    ----------
    X : array_like of shape (2, m)
        The points.
    A1 : array_like of shape (2, m)
        The values of two hidden units.
    Y : array_like of shape (1, m)
        Labels, 0 or 1.
    units : sequence of (float, float, float)
        Two weights and the bias of each hidden unit: where it is undecided, a dashed line in the plane of the inputs.
    output : (float, float, float), optional
        Two weights and the bias of the output: a line in the plane of the hidden units.

    Returns
    -------
    Drawing
        Two planes side by side.

    Raises
    ------
    ValueError
        If X or A1 are no points of a plane.
    """
    X, A1, Y = np.asarray(X, dtype=float), np.asarray(A1, dtype=float), np.asarray(Y).ravel()
    if X.shape != (2, Y.size) or A1.shape != (2, Y.size):
        raise ValueError(f"X has shape {X.shape}, A1 {A1.shape}: (2, {Y.size}) is expected for both.")
    with styled():
        figure = new_figure(8.0, 3.9)
        left, right = figure.subplots(1, 2)
        for axes, points, letter, title in (
            (left, X, "x", "The inputs"),
            (right, A1, "a", "What the hidden units say"),
        ):
            reach = 1.4 * float(np.abs(points).max())
            axes.set(title=title, xlabel=f"{letter}₁", aspect="equal", xlim=(-reach, reach), ylim=(-reach, reach))
            axes.set_ylabel(f"{letter}₂", rotation=0)
            axes.axhline(0, color=FAINT, lw=1)
            axes.axvline(0, color=FAINT, lw=1)
            for value, marker, color in ((0, "^", VERMILLION), (1, "o", BLUE)):
                axes.plot(*points[:, value == Y], marker, color=color, ms=12, mec=CARD, label=f"label {value}")
            places, counts = np.unique(points.round(2), axis=1, return_counts=True)
            for x, y, count in zip(*places, counts, strict=True):
                if count > 1:
                    axes.annotate(f"{count} points", (x, y), (0, -18), textcoords="offset points", ha="center")
        for number, unit in enumerate(units, start=1):
            _line(left, unit, GREY, ("--", ":")[number % 2], f"unit {number}")
        if output is not None:
            _line(right, output, INK, "-", "")
        handles, names = left.get_legend_handles_labels()
        right.legend(handles, names, loc="upper left", bbox_to_anchor=(1, 1))
    alt = (
        f"Left: {Y.size} points with two labels in the plane of the inputs. Right: the same points where two hidden "
        f"units put them, in {len(np.unique(A1.round(2), axis=1).T)} different places."
    )
    if output is not None:
        right_side = ((np.array(output[:2]) @ A1 + output[2]) > 0) == (Y == 1)
        alt += f" There, {int(right_side.sum())} of {Y.size} lie on their own side of one straight line."
    return Drawing(figure, alt)


def _line(axes: Axes, unit: tuple[float, float, float], color: str, style: str, label: str) -> None:
    """Draw where a weighted sum of the two coordinates is 0."""
    first, second, bias = unit
    x, y = (-bias * weight / (first**2 + second**2) for weight in (first, second))
    axes.axline((x, y), (x + second, y - first), color=color, ls=style, label=label)


def boundaries(
    probabilities: Mapping[str, Callable[[Array], ArrayLike]], X: Array, Y: ArrayLike, *, columns: int = 3
) -> Drawing:
    """Draw the boundaries of several models on the same points.

    Parameters
    ----------
    probabilities : mapping of str to callable
        By the title of its map: takes points of shape (2, k), returns k probabilities of label 1.
    X : ndarray of shape (2, m)
        The examples.
    Y : array_like of shape (1, m)
        Their labels, 0 or 1.
    columns : int
        Maps beside each other.

    Returns
    -------
    Drawing
        Small maps, in reading order.

    Raises
    ------
    ValueError
        If there is no model.
    """
    if not probabilities:
        raise ValueError("There is nothing to draw: one model is needed at least.")
    Y = np.asarray(Y).ravel()
    reach = 1.12 * np.abs(X).max(axis=1)
    sides = [np.linspace(-end, end, 140) for end in reach]
    plane = np.array(np.meshgrid(*sides))
    rows = -(-len(probabilities) // columns)
    told = []
    with styled():
        figure = new_figure(8.4, 2.75 * rows + 0.15)
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes in panels[len(probabilities) :]:
            axes.set_axis_off()
        for axes, (title, probability) in zip(panels, probabilities.items(), strict=False):
            said = np.asarray(probability(plane.reshape(2, -1)), dtype=float).reshape(plane.shape[1:])
            axes.set(xticks=(), yticks=())
            axes.set_title(title, fontsize=10.5)
            axes.imshow(
                said, extent=(*sides[0][[0, -1]], *sides[1][[0, -1]]), origin="lower", aspect="auto", cmap=SIGNED,
                vmin=0, vmax=1, alpha=0.6,
            )  # fmt: skip
            for value, marker, color in ((0, "^", VERMILLION), (1, "o", BLUE)):
                axes.plot(*X[:, value == Y], marker, color=color, ms=4, mec=CARD, mew=0.5)
            if said.min() < 0.5 < said.max():
                axes.contour(*plane, said, levels=[0.5], colors=INK, linewidths=1.8)
            right = (np.asarray(probability(X)).ravel() >= 0.5) == (Y == 1)
            told.append(f"{' '.join(title.split())}: {int(right.sum())} of {Y.size} points on their own side")
    return Drawing(figure, f"{len(probabilities)} boundaries on the same points. {'; '.join(told)}.")


def unit_pictures(W1: ArrayLike, W2: ArrayLike, *, shape: tuple[int, int, int] = (64, 64, 3)) -> Drawing:
    """Show the weights of hidden units on pictures as pictures.

    Parameters
    ----------
    W1 : array_like of shape (n_h, height * width * channels)
        The weights of the hidden units, one unit in each row.
    W2 : array_like of shape (1, n_h)
        How much each unit counts in the output.
    shape : tuple of int
        Height, width and channels of a picture.

    Returns
    -------
    Drawing
        Blue where a brighter pixel drives the unit up, vermillion where it drives it down; each unit from minus to
        plus its own largest weight. The weights of a pixel's colours are added.

    Raises
    ------
    ValueError
        If the number of weights does not fit.
    """
    weights, counts = np.asarray(W1, dtype=float), np.asarray(W2, dtype=float).ravel()
    if weights.ndim != 2 or weights.shape != (counts.size, np.prod(shape)):
        raise ValueError(
            f"W1 has shape {weights.shape} and W2 holds {counts.size} weights: ({counts.size}, {np.prod(shape)}) is "
            f"expected for units that look at pictures of shape {shape}."
        )
    titles = [f"counts {count:+.2f}".replace("-", "−") for count in counts]
    columns = min(counts.size, 4)
    rows = -(-counts.size // columns)
    with styled():
        figure = new_figure(8.4, 2.3 * rows)
        for axes in (panels := figure.subplots(rows, columns, squeeze=False).ravel()):
            axes.set_axis_off()
        for axes, row, title in zip(panels, weights, titles, strict=False):
            pixels = row.reshape(shape).sum(axis=2)
            limit = float(np.abs(pixels).max()) or 1.0
            axes.imshow(pixels, cmap=SIGNED, vmin=-limit, vmax=limit)
            axes.set_title(title, fontsize=10.5, weight="normal", loc="center", pad=4)
    alt = (
        f"A picture of {shape[0]} by {shape[1]} pixels for each of {counts.size} hidden units, blue where brightness "
        f"drives the unit up, vermillion where it drives it down. Above each: {'; '.join(titles)}."
    )
    return Drawing(figure, alt, colors=256)
