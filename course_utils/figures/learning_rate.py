"""The bowl, the path of gradient descent over it, its cost, and a ruler of learning rates."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from course_utils.figures.scene import Scene
from course_utils.figures.style import BLUE, CARD, GREY, INK, PALE_BLUE, PALE_VERMILLION, VERMILLION
from course_utils.simulate.learning_rate import GOAL, RATES, STEPS, Descent

_RADII = np.arange(1.0, 36.0, 1.8)  # the contours are drawn where the cost is r² / 2
_WIDE, _HIGH = (-10, 10), (-6, 6)  # the map
_TOP = 1e7  # the highest cost on the axis


class LearningRateScene(Scene[Descent]):
    """The path on the bowl and the cost side by side; below, where the rate lies and where stability ends."""

    size = (8.6, 4.5)

    def build(self) -> Iterable[Artist]:
        """Draw the axes; contours, path, cost and the ruler's marks move."""
        grid = self.figure.add_gridspec(2, 2, width_ratios=(1.2, 1), height_ratios=(1, 0.1))
        moving = self._build_bowl(self.figure.add_subplot(grid[0, 0]))
        moving += self._build_costs(self.figure.add_subplot(grid[0, 1]))
        return moving + self._build_ruler(self.figure.add_subplot(grid[1, :]))

    def _build_bowl(self, axes: Axes) -> list[Artist]:
        """Make the map of the bowl."""
        axes.set(xlim=_WIDE, ylim=_HIGH, aspect="equal", anchor="N", xlabel="w")
        axes.set(xticks=range(-10, 11, 5), yticks=(-5, 0, 5))
        axes.set_ylabel("b", rotation=0)
        self._bowl_title = axes.set_title("Bowl of narrowness 10")
        (self._contours,) = axes.plot([], [], color="#a8a8a4", lw=0.8)
        (self._goal,) = axes.plot([0], [0], "+", color=INK, ms=12, mew=2)
        (self._path,) = axes.plot([], [], "o-", ms=3.5, lw=1.3)
        (self._start,) = axes.plot([], [], "s", color=INK, ms=7)
        self._start_text = axes.text(0, 0, "start", ha="center", color=INK)
        self._start_text.set_bbox({"facecolor": CARD, "edgecolor": "none", "pad": 1, "alpha": 0.8})
        return [self._contours, self._goal, self._path, self._start, self._start_text, self._bowl_title]

    def _build_costs(self, axes: Axes) -> list[Artist]:
        """Make the plot of the cost against the step."""
        axes.set(xlim=(0, STEPS), ylim=(1e-6, _TOP), yscale="log", xlabel="step", ylabel="cost J (log scale)")
        axes.set_yticks([1e-6, 1e-3, 1, 1e3, 1e6])
        axes.minorticks_off()
        axes.grid(axis="y")
        axes.axhline(GOAL, color=GREY, lw=1.2, ls="--")
        axes.text(STEPS * 1.02, GOAL, f"goal:\n{GOAL:g}", va="center", color=GREY)
        self._cost_title = axes.set_title("diverged at step 17")
        (self._costs,) = axes.plot([], [])
        (self._end,) = axes.plot([0], [1], "o", ms=8, mec=CARD, mew=1, clip_on=False)
        self._end_text = axes.text(0, 1, "", weight="bold")
        return [self._costs, self._end, self._end_text, self._cost_title]

    def _build_ruler(self, axes: Axes) -> list[Artist]:
        """Make the ruler of learning rates."""
        axes.set(xlim=(RATES[0] * 0.9, RATES[1] * 1.1), ylim=(0, 1), xscale="log", yticks=())
        axes.set_xlabel("learning rate (log scale)")
        axes.set_title(" ", fontsize=10, pad=3)  # keeps room for the name of the edge
        axes.set_xticks([0.001, 0.01, 0.1, 1], ["0.001", "0.01", "0.1", "1"])
        axes.minorticks_off()
        axes.spines["left"].set_visible(False)
        self._stable = axes.axvspan(RATES[0] * 0.9, 0.2, color=PALE_BLUE, lw=0)
        self._unstable = axes.axvspan(0.2, RATES[1], color=PALE_VERMILLION, lw=0)
        self._edge = axes.axvline(0.2, color=VERMILLION, lw=2)
        self._edge_text = axes.text(0.2, 1.25, "", ha="center", color="#8f3f00", fontsize=10)
        self._unstable_text = axes.text(RATES[1] * 0.94, 0.5, "diverges", ha="right", va="center", color="#8f3f00")
        (self._rate,) = axes.plot([0.1], [0.5], "D", color=INK, ms=10, mec=CARD, mew=1.2, clip_on=False)
        return [self._stable, self._unstable, self._edge, self._edge_text, self._unstable_text, self._rate]

    def update(self, result: Descent) -> None:
        """Move contours, path, cost and marks."""
        bad = result.growing or result.diverged_at is not None
        color = VERMILLION if bad else BLUE
        self._bowl_title.set_text(f"Bowl of narrowness {result.narrowness:g}")
        self._contours.set_data(*_ellipses(result.narrowness))
        self._path.set_data(*_on_the_map(result.path).T)
        self._start.set_data(*result.path[:1].T)
        w, b = result.path[0]
        self._start_text.set_position((w, b + 0.6 * np.sign(b)))
        self._start_text.set_verticalalignment("bottom" if b > 0 else "top")

        self._cost_title.set_text(result.verdict[0].upper() + result.verdict[1:])
        self._costs.set_data(np.arange(len(result.costs)), np.maximum(result.costs, 1e-12))
        end = _notable_step(result)
        self._end.set_data([end], [min(result.costs[end], _TOP)])
        self._end.set_marker("X" if bad else "o")
        self._end_text.set_text("" if result.reached_at is None else _steps(result.reached_at))
        late = end > 0.7 * STEPS  # then there is room only to the left, below the curve
        self._end_text.set_position((end - 1, GOAL / 20) if late else (end + 1, GOAL * 6))
        self._end_text.set_horizontalalignment("right" if late else "left")
        for artist in (self._path, self._costs, self._end):
            artist.set_color(color)
        self._end.set_markeredgecolor(CARD)

        self._stable.set_width(result.edge - RATES[0] * 0.9)
        self._unstable.set_x(result.edge)
        self._unstable.set_width(RATES[1] * 1.1 - result.edge)
        self._edge.set_xdata([result.edge, result.edge])
        self._edge_text.set_text(f"edge of stability: 2/λₘₐₓ = {result.edge:.3g}")
        self._edge_text.set_x(min(result.edge, 1.1))
        self._unstable_text.set_visible(result.edge < 0.9)
        self._rate.set_data([result.rate], [0.5])

    @staticmethod
    def describe(result: Descent) -> str:
        """Say where the rate lies and what it leads to."""
        side = "above" if result.rate > result.edge else "below" if result.rate < result.edge else "on"
        first = (
            f"Rate {result.rate:.3g} in a bowl of narrowness {result.narrowness:g}, {side} the edge of stability "
            f"{result.edge:.3g}: gradient descent {_OUTCOME.get(result.verdict, result.verdict)}."
        )
        if result.reached_at is not None:
            return f"{first} The cost is below {GOAL:g} after {_steps(result.reached_at)}."
        first_cost, last_cost = result.costs[0], result.costs[-1]
        return f"{first} The cost goes from {first_cost:.1f} to {last_cost:.2g} in {_steps(len(result.costs) - 1)}."


_OUTCOME = {"too slow": "is too slow"}


def _steps(number: int) -> str:
    """Count steps in words."""
    return "1 step" if number == 1 else f"{number} steps"


def _on_the_map(path: NDArray[np.floating]) -> NDArray[np.floating]:
    """Cut a path after its first point outside the map, and that point to where a renderer can still draw it."""
    outside = np.flatnonzero((np.abs(path) > (_WIDE[1], _HIGH[1])).any(axis=1))
    return np.clip(path[: outside[0] + 1] if outside.size else path, -1e4, 1e4)


def _notable_step(result: Descent) -> int:
    """Return the step to mark: the goal where it is reached, else the last one."""
    return result.reached_at if result.reached_at is not None else len(result.costs) - 1


def _ellipses(narrowness: float) -> NDArray[np.float64]:
    """Return the contours as one line of shape (2, points), broken between two ellipses."""
    angle = np.append(np.linspace(0, 2 * np.pi, 73), np.nan)
    return np.array(
        [np.outer(_RADII, np.cos(angle)).ravel(), np.outer(_RADII, np.sin(angle)).ravel() / np.sqrt(narrowness)]
    )
