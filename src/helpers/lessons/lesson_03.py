"""Lesson 03, agriculture and industry: its explorer and the solutions of its exercises."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from helpers import data
from helpers.explorers.dependence import dependence_explorer
from helpers.teaching.exercises import Reference

EXPLORERS = {
    "dependence": lambda: dependence_explorer(
        question="Take the list of 2023 and give Russia 60 percent of exports. How high is the "
        "index? What part of the lost sales must others buy, so that losing Russia costs no more "
        "than losing China without a new buyer? And why can the other partners not keep the "
        "shares that the list prints?",
    ),
}

FACTBOOK = "CIA World Factbook"


@cache
def tables() -> dict[str, Any]:
    """Build what the exercises start from, by its names in the notebook."""
    asymmetry = data.load("trade_asymmetry")
    pairs = asymmetry[asymmetry["reporter"] == FACTBOOK]

    indicators = data.load("country_indicators")
    belarus = indicators[indicators["country"] == "BLR"]
    totals = belarus.pivot(index="year", columns="indicator", values="value")
    names = {"gdp_current_usd_imf": "gdp", "merchandise_trade_pct_gdp": "ratio"}
    totals = totals.rename(columns=names)[["gdp", "ratio"]]
    counts = data.load("russia_share")
    rebuilt = counts.merge(totals, on="year", how="left", validate="many_to_one")
    all_goods = rebuilt["gdp"] / 1e9 * rebuilt["ratio"] / 100
    rebuilt["share_pct"] = 100 * rebuilt["trade_usd_bn"] / all_goods

    return {"pairs": pairs, "rebuilt": rebuilt, "index": concentration("exports")}


@cache  # every check asks for it, for each of the typical mistakes
def concentration(flow: str) -> pd.Series:
    """Give the index of the Factbook's lists by year, from 0 to 1."""
    partners = data.load("trade_by_partner")
    of_flow = (partners["flow"] == flow) & (partners["unit"] == f"percent of {flow}")
    factbook = partners[of_flow & (partners["reporter"] == FACTBOOK)]
    squares = (factbook["value"] / 100) ** 2
    return squares.groupby(factbook["year"]).sum()


def rise_in_points(rebuilt: pd.DataFrame) -> Any:
    """Give the rise of the rebuilt share from 2017 to 2023, in percentage points."""
    before = rebuilt.loc[rebuilt["year"] == 2017, "share_pct"].item()
    kremlin = rebuilt["counted_by"] == "Kremlin briefing note"
    answer = rebuilt.loc[kremlin, "share_pct"].item() - before
    return answer


def ratio_by_year(pairs: pd.DataFrame) -> Any:
    """Give Russia's share in Belarusian exports over that of Belarus in Russian exports."""
    russia = pairs[pairs["share_of"] == "Russia in Belarusian exports"]
    belarus = pairs[pairs["share_of"] == "Belarus in Russian exports"]
    joined = russia.merge(belarus, on="year", suffixes=("_russia", "_belarus")).set_index("year")
    answer = joined["value_pct_russia"] / joined["value_pct_belarus"]
    return answer


def share_that_equals_2019(index: pd.Series) -> Any:
    """Give the share of Russia, in percent, that lifts the index of 2023 to that of 2019."""
    shares = pd.Series(range(10_001)) / 10_000
    with_russia = shares**2 + (1 - shares) ** 2 * index[2023]
    answer = 100 * shares[with_russia >= index[2019]].min()
    return answer


def _share(year: int, who: str | None = None) -> float:
    rows: pd.DataFrame = tables()["rebuilt"]
    rows = rows[rows["year"] == year]
    rows = rows if who is None else rows[rows["counted_by"] == who]
    return float(rows["share_pct"].item())


def _mean(year: int) -> float:
    rows: pd.DataFrame = tables()["rebuilt"]
    return float(rows.loc[rows["year"] == year, "share_pct"].mean())


def _official(year: int) -> float:
    rows: pd.DataFrame = tables()["rebuilt"]
    return float(rows.loc[rows["year"] == year, "official_share_pct"].iloc[0])


KREMLIN = "Kremlin briefing note"


def _trade(year: int, who: str) -> float:
    rows = tables()["rebuilt"].set_index(["year", "counted_by"])["trade_usd_bn"]
    return float(rows[year, who])


def _shares() -> pd.DataFrame:
    pairs: pd.DataFrame = tables()["pairs"]
    return pairs.pivot(index="year", columns="share_of", values="value_pct")


def _ratio(above: str, below: str) -> pd.Series:
    wide = _shares()
    return (wide[above] / wide[below]).dropna()


def _by_position() -> list[float]:
    pairs: pd.DataFrame = tables()["pairs"]
    of_russia = pairs.loc[pairs["share_of"] == "Russia in Belarusian exports", "value_pct"]
    of_belarus = pairs.loc[pairs["share_of"] == "Belarus in Russian exports", "value_pct"]
    return [above / below for above, below in zip(of_russia, of_belarus, strict=False)]


