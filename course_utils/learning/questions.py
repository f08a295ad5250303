"""Questions as data, and how an answer to them is marked. No controls here: see `quiz`."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase

import numpy as np

from course_utils.learning.presentation import NOT_YET, RIGHT, Card


@dataclass(frozen=True)
class Option:
    """One thing to choose.

    Parameters
    ----------
    text : str
        What is offered. A formula stands between dollar signs.
    why : str
        Why it is right, or what is wrong with it.
    right : bool
        Whether it is (one of) the right one(s).
    """

    text: str
    why: str
    right: bool = False


@dataclass(frozen=True)
class Verdict:
    """What an answer was worth.

    Parameters
    ----------
    right : bool
        Whether the answer was right.
    said : tuple of str
        About what was chosen.
    rest : tuple of str
        About everything else: said once the answer is right, or was wrong twice.
    """

    right: bool
    said: tuple[str, ...]
    rest: tuple[str, ...] = ()

    def card(self, *, whole: bool = True) -> Card:
        """Return the verdict as it is shown.

        Parameters
        ----------
        whole : bool
            False keeps back what is said about the other options.

        Returns
        -------
        Card
        """
        return Card(
            RIGHT if self.right else NOT_YET,
            "Right" if self.right else "Not right",
            (*self.said, *(self.rest if whole else ())),
        )

    def _repr_mimebundle_(self, **options: object) -> dict[str, str]:
        return self.card()._repr_mimebundle_()

    def __repr__(self) -> str:
        return self.card().to_text()


@dataclass(frozen=True)
class Question:
    """What all questions have.

    Parameters
    ----------
    id : str
        Short, stable, unique in the course: ``"02.sigmoid-range"``. Progress is kept under it.
    text : str
        The question. A formula stands between dollar signs.
    """

    id: str
    text: str

    #: What to do, in words.
    task = ""

    @property
    def lesson(self) -> int:
        """The lesson that the question belongs to: the number in front of the id."""
        return int(self.id.split(".")[0])

    def choices(self) -> list[str]:
        """Return what is offered, in the order in which it is shown; empty when one answers with a number."""
        return []

    def mark(self, answer: object) -> Verdict:
        """Mark an answer."""
        raise NotImplementedError

    def to_text(self) -> str:
        """Return the question without any control: for the web, for paper, for tests."""
        letters = [f"  {letter}) {choice}" for letter, choice in zip(ascii_lowercase, self.choices(), strict=False)]
        return "\n".join([f"? {self.text} ({self.task})", *letters])


@dataclass(frozen=True)
class _Choice(Question):
    """What questions with options have."""

    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        if not any(option.right for option in self.options):
            raise ValueError(f"question {self.id}: no option is right")
        if not all(option.why for option in self.options):
            raise ValueError(f"question {self.id}: an option is not explained")

    @property
    def _shown(self) -> list[Option]:
        """The options in the order in which they are shown; authors may write the right one first."""
        return [self.options[i] for i in _shuffled(self.id, len(self.options))]

    def choices(self) -> list[str]:
        """Return the options' texts, shuffled, always in the same way."""
        return [option.text for option in self._shown]

    def _verdict(self, chosen: set[int]) -> Verdict:
        """Compare what was chosen with what is right, and explain every option."""
        shown = list(zip(ascii_lowercase, self._shown, strict=False))
        lines = [f"{letter}) {'True' if option.right else 'Not so'}: {option.why}" for letter, option in shown]
        right = {i for i, (_, option) in enumerate(shown) if option.right}
        said = [lines[i] for i in sorted(chosen)]
        if chosen < right:
            said.append("There is more that is true.")
        return Verdict(chosen == right, tuple(said), tuple(line for i, line in enumerate(lines) if i not in chosen))


@dataclass(frozen=True)
class Single(_Choice):
    """A question with one right option."""

    task = "one answer"

    def __post_init__(self) -> None:
        super().__post_init__()
        if sum(option.right for option in self.options) > 1:
            raise ValueError(f"question {self.id}: a Single has one right option; use Multiple")

    def mark(self, answer: object) -> Verdict:
        """Mark one option, given by its letter, its position (from 0) or its text."""
        return self._verdict({which(answer, self.choices())})


