"""run.py: one sentence for each thing that can be in the way, and nothing done twice."""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import venv
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py as a module that stands in an empty folder, with a project that needs nothing."""
    for name in ("run.py", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    spec = importlib.util.spec_from_file_location("run_under_test", tmp_path / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.shutil, "which", lambda name: None)  # no uv, whatever this machine has
    return module


@pytest.fixture
def steps(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record the steps of the setup; only `python -m venv` is really done, without pip."""
    taken: list[list[str]] = []

    def step(title: str, command: list[object]) -> None:
        taken.append([str(part) for part in command])
        if "venv" in taken[-1]:
            venv.create(run.VENV, with_pip=False)

    monkeypatch.setattr(run, "run_step", step)
    monkeypatch.setattr(run, "check_disk", lambda **_: None)
    return taken


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13), (3, 14, 0), (4, 0, 0)])
def test_a_python_too_old_or_too_new_gets_one_sentence(run: ModuleType, version: tuple[int, int, int]) -> None:
    with pytest.raises(run.SetupError) as stop:
        run.check_python(version, is_there=lambda name: False)
    age = "old" if version < (3, 11) else "new"
    assert f"Python {'.'.join(map(str, version))} is too {age}" in str(stop.value)
    assert "install Python 3.12" in str(stop.value) and "\n" not in str(stop.value)


def test_another_python_on_the_machine_is_named(run: ModuleType) -> None:
    with pytest.raises(run.SetupError, match=r"so run: python3\.12 run\.py"):
        run.check_python((3, 9, 1), is_there=lambda name: name == "python3.12")


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 4), (3, 13, 9)])
def test_the_pythons_of_the_course_pass(run: ModuleType, version: tuple[int, int, int]) -> None:
    run.check_python(version, is_there=lambda name: pytest.fail("no need to look for another"))


def test_a_full_disk_is_said_before_anything_is_downloaded(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(run.shutil, "disk_usage", lambda folder: usage(10**12, 10**12, 2 * 10**9))
    with pytest.raises(run.SetupError, match=r"2\.0 GB free.*needs about 6 GB"):
        run.ensure_environment(set())
    assert not run.VENV.exists()


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_names_the_package(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None if name == missing else find(name))
    with pytest.raises(run.SetupError, match=rf"no module {missing}.*apt install python3\.\d+-venv"):
        run.make_environment(None)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            "WARNING: Retrying: NewConnectionError: [Errno -3] Temporary failure in name resolution",
            "network",
        ),
        ("error: Request failed after 3 retries\n  Caused by: dns error: failed to lookup address", "network"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk"),
        ("ERROR: ResolutionImpossible", "ResolutionImpossible"),
    ],
)
def test_a_failed_installation_is_explained(run: ModuleType, output: str, sentence: str) -> None:
    message = run.explain_failure("Installing", output, 1)
    assert sentence in message and "run this again" in message


