"""Where training starts: the first weights of a layer. Used from lesson 05 on, derived in lesson 08.

Every function takes the two sizes of a layer and a generator of random numbers, and returns ``W`` of shape
(n_out, n_in). Biases start at 0 in all of them, so there is no function for those.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Initializer = Callable[[int, int, np.random.Generator], Array]


def zeros(n_out: int, n_in: int, rng: np.random.Generator | None = None) -> Array:
    """Return zeros: right for logistic regression, a trap for a layer of several units, which stay alike for ever.

    Parameters
    ----------
    n_out, n_in : int
        Units of the layer, and inputs of each; 1 or more.
    rng : Generator, optional
        Not used; it is there so that one initializer can stand in the place of another.

    Returns
    -------
    ndarray of shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is below 1.

    Notes
    -----
    Derived in lesson 04.
    """
    _require_sizes(n_out, n_in)
    return np.zeros((n_out, n_in))


def scaled_normal(n_out: int, n_in: int, rng: np.random.Generator, scale: float = 0.01) -> Array:
    r"""Draw from a normal distribution of a fixed width.

    .. math:: W_{jk} \sim N(0, \text{scale}^2)

    Parameters
    ----------
    n_out, n_in : int
        Units of the layer, and inputs of each; 1 or more.
    rng : Generator
        Same generator, same weights.
    scale : float
        Standard deviation, 0 or more.

    Returns
    -------
    ndarray of shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is below 1 or the scale negative.

    Notes
    -----
    Derived in lesson 04; why one scale does not fit all layers, in lesson 08.
    """
    _require_sizes(n_out, n_in)
    if not scale >= 0:
        raise ValueError(f"scale is {scale}: a standard deviation of 0 or more is expected.")
    return scale * rng.normal(size=(n_out, n_in))


def he(n_out: int, n_in: int, rng: np.random.Generator) -> Array:
    r"""Draw so that a layer of ReLUs passes on signals of the size that it gets.

    .. math:: W_{jk} \sim N\left(0, \frac{2}{n_{in}}\right)

    Parameters
    ----------
    n_out, n_in : int
        Units of the layer, and inputs of each; 1 or more.
    rng : Generator
        Same generator, same weights.

    Returns
    -------
    ndarray of shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is below 1.

    References
    ----------
    He, K., Zhang, X., Ren, S. and Sun, J. (2015). Delving deep into rectifiers: surpassing human-level performance on
    ImageNet classification.

    Notes
    -----
    Derived in lesson 08.
    """
    return scaled_normal(n_out, n_in, rng, np.sqrt(2 / max(n_in, 1)))


def glorot(n_out: int, n_in: int, rng: np.random.Generator) -> Array:
    r"""Draw so that signals keep their size about as well on the way forward as on the way back (also called Xavier).

    .. math:: W_{jk} \sim N\left(0, \frac{2}{n_{in} + n_{out}}\right)

    Parameters
    ----------
    n_out, n_in : int
        Units of the layer, and inputs of each; 1 or more.
    rng : Generator
        Same generator, same weights.

    Returns
    -------
    ndarray of shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is below 1.

    References
    ----------
    Glorot, X. and Bengio, Y. (2010). Understanding the difficulty of training deep feedforward neural networks. (They
    draw from a uniform distribution of the same variance.)

    Notes
    -----
    Derived in lesson 08.
    """
    return scaled_normal(n_out, n_in, rng, np.sqrt(2 / max(n_in + n_out, 1)))


def _require_sizes(n_out: int, n_in: int) -> None:
    """Say which size does not make a layer."""
    if n_out < 1 or n_in < 1:
        raise ValueError(
            f"n_out is {n_out}, n_in is {n_in}: a layer has at least one unit, and each at least one input."
        )
