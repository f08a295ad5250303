r"""How parameters move once their gradient is known, and how the learning rate may change on the way. Lesson 09.

An optimizer is a frozen dataclass that holds its settings and nothing else. What it has to remember from step to step,
its *memory*, is a tuple of arrays that the caller keeps::

    memory = optimizer.start(theta)
    for t in range(1, steps + 1):
        optimizer.step(theta, gradient(theta), memory, t=t, alpha=0.01)

A step changes ``theta`` and the memory **in place**: with a million parameters, new arrays would cost as much time as
the arithmetic. ``theta`` is one array of any shape; a network calls `start` and `step` for each of its arrays. Every
number in it is treated by itself.

In the formulas g is the gradient, t the number of the step (the first is 1), m an average of gradients, v one of their
squares; all operations are entry by entry.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Memory = tuple[Array, ...]
#: A learning rate: one number for all of `theta`, or an array that broadcasts against it.
Rate = float | Array


class Optimizer(Protocol):
    """What all optimizers can do."""

    def start(self, theta: Array) -> Memory:
        """Return the memory before the first step.

        Parameters
        ----------
        theta : ndarray
            The parameters that will be moved.

        Returns
        -------
        tuple of ndarray
            Arrays in the shape and dtype of `theta`; none for an optimizer that remembers nothing.
        """

    def step(self, theta: Array, gradient: Array, memory: Memory, *, t: int, alpha: Rate) -> None:
        """Take one step; `theta` and `memory` are changed in place, `gradient` is not.

        Parameters
        ----------
        theta, gradient : ndarray
            The parameters and the gradient of the cost there, of one shape and dtype.
        memory : tuple of ndarray
            What `start` returned and earlier steps have changed.
        t : int
            The number of this step; the first is 1.
        alpha : float or ndarray
            Learning rate.
        """


@dataclass(frozen=True)
class GradientDescent:
    r"""Go against the gradient.

    .. math:: \theta \leftarrow \theta - \alpha \, g

    References
    ----------
    Robbins, H. and Monro, S. (1951). A stochastic approximation method: the steps may be taken with gradients that are
    only right on average.

    Notes
    -----
    Derived in lessons 02 and 09.
    """

    def start(self, theta: Array) -> Memory:
        """Remember nothing."""
        return ()

    def step(self, theta: Array, gradient: Array, memory: Memory, *, t: int, alpha: Rate) -> None:
        """Take one step in place; see `Optimizer.step`."""
        theta -= alpha * gradient


@dataclass(frozen=True)
class Momentum:
    r"""Go against an average of the gradients so far, in which old ones fade.

    .. math:: m \leftarrow \beta_1 m + (1 - \beta_1) \, g, \quad \theta \leftarrow \theta - \alpha \, m

    Attributes
    ----------
    beta1 : float
        How much of the average is kept in each step, from 0 (gradient descent) to less than 1.

    References
    ----------
    Polyak, B. T. (1964). Some methods of speeding up the convergence of iteration methods.

    Notes
    -----
    Derived in lesson 09. Polyak's form, and that of Keras, leaves out the factor :math:`1 - \beta_1`: with a constant
    rate it is the same path for the rate :math:`\alpha (1 - \beta_1)`.
    """

    beta1: float = 0.9

    def __post_init__(self) -> None:
        _require_fractions(beta1=self.beta1)

    def start(self, theta: Array) -> Memory:
        """Begin with m = 0."""
        return (np.zeros_like(theta),)

    def step(self, theta: Array, gradient: Array, memory: Memory, *, t: int, alpha: Rate) -> None:
        """Take one step in place; see `Optimizer.step`."""
        (m,) = memory
        m += (1 - self.beta1) * (gradient - m)
        theta -= alpha * m


@dataclass(frozen=True)
class AdaGrad:
    r"""Divide by the root of the sum of all squared gradients: whoever has moved much moves less.

    .. math:: v \leftarrow v + g^2, \quad \theta \leftarrow \theta - \alpha \, \frac{g}{\sqrt{v} + \varepsilon}

    Attributes
    ----------
    epsilon : float
        Keeps the division from 0 / 0; greater than 0.

    References
    ----------
    Duchi, J., Hazan, E. and Singer, Y. (2011). Adaptive subgradient methods for online learning and stochastic
    optimization.

    Notes
    -----
    Derived in lesson 09. Keras begins with v = 0.1 and puts epsilon under the root.
    """

    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _require_positive(epsilon=self.epsilon)

    def start(self, theta: Array) -> Memory:
        """Begin with v = 0."""
        return (np.zeros_like(theta),)

    def step(self, theta: Array, gradient: Array, memory: Memory, *, t: int, alpha: Rate) -> None:
        """Take one step in place; see `Optimizer.step`."""
        (v,) = memory
        v += gradient * gradient
        theta -= alpha * gradient / (np.sqrt(v) + self.epsilon)


@dataclass(frozen=True)
class RMSprop:
    r"""Divide by the root of an average of the squared gradients, in which old ones fade.

    .. math:: v \leftarrow \beta_2 v + (1 - \beta_2) \, g^2, \quad
        \theta \leftarrow \theta - \alpha \, \frac{g}{\sqrt{v} + \varepsilon}

    Attributes
    ----------
    beta2 : float
        How much of the average is kept in each step, from 0 to less than 1.
    epsilon : float
        Keeps the division from 0 / 0; greater than 0.

    References
    ----------
    Tieleman, T. and Hinton, G. (2012). Lecture 6.5, RMSProp: divide the gradient by a running average of its recent
    magnitude.

    Notes
    -----
    Derived in lesson 09. Keras puts epsilon under the root.
    """

    beta2: float = 0.9
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _require_fractions(beta2=self.beta2)
        _require_positive(epsilon=self.epsilon)

    def start(self, theta: Array) -> Memory:
        """Begin with v = 0."""
        return (np.zeros_like(theta),)

    def step(self, theta: Array, gradient: Array, memory: Memory, *, t: int, alpha: Rate) -> None:
        """Take one step in place; see `Optimizer.step`."""
        (v,) = memory
        v += (1 - self.beta2) * (gradient * gradient - v)
        theta -= alpha * gradient / (np.sqrt(v) + self.epsilon)


@dataclass(frozen=True)
class Adam:
    r"""Momentum divided as in RMSprop, both averages corrected for having begun at 0.

    .. math:: m \leftarrow \beta_1 m + (1 - \beta_1) \, g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) \, g^2, \quad
        \hat m = \frac{m}{1 - \beta_1^t}, \quad \hat v = \frac{v}{1 - \beta_2^t}, \quad
        \theta \leftarrow \theta - \alpha \, \frac{\hat m}{\sqrt{\hat v} + \varepsilon}

    Attributes
    ----------
    beta1, beta2 : float
        How much of each average is kept in each step, from 0 to less than 1.
    epsilon : float
        Keeps the division from 0 / 0; greater than 0.

    References
    ----------
    Kingma, D. P. and Ba, J. (2015). Adam: a method for stochastic optimization. Algorithm 1.

    Notes
    -----
    Derived in lesson 09. Keras adds epsilon to the root of v itself, not of the corrected v: what the paper calls
    :math:`\hat\varepsilon`.
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _require_fractions(beta1=self.beta1, beta2=self.beta2)
        _require_positive(epsilon=self.epsilon)

    def start(self, theta: Array) -> Memory:
        """Begin with m = 0 and v = 0."""
        return np.zeros_like(theta), np.zeros_like(theta)

    def step(self, theta: Array, gradient: Array, memory: Memory, *, t: int, alpha: Rate) -> None:
        """Take one step in place; see `Optimizer.step`."""
        m, v = memory
        m += (1 - self.beta1) * (gradient - m)
        v += (1 - self.beta2) * (gradient * gradient - v)
        # Both corrections are single numbers, so they are taken out of the division: two arrays less to compute.
        root = math.sqrt(1 - self.beta2**t)
        theta -= (alpha * (root / (1 - self.beta1**t))) * m / (np.sqrt(v) + self.epsilon * root)


