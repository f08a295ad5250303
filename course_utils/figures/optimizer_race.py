"""The optimizer race: paths on the landscape, the scoreboard, costs, and what one optimizer remembers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from contourpy import contour_generator
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray

from course_utils.figures.scene import Scene, Surface
from course_utils.figures.style import BLUE, CARD, GREEN, GREY, INK, PURPLE, VERMILLION
from course_utils.simulate.optimizer_race import GOAL, LANDSCAPES, STEPS, Race, Run

Array = NDArray[np.float64]

#: Colour, line and marker of each optimizer.
LOOKS = {
    "gradient descent": (GREY, ":", "s"),
    "momentum": (GREEN, "-.", "^"),
    "AdaGrad": ("#9a6a00", (0, (6, 2)), "D"),
    "RMSprop": (PURPLE, "--", "v"),
    "Adam": (BLUE, "-", "o"),
}
_REACH = (5.0, 3.5)
_SIDE = 91
_GROUND = LinearSegmentedColormap.from_list("ground", ["#ffffff", "#cfd8d3", "#93a29b"])
_LOW, _HIGH = 1e-6, 1e3  # the axis of costs
_ROWS = ("gradient", "m, the average", "√v, the divisor", "step")
_LEAST, _MOST = 1e-7, 1e3  # the axis of the closer look


_NUMBERS: dict[str, Any] = {"family": "DejaVu Sans Mono", "fontsize": 9.5, "ha": "right", "va": "center"}


class OptimizerRaceScene(Scene[Race]):
    """The map with five paths, the scoreboard below it; on the right all costs, and one optimizer's memory."""

    size = (8.9, 5.7)

    def build(self) -> Iterable[Artist]:
        """Draw the axes and the names; landscape, paths, curves and numbers move."""
        self.figure.set_layout_engine("none")
        moving = self._build_map(self.figure.add_axes((0.045, 0.375, 0.475, 0.565)))
        moving += self._build_board(self.figure.add_axes((0.02, 0.0, 0.52, 0.30)))
        moving += self._build_costs(self.figure.add_axes((0.635, 0.505, 0.345, 0.435)))
        return moving + self._build_closer(self.figure.add_axes((0.705, 0.095, 0.275, 0.27)))

    def _build_map(self, axes: Axes) -> list[Artist]:
        """Make the landscape with the paths."""
        axes.set(xlim=(-_REACH[0], _REACH[0]), ylim=(-_REACH[1], _REACH[1]), aspect="equal", xticks=(), yticks=())
        axes.spines[:].set_visible(True)
        self._title = axes.set_title("turned ravine, rates 10 × the best, step 200")
        self._ground = Surface(axes, _GROUND, 0, 1, strength=0.7)
        (self._contours,) = axes.plot([], [], color="#6d7a74", lw=0.6)
        (self._goal,) = axes.plot([], [], "*", color=INK, ms=11, mec=CARD, mew=0.8)
        self._paths, self._heads = [], []
        for color, line, marker in LOOKS.values():
            self._paths += axes.plot([], [], color=color, ls=line, lw=1.9)
            self._heads += axes.plot([], [], marker, color=color, ms=8, mec=CARD, mew=1)
        return [self._ground, self._contours, self._goal, *self._paths, *self._heads, self._title]

    def _build_board(self, axes: Axes) -> list[Artist]:
        """Make the scoreboard: names stand still, one block of text for each column moves."""
        axes.set(xlim=(0, 1), ylim=(-0.35, 5.9))
        axes.set_axis_off()
        axes.text(0.045, 5.35, "optimizer", va="center", fontsize=9.5, color=GREY)
        axes.text(0.985, 5.35, _columns("rate α", "cost now", "goal from"), **_NUMBERS, color=GREY)
        for row, (name, (color, line, marker)) in enumerate(LOOKS.items()):
            axes.plot([0.0, 0.03], [4.4 - row] * 2, color=color, ls=line, lw=1.6)
            axes.plot([0.015], [4.4 - row], marker, color=color, ms=6)
            axes.text(0.045, 4.4 - row, name, va="center", color=color, fontsize=10.5, weight="bold")
        # One text for a whole row: drawing text takes more time than everything else here.
        self._rows = [axes.text(0.985, 4.4 - row, "", **_NUMBERS, color=INK) for row in range(len(LOOKS))]
        return list(self._rows)

    def _build_costs(self, axes: Axes) -> list[Artist]:
        """Make the plot of all costs."""
        axes.set(xlim=(0, STEPS), ylim=(_LOW, _HIGH), yscale="log", xlabel="step", xticks=range(0, STEPS + 1, 50))
        axes.set_yticks([1e-6, 1e-4, 1e-2, 1, 100], ["10⁻⁶", "10⁻⁴", "0.01", "1", "100"])
        axes.minorticks_off()
        axes.grid(axis="y")
        axes.set_title("Cost J (log scale)", fontsize=11)
        axes.axhline(GOAL, color=INK, lw=1, ls="--")
        axes.text(STEPS, GOAL * 1.25, "goal", ha="right", va="bottom", fontsize=9.5)
        self._now = axes.axvline(0, color=INK, lw=1)
        self._costs = [axes.plot([], [], color=color, ls=line, lw=1.7)[0] for color, line, _ in LOOKS.values()]
        return [self._now, *self._costs]

    def _build_closer(self, axes: Axes) -> list[Artist]:
        """Make the closer look: four sizes for each of the two parameters."""
        axes.set(xlim=(_LEAST, _MOST), ylim=(3.6, -0.6), xscale="log")
        axes.set_yticks(range(4), _ROWS)
        axes.set_xticks([1e-6, 1e-4, 1e-2, 1, 100], ["10⁻⁶", "10⁻⁴", "0.01", "1", "100"])
        axes.minorticks_off()
        axes.grid(axis="both")
        self._closer_title = axes.set_title("gradient descent, sizes along x and y", fontsize=11)
        self._closer_title.set_horizontalalignment("right")
        self._closer_title.set_position((1, 1))
        (self._along_x,) = axes.plot([], [], ">", color=BLUE, ms=8, mec=CARD, clip_on=False)
        (self._along_y,) = axes.plot([], [], "^", color=VERMILLION, ms=8, mec=CARD, clip_on=False)
        return [self._along_x, self._along_y, self._closer_title]

    def update(self, result: Race) -> None:
        """Move everything to a landscape and a step."""
        ground, contours = _ground(result.landscape.name)
        self._title.set_text(_headline(result))
        self._ground.set_data(ground)
        self._contours.set_data(*contours)
        self._goal.set_data(*_lowest_points(result.landscape.name))
        for run, path, head, cost in zip(result.runs, self._paths, self._heads, self._costs, strict=True):
            there = np.clip(run.path[: result.step + 1], -1e4, 1e4)
            path.set_data(*there.T)
            head.set_data(*there[-1:].T)
            cost.set_data(np.arange(_end(run) + 1), np.clip(run.heights[: _end(run) + 1], 1e-9, 1e5))
        for run, text in zip(result.runs, self._rows, strict=True):
            text.set_text(_columns(f"{run.alpha:.2g}", _cost(run, result.step), _goal(run)))
        self._now.set_xdata([result.step, result.step])
        self._look_closer(result)

    def _look_closer(self, result: Race) -> None:
        """Move the marks of one optimizer's last step."""
        self._closer_title.set_text(f"{result.closer}, along x (▸) and y (▴)")
        sizes = _sizes(result.run(result.closer), result.step)
        for marks, column in ((self._along_x, 0), (self._along_y, 1)):
            marks.set_data(sizes[:, column], np.arange(4) + (0.14 if column else -0.14))

    @staticmethod
    def describe(result: Race) -> str:
        """Say where they run, who wins, and where each of them is."""
        now = "; ".join(f"{run.name} {_cost(run, result.step)}" for run in result.runs)
        x, y = _sizes(result.run(result.closer), result.step)[3]
        step = "" if result.step == 0 else f" The last step of {result.closer} is {x:.1g} along x and {y:.1g} along y."
        headline = _headline(result)
        return f"{headline[0].upper() + headline[1:]}. In the end {result.verdict}. Costs now: {now}.{step}"


