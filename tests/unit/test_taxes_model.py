"""The model of tax rates between neighbours, against arithmetic by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import UnknownNameError
from helpers.models import taxes

rates = st.floats(min_value=0, max_value=0.5)
positive_rates = st.floats(min_value=0.01, max_value=0.5)
elasticities = st.floats(min_value=0, max_value=12)


def base(own: tuple[float, float], other: tuple[float, float], e: float, c: float) -> float:
    return float(
        taxes.tax_base(
            own[0],
            own[1],
            neighbour_before=other[0],
            neighbour_after=other[1],
            home_elasticity=e,
            cross_border_elasticity=c,
        )
    )


def test_a_rule_gives_the_rate_of_each_state() -> None:
    assert taxes.harmonised(0.15, "own", 0.2) == 0.15
    assert taxes.harmonised(0.15, "floor", 0.2) == 0.2
    assert taxes.harmonised(0.22, "floor", 0.2) == 0.22
    assert taxes.harmonised(0.15, "common", 0.2) == 0.2
    assert taxes.harmonised(0.22, "common", 0.2) == 0.2


def test_an_unknown_rule_is_named() -> None:
    with pytest.raises(UnknownNameError, match="common, floor, own"):
        taxes.harmonised(0.2, "ceiling", 0.2)


@given(rates, rates, rates)
def test_a_floor_never_lowers_a_rate_and_keeps_the_order(a: float, b: float, floor: float) -> None:
    low, high = sorted((a, b))
    after = [taxes.harmonised(rate, "floor", floor) for rate in (low, high)]
    assert after[0] >= max(low, floor)
    assert after[1] >= high
    assert after[0] <= after[1]
    assert after[1] - after[0] <= high - low + 1e-12


def test_price_gap_by_hand() -> None:
    assert taxes.price_gap(0.22, 0.2) == pytest.approx(0.02 / 1.2)
    assert taxes.price_gap(0.2, 0.2) == 0
    assert taxes.price_gap(0.0, 0.25) == pytest.approx(-0.2)


def test_base_by_hand() -> None:
    # The price rises from 1.0 to 1.25, against a neighbour who stays at 1.0.
    assert base((0, 0.25), (0, 0), 1, 0) == pytest.approx(80)
    assert base((0, 0.25), (0, 0), 0, 2) == pytest.approx(64)
    assert base((0, 0.25), (0, 0), 1, 2) == pytest.approx(51.2)
    # If the neighbour does the same, nobody has a reason to cross the border.
    assert base((0, 0.25), (0, 0.25), 1, 2) == pytest.approx(80)
    # If only the neighbour does, its buyers come.
    assert base((0, 0), (0, 0.25), 1, 2) == pytest.approx(156.25)


@given(rates, rates, elasticities, elasticities)
def test_nothing_happens_where_no_rate_moves(a: float, b: float, e: float, c: float) -> None:
    assert base((a, a), (b, b), e, c) == pytest.approx(100)


@given(rates, rates, rates, elasticities)
def test_the_neighbour_matters_only_through_the_border(
    own: float, before: float, after: float, e: float
) -> None:
    assert base((0.2, own), (before, after), e, 0) == pytest.approx(
        base((0.2, own), (before, before), e, 0)
    )


@given(rates, rates, rates, elasticities, elasticities)
def test_a_change_and_its_return_cancel_out(
    own: float, other: float, new: float, e: float, c: float
) -> None:
    there = base((own, new), (other, own), e, c)
    back = base((new, own), (own, other), e, c)
    assert there * back / 100 == pytest.approx(100)


def test_revenue_by_hand() -> None:
    assert taxes.revenue(0.2, 50) == pytest.approx(10)
    assert taxes.revenue(0.0, 50) == 0


@given(st.floats(min_value=0.01, max_value=5), st.floats(min_value=0.01, max_value=0.5))
def test_what_one_state_loses_the_other_wins(c: float, share: float) -> None:
    """For a small change of relative prices, measured in the same goods."""
    step = 1e-6
    lost = share * (1 - (1 + step) ** -c)
    won = (1 - share) * ((1 + step) ** taxes.mirrored_elasticity(c, share) - 1)
    assert won == pytest.approx(lost, rel=1e-3)


def test_the_smaller_state_is_hit_harder() -> None:
    assert taxes.mirrored_elasticity(4, 0.5) == pytest.approx(4)
    assert taxes.mirrored_elasticity(4, 0.2) == pytest.approx(1)


@pytest.mark.parametrize("share", [0, 1, -0.2, 3.4])
def test_a_share_in_percent_or_without_a_neighbour_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        taxes.mirrored_elasticity(2, share)


def test_series_are_taken_and_a_gap_stays_a_gap() -> None:
    gap = taxes.price_gap(pd.Series([0.2, None]), pd.Series([0.25, 0.2]))
    assert gap[0] == pytest.approx(-0.04)
    assert pd.isna(gap[1])
