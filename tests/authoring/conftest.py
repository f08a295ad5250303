from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

WriteLesson = Callable[..., Path]


@pytest.fixture(scope="session")
def good() -> str:
    """A small lesson that breaks no rule."""
    return (Path(__file__).parent / "good_lesson.md").read_text(encoding="utf-8")


@pytest.fixture
def write(tmp_path: Path) -> WriteLesson:
    """Write a source into a small repository of its own, and return its path."""
    return lambda text, name="01_vectorization": write_lesson(tmp_path, text, name)


def write_lesson(root: Path, text: str, name: str = "01_vectorization") -> Path:
    sources = root / "notebooks" / "source"
    sources.mkdir(parents=True, exist_ok=True)
    (root / "data").mkdir(exist_ok=True)
    (root / "data" / "ladder.png").touch()
    (sources / "00_start_here.md").touch()
    path = sources / f"{name}.md"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


@pytest.fixture(scope="session")
def lesson_root(tmp_path_factory: pytest.TempPathFactory, good: str) -> Path:
    """A repository with the good lesson alone, for tests that build it."""
    root = tmp_path_factory.mktemp("repository")
    write_lesson(root, good)
    (root / "notebooks" / "source" / "00_start_here.md").unlink()
    return root
