"""Fits that differ from their mean, and from the truth: the pictures of lesson 06."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike, NDArray

from course_utils.figures.drawing import Drawing
from course_utils.figures.scene import Scene
from course_utils.figures.style import (
    BLUE,
    CARD,
    GREY,
    INK,
    PALE_BLUE,
    PALE_VERMILLION,
    VERMILLION,
    new_figure,
    spread,
    styled,
)
from course_utils.simulate.bias_variance import GRID, SHOWN, SIZES, BiasVariance, Visit, truth

Array = NDArray[np.floating]

_TOP = 0.6  # of all errors that are drawn
_HEIGHT = 2.3  # of the curves
_TICKS = ([0, 0.2, 0.4, 0.6], ["0", "0.2", "0.4", "0.6"])


class BiasVarianceScene(Scene[BiasVariance]):
    """Thirty fits with their mean and the truth, the error taken apart, and the learning curve."""

    size = (8.9, 4.8)

    def build(self) -> Iterable[Artist]:
        """Draw the axes and the keys; curves, bars and numbers move."""
        self.figure.set_layout_engine("none")
        axes = _plane(self.figure.add_axes((0.055, 0.11, 0.44, 0.745)))
        self._title = axes.set_title("", pad=26)
        self._fits = Line2D([], [], color=VERMILLION, lw=1.0, alpha=0.35)
        (self._truth,) = axes.plot(GRID, truth(GRID), color=INK, lw=2.2)
        (self._mean,) = axes.plot([], [], color=VERMILLION, lw=2.6, ls=(0, (4, 1.5)))
        (self._points,) = axes.plot([], [], "o", color=BLUE, ms=5.5, mec=CARD, mew=0.6)
        axes.add_line(self._fits)
        names = ("truth", f"{SHOWN} fits", "their mean", "one set")
        _key(axes, dict(zip(names, (self._truth, self._fits, self._mean, self._points), strict=True)))
        bars = self.figure.add_axes((0.585, 0.64, 0.395, 0.175))
        moving = [self._fits, self._truth, self._mean, self._points, self._title, *self._build_bars(bars)]
        self._curve = _LearningCurve(self.figure.add_axes((0.585, 0.11, 0.34, 0.37)))
        return [*moving, *self._curve.artists]

    def _build_bars(self, axes: Axes) -> list[Artist]:
        """Make the bars of the two errors, the dev error in its three parts."""
        _error_axis(axes, ("train", "dev"))
        looks = {"bias²": (BLUE, "///"), "variance": (VERMILLION, ""), "noise": ("#8a8a86", "...")}
        self._parts = [
            Rectangle((0, 0.65), 0, 0.7, fc=color, ec=CARD, lw=0, hatch=hatch) for color, hatch in looks.values()
        ]
        for part in self._parts:
            axes.add_patch(part)
        self._train_bar = Rectangle((0, -0.35), 0, 0.7, facecolor=CARD, edgecolor=INK, lw=1.2)
        axes.add_patch(self._train_bar)
        self._sum = axes.set_title("", fontsize=10.5, pad=24)
        self._too_long = axes.text(0.99 * _TOP, 0, "", ha="right", va="center", color=INK, fontsize=9)
        self._too_long.set_bbox({"facecolor": CARD, "edgecolor": "none", "pad": 1.5, "alpha": 0.85})
        _key(axes, dict(zip(looks, self._parts, strict=True)))
        return [*self._parts, self._train_bar, self._sum, self._too_long]

    def update(self, result: BiasVariance) -> None:
        """Move curves, bars and numbers."""
        self._title.set_text(_settings(result))
        gap = np.full((len(result.curves), 1), np.nan)
        self._fits.set_data(
            np.tile(np.append(GRID, np.nan), len(result.curves)), np.hstack([result.curves, gap]).ravel()
        )
        self._mean.set_data(GRID, result.mean)
        self._points.set_data(result.x, result.y)
        left, total = 0.0, result.bias2 + result.variance + result.floor
        shrink = min(1, _TOP / total) if total else 1  # an error beyond the axis: its parts keep their proportions
        for part, width in zip(self._parts, (result.bias2, result.variance, result.floor), strict=True):
            part.set_x(left)
            part.set_width(shrink * width)
            left += shrink * width
        self._too_long.set_text("dev bar not to scale" if shrink < 1 else "")
        self._train_bar.set_width(min(result.train_error, _TOP))
        self._sum.set_text(
            f"dev {_number(result.dev_error)} = {_number(result.bias2)} + {_number(result.variance)} + "
            f"{_number(result.floor)}"
        )
        self._curve.update(result)

    @staticmethod
    def describe(result: BiasVariance) -> str:
        """Say what the error is made of."""
        return (
            f"{_settings(result)}: {result.verdict}. Train error {_number(result.train_error)}, dev error "
            f"{_number(result.dev_error)} = {_number(result.bias2)} bias² + {_number(result.variance)} variance + "
            f"{_number(result.floor)} noise."
        )


class ClinicScene(Scene[Visit]):
    """A patient as a doctor sees it: its examples and its fit, its two errors beside the noise, its learning curve."""

    size = (8.9, 4.8)

    def build(self) -> Iterable[Artist]:
        """Draw the axes; the fit, the bars and the curve move."""
        self.figure.set_layout_engine("none")
        axes = _plane(self.figure.add_axes((0.055, 0.11, 0.44, 0.745)))
        self._title = axes.set_title("", pad=26)
        (self._points,) = axes.plot([], [], "o", color=BLUE, ms=5.5, mec=CARD, mew=0.6)
        (self._before,) = axes.plot([], [], color=GREY, lw=1.8, ls=(0, (2, 2)))
        (self._after,) = axes.plot([], [], color=VERMILLION, lw=2.6)
        _key(axes, {"examples": self._points, "the fit": self._after, "before treatment": self._before})
        bars = self.figure.add_axes((0.625, 0.65, 0.355, 0.21))
        _error_axis(bars, ("noise", "train", "dev"))
        looks = ((GREY, "#b9b9b5"), (BLUE, PALE_BLUE), (VERMILLION, PALE_VERMILLION))
        self._bars = [
            Rectangle((0, row - 0.33), 0, 0.66, facecolor=face, edgecolor=edge, lw=1.4)
            for row, (edge, face) in enumerate(looks)
        ]
        for bar in self._bars:
            bars.add_patch(bar)
        self._ghosts = [bars.plot([], [], "|", color=GREY, ms=17, mew=2.2, ls="none")[0] for _ in looks]
        self._numbers = bars.set_title("", fontsize=11)
        self._cured = self.figure.text(0.625, 0.965, "", color=INK, va="center")
        self._curve = _LearningCurve(self.figure.add_axes((0.585, 0.11, 0.34, 0.37)))
        fit = [self._points, self._before, self._after, self._title]
        return [*fit, *self._bars, *self._ghosts, self._numbers, self._cured, *self._curve.artists]

    def update(self, result: Visit) -> None:
        """Move the fit, the bars and the curve."""
        before, after = result.before, result.after
        treated = result.treatment != "none"
        self._title.set_text(f"Patient {result.letter}, " + (f"after: {result.treatment}" if treated else "as it came"))
        self._points.set_data(after.x, after.y)
        self._before.set_data(GRID, before.curves[0] if treated else np.full(len(GRID), np.nan))
        self._after.set_data(GRID, after.curves[0])
        for row, (bar, ghost, now, then) in enumerate(
            zip(self._bars, self._ghosts, _errors(after), _errors(before), strict=True)
        ):
            bar.set_width(min(now, _TOP))
            ghost.set_data(([min(then, _TOP)], [row]) if treated and row else ([], []))
        self._numbers.set_text(f"train {_number(after.train_error)}, dev {_number(after.dev_error)}")
        self._cured.set_text(f"cured: {', '.join(sorted(result.cured)) or 'nobody yet'}")
        self._curve.update(after)

    @staticmethod
    def describe(result: Visit) -> str:
        """Say what the doctor sees, and what has come of the treatment."""
        after = result.after
        name = f"Patient {result.letter}, {after.examples} examples"
        seen = f"train error {_number(after.train_error)}, dev error {_number(after.dev_error)}"
        what = f"diagnosis {result.diagnosis}, treatment {result.treatment}: {result.verdict}"
        return f"{name}: {seen}, noise {_number(after.floor)}. {what[0].upper() + what[1:]}."


class _LearningCurve:
    """Both errors against the number of examples, and where we are."""

    def __init__(self, axes: Axes) -> None:
        axes.set(xlim=(SIZES[0] * 0.94, SIZES[-1]), ylim=(0, _TOP), xscale="log", xlabel="examples (log scale)")
        axes.set_xticks([10, 20, 50, 100, 200, 300], ["10", "20", "50", "100", "200", "300"])
        axes.set_xticks([], minor=True)
        axes.set_yticks(*_TICKS)
        axes.grid(axis="y")
        axes.set_title("Learning curve", fontsize=11)
        (self._floor,) = axes.plot(SIZES, np.zeros(len(SIZES)), color=GREY, lw=1.4, ls=":")
        (self._train,) = axes.plot(SIZES, np.zeros(len(SIZES)), color=BLUE)
        (self._dev,) = axes.plot(SIZES, np.zeros(len(SIZES)), color=VERMILLION, ls="--")
        (self._train_now,) = axes.plot([], [], "o", color=BLUE, ms=7, mec=CARD, clip_on=False)
        (self._dev_now,) = axes.plot([], [], "s", color=VERMILLION, ms=7, mec=CARD, clip_on=False)
        self._names = [
            axes.text(SIZES[-1] * 1.06, 0, name, color=color, va="center", fontsize=10)
            for name, color in (("noise", GREY), ("train", BLUE), ("dev", VERMILLION))
        ]
        lines = [self._floor, self._train, self._dev, self._train_now, self._dev_now]
        self.artists: list[Artist] = [*lines, *self._names]

    def update(self, result: BiasVariance) -> None:
        """Move the curves, the two marks, and the names at the ends."""
        curves = (np.full(len(SIZES), result.floor), result.train_errors, result.dev_errors)
        for line, curve in zip((self._floor, self._train, self._dev), curves, strict=True):
            line.set_ydata(curve)
        for mark, error in ((self._train_now, result.train_error), (self._dev_now, result.dev_error)):
            mark.set_data([result.examples], [min(error, _TOP)])
        ends = [float(curve[-1]) for curve in curves]
        order = np.argsort(ends, kind="stable")
        places = spread([ends[index] for index in order], apart=0.075, highest=_TOP)
        for index, height in zip(order, places, strict=True):
            self._names[index].set_y(height)


def _plane(axes: Axes) -> Axes:
    """Prepare the axes of the curves."""
    axes.set(xlim=(-1, 1), ylim=(-_HEIGHT, _HEIGHT), xlabel="x")
    axes.set_xticks([-1, -0.5, 0, 0.5, 1], ["−1", "−0.5", "0", "0.5", "1"])
    axes.set_ylabel("y", rotation=0)
    return axes


def _error_axis(axes: Axes, names: Sequence[str]) -> None:
    """Prepare the axes of horizontal bars."""
    axes.set(xlim=(0, _TOP), ylim=(-0.6, len(names) - 0.4))
    axes.set_yticks(range(len(names)), names)
    axes.set_xticks(*_TICKS)
    axes.tick_params(axis="y", length=0)


def _key(axes: Axes, artists: Mapping[str, Artist]) -> None:
    """Write the names of artists in a row between axes and title."""
    axes.legend(
        list(artists.values()), list(artists), loc="lower left", bbox_to_anchor=(-0.02, 0.985), ncols=len(artists),
        borderpad=0.2, columnspacing=1.1, handlelength=1.6, handletextpad=0.5, fontsize=9.5,
    )  # fmt: skip


def _errors(result: BiasVariance) -> tuple[float, float, float]:
    """Return the three bars of the clinic."""
    return result.floor, result.train_error, result.dev_error


def _settings(result: BiasVariance) -> str:
    """Say the controls' values."""
    return f"Degree {result.degree}, {result.examples} examples, noise {result.noise:g}, λ = {result.lambd:g}"


