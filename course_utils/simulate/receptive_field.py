"""Which pixels of a picture one number behind a stack of layers can see, and through how many paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Pixels along a side of the picture.
SIDE = 64
#: What may stand at each place of the stack: size of the kernel or window, and stride.
LAYERS: dict[str, tuple[int, int]] = {
    "nothing": (1, 1),
    "conv 3 × 3": (3, 1),
    "conv 5 × 5": (5, 1),
    "conv 3 × 3, stride 2": (3, 2),
    "pool 2 × 2": (2, 2),
}


@dataclass(frozen=True)
class Field:
    """What one number in the middle of the last layer sees.

    Attributes
    ----------
    names : tuple of str
        The layers, from the picture on, as in `LAYERS`.
    sizes : tuple of int
        Behind each layer, how many pixels one number sees along a side.
    jumps : tuple of int
        Behind each layer, how many pixels lie between the windows of neighbours.
    paths : ndarray of shape (SIDE,)
        For each column of the picture, the share of all paths that lead from it to the number, along one side.
    seed : int
        Which picture it is shown on.
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    jumps: tuple[int, ...]
    paths: NDArray[np.float64]
    seed: int = 0

    @property
    def size(self) -> int:
        """How many pixels the last layer's number sees along a side."""
        return self.sizes[-1]

    @property
    def jump(self) -> int:
        """How many pixels lie between the windows of neighbours in the last layer."""
        return self.jumps[-1]

    @property
    def share(self) -> float:
        """Which share of the picture lies in the window."""
        return (self.size / SIDE) ** 2

    @property
    def middle(self) -> float:
        """Which share of the paths begins in the inner half of the window's columns and rows (a quarter of it)."""
        seen = self.paths[self.paths > 0]
        edge = len(seen) / 4
        places = np.arange(len(seen))
        inside = np.clip(np.minimum(places + 1, len(seen) - edge) - np.maximum(places, edge), 0, 1)
        return float((seen @ inside) ** 2)

    @property
    def verdict(self) -> str:
        """What can be told from such a window, in words."""
        if self.size == 1:
            return "a single pixel: it knows a colour"
        if self.size < 12:
            return "a small patch: edges and corners"
        return "a part of the face: the border of a mask, an eye" if self.size < 32 else "half a face and more"


def see(*names: str, seed: int = 0) -> Field:
    """Compute what one number behind a stack of layers sees.

    Parameters
    ----------
    *names : str
        The layers, from the picture on; each is a key of `LAYERS`.
    seed : int
        Which picture it is shown on.

    Returns
    -------
    Field

    Raises
    ------
    ValueError
        If a layer is not known, there is none, or the window is larger than the picture.

    Notes
    -----
    Derived in lesson 15.

    References
    ----------
    Luo, W., Li, Y., Urtasun, R. and Zemel, R. (2016). Understanding the effective receptive field in deep
    convolutional neural networks.
    """
    unknown = [name for name in names if name not in LAYERS]
    if unknown or not names:
        raise ValueError(f"layers are {names}: one or more of {', '.join(LAYERS)} are expected.")
    layers = [LAYERS[name] for name in names]
    sizes, jumps, r, jump = [], [], 1, 1
    for f, stride in layers:
        r, jump = r + (f - 1) * jump, jump * stride
        sizes.append(r)
        jumps.append(jump)
    if r > SIDE:
        raise ValueError(
            f"The window of {r} pixels is larger than the picture of {SIDE}: take fewer or smaller layers."
        )
    start = (SIDE - r) // 2
    paths = np.zeros(SIDE)
    paths[start : start + r] = _paths(layers)
    return Field(names, tuple(sizes), tuple(jumps), paths / paths.sum(), seed)


def _paths(layers: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """Count the paths from each pixel to one number, along one side: back through the layers, last one first."""
    counts = np.ones(1)
    for f, stride in reversed(layers):
        spread = np.zeros((len(counts) - 1) * stride + 1)
        spread[::stride] = counts
        counts = np.convolve(spread, np.ones(f))
    return counts