def test_a_step_that_fails_stops_with_its_last_lines(run: ModuleType) -> None:
    with pytest.raises(run.SetupError, match=r"exit code 3.*\n\n(.*\n)*the reason"):
        run.run_step("Doing it", [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"])


def test_a_program_that_cannot_start_is_a_sentence(run: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(run.SetupError, match="could not be started"):
        run.run_step("Doing it", [str(tmp_path / "nowhere")])


def test_first_call_installs_and_second_does_nothing(run: ModuleType, steps: list[list[str]]) -> None:
    python = run.ensure_environment(set())
    assert python.exists() and len(steps) == 2
    install = steps[1]
    assert install[install.index("--constraint") + 1] == str(run.LOCK)
    assert run.ensure_environment(set()) == python
    assert len(steps) == 2


def test_uv_is_used_where_it_is_installed(
    run: ModuleType, steps: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda name: "/opt/uv" if name == "uv" else None)
    run.ensure_environment({"test"})
    assert [step[:2] for step in steps] == [["/opt/uv", "venv"], ["/opt/uv", "pip"]]
    assert "--seed" in steps[0]  # the README and CONTRIBUTING call pip
    assert steps[1][-1].endswith("[test]")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_requirement_installs_again(
    run: ModuleType, steps: list[list[str]], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.ensure_environment(set())
    monkeypatch.setattr(run, "must_be_remade", lambda *_: False)
    path = run.ROOT / name
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    run.ensure_environment(set())
    assert len(steps) == 3 and "install" in steps[2]


def test_the_test_packages_are_added_once_and_stay(
    run: ModuleType, steps: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "must_be_remade", lambda *_: False)
    run.ensure_environment(set())
    run.ensure_environment({"test"})
    run.ensure_environment(set())
    assert len(steps) == 3
    assert json.loads(run.STAMP.read_text(encoding="utf-8"))["extras"] == ["test"]


def test_a_half_finished_attempt_is_completed(
    run: ModuleType, steps: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real_step = run.run_step

    def cut_short(title: str, command: list[object]) -> None:
        if "install" in map(str, command):
            raise KeyboardInterrupt
        real_step(title, command)

    monkeypatch.setattr(run, "run_step", cut_short)
    with pytest.raises(KeyboardInterrupt):
        run.ensure_environment(set())
    assert run.VENV.exists() and not run.STAMP.exists()

    monkeypatch.setattr(run, "run_step", real_step)
    monkeypatch.setattr(run, "must_be_remade", lambda *_: False)
    run.ensure_environment(set())
    assert "completing it" in capsys.readouterr().out
    assert run.STAMP.exists()


@pytest.mark.parametrize("damage", ["no interpreter", "no pip", "moved", "other python"])
def test_an_environment_beyond_repair_is_made_anew(run: ModuleType, steps: list[list[str]], damage: str) -> None:
    run.ensure_environment(set())
    (run.VENV / "left-over").touch()
    state = json.loads(run.STAMP.read_text(encoding="utf-8"))
    match damage:
        case "no interpreter":
            run.venv_python().unlink()
        case "no pip":  # the steps above made it without pip
            run.STAMP.unlink()
        case "moved":
            run.STAMP.write_text(json.dumps({**state, "folder": "/somewhere/else"}), encoding="utf-8")
        case "other python":
            run.STAMP.write_text(json.dumps({**state, "python": "3.9"}), encoding="utf-8")
    run.ensure_environment(set())
    assert not (run.VENV / "left-over").exists()
    assert run.venv_python().exists() and run.STAMP.exists()


def test_an_environment_that_cannot_be_deleted_is_a_sentence(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    run.VENV.mkdir()

    def refuse(path: str) -> None:
        raise OSError(errno.EACCES, "in use")

    monkeypatch.setattr(run.shutil, "rmtree", refuse)
    with pytest.raises(run.SetupError, match="close every program"):
        run.remove_environment()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"python": 3}'])
def test_a_damaged_stamp_counts_as_none(run: ModuleType, steps: list[list[str]], content: str) -> None:
    run.ensure_environment(set())
    run.STAMP.write_text(content, encoding="utf-8")
    run.ensure_environment(set())
    assert run.is_ready(run.wanted_state(set()), run.installed_state())


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for the environment's python")
def test_the_command_is_handed_over_with_its_arguments_and_exit_code(run: ModuleType) -> None:
    python = run.venv_python()
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@" "$VIRTUAL_ENV"\nexit 7\n')
    python.chmod(0o755)
    run.STAMP.write_text(json.dumps(run.wanted_state(set())), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(run.ROOT / "run.py"), "lab", "--port", "8899", "a b"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7
    assert done.stdout == f"-m course_utils lab --port 8899 a b {run.VENV}\n"


def test_without_a_command_it_says_what_it_can_do(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 0
    assert "python run.py lab" in capsys.readouterr().out
