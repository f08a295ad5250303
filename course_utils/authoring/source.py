"""Reading a lesson's source: Markdown with code cells, as Jupytext's MyST format writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import nbformat
import yaml

# `jupytext.reads` gives the same cells but keeps no record of the lines that they come from.
from jupytext.myst import MystMetadataParsingError, myst_to_notebook
from nbformat import NotebookNode
from pydantic import ValidationError

from course_utils.authoring.header import LessonHeader
from course_utils.authoring.problems import LessonError, Problem
from course_utils.paths import repository_root

CellKind = Literal["code", "markdown"]

#: Keys that may stand in the front matter: ours, and the two that let JupyterLab open the source as a notebook.
_FRONT_MATTER = {"course", "jupytext", "kernelspec"}
_CELL_METADATA = {"tags", "name", "points"}


@dataclass(frozen=True)
class Line:
    """A line of a cell, and its number in the source (from 1)."""

    number: int
    text: str


@dataclass(frozen=True)
class Cell:
    """A cell as its author wrote it, solutions and markers included."""

    kind: CellKind
    lines: tuple[Line, ...]
    tags: tuple[str, ...] = ()
    name: str | None = None
    points: float | None = None

    @property
    def line(self) -> int:
        """The number of its first line in the source."""
        return self.lines[0].number

    @property
    def text(self) -> str:
        """Its lines, joined."""
        return joined(self.lines)


@dataclass(frozen=True)
class Lesson:
    """A lesson's source, read: where it stands, its header, its cells."""

    path: Path
    header: LessonHeader
    cells: tuple[Cell, ...]

    def tagged(self, tag: str) -> list[Cell]:
        """Return the cells that carry a tag, in order."""
        return [cell for cell in self.cells if tag in cell.tags]


def joined(lines: Sequence[Line]) -> str:
    """Return the text of lines, without a newline at the end."""
    return "\n".join(line.text for line in lines)


def notebooks_dir() -> Path:
    """Return the folder of the notebooks that learners open; their sources lie in its folder ``source``."""
    return repository_root() / "notebooks"


def find_sources(names: Sequence[str] = (), folder: Path | None = None) -> list[Path]:
    """Return the sources of the named lessons, in order; of all lessons when no name is given.

    Parameters
    ----------
    names : sequence of str
        Numbers (``"02"``) or file names with or without their ending (``"02_logistic_regression"``).
    folder : Path, optional
        The folder of the notebooks, ``notebooks`` of the repository by default.

    Raises
    ------
    ValueError
        If a name fits no source.
    """
    every = sorted(((folder or notebooks_dir()) / "source").glob("[0-9][0-9]_*.md"))
    found = set()
    for name in names:
        stem = Path(name).stem
        matches = [path for path in every if stem in (path.stem, path.stem[:2])]
        if not matches:
            raise ValueError(f"No lesson is called {name!r}; there are: {', '.join(path.stem for path in every)}.")
        found.update(matches)
    return sorted(found) if names else every


