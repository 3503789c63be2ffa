"""Lesson 00, start here: its explorers and the reference solution of its exercise."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from helpers import data
from helpers.explorers.claims import claims_explorer
from helpers.explorers.places import places_explorer
from helpers.teaching.exercises import Reference

EXPLORERS = {
    "claims": lambda: claims_explorer(
        question="In which tracks does the paper sound certain of the future?"
    ),
    "map": lambda: places_explorer(
        question="Which kinds of places lie close to the border with Poland?"
    ),
}


@cache
def tables() -> dict[str, Any]:
    """Build the tables of the notebook that the exercises start from, by their names there."""
    all_claims = data.load("claims")
    return {"all_claims": all_claims, "paper": all_claims[all_claims["origin"] == "paper"]}


def likely_on_migration(paper: pd.DataFrame) -> int:
    """Count the paper's forecasts on migration that sound likely."""
    on_migration = paper["track"] == "migration"
    is_forecast = paper["kind"] == "forecast"
    is_likely = paper["strength"] == "likely"
    answer = len(paper[on_migration & is_forecast & is_likely])
    return answer


def _rows(table: str = "paper", **conditions: str) -> pd.DataFrame:
    rows: pd.DataFrame = tables()[table]
    for column, value in conditions.items():
        rows = rows[rows[column] == value]
    return rows


FORECAST, LIKELY = {"kind": "forecast"}, {"strength": "likely"}
ON_MIGRATION = {"track": "migration"}

EXERCISES = {
    "start-1": Reference(
        likely_on_migration,
        given=tables,
        mistakes={
            "rows": lambda _: _rows(**ON_MIGRATION, **FORECAST, **LIKELY),
            "any_strength": lambda _: len(_rows(**ON_MIGRATION, **FORECAST)),
            "possible": lambda _: len(_rows(**ON_MIGRATION, **FORECAST, strength="possible")),
            "all_tracks": lambda _: len(_rows(**FORECAST, **LIKELY)),
            "all_claims": lambda _: len(_rows("all_claims", **ON_MIGRATION, **FORECAST, **LIKELY)),
        },
    ),
}
