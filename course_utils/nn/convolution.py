"""Convolution and pooling, forward and back. Derived in lesson 14.

Pictures have the shape (m, height, width, channels) and kernels (f, f, channels in, channels out), as in Keras. So
examples come first here, and not last as in `course_utils.nn.layers`: a picture that keeps its shape lies in one piece
in memory that way, all numbers of a pixel side by side.

What is called convolution is, as in every library for networks, the cross-correlation: the kernel is not flipped.

As in `course_utils.nn.layers`, ``dZ`` and ``dA`` hold the derivatives of each example's own loss, ``dW`` and ``db``
those of the cost, which is the mean of the losses.

The functions whose names end in ``_loops`` are the formulas, number by number. The others give the same, fast.
"""

from __future__ import annotations

from itertools import product
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Array = NDArray[np.floating]
#: Rings of zeros around a picture, or a rule: ``"valid"`` is none, ``"same"`` keeps height and width at stride 1.
Padding = int | Literal["valid", "same"]
Pooling = Literal["max", "mean"]


def output_size(n: int, f: int, padding: Padding = 0, stride: int = 1, dilation: int = 1) -> int:
    r"""Return how many places a kernel has along one side of a picture.

    .. math:: \left\lfloor \frac{n + 2p - d (f - 1) - 1}{s} \right\rfloor + 1

    With ``"same"`` it is n / s, rounded up, and the zeros are as many as that takes.

    Parameters
    ----------
    n : int
        Pixels along the side.
    f : int
        Numbers along a side of the kernel.
    padding : int, "valid" or "same"
        Zeros before and after.
    stride : int
        Pixels from one place to the next.
    dilation : int
        Pixels from one number of the kernel to the next.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If a number makes no sense, or the kernel does not fit into the padded picture.

    References
    ----------
    Dumoulin, V. and Visin, F. (2016). A guide to convolution arithmetic for deep learning.

    Notes
    -----
    Derived in lesson 14.

    Examples
    --------
    >>> output_size(64, 3), output_size(64, 3, padding=1), output_size(64, 5, stride=2)
    (62, 64, 30)
    """
    if min(n, f, stride, dilation) < 1:
        raise ValueError(f"n, f, stride and dilation are {n}, {f}, {stride} and {dilation}: 1 at least is expected.")
    room = n + sum(_margins(n, f, padding, stride, dilation)) - _reach(f, dilation)
    if room < 0:
        raise ValueError(
            f"A kernel that reaches over {_reach(f, dilation)} pixels does not fit into {n} pixels with padding "
            f"{padding}: take a smaller kernel or more padding."
        )
    return room // stride + 1


def pad(X: Array, margin: int) -> Array:
    """Put rings of zeros around every picture.

    Parameters
    ----------
    X : ndarray of shape (m, height, width, channels)
        Pictures.
    margin : int
        How many rings.

    Returns
    -------
    ndarray of shape (m, height + 2 margin, width + 2 margin, channels)

    Raises
    ------
    ValueError
        If `margin` is negative or `X` has not four axes.

    Notes
    -----
    Derived in lesson 14.
    """
    _expect_pictures(X)
    if margin < 0:
        raise ValueError(f"margin is {margin}: rings of zeros are counted from 0.")
    return _padded(X, (margin, margin), (margin, margin))


def forward_loops(X: Array, W: Array, b: Array, padding: Padding = 0, stride: int = 1, dilation: int = 1) -> Array:
    r"""Do what `forward` does, number by number.

    .. math:: Z_{i,h,w,k} = b_k + \sum_{u,v,c} X_{i,\, sh + du,\, sw + dv,\, c} \; W_{u,v,c,k}

    The parameters, results and errors are those of `forward`.

    Notes
    -----
    Derived in lesson 14.
    """
    margins, (rows, columns) = _geometry(X, W, padding, stride, dilation)
    P, reach = _padded(X, *margins), _reach(len(W), dilation)
    Z = np.zeros((len(X), rows, columns, W.shape[3]), np.result_type(X, W))
    for i, h, w, k in np.ndindex(Z.shape):
        top, left = stride * h, stride * w
        window = P[i, top : top + reach : dilation, left : left + reach : dilation, :]
        Z[i, h, w, k] = np.sum(window * W[:, :, :, k]) + b[k]
    return Z


