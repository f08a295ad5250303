"""Each rule of the lint is broken by one change to a lesson that breaks none."""

from __future__ import annotations

from pathlib import Path

import pytest

from course_utils.authoring import Finding, lint_lesson
from course_utils.authoring.rules import RULES

WARM_UP = "What did the threshold in [lesson 00](00_start_here.ipynb#Move-something) trade?"
OPENING = """A picture is twelve thousand numbers. A program that visits them one by one is late for every train,
and the question about the mask needs many pictures."""
SHAPES = "An array knows its shape."

# rule, what is replaced, by what, words of the changed line at which the finding stands (None: line 1)
BREAKS = [
    ("title-of-syllabus", "title: Vectorization", "title: Vectors", None),
    ("prerequisites-come-before", 'prerequisites: ["00"]', 'prerequisites: ["00", "05"]', None),
    ("prerequisites-come-before", 'prerequisites: ["00"]', 'prerequisites: ["00", "00"]', None),
    ("next-comes-after", "  minutes: 5", '  minutes: 5\n  next: "00"', None),
    ("opening-says-why", OPENING, "", "import os"),
    ("arc", "## Myth check", "## A myth", "## Further reading"),
    ("arc", "## Quiz\n", "## Quiz\n\n### Easy\n\n## One more\n", "## One more"),
    ("arc", "## Summary", "## Next\n\n+++\n\n## Summary", "## Next"),
    ("arc", "## Shapes", "### Shapes", "## Rows"),
    ("arc", "## Warm-up\n\n" + WARM_UP, WARM_UP, "## Further reading"),
    ("heading-order", SHAPES, SHAPES + "\n\n#### Deep", "#### Deep"),
    ("heading-order", SHAPES, SHAPES + "\n\n# Loud", "# Loud"),
    ("heading-order", "## Distances", "## Rows", "## Rows"),
    ("alt-text", "![An empty table with four columns]", "![picture]", "![picture]"),
    ("alt-text", SHAPES, SHAPES + ' <img src="../data/ladder.png">', "<img"),
    ("links-resolve", "00_start_here.ipynb", "03_activation_functions.ipynb", "03_activation"),
    ("links-resolve", "../data/ladder.png", "../data/lader.png", "lader.png"),
    ("links-resolve", "../data/ladder.png", "../../secret.png", "secret.png"),
    ("links-resolve", "(#Rows)", "(#Columns)", "#Columns"),
    ("links-resolve", SHAPES, SHAPES + "\n\n[there]: missing.md", "missing.md"),
    ("parameters-cell", ":tags: [parameters]\n", "", None),
    ("parameters-cell", "SEED = 0", "SEED = None", "import os"),
    ("parameters-cell", 'FAST = os.environ.get("COURSE_FAST") == "1"', "FAST = bool(os.environ)", "import os"),
    ("no-network", "X.shape", "np.DataSource().open('https://example.org/x')", "example.org"),
    ("no-network", "X.shape", "import requests\nrequests.get(X)", "import requests"),
    ("no-network", "X.shape", "from urllib.request import urlopen\nurlopen(X)", "from urllib"),
    ("no-network", "X.shape", "import keras as k\nk.datasets.mnist.load_data()", "load_data"),
    ("no-network", "X.shape", "import keras\nkeras.utils.get_file(X)", "get_file"),
    ("no-network", "X.shape", "import keras\nkeras.applications.MobileNetV2(alpha=0.35)", "MobileNetV2"),
    ("no-network", "X.shape", "from keras.applications import VGG16\nVGG16(weights='imagenet')", "VGG16(weights"),
    ("no-network", "X.shape", "from sklearn.datasets import fetch_openml\nfetch_openml('x')", "import fetch_openml"),
    ("no-network", "X.shape", "os.system('curl')", "os.system"),
    ("no-absolute-path", "X.shape", "open('/home/me/faces.npz')", "faces.npz"),
    ("no-absolute-path", "X.shape", r"open('C:\\faces.npz')", "faces.npz"),
    ("no-absolute-path", "X.shape", "open('~/faces.npz')", "faces.npz"),
    ("no-output-widget", "X.shape", "import ipywidgets as w\nw.Output()", "w.Output"),
    ("no-output-widget", "X.shape", "from ipywidgets import interact\ninteract(X)", "import interact"),
    ("no-output-widget", "X.shape", "import matplotlib.pyplot as plt\nplt.plot(X)", "pyplot"),
    ("no-output-widget", "X.shape", "from matplotlib import pyplot\npyplot.plot(X)", "import pyplot"),
    ("seeded", "rng = np.random.default_rng(SEED)", "rng = np.random\nnp.random.rand(3)", "np.random.rand"),
    ("seeded", "np.random.default_rng(SEED)", "np.random.default_rng()", "default_rng()"),
    ("seeded", "X.shape", "import random\nrandom.random()", "import random"),
    ("seeded", "X.shape", "from numpy.random import randn\nrandn(3)", "import randn"),
    ("no-machinery", "X.shape", "from course_utils.authoring import solve\nsolve(X)", "import solve"),
    ("no-unused-import", "X.shape", "from pathlib import Path", "import Path"),
    ("no-unused-import", "X.shape", "import os.path as paths", "paths"),
    ("help-at-hand", "X.shape", "from course_utils import check\ncheck(X)", "import check"),
    ("help-at-hand", "X.shape", "from course_utils import check, hint\ncheck(X)", "import check"),
    ("widget-is-tagged", "X.shape", "from course_utils import widgets\nwidgets.threshold(seed=SEED)", "X = rng"),
    ("nothing-unseen", "X.shape", "from course_utils import figures\nfigures.picture_grid(X)\nX.shape", "figures.pic"),
    ("nothing-unseen", "X.shape", "from course_utils import figures as f\nfor _ in X:\n    f.picture_grid(X)", "f.pic"),
    ("nothing-unseen", "X.shape", "X.confront('1')\nX.shape", "X.confront"),
    ("cell-count", "X.shape\n```", "X.shape\n```\n" + "\n```{code-cell} ipython3\nX.shape\n```\n" * 40, None),
    ("word-count", SHAPES, "word " * 500, None),
    ("code-length", "X.shape", "X.shape\n" * 30, "X = rng"),
    ("function-used-next", "X.shape", "def late():\n    return X", "def late"),
]


