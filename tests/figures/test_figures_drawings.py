from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from course_utils import figures
from course_utils.nn.logistic_regression import probability

RNG = np.random.default_rng(0)
PLANE, SIDES = RNG.normal(size=(2, 40)), RNG.integers(0, 2, (1, 40))
WEIGHTS = RNG.normal(size=(12288, 1))
PICTURES = RNG.integers(0, 256, (7, 64, 64, 3)).astype(np.uint8)


@dataclass
class Model:
    model: str
    accuracy: float
    parameters: int
    lesson: int = 2
    train_seconds: float = 0.0
    inference_ms: float = 0.1
    own: bool = False


def linear(X):
    return probability(np.array([[2.0], [1.0]]), 0.2, X)


DRAWINGS = {
    "cost": lambda: figures.cost_curves({"α = 0.1": [0.7, 0.3], "α = 9": [0.7, 5, np.inf]}, title="Rates", log=True),
    "boundary": lambda: figures.decision_boundary(linear, PLANE, SIDES),
    "confusion": lambda: figures.confusion_matrix(SIDES, linear(PLANE) >= 0.5),
    "weights": lambda: figures.weights_picture(WEIGHTS),
    "zero weights": lambda: figures.weights_picture(np.zeros((12288, 1))),
    "grid": lambda: figures.picture_grid(PICTURES, list("abcdefg")),
    "grey grid": lambda: figures.picture_grid(PICTURES[:2, :, :, 0] / 255),
    "steps": lambda: figures.ladder_steps([Model("guess", 0.5, 0), Model("better", 0.8, 12289, own=True)]),
    "ladder": lambda: figures.ladder_plot([Model("guess", 0.5, 0), Model("better", 0.8, 12289, own=True)]),
    "sigmoid": lambda: figures.sigmoid_curve([-2, 3], derivative=True),
    "landscape": figures.loss_landscape,
}


@cache
def drawn(name):
    drawing = DRAWINGS[name]()
    drawing.png()
    return drawing


@pytest.mark.parametrize("name", DRAWINGS)
def test_bundle(name):
    drawing = drawn(name)
    data, metadata = drawing._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain"}
    assert data["text/plain"] == metadata["image/png"]["alt"] == drawing.alt
    assert drawing.alt.endswith(".") and len(drawing.alt) > 10
    png = base64.b64decode(data["image/png"])
    width, height = Image.open(io.BytesIO(png)).size
    assert (width, height) == (2 * metadata["image/png"]["width"], 2 * metadata["image/png"]["height"])
    assert metadata["image/png"]["width"] <= 900
    assert len(png) < 150_000


@pytest.mark.parametrize("name", ["boundary", "weights", "grid", "ladder", "steps"])
def test_made_again_it_is_the_same_file(name):
    assert DRAWINGS[name]().png() == drawn(name).png()


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_small_letters(name):
    everything = drawn(name).figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))
    texts = [text for text in everything if text.get_text()]
    assert texts or name == "grey grid"
    assert min((text.get_fontsize() for text in texts), default=9) >= 9


def test_a_drawing_needs_words():
    with pytest.raises(ValueError, match="needs an alt text"):
        figures.Drawing(figures.sigmoid_curve().figure, " ")


def test_cost_curves_tell_how_each_run_ends():
    alt = figures.cost_curves({"good": [0.7, 0.3, 0.2], "bad": [0.7, 5, np.inf]}, title="Two rates").alt
    assert alt == (
        "Two rates: cost J against iteration. good falls from 0.7 to 0.2 in 2 steps; "
        "bad rises from 0.7 to 5 in 1 step, then is no longer finite."
    )


def test_a_curve_that_does_not_move_stays():
    alt = figures.cost_curves({"rate": [0.5, 0.5, 0.5], "back": [1, 2, 1]}).alt
    assert "rate stays at 0.5 for 2 steps; back goes from 1 to 1 in 2 steps." in alt


def test_iterations_are_whole_numbers():
    drawing = figures.cost_curves([0.7 / step for step in range(1, 21)])
    drawing.png()
    ticks = drawing.figure.axes[0].get_xticks()
    assert len(ticks) > 2 and all(tick == round(tick) for tick in ticks)


