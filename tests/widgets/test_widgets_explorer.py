from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import pytest
from matplotlib.artist import Artist

from course_utils.figures.scene import Scene
from course_utils.widgets import Challenge, Explorer, LogSlider, Recipe, Slider


@dataclass
class Sum:
    total: float
    seed: int


def add(a: int, b: float, seed: int) -> Sum:
    if a == 13:
        raise ValueError("thirteen <is> unlucky")
    return Sum(a + b, seed)


class SumScene(Scene[Sum]):
    size = (2, 1)

    def build(self) -> Iterable[Artist]:
        self.label = self.figure.text(0.5, 0.5, "")
        return [self.label]

    def update(self, result: Sum) -> None:
        self.label.set_text(str(result.total))

    @staticmethod
    def describe(result: Sum) -> str:
        return f"The sum is {result.total:g} with seed {result.seed}."


class Handle:
    """Stands in for Jupyter's display handle."""

    def __init__(self):
        self.calls = []

    def update(self, data, **options):
        self.calls.append((data, options))


def recipe(**changes):
    parts = {
        "title": "Sum explorer",
        "simulate": add,
        "scene": SumScene,
        "controls": {"a": Slider("first", 1, 0, 20, 1), "b": LogSlider("second", 1.0, 0.1, 10.0)},
        "presets": {"large": {"a": 20, "b": 10.0}, "small": {"a": 0}},
        "tries": ("What is 2 < 3?",),
        "challenge": Challenge("Reach 30.", lambda result: result.total == 30, "You reached it."),
        "seed": 5,
    }
    return Recipe(**(parts | changes))


@pytest.fixture
def explorer():
    explorer = Explorer(recipe())
    explorer._picture = Handle()
    return explorer


def press(explorer, name):
    [button] = [widget for widget in walk(explorer.panel) if getattr(widget, "description", "") == name]
    button.click()


def walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def test_moving_a_control_updates_once(explorer):
    explorer.controls["a"].value = 3
    assert explorer.result == Sum(4, 5)
    assert explorer.sentence == "The sum is 4 with seed 5."
    [(data, options)] = explorer._picture.calls
    assert (
        data["text/plain"] == options["metadata"]["image/png"]["alt"] == explorer._accessible.alt == explorer.sentence
    )
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert options["raw"] is True
    assert explorer._status.text == explorer.sentence


def test_shown_again_it_has_a_picture_that_follows(explorer):
    explorer._status.lost = True  # what a page says that was loaded after the picture was made
    explorer._ipython_display_()
    assert not explorer._status.lost


def test_several_controls_update_once(explorer):
    press(explorer, "large")
    assert explorer.values == {"a": 20, "b": 10.0}
    assert len(explorer._picture.calls) == 1


def test_reset_keeps_the_seed_and_new_seed_keeps_the_controls(explorer):
    explorer.set(a=7)
    press(explorer, "New seed")
    assert explorer.seed == 6 and explorer.values["a"] == 7
    press(explorer, "Reset")
    assert explorer.seed == 6 and explorer.values == {"a": 1, "b": 1.0}


def test_errors_are_shown_and_pass(explorer):
    explorer.controls["a"].value = 13
    assert explorer.error == "ValueError: thirteen <is> unlucky"
    assert "thirteen &lt;is&gt; unlucky" in explorer._error_line.value and 'role="alert"' in explorer._error_line.value
    assert explorer._picture.calls == [] and explorer.result == Sum(2, 5)
    explorer.controls["a"].value = 14
    assert explorer.error == "" and explorer._error_line.value == "" and len(explorer._picture.calls) == 1


def test_an_error_at_the_start_does_not_stop_the_lesson():
    explorer = Explorer(recipe(controls={"a": Slider("first", 13, 0, 20, 1), "b": LogSlider("second", 1.5, 0.1, 2.0)}))
    assert explorer.result is None and not explorer.solved
    assert explorer._bundle() == ({"text/plain": "No picture yet."}, {})
    explorer.set(a=2)
    assert explorer.result == Sum(3.5, 5) and explorer.error == ""


def test_the_challenge_is_noticed_and_stays_met(explorer):
    assert not explorer.solved and "Reach 30." in explorer._challenge.value
    press(explorer, "large")
    assert explorer.solved and "You reached it." in explorer._challenge.value
    press(explorer, "small")
    assert explorer.solved


def test_without_chance_there_is_no_seed():
    explorer = Explorer(recipe(simulate=lambda a, b: Sum(a + b, 0), seed=None))
    assert "New seed" not in [getattr(widget, "description", "") for widget in walk(explorer.panel)]
    with pytest.raises(ValueError, match="no chance in it"):
        explorer.new_seed()


def test_an_unknown_control_is_named(explorer):
    with pytest.raises(ValueError, match="Sum explorer has no control 'c'; it has a, b"):
        explorer.set(a=2, c=3)
    assert explorer.values["a"] == 1


def test_texts_are_escaped(explorer):
    assert any("What is 2 &lt; 3?" in str(getattr(widget, "value", "")) for widget in walk(explorer.panel))


def test_plain_text_of_the_controls_is_a_stable_sentence(explorer):
    text = explorer.panel._repr_mimebundle_()["text/plain"]
    assert text == "Sum explorer: run this cell in JupyterLab to get the controls."


def test_a_slider_goes_to_its_nearest_position(explorer):
    explorer.set(a=7.4, b=0.205)
    assert explorer.values == {"a": 7, "b": 0.2}
    explorer.set(a=-3, b=1e9)
    assert explorer.values == {"a": 0, "b": 10.0}


def test_steps_of_a_log_slider_are_easy_numbers_and_small_steps():
    slider = LogSlider("rate", 0.01, 0.001, 3.0)
    positions = slider.positions
    assert positions[0] == 0.001 and positions[-1] == 3.0
    assert {0.002, 0.05, 0.1, 0.18, 0.2, 0.22, 1.0, 2.0} <= set(positions)
    steps = [after / before for before, after in pairwise(positions)]
    assert min(steps) >= 1.05 and max(steps) <= 1.126
    assert slider.widget().options[0] == ("0.001", 0.001)
