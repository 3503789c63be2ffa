"""Records on disk: nothing is lost, whatever happens to the process, the file or the disk."""

from __future__ import annotations

import ast
import errno
import json
import os
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.teaching.keeping import store as module
from helpers.teaching.keeping.records import (
    COURSE,
    LAST_KEPT,
    DamagedError,
    MigrationError,
    NewerSchemaError,
    Record,
    encode,
    parse,
    union,
)
from helpers.teaching.keeping.store import Store, folder
from tests.course import ROOT

QUICK = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], database=None
)
TEACHING = ROOT / "src" / "helpers" / "teaching"
HOSTILE = [
    "<script>alert(1)</script>",
    "\x00\x01\x1b[31m\x7f\x85\u2028\u2029\r\n\t",
    "\u202eright to left\u200f\u2066",
    "za\u017c\u00f3\u0142\u0107 \u0431\u0435\u043b\u0430\u0440\u0443\u0441\u044c \U0001f600",
    "lone \ud800 and \udfff \\ud800 \\\\",
    '"}]}\\',
    "x" * 1_000_000,
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def one(number: int, **changes: Any) -> Record:
    made = Record(f"{number:032x}", "2026-11-24T10:00:00Z", "05", "try", "gas-1", {"n": number})
    return replace(made, **changes)


def put(store: Store, **changes: Any) -> bytes:
    """Write a file with one good record, changed as told; gives its bytes."""
    document = {"course": COURSE, "schema": 1, "records": [vars(one(1))], **changes}
    store.file.write_text(json.dumps(document), encoding="utf-8")
    return store.file.read_bytes()


def besides(store: Store) -> dict[str, bytes]:
    """Give the files that were set aside."""
    own = {"progress.json", "progress.lock"}
    return {path.name: path.read_bytes() for path in store.folder.iterdir() if path.name not in own}


# What is kept


def test_a_record_comes_back_in_another_process_as_it_was(store: Store) -> None:
    made = store.add("05", "prediction", "P14", {"probability": 70})
    again = Store(store.folder)
    assert again.records() == [made]
    assert made.value == {"probability": 70}
    assert made.time.endswith("Z") and made.time[:4] >= "2026"
    document = json.loads(store.file.read_text(encoding="utf-8"))
    assert document == {"course": COURSE, "schema": 1, "records": [vars(made)]}
    assert not again.notices()


def test_people_can_read_the_file(store: Store) -> None:
    store.add("05", "text", "gas-4", {"text": "zażółć беларусь"})
    store.add("05", "text", "gas-5", {"text": "second"})
    lines = store.file.read_text(encoding="utf-8").splitlines()
    assert any("zażółć беларусь" in line and "second" not in line for line in lines)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_back_equal(store: Store, text: str) -> None:
    store.add("05", "text", "gas-4", {"text": text, text[:50]: [text]})
    (back,) = Store(store.folder).records()
    assert back.value == {"text": text, text[:50]: [text]}


def test_a_letter_in_two_halves_comes_back_as_the_letter(store: Store) -> None:
    made = store.add("05", "text", "gas-4", {"text": "\ud83d\ude00"})
    assert made.value == {"text": "\U0001f600"}
    assert Store(store.folder).records() == [made]


ANY_TEXT = st.text(st.characters(exclude_categories=()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def joined(value: Any) -> Any:
    """Give a value as any JSON reader does: two surrogates that make a pair are one letter."""
    return json.loads(json.dumps(value))


@QUICK
@given(st.dictionaries(ANY_TEXT, JSON, max_size=4), ANY_TEXT)
def test_any_json_value_comes_back_equal(value: dict[str, Any], item: str) -> None:
    with TemporaryDirectory() as place:
        made = Store(Path(place)).add("05", "try", item, value)
        assert Store(Path(place)).records() == [made]
        assert made.value == joined(value)
        assert made.item == joined(item)
        assert not besides(Store(Path(place)))


NO_JSON = {
    "nan": {"p": float("nan")},
    "infinity": {"p": [float("inf")]},
    "tuple": {"p": (1, 2)},
    "set": {"p": {1, 2}},
    "bytes": {"p": b"x"},
    "number as key": {1: 2},
    "too many digits": {"p": 10**5000},
    "object": {"p": object()},
    "list": [1],
    "text": "text",
}


@pytest.mark.parametrize("value", NO_JSON.values(), ids=NO_JSON)
def test_what_is_not_json_is_refused_and_spoils_nothing(store: Store, value: Any) -> None:
    with pytest.raises(ValueError, match=r"JSON|whole"):
        store.add("05", "try", "gas-1", value)
    good = store.add("05", "try", "gas-1", {"answer": "1"})
    assert Store(store.folder).records() == [good]


def test_a_value_too_deep_to_be_read_again_is_refused(store: Store) -> None:
    deep: list[Any] = []
    circle: list[Any] = []
    circle.append(circle)
    for _ in range(100_000):
        deep = [deep]
    for value in (deep, circle):
        with pytest.raises(ValueError, match="JSON"):
            store.add("05", "try", "gas-1", {"p": value})


def test_a_record_does_not_change_with_the_list_it_was_made_of(store: Store) -> None:
    chosen = [1]
    store.add("05", "answer", "q1", {"chosen": chosen})
    chosen.append(2)
    store.add("05", "answer", "q2", {})
    assert [r.value for r in Store(store.folder).records()] == [{"chosen": [1]}, {}]


def test_of_a_text_only_the_last_ones_stay(store: Store) -> None:
    for number in range(50):
        store.add("05", "text", "gas-4", {"text": f"{number}" + "x" * 100_000})
    store.add("05", "text", "gas-5", {"text": "another exercise"})
    for number in range(3):
        store.add("05", "try", "gas-4", {"n": number})
    texts = [r.value["text"][:3] for r in store.records() if r.part == "text"]
    assert sorted(texts) == [*(f"{n}x" for n in range(50 - LAST_KEPT["text"], 50)), "ano"]
    assert [r.value["n"] for r in store.records() if r.part == "try"] == [0, 1, 2]
    assert store.file.stat().st_size < LAST_KEPT["text"] * 110_000


def test_a_later_text_of_another_machine_does_not_cost_the_own(store: Store) -> None:
    store.add("05", "text", "gas-1", {"text": "mine"})
    later = one(7, part="text", time="2031-01-01T00:00:00Z", value={"text": "theirs"})
    assert store.merge([later]) == 1
    values = [r.value["text"] for r in Store(store.folder).about("text", "gas-1")]
    assert values == ["mine", "theirs"]


def test_two_notebooks_that_save_in_turn_keep_the_texts_of_both(store: Store) -> None:
    other = Store(store.folder)
    for kernel, text in [(store, "a1"), (other, "b1"), (store, "a2"), (other, "b2")]:
        kernel.add("05", "text", "gas-1", {"text": text})
    for kernel in (store, other, Store(store.folder)):
        assert [r.value["text"] for r in kernel.about("text", "gas-1")] == ["a1", "b1", "a2", "b2"]


def test_the_last_act_is_the_latest_even_if_the_clock_is_set_back(store: Store) -> None:
    ahead = "2031-01-01T00:00:00Z"
    store.merge([one(1, part="text", time=ahead, value={"text": "old"}), one(2, time=ahead)])
    store.add("05", "text", "gas-1", {"text": "new"})
    store.add("05", "try", "gas-1", {"n": "new"})
    values = [r.value for r in Store(store.folder).records()]
    assert [value["text"] for value in values if "text" in value] == ["old", "new"]
    assert [value["n"] for value in values if "n" in value] == [2, "new"]


def test_the_last_act_is_the_latest_in_whichever_lesson(store: Store) -> None:
    store.merge([one(1, lesson="00", item="P14", part="prediction", time="2031-01-01T00:00:00Z")])
    made = store.add("05", "prediction", "P14", {"probability": 90})
    assert Store(store.folder).about("prediction", "P14")[-1] == made


@pytest.mark.parametrize("part", ["text", "try"])
def test_a_time_at_the_end_of_all_times_stops_nothing(store: Store, part: str) -> None:
    store.merge([one(1, part=part, time="2999-12-31T23:59:59Z")])
    made = [store.add("05", part, "gas-1", {"text": n}) for n in range(3)]
    assert [r for r in Store(store.folder).records() if r.id != one(1).id] == made
    assert not store.notices()


def test_records_about_one_thing_follow_every_change(store: Store) -> None:
    other = Store(store.folder)
    assert store.about("try", "gas-1") == []
    made = [kernel.add("05", "try", "gas-1", {}) for kernel in (store, other, store)]
    store.add("05", "try", "gas-2", {})
    elsewhere = other.add("01", "try", "gas-1", {})
    assert store.about("try", "gas-1") == other.about("try", "gas-1") == [*made, elsewhere]
    other.remove("01")
    assert store.about("try", "gas-1") == made
    store.about("try", "gas-1").clear()
    assert store.about("try", "gas-1") == made


def test_records_come_in_order_of_time_then_of_place(store: Store) -> None:
    early, late = "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"
    store.merge([one(3, time=late), one(2, time=early), one(1, time=early)])
    assert [r.value["n"] for r in store.records()] == [2, 1, 3]


# Merging

DAYS = st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"])
RECORDS = st.builds(
    lambda n, time, text, item: one(n, time=time, part="text" if text else "try", item=item),
    st.integers(0, 20), DAYS, st.booleans(), st.sampled_from("ab"),
)  # fmt: skip


@QUICK
@given(st.lists(RECORDS, max_size=24), st.lists(st.integers(0, 7), min_size=24, max_size=24))
def test_merge_is_a_union(records: list[Record], where: list[int]) -> None:
    pool = list({record.id: record for record in records}.values())
    a, b, c = (
        union(r for r, bits in zip(pool, where, strict=False) if bits >> k & 1) for k in range(3)
    )

    def content(records: list[Record]) -> dict[str, Record]:
        return {record.id: record for record in records}

    assert content(union(a, b)) == content(union(b, a))
    assert content(union(union(a, b), c)) == content(union(a, union(b, c)))
    assert union(a, a) == a
    assert union(union(a, b), b) == union(a, b)
    joined = union(a, b)
    assert {r.id for r in [*a, *b] if r.part != "text"} <= content(joined).keys()
    for item in "ab":
        texts = {r.id: r for r in [*a, *b] if (r.part, r.item) == ("text", item)}
        kept = [r for r in joined if r.id in texts]
        assert len(kept) == min(len(texts), LAST_KEPT["text"])
        gone = [r.time for r in texts.values() if r not in kept]
        assert not gone or max(gone) <= min(r.time for r in kept)


def test_merge_refuses_what_could_not_be_read_again(store: Store) -> None:
    for broken in (one(2, value={"p": float("nan")}), one(2, time="today"), one(2, id="2")):
        with pytest.raises(ValueError, match=r"JSON|whole"):
            store.merge([one(1), broken])
    assert store.records() == []


def test_merge_counts_what_is_new_and_keeps_what_is_there(store: Store) -> None:
    first = store.add("05", "try", "gas-1", {"n": 0})
    forged = replace(first, value={"n": 99})
    assert store.merge([forged, one(1), one(2), one(2)]) == 2
    assert store.merge([one(1), one(2)]) == 0
    assert first in Store(store.folder).records()
    assert len(store.records()) == 3


# Resetting


def test_reset_forgets_one_lesson_and_keeps_a_copy(store: Store) -> None:
    store.merge([one(1), one(2, lesson="01"), one(3)])
    before = store.file.read_bytes()
    assert store.remove("05") == 2
    assert [r.lesson for r in Store(store.folder).records()] == ["01"]
    assert list(besides(store).values()) == [before]
    assert next(iter(besides(store))).startswith("progress-before-reset-20")
    assert store.remove("05") == 0
    assert len(besides(store)) == 1
    store.add("05", "try", "x", {})
    store.remove("05")
    assert len(besides(store)) == 2  # a second reset in the same minute keeps its own copy


# Two at once

WRITER = """
import sys
from pathlib import Path
from helpers.teaching.keeping.store import Store
store = Store(Path(sys.argv[1]))
for number in range(100):
    store.add("05", "try", sys.argv[2], {"n": number})
    if number == 0:
        print("first", flush=True)
        sys.stdin.readline()
print(store.notices())
"""


def test_two_processes_that_write_at_once_lose_nothing(store: Store) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, store.folder, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for name in ("a", "b")
    ]
    for writer in writers:  # both are under way before either goes on
        assert writer.stdout and writer.stdout.readline() == "first\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        assert writer.communicate()[0].strip() == "[]"
    records = store.records()
    for name in ("a", "b"):
        assert [r.value["n"] for r in records if r.item == name] == list(range(100))


def test_two_threads_of_one_kernel_lose_nothing(store: Store) -> None:
    def work(name: str) -> None:
        for number in range(20):
            store.add("05", "try", name, {"n": number})

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Store(store.folder).records()) == 40


def test_another_notebook_is_seen_at_once(store: Store) -> None:
    other = Store(store.folder)
    for number in range(5):
        made = other.add("05", "try", f"gas-{number}", {})
        assert store.records()[-1] == made
        assert len(store.records()) == number + 1
    other.remove("05")
    assert store.records() == []


def test_an_unchanged_file_is_not_read_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add("05", "try", "gas-1", {})
    monkeypatch.setattr(module.disk, "read", lambda path: pytest.fail("read again"))
    assert len(store.records()) == 1


def test_a_deleted_file_is_begun_anew(store: Store) -> None:
    store.add("05", "try", "gas-1", {"n": 1})
    store.file.unlink()
    assert store.records() == []
    store.add("05", "try", "gas-1", {"n": 2})
    assert [r.value["n"] for r in store.records()] == [2]
    assert not store.notices()


# A process that is killed

KILLER = """
import json, os, random, signal, sys, time
from pathlib import Path
import filelock
from helpers.teaching.keeping.store import Store

random.seed(2026)
saved = set()  # all that a child ever reported as saved in this folder
reported = cut_short = 0
for number in range(200):
    place = Path(sys.argv[1]) / str(number // 20)
    if number % 20 == 0:
        saved = set()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        store = Store(place)
        while not store.notices():
            made = store.add("05", "try", "gas-1", {"text": "x" * 2000})
            os.write(write, made.id.encode())
        os._exit(3)
    os.close(write)
    # Every second child is killed at any moment, the others once they have saved something.
    said = os.read(read, 32) if number % 2 == 0 else b""
    time.sleep(random.uniform(0.0, 0.02))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), status
    said = (said + b"".join(iter(lambda: os.read(read, 65536), b""))).decode()
    os.close(read)
    ids = {said[i : i + 32] for i in range(0, len(said), 32)}
    saved |= ids
    reported += len(ids)
    document = json.loads((place / "progress.json").read_text(encoding="utf-8"))
    held = {one["id"] for one in document["records"]}
    assert saved <= held, f"lost {saved - held}"
    names = {path.name for path in place.iterdir()}
    cut_short += "progress.json.new" in names
    assert names <= {"progress.json", "progress.lock", "progress.json.new"}, names
print(reported, cut_short)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork to start 200 processes quickly")
def test_a_process_killed_200_times_loses_nothing_that_it_had_saved(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLER, tmp_path], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    reported, cut_short = map(int, done.stdout.split())
    assert reported >= 100
    assert cut_short > 0  # some were killed in the middle of writing, or this test shows nothing
    survivor = Store(tmp_path / "9")
    survivor.add("05", "try", "gas-1", {})
    assert not besides(survivor)  # what killed processes left behind is gone
    assert not survivor.notices()


# A file that cannot be read


def spoil(store: Store, content: bytes) -> None:
    store.file.write_bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"7", b'"text"', b"\xff\xfe\x00", b"\x00" * 4096, b"[" * 100_000,
        b"{}", b'{"course": "union-state-course", "schema": 1}',
        b'{"course": "another", "schema": 1, "records": []}',
        b'{"course": "union-state-course", "schema": 0, "records": []}',
        b'{"course": "union-state-course", "schema": true, "records": []}',
        b'{"course": "union-state-course", "schema": "1", "records": []}',
        b'{"course": "union-state-course", "schema": 1, "records": {}}',
        b'{"course": "union-state-course", "schema": 1, "records": [' + b"9" * 5000 + b"]}",
    ],
    ids=lambda content: repr(content[:60]),
)  # fmt: skip
def test_a_damaged_file_is_set_aside_and_named(store: Store, content: bytes) -> None:
    spoil(store, content)
    assert store.records() == []
    (aside,) = besides(store)
    assert besides(store)[aside] == content
    assert aside.startswith("progress-damaged-20")
    (notice,) = store.notices()
    assert aside in notice and str(store.file) in notice
    made = store.add("05", "try", "gas-1", {})
    assert Store(store.folder).records() == [made]
    assert not store.notices()


def test_saving_first_sets_a_damaged_file_aside_too(store: Store) -> None:
    spoil(store, b"half of a fi")
    made = store.add("05", "try", "gas-1", {})
    assert list(besides(store).values()) == [b"half of a fi"]
    assert Store(store.folder).records() == [made]


def test_two_damaged_files_in_one_second_are_both_kept(store: Store) -> None:
    for number in range(3):
        spoil(store, f"damage {number}".encode())
        store.records()
    assert sorted(besides(store).values()) == [b"damage 0", b"damage 1", b"damage 2"]
    assert len(store.notices()) == 3  # each names another file


@pytest.mark.parametrize(
    "stray",
    [
        None, 7, "text", [], {}, {**vars(one(2)), "id": 7}, {**vars(one(2)), "value": []},
        {**vars(one(2)), "time": "yesterday"}, {**vars(one(2)), "time": "2026-13-01T00:00:00Z"},
        {**vars(one(2)), "more": 1}, {**vars(one(2)), "value": {"p": float("nan")}},
        {**vars(one(2)), "value": {"p": float("inf")}}, {**vars(one(1)), "value": {"n": "forged"}},
    ],
    ids=repr,
)  # fmt: skip
def test_a_stray_entry_is_set_aside_and_the_good_ones_stay(store: Store, stray: Any) -> None:
    before = put(store, records=[vars(one(1)), stray, vars(one(3))])
    assert [r.value["n"] for r in store.records()] == [1, 3]
    (aside,) = besides(store)
    assert besides(store) == {aside: before}
    (notice,) = store.notices()
    assert aside in notice
    again = Store(store.folder)
    assert [r.value["n"] for r in again.records()] == [1, 3]
    assert not again.notices()  # the file is clean again, and is not copied at every start
    assert len(besides(store)) == 1


def test_what_stands_beside_the_records_is_kept_aside_too(store: Store) -> None:
    before = put(store, note="by hand")
    assert store.records() == [one(1)]
    assert list(besides(store).values()) == [before]


def test_an_editor_that_writes_a_byte_order_mark_does_no_harm(store: Store) -> None:
    made = store.add("05", "try", "gas-1", {})
    spoil(store, b"\xef\xbb\xbf" + store.file.read_bytes())
    assert Store(store.folder).records() == [made]


PIECES = st.sampled_from(
    [b"{", b"}", b"[", b"]", b",", b'"course":"union-state-course"', b'"schema":1', b'"records":',
     b'"records":[]', b"null", b"1e999", b"NaN", b'"\\ud800"', b"\xff"]
)  # fmt: skip


@QUICK
@given(st.binary() | st.lists(PIECES, max_size=12).map(b"".join))
def test_any_bytes_never_raise_and_are_never_lost(content: bytes) -> None:
    with TemporaryDirectory() as place:
        store = Store(Path(place))
        spoil(store, content)
        store.records()
        made = store.add("05", "try", "gas-1", {})
        assert made in Store(store.folder).records()
        try:
            whole = parse(content).strays == 0
        except ValueError:
            whole = False
        if not whole:
            assert list(besides(store).values()) == [content]
            assert len(store.notices()) == 1


# Schemas


def test_the_file_of_a_newer_version_is_left_untouched(store: Store) -> None:
    before = put(store, schema=2, records=[{"of": "another form"}], more="things")
    made = store.add("05", "try", "gas-1", {})
    assert store.records() == [made]  # in memory
    store.remove("05")
    assert store.file.read_bytes() == before
    assert not besides(store)
    (notice,) = store.notices()
    assert "newer version" in notice and "make update" in notice


def old_document() -> str:
    return json.dumps({"course": COURSE, "schema": 1, "entries": [vars(one(1)), vars(one(2))]})


def test_older_schemas_are_brought_forward_step_by_step() -> None:
    steps: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
        1: lambda d: {"course": COURSE, "schema": 2, "list": d["entries"]},
        2: lambda d: {"course": COURSE, "schema": 3, "records": d["list"][:1]},
    }
    found = parse(old_document(), steps, 3)
    assert found.records == [one(1)]
    assert (found.schema, found.strays) == (1, 0)
    for broken in ({}, {1: steps[1]}, {1: steps[2], 2: steps[2]}):
        with pytest.raises(MigrationError, match="from schema"):
            parse(old_document(), broken, 3)
    with pytest.raises(MigrationError):  # the last step made no list of records
        parse(old_document(), {1: steps[1], 2: lambda d: {**d, "records": {}}}, 3)
    with pytest.raises(DamagedError):
        parse(old_document(), steps, 1)
    with pytest.raises(NewerSchemaError):
        parse(old_document().replace('"schema": 1', '"schema": 4'), steps, 3)


def test_a_step_that_fails_leaves_the_file_as_it_is(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = put(store, records=[vars(one(1))])
    steps: list[int] = []

    def step(document: dict[str, Any]) -> dict[str, Any]:
        steps.append(1)
        return {"records": document["no such key"]}

    monkeypatch.setattr(module, "parse", lambda raw: parse(raw, {1: step}, 2))
    made = store.add("05", "try", "gas-1", {})
    assert store.records() == [made]  # in memory, and the lesson goes on
    assert store.remove("01") == 0
    assert store.file.read_bytes() == before
    assert not besides(store)
    (notice,) = store.notices()
    for words in ("progress.json", str(store.folder), "from schema 1 to 2", "fault of the course"):
        assert words in notice
    assert not store.is_saved()
    assert len(steps) == 1  # and it does not read the same file again at each step
    put(store)
    monkeypatch.undo()
    assert store.merge([]) == 0
    assert {r.id for r in Store(store.folder).records()} == {one(1).id, made.id}


def test_a_migrated_file_keeps_its_original_beside(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = put(store, records=[vars(one(1))])
    monkeypatch.setattr("helpers.teaching.keeping.records.SCHEMA", 2)
    monkeypatch.setattr(module, "SCHEMA", 2)
    step = {1: lambda d: {**d, "schema": 2}}
    monkeypatch.setattr(module, "parse", lambda raw: parse(raw, step, 2))
    assert store.records() == [one(1)]
    assert besides(store) == {"progress-schema-1.json": before}
    assert json.loads(store.file.read_bytes())["schema"] == 2
    assert Store(store.folder).records() == [one(1)]
    assert len(besides(store)) == 1


# Trouble with the disk


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Make every replacement fail with this number, as on a full disk; empty it to end that."""
    trouble = [errno.ENOSPC]
    real = os.replace

    def fail(source: Any, target: Any) -> None:
        if trouble:
            raise OSError(trouble[0], os.strerror(trouble[0]))
        real(source, target)

    monkeypatch.setattr(os, "replace", fail)
    return trouble


def test_a_full_disk_is_told_once_and_the_records_are_saved_later(
    store: Store, disk: list[int]
) -> None:
    made = [store.add("05", "try", "gas-1", {"n": n}) for n in range(3)]
    assert store.records() == made
    assert not store.file.exists()
    assert not besides(store)  # no half-written file stays
    (notice,) = store.notices()
    for words in ("disk is full", str(store.folder), "lesson goes on", "export"):
        assert words in notice
    assert not store.notices()
    disk.clear()
    made.append(store.add("05", "try", "gas-1", {"n": 3}))
    assert Store(store.folder).records() == made


def test_another_kind_of_trouble_is_told_too(store: Store, disk: list[int]) -> None:
    store.add("05", "try", "gas-1", {})
    disk[0] = errno.EROFS
    store.add("05", "try", "gas-1", {})
    disk[0] = errno.EIO
    store.add("05", "try", "gas-1", {})
    full, closed, other = store.notices()
    assert "disk is full" in full
    assert "may not write" in closed and "COURSE_PROGRESS" in closed
    assert os.strerror(errno.EIO) in other


@pytest.mark.parametrize("name", ["fsync", "open", "replace"])
def test_an_old_file_survives_every_failing_step(
    store: Store, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    made = store.add("05", "try", "gas-1", {})
    before = store.file.read_bytes()

    def fail(*arguments: Any, **options: Any) -> Any:
        raise OSError(errno.ENOSPC, "no space")

    real = Path.open
    if name == "open":
        monkeypatch.setattr(Path, "open", lambda p, mode: fail() if "w" in mode else real(p, mode))
    else:
        monkeypatch.setattr(os, name, fail)
    lost = store.add("05", "try", "gas-2", {})
    assert lost in store.records()
    assert store.remove("01") == 0
    assert store.file.read_bytes() == before
    monkeypatch.undo()
    assert Store(store.folder).records() == [made]
    assert store.merge([]) == 0
    assert Store(store.folder).records() == [made, lost]  # saved together with the next change


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    for place in (tmp_path / "taken", tmp_path / "taken" / "below"):
        store = Store(place)
        made = store.add("05", "try", "gas-1", {})
        assert store.records() == [made]
        assert store.remove("05") == 1
        (notice,) = store.notices()
        assert "file in place of the folder" in notice and str(place) in notice
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_a_file_that_is_a_folder(store: Store) -> None:
    store.file.mkdir()
    made = store.add("05", "try", "gas-1", {})
    assert store.records() == [made]
    assert len(store.notices()) == 1


def test_a_folder_without_permission(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the right to make the lock; the rights of a folder do not stop root."""
    made = store.add("05", "try", "gas-1", {})
    (store.folder / "progress.lock").unlink()
    real = os.open

    def refuse(path: Any, flags: int, *more: Any, **options: Any) -> int:
        if flags & (os.O_CREAT | os.O_RDWR):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, flags, *more, **options)

    monkeypatch.setattr(os, "open", refuse)
    kept = store.add("05", "try", "gas-2", {})
    assert store.records() == [made, kept]
    (notice,) = store.notices()
    assert "may not write" in notice


def test_good_records_of_a_spoilt_file_are_used_where_nothing_can_be_written(
    store: Store, disk: list[int]
) -> None:
    before = put(store, records=[vars(one(1)), "stray"])
    assert store.records() == [one(1)]
    assert store.file.read_bytes() == before


def test_a_lock_that_is_held_for_long_does_not_hang_the_lesson(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    first = store.add("05", "try", "gas-1", {})
    slow = Store(store.folder)
    slow._patience = 0.3
    with FileLock(store.folder / "progress.lock"):
        begin = time.perf_counter()
        kept = [slow.add("05", "try", "gas-1", {"n": n}) for n in range(3)]
        assert time.perf_counter() - begin < 4
        assert slow.records() == [first, *kept]
    (notice,) = slow.notices()
    assert "locked" in notice and "Close the other notebooks" in notice
    last = slow.add("05", "try", "gas-1", {})
    assert store.records() == [first, *kept, last]


@pytest.mark.skipif(sys.platform == "win32", reason="flock is a call of Unix")
@pytest.mark.parametrize(
    "trouble", [OSError(errno.ENOLCK, "No locks"), OSError(errno.ENOSYS, ""), NotImplementedError()]
)
def test_a_file_system_without_locks(
    store: Store, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    import fcntl

    def fail(*_: Any) -> None:
        raise trouble

    monkeypatch.setattr(fcntl, "flock", fail)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a cell would show a warning of filelock as an error
        made = [store.add("05", "try", "gas-1", {"n": n}) for n in range(3)]
    assert Store(store.folder).records() == made
    assert not store.notices()
    assert not besides(store)


def test_a_file_that_another_process_reads_is_replaced_after_a_pause(
    store: Store, disk: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses for that moment."""
    disk[0] = errno.EACCES
    monkeypatch.setattr(module.disk, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(time, "sleep", lambda seconds: disk.clear())
    made = store.add("05", "try", "gas-1", {})
    assert Store(store.folder).records() == [made]
    assert not store.notices()


# Places


def test_the_folder_is_that_of_the_variable_or_of_the_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "a"))
    assert folder() == tmp_path / "a"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_PROGRESS", "b")
    assert folder() == tmp_path / "b"
    for nothing in ("", "  "):
        monkeypatch.setenv("COURSE_PROGRESS", nothing)
        assert folder().is_absolute()
        assert "union-state-course" in folder().parts


def test_the_folder_may_name_variables_and_stand_among_blanks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLACE_OF_TEST", str(tmp_path))
    monkeypatch.setenv("COURSE_PROGRESS", " $PLACE_OF_TEST/mine ")
    assert folder() == tmp_path / "mine"


def test_a_relative_folder_stays_where_it_is_when_the_kernel_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_PROGRESS", f"relative-{tmp_path.name}")
    first = folder()
    assert first.parent == tmp_path
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert folder() == first


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder of a process")
def test_a_kernel_whose_folder_was_deleted_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    monkeypatch.setenv("COURSE_PROGRESS", f"nowhere-{tmp_path.name}")
    store = Store(folder())
    made = store.add("05", "try", "gas-1", {})
    assert store.records() == [made]
    (notice,) = store.notices()
    assert "no working folder" in notice


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
@pytest.mark.parametrize("damaged", [False, True])
def test_a_link_stays_a_link_and_its_target_is_written(tmp_path: Path, damaged: bool) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    store = Store(tmp_path / "home")
    store.folder.mkdir()
    target = drive / "mine.json"
    target.write_bytes(b"half of a fi" if damaged else encode([one(1)]))
    store.file.symlink_to(target)
    made = store.add("05", "try", "gas-1", {})
    assert store.file.is_symlink()
    assert parse(target.read_bytes()).records == ([made] if damaged else [one(1), made])
    aside = [path.read_bytes() for path in drive.iterdir() if path != target]
    assert aside == ([b"half of a fi"] if damaged else [])
    assert all(str(target) in notice for notice in store.notices())


def test_without_a_home_folder_nothing_is_written_into_the_lesson_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store(Path("~/.local/share/union-state-course"))
    made = store.add("05", "try", "gas-1", {})
    assert store.records() == [made]
    (notice,) = store.notices()
    assert "no home folder" in notice
    assert not list(tmp_path.iterdir())


def test_others_cannot_look_into_a_new_folder(tmp_path: Path) -> None:
    store = Store(tmp_path / "deep" / "new")
    store.add("05", "try", "gas-1", {})
    if sys.platform != "win32":
        assert store.folder.stat().st_mode & 0o077 == 0
    assert store.records()


# What it costs, and what it may not do


@pytest.mark.parametrize("path", sorted(TEACHING.rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_of_the_network_is_imported(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    network = {
        "aiohttp", "asyncio", "ftplib", "http", "httpx", "requests", "smtplib", "socket",
        "socketserver", "ssl", "subprocess", "telnetlib", "tornado", "urllib", "urllib3",
        "webbrowser", "websockets", "xmlrpc",
    }  # fmt: skip
    assert not found & network


def test_a_lesson_that_records_nothing_pays_for_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from helpers.teaching import progress; progress.of_lesson('05');"
        "print([m for m in ('filelock', 'platformdirs', 'pandas', 'socket') if m in sys.modules])"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r});{code}",
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "COURSE_PROGRESS": str(tmp_path)},
    )
    assert done.stdout.strip() == "[]"
    assert not list(tmp_path.iterdir())


def test_encode_is_what_parse_reads() -> None:
    records = [one(1), one(2, part="text", value={"text": "\udc80"})]
    assert parse(encode(records)).records == records
    assert parse(encode([])).records == []
