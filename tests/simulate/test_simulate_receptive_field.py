"""Receptive fields: the window is where paths begin, and paths are counted exactly."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from course_utils.simulate.receptive_field import LAYERS, SIDE, see


@pytest.mark.parametrize("names", list(product(LAYERS, repeat=3)))
def test_the_window_is_where_paths_begin(names):
    field = see(*names)
    seen = np.flatnonzero(field.paths)
    assert np.ptp(seen) + 1 == field.size
    assert abs((seen[0] + seen[-1]) / 2 - (SIDE - 1) / 2) <= 0.5
    assert field.paths.sum() == pytest.approx(1)
    assert 0 < field.middle <= 1 and 0 < field.share <= 1 and field.verdict


def test_paths_of_two_small_kernels_are_one_two_three_two_one():
    field = see("conv 3 × 3", "conv 3 × 3")
    np.testing.assert_allclose(field.paths[field.paths > 0] * 9, [1, 2, 3, 2, 1])
    assert (field.sizes, field.jumps) == ((3, 5), (1, 1))


def test_paths_are_what_a_chain_of_sums_feels():
    names = ("conv 3 × 3", "pool 2 × 2", "conv 5 × 5", "conv 3 × 3, stride 2")
    moved = []
    for pixel in np.eye(SIDE):
        for name in names:
            f, stride = LAYERS[name]
            pixel = np.convolve(pixel, np.ones(f), "valid")[::stride]
        moved.append(pixel[4])
    felt, field = np.array(moved), see(*names)
    np.testing.assert_allclose(felt[felt > 0] / felt.sum(), field.paths[field.paths > 0])


def test_lenet_sees_a_quarter_of_a_side():
    field = see("conv 5 × 5", "pool 2 × 2", "conv 5 × 5", "pool 2 × 2")
    assert (field.sizes, field.jumps) == ((5, 6, 14, 16), (1, 2, 2, 4))
    assert field.share == 1 / 16


def test_the_middle_of_evenly_spread_paths_is_a_quarter():
    assert see("pool 2 × 2", "pool 2 × 2").middle == pytest.approx(0.25)


@pytest.mark.parametrize("names", [(), ("conv 9 × 9",), ("conv 3 × 3, stride 2",) * 5 + ("conv 5 × 5",)])
def test_what_cannot_be_is_refused(names):
    with pytest.raises(ValueError, match=r"expected|larger than the picture"):
        see(*names)
