"""The activation functions beside the sigmoid, their derivatives, and one table of them all.

All but softmax look at each number by itself. At a kink the derivative does not exist; the value returned there is one
of the slopes between the left and the right one (a subgradient), the one that TensorFlow chooses too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_utils.nn.activations import _floats, sigmoid, sigmoid_derivative

Array = NDArray[np.floating]
Elementwise = Callable[[ArrayLike], Array]


def step(Z: ArrayLike) -> Array:
    r"""Return 1 where Z is 0 or more, and 0 elsewhere: the perceptron's answer.

    .. math:: g(z) = \begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases}

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.

    Returns
    -------
    ndarray of the same shape
        Zeros and ones, in the dtype of `Z` (float64 for whole numbers). Derived in lesson 03.

    References
    ----------
    Rosenblatt, F. (1958). The perceptron: a probabilistic model for information storage and organization in the brain.

    Examples
    --------
    >>> step([-2.0, 0.0, 3.0])
    array([0., 1., 1.])
    """
    Z = _floats(Z)
    return (Z >= 0).astype(Z.dtype)


def step_derivative(Z: ArrayLike) -> Array:
    """Return the slope of the step: 0 wherever there is one, and 0 at the jump, where there is none.

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.

    Returns
    -------
    ndarray of the same shape
        Zeros. Derived in lesson 03.

    Examples
    --------
    >>> step_derivative([-2.0, 3.0])
    array([0., 0.])
    """
    return np.zeros_like(_floats(Z))


def linear(Z: ArrayLike) -> Array:
    """Return Z as it is, as a new array.

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.

    Returns
    -------
    ndarray of the same shape
        The same numbers. Derived in lesson 03.

    Examples
    --------
    >>> linear([-2.0, 3.0])
    array([-2.,  3.])
    """
    return _floats(Z).copy()


def linear_derivative(Z: ArrayLike) -> Array:
    """Return the slope of the linear activation, 1 everywhere.

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.

    Returns
    -------
    ndarray of the same shape
        Ones. Derived in lesson 03.

    Examples
    --------
    >>> linear_derivative([-2.0, 3.0])
    array([1., 1.])
    """
    return np.ones_like(_floats(Z))


def tanh(Z: ArrayLike) -> Array:
    r"""Squeeze every number into the interval from -1 to 1, with 0 kept where it is.

    .. math:: \tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}} = 2 \, \sigma(2z) - 1

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.

    Returns
    -------
    ndarray of the same shape
        Values, in the dtype of `Z` (float64 for whole numbers). Derived in lesson 03.

    Examples
    --------
    >>> tanh([0.0, 1.0]).round(3)
    array([0.   , 0.762])
    """
    return np.tanh(_floats(Z))


def tanh_derivative(Z: ArrayLike) -> Array:
    r"""Return the slope of tanh.

    .. math:: \tanh'(z) = 1 - \tanh^2(z) = \frac{4 e^{-2|z|}}{(1 + e^{-2|z|})^2}

    The last form keeps its precision where tanh is so close to 1 that ``1 - tanh(Z)**2`` loses it.

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts: the arguments of tanh, not its values.

    Returns
    -------
    ndarray of the same shape
        Slopes, 1 at most. Derived in lesson 03.

    Examples
    --------
    >>> tanh_derivative([0.0, 1.0]).round(3)
    array([1.  , 0.42])
    """
    small = np.exp(-2 * np.abs(_floats(Z)))
    return 4 * small / (1 + small) ** 2


def relu(Z: ArrayLike) -> Array:
    r"""Keep what is positive, and put 0 for the rest: the rectified linear unit.

    .. math:: g(z) = \max(0, z)

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.

    Returns
    -------
    ndarray of the same shape
        Values, in the dtype of `Z` (float64 for whole numbers). Derived in lesson 03.

    References
    ----------
    Nair, V. and Hinton, G. E. (2010). Rectified linear units improve restricted Boltzmann machines.

    Examples
    --------
    >>> relu([-2.0, 0.0, 3.0])
    array([0., 0., 3.])
    """
    return np.maximum(_floats(Z), 0)


def relu_derivative(Z: ArrayLike) -> Array:
    """Return the slope of ReLU: 1 where Z is positive, 0 elsewhere. At the kink it is 0.

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.

    Returns
    -------
    ndarray of the same shape
        Zeros and ones. Derived in lesson 03.

    Examples
    --------
    >>> relu_derivative([-2.0, 0.0, 3.0])
    array([0., 0., 1.])
    """
    Z = _floats(Z)
    return (Z > 0).astype(Z.dtype)


def leaky_relu(Z: ArrayLike, leak: float = 0.01) -> Array:
    r"""Keep what is positive, and let a little of the rest through.

    .. math:: g(z) = \begin{cases} z & z > 0 \\ \text{leak} \cdot z & z \le 0 \end{cases}

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.
    leak : float
        Slope on the negative side.

    Returns
    -------
    ndarray of the same shape
        Values, in the dtype of `Z` (float64 for whole numbers). Derived in lesson 03.

    References
    ----------
    Maas, A. L., Hannun, A. Y. and Ng, A. Y. (2013). Rectifier nonlinearities improve neural network acoustic models.

    Examples
    --------
    >>> leaky_relu([-2.0, 3.0])
    array([-0.02,  3.  ])
    """
    Z = _floats(Z)
    return np.where(Z > 0, Z, leak * Z)


def leaky_relu_derivative(Z: ArrayLike, leak: float = 0.01) -> Array:
    """Return the slope of leaky ReLU: 1 where Z is positive, `leak` elsewhere. At the kink it is `leak`.

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.
    leak : float
        Slope on the negative side.

    Returns
    -------
    ndarray of the same shape
        Slopes, never 0. Derived in lesson 03.

    Examples
    --------
    >>> leaky_relu_derivative([-2.0, 3.0])
    array([0.01, 1.  ])
    """
    Z = _floats(Z)
    return np.where(Z > 0, 1, leak).astype(Z.dtype)


def elu(Z: ArrayLike, floor: float = 1.0) -> Array:
    r"""Keep what is positive, and level off smoothly on the other side: the exponential linear unit.

    .. math:: g(z) = \begin{cases} z & z > 0 \\ \text{floor} \cdot (e^z - 1) & z \le 0 \end{cases}

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.
    floor : float
        The value far to the left is ``-floor``. With 1 there is no kink.

    Returns
    -------
    ndarray of the same shape
        Values, in the dtype of `Z` (float64 for whole numbers). Derived in lesson 03.

    References
    ----------
    Clevert, D.-A., Unterthiner, T. and Hochreiter, S. (2016). Fast and accurate deep network learning by exponential
    linear units (ELUs).

    Examples
    --------
    >>> elu([-2.0, 3.0]).round(3)
    array([-0.865,  3.   ])
    """
    Z = _floats(Z)
    return np.where(Z > 0, Z, floor * np.expm1(np.minimum(Z, 0)))


def elu_derivative(Z: ArrayLike, floor: float = 1.0) -> Array:
    r"""Return the slope of ELU.

    .. math:: g'(z) = \begin{cases} 1 & z > 0 \\ \text{floor} \cdot e^z & z \le 0 \end{cases}

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.
    floor : float
        The value of ELU far to the left is ``-floor``.

    Returns
    -------
    ndarray of the same shape
        Slopes. Derived in lesson 03.

    Examples
    --------
    >>> elu_derivative([-2.0, 3.0]).round(3)
    array([0.135, 1.   ])
    """
    Z = _floats(Z)
    return np.where(Z > 0, 1, floor * np.exp(np.minimum(Z, 0)))


def absolute(Z: ArrayLike) -> Array:
    """Return the absolute value of every number: what is negative is folded over to the positive side.

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.

    Returns
    -------
    ndarray of the same shape
        Values, in the dtype of `Z` (float64 for whole numbers). Derived in lesson 03.

    References
    ----------
    Jarrett, K., Kavukcuoglu, K., Ranzato, M. and LeCun, Y. (2009). What is the best multi-stage architecture for object
    recognition?

    Examples
    --------
    >>> absolute([-2.0, 3.0])
    array([2., 3.])
    """
    return np.abs(_floats(Z))


def absolute_derivative(Z: ArrayLike) -> Array:
    """Return the slope of the absolute value: the sign of Z. At the kink it is 0.

    Parameters
    ----------
    Z : array_like of any shape
        Linear parts.

    Returns
    -------
    ndarray of the same shape
        -1, 0 or 1. Derived in lesson 03.

    Examples
    --------
    >>> absolute_derivative([-2.0, 0.0, 3.0])
    array([-1.,  0.,  1.])
    """
    return np.sign(_floats(Z))


def softmax(Z: ArrayLike) -> Array:
    r"""Turn each column into shares that are positive and add up to 1.

    .. math:: a_i = \frac{e^{z_i}}{\sum_k e^{z_k}} = \frac{e^{z_i - \max z}}{\sum_k e^{z_k - \max z}}

    The last form is the one computed: the largest exponential is 1, so nothing overflows.

    Parameters
    ----------
    Z : array_like of shape (n, m) or (n,)
        Linear parts, one example in each column.

    Returns
    -------
    ndarray of the same shape
        Values; each column adds up to 1.

    Raises
    ------
    ValueError
        If there is no entry to share among.

    References
    ----------
    Bridle, J. S. (1990). Probabilistic interpretation of feedforward classification network outputs, with relationships
    to statistical pattern recognition.

    Notes
    -----
    Derived in lesson 03.

    Examples
    --------
    >>> softmax([[2.0], [1.0], [0.0]]).round(3)
    array([[0.665],
           [0.245],
           [0.09 ]])
    """
    Z = _floats(Z)
    if Z.ndim == 0 or Z.shape[0] == 0:
        raise ValueError(f"Z has shape {Z.shape}: softmax needs one entry at least in each column.")
    powers = np.exp(Z - Z.max(axis=0))
    return powers / powers.sum(axis=0)


def softmax_jacobian(a: ArrayLike) -> Array:
    r"""Return all derivatives of softmax for one example, from its values.

    .. math:: \frac{\partial a_i}{\partial z_j} = a_i (\delta_{ij} - a_j),
        \qquad \frac{\partial a}{\partial z} = \mathrm{diag}(a) - a a^T

    Here :math:`\delta_{ij}` is 1 for i = j and 0 elsewhere. Only the diagonal is ``a * (1 - a)``. Every row and every
    column adds up to 0: moving all entries of z together changes nothing, and the shares always add up to 1.

    Parameters
    ----------
    a : array_like of shape (n, 1) or (n,)
        The values of softmax, ``softmax(z)``, for one example.

    Returns
    -------
    ndarray of shape (n, n)
        Row i, column j: how fast ``a[i]`` changes with ``z[j]``. Symmetric.

    Raises
    ------
    ValueError
        If `a` is not a single column.

    Notes
    -----
    Derived in lesson 03.

    Examples
    --------
    >>> softmax_jacobian([[0.5], [0.3], [0.2]]).round(2)
    array([[ 0.25, -0.15, -0.1 ],
           [-0.15,  0.21, -0.06],
           [-0.1 , -0.06,  0.16]])
    """
    a = _floats(a)
    if a.size == 0 or a.shape not in ((a.size,), (a.size, 1)):
        raise ValueError(f"a has shape {a.shape}: the values of one example are expected, a single column (n, 1).")
    column = a.reshape(-1, 1)
    return np.diag(a.ravel()) - column @ column.T


@dataclass(frozen=True)
class Activation:
    """An activation function that looks at each number by itself.

    Attributes
    ----------
    name : str
        As it is written in a text.
    function, derivative : callable
        Take the linear parts Z, return an array of their shape.
    low, high : float
        Where its values lie: its range, whether or not the ends belong to it.
    formula : str
        The formula in one line.
    """

    name: str
    function: Elementwise
    derivative: Elementwise
    low: float
    high: float
    formula: str

    def __call__(self, Z: ArrayLike) -> tuple[Array, Array]:
        """Return the values and the slopes at Z, as the learner's functions of lesson 03 do.

        Parameters
        ----------
        Z : array_like of any shape
            Linear parts.

        Returns
        -------
        A, slope : ndarray of the same shape
        """
        return self.function(Z), self.derivative(Z)


#: All of them by name, in the order of lesson 03.
ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        activation.name: activation
        for activation in (
            Activation("step", step, step_derivative, 0, 1, "1 if z ≥ 0, else 0"),
            Activation("linear", linear, linear_derivative, -np.inf, np.inf, "z"),
            Activation("sigmoid", sigmoid, sigmoid_derivative, 0, 1, "1 / (1 + e⁻ᶻ)"),
            Activation("tanh", tanh, tanh_derivative, -1, 1, "(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)"),
            Activation("ReLU", relu, relu_derivative, 0, np.inf, "max(0, z)"),
            Activation("leaky ReLU", leaky_relu, leaky_relu_derivative, -np.inf, np.inf, "z if z > 0, else 0.01 z"),
            Activation("ELU", elu, elu_derivative, -1, np.inf, "z if z > 0, else eᶻ − 1"),
            Activation("absolute value", absolute, absolute_derivative, 0, np.inf, "|z|"),
        )
    }
)
