"""A cliff in the cost, and what gradient descent does there: as it is, and with gradients that are clipped.

The network has a single unit, used in twenty layers one behind the other with the same weight and bias. It starts from
0.5 and shall end at 0.7. The product of twenty slopes makes the cost nearly flat here and nearly vertical there.

References
----------
Pascanu, R., Mikolov, T. and Bengio, Y. (2013). On the difficulty of training recurrent neural networks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_utils.nn.activations import sigmoid

Array = NDArray[np.floating]
Gradients = dict[str, Array]
#: Gradients in, gradients out; `nn.clipping.clip_by_norm` with its limit for instance.
Clip = Callable[[Gradients], Gradients]

LAYERS, START, GOAL = 20, 0.5, 0.7


@dataclass(frozen=True)
class Fall:
    """A descent near the cliff.

    Attributes
    ----------
    path : ndarray of shape (steps + 1, 2)
        w and b before the first step and after each.
    costs : ndarray of shape (steps + 1,)
        The cost at each of these places.
    lengths : ndarray of shape (steps + 1,)
        The length of the gradient there, before it is clipped.
    """

    path: Array
    costs: Array
    lengths: Array


def cost_and_gradients(w: ArrayLike, b: ArrayLike) -> tuple[Array, Array, Array]:
    """Return the cost of the chain, and its slopes along w and b.

    Parameters
    ----------
    w, b : array_like of one shape
        Weights and biases.

    Returns
    -------
    J, dw, db : ndarray of that shape
    """
    w, b = np.asarray(w, dtype=np.float64), np.asarray(b, dtype=np.float64)
    a = [np.full(np.broadcast(w, b).shape, START)]
    for _ in range(LAYERS):
        a.append(sigmoid(w * a[-1] + b))
    da = 2 * (a[-1] - GOAL)
    dw, db = np.zeros_like(da), np.zeros_like(da)
    for layer in range(LAYERS, 0, -1):
        dz = da * a[layer] * (1 - a[layer])
        dw, db, da = dw + dz * a[layer - 1], db + dz, dz * w
    return (a[-1] - GOAL) ** 2, dw, db


def fall(
    clip: Clip | None = None, *, start: tuple[float, float] = (6.0, -2.5), rate: float = 0.5, steps: int = 200
) -> Fall:
    """Go down by gradient descent.

    Parameters
    ----------
    clip : callable, optional
        What is done to the gradients ``{"dw": ..., "db": ...}``, each of shape (1, 1), before the step.
    start : tuple of float
        Where w and b start.
    rate : float
        The learning rate.
    steps : int
        How many steps.

    Returns
    -------
    Fall
    """
    path, costs, lengths = [np.array(start, dtype=np.float64)], [], []
    for step in range(steps + 1):
        J, dw, db = cost_and_gradients(*path[-1])
        costs.append(float(J))
        lengths.append(float(np.hypot(dw, db)))
        if step < steps:
            gradients = {"dw": dw.reshape(1, 1), "db": db.reshape(1, 1)}
            gradients = gradients if clip is None else clip(gradients)
            path.append(path[-1] - rate * np.array([gradients["dw"].item(), gradients["db"].item()]))
    return Fall(np.array(path), np.array(costs), np.array(lengths))
