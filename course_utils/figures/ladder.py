"""The mask ladder: every model of the course in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np

from course_utils.figures.drawing import Drawing
from course_utils.figures.style import AMBER, BLUE, GREY, INK, new_figure, spread, styled

_COSTS = {
    "parameters": "parameters (log scale)",
    "train_seconds": "seconds of training (log scale)",
    "inference_ms": "milliseconds for one picture (log scale)",
}


class Rung(Protocol):
    """What the ladder knows about a model: any record with these names will do."""

    @property
    def model(self) -> str:
        """What it is."""

    @property
    def lesson(self) -> int:
        """Where it was built."""

    @property
    def accuracy(self) -> float:
        """Share of right answers on the test pictures, 0 to 1."""

    @property
    def parameters(self) -> int:
        """How many numbers it learned."""

    @property
    def train_seconds(self) -> float:
        """How long learning took."""

    @property
    def inference_ms(self) -> float:
        """How long one picture takes, in milliseconds."""

    @property
    def own(self) -> bool:
        """Whether it is the learner's."""


def ladder_plot(
    rungs: Sequence[Rung], *, by: Literal["parameters", "train_seconds", "inference_ms"] = "parameters"
) -> Drawing:
    """Draw the test accuracy of all models against what they cost.

    Parameters
    ----------
    rungs : sequence of records
        The models, for instance ``ladder.rungs()``. The learner's own are diamonds, the course's circles.
    by : {"parameters", "train_seconds", "inference_ms"}
        The cost on the axis.

    Returns
    -------
    Drawing
        The picture. Its alt text is the whole table.

    Raises
    ------
    ValueError
        If there is no rung, or `by` names no cost.
    """
    if not rungs or by not in _COSTS:
        raise ValueError(f"{len(rungs)} rungs, by={by!r}: a rung and one of {', '.join(_COSTS)} are expected.")
    rungs = sorted(rungs, key=lambda rung: rung.accuracy)
    least = 1 if by == "parameters" else 1e-3  # a logarithmic axis has no zero
    costs = np.array([max(float(getattr(rung, by)), least) for rung in rungs])
    with styled():
        figure = new_figure(8.0, 4.2)
        axes = figure.add_subplot(xlabel=_COSTS[by], ylabel="accuracy on the test pictures", xscale="log")
        axes.set(xlim=(costs.min() / 2, costs.max() * 30), ylim=(0.45, 1.02))
        axes.yaxis.set_major_formatter("{x:.0%}")
        axes.grid(axis="y")
        heights = spread([rung.accuracy for rung in rungs], apart=0.034, highest=1.0)
        for rung, cost, height in zip(rungs, costs, heights, strict=True):
            marker, color = ("D", AMBER) if rung.own else ("o", BLUE)
            axes.plot(cost, rung.accuracy, marker, color=color, ms=9, mec=INK)
            axes.annotate(
                f"{rung.model} ({rung.lesson:02d}{', yours' if rung.own else ''})",
                (cost, rung.accuracy),
                (cost * (costs.max() / costs.min() * 60) ** 0.026, height),
                va="center",
                fontsize=10,
                arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.7},
            )
    told = "; ".join(f"{rung.model} {rung.accuracy:.1%} with {getattr(rung, by):,.3g}" for rung in rungs)
    alt = f"Accuracy on the test pictures against {_COSTS[by].removesuffix(' (log scale)')}, lowest rung first: {told}."
    return Drawing(figure, alt)


def ladder_steps(rungs: Sequence[Rung]) -> Drawing:
    """Draw every model as one step, the first lesson's at the bottom, as far to the right as it is accurate.

    Parameters
    ----------
    rungs : sequence of records
        The models, for instance ``ladder.rungs()``. The learner's own are diamonds, the course's circles.

    Returns
    -------
    Drawing
        The picture. Its alt text is the whole table.

    Raises
    ------
    ValueError
        If there is no rung.
    """
    if not rungs:
        raise ValueError("There are 0 rungs; at least one is expected.")
    rungs = sorted(rungs, key=lambda rung: (rung.lesson, rung.accuracy))
    with styled():
        figure = new_figure(8.0, 1.1 + 0.28 * len(rungs))
        axes = figure.add_subplot(xlabel="accuracy on the 1,000 test pictures", xlim=(0.48, 1.06))
        axes.set(ylim=(-0.7, len(rungs) - 0.3), xticks=np.arange(0.5, 1.01, 0.1))
        axes.xaxis.set_major_formatter("{x:.0%}")
        axes.set_yticks(range(len(rungs)), [f"{_upper(rung.model)} · {rung.lesson:02d}" for rung in rungs])
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x")
        for height, rung in enumerate(rungs):
            marker, color = ("D", AMBER) if rung.own else ("o", BLUE)
            axes.plot([0.48, rung.accuracy], [height, height], color=color, lw=2, alpha=0.35)
            axes.plot(rung.accuracy, height, marker, color=color, ms=8, mec=INK)
            axes.annotate(f"{rung.accuracy:.1%}", (rung.accuracy + 0.012, height), va="center", fontsize=10)
    told = "; ".join(
        f"lesson {rung.lesson:02d}, {rung.model}{' (yours)' if rung.own else ''}, {rung.accuracy:.1%}" for rung in rungs
    )
    return Drawing(figure, f"The models of the course and their accuracy on the test pictures, step by step: {told}.")


def _upper(text: str) -> str:
    """With a capital letter, as a name at the beginning of a line has it."""
    return text[:1].upper() + text[1:]
