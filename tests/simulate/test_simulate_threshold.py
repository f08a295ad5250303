from __future__ import annotations

import numpy as np
import pytest

from course_utils.simulate import apply_threshold


@pytest.mark.parametrize("seed", range(60))
def test_every_seed_gives_a_task_worth_solving(seed):
    results = [apply_threshold(threshold, seed) for threshold in range(101)]
    mistakes = [result.mistakes for result in results]
    assert min(mistakes) == results[0].fewest  # a position of the slider reaches it
    assert min(mistakes) >= 2  # no threshold is perfect
    assert mistakes[50] >= min(mistakes) + 3  # the first position is not the answer
    assert mistakes[0] == mistakes[100] == 20


@pytest.mark.parametrize("threshold", [0, 1, 37, 50, 99, 100, 101])
def test_counts(threshold):
    result = apply_threshold(threshold, seed=3)
    assert result.found == sum(score >= threshold for score in result.with_mask)
    assert result.false_alarms == sum(score >= threshold for score in result.without_mask)
    assert result.found + result.missed == result.false_alarms + result.let_pass == 20
    assert result.mistakes == result.missed + result.false_alarms


def test_a_score_on_the_threshold_counts_as_mask():
    score = int(apply_threshold(0).with_mask[7])
    assert apply_threshold(score).found > apply_threshold(score + 1).found


def test_a_higher_threshold_trades_one_mistake_for_the_other():
    results = [apply_threshold(threshold) for threshold in range(102)]
    assert (np.diff([result.missed for result in results]) >= 0).all()
    assert (np.diff([result.false_alarms for result in results]) <= 0).all()


def test_scores_depend_on_the_seed_alone_and_cannot_be_changed():
    first, again, other = apply_threshold(10, 1), apply_threshold(90, 1), apply_threshold(10, 2)
    np.testing.assert_array_equal(first.with_mask, again.with_mask)
    assert (first.with_mask != other.with_mask).any()
    assert (np.diff(first.with_mask) >= 0).all()
    with pytest.raises(ValueError, match="read-only"):
        first.with_mask[0] = 100


@pytest.mark.parametrize(("threshold", "words"), [(0, "false alarms"), (100, "misses too many")])
def test_verdict(threshold, words):
    assert words in apply_threshold(threshold).verdict
