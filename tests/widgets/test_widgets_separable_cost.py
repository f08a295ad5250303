"""Lesson 17's widget. What every widget must fulfil is tested in `test_widgets_each`."""

from __future__ import annotations

import pytest

from course_utils import widgets


@pytest.fixture
def explorer():
    return widgets.separable()


def test_the_sentence_tells_both_counts(explorer):
    assert explorer.sentence.startswith(
        "3 × 3 kernels, 32 to 64 channels, 28 × 28 places: 14,450,688 multiply-adds whole, 1,831,424 separated"
    )
    assert "That is 12.7%; the law says 12.7%: separating pays" in explorer.sentence


def test_the_side_changes_no_share_and_no_parameter(explorer):
    before = explorer.result
    explorer.controls["side"].value = 112
    after = explorer.result
    assert after.share == before.share and after.standard.parameters == before.standard.parameters
    assert after.standard.multiply_adds == 16 * before.standard.multiply_adds


def test_presets_are_regimes(explorer):
    shares = {}
    for name, preset in explorer.recipe.presets.items():
        explorer.set(**preset)
        shares[name] = explorer.result.share
    assert shares["dearer"] > 1 > shares["first layer"] > shares["middle of MobileNet"]


def test_the_challenge_asks_for_wide_windows(explorer):
    solved = explorer.recipe.challenge.solved
    explorer.set(side=28, f=3, channels_in=512, channels_out=512)
    assert not solved(explorer.result)
    explorer.set(side=28, f=7, channels_in=512, channels_out=512)
    assert solved(explorer.result)


def test_there_is_no_new_seed_where_nothing_is_drawn(explorer):
    assert explorer.seed is None
