"""Silence for libraries that write about the machine when they are imported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quietly() -> Iterator[None]:
    """Keep what is written to the standard error inside the ``with`` block to itself; exceptions come out as usual.

    TensorFlow writes lines with the time of day when it is imported, from C++ and in part before it looks at its own
    settings, so that only the file descriptor itself can stop them. What it writes later is left to those settings.

    Examples
    --------
    >>> with quietly():
    ...     import json
    """
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # only what is fatal
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
