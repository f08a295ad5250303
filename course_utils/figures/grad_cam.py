"""A picture, where Grad-CAM sees evidence in it, and what covering takes away."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from numpy.typing import NDArray

from course_utils.figures.scene import Scene
from course_utils.figures.style import BLUE, SIGNED, VERMILLION
from course_utils.simulate.grad_cam import Look

_WORDS = ("no mask", "a mask", "a mask worn wrongly")
_STRENGTH = 0.75


class GradCamScene(Scene[Look]):
    """Three panels: the picture, Grad-CAM on it, occlusion on it."""

    size = (8.7, 3.6)

    def build(self) -> Iterable[Artist]:
        """Draw the panels; pictures and titles move."""
        panels = self.figure.subplots(1, 3)
        self._pictures = []
        below = (" ", "yellow: speaks for the answer", "covering it: blue hurts, orange helps")
        for axes, name, told in zip(panels, ("", "Grad-CAM", "occlusion"), below, strict=True):
            axes.set(xticks=(), yticks=(), xlabel=told)
            axes.set_title(name, fontsize=11, loc="center")
            axes.spines[:].set_visible(False)
            self._pictures.append(axes.imshow(np.full((96, 96, 3), 255, np.uint8), interpolation="nearest"))
        middle = {"x": 0.5, "ha": "center", "transform": panels[0].transAxes}
        self._truth = panels[0].text(y=1.02, s="", va="bottom", size=11, weight="bold", **middle)
        self._said = panels[0].text(y=-0.02, s="", va="top", **middle)
        return [*self._pictures, self._truth, self._said]

    def update(self, result: Look) -> None:
        """Show another picture."""
        grey = np.repeat(result.image.mean(axis=2, keepdims=True), 3, axis=2)
        limit = float(np.abs(result.loss).max()) or 1.0
        shown = (
            result.image,
            _on(grey, colormaps["viridis"](result.cam)[..., :3], result.cam),
            _on(grey, SIGNED((result.loss / limit + 1) / 2)[..., :3], np.abs(result.loss) / limit),
        )
        for artist, pixels in zip(self._pictures, shown, strict=True):
            artist.set_data(np.asarray(pixels).astype(np.uint8))
        self._truth.set_text(f"shows {_WORDS[result.label]}")
        self._said.set_text(f"says mask: {result.probability:.0%} · {'right' if result.is_right else 'WRONG'}")
        self._said.set_color(BLUE if result.is_right else VERMILLION)

    @staticmethod
    def describe(result: Look) -> str:
        """Say what the picture shows, what the network says, and whether the maps agree."""
        return (
            f"Picture {result.number} shows {_WORDS[result.label]}; the network says mask with {result.probability:.0%}"
            f", which is {'right' if result.is_right else 'wrong'}. Correlation of Grad-CAM and occlusion "
            f"{result.agreement:.2f}: {result.verdict}."
        )


def _on(grey: NDArray[np.float64], colors: NDArray[np.float64], strength: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lay colours on a grey picture, as strongly as there is something to say."""
    share = _STRENGTH * np.clip(strength, 0, 1)[..., None]
    return (1 - share) * grey + share * 255 * colors
