"""From sources to the notebooks that are committed, and to their solved copies."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_utils.authoring.cells import Draft, solved, student
from course_utils.authoring.execute import CellFailure, execute
from course_utils.authoring.normalise import keep_unsteady, normalise, to_text, without_outputs
from course_utils.authoring.outputs import output_problems
from course_utils.authoring.problems import LessonError, Problem, shown
from course_utils.authoring.source import Lesson, find_sources, read_lesson
from course_utils.paths import atomic_write, learner_dir

#: The key that marks a solved copy in its notebook's metadata, below ``course``.
_SOLVED = "solved"


@dataclass(frozen=True)
class Built:
    """What came of one lesson.

    Attributes
    ----------
    notebook : Path
        The file.
    seconds : float
        How long its code ran; 0 when nothing had to be done.
    allowed : float
        How long its header says that it may run, in seconds.
    """

    notebook: Path
    seconds: float
    allowed: float


def notebook_of(source: Path) -> Path:
    """Return the notebook that is built from a source."""
    return source.parent.parent / f"{source.stem}.ipynb"


def build_lesson(source: Path, *, force: bool = False) -> Built:
    """Build a lesson's notebook, unless it already is what its source says.

    The code runs with ``FAST`` false, or true where the header says ``stored: fast``. A lesson that fails leaves the
    old notebook as it was.

    Parameters
    ----------
    source : Path
        ``notebooks/source/NN_name.md``.
    force : bool
        Build it in any case: what the notebook stores also depends on ``course_utils``.

    Raises
    ------
    LessonError
        With the file, the line and what to do.
    """
    lesson = read_lesson(source)
    target = notebook_of(source)
    allowed = _allowed(lesson)
    if not force and _difference(student(lesson), target) is None:
        return Built(target, 0.0, allowed)
    draft, seconds = _executed(lesson, student)
    if (stored := _stored(target)) is not None:
        keep_unsteady(draft.notebook, normalise(stored))
    atomic_write(target, to_text(draft.notebook))
    return Built(target, seconds, allowed)


def solved_copy_of(source: Path, folder: Path) -> Path:
    """Return where a lesson's solved copy goes.

    Parameters
    ----------
    source : Path
        ``notebooks/source/NN_name.md``.
    folder : Path
        The folder of the solved copies.

    Raises
    ------
    ValueError
        If the lessons or the learner's copies are in this folder, or something else has the copy's name.
    """
    if folder.resolve() in (source.parent.parent.resolve(), learner_dir().resolve()):
        raise ValueError(f"{folder} is where the lessons or your own copies are. Choose another folder with --to.")
    target = folder / notebook_of(source).name
    if target.exists() and not _is_solved_copy(target):
        raise ValueError(f"{target} is not a solved copy, and would be replaced. Choose another folder with --to.")
    return target


def solve_lesson(source: Path, folder: Path) -> Built:
    """Write a lesson's solved copy, executed; every check in it has passed.

    Parameters
    ----------
    source : Path
        ``notebooks/source/NN_name.md``.
    folder : Path
        Where the copy goes.

    Raises
    ------
    LessonError
        If the source is wrong, a cell fails, or a check does not accept its solution.
    ValueError
        If the copy would replace something else; see `solved_copy_of`.
    """
    target = solved_copy_of(source, folder)
    lesson = read_lesson(source)
    draft, seconds = _executed(lesson, solved)
    draft.notebook.metadata.course[_SOLVED] = True
    atomic_write(target, to_text(draft.notebook))
    return Built(target, seconds, _allowed(lesson))


def stale(folder: Path) -> list[str]:
    """Say which notebooks of a folder do not match their sources, without running anything.

    Parameters
    ----------
    folder : Path
        The folder of the notebooks.

    Returns
    -------
    list of str
        One line for each difference: file, line and what to do. Empty when all is as it should be.
    """
    sources = find_sources(folder=folder)
    found = []
    for source in sources:
        try:
            difference = _difference(student(read_lesson(source)), notebook_of(source))
        except LessonError as error:
            found.append(str(error))
            continue
        if difference:
            found.append(f"{shown(source)}:{difference.line}: {difference.message}")
    strangers = set((folder / "source").glob("*.md")) - set(sources)
    found += [f"{shown(path)}: is no lesson's name: call it NN_title.md." for path in sorted(strangers)]
    orphans = set(folder.glob("*.ipynb")) - {notebook_of(source) for source in sources}
    found += [f"{shown(path)}: has no source: delete it, or write source/{path.stem}.md." for path in sorted(orphans)]
    return found


def _allowed(lesson: Lesson) -> float:
    seconds = lesson.header.seconds
    return seconds.fast if lesson.header.stored == "fast" else seconds.full


def _executed(lesson: Lesson, convert: Callable[[Lesson], Draft]) -> tuple[Draft, float]:
    """Convert a lesson and run it; return it normalised, with the seconds that it took."""
    draft = convert(lesson)
    started = time.perf_counter()
    folder = lesson.path.parent.parent
    fast = lesson.header.stored == "fast"
    try:
        execute(draft.notebook, folder, seconds=_allowed(lesson), fast=fast, graded=convert is solved)
    except CellFailure as failure:
        raise LessonError(lesson.path, [_told(failure, draft)]) from failure
    seconds = time.perf_counter() - started
    result = Draft(normalise(draft.notebook), draft.origins)
    if problems := output_problems(result, lesson.cells, student=convert is student):
        raise LessonError(lesson.path, problems)
    return result, seconds


def _told(failure: CellFailure, draft: Draft) -> Problem:
    cell = draft.notebook.cells[failure.cell]
    graded = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    what = f"The check of exercise {graded.removeprefix('check-')!r}" if graded.startswith("check-") else "This cell"
    return Problem(
        draft.line(failure.cell, failure.line), f"{what} (cell {failure.cell + 1}) stopped the lesson: {failure}"
    )


def _difference(draft: Draft, target: Path) -> Problem | None:
    """Return the first place where a notebook is not what its source says, None where it is."""
    if not target.exists():
        return Problem(1, f"{target.name} is missing: run course build.")
    stored = _stored(target)
    if stored is None:
        return Problem(1, f"{target.name} is not a readable notebook: run course build.")
    if place := _first_difference(draft, without_outputs(stored)):
        return place
    if to_text(normalise(stored)) != target.read_text(encoding="utf-8"):
        return Problem(1, f"{target.name} was changed by another program: run course build.")
    return None


def _stored(target: Path) -> NotebookNode | None:
    """Return the notebook that a file holds, None where it holds none."""
    try:
        stored = nbformat.reads(target.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(stored)
    except (FileNotFoundError, ValueError, AttributeError, nbformat.ValidationError):
        return None
    return stored


def _is_solved_copy(target: Path) -> bool:
    stored = _stored(target) if target.is_file() else None
    about = stored.metadata.get("course") if stored is not None else None
    return isinstance(about, dict) and about.get(_SOLVED) is True


def _first_difference(draft: Draft, stored: NotebookNode) -> Problem | None:
    wanted = without_outputs(draft.notebook)
    for index, (ours, theirs) in enumerate(zip(wanted.cells, stored.cells, strict=False)):
        if ours != theirs:
            return Problem(
                draft.line(index), f"The notebook differs from here on (cell {index + 1}): run course build."
            )
    if len(wanted.cells) != len(stored.cells):
        return Problem(1, f"The notebook has {len(stored.cells)} cells, not {len(wanted.cells)}: run course build.")
    if wanted.metadata != stored.metadata:
        return Problem(1, "The notebook's header is another one: run course build.")
    return None
