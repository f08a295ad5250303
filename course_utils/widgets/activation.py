"""Lesson 03's widget: what an activation function does to a layer."""

from __future__ import annotations

from functools import partial

from course_utils.figures.activation import ActivationScene
from course_utils.nn.activation_zoo import ACTIVATIONS
from course_utils.simulate.activation import UNITS, LayerView, Pair, through_layer
from course_utils.widgets.explorer import Challenge, Choice, Explorer, LogSlider, Recipe

_MANY = 0.9  # the share of the units that is to die


def activation(relu: Pair = ACTIVATIONS["ReLU"], seed: int = 0) -> Explorer[LayerView]:
    """Send examples through a layer, see what its activation function makes of them, and kill its units.

    Parameters
    ----------
    relu : callable
        ReLU with its slope, ``A, slope = relu(Z)``. Put your own here.
    seed : int
        Which examples and weights.

    Returns
    -------
    Explorer
        The widget. Its challenge is a layer of ReLUs nine tenths of which are dead.
    """
    return Explorer(
        Recipe(
            title="Activation explorer",
            simulate=partial(through_layer, relu=relu),
            scene=ActivationScene,
            controls={
                "function": Choice("activation", "sigmoid", tuple(ACTIVATIONS)),
                "scale": LogSlider("size of weights", 1.0, 0.1, 10.0),
                "bias": Choice("bias b", 0.0, tuple(step / 2 for step in range(-12, 13))),
            },
            presets={
                "healthy": {"function": "ReLU", "scale": 1.4, "bias": 0.0},
                "saturated": {"function": "tanh", "scale": 6.0, "bias": 0.0},
                "dying": {"function": "ReLU", "scale": 1.0, "bias": -2.5},
            },
            tries=(
                "Sigmoid, bias 0: no slope is above a quarter. How much can be left of a product of five, at most?",
                "ReLU, bias 0: make the weights as large as they get, then as small. How many units die each time?",
                "Take the dying layer and change ReLU to leaky ReLU, then to ELU. What happens to the crosses?",
            ),
            challenge=Challenge(
                task=f"With ReLU, make at least {_MANY:.0%} of the units die.",
                solved=lambda result: result.name == "ReLU" and result.dead >= _MANY * UNITS,
                praise="What kills is a bias far below the spread of w · x. Then no example reaches the unit any more.",
            ),
            seed=seed,
        )
    )