def test_names_of_curves_do_not_touch():
    drawing = figures.cost_curves({f"run {i}": [1.0, 0.5 + 0.001 * i] for i in range(5)})
    drawing.png()
    boxes = sorted((text.get_window_extent() for text in drawing.figure.axes[0].texts), key=lambda box: box.y0)
    assert len(boxes) == 5
    assert all(above.y0 >= below.y1 - 4 for below, above in pairwise(boxes))


def test_a_run_that_leaves_the_picture_is_named_where_it_leaves():
    drawing = figures.cost_curves({"bad": [1.0, 3.0, 9.0]}, between=(0, 2.0))
    [name] = drawing.figure.axes[0].texts
    assert name.xy == (0.5, 2.0)


@pytest.mark.parametrize("costs", [{}, {"empty": []}, []])
def test_no_curve_no_picture(costs):
    with pytest.raises(ValueError, match="nothing to draw"):
        figures.cost_curves(costs)


def test_decision_boundary_counts_points_on_their_side():
    right = int(((linear(PLANE) >= 0.5) == (SIDES == 1)).sum())
    assert f"{right} of 40 points lie on their own side" in figures.decision_boundary(linear, PLANE, SIDES).alt
    with pytest.raises(ValueError, match=r"X has shape \(3, 40\)"):
        figures.decision_boundary(linear, np.ones((3, 40)), SIDES)


def test_confusion_matrix_counts():
    alt = figures.confusion_matrix([[1, 1, 1, 0, 0]], [[1, 1, 0, 1, 0]]).alt
    assert alt == (
        "Of 3 examples with mask, 2 are found and 1 missed; of 2 with no mask, 1 are rightly let pass and "
        "1 raise a false alarm."
    )
    with pytest.raises(ValueError, match="one answer for each"):
        figures.confusion_matrix([[1, 0]], [[1]])


def test_weights_picture_adds_colours_and_finds_the_mask():
    w = np.zeros((64, 64, 3))
    w[50:, :, :], w[5, 7, 0] = 0.5, -0.25
    drawing = figures.weights_picture(w.reshape(-1, 1))
    pixels = np.asarray(drawing.figure.axes[0].images[0].get_array())
    assert pixels[60, 3] == 1.5 and pixels[5, 7] == -0.25
    assert "most for label 1 in the lower third and least in the upper third" in drawing.alt
    with pytest.raises(ValueError, match="10 weights"):
        figures.weights_picture(np.ones((10, 1)))


def test_captions_must_match():
    with pytest.raises(ValueError, match="2 pictures and 1 captions"):
        figures.picture_grid(np.zeros((2, 4, 4)), ["one"])


def test_ladder_tells_the_whole_table_without_times():
    alt = DRAWINGS["ladder"]().alt
    assert alt == (
        "Accuracy on the test pictures against parameters, lowest rung first: "
        "guess 50.0% with 0; better 80.0% with 1.23e+04."
    )
    with pytest.raises(ValueError, match="by='speed'"):
        figures.ladder_plot([Model("guess", 0.5, 0)], by="speed")


def test_the_landscape_of_squared_error_has_two_valleys_and_that_of_cross_entropy_one():
    alt = figures.loss_landscape().alt
    assert "Squared error: not convex, with 2 valleys" in alt
    assert "Cross-entropy: convex, with a valley" in alt
    with pytest.raises(ValueError, match="one number and one label"):
        figures.loss_landscape([1, 2], [1])


def test_sigmoid_marks_points():
    assert "At z = 3 it is 0.953." in figures.sigmoid_curve([3]).alt


def test_ladder_steps_climb_in_the_order_of_the_lessons():
    drawing = DRAWINGS["steps"]()
    assert "guess, 50.0%; lesson 02, better (yours), 80.0%." in drawing.alt
    dots = [line for line in drawing.figure.axes[0].lines if line.get_marker() != "None"]
    assert [float(line.get_xdata()[0]) for line in dots] == [0.5, 0.8]
    with pytest.raises(ValueError, match="at least one"):
        figures.ladder_steps([])
