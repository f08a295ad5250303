"""Small changes to a function's source, as a learner might make them: each gives a function that may be wrong."""

from __future__ import annotations

import ast
import copy
import inspect
import itertools
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

Change = tuple[str, ast.AST]


@dataclass(frozen=True)
class Mutant:
    """A changed function: what was changed, and the function."""

    change: str
    function: Callable[..., object]


def mutants(function: Callable[..., object], count: int, seed: int = 0) -> list[Mutant]:
    """Return up to ``count`` different mutants: every single change, then random pairs of changes."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    rng = np.random.default_rng(seed)
    seen = {ast.unparse(tree)}
    made: list[Mutant] = []

    def add(label: str, changed: ast.Module) -> None:
        source = ast.unparse(ast.fix_missing_locations(changed))
        if source not in seen:
            seen.add(source)
            made.append(Mutant(label, _compiled(source, function)))

    singles = [(label, make()) for label, make in _single_changes(tree)]
    for position in rng.permutation(len(singles)):
        add(*singles[position])
    for _ in range(3 * count):  # a short function has fewer different mutants than are asked for
        if len(made) >= count:
            break
        label, changed = singles[rng.integers(len(singles))]
        again = list(_single_changes(changed))
        if again:
            other, make = again[rng.integers(len(again))]
            add(f"{label}; {other}", make())
    return made[:count]


def _compiled(source: str, function: Callable[..., object]) -> Callable[..., object]:
    """Return the function that a source defines; what it calls are the originals."""
    namespace = dict(function.__globals__)
    exec(compile(f"from __future__ import annotations\n{source}", "<mutant>", "exec"), namespace)
    return namespace[function.__name__]


def _single_changes(tree: ast.Module) -> Iterator[tuple[str, Callable[[], ast.Module]]]:
    """Give every small change of the function's body, and how to make a tree with it."""
    for position, node in enumerate(_nodes(tree)):
        for label, replacement in _changes(node):
            yield label, partial(_replaced, tree, position, replacement)
    for position, node in enumerate(_nodes(tree)):
        if isinstance(node, ast.Assign | ast.For) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            yield f"drop `{ast.unparse(node).splitlines()[0]}`", partial(_replaced, tree, position, ast.Pass())


def _nodes(tree: ast.Module) -> list[ast.AST]:
    return [node for statement in tree.body[0].body for node in ast.walk(statement)]


def _replaced(tree: ast.Module, position: int, replacement: ast.AST) -> ast.Module:
    twin = copy.deepcopy(tree)
    return _Replace(_nodes(twin)[position], copy.deepcopy(replacement)).visit(twin)


class _Replace(ast.NodeTransformer):
    def __init__(self, original: ast.AST, replacement: ast.AST) -> None:
        self.original, self.replacement = original, replacement

    def visit(self, node: ast.AST) -> ast.AST:
        return self.replacement if node is self.original else super().generic_visit(node)


_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.Sub),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.GtE: (ast.Gt, ast.Lt, ast.Eq),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.NotEq: (ast.Eq, ast.Gt, ast.Lt),
}
_FUNCTIONS = {
    "sum": ("mean", "max", "prod"),
    "mean": ("sum", "median"),
    "log": ("log2", "log1p", "abs"),
    "exp": ("exp2", "expm1"),
    "zeros": ("ones",),
}


def _changes(node: ast.AST) -> Iterator[Change]:
    """Give what may stand in the place of one node."""
    text = ast.unparse(node) if isinstance(node, ast.expr) else ""
    if isinstance(node, ast.BinOp):
        for other in _OPERATORS.get(type(node.op), ()):
            new = ast.BinOp(node.left, other(), node.right)
            yield f"`{text}` → `{ast.unparse(new)}`", new
        for side in (node.left, node.right):
            yield f"`{text}` → `{ast.unparse(side)}`", side
        if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult):
            new = ast.BinOp(node.right, node.op, node.left)
            yield f"`{text}` → `{ast.unparse(new)}`", new
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield f"`{text}` → `{ast.unparse(node.operand)}`", node.operand
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in _COMPARISONS.get(type(node.ops[0]), ()):
            new = ast.Compare(node.left, [other()], node.comparators)
            yield f"`{text}` → `{ast.unparse(new)}`", new
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield f"`{text}` → `{ast.unparse(node.value)}`", node.value
    if isinstance(node, ast.Attribute) and node.attr in _FUNCTIONS:
        for other in _FUNCTIONS[node.attr]:
            new = ast.Attribute(node.value, other, node.ctx)
            yield f"`{text}` → `{ast.unparse(new)}`", new
    if isinstance(node, ast.Call):
        yield from _changed_calls(node, text)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for value in (node.value + 1, node.value - 1):
            yield f"`{text}` → `{value}`", ast.Constant(value)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        new = ast.Constant(1)
        yield f"`{text}` → `1`", new
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id.isidentifier():
        if len(node.id) <= 6 and node.id not in ("np", "range", "int", "float"):
            minus = ast.UnaryOp(ast.USub(), ast.Name(node.id, ast.Load()))
            yield f"`{text}` → `-{text}`", minus
        if node.id == "steps":
            for step in (ast.Add(), ast.Sub()):
                yield "one step more or less", ast.BinOp(ast.Name("steps", ast.Load()), step, ast.Constant(1))


def _changed_calls(node: ast.Call, text: str) -> Iterator[Change]:
    """Give calls without the call, with an axis, with two arguments exchanged."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if len(node.args) == 1 and name in ("sigmoid", "exp", "log", "mean", "sum", "int"):
        yield f"`{text}` → `{ast.unparse(node.args[0])}`", node.args[0]
    if name in ("sum", "mean") and not node.keywords:
        for axis in (0, 1):
            new = ast.Call(node.func, node.args, [*node.keywords, ast.keyword("axis", ast.Constant(axis))])
            yield f"`{text}` → `{ast.unparse(new)}`", new
    for i, j in itertools.combinations(range(len(node.args)), 2):
        args = list(node.args)
        args[i], args[j] = args[j], args[i]
        new = ast.Call(node.func, args, node.keywords)
        yield f"`{text}` → `{ast.unparse(new)}`", new
