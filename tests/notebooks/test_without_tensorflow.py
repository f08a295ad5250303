"""Parts I and II on a machine that has no TensorFlow, such as a Mac with an Intel chip."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import authoring

#: Read by Python before anything else: from then on, nothing finds TensorFlow or Keras.
HIDE = """
import importlib.util, sys
found = importlib.util.find_spec
hidden = ("tensorflow", "keras")
importlib.util.find_spec = lambda name, package=None: None if name in hidden else found(name, package)
sys.modules.update(dict.fromkeys(hidden))
"""
NUMPY_LESSONS = [path.stem[:2] for path in authoring.find_sources() if path.stem < "10"]


@pytest.mark.slow
@pytest.mark.notebook
@pytest.mark.parametrize("lesson", NUMPY_LESSONS)
def test_a_lesson_in_numpy_runs_without_tensorflow(lesson: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HIDE, encoding="utf-8")
    hidden = {**os.environ, "PYTHONPATH": str(tmp_path)}
    gone = subprocess.run([sys.executable, "-c", "import tensorflow"], env=hidden, capture_output=True, text=True)
    assert gone.returncode == 1, "TensorFlow is not hidden, so this test would show nothing."
    done = subprocess.run(
        [sys.executable, "-m", "course_utils", "run", lesson, "--profile", "fast", "--out", str(tmp_path / "report")],
        env=hidden,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
