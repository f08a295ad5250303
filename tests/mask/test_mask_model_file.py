"""A saved network says what it is, and whatever else lies under its name is refused with the reason."""

from __future__ import annotations

import errno
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from mask_samples import small_backbone

from course_utils.mask import model_file
from course_utils.mask.model import build_model
from course_utils.mask.model_file import ModelInfo, Part, load_info, load_model, save_info, save_model


@pytest.fixture(scope="module")
def model():
    return build_model(small_backbone(), probability=True)


@pytest.fixture
def saved(model, tmp_path: Path) -> Path:
    path = tmp_path / "nested" / "mask.keras"
    save_model(path, model, ModelInfo(size=32, parts={"train": Part(files=("a.png",), fingerprint="f")}, seed=3))
    return path


def test_what_is_saved_comes_back(model, saved: Path) -> None:
    again, info = load_model(saved)
    pixels = np.random.default_rng(0).uniform(0, 255, (3, 32, 32, 3)).astype(np.float32)
    np.testing.assert_allclose(again(pixels), model(pixels), rtol=1e-6)
    assert (info.seed, info.parts["train"].files, info.classes) == (3, ("a.png",), ("without_mask", "with_mask"))
    assert info.versions["keras"]
    assert sorted(path.name for path in saved.parent.iterdir()) == ["mask.json", "mask.keras"]


def test_the_threshold_can_be_changed_without_the_network(saved: Path) -> None:
    save_info(saved, load_info(saved).model_copy(update={"threshold": 0.8}))
    assert load_model(saved)[1].threshold == 0.8


def test_another_network_under_the_same_description_is_noticed(saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.keras"
    save_model(other, build_model(small_backbone(), probability=True), ModelInfo(size=32))
    saved.write_bytes(other.read_bytes())
    with pytest.raises(ValueError, match="not saved together"):
        load_model(saved)


@pytest.mark.parametrize(
    ("spoil", "error", "said"),
    [
        (lambda path: path.unlink(), FileNotFoundError, "does not exist"),
        (lambda path: path.with_suffix(".json").unlink(), FileNotFoundError, "copy both files"),
        (lambda path: path.write_text("no zip", encoding="utf-8"), ValueError, "damaged, or something else"),
        (lambda path: path.with_suffix(".json").write_text("{}x", encoding="utf-8"), ValueError, "does not describe"),
        (
            lambda path: path.with_suffix(".json").write_text('{"classes": ["a"]}', encoding="utf-8"),
            ValueError,
            "at classes",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(saved: Path, spoil, error, said: str) -> None:
    spoil(saved)
    with pytest.raises(error, match=said):
        load_model(saved)


def test_an_archive_of_something_else_is_refused(saved: Path) -> None:
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("hello.txt", "hello")
    described = json.loads(saved.with_suffix(".json").read_text(encoding="utf-8"))
    described["model_sha256"] = model_file.hashlib.sha256(saved.read_bytes()).hexdigest()
    saved.with_suffix(".json").write_text(json.dumps(described), encoding="utf-8")
    with pytest.raises(ValueError, match="cannot be loaded by Keras"):
        load_model(saved)


@pytest.mark.parametrize("name", ["mask.h5", "mask", "mask.weights.h5"])
def test_another_ending_is_refused(model, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"ends in \.keras"):
        save_model(tmp_path / name, model, ModelInfo(size=32))


def test_a_network_of_another_shape_is_not_saved(model, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="96"):
        save_model(tmp_path / "mask.keras", model, ModelInfo(size=96))
    assert not list(tmp_path.iterdir())


def test_a_description_that_cannot_be_written_leaves_no_network_without_one(model, tmp_path: Path) -> None:
    info = ModelInfo(size=32, parts={"train": Part(files=("bad\udcff.png",), fingerprint="f")})
    with pytest.raises(ValueError, match="surrogates"):
        save_model(tmp_path / "mask.keras", model, info)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_last_network(model, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(model_file, "atomic_write", full)
    with pytest.raises(OSError, match="No space"):
        save_model(saved, model, ModelInfo(size=32, seed=9))
    assert load_model(saved)[1].seed == 3
