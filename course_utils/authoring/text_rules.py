"""Rules about a lesson's header, its order and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from course_utils.authoring.problems import Problem
from course_utils.authoring.rules import ARCS, NEXT_HEADING, Arc, rule
from course_utils.authoring.source import Lesson, Line, unfenced
from course_utils.authoring.syllabus import SYLLABUS, file_stem

#: Words that one reads in a minute of a lesson: below is a lesson that says too little, above one that is a book.
_WORDS_PER_MINUTE = (10, 80)

#: Code and formulas inside a line: what looks like a link there is none.
_VERBATIM = re.compile(r"(`+).*?\1|\$[^$]+\$")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|^\s*\[[^\]]+\]:\s*(\S+)|(?:href|src)=[\"']([^\"']+)")
_IMAGE = re.compile(r"!\[([^\]]*)\]|<img\b([^>]*)>")
_HTML_ALT = re.compile(r"alt=[\"']([^\"']*)[\"']")


@dataclass(frozen=True)
class Heading:
    """A heading in a lesson's text."""

    level: int
    title: str
    line: int


def prose(lesson: Lesson) -> Iterator[Line]:
    """Yield the lines of text of a lesson, without blocks of code."""
    for cell in lesson.cells:
        if cell.kind != "markdown":
            continue
        yield from unfenced(cell.lines)


def headings(lesson: Lesson) -> list[Heading]:
    """Return the headings that the author wrote, in order."""
    found = []
    for line in prose(lesson):
        if match := re.match(r"(#{1,6})\s+(.*?)\s*#*$", line.text):
            found.append(Heading(len(match[1]), match[2], line.number))
    return found


@rule("error")
def title_of_syllabus(lesson: Lesson) -> Iterator[Problem]:
    """Title and file name are those of the syllabus: other lessons link to them."""
    header = lesson.header
    if header.title != SYLLABUS[header.lesson]:
        yield Problem(1, f"Lesson {header.lesson} is called {SYLLABUS[header.lesson]!r} in the syllabus.")
    if lesson.path.stem != file_stem(header.lesson):
        yield Problem(1, f"Name this file {file_stem(header.lesson)}.md.")


@rule("error")
def prerequisites_come_before(lesson: Lesson) -> Iterator[Problem]:
    """Prerequisites are earlier lessons, each named once."""
    numbers = lesson.header.prerequisites
    for number in numbers:
        if number >= lesson.header.lesson:
            yield Problem(1, f"Lesson {number} does not come before lesson {lesson.header.lesson}: take it out.")
    if len(set(numbers)) < len(numbers):
        yield Problem(1, "Name each prerequisite once.")


@rule("error")
def next_comes_after(lesson: Lesson) -> Iterator[Problem]:
    """The lesson to go on with is a later one."""
    number = lesson.header.next
    if number is not None and number <= lesson.header.lesson:
        yield Problem(1, f"next: lesson {number} does not come after lesson {lesson.header.lesson}.")


@rule("error")
def opening_says_why(lesson: Lesson) -> Iterator[Problem]:
    """Before anything runs, a few sentences say why the question matters."""
    first = lesson.cells[0] if lesson.cells else None
    if first is None or first.kind != "markdown" or first.text.startswith("#"):
        yield Problem(
            first.line if first else 1, "Begin with a cell of text, without a heading: why the question matters."
        )


@rule("error")
def arc(lesson: Lesson) -> Iterator[Problem]:
    """The level-2 headings are those of the arc, in its order."""
    wanted = ARCS[lesson.header.kind]
    titled = [heading for heading in headings(lesson) if heading.level == 2]
    yield from _fixed_headings(titled, wanted)
    yield from _turns(titled, wanted)


def _fixed_headings(titled: list[Heading], wanted: Arc) -> Iterator[Problem]:
    titles = [heading.title for heading in titled]
    end = titled[-1].line if titled else 1
    for title in wanted.headings:
        if title not in titles and title not in wanted.optional:
            yield Problem(end, f'The section "## {title}" is missing.')
    order = [(wanted.headings.index(heading.title), heading) for heading in titled if heading.title in wanted.headings]
    for (before, first), (after, second) in pairwise(order):
        if after < before:
            yield Problem(second.line, f'"{second.title}" comes before "{first.title}" in a lesson.')
    for heading in titled:
        if heading.title == NEXT_HEADING:
            yield Problem(heading.line, f'The build writes "## {NEXT_HEADING}": take it out.')


