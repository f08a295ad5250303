from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.datasets import assert_disjoint_groups, split_by_group

SHARES = {"train": 0.6, "dev": 0.15, "test": 0.25}


@given(
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=60),
    shares=st.lists(st.integers(1, 20), min_size=1, max_size=4),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_split_never_tears_a_group_apart_and_loses_nothing(sizes: list[int], shares: list[int], seed: int) -> None:
    groups = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)), sizes))
    fractions = {f"part {number}": share / sum(shares) for number, share in enumerate(shares)}
    try:
        parts = split_by_group(groups, fractions, seed)
    except ValueError as refusal:
        assert "split apart" in str(refusal)
        return
    assert_disjoint_groups({name: groups[places] for name, places in parts.items()})
    assert sorted(np.concatenate(list(parts.values())).tolist()) == list(range(len(groups)))
    for name, places in parts.items():
        assert len(places) > 0
        assert len(places) - fractions[name] * len(groups) <= max(sizes)


@given(people=st.integers(20, 200), pictures=st.integers(1, 6), seed=st.integers(0, 1000))
def test_equal_groups_meet_the_shares(people: int, pictures: int, seed: int) -> None:
    groups = np.repeat(np.arange(people), pictures)
    for name, places in split_by_group(groups, SHARES, seed).items():
        assert abs(len(places) - SHARES[name] * len(groups)) <= 2 * pictures


def test_the_seed_decides() -> None:
    groups = np.repeat(np.arange(50), 4)
    one, again, other = (split_by_group(groups, SHARES, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(one[name], again[name]) for name in SHARES)
    assert not np.array_equal(one["test"], other["test"])


def test_groups_may_be_text() -> None:
    parts = split_by_group(["Ada", "Bob", "Ada", "Cy"], {"train": 0.75, "test": 0.25}, seed=0)
    assert {name: len(places) for name, places in parts.items()} == {"train": 3, "test": 1}


@pytest.mark.parametrize(
    ("groups", "fractions", "says"),
    [
        (["Ada"] * 6, {"train": 0.5, "test": 0.5}, "1 groups cannot fill 2 parts"),
        (["Ada"] * 8 + ["Bob", "Cy"], {"train": 0.5, "test": 0.5}, "Group Ada alone holds 8 of 10"),
        ([1, 1, 2, 2, 3, 3], {"train": 0.98, "dev": 0.01, "test": 0.01}, "Nothing is left for dev, test"),
        ([1, 2, 3], {"train": 0.7, "test": 0.7}, "add up to 1.4"),
        ([1, 2, 3], {"train": 1.5, "test": -0.5}, "positive shares"),
        ([1, 2, 3], {}, "positive shares"),
        ([], {"train": 1.0}, "one group per example"),
        ([[1, 2], [3, 4]], {"train": 1.0}, r"shape \(2, 2\)"),
    ],
)
def test_what_cannot_be_split_is_refused(groups: list, fractions: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        split_by_group(groups, fractions, seed=0)


def test_shared_groups_are_named() -> None:
    with pytest.raises(ValueError, match=r"train and test share 1 group \(7\).*split_by_group"):
        assert_disjoint_groups({"train": [1, 7], "dev": [2], "test": [7, 7, 9]})
