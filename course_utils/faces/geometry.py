"""The head as a solid, and the way from a pixel to a place on it.

The head is star-shaped: in every direction from its middle, the surface stands at one distance. Directions are laid out
flat by Lambert's equal-area map, U = 2 dx / sqrt(2 (1 + dz)) and V likewise, so that near the middle of the face
(U, V) are simply "how far right" and "how far down", in half head heights, and the whole head fits into a disc of
radius 2. A table of distances over (U, V) therefore holds nose, brow, lips, ears, hair, hat and mask alike.

Two frames are used. *Head*: x to the right of the picture when the person looks at the camera, y down, z out of the
face. *View*: the same axes after the head has turned; z points at the camera.

References
----------
J. H. Lambert, *Anmerkungen und Zusätze zur Entwerfung der Land- und Himmelscharten*, 1772.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from course_utils.faces.face import Face
from course_utils.faces.raster import Plane, clamp, resample

# The axes of an average head, in half head heights.
HALF_WIDTH, HALF_HEIGHT, HALF_DEPTH = 0.75, 1.0, 0.88
FACE_MIDDLE = (
    0.0,
    0.22,
    0.75,
)  # the point that framing puts into the middle of the picture: the bridge of the nose and a bit
TABLE_REACH = 2.0


@dataclass(frozen=True)
class View:
    """Where the head is in the picture, and which way it looks.

    Attributes
    ----------
    rotation : ndarray, shape (3, 3)
        Head to view.
    axes : ndarray, shape (3,)
        Half width, height and depth of the head.
    scale : float
        Pixels per half head height, upright.
    stretch : float
        Horizontal pixels per vertical pixel.
    centre : tuple of float
        Where the middle of the head is, in pixels.
    """

    rotation: NDArray[np.float32]
    axes: NDArray[np.float32]
    scale: float
    stretch: float
    centre: tuple[float, float]

    def project(self, head: NDArray[np.float32]) -> NDArray[np.float32]:
        """Head points (..., 3) to pixels and depth (..., 3): x, y, and z in half head heights towards the camera."""
        turned = [sum(head[..., j] * self.rotation[i, j] for j in range(3)) for i in range(3)]
        x = self.centre[0] + turned[0] * self.scale * self.stretch
        y = self.centre[1] + turned[1] * self.scale
        return np.stack([x, y, turned[2]], axis=-1).astype(np.float32)

    def rays(self, height: int, width: int) -> tuple[Plane, Plane]:
        """View coordinates x (1, width) and y (height, 1) of the pixels' middles."""
        x = (np.arange(width, dtype=np.float32) + np.float32(0.5 - self.centre[0])) / np.float32(
            self.scale * self.stretch
        )
        y = (np.arange(height, dtype=np.float32) + np.float32(0.5 - self.centre[1])) / np.float32(self.scale)
        return x[None, :], y[:, None]


def rotation_matrix(yaw: float, pitch: float, roll: float) -> NDArray[np.float32]:
    """Head to view for angles in degrees: first pitch (nod), then yaw (turn), then roll (tilt)."""
    (sy, sp, sr), (cy, cp, cr) = (f(np.deg2rad([yaw, pitch, roll])) for f in (np.sin, np.cos))
    # y points down and z at the camera, so looking down moves the face's +z towards +y.
    return np.asarray(
        [
            [cr * cy, -cr * sy * sp - sr * cp, cr * sy * cp - sr * sp],
            [sr * cy, -sr * sy * sp + cr * cp, sr * sy * cp + cr * sp],
            [-sy, -cy * sp, cy * cp],
        ],
        np.float32,
    )


def make_view(face: Face, size: int) -> View:
    """Place the head of ``face`` in a picture of ``size`` pixels."""
    axes = np.asarray(
        [
            HALF_WIDTH * (1 + 0.07 * face.head_width),
            HALF_HEIGHT,
            HALF_DEPTH * (1 + 0.06 * face.head_depth),
        ],
        np.float32,
    )
    rotation = rotation_matrix(face.yaw, face.pitch, face.roll)
    scale = face.zoom * size
    blank = View(rotation, axes, scale, face.stretch, (0.0, 0.0))
    middle = blank.project(np.asarray(FACE_MIDDLE, np.float32) * axes)
    centre = (size * (0.5 + face.shift_x) - float(middle[0]), size * (0.5 + face.shift_y) - float(middle[1]))
    return View(rotation, axes, scale, face.stretch, centre)


