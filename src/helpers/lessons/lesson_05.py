"""Lesson 05, the gas market: its explorers and the reference solutions of its exercises."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from helpers import data
from helpers.explorers.deadlines import deadlines_explorer
from helpers.explorers.gas_subsidy import gas_subsidy_explorer
from helpers.teaching.exercises import Reference

EXPLORERS = {
    "subsidy": lambda: gas_subsidy_explorer(
        question="Which second setting, with another benchmark, makes 2011 to 2020 add up to "
        "19.0 billion dollars? And against which benchmark did Belarus overpay in 2019?",
    ),
    "deadlines": lambda: deadlines_explorer(
        "gas", question="How many of the promised steps were done by the promised day?"
    ),
}


@cache
def tables() -> dict[str, Any]:
    """Build what the exercises start from, by its names in the notebook."""
    prices = data.load("gas_prices")
    yearly = prices[prices["yearly"] == "yes"]
    wide = yearly.pivot(index="year", columns="series", values="price_usd_per_1000m3").loc[2005:]
    energy = yearly.pivot(index="year", columns="series", values="price_usd_per_mmbtu").loc[2005:]
    parameters = data.load("model_parameters").set_index("parameter")["value"]
    standard, contract = parameters[
        ["mmbtu_per_1000m3_gross_standard", "mmbtu_per_1000m3_contract"]
    ]
    volumes = data.load("gas_volumes")
    used = volumes[(volumes["country"] == "BLR") & (volumes["series"] == "consumption")]
    wide["volume"] = used.set_index("year")["value_bcm"] * standard / contract
    return {
        "wide": wide,
        "energy": energy,
        "parameters": parameters,
        "standard": standard,
        "contract": contract,
    }


def times_the_price(energy: pd.DataFrame, wide: pd.DataFrame, contract: float) -> Any:
    """Give how many times the Belarusian price TTF was in 2021."""
    ttf = energy.loc[2021, "ttf"] * contract
    answer = ttf / wide.loc[2021, "belarus"]
    return answer


def overpaid(wide: pd.DataFrame, parameters: pd.Series) -> Any:
    """Give what Belarus paid above the Smolensk price in 2019, in billion US dollars."""
    gap = wide.loc[2019, "belarus"] - parameters["price_smolensk_2019"]
    answer = gap * wide.loc[2019, "volume"] / 1000
    return answer


def years_of_small_discount(wide: pd.DataFrame) -> Any:
    """Give the years in which TTF cost less than one and a half times the Belarusian price."""
    ratio = wide["ttf"] / wide["belarus"]
    answer = ratio[ratio < 1.5].index.tolist()
    return answer


def break_even_netback(wide: pd.DataFrame) -> Any:
    """Give the netback cost that makes the subsidy of 2011-2020 zero, USD per 1,000 m3."""
    ten = wide.loc[2011:2020]
    gap = ten["ttf"] - ten["belarus"]
    answer = (gap * ten["volume"]).sum() / ten["volume"].sum()
    return answer


def _wide() -> pd.DataFrame:
    wide: pd.DataFrame = tables()["wide"]
    return wide


def _ttf_with(metre: str) -> float:
    made = tables()
    ttf = made["energy"].loc[2021, "ttf"] * made["parameters"][metre]
    return float(ttf / made["wide"].loc[2021, "belarus"])


def _in_standard_metres(right: float) -> float:
    return float(right * tables()["contract"] / tables()["standard"])


def _over_smolensk(year: int, price: str = "belarus") -> float:
    made = tables()
    gap = made["wide"].loc[year, price] - made["parameters"]["price_smolensk_2019"]
    return float(gap * made["wide"].loc[year, "volume"] / 1000)


def _years(benchmark: str = "ttf", *, dearer: bool = False) -> Any:
    ratio = _wide()[benchmark] / _wide()["belarus"]
    return ratio[ratio >= 1.5 if dearer else ratio < 1.5].index.tolist()


def _gap(years: slice, benchmark: str = "ttf") -> pd.Series:
    wide = _wide().loc[years]
    return wide[benchmark] - wide["belarus"]


def _break_even(years: slice, benchmark: str = "ttf") -> float:
    gap = _gap(years, benchmark)
    volume = _wide()["volume"][gap.dropna().index]
    return float((gap * volume).sum() / volume.sum())


TEN_YEARS = slice(2011, 2020)

EXERCISES = {
    "gas-1": Reference(
        times_the_price,
        given=tables,
        mistakes={
            "not_converted": lambda right: right / tables()["contract"],
            "standard_metre": lambda _: _ttf_with("mmbtu_per_1000m3_gross_standard"),
            "net_heat": lambda _: _ttf_with("mmbtu_per_1000m3_net_ei"),
            "divided": lambda right: right / tables()["contract"] ** 2,
            "upside_down": lambda right: 1 / right,
            "dollars": lambda right: right * _wide().loc[2021, "belarus"],
            "percent": lambda right: right * 100,
        },
    ),
    "gas-2": Reference(
        overpaid,
        given=tables,
        mistakes={
            "millions": lambda right: right * 1000,
            "standard_metre": _in_standard_metres,
            "standard_metre_in_millions": lambda right: _in_standard_metres(right) * 1000,
            "ttf": lambda _: (_gap(slice(2019, 2019)) * _wide()["volume"]).sum() / 1000,
            "ttf_over_smolensk": lambda _: _over_smolensk(2019, "ttf"),
            "whole_bill": lambda _: _wide().loc[2019, ["belarus", "volume"]].prod() / 1000,
            "only_the_gap": lambda _: _over_smolensk(2019) / _wide().loc[2019, "volume"] * 1000,
            "year_2020": lambda _: _over_smolensk(2020),
            "negative": lambda right: -right,
        },
    ),
    "gas-3": Reference(
        years_of_small_discount,
        given=tables,
        mistakes={
            "german_border": lambda _: _years("german_border"),
            "other_side": lambda _: _years(dearer=True),
            "only_below": lambda _: [2020],
            "empty_year": lambda right: [*right, 2025],
            "upside_down": lambda _: _wide()["ttf"].dropna().index.tolist(),
        },
    ),
    "gas-4": Reference(
        break_even_netback,
        given=tables,
        mistakes={
            "plain_mean": lambda _: _gap(TEN_YEARS).mean(),
            "all_years": lambda _: _break_even(slice(2005, 2024)),
            "without_2020": lambda _: _break_even(slice(2011, 2019)),
            "all_volumes": lambda right: (
                right * _wide().loc[TEN_YEARS, "volume"].sum() / _wide()["volume"].sum()
            ),
            "german_border": lambda _: _break_even(TEN_YEARS, "german_border"),
            "nbp": lambda _: _break_even(TEN_YEARS, "nbp"),
            "standard_below": lambda right: right * tables()["standard"] / tables()["contract"],
            "billions": lambda right: right / 1000,
            "the_sum": lambda right: right * _wide().loc[TEN_YEARS, "volume"].sum() / 1000,
            "the_sum_in_millions": lambda right: right * _wide().loc[TEN_YEARS, "volume"].sum(),
            "sum_of_gaps": lambda _: _gap(TEN_YEARS).sum(),
        },
    ),
}
