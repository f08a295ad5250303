"""What an activation function does to a layer: where its values go, which slopes are left, which units die."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_utils.nn.activation_zoo import ACTIVATIONS
from course_utils.nn.activations import sigmoid
from course_utils.nn.losses import cross_entropy_from_logits

Array = NDArray[np.floating]
#: An activation as lesson 03 writes it: ``A, slope = activation(Z)``.
Pair = Callable[[Array], tuple[Array, Array]]

FEATURES, UNITS, EXAMPLES = 20, 100, 200
#: A slope below this counts as flat: when z grows by 1, a changes by less than a hundredth.
FLAT = 0.01
#: How many slopes a gradient meets on its way through the layers.
LAYERS = 5
PATHS = 2000
#: Where the functions are drawn; what lies beyond is counted in the last bar.
Z_RANGE, A_RANGE = (-8.0, 8.0), (-2.0, 5.0)
GRID = np.linspace(*Z_RANGE, 641)
Z_BINS, A_BINS = np.linspace(*Z_RANGE, 65), np.linspace(*A_RANGE, 57)
#: Powers of ten for the product of the slopes. What is smaller, but not 0, is counted in the first bar.
DECADES = np.arange(-12, 1)


@dataclass(frozen=True)
class LayerView:
    """A hundred units, two hundred examples, and one activation function.

    Attributes
    ----------
    name : str
        The activation function.
    scale, bias : float
        How far the linear parts of a unit spread, and around which number.
    curve, slope : ndarray of shape (641,)
        The function and its derivative on `GRID`.
    Z, A : ndarray of shape (100, 200)
        Linear parts and values, one example in each column.
    slopes : ndarray of shape (100, 200)
        The derivative at every Z.
    products : ndarray of shape (2000,)
        Products of five slopes, as a gradient meets them on its way back through five such layers; signs dropped.
    """

    name: str
    scale: float
    bias: float
    curve: Array
    slope: Array
    Z: Array
    A: Array
    slopes: Array
    products: Array

    @property
    def is_dead(self) -> NDArray[np.bool_]:
        """For each unit, whether its slope is exactly 0 on every example, so that no gradient reaches its weights."""
        return (self.slopes == 0).all(axis=1)

    @property
    def dead(self) -> int:
        """How many of the hundred units are dead."""
        return int(self.is_dead.sum())

    @property
    def flat(self) -> float:
        """The share of all units and examples where the slope is nearly 0."""
        return float((np.abs(self.slopes) < FLAT).mean())

    @property
    def working(self) -> Array:
        """For each unit, the share of the examples on which its slope is not flat, in the shape (100,)."""
        return (np.abs(self.slopes) >= FLAT).mean(axis=1)

    @property
    def lost(self) -> float:
        """The share of the products of five slopes that are 0."""
        return float((self.products == 0).mean())

    @property
    def typical_product(self) -> float:
        """The median of the products of five slopes that are not 0; 0 when all are."""
        return float(np.median(self.products[self.products > 0])) if self.lost < 1 else 0.0

    @property
    def verdict(self) -> str:
        """What this does to learning, in words."""
        if (self.slopes == 0).all():
            return "no gradient comes through: nothing here can learn"
        if self.dead:
            return f"{self.dead} of {UNITS} units are dead"
        if self.flat > 0.55:  # half of them is what a ReLU has around 0
            return "mostly flat: little of a gradient comes through"
        if np.ptp(self.slopes) == 0:
            return "every slope is the same: nothing bends"
        return "all units can learn"


def through_layer(
    function: str = "ReLU", scale: float = 1.0, bias: float = 0.0, seed: int = 0, relu: Pair = ACTIVATIONS["ReLU"]
) -> LayerView:
    """Send two hundred examples through a layer of a hundred units.

    Parameters
    ----------
    function : str
        A name in `ACTIVATIONS`.
    scale : float
        Size of the weights, above 0: about how far the linear parts of each unit spread.
    bias : float
        The bias of every unit.
    seed : int
        Draws inputs and weights.
    relu : callable
        ReLU with its slope, ``A, slope = relu(Z)``. The learner's own may stand here.

    Returns
    -------
    LayerView
        Everything that can be measured. Every number in it is finite.

    Raises
    ------
    ValueError
        If there is no such function, `scale` is not above 0, or `relu` does not return two arrays like Z.
    """
    if function not in ACTIVATIONS:
        raise ValueError(f"There is no activation function {function!r}; there are {', '.join(ACTIVATIONS)}.")
    if not scale > 0:
        raise ValueError(f"scale is {scale}: a size above 0 is expected.")
    activation = relu if function == "ReLU" else ACTIVATIONS[function]
    Z = scale * _linear_parts(seed) + bias
    A, slopes = _both(activation, Z)
    curve, slope = _both(activation, GRID)
    chosen = np.random.default_rng(seed).integers(slopes.size, size=(LAYERS, PATHS))
    products = np.abs(slopes.ravel()[chosen].prod(axis=0))
    return LayerView(function, float(scale), float(bias), curve, slope, Z, A, slopes, products)


@lru_cache(maxsize=16)
def _linear_parts(seed: int) -> Array:
    """Draw inputs and weights, and return W X for weights of size 1."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(FEATURES, EXAMPLES))
    W = rng.normal(size=(UNITS, FEATURES)) / np.sqrt(FEATURES)
    return W @ X


