from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from course_utils.datasets import Folder, load_folder, read_picture


def gradient(width: int, height: int) -> Image.Image:
    """Red grows to the right, green grows downwards."""
    red = np.linspace(0, 255, width)[None, :].repeat(height, axis=0)
    green = np.linspace(0, 255, height)[:, None].repeat(width, axis=1)
    return Image.fromarray(np.stack([red, green, np.full_like(red, 90)], axis=-1).astype(np.uint8))


def saved(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


GOOD = saved(gradient(60, 40))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two classes with one good picture each."""
    for name in ("with_mask", "without_mask"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "good.jpg").write_bytes(GOOD)
    return tmp_path


def kinds(folder: Folder) -> dict[str, str]:
    return {problem.path: problem.kind for problem in folder.report.problems}


def test_a_folder_in_order(root: Path) -> None:
    folder = load_folder(root, size=32)
    assert folder.images.shape == (2, 32, 32, 3) and folder.images.dtype == np.uint8
    assert folder.classes == ("with_mask", "without_mask")
    assert folder.labels.tolist() == [0, 1]
    assert folder.files == ("with_mask/good.jpg", "without_mask/good.jpg")
    assert folder.report.problems == ()
    assert folder.report.counts == {"with_mask": 1, "without_mask": 1}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F"])
def test_every_mode_becomes_rgb_that_looks_the_same(root: Path, mode: str) -> None:
    ramp = np.linspace(0, 255, 64)[None, :].repeat(64, axis=0)
    deep = {"I;16": (257 * ramp).astype(np.uint16), "I": ramp.astype(np.int32), "F": ramp.astype(np.float32)}
    picture = Image.fromarray(deep.get(mode, ramp.astype(np.uint8)))
    if mode == "LAB":
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        picture = ImageCms.profileToProfile(picture.convert("RGB"), srgb, lab, outputMode="LAB")
    elif mode not in deep:
        picture = picture.convert(mode)
    name, form = ("x.tif", "TIFF") if mode in ("CMYK", "YCbCr", "LAB", "I", "F") else ("x.png", "PNG")
    (root / "with_mask" / name).write_bytes(saved(picture, form))
    folder = load_folder(root, size=64)
    assert folder.report.problems == ()
    image = folder.images[folder.files.index(f"with_mask/{name}")].astype(int)
    columns = image.mean(axis=(0, 2))
    assert columns[:8].mean() < 40 and columns[-8:].mean() > 215 and abs(columns[28:36].mean() - 128) < 30


@pytest.mark.parametrize("turn", range(1, 9))
def test_exif_turns_are_undone(root: Path, turn: int) -> None:
    upright = gradient(64, 64)
    undo = {
        1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4,
    }[turn]  # fmt: skip
    stored = upright if undo is None else upright.transpose(Image.Transpose(undo))
    exif = Image.Exif()
    exif[0x0112] = turn
    (root / "with_mask" / "turned.jpg").write_bytes(saved(stored, quality=95, exif=exif))
    folder = load_folder(root, size=64)
    got = folder.images[folder.files.index("with_mask/turned.jpg")].astype(int)
    assert np.abs(got - np.asarray(upright).astype(int)).max() < 30


def test_exif_data_that_makes_no_sense_does_no_harm(root: Path) -> None:
    for number, exif in enumerate(
        (b"Exif\x00\x00nonsense", b"Exif\x00\x00MM\x00*\xff\xff\xff\xff", b"Exif\x00\x00" + bytes(40))
    ):
        (root / "with_mask" / f"{number}.jpg").write_bytes(saved(gradient(30, 30), exif=exif))
    folder = load_folder(root)
    assert len(folder.images) == 5 and folder.report.problems == ()


def test_transparency_is_laid_on_white(root: Path) -> None:
    (root / "with_mask" / "clear.png").write_bytes(saved(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))
    folder = load_folder(root, size=8)
    assert folder.images[folder.files.index("with_mask/clear.png")].min() == 255


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (3000, 2000)])
def test_any_size_becomes_a_square(root: Path, size: tuple[int, int]) -> None:
    (root / "with_mask" / "odd.png").write_bytes(saved(Image.new("RGB", size, (200, 10, 10)), "PNG"))
    folder = load_folder(root, size=24)
    np.testing.assert_array_equal(
        folder.images[folder.files.index("with_mask/odd.png")], np.full((24, 24, 3), (200, 10, 10))
    )


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("cut.jpg", GOOD[: len(GOOD) // 2], "truncated"),
        ("cut.png", saved(gradient(60, 40), "PNG")[:-60], "truncated"),
        ("empty.jpg", b"", "empty"),
        ("words.jpg", b"I am not a picture", "unreadable"),
        ("page.png", b"<html>404</html>", "unreadable"),
        ("phone.heic", b"ftypheic", "unreadable"),
        ("notes.txt", b"notes", "misnamed"),
        ("no_ending", GOOD, "misnamed"),
        (".jpg", GOOD, "misnamed"),
        ("ghost.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "misnamed"),
        ("ghost.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "unreadable"),
    ],
)
def test_what_cannot_be_used_is_listed_and_left_out(root: Path, name: str, content: bytes, kind: str) -> None:
    (root / "with_mask" / name).write_bytes(content)
    folder = load_folder(root)
    assert kinds(folder) == {f"with_mask/{name}": kind}
    assert len(folder.images) == 2
    assert "2 pictures loaded, 1 left out" in str(folder.report) and name in str(folder.report)


@pytest.mark.filterwarnings("error")
def test_a_bomb_is_left_out_before_it_is_decoded(root: Path) -> None:
    (root / "with_mask" / "bomb.png").write_bytes(saved(Image.new("1", (15_000, 15_000)), "PNG"))
    folder = load_folder(root)
    assert kinds(folder) == {"with_mask/bomb.png": "huge"}
    (root / "with_mask" / "bomb.png").write_bytes(saved(gradient(120, 100), "PNG"))
    assert kinds(load_folder(root, most_pixels=11_999)) == {"with_mask/bomb.png": "huge"}
    assert kinds(load_folder(root, most_pixels=12_000)) == {}


def test_a_picture_with_a_wrong_ending_is_loaded_and_mentioned(root: Path) -> None:
    (root / "with_mask" / "really_png.jpg").write_bytes(saved(gradient(30, 30), "PNG"))
    folder = load_folder(root)
    assert len(folder.images) == 3
    (problem,) = folder.report.problems
    assert problem.loaded and problem.kind == "misnamed" and "holds PNG" in problem.what
    assert folder.report.left_out == ()


def test_of_a_moving_picture_the_first_frame_counts(root: Path) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    (root / "with_mask" / "moving.gif").write_bytes(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    folder = load_folder(root, size=8)
    assert kinds(folder) == {"with_mask/moving.gif": "moving"}
    assert folder.images[folder.files.index("with_mask/moving.gif")][0, 0].tolist() == [255, 0, 0]


def test_misplaced_files_and_folders_are_listed(root: Path) -> None:
    (root / "stray.jpg").write_bytes(GOOD)
    (root / "with_mask" / "more.jpg").mkdir()
    (root / "with_mask" / ".DS_Store").write_bytes(b"litter")
    (root / ".ipynb_checkpoints").mkdir()
    (root / "no_pictures_yet").mkdir()
    folder = load_folder(root)
    assert kinds(folder) == {"stray.jpg": "misplaced", "with_mask/more.jpg": "misplaced"}
    assert folder.report.counts == {"no_pictures_yet": 0, "with_mask": 1, "without_mask": 1}


def test_beside_the_class_folders_tables_are_welcome_and_other_files_are_not(root: Path) -> None:
    for name in ("groups.csv", "attributes.csv", "notes.txt", "stray.HEIC"):
        (root / name).write_bytes(b"file,group\n")
    folder = load_folder(root)
    assert {problem.path: problem.what for problem in folder.report.problems} == {
        "notes.txt": "It stands beside the class folders and is no picture. Move it elsewhere.",
        "stray.HEIC": "It stands beside the class folders. Move it into one of them.",
    }
    (root / "with_mask" / "groups.csv").touch()
    assert kinds(load_folder(root))["with_mask/groups.csv"] == "misnamed"


@pytest.mark.parametrize(
    ("arguments", "says"), [({"size": True}, "size is True"), ({"most_pixels": 5e7}, "most_pixels is 50000000.0")]
)
def test_limits_are_whole_numbers(root: Path, arguments: dict[str, int], says: str) -> None:
    for load, path in ((load_folder, root), (read_picture, root / "with_mask" / "good.jpg")):
        with pytest.raises(TypeError, match=f"{says}; expected a whole number"):
            load(path, **arguments)
    with pytest.raises(ValueError, match="must be positive"):
        read_picture(root / "with_mask" / "good.jpg", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="links and such names need rights there")
def test_broken_links_pipes_and_names_that_are_no_text(root: Path) -> None:
    (root / "with_mask" / "link.jpg").symlink_to(root / "nowhere.jpg")
    os.mkfifo(root / "with_mask" / "pipe.jpg")
    if sys.platform.startswith("linux"):
        Path(os.fsdecode(bytes(root / "with_mask") + b"/\xff\x1b[31m.jpg")).write_bytes(b"")
    report = load_folder(root).report
    assert {problem.kind for problem in report.problems} == {"unreadable", "empty"}
    str(report).encode("utf-8")
    assert "\x1b" not in str(report)


def test_an_empty_folder_gives_nothing_and_says_so(tmp_path: Path) -> None:
    folder = load_folder(tmp_path, size=16)
    assert folder.images.shape == (0, 16, 16, 3)
    assert "no class folders" in str(folder.report)


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="a folder for each class"):
        load_folder(tmp_path / "nowhere")
    (tmp_path / "file").write_bytes(GOOD)
    with pytest.raises(NotADirectoryError, match="is a file"):
        load_folder(tmp_path / "file")
    with pytest.raises(ValueError, match="size is 0"):
        load_folder(tmp_path, size=0)


TURNED = Image.Exif()
TURNED[0x0112] = 6
SEEDS = [
    saved(gradient(40, 30), "JPEG", exif=TURNED),
    saved(gradient(40, 30), "PNG"),
    saved(gradient(40, 30), "WEBP"),
    saved(gradient(40, 30), "GIF"),
    saved(gradient(40, 30), "TIFF"),
    saved(gradient(40, 30), "BMP"),
]  # fmt: skip
NAMES = ["x.jpg", "x.PNG", "x.webp", "x.gif", "x.tiff", "x.bmp"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.integers(0, len(SEEDS) - 1),
    name=st.sampled_from(NAMES),
    changes=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=12),
    keep=st.integers(0, 5000),
)
def test_whatever_happened_to_a_picture_it_is_loaded_or_listed(
    tmp_path: Path, which: int, name: str, changes: list[tuple[int, int]], keep: int
) -> None:
    content = bytearray(SEEDS[which])
    for place, value in changes:
        content[place % len(content)] = value
    (tmp_path / "a").mkdir(exist_ok=True)
    for old in (tmp_path / "a").iterdir():
        old.unlink()
    (tmp_path / "a" / name).write_bytes(content[:keep])
    folder = load_folder(tmp_path, size=16, most_pixels=1_000_000)
    assert len(folder.images) + len(folder.report.left_out) == 1
    assert folder.images.shape[1:] == (16, 16, 3)
    str(folder.report).encode("utf-8")
