"""The size of a batch: a cloud of twenty trainings, and how far off the gradient of one batch is."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from course_utils.figures.scene import Scene
from course_utils.figures.style import BLUE, CARD, GREEN, GREY, INK, VERMILLION
from course_utils.simulate.batch_noise import EXAMPLES, LIMITS, NEAR, SEEDS, SIZES, Cloud, shrink

_BOTTOM, _TOP = 0.3, 0.9
_TICKS = np.linspace(0, 1, 5)
_MOST_OFF = 7.0


class BatchNoiseScene(Scene[Cloud]):
    """On the left the costs of twenty trainings, on the right the error of one batch's gradient."""

    size = (8.9, 4.2)

    def build(self) -> Iterable[Artist]:
        """Draw the axes; the cloud, the ghost, the numbers of the axis and the error move."""
        self.figure.set_layout_engine("none")
        moving = self._build_cloud(self.figure.add_axes((0.075, 0.15, 0.545, 0.75)))
        return moving + self._build_error(self.figure.add_axes((0.735, 0.15, 0.25, 0.75)))

    def _build_cloud(self, axes: Axes) -> list[Artist]:
        """Make the plot of the costs; its axis goes from 0 to 1, and the numbers below it are texts."""
        axes.set(xlim=(0, 1), ylim=(_BOTTOM, _TOP), ylabel="cost J over all examples")
        axes.set_xticks(_TICKS, [""] * len(_TICKS))
        axes.grid(axis="y")
        self._title = axes.set_title("batches of 16 examples, rate 0.03")
        self._numbers = [axes.text(x, _BOTTOM - 0.017, "", ha="center", va="top", fontsize=10) for x in _TICKS]
        self._label = axes.text(0.5, _BOTTOM - 0.06, "examples seen", ha="center", va="top")
        (self._lowest,) = axes.plot([], [], color=GREEN, ls=":", lw=2)
        self._lowest_text = axes.text(0.99, 0, "", color="#00684c", va="top", ha="right", fontsize=9.5)
        (self._ghost,) = axes.plot([], [], color=GREY, ls="--", lw=1.8)
        (self._cloud,) = axes.plot([], [], color=BLUE, lw=0.7, alpha=0.55)
        (self._middle,) = axes.plot([], [], color=INK, lw=2.4)
        self._ghost_text = axes.text(0.99, 0.98 * _TOP, "", ha="right", va="top", fontsize=9.5, color=GREY)
        return [
            self._lowest, self._lowest_text, self._ghost, self._cloud, self._middle, self._ghost_text, self._label,
            *self._numbers, self._title,
        ]  # fmt: skip

    def _build_error(self, axes: Axes) -> list[Artist]:
        """Make the plot of the gradient's error."""
        axes.set(xlim=(-0.4, len(SIZES) - 0.6), ylim=(0, _MOST_OFF), xlabel="examples in a batch")
        axes.set_xticks(range(len(SIZES)), [str(size) for size in SIZES], fontsize=9)
        axes.set_yticks(range(0, 7, 2), [f"{100 * share} %" for share in range(0, 7, 2)])
        axes.grid(axis="y")
        axes.set_title("One batch's gradient is off by", fontsize=11, loc="right")
        (self._law,) = axes.plot([], [], color=GREY, lw=1.4, marker=".", ms=6)
        (self._off,) = axes.plot([], [], "o", color=VERMILLION, ms=10, mec=CARD, clip_on=False)
        self._off_text = axes.text(0, 0, "", color="#8f3f00", va="bottom", weight="bold")
        return [self._law, self._off, self._off_text]

    def update(self, result: Cloud) -> None:
        """Move the cloud, the ghost and the mark."""
        limit = LIMITS[result.axis]
        self._title.set_text(result.name)
        self._label.set_text(result.axis)
        for share, text in zip(_TICKS, self._numbers, strict=True):
            text.set_text(f"{share * limit:g}")
        places = result.places / limit
        self._cloud.set_data(*_one_line(places, result.costs))
        self._middle.set_data(places, np.median(result.costs, axis=0))
        self._lowest.set_data([0, 1], [result.lowest, result.lowest])
        self._lowest_text.set_text("the lowest there is")
        self._lowest_text.set_position((0.99, result.lowest - 0.008))
        if result.before is None:
            self._ghost.set_data([], [])
            self._ghost_text.set_text("")
        else:
            self._ghost.set_data(result.before.places / limit, np.median(result.before.costs, axis=0))
            self._ghost_text.set_text(f"dashed: {result.before.name}")
        at = SIZES.index(result.size)
        self._law.set_data(range(len(SIZES)), [result.single * shrink(size) for size in SIZES])
        self._off.set_data([at], [result.off])
        self._off_text.set_text(f"{100 * result.off:.0f} %")
        late = at >= 6  # no room to the right: higher up, clear of the line
        self._off_text.set_position((at + (0.45 if late else 0.25), result.off + (0.4 if late else 0.15)))
        self._off_text.set_horizontalalignment("right" if late else "left")

    @staticmethod
    def describe(result: Cloud) -> str:
        """Say how the twenty trainings end, and how noisy their gradients are."""
        axis, last = result.axis, result.last
        ghost = "" if result.before is None else f" Dashed, for comparison: {result.before.name}."
        noise = "is exact" if result.size == EXAMPLES else f"is off by {result.off:.0%}"
        return (
            f"{result.name[0].upper() + result.name[1:]}: after {LIMITS[axis]:,} {axis} the cost of {SEEDS} trainings "
            f"lies between {last.min():.2f} and {last.max():.2f}, the lowest there is being {result.lowest:.2f}; "
            f"{result.good} of them are within {NEAR - 1:.0%} of it: {result.verdict}. The gradient of one batch "
            f"{noise} at the start.{ghost}"
        )


def _one_line(places: NDArray[np.float64], costs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Join curves of shape (curves, points) to one line that is broken between two of them, of shape (2, points)."""
    gap = np.full((len(costs), 1), np.nan)
    y = np.minimum(np.hstack([costs, gap]), 10 * _TOP)
    return np.array([np.tile(np.append(places, np.nan), len(costs)), y.ravel()])
