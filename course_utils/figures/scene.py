"""Pictures that change many times a second: what stands still is drawn once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Generic, TypeVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Colormap, to_rgb
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from course_utils.figures.style import CARD, encode_png, new_figure, styled

Result = TypeVar("Result")


class Scene(ABC, Generic[Result]):
    """The picture of a widget.

    A scene draws axes, labels and everything else that stands still when it is made. An update then restores that
    background, draws only what moves, and gives a PNG of at most 60 kB.

    A subclass says three things: `build` makes the artists and returns those that move, `update` moves them, and
    `describe` puts the result in one sentence, which is status line, alt text and plain text at once.
    """

    #: Width and height in inches; one inch is 100 screen pixels.
    size: ClassVar[tuple[float, float]] = (8.4, 3.8)

    def __init__(self) -> None:
        with styled():
            self.figure = new_figure(*self.size)
            self._moving = tuple(self.build())
        for artist in self._moving:
            artist.set_animated(True)
        self._canvas = FigureCanvasAgg(self.figure)
        self._canvas.draw()
        self.figure.set_layout_engine("none")  # what has been arranged stays where it is
        self._background = self._canvas.copy_from_bbox(self.figure.bbox)

    @abstractmethod
    def build(self) -> Iterable[Artist]:
        """Make all artists; return those that move, the lowest first."""

    @abstractmethod
    def update(self, result: Result) -> None:
        """Move the artists to where `result` says."""

    @staticmethod
    @abstractmethod
    def describe(result: Result) -> str:
        """Say in one sentence what the picture of `result` shows."""

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height in screen pixels."""
        return self._canvas.get_width_height()

    def png(self) -> bytes:
        """Draw the scene as it is now and return the PNG file."""
        self._canvas.restore_region(self._background)
        for artist in self._moving:
            self.figure.draw_artist(artist)
        return encode_png(np.asarray(self._canvas.buffer_rgba()), colors=64)


class Surface(Artist):
    """A map of values that fills its axes. It takes a fifth of the time of `Axes.imshow`, in 256 steps of colour.

    The values lie on a grid from edge to edge of the axes; row 0 is at the bottom.

    Parameters
    ----------
    axes : Axes
        What it fills. Its limits stay as they are.
    cmap : Colormap
        The colours, from `low` to `high`.
    low, high : float
        The values at both ends of the colours. What lies outside gets the colour of the end.
    strength : float
        From 0, only paper, to 1, the full colours.
    smooth : bool
        Go from one value to the next evenly, or keep each a square of its own.
    """

    def __init__(
        self, axes: Axes, cmap: Colormap, low: float, high: float, *, strength: float = 1.0, smooth: bool = True
    ) -> None:
        super().__init__()
        self._low, self._high, self._smooth = low, high, smooth
        paper = np.array([*to_rgb(CARD), 1.0])
        colors = (255 * (strength * cmap(np.linspace(0, 1, 256)) + (1 - strength) * paper)).round().astype("u1")
        self._colors = colors.view("u4").ravel()  # four bytes that travel together
        self.values: NDArray[np.float64] = np.full((2, 2), low)
        axes.add_artist(self)

    def set_data(self, values: ArrayLike) -> None:
        """Take new values, of shape (height, width)."""
        self.values = np.asarray(values, dtype=float)

    def draw(self, renderer: RendererBase) -> None:
        """Colour the pixels of the axes."""
        if self.axes is None or not self.get_visible():
            return
        left, bottom, right, top = (round(edge) for edge in self.axes.bbox.extents)
        size = (right - left, top - bottom)
        steps = (255 * np.clip((self.values - self._low) / (self._high - self._low), 0, 1)).round().astype("u1")
        picture = Image.fromarray(steps)
        if self._smooth:
            height, width = steps.shape  # the outermost values lie on the edge: half a cell is cut off all around
            picture = picture.resize(size, Image.Resampling.BILINEAR, box=(0.5, 0.5, width - 0.5, height - 0.5))
        else:
            picture = picture.resize(size, Image.Resampling.NEAREST)
        colored = self._colors[np.asarray(picture)].view("u1").reshape(*size[::-1], 4)
        renderer.draw_image(renderer.new_gc(), left, bottom, colored)
