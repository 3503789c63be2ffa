"""How far a package of measures is: progress against time, and measures against programmes.

Two ideas, each one formula. A package that is to be done in a fixed time can be compared with
work at an even speed: the ratio R = p / T of the share done to the share of time that is over.
And a programme is closed only when all of its measures are done: if it has n measures, each
done with the chance p and independently of the others, the chance that it is closed is p^n.

Shares are numbers from 0 to 1, unless a function says percent.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil, log, nan

Point = tuple[date, float]  # a day, and the percent done on it


def elapsed_share(day: date, start: date, end: date) -> float:
    """Give the share of a package's time that is over.

    Parameters
    ----------
    day : the day to look at.
    start, end : first and last day of the package.

    Returns
    -------
    0 on the first day and before it, 1 on the last day and after it, evenly in between.

    Raises
    ------
    ValueError : the package ends before it starts, or on the same day.
    """
    if end <= start:
        raise ValueError(f"the package must end after {start}, not on {end}")
    return min(1.0, max(0.0, (day - start).days / (end - start).days))


def progress_ratio(done: float, elapsed: float) -> float:
    """Give the share done for each share of time that is over: R = p / T.

    Parameters
    ----------
    done : p, the share of the work that is done, from 0 to 1.
    elapsed : T, the share of the time that is over, from 0 to 1.

    Returns
    -------
    1 for even progress, less for slower and more for faster progress. Not a number (nan) as
    long as no time is over, because nothing can be divided by it.
    """
    return done / elapsed if elapsed > 0 else nan


def projection(first: Point, second: Point, day: date) -> float:
    """Read a straight line through two dated points on some day.

    Parameters
    ----------
    first, second : two days with the percent done on them.
    day : the day to read the line on; it may lie before, between or after the two.

    Returns
    -------
    The percent on that day. It can lie below 0 and above 100: the line knows no limits.

    Raises
    ------
    ValueError : both points are of the same day, so that many lines go through them.
    """
    return first[1] + _speed(first, second) * (day - first[0]).days


def day_reached(first: Point, second: Point, percent: float) -> date | None:
    """Give the first day on which a straight line through two points is at some height.

    Parameters
    ----------
    first, second : two days with the percent done on them.
    percent : the height to reach.

    Returns
    -------
    The day; of a flat line at this height the day of the earlier point. ``None`` if a line that
    does not rise never gets there, or not in the years that a calendar has.

    Raises
    ------
    ValueError : both points are of the same day.
    """
    speed = _speed(first, second)
    if speed == 0 and first[1] == percent:
        return min(first[0], second[0])
    if speed <= 0:
        return None
    days = (percent - first[1]) / speed
    try:
        # The tiny error of a division must not add a day.
        return first[0] + timedelta(days=ceil(round(days, 6)))
    except OverflowError:
        return None


def _speed(first: Point, second: Point) -> float:
    """Give the rise of a line through two points, in percentage points a day."""
    days = (second[0] - first[0]).days
    if days == 0:
        raise ValueError(f"both points are of {first[0]}: a line needs two days")
    return (second[1] - first[1]) / days


def share_of_closed_programmes(done: float, measures: float) -> float:
    """Give the share of programmes that are closed if measures get done by chance: s = p^n.

    Parameters
    ----------
    done : p, the chance that a measure is done, taken as the share of measures done, 0 to 1.
    measures : n, the number of measures in each programme; each is done or not
        independently of the others.

    Returns
    -------
    The expected share of programmes with all measures done, from 0 to 1.

    Raises
    ------
    ValueError : the share is not between 0 and 1, or the number is not above 0.
    """
    _check_share(done)
    if measures <= 0:
        raise ValueError(f"a programme has more than 0 measures, not {measures}")
    return float(done**measures)


def effective_number(done: float, closed: float) -> float:
    """Give the number of independent measures that would explain two shares: ln s / ln p.

    It is the n of :func:`share_of_closed_programmes`, worked out backwards. Less than the real
    number of measures in a programme means that measures get done together, in bunches, or that
    programmes differ in size.

    Parameters
    ----------
    done : p, the share of measures done, from 0 to 1.
    closed : s, the share of programmes closed, from 0 to 1.

    Returns
    -------
    The effective number of measures in a programme. Not a number (nan) where one of the shares
    is 0 or 1: then every number fits, or none.

    Raises
    ------
    ValueError : a share is not between 0 and 1.
    """
    _check_share(done)
    _check_share(closed)
    if {done, closed} & {0, 1}:
        return nan
    return log(closed) / log(done)


def _check_share(share: float) -> None:
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, and {share} does not")
