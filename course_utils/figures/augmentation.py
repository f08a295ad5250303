"""Twelve augmented copies of one picture, and which of them have lost their label."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgba
from numpy.typing import NDArray

from course_utils.figures.scene import Scene
from course_utils.figures.style import BLUE, CARD, VERMILLION
from course_utils.simulate.augmentation import VARIANTS, Augmented

_COLUMNS, _ROWS = 6, 2
_SIDE, _GAP = 128, 12  # screen pixels
_CAPTION, _TITLE = 26, 30
_WIDTH = _COLUMNS * (_SIDE + _GAP) + _GAP
_HEIGHT = _ROWS * (_SIDE + _CAPTION) + _TITLE + 8


class AugmentationScene(Scene[Augmented]):
    """Twelve pictures in two rows; below each, whether its label is still true."""

    size = (_WIDTH / 100, _HEIGHT / 100)

    def build(self) -> Iterable[Artist]:
        """Make room for the pictures; pictures, captions and the title move."""
        self.figure.set_layout_engine("none")
        axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, _WIDTH), ylim=(_HEIGHT, 0))
        axes.set_axis_off()
        self.pictures = _Pictures()
        axes.add_artist(self.pictures)
        self._title = axes.text(_GAP, 6, "", va="top", weight="bold", fontsize=11.5)
        self.captions = [
            axes.text(left + _SIDE / 2, top + _SIDE + 3, "", ha="center", va="top", fontsize=10)
            for left, top in map(_corner, range(VARIANTS))
        ]
        return [self.pictures, self._title, *self.captions]

    def update(self, result: Augmented) -> None:
        """Put in the pictures, and say of each what has become of its label."""
        self.pictures.show(result.variants)
        for caption, share, lost in zip(self.captions, result.in_view, result.lost, strict=True):
            percent = min(round(100 * share), 49) if lost else round(100 * share)  # less than half is lost
            caption.set(text=f"{'✗ ' if lost else ''}{percent}%", color=VERMILLION if lost else BLUE)
        self._title.set_text(f"How much of the mask is in view? {_sentence(result.verdict)}")

    @staticmethod
    def describe(result: Augmented) -> str:
        """Say what may happen to the picture, and what has become of the label."""
        settings = result.settings
        return (
            f"Turned by up to {settings.turn:g} degrees, up to {settings.crop:.0%} of the side cut away, colours up to "
            f"{settings.colour:.0%} off: {result.verdict}. At the worst, {result.in_view.min():.0%} of the mask is in "
            f"view. Two of the twelve differ by {result.variety:.2f} on average, their variety."
        )


class _Pictures(Artist):
    """Twelve pictures, drawn without being resampled: that is many times faster than twelve times `Axes.imshow`."""

    def __init__(self) -> None:
        super().__init__()
        self._pixels = np.empty((_HEIGHT, _WIDTH, 4), np.uint8)
        self._pixels[:] = np.round(255 * np.array(to_rgba(CARD)))

    def show(self, pictures: NDArray[np.uint8]) -> None:
        """Take new pictures, of shape (VARIANTS, size, size, 3)."""
        times = _SIDE // pictures.shape[1]
        for number, large in enumerate(pictures.repeat(times, axis=1).repeat(times, axis=2)):
            left, top = _corner(number)
            self._pixels[top : top + len(large), left : left + len(large), :3] = large

    def draw(self, renderer: RendererBase) -> None:
        """Copy the pixels into the figure; row 0 of a picture is at the top, of a figure at the bottom."""
        renderer.draw_image(renderer.new_gc(), 0, 0, self._pixels[::-1])


def _corner(number: int) -> tuple[int, int]:
    """Return the left and upper edge of a picture, in screen pixels."""
    row, column = divmod(number, _COLUMNS)
    return _GAP + column * (_SIDE + _GAP), _TITLE + row * (_SIDE + _CAPTION)


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."
