"""Gradients that are too long are cut. Derived in lesson 08.

Every array of the dict counts: leave out what is not the gradient of a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Gradients = dict[str, Array]


def global_norm(gradients: Mapping[str, Array]) -> float:
    r"""Return the length of all gradients together, as if they were one vector.

    .. math:: \lVert g \rVert = \sqrt{\sum_k \lVert g_k \rVert^2}

    Parameters
    ----------
    gradients : mapping of str to ndarray
        Gradients by name.

    Returns
    -------
    float

    Notes
    -----
    Derived in lesson 08.

    Examples
    --------
    >>> global_norm({"dW1": np.array([[3.0, 0.0]]), "db1": np.array([[4.0]])})
    5.0
    """
    return float(np.sqrt(sum(np.vdot(gradient, gradient) for gradient in gradients.values())))


def clip_by_norm(gradients: Mapping[str, Array], limit: float) -> Gradients:
    r"""Shorten the gradients together until their length is `limit`; leave them alone when it is less.

    .. math:: g_k \leftarrow g_k \cdot \min\left(1, \frac{\text{limit}}{\lVert g \rVert}\right)

    All are multiplied by the same number, so that the direction of the step stays.

    Parameters
    ----------
    gradients : mapping of str to ndarray
        Gradients by name. They are left as they are.
    limit : float
        The greatest length, above 0.

    Returns
    -------
    dict of str to ndarray
        New arrays under the same names.

    Raises
    ------
    ValueError
        If `limit` is not above 0.

    References
    ----------
    Pascanu, R., Mikolov, T. and Bengio, Y. (2013). On the difficulty of training recurrent neural networks.

    Notes
    -----
    Derived in lesson 08.

    Examples
    --------
    >>> clip_by_norm({"dw": np.array([3.0, 4.0])}, 1.0)
    {'dw': array([0.6, 0.8])}
    """
    _require_limit(limit)
    factor = limit / max(global_norm(gradients), limit)
    return {name: gradient * factor for name, gradient in gradients.items()}


def clip_by_value(gradients: Mapping[str, Array], limit: float) -> Gradients:
    r"""Cut every number of the gradients by itself.

    .. math:: g_j \leftarrow \min(\max(g_j, -\text{limit}), \text{limit})

    The direction of the step changes where some numbers are cut and others are not.

    Parameters
    ----------
    gradients : mapping of str to ndarray
        Gradients by name. They are left as they are.
    limit : float
        The greatest absolute value, above 0.

    Returns
    -------
    dict of str to ndarray
        New arrays under the same names.

    Raises
    ------
    ValueError
        If `limit` is not above 0.

    Notes
    -----
    Derived in lesson 08.

    Examples
    --------
    >>> clip_by_value({"dw": np.array([3.0, -0.4])}, 1.0)
    {'dw': array([ 1. , -0.4])}
    """
    _require_limit(limit)
    return {name: np.clip(gradient, -limit, limit) for name, gradient in gradients.items()}


def _require_limit(limit: float) -> None:
    """Say so when there is no length to cut to."""
    if not limit > 0:
        raise ValueError(f"limit is {limit}: a length above 0 is expected, 1.0 for instance.")
