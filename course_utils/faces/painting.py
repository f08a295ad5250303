"""From a face to its picture and its truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course_utils.arguments import whole_number
from course_utils.faces import accessories, hair, head, masks, props
from course_utils.faces.background import paint_background
from course_utils.faces.body import paint_body
from course_utils.faces.camera import develop, expose
from course_utils.faces.face import Face
from course_utils.faces.geometry import View, chart, make_view, surface_point, trace
from course_utils.faces.light import cast_shadow, dapple, hollow, make_light, shade, slopes
from course_utils.faces.raster import Plane, over, ramp, resample, smoothstep
from course_utils.faces.stage import Stage

SMALLEST, LARGEST = 32, 512
# The working picture is larger than the result, by so much: heads that are small in the picture need it most.
LEAST_SUPERSAMPLE, MOST_SUPERSAMPLE = 1.0, 1.6
_ANGLES = np.linspace(0, 2 * np.pi, 24, endpoint=False)
#: Two rings around the face, in axes of the head: what the face box encloses.
FACE_OUTLINE = np.concatenate(
    [np.stack([0.95 * np.cos(_ANGLES), 0.12 + 0.92 * np.sin(_ANGLES), np.full(24, z)], axis=-1) for z in (0.05, 0.35)]
).astype(np.float32)
CORNERS = 48  # of a mask's outline, at most


@dataclass(frozen=True)
class Painting:
    """A picture and what is true of it.

    Attributes
    ----------
    image : ndarray of uint8, shape (size, size, 3)
    label : str
        ``"with_mask"``, ``"without_mask"`` or ``"incorrect"``.
    mask_polygon : ndarray, shape (k, 2)
        Outline of the visible fabric, x and y in pixels; k is 0 when no mask is to be seen.
    mask_pixels : ndarray of bool, shape (size, size)
        Where the fabric is seen.
    face_box : tuple of float
        x0, y0, x1, y1 around the face from hairline to chin and from ear to ear, in pixels; may reach beyond it.
    landmarks : dict of str to (float, float)
        x and y in pixels of eyes, nose, mouth, chin and forehead; may lie beyond the picture.
    attributes : dict
        The face as plain values.
    """

    image: NDArray[np.uint8]
    label: str
    mask_polygon: NDArray[np.float64]
    mask_pixels: NDArray[np.bool_]
    face_box: tuple[float, float, float, float]
    landmarks: dict[str, tuple[float, float]]
    attributes: dict[str, str | int | float | bool]


def paint(face: Face, size: int = 96) -> Painting:
    """Paint a face.

    Parameters
    ----------
    face : Face
        What is to be seen. It carries the seed of every texture: the same face gives the same pixels.
    size : int
        Width and height of the picture, 32 to 512.

    Returns
    -------
    Painting
        The picture, its label, and where everything is.

    Raises
    ------
    TypeError
        If ``face`` is no face, or ``size`` no whole number.
    ValueError
        If ``size`` is out of range.
    """
    if not isinstance(face, Face):
        raise TypeError(f"face is {face!r}; expected a Face, such as sample_face(np.random.default_rng(0)).")
    size = whole_number("size", size, 96)
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"size is {size}; the painter makes pictures of {SMALLEST} to {LARGEST} pixels.")
    work = int(size * np.clip(0.6 / face.zoom, LEAST_SUPERSAMPLE, MOST_SUPERSAMPLE))
    view = make_view(face, work)
    canvas = paint_background(face, work)
    table, fabric = paint_person(canvas, face, view)
    if face.dapple:
        canvas *= dapple((work, work), face.dapple, np.random.default_rng(face.seed + 35))
    image = expose(develop(canvas, face), face, size, size)
    seen = resample(fabric, (size, size)) > 0.5
    ratio = size / work
    marks = landmarks(face, view, table, ratio)
    return Painting(image, face.label, outline_of(seen), seen, face_box(view, ratio, marks), marks, face.attributes())


def paint_person(canvas: Plane, face: Face, view: View) -> tuple[Plane, Plane]:
    """Paint one person over what is on the canvas already.

    Parameters
    ----------
    canvas : ndarray, shape (3, H, W)
        Amounts of light, linear; painted on in place.
    face : Face
        Who, and how.
    view : View
        Where the head is on this canvas.

    Returns
    -------
    table : ndarray, shape (n, n)
        Distances of the head's surface with the mask on it, for landmarks.
    fabric : ndarray, shape (H, W)
        How much of every pixel is visible mask, 0 to 1.
    """
    size = canvas.shape[1:]
    grid = chart(16 * round(float(np.clip(4 + 0.0375 * view.scale, 5, 20))))
    bare = head.head_table(face, grid)
    clad = masks.add_mask(face, grid, bare)
    whole = accessories.add_headwear(face, grid, np.maximum(hair.add_hair(face, grid, bare), clad))
    x, y = view.rays(*size)
    fabric, depth = np.zeros(size, np.float32), np.full(size, -3.0, np.float32)
    stage = Stage(face, view, make_light(face), clad, canvas, fabric, depth, x, y)
    hair.paint_hair_behind(stage)
    paint_body(stage)
    reach = float(whole.max()) * 1.02
    around = stage.window(-reach, reach, -reach, reach)
    if around is not None and min(around.shape) > 4:
        _paint_head(around, whole)
    accessories.paint_straps(stage)
    accessories.paint_glasses(stage)
    accessories.paint_earrings(stage)
    hair.paint_hair_before(stage)
    accessories.paint_brim(stage)
    accessories.paint_scarf(stage)
    accessories.paint_hanging_mask(stage)
    props.paint_prop(stage)
    return clad, fabric


def _paint_head(stage: Stage, table: Plane) -> None:
    """Skin, hair, mask and headwear: colour them all, then light them together."""
    face, view, light, pixel = stage.face, stage.view, stage.light, stage.pixel
    hit = trace(view, stage.x, stage.y, table)
    albedo = head.paint_skin(stage, hit)
    gloss = np.full(stage.shape, 0.25 + 0.9 * face.shine, np.float32)
    if face.beard in head.BEARD_DEPTH:
        gloss *= 1 - 0.7 * head.beard_cover(face, hit.u, hit.v)
    if not hair.covered(face):
        cover = smoothstep(-0.5 * pixel - 0.01, 0.5 * pixel + 0.02, hair.hair_inside(face, hit.u, hit.v))
        over(albedo, hair.hair_albedo(face, hit.u, hit.v), cover * (0.75 if face.hair == "shaved" else 1.0))
        gloss *= 1 - 0.45 * cover
    if masks.on_head(face):
        cover = masks.mask_cover(face, hit.u, hit.v, pixel)
        over(albedo, masks.mask_albedo(face, hit.u, hit.v, albedo), cover)
        gloss *= 1 - 0.9 * cover
        stage.fabric[...] = cover * hit.cover
    if face.headwear != "none":
        inside = accessories.headwear_inside(face, hit.u, hit.v)
        cover = ramp(-0.7 * pixel, 0.7 * pixel, inside)
        over(albedo, accessories.headwear_albedo(face, hit.u, hit.v, inside), cover)
        gloss *= 1 - 0.9 * cover
        stage.fabric[...] *= 1 - cover
    seen = cast_shadow(hit.z, hit.cover, view, light)
    over(
        stage.canvas,
        shade(albedo, slopes(hit.z, view, 4.0 / table.shape[0]), light, seen, hollow(hit.z, view), gloss),
        hit.cover,
    )
    stage.depth[...] = np.where(hit.cover > 0.5, hit.z, np.float32(-3))


def landmarks(face: Face, view: View, table: Plane, ratio: float) -> dict[str, tuple[float, float]]:
    """Where eyes, nose, mouth, chin and forehead are, in pixels of a picture ``ratio`` times as large as the view's."""
    f = head.features(face)
    places = {  # "left" is the person's left, which the picture has on its right
        "right_eye": (-f.eye_u, head.EYE_V),
        "left_eye": (f.eye_u, head.EYE_V),
        "nose": (0.0, f.nose_tip),
        "mouth": (0.0, f.mouth_v),
        "right_mouth": (-f.mouth_width, f.mouth_v),
        "left_mouth": (f.mouth_width, f.mouth_v),
        "chin": (0.0, 1.02),
        "forehead": (0.0, -0.62),
    }
    points = np.stack([surface_point(view, table, u, v) for u, v in places.values()])
    return {name: (float(x), float(y)) for name, (x, y, _) in zip(places, view.project(points) * ratio, strict=True)}