def forward(X: Array, W: Array, b: Array, padding: Padding = 0, stride: int = 1, dilation: int = 1) -> Array:
    """Slide kernels over pictures: the linear part of a convolutional layer.

    Parameters
    ----------
    X : ndarray of shape (m, height, width, channels in)
        Pictures, or what the layer before gives.
    W : ndarray of shape (f, f, channels in, channels out)
        Kernels.
    b : ndarray of shape (channels out,)
        Biases.
    padding : int, "valid" or "same"
        Rings of zeros around each picture.
    stride : int
        Pixels from one place of the kernels to the next.
    dilation : int
        Pixels from one number of a kernel to the next.

    Returns
    -------
    ndarray of shape (m, height out, width out, channels out)
        The two sizes are `output_size`.

    Raises
    ------
    ValueError
        If a shape does not fit, or the kernel does not fit into the padded picture.

    References
    ----------
    Chellapilla, K., Puri, S. and Simard, P. (2006). High performance convolutional neural networks for document
    processing: windows become the rows of a matrix.

    Notes
    -----
    Derived in lesson 14.

    Examples
    --------
    >>> step = np.array([[0.0, 0, 9, 9]] * 3)[None, :, :, None]
    >>> kernel = np.array([[-1.0, 0, 1]] * 3)[:, :, None, None]
    >>> forward(step, kernel, np.zeros(1))[0, :, :, 0]
    array([[27., 27.]])
    """
    margins, _ = _geometry(X, W, padding, stride, dilation)
    Z = _correlate(_padded(X, *margins), W, stride, dilation)
    Z += b
    return Z


def backward_loops(
    dZ: Array, X: Array, W: Array, padding: Padding = 0, stride: int = 1, dilation: int = 1
) -> tuple[Array, Array, Array]:
    """Do what `backward` does, place by place: each number of dZ is shared out to what it was made of.

    The parameters, results and errors are those of `backward`.

    Notes
    -----
    Derived in lesson 14.
    """
    margins, _ = _geometry_back(dZ, X, W, padding, stride, dilation)
    P, reach = _padded(X, *margins), _reach(len(W), dilation)
    dP, dW, db = np.zeros_like(P), np.zeros_like(W), np.zeros_like(W[0, 0, 0])
    for i, h, w, k in np.ndindex(dZ.shape):
        top, left = stride * h, stride * w
        window = np.s_[i, top : top + reach : dilation, left : left + reach : dilation, :]
        dP[window] += W[:, :, :, k] * dZ[i, h, w, k]
        dW[:, :, :, k] += P[window] * dZ[i, h, w, k]
        db[k] += dZ[i, h, w, k]
    return _cropped(dP, X, margins), dW / len(X), db / len(X)


def backward(
    dZ: Array, X: Array, W: Array, padding: Padding = 0, stride: int = 1, dilation: int = 1
) -> tuple[Array, Array, Array]:
    """Go back through the linear part of a convolutional layer.

    Parameters
    ----------
    dZ : ndarray of shape (m, height out, width out, channels out)
        Derivatives of the losses by the linear part.
    X : ndarray of shape (m, height, width, channels in)
        What the layer was given.
    W : ndarray of shape (f, f, channels in, channels out)
        Kernels.
    padding, stride, dilation
        As on the way forward.

    Returns
    -------
    dX : ndarray of the shape of X
        By the losses. It is a convolution too: of dZ, spread out by the stride, with the kernels turned by 180 degrees.
    dW : ndarray of the shape of W
        By the cost.
    db : ndarray of shape (channels out,)
        By the cost.

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lesson 14.
    """
    margins, _ = _geometry_back(dZ, X, W, padding, stride, dilation)
    f, _, channels_in, channels_out = W.shape
    P = _padded(X, *margins)
    dW = np.zeros((f * f * channels_in, channels_out), W.dtype)
    for windows, dz in zip(_windows(P, f, stride, dilation), dZ, strict=True):  # one example fits into the cache
        dW += windows.reshape(-1, len(dW)).T @ dz.reshape(-1, channels_out)
    # Each pixel was seen by every place of the kernel that covers it. With rings of zeros as wide as the kernel can
    # stick out, the turned kernel looks at exactly these.
    edge = _reach(f, dilation) - 1
    spread = np.zeros((len(dZ), P.shape[1] + edge, P.shape[2] + edge, channels_out), dZ.dtype)
    bottom, right = (edge + stride * size for size in dZ.shape[1:3])
    spread[:, edge:bottom:stride, edge:right:stride] = dZ
    dP = _correlate(spread, W[::-1, ::-1].swapaxes(2, 3), 1, dilation)
    return _cropped(dP, X, margins), dW.reshape(W.shape) / len(X), dZ.sum(axis=(0, 1, 2)) / len(X)


