"""`course lab` and `course test`: what they start, with which environment, and what they say."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course_utils.cli import app
from course_utils.commands import lab, test
from course_utils.paths import repository_root

Started = list[tuple[list[str], dict[str, str]]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Started:
    """Record what would have been started; the learner's folder is a temporary one."""
    calls: Started = []

    def call(command: list[str], env: dict[str, str], **_: object) -> int:
        calls.append((command, env))
        return 0

    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "mine"))
    monkeypatch.setattr(lab.subprocess, "call", call)
    return calls


def run(*words: str, columns: int = 200) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": str(columns)})
    return result.exit_code, result.output


def test_the_lab_opens_the_learners_copy_at_the_lesson(started: Started, tmp_path: Path) -> None:
    code, said = run("lab", "--no-browser", "--port", "9123")
    ((command, environment),) = started
    assert code == 0
    assert "Your own copies" in said
    assert (tmp_path / "mine" / "00_start_here.ipynb").exists()
    assert f"--ServerApp.root_dir={tmp_path / 'mine'}" in command
    assert "--LabApp.default_url=/lab/tree/00_start_here.ipynb" in command
    assert {"--no-browser", "--ServerApp.port=9123", "--ServerApp.port_retries=0"} <= set(command)
    assert environment["COURSE_HOME"] == str(tmp_path / "mine")


def test_the_lab_asks_nobody_for_news_or_updates(started: Started) -> None:
    run("lab")
    ((_, environment),) = started
    folder = Path(environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
    settings = json.loads((folder / "labconfig" / "default_setting_overrides.json").read_text(encoding="utf-8"))
    notification = settings["@jupyterlab/apputils-extension:notification"]
    assert notification["fetchNews"] == "false" and notification["checkForUpdates"] is False


def test_a_second_start_is_silent_and_an_update_beside_work_is_told(started: Started, tmp_path: Path) -> None:
    run("lab")
    assert run("lab") == (0, "")
    copy = tmp_path / "mine" / "00_start_here.ipynb"
    copy.write_text("my work", encoding="utf-8")
    (tmp_path / "mine" / ".delivered.json").write_text('{"ours": [], "latest": {}}', encoding="utf-8")
    _, said = run("lab")
    assert "00_start_here.new-version.ipynb" in said and "untouched" in said
    assert copy.read_text(encoding="utf-8") == "my work"


def test_reset_gives_a_fresh_copy_and_says_where_the_old_one_is(started: Started, tmp_path: Path) -> None:
    run("lab")
    copy = tmp_path / "mine" / "00_start_here.ipynb"
    copy.write_text("my work", encoding="utf-8")
    code, said = run("lab", "--reset", "00", columns=40)
    (backup,) = (tmp_path / "mine" / "backups").iterdir()
    assert code == 0 and str(backup) in said, "a path is one word, however narrow the terminal"
    assert backup.read_text(encoding="utf-8") == "my work"
    assert copy.read_bytes() == (repository_root() / "notebooks" / copy.name).read_bytes()
    assert len(started) == 1, "reset must not start a server"


@pytest.mark.parametrize("words", [("lab", "77"), ("lab", "--reset", "77")])
def test_an_unknown_lesson_exits_with_2_and_names_those_that_exist(started: Started, words: tuple[str, ...]) -> None:
    code, said = run(*words)
    assert code == 2 and "no lesson '77'" in said and "00" in said
    assert started == []


@pytest.mark.parametrize("words", [("lab",), ("lab", "--reset", "00"), ("progress",)])
@pytest.mark.parametrize("place", ["[red]afile", "[red]afile/x"])
def test_a_home_that_is_no_folder_is_named(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], place: str
) -> None:
    (tmp_path / "[red]afile").touch()
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / place))
    monkeypatch.delenv("COURSE_NO_PROGRESS", raising=False)
    code, said = run(*words)
    assert code != 0 and started == []
    assert "[red]afile" in said and "COURSE_HOME" in said and "Errno" not in said


def test_the_everyday_test_runs_tests_and_notebooks_without_touching_progress(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert test.subprocess is lab.subprocess
    run("test")
    ((command, environment),) = started
    assert {"tests", "notebooks", "--nbval", "--dist=loadfile"} <= set(command)
    assert environment["COURSE_NO_PROGRESS"] == "1"
    assert environment["TF_CPP_MIN_LOG_LEVEL"] == "2"


def test_arguments_of_ones_own_go_to_pytest(started: Started) -> None:
    run("test", "-k", "doctor", "-x")
    ((command, _),) = started
    assert command[-3:] == ["-k", "doctor", "-x"] and "--nbval" not in command