@dataclass(frozen=True)
class AdamW(Adam):
    r"""Adam, with weights that shrink by themselves.

    .. math:: \theta \leftarrow \theta - \alpha \lambda \, \theta, \quad \text{then Adam's step}

    The shrinking does not pass through m and v. Added to the gradient instead, as L2 regularization does, it would be
    divided by the root of v, so that the weights with large gradients would be spared.

    Attributes
    ----------
    weight_decay : float
        How strongly weights shrink, 0 or more.

    References
    ----------
    Loshchilov, I. and Hutter, F. (2019). Decoupled weight decay regularization.

    Notes
    -----
    Derived in lesson 09. It shrinks every array that it is given, as Keras does.
    """

    weight_decay: float = 0.004

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.weight_decay >= 0:
            raise ValueError(f"weight_decay is {self.weight_decay}: 0 or more is expected.")

    def step(self, theta: Array, gradient: Array, memory: Memory, *, t: int, alpha: Rate) -> None:
        """Take one step in place; see `Optimizer.step`."""
        theta *= 1 - alpha * self.weight_decay
        super().step(theta, gradient, memory, t=t, alpha=alpha)


def moving_average(values: Array, beta: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r"""Return the exponentially weighted average at every place of a series, raw and with its bias corrected.

    .. math:: a_0 = 0, \quad a_t = \beta a_{t-1} + (1 - \beta) \, x_t, \quad \hat a_t = \frac{a_t}{1 - \beta^t}

    Parameters
    ----------
    values : ndarray of shape (n,)
        The series, x_1 first.
    beta : float
        How much of the average is kept in each step, from 0 to less than 1; about :math:`1 / (1 - \beta)` values count.

    Returns
    -------
    raw, corrected : ndarray of shape (n,)
        The averages a and those divided by the sum of their weights.

    Raises
    ------
    ValueError
        If `values` is no series or `beta` is out of range.

    Notes
    -----
    Derived in lesson 09.

    Examples
    --------
    >>> raw, corrected = moving_average(np.array([4.0, 4.0]), beta=0.9)
    >>> raw.round(2), corrected.round(2)
    (array([0.4 , 0.76]), array([4., 4.]))
    """
    values = np.asarray(values)
    if values.ndim != 1:
        raise ValueError(f"values has shape {values.shape} and (n,) is expected: a series of numbers.")
    _require_fractions(beta=beta)
    raw = np.empty(len(values))
    average = 0.0
    for t, value in enumerate(values):
        average = beta * average + (1 - beta) * value
        raw[t] = average
    sums = 1 - beta ** np.arange(1.0, len(values) + 1)
    return raw, raw / sums


# Schedules ------------------------------------------------------------------------------------------------------------


def inverse_time(epoch: float, alpha: float, decay: float) -> float:
    r"""Let the rate fall like one over the time.

    .. math:: \alpha_{epoch} = \frac{\alpha}{1 + \text{decay} \cdot \text{epoch}}

    Parameters
    ----------
    epoch : float
        Epochs done so far, 0 or more.
    alpha : float
        The rate at the start.
    decay : float
        How quickly it falls: after ``1 / decay`` epochs it is half.

    Returns
    -------
    float

    References
    ----------
    Robbins, H. and Monro, S. (1951). A stochastic approximation method.

    Notes
    -----
    Derived in lesson 09.

    Examples
    --------
    >>> inverse_time(4, alpha=0.2, decay=0.25)
    0.1
    """
    return alpha / (1 + decay * epoch)


def exponential(epoch: float, alpha: float, factor: float) -> float:
    r"""Multiply the rate by the same factor in every epoch.

    .. math:: \alpha_{epoch} = \alpha \cdot \text{factor}^{epoch}

    Parameters
    ----------
    epoch : float
        Epochs done so far, 0 or more.
    alpha : float
        The rate at the start.
    factor : float
        What is left of it after one epoch, between 0 and 1.

    Returns
    -------
    float

    Notes
    -----
    Derived in lesson 09.
    """
    return float(alpha * factor**epoch)


def staircase(epoch: float, alpha: float, factor: float, every: float) -> float:
    r"""Keep the rate for some epochs, then multiply it by a factor.

    .. math:: \alpha_{epoch} = \alpha \cdot \text{factor}^{\lfloor epoch / every \rfloor}

    Parameters
    ----------
    epoch : float
        Epochs done so far, 0 or more.
    alpha : float
        The rate at the start.
    factor : float
        What is left of it after each step of the staircase, between 0 and 1.
    every : float
        Epochs between two of them.

    Returns
    -------
    float

    Notes
    -----
    Derived in lesson 09.
    """
    return float(alpha * factor ** (epoch // every))


def cosine(epoch: float, alpha: float, epochs: float) -> float:
    r"""Let the rate go down to 0 along half a wave.

    .. math:: \alpha_{epoch} = \frac{\alpha}{2} \left(1 + \cos \frac{\pi \cdot epoch}{epochs}\right)

    Parameters
    ----------
    epoch : float
        Epochs done so far, 0 or more; it stays at 0 once they are all done.
    alpha : float
        The rate at the start.
    epochs : float
        All epochs.

    Returns
    -------
    float

    References
    ----------
    Loshchilov, I. and Hutter, F. (2017). SGDR: stochastic gradient descent with warm restarts.

    Notes
    -----
    Derived in lesson 09.
    """
    return alpha * (1 + math.cos(math.pi * min(epoch / epochs, 1.0))) / 2


def _require_fractions(**values: float) -> None:
    """Say which number does not lie in [0, 1)."""
    for name, value in values.items():
        if not 0 <= value < 1:
            raise ValueError(f"{name} is {value}: a number from 0 to less than 1 is expected.")


def _require_positive(**values: float) -> None:
    """Say which number is not positive."""
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} is {value}: a number greater than 0 is expected.")
