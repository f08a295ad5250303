"""The bowl of one feature and a bias, and the cliff."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import nn
from course_utils.simulate import cliff
from course_utils.simulate.conditioning import CLOSE, descend_into


def data(seed=0, m=400):
    rng = np.random.default_rng(seed)
    x = rng.normal(0.5, 0.2, m)
    return x, (rng.random(m) < nn.sigmoid(3 * (x - 0.5))).astype(float)


def cost(x, Y, place):
    return float(nn.cross_entropy_from_logits(place[0] * x + place[1], Y).mean())


@pytest.mark.parametrize("shift", [0.0, 0.5, 3.0])
@pytest.mark.parametrize("scale", [1.0, 4.0])
def test_the_bottom_is_the_bottom_whatever_the_scale(shift, scale):
    x, Y = data()
    bowl = descend_into(scale * (x - shift), Y, steps=5)
    gradient = nn.numerical_gradient(lambda place: cost(scale * (x - shift), Y, place), bowl.bottom)
    assert np.linalg.norm(gradient) < 1e-7
    assert bowl.costs.min() == pytest.approx(cost(scale * (x - shift), Y, bowl.bottom), abs=1e-6)


def test_the_path_is_gradient_descent():
    x, Y = data(1)
    bowl = descend_into(x, Y, steps=20)
    fit = nn.logistic_regression.fit(x[None], Y[None], alpha=bowl.rate, steps=len(bowl.path) - 1)
    np.testing.assert_allclose(bowl.path[-1], [fit.w.item(), fit.b], rtol=1e-9)


def test_standardizing_makes_the_bowl_round_and_the_way_short():
    x, Y = data(2)
    raw, centred, standard = (descend_into(v, Y) for v in (x, x - x.mean(), (x - x.mean()) / x.std()))
    assert raw.narrowness > centred.narrowness > standard.narrowness == pytest.approx(1)
    assert raw.reached_at > centred.reached_at > standard.reached_at
    assert cost(x, Y, raw.path[-1]) < cost(x, Y, raw.bottom) + CLOSE


def test_curvatures_are_those_of_the_cost():
    x, Y = data(3)
    bowl = descend_into(x, Y, steps=1)
    moved = [nn.numerical_gradient(lambda p: cost(x, Y, p), 1e-4 * axis) for axis in np.eye(2)]
    at_zero = nn.numerical_gradient(lambda p: cost(x, Y, p), np.zeros(2))
    H = (np.array(moved) - at_zero) / 1e-4
    np.testing.assert_allclose(np.linalg.eigvalsh((H + H.T) / 2), bowl.curvatures, rtol=1e-3)


@pytest.mark.parametrize(("x", "Y"), [([1, 2, 3], [0, 1]), ([1, 2], [1, 1]), ([], [])])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_misuse_is_explained(x, Y):
    with pytest.raises(ValueError, match="one label for each"):
        descend_into(x, Y)


@pytest.mark.parametrize("place", [(5.0, -2.0), (6.0, -3.4), (4.2, -2.1)])
def test_the_slopes_of_the_cliff_are_measured_ones(place):
    J, dw, db = cliff.cost_and_gradients(*place)
    measured = nn.numerical_gradient(lambda p: float(cliff.cost_and_gradients(*p)[0]), np.array(place))
    np.testing.assert_allclose([dw, db], measured, rtol=1e-5, atol=1e-9)
    assert 0 <= J <= 0.49


def test_one_gradient_throws_the_descent_away_and_clipping_saves_it():
    plain = cliff.fall()
    clipped = cliff.fall(lambda g: nn.clipping.clip_by_norm(g, 1.0))
    worst = plain.lengths.argmax()
    assert plain.lengths[worst] > 100 * np.median(plain.lengths[:worst])
    assert plain.costs[-1] > 0.4 and clipped.costs[-1] < 0.001
    steps = np.linalg.norm(np.diff(clipped.path, axis=0), axis=1)
    assert steps.max() <= 0.5 * (1 + 1e-9)


def test_a_limit_that_is_never_reached_changes_nothing():
    one, other = cliff.fall(steps=20), cliff.fall(lambda g: nn.clipping.clip_by_norm(g, 1e9), steps=20)
    np.testing.assert_allclose(one.path, other.path)
    assert len(one.path) == len(one.costs) == len(one.lengths) == 21
