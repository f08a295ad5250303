"""From a lesson's source to the cells of its notebook: tags, exercises, ids, first and last cell."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_utils.authoring.header import LessonHeader
from course_utils.authoring.markers import (
    NOT_A_SECRET,
    SOLUTION,
    leak_problems,
    marker_problems,
    solved_lines,
    student_lines,
)
from course_utils.authoring.problems import LessonError, Problem
from course_utils.authoring.source import Cell, Lesson, Line, joined, read_lesson
from course_utils.authoring.syllabus import SYLLABUS, slug, successor

#: Tags of code cells, and what each is for. Anything else stops the build; cells of text have none.
TAGS = {
    "parameters": "the cell with SEED and FAST, whose values `course run` may replace",
    "exercise": "the learner writes here; metadata `name`; holds a solution between markers",
    "check": "checks the exercise of the same `name`; metadata `points`; may hold hidden tests",
    "widget": "shows an explorer: the build asks for its still picture and its sentence",
    "hide-input": "JupyterLab folds the code away; for cells whose code teaches nothing",
    "raises-exception": "the cell is meant to raise, and the lesson goes on",
    "nbval-ignore-output": "what it prints may differ from run to run (times), so that tests do not compare it",
}

#: Written into every notebook, so that no detail of the author's machine is.
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}

_ID_LENGTH = 40


@dataclass(frozen=True)
class Draft:
    """A notebook that has not been executed, and where each of its lines comes from.

    Attributes
    ----------
    notebook : NotebookNode
    origins : tuple of tuple of int
        For each cell, the source line (from 1) of each of its lines.
    """

    notebook: NotebookNode
    origins: tuple[tuple[int, ...], ...]

    def line(self, cell: int, line: int = 1) -> int:
        """Return the source line of a line (from 1) of the cell with an index."""
        numbers = self.origins[cell]
        return numbers[min(line, len(numbers)) - 1]


def student(lesson: Lesson) -> Draft:
    """Return the notebook that a learner opens, not executed.

    Raises
    ------
    LessonError
        If the source breaks a rule that the conversion relies on; all such places are listed.
    """
    return _draft(lesson, student_lines)


def solved(lesson: Lesson) -> Draft:
    """Return the notebook with every solution and hidden test in place, not executed.

    Raises
    ------
    LessonError
        If the source breaks a rule that the conversion relies on; all such places are listed.
    """
    return _draft(lesson, _published_lines)


def _published_lines(cell: Cell) -> tuple[Line, ...]:
    """Return a cell's solved lines without what an author tells the build alone."""
    return tuple(
        Line(line.number, line.text.removesuffix(NOT_A_SECRET).rstrip()) if line.text.endswith(NOT_A_SECRET) else line
        for line in solved_lines(cell)
    )


def solve(source: Path) -> NotebookNode:
    """Return the solved notebook of a source, not executed: ``solved(read_lesson(source)).notebook``."""
    return solved(read_lesson(source)).notebook


def source_problems(lesson: Lesson) -> list[Problem]:
    """Return everything in a lesson's source that stops its build."""
    found = [problem for cell in lesson.cells for problem in marker_problems(cell)]
    found += [problem for cell in lesson.cells for problem in _cell_problems(cell)]
    found += _pair_problems(lesson)
    # Regions that are not closed would make every line look like a solution, or none parse.
    return found or [*leak_problems(lesson.cells), *_syntax_problems(lesson.cells)]


def _cell_problems(cell: Cell) -> Iterator[Problem]:
    for tag in cell.tags:
        if cell.kind == "markdown":
            yield Problem(cell.line, f"A cell of text has no tags; take {tag!r} away.")
        elif tag not in TAGS:
            yield Problem(cell.line, f"Unknown tag {tag!r}; known are: {', '.join(TAGS)}.")
    graded = {"exercise", "check"} & set(cell.tags)
    if len(graded) == 2:
        yield Problem(cell.line, "A cell is either an exercise or its check: make two cells of it.")
    if graded and cell.name is None:
        yield Problem(cell.line, "Give this cell a name (:name: sigmoid), the same for the exercise and its check.")
    if not graded and (cell.name or cell.points):
        yield Problem(cell.line, "name and points belong to cells with the tag exercise or check.")
    if graded == {"check"} and cell.points is None:
        yield Problem(cell.line, "Say what this check is worth (:points: 1).")
    if graded == {"exercise"} and cell.points is not None:
        yield Problem(cell.line, "points belong to the check, not to the exercise.")
    if graded == {"exercise"} and SOLUTION.begin not in (line.text.strip() for line in cell.lines):
        yield Problem(cell.line, f"This exercise has no solution: put one between {SOLUTION.begin} and {SOLUTION.end}.")


def _pair_problems(lesson: Lesson) -> Iterator[Problem]:
    exercises, checks = lesson.tagged("exercise"), lesson.tagged("check")
    for tag, cells in (("exercise", exercises), ("check", checks)):
        first: dict[str, Cell] = {}
        for cell in cells:
            if cell.name in first:
                yield Problem(
                    cell.line, f"A second {tag} named {cell.name!r}; the first is on line {first[cell.name].line}."
                )
            elif cell.name:
                first[cell.name] = cell
    starts = {cell.name: cell.line for cell in exercises}
    for cell in exercises:
        if cell.name not in {check.name for check in checks}:
            yield Problem(cell.line, f"The exercise {cell.name!r} has no check: add a check cell with the same name.")
    for cell in checks:
        if cell.name not in starts:
            yield Problem(cell.line, f"The check {cell.name!r} has no exercise: no exercise cell has this name.")
        elif cell.line < starts[cell.name]:
            yield Problem(cell.line, f"The check {cell.name!r} stands before its exercise; put it after.")


