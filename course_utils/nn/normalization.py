"""Inputs on one scale: mean 0 and standard deviation 1 for every feature. Derived in lesson 08.

The numbers are measured once, on the training examples, and then used for all examples alike: a model that has learned
what "1" means must meet the same "1" later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Statistics:
    """Where every feature lies, and how far it spreads.

    Attributes
    ----------
    mean : ndarray of shape (n_x, 1)
    std : ndarray of shape (n_x, 1)
        Standard deviations; 0 for a feature that never changes.
    """

    mean: Array
    std: Array


def measure(X: Array) -> Statistics:
    r"""Return mean and standard deviation of every feature.

    .. math:: \mu_j = \tfrac{1}{m} \sum_i x_j^{(i)}, \quad
        \sigma_j^2 = \tfrac{1}{m} \sum_i \left(x_j^{(i)} - \mu_j\right)^2

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        The training examples, one in each column; one at least.

    Returns
    -------
    Statistics

    Raises
    ------
    ValueError
        If there is no example.

    Notes
    -----
    Derived in lesson 08.
    """
    if X.ndim != 2 or X.shape[1] == 0:
        raise ValueError(f"X has shape {X.shape} and (n_x, m) is expected: one example in each column, one at least.")
    return Statistics(X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True))


def standardize(X: Array, statistics: Statistics) -> Array:
    r"""Shift and scale every feature.

    .. math:: x_j \leftarrow \frac{x_j - \mu_j}{\sigma_j}

    A feature that never changed among the training examples tells nothing, and there is nothing to divide it by: it is
    only shifted.

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Any examples: for training, for choosing, for the test.
    statistics : Statistics
        From `measure`, of the training examples.

    Returns
    -------
    ndarray of shape (n_x, m)

    Raises
    ------
    ValueError
        If the statistics belong to another number of features.

    References
    ----------
    LeCun, Y., Bottou, L., Orr, G. B. and Müller, K.-R. (1998). Efficient backprop.

    Notes
    -----
    Derived in lesson 08.

    Examples
    --------
    >>> X = np.array([[1.0, 3.0], [7.0, 7.0]])
    >>> standardize(X, measure(X))
    array([[-1.,  1.],
           [ 0.,  0.]])
    """
    if X.ndim != 2 or statistics.mean.shape != (X.shape[0], 1):
        raise ValueError(
            f"X has shape {X.shape}, and the statistics are those of {statistics.mean.shape[0]} features: X needs a "
            "row for each of them."
        )
    return (X - statistics.mean) / np.where(statistics.std > 0, statistics.std, 1)