@pytest.fixture
def lint(write):
    return lambda text: lint_lesson(write(text))


def test_a_good_lesson_has_no_finding(lint, good: str) -> None:
    assert lint(good) == []


@pytest.mark.parametrize(("rule", "old", "new", "place"), BREAKS, ids=[f"{b[0]}: {b[2][:30]!r}" for b in BREAKS])
def test_one_change_breaks_one_rule_at_its_line(lint, good: str, rule: str, old: str, new: str, place) -> None:
    assert old in good
    text = good.replace(old, new, 1)
    found = lint(text)
    assert {finding.rule for finding in found} == {rule}
    lines = text.splitlines()
    assert [f.line for f in found] == [1] if place is None else all(place in lines[f.line - 1] for f in found)


def test_every_rule_is_broken_by_a_test() -> None:
    assert {rule.name for rule in RULES} == {rule for rule, *_ in BREAKS}


@pytest.mark.parametrize(
    "harmless",
    [
        "import keras\nkeras.applications.MobileNetV2(weights=None)",
        "def halves(x: np.random.Generator):\n    return x\nhalves(X)",
        "ratio = '1/2 and /3'",
        "np.random.Generator(np.random.PCG64(SEED))",
        "from urllib3x import y\ny",
        "from course_utils import figures\ndisplay(figures.picture_grid(X))\nX.confront('1')",
    ],
)
def test_what_resembles_a_breach_is_allowed(lint, good: str, harmless: str) -> None:
    assert lint(good.replace("X.shape", harmless, 1)) == []


def test_code_and_formulas_in_text_are_no_links_and_no_headings(lint, good: str) -> None:
    text = "`[a](nowhere)`, $W[1](x)$ and `![](x.png)`\n\n```python\n# Loud\n[a](nowhere)\n```\n"
    assert lint(good.replace(SHAPES, text, 1)) == []


def test_a_file_must_carry_the_name_of_the_syllabus(write, good: str) -> None:
    found = lint_lesson(write(good, "01_vectors"))
    assert [(f.rule, f.line) for f in found] == [("title-of-syllabus", 1)]
    assert "01_vectorization.md" in found[0].message


def test_an_introduction_has_an_arc_of_its_own(lint, good: str) -> None:
    text = good.replace("  minutes: 5\n", "  minutes: 5\n  kind: introduction\n", 1)
    for heading in ("Quiz", "The mask ladder", "Warm-up"):
        text = text.replace(f"## {heading}\n", f"### {heading}\n", 1)
    assert {f.rule for f in lint(text)} <= {"heading-order"}


def test_what_stops_the_build_is_reported_alone(write, good: str) -> None:
    found = lint_lesson(write(good.replace("### END SOLUTION", "### END SOLUTON", 1)))
    assert {f.rule for f in found} == {"source"}
    assert all(isinstance(f, Finding) and f.severity == "error" for f in found)


def test_findings_are_sorted_and_name_the_file(write, good: str) -> None:
    path: Path = write(good.replace("## Distances", "## Rows").replace("SEED = 0", "SEED = None"))
    found = lint_lesson(path)
    assert [f.line for f in found] == sorted(f.line for f in found)
    assert len(found) == 2
    assert all(f.file == str(path) for f in found)
