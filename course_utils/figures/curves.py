"""Curves: cost against steps, the sigmoid, and the landscapes of two losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from course_utils.figures.drawing import Drawing
from course_utils.figures.style import (
    AMBER,
    BLUE,
    CARD,
    FAINT,
    GREEN,
    GREY,
    PURPLE,
    VERMILLION,
    new_figure,
    spread,
    styled,
)
from course_utils.nn.activations import sigmoid, sigmoid_derivative
from course_utils.nn.losses import cross_entropy_from_logits, squared_error

_LOOKS = ((BLUE, "-"), (VERMILLION, "--"), (GREEN, "-."), (PURPLE, ":"), (GREY, "-"), (AMBER, "--"))


def cost_curves(
    costs: ArrayLike | Mapping[str, ArrayLike],
    *,
    log: bool = False,
    between: tuple[float, float] | None = None,
    title: str = "",
    xlabel: str = "iteration",
    ylabel: str = "cost J",
) -> Drawing:
    """Draw the cost against the iteration, for one run or for several.

    Parameters
    ----------
    costs : array_like of shape (iterations,), or mapping of str to such arrays
        One run, or several runs by name. The name is written at the end of its curve.
    log : bool
        True for a logarithmic axis of costs.
    between : tuple of float, optional
        The lowest and the highest cost that are shown; a run that diverges leaves the picture at the top.
    title, xlabel, ylabel : str
        Texts of the picture.

    Returns
    -------
    Drawing
        The picture. Its alt text tells how each curve begins and ends.

    Raises
    ------
    ValueError
        If there is no run, or a run holds no cost.
    """
    runs = costs if isinstance(costs, Mapping) else {"": costs}
    curves = {name: np.asarray(run, dtype=np.float64).ravel() for name, run in runs.items()}
    if not curves or any(curve.size == 0 for curve in curves.values()):
        raise ValueError("There is nothing to draw: each run needs one cost at least.")
    with styled():
        figure = new_figure(7.6, 3.8)
        axes = figure.add_subplot(title=title, xlabel=xlabel, ylabel=ylabel)
        axes.grid(axis="y")
        axes.set_yscale("log" if log else "linear")
        for curve, (color, line) in zip(curves.values(), cycle(_LOOKS), strict=False):
            axes.plot(curve, color=color, ls=line)
        axes.set_xlim(0, max(max(curve.size for curve in curves.values()) - 1, 1))
        axes.locator_params(axis="x", integer=True)  # there is no iteration number 2.5
        if between is not None:
            axes.set_ylim(between)
        elif not log:
            axes.set_ylim(bottom=0)
        _name_ends(axes, curves)
    told = "; ".join(_tell(name, curve) for name, curve in curves.items())
    return Drawing(figure, f"{title + ': ' if title else ''}{ylabel} against {xlabel}. {told}.")


def _tell(name: str, curve: NDArray[np.float64]) -> str:
    """Say how a curve begins and ends."""
    finite = curve[np.isfinite(curve)]
    if finite.size == 0:
        return f"{name or 'It'} is never finite"
    steps = "1 step" if finite.size == 2 else f"{finite.size - 1} steps"
    end = "" if finite.size == curve.size else ", then is no longer finite"
    if np.ptp(finite) == 0:
        return f"{name or 'It'} stays at {finite[0]:.3g} for {steps}{end}"
    word = "falls" if finite[-1] < finite[0] else "rises" if finite[-1] > finite[0] else "goes"
    return f"{name or 'It'} {word} from {finite[0]:.3g} to {finite[-1]:.3g} in {steps}{end}"


def _name_ends(axes: Axes, curves: Mapping[str, NDArray[np.float64]]) -> None:
    """Write each run's name beside the last point that can be seen, one above the other where they would touch."""
    low, high = axes.get_ylim()
    points_high = 200  # of the axes, about: enough to tell whether two names touch
    places = []
    for (name, curve), (color, _) in zip(curves.items(), cycle(_LOOKS), strict=False):
        seen = np.flatnonzero(np.isfinite(curve) & (curve <= high) & (curve >= low))
        if name and seen.size:
            x, y = _last_seen(curve, int(seen[-1]), high)
            up = axes.transAxes.inverted().transform(axes.transData.transform((x, y)))[1]
            places.append((up * points_high, (x, y), name, color))
    places.sort()
    free = spread([up for up, *_ in places], apart=14, highest=points_high - 8)
    for (up, point, name, color), at in zip(places, free, strict=True):
        label = axes.annotate(name, point, (8, at - up), textcoords="offset points", color=color, va="center")
        label.set_bbox({"facecolor": CARD, "edgecolor": "none", "pad": 1})


def _last_seen(curve: NDArray[np.float64], last: int, high: float) -> tuple[float, float]:
    """Return where a curve ends, or where it leaves the picture at the top after its point number `last`."""
    if last + 1 < curve.size and np.isfinite(curve[last + 1]) and curve[last + 1] > high:
        return last + (high - curve[last]) / (curve[last + 1] - curve[last]), high
    return last, float(curve[last])


