"""`ladder`: one question, answered better in every lesson, and the table and plot that show it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from course_utils.learning import record
from course_utils.learning.presentation import NOTE, Card, Table

_SHIPPED = Path(__file__).with_name("ladder.json")


@dataclass(frozen=True)
class Rung:
    """One model on the ladder.

    Parameters
    ----------
    model : str
        What it is, in a few words.
    lesson : int
        Where it was built.
    accuracy : float
        Share of the test pictures that it answers correctly, from 0 to 1.
    parameters : int
        How many numbers it learned.
    train_seconds : float
        How long learning took.
    inference_ms : float
        How long one picture takes, in milliseconds.
    own : bool
        Whether it was measured on this machine by this learner, or ships with the course.
    """

    model: str
    lesson: int
    accuracy: float
    parameters: int
    train_seconds: float
    inference_ms: float
    own: bool = False


def shipped_rungs() -> list[Rung]:
    """Return the models that ship with the course, without any learner's own, in the file's order."""
    return [Rung(**entry) for entry in json.loads(_SHIPPED.read_text(encoding="utf-8"))]


class Ladder:
    """All models so far: those that ship with the course, and your own in their places."""

    def add(
        self, model: str, *, lesson: int, accuracy: float, parameters: int, train_seconds: float, inference_ms: float
    ) -> Card:
        """Put your model on the ladder and show the table.

        Parameters
        ----------
        model : str
            What it is; one that is already there under this name is replaced.
        lesson : int
            The lesson.
        accuracy : float
            Share of the test pictures, from 0 to 1.
        parameters : int
            How many numbers it learned.
        train_seconds, inference_ms : float
            How long learning took, and how long one picture takes.

        Returns
        -------
        Card

        Raises
        ------
        ValueError
            The accuracy is no share.
        """
        if not 0 <= accuracy <= 1:
            raise ValueError(f"accuracy is a share from 0 to 1, not {accuracy}; did you mean {accuracy / 100:g}?")
        entry = record.RungEntry(
            lesson=lesson,
            accuracy=float(accuracy),
            parameters=int(parameters),
            train_seconds=float(train_seconds),
            inference_ms=float(inference_ms),
        )

        def edit(kept: record.Record) -> None:
            kept.ladder[model] = entry

        trouble = record.change(edit)
        return self.table(up_to=lesson, note=trouble)

    def rungs(self, up_to: int = 99) -> list[Rung]:
        """Return the models of all lessons up to one, lowest lesson first.

        Parameters
        ----------
        up_to : int
            Number of the lesson.

        Returns
        -------
        list of Rung
        """
        rungs = {rung.model: rung for rung in shipped_rungs()}
        try:
            own = record.read().ladder
        except (record.NewerRecordError, OSError):
            own = {}
        for model, entry in own.items():
            rungs[model] = Rung(model, **entry.model_dump(), own=True)
        return sorted(
            (rung for rung in rungs.values() if rung.lesson <= up_to), key=lambda rung: (rung.lesson, rung.accuracy)
        )

    def table(self, up_to: int = 99, note: str = "") -> Card:
        """Show all models so far.

        Parameters
        ----------
        up_to : int
            Number of the lesson.
        note : str
            A sentence to add.

        Returns
        -------
        Card
            Its plain text leaves the times out: they differ from run to run.
        """
        rungs = self.rungs(up_to)
        header = ("lesson", "model", "test accuracy", "parameters", "training", "one picture", "")
        rows = tuple(
            (
                f"{rung.lesson:02d}",
                rung.model,
                f"{rung.accuracy:.1%}",
                f"{rung.parameters:,}",
                f"{rung.train_seconds:.3g} s",
                f"{rung.inference_ms:.2g} ms",
                "yours" if rung.own else "",
            )
            for rung in rungs
        )
        return _LadderCard(NOTE, "The mask ladder", (note,) if note else (), (Table("", header, rows),))

    def plot(self, up_to: int = 99) -> object:
        """Draw all models so far.

        Parameters
        ----------
        up_to : int
            Number of the lesson.

        Returns
        -------
        object
            What `course_utils.figures.ladder_plot` returns for the rungs.
        """
        # Asked for by name when it is needed: figures live on a higher floor than this room.
        return import_module("course_utils.figures").ladder_plot(self.rungs(up_to))

    def _repr_mimebundle_(self, **options: object) -> dict[str, str]:
        return self.table()._repr_mimebundle_()

    def __repr__(self) -> str:
        return repr(self.table())


class _LadderCard(Card):
    """A card whose plain text has no times."""

    def to_text(self) -> str:
        table = self.tables[0]
        short = Table(table.caption, table.header[:4], tuple(row[:4] for row in table.rows))
        return Card(self.tone, self.title, self.paragraphs, (short,)).to_text()


ladder = Ladder()
