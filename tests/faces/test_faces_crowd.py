"""Scenes with several people."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.faces import Crowd, Face, paint_crowd, sample_crowd


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 6))
def test_a_scene_has_a_box_and_a_label_for_everybody(seed: int, count: int) -> None:
    crowd = sample_crowd(np.random.default_rng(seed), count=count)
    scene = paint_crowd(crowd, 160, 120)
    assert scene.image.shape == (120, 160, 3)
    assert 1 <= len(crowd.people) <= count
    assert scene.boxes.shape == (len(crowd.people), 4) and (scene.boxes[:, 2:] > scene.boxes[:, :2]).all()
    assert scene.labels == tuple(face.label for face in crowd.people)
    middles = (scene.boxes[:, :2] + scene.boxes[:, 2:]) / 2
    assert (middles > 0).all() and (middles < [160, 120]).all()


def test_the_nearest_come_last_and_hide_the_others() -> None:
    far, near = Face(mask="worn", identity=1), Face(mask="worn", identity=2)
    alone = paint_crowd(Crowd((far,), ((0.5, 0.4, 0.12),)), 160, 120)
    both = paint_crowd(Crowd((far, near), ((0.5, 0.4, 0.12), (0.5, 0.5, 0.4))), 160, 120)
    assert alone.faces[0].mask_pixels.sum() > 20
    assert both.faces[0].mask_pixels.sum() == 0 and both.faces[1].mask_pixels.sum() > 100


def test_people_of_a_scene_share_light_and_camera() -> None:
    crowd = sample_crowd(np.random.default_rng(4), count=5)
    assert len({(face.light_azimuth, face.exposure, face.noise) for face in crowd.people}) == 1
    assert list(crowd.places) == sorted(crowd.places, key=lambda place: place[2])


@pytest.mark.parametrize("count", [0, 13])
def test_a_count_out_of_range_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 12"):
        sample_crowd(np.random.default_rng(0), count=count)


@pytest.mark.parametrize("aspect", [0, -1.0, float("nan"), float("inf")])
def test_an_aspect_that_no_scene_has_is_refused(aspect: float) -> None:
    with pytest.raises(ValueError, match=r"aspect is .*; expected width over height"):
        sample_crowd(np.random.default_rng(0), aspect=aspect)


def test_what_is_no_whole_number_and_no_crowd_is_refused() -> None:
    crowd = Crowd((Face(),), ((0.5, 0.5, 0.2),))
    with pytest.raises(TypeError, match=r"count is 2\.5; expected a whole number"):
        sample_crowd(np.random.default_rng(0), count=2.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"width is 64\.5; expected a whole number"):
        paint_crowd(crowd, 64.5, 64)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="height is '64'; expected a whole number"):
        paint_crowd(crowd, 64, "64")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="crowd is None; expected a Crowd"):
        paint_crowd(None)  # type: ignore[arg-type]


def test_an_impossible_crowd_is_refused() -> None:
    with pytest.raises(ValueError, match="one place for each"):
        Crowd((Face(),), ())
    with pytest.raises(ValueError, match="from 64 to 1024"):
        paint_crowd(Crowd((Face(),), ((0.5, 0.5, 0.2),)), 32, 32)
