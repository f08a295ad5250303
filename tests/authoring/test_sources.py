"""What an author may write, and what stops the build with file, line and advice."""

from __future__ import annotations

from pathlib import Path

import jupytext
import pytest

from course_utils.authoring import LessonError, find_sources, read_lesson, solve, solved, student
from course_utils.authoring.syllabus import SYLLABUS, file_stem, successor

SOLUTION_LINE = "    mu = X.mean(axis=1, keepdims=True)\n"
HIDDEN_LINE = 'assert np.allclose(centre_rows(np.ones((5, 7))), 0), "a constant row becomes zeros"\n'

# what is replaced, by what, words of the message, words of the line at which it stands
WRONG = [
    ("### END SOLUTION", "", "never closed", "### BEGIN SOLUTION"),
    ("### BEGIN SOLUTION", "", "### END SOLUTION without", "### END SOLUTION"),
    (SOLUTION_LINE, "    ### BEGIN SOLUTION\n", "begins inside the region", "### BEGIN SOLUTION"),
    (SOLUTION_LINE, "    ### END HIDDEN TESTS\n", "belongs in a code cell with the tag check", "END HIDDEN"),
    ("    ### END SOLUTION", "  ### END SOLUTION", "Indent this marker", "  ### END SOLUTION"),
    (SOLUTION_LINE + "    return X - mu\n", "", "empty", "### BEGIN SOLUTION"),
    ("    ### BEGIN SOLUTION", "    ### BEGIN SOLUTON", "exactly: ### BEGIN SOLUTION", "SOLUTON"),
    ("    ### BEGIN SOLUTION", "    ###BEGIN SOLUTION", "exactly: ### BEGIN SOLUTION", "###BEGIN"),
    ("    ### BEGIN SOLUTION", "    ### begin solution", "exactly: ### BEGIN SOLUTION", "### begin"),
    ("    ### BEGIN SOLUTION", "    # BEGIN SOLUTIONS", "exactly: ### BEGIN SOLUTION", "SOLUTIONS"),
    ("    return X - mu\n", "    return X - mu  ### END SOLUTION\n", "alone on its line", "return X - mu"),
    ("### BEGIN HIDDEN TESTS", "### BEGIN HIDEN TESTS", "exactly: ### BEGIN HIDDEN TESTS", "HIDEN"),
    ("An array knows", "### BEGIN SOLUTION\n\nAn array knows", "belongs in a code cell", "### BEGIN SOLUTION"),
    ("X.shape\n", "### BEGIN SOLUTION\nX.shape\n### END SOLUTION\n", "with the tag exercise", "SOLUTION"),
    ("X.shape\n", "#| X.shape\n", "inside a solution only", "#| X.shape"),
    (":tags: [parameters]", ":tags: [parameter]", "Unknown tag 'parameter'", "import os"),
    (":tags: [parameters]", ":tags: parameters", "'parameters' is not of type 'array'", ":tags:"),
    (":tags: [parameters]", ":tag: [parameters]", "Unknown cell metadata 'tag'", ""),
    (":tags: [check]\n:name: centre_rows\n:points: 2\n", "", "has no check", "def centre_rows"),
    (":tags: [exercise]\n:name: centre_rows\n", "", "has no exercise", "answer ="),
    (":points: 2\n", "", "what this check is worth", "answer ="),
    (":points: 2\n", ":points: none\n", "points is a number above 0", ""),
    (
        ":name: squared_distance\n:points",
        ":name: centre_rows\n:points",
        "A second check named 'centre_rows'",
        "found =",
    ),
    (":tags: [exercise]\n:name: squared_distance", ":tags: [exercise]", "Give this cell a name", "def squared"),
    (
        ":tags: [exercise]\n:name: squ",
        ":tags: [exercise, check]\n:points: 1\n:name: squ",
        "either an exercise",
        "def squ",
    ),
    (":name: squared_distance\n\n", ":name: squared distance\n\n", "one word", ""),
    ("## Shapes", '+++ {"tags": ["widget"]}\n\n## Shapes', "A cell of text has no tags", "## Shapes"),
    ("    difference = a - b\n", "    difference = a -\n", "not valid Python: ", "a -"),
    ("X.shape\n", "%timeit X.sum()\n", "plain Python", "%timeit"),
    ("X.shape\n", "!pip install x\n", "plain Python", "!pip"),
    ("#| return float(difference.sum())", "#| return float(", "once the solution is taken out", ""),
    ("An array knows", "```{note}\nx\n```\n\nAn array knows", "{note} inside text", "{note}"),
    (
        "An array knows",
        "- item\n\n  ```{code-cell} ipython3\n  1\n  ```\n",
        "{code-cell} inside text",
        "  ```{code-cell}",
    ),
    ("An array knows", "As in `mu = X.mean(axis=1, keepdims=True)`, an array", "gives away", "As in"),
    ("X.shape\n", "m = X.mean( axis=1,keepdims=True )\nmu=X.mean(axis=1,keepdims=True)\n", "gives away", "mu=X"),
    (
        "X.shape\n",
        'assert np.allclose(centre_rows(np.ones((5, 7))), 0), "a constant row becomes zeros"\n',
        "gives away",
        "ones",
    ),
    ("  title: Vectorization\n", "", "course.title", ""),
    ("  minutes: 5\n", "  minutes: 500\n", "course.minutes", "minutes: 500"),
    ("  minutes: 5\n", "  minuets: 5\n", "course.minuets", "minuets"),
    ("one line replace a loop?", "one line replace a loop", "question mark", "question"),
    ('prerequisites: ["00"]', "prerequisites: [00]", "two digits in quotes", "prerequisites"),
    ('prerequisites: ["00"]', 'prerequisites: ["77"]', 'no lesson "77"', "prerequisites"),
    ("    - measure a distance without a loop\n", "", "course.objectives", "objectives"),
    ("{fast: 10, full: 20}", "{fast: 10}", "course.seconds.full", "seconds"),
    ("course:\n", "cours:\n", "Unknown key 'cours'", "cours:"),
    ("seconds: {fast: 10,", "seconds: {fast: 10,,", "not valid YAML", ""),
    (":tags: [parameters]", ":tags: [parameters", "not valid YAML", ""),
    ("## Shapes", "+++ {tags}\n\n## Shapes", "not valid YAML or JSON", ""),
    ("X = rng.integers(0, 10, size=(2, 3))\nX.shape\n", "", "empty", ""),
]


