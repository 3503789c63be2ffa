"""Percent agreement and Cohen's kappa, against numbers computed by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.models.agreement import (
    cohens_kappa,
    crosstab,
    expected_agreement,
    observed_agreement,
)

# The example of the textbooks: 50 items, 20 times both say yes, 15 times both say no, 5 times
# only the first says yes and 10 times only the second. So the first says yes to 25 and the
# second to 30; po = 35/50, pe = 25/50 x 30/50 + 25/50 x 20/50 = 0.5, kappa = 0.2 / 0.5.
FIRST = ["yes"] * 25 + ["no"] * 25
SECOND = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15

CODES = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1)
Pairs = list[tuple[str, str]]


def split(pairs: Pairs) -> tuple[list[str], list[str]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


def test_by_hand() -> None:
    assert observed_agreement(FIRST, SECOND) == pytest.approx(0.7)
    assert expected_agreement(FIRST, SECOND) == pytest.approx(0.5)
    assert cohens_kappa(FIRST, SECOND) == pytest.approx(0.4)


def test_three_categories_by_hand() -> None:
    # They differ on the third item only: po = 4/5. Shares: a 2/5 and 2/5, b 2/5 and 1/5, c 1/5
    # and 2/5. So pe = 4/25 + 2/25 + 2/25.
    assert observed_agreement("aabbc", "aacbc") == pytest.approx(4 / 5)
    assert expected_agreement("aabbc", "aacbc") == pytest.approx(8 / 25)
    assert cohens_kappa("aabbc", "aacbc") == pytest.approx(12 / 17)


def test_full_agreement_is_one() -> None:
    assert cohens_kappa("abca", "abca") == 1


def test_as_often_as_by_chance_is_zero() -> None:
    assert cohens_kappa("aabb", "abab") == 0


def test_never_where_half_is_expected_is_minus_one() -> None:
    assert cohens_kappa("ab", "ba") == -1


def test_nothing_in_common_is_zero_with_nothing_expected() -> None:
    assert expected_agreement("aab", "ccd") == 0
    assert cohens_kappa("aab", "ccd") == 0


def test_one_category_leaves_kappa_undefined() -> None:
    assert observed_agreement("aaa", "aaa") == 1
    assert expected_agreement("aaa", "aaa") == 1
    assert isnan(cohens_kappa("aaa", "aaa"))


def test_one_coder_with_one_category_has_a_kappa() -> None:
    assert cohens_kappa("aaa", "aab") == 0


def test_series_are_compared_by_place_not_by_index() -> None:
    first = pd.Series(FIRST, dtype="str")
    second = pd.Series(SECOND, index=range(100, 150), dtype="category")
    assert cohens_kappa(first, second) == cohens_kappa(FIRST, SECOND)


def test_crosstab_has_the_first_coder_in_rows() -> None:
    counts = crosstab(FIRST, SECOND)
    assert list(counts.index) == list(counts.columns) == ["no", "yes"]
    assert counts.loc["yes", "no"] == 5
    assert counts.loc["no", "yes"] == 10


def test_crosstab_has_a_category_that_one_coder_never_used() -> None:
    counts = crosstab("ab", "aa")
    assert counts["b"].tolist() == [0, 0]


ALL = [observed_agreement, expected_agreement, cohens_kappa, crosstab]


@pytest.mark.parametrize("measure", ALL)
@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (["a", "b"], ["a"], "2 codes and the second 1"),
        ([], [], "nothing to compare"),
        (["a", None], ["a", "b"], "first coder is missing"),
        (["a", "b"], [float("nan"), "b"], "second coder is missing"),
    ],
)
def test_what_cannot_be_compared_is_said(
    measure: Callable[..., object], first: list[str], second: list[str], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        measure(first, second)


@given(CODES)
def test_kappa_lies_between_its_bounds_and_takes_no_side(pairs: Pairs) -> None:
    first, second = split(pairs)
    kappa = cohens_kappa(first, second)
    assert isnan(kappa) == (len({*first, *second}) == 1)
    if not isnan(kappa):
        assert -1 <= kappa <= 1
        assert kappa == cohens_kappa(second, first)
        observed, expected = observed_agreement(first, second), expected_agreement(first, second)
        assert kappa == pytest.approx((observed - expected) / (1 - expected))


@given(CODES)
def test_the_table_of_agreement_holds_every_item_once(pairs: Pairs) -> None:
    counts = crosstab(*split(pairs))
    assert counts.to_numpy().sum() == len(pairs)
    assert counts.to_numpy().trace() / len(pairs) == observed_agreement(*split(pairs))


@given(CODES, st.randoms())
def test_names_and_order_of_the_items_do_not_matter(pairs: Pairs, chance: object) -> None:
    shuffled = list(pairs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = split(shuffled)
    renamed = {"a": "z", "b": "y", "c": "x", "d": "w"}
    other = cohens_kappa([renamed[one] for one in first], [renamed[one] for one in second])
    assert other == pytest.approx(cohens_kappa(*split(pairs)), nan_ok=True)
