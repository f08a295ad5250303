"""The first picture of the README: the whole ladder, drawn from the rungs that ship with the course."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from course_utils.figures import ladder_steps
from course_utils.learning.mask_ladder import shipped_rungs
from course_utils.paths import atomic_write, repository_root

_TEXT = "Description"  # the PNG standard's own keyword for such a text


def ladder_picture() -> Path:
    """Return where the picture of the ladder is kept."""
    return repository_root() / "docs" / "ladder.png"


def told_by(picture: Path) -> str:
    """Return the alt text that a picture of the ladder carries; empty when there is none.

    Parameters
    ----------
    picture : Path
        A PNG file, which need not exist.

    Returns
    -------
    str
    """
    if not picture.exists():
        return ""
    with Image.open(picture) as image:
        return str(image.info.get(_TEXT, ""))


def draw_ladder(picture: Path) -> bool:
    """Draw the shipped rungs, unless the picture shows just these already.

    Parameters
    ----------
    picture : Path
        The PNG file to write.

    Returns
    -------
    bool
        Whether it was drawn.
    """
    drawing = ladder_steps(shipped_rungs())
    if told_by(picture) == drawing.alt:
        return False
    text, file = PngInfo(), io.BytesIO()
    text.add_text(_TEXT, drawing.alt)
    with Image.open(io.BytesIO(drawing.png())) as image:
        image.save(file, "PNG", pnginfo=text, optimize=True)
    atomic_write(picture, file.getvalue())
    return True
