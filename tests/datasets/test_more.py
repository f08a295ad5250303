from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import course_utils.datasets.more as more_module
from course_utils.datasets.more import paint_more


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(more_module, "BATCH", 4)


def pictures(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.webp")}


def test_half_of_them_wear_a_mask_and_the_table_knows_all(tmp_path: Path) -> None:
    counted: list[int] = []
    more = paint_more(tmp_path / "faces", 6, size=32, advance=counted.append)
    assert (more.pictures, more.already_there, sum(counted)) == (6, 0, 6)
    assert sorted(pictures(tmp_path / "faces")) == sorted(
        f"{('with_mask' if number % 2 else 'without_mask')}/{number:07}.webp" for number in range(6)
    )
    table = (tmp_path / "faces" / "attributes.csv").read_text(encoding="utf-8").splitlines()
    assert len(table) == 7 and table[0].startswith("file,label,identity")
    assert more.sheet.is_file()


def test_a_run_that_was_stopped_goes_on_and_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    paint_more(whole, 10, size=32)

    def killed(number: int) -> None:
        if number and any(stopped.rglob("*.csv")):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        paint_more(stopped, 10, size=32, advance=killed)
    assert 0 < len(pictures(stopped)) < 10
    more = paint_more(stopped, 10, size=32)
    assert more.already_there == 4
    assert pictures(stopped) == pictures(whole)
    assert (stopped / "attributes.csv").read_bytes() == (whole / "attributes.csv").read_bytes()


def test_a_killed_run_leaves_no_process_behind_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "faces"
    code = (
        "from pathlib import Path; from course_utils.datasets.more import paint_more\n"
        f"if __name__ == '__main__': paint_more(Path({str(folder)!r}), 100_000, size=32, jobs=2)"
    )
    script = tmp_path / "paint.py"
    script.write_text(code, encoding="utf-8")
    run = psutil.Process(subprocess.Popen([sys.executable, str(script)]).pid)
    deadline = time.monotonic() + 60
    while not any(folder.rglob("*.webp")) and time.monotonic() < deadline:
        time.sleep(0.05)
    helpers = run.children(recursive=True)
    run.kill()
    _, alive = psutil.wait_procs([run, *helpers], timeout=20)
    assert len(helpers) >= 2 and not alive
    count = 1 + max(int(Path(path).stem) for path in pictures(folder))
    more = paint_more(folder, count, size=32)
    assert more.pictures == count == len(pictures(folder))
    assert not list(folder.rglob(".*.part"))


def test_asking_for_more_keeps_what_is_there(tmp_path: Path) -> None:
    paint_more(tmp_path / "faces", 4, size=32)
    before = pictures(tmp_path / "faces")
    more = paint_more(tmp_path / "faces", 8, size=32)
    assert more.already_there == 4
    assert before.items() <= pictures(tmp_path / "faces").items()


@pytest.mark.parametrize("stopped", [False, True])
def test_asking_for_fewer_than_there_are_is_refused(tmp_path: Path, stopped: bool) -> None:
    paint_more(tmp_path / "faces", 6, size=32)
    if stopped:  # before the last batch had its rows
        (tmp_path / "faces" / "batches" / "0000004-0000006.csv").unlink()
    table = (tmp_path / "faces" / "attributes.csv").read_bytes()
    with pytest.raises(ValueError, match="holds 6 faces already"):
        paint_more(tmp_path / "faces", 2, size=32)
    assert (tmp_path / "faces" / "attributes.csv").read_bytes() == table


def test_a_folder_begun_with_other_settings_is_refused(tmp_path: Path) -> None:
    paint_more(tmp_path / "faces", 2, size=32)
    with pytest.raises(ValueError, match="begun with seed 1 and 32 pixels"):
        paint_more(tmp_path / "faces", 2, size=48)


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(ValueError, match="holds something else"):
        paint_more(tmp_path, 2, size=32)
    with pytest.raises(ValueError, match="at least one face"):
        paint_more(tmp_path / "new", 0)
