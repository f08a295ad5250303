"""What is worn besides clothes: hats, headscarves, glasses, earrings, scarves, and the straps of masks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from course_utils.faces.face import ONE_EAR, Face
from course_utils.faces.geometry import Chart
from course_utils.faces.head import EAR_U, EYE_V, features
from course_utils.faces.light import shade
from course_utils.faces.masks import on_head, outline, pattern
from course_utils.faces.raster import Plane, clamp, hill, linear, noise_at, noise_bank, over, ramp, smoothstep
from course_utils.faces.stage import Stage

#: How far headwear stands off the head, and how deep its folds are, in half head heights.
LIFT = {
    "cap": (0.11, 0.006), "wide_hat": (0.14, 0.006), "beanie": (0.12, 0.008), "helmet": (0.14, 0.0),
    "turban": (0.22, 0.03), "headband": (0.03, 0.004), "headscarf": (0.07, 0.014), "hood": (0.15, 0.02),
}  # fmt: skip
#: Over how much of the chart thick headwear rises from its edge.
EDGES = {"turban": 0.30, "hood": 0.30, "helmet": 0.25}
SITS_ON_HAIR = ("cap", "wide_hat", "beanie", "headband")
#: Half width and half height of the opening that leaves the face free.
OPENINGS = {"headscarf": (1.02, 0.98), "hood": (1.20, 1.25)}


def headwear_inside(face: Face, u: Plane, v: Plane) -> Plane:
    """Signed distance into the headwear on the chart: positive where it lies."""
    a = np.abs(u)
    tilt = 0.06 * float(np.sin(face.seed % 628 / 100))
    if face.headwear in OPENINGS:
        wide, tall = OPENINGS[face.headwear]
        return (np.sqrt(np.square(u / wide) + np.square((v - 0.28) / tall)) - 1.0) * 0.8
    if face.headwear == "beanie":
        return np.minimum(-0.46 + 0.20 * u * u + tilt * u - v, 1.75 - a)
    if face.headwear == "helmet":
        return np.maximum(-0.50 - v, np.minimum(a - 1.14, 0.5 - v))
    if face.headwear == "turban":
        return -0.55 + 0.22 * u * u - v
    if face.headwear == "headband":
        return 0.09 - np.abs(v + 0.66 - 0.13 * u * u)
    return -0.52 + 0.13 * u * u + tilt * u - v


def add_headwear(face: Face, grid: Chart, table: Plane) -> Plane:
    """Raise the table of distances where a hat or a scarf lies on the head."""
    if face.headwear == "none":
        return table
    u, v = np.broadcast_arrays(grid.u, grid.v)
    ox, oy = (512 + np.random.default_rng(face.seed + 51).random(2) * 256).tolist()
    lift, rough = LIFT[face.headwear]
    folds = noise_at(noise_bank().medium, u * 16 + v * 12 + ox, v * 26 + oy)
    on = smoothstep(-0.03, EDGES.get(face.headwear, 0.12), headwear_inside(face, u, v))
    # Headwear presses down what is below it: hair a little, ears where it covers them.
    flat = clamp(table, 1.0, 1.1 if face.headwear in SITS_ON_HAIR else 1.03)
    return table + (flat + lift + rough * folds - table) * on


def headwear_albedo(face: Face, u: Plane, v: Plane, inside: Plane) -> Plane:
    """Colour of the fabric at every place on the head."""
    rng = np.random.default_rng(face.seed + 52)
    second = np.square(rng.random(3)).astype(np.float32)
    colour = np.empty((3, *u.shape), np.float32)
    colour[:] = linear(face.headwear_colour)[:, None, None]
    share = pattern(face.headwear_pattern, u, v + 1.2, rng)
    if share is not None:
        over(colour, second, share)
    weave = 1 + 0.05 * noise_at(noise_bank().fine, u * 130 + 512, v * 130 + 512) - 0.18 * hill(inside - 0.05, 0.02)
    if face.headwear == "beanie":
        weave = weave * (0.86 + 0.14 * np.cos(u * 70))
    colour *= weave
    return colour


def _plane_at(
    stage: Stage, point: NDArray[np.float32], across: NDArray[np.float32], down: NDArray[np.float32]
) -> tuple[Plane, Plane, Plane] | None:
    """Where rays meet a plane of the head's frame: places along ``across`` and ``down``, and depth.

    ``None`` when the plane is seen from its edge.
    """
    p, a, d = (stage.turn(vector).tolist() for vector in (point, across, down))
    det = a[0] * d[1] - a[1] * d[0]
    if abs(det) < 0.12:
        return None
    rx, ry = stage.x - p[0], stage.y - p[1]
    s = rx * (d[1] / det) - ry * (d[0] / det)
    t = ry * (a[0] / det) - rx * (a[1] / det)
    return s, t, p[2] + s * a[2] + t * d[2]


def _vector(x: float, y: float, z: float) -> NDArray[np.float32]:
    """Three numbers as an array."""
    return np.asarray([x, y, z], np.float32)


def paint_brim(stage: Stage) -> None:
    """The brim of a cap or of a hat."""
    face = stage.face
    if face.headwear not in ("cap", "wide_hat"):
        return
    across, down = _vector(1, 0, 0), _vector(0, 0.20, 0.98)
    at = _plane_at(stage, _vector(0, -0.50, 0), across, down)
    if at is None:
        return
    s, t, z = at
    soft = 1.6 * stage.pixel
    if face.headwear == "cap":
        shape = np.minimum(1 - np.sqrt(np.square(s / 0.66) + np.square((t - 0.55) / 0.80)), (t - 0.62) * 2)
    else:
        shape = 1 - np.sqrt(np.square(s / 1.35) + np.square(t / 1.45))
    cover = ramp(-soft, soft, shape) * smoothstep(-0.08, 0.0, z - stage.depth)
    up = stage.turn(np.cross(down, across))
    from_above = up[2] > 0
    nx, ny, nz = up if from_above else -up
    colour = np.empty((3, *stage.shape), np.float32)
    colour[:] = linear(face.headwear_colour)[:, None, None] * np.float32(0.9 if from_above else 0.45)
    stage.lay(shade(colour, (nx, ny, np.full(stage.shape, nz)), stage.light, 0.8, 0.7, 0.05), cover)


def _segment(
    stage: Stage, start: NDArray[np.float32], end: NDArray[np.float32], margin: float
) -> tuple[Stage, Plane, Plane] | None:
    """The part of the stage around a line, the distance to the line, and the line's depth at the nearest point."""
    (ax, ay, az), (bx, by, bz) = start.tolist(), end.tolist()
    part = stage.window(min(ax, bx) - margin, max(ax, bx) + margin, min(ay, by) - margin, max(ay, by) + margin)
    if part is None:
        return None
    dx, dy = bx - ax, by - ay
    length = max(dx * dx + dy * dy, 1e-6)
    t = clamp(((part.x - ax) * (dx / length) + (part.y - ay) * (dy / length)), 0, 1)
    return part, np.sqrt(np.square(part.x - ax - t * dx) + np.square(part.y - ay - t * dy)), az + t * (bz - az)


