"""Augmented copies: what is moved where, and how much of the label stays in view."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils.simulate.augmentation import ENOUGH, Settings, augment, twelve

NOTHING = Settings(0, 0, 0)


class Always:
    """Stands in for a generator: every draw is the same."""

    def __init__(self, value):
        self.value = value

    def uniform(self, low=0.0, high=1.0, size=None):
        return self.value if size is None else np.full(size, self.value)


@pytest.fixture
def picture():
    return np.random.default_rng(0).integers(0, 256, size=(16, 16, 3)).astype(np.uint8)


def test_nothing_changes_when_nothing_may(picture):
    copy, in_view = augment(picture, NOTHING, np.random.default_rng(1))
    np.testing.assert_array_equal(copy, picture)
    assert in_view == 1


@pytest.mark.parametrize(("degrees", "quarters"), [(90, 1), (180, 2)])
def test_a_turn_is_a_turn(picture, degrees, quarters):
    turned, in_view = augment(picture, Settings(degrees, 0, 0), Always(1), np.ones((16, 16), bool))
    apart = [np.abs(np.rot90(picture, k * quarters).astype(int) - turned).max() for k in (1, -1)]
    assert min(apart) <= 1 and in_view == 1


def test_a_crop_takes_the_window_that_it_counts(picture):
    marked = np.zeros((16, 16), bool)
    marked[8:, 8:] = True  # the window is the lower right quarter
    corner, in_view = augment(picture, Settings(0, 0.5, 0), Always(1), marked)
    np.testing.assert_allclose(corner[1::2, 1::2].mean(), picture[8:, 8:].mean(), atol=12)
    assert in_view == 1
    assert augment(picture, Settings(0, 0.5, 0), Always(1), ~marked)[1] == 0


def test_colours_keep_places_and_stay_within_the_bytes(picture):
    light, in_view = augment(picture, Settings(0, 0, 1), Always(1), np.eye(16, dtype=bool))
    assert in_view == 1 and light.max() == 255
    assert (light >= picture).all()
    dark, _ = augment(picture, Settings(0, 0, 1), Always(-1))
    assert not dark.any()


def test_twelve_are_the_same_for_a_seed_and_other_for_another(picture):
    marked = np.eye(16, dtype=bool)
    one, again, other = (twelve(picture, marked, Settings(20, 0.5, 0.3), seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.variants, again.variants)
    assert not np.array_equal(one.variants, other.variants)


def test_labels_are_lost_where_too_little_is_in_view(picture):
    marked = np.zeros((16, 16), bool)
    marked[:3, :3] = True
    result = twelve(picture, marked, Settings(0, 0.8, 0), seed=3)
    np.testing.assert_array_equal(result.lost, result.in_view < ENOUGH)
    assert result.lost.any() and str(int(result.lost.sum())) in result.verdict


def test_variety_is_none_without_change_and_grows_with_it(picture):
    marked = np.ones((16, 16), bool)
    varieties = [twelve(picture, marked, Settings(0, 0, colour)).variety for colour in (0, 0.2, 0.6)]
    assert varieties[0] == 0 < varieties[1] < varieties[2]


@pytest.mark.parametrize("values", [(-1, 0, 0), (181, 0, 0), (0, 1, 0), (0, -0.1, 0), (0, 0, 1.5)])
def test_settings_out_of_range_are_refused(values):
    with pytest.raises(ValueError, match="expected 0 to 180"):
        Settings(*values)
