"""A network with one hidden layer, trained by gradient descent. Derived in lesson 04.

The parameters are a dict of four arrays: ``W1`` (n_h, n_x), ``b1`` (n_h, 1), ``W2`` (1, n_h), ``b2`` (1, 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course_utils.nn.activation_zoo import ACTIVATIONS, Activation
from course_utils.nn.activations import sigmoid
from course_utils.nn.losses import cross_entropy_from_logits

Array = NDArray[np.floating]
Parameters = dict[str, Array]

_TANH = ACTIVATIONS["tanh"]


@dataclass(frozen=True)
class Fit:
    """What `fit` has learned.

    Attributes
    ----------
    parameters : dict of str to ndarray
        W1, b1, W2 and b2, in the dtype of the inputs.
    costs : ndarray of shape (steps,)
        Cost before each step.
    """

    parameters: Parameters
    costs: NDArray[np.float64]


def initialize(n_x: int, n_h: int, scale: float, seed: int) -> Parameters:
    r"""Draw weights from a normal distribution; the biases are 0.

    .. math:: W^{[1]}, W^{[2]} \sim \text{scale} \cdot N(0, 1), \quad b^{[1]} = 0, \quad b^{[2]} = 0

    Parameters
    ----------
    n_x, n_h : int
        How many inputs, and how many hidden units; 1 or more.
    scale : float
        Standard deviation of the weights. With 0 all hidden units stay the same for ever.
    seed : int
        Same seed, same weights. W1 is drawn first.

    Returns
    -------
    dict of str to ndarray
        W1 of shape (n_h, n_x), b1 (n_h, 1), W2 (1, n_h), b2 (1, 1).

    Raises
    ------
    ValueError
        If there is no input or no hidden unit.

    Notes
    -----
    Derived in lesson 04; how large `scale` should be, in lesson 08.

    Examples
    --------
    >>> {name: array.shape for name, array in initialize(2, 5, scale=1.0, seed=0).items()}
    {'W1': (5, 2), 'b1': (5, 1), 'W2': (1, 5), 'b2': (1, 1)}
    """
    if n_x < 1 or n_h < 1:
        raise ValueError(f"n_x is {n_x}, n_h is {n_h}: at least one input and one hidden unit are needed.")
    rng = np.random.default_rng(seed)
    W1 = scale * rng.normal(size=(n_h, n_x))
    W2 = scale * rng.normal(size=(1, n_h))
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((1, 1))}


def forward(
    X: Array, W1: Array, b1: Array, W2: Array, b2: Array, *, activation: Activation = _TANH
) -> dict[str, Array]:
    r"""Go forward from the inputs to the probabilities.

    .. math:: Z^{[1]} = W^{[1]} X + b^{[1]}, \quad A^{[1]} = g(Z^{[1]}), \quad
        Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}, \quad A^{[2]} = \sigma(Z^{[2]})

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Inputs, one example in each column.
    W1, b1 : ndarray of shape (n_h, n_x) and (n_h, 1)
        Weights and biases of the hidden layer.
    W2, b2 : ndarray of shape (1, n_h) and (1, 1)
        Weights and bias of the output.
    activation : Activation
        The function g of the hidden layer, one of `course_utils.nn.ACTIVATIONS`.

    Returns
    -------
    dict of str to ndarray
        Z1 and A1 of shape (n_h, m), Z2 and A2 of shape (1, m).

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 04.
    """
    _require_shapes(X, W1, b1, W2, b2)
    Z1 = W1 @ X + b1
    A1 = activation.function(Z1)
    Z2 = W2 @ A1 + b2
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": sigmoid(Z2)}


def cost(Z2: Array, Y: NDArray) -> float:
    r"""Return the mean cross-entropy, from the linear part of the output.

    .. math:: J = \frac{1}{m} \sum_{i=1}^{m} \left( \max(z, 0) - z y + \log(1 + e^{-|z|}) \right)

    Parameters
    ----------
    Z2 : ndarray of shape (1, m)
        The linear part of the output, before the sigmoid.
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
    Derived in lessons 02 and 04.

    Examples
    --------
    >>> round(cost(np.array([[0.0, 0.0]]), np.array([[0, 1]])), 4)
    0.6931
    """
    return float(cross_entropy_from_logits(Z2, Y).mean(dtype=np.float64))


def backward(X: Array, Y: NDArray, W2: Array, A1: Array, A2: Array, *, slope: Array | None = None) -> dict[str, Array]:
    r"""Go back from the probabilities to the gradients of the cost.

    .. math:: dZ^{[2]} = A^{[2]} - Y, \quad dZ^{[1]} = W^{[2]T} dZ^{[2]} * g'(Z^{[1]}), \quad
        dW^{[l]} = \tfrac{1}{m} dZ^{[l]} A^{[l-1]T}, \quad db^{[l]} = \tfrac{1}{m} \sum_i dZ^{[l](i)}

    Here :math:`A^{[0]} = X`, and :math:`*` multiplies entry by entry.

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Inputs, one example in each column.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    W2 : ndarray of shape (1, n_h)
        Weights of the output.
    A1 : ndarray of shape (n_h, m)
        Values of the hidden units.
    A2 : ndarray of shape (1, m)
        Probabilities.
    slope : ndarray of shape (n_h, m), optional
        g'(Z1), the slope of the hidden activation. Left out, it is that of tanh: ``1 - A1**2``.

    Returns
    -------
    dict of str to ndarray
        dZ2 and dZ1 in the shapes of A2 and A1, and dW2, db2, dW1, db1 in the shapes of the parameters.

    Raises
    ------
    ValueError
        If a shape does not fit.

    References
    ----------
    Rumelhart, D. E., Hinton, G. E. and Williams, R. J. (1986). Learning representations by back-propagating errors.

    Notes
    -----
    Derived in lesson 04.
    """
    m = X.shape[1]
    if Y.shape != (1, m) or A2.shape != (1, m) or A1.shape != (W2.shape[1], m):
        raise ValueError(
            f"X has shape {X.shape}, Y {Y.shape}, A2 {A2.shape}, A1 {A1.shape}, W2 {W2.shape}: (n_x, m), (1, m), "
            "(1, m), (n_h, m) and (1, n_h) are expected."
        )
    if slope is None:
        slope = 1 - A1 * A1
    dZ2 = A2 - Y
    dZ1 = (W2.T @ dZ2) * slope
    return {
        "dZ2": dZ2,
        "dW2": dZ2 @ A1.T / m,
        "db2": dZ2.sum(axis=1, keepdims=True) / m,
        "dZ1": dZ1,
        "dW1": dZ1 @ X.T / m,
        "db1": dZ1.sum(axis=1, keepdims=True) / m,
    }


def update(parameters: Parameters, gradients: dict[str, Array], alpha: float) -> Parameters:
    r"""Take one step of gradient descent with every parameter.

    .. math:: \theta \leftarrow \theta - \alpha \, d\theta \quad \text{for} \quad
        \theta = W^{[1]}, b^{[1]}, W^{[2]}, b^{[2]}

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
    Derived in lesson 04.
    """
    return {name: value - alpha * gradients[f"d{name}"] for name, value in parameters.items()}


def predict(parameters: Parameters, X: Array, threshold: float = 0.5, *, activation: Activation = _TANH) -> NDArray:
    """Return the predicted label of each example: 1 where its probability reaches the threshold.

    Parameters
    ----------
    parameters : dict of str to ndarray
        W1, b1, W2 and b2.
    X : ndarray of shape (n_x, m)
        Inputs, one example in each column.
    threshold : float
        The least probability that counts as a 1.
    activation : Activation
        The function of the hidden layer.

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
    Derived in lesson 04.
    """
    return (forward(X, **parameters, activation=activation)["A2"] >= threshold).astype(np.int64)


def fit(
    X: Array, Y: NDArray, parameters: Parameters, *, alpha: float, steps: int, activation: Activation = _TANH
) -> Fit:
    """Train by gradient descent on all examples at once.

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
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
        The function of the hidden layer.

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
    Derived in lesson 04.

    Examples
    --------
    >>> X = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    >>> Y = np.array([[0, 1, 1, 0]])
    >>> model = fit(X, Y, initialize(2, 4, scale=1.0, seed=0), alpha=1.0, steps=500)
    >>> predict(model.parameters, X)
    array([[0, 1, 1, 0]])
    """
    if not np.issubdtype(X.dtype, np.floating):
        raise ValueError(f"X holds {X.dtype} and floats are needed: for pixels, divide by 255 first.")
    if not alpha > 0 or steps < 0:
        raise ValueError(f"alpha is {alpha}, steps is {steps}: a rate above 0 and a number of 0 or more are expected.")
    alpha = float(alpha)  # a float64 scalar of NumPy would turn float32 weights into float64
    Y = Y.astype(X.dtype, copy=False)
    parameters = {name: value.astype(X.dtype) for name, value in parameters.items()}
    costs = np.empty(steps)
    for step in range(steps):
        there = forward(X, **parameters, activation=activation)
        costs[step] = cost(there["Z2"], Y)
        slope = activation.derivative(there["Z1"])
        gradients = backward(X, Y, parameters["W2"], there["A1"], there["A2"], slope=slope)
        parameters = update(parameters, gradients, alpha)
    return Fit(parameters, costs)


def _require_shapes(X: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> None:
    """Say which shapes do not fit, and what was expected."""
    n_h, n_x = W1.shape
    if X.ndim != 2 or X.shape[0] != n_x or b1.shape != (n_h, 1) or W2.shape != (1, n_h) or b2.shape != (1, 1):
        raise ValueError(
            f"X has shape {X.shape}, W1 {W1.shape}, b1 {b1.shape}, W2 {W2.shape}, b2 {b2.shape}: (n_x, m), "
            "(n_h, n_x), (n_h, 1), (1, n_h) and (1, 1) are expected."
        )
