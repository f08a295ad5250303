"""The learner's record: one readable file, private, written whole, shared by all open notebooks.

The file is ``progress.json`` in `course_utils.paths.learner_dir`. Under automation (graded runs, or
``COURSE_NO_PROGRESS=1``) nothing is read or written: the record then lives and ends with the process.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError

from course_utils import paths

#: How long one notebook waits for another that is writing, in seconds.
PATIENCE = 3.0
#: To be raised with every new field: an older course then says so, instead of taking the file for damaged.
VERSION: Literal[1] = 1


class NewerRecordError(ValueError):
    """The record was written by a newer course than this one."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ExerciseEntry(_Entry):
    """What is known about one exercise."""

    state: Literal["not attempted", "not yet", "right"] = "not attempted"
    attempts: NonNegativeInt = 0
    hints: NonNegativeInt = 0
    solution_seen: bool = False


class QuestionEntry(_Entry):
    """What is known about one question: answers, right ones in a row, and the day of the last one."""

    answers: NonNegativeInt = 0
    streak: NonNegativeInt = 0
    last: datetime.date | None = None


class PredictionEntry(_Entry):
    """A guess, and what came out."""

    guess: str
    result: str = ""


class RungEntry(_Entry):
    """One rung of the learner's own mask ladder."""

    lesson: int
    accuracy: float
    parameters: int
    train_seconds: float
    inference_ms: float


class Record(_Entry):
    """Everything that is kept about one learner."""

    version: Literal[1] = VERSION
    exercises: dict[str, ExerciseEntry] = Field(default_factory=dict)
    questions: dict[str, QuestionEntry] = Field(default_factory=dict)
    predictions: dict[str, PredictionEntry] = Field(default_factory=dict)
    ladder: dict[str, RungEntry] = Field(default_factory=dict)


def graded() -> bool:
    """Tell whether this run is graded, so that a failed check must turn it red.

    ``COURSE_GRADED`` says so; nbgrader says so of its own runs (autograde, validate) with ``NBGRADER_EXECUTION``.
    """
    return os.environ.get("COURSE_GRADED", "0") not in ("", "0") or bool(os.environ.get("NBGRADER_EXECUTION"))


def automated() -> bool:
    """Tell whether nobody sits at this run: nothing is then remembered, and nothing remembered is used."""
    return graded() or os.environ.get("COURSE_NO_PROGRESS", "0") not in ("", "0")


def record_file() -> Path:
    """Return where the record is kept."""
    return paths.learner_dir() / "progress.json"


#: The record of a process that keeps none.
_passing = Record()


def read() -> Record:
    """Return the record as it is now.

    Returns
    -------
    Record
        An empty one when there is none yet, or when the file is damaged; it is then set aside under a name with the
        date, and a sentence says so.

    Raises
    ------
    NewerRecordError
        The file comes from a newer version of the course.
    """
    return _passing.model_copy(deep=True) if automated() else _load(record_file())


def change(edit: Callable[[Record], None]) -> str:
    """Change the record, together with whatever other notebooks have written meanwhile.

    Parameters
    ----------
    edit : callable
        Changes the record that it is given.

    Returns
    -------
    str
        Empty when all went well; otherwise a sentence why it was not saved. Nothing that a learner does is stopped
        by a record that cannot be written.
    """
    if automated():
        edit(_passing)
        return ""
    file = record_file()
    try:
        with _alone(file.with_name(".progress.lock")):
            record = _load(file)
            edit(record)
            paths.atomic_write(file, record.model_dump_json(indent=2) + "\n", private=True)
    except NewerRecordError as error:
        return f"{error} Until then nothing is saved."
    except OSError as error:
        return f"Your progress could not be saved in {file}: {error.strerror or error}."
    return ""


def remember_check(key: str, state: str) -> str:
    """Remember that an exercise was checked; see `change`.

    Parameters
    ----------
    key : str
        The exercise's key.
    state : str
        The state that the check answered. What was right once stays right.

    Returns
    -------
    str
    """

    def edit(record: Record) -> None:
        entry = record.exercises.setdefault(key, ExerciseEntry())
        entry.attempts += state != "not attempted"
        if entry.state != "right" and state != "not attempted":
            entry.state = state  # type: ignore[assignment]

    return change(edit)


def _load(file: Path) -> Record:
    """Read a record, setting a damaged file aside."""
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        return Record()
    try:
        return Record.model_validate_json(text)
    except ValidationError as error:
        version = _version(text)
        if version > VERSION:
            raise NewerRecordError(
                f"Your record {file} was written by a newer version of the course (format {version}; this one reads "
                f"{VERSION}): update the course."
            ) from error
    aside = file.with_name(f"progress-damaged-{datetime.datetime.now():%Y-%m-%d-%H%M%S-%f}.json")
    with contextlib.suppress(FileNotFoundError):  # another notebook was faster
        file.replace(aside)
    print(f"Your record of progress could not be read. It is kept as {aside.name}, and a new one begins.")
    return Record()


def _version(text: bytes) -> int:
    """Return the version that a file claims, 0 when it claims none."""

    class Claim(BaseModel):
        version: int = 0

    try:
        return Claim.model_validate_json(text).version
    except ValidationError:
        return 0


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold a lock of the operating system's, which it releases by itself when the holder is killed."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _try_lock(handle):
            if time.monotonic() > deadline:
                raise TimeoutError(0, "another notebook is writing")
            time.sleep(0.01)
        yield
    finally:
        os.close(handle)  # closing releases the lock


def _try_lock(handle: int) -> bool:
    """Take the lock if it is free."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks: better to write without one than not at all
        return True
    return True
