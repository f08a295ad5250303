"""Where things live, and how files are written so that none is ever left half-written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def repository_root() -> Path:
    """Return the folder that holds ``notebooks``, ``data`` and ``course_utils``."""
    return Path(__file__).resolve().parent.parent


def data_dir() -> Path:
    """Return the folder of the shipped data: ``data``, or what the environment variable ``COURSE_DATA`` says."""
    return _from_environment("COURSE_DATA", repository_root() / "data")


def learner_dir() -> Path:
    """Return the folder of the learner's own copies: ``my_course``, or what ``COURSE_HOME`` says."""
    return _from_environment("COURSE_HOME", repository_root() / "my_course")


def atomic_write(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Write a file whole or not at all.

    The content goes to a temporary file in the same folder, reaches the disk, and is then renamed. A process that is
    killed in the middle leaves the old file as it was.

    Parameters
    ----------
    path : Path
        The file to write. Missing parent folders are made.
    content : str or bytes
        Text is encoded as UTF-8, with the line ends that it has.
    private : bool
        True leaves the file readable and writable by its owner alone, where the system knows such a thing.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if not private:
            # mkstemp makes files for their owner alone; a new file gets what a plain `open` would have given it.
            Path(temporary).chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _umask() -> int:
    """Return the process's file-mode mask; asking means setting it, so it is put back at once."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _from_environment(variable: str, default: Path) -> Path:
    value = os.environ.get(variable)
    return Path(value).expanduser().resolve() if value else default
