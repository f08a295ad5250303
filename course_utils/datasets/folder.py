"""Anybody's own pictures, laid out as ``class/name.jpg``, whatever state they are in."""

from __future__ import annotations

import io
import stat
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps

from course_utils.arguments import whole_number

# A closed list: some of Pillow's other formats start programs (EPS) or are no photographs.
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "BMP", "GIF", "TIFF", "PPM")
#: How pictures are called, and what may be in a file of that name.
ENDINGS = {
    **dict.fromkeys((".jpg", ".jpeg", ".jpe", ".jfif"), ("JPEG", "MPO")),
    ".png": ("PNG",),
    ".webp": ("WEBP",),
    ".avif": ("AVIF",),
    ".bmp": ("BMP",),
    ".gif": ("GIF",),
    **dict.fromkeys((".tif", ".tiff"), ("TIFF",)),
    **dict.fromkeys((".ppm", ".pgm", ".pbm"), ("PPM",)),
}
#: Pictures that Pillow cannot read.
UNREADABLE_ENDINGS = frozenset({".heic", ".heif", ".raw", ".dng", ".cr2", ".nef", ".arw", ".psd", ".svg"})
# EXIF orientation to what undoes it.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_MOST_BYTES = 200_000_000
# What file managers, Jupyter and archives leave behind. It is nobody's picture, so nobody is told.
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".ipynb_checkpoints", "__macosx", ".git", ".gitkeep"})
# What may stand beside the class folders: who is in the pictures, for splits that keep each person on one side.
_TABLES = frozenset({"groups.csv", "attributes.csv"})


@dataclass(frozen=True)
class Problem:
    """Something about one file that its owner should know.

    Attributes
    ----------
    path : str
        Below the folder that was loaded.
    kind : str
        One word for counting, such as ``"truncated"``, ``"empty"``, ``"huge"``, ``"misplaced"``, ``"misnamed"``.
    what : str
        A sentence: what is wrong and what to do.
    loaded : bool
        True if the picture could be used nevertheless.
    """

    path: str
    kind: str
    what: str
    loaded: bool = False


