"""Lesson 14's pictures say what they show."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from course_utils import figures
from course_utils.figures.style import VERMILLION
from course_utils.simulate.convolution import Sliding

PICTURE = np.arange(25.0).reshape(5, 5)


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_a_step_shows_the_three_tables_and_the_arithmetic():
    shown = Sliding(PICTURE, np.array([[1.0, 0], [0, -2]]), padding=1, stride=2, row=1, column=2)
    drawing = figures.convolution_step(shown)
    picture, kernel, result = drawing.figure.axes
    assert len(texts(picture)) == 49 and texts(kernel) == ["1", "0", "0", "−2"]
    assert picture.get_title() == "picture, 5 × 5, with zeros 7 × 7"
    assert texts(result) == [f"{value:g}".replace("-", "−") for value in shown.result.ravel()]
    assert drawing.alt.endswith("At row 2, column 3: 8·1 + 9·0 + 13·0 + 14·(−2) = −20.")
    assert "⌊(5 + 2·1 − 1·(2 − 1) − 1) / 2⌋ + 1 = 3" in drawing.figure.get_supxlabel()


def test_the_window_that_is_marked_is_the_one_that_is_computed():
    shown = Sliding(PICTURE, np.ones((2, 2)), dilation=2, row=2, column=1)
    picture = figures.convolution_step(shown).figure.axes[0]
    frames = [patch for patch in picture.patches if patch.get_edgecolor() == to_rgba(VERMILLION)]
    marked = [PICTURE[int(frame.get_y()), int(frame.get_x())] for frame in frames]
    assert marked == shown.window.ravel().tolist() == [11, 13, 21, 23]


@pytest.mark.parametrize("mode", ["max", "mean"])
def test_pooling_shows_no_kernel(mode):
    drawing = figures.convolution_step(Sliding(PICTURE, np.ones((2, 2)), mode))
    assert texts(drawing.figure.axes[1]) == [] and f"{mode} pooling" in drawing.alt


def test_tables_tell_their_numbers():
    drawing = figures.number_tables({"a\nb": [[1, -2.5]], "c": [[3], [4]]}, signed=["c"])
    assert drawing.alt == "Tables of numbers, row by row. a b: 1 −2.5; c: 3 / 4."
    with pytest.raises(ValueError, match="two axes"):
        figures.number_tables({"a": [1, 2]})


def test_maps_tell_pictures_from_answers():
    drawing = figures.filter_maps({"photograph": np.full((4, 6), 0.5), "edges": np.full((4, 6), -2.0)}, limit=3)
    assert drawing.alt == "Pictures, from left to right: photograph; edges, signed, mean size 2."
    photograph, edges = (axes.images[0] for axes in drawing.figure.axes)
    assert photograph.get_clim() == (0, 1) and edges.get_clim() == (-3, 3)
    with pytest.raises(ValueError, match="nothing to draw"):
        figures.filter_maps({})
