"""The benchmark scripts run; what they measure is for people to read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("tensorflow")
SCRIPTS = Path(__file__).parents[1] / "benchmarks"


def printed(script: str, *options: str) -> str:
    command = [sys.executable, str(SCRIPTS / script), *options]
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout


@pytest.mark.slow
def test_probes_report_three_views(tmp_path: Path) -> None:
    few = (
        "--count",
        "96",
        "--held-out",
        "40",
        "--size",
        "48",
        "--epochs",
        "1",
        "--jobs",
        "1",
        "--cache",
        str(tmp_path),
    )
    lines = printed("painter_probes.py", *few).splitlines()
    scores = [float(found[1]) for line in lines if (found := re.search(r"balanced accuracy ([\d.]+)", line))]
    assert len(scores) == 3 and all(0 <= score <= 1 for score in scores)
    assert len(list(tmp_path.glob("*.npz"))) == 2


@pytest.mark.slow
def test_photographs_of_ones_own_are_asked_about(tmp_path: Path) -> None:
    from course_utils.datasets.more import paint_more

    paint_more(tmp_path / "photos", 20, size=64)
    output = printed(
        "painter_on_photos.py", "--count", "96", "--held-out", "40", "--size", "48", "--epochs", "1", "--jobs", "1",
        "--cache", str(tmp_path / "cache"), "--photos", str(tmp_path / "photos"),
    )  # fmt: skip
    assert "of 10 masked" in output and "of 10 bare" in output
    assert "Weakest slices" in output