def paint_straps(stage: Stage) -> None:
    """Loops from the sides of a mask to the ears, or two straps around the head."""
    face = stage.face
    if not on_head(face) or face.mask_kind == "gaiter" or face.headwear in OPENINGS:
        return
    edge = outline(face)
    around = face.mask_kind in ("cup", "duckbill")
    width = {"fitted": 0.045, "cup": 0.014, "duckbill": 0.014}.get(face.mask_kind, 0.011)
    colour = linear(face.mask_colour if face.mask_kind == "fitted" else face.mask_straps) * np.float32(0.75)
    soft = 0.8 * stage.pixel
    for side in (-1.0, 1.0):
        top = stage.on_head(side * edge.width * 0.97, edge.top_side + 0.06)
        low = stage.on_head(side * edge.width * 0.97, min(edge.bottom_side - 0.06, 1.1))
        above = stage.on_head(side * 1.75, -0.45) if around else stage.on_head(side * 1.5, -0.06)
        below = stage.on_head(side * 1.75, 0.35) if around else stage.on_head(side * 1.5, 0.24)
        for start, end in ((top, above), (low, below)):
            middle = 0.52 * (start + end)  # a strap is taut, and stands off the cheek
            for a, b in ((start, middle), (middle, end)):
                found = _segment(stage, a, b, width + 2 * soft)
                if found is not None:
                    part, far, z = found
                    over(
                        part.canvas,
                        colour,
                        ramp(width + soft, width - soft, far) * smoothstep(-0.06, -0.03, z - part.depth),
                    )


#: Half the thickness of the frame, in half head heights.
FRAMES = {"thin": 0.014, "thick": 0.038, "rimless": 0.006, "sunglasses": 0.026, "mirrored": 0.016}


