"""Losses: how bad one prediction is. The mean over all examples is the cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]


def cross_entropy(A: ArrayLike, Y: ArrayLike) -> Array:
    r"""Return the binary cross-entropy of each example, from probabilities.

    .. math:: L(a, y) = -y \log a - (1 - y) \log(1 - a)

    Parameters
    ----------
    A : array_like of shape (1, m)
        Predicted probabilities that the label is 1.
    Y : array_like of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    ndarray of shape (1, m)
        Losses, 0 or more; infinite where a prediction is certain and wrong. Where that can happen, use
        `cross_entropy_from_logits`.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    Derived in lesson 02.

    Examples
    --------
    >>> cross_entropy([[0.5, 0.9]], [[1, 1]]).round(3)
    array([[0.693, 0.105]])
    """
    A, Y = _same_shape("A", A, Y)
    with np.errstate(divide="ignore"):
        # Where a label is exactly 0 or 1, one of the two terms is absent: 0 * log(0) would be "not a number".
        positive = np.where(Y == 0, 0, Y * np.log(np.where(Y == 0, 1, A)))
        negative = np.where(Y == 1, 0, (1 - Y) * np.log1p(-np.where(Y == 1, 0, A)))
    return -(positive + negative)


def cross_entropy_from_logits(Z: ArrayLike, Y: ArrayLike) -> Array:
    r"""Return the binary cross-entropy of each example, from the linear parts.

    .. math:: L(z, y) = \max(z, 0) - z y + \log(1 + e^{-|z|})

    It equals ``cross_entropy(sigmoid(Z), Y)`` where that is finite, and stays finite and precise for every z.

    Parameters
    ----------
    Z : array_like of shape (1, m)
        Linear parts (logits): the arguments of the sigmoid.
    Y : array_like of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    ndarray of shape (1, m)
        Losses, 0 or more.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    Derived in lesson 02.

    Examples
    --------
    >>> cross_entropy_from_logits([[0.0, 800.0]], [[1, 0]]).round(3)
    array([[6.93e-01, 8.00e+02]])
    """
    Z, Y = _same_shape("Z", Z, Y)
    return np.maximum(Z, 0) - Z * Y + np.log1p(np.exp(-np.abs(Z)))


def squared_error(A: ArrayLike, Y: ArrayLike) -> Array:
    r"""Return half the squared error of each example.

    .. math:: L(a, y) = \tfrac{1}{2} (a - y)^2

    A poor loss for a sigmoid's output: seen from the weights it is not convex, and it is flat where the prediction is
    most wrong.

    Parameters
    ----------
    A : array_like of shape (1, m)
        Predictions.
    Y : array_like of shape (1, m)
        What was to be predicted.

    Returns
    -------
    ndarray of shape (1, m)
        Losses, 0 or more.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    Compared with the cross-entropy in lesson 02.

    Examples
    --------
    >>> squared_error([[0.0, 0.5]], [[1, 1]])
    array([[0.5  , 0.125]])
    """
    A, Y = _same_shape("A", A, Y)
    return (A - Y) ** 2 / 2


def _same_shape(name: str, A: ArrayLike, Y: ArrayLike) -> tuple[Array, Array]:
    """Return both as arrays of one float dtype; say so when their shapes differ."""
    A, Y = np.asarray(A), np.asarray(Y)
    if A.shape != Y.shape:
        raise ValueError(f"{name} has shape {A.shape} and Y has shape {Y.shape}: each example needs one of both.")
    if not np.issubdtype(A.dtype, np.floating):
        A = A.astype(np.float64)
    return A, Y.astype(A.dtype, copy=False)
