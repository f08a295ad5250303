"""The course's one style: colours, fonts, and a figure to start from.

Every picture is an opaque, nearly white card with dark text, so that it reads as well in a dark JupyterLab as in a
light one. Colours are those of Okabe and Ito, which colour-blind readers can tell apart, and colour never carries a
meaning alone: a marker, a line style or a word always goes with it.

References
----------
Okabe, M. and Ito, K. (2008). Color universal design: how to make figures and presentations that are friendly to
colorblind people.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import AbstractContextManager

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from PIL import Image

BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREY = "#595959"
GREEN = "#009E73"
SKY = "#56B4E9"
AMBER = "#E69F00"
PURPLE = "#CC79A7"

CARD = "#fcfcfa"  # the paper
INK = "#202124"  # the text
FAINT = "#dcdcd8"  # grid lines and what may be overlooked
PALE_BLUE = "#d6e8f3"
PALE_VERMILLION = "#f9e0d0"

#: Signed values: vermillion below zero, paper at zero, blue above.
SIGNED = LinearSegmentedColormap.from_list("signed", [VERMILLION, PALE_VERMILLION, CARD, PALE_BLUE, BLUE])

#: Screen pixels in an inch of figure. With it, 9 point letters are 12.5 pixels high.
SCREEN_DPI = 100
#: No figure is wider than this many screen pixels.
MAX_WIDTH = 900
MANY_COLORS = 128  # from here on a picture's palette is chosen with care

STYLE = {
    "figure.facecolor": CARD,
    "axes.facecolor": CARD,
    "axes.edgecolor": "#8a8a86",
    "axes.labelcolor": INK,
    "axes.labelsize": 11,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.titlepad": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same letters on every system
    "font.size": 11,
    "lines.linewidth": 2,
    "lines.solid_capstyle": "round",
    "legend.frameon": False,
    "legend.fontsize": 10,
    "image.interpolation": "nearest",
}


def styled() -> AbstractContextManager[None]:
    """Give every artist that is made inside the ``with`` block the course's style."""
    return rc_context(STYLE)  # type: ignore[arg-type]  # newer stubs list every allowed key


def new_figure(width: float, height: float) -> Figure:
    """Make an empty figure on an Agg canvas, without pyplot.

    Parameters
    ----------
    width, height : float
        Size in inches; one inch is 100 screen pixels.

    Returns
    -------
    Figure
        A figure whose parts arrange themselves (constrained layout).

    Raises
    ------
    ValueError
        If the figure would be wider than 900 screen pixels.
    """
    if width * SCREEN_DPI > MAX_WIDTH:
        raise ValueError(f"A figure of {width} inches is too wide for a lesson: use {MAX_WIDTH / SCREEN_DPI} at most.")
    layout = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.1)
    figure = Figure(figsize=(width, height), dpi=SCREEN_DPI, layout=layout)
    FigureCanvasAgg(figure)
    return figure


def spread(heights: Sequence[float], apart: float, highest: float) -> list[float]:
    """Move labels that stand beside a picture up or down, so that none covers another.

    Parameters
    ----------
    heights : sequence of float
        Where each label would like to stand, in ascending order.
    apart : float
        The least distance between two of them.
    highest : float
        Where the last one may stand at most.

    Returns
    -------
    list of float
        Where they stand, in the same order.
    """
    places: list[float] = []
    for height in heights:
        places.append(max(height, places[-1] + apart) if places else height)
    for index in reversed(range(len(places))):
        places[index] = min(places[index], highest)
        highest = places[index] - apart
    return places


def encode_png(pixels: np.ndarray, colors: int) -> bytes:
    """Write pixels as a PNG with a palette, which is a third of the size of one without.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, 4)
        Red, green, blue and opacity, 0 to 255. Opacity is ignored.
    colors : int
        How many colours the palette has, 2 to 256.

    Returns
    -------
    bytes
        The file.
    """
    image = Image.fromarray(pixels).convert("RGB")
    # The octree is quick and has few shades to spare for a narrow range of colours, as photographs and maps have it.
    method = Image.Quantize.MEDIANCUT if colors >= MANY_COLORS else Image.Quantize.FASTOCTREE
    image = image.quantize(colors, method=method, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    image.save(buffer, "png", compress_level=3)
    return buffer.getvalue()
