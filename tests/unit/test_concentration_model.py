"""The models of concentration, against arithmetic by hand and against their bounds."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.models.concentration import (
    herfindahl_hirschman,
    lost_exports,
    squares_of_rest,
    unlisted,
    with_hidden_partner,
)

fractions = st.floats(min_value=0, max_value=1)
# Weights become the shares of a list, together at most the whole.
weights = st.lists(st.floats(min_value=0.01, max_value=1), min_size=1, max_size=8)


def as_shares(numbers: list[float], listed: float) -> list[float]:
    return [number / sum(numbers) * listed for number in numbers]


def test_index_by_hand() -> None:
    assert herfindahl_hirschman([1.0]) == 1
    assert herfindahl_hirschman([0.5, 0.5]) == pytest.approx(0.5)
    assert herfindahl_hirschman([0.4, 0.3, 0.2, 0.1]) == pytest.approx(0.16 + 0.09 + 0.04 + 0.01)
    assert herfindahl_hirschman([]) == 0
    assert herfindahl_hirschman(pd.Series([0.6, 0.2])) == pytest.approx(0.4)


@given(weights)
def test_equal_partners_give_one_divided_by_their_number(numbers: list[float]) -> None:
    number = len(numbers)
    assert herfindahl_hirschman([1 / number] * number) == pytest.approx(1 / number)
    assert herfindahl_hirschman(as_shares(numbers, 1)) >= 1 / number - 1e-9


@given(weights, fractions)
def test_the_index_lies_between_nothing_and_one(numbers: list[float], listed: float) -> None:
    shares = as_shares(numbers, listed)
    lowest = herfindahl_hirschman(shares)
    highest = lowest + squares_of_rest(unlisted(shares))
    assert 0 <= lowest <= highest <= 1 + 1e-9
    assert unlisted(shares) == pytest.approx(1 - listed, abs=1e-9)


@pytest.mark.parametrize(
    ("shares", "word"),
    [
        ([42.0, 13.0], "divided by 100"),
        ([-0.1], "not a share"),
        ([0.7, 0.6], "more than the whole"),
        ([0.5, float("nan")], "nan"),
        ([float("inf")], "inf"),
    ],
)
def test_what_is_no_share_is_refused(shares: list[float], word: str) -> None:
    for function in (herfindahl_hirschman, unlisted):
        with pytest.raises(ValueError, match=word):
            function(shares)


def test_rounding_of_a_whole_list_is_no_error() -> None:
    tenths = [0.1] * 10
    assert herfindahl_hirschman(tenths) == pytest.approx(0.1)
    assert unlisted([0.7, 0.2, 0.1]) == pytest.approx(0)


def test_the_rest_adds_most_as_one_partner_and_less_with_a_limit() -> None:
    assert squares_of_rest(0.48) == pytest.approx(0.48**2)
    assert squares_of_rest(0.48, 0.08) == pytest.approx(6 * 0.08**2)
    assert squares_of_rest(0.5, 0.2) == pytest.approx(2 * 0.2**2 + 0.1**2)
    assert squares_of_rest(0, 0.2) == 0
    with pytest.raises(ValueError, match="above 0"):
        squares_of_rest(0.5, 0)
    with pytest.raises(ValueError, match="not a share"):
        squares_of_rest(1.5)


@given(fractions, st.floats(min_value=0.01, max_value=1))
def test_a_limit_lies_between_the_two_bounds(rest: float, largest: float) -> None:
    most = squares_of_rest(rest, largest)
    assert 0 <= most <= squares_of_rest(rest) + 1e-9
    assert most <= rest * largest + 1e-9  # no piece is above the limit


def test_putting_a_partner_back_by_hand() -> None:
    assert with_hidden_partner(0.2, 0.5) == pytest.approx(0.25 + 0.25 * 0.2)
    assert with_hidden_partner(0.137, 0) == pytest.approx(0.137)
    assert with_hidden_partner(0.137, 1) == 1


@given(weights, fractions, fractions)
def test_putting_a_partner_back_is_the_index_of_the_whole_list(
    numbers: list[float], listed: float, share: float
) -> None:
    without = as_shares(numbers, listed)
    whole = [share, *((1 - share) * each for each in without)]
    assert with_hidden_partner(herfindahl_hirschman(without), share) == pytest.approx(
        herfindahl_hirschman(whole), abs=1e-9
    )


@pytest.mark.parametrize("values", [(1.1, 0.5), (-0.1, 0.5), (0.5, 58), (0.5, float("nan"))])
def test_values_out_of_range_are_refused(values: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        with_hidden_partner(*values)
    with pytest.raises(ValueError, match="between 0 and 1"):
        lost_exports(100, *values)


def test_lost_exports_by_hand() -> None:
    assert lost_exports(100, 0.42, 0) == pytest.approx(42)
    assert lost_exports(60, 0.5, 0.25) == pytest.approx(22.5)
    assert lost_exports(60, 0.5, 1) == 0


@given(fractions, fractions, fractions)
def test_a_loss_is_never_more_than_what_was_sold(
    exports: float, share: float, redirected: float
) -> None:
    assert 0 <= lost_exports(exports, share, redirected) <= exports
