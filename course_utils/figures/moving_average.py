"""The moving average: a noisy series with its averages, the window, and the weights as bars."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from course_utils.figures.scene import Scene
from course_utils.figures.style import BLUE, CARD, GREEN, GREY, INK, VERMILLION
from course_utils.simulate.moving_average import LENGTH, Averages

_LOWEST, _HIGHEST = -14.0, 46.0


class MovingAverageScene(Scene[Averages]):
    """Above the series with both averages and the window, below the weights of all values up to one place."""

    size = (8.9, 5.0)

    def build(self) -> Iterable[Artist]:
        """Draw the axes; values, averages, window and bars move."""
        self.figure.set_layout_engine("none")
        moving = self._build_series(self.figure.add_axes((0.075, 0.43, 0.775, 0.49)))
        return moving + self._build_weights(self.figure.add_axes((0.075, 0.105, 0.775, 0.22)))

    def _build_series(self, axes: Axes) -> list[Artist]:
        """Make the plot of the series."""
        axes.set(xlim=(0, LENGTH + 1), ylim=(_LOWEST, _HIGHEST), yticks=range(-10, 41, 10), ylabel="value")
        axes.grid(axis="y")
        axes.tick_params(labelbottom=False)
        self._title = axes.set_title("β = 0.98: about 50 values count")
        (self._values,) = axes.plot([], [], ".", color=GREY, ms=4.5)
        (self._truth,) = axes.plot([], [], color=GREEN, ls=":", lw=2.2)
        (self._raw,) = axes.plot([], [], color=VERMILLION, ls="--", lw=1.8)
        (self._corrected,) = axes.plot([], [], color=BLUE, lw=2.4)
        (self._place,) = axes.plot([], [], color=INK, lw=1)
        (self._heads,) = axes.plot([], [], "o", color=INK, ms=6, mec=CARD)
        (self._ruler,) = axes.plot([], [], color=INK, lw=3, solid_capstyle="butt")
        self._ruler_text = axes.text(0, _LOWEST + 5.5, "", ha="right", va="center", fontsize=9.5)
        for height, text, color in ((34, "corrected", BLUE), (27, "raw, from 0", VERMILLION),
                                    (20, "without noise", GREEN), (13, "• values", GREY)):  # fmt: skip
            line = {"corrected": "—", "raw, from 0": "- -", "without noise": "···"}.get(text, "")
            axes.text(LENGTH + 2, height, f"{line} {text}".strip(), color=color, va="center", fontsize=9.5)
        return [
            self._values, self._truth, self._raw, self._corrected, self._place, self._heads, self._ruler,
            self._ruler_text, self._title,
        ]  # fmt: skip

    def _build_weights(self, axes: Axes) -> list[Artist]:
        """Make the plot of the weights."""
        axes.set(xlim=(0, LENGTH + 1), ylim=(0, 1.05), xlabel="place in the series")
        axes.set_yticks([0, 1 / np.e, 1], ["0", "1/e", "1"])
        axes.grid(axis="y")
        axes.set_ylabel("βᵏ")
        self._weights_title = axes.set_title("The weights (1 − β) βᵏ at place 100 add up to 1.00", fontsize=11)
        (self._bars,) = axes.plot([], [], color=BLUE, lw=4, solid_capstyle="butt")
        return [self._bars, self._weights_title]

    def update(self, result: Averages) -> None:
        """Move curves, ruler and bars."""
        place, at = result.place, np.arange(1, LENGTH + 1)
        self._title.set_text(f"β = {result.beta:g}: {_count(result.window)}")
        self._values.set_data(at, result.values)
        self._truth.set_data(at, result.truth)
        self._raw.set_data(at, result.raw)
        self._corrected.set_data(at, result.corrected)
        self._place.set_data([place, place], [_LOWEST, _HIGHEST])
        self._heads.set_data([place, place], [result.raw[place - 1], result.corrected[place - 1]])
        start = max(place - result.window, 0)
        self._ruler.set_data([start, place], [_LOWEST + 2, _LOWEST + 2])
        self._ruler_text.set_text(f"window 1/(1 − β) = {result.window:.3g}")
        self._ruler_text.set_position((max(place - 1, 30), _LOWEST + 5.5))
        weights = result.weights
        self._bars.set_data(*_bars(weights / weights[-1]))
        self._weights_title.set_text(f"The weights (1 − β) βᵏ at place {place} add up to {weights.sum():.2f}")

    @staticmethod
    def describe(result: Averages) -> str:
        """Say how many values count, how raw and corrected differ at the place, and how far off the average is."""
        raw, corrected = result.raw[result.place - 1], result.corrected[result.place - 1]
        return (
            f"β = {result.beta:g}: {_count(result.window)}. At place {result.place} the weights add up to "
            f"{result.weights.sum():.2f}, the raw average is {raw:.1f}, the corrected one {corrected:.1f}, and the "
            f"curve without noise {result.truth[result.place - 1]:.1f}. The corrected average is typically off by "
            f"{result.error:.1f}: {result.verdict}."
        )


def _count(window: float) -> str:
    """Say how many values count."""
    return "only the last value counts" if window == 1 else f"about {window:.3g} values count"


def _bars(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return upright bars at places 1, 2, ... as one broken line of shape (2, points)."""
    x = np.repeat(np.arange(1.0, len(heights) + 1), 3)
    y = np.stack([np.zeros_like(heights), heights, np.full_like(heights, np.nan)], axis=1)
    return np.array([x, y.ravel()])
