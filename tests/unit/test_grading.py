"""Answers of the quiz are graded rightly however they are given, and never raise."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.teaching.content import Option, Question, Slip
from helpers.teaching.questions import numerals
from helpers.teaching.questions.grading import MISSING, RIGHT, WRONG, grade

BASE = {"objective": 1, "text": "?"}
ABC = tuple(Option(text, f"On {text}.", right=text == "b") for text in "abc")
SINGLE = Question("s", "single", options=ABC, **BASE)
MULTIPLE = Question("m", "multiple", options=(*ABC, Option("d", "On d.", right=True)), **BASE)
NUMBER = Question(
    "n", "number", answer=1342.8, tolerance=0.5, unit="million dollars", right="Yes.", wrong="No.",
    slips=(Slip(1500, "Last year's."), Slip(1501.1, "The year before.")), **BASE,
)  # fmt: skip
ORDER = Question("o", "order", options=ABC, shown=(2, 0, 1), right="Yes.", wrong="No.", **BASE)
CLASSIFY = Question(
    "c", "classify", groups=("x", "y"),
    options=(Option("a", "On a.", group="x"), Option("b", "On b.", group="y")), **BASE,
)  # fmt: skip
QUESTIONS = [SINGLE, MULTIPLE, NUMBER, ORDER, CLASSIFY]


def number(answer: float, unit: str = "", tolerance: float = 0.0) -> Question:
    return replace(NUMBER, answer=answer, unit=unit, tolerance=tolerance, slips=())


def said(question: Question, chosen: object) -> list[tuple[str, str]]:
    return [(line.sign, line.feedback) for line in grade(question, chosen).lines]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=8,
)
NEARLY = st.one_of(  # of the right shape, with anything inside
    st.lists(st.integers(-1, 5) | st.none(), max_size=5),
    st.sets(st.integers(-1, 5)),
    st.dictionaries(st.sampled_from("abz"), st.sampled_from(["x", "y", "z", None])),
    st.from_regex(r"[-−+]?[0-9]{0,4}[., ][0-9]{0,4}[ a-z%/^e]{0,3}[0-9]{0,2}"),
)


CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.kind)
@CALM
@given(chosen=ANYTHING | NEARLY)
def test_no_answer_raises_or_is_left_without_words(question: Question, chosen: object) -> None:
    found = grade(question, chosen)
    assert found.lines
    assert all(line.word and line.feedback + line.label for line in found.lines)
    if found.right:
        assert found.answered
        assert {line.sign for line in found.lines} == {RIGHT}


@CALM
@given(chosen=NEARLY)
def test_grading_changes_nothing(chosen: object) -> None:
    before = copy.deepcopy(chosen)
    for question in QUESTIONS:
        first = grade(question, chosen)
        assert grade(question, chosen) == first
    assert chosen == before


def test_single() -> None:
    assert said(SINGLE, 1) == [(RIGHT, "On b.")]
    assert said(SINGLE, 0) == [(WRONG, "On a.")]
    assert grade(SINGLE, 1).right
    assert not grade(SINGLE, 0).right


def test_multiple_speaks_of_each_wrong_tick_and_each_missed_option() -> None:
    assert grade(MULTIPLE, {1, 3}).right
    assert grade(MULTIPLE, (3, 1)).right
    assert said(MULTIPLE, {0, 1}) == [(WRONG, "On a."), (RIGHT, "On b."), (MISSING, "On d.")]
    assert not grade(MULTIPLE, {1}).right
    assert not grade(MULTIPLE, {0, 1, 3}).right


@pytest.mark.parametrize(
    ("question", "chosen", "advice"),
    [
        (SINGLE, None, "Choose one option"),
        (MULTIPLE, [], "Tick one option"),
        (NUMBER, "", "Type a number"),
        (NUMBER, "much", "Type one number"),
        (NUMBER, "5 or 6", "Type one number"),
        (ORDER, [None, None, None], "Give every item a place"),
        (ORDER, [1, None, 3], "no place yet: b"),
        (ORDER, [1, 1, 3], "the place 1"),
        (CLASSIFY, {}, "Choose a group"),
        (CLASSIFY, {"a": "x"}, "no group yet: b"),
    ],
)
def test_what_is_missing_is_said(question: Question, chosen: object, advice: str) -> None:
    found = grade(question, chosen)
    assert not found.answered
    assert not found.right
    assert [line.sign for line in found.lines] == [MISSING]
    assert advice in found.lines[0].feedback


def test_order() -> None:
    assert grade(ORDER, [1, 2, 3]).right
    found = grade(ORDER, [1, 3, 2])
    assert found.answered
    assert not found.right
    assert [(line.sign, line.label) for line in found.lines[1:]] == [
        (RIGHT, "1. a"), (WRONG, "2. c"), (WRONG, "3. b"),
    ]  # fmt: skip


def test_feedback_on_a_wrong_order_does_not_stand_in_the_right_order() -> None:
    labels = [line.label[-1] for line in grade(ORDER, [3, 2, 1]).lines if line.label]
    assert labels == ["c", "b", "a"]


def test_classify() -> None:
    assert grade(CLASSIFY, {"a": "x", "b": "y"}).right
    assert said(CLASSIFY, {"b": "x", "a": "x"}) == [(RIGHT, "On a."), (WRONG, "On b.")]


@pytest.mark.parametrize(
    "typed",
    ["1342.8", "1342,8", "1 342.8", "1 342,8", "1\u2009342.8", "1\u00a0342,8", "1\u202f342.8",
     "1,342.8", "1.342,8", "1'342.8", " 1342.8 ", "+1342.8", "1342.8 million dollars", "$1342.8",
     "1342.8million", "1.3428e3", "1.3428 billion", "1342.8 mln USD", "1343", 1342.8, 1343],
)  # fmt: skip
def test_a_right_number_is_right_however_it_is_typed(typed: object) -> None:
    assert grade(NUMBER, typed).right


@pytest.mark.parametrize(
    ("answer", "unit", "typed"),
    [
        (31.8, "% of GDP", "31,8"),
        (31.8, "% of GDP", "31.8 %"),
        (31.8, "% of GDP", "31.8% of GDP"),
        (31.8, "% of GDP", "31.8 percent"),
        (-0.4, "%", "−0.4"),
        (-0.4, "%", "–0,4 %"),
        (128.5, "dollars per 1,000 m3", "128.5 dollars per 1,000 m3"),
        (128.5, "dollars per thousand cubic metres", "128.5"),
        (36.2, "m3", "36.2 m3"),
        (19, "billion dollars", "19000 million"),
        (1342, "", "1,342"),
        (1.342, "", "1,342"),
        (1342800, "", "1,342,800"),
        (1342800, "", "1.342.800"),
        (0.5, "", ".5"),
        (362, "US dollars per 1,000 cubic metres", "USD 362"),
        (362, "US dollars per 1,000 cubic metres", "US$ 362"),
        (362, "US dollars per 1,000 cubic metres", "$362 per 1,000 m3"),
        (-362, "dollars", "-$362"),
        (362, "dollars", "362 usd"),
        (0.49, "", "= 0.49"),
        (200, "million roubles of 2024", "RUB 200"),
        (200, "", "€200"),
        (62_500_000, "dollars", "$ 62 500 000"),
    ],
)
def test_signs_commas_and_units_are_understood(answer: float, unit: str, typed: str) -> None:
    assert grade(number(answer, unit), typed).right


@CALM
@given(
    answer=st.decimals(-(10**9), 10**9, places=2, allow_nan=False),
    point=st.sampled_from(".,"),
    group=st.sampled_from(["", " ", "\u00a0", "\u2009", "\u202f", "'"]),
    minus=st.sampled_from("-−–"),
    unit=st.sampled_from(["", "%", "% of GDP", "billion dollars", "dollars per 1,000 m3"]),
    with_unit=st.booleans(),
)
def test_every_way_of_writing_gives_the_number(answer, point, group, minus, unit, with_unit):
    typed = f"{answer:,}".replace(",", "_").replace(".", point).replace("_", group)
    typed = typed.replace("-", minus) + (f" {unit}" if with_unit else "")
    assert grade(number(float(answer), unit, 0.001), typed).right


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "abc", "1 2", "12 34", "5/6", "10^3", "31 or 32", "5-6", "2021-11-04", "1.2.3",
     "nan", "inf", "-", ",", "²", "9" * 101, float("nan"), float("inf"), True, None, [1], 10**400],
)  # fmt: skip
def test_what_is_no_number_has_no_reading(typed: object) -> None:
    assert numerals.read(typed) == ()


def test_tolerance_ends_where_the_question_says() -> None:
    for right in (1342.3, 1343.3):
        assert grade(NUMBER, right).right
    for wrong in (1342.29, 1343.31):
        assert not grade(NUMBER, wrong).right
    assert grade(number(0.3), 0.1 + 0.2).right


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1500", "Last year's."),
        ("1500.8", "The year before."),
        ("1342800", "1,000 times too large"),
        ("1 342 800 000", "1,000,000 times too large"),
        ("1.3428", "1,000 times too small"),
        ("134280", "100 times too large"),
        ("13.43", "100 times too small"),
        ("-1342.8", "the sign is not"),
        ("7", "No."),
        ("0", "No."),
    ],
)
def test_a_wrong_number_is_told_what_went_wrong(typed: str, words: str) -> None:
    found = grade(NUMBER, typed)
    assert found.answered
    assert not found.right
    assert words in found.lines[0].feedback


def test_a_small_slip_is_not_seen_in_every_small_number() -> None:
    small = replace(number(362, tolerance=0.5), slips=(Slip(0.276, "You divided."),))
    for typed in ("0.276", "0.28"):
        assert grade(small, typed).lines[0].feedback == "You divided."
    for typed in ("0", "0.7", "-0.2"):
        assert grade(small, typed).lines[0].feedback == "No."


def test_around_zero_no_factor_is_seen() -> None:
    assert grade(number(0, tolerance=0.5), "5").lines[0].feedback == "No."


@pytest.mark.parametrize("typed", ["€1342.8", "1342.8 EUR", "1,342.8 million euros", "£1342.8"])
def test_another_currency_is_named_and_is_no_answer(typed: str) -> None:
    found = grade(NUMBER, typed)
    assert not found.answered
    assert not found.right
    assert "asked for in million dollars" in found.lines[0].feedback
