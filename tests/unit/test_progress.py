"""What a learner did: kept, counted, carried to another machine and back, and reset."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from helpers.errors import CourseError
from helpers.teaching import progress
from helpers.teaching.keeping.records import parse

TODAY_NAME = f"union-state-course-progress-{date.today()}"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder of progress for the test, and another one to work in."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress"))
    return tmp_path / "progress"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give a function that moves to another machine, where nothing was done yet."""
    return lambda: monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "another"))


def some_work() -> None:
    progress.record("00", "prediction", "P01", {"probability": 20})
    progress.record("05", "prediction", "P14", {"probability": 70})
    progress.record("05", "prediction", "P14", {"probability": 80})
    progress.record("05", "prediction", "P15", {"probability": 0})
    progress.record("05", "reveal", "P14", {"said": 80})
    progress.record("05", "try", "gas-1", {"answer": "1", "right": False, "mistake": "unit"})
    progress.record("05", "try", "gas-1", {"answer": "2", "right": True, "mistake": ""})
    progress.record("05", "try", "gas-1", {"answer": "2", "right": True, "mistake": ""})
    progress.record("05", "try", "gas-2", {"answer": "7", "right": False, "mistake": ""})
    progress.record("05", "hint", "gas-2", {"step": 1})
    progress.record("05", "solution", "gas-2", {"why": "asked"})
    progress.record("05", "answer", "q1", {"chosen": [2], "right": True})
    progress.record("05", "answer", "q2", {"chosen": 0, "right": False})
    progress.record("05", "text", "gas-4", {"text": "Зажыта — żółć \u202e<script>"})
    progress.record("05", "text", "gas-5", {"text": "something"})
    progress.record("05", "text", "gas-5", {"text": "  "})
    progress.record("05", "rubric", "gas-4", {"ticked": [0, 2]})


def test_history_and_latest() -> None:
    some_work()
    assert [r.value["probability"] for r in progress.history("05", "prediction", "P14")] == [70, 80]
    last = progress.latest("05", "prediction", "P14")
    assert last is not None and last.value == {"probability": 80}
    assert progress.latest("05", "prediction", "P99") is None
    assert progress.latest("00", "prediction", "P14") is None
    assert progress.latest("05", "reveal", "P15") is None
    assert {r.lesson for r in progress.of_lesson("05")} == {"05"}
    assert len(progress.of_lesson("00")) == 1
    assert progress.history("05", "prediction", "P99") == []


def test_the_place_is_looked_up_at_each_call(
    place: Path, tmp_path: Path, elsewhere: Callable[[], None]
) -> None:
    progress.record("05", "reveal", "P14", {})
    assert progress.place() == place / "progress.json"
    assert progress.place().is_file()
    elsewhere()
    assert progress.place() == tmp_path / "another" / "progress.json"
    assert progress.of_lesson("05") == []


