"""The picture of the ladder shows the rungs that ship with the course."""

from __future__ import annotations

from pathlib import Path

from course_utils.authoring.ladder_picture import draw_ladder, ladder_picture, told_by
from course_utils.figures import ladder_steps
from course_utils.learning.mask_ladder import shipped_rungs
from course_utils.paths import repository_root


def test_the_shipped_picture_is_of_the_shipped_rungs() -> None:
    assert told_by(ladder_picture()) == ladder_steps(shipped_rungs()).alt, "Run `course build`."


def test_the_readme_shows_it_first() -> None:
    readme = (repository_root() / "README.md").read_text(encoding="utf-8")
    assert readme.index("](docs/ladder.png)") == readme.index("](docs/")


def test_drawing_twice_writes_once(tmp_path: Path) -> None:
    picture = tmp_path / "ladder.png"
    assert told_by(picture) == ""
    assert draw_ladder(picture)
    assert "nearer mean face, 62.9%" in told_by(picture)
    assert not draw_ladder(picture)
