"""Finding an exercise or a coding by the name that a learner typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from helpers.errors import CourseError, choose
from helpers.teaching.content import Content, Exercise

Item = TypeVar("Item")


def among(content: Content, name: object, kind: str, items: Mapping[str, Item]) -> Item | str:
    """Give one of the items of a lesson, or what to say where there is none of this name.

    It never raises.

    Parameters
    ----------
    content : of the lesson.
    name : whatever was given as the name.
    kind : what the items are, in the singular: ``exercise``.
    items : by name.
    """
    if not items:
        return f"Lesson {content.number} has no {kind}s."
    try:
        known = choose(f"{kind} of lesson {content.number} called", name, items)
    except CourseError as error:
        return str(error)
    except Exception:  # an object that cannot be shown as text
        return f"Give the name of the {kind} as text, for example {next(iter(items))!r}."
    return items[known]


def find(content: Content, name: object) -> Exercise | str:
    """Give an exercise, or what to say where there is none of this name; never raises."""
    return among(content, name, "exercise", content.exercises)
