"""Checking exercises: what is said, what is kept, and when hints and solutions open."""

from __future__ import annotations

import copy
import itertools
import textwrap
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from helpers import data
from helpers.data import loading
from helpers.errors import CourseError
from helpers.teaching import exercises, progress, solutions
from helpers.teaching.content import Content, Exercise
from helpers.teaching.exercises import Checked, Reference, check, hint, right_answer, solution
from helpers.teaching.solutions import source_of
from tests.unit.test_compare import ANSWERS, hostile

# Solutions as a lesson has them: functions of a module.

computed: list[str] = []


def largest() -> float:
    """Give the largest value."""
    computed.append("largest")
    values = [1.5, 128.5]
    # A comment stays, and so does <b> & "quotation".
    answer = max(values)
    return answer


def early_events() -> list[str]:
    """Give the first events."""
    events = data.load("timeline")
    answer = events["event_id"].head(3).tolist()
    return answer


def by_country(table: pd.DataFrame) -> pd.Series:
    answer = table.set_index("country")["v"]
    return answer


def damaged() -> None:
    """Read a table that is not there."""
    answer = data.load("no_such_table")
    return answer


def failing() -> None:
    """Fail, as an author's slip does."""
    answer = {}["missing"]
    return answer


def table() -> dict[str, Any]:
    return {
        "table": pd.DataFrame({"country": ["Belarus", "Russia"], "v": [1.0, 2.0]}),
        "unused": 0,
    }


def spoil(right: pd.Series) -> pd.Series:
    right[:] = 0
    return right


REFERENCES = {
    "gas-1": Reference(
        largest,
        {
            "thousand": lambda right: right * 1000,
            "mean": lambda _: 65.0,
            "same": lambda right: right + 0.09,
            "unknown": lambda _: 7,
        },
    ),
    "gas-2": Reference(early_events),
    "gas-3": Reference(by_country, {"zeros": spoil}, given=table),
    "gas-4": Reference(damaged),
    "gas-6": Reference(failing),
}
THOUSAND = "Those are cubic metres; the task asks for <thousands> of them."
MEAN = "That is the mean, not the largest value."
ASK_AGAIN = "Ask once more (run the cell again or press the button again) to see it anyway."


def exercise(name: str, **more: Any) -> Exercise:
    hints = ("Look at `max()`.", "Take <the> last row.", "answer = max(values)")
    return Exercise(
        **{"id": name, "kind": "code", "objective": 1, "hints": hints, "mistakes": {}, **more}
    )


MISTAKES = {"thousand": THOUSAND, "mean": MEAN, "same": "Never said."}
ALL = [
    exercise("gas-1", tolerance=0.1, mistakes=MISTAKES),
    exercise("gas-2"),
    exercise("gas-3", mistakes={"zeros": "All are zero."}),
    exercise("gas-4"),
    exercise("gas-5", kind="think", question="Why?", model_answer="Because.", rubric=("It says.",)),
    exercise("gas-6"),
    exercise("gas-7"),
]
CONTENT = Content(
    name="05-gas-market",
    title="The gas market",
    minutes=60,
    objectives=("Compute a value",),
    exercises={one.id: one for one in ALL},
    questions={},
)


