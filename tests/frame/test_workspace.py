"""Learners' copies: new lessons arrive, untouched ones are renewed, work is never overwritten."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from datetime import datetime
from pathlib import Path

import pytest

from course_utils import workspace


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "00_start.ipynb").write_bytes(b"first 0\n")
    (folder / "01_next.ipynb").write_bytes(b"first 1\n")
    return folder


@pytest.fixture
def learner(tmp_path: Path) -> Path:
    return tmp_path / "my_course"


def what(deliveries: list[workspace.Delivery]) -> list[str]:
    return [delivery.what for delivery in deliveries]


def test_first_start_copies_every_lesson(lessons: Path, learner: Path) -> None:
    assert what(workspace.deliver(lessons, learner)) == ["new", "new"]
    assert (learner / "01_next.ipynb").read_bytes() == b"first 1\n"


def test_second_start_changes_nothing(lessons: Path, learner: Path) -> None:
    workspace.deliver(lessons, learner)
    (learner / "00_start.ipynb").write_bytes(b"my work\n")
    assert what(workspace.deliver(lessons, learner)) == ["unchanged", "unchanged"]
    assert (learner / "00_start.ipynb").read_bytes() == b"my work\n"
    assert sorted(path.name for path in learner.glob("*.ipynb")) == ["00_start.ipynb", "01_next.ipynb"]


def test_untouched_lesson_is_replaced_and_new_one_added(lessons: Path, learner: Path) -> None:
    workspace.deliver(lessons, learner)
    (lessons / "00_start.ipynb").write_bytes(b"second 0\n")
    (lessons / "02_more.ipynb").write_bytes(b"first 2\n")
    assert what(workspace.deliver(lessons, learner)) == ["updated", "unchanged", "new"]
    assert (learner / "00_start.ipynb").read_bytes() == b"second 0\n"


def test_touched_lesson_gets_its_new_version_beside_it_once(lessons: Path, learner: Path) -> None:
    workspace.deliver(lessons, learner)
    (learner / "00_start.ipynb").write_bytes(b"my work\n")
    (lessons / "00_start.ipynb").write_bytes(b"second 0\n")
    first, _ = workspace.deliver(lessons, learner)
    assert first.what == "beside"
    assert first.copy.name == "00_start.new-version.ipynb"
    assert first.copy.name in first.sentence() and "untouched" in first.sentence()
    assert first.copy.read_bytes() == b"second 0\n"
    assert (learner / "00_start.ipynb").read_bytes() == b"my work\n"

    first.copy.unlink()  # the learner has read it and does not want it
    assert what(workspace.deliver(lessons, learner)) == ["unchanged", "unchanged"]
    assert not first.copy.exists()


def test_work_in_the_copy_beside_is_kept_too(lessons: Path, learner: Path) -> None:
    workspace.deliver(lessons, learner)
    (learner / "00_start.ipynb").write_bytes(b"my work\n")
    for version in (b"second 0\n", b"third 0\n"):
        (lessons / "00_start.ipynb").write_bytes(version)
        workspace.deliver(lessons, learner)
    beside = learner / "00_start.new-version.ipynb"
    assert beside.read_bytes() == b"third 0\n"

    beside.write_bytes(b"more work\n")
    (lessons / "00_start.ipynb").write_bytes(b"fourth 0\n")
    assert workspace.deliver(lessons, learner)[0].copy.name == "00_start.new-version-2.ipynb"
    assert beside.read_bytes() == b"more work\n"


def test_a_lesson_that_the_learner_renamed_comes_back_and_their_file_stays(lessons: Path, learner: Path) -> None:
    workspace.deliver(lessons, learner)
    (learner / "00_start.ipynb").rename(learner / "mine.ipynb")
    assert what(workspace.deliver(lessons, learner)) == ["new", "unchanged"]
    assert (learner / "mine.ipynb").read_bytes() == b"first 0\n"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"ours": 3, "latest": {}}', b"\xff\xfe"])
def test_damaged_record_costs_nobody_their_work(lessons: Path, learner: Path, damage: bytes) -> None:
    workspace.deliver(lessons, learner)
    (learner / "00_start.ipynb").write_bytes(b"my work\n")
    (learner / ".delivered.json").write_bytes(damage)
    (lessons / "00_start.ipynb").write_bytes(b"second 0\n")
    assert workspace.deliver(lessons, learner)[0].what == "beside"
    assert (learner / "00_start.ipynb").read_bytes() == b"my work\n"
    assert (learner / ".delivered.json.damaged").read_bytes() == damage


def test_line_ends_of_another_system_are_not_work(lessons: Path, learner: Path) -> None:
    workspace.deliver(lessons, learner)
    (learner / "00_start.ipynb").write_bytes(b"first 0\r\n")
    (lessons / "00_start.ipynb").write_bytes(b"second 0\n")
    assert workspace.deliver(lessons, learner)[0].what == "updated"


def test_reset_keeps_a_dated_backup(lessons: Path, learner: Path) -> None:
    workspace.deliver(lessons, learner)
    copy = learner / "00_start.ipynb"
    now = datetime(2030, 1, 2, 3, 4, 5)
    for work in (b"my work\n", b"my second try\n"):
        copy.write_bytes(work)
        backup, fresh = workspace.reset("0", lessons, learner, now)
        assert fresh == copy and copy.read_bytes() == b"first 0\n"
        assert backup is not None and backup.read_bytes() == work
    names = sorted(path.name for path in (learner / "backups").iterdir())
    assert names == ["00_start.2030-01-02_03-04-05-2.ipynb", "00_start.2030-01-02_03-04-05.ipynb"]


def test_reset_of_an_unknown_lesson_names_those_that_exist(lessons: Path, learner: Path) -> None:
    with pytest.raises(ValueError, match=r"no lesson '42'.*00, 01"):
        workspace.reset("42", lessons, learner, datetime(2030, 1, 1))


def test_no_lessons_at_all_is_said(tmp_path: Path, learner: Path) -> None:
    with pytest.raises(FileNotFoundError, match="No lesson"):
        workspace.deliver(tmp_path, learner)


DELIVER_FOR_EVER = """
import itertools, sys
from datetime import datetime
from pathlib import Path
from course_utils import workspace
lessons, learner = Path(sys.argv[1]), Path(sys.argv[2])
print("started", flush=True)
for version in itertools.count(2):
    for lesson in workspace.shipped_lessons(lessons):
        lesson.write_bytes(b"version %d " % version * 20_000)
    workspace.deliver(lessons, learner)
    workspace.reset("01", lessons, learner, datetime(2030, 1, 1))
"""


def test_killed_in_the_middle_nothing_is_lost_or_half_written(lessons: Path, learner: Path) -> None:
    workspace.deliver(lessons, learner)
    work = b"my work " * 10_000
    (learner / "00_start.ipynb").write_bytes(work)
    for seconds in (0.05, 0.11, 0.23):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(DELIVER_FOR_EVER), str(lessons), str(learner)],
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        process.communicate()
        assert (learner / "00_start.ipynb").read_bytes() == work
        for copy in [*learner.glob("*.ipynb"), *learner.glob("backups/*.ipynb")]:
            content = copy.read_bytes()
            assert content in (work, b"calm\n") or content.startswith(b"first") or len(set(content.split())) == 2, copy
        # The next start goes on, and what it says of untouched copies is still true.
        for lesson in lessons.glob("*.ipynb"):
            lesson.write_bytes(b"calm\n")
        workspace.deliver(lessons, learner)
        assert (learner / "01_next.ipynb").read_bytes() == b"calm\n"
        assert (learner / "00_start.ipynb").read_bytes() == work
