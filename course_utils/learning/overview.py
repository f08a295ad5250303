"""`progress`: the whole course at a glance."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from importlib import import_module

from course_utils.learning import record
from course_utils.learning.exercise import Exercise
from course_utils.learning.presentation import NOTE, OPEN, Card, Table
from course_utils.learning.questions import Question

_WIDTH = 42  # of the column of exercises: the table fits into a terminal of 80 columns
_SYMBOLS = {"right": "✓", "not yet": "✗", "not attempted": "○"}


class Progress:
    """The learner's progress; as the last value of a cell it shows itself as it is at that moment."""

    def card(self, exercises: Iterable[Exercise] | None = None, questions: Iterable[Question] | None = None) -> Card:
        """Show what is done, what is begun and what is open.

        Parameters
        ----------
        exercises, questions : iterable, optional
            What there is to do; the whole course by default.

        Returns
        -------
        Card
        """
        # Asked for by name when it is needed: exercises live on a higher floor than this room.
        course = import_module("course_utils.exercises")
        exercises = list(course.all_exercises() if exercises is None else exercises)
        questions = list(course.all_questions() if questions is None else questions)
        try:
            kept = record.read()
        except (record.NewerRecordError, OSError) as error:
            return Card(OPEN, "Your progress cannot be read", (str(error),))
        lessons = sorted({exercise.lesson for exercise in exercises} | {question.lesson for question in questions})
        rows = tuple(_row(lesson, exercises, questions, kept) for lesson in lessons)
        done = sum(kept.exercises.get(exercise.key, record.ExerciseEntry()).state == "right" for exercise in exercises)
        table = Table("", ("lesson", "exercises", "", "questions", "hints"), rows)
        return Card(NOTE, f"Your course: {done} of {len(exercises)} exercises right", tables=(table,))

    def _repr_mimebundle_(self, **options: object) -> dict[str, str]:
        return self.card()._repr_mimebundle_()

    def __repr__(self) -> str:
        return self.card().to_text()


progress = Progress()


def _row(lesson: int, exercises: list[Exercise], questions: list[Question], kept: record.Record) -> tuple[str, ...]:
    """Return one lesson's line."""
    here = [exercise for exercise in exercises if exercise.lesson == lesson]
    entries = [kept.exercises.get(exercise.key, record.ExerciseEntry()) for exercise in here]
    asked = [question for question in questions if question.lesson == lesson]
    known = sum(kept.questions.get(question.id, record.QuestionEntry()).streak > 0 for question in asked)
    # A symbol and its name stay together when a line is full: that is what the hard space is for.
    names = [f"{_SYMBOLS[entry.state]}\u00a0{exercise.name}" for exercise, entry in zip(here, entries, strict=True)]
    return (
        f"{lesson:02d}",
        f"{sum(entry.state == 'right' for entry in entries)} of {len(here)}",
        textwrap.fill("  ".join(names), _WIDTH).replace("\u00a0", " "),
        f"{known} of {len(asked)}",
        str(sum(entry.hints for entry in entries)),
    )
