"""What a program can see of the things that every lesson has, read from its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# Importing them registers their rules.
from course_utils.authoring import code_rules, text_rules  # noqa: F401
from course_utils.authoring.cells import source_problems
from course_utils.authoring.problems import LessonError, Problem, shown
from course_utils.authoring.rules import RULES, Severity
from course_utils.authoring.source import read_lesson


@dataclass(frozen=True)
class Finding:
    """A place where a lesson breaks a rule."""

    rule: str
    severity: Severity
    file: str
    line: int
    message: str


def lint_lesson(path: Path) -> list[Finding]:
    """Return where a lesson's source breaks a rule.

    Parameters
    ----------
    path : Path
        ``notebooks/source/NN_name.md``. Nothing is executed.

    Returns
    -------
    list of Finding
        By line. What would stop the build comes under the rule ``source``, and alone: the other rules need a source
        that can be converted.
    """
    try:
        lesson = read_lesson(path)
    except LessonError as error:
        return _findings("source", "error", path, error.problems)
    if problems := source_problems(lesson):
        return _findings("source", "error", path, problems)
    found = [f for rule in RULES for f in _findings(rule.name, rule.severity, path, rule.check(lesson))]
    return sorted(found, key=lambda finding: finding.line)


def _findings(rule: str, severity: Severity, path: Path, problems: Iterable[Problem]) -> list[Finding]:
    return [Finding(rule, severity, shown(path), problem.line, problem.message) for problem in sorted(set(problems))]
