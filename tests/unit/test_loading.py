"""Loading tables: types, gaps, dates; and a refusal that names the row and the field."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers import data
from helpers.data import citations, loading, package
from helpers.errors import DataError, UnknownNameError

Change = Callable[[str, str], None]


def test_types_gaps_and_dates_of_mixed_precision(small: Path) -> None:
    events = data.load("events")
    assert str(events["people"].dtype) == "Int64"
    assert events["people"].isna().tolist() == [False, True, False]
    assert events["share"].dtype == "float64"
    assert events["date"].tolist() == ["1999-12-08", "2001", "1995-02"]
    assert events["date_precision"].tolist() == ["day", "year", "month"]
    assert events["date_start"].tolist() == [
        pd.Timestamp("1999-12-08"),
        pd.Timestamp("2001-01-01"),
        pd.Timestamp("1995-02-01"),
    ]
    assert events["date_end"].iloc[1] == pd.Timestamp("2001-12-31")


def test_a_loaded_table_is_the_readers_own(small: Path) -> None:
    first = data.load("events")
    first.loc[0, "kind"] = "changed"
    del first["share"]
    assert data.load("events").loc[0, "kind"] == "treaty"
    assert "share" in data.load("events")


def test_changes_of_the_file_are_seen(small: Path, change: Change) -> None:
    data.load("events")
    change("a,1999-12-08", "z,1999-12-08")
    assert data.load("events")["event_id"].iloc[0] == "z"


@pytest.mark.parametrize(
    ("old", "new", "field", "row", "says"),
    [
        ("1999-12-08", "1999-13-08", "date", 1, "1999-13-08"),
        ("2001", "2027", "date", 2, "2026-11-23"),
        ("2001", "1801", "date", 2, "1900"),
        ("treaty,2,", "treaty,two,", "people", 1, "'two' is not a whole number"),
        ("treaty,2,", "treaty,2.5,", "people", 1, "not a whole number"),
        ("40,,s2", "-1,,s2", "people", 3, "minimum of 0"),
        ("40,,s2", "5001,,s2", "people", 3, "maximum of 5000"),
        ("65.5", "much", "share", 1, "'much' is not a number"),
        ("b,2001,talks", "b,2001,wedding", "kind", 2, "treaty, talks"),
        ("b,2001,talks", "b,2001,", "kind", 2, "required"),
        ("s1;s2", "s1;s3", "source_ids", 2, "'s3' is not in data/sources.csv"),
        ("c,1995-02", "a,1995-02", "event_id", 3, "'a' stands in the table twice"),
        ("1999-12-08", "2020/2099", "date", 1, "2026-11-23"),
        ("65.5,s1", "65.5,", "source_ids", 1, "every row needs a source"),
        ("a,1999-12-08", "A!,1999-12-08", "event_id", 1, "does not have the form"),
    ],
)
def test_a_broken_row_is_refused_by_name(
    change: Change, old: str, new: str, field: str, row: int, says: str
) -> None:
    change(old, new)
    with pytest.raises(DataError) as caught:
        data.load("events")
    message = str(caught.value)
    assert "'events'" in message
    assert f"row {row}," in message
    assert f"{field!r}" in message
    assert says in message


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (",share,", ",part,", "column 'share' is missing"),
        (",share,", ",share,extra,", "column 'extra' is not described"),
    ],
)
def test_wrong_columns_are_named(change: Change, old: str, new: str, says: str) -> None:
    change(old, new)
    with pytest.raises(DataError, match=says):
        data.load("events")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("65.5,s1\n", "65.5,s1,more\n", "line 2 has more cells than the header"),
        ("40,,s2\n", "40,,s2,more\n", "line 4 has more cells than the header"),
        ("event_id,date,kind,people,share,source_ids", "something,else", "more cells"),
    ],
)
def test_a_row_that_is_too_long_is_named(change: Change, old: str, new: str, says: str) -> None:
    change(old, new)
    with pytest.raises(DataError, match=says):
        data.load("events")


def test_another_file_in_the_place_of_a_table_is_named(small: Path) -> None:
    (small / "history" / "events.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="is not the table 'events'"):
        data.load("events")


def test_a_table_without_rows_is_refused(small: Path) -> None:
    path = small / "history" / "events.csv"
    path.write_text(path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="has no rows"):
        data.load("events")


def test_a_source_that_stands_twice_is_refused(small: Path) -> None:
    path = small / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="'s1' stands in the table twice"):
        data.load("events")


@pytest.mark.parametrize("use", [data.sources, lambda name: citations.source_line([name])])
def test_sources_of_a_broken_table_are_refused_in_the_same_words(change: Change, use: Any) -> None:
    change("s1;s2", "s1;s3")
    with pytest.raises(DataError, match="row 2, field 'source_ids': 's3'"):
        use("events")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(small: Path) -> None:
    path = small / "history" / "events.csv"
    before = data.load("events")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(data.load("events"), before)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00broken", b'a,"b\nc'])
def test_a_damaged_file_says_what_to_do(small: Path, content: bytes) -> None:
    (small / "history" / "events.csv").write_bytes(content)
    with pytest.raises(DataError, match="make repair"):
        data.load("events")


def test_a_missing_file_says_what_to_do(small: Path) -> None:
    (small / "history" / "events.csv").unlink()
    with pytest.raises(DataError, match=r"history/events\.csv is missing.*make repair"):
        data.load("events")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": "x"}'])
def test_a_damaged_descriptor_says_what_to_do(small: Path, content: str) -> None:
    (small / "datapackage.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="make repair"):
        data.load("events")


def test_no_data_at_all_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(package, "PLACES", (tmp_path / "data", tmp_path / "_data"))
    with pytest.raises(DataError, match="data of the course is missing"):
        package.folder()


@pytest.mark.parametrize(
    ("asked", "near"),
    [("timelin", "timeline"), ("Timeline", "timeline"), ("union-budget", "union_budget"),
     ("opinion poll", "opinion_polls"), ("polls", "opinion_polls")],
)  # fmt: skip
def test_a_typo_is_answered_with_the_nearest_name(asked: str, near: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        data.load(asked)
    assert f"{asked!r}" in str(caught.value)
    assert f"{near!r}" in str(caught.value)


def test_a_name_like_no_other_is_answered_with_all_names() -> None:
    with pytest.raises(UnknownNameError, match=r"There are: .*timeline"):
        data.load("xyzzy")


@pytest.mark.parametrize("wrong", [None, 3, ["timeline"]])
def test_a_name_that_is_no_text_is_answered_too(wrong: object) -> None:
    with pytest.raises(UnknownNameError):
        data.load(wrong)  # type: ignore[arg-type]


def test_a_typo_shows_one_line_and_no_frames_of_the_library(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell().run_cell("from helpers import data\ndata.load('timelin')")
    said = capsys.readouterr().out
    assert "There is no table 'timelin'. Did you mean 'timeline'?" in said
    assert ".py" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", package.names())
def test_every_table_loads_in_a_few_milliseconds(name: str) -> None:
    data.load(name)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        data.load(name)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.04


def test_tables_used_are_noted_with_the_sources_of_their_rows(small: Path) -> None:
    loading.forget_loaded()
    rows = data.load("events")
    assert loading.loaded() == {"events": frozenset({"s1", "s2"})}
    loading.forget_loaded()
    loading.note("events", rows[rows["event_id"] == "a"])
    assert loading.loaded() == {"events": frozenset({"s1"})}
