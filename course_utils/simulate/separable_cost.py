"""What a convolution costs, whole and separated into a depthwise and a pointwise step."""

from __future__ import annotations

from dataclasses import dataclass

from course_utils.nn.separable import Cost, cost_depthwise, cost_standard

SIDES = (7, 14, 28, 56, 112)
WINDOWS = (1, 3, 5, 7)
CHANNELS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


@dataclass(frozen=True)
class SeparableCost:
    """A layer, counted in both ways.

    Attributes
    ----------
    side : int
        Height and width of the result.
    f : int
        Numbers along a side of the kernel.
    channels_in, channels_out : int
        Channels before and after.
    standard : Cost
        One convolution.
    depthwise, pointwise : Cost
        The two steps of the separable one.
    """

    side: int
    f: int
    channels_in: int
    channels_out: int
    standard: Cost
    depthwise: Cost
    pointwise: Cost

    @property
    def separable(self) -> Cost:
        """Both steps."""
        return self.depthwise + self.pointwise

    @property
    def law(self) -> float:
        """What the formula promises: 1 / channels out + 1 / f²."""
        return 1 / self.channels_out + 1 / self.f**2

    @property
    def share(self) -> float:
        """The counted multiply-adds of the separable layer, as a share of the standard one's."""
        return self.separable.multiply_adds / self.standard.multiply_adds

    @property
    def stored_share(self) -> float:
        """The same for the numbers that are stored, biases included; the formula leaves these out."""
        separable = self.separable.parameters + self.channels_in + self.channels_out
        return separable / (self.standard.parameters + self.channels_out)

    @property
    def mixing(self) -> float:
        """Which share of the separable layer's multiply-adds mixes channels."""
        return self.pointwise.multiply_adds / self.separable.multiply_adds

    @property
    def verdict(self) -> str:
        """What separating does to this layer, in words."""
        if self.share > 1:
            return "separating makes it dearer"
        if self.share > 0.5:
            return "separating saves little"
        return "nearly all of what is left mixes channels" if self.mixing > 0.95 else "separating pays"


def separable_cost(side: int, f: int, channels_in: int, channels_out: int) -> SeparableCost:
    """Count a layer in both ways.

    Parameters
    ----------
    side : int
        Height and width of the result.
    f : int
        Numbers along a side of the kernel.
    channels_in, channels_out : int
        Channels before and after.

    Returns
    -------
    SeparableCost

    Raises
    ------
    ValueError
        If a number is below 1.
    """
    places = side * side
    return SeparableCost(
        side,
        f,
        channels_in,
        channels_out,
        cost_standard(places, f, channels_in, channels_out),
        cost_depthwise(places, f, channels_in),
        cost_standard(places, 1, channels_in, channels_out),
    )
