"""From what authors write to what learners open: sources, notebooks, solved copies, and the lesson lint.

A lesson is one file, ``notebooks/source/NN_title.md``: Markdown with code cells, Jupytext's MyST format.

**The header** stands between two lines ``---`` at the top, under ``course:``; its keys are those of `LessonHeader`.
From it the build writes the first cell (title, question, objectives, prerequisites, minutes) and the last one
("Next"), with links to the lessons that are written. An author writes neither.

**Text** is Markdown. A level-2 heading begins a new cell; a line ``+++`` begins one elsewhere. The order of these
headings is the lesson's arc (`rules.ARCS`).

**Code cells** are fenced. Tags are those of `TAGS`; an exercise and its check share a ``name``::

    ```{code-cell} ipython3
    :tags: [exercise]
    :name: sigmoid

    def sigmoid(z):
        ### BEGIN SOLUTION
        return 1 / (1 + np.exp(-z))
        ### END SOLUTION
    ```

    ```{code-cell} ipython3
    :tags: [check]
    :name: sigmoid
    :points: 2

    check(exercises.lesson02.sigmoid, sigmoid)
    ### BEGIN HIDDEN TESTS
    assert sigmoid(0) == 0.5
    ### END HIDDEN TESTS
    ```

In the learner's copy two lines stand for the solution, ``# Your code here`` and ``...``. Where a learner completes or
mends a line instead, lines of the solution that begin with ``#|`` are the stub::

        ### BEGIN SOLUTION
        #| return 1 / (1 + ...)
        return 1 / (1 + np.exp(-z))
        ### END SOLUTION

Hidden tests are left out of the learner's copy and kept in the solved one. A line of a solution that can be read in
another cell or in an output stops the build, unless it ends with ``# not a secret``.

**What is stored.** The build runs the learner's copy from top to bottom in a fresh kernel, in ``notebooks``, with
``FAST`` false. A lesson that trains for minutes says ``stored: fast`` in its header: then ``COURSE_FAST=1`` is set,
as it is when the tests run the notebook and compare. The outputs are normalised (`normalise`), so that building twice
gives the same bytes. A cell's id comes from its section's heading and its place there, or from its exercise's name: a
changed sentence changes one line, and a new cell renames no cell outside its section.
"""

from __future__ import annotations

from course_utils.authoring.build import Built, build_lesson, notebook_of, solve_lesson, stale
from course_utils.authoring.cells import TAGS, solve, solved, student
from course_utils.authoring.header import LessonHeader
from course_utils.authoring.lint import Finding, lint_lesson
from course_utils.authoring.normalise import normalise, to_text
from course_utils.authoring.problems import LessonError, Problem
from course_utils.authoring.source import Lesson, find_sources, notebooks_dir, read_lesson
from course_utils.authoring.syllabus import SYLLABUS

__all__ = [
    "SYLLABUS",
    "TAGS",
    "Built",
    "Finding",
    "Lesson",
    "LessonError",
    "LessonHeader",
    "Problem",
    "build_lesson",
    "find_sources",
    "lint_lesson",
    "normalise",
    "notebook_of",
    "notebooks_dir",
    "read_lesson",
    "solve",
    "solve_lesson",
    "solved",
    "stale",
    "student",
    "to_text",
]
