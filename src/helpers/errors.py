"""Errors that speak to students: one message, no stack of library frames."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CourseError(Exception):
    """A mistake that the reader of the message can put right.

    The message says what was wrong, with which value, and what would be right. A notebook
    shows the message alone: the frames of the library would hide it.
    """

    def _render_traceback_(self) -> list[str]:
        # IPython prints these lines in place of a traceback.
        return [f"{type(self).__name__}: {self}"]


class DataError(CourseError):
    """A table of the course is missing, damaged, or breaks its own description."""


class UnknownNameError(CourseError, LookupError):
    """A name that the course does not know, with the nearest ones it does know."""


class ChartError(CourseError):
    """A chart of the course lacks what a reader needs: a description or a source."""


def choose(kind: str, name: object, known: Iterable[str]) -> str:
    """Give a name back if it is known.

    Parameters
    ----------
    kind : what the name should be, for example ``"table"``.
    name : what was asked for.
    known : the names that exist.

    Raises
    ------
    UnknownNameError : the name is not known, or is no text; the message gives the nearest
        names, or all of them where none is near.
    """
    names = sorted(known)
    if isinstance(name, str) and name in names:
        return name
    near = _near(str(name).strip().lower().replace(" ", "_"), names)
    if near:
        advice = f"Did you mean {' or '.join(repr(one) for one in near)}?"
    else:
        advice = f"There are: {', '.join(names)}."
    raise UnknownNameError(f"There is no {kind} {name!r}. {advice}")


def _near(asked: str, names: list[str]) -> list[str]:
    same = {name.lower().replace("-", "_"): name for name in names}
    asked = asked.replace("-", "_")
    close = get_close_matches(asked, same, n=3)
    # "polls" is far from "opinion_polls" letter by letter, and still what was meant.
    close = close or [name for name in same if len(asked) > 1 and asked in name][:3]
    return [same[name] for name in close]
