"""What regularization does to a network, in pictures: its boundary, its weights, its errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from contourpy import contour_generator
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import StepPatch
from numpy.typing import ArrayLike, NDArray

from course_utils.figures.drawing import Drawing
from course_utils.figures.scene import Scene, Surface
from course_utils.figures.style import BLUE, CARD, GREY, INK, PALE_BLUE, SIGNED, VERMILLION, new_figure, spread, styled
from course_utils.simulate.regularization import REACH, SIDE, SMALL, STEPS, Regularized

Array = NDArray[np.floating]

_WIDEST = 3.0  # weights beyond it are counted in the outermost bars
_EDGES = np.linspace(-_WIDEST, _WIDEST, 62)  # an odd number of bars, so that 0 lies in the middle of one
_MOST_WEIGHTS = 1000.0
_MARKED_STEPS = (0, 10, 20, 50, 100, 200)
_TOP_ERROR = 0.65


class RegularizationScene(Scene[Regularized]):
    """The boundary with that of the free network, the histogram of the weights, and both errors against the step."""

    size = (8.9, 4.9)

    def build(self) -> Iterable[Artist]:
        """Draw the axes; the map, lines, points, bars and curves move."""
        self.figure.set_layout_engine("none")
        moving = self._build_map(self.figure.add_axes((0.055, 0.11, 0.445, 0.81)))
        moving += self._build_weights(self.figure.add_axes((0.61, 0.62, 0.365, 0.3)))
        return moving + self._build_errors(self.figure.add_axes((0.61, 0.11, 0.315, 0.33)))

    def _build_map(self, axes: Axes) -> list[Artist]:
        """Make the map with the boundary."""
        axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xlabel="x₁")
        axes.set(xticks=range(-4, 5, 2), yticks=range(-4, 5, 2))
        axes.set_ylabel("x₂", rotation=0)
        self._title = axes.set_title("L2 with λ = 0.3 and keep_prob 0.8, step 200", fontsize=11)
        self._surface = Surface(axes, SIGNED, 0, 1, strength=0.6)
        (self._zeros,) = axes.plot([], [], "^", color=VERMILLION, ms=7, mec=CARD, mew=0.6)
        (self._ones,) = axes.plot([], [], "o", color=BLUE, ms=6.5, mec=CARD, mew=0.6)
        (self._ghost,) = axes.plot([], [], color=GREY, lw=1.8, ls=(0, (3, 2)))
        (self._boundary,) = axes.plot([], [], color=INK, lw=2.4)
        self._ghost_text = axes.text(-0.97 * REACH, 0.97 * REACH, "", va="top", color=INK, fontsize=9)
        self._ghost_text.set_bbox({"facecolor": CARD, "edgecolor": "none", "pad": 1.5, "alpha": 0.85})
        return [
            self._surface, self._zeros, self._ones, self._ghost, self._boundary, self._ghost_text, self._title
        ]  # fmt: skip

    def _build_weights(self, axes: Axes) -> list[Artist]:
        """Make the histogram: bars for this network, a line for the free one."""
        _histogram_axes(axes)
        self._weights_title = axes.set_title("460 weights, 100 % exactly 0", fontsize=11)
        self._bars = StepPatch(np.ones(_EDGES.size - 1), _EDGES, baseline=0.5, fill=True, color=BLUE, alpha=0.75)
        self._free_bars = StepPatch(np.ones(_EDGES.size - 1), _EDGES, baseline=0.5, fill=False, color=GREY, lw=1.2)
        for bars in (self._bars, self._free_bars):
            axes.add_patch(bars)
        return [self._bars, self._free_bars, self._weights_title]

    def _build_errors(self, axes: Axes) -> list[Artist]:
        """Make the two error curves."""
        axes.set(xlim=(0, len(STEPS) - 1), ylim=(0, _TOP_ERROR), xlabel="step (not to scale)")
        axes.set_xticks([STEPS.index(step) for step in _MARKED_STEPS], [str(step) for step in _MARKED_STEPS])
        axes.set_yticks([0, 0.2, 0.4, 0.6], ["0", "20 %", "40 %", "60 %"])
        axes.grid(axis="y")
        self._errors_title = axes.set_title("Wrong: 10.0% of train, 10.0% of dev", fontsize=11)
        self._now = axes.axvline(0, color=INK, lw=1.2)
        (self._train,) = axes.plot([], [], color=BLUE)
        (self._dev,) = axes.plot([], [], color=VERMILLION, ls="--")
        (self._free,) = axes.plot([], [], color=GREY, ls=":", lw=1.6)
        (self._train_now,) = axes.plot([], [], "o", color=BLUE, ms=7, mec=CARD, clip_on=False)
        (self._dev_now,) = axes.plot([], [], "s", color=VERMILLION, ms=7, mec=CARD, clip_on=False)
        end = len(STEPS) - 0.7
        names = {"train": BLUE, "dev": VERMILLION, "free": GREY}
        self._texts = [axes.text(end, 0, name, color=color, va="center", fontsize=10) for name, color in names.items()]
        return [
            self._now, self._free, self._train, self._dev, self._train_now, self._dev_now, *self._texts,
            self._errors_title,
        ]  # fmt: skip

    def update(self, result: Regularized) -> None:
        """Move map, lines, points, bars and curves."""
        training, place, free = result.training, result.position, result.free
        self._title.set_text(result.name[0].upper() + result.name[1:])
        self._surface.set_data(result.probability)
        X, Y = training.train
        self._zeros.set_data(*X[:, Y.ravel() == 0])
        self._ones.set_data(*X[:, Y.ravel() == 1])
        self._boundary.set_data(*_boundary(result.probability))
        itself = training.is_free and place == len(STEPS) - 1
        self._ghost.set_data(*([], []) if itself else _boundary(result.free_probability))
        self._ghost_text.set_text("" if itself else f"dashed: no remedy, step {STEPS[-1]}")

        self._bars.set_data(_counts(result.weights))
        self._free_bars.set_data(_counts(result.free_weights))
        self._weights_title.set_text(f"{result.weights.size} weights, {result.zeros:.0%} exactly 0")

        places = np.arange(len(STEPS))
        self._train.set_data(places, training.train_errors)
        self._dev.set_data(places, training.dev_errors)
        self._free.set_data(places, free.dev_errors)
        self._train_now.set_data([place], [result.train_error])
        self._dev_now.set_data([place], [result.dev_error])
        self._now.set_xdata([place, place])
        self._errors_title.set_text(f"Wrong: {result.train_error:.1%} of train, {result.dev_error:.1%} of dev")
        ends = np.array([errors[-1] for errors in (training.train_errors, training.dev_errors, free.dev_errors)])
        self._texts[2].set_text("" if training.is_free else "free")
        order = np.argsort(ends, kind="stable")
        for index, height in zip(order, spread(list(ends[order]), apart=0.08, highest=_TOP_ERROR), strict=True):
            self._texts[index].set_y(height)

    @staticmethod
    def describe(result: Regularized) -> str:
        """Say what this network does, and what its weights are like."""
        train, dev = (points[1].size for points in (result.training.train, result.training.dev))
        name = result.name[0].upper() + result.name[1:]
        return (
            f"{name}: {result.verdict}. Wrong are {result.train_error:.1%} of the {train} points it learns from and "
            f"{result.dev_error:.1%} of {dev} others (free network: {result.free_error:.1%}). Of {result.weights.size} "
            f"weights {result.small:.0%} are smaller than {SMALL} and {result.zeros:.0%} exactly 0."
        )


def remedies(models: Mapping[str, tuple[Callable[[Array], ArrayLike], ArrayLike]], X: Array, Y: ArrayLike) -> Drawing:
    """Put models of the same points side by side: above the boundary, below the histogram of the weights.

    Parameters
    ----------
    models : mapping of str to (callable, array_like)
        By title: what takes points of shape (2, k) and returns k probabilities of label 1, and all weights. 2 to 6.
    X : ndarray of shape (2, m)
        The examples.
    Y : array_like of shape (1, m)
        Their labels, 0 or 1.

    Returns
    -------
    Drawing
        A column for each model.

    Raises
    ------
    ValueError
        If there are fewer or more models than fit.
    """
    if not 2 <= len(models) <= 6:
        raise ValueError(f"There are {len(models)} models: 2 to 6 fit beside each other.")
    Y = np.asarray(Y).ravel()
    reach = 1.12 * float(np.abs(X).max())
    side = np.linspace(-reach, reach, 100)
    plane = np.array(np.meshgrid(side, side))
    told = []
    with styled():
        figure = new_figure(9.0, 3.6)
        panels = figure.subplots(2, len(models), squeeze=False, height_ratios=[1.25, 1])
        for (title, (probability, weights)), (above, below) in zip(models.items(), panels.T, strict=True):
            said = np.asarray(probability(plane.reshape(2, -1)), dtype=float).reshape(100, 100)
            above.set(xticks=(), yticks=(), aspect="equal")
            above.set_title(title, fontsize=10)
            above.imshow(
                said, extent=(-reach, reach, -reach, reach), origin="lower", cmap=SIGNED, vmin=0, vmax=1, alpha=0.6
            )
            for value, marker, color in ((0, "^", VERMILLION), (1, "o", BLUE)):
                above.plot(*X[:, value == Y], marker, color=color, ms=4, mec=CARD, mew=0.5)
            if said.min() < 0.5 < said.max():
                above.contour(*plane, said, levels=[0.5], colors=INK, linewidths=1.6)
            _draw_histogram(below, weights, first=below is panels[1, 0])
            told.append(f"{' '.join(title.split())}: {_weights_in_words(weights)}")
        figure.supxlabel("weight", fontsize=10)
    alt = (
        f"{len(models)} networks that learned the same {Y.size} points: above their boundaries, below histograms of "
        f"their weights. {'; '.join(told)}."
    )
    return Drawing(figure, alt)


def weight_histograms(weights: Mapping[str, ArrayLike], *, widest: float = 0.1, title: str = "") -> Drawing:
    """Show how large the weights of several networks are, one histogram beside the other.

    Parameters
    ----------
    weights : mapping of str to array_like
        All weights of a network, of any shape, by its name. 1 to 6.
    widest : float
        Weights beyond it, on either side, are counted in the outermost bars.
    title : str
        Title of the picture.

    Returns
    -------
    Drawing
        The counts, on a logarithmic scale.

    Raises
    ------
    ValueError
        If there are more networks than fit, or none.
    """
    if not 1 <= len(weights) <= 6:
        raise ValueError(f"There are {len(weights)} networks: 1 to 6 fit beside each other.")
    with styled():
        figure = new_figure(9.0, 2.6 + (0.3 if title else 0))
        if title:
            figure.suptitle(title, x=0.02, ha="left", weight="bold", fontsize=12)
        panels = figure.subplots(1, len(weights), squeeze=False)[0]
        for axes, (name, values) in zip(panels, weights.items(), strict=True):
            axes.set_title(name, fontsize=10)
            _draw_histogram(axes, values, widest=widest, first=axes is panels[0])
        far = any((np.abs(np.asarray(values, dtype=float)) > widest).any() for values in weights.values())
        figure.supxlabel(f"weight (what lies beyond ±{widest:g} is counted in the outermost bars)" if far else "weight",
                         fontsize=10)  # fmt: skip
    told = "; ".join(f"{' '.join(name.split())}: {_weights_in_words(values)}" for name, values in weights.items())
    return Drawing(figure, f"{title or 'Histograms of the weights of networks'}. {told}.")


def _draw_histogram(axes: Axes, weights: ArrayLike, *, widest: float = _WIDEST, first: bool) -> None:
    """Draw one histogram of weights, with the share of exact zeros."""
    values = np.asarray(weights, dtype=float).ravel()
    edges = _EDGES * widest / _WIDEST
    counts = np.histogram(np.clip(values, -widest, widest), edges)[0]
    axes.set(yscale="log", ylim=(0.5, 4 * max(values.size, 250)), xlim=(-widest, widest), xticks=(-widest, 0, widest))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.stairs(counts, edges, baseline=0.5, fill=True, color=BLUE, alpha=0.75)
    axes.text(0.97, 0.97, f"{np.mean(values == 0):.0%} exactly 0", transform=axes.transAxes, ha="right", va="top",
              fontsize=9.5)  # fmt: skip
    axes.tick_params(labelsize=9)
    if first:
        axes.set_ylabel("weights")
    else:
        axes.set_yticklabels([])


def _weights_in_words(weights: ArrayLike) -> str:
    """Say how large weights are."""
    values = np.asarray(weights, dtype=float).ravel()
    return f"root of the sum of squares {np.linalg.norm(values):.1f}, {np.mean(values == 0):.0%} exactly 0"


def _histogram_axes(axes: Axes) -> None:
    """Prepare the widget's histogram."""
    axes.set(yscale="log", ylim=(0.5, _MOST_WEIGHTS), xlim=(-_WIDEST, _WIDEST), xlabel="weight (line: no remedy)")
    axes.set(xticks=range(-3, 4), ylabel="weights")
    axes.grid(axis="y", color=PALE_BLUE)


def _counts(weights: Array) -> Array:
    """Count weights by size; those that are too large for the axes lie in the outermost bars."""
    return np.maximum(np.histogram(np.clip(weights, -_WIDEST, _WIDEST), _EDGES)[0], 0.5)


def _boundary(probability: Array) -> Array:
    """Return the lines on which the probability is one half, in the shape (2, points), broken between two lines."""
    line = np.linspace(-REACH, REACH, SIDE)
    pieces = contour_generator(line, line, probability).lines(0.5)
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for piece in pieces for part in (np.asarray(piece), gap)] or [gap]).T