def _number(error: float) -> str:
    """Write an error with three decimals, a large one shorter."""
    return f"{error:.3f}" if error < 1 else f"{error:.1f}" if error < 1000 else f"{error:.0e}"


# Stills ---------------------------------------------------------------------------------------------------------------


def error_bars(errors: Mapping[str, tuple[float, float]], floor: float, *, floor_name: str = "human") -> Drawing:
    """Draw the train and the dev error of several models, each above the other, as distances from a floor.

    Parameters
    ----------
    errors : mapping of str to (float, float)
        For each model its train error and its dev error, as shares.
    floor : float
        The error that cannot be avoided, or what stands for it.
    floor_name : str
        What the floor is.

    Returns
    -------
    Drawing
        Bars: from the floor to the train error the avoidable bias, from there to the dev error the variance.

    Raises
    ------
    ValueError
        If there is no model.
    """
    if not errors:
        raise ValueError("There is nothing to draw: one model is needed at least.")
    rows = np.arange(len(errors))[::-1]
    with styled():
        figure = new_figure(8.2, 0.72 * len(errors) + 1.3)
        axes = figure.add_subplot(xlabel="wrong answers")
        axes.set(ylim=(-0.6, len(errors) - 0.1), xlim=(0, 1.5 * max(max(pair) for pair in errors.values())))
        axes.set_yticks(rows, list(errors))
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        axes.axvline(floor, color=GREY, ls=":")
        axes.annotate(floor_name, (floor, len(errors) - 0.45), (4, 0), textcoords="offset points", color=GREY)
        for row, (train, dev) in zip(rows, errors.values(), strict=True):
            axes.barh(row, train - floor, left=floor, height=0.5, color=PALE_BLUE, edgecolor=BLUE, hatch="///", lw=1.2)
            axes.barh(row, dev - train, left=train, height=0.3, color=VERMILLION)
            text = f"train {train:.1%}   dev {dev:.1%}"
            axes.annotate(text, (max(train, dev), row), (8, 0), textcoords="offset points", va="center")
        keys = [
            Rectangle((0, 0), 1, 1, facecolor=PALE_BLUE, edgecolor=BLUE, hatch="///"),
            Rectangle((0, 0), 1, 1, facecolor=VERMILLION),
        ]
        names = [f"avoidable bias: train − {floor_name}", "variance: dev − train"]
        axes.legend(keys, names, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2)
    told = "; ".join(f"{name}: train {train:.1%}, dev {dev:.1%}" for name, (train, dev) in errors.items())
    return Drawing(figure, f"Errors as bars, with {floor_name} at {floor:.1%}. {told}.")


