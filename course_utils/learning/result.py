"""What a check answers: one of three states, and the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from course_utils.learning.presentation import NOT_YET, OPEN, RIGHT, Card, Table


class State(Enum):
    """The three answers of a check."""

    NOT_ATTEMPTED = "not attempted"
    NOT_YET = "not yet"
    RIGHT = "right"


class Reason(Enum):
    """Why an answer is not right yet, in the order in which reasons are looked for."""

    NO_FUNCTION = "not a function"
    TIME = "took too long"
    MEMORY = "took too much memory"
    UNFINISHED = "a placeholder is left"
    FOREIGN_NAME = "a name from another cell"
    EXCEPTION = "raised an exception"
    NOTHING_RETURNED = "returned nothing"
    FORM = "type, shape or dtype"
    INPUT_CHANGED = "changed an input"
    NOT_REPEATABLE = "another answer every time"
    KNOWN_MISTAKE = "known mistake"
    TWO_MISTAKES = "two known mistakes"
    PATTERN = "recognised pattern"
    FIRST_WRONG = "first wrong result"
    SPECIAL_CASE = "special inputs only"
    DIFFERENT = "other values"
    UNREADABLE = "cannot be compared"


@dataclass(frozen=True)
class CheckResult:
    """What a check found; as the last value of a cell it shows itself.

    Parameters
    ----------
    exercise : str
        The exercise's name.
    state : State
        Not attempted, not yet, or right.
    message : str
        The feedback in words, without the title.
    reason : Reason or None
        Why it is not right yet; None otherwise.
    mistake : str or None
        The name of the mistake that was recognised; two names are joined by ``" + "``.
    tables : tuple of Table
        What was expected and what came back, side by side.
    notes : tuple of str
        What else is worth knowing.
    """

    exercise: str
    state: State
    message: str
    reason: Reason | None = None
    mistake: str | None = None
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def is_right(self) -> bool:
        """Whether the answer is right."""
        return self.state is State.RIGHT

    @property
    def card(self) -> Card:
        """The feedback as it is shown."""
        tone = {State.RIGHT: RIGHT, State.NOT_YET: NOT_YET, State.NOT_ATTEMPTED: OPEN}[self.state]
        return Card(tone, f"{self.exercise}: {self.state.value}", (self.message, *self.notes), self.tables)

    def _repr_mimebundle_(self, **options: object) -> dict[str, str]:
        return self.card._repr_mimebundle_()

    def __repr__(self) -> str:
        return self.card.to_text()
