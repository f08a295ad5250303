"""`Quiz`: questions inside the notebook, with every option explained."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

import ipywidgets

from course_utils.learning import controls, record
from course_utils.learning.questions import Multiple, Numeric, Order, Question, Single, Verdict

#: A control, what stands above it, and a function that reads the answer (None: nothing chosen yet).
_Asked = tuple[ipywidgets.Widget, str, Callable[[], object]]


class Quiz:
    """Some questions, one under the other.

    Put it last in a cell and it shows itself. From Python, `answer` does what the button does.

    Parameters
    ----------
    questions : sequence of Question
        `Single`, `Multiple`, `Numeric` or `Order`.
    title : str
        Shown above.

    Examples
    --------
    >>> from course_utils.learning import Numeric
    >>> quiz = Quiz([Numeric("00.sum", "How much is 2 + 2?", answer=4, why="Count on your fingers.")])
    >>> quiz.answer("00.sum", 4).right
    True
    """

    def __init__(self, questions: Sequence[Question], title: str = "Quiz") -> None:
        ids = [question.id for question in questions]
        if len(set(ids)) < len(ids):
            raise ValueError(f"two questions have the same id: {', '.join(sorted(ids))}")
        self.title = title
        self.questions = {question.id: question for question in questions}
        self._tries = dict.fromkeys(self.questions, 0)
        self._feedback = {id_: ipywidgets.HTMLMath() for id_ in self.questions}
        self._panel: controls.Panel | None = None

    def answer(self, id_: str, answer: object) -> Verdict:
        """Answer a question and return the verdict, as the button does.

        Parameters
        ----------
        id_ : str
            Which question.
        answer : object
            A letter, a position (from 0) or a text; several of them for `Multiple` and `Order`; a number for `Numeric`.

        Returns
        -------
        Verdict

        Raises
        ------
        KeyError
            There is no such question.
        ValueError
            There is no such option.
        """
        if id_ not in self.questions:
            raise KeyError(f"no question {id_!r}; there are {', '.join(self.questions)}")
        verdict = self.questions[id_].mark(answer)
        self._tries[id_] += 1
        if self._tries[id_] == 1:  # the second time one knows more, and it says less
            remember_answer(id_, verdict.right)
        whole = verdict.right or self._tries[id_] > 1
        self._feedback[id_].value = controls.spoken(verdict.card(whole=whole))
        return verdict

    def to_text(self) -> str:
        """Return all questions and options as plain text."""
        return "\n\n".join([self.title, *(question.to_text() for question in self.questions.values())])

    @property
    def panel(self) -> controls.Panel:
        """The controls; made when first asked for."""
        if self._panel is None:
            heading = ipywidgets.HTMLMath(controls.words(self.title, strong=True))
            boxes = [self._box(number, question) for number, question in enumerate(self.questions.values(), start=1)]
            self._panel = controls.Panel([heading, *boxes], self.to_text())
        return self._panel

    def _box(self, number: int, question: Question) -> ipywidgets.VBox:
        """Return one question with its control, button and feedback."""
        control, above, read = _ASK[type(question)](question)
        button = ipywidgets.Button(description="Check", tooltip=f"Check the answer to question {number}")
        feedback = self._feedback[question.id]

        def press(_: ipywidgets.Button) -> None:
            given = read()
            if given is None:
                feedback.value = controls.words("Choose or write something first.")
            else:
                self.answer(question.id, given)

        button.on_click(press)
        text = controls.words(f"{number}. {question.text}", strong=True) + controls.words(f"({question.task})") + above
        box = ipywidgets.VBox(
            [ipywidgets.HTMLMath(text), control, button, feedback, controls.named(f"{number}. {question.text}")]
        )
        box.layout.margin = "0 0 1em 0"
        return box

    def _repr_mimebundle_(self, **options: object) -> dict[str, object]:
        return self.panel._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return self.to_text()


def remember_answer(id_: str, right: bool) -> None:
    """Remember how a question was answered.

    Parameters
    ----------
    id_ : str
        The question's id.
    right : bool
        Whether the answer was right.
    """

    def edit(kept: record.Record) -> None:
        entry = kept.questions.setdefault(id_, record.QuestionEntry())
        entry.answers += 1
        entry.streak = entry.streak + 1 if right else 0
        entry.last = datetime.date.today()

    record.change(edit)


def _ask_single(question: Question) -> _Asked:
    buttons, above = controls.radio(question.choices())
    return buttons, above, lambda: buttons.index


def _ask_multiple(question: Question) -> _Asked:
    names, above = controls.labels(question.choices())
    boxes = [ipywidgets.Checkbox(description=name, indent=False, layout={"width": "max-content"}) for name in names]
    return ipywidgets.VBox(boxes), above, lambda: [i for i, box in enumerate(boxes) if box.value] or None


def _ask_number(question: Question) -> _Asked:
    assert isinstance(question, Numeric)
    field = ipywidgets.Text(placeholder="a number", layout={"width": "10em"})
    unit = ipywidgets.Label(question.unit)
    return ipywidgets.HBox([field, unit]), "", lambda: field.value.strip() or None


def _ask_order(question: Question) -> _Asked:
    """Show one button for each thing; pressing them one after the other puts them in order."""
    choices = question.choices()
    names, above = controls.labels(choices)
    chosen: list[int] = []
    buttons = [ipywidgets.Button(description=name, layout={"width": "max-content"}) for name in names]
    again = ipywidgets.Button(description="Start again", icon="rotate-left", layout={"width": "max-content"})
    so_far = ipywidgets.HTMLMath()

    def show() -> None:
        for i, button in enumerate(buttons):
            button.disabled = i in chosen
        so_far.value = "".join(controls.words(f"{place}. {choices[i]}") for place, i in enumerate(chosen, start=1))

    def take(i: int) -> Callable[[ipywidgets.Button], None]:
        def press(_: ipywidgets.Button) -> None:
            chosen.append(i)
            show()

        return press

    def clear(_: ipywidgets.Button) -> None:
        chosen.clear()
        show()

    for i, button in enumerate(buttons):
        button.on_click(take(i))
    again.on_click(clear)
    row = ipywidgets.HBox([*buttons, again], layout={"flex_flow": "row wrap"})
    return ipywidgets.VBox([row, so_far]), above, lambda: list(chosen) or None


_ASK: dict[type[Question], Callable[[Question], _Asked]] = {
    Single: _ask_single,
    Multiple: _ask_multiple,
    Numeric: _ask_number,
    Order: _ask_order,
}
