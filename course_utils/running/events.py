"""What a worker tells the parent: one JSON object a line."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter

from course_utils.running.report import FirstError, Status


class CellStarted(BaseModel):
    """A cell begins."""

    kind: Literal["cell started"] = "cell started"
    cell: int
    source: str


class CellEnded(BaseModel):
    """A cell has ended, well or badly."""

    kind: Literal["cell ended"] = "cell ended"
    cell: int
    source: str
    seconds: float


class LessonEnded(BaseModel):
    """The lesson has ended: the last event of a worker."""

    kind: Literal["lesson ended"] = "lesson ended"
    status: Status
    error: FirstError | None = None


Event = CellStarted | CellEnded | LessonEnded

_ADAPTER: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


def read_event(line: bytes) -> Event:
    """Read one line that a worker wrote."""
    return _ADAPTER.validate_json(line)
