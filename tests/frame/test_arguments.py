"""What is told about arguments before anything begins."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from course_utils.arguments import expanded, folder_problem, whole_number


@pytest.mark.parametrize("value", [64, np.int64(64), np.uint8(64)])
def test_whole_numbers_of_every_kind_become_an_int(value: int) -> None:
    assert type(whole_number("size", value, 96)) is int


@pytest.mark.parametrize("value", [64.0, "64", None, True, np.float32(64)])
def test_anything_else_is_named_with_what_was_expected(value: int) -> None:
    with pytest.raises(TypeError, match=r"size is .*; expected a whole number, such as 96\."):
        whole_number("size", value, 96)


def test_a_folder_that_is_still_to_be_made_is_no_problem_and_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert folder_problem(tmp_path / "new" / "deeper") == ""
    assert folder_problem(tmp_path / "file" / "deeper") == f"{tmp_path / 'file'} is not a folder."
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_home_folder_is_put_in_and_an_unknown_one_is_a_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert expanded(Path("~/x")) == tmp_path / "x"
    assert expanded(Path("~nobody_is_called_so/x")).parts[-2:] == ("~nobody_is_called_so", "x")
