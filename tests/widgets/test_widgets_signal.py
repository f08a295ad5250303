from __future__ import annotations

import numpy as np
import pytest

from course_utils import nn, widgets


@pytest.fixture
def explorer():
    return widgets.signal_through_depth(seed=3)


@pytest.mark.parametrize("seed", range(4))
def test_the_challenge_can_be_met_and_not_with_he(seed):
    explorer = widgets.signal_through_depth(seed=seed)
    explorer.set(activation="tanh", depth=50, scale=1.4)
    assert not explorer.solved
    for scale in explorer.recipe.controls["scale"].positions:
        if 1.0 < scale < 1.4:
            explorer.set(scale=scale)
    assert explorer.solved


@pytest.mark.parametrize("activation", ["ReLU", "linear"])
def test_the_challenge_asks_for_tanh_and_for_depth(activation, explorer):
    explorer.set(activation=activation, depth=50, scale=1.4 if activation == "ReLU" else 1.0)
    explorer.set(activation="tanh", depth=10, scale=1.2)
    assert not explorer.solved


def test_the_questions_have_their_answers(explorer):
    ratios = {}
    for scale in (1.4 * 0.67, 1.4, 1.4 * 1.33):
        explorer.set(activation="ReLU", depth=30, scale=scale)
        ratios[round(scale, 1)] = abs(np.log10(explorer.result.backward_ratio))
    assert ratios[0.9] > 2 and ratios[1.9] > 2 and ratios[1.4] < 1.5
    explorer.set(activation="tanh", depth=50, scale=3.0)
    assert explorer.result.verdict == "gradients explode" and explorer.result.forward.max() < 1.1
    explorer.set(activation="sigmoid", depth=30)
    ratios = []
    for scale in explorer.recipe.controls["scale"].positions:
        explorer.set(scale=scale)
        ratios.append(explorer.result.backward_ratio)
    assert max(ratios) > 0.1 and np.median(ratios) < 1e-10


def test_the_learners_own_initializer_is_plugged_in():
    own = widgets.signal_through_depth(nn.initializers.he)
    assert own.result.size == pytest.approx(np.sqrt(2), rel=0.01)
    assert own.sentence != widgets.signal_through_depth().sentence


def test_a_stub_is_explained():
    explorer = widgets.signal_through_depth(lambda n_out, n_in, rng: None)
    assert explorer.error.startswith("ValueError: The initializer returned NoneType")