def chart_to_sphere(u: Plane, v: Plane) -> tuple[Plane, Plane, Plane]:
    """(U, V) to unit directions; what lies outside the disc of radius 2 is taken to its rim."""
    quarter = np.minimum(0.25 * (u * u + v * v), 1.0)
    k = np.sqrt(1.0 - quarter)
    return u * k, v * k, 1.0 - 2.0 * quarter


@dataclass(frozen=True)
class Chart:
    """The grid on which a table of distances is held: coordinates of its texels, and their directions."""

    size: int
    u: Plane  # (1, size)
    v: Plane  # (size, 1)
    direction: tuple[Plane, Plane, Plane]

    def hills(self, rows: list[tuple[float, float, float, float, float]]) -> Plane:
        """A table of Gaussian hills, one for every (u, v, width, height, amount), mirrored from right to left."""
        u, v, width, height, amount = np.asarray(rows, np.float32).T[:, :, None]
        across = np.exp(-0.5 * np.square((self.u[:, self.size // 2 :] - u) / width))
        down = np.exp(-0.5 * np.square((self.v.T - v) / height)) * amount
        right = np.einsum("ki,kj->ij", down, across)
        return np.concatenate([right[:, ::-1], right], axis=1)

    def slices(self, left: float, right: float, top: float, bottom: float) -> tuple[slice, slice]:
        """Rows and columns of the texels between these chart coordinates."""
        half = self.size / (2 * TABLE_REACH)
        spans = [
            (int((a + TABLE_REACH) * half), int((b + TABLE_REACH) * half) + 1)
            for a, b in ((top, bottom), (left, right))
        ]
        rows, columns = (slice(min(max(a, 0), self.size - 1), min(max(b, 1), self.size)) for a, b in spans)
        return rows, columns


@lru_cache(maxsize=32)
def chart(size: int) -> Chart:
    """The grid of ``size`` × ``size`` texels over the head, made once."""
    axis = ((np.arange(size, dtype=np.float32) + 0.5) / size * 2 - 1) * np.float32(TABLE_REACH)
    u, v = axis[None, :], axis[:, None]
    return Chart(size, u, v, chart_to_sphere(*np.broadcast_arrays(u, v)))


def lookup(table: Plane, u: Plane, v: Plane) -> Plane:
    """Read a table at (u, v), interpolating between its four nearest texels."""
    size = table.shape[0]
    half = np.float32(size / (2 * TABLE_REACH))
    x, y = (clamp(c * half + np.float32(size / 2 - 0.5), 0, size - 1.001) for c in (u, v))
    column, row = np.floor(x), np.floor(y)
    fx, fy = x - column, y - row
    flat, at = table.ravel(), row.astype(np.int32) * size + column.astype(np.int32)
    top = flat.take(at)
    top += (flat.take(at + 1) - top) * fx
    at += size
    bottom = flat.take(at)
    bottom += (flat.take(at + 1) - bottom) * fx
    return top + (bottom - top) * fy


def nearest(table: Plane, u: Plane, v: Plane) -> Plane:
    """Read a table at (u, v), at its nearest texel."""
    size = table.shape[0]
    half = np.float32(size / (2 * TABLE_REACH))
    column, row = (clamp(c * half + np.float32(size / 2), 0, size - 1).astype(np.int32) for c in (u, v))
    at = row * size + column
    return table.ravel().take(at)


@dataclass(frozen=True)
class Hit:
    """What the camera sees of a solid, pixel by pixel (H × W planes)."""

    z: Plane  # depth towards the camera, in half head heights
    u: Plane  # where on the head
    v: Plane
    cover: Plane  # 1 on the solid, 0 beside it


@dataclass(frozen=True)
class _Rays:
    """The camera's rays in a frame in which the head's ellipsoid is the unit ball: point = origin + z step."""

    origin: tuple[Plane, Plane, Plane]
    step: tuple[float, float, float]
    a: np.float32  # |step|²
    b: Plane  # origin · step
    c: Plane  # |origin|²
    closest: Plane  # where the ray passes nearest to the middle of the head

    def at(self, z: Plane) -> tuple[Plane, Plane, Plane]:
        """Distance from the middle, and chart coordinates, at depth ``z``."""
        radius = np.sqrt(np.maximum(self.c + z * (2 * self.b + self.a * z), 1e-6))
        front = (self.origin[2] + z * self.step[2]) / radius
        k = 1.4142135 / (radius * np.sqrt(np.maximum(1.0 + front, 1e-3)))
        return radius, (self.origin[0] + z * self.step[0]) * k, (self.origin[1] + z * self.step[1]) * k

    def walk(
        self, z: Plane, table: Plane, steps: int, read: Callable[[Plane, Plane, Plane], Plane]
    ) -> tuple[Plane, Plane]:
        """Walk from depth ``z`` towards the surface; return the depth reached and the gap before the last step.

        A step is what Newton's method would take if the surface were a ball around the middle of the head, or the slope
        seen over the last step where that is steeper (at the sides of noses), a little shortened.
        """
        least, before = 0.45 * np.sqrt(self.a), None
        for _ in range(steps):
            radius, u, v = self.at(z)
            gap = radius - read(table, u, v)
            slope = np.maximum(self.a * (z - self.closest) / radius, least)
            if before is not None:
                moved = before[0] - z
                seen = (before[1] - gap) / np.where(np.abs(moved) < 1e-3, 1.0, moved)
                slope = clamp(slope, seen, 8 * slope)
            before = z, gap
            z = np.maximum(z - 0.8 * gap / slope, self.closest)
        return z, gap


def _make_rays(view: View, x: Plane, y: Plane) -> _Rays:
    """Rays through pixels at view coordinates ``x`` and ``y``."""
    inverse = (view.rotation / view.axes[None, :]).astype(np.float32)  # column j: how head axis j reads view axes
    ox, oy, oz = (x * inverse[0, j] + y * inverse[1, j] for j in range(3))
    sx, sy, sz = (inverse[2, j] for j in range(3))
    a = np.float32(sx * sx + sy * sy + sz * sz)
    b = ox * sx + oy * sy + oz * sz
    return _Rays((ox, oy, oz), (sx, sy, sz), a, b, ox * ox + oy * oy + oz * oz, -b / a)


def trace(view: View, x: Plane, y: Plane, table: Plane) -> Hit:
    """Find the surface under every pixel.

    Rays walk towards the surface, first at half the resolution, then at full resolution.

    Parameters
    ----------
    view : View
        Where the head is.
    x, y : ndarray, shape (1, W) and (H, 1)
        View coordinates of the pixels.
    table : ndarray, shape (n, n)
        Distance of the surface over the chart.

    Returns
    -------
    Hit
        Depth and place of the visible surface.

    References
    ----------
    J. C. Hart, "Sphere tracing", *The Visual Computer* 12, 1996.
    """
    rough, rays = _make_rays(view, _halve(x), _halve(y)), _make_rays(view, x, y)
    reach = np.float32(table.max())
    start = rough.closest + np.sqrt(np.maximum(rough.closest**2 - (rough.c - reach * reach) / rough.a, 0.0))
    more = 1 if view.scale < 120 else 2  # in large pictures, smaller errors show
    near, _ = rough.walk(start, table, 6 * more, nearest)
    z, gap = rays.walk(np.maximum(resample(near, (y.shape[0], x.shape[1])), rays.closest), table, 3 * more, lookup)
    _, u, v = rays.at(z)
    # A ray that stopped before its closest point has met the surface; the gap that is left there is a rounding error.
    pixel = np.float32(1.0 / view.scale)
    cover = np.clip(0.5 - (gap - 0.4 * (z - rays.closest)) / (1.2 * pixel), 0.0, 1.0)
    return Hit(z=z, u=u, v=v, cover=cover)


def _halve(axis: Plane) -> Plane:
    """Middles of pairs of pixels along a row or a column of coordinates."""
    flat = axis.ravel()
    step = flat[1] - flat[0]
    half = flat[0] + step * (0.5 + 2 * np.arange(-(-flat.size // 2), dtype=np.float32))
    return half.reshape((1, -1) if axis.shape[0] == 1 else (-1, 1))


def surface_point(view: View, table: Plane, u: float, v: float) -> NDArray[np.float32]:
    """The point of the solid at (u, v), in head coordinates."""
    size = table.shape[0]
    x, y = (min(max((c / TABLE_REACH + 1) * size / 2 - 0.5, 0.0), size - 1.001) for c in (u, v))
    column, row = int(x), int(y)
    fx, fy = x - column, y - row
    corners = table[row : row + 2, column : column + 2].tolist()
    top, bottom = (left + (right - left) * fx for left, right in corners)
    quarter = min(0.25 * (u * u + v * v), 1.0)
    k = (1 - quarter) ** 0.5
    return np.asarray([u * k, v * k, 1 - 2 * quarter], np.float32) * np.float32(top + (bottom - top) * fy) * view.axes
