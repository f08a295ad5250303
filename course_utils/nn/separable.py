"""Depthwise-separable convolution: one small kernel for each channel, then a dense layer for each pixel.

Arrays have the shapes of `course_utils.nn.convolution`, on whose pieces this module is built. A depthwise layer has
kernels of shape (f, f, channels): as many as channels, each for its own. ``dZ`` and ``dX`` belong to each example's own
loss, ``dW`` and ``db`` to the cost, their mean.

The function whose name ends in ``_loops`` is the formula, number by number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from course_utils.nn import convolution
from course_utils.nn.convolution import Array, Padding


@dataclass(frozen=True)
class Cost:
    """What a layer costs.

    Attributes
    ----------
    multiply_adds : int
        Products that are added up for one picture.
    parameters : int
        Weights; biases are not counted, as a batch norm that follows has its own.
    """

    multiply_adds: int
    parameters: int

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of two layers, one after the other."""
        return Cost(self.multiply_adds + other.multiply_adds, self.parameters + other.parameters)


def cost_standard(places: int, f: int, channels_in: int, channels_out: int) -> Cost:
    """Count a convolution.

    Parameters
    ----------
    places : int
        Height times width of the result.
    f : int
        Numbers along a side of the kernel.
    channels_in, channels_out : int
        Channels before and after.

    Returns
    -------
    Cost

    Raises
    ------
    ValueError
        If a number is below 1.

    Notes
    -----
    Derived in lesson 17.

    Examples
    --------
    >>> cost_standard(16, 3, 8, 32)
    Cost(multiply_adds=36864, parameters=2304)
    """
    _expect_counts(places=places, f=f, channels_in=channels_in, channels_out=channels_out)
    weights = f * f * channels_in * channels_out
    return Cost(places * weights, weights)


def cost_depthwise(places: int, f: int, channels: int) -> Cost:
    """Count a depthwise convolution; the parameters, results and errors are those of `cost_standard`.

    Notes
    -----
    Derived in lesson 17.
    """
    _expect_counts(places=places, f=f, channels=channels)
    return Cost(places * f * f * channels, f * f * channels)


def cost_separable(places: int, f: int, channels_in: int, channels_out: int) -> Cost:
    r"""Count a depthwise convolution and the pointwise one after it.

    .. math:: \frac{\text{separable}}{\text{standard}} = \frac{1}{n_C} + \frac{1}{f^2}

    The parameters, results and errors are those of `cost_standard`.

    References
    ----------
    Howard, A. et al. (2017). MobileNets: Efficient convolutional neural networks for mobile vision applications.

    Notes
    -----
    Derived in lesson 17.

    Examples
    --------
    >>> cost_separable(16, 3, 8, 32)
    Cost(multiply_adds=5248, parameters=328)
    """
    return cost_depthwise(places, f, channels_in) + cost_standard(places, 1, channels_in, channels_out)


def depthwise_loops(X: Array, W: Array, b: Array, padding: Padding = 0, stride: int = 1) -> Array:
    r"""Do what `depthwise` does, number by number.

    .. math:: Z_{i,h,w,c} = b_c + \sum_{u,v} X_{i,\, sh + u,\, sw + v,\, c} \; W_{u,v,c}

    The parameters, results and errors are those of `depthwise`.

    Notes
    -----
    Derived in lesson 17.
    """
    P, rows, columns = _prepared(X, W, padding, stride)
    f = len(W)
    Z = np.zeros((len(X), rows, columns, W.shape[2]), np.result_type(X, W))
    for i, h, w, c in np.ndindex(Z.shape):
        top, left = stride * h, stride * w
        Z[i, h, w, c] = np.sum(P[i, top : top + f, left : left + f, c] * W[:, :, c]) + b[c]
    return Z


def depthwise(X: Array, W: Array, b: Array, padding: Padding = 0, stride: int = 1) -> Array:
    """Slide a kernel over each channel by itself.

    Parameters
    ----------
    X : ndarray of shape (m, height, width, channels)
        Pictures, or what the layer before gives.
    W : ndarray of shape (f, f, channels)
        A kernel for each channel.
    b : ndarray of shape (channels,)
        Biases.
    padding : int, "valid" or "same"
        Rings of zeros around each picture.
    stride : int
        Pixels from one place of the kernels to the next.

    Returns
    -------
    ndarray of shape (m, height out, width out, channels)
        The two sizes are `convolution.output_size`.

    Raises
    ------
    ValueError
        If a shape does not fit, or the kernel does not fit into the padded picture.

    References
    ----------
    Sifre, L. (2014). Rigid-motion scattering for image classification. PhD thesis, École polytechnique.

    Notes
    -----
    Derived in lesson 17.

    Examples
    --------
    >>> X = np.dstack([np.ones((3, 3)), 2 * np.ones((3, 3))])[None]
    >>> depthwise(X, np.ones((3, 3, 2)), np.zeros(2)).ravel()
    array([ 9., 18.])
    """
    P, rows, columns = _prepared(X, W, padding, stride)
    Z = np.zeros((len(X), rows, columns, W.shape[2]), np.result_type(X, W))
    for cell, u, v in _cells(len(W), rows, columns, stride):
        Z += P[cell] * W[u, v]
    Z += b
    return Z