def _headline(result: Race) -> str:
    """Name landscape, rates and step."""
    rates = "every rate at its best" if result.factor == 1 else f"rates {result.factor:g} × the best"
    return f"{result.landscape.name}, {rates}, step {result.step}"


def _columns(rate: str, cost: str, goal: str) -> str:
    """Write one row of the scoreboard, in letters of one width."""
    return f"{rate:>6} {cost:>9} {goal:>11}"


def _end(run: Run) -> int:
    """Return the last step of a run."""
    return STEPS if run.diverged_at is None else run.diverged_at - 1


def _cost(run: Run, step: int) -> str:
    """Write the cost after a step."""
    if run.diverged_at is not None and step >= run.diverged_at:
        return "diverged"
    height = max(run.heights[step], 0.0)
    return f"{height:.2g}" if height >= 1e-4 or height == 0 else f"{height:.0e}"


def _goal(run: Run) -> str:
    """Write when a run reached the goal for good."""
    return "–" if run.settled_at is None else f"step {run.settled_at}"


def _sizes(run: Run, step: int) -> Array:
    """Return the sizes of gradient, average, root and step along x and y, in the shape (4, 2); nan where unknown."""
    if step == 0:
        return np.full((4, 2), np.nan)
    last = min(step, _end(run)) - 1
    if last < 0:
        return np.full((4, 2), np.nan)
    sizes = np.abs(np.array([run.gradients[last], run.averages[last], run.roots[last], run.moves[last]]))
    if run.name in ("gradient descent", "AdaGrad", "RMSprop"):
        sizes[1] = np.nan  # it has no average of gradients
    if run.name in ("gradient descent", "momentum"):
        sizes[2] = np.nan  # it divides by nothing
    return np.clip(sizes, _LEAST, _MOST)


@lru_cache(maxsize=len(LANDSCAPES))
def _ground(name: str) -> tuple[Array, Array]:
    """Return a landscape's shades on the map, and its contours as one broken line of shape (2, points)."""
    x, y = np.linspace(-_REACH[0], _REACH[0], _SIDE), np.linspace(-_REACH[1], _REACH[1], _SIDE)
    height = LANDSCAPES[name].height(np.stack(np.meshgrid(x, y), axis=-1))
    shade = np.log10(height + GOAL)
    shade = (shade - shade.min()) / (shade.max() - shade.min())
    generator = contour_generator(x, y, shade)
    gap = np.full((1, 2), np.nan)
    lines = [
        np.vstack([np.asarray(line, dtype=np.float64), gap])
        for level in np.linspace(0.15, 0.95, 9)
        for line in generator.lines(level)
    ]
    return shade, np.concatenate(lines).T


def _lowest_points(name: str) -> Array:
    """Return where a landscape is lowest, in the shape (2, points)."""
    return np.array([[0.0, 0.0], [-np.sqrt(2), np.sqrt(2)]]) if name == "saddle" else np.zeros((2, 1))
