"""Lesson 14's widget, as Python sees it; `tests/browser` drives the page."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pytest

from course_utils import widgets
from course_utils.simulate.convolution import LIMITS, MODES, obstacle


@pytest.fixture
def stepper():
    return widgets.convolution()


def test_setting_something_gives_the_right_sentence(stepper):
    stepper.set(row=1, column=2, padding=1)
    assert stepper.sliding.size == 7
    assert "At row 2, column 3: " in stepper.sentence and "7 × 7 numbers" in stepper.sentence


def test_the_challenge_is_a_one_left_of_the_middle_and_nothing_turned(stepper):
    stepper.set(padding=1)
    one = np.zeros((3, 3))
    one[1, 0] = 1
    for wrong in (one[::-1, ::-1], one.T, 2 * one):
        stepper.set(kernel=wrong)
        assert not stepper.solved
    stepper.set(kernel=one)
    assert stepper.solved
    stepper.set(kernel=0 * one)
    assert stepper.solved  # once met, it stays met


@pytest.mark.parametrize("preset", widgets.convolution().view.presets.values())
def test_neither_the_start_nor_a_preset_meets_the_challenge(stepper, preset):
    assert not stepper.solved
    stepper.set(**{name: value for name, value in preset.items() if name != "f"})
    assert not stepper.solved and stepper.sliding.f == preset["f"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("f", [1, 2, 3, 4])
def test_every_position_gives_a_finite_picture_with_its_sentence(stepper, mode, f):
    kernel, (least, most) = np.ones((f, f)), LIMITS["padding"]
    for padding in (least, 1, most):
        for stride, dilation in ((1, 1), (3, 1), (2, 2), (1, 3)):
            settings = {"padding": padding, "stride": stride, "dilation": dilation, "mode": mode, "kernel": kernel}
            problem = obstacle(7, f, padding, stride, dilation, mode)
            if problem:
                with pytest.raises(ValueError, match=problem[:20]):
                    stepper.set(**settings)
            else:
                stepper.set(**settings)
                assert np.isfinite(stepper.sliding.result).all()
                assert f"{stepper.sliding.size} × {stepper.sliding.size} numbers" in stepper.sentence
    assert f == len(stepper.sliding.kernel)


def test_what_makes_no_sense_is_named(stepper):
    with pytest.raises(ValueError, match="no setting 'strides'"):
        stepper.set(strides=2)
    with pytest.raises(ValueError, match="mode is 'median'"):
        stepper.set(mode="median")
    with pytest.raises(ValueError, match=r"Place \(5, 0\) is outside of a result of 5 × 5"):
        stepper.set(row=5)
    with pytest.raises(ValueError, match="picture has shape"):
        widgets.convolution(np.ones((3, 4)))


def test_it_has_what_every_widget_has(stepper):
    view = stepper.view
    assert len(view.presets) == 3 and len(view.tries) == 3 and all(text.endswith("?") for text in view.tries)
    assert view.challenge.endswith(".") and view.praise.endswith(".")
    script = Path(widgets.__file__).with_name("convolution.js").read_text(encoding="utf-8")
    assert len(script.splitlines()) <= 150
    assert "import " not in script and "http:" not in script and "https:" not in script


def test_a_change_is_noticed_within_its_budget(stepper):
    start = time.process_time()
    for place in range(20):
        stepper.set(row=place % 5, column=place // 5)
    assert (time.process_time() - start) / 20 < 0.05


def test_shown_without_a_browser_it_leaves_a_still_picture_and_a_sentence(stepper, monkeypatch):
    shown = []
    monkeypatch.setattr(sys.modules["course_utils.widgets.convolution"], "display", shown.append)
    stepper._ipython_display_()
    still, view = shown
    data, metadata = still._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == stepper.sentence
    assert len(still.png()) < 60_000
    assert view._repr_mimebundle_()[0]["text/plain"].startswith("Convolution stepper: run this cell")