def depthwise_backward(
    dZ: Array, X: Array, W: Array, padding: Padding = 0, stride: int = 1
) -> tuple[Array, Array, Array]:
    """Go back through a depthwise convolution.

    Parameters
    ----------
    dZ : ndarray of shape (m, height out, width out, channels)
        Derivatives of the losses by the linear part.
    X : ndarray of shape (m, height, width, channels)
        What the layer was given.
    W : ndarray of shape (f, f, channels)
        Kernels.
    padding, stride
        As on the way forward.

    Returns
    -------
    dX : ndarray of the shape of X
        By the losses.
    dW : ndarray of the shape of W
        By the cost.
    db : ndarray of shape (channels,)
        By the cost.

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 17.
    """
    P, rows, columns = _prepared(X, W, padding, stride)
    if dZ.shape != (len(X), rows, columns, W.shape[2]):
        raise ValueError(f"dZ has shape {dZ.shape}: {(len(X), rows, columns, W.shape[2])} is expected.")
    dP, dW = np.zeros_like(P), np.zeros_like(W)
    for cell, u, v in _cells(len(W), rows, columns, stride):
        dP[cell] += dZ * W[u, v]
        dW[u, v] = np.sum(P[cell] * dZ, axis=(0, 1, 2))
    (top, _), (left, _) = _margins(X, len(W), padding, stride)
    dX = dP[:, top : top + X.shape[1], left : left + X.shape[2]]
    return dX, dW / len(X), dZ.sum(axis=(0, 1, 2)) / len(X)


def separable(X: Array, D: Array, P: Array, b: Array, padding: Padding = 0, stride: int = 1) -> Array:
    """Do a depthwise convolution and then a pointwise one: a convolution of 1 × 1 that mixes the channels.

    Parameters
    ----------
    X : ndarray of shape (m, height, width, channels in)
        Pictures, or what the layer before gives.
    D : ndarray of shape (f, f, channels in)
        The depthwise kernels.
    P : ndarray of shape (channels in, channels out)
        The weights of the pointwise step.
    b : ndarray of shape (channels out,)
        Biases of the pointwise step; the depthwise one has none.
    padding : int, "valid" or "same"
        Rings of zeros around each picture.
    stride : int
        Pixels from one place of the depthwise kernels to the next.

    Returns
    -------
    ndarray of shape (m, height out, width out, channels out)

    Raises
    ------
    ValueError
        If a shape does not fit, or the kernel does not fit into the padded picture.

    References
    ----------
    Howard, A. et al. (2017). MobileNets: Efficient convolutional neural networks for mobile vision applications.

    Notes
    -----
    Derived in lesson 17.
    """
    each = depthwise(X, D, np.zeros(D.shape[-1], X.dtype), padding, stride)
    return convolution.forward(each, P[None, None], b)


# Helpers --------------------------------------------------------------------------------------------------------------


def _expect_counts(**counts: int) -> None:
    if min(counts.values()) < 1:
        told = ", ".join(f"{name} = {count}" for name, count in counts.items())
        raise ValueError(f"{told} is given: 1 at least is expected everywhere.")


def _margins(X: Array, f: int, padding: Padding, stride: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the zeros above and below, left and right."""
    above, beside = (convolution._margins(side, f, padding, stride, 1) for side in X.shape[1:3])
    return above, beside


def _prepared(X: Array, W: Array, padding: Padding, stride: int) -> tuple[Array, int, int]:
    """Compare the shapes; return the padded pictures and the two sizes of the result."""
    if X.ndim != 4 or W.ndim != 3 or W.shape[0] != W.shape[1] or W.shape[2] != X.shape[3]:
        raise ValueError(
            f"X has shape {X.shape}, W {W.shape}: (m, height, width, channels) and (f, f, channels) are expected."
        )
    rows, columns = (convolution.output_size(side, len(W), padding, stride) for side in X.shape[1:3])
    return np.pad(X, ((0, 0), *_margins(X, len(W), padding, stride), (0, 0))), rows, columns


def _cells(f: int, rows: int, columns: int, stride: int) -> Iterator[tuple[tuple[slice, slice, slice], int, int]]:
    """For each number of a kernel, say which pixels lie under it at all places."""
    for u, v in np.ndindex(f, f):
        yield np.s_[:, u : u + stride * rows : stride, v : v + stride * columns : stride], u, v