def learning_curves(
    sizes: Sequence[int],
    curves: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    floor: float | None = None,
    floor_name: str = "human",
    top: float | None = None,
    percent: bool = True,
    xlabel: str = "training examples (log scale)",
) -> Drawing:
    """Draw the train and the dev error of one or several models against the number of examples.

    Parameters
    ----------
    sizes : sequence of int
        Numbers of examples, in ascending order.
    curves : mapping of str to (array_like, array_like)
        For each model its train errors and its dev errors; two models at most.
    floor : float, optional
        A line that marks the error that cannot be avoided.
    floor_name : str
        What that line is.
    top : float, optional
        The largest error that is drawn.
    percent : bool
        Errors are shares, and written so.
    xlabel : str
        What the sizes are.

    Returns
    -------
    Drawing
        One panel for each model: train solid, dev dashed.

    Raises
    ------
    ValueError
        If there is no curve, or not one error for each size.
    """
    pairs = {name: tuple(np.asarray(curve, dtype=float) for curve in pair) for name, pair in curves.items()}
    if not pairs or any(curve.shape != (len(sizes),) for pair in pairs.values() for curve in pair):
        raise ValueError(f"{len(sizes)} sizes are given: every model needs one train error and one dev error for each.")
    write = (lambda value: f"{value:.0%}") if percent else (lambda value: f"{value:.2g}")
    highest = top or 1.1 * max(float(curve.max()) for pair in pairs.values() for curve in pair)
    with styled():
        figure = new_figure(8.4, 3.5)
        panels = figure.subplots(1, len(pairs), sharey=True, squeeze=False).ravel()
        for axes, (name, (train, dev)) in zip(panels, pairs.items(), strict=True):
            axes.set(title=name, xlabel=xlabel, xscale="log", ylim=(0, highest))
            axes.set_xticks(list(sizes), [f"{size:,}" for size in sizes])
            axes.set_xticks([], minor=True)
            axes.grid(axis="y")
            axes.yaxis.set_major_formatter(lambda value, _: write(value))
            ends = []
            if floor is not None:
                axes.axhline(floor, color=GREY, ls=":")
                ends.append((floor, floor_name, GREY))
            for curve, color, line, marker, label in (
                (train, BLUE, "-", "o", "train"), (dev, VERMILLION, "--", "s", "dev")
            ):  # fmt: skip
                axes.plot(sizes, curve, color=color, ls=line, marker=marker, ms=6, mec=CARD)
                ends.append((float(curve[-1]), label, color))
            ends.sort()
            for (_, label, color), height in zip(
                ends, spread([end for end, *_ in ends], 0.085 * highest, highest), strict=True
            ):
                axes.annotate(
                    label, (sizes[-1], height), (9, 0), textcoords="offset points", color=color, va="center",
                    annotation_clip=False,
                )  # fmt: skip
    told = "; ".join(
        f"{name}: train from {write(train[0])} to {write(train[-1])}, dev from {write(dev[0])} to {write(dev[-1])}"
        for name, (train, dev) in pairs.items()
    )
    return Drawing(figure, f"Learning curves from {sizes[0]:,} to {sizes[-1]:,} examples. {told}.")