def read_lesson(path: Path) -> Lesson:
    """Read a lesson's source.

    Parameters
    ----------
    path : Path
        ``notebooks/source/NN_name.md``.

    Returns
    -------
    Lesson

    Raises
    ------
    LessonError
        If the front matter or a cell's metadata cannot be understood.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    try:
        notebook = myst_to_notebook(text, add_source_map=True)
    except (MystMetadataParsingError, yaml.YAMLError) as error:
        raise LessonError(path, [Problem(_line_in(str(error)), f"This is not valid YAML or JSON: {error}")]) from error
    except nbformat.ValidationError as error:
        line = next((number for number, text in enumerate(lines, 1) if re.match(r":?tags:\s*[^\s\[]", text)), 1)
        raise LessonError(path, [Problem(line, f"A cell's metadata is wrong: {error.message}.")]) from error
    problems: list[Problem] = []
    header = _header(notebook.metadata, lines, problems)
    cells = tuple(_cells(notebook, lines, problems))
    if problems or header is None:
        raise LessonError(path, problems)
    return Lesson(path, header, cells)


def _line_in(message: str) -> int:
    """Return the line number that a parser put into its message, 1 where there is none."""
    match = re.search(r"line (\d+)", message)
    return int(match[1]) if match else 1


def _header(metadata: NotebookNode, lines: list[str], problems: list[Problem]) -> LessonHeader | None:
    for key in metadata.keys() - _FRONT_MATTER - {"source_map", "jupyter"}:
        problems.append(
            Problem(_line_of(key, lines), f"Unknown key {key!r} in the front matter; put it under course:.")
        )
    if "course" not in metadata:
        problems.append(Problem(1, "The lesson has no header: begin the file with ---, course:, its keys, and ---."))
        return None
    try:
        return LessonHeader.model_validate(metadata["course"])
    except ValidationError as error:
        for item in error.errors():
            keys = [str(key) for key in item["loc"] if isinstance(key, str)]
            name = ".".join(str(key) for key in item["loc"])
            line = _line_of(keys[0] if keys else "course", lines)
            problems.append(Problem(line, f"course.{name}: {item['msg']}."))
        return None


def _line_of(key: str, lines: list[str]) -> int:
    """Return the line on which a key of the front matter stands."""
    return next((number for number, text in enumerate(lines, 1) if text.strip().startswith(f"{key}:")), 1)


def _cells(notebook: NotebookNode, lines: list[str], problems: list[Problem]) -> Iterator[Cell]:
    for node, start in zip(notebook.cells, notebook.metadata.source_map, strict=True):
        body = node.source.splitlines()
        if not body or node.cell_type == "raw":
            problems.append(Problem(start, "Take this cell out: it is empty or of the raw kind."))
            continue
        first = _locate(body, lines, start)
        numbered = tuple(Line(first + k, text) for k, text in enumerate(body))
        problems.extend(_metadata_problems(node, start))
        problems.extend(_directive_problems(node, numbered))
        tags = node.metadata.get("tags", [])
        for part in _sections(numbered) if node.cell_type == "markdown" else [numbered]:
            yield Cell(
                node.cell_type,
                part,
                tuple(tags) if isinstance(tags, list) else (),
                node.metadata.get("name"),
                node.metadata.get("points"),
            )


def unfenced(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines of text that do not stand in a block of code."""
    fence = ""
    for line in lines:
        mark = re.match(r"\s*(`{3,}|~{3,})", line.text)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence:
            yield line


def _sections(lines: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    """Split text before its level-2 headings: a section begins a cell, without a +++ in the source."""
    starts = [line.number - lines[0].number for line in unfenced(lines) if line.text.startswith("## ")]
    for start, end in pairwise(sorted({0, *starts, len(lines)})):
        part = lines[start:end]
        while not part[-1].text.strip():
            part = part[:-1]
        yield part


def _locate(body: list[str], lines: list[str], start: int) -> int:
    """Return the number of the source line (from 1) on which a cell's text begins, searching from index ``start``."""
    wanted = [text.rstrip() for text in body]
    for index in range(start, len(lines)):
        if [text.rstrip() for text in lines[index : index + len(body)]] == wanted:
            return index + 1
    return start + 1


def _metadata_problems(node: NotebookNode, line: int) -> Iterator[Problem]:
    for key in node.metadata.keys() - _CELL_METADATA:
        yield Problem(line, f"Unknown cell metadata {key!r}; known are: {', '.join(sorted(_CELL_METADATA))}.")
    tags = node.metadata.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield Problem(line, f"tags is a list of words, like [exercise], not {tags!r}.")
    name = node.metadata.get("name")
    if name is not None and not (isinstance(name, str) and name.isidentifier()):
        yield Problem(line, f"name is one word of letters, digits and _, not {name!r}.")
    points = node.metadata.get("points")
    if points is not None and (isinstance(points, bool) or not isinstance(points, int | float) or points <= 0):
        yield Problem(line, f"points is a number above 0, not {points!r}.")


def _directive_problems(node: NotebookNode, lines: tuple[Line, ...]) -> Iterator[Problem]:
    """Find MyST directives in text: a notebook shows them raw, and a nested code cell would silently not run."""
    if node.cell_type != "markdown":
        return
    for line in lines:
        if match := re.match(r"\s*(?:`{3,}|~{3,})\s*(\{[\w-]+\})", line.text):
            yield Problem(
                line.number,
                f"{match[1]} inside text is neither run nor rendered; code is ```{{code-cell}} at column 1.",
            )
