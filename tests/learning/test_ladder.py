"""The mask ladder: shipped rungs, own rungs, and text that prints the same everywhere."""

from __future__ import annotations

import pytest

from course_utils.learning import ladder


def add(**changes: object) -> str:
    values = {"lesson": 2, "accuracy": 0.8125, "parameters": 12289, "train_seconds": 2.13, "inference_ms": 0.012}
    return ladder.add("Logistic regression", **(values | changes))._repr_mimebundle_()  # type: ignore[arg-type]


def test_a_model_joins_those_that_ship_with_the_course() -> None:
    shipped = [rung for rung in ladder.rungs(2) if rung.model != "Logistic regression"]
    add()
    assert shipped
    assert [rung for rung in ladder.rungs(2) if not rung.own] == shipped
    (own,) = [rung for rung in ladder.rungs() if rung.own]
    assert (own.model, own.accuracy, own.parameters) == ("Logistic regression", 0.8125, 12289)


def test_a_better_run_takes_the_place_of_the_last_one() -> None:
    add()
    add(accuracy=0.9)
    assert [rung.accuracy for rung in ladder.rungs() if rung.own] == [0.9]


def test_later_lessons_do_not_show_in_earlier_ones() -> None:
    add(lesson=5)
    assert not [rung for rung in ladder.rungs(4) if rung.own]


def test_times_stand_in_the_table_and_not_in_the_plain_text() -> None:
    first, second = add(), add(train_seconds=99.0)
    assert "2.13 s" in first["text/html"]
    assert first["text/plain"] == second["text/plain"]
    assert "12,289" in first["text/plain"]


def test_percent_instead_of_a_share_is_refused() -> None:
    with pytest.raises(ValueError, match=r"did you mean 0\.8125"):
        add(accuracy=81.25)
