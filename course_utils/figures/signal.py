"""Signals through many layers: the widget's picture, and small multiples for several activations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import cycle

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import StepPatch
from numpy.typing import ArrayLike, NDArray

from course_utils.figures.drawing import Drawing
from course_utils.figures.scene import Scene
from course_utils.figures.style import (
    BLUE,
    CARD,
    FAINT,
    GREEN,
    GREY,
    INK,
    PURPLE,
    VERMILLION,
    new_figure,
    spread,
    styled,
)
from course_utils.simulate.signal import DEPTHS, SCALES, Signal

Array = NDArray[np.floating]

_SHOWN = 5  # layers whose histograms are drawn
_BINS = np.linspace(-2.5, 2.5, 51)
_LOW, _HIGH = 1e-12, 1e12  # the log axis
_TICKS = {1e-12: "10⁻¹²", 1e-8: "10⁻⁸", 1e-4: "10⁻⁴", 1.0: "1", 1e4: "10⁴", 1e8: "10⁸", 1e12: "10¹²"}
_DARK_VERMILLION = "#8f3f00"  # for letters


class SignalScene(Scene[Signal]):
    """Histograms of five layers, activations above gradients; the spread of every layer; the size of the weights."""

    size = (8.8, 5.6)

    def build(self) -> Iterable[Artist]:
        """Draw the axes; bars, curves and words move."""
        grid = self.figure.add_gridspec(4, _SHOWN, height_ratios=(0.5, 0.5, 2.1, 0.14))
        moving = self._build_bars(grid)
        moving += self._build_curves(self.figure.add_subplot(grid[2, :]))
        return moving + self._build_ruler(self.figure.add_subplot(grid[3, :]))

    def _build_bars(self, grid: object) -> list[Artist]:
        """Make two rows of histograms."""
        self._bars: tuple[list[StepPatch], list[StepPatch]] = ([], [])
        self._layer_titles = []
        for row, (color, word) in enumerate(((BLUE, "activations"), (VERMILLION, "gradients"))):
            for column in range(_SHOWN):
                axes = self.figure.add_subplot(grid[row, column])  # type: ignore[index]
                axes.set(xlim=_BINS[[0, -1]], ylim=(0, 1.05), yticks=(), xticks=(-2, 0, 2))
                axes.spines["left"].set_visible(False)
                axes.tick_params(axis="x", labelbottom=row == 1, labelsize=9)
                if column == 0:
                    axes.set_ylabel(word, color=color if row == 0 else _DARK_VERMILLION, fontsize=9.5)
                if row == 0:
                    self._layer_titles.append(axes.set_title("layer 50", fontsize=10))
                bars = axes.stairs(np.zeros(len(_BINS) - 1), _BINS, fill=True, color=color)
                self._bars[row].append(bars)
        return [*self._bars[0], *self._bars[1], *self._layer_titles]

    def _build_curves(self, axes: Axes) -> list[Artist]:
        """Make the plot of the spreads."""
        axes.set(xlim=(0, DEPTHS[1]), ylim=(_LOW, _HIGH), yscale="log", xlabel="layer", ylabel="spread (log scale)")
        axes.set_yticks(list(_TICKS), list(_TICKS.values()))
        axes.minorticks_off()
        axes.grid(axis="y")
        axes.axhline(1, color=GREY, lw=1, ls=":")
        self._title = axes.set_title("Activations and gradients explode")
        (self._forward,) = axes.plot([], [], "-", color=BLUE, marker="o", ms=3.5)
        (self._backward,) = axes.plot([], [], "--", color=VERMILLION, marker="s", ms=3.5)
        axes.text(0.6, 2e10, "activations →", color=BLUE, weight="bold", va="center")
        axes.text(0.6, 2e-11, "← gradients", color=_DARK_VERMILLION, weight="bold", va="center")
        return [self._forward, self._backward, self._title]

    def _build_ruler(self, axes: Axes) -> list[Artist]:
        """Make the ruler of the weights' size, with its two famous places."""
        low, high = SCALES[0] * 0.9, SCALES[1] * 1.1
        axes.set(xlim=(low, high), ylim=(0, 1), xscale="log", yticks=())
        axes.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
        axes.minorticks_off()
        axes.set_xlabel("size of the weights: standard deviation × √n (log scale)", fontsize=10, labelpad=2)
        axes.spines["left"].set_visible(False)
        for place, name, side in ((1, "Xavier: 1 ", "right"), (np.sqrt(2), " He: √2", "left")):
            axes.axvline(place, ymax=1.6, color=GREY, lw=1.5, clip_on=False)
            axes.text(place, 1.1, name, ha=side, va="bottom", color=GREY, fontsize=9.5)
        (self._size,) = axes.plot([1], [0.5], "D", color=INK, ms=10, mec=CARD, mew=1.2, clip_on=False)
        return [self._size]

    def update(self, result: Signal) -> None:
        """Move bars, curves and words."""
        layers = np.unique(np.linspace(1, result.depth, _SHOWN).round().astype(int))
        for title, layer in zip(self._layer_titles, layers, strict=True):
            title.set_text(f"layer {layer}")
        for bars, numbers in zip(self._bars, (result.values[layers], result.gradients[layers - 1]), strict=True):
            for patch, layer_numbers in zip(bars, numbers, strict=True):
                patch.set_data(_shares(layer_numbers))
        self._title.set_text(f"{result.activation}, {result.depth} layers: {result.verdict}")
        self._forward.set_data(np.arange(result.depth + 1), np.clip(result.forward, _LOW, _HIGH))
        self._backward.set_data(np.arange(1, result.depth + 1), np.clip(result.backward, _LOW, _HIGH))
        low, high = SCALES[0] * 0.9, SCALES[1] * 1.1
        self._size.set_data([min(max(result.size, low), high)], [0.5])

    @staticmethod
    def describe(result: Signal) -> str:
        """Say what becomes of both signals."""
        return (
            f"{result.activation}, {result.depth} layers, weights of size {result.size:.3g}/√n: {result.verdict}. "
            f"The spread of the activations goes from {result.forward[0]:.2g} at the inputs to "
            f"{result.forward[-1]:.2g} in the last layer, that of the gradients from {result.backward[-1]:.2g} there "
            f"to {result.backward[0]:.2g} in layer 1."
        )


