"""What the mask commands do alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table


@contextmanager
def said_in_one_line() -> Iterator[None]:
    """Turn an error that says what to do into that sentence and exit code 1."""
    try:
        yield
    except (ValueError, OSError) as problem:
        text = str(problem)
        if isinstance(problem, OSError) and problem.strerror and problem.filename:
            text = f"{problem.filename}: {problem.strerror}."
        Console(stderr=True, soft_wrap=True).print(text, style="red", markup=False, highlight=False)
        raise typer.Exit(1) from None


def check_target(path: Path, ending: str) -> Path:
    """Return where a file is to be written, or raise ValueError before anything long has begun."""
    path = path.expanduser()
    if path.suffix.lower() != ending:
        raise ValueError(f"{path.name!r} does not end in {ending}. Write {path.stem}{ending}.")
    if path.is_dir():
        raise ValueError(f"{path} is a folder. Give the name of a file in it.")
    return path


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table whose first column names the row and whose numbers stand to the right."""
    made = Table(box=None, pad_edge=False)
    for place, heading in enumerate(headings):
        made.add_column(heading, justify="right" if place else "left", overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made
