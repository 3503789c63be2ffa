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


def unknown_name(kind: str, name: object, known: Iterable[str]) -> UnknownNameError:
    """Build the error for a name that is not known.

    Parameters
    ----------
    kind : what the name should be, for example ``"table"``.
    name : what was asked for.
    known : the names that exist.
    """
    names = sorted(known)
    near = get_close_matches(str(name).lower().replace(" ", "_").replace("-", "_"), names, n=3)
    near = near or get_close_matches(str(name), names, n=3)
    hint = f"Did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
    listing = f"There are: {', '.join(names)}."
    return UnknownNameError(f"There is no {kind} {name!r}. {hint or listing}")
