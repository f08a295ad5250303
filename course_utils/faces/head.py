"""The head: its shape as a table of distances, and the skin with everything on it, as colour at every visible place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from course_utils.faces.face import WORN, Face
from course_utils.faces.geometry import Chart, Hit, chart
from course_utils.faces.raster import (
    Plane,
    clamp,
    hill,
    linear,
    noise_at,
    noise_bank,
    over,
    ramp,
    resample,
    smoothstep,
    strand_at,
)
from course_utils.faces.stage import Stage

# Where things stand on the face, in chart coordinates (see `geometry`): down from the middle of the head.
BROW_V, EYE_V, NOSE_V, MOUTH_V, CHIN_V = -0.22, -0.04, 0.37, 0.60, 0.98
EYE_U, EAR_U = 0.345, 1.47

# Monk skin tones 1 to 10, moved from the swatches' beige to the rosier colours that skin has under white light.
MONK = (
    (0.965, 0.855, 0.790), (0.950, 0.815, 0.730), (0.935, 0.775, 0.665), (0.895, 0.715, 0.580), (0.825, 0.615, 0.475),
    (0.705, 0.490, 0.350), (0.575, 0.380, 0.265), (0.450, 0.290, 0.205), (0.340, 0.220, 0.160), (0.255, 0.170, 0.130),
)  # fmt: skip

# What lips send back of the light that the skin around them does.
PALE_LIPS, DARK_LIPS = np.asarray([0.88, 0.58, 0.58], np.float32), np.asarray([0.60, 0.27, 0.32], np.float32)
EGG_TEXELS = 64
BEARD_DEPTH = {"full": 0.04, "long": 0.14}  # how far the hairs stand off
# Widths of the head, as multiples of the ellipsoid's, from crown to chin: height, average, change with jaw width.
WIDTH_PROFILE = (
    (-1.0, 1.04, 0.0), (-0.4, 1.0, 0.0), (0.0, 0.98, 0.0), (0.35, 0.96, 0.03), (0.6, 0.97, 0.08), (0.85, 1.02, 0.14),
    (1.0, 1.10, 0.18),
)  # fmt: skip
# Depths of the face's front half likewise: foreheads are flat, chins come forward again.
DEPTH_PROFILE = ((-1.0, 1.0), (-0.5, 1.02), (-0.1, 0.97), (0.3, 1.0), (0.6, 1.12), (0.85, 1.42), (1.0, 1.6))


@dataclass(frozen=True)
class Features:
    """Lengths and places on the face that several painters need, in chart units."""

    eye_u: float
    eye_width: float
    mouth_v: float
    mouth_width: float
    nose_tip: float
    nose_width: float
    lip: float


def features(face: Face) -> Features:
    """Work out the face's own proportions; children have larger eyes and shorter noses."""
    child = max(0.0, 0.25 - face.age) / 0.25
    return Features(
        eye_u=EYE_U * (1 + 0.09 * face.eye_spacing),
        eye_width=0.150 * (1 + 0.18 * face.eye_size + 0.15 * child),
        mouth_v=MOUTH_V + 0.040 * face.mouth_height,
        mouth_width=0.235 * (1 + 0.18 * face.mouth_width + 0.25 * max(face.smile, 0.0) - 0.10 * face.mouth_open),
        nose_tip=0.30 * (1 + 0.15 * face.nose_length - 0.10 * child),
        nose_width=1 + 0.28 * face.nose_width,
        lip=0.062 * (1 + 0.45 * face.lip_fullness),
    )


