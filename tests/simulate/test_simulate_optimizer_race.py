from __future__ import annotations

import numpy as np
import pytest

from course_utils.exercises.solutions import lesson09
from course_utils.nn.optimizers import Adam
from course_utils.simulate.optimizer_race import FACTORS, GOAL, LANDSCAPES, OPTIMIZERS, STEPS, race


@pytest.mark.parametrize("landscape", LANDSCAPES)
def test_slopes_are_those_of_the_heights(landscape):
    place, points = LANDSCAPES[landscape], np.random.default_rng(0).uniform(-2, 2, size=(20, 2))
    for axis in (0, 1):
        step = 1e-6 * np.eye(2)[axis]
        measured = (place.height(points + step) - place.height(points - step)) / 2e-6
        np.testing.assert_allclose(place.slope(points)[:, axis], measured, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("landscape", LANDSCAPES)
def test_the_lowest_cost_is_zero(landscape):
    grid = np.stack(np.meshgrid(np.linspace(-5, 5, 401), np.linspace(-4, 4, 401)), axis=-1)
    lowest = LANDSCAPES[landscape].height(grid).min()
    assert lowest + 1e-12 >= 0 and lowest < 1e-3


@pytest.mark.parametrize("landscape", LANDSCAPES)
@pytest.mark.parametrize("factor", FACTORS)
def test_every_number_is_finite(landscape, factor):
    for run in race(landscape, factor).runs:
        for array in (run.path, run.heights, run.gradients, run.averages, run.roots):
            assert np.isfinite(array).all()
        assert run.path.shape == (STEPS + 1, 2) and run.gradients.shape == (STEPS, 2)
        assert run.diverged_at is None or 1 <= run.diverged_at <= STEPS


@pytest.mark.parametrize("seed", [0, 3])
def test_a_step_is_the_rate_times_the_average_over_the_root(seed):
    for run in race("turned ravine", seed=seed).runs:
        np.testing.assert_allclose(run.moves, -run.alpha * run.averages / (run.roots + 0), rtol=1e-4, atol=1e-9)


def test_a_path_is_that_of_the_optimizer_alone():
    run = race("saddle", 2.0).run("Adam")
    theta, adam = run.path[0].copy(), Adam()
    memory = adam.start(theta)
    for t in range(1, 51):
        adam.step(theta, LANDSCAPES["saddle"].slope(theta), memory, t=t, alpha=run.alpha)
        np.testing.assert_allclose(theta, run.path[t], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("landscape", LANDSCAPES)
def test_settled_means_below_the_goal_for_good(landscape):
    for run in race(landscape).runs:
        assert run.settled_at is not None
        assert (run.heights[run.settled_at :] <= GOAL).all() and run.heights[run.settled_at - 1] > GOAL


@pytest.mark.parametrize("seed", range(4))
def test_what_the_lesson_says_of_the_race(seed):
    bowl = race("round bowl", seed=seed)
    assert bowl.run("gradient descent").settled_at < 5 < 30 < bowl.run("Adam").settled_at
    for landscape, factor in (("ravine", 10.0), ("turned ravine", 10.0), ("saddle", 10.0), ("plateau", 0.1)):
        result = race(landscape, factor, seed=seed)
        assert result.run("Adam").settled_at is not None and result.run("gradient descent").settled_at is None
    straight, turned = race("ravine", seed=seed), race("turned ravine", seed=seed)
    assert turned.run("AdaGrad").settled_at > 5 * straight.run("AdaGrad").settled_at


def test_verdicts():
    assert race("plateau", 10.0).verdict == f"nobody reaches the goal in {STEPS} steps"
    assert race("plateau", 0.1).verdict.startswith("Adam alone wins after ")
    assert race("round bowl").verdict == "gradient descent wins after 2 steps"


def test_the_learners_own_adam_runs_like_the_courses():
    own, course = race("plateau", 0.5, adam=lesson09.adam), race("plateau", 0.5)
    np.testing.assert_allclose(own.run("Adam").path, course.run("Adam").path, rtol=1e-7, atol=1e-10)
    np.testing.assert_allclose(own.run("Adam").roots, course.run("Adam").roots, rtol=1e-7, atol=1e-10)


def test_a_wrong_adam_is_seen_and_a_stub_explained():
    def without_root(theta, gradient, m, v, t, alpha, beta1, beta2, epsilon):
        m, v, _ = lesson09.adam(theta, gradient, m, v, t, alpha, beta1, beta2, epsilon)
        return m, v, theta + 1e9

    assert race("ravine", adam=without_root).run("Adam").diverged_at == 1
    for broken in (lambda *inputs: None, lambda *inputs: (1, 2), lambda *inputs: (np.ones(3),) * 3):
        with pytest.raises(ValueError, match="the new m, v and theta are expected"):
            race("ravine", adam=broken)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"landscape": "moon"}, "no landscape 'moon'; there are ravine, turned ravine"),
        ({"landscape": "ravine", "closer": "SGD"}, "no optimizer 'SGD' in the race; there are gradient descent"),
        ({"landscape": "ravine", "factor": 3.0}, "factor is 3.0, step is 200"),
        ({"landscape": "ravine", "step": 201}, "step is 201"),
    ],
)
def test_out_of_range(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        race(**arguments)


def test_all_five_take_part():
    assert [run.name for run in race("ravine").runs] == list(OPTIMIZERS)
