"""The box of a learner's progress: what was done, save, import, begin anew."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock

from helpers import claims as course_claims
from helpers.data import loading
from helpers.lessons import known
from helpers.teaching import following, panel, prediction, progress, quiz

NAME = "05-gas-market"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress"))
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def opened() -> panel.Panel:
    return panel.panel(known()[NAME])


def do_something() -> None:
    progress.record("05", "prediction", "P14", {"probability": 20})
    progress.record("05", "reveal", "P14", {"said": 20})
    progress.record("05", "try", "gas-1", {"answer": "37.5", "right": True, "mistake": ""})
    progress.record("05", "text", "gas-5", {"text": "It is an estimate."})
    right = next(o.text for o in known()[NAME].questions["promise"].options if o.right)
    progress.record("05", "answer", "promise", {"chosen": right, "right": True})
    progress.record("01", "prediction", "E01", {"probability": 5})


def upload(box: panel.Panel, content: bytes) -> None:
    file = {"name": "x.json", "type": "application/json", "size": len(content)}
    box.keep.load.value = (
        {**file, "content": memoryview(content), "last_modified": datetime.now(UTC)},
    )


def test_nothing_done_yet_is_said() -> None:
    assert "nothing was kept of this lesson yet" in opened().done.value


def test_what_was_done_is_counted_against_what_the_lesson_has() -> None:
    do_something()
    said = opened().done.value
    content = known()[NAME]
    coded = sum(one.kind == "code" for one in content.exercises.values())
    claims = course_claims.load(lesson="05")
    for words in (
        f"predictions committed: 1 of {sum(claims['kind'] == 'forecast')}",
        f"outcomes opened: 1 of {len(claims)}",
        f"exercises solved: 1 of {coded}",
        f"texts written: 1 of {len(content.exercises) - coded}",
        f"questions answered right: 1 of {len(content.questions)}",
        str(progress.place()),
    ):
        assert words in said


def test_only_what_the_lesson_has_is_counted() -> None:
    """A newer version of the lesson may have other exercises, questions and claims."""
    content = known()[NAME]
    for item in ("old-1", "old-2"):
        progress.record("05", "prediction", item, {"probability": 20})
        progress.record("05", "reveal", item, {"said": 20})
        progress.record("05", "try", item, {"answer": "1", "right": True, "mistake": ""})
        progress.record("05", "text", item, {"text": "Text."})
        progress.record("05", "answer", item, {"chosen": 1, "right": True})
    said = opened().done.value
    for words in (
        "committed: 0 of",
        "opened: 0 of",
        "solved: 0 of",
        "written: 0 of",
        "right: 0 of",
    ):
        assert words in said
    for name in content.exercises:  # tries at a think exercise are none
        progress.record("05", "try", name, {"answer": "1", "right": True, "mistake": ""})
    coded = sum(one.kind == "code" for one in content.exercises.values())
    assert f"solved: {coded} of {coded}" in opened().done.value


def test_a_prediction_counts_in_whichever_lesson_it_was_committed() -> None:
    progress.record("00", "prediction", "P14", {"probability": 20})
    said = opened().done.value
    assert "predictions committed: 1 of" in said
    assert "Last entry" not in said
    progress.record("00", "reveal", "P14", {"said": 20})
    assert "outcomes opened: 1 of" in opened().done.value


def test_right_once_is_right_in_the_panel_and_in_the_quiz() -> None:
    content = known()[NAME]
    question = next(q for q in content.questions.values() if q.kind == "single")
    for option in sorted(question.options, key=lambda o: not o.right):  # the right one first
        progress.record("05", "answer", question.id, {"chosen": option.text, "right": option.right})
    assert "questions answered right: 1 of" in opened().done.value
    assert "answered right: 1" in quiz.quiz(content).heading.value


@pytest.mark.parametrize("value", [{"text": None}, {}, {"text": "  "}, {"text": 5}])
def test_what_is_no_text_is_not_counted(value: dict[str, object]) -> None:
    progress.record("05", "text", "gas-5", value)
    progress.record("05", "try", "gas-1", {"right": "yes"})
    said = opened().done.value
    assert "texts written: 0 of" in said
    assert "exercises solved: 0 of" in said


def test_counting_claims_is_no_use_of_their_table() -> None:
    loading.forget_loaded()
    opened()
    assert loading.loaded() == {}


def test_a_lesson_without_claims_has_a_panel() -> None:
    bare = replace(known()[NAME], name="99-none")
    progress.record("99", "try", "x", {})
    assert "predictions committed: 0 of 0" in panel.panel(bare).done.value


def test_what_is_done_later_shows_after_a_press() -> None:
    box = opened()
    do_something()
    box.again.click()
    assert "predictions committed: 1" in box.done.value


def test_saving_writes_a_file_beside_the_notebook_and_names_it(work: Path) -> None:
    do_something()
    box = opened()
    box.keep.export.click()
    (file,) = work.glob("*.json")
    assert file.name in box.keep.says.value
    assert len(json.loads(file.read_text(encoding="utf-8"))["records"]) == 6


def test_a_folder_that_cannot_be_written_is_told(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    box = opened()
    monkeypatch.setattr(Path, "open", full)
    box.keep.export.click()
    assert "✗" in box.keep.says.value
    assert "No space left" in box.keep.says.value


def test_beginning_anew_takes_two_presses_and_leaves_other_lessons(work: Path) -> None:
    do_something()
    box = opened()
    box.reset.click()
    assert progress.of_lesson("05")
    box.reset.click()
    assert progress.of_lesson("05") == []
    assert len(progress.of_lesson("01")) == 1
    assert "nothing was kept" in box.done.value
    assert box.reset.description == panel.AFRESH
    assert list(progress.place().parent.glob("progress-before-reset*.json"))


def twice(box: panel.Panel) -> str:
    box.reset.click()
    box.reset.click()
    return str(box.says.value)


def test_with_nothing_to_forget_no_copy_is_promised(work: Path) -> None:
    progress.record("01", "try", "x", {})
    said = twice(opened())
    assert "nothing to forget" in said
    assert "copy" not in said
    assert not list(progress.place().parent.glob("progress-before-reset*.json"))


def test_a_lesson_that_cannot_be_forgotten_is_not_said_to_be(work: Path) -> None:
    do_something()
    box = opened()
    other = prediction.predict("05", course_claims.load(kind="forecast"), panel.keep)
    progress._store()._patience = 0.1
    with FileLock(progress.place().parent / "progress.lock"):
        said = twice(box)
    assert "Nothing was forgotten" in said
    assert "✓" not in said
    assert progress.of_lesson("05")
    assert "locked" in box.trouble.value  # in the box that was pressed, not in another one
    assert "locked" not in other.trouble.value


def test_a_forgotten_lesson_names_its_copy(work: Path) -> None:
    do_something()
    said = twice(opened())
    assert "5 entries of this lesson were taken out; a copy" in said


def test_what_could_not_be_read_of_an_import_is_told_in_the_box_that_was_used() -> None:
    following._boxes.clear()
    mine = vars(progress.record("05", "try", "gas-1", {}))
    document = json.loads(progress.export_text())
    document["records"] = ["stray", {**mine, "id": "a" * 32}]
    box = opened()
    upload(box, json.dumps(document).encode())
    assert "1 new entries" in box.keep.says.value
    assert "1 entries" in box.trouble.value


def test_an_import_brings_a_lesson_back_and_adds_nothing_twice(work: Path) -> None:
    do_something()
    saved = progress.export_text().encode()
    progress.reset("05")
    box = opened()
    upload(box, saved)
    assert "5 new entries" in box.keep.says.value
    assert "predictions committed: 1" in box.done.value
    assert box.keep.load.value == ()
    upload(box, saved)
    assert "0 new entries" in box.keep.says.value


def test_a_file_that_is_no_export_is_named_and_changes_nothing() -> None:
    do_something()
    before = progress.export_text()
    box = opened()
    upload(box, b"<script>alert(1)</script>")
    assert "✗" in box.keep.says.value
    assert "<script>" not in box.keep.says.value
    assert progress.export_text() == before


def test_a_page_without_a_kernel_names_no_place_of_the_machine() -> None:
    empty = opened()._repr_mimebundle_()
    do_something()
    full = opened()._repr_mimebundle_()
    for kind in ("text/html", "text/plain"):
        assert empty[kind] == full[kind]
        assert str(progress.place().parent) not in full[kind]
