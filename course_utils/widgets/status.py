"""A status line."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class Status(anywidget.AnyWidget):
    """A line of text that screen readers say whenever it changes.

    The ``HTML`` widget makes its element anew on every change, and what is new on a page is often not read out.

    Attributes
    ----------
    text : str
        What is to be said.
    begun : bool
        Whether a page has shown the line.
    lost : bool
        Whether a page has shown it that was loaded later: such a page has the controls, but no longer updates pictures
        that were there before. The line then says what helps.
    """

    text = traitlets.Unicode().tag(sync=True)
    begun = traitlets.Bool(False).tag(sync=True)
    lost = traitlets.Bool(False).tag(sync=True)
    _esm = Path(__file__).with_name("status.js")