def paint_glasses(stage: Stage) -> None:
    """Frame, lenses and arms."""
    face = stage.face
    if face.glasses == "none":
        return
    rng = np.random.default_rng(face.seed + 61)
    roomy = 0.03 if face.glasses in ("sunglasses", "mirrored") else 0.0
    breadth = float(stage.view.axes[0]) / 0.80
    wide, tall, square = (
        (0.235 + 0.05 * rng.random() + roomy) * breadth,
        0.15 + 0.08 * rng.random() + roomy,
        2 + 3 * rng.random(),
    )
    ahead = 0.93 * float(stage.view.axes[2])
    centre = features(face).eye_u * float(stage.view.axes[0]) * 1.02
    x, y, _ = stage.on_head(0.0, EYE_V).tolist()
    part = stage.window(x - 0.95, x + 0.95, y - 0.6, y + 0.6)
    if part is not None:
        _paint_lenses(part, rng, wide, tall, square, ahead, centre)
    frame, soft = FRAMES[face.glasses], stage.pixel
    half = 0.6 * frame + 0.010
    turned = float(stage.view.rotation[0, 2])
    for side in (-1.0, 1.0):
        if side * turned > 0.15:  # behind the face
            continue
        start = stage.turn(_vector(side * (centre + wide * 0.95), EYE_V, ahead - 0.35 * (centre + wide) ** 2))
        end = stage.turn(_vector(side * float(stage.view.axes[0]) * 1.03, EYE_V + 0.02, 0.0))
        found = _segment(stage, start, end, half + 2 * soft)
        if found is not None:
            part, far, z = found
            over(
                part.canvas,
                linear(face.glasses_colour),
                ramp(half + soft, half - soft, far) * smoothstep(-0.06, -0.02, z - part.depth),
            )


def _paint_lenses(
    stage: Stage, rng: np.random.Generator, wide: float, tall: float, square: float, ahead: float, centre: float
) -> None:
    """Two lenses in a plane before the eyes, their frames and the bridge between them."""
    face, light, soft = stage.face, stage.light, stage.pixel
    at = _plane_at(stage, _vector(0, EYE_V + 0.04, ahead), _vector(1, 0, 0), _vector(0, 1, -0.05))
    glare_at, glare, colour = 0.2 * rng.random(), 0.22 * rng.random(), rng.random(3).astype(np.float32)
    if at is None:
        return
    s, t, z = at
    free = smoothstep(-0.16, -0.08, z - 0.35 * s * s - stage.depth)  # frames bend around the face
    a = np.abs(s)
    round_ = ((np.abs(a - centre) * (1 / wide)) ** square + (np.abs(t) * (1 / tall)) ** square) ** (1 / square)
    lens = (1 - round_) * min(wide, tall)
    inside = ramp(-soft, soft, lens) * free
    bright = light.lamp + light.ambient
    if face.glasses in ("sunglasses", "mirrored"):
        mirrored = face.glasses == "mirrored"
        tint = 0.02 + (0.25 * colour if mirrored else 0 * colour)
        sheen = smoothstep(0.6, -0.6, (t + 0.4 * s) * (1 / tall)) * (0.22 if mirrored else 0.05)
        over(stage.canvas, tint[:, None, None] + bright[:, None, None] * sheen, 0.93 * inside)
    else:
        slant = 0.6 * float(np.sign(light.direction[0]))
        over(stage.canvas, bright, inside * glare * hill(t + slant * s + 0.1 - glare_at, 0.05))
    frame = FRAMES[face.glasses]
    strength = min(1.0, frame * stage.view.scale * 1.2)
    rim = ramp(frame + soft, frame - soft, np.abs(lens))
    bend = t + 0.04 + 0.10 * np.maximum(1 - np.square(s * 10), 0)
    bridge = ramp(0.8 * frame + soft, 0.8 * frame - soft, np.abs(bend)) * (a < centre - 0.85 * wide)
    over(stage.canvas, linear(face.glasses_colour), np.maximum(rim, bridge) * free * strength)


def paint_earrings(stage: Stage) -> None:
    """A bright drop below each visible ear."""
    if not stage.face.earrings:
        return
    for side in (-1.0, 1.0):
        x, y, z = stage.on_head(side * (EAR_U - 0.02), 0.32).tolist()
        part = stage.window(x - 0.1, x + 0.1, y - 0.05, y + 0.2)
        if part is not None and z > -0.35:
            far = np.sqrt(np.square(part.x - x) + np.square(part.y - y - 0.05))
            over(part.canvas, part.light.lamp * np.float32(0.6) + np.float32(0.25), smoothstep(0.045, 0.025, far))