@pytest.mark.parametrize(("old", "new", "message", "place"), WRONG, ids=[f"{w[2][:25]}: {w[1][:25]!r}" for w in WRONG])
def test_a_wrong_source_stops_with_its_line(write, good: str, old: str, new: str, message: str, place: str) -> None:
    assert old in good
    text = good.replace(old, new, 1)
    path = write(text)
    with pytest.raises(LessonError) as caught:
        student(read_lesson(path))
    lines = text.splitlines()
    assert any(message in p.message and place in lines[p.line - 1] for p in caught.value.problems), str(caught.value)
    assert all(row.startswith(f"{path}:") for row in str(caught.value).splitlines() if message in row)


def test_a_solution_line_may_be_shown_when_its_author_says_so(write, good: str) -> None:
    told = good.replace("X.shape\n", "mu = X.mean(axis=1, keepdims=True)\n", 1)
    with pytest.raises(LessonError):
        student(read_lesson(write(told)))
    allowed = told.replace(SOLUTION_LINE, SOLUTION_LINE.rstrip() + "  # not a secret\n", 1)
    code_of(student(read_lesson(write(allowed))).notebook, "mu = X.mean")
    # A note to the build; nobody else has a use for it.
    assert SOLUTION_LINE in code_of(solve(write(allowed)), "def centre_rows")
    assert "not a secret" not in code_of(solve(write(allowed)), "def centre_rows")


@pytest.mark.parametrize("harmless", ["# Solution of the riddle", "# Begin with the shapes", "# the end of the tests"])
def test_ordinary_comments_are_no_markers(write, good: str, harmless: str) -> None:
    student(read_lesson(write(good.replace("X.shape\n", f"{harmless}\nX.shape\n", 1))))


def test_cells_are_those_of_jupytext(write, good: str) -> None:
    """Sections begin cells of their own; apart from that, another reader of MyST sees the same cells."""
    path = write(good.replace("## Shapes\n", "+++\n\n## Shapes\n"))
    theirs = jupytext.reads(good, fmt="md:myst").cells
    ours = read_lesson(path).cells
    assert [c.text for c in ours if c.kind == "code"] == [c.source for c in theirs if c.cell_type == "code"]
    assert "\n\n".join(c.text for c in ours if c.kind == "markdown") == "\n\n".join(
        c.source for c in theirs if c.cell_type == "markdown"
    )


