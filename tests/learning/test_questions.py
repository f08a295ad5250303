"""Quizzes, predictions and warm-ups, from Python and through their controls."""

from __future__ import annotations

import datetime

import ipywidgets
import pytest

from course_utils.exercises import all_questions
from course_utils.learning import Multiple, Numeric, Option, Order, Quiz, Single, predict, record, warm_up
from course_utils.learning.questions import Question
from course_utils.learning.spaced import choose

SINGLE = Single("01.one", "Which is even?", (Option("2", "It is twice 1.", True), Option("3", "One is left over.")))
MULTIPLE = Multiple(
    "01.many",
    "Which are $> 1$?",
    (Option("$2$", "It is.", True), Option("$0$", "It is less."), Option("$3$", "It is, too.", True)),
)
NUMERIC = Numeric("01.number", "Half of 1?", 0.5, "Cut it in two.", 0.01, "m", ((2.0, "That is the double."),))
ORDER = Order("01.order", "Smallest first?", ("one", "two", "three", "four"), "That is how one counts.")
ALL = (SINGLE, MULTIPLE, NUMERIC, ORDER)


def descendants(widget: ipywidgets.Widget) -> list[ipywidgets.Widget]:
    return [widget, *(deeper for child in getattr(widget, "children", ()) for deeper in descendants(child))]


def find(quiz: Quiz, kind: type[ipywidgets.Widget], position: int = 0) -> list[ipywidgets.Widget]:
    return [widget for widget in descendants(quiz.panel.children[1 + position]) if isinstance(widget, kind)]


def press(quiz: Quiz, description: str) -> None:
    next(button for button in find(quiz, ipywidgets.Button) if button.description == description).click()


@pytest.mark.parametrize("answer", ["2", "letter", "position"])
def test_single(answer: str) -> None:
    place = SINGLE.choices().index("2")
    given: object = {"letter": "ab"[place], "position": place}.get(answer, answer)
    verdict = Quiz([SINGLE]).answer("01.one", given)
    assert verdict.right
    assert "It is twice 1." in verdict.said[0]
    assert "One is left over." in verdict.rest[0]


def test_multiple_wants_all_and_only_the_right_ones() -> None:
    quiz = Quiz([MULTIPLE])
    assert quiz.answer("01.many", ["$2$", "$3$"]).right
    assert not quiz.answer("01.many", ["$2$", "$0$"]).right
    part = quiz.answer("01.many", ["$2$"])
    assert not part.right
    assert "There is more that is true." in part.said


@pytest.mark.parametrize(
    ("answer", "is_right"), [(0.5, True), ("0,505", True), ("0.5 m", True), (2, False), ("−1", False), ("x", False)]
)
def test_numeric(answer: object, is_right: bool) -> None:
    verdict = Quiz([NUMERIC]).answer("01.number", answer)
    assert verdict.right is is_right
    assert all(verdict.said)


def test_numeric_knows_slips() -> None:
    assert NUMERIC.mark(2).said == ("That is the double.",)
    assert NUMERIC.mark(0.1).said == ("It is more than 0.1.",)


def test_order_says_where_it_goes_wrong() -> None:
    assert ORDER.mark(["one", "two", "three", "four"]).right
    assert ORDER.choices() != ["one", "two", "three", "four"]
    assert "The first 1 are right. At place 2" in ORDER.mark(["one", "three", "two", "four"]).said[0]
    assert "something is missing" in ORDER.mark(["one", "two"]).said[0]


def test_clear_errors() -> None:
    with pytest.raises(KeyError, match="no question 'x'"):
        Quiz([SINGLE]).answer("x", "2")
    with pytest.raises(ValueError, match="none of the choices: "):
        Quiz([SINGLE]).answer("01.one", "5")
    with pytest.raises(ValueError, match="same id"):
        Quiz([SINGLE, SINGLE])
    with pytest.raises(ValueError, match="no option is right"):
        Single("01.x", "?", (Option("a", "no"),))
    with pytest.raises(ValueError, match="not explained"):
        Single("01.x", "?", (Option("a", "", True),))
    with pytest.raises(ValueError, match="use Multiple"):
        Single("01.x", "?", (Option("a", "a", True), Option("b", "b", True)))


