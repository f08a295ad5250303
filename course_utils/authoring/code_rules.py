"""Rules about a lesson's code, seen with its solutions in place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from course_utils.authoring.markers import solved_lines
from course_utils.authoring.problems import Problem
from course_utils.authoring.rules import rule
from course_utils.authoring.source import Cell, Lesson, joined

_MOST_LINES = 25

#: What the parameters cell assigns to FAST, so that tests can ask for the short run.
FAST_DEFAULT = 'os.environ.get("COURSE_FAST") == "1"'

_NETWORK = re.compile(
    r"(urllib|urllib3|requests|http|httpx|aiohttp|socket|ftplib|smtplib|wget|gdown|kagglehub|huggingface_hub"
    r"|tensorflow_datasets|tensorflow_hub|subprocess|pip)\b"
    r"|os\.(system|popen)$|.*\.(get_file|load_data|fetch_\w+|urlopen|urlretrieve)$"
)
_KERAS_MODEL = re.compile(r".*\bapplications\.(\w+\.)*[A-Z]\w*$")
_GLOBAL_RANDOM = re.compile(r"random(\..*)?$|numpy\.random\.(?!default_rng|Generator|SeedSequence|BitGenerator|PCG64)")
_SWALLOWS_ERRORS = re.compile(
    r"ipywidgets\.(.*\.)?(Output|interact\w*)$|matplotlib\.(pyplot|pylab)\b|pylab\b|mpl_toolkits\.(.*\.)?pyplot"
)
_MACHINERY = re.compile(r"course_utils\.(authoring|running|classroom|cli|commands)\b")
_ABSOLUTE_PATH = re.compile(r"(/[\w.-]+/\S*|/(tmp|home|root|content|mnt)|[A-Za-z]:[\\/]\S*|~[\\/]\S*|\\\\\S+)$")


@dataclass(frozen=True)
class Code:
    """A code cell's syntax tree, with its solution in place."""

    cell: Cell
    tree: ast.Module
    numbers: tuple[int, ...]

    def line(self, node: ast.AST) -> int:
        """Return the source line of a node."""
        return self.numbers[getattr(node, "lineno", 1) - 1]


def code_cells(lesson: Lesson) -> list[Code]:
    """Return the code cells of a lesson whose source has no problem, in order."""
    found = []
    for cell in lesson.cells:
        if cell.kind == "code":
            lines = solved_lines(cell)
            found.append(Code(cell, ast.parse(joined(lines)), tuple(line.number for line in lines)))
    return found


def imported(lesson: Lesson) -> Iterator[tuple[int, str, str]]:
    """Yield the source line, the name in the lesson, and the full dotted name of everything imported."""
    for code in code_cells(lesson):
        for node in ast.walk(code.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    name = alias.asname or alias.name.partition(".")[0]
                    yield code.line(node), name, alias.name if alias.asname else name
                    if alias.name != name and not alias.asname:
                        yield code.line(node), name, alias.name
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    yield code.line(node), alias.asname or alias.name, f"{node.module}.{alias.name}"


def references(lesson: Lesson) -> Iterator[tuple[int, str]]:
    """Yield the source line and the full dotted name of every import and every use of something imported.

    After ``import numpy as np``, ``np.random.rand`` gives ``numpy.random.rand``.
    """
    origins: dict[str, str] = {}
    for line, name, full in imported(lesson):
        origins.setdefault(name, full)
        yield line, full
    for code in code_cells(lesson):
        for node in ast.walk(code.tree):
            if isinstance(node, ast.Attribute) and (used := dotted(node, origins)):
                yield code.line(node), used


def dotted(node: ast.expr, origins: dict[str, str]) -> str | None:
    """Return the full dotted name of ``a.b.c``, None where it does not begin with something imported."""
    if isinstance(node, ast.Name):
        return origins.get(node.id)
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value, origins)):
        return f"{owner}.{node.attr}"
    return None


def _forbidden(lesson: Lesson, pattern: re.Pattern[str], advice: str) -> Iterator[Problem]:
    """Find imports and uses that match; what was imported in a line that is found already is not found again."""
    found: set[str] = set()
    for line, name in references(lesson):
        if pattern.match(name) and not any(name.startswith(f"{earlier}.") for earlier in found):
            found.add(name)
            yield Problem(line, f"{name}: {advice}")


def _calls(lesson: Lesson) -> Iterator[tuple[int, str, ast.Call]]:
    """Yield the source line, the full name and the node of every call of something imported."""
    origins = {name: full for _, name, full in reversed(list(imported(lesson)))}
    for code in code_cells(lesson):
        for node in ast.walk(code.tree):
            if isinstance(node, ast.Call) and (full := dotted(node.func, origins)):
                yield code.line(node), full, node