@pytest.fixture(autouse=True)
def _own_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress"))
    monkeypatch.delenv(solutions.LOCK, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(solutions, "_asked", set())


def run(answer: Any, name: str = "gas-1") -> Checked:
    box = check(CONTENT, REFERENCES, name, answer)
    assert isinstance(box, Checked)
    return box


def said(answer: Any, name: str = "gas-1") -> str:
    """Give the message, as a page without a kernel shows it."""
    box = check(CONTENT, REFERENCES, name, answer)
    return box.fallback.text.split("\nHints:")[0]


def tries(name: str = "gas-1") -> list[Any]:
    return [one.value["answer"] for one in progress.history("05", "try", name)]


def live(box: Any) -> str:
    """Give all that a live box shows."""
    return " ".join(child.value for child in box.children if hasattr(child, "value"))


def asked(name: str = "gas-1") -> str:
    return live(solution(CONTENT, REFERENCES, name))


# What is said


def test_right_wrong_and_not_answered_are_told_in_sign_and_words() -> None:
    assert said(128.5) == "✓ Right."
    assert said(128.45) == "✓ Right."
    assert said(70) == "✗ Not yet: Your number is too small."
    assert said(...).startswith("○ Not answered yet: put your answer in place of the three dots")
    assert said(None).startswith("✗ Not yet: The cell gave nothing (None).")


def test_each_mistake_has_its_own_words() -> None:
    assert said(128_500) == f"✗ Not yet: {THOUSAND}"
    assert said(65.05) == f"✗ Not yet: {MEAN}"
    assert "rounded too much" in said(129)
    assert "100 times too small" in said(1.285)
    assert "too large" in said(128.65)  # near a mistake that is as good as right
    assert "too small" in said(7)  # a mistake without words in the content file
    assert progress.history("05", "try", "gas-1")[0].value == {
        "answer": "128500",
        "right": False,
        "mistake": "thousand",
    }


def test_messages_are_spoken_and_escaped() -> None:
    box = run(128_500)
    assert 'role="status"' in box.message.value
    assert "&lt;thousands&gt;" in box.message.value
    assert "&lt;thousands&gt;" in box.fallback.html
    assert "<script>" not in run({"<script>alert(1)</script>"}, "gas-2").fallback.html
    assert "<script>" in said({"<script>alert(1)</script>"}, "gas-2")
    assert box.hint_button.description == "Hint"
    assert box.solution_button.description == "Solution"
    assert box.hint_button.tooltip
    assert box.solution_button.tooltip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gas-9", "Did you mean"),
        ("gas_1", "'gas-1'"),
        ("oil", "There are: gas-1"),
        (5, "no exercise of lesson 05 called 5"),
        (None, "None"),
        ("<b>", "There are"),
        ("gas-5", "Open it with think('gas-5')."),
    ],
)
def test_a_wrong_name_is_answered_in_the_box(name: Any, words: str) -> None:
    for box in (
        check(CONTENT, REFERENCES, name, 5),
        *([] if name == "gas-5" else [hint(CONTENT, name), solution(CONTENT, REFERENCES, name)]),
    ):
        assert words in box.fallback.text
        assert "<b>'" not in live(box)
    assert "think('gas-5')" in solution(CONTENT, REFERENCES, "gas-5").fallback.text


def test_a_lesson_without_exercises_says_so() -> None:
    bare = Content("00-start-here", "Start", 20, ("Run a cell",), {}, {})
    for box in (check(bare, {}, "x", 1), hint(bare, "x"), solution(bare, {}, "x")):
        assert box.fallback.text == "Lesson 00 has no exercises."


def test_a_fault_of_the_course_is_told_and_no_try() -> None:
    assert "no table 'no_such_table'" in said(5, "gas-4")
    assert said(5, "gas-6") == "! The check cannot run: the solution failed with KeyError."
    assert "no solution for gas-7" in said(5, "gas-7")
    assert tries("gas-4") == tries("gas-6") == tries("gas-7") == []
    assert "no solution for gas-7" in asked("gas-7")
    assert said(..., "gas-6").startswith("○")


def test_a_solution_runs_once_in_a_kernel_and_its_answer_stays() -> None:
    exercises._computed.cache_clear()
    computed.clear()
    for answer in (1, 2, 128.5, ...):
        run(answer)
    assert computed == ["largest"]
    assert said({"Belarus": 0, "Russia": 0}, "gas-3") == "✗ Not yet: All are zero."
    assert said({"Belarus": 1, "Russia": 2}, "gas-3") == "✓ Right."


def test_a_solution_that_asks_for_too_much_is_named() -> None:
    with pytest.raises(CourseError, match="by_country asks"):
        right_answer(Reference(by_country))


def test_the_tables_of_a_solution_are_not_cited_by_the_lesson() -> None:
    exercises._computed.cache_clear()
    loading.forget_loaded()
    data.load("sources")
    before = loading.loaded()
    assert said(early_events(), "gas-2") == "✓ Right."
    loading.forget_loaded()
    exercises._computed.cache_clear()
    run([], "gas-2")
    assert loading.loaded() == before == {}


# What a page without a kernel shows


def test_the_page_holds_the_message_and_the_hints_and_no_solution() -> None:
    box = run(70)
    assert box.fallback.html.count("<details>") == 3
    assert "Look at <code>max()</code>." in box.fallback.html
    assert "Take &lt;the&gt; last row." in box.fallback.html
    assert "last row" not in box.fallback.text
    bundle = box._repr_mimebundle_()
    assert bundle["text/plain"] == box.fallback.text
    for one in (box, run(128.5), solution(CONTENT, REFERENCES, "gas-1")):
        assert "values = [" not in one.fallback.html + one.fallback.text
    assert "values = [" in asked()


