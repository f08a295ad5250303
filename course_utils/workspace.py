"""The learner's own copies of the lessons, which no update ever overwrites.

``course lab`` delivers every lesson into ``my_course``. A record of everything that was ever delivered, as checksums,
tells an untouched copy, which may be replaced, from one that a learner has worked in, which may not. The record is
written before the copy, and every file is written whole or not at all: a process that is killed at any point leaves
nothing lost, and the next start goes on from there.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from course_utils.paths import atomic_write

_RECORD = ".delivered.json"


@dataclass(frozen=True)
class Delivery:
    """What happened to one lesson.

    Attributes
    ----------
    lesson : Path
        The lesson as the course ships it.
    copy : Path
        The learner's file that now holds this version.
    what : {"new", "updated", "unchanged", "beside"}
        ``beside``: the learner has worked in their copy, so the new version stands next to it under another name.
    """

    lesson: Path
    copy: Path
    what: Literal["new", "updated", "unchanged", "beside"]

    def sentence(self) -> str:
        """Return one sentence for the learner."""
        match self.what:
            case "new":
                return f"{self.copy.name} is new."
            case "updated":
                return f"{self.copy.name} was replaced by its new version: you had not changed it."
            case "beside":
                return f"{self.lesson.name} has a new version. Yours is untouched; the new one is {self.copy.name}."
            case _:
                return f"{self.copy.name} is unchanged."


def deliver(lessons: Path, learner: Path) -> list[Delivery]:
    """Bring every lesson's current version into the learner's folder without touching their work.

    Parameters
    ----------
    lessons : Path
        The folder with the course's own ``NN_name.ipynb``.
    learner : Path
        The learner's folder; made when it is missing.

    Returns
    -------
    list of Delivery
        One for each lesson, in order.

    Raises
    ------
    FileNotFoundError
        If there is no lesson to deliver.
    """
    shipped = shipped_lessons(lessons)
    learner.mkdir(parents=True, exist_ok=True)
    record = _read_record(learner)
    contents = {path: path.read_bytes() for path in shipped}
    # First the checksums, then the copies: a copy that is on disk is always known to be ours.
    record.ours.update(_checksum(content) for content in contents.values())
    _write_record(learner, record)
    deliveries = [_deliver_one(path, content, learner, record) for path, content in contents.items()]
    record.latest.update({path.name: _checksum(content) for path, content in contents.items()})
    _write_record(learner, record)
    return deliveries


def reset(lesson: str, lessons: Path, learner: Path, now: datetime) -> tuple[Path | None, Path]:
    """Put a fresh copy in place of the learner's, and keep theirs under a dated name.

    Parameters
    ----------
    lesson : str
        The lesson's number, as in ``"02"``.
    lessons, learner : Path
        The course's folder and the learner's.
    now : datetime
        The time that the backup's name carries.

    Returns
    -------
    backup, copy : Path or None, Path
        Where the learner's version is kept (None if they had none), and the fresh copy.

    Raises
    ------
    ValueError
        If there is no such lesson.
    """
    path = find_lesson(lesson, lessons)
    content = path.read_bytes()
    copy = learner / path.name
    backup = _keep_backup(copy, learner / "backups", now) if copy.exists() else None
    record = _read_record(learner)
    record.ours.add(_checksum(content))
    record.latest[path.name] = _checksum(content)
    _write_record(learner, record)
    atomic_write(copy, content)
    return backup, copy


def shipped_lessons(lessons: Path) -> list[Path]:
    """Return the course's notebooks in order; raise FileNotFoundError where there is none."""
    found = sorted(path for path in lessons.glob("*.ipynb") if re.match(r"\d\d_", path.name))
    if not found:
        raise FileNotFoundError(f"No lesson (NN_name.ipynb) in {lessons}: is this the whole course? Clone it again.")
    return found


def find_lesson(number: str, lessons: Path) -> Path:
    """Return the lesson of this number; raise ValueError that names those that exist."""
    shipped = shipped_lessons(lessons)
    for path in shipped:
        if path.name.startswith(f"{number.zfill(2)}_"):
            return path
    known = ", ".join(path.name[:2] for path in shipped)
    raise ValueError(f"There is no lesson {number!r}: choose one of {known}.")


@dataclass
class _Record:
    """What the learner's folder remembers of earlier deliveries."""

    #: Checksums of everything ever delivered. A file with one of them holds no work of the learner's.
    ours: set[str] = field(default_factory=set)
    #: The version of each lesson that the learner was last given, so that it is offered only once.
    latest: dict[str, str] = field(default_factory=dict)


def _deliver_one(lesson: Path, content: bytes, learner: Path, record: _Record) -> Delivery:
    checksum = _checksum(content)
    for copy in _names(learner / lesson.name):
        is_beside = copy.name != lesson.name
        if not copy.exists():
            atomic_write(copy, content)
            return Delivery(lesson, copy, "beside" if is_beside else "new")
        current = _checksum(copy.read_bytes())
        if current == checksum:
            return Delivery(lesson, copy, "unchanged")
        if current in record.ours:
            atomic_write(copy, content)
            return Delivery(lesson, copy, "beside" if is_beside else "updated")
        if record.latest.get(lesson.name) == checksum:
            return Delivery(lesson, copy, "unchanged")
    raise AssertionError("the names never run out")


def _names(copy: Path) -> Iterator[Path]:
    """Yield the names that a version may stand under: the lesson's own, then those beside it."""
    yield copy
    yield copy.with_name(f"{copy.stem}.new-version.ipynb")
    for number in itertools.count(2):
        yield copy.with_name(f"{copy.stem}.new-version-{number}.ipynb")


def _keep_backup(copy: Path, folder: Path, now: datetime) -> Path:
    stamp = f"{copy.stem}.{now:%Y-%m-%d_%H-%M-%S}"
    free = (
        folder / f"{stamp}{suffix}.ipynb" for suffix in itertools.chain([""], (f"-{n}" for n in itertools.count(2)))
    )
    backup = next(path for path in free if not path.exists())
    atomic_write(backup, copy.read_bytes())
    return backup


def _checksum(content: bytes) -> str:
    # Git may hand out the same notebook with other line ends on Windows.
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _read_record(learner: Path) -> _Record:
    """Return the folder's record. A damaged one is set aside: then every copy counts as touched."""
    path = learner / _RECORD
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return _Record(
            set(map(str, stored["ours"])), {str(name): str(value) for name, value in stored["latest"].items()}
        )
    except FileNotFoundError:
        return _Record()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        path.replace(path.with_name(f"{_RECORD}.damaged"))
        return _Record()


def _write_record(learner: Path, record: _Record) -> None:
    stored = {"ours": sorted(record.ours), "latest": dict(sorted(record.latest.items()))}
    atomic_write(learner / _RECORD, json.dumps(stored, indent=1) + "\n")
