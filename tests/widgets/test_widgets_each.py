"""What must be true of every widget of the course. A new widget is one more line in `WIDGETS`."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import product

import ipywidgets
import pytest

from course_utils import widgets

WIDGETS = [
    widgets.threshold,
    widgets.learning_rate,
    widgets.activation,
    widgets.hidden_units,
    widgets.bias_variance,
    widgets.clinic,
    widgets.regularization,
    widgets.dropout,
    widgets.signal_through_depth,
    widgets.optimizer_race,
    widgets.moving_average,
    widgets.batch_noise,
    widgets.augmentation,
    widgets.separable,
    widgets.receptive_field,
    widgets.operating_point,
]
WITHOUT_CHANCE = [widgets.separable]


def corners(explorer):
    """Return all combinations of the ends, the middle and the first value of every control."""
    ends = {}
    for name, control in explorer.controls.items():
        if isinstance(control, ipywidgets.SelectionSlider):
            values = [value for _, value in control.options]
        else:
            values = range(control.min, control.max + 1)
        ends[name] = (values[0], values[len(values) // 2], values[-1])
    return [dict(zip(ends, values, strict=True)) for values in product(*ends.values())]


def walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


@pytest.mark.parametrize("make", WIDGETS)
def test_every_corner_has_a_picture_and_a_sentence(make):
    explorer = make()
    for _ in range(3):
        for values in corners(explorer):
            explorer.set(**values)
            assert explorer.error == "", values
            data, metadata = explorer._bundle()
            assert data["text/plain"] == metadata["image/png"]["alt"] == explorer.sentence
            assert len(data["image/png"]) * 3 / 4 < 60_000
            assert metadata["image/png"]["width"] <= 900
        if make not in WITHOUT_CHANCE:
            explorer.new_seed()


@pytest.mark.parametrize("make", WIDGETS)
def test_what_every_widget_has(make):
    recipe = make().recipe
    assert 1 <= len(recipe.controls) <= 4
    assert len(recipe.presets) == 3
    assert 2 <= len(recipe.tries) <= 3 and all(text.endswith("?") for text in recipe.tries)
    assert recipe.challenge.task.endswith(".") and recipe.challenge.praise.endswith(".")
    assert all(len(control.label) <= 18 for control in recipe.controls.values())  # longer ones are cut off


@pytest.mark.parametrize("make", WIDGETS)
def test_neither_the_start_nor_a_preset_nor_a_new_seed_meets_the_challenge(make):
    explorer = make()
    for _ in range(10):
        for preset in ({}, *explorer.recipe.presets.values()):
            explorer.set(**preset)
            assert not explorer.solved, preset
        explorer.reset()
        if make not in WITHOUT_CHANCE:
            explorer.new_seed()


@pytest.mark.parametrize("make", WIDGETS)
def test_presets_and_first_values_are_positions_of_their_sliders(make):
    explorer = make()
    controls = explorer.recipe.controls
    for preset in explorer.recipe.presets.values():
        explorer.set(**preset)
        assert {name: explorer.values[name] for name in preset} == preset
    explorer.reset()
    assert explorer.values == {name: control.value for name, control in controls.items()}


@pytest.mark.parametrize("make", WIDGETS)
def test_only_controls_that_the_keyboard_moves_and_never_an_output(make):
    kinds = {type(widget) for widget in walk(make().panel)}
    assert not kinds & {ipywidgets.Output, ipywidgets.Dropdown, ipywidgets.RadioButtons}
    assert kinds & {ipywidgets.IntSlider, ipywidgets.SelectionSlider}


@pytest.mark.parametrize("make", [make for make in WIDGETS if make not in WITHOUT_CHANCE])
def test_the_same_seed_gives_the_same_first_sentence(make):
    assert make(seed=3).sentence == make(seed=3).sentence


@pytest.mark.parametrize("make", WIDGETS)
def test_an_update_stays_within_its_budget(make):
    explorer = make()
    explorer._bundle()
    positions = corners(explorer)
    start = time.process_time()
    for values in positions:
        explorer.set(**values)
        explorer._bundle()
    assert (time.process_time() - start) / len(positions) < 0.05


def test_neither_pyplot_nor_tensorflow_is_imported():
    code = (
        "import sys; from course_utils import widgets;"
        "widgets.threshold()._bundle(); widgets.learning_rate()._bundle();"
        "print([name for name in ('matplotlib.pyplot', 'tensorflow') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_threshold_challenge_is_met_on_the_way_across():
    explorer = widgets.threshold(seed=4)
    for position in range(101):
        explorer.controls["threshold"].value = position
        solved = explorer.result.mistakes == explorer.result.fewest
        assert explorer.solved or not solved
    assert explorer.solved


@pytest.mark.parametrize("narrowness", [10, 11, 13, 16, 20, 25])
@pytest.mark.parametrize("seed", [0, 1])
def test_learning_rate_challenge_can_be_met_with_the_slider(narrowness, seed):
    recipe = widgets.learning_rate().recipe
    results = [recipe.simulate(rate, narrowness, seed) for rate in recipe.controls["rate"].positions]
    assert any(recipe.challenge.solved(result) for result in results)


def test_a_round_bowl_is_no_challenge():
    explorer = widgets.learning_rate()
    explorer.set(rate=1.0, narrowness=1)
    assert explorer.result.reached_at == 1 and not explorer.solved


def test_the_learners_own_update_is_plugged_in():
    calls = []

    def update(w, b, dw, db, alpha):
        calls.append(alpha)
        return w - alpha * dw, b - alpha * db

    explorer = widgets.learning_rate(update=update)
    assert set(calls) == {explorer.values["rate"]}
    assert explorer.sentence == widgets.learning_rate().sentence


def test_a_stub_is_explained_and_the_lesson_runs_on():
    explorer = widgets.learning_rate(update=lambda w, b, dw, db, alpha: None)
    assert explorer.error == "ValueError: update returned None: the new w and the new b are expected."