def sigmoid_curve(points: Sequence[float] = (), *, derivative: bool = False) -> Drawing:
    """Draw the sigmoid, with some of its points or its slope.

    Parameters
    ----------
    points : sequence of float
        Arguments at which to mark the curve and write its value.
    derivative : bool
        True draws the slope as well.

    Returns
    -------
    Drawing
        The picture from z = -8 to 8.
    """
    z = np.linspace(-8, 8, 321)
    with styled():
        figure = new_figure(7.2, 3.4)
        axes = figure.add_subplot(
            xlabel="z", ylabel="a", xlim=(-8, 8), ylim=(-0.04, 1.08), yticks=(0, 0.25, 0.5, 0.75, 1)
        )
        axes.grid(axis="y")
        axes.axvline(0, color=FAINT, lw=1)
        axes.plot(z, sigmoid(z), color=BLUE)
        axes.text(-7.6, 0.88, "σ(z) = 1 / (1 + e⁻ᶻ)", color=BLUE, va="center", fontsize=13)
        if derivative:
            axes.plot(z, sigmoid_derivative(z), color=VERMILLION, ls="--")
            axes.text(2.1, 0.16, "slope σ′(z), 0.25 at most", color=VERMILLION, va="center")
        for point in points:
            value = float(sigmoid(point))
            side = "right" if point <= 0 else "left"
            axes.plot([point], [value], "o", color=BLUE, ms=8, mec=CARD)
            offset = (-9, 6) if point <= 0 else (9, -12)
            axes.annotate(
                f"σ({point:g}) = {value:.3f}".replace("-", "−"),
                (point, value),
                offset,
                textcoords="offset points",
                ha=side,
            )
    marked = "".join(f" At z = {point:g} it is {float(sigmoid(point)):.3f}." for point in points)
    slope = " Its slope is highest at z = 0, where it is 0.25, and vanishes on both sides." if derivative else ""
    alt = "The sigmoid: an S-shaped curve that rises from almost 0 for z below -6, through 0.5 at z = 0, to almost 1."
    return Drawing(figure, alt + marked + slope)


def loss_landscape(
    x: ArrayLike = (10, 1, 0.8, -0.8, 0.2), y: ArrayLike = (0, 1, 1, 0, 0), *, limits: tuple[float, float] = (-3, 7)
) -> Drawing:
    """Draw the cost of a logistic regression with a single weight: squared error beside cross-entropy.

    Parameters
    ----------
    x : array_like of shape (m,)
        One number for each example. At first: five examples, one of them far away from the others.
    y : array_like of shape (m,)
        Labels, 0 or 1.
    limits : tuple of float
        The least and the greatest weight that is shown.

    Returns
    -------
    Drawing
        Two curves over the weight, with every valley marked.

    Raises
    ------
    ValueError
        If there is not one label for each number.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(f"x has shape {x.shape} and y has shape {y.shape}: one number and one label are needed each.")
    w = np.linspace(*limits, 1001)
    Z, Y = np.outer(w, x), np.broadcast_to(y, (w.size, x.size))
    curves = (
        ("Squared error", squared_error(sigmoid(Z), Y).mean(axis=1), VERMILLION),
        ("Cross-entropy", cross_entropy_from_logits(Z, Y).mean(axis=1), BLUE),
    )
    with styled():
        figure = new_figure(8.4, 3.4)
        for axes, (name, J, color) in zip(figure.subplots(1, 2), curves, strict=True):
            axes.plot(w, J, color=color)
            axes.set(title=f"{name}: {_shape(J)}", xlabel="weight w", ylabel="cost J", xlim=limits)
            axes.set_ylim(-0.1 * J.max(), 1.08 * J.max())
            for valley in _valleys(J):
                axes.plot(w[valley], J[valley], "o", color=color, ms=8, mec=CARD)
                axes.annotate("valley", (w[valley], J[valley]), (0, -17), textcoords="offset points", ha="center")
    told = " ".join(f"{name}: {_shape(J)}, {_tell_valleys(w, J)}." for name, J, _ in curves)
    return Drawing(figure, f"The cost of a logistic regression with one weight, drawn over that weight. {told}")


def _shape(J: NDArray[np.float64]) -> str:
    """Say whether a curve on evenly spaced points is convex."""
    return "convex" if (np.diff(J, 2) > -1e-12).all() else "not convex"


def _valleys(J: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the places where a curve stops falling and starts to rise."""
    step = np.diff(J)
    return np.flatnonzero((step[:-1] < -1e-12) & (step[1:] >= -1e-12)) + 1


def _tell_valleys(w: NDArray[np.float64], J: NDArray[np.float64]) -> str:
    """Say where the valleys are."""
    places = [f"{w[valley]:.1f}" for valley in _valleys(J)]
    if not places:
        return "without a valley here"
    return f"with {'a valley' if len(places) == 1 else f'{len(places)} valleys'} at w = {' and '.join(places)}"
