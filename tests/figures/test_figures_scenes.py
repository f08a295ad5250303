from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import gray
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from course_utils.figures import LearningRateScene, ThresholdScene
from course_utils.figures.scene import Surface
from course_utils.figures.style import BLUE, CARD, SIGNED, VERMILLION
from course_utils.simulate import apply_threshold, descend

STATES = {
    ThresholdScene: [apply_threshold(threshold, seed) for threshold in (0, 1, 50, 99, 100) for seed in (0, 1)],
    LearningRateScene: [descend(rate, n) for rate in (0.001, 0.15, 0.201, 3.0) for n in (1, 10, 25)],
}
EVERY_STATE = [(scene, state) for scene, states in STATES.items() for state in states]


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=int)


@pytest.fixture(scope="module")
def scenes():
    return {scene: scene() for scene in STATES}


@pytest.mark.parametrize(("kind", "state"), EVERY_STATE)
def test_small_and_of_the_announced_size(kind, state, scenes):
    scene = scenes[kind]
    scene.update(state)
    png = scene.png()
    width, height = scene.pixels
    assert len(png) < 60_000
    assert pixels(png).shape == (height, width, 3) and width <= 900
    assert Image.open(io.BytesIO(png)).getcolors(64) is not None  # at most 64 colours


@pytest.mark.parametrize("kind", STATES)
def test_an_update_leaves_no_trace_of_the_one_before(kind, scenes):
    scene, (first, *_, last) = scenes[kind], STATES[kind]
    scene.update(first)
    before = scene.png()
    scene.update(last)
    other = scene.png()
    scene.update(first)
    assert scene.png() == before
    assert np.abs(pixels(before) - pixels(other)).sum() > 10_000


@pytest.mark.parametrize(("kind", "state"), EVERY_STATE)
def test_descriptions_are_one_short_paragraph(kind, state):
    sentence = kind.describe(state)
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 400
    assert "nan" not in sentence and "None" not in sentence and " 1 steps" not in sentence


def test_threshold_dots_are_sorted_into_right_and_wrong():
    scene, result = ThresholdScene(), apply_threshold(50, 5)
    scene.update(result)
    right, wrong = scene._right.get_xydata(), scene._wrong.get_xydata()
    assert len(right) == result.found + result.let_pass
    assert len(wrong) == result.mistakes
    scores = np.sort(np.concatenate([right, wrong])[:, 0])
    np.testing.assert_array_equal(scores, np.sort(np.concatenate([result.with_mask, result.without_mask])))
    missed = wrong[wrong[:, 1] > 1]
    assert len(missed) == result.missed and (missed[:, 0] < 50).all()


def test_threshold_dots_do_not_hide_each_other():
    scene = ThresholdScene()
    for seed in range(20):
        scene.update(apply_threshold(50, seed))
        dots = np.concatenate([scene._right.get_xydata(), scene._wrong.get_xydata()])
        across = scene._line.axes.transData.transform(dots)
        apart = np.linalg.norm(across[:, None] - across[None], axis=2) + 1e9 * np.eye(len(dots))
        assert apart.min() > 11  # pixels: the width of a dot
        top = np.where(dots[:, 1] > 1, 1.75, 0.75)
        assert (dots[:, 1] < top).all()  # below the counts


def test_threshold_words_follow_the_state():
    scene, result = ThresholdScene(), apply_threshold(37)
    scene.update(result)
    assert scene._line.get_xdata()[0] == 36.5  # between two scores
    assert scene._counts["missed"].get_text().endswith(f"missed: {result.missed}")
    assert scene._counts["false_alarms"].get_text().startswith(f"false alarms: {result.false_alarms}")
    assert scene._title.get_text() == f"{result.mistakes} mistakes in 40 pictures"


def test_learning_rate_artists_are_the_result():
    scene, result = LearningRateScene(), descend(0.15)
    scene.update(result)
    np.testing.assert_array_equal(scene._path.get_xydata(), result.path)
    np.testing.assert_allclose(scene._costs.get_ydata(), np.maximum(result.costs, 1e-12))
    assert scene._cost_title.get_text() == "Zigzags to the goal"
    assert scene._end.get_xdata()[0] == result.reached_at
    assert scene._rate.get_xdata()[0] == 0.15
    assert scene._edge.get_xdata()[0] == result.edge


@pytest.mark.parametrize("narrowness", [1, 10, 25])
def test_contours_have_one_cost_each(narrowness):
    scene = LearningRateScene()
    scene.update(descend(0.1, narrowness))
    w, b = scene._contours.get_data()
    costs = (w**2 + narrowness * b**2) / 2
    rings = np.split(costs, np.flatnonzero(np.isnan(costs)))
    assert all(np.nanmax(ring) == pytest.approx(np.nanmin(ring)) for ring in rings if np.isfinite(ring).any())


def test_a_diverging_path_leaves_the_map_once():
    scene, result = LearningRateScene(), descend(0.22)
    scene.update(result)
    drawn = scene._path.get_xydata()
    outside = np.abs(drawn[:, 1]) > 6
    assert outside[-1] and not outside[:-1].any()
    assert "diverged at step" in scene.describe(result)


@pytest.mark.parametrize("smooth", [True, False])
def test_a_surface_is_coloured_as_its_colormap_says(smooth):
    figure = Figure(figsize=(1, 1), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    Surface(axes, SIGNED, -2, 2, strength=0.5, smooth=smooth).set_data([[-2, -2], [0, 0], [2, 9]])
    canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)
    paper = 255 * np.array(to_rgb(CARD))
    for row, color in ((99, VERMILLION), (50, CARD), (0, BLUE)):  # row 0 of the pixels is at the top
        np.testing.assert_allclose(drawn[row, 30], (255 * np.array(to_rgb(color)) + paper) / 2, atol=4)


def test_a_smooth_surface_has_its_values_on_the_edges_and_between_them():
    figure = Figure(figsize=(1, 1), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    Surface(axes, gray, 0, 1).set_data([[0, 1], [0, 1]])
    canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba())[50, :, 0]
    np.testing.assert_allclose(drawn, 255 * (np.arange(100) + 0.5) / 100, atol=2)
