"""Properties that every painted face has, whatever its numbers."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.faces import Face, Identity, paint, paint_crowd, sample_crowd, sample_face, sample_identity
from course_utils.faces.face import LABEL_OF_MASK

MASKS = sorted(LABEL_OF_MASK)
seeds = st.integers(0, 2**32 - 1)


def sampled(seed: int, **fixed: object) -> Face:
    return sample_face(np.random.default_rng(seed), **fixed)  # type: ignore[arg-type]


def a_value(rule: dict[str, object]) -> st.SearchStrategy[object]:
    """Any value that a field allows, its limits among them."""
    if "choices" in rule:
        return st.sampled_from(rule["choices"])  # type: ignore[arg-type]
    if "flag" in rule:
        return st.booleans()
    if "colour" in rule:
        return st.tuples(*[st.floats(0, 1, width=32)] * 3)
    if "count" in rule:
        return st.integers(*rule["count"])  # type: ignore[misc]
    low, high = rule["range"]  # type: ignore[misc]
    return st.sampled_from([float(low), float(high)]) | st.floats(low, high)


any_face = st.builds(Face, **{item.name: a_value(dict(item.metadata)) for item in fields(Face)})


@settings(max_examples=60, deadline=None)
@given(face=any_face, size=st.sampled_from([32, 33, 48, 97]))
def test_extreme_faces_can_be_painted(face: Face, size: int) -> None:
    painting = paint(face, size)
    assert painting.image.shape == (size, size, 3) and painting.image.dtype == np.uint8
    assert painting.mask_pixels.shape == (size, size) and painting.mask_pixels.dtype == bool
    assert np.isfinite(painting.face_box).all() and np.isfinite(list(painting.landmarks.values())).all()
    assert painting.mask_pixels.any() == (len(painting.mask_polygon) > 0)
    if face.mask == "none":
        assert not painting.mask_pixels.any()


@settings(max_examples=40, deadline=None)
@given(seed=seeds, mask=st.sampled_from(MASKS))
def test_no_picture_is_blank_and_labels_follow_attributes(seed: int, mask: str) -> None:
    face = sampled(seed, mask=mask)
    painting = paint(face, 64)
    assert painting.image.std() > 4
    assert painting.label == face.label == painting.attributes["label"] == LABEL_OF_MASK[mask]
    assert painting.attributes["mask"] == mask and painting.attributes["identity"] == face.identity
    assert all(isinstance(value, (str, int, float, bool)) for value in painting.attributes.values())


@settings(max_examples=40, deadline=None)
@given(seed=seeds)
def test_boxes_contain_landmarks(seed: int) -> None:
    painting = paint(sampled(seed), 48)
    x0, y0, x1, y1 = painting.face_box
    assert all(x0 <= x <= x1 and y0 <= y <= y1 for x, y in painting.landmarks.values())


FACING = {
    "yaw": 0.0, "pitch": 0.0, "roll": 0.0, "zoom": 0.36, "shift_x": 0.0, "shift_y": 0.0, "stretch": 1.0, "prop": "none",
    "scarf": "none", "headwear": "none", "hair": "short",
}  # fmt: skip


def inside(polygon: np.ndarray, point: tuple[float, float]) -> bool:
    """Even-odd rule."""
    x, y = point
    (x0, y0), (x1, y1) = polygon.T, np.roll(polygon, 1, axis=0).T
    crosses = (y0 > y) != (y1 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        return bool(np.sum(crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)) % 2)


@settings(max_examples=60, deadline=None)
@given(seed=seeds, mask=st.sampled_from(["worn", "nose_out", "chin"]))
def test_the_mask_lies_where_the_label_says(seed: int, mask: str) -> None:
    painting = paint(sampled(seed, mask=mask, **FACING), 96)
    marks, polygon = painting.landmarks, painting.mask_polygon
    assert inside(polygon, marks["mouth"]) == (mask != "chin")
    assert inside(polygon, marks["nose"]) == (mask == "worn")
    assert polygon[:, 1].max() > marks["chin"][1] - 3
    assert not inside(polygon, marks["left_eye"]) and not inside(polygon, marks["right_eye"])


@settings(max_examples=20, deadline=None)
@given(seed=seeds, yaw=st.floats(-50, 50))
def test_a_mask_on_one_ear_leaves_nose_and_mouth_free(seed: int, yaw: float) -> None:
    painting = paint(sampled(seed, mask="one_ear", **{**FACING, "yaw": yaw, "zoom": 0.3}), 96)
    assert len(painting.mask_polygon) > 3
    assert not inside(painting.mask_polygon, painting.landmarks["nose"])
    assert not inside(painting.mask_polygon, painting.landmarks["mouth"])


@settings(max_examples=30, deadline=None)
@given(seed=seeds, mask=st.sampled_from(["worn", "nose_out", "chin", "one_ear"]))
def test_the_polygon_outlines_the_pixels(seed: int, mask: str) -> None:
    painting = paint(sampled(seed, mask=mask), 64)
    if painting.mask_pixels.sum() > 8:
        rows, columns = painting.mask_pixels.nonzero()
        (x0, y0), (x1, y1) = painting.mask_polygon.min(axis=0), painting.mask_polygon.max(axis=0)
        assert abs(y0 - rows.min()) <= 3 and abs(y1 - rows.max() - 1) <= 3
        assert abs(x0 - columns.min()) <= 3 and abs(x1 - columns.max() - 1) <= 3


@settings(max_examples=25, deadline=None)
@given(seed=seeds)
def test_nothing_outside_the_mask_depends_on_it(seed: int) -> None:
    faces = [sampled(seed, mask=mask) for mask in MASKS]
    outside = [item.name for item in fields(Face) if not item.name.startswith("mask")]
    for face in faces[1:]:
        assert {name: getattr(face, name) for name in outside} == {name: getattr(faces[0], name) for name in outside}


def test_a_mask_changes_the_picture_only_where_the_mask_is() -> None:
    quiet = {**FACING, "compression": 0.0, "blur": 0.0, "noise": 0.0, "sharpen": 0.0, "motion": 0.0, "beard": "none"}
    bare, worn = (paint(sampled(5, mask=mask, mask_kind="surgical", **quiet), 96) for mask in ("none", "worn"))
    changed = np.abs(bare.image.astype(int) - worn.image).max(axis=2) > 25
    top = changed[: int(worn.landmarks["left_eye"][1]) - 8]
    assert changed[worn.mask_pixels].mean() > 0.5 and top.mean() < 0.01


def digest() -> str:
    faces = [sample_face(np.random.default_rng(k), mask=mask) for k, mask in enumerate(MASKS)]
    pixels = b"".join(paint(face, 64).image.tobytes() for face in faces)
    return hashlib.sha256(pixels + paint_crowd(sample_crowd(np.random.default_rng(9))).image.tobytes()).hexdigest()


def test_another_process_paints_the_same_pixels() -> None:
    code = "import test_faces_properties as t; print(t.digest())"
    folder = Path(__file__).parent
    other = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest()


def test_painting_twice_or_after_others_changes_nothing() -> None:
    face = sampled(11)
    first = paint(face, 96).image
    paint(sampled(12), 128)
    np.testing.assert_array_equal(first, paint(face, 96).image)


@pytest.mark.parametrize("size", [32, 64, 200, 512])
def test_sizes_show_the_same_scene(size: int) -> None:
    face = sampled(21, noise=0.0, compression=0.0, mask="worn", prop="none", scarf="none")
    small, large = paint(face, 96), paint(face, size)
    assert large.image.shape == (size, size, 3)
    for name, (x, y) in small.landmarks.items():
        assert np.allclose(np.asarray([x, y]) * size / 96, large.landmarks[name], atol=0.02 * size)
    means = [p.image.reshape(-1, 3).mean(axis=0) for p in (small, large)]
    assert np.abs(means[0] - means[1]).max() < 12


@pytest.mark.parametrize("size", [0, 31, 513])
def test_a_size_out_of_range_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32 to 512"):
        paint(Face(), size)


@pytest.mark.parametrize("size", [32.5, 96.0, "96", True, None])
def test_a_size_that_is_no_whole_number_is_refused(size: object) -> None:
    with pytest.raises(TypeError, match=f"size is {size!r}; expected a whole number, such as 96."):
        paint(Face(), size)  # type: ignore[arg-type]


@pytest.mark.parametrize("face", [None, "worn", Identity()])
def test_only_faces_are_painted(face: object) -> None:
    with pytest.raises(TypeError, match="expected a Face"):
        paint(face)  # type: ignore[arg-type]


@pytest.mark.parametrize("sample", [sample_face, sample_identity, sample_crowd])
@pytest.mark.parametrize("rng", [0, None, np.random])
def test_a_seed_is_no_generator(sample: Callable, rng: object) -> None:
    with pytest.raises(TypeError, match=r"expected a generator, such as np.random.default_rng\(0\)"):
        sample(rng)


@pytest.mark.parametrize(
    ("field", "value", "error", "words"),
    [
        ("yaw", 91.0, ValueError, "from -90 to 90"),
        ("yaw", "left", TypeError, "must be a number"),
        ("yaw", True, TypeError, "must be a number"),
        ("zoom", float("nan"), ValueError, "from"),
        ("hair", "mohawk", ValueError, "choose one of bald"),
        ("mask_colour", (0.1, 0.2), ValueError, "three numbers"),
        ("mask_colour", (0.1, 0.2, 1.2), ValueError, "three numbers"),
        ("identity", 1.5, TypeError, "whole number"),
        ("seed", -1, ValueError, "from 0"),
        ("earrings", 1, TypeError, "True or False"),
    ],
)
def test_bad_values_are_refused_with_a_sentence(field: str, value: object, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=f"Face.{field}.*{words}"):
        Face(**{field: value})  # type: ignore[arg-type]


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match="no moustache_wax"):
        sampled(1, moustache_wax=2.0)


def test_an_identity_stays_the_same_person() -> None:
    person = sample_identity(np.random.default_rng(3))
    faces = [sampled(seed, identity=person) for seed in range(5)]
    for item in fields(Identity):
        assert {getattr(face, item.name) for face in faces} == {getattr(person, item.name)}
    assert len({face.seed for face in faces}) == 5


def test_a_mask_of_any_kind_can_be_worn_in_any_way() -> None:
    kinds = next(item for item in fields(Face) if item.name == "mask_kind").metadata["choices"]
    for kind in kinds:
        for mask in ("worn", "nose_out", "chin", "one_ear"):
            face = replace(sampled(8, **FACING), mask=mask, mask_kind=kind)
            assert paint(face, 48).mask_pixels.sum() > 20, (kind, mask)