def _egg(jaw_width: float, chin: float) -> Plane:
    """The head without features: distances that give the width and depth profiles."""
    dx, dy, dz = chart(EGG_TEXELS).direction
    heights = np.linspace(-1.2, 1.2, 97)
    widths = np.interp(heights, *np.asarray([(h, w + change * jaw_width) for h, w, change in WIDTH_PROFILE]).T)
    depths = 1 + (np.interp(heights, *np.asarray(DEPTH_PROFILE).T) - 1) * (1 + 0.3 * chin)
    radius: Plane = np.ones_like(dx)
    for _ in range(4):
        at = np.clip((radius * dy + 1.2) * 40, 0, 96).astype(np.int32)
        depth = np.where(dz > 0, depths.take(at), 1.0)
        radius = 1.0 / np.sqrt(np.square(dx / widths.take(at)) + dy * dy + np.square(dz / depth))
    return resample(radius.astype(np.float32), (EGG_TEXELS // 2, EGG_TEXELS // 2))


@lru_cache(maxsize=16)
def _eggs(texels: int) -> tuple[Plane, Plane, Plane]:
    """The average egg on a chart of so many texels, and how it changes with the jaw's width and with the chin."""
    average = _egg(0.0, 0.0)
    tables = average, 0.5 * (_egg(1.0, 0.0) - _egg(-1.0, 0.0)), 0.5 * (_egg(0.0, 1.0) - _egg(0.0, -1.0))
    smooth = [resample(table, (texels, texels), smooth=True) for table in tables]
    return smooth[0], smooth[1], smooth[2]


def head_table(face: Face, grid: Chart) -> Plane:
    """Distances of the bare head: egg, sockets, nose, cheeks, lips, chin, ears.

    Parameters
    ----------
    face : Face
        Whose head.
    grid : Chart
        The texels to fill.

    Returns
    -------
    ndarray, shape (grid.size, grid.size)
        Distance from the middle of the head, 1 is the average.
    """
    f = features(face)
    child = max(0.0, 0.25 - face.age) / 0.25
    nose = (0.105 + 0.050 * face.nose_height) * (1 - 0.3 * child)
    wide = f.nose_width
    smile, opened = max(face.smile, 0.0), face.mouth_open
    jaw = 0.09 * opened
    rows = [
        (0.0, 0.02, 0.060, 0.15, 0.45 * nose),  # bridge
        (0.0, 0.20, 0.075 * wide, 0.12, 0.55 * nose),
        (0.0, f.nose_tip, 0.075 * wide, 0.055, 0.62 * nose),  # tip
        (0.0, BROW_V - 0.02, 0.09, 0.06, 0.012 + 0.010 * face.brow_ridge),
        (0.0, f.mouth_v + 0.01 + 0.5 * jaw, 0.19, 0.13, 0.030),  # the lips' mound
        (0.0, f.mouth_v - 0.045, 0.13, 0.024, 0.012 + 0.006 * face.lip_fullness),
        (0.0, f.mouth_v + 0.055 + jaw, 0.11, 0.030, 0.016 + 0.008 * face.lip_fullness),
        (0.0, f.mouth_v + 0.002 + 0.5 * jaw, 0.17, 0.012, -0.014),
        (0.0, f.mouth_v + 0.15 + jaw, 0.13, 0.035, -0.018),  # groove above the chin
        (0.0, f.mouth_v - 0.13, 0.018, 0.05, -0.006),  # groove below the nose
        (0.0, 0.93 + jaw, 0.15, 0.10, 0.030 + 0.025 * face.chin),
    ]
    for s in (-1.0, 1.0):
        rows += [
            (s * 0.090 * wide, f.nose_tip + 0.02, 0.040, 0.040, 0.45 * nose),  # wings
            (s * f.eye_u, EYE_V - 0.04, 0.15, 0.085, -0.055),  # sockets
            (s * f.eye_u, EYE_V, 0.075, 0.050, 0.026),  # eyeballs
            (s * 0.28, BROW_V - 0.02, 0.20, 0.055, 0.016 + 0.012 * face.brow_ridge),
            (s * 0.52, 0.20, 0.17, 0.13, 0.022 + 0.018 * face.cheeks + 0.02 * smile),  # cheekbones
            (s * 0.60, 0.55, 0.18, 0.17, 0.035 * face.cheeks - 0.015 + 0.02 * child),  # hollows below them
            (s * (f.mouth_width + 0.07), 0.52, 0.03, 0.08, -0.010 - 0.012 * smile),  # folds beside the mouth
            (s * 0.95, 0.85, 0.16, 0.16, 0.020 * face.jaw_width),
            (s * 1.10, -0.35, 0.25, 0.25, -0.020),  # temples
            (s * EAR_U, 0.08, 0.070, 0.20 * (1 + 0.12 * face.ear_size), 0.20 * (1 + 0.2 * face.ear_size)),
            (s * (EAR_U - 0.04), 0.05, 0.045, 0.10, -0.07),  # the ear's bowl
        ]
    # Heads are symmetric enough; hair, light and pose are not.
    average, by_jaw, by_chin = _eggs(grid.size)
    table = average + face.jaw_width * by_jaw + face.chin * by_chin + grid.hills(rows)
    if face.beard in BEARD_DEPTH:
        table += np.float32(BEARD_DEPTH[face.beard]) * beard_cover(face, *np.broadcast_arrays(grid.u, grid.v))
    return table


def skin_colour(face: Face) -> NDArray[np.float32]:
    """Amounts of red, green and blue light that the skin sends back."""
    tone = np.asarray([np.interp(face.skin_tone, np.arange(1, 11), [row[c] for row in MONK]) for c in range(3)])
    tone = tone * (1 + face.undertone * np.asarray([0.02, -0.02, -0.06]))
    return np.square(np.clip(tone, 0, 1)).astype(np.float32)


def paint_skin(stage: Stage, hit: Hit) -> Plane:
    """Colour of the bare head at every visible place: skin, blush, freckles, lines, eyes, brows, lips, beard.

    Parameters
    ----------
    stage : Stage
        The part of the picture that holds the head.
    hit : Hit
        What the camera sees there.

    Returns
    -------
    ndarray, shape (3, H, W)
        Albedo, linear.
    """
    face, skin = stage.face, skin_colour(stage.face)
    ox, oy = (np.random.default_rng(face.identity).random(2) * 256).tolist()
    mottle = noise_at(noise_bank().medium, hit.u * 90 + (ox + 512), hit.v * 90 + (oy + 512))
    albedo = skin[:, None, None] * (1 + (0.012 + 0.02 * face.age) * mottle)
    places = UPPER_FACE if face.mask == WORN and face.mask_kind != "window" else UPPER_FACE + LOWER_FACE
    for v, wide, tall, painter in places:
        part = stage.near(0.0, v, wide, tall)
        if part is not None:
            painter(face, albedo[:, *part], hit.u[part], hit.v[part], stage.pixel)
    for side in (-1.0, 1.0):
        for v, wide, tall, painter_of_side in ((EYE_V, 0.22, 0.16, _eye), (BROW_V, 0.24, 0.12, _brow)):
            part = stage.near(side * features(face).eye_u, v, wide, tall)
            if part is not None:
                painter_of_side(face, albedo[:, *part], hit.u[part], hit.v[part], stage.pixel, side)
    if face.beard != "none":
        part = stage.near(0.0, 0.65, 1.15, 0.80)
        if part is not None:
            _beard(face, albedo[:, *part], hit.u[part], hit.v[part], ox)
    return albedo


def _blush(face: Face, albedo: Plane, u: Plane, v: Plane, pixel: float) -> None:
    """Redder cheeks and nose; greyer skin around the eyes."""
    a = np.abs(u)
    red = 0.5 * hill(a - 0.48, 0.22) * hill(v - 0.27, 0.17) + 0.5 * hill(u, 0.11) * hill(v - 0.3, 0.11)
    albedo[1] *= 1 - 0.16 * red
    albedo[2] *= 1 - 0.14 * red
    albedo *= 1 - (0.13 + 0.12 * face.age) * hill(a - 0.33, 0.16) * hill(v - EYE_V - 0.03, 0.11)


def _freckles(face: Face, albedo: Plane, u: Plane, v: Plane, pixel: float) -> None:
    """Small brown spots over nose and cheeks."""
    if face.freckles:
        spots = smoothstep(1.2, 2.4, noise_at(noise_bank().fine, u * 130 + 512, v * 130 + 512))
        where = hill(np.abs(u) - 0.3, 0.35) * hill(v - 0.2, 0.25)
        over(
            albedo, skin_colour(face) * np.asarray([0.55, 0.40, 0.32], np.float32), 0.6 * face.freckles * spots * where
        )


def _forehead_lines(face: Face, albedo: Plane, u: Plane, v: Plane, pixel: float) -> None:
    """Lines across the forehead and crow's feet, which come with age."""
    depth = max(0.0, face.age - 0.3)
    if depth < 0.05:
        return
    wave = np.maximum(np.sin((v + 0.02 * np.cos(u * 5)) * 62), 0)
    dark = 0.22 * depth * hill(u, 0.35) * hill(v + 0.47, 0.11) * wave * wave
    feet = np.maximum(np.sin((v - EYE_V) * 90 / (0.6 + np.abs(u))), 0)
    dark += 0.3 * depth * hill(np.abs(u) - 0.60, 0.063) * hill(v - EYE_V, 0.09) * feet * feet
    albedo *= 1 - dark


def _smile_lines(face: Face, albedo: Plane, u: Plane, v: Plane, pixel: float) -> None:
    """The folds from the nose to the corners of the mouth."""
    fold = np.abs(u) - (0.14 + 0.55 * clamp(v - 0.30, 0, 0.4))
    crease = hill(fold, 0.03 + 0.5 * pixel) * smoothstep(0.28, 0.38, v) * smoothstep(0.66, 0.52, v)
    albedo *= 1 - (0.05 + 0.10 * max(face.smile, 0.0) + 0.30 * max(0.0, face.age - 0.25)) * crease


def _eye(face: Face, albedo: Plane, u: Plane, v: Plane, pixel: float, side: float) -> None:
    """One eye: white, iris, pupil, glint, lids, lashes, crease."""
    f = features(face)
    width = f.eye_width
    x = (u - side * f.eye_u) * (side / width)  # +1 is the outer corner
    y = (v - EYE_V) * (1 / width) + (0.10 + 0.16 * face.eye_tilt) * x
    blur = 1.1 * pixel / width
    squint = 0.10 * max(face.smile, 0.0)
    bow = np.maximum(1 - x * x, 0)
    upper = -(0.62 * face.eye_open - 0.10 - squint * 0.3) * np.sqrt(bow) * (1 - 0.12 * x) * (0.85 + 0.15 * bow)
    lower = (0.10 + 0.20 * face.eye_open - squint) * bow
    beside = np.abs(x)
    inside = ramp(-blur, blur, y - upper) * ramp(-blur, blur, lower - y) * smoothstep(1.02, 1.02 - 2 * blur, beside)
    shade = 0.50 + 0.50 * smoothstep(-0.05, 0.40, y - upper)
    white = np.asarray([0.66, 0.62, 0.59], np.float32)
    over(albedo, white[:, None, None] * (shade * (1 - 0.30 * x * x)), inside)
    gx, gy = 0.28 * face.gaze_x * side, 0.14 * face.gaze_y - 0.10
    far = np.sqrt(np.square(x - gx) + np.square(y - gy))
    colour = linear(face.eye_colour)[:, None, None] * (0.40 + 0.9 * smoothstep(0.46, 0.15, far) * (0.55 + 0.45 * shade))
    over(albedo, colour, inside * ramp(0.43 + blur, 0.43 - blur, far))
    over(albedo, np.full(3, 0.004, np.float32), inside * ramp(0.19 + blur, 0.19 - blur, far))
    glint = hill(np.sqrt(np.square(x - gx + 0.14) + np.square(y - gy + 0.14)), 0.09 + 0.7 * blur)
    over(albedo, np.ones(3, np.float32), 0.75 * inside * glint)
    lash = hill(y - upper + 0.03, 0.07 + 0.07 * face.makeup + 0.6 * blur) * smoothstep(1.15, 0.9, beside)
    over(albedo, np.full(3, 0.008, np.float32), 0.85 * lash)
    dark = 0.35 * hill(y - lower - 0.02, 0.05 + 0.6 * blur) * bow
    crease = hill(y - upper * 1.05 + 0.20 + 0.12 * face.eye_fold, 0.05 + 0.6 * blur) * smoothstep(1.2, 0.7, beside)
    dark += 0.5 * face.eye_fold * crease
    dark += (0.05 + 0.25 * max(0.0, face.age - 0.3)) * hill(y - lower - 0.28, 0.10) * bow
    dark += 0.55 * face.makeup * hill(y + 0.25, 0.40) * smoothstep(1.4, 0.8, beside)
    albedo *= 1 - np.minimum(dark, 0.9) * (1 - inside)


def _brow(face: Face, albedo: Plane, u: Plane, v: Plane, pixel: float, side: float) -> None:
    """One eyebrow: an arc of hairs, denser towards the nose."""
    lift = 0.035 * face.brow_raise
    x = (u - side * (features(face).eye_u + 0.01)) * (side / 0.215)
    arc = BROW_V - lift - 0.045 * (1 - np.square(x - 0.25)) - 0.03 * face.brow_tilt * x + 0.02
    y = v - arc
    half = (0.027 + 0.015 * face.brow_thickness) * (1.05 - 0.45 * smoothstep(0.2, 1.0, x))
    soft = 0.010 + 0.7 * pixel
    body = smoothstep(1.0, -1.0, (np.abs(y) - half) / soft) * smoothstep(1.06, 0.8, x) * smoothstep(-1.06, -0.75, x)
    hairs = 0.75 + 0.25 * strand_at(x * 60 + y * 500 + 4096)
    strength = 0.80 if sum(face.hair_colour) < 1.5 else 0.55
    over(albedo, linear(face.hair_colour) * np.float32(0.45), clamp(strength * body * hairs, 0, 1))


def _mouth(face: Face, albedo: Plane, u: Plane, v: Plane, pixel: float) -> None:
    """Lips, and teeth and tongue between them when they part."""
    f, skin = features(face), skin_colour(face)
    jaw = 0.13 * face.mouth_open
    x = u * (1 / f.mouth_width)
    beside = np.abs(x)
    bow = np.maximum(1 - x * x, 0)
    corners = face.smile * (0.045 if face.smile > 0 else 0.030)  # how far they are lifted
    y = v - (f.mouth_v + 0.010 * max(face.smile, 0.0) - corners * (x * x))
    blur = 0.006 + 0.8 * pixel
    root = np.sqrt(bow)
    gap_top = -0.10 * jaw * root - 0.004 * np.cos(x * 7)
    gap_low = jaw * root
    cupid = 1 - 0.20 * hill(x, 0.10) + 0.10 * hill(beside - 0.25, 0.15)
    top = gap_top - f.lip * 0.85 * bow * cupid
    low = gap_low + f.lip * 1.15 * root * (0.6 + 0.4 * bow)
    ends = smoothstep(1.03, 0.93, beside)
    lips = ramp(-blur, blur, y - top) * ramp(-blur, blur, low - y) * ends
    natural = skin * (PALE_LIPS + np.float32(face.lip_tone) * (DARK_LIPS - PALE_LIPS))
    colour = natural + (linear(face.lipstick_colour) - natural) * np.float32(face.lipstick * 0.85)
    shade = (
        0.80
        + 0.35 * smoothstep(0.0, f.lip, y - gap_low * 0.7)
        - 0.25 * smoothstep(0.4 * f.lip, f.lip * 1.3, y - gap_low)
    )
    over(albedo, colour[:, None, None] * shade, 0.9 * lips)
    albedo *= 1 - 0.65 * (1 - face.mouth_open) * hill(y - 0.5 * (gap_top + gap_low), 0.010 + 0.6 * blur) * ends
    if face.mouth_open > 0.02:
        hole = ramp(-blur, blur, y - gap_top) * ramp(-blur, blur, gap_low - y) * ends
        over(albedo, np.asarray([0.07, 0.015, 0.015], np.float32), hole)
        bite = 0.055 + 0.015 * max(face.smile, 0.0)
        teeth = ramp(bite + blur, bite - blur, y - gap_top) * smoothstep(0.93, 0.8, beside)
        grooves = (1 - 0.12 * hill(np.sin(x * 14.0), 0.25)) * (1 - 0.55 * x * x)
        enamel = np.asarray([0.78, 0.74, 0.66], np.float32)[:, None, None] * grooves
        over(albedo, enamel, hole * teeth * min(1.0, 0.5 + max(face.smile, 0.0)))
        over(albedo, np.asarray([0.45, 0.12, 0.12], np.float32), 0.6 * hole * hill(y - gap_low, 0.05) * hill(x, 0.6))


def _nostrils(face: Face, albedo: Plane, u: Plane, v: Plane, pixel: float) -> None:
    """Two dark openings, the shadow below the nose, and the creases beside its wings."""
    f, a = features(face), np.abs(u)
    tip, wide = f.nose_tip, f.nose_width
    dark = (0.60 + 0.25 * face.nose_width) * hill(a - 0.050 * wide, 0.026) * hill(v - tip - 0.062, 0.015 + 0.3 * pixel)
    dark += 0.22 * hill(u, 0.12 * wide) * hill(v - tip - 0.075, 0.022)
    dark += 0.25 * hill(a - 0.135 * wide, 0.018) * hill(v - tip - 0.01, 0.045)
    albedo *= 1 - np.minimum(dark, 0.9)


#: What is painted around which height of the face, how wide and tall; a mask that is worn hides all of the lower face.
UPPER_FACE = ((0.15, 0.90, 0.45, _blush), (0.20, 0.80, 0.45, _freckles), (-0.30, 0.75, 0.45, _forehead_lines))
LOWER_FACE = (
    (0.45, 0.42, 0.25, _smile_lines),
    (NOSE_V - 0.02, 0.22, 0.12, _nostrils),
    (MOUTH_V + 0.04, 0.36, 0.20, _mouth),
)


def beard_cover(face: Face, u: Plane, v: Plane) -> Plane:
    """How densely the beard grows at every place, from 0 to 1."""
    a, v = np.abs(u), v - np.float32(features(face).mouth_v - MOUTH_V)
    droop = v - 1.2 * np.square(np.minimum(a, 0.5))
    lip = smoothstep(0.36, 0.43, droop) * smoothstep(0.60, 0.52, droop) * smoothstep(0.36, 0.22, a)
    if face.beard == "moustache":
        return lip
    corner = hill(a - 0.27, 0.06) * smoothstep(0.48, 0.58, v) * smoothstep(0.95, 0.75, v)
    if face.beard == "goatee":
        chin = smoothstep(0.34, 0.20, a) * smoothstep(0.66, 0.78, v)
        cover = np.maximum(np.maximum(lip, chin), corner)
    else:
        line = 0.50 + 0.22 * clamp(1 - a / 0.55, 0, 1) - 0.55 * smoothstep(0.7, 1.15, a)
        jaw = smoothstep(0.0, 0.16, v - line) * smoothstep(1.30, 1.12, a)
        cover = np.maximum(np.maximum(jaw, lip), corner)
    mouth = smoothstep(0.25, 0.18, a) * smoothstep(0.55, 0.58, v) * smoothstep(0.71, 0.66, v)
    return cover * smoothstep(1.75, 1.45, v) * (1 - mouth)


def _beard(face: Face, albedo: Plane, u: Plane, v: Plane, offset: float) -> None:
    """Hairs on the lower face."""
    bank = noise_bank()
    density = beard_cover(face, u, v)
    ragged = noise_at(bank.fine, u * 150 + (offset + 512), v * 90 + 512) + noise_at(
        bank.medium, u * 70 + 512, v * 70 + (offset + 512)
    )
    edge = smoothstep(0.15, 0.85, density + 0.12 * ragged * smoothstep(0.0, 0.3, density))
    strength = 0.42 if face.beard == "stubble" else 0.92
    bend = noise_at(bank.coarse, u * 60 + 512, v * 60 + 512)
    hairs = 0.8 + 0.30 * strand_at(u * 220 + 25 * v + 10 * bend + 4096)
    over(albedo, linear(face.hair_colour)[:, None, None] * np.maximum(hairs, 0.3), strength * edge)
