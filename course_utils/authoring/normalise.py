"""One form for a notebook's bytes: nothing of the moment or the machine in which it was executed."""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Iterator
from itertools import count

import nbformat
from nbformat import NotebookNode

from course_utils.authoring.cells import NOTEBOOK_METADATA

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

_CELL_METADATA = ("jupyter", "nbgrader", "tags")
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_COMMENTS = {b"tEXt", b"zTXt", b"iTXt", b"tIME"}


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without what differs from run to run.

    Execution times, the Python version, the state of widgets and their views go; what a cell printed in pieces is
    joined; comments leave the pictures; a traceback keeps its last line; cells are counted from 1.
    """
    result = nbformat.from_dict(notebook)
    result.metadata = nbformat.from_dict({**NOTEBOOK_METADATA, "course": notebook.metadata.get("course", {})})
    counter = count(1)
    for cell in result.cells:
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in _CELL_METADATA if key in cell.metadata})
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            cell.execution_count = next(counter)
            cell.outputs = [
                _output(output, cell.execution_count) for output in _merged(cell.outputs) if _visible(output)
            ]
    return result


def without_outputs(notebook: NotebookNode) -> NotebookNode:
    """Return a normalised copy without outputs and counts: what the source alone decides."""
    result = normalise(notebook)
    for cell in result.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return result


def to_text(notebook: NotebookNode) -> str:
    """Return the text of a notebook's file: sorted keys, one space of indentation, a newline at the end."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def keep_unsteady(notebook: NotebookNode, stored: NotebookNode) -> None:
    """Keep the stored outputs of cells tagged ``nbval-ignore-output`` whose new ones differ in numbers only.

    Such a cell measures something, so its output is another one every time. What it says has not changed. But once a
    steady cell prints something else (other data, another library), every number may have: then all are taken new.

    Parameters
    ----------
    notebook : NotebookNode
        Executed and normalised; changed in place.
    stored : NotebookNode
        The notebook that it replaces, normalised.
    """
    known = {cell.id: cell for cell in stored.cells}
    if not all(_says_the_same(cell, known.get(cell.id)) for cell in notebook.cells if _is_steady(cell)):
        return
    for cell in notebook.cells:
        old = known.get(cell.id)
        if cell.cell_type != "code" or _is_steady(cell) or old is None or old.source != cell.source:
            continue
        if [_gist(output) for output in old.outputs] == [_gist(output) for output in cell.outputs]:
            cell.outputs = old.outputs
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = cell.execution_count


def _is_steady(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and "nbval-ignore-output" not in cell.metadata.get("tags", [])


def _says_the_same(cell: NotebookNode, old: NotebookNode | None) -> bool:
    """Tell whether a cell's outputs are those that were stored, whatever their execution count is."""
    return old is not None and [_content(o) for o in cell.outputs] == [_content(o) for o in old.get("outputs", [])]


def _content(output: NotebookNode) -> dict[str, object]:
    return {key: value for key, value in output.items() if key != "execution_count"}


def _gist(output: NotebookNode) -> dict[str, str]:
    """Return what an output says apart from numbers, spacing and pictures."""
    data = output.get("data", {})
    told = {kind: _without_numbers(data[kind]) if kind.startswith("text/") else "" for kind in data}
    return {**told, "stream": _without_numbers(output.get("text", "")), "type": output.output_type}


def _without_numbers(text: object) -> str:
    return " ".join(re.sub(r"[\d.,]+", "0", str(text)).split())


def _merged(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Join what was printed in pieces: how many pieces depends on the machine's load."""
    last: NotebookNode | None = None
    for output in outputs:
        if last is not None and output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
            continue
        if last is not None:
            yield last
        last = nbformat.from_dict(output)
    if last is not None:
        yield last


def _visible(output: NotebookNode) -> bool:
    """Tell whether something is left of an output without its widget view."""
    return "data" not in output or bool(output.data.keys() - {WIDGET_VIEW})


def _output(output: NotebookNode, number: int) -> NotebookNode:
    if output.output_type == "error":
        # The frames hold paths of the machine.
        output.traceback = [f"{output.ename}: {output.evalue}"]
    if output.output_type == "execute_result":
        output.execution_count = number
    if "data" in output:
        output.data.pop(WIDGET_VIEW, None)
        if "image/png" in output.data:
            output.data["image/png"] = _plain_png(output.data["image/png"])
    return output


def _plain_png(encoded: str) -> str:
    """Return a base64 picture without its comments: matplotlib writes its version into one."""
    data = base64.b64decode(encoded)
    if not data.startswith(_PNG_SIGNATURE):
        return encoded
    kept = b"".join(chunk for kind, chunk in _png_chunks(data) if kind not in _PNG_COMMENTS)
    return base64.b64encode(_PNG_SIGNATURE + kept).decode("ascii")


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each chunk's kind, and the chunk whole: length, kind, data, checksum."""
    position = len(_PNG_SIGNATURE)
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        yield data[position + 4 : position + 8], data[position : position + length + 12]
        position += length + 12