@pytest.mark.parametrize("answer", [..., None, 70, 128.5, 65, "x", {"a", "b", "c"}])
def test_the_page_is_the_same_whatever_was_done_before(answer: Any) -> None:
    def pages() -> list[str]:
        boxes = [
            check(CONTENT, REFERENCES, "gas-1", answer),
            hint(CONTENT, "gas-1"),
            solution(CONTENT, REFERENCES, "gas-1"),
        ]
        return [box.fallback.html + box.fallback.text for box in boxes]

    first = pages()
    for other in (1, 2, 3, 128.5):
        run(other)
    assert pages() == first
    assert pages() == first


# Tries


def test_a_try_is_kept_once() -> None:
    for answer in (..., 70, 70, 70.0, None, [..., 1], 71, 70):
        run(answer)
    assert tries() == ["70", "None", "71", "70"]
    for answer in (128.5, 128.5, 128.45, 71, 128.5):
        run(answer)
    assert tries() == ["70", "None", "71", "70", "128.5", "71"]


def test_only_different_answers_are_honest_tries() -> None:
    for answer in (None, 70, 70, 71, 70, None, ...):
        run(answer)
    assert exercises.honest_tries("05", "gas-1") == 2
    assert "You have tried 2 of 3 times." in asked()
    run(72)
    assert exercises.honest_tries("05", "gas-1") == 3


def test_a_long_answer_is_kept_short() -> None:
    run("x" * 100_000)
    run(pd.DataFrame({"a": range(10_000)}))
    assert all(len(one) <= 200 for one in tries())
    assert len(set(tries())) == 2


# Hints


def test_hints_open_one_at_a_time() -> None:
    shown = [live(hint(CONTENT, "gas-1")) for _ in range(4)]
    assert [one.count("<b>Hint") for one in shown] == [1, 2, 3, 3]
    assert ["last hint" in one for one in shown] == [False, False, True, True]
    steps = [one.value["step"] for one in progress.history("05", "hint", "gas-1")]
    assert steps == [1, 2, 3]
    assert live(hint(CONTENT, "gas-2")).count("<b>Hint") == 1


def test_the_button_opens_the_same_hints() -> None:
    box = run(70)
    assert box.hints.value == ""
    hint(CONTENT, "gas-1")
    box.hint_button.click()
    assert box.hints.value.count("<b>Hint") == 2
    assert 'role="status"' in box.hints.value
    assert run(71).hints.value.count("<b>Hint") == 2


# The solution


def why() -> list[str]:
    return [one.value["why"] for one in progress.history("05", "solution", "gas-1")]


def test_the_solution_opens_on_success() -> None:
    run(128.5)
    assert "values = [" in asked()
    assert "values = [" in asked()
    assert why() == ["success"]


def test_the_solution_opens_after_three_honest_tries() -> None:
    for answer in (70, 71, 72):
        run(answer)
    assert "values = [" in asked()
    assert why() == ["tries"]


def test_the_solution_opens_when_asked_twice() -> None:
    first = asked()
    assert f"You have tried 0 of 3 times. {ASK_AGAIN}" in first
    assert "values = [" not in first
    assert why() == []
    assert "values = [" in asked()
    assert why() == ["asked"]
    assert "values = [" not in asked("gas-2")


def test_the_button_and_the_call_ask_alike() -> None:
    box = run(70)
    box.solution_button.click()
    assert "You have tried 1 of 3 times." in box.solution.value
    assert "values = [" in asked()
    box.solution_button.click()
    assert "<pre><code>" in box.solution.value
    assert "&lt;b&gt; &amp;" in box.solution.value


def test_who_begins_the_lesson_anew_has_not_asked_yet() -> None:
    asked()
    progress.reset("01")
    progress.reset("05")
    assert ASK_AGAIN in asked()
    progress.reset("01")
    assert "values = [" in asked()


def test_an_opened_solution_opens_in_the_next_sitting() -> None:
    asked()
    asked()
    solutions._asked.clear()
    assert "values = [" in asked()


