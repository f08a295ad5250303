"""Lesson 01, Vectorization: normalize_rows, mean_gap, squared_distances, derivatives, share_right.

Each exercise has one function that makes all its mistakes, with a switch for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson01 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Order, Single, flawed

Array = NDArray[np.float64]
Wrong = frozenset[str]


# normalize_rows -------------------------------------------------------------------------------------------------------


def _normalize_rows_with(wrong: Wrong, X: Array) -> object:
    """Make the mistakes of `normalize_rows`."""
    whole, across = "all_at_once" in wrong, "columns" in wrong
    mean_axis = None if whole or "mean_of_all" in wrong else 0 if across or "mean_of_columns" in wrong else 1
    spread_axis = None if whole or "spread_of_all" in wrong else 0 if across or "spread_of_columns" in wrong else 1
    keepdims = "no_keepdims" not in wrong
    average = np.median if "median" in wrong else np.sum if "sum" in wrong else np.mean
    mu: Any = average(X, axis=mean_axis, keepdims=keepdims)
    sigma: Any = np.std(X, axis=spread_axis, keepdims=keepdims, ddof=1 if "one_less" in wrong else 0)
    if "variance" in wrong:
        sigma = sigma**2
    if "range" in wrong:
        sigma = np.ptp(X, axis=1, keepdims=True)
    if "unit_length" in wrong:
        sigma = np.sqrt(np.sum((X - mu) ** 2, axis=1, keepdims=True))
    if "root_mean_square" in wrong:
        sigma = np.sqrt(np.mean(X**2, axis=1, keepdims=True))
    centred = X if "not_centred" in wrong else X + mu if "added" in wrong else mu - X if "sign" in wrong else X - mu
    if "not_scaled" in wrong:
        return centred
    if "brackets" in wrong:
        return X - mu / sigma
    if "multiplied" in wrong:
        return centred * sigma
    if "spread_subtracted" in wrong:
        return centred - sigma
    if "upside_down" in wrong:
        return sigma / centred
    if "in_place" in wrong:
        X -= mu
        X /= sigma
        return X
    return (centred / sigma).T if "transposed" in wrong else centred / sigma


def _draw_rows(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, m in ((2, 3), (3, 4), (4, 2), (3, 7), (5, 12), (8, 30)):
        yield Case({"X": rng.normal(size=(n_x, m)) * 2 + rng.normal(size=(n_x, 1))})
    yield Case({"X": rng.normal(size=(3, 3)) + 2}, "there are as many features as examples")
    yield Case({"X": rng.normal(size=(1, 5)) + 3}, "there is only one feature")
    yield Case({"X": rng.normal(size=(2, 6)) * [[1000.0], [0.01]] + [[4000.0], [0.3]]}, "one row is much larger")
    yield Case({"X": np.array([[1, 4, 2], [7, 7, 1]])}, "X holds whole numbers")


normalize_rows = Exercise(
    name="normalize_rows",
    lesson=1,
    reference=solutions.normalize_rows,
    inputs=_draw_rows,
    why="Now every feature counts alike, whatever its unit, and it took no loop: two columns were stretched over the "
    "whole matrix.",
    mistakes=flawed(
        _normalize_rows_with,
        {
            "columns": "Your *columns* have the mean 0 and the standard deviation 1. A row is a feature: in which "
            "direction do you walk along a row, down (`axis=0`) or across (`axis=1`)?",
            "mean_of_columns": "You subtract the mean of each column, and the mean of each row is asked for. Look at "
            "the `axis` of the mean.",
            "spread_of_columns": "You divide by the spread of each column, and the spread of each row is asked for. "
            "Look at the `axis` of the standard deviation.",
            "no_keepdims": "The means of the rows have the shape (n_x,), which broadcasting reads as a row, (1, "
            "n_x). What keeps them standing as a column, (n_x, 1)?",
            "all_at_once": "One mean and one spread are taken over the whole matrix. Each row needs its own.",
            "mean_of_all": "One mean is taken over the whole matrix. Each row needs its own.",
            "spread_of_all": "One spread is taken over the whole matrix. Each row needs its own.",
            "not_centred": "The spread of each row is right, its mean is not 0. Which step is missing?",
            "not_scaled": "The mean of each row is 0, its spread is still what it was. Which step is missing?",
            "brackets": "Only the mean is divided by the spread, since `/` is done before `−`. Where do brackets "
            "belong?",
            "sign": "Every number has the wrong sign: what is above the mean should come out positive.",
            "sum": "You subtract the *sum* of each row. The mean is the sum divided by m.",
            "spread_subtracted": "The spread is subtracted. Divide by it, so that it becomes 1.",
            "upside_down": "You divide the spread by the numbers. It is the other way round.",
            "added": "The means are added, so every row moves away from 0.",
            "median": "Your rows have the median 0. The mean is asked for.",
            "variance": "You divide by the variance. The standard deviation is its square root.",
            "one_less": "Your spread is a little too large: the squares are divided by m − 1 instead of m.",
            "range": "You divide by the range, from the smallest to the largest number. The standard deviation is "
            "asked for.",
            "unit_length": "Each row has the length 1: you divide by the root of the *sum* of squares. The standard "
            "deviation is the root of their *mean*.",
            "root_mean_square": "You divide by the root mean square of X itself. The spread is measured around the "
            "mean.",
            "multiplied": "The rows are multiplied by their spread, so that the wide ones become wider still.",
            "transposed": "The numbers are right, and rows and columns have changed places.",
            "in_place": "`-=` and `/=` write into X itself: that overwrites the caller's numbers, and fails where X "
            "holds whole ones. Make a new array.",
        },
    ),
    hints=(
        "Write the shapes beside the lines: X is (n_x, m). One mean for each row makes n_x numbers. In which shape do "
        "they stretch along the rows?",
        "`np.mean` and `np.std` take `axis`, the direction in which they walk and which disappears. Along a row, the "
        "index that changes is the second one.",
        "`keepdims=True` leaves a 1 where the axis disappeared: (n_x, 1), which stretches to (n_x, m). Then subtract "
        "first, divide second.",
    ),
)


# mean_gap -------------------------------------------------------------------------------------------------------------


def _mean_gap_with(wrong: Wrong, guesses: Array, truth: Array) -> object:
    """Make the mistakes of `mean_gap`."""
    gaps: Any = guesses - truth.reshape(-1, 1)
    if "table" in wrong:
        gaps = guesses - truth
    if "diagonal" in wrong:
        gaps = np.sort(guesses, axis=0) - np.sort(truth).reshape(-1, 1)
    if "first_truth" in wrong:
        gaps = guesses - truth[0]
    if "mean_truth" in wrong:
        gaps = guesses - np.mean(truth)
    sizes = gaps if "signed" in wrong else gaps**2 if "squared" in wrong else np.abs(gaps)
    if "gap_of_means" in wrong:
        return np.abs(np.mean(gaps))
    if "one_by_one" in wrong:
        return sizes
    if "in_brackets" in wrong:
        return np.mean(sizes, axis=0, keepdims=True)
    if "sum" in wrong:
        return np.sum(sizes)
    if "largest" in wrong:
        return np.max(sizes)
    if "median" in wrong:
        return np.median(sizes)
    return np.sqrt(np.mean(gaps**2)) if "root" in wrong else np.mean(sizes)


def _draw_gaps(rng: np.random.Generator) -> Iterator[Case]:
    for m in (2, 3, 4, 6, 10, 25):
        truth = rng.uniform(40, 80, size=m)
        yield Case({"guesses": truth.reshape(-1, 1) + 5 * rng.normal(size=(m, 1)), "truth": truth})
    truth = rng.uniform(40, 80, size=5)
    yield Case({"guesses": truth.reshape(-1, 1), "truth": truth}, "every guess is right")
    yield Case({"guesses": np.full((4, 1), 60.0), "truth": rng.uniform(40, 80, size=4)}, "all guesses are alike")
    yield Case({"guesses": np.array([[52.0]]), "truth": np.array([47.5])}, "there is only one guess")


mean_gap = Exercise(
    name="mean_gap",
    lesson=1,
    planted="table",
    reference=solutions.mean_gap,
    inputs=_draw_gaps,
    why="An array with one axis met a column, and nobody complained. One line that says the shape would have.",
    mistakes=flawed(
        _mean_gap_with,
        {
            "table": "Perfect guesses get a gap above 0: every guess is compared with *every* truth. Print the shape "
            "of `gaps`: how many numbers should it hold for m examples?",
            "diagonal": "Guesses and truths are sorted before they are compared: then each guess meets somebody else's "
            "truth.",
            "first_truth": "Every guess is compared with the first truth. Which shape has what you subtract?",
            "mean_truth": "Every guess is compared with the mean of the truths, not with its own.",
            "signed": "Gaps above and gaps below cancel: the sign has to go before the mean is taken.",
            "gap_of_means": "The sign goes after the mean is taken; by then gaps above and below have cancelled.",
            "squared": "Your gaps are squared. Their sizes are asked for.",
            "root": "That is the root of the mean square, in which large gaps count more. The mean of the sizes is "
            "asked for.",
            "sum": "The gaps are added up. Their mean is asked for.",
            "largest": "That is the largest gap. Their mean is asked for.",
            "median": "That is the median of the gaps. Their mean is asked for.",
            "one_by_one": "You return a gap for each example. One number is asked for: their mean.",
            "in_brackets": "The number is right, and it is still an array. Take the mean over everything.",
        },
    ),
    hints=(
        "Put `print(gaps.shape)` below the line. There are m guesses and m truths: how many gaps should there be?",
        "`guesses` is (m, 1) and `truth` is (m,). Broadcasting puts the missing 1 in front: (1, m). Give `truth` the "
        "shape of `guesses` before you subtract.",
        "`truth.reshape(-1, 1)` is a column: the −1 says “as many as there are”.",
    ),
)


# squared_distances ----------------------------------------------------------------------------------------------------


def _squared_distances_with(wrong: Wrong, A: Array, B: Array) -> object:
    """Make the mistakes of `squared_distances`."""
    if "rows" in wrong:
        return np.sum(A**2, axis=1, keepdims=True) + np.sum(B**2, axis=1) - 2 * A @ B.T
    if "pairs" in wrong:
        return np.sum((A - B) ** 2, axis=0)
    if "absolute" in wrong:
        return np.sum(np.abs(A[:, :, None] - B[:, None, :]), axis=0)
    power = 1 if "not_squared" in wrong else 2
    a: Any = np.sum(A**power, axis=0).reshape(-1, 1)
    b: Any = np.sum(B**power, axis=0).reshape(1, -1)
    if "lengths" in wrong:
        a, b = np.sqrt(a), np.sqrt(b)
    if "exchanged" in wrong:
        a, b = a.T, b.T
    if "both_rows" in wrong:
        a = a.T
    if "no_a" in wrong:
        a = 0 * a
    if "no_b" in wrong:
        b = 0 * b
    if "one_sum" in wrong:
        a, b = np.sum(a), np.sum(b)
    products = A * B if "elementwise" in wrong else A @ B if "no_transpose" in wrong else A.T @ B
    if "products" in wrong:
        return products
    factor = 1 if "no_two" in wrong else -2 if "sign" in wrong else 2
    D = a + b - factor * products
    if "root" in wrong:
        return np.sqrt(np.maximum(D, 0))
    if "mean" in wrong:
        return D / A.shape[0]
    if "one_number" in wrong:
        return np.sum(D)
    return D.T if "transposed" in wrong else D


def _draw_columns(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, m1, m2 in ((2, 3, 2), (3, 2, 4), (1, 2, 3), (4, 5, 3), (6, 4, 9), (20, 12, 7)):
        yield Case({"A": rng.normal(size=(n_x, m1)), "B": rng.normal(size=(n_x, m2))})
    yield Case({"A": rng.normal(size=(2, 3)), "B": rng.normal(size=(2, 3))}, "A and B have the same shape")
    yield Case({"A": rng.normal(size=(3, 3)), "B": rng.normal(size=(3, 3))}, "A and B are square")
    yield Case({"A": rng.normal(size=(3, 1)), "B": rng.normal(size=(3, 4))}, "A has only one column")
    yield Case({"A": rng.normal(size=(3, 4)), "B": rng.normal(size=(3, 1))}, "B has only one column")
    A = rng.normal(size=(4, 3))
    yield Case({"A": A, "B": A[:, [2, 0]]}, "some columns are alike")
    yield Case({"A": np.array([[0, 3], [1, 2]]), "B": np.array([[4, 1, 0], [1, 1, 5]])}, "they hold whole numbers")


squared_distances = Exercise(
    name="squared_distances",
    lesson=1,
    reference=solutions.squared_distances,
    inputs=_draw_columns,
    why="Every picture against every other, without a loop and without a table in three dimensions: the work is one "
    "product of two matrices, which computers are best at.",
    mistakes=flawed(
        _squared_distances_with,
        {
            "no_two": "The products are subtracted once. Expand (a − b)² on paper: how often does ab occur?",
            "sign": "The products are added. That gives the squared length of a *plus* b.",
            "rows": "You compare rows. Examples are columns, so sum over the rows' index, `axis=0`.",
            "pairs": "Each column of A is compared with one column of B only. Every column is to meet every column.",
            "exchanged": "The lengths of A's columns lie along the columns of the result, where those of B belong. "
            "Which of the two is the column, (m1, 1)?",
            "both_rows": "The squared lengths of A lie in a row, like those of B. Turn them into a column, (m1, 1), so "
            "that the two stretch in different directions.",
            "no_a": "The squared lengths of A's columns are missing.",
            "no_b": "The squared lengths of B's columns are missing.",
            "not_squared": "You add up the entries of each column. Their squares are needed.",
            "lengths": "You add the lengths of the columns; the formula adds their *squared* lengths.",
            "one_sum": "All squares of a matrix are added into one number. Each column needs its own sum: which axis "
            "disappears?",
            "products": "That is the product of every column with every column. It is one of three parts.",
            "elementwise": "`*` multiplies entry by entry. Every column with every column is a matrix product, `@`.",
            "no_transpose": "In `A @ B` the rows of A meet the columns of B. Which of the two has to be transposed, so "
            "that columns meet columns?",
            "root": "You return distances; *squared* distances are asked for. The root costs time, and the nearest "
            "stays the nearest without it.",
            "mean": "The squares are averaged over the features. Their sum is asked for.",
            "absolute": "Your distances add up absolute differences. Squared ones are asked for.",
            "transposed": "The numbers are right, and rows and columns have changed places: the columns of A belong "
            "to the rows of the result.",
            "one_number": "Everything is added up into one number. Every pair has a distance of its own.",
        },
    ),
    hints=(
        "Start from the shapes in the comments: a column, a row and a matrix. Broadcasting makes a (m1, m2) of all "
        "three.",
        "The squared length of a column is the sum of its squares: `np.sum(..., axis=0, keepdims=True)` has the shape "
        "(1, m). `.T` turns it into a column.",
        "Entry (i, j) of a matrix product is row i of the first times column j of the second. The rows of which matrix "
        "are the columns of A?",
        "Last line: the column plus the row, minus two times the products.",
    ),
)


# derivatives ----------------------------------------------------------------------------------------------------------


def _derivatives_with(wrong: Wrong, a: float, b: float, c: float) -> object:
    """Make the mistakes of `derivatives`."""
    u, v = b * c, a + b * c
    dv: float = 1.0 if "no_three" in wrong else 3 * v if "value" in wrong else v if "forward" in wrong else 3.0
    if "third" in wrong:
        dv = 1 / 3
    du = 1.0 if "u_local" in wrong else dv * u if "u_value" in wrong else dv
    da = 1.0 if "a_local" in wrong else dv * a if "a_value" in wrong else dv * u if "a_times_u" in wrong else dv
    slope_b, slope_c = (b, c) if "exchanged" in wrong else (c, b)
    step = 1.0 if "b_c_local" in wrong else du
    db, dc = step * slope_b, step * slope_c
    if "sum_not_product" in wrong:
        db, dc = du + slope_b, du + slope_c
    if "b_c_stop" in wrong:
        db, dc = du, du
    if "b_c_from_u" in wrong:
        db, dc = du * u, du * u
    if "three_twice" in wrong:
        db, dc = 3 * db, 3 * dc
    results = {"dv": dv, "du": du, "da": da, "db": db, "dc": dc}
    return tuple(results.values()) if "no_dict" in wrong else results


def _draw_numbers(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(6):
        a, b, c = rng.uniform(-5, 5, size=3).round(2)
        yield Case({"a": float(a), "b": float(b), "c": float(c)})
    yield Case({"a": 0.0, "b": 1.75, "c": -2.5}, "a is 0")
    yield Case({"a": 1.25, "b": 0.0, "c": 4.5}, "b is 0")
    yield Case({"a": 1, "b": -2, "c": 5}, "a, b and c are whole numbers")


derivatives = Exercise(
    name="derivatives",
    lesson=1,
    reference=solutions.derivatives,
    inputs=_draw_numbers,
    why="Each step multiplied what came from the right by its own slope. That is how every network of this course "
    "learns.",
    mistakes=flawed(
        _derivatives_with,
        {
            "no_three": "All your slots are a third of what they should be: J = 3v, so how fast does J grow with v?",
            "third": "You divide by 3. J is three times v: when v grows by 1, J grows by 3.",
            "value": "dv is J itself. A derivative is not a value: it says by how much J moves when v moves.",
            "forward": "dv is v itself. A derivative is not a value: it says by how much J moves when v moves.",
            "u_local": "du is the slope of v only. What does J do when v moves? Multiply by what came from the right.",
            "u_value": "du contains the value of u. v = a + u moves exactly as much as u does, whatever u is.",
            "a_local": "da is the slope of v only. What does J do when v moves? Multiply by what came from the right.",
            "a_value": "da contains the value of a. v = a + u moves exactly as much as a does, whatever a is.",
            "a_times_u": "da contains u, as if v were a product. It is a sum: what is the slope of a + u by a?",
            "exchanged": "db and dc have changed places: in u = bc, what is multiplied by b? That is how fast u "
            "grows with b.",
            "b_c_local": "db and dc are the slopes of u only. Multiply by what came from the right.",
            "b_c_stop": "db and dc are those of u, as if b and c entered by a sum. u = bc is a product: what is its "
            "slope by b?",
            "b_c_from_u": "db and dc contain all of u = bc. When b moves, c stands still: only c is left of the "
            "product.",
            "sum_not_product": "The slopes of the steps are added. Along a path they are multiplied: that is the chain "
            "rule.",
            "three_twice": "db and dc contain the 3 twice. It is already in du.",
            "no_dict": "The results come without their names. Return a dict, so that each slot has its own.",
        },
    ),
    hints=(
        "Go from right to left. Each slot is: what stands in the slot to its right, times the slope of the one step "
        "between the two.",
        "J = 3v: one more in v is three more in J. v = a + u: one more in u is one more in v, and the same for a.",
        "u = bc: one more in b is c more in u, because c stands still meanwhile. One more in c is b more in u.",
    ),
)


# share_right ----------------------------------------------------------------------------------------------------------


def _share_right_with(wrong: Wrong, X: Array, Y: Array, means: Array) -> object:
    """Make the mistakes of `share_right`."""
    D = solutions.squared_distances(X, means)
    answers: Any = np.argmin(D, axis=1)
    if "nearest_picture" in wrong:
        answers = np.argmin(D, axis=0)
    if "always_masked" in wrong:
        answers = np.ones_like(answers)
    truth = Y.ravel()
    if "every_truth" in wrong:
        return np.mean(answers.reshape(-1, 1) == Y)
    if "first_truth" in wrong:
        return np.mean(answers == truth[0])
    if "shares_compared" in wrong:
        return 1 - np.abs(np.mean(answers) - np.mean(truth))
    is_right = answers != truth if "share_wrong" in wrong else answers == truth
    if "only_masked" in wrong:
        is_right = is_right & (truth == 1)
    if "one_by_one" in wrong:
        return is_right
    if "share_masked" in wrong:
        return np.mean(answers)
    return np.sum(is_right) if "count" in wrong else np.mean(is_right)


def _draw_faces(rng: np.random.Generator) -> Iterator[Case]:
    for n_x, m in ((2, 3), (2, 5), (3, 6), (4, 9), (5, 20), (8, 41)):
        yield _faces(rng, n_x, (rng.random((1, m)) < 0.6).astype(float))
    yield _faces(rng, 3, np.array([[1.0]]), "there is only one picture")
    yield _faces(rng, 2, np.array([[0.0, 1.0]]), "there are two pictures")
    yield _faces(rng, 3, np.ones((1, 5)), "everybody wears a mask")
    yield _faces(rng, 3, np.zeros((1, 4)), "nobody wears a mask")


def _faces(rng: np.random.Generator, n_x: int, Y: Array, about: str = "") -> Case:
    means = rng.normal(size=(n_x, 2))
    near = means[:, Y.ravel().astype(int)]
    return Case({"X": near + rng.normal(size=near.shape), "Y": Y, "means": means}, about)


share_right = Exercise(
    name="share_right",
    lesson=1,
    planted="every_truth",
    reference=solutions.share_right,
    inputs=_draw_faces,
    why="The wrong version gave exactly one half for every model: a bug that looks like a bad model. A shape tells "
    "them apart.",
    mistakes=flawed(
        _share_right_with,
        {
            "every_truth": "Every answer is compared with the truth of *every* picture. `answers` is (m, 1) and `Y` is "
            "(1, m): what has to happen before they are compared?",
            "first_truth": "Every answer is compared with the first truth.",
            "shares_compared": "You compare how many are called masked with how many are. A miss and a false alarm "
            "then cancel; compare picture by picture.",
            "nearest_picture": "You look for the picture that is nearest to each mean. Which axis holds the two means?",
            "always_masked": "Your answer is “mask” for every picture. Are the distances used?",
            "share_wrong": "That is the share of *wrong* answers: is there a `!=`, or the farther mean where the "
            "nearer one should be?",
            "only_masked": "Right answers for people without a mask are not counted.",
            "share_masked": "That is the share of pictures that are called masked. Where are they compared with Y?",
            "one_by_one": "You return for each picture whether it is called correctly. Their share is asked for.",
            "count": "You return how many answers are right. Their share is asked for.",
        },
    ),
    hints=(
        "Put `assert is_right.shape == Y.shape, is_right.shape` below the line and run it. Which shape does it name?",
        "`answers` is a column, (m, 1), and `Y` is a row, (1, m). Broadcasting stretches both, and compares everybody "
        "with everybody.",
        "Turn one of the two before you compare: `.T` of a column is a row.",
    ),
)


QUESTIONS = (
    Single(
        "01.axis",
        "X has the shape (3, 200). What is `X.mean(axis=0, keepdims=True)`?",
        (
            Option(
                "One mean for each example, of shape (1, 200).",
                "Axis 0 counts the rows; it is walked along and disappears, so each column gives one number.",
                True,
            ),
            Option(
                "One mean for each feature, of shape (3, 1).",
                "That is `axis=1`. The axis that is named is the one that disappears.",
            ),
            Option(
                "One mean for each example, of shape (200,).",
                "These are the numbers that come out without `keepdims=True`. With it a 1 stays where the axis was.",
            ),
            Option("One number for everything.", "That is the mean without any axis."),
        ),
    ),
    Multiple(
        "01.broadcasts",
        "Which of these pairs of shapes can be added?",
        (
            Option("(6, 1) and (1, 4)", "Both stretch, to (6, 4).", True),
            Option("(6, 4) and (4,)", "(4,) becomes (1, 4) and stretches downwards.", True),
            Option("(6, 4) and (6,)", "(6,) becomes (1, 6), and 6 is neither 4 nor 1. This is an error."),
            Option("(6, 4) and (6, 1)", "The column stretches to the right.", True),
            Option("(6, 4) and (2, 4)", "2 is neither 6 nor 1: only a 1 stretches. This is an error."),
        ),
    ),
    Single(
        "01.rank-one",
        "`truth` has the shape (50,) and `guesses` the shape (50, 1). What is `guesses - truth`?",
        (
            Option(
                "An array of shape (50, 50).",
                "(50,) becomes (1, 50); then both stretch. Nothing complains, and every later mean is wrong.",
                True,
            ),
            Option("An array of shape (50, 1).", "It would be, if `truth` were a column too: `truth.reshape(-1, 1)`."),
            Option("An array of shape (50,).", "It would be, if both had one axis only."),
            Option("An error.", "It would be better if it were. Shapes (50, 1) and (1, 50) are compatible."),
        ),
    ),
    Single(
        "01.why-faster",
        "Why is `np.dot(w, x)` so much faster than a loop in Python over the same million numbers?",
        (
            Option(
                "The loop asks Python a million times what to do; `np.dot` asks once and works in compiled code on "
                "numbers that lie side by side.",
                "Nearly all of the loop's time is work around each number. Memory in order and SIMD make the rest "
                "quicker still.",
                True,
            ),
            Option(
                "It does fewer multiplications.", "It does exactly as many: a million products have to be added up."
            ),
            Option(
                "It rounds more coarsely.",
                "Both work with 64-bit floats. The last digits can differ, because the order of the sum does.",
            ),
            Option(
                "It runs on the graphics processor.",
                "NumPy works on the processor itself. Several of its cores may share the work; they explain no such "
                "factor.",
            ),
        ),
    ),
    Numeric(
        "01.two-paths",
        "Now a is used twice: J = 3(a + ac), with a = 2 and c = 4. What is dJ/da? (Each path from a to J counts.)",
        answer=15,
        why="The path through the sum gives 3, the path through the product 3c = 12. Slopes multiply along a path, and "
        "paths add up: 15.",
        slips=(
            (3, "That is the path through the sum. There is a second one, through the product."),
            (12, "That is the path through the product. There is a second one, through the sum."),
            (36, "Paths are added, not multiplied."),
            (30, "That is the value of J."),
        ),
    ),
    Order(
        "01.backward",
        "J = 3(a + bc), with u = bc and v = a + u. In which order are the slots filled on the way back?",
        ("dJ/dv", "dJ/du", "dJ/dc"),
        why="From the result to the inputs: each slot needs the one to its right.",
    ),
)
