"""Lesson 00, Start here: one exercise to meet the check, and three questions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson00 as solutions
from course_utils.learning import Case, Exercise, Numeric, Option, Order, Single, flawed

Scores = NDArray[np.floating]
Truth = NDArray[np.bool_]


def _count_mistakes_with(wrong: frozenset[str], scores: Scores, is_masked: Truth, threshold: float) -> object:
    """Make the mistakes of `count_mistakes`."""
    if "own_threshold" in wrong:
        threshold = 50
    says_mask = scores > threshold if "strictly_above" in wrong else scores >= threshold
    if "exactly" in wrong:
        says_mask = scores == threshold
    is_wrong = says_mask != is_masked
    if "only_misses" in wrong:
        is_wrong = is_wrong & is_masked
    if "only_false_alarms" in wrong:
        is_wrong = is_wrong & ~is_masked
    if "counts_right" in wrong:
        is_wrong = ~is_wrong
    if "counts_masks" in wrong:
        is_wrong = says_mask
    if "one_by_one" in wrong:
        return is_wrong
    if "whether_any" in wrong:
        return int(is_wrong.any())
    if "share_cut_off" in wrong:
        return int(is_wrong.mean())
    if "misses_minus_alarms" in wrong:
        return abs(int(says_mask.sum()) - int(is_masked.sum()))
    return float(is_wrong.mean()) if "share" in wrong else int(is_wrong.sum())


def _draw_scores(rng: np.random.Generator) -> Iterator[Case]:
    for m in (3, 5, 8, 12, 20, 50):
        is_masked = rng.random(m) < 0.5
        scores = np.clip(np.where(is_masked, 65, 40) + 20 * rng.normal(size=m), 0, 100).round(1)
        yield _scored(scores, is_masked, float(rng.integers(30, 75)) + 0.05)
    for _ in range(3):
        threshold = int(rng.integers(35, 70))
        scores = rng.integers(0, 101, 6).astype(float)
        scores[:2] = threshold, 50
        yield _scored(scores, rng.random(6) < 0.5, threshold, "a score lies exactly on the threshold")
    yield _scored(np.array([20.0, 40.0, 90.0]), np.array([False, False, True]), 60, "no picture is called wrongly")
    yield _scored(np.array([80.0, 30.0]), np.array([False, True]), 45, "every picture is called wrongly")
    yield _scored(np.array([77.0]), np.array([True]), 10, "there is only one picture")


def _scored(scores: NDArray, is_masked: Truth, threshold: float, about: str = "") -> Case:
    return Case({"scores": scores, "is_masked": is_masked, "threshold": threshold}, about)


count_mistakes = Exercise(
    name="count_mistakes",
    lesson=0,
    reference=solutions.count_mistakes,
    inputs=_draw_scores,
    why="Counting mistakes on pictures whose truth is known is how every model of this course is measured.",
    mistakes=flawed(
        _count_mistakes_with,
        {
            "strictly_above": "Your count differs when a score is exactly the threshold. The rule says: the threshold "
            "*or more* is called masked. Look at the comparison.",
            "only_misses": "You count the masks that were missed, and not the false alarms: pictures without a mask "
            "that are called masked are wrong too.",
            "only_false_alarms": "You count the false alarms, and not the masks that were missed: pictures with a "
            "mask that are called unmasked are wrong too.",
            "counts_right": "You count the pictures that are called correctly. Either the comparison with the truth is "
            "upside down, or the one with the threshold is.",
            "share": "You return the share of mistakes. Their number is asked for: what does `sum` do where `mean` "
            "stands?",
            "own_threshold": "Your answer is that of the threshold 50, whatever threshold is given. Is the argument "
            "`threshold` used?",
            "counts_masks": "You count how many pictures are called masked. Where do you compare that with the truth, "
            "`is_masked`?",
            "exactly": "You call only those pictures masked whose score is exactly the threshold. And higher scores?",
            "whether_any": "You say whether there is a mistake, with 1 or 0. How many are there?",
            "share_cut_off": "Your answer is nearly always 0: it looks like the share of mistakes with its decimals "
            "cut off. Their number is asked for.",
            "one_by_one": "You return for each picture whether it is called wrongly: right so far. How many are they "
            "together?",
            "misses_minus_alarms": "You compare how many are called masked with how many are masked. A miss and a "
            "false alarm then cancel; compare picture by picture instead.",
        },
    ),
    hints=(
        "Run the check and read what it noticed. On which scores do your rule and the rule in the text differ?",
        "The rule: a picture is called masked when its score is the threshold or more. A score of 50 at the threshold "
        "50 is masked.",
        "In Python, “greater or equal” is one comparison sign, made of two characters.",
    ),
)

QUESTIONS = (
    Single(
        "00.threshold-up",
        "You raise the threshold. What happens to the people *without* a mask who are called masked?",
        (
            Option(
                "They become fewer, or stay as many.",
                "A higher threshold calls fewer pictures masked, of both kinds.",
                True,
            ),
            Option(
                "They become more, or stay as many.",
                "That happens when you lower it: more pictures reach the threshold.",
            ),
            Option(
                "That depends on how many masks are missed.",
                "Misses rise or stay while false alarms fall or stay, each kind by itself: the one does not cause the "
                "other.",
            ),
        ),
    ),
    Numeric(
        "00.count",
        "Scores 10, 40, 60, 90; the first two people wear no mask, the last two do. How many mistakes does the "
        "threshold 60 make?",
        answer=0,
        why="60 is the threshold or more, so the third and the fourth are called masked, and both are.",
        unit="mistakes",
        slips=((1, "Look at the picture with 60 points: the threshold *or more* is called masked."),),
    ),
    Order(
        "00.turn",
        "In which order does one turn of a lesson go?",
        ("Predict", "See", "Explain", "Do", "Check"),
        why="A guess first makes you look more closely; doing it yourself, checked at once, makes it stay.",
    ),
)
