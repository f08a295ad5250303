"""Logistic regression: one linear part, one sigmoid, trained by gradient descent. Derived in lesson 02."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course_utils.nn.activations import sigmoid
from course_utils.nn.losses import cross_entropy_from_logits

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Fit:
    """What `fit` has learned.

    Attributes
    ----------
    w : ndarray of shape (n_x, 1)
        Weights, in the dtype of the inputs.
    b : float
        Bias.
    costs : ndarray of shape (steps,)
        Cost before each step; the first one is log(2), which is what guessing costs.
    """

    w: Array
    b: float
    costs: NDArray[np.float64]


def propagate(w: Array, b: float, X: Array, Y: NDArray) -> tuple[float, Array, float]:
    r"""Return the cost and its gradients.

    .. math::
        Z = w^T X + b, \quad A = \sigma(Z), \quad J = \tfrac{1}{m} \sum L(A, Y), \quad
        dw = \tfrac{1}{m} X (A - Y)^T, \quad db = \tfrac{1}{m} \sum (A - Y)

    Parameters
    ----------
    w : ndarray of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    X : ndarray of shape (n_x, m)
        Inputs, one example in each column.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    cost : float
        The mean cross-entropy.
    dw : ndarray of shape (n_x, 1)
        Gradient of the cost for the weights.
    db : float
        Gradient of the cost for the bias.

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 02.
    """
    _require_shapes(X, Y, w)
    m = X.shape[1]
    Z = w.T @ X + b
    dZ = (sigmoid(Z) - Y).astype(X.dtype, copy=False)
    cost = float(cross_entropy_from_logits(Z, Y).mean(dtype=np.float64))
    return cost, X @ dZ.T / m, float(dZ.mean(dtype=np.float64))


def update(w: Array, b: float, dw: Array, db: float, alpha: float) -> tuple[Array, float]:
    r"""Take one step of gradient descent.

    .. math:: w \leftarrow w - \alpha \, dw, \quad b \leftarrow b - \alpha \, db

    Parameters
    ----------
    w, dw : ndarray of shape (n_x, 1)
        Weights and their gradient.
    b, db : float
        Bias and its gradient.
    alpha : float
        Learning rate.

    Returns
    -------
    w : ndarray of shape (n_x, 1)
        New weights; the old ones are left as they were.
    b : float
        New bias.

    Notes
    -----
    Derived in lesson 02.
    """
    return w - alpha * dw, b - alpha * db


def probability(w: Array, b: float, X: Array) -> Array:
    r"""Return how probable label 1 is for each example.

    .. math:: A = \sigma(w^T X + b)

    Parameters
    ----------
    w : ndarray of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    X : ndarray of shape (n_x, m)
        Inputs, one example in each column.

    Returns
    -------
    ndarray of shape (1, m)
        Probabilities.

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 02.
    """
    _require_shapes(X, None, w)
    return sigmoid(w.T @ X + b)


def predict(w: Array, b: float, X: Array, threshold: float = 0.5) -> NDArray[np.int64]:
    """Return the predicted label of each example: 1 where its probability reaches the threshold.

    Parameters
    ----------
    w : ndarray of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    X : ndarray of shape (n_x, m)
        Inputs, one example in each column.
    threshold : float
        The least probability that counts as a 1.

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
    Derived in lesson 02.
    """
    return (probability(w, b, X) >= threshold).astype(np.int64)


def fit(X: Array, Y: NDArray, *, alpha: float, steps: int) -> Fit:
    """Train by gradient descent on all examples at once, from weights and bias zero.

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Inputs, one example in each column. Everything is computed in their dtype: float32 takes half the time.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    alpha : float
        Learning rate, greater than 0.
    steps : int
        How many steps to take, 0 or more.

    Returns
    -------
    Fit
        Weights, bias, and the cost before each step.

    Raises
    ------
    ValueError
        If a shape does not fit, X holds no floats, or a number is out of range.

    Notes
    -----
    Derived in lesson 02.

    Examples
    --------
    >>> X = np.array([[-2.0, -1.0, 1.0, 2.0]])
    >>> Y = np.array([[0, 0, 1, 1]])
    >>> model = fit(X, Y, alpha=1.0, steps=50)
    >>> predict(model.w, model.b, X)
    array([[0, 0, 1, 1]])
    """
    _require_shapes(X, Y)
    if not np.issubdtype(X.dtype, np.floating):
        raise ValueError(f"X holds {X.dtype} and floats are needed: for pixels, divide by 255 first.")
    if not alpha > 0 or steps < 0:
        raise ValueError(f"alpha is {alpha}, steps is {steps}: a rate above 0 and a number of 0 or more are expected.")
    alpha = float(alpha)  # a float64 scalar of NumPy would turn float32 weights into float64
    Y = Y.astype(X.dtype, copy=False)
    w, b = np.zeros((X.shape[0], 1), dtype=X.dtype), 0.0
    costs = np.empty(steps)
    for step in range(steps):
        costs[step], dw, db = propagate(w, b, X, Y)
        w, b = update(w, b, dw, db, alpha)
    return Fit(w, b, costs)


def _require_shapes(X: Array, Y: NDArray | None = None, w: Array | None = None) -> None:
    """Say which shape does not fit, and what was expected."""
    if X.ndim != 2 or X.shape[1] == 0:
        raise ValueError(f"X has shape {X.shape} and (n_x, m) is expected: one example in each column, one at least.")
    n_x, m = X.shape
    if Y is not None and Y.shape != (1, m):
        raise ValueError(f"Y has shape {Y.shape} and {(1, m)} is expected: one label for each of the {m} columns of X.")
    if w is not None and w.shape != (n_x, 1):
        raise ValueError(f"w has shape {w.shape} and {(n_x, 1)} is expected: one weight for each row of X.")
