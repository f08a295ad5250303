"""Where a threshold lies on the curve of precision against recall, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.artist import Artist

from course_utils.figures.scene import Scene
from course_utils.figures.style import BLUE, CARD, FAINT, GREY, VERMILLION
from course_utils.simulate.operating_point import PERCENT, OperatingPoint


class OperatingPointScene(Scene[OperatingPoint]):
    """On the left precision against recall, on the right the cost of every threshold; the same point on both."""

    size = (8.8, 3.9)

    def build(self) -> Iterable[Artist]:
        """Draw the axes; curves, points and titles move."""
        left, right = self.figure.subplots(1, 2)
        left.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.05), xlabel="recall: masks found")
        left.set_ylabel("precision: of the answers “mask”, right")
        right.set(xlim=(-0.02, 1.02), ylim=(0, 5.4), xlabel="threshold", ylabel="cost, cheapest threshold = 1")
        for axes in (left, right):
            axes.grid(color=FAINT)
        self._left_title = left.set_title("precision 100 %, recall 100 %", fontsize=11)
        self._right_title = right.set_title("1,000 people cost 1,000.0", fontsize=11)
        (self._curve,) = left.plot([], [], color=BLUE)
        (self._costs,) = right.plot([], [], color=BLUE)
        self._guess = left.axhline(0.5, color=GREY, ls=":", lw=1.5)
        self._guess_text = left.text(0.0, 0.5, "guessing", color=GREY, va="bottom", fontsize=9.5)
        self._bayes = right.axvline(0.5, color=GREY, ls=":", lw=1.5)
        self._bayes_text = right.text(0.5, 0.25, "Bayes", color=GREY, va="center", fontsize=9.5)
        star = {"marker": "*", "ls": "none", "color": BLUE, "ms": 15, "mec": CARD}
        here = {"marker": "D", "ls": "none", "color": VERMILLION, "ms": 9, "mec": CARD}
        self._stars = [axes.plot([], [], **star)[0] for axes in (left, right)]
        self._points = [axes.plot([], [], **here)[0] for axes in (left, right)]
        self._note = left.text(0.0, 0.02, "◆ your threshold\n★ cheapest", fontsize=9.5)
        self._note.set_bbox({"facecolor": CARD, "edgecolor": "none", "pad": 1})
        lines = [self._guess, self._guess_text, self._bayes, self._bayes_text, self._curve, self._costs, self._note]
        return [*lines, *self._stars, *self._points, self._left_title, self._right_title]

    def update(self, result: OperatingPoint) -> None:
        """Move curves, points and titles."""
        relative = result.costs / max(float(result.costs.min()), 1e-9)
        shown = np.minimum(relative, 5.2)  # both ends may cost a hundred times as much
        self._curve.set_data(result.recalls, result.precisions)
        self._costs.set_data(PERCENT / 100, shown)
        for marks, at in ((self._stars, result.cheapest), (self._points, result.percent)):
            marks[0].set_data([result.recalls[at]], [result.precisions[at]])
            marks[1].set_data([at / 100], [shown[at]])
        self._guess.set_ydata([result.prevalence] * 2)
        high = result.prevalence > 0.85  # no room above the line
        self._guess_text.set_y(result.prevalence + (-0.015 if high else 0.01))
        self._guess_text.set_va("top" if high else "bottom")
        self._note.set_y(0.02 if result.prevalence > 0.3 else result.prevalence + 0.09)  # not over that word
        self._bayes.set_xdata([result.bayes] * 2)
        left = result.bayes > 0.7
        self._bayes_text.set_x(result.bayes + (-0.015 if left else 0.015))
        self._bayes_text.set_ha("right" if left else "left")
        self._bayes_text.set_text(f"Bayes {result.bayes:.2f}")
        self._left_title.set_text(f"precision {result.precision:.0%}, recall {result.recall:.0%}")
        self._right_title.set_text(f"1,000 people cost {result.cost:,.1f}")

    @staticmethod
    def describe(result: OperatingPoint) -> str:
        """Say what the threshold does to a thousand people."""
        return (
            f"Threshold {result.percent / 100:.2f}, {result.prevalence:.0%} wear a mask, a missed one costs "
            f"{result.c_fn:g} and a false alarm {result.c_fp:g}: precision {result.precision:.0%}, recall "
            f"{result.recall:.0%}; 1,000 people cost {result.cost:,.1f}; {result.verdict}. The cheapest threshold "
            f"is {result.cheapest / 100:.2f}, at {result.costs.min():,.1f}; Bayes says {result.bayes:.2f}."
        )
