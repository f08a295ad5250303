"""A lesson's header: what stands under ``course:`` in the front matter of its source."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from course_utils.authoring.syllabus import SYLLABUS


def _lesson_number(value: object) -> object:
    """Refuse what YAML makes of a number without quotes, and numbers that no lesson has."""
    if not isinstance(value, str):
        raise ValueError(f'a lesson number is two digits in quotes, like "02", not {value!r}')
    if value not in SYLLABUS:
        raise ValueError(f'the syllabus has no lesson "{value}"; it goes from "{min(SYLLABUS)}" to "{max(SYLLABUS)}"')
    return value


LessonNumber = Annotated[str, BeforeValidator(_lesson_number)]
Sentence = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    """A record in which an unknown or misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Seconds(_Strict):
    """How long the lesson's code may run, in seconds, with ``FAST`` true and false."""

    fast: Annotated[float, Field(gt=0)]
    full: Annotated[float, Field(gt=0)]


class LessonHeader(_Strict):
    """What a lesson says of itself. The first and the last cell of the notebook are written from it.

    Attributes
    ----------
    lesson : str
        Its number in the syllabus, in quotes: ``"02"``.
    title : str
        Its title in the syllabus.
    question : str
        The one question that the lesson answers; ends with a question mark.
    objectives : tuple of str
        Three to six things that one can do afterwards; each continues "you can".
    prerequisites : tuple of str
        Numbers of the lessons that come before; may be empty.
    minutes : int
        How long one person works on it.
    seconds : Seconds
        How long its code may run.
    kind : {"lesson", "introduction"}
        Which arc it follows (``rules.ARCS``).
    stored : {"full", "fast"}
        Whether the outputs that the notebook keeps come from a run with ``FAST`` true. ``fast`` is for lessons that
        train for minutes: the tests run them with ``COURSE_FAST=1`` and compare.
    next : str or None
        The lesson to go on with, where that is not the next number.
    """

    lesson: LessonNumber
    title: Sentence
    question: Sentence
    objectives: Annotated[tuple[Sentence, ...], Field(min_length=3, max_length=6)]
    prerequisites: tuple[LessonNumber, ...]
    minutes: Annotated[int, Field(ge=5, le=120)]
    seconds: Seconds
    kind: Literal["lesson", "introduction"] = "lesson"
    stored: Literal["full", "fast"] = "full"
    next: LessonNumber | None = None

    @field_validator("question")
    @classmethod
    def _asks(cls, value: str) -> str:
        if not value.endswith("?"):
            raise ValueError("the question ends with a question mark")
        return value
