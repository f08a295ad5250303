from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from course_utils.datasets import (
    CLASSES,
    assert_disjoint_groups,
    load_attributes,
    load_crowds,
    load_masks,
    load_masks_images,
    masks_dataset,
)

pytestmark = pytest.mark.usefixtures("shipped")


def test_a_column_is_the_courses_vector_of_12288_numbers() -> None:
    X, Y = load_masks("train")
    assert X.shape == (12_288, 16)
    assert Y.shape == (1, 16)
    assert X.dtype == Y.dtype == np.float64
    assert 0 <= X.min() < 0.2 and 0.8 < X.max() <= 1


def test_flat_and_not_flat_hold_the_same_numbers() -> None:
    flat, _ = load_masks("dev", size=32)
    square, _ = load_masks("dev", size=32, flat=False)
    assert square.shape == (8, 32, 32, 3)
    np.testing.assert_array_equal(flat[:, 3].reshape(32, 32, 3), square[3])


def test_classes_take_turns_so_that_any_even_number_is_balanced() -> None:
    _, Y = load_masks("train")
    np.testing.assert_array_equal(Y[0], np.arange(16) % 2)
    few, _ = load_masks("train", count=6)
    all_of_them, _ = load_masks("train")
    np.testing.assert_array_equal(few, all_of_them[:, :6])


def test_incorrectly_worn_masks_come_only_when_asked_for() -> None:
    images, labels = load_masks_images("train", incorrect=True)
    assert images.shape == (18, 96, 96, 3) and images.dtype == np.uint8
    assert labels.tolist()[16:] == [CLASSES.index("incorrect")] * 2
    assert 2 not in load_masks_images("train")[1]


def test_attributes_stand_in_the_order_of_the_pictures() -> None:
    about = load_attributes("train", incorrect=True)
    _, labels = load_masks_images("train", incorrect=True)
    assert [CLASSES.index(label) for label in about["label"]] == labels.tolist()
    assert set(about["mask"][labels == 0]) == {"none"} and set(about["mask"][labels == 1]) == {"worn"}
    assert about["skin_tone"].dtype == np.float64
    assert about["earrings"].dtype == np.bool_
    assert about["identity"].dtype == np.int64


def test_nobody_stands_in_two_splits() -> None:
    people = {split: load_attributes(split, incorrect=True)["identity"] for split in ("train", "dev", "test")}
    assert_disjoint_groups(people)
    assert {split: len(set(who)) for split, who in people.items()} == {"train": 4, "dev": 2, "test": 2}


def test_crowds_have_boxes_around_faces() -> None:
    crowds = load_crowds("train")
    assert len(crowds.images) == len(crowds.boxes) == len(crowds.labels) == 2
    for image, boxes, labels in zip(crowds.images, crowds.boxes, crowds.labels, strict=True):
        assert image.shape == (120, 160, 3)
        assert boxes.shape == (len(labels), 4) and len(labels) > 0
        assert (boxes[:, 2:] > boxes[:, :2]).all()
        assert set(labels) <= {0, 1, 2}
    assert len(load_crowds("train", count=1).images) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"split": "validation"}, "expected one of train, dev, test"),
        ({"count": 0}, "1 to 16"),
        ({"count": 17}, "1 to 16"),
        ({"size": 0}, "size is 0"),
    ],
)
def test_arguments_that_make_no_sense_are_explained(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        load_masks(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, -1, 3, 10**9])
def test_no_more_crowds_are_given_than_there_are(count: int) -> None:
    with pytest.raises(ValueError, match=f"count is {count}; expected 1 to 2 of the crowds of the train split"):
        load_crowds("train", count=count)


@pytest.mark.parametrize(
    ("load", "arguments", "says"),
    [
        (load_masks, {"size": "64"}, "size is '64'"),
        (load_masks, {"size": 64.0}, "size is 64.0"),
        (load_masks, {"size": None}, "size is None"),
        (load_masks, {"count": 2.0}, "count is 2.0"),
        (load_masks_images, {"count": True}, "count is True"),
        (load_attributes, {"count": "2"}, "count is '2'"),
        (load_crowds, {"count": 1.0}, "count is 1.0"),
        (masks_dataset, {"batch_size": 8.0}, "batch_size is 8.0"),
    ],
)
def test_counts_and_sizes_are_whole_numbers(load: Callable, arguments: dict[str, object], says: str) -> None:
    with pytest.raises(TypeError, match=f"^{says}; expected a whole number, such as"):
        load(**arguments)


def test_whole_numbers_of_numpy_are_welcome() -> None:
    assert load_masks("train", np.int64(8), count=np.uint8(2))[0].shape == (192, 2)


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="batch_size is 0"):
        masks_dataset(batch_size=0)


def test_a_folder_without_pictures_of_a_split_says_so(own_copy: Path) -> None:
    from course_utils.datasets.manifest import read_manifest, write_manifest

    write_manifest(own_copy, [entry for entry in read_manifest().files if "masks/dev" not in entry.path])
    with pytest.raises(FileNotFoundError, match="no pictures of the dev split"):
        load_masks("dev")


def test_importing_the_room_brings_in_nothing_heavy() -> None:
    code = (
        "import sys, course_utils.datasets; "
        "print({'tensorflow', 'keras', 'matplotlib', 'sklearn', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