def _both(activation: Pair, Z: Array) -> tuple[Array, Array]:
    """Return values and slopes, and say so when that is not what comes back."""
    answer = activation(Z.copy())
    try:
        A, slope = (np.asarray(part, dtype=np.float64) for part in answer)
    except (TypeError, ValueError):
        kind = type(answer).__name__
        raise ValueError(f"The activation returned {kind}: two arrays, A and slope, are expected.") from None
    if not A.shape == slope.shape == Z.shape:
        raise ValueError(f"A has shape {A.shape} and slope {slope.shape}: both must have the shape of Z, {Z.shape}.")
    return A, slope


@dataclass(frozen=True)
class HiddenLayer:
    """The parameters of a network with one hidden layer and one output.

    Attributes
    ----------
    W1 : ndarray of shape (units, n_x)
    b1 : ndarray of shape (units, 1)
    W2 : ndarray of shape (1, units)
    b2 : float
    """

    W1: Array
    b1: Array
    W2: Array
    b2: float

    def dead(self, X: ArrayLike, activation: Pair) -> int:
        """Count the units whose slope is 0 on every example.

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Inputs.
        activation : callable
            ``A, slope = activation(Z)``.

        Returns
        -------
        int
        """
        return int((activation(self.W1 @ np.asarray(X) + self.b1)[1] == 0).all(axis=1).sum())


def new_layer(n_x: int, units: int, seed: int = 0) -> HiddenLayer:
    """Draw a network that can begin to learn: weights by He's rule (lesson 08), biases 0.

    Parameters
    ----------
    n_x, units : int
        How many inputs and hidden units.
    seed : int
        Draws the weights.

    Returns
    -------
    HiddenLayer
    """
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(size=(units, n_x)) * np.sqrt(2 / n_x), rng.normal(size=(1, units)) * np.sqrt(2 / units)
    return HiddenLayer(W1, np.zeros((units, 1)), W2, 0.0)


@dataclass(frozen=True)
class Training:
    """How a network with one hidden layer was trained.

    Attributes
    ----------
    layer : HiddenLayer
        The parameters at the end.
    costs : ndarray of shape (steps + 1,)
        The cost before the first step and after each.
    dead : ndarray of shape (steps + 1,)
        How many hidden units were dead then.
    accuracy : float
        The share of the examples that are classified correctly at the end.
    """

    layer: HiddenLayer
    costs: Array
    dead: NDArray[np.int64]
    accuracy: float


def train(layer: HiddenLayer, X: ArrayLike, Y: ArrayLike, activation: Pair, alpha: float, steps: int) -> Training:
    """Train a network with one hidden layer by gradient descent on all examples.

    Hidden layer: `activation`. Output: a sigmoid with the cross-entropy. The gradients are derived in lesson 04.

    Parameters
    ----------
    layer : HiddenLayer
        Where to start. It is not changed.
    X : array_like of shape (n_x, m)
        Inputs.
    Y : array_like of shape (1, m)
        Labels, 0 or 1.
    activation : callable
        ``A, slope = activation(Z)``.
    alpha : float
        Learning rate.
    steps : int
        How many steps.

    Returns
    -------
    Training
    """
    X, Y = np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=np.float64)
    m = X.shape[1]
    costs, dead = [], []
    for remaining in range(steps, -1, -1):
        A1, slope = activation(layer.W1 @ X + layer.b1)
        Z2 = layer.W2 @ A1 + layer.b2
        costs.append(float(cross_entropy_from_logits(Z2, Y).mean()))
        dead.append(int((slope == 0).all(axis=1).sum()))
        if remaining:
            dZ2 = (sigmoid(Z2) - Y) / m
            dZ1 = layer.W2.T @ dZ2 * slope
            layer = replace(
                layer,
                W1=layer.W1 - alpha * dZ1 @ X.T,
                b1=layer.b1 - alpha * dZ1.sum(axis=1, keepdims=True),
                W2=layer.W2 - alpha * dZ2 @ A1.T,
                b2=layer.b2 - alpha * float(dZ2.sum()),
            )
    accuracy = float(((Z2 >= 0) == (Y == 1)).mean())
    return Training(layer, np.array(costs), np.array(dead), accuracy)
