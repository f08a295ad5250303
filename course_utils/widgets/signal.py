"""Lesson 08's widget: what becomes of activations and gradients on their way through many layers."""

from __future__ import annotations

from functools import partial

from course_utils.figures.signal import SignalScene
from course_utils.nn.initializers import Initializer, glorot
from course_utils.simulate.signal import DEPTHS, SCALES, Signal, through_layers
from course_utils.widgets.explorer import Challenge, Choice, Explorer, LogSlider, Recipe, Slider

_FACTOR = 3.0  # the challenge


def signal_through_depth(initializer: Initializer = glorot, seed: int = 0) -> Explorer[Signal]:
    """Send a signal through up to fifty layers and a gradient back, with weights of any size.

    Parameters
    ----------
    initializer : callable
        How the weights of a layer are drawn, ``W = initializer(n_out, n_in, rng)``; the slider multiplies them. Put
        your own here.
    seed : int
        Draws inputs, weights and gradients.

    Returns
    -------
    Explorer
        The widget. Its challenge are fifty layers of tanh that both signals come through.
    """
    return Explorer(
        Recipe(
            title="Signal through depth",
            simulate=partial(through_layers, initializer=initializer),
            scene=SignalScene,
            controls={
                "activation": Choice("activation", "ReLU", ("linear", "sigmoid", "tanh", "ReLU", "leaky ReLU")),
                "scale": LogSlider("weights times", 1.0, *SCALES),
                "depth": Slider("layers", 30, low=DEPTHS[0], high=DEPTHS[1]),
            },
            presets={
                "vanishes": {"activation": "tanh", "scale": 0.5, "depth": 30},
                "comes through": {"activation": "ReLU", "scale": 1.4, "depth": 20},
                "explodes": {"activation": "ReLU", "scale": 2.2, "depth": 30},
            },
            tries=(
                "ReLU, and the weights a third too large, or a third too small: which of the two is worse?",
                "tanh with weights three times as large: the activations stay below 1. And the gradients?",
                "Is there a size of the weights with which a gradient comes back through thirty sigmoids?",
            ),
            challenge=Challenge(
                task=f"tanh, {DEPTHS[1]} layers: let neither spread change by more than a factor of {_FACTOR:g}.",
                solved=_comes_through,
                praise="A little above Xavier: tanh flattens, so its slopes are a little below 1. At He's √2 gradients "
                "grow about eightfold in fifty layers.",
            ),
            seed=seed,
        )
    )


def _comes_through(result: Signal) -> bool:
    """Say whether both signals come through fifty layers of tanh."""
    ratios = (result.forward_ratio, result.backward_ratio)
    deep = result.activation == "tanh" and result.depth == DEPTHS[1]
    return deep and all(1 / _FACTOR <= ratio <= _FACTOR for ratio in ratios)