def test_the_next_day_finds_it_again() -> None:
    some_work()
    code = (
        "from helpers.teaching import progress;"
        "print(progress.latest('05', 'prediction', 'P14').value, len(progress.of_lesson('05')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == f"{{'probability': 80}} {len(progress.of_lesson('05'))}"


# Export and import


def test_an_export_carries_everything_to_another_machine(elsewhere: Callable[[], None]) -> None:
    some_work()
    before = [*progress.of_lesson("00"), *progress.of_lesson("05")]
    path = progress.export_to()
    assert path == Path.cwd() / f"{TODAY_NAME}.json"
    elsewhere()
    assert progress.import_from(path) == len(before)
    assert [*progress.of_lesson("00"), *progress.of_lesson("05")] == before
    assert progress.import_from(str(path)) == 0
    assert progress.import_from(path.name) == 0
    assert progress.import_from(path.read_bytes()) == 0
    assert progress.import_from(progress.export_text()) == 0
    assert not progress.notices()


def test_an_upload_of_a_widget_is_read() -> None:
    some_work()
    content = memoryview(progress.export_text().encode())
    progress.reset("05")
    assert progress.import_from(content) == len(progress.of_lesson("05")) > 10


def test_import_loses_nothing_of_the_present(elsewhere: Callable[[], None]) -> None:
    progress.record("05", "prediction", "P14", {"probability": 10})
    progress.record("05", "text", "gas-4", {"text": "older"})
    path = progress.export_to()
    progress.record("05", "prediction", "P14", {"probability": 20})
    progress.record("05", "text", "gas-4", {"text": "newer"})
    assert progress.import_from(path) == 0
    last = progress.latest("05", "text", "gas-4")
    assert last is not None and last.value == {"text": "newer"}
    elsewhere()
    mine = progress.record("05", "prediction", "P15", {"probability": 30})
    progress.import_from(path)
    assert mine in progress.of_lesson("05")
    assert len(progress.of_lesson("05")) == 3


def test_an_import_of_a_later_text_loses_not_the_present_one(elsewhere: Callable[[], None]) -> None:
    mine = progress.record("05", "text", "gas-4", {"text": "mine"})
    theirs = {**vars(mine), "id": "f" * 32, "time": "2031-01-01T00:00:00Z", "value": {"text": "B"}}
    assert progress.import_from(json.dumps({**EXPORT, "records": [theirs]})) == 1
    texts = [r.value["text"] for r in progress.history("05", "text", "gas-4")]
    assert texts == ["mine", "B"]
    path = progress.export_to()
    elsewhere()
    assert progress.import_from(path) == 2


def test_an_export_overwrites_no_file(tmp_path: Path) -> None:
    some_work()
    taken = Path(f"{TODAY_NAME}.json")
    taken.write_text("mine", encoding="utf-8")
    names = [progress.export_to().name for _ in range(2)]
    assert names == [f"{TODAY_NAME}-2.json", f"{TODAY_NAME}-3.json"]
    assert taken.read_text(encoding="utf-8") == "mine"
    assert progress.export_to("own.v1.json").name == "own.v1.json"
    assert progress.export_to(Path("own.v1.json")).name == "own.v1-2.json"
    assert progress.export_to(tmp_path).parent == tmp_path


def test_an_export_holds_what_could_not_be_saved(
    place: Path, elsewhere: Callable[[], None]
) -> None:
    place.write_text("a file in place of the folder", encoding="utf-8")
    progress.record("05", "prediction", "P14", {"probability": 10})
    (notice,) = progress.notices()
    assert "export" in notice
    assert not progress.notices()
    path = progress.export_to()
    elsewhere()
    assert progress.import_from(path) == 1


def test_an_export_of_nothing_is_an_export() -> None:
    assert json.loads(progress.export_text())["records"] == []
    assert progress.import_from(progress.export_to()) == 0


def test_a_lone_surrogate_does_not_stop_a_download() -> None:
    progress.record("05", "text", "gas-4", {"text": "\ud800"})
    assert progress.export_text().encode("utf-8")


@pytest.mark.parametrize(
    "target", ["missing/folder/x.json", "nul\0byte.json", "~nobody-here/x.json"]
)
def test_an_export_that_cannot_be_written(target: str) -> None:
    with pytest.raises(CourseError, match="cannot be written"):
        progress.export_to(target)


EXPORT = {"course": "union-state-course", "schema": 1, "records": []}
NO_EXPORTS = {
    "empty": b"",
    "picture": b"\x89PNG\r\n\x1a\n\x00\xff",
    "text": b"hello",
    "notebook": b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "list": b"[]",
    "another course": json.dumps({**EXPORT, "course": "another"}).encode(),
    "no records": json.dumps({**EXPORT, "records": {"a": 1}}).encode(),
    "deep": b'{"course":' * 100_000,
    "cut": json.dumps(EXPORT).encode()[:-3],
    "utf-16": json.dumps(EXPORT).encode("utf-16"),
}


@pytest.mark.parametrize("content", NO_EXPORTS.values(), ids=NO_EXPORTS)
def test_a_file_that_is_no_export_is_refused(place: Path, content: bytes) -> None:
    some_work()
    before = (place / "progress.json").read_bytes()
    Path("strange.json").write_bytes(content)
    with pytest.raises(CourseError, match=r"strange\.json is no export"):
        progress.import_from("strange.json")
    with pytest.raises(CourseError, match="is no export"):
        progress.import_from(content)
    assert (place / "progress.json").read_bytes() == before
    assert not progress.notices()


def test_an_export_of_a_newer_version_is_refused() -> None:
    newer = json.dumps({**EXPORT, "schema": 2})
    with pytest.raises(CourseError, match=r"newer version of the course.*make update"):
        progress.import_from(newer)
    assert not progress.place().exists()


@pytest.mark.parametrize("source", ["nowhere.json", ".", "nul\0byte.json", "x" * 5000, Path("no")])
def test_a_file_that_cannot_be_read(source: Any) -> None:
    with pytest.raises(CourseError, match="cannot be read") as caught:
        progress.import_from(source)
    assert len(str(caught.value)) < 400


def test_an_export_that_cannot_be_brought_forward_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = progress.record("05", "try", "gas-1", {})
    monkeypatch.setattr(progress, "parse", lambda content: parse(content, {}, 2))
    with pytest.raises(CourseError, match=r"older version.*from schema 1 to 2.*report"):
        progress.import_from(progress.export_text())
    assert progress.of_lesson("05") == [mine]


def test_an_export_with_too_many_entries_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "MOST", 3)
    for _ in range(4):
        progress.record("05", "try", "gas-1", {})
    text = progress.export_text()
    progress.reset("05")
    with pytest.raises(CourseError, match="4 entries, more than the 3"):
        progress.import_from(text)
    assert progress.of_lesson("05") == []
    monkeypatch.setattr(progress, "MOST", 4)
    assert progress.import_from(text) == 4


