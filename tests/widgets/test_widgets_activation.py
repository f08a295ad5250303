from __future__ import annotations

import time

import ipywidgets
import pytest

from course_utils import widgets
from course_utils.nn.activation_zoo import ACTIVATIONS


@pytest.fixture
def explorer():
    return widgets.activation(seed=3)


def test_every_function_and_every_end_has_a_picture_and_a_sentence(explorer):
    for function in ACTIVATIONS:
        for scale in (0.1, 1.0, 10.0):
            for bias in (-6.0, 0.0, 6.0):
                explorer.set(function=function, scale=scale, bias=bias)
                data, metadata = explorer._bundle()
                assert explorer.error == "" and explorer.sentence.startswith(
                    f"{function} with weights of size {scale:g}"
                )
                assert data["text/plain"] == metadata["image/png"]["alt"] == explorer.sentence
                assert len(data["image/png"]) * 3 / 4 < 60_000 and metadata["image/png"]["width"] <= 900


def test_one_move_is_one_update(explorer):
    before = explorer.updates
    explorer.controls["function"].value = "ELU"
    assert explorer.updates == before + 1 and explorer.sentence.startswith("ELU with")


def test_only_controls_that_the_keyboard_moves(explorer):
    assert {type(control) for control in explorer.controls.values()} == {ipywidgets.SelectionSlider}
    assert len(explorer.controls) <= 4 and len(explorer.recipe.presets) == 3


def test_neither_the_start_nor_a_preset_nor_a_new_seed_meets_the_challenge():
    explorer = widgets.activation()
    for _ in range(10):
        for preset in ({}, *explorer.recipe.presets.values()):
            explorer.set(**preset)
            assert explorer.values | preset == explorer.values  # each is a position of its slider
            assert not explorer.solved, preset
        explorer.reset()
        explorer.new_seed()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("scale", [0.1, 1.0])
def test_the_challenge_can_be_met(seed, scale):
    explorer = widgets.activation(seed=seed)
    explorer.set(function="ReLU", scale=scale, bias=-4.5)
    assert explorer.solved and explorer.result.dead >= 90


@pytest.mark.parametrize("function", ["step", "leaky ReLU", "ELU", "sigmoid"])
def test_the_challenge_asks_for_relu(function, explorer):
    explorer.set(function=function, scale=0.1, bias=-6)
    assert not explorer.solved


def test_the_first_question_has_its_answer(explorer):
    explorer.set(function="sigmoid", bias=0, scale=0.1)
    assert 0.9 * 0.25**5 < explorer.result.products.max() <= 0.25**5


def test_the_second_question_has_its_answer(explorer):
    for scale in (0.1, 1.0, 10.0):
        explorer.set(function="ReLU", bias=0, scale=scale)
        assert explorer.result.dead == 0


def test_the_third_question_has_its_answer(explorer):
    for function, dead in (("ReLU", True), ("leaky ReLU", False), ("ELU", False)):
        explorer.set(**{**explorer.recipe.presets["dying"], "function": function})
        assert (explorer.result.dead > 0) == dead


def test_the_learners_own_relu_is_plugged_in():
    calls = []

    def relu(Z):
        calls.append(Z.shape)
        return ACTIVATIONS["ReLU"](Z)

    explorer = widgets.activation(relu=relu)
    assert not calls
    explorer.set(function="ReLU")
    assert calls and explorer.sentence.startswith("ReLU with")


def test_a_stub_is_explained_and_the_rest_works():
    explorer = widgets.activation(relu=lambda Z: (..., ...))
    assert explorer.error == ""
    explorer.set(function="ReLU")
    assert "two arrays, A and slope, are expected" in explorer.error
    explorer.set(function="tanh")
    assert explorer.error == ""


def test_choices_go_to_the_nearest_position_and_refuse_other_names(explorer):
    explorer.set(bias=-3.7)
    assert explorer.values["bias"] == -3.5
    with pytest.raises(ValueError, match="There is no 'cosine' for activation"):
        explorer.set(function="cosine")


def test_an_update_stays_within_its_budget(explorer):
    explorer._bundle()
    positions = [(function, bias) for function in ACTIVATIONS for bias in (-3.0, 0.0, 2.5)]
    start = time.process_time()
    for function, bias in positions:
        explorer.set(function=function, bias=bias)
        explorer._bundle()
    assert (time.process_time() - start) / len(positions) < 0.05