def _shares(numbers: Array) -> Array:
    """Return a histogram; what lies beyond the ends is counted in the outermost bars.

    The second highest bar is 1, and the highest is cut there: half of all ReLUs stand at 0 and would flatten the rest.
    """
    places = np.floor((np.clip(numbers, -2.499, 2.499) - _BINS[0]) * (len(_BINS) - 1) / (_BINS[-1] - _BINS[0]))
    counts = np.bincount(places.astype(np.intp).ravel(), minlength=len(_BINS) - 1)
    highest, second = np.sort(counts)[[-1, -2]]
    return np.minimum(counts / max(second, highest / 20), 1)


_LOOKS = ((BLUE, "-"), (VERMILLION, "--"), (GREEN, "-."), (PURPLE, ":"), (GREY, "-"))


def spread_curves(
    spreads: Mapping[str, ArrayLike], *, title: str = "", xlabel: str = "layer", ylabel: str = "spread (log scale)"
) -> Drawing:
    """Draw how the size of something changes from layer to layer, on a logarithmic axis.

    Parameters
    ----------
    spreads : mapping of str to array_like of shape (layers + 1,)
        Spreads by the name of the curve, from layer 0 on; five curves at most. Zeros leave a gap.
    title, xlabel, ylabel : str
        Texts of the picture.

    Returns
    -------
    Drawing
        The picture. Its alt text tells where each curve starts and ends.

    Raises
    ------
    ValueError
        If there is no curve, or there are too many.
    """
    curves = {name: np.asarray(curve, dtype=np.float64).ravel() for name, curve in spreads.items()}
    if not 1 <= len(curves) <= len(_LOOKS):
        raise ValueError(f"{len(curves)} curves: one to {len(_LOOKS)} are expected.")
    with styled():
        figure = new_figure(7.8, 3.8)
        axes = figure.add_subplot(title=title, xlabel=xlabel, ylabel=ylabel, yscale="log")
        _draw_spreads(axes, curves)
        _name_ends(axes, curves)
    return Drawing(figure, f"{title + ': ' if title else ''}{ylabel} by {xlabel}. {_tell(curves)}.")


