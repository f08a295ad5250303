"""One step of a kernel over a small picture, as the convolution stepper shows it. The page computes the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from course_utils.nn import convolution

MODES = ("kernel", "max", "mean")
#: The least and the largest value of each setting, whatever the others are.
LIMITS = {"f": (1, 4), "padding": (0, 4), "stride": (1, 3), "dilation": (1, 3)}


@dataclass(frozen=True)
class Sliding:
    """A kernel, or a pooling window, at one place of a picture, and what it gives at all of them.

    Attributes
    ----------
    picture : ndarray of shape (n, n)
        What it slides over.
    kernel : ndarray of shape (f, f)
        Its numbers; for pooling only its size counts.
    mode : {"kernel", "max", "mean"}
        What it does with a window.
    padding, stride, dilation : int
        Rings of zeros; pixels from place to place; pixels from number to number of the kernel.
    row, column : int
        The place that is shown, counted in the result.
    """

    picture: NDArray[np.float64]
    kernel: NDArray[np.float64]
    mode: str = "kernel"
    padding: int = 0
    stride: int = 1
    dilation: int = 1
    row: int = 0
    column: int = 0

    def __post_init__(self) -> None:
        if self.picture.ndim != 2 or self.picture.shape[0] != self.picture.shape[1]:
            raise ValueError(f"The picture has shape {self.picture.shape}: a square one, (n, n), is expected.")
        if self.kernel.ndim != 2 or self.kernel.shape[0] != self.kernel.shape[1]:
            raise ValueError(f"The kernel has shape {self.kernel.shape}: a square one, (f, f), is expected.")
        if self.mode not in MODES:
            raise ValueError(f"The mode is {self.mode!r}: one of {', '.join(MODES)} is expected.")
        if problem := obstacle(self.n, self.f, self.padding, self.stride, self.dilation, self.mode):
            raise ValueError(problem)
        if not (0 <= self.row < self.size and 0 <= self.column < self.size):
            raise ValueError(
                f"Place ({self.row}, {self.column}) is outside of a result of {self.size} × {self.size} numbers."
            )

    @property
    def n(self) -> int:
        """Pixels along a side of the picture."""
        return len(self.picture)

    @property
    def f(self) -> int:
        """Numbers along a side of the kernel."""
        return len(self.kernel)

    @property
    def size(self) -> int:
        """Numbers along a side of the result."""
        return convolution.output_size(self.n, self.f, self.padding, self.stride, self.dilation)

    @property
    def result(self) -> NDArray[np.floating]:
        """What the kernel gives at all places, of shape (size, size)."""
        X = self.picture[None, :, :, None]
        if self.mode != "kernel":
            return convolution.pool_forward(X, self.f, self.stride, "max" if self.mode == "max" else "mean")[0, :, :, 0]
        W = self.kernel[:, :, None, None]
        return convolution.forward(X, W, np.zeros(1), self.padding, self.stride, self.dilation)[0, :, :, 0]

    @property
    def padded(self) -> NDArray[np.float64]:
        """The picture with its rings of zeros."""
        return np.pad(self.picture, self.padding)

    @property
    def window(self) -> NDArray[np.float64]:
        """The numbers that meet the kernel at this place, of shape (f, f)."""
        top, left = self.stride * self.row, self.stride * self.column
        reach = self.dilation * (self.f - 1) + 1
        return self.padded[top : top + reach : self.dilation, left : left + reach : self.dilation]

    @property
    def value(self) -> float:
        """What comes out at this place."""
        return float(self.result[self.row, self.column])

    @property
    def formula(self) -> str:
        """The size of the result, with the numbers filled in."""
        return f"⌊({self.n} + 2·{self.padding} − {self.dilation}·({self.f} − 1) − 1) / {self.stride}⌋ + 1 = {self.size}"

    @property
    def arithmetic(self) -> str:
        """How the value of this place comes about, number by number."""
        numbers = [number(value) for value in self.window.ravel()]
        if self.mode == "max":
            return f"max({', '.join(numbers)}) = {number(self.value)}"
        if self.mode == "mean":
            return f"({' + '.join(numbers)}) / {self.f**2} = {number(self.value)}"
        weights = (number(value) for value in self.kernel.ravel())
        products = (f"{x}·{f'({w})' if w[0] == '−' else w}" for x, w in zip(numbers, weights, strict=True))
        return f"{' + '.join(products)} = {number(self.value)}"


def obstacle(n: int, f: int, padding: int, stride: int, dilation: int, mode: str = "kernel") -> str:
    """Say why a kernel cannot slide like that; empty when it can.

    Parameters
    ----------
    n : int
        Pixels along a side of the picture.
    f, padding, stride, dilation : int
        As in `course_utils.nn.convolution`.
    mode : {"kernel", "max", "mean"}
        What it does with a window.

    Returns
    -------
    str
        A sentence for the learner.
    """
    reach = dilation * (f - 1) + 1
    if mode != "kernel" and (padding > 0 or dilation > 1):
        return "Pooling is shown without padding and dilation: zeros from outside would count as pixels."
    if reach > n + 2 * padding:
        return f"The kernel would reach over {reach} cells; the padded picture has {n + 2 * padding}."
    if padding >= reach:
        return "Some windows would hold nothing but zeros from outside."
    for name, value in {"f": f, "padding": padding, "stride": stride, "dilation": dilation}.items():
        low, high = LIMITS[name]
        if not low <= value <= high:
            return f"Here it goes from {low} to {high}."
    return ""


def is_shifted(result: NDArray[np.floating], picture: NDArray[np.float64]) -> bool:
    """Tell whether a result is the picture moved by one cell to the right, with zeros coming in from the left.

    Parameters
    ----------
    result, picture : ndarray of shape (size, size) and (n, n)

    Returns
    -------
    bool
    """
    return result.shape == picture.shape and np.allclose(result, np.pad(picture, ((0, 0), (1, 0)))[:, :-1])


def number(value: float) -> str:
    """Write a number with two decimals at most, and a real minus sign.

    Parameters
    ----------
    value : float

    Returns
    -------
    str
    """
    return f"{floor(100 * value + 0.5) / 100:.12g}".replace("-", "−")


def as_square(numbers: Iterable[float]) -> NDArray[np.float64]:
    """Arrange numbers, row by row, in a square.

    Parameters
    ----------
    numbers : iterable of float
        As many as a square has.

    Returns
    -------
    ndarray of shape (f, f)
    """
    flat = np.array(list(numbers), dtype=np.float64)
    side = round(flat.size**0.5)
    return flat.reshape(side, side)