def recipe() -> Drawing:
    """Draw the recipe of this lesson as a flow chart: first the bias, then the variance.

    Returns
    -------
    Drawing
        Two questions, two lists of treatments, and the end.
    """
    with styled():
        figure = new_figure(8.6, 4.2)
        axes = figure.add_subplot(xlim=(-0.3, 10.3), ylim=(0, 5.2))
        axes.set_axis_off()
        boxes = {
            "start": (1.0, 3.6, 2.1, 0.9, "train a model", CARD),
            "bias": (4.9, 3.6, 3.6, 1.0, "train error far above\nhuman level?", PALE_BLUE),
            "variance": (4.9, 1.0, 3.6, 1.0, "dev error far above\nthe train error?", PALE_VERMILLION),
            "bigger": (8.9, 3.65, 2.5, 1.45, "bigger model\ntrain longer\nother architecture", CARD),
            "data": (8.9, 0.95, 2.5, 1.45, "more data\nregularize\nother architecture", CARD),
            "done": (1.0, 1.0, 2.1, 1.1, "done: now, once,\nthe test set", CARD),
        }
        for x, y, width, height, text, color in boxes.values():
            corner = x - width / 2, y - height / 2
            axes.add_patch(FancyBboxPatch(corner, width, height, "round,pad=0.06", facecolor=color, edgecolor=GREY))
            axes.text(x, y, text, ha="center", va="center", fontsize=10.5, linespacing=1.35)
        _link(axes, (2.15, 3.6), (3.0, 3.6))
        _link(axes, (6.8, 3.6), (7.55, 3.6), "yes", (7.17, 3.78))
        _link(axes, (4.9, 3.0), (4.9, 1.6), "no", (5.2, 2.3))
        _link(axes, (6.8, 1.0), (7.55, 1.0), "yes", (7.17, 1.18))
        _link(axes, (3.0, 1.0), (2.15, 1.0), "no", (2.57, 1.18))
        _link(axes, (8.9, 1.75), (5.9, 3.0))
        _link(axes, (8.9, 4.45), (4.9, 4.2), bend=0.16)
        axes.text(8.15, 2.42, "and ask again,\nfrom the first question", fontsize=10, color=GREY, va="center")
    alt = (
        "A flow chart. Train a model. First question: is the train error far above human level? If yes: a bigger "
        "model, longer training, another architecture, and ask again. If no, second question: is the dev error far "
        "above the train error? If yes: more data, regularization, another architecture, and ask again from the first "
        "question. If no: done; now measure once on the test set."
    )
    return Drawing(figure, alt)


def _link(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    text: str = "",
    at: tuple[float, float] = (0, 0),
    *,
    bend: float = 0.0,
) -> None:
    """Draw an arrow, with a word beside it."""
    bow = f"arc3,rad={bend}"
    axes.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=15, lw=1.5, connectionstyle=bow))
    if text:
        axes.text(*at, text, ha="center", va="center", fontsize=10, weight="bold")
