"""Content files are whole, their slips are named, and their questions are fair."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from helpers.errors import CourseError
from helpers.lessons import known
from helpers.teaching import content
from helpers.teaching.content import CODE, MULTIPLE, NUMBER, ORDER, SINGLE, THINK, Content, Question
from tests.prose import numbers_in

LONG = 20  # characters; a shorter feedback explains nothing
MANY = 4  # questions from which on the places of right options are counted

PAIR = [
    {"text": "a", "feedback": "On a.", "right": True, "group": "x"},
    {"text": "b", "feedback": "On b.", "group": "y"},
]
GOOD: dict[str, Any] = {
    "name": "05-gas", "title": "Gas", "minutes": 60, "objectives": ["see", "do"],
    "exercise": [
        {"id": "gas-1", "kind": "code", "objective": 1, "hints": ["h"], "mistakes": {"m": "why"}},
        {"id": "gas-2", "kind": "think", "objective": 2, "question": "?", "model_answer": "!",
         "rubric": ["r"]},
    ],
    "quiz": [
        {"id": "one", "kind": "single", "objective": 1, "text": "?", "options": PAIR},
        {"id": "many", "kind": "multiple", "objective": 1, "text": "?", "options": PAIR},
        {"id": "sum", "kind": "number", "objective": 2, "text": "?", "answer": 0, "right": "r",
         "wrong": "w", "slips": [{"value": 2, "feedback": "s"}]},
        {"id": "steps", "kind": "order", "objective": 2, "text": "?", "options": PAIR,
         "shown": [1, 0], "right": "r"},
        {"id": "who", "kind": "classify", "objective": 2, "text": "?", "options": PAIR,
         "groups": ["x", "y"]},
    ],
}  # fmt: skip


def test_good_content_is_read_whole() -> None:
    before = copy.deepcopy(GOOD)
    made = content.parse(GOOD, "lesson_05.toml")
    assert before == GOOD
    assert made.number == "05"
    assert made.objectives == ("see", "do")
    assert list(made.exercises) == ["gas-1", "gas-2"]
    assert made.exercises["gas-1"].mistakes == {"m": "why"}
    assert list(made.questions) == ["one", "many", "sum", "steps", "who"]
    assert [option.right for option in made.questions["one"].options] == [True, False]
    assert made.questions["sum"].answer == 0
    assert made.questions["sum"].slips[0].value == 2
    assert made.questions["steps"].shown == (1, 0)


def change(part: str, place: int, /, **values: Any) -> Callable[[dict[str, Any]], None]:
    """Give a function that changes one item of the good content; ``None`` takes an entry away."""

    def act(raw: dict[str, Any]) -> None:
        item = raw[part][place]
        item.update(values)
        for key in [key for key, value in values.items() if value is None]:
            del item[key]

    return act


TWO_RIGHT = [{**PAIR[0]}, {**PAIR[1], "right": True}]
NO_RIGHT = [{**option, "right": False} for option in PAIR]
BROKEN = {
    "objective out of range": (change("quiz", 0, objective=3), "one", "objective 3"),
    "objective zero": (change("exercise", 0, objective=0), "gas-1", "objective 0"),
    "no objective": (change("quiz", 0, objective=None), "one", "objective"),
    "no text": (change("quiz", 0, text=None), "one", "text"),
    "unknown kind": (change("quiz", 0, kind="riddle"), "one", "riddle"),
    "unknown entry": (change("quiz", 0, hint="h"), "one", "hint"),
    "no right option": (change("quiz", 0, options=NO_RIGHT), "one", "exactly one right"),
    "two right options": (change("quiz", 0, options=TWO_RIGHT), "one", "exactly one right"),
    "one option": (change("quiz", 0, options=PAIR[:1]), "one", "two options"),
    "option without feedback": (
        change("quiz", 0, options=[PAIR[0], {"text": "b"}]), "one: b", "feedback"
    ),
    "option misspelled": (
        change("quiz", 0, options=[PAIR[0], {**PAIR[1], "rigth": True}]), "one: b", "rigth"
    ),
    "nothing right to tick": (change("quiz", 1, options=NO_RIGHT), "many", "a right option"),
    "no answer": (change("quiz", 2, answer=None), "sum", "answer"),
    "no word on a wrong number": (change("quiz", 2, wrong=None), "sum", "wrong"),
    "slip without feedback": (change("quiz", 2, slips=[{"value": 2}]), "sum", "feedback"),
    "place shown twice": (change("quiz", 3, shown=[0, 0]), "steps", "shown"),
    "a place not shown": (change("quiz", 3, shown=[0]), "steps", "shown"),
    "unknown group": (change("quiz", 4, groups=["x", "z"]), "who", "hold every option"),
    "one group": (change("quiz", 4, groups=["x"]), "who", "two groups"),
    "code without hints": (change("exercise", 0, hints=None), "gas-1", "hints"),
    "code without mistakes": (change("exercise", 0, mistakes=None), "gas-1", "mistakes"),
    "think without rubric": (change("exercise", 1, rubric=None), "gas-2", "rubric"),
    "think without question": (change("exercise", 1, question=None), "gas-2", "question"),
    "think without model answer": (change("exercise", 1, model_answer=""), "gas-2", "model"),
    "no id": (change("exercise", 0, id=None), "", "id"),
    "an id twice": (change("quiz", 0, id="many"), "", "twice"),
    "no title": (lambda raw: raw.pop("title"), "", "title"),
    "no objectives": (lambda raw: raw.pop("objectives"), "", "objectives"),
    "misspelled part": (lambda raw: raw.update(quizz=[]), "", "quizz"),
}  # fmt: skip


@pytest.mark.parametrize(("damage", "item", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_item_is_named_with_its_file(
    damage: Callable[[dict[str, Any]], Any], item: str, words: str
) -> None:
    raw = copy.deepcopy(GOOD)
    damage(raw)
    with pytest.raises(CourseError) as caught:
        content.parse(raw, "lesson_05.toml")
    message = str(caught.value)
    assert "lesson_05.toml" in message
    assert item in message
    assert words in message


# The real lessons from here on.

LESSONS = list(known().values())
QUESTIONS = [(lesson, question) for lesson in LESSONS for question in lesson.questions.values()]
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
each_question = pytest.mark.parametrize(
    "question", [q for _, q in QUESTIONS], ids=[f"{one.number}-{q.id}" for one, q in QUESTIONS]
)


def feedbacks(question: Question) -> list[str]:
    """Give all that can be said to an answer."""
    own = [question.right, question.wrong] if question.kind in (NUMBER, ORDER) else []
    parts = [one.feedback for one in (*question.options, *question.slips)]
    return [text for text in (*own, *parts) if text]


@each_lesson
def test_items_name_objectives_and_objectives_are_tested(lesson: Content) -> None:
    asked = {item.objective for item in (*lesson.exercises.values(), *lesson.questions.values())}
    numbers = set(range(1, len(lesson.objectives) + 1))
    assert asked <= numbers
    if lesson.questions:
        untested = [lesson.objectives[number - 1] for number in sorted(numbers - asked)]
        assert not untested


@each_lesson
def test_the_right_option_is_not_mostly_the_longest(lesson: Content) -> None:
    chosen = [q for q in lesson.questions.values() if q.kind in (SINGLE, MULTIPLE)]
    longest = [
        q.id for q in chosen
        if max(len(o.text) for o in q.options if o.right)
        > max((len(o.text) for o in q.options if not o.right), default=0)
    ]  # fmt: skip
    assert len(longest) <= len(chosen) / 2, f"the longest is right in {longest}"


@each_lesson
def test_right_options_stand_at_different_places(lesson: Content) -> None:
    places = [
        [option.right for option in question.options].index(True)
        for question in lesson.questions.values()
        if question.kind == SINGLE
    ]
    often = max(Counter(places).values(), default=0)
    if len(places) >= MANY:
        assert often <= len(places) / 2, places
    elif len(places) > 1:
        assert often < len(places), places


@each_lesson
def test_hints_and_words_on_mistakes_differ(lesson: Content) -> None:
    for exercise in lesson.exercises.values():
        for texts in (exercise.hints, exercise.rubric, (exercise.mistakes or {}).values()):
            assert len(set(texts)) == len(texts), exercise.id
            assert all(len(text) >= LONG for text in texts), exercise.id
        assert exercise.kind in (CODE, THINK)


@each_question
def test_every_option_explains_itself_in_words_of_its_own(question: Question) -> None:
    told = feedbacks(question)
    assert [text for text in told if len(text) < LONG] == []
    assert len(set(told)) == len(told)
    texts = [option.text for option in question.options]
    assert len(set(texts)) == len(texts)


@each_question
def test_a_question_does_not_give_itself_away(question: Question) -> None:
    if question.kind == NUMBER:
        assert question.answer is not None
        printed = [float(re.sub("[,−]", lambda m: {"−": "-"}.get(m[0], ""), number))
                   for number in numbers_in(question.text)]  # fmt: skip
        near = [one for one in printed if abs(one - question.answer) <= question.tolerance]
        assert near == []
        for slip in question.slips:
            assert abs(slip.value - question.answer) > question.tolerance
    elif question.kind == ORDER:
        assert list(question.shown) != sorted(question.shown), "shown in the right order"
    elif question.kind == MULTIPLE:
        assert not all(option.right for option in question.options)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("quiz", 0, "objective"), "1"),
        (("quiz", 0, "options"), ["a"]),
        (("quiz", 3, "shown"), ["a", 1]),
        (("quiz", 2, "answer"), "31"),
        (("quiz", 2, "tolerance"), True),
        (("exercise", 0, "hints"), "text"),
        (("exercise", 0, "mistakes"), {"m": 1}),
        (("minutes",), "60"),
        (("objectives",), "see"),
        (("quiz",), "see"),
    ],
)
def test_a_value_of_the_wrong_type_is_named(path: tuple[str | int, ...], value: Any) -> None:
    raw = copy.deepcopy(GOOD)
    inner: Any = raw
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(CourseError, match=r"lesson_05\.toml"):
        content.parse(raw, "lesson_05.toml")
