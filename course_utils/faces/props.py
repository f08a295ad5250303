"""What is held before or beside the lower face: a hand, a fist, a cup, a phone, a microphone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from course_utils.faces.head import skin_colour
from course_utils.faces.light import shade
from course_utils.faces.raster import Plane, clamp, linear, ramp, smoothstep
from course_utils.faces.stage import Stage

Point = tuple[float, float]
Finger = tuple[Point, Point, float]  # from, to, radius


def paint_prop(stage: Stage) -> None:
    """Paint what the face's ``prop`` says; ``prop_x`` and ``prop_y`` move it about the mouth."""
    face = stage.face
    if face.prop == "none":
        return
    x, y, _ = stage.turn(np.asarray([0, 0.62, 0.9], np.float32)).tolist()
    x, y = x + 0.30 * face.prop_x, y + 0.20 + 0.25 * face.prop_y
    rng = np.random.default_rng(face.seed + 81)
    {"hand": _hand, "fist": _fist, "cup": _cup, "phone": _phone, "microphone": _microphone}[face.prop](stage, x, y, rng)


def _colour_of(stage: Stage, colour: NDArray[np.float32]) -> Plane:
    """A plane of one colour, as large as the stage."""
    plane = np.empty((3, *stage.shape), np.float32)
    plane[:] = colour[:, None, None]
    return plane


def _round(stage: Stage, across: Plane, cover: Plane, colour: Plane, gloss: float) -> None:
    """Lay down something round whose ``across`` runs from -1 to 1 from left to right."""
    nx = clamp(across, -0.97, 0.97) * 0.92
    stage.lay(shade(colour, (nx, np.float32(-0.1), np.sqrt(1 - nx * nx)), stage.light, 1.0, 0.95, gloss), cover)


def _capsule(stage: Stage, start: Point, end: Point, radius: float) -> tuple[Stage, Plane, Plane, Point] | None:
    """The part around a rod that narrows a little: signed distance, position across it, direction across it."""
    reach = radius * 1.1 + 0.10
    part = stage.window(
        min(start[0], end[0]) - reach,
        max(start[0], end[0]) + reach,
        min(start[1], end[1]) - reach,
        max(start[1], end[1]) + reach,
    )
    if part is None:
        return None
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = max(dx * dx + dy * dy, 1e-6)
    rx, ry = part.x - start[0], part.y - start[1]
    t = clamp((rx * dx + ry * dy) * (1 / length), 0, 1)
    ox, oy = rx - t * dx, ry - t * dy
    width = radius * (1.08 - 0.22 * t)
    normal = (-dy / length**0.5, dx / length**0.5)
    return part, np.sqrt(ox * ox + oy * oy) - width, (ox * normal[0] + oy * normal[1]) / width, normal


def _fingers(stage: Stage, x: float, y: float, turn: float, fingers: list[Finger]) -> None:
    """Fingers one over the other, each throwing a soft shadow on what lies below; turned around (x, y)."""
    c, s = float(np.cos(turn)), float(np.sin(turn))
    # Hands are a little redder than faces.
    skin = skin_colour(stage.face) * np.asarray([1.0, 0.92, 0.90], np.float32)
    for (ax, ay), (bx, by), radius in fingers:
        found = _capsule(
            stage, (x + ax * c - ay * s, y + ax * s + ay * c), (x + bx * c - by * s, y + bx * s + by * c), radius
        )
        if found is None:
            continue
        part, far, across, (nx, ny) = found
        part.darken(0.35 * smoothstep(0.08, 0.0, far))
        tilt = clamp(across, -0.95, 0.95) * 0.85
        normal = (tilt * nx, tilt * ny, np.sqrt(1 - tilt * tilt))
        part.lay(
            shade(_colour_of(part, skin), normal, stage.light, 0.9, 0.9, 0.1),
            ramp(stage.pixel, -stage.pixel, far),
        )


def _hand(stage: Stage, x: float, y: float, rng: np.random.Generator) -> None:
    """A hand over or under the mouth: arm and palm from below, four fingers side by side, a thumb."""
    turn = (rng.random() - 0.5) * 2.2
    fingers: list[Finger] = [((0.02, 1.9), (0.0, 0.62), 0.30), ((-0.05, 0.55), (-0.03, 0.35), 0.30)]
    for k, length in enumerate((0.42, 0.55, 0.52, 0.40)):
        at = -0.27 + 0.18 * k
        fingers.append(((at, 0.40), (at * 1.15, 0.35 - length + 0.1 * rng.random()), 0.095))
    _fingers(stage, x, y, turn, [*fingers, ((0.28, 0.75), (0.46, 0.30), 0.10)])


def _fist(stage: Stage, x: float, y: float, rng: np.random.Generator) -> None:
    """A fist below the chin or before the mouth."""
    tilt = 0.2 * (rng.random() - 0.5)
    rows: list[Finger] = [((-0.24, 0.10 + 0.15 * k + tilt), (0.22, 0.10 + 0.15 * k - tilt), 0.092) for k in range(4)]
    _fingers(stage, x, y, 0.0, [((0.10, 1.9), (0.02, 0.55), 0.27), *rows, ((0.26, 0.55), (0.06, 0.12), 0.09)])


