"""Lesson 09's widgets. What every widget must fulfil is tested in `test_widgets_each`."""

from __future__ import annotations

import time

import pytest

from course_utils import widgets
from course_utils.exercises.solutions import lesson09


def test_moving_a_control_gives_one_update_and_the_right_sentence():
    explorer = widgets.optimizer_race()
    before = explorer.updates
    explorer.controls["step"].value = 60
    assert explorer.updates == before + 1 and explorer.error == ""
    assert explorer.sentence.startswith("Ravine, every rate at its best, step 60. In the end AdaGrad wins after ")


def test_the_race_is_recomputed_within_its_budget():
    explorer = widgets.optimizer_race()
    explorer._bundle()
    start = time.process_time()
    for _ in range(3):
        explorer.new_seed()  # other starts: nothing can be remembered
    assert (time.process_time() - start) / 3 < 0.05


@pytest.mark.parametrize("seed", range(4))
def test_adam_alone_can_be_found_in_two_landscapes(seed):
    for settings in ({"landscape": "plateau", "factor": 0.1}, {"landscape": "saddle", "factor": 10.0}):
        explorer = widgets.optimizer_race(seed=seed)
        explorer.set(**settings)
        if explorer.solved:
            return
    raise AssertionError("neither the plateau nor the saddle is won by Adam alone")


def test_a_race_that_somebody_else_finishes_too_does_not_count():
    explorer = widgets.optimizer_race()
    explorer.set(landscape="turned ravine", factor=10.0)
    assert not explorer.solved


def test_the_learners_own_functions_are_plugged_in():
    assert widgets.optimizer_race(lesson09.adam).sentence == widgets.optimizer_race().sentence
    assert widgets.moving_average(lesson09.moving_average).sentence == widgets.moving_average().sentence
    assert "the new m, v and theta are expected" in widgets.optimizer_race(lambda *inputs: None).error
    assert "a dict with raw and corrected is expected" in widgets.moving_average(lambda *inputs: ...).error


@pytest.mark.parametrize("seed", range(4))
def test_the_best_average_can_be_found_with_the_slider(seed):
    explorer = widgets.moving_average(seed=seed)
    explorer.set(noise=8.0)
    for _, beta in explorer.controls["beta"].options:
        explorer.set(beta=beta)
    assert explorer.solved


def test_the_best_average_of_a_calm_series_does_not_count():
    explorer = widgets.moving_average()
    for _, beta in explorer.controls["beta"].options:
        explorer.set(beta=beta)
    assert not explorer.solved


@pytest.mark.parametrize("seed", range(4))
def test_large_batches_can_arrive_with_a_larger_rate(seed):
    explorer = widgets.batch_noise(seed=seed)
    explorer.set(size=64, rate=1.0, axis="steps")
    assert not explorer.solved  # so many steps are many epochs
    explorer.set(axis="epochs")
    assert explorer.solved


def test_the_ghost_is_the_last_other_training():
    explorer = widgets.batch_noise()
    explorer.set(size=16)
    assert explorer.result.before.size == 4
    explorer.set(axis="steps")
    assert (explorer.result.before.size, explorer.result.before.axis) == (4, "steps")
    explorer.set(rate=1.0)
    assert (explorer.result.before.size, explorer.result.before.rate) == (16, 0.3)