def test_a_hostile_export_brings_in_its_good_records_only(place: Path) -> None:
    mine = progress.record("05", "try", "gas-1", {"answer": "mine"})
    good = {**vars(mine), "id": "a" * 32, "value": {"answer": "<script>alert(1)</script>"}}
    records: list[Any] = [
        good,
        {**vars(mine), "value": {"answer": "forged"}},
        {**vars(mine), "id": "../../etc/passwd"},
        {**vars(mine), "id": "b" * 32, "time": "9999-99-99T99:99:99Z"},
        {**vars(mine), "id": "c" * 32, "value": "no value"},
        {**vars(mine), "id": "d" * 32, "lesson": ["05"]},
        None,
        "x" * 1_000_000,
    ]
    assert progress.import_from(json.dumps({**EXPORT, "records": records})) == 1
    values = [r.value["answer"] for r in progress.of_lesson("05")]
    assert values == ["mine", "<script>alert(1)</script>"]
    (notice,) = progress.notices()
    assert "6 entries" in notice
    assert [path.name for path in place.glob("*.json")] == ["progress.json"]


# Reset and Binder


def test_reset_forgets_one_lesson(place: Path) -> None:
    some_work()
    done = len(progress.of_lesson("05"))
    before = (place / "progress.json").read_bytes()
    assert progress.reset("05") == done
    assert progress.of_lesson("05") == []
    assert len(progress.of_lesson("00")) == 1
    (copy,) = place.glob("progress-before-reset-*.json")
    assert copy.read_bytes() == before
    assert progress.reset("05") == 0
    assert progress.reset("77") == 0
    assert progress.import_from(copy) == done  # and the copy brings it back


@pytest.mark.parametrize("name", ["BINDER_LAUNCH_HOST", "BINDER_REQUEST", "BINDER_REPO_URL"])
def test_binder_is_known_by_its_variables(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for sign in [key for key in os.environ if key.startswith("BINDER_")]:
        monkeypatch.delenv(sign)
    assert not progress.on_binder()
    monkeypatch.setenv(name, "https://binder.example.org")
    assert progress.on_binder()
