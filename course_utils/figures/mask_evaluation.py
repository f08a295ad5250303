"""A classifier judged: its curves, its groups, its mistakes, and where it looks.

Records of :mod:`course_utils.mask.evaluation` are drawn here, and any others with the same names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import PercentFormatter
from numpy.typing import ArrayLike, NDArray

from course_utils.figures.drawing import Drawing
from course_utils.figures.pictures import picture_grid
from course_utils.figures.style import BLUE, CARD, FAINT, GREY, PALE_BLUE, SIGNED, VERMILLION, new_figure, styled


class Span(Protocol):
    """An interval."""

    @property
    def low(self) -> float:
        """Its lower end."""

    @property
    def high(self) -> float:
        """Its upper end."""


class Roc(Protocol):
    """What a ROC curve needs to be drawn."""

    @property
    def false_positive_rate(self) -> NDArray:
        """Rising, shape (k,)."""

    @property
    def recall(self) -> NDArray:
        """Rising, shape (k,)."""

    @property
    def thresholds(self) -> NDArray:
        """Falling, shape (k,)."""

    @property
    def auc(self) -> float:
        """Area under the curve."""


class PrecisionRecall(Protocol):
    """What a curve of precision against recall needs to be drawn."""

    @property
    def precision(self) -> NDArray:
        """Shape (k + 1,)."""

    @property
    def recall(self) -> NDArray:
        """Falling, shape (k + 1,)."""

    @property
    def thresholds(self) -> NDArray:
        """Rising, shape (k,)."""

    @property
    def average_precision(self) -> float:
        """Mean precision."""


class Calibration(Protocol):
    """What a reliability diagram needs to be drawn."""

    @property
    def probability(self) -> NDArray:
        """Mean probability of each bin, shape (b,)."""

    @property
    def frequency(self) -> NDArray:
        """Share of masks in each bin, shape (b,)."""

    @property
    def count(self) -> NDArray:
        """Pictures in each bin, shape (b,)."""

    @property
    def intervals(self) -> Sequence[Span]:
        """Of the frequencies."""

    @property
    def error(self) -> float:
        """Expected calibration error."""


class ThresholdChoice(Protocol):
    """What the cost of all thresholds needs to be drawn."""

    @property
    def threshold(self) -> float:
        """The cheapest."""

    @property
    def cost(self) -> float:
        """What it costs."""

    @property
    def bayes_threshold(self) -> float:
        """The cheapest for calibrated probabilities."""

    @property
    def bayes_cost(self) -> float:
        """What that costs."""

    @property
    def thresholds(self) -> NDArray:
        """Rising, shape (k,)."""

    @property
    def costs(self) -> NDArray:
        """Shape (k,)."""


class Slice(Protocol):
    """What one group needs to be drawn."""

    @property
    def name(self) -> str:
        """Which group it is."""

    @property
    def n(self) -> int:
        """How many pictures."""

    @property
    def accuracy(self) -> float:
        """The share of right answers."""

    @property
    def interval(self) -> Span:
        """Of the accuracy."""

    @property
    def whole(self) -> float:
        """The accuracy on all pictures."""


def roc_curve(
    roc: Roc, *, threshold: float | None = None, title: str = "Masks found against false positives"
) -> Drawing:
    """Draw the receiver operating characteristic.

    Parameters
    ----------
    roc : RocCurve
        What ``mask.evaluation.roc`` returns.
    threshold : float, optional
        Marked on the curve.
    title : str

    Returns
    -------
    Drawing
    """
    with styled():
        figure = new_figure(5.4, 4.4)
        axes = figure.add_subplot(title=title)
        _shares(axes, "false-positive rate: bare faces called masked", "recall: masks found")
        axes.plot([0, 1], [0, 1], color=GREY, ls=":", lw=1.5)
        axes.text(0.62, 0.56, "guessing", color=GREY, va="top")
        axes.plot(roc.false_positive_rate, roc.recall, color=BLUE, drawstyle="steps-post")
        axes.text(0.96, 0.06, f"area under the curve {roc.auc:.4f}", color=BLUE, ha="right")
        told = ""
        if threshold is not None:
            place = int(np.flatnonzero(roc.thresholds >= threshold)[-1])
            x, y = roc.false_positive_rate[place], roc.recall[place]
            _mark(axes, x, y, f"threshold {threshold:.2f}")
            told = f" At threshold {threshold:.2f}, recall is {y:.1%} and the false-positive rate {x:.1%}."
    alt = f"{title}: a curve from the lower left to the upper right corner; the area below it is {roc.auc:.4f}.{told}"
    return Drawing(figure, alt)


def precision_recall_curve(
    curve: PrecisionRecall, *, threshold: float | None = None, title: str = "Precision against recall"
) -> Drawing:
    """Draw precision against recall.

    Parameters
    ----------
    curve : PrecisionRecall
        What ``mask.evaluation.precision_recall`` returns.
    threshold : float, optional
        Marked on the curve.
    title : str

    Returns
    -------
    Drawing
    """
    share = float(curve.precision[0])  # with the lowest threshold, everything is called masked
    with styled():
        figure = new_figure(5.4, 4.4)
        axes = figure.add_subplot(title=title)
        _shares(axes, "recall: masks found", "precision: of the answers “mask”, right")
        axes.axhline(share, color=GREY, ls=":", lw=1.5)
        axes.text(0.04, share - 0.02, "guessing", color=GREY, va="top")
        axes.plot(curve.recall, curve.precision, color=BLUE, drawstyle="steps-post")
        axes.text(0.04, 0.06, f"average precision {curve.average_precision:.4f}", color=BLUE)
        told = ""
        if threshold is not None:
            place = min(int(np.searchsorted(curve.thresholds, threshold)), len(curve.precision) - 1)
            x, y = curve.recall[place], curve.precision[place]
            _mark(axes, x, y, f"threshold {threshold:.2f}", left=True)
            told = f" At threshold {threshold:.2f}, precision is {y:.1%} and recall {x:.1%}."
    alt = f"{title}: average precision is {curve.average_precision:.4f}; guessing has precision {share:.2f}.{told}"
    return Drawing(figure, alt)


def reliability_diagram(calibration: Calibration, *, title: str = "Do the probabilities keep their word?") -> Drawing:
    """Draw the share of masks against the probability, with the number of pictures below.

    Parameters
    ----------
    calibration : Calibration
        What ``mask.evaluation.calibration`` returns.
    title : str

    Returns
    -------
    Drawing
    """
    low = np.array([interval.low for interval in calibration.intervals])
    high = np.array([interval.high for interval in calibration.intervals])
    spread = np.abs(np.array([calibration.frequency - low, high - calibration.frequency]))
    with styled():
        figure = new_figure(5.4, 5.2)
        axes, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
        axes.set_title(title)
        _shares(axes, "", "share that shows a mask")
        axes.plot([0, 1], [0, 1], color=GREY, ls=":", lw=1.5)
        axes.text(0.98, 0.04, "dotted: every promise is kept", color=GREY, ha="right")  # few points come here
        axes.errorbar(
            calibration.probability, calibration.frequency, yerr=spread, fmt="o-", color=BLUE, lw=1.5, ms=6, mec=CARD
        )
        axes.text(0.02, 0.95, f"expected calibration error {calibration.error:.3f}", color=BLUE)
        below.bar(calibration.probability, calibration.count, width=0.04, color=BLUE)
        below.set(xlabel="probability that the model gives", ylabel="pictures", yscale="log")
        below.set_ylim(0.8, 1.6 * float(calibration.count.max()))
        below.grid(axis="y")
    pairs = "; ".join(
        f"{said:.2f}: {seen:.2f} of {count:,}"
        for said, seen, count in zip(calibration.probability, calibration.frequency, calibration.count, strict=True)
    )
    alt = (
        f"{title} Expected calibration error {calibration.error:.3f}. Given probability and share with a mask: {pairs}."
    )
    return Drawing(figure, alt)


def cost_curve(choice: ThresholdChoice, *, title: str = "What a threshold costs") -> Drawing:
    """Draw the mean cost of an answer against the threshold.

    Parameters
    ----------
    choice : ThresholdChoice
        What ``mask.evaluation.threshold_by_cost`` returns.
    title : str

    Returns
    -------
    Drawing
    """
    with styled():
        figure = new_figure(7.2, 3.8)
        axes = figure.add_subplot(title=title, xlabel="threshold", ylabel="mean cost of an answer", xlim=(0, 1))
        axes.grid(axis="y")
        axes.plot(np.clip(choice.thresholds, 0, 1), choice.costs, color=BLUE)
        # A threshold of 0 or 1 may cost a hundred times as much as the cheapest: the valley is what matters.
        axes.set_ylim(0, min(1.3 * float(choice.costs.max()), 5 * max(choice.cost, choice.bayes_cost, 0.01)))
        axes.axvline(choice.bayes_threshold, color=GREY, ls=":", lw=1.5)
        axes.plot(
            [min(choice.threshold, 1)], [choice.cost], "D", color=VERMILLION, ms=8, mec=CARD, zorder=3, clip_on=False
        )
        top = axes.get_ylim()[1]
        at = np.linspace(0, 1, 400)
        costs = np.interp(at, np.clip(choice.thresholds, 0, 1), choice.costs)
        in_the_way = at[(costs > 0.75 * top) & (costs < 1.02 * top)]
        starts = 0.34 + 0.02 * np.array(sorted(range(-16, 15), key=abs))  # of the words, from the middle outwards
        start = min(starts, key=lambda left: np.sum((in_the_way > left - 0.02) & (in_the_way < left + 0.38)))
        for line, (color, text) in enumerate(
            (
                (VERMILLION, f"◆ cheapest {choice.threshold:.2f}: cost {choice.cost:.4f}"),
                (GREY, f"┊ Bayes {choice.bayes_threshold:.2f}: cost {choice.bayes_cost:.4f}"),
            )
        ):
            told = axes.text(start, 0.97 - 0.09 * line, text, color=color, va="top", transform=axes.transAxes)
            told.set_bbox({"facecolor": CARD, "edgecolor": "none", "alpha": 0.85, "pad": 1})
    alt = (
        f"{title}: mean cost against threshold. The cheapest is {choice.threshold:.2f}, at {choice.cost:.4f}; "
        f"the Bayes threshold {choice.bayes_threshold:.2f} costs {choice.bayes_cost:.4f}."
    )
    return Drawing(figure, alt)


def slices_chart(slices: Sequence[Slice], *, title: str = "Accuracy by group", tolerance: float = 0.03) -> Drawing:
    """Draw the accuracy of each group with its interval, and that of the whole behind it.

    Parameters
    ----------
    slices : sequence of Slice
        What ``mask.evaluation.slices`` returns, or some of it.
    title : str
    tolerance : float
        A band so wide below the whole is shaded; groups under it get another colour and marker.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If there is no group.
    """
    if not slices:
        raise ValueError("There is no group to draw: expected one at least.")
    whole = np.array([one.whole for one in slices])
    low = np.array([one.interval.low for one in slices])
    high = np.array([one.interval.high for one in slices])
    accuracy = np.array([one.accuracy for one in slices])
    rows = np.arange(len(slices))
    under = accuracy < whole - tolerance
    with styled():
        figure = new_figure(7.6, 1.5 + 0.27 * len(slices))
        axes = figure.add_subplot(
            title=title,
            xlabel="accuracy, with its 95 % interval\n"
            f"line: the whole   band: up to {100 * tolerance:g} points under it   ▼ lower still",
            ylim=(len(slices) - 0.5, -0.5),
        )
        axes.barh(rows, tolerance, 1, whole - tolerance, color=PALE_BLUE, lw=0)
        axes.vlines(whole, rows - 0.5, rows + 0.5, color=GREY, lw=1.5)
        axes.hlines(rows, low, high, color=np.where(under, VERMILLION, BLUE), lw=1.8)
        axes.plot(accuracy[~under], rows[~under], "o", color=BLUE, ms=6, mec=CARD)
        axes.plot(accuracy[under], rows[under], "v", color=VERMILLION, ms=8, mec=CARD)
        axes.set_yticks(rows, [f"{one.name} ({one.n:,})" for one in slices])
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.set_xlim(max(0.0, float(min(low.min(), whole.min() - tolerance)) - 0.01), 1.005)
        axes.grid(axis="x")
        axes.tick_params(axis="y", length=0)
    worst = slices[int(np.argmin(accuracy - whole))]
    names = ", ".join(one.name for one, is_under in zip(slices, under, strict=True) if is_under)
    alt = (
        f"{title}: {len(slices)} groups, the whole has {whole[0]:.1%}. The furthest below is {worst.name} with "
        f"{worst.accuracy:.1%} of {worst.n:,}. More than {100 * tolerance:g} points under the whole: {names or 'none'}."
    )
    return Drawing(figure, alt)


def mistakes_gallery(
    images: NDArray[np.uint8], labels: ArrayLike, probabilities: ArrayLike, *, columns: int = 6, title: str = ""
) -> Drawing:
    """Show pictures with what is true and how sure the model was of a mask.

    Parameters
    ----------
    images : ndarray of uint8, shape (k, size, size, 3)
        For instance those at the places that ``mask.evaluation.worst_mistakes`` returns.
    labels : array_like, shape (k,)
    probabilities : array_like, shape (k,)
    columns : int
    title : str

    Returns
    -------
    Drawing
    """
    truths = np.asarray(labels).ravel()
    words = ("no mask", "mask", "worn wrongly")
    captions = [
        f"{words[int(truth)]}\nsays mask: {probability:.0%}"
        for truth, probability in zip(truths, np.asarray(probabilities).ravel(), strict=True)
    ]
    return picture_grid(images, captions, columns=columns, title=title)


def heat_maps(
    images: NDArray[np.uint8],
    cams: NDArray,
    losses: NDArray,
    captions: Sequence[str],
    *,
    title: str = "",
) -> Drawing:
    """Show pictures, one a column, with Grad-CAM and occlusion below each.

    Parameters
    ----------
    images : ndarray of uint8, shape (k, size, size, 3)
    cams : ndarray, shape (k, size, size)
        In [0, 1], as ``GradCam.heat`` gives them.
    losses : ndarray, shape (k, size, size)
        As ``mask.explain.occlusion`` gives them, one for each picture; drawn on one scale for each.
    captions : sequence of str
        One text for each picture.
    title : str

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If there is no picture, or not one of everything for each.
    """
    count = len(images)
    if not count or {len(cams), len(losses), len(captions)} != {count}:
        raise ValueError(
            f"There are {count} pictures, {len(cams)} Grad-CAM maps, {len(losses)} occlusion maps and {len(captions)} "
            "captions: one of each is expected for each picture."
        )
    lines = max(caption.count("\n") + 1 for caption in captions)
    with styled():
        width = min(0.9 + 1.35 * count, 9.0)
        figure = new_figure(width, 3 * (width - 0.9) / count + 0.3 + 0.19 * lines + (0.3 if title else 0))
        figure.set_layout_engine(ConstrainedLayoutEngine(w_pad=0.03, h_pad=0.03, wspace=0.02, hspace=0.02))
        if title:
            figure.suptitle(title, x=0.02, ha="left", weight="bold", fontsize=12)
        grid = figure.subplots(3, count, squeeze=False)
        for axes in grid.flat:
            axes.set(xticks=(), yticks=())
            axes.spines[:].set_visible(False)
        for name, axes in zip(("picture", "Grad-CAM", "occlusion"), grid[:, 0], strict=True):
            axes.set_ylabel(name, fontsize=10)
        for column, image in enumerate(images):
            grey = np.asarray(image, np.float64).mean(axis=2)
            side = image.shape[0]
            grid[0, column].imshow(image)
            grid[0, column].set_title(captions[column], fontsize=10, weight="normal", loc="center", pad=3)
            limit = float(np.abs(losses[column]).max()) or 1.0
            for axes, map_, limits, colours in (
                (grid[1, column], cams[column], (0.0, 1.0), "viridis"),
                (grid[2, column], losses[column], (-limit, limit), SIGNED),
            ):
                axes.imshow(grey, cmap="gray", vmin=0, vmax=255)
                strength = 0.75 * np.abs(map_) / max(abs(limits[0]), limits[1])
                place = (-0.5, side - 0.5, side - 0.5, -0.5)
                axes.imshow(map_, cmap=colours, vmin=limits[0], vmax=limits[1], alpha=strength, extent=place)
    told = "; ".join(
        f"{caption.replace(chr(10), ' ')}: Grad-CAM {_where(cam)}, occlusion {_where(np.maximum(loss, 0))}"
        for caption, cam, loss in zip(captions, cams, losses, strict=True)
    )
    return Drawing(figure, f"{title + ': ' if title else ''}where the model looks. {told}.", colors=256)


def _where(heat: NDArray) -> str:
    """Say in which part of the picture most of the heat lies."""
    if not heat.max() > 0:
        return "empty"
    down, across = (np.average(np.linspace(0, 1, heat.shape[axis]), weights=heat.sum(axis=1 - axis)) for axis in (0, 1))
    height = "upper" if down < 0.4 else "lower" if down > 0.6 else "middle"
    side = "left" if across < 0.4 else "right" if across > 0.6 else "centre"
    return f"{height} {side}"


def _shares(axes: Axes, xlabel: str, ylabel: str) -> None:
    """Prepare axes for two shares."""
    axes.set(xlabel=xlabel, ylabel=ylabel, xlim=(-0.02, 1.02), ylim=(-0.02, 1.04))
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.grid(color=FAINT)


def _mark(axes: Axes, x: float, y: float, text: str, *, left: bool = False) -> None:
    """Mark a point and name it."""
    axes.plot([x], [y], "D", color=VERMILLION, ms=8, mec=CARD, zorder=3)
    axes.annotate(
        text,
        (x, y),
        (-10 if left else 10, -14),
        textcoords="offset points",
        color=VERMILLION,
        ha="right" if left else "left",
        va="top",
        bbox={"facecolor": CARD, "edgecolor": "none", "alpha": 0.85, "pad": 1},  # a curve may run behind the words
    )
