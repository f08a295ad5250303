"""Lesson 04's widget. What every widget must fulfil is tested in `test_widgets_each`."""

from __future__ import annotations

import subprocess
import sys
import time

import ipywidgets
import numpy as np
import pytest

from course_utils import widgets
from course_utils.simulate.hidden_units import EPOCHS


@pytest.fixture
def explorer():
    return widgets.hidden_units()


def test_moving_a_control_gives_one_update_and_the_right_sentence(explorer):
    before = explorer.updates
    explorer.controls["units"].value = 6
    assert explorer.updates == before + 1 and explorer.error == ""
    assert explorer.sentence.startswith("6 units, tanh, epoch 400, seed 0: fits these points.")
    assert explorer.sentence.endswith("Dashed, for comparison: 4 units, tanh, epoch 400, seed 0.")


def test_the_ghost_is_what_was_shown_last_on_the_same_points(explorer):
    assert explorer.result.before is None
    shown = explorer.result.probability
    explorer.set(epoch=100)
    np.testing.assert_array_equal(explorer.result.before.probability, shown)
    explorer.new_seed()
    assert explorer.result.before.training.seed == 0 and explorer.result.training.seed == 1
    explorer.set(data="moons")
    assert explorer.result.before is None


def test_the_same_network_again_is_not_its_own_ghost(explorer):
    explorer.reset()
    assert explorer.result.before is None and "Dashed" not in explorer.sentence
    explorer.set(units=6)
    explorer.set(units=6)
    assert explorer.result.before.training.units == 4


def test_two_widgets_do_not_share_their_ghosts():
    first, second = widgets.hidden_units(), widgets.hidden_units()
    first.set(units=7)
    second.set(units=2)
    assert second.result.before.training.units == 4


def test_new_seed_keeps_the_points(explorer):
    X = explorer.result.training.train[0]
    explorer.new_seed()
    assert explorer.result.training.train[0] is X


def test_the_challenge_can_be_met_and_takes_three_units(explorer):
    explorer.set(units=3)
    for _ in range(10):
        if explorer.solved:
            break
        assert explorer.result.dev_error > 0.15
        explorer.new_seed()
    assert explorer.solved and explorer.result.training.units == 3 and explorer.result.dev_error <= 0.15


def test_other_points_do_not_meet_the_challenge(explorer):
    explorer.set(data="moons", units=3)
    assert explorer.result.dev_error < 0.15 and not explorer.solved


@pytest.mark.parametrize("data", ["XOR", "flower", "moons", "circles"])
def test_all_points_lie_on_the_map(explorer, data):
    explorer.set(data=data)
    X = explorer.result.training.train[0]
    assert 3 < np.abs(X).max() < 5


def test_presets_are_regimes(explorer):
    errors = {}
    for name, preset in explorer.recipe.presets.items():
        explorer.set(**preset)
        errors[name] = explorer.result.dev_error
    assert errors["too few"] > 0.3 > 0.16 > errors["just right"]
    assert errors["more than needed"] == pytest.approx(errors["just right"], abs=0.03)


def test_scrubbing_through_epochs_trains_once_and_is_quick(explorer):
    explorer.set(units=9)
    training = explorer.result.training
    start = time.process_time()
    for epoch in EPOCHS:
        explorer.controls["epoch"].value = epoch
        explorer._bundle()
        assert explorer.result.training is training
    assert (time.process_time() - start) / len(EPOCHS) < 0.05


def test_only_controls_that_the_keyboard_moves(explorer):
    assert {type(control) for control in explorer.controls.values()} == {
        ipywidgets.IntSlider,
        ipywidgets.SelectionSlider,
    }


def test_neither_pyplot_nor_tensorflow_is_imported():
    code = (
        "import sys; from course_utils import widgets; widgets.hidden_units()._bundle();"
        "print([name for name in ('matplotlib.pyplot', 'tensorflow') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
