"""Comparing a learner's answer with the reference, and saying in words what differs.

An answer may come in another form than the reference: a table with one column for a series,
text for a date, a list for a set. Such differences are harmless. Neither side is changed, and
what is said holds no value of the reference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from helpers.teaching.answers.cells import NUMBER, equal, near
from helpers.teaching.answers.pairing import UnlikeError, pair

COARSE = 0.1  # relative: a number further away is no rounding of the answer
LOOSE = 0.02  # relative: a tolerance near the size of the number would explain any slip
THREE_DOTS = "The three dots still stand where a value should be."
NOTHING = (
    "The cell gave nothing (None). It may end in print(...), which shows a value but gives "
    "none, or in a method that changes a table in place and gives nothing."
)
ODD = "Your answer cannot be compared with the right one. Give a number, a text, a list or a table."
UNITS = "Check the unit: thousand, million, billion."
SHARES = "A share (0 to 1) and a percentage (0 to 100) are two units: which one does the task want?"
FACTORS = (
    (1e3, "1,000", UNITS),
    (1e6, "1 million", UNITS),
    (1e9, "1 billion", UNITS),
    (1e2, "100", SHARES),
)


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and if not, why not, in words for a student."""

    right: bool
    says: str = ""


def is_placeholder(answer: object) -> bool:
    """Tell whether an answer is, or holds, the three dots of an exercise not answered yet."""
    if answer is ...:
        return True
    if type(answer) is dict:
        return any(one is ... for one in answer.values())
    return type(answer) in (list, tuple) and any(one is ... for one in answer)  # type: ignore[attr-defined]


def compare(
    answer: object, reference: object, *, tolerance: float = 0.0, ordered: bool = False
) -> Verdict:
    """Compare an answer with the reference; never raise, and change neither.

    Parameters
    ----------
    answer : what the learner gave.
    reference : a number, text, date, truth value, list, set, array, series or table. A series
        or table is compared by its row labels, unless these are only numbers of rows: 0, 1, 2
        and so on, in a table also any whole numbers under no name.
    tolerance : how far a number may be from the reference, in the unit of the reference.
    ordered : the order of the values counts.

    Returns
    -------
    The verdict. Its words may name labels of the reference, never a value of it.
    """
    if answer is None:
        return Verdict(False, NOTHING)
    if is_placeholder(answer):
        return Verdict(False, THREE_DOTS)
    try:
        says = pair(answer, reference, tolerance, ordered).says
    except UnlikeError as unlike:
        says = str(unlike)
    except Exception:  # an object may fail in any way when it is looked at
        says = ODD
    return Verdict(not says, says)


def slip(answer: object, reference: object, tolerance: float = 0.0) -> str:
    """Recognise a slip that happens with any number: unit, sign, fraction, rounding.

    Parameters
    ----------
    answer, reference, tolerance : as for :func:`compare`.

    Returns
    -------
    What to say; ``""`` where the answer is right or no slip explains all its values.
    """
    try:
        pairs = pair(answer, reference, tolerance, ordered=False).cells
        # Names and gaps that are right say nothing about the numbers.
        pairs = [(a, b) for a, b in pairs if a.kind == NUMBER or not equal(a, b, 0)]
        if not pairs or any(one.kind != NUMBER for both in pairs for one in both):
            return ""
        numbers = [(float(a.value), float(b.value)) for a, b in pairs]
        if all(near(a, b, tolerance) for a, b in numbers):
            return ""
        return _slip(numbers, tolerance)
    except Exception:  # another form, or too large for a float
        return ""


def _slip(numbers: list[tuple[float, float]], tolerance: float) -> str:
    def explains(undo: Callable[[float], float]) -> bool:
        # Zero stays zero under most slips, so it proves nothing.
        return all(
            a != 0 != b and near(undo(a), b, min(tolerance, LOOSE * abs(b))) for a, b in numbers
        )

    what = "Your number is" if len(numbers) == 1 else "Your values are all"
    for factor, words, advice in FACTORS:
        if explains(lambda a, by=factor: a / by):  # type: ignore[misc]
            return f"{what} {words} times too large. {advice}"
        if explains(lambda a, by=factor: a * by):  # type: ignore[misc]
            return f"{what} {words} times too small. {advice}"
    if explains(lambda a: -a):
        return f"{what} right in size, but with the wrong sign. What did you subtract from what?"
    if explains(lambda a: 1 / a):
        return f"{what} the wrong way up: you divided b by a in place of a by b."
    if all(near(a, b, tolerance) or _is_coarse(a, b) for a, b in numbers):
        return f"{what} rounded too much. Keep more decimals, and round only at the end."
    return ""


def _is_coarse(a: float, b: float) -> bool:
    """Tell whether ``a`` is ``b`` rounded, half up or to even, to some number of digits."""
    if a == 0 or abs(a - b) > COARSE * abs(b):
        return False
    # Half a unit of the last digit, and the noise of floats.
    return any(
        near(a, round(a, digits), 0) and near(a, b, 0.5 / 10.0**digits) for digits in range(-12, 13)
    )
