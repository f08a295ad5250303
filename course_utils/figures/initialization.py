"""Two bowls beside each other, a cliff with paths near it, and the errors of measured slopes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle

import numpy as np
from numpy.typing import ArrayLike

from course_utils.figures.drawing import Drawing
from course_utils.figures.style import BLUE, CARD, GREEN, GREY, INK, VERMILLION, new_figure, spread, styled
from course_utils.simulate.cliff import Fall, cost_and_gradients
from course_utils.simulate.conditioning import Bowl

_PATHS = ((VERMILLION, "s", "--"), (BLUE, "o", "-"), (GREEN, "^", "-."))


def bowls(named: Mapping[str, Bowl]) -> Drawing:
    """Draw bowls from above, beside each other, with the descent in each.

    Parameters
    ----------
    named : mapping of str to Bowl
        One to three bowls by their titles.

    Returns
    -------
    Drawing
        A map for each, w to the right and b upwards on one scale, so that its shape is true.

    Raises
    ------
    ValueError
        If there is no bowl, or there are more than three.
    """
    if not 1 <= len(named) <= 3:
        raise ValueError(f"{len(named)} bowls: one to three are expected.")
    told = []
    with styled():
        figure = new_figure(0.4 + 2.8 * len(named), 3.5)
        for axes, (name, bowl) in zip(figure.subplots(1, len(named), squeeze=False)[0], named.items(), strict=True):
            reached = f"{_count(bowl.reached_at)} to the bottom" if bowl.reached_at is not None else "not at the bottom"
            axes.set_title(f"{name}\n{reached}", fontsize=11)
            heights = bowl.costs - bowl.costs.min()
            axes.contour(bowl.w, bowl.b, np.sqrt(heights), levels=12, colors="#a8a8a4", linewidths=0.9)
            axes.plot(*bowl.path.T, "o-", color=BLUE, ms=3.5, lw=1.2)
            axes.plot(*bowl.path[0], "s", color=INK, ms=7)
            axes.plot(*bowl.bottom, "+", color=VERMILLION, ms=13, mew=2.5)
            axes.set(xlabel="w", aspect="equal", xlim=bowl.w[[0, -1]], ylim=bowl.b[[0, -1]])
            axes.locator_params(nbins=5)
            axes.set_ylabel("b", rotation=0)
            for word, place, up in (("start", bowl.path[0], 14), ("bottom", bowl.bottom, -16)):
                label = axes.annotate(word, place, (0, up), textcoords="offset points", ha="center", va="center")
                label.set(fontsize=10, bbox={"facecolor": CARD, "edgecolor": "none", "pad": 1})
            told.append(f"{name}: {bowl.narrowness:,.0f} times as steep one way as the other, {reached}")
    return Drawing(figure, f"The cost over w and b from above, and the path of gradient descent. {'; '.join(told)}.")


def cliff(falls: Mapping[str, Fall], *, shown: int = 40) -> Drawing:
    """Draw the cliff from above with the paths of descents, and their costs beside it.

    Parameters
    ----------
    falls : mapping of str to Fall
        One to three descents by name.
    shown : int
        How many steps are drawn on the map; the costs are those of all steps.

    Returns
    -------
    Drawing
        A path that leaves the map goes to its edge.

    Raises
    ------
    ValueError
        If there is no descent, or there are more than three.
    """
    if not 1 <= len(falls) <= len(_PATHS):
        raise ValueError(f"{len(falls)} descents: one to {len(_PATHS)} are expected.")
    w, b = np.linspace(3.2, 6.6, 171), np.linspace(-3.6, -1.0, 131)
    J = cost_and_gradients(*np.meshgrid(w, b))[0]
    with styled():
        figure = new_figure(8.9, 3.7)
        ground, costs = figure.subplots(1, 2, width_ratios=(1.15, 1))
        surface = ground.contourf(w, b, J, levels=np.linspace(0, 0.5, 11), cmap="cividis", alpha=0.75)
        bar = figure.colorbar(surface, ax=ground, ticks=(0, 0.25, 0.5), pad=0.02)
        bar.set_label("cost J", labelpad=4)
        ground.set(title=f"The first {shown} steps, from above", xlabel="w", xlim=w[[0, -1]], ylim=b[[0, -1]])
        ground.set_ylabel("b", rotation=0)
        costs.set(title="Cost on the way", xlabel="step", ylabel="cost J", ylim=(0, 0.56))
        costs.grid(axis="y")
        ends = sorted((fall.costs[-1], name) for name, fall in falls.items())
        places = dict(zip([name for _, name in ends], spread([end for end, _ in ends], 0.05, 0.55), strict=True))
        for (name, fall), (color, marker, line) in zip(falls.items(), _PATHS, strict=False):
            look = {"color": color, "ls": line}
            ground.plot(*fall.path[: shown + 1].T, **look, marker=marker, ms=4.5, mec=CARD, mew=0.5, lw=0.9)
            costs.plot(fall.costs, **look)
            costs.text(1.01, places[name], name, transform=costs.get_yaxis_transform(), color=color, va="center")
        ground.plot(*next(iter(falls.values())).path[0], "D", color=INK, ms=8, mec=CARD)
        costs.set_xlim(0, max(len(fall.costs) for fall in falls.values()) - 1)
    told = "; ".join(
        f"{name}: the longest gradient is {fall.lengths.max():.0f}, the cost at the end {fall.costs[-1]:.2f}"
        for name, fall in falls.items()
    )
    return Drawing(
        figure,
        "A cost over w and b: a flat plain and a high plateau, with a nearly vertical step between them, and descents "
        f"that start on the plain. {told}.",
        colors=256,
    )


def difference_errors(epsilons: ArrayLike, errors: Mapping[str, ArrayLike]) -> Drawing:
    """Draw how wrong measured slopes are, against the distance, on two logarithmic axes.

    Parameters
    ----------
    epsilons : array_like of shape (points,)
        Distances, in ascending order.
    errors : mapping of str to array_like of shape (points,)
        Errors by the name of the method; three at most.

    Returns
    -------
    Drawing
        Curves with their lowest places marked.

    Raises
    ------
    ValueError
        If there is no curve, there are too many, or one does not fit the distances.
    """
    x = np.asarray(epsilons, dtype=np.float64).ravel()
    curves = {name: np.asarray(error, dtype=np.float64).ravel() for name, error in errors.items()}
    if not 1 <= len(curves) <= len(_PATHS) or any(curve.size != x.size for curve in curves.values()):
        raise ValueError(f"{len(curves)} curves: one to {len(_PATHS)} are expected, each with {x.size} errors.")
    told = []
    with styled():
        figure = new_figure(8.2, 4.2)
        axes = figure.add_subplot(xscale="log", yscale="log", xlim=(x[0], x[-1]))
        axes.set(xlabel="distance ε (log scale)", ylabel="relative error (log scale)")
        axes.grid(True)
        for (name, curve), (color, marker, line) in zip(curves.items(), cycle(_PATHS), strict=False):
            shown = np.maximum(curve, 1e-16)  # an error of exactly 0 has no place on this axis
            best = int(np.argmin(shown))
            axes.plot(x, shown, color=color, ls=line, lw=1.6)
            axes.plot(x[best], shown[best], marker, color=color, ms=9, mec=CARD)
            axes.text(x[-1] * 1.15, shown[-1], name, color=color, va="center")
            told.append(f"{name} is best near ε = {x[best]:.0e}, with an error of {shown[best]:.0e}")
        axes.text(0.04, 0.06, "← rounding", transform=axes.transAxes, color=GREY)
        axes.text(0.96, 0.06, "curvature →", transform=axes.transAxes, color=GREY, ha="right")
    alt = "The error of a measured slope over the distance: it falls with the distance, and rises where that is tiny. "
    return Drawing(figure, f"{alt}{'; '.join(told)}.")


def _count(steps: int) -> str:
    """Count steps in words."""
    return "1 step" if steps == 1 else f"{steps} steps"
