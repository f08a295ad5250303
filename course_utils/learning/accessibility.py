"""An invisible widget that makes its neighbours usable from the keyboard and by screen readers."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class Accessible(anywidget.AnyWidget):
    """Mend the controls and pictures around it: names, spoken values, arrow keys, alt text.

    JupyterLab takes the arrow keys away from radio buttons and drop-down lists, sliders have no name that a screen
    reader could say, and a slider with a logarithmic scale announces its exponent. Put one ``Accessible`` among the
    children of a box, or in the output of a cell, and it mends what stands there, now and after every change.

    Parameters
    ----------
    inside : str
        CSS selector of the nearest enclosing element to mend: ``".jp-OutputArea"`` for the whole output of the cell
        (the default), ``".widget-vbox"`` for the box that holds this widget.
    label : str
        The name of controls that have no description of their own.
    alt : str
        The alternative text of the pictures in the same output. Change it whenever the picture changes.

    Examples
    --------
    >>> Accessible(label="How many mistakes?", inside=".widget-vbox").label
    'How many mistakes?'
    """

    _esm = Path(__file__).with_name("accessibility.js")
    inside = traitlets.Unicode(".jp-OutputArea").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
