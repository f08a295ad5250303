"""An audit finds what was planted, finds nothing where nothing is, and says both in every form of its report."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import typer
from mask_samples import write_folder
from PIL import Image
from typer.testing import CliRunner

from course_utils.commands.mask_audit import audit as command
from course_utils.mask.audit import Audit, as_markdown, audit, border_pixels, probe, small_pictures, top_pixels
from course_utils.mask.baselines import baselines, even_lower_face, most_frequent
from course_utils.mask.data import Pictures


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """Noise with the label in the lower half only, all of one size and format, stored without compression."""
    folder = write_folder(tmp_path_factory.mktemp("clean") / "faces", 160)
    for path in sorted(folder.rglob("*.png")):
        with Image.open(path) as picture:
            picture.save(path.with_suffix(".bmp"))
        path.unlink()
    return audit(folder)


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """A train and a test folder; masks are larger files in another format, and three pictures stand in two places."""
    root = tmp_path_factory.mktemp("spoiled") / "photos"
    train = write_folder(root / "train", 120)
    for path in sorted((train / "with_mask").glob("*.png"))[:55]:
        with Image.open(path) as picture:
            picture.resize((64, 48)).save(path.with_suffix(".jpg"), quality=95)
        path.unlink()
    (root / "test").mkdir()
    for name in ("with_mask", "without_mask"):
        shutil.copytree(train / name, root / "test" / name)
        for path in sorted((root / "test" / name).iterdir())[1:]:
            path.unlink()
    shutil.copy(root / "test" / "without_mask" / "000.png", train / "with_mask" / "wrong.png")
    (train / "with_mask" / "broken.jpg").write_bytes(b"nothing")
    return audit(root)


def _probe(found: Audit, word: str):
    return next(one for one in found.probes if word in one.name)


def test_nothing_is_found_where_nothing_is(clean: Audit) -> None:
    assert not clean.copies and not clean.near
    for word in ("file", "top"):
        assert not _probe(clean, word).finds_something, word
        assert 0.3 < _probe(clean, word).auc < 0.7
    assert _probe(clean, "whole").auc > 0.95


def test_what_reaches_the_border_is_seen_there(clean: Audit) -> None:
    assert _probe(clean, "border").finds_something


def test_files_that_tell_the_class_are_found(spoiled: Audit) -> None:
    found = _probe(spoiled, "file")
    assert found.finds_something and found.auc > 0.9
    assert found.auc_interval.low <= found.auc <= found.auc_interval.high
    assert found.accuracy_interval.low <= found.accuracy <= found.accuracy_interval.high


def test_copies_across_parts_and_classes_are_found(spoiled: Audit) -> None:
    names = [{spoiled.files[place].path for place in same} for same in spoiled.copies]
    assert {"train/without_mask/000.png", "train/with_mask/wrong.png", "test/without_mask/000.png"} in names
    pairs = {(spoiled.files[pair.first].path, spoiled.files[pair.second].path) for pair in spoiled.across_classes}
    assert ("train/with_mask/wrong.png", "train/without_mask/000.png") in pairs
    assert len(spoiled.across_parts) == 3


def test_markdown_tells_all_of_it(spoiled: Audit) -> None:
    text = as_markdown(spoiled)
    for said in ("broken.jpg", "JPEG 56", "other class, other part", "Who sees the file's numbers only"):
        assert said in text, said
    widths = {line.count("|") for line in text.split("## Shortcuts")[1].splitlines() if line.startswith("|")}
    assert widths == {6}


def test_what_a_probe_sees_does_not_hold_the_rest() -> None:
    images = np.zeros((2, 96, 96, 3), np.uint8)
    images[1, 40:60, 40:60] = 255  # the middle
    small = small_pictures(images)
    for seen in (border_pixels(small), top_pixels(small)):
        np.testing.assert_array_equal(seen[0], seen[1])
    images[1, :12] = 255
    small = small_pictures(images)
    assert (border_pixels(small)[1] > 0).any() and (top_pixels(small)[1] > 0).any()


def test_a_probe_is_not_fooled_by_copies_of_one_person() -> None:
    rng = np.random.default_rng(0)
    people = np.repeat(np.arange(40), 6)
    features = rng.normal(size=(40, 5))[people] + 0.01 * rng.normal(size=(240, 5))
    labels = (np.arange(40) % 2)[people]
    assert not probe("chance", features, labels, people).finds_something
    assert probe("the same, split apart", features, labels, np.arange(240)).finds_something


def test_too_few_pictures_are_named() -> None:
    with pytest.raises(ValueError, match="One class has 3 different pictures"):
        probe("few", np.zeros((9, 2)), np.array([0] * 6 + [1] * 3), np.arange(9))


class TestCommand:
    """The command, as somebody types it."""

    def run(self, *arguments: str):
        app = typer.Typer()
        app.command()(command)
        return CliRunner().invoke(app, list(arguments))

    def test_it_writes_a_page_with_the_pairs_as_pictures(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "faces", 40)
        shutil.copy(folder / "with_mask" / "001.png", folder / "with_mask" / "again.png")
        report = tmp_path / "out" / "audit.html"
        result = self.run(str(folder), "--report", str(report))
        assert result.exit_code == 0, result.output
        assert "1 files are copies of others" in result.output and "Shortcuts" in result.output
        page = report.read_text(encoding="utf-8")
        assert "again.png" in page and "data:image/png;base64" in page

    def test_names_are_no_markup_and_classes_that_do_not_tell_are_said(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "[red]faces", 40, names=("[b]cats", "dogs["))
        (folder / "dogs[" / "b].png").write_bytes(b"")
        (folder / "groups.csv").write_text("file,group\n[/i]gone.png,1\n", encoding="utf-8")
        result = self.run(str(folder))
        assert result.exit_code == 0, result.output
        for said in ("dogs[/b].png", "[/i]gone.png", "as without a mask: [b]cats; as with one: dogs["):
            assert said in result.output

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
    def test_names_that_are_not_utf_8_stand_in_the_report(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "faces", 40)
        (folder / "with_mask" / "001.png").rename(folder / "with_mask" / os.fsdecode(b"bad\xff.png"))
        (folder / "with_mask" / os.fsdecode(b"empty\xff.png")).touch()
        shutil.copy(folder / "with_mask" / "003.png", folder / "with_mask" / os.fsdecode(b"copy\xff.png"))
        result = self.run(str(folder), "--report", str(tmp_path / "audit.md"))
        assert result.exit_code == 0, result.output
        text = (tmp_path / "audit.md").read_text(encoding="utf-8")
        assert "empty\\udcff.png" in text and "copy\\udcff.png" in text

    def test_a_seed_that_is_too_large_is_refused(self) -> None:
        result = self.run("--seed", str(2**32))
        assert result.exit_code == 2 and "4294967295" in result.output

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("nowhere",), "There is no folder nowhere"),
            ((".", "--report", "audit.txt"), "does not end in .html or .md"),
        ],
    )
    def test_what_cannot_be_is_one_sentence_and_exit_code_1(self, arguments: tuple[str, ...], said: str) -> None:
        result = self.run(*arguments)
        assert result.exit_code == 1 and said in result.output.replace("\n", " ")


def _pictures(evenly: bool, count: int = 60) -> Pictures:
    """Noise; masks are even in the middle of the lower half, or no different."""
    images = np.random.default_rng(0).integers(0, 255, (count, 48, 48, 3)).astype(np.uint8)
    labels = np.arange(count) % 3 == 0
    if evenly:
        images[labels, 24:44, 10:38] = 90
    return Pictures(images, labels.astype(np.intp), tuple(map(str, range(count))), np.arange(count))


def test_baselines_learn_what_there_is_to_learn() -> None:
    found = {one.name: one for one in baselines(_pictures(True), _pictures(True))}
    assert found["always the more frequent class"].accuracy == pytest.approx(2 / 3)
    assert found["how evenly coloured the lower face is"].accuracy == 1
    assert all(one.accuracy in one.interval for one in found.values())
    assert [one.parameters for one in found.values()] == [1, 2, 3456, 1729]


def test_the_threshold_works_in_both_directions() -> None:
    pictures = _pictures(True)
    masks = pictures.labels == 1
    np.testing.assert_array_equal(even_lower_face(pictures.images, masks, pictures.images)[0], masks)
    np.testing.assert_array_equal(even_lower_face(pictures.images, ~masks, pictures.images)[0], ~masks)
    assert most_frequent(pictures.images, ~masks, pictures.images)[0].all()
