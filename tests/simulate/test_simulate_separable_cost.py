"""The counts behind lesson 17's widget."""

from __future__ import annotations

import pytest

from course_utils.simulate.separable_cost import CHANNELS, SIDES, WINDOWS, separable_cost


@pytest.mark.parametrize("side", SIDES[::2])
@pytest.mark.parametrize("f", WINDOWS)
@pytest.mark.parametrize("channels_in", CHANNELS[::4])
@pytest.mark.parametrize("channels_out", CHANNELS[::3])
def test_the_share_is_the_law(side, f, channels_in, channels_out):
    result = separable_cost(side, f, channels_in, channels_out)
    assert result.share == pytest.approx(result.law)
    assert 0 < result.mixing < 1


def test_biases_are_what_the_law_leaves_out():
    few, many = separable_cost(14, 3, 1, 8), separable_cost(14, 3, 256, 256)
    assert few.stored_share > few.law + 0.05
    assert many.stored_share == pytest.approx(many.law, rel=0.01)


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ((28, 3, 32, 1), "separating makes it dearer"),
        ((28, 1, 32, 64), "separating makes it dearer"),
        ((28, 3, 32, 2), "separating saves little"),
        ((28, 3, 32, 16), "separating pays"),
        ((14, 3, 512, 512), "nearly all of what is left mixes channels"),
    ],
)
def test_verdicts(settings, verdict):
    assert separable_cost(*settings).verdict == verdict


def test_numbers_below_one_are_refused():
    with pytest.raises(ValueError, match="1 at least is expected"):
        separable_cost(14, 3, 0, 8)
