"""The backbone: which weights come, what is refused, and the pictures that it was pre-trained on."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys

import keras
import numpy as np
import pytest

from course_utils.datasets import load_masks_images
from course_utils.datasets.manifest import entry_of, read_manifest, write_manifest
from course_utils.mask import load_backbone
from course_utils.mask.backbone import BUNDLED, architecture, set_weights_from, weights_bytes
from course_utils.paths import data_dir


@pytest.fixture(scope="module")
def bundled() -> keras.Model:
    return load_backbone()


def weights_of(backbone: keras.Model) -> np.ndarray:
    return np.concatenate([np.ravel(one) for one in backbone.get_weights()])


def test_the_room_is_imported_without_keras() -> None:
    code = "import sys; from course_utils import mask; dir(mask); print('keras' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


# ---------------------------------------------------------------------------------------------- the shipped weights


def test_bundled_weights_are_small_and_listed_with_what_made_them() -> None:
    entries = {one.path: one for one in read_manifest().below("backbone")}
    assert entries[BUNDLED].bytes < 3_000_000
    assert {"backbone/log.csv", "backbone/settings.json"} < entries.keys()
    assert all("pretraining" in one.command and one.seed for one in entries.values())


def test_settings_repeat_the_seed_of_the_manifest() -> None:
    settings = json.loads((data_dir() / "backbone/settings.json").read_text(encoding="utf-8"))
    (entry,) = (one for one in read_manifest().files if one.path == BUNDLED)
    assert entry.seed == (settings["seed"],)


def test_a_size_may_be_a_whole_number_of_numpy() -> None:
    assert load_backbone(None, size=np.int64(64)).input_shape == (None, 64, 64, 3)


@pytest.mark.parametrize(("size", "cells"), [(96, 3), (64, 2)])
def test_bundled_maps_a_picture_to_1280_features_a_cell(bundled: keras.Model, size: int, cells: int) -> None:
    backbone = bundled if size == 96 else load_backbone(size=size)
    assert backbone.input_shape == (None, size, size, 3)
    assert backbone.output_shape == (None, cells, cells, 1280)


def test_bundled_weights_are_those_of_the_file(bundled: keras.Model) -> None:
    with np.load(data_dir() / BUNDLED) as arrays:
        for weight in bundled.weights:
            np.testing.assert_array_equal(weight.numpy(), arrays[weight.path].astype(np.float32))


def test_bundled_features_tell_more_than_random_ones(bundled: keras.Model) -> None:
    images, labels = load_masks_images("dev", count=240)

    def separated(backbone: keras.Model) -> float:
        features = backbone.predict(images.astype("float32") / 127.5 - 1, verbose=0).mean(axis=(1, 2))
        features = (features - features.mean(axis=0)) / (features.std(axis=0) + 1e-3)
        learn, ask = slice(0, 120), slice(120, 240)
        ridge = features[learn] @ features[learn].T + 1280 * np.eye(120)
        said = features[ask] @ features[learn].T @ np.linalg.solve(ridge, 2.0 * labels[learn] - 1)
        return float(((said > 0) == labels[ask]).mean())

    assert separated(bundled) > max(0.75, separated(load_backbone(None)))


def test_weights_survive_being_written_and_read() -> None:
    written, read = load_backbone(None, seed=3), load_backbone(None, seed=4)
    set_weights_from(read, weights_bytes(written))
    np.testing.assert_allclose(weights_of(read), weights_of(written), rtol=1e-3, atol=1e-6)
    assert weights_bytes(written) == weights_bytes(written)


# ---------------------------------------------------------------------------------------------- random weights


def test_random_weights_follow_from_the_seed_alone() -> None:
    one, again, other = (load_backbone(None, size=32, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(weights_of(one), weights_of(again))
    assert np.abs(weights_of(one) - weights_of(other)).max() > 0.1


def test_random_weights_come_with_statistics_that_a_short_training_can_use() -> None:
    layers = load_backbone(None, size=32).layers
    assert {one.momentum for one in layers if isinstance(one, keras.layers.BatchNormalization)} == {0.9}


def test_random_kernels_are_drawn_independently() -> None:
    backbone = architecture(32, seed=0)
    first = [np.ravel(one)[:8] for one in backbone.get_weights() if one.ndim == 4]
    assert len(np.unique(np.stack(first).round(6), axis=0)) == len(first)


# ---------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("arguments", "say"),
    [
        ({"weights": "photographs"}, "bundled"),
        ({"weights": None, "size": 100}, "multiple of 32"),
        ({"weights": None, "size": 0}, "multiple of 32"),
        ({"weights": None, "size": 96.0}, "multiple of 32"),
        ({"weights": None, "size": True}, "multiple of 32"),
        ({"weights": None, "size": np.array([96])}, "multiple of 32"),
        ({"weights": "imagenet", "fallback": "random"}, "fallback"),
    ],
)
def test_bad_arguments_are_named(arguments: dict, say: str) -> None:
    with pytest.raises(ValueError, match=say):
        load_backbone(**arguments)


@pytest.fixture
def own_data(tmp_path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "backbone").mkdir()
    shutil.copy(data_dir() / BUNDLED, tmp_path / BUNDLED)
    write_manifest(tmp_path, [entry_of(tmp_path, BUNDLED, licence="CC-BY-4.0", command="-")])
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    return tmp_path


def test_damaged_weights_are_not_used(own_data) -> None:
    content = bytearray((own_data / BUNDLED).read_bytes())
    content[5000] ^= 1
    (own_data / BUNDLED).write_bytes(content)
    with pytest.raises(ValueError, match="damaged"):
        load_backbone()


def test_missing_weights_are_named(own_data) -> None:
    (own_data / BUNDLED).unlink()
    with pytest.raises(FileNotFoundError, match="mobilenet"):
        load_backbone()


def test_a_manifest_without_weights_says_so(own_data) -> None:
    write_manifest(own_data, [])
    with pytest.raises(FileNotFoundError, match="does not list"):
        load_backbone()


# ---------------------------------------------------------------------------------------------- ImageNet's weights


@pytest.fixture
def no_network(tmp_path, monkeypatch: pytest.MonkeyPatch):
    real = keras.applications.MobileNetV2

    def offline(*arguments: object, **options: object) -> keras.Model:
        if options.get("weights") == "imagenet":
            raise Exception("URL fetch failure on https://example.org/weights.h5: None -- no route")
        return real(*arguments, **options)

    monkeypatch.setattr(keras.applications, "MobileNetV2", offline)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(("size", "rows"), [(96, 96), (64, 224)])
def test_without_a_network_the_error_says_what_was_tried_and_what_to_do(no_network, size: int, rows: int) -> None:
    with pytest.raises(ConnectionError) as caught:
        load_backbone("imagenet", size=size)
    said = str(caught.value)
    for part in (f"0.35_{rows}_no_top.h5", str(no_network), "no route", "fallback='bundled'"):
        assert part in said


def test_only_a_fallback_that_was_asked_for_is_taken(no_network, bundled: keras.Model) -> None:
    with pytest.warns(UserWarning, match="bundled"):
        backbone = load_backbone("imagenet", fallback="bundled")
    np.testing.assert_array_equal(weights_of(backbone), weights_of(bundled))


# ---------------------------------------------------------------------------------------------- pre-training


def test_pretraining_never_sees_a_mask() -> None:
    from course_utils.mask.pretraining_faces import CHOICES, NUMBERS, sample_bare_face

    faces = [sample_bare_face(np.random.default_rng((5, number))) for number in range(300)]
    assert {face.mask for face in faces} == {"none"}
    assert len({face.prop for face in faces}) == 6
    assert not any("mask" in name for name in (*CHOICES, *NUMBERS))


def test_painted_parts_are_read_again_and_follow_from_the_seed(tmp_path) -> None:
    from course_utils.mask.pretraining_faces import paint_faces

    painted: list[int] = []
    first = paint_faces(tmp_path / "a", 3, seed=1, advance=painted.append)
    again = paint_faces(tmp_path / "a", 3, seed=1, advance=painted.append)
    elsewhere = paint_faces(tmp_path / "b", 3, seed=1)
    assert painted == [3]
    np.testing.assert_array_equal(first.images, again.images)
    np.testing.assert_array_equal(first.images, elsewhere.images)
    assert np.isfinite(first.numbers).all()
    assert first.landmarks.shape == (3, 8, 2)


@pytest.mark.parametrize("size", [96, 64])
def test_landmarks_move_with_the_picture(size: int) -> None:
    """A white spot at the right mouth corner is where the answer says, mirrored or not."""
    from course_utils.mask.pretraining import ASKED, BATCH, at_size, batch_of
    from course_utils.mask.pretraining_faces import CHOICES, LANDMARKS, Faces

    x, y = 38, 60
    images = np.zeros((1, 96, 96, 3), np.uint8)
    images[:, y - 3 : y + 4, x - 3 : x + 4] = 255
    numbers = np.zeros((1, len(ASKED)), np.float32)
    numbers[:, ASKED.index("yaw")] = 1
    landmarks = np.full((1, len(LANDMARKS), 2), 48.0, np.float32)
    corner = LANDMARKS.index("right_mouth")
    landmarks[:, corner] = x, y
    faces = Faces(images, np.zeros((1, len(CHOICES)), np.int32), numbers, landmarks)
    shapes = np.zeros((1, size, size), np.uint8)
    pictures, answers = batch_of(at_size(faces, size), shapes, np.random.default_rng(3))
    mirrored = answers["numbers"][:, ASKED.index("yaw")] < 0
    assert 4 < mirrored.sum() < BATCH - 4
    asked = np.where(mirrored, LANDMARKS.index("left_mouth"), corner)
    places = answers["landmarks"].reshape(BATCH, -1, 2)[np.arange(BATCH), asked]
    for picture, place in zip(pictures, places, strict=True):
        column, row = ((place + 1) * (size - 1) / 2).round().astype(int)
        assert picture[row, column].mean() == pytest.approx(picture.max(), abs=0.2)


def test_a_patch_hides_what_lies_under_it_and_nothing_else() -> None:
    from course_utils.mask.pretraining_patches import SHARE, lay_patches

    shapes = np.zeros((1, 96, 96), np.uint8)
    shapes[:, :48] = 255  # the upper half
    pictures = np.random.default_rng(0).uniform(0, 255, (200, 96, 96, 3)).astype(np.float32)
    landmarks = np.tile(np.float32([[40, 20], [40, 70], [40, -5], [40, 47]]), (200, 1, 1))
    before = pictures.copy()
    hidden = lay_patches(pictures, landmarks, shapes, np.random.default_rng(1))
    patched = hidden[:, 0] == 1
    assert 0.8 * SHARE < patched.mean() < 1.2 * SHARE
    np.testing.assert_array_equal(hidden[patched], [[1, 0, 0, 1]] * patched.sum())
    assert not hidden[~patched].any()
    np.testing.assert_array_equal(pictures[~patched], before[~patched])
    np.testing.assert_array_equal(pictures[patched, 48:], before[patched, 48:])
    assert (np.abs(pictures - before)[patched, :48].mean(axis=(1, 2, 3)) > 5).all()
    assert pictures.min() >= 0
    assert pictures.max() <= 255


def test_outlines_of_patches_are_neither_nothing_nor_everything() -> None:
    from course_utils.mask.pretraining_patches import draw_shapes

    shapes = draw_shapes(200, 64, np.random.default_rng(2))
    covered = (shapes > 127).mean(axis=(1, 2))
    assert shapes.shape == (200, 64, 64)
    assert (covered > 0).all()
    assert covered.max() < 0.8
    assert 0.03 < np.median(covered) < 0.3
    np.testing.assert_array_equal(shapes, draw_shapes(200, 64, np.random.default_rng(2)))


def test_first_weights_begin_near_the_identity() -> None:
    from course_utils.mask.pretraining import wake

    backbone = load_backbone(None, size=64)
    wake(backbone, seed=0)
    kernel = backbone.get_layer("block_2_depthwise").get_weights()[0][..., 0]
    np.testing.assert_allclose(kernel.mean(axis=2), [[0, 0, 0], [0, 1, 0], [0, 0, 0]], atol=0.1)
    assert 0.1 < kernel.std(axis=2).mean() < 0.2
    gammas = {layer.name: float(layer.gamma.numpy().mean()) for layer in backbone.layers if "project_BN" in layer.name}
    assert gammas["block_2_project_BN"] == pytest.approx(0.1)
    assert gammas["block_1_project_BN"] == 1.0


@pytest.mark.slow
def test_pretraining_goes_on_where_it_stopped(tmp_path) -> None:
    command = [sys.executable, "-m", "course_utils.mask.pretraining", "--folder", str(tmp_path), "--faces", "8"]
    command += ["--jobs", "1", "--steps", "2", "1"]
    for _ in range(2):
        subprocess.run(command, check=True, capture_output=True)
    assert len((tmp_path / "log.csv").read_text(encoding="utf-8").splitlines()) == 1 + 2
    with np.load(io.BytesIO((tmp_path / "backbone.npz").read_bytes())) as arrays:
        assert all(np.isfinite(arrays[name].astype(np.float32)).all() for name in arrays)
