"""What the learner has written in an earlier lesson, for a later one that goes on with it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from course_utils import nn
from course_utils.learning import Exercise
from course_utils.paths import learner_dir


def your_own(*exercises: Exercise, folder: Path | None = None) -> list[object]:
    """Return the learner's own functions of an earlier lesson.

    Their cells are read from the learner's copy of that lesson and run, in the order that is given, so that a function
    may call those before it. In the place of one that is missing or not right stands the course's own, and a sentence
    says so.

    Parameters
    ----------
    *exercises : Exercise
        Exercises of one lesson.
    folder : Path, optional
        Where the learner's copies are; their own folder if it is not said.

    Returns
    -------
    list of callable
        A function for each exercise.
    """
    cells = _exercise_cells(folder or learner_dir(), exercises[0].lesson)
    names: dict[str, object] = {"np": np, "nn": nn}
    for exercise in exercises:
        names[exercise.name] = None
        try:
            exec(cells.get(exercise.name, ""), names)
        except Exception:  # a cell that does not run counts as one that is not there
            names[exercise.name] = None
        names[exercise.name] = exercise.or_reference(names[exercise.name])
    return [names[exercise.name] for exercise in exercises]


def _exercise_cells(folder: Path, lesson: int) -> dict[str, str]:
    """Return the code of the exercise cells in the learner's copy of a lesson, by the name of the exercise."""
    copies = sorted(folder.glob(f"{lesson:02d}_*.ipynb"))
    try:
        cells = json.loads(copies[0].read_text(encoding="utf-8"))["cells"]
        tagged = [cell for cell in cells if "exercise" in cell.get("metadata", {}).get("tags", ())]
        return {cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"]) for cell in tagged}
    except (IndexError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # no copy, or none that can be read
