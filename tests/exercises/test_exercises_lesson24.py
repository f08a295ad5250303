"""What is particular to the exercises of lesson 24: they say what the project and the libraries do."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import exercises, nn
from course_utils.exercises.solutions import lesson24 as solutions
from course_utils.learning import check


def test_the_head_is_logistic_regression_with_examples_as_rows():
    rng = np.random.default_rng(1)
    F, Y = rng.normal(size=(30, 5)), (rng.random((30, 1)) < 0.4).astype(float)
    w, b = solutions.fit_head(F, Y, 0.2, 15)
    fitted = nn.logistic_regression.fit(F.T, Y.T, alpha=0.2, steps=15)
    np.testing.assert_allclose(w, fitted.w, rtol=1e-9)
    np.testing.assert_allclose(b, fitted.b, rtol=1e-9)


def test_the_schedule_is_that_of_keras_and_of_the_course():
    keras = pytest.importorskip("keras")
    theirs = keras.optimizers.schedules.CosineDecay(0.02, 40, alpha=0.1)
    ours = [solutions.cosine_rate(step, 0.02, 40, 0.1) for step in range(60)]
    np.testing.assert_allclose(ours, [float(theirs(step)) for step in range(60)], rtol=1e-5)
    np.testing.assert_allclose(
        solutions.cosine_rate(13, 0.5, 20, 0.0), nn.optimizers.cosine(13, alpha=0.5, epochs=20), rtol=1e-12
    )


@pytest.mark.parametrize("seed", range(5))
def test_early_stopping_is_what_the_project_does(seed):
    pytest.importorskip("keras")
    from course_utils.mask.checkpoints import Epoch
    from course_utils.mask.training import best_epoch, is_stuck

    losses = np.random.default_rng(seed).random(20).round(1).tolist()  # with ties
    history: list[Epoch] = []
    for number, loss in enumerate(losses, start=1):
        rest = {"loss": 0.0, "accuracy": 0.0, "dev_accuracy": 0.0, "learning_rate": 0.0, "seconds": 0.0}
        history.append(Epoch(phase="head", number=number, dev_loss=loss, **rest))
        if is_stuck(history, 3):
            break
    assert solutions.early_stopping(losses, 3) == (len(history), best_epoch(history).number)


def test_what_learns_is_what_freeze_lets_learn():
    pytest.importorskip("keras")
    from course_utils.mask import load_backbone
    from course_utils.mask.model import freeze

    backbone = load_backbone(None)
    layers = [(layer.name, type(layer).__name__, layer.count_params()) for layer in backbone.layers]
    for first in ("Conv1", "block_10_expand", "block_16_expand"):
        assert solutions.learning_parameters(layers, first) == freeze(backbone, up_to=first)


def test_one_logit_gives_the_probability_of_two():
    rng = np.random.default_rng(2)
    F, W, b = rng.normal(size=(9, 4)), rng.normal(size=(4, 2)), rng.normal(size=2)
    powers = np.exp(F @ W + b)
    w, c = solutions.one_logit(W, b)
    np.testing.assert_allclose(nn.sigmoid(F @ w + c)[:, 0], powers[:, 1] / powers.sum(axis=1), rtol=1e-9)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("learning_parameters", ("norms_too", "after")),
        ("fit_head", ("not_averaged", "one_more")),
        ("cosine_rate", ("no_pi", "no_floor")),
        ("early_stopping", ("one_later", "from_zero")),
    ],
)
def test_two_mistakes_at_once_are_both_named(name, wrong):
    exercise = getattr(exercises.lesson24, name)
    mistakes = {mistake.name: mistake for mistake in exercise.mistakes}
    base = mistakes[wrong[0]].function.base
    result = check(exercise, lambda *inputs: base(frozenset(wrong), *inputs))
    assert not result.is_right
    assert all(mistakes[one].say in result.message for one in wrong)
