"""What is wrong in a lesson's source, with the line to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course_utils.paths import repository_root


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: the line of the source (from 1) and a sentence that says what to do."""

    line: int
    message: str


class LessonError(Exception):
    """A lesson cannot be built; the text has one ``file:line: what to do`` for each problem.

    Parameters
    ----------
    path : Path
        The lesson's source.
    problems : iterable of Problem
        At least one.
    """

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = sorted(set(problems))
        super().__init__("\n".join(f"{shown(path)}:{p.line}: {p.message}" for p in self.problems))


def shown(path: Path) -> str:
    """Return a path as messages show it: relative to the repository where it lies inside."""
    path = path.resolve()
    root = repository_root()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
