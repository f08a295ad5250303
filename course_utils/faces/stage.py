"""The stage: everything that those who paint a person need, and a way to work on a small part of the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from course_utils.faces.face import Face
from course_utils.faces.geometry import View, surface_point
from course_utils.faces.light import Light
from course_utils.faces.raster import Plane, over

Slices = tuple[slice, slice]


@dataclass(frozen=True)
class Stage:
    """A picture in the making, or a rectangle of it; all planes are views, so painting on a part paints the whole.

    Attributes
    ----------
    face, view, light
        Who, where, and how it is lit.
    table : ndarray, shape (n, n)
        Distances of the bare head's surface, on which things are fixed.
    canvas : ndarray, shape (3, H, W)
        Amounts of light so far.
    fabric : ndarray, shape (H, W)
        How much of every pixel is visible mask so far.
    depth : ndarray, shape (H, W)
        How near the head is, in half head heights; -3 beside it.
    x, y : ndarray, shape (1, W) and (H, 1)
        View coordinates.
    """

    face: Face
    view: View
    light: Light
    table: Plane
    canvas: Plane
    fabric: Plane
    depth: Plane
    x: Plane
    y: Plane

    @property
    def pixel(self) -> float:
        """Size of a pixel in half head heights."""
        return 1.0 / self.view.scale

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.depth.shape  # type: ignore[return-value]

    def slices(self, left: float, right: float, top: float, bottom: float) -> Slices | None:
        """Rows and columns between these view coordinates; ``None`` when nothing of them is in the picture."""
        columns, rows = span(self.x[0], left, right), span(self.y[:, 0], top, bottom)
        return None if columns.start >= columns.stop or rows.start >= rows.stop else (rows, columns)

    def window(self, left: float, right: float, top: float, bottom: float) -> Stage | None:
        """The part between these view coordinates; ``None`` when nothing of it is in the picture."""
        part = self.slices(left, right, top, bottom)
        if part is None:
            return None
        rows, columns = part
        return replace(
            self,
            canvas=self.canvas[:, rows, columns],
            fabric=self.fabric[part],
            depth=self.depth[part],
            x=self.x[:, columns],
            y=self.y[rows],
        )

    def near(self, u: float, v: float, wide: float, tall: float) -> Slices | None:
        """Rows and columns around a place on the head, so far along the face; ``None`` when none are in the picture."""
        x, y, z = self.on_head(u, v).tolist()
        if z < -0.15:
            return None
        (xx, xy, _), (yx, yy, _) = (row.tolist() for row in abs(self.view.rotation[:2]))
        half_x, half_y = xx * wide + xy * tall + 0.05, yx * wide + yy * tall + 0.05
        return self.slices(x - half_x, x + half_x, y - half_y, y + half_y)

    def on_head(self, u: float, v: float) -> NDArray[np.float32]:
        """Where a place of the chart is, in view coordinates."""
        return self.turn(surface_point(self.view, self.table, u, v))

    def turn(self, point: NDArray[np.float32]) -> NDArray[np.float32]:
        """A point of the head, in view coordinates."""
        r = self.view.rotation
        return np.asarray([r[i, 0] * point[0] + r[i, 1] * point[1] + r[i, 2] * point[2] for i in range(3)], np.float32)

    def lay(self, colour: Plane, alpha: Plane) -> None:
        """Paint over what is there, and hide the mask below it."""
        over(self.canvas, colour, alpha)
        self.fabric[...] *= 1 - alpha

    def darken(self, by: Plane) -> None:
        """Take light away: 0 leaves a place as it is, 1 makes it black."""
        self.canvas[...] *= 1 - by


def span(axis: Plane, low: float, high: float) -> slice:
    """The part of an evenly spaced axis from ``low`` to ``high``."""
    if axis.size < 2:
        return slice(0, axis.size)
    first, step = float(axis[0]), float(axis[1] - axis[0])
    start, stop = int((low - first) / step), int((high - first) / step) + 2
    return slice(min(max(start, 0), axis.size), min(max(stop, 0), axis.size))
