"""Think exercises: write, save, compare; the text comes back and is never more than text."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import ipywidgets as widgets
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.live import Live
from helpers.teaching import content, progress
from helpers.teaching.think import Think, think

MODEL = "Minsk gains, because <prices> fall & volumes stay."
RUBRIC = ["It names who gains.", "It names who <b>loses</b>."]
LESSON = content.parse(
    {
        "name": "05-gas", "title": "Gas", "minutes": 60, "objectives": ["judge"],
        "exercise": [
            {"id": "gas-1", "kind": "code", "objective": 1, "hints": ["h"], "mistakes": {"a": "b"}},
            {"id": "gas-2", "kind": "think", "objective": 1, "question": "Who gains <i>most</i>?",
             "model_answer": MODEL, "rubric": RUBRIC},
        ],
    },
    "x.toml",
)  # fmt: skip


@pytest.fixture(autouse=True)
def own_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path))
    return tmp_path


def open_think() -> Think:
    made = think(LESSON, "gas-2")
    assert isinstance(made, Think)
    return made


def shown(box: widgets.Widget) -> str:
    """Give all HTML that a box shows."""
    own = box.value if isinstance(box, widgets.HTML) else ""
    return own + "".join(shown(child) for child in getattr(box, "children", ()))


def words(box: widgets.Widget) -> str:
    return unescape(re.sub(r"(?s)<style>.*?</style>|<[^>]+>", "", shown(box)))


def save(opened: Think, text: str) -> None:
    opened.field.value = text
    opened.button.click()


def texts() -> list[str]:
    return [record.value["text"] for record in progress.history("05", "text", "gas-2")]


def test_the_model_answer_opens_only_after_a_text_was_saved() -> None:
    opened = open_think()
    assert MODEL not in words(opened)
    assert opened.boxes == []
    save(opened, "Moscow, I think.")
    assert MODEL in words(opened)
    assert [box.description for box in opened.boxes] == RUBRIC
    assert not any(box.value for box in opened.boxes)


def test_saving_says_where_and_when() -> None:
    opened = open_think()
    save(opened, "Moscow.")
    assert re.search(r"Saved on this machine at \d\d:\d\d\.", words(opened.says))
    assert 'role="status"' in opened.says.value


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_an_empty_text_is_not_saved_and_says_what_to_do(text: str) -> None:
    opened = open_think()
    save(opened, text)
    assert "Write a sentence" in words(opened.says)
    assert texts() == []
    assert MODEL not in words(opened)


def test_writing_alone_saves_nothing() -> None:
    opened = open_think()
    opened.field.value = "Half a thought"
    assert texts() == []
    assert not opened.field.continuous_update


def test_text_and_rubric_come_back() -> None:
    opened = open_think()
    save(opened, "First.\n\nSecond.")
    opened.boxes[1].value = True
    again = open_think()
    assert again.field.value == "First.\n\nSecond."
    assert [box.value for box in again.boxes] == [False, True]
    assert MODEL in words(again)
    assert re.search(r"Saved on this machine on \d+ \w+ \d{4} at \d\d:\d\d", words(again.says))
    again.boxes[1].value = False
    assert [box.value for box in open_think().boxes] == [False, False]


def test_the_last_text_counts() -> None:
    opened = open_think()
    save(opened, "First.")
    save(opened, "Second.")
    assert texts()[-1] == "Second."
    assert open_think().field.value == "Second."


def test_the_fallback_holds_question_and_rubric_but_no_answer() -> None:
    opened = open_think()
    before = opened.fallback.html, opened.fallback.text
    save(opened, "My own secret words")
    again = open_think()
    assert (again.fallback.html, again.fallback.text) == before
    for form in (unescape(before[0]), before[1]):
        assert "Who gains <i>most</i>?" in form
        assert all(line in form for line in RUBRIC)
        assert MODEL not in form
        assert "secret" not in form


HOSTILE = [
    "<script>alert(1)</script>", "</textarea><img src=x onerror=alert(1)>", "\x00\x1b[31m\r\n\x07",
    "abc \u202e fed \u200f", "\ud800 alone", "x" * 1_000_000, "{{7*7}} ${7*7} %s &lt;b&gt;",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_data(text: str) -> None:
    opened = open_think()
    save(opened, text)
    again = open_think()
    assert again.field.value == text
    for box in (opened, again):
        html = shown(box)
        assert text not in html
        assert "<script" not in html
        assert "onerror" not in html
        assert text not in box.fallback.html + box.fallback.text


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(exclude_categories=["Cs"])).filter(str.strip))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    save(open_think(), text)
    assert open_think().field.value == text


def test_words_of_the_lesson_are_shown_as_text() -> None:
    opened = open_think()
    save(opened, "Text.")
    assert "<prices>" not in shown(opened)
    assert "<i>most" not in shown(opened)


def test_a_misspelled_name_is_answered_with_the_nearest() -> None:
    made = think(LESSON, "gas2")
    assert isinstance(made, Live)
    assert "'gas2'" in words(made)
    assert "'gas-2'" in words(made)
    assert "gas-2" in made.fallback.text


class NoText:
    def __repr__(self) -> str:
        raise RuntimeError("cannot be shown")


def test_a_name_that_cannot_be_shown_is_answered_too() -> None:
    assert "'gas-1'" in words(think(LESSON, NoText()))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [None, 3, "", "<script>alert(1)</script>", ["gas-2"]])
def test_no_name_raises(name: object) -> None:
    made = think(LESSON, name)  # type: ignore[arg-type]
    assert "gas-2" in words(made)
    assert "<script" not in shown(made) + made.fallback.html


def test_a_code_exercise_leads_to_its_check() -> None:
    assert "check('gas-1', your_answer)" in words(think(LESSON, "gas-1"))


def test_a_disk_that_cannot_be_written_is_told_and_the_lesson_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("a file in place of the folder", encoding="utf-8")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "taken"))
    opened = open_think()
    save(opened, "Text.")
    assert "Saved on this machine" not in words(opened.says)
    assert 'role="alert"' in opened.trouble.value
    assert MODEL in words(opened)
