from __future__ import annotations

import io
import warnings

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from PIL import Image

from course_utils import datasets, figures
from course_utils.figures.hidden_units import HiddenUnitsScene, _boundary, _mosaic
from course_utils.simulate.hidden_units import PLANE, SIDE, look, train

LEARNED, OTHERS = datasets.flower(120, seed=0), datasets.flower(200, seed=1)


def shown(units=4, activation="tanh", epoch=100, seed=0, before=None):
    return look(train(LEARNED, OTHERS, units, activation, seed), epoch, before)


STATES = [shown(1, "linear", 0), shown(8, "ReLU", 400), shown(5, epoch=50), shown(3, before=shown(7, "sigmoid"))]


@pytest.fixture(scope="module")
def scene():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return HiddenUnitsScene()


@pytest.mark.parametrize("state", STATES)
def test_small_and_of_the_announced_size(state, scene):
    scene.update(state)
    picture = Image.open(io.BytesIO(scene.png()))
    assert len(scene.png()) < 60_000
    assert picture.size == scene.pixels and picture.width <= 900


def test_an_update_leaves_no_trace_of_the_one_before(scene):
    scene.update(STATES[0])
    before = scene.png()
    scene.update(STATES[3])
    assert scene.png() != before
    scene.update(STATES[0])
    assert scene.png() == before


@pytest.mark.parametrize("state", STATES)
def test_descriptions_are_one_short_paragraph(state):
    sentence = HiddenUnitsScene.describe(state)
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 400
    assert "nan" not in sentence and "None" not in sentence and "1 units" not in sentence


def test_artists_are_the_result(scene):
    result = STATES[3]
    scene.update(result)
    np.testing.assert_array_equal(scene._surface.values, result.probability)
    np.testing.assert_array_equal(scene._train.get_ydata(), result.training.train_errors)
    np.testing.assert_array_equal(scene._dev.get_ydata(), result.training.dev_errors)
    assert scene._dev_now.get_ydata()[0] == result.dev_error
    assert scene._title.get_text() == "3 units, tanh, epoch 100, seed 0"
    assert scene._ghost_text.get_text() == "dashed: 7 units, sigmoid, epoch 100, seed 0"
    texts = [text.get_text() for text in scene._weights]
    assert [bool(text) for text in texts] == [True] * 3 + [False] * 5
    assert texts[0] == f"{result.output_weights[0]:+.1f}".replace("-", "−")
    scene.update(STATES[2])
    assert scene._ghost_text.get_text() == "" and scene._ghost.get_xdata() == []


def test_the_boundary_is_where_the_probability_is_one_half():
    line = np.array([1.0, 2.0]) @ PLANE.reshape(2, -1) - 1  # x₁ + 2 x₂ = 1
    x, y = _boundary(1 / (1 + np.exp(-line)).reshape(SIDE, SIDE))
    on_the_line = np.isfinite(x)
    np.testing.assert_allclose(x[on_the_line] + 2 * y[on_the_line], 1, atol=0.02)
    assert np.isnan(_boundary(np.full((SIDE, SIDE), 0.3))).all()


def test_small_maps_stand_upright_and_use_the_whole_range():
    values = np.zeros((2, SIDE, SIDE))
    values[0, -3:] = 4.0  # high at the top of the map, where x₂ is largest
    picture = _mosaic(values)
    assert picture[-1, 0] == 1 and picture[-6, 0] == 0
    assert (picture[:, 2 * (SIDE // 3) :] == 0).all()  # no third unit, so nothing there


def test_network_plan_has_a_dot_for_each_number_and_a_line_for_each_weight():
    drawing = figures.network_plan(3, 5)
    lines = drawing.figure.axes[0].lines
    assert sum(line.get_marker() == "o" for line in lines) == 3 + 5 + 1
    assert sum(line.get_marker() != "o" for line in lines) == 3 * 5 + 5
    assert "5 times 3 weights in W1" in drawing.alt
    with pytest.raises(ValueError, match="n_h is 9: the plan has room"):
        figures.network_plan(2, 9)


def test_moved_points_counts_places_and_sides():
    X = np.array([[1.0, -1, -1, 1], [1, 1, -1, -1]])
    A1 = np.tanh(np.array([2 * X.sum(axis=0) + 2, 2 * X.sum(axis=0) - 2]))
    Y = [[0, 1, 0, 1]]
    drawing = figures.moved_points(X, A1, Y, units=[(2, 2, 2), (2, 2, -2)], output=(3, -3, -3))
    assert "in 3 different places" in drawing.alt and "4 of 4 lie on their own side" in drawing.alt
    assert [text.get_text() for text in drawing.figure.axes[1].texts] == ["2 points"]
    turned = figures.moved_points(X, A1, Y, output=(-3, 3, 3))
    assert "0 of 4 lie on their own side" in turned.alt
    with pytest.raises(ValueError, match=r"A1 \(3, 4\)"):
        figures.moved_points(X, np.zeros((3, 4)), Y)


def test_moved_points_draws_the_lines_where_the_units_are_undecided():
    drawing = figures.moved_points(np.eye(2), np.eye(2), [[0, 1]], units=[(1, 2, -3)])
    [line] = [line for line in drawing.figure.axes[0].lines if line.get_label() == "unit 1"]
    for x, y in (line._xy1, line._xy2):
        assert x + 2 * y == pytest.approx(3)


def test_boundaries_tells_how_many_points_are_right():
    X, Y = datasets.moons(60, seed=0)
    models = {"always\nyes": lambda p: np.ones((1, p.shape[1])), "by height": lambda p: (p[1] < 0) * 1.0}
    drawing = figures.boundaries(models, X, Y)
    right = int(((X[1] < 0) == (Y[0] == 1)).sum())
    assert f"always yes: 30 of 60 points on their own side; by height: {right} of 60" in drawing.alt
    assert drawing.png().startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="one model is needed"):
        figures.boundaries({}, X, Y)


def test_unit_pictures_have_one_picture_for_each_unit():
    W1 = np.random.default_rng(0).normal(size=(5, 4 * 4 * 3))
    drawing = figures.unit_pictures(W1, [[1.0, -0.5, 0, 2, 3]], shape=(4, 4, 3))
    images = [axes.images for axes in drawing.figure.axes if axes.images]
    assert len(images) == 5
    np.testing.assert_allclose(images[1][0].get_array(), W1[1].reshape(4, 4, 3).sum(axis=2))
    assert "counts −0.50" in drawing.alt
    assert drawing.figure.get_facecolor() == to_rgba("#fcfcfa")
    with pytest.raises(ValueError, match=r"W1 has shape \(5, 48\) and W2 holds 4 weights"):
        figures.unit_pictures(W1, np.ones((1, 4)), shape=(4, 4, 3))
