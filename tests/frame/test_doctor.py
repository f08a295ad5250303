"""The doctor notices what is wrong and names what mends it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course_utils import datasets, doctor
from course_utils.cli import app
from course_utils.paths import repository_root


def test_this_machine_can_run_the_lessons() -> None:
    found = {finding.name: finding for finding in doctor.examine().findings}
    assert len(found) == len(doctor.CHECKS)
    for name in ("Python", "packages", "kernel", "widgets"):
        assert found[name].state != "wrong", found[name]


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10), "wrong"), ((3, 11), "right"), ((3, 13), "right"), ((3, 14), "wrong")]
)
def test_python(version: tuple[int, int], state: str) -> None:
    assert doctor.python_version(version).state == state


def test_a_missing_package_is_wrong_and_another_version_is_a_warning() -> None:
    missing = doctor.packages(installed=lambda name: None if name == "papermill" else doctor._installed_version(name))
    assert missing.state == "wrong" and "papermill" in missing.what and missing.mend
    other = doctor.packages(installed=lambda name: "0.0.1" if name == "numpy" else doctor._installed_version(name))
    assert other.state == "warning" and "numpy 0.0.1" in other.what and other.mend


def test_a_kernel_of_another_environment_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.sys, "prefix", "/somewhere/else")
    finding = doctor.kernel()
    assert finding.state == "wrong" and "ipykernel install --sys-prefix" in finding.mend


def test_missing_extensions_are_named(tmp_path: Path) -> None:
    (tmp_path / "anywidget").mkdir()
    (tmp_path / "anywidget" / "package.json").touch()
    finding = doctor.widgets([str(tmp_path)])
    assert finding.state == "wrong" and "ipywidgets" in finding.what and "anywidget" not in finding.what


def test_data_without_manifest_is_wrong(tmp_path: Path) -> None:
    finding = doctor.data(tmp_path)
    assert finding.state == "wrong" and finding.mend == "git checkout -- data"


def test_a_damaged_a_missing_and_an_extra_file_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(repository_root() / "data" / "reference", folder / "reference")
    for name in ("README.md", "faces.jpg"):
        shutil.copy(repository_root() / "data" / name, folder / name)
    entries = [
        datasets.manifest.entry_of(folder, path.relative_to(folder).as_posix(), licence="CC-BY-4.0", command="none")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    datasets.register(entries, folder)
    assert doctor.data(folder).state == "right"

    (folder / "notes.txt").touch()
    assert doctor.data(folder).state == "warning" and "notes.txt" in doctor.data(folder).what
    content = bytearray((folder / "faces.jpg").read_bytes())
    content[1000] ^= 1
    (folder / "faces.jpg").write_bytes(content)
    (folder / "README.md").unlink()
    finding = doctor.data(folder)
    assert finding.state == "wrong" and "faces.jpg" in finding.what and "README.md" in finding.what


@pytest.mark.parametrize("place", ["afile", "afile/x"])
def test_copies_that_cannot_be_written_are_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    (tmp_path / "afile").touch()
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / place))
    finding = doctor.lessons()
    assert finding.state == "wrong" and f"{tmp_path / 'afile'} is not a folder" in finding.what
    assert finding.mend.startswith("COURSE_HOME=")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "new"))
    assert doctor.lessons().state == "right"
    assert list(tmp_path.iterdir()) == [tmp_path / "afile"]


@pytest.mark.parametrize("content", [b"", b'{"cells": [', b"[]", b"\xff\xfe", b'{"cells": 1}'])
def test_a_copy_that_is_no_notebook_any_more_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    whole = (repository_root() / "notebooks" / "01_vectorization.ipynb").read_bytes()
    (tmp_path / "01_vectorization.ipynb").write_bytes(whole)
    assert doctor.lessons().state == "right"
    (tmp_path / "02_logistic_regression.ipynb").write_bytes(content)
    finding = doctor.lessons()
    assert finding.state == "warning" and "02_logistic" in finding.what and "01_vec" not in finding.what
    assert finding.mend == "course lab --reset 02"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that not even an administrator can write")
def test_copies_in_a_folder_without_rights_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HOME", "/proc/my_course")
    finding = doctor.lessons()
    assert finding.state == "wrong" and "/proc/my_course cannot be written" in finding.what


@pytest.mark.parametrize(("free", "state"), [(0.1e9, "wrong"), (1e9, "warning"), (50e9, "right")])
def test_disk(free: float, state: str) -> None:
    assert doctor.disk(int(free)).state == state


@pytest.mark.parametrize(("available", "state"), [(1e9, "warning"), (8e9, "right")])
def test_memory(available: float, state: str) -> None:
    assert doctor.memory(int(available)).state == state


@pytest.mark.parametrize("value", ["many", "0", "64", "-1"])
def test_thread_counts_that_do_not_fit(value: str) -> None:
    finding = doctor.threads({"OMP_NUM_THREADS": value}, cores=2)
    assert finding.state == "warning" and finding.mend == "unset OMP_NUM_THREADS"


def test_thread_counts_that_fit() -> None:
    assert doctor.threads({"OMP_NUM_THREADS": "2"}, cores=2).state == "right"
    assert doctor.threads({}, cores=2).state == "right"


def test_a_check_that_breaks_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def disk() -> doctor.Finding:
        raise OSError("no such device")

    monkeypatch.setattr(doctor, "CHECKS", (disk,))
    examination = doctor.examine()
    assert not examination.lessons_can_run
    assert "no such device" in examination.findings[0].what
    assert "disk" in examination.sentence()


def test_the_command_shows_every_check_and_exits_by_the_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    def one(state: doctor.State) -> tuple[object, ...]:
        return (lambda: doctor.Finding("disk", state, "seen", "mend it"),)

    for state, code in (("right", 0), ("warning", 0), ("wrong", 1)):
        monkeypatch.setattr(doctor, "CHECKS", one(state))
        result = CliRunner().invoke(app, ["doctor"])
        assert result.exit_code == code
        assert "seen" in result.output and "mend it" in result.output


def test_the_notebook_view_escapes_what_it_shows() -> None:
    bundle = doctor.Examination((doctor.Finding("disk", "wrong", "<b>", "a & b"),))._repr_mimebundle_()
    assert "&lt;b&gt;" in bundle["text/html"] and "a &amp; b" in bundle["text/html"]
    assert bundle["text/plain"] == "Some lessons cannot run yet. Look at: disk."


@pytest.mark.parametrize("command", ["lab", "progress", "doctor", "test", "build", "run", "solutions", "lint"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: course {command}" in " ".join(result.output.split())


def test_importing_the_library_is_quick_and_light() -> None:
    code = (
        "import sys, time; start = time.perf_counter(); import course_utils; seconds = time.perf_counter() - start;"
        "heavy = {'tensorflow', 'keras', 'matplotlib', 'numpy', 'ipywidgets'} & set(sys.modules);"
        "assert not heavy, heavy; assert seconds < 0.3, seconds"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_name_is_explained() -> None:
    import course_utils

    with pytest.raises(AttributeError, match=r"no 'chek'; it has .*check"):
        course_utils.chek  # noqa: B018
