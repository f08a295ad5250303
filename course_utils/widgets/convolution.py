"""Lesson 14's widget: a kernel that steps over a small picture. The page draws it; see ``convolution.js``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from IPython.display import display
from numpy.typing import ArrayLike

from course_utils.figures.convolution import convolution_step
from course_utils.simulate.convolution import LIMITS, Sliding, as_square, is_shifted

#: A bright shape on a dark ground that looks different on every side.
_PICTURE = (
    (1, 1, 1, 1, 1, 1, 1),
    (1, 8, 8, 8, 8, 8, 1),
    (1, 8, 8, 8, 8, 8, 1),
    (1, 1, 1, 8, 8, 8, 1),
    (1, 1, 1, 8, 8, 5, 1),
    (1, 1, 1, 8, 5, 5, 1),
    (1, 1, 1, 1, 1, 1, 1),
)
_EDGE = (-1, 0, 1, -1, 0, 1, -1, 0, 1)
_FIRST = {"mode": "kernel", "f": 3, "padding": 0, "stride": 1, "dilation": 1, "row": 0, "column": 0}
_PRESETS: dict[str, dict[str, object]] = {
    "valid: it shrinks": {"mode": "kernel", "f": 3, "padding": 0, "stride": 1, "dilation": 1},
    "same: it stays": {"mode": "kernel", "f": 3, "padding": 1, "stride": 1, "dilation": 1},
    "strided: it halves": {"mode": "kernel", "f": 3, "padding": 1, "stride": 2, "dilation": 1},
}
_TRIES = (
    "Click the result and step with the arrow keys: at which places is it 0, and why there?",
    "One ring of zeros: which edges does the kernel now find that are not in the picture?",
    "From stride 1 to stride 2: which numbers of the result stay?",
)


class ConvolutionStepper:
    """A kernel over a small picture, one place at a time. The last expression of a cell shows it.

    Attributes
    ----------
    view : anywidget.AnyWidget
        What the page draws.
    """

    def __init__(self, picture: ArrayLike = _PICTURE, kernel: ArrayLike = _EDGE) -> None:
        pixels, weights = np.asarray(picture, dtype=np.float64), as_square(np.ravel(kernel))
        state = {**_FIRST, "f": len(weights), "kernel": weights.ravel().tolist()}
        Sliding(pixels, weights)  # says what does not fit
        self.view = _View(picture=pixels.tolist(), state=state)
        self.view.observe(lambda change: self._look(), names="state")

    @property
    def sliding(self) -> Sliding:
        """What is shown: picture, kernel, window, value and result."""
        return self._sliding(self.view.state)

    @property
    def sentence(self) -> str:
        """What is shown, in words."""
        return convolution_step(self.sliding).alt

    @property
    def solved(self) -> bool:
        """Whether the challenge has been met since the widget was made."""
        return bool(self.view.solved)

    def set(self, **settings: object) -> None:
        """Change settings from Python, as the controls on the page do.

        Parameters
        ----------
        **settings
            Any of `kernel` (array_like of shape (f, f)), `mode`, `padding`, `stride`, `dilation`, `row`, `column`.

        Raises
        ------
        ValueError
            If there is no such setting, or the kernel cannot slide like that.
        """
        unknown = sorted(set(settings) - set(self.view.state))
        if unknown:
            raise ValueError(f"There is no setting {unknown[0]!r}; there are {', '.join(self.view.state)}.")
        state = {**self.view.state, **settings}
        kernel = self._sliding(state).kernel  # says what does not fit
        self.view.state = {**state, "kernel": kernel.ravel().tolist(), "f": len(kernel)}

    def _sliding(self, state: Mapping[str, Any]) -> Sliding:
        """Make of the page's settings what can be computed with; f is the kernel's size."""
        settings = {name: value for name, value in state.items() if name not in ("f", "kernel")}
        return Sliding(np.array(self.view.picture), as_square(np.ravel(state["kernel"])), **settings)

    def _look(self) -> None:
        """Notice when the challenge is met."""
        shown = self.sliding
        self.view.solved = self.solved or (shown.mode == "kernel" and is_shifted(shown.result, shown.picture))

    def _ipython_display_(self) -> None:
        """Show the still picture, which the page hides as soon as the script is alive, and then the widget."""
        display(convolution_step(self.sliding))
        display(self.view)


def convolution(picture: ArrayLike = _PICTURE, kernel: ArrayLike = _EDGE) -> ConvolutionStepper:
    """Step a kernel over a small picture, and see how each number comes about.

    Parameters
    ----------
    picture : array_like of shape (n, n)
        What it slides over.
    kernel : array_like of shape (f, f)
        With which numbers it begins; they can be edited.

    Returns
    -------
    ConvolutionStepper
        The widget. Its challenge is a kernel that moves the picture.
    """
    return ConvolutionStepper(picture, kernel)


class _View(anywidget.AnyWidget):
    """What the page draws, from these values."""

    _esm = Path(__file__).with_name("convolution.js")
    picture: traitlets.List[list[float]] = traitlets.List().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    solved = traitlets.Bool(False).tag(sync=True)
    limits = traitlets.Dict({name: list(ends) for name, ends in LIMITS.items()}).tag(sync=True)
    presets = traitlets.Dict(_PRESETS).tag(sync=True)
    tries = traitlets.List(list(_TRIES)).tag(sync=True)
    challenge = traitlets.Unicode(
        "Edit kernel and padding so that the result is the picture itself, as large as before, moved by one cell to "
        "the right."
    ).tag(sync=True)
    praise = traitlets.Unicode(
        "A single 1, left of the middle: every place takes what stands on its left. Turned by 180 degrees, the same "
        "kernel moves the picture to the left."
    ).tag(sync=True)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, object], dict[str, object]]:
        """Return the widget's view with a sentence as plain text."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/plain": "Convolution stepper: run this cell in JupyterLab to step and edit."}, metadata
