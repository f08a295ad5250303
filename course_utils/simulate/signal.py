"""A signal on its way through many layers, and the gradient on its way back: how large are they at each layer?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_utils.nn.activation_zoo import ACTIVATIONS
from course_utils.nn.initializers import Initializer, glorot

Array = NDArray[np.floating]

#: Units in every layer, and examples that are sent through. With as many units before as after, Glorot's weights have
#: a standard deviation of 1/√n and He's one of √2/√n.
UNITS, EXAMPLES = 100, 64
#: What the scale slider reaches, and the depths.
SCALES, DEPTHS = (0.1, 10.0), (5, 50)
#: Numbers are cut here, so that every position of every slider gives finite ones.
CEILING = 1e100
#: A spread that changes by more than this factor from one end to the other counts as vanished or exploded.
FACTOR = 100.0


@dataclass(frozen=True)
class Signal:
    """Activations and gradients of every layer. "Spread" is the root of the mean square: how far from 0 numbers lie.

    Attributes
    ----------
    activation : str
        Name of the activation function of all layers.
    scale : float
        What the initializer's weights are multiplied by.
    size : float
        Root mean square of all weights, times the root of the number of inputs of a unit: 1 for Glorot, √2 for He.
    values : ndarray of shape (depth + 1, units, examples)
        A of each layer; ``values[0]`` are the inputs.
    gradients : ndarray of shape (depth, units, examples)
        dZ of each layer, ``gradients[0]`` for layer 1. What comes in at the end, dA of the last layer, has spread 1.
    """

    activation: str
    scale: float
    size: float
    values: Array
    gradients: Array

    @property
    def depth(self) -> int:
        """Number of layers."""
        return len(self.gradients)

    @property
    def forward(self) -> Array:
        """The spread of the values, inputs first, in the shape (depth + 1,)."""
        return spread(self.values)

    @property
    def backward(self) -> Array:
        """The spread of the gradients, layer 1 first, in the shape (depth,)."""
        return spread(self.gradients)

    @property
    def forward_ratio(self) -> float:
        """How the spread of the values changes from the inputs to the last layer."""
        return _ratio(self.forward[-1], self.forward[0])

    @property
    def backward_ratio(self) -> float:
        """How the spread of the gradients changes from the last layer back to the first."""
        return _ratio(self.backward[0], self.backward[-1])

    @property
    def verdict(self) -> str:
        """What becomes of the signal, in words."""
        fates = [_fate(ratio) for ratio in (self.forward_ratio, self.backward_ratio)]
        if fates == ["", ""]:
            return "both signals come through"
        if fates[0] == fates[1]:
            return f"activations and gradients {fates[0]}"
        told = [f"{what} {fate}" for what, fate in zip(("activations", "gradients"), fates, strict=True) if fate]
        return " and ".join(told)


def through_layers(
    activation: str = "ReLU",
    scale: float = 1.0,
    depth: int = 30,
    seed: int = 0,
    initializer: Initializer = glorot,
    *,
    units: int = UNITS,
    examples: int = EXAMPLES,
) -> Signal:
    """Send random examples through a network that has learned nothing, and random gradients back.

    Parameters
    ----------
    activation : str
        A name in `ACTIVATIONS`.
    scale : float
        What the weights are multiplied by, above 0.
    depth : int
        Layers, 1 or more.
    seed : int
        Draws inputs, weights and the gradients that come in at the end.
    initializer : callable
        How the weights of a layer are drawn, ``W = initializer(n_out, n_in, rng)``. The learner's own may stand here.
    units, examples : int
        Units of every layer, and how many examples.

    Returns
    -------
    Signal
        Every number in it is finite.

    Raises
    ------
    ValueError
        If there is no such activation function, a number is out of range, or the initializer gives no such weights.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"There is no activation function {activation!r}; there are {', '.join(ACTIVATIONS)}.")
    if not scale > 0 or depth < 1:
        raise ValueError(f"scale is {scale}, depth is {depth}: a factor above 0 and one layer at least are expected.")
    g = ACTIVATIONS[activation]
    weights = _weights(initializer, depth, units, seed)
    rng = np.random.default_rng([seed, 1])
    A, Z = np.empty((depth + 1, units, examples)), np.empty((depth, units, examples))
    A[0] = rng.normal(size=(units, examples))
    for layer, W in enumerate(weights):
        Z[layer] = np.clip(scale * (W @ A[layer]), -CEILING, CEILING)
        A[layer + 1] = g.function(Z[layer])
    dZ, dA = np.empty_like(Z), rng.normal(size=(units, examples))
    for layer in reversed(range(depth)):
        dZ[layer] = dA * g.derivative(Z[layer])
        dA = np.clip(scale * (weights[layer].T @ dZ[layer]), -CEILING, CEILING)
    size = scale * float(spread(weights[None])[0]) * np.sqrt(units)
    return Signal(activation, float(scale), float(size), A, dZ)


def spread(arrays: ArrayLike) -> Array:
    """Return the root mean square of every layer.

    Parameters
    ----------
    arrays : array_like of shape (layers, ...)
        Numbers of each layer.

    Returns
    -------
    ndarray of shape (layers,)
    """
    rows = np.asarray(arrays, dtype=np.float64)
    rows = rows.reshape(len(rows), -1)
    return np.sqrt(np.einsum("lk,lk->l", rows, rows) / rows.shape[1])


@lru_cache(maxsize=32)
def _weights(initializer: Initializer, depth: int, units: int, seed: int) -> Array:
    """Draw the weights of all layers, in the shape (depth, units, units), and say so when they are none."""
    rng = np.random.default_rng(seed)
    weights = []
    for _ in range(depth):
        W = initializer(units, units, rng)
        if not isinstance(W, np.ndarray) or W.shape != (units, units) or W.dtype.kind not in "fiu":
            kind = f"an array of shape {W.shape}" if isinstance(W, np.ndarray) else type(W).__name__
            raise ValueError(f"The initializer returned {kind}: weights of shape {(units, units)} are expected.")
        if not np.abs(W).max() < CEILING:
            raise ValueError("The initializer returned weights that are not finite: look for a division by 0.")
        weights.append(W)
    return np.array(weights, dtype=np.float64)


def _ratio(end: float, start: float) -> float:
    """Divide; nothing stays nothing."""
    return float(end / start) if start > 0 else 0.0


def _fate(ratio: float) -> str:
    return "vanish" if ratio < 1 / FACTOR else "explode" if ratio > FACTOR else ""
