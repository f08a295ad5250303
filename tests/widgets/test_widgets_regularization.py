"""Lesson 07's widgets. What every widget must fulfil is tested in `test_widgets_each`."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import widgets
from course_utils.simulate.regularization import STEPS


def test_moving_a_control_gives_one_update_and_the_right_sentence():
    explorer = widgets.regularization()
    before = explorer.updates
    explorer.controls["lambd"].value = 0.3
    assert explorer.updates == before + 1 and explorer.error == ""
    assert explorer.sentence.startswith(f"L2 with λ = 0.3, step {STEPS[-1]}: better on new points")


def test_without_lambda_the_penalty_makes_no_difference():
    explorer = widgets.regularization()
    sentence = explorer.sentence
    explorer.set(penalty="L1")
    assert explorer.sentence == sentence


def test_presets_are_regimes():
    explorer = widgets.regularization()
    errors = {}
    for name, preset in explorer.recipe.presets.items():
        explorer.set(**preset)
        errors[name] = explorer.result.train_error, explorer.result.dev_error
    assert errors["free"][0] < 0.06 and errors["held"][1] < errors["free"][1] < errors["held too tightly"][1]


def test_the_network_that_is_compared_with_has_the_same_points_and_weights():
    explorer = widgets.regularization(seed=4)
    explorer.set(lambd=1.0)
    result = explorer.result
    assert result.free.seed == result.training.seed == 4 and result.free.is_free
    np.testing.assert_array_equal(result.free.train[0], result.training.train[0])
    np.testing.assert_array_equal(result.free.snapshots[0]["W1"], result.training.snapshots[0]["W1"])
    explorer.new_seed()
    assert not np.array_equal(result.training.train[0], explorer.result.training.train[0])


@pytest.mark.parametrize("seed", range(5))
def test_only_l1_meets_the_challenge_of_the_dial(seed):
    explorer = widgets.regularization(seed=seed)
    for lambd in (0.2, 0.3, 0.5, 1.0, 3.0):
        explorer.set(penalty="L2", lambd=lambd)
        assert not explorer.solved
    for lambd in (0.2, 0.3, 0.5, 0.7, 1.0, 1.5):
        explorer.set(penalty="L1", lambd=lambd)
    assert explorer.solved


@pytest.mark.parametrize("seed", range(5))
def test_the_challenge_of_dropout_takes_the_division_and_many_masks(seed):
    explorer = widgets.dropout(seed=seed)
    explorer.set(keep_prob=0.3, draws=10_000, divide="none")
    explorer.set(keep_prob=0.3, draws=100, divide="by keep_prob")
    assert not explorer.solved
    explorer.set(draws=10_000)
    assert explorer.solved
