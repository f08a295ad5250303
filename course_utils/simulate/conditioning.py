"""The bowl of a logistic regression with one feature and a bias: its contours, and gradient descent in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_utils.nn.activations import sigmoid
from course_utils.nn.losses import cross_entropy_from_logits

Array = NDArray[np.floating]

#: Points of the map along each side.
SIDE = 101
#: When the cost is this close to the lowest one, the bottom counts as reached.
CLOSE = 1e-4


@dataclass(frozen=True)
class Bowl:
    """The cost over w and b, and a descent in it.

    Attributes
    ----------
    curvatures : ndarray of shape (2,)
        Curvatures of the cost where the descent starts, in the flattest direction and in the steepest.
    rate : float
        The learning rate, half of the edge of stability.
    path : ndarray of shape (steps + 1, 2)
        w and b before the first step and after each, at most up to the bottom.
    reached_at : int or None
        The step at which the bottom is reached; None if it is not.
    bottom : ndarray of shape (2,)
        w and b of the lowest cost.
    w, b : ndarray of shape (SIDE,)
        The sides of the map, equally long, with the bottom in the middle.
    costs : ndarray of shape (SIDE, SIDE)
        The cost on the map, b along the first axis.
    """

    curvatures: Array
    rate: float
    path: Array
    reached_at: int | None
    bottom: Array
    w: Array
    b: Array
    costs: Array

    @property
    def narrowness(self) -> float:
        """The steepest curvature divided by the flattest: 1 for a round bowl."""
        return float(self.curvatures[1] / self.curvatures[0])


def descend_into(x: ArrayLike, Y: ArrayLike, *, steps: int = 1000) -> Bowl:
    """Descend from w = 0 and b = 0, with a rate of half the edge of stability.

    Parameters
    ----------
    x : array_like of m numbers
        The feature of each example, on any scale.
    Y : array_like of m numbers
        Labels, 0 or 1; both occur.
    steps : int
        How many steps at most.

    Returns
    -------
    Bowl

    Raises
    ------
    ValueError
        If there is not one label for each number, or one label only.
    """
    x, Y = np.asarray(x, dtype=np.float64).ravel(), np.asarray(Y, dtype=np.float64).ravel()
    if x.size != Y.size or not 0 < Y.mean() < 1:
        raise ValueError(f"There are {x.size} numbers and {Y.size} labels: one label for each, 0 and 1, are expected.")
    F = np.stack([x, np.ones_like(x)])
    curvatures = np.linalg.eigvalsh(F @ F.T / (4 * x.size))  # at w = b = 0 every slope of the sigmoid is 1/4
    bottom = _bottom(x, Y)
    lowest = _costs(F, Y, bottom)
    rate = 1 / curvatures[1]
    path, reached_at = [np.zeros(2)], None
    for step in range(steps + 1):
        if _costs(F, Y, path[-1]) < lowest + CLOSE:
            reached_at = step
            break
        if step < steps:
            path.append(path[-1] - rate * F @ (sigmoid(path[-1] @ F) - Y) / x.size)
    reach = 1.5 * np.abs(bottom).max()
    w, b = (np.linspace(middle - reach, middle + reach, SIDE) for middle in bottom)
    plane = np.stack(np.meshgrid(w, b), axis=-1).reshape(-1, 2)
    costs = np.array([_costs(F, Y, point) for point in plane]).reshape(SIDE, SIDE)
    return Bowl(curvatures, float(rate), np.array(path), reached_at, bottom, w, b, costs)


def _costs(F: Array, Y: Array, point: Array) -> float:
    """Return the cost at one place (w, b)."""
    return float(cross_entropy_from_logits(point @ F, Y).mean())


def _bottom(x: Array, Y: Array) -> Array:
    """Find the lowest place by Newton's method, on the standardized feature, where it is quick and safe."""
    mean, std = x.mean(), x.std() or 1.0
    F, place = np.stack([(x - mean) / std, np.ones_like(x)]), np.zeros(2)
    for _ in range(50):
        A = sigmoid(place @ F)
        place = place - np.linalg.solve((F * (A * (1 - A))) @ F.T + 1e-9 * np.eye(2), F @ (A - Y))
    return np.array([place[0] / std, place[1] - place[0] * mean / std])
