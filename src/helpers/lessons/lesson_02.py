"""Lesson 02, the 28 programmes: its explorers and the reference solutions of its exercises."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd

from helpers import data
from helpers.explorers.bunching import bunching_explorer
from helpers.explorers.progress_reports import pace_explorer
from helpers.teaching.exercises import Reference

EXPLORERS = {
    "pace": lambda: pace_explorer(
        question="Which two reports make the line for 2024-2026 end highest on the last day, and "
        "which two lowest? And where did a line through the reports of 9 January and 31 October "
        "2023 end for the first package?"
    ),
    "bunching": lambda: bunching_explorer(
        question="With 35 independent measures in each programme, at which share of measures "
        "would 13 of the 28 programmes be finished? And which reported pair looks least bunched?"
    ),
}

DAYS_IN_A_MONTH = 30.44


@cache
def tables() -> dict[str, Any]:
    """Build what the exercises start from, by its names in the notebook."""
    programmes, reports = data.load("programmes"), data.load("implementation_reports")
    first = reports[reports["package"] == "2021-2023"]
    day = first.loc[first["percent"] == 100, "date_start"].min()
    later = programmes[(programmes["track"] == "other") & (programmes["status_as_of_start"] > day)]
    only_claimed = later["reported_status"].str.startswith("only in the claim")
    later = later[~only_claimed & (later["row_id"] != "R24")]
    later = later.assign(act=pd.to_datetime(later["signed"].str.extract(r"(\d{4}-\d\d-\d\d)")[0]))
    return {
        "reports": reports,
        "day": day,
        "packages": data.load("packages").set_index("package"),
        "later": later,
        "measures": _coded_twice(),
    }


KEYWORDS = {
    "industry|food|veterinary": "agriculture and industry",
    "gas|oil|nuclear": "energy",
    "bank|insurer|currency": "finance and payments",
    "monetary|statistics": "macroeconomic and monetary policy",
    "goods|firms|unemployed": "market rules, labour and other",
    "tax|VAT|customs": "taxes and customs",
    "data system|transport|calls": "transport and communications",
}


def _coded_twice() -> pd.DataFrame:
    """Give the measures with the reference code and that of the first keyword that is found."""
    measures = data.load("measures_to_code")
    for pattern in reversed(KEYWORDS):
        found = measures["measure"].str.contains(pattern)
        measures.loc[found, "second_coder"] = KEYWORDS[pattern]
    return measures


def points_between(reports: pd.DataFrame) -> Any:
    """Give by how many percentage points measures were ahead of programmes, November 2023."""
    chosen = (reports["date"] == "2023-11") & (reports["reporter"] == "Maxim Reshetnikov")
    november = reports[chosen].set_index("counted")["percent"]
    answer = november["measures"] - november["programmes"]
    return answer


def dates_of_falls(reports: pd.DataFrame) -> Any:
    """Give the dates on which a lower share of measures was reported than the time before."""
    of_measures = (reports["package"] == "2021-2023") & (reports["counted"] == "measures")
    one = reports[of_measures & (reports["date_precision"] == "day")].dropna(subset="percent")
    one = one.sort_values("date_start")
    answer = one.loc[one["percent"].diff() < 0, "date"].tolist()
    return answer


def slip_of_the_decree(later: pd.DataFrame, packages: pd.DataFrame) -> Any:
    """Give the slip of the decree on consumer protection, in months of 30.44 days."""
    came = later.set_index("row_id").loc["R21", "act"]
    slip = came - packages.loc["2021-2023", "end_start"]
    answer = slip.days / 30.44
    return answer


def kappa_of_two_coders(measures: pd.DataFrame) -> Any:
    """Give Cohen's kappa of the two coders."""
    first, second = measures["first_coder"], measures["second_coder"]
    agreed = (first == second).mean()
    shares = first.value_counts(normalize=True) * second.value_counts(normalize=True)
    by_chance = shares.sum()
    answer = (agreed - by_chance) / (1 - by_chance)
    return answer


def _share(counted: str, date: str) -> float:
    """Give the reported share of one unit on one date, in percent."""
    rows = tables()["reports"].set_index(["counted", "date"])["percent"]
    return float(rows[counted, date])


def _falls(keep: Callable[[pd.DataFrame], pd.Series], *, before: bool = False) -> list[str]:
    """Give the dates of falls among the rows that a condition keeps."""
    rows = tables()["reports"]
    rows = rows[keep(rows)].dropna(subset="percent").sort_values("date_start", kind="stable")
    change = rows["percent"].diff(-1) > 0 if before else rows["percent"].diff() < 0
    return list(rows.loc[change, "date"])


def _first(rows: pd.DataFrame) -> pd.Series:
    return rows["package"] == "2021-2023"


def _by_day(rows: pd.DataFrame) -> pd.Series:
    return rows["date_precision"] == "day"


