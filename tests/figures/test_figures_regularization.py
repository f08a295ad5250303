from __future__ import annotations

import io
import warnings

import numpy as np
import pytest
from PIL import Image

from course_utils import datasets, figures
from course_utils.figures.dropout import DropoutScene
from course_utils.figures.regularization import RegularizationScene
from course_utils.simulate.dropout import drop
from course_utils.simulate.regularization import STEPS, look, train

X, Y = datasets.moons(40, noise=0.35, seed=0)
LEARNED, OTHERS = (2 * X, Y), datasets.moons(100, noise=0.35, seed=1)
FREE = train(LEARNED, OTHERS)


def shown(step=STEPS[-1], **settings):
    return look(train(LEARNED, OTHERS, **settings) if settings else FREE, FREE, step)


STATES = [
    (RegularizationScene, shown()),
    (RegularizationScene, shown(0)),
    (RegularizationScene, shown(lambd=0.3)),
    (RegularizationScene, shown(50, penalty="L1", lambd=10.0, keep_prob=0.3)),
    (DropoutScene, drop(0.5, 1)),
    (DropoutScene, drop(0.1, 10_000)),
    (DropoutScene, drop(1.0, 30, divided=False)),
]


@pytest.fixture(scope="module")
def scenes():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {scene: scene() for scene in (RegularizationScene, DropoutScene)}


@pytest.mark.parametrize(("scene", "state"), STATES)
def test_small_and_of_the_announced_size_with_one_short_description(scene, state, scenes):
    scenes[scene].update(state)
    picture = Image.open(io.BytesIO(scenes[scene].png()))
    assert len(scenes[scene].png()) < 60_000
    assert picture.size == scenes[scene].pixels and picture.width <= 900
    sentence = scene.describe(state)
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 400 and "nan" not in sentence


def test_an_update_leaves_no_trace_of_the_one_before(scenes):
    for scene in (RegularizationScene, DropoutScene):
        first, *_, last = [state for kind, state in STATES if kind is scene]
        scenes[scene].update(first)
        before = scenes[scene].png()
        scenes[scene].update(last)
        assert scenes[scene].png() != before
        scenes[scene].update(first)
        assert scenes[scene].png() == before


def test_artists_of_the_dial_are_the_result(scenes):
    scene, result = scenes[RegularizationScene], STATES[2][1]
    scene.update(result)
    np.testing.assert_array_equal(scene._surface.values, result.probability)
    np.testing.assert_array_equal(scene._dev.get_ydata(), result.training.dev_errors)
    np.testing.assert_array_equal(scene._free.get_ydata(), FREE.dev_errors)
    counts = scene._bars.get_data().values
    assert counts[counts >= 1].sum() == result.weights.size
    assert scene._title.get_text() == f"L2 with λ = 0.3, step {STEPS[-1]}"
    assert scene._weights_title.get_text() == "460 weights, 0% exactly 0"
    assert len(scene._ghost.get_xdata()) > 0
    scene.update(STATES[0][1])
    assert len(scene._ghost.get_xdata()) == 0 and scene._ghost_text.get_text() == ""


def test_bars_of_dropout_are_the_result(scenes):
    scene, result = scenes[DropoutScene], drop(0.5, 3, seed=4)
    scene.update(result)
    heights = [segment[1][1] for segment in scene._ones.get_segments()]
    np.testing.assert_allclose(heights, result.one)
    assert len(scene._dropped.get_xdata()) == np.sum(~result.mask)
    assert "Mean of 3 masks" in scene._below_title.get_text()


def test_remedies_has_a_map_and_a_histogram_for_each_model():
    weights = {"free": np.array([1.0, -2.0, 0.5]), "L1\nstrong": np.array([0.0, 0.0, 4.0])}
    models = {name: (lambda p: (p[:1] > 0) * 1.0, values) for name, values in weights.items()}
    drawing = figures.remedies(models, *LEARNED)
    assert len(drawing.figure.axes) == 4
    assert "free: root of the sum of squares 2.3, 0% exactly 0" in drawing.alt
    assert "L1 strong: root of the sum of squares 4.0, 67% exactly 0" in drawing.alt
    [stairs] = [patch for patch in drawing.figure.axes[3].patches if hasattr(patch, "get_data")]
    assert stairs.get_data().values.sum() == 3  # the one that is too large is counted as well
    with pytest.raises(ValueError, match="There are 1 models: 2 to 6"):
        figures.remedies({"one": models["free"]}, *LEARNED)


def test_weight_histograms_counts_all_weights():
    drawing = figures.weight_histograms({"a": np.full((3, 4), 0.02), "b": np.zeros(5)}, widest=0.1, title="Two")
    assert drawing.alt.startswith("Two. a: root of the sum of squares 0.1, 0% exactly 0; b:")
    sums = [p.get_data().values.sum() for axes in drawing.figure.axes for p in axes.patches if hasattr(p, "get_data")]
    assert sums == [12, 5]
    assert drawing.figure.get_supxlabel() == "weight"
    wide = figures.weight_histograms({"a": [0.02, -0.3]}, widest=0.1)
    assert wide.figure.get_supxlabel() == "weight (what lies beyond ±0.1 is counted in the outermost bars)"
    with pytest.raises(ValueError, match="There are 0 networks"):
        figures.weight_histograms({})
