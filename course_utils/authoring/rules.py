"""The registry of lint rules, and the arc that lessons follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from course_utils.authoring.problems import Problem
from course_utils.authoring.source import Lesson

Severity = Literal["error", "warning"]
Check = Callable[[Lesson], Iterator[Problem]]


@dataclass(frozen=True)
class Rule:
    """A rule: its name, whether breaking it fails the lint, and the function that finds where it is broken."""

    name: str
    severity: Severity
    check: Check


#: Every rule, in the order in which findings are listed.
RULES: list[Rule] = []


def rule(severity: Severity) -> Callable[[Check], Check]:
    """Return a decorator that registers a rule under its function's name, with hyphens."""

    def register(check: Check) -> Check:
        RULES.append(Rule(check.__name__.replace("_", "-"), severity, check))
        return check

    return register


@dataclass(frozen=True)
class Arc:
    """The order of a lesson's level-2 headings, and how many cells with code it has.

    The turns, whose titles are free, stand between ``opening`` and ``closing``. The build itself adds the title before
    and "Next" after all of them.
    """

    opening: tuple[str, ...]
    turns: tuple[int, int]
    closing: tuple[str, ...]
    optional: frozenset[str]
    cells: tuple[int, int]

    @property
    def headings(self) -> tuple[str, ...]:
        """The fixed headings, in order."""
        return self.opening + self.closing


#: For each `kind` in a lesson's header, its arc.
ARCS = {
    "lesson": Arc(
        opening=("Warm-up",),
        turns=(3, 6),
        closing=(
            "Myth check",
            "Find the bug",
            "From scratch beside the library",
            "The mask ladder",
            "Quiz",
            "Summary",
            "Further reading",
        ),
        optional=frozenset({"Find the bug"}),
        cells=(8, 45),
    ),
    "introduction": Arc(
        opening=(),
        turns=(3, 8),
        closing=("Summary", "Further reading"),
        optional=frozenset({"Further reading"}),
        cells=(6, 25),
    ),
}

#: The heading of the last cell, which the build writes.
NEXT_HEADING = "Next"