def _strings(lesson: Lesson) -> Iterator[tuple[int, str]]:
    for code in code_cells(lesson):
        for node in ast.walk(code.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield code.line(node), node.value


@rule("error")
def parameters_cell(lesson: Lesson) -> Iterator[Problem]:
    """The first code cell has the tag parameters and sets SEED and FAST."""
    cells = code_cells(lesson)
    tagged = [code for code in cells if "parameters" in code.cell.tags]
    if len(tagged) != 1 or tagged != cells[:1]:
        place = tagged[-1].cell.line if tagged else 1
        yield Problem(place, "Exactly one cell, the first with code, has the tag parameters.")
        return
    values = {
        ast.unparse(target): node.value
        for node in tagged[0].tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
    }
    seed, fast = values.get("SEED"), values.get("FAST")
    if not (isinstance(seed, ast.Constant) and type(seed.value) is int):
        yield Problem(tagged[0].cell.line, "Set SEED to a whole number here: SEED = 0.")
    if fast is None or ast.dump(fast) != ast.dump(ast.parse(FAST_DEFAULT, mode="eval").body):
        yield Problem(tagged[0].cell.line, f"Set FAST here to what the environment asks for: FAST = {FAST_DEFAULT}.")


@rule("error")
def no_network(lesson: Lesson) -> Iterator[Problem]:
    """Nothing is fetched, and no other program is started that could."""
    yield from _forbidden(lesson, _NETWORK, "a lesson fetches nothing and starts no other program.")
    for line, name, call in _calls(lesson):
        weights = next((word.value for word in call.keywords if word.arg == "weights"), None)
        if _KERAS_MODEL.match(name) and (weights is None or "imagenet" in ast.unparse(weights)):
            yield Problem(
                line, f"{name} fetches ImageNet weights: pass weights=None or the file that the course ships."
            )
    for line, text in _strings(lesson):
        if re.match(r"(https?|ftp)://", text):
            yield Problem(line, f"{text}: addresses stand in the text of a lesson, not in its code.")


@rule("error")
def no_absolute_path(lesson: Lesson) -> Iterator[Problem]:
    """No path of one machine stands in the code."""
    for line, text in _strings(lesson):
        if _ABSOLUTE_PATH.match(text):
            yield Problem(line, f"{text!r} is a path of one machine: ask course_utils.datasets for data.")


@rule("error")
def no_output_widget(lesson: Lesson) -> Iterator[Problem]:
    """No Output widget, no interact, no pyplot: they hide errors, hang, or leave nothing to see."""
    yield from _forbidden(lesson, _SWALLOWS_ERRORS, "use course_utils.widgets and course_utils.figures.")


@rule("error")
def widget_is_tagged(lesson: Lesson) -> Iterator[Problem]:
    """A cell that makes an explorer has the tag widget, so that the build and the tests look at what it shows."""
    origins = {name: full for _, name, full in imported(lesson)}
    for code in code_cells(lesson):
        calls = [dotted(node.func, origins) or "" for node in ast.walk(code.tree) if isinstance(node, ast.Call)]
        if any(name.startswith("course_utils.widgets.") for name in calls) and "widget" not in code.cell.tags:
            yield Problem(code.cell.line, "This cell makes a widget: give it the tag widget.")


@rule("error")
def nothing_unseen(lesson: Lesson) -> Iterator[Problem]:
    """What a cell draws or answers is its last line or is handed to display, as Jupyter shows nothing else."""
    origins = {name: full for _, name, full in imported(lesson)}
    for code in code_cells(lesson):
        for node in ast.walk(code.tree):
            if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call) or node is code.tree.body[-1]:
                continue
            asked = node.value.func
            confronts = isinstance(asked, ast.Attribute) and asked.attr == "confront"
            if confronts or (dotted(asked, origins) or "").startswith("course_utils.figures."):
                yield Problem(code.line(node), f"Nobody sees what {ast.unparse(asked)} gives: make it the last line.")


@rule("error")
def seeded(lesson: Lesson) -> Iterator[Problem]:
    """Random numbers come from a generator made from SEED, never from the global state."""
    yield from _forbidden(lesson, _GLOBAL_RANDOM, "use rng = np.random.default_rng(SEED) and its methods.")
    for line, name, call in _calls(lesson):
        if name == "numpy.random.default_rng" and not call.args and not call.keywords:
            yield Problem(line, "default_rng() without a seed gives other numbers every time: pass SEED.")


@rule("error")
def no_machinery(lesson: Lesson) -> Iterator[Problem]:
    """A lesson imports nothing that builds, runs or grades lessons."""
    yield from _forbidden(lesson, _MACHINERY, "lessons do not use the rooms that build, run and grade them.")


#: What a learner calls in a cell of their own.
_HELP = ("hint", "solution")


@rule("error")
def no_unused_import(lesson: Lesson) -> Iterator[Problem]:
    """What is imported is used."""
    used = {node.id for code in code_cells(lesson) for node in ast.walk(code.tree) if isinstance(node, ast.Name)}
    for line, name in sorted({(line, name) for line, name, _ in imported(lesson)}):
        if name not in {*used, *_HELP}:
            yield Problem(line, f"{name} is imported and never used: take it out.")


@rule("error")
def help_at_hand(lesson: Lesson) -> Iterator[Problem]:
    """Where answers are checked, the two functions that a check tells the learner to call are there."""
    names = {full: line for line, _, full in imported(lesson)}
    missing = [name for name in _HELP if f"course_utils.{name}" not in names]
    if "course_utils.check" in names and missing:
        yield Problem(names["course_utils.check"], f"Import {' and '.join(missing)} as well: learners call them.")


@rule("warning")
def code_length(lesson: Lesson) -> Iterator[Problem]:
    """A cell that a learner reads fits a screen."""
    for code in code_cells(lesson):
        if len(code.numbers) > _MOST_LINES and "hide-input" not in code.cell.tags:
            yield Problem(code.cell.line, f"{len(code.numbers)} lines in one cell; a screen holds {_MOST_LINES}.")


@rule("warning")
def function_used_next(lesson: Lesson) -> Iterator[Problem]:
    """A function is tried at once, in its own cell or in the next one with code."""
    cells = code_cells(lesson)
    for code, following in zip(cells, [*cells[1:], None], strict=True):
        for node in code.tree.body:
            if isinstance(node, ast.FunctionDef):
                others = [other for other in code.tree.body if other is not node]
                if not _mentions([*others, *(following.tree.body if following else [])], node.name):
                    yield Problem(code.line(node), f"{node.name} is not used in this cell or the next one with code.")


def _mentions(statements: list[ast.stmt], name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name for statement in statements for node in ast.walk(statement)
    )
