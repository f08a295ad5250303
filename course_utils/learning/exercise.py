"""What an exercise is: data, and nothing that runs by itself."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

Answer = object
Function = Callable[..., Answer]


@dataclass(frozen=True)
class Case:
    """One set of inputs.

    Parameters
    ----------
    arguments : Mapping[str, object]
        Names and values, in the order in which the function takes them.
    about : str
        What is special about these inputs, to follow "when": ``"a score lies exactly on the threshold"``.
    """

    arguments: Mapping[str, object]
    about: str = ""

    @property
    def size(self) -> int:
        """How many numbers the inputs hold; failures are shown on the smallest."""
        return sum(np.size(value) for value in self.arguments.values() if isinstance(value, np.ndarray | list | tuple))


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make.

    Parameters
    ----------
    name : str
        Short and stable: tests, reports and teachers use it.
    function : callable
        Takes what the reference takes and makes the mistake.
    say : str
        What the result shows and what to look at; never the corrected line.
    """

    name: str
    function: Function
    say: str


@dataclass(frozen=True)
class Flawed:
    """A function with switches, and the switches that are on.

    Several mistakes of one exercise are easiest to read, and can be combined, when one function makes them all:
    ``base(wrong, *inputs)`` looks into the set ``wrong`` at each place where people go astray.

    Parameters
    ----------
    base : callable
        Takes the set of switches first, then what the reference takes.
    wrong : frozenset of str
        The switches that are on.
    """

    base: Function
    wrong: frozenset[str]

    def __call__(self, *inputs: object) -> Answer:
        """Make the mistakes."""
        return self.base(self.wrong, *inputs)


def flawed(base: Function, sayings: Mapping[str, str]) -> tuple[Mistake, ...]:
    """Return one `Mistake` for each switch of ``base``.

    Parameters
    ----------
    base : callable
        ``base(wrong, *inputs)``; see `Flawed`.
    sayings : Mapping[str, str]
        Switch → what to say.

    Returns
    -------
    tuple of Mistake
    """
    return tuple(Mistake(name, Flawed(base, frozenset({name})), say) for name, say in sayings.items())


def course_version(function: Function) -> Function:
    """Return a function that does the same and is marked as the course's own, so that no check credits it."""

    @functools.wraps(function)
    def own(*inputs: Answer, **options: Answer) -> Answer:
        return function(*inputs, **options)

    own.is_course_version = True  # type: ignore[attr-defined]
    return own


def is_course_version(attempt: Answer) -> bool:
    """Tell whether an answer is what `Exercise.or_reference` lent to a learner."""
    return getattr(attempt, "is_course_version", False) is True


@dataclass(frozen=True)
class Exercise:
    """An exercise as data.

    Parameters
    ----------
    name : str
        The function (or value) that the learner writes.
    lesson : int
        Number of the lesson.
    reference : callable
        The course's own version. For a value exercise: a function of no arguments that returns it.
    why : str
        One sentence for whoever got it right: why it matters.
    inputs : callable
        ``inputs(rng)`` draws the cases, edge cases included. A value exercise needs none.
    mistakes : tuple of Mistake
        The mistakes that people make, the most telling first.
    hints : tuple of str
        From vague to plain.
    outputs : tuple of str
        Names of the results of a function that returns a tuple; a dict names its own.
    optional : tuple of str
        Keys of a dict that the learner may leave out (intermediates); when present they are compared too.
    planted : str
        Of a bug hunt: the mistake that the lesson hands out, as a check names it. An answer that still makes it counts
        as not attempted, and the check does not tell what is to be found.
    is_value : bool
        The learner binds a name to a value instead of writing a function.
    rtol : float or None
        Relative tolerance; None chooses one by the dtype of the answer, so that float32 answers pass.
    seconds : float
        How long the learner's function may run on all cases together.
    megabytes : int
        How much memory it may take.
    """

    name: str
    lesson: int
    reference: Function
    why: str
    inputs: Callable[[np.random.Generator], Iterable[Case]] = field(default=lambda rng: (Case({}),))
    mistakes: tuple[Mistake, ...] = ()
    hints: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    planted: str = ""
    is_value: bool = False
    rtol: float | None = None
    seconds: float = 5.0
    megabytes: int = 1000

    def __post_init__(self) -> None:
        names = [mistake.name for mistake in self.mistakes]
        if len(set(names)) < len(names):
            raise ValueError(f"exercise {self.name!r}: two mistakes have the same name ({', '.join(sorted(names))})")

    @property
    def key(self) -> str:
        """The name under which progress is kept: ``"02.sigmoid"``."""
        return f"{self.lesson:02d}.{self.name}"

    def cases(self) -> list[Case]:
        """Draw the inputs, the smallest first. The seed is made from the name, so every run draws the same."""
        rng = np.random.default_rng(zlib.crc32(self.key.encode()))
        return sorted(self.inputs(rng), key=lambda case: case.size)

    def or_reference(self, attempt: Answer) -> Answer:
        """Return the attempt when its check is right, the course's own version otherwise.

        A lesson that is not solved runs on with this. One printed sentence says when the course's version is used.

        Parameters
        ----------
        attempt : object
            The learner's function, or value.

        Returns
        -------
        object
            A function (a value, for a value exercise) that can be relied on.
        """
        from course_utils.learning.checking import is_right  # checking imports this module

        if is_course_version(attempt):
            return attempt
        if is_right(self, attempt):
            return attempt
        print(f"The lesson goes on with the course's own {self.name}.")
        return self.reference() if self.is_value else course_version(self.reference)
