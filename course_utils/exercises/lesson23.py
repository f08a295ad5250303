"""Lesson 23, The data: balanced_accuracy, leak, difference_hash, group_copies, keep_border, strongest.

Each exercise has one function that makes all its mistakes, with a switch for each.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from course_utils.exercises.solutions import lesson23 as solutions
from course_utils.learning import Case, Exercise, Multiple, Numeric, Option, Order, Single, flawed

Array = NDArray[np.float64]
Places = NDArray[np.intp]
Wrong = frozenset[str]


# balanced_accuracy ----------------------------------------------------------------------------------------------------


def _balanced_with(wrong: Wrong, said: NDArray, truth: NDArray) -> object:
    """Make the mistakes of `balanced_accuracy`."""
    labels = np.array([0, 1]) if "two_classes" in wrong else np.unique(said if "said_classes" in wrong else truth)
    if "plain" in wrong:
        return np.mean(said == truth)
    if "masks_only" in wrong:
        return np.mean(said[truth == 1] == 1)
    if "bare_only" in wrong:
        return np.mean(said[truth == 0] == 0)
    shares = np.array([np.mean(said[truth == label] == label) for label in labels])
    sizes = np.array([np.sum(truth == label) for label in labels])
    if "precision" in wrong:
        shares = np.array([np.mean(truth[said == label] == label) for label in labels])
    if "all_pictures" in wrong:
        shares = np.array([np.mean((said == label) & (truth == label)) for label in labels])
    if "not_in_class" in wrong:
        shares = np.array([np.mean((said == label) == (truth == label)) for label in labels])
    if "error" in wrong:
        shares = 1 - shares
    if "sum" in wrong:
        return np.sum(shares)
    if "product" in wrong:
        return np.prod(shares) ** (1 / len(labels))
    if "worst" in wrong:
        return np.min(shares)
    if "each" in wrong:
        return shares
    if "counted" in wrong:
        return np.mean(shares * sizes)
    return np.mean(shares)


def _draw_answers(rng: np.random.Generator) -> Iterator[Case]:
    for m, share in ((8, 0.5), (12, 0.3), (30, 0.2), (60, 0.9)):
        truth = rng.permutation((np.arange(m) < max(2, round(share * m))).astype(int))
        said = np.where(rng.random(m) < 0.3, 1 - truth, truth)
        said[np.flatnonzero(truth == 1)[0]] = 1
        said[np.flatnonzero(truth == 0)[0]] = 0
        yield Case({"said": said, "truth": truth})
    three = np.repeat([0, 1, 2], [9, 6, 3])
    said = np.where(np.isin(np.arange(18), [0, 4, 9, 15, 16]), (three + 1) % 3, three)
    yield Case({"said": said, "truth": three}, "there is a third class, masks worn incorrectly")
    everybody = {"said": np.zeros(8, int), "truth": np.array([0, 0, 0, 0, 0, 1, 1, 1])}
    yield Case(everybody, "everybody gets the same answer")


balanced_accuracy = Exercise(
    name="balanced_accuracy",
    lesson=23,
    reference=solutions.balanced_accuracy,
    inputs=_draw_answers,
    why="Whoever always gives the same answer gets one half of two classes, however rare one of them is.",
    mistakes=flawed(
        _balanced_with,
        {
            "plain": "That is the share of all pictures that are right: the larger class decides nearly alone. Each "
            "class should count as much as the other.",
            "masks_only": "Only the pictures with a mask are looked at.",
            "bare_only": "Only the pictures without a mask are looked at.",
            "precision": "You have divided the pictures by what was said. Divide them by what is true: of those that "
            "are of this class, how many were recognised?",
            "all_pictures": "The right answers of each class are divided by all pictures. Divide by those of the "
            "class.",
            "not_in_class": "For each class you have also counted the pictures of others that were rightly not called "
            "so. Only the pictures of the class itself count.",
            "error": "That is the mean share of wrong answers.",
            "sum": "The shares are added up. Their mean is asked for, so that all right is 1.",
            "product": "That is a geometric mean, with a product and a root. The plain mean of the shares is meant.",
            "worst": "That is the share of the worst class. (A good number to look at too.)",
            "each": "That is one share for each class. Return their mean, a single number.",
            "counted": "These are counts of right answers, not shares: a large class still counts for more.",
            "said_classes": "You go through the classes that were said. One that nobody was given counts too, with 0: "
            "which classes there are, the truth says.",
            "two_classes": "Only classes 0 and 1 are looked at. Which classes there are, the truth says.",
        },
    ),
    hints=(
        "First one class: take its pictures by what is true, and ask which share of them got the right answer.",
        "`np.unique(truth)` gives the classes, and `truth == label` the pictures of one of them.",
        "Collect `np.mean(said[truth == label] == label)` for every label, and return the mean of these.",
    ),
)


# leak -----------------------------------------------------------------------------------------------------------------


def _leak_with(wrong: Wrong, groups: NDArray, train: Places, test: Places) -> object:
    """Make the mistakes of `leak`."""
    if "places" in wrong:
        return np.mean(np.isin(test, train))
    if "train_side" in wrong:
        return np.mean(np.isin(groups[train], groups[test]))
    known = np.isin(groups[test], groups[train])
    if "groups" in wrong:
        return np.mean(np.isin(np.unique(groups[test]), groups[train]))
    if "all_groups" in wrong:
        return len(np.intersect1d(groups[test], groups[train])) / len(np.unique(groups))
    if "honest" in wrong:
        return np.mean(~known)
    if "count" in wrong:
        return np.sum(known)
    if "of_all" in wrong:
        return np.sum(known) / len(groups)
    if "any" in wrong:
        return float(np.any(known))
    if "all" in wrong:
        return float(np.all(known))
    if "each" in wrong:
        return known
    if "percent" in wrong:
        return 100 * np.mean(known)
    return np.mean(known)


def _draw_splits(rng: np.random.Generator) -> Iterator[Case]:
    for people, m, n in ((5, 10, 4), (9, 16, 6), (14, 30, 9), (30, 60, 20)):
        groups = rng.integers(0, people, m) * 7 + 3
        order = rng.permutation(m)
        test = np.sort(order[:n])
        # One of the test pictures twice in its group, one alone: so the shares of pictures and of groups differ.
        groups[test[:3]] = [1000, 1000, 2000]
        groups[order[n]] = 1000
        yield Case({"groups": groups, "train": np.sort(order[n:]), "test": test})
    names = np.array(["Ada", "Bob", "Ada", "Cy", "Dee", "Cy", "Cy"])
    yield Case({"groups": names, "train": np.array([0, 1, 3]), "test": np.array([2, 4, 5, 6])}, "groups are names")
    groups = np.array([4, 4, 8, 8, 9, 9])
    yield Case({"groups": groups, "train": np.arange(4), "test": np.array([4, 5])}, "nobody is on both sides")
    yield Case(
        {"groups": groups, "train": np.arange(0, 6, 2), "test": np.arange(1, 6, 2)}, "everybody is on both sides"
    )


leak = Exercise(
    name="leak",
    lesson=23,
    reference=solutions.leak,
    inputs=_draw_splits,
    why="One line that belongs below every split: it should print 0 before anything is measured.",
    mistakes=flawed(
        _leak_with,
        {
            "places": "You compare places of pictures, and no picture stands in both sets. Ask who is on them.",
            "train_side": "That is the share of the train pictures. It is the test pictures that lose their worth.",
            "groups": "That is the share of the groups in the test set. Count their pictures.",
            "all_groups": "That is the share of all groups that stand on both sides. Count test pictures.",
            "honest": "That is the share of the test pictures that are honest. Turn it round.",
            "count": "That is a number of pictures. Which share of the test set is it?",
            "of_all": "It is divided by the number of all pictures. Of the test pictures, which share is it?",
            "any": "That says whether any test picture is known. How many of them are, as a share?",
            "all": "That says whether all test pictures are known. How many of them are, as a share?",
            "each": "That says it for each picture. Return one number, the share.",
            "percent": "That is in percent. A share lies between 0 and 1.",
        },
    ),
    hints=(
        "Who is on the test pictures? Who is on the train pictures? `groups[test]` and `groups[train]` say it.",
        "`np.isin(a, b)` is True for each entry of `a` that stands somewhere in `b`.",
        "The mean of True and False is a share. Which of the two arrays is `a` here?",
    ),
)


# difference_hash ------------------------------------------------------------------------------------------------------


def _hash_with(wrong: Wrong, grey: NDArray) -> object:
    """Make the mistakes of `difference_hash`."""
    m = len(grey)
    if "wraps" in wrong:
        return (grey[:, :, 1:] - grey[:, :, :-1] > 0).reshape(m, -1)
    if "left" in wrong:
        return (grey[:, :, 1:] < grey[:, :, :-1]).reshape(m, -1)
    if "ties" in wrong:
        return (grey[:, :, 1:] >= grey[:, :, :-1]).reshape(m, -1)
    if "differs" in wrong:
        return (grey[:, :, 1:] != grey[:, :, :-1]).reshape(m, -1)
    if "down" in wrong:
        return (grey[:, 1:] > grey[:, :-1]).reshape(m, -1)
    if "mean" in wrong:
        return (grey > grey.mean(axis=(1, 2), keepdims=True)).reshape(m, -1)
    if "flat_first" in wrong:
        row = grey.reshape(m, -1)
        return row[:, 1:] > row[:, :-1]
    if "around" in wrong:
        return (np.roll(grey, -1, axis=2) > grey).reshape(m, -1)
    bits = grey[:, :, 1:] > grey[:, :, :-1]
    if "tables" in wrong:
        return bits
    if "columns" in wrong:
        return bits.transpose(0, 2, 1).reshape(m, -1)
    if "first" in wrong:
        return bits[0].ravel()
    if "counted" in wrong:
        return bits.reshape(m, -1).sum(axis=1)
    if "amount" in wrong:
        return np.diff(grey.astype(float), axis=2).reshape(m, -1)
    return bits.reshape(m, -1)


def _draw_grey(rng: np.random.Generator) -> Iterator[Case]:
    for m, height, width in ((1, 2, 4), (2, 3, 4), (3, 5, 3), (4, 8, 9)):
        yield Case({"grey": rng.integers(0, 256, size=(m, height, width)).astype(float)})
    bytes_ = rng.integers(0, 256, size=(2, 4, 5)).astype(np.uint8)
    yield Case({"grey": bytes_}, "the pictures are whole numbers of 8 bits, uint8")
    plain = np.full((2, 3, 4), 7.0)
    plain[1, 1, 2] = 9
    yield Case({"grey": plain}, "neighbours are equally bright")


difference_hash = Exercise(
    name="difference_hash",
    lesson=23,
    reference=solutions.difference_hash,
    inputs=_draw_grey,
    why="It looks at differences of neighbours only, so a brighter copy has the same bits.",
    mistakes=flawed(
        _hash_with,
        {
            "left": "Your bits say that the left neighbour is brighter.",
            "ties": "Where both are equally bright, your bit is 1. Brighter means more.",
            "differs": "Your bits say that the two differ, whichever is brighter.",
            "wraps": "In `uint8` a difference cannot be negative: 3 − 5 is 254. Compare the two without subtracting, "
            "or make floats of them first.",
            "down": "You compare with the neighbour above or below. The one beside it, in the same row, is meant.",
            "mean": "You compare every pixel with the picture's mean. (That is another hash, the average hash.)",
            "flat_first": "You flatten first and compare then: the end of each row meets the beginning of the next.",
            "around": "The last pixel of each row is compared with the first: a row of w pixels has w − 1 neighbours.",
            "tables": "Each picture still has a table of bits. Make one row of it for each picture.",
            "columns": "The bits come column by column. Row by row is asked for.",
            "first": "Only the first picture gets its bits.",
            "counted": "That is how many bits are 1. All of them are asked for.",
            "amount": "That is how much brighter. Only whether it is brighter is asked for, a bit.",
        },
    ),
    hints=(
        "All pixels but the last of each row have a right neighbour. Which slice is that, and which are the "
        "neighbours?",
        "The last axis of `grey` runs along the row. `grey[:, :, :-1]` leaves out the last pixel of each row.",
        "Compare the two slices with `>`, and give the result the shape (m, number of bits) with `reshape`.",
    ),
)


# group_copies ---------------------------------------------------------------------------------------------------------


def _group_with(wrong: Wrong, bits: NDArray[np.bool_], most: int) -> object:
    """Make the mistakes of `group_copies`."""
    m = len(bits)
    differ = bits[:, None] != bits[None]
    distances = np.sum(~differ if "same_bits" in wrong else differ, axis=2)
    if "share" in wrong:
        distances = np.mean(differ, axis=2)
    limit = {"strict": most - 1, "equal": 0, "one_more": most + 1}.get(next(iter(wrong), ""), most)
    close = distances <= limit
    np.fill_diagonal(close, True)
    if "pairs" in wrong:
        return close
    if "no_chain" in wrong:
        return np.argmax(close, axis=1)
    if "before" in wrong:
        close &= np.abs(np.subtract.outer(np.arange(m), np.arange(m))) <= 1
    groups = np.arange(m)
    for one, other in np.argwhere(close):
        if "alone" in wrong:
            groups[other] = min(groups[one], groups[other])
        else:
            groups[np.isin(groups, groups[[one, other]])] = min(groups[one], groups[other])
    if "numbered" in wrong:
        return np.unique(groups, return_inverse=True)[1]
    if "last" in wrong:
        return np.array([np.flatnonzero(groups == group)[-1] for group in groups])
    if "sizes" in wrong:
        return np.array([np.sum(groups == group) for group in groups])
    if "first_only" in wrong:
        return np.unique(groups)
    return groups


def _draw_bits(rng: np.random.Generator) -> Iterator[Case]:
    for people, copies, k, most in ((2, 2, 12, 2), (3, 2, 16, 3), (3, 3, 20, 3), (6, 3, 32, 4)):
        bits = np.repeat(rng.random((people, k)) < 0.5, copies, axis=0)
        for place in range(len(bits)):
            flipped = rng.choice(k, size=rng.integers(0, most // 2 + 1), replace=False)
            bits[place, flipped] ^= True
        yield Case({"bits": rng.permutation(bits), "most": most})
    chain = np.zeros((6, 9), bool)
    for place, length in enumerate((8, 2, 6, 0, 4)):
        chain[place, :length] = True
    chain[5] = [1, 0, 1, 0, 1, 0, 1, 0, 1]
    yield Case({"bits": chain, "most": 2}, "one is near the next, and that one near a third")
    yield Case({"bits": chain[[3, 1, 4, 0, 3]], "most": 1}, "only equal ones are near enough")


group_copies = Exercise(
    name="group_copies",
    lesson=23,
    reference=solutions.group_copies,
    inputs=_draw_bits,
    why="With these numbers in the place of names, a split by group keeps every copy beside its original.",
    mistakes=flawed(
        _group_with,
        {
            "no_chain": "Each picture joins the first one that is near it, and no further. If A is near B, and B near "
            "C, all three are one group, however far A is from C.",
            "alone": "When two groups meet, one picture changes over, and the others of its group stay behind.",
            "before": "You compare each picture with the one just before it. Copies can stand anywhere.",
            "strict": "Pictures that differ in exactly `most` bits are left apart. At most means: that many too.",
            "one_more": "Pictures that differ in one bit more than `most` are joined.",
            "equal": "Only pictures with the same bits are joined. Which number of different bits is allowed?",
            "same_bits": "You count the bits that agree. Near means that few differ.",
            "share": "You compare a share of the bits with `most`, which is a number of bits.",
            "pairs": "That says for each two pictures whether they are near. One number for each picture is asked for.",
            "numbered": "The groups are right and numbered 0, 1, 2, ... The number of a group is the place of its "
            "first picture.",
            "last": "The number of your groups is the place of their last picture. The first one is asked for.",
            "sizes": "That is how many pictures are in each group. Which group is it?",
            "first_only": "That lists the groups. Say for each picture which group it is in.",
        },
    ),
    hints=(
        "Begin with every picture as a group of its own, `np.arange(len(bits))`. Then go through all pairs.",
        "Two pictures are near when `np.sum(bits[i] != bits[j]) <= most`. Their groups then become one: the smaller "
        "number stays.",
        "All members must change over, not only one: `groups[groups == larger] = smaller`.",
    ),
)


# keep_border ----------------------------------------------------------------------------------------------------------


def _border_with(wrong: Wrong, images: NDArray, width: int) -> object:
    """Make the mistakes of `keep_border`."""
    height, across = images.shape[1:3]
    if "cropped" in wrong:
        return images[:, width : height - width, width : across - width]
    edge = {"too_wide": width + 1, "too_narrow": max(width - 1, 0)}.get(next(iter(wrong), ""), width)
    inner = np.zeros(images.shape, bool)
    rows = slice(edge, max(height - edge, edge))
    columns = slice(edge, max(across - edge, edge))
    if "rows" in wrong:
        columns = slice(None)
    if "columns" in wrong:
        rows = slice(None)
    if "top_left" in wrong:
        rows, columns = slice(edge, None), slice(edge, None)
    if "square" in wrong:
        columns = slice(edge, max(height - edge, edge))
    if "negative" in wrong:
        rows, columns = slice(edge, -edge), slice(edge, -edge)
    inner[:, rows, columns] = True
    if "inside_out" in wrong:
        inner = ~inner
    if "one_channel" in wrong:
        inner[..., 1:] = False
    if "first" in wrong:
        inner[1:] = False
    value = 0.0
    if "white" in wrong:
        value = 255
    if "mean" in wrong:
        value = float(images.mean())
    if "empty" in wrong:
        value = np.nan
    return np.where(inner, value, images)


def _draw_pictures(rng: np.random.Generator) -> Iterator[Case]:
    for m, height, across, width in ((2, 4, 5, 1), (2, 6, 5, 1), (2, 7, 9, 2), (3, 9, 8, 3)):
        yield Case({"images": rng.integers(1, 256, size=(m, height, across, 3)).astype(float), "width": width})
    pictures = rng.integers(1, 256, size=(2, 4, 6, 2)).astype(float)
    yield Case({"images": pictures, "width": 0}, "the frame is 0 pixels wide")
    yield Case({"images": pictures, "width": 2}, "the frame fills the picture")


keep_border = Exercise(
    name="keep_border",
    lesson=23,
    reference=solutions.keep_border,
    inputs=_draw_pictures,
    why="A classifier that sees only this has no business knowing about masks; if it does, the data tell it.",
    mistakes=flawed(
        _border_with,
        {
            "inside_out": "It is inside out: the frame is black, and the middle is still to be seen.",
            "cropped": "You cut the middle out. The picture keeps its size; the middle becomes black.",
            "rows": "Above and below there is a frame, on the left and on the right there is none.",
            "columns": "On the left and on the right there is a frame, above and below there is none.",
            "top_left": "The frame is above and on the left only. Where does the middle end?",
            "square": "The middle is as wide as it is high. Pictures need not be square: columns have a length of "
            "their own.",
            "too_wide": "Your frame is one pixel too wide.",
            "too_narrow": "Your frame is one pixel too narrow.",
            "negative": "With a frame of 0 pixels nothing is hidden, and all should be: `-0` is 0, so the slice "
            "`0:-0` is empty. Count from the front, with the height.",
            "one_channel": "Only the first channel is hidden.",
            "first": "Only the first picture is treated.",
            "white": "The middle is white. It should be black: 0.",
            "mean": "The middle has the mean brightness of all pictures. It should be black: 0.",
            "empty": "The middle is NaN. It should be black: 0.",
        },
    ),
    hints=(
        "Work on a copy, `images.copy()`: the next cell needs the pictures as they were.",
        "The middle begins `width` pixels from the top and ends `width` pixels from the bottom: rows `width` to "
        "height minus `width`. And the same for columns.",
        "One assignment is enough: a slice of rows and a slice of columns, all pictures, all channels, become 0.",
    ),
)


# strongest ------------------------------------------------------------------------------------------------------------


def _strongest_with(wrong: Wrong, F: Array, y: NDArray, train: Places, k: int) -> object:
    """Make the mistakes of `strongest`."""
    if "everything" in wrong:
        rows = np.arange(len(F))
    elif "others" in wrong:
        rows = np.setdiff1d(np.arange(len(F)), train)
    elif "first_rows" in wrong:
        rows = np.arange(len(train))
    else:
        rows = train
    seen, labels = F[rows], y[rows]
    if "labels_shifted" in wrong:
        labels = y[: len(rows)]
    gap = seen[labels == 1].mean(axis=0) - seen[labels == 0].mean(axis=0)
    if "masked_only" in wrong:
        gap = seen[labels == 1].mean(axis=0)
    strength = gap if "signed" in wrong else -gap if "negative" in wrong else np.abs(gap)
    if "spread" in wrong:
        strength = seen.std(axis=0)
    order = np.argsort(strength if "weakest" in wrong else -strength)
    if "unsorted" in wrong:
        return order[:k]
    if "one_less" in wrong:
        return np.sort(order[: k - 1])
    if "columns" in wrong:
        return F[:, np.sort(order[:k])]
    return np.sort(order[:k])


def _draw_features(rng: np.random.Generator) -> Iterator[Case]:
    for m, n, k in ((8, 5, 2), (10, 8, 3), (16, 12, 4), (20, 30, 6)):
        y = rng.permutation(np.arange(m) % 2)
        pick = [rng.permutation(np.flatnonzero(y == label))[: m // 3] for label in (0, 1)]
        yield Case({"F": rng.normal(size=(m, n)), "y": y, "train": np.sort(np.concatenate(pick)), "k": k})


strongest = Exercise(
    name="strongest",
    lesson=23,
    planted="everything",
    reference=solutions.strongest,
    inputs=_draw_features,
    why="Whatever looks at labels is training, and has to wait until the test pictures are out of reach.",
    mistakes=flawed(
        _strongest_with,
        {
            "everything": "The columns are still chosen with all rows, those of the test set too. Which rows may be "
            "looked at?",
            "others": "The columns are chosen with the rows that are not for training.",
            "first_rows": "You look at the first rows, as many as `train` has. `train` says which rows they are.",
            "labels_shifted": "The labels belong to other rows than the features do. Both need the same places.",
            "signed": "You take the columns in which class 1 is larger. A column in which it is smaller tells as much.",
            "negative": "You take the columns in which class 1 is smaller. A column in which it is larger tells as "
            "much.",
            "masked_only": "You look at the means of class 1 alone. Large is not different.",
            "spread": "You take the columns that vary most. Whether they differ between the classes is the question.",
            "weakest": "These are the columns in which the classes differ least.",
            "unsorted": "The right columns, in the order of their strength. Ascending places are asked for.",
            "one_less": "One column is missing.",
            "columns": "These are the numbers in the columns. Their places are asked for.",
        },
    ),
    hints=(
        "What does the function know of the test pictures that it should not?",
        "`train` is an argument, and one line makes no use of it.",
        "Both means must be taken of the train rows only: `F[train]` beside `y[train]`.",
    ),
)


QUESTIONS = (
    Single(
        "23.leak",
        "When does a person who stands in train and in test make a result too good?",
        (
            Option(
                "When knowing the person tells the label.",
                "A person who is always photographed with a mask is an answer; one who has as many pictures of either "
                "kind is none.",
                True,
            ),
            Option("Always, by the same amount.", "With our faces, two and two of each person, no gain was seen."),
            Option("Never, as long as the files differ.", "Eight copies of a photograph are eight different files."),
            Option("Only with very deep networks.", "The nearest neighbour, which learns nothing, was flattered most."),
        ),
    ),
    Numeric(
        "23.evidence",
        "50 people are tested on. Each has 20 augmented copies in the test set. How many opinions is that?",
        answer=50,
        why="Copies of a picture are right or wrong together. What counts is how many people there are.",
        slips=(
            (1000, "That is the number of files. The copies of one picture are right or wrong together."),
            (20, "That is how many copies one person has."),
            (70, "People and copies do not add up: copies add next to nothing."),
        ),
    ),
    Multiple(
        "23.shortcut",
        "Which of these can give the label away to a network, although no test person is known to it?",
        (
            Option("Pictures of one class were compressed more strongly.", "It leaves a pattern of blocks.", True),
            Option("A date is burned into the pictures of one class.", "One corner tells everything.", True),
            Option("All pictures of masks are from one waiting room.", "Then the background tells the label.", True),
            Option("Both classes have the same number of pictures.", "That tells nothing about a single picture."),
        ),
    ),
    Single(
        "23.cache",
        "The pipeline is read, augment by chance, cache, shuffle, batch. What happens?",
        (
            Option(
                "Every epoch sees the same augmented copies.",
                "Chance is asked in the first epoch only; after that the copies come out of the cache.",
                True,
            ),
            Option("Every epoch sees new copies.", "For that the augmentation has to stand behind the cache."),
            Option("TensorFlow raises an error.", "Nothing is wrong with the code; that is what makes it so costly."),
            Option("The pictures come in the same order.", "The shuffle stands behind the cache: the order changes."),
        ),
    ),
    Single(
        "23.balanced",
        "A model says “no mask” to everybody, in a data set with three classes of any size. What is its balanced "
        "accuracy?",
        (
            Option("1/3", "One class is always right, two never are: the mean of 1, 0 and 0.", True),
            Option("1/2", "That is so with two classes."),
            Option("The share of people without a mask.", "That is the plain accuracy."),
            Option("0", "One of the three classes it gets right, all of it."),
        ),
    ),
    Order(
        "23.order",
        "You start with a folder of photographs. In which order?",
        (
            "find near copies and who is who",
            "divide the groups into train, dev and test",
            "choose features, sizes and strengths, on train and dev",
            "augment the training pictures while learning",
            "test once",
        ),
        why="Everything that looks at labels or makes copies comes after the split, and the test comes last.",
    ),
)
