"""Folders of every kind are read, split so that copies stay on one side, and reported on."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mask_samples import faces, write_folder
from PIL import Image, ImageEnhance

from course_utils.datasets import assert_disjoint_groups, load_masks_images
from course_utils.mask.data import Pictures, batches, read_data, read_pictures
from course_utils.mask.fingerprints import NEAR, fingerprints, joined_groups, near_pairs
from course_utils.mask.layout import PARTS, ordered_classes


def _copies(image: np.ndarray, folder: Path) -> dict[str, np.ndarray]:
    picture = Image.fromarray(image)
    picture.save(folder / "copy.jpg", quality=40)
    with Image.open(folder / "copy.jpg") as jpeg:
        saved_again = np.asarray(jpeg.convert("RGB"))
    return {
        "same": image,
        "saved again": saved_again,
        "shrunk": np.asarray(picture.resize((60, 60)).resize((96, 96))),
        "darker": np.asarray(ImageEnhance.Brightness(picture).enhance(0.8)),
        "grey": np.asarray(picture.convert("L").convert("RGB")),
    }


@pytest.mark.parametrize("mirrored", [False, True])
def test_copies_of_a_face_are_found_and_other_faces_are_not(tmp_path: Path, mirrored: bool) -> None:
    images = load_masks_images("dev", count=60)[0]
    copies = _copies(images[7], tmp_path)
    changed = np.stack([copy[:, ::-1] if mirrored else copy for copy in copies.values()])
    found = near_pairs(np.concatenate([images, changed]))
    between = {(pair.first, pair.second) for pair in found if pair.first < 60}
    assert between == {(7, 60 + place) for place in range(len(copies))}, list(copies)
    assert all(pair.mirrored == mirrored for pair in found if pair.first == 7)
    assert all(0 <= pair.distance <= NEAR for pair in found)


def test_a_fingerprint_does_not_depend_on_the_size() -> None:
    small = load_masks_images("dev", 48, count=20)[0]
    large = load_masks_images("dev", 96, count=20)[0]
    assert np.bitwise_count(fingerprints(small) ^ fingerprints(large)).sum(axis=1).max() <= NEAR


def test_no_pictures_have_no_fingerprints() -> None:
    assert fingerprints(np.empty((0, 96, 96, 3), np.uint8)).shape == (0, 3)
    assert near_pairs(np.empty((0, 96, 96, 3), np.uint8)) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.data())
def test_joined_groups_are_the_smallest_that_keep_everything_together(groups: list[int], data: st.DataObject) -> None:
    place = st.integers(0, len(groups) - 1)
    pairs = data.draw(st.lists(st.tuples(place, place), max_size=6))
    joined = joined_groups(groups, pairs)
    together = list(groups)
    for _ in groups:  # the plain way: rename until nothing changes
        for first, second in pairs:
            one, other = together[first], together[second]
            together = [min(one, other) if name in (one, other) else name for name in together]
    for first in range(len(groups)):
        for second in range(len(groups)):
            assert (joined[first] == joined[second]) == (together[first] == together[second])


def test_a_folder_is_split_70_15_15_with_both_classes_everywhere(tmp_path: Path) -> None:
    data = read_data(write_folder(tmp_path / "faces"), size=32)
    assert data.classes == ("without_mask", "with_mask")
    assert {part: len(data.parts[part]) for part in PARTS} == {"train": 42, "dev": 9, "test": 9}
    for pictures in data.parts.values():
        assert set(pictures.labels) == {0, 1}
        assert all(
            name.startswith(data.classes[label]) for name, label in zip(pictures.files, pictures.labels, strict=True)
        )
    assert len({name for pictures in data.parts.values() for name in pictures.files}) == 60


def test_the_same_seed_gives_the_same_split_and_another_one_another(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "faces")
    one, same, other = (read_data(folder, size=32, seed=seed).parts["test"].files for seed in (1, 1, 2))
    assert one == same != other


def test_copies_stay_on_one_side_and_are_reported(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "faces")
    for number in range(0, 20, 2):
        with Image.open(folder / "without_mask" / f"{number:03}.png") as picture:
            picture.resize((28, 28)).save(folder / "without_mask" / f"copy{number:03}.jpg")
    for seed in range(3):
        data = read_data(folder, size=32, seed=seed)
        assert_disjoint_groups({part: pictures.groups for part, pictures in data.parts.items()})
        where = {name: part for part, pictures in data.parts.items() for name in pictures.files}
        for number in range(0, 20, 2):
            assert where[f"without_mask/{number:03}.png"] == where[f"without_mask/copy{number:03}.jpg"]
    assert "10 pairs look the same" in str(data.report)
    assert "70 pictures in 60 groups" in str(data.report)


def test_people_stay_on_one_side_where_a_table_names_them(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "faces")
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.png"))
    rows = "".join(f"{name},person {number % 12}\n" for number, name in enumerate(files))
    (folder / "groups.csv").write_text("file,group\n" + rows, encoding="utf-8")
    data = read_data(folder, size=32)
    people = {name: number % 12 for number, name in enumerate(files)}
    assert_disjoint_groups({part: [people[name] for name in one.files] for part, one in data.parts.items()})
    assert "60 pictures in 12 groups (a table says" in str(data.report)


def test_own_parts_are_kept_and_copies_leave_the_earlier_part(tmp_path: Path) -> None:
    for part in ("train", "validation", "test"):
        write_folder(tmp_path / part)
    shutil.rmtree(tmp_path / "test" / "with_mask")
    shutil.copytree(tmp_path / "train" / "with_mask", tmp_path / "test" / "with_mask")
    images, _ = faces(40, seed=5)
    for number, image in enumerate(images):  # these stand in one part only
        name = ("without_mask", "with_mask")[number % 2]
        Image.fromarray(image).save(tmp_path / ("train", "validation")[number // 20] / name / f"new{number}.png")
    data = read_data(tmp_path, size=32)
    assert {part: len(one) for part, one in data.parts.items()} == {"train": 20, "dev": 20, "test": 60}
    assert all("new" in name for name in data.parts["train"].files)
    assert len(data.report.kept_out) == 120
    assert "were left out, since a later part has the same group" in str(data.report)


def test_parts_that_are_missing_are_cut_out_of_train(tmp_path: Path) -> None:
    write_folder(tmp_path / "train")
    images, _ = faces(20, seed=5)
    for number, image in enumerate(images):
        folder = tmp_path / "test" / ("without_mask", "with_mask")[number % 2]
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(folder / f"{number}.png")
    data = read_data(tmp_path, size=32)
    assert len(data.parts["test"]) == 20
    assert len(data.parts["dev"]) in (10, 11) and len(data.parts["train"]) + len(data.parts["dev"]) == 60


def test_incorrectly_worn_masks_are_set_aside(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "faces")
    images, _ = faces(20, seed=9)
    (folder / "incorrect").mkdir()
    for number, image in enumerate(images):
        Image.fromarray(image).save(folder / "incorrect" / f"{number}.png")
    data = read_data(folder, size=32)
    assert sum(len(one) for one in data.incorrect.values()) == 20
    assert all(set(one.labels) <= {0, 1} for one in data.parts.values())


def test_the_shipped_faces_come_with_their_parts_and_people() -> None:
    data = read_data(size=32)
    assert {part: len(one) for part, one in data.parts.items()} == {"train": 2400, "dev": 600, "test": 1000}
    assert {part: len(one) for part, one in data.incorrect.items()} == {"train": 240, "dev": 90, "test": 150}
    assert_disjoint_groups({part: pictures.groups for part, pictures in data.parts.items()})


def test_files_that_cannot_be_read_are_reported_and_left_out(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "faces")
    (folder / "with_mask" / "broken.png").write_bytes(b"nothing")
    (folder / "with_mask" / "empty.jpg").write_bytes(b"")
    report = str(read_data(folder, size=32).report)
    assert "2 files were not read" in report and "broken.png" in report and "empty.jpg" in report


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda folder: None, FileNotFoundError, "There is no folder"),
        (lambda folder: folder.write_text("", encoding="utf-8"), NotADirectoryError, "is a file"),
        (lambda folder: folder.mkdir(), ValueError, "no pictures that can be read"),
        (lambda folder: (folder / "with_mask").mkdir(parents=True), ValueError, "no pictures that can be read"),
        (lambda folder: shutil.rmtree(write_folder(folder) / "with_mask"), ValueError, "one class only, without_mask"),
        (
            lambda folder: shutil.copytree(write_folder(folder) / "with_mask", folder / "scarf"),
            ValueError,
            "3 folders with pictures",
        ),
        (lambda folder: write_folder(folder, 4), ValueError, "[Ee]ach part|Nothing is left|cannot fill"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, make, error, said: str) -> None:
    make(tmp_path / "faces")
    with pytest.raises(error, match=said):
        read_data(tmp_path / "faces", size=32)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["with_mask", "without_mask"], ("without_mask", "with_mask")),
        (["Mask", "Non Mask"], ("Non Mask", "Mask")),
        (["masked", "unmasked"], ("unmasked", "masked")),
        (["face_mask", "face_no_mask"], ("face_no_mask", "face_mask")),
        (["hat", "nothing"], ("hat", "nothing")),
        (["mask", "nose"], ("mask", "nose")),
        (["WithMask", "WithoutMask"], ("WithoutMask", "WithMask")),
        (["WITHMASK", "WITHOUTMASK"], ("WITHOUTMASK", "WITHMASK")),
        (["mask", "nomask"], ("nomask", "mask")),
        (["Mask", "NoMask"], ("NoMask", "Mask")),
        (["with_mask", "withoutmask"], ("withoutmask", "with_mask")),
        (["masked", "notmasked"], ("notmasked", "masked")),
        (["mask_off", "mask_on"], ("mask_off", "mask_on")),
        (["mask-on", "mask-off"], ("mask-off", "mask-on")),
        (["mit_maske", "ohne_maske"], ("ohne_maske", "mit_maske")),
        (["Maske", "keine Maske"], ("keine Maske", "Maske")),
        (["avec_masque", "sans_masque"], ("sans_masque", "avec_masque")),
    ],
)
def test_the_class_without_a_mask_is_recognized(names: list[str], expected: tuple[str, str]) -> None:
    assert ordered_classes(Path("faces"), names) == ordered_classes(Path("faces"), names[::-1]) == expected


@pytest.mark.parametrize("names", [("cats", "dogs"), ("no_mask", "without")])
def test_classes_whose_names_do_not_tell_are_taken_by_the_alphabet_and_said(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    data = read_data(write_folder(tmp_path / "faces", names=names), size=32)
    assert data.classes == names
    assert f"Taken as without a mask: {names[0]}; as with one: {names[1]}." in str(data.report)


def test_classes_whose_names_tell_are_not_explained(tmp_path: Path) -> None:
    assert "Taken as" not in str(read_data(write_folder(tmp_path / "faces"), size=32).report)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_not_utf_8_can_be_written(tmp_path: Path) -> None:
    bad = os.fsdecode(b"bad\xff")
    folder = write_folder(tmp_path / bad, names=("without_mask", f"mask{bad}"))
    (folder / f"mask{bad}" / f"{bad}.png").write_bytes(b"")
    (folder / f"mask{bad}" / "001.png").rename(folder / f"mask{bad}" / f"1{bad}.png")
    data = read_data(folder, size=32)
    said = [data.name, *data.classes, str(data.report), *(name for one in data.parts.values() for name in one.files)]
    assert all(text.encode("utf-8") for text in said)
    assert r"maskbad\udcff/1bad\udcff.png" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,who\nx,1\n", "groups.csv has the columns 'name', 'who'; expected file, and group"),
        (b"file;group\nx;1\n", "has the columns 'file;group'; expected file"),
        (b"", "columns of an empty file"),
        (b"file,group\n\xff,1\n", "groups.csv cannot be read as a table: it is not UTF-8"),
        (b"file,group\nx," + b"y" * 200_000, "groups.csv cannot be read as a table: field larger"),
    ],
)
def test_a_table_that_says_nothing_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    folder = write_folder(tmp_path / "faces", 4)
    (folder / "groups.csv").write_bytes(content)
    with pytest.raises(ValueError, match=said):
        read_pictures(folder, size=32)


def test_rows_of_a_table_that_name_no_picture_are_reported(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "faces")
    (folder / "groups.csv").write_text("file,group\nwith_mask/001.png,a\n001.png,b\n", encoding="utf-8")
    report = read_data(folder, size=32).report
    assert report.unmatched == ("001.png",)
    assert "1 rows of the table name no picture that was read:\n    001.png" in str(report)


def test_two_folders_for_one_part_are_named(tmp_path: Path) -> None:
    for part in ("train", "val", "valid"):
        write_folder(tmp_path / part, 4)
    with pytest.raises(ValueError, match="several folders for the part dev: val and valid"):
        read_data(tmp_path, size=32)


def test_folders_beside_the_parts_are_reported(tmp_path: Path) -> None:
    for part in ("train", "test"):
        write_folder(tmp_path / part, 4)
    write_folder(tmp_path, 4)
    left_out = read_pictures(tmp_path, size=32).left_out
    assert [(one.path, one.kind) for one in left_out] == [("with_mask", "misplaced"), ("without_mask", "misplaced")]
    assert "beside train, test" in left_out[0].what


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("with_mask/deep/1.png", r"Not read: with_mask/deep: It is a folder inside a class folder"),
        ("1.png", r"Not read: 1\.png: It stands beside the class folders"),
        ("train/with_mask/1.png", r"Not read: train/with_mask: It is a folder inside a class folder"),
    ],
)
def test_a_folder_that_gives_no_pictures_says_why(tmp_path: Path, place: str, said: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(faces(1)[0][0]).save(path)
    with pytest.raises(ValueError, match=said):
        read_data(tmp_path, size=32)


def test_of_many_reasons_three_are_told(tmp_path: Path) -> None:
    (tmp_path / "with_mask").mkdir()
    for number in range(5):
        (tmp_path / "with_mask" / f"{number}.png").touch()
    with pytest.raises(ValueError, match=r"2\.png: It holds no bytes\. Copy it again; and 2 more\.$"):
        read_data(tmp_path, size=32)


def test_a_fingerprint_of_pictures_sees_pixels_labels_and_order() -> None:
    images, labels = faces(20)
    data = Pictures(images, labels, tuple(str(number) for number in range(20)), np.arange(20))
    other_pixels = data.take(np.arange(20))
    other_pixels.images[3, 5, 5, 0] ^= 1
    other_labels = data.take(np.arange(20))
    other_labels.labels[4] = 1 - other_labels.labels[4]
    prints = {one.part().fingerprint for one in (data, data.take(np.arange(20)))}
    assert len(prints) == 1
    changed = (other_pixels, other_labels, data.take(np.arange(20)[::-1]))
    assert len(prints | {one.part().fingerprint for one in changed}) == 4


def test_batches_hold_each_picture_once_in_the_order_given() -> None:
    images, labels = faces(10)
    order = np.random.default_rng(0).permutation(10)
    seen = list(batches(images, labels, batch_size=4, order=order))
    assert [len(one) for one, _ in seen] == [4, 4, 2]
    np.testing.assert_array_equal(np.concatenate([one for one, _ in seen]), images[order].astype(np.float32))
    np.testing.assert_array_equal(np.concatenate([label for _, label in seen])[:, 0], labels[order])
