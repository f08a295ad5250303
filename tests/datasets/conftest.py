"""A small shipped set, painted once for all tests of this room."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from course_utils.datasets.shipping import Plan, paint_shipped

SMALL = Plan(
    seed=11,
    people={"train": 4, "dev": 2, "test": 2},
    incorrect={"train": 2, "dev": 1, "test": 0},
    crowds={"train": 2, "dev": 1, "test": 1},
    crowd_size=(160, 120),
    references=4,
    shown=4,
)


@pytest.fixture(scope="session")
def plan() -> Plan:
    return SMALL


@pytest.fixture(scope="session")
def painted_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("painted") / "data"
    paint_shipped(folder, plan=SMALL, gallery_page=folder.parent / "docs" / "faces.md")
    return folder


@pytest.fixture
def shipped(painted_once: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small set as the course's data folder, to be read only."""
    monkeypatch.setenv("COURSE_DATA", str(painted_once))
    return painted_once


@pytest.fixture
def own_copy(painted_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small set as the course's data folder, to do with as the test likes."""
    folder = tmp_path / "data"
    shutil.copytree(painted_once, folder)
    monkeypatch.setenv("COURSE_DATA", str(folder))
    return folder
