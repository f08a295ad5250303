"""What the mask commands do alike."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from course_utils.arguments import expanded

#: The largest seed that every library takes.
LARGEST_SEED = 2**32 - 1


@contextmanager
def said_in_one_line() -> Iterator[None]:
    """Turn an error that says what to do into that sentence and exit code 1."""
    try:
        yield
    except BrokenPipeError:
        raise  # who reads has had enough, as in `| head -1`: Typer then ends quietly, with exit code 1
    except (ValueError, OSError) as problem:
        text = str(problem)
        if isinstance(problem, OSError) and problem.strerror and problem.filename:
            text = f"{problem.filename}: {problem.strerror}."
        Console(stderr=True, soft_wrap=True).print(text, style="red", markup=False, highlight=False)
        raise typer.Exit(1) from None


def check_target(path: Path, endings: Sequence[str], option: str) -> Path:
    """Return where a file is to be written, or raise ValueError before anything long has begun.

    Parameters
    ----------
    path : Path
    endings : sequence of str
        What its name may end in, the usual one first.
    option : str
        Who asked for it, for the error's text.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        If it has another ending, is a folder, or could not be written.
    """
    path = expanded(path)
    if path.suffix.lower() not in endings:
        raise ValueError(
            f"{option}: {path.name!r} does not end in {' or '.join(endings)}. Write {path.stem}{endings[0]}."
        )
    try:
        if path.is_dir():
            raise ValueError(f"{option}: {path} is a folder. Give the name of a file in it.")
        there = next(parent for parent in path.absolute().parents if parent.exists())
        # The names that `atomic_write` gives its temporary files: where such a one can be made, so can the file.
        with tempfile.NamedTemporaryFile(dir=there, prefix=f".{path.name}.", suffix=".part"):
            pass
    except OSError as problem:
        raise ValueError(f"{option}: {path} cannot be written ({problem.strerror}). Choose another place.") from None
    return path


def check_own(path: Path, what: str, read: Callable[[], object]) -> None:
    """Raise ValueError if a file stands where ours is to be written, and is none that we wrote.

    Parameters
    ----------
    path : Path
    what : str
        What ours is.
    read : callable
        Reads it, and raises ValueError or OSError if it is something else.
    """
    if not path.exists():
        return
    try:
        read()
    except (ValueError, OSError):
        raise ValueError(
            f"{path} would be written over, and is not {what}. Move it elsewhere, or give the network another name."
        ) from None


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table whose first column names the row and whose numbers stand to the right."""
    made = Table(box=None, pad_edge=False)
    for place, heading in enumerate(headings):
        made.add_column(Text(heading), justify="right" if place else "left", overflow="fold")
    for row in rows:
        made.add_row(*map(Text, row))  # names of files are no markup
    return made
