"""The camera and what happens to a picture after it: exposure, colour, blur, grain, and lossy compression."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from course_utils.faces.face import Face
from course_utils.faces.raster import NOISE_SIZE, Plane, noise_bank


def develop(light: Plane, face: Face) -> NDArray[np.uint8]:
    """Turn amounts of light into a picture: exposure, white balance, haze, contrast, saturation.

    Parameters
    ----------
    light : ndarray, shape (3, H, W)
        Linear.
    face : Face
        Its camera fields.

    Returns
    -------
    ndarray of uint8, shape (H, W, 3)
    """
    w, t = face.white_balance, face.tint
    gains = np.asarray([1 + 0.30 * w + 0.08 * t, 1 - 0.14 * t, 1 - 0.30 * w + 0.08 * t], np.float32)
    gains *= np.float32(2.0**face.exposure)
    picture = np.sqrt(np.maximum(light * gains[:, None, None], 0))
    if face.haze:
        picture += (0.85 - picture) * np.float32(face.haze)
    slope = np.float32(1 + 0.45 * face.contrast)
    picture = (picture - 0.5) * slope + 0.5
    if face.saturation != 1.0:
        grey = 0.30 * picture[0] + 0.59 * picture[1] + 0.11 * picture[2]
        picture = grey[None] + (picture - grey[None]) * np.float32(face.saturation)
    picture *= 255
    picture += 0.5
    return np.ascontiguousarray(np.clip(picture, 0, 255).transpose(1, 2, 0)).astype(np.uint8)


def expose(picture: NDArray[np.uint8], face: Face, width: int, height: int) -> NDArray[np.uint8]:
    """Reduce a picture to its final size and add what lens, sensor and storage add.

    Parameters
    ----------
    picture : ndarray of uint8, shape (H, W, 3)
        Developed, larger than the result.
    face : Face
        Its camera fields; its seed places the grain.
    width, height : int
        Of the result.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
    """
    rng = np.random.default_rng(face.seed + 41)
    scale = height / 96
    image = Image.fromarray(picture).resize((width, height), Image.Resampling.BOX)
    if face.motion > 0.05:
        image = _smear(image, face.motion * scale, rng)
    values: Plane = np.asarray(image, np.float32)
    if face.blur > 0.05:
        values = _blur(values, face.blur * scale)
    if face.sharpen > 0.05:  # what a blur takes away is added once more
        values = values + np.float32(1.1 * face.sharpen) * (values - _blur(values, 1.2 * scale))
    if face.vignette:
        across, down = (np.square(np.linspace(-1, 1, n, dtype=np.float32)) for n in (width, height))
        values = values * (1 - np.float32(0.45 * face.vignette) * (down[:, None] + across[None, :]))[..., None]
    if face.noise:
        values = values + _grain(rng, width, height) * np.float32(255 * face.noise)
    if face.compression > 0.03:
        values = _compress(values, face.compression)
    return np.clip(values + 0.5, 0, 255).astype(np.uint8)


def _blur(values: Plane, spread: float) -> Plane:
    """Gaussian blur of a picture (H, W, 3), first down its columns, then along its rows."""
    reach = max(1, round(2.5 * spread))
    weights = np.exp(-0.5 * np.square(np.arange(reach + 1) / spread))
    weights /= 2 * weights.sum() - weights[0]
    for axis in (0, 1):
        padding = [(reach, reach) if k == axis else (0, 0) for k in range(3)]
        padded = np.moveaxis(np.pad(values, padding, mode="edge"), axis, 0)
        length = values.shape[axis]
        total = padded[reach : reach + length] * np.float32(weights[0])
        for k in range(1, reach + 1):
            both = padded[reach - k : reach - k + length] + padded[reach + k : reach + k + length]
            both *= np.float32(weights[k])
            total += both
        values = np.moveaxis(total, 0, axis)
    return values


def _smear(image: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:
    """Blur along one axis, as when the camera moves: narrow the picture and widen it again."""
    width, height = image.size
    less = 1 / (1 + 2.5 * strength)
    narrow = (max(8, int(width * less)), height) if rng.random() < 0.7 else (width, max(8, int(height * less)))
    return image.resize(narrow, Image.Resampling.BILINEAR).resize((width, height), Image.Resampling.BILINEAR)


def _grain(rng: np.random.Generator, width: int, height: int) -> Plane:
    """Noise of the sensor, (height, width, 3): a random window of the noise bank, in grains of one pixel."""
    grain, (top, left) = noise_bank().grain, rng.integers(0, NOISE_SIZE, 2)
    coloured = rng.random() < 0.5
    rows, columns = ((np.arange(n) + start) % NOISE_SIZE for n, start in ((height, top), (width, left)))
    window = grain[: 3 if coloured else 1].take(rows, axis=1).take(columns, axis=2)
    return window.transpose(1, 2, 0)


def _cosines() -> Plane:
    """The 8 × 8 matrix of the discrete cosine transform."""
    n = np.arange(8)
    matrix = np.cos((2 * n[None, :] + 1) * n[:, None] * np.pi / 16) * 0.5
    matrix[0] *= 0.5**0.5
    return matrix.astype(np.float32)


_DCT = _cosines()
# Coarser steps for finer waves: the idea of JPEG's table, as a formula.
_STEPS = (6 + 5.5 * (np.arange(8)[:, None] + np.arange(8)[None, :])).astype(np.float32)


def _compress(values: Plane, strength: float) -> Plane:
    """Round the cosine waves of every 8 × 8 block, as JPEG does, but smoothly.

    Rounding itself would turn a difference in the last bit of a float into several grey levels; x - sin(2πx)/2π is
    pulled towards whole numbers in the same way and is nowhere steeper than 2, so pictures are the same everywhere.
    """
    height, width, _ = values.shape
    tall, wide = -(-height // 8) * 8, -(-width // 8) * 8
    padded = values
    if (tall, wide) != (height, width):
        padded = np.pad(values, ((0, tall - height), (0, wide - width), (0, 0)), mode="edge")
    luma = 0.299 * padded[..., 0] + 0.587 * padded[..., 1] + 0.114 * padded[..., 2]
    chroma = padded - luma[..., None]
    coarse = 0.25 * (chroma[::2, ::2] + chroma[1::2, ::2] + chroma[::2, 1::2] + chroma[1::2, 1::2])
    mix = np.float32(min(1.0, 0.3 + strength))
    chroma = chroma + (np.repeat(np.repeat(coarse, 2, axis=0), 2, axis=1) - chroma) * mix
    blocks = luma.reshape(tall // 8, 8, wide // 8, 8)
    waves = np.einsum("ij,ajbk->aibk", _DCT, blocks)
    waves = np.einsum("lk,aibk->aibl", _DCT, waves)
    steps = (_STEPS * np.float32(0.2 + 2.6 * strength))[None, :, None, :]
    ratio = waves / steps
    waves = (ratio - np.sin(ratio * np.float32(2 * np.pi)) * np.float32(0.5 / np.pi)) * steps
    waves = np.einsum("ij,aibl->ajbl", _DCT, waves)
    blocks = np.einsum("lk,ajbl->ajbk", _DCT, waves)
    return (blocks.reshape(tall, wide, 1) + chroma)[:height, :width]
