"""The three scenes of lesson 09."""

from __future__ import annotations

import io
import warnings

import numpy as np
import pytest
from PIL import Image

from course_utils.figures import BatchNoiseScene, MovingAverageScene, OptimizerRaceScene
from course_utils.simulate.batch_noise import cloud
from course_utils.simulate.moving_average import average
from course_utils.simulate.optimizer_race import LANDSCAPES, race

RACES = [
    race("ravine", step=40),
    race("saddle", 10.0, 200, "momentum"),
    race("plateau", 0.1, 0, "RMSprop"),
    race("round bowl", 1.0, 1, "gradient descent"),
]
AVERAGES = [average(0.9), average(0.0, 0.0, 1), average(0.99, 8.0, 100)]
CLOUDS = [cloud(4, 0.3), cloud(1, 3.0, "steps"), cloud(128, 0.03, "examples seen", before=cloud(1, 0.3))]
STATES = [
    *((OptimizerRaceScene, state) for state in RACES),
    *((MovingAverageScene, state) for state in AVERAGES),
    *((BatchNoiseScene, state) for state in CLOUDS),
]


@pytest.fixture(scope="module")
def scenes():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {scene: scene() for scene in (OptimizerRaceScene, MovingAverageScene, BatchNoiseScene)}


@pytest.mark.parametrize(("kind", "state"), STATES)
def test_small_and_of_the_announced_size(kind, state, scenes):
    scene = scenes[kind]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scene.update(state)
        data = scene.png()
    assert len(data) < 60_000
    picture = Image.open(io.BytesIO(data))
    assert picture.size == scene.pixels and picture.width <= 900


@pytest.mark.parametrize(("kind", "states"), [(s, [x for k, x in STATES if k is s]) for s in dict(STATES)])
def test_an_update_leaves_no_trace_of_the_one_before(kind, states, scenes):
    scene = scenes[kind]
    scene.update(states[0])
    before = scene.png()
    for state in states[1:]:
        scene.update(state)
        assert scene.png() != before
    scene.update(states[0])
    assert scene.png() == before


@pytest.mark.parametrize(("kind", "state"), STATES)
def test_descriptions_are_one_short_paragraph(kind, state):
    sentence = kind.describe(state)
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 420
    assert "nan" not in sentence and "None" not in sentence and "1 examples" not in sentence


def test_paths_and_scores_are_those_of_the_race(scenes):
    scene, result = scenes[OptimizerRaceScene], RACES[0]
    scene.update(result)
    for run, path, cost, row in zip(result.runs, scene._paths, scene._costs, scene._rows, strict=True):
        np.testing.assert_allclose(np.transpose(path.get_data()), run.path[:41])
        np.testing.assert_allclose(cost.get_ydata(), np.clip(run.heights, 1e-9, 1e5))
        assert row.get_text().split()[0] == f"{run.alpha:.2g}"
        assert row.get_text().endswith(f"step {run.settled_at}")
    assert scene._title.get_text() == "ravine, every rate at its best, step 40"


def test_the_closer_look_shows_what_made_the_step(scenes):
    scene, result = scenes[OptimizerRaceScene], RACES[0]
    scene.update(result)
    adam = result.run("Adam")
    gradient, average, root, step = scene._along_x.get_xdata()
    assert gradient == pytest.approx(abs(adam.gradients[39, 0]))
    assert step == pytest.approx(adam.alpha * average / root, rel=1e-4)
    scene.update(RACES[3])
    assert np.isnan(scene._along_y.get_xdata()[1:3]).all()  # gradient descent has neither average nor root


def test_a_run_that_diverged_is_called_so(scenes):
    scene, result = scenes[OptimizerRaceScene], RACES[1]
    scene.update(result)
    assert result.runs[0].diverged_at is not None and "diverged" in scene._rows[0].get_text()


@pytest.mark.parametrize("name", LANDSCAPES)
def test_every_landscape_has_contours(name, scenes):
    scene = scenes[OptimizerRaceScene]
    scene.update(race(name))
    assert np.isfinite(scene._contours.get_xdata()).sum() > 100


def test_curves_and_bars_are_those_of_the_averages(scenes):
    scene, result = scenes[MovingAverageScene], AVERAGES[0]
    scene.update(result)
    np.testing.assert_array_equal(scene._corrected.get_ydata(), result.corrected)
    np.testing.assert_array_equal(scene._raw.get_ydata(), result.raw)
    heights = np.nanmax(scene._bars.get_ydata().reshape(-1, 3), axis=1)
    np.testing.assert_allclose(heights, 0.9 ** np.arange(9, -1, -1.0))
    assert scene._weights_title.get_text() == f"The weights (1 − β) βᵏ at place 10 add up to {1 - 0.9**10:.2f}"


def test_the_cloud_is_that_of_the_trainings(scenes):
    scene, result = scenes[BatchNoiseScene], CLOUDS[2]
    scene.update(result)
    np.testing.assert_allclose(scene._middle.get_ydata(), np.median(result.costs, axis=0))
    assert [text.get_text() for text in scene._numbers] == ["0", "256", "512", "768", "1024"]
    assert scene._label.get_text() == "examples seen"
    assert scene._ghost_text.get_text() == "dashed: batches of 1 example, rate 0.3"
    assert scene._off_text.get_text() == f"{100 * result.off:.0f} %"
    scene.update(CLOUDS[0])
    assert scene._ghost_text.get_text() == ""
    assert scene._off.get_ydata()[0] == CLOUDS[0].off