def pool_forward_loops(X: Array, size: int = 2, stride: int | None = None, kind: Pooling = "max") -> Array:
    """Do what `pool_forward` does, number by number.

    The parameters, results and errors are those of `pool_forward`.

    Notes
    -----
    Derived in lesson 14.
    """
    rows, columns, stride = _pool_geometry(X, size, stride, kind)
    A = np.zeros((len(X), rows, columns, X.shape[3]), X.dtype)
    summarise = np.max if kind == "max" else np.mean
    for i, h, w, c in np.ndindex(A.shape):
        top, left = stride * h, stride * w
        A[i, h, w, c] = summarise(X[i, top : top + size, left : left + size, c])
    return A


def pool_forward(X: Array, size: int = 2, stride: int | None = None, kind: Pooling = "max") -> Array:
    """Put one number, the largest or the mean, in the place of each window. Each channel stays by itself.

    Parameters
    ----------
    X : ndarray of shape (m, height, width, channels)
        What the layer before gives.
    size : int
        Pixels along a side of the window.
    stride : int, optional
        Pixels from one window to the next; when left out, windows stand side by side.
    kind : {"max", "mean"}
        Which number.

    Returns
    -------
    ndarray of shape (m, height out, width out, channels)

    Raises
    ------
    ValueError
        If the window does not fit, or `kind` is not known.

    Notes
    -----
    Derived in lesson 14.

    Examples
    --------
    >>> X = np.arange(16.0).reshape(1, 4, 4, 1)
    >>> pool_forward(X)[0, :, :, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """
    rows, columns, stride = _pool_geometry(X, size, stride, kind)
    first, *others = (X[cells] for cells in _cells(size, rows, columns, stride))
    A = first.copy()
    for other in others:
        if kind == "max":
            np.maximum(A, other, out=A)
        else:
            A += other
    return A if kind == "max" else A / np.asarray(size**2, A.dtype)


def pool_backward(dA: Array, X: Array, size: int = 2, stride: int | None = None, kind: Pooling = "max") -> Array:
    """Go back through a pooling layer, which has nothing to learn.

    Parameters
    ----------
    dA : ndarray of shape (m, height out, width out, channels)
        Derivatives of the losses by what the layer gave.
    X : ndarray of shape (m, height, width, channels)
        What the layer was given.
    size, stride, kind
        As on the way forward.

    Returns
    -------
    ndarray of the shape of X
        A mean shares its derivative out evenly. A maximum passes it on to the largest number of its window; to the
        first one, row by row, where several are equal.

    Raises
    ------
    ValueError
        If a shape does not fit, or `kind` is not known.

    Notes
    -----
    Derived in lesson 14.
    """
    rows, columns, stride = _pool_geometry(X, size, stride, kind)
    if dA.shape != (len(X), rows, columns, X.shape[3]):
        raise ValueError(f"dA has shape {dA.shape}: {(len(X), rows, columns, X.shape[3])} is expected.")
    dX = np.zeros(X.shape, dA.dtype)
    waiting, A = np.ones(dA.shape, bool), pool_forward(X, size, stride, kind)
    for cells in _cells(size, rows, columns, stride):
        if kind == "mean":
            dX[cells] += dA / np.asarray(size**2, dA.dtype)
        else:
            here = waiting & (X[cells] == A)
            dX[cells] += here * dA
            waiting &= ~here
    return dX


# Helpers --------------------------------------------------------------------------------------------------------------

Margins = tuple[int, int]


def _reach(f: int, dilation: int) -> int:
    """Return over how many pixels a kernel reaches."""
    return dilation * (f - 1) + 1


