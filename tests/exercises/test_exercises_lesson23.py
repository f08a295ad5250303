"""What is particular to the exercises of lesson 23."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import datasets, exercises
from course_utils.exercises.solutions import lesson23 as solutions
from course_utils.learning import Reason, check
from course_utils.mask.fingerprints import joined_groups


def test_the_planted_mistake_is_named():
    """“Find the bug” as the learner meets it."""

    def strongest(F, y, train, k):
        seen, truth = F, y
        gap = np.abs(seen[truth == 1].mean(axis=0) - seen[truth == 0].mean(axis=0))
        return np.sort(np.argsort(gap)[-k:])

    assert check(exercises.lesson23.strongest, strongest).mistake == "everything"


def test_hiding_pixels_in_the_pictures_themselves_is_noticed():
    def keep_border(images, width):
        images[:, width : images.shape[1] - width, width : images.shape[2] - width] = 0
        return images

    result = check(exercises.lesson23.keep_border, keep_border)
    assert result.reason is Reason.INPUT_CHANGED
    assert len(repr(result).splitlines()) < 25, "pictures have four axes, and only the plane that was changed is shown"


@pytest.mark.parametrize("most", [0, 2, 5])
def test_groups_of_copies_are_those_of_the_project(most):
    bits = np.random.default_rng(most).random((40, 12)) < 0.5
    apart = np.sum(bits[:, None] != bits[None], axis=2)
    theirs = joined_groups(np.arange(40), np.argwhere(np.triu(apart <= most, 1)).tolist())
    ours = solutions.group_copies(bits, most)
    assert len(np.unique(np.stack([ours, theirs]), axis=1).T) == len(np.unique(ours)) == len(np.unique(theirs))
    assert all(ours[place] <= place for place in range(40))


def test_a_split_by_group_leaks_nothing_and_a_random_one_does():
    groups = np.repeat(np.arange(30), 4)
    parts = datasets.split_by_group(groups, {"train": 0.7, "test": 0.3}, seed=1)
    assert solutions.leak(groups, parts["train"], parts["test"]) == 0
    order = np.random.default_rng(1).permutation(120)
    assert solutions.leak(groups, order[:84], order[84:]) > 0.8


def test_the_fingerprint_of_a_brighter_picture_is_the_same():
    grey = np.random.default_rng(2).integers(0, 100, size=(3, 8, 9)).astype(np.uint8)
    np.testing.assert_array_equal(solutions.difference_hash(grey), solutions.difference_hash(grey + np.uint8(40)))
