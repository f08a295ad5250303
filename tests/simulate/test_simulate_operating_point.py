from __future__ import annotations

import numpy as np
import pytest

from course_utils.simulate.operating_point import draw_scores, given_scores, operate


@pytest.mark.parametrize("percent", [0, 1, 37, 50, 99, 100])
@pytest.mark.parametrize(("prevalence", "price"), [(0.5, 1.0), (0.01, 5.0), (0.9, 0.2)])
def test_a_thousand_people_counted_one_by_one(percent, prevalence, price):
    scores = draw_scores(3)
    result = operate(percent, prevalence, price, seed=3)
    found = np.mean([p >= percent / 100 for p in scores.masks])
    alarms = np.mean([p >= percent / 100 for p in scores.bare])
    masks, bare = 1000 * prevalence, 1000 * (1 - prevalence)
    assert result.recall == pytest.approx(found)
    assert result.cost == pytest.approx(bare * alarms + price * masks * (1 - found))
    called = masks * found + bare * alarms
    assert result.precision == pytest.approx(masks * found / called if called else 1)


def test_recall_knows_nothing_of_the_crowd_and_precision_does():
    rare, common = (operate(50, prevalence, 1.0) for prevalence in (0.01, 0.8))
    assert rare.recall == common.recall
    assert rare.precision < 0.2 < 0.9 < common.precision


def test_bayes_is_cheapest_where_the_probabilities_are_calibrated_and_not_elsewhere():
    for price in (0.2, 1.0, 5.0):
        costs = {0.5: [], 0.05: []}
        for prevalence, kept in costs.items():
            for seed in range(20):
                result = operate(50, prevalence, price, seed)
                kept.append(result.costs[round(100 * result.bayes)] / result.costs.min())
        assert np.mean(costs[0.5]) < 1.15
        assert np.mean(costs[0.05]) > np.mean(costs[0.5]) + 0.1


def test_given_probabilities_are_used_as_they_are():
    scores = given_scores([0.9, 0.2, 0.5, 0.1], [1, 0, 1, 0])
    result = operate(50, 0.5, 1.0, scores=scores)
    assert (result.recall, result.precision, result.cost, result.is_cheapest) == (1, 1, 0, True)
    assert result.verdict == "no threshold costs less"
    assert "lower" in operate(95, 0.5, 1.0, scores=scores).verdict
    assert "higher" in operate(5, 0.5, 1.0, scores=scores).verdict


@pytest.mark.parametrize(("p", "y"), [([0.5], [1, 0]), ([0.5, 0.6], [1, 1]), ([], [])])
def test_labels_that_do_not_fit_are_refused(p, y):
    with pytest.raises(ValueError, match="both labels"):
        given_scores(p, y)