def test_the_controls_do_what_python_does() -> None:
    quiz = Quiz([SINGLE])
    (radio,) = find(quiz, ipywidgets.RadioButtons)
    assert radio.index is None
    press(quiz, "Check")
    assert "Choose or write something first." in quiz._feedback["01.one"].value
    radio.index = SINGLE.choices().index("3")
    press(quiz, "Check")
    assert "One is left over." in quiz._feedback["01.one"].value
    assert "It is twice 1." not in quiz._feedback["01.one"].value  # another try is worth more
    press(quiz, "Check")
    assert "It is twice 1." in quiz._feedback["01.one"].value
    assert "role='status'" in quiz._feedback["01.one"].value
    assert record.read().questions["01.one"].answers == 1


def test_check_boxes_number_field_and_order_buttons() -> None:
    quiz = Quiz([MULTIPLE])
    for box, choice in zip(find(quiz, ipywidgets.Checkbox), MULTIPLE.choices(), strict=True):
        box.value = choice in ("$2$", "$3$")
    press(quiz, "Check")
    assert "✓" in quiz._feedback["01.many"].value
    quiz = Quiz([NUMERIC])
    find(quiz, ipywidgets.Text)[0].value = "0,5"
    press(quiz, "Check")
    assert "Cut it in two." in quiz._feedback["01.number"].value
    quiz = Quiz([ORDER])
    labels = dict(zip(ORDER.choices(), "abcd", strict=True))
    press(quiz, f"{labels['two']}) two")
    press(quiz, "Start again")
    for item in ORDER.items:
        press(quiz, f"{labels[item]}) {item}")
    press(quiz, "Check")
    assert "That is how one counts." in quiz._feedback["01.order"].value


def test_formulas_stand_outside_of_labels() -> None:
    quiz = Quiz([MULTIPLE])
    assert [box.description for box in find(quiz, ipywidgets.Checkbox)] == ["a)", "b)", "c)"]
    assert any("$3$" in widget.value for widget in find(quiz, ipywidgets.HTMLMath))


def test_there_is_a_still_version_and_no_output_widget() -> None:
    quiz = Quiz(ALL, title="Four kinds")
    bundle = quiz._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    for question in ALL:
        assert question.text in bundle["text/plain"]
        assert all(choice in bundle["text/plain"] for choice in question.choices())
    assert not [w for w in descendants(quiz.panel) if isinstance(w, ipywidgets.Output)]


@pytest.mark.parametrize("question", [pytest.param(question, id=question.id) for question in all_questions()])
def test_every_question_of_the_course_can_be_answered_and_is_explained(question: Question) -> None:
    quiz = Quiz([question])
    answer: object = {
        Single: lambda q: next(o.text for o in q.options if o.right),
        Multiple: lambda q: [o.text for o in q.options if o.right],
        Numeric: lambda q: q.answer,
        Order: lambda q: q.items,
    }[type(question)](question)
    verdict = quiz.answer(question.id, answer)
    assert verdict.right
    explained = " ".join((*verdict.said, *verdict.rest))
    whys = [option.why for option in question.options] if isinstance(question, Single | Multiple) else [question.why]
    assert all(why in explained for why in whys)
    if isinstance(question, Numeric):
        assert all(
            not question.mark(value).right and question.mark(value).said == (say,) for value, say in question.slips
        )


# Predictions ----------------------------------------------------------------------------------------------------------


def test_a_right_guess_is_confronted_and_kept() -> None:
    guess = predict("Which?", options=["this", "that"])
    guess.answer("that")
    card = guess.confront("that")
    assert "You guessed “that”, and so it is." in repr(card)
    assert record.read().predictions["Which?"].model_dump() == {"guess": "“that”", "result": "“that”"}


def test_a_wrong_guess_is_confronted() -> None:
    guess = predict("Which?", options=["this", "that"])
    guess.answer("b")
    assert "You guessed “that”, and it is “this”." in repr(guess.confront("this"))


