"""What to run: lessons found, parameters checked against them, limits set, before anything starts."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from pydantic import BaseModel, ConfigDict

Parameter = bool | int | float | str

LESSON_PATTERN = "[0-9][0-9]_*.ipynb"

#: A lesson may take this many times the seconds that it announces, and never less than the floor: machines differ.
SLACK = 4.0
FLOOR_SECONDS = 60.0

#: The share of a lesson's limit that one cell may use up. Below 1, so that the cell is stopped first, and by name.
CELL_SHARE = 0.8


class UsageError(ValueError):
    """A request that cannot be run, found out before anything started."""


class Profile(StrEnum):
    """How much work the lessons do: ``fast`` for automation, ``full`` as a learner runs them."""

    FAST = "fast"
    FULL = "full"


#: Seconds for a lesson that does not announce any.
DEFAULT_SECONDS = {Profile.FAST: 300.0, Profile.FULL: 3600.0}


class Limits(BaseModel):
    """What one lesson may use up.

    Parameters
    ----------
    cell : float
        Seconds for one cell.
    lesson : float
        Seconds for the whole lesson, the start of its kernel included.
    memory : int
        Bytes of resident memory for the lesson's processes together.
    """

    model_config = ConfigDict(frozen=True)

    cell: float
    lesson: float
    memory: int


class Job(BaseModel):
    """One lesson to run, ready to be handed to a worker as JSON.

    Parameters
    ----------
    lesson : str
        The notebook's name without its ending, such as ``02_logistic_regression``.
    title : str
        The lesson's heading.
    notebook : Path
        The notebook to execute. It is only read.
    output : Path
        Where the executed notebook goes, also when the lesson fails.
    log : Path
        Where the worker's messages go.
    parameters : dict
        Values for names in the notebook's ``parameters`` cell.
    limits : Limits
        What the lesson may use up.
    cells : int
        How many code cells it has.
    """

    model_config = ConfigDict(frozen=True)

    lesson: str
    title: str
    notebook: Path
    output: Path
    log: Path
    parameters: dict[str, Parameter]
    limits: Limits
    cells: int


def find_lessons(wanted: Sequence[str], folder: Path) -> list[Path]:
    """Find the notebooks that were asked for.

    Parameters
    ----------
    wanted : sequence of str
        Numbers (``2`` or ``02``), names (``02_logistic_regression``) or paths of notebooks. None means every lesson.
    folder : Path
        Where the lessons are.

    Returns
    -------
    list of Path
        Each notebook once, in the order asked for.

    Raises
    ------
    UsageError
        If one does not exist, or two have the same name.
    """
    lessons = sorted(folder.glob(LESSON_PATTERN))
    paths = list(dict.fromkeys(_find(name, lessons, folder) for name in wanted)) if wanted else lessons
    if not paths:
        raise UsageError(f"There is no lesson NN_name.ipynb in {folder}. `course build` makes them.")
    names = [path.stem for path in paths]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"Two of the notebooks are called {name}. Run them one after the other.")
    return paths


def _find(name: str, lessons: Sequence[Path], folder: Path) -> Path:
    """Return the one notebook that a number, a name or a path stands for."""
    if name.isdecimal():
        found = [path for path in lessons if int(path.name[:2]) == int(name)]
    else:
        found = [path for path in lessons if path.stem == name] or [Path(name)]
    if len(found) == 1 and found[0].suffix == ".ipynb" and found[0].is_file():
        return found[0].resolve()
    have = ", ".join(path.stem for path in lessons) or "none"
    raise UsageError(f"There is no lesson {name!r} in {folder}. There are: {have}.")


def parse_parameters(pairs: Sequence[str]) -> dict[str, Parameter]:
    """Read ``NAME=VALUE`` pairs; a value is a Python bool, int, float or string, and text without quotes is a string.

    Raises
    ------
    UsageError
        If a pair has no ``=`` or its name is not a Python name.
    """
    parameters: dict[str, Parameter] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"Expected NAME=VALUE, such as SEED=7, and got {pair!r}.")
        parameters[name] = _literal(text)
    return parameters


def _literal(text: str) -> Parameter:
    """Return the value that a text spells, or the text itself."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, Parameter) else text


def plan(
    notebooks: Sequence[Path],
    *,
    out: Path,
    scratch: Path,
    profile: Profile,
    parameters: dict[str, Parameter],
    memory: int,
    timeout: float | None = None,
    solve: Callable[[Path], NotebookNode] | None = None,
) -> list[Job]:
    """Turn notebooks into jobs, with every mistake that can be seen beforehand reported now.

    Parameters
    ----------
    notebooks : sequence of Path
        The lessons.
    out : Path
        The folder of the report, the executed notebooks and the logs.
    scratch : Path
        A folder for what is thrown away afterwards.
    profile : Profile
        Sets the parameter ``FAST`` and picks the seconds that a lesson announces.
    parameters : dict
        Further parameters. Each lesson must have every one of them.
    memory : int
        Bytes that one lesson may use.
    timeout : float, optional
        Seconds for each lesson instead of what it announces.
    solve : callable, optional
        Makes the solved notebook from ``source/NN_name.md``. With it, the solved copies are run.

    Returns
    -------
    list of Job
        One for each notebook, in the same order.

    Raises
    ------
    UsageError
        If a file is not a notebook, a parameter is unknown or of the wrong type, or an output would replace a lesson.
    """
    if timeout is not None and not _is_duration(timeout):
        raise UsageError(f"The limit of time must be a number of seconds, more than 0, and {timeout:g} was given.")
    parameters = {"FAST": profile is Profile.FAST, **parameters}
    jobs = []
    for path in notebooks:
        output = out / "notebooks" / path.name
        if output.resolve() == path.resolve():
            raise UsageError(f"The executed copy would replace {path}. Choose another folder with --out.")
        source = path if solve is None else _solved_copy(path, scratch, solve)
        notebook = read_notebook(source)
        check_parameters(path.stem, notebook, parameters)
        jobs.append(
            Job(
                lesson=path.stem,
                title=_title(notebook) or path.stem,
                notebook=source,
                output=output,
                log=out / "logs" / f"{path.stem}.log",
                parameters=parameters,
                limits=_limits(path.stem, notebook, profile, timeout, memory),
                cells=max(number_cells(notebook).values(), default=0),
            )
        )
    return jobs


