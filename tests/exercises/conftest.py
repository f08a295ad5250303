from __future__ import annotations

from pathlib import Path

import pytest

from course_utils.learning import record


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's own folder, empty at the start of every test."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    for variable in ("COURSE_GRADED", "NBGRADER_EXECUTION", "COURSE_NO_PROGRESS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(record, "_passing", record.Record())
    return tmp_path / "home"
