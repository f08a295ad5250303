from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from course_utils import figures, nn
from course_utils.simulate.cliff import fall
from course_utils.simulate.conditioning import descend_into
from course_utils.simulate.signal import through_layers

STATES = [
    through_layers(activation, scale, depth)
    for activation, scale, depth in (("tanh", 0.1, 50), ("ReLU", 10.0, 50), ("sigmoid", 1.0, 5), ("ReLU", 1.4, 17))
]
STATES.append(through_layers("ReLU", 1.0, 5, initializer=nn.initializers.zeros))
X = np.random.default_rng(0).normal(0.5, 0.2, 60)
Y = (np.arange(60) % 2).astype(float)
EPSILONS = np.logspace(-15, 0, 31)
DRAWINGS = {
    "bowls": lambda: figures.bowls({"raw": descend_into(X, Y, steps=30), "scaled": descend_into((X - 0.5) * 5, Y)}),
    "cliff": lambda: figures.cliff({"as it is": fall(), "clipped": fall(lambda g: nn.clipping.clip_by_norm(g, 1.0))}),
    "errors": lambda: figures.difference_errors(EPSILONS, {"one": EPSILONS + 1e-16 / EPSILONS, "two": EPSILONS**2}),
    "grid": lambda: figures.signal_grid(
        {"ReLU": {"small": STATES[3], "zeros": STATES[4]}, "tanh": {"small": STATES[0]}}
    ),
    "curves": lambda: figures.spread_curves({"down": 0.1 ** np.arange(9), "level": np.ones(9), "nothing": np.zeros(9)}),
}


@pytest.fixture(scope="module")
def scene():
    return figures.SignalScene()


@pytest.mark.parametrize("state", STATES, ids=lambda state: f"{state.activation} {state.size:.1f} {state.depth}")
def test_small_and_told_in_one_paragraph(state, scene):
    scene.update(state)
    png = scene.png()
    assert len(png) < 60_000 and Image.open(io.BytesIO(png)).size == scene.pixels
    sentence = scene.describe(state)
    assert sentence.endswith(".") and "\n" not in sentence and "nan" not in sentence
    assert state.verdict in sentence and len(sentence) < 400


def test_an_update_leaves_no_trace_of_the_one_before(scene):
    scene.update(STATES[0])
    before = scene.png()
    scene.update(STATES[1])
    assert scene.png() != before
    scene.update(STATES[0])
    assert scene.png() == before


def test_curves_are_the_spreads_and_titles_follow(scene):
    state = STATES[3]
    scene.update(state)
    np.testing.assert_allclose(scene._forward.get_xydata(), np.column_stack([np.arange(18), state.forward]))
    np.testing.assert_allclose(scene._backward.get_xydata(), np.column_stack([np.arange(1, 18), state.backward]))
    assert scene._title.get_text() == f"ReLU, 17 layers: {state.verdict}"
    assert [title.get_text() for title in scene._layer_titles] == [f"layer {n}" for n in (1, 5, 9, 13, 17)]
    assert scene._size.get_xdata()[0] == pytest.approx(state.size)


def test_what_leaves_the_axis_stays_at_its_edge(scene):
    scene.update(STATES[1])
    assert scene._forward.get_ydata().max() == 1e12 < STATES[1].forward.max()


def test_bars_count_every_number(scene):
    scene.update(STATES[1])  # exploded: all beyond the ends, or 0
    heights = scene._bars[0][-1].get_data().values
    inside = heights[1:-1]
    assert heights[-1] > 0 and np.count_nonzero(inside) <= 1


@pytest.mark.parametrize("name", DRAWINGS)
def test_bundle(name):
    drawing = DRAWINGS[name]()
    data, metadata = drawing._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == drawing.alt and drawing.alt.endswith(".")
    assert metadata["image/png"]["width"] <= 900
    assert 3000 < len(drawing.png()) < 150_000
    texts = [text for text in drawing.figure.findobj(lambda artist: hasattr(artist, "get_fontsize")) if text.get_text()]
    assert min(text.get_fontsize() for text in texts) >= 9


def test_bowls_tell_how_narrow_they_are():
    alt = DRAWINGS["bowls"]().alt
    assert "raw: " in alt and "not at the bottom" in alt and "scaled: 1 times as steep" in alt
    for axes in DRAWINGS["bowls"]().figure.axes:
        assert [text.get_text() for text in axes.texts] == ["start", "bottom"]


def test_the_cliff_tells_the_end_of_each():
    assert "as it is: the longest gradient is 29, the cost at the end 0.49" in DRAWINGS["cliff"]().alt


def test_the_best_distances_are_told():
    assert "one is best near ε = 1e-08" in DRAWINGS["errors"]().alt


def test_the_grid_has_a_column_for_each_activation():
    drawing = DRAWINGS["grid"]()
    titles = [axes.get_title(loc="left") for axes in drawing.figure.axes]
    assert titles == ["ReLU", "tanh", "", ""]
    assert drawing.figure.legends[0].get_title().get_text() == "first weights"
    assert "ReLU, gradients: small" in drawing.alt and "zeros 0" in drawing.alt


@pytest.mark.parametrize(
    "call",
    [
        lambda: figures.bowls({}),
        lambda: figures.cliff({}),
        lambda: figures.difference_errors([1e-3], {"one": [1, 2]}),
        lambda: figures.signal_grid({"tanh": {}}),
        lambda: figures.spread_curves({}),
    ],
)
def test_nothing_to_draw(call):
    with pytest.raises(ValueError, match=r"one to|needs one"):
        call()
