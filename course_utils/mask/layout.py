"""What the names in a folder of pictures say: its parts, its two classes, and the table of who is in each picture."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from course_utils.datasets import CLASSES, FolderReport, Problem

PARTS = ("train", "dev", "test")
#: Label of a mask that is worn incorrectly, which is neither learned from nor counted in an accuracy.
INCORRECT = 2
#: Tables that say who is in each picture; the first one that is there is read.
TABLES = ("groups.csv", "attributes.csv")

_PART_NAMES = {
    "train": "train",
    "training": "train",
    "dev": "dev",
    "val": "dev",
    "valid": "dev",
    "validation": "dev",
    "test": "test",
    "testing": "test",
}
#: Where a capital begins a new word, as in WithoutMask.
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: Words in the name of a class folder that make it the class without a mask, alone or grown together with "mask…".
_NEGATIVE = re.compile(
    r"(?<![a-z])(un[a-z]*|(no|non|not|without|off|bare|ohne|keine?|sans|sin)(mas[ckq][a-z]*)?)(?![a-z])"
)
_REASONS = 3


def own_parts(folder: Path) -> list[tuple[str, Path, str]]:
    """Return a folder's own parts: which each is, where it lies, and what its file names begin with.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of (str, Path, str)
        In the order train, dev, test; empty where the folder has no ``train`` and another part.

    Raises
    ------
    ValueError
        If two folders, such as ``val`` and ``valid``, are the same part.
    """
    if not folder.is_dir():
        return []
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        if _is_part(path):
            found.setdefault(_PART_NAMES[path.name.lower()], []).append(path)
    if "train" not in found or len(found) < 2:
        return []
    for part, paths in found.items():
        if len(paths) > 1:
            names = " and ".join(encodable(path.name) for path in paths)
            raise ValueError(f"{folder} holds several folders for the part {part}: {names}. Keep one of them.")
    return [(part, found[part][0], f"{found[part][0].name}/") for part in PARTS if part in found]


def beside_parts(folder: Path, parts: Sequence[Path]) -> FolderReport:
    """Report the folders that stand beside a folder's own parts, where nothing is read from.

    Parameters
    ----------
    folder : Path
    parts : sequence of Path

    Returns
    -------
    FolderReport
    """
    names = ", ".join(part.name for part in parts)
    what = f"It stands beside {names}, and only those are read. Move its pictures into one of them."
    others = (path for path in sorted(folder.iterdir()) if path.is_dir() and path not in parts)
    problems = [Problem(path.name, "misplaced", what) for path in others if not path.name.startswith((".", "__"))]
    return FolderReport(folder, {}, tuple(problems))


def ordered_classes(folder: Path, names: Iterable[str], reasons: Sequence[str] = ()) -> tuple[str, str]:
    """Say which of two class folders means "no mask" and which means "mask".

    The one with *no*, *not*, *without*, *off*, *un…*, *ohne* or the like in its name is class 0; where neither or both
    have, the first one in the alphabet, and :func:`told_classes` says so. A folder ``incorrect`` is no class of its
    own.

    Parameters
    ----------
    folder : Path
        For the error's text.
    names : iterable of str
        Of class folders that hold pictures.
    reasons : sequence of str
        Why files or folders could not be read; the first ones stand in the error's text.

    Returns
    -------
    tuple of str

    Raises
    ------
    ValueError
        If there are not two.

    Examples
    --------
    >>> ordered_classes(Path("faces"), ["with_mask", "without_mask", "incorrect"])
    ('without_mask', 'with_mask')
    """
    found = sorted(set(names) - {CLASSES[INCORRECT]})
    if len(found) != 2:
        what = {0: "no pictures that can be read", 1: f"pictures of one class only, {', '.join(found)}"}.get(
            len(found), f"{len(found)} folders with pictures ({', '.join(found[:6])})"
        )
        raise ValueError(
            f"{folder} holds {what}. Expected two folders with pictures, such as with_mask and without_mask."
            + (_why(reasons) if len(found) < 2 else "")
        )
    first, second = sorted(found, key=lambda name: (not _is_negative(name), name))
    return first, second


def told_classes(classes: tuple[str, str]) -> str:
    """Say how two classes were taken, where their names do not tell; else return an empty string.

    Parameters
    ----------
    classes : tuple of str
        As :func:`ordered_classes` returns them.

    Returns
    -------
    str

    Examples
    --------
    >>> told_classes(("cats", "dogs"))
    'Taken as without a mask: cats; as with one: dogs. (The names do not tell: by the alphabet.)'
    """
    without, worn = classes
    if _is_negative(without) != _is_negative(worn):
        return ""
    return f"Taken as without a mask: {without}; as with one: {worn}. (The names do not tell: by the alphabet.)"


def known_groups(folder: Path, files: Sequence[str]) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Read who is in each picture, where a table beside the class folders says so.

    Parameters
    ----------
    folder : Path
        May hold ``groups.csv`` or ``attributes.csv``, with the columns ``file``, and ``group`` or ``identity``.
    files : sequence of str
        The pictures, below the folder.

    Returns
    -------
    groups : ndarray of int, shape (m,)
        A number for each picture's group; pictures that no table mentions are groups of their own.
    unmatched : tuple of str
        What the table calls ``file``, where there is no such picture.

    Raises
    ------
    ValueError
        If the table cannot be read, or has other columns.
    """
    table = next((path for path in (folder / name for name in TABLES) if path.is_file()), None)
    said = {} if table is None else _read_table(table)
    names = [("said", said[name]) if name in said else ("alone", name) for name in files]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    there = set(files)
    return np.array([numbers[name] for name in names], np.intp), tuple(name for name in said if name not in there)


def encodable(text: str) -> str:
    """Return text that every file can hold: the system hands on names that are not UTF-8 as halves of characters."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _read_table(table: Path) -> dict[str, str]:
    """Return the group of each file that a table names."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            rows, columns = list(reader), reader.fieldnames or ()
    except (UnicodeDecodeError, csv.Error) as problem:
        reason = "it is not UTF-8" if isinstance(problem, UnicodeDecodeError) else problem
        raise ValueError(f"{table} cannot be read as a table: {reason}. Save it again, as CSV in UTF-8.") from None
    group = next((name for name in ("group", "identity") if name in columns), None)
    if group is None or "file" not in columns:
        raise ValueError(
            f"{table} has the columns {', '.join(map(repr, columns)) or 'of an empty file'}; expected file, and group "
            "or identity, with commas between them. Mend its first line; give a table of something else another name."
        )
    return {row["file"].replace("\\", "/"): row[group] for row in rows if row["file"] and row[group]}


def _is_part(path: Path) -> bool:
    return path.name.lower() in _PART_NAMES and path.is_dir() and any(one.is_dir() for one in path.iterdir())


def _is_negative(name: str) -> bool:
    """Say whether the name of a class folder means that no mask is worn."""
    return _NEGATIVE.search(_CAPITAL.sub(" ", name).lower()) is not None


def _why(reasons: Sequence[str]) -> str:
    """Return the first reasons as one more sentence."""
    if not reasons:
        return ""
    more = f"; and {len(reasons) - _REASONS} more" if len(reasons) > _REASONS else ""
    return " Not read: " + "; ".join(reason.rstrip(".") for reason in reasons[:_REASONS]) + more + "."
