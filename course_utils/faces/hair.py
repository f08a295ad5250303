"""Hair: how far it stands off the head, where it grows, what colour its strands are, and what hangs down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils.faces.face import Face
from course_utils.faces.geometry import Chart
from course_utils.faces.light import shade
from course_utils.faces.raster import Plane, clamp, hill, linear, noise_at, noise_bank, smoothstep, strand_at
from course_utils.faces.stage import Stage


@dataclass(frozen=True)
class Style:
    """A haircut.

    Attributes
    ----------
    hairline : float
        Chart height of the hairline at the middle of the forehead; a fringe comes further down.
    side : float
        Chart distance from the middle at which hair begins beside the eyes.
    lift : float
        How far the hair stands off the head, in half head heights.
    curl : float
        0 straight strands, 1 tight curls.
    hang : float
        How far hair hangs below the middle of the head; 0 when it doesn't.
    part : float
        Where the hair is parted, from -1 to 1; 9 for no parting.
    ragged : float
        How uneven the hairline is.
    """

    hairline: float
    side: float
    lift: float
    curl: float = 0.0
    hang: float = 0.0
    part: float = 9.0
    ragged: float = 0.05


STYLES: dict[str, Style] = {
    "bald": Style(-3.0, 3.0, 0.0),
    "shaved": Style(-0.66, 1.14, 0.012, ragged=0.02),
    "receding": Style(-0.98, 1.16, 0.03),
    "short": Style(-0.62, 1.10, 0.07),
    "side_parting": Style(-0.62, 1.10, 0.09, part=0.35),
    "fringe": Style(-0.34, 1.04, 0.09, ragged=0.20),
    "bowl": Style(-0.30, 0.95, 0.10, hang=0.35, ragged=0.05),
    "bob": Style(-0.36, 0.98, 0.09, hang=0.85, ragged=0.08),
    "long": Style(-0.36, 0.98, 0.08, hang=1.9, ragged=0.12),
    "long_parted": Style(-0.72, 0.92, 0.08, hang=1.8, part=0.05),
    "wavy": Style(-0.64, 0.95, 0.12, curl=0.4, hang=1.6, part=0.2),
    "curly": Style(-0.55, 1.02, 0.19, curl=0.8, hang=0.9, ragged=0.12),
    "afro": Style(-0.62, 1.12, 0.34, curl=1.0, ragged=0.05),
    "bun": Style(-0.70, 1.14, 0.03),
    "ponytail": Style(-0.66, 1.12, 0.04, ragged=0.06),
    "braids": Style(-0.68, 1.10, 0.06, curl=0.3, hang=1.5, part=0.0),
}
FRINGE = -0.5  # hairlines below this are cut, not grown
HIDES_HAIR = ("headscarf", "turban", "hood", "helmet")


def covered(face: Face) -> bool:
    """Whether something that is worn hides all hair on the head."""
    return face.hair == "bald" or face.headwear in HIDES_HAIR


def _offset(face: Face) -> float:
    """Where in the noise tiles the person's hair lies."""
    return 512 + (face.identity % 9973) * 0.37


def _contrast(face: Face) -> float:
    """How much strands differ: less in light hair."""
    return 0.38 - 0.08 * sum(face.hair_colour)


def hair_inside(face: Face, u: Plane, v: Plane) -> Plane:
    """Signed distance into the hair on the chart, roughly: positive where it grows."""
    style, a, ox = STYLES[face.hair], np.abs(u), _offset(face)
    low = style.hairline > FRINGE
    hairline = style.hairline + 0.10 * face.hair_length * low + 0.13 * u * u
    if style.part < 2:
        hairline = hairline + 0.10 * smoothstep(0.0, 0.5, np.abs(u - 0.5 * style.part)) - 0.06
    hairline = hairline + style.ragged * 0.6 * strand_at(u * 42 + ox)
    free_ear = 1.0 if style.hang == 0 else 0.0
    side = style.side + (0.07 + 0.23 * free_ear) * smoothstep(0.02, 0.22, v)
    edge = np.maximum(hairline - v, a - side)
    nape = 0.85 + 0.5 * smoothstep(1.45, 1.9, a) - 0.6 * free_ear * smoothstep(1.6, 1.3, a)
    nape = nape + 0.6 * (1.0 - free_ear) * smoothstep(1.1, 1.4, a)
    inside = np.minimum(edge, nape - v)
    if free_ear:
        ear = np.sqrt(np.square((a - 1.46) / 0.15) + np.square((v - 0.10) / 0.25)) - 1
        inside = np.minimum(inside, 0.2 * ear)
    return inside + 0.012 * noise_at(noise_bank().fine, u * 90 + ox, v * 40 + 512)


def add_hair(face: Face, grid: Chart, table: Plane) -> Plane:
    """Raise the table of distances where hair grows."""
    if covered(face):
        return table
    style, ox = STYLES[face.hair], _offset(face)
    u, v = np.broadcast_arrays(grid.u, grid.v)
    lift = style.lift * (1 + 0.4 * face.hair_volume)
    rough = 0.4 * (1 - style.curl) * strand_at(u * 60 + ox)
    if style.curl:
        rough = rough + style.curl * noise_at(noise_bank().medium, u * 36 + ox, v * 36 + 512)
    high = lift * (0.75 + 0.35 * smoothstep(0.6, -1.0, v)) + 0.16 * lift * rough
    if style.part < 2:
        high = high * (1 - 0.6 * hill(u - 0.5 * style.part, 0.07) * smoothstep(0.2, -0.4, v))
    if face.headwear in ("cap", "beanie", "wide_hat"):
        high = np.minimum(high, 0.05)
    on = smoothstep(0.0, 0.05 + 1.6 * lift, hair_inside(face, u, v))
    return table + (np.minimum(table, 1.04) + high - table) * on  # hair lies flat over ears


