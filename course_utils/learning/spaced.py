"""`warm_up`: a few questions from earlier lessons, those first that are most likely to be forgotten."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from importlib import import_module

from course_utils.learning import record
from course_utils.learning.questions import Question
from course_utils.learning.quiz import Quiz

#: After how many days a question is due again, by the number of right answers in a row (Leitner's boxes).
DAYS = (1, 3, 7, 14, 30, 60)


def warm_up(lesson: int, *, count: int = 3, bank: Iterable[Question] | None = None) -> Quiz:
    """Return some questions from the lessons before this one.

    First come those that were answered wrong the last time, then those whose pause is longest overdue; the pause grows
    with every right answer in a row. Under automation the choice is always the same.

    Parameters
    ----------
    lesson : int
        The lesson that begins.
    count : int
        How many questions.
    bank : iterable of Question, optional
        What to choose from; the whole course's questions by default.

    Returns
    -------
    Quiz

    References
    ----------
    S. Leitner, So lernt man lernen, 1972.
    """
    if bank is None:
        # Asked for by name when it is needed: the questions live on a higher floor than this room.
        bank = import_module("course_utils.exercises").all_questions()
    earlier = [question for question in bank if question.lesson < lesson]
    try:
        known = record.read().questions
    except (record.NewerRecordError, OSError):
        known = {}
    return Quiz(choose(earlier, known, datetime.date.today(), count), title="Warm-up")


def choose(
    questions: Sequence[Question], known: dict[str, record.QuestionEntry], today: datetime.date, count: int
) -> list[Question]:
    """Choose the questions that need repeating most.

    Parameters
    ----------
    questions : sequence of Question
        What to choose from; of equally urgent ones the later in the course wins, as it is the fresher.
    known : dict
        What is remembered of each question, by id.
    today : date
        The day.
    count : int
        How many.

    Returns
    -------
    list of Question
    """

    def urgency(numbered: tuple[int, Question]) -> tuple[bool, float, int]:
        place, question = numbered
        entry = known.get(question.id)
        if entry is None or entry.last is None:
            return False, 1.0, place  # never asked: as urgent as one that is due today
        pause = (today - entry.last).days
        return entry.streak == 0, pause / DAYS[min(entry.streak, len(DAYS)) - 1 if entry.streak else 0], place

    ranked = sorted(enumerate(questions), key=urgency, reverse=True)
    return [question for _, question in ranked[:count]]
