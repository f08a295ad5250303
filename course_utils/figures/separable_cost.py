"""Lesson 17's pictures: what separating a convolution saves, and speed against accuracy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from course_utils.figures.drawing import Drawing
from course_utils.figures.scene import Scene
from course_utils.figures.style import BLUE, CARD, GREEN, GREY, INK, PURPLE, VERMILLION, new_figure, styled
from course_utils.simulate.separable_cost import CHANNELS, SeparableCost

_MOST_SHARE = 2.0
_LONGEST = 1.2  # bar, where the standard one is 1


class SeparableCostScene(Scene[SeparableCost]):
    """Bars of multiply-adds and of parameters, and the law 1 / n_C + 1 / f² with this layer on it."""

    size = (8.9, 4.2)

    def build(self) -> Iterable[Artist]:
        """Draw the axes; bars, numbers, the law and the mark move."""
        self.figure.set_layout_engine("none")
        moving: list[Artist] = []
        self._bars: list[tuple[Rectangle, Rectangle]] = []
        self._texts = []
        for bottom, title in ((0.55, "Multiply-adds for a picture"), (0.09, "Parameters, without biases")):
            axes = self.figure.add_axes((0.115, bottom, 0.40, 0.33))
            axes.set_title(title, fontsize=11)
            axes.set(xlim=(0, _LONGEST), ylim=(-0.6, 1.6), xticks=())
            axes.set_yticks((1, 0), ("standard", "separable"))
            axes.tick_params(axis="y", length=0)
            axes.spines[["bottom", "left"]].set_visible(False)
            standard = Rectangle((0, 0.68), 1, 0.5, color=GREY)
            depth = Rectangle((0, -0.32), 0, 0.5, color=VERMILLION)
            point = Rectangle((0, -0.32), 0, 0.5, fc=BLUE, ec=CARD, hatch="//", lw=0)
            for bar in (standard, depth, point):
                axes.add_patch(bar)
            texts = [axes.text(0, y, "", va="center", fontsize=10) for y in (1.38, -0.5)]
            self._bars.append((depth, point))
            self._texts.append(texts)
            moving += [standard, depth, point, *texts]
        return moving + self._build_law(self.figure.add_axes((0.625, 0.15, 0.355, 0.735)))

    def _build_law(self, axes: Axes) -> list[Artist]:
        """Make the plot of the law over the channels that go out."""
        axes.set(xlim=(-0.4, len(CHANNELS) - 0.6), ylim=(0, _MOST_SHARE), xlabel="channels out, $n_C$")
        axes.set_xticks(range(0, len(CHANNELS), 2), [str(count) for count in CHANNELS[::2]])
        axes.set_yticks((0, 0.5, 1, 1.5, 2), ("0", "50 %", "100 %", "150 %", "200 %"))
        axes.grid(axis="y")
        axes.axhline(1, color=INK, lw=1)
        axes.set_title("Separable as a share of standard", fontsize=11)
        (self._law,) = axes.plot([], [], color=GREY, marker=".", ms=6, lw=1.6)
        (self._floor,) = axes.plot([], [], color=GREEN, ls=":", lw=2)
        (self._mark,) = axes.plot([], [], "o", color=VERMILLION, ms=11, mec=CARD, clip_on=False)
        self._formula = axes.text(0.98, 0.96, "", transform=axes.transAxes, ha="right", va="top", fontsize=10)
        return [self._law, self._floor, self._mark, self._formula]

    def update(self, result: SeparableCost) -> None:
        """Move bars, numbers, the law and the mark."""
        for (depth, point), (above, below), kind in zip(
            self._bars, self._texts, ("multiply_adds", "parameters"), strict=True
        ):
            whole, first, second = (
                getattr(cost, kind) for cost in (result.standard, result.depthwise, result.pointwise)
            )
            middle, end = (min(count / whole, _LONGEST) for count in (first, first + second))
            depth.set_width(middle)
            point.set_x(middle)
            point.set_width(end - middle)
            above.set_text(f"{whole:,}")
            below.set_text(f"{first:,} depthwise + {second:,} pointwise (hatched)")
        self._law.set_data(range(len(CHANNELS)), [1 / count + 1 / result.f**2 for count in CHANNELS])
        self._floor.set_data([-0.4, len(CHANNELS) - 0.6], [1 / result.f**2] * 2)
        self._mark.set_data([np.log2(result.channels_out)], [min(result.share, _MOST_SHARE)])
        self._formula.set_text(
            f"1/{result.channels_out} + 1/{result.f}² = {result.law:.1%}\ncounted: {result.share:.1%}\n"
            f"parameters with biases: {result.stored_share:.1%}\ndotted: 1/{result.f}²"
        )

    @staticmethod
    def describe(result: SeparableCost) -> str:
        """Say what both kinds cost."""
        return (
            f"{result.f} × {result.f} kernels, {result.channels_in} to {result.channels_out} channels, "
            f"{result.side} × {result.side} places: {result.standard.multiply_adds:,} multiply-adds whole, "
            f"{result.separable.multiply_adds:,} separated, of which {result.mixing:.0%} mix channels. That is "
            f"{result.share:.1%}; the law says {result.law:.1%}: {result.verdict}. Parameters: "
            f"{result.standard.parameters:,} against {result.separable.parameters:,}."
        )


#: Colour, marker and line of each family, and where its labels stand.
_LOOKS = ((BLUE, "o", "-", 8), (VERMILLION, "s", "--", -16), (PURPLE, "^", ":", 8))


def trade_off(families: Mapping[str, Sequence[tuple[str, float, float]]]) -> Drawing:
    """Draw accuracy over milliseconds for families of networks.

    Parameters
    ----------
    families : mapping of str to sequence of (str, float, float)
        By the name of a family its networks: a short label, milliseconds for a picture, accuracy from 0 to 1.

    Returns
    -------
    Drawing
        One line for each family, milliseconds on a logarithmic axis.

    Raises
    ------
    ValueError
        If there is nothing to draw, there are too many families, or a time is not positive.
    """
    points = [point for family in families.values() for point in family]
    if not points or len(families) > len(_LOOKS):
        raise ValueError(
            f"{len(families)} families with {len(points)} networks are given: 1 to {len(_LOOKS)} families, with one "
            "network at least, are expected."
        )
    if min(milliseconds for _, milliseconds, _ in points) <= 0:
        raise ValueError("A time is 0 or less: milliseconds above 0 are expected.")
    told = []
    with styled():
        figure = new_figure(7.6, 4.2)
        axes = figure.add_subplot()
        axes.set(xscale="log", xlabel="milliseconds for a picture", ylabel="accuracy")
        axes.yaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f} %")
        axes.xaxis.set_major_formatter(_plain)
        axes.xaxis.set_minor_formatter(_plain)
        axes.grid()
        for (name, family), (color, marker, line, above) in zip(families.items(), _LOOKS, strict=False):
            ordered = sorted(family, key=lambda point: point[1])
            _, times, shares = zip(*ordered, strict=True)
            axes.plot(times, shares, color=color, marker=marker, ls=line, ms=8, mec=CARD, label=name)
            for label, milliseconds, share in ordered:
                axes.annotate(
                    label, (milliseconds, share), (0, above), textcoords="offset points", ha="center", fontsize=10
                )
            told.append(f"{name}: " + ", ".join(f"{label} {t:.2g} ms {share:.0%}" for label, t, share in ordered))
        low, high = (end(share for *_, share in points) for end in (min, max))
        axes.set_ylim(low - 0.04, high + 0.05)
        axes.margins(x=0.12)
        axes.legend(loc="lower right")
    return Drawing(figure, f"Accuracy over milliseconds for a picture. {'; '.join(told)}.")


def _plain(number: float, place: float) -> str:
    """Write every second or third number of a logarithmic axis in full."""
    return f"{number:g}" if f"{number:e}"[0] in "125" else ""
