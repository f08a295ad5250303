from __future__ import annotations

import errno
from pathlib import Path

import pytest
from typer.testing import CliRunner

import course_utils.datasets.shipping as shipping
from course_utils.commands.data import app
from course_utils.datasets.shipping import Plan

RUN = CliRunner()


def test_verify_is_content_with_what_is_whole(shipped: Path) -> None:
    done = RUN.invoke(app, ["verify"])
    assert done.exit_code == 0
    assert "files are as the manifest says" in done.output


def test_verify_names_each_file_and_fails(own_copy: Path) -> None:
    damaged = sorted((own_copy / "masks/train/with_mask").iterdir())[0]
    content = bytearray(damaged.read_bytes())
    content[100] ^= 4
    damaged.write_bytes(content)
    (own_copy / "faces.jpg").unlink()
    (own_copy / "holiday.jpg").write_bytes(b"me")
    done = RUN.invoke(app, ["verify"])
    assert done.exit_code == 1
    lines = [line.split() for line in done.output.splitlines()]
    assert ["damaged", f"masks/train/with_mask/{damaged.name}"] in lines
    assert ["missing", "faces.jpg"] in lines
    assert ["extra", "holiday.jpg"] in lines
    assert "git checkout -- data" in done.output


def test_paths_are_shown_as_they_are(own_copy: Path) -> None:
    (own_copy / "[red]me[bold] too.jpg").write_bytes(b"me")
    assert "extra  [red]me[bold] too.jpg" in RUN.invoke(app, ["verify"]).output
    folder = own_copy.rename(own_copy.with_name("[red]data"))
    (folder / "[red]me[bold] too.jpg").unlink()
    assert f"{folder}: all" in RUN.invoke(app, ["verify", "--folder", str(folder)]).output


def test_verify_without_data_says_so(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["verify", "--folder", str(tmp_path)])
    assert done.exit_code == 1
    assert "shipped data is not here" in done.output and "Traceback" not in done.output


def test_check_paints_a_sample(shipped: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "SHIPPED", plan)
    done = RUN.invoke(app, ["paint", "--check", "2"])
    assert done.exit_code == 0
    assert "2 faces painted again: 2 identical" in done.output


def test_too_large_a_sample_is_refused(shipped: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "SHIPPED", plan)
    done = RUN.invoke(app, ["paint", "--check", "99"])
    assert done.exit_code == 1
    assert "1 to 4 faces to compare with" in done.output


def test_painting_everything_again_reports_what_became_of_the_pixels(
    own_copy: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipping, "SHIPPED", plan)
    sorted((own_copy / "masks/dev/with_mask").iterdir())[0].unlink()
    done = RUN.invoke(app, ["paint", "--jobs", "1"])
    assert done.exit_code == 0
    assert "39 pictures: 39 with the same pixels as before, 0 new." in done.output
    assert RUN.invoke(app, ["verify"]).exit_code == 0


def test_more_faces_go_where_they_should(tmp_path: Path) -> None:
    folder = tmp_path / "more"
    arguments = ["paint", "--count", "3", "--to", str(folder), "--jobs", "1", "--size", "32"]
    assert "3 faces in" in RUN.invoke(app, arguments).output
    assert len(list(folder.rglob("*.webp"))) == 3
    assert "3 were there already" in RUN.invoke(app, arguments).output


def test_the_home_folder_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    done = RUN.invoke(app, ["paint", "--count", "2", "--to", "~/[b]more", "--size", "32"])
    assert done.exit_code == 0
    assert f"2 faces in {tmp_path / '[b]more'}" in done.output
    assert (tmp_path / "[b]more" / "attributes.csv").is_file()


@pytest.mark.parametrize("place", ["afile", "afile/x"])
def test_what_cannot_be_a_folder_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "afile").touch()
    done = RUN.invoke(app, ["paint", "--count", "2", "--to", str(tmp_path / place), "--size", "32"])
    assert done.exit_code == 1
    assert done.output == f"{tmp_path / 'afile'} is not a folder. Choose another folder with --to.\n"


def test_a_reader_that_leaves_is_told_nothing(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(**_: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr(shipping, "compare_sample", gone)
    done = RUN.invoke(app, ["paint", "--check", "2"])
    assert (done.exit_code, done.output) == (1, "")


@pytest.mark.parametrize(
    "arguments", [["--count", "5"], ["--to", "somewhere"], ["--count", "0", "--to", "x"], ["--size", "20"]]
)
def test_options_that_do_not_fit_together_are_refused(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = RUN.invoke(app, ["paint", *arguments])
    assert done.exit_code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["verify", "paint"])
def test_help_has_an_example(command: str) -> None:
    done = RUN.invoke(app, [command, "--help"])
    assert done.exit_code == 0
    assert f"Example: course data {command}" in done.output