def test_every_line_knows_where_it_comes_from(write, good: str) -> None:
    lines = good.splitlines()
    for cell in read_lesson(write(good)).cells:
        assert all(lines[line.number - 1] == line.text for line in cell.lines)


def test_lines_of_a_repeated_cell_are_not_mixed_up(write, good: str) -> None:
    text = good.replace(
        "## Quiz\n", "## Quiz\n\n```{code-cell} ipython3\nX.shape\n```\n\n```{code-cell} ipython3\nX.shape\n```\n"
    )
    lines = [c.line for c in read_lesson(write(text)).cells if c.text == "X.shape"]
    assert len(set(lines)) == 2
    assert all(text.splitlines()[number - 1] == "X.shape" for number in lines)


def code_of(notebook, words: str) -> str:
    return next(c.source for c in notebook.cells if c.cell_type == "code" and words in c.source)


def test_a_learner_gets_stubs_and_no_hidden_tests(write, good: str) -> None:
    notebook = student(read_lesson(write(good))).notebook
    rows = code_of(notebook, "def centre_rows").splitlines()
    assert rows[-2:] == ["    # Your code here", "    ..."]
    assert code_of(notebook, "def squared_distance").splitlines()[-1] == "    return float(difference.sum())"
    whole = "\n".join(c.source for c in notebook.cells)
    for secret in ("mu =", "difference**2", "BEGIN", "END", "#|", "constant row"):
        assert secret not in whole


def test_the_solved_notebook_holds_everything_but_markers(write, good: str) -> None:
    notebook = solve(write(good))
    assert code_of(notebook, "def centre_rows").splitlines()[-2:] == [SOLUTION_LINE.rstrip(), "    return X - mu"]
    whole = "\n".join(c.source for c in notebook.cells)
    assert "a constant row becomes zeros" in whole
    assert "float((difference**2).sum())" in whole
    for word in ("Your code here", "#|", "BEGIN", "END", "float(difference.sum())"):
        assert word not in whole


def test_both_notebooks_have_the_same_cells_in_the_same_places(write, good: str) -> None:
    lesson = read_lesson(write(good))
    pairs = list(zip(student(lesson).notebook.cells, solved(lesson).notebook.cells, strict=True))
    assert all((a.id, a.metadata) == (b.id, b.metadata) for a, b in pairs)
    assert sum(a.source != b.source for a, b in pairs) == 3


def test_the_first_and_last_cell_are_written_from_the_header(write, good: str) -> None:
    cells = student(read_lesson(write(good))).notebook.cells
    for words in (
        "# 01 · Vectorization",
        "**How does one line replace a loop?**",
        "5 minutes",
        "[00 · Start here](00_start_here.ipynb)",
        "- centre the rows of a matrix in one line",
    ):
        assert words in cells[0].source
    assert cells[-1].source == "## Next\n\nGo on with *02 · Logistic regression* (not written yet)."


def test_the_next_lesson_becomes_a_link_once_it_is_written(write, good: str) -> None:
    path = write(good)
    path.with_name("02_logistic_regression.md").touch()
    link = "[02 · Logistic regression](02_logistic_regression.ipynb)"
    assert link in student(read_lesson(path)).notebook.cells[-1].source
    other = write(good.replace("  minutes: 5\n", '  minutes: 5\n  next: "14"\n', 1))
    assert "*14 · Convolutions* (not written yet)" in student(read_lesson(other)).notebook.cells[-1].source


def test_sources_are_found_by_number_or_name(write, good: str) -> None:
    path = write(good)
    folder = path.parent.parent
    assert [p.stem for p in find_sources(folder=folder)] == ["00_start_here", "01_vectorization"]
    for name in ("01", "01_vectorization", "notebooks/source/01_vectorization.md", "01_vectorization.ipynb"):
        assert find_sources([name], folder) == [path]
    with pytest.raises(ValueError, match=r"'42'.*00_start_here, 01_vectorization"):
        find_sources(["01", "42"], folder)


def test_the_syllabus_has_every_number_once_and_file_names_of_plain_letters() -> None:
    assert list(SYLLABUS) == [f"{n:02}" for n in range(28)]
    assert file_stem("12") == "12_machine_learning_strategy"
    assert all(Path(file_stem(n)).name.replace("_", "").isalnum() for n in SYLLABUS)
    assert (successor("00"), successor("27")) == ("01", None)
