"""The model of the implicit gas subsidy, against arithmetic by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.models import gas

amounts = st.floats(min_value=0.1, max_value=5000)
energies = st.floats(min_value=30, max_value=40)


def test_one_dollar_a_thousand_metres_on_a_billion_metres_is_a_million() -> None:
    """1 bcm is a million times 1,000 m3; a million dollars is 0.001 billion."""
    assert gas.implicit_subsidy(101.0, 100.0, 1.0) == pytest.approx(0.001)


def test_subsidy_by_hand() -> None:
    # (300 - 50 - 150) dollars x 20 bcm = 2,000 million dollars
    assert gas.implicit_subsidy(300, 150, 20, netback_cost=50) == pytest.approx(2.0)
    assert gas.implicit_subsidy(300, 150, 20) == pytest.approx(3.0)
    assert gas.implicit_subsidy(150, 300, 20) == pytest.approx(-3.0)


def test_price_of_energy_becomes_a_price_of_volume() -> None:
    assert gas.price_per_1000m3(10, 36.2) == pytest.approx(362)


def test_fewer_metres_where_a_metre_holds_more_energy() -> None:
    assert gas.contract_volume(20, 40, standard_mmbtu_per_1000m3=38) == pytest.approx(19)


@given(amounts, energies, energies)
def test_energy_stays_the_same_in_any_metre(bcm: float, metre: float, standard: float) -> None:
    volume = gas.contract_volume(bcm, metre, standard_mmbtu_per_1000m3=standard)
    assert volume * metre == pytest.approx(bcm * standard)


@given(amounts, amounts, energies, energies)
def test_bill_at_an_energy_price_is_the_same_in_any_metre(
    bcm: float, usd_per_mmbtu: float, metre: float, standard: float
) -> None:
    """What costs nothing shows the whole bill: it depends on the energy, not on the metre."""
    bills = [
        gas.implicit_subsidy(
            gas.price_per_1000m3(usd_per_mmbtu, each),
            0,
            gas.contract_volume(bcm, each, standard_mmbtu_per_1000m3=standard),
        )
        for each in (metre, standard)
    ]
    assert bills[0] == pytest.approx(bills[1])


def test_percent_of_gdp() -> None:
    assert gas.as_percent_of(3, 60) == pytest.approx(5)
    assert gas.as_percent_of(-3, 60) == pytest.approx(-5)


def test_series_are_taken_and_a_gap_stays_a_gap() -> None:
    years = [2015, 2016, 2017]
    benchmark = gas.price_per_1000m3(pd.Series([10.0, None, 5.0], index=years), 36)
    paid = pd.Series([160.0, 130.0, None], index=years)
    volume = gas.contract_volume(pd.Series([18.0, 18, 18], years), 36, standard_mmbtu_per_1000m3=36)
    subsidy = gas.implicit_subsidy(benchmark, paid, volume)
    assert subsidy.index.tolist() == years
    assert subsidy[2015] == pytest.approx((360 - 160) * 18 / 1000)
    assert subsidy[[2016, 2017]].isna().all()
    share = gas.as_percent_of(subsidy, pd.Series([None, 50.0, 50.0], index=years))
    assert share.isna().all()
