"""A network with one hidden layer while it learns points of the plane: its boundary, its hidden units, its errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course_utils.nn import shallow
from course_utils.nn.activation_zoo import ACTIVATIONS
from course_utils.nn.activations import sigmoid

Array = NDArray[np.floating]
Points = tuple[Array, Array]

#: The learning rate, and the size of the first weights.
RATE, SCALE = 0.75, 1.0
#: The epochs at which the network is kept. With all examples at once, an epoch is one step.
EPOCHS = (0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 150, 200, 250, 300, 400)
#: The map goes from -REACH to REACH along both axes, and has this many points along each.
REACH, SIDE = 5.0, 81
#: How many hidden units the map of the units has room for.
MOST_UNITS = 8
#: A cost beyond this counts as divergence.
CEILING = 1e3

_LINE = np.linspace(-REACH, REACH, SIDE)
#: The points of the map, in the shape (2, SIDE²).
PLANE = np.array(np.meshgrid(_LINE, _LINE)).reshape(2, -1)


@dataclass(frozen=True)
class Training:
    """A network at every epoch of `EPOCHS`.

    Attributes
    ----------
    units : int
        Hidden units.
    activation : str
        Their activation function, a name in `ACTIVATIONS`.
    seed : int
        Which first weights.
    train, dev : pair of ndarray
        X of shape (2, m) and Y of shape (1, m): the examples learned from, and others to test on.
    snapshots : tuple of dict
        The parameters at every epoch of `EPOCHS`, or up to where training diverged.
    train_errors, dev_errors : ndarray of shape (len(snapshots),)
        The share of wrong answers at each of them.
    """

    units: int
    activation: str
    seed: int
    train: Points
    dev: Points
    snapshots: tuple[shallow.Parameters, ...]
    train_errors: Array
    dev_errors: Array

    @property
    def diverged_at(self) -> int | None:
        """The first epoch of `EPOCHS` that was not reached, because the cost grew beyond all bounds."""
        return EPOCHS[len(self.snapshots)] if len(self.snapshots) < len(EPOCHS) else None


@dataclass(frozen=True)
class HiddenUnits:
    """A network at one epoch, on the map.

    Attributes
    ----------
    training : Training
        Where it comes from.
    position : int
        Its place among the snapshots.
    probability : ndarray of shape (SIDE, SIDE)
        The probability of label 1 on the map; row 0 is at the bottom.
    values : ndarray of shape (units, SIDE, SIDE)
        What each hidden unit says there.
    before : HiddenUnits or None
        What was shown before, when it is about the same points: its boundary is drawn as a ghost.
    """

    training: Training
    position: int
    probability: Array
    values: Array
    before: HiddenUnits | None = None

    @property
    def epoch(self) -> int:
        """The epoch that is shown."""
        return EPOCHS[self.position]

    @property
    def train_error(self) -> float:
        """The share of wrong answers on the examples learned from."""
        return float(self.training.train_errors[self.position])

    @property
    def dev_error(self) -> float:
        """The share of wrong answers on other examples."""
        return float(self.training.dev_errors[self.position])

    @property
    def output_weights(self) -> Array:
        """How much each hidden unit counts, in the shape (units,)."""
        return self.training.snapshots[self.position]["W2"].ravel()

    @property
    def name(self) -> str:
        """Units, activation, epoch and first weights in a few words."""
        units = "1 unit" if self.training.units == 1 else f"{self.training.units} units"
        return f"{units}, {self.training.activation}, epoch {self.epoch}, seed {self.training.seed}"

    @property
    def verdict(self) -> str:
        """What this network does, in words."""
        training, end = self.training, float(self.training.dev_errors[-1])
        if training.diverged_at is not None and self.position == len(training.snapshots) - 1:
            return f"diverged before epoch {training.diverged_at}"
        if training.activation == "linear" or training.units == 1:
            return "one straight line, whatever it learns"
        if self.epoch == 0:
            return "not trained: the units look in random directions"
        if self.dev_error > end + 0.015:
            return "still learning"
        if end > 0.16:
            return "too few useful units for these points"
        return "fits these points"


def train(train: Points, dev: Points, units: int, activation: str = "tanh", seed: int = 0) -> Training:
    """Train a network with one hidden layer by gradient descent, and keep it at every epoch of `EPOCHS`.

    Parameters
    ----------
    train, dev : pair of ndarray
        X of shape (2, m) and Y of shape (1, m): examples to learn from, and others to test on.
    units : int
        Hidden units, from 1 to `MOST_UNITS`.
    activation : str
        A name in `ACTIVATIONS`.
    seed : int
        Which first weights.

    Returns
    -------
    Training
        All snapshots. Every number in it is finite.

    Raises
    ------
    ValueError
        If there is no such activation function, or no such number of units.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"There is no activation function {activation!r}; there are {', '.join(ACTIVATIONS)}.")
    if not 1 <= units <= MOST_UNITS:
        raise ValueError(f"units is {units}: 1 to {MOST_UNITS} are expected.")
    snapshots = _descend(*train, shallow.initialize(2, units, SCALE, seed), activation)
    errors = [[_error(parameters, points, activation) for parameters in snapshots] for points in (train, dev)]
    return Training(units, activation, seed, train, dev, tuple(snapshots), *map(np.array, errors))


