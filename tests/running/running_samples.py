"""Small notebooks for the tests of ``running``: some that are well, and one for each way to go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat

PARAMETERS = "SEED = 0\nFAST = False"

#: Writes down which process this is, so that a test can look whether it is gone.
SIGN_IN = """
import os
from pathlib import Path
FOLDER = Path({folder!r})
(FOLDER / f"{{os.getpid()}}.pid").touch()
"""

#: Passes only while the other one runs.
MEET = """
import time
(FOLDER / "{me}").touch()
while not (FOLDER / "{other}").exists():
    time.sleep(0.02)
"""

ENVIRONMENT = """
import json, sys
told = {"FAST": FAST, "SEED": SEED, "python": sys.executable, "here": os.getcwd()}
ours = ("COURSE_", "OMP_", "TF_")
print(json.dumps({**told, **{name: value for name, value in os.environ.items() if name.startswith(ours)}}))
"""

LEAVES_A_CHILD = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
(FOLDER / f"{child.pid}.pid").touch()
"""

LOOPS = """
import time
while True:
    time.sleep(0.01)
"""

#: No cell takes long, all together do.
DAWDLES = """
import time
time.sleep(2.5)
"""

RAISES = """
# divide what cannot be divided
numbers = [1, 0]
numbers[0] / numbers[1]
"""

#: Tagged as such: a lesson may show an error.
MEANT_TO_FAIL = "1 / 0  # meant to fail"

#: Asks for a little at a time, and uses it: no single request is too large.
GROWS = """
import time
held = []
while True:
    held.append(bytearray(b"x" * 20_000_000))
    time.sleep(0.02)
"""

HIDES = """
import ipywidgets
error = {"output_type": "error", "ename": "KeyError", "evalue": "'swallowed'", "traceback": ["KeyError: 'swallowed'"]}
ipywidgets.Output(outputs=[error])
"""

NEVER = "print('never')"

LESSONS = {
    "00_one": [MEET.format(me="one", other="two"), ENVIRONMENT, MEANT_TO_FAIL],
    "01_two": [MEET.format(me="two", other="one"), LEAVES_A_CHILD],
    "02_dawdles": [DAWDLES] * 10,
    "03_raises": ["values = [1, 2]", RAISES, NEVER],
    "04_loops": ["print('so far', flush=True)", LEAVES_A_CHILD + LOOPS, NEVER],
    "05_greedy": ["import numpy as np", "everything = np.ones(100 * 2**30 // 8)", NEVER],
    "06_dies": ["x = 1", "os._exit(7)", NEVER],
    "07_hides": ["x = 1", HIDES, NEVER],
    "08_grows": ["x = 1", GROWS, NEVER],
}


def write_lesson(folder: Path, name: str, cells: Sequence[str], seconds: object = None) -> Path:
    """Write a notebook with a title, a cell of parameters, and these cells."""
    text = nbformat.v4.new_markdown_cell(f"# The lesson {name}")
    tagged = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    notebook = nbformat.v4.new_notebook(cells=[text, tagged, *map(_cell, cells)])
    if seconds is not None:
        notebook.metadata["course"] = {"seconds": {"fast": seconds}}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


def _cell(source: str) -> nbformat.NotebookNode:
    """Return a code cell, with the tag for an error that is meant where its source says so."""
    tags = ["raises-exception"] if "meant to fail" in source else []
    return nbformat.v4.new_code_cell(source, metadata={"tags": tags})


def sign_in(folder: Path) -> str:
    """Return a cell that writes the kernel's process id into a folder."""
    return SIGN_IN.format(folder=str(folder))


def signed_in(folder: Path) -> list[int]:
    """Return the ids of the processes that wrote themselves down."""
    return [int(path.stem) for path in folder.glob("*.pid")]
