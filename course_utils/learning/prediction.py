"""`predict`: commit to a guess, then meet the result."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets
from IPython import get_ipython

from course_utils.learning import controls, record
from course_utils.learning.presentation import NOTE, OPEN, RIGHT, Card
from course_utils.learning.questions import which


def predict(
    question: str, *, options: Sequence[str] | None = None, number: tuple[float, float, str] | None = None
) -> Prediction:
    """Ask for a guess before the answer is shown.

    Put the call last in a cell, keep what it returns, and let it `confront` the result in a later cell.

    Parameters
    ----------
    question : str
        What will happen?
    options : sequence of str, optional
        What to choose from.
    number : (low, high, unit), optional
        Instead of options: a number in this range.

    Returns
    -------
    Prediction

    Raises
    ------
    ValueError
        Neither or both of ``options`` and ``number`` are given.

    Examples
    --------
    >>> guess = predict("How many of 100 pictures?", number=(0, 100, "pictures"))
    >>> guess.answer(60)
    >>> print(guess.confront(81))
    → You guessed 60 pictures, and it is 81 pictures.
    Your guess was 21 too low. Before you read on: what did you not expect?
    """
    if (options is None) == (number is None):
        raise ValueError("predict takes either options=[...] or number=(low, high, unit)")
    return _Choice(question, options) if options is not None else _Number(question, *number)  # type: ignore[misc]


class Prediction:
    """A question, the guess, and whether it can still be changed.

    Parameters
    ----------
    question : str
        What will happen?
    control : Widget
        Where the guess is made.
    above : str
        HTML to show above the control.
    """

    def __init__(self, question: str, control: ipywidgets.Widget, above: str = "") -> None:
        self.question = question
        self.locked = False
        self._control = control
        self._status = ipywidgets.HTMLMath()
        self._button = ipywidgets.Button(description="This is my guess", layout={"width": "max-content"})
        self._button.on_click(lambda _: self._press())
        text = ipywidgets.HTMLMath(controls.words(f"Predict: {question}", strong=True) + above)
        self.panel = controls.Panel(
            [text, control, self._button, self._status, controls.named(question)], self.to_text()
        )
        shell = get_ipython()
        if shell is not None:  # a guess made by now is final when the next cell starts
            shell.events.register("pre_run_cell", self._next_cell)

    # What the two kinds of prediction do in their own ways.

    def _read(self) -> object:
        """Return the guess as it stands in the control; None when there is none."""
        raise NotImplementedError

    def _write(self, guess: object) -> None:
        """Put a guess into the control."""
        raise NotImplementedError

    def _say(self, value: object) -> str:
        """Return a guess or a result in words."""
        raise NotImplementedError

    def _compare(self, actual: object) -> Card:
        """Return guess beside result."""
        raise NotImplementedError

    def to_text(self) -> str:
        """Return the question as plain text."""
        raise NotImplementedError

    # What is common.

    @property
    def guess(self) -> object:
        """The guess; None as long as there is none."""
        return self._read()

    def answer(self, guess: object) -> None:
        """Guess from Python, as the control and its button do.

        Parameters
        ----------
        guess : object
            A letter, a position (from 0) or the text of an option; or a number.

        Raises
        ------
        ValueError
            The guess is locked, or none of the options, or outside the range.
        """
        if self.locked:
            raise ValueError("this guess is locked; run the cell with `predict` again for another one")
        self._write(guess)
        self._lock()

    def confront(self, actual: object) -> Card:
        """Show the guess beside what came out. Without a guess it says so, and the lesson goes on.

        Parameters
        ----------
        actual : object
            The option that turned out to be true, or the number.

        Returns
        -------
        Card
        """
        self._lock()
        result = self._say(actual)
        if self.guess is None:
            return Card(
                OPEN,
                f"You did not guess: {self.question}",
                (
                    f"It is {result}. A guess of your own, even a wrong one, makes the answer stay. Next time, choose "
                    "before you go on.",
                ),
            )

        def edit(kept: record.Record) -> None:
            kept.predictions[self.question] = record.PredictionEntry(guess=self._say(self.guess), result=result)

        record.change(edit)
        return self._compare(actual)

    def _press(self) -> None:
        if self._read() is None:
            self._status.value = controls.words("Choose something first.")
        else:
            self._lock()

    def _next_cell(self, *_: object) -> None:
        if self._read() is not None:
            self._lock()

    def _lock(self) -> None:
        """Let nobody change the guess any more."""
        if self.locked:
            return
        self.locked = True
        self._control.disabled = self._button.disabled = True
        if self._read() is not None:
            self._status.value = controls.words(f"Your guess is fixed: {self._say(self._read())}.")
        shell = get_ipython()
        if shell is not None:
            shell.events.unregister("pre_run_cell", self._next_cell)

    def _repr_mimebundle_(self, **options: object) -> dict[str, object]:
        return self.panel._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return self.to_text()


class _Choice(Prediction):
    """A guess among options."""

    def __init__(self, question: str, options: Sequence[str]) -> None:
        self.question, self.options = question, list(options)
        super().__init__(question, *controls.radio(self.options))

    def _read(self) -> str | None:
        index = self._control.index
        return None if index is None else self.options[index]

    def _write(self, guess: object) -> None:
        self._control.index = which(guess, self.options)

    def _say(self, value: object) -> str:
        return f"“{self.options[which(value, self.options)]}”"

    def _compare(self, actual: object) -> Card:
        if self._say(self.guess) == self._say(actual):
            return Card(
                RIGHT,
                f"You guessed {self._say(self.guess)}, and so it is.",
                ("Before you read on: say why, in one sentence.",),
            )
        return Card(
            NOTE,
            f"You guessed {self._say(self.guess)}, and it is {self._say(actual)}.",
            ("Before you read on: what did you not expect?",),
        )

    def to_text(self) -> str:
        letters = [f"  {'abcdefghijklmnopqrstuvwxyz'[i]}) {option}" for i, option in enumerate(self.options)]
        return "\n".join([f"Predict: {self.question}", *letters])


class _Number(Prediction):
    """A guess in a range."""

    def __init__(self, question: str, low: float, high: float, unit: str) -> None:
        self.question, self.low, self.high, self.unit = question, low, high, unit
        self._chosen = False
        whole = isinstance(low, int) and isinstance(high, int)
        kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
        step = max(1, (high - low) // 200) if whole else (high - low) / 100
        middle = (low + high) // 2 if whole else (low + high) / 2
        slider = kind(value=middle, min=low, max=high, step=step, layout={"width": "min(30em, 100%)"})
        slider.observe(self._moved, names="value")
        super().__init__(question, slider, controls.words(f"From {low:g} to {self._say(high)}:"))

    def _moved(self, _: object) -> None:
        self._chosen = True

    def _press(self) -> None:
        self._chosen = True  # the middle is a guess too, once it is said to be one
        super()._press()

    def _read(self) -> float | None:
        return self._control.value if self._chosen else None

    def _write(self, guess: object) -> None:
        number = float(guess)  # type: ignore[arg-type]
        if not self.low <= number <= self.high:
            raise ValueError(f"{number:g} is outside the range from {self.low:g} to {self.high:g}")
        self._control.value = type(self._control.value)(number)
        self._chosen = True

    def _say(self, value: object) -> str:
        return f"{float(value):.4g}{'' if self.unit.startswith('%') else ' '}{self.unit}".strip()  # type: ignore[arg-type]

    def _compare(self, actual: object) -> Card:
        gap = float(actual) - float(self.guess)  # type: ignore[arg-type]
        title = f"You guessed {self._say(self.guess)}, and it is {self._say(actual)}."
        if gap == 0:
            return Card(RIGHT, title, ("Exactly. Before you read on: say why, in one sentence.",))
        if abs(gap) <= 0.05 * (self.high - self.low):
            return Card(RIGHT, title, ("That is close. Before you read on: say why, in one sentence.",))
        words = f"Your guess was {abs(gap):.3g} too {'low' if gap > 0 else 'high'}."
        return Card(NOTE, title, (f"{words} Before you read on: what did you not expect?",))

    def to_text(self) -> str:
        return f"Predict: {self.question}\n  a number from {self.low:g} to {self._say(self.high)}"
