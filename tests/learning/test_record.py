"""The learner's record: private, whole, shared, and never lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from course_utils.exercises import lesson00
from course_utils.learning import check, hint, progress, record, solution
from course_utils.learning.quiz import remember_answer


def right(scores, is_masked, threshold):
    return int(((scores >= threshold) != is_masked).sum())


def test_it_is_readable_by_people_and_private(home: Path) -> None:
    check(lesson00.count_mistakes, right)
    file = home / "progress.json"
    assert json.loads(file.read_text(encoding="utf-8"))["exercises"]["00.count_mistakes"] == {
        "state": "right",
        "attempts": 1,
        "hints": 0,
        "solution_seen": False,
    }
    assert file.read_text(encoding="utf-8").count("\n") > 5
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o077 == 0
    assert not list(home.glob("*.part"))


def test_what_was_right_once_stays_right(home: Path) -> None:
    check(lesson00.count_mistakes, right)
    check(lesson00.count_mistakes, lambda *inputs: 0)
    check(lesson00.count_mistakes, ...)
    entry = record.read().exercises["00.count_mistakes"]
    assert (entry.state, entry.attempts) == ("right", 2)


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"version": 1, "exercises": 5}', b'{"surprise": 1}', b"\xff\xfe\x00"]
)
def test_a_damaged_file_is_set_aside_whole(home: Path, damage: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir()
    (home / "progress.json").write_bytes(damage)
    assert check(lesson00.count_mistakes, right).is_right
    kept = list(home.glob("progress-damaged-*.json"))
    assert [file.read_bytes() for file in kept] == [damage]
    assert kept[0].name in capsys.readouterr().out
    assert record.read().exercises["00.count_mistakes"].state == "right"


def test_a_second_damaged_file_does_not_overwrite_the_first(home: Path) -> None:
    home.mkdir()
    for damage in (b"first", b"second"):
        (home / "progress.json").write_bytes(damage)
        record.read()
    assert {file.read_bytes() for file in home.glob("progress-damaged-*.json")} == {b"first", b"second"}


def test_a_newer_file_is_refused_and_left_alone(home: Path) -> None:
    home.mkdir()
    newer = b'{"version": 2, "something": "else"}'
    (home / "progress.json").write_bytes(newer)
    with pytest.raises(record.NewerRecordError, match="update the course"):
        record.read()
    result = check(lesson00.count_mistakes, right)
    assert result.is_right
    assert "newer version of the course (format 2; this one reads 1)" in result.notes[0]
    assert "update the course" in repr(progress)
    assert "hint 1 of" in repr(hint(lesson00.count_mistakes))
    assert "try first" in repr(solution(lesson00.count_mistakes))
    assert (home / "progress.json").read_bytes() == newer
    assert [file.name for file in home.glob("*.json")] == ["progress.json"]


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("COURSE_HOME", str(blocked / "home"))
    result = check(lesson00.count_mistakes, right)
    assert result.is_right
    assert "could not be saved" in result.notes[0]
    assert "hint 1 of" in repr(hint(lesson00.count_mistakes))


WRITER = """
    import sys
    from course_utils.learning.quiz import remember_answer
    for i in range(30):
        remember_answer(f"{sys.argv[1]}.{i}", True)
"""


def test_notebooks_that_write_at_once_lose_nothing(home: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(WRITER)]
    writers = [subprocess.Popen([*command, name]) for name in ("00", "01", "02")]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert len(record.read().questions) == 90


HOLDER = """
    import time
    from course_utils.learning import record
    with record._alone(record.record_file().with_name(".progress.lock")):
        print("held", flush=True)
        time.sleep(60)
"""


def test_a_killed_notebook_leaves_no_lock_behind(home: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", textwrap.dedent(HOLDER)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "held"
    os.kill(holder.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    holder.wait(10)
    start = time.monotonic()
    remember_answer("00.turn", True)
    assert time.monotonic() - start < 1
    assert "00.turn" in record.read().questions


def test_a_notebook_that_holds_the_lock_for_ever_stops_nobody(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "PATIENCE", 0.1)
    with record._alone(home / ".progress.lock"):
        trouble = record.remember_check("00.count_mistakes", "right")
    assert "another notebook is writing" in trouble


@pytest.mark.parametrize("variable", ["COURSE_GRADED", "NBGRADER_EXECUTION", "COURSE_NO_PROGRESS"])
def test_automation_neither_writes_nor_reads(home: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    hint(lesson00.count_mistakes)
    before = (home / "progress.json").read_bytes()
    monkeypatch.setenv(variable, "1")
    assert "hint 1 of" in repr(hint(lesson00.count_mistakes))
    check(lesson00.count_mistakes, right)
    assert (home / "progress.json").read_bytes() == before


def test_solution_after_an_attempt_or_on_insistence() -> None:
    exercise = lesson00.count_mistakes
    assert not solution(exercise).code
    check(exercise, ...)
    assert not solution(exercise).code
    check(exercise, lambda *inputs: 0)
    assert solution(exercise).code.startswith("def count_mistakes(scores, is_masked, threshold):")
    assert "NDArray" not in solution(exercise).code


def test_insisting_shows_it_at_once() -> None:
    assert solution(lesson00.count_mistakes, insist=True).code


def test_progress_shows_the_course_at_a_glance() -> None:
    assert "0 of " in repr(progress).splitlines()[0]
    check(lesson00.count_mistakes, right)
    hint(lesson00.count_mistakes)
    remember_answer("00.turn", True)
    line = next(line for line in repr(progress).splitlines() if line.strip().startswith("00 "))
    assert line.split() == ["00", "1", "of", "1", "✓", "count_mistakes", "1", "of", "3", "1"]


def test_a_table_too_wide_for_its_card_is_scrolled() -> None:
    html = progress._repr_mimebundle_()["text/html"]
    assert "<div style='overflow-x:auto'><table" in html
