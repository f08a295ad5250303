"""How a training went: loss and accuracy, epoch by epoch, on what is learned from and on what is chosen by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes

from course_utils.figures.drawing import Drawing
from course_utils.figures.style import BLUE, FAINT, GREY, VERMILLION, new_figure, styled

#: What the phases of a training are called in the picture.
_PHASES: Mapping[str, str] = {"head": "head only", "top": "backbone too", "scratch": "all, from scratch"}
_SERIES = (("training", "", BLUE, "-", "o"), ("dev", "dev_", VERMILLION, "--", "s"))


class EpochLike(Protocol):
    """One epoch's numbers, such as a ``course_utils.mask.checkpoints.Epoch``."""

    phase: str
    loss: float
    accuracy: float
    dev_loss: float
    dev_accuracy: float


def training_curves(history: Sequence[EpochLike], *, title: str = "") -> Drawing:
    """Draw loss and accuracy against the epoch, for training and dev pictures.

    Parameters
    ----------
    history : sequence
        Epochs in their order.
    title : str
        Of the picture.

    Returns
    -------
    Drawing
        Loss on the left and accuracy on the right, with a line between phases, and a ring around the epoch with
        the lowest dev loss: its weights are kept.

    Raises
    ------
    ValueError
        If there is no epoch.

    Notes
    -----
    Training numbers are those of augmented pictures with dropout, averaged over a pass in which the network learns; dev
    numbers come after the pass, without either. So dev may well look better at first.
    """
    if not history:
        raise ValueError("There is nothing to draw: the history has no epoch.")
    epochs = np.arange(1, len(history) + 1)
    best = _best(history)
    with styled():
        figure = new_figure(8.8, 3.7)
        if title:
            figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
        left, right = figure.subplots(1, 2)
        for axes, what in ((left, "loss"), (right, "accuracy")):
            axes.set(xlabel="epoch", ylabel=what, xlim=(0.5, max(len(history), 2) + 0.5))
            axes.xaxis.get_major_locator().set_params(integer=True)
            axes.grid(axis="y")
            for name, prefix, color, line, marker in _SERIES:
                values = [getattr(epoch, prefix + what) for epoch in history]
                many = len(history) > 40
                axes.plot(epochs, values, color=color, ls=line, marker="" if many else marker, ms=4, label=name)
            kept = getattr(history[best], "dev_" + what)
            axes.plot([best + 1], [kept], "o", ms=12, mfc="none", mec=GREY, mew=1.5, label="kept")
            _mark_phases(axes, [epoch.phase for epoch in history])
        left.set_ylim(0, 1.06 * max(max(epoch.loss, epoch.dev_loss) for epoch in history))
        right.set_ylim(min(min(epoch.accuracy, epoch.dev_accuracy) for epoch in history) - 0.03, 1.01)
        right.legend(loc="lower right")
    return Drawing(figure, _told(history, best))


def _mark_phases(axes: Axes, phases: Sequence[str]) -> None:
    """Draw a line where a phase begins, and write its name at the top."""
    starts = [place for place, phase in enumerate(phases) if place == 0 or phase != phases[place - 1]]
    for number, place in enumerate(starts):
        if number:
            axes.axvline(place + 0.5, color=FAINT, lw=1.5, zorder=0)
        axes.annotate(
            _PHASES.get(phases[place], phases[place]),
            (place + 0.6, 1.0),
            (0, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            color=GREY,
            fontsize=9,
        )


def _best(history: Sequence[EpochLike]) -> int:
    """Return the place of the epoch with the lowest dev loss."""
    return min(range(len(history)), key=lambda place: history[place].dev_loss)


def _told(history: Sequence[EpochLike], best: int) -> str:
    """Say where the curves begin and end."""
    first, last, kept = history[0], history[-1], history[best]

    def both(what: str, digits: int) -> str:
        numbers = [f"{getattr(epoch, what):.{digits}f}" for epoch in (first, last)]
        return f"from {numbers[0]} to {numbers[1]}"

    return (
        f"Loss and accuracy over {len(history)} epochs. Training loss goes {both('loss', 3)}, dev loss "
        f"{both('dev_loss', 3)}; training accuracy {both('accuracy', 3)}, dev accuracy {both('dev_accuracy', 3)}. Kept "
        f"are the weights of epoch {best + 1}, with a dev accuracy of {kept.dev_accuracy:.3f}."
    )
