"""The claims of the paper, the promises of others beside them, and what became of both.

A claim is one row of the table ``claims``: what was said, by whom, how strongly, by what
test and by when it can be judged, and what the record shows. ``P`` stands before the numbers
of the paper's own statements, ``E`` before expectations of others.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.data import loading
from helpers.errors import choose

__all__ = ["SCORED_OUTCOMES", "load"]

# Only clear outcomes are scored; the rest is shown and discussed.
SCORED_OUTCOMES = ("happened", "did not happen")


def __dir__() -> list[str]:
    return __all__


def load(
    *, lesson: str | None = None, origin: str | None = None, kind: str | None = None
) -> pd.DataFrame:
    """Load claims, all of them or those of one lesson, origin or kind.

    Parameters
    ----------
    lesson : the number of a lesson, two digits: ``"01"``.
    origin : ``"paper"`` or ``"others"``.
    kind : ``"fact"``, ``"interpretation"`` or ``"forecast"``.

    Returns
    -------
    Rows of the table ``claims``. For facts and interpretations the outcome ``happened``
    reads "it holds".

    Raises
    ------
    UnknownNameError : a value that no claim has; the message names those that exist.
    """
    found = loading.read("claims")
    for column, wanted in (("lesson", lesson), ("origin", origin), ("kind", kind)):
        if wanted is None:
            continue
        found = found[found[column] == choose(f"claim with {column}", wanted, set(found[column]))]
    loading.note("claims", found)
    return found.reset_index(drop=True)


def of_lesson(number: str, names: Sequence[str] = ()) -> pd.DataFrame:
    """Load the claims that a lesson works with.

    Parameters
    ----------
    number : the two digits of the lesson.
    names : ids of claims, where they are not the lesson's own.

    Raises
    ------
    UnknownNameError : there is no such claim, or the lesson has none of its own.
    """
    if not names:
        return load(lesson=number)
    known = loading.read("claims").set_index("claim_id", drop=False)
    found = known.loc[[choose("claim", name, known.index) for name in names]]
    loading.note("claims", found)
    return found.reset_index(drop=True)
