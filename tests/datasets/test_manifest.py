from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_utils.datasets import load_attributes, load_masks, register, verify
from course_utils.datasets.manifest import MANIFEST, entry_of, read_manifest


def flip(path: Path, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    path.write_bytes(content)


def test_what_was_painted_is_whole(shipped: Path) -> None:
    found = verify()
    assert found.is_whole
    assert found.checked == sum(path.is_file() for path in shipped.rglob("*"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=st.integers(0, 10_000), bit=st.integers(0, 10_000_000))
def test_one_flipped_bit_in_any_file_is_found(own_copy: Path, file: int, bit: int) -> None:
    paths = sorted(path for path in own_copy.rglob("*") if path.is_file() and path.name != MANIFEST)
    path = paths[file % len(paths)]
    before = path.read_bytes()
    flip(path, bit)
    found = verify()
    path.write_bytes(before)
    assert found.damaged == (path.relative_to(own_copy).as_posix(),)
    assert not found.missing and not found.extra


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bit=st.integers(0, 10_000_000))
def test_one_flipped_bit_in_the_manifest_is_found(own_copy: Path, bit: int) -> None:
    before = (own_copy / MANIFEST).read_bytes()
    flip(own_copy / MANIFEST, bit)
    found = verify()
    (own_copy / MANIFEST).write_bytes(before)
    assert found.damaged == (MANIFEST,)


def test_missing_and_extra_files_are_named(own_copy: Path) -> None:
    gone = sorted((own_copy / "masks/train/with_mask").iterdir())[0]
    gone.unlink()
    (own_copy / "masks" / "holiday.jpg").write_bytes(b"me")
    (own_copy / ".DS_Store").write_bytes(b"litter")
    found = verify()
    assert found.missing == (gone.relative_to(own_copy).as_posix(),)
    assert found.extra == ("masks/holiday.jpg",)
    assert not found.damaged


def test_a_picture_of_the_same_size_with_other_bytes_is_not_loaded(own_copy: Path) -> None:
    path = sorted((own_copy / "masks/dev/with_mask").iterdir())[0]
    flip(path, 8 * (path.stat().st_size - 1))
    with pytest.raises(ValueError, match=rf"{path.name} is damaged.*git checkout -- data.*course data paint"):
        load_masks("dev")
    load_masks("test")


def test_a_missing_picture_is_named(own_copy: Path) -> None:
    path = sorted((own_copy / "masks/dev/with_mask").iterdir())[0]
    path.unlink()
    with pytest.raises(FileNotFoundError, match=rf"{path.name} is missing.*course data paint"):
        load_masks("dev")


def test_a_damaged_table_is_not_read(own_copy: Path) -> None:
    flip(own_copy / "attributes.csv", 4000)
    with pytest.raises(ValueError, match=r"attributes\.csv is damaged"):
        load_attributes("dev")


def test_without_data_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"manifest\.json.*course data paint"):
        load_masks("train")


def test_other_files_can_be_registered_and_stay_registered(own_copy: Path) -> None:
    (own_copy / "backbone.npz").write_bytes(b"weights")
    assert verify().extra == ("backbone.npz",)
    entry = entry_of(own_copy, "backbone.npz", licence="Apache-2.0", command="course mask pretrain", seed=(3,))
    register([entry])
    register([entry])
    assert verify().is_whole
    assert [one.licence for one in read_manifest().files if one.path == "backbone.npz"] == ["Apache-2.0"]


def test_every_entry_says_whose_it_is_and_how_it_was_made(shipped: Path) -> None:
    for entry in read_manifest().files:
        assert (entry.licence, entry.command) == ("CC-BY-4.0", "course data paint")
        assert entry.bytes == (shipped / entry.path).stat().st_size
        assert (entry.pixels_sha256 is not None) == entry.path.endswith(".webp")
