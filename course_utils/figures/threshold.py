"""Two strips of dots and the line between "mask" and "no mask"."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.artist import Artist
from numpy.typing import NDArray

from course_utils.figures.scene import Scene
from course_utils.figures.style import BLUE, CARD, GREY, INK, PALE_BLUE, VERMILLION
from course_utils.simulate.threshold import ThresholdCounts

_STRIPS = {"with_mask": 1.0, "without_mask": 0.0}  # the height at which each strip begins
_DOT = 2.4  # the width of a dot, in points of the score
_ROW = 0.1  # the height of one dot above another


class ThresholdScene(Scene[ThresholdCounts]):
    """Scores of forty pictures, the threshold, and the four counts."""

    size = (8.4, 4.0)

    def build(self) -> Iterable[Artist]:
        """Draw the two strips; dots, threshold and counts move."""
        axes = self.figure.add_subplot()
        axes.set(xlim=(-1, 101), ylim=(-0.08, 2.3), xticks=range(0, 101, 10))
        axes.set_xlabel("score: how sure the program is that a mask is worn")
        axes.set_yticks([0.4, 1.4], ["20 people\nwithout mask", "20 people\nwith mask"], fontsize=10.5)
        axes.tick_params(axis="y", length=0, pad=8)
        axes.spines["left"].set_visible(False)
        between = axes.axhline(0.96, color="#b9b9b4", lw=1)
        self._title = axes.set_title("0 mistakes")
        self._yes = axes.axvspan(50, 101, color=PALE_BLUE, lw=0, zorder=0)
        self._line = axes.axvline(50, color=INK, lw=2)
        self._handle = axes.text(50, 2.17, "", ha="center", va="center", color=CARD, weight="bold", size=10)
        self._handle.set_bbox({"facecolor": INK, "edgecolor": INK, "boxstyle": "round,pad=0.35"})
        self._says = [
            axes.text(0, 2.17, "says: no mask  ◂", ha="right", va="center", color=GREY),
            axes.text(0, 2.17, "▸  says: mask", ha="left", va="center", color=GREY),
        ]
        (self._right,) = axes.plot([], [], "o", color=BLUE, ms=8.5, mec=CARD, mew=0.8)
        (self._wrong,) = axes.plot([], [], "X", color=VERMILLION, ms=9.5, mec=CARD, mew=0.8)
        self._counts = {
            name: axes.text(x, y, "", ha=side, va="center", color=color, weight="bold")
            for name, x, y, side, color in (
                ("missed", 1, 1.84, "left", VERMILLION),
                ("found", 100, 1.84, "right", BLUE),
                ("let_pass", 1, 0.82, "left", BLUE),
                ("false_alarms", 100, 0.82, "right", VERMILLION),
            )
        }
        moving = [self._yes, between, self._line, self._right, self._wrong, *self._counts.values()]
        return [*moving, *self._says, self._handle, self._title]

    def update(self, result: ThresholdCounts) -> None:
        """Move the threshold, sort the dots into right and wrong, and write the counts."""
        threshold = result.threshold
        line = threshold - 0.5  # between two scores: a picture with exactly the threshold counts as mask
        self._yes.set_x(line)
        self._yes.set_width(101 - line)
        self._line.set_xdata([line, line])
        self._handle.set_text(f"{threshold}")
        handle = min(max(line, 1.5), 98.5)
        self._handle.set_x(handle)
        self._says[0].set_x(handle - 3.5)
        self._says[1].set_x(handle + 3.5)
        self._says[0].set_visible(threshold > 22)
        self._says[1].set_visible(threshold < 80)

        masks = _stack(result.with_mask, _STRIPS["with_mask"])
        others = _stack(result.without_mask, _STRIPS["without_mask"])
        found, alarms = result.with_mask >= threshold, result.without_mask >= threshold
        self._right.set_data(*np.hstack([masks[:, found], others[:, ~alarms]]))
        self._wrong.set_data(*np.hstack([masks[:, ~found], others[:, alarms]]))

        self._counts["missed"].set_text(f"✕ missed: {result.missed}")
        self._counts["found"].set_text(f"found: {result.found} ●")
        self._counts["let_pass"].set_text(f"● rightly let pass: {result.let_pass}")
        self._counts["false_alarms"].set_text(f"false alarms: {result.false_alarms} ✕")
        self._title.set_text(f"{result.mistakes} mistakes in {result.pictures} pictures")

    @staticmethod
    def describe(result: ThresholdCounts) -> str:
        """Say what the threshold does to the forty pictures."""
        return (
            f"Threshold {result.threshold}: of {len(result.with_mask)} people with a mask, {result.found} are found "
            f"and {result.missed} missed; of {len(result.without_mask)} without, {result.let_pass} are rightly let "
            f"pass and {result.false_alarms} raise a false alarm. That makes {result.mistakes} mistakes in "
            f"{result.pictures} pictures: {result.verdict}."
        )


def _stack(scores: NDArray[np.int64], base: float) -> NDArray[np.float64]:
    """Place sorted scores on a strip: each in the lowest row where it touches no other dot."""
    last_in_row: list[float] = []
    heights = []
    for score in scores:
        row = next((i for i, last in enumerate(last_in_row) if score - last >= _DOT), len(last_in_row))
        last_in_row[row : row + 1] = [float(score)]
        heights.append(base + 0.06 + row * _ROW)
    return np.array([scores, heights])
