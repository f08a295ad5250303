from __future__ import annotations

import csv
import dataclasses
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import course_utils.faces
from course_utils.datasets import verify
from course_utils.datasets.manifest import read_manifest
from course_utils.datasets.orders import ACCESSORIES, FaceOrder, make, pixels_sha256
from course_utils.datasets.shipping import SHIPPED, Plan, compare_sample, orders_of, paint_shipped


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "attributes.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_shipped_plan_is_balanced_and_split_by_person() -> None:
    orders = [order for order in orders_of(SHIPPED) if isinstance(order, FaceOrder)]
    assert 4_000 <= len(orders) <= 5_000
    assert (
        len({order.path for order in orders}) == len({(order.person, order.picture) for order in orders}) == len(orders)
    )
    split_of = {order.person: order.path.split("/")[1] for order in orders}
    assert all(split_of[order.person] == order.path.split("/")[1] for order in orders)
    tones = Counter((order.path.split("/")[1], order.mask, order.person % 10) for order in orders)
    for split, people in SHIPPED.people.items():
        for tone in range(10):
            assert tones[split, "worn", tone] == tones[split, "none", tone] == people * 2 // 10
        assert (
            len(
                {
                    tones[split, "nose_out", tone] + tones[split, "chin", tone] + tones[split, "one_ear", tone]
                    for tone in range(10)
                }
            )
            == 1
        )


def test_bare_and_masked_faces_wear_and_hold_the_same(painted_once: Path) -> None:
    rows = rows_of(painted_once)
    for name in (*ACCESSORIES, "beard", "monk"):
        bare, worn = (
            Counter(row[name] for row in rows if row["label"] == label) for label in ("without_mask", "with_mask")
        )
        assert bare == worn, name


def test_people_have_the_skin_tone_of_their_number(painted_once: Path) -> None:
    for row in rows_of(painted_once):
        assert round(float(row["skin_tone"])) == int(row["monk"]) == int(row["identity"]) % 10 + 1


def test_the_folder_says_where_each_picture_belongs(painted_once: Path) -> None:
    for row in rows_of(painted_once):
        assert Path(row["file"]).parent.name == row["label"]
        with Image.open(painted_once / row["file"]) as picture:
            assert picture.size == (96, 96) and picture.format == "WEBP"


def test_an_order_gives_the_same_pixels_wherever_it_is_painted(tmp_path: Path, painted_once: Path, plan: Plan) -> None:
    """Two other processes, spawned, paint what this one has painted."""
    painted = paint_shipped(tmp_path, plan=dataclasses.replace(plan, crowds={}), jobs=2)
    here = {entry.path: entry.pixels_sha256 for entry in read_manifest(painted_once).files}
    there = {entry.path: entry.pixels_sha256 for entry in read_manifest(tmp_path).files if entry.pixels_sha256}
    assert len(there) == painted.pictures == 35
    assert there == {path: here[path] for path in there}


def test_painting_again_mends_what_is_damaged_and_touches_nothing_else(own_copy: Path, plan: Plan) -> None:
    before = {path: path.stat().st_mtime_ns for path in own_copy.rglob("*.webp")}
    damaged, missing = sorted(before)[:2]
    damaged.write_bytes(b"x")
    missing.unlink()
    painted = paint_shipped(own_copy, plan=plan)
    assert painted.same == painted.pictures == 39 and painted.changed == ()
    assert verify(own_copy).is_whole
    assert {path for path in before if path.stat().st_mtime_ns != before[path]} == {damaged, missing}


def test_painting_again_removes_what_is_no_longer_planned_and_keeps_what_others_put_there(
    own_copy: Path, plan: Plan
) -> None:
    from course_utils.datasets.manifest import entry_of, register

    (own_copy / "backbone.npz").write_bytes(b"weights")
    register([entry_of(own_copy, "backbone.npz", licence="Apache-2.0", command="course mask pretrain")], own_copy)
    none = dict.fromkeys(plan.people, 0)
    paint_shipped(
        own_copy, plan=dataclasses.replace(plan, people=dict.fromkeys(plan.people, 1), incorrect=none, crowds={})
    )
    assert verify(own_copy).is_whole
    assert (own_copy / "backbone.npz").is_file()
    assert len(list(own_copy.rglob("*.webp"))) == 12


def test_painting_mends_a_damaged_manifest(own_copy: Path, plan: Plan) -> None:
    (own_copy / "manifest.json").write_bytes(b"{")
    assert verify(own_copy).damaged == ("manifest.json",)
    paint_shipped(own_copy, plan=dataclasses.replace(plan, crowds={}))
    assert "manifest.json" not in verify(own_copy).damaged


@pytest.mark.parametrize(("shift", "expected"), [(0, (4, 0, 0)), (1, (0, 4, 0)), (2, (0, 0, 4))])
def test_comparing_allows_one_grey_level(
    shipped: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch, shift: int, expected: tuple[int, int, int]
) -> None:
    painter = course_utils.faces.paint

    def another_machine(face: object, size: int = 96) -> object:
        painting = painter(face, size=size)
        image = painting.image.copy()
        image[3, 5, 1] = image[3, 5, 1] + shift if image[3, 5, 1] < 128 else image[3, 5, 1] - shift
        return dataclasses.replace(painting, image=image)

    monkeypatch.setattr(course_utils.faces, "paint", another_machine)
    result = compare_sample(count=4, plan=plan)
    assert (result.identical, result.close, len(result.different)) == expected


def test_another_painter_is_noticed(own_copy: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    painter = course_utils.faces.paint

    def darker(face: object, size: int = 96) -> object:
        painting = painter(face, size=size)
        return dataclasses.replace(painting, image=painting.image // 2)

    monkeypatch.setattr(course_utils.faces, "paint", darker)
    few = dataclasses.replace(plan, crowds={})
    painted = paint_shipped(own_copy, plan=few)
    assert painted.same == 0 and len(painted.changed) == painted.pictures


def test_the_hash_of_pixels_knows_the_shape() -> None:
    assert pixels_sha256(np.zeros((4, 2, 3), np.uint8)) != pixels_sha256(np.zeros((2, 4, 3), np.uint8))


def test_an_order_can_be_painted_at_another_size(plan: Plan) -> None:
    assert make(orders_of(plan)[0], size=40).image.shape == (40, 40, 3)


def test_the_datasheet_counts_what_is_there(painted_once: Path) -> None:
    text = (painted_once / "README.md").read_text(encoding="utf-8")
    assert "| train | 8 | 8 | 2 |" in text and "| test | 4 | 4 | 0 |" in text
    assert "CC BY 4.0" in text and "must they not be used" in text
    tones = re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \|", text, flags=re.M)
    assert [int(tone) for tone, _, _ in tones] == list(range(1, 9))
    assert all(bare == worn for _, bare, worn in tones)


def test_the_gallery_links_to_pictures_that_are_there(painted_once: Path) -> None:
    page = painted_once.parent / "docs" / "faces.md"
    links = re.findall(r"!\[[^]]+\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    assert len(links) == 4
    assert all((page.parent / link).is_file() for link in links)