@dataclass(frozen=True)
class FolderReport:
    """What became of every file of a folder. Printing it gives the whole story.

    Attributes
    ----------
    folder : Path
    counts : dict of str to int
        Pictures that were loaded, per class, also of classes without any.
    problems : tuple of Problem
        Sorted by path; empty when all is well.
    """

    folder: Path
    counts: dict[str, int]
    problems: tuple[Problem, ...]

    @property
    def left_out(self) -> tuple[Problem, ...]:
        """The problems of files that were not loaded."""
        return tuple(problem for problem in self.problems if not problem.loaded)

    def __str__(self) -> str:
        loaded = sum(self.counts.values())
        lines = [f"{_printable(str(self.folder))}: {loaded} pictures loaded, {len(self.left_out)} left out"]
        lines += [f"  {_printable(name)}: {number}" for name, number in self.counts.items()]
        if self.problems:
            kinds = Counter(problem.kind for problem in self.problems)
            lines.append("  " + ", ".join(f"{number} {kind}" for kind, number in kinds.most_common()))
        lines += [
            f"  {'loaded' if one.loaded else 'left out'}: {_printable(one.path)}: {one.what}" for one in self.problems
        ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Folder:
    """Pictures from a folder.

    Attributes
    ----------
    images : ndarray of uint8, shape (m, size, size, 3)
    labels : ndarray of int, shape (m,)
        Places in ``classes``.
    classes : tuple of str
        Names of the class folders, sorted.
    files : tuple of str
        Where each picture comes from, below the folder.
    report : FolderReport
        What became of every file.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.intp]
    classes: tuple[str, ...]
    files: tuple[str, ...]
    report: FolderReport


def load_folder(path: str | Path, size: int = 96, *, most_pixels: int = 50_000_000) -> Folder:
    """Read pictures laid out as ``class/name.jpg``.

    The tables ``groups.csv`` and ``attributes.csv`` may stand beside the class folders; they are not read here.

    Every picture is turned upright as its EXIF data says, laid on white where it is transparent, cut to a square around
    its middle, and resized. No file makes the loading fail, and none is left out silently:
    ``print(load_folder(path).report)`` tells about each.

    Parameters
    ----------
    path : str or Path
        The folder that holds a folder for each class.
    size : int
        Pixels on a side of what is returned.
    most_pixels : int
        Larger pictures are left out before they are decoded: a small file can hold a picture that fills the memory.

    Returns
    -------
    Folder

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    NotADirectoryError
        If it is a file.
    TypeError
        If ``size`` or ``most_pixels`` is no whole number.
    ValueError
        If one of them is not positive.
    """
    folder = Path(path).expanduser()
    if not folder.exists():
        raise FileNotFoundError(
            f"There is no folder {folder}. Expected one that holds a folder for each class, with pictures in it."
        )
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{folder} is a file. Expected a folder that holds a folder for each class, with pictures in it."
        )
    size, most_pixels = _limits(size, most_pixels)

    problems: list[Problem] = []
    classes: list[str] = []
    found: list[tuple[str, str, NDArray[np.uint8]]] = []
    for entry in _listed(folder, "", problems):
        if not entry.is_dir():
            if entry.name not in _TABLES:
                problems.append(Problem(entry.name, "misplaced", _beside(entry)))
            continue
        classes.append(entry.name)
        for file in _listed(entry, f"{entry.name}/", problems):
            name = f"{entry.name}/{file.name}"
            try:
                picture, remarks = _picture(_content(file), file.suffix.lower(), size, most_pixels)
            except _RefusedError as refusal:
                problems.append(Problem(name, refusal.kind, str(refusal)))
                continue
            found.append((entry.name, name, picture))
            problems += [Problem(name, kind, what, loaded=True) for kind, what in remarks]
    if not classes:
        problems.append(Problem(".", "empty", "There are no class folders in it, such as with_mask and without_mask."))
    counts = Counter(name for name, _, _ in found)
    return Folder(
        images=np.stack([image for _, _, image in found]) if found else np.empty((0, size, size, 3), np.uint8),
        labels=np.array([classes.index(name) for name, _, _ in found], np.intp),
        classes=tuple(classes),
        files=tuple(name for _, name, _ in found),
        report=FolderReport(
            folder, {name: counts[name] for name in classes}, tuple(sorted(problems, key=lambda problem: problem.path))
        ),
    )


def read_picture(path: str | Path, size: int = 96, *, most_pixels: int = 50_000_000) -> NDArray[np.uint8]:
    """Read one picture exactly as :func:`load_folder` reads those of a folder.

    Parameters
    ----------
    path : str or Path
    size : int
        Pixels on a side of what is returned.
    most_pixels : int
        A larger picture is refused before it is decoded.

    Returns
    -------
    ndarray of uint8, shape (size, size, 3)

    Raises
    ------
    TypeError, ValueError
        If it cannot be read, or a limit is no positive whole number; the message says why and what to do.
    """
    path = Path(path)
    size, most_pixels = _limits(size, most_pixels)
    try:
        return _picture(_content(path), path.suffix.lower(), size, most_pixels)[0]
    except _RefusedError as refusal:
        raise ValueError(str(refusal)) from None


def _limits(size: int, most_pixels: int) -> tuple[int, int]:
    """Return pixels on a side and the most that are decoded, both whole and positive."""
    size, most_pixels = whole_number("size", size, 96), whole_number("most_pixels", most_pixels, 50_000_000)
    if size < 1 or most_pixels < 1:
        raise ValueError(f"size is {size} and most_pixels is {most_pixels}; both must be positive.")
    return size, most_pixels


def _beside(file: Path) -> str:
    """Say what to do with a file that stands beside the class folders."""
    if file.suffix.lower() in ENDINGS or file.suffix.lower() in UNREADABLE_ENDINGS:
        return "It stands beside the class folders. Move it into one of them."
    return "It stands beside the class folders and is no picture. Move it elsewhere."


def _listed(folder: Path, prefix: str, problems: list[Problem]) -> Iterable[Path]:
    """Return what lies in a folder, sorted, without litter."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as problem:
        problems.append(Problem(prefix or ".", "unreadable", f"The folder cannot be opened ({problem.strerror})."))
        return []
    return [entry for entry in entries if entry.name.lower() not in _LITTER]


class _RefusedError(Exception):
    """A file that is not loaded: the kind of its problem, and what to say."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(what)
        self.kind = kind


def _content(file: Path) -> bytes:
    """Return the bytes of a file that may be a picture."""
    ending = file.suffix.lower()
    try:
        state = file.stat()
        if stat.S_ISDIR(state.st_mode):
            raise _RefusedError("misplaced", "It is a folder inside a class folder. Move its pictures one level up.")
        if not stat.S_ISREG(state.st_mode):
            raise _RefusedError("unreadable", "It is neither a file nor a folder.")
        if ending in UNREADABLE_ENDINGS:
            raise _RefusedError(
                "unreadable", f"Pictures of the kind {ending} cannot be read. Export it as JPEG or PNG."
            )
        if ending not in ENDINGS:
            raise _RefusedError("misnamed", f"Pictures are called {', '.join(ENDINGS)}. Rename or remove it.")
        if state.st_size == 0:
            raise _RefusedError("empty", "It holds no bytes. Copy it again.")
        if state.st_size > _MOST_BYTES:
            most = f"the limit is {_MOST_BYTES / 1e6:.0f} MB"
            raise _RefusedError("huge", f"It has {state.st_size / 1e6:.0f} MB; {most}. Shrink it.")
        return file.read_bytes()
    except OSError as problem:
        reason = problem.strerror or problem
        raise _RefusedError("unreadable", f"It cannot be opened ({reason}). Look at its link or its rights.") from None


def _picture(
    content: bytes, ending: str, size: int, most_pixels: int
) -> tuple[NDArray[np.uint8], list[tuple[str, str]]]:
    """Return a square picture, and what its owner should know about it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=_formats()) as picture:
                width, height = picture.size
                if width * height > most_pixels:
                    raise Image.DecompressionBombError(f"{width} x {height}")
                kind, frames = str(picture.format), getattr(picture, "n_frames", 1)
                # Lets the JPEG decoder work at a fraction of the size; other formats ignore it.
                picture.draft("RGB", (2 * size, 2 * size))
                square = _square(picture, size)
    except Image.DecompressionBombError as problem:
        raise _RefusedError(
            "huge", f"It has more than {most_pixels:,} pixels ({_reason(problem)}). Shrink it."
        ) from None
    except Image.UnidentifiedImageError:
        raise _RefusedError("unreadable", "It is called a picture, but no picture is in it. Export it again.") from None
    except (
        Exception
    ) as problem:  # Pillow's readers meet damaged bytes with errors of every kind; none may end the loading.
        if isinstance(problem, EOFError) or "truncated" in str(problem).lower():
            raise _RefusedError("truncated", "It ends in the middle. Copy it again.") from None
        raise _RefusedError("unreadable", f"It is damaged ({_reason(problem)}). Export it again.") from None
    remarks = []
    if kind not in ENDINGS[ending]:
        remarks.append(("misnamed", f"It is called {ending} and holds {kind}. Rename it."))
    if frames > 1 and kind != "MPO":
        remarks.append(("moving", f"It has {frames} frames; only the first is used."))
    return square, remarks


