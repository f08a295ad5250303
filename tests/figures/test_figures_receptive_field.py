"""Pictures of receptive fields."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from course_utils import figures
from course_utils.simulate.receptive_field import see

RNG = np.random.default_rng(0)
PICTURES = RNG.integers(0, 256, (2, 64, 64, 3)).astype(np.uint8)
STATES = [
    see("conv 5 × 5", "pool 2 × 2", "conv 5 × 5", "pool 2 × 2"),
    see("nothing", "nothing", "nothing", "nothing", seed=1),
    see("conv 3 × 3, stride 2", "conv 3 × 3, stride 2", "conv 3 × 3, stride 2", "conv 5 × 5"),
]


@pytest.fixture(scope="module")
def scene():
    return figures.ReceptiveFieldScene(lambda seed: PICTURES[seed % 2])


@pytest.mark.parametrize("state", STATES)
def test_small_and_with_one_short_description(scene, state):
    scene.update(state)
    assert len(scene.png()) < 60_000
    picture = Image.open(io.BytesIO(scene.png()))
    assert picture.size == scene.pixels and picture.width <= 900
    sentence = scene.describe(state)
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 400


def test_artists_are_the_result(scene):
    result = STATES[0]
    scene.update(result)
    assert [box.get_width() for box in scene._boxes] == list(result.sizes)
    assert scene._boxes[3].get_x() == 24 - 0.5
    assert [row[1].get_text() for row in scene._rows] == ["5 × 5", "6 × 6", "14 × 14", "16 × 16"]
    assert sum(veil.get_width() * veil.get_height() for veil in scene._veil) == 64**2 - 16**2
    heights = [segment[1][1] for segment in scene._bars.get_segments()]
    np.testing.assert_allclose(heights, result.paths)
    np.testing.assert_array_equal(scene._face.get_array(), PICTURES[0])
    scene.update(STATES[1])
    assert not any(box.get_visible() for box in scene._boxes)
    np.testing.assert_array_equal(scene._face.get_array(), PICTURES[1])


def test_an_update_leaves_no_trace_of_the_one_before(scene):
    scene.update(STATES[0])
    before = scene.png()
    scene.update(STATES[2])
    assert scene.png() != before
    scene.update(STATES[0])
    assert scene.png() == before


def test_seen_pixels_draws_the_window_and_says_how_far_pixels_count():
    felt = np.zeros((64, 64))
    felt[24:40, 26:40] = 1
    drawing = figures.seen_pixels(PICTURES[0], {"one\nface": felt}, 16, (24, 24))
    assert "box of 16 × 16" in drawing.alt and "one face: pixels that count reach over 16 × 14" in drawing.alt
    for axes in drawing.figure.axes:
        [box] = axes.patches
        assert box.get_bbox().bounds == (23.5, 23.5, 16, 16)
        assert all(spine.get_visible() for spine in axes.spines.values())
    assert "darker" in drawing.figure.axes[1].get_xlabel()