@pytest.mark.parametrize("words", ["all", "ALL", "05, 06", "5", "03;05", "05-gas-market"])
@pytest.mark.parametrize("place", ["variable", "file", "windows file"])
def test_an_instructor_locks_solutions(
    words: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = run(128.5)
    box.solution_button.click()
    assert "values = [" in box.solution.value
    lock = Path(solutions.LOCK_FILE)
    if place == "variable":
        monkeypatch.setenv(solutions.LOCK, words)
    else:
        lock.write_text(words + "\n", encoding="utf-16" if "windows" in place else "utf-8")
    box.solution_button.click()
    assert solutions.LOCKED in box.solution.value
    assert "values = [" not in box.solution.value
    assert solutions.LOCKED in asked()
    assert solutions.LOCKED in asked()
    box.hint_button.click()
    assert "Hint 1" in box.hints.value
    monkeypatch.delenv(solutions.LOCK, raising=False)
    lock.unlink(missing_ok=True)
    box.solution_button.click()
    assert "values = [" in box.solution.value


@pytest.mark.parametrize("words", ["", "06", "06, 07", "none", "15", "0"])
def test_other_words_lock_nothing(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(solutions.LOCK, words)
    Path(solutions.LOCK_FILE).write_text(words, encoding="utf-8")
    assert not solutions.is_locked("05")
    assert not solutions.is_locked("00")


def test_lesson_00_is_locked_by_both_its_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(solutions.LOCK, "00")
    assert solutions.is_locked("00")


def test_asking_while_locked_is_not_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(solutions.LOCK, "all")
    asked()
    asked()
    monkeypatch.delenv(solutions.LOCK)
    assert ASK_AGAIN in asked()


def test_a_lock_that_cannot_be_read_is_a_lock() -> None:
    Path(solutions.LOCK_FILE).mkdir()
    assert solutions.is_locked("05")


@pytest.mark.parametrize("name", ["gas-1", "gas-2", "gas-3"])
def test_the_solution_shown_is_the_code_that_runs(name: str) -> None:
    reference = REFERENCES[name]
    code = source_of(reference.solution)
    file = Path(__file__).read_text(encoding="utf-8")
    assert textwrap.indent(code, "    ") in file
    space = {**reference.solution.__globals__, **reference.given()}
    exec(code, space)
    assert said(space["answer"], name) == "✓ Right."
    assert code in solutions.as_shown(reference.solution).text
    for no in ("def ", "return", '"""'):
        assert no not in code


def test_the_body_is_whole() -> None:
    assert source_of(largest).splitlines() == [
        'computed.append("largest")',
        "values = [1.5, 128.5]",
        '# A comment stays, and so does <b> & "quotation".',
        "answer = max(values)",
    ]


def no_return() -> None:
    answer = 5
    print(answer)


def another_name() -> int:
    result = 5
    return result


def two_returns(table: list[int]) -> int:
    if not table:
        return 0
    answer = table[0]
    return answer


def long_head(
    table: list[int],
) -> int:
    answer = table[0]
    return answer


def nothing_else(answer: int) -> int:
    return answer


@pytest.mark.parametrize(
    "broken",
    [no_return, another_name, two_returns, long_head, nothing_else, lambda: 5, max, 5, int],
)
def test_a_solution_against_the_convention_is_named(broken: Any) -> None:
    with pytest.raises(CourseError, match="return answer"):
        source_of(broken)


# Trouble with the progress


def test_what_progress_must_tell_stands_in_the_live_box_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = itertools.chain([["<disk> full"]], itertools.repeat([]))
    monkeypatch.setattr(progress, "notices", lambda: next(told))
    box = run(70)
    assert "&lt;disk&gt; full" in box.trouble.value
    assert "disk" not in box.fallback.html
    box.hint_button.click()
    assert "&lt;disk&gt; full" in box.trouble.value


# Any object at all


@pytest.mark.parametrize("place", range(len(hostile())))
def test_no_object_raises(place: int) -> None:
    for name in ("gas-1", "gas-2", "gas-3"):
        box = run(hostile()[place], name)
        assert box.fallback.text.startswith("✗ Not yet: ")
        assert "Ellipsis" not in box.fallback.text
        check(CONTENT, REFERENCES, hostile()[place], 5)


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(answer=ANSWERS)
def test_random_answers_never_raise_and_read_the_same_twice(answer: Any) -> None:
    for name in ("gas-1", "gas-2", "gas-3"):
        first = run(copy.deepcopy(answer), name).fallback
        again = run(answer, name).fallback
        assert (first.html, first.text) == (again.html, again.text)
        assert first.text[0] in "✓✗○"
