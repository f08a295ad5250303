"""The picture of twelve augmented copies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from course_utils.figures.augmentation import AugmentationScene
from course_utils.figures.style import BLUE, VERMILLION
from course_utils.simulate.augmentation import Settings, twelve

PICTURE = np.random.default_rng(0).integers(0, 256, size=(64, 64, 3)).astype(np.uint8)
MARKED = np.zeros((64, 64), bool)
MARKED[40:60, 20:44] = True


@pytest.mark.parametrize("settings", [Settings(10, 0.1, 0.1), Settings(0, 0.75, 0), Settings(180, 0, 1)])
def test_pictures_and_captions_are_those_of_the_result(settings):
    scene, result = AugmentationScene(), twelve(PICTURE, MARKED, settings)
    scene.update(result)
    for caption, share, lost in zip(scene.captions, result.in_view, result.lost, strict=True):
        assert f"{share:.0%}" in caption.get_text()
        assert caption.get_text().startswith("✗") == lost
        assert caption.get_color() == (VERMILLION if lost else BLUE)
    shown = scene.pictures._pixels[30 : 30 + 128 : 2, 12 : 12 + 128 : 2, :3]
    np.testing.assert_array_equal(shown, result.variants[0])
    assert result.verdict in scene.describe(result)


def test_a_lost_label_never_says_half():
    result = twelve(PICTURE, MARKED, Settings(0, 0.75, 0))
    result = replace(result, in_view=np.full_like(result.in_view, 0.497))
    scene = AugmentationScene()
    scene.update(result)
    assert {caption.get_text() for caption in scene.captions} == {"✗ 49%"}