def _counted(*units: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda rows: _first(rows) & _by_day(rows) & rows["counted"].isin(units)


def _months_to_the_decree(since: pd.Timestamp) -> float:
    came = tables()["later"].set_index("row_id").loc["R21", "act"]
    return float((came - since).days / DAYS_IN_A_MONTH)


def _package_day(package: str, column: str) -> pd.Timestamp:
    day: pd.Timestamp = tables()["packages"].loc[package, column]
    return day


def _last_report(row: str) -> float:
    seen = tables()["later"].set_index("row_id").loc[row, "status_as_of_start"]
    return float((seen - _package_day("2021-2023", "end_start")).days / DAYS_IN_A_MONTH)


def _agreed() -> float:
    made = tables()["measures"]
    return float((made["first_coder"] == made["second_coder"]).mean())


def _by_chance() -> float:
    made = tables()["measures"]
    shares = [made[who].value_counts(normalize=True) for who in ("first_coder", "second_coder")]
    return float((shares[0] * shares[1]).sum())


def _one_coder_twice() -> float:
    shares = tables()["measures"]["first_coder"].value_counts(normalize=True)
    return float((shares**2).sum())


def _kappa(by_chance: float) -> float:
    return (_agreed() - by_chance) / (1 - by_chance)


EXERCISES = {
    "package-1": Reference(
        points_between,
        given=tables,
        mistakes={
            "in_percent": lambda right: 100 * right / _share("programmes", "2023-11"),
            "part_of_measures": lambda right: 100 * right / _share("measures", "2023-11"),
            "ratio": lambda _: _share("measures", "2023-11") / _share("programmes", "2023-11"),
            "programmes_as_percent": lambda _: _share("measures", "2023-11") - 13,
            "open_programmes": lambda _: 100 - _share("programmes", "2023-11"),
            "january": lambda _: (
                _share("measures", "2023-01-09") - _share("programmes", "2023-01-09")
            ),
            "unnamed": lambda _: _share("measures", "2023-12") - _share("programmes", "2023-12"),
            "mixed_reporters": lambda _: (
                _share("measures", "2023-10-31") - _share("programmes", "2023-11")
            ),
            "mixed_sides": lambda _: (
                _share("measures", "2023-12") - _share("programmes", "2023-11")
            ),
        },
    ),
    "package-2": Reference(
        dates_of_falls,
        given=tables,
        mistakes={
            "every_unit": lambda _: _falls(lambda rows: _first(rows) & _by_day(rows)),
            "unstated_unit": lambda _: _falls(_counted("measures", "not stated")),
            "contains": lambda _: _falls(_counted("measures", "measures of the energy programmes")),
            "with_months": lambda _: _falls(
                lambda rows: _first(rows) & (rows["counted"] == "measures")
            ),
            "both_packages": lambda _: _falls(
                lambda rows: _by_day(rows) & (rows["counted"] == "measures")
            ),
            "before_the_fall": lambda _: _falls(_counted("measures"), before=True),
            "programmes": lambda _: [],
            "half": lambda right: right[:1],
            "reporters": lambda right: (
                tables()["reports"]
                .loc[
                    tables()["reports"]["date"].isin(right)
                    & (tables()["reports"]["counted"] == "measures"),
                    "reporter",
                ]
                .tolist()
            ),
        },
    ),
    "package-3": Reference(
        slip_of_the_decree,
        given=tables,
        mistakes={
            "days": lambda right: right * DAYS_IN_A_MONTH,
            "weeks": lambda right: right * DAYS_IN_A_MONTH / 7,
            "years": lambda right: right * DAYS_IN_A_MONTH / 365.25,
            "thirty": lambda right: right * DAYS_IN_A_MONTH / 30,
            "calendar": lambda _: 12,
            "from_the_claim": lambda _: _months_to_the_decree(tables()["day"]),
            "from_the_second": lambda _: _months_to_the_decree(
                _package_day("2024-2026", "start_start")
            ),
            "from_the_start": lambda _: _months_to_the_decree(
                _package_day("2021-2023", "start_start")
            ),
            "other_row": lambda _: _last_report("R19"),
            "other_report": lambda _: _last_report("R20"),
            "last_report": lambda _: _last_report("R22"),
        },
    ),
    "package-4": Reference(
        kappa_of_two_coders,
        given=tables,
        mistakes={
            "agreement": lambda _: _agreed(),
            "agreed_count": lambda _: _agreed() * len(tables()["measures"]),
            "agreement_percent": lambda _: 100 * _agreed(),
            "chance": lambda _: _by_chance(),
            "not_divided": lambda _: _agreed() - _by_chance(),
            "divided_by_agreement": lambda _: (_agreed() - _by_chance()) / _agreed(),
            "counts": lambda _: _kappa(_by_chance() * len(tables()["measures"]) ** 2),
            "two_areas": lambda _: _kappa(1 / 2),
            "equal_areas": lambda _: _kappa(1 / len(KEYWORDS)),
            "one_coder": lambda _: _kappa(_one_coder_twice()),
            "no_brackets": lambda _: _agreed() - _by_chance() / (1 - _by_chance()),
            "no_brackets_below": lambda _: _agreed() - 2 * _by_chance(),
            "disagreement": lambda _: 1 - _agreed(),
        },
    ),
}
