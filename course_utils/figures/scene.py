"""Pictures that change many times a second: what stands still is drawn once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Generic, TypeVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg

from course_utils.figures.style import encode_png, new_figure, styled

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
