"""Lesson 07's dial: penalties, dropout and stopping on a network that learns its points by heart."""

from __future__ import annotations

from functools import lru_cache

from course_utils import datasets
from course_utils.figures.regularization import RegularizationScene
from course_utils.simulate.regularization import STEPS, Penalty, Points, Regularized, Training, look, train
from course_utils.widgets.explorer import Challenge, Choice, Explorer, Recipe

_TRAIN, _DEV, _NOISE, _SCALE = 40, 400, 0.35, 2.0
_STRENGTHS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
_KEEP_PROBS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_MOSTLY, _LOSS = 0.9, 0.02  # the challenge


def regularization(seed: int = 0) -> Explorer[Regularized]:
    """Turn penalties and dropout up and down, stop early, and watch the boundary and the weights.

    Parameters
    ----------
    seed : int
        Which points, first weights and masks.

    Returns
    -------
    Explorer
        The widget. Its challenge is a network that works with a tenth of its weights.
    """
    return Explorer(
        Recipe(
            title="Regularization dial",
            simulate=_simulate,
            scene=RegularizationScene,
            controls={
                "penalty": Choice("penalty", "L2", ("L2", "L1")),
                "lambd": Choice("λ", 0.0, _STRENGTHS),
                "keep_prob": Choice("keep_prob", 1.0, _KEEP_PROBS),
                "step": Choice("stop at step", STEPS[-1], STEPS),
            },
            presets={
                "free": {"penalty": "L2", "lambd": 0.0, "keep_prob": 1.0, "step": STEPS[-1]},
                "held": {"penalty": "L2", "lambd": 0.3, "keep_prob": 1.0, "step": STEPS[-1]},
                "held too tightly": {"penalty": "L2", "lambd": 10.0, "keep_prob": 1.0, "step": STEPS[-1]},
            },
            tries=(
                "From λ = 0 upwards, with L2: how many weights become exactly 0, and what becomes of the islands?",
                "Back to λ = 0, and keep_prob down to 0.5: do the weights become small as well?",
                "No remedy, but stop at step 20: how good is the network that never got further?",
            ),
            challenge=Challenge(
                task=f"With {_MOSTLY:.0%} of the weights exactly 0, be at most {_LOSS:.0%} worse on dev than free.",
                solved=_is_sparse,
                praise="A tenth of the weights does the work. L1 finds out which; L2 makes them small and keeps all.",
            ),
            seed=seed,
        )
    )


def _simulate(penalty: Penalty, lambd: float, keep_prob: float, step: int, seed: int) -> Regularized:
    """Show a network at one step, beside the one without remedies."""
    kind: Penalty = penalty if lambd else "L2"  # without λ both are the same network
    return look(_training(kind, lambd, keep_prob, seed), _training("L2", 0.0, 1.0, seed), step)


@lru_cache(maxsize=8)
def _points(seed: int) -> tuple[Points, Points]:
    """Draw the points to learn from, and others to test on."""
    (X, Y), (X_dev, Y_dev) = (
        datasets.moons(count, noise=_NOISE, seed=2 * seed + which) for which, count in enumerate((_TRAIN, _DEV))
    )
    return (_SCALE * X, Y), (_SCALE * X_dev, Y_dev)


@lru_cache(maxsize=512)
def _training(penalty: Penalty, lambd: float, keep_prob: float, seed: int) -> Training:
    """Train a network, once."""
    return train(*_points(seed), penalty, lambd, keep_prob, seed)


def _is_sparse(result: Regularized) -> bool:
    """Say whether few weights do the work."""
    return result.zeros >= _MOSTLY and result.dev_error <= result.free_error + _LOSS
