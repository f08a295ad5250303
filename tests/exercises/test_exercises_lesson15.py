"""What is particular to the exercises of lesson 15."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import exercises
from course_utils.exercises.solutions import lesson15 as solutions
from course_utils.learning import check

LENET = {
    "C1": ("conv", 5, 6, 0, 1),
    "S2": ("pool", 2),
    "C3": ("conv", 5, 16, 0, 1),
    "S4": ("pool", 2),
    "flatten": ("flatten",),
    "F5": ("dense", 120),
    "F6": ("dense", 84),
    "out": ("dense", 10),
}


def test_lenet_has_the_counts_of_every_textbook():
    counts = solutions.network_counts((32, 32, 1), LENET)
    assert counts["parameters"] == [156, 0, 2416, 0, 0, 48_120, 10_164, 850]
    assert counts["shapes"][3:5] == [(5, 5, 16), (1, 1, 400)]
    products = [solutions.conv_counts((32, 32, 1), 5, 6, 0, 1)[2], solutions.conv_counts((14, 14, 6), 5, 16, 0, 1)[2]]
    dense = 400 * 120 + 120 * 84 + 84 * 10
    assert round(sum(products) / (sum(products) + dense), 2) == 0.86  # what the quiz says


@pytest.mark.parametrize(
    "stack", [[(3, 1), (3, 1), (2, 2), (3, 1)], [(5, 1), (2, 2), (5, 1), (2, 2)], [(3, 2), (4, 3)]]
)
def test_the_receptive_field_is_where_a_change_is_felt(stack):
    """Send a picture of one dimension through sums, and move one pixel after the other."""
    r, jump = solutions.receptive_field(stack)

    def through(x):
        for f, stride in stack:
            x = np.convolve(x, np.ones(f), "valid")[::stride]
        return x

    moved = np.array([through(pixel) for pixel in np.eye(60)])  # (pixels, places)
    felt = [np.flatnonzero(moved[:, place]) for place in (0, 1)]
    assert len(felt[0]) == r and felt[1][0] - felt[0][0] == jump


def test_augmented_pictures_leave_the_given_ones_alone():
    images = np.random.default_rng(0).integers(0, 256, (4, 6, 8, 3)).astype(np.uint8)
    kept = images.copy()
    made = solutions.augment(images, np.ones(4, bool), np.full((4, 2), 2), 2)
    np.testing.assert_array_equal(images, kept)
    np.testing.assert_array_equal(made, images[:, :, ::-1])
    assert made.dtype == np.uint8


def test_the_planted_mistake_is_named():
    """“Find the bug” as the learner meets it."""
    result = check(exercises.lesson15.mend, lambda Z: np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True))
    assert result.mistake == "softmax"


@pytest.mark.parametrize("wrong", [("no_b1", "no_b2"), ("no_relu", "sigmoid")])
def test_two_mistakes_at_once_are_not_taken_for_right(wrong):
    exercise = exercises.lesson15.cnn_forward
    base = exercise.mistakes[0].function.base
    result = check(exercise, lambda *inputs: base(frozenset(wrong), *inputs))
    says = {mistake.name: mistake.say for mistake in exercise.mistakes}
    assert not result.is_right and any(says[name] in result.message for name in wrong)