def look(training: Training, epoch: int, before: HiddenUnits | None = None) -> HiddenUnits:
    """Look at a network at one epoch.

    Parameters
    ----------
    training : Training
        What `train` returned.
    epoch : int
        One of `EPOCHS`; after divergence the last network that was kept is shown.
    before : HiddenUnits or None
        What was shown before. It is kept when it is about the same points and is another network.

    Returns
    -------
    HiddenUnits
        The network on the map.

    Raises
    ------
    ValueError
        If no network is kept for that epoch.
    """
    if epoch not in EPOCHS:
        raise ValueError(f"epoch is {epoch}; networks are kept at {', '.join(map(str, EPOCHS))}.")
    position = min(EPOCHS.index(epoch), len(training.snapshots) - 1)
    there = shallow.forward(PLANE, **training.snapshots[position], activation=ACTIVATIONS[training.activation])
    ghost = None
    if before is not None and before.training.train is training.train:
        ghost = HiddenUnits(before.training, before.position, before.probability, before.values)
    return HiddenUnits(training, position, there["A2"].reshape(SIDE, SIDE), there["A1"].reshape(-1, SIDE, SIDE), ghost)


def _descend(X: Array, Y: Array, start: shallow.Parameters, activation: str) -> list[shallow.Parameters]:
    """Do the steps of `shallow.fit` in half its time: each bias is one more column of the weights, on inputs of 1."""
    X1, A1 = np.vstack([X, np.ones_like(Y)]), np.ones((len(start["W1"]) + 1, Y.size))
    W1, W2 = np.hstack([start["W1"], start["b1"]]), np.hstack([start["W2"], start["b2"]])
    g, snapshots = ACTIVATIONS[activation], []
    for epoch in range(EPOCHS[-1] + 1):
        Z1 = W1 @ X1
        A1[:-1] = a = g.function(Z1)
        Z2 = W2 @ A1
        if epoch and not np.abs(Z2).max() < CEILING:  # also when it is not a number
            break
        if epoch in EPOCHS:
            snapshots.append({"W1": W1[:, :-1], "b1": W1[:, -1:], "W2": W2[:, :-1], "b2": W2[:, -1:]})
        slope = 1 - a * a if activation == "tanh" else a * (1 - a) if activation == "sigmoid" else g.derivative(Z1)
        step2 = RATE / Y.size * (sigmoid(Z2) - Y)
        step1 = W2[:, :-1].T * step2 * slope
        W1, W2 = W1 - step1 @ X1.T, W2 - step2 @ A1.T
    return snapshots


def _error(parameters: shallow.Parameters, points: Points, activation: str) -> float:
    """Return the share of points on the wrong side."""
    X, Y = points
    said = shallow.predict(parameters, X, activation=ACTIVATIONS[activation])
    return float(np.mean(said != Y))
