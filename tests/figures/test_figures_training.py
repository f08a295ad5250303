"""The curves of a training: which epoch is marked, what the text says, and that it fits."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from course_utils.figures import training_curves


def _epoch(phase: str, loss: float, dev_loss: float) -> SimpleNamespace:
    return SimpleNamespace(phase=phase, loss=loss, accuracy=1 - loss, dev_loss=dev_loss, dev_accuracy=1 - dev_loss)


HISTORY = [_epoch("head", 0.6, 0.1), _epoch("head", 0.5, 0.5), _epoch("top", 0.4, 0.3), _epoch("top", 0.2, 0.35)]


def test_the_kept_epoch_is_the_best_of_all_phases() -> None:
    drawing = training_curves(HISTORY)
    left, right = drawing.figure.axes
    rings = [next(line for line in axes.lines if line.get_label() == "kept").get_xydata() for axes in (left, right)]
    assert rings[0].tolist() == [[1, 0.1]] and rings[1].tolist() == [[1, 0.9]]
    assert "weights of epoch 1, with a dev accuracy of 0.900" in drawing.alt
    assert "Training loss goes from 0.600 to 0.200" in drawing.alt


def test_phases_are_named_and_separated() -> None:
    left = training_curves(HISTORY).figure.axes[0]
    assert [text.get_text() for text in left.texts] == ["head only", "backbone too"]
    assert [line.get_xdata()[0] for line in left.lines if len(line.get_xdata()) == 2] == [2.5]


@pytest.mark.parametrize("count", [1, 80])
def test_short_and_long_trainings_can_be_drawn(count: int) -> None:
    assert training_curves([_epoch("scratch", 0.5, 0.6)] * count).png().startswith(b"\x89PNG")


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="no epoch"):
        training_curves([])
