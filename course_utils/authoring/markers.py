"""Solutions and hidden tests: the regions between markers, and what a learner gets in their place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from course_utils.authoring.problems import Problem
from course_utils.authoring.source import Cell, Line

#: What stands in a learner's copy where the solution stood ...
STUB = ("# Your code here", "...")

#: ... unless the solution holds lines that begin with this: then they stand there, without it.
OWN_STUB = "#|"

#: A solution line that ends with this comment may stand elsewhere in the lesson as well.
NOT_A_SECRET = "# not a secret"

#: Shorter lines (counted without spaces) are what any solution would say.
_SECRET_LENGTH = 16


@dataclass(frozen=True)
class Region:
    """A kind of region: the words of its markers and the tag of the cells in which it may stand."""

    words: str
    tag: str

    @property
    def begin(self) -> str:
        """The line that opens it."""
        return f"### BEGIN {self.words}"

    @property
    def end(self) -> str:
        """The line that closes it."""
        return f"### END {self.words}"


SOLUTION = Region("SOLUTION", "exercise")
HIDDEN_TESTS = Region("HIDDEN TESTS", "check")
_REGIONS = (SOLUTION, HIDDEN_TESTS)
_MARKERS = tuple(marker for region in _REGIONS for marker in (region.begin, region.end))


def marker_problems(cell: Cell) -> Iterator[Problem]:
    """Find markers that are misspelt, misplaced, nested or left open in one cell."""
    opened: tuple[Region, Line] | None = None
    for line in cell.lines:
        if line.text.strip() not in _MARKERS:
            yield from _typo_problems(line, cell)
            if _is_own_stub(line) and cell.kind == "code" and (opened is None or opened[0] != SOLUTION):
                yield Problem(line.number, f"{OWN_STUB} begins a line of the learner's stub, inside a solution only.")
            continue
        region, begins = _parse(line)
        if region.tag not in cell.tags or cell.kind != "code":
            yield Problem(line.number, f"{line.text.strip()} belongs in a code cell with the tag {region.tag}.")
        elif begins and opened:
            yield Problem(line.number, f"This begins inside the region of line {opened[1].number}; close that first.")
        elif begins:
            opened = (region, line)
        elif opened is None or opened[0] != region:
            yield Problem(line.number, f"{region.end} without {region.begin} before it.")
        else:
            yield from _body_problems(cell, opened[1], line)
            opened = None
    if opened:
        yield Problem(opened[1].number, f"{opened[0].begin} is never closed: add {opened[0].end} to this cell.")


def _parse(marker: Line) -> tuple[Region, bool]:
    """Return the region that a marker belongs to, and whether it opens it."""
    text = marker.text.strip()
    return next((region, text == region.begin) for region in _REGIONS if text in (region.begin, region.end))


def _body_problems(cell: Cell, begin: Line, end: Line) -> Iterator[Problem]:
    if _indentation(begin.text) != _indentation(end.text):
        yield Problem(end.number, f"Indent this marker like the one of line {begin.number}.")
    body = [line for line in cell.lines if begin.number < line.number < end.number]
    if not any(line.text.strip() and not _is_own_stub(line) for line in body):
        yield Problem(begin.number, "The region is empty.")


def _typo_problems(line: Line, cell: Cell) -> Iterator[Problem]:
    """Find lines that nearly are a marker, or hold one beside other text."""
    comment = line.text.partition("#")[2] if cell.kind == "code" else line.text
    words = " ".join(re.findall(r"[A-Za-z]+", comment)).upper()
    for marker in _MARKERS:
        plain = marker.strip("# ")
        beside = plain in line.text
        if beside or difflib.SequenceMatcher(None, words, plain).ratio() >= 0.85:
            yield Problem(line.number, f"If this is a marker, write it alone on its line, exactly: {marker}")
            return


def _indentation(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def student_lines(cell: Cell) -> tuple[Line, ...]:
    """Return a cell's lines as a learner gets them: stubs for solutions, nothing for hidden tests."""
    kept: list[Line] = []
    inside = False
    for index, line in enumerate(cell.lines):
        if line.text.strip() == SOLUTION.begin:
            kept.extend(_stub(cell.lines[index:]))
        if line.text.strip() in _MARKERS:
            inside = _parse(line)[1]
        elif not inside:
            kept.append(line)
    return _trimmed(kept)


def _stub(lines: Sequence[Line]) -> list[Line]:
    """Return what a learner gets for the solution that begins with the first of these lines."""
    body = takewhile(lambda line: line.text.strip() != SOLUTION.end, lines)
    own = [
        Line(line.number, _indentation(line.text) + line.text.strip().removeprefix(OWN_STUB).removeprefix(" "))
        for line in body
        if _is_own_stub(line)
    ]
    return own or [Line(lines[0].number, _indentation(lines[0].text) + text) for text in STUB]


def _is_own_stub(line: Line) -> bool:
    return line.text.lstrip().startswith(OWN_STUB)


def solved_lines(cell: Cell) -> tuple[Line, ...]:
    """Return a cell's lines with everything in place, without markers and stubs."""
    return _trimmed([line for line in cell.lines if line.text.strip() not in _MARKERS and not _is_own_stub(line)])


def region_lines(cell: Cell) -> tuple[Line, ...]:
    """Return the lines that a learner does not get."""
    shown = {line.number for line in student_lines(cell)}
    return tuple(line for line in solved_lines(cell) if line.number not in shown)


def _trimmed(lines: list[Line]) -> tuple[Line, ...]:
    """Drop the blank lines that a removed region leaves at the end of a cell."""
    while lines and not lines[-1].text.strip():
        lines.pop()
    return tuple(lines)


def secrets(cells: Sequence[Cell]) -> dict[str, tuple[Cell, Line]]:
    """Return the lines of solutions and hidden tests that must not be read elsewhere.

    Returns
    -------
    dict
        From the line without its spaces and comment to its cell and itself. Short lines, lines that open a block and
        lines without an operator or a call are left out, and so are those that end with ``NOT_A_SECRET``.
    """
    found: dict[str, tuple[Cell, Line]] = {}
    for cell in cells:
        for line in region_lines(cell):
            code = _squeezed(line.text.partition("#")[0])
            telling = len(code) >= _SECRET_LENGTH and not code.endswith(":") and re.search(r"[-+*/@(\[]", code)
            if telling and not line.text.endswith(NOT_A_SECRET):
                found[code] = (cell, line)
    return found


def leak_problems(cells: Sequence[Cell]) -> Iterator[Problem]:
    """Find solution lines that a learner can read in another cell."""
    hidden = secrets(cells)
    for cell in cells:
        for line in student_lines(cell):
            for origin, secret in leaks(line.text, hidden):
                if origin is not cell:
                    yield Problem(
                        line.number,
                        f"This gives away the solution's line {secret.number} ({secret.text.strip()}). Change one, "
                        f"or end the solution's line with {NOT_A_SECRET}.",
                    )


def leaks(text: str, hidden: dict[str, tuple[Cell, Line]]) -> list[tuple[Cell, Line]]:
    """Return the secrets that stand in a text, however it is spaced."""
    squeezed = _squeezed(text)
    return [origin for code, origin in hidden.items() if code in squeezed]


def _squeezed(text: str) -> str:
    return "".join(text.split())