def _syntax_problems(cells: Sequence[Cell]) -> Iterator[Problem]:
    """Find code that does not parse, with the solutions in place or with the stubs."""
    for cell in cells:
        if cell.kind != "code":
            continue
        for lines, which in ((solved_lines(cell), ""), (student_lines(cell), " once the solution is taken out")):
            if problem := _syntax_problem(lines, which):
                yield problem
                break


def _syntax_problem(lines: Sequence[Line], which: str) -> Problem | None:
    if magic := next((line for line in lines if line.text.lstrip().startswith(("%", "!"))), None):
        return Problem(magic.number, "Lessons are plain Python: no % or ! commands.")
    try:
        ast.parse(joined(lines))
    except SyntaxError as error:
        place = min(error.lineno or 1, len(lines)) - 1
        return Problem(lines[place].number, f"This is not valid Python{which}: {error.msg}.")
    return None


def _draft(lesson: Lesson, transform: Callable[[Cell], tuple[Line, ...]]) -> Draft:
    if problems := source_problems(lesson):
        raise LessonError(lesson.path, problems)
    written = [(cell, transform(cell)) for cell in lesson.cells]
    # A check that holds nothing but hidden tests keeps its place.
    nodes = [_title_cell(lesson)] + [_node(cell, lines) for cell, lines in written] + [_next_cell(lesson)]
    origins = [(1,)] + [tuple(line.number for line in lines) or (cell.line,) for cell, lines in written] + [(1,)]
    _name_cells(nodes)
    metadata = {**NOTEBOOK_METADATA, "course": lesson.header.model_dump(mode="json")}
    notebook = new_notebook(cells=nodes, metadata=metadata, nbformat_minor=5)
    return Draft(notebook, tuple(origins))


def _node(cell: Cell, lines: Sequence[Line]) -> NotebookNode:
    if cell.kind == "markdown":
        return new_markdown_cell(joined(lines))
    metadata: dict[str, object] = {}
    if cell.tags:
        metadata["tags"] = list(cell.tags)
    if "hide-input" in cell.tags:
        metadata["jupyter"] = {"source_hidden": True}
    if "exercise" in cell.tags:
        metadata["nbgrader"] = _nbgrader(f"{cell.name}", solution=True)
    if "check" in cell.tags:
        metadata["nbgrader"] = _nbgrader(f"check-{cell.name}", solution=False) | {"points": cell.points}
    return new_code_cell(joined(lines), metadata=metadata)


def _nbgrader(grade_id: str, solution: bool) -> dict[str, object]:
    return {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": not solution,
        "solution": solution,
        "locked": not solution,
        "task": False,
        "cell_type": "code",
    }


def _name_cells(nodes: Sequence[NotebookNode]) -> None:
    """Give every cell an id that depends on nothing but its name, or its place under the nearest heading.

    So a changed sentence keeps its cell's id, and a new cell moves no id outside its own section.
    """
    section = "title"
    used: set[str] = set()
    for node in nodes:
        if node.cell_type == "markdown" and node.source.startswith("## "):
            section = slug(node.source.splitlines()[0])[:_ID_LENGTH].strip("-") or "section"
        grade_id = node.metadata.get("nbgrader", {}).get("grade_id")
        base = slug(grade_id)[:_ID_LENGTH] if grade_id else section
        node["id"] = next(name for name in chain([base], (f"{base}-{n}" for n in count(2))) if name not in used)
        used.add(node["id"])


def _title_cell(lesson: Lesson) -> NotebookNode:
    header = lesson.header
    objectives = "\n".join(f"- {objective}" for objective in header.objectives)
    return new_markdown_cell(
        f"# {header.lesson} · {header.title}\n\n"
        f"**{header.question}**\n\n"
        f"You need about {header.minutes} minutes{_needs(lesson)}. When you have finished, you can\n\n"
        f"{objectives}"
    )


def _needs(lesson: Lesson) -> str:
    numbers = lesson.header.prerequisites
    if not numbers:
        return " and no earlier lesson"
    links = [link(number, lesson.path.parent) for number in numbers]
    return f" and what {_enumerated(links)} taught you"


def _enumerated(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _next_cell(lesson: Lesson) -> NotebookNode:
    number = next_lesson(lesson.header)
    if number is None:
        return new_markdown_cell("## Next\n\nThis is the last lesson of the course.")
    return new_markdown_cell(f"## Next\n\nGo on with {link(number, lesson.path.parent)}.")


def next_lesson(header: LessonHeader) -> str | None:
    """Return the number of the lesson to go on with, None after the last one."""
    return header.next or successor(header.lesson)


def link(number: str, sources: Path) -> str:
    """Return a Markdown link to a lesson's notebook, or its name in words while its source is not written.

    Parameters
    ----------
    number : str
        The lesson's number.
    sources : Path
        The folder of the sources.
    """
    name = f"{number} · {SYLLABUS[number]}"
    written = next(iter(sorted(sources.glob(f"{number}_*.md"))), None)
    return f"[{name}]({written.stem}.ipynb)" if written else f"*{name}* (not written yet)"
