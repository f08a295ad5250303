from __future__ import annotations

import io
import warnings

import numpy as np
import pytest
from PIL import Image

from course_utils import figures
from course_utils.figures.bias_variance import BiasVarianceScene, ClinicScene
from course_utils.simulate.bias_variance import GRID, SHOWN, refit, visit

STATES = {
    BiasVarianceScene: [
        refit(10, 20, 0.3, 0), refit(0, 300, 0, 0), refit(10, 12, 0.5, 0), refit(1, 50, 0.3, 300), refit(10, 12, 0, 0.1)
    ],
    ClinicScene: [visit("A", "?", "none"), visit("B", "both", "more data"), visit("C", "neither", "regularize", {"A"})],
}  # fmt: skip
EVERY_STATE = [(scene, state) for scene, states in STATES.items() for state in states]


@pytest.fixture(scope="module")
def scenes():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {scene: scene() for scene in STATES}


@pytest.mark.parametrize(("kind", "state"), EVERY_STATE)
def test_small_and_of_the_announced_size(kind, state, scenes):
    scenes[kind].update(state)
    png = scenes[kind].png()
    picture = Image.open(io.BytesIO(png))
    assert len(png) < 60_000
    assert picture.size == scenes[kind].pixels and picture.width <= 900


@pytest.mark.parametrize("kind", STATES)
def test_an_update_leaves_no_trace_of_the_one_before(kind, scenes):
    scene, (first, second, *_) = scenes[kind], STATES[kind]
    scene.update(first)
    before = scene.png()
    scene.update(second)
    assert scene.png() != before
    scene.update(first)
    assert scene.png() == before


@pytest.mark.parametrize(("kind", "state"), EVERY_STATE)
def test_descriptions_are_one_short_paragraph(kind, state):
    sentence = kind.describe(state)
    assert sentence.endswith(".") and "\n" not in sentence and ".." not in sentence and len(sentence) < 400
    assert "nan" not in sentence and "None" not in sentence


def test_the_bars_are_the_parts_of_the_error(scenes):
    scene, result = scenes[BiasVarianceScene], refit(3, 12, 0.2, 0)
    scene.update(result)
    ends = [(part.get_x(), part.get_x() + part.get_width()) for part in scene._parts]
    np.testing.assert_allclose([end - start for start, end in ends], [result.bias2, result.variance, result.floor])
    assert ends[0][0] == 0 and ends[0][1] == pytest.approx(ends[1][0]) and ends[1][1] == pytest.approx(ends[2][0])
    assert ends[2][1] == pytest.approx(result.dev_error)
    assert scene._train_bar.get_width() == result.train_error
    assert scene._sum.get_text().startswith(f"dev {result.dev_error:.3f} = {result.bias2:.3f} + ")


def test_curves_points_and_learning_curve_are_the_result(scenes):
    scene, result = scenes[BiasVarianceScene], refit(3, 12, 0.2, 0)
    scene.update(result)
    x, y = (np.asarray(line).reshape(SHOWN, -1) for line in scene._fits.get_data())
    np.testing.assert_array_equal(y[:, :-1], result.curves)
    assert np.isnan(y[:, -1]).all()
    np.testing.assert_array_equal(x[0, :-1], GRID)
    np.testing.assert_array_equal(scene._points.get_ydata(), result.y)
    np.testing.assert_array_equal(scene._curve._dev.get_ydata(), result.dev_errors)
    np.testing.assert_array_equal(scene._curve._train.get_ydata(), result.train_errors)
    assert list(scene._curve._dev_now.get_xdata()) == [12]


def test_what_is_off_the_scale_is_cut_and_still_said(scenes):
    scene, result = scenes[BiasVarianceScene], refit(10, 10, 0.5, 0)
    assert result.dev_error > 10
    scene.update(result)
    widths = [part.get_width() for part in scene._parts]
    assert sum(widths) == pytest.approx(0.6)
    assert widths[1] / 0.6 == pytest.approx(result.variance / (result.bias2 + result.variance + result.floor))
    assert scene._too_long.get_text() == "dev bar not to scale"
    assert f"{result.dev_error:.1f}" in scene._sum.get_text()
    scene.update(refit(3, 50, 0.2, 0))
    assert scene._too_long.get_text() == ""


def test_the_clinic_hides_what_nobody_knows_in_real_life(scenes):
    sentence = ClinicScene.describe(STATES[ClinicScene][1])
    assert "bias²" not in sentence and "degree" not in sentence
    assert "train error" in sentence and "noise" in sentence


def test_the_clinic_shows_the_state_before_the_treatment(scenes):
    scene, result = scenes[ClinicScene], visit("B", "?", "more data")
    scene.update(result)
    np.testing.assert_array_equal(scene._before.get_ydata(), result.before.curves[0])
    np.testing.assert_array_equal(scene._after.get_ydata(), result.after.curves[0])
    assert scene._title.get_text() == "Patient B, after: more data"
    assert scene._cured.get_text() == "cured: nobody yet"
    scene.update(visit("A", "?", "none", frozenset("DB")))
    assert np.isnan(scene._before.get_ydata()).all()
    assert scene._cured.get_text() == "cured: B, D"


def test_error_bars_say_every_error():
    drawing = figures.error_bars({"small": (0.3, 0.29), "large": (0.0, 0.31)}, 0.02, floor_name="people")
    assert "people at 2.0%" in drawing.alt and "large: train 0.0%, dev 31.0%" in drawing.alt
    [axes] = drawing.figure.axes
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([0.28, -0.01, -0.02, 0.31])
    assert drawing.png().startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="one model is needed"):
        figures.error_bars({}, 0.0)


def test_learning_curves_have_a_panel_for_each_model():
    curves = {"a": ([0, 0.1], [0.4, 0.2]), "b": ([0.3, 0.3], [0.3, 0.3])}
    drawing = figures.learning_curves([100, 200], curves, floor=0.01)
    assert "a: train from 0% to 10%, dev from 40% to 20%" in drawing.alt
    first, second = drawing.figure.axes
    assert [axes.get_title(loc="left") for axes in (first, second)] == ["a", "b"]
    assert drawing.png().startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="3 sizes are given"):
        figures.learning_curves([1, 2, 3], curves)


def test_the_recipe_tells_the_chart_in_words():
    drawing = figures.recipe()
    words = " ".join(text.get_text() for text in drawing.figure.axes[0].texts)
    for word in ("more data", "regularize", "train longer", "other architecture"):
        assert word in words
    assert drawing.alt.index("human level") < drawing.alt.index("above the train error") < drawing.alt.index("test set")
    assert drawing.png().startswith(b"\x89PNG")
