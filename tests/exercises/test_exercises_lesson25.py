"""What is particular to the exercises of lesson 25."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import mask
from course_utils.exercises.solutions import lesson25 as solutions


def test_solutions_agree_with_the_library() -> None:
    rng = np.random.default_rng(4)
    y = rng.integers(0, 2, 80)
    p = np.clip(0.5 + 0.4 * (y - 0.5) + rng.normal(size=80) / 5, 0, 1)
    curve = mask.precision_recall(p, y)
    precision, recall = solutions.precision_recall(p, y, curve.thresholds)
    np.testing.assert_allclose(precision, curve.precision[:-1])
    np.testing.assert_allclose(recall, curve.recall[:-1])
    assert solutions.calibration_error(p, y, 7) == pytest.approx(mask.calibration(p, y, 7).error)
    groups = rng.integers(1, 6, 80)
    found = [one for one in mask.slices(p, y, {"monk": groups}) if one.attribute == "monk" and one.n >= 10]
    worst = min(found, key=lambda one: one.difference)
    assert solutions.worst_group((p >= 0.5) == y, groups, 10)[1] == pytest.approx(-worst.difference)
    choice = mask.threshold_by_cost(p, y, mask.CostMatrix(5, 1))
    assert solutions.cheapest_threshold(p, y, 5, 1)[1] == pytest.approx(choice.cost)


def test_quantized_numbers_come_back_to_within_half_a_step() -> None:
    x = np.random.default_rng(1).uniform(-0.7, 2.3, 500)
    q, scale, zero_point = solutions.quantize(x, -0.7, 2.3)
    assert q.dtype == np.int8
    back = scale * (q.astype(int) - zero_point)
    assert np.abs(back - x).max() <= 0.51 * scale + 0.51 * scale  # the zero point is rounded too
    assert solutions.quantize(np.zeros(1), -0.7, 2.3)[0][0] == zero_point
