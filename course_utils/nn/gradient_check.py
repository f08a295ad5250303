"""Is a gradient right? Compare it with what the cost does when a parameter is moved a little. Derived in lesson 08."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def numerical_gradient(cost: Callable[[Array], float], theta: ArrayLike, epsilon: float = 1e-5) -> Array:
    r"""Measure the gradient of a cost with two-sided differences.

    .. math:: \frac{\partial J}{\partial \theta_i} \approx
        \frac{J(\theta + \varepsilon e_i) - J(\theta - \varepsilon e_i)}{2 \varepsilon}

    The error of the two-sided difference shrinks with ε², that of the one-sided one only with ε. It costs two
    evaluations for each parameter, so it is for checking, not for training.

    Parameters
    ----------
    cost : callable
        Takes parameters in the shape of `theta`, returns a number.
    theta : array_like of any shape
        Where to measure. It is not changed.
    epsilon : float
        How far each parameter is moved. Rounding spoils the result when it is much smaller than 1e-5.

    Returns
    -------
    ndarray of the shape of `theta`
        The measured gradient, in float64.

    Raises
    ------
    ValueError
        If `epsilon` is not above 0.

    Notes
    -----
    Used in lesson 02, derived in lesson 08.

    Examples
    --------
    >>> numerical_gradient(lambda theta: float((theta**2).sum()), [1.0, -3.0]).round(6)
    array([ 2., -6.])
    """
    if not epsilon > 0:
        raise ValueError(f"epsilon is {epsilon}: a distance above 0 is needed, 1e-5 for instance.")
    theta = np.array(theta, dtype=np.float64)
    gradient = np.empty_like(theta)
    for index in np.ndindex(theta.shape):
        above, below = theta.copy(), theta.copy()
        above[index] += epsilon
        below[index] -= epsilon
        gradient[index] = (cost(above) - cost(below)) / (2 * epsilon)
    return gradient


def relative_error(gradient: ArrayLike, expected: ArrayLike) -> float:
    r"""Return how far apart two gradients are, whatever their size.

    .. math:: \frac{\lVert g - e \rVert}{\lVert g \rVert + \lVert e \rVert}

    Parameters
    ----------
    gradient, expected : array_like of the same shape
        Two gradients of the same parameters.

    Returns
    -------
    float
        From 0 (equal) to 1 (opposite). With ``epsilon=1e-5``, a right gradient gives less than 1e-7; above 1e-3 there
        is a mistake.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    Used in lesson 02, derived in lesson 08.

    Examples
    --------
    >>> relative_error([3.0, 4.0], [3.0, 4.0])
    0.0
    """
    g, e = np.asarray(gradient, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    if g.shape != e.shape:
        raise ValueError(f"The gradients have shapes {g.shape} and {e.shape}: they belong to different parameters.")
    size = np.linalg.norm(g) + np.linalg.norm(e)
    return float(np.linalg.norm(g - e) / size) if size > 0 else 0.0


def gradient_check(
    cost: Callable[[Array], float], theta: ArrayLike, gradient: ArrayLike, epsilon: float = 1e-5
) -> float:
    """Return how far a gradient is from the measured one.

    Parameters
    ----------
    cost : callable
        Takes parameters in the shape of `theta`, returns a number.
    theta : array_like of any shape
        Where the gradient was computed.
    gradient : array_like of the shape of `theta`
        The gradient to check.
    epsilon : float
        How far each parameter is moved.

    Returns
    -------
    float
        The `relative_error` between `gradient` and `numerical_gradient`.

    Raises
    ------
    ValueError
        If the shapes differ or `epsilon` is not above 0.

    Notes
    -----
    Used in lesson 02, derived in lesson 08.

    Examples
    --------
    >>> gradient_check(lambda theta: float((theta**2).sum()), [1.0, -3.0], [2.0, -6.0]) < 1e-7
    True
    """
    return relative_error(gradient, numerical_gradient(cost, theta, epsilon))
