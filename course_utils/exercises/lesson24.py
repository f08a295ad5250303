"""Lesson 24, Training: what learns, a head on features, the step size, when to stop, and an old head made new."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson24 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Order, Single, flawed

Array = NDArray[np.float64]
Wrong = frozenset[str]
Layers = list[tuple[str, str, int]]


# learning_parameters --------------------------------------------------------------------------------------------------


def _learning_parameters_with(wrong: Wrong, layers: Layers, first: str) -> object:
    """Make the mistakes of `learning_parameters`."""
    place = [name for name, _, _ in layers].index(first)
    place += ("after" in wrong) - ("before" in wrong)
    if "from_the_end" in wrong:
        place = -place
    chosen = layers[place:]
    if "all_layers" in wrong:
        chosen = layers
    if "frozen" in wrong:
        chosen = layers[:place]
    if "only_first" in wrong:
        chosen = layers[place : place + 1]
    if "without_last" in wrong:
        chosen = chosen[:-1]
    is_norm = [kind == "BatchNormalization" for _, kind, _ in chosen]
    if "norms_only" in wrong:
        is_norm = [not norm for norm in is_norm]
    if "norms_too" in wrong:
        is_norm = [False] * len(chosen)
    counts = [count for (_, _, count), norm in zip(chosen, is_norm, strict=True) if not norm]
    if "layers_counted" in wrong:
        return len(counts)
    if "not_summed" in wrong:
        return counts
    return sum(counts)


def _draw_layers(rng: np.random.Generator) -> Iterator[Case]:
    for length in (4, 6, 8, 9):
        layers = _some_layers(rng, length)
        yield Case({"layers": layers, "first": layers[max(length // 3, 1)][0]})
    layers = _some_layers(rng, 7)
    yield Case({"layers": layers, "first": layers[0][0]}, "all layers learn")
    yield Case({"layers": layers, "first": layers[-1][0]}, "only the last layer learns")
    layers = [("stem", "Conv2D", 216), ("stem_norm", "BatchNormalization", 32), ("pool", "Pooling", 0)]
    layers += [("mix", "Conv2D", 128), ("mix_norm", "BatchNormalization", 64), ("logit", "Dense", 17)]
    yield Case({"layers": layers, "first": "stem_norm"}, "the first layer that learns is a batch normalization")


def _some_layers(rng: np.random.Generator, length: int) -> Layers:
    """Make layers of which every second one is a batch normalization, the last one not."""
    kinds = ["DepthwiseConv2D", "BatchNormalization", "Conv2D", "BatchNormalization"] * length
    kinds = [*kinds[: length - 1], "Dense"]
    counts = rng.choice(np.arange(10, 400), size=length, replace=False)
    return [(f"layer_{place}", kind, int(counts[place])) for place, kind in enumerate(kinds)]


learning_parameters = Exercise(
    name="learning_parameters",
    lesson=24,
    reference=solutions.learning_parameters,
    inputs=_draw_layers,
    why="This number tells how much a few hundred pictures are asked to decide.",
    mistakes=flawed(
        _learning_parameters_with,
        {
            "norms_too": "The batch normalizations are counted too. They stay as they are, also among the layers that "
            "learn.",
            "norms_only": "You count the batch normalizations, and only them. It is the others that learn.",
            "after": "The layer named `first` is missing. It is the first one that learns.",
            "before": "The layer before `first` is counted too. It is still frozen.",
            "from_the_end": "Your slice begins at another place than that of `first`. Have you turned the sign of its "
            "place?",
            "all_layers": "You count in all layers. Those before `first` are frozen.",
            "frozen": "Those are the layers before `first`, the frozen ones. Which ones learn?",
            "only_first": "Only the layer `first` itself is counted. All that come after it learn too.",
            "without_last": "The last layer is missing. Where does your slice end?",
            "layers_counted": "You count layers. How many numbers does each of them hold?",
            "not_summed": "The numbers of the layers are there, and not added up.",
        },
    ),
    hints=(
        "Two questions for each layer: does it stand at `first` or later? Is it something else than a batch "
        "normalization?",
        "Make a list of the names. Its method `index` says where `first` stands, and a slice gives the layers from "
        "there on.",
        "`sum(count for name, kind, count in ... if ...)` adds up what fulfils a condition.",
    ),
)


# fit_head -------------------------------------------------------------------------------------------------------------


def _fit_head_with(wrong: Wrong, F: Array, Y: Array, alpha: float, steps: int) -> object:
    """Make the mistakes of `fit_head`."""
    n = F.shape[1]
    w, b = np.zeros((n, 1)), 0.0
    if "begins_at_ones" in wrong:
        w = np.ones((n, 1))
    if "bias_at_one" in wrong:
        b = 1.0
    sign = -1 if "uphill" in wrong else 1
    for _ in range(steps + ("one_more" in wrong) - ("one_less" in wrong)):
        w, b = _head_step_with(wrong, F, Y, w, b, sign * alpha)
        if "one_step" in wrong:
            break
    if "exchanged" in wrong:
        return b, w
    if "w_only" in wrong:
        return w
    return (w[:, 0] if "flat" in wrong else w), b


def _head_step_with(wrong: Wrong, F: Array, Y: Array, w: Array, b: float, alpha: float) -> tuple[Array, float]:
    """Take one step, with its mistakes."""
    Z = F @ w + (0 if "no_bias_forward" in wrong else -b if "bias_sign" in wrong else b)
    exponent = Z if "sigmoid_sign" in wrong else -Z
    A = Z if "no_sigmoid" in wrong else 1 / (1 + np.exp(exponent))
    off = A + Y if "added" in wrong else -Y if "A_left_out" in wrong else A if "Y_left_out" in wrong else A - Y
    if "sigmoid_slope" in wrong:
        off = off * A * (1 - A)
    m, n = F.shape
    dZ = off if "not_averaged" in wrong else off / n if "by_features" in wrong else off / m
    if "times_m" in wrong:
        dZ = off * m
    dw, db = F.T @ dZ, float(np.sum(dZ))
    if "db_mean" in wrong:
        db /= m
    if "w_stays" in wrong:
        dw = 0 * dw
    if "b_stays" in wrong:
        db = 0.0
    if "b_uphill" in wrong:
        db = -db
    if "w_uphill" in wrong:
        dw = -dw
    if "w_replaced" in wrong:
        return -alpha * dw, b - alpha * db
    if "b_replaced" in wrong:
        return w - alpha * dw, -alpha * db
    if "rate_divides" in wrong:
        return w - dw / alpha, b - db / alpha
    if "no_rate" in wrong:
        return w - dw, b - db
    return w - alpha * dw, b - (db if "b_without_rate" in wrong else alpha * db)


def _draw_features(rng: np.random.Generator) -> Iterator[Case]:
    for m, n, alpha, steps in ((3, 2, 0.5, 2), (5, 3, 0.3, 4), (7, 4, 0.2, 10), (9, 2, 0.4, 6)):
        yield Case(_features(rng, m, n, alpha, steps))
    yield Case(_features(rng, 6, 3, 0.25, 1), "there is a single step")
    yield Case(_features(rng, 1, 3, 0.3, 3), "there is a single picture")


def _features(rng: np.random.Generator, m: int, n: int, alpha: float, steps: int) -> dict[str, object]:
    F = rng.normal(0.5, 1, size=(m, n))
    Y = rng.permutation(np.arange(m) % 3 == 0).astype(float)[:, None]
    return {"F": F, "Y": Y, "alpha": alpha, "steps": steps}


fit_head = Exercise(
    name="fit_head",
    lesson=24,
    reference=solutions.fit_head,
    inputs=_draw_features,
    why="A new head on a frozen network is the logistic regression of lesson 02, fed with better numbers than pixels.",
    outputs=("w", "b"),
    mistakes=flawed(
        _fit_head_with,
        {
            "not_averaged": "The gradients are summed over the pictures. The cost is their mean.",
            "by_features": "The gradients are divided by the number of features. How many pictures are there?",
            "times_m": "The gradients are multiplied by the number of pictures. A mean divides.",
            "uphill": "Your steps go uphill: the cost grows.",
            "w_uphill": "w goes uphill, b downhill. Both signs are the same.",
            "b_uphill": "b goes uphill, w downhill. Both signs are the same.",
            "no_sigmoid": "The weighted sum is compared with the labels directly. The sigmoid is missing.",
            "sigmoid_sign": "Your sigmoid falls where it should rise: look at the sign in the exponent.",
            "sigmoid_slope": "There is the slope of the sigmoid in your gradient. With cross-entropy it cancels.",
            "no_bias_forward": "b is learned, and does not enter the prediction.",
            "bias_sign": "b is subtracted in the prediction. It is added.",
            "added": "Prediction and label are added. The error is their difference.",
            "A_left_out": "The predictions do not enter the gradient.",
            "Y_left_out": "The labels do not enter the gradient: nothing says what is right.",
            "db_mean": "db is divided by the number of pictures twice.",
            "b_stays": "b stays as it began. It has a gradient too.",
            "w_stays": "w stays as it began. It has a gradient too.",
            "w_replaced": "Each step forgets the w before it. A step starts where the last one ended.",
            "b_replaced": "Each step forgets the b before it. A step starts where the last one ended.",
            "no_rate": "alpha does not enter.",
            "b_without_rate": "alpha does not enter the step of b.",
            "rate_divides": "The gradients are divided by alpha. It multiplies them.",
            "one_step": "Only one step is taken.",
            "one_more": "One step too many is taken.",
            "one_less": "One step too few is taken.",
            "begins_at_ones": "w begins at ones. Here it begins at zeros.",
            "bias_at_one": "b begins at 1. Here it begins at 0.",
            "flat": "w has lost a dimension: it is (n, 1).",
            "exchanged": "w and b have changed places.",
            "w_only": "Only w is returned. The head needs its b too.",
        },
    ),
    hints=(
        "It is `fit` of lesson 02 with examples as rows. Write down the shapes: F (m, n), w (n, 1). What gives (m, 1)?",
        "Forward: the sigmoid of F @ w + b. Back: dZ = (A - Y) / m, of shape (m, 1).",
        "dw has the shape of w: (n, m) times (m, 1). db is the sum of dZ. Compute both before you change w and b.",
    ),
)


# cosine_rate ----------------------------------------------------------------------------------------------------------


def _cosine_rate_with(wrong: Wrong, step: int, start: float, steps: int, last: float) -> object:
    """Make the mistakes of `cosine_rate`."""
    wave = _wave_with(wrong, step, steps)
    floor = 0.0 if "no_floor" in wrong else -last if "floor_subtracted" in wrong else last
    if "floor_absolute" in wrong:
        return last + (start - last) * wave
    if "floor_clipped" in wrong:
        return start * max(last, wave)
    room = 1.0 if wrong & {"floor_added", "no_floor"} else 1 + last if "one_plus" in wrong else 1 - last
    if "room_is_last" in wrong:
        room = last
    if "wave_added" in wrong:
        share = floor + room + wave
    else:
        share = floor * room * wave if "floor_multiplied" in wrong else floor + room * wave
    if "start_added" in wrong:
        return start + share
    return share if "no_start" in wrong else start / share if "start_divided" in wrong else start * share


def _wave_with(wrong: Wrong, step: int, steps: int) -> float:
    """Return what is to go from 1 down to 0."""
    done = steps / max(step, 1) if "upside_down" in wrong else step * steps if "multiplied" in wrong else step / steps
    done = step - steps if "difference" in wrong else done
    if "not_held" not in wrong:
        held = 2 if "held_at_two" in wrong else 0 if "held_at_zero" in wrong else 1
        done = max(done, held) if "max_for_min" in wrong else min(done, held)
    angle = done if "no_pi" in wrong else 2 * np.pi * done if "whole_wave" in wrong else np.pi * done
    angle = np.pi * done / 2 if "quarter_wave" in wrong else angle
    angle = 180 * done if "degrees" in wrong else np.pi + done if "pi_added" in wrong else angle
    turned = np.sin(angle) if "sine" in wrong else np.cos(angle)
    lifted = 1 - turned if "rises" in wrong else turned if "no_one" in wrong else 1 + turned
    if "straight" in wrong:
        return 1 - done
    if "lifted_by_two" in wrong:
        lifted += 1
    return lifted if "not_halved" in wrong else lifted / 3 if "thirds" in wrong else lifted / 2


def _draw_steps(rng: np.random.Generator) -> Iterator[Case]:
    for step, steps in ((3, 10), (7, 10), (30, 200), (150, 200), (41, 57)):
        last = float(rng.choice([0.1, 0.2, 0.25]))
        yield Case({"step": step, "start": float(rng.choice([0.002, 0.5, 3.0])), "steps": steps, "last": last})
    yield Case({"step": 0, "start": 0.02, "steps": 40, "last": 0.1}, "it is the first step")
    yield Case({"step": 40, "start": 0.02, "steps": 40, "last": 0.1}, "all steps are done")
    for late in (61, 95):
        later = "training goes on after the last planned step"
        yield Case({"step": late, "start": 0.02, "steps": 40, "last": 0.1}, later)


cosine_rate = Exercise(
    name="cosine_rate",
    lesson=24,
    reference=solutions.cosine_rate,
    inputs=_draw_steps,
    why="Large steps while there is far to go, small ones to settle down, and a single number to choose.",
    mistakes=flawed(
        _cosine_rate_with,
        {
            "not_held": "After the last planned step your rate rises again: the cosine comes back. Hold it.",
            "held_at_two": "Your rate rises again after the last planned step, and is held too late.",
            "max_for_min": "Your rate is at its lowest from the first step on: the share that is done is held from "
            "below. It is to be held from above.",
            "multiplied": "step and steps are multiplied. Which share of the steps is done?",
            "upside_down": "steps is divided by step. Which share of the steps is done?",
            "held_at_zero": "The share that is done is held at 0: your rate never falls.",
            "difference": "steps is subtracted from step. Which share of the steps is done?",
            "pi_added": "π is added to the share. It multiplies it: from 0 to π.",
            "lifted_by_two": "Your wave is lifted too high: the cosine lies between −1 and 1.",
            "thirds": "Your wave begins at two thirds. It is to begin at 1.",
            "room_is_last": "The wave is as high as the floor. How much room is there between the floor and 1?",
            "wave_added": "Room and wave are added. The wave is squeezed into the room.",
            "start_added": "`start` is added to the share. The share is one of `start`.",
            "no_pi": "The cosine is fed with the share itself. Half a wave is as long as π.",
            "degrees": "The angle is in degrees. NumPy's cosine wants radians.",
            "whole_wave": "Your cosine goes down and up again. Half a wave is needed.",
            "quarter_wave": "Your cosine goes a quarter of a wave only: it ends half-way down.",
            "sine": "That is a sine: it begins and ends in the middle.",
            "rises": "Your rate rises. The cosine enters with the wrong sign.",
            "no_one": "Your wave goes below 0. Between −1 and 1 it has to be lifted, then halved.",
            "not_halved": "Your wave begins at 2. It is to begin at 1.",
            "straight": "That is a straight line. Half a cosine is flat at both ends.",
            "no_floor": "Your rate goes down to 0. It is to end at `last` times `start`.",
            "floor_added": "Your rate begins above `start`: the wave is not made smaller for `last`.",
            "floor_absolute": "`last` is taken for a rate. It is a share of `start`.",
            "floor_clipped": "Your rate is cut off at the bottom. Squeeze the wave so that it just ends there.",
            "floor_multiplied": "The floor is multiplied into the wave. It is what the wave stands on.",
            "floor_subtracted": "The floor is subtracted. The wave stands on it.",
            "one_plus": "Your rate begins above `start`: look at how much room is left for the wave.",
            "no_start": "`start` does not enter: that is the share of it.",
            "start_divided": "`start` is divided by the share. A smaller share is a smaller rate.",
        },
    ),
    hints=(
        "Build it up: the share of the steps that is done, from 0 to 1 and never more; then a wave from 1 down to 0.",
        "(1 + cos(π · share)) / 2 goes from 1 to 0.",
        "The rate is `start` times something that goes from 1 to `last`: last + (1 − last) · wave.",
    ),
)


# early_stopping -------------------------------------------------------------------------------------------------------


def _early_stopping_with(wrong: Wrong, dev_losses: list[float], patience: int) -> object:
    """Make the mistakes of `early_stopping`."""
    patience += ("one_later" in wrong) - ("one_sooner" in wrong)
    best, waited, wasted, epoch = 0, 0, 0, 0
    for epoch, loss in enumerate(dev_losses):
        against = dev_losses[max(epoch - 1, 0)] if "last_epoch" in wrong else dev_losses[best]
        better = loss > against if "highest" in wrong else loss <= against if "ties" in wrong else loss < against
        if "first_stays" in wrong:
            better = False
        best = epoch if better else best
        waited = 0 if better else waited + (epoch > 0)
        if "epochs_alone" in wrong:
            waited = epoch
        if "never_forgets" in wrong:
            wasted += epoch > 0 and not better
            waited = wasted
        if waited >= patience and "to_the_end" not in wrong:
            break
    kept = epoch if "last_weights" in wrong else best
    if "looks_ahead" in wrong:
        kept = int(np.argmin(dev_losses))
    first = 0 if "from_zero" in wrong else 1
    if "exchanged" in wrong:
        return kept + first, epoch + first
    if "kept_from_zero" in wrong:
        return epoch + 1, kept
    if "ended_from_zero" in wrong:
        return epoch, kept + 1
    if "kept_loss" in wrong:
        return epoch + 1, dev_losses[kept]
    return epoch + first, kept + first


def _draw_losses(rng: np.random.Generator) -> Iterator[Case]:
    yield Case({"dev_losses": [0.9, 0.7, 0.8, 0.75, 0.72, 0.71, 0.6], "patience": 3})
    yield Case({"dev_losses": [0.8, 0.5, 0.6, 0.4, 0.45, 0.44, 0.43, 0.3, 0.9], "patience": 2})
    for length, patience in ((8, 2), (12, 3), (12, 2), (15, 4)):
        valley = np.abs(np.arange(length) - length // 3) / length + rng.normal(0, 0.05, size=length)
        yield Case({"dev_losses": (0.5 + valley).round(3).tolist(), "patience": patience})
    yield Case({"dev_losses": [0.9, 0.6, 0.7, 0.6, 0.65, 0.7], "patience": 3}, "a later epoch is just as good")
    yield Case({"dev_losses": [0.9, 0.8, 0.7, 0.6], "patience": 2}, "the loss falls until the end")
    yield Case({"dev_losses": [0.5, 0.6, 0.7, 0.8], "patience": 1}, "the first epoch is the best")
    yield Case({"dev_losses": [0.9, 0.8, 0.7, 0.75, 0.76], "patience": 2}, "patience ends with the last epoch")


early_stopping = Exercise(
    name="early_stopping",
    lesson=24,
    reference=solutions.early_stopping,
    inputs=_draw_losses,
    why="It chooses the number of epochs while training runs, and so it is a hyperparameter that tunes itself, on dev.",
    outputs=("ended", "kept"),
    mistakes=flawed(
        _early_stopping_with,
        {
            "last_weights": "The weights of the last epoch are kept. By then, training has gone on for `patience` "
            "epochs too many.",
            "last_epoch": "Each epoch is compared with the one before. Compare it with the best so far.",
            "highest": "You look for the highest loss.",
            "ties": "An epoch that is just as good counts as better. Only a lower loss does.",
            "one_later": "Training ends one epoch too late.",
            "one_sooner": "Training ends one epoch too soon.",
            "to_the_end": "Training never ends early.",
            "epochs_alone": "Training ends after so many epochs, however good they are. Patience begins anew with a "
            "new best.",
            "never_forgets": "Patience is used up by epochs before the best one. It begins anew with every new best.",
            "looks_ahead": "The best of all epochs is kept, also of those that never took place.",
            "first_stays": "The first epoch stays the best for ever.",
            "exchanged": "The two numbers have changed places: first when training ended, then which epoch is kept.",
            "from_zero": "Your epochs count from 0. The first one is number 1.",
            "kept_from_zero": "The kept epoch counts from 0. The first one is number 1.",
            "ended_from_zero": "The last epoch counts from 0. The first one is number 1.",
            "kept_loss": "The second number is a loss. Which epoch had it?",
        },
    ),
    hints=(
        "Keep one thing in mind while you go through the losses: which epoch was the best so far.",
        "After each epoch: is its loss lower than the best one's? Then it is the new best. How long ago is the best?",
        "Leave the loop with `break` as soon as the best is `patience` epochs ago. Both numbers count from 1.",
    ),
)


# one_logit ------------------------------------------------------------------------------------------------------------


def _one_logit_with(wrong: Wrong, W: Array, b: Array) -> object:
    """Make the mistakes of `one_logit`."""
    zero, one = W[:, :1], W[:, 1:]
    w, c = one - zero, b[1] - b[0]
    if "class_0" in wrong:
        w, c = -w, -c
    if "w_sign" in wrong:
        w = -w
    if "b_sign" in wrong:
        c = -c
    if "second_only" in wrong:
        w, c = one, b[1]
    if "second_w" in wrong:
        w = one
    if "second_b" in wrong:
        c = b[1]
    if "summed" in wrong:
        w, c = one + zero, b[1] + b[0]
    if "w_summed" in wrong:
        w = one + zero
    if "b_summed" in wrong:
        c = b[1] + b[0]
    if "halved" in wrong:
        w, c = w / 2, c / 2
    if "ratio" in wrong:
        w, c = one / zero, b[1] / b[0]
    if "b_product" in wrong:
        c = b[1] * b[0]
    if "rows" in wrong:
        w = W[1:2] - W[:1]
    if "first_only" in wrong:
        w, c = zero, b[0]
    if "both_b" in wrong:
        return w, b
    if "same_column" in wrong:
        w = one - one
    if "same_b" in wrong:
        c = b[1] - b[1]
    if "w_only" in wrong:
        return w
    return (c, w) if "exchanged" in wrong else (w[:, 0] if "flat" in wrong else w, c)


def _draw_heads(rng: np.random.Generator) -> Iterator[Case]:
    for n in (2, 3, 5, 8):
        yield Case({"W": rng.normal(size=(n, 2)) + 0.2, "b": rng.normal(size=2) + 0.3})
    yield Case({"W": rng.normal(size=(3, 2)), "b": np.array([1.5, 1.5])}, "both biases are equal")
    yield Case({"W": rng.normal(size=(1, 2)), "b": rng.normal(size=2)}, "there is a single feature")


one_logit = Exercise(
    name="one_logit",
    lesson=24,
    reference=solutions.one_logit,
    inputs=_draw_heads,
    why="Two softmax units know one number: the difference of their logits. A head needs no second unit for it.",
    outputs=("w", "b"),
    mistakes=flawed(
        _one_logit_with,
        {
            "class_0": "That gives the probability of class 0. Which column belongs to class 1?",
            "w_sign": "w has the wrong sign, b the right one.",
            "b_sign": "b has the wrong sign, w the right one.",
            "second_only": "You take the unit of class 1 as it is. The softmax also looks at the other one.",
            "first_only": "You take the unit of class 0 as it is.",
            "second_w": "w is that of class 1 alone; b is right. What have you done for b?",
            "second_b": "b is that of class 1 alone; w is right. What have you done for w?",
            "summed": "The units are added. Divide numerator and denominator of the softmax by one exponential: which "
            "exponent remains?",
            "w_summed": "The columns of W are added; b is right.",
            "b_summed": "The two biases are added; w is right.",
            "halved": "Your logit is half as large as it should be. Nothing is averaged here.",
            "ratio": "The units are divided. It is their exponentials that are divided; what happens to the exponents?",
            "b_product": "The biases are multiplied; w is right.",
            "rows": "You have combined rows of W. A row belongs to a feature, a column to a class.",
            "both_b": "b still has two numbers. One unit has one bias.",
            "same_column": "A column is subtracted from itself.",
            "same_b": "A bias is subtracted from itself.",
            "w_only": "Only w is returned. The head needs its b too.",
            "exchanged": "w and b have changed places.",
            "flat": "w has lost a dimension: it is (n, 1).",
        },
    ),
    hints=(
        "Write the softmax for class 1: e^z₁ / (e^z₀ + e^z₁). Divide both by e^z₁. What does that remind you of?",
        "It is 1 / (1 + e^−(z₁ − z₀)), a sigmoid. So which number is its logit?",
        "z₁ − z₀ is again a weighted sum of the features: subtract column from column. Slices such as 1: keep a column "
        "a column.",
    ),
)


QUESTIONS = (
    Multiple(
        "24.old_script",
        "Which lines of the old script make its result worse, or its claim untrue?",
        (
            Option(
                "Line 4, the scaling",
                "MobileNetV2 has learned with pixels from −1 to 1. From 0 to 1 nothing is dark: it may cost much.",
                True,
            ),
            Option(
                "Line 7, two softmax units",
                "A detour, and no mistake: they say what one logit says, with twice the weights.",
            ),
            Option(
                "Line 8, the decay",
                "Today's Adam takes no notice of it: the rate stays where it began.",
                True,
            ),
            Option(
                "Line 9, binary cross-entropy of two",
                "For two softmax units it is the same number as the categorical one.",
            ),
            Option(
                "Line 11, validation on the test pictures",
                "The best epoch is chosen by them, and afterwards they no longer tell how good it is elsewhere.",
                True,
            ),
        ),
    ),
    Single(
        "24.caching",
        "When may you compute the features once, and train on them for thirty epochs?",
        (
            Option("As long as nothing below the head changes.", "Same picture, same weights: same features.", True),
            Option("Always.", "Once a layer of the backbone learns, yesterday's features are another network's."),
            Option("Only if there are few pictures.", "With many it saves even more."),
            Option("Only without augmentation.", "Augmented versions can be kept too, in a fixed number."),
        ),
    ),
    Single(
        "24.norm",
        "You fine-tune a backbone that was called with training=False. How do its batch normalizations run in fit?",
        (
            Option(
                "In training mode, unless they are frozen.",
                "In this Keras, fit hands its own training=True down to a model in a model. trainable=False decides.",
                True,
            ),
            Option("In inference mode.", "That is what many tutorials rely on. You have seen the averages move."),
            Option("In inference mode if the learning rate is 0.", "The averages move without any gradient."),
        ),
    ),
    Numeric(
        "24.patience",
        "Dev losses 0.60, 0.50, 0.55, 0.52, 0.51, 0.40 and patience 3. Which epoch's weights are kept?",
        answer=2,
        why="Epochs 3, 4 and 5 bring no new best, and training ends. Epoch 6 never takes place.",
        slips=(
            (6, "After epoch 5 training is over: patience has run out."),
            (5, "That is the last epoch that takes place. Which one had the lowest loss?"),
            (1, "Count from 1: the first epoch has number 1."),
        ),
    ),
    Multiple(
        "24.checkpoint",
        "What must a checkpoint hold, so that a killed training goes on to the same weights?",
        (
            Option("The weights", "Without them, there is nothing to go on with.", True),
            Option("Adam's averages and its number of steps", "They make the next step, and tell the rate.", True),
            Option("What has been drawn, or how to draw it again", "Order, dropout and augmentation.", True),
            Option("The training pictures", "They are where they were. A fingerprint tells whether they are the same."),
        ),
    ),
    Order(
        "24.order",
        "In which order is the project's network trained?",
        (
            "split the faces by person",
            "freeze the backbone",
            "compute the features",
            "train the head",
            "unfreeze the backbone's layers",
            "train again, with a small rate",
            "look at the test faces",
        ),
        why="A new head makes large errors at first. Were the backbone free by then, they would shake what it knows.",
    ),
)
