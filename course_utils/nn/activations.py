"""Activation functions and their derivatives."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]


def sigmoid(Z: ArrayLike) -> Array:
    r"""Squeeze every number into the interval from 0 to 1.

    .. math:: \sigma(z) = \frac{1}{1 + e^{-z}}

    Only exponentials of negative numbers are taken, so that nothing overflows on either side.

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts, for instance ``w.T @ X + b``.

    Returns
    -------
    ndarray of the same shape
        ``A``, in the dtype of `Z` (float64 for whole numbers).

    Notes
    -----
    In the reals the ends are never reached. In float64, 1 is reached from about z = 37 on, and 0 below z = -745.
    Derived in lesson 02.

    Examples
    --------
    >>> sigmoid([0.0, 2.0]).round(3)
    array([0.5  , 0.881])
    """
    Z = _floats(Z)
    small = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1, small) / (1 + small)


def sigmoid_derivative(Z: ArrayLike) -> Array:
    r"""Return the slope of the sigmoid.

    .. math:: \sigma'(z) = \sigma(z) \, (1 - \sigma(z)) = \frac{e^{-|z|}}{(1 + e^{-|z|})^2}

    The last form keeps its precision where the sigmoid is so close to 1 that ``1 - sigmoid(Z)`` loses it.

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts: the arguments of the sigmoid, not its values.

    Returns
    -------
    ndarray of the same shape
        Slopes, 0.25 at most. Derived in lesson 02.

    Examples
    --------
    >>> float(sigmoid_derivative(0.0))
    0.25
    """
    small = np.exp(-np.abs(_floats(Z)))
    return small / (1 + small) ** 2


def _floats(Z: ArrayLike) -> Array:
    """Return an array of floats: as it is when it holds floats, else as float64."""
    Z = np.asarray(Z)
    return Z if Z.dtype.kind == "f" else Z.astype(np.float64)