def _grip(stage: Stage, x: float, y: float, half: float, rows: tuple[float, ...]) -> None:
    """Fingers that hold something ``half`` as wide."""
    side = 1.0 if stage.face.prop_x >= 0 else -1.0
    arm: Finger = ((side * (half + 0.25), 1.7), (side * (half + 0.05), rows[-1]), 0.20)
    _fingers(
        stage,
        x,
        y,
        0.0,
        [arm, *(((side * (half + 0.10), row), (-side * half * 0.5, row - 0.03), 0.085) for row in rows)],
    )


def _cup(stage: Stage, x: float, y: float, rng: np.random.Generator) -> None:
    """A cup or a beaker with or without a band around it, held."""
    half, tall = 0.26 + 0.08 * rng.random(), 0.60 + 0.4 * rng.random()
    band, band_colour = rng.random() < 0.5, np.square(rng.random(3)).astype(np.float32)
    part = stage.window(x - half - 0.1, x + half + 0.1, y - 0.2, y + tall + 0.2)
    if part is not None:
        px, py, soft = part.x - x, part.y - y, stage.pixel
        width = half * (1 - 0.16 * clamp(py / tall, 0, 1))
        across = px / width
        bow = 0.06 * np.sqrt(np.maximum(1 - across * across, 0))
        cover = ramp(soft, -soft, np.abs(px) - width) * ramp(-soft, soft, py + bow) * ramp(-soft, soft, tall + bow - py)
        colour = _colour_of(part, linear(stage.face.prop_colour))
        if band:
            around = smoothstep(0, 2 * soft, py - bow - 0.35 * tall) * smoothstep(0, 2 * soft, 0.7 * tall + bow - py)
            colour += (band_colour[:, None, None] - colour) * around
        colour *= 1 - 0.25 * smoothstep(2 * soft, 0, py - 0.05 - bow)
        _round(part, across, cover, colour, 0.5)
    _grip(stage, x, y, half, (tall * 0.4, tall * 0.62))


def _phone(stage: Stage, x: float, y: float, rng: np.random.Generator) -> None:
    """A phone, seen from behind."""
    turn = (rng.random() - 0.5) * 1.2
    part = stage.window(x - 0.8, x + 0.8, y - 0.7, y + 1.1)
    if part is not None:
        c, s = float(np.cos(turn)), float(np.sin(turn))
        px, py = (part.x - x) * c + (part.y - y) * s, (part.y - y) * c - (part.x - x) * s
        colour = _colour_of(part, linear(stage.face.prop_colour))
        for lens in (0.18, 0.05):
            colour *= 1 - 0.9 * smoothstep(0.055, 0.04, np.hypot(px - 0.13, py + lens))
        cover = ramp(stage.pixel, -stage.pixel, np.maximum(np.abs(px) - 0.24, np.abs(py - 0.2) - 0.50))
        _round(part, px / 0.7, cover, colour, 0.6)
    _grip(stage, x, y, 0.24, (0.30, 0.46, 0.62))


def _microphone(stage: Stage, x: float, y: float, rng: np.random.Generator) -> None:
    """A microphone: a ball of mesh or foam on a handle, held."""
    radius, lean, dark = 0.17 + 0.10 * rng.random(), (rng.random() - 0.5) * 0.9, rng.random() < 0.6
    found = _capsule(stage, (x, y + 0.1), (x + lean, y + 1.6), 0.10)
    soft = stage.pixel
    if found is not None:
        part, far, across, _ = found
        _round(part, across, ramp(soft, -soft, far), _colour_of(part, np.full(3, 0.02, np.float32)), 0.5)
    around = stage.window(x - radius - 0.15, x + radius + 0.15, y - radius - 0.15, y + radius + 0.15)
    if around is not None:
        px, py = around.x - x, around.y - y
        far = np.hypot(px, py)
        around.darken(0.3 * smoothstep(radius + 0.12, radius, far))
        nx, ny = (clamp(p / radius, -0.9, 0.9) for p in (px, py))
        nz = np.sqrt(np.maximum(1 - nx * nx - ny * ny, 0.05))
        tone = np.full(3, 0.03, np.float32) if dark else linear(stage.face.prop_colour)
        mesh = 0.75 + 0.4 * smoothstep(-0.3, 0.3, np.sin(px * 110) * np.sin(py * 110))
        around.lay(
            shade(_colour_of(around, tone) * mesh, (nx, ny, nz), stage.light, 1.0, 1.0, 0.5),
            ramp(soft, -soft, far - radius),
        )
    hold: list[Finger] = [
        ((lean * 0.5 - 0.16, 0.85 + 0.15 * k), (lean * 0.5 + 0.16, 0.83 + 0.15 * k), 0.09) for k in range(3)
    ]
    _fingers(stage, x, y, 0.0, hold)
