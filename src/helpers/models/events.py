"""Choosing events from a timeline."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd


def select(
    events: pd.DataFrame,
    *,
    first_year: int,
    last_year: int,
    categories: Collection[str],
    actor: str | None = None,
) -> pd.DataFrame:
    """Choose the events that may fall into a span of years.

    An event that is known to the year or the month only is kept when any day that it can
    mean lies in the span.

    Parameters
    ----------
    events : rows with ``date_start``, ``date_end`` (dates), ``category`` and ``actors``
        (a list separated by ``;``).
    first_year, last_year : the span, both years included.
    categories : the categories to keep.
    actor : a state or body that must be among the actors; ``None`` keeps all.

    Returns
    -------
    The chosen rows in order of time.
    """
    kept = (
        (events["date_end"].dt.year >= first_year)
        & (events["date_start"].dt.year <= last_year)
        & events["category"].isin(list(categories))
    )
    if actor is not None:
        kept &= events["actors"].str.split(";").map(lambda names: actor in names)
    return events[kept].sort_values(["date_start", "date_end"], kind="stable")


def actors(events: pd.DataFrame, *, at_least: int = 1) -> list[str]:
    """Name the actors of a timeline, the most frequent first.

    Parameters
    ----------
    events : rows with ``actors``, a list separated by ``;``.
    at_least : the smallest number of events that an actor must take part in.
    """
    counts = events["actors"].str.split(";").explode().value_counts()
    often = counts[counts >= at_least]
    return sorted(often.index, key=lambda name: (-often[name], name))
