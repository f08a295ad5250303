"""What the README promises is there: lessons with their minutes, commands, links, pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from course_utils import authoring
from course_utils.cli import app

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (?:\[)?(\d\d · [^\]|]+?)(?:\]\([^)]*\))? \| (\d+) \|$", README, flags=re.MULTILINE))


def test_the_table_has_every_lesson_of_the_syllabus() -> None:
    assert list(ROWS) == [f"{number} · {title}" for number, title in authoring.SYLLABUS.items()]


@pytest.mark.parametrize("source", authoring.find_sources(), ids=lambda path: path.stem)
def test_a_written_lesson_is_linked_and_takes_the_minutes_that_it_says(source: Path) -> None:
    header = authoring.read_lesson(source).header
    name = f"{header.lesson} · {header.title}"
    assert f"[{name}](notebooks/{source.stem}.ipynb)" in README
    assert int(ROWS[name]) == header.minutes


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "LICENSE"])
def test_links_and_pictures_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not target.startswith(("http:", "https:")):
            assert (ROOT / target).exists(), target


def test_every_picture_has_a_text_for_those_who_cannot_see_it() -> None:
    alts = re.findall(r"!\[([^\]]*)\]", README)
    assert alts and all(len(alt) > 40 for alt in alts)


def test_the_commands_of_the_table_exist_and_none_is_missing() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    told = set(re.findall(r"^\| `course (\w+)", README, flags=re.MULTILINE))
    assert told == set(commands)
    for name, options in re.findall(r"^\| `course (\w+)[^|]*\|(.*)$", README, flags=re.MULTILINE):
        known = {option for parameter in commands[name].params for option in parameter.opts}
        for option in re.findall(r"`(--[a-z-]+)", options):
            assert option in known, f"course {name} has no {option}"


def test_the_mask_commands_of_the_readme_exist_with_their_options() -> None:
    """Every command of the mask project is shown, and only with options that it has."""
    commands = get_command(app).commands["mask"].commands  # type: ignore[attr-defined]
    shown = re.findall(r"^course mask (\w+)([^#\n]*)", README, flags=re.MULTILINE)
    assert {name for name, _ in shown} == set(commands)
    for name, arguments in shown:
        known = {option for parameter in commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", arguments)) <= known, name
