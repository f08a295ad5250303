"""What may not stand in the outputs that a notebook keeps."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from course_utils.authoring.cells import Draft
from course_utils.authoring.markers import leaks, secrets
from course_utils.authoring.problems import Problem
from course_utils.authoring.source import Cell
from course_utils.paths import repository_root

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
#: How ipywidgets introduces a widget that has no sentence of its own.
_BARE_WIDGET = re.compile(r"^[A-Z]\w+\((children|value|layout|description|options)=")


def output_problems(draft: Draft, cells: tuple[Cell, ...], *, student: bool) -> list[Problem]:
    """Return what is wrong with the outputs of an executed draft.

    Parameters
    ----------
    draft : Draft
        Executed and normalised.
    cells : tuple of Cell
        The cells of its source.
    student : bool
        Whether a learner gets it, so that no line of a solution may be shown.
    """
    hidden = secrets(cells) if student else {}
    found = []
    for index, node in enumerate(draft.notebook.cells):
        if node.cell_type != "code":
            continue
        messages = list(_widget_messages(node))
        for text in texts(node):
            messages += _text_messages(text)
            messages += [f"its output shows the solution's line {line.number}" for _, line in leaks(text, hidden)]
        if any(output.get("name") == "stderr" for output in node.outputs):
            messages.append("it prints a warning or another line to the standard error: mend its cause")
        found += [Problem(draft.line(index), f"This cell cannot be stored: {message}.") for message in messages]
    return found


def texts(node: NotebookNode) -> Iterator[str]:
    """Yield every text among a code cell's outputs."""
    for output in node.outputs:
        yield str(output.get("text", ""))
        yield str(output.get("evalue", ""))
        yield from (value for kind, value in output.get("data", {}).items() if kind.startswith("text/"))


def _text_messages(text: str) -> Iterator[str]:
    if match := _ADDRESS.search(text):
        yield f"its output holds the memory address {match[0]}, which is another one every time"
    for folder in (repository_root(), Path.home(), Path(tempfile.gettempdir()).resolve(), Path(sys.prefix)):
        if str(folder) in text:
            yield f"its output holds the path {folder} of this machine"
            break
    if match := _BARE_WIDGET.search(text):
        yield f"where no kernel runs it shows {match[0]}...: give the widget a sentence as its text/plain"


def _widget_messages(node: NotebookNode) -> Iterator[str]:
    if "widget" in node.metadata.get("tags", []):
        pictures = [output for output in node.outputs if "image/png" in output.get("data", {})]
        if not any("text/plain" in output.data for output in pictures):
            yield "it has the tag widget but leaves no still picture with a sentence beside it"