def hair_albedo(face: Face, u: Plane, v: Plane) -> Plane:
    """Colour of the strands at every place on the head."""
    style, ox = STYLES[face.hair], _offset(face)
    bend = noise_at(noise_bank().coarse, u * 30 + ox, v * 30 + 512)
    lean = u / (0.55 + 0.6 * np.abs(v + 0.1)) if style.part > 2 else u + (0.25 - 0.5 * style.part) * v
    strands = strand_at(lean * 160 + 6 * bend + ox)
    if style.curl:
        strands = strands * (1 - style.curl) + 1.2 * style.curl * noise_at(
            noise_bank().fine, u * 110 + ox, v * 110 + 512
        )
    return linear(face.hair_colour)[:, None, None] * np.maximum(1.0 + _contrast(face) * strands + 0.15 * bend, 0.2)


def _fall(
    stage: Stage,
    middle: float,
    top: float,
    bottom: float,
    half: float,
    taper: float,
    phase: float,
    *,
    root: float = 0.06,
) -> None:
    """Hair that falls from ``top`` to ``bottom`` around ``middle``, ``half`` as wide; it fades in over ``root``."""
    face, style = stage.face, STYLES[stage.face.hair]
    reach = half * (1.15 + taper) + 0.1
    part = stage.window(middle - reach, middle + reach, top, bottom + 0.15)
    if part is None:
        return
    x, y, pixel = part.x, part.y, part.pixel
    share = clamp((y - top) / max(bottom - top, 0.1), 0, 1)
    sway = 0.05 * (0.4 + style.curl) * np.sin(y * (5 + 6 * style.curl) + phase) * share
    ragged = 0.05 * strand_at(x * 30 + (phase * 50 + 4096))
    cap = clamp((top + half - y) / half, 0, 1) if root < 0.1 else 0.0 * y
    width = half * (1 + taper * share) * np.sqrt(np.maximum(1 - cap * cap, 0.02))
    across = (x - middle - sway) / width
    edge = np.abs(across)
    if style.curl:
        edge = edge + 0.10 * style.curl * noise_at(
            noise_bank().medium, *np.broadcast_arrays(x * 40 + (512 + phase), y * 40 + 512)
        )
    cover = smoothstep(1 + pixel / half, 1 - pixel / half - 0.04, edge)
    cover = cover * (smoothstep(0, root, y - top) * smoothstep(0, 0.10 + 0.1 * style.curl, bottom + ragged - y))
    strands = strand_at(across * (half * 130) + sway * 30 + (phase * 99 + 4096) + 3 * np.sin(y * 3))
    if style.curl > 0.3:
        strands = 0.5 * strands + noise_at(
            noise_bank().fine, *np.broadcast_arrays(x * 110 + (512 + phase), y * 80 + 512)
        )
    colour = linear(face.hair_colour)[:, None, None] * np.maximum(0.92 + _contrast(face) * strands, 0.2)
    nx = clamp(across, -0.95, 0.95) * 0.9
    part.lay(shade(colour, (nx, np.float32(0), np.sqrt(1 - nx * nx)), stage.light, 1.0, 0.85, 0.25), cover)


def _hangs(face: Face) -> bool:
    """Whether there is hair below the ears to be seen."""
    return STYLES[face.hair].hang > 0 and face.headwear not in HIDES_HAIR


def paint_hair_behind(stage: Stage) -> None:
    """Hair that hangs behind neck and shoulders, a bun, a ponytail."""
    face, style = stage.face, STYLES[stage.face.hair]
    down, ahead = stage.view.rotation[:, 1].tolist(), stage.view.rotation[:, 2].tolist()
    if _hangs(face):
        _fall(
            stage,
            -0.25 * ahead[0],
            -1.02,
            style.hang * (1 + 0.3 * face.hair_length),
            0.80 + style.lift + 0.10 * face.hair_volume,
            0.12,
            1.0,
        )
    if face.hair == "bun" and face.headwear == "none":
        x, y = (-1.05 * d - 0.45 * a for d, a in zip(down[:2], ahead[:2], strict=True))
        _fall(stage, x, y - 0.30, y + 0.35, 0.30, 0.0, 2.0)
    if face.hair == "ponytail" and face.headwear not in ("hood", "headscarf", "turban"):
        _fall(stage, -1.05 * ahead[0], -0.95 * ahead[1] - 0.3, 1.3, 0.24, 0.1, 3.0)


def paint_hair_before(stage: Stage) -> None:
    """Locks that hang in front of ears and shoulders."""
    face, style = stage.face, STYLES[stage.face.hair]
    if not _hangs(face) or style.hang < 0.5:
        return
    rng = np.random.default_rng(face.identity + 3)
    behind_ears = rng.random(2) < 0.3
    for side, tucked in zip((-1.0, 1.0), behind_ears, strict=True):
        phase, half = 7 * rng.random(), 0.11 + 0.09 * rng.random()
        x, y, z = stage.on_head(side * (style.side + 0.22), -0.10).tolist()
        if not tucked and z > -0.05:
            _fall(
                stage, x - 0.02 * side, y - 0.22, style.hang * (1 + 0.3 * face.hair_length), half, 0.6, phase, root=0.25
            )
