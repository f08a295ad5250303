from __future__ import annotations

import base64
import io
from functools import cache

import numpy as np
import pytest
from PIL import Image

from course_utils import figures

TABLE = [[52, 71, 49], [0.62, 0.35, 0.71]]
SLOTS = {"dv": 3, "du": 3, "da": 3, "db": 12, "dc": 4.5}

DRAWINGS = {
    "matrix": lambda: figures.matrix_of_examples(TABLE, ["height", "brightness"], ["Ada", "Ben", "Cleo"]),
    "both stretch": lambda: figures.broadcasting((3, 1), (1, 4)),
    "one axis": lambda: figures.broadcasting((5, 1), (5,), sign="−"),
    "the largest": lambda: figures.broadcasting((5, 5), (5, 5)),
    "no fit": lambda: figures.broadcasting((3, 5), (3,)),
    "times": lambda: figures.measured_times({"loop": 240.3, "np.dot": 0.19}, xlabel="nanoseconds"),
    "empty graph": lambda: figures.computation_graph(2, 1.5, 4),
    "full graph": lambda: figures.computation_graph(2, 1.5, 4, SLOTS),
}


@cache
def drawn(name: str) -> figures.Drawing:
    drawing = DRAWINGS[name]()
    drawing.png()
    return drawing


def words(drawing: figures.Drawing) -> list[str]:
    return [text.get_text() for text in drawing.figure.axes[0].texts]


@pytest.mark.parametrize("name", DRAWINGS)
def test_it_fits_a_lesson_and_says_what_it_shows(name: str) -> None:
    data, metadata = drawn(name)._repr_mimebundle_()
    width, _ = Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).size
    assert width <= 1800
    assert len(data["image/png"]) < 200_000
    assert metadata["image/png"]["alt"] == drawn(name).alt
    assert drawn(name).alt.endswith(".")
    assert DRAWINGS[name]().png() == drawn(name).png()


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_letters_are_small_or_cut_off(name: str) -> None:
    drawing = drawn(name)
    assert drawing.figure.axes[0].texts
    for text in drawing.figure.axes[0].texts:
        assert text.get_fontsize() >= 9
        box = text.get_window_extent()
        assert box.x0 >= 0 and box.y0 >= 0
        assert box.x1 <= drawing.figure.bbox.x1 and box.y1 <= drawing.figure.bbox.y1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((3, 1), (1, 4)),
        ((5,), (5, 1)),
        ((2, 3), (3,)),
        ((2, 3), (2, 1)),
        ((4,), (4,)),
        ((1,), (3, 2)),
        ((5, 5), (1, 1)),
    ],
)
def test_broadcasting_draws_what_numpy_does(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    a = np.char.add("", [chr(ord("a") + i) for i in range(np.prod(first))]).reshape(first)
    b = np.array([chr(ord("A") + i) for i in range(np.prod(second))]).reshape(second)
    expected = np.char.add(np.char.add(a, "+"), b)
    drawing = figures.broadcasting(first, second)
    assert [word for word in words(drawing) if len(word) == 3 and word[1] == "+"] == expected.ravel().tolist()
    shape = expected.shape if expected.ndim == 2 else (1, *expected.shape)
    assert f"stretch to {shape}" in drawing.alt
    assert f"has {expected.size} entries" in drawing.alt


@pytest.mark.parametrize(("first", "second"), [((3, 5), (3,)), ((2, 3), (4, 3)), ((2, 3), (3, 2))])
def test_shapes_that_do_not_fit_are_explained(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="broadcast"):
        np.broadcast_shapes(first, second)
    alt = figures.broadcasting(first, second).alt
    assert f"{first} and {second} do not fit" in alt and "neither is 1" in alt


def test_alt_texts_tell_the_numbers() -> None:
    assert "height: 52, 71, 49; brightness: 0.62, 0.35, 0.71" in drawn("matrix").alt
    assert drawn("times").alt == "nanoseconds. loop: 240; np.dot: 0.19."
    assert "The values: a = 2, b = 1.5, c = 4, u = 6, v = 8, J = 24. The slots for derivatives are empty." in (
        drawn("empty graph").alt
    )
    assert "dJ/dv = 3, dJ/du = 3, dJ/da = 3, dJ/db = 12, dJ/dc = 4.5." in drawn("full graph").alt


def test_slots_are_filled_one_by_one() -> None:
    assert sum(word.endswith("= ?") for word in words(drawn("empty graph"))) == 5
    half = words(figures.computation_graph(2, 1.5, 4, {"dv": 3, "du": 3}))
    assert sum(word.endswith("= ?") for word in half) == 3
    assert "dJ/dv = 3" in half and "· 3" in half
    assert not any(word.startswith("· c") for word in half)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: figures.broadcasting((2, 2, 2), (2,)), "one or two axes"),
        (lambda: figures.broadcasting((6,), (1,)), "from 1 to 5"),
        (lambda: figures.matrix_of_examples(TABLE, ["height"], ["Ada"]), r"shape \(2, 3\)"),
        (lambda: figures.measured_times({}, xlabel="s"), "above 0"),
        (lambda: figures.measured_times({"a": 0.0}, xlabel="s"), "above 0"),
    ],
)
def test_what_cannot_be_drawn_is_explained(draw, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw()
