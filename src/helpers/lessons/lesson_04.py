"""Lesson 04, fiscal policy, taxes and customs: its explorer and the reference solutions."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from helpers import data
from helpers.explorers.tax_harmonisation import tax_harmonisation_explorer
from helpers.teaching.exercises import Reference

EXPLORERS = {
    "harmonisation": lambda: tax_harmonisation_explorer(
        question="Belarus alone goes from 20 to 22 percent, and e stays at 0.5. From which c on "
        "does it lose revenue? And at c = 8: what does a cut by 2 points bring it, and what does a "
        "floor of 20 percent do to this plan?",
    ),
}

# The years of the first chart, and the numbers of the tasks.
CHARTED = slice(2015, 2021)
NET, EXCISE = 5, 3  # roubles
PAYMENT = 50  # billion roubles
INTEREST, DISCOUNT, YEARS = 0.12, 0.15, 6


@cache
def tables() -> dict[str, Any]:
    """Build what the exercises start from, by its names in the notebook."""
    documented = _documented()
    policy = data.load("policy_rates")
    indicators = data.load("country_indicators")
    return {
        "documented": documented,
        "assumed": documented.reindex(range(2015, 2027)).ffill().bfill(),
        "money": policy.pivot(index="month", columns="country", values="value_pct"),
        "inflation": _inflation(indicators, 2021),
    }


def _documented(*, counts_last_year: bool = True) -> pd.DataFrame:
    """Give the standard rates by year, tax and country where a source gives them."""
    rates = data.load("tax_rates")
    rows = rates[(rates["band"] == "standard") & rates["tax"].isin(["VAT", "corporate profit tax"])]
    rows = rows.dropna(subset="observed_year")
    seen = rows["observed_year"].astype(float)
    first = rows["valid_from_start"].dt.year.fillna(seen)
    last = rows["valid_to_start"].dt.year.fillna(seen) + (1 if counts_last_year else 0)
    years = [list(range(int(a), int(b))) for a, b in zip(first, last, strict=True)]
    long = rows.assign(year=years).explode("year").dropna(subset="year").astype({"year": int})
    wide = long.pivot(index="year", columns=["tax", "country"], values="rate_pct")
    return wide.sort_index(axis=1)


def _inflation(indicators: pd.DataFrame, year: int) -> pd.Series:
    prices = indicators[(indicators["indicator"] == "inflation_cpi") & (indicators["year"] == year)]
    return prices.set_index("country")["value"].loc[["BLR", "RUS"]]


def documented_values(documented: pd.DataFrame) -> Any:
    """Count the rates of 2015 to 2021 that a source gives."""
    answer = documented.loc[2015:2021].notna().sum().sum()
    return answer


def real_gap(money: pd.DataFrame, inflation: pd.Series) -> Any:
    """Give by how many points the real policy rate of Russia was above that of Belarus."""
    real = money.loc["2021-12"] - inflation
    answer = real["RUS"] - real["BLR"]
    return answer


def tax_in_the_price(assumed: pd.DataFrame) -> Any:
    """Give excise and VAT in percent of the shop price."""
    vat = assumed.loc[2021, ("VAT", "BLR")] / 100
    price = (5 + 3) * (1 + vat)
    answer = (price - 5) / price * 100
    return answer


def loss_by_waiting() -> Any:
    """Give by how many percent the value falls when the payment is put off."""
    years = 2028 - 2022
    left = (1 + 0.12) ** years / (1 + 0.15) ** years
    answer = (1 - left) * 100
    return answer


def _real(month: str = "2021-12", year: int = 2021, *, sign: int = -1) -> float:
    money = tables()["money"].loc[month]
    real = money + sign * _inflation(data.load("country_indicators"), year)
    return float(real["RUS"] - real["BLR"])


def _policy(country: str) -> float:
    return float(tables()["money"].loc["2021-12", country])


def _prices(country: str) -> float:
    return float(tables()["inflation"][country])


def _exact(country: str) -> float:
    return ((1 + _policy(country) / 100) / (1 + _prices(country) / 100) - 1) * 100


def _vat(country: str = "BLR") -> float:
    return float(tables()["assumed"].loc[2021, ("VAT", country)]) / 100


def _price(vat: float) -> float:
    return (NET + EXCISE) * (1 + vat)


def _left(years: int = YEARS) -> float:
    return ((1 + INTEREST) / (1 + DISCOUNT)) ** years


def _percent(share: float) -> float:
    return share * 100


EXERCISES = {
    "fiscal-1": Reference(
        documented_values,
        given=tables,
        mistakes={
            "gaps": lambda _: tables()["documented"].loc[CHARTED].isna().sum().sum(),
            "without_2021": lambda _: tables()["documented"].loc[2015:2020].notna().sum().sum(),
            "last_year_of_a_rate": lambda _: (
                _documented(counts_last_year=False).loc[CHARTED].notna().sum().sum()
            ),
            "from_the_beginning": lambda _: tables()["documented"].loc[:2021].notna().sum().sum(),
            "all_years": lambda _: tables()["documented"].notna().sum().sum(),
            "assumed": lambda _: tables()["assumed"].loc[CHARTED].notna().sum().sum(),
            "percent": lambda right: _percent(right / tables()["documented"].loc[CHARTED].size),
            "share": lambda right: right / tables()["documented"].loc[CHARTED].size,
            "by_column": lambda _: tables()["documented"].loc[CHARTED].notna().sum(),
            "rows": lambda _: len(tables()["documented"].loc[CHARTED]),
        },
    ),
    "fiscal-2": Reference(
        real_gap,
        given=tables,
        mistakes={
            "nominal": lambda _: _policy("RUS") - _policy("BLR"),
            "nominal_turned": lambda _: _policy("BLR") - _policy("RUS"),
            "belarus_minus_russia": lambda right: -right,
            "inflation_only": lambda _: _prices("BLR") - _prices("RUS"),
            "inflation_turned": lambda _: _prices("RUS") - _prices("BLR"),
            "quotient": lambda _: _policy("RUS") / _prices("RUS") - _policy("BLR") / _prices("BLR"),
            "added": lambda _: _real(sign=1),
            "month_before": lambda _: _real(month="2020-12"),
            "prices_before": lambda _: _real(year=2020),
            "divided": lambda _: _exact("RUS") - _exact("BLR"),
            "russia": lambda _: _policy("RUS") - _prices("RUS"),
            "belarus": lambda _: _policy("BLR") - _prices("BLR"),
            "relative": lambda _: _percent(_policy("BLR") / _policy("RUS") - 1),
        },
    ),
    "fiscal-3": Reference(
        tax_in_the_price,
        given=tables,
        mistakes={
            "vat_on_net": lambda _: _percent(1 - NET / (NET * (1 + _vat()) + EXCISE)),
            "of_net": lambda _: _percent(_price(_vat()) / NET - 1),
            "of_price_before_vat": lambda _: _percent((_price(_vat()) - NET) / (NET + EXCISE)),
            "vat_only": lambda _: _percent(1 - (NET + EXCISE) / _price(_vat())),
            "excise_only": lambda _: _percent(EXCISE / _price(_vat())),
            "without_vat_on_excise": lambda _: _percent((EXCISE + NET * _vat()) / _price(_vat())),
            "vat_of_price": lambda _: _percent(1 - NET * (1 - _vat()) / (NET + EXCISE)),
            "excise_before_vat": lambda _: _percent(EXCISE / (NET + EXCISE)),
            "price": lambda _: _price(_vat()),
            "roubles": lambda _: _price(_vat()) - NET,
            "net_share": lambda right: 100 - right,
            "vat_in_percent": lambda _: _percent(1 - NET / _price(_vat() * 100)),
            "poland": lambda _: _percent(1 - NET / _price(_vat("POL"))),
        },
    ),
    "fiscal-4": Reference(
        loss_by_waiting,
        mistakes={
            "wrong_way": lambda _: _percent(1 / _left() - 1),
            "left": lambda _: _percent(_left()),
            "left_as_share": lambda _: _left(),
            "billions_without_interest": lambda _: PAYMENT * (1 - (1 + DISCOUNT) ** -YEARS),
            "no_interest": lambda _: _percent(1 - (1 + DISCOUNT) ** -YEARS),
            "only_interest": lambda _: _percent(1 - (1 + INTEREST) ** -YEARS),
            "five_years": lambda _: _percent(1 - _left(YEARS - 1)),
            "seven_years": lambda _: _percent(1 - _left(YEARS + 1)),
            "subtracted": lambda _: _percent(1 - (1 + DISCOUNT - INTEREST) ** -YEARS),
            "simple": lambda _: _percent(1 - (1 + INTEREST * YEARS) / (1 + DISCOUNT * YEARS)),
            "grown": lambda _: PAYMENT * (1 + INTEREST) ** YEARS,
            "growth": lambda _: _percent((1 + INTEREST) ** YEARS - 1),
            "simple_growth": lambda _: _percent(
                1 - (1 + INTEREST * YEARS) / (1 + DISCOUNT) ** YEARS
            ),
            "of_value": lambda _: _percent(1 - 1 / _left()),
            "points": lambda _: _percent((DISCOUNT - INTEREST) * YEARS),
            "one_year": lambda _: _percent(1 - _left(1)),
            "billions": lambda _: (1 - _left()) * PAYMENT,
            "value": lambda _: _left() * PAYMENT,
        },
    ),
}
