"""Dropout on one layer: one mask, and the mean of many."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from course_utils.figures.scene import Scene
from course_utils.figures.style import BLUE, CARD, FAINT, INK, VERMILLION
from course_utils.simulate.dropout import UNITS, Dropped

_TOP = 5.0
_PLACES = np.arange(1, UNITS + 1)


class DropoutScene(Scene[Dropped]):
    """Above the values under one mask, below the mean over many, both beside the values without dropout."""

    size = (8.6, 4.6)

    def build(self) -> Iterable[Artist]:
        """Draw the axes; bars, marks and titles move."""
        above, below = self.figure.subplots(2, 1, sharex=True)
        for axes in (above, below):
            axes.set(xlim=(0.3, UNITS + 0.7), xticks=_PLACES)
            axes.grid(axis="y", color=FAINT)
        above.set(ylim=(0, _TOP), ylabel="value")
        below.set(ylim=(0, 3), ylabel="mean value", xlabel="unit")
        self._above_title = above.set_title("One mask: 16 of 16 units stay", fontsize=11)
        self._below_title = below.set_title("Mean of 10,000 masks: the layer says 100.0 % of what it said", fontsize=11)
        self._ones, self._one_a = self._build_bars(above, BLUE)
        self._means, self._mean_a = self._build_bars(below, BLUE)
        self._dropped = above.plot([], [], "x", color=VERMILLION, ms=8, mew=2.2)[0]
        note = above.text(UNITS + 0.6, 0.94 * _TOP, "bar: after dropout    – : before    × : switched off", ha="right",
                          va="top", fontsize=9.5)  # fmt: skip
        note.set_bbox({"facecolor": CARD, "edgecolor": "none", "pad": 1})
        return [
            self._ones, self._one_a, self._dropped, self._means, self._mean_a, self._above_title, self._below_title
        ]  # fmt: skip

    @staticmethod
    def _build_bars(axes: Axes, color: str) -> tuple[LineCollection, LineCollection]:
        """Make bars for the values after dropout, and marks for those before."""
        bars = axes.vlines(_PLACES, 0, 0, color=color, lw=13, alpha=0.7)
        bars.set_capstyle("butt")
        marks = axes.hlines(np.zeros(UNITS), _PLACES - 0.38, _PLACES + 0.38, color=INK, lw=2)
        return bars, marks

    def update(self, result: Dropped) -> None:
        """Move bars, marks and titles."""
        for bars, marks, heights, top in (
            (self._ones, self._one_a, result.one, _TOP),
            (self._means, self._mean_a, result.mean, 3.0),
        ):
            bars.set_segments([[(x, 0), (x, min(height, top))] for x, height in zip(_PLACES, heights, strict=True)])
            marks.set_segments([[(x - 0.38, a), (x + 0.38, a)] for x, a in zip(_PLACES, result.a, strict=True)])
        off = ~result.mask
        self._dropped.set_data(_PLACES[off], np.full(off.sum(), 0.25))
        divided = f"divided by {result.keep_prob:g}" if result.divided else "not divided"
        self._above_title.set_text(f"One mask: {int(result.mask.sum())} of {UNITS} units stay, {divided}")
        masks = "1 mask" if result.draws == 1 else f"{result.draws:,} masks"
        self._below_title.set_text(f"Mean of {masks}: the layer says {result.ratio:.1%} of what it said")

    @staticmethod
    def describe(result: Dropped) -> str:
        """Say what dropout does to the mean."""
        masks = "1 mask" if result.draws == 1 else f"{result.draws:,} masks"
        how = "divided by it" if result.divided else "not divided"
        return (
            f"keep_prob {result.keep_prob:g}, {how}, mean of {masks}: {result.verdict}. The layer says "
            f"{result.ratio:.1%} of what it said before; the unit that is farthest off, off by {result.farthest:.1%} "
            f"(by chance alone, about {result.spread:.1%} is usual for one unit). The first mask keeps "
            f"{int(result.mask.sum())} of {UNITS}."
        )
