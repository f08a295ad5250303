"""One layer, forward and back: a linear part, then an activation. Derived in lesson 05.

On the way back ``dZ`` and ``dA`` hold the derivatives of each example's own loss, one example in each column; ``dW``
and ``db`` are those of the cost, which is the mean of the losses. So only these two are divided by m.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course_utils.nn.activation_zoo import Activation

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Cache:
    """What the way forward through a layer keeps for the way back.

    Attributes
    ----------
    A_prev : ndarray of shape (n_prev, m)
        What the layer was given.
    W : ndarray of shape (n, n_prev)
        Its weights.
    Z : ndarray of shape (n, m)
        Its linear part.
    activation : Activation
        Its function g, so that its values were ``g(Z)``.
    """

    A_prev: Array
    W: Array
    Z: Array
    activation: Activation


def linear_forward(A_prev: Array, W: Array, b: Array) -> Array:
    r"""Return the linear part of a layer.

    .. math:: Z = W A_{prev} + b

    Parameters
    ----------
    A_prev : ndarray of shape (n_prev, m)
        What the layer before gives, or the inputs.
    W : ndarray of shape (n, n_prev)
        Weights.
    b : ndarray of shape (n, 1)
        Biases.

    Returns
    -------
    ndarray of shape (n, m)

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 05.

    Examples
    --------
    >>> linear_forward(np.array([[1.0, 2.0]]), np.array([[3.0], [-1.0]]), np.array([[0.5], [0.0]]))
    array([[ 3.5,  6.5],
           [-1. , -2. ]])
    """
    if A_prev.ndim != 2 or W.ndim != 2 or W.shape[1] != A_prev.shape[0] or b.shape != (W.shape[0], 1):
        raise ValueError(
            f"A_prev has shape {A_prev.shape}, W {W.shape}, b {b.shape}: (n_prev, m), (n, n_prev) and (n, 1) are "
            "expected."
        )
    # It is W @ A_prev. Pictures lie in memory one after the other, as the rows of A_prev.T, and with them in front the
    # routines behind NumPy are faster, with two threads about twice as fast.
    Z = (A_prev.T @ W.T).T
    Z += b  # in place: Z is new, and a second array of its size would only cost time
    return Z


def parameter_gradients(dZ: Array, A_prev: Array) -> tuple[Array, Array]:
    r"""Return the gradients of the cost for the weights and biases of a layer.

    .. math:: dW = \tfrac{1}{m} \, dZ \, A_{prev}^T, \quad db = \tfrac{1}{m} \sum_i dZ^{(i)}

    Parameters
    ----------
    dZ : ndarray of shape (n, m)
        Derivatives of the losses by the linear part.
    A_prev : ndarray of shape (n_prev, m)
        What the layer was given.

    Returns
    -------
    dW : ndarray of shape (n, n_prev)
    db : ndarray of shape (n, 1)

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 05.
    """
    if dZ.ndim != 2 or A_prev.ndim != 2 or dZ.shape[1] != A_prev.shape[1]:
        raise ValueError(f"dZ has shape {dZ.shape}, A_prev {A_prev.shape}: (n, m) and (n_prev, m) are expected.")
    dZ = dZ / dZ.shape[1]  # dividing here, and not dW, which can be a hundred times larger
    return dZ @ A_prev.T, dZ.sum(axis=1, keepdims=True)


def linear_backward(dZ: Array, A_prev: Array, W: Array) -> tuple[Array, Array, Array]:
    r"""Go back through the linear part of a layer.

    .. math:: dA_{prev} = W^T dZ, \quad dW = \tfrac{1}{m} \, dZ \, A_{prev}^T, \quad
        db = \tfrac{1}{m} \sum_i dZ^{(i)}

    Parameters
    ----------
    dZ : ndarray of shape (n, m)
        Derivatives of the losses by the linear part.
    A_prev : ndarray of shape (n_prev, m)
        What the layer was given.
    W : ndarray of shape (n, n_prev)
        Weights.

    Returns
    -------
    dA_prev : ndarray of shape (n_prev, m)
    dW : ndarray of shape (n, n_prev)
    db : ndarray of shape (n, 1)

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 05.
    """
    dW, db = parameter_gradients(dZ, A_prev)
    if dW.shape != W.shape:
        raise ValueError(
            f"W has shape {W.shape}, dZ {dZ.shape}, A_prev {A_prev.shape}: (n, n_prev), (n, m) and (n_prev, m) are "
            "expected."
        )
    return W.T @ dZ, dW, db


def activation_forward(Z: Array, activation: Activation) -> Array:
    r"""Return the values of a layer.

    .. math:: A = g(Z)

    Parameters
    ----------
    Z : ndarray of shape (n, m)
        The linear part.
    activation : Activation
        The function g, one of `course_utils.nn.ACTIVATIONS`.

    Returns
    -------
    ndarray of shape (n, m)

    Notes
    -----
    Derived in lesson 05.
    """
    return activation.function(Z)


def activation_backward(dA: Array, Z: Array, activation: Activation) -> Array:
    r"""Go back through the activation of a layer.

    .. math:: dZ = dA * g'(Z)

    Here :math:`*` multiplies entry by entry.

    Parameters
    ----------
    dA : ndarray of shape (n, m)
        Derivatives of the losses by the values of the layer.
    Z : ndarray of shape (n, m)
        The linear part.
    activation : Activation
        The function g.

    Returns
    -------
    ndarray of shape (n, m)

    Raises
    ------
    ValueError
        If the shapes differ: broadcasting would hide that `Z` belongs to another layer.

    Notes
    -----
    Derived in lesson 05.
    """
    if dA.shape != Z.shape:
        raise ValueError(f"dA has shape {dA.shape}, Z {Z.shape}: both belong to one layer, so they have one shape.")
    return dA * activation.derivative(Z)


def layer_forward(A_prev: Array, W: Array, b: Array, activation: Activation) -> tuple[Array, Cache]:
    """Go forward through one layer: `linear_forward`, then `activation_forward`.

    Parameters
    ----------
    A_prev : ndarray of shape (n_prev, m)
        What the layer before gives, or the inputs.
    W, b : ndarray of shape (n, n_prev) and (n, 1)
        Weights and biases.
    activation : Activation
        The function g.

    Returns
    -------
    A : ndarray of shape (n, m)
        The values of the layer.
    cache : Cache
        What `layer_backward` needs.

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 05.
    """
    Z = linear_forward(A_prev, W, b)
    return activation_forward(Z, activation), Cache(A_prev, W, Z, activation)


def layer_backward(dA: Array, cache: Cache) -> tuple[Array, Array, Array]:
    """Go back through one layer: `activation_backward`, then `linear_backward`.

    Parameters
    ----------
    dA : ndarray of shape (n, m)
        Derivatives of the losses by the values of the layer.
    cache : Cache
        What `layer_forward` kept.

    Returns
    -------
    dA_prev : ndarray of shape (n_prev, m)
    dW : ndarray of shape (n, n_prev)
    db : ndarray of shape (n, 1)

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 05.
    """
    return linear_backward(activation_backward(dA, cache.Z, cache.activation), cache.A_prev, cache.W)