@dataclass(frozen=True)
class Multiple(_Choice):
    """A question with any number of right options, all of which are to be chosen."""

    task = "all that are true"

    def mark(self, answer: object) -> Verdict:
        """Mark several options, each given by its letter, its position (from 0) or its text."""
        if isinstance(answer, str | int) or not isinstance(answer, Iterable):
            answer = [answer]
        return self._verdict({which(one, self.choices()) for one in answer})


@dataclass(frozen=True)
class Numeric(Question):
    """A question that is answered with a number.

    Parameters
    ----------
    answer : float
        The right number.
    why : str
        How one gets there.
    tolerance : float
        How far off an answer may be.
    unit : str
        Shown behind the field.
    slips : tuple of (float, str)
        Wrong numbers that people give, and what they show.
    """

    answer: float
    why: str
    tolerance: float = 0.0
    unit: str = ""
    slips: tuple[tuple[float, str], ...] = field(default=())

    task = "a number"

    def mark(self, answer: object) -> Verdict:
        """Mark a number; a text is read as one, with a decimal point or a decimal comma."""
        try:
            number = float(str(answer).replace(",", ".").replace("−", "-").removesuffix(self.unit).strip())
        except ValueError:
            return Verdict(False, (f"Write a number, such as 0.5; `{answer}` is none.",))
        if self._is(number, self.answer):
            return Verdict(True, (self.why,))
        slip = next((say for value, say in self.slips if self._is(number, value)), "")
        return Verdict(
            False, (slip or f"It is {'less' if number > self.answer else 'more'} than {number:g}.",), (self.why,)
        )

    def _is(self, number: float, other: float) -> bool:
        return abs(number - other) <= self.tolerance + 1e-9 * abs(other)


@dataclass(frozen=True)
class Order(Question):
    """A question that is answered by putting things in order.

    Parameters
    ----------
    items : tuple of str
        The things, in the right order; they are shown shuffled, always in the same way.
    why : str
        Why this is the order.
    """

    items: tuple[str, ...]
    why: str

    task = "put in order"

    def choices(self) -> list[str]:
        """Return the items, shuffled, always in the same way."""
        return [self.items[i] for i in _shuffled(self.id, len(self.items))]

    def mark(self, answer: object) -> Verdict:
        """Mark a sequence of items, each given by its letter, its position among the choices (from 0) or its text."""
        choices = self.choices()
        given = [choices[which(one, choices)] for one in answer]  # type: ignore[attr-defined]
        if given == list(self.items):
            return Verdict(True, (self.why,))
        first = next((i for i, (one, two) in enumerate(zip(given, self.items, strict=False)) if one != two), len(given))
        if first == len(given):
            return Verdict(False, ("Right so far, but something is missing.",), (self.why,))
        good = f"The first {first} are right. " if first else ""
        return Verdict(False, (f"{good}At place {first + 1}, “{given[first]}” comes too early.",), (self.why,))


def _shuffled(id_: str, count: int) -> list[int]:
    """Return the positions in an order that depends on the id alone, and is not the original one."""
    order = [int(i) for i in np.random.default_rng(zlib.crc32(id_.encode())).permutation(count)]
    return order if order != sorted(order) else order[1:] + order[:1]


def which(answer: object, choices: Sequence[str]) -> int:
    """Return the position of a choice that is given by its letter, its position or its text.

    Parameters
    ----------
    answer : object
        ``"a"``, ``0``, or the text.
    choices : sequence of str
        What there is to choose from.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        It is none of them.
    """
    if isinstance(answer, str) and answer in choices:
        return list(choices).index(answer)
    if isinstance(answer, str) and len(answer) == 1 and answer in ascii_lowercase[: len(choices)]:
        return ascii_lowercase.index(answer)
    if isinstance(answer, int | np.integer) and 0 <= answer < len(choices):
        return int(answer)
    raise ValueError(f"{answer!r} is none of the choices: {'; '.join(choices)}")