def paint_scarf(stage: Stage) -> None:
    """A scarf around the neck, or pulled up over chin and mouth; the end of a headscarf on the shoulders."""
    face, draped = stage.face, stage.face.headwear == "headscarf"
    if face.scarf == "none" and not draped:
        return
    rng = np.random.default_rng(face.seed + 71)
    ox, oy = (512 + rng.random(2) * 256).tolist()
    kind, second = ("plain", "stripes", "checks")[int(rng.integers(3))], np.square(rng.random(3)).astype(np.float32)
    over_mouth = face.scarf == "mouth"
    middle, top, _ = stage.turn(_vector(0, 0.52 if over_mouth else 1.05, 0.45)).tolist()
    part = stage.window(middle - 1.35, middle + 1.35, top - 0.3, top + 2.2)
    if part is None:
        return
    bank, soft = noise_bank(), 1.5 * stage.pixel
    x, y = np.broadcast_arrays(part.x - middle, part.y)
    upper = (
        top
        + (0.10 if over_mouth else -0.16) * np.square(x / 0.7)
        + 0.03 * noise_at(bank.coarse, x * 20 + ox, y * 4 + 512)
    )
    half = (
        (0.78 if draped else 0.60)
        + 0.20 * smoothstep(0.0, 0.3, y - top)
        + 0.35 * clamp(y - top - 0.4, 0, 1.2)
        + 0.03 * noise_at(bank.coarse, y * 30 + ox, x * 5 + 512)
    )
    bottom = top + (1.6 if draped else 0.95) + 0.1 * np.square(x)
    cover = ramp(-soft, soft, y - upper) * ramp(soft, -soft, np.abs(x) - half) * ramp(-soft, soft, bottom - y)
    folds = noise_at(bank.coarse, x * 9 + ox, y * 46 - 16 * np.square(x) + oy)
    across = clamp(x / half, -1, 1) * 0.8
    tilt = clamp(0.55 * folds, -0.8, 0.8)
    normal = (across, tilt, np.sqrt(np.maximum(1 - across * across - tilt * tilt, 0.05)))
    colour = np.empty((3, *part.shape), np.float32)
    colour[:] = linear(face.headwear_colour if draped else face.scarf_colour)[:, None, None]
    share = pattern(face.headwear_pattern if draped else kind, x, y, rng)
    if share is not None:
        over(colour, second, share)
    dark = 0.60 + 0.40 * smoothstep(-1.6, 0.6, folds)
    part.lay(shade(colour, normal, stage.light, dark, dark, 0.0), cover)


def paint_hanging_mask(stage: Stage) -> None:
    """A mask that hangs from one ear, the one that is seen."""
    face = stage.face
    if face.mask != ONE_EAR:
        return
    rng = np.random.default_rng(face.seed + 91)
    side = 1.0 if face.yaw < 0 else -1.0
    ear = stage.on_head(side * (EAR_U - 0.02), 0.15)
    turn = side * (0.15 + 0.35 * rng.random())
    inward, tall, half = -0.10 * side, 0.80 * (1 + 0.1 * face.mask_size), 0.21
    x0, y0 = float(ear[0]) + inward, float(ear[1]) + 0.30
    found = _segment(stage, ear, _vector(x0, y0 + 0.02, 0), 0.05)
    if found is not None:
        over(found[0].canvas, linear(face.mask_straps), ramp(0.014 + stage.pixel, 0.014 - stage.pixel, found[1]))
    part = stage.window(x0 - 1.1, x0 + 1.1, y0 - 0.3, y0 + 1.1)
    if part is None:
        return
    c, s, soft = float(np.cos(turn)), float(np.sin(turn)), stage.pixel
    x, y = (part.x - x0) * c + (part.y - y0) * s, (part.y - y0) * c - (part.x - x0) * s
    width = half * (0.9 + 0.35 * np.sin(clamp(y / tall, 0, 1) * np.pi))
    beside = np.abs(x) - width
    cover = ramp(soft, -soft, beside) * ramp(-soft, soft, y) * ramp(-soft, soft, tall - y)
    part.canvas[...] *= 1 - 0.3 * smoothstep(0.10, 0.0, beside) * (y > 0) * (y < tall)
    colour = np.empty((3, *part.shape), np.float32)
    colour[:] = linear(face.mask_colour)[:, None, None]
    share = pattern(face.mask_pattern, x * 1.5, y + 0.3, rng)
    if share is not None:
        over(colour, linear(face.mask_pattern_colour), share)
    across = clamp(x / width * 0.7 + 0.25 * np.sin(x * 60), -0.95, 0.95)
    over(
        part.canvas,
        shade(colour, (across, np.float32(0), np.sqrt(1 - across * across)), stage.light, 1.0, 1.0, 0.0),
        cover,
    )
    np.maximum(part.fabric, cover, out=part.fabric)