def _turns(titled: list[Heading], wanted: Arc) -> Iterator[Problem]:
    fixed = (*wanted.headings, NEXT_HEADING)
    turns = [heading for heading in titled if heading.title not in fixed]
    least, most = wanted.turns
    if not least <= len(turns) <= most:
        yield Problem(
            turns[0].line if turns else 1, f"A lesson has {least} to {most} turns; this one has {len(turns)}."
        )
    first = max((heading.line for heading in titled if heading.title in wanted.opening), default=0)
    last = min((heading.line for heading in titled if heading.title in wanted.closing), default=10**9)
    for heading in turns:
        if not first < heading.line < last:
            yield Problem(heading.line, f'"{heading.title}" is no heading of the arc; a turn stands in the middle.')


@rule("error")
def heading_order(lesson: Lesson) -> Iterator[Problem]:
    """Headings go down one level at a time, and no two sections share a title."""
    level, seen = 1, set()
    for heading in headings(lesson):
        if heading.level == 1:
            yield Problem(heading.line, "The build writes the title: take this heading out or use ##.")
        elif heading.level > level + 1:
            yield Problem(heading.line, f"This heading skips a level: use {'#' * (level + 1)}.")
        if heading.level == 2 and heading.title in seen:
            yield Problem(heading.line, f"A second section is called {heading.title!r}: give it a title of its own.")
        seen.add(heading.title)
        level = heading.level


@rule("error")
def alt_text(lesson: Lesson) -> Iterator[Problem]:
    """A picture in the text has words that say what it shows."""
    for line in prose(lesson):
        for match in _IMAGE.finditer(_VERBATIM.sub("", line.text)):
            html = _HTML_ALT.search(match[2] or "")
            words = match[1] or (html[1] if html else "")
            if len(words.split()) < 3:
                yield Problem(line.number, "Say in the picture's alt text, in three words or more, what it shows.")


@rule("error")
def links_resolve(lesson: Lesson) -> Iterator[Problem]:
    """A link leads to a heading of the lesson, a file of the repository, or the web."""
    anchors = {heading.title.replace(" ", "-") for heading in headings(lesson)}
    for line in prose(lesson):
        for match in _LINK.finditer(_VERBATIM.sub("", line.text)):
            target = next(group for group in match.groups() if group)
            if target.startswith("#"):
                if target[1:] not in anchors:
                    yield Problem(line.number, f"No heading of this lesson has the anchor {target}.")
            elif not re.match(r"(https?|mailto):", target) and not _resolves(target.partition("#")[0], lesson):
                yield Problem(line.number, f"{target} leads to no file of the repository (seen from notebooks/).")


def _resolves(target: str, lesson: Lesson) -> bool:
    """Tell whether a relative link from a notebook leads to a file of the repository."""
    folder = lesson.path.parent.parent.resolve()
    if Path(target).is_absolute():
        return False
    path = (folder / target).resolve()
    source = folder / "source" / f"{path.stem}.md"
    exists = source.exists() if path.parent == folder and path.suffix == ".ipynb" else path.exists()
    return exists and path.is_relative_to(folder.parent)


@rule("warning")
def cell_count(lesson: Lesson) -> Iterator[Problem]:
    """A lesson has as many cells with code as one hour holds. Text is counted by its words."""
    least, most = ARCS[lesson.header.kind].cells
    cells = sum(cell.kind == "code" for cell in lesson.cells)
    if not least <= cells <= most:
        yield Problem(1, f"The lesson has {cells} cells with code; {least} to {most} are right for its kind.")


@rule("warning")
def word_count(lesson: Lesson) -> Iterator[Problem]:
    """A lesson has as many words as its minutes allow."""
    words = sum(len(line.text.split()) for line in prose(lesson))
    least, most = (rate * lesson.header.minutes for rate in _WORDS_PER_MINUTE)
    if not least <= words <= most:
        yield Problem(1, f"{words} words for {lesson.header.minutes} minutes; {least} to {most} are right.")
