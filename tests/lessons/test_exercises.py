"""The exercises of every lesson: stated, solvable, and every typical mistake is recognised."""

from __future__ import annotations

import inspect
import re
from functools import cache
from importlib import import_module
from typing import Any

import pandas as pd
import pytest

from helpers.errors import CourseError
from helpers.lessons import known
from helpers.teaching import exercises, solutions
from helpers.teaching.content import CODE, Exercise
from tests.course import NAMES, cells, prose, text

ALL = [(name, one) for name in NAMES for one in known()[name].exercises]
CODED = [(name, one) for name, one in ALL if known()[name].exercises[one].kind == CODE]
MISTAKES = [
    (name, one, mistake)
    for name, one in CODED
    for mistake in known()[name].exercises[one].mistakes or {}
]
FIRST_CHECK = re.compile(r"(?m)^\w+\.check\(\"")


def exercise(name: str, one: str) -> Exercise:
    return known()[name].exercises[one]


def reference(name: str, one: str) -> exercises.Reference:
    references = import_module(f"helpers.lessons.lesson_{name[:2]}").EXERCISES
    return references[one]


def says(name: str, one: str, answer: Any) -> str:
    references = import_module(f"helpers.lessons.lesson_{name[:2]}").EXERCISES
    return exercises.check(known()[name], references, one, answer).fallback.text


@cache
def notebook_tables(name: str) -> dict[str, Any]:
    """Run the notebook up to its first exercise, as a learner does."""
    made: dict[str, Any] = {}
    for cell in cells(name, "code"):
        if FIRST_CHECK.search(text(cell)):
            break
        exec(text(cell), made)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_lesson_has_exercises_of_both_doors(name: str) -> None:
    kinds = [one.kind for one in known()[name].exercises.values()]
    assert 2 <= len(kinds) <= 5
    assert set(kinds) == {"code", "think"}


@pytest.mark.parametrize(("name", "one"), ALL)
def test_the_notebook_states_the_exercise_and_asks_for_it(name: str, one: str) -> None:
    kind = exercise(name, one).kind
    assert re.search(rf"\*\*Exercise {one}\*\* \(\*{kind}\*", prose(name)), "state it, and its kind"
    code = "\n".join(text(cell) for cell in cells(name, "code"))
    call = rf'answer = \.\.\.\n\w+\.check\("{one}", answer\)' if kind == CODE else (
        rf'\w+\.think\("{one}"\)'
    )  # fmt: skip
    assert re.search(call, code)


@pytest.mark.parametrize(("name", "one"), CODED)
def test_a_tolerance_is_stated_in_the_task(name: str, one: str) -> None:
    tolerance = exercise(name, one).tolerance
    task = prose(name).partition(f"**Exercise {one}**")[2].partition("**Exercise")[0]
    assert not tolerance or f"right to {tolerance:g}" in task.lower()


@pytest.mark.parametrize(("name", "one"), CODED)
def test_the_solution_is_right_with_the_tables_of_the_notebook(name: str, one: str) -> None:
    solution = reference(name, one).solution
    wanted = inspect.signature(solution).parameters
    made = notebook_tables(name)
    answer = solution(**{each: made[each] for each in wanted})
    assert says(name, one, answer).startswith("✓ Right.")


@pytest.mark.parametrize(("name", "one"), CODED)
def test_the_tables_of_the_check_are_those_of_the_notebook(name: str, one: str) -> None:
    made, given = notebook_tables(name), reference(name, one).given()
    for each in inspect.signature(reference(name, one).solution).parameters:
        mine, theirs = given[each], made[each]
        if isinstance(mine, pd.DataFrame):
            columns = list(mine.columns)
            pd.testing.assert_frame_equal(mine, theirs[columns], check_names=False)
        elif isinstance(mine, pd.Series):
            pd.testing.assert_series_equal(mine, theirs)
        else:
            assert mine == theirs


@pytest.mark.parametrize(("name", "one"), CODED)
def test_the_code_that_is_shown_gives_the_right_answer_in_the_notebook(name: str, one: str) -> None:
    made = dict(notebook_tables(name))
    exec(solutions.source_of(reference(name, one).solution), made)
    assert says(name, one, made["answer"]).startswith("✓ Right.")


@pytest.mark.parametrize(("name", "one"), CODED)
def test_a_placeholder_is_not_judged(name: str, one: str) -> None:
    assert says(name, one, ...).startswith("○ Not answered yet")


@pytest.mark.parametrize(("name", "one"), CODED)
def test_words_and_answers_of_the_mistakes_belong_together(name: str, one: str) -> None:
    assert set(exercise(name, one).mistakes or {}) == set(reference(name, one).mistakes)


@pytest.mark.parametrize(("name", "one", "mistake"), MISTAKES)
def test_each_typical_mistake_gets_its_own_words(name: str, one: str, mistake: str) -> None:
    right = exercises.right_answer(reference(name, one))
    wrong = reference(name, one).mistakes[mistake](right)
    words = (exercise(name, one).mistakes or {})[mistake]
    assert says(name, one, wrong).startswith(f"✗ Not yet: {words}")


@pytest.mark.parametrize(("name", "one"), CODED)
def test_hints_do_not_name_the_answer(name: str, one: str) -> None:
    right = exercises.right_answer(reference(name, one))
    if isinstance(right, int | float):
        shown = {f"{right:.{places}f}" for places in range(4)} - {"0", "1"}
        words = set(re.findall(r"\d[\d.]*", " ".join(exercise(name, one).hints)))
        assert not shown & words


def test_an_exercise_without_a_solution_is_an_error_of_the_author() -> None:
    name, one = CODED[0]
    shown = exercises.check(known()[name], {}, one, 1).fallback.text
    assert "cannot run" in shown
    with pytest.raises(CourseError):
        solutions.source_of(lambda: 1)
