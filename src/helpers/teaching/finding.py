"""Finding an exercise by the name that a learner typed."""

from __future__ import annotations

from helpers.errors import CourseError, choose
from helpers.teaching.content import Content, Exercise

NO_TEXT = "Give the name of an exercise as text, for example {!r}."


def find(content: Content, name: object) -> Exercise | str:
    """Give an exercise, or what to say where there is none of this name; never raises.

    Parameters
    ----------
    content : of the lesson.
    name : whatever was given as the name.
    """
    if not content.exercises:
        return f"Lesson {content.number} has no exercises."
    try:
        known = choose(f"exercise of lesson {content.number} called", name, content.exercises)
    except CourseError as error:
        return str(error)
    except Exception:  # an object that cannot be shown as text
        return NO_TEXT.format(next(iter(content.exercises)))
    return content.exercises[known]