def signal_grid(signals: Mapping[str, Mapping[str, Signal]]) -> Drawing:
    """Draw the spreads of activations and of gradients, a row of panels for each.

    Parameters
    ----------
    signals : mapping of str to mapping of str to Signal
        By activation, which makes a column, and by initialization, which makes a curve. Four curves at most.

    Returns
    -------
    Drawing
        Panels on one logarithmic axis. The alt text also tells of the curves that leave it.

    Raises
    ------
    ValueError
        If there is no column, or a column has no curve or too many.
    """
    if not signals or not all(1 <= len(column) <= 4 for column in signals.values()):
        raise ValueError("Each activation needs one to four initializations.")
    told = []
    with styled():
        figure = new_figure(8.9, 5.6)
        panels = figure.subplots(2, len(signals), sharex=True, sharey=True, squeeze=False)
        for column, (activation, runs) in enumerate(signals.items()):
            forward = {name: run.forward for name, run in runs.items()}
            backward = {name: np.append(np.nan, run.backward) for name, run in runs.items()}
            for axes, curves in zip(panels[:, column], (forward, backward), strict=True):
                axes.set(yscale="log", ylim=(_LOW / 10, _HIGH * 10))
                _draw_spreads(axes, curves)
                axes.set_yticks(list(_TICKS), list(_TICKS.values()))
                axes.minorticks_off()
            panels[0, column].set_title(activation)
            panels[1, column].set_xlabel("layer")
            for what, ratio in (("activations", "forward_ratio"), ("gradients", "backward_ratio")):
                ends = ", ".join(f"{name} {getattr(run, ratio):.1g}" for name, run in runs.items())
                told.append(f"{activation}, {what}: {ends}")
        panels[0, 0].set_ylabel("activations →")
        panels[1, 0].set_ylabel("← gradients")
        names = list(next(iter(signals.values())))
        lines = panels[0, 0].get_lines()[: len(names)]
        figure.legend(lines, names, loc="outside lower center", ncols=len(names), title="first weights")
    depth = next(iter(next(iter(signals.values())).values())).depth
    alt = f"Spreads through {depth} layers, on a logarithmic axis. What is left of the spread at the far end: "
    return Drawing(figure, f"{alt}{'; '.join(told)}.")


def _draw_spreads(axes: Axes, curves: Mapping[str, Array]) -> None:
    """Draw curves over the layers, and the line where the spread is 1."""
    axes.grid(axis="y")
    for curve, (color, line) in zip(curves.values(), cycle(_LOOKS), strict=False):
        axes.plot(np.where(curve > 0, curve, np.nan), color=color, ls=line)
    axes.axhline(1, color=FAINT, lw=1.5, zorder=0)
    axes.set_xlim(0, max(curve.size for curve in curves.values()) - 1)


def _name_ends(axes: Axes, curves: Mapping[str, Array]) -> None:
    """Write each curve's name beside its end."""
    ends = []
    for (name, curve), (color, _) in zip(curves.items(), cycle(_LOOKS), strict=False):
        seen = curve[(curve > 0) & np.isfinite(curve)]
        if seen.size:
            ends.append((float(np.log10(seen[-1])), name, color))
    ends.sort()
    low, high = np.log10(axes.get_ylim())
    places = spread([end for end, *_ in ends], apart=(high - low) / 12, highest=high)
    for (_, name, color), place in zip(ends, places, strict=True):
        axes.text(1.01, 10**place, name, transform=axes.get_yaxis_transform(), color=color, va="center")


def _tell(curves: Mapping[str, Array]) -> str:
    """Say where curves start and end."""
    return "; ".join(f"{name} goes from {curve[0]:.2g} to {curve[-1]:.2g}" for name, curve in curves.items())
