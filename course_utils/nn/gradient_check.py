"""Is a gradient right? Compare it with what the cost does when a parameter is moved a little. Derived in lesson 08."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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


def to_vector(arrays: Mapping[str, NDArray]) -> Array:
    """Write the numbers of several arrays below each other.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        Parameters by name, or their gradients.

    Returns
    -------
    ndarray of shape (n, 1)
        All numbers in float64: array after array in the order of the mapping, each row by row.

    Notes
    -----
    Derived in lesson 08.

    Examples
    --------
    >>> to_vector({"W1": np.array([[1.0, 2.0]]), "b1": np.array([[3.0]])})
    array([[1.],
           [2.],
           [3.]])
    """
    rows = [np.asarray(array, dtype=np.float64).reshape(-1, 1) for array in arrays.values()]
    return np.concatenate(rows) if rows else np.empty((0, 1))


def from_vector(vector: Array, like: Mapping[str, NDArray]) -> dict[str, Array]:
    """Undo `to_vector`.

    Parameters
    ----------
    vector : ndarray of shape (n, 1)
        As `to_vector` gives it.
    like : mapping of str to ndarray
        Arrays with the names, the order and the shapes that are wanted; their numbers play no part.

    Returns
    -------
    dict of str to ndarray
        New arrays of these names and shapes.

    Raises
    ------
    ValueError
        If the vector holds more or fewer numbers than the arrays.

    Notes
    -----
    Derived in lesson 08.

    Examples
    --------
    >>> from_vector(np.array([[1.0], [2.0]]), {"w": np.zeros((1, 1)), "b": np.zeros((1, 1))})
    {'w': array([[1.]]), 'b': array([[2.]])}
    """
    wanted = sum(np.size(array) for array in like.values())
    if np.size(vector) != wanted:
        raise ValueError(f"The vector holds {np.size(vector)} numbers, and the arrays hold {wanted}.")
    arrays, start = {}, 0
    for name, array in like.items():
        stop = start + np.size(array)
        arrays[name] = np.array(vector[start:stop], dtype=np.float64).reshape(np.shape(array))
        start = stop
    return arrays


def gradient_errors(
    cost: Callable[[dict[str, Array]], float],
    parameters: Mapping[str, NDArray],
    gradients: Mapping[str, NDArray],
    epsilon: float = 1e-5,
) -> dict[str, float]:
    """Check the gradients of a whole network, array by array: that tells in which layer a mistake sits.

    Parameters
    ----------
    cost : callable
        Takes parameters by name, returns a number. It must give the same number whenever it is given the same
        parameters, so no dropout with masks that change.
    parameters : mapping of str to ndarray
        Where the gradients were computed.
    gradients : mapping of str to ndarray
        For each parameter ``name`` its gradient under ``"d" + name``. Other keys are not used.
    epsilon : float
        How far each parameter is moved.

    Returns
    -------
    dict of str to float
        For each parameter the `relative_error` of its gradient, in the order of `parameters`.

    Raises
    ------
    ValueError
        If a gradient has another shape than its parameter.

    Notes
    -----
    Derived in lesson 08.

    Examples
    --------
    >>> def cost(p):
    ...     return float((p["w"] ** 2).sum() + 3 * p["b"].sum())
    >>> parameters = {"w": np.array([[1.0, -2.0]]), "b": np.array([[0.5]])}
    >>> errors = gradient_errors(cost, parameters, {"dw": 2 * parameters["w"], "db": np.array([[6.0]])})
    >>> {name: round(error, 3) for name, error in errors.items()}
    {'w': 0.0, 'b': 0.333}
    """
    fixed = {name: np.array(theta, dtype=np.float64) for name, theta in parameters.items()}
    errors = {}
    for name, theta in fixed.items():

        def moved(value: Array, name: str = name) -> float:
            return cost({**fixed, name: value})

        errors[name] = gradient_check(moved, theta, gradients[f"d{name}"], epsilon)
    return errors
