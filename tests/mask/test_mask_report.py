"""The page stands alone, and the card says only what was measured."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from course_utils.mask.card import model_card
from course_utils.mask.evaluation import CostMatrix, Evaluation, evaluate
from course_utils.mask.export import Measured
from course_utils.mask.model_file import ModelInfo, Part
from course_utils.mask.report import Page, evaluation_page, form_rows, slice_rows, summary_rows


class Dot:
    """A picture of 20 x 10 screen pixels."""

    alt = 'a "dot" <of> ink & nothing else'

    def png(self) -> bytes:
        stream = io.BytesIO()
        Image.new("RGB", (40, 20)).save(stream, "png")
        return stream.getvalue()


class Reader(HTMLParser):
    """Collects what a browser would load, and whether every tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data", "action")]
        if tag == "img":
            self.images.append(dict(attrs))
        elif tag != "meta":
            self.open.append(tag)
        assert tag not in ("script", "link", "iframe")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def result() -> Evaluation:
    rng = np.random.default_rng(1)
    y = np.array([0, 1] * 100 + [2] * 10)
    p = np.clip(np.where(y == 1, 0.8, 0.3) + rng.normal(0, 0.2, y.size), 0, 1)
    p[y == 2] = [0.9] * 4 + [0.1] * 6
    about = {
        "glasses": np.where(np.arange(210) < 30, "thick", "none"),
        "yaw": rng.normal(size=210),
        "mask": np.where(y == 2, "chin", np.where(y == 1, "worn", "none")),
    }
    p[:30] = np.where(y[:30] == 1, 0.2, 0.3)  # every mask below thick glasses is missed
    return evaluate(p, y, attributes=about, cost=CostMatrix(5, 1))


@pytest.fixture
def info() -> ModelInfo:
    parts = {name: Part(files=("x.png",) * count, fingerprint="f") for name, count in (("train", 40), ("dev", 12))}
    return ModelInfo(dataset="my <photos>", parts=parts, settings={"dropout": 0.2}, seed=7, threshold=0.5)


FORMS = [
    Measured("Keras float32", bytes=2_240_000, n=200, right=190, agreement=1.0, milliseconds=9.5),
    Measured("LiteRT int8", bytes=640_000, n=200, right=189, agreement=0.995, milliseconds=0.25),
]


def test_the_page_stands_alone(result, info) -> None:
    pictures = {name: Dot() for name in ("roc", "cost", "mistakes")}
    page = evaluation_page(result, info, name="a&b.keras", told=["<told>"], forms=FORMS, pictures=pictures)
    reader = Reader(page)
    assert not reader.open
    assert len(reader.images) == 3 and all(one["width"] == "20" and one["alt"] == Dot.alt for one in reader.images)
    assert len(reader.loads) == 3 and all(one.startswith("data:image/png;base64,") for one in reader.loads)
    assert "url(" not in page and "@import" not in page and "http" not in page
    assert "<told>" not in page and "&lt;told&gt;" in page and "a&amp;b.keras" in page


def test_the_page_holds_every_number_of_the_tables(result, info) -> None:
    page = evaluation_page(result, info, name="m", forms=FORMS)
    for row in [*summary_rows(result), *slice_rows(result.slices), *form_rows(FORMS)]:
        for cell in row:
            assert f">{cell}<" in page or cell == ""


def test_what_is_not_there_has_no_section(result, info) -> None:
    page = evaluation_page(result, info, name="m")
    assert "Files and speed" not in page and "surest mistakes" not in page and "looks" not in page


def test_a_page_can_be_made_of_anything() -> None:
    page = Page("T").heading("H").text("a < b").points(["one"]).table(("n", "v"), [("x", "1")], caption="C", folded="F")
    html = page.picture(Dot()).html()
    assert not Reader(html).open
    assert "<p>a &lt; b</p>" in html and "<summary>F</summary>" in html and "<caption>C</caption>" in html


def test_rows_for_people(result) -> None:
    rows = {name: (value, interval) for name, value, interval in summary_rows(result)}
    assert rows["accuracy"][0] == f"{result.confusion.accuracy:.1%}"
    assert re.fullmatch(r"\d+\.\d% to \d+\.\d%", rows["accuracy"][1])
    thick = next(row for row in slice_rows(result.slices) if row[0].startswith("glasses: thick"))
    assert thick[0].endswith("*") and thick[1] == "30" and thick[5:] == ("0", "15")


def test_the_card_has_the_sections_that_a_card_needs(result, info) -> None:
    card = model_card(info, result, name="mask.keras", told=["Measured on these."], forms=FORMS)
    headings = re.findall(r"^## (.*)$", card, re.MULTILINE)
    assert headings == [
        "Model details",
        "Intended use",
        "Not intended",
        "Data",
        "Measures",
        "Thresholds",
        "Calibration",
        "Groups",
        "Limits",
        "Latency",
        "Not measured",
    ]
    assert "- Measured on these." in card and "seed 7" in card and "40 for train, 12 for dev" in card


def test_the_card_names_who_is_worse_off_and_what_is_worn_incorrectly(result, info) -> None:
    card = model_card(info, result, name="m")
    thick = next(one for one in result.slices if one.name == "glasses: thick")
    assert f"glasses: thick ({100 * thick.difference:+.1f}, n = 30)" in card
    assert "Of 10 faces whose mask is worn incorrectly, 4 (40.0%) are called masked." in card
    assert "yaw" not in card  # it is none of what a reader looks for first


def test_the_card_says_what_was_not_measured(info) -> None:
    bare = evaluate([0.1, 0.2, 0.7, 0.9], [0, 1, 0, 1])
    card = model_card(info, bare, name="m")
    unmeasured = card.split("## Not measured")[1]
    for words in ("worn incorrectly", "groups of people", "latency, on any machine"):
        assert words in unmeasured
    assert "Not measured." in card.split("## Latency")[1]
    assert "too good to be true" in card


def test_the_card_speaks_of_drawings_only_where_there_are_some(result, info) -> None:
    assert "drawings" not in model_card(info, result, name="m")
    assert "learned from drawings" in model_card(info.model_copy(update={"dataset": "bundled"}), result, name="m")


def test_tables_of_the_card_are_tables(result, info) -> None:
    lines = [line for line in model_card(info, result, name="m", forms=FORMS).splitlines() if line.startswith("|")]
    widths = {line.count(" | ") for line in lines if "---" not in line}
    assert widths == {2, 4, 6}
    assert sum("---" in line for line in lines) == 3
