"""Lesson 01, background: its explorer and the reference solutions of its exercises."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from helpers import data
from helpers.explorers.timeline import timeline_explorer
from helpers.teaching.exercises import Reference

LAST_DAY = "2021-11-04"

EXPLORERS = {
    "timeline": lambda: timeline_explorer(
        LAST_DAY,
        question="Is there an event of the category energy after 2010? Who are the actors of 2020?",
    )
}


@cache
def tables() -> dict[str, Any]:
    """Build the tables of the notebook that the exercises start from, by their names there."""
    timeline = data.load("timeline")
    budget = data.load("union_budget").set_index("year")
    budget["paid_in"] = (
        budget["russia_contribution_mln_rub"] + budget["belarus_contribution_mln_rub"]
    )
    indicators = data.load("country_indicators")
    is_russian = (indicators["country"] == "RUS") & (indicators["indicator"] == "inflation_cpi")
    price_level = (1 + indicators[is_russian].set_index("year")["value"] / 100).cumprod()
    votes = data.load("un_votes")
    of_belarus = votes[votes["country_a"] == "BLR"].copy()
    names = {"RUS": "Russia", "UKR": "Ukraine", "POL": "Poland"}
    of_belarus["partner"] = of_belarus["country_b"].map(names)
    return {
        "timeline": timeline,
        "before": timeline[timeline["date_start"] <= LAST_DAY],
        "budget": budget,
        "price_level": price_level / price_level[2009],
        "of_belarus": of_belarus,
    }


def exact_dates(before: pd.DataFrame) -> Any:
    """Give the events known to the day, in percent of the events before the signing."""
    answer = (before["date_precision"] == "day").mean() * 100
    return answer


def in_roubles_of_2024(budget: pd.DataFrame, price_level: pd.Series) -> Any:
    """Give the contributions of 2009 in million roubles of 2024."""
    answer = budget.loc[2009, "paid_in"] * price_level[2024]
    return answer


def further_from_poland(of_belarus: pd.DataFrame) -> Any:
    """Give by how many points the mean share of votes with Poland fell after 2013."""
    with_poland = of_belarus[of_belarus["partner"] == "Poland"]
    poland = with_poland.set_index("year")["share_identical"]
    answer = (poland.loc[2004:2013].mean() - poland.loc[2014:2019].mean()) * 100
    return answer


def _known_to_the_day(name: str) -> pd.Series:
    return tables()[name]["date_precision"] == "day"


def _paid(year: int) -> float:
    return float(tables()["budget"].loc[year, "paid_in"])


def _level(year: int) -> float:
    return float(tables()["price_level"][year])


def _fall(partner: str = "Poland", first: slice = slice(2004, 2013)) -> float:
    votes = tables()["of_belarus"]
    share = votes[votes["partner"] == partner].set_index("year")["share_identical"]
    return float((share.loc[first].mean() - share.loc[2014:2019].mean()) * 100)


def _fall_between(first: int, last: int) -> float:
    votes = tables()["of_belarus"]
    share = votes[votes["partner"] == "Poland"].set_index("year")["share_identical"]
    return float((share[first] - share[last]) * 100)


def _before_the_day() -> pd.Series:
    events = tables()["timeline"]
    return events[events["date_start"] < LAST_DAY]["date_precision"] == "day"


def _russian_part(year: int) -> float:
    row = tables()["budget"].loc[year]
    return float(row["russia_contribution_mln_rub"] / row["paid_in"])


def _relative(points: float) -> float:
    votes = tables()["of_belarus"]
    share = votes[votes["partner"] == "Poland"].set_index("year")["share_identical"]
    return float(points / share.loc[2004:2013].mean())


EXERCISES = {
    "background-1": Reference(
        exact_dates,
        given=tables,
        mistakes={
            "share": lambda right: right / 100,
            "number": lambda _: _known_to_the_day("before").sum(),
            "whole_table": lambda _: _known_to_the_day("timeline").mean() * 100,
            "the_rest": lambda right: 100 - right,
            "without_the_day": lambda _: _before_the_day().mean() * 100,
        },
    ),
    "background-2": Reference(
        in_roubles_of_2024,
        given=tables,
        mistakes={
            "nominal": lambda _: _paid(2009),
            "divided": lambda _: _paid(2009) / _level(2024),
            "other_year": lambda _: _paid(2009) * _level(2018),
            "paid_in_2024": lambda _: _paid(2024),
            "russia_alone": lambda right: right * _russian_part(2009),
            "real_2024": lambda _: _paid(2024) / _level(2024),
        },
    ),
    "background-3": Reference(
        further_from_poland,
        given=tables,
        mistakes={
            "share": lambda right: right / 100,
            "negative": lambda right: -right,
            "russia": lambda _: _fall("Russia"),
            "relative": _relative,
            "all_years": lambda _: _fall(first=slice(None, 2013)),
            "twice_2014": lambda _: _fall(first=slice(2004, 2014)),
            "ukraine": lambda _: _fall("Ukraine"),
            "two_years": lambda _: _fall_between(2004, 2019),
        },
    ),
}
