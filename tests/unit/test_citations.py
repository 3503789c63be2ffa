from pathlib import Path

import pytest

from helpers import data
from helpers.data import citations
from helpers.errors import UnknownNameError


def test_sources_are_cited_in_one_style(small: Path) -> None:
    shown = data.sources("events")
    assert "Ann Author (2001-05). First title. Institute." in shown.text
    assert "Agency (2019-09-06)." in shown.text
    assert "In Polish." in shown.text
    assert "No address known." in shown.text
    assert 'href="https://example.org/1"' in shown.html
    assert "A note" in shown.html


def test_what_a_source_says_is_never_html(small: Path) -> None:
    assert "<b>" not in data.sources("events").html
    assert "&lt;b&gt;" in data.sources("events").html


def test_source_line_names_up_to_three_publishers(small: Path) -> None:
    assert citations.source_line(["events"]) == "Source: Agency 2019, Institute 2001."


def test_source_line_names_the_table_where_publishers_are_many() -> None:
    number = len(citations.ids_of(["timeline"]))
    assert (
        citations.source_line(["timeline"]) == f"Source: course table timeline ({number} sources)."
    )


def test_a_map_has_sources_too() -> None:
    assert "Natural Earth" in citations.source_line(["region"])


def test_the_publishers_behind_some_rows_are_named(small: Path) -> None:
    events = data.load("events")
    assert citations.behind("events", events) == "Agency 2019, Institute 2001"
    one = events[events["source_ids"] == "s1"]
    assert citations.behind("events", one) == "Institute 2001"


def test_the_table_stands_for_many_publishers_behind_rows() -> None:
    timeline = data.load("timeline")
    number = len(citations.ids_of(["timeline"]))
    assert citations.behind("timeline", timeline) == f"course table timeline ({number} sources)"


def test_no_rows_have_no_sources_behind_them(small: Path) -> None:
    none = data.load("events").iloc[:0]
    assert citations.behind("events", none) == "course table events (0 sources)"


def test_unknown_table_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="timeline"):
        data.sources("timelines")


def test_the_dictionary_tells_type_unit_meaning_and_gaps(small: Path) -> None:
    shown = data.describe("events")
    rows = shown.text.splitlines()
    assert rows[0].startswith("Events. One row is one event.")
    assert "people | whole number | persons | How many. | possible" in rows
    assert "kind | category |  | Kind. One of: treaty, talks. | none" in rows
    assert any(row.startswith("date_start | date") for row in rows)
    assert shown.html.count("<tr>") == len(rows) - 1


def test_every_table_of_the_course_can_be_described() -> None:
    listed = data.tables().text
    for name in ("timeline", "claims", "union_budget"):
        assert name in listed
        assert name in listed and data.describe(name).text
