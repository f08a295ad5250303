"""What functions and commands are given, checked before anything begins: each problem is told in a sentence."""

from __future__ import annotations

import operator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import SupportsIndex


def whole_number(name: str, value: SupportsIndex, example: int) -> int:
    """Return an argument as an int.

    Parameters
    ----------
    name : str
        What the argument is called.
    value : int or integer of NumPy's
        What was given. True and False count as numbers for Python; here they are taken for a mistake.
    example : int
        A value that the sentence of an error proposes.

    Raises
    ------
    TypeError
        If it is no whole number: 64.0 and "64" are none.

    Examples
    --------
    >>> whole_number("size", 64.0, 96)
    Traceback (most recent call last):
    TypeError: size is 64.0; expected a whole number, such as 96.
    """
    if not isinstance(value, bool):
        with suppress(TypeError):
            return operator.index(value)
    raise TypeError(f"{name} is {value!r}; expected a whole number, such as {example}.")


def folder_problem(folder: Path) -> str:
    """Say why no file can be written into a folder.

    Parameters
    ----------
    folder : Path
        It need not exist yet: then the nearest folder above it counts, in which it would be made.

    Returns
    -------
    str
        One sentence; empty when all is well.
    """
    try:
        nearest = next(place for place in (folder, *folder.parents) if place.is_symlink() or place.exists())
        if not nearest.is_dir():
            return f"{nearest} is not a folder."
        # Asking for rights is not enough: an administrator has them all, also where nothing can be written.
        with TemporaryFile(dir=nearest):
            return ""
    except OSError as error:
        return f"{folder} cannot be written ({error.strerror})."


def expanded(path: Path) -> Path:
    """Return a path with ``~`` replaced by the home folder; where nobody is called so, ``~name`` is a file's name."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path.absolute()
