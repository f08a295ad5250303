"""Light: from depth to slope, from slope to brightness, and the shadows that noses, brims and mask edges throw.

References
----------
B. T. Phong, "Illumination for computer generated pictures", *Communications of the ACM* 18, 1975 (shading, highlights).
J. F. Blinn, "Models of light reflection for computer synthesized pictures", *SIGGRAPH* 1977 (the half vector).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course_utils.faces.face import Face
from course_utils.faces.geometry import View
from course_utils.faces.raster import Plane, resample

# What a warmth of +1 does to red, green and blue light.
WARMTH = np.asarray([0.28, 0.02, -0.30], np.float32)
WRAP = 0.22  # skin lets light through: it still glows a little beyond the edge of shadow


@dataclass(frozen=True)
class Light:
    """One lamp, the light from everywhere, and their colours."""

    direction: NDArray[np.float32]  # towards the lamp, view frame
    half: NDArray[np.float32]  # between the lamp and the camera
    lamp: NDArray[np.float32]  # red, green, blue
    ambient: NDArray[np.float32]
    rim: float
    hardness: float


def make_light(face: Face) -> Light:
    """Set the lights of a picture; together they give an average exposure."""
    azimuth, elevation = np.deg2rad([face.light_azimuth, face.light_elevation])
    direction = np.asarray(
        [np.sin(azimuth) * np.cos(elevation), -np.sin(elevation), np.cos(azimuth) * np.cos(elevation)], np.float32
    )
    half = direction + np.asarray([0, 0, 1], np.float32)
    half /= max(float(np.sqrt((half * half).sum())), 1e-3)
    total = np.float32(face.ambient + 0.75 * face.light_strength)
    lamp = (1 + face.light_warmth * WARMTH) * np.float32(face.light_strength) / total
    ambient = (1 + face.ambient_warmth * WARMTH) * np.float32(face.ambient) / total
    return Light(direction, half, lamp, ambient, face.rim, face.shadow)


def slopes(z: Plane, view: View, texel: float) -> tuple[Plane, Plane, Plane]:
    """Unit normals in the view frame from a plane of depths.

    Differences are taken over about a texel of the head's table, so that its facets don't show.
    """
    gx, gy = np.zeros_like(z), np.zeros_like(z)
    k = int(np.clip(round(0.5 * texel * view.scale), 1, max(1, min(z.shape) // 4)))
    gx[:, k:-k] = (z[:, 2 * k :] - z[:, : -2 * k]) * np.float32(view.scale * view.stretch / (2 * k))
    gy[k:-k] = (z[2 * k :] - z[: -2 * k]) * np.float32(view.scale / (2 * k))
    gx[:, :k], gx[:, -k:] = gx[:, k : k + 1], gx[:, -k - 1 : -k]
    gy[:k], gy[-k:] = gy[k : k + 1], gy[-k - 1 : -k]
    nz = 1.0 / np.sqrt(1.0 + gx * gx + gy * gy)
    return -gx * nz, -gy * nz, nz


def cast_shadow(z: Plane, cover: Plane, view: View, light: Light) -> Plane:
    """How much of the lamp every place sees (1 all, 0 none): looks for taller places on the way to the lamp."""
    height, width = z.shape
    small = (max(8, height // 2), max(8, width // 2))
    depth = resample(np.where(cover > 0.5, z, np.float32(-1)), small)
    lx, ly, lz = (float(c) for c in light.direction)
    across = max((lx * lx + ly * ly) ** 0.5, 1e-3)
    rise = lz / across
    seen = np.ones(small, np.float32)
    per_x, per_y = view.scale * view.stretch * small[1] / width, view.scale * small[0] / height
    for reach in (0.05, 0.10, 0.16, 0.24, 0.34, 0.48):
        dx, dy = round(lx / across * reach * per_x), round(ly / across * reach * per_y)
        if (dx, dy) == (0, 0) or abs(dx) >= small[1] or abs(dy) >= small[0]:
            continue
        here = (slice(max(0, -dy), small[0] - max(0, dy)), slice(max(0, -dx), small[1] - max(0, dx)))
        there = (slice(max(0, dy), small[0] + min(0, dy)), slice(max(0, dx), small[1] + min(0, dx)))
        above = depth[there] - depth[here] - rise * reach
        part = seen[here]
        np.minimum(part, np.clip(1.0 - (above - 0.02) / (0.03 + 0.12 * (1 - light.hardness)), 0, 1), out=part)
    seen = resample(resample(seen, (max(4, small[0] // 2), max(4, small[1] // 2))), (height, width))
    return 1 - (0.35 + 0.6 * light.hardness) * (1 - seen)


def hollow(z: Plane, view: View) -> Plane:
    """How much of the sky every place sees: less in eye sockets, beside the nose, below the lip."""
    height, width = z.shape
    around = max(2, round(view.scale * 0.14))
    small = (max(4, height // around), max(4, width // around))
    wide = resample(resample(z, small), (height, width))
    return np.clip(1.0 - 4.0 * np.clip(wide - z, -0.02, 0.12), 0.5, 1.06)


def shade(
    albedo: Plane,
    normal: tuple[Plane | np.float32, Plane | np.float32, Plane],
    light: Light,
    seen: Plane | float,
    sky: Plane | float,
    gloss: Plane | float,
) -> Plane:
    """Light that goes to the camera.

    Parameters
    ----------
    albedo : ndarray, shape (3, H, W)
        Colour of the surface, linear.
    normal : tuple of three ndarrays, shape (H, W)
        Which way the surface faces, view frame.
    light : Light
        The lights.
    seen, sky, gloss : ndarray of shape (H, W), or float
        How much of the lamp and of the sky is seen; how strong highlights are.

    Returns
    -------
    ndarray, shape (3, H, W)
        Amount of light, linear.
    """
    nx, ny, nz = normal
    lx, ly, lz = light.direction
    facing = nx * lx + ny * ly + nz * lz
    direct = np.maximum((facing + WRAP) * np.float32(1 / (1 + WRAP)), 0.0) * seen
    around = (0.80 - 0.20 * ny) * sky
    hx, hy, hz = light.half
    mirror = np.maximum(nx * hx + ny * hy + nz * hz, 0.0)
    for _ in range(4):
        mirror = mirror * mirror
    mirror = mirror * gloss * seen
    mirror = mirror * np.float32(0.22)
    edge = np.square(1 - nz) * np.float32(0.8 * light.rim) if light.rim else np.float32(0)
    out = np.empty_like(albedo)
    for c in range(3):
        sent = light.ambient[c] * around + light.lamp[c] * direct
        if light.rim:
            sent = sent + edge
        np.multiply(albedo[c], sent, out=out[c])
        out[c] += light.lamp[c] * mirror
    return out


def dapple(shape: tuple[int, int], strength: float, rng: np.random.Generator) -> Plane:
    """Patches of light and shade, each a little coloured, that lie over the whole picture.

    Parameters
    ----------
    shape : tuple of int
        Height and width in pixels.
    strength : float
        0 nothing, 1 from half the light to twice the light.
    rng : numpy.random.Generator
        Where the patches are.

    Returns
    -------
    ndarray, shape (3, H, W)
        What to multiply the light by.
    """
    cells = int(rng.integers(2, 9))
    grey, tint = rng.random((cells, cells)) - 0.5, rng.random((3, cells, cells)) - 0.5
    factors = np.exp2(strength * (1.6 * grey[None] + 0.5 * tint)).astype(np.float32)
    return np.stack([resample(plane, shape, smooth=True) for plane in factors])
