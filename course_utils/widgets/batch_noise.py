"""Lesson 09's widget on the size of a batch."""

from __future__ import annotations

from course_utils.figures.batch_noise import BatchNoiseScene
from course_utils.simulate.batch_noise import LIMITS, RATES, SEEDS, SIZES, Cloud, cloud
from course_utils.widgets.explorer import Challenge, Choice, Explorer, Recipe

_LARGE = 32  # the batch of the challenge


def batch_noise(seed: int = 0) -> Explorer[Cloud]:
    """Train twenty times with batches of one size, and see how the size changes speed and noise.

    Parameters
    ----------
    seed : int
        Which examples, and in which orders.

    Returns
    -------
    Explorer
        The widget. Its challenge is large batches that arrive in the same number of epochs as small ones.
    """
    return Explorer(
        Recipe(
            title="Batch-size explorer",
            simulate=_Remembering(),
            scene=BatchNoiseScene,
            controls={
                "size": Choice("batch size", 4, SIZES),
                "rate": Choice("learning rate", 0.3, RATES),
                "axis": Choice("axis", "epochs", tuple(LIMITS)),
            },
            presets={
                "one at a time": {"size": 1, "rate": 0.3},
                "a few": {"size": 8, "rate": 0.3},
                "all at once": {"size": SIZES[-1], "rate": 0.3},
            },
            tries=(
                "From batches of 4 to all at once: which is quicker on the axis of epochs, which on the axis of steps?",
                "Make the batch four times as large. What becomes of the error of its gradient?",
                "One at a time, rate 0.3: why does the cloud stop sinking? Which of the two sliders makes it sink on?",
            ),
            challenge=Challenge(
                task=f"Let all {SEEDS} trainings arrive within {LIMITS['epochs']} epochs, with batches of {_LARGE} or "
                "more.",
                solved=_arrives,
                praise="Larger batches are less noisy, so they bear a larger rate; and as they take fewer steps, they "
                "need one.",
            ),
            seed=seed,
        )
    )


class _Remembering:
    """Trains, and keeps what it showed last: that becomes the ghost of the next picture."""

    def __init__(self) -> None:
        self._last: Cloud | None = None

    def __call__(self, size: int, rate: float, axis: str, seed: int) -> Cloud:
        """Show one cloud."""
        last = self._last
        if last is not None and (last.size, last.rate) == (size, rate):
            last = last.before  # another axis, or another seed: the ghost stays what it was
        self._last = cloud(size, rate, axis, seed, last)
        return self._last


def _arrives(result: Cloud) -> bool:
    """Say whether all trainings with large batches arrive in as many epochs as there are."""
    return result.axis != "steps" and result.size >= _LARGE and result.good == SEEDS
