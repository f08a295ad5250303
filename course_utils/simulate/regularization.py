"""A deep network that learns a few noisy points by heart, and what penalties, dropout and stopping make of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from course_utils.nn import network, regularizers

Array = NDArray[np.floating]
Points = tuple[Array, Array]
Penalty = Literal["L2", "L1"]

#: Inputs and units of each layer, and the learning rate.
SIZES, RATE = (2, 20, 20, 1), 1.0
#: The steps at which the network is kept.
STEPS = (0, 5, 10, 15, 20, 30, 50, 75, 100, 150, 200)
#: The map goes from -REACH to REACH along both axes, and has this many points along each.
REACH, SIDE = 5.0, 61
#: A weight nearer to 0 than this counts as small.
SMALL = 0.05

_LINE = np.linspace(-REACH, REACH, SIDE)
#: The points of the map, in the shape (2, SIDE²).
PLANE = np.array(np.meshgrid(_LINE, _LINE)).reshape(2, -1)


@dataclass(frozen=True)
class Training:
    """A network at every step of `STEPS`.

    Attributes
    ----------
    penalty : {"L2", "L1"}
        What weights pay for: their squares, or their absolute values.
    lambd : float
        How much; 0 is no penalty.
    keep_prob : float
        The probability that a value of a hidden layer is kept; 1 is no dropout.
    seed : int
        Which first weights and masks.
    train, dev : pair of ndarray
        X of shape (2, m) and Y of shape (1, m): the examples learned from, and others to test on.
    snapshots : tuple of dict
        The parameters at every step of `STEPS`.
    train_errors, dev_errors : ndarray of shape (len(STEPS),)
        The share of wrong answers at each of them.
    """

    penalty: Penalty
    lambd: float
    keep_prob: float
    seed: int
    train: Points
    dev: Points
    snapshots: tuple[network.Parameters, ...]
    train_errors: Array
    dev_errors: Array

    @cached_property
    def last_map(self) -> Array:
        """What the network says on the map at its last step."""
        return _on_the_map(self.snapshots[-1])

    @property
    def is_free(self) -> bool:
        """Whether nothing holds the network."""
        return self.lambd == 0 and self.keep_prob == 1


@dataclass(frozen=True)
class Regularized:
    """A network at one step, on the map, beside the one that nothing holds.

    Attributes
    ----------
    training, free : Training
        The network, and the same network without any remedy, which is shown at its last step.
    position : int
        The network's place among its snapshots.
    probability, free_probability : ndarray of shape (SIDE, SIDE)
        The probability of label 1 on the map; row 0 is at the bottom.
    """

    training: Training
    free: Training
    position: int
    probability: Array
    free_probability: Array

    @property
    def step(self) -> int:
        """The step that is shown."""
        return STEPS[self.position]

    @property
    def weights(self) -> Array:
        """All weights in one row, without the biases."""
        return weights_of(self.training.snapshots[self.position])

    @property
    def free_weights(self) -> Array:
        """Those of the free network."""
        return weights_of(self.free.snapshots[-1])

    @property
    def zeros(self) -> float:
        """The share of weights that are exactly 0."""
        return float(np.mean(self.weights == 0))

    @property
    def small(self) -> float:
        """The share of weights nearer to 0 than `SMALL`."""
        return float(np.mean(np.abs(self.weights) < SMALL))

    @property
    def train_error(self) -> float:
        """The share of wrong answers on the examples learned from."""
        return float(self.training.train_errors[self.position])

    @property
    def dev_error(self) -> float:
        """The share of wrong answers on other examples."""
        return float(self.training.dev_errors[self.position])

    @property
    def free_error(self) -> float:
        """The same of the free network, at its last step."""
        return float(self.free.dev_errors[-1])

    @property
    def name(self) -> str:
        """The remedies in a few words."""
        training = self.training
        parts = [f"{training.penalty} with λ = {training.lambd:g}"] if training.lambd else []
        parts += [f"keep_prob {training.keep_prob:g}"] if training.keep_prob < 1 else []
        return f"{' and '.join(parts) or 'no remedy'}, step {self.step}"

    @property
    def verdict(self) -> str:
        """What this network does, in words."""
        if self.step == 0:
            return "not trained yet"
        if self.dev_error > 0.3 or float(np.ptp(self.probability)) < 0.5:
            return "still learning" if self.training.is_free else "held so tightly that it misses the moons themselves"
        if self.dev_error < self.free_error - 0.005:
            return "better on new points than the free network"
        if self.training.is_free and self.position == len(STEPS) - 1:
            return "free to learn its points by heart"
        return "no better on new points than the free network"


def weights_of(parameters: network.Parameters) -> Array:
    """Return all weights in one row.

    Parameters
    ----------
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL.

    Returns
    -------
    ndarray of one dimension
    """
    return np.concatenate([value.ravel() for name, value in parameters.items() if name[0] == "W"])


def train(
    train: Points, dev: Points, penalty: Penalty = "L2", lambd: float = 0.0, keep_prob: float = 1.0, seed: int = 0
) -> Training:
    """Train a deep network on a few points, and keep it at every step of `STEPS`.

    Parameters
    ----------
    train, dev : pair of ndarray
        X of shape (2, m) and Y of shape (1, m): examples to learn from, and others to test on.
    penalty : {"L2", "L1"}
        What weights pay for.
    lambd : float
        How much, 0 or more.
    keep_prob : float
        Of both hidden layers, above 0 and at most 1.
    seed : int
        Which first weights and masks.

    Returns
    -------
    Training
        All snapshots.

    Raises
    ------
    ValueError
        If there is no such penalty, or a number is out of range.
    """
    if penalty not in ("L2", "L1"):
        raise ValueError(f"There is no penalty {penalty!r}; there are L2 and L1.")
    snapshots = []

    def watch(step: int, parameters: network.Parameters) -> None:
        if step in STEPS:
            snapshots.append(parameters)

    regularizers.fit(
        *train,
        network.initialize(SIZES, seed=seed),
        alpha=RATE,
        steps=STEPS[-1],
        lambd=lambd if penalty == "L2" else 0.0,
        l1=lambd if penalty == "L1" else 0.0,
        keep_prob=keep_prob,
        seed=seed,
        watch=watch,
    )
    errors = [np.array([_error(parameters, points) for parameters in snapshots]) for points in (train, dev)]
    return Training(penalty, lambd, keep_prob, seed, train, dev, tuple(snapshots), *errors)


def look(training: Training, free: Training, step: int) -> Regularized:
    """Look at a network at one step.

    Parameters
    ----------
    training, free : Training
        What `train` returned, with remedies and without, for the same points and seed.
    step : int
        One of `STEPS`.

    Returns
    -------
    Regularized

    Raises
    ------
    ValueError
        If no network is kept for that step.
    """
    if step not in STEPS:
        raise ValueError(f"step is {step}; networks are kept at {', '.join(map(str, STEPS))}.")
    position = STEPS.index(step)
    return Regularized(training, free, position, _on_the_map(training.snapshots[position]), free.last_map)


def _on_the_map(parameters: network.Parameters) -> Array:
    """Return the probability of label 1 at each point of the map."""
    return network.probability(parameters, PLANE).reshape(SIDE, SIDE)


def _error(parameters: network.Parameters, points: Points) -> float:
    """Return the share of points on the wrong side."""
    X, Y = points
    return float(np.mean((network.forward(X, parameters)[0] >= 0) != Y))
