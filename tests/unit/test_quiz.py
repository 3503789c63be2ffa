"""The quiz as a learner meets it: answer, read, answer again, come back the next day."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import ipywidgets as widgets
import pytest

from helpers.teaching import content, progress
from helpers.teaching.forms import from_kept, to_keep
from helpers.teaching.questions.grading import grade
from helpers.teaching.quiz import Quiz, quiz

SCRIPT = "<script>alert(1)</script>"
ITEMS = [
    {
        "id": "one", "kind": "single", "text": f"Which {SCRIPT}?",
        "options": [
            {"text": "this", "feedback": "It is this one.", "right": True},
            {"text": f"that {SCRIPT}", "feedback": f"Not that {SCRIPT}."},
        ],
    },
    {
        "id": "many", "kind": "multiple", "text": "Which ones?",
        "options": [
            {"text": "first", "feedback": "On the first.", "right": True},
            {"text": "second", "feedback": "On the second."},
            {"text": "third", "feedback": "On the third.", "right": True},
        ],
    },
    {
        "id": "sum", "kind": "number", "text": "How much?", "answer": 31.8, "tolerance": 0.1,
        "unit": "% of GDP", "right": "Almost a third.", "wrong": "Divide by the output.",
    },
    {
        "id": "steps", "kind": "order", "text": "Put them in order.", "shown": [2, 0, 1],
        "right": "So it went.",
        "options": [{"text": t, "feedback": f"On {t}."} for t in ("alpha", "beta", "gamma")],
    },
    {
        "id": "who", "kind": "classify", "text": "Who said it?", "groups": ["Minsk", "Moscow"],
        "options": [
            {"text": "cheaper", "feedback": "On cheaper.", "group": "Minsk"},
            {"text": "later", "feedback": "On later.", "group": "Moscow"},
        ],
    },
]  # fmt: skip
RIGHT = {
    "one": 0, "many": [0, 2], "sum": "31,8 %", "steps": [1, 2, 3],
    "who": {"cheaper": "Minsk", "later": "Moscow"},
}  # fmt: skip
WRONG = {
    "one": 1, "many": [1], "sum": "5", "steps": [2, 1, 3],
    "who": {"cheaper": "Moscow", "later": "Moscow"},
}  # fmt: skip
IDS = list(RIGHT)


def lesson(items: list[dict] = ITEMS) -> content.Content:
    head = {"name": "05-gas", "title": "Gas", "minutes": 60, "objectives": ["see"]}
    return content.parse({**head, "quiz": [{"objective": 1, **item} for item in items]}, "x.toml")


@pytest.fixture(autouse=True)
def own_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path))
    return tmp_path


@pytest.fixture
def opened() -> Quiz:
    return open_quiz()


def open_quiz(items: list[dict] = ITEMS) -> Quiz:
    made = quiz(lesson(items))
    assert isinstance(made, Quiz)
    return made


def answer(opened: Quiz, name: str, chosen: object) -> str:
    """Answer a question as a learner does; gives the feedback as text."""
    opened.go_to(IDS.index(name))
    card = opened.cards[name]
    card.form.choose(chosen)
    card.button.click()
    return words(card.feedback)


def words(box: widgets.HTML) -> str:
    return unescape(re.sub(r"<[^>]+>", "", box.value.replace("<br>", "\n")))


def kept(name: str) -> list[dict]:
    return [record.value for record in progress.history("05", "answer", name)]


@pytest.mark.parametrize("name", IDS)
def test_right_and_wrong_are_told_in_sign_and_words(opened: Quiz, name: str) -> None:
    told = answer(opened, name, WRONG[name])
    assert "✗ Not right" in told or "✗ Not yet" in told
    assert 'role="status"' in opened.cards[name].feedback.value
    told = answer(opened, name, RIGHT[name])
    assert "✓ Right" in told
    assert "✗" not in told


@pytest.mark.parametrize("name", IDS)
def test_answers_are_kept_and_come_back(opened: Quiz, name: str) -> None:
    answer(opened, name, WRONG[name])
    told = answer(opened, name, RIGHT[name])
    answer(opened, name, RIGHT[name])
    assert [value["right"] for value in kept(name)] == [False, True]

    again = open_quiz()
    assert "answered right: 1" in words(again.heading)
    again.go_to(IDS.index(name))
    assert words(again.cards[name].feedback) == told
    question = lesson().questions[name]
    assert grade(question, again.cards[name].form.chosen).right


@pytest.mark.parametrize("name", IDS)
def test_nothing_is_chosen_at_first_and_an_empty_check_is_not_kept(opened: Quiz, name: str) -> None:
    opened.go_to(IDS.index(name))
    opened.cards[name].button.click()
    assert "Not answered yet" in words(opened.cards[name].feedback)
    assert kept(name) == []


def test_items_to_order_stand_as_the_lesson_says_and_all_need_a_place(opened: Quiz) -> None:
    opened.go_to(IDS.index("steps"))
    card = opened.cards["steps"]
    assert [item.description for item in card.form.widgets] == ["gamma", "alpha", "beta"]
    card.form.widgets[0].value = 1
    card.button.click()
    assert "no place yet: alpha; beta" in words(card.feedback)
    assert kept("steps") == []


def test_the_heading_counts(opened: Quiz) -> None:
    assert words(opened.heading) == "Question 1 of 5 · answered right: 0"
    answer(opened, "one", RIGHT["one"])
    opened.next.click()
    assert words(opened.heading) == "Question 2 of 5 · answered right: 1"
    answer(opened, "one", WRONG["one"])
    assert words(opened.heading) == "Question 1 of 5 · answered right: 1"  # right once is right
    assert words(open_quiz().heading) == "Question 2 of 5 · answered right: 1"


def test_next_and_previous_stop_at_the_ends(opened: Quiz) -> None:
    assert opened.previous.disabled
    for _ in IDS:
        opened.next.click()
    assert words(opened.heading).startswith("Question 5 of 5")
    assert opened.next.disabled
    opened.previous.click()
    assert words(opened.heading).startswith("Question 4 of 5")
    assert not opened.next.disabled


def test_a_question_is_built_when_it_is_first_shown(opened: Quiz) -> None:
    assert list(opened.cards) == ["one"]
    opened.next.click()
    first = opened.cards["many"]
    opened.previous.click()
    opened.next.click()
    assert opened.cards["many"] is first


def test_it_opens_at_the_first_question_that_is_not_right(opened: Quiz) -> None:
    answer(opened, "one", RIGHT["one"])
    answer(opened, "many", WRONG["many"])
    assert words(open_quiz().heading).startswith("Question 2")


def test_enter_in_the_number_field_checks(opened: Quiz) -> None:
    opened.go_to(IDS.index("sum"))
    card = opened.cards["sum"]
    card.form.field.value = "31.8"
    card.form.field._handle_custom_msg({"event": "submit"}, [])
    assert "✓ Right" in words(card.feedback)


def test_the_number_field_names_its_unit(opened: Quiz) -> None:
    opened.go_to(IDS.index("sum"))
    assert "% of GDP" in opened.cards["sum"].form.field.description


def test_a_kept_answer_survives_a_new_order_of_the_options(opened: Quiz) -> None:
    answer(opened, "one", RIGHT["one"])
    turned = [{**ITEMS[0], "options": ITEMS[0]["options"][::-1]}, *ITEMS[1:]]
    again = open_quiz(turned)
    again.go_to(0)
    assert again.cards["one"].form.chosen == 1
    assert "✓ Right" in words(again.cards["one"].feedback)


@pytest.mark.parametrize("value", [None, 7, "gone", ["gone"], {"chosen": 1}, [[]], {"cheaper": []}])
@pytest.mark.parametrize("name", IDS)
def test_a_kept_answer_that_fits_no_more_is_as_none(name: str, value: object) -> None:
    progress.record("05", "answer", name, {"chosen": value, "right": True})
    opened = open_quiz()
    opened.go_to(IDS.index(name))
    assert opened.cards[name].feedback.value == ""
    assert "answered right: 0" in words(opened.heading)


@pytest.mark.parametrize("chosen", [RIGHT, WRONG], ids=["right", "wrong"])
@pytest.mark.parametrize("name", IDS)
def test_keeping_and_reading_give_the_same(name: str, chosen: dict[str, object]) -> None:
    question = lesson().questions[name]
    there = to_keep(question, chosen[name])
    assert from_kept(question, there) == chosen[name]


def test_the_fallback_explains_every_option_and_never_depends_on_progress(opened: Quiz) -> None:
    before = (opened.fallback.html, opened.fallback.text)
    for name in IDS:
        answer(opened, name, RIGHT[name])
    again = open_quiz()
    assert (again.fallback.html, again.fallback.text) == before
    html, text = before
    # One line to open for each option, one for the number, one for the order.
    assert html.count("<details>") == 2 + 3 + 1 + 1 + 2
    for question in lesson().questions.values():
        for shown in (unescape(html), text):
            assert question.text in shown
            for option in question.options:
                assert option.text in shown
                assert question.kind == "order" or option.feedback in shown
    assert "31.8 % of GDP" in text
    assert text.index("gamma") < text.index("alpha") < text.index("So it went.")
    assert "<details open" not in html


def test_texts_of_the_lesson_are_shown_as_text(opened: Quiz) -> None:
    answer(opened, "one", WRONG["one"])
    shown = [w.value for w in opened.cards["one"].children if isinstance(w, widgets.HTML)]
    assert SCRIPT not in opened.fallback.html
    assert not any(SCRIPT in html for html in shown)
    assert f"Not that {SCRIPT}" in words(opened.cards["one"].feedback)


def test_a_lesson_without_a_quiz_says_so() -> None:
    assert "no quiz" in quiz(lesson([])).fallback.text
