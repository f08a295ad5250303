"""What a classifier does: its boundary in the plane, and its right and wrong answers counted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from course_utils.figures.drawing import Drawing
from course_utils.figures.style import (
    BLUE,
    CARD,
    INK,
    PALE_BLUE,
    PALE_VERMILLION,
    SIGNED,
    VERMILLION,
    new_figure,
    styled,
)

Array = NDArray[np.floating]


def decision_boundary(
    probability: Callable[[Array], ArrayLike],
    X: Array,
    Y: ArrayLike,
    *,
    title: str = "",
    labels: tuple[str, str] = ("label 0", "label 1"),
    axis_labels: tuple[str, str] = ("x₁", "x₂"),
    threshold: float = 0.5,
) -> Drawing:
    """Colour the plane by what a model says, and draw the line where it changes its mind.

    Parameters
    ----------
    probability : callable
        Takes points of shape (2, k), returns k probabilities of label 1, of shape (1, k) for instance.
    X : ndarray of shape (2, m)
        The examples, one in each column.
    Y : array_like of shape (1, m)
        Their labels, 0 or 1.
    title : str
        Title of the picture.
    labels : tuple of str
        What label 0 and label 1 mean.
    axis_labels : tuple of str
        What the two inputs mean, with their units.
    threshold : float
        The probability at which the boundary is drawn.

    Returns
    -------
    Drawing
        The picture. Its alt text counts the examples on the right side.

    Raises
    ------
    ValueError
        If X does not hold points of the plane, or Y not one label for each.
    """
    Y = np.asarray(Y).ravel()
    if X.ndim != 2 or X.shape[0] != 2 or X.shape[1] != Y.size:
        raise ValueError(f"X has shape {X.shape} and Y holds {Y.size} labels: (2, m) and m are expected.")
    low, high = X.min(axis=1), X.max(axis=1)
    margin = 0.12 * (high - low) + 1e-9
    sides = [np.linspace(start, stop, 160) for start, stop in zip(low - margin, high + margin, strict=True)]
    plane = np.array(np.meshgrid(*sides))
    said = np.asarray(probability(plane.reshape(2, -1)), dtype=np.float64).reshape(plane.shape[1:])
    right = (np.asarray(probability(X)).ravel() >= threshold) == (Y == 1)
    with styled():
        figure = new_figure(6.4, 4.4)
        axes = figure.add_subplot(title=title, xlabel=axis_labels[0], ylabel=axis_labels[1])
        surface = axes.imshow(
            said,
            extent=(*sides[0][[0, -1]], *sides[1][[0, -1]]),
            origin="lower",
            aspect="auto",
            cmap=SIGNED,
            vmin=0,
            vmax=1,
            alpha=0.6,
            interpolation="bilinear",
        )
        axes.contour(*plane, said, levels=[threshold], colors=INK, linewidths=2)
        for value, marker, color in ((0, "^", VERMILLION), (1, "o", BLUE)):
            axes.plot(*X[:, value == Y], marker, color=color, ms=7, mec=CARD, mew=0.8, label=labels[value])
        bar = figure.colorbar(surface, ax=axes, ticks=[0, 0.25, 0.5, 0.75, 1])
        bar.set_label(f"probability of {labels[1]}")
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, handletextpad=0.1, borderpad=0.2)
    alt = (
        f"{title + ': ' if title else ''}{Y.size} points in a plane, {labels[0]} as triangles, {labels[1]} as circles, "
        f"and the line on which the model gives probability {threshold:g}. {int(right.sum())} of {Y.size} points lie "
        "on their own side of it."
    )
    return Drawing(figure, alt, colors=128)


def confusion_matrix(
    Y: ArrayLike, Y_predicted: ArrayLike, *, labels: tuple[str, str] = ("no mask", "mask"), title: str = ""
) -> Drawing:
    """Count right and wrong answers of a yes-or-no question in a table of four.

    Parameters
    ----------
    Y : array_like of shape (1, m)
        What is true, 0 or 1.
    Y_predicted : array_like of shape (1, m)
        What the model says, 0 or 1.
    labels : tuple of str
        What 0 and 1 mean.
    title : str
        Title of the picture.

    Returns
    -------
    Drawing
        The table: rows are what is true, columns what the model says.

    Raises
    ------
    ValueError
        If there is not one answer for each label.
    """
    truth, said = np.asarray(Y).ravel(), np.asarray(Y_predicted).ravel()
    if truth.size != said.size or truth.size == 0:
        raise ValueError(f"Y holds {truth.size} labels, Y_predicted {said.size}: one answer for each is expected.")
    counts = np.array([[int(((truth == row) & (said == column)).sum()) for column in (0, 1)] for row in (0, 1)])
    words = (("rightly let pass", "false alarms"), ("missed", "found"))
    with styled():
        figure = new_figure(5.2, 3.6)
        axes = figure.add_subplot(title=title, xlim=(0, 2), ylim=(2, 0))
        for row in (0, 1):
            share = counts[row] / max(counts[row].sum(), 1)
            for column in (0, 1):
                good = row == column
                axes.add_patch(_cell(column, row, PALE_BLUE if good else PALE_VERMILLION))
                axes.text(column + 0.5, row + 0.36, f"{counts[row, column]:,}", ha="center", va="center", fontsize=20)
                axes.text(
                    column + 0.5,
                    row + 0.68,
                    f"{'✓' if good else '✕'} {words[row][column]}\n{share[column]:.0%} of this row",
                    ha="center",
                    va="center",
                    color="#00507d" if good else "#8f3f00",
                    fontsize=10,
                )
        axes.set_xticks([0.5, 1.5], [f"says: {label}" for label in labels])
        axes.set_yticks([0.5, 1.5], [f"true:\n{label}" for label in labels])
        axes.xaxis.tick_top()
        axes.tick_params(length=0, labelsize=11)
        axes.spines[:].set_visible(False)
    alt = (
        f"{title + ': of' if title else 'Of'} {counts[1].sum()} examples with {labels[1]}, {counts[1, 1]} are found "
        f"and {counts[1, 0]} missed; of {counts[0].sum()} with {labels[0]}, {counts[0, 0]} are rightly let pass and "
        f"{counts[0, 1]} raise a false alarm."
    )
    return Drawing(figure, alt)


def _cell(column: int, row: int, color: str) -> Rectangle:
    """Return one cell of the table, with a gap around it."""
    return Rectangle((column + 0.02, row + 0.02), 0.96, 0.96, facecolor=color, edgecolor="none")
