"""Run ``train`` as a process of its own, with a small backbone, so that a test can kill it."""

from __future__ import annotations

import typer
from mask_samples import small_backbone

from course_utils.commands.mask_train import train
from course_utils.mask import training

training.load_backbone = small_backbone

if __name__ == "__main__":
    app = typer.Typer()
    app.command()(train)
    app()
