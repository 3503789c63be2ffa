import pandas as pd

from helpers import data
from helpers.models import events

EVENTS = pd.DataFrame(
    {
        "event": ["year", "day", "later"],
        "date_start": pd.to_datetime(["2001-01-01", "2000-06-01", "2005-01-01"]),
        "date_end": pd.to_datetime(["2001-12-31", "2000-06-01", "2005-01-31"]),
        "category": ["economy", "treaty", "treaty"],
        "actors": ["Belarus;Russia", "Belarus", "Russian Federation"],
    }
)


def chosen(**changes: object) -> list[str]:
    given = {"first_year": 1990, "last_year": 2020, "categories": ["economy", "treaty"]}
    return events.select(EVENTS, **(given | changes))["event"].tolist()  # type: ignore[arg-type]


def test_events_come_in_order_of_time() -> None:
    assert chosen() == ["day", "year", "later"]


def test_both_years_of_the_span_are_included() -> None:
    assert chosen(first_year=2001, last_year=2005) == ["year", "later"]
    assert chosen(first_year=2002, last_year=2004) == []


def test_categories_are_kept_by_name() -> None:
    assert chosen(categories=["treaty"]) == ["day", "later"]
    assert chosen(categories=[]) == []


def test_an_actor_is_a_whole_name() -> None:
    assert chosen(actor="Russia") == ["year"]
    assert chosen(actor="Belarus") == ["day", "year"]


def test_actors_are_listed_by_how_often_they_act() -> None:
    assert events.actors(EVENTS) == ["Belarus", "Russia", "Russian Federation"]
    assert events.actors(EVENTS, at_least=2) == ["Belarus"]


def test_on_the_real_timeline_everybody_takes_part_in_what_is_listed() -> None:
    timeline = data.load("timeline")
    for actor in events.actors(timeline, at_least=2):
        kept = events.select(
            timeline,
            first_year=1990,
            last_year=2030,
            categories=set(timeline["category"]),
            actor=actor,
        )
        assert len(kept) >= 2
