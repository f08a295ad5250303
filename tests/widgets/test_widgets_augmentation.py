"""Lesson 23's widget. What every widget must fulfil is tested in `test_widgets_each`."""

from __future__ import annotations

import pytest

from course_utils import widgets


def test_moving_a_control_gives_one_update_and_the_right_sentence():
    explorer = widgets.augmentation()
    before = explorer.updates
    explorer.controls["crop"].value = 0
    assert explorer.updates == before + 1 and explorer.error == ""
    assert "0% of the side cut away" in explorer.sentence


@pytest.mark.parametrize("seed", range(5))
def test_presets_are_regimes(seed):
    explorer = widgets.augmentation(seed=seed)
    verdicts = {}
    for name, preset in explorer.recipe.presets.items():
        explorer.set(**preset)
        verdicts[name] = explorer.result.verdict
    assert "nothing new" in verdicts["hardly"]
    assert "no longer true" in verdicts["cut off"]
    assert "no camera" in verdicts["upside down"]


@pytest.mark.parametrize("seed", range(5))
def test_the_challenge_can_be_met_and_not_by_colour_alone(seed):
    explorer = widgets.augmentation(seed=seed)
    explorer.set(turn=20, crop=0, colour=100)
    assert not explorer.solved
    explorer.set(turn=20, crop=25, colour=40)
    assert explorer.solved
