"""A network of L layers, trained by gradient descent on all examples at once. Derived in lesson 05.

The parameters are a dict of arrays: for each layer l from 1 to L, ``Wl`` of shape (n[l], n[l-1]) and ``bl`` of shape
(n[l], 1). All layers but the last have the same activation. The last has a single unit with a sigmoid, so that its
value is the probability of label 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from course_utils.nn.activation_zoo import ACTIVATIONS, Activation
from course_utils.nn.activations import sigmoid
from course_utils.nn.initializers import Initializer, he
from course_utils.nn.layers import Cache, activation_backward, activation_forward, linear_forward, parameter_gradients
from course_utils.nn.losses import cross_entropy_from_logits

Array = NDArray[np.floating]
Parameters = dict[str, Array]
Gradients = dict[str, Array]

_RELU, _SIGMOID = ACTIVATIONS["ReLU"], ACTIVATIONS["sigmoid"]


@dataclass(frozen=True)
class Fit:
    """What `fit` has learned.

    Attributes
    ----------
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL, in the dtype of the inputs.
    costs : ndarray of shape (steps,)
        Cost before each step.
    """

    parameters: Parameters
    costs: NDArray[np.float64]


def initialize(
    sizes: Sequence[int], *, seed: int, initializer: Initializer = he, dtype: DTypeLike = np.float64
) -> Parameters:
    """Draw the weights of all layers; the biases are 0.

    Parameters
    ----------
    sizes : sequence of int
        How many numbers go in, then how many units each layer has; the last one has 1. Two sizes or more.
    seed : int
        Same seed, same weights. W1 is drawn first.
    initializer : callable
        How weights are drawn, one of `course_utils.nn.initializers`.
    dtype : dtype
        That of the inputs: products of float32 with float64 take longer than either alone.

    Returns
    -------
    dict of str to ndarray
        For each layer, Wl of shape (n[l], n[l-1]) and bl of shape (n[l], 1).

    Raises
    ------
    ValueError
        If the sizes make no network.

    Notes
    -----
    Derived in lessons 04 and 05; how large weights should be at first, in lesson 08.

    Examples
    --------
    >>> {name: array.shape for name, array in initialize([4, 3, 1], seed=0).items()}
    {'W1': (3, 4), 'b1': (3, 1), 'W2': (1, 3), 'b2': (1, 1)}
    """
    if len(sizes) < 2 or min(sizes) < 1 or sizes[-1] != 1:
        raise ValueError(f"sizes are {list(sizes)}: the inputs, then the units of each layer, and 1 at the end.")
    rng = np.random.default_rng(seed)
    parameters: Parameters = {}
    for layer in range(1, len(sizes)):
        parameters[f"W{layer}"] = initializer(sizes[layer], sizes[layer - 1], rng).astype(dtype)
        parameters[f"b{layer}"] = np.zeros((sizes[layer], 1), dtype)
    return parameters


def depth(parameters: Parameters) -> int:
    """Return L, the number of layers that have weights.

    Parameters
    ----------
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL.

    Returns
    -------
    int
    """
    return len(parameters) // 2


def size(parameters: Parameters) -> int:
    """Return how many numbers the network learns.

    Parameters
    ----------
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL.

    Returns
    -------
    int

    Examples
    --------
    >>> size(initialize([12288, 64, 32, 1], seed=0))
    788609
    """
    return sum(array.size for array in parameters.values())


def forward(X: Array, parameters: Parameters, *, activation: Activation = _RELU) -> tuple[Array, tuple[Cache, ...]]:
    r"""Go forward through all layers.

    .. math:: A^{[0]} = X, \quad Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}, \quad A^{[l]} = g^{[l]}(Z^{[l]})

    Parameters
    ----------
    X : ndarray of shape (n[0], m)
        Inputs, one example in each column.
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL.
    activation : Activation
        The function g of all layers but the last, one of `course_utils.nn.ACTIVATIONS`.

    Returns
    -------
    ZL : ndarray of shape (1, m)
        The linear part of the last layer; `cost` starts from it, and the sigmoid makes probabilities of it.
    caches : tuple of Cache
        What `backward` needs, first layer first.

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 05.
    """
    return _forward_from(linear_forward(X, parameters["W1"], parameters["b1"]), X, parameters, activation)


def _forward_from(
    Z1: Array, X: Array, parameters: Parameters, activation: Activation
) -> tuple[Array, tuple[Cache, ...]]:
    """Go forward from the linear part of the first layer."""
    L = depth(parameters)
    A_prev, Z = X, Z1
    caches = []
    for layer in range(1, L):
        caches.append(Cache(A_prev, parameters[f"W{layer}"], Z, activation))
        A_prev = activation_forward(Z, activation)
        Z = linear_forward(A_prev, parameters[f"W{layer + 1}"], parameters[f"b{layer + 1}"])
    caches.append(Cache(A_prev, parameters[f"W{L}"], Z, _SIGMOID))
    return Z, tuple(caches)


def cost(ZL: Array, Y: NDArray) -> float:
    r"""Return the mean cross-entropy, from the linear part of the last layer.

    .. math:: J = \frac{1}{m} \sum_{i=1}^{m} \left( \max(z, 0) - z y + \log(1 + e^{-|z|}) \right)

    Parameters
    ----------
    ZL : ndarray of shape (1, m)
        The linear part of the last layer, before the sigmoid.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    float
        The cost, 0 or more; finite however sure the network is.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    Derived in lessons 02 and 05.
    """
    return float(cross_entropy_from_logits(ZL, Y).mean(dtype=np.float64))


def backward(Y: NDArray, caches: Sequence[Cache]) -> Gradients:
    r"""Go back through all layers, from the probabilities to the gradients of the cost.

    .. math:: dZ^{[L]} = A^{[L]} - Y, \quad dA^{[l]} = W^{[l+1]T} dZ^{[l+1]}, \quad
        dZ^{[l]} = dA^{[l]} * g^{[l]\prime}(Z^{[l]}), \quad
        dW^{[l]} = \tfrac{1}{m} dZ^{[l]} A^{[l-1]T}, \quad db^{[l]} = \tfrac{1}{m} \sum_i dZ^{[l](i)}

    Parameters
    ----------
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    caches : sequence of Cache
        What `forward` kept, first layer first.

    Returns
    -------
    dict of str to ndarray
        dZl, dWl and dbl for each layer, the last layer first.

    Raises
    ------
    ValueError
        If a shape does not fit.

    References
    ----------
    Rumelhart, D. E., Hinton, G. E. and Williams, R. J. (1986). Learning representations by back-propagating errors.

    Notes
    -----
    Derived in lesson 05. There is no dX: nobody asks how the pictures should change, and that product would cost as
    much as dW1.
    """
    gradients = _backward_to_first(Y, caches)
    gradients["dW1"], gradients["db1"] = parameter_gradients(gradients["dZ1"], caches[0].A_prev)
    return gradients


def _backward_to_first(Y: NDArray, caches: Sequence[Cache]) -> Gradients:
    """Go back as far as dZ1: what is left are the gradients of W1 and b1."""
    L = len(caches)
    Z = caches[-1].Z
    if Y.shape != Z.shape:
        raise ValueError(f"Y has shape {Y.shape} and {Z.shape} is expected: one label for each example.")
    dZ = (sigmoid(Z) - Y).astype(Z.dtype, copy=False)
    gradients = {f"dZ{L}": dZ}
    for layer in range(L, 1, -1):
        cache, before = caches[layer - 1], caches[layer - 2]
        gradients[f"dW{layer}"], gradients[f"db{layer}"] = parameter_gradients(dZ, cache.A_prev)
        dZ = activation_backward(cache.W.T @ dZ, before.Z, before.activation)
        gradients[f"dZ{layer - 1}"] = dZ
    return gradients


def update(parameters: Parameters, gradients: Gradients, alpha: float) -> Parameters:
    r"""Take one step of gradient descent with every parameter.

    .. math:: W^{[l]} \leftarrow W^{[l]} - \alpha \, dW^{[l]}, \quad b^{[l]} \leftarrow b^{[l]} - \alpha \, db^{[l]}

    Parameters
    ----------
    parameters : dict of str to ndarray
        By name; the old arrays are left as they were.
    gradients : dict of str to ndarray
        For each parameter ``name`` its gradient under ``"d" + name``. Other keys are not used.
    alpha : float
        Learning rate.

    Returns
    -------
    dict of str to ndarray
        The new parameters.

    Notes
    -----
    Derived in lessons 02 and 05.
    """
    return {name: value - alpha * gradients[f"d{name}"] for name, value in parameters.items()}


def probability(parameters: Parameters, X: Array, *, activation: Activation = _RELU) -> Array:
    """Return how probable label 1 is for each example.

    Parameters
    ----------
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL.
    X : ndarray of shape (n[0], m)
        Inputs, one example in each column.
    activation : Activation
        The function of all layers but the last.

    Returns
    -------
    ndarray of shape (1, m)

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 05.
    """
    return sigmoid(forward(X, parameters, activation=activation)[0])


def predict(parameters: Parameters, X: Array, threshold: float = 0.5, *, activation: Activation = _RELU) -> NDArray:
    """Return the predicted label of each example: 1 where its probability reaches the threshold.

    Parameters
    ----------
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL.
    X : ndarray of shape (n[0], m)
        Inputs, one example in each column.
    threshold : float
        The least probability that counts as a 1.
    activation : Activation
        The function of all layers but the last.

    Returns
    -------
    ndarray of shape (1, m)
        Labels, 0 or 1.

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 05.
    """
    return (probability(parameters, X, activation=activation) >= threshold).astype(np.int64)


def fit(
    X: Array, Y: NDArray, parameters: Parameters, *, alpha: float, steps: int, activation: Activation = _RELU
) -> Fit:
    r"""Train by gradient descent on all examples at once.

    Where inputs are much longer than there are examples, as pictures are, nearly all of the work is in the two products
    with X, :math:`W^{[1]} X` and :math:`dZ^{[1]} X^T`. Both are avoided then. Every step adds a combination of the
    examples to each row of :math:`W^{[1]}`, so after any number of steps it is

    .. math:: W^{[1]} = W^{[1]}_{start} + C X^T, \quad \text{hence} \quad
        W^{[1]} X = W^{[1]}_{start} X + C G \quad \text{with} \quad G = X^T X

    and a step is :math:`C \leftarrow C - \tfrac{\alpha}{m} dZ^{[1]}`. C (n[1], m) and G (m, m) are small beside X, and
    G is computed once. It is the same descent, up to rounding.

    Parameters
    ----------
    X : ndarray of shape (n[0], m)
        Inputs, one example in each column. Everything is computed in their dtype: float32 takes half the time.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    parameters : dict of str to ndarray
        Where to start, from `initialize` for instance. They are left as they are.
    alpha : float
        Learning rate, greater than 0.
    steps : int
        How many steps to take, 0 or more.
    activation : Activation
        The function of all layers but the last.

    Returns
    -------
    Fit
        The parameters, and the cost before each step.

    Raises
    ------
    ValueError
        If a shape does not fit, X holds no floats, or a number is out of range.

    Notes
    -----
    Derived in lesson 05.

    Examples
    --------
    >>> X = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    >>> Y = np.array([[0, 1, 1, 0]])
    >>> model = fit(X, Y, initialize([2, 8, 4, 1], seed=0), alpha=0.5, steps=500)
    >>> predict(model.parameters, X)
    array([[0, 1, 1, 0]])
    """
    _require_data(X, Y)
    if not alpha > 0 or steps < 0:
        raise ValueError(f"alpha is {alpha}, steps is {steps}: a rate above 0 and a number of 0 or more are expected.")
    alpha = float(alpha)  # a float64 scalar of NumPy would turn float32 weights into float64
    Y = Y.astype(X.dtype, copy=False)
    parameters = {name: value.astype(X.dtype) for name, value in parameters.items()}
    if _gram_pays(parameters["W1"].shape, X.shape[1], steps):
        return _fit_with_gram(X, Y, parameters, alpha, steps, activation)
    costs = np.empty(steps)
    for step in range(steps):
        ZL, caches = forward(X, parameters, activation=activation)
        costs[step] = cost(ZL, Y)
        parameters = update(parameters, backward(Y, caches), alpha)
    return Fit(parameters, costs)


def _gram_pays(shape: tuple[int, ...], m: int, steps: int) -> bool:
    """Compare the multiplications: two products with X in each step, or two in all, X.T @ X once and C @ G in each.

    X.T @ X is symmetric, and NumPy computes only half of it.
    """
    n, n_x = shape
    return 2 * n * n_x * m + m * m * n_x / 2 + n * m * m * steps < 2 * n * n_x * m * steps


def _fit_with_gram(
    X: Array, Y: NDArray, parameters: Parameters, alpha: float, steps: int, activation: Activation
) -> Fit:
    """Train as `fit` says, with W1 written as its start plus C @ X.T."""
    m = X.shape[1]
    W1 = parameters["W1"]
    others = [name for name in parameters if name != "W1"]  # W1 itself moves only at the end
    start, G = W1 @ X, X.T @ X
    C = np.zeros((W1.shape[0], m), dtype=X.dtype)
    costs = np.empty(steps)
    for step in range(steps):
        Z1 = C @ G
        Z1 += start
        Z1 += parameters["b1"]
        ZL, caches = _forward_from(Z1, X, parameters, activation)
        costs[step] = cost(ZL, Y)
        gradients = _backward_to_first(Y, caches)
        dZ1 = gradients["dZ1"] / m
        C -= alpha * dZ1
        gradients["db1"] = dZ1.sum(axis=1, keepdims=True)
        parameters |= update({name: parameters[name] for name in others}, gradients, alpha)
    return Fit(parameters | {"W1": W1 + C @ X.T}, costs)


def _require_data(X: Array, Y: NDArray) -> None:
    """Say which shape or dtype does not fit, and what was expected."""
    if X.ndim != 2 or X.shape[1] == 0:
        raise ValueError(f"X has shape {X.shape} and (n_x, m) is expected: one example in each column, one at least.")
    if not np.issubdtype(X.dtype, np.floating):
        raise ValueError(f"X holds {X.dtype} and floats are needed: for pixels, divide by 255 first.")
    if Y.shape != (1, X.shape[1]):
        raise ValueError(f"Y has shape {Y.shape} and {(1, X.shape[1])} is expected: one label for each column of X.")
