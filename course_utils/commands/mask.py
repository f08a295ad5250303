"""``course mask``: the mask project as a program. Each of its commands lives in a module of its own."""

from __future__ import annotations

import typer

from course_utils.commands.mask_audit import audit
from course_utils.commands.mask_benchmark import benchmark
from course_utils.commands.mask_evaluate import evaluate
from course_utils.commands.mask_export import export
from course_utils.commands.mask_predict import predict
from course_utils.commands.mask_train import train

app = typer.Typer(help="Train a network that sees masks, judge it, make it small, and use it.", no_args_is_help=True)
for command in (audit, train, evaluate, export, predict, benchmark):
    app.command()(command)