def face_box(view: View, ratio: float, marks: dict[str, tuple[float, float]]) -> tuple[float, float, float, float]:
    """The box around the face from hairline to chin and from ear to ear, landmarks included."""
    projected = view.project(FACE_OUTLINE * view.axes)[:, :2] * ratio
    both = np.concatenate([projected, np.asarray(list(marks.values()))])
    (x0, y0), (x1, y1) = both.min(axis=0), both.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def outline_of(seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Trace the edges of a patch of pixels as a polygon of at most 48 corners.

    The patch is scanned by rows (left and right edges) and by columns (top and bottom edges); the scan that bridges
    fewer gaps wins: columns for a mask that hangs below the chin like a U, rows for one that is seen from the side.
    """
    if not seen.any():
        return np.zeros((0, 2))
    by_row, area_by_row = _scan(seen)
    by_column, area_by_column = _scan(seen.T)
    return by_row if area_by_row < area_by_column else by_column[:, ::-1]


def _scan(seen: NDArray[np.bool_]) -> tuple[NDArray[np.float64], int]:
    """First and last pixel of every row as a polygon, and how many pixels lie between them in all rows."""
    rows = np.flatnonzero(seen.any(axis=1))
    first, last = seen[rows].argmax(axis=1), seen.shape[1] - seen[rows][:, ::-1].argmax(axis=1)
    some = np.unique(np.linspace(0, rows.size - 1, min(CORNERS // 2, rows.size)).round().astype(int))
    middle = rows[some] + 0.5
    middle[0], middle[-1] = rows[0], rows[-1] + 1
    there, back = np.stack([last[some], middle], axis=1), np.stack([first[some], middle], axis=1)[::-1]
    return np.concatenate([there, back]).astype(np.float64), int((last - first).sum())