def _by_label() -> pd.Series:
    """Divide the chosen columns as they stand: pandas then looks for equal row labels."""
    pairs: pd.DataFrame = tables()["pairs"]
    of_russia = pairs.loc[pairs["share_of"] == "Russia in Belarusian exports", "value_pct"]
    of_belarus = pairs.loc[pairs["share_of"] == "Belarus in Russian exports", "value_pct"]
    return of_russia / of_belarus


def _with_ministry(right: pd.Series) -> pd.Series:
    """Add 2021, with the share of the ministry over the only share that the Factbook has."""
    rows = data.load("trade_asymmetry")
    rows = rows[rows["year"] == 2021].set_index("share_of")["value_pct"]
    value = rows["Russia in Belarusian exports"] / rows["Belarus in Russian imports"]
    return pd.concat([right, pd.Series({2021: value})])


def _solve(target: float, without: float, others: int = 2, own: int = 2) -> float:
    """Find the share in percent that lifts the index to a target, with powers to get wrong."""
    shares = pd.Series(range(10_001)) / 10_000
    enough = shares**own + (1 - shares) ** others * without >= target
    return float(100 * shares[enough].min())


def _index(year: int, flow: str = "exports") -> float:
    return float(concentration(flow)[year])


EXERCISES = {
    "market-1": Reference(
        rise_in_points,
        given=tables,
        mistakes={
            "percent": lambda right: 100 * right / _share(2017),
            "times": lambda _: _share(2023, KREMLIN) / _share(2017),
            "official": lambda _: _share(2023, KREMLIN) - _official(2017),
            "prime_minister": lambda _: _share(2023, "Prime Minister of Russia") - _share(2017),
            "scaled": lambda _: _share(2023, "Belarusian official data") - _share(2017),
            "services": lambda _: _share(2023, "Belarusian side") - _share(2017),
            "from_2021": lambda _: _share(2023, KREMLIN) - _share(2021, "President of Russia"),
            "from_official_2021": lambda _: _share(2023, KREMLIN) - _official(2021),
            "fraction_of_earlier": lambda right: right / _share(2017),
            "percent_of_later": lambda right: 100 * right / _share(2023, KREMLIN),
            "from_2021_belstat": lambda _: (
                _share(2023, KREMLIN) - _share(2021, "Belstat, quoted by Sputnik")
            ),
            "to_2024": lambda _: _share(2024) - _share(2017),
            "growth_of_trade": lambda _: (
                100 * (_trade(2023, KREMLIN) / _trade(2017, "Belstat") - 1)
            ),
            "mean_of_counts": lambda _: _mean(2023) - _share(2017),
            "billions": lambda _: _trade(2023, KREMLIN) - _trade(2017, "Belstat"),
        },
    ),
    "market-2": Reference(
        ratio_by_year,
        given=tables,
        mistakes={
            "upside_down": lambda right: 1 / right,
            "imports": lambda _: _ratio(
                "Russia in Belarusian imports", "Belarus in Russian imports"
            ),
            "same_flow": lambda _: _ratio(
                "Russia in Belarusian exports", "Belarus in Russian imports"
            ),
            "by_position": lambda _: _by_position(),
            "by_label": lambda _: _by_label(),
            "empty_years": lambda _: (
                _shares()["Russia in Belarusian exports"] / _shares()["Belarus in Russian exports"]
            ),
            "left_join": lambda right: pd.concat([pd.Series({2014: float("nan")}), right]),
            "without_labels": lambda _: [*_by_position(), float("nan")],
            "imports_over_exports": lambda _: _ratio(
                "Russia in Belarusian imports", "Belarus in Russian exports"
            ),
            "difference": lambda _: (
                _shares()["Russia in Belarusian exports"] - _shares()["Belarus in Russian exports"]
            ).dropna(),
            "ministry": _with_ministry,
        },
    ),
    "market-3": Reference(
        share_that_equals_2019,
        given=tables,
        mistakes={
            "others_not_shrunk": lambda _: _solve(_index(2019), _index(2023), others=0),
            "shrunk_once": lambda _: _solve(_index(2019), _index(2023), others=1),
            "not_squared": lambda _: _solve(_index(2019), _index(2023), own=1),
            "others_left_out": lambda _: _solve(_index(2019), 0),
            "list_2022": lambda _: _solve(_index(2019), _index(2022)),
            "target_2017": lambda _: _solve(_index(2017), _index(2023)),
            "percent_in_formula": lambda _: next(
                r for r in range(101) if r**2 + (1 - r) ** 2 * _index(2023) >= _index(2019)
            ),
            "coarse": lambda _: (
                100
                * next(
                    r / 100
                    for r in range(101)
                    if (r / 100) ** 2 + (1 - r / 100) ** 2 * _index(2023) >= _index(2019)
                )
            ),
            "difference": lambda _: 100 * (_index(2019) - _index(2023)),
            "target_2015": lambda _: _solve(_index(2015), _index(2023)),
            "imports": lambda _: _solve(_index(2019, "imports"), _index(2023, "imports")),
            "as_printed_in_2019": lambda _: float(
                _shares().loc[2019, "Russia in Belarusian exports"]
            ),
        },
    ),
}
