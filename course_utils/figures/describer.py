"""The invisible helper in the browser that gives pictures their alt text."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class Describer(anywidget.AnyWidget):
    """Sets the alt text of pictures in the notebook, which JupyterLab itself leaves without one.

    It is never displayed: the script runs as soon as the browser hears of it. A picture is recognised by the end of its
    data, which holds the checksum of the file.

    Attributes
    ----------
    texts : dict of str to str
        Alt texts by the last `tail` characters of the picture's base64 text.
    """

    tail = traitlets.Int(80).tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    _esm = Path(__file__).with_name("describer.js")
