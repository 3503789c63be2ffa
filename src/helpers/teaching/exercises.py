"""Exercises with code: checking an answer, hints in steps, and the solution.

What a page without a kernel shows depends on the course and on the answer alone. What a
learner has tried and opened shows only in the live box.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

import ipywidgets as widgets

from helpers.controls import button, row
from helpers.data import loading
from helpers.display import Shown
from helpers.errors import CourseError
from helpers.live import Live, only, status, text
from helpers.teaching import hints, progress, solutions
from helpers.teaching.alerts import warnings
from helpers.teaching.answers.cells import summary
from helpers.teaching.answers.compare import Verdict, compare, is_placeholder, slip
from helpers.teaching.content import CODE, Content, Exercise
from helpers.teaching.finding import find

TRY = "try"
RIGHT = "✓ Right."
OPEN = "○ Not answered yet: put your answer in place of the three dots and run the cell again."
NO_CHECK = "This exercise has no automatic check. Open it with think({!r})."
NO_CODE = "This exercise has no solution in code. think({!r}) shows an answer to compare with."


@dataclass(frozen=True)
class Reference:
    """What an answer is compared with.

    Attributes
    ----------
    solution : computes the right answer from the data; its code is what learners are shown,
        see :func:`helpers.teaching.solutions.source_of`. Its parameters have the names of
        variables of the notebook.
    mistakes : from the right answer to each typical wrong one, by the name under which the
        content file says what went wrong.
    given : gives those variables, by their names, as the notebook has them.
    """

    solution: Callable[..., Any]
    mistakes: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    given: Callable[[], Mapping[str, Any]] = dict


@dataclass(frozen=True)
class Judged:
    """What is said about an answer: ``right`` is ``None`` where it cannot be judged."""

    says: str
    right: bool | None = None
    mistake: str = ""


def check(content: Content, references: Mapping[str, Reference], name: str, answer: Any) -> Live:
    """Say whether an answer is right, and if not, what may be wrong; keep it as a try.

    Parameters
    ----------
    content, references : of the lesson.
    name : the name of the exercise.
    answer : the learner's answer; it is not changed. ``...`` means: not answered yet.

    Returns
    -------
    A box with the message, the hints and the solution. It never raises.
    """
    exercise = find(content, name)
    if isinstance(exercise, str):
        return only(exercise)
    if exercise.kind != CODE:
        return only(NO_CHECK.format(exercise.id))
    judged = judge(exercise, references.get(exercise.id), answer)
    if judged.right is not None:
        _keep_try(content.number, exercise.id, summary(answer), judged)
    return Checked(content.number, references.get(exercise.id), exercise, judged)


def judge(exercise: Exercise, reference: Reference | None, answer: Any) -> Judged:
    """Compare an answer with the reference and with the typical mistakes.

    Parameters
    ----------
    exercise : a code exercise.
    reference : its solution and mistakes; none is a fault of the lesson, and said so.
    answer : what the learner gave.
    """
    if is_placeholder(answer):
        return Judged(OPEN)
    try:
        if reference is None:
            raise CourseError(f"The lesson has no solution for {exercise.id}.")
        with loading.unnoticed():
            return _judged(exercise, reference, answer)
    except CourseError as error:
        return Judged(f"! The check cannot run. {error}")
    except Exception as error:  # the reference failed: a fault of the course, not of the learner
        return Judged(f"! The check cannot run: the solution failed with {type(error).__name__}.")


def _judged(exercise: Exercise, reference: Reference, answer: Any) -> Judged:
    def verdict(one: Any, other: Any) -> Verdict:
        return compare(one, other, tolerance=exercise.tolerance, ordered=exercise.ordered)

    right = right_answer(reference)
    found = verdict(answer, right)
    if found.right:
        return Judged(RIGHT, True)
    for name, words in (exercise.mistakes or {}).items():
        if name in reference.mistakes and answer is not None:
            wrong = reference.mistakes[name](copy.deepcopy(right))
            if not verdict(wrong, right).right and verdict(answer, wrong).right:
                return Judged(f"✗ Not yet: {words}", False, name)
    return Judged(f"✗ Not yet: {slip(answer, right, exercise.tolerance) or found.says}", False)


def right_answer(reference: Reference) -> Any:
    """Compute the right answer, once in a kernel; do not change it.

    Raises
    ------
    CourseError : the data are damaged, or the solution asks for a variable that is not given.
    """
    return _computed(reference.solution, reference.given)


@lru_cache(maxsize=256)
def _computed(run: Callable[..., Any], given: Callable[[], Mapping[str, Any]]) -> Any:
    known, wanted = given(), inspect.signature(run).parameters
    if not set(wanted) <= set(known):
        raise CourseError(f"The solution {run.__name__} asks for what is not given.")
    return run(**{name: known[name] for name in wanted})


def _keep_try(lesson: str, name: str, text: str, judged: Judged) -> None:
    if judged.right and is_solved(lesson, name):
        return
    tries = progress.history(lesson, TRY, name)
    if not tries or tries[-1].value.get("answer") != text:
        value = {"answer": text, "right": bool(judged.right), "mistake": judged.mistake}
        progress.record(lesson, TRY, name, value)


def is_solved(lesson: str, name: str) -> bool:
    """Tell whether any try at an exercise was right."""
    return any(one.value.get("right") is True for one in progress.history(lesson, TRY, name))


def honest_tries(lesson: str, name: str) -> int:
    """Count the different answers that a learner gave to an exercise; nothing is no answer."""
    tries = {str(one.value.get("answer")) for one in progress.history(lesson, TRY, name)}
    return len(tries - {summary(None)})


def hint(content: Content, name: str) -> Live:
    """Open the next hint for an exercise; after the last one, all stay open.

    Parameters
    ----------
    content : of the lesson.
    name : the name of the exercise.
    """
    exercise = find(content, name)
    if isinstance(exercise, str):
        return only(exercise)
    shown = hints.as_html(exercise, hints.open_next(content.number, exercise))
    return Live([text(shown), text(warnings())], hints.as_page(exercise))


def solution(content: Content, references: Mapping[str, Reference], name: str) -> Live:
    """Show the solution of an exercise: after success, three tries, or asking twice.

    Parameters
    ----------
    content, references : of the lesson.
    name : the name of the exercise.
    """
    exercise = find(content, name)
    if isinstance(exercise, str):
        return only(exercise)
    if exercise.kind != CODE:
        return only(NO_CODE.format(exercise.id))
    html = _ask(content.number, references.get(exercise.id), exercise)
    page = Shown(f"<p>{solutions.CLOSED}</p>", solutions.CLOSED)
    return Live([text(html), text(warnings())], page)


def _ask(lesson: str, reference: Reference | None, exercise: Exercise) -> str:
    if reference is None:
        return status(f"! The lesson has no solution for {escape(exercise.id)}.")
    return solutions.ask(
        lesson,
        exercise.id,
        reference.solution,
        solved=is_solved(lesson, exercise.id),
        tries=honest_tries(lesson, exercise.id),
    )


class Checked(Live):
    """What is said about an answer, with buttons for the hints and the solution."""

    def __init__(
        self, lesson: str, reference: Reference | None, exercise: Exercise, judged: Judged
    ) -> None:
        self._lesson, self._reference, self.exercise = lesson, reference, exercise
        self.message = text(status(escape(judged.says)))
        self.hint_button = button("Hint", "Open the next hint")
        self.solution_button = button("Solution", solutions.CLOSED)
        self.hints, self.solution = text(), text()
        self.trouble = text(warnings())
        before = hints.opened(lesson, exercise)
        if before:
            self.hints.value = hints.as_html(exercise, before)
        buttons = row(self.hint_button, self.solution_button)
        super().__init__(
            [self.message, buttons, self.hints, self.solution, self.trouble],
            hints.as_page(exercise, judged.says),
        )
        self.hint_button.on_click(self._hint)
        self.solution_button.on_click(self._ask)
        if judged.right and not solutions.is_locked(lesson):
            self.solution.value = _ask(lesson, reference, exercise)

    def _hint(self, _button: widgets.Button) -> None:
        step = hints.open_next(self._lesson, self.exercise)
        self.hints.value = hints.as_html(self.exercise, step)
        self.trouble.value = warnings(self.trouble.value)

    def _ask(self, _button: widgets.Button) -> None:
        self.solution.value = _ask(self._lesson, self._reference, self.exercise)
        self.trouble.value = warnings(self.trouble.value)
