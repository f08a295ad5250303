"""Lesson 15's widget. What every widget must fulfil is tested in `test_widgets_each`."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import widgets


def test_moving_a_control_gives_one_update_and_the_right_sentence():
    explorer = widgets.receptive_field()
    before = explorer.updates
    explorer.controls["layer4"].value = "nothing"
    assert explorer.updates == before + 1 and explorer.error == ""
    assert explorer.sentence.startswith("conv 5 × 5, pool 2 × 2, conv 5 × 5: one number sees 14 × 14 of 64 × 64")


def test_the_challenge_takes_halving_first():
    explorer = widgets.receptive_field()
    explorer.set(layer1="conv 5 × 5", layer2="conv 5 × 5", layer3="pool 2 × 2", layer4="pool 2 × 2")
    explorer.set(layer1="conv 3 × 3, stride 2", layer2="conv 3 × 3, stride 2", layer3="conv 3 × 3, stride 2")
    explorer.set(layer4="conv 5 × 5")
    assert explorer.result.size > 32 and not explorer.solved  # neighbours lie eight pixels apart
    explorer.set(layer1="pool 2 × 2", layer2="pool 2 × 2", layer3="conv 5 × 5", layer4="conv 5 × 5")
    assert explorer.solved


def test_own_pictures_take_turns():
    pictures = np.stack([np.full((64, 64, 3), grey, np.uint8) for grey in (50, 200)])
    explorer = widgets.receptive_field(pictures)
    first = explorer._scene.png()
    explorer.new_seed()
    assert explorer._scene.png() != first
    explorer.new_seed()
    assert explorer._scene.png() == first


def test_pictures_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"\(64, 64, 3\): \(count, 64, 64, 3\) is expected"):
        widgets.receptive_field(np.zeros((64, 64, 3)))
