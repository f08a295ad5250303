"""Five optimizers on the same landscape, from the same start: where they are after each step, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_utils.nn.optimizers import AdaGrad, Adam, GradientDescent, Memory, Momentum, Optimizer, RMSprop

Array = NDArray[np.float64]
#: Adam's step as lesson 09 writes it: ``m, v, theta = adam(theta, gradient, m, v, t, alpha, beta1, beta2, epsilon)``.
AdamStep = Callable[[Array, Array, Array, Array, int, float, float, float, float], tuple[Array, Array, Array]]

STEPS = 200
#: The race is won by whoever stays below this cost first.
GOAL = 0.01
#: A run ends when the cost has grown beyond this.
CEILING = 1e6
#: Learning rates among which each optimizer's best is looked for.
RATES = np.geomspace(1e-3, 3, 36)
#: What the best rate can be multiplied by.
FACTORS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)

OPTIMIZERS: Mapping[str, Optimizer] = {
    "gradient descent": GradientDescent(),
    "momentum": Momentum(),
    "AdaGrad": AdaGrad(),
    "RMSprop": RMSprop(),
    "Adam": Adam(),
}


@dataclass(frozen=True)
class Landscape:
    """A cost over two parameters; its lowest cost is 0.

    Attributes
    ----------
    name : str
        What it is.
    height, slope : callable
        Take points of shape (..., 2); return their cost (...) and its gradient (..., 2).
    start : tuple of float
        About where every run begins.
    reach : tuple of float
        How far the map goes to both sides, along x and along y.
    """

    name: str
    height: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    start: tuple[float, float]
    reach: tuple[float, float] = (5.0, 3.5)


def _bowl_height(curvatures: Array, p: Array) -> Array:
    """Return ``p.T @ curvatures @ p / 2`` for every point."""
    return np.einsum("...i,ij,...j->...", p, curvatures, p) / 2


def _bowl(name: str, curvatures: Array, start: tuple[float, float]) -> Landscape:
    """Make a bowl with a matrix of curvatures."""
    return Landscape(name, partial(_bowl_height, curvatures), lambda p: p @ curvatures, start)


def _saddle_height(p: Array) -> Array:
    x, y = p[..., 0], p[..., 1]
    return 10 * x**2 - y**2 / 2 + y**4 / 8 + 0.5


def _saddle_slope(p: Array) -> Array:
    x, y = p[..., 0], p[..., 1]
    return np.stack([20 * x, y**3 / 2 - y], axis=-1)


def _plateau_height(p: Array) -> Array:
    x, y = p[..., 0], p[..., 1]
    return 1 - np.exp(-(x**2 + 2 * y**2) / 3)


def _plateau_slope(p: Array) -> Array:
    x, y = p[..., 0], p[..., 1]
    hill = np.exp(-(x**2 + 2 * y**2) / 3)
    return np.stack([2 / 3 * x * hill, 4 / 3 * y * hill], axis=-1)


#: By name. In a turned ravine the steep direction is no axis; the saddle is left along y, the plateau is flat far out.
LANDSCAPES: Mapping[str, Landscape] = {
    landscape.name: landscape
    for landscape in (
        _bowl("ravine", np.array([[1.0, 0.0], [0.0, 50.0]]), (4.0, 1.0)),
        _bowl("turned ravine", np.array([[25.5, -24.5], [-24.5, 25.5]]), (3.5, 1.5)),
        Landscape("saddle", _saddle_height, _saddle_slope, (1.5, 1e-4)),
        Landscape("plateau", _plateau_height, _plateau_slope, (4.0, 2.0)),
        _bowl("round bowl", np.eye(2), (4.0, 1.0)),
    )
}


@dataclass(frozen=True)
class Run:
    """One optimizer on one landscape.

    Attributes
    ----------
    name : str
        The optimizer.
    alpha : float
        Its learning rate.
    path : ndarray of shape (STEPS + 1, 2)
        Where it was, the start first; after divergence it stays where it was last.
    heights : ndarray of shape (STEPS + 1,)
        The cost there.
    gradients, averages, roots : ndarray of shape (STEPS, 2)
        For each step the gradient, the average that is used in its place (m, corrected in Adam) and what it is divided
        by (the root of v); where an optimizer has no such thing, the gradient itself and 1.
    diverged_at : int or None
        The step after which the cost is beyond `CEILING`.
    """

    name: str
    alpha: float
    path: Array
    heights: Array
    gradients: Array
    averages: Array
    roots: Array
    diverged_at: int | None

    @property
    def settled_at(self) -> int | None:
        """The first step from which on the cost stays below `GOAL`."""
        above = np.flatnonzero(self.heights > GOAL)
        first = int(above[-1]) + 1 if above.size else 0
        return first if self.diverged_at is None and first <= STEPS else None

    @property
    def moves(self) -> Array:
        """The steps themselves, in the shape (STEPS, 2)."""
        return np.diff(self.path, axis=0)


@dataclass(frozen=True)
class Race:
    """All runs, looked at after one step.

    Attributes
    ----------
    landscape : Landscape
        Where they run.
    factor : float
        What every optimizer's best rate was multiplied by.
    step : int
        The step that is shown, from 0 to `STEPS`.
    closer : str
        The optimizer whose memory is shown.
    runs : tuple of Run
        In the order of `OPTIMIZERS`.
    """

    landscape: Landscape
    factor: float
    step: int
    closer: str
    runs: tuple[Run, ...]

    @property
    def ranking(self) -> list[Run]:
        """The runs that reach the goal, the quickest first."""
        done = [(run.settled_at, place) for place, run in enumerate(self.runs) if run.settled_at is not None]
        return [self.runs[place] for _, place in sorted(done)]

    def run(self, name: str) -> Run:
        """Return the run of one optimizer."""
        return self.runs[list(OPTIMIZERS).index(name)]

    @property
    def verdict(self) -> str:
        """Who wins, in words."""
        if not self.ranking:
            return f"nobody reaches the goal in {STEPS} steps"
        first = self.ranking[0]
        alone = " alone" if len(self.ranking) == 1 else ""
        return f"{first.name}{alone} wins after {first.settled_at} steps"


def race(
    landscape: str, factor: float = 1.0, step: int = STEPS, closer: str = "Adam", seed: int = 0,
    adam: AdamStep | None = None,
) -> Race:  # fmt: skip
    """Let five optimizers run, each with its best rate on this landscape or a multiple of it.

    Parameters
    ----------
    landscape : str
        A name in `LANDSCAPES`.
    factor : float
        One of `FACTORS`: 1 gives each optimizer its best rate.
    step : int
        The step to look at, from 0 to `STEPS`.
    closer : str
        The optimizer to look at more closely, a name in `OPTIMIZERS`.
    seed : int
        Moves the start a little.
    adam : callable, optional
        The learner's own step of Adam, to run in the place of the course's.

    Returns
    -------
    Race
        All runs. Every number in it is finite.

    Raises
    ------
    ValueError
        If there is no such landscape, factor, step or optimizer, or `adam` returns something else than three arrays.
    """
    if landscape not in LANDSCAPES:
        raise ValueError(f"There is no landscape {landscape!r}; there are {', '.join(LANDSCAPES)}.")
    if closer not in OPTIMIZERS:
        raise ValueError(f"There is no optimizer {closer!r} in the race; there are {', '.join(OPTIMIZERS)}.")
    if factor not in FACTORS or not 0 <= step <= STEPS:
        raise ValueError(f"factor is {factor}, step is {step}: one of {FACTORS} and 0 to {STEPS} are expected.")
    runs = [all_factors[FACTORS.index(factor)] for all_factors in _runs(landscape, seed)]
    if adam is not None:
        runs[-1] = _learners_run(LANDSCAPES[landscape], runs[-1], adam)
    return Race(LANDSCAPES[landscape], factor, step, closer, tuple(runs))


@lru_cache(maxsize=64)
def _runs(landscape: str, seed: int) -> tuple[tuple[Run, ...], ...]:
    """Run every optimizer with every multiple of its best rate."""
    place = LANDSCAPES[landscape]
    start = np.array(place.start) * np.random.default_rng(seed).uniform(0.9, 1.1, size=2)
    found = []
    for name, optimizer in OPTIMIZERS.items():
        tried = _run(name, optimizer, place, start, RATES)
        best = min(tried, key=_slowness).alpha
        found.append(_run(name, optimizer, place, start, best * np.array(FACTORS)))
    return tuple(found)


def _slowness(run: Run) -> tuple[float, float]:
    """Order runs: first by the step at which they settle, then by the cost with which they end."""
    end = np.inf if run.diverged_at is not None else float(run.heights[-1])
    return (STEPS + 1 if run.settled_at is None else run.settled_at, end)


def _run(name: str, optimizer: Optimizer, place: Landscape, start: Array, rates: Array) -> tuple[Run, ...]:
    """Run one optimizer with several rates at once, as rows of one array: every number is treated by itself."""
    theta = np.tile(start, (len(rates), 1))
    memory = optimizer.start(theta)
    path = np.empty((STEPS + 1, *theta.shape))
    gradients, averages, roots = np.empty((3, STEPS, *theta.shape))
    path[0] = theta
    with np.errstate(all="ignore"):  # a run that diverges is cut afterwards
        for t in range(1, STEPS + 1):
            gradient = place.slope(theta)
            optimizer.step(theta, gradient, memory, t=t, alpha=rates[:, None])
            path[t], gradients[t - 1] = theta, gradient
            averages[t - 1], roots[t - 1] = _inside(optimizer, gradient, memory, t)
        heights = place.height(path)
    return tuple(
        _cut(name, float(rate), path[:, i], heights[:, i], gradients[:, i], averages[:, i], roots[:, i])
        for i, rate in enumerate(rates)
    )


def _inside(optimizer: Optimizer, gradient: Array, memory: Memory, t: int) -> tuple[ArrayLike, ArrayLike]:
    """Return what stood in the place of the gradient, and what it was divided by."""
    if isinstance(optimizer, Adam):
        return memory[0] / (1 - optimizer.beta1**t), np.sqrt(memory[1] / (1 - optimizer.beta2**t))
    if isinstance(optimizer, Momentum):
        return memory[0], 1.0
    return (gradient, np.sqrt(memory[0])) if memory else (gradient, 1.0)


def _cut(name: str, alpha: float, path: Array, heights: Array, gradients: Array, averages: Array, roots: Array) -> Run:
    """Let a run that diverges end there: everything after it is what was last."""
    outside = np.flatnonzero(~(heights <= CEILING))
    if not outside.size:
        return Run(name, alpha, path, heights, gradients, averages, roots, diverged_at=None)
    last = int(outside[0]) - 1  # the start lies inside, so it is 0 or more
    kept = np.minimum(np.arange(STEPS + 1), last)
    gradients, averages, roots = (array[kept[:-1]] for array in (gradients, averages, roots))
    return Run(name, alpha, path[kept], heights[kept], gradients, averages, roots, diverged_at=last + 1)


def _learners_run(place: Landscape, model: Run, adam: AdamStep) -> Run:
    """Run the learner's own step from the start of the course's Adam, with its rate."""
    theta, m, v = model.path[0].copy(), np.zeros(2), np.zeros(2)
    usual = Adam()
    path, rows = [theta], []
    with np.errstate(all="ignore"):
        for t in range(1, STEPS + 1):
            gradient = place.slope(theta)
            answer = adam(theta, gradient, m, v, t, model.alpha, usual.beta1, usual.beta2, usual.epsilon)
            try:
                m, v, theta = (np.array(part, dtype=np.float64).reshape(2) for part in answer)
            except (TypeError, ValueError):
                raise ValueError(f"adam returned {answer!r}: the new m, v and theta are expected.") from None
            path.append(theta)
            rows.append((gradient, *_inside(usual, gradient, (m, v), t)))
        gradients, averages, roots = (np.array(column) for column in zip(*rows, strict=True))
        heights = place.height(np.array(path))
    return _cut("Adam", model.alpha, np.array(path), heights, gradients, averages, roots)