def _square(picture: Image.Image, size: int) -> NDArray[np.uint8]:
    """Return a picture's upright middle square as RGB."""
    picture.load()
    upright, turn = _rgb(picture), _turn(picture)
    if turn is not None:
        upright = upright.transpose(turn)
    return np.asarray(ImageOps.fit(upright, (size, size), Image.Resampling.BICUBIC))


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """Return what makes a picture upright, as its EXIF data has it; data that makes no sense says nothing."""
    try:
        return _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # As with pixels: damaged bytes end in errors of every kind.
        return None


def _rgb(picture: Image.Image) -> Image.Image:
    """Return any mode as RGB; more than 8 bits are scaled to 8, transparency is laid on white."""
    if picture.mode.startswith("I;16"):
        deep: NDArray[np.float64] = np.asarray(picture).astype(np.float64) / 257
        return Image.fromarray(deep.round().astype(np.uint8)).convert("RGB")
    if picture.mode in ("I", "F"):
        deep = np.asarray(picture).astype(np.float64)
        deep = np.where(np.isfinite(deep), deep, 0.0)
        low, span = deep.min(), np.ptp(deep)
        return Image.fromarray((255 * (deep - low) / (span or 1.0)).astype(np.uint8)).convert("RGB")
    if picture.has_transparency_data:
        rgba = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    return picture.convert("RGB")


@lru_cache(maxsize=1)
def _formats() -> tuple[str, ...]:
    """Return those of the formats that this Pillow can read."""
    Image.init()
    return tuple(name for name in _FORMATS if name in Image.OPEN)


def _reason(problem: Exception) -> str:
    """Return an exception's first line, short."""
    text = str(problem).strip().split("\n")[0]
    return _printable(text[:120] or type(problem).__name__)


def _printable(text: str) -> str:
    """Return text that any terminal can show: names of files may hold what UTF-8 cannot."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