@pytest.mark.parametrize(("value", "says"), [(60, "21 too low"), (95, "14 too high"), (80, "That is close")])
def test_numbers(value: int, says: str) -> None:
    guess = predict("How many?", number=(0, 100, "%"))
    guess.answer(value)
    text = repr(guess.confront(81))
    assert says in text
    assert f"You guessed {value}%, and it is 81%." in text


@pytest.mark.parametrize("guess", [predict("Which?", options=["a", "b"]), predict("How many?", number=(0.0, 1.0, ""))])
def test_without_a_guess_the_lesson_goes_on(guess) -> None:
    assert f"You did not guess: {guess.question}" in repr(guess.confront("a" if guess.question == "Which?" else 0.3))
    assert guess.guess is None


def test_a_guess_is_locked_once_committed() -> None:
    guess = predict("Which?", options=["a", "b"])
    guess.answer("a")
    with pytest.raises(ValueError, match="locked"):
        guess.answer("b")
    assert guess.guess == "a"


def test_a_guess_is_locked_when_the_next_cell_begins() -> None:
    guess = predict("Which?", options=["a", "b"])
    guess._next_cell()
    assert not guess.locked
    (radio,) = [w for w in descendants(guess.panel) if isinstance(w, ipywidgets.RadioButtons)]
    radio.index = 1
    guess._next_cell()
    assert guess.locked
    assert radio.disabled


def test_the_button_commits_the_middle_of_a_range() -> None:
    guess = predict("How many?", number=(0, 8, "pictures"))
    assert guess.guess is None
    next(w for w in descendants(guess.panel) if isinstance(w, ipywidgets.Button)).click()
    assert guess.guess == 4
    assert guess.locked


def test_bad_predictions_are_refused() -> None:
    with pytest.raises(ValueError, match="either"):
        predict("?")
    with pytest.raises(ValueError, match="outside the range"):
        predict("?", number=(0, 1, "")).answer(5)
    with pytest.raises(ValueError, match="none of the choices"):
        predict("?", options=["a"]).confront("z")


# Warm-up --------------------------------------------------------------------------------------------------------------

TODAY = datetime.date(2030, 5, 20)


def seen(days_ago: int, streak: int) -> record.QuestionEntry:
    return record.QuestionEntry(answers=3, streak=streak, last=TODAY - datetime.timedelta(days=days_ago))


def test_wrong_ones_first_then_the_most_overdue() -> None:
    bank = [Numeric(f"01.{name}", "?", 1, "!") for name in "abcde"]
    known = {"01.a": seen(1, 1), "01.b": seen(40, 1), "01.c": seen(1, 0), "01.d": seen(40, 5), "01.e": seen(0, 1)}
    assert [q.id for q in choose(bank, known, TODAY, 5)] == ["01.c", "01.b", "01.d", "01.a", "01.e"]


def test_only_earlier_lessons_are_asked() -> None:
    assert list(warm_up(1, bank=ALL).questions) == []
    assert set(warm_up(2, count=10, bank=ALL).questions) == {question.id for question in ALL}
    assert all(id_.startswith("00.") for id_ in warm_up(1).questions)


def test_automation_always_asks_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    Quiz(ALL).answer("01.number", 7)
    assert next(iter(warm_up(2, bank=ALL).questions)) == "01.number"
    monkeypatch.setenv("COURSE_NO_PROGRESS", "1")
    assert list(warm_up(2, bank=ALL).questions) == [question.id for question in reversed(ALL)][:3]


def test_a_stored_quiz_keeps_its_lines_and_sets_code_as_code() -> None:
    question = Single(
        "01.code", "What does `np.dot` do?", (Option("It adds *products*.", "Yes.", True), Option("No.", "No."))
    )
    stored = Quiz([question]).panel._repr_mimebundle_()["text/html"]
    assert stored.count("white-space") == 1 and "white-space:pre-wrap" in stored and "\n" in stored
    assert "<code" in stored and "<em>products</em>" in stored and "`" not in stored
