"""``course test``: everything that the project promises, checked."""

from __future__ import annotations

import os
import subprocess
import sys

import typer

from course_utils.paths import repository_root

#: Lessons in automation: nothing written into anybody's progress, TensorFlow quiet, one thread each.
AUTOMATION = {
    "COURSE_NO_PROGRESS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}

#: Are the stored outputs still what the code prints? In this environment's kernel, two minutes a cell at most.
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]


def test(context: typer.Context) -> None:
    """Run the tests and every notebook. Further arguments go to pytest.

    Example: course test -k doctor
    """
    # With a selection of the user's own, only that runs; otherwise the tests and the stored outputs of every lesson.
    arguments = context.args or ["--numprocesses=2", "--dist=loadfile", "tests", "notebooks", *NBVAL]
    raise typer.Exit(
        subprocess.call(
            [sys.executable, "-m", "pytest", *arguments], cwd=repository_root(), env={**os.environ, **AUTOMATION}
        )
    )
