"""The receptive field: a picture with the window of each layer's number, and where its paths begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from course_utils.figures.drawing import Drawing
from course_utils.figures.scene import Scene
from course_utils.figures.style import AMBER, BLUE, CARD, GREY, INK, SKY, VERMILLION, new_figure, styled
from course_utils.simulate.receptive_field import SIDE, Field

#: Layers that the picture has room for.
MOST = 4
_COLORS = (SKY, BLUE, AMBER, VERMILLION)
_HIGHEST = 0.35


class ReceptiveFieldScene(Scene[Field]):
    """On the left the picture with a box for each layer, on the right the layers and the paths along one side.

    Parameters
    ----------
    picture_of : callable
        Seed → picture: an array of shape (SIDE, SIDE, 3), whole numbers from 0 to 255.
    """

    size = (8.8, 4.4)

    def __init__(self, picture_of: Callable[[int], NDArray[np.uint8]]) -> None:
        self._picture_of = picture_of
        super().__init__()

    def build(self) -> Iterable[Artist]:
        """Draw the picture and the axes; shade, boxes, rows and bars move."""
        self.figure.set_layout_engine("none")
        face = self.figure.add_axes((0.01, 0.05, 0.44, 0.88))
        self._face = face.imshow(np.zeros((SIDE, SIDE, 3), np.uint8), interpolation="nearest")
        face.set_axis_off()
        self._veil = [Rectangle((0, 0), 0, 0, fc=CARD, ec="none", alpha=0.6) for _ in range(4)]
        self._boxes = [Rectangle((0, 0), 1, 1, fill=False, ec=color, lw=2) for color in _COLORS]
        for box in (*self._veil, *self._boxes):
            face.add_patch(box)
        table = self.figure.add_axes((0.48, 0.5, 0.5, 0.46))
        table.set_axis_off()
        rows, paths = self._build_table(table), self._build_paths(self.figure.add_axes((0.56, 0.13, 0.41, 0.28)))
        return [self._face, *self._veil, *self._boxes, *rows, *paths]

    def _build_table(self, axes: Axes) -> list[Artist]:
        """Make the rows of the table; the heads stand still."""
        axes.set(xlim=(0, 1), ylim=(MOST + 0.6, -0.6))
        for x, text in ((0.0, "layer"), (0.72, "sees"), (1.0, "next one")):
            axes.text(x, 0, text, color=GREY, fontsize=10, ha="left" if x == 0 else "right")
        self._rows = [
            [
                axes.text(x, row + 1, "", color=INK, fontsize=10.5, ha="left" if x == 0 else "right")
                for x in (0, 0.72, 1)
            ]
            for row in range(MOST)
        ]
        for row, color in enumerate(_COLORS):
            axes.plot([0, 0.03], [row + 0.92, row + 0.92], color=color, lw=4, solid_capstyle="butt")
        return [text for row in self._rows for text in row]

    def _build_paths(self, axes: Axes) -> list[Artist]:
        """Make the bars of the paths."""
        axes.set(xlim=(0, SIDE), ylim=(0, _HIGHEST), xticks=range(0, SIDE + 1, 16), xlabel="column of the picture")
        axes.set_ylabel("share of paths")
        self._title = axes.set_title("Middle quarter of it: 100% of the paths", fontsize=10.5)
        self._bars = axes.vlines(np.arange(SIDE) + 0.5, 0, 0, color=VERMILLION, lw=3.4)
        self._bars.set_capstyle("butt")
        return [self._bars, self._title]

    def update(self, result: Field) -> None:
        """Change the picture; move boxes, rows and bars."""
        self._face.set_data(self._picture_of(result.seed))
        start, end, edge = (SIDE - result.size) // 2 - 0.5, (SIDE + result.size) // 2 - 0.5, SIDE - 0.5
        bands = (-0.5, -0.5, SIDE, start + 0.5), (-0.5, end, SIDE, edge - end)  # above and below the window
        sides = (-0.5, start, start + 0.5, result.size), (end, start, edge - end, result.size)
        for veil, bounds in zip(self._veil, (*bands, *sides), strict=True):
            veil.set_bounds(*bounds)
        for box, row, name, size, jump in zip(
            self._boxes, self._rows, result.names, result.sizes, result.jumps, strict=True
        ):
            start = (SIDE - size) // 2 - 0.5
            box.set_bounds(start, start, size, size)
            box.set_visible(name != "nothing")
            row[0].set_text(f"      {name}")
            row[1].set_text(f"{size} × {size}")
            row[2].set_text(f"{jump} pixel{'s' if jump > 1 else ''} on")
        heights = np.minimum(result.paths, _HIGHEST)
        self._bars.set_segments([[(x + 0.5, 0), (x + 0.5, height)] for x, height in enumerate(heights)])
        self._title.set_text(f"Middle quarter of it: {result.middle:.0%} of the paths")

    @staticmethod
    def describe(result: Field) -> str:
        """Say how large the window is, how far the next one is away, and where its paths begin."""
        stack = ", ".join(name for name in result.names if name != "nothing") or "no layer"
        return (
            f"{stack}: one number sees {result.size} × {result.size} of {SIDE} × {SIDE} pixels ({result.share:.1%}), "
            f"its neighbour's window begins {result.jump} on: {result.verdict}. "
            f"The middle quarter of the window has {result.middle:.0%} of the paths."
        )


def seen_pixels(picture: ArrayLike, maps: Mapping[str, ArrayLike], size: int, corner: tuple[int, int]) -> Drawing:
    """Draw a picture and, beside it, how strongly each pixel moves one number, in several networks.

    Parameters
    ----------
    picture : array_like of shape (height, width, 3)
        Whole numbers from 0 to 255.
    maps : mapping of str to array_like of shape (height, width)
        Title → size of the derivative by each pixel, 0 or more.
    size : int
        How large the window is in theory: it is drawn into all pictures.
    corner : tuple of int
        Its first row and column.

    Returns
    -------
    Drawing
    """
    arrays = {title: np.asarray(array, dtype=float) for title, array in maps.items()}
    top, left = corner
    with styled():
        figure = new_figure(8.8, 8.8 / (len(arrays) + 1) + 0.3)
        axes, *others = figure.subplots(1, len(arrays) + 1)
        axes.imshow(picture)
        axes.set_title("the picture", fontsize=10, weight="normal", loc="center")
        for other, (title, array) in zip(others, arrays.items(), strict=True):
            other.imshow(array / array.max(), cmap="gray_r", vmin=0, vmax=1)
            other.set_title(title, fontsize=10, weight="normal", loc="center")
        others[0].set_xlabel("the darker a pixel, the more it counts", fontsize=10)
        for each in (axes, *others):
            each.set(xticks=[], yticks=[])
            each.spines[:].set_visible(True)  # where all is white, only the frame says how large the picture is
            each.add_patch(Rectangle((left - 0.5, top - 0.5), size, size, fill=False, ec=VERMILLION, lw=1.8))
    told = "; ".join(f"{title.replace(chr(10), ' ')}: {_tell(array)}" for title, array in arrays.items())
    return Drawing(figure, f"A picture with a box of {size} × {size} pixels, and what moves one number: {told}.")


def _tell(array: NDArray[np.float64]) -> str:
    """Say how far the pixels that are not 0 reach."""
    rows, columns = np.nonzero(array)
    return f"pixels that count reach over {np.ptp(rows) + 1} × {np.ptp(columns) + 1}"
