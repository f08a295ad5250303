"""A still picture that carries its alt text."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from IPython import get_ipython
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.figures.style import SCREEN_DPI, encode_png

if TYPE_CHECKING:
    from course_utils.figures.describer import Describer


class Drawing:
    """A finished picture and one or two sentences that say what it shows.

    A cell that ends in a drawing shows it. The sentences are its alt text, and its plain text where no picture can be.

    Parameters
    ----------
    figure : Figure
        The finished figure, in inches of 100 screen pixels.
    alt : str
        What the picture shows, for somebody who does not see it: the message, with its numbers.
    colors : int
        Colours in the file's palette: 64 is right for lines and surfaces, 256 for photographs.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """

    def __init__(self, figure: Figure, alt: str, *, colors: int = 64) -> None:
        if not alt.strip():
            raise ValueError("A drawing needs an alt text: say in a sentence what the picture shows.")
        self.figure = figure
        self.alt = alt
        self.colors = colors
        self._png = b""

    def __repr__(self) -> str:
        return f"Drawing({self.alt!r})"

    def png(self) -> bytes:
        """Return the PNG file, with two dots for each screen pixel so that it stays sharp on fine screens."""
        if not self._png:  # drawn once: drawing again would move things by a hair
            self.figure.set_dpi(2 * SCREEN_DPI)
            canvas = FigureCanvasAgg(self.figure)
            canvas.draw()
            self._png = encode_png(np.asarray(canvas.buffer_rgba()), self.colors)
        return self._png

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict[str, str], dict[str, object]]:
        """Return the picture, its plain text, and its alt text as metadata."""
        width, height = (round(inches * SCREEN_DPI) for inches in self.figure.get_size_inches())
        picture = base64.b64encode(self.png()).decode("ascii")
        _tell_browser(picture, self.alt)
        metadata: dict[str, object] = {"image/png": {"alt": self.alt, "width": width, "height": height}}
        return {"image/png": picture, "text/plain": self.alt}, metadata


def _tell_browser(picture: str, alt: str) -> None:
    """Have the browser set `alt` on the picture: JupyterLab knows no alt text for what code puts out."""
    describer = _describer()
    if describer is not None:
        describer.texts = {**describer.texts, picture[-describer.tail :]: alt}


@lru_cache(maxsize=1)
def _describer() -> Describer | None:
    """Start the browser's helper, once, where there is a notebook."""
    if not hasattr(get_ipython(), "kernel"):
        return None
    from course_utils.figures.describer import Describer  # only here: figures need no widgets elsewhere

    return Describer()
