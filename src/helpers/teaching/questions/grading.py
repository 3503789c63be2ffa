"""Grading of quiz answers: from a question and what was chosen to words about it. Pure.

What was chosen has one form for each kind of question:

- ``single``: the index of the option, from 0;
- ``multiple``: the indexes of the ticked options;
- ``number``: a number, or a text as a learner types it;
- ``order``: for each option, in the order of the content file, the place given to it, from 1;
- ``classify``: the group given to each option, by the option's text.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from helpers.teaching.content import CLASSIFY, MULTIPLE, NUMBER, ORDER, SINGLE, Question
from helpers.teaching.questions import numerals

RIGHT, WRONG, MISSING = "✓", "✗", "○"
ROUNDING = 1e-9  # relative; what computers lose when they store a decimal number
NEAR = 0.02  # relative; how closely a slip of a factor must fit
FACTORS = {
    1_000_000: "Check the unit: the answer is asked for in millions, or the other way round.",
    1000: "Check the unit: thousands and millions are easily mixed up.",
    100: "A share and a percentage differ by a factor of 100.",
}


class Line(NamedTuple):
    """One piece of feedback: a sign with its word, what it is about, and a sentence on it."""

    sign: str
    word: str
    label: str
    feedback: str


@dataclass(frozen=True)
class Grade:
    """What is to say to an answer.

    Attributes
    ----------
    right : everything is right.
    lines : the feedback, in order.
    answered : there was a whole answer; otherwise the lines say what is missing.
    """

    right: bool
    lines: tuple[Line, ...]
    answered: bool = True


def grade(question: Question, chosen: Any) -> Grade:
    """Grade one answer. Never fails, whatever was chosen.

    Parameters
    ----------
    question : a question of the quiz.
    chosen : the answer, in the form that the head of this module gives for its kind.
    """
    return _GRADERS[question.kind](question, chosen)


def _single(question: Question, chosen: Any) -> Grade:
    if not _is_index(chosen, question):
        return _unanswered("Choose one option, then check.")
    option = question.options[chosen]
    return _all_right([_line(option.right, option.text, option.feedback)])


def _multiple(question: Question, chosen: Any) -> Grade:
    ticked = _members(chosen)
    if not ticked or not all(_is_index(one, question) for one in ticked):
        return _unanswered("Tick one option or more, then check.")
    lines = []
    for index, option in enumerate(question.options):
        if index in ticked:
            lines.append(_line(option.right, option.text, option.feedback))
        elif option.right:
            lines.append(Line(MISSING, "Missed:", option.text, option.feedback))
    return _all_right(lines)


def _number(question: Question, chosen: Any) -> Grade:
    readings = numerals.read(chosen, question.unit)
    if not readings:
        empty = chosen is None or (isinstance(chosen, str) and not chosen.strip())
        if empty:
            return _unanswered("Type a number, then check.")
        words = f"{chosen:.40}" if isinstance(chosen, str) else "?"
        reason = "Type one number, such as 12.5; the unit may stand behind it."
        return Grade(
            False, (Line(MISSING, "This is no number:", f"“{words}”", reason),), answered=False
        )
    assert question.answer is not None  # the content was checked
    answer, tolerance = question.answer, question.tolerance
    asked, given = numerals.currency(question.unit), ""
    if isinstance(chosen, str) and asked:
        given = numerals.currency(chosen)
    if given and given != asked:
        reason = f"You gave {given}s; the answer is asked for in {question.unit}."
        return Grade(
            False, (Line(MISSING, "Another currency:", f"“{chosen:.40}”", reason),), answered=False
        )
    for value in readings:
        if _close(value, answer, tolerance):
            return Grade(True, (_line(True, _amount(value, question), question.right),))
    value = readings[0]
    return Grade(False, (_line(False, _amount(value, question), _slip(question, readings)),))


def _slip(question: Question, readings: Sequence[float]) -> str:
    """Say what probably went wrong with a number that is not right."""
    for value in readings:
        near = [slip for slip in question.slips if _is_slip(value, slip.value, question.tolerance)]
        if near:
            return min(near, key=lambda slip: abs(slip.value - value)).feedback
    answer, value = float(question.answer or 0), readings[0]
    around = max(question.tolerance, NEAR * abs(answer))
    # Around zero every factor and both signs fit.
    if abs(answer) > question.tolerance:
        if abs(value + answer) <= around:
            return "The size is right, the sign is not: which of the two is taken from which?"
        for factor, advice in FACTORS.items():
            if abs(value / factor - answer) <= around:
                return f"Your number is about {factor:,} times too large. {advice}"
            if abs(value * factor - answer) <= around:
                return f"Your number is about {factor:,} times too small. {advice}"
    return question.wrong


def _is_slip(value: float, slip: float, tolerance: float) -> bool:
    # A slip can be far smaller than the answer; then the answer's tolerance says nothing on it.
    return _close(value, slip, min(tolerance, NEAR * abs(slip)))


def _order(question: Question, chosen: Any) -> Grade:
    wanted = range(1, len(question.options) + 1)
    places = list(chosen) if isinstance(chosen, list | tuple) else []
    places = [place if type(place) is int and place in wanted else None for place in places]
    if len(places) != len(wanted) or not any(places):
        return _unanswered("Give every item a place, then check.")
    pairs = list(zip(question.options, places, strict=True))
    without = [option.text for option, place in pairs if place is None]
    if without:
        return _unanswered(f"These have no place yet: {'; '.join(without)}.")
    twice = [place for place, times in Counter(places).items() if times > 1]
    if twice:
        listed = ", ".join(str(place) for place in sorted(p for p in twice if p))
        return _unanswered(f"More than one item has the place {listed}. Give each its own.")
    if places == [*wanted]:
        return Grade(True, (Line(RIGHT, "Right.", "", question.right),))
    lines = [Line(WRONG, "Not yet.", "", question.wrong)] if question.wrong else []
    # In the learner's order: the right one would give the answer away.
    for place, right, option in sorted(zip(places, wanted, question.options, strict=True)):
        fits = place == right
        lines.append(_line(fits, f"{place}. {option.text}", "" if fits else option.feedback))
    return Grade(False, tuple(lines))


def _classify(question: Question, chosen: Any) -> Grade:
    given = chosen if isinstance(chosen, Mapping) else {}
    groups = [given.get(option.text) for option in question.options]
    known = [group if group in question.groups else None for group in groups]
    if not any(known):
        return _unanswered("Choose a group for every item, then check.")
    pairs = list(zip(question.options, known, strict=True))
    without = [option.text for option, group in pairs if group is None]
    if without:
        return _unanswered(f"These have no group yet: {'; '.join(without)}.")
    return _all_right(
        [
            _line(option.group == group, f"{option.text}: {group}", option.feedback)
            for option, group in pairs
        ]
    )


_GRADERS = {
    SINGLE: _single,
    MULTIPLE: _multiple,
    NUMBER: _number,
    ORDER: _order,
    CLASSIFY: _classify,
}


def _line(right: bool, label: str, feedback: str) -> Line:
    sign, word = (RIGHT, "Right:") if right else (WRONG, "Not right:")
    return Line(sign, word, label, feedback)


def _all_right(lines: Sequence[Line]) -> Grade:
    return Grade(all(line.sign == RIGHT for line in lines), tuple(lines))


def _unanswered(advice: str) -> Grade:
    return Grade(False, (Line(MISSING, "Not answered yet.", "", advice),), answered=False)


def _members(chosen: Any) -> list[Any]:
    is_group = isinstance(chosen, Collection) and not isinstance(chosen, str | bytes | Mapping)
    return list(chosen) if is_group else []


def _is_index(chosen: Any, question: Question) -> bool:
    return type(chosen) is int and 0 <= chosen < len(question.options)


def _close(value: float, target: float, tolerance: float) -> bool:
    return abs(value - target) <= tolerance + ROUNDING * max(1.0, abs(target))


def _amount(value: float, question: Question) -> str:
    shown = f"{value:,.10g}" if math.isfinite(value) else str(value)
    return f"{shown} {question.unit}".strip()