def _margins(n: int, f: int, padding: Padding, stride: int, dilation: int) -> Margins:
    """Return the zeros before and after; as in Keras, "same" puts an odd one after."""
    if padding == "valid":
        return 0, 0
    if padding == "same":
        zeros = max((-(-n // stride) - 1) * stride + _reach(f, dilation) - n, 0)
        return zeros // 2, zeros - zeros // 2
    if isinstance(padding, str) or padding < 0:
        raise ValueError(f'padding is {padding!r}: a number of rings from 0, "valid" or "same" is expected.')
    return padding, padding


def _expect_pictures(X: Array) -> None:
    if X.ndim != 4:
        raise ValueError(f"Pictures of shape {X.shape} are given: (m, height, width, channels) is expected.")


def _geometry(
    X: Array, W: Array, padding: Padding, stride: int, dilation: int
) -> tuple[tuple[Margins, Margins], tuple[int, int]]:
    """Return the zeros above and below, left and right, and the two sizes of the result."""
    _expect_pictures(X)
    if W.ndim != 4 or W.shape[0] != W.shape[1] or W.shape[2] != X.shape[3]:
        raise ValueError(
            f"X has shape {X.shape}, W {W.shape}: (m, height, width, channels in) and (f, f, channels in, channels "
            "out) are expected."
        )
    f, sides = len(W), X.shape[1:3]
    rows, columns = (output_size(n, f, padding, stride, dilation) for n in sides)
    above, beside = (_margins(n, f, padding, stride, dilation) for n in sides)
    return (above, beside), (rows, columns)


def _geometry_back(
    dZ: Array, X: Array, W: Array, padding: Padding, stride: int, dilation: int
) -> tuple[tuple[Margins, Margins], tuple[int, int]]:
    """Do what `_geometry` does, and compare with the shape of dZ."""
    margins, sizes = _geometry(X, W, padding, stride, dilation)
    if dZ.shape != (len(X), *sizes, W.shape[3]):
        raise ValueError(f"dZ has shape {dZ.shape}: {(len(X), *sizes, W.shape[3])} is expected.")
    return margins, sizes


def _padded(X: Array, above: Margins, beside: Margins) -> Array:
    """Put zeros around every picture."""
    return np.pad(X, ((0, 0), above, beside, (0, 0)))


def _cropped(P: Array, X: Array, margins: tuple[Margins, Margins]) -> Array:
    """Take away what `_padded` has put around pictures of the size of X."""
    (top, _), (left, _) = margins
    return P[:, top : top + X.shape[1], left : left + X.shape[2]]


def _windows(P: Array, f: int, stride: int, dilation: int) -> Array:
    """Return a view of all windows, of shape (m, rows, columns, f, f, channels); nothing is copied."""
    reach = _reach(f, dilation)
    windows = sliding_window_view(P, (reach, reach), axis=(1, 2))
    return windows[:, ::stride, ::stride, :, ::dilation, ::dilation].transpose(0, 1, 2, 4, 5, 3)


def _correlate(P: Array, W: Array, stride: int, dilation: int) -> Array:
    """Slide kernels over pictures that are padded already."""
    windows = _windows(P, len(W), stride, dilation)
    columns = W.reshape(-1, W.shape[3])
    Z = np.empty((*windows.shape[:3], W.shape[3]), np.result_type(P, W))
    for seen, z in zip(windows, Z, strict=True):  # one example after the other: its windows, copied, fit into the cache
        np.matmul(seen.reshape(-1, len(columns)), columns, out=z.reshape(-1, W.shape[3]))
    return Z


def _pool_geometry(X: Array, size: int, stride: int | None, kind: Pooling) -> tuple[int, int, int]:
    """Return the two sizes of the result, and the stride."""
    _expect_pictures(X)
    if kind not in ("max", "mean"):
        raise ValueError(f'kind is {kind!r}: "max" or "mean" is expected.')
    stride = size if stride is None else stride
    rows, columns = (output_size(n, size, stride=stride) for n in X.shape[1:3])
    return rows, columns, stride


def _cells(size: int, rows: int, columns: int, stride: int) -> list[tuple[slice, slice, slice]]:
    """For each cell of a window, row by row, say which pixels stand there in all windows."""
    return [
        (slice(None), slice(u, u + stride * rows, stride), slice(v, v + stride * columns, stride))
        for u, v in product(range(size), repeat=2)
    ]
