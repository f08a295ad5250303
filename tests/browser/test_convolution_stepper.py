"""The convolution stepper on a blank page: the same numbers as NumPy, by keyboard, and nothing from outside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from course_utils import widgets
from course_utils.simulate.convolution import LIMITS, MODES, Sliding, number, obstacle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SCRIPT = Path(widgets.__file__).with_name("convolution.js")
#: What the script needs of anywidget's model, and the last thing that it saved.
MODEL = """
    const values = JSON.parse(given), watchers = {};
    window.model = {
        get: (name) => values[name],
        set: (name, value) => { values[name] = value; },
        save_changes: () => { window.saved = JSON.stringify(values.state); },
        on: (name, watcher) => { watchers[name] = watcher; },
        off: (name) => { delete watchers[name]; },
        tell: (name, value) => { values[name] = value; watchers[`change:${name}`](); },
    };
"""


@pytest.fixture
def stepper() -> widgets.ConvolutionStepper:
    return widgets.convolution()


@pytest.fixture
def blank(chromium: str, chromium_options: list[str], stepper: widgets.ConvolutionStepper) -> Iterator[Page]:
    """A page with nothing on it but the widget; every request is an error."""
    from playwright.sync_api import sync_playwright

    names = ("picture", "state", "limits", "presets", "tries", "challenge", "praise", "solved")
    given = json.dumps({name: getattr(stepper.view, name) for name in names})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=chromium_options)
        page = browser.new_page(viewport={"width": 900, "height": 900})
        asked, problems = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.set_content("<html><body></body></html>")
        page.evaluate(f"(given) => {{ {MODEL} }}", given)
        page.evaluate(
            "async (source) => {"
            " window.module = await import(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));"
            " window.end = window.module.default.render({ model: window.model, el: document.body }); }",
            SCRIPT.read_text(encoding="utf-8"),
        )
        yield page
        assert [url for url in asked if not url.startswith("blob:")] == [] and problems == []
        browser.close()


def settings() -> list[dict[str, object]]:
    """Return every combination of f, padding, stride and dilation, possible or not, for each mode."""
    ranges = [range(low, high + 1) for low, high in LIMITS.values()]
    return [{"mode": mode, **dict(zip(LIMITS, values, strict=True))} for mode in MODES for values in product(*ranges)]


def test_the_script_computes_what_numpy_computes(blank: Page, stepper: widgets.ConvolutionStepper) -> None:
    rng = np.random.default_rng(3)
    picture = stepper.sliding.picture
    n, states, expected = len(picture), [], []
    for one in settings():
        problem = obstacle(n, **one)
        state = {**one, "kernel": np.round(rng.normal(size=one["f"] ** 2), 1).tolist(), "row": 0, "column": 0}
        if not problem:
            shown = Sliding(
                picture, np.reshape(state["kernel"], (one["f"],) * 2), **{k: v for k, v in one.items() if k != "f"}
            )
            state["row"], state["column"] = (int(place) for place in rng.integers(shown.size, size=2))
            shown = Sliding(
                picture,
                shown.kernel,
                **{k: v for k, v in state.items() if k not in ("f", "kernel")},
            )
            expected.append((problem, shown.result.tolist(), shown.padded.tolist(), shown.formula, shown.arithmetic))
        else:
            expected.append((problem,))
        states.append(state)
    script = """([picture, states, limits]) => states.map((s) => {
        const problem = module.obstacle(picture.length, s, limits);
        if (problem) return [problem];
        const now = module.slide(picture, s);
        return [problem, now.result, now.padded, now.formula, now.arithmetic];
    })"""
    limits = {name: list(ends) for name, ends in LIMITS.items()}
    for state, ours, theirs in zip(
        states, expected, blank.evaluate(script, [picture.tolist(), states, limits]), strict=True
    ):
        assert ours[0] == theirs[0], state
        if not ours[0]:
            np.testing.assert_allclose(theirs[1], ours[1], atol=1e-12)
            assert theirs[2:4] == list(ours[2:4])
            assert _roughly(theirs[4]) == pytest.approx(_roughly(ours[4]), abs=0.011), state


def _roughly(arithmetic: str) -> list[float]:
    """Return all numbers of a line; the last digit may depend on the order of a sum."""
    return [float(found.replace("−", "-")) for found in re.findall(r"−?[\d.]+", arithmetic)]


def saved(page: Page) -> dict[str, object]:
    return json.loads(page.evaluate("window.saved"))


def test_arrow_keys_step_and_stay_inside(blank: Page) -> None:
    result = blank.get_by_role("application", name=re.compile("^Result, 5 rows"))
    result.focus()
    for _ in range(7):
        blank.keyboard.press("ArrowRight")
    blank.keyboard.press("ArrowDown")
    assert saved(blank)["row"] == 1 and saved(blank)["column"] == 4
    blank.get_by_role("status").filter(has_text="Row 2, column 5 of 5 × 5").wait_for(timeout=2000)
    blank.keyboard.press("ArrowUp")
    blank.keyboard.press("ArrowUp")
    assert saved(blank)["row"] == 0


def test_the_kernel_is_edited_by_keyboard(blank: Page, stepper: widgets.ConvolutionStepper) -> None:
    box = blank.get_by_label("kernel, row 2, column 1")
    box.focus()
    blank.keyboard.press("ArrowUp")
    assert box.input_value() == "0"
    stepper.set(kernel=[[-1, 0, 1], [0, 0, 1], [-1, 0, 1]])
    assert saved(blank)["kernel"] == stepper.view.state["kernel"]
    shown = blank.get_by_role("application").locator("span").first.inner_text()
    assert shown == number(stepper.sliding.result[0, 0])


def test_what_cannot_be_is_not_on_the_sliders_and_the_page_says_why(blank: Page) -> None:
    padding, size = blank.get_by_label("padding p"), blank.get_by_label("kernel size f")
    for _ in range(4):
        padding.press("ArrowRight")
    assert saved(blank)["padding"] == 2 and padding.get_attribute("max") == "2"
    assert size.get_attribute("min") == "3"
    assert blank.get_by_text("2 at most. Some windows would hold nothing but zeros from outside.").is_visible()
    blank.get_by_role("button", name="max pooling").click()
    assert saved(blank) | {"padding": 0, "dilation": 1, "mode": "max"} == saved(blank)
    assert padding.is_disabled() and blank.get_by_label("kernel, row 1, column 1").is_disabled()


def test_presets_reset_and_the_challenge(blank: Page, stepper: widgets.ConvolutionStepper) -> None:
    before = stepper.view.state
    blank.get_by_role("button", name="strided: it halves").click()
    assert saved(blank)["stride"] == 2
    blank.get_by_label("kernel size f").press("ArrowRight")
    assert len(saved(blank)["kernel"]) == 16 and saved(blank)["kernel"][:4] == [-1, 0, 1, 0]
    blank.get_by_role("button", name="Reset").click()
    assert saved(blank) == before
    blank.evaluate("model.tell('solved', true)")
    assert blank.get_by_text("✓ Challenge met.").is_visible()
    blank.evaluate("window.end()")
