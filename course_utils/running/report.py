"""What happened: one result for each lesson, kept as JSON for programs and as one HTML page for people."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from course_utils.paths import atomic_write
from course_utils.running.jobs import Parameter, Profile
from course_utils.running.page import render

PACKAGES = ("numpy", "matplotlib", "tensorflow", "keras", "ipykernel", "ipywidgets", "nbclient", "papermill")

#: What a run writes into its folder.
WRITTEN = ("report.html", "report.json", "notebooks", "logs")

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Status(StrEnum):
    """How a lesson ended."""

    PASSED = "passed"
    FAILED = "failed"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    DIED = "died"
    STOPPED = "stopped"
    NOT_RUN = "not run"

    @property
    def is_failure(self) -> bool:
        """True when the lesson itself is to blame."""
        return self in {Status.FAILED, Status.TIMEOUT, Status.MEMORY, Status.DIED}


class CellTime(BaseModel):
    """How long a cell took: its number, its first line, its seconds."""

    cell: int
    source: str
    seconds: float


class FirstError(BaseModel):
    """The first thing that went wrong in a lesson.

    Parameters
    ----------
    message : str
        The last line of the traceback, or one sentence.
    cell : int, optional
        The number of the cell, as JupyterLab shows it. None when no cell was running.
    line : int, optional
        The line of that cell, counted from 1.
    source : str
        The cell's code.
    traceback : str
        The whole traceback, without colour codes.
    """

    message: str
    cell: int | None = None
    line: int | None = None
    source: str = ""
    traceback: str = ""


class LessonResult(BaseModel):
    """What happened to one lesson.

    Parameters
    ----------
    lesson, title : str
        The notebook's name without its ending, and its heading.
    status : Status
        How it ended.
    seconds : float
        From the start of its process to the end.
    cells_run, cells : int
        How many code cells ended, and how many there are.
    peak_memory : int
        Most bytes of resident memory at once, all its processes together.
    slowest : list of CellTime
        The cells that took longest, slowest first.
    error : FirstError, optional
        The first thing that went wrong.
    notebook : str, optional
        The executed notebook, relative to the report.
    """

    lesson: str
    title: str
    status: Status = Status.NOT_RUN
    seconds: float = 0.0
    cells_run: int = 0
    cells: int = 0
    peak_memory: int = 0
    slowest: list[CellTime] = Field(default_factory=list)
    error: FirstError | None = None
    notebook: str | None = None

    @property
    def one_line(self) -> str:
        """What happened, in one line for a terminal: empty when all is well."""
        if self.error is None:
            return ""
        place = "" if self.error.cell is None else f"cell {self.error.cell}: "
        return place + self.error.message


class Environment(BaseModel):
    """Where the lessons ran.

    Parameters
    ----------
    python, system : str
        The version of Python, and the operating system.
    packages : dict
        Name and version of what the lessons use.
    cores, threads : int
        Processor cores, and how many threads each lesson may use for arithmetic.
    memory_limit : int
        Bytes that each lesson may use.
    """

    python: str
    system: str
    packages: dict[str, str]
    cores: int
    threads: int
    memory_limit: int


class Report(BaseModel):
    """One run of many lessons.

    Parameters
    ----------
    started : datetime
        When the run began.
    seconds : float
        How long it has taken so far.
    profile : Profile
        ``fast`` or ``full``.
    solved : bool
        True when the solved copies ran.
    jobs : int
        How many lessons ran at a time.
    parameters : dict
        What was given besides the profile.
    interrupted : bool
        True when somebody stopped the run.
    environment : Environment
        Where it ran.
    lessons : list of LessonResult
        One for each lesson asked for, in order.
    """

    started: datetime
    seconds: float = 0.0
    profile: Profile
    solved: bool = False
    jobs: int
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    interrupted: bool = False
    environment: Environment
    lessons: list[LessonResult]

    @property
    def failures(self) -> list[LessonResult]:
        """The lessons that did not pass though they ran."""
        return [result for result in self.lessons if result.status.is_failure]

    @property
    def verdict(self) -> str:
        """The outcome in a few words."""
        passed = sum(result.status is Status.PASSED for result in self.lessons)
        count = f"{passed} of {len(self.lessons)} lessons passed"
        return f"Stopped early: {count}" if self.interrupted else count

    @property
    def exit_code(self) -> int:
        """130 after an interruption, 1 when a lesson failed, else 0."""
        return 130 if self.interrupted else int(bool(self.failures))

    def record(self, result: LessonResult) -> None:
        """Put a lesson's result in its place."""
        names = [known.lesson for known in self.lessons]
        self.lessons[names.index(result.lesson)] = result
        self.seconds = (datetime.now(UTC) - self.started).total_seconds()

    @classmethod
    def stands_in(cls, folder: Path) -> bool:
        """Say whether a folder holds the report of a run."""
        try:
            cls.model_validate_json((folder / "report.json").read_bytes())
        except (OSError, ValidationError):
            return False
        return True

    def write(self, folder: Path) -> Path:
        """Write ``report.json`` and ``report.html``, each whole or not at all, and return the path of the page."""
        page = folder / "report.html"
        atomic_write(folder / "report.json", self.model_dump_json(indent=2) + "\n")
        atomic_write(page, render(self))
        return page


def describe_environment(cores: int, threads: int, memory_limit: int) -> Environment:
    """Describe the machine, Python, and the packages that matter."""
    return Environment(
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()}, {platform.machine()}",
        packages=dict(_versions(PACKAGES)),
        cores=cores,
        threads=threads,
        memory_limit=memory_limit,
    )


def _versions(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield the packages that are installed, with their versions."""
    for name in names:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def plain(text: str) -> str:
    """Return a text without the codes that colour it in a terminal."""
    return _ANSI.sub("", text)
