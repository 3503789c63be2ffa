"""The hints of an exercise, opened one at a time."""

from __future__ import annotations

import re
from html import escape

from helpers.display import Shown
from helpers.live import status
from helpers.teaching import progress
from helpers.teaching.content import Exercise

HINT = "hint"
LAST_HINT = "This was the last hint."


def open_next(lesson: str, exercise: Exercise) -> int:
    """Open the next hint, if there is one; gives how many are open."""
    before = opened(lesson, exercise)
    step = min(before + 1, len(exercise.hints))
    if step > before:
        progress.record(lesson, HINT, exercise.id, {"step": step})
    return step


def opened(lesson: str, exercise: Exercise) -> int:
    """Give how many hints the learner has opened."""
    steps = [one.value.get("step") for one in progress.history(lesson, HINT, exercise.id)]
    known = [step for step in steps if isinstance(step, int)]
    return min(max(known, default=0), len(exercise.hints))


def as_html(exercise: Exercise, step: int) -> str:
    """Write the first hints of an exercise, ``step`` of them."""
    total = len(exercise.hints)
    lines = [
        f"<b>Hint {place} of {total}.</b> {_in_html(words)}"
        for place, words in enumerate(exercise.hints[:step], 1)
    ]
    if step == total:
        lines.append(LAST_HINT if total else "This exercise has no hints.")
    return status("<br>".join(lines))


def as_page(exercise: Exercise, before: str = "") -> Shown:
    """Show hints without a kernel, behind a text: each opens for itself."""
    total = len(exercise.hints)
    start = f"<p>{escape(before)}</p>" if before else ""
    blocks = [
        f"<details><summary>Hint {place} of {total}</summary>{_in_html(words)}</details>"
        for place, words in enumerate(exercise.hints, 1)
    ]
    lesson = exercise.id.rpartition("-")[0]  # the lesson's object in the notebook, with a number
    text = f'Hints: {total}. {lesson}.hint("{exercise.id}") opens the next one.'
    return Shown(start + "".join(blocks), f"{before}\n{text}".lstrip())


def _in_html(words: str) -> str:
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(words))
