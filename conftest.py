"""What every run of pytest here needs to know."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Give a notebook's kernel what its stored outputs were made with, before nbval starts it and compares with them.

    That is their profile, and no memory of anybody's progress: with hints remembered, outputs would differ.
    """
    if item.path.suffix == ".ipynb":
        os.environ["COURSE_NO_PROGRESS"] = "1"
        os.environ["COURSE_FAST"] = "1" if _stored_profile(item.path) == "fast" else "0"


@cache
def _stored_profile(notebook: Path) -> str:
    return str(json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["course"]["stored"])
