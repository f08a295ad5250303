"""Pictures in pictures: examples in a grid, and weights as an image."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.layout_engine import ConstrainedLayoutEngine
from numpy.typing import ArrayLike, NDArray

from course_utils.figures.drawing import Drawing
from course_utils.figures.style import MAX_WIDTH, SCREEN_DPI, SIGNED, new_figure, styled


def picture_grid(
    images: NDArray | Sequence[NDArray],
    captions: Sequence[str] = (),
    *,
    columns: int = 6,
    inches: float = 1.3,
    title: str = "",
) -> Drawing:
    """Show pictures in rows, each with a caption.

    Parameters
    ----------
    images : array_like of shape (count, height, width, 3) or (count, height, width)
        Pictures: whole numbers from 0 to 255, or floats from 0 to 1.
    captions : sequence of str
        One text for each picture, or none at all.
    columns : int
        How many pictures stand in a row.
    inches : float
        Width of one picture.
    title : str
        Title above all of them.

    Returns
    -------
    Drawing
        The pictures. Their captions are the alt text.

    Raises
    ------
    ValueError
        If there is no picture, or not one caption for each.
    """
    pictures = [np.asarray(image) for image in images]
    if not pictures or (captions and len(captions) != len(pictures)):
        raise ValueError(f"There are {len(pictures)} pictures and {len(captions)} captions: one for each is expected.")
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    width = min(columns * (inches + 0.08) + 0.2, MAX_WIDTH / SCREEN_DPI)
    lines = max((caption.count("\n") + 1 for caption in captions), default=0)
    with styled():
        figure = new_figure(width, rows * (inches + 0.1 + 0.19 * lines) + 0.15 + (0.3 if title else 0))
        inside = (0.01, 0.01, 0.98, 0.98)
        layout = ConstrainedLayoutEngine(w_pad=0.04, h_pad=0.04, wspace=0.02, hspace=0.02, rect=inside)
        figure.set_layout_engine(layout)
        if title:
            figure.suptitle(title, x=0.02, ha="left", weight="bold", fontsize=12)
        grid = figure.subplots(rows, columns, squeeze=False)
        for axes in grid.flat:
            axes.set_axis_off()
        for index, (picture, axes) in enumerate(zip(pictures, grid.flat, strict=False)):
            axes.imshow(picture, cmap="gray", vmin=0, vmax=255 if picture.dtype.kind in "ui" else 1)
            if captions:
                axes.set_title(captions[index], fontsize=10, weight="normal", loc="center", pad=3)
    told = "; ".join(caption.replace("\n", " ") for caption in captions)
    alt = f"{title + ': ' if title else ''}{len(pictures)} pictures{'. From left to right: ' + told if told else ''}."
    return Drawing(figure, alt, colors=256)


def weights_picture(
    w: ArrayLike, *, shape: tuple[int, int, int] = (64, 64, 3), title: str = "What the weights look for"
) -> Drawing:
    """Show the weights of a logistic regression on pictures as a picture.

    Parameters
    ----------
    w : array_like of shape (height * width * channels, 1)
        One weight for each number in a picture, in the order in which pictures are unrolled.
    shape : tuple of int
        Height, width and channels of a picture.
    title : str
        Title of the picture.

    Returns
    -------
    Drawing
        Blue where a brighter pixel speaks for label 1, vermillion where it speaks against. The weights of a pixel's
        colours are added.

    Raises
    ------
    ValueError
        If the number of weights does not fit the shape.
    """
    weights = np.asarray(w, dtype=np.float64)
    if weights.size != np.prod(shape):
        raise ValueError(f"w holds {weights.size} weights, a picture of shape {shape} {np.prod(shape)} numbers.")
    pixels = weights.reshape(shape).sum(axis=2)
    limit = float(np.abs(pixels).max()) or 1.0
    with styled():
        figure = new_figure(5.2, 3.9)
        axes = figure.add_subplot(title=title, xticks=(), yticks=())
        axes.spines[:].set_visible(True)
        image = axes.imshow(pixels, cmap=SIGNED, vmin=-limit, vmax=limit)
        bar = figure.colorbar(image, ax=axes, ticks=[-limit, 0, limit], shrink=0.9)
        bar.ax.set_yticklabels([f"−{limit:.2g}\nspeaks against", "0", f"+{limit:.2g}\nspeaks for"])
    alt = f"{title}: {shape[0]} by {shape[1]} pixels, each coloured by its weight. {_where(pixels)}"
    return Drawing(figure, alt, colors=128)


def _where(pixels: NDArray[np.float64]) -> str:
    """Say which third of the picture speaks for and which against."""
    names = ("upper", "middle", "lower")
    means = [third.mean() for third in np.array_split(pixels, 3)]
    if max(means) == min(means):
        return "All are alike."
    best, worst = names[int(np.argmax(means))], names[int(np.argmin(means))]
    return f"On average, brightness speaks most for label 1 in the {best} third and least in the {worst} third."