def _solved_copy(path: Path, scratch: Path, solve: Callable[[Path], NotebookNode]) -> Path:
    """Write the solved copy of a lesson and return its path."""
    source = path.parent / "source" / f"{path.stem}.md"
    if not source.is_file():
        raise UsageError(f"Lesson {path.stem} has no solved copy: its source {source} does not exist.")
    solved = scratch / "solved" / path.name
    solved.parent.mkdir(parents=True, exist_ok=True)
    solved.write_text(nbformat.writes(solve(source)), encoding="utf-8", newline="\n")
    return solved


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook of format 4.

    Raises
    ------
    UsageError
        If the file is not one.
    """
    try:
        return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except (ValueError, AttributeError, KeyError, nbformat.ValidationError) as error:
        raise UsageError(f"{path} is not a notebook: {error}") from error


def number_cells(notebook: NotebookNode) -> dict[int, int]:
    """Number the code cells as JupyterLab does when it runs a fresh lesson from top to bottom.

    Parameters
    ----------
    notebook : NotebookNode
        With or without the cell of parameters that papermill puts in, which shares the number of the one before it.

    Returns
    -------
    dict
        From a cell's position in the file, counted from 0, to its number, counted from 1. Only for cells that run.
    """
    numbers: dict[int, int] = {}
    number = 0
    for position, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and cell.source.strip():
            number += "injected-parameters" not in cell.metadata.get("tags", [])
            numbers[position] = number
    return numbers


def check_parameters(lesson: str, notebook: NotebookNode, parameters: dict[str, Parameter]) -> None:
    """Make sure that the notebook has every parameter, with a value of the same type.

    Papermill only warns about an unknown name, and a lesson would then quietly run with its own value.

    Raises
    ------
    UsageError
        If it does not.
    """
    known = _parameters_of(notebook)
    for name, value in parameters.items():
        if name not in known:
            have = ", ".join(known) or "none (no cell is tagged `parameters`)"
            raise UsageError(f"Lesson {lesson} has no parameter {name!r}. It has: {have}.")
        default = known[name]
        if default is not None and not _same_kind(value, default):
            kind = type(default).__name__
            raise UsageError(f"Parameter {name} of lesson {lesson} takes {kind}, such as {default!r}, not {value!r}.")


def _parameters_of(notebook: NotebookNode) -> dict[str, Parameter | None]:
    """Return the names that the ``parameters`` cell sets, with a value of their type where it can be seen."""
    cell = next((cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])), None)
    if cell is None:
        return {}
    found: dict[str, Parameter | None] = {}
    for statement in ast.parse(cell.source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = _constant(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = _constant(value)
    return found


def _constant(value: ast.expr) -> Parameter | None:
    """Return the value of a literal number, bool or string, False for a comparison, and None for anything else."""
    if isinstance(value, ast.Compare):
        return False  # FAST = os.environ.get("COURSE_FAST") == "1": whatever comes out, it is a bool
    try:
        result = ast.literal_eval(value)
    except ValueError:
        return None
    return result if isinstance(result, Parameter) else None


def _same_kind(value: Parameter, default: Parameter) -> bool:
    """Say whether a value can stand in for a default: the same type, or an int for a float."""
    return type(value) is type(default) or (type(default) is float and type(value) is int)


def _limits(lesson: str, notebook: NotebookNode, profile: Profile, timeout: float | None, memory: int) -> Limits:
    """Return the limits of a lesson: those asked for, else what it announces with some slack, else the default."""
    seconds = timeout
    if seconds is None:
        announced = notebook.metadata.get("course", {}).get("seconds", {}).get(profile.value)
        if announced is not None and not _is_duration(announced):
            raise UsageError(f"Lesson {lesson} announces {announced!r} seconds ({profile}); expected a number above 0.")
        seconds = DEFAULT_SECONDS[profile] if announced is None else max(FLOOR_SECONDS, SLACK * announced)
    return Limits(cell=CELL_SHARE * seconds, lesson=seconds, memory=memory)


def _is_duration(seconds: object) -> bool:
    """Say whether something is a number of seconds that a clock can count."""
    return isinstance(seconds, int | float) and 0 < seconds < math.inf


def _title(notebook: NotebookNode) -> str:
    """Return the text of the first heading."""
    lines = (line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), "")
