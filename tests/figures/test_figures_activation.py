from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from course_utils import figures, nn
from course_utils.nn.activation_zoo import ACTIVATIONS
from course_utils.simulate.activation import EXAMPLES, GRID, UNITS, through_layer

STATES = [through_layer(name, scale, bias) for name in ACTIVATIONS for scale, bias in ((0.1, 6), (1, 0), (10, -6))]
STATES += [through_layer("ReLU", 1.0, -2.5)]


def label(state):
    return f"{state.name} {state.scale:g} {state.bias:g}"


@pytest.fixture(scope="module")
def scene():
    return figures.ActivationScene()


@pytest.mark.parametrize("state", STATES, ids=label)
def test_small_and_told_in_one_paragraph(state, scene):
    scene.update(state)
    png = scene.png()
    assert len(png) < 60_000
    assert Image.open(io.BytesIO(png)).size == scene.pixels
    sentence = scene.describe(state)
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 400
    assert "nan" not in sentence and state.verdict in sentence


def test_an_update_leaves_no_trace_of_the_one_before(scene):
    scene.update(STATES[0])
    before = scene.png()
    scene.update(STATES[-1])
    assert scene.png() != before
    scene.update(STATES[0])
    assert scene.png() == before


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "ELU"])
def test_curves_are_the_function_and_its_slope(name, scene):
    scene.update(through_layer(name))
    np.testing.assert_allclose(scene._curve.get_xydata(), np.column_stack([GRID, ACTIVATIONS[name].function(GRID)]))
    np.testing.assert_allclose(scene._slope.get_ydata(), ACTIVATIONS[name].derivative(GRID))
    assert scene._title.get_text() == f"{name} and its slope"


@pytest.mark.parametrize(("name", "jumping"), [("step", "_curve"), ("ReLU", "_slope"), ("absolute value", "_slope")])
def test_a_jump_is_a_gap(name, jumping, scene):
    scene.update(through_layer(name))
    gaps = GRID[np.isnan(getattr(scene, jumping).get_ydata())]
    assert gaps.size >= 1 and np.abs(gaps).max() < 0.05


def test_bars_hold_every_number_also_beyond_the_ends(scene):
    state = through_layer("linear", 10.0, 6)
    scene.update(state)
    bars = scene._parts.get_data().values
    assert bars.max() == 1
    assert bars[-1] / bars.sum() == pytest.approx(np.mean(state.Z >= 7.75))
    assert (np.abs(state.Z) > 8).sum() > 0.2 * UNITS * EXAMPLES


def test_crosses_are_the_dead_units(scene):
    state = through_layer("ReLU", 1.0, -2.5)
    scene.update(state)
    across, down = scene._dead.get_data()
    assert set(10 * down + across) == set(np.flatnonzero(state.is_dead))
    assert scene._units_title.get_text() == f"100 units: {state.dead} dead"
    np.testing.assert_array_equal(np.ravel(scene._units.get_array()), state.working)


@pytest.mark.parametrize(
    ("name", "told"), [("step", "all are 0"), ("linear", "about 1"), ("ReLU", "97% are 0, else about 1")]
)
def test_products_are_told_and_drawn(name, told, scene):
    state = through_layer(name)
    scene.update(state)
    assert scene._products_title.get_text().endswith(f": {told}")
    assert scene._lost.get_height() == state.lost
    assert scene._products.get_data().values.sum() + state.lost == pytest.approx(1)


def test_the_family_has_a_square_for_each():
    drawing = figures.activation_family()
    titles = [axes.get_title(loc="left") for axes in drawing.figure.axes]
    assert titles == list(ACTIVATIONS)
    assert "tanh goes from -1 to 1" in drawing.alt and "ReLU goes from 0 to infinity" in drawing.alt
    assert len(drawing.png()) < 150_000
    with pytest.raises(ValueError, match="'cosine'"):
        figures.activation_family(["tanh", "cosine"])


def test_curves_are_named_at_their_ends_and_told():
    x = np.linspace(0, 1, 11)
    drawing = figures.curves_over(x, {"up": x, "down": 1 - x}, xlabel="x", ylabel="y", title="Two")
    assert drawing.alt == (
        "Two: y over x. up starts at 0, ends at 1, and lies between 0 and 1; "
        "down starts at 1, ends at 0, and lies between 0 and 1."
    )
    heights = {text.get_text(): text.get_position()[1] for text in drawing.figure.axes[0].texts}
    assert heights["up"] > heights["down"]


@pytest.mark.parametrize("curves", [{}, {"short": [1, 2]}, {name: [0, 0, 0] for name in "abcde"}])
def test_curves_that_do_not_fit(curves):
    with pytest.raises(ValueError, match="one to 4 are expected, each with 3 points"):
        figures.curves_over([0, 1, 2], curves)


def test_matrix_of_slopes_shows_its_numbers():
    J = nn.softmax_jacobian(nn.softmax([[2.0], [1.0], [0.0]]))
    drawing = figures.slopes_matrix(J, title="Slopes")
    texts = [text.get_text() for text in drawing.figure.axes[0].texts]
    assert texts == [f"{slope:+.3f}".replace("-", "−") for slope in J.ravel()]
    assert drawing.alt.endswith("The diagonal is positive, the rest negative.")
    assert "the rest zero" in figures.slopes_matrix(np.eye(3)).alt
    with pytest.raises(ValueError, match="a matrix is expected"):
        figures.slopes_matrix([1.0, 2.0])


@pytest.mark.parametrize("name", ["step", "ReLU"])
def test_the_words_about_zeros_stand_below_the_bars(name, scene):
    state = through_layer(name)
    scene.update(state)
    scene.png()
    top = scene._zeros.get_window_extent().y1
    axes = scene._zeros.axes
    assert scene._zeros.get_text() and state.A.min() == 0
    assert top < axes.transData.transform((0, -0.1))[1]
