"""Agreement of two coders who put the same items into categories.

Two coders agree on some items by chance alone, the more often the fewer categories they use. So
percent agreement says too much, and Cohen's kappa asks how much of the agreement that chance
leaves open was reached.

Every function takes two sequences of equal length: the category that the first and the second
coder gave to the first item, to the second item, and so on. Shares are from 0 to 1. The functions
raise ValueError if the lengths differ, if there is no item, or if a category is missing: an item
that one of them did not code says nothing about their agreement and has to be left out.

Notes
-----
J. Cohen (1960), A Coefficient of Agreement for Nominal Scales, Educational and Psychological
Measurement 20(1), 37-46. The documentation of ``sklearn.metrics.cohen_kappa_score`` has the same
formula and the same name for its parts: https://scikit-learn.org/stable/modules/generated/\
sklearn.metrics.cohen_kappa_score.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import nan

import pandas as pd


def observed_agreement(first: Iterable[str], second: Iterable[str]) -> float:
    """Give the share of items to which both gave the same category, po: percent agreement / 100."""
    pairs = _pairs(first, second)
    return _agreed(pairs) / len(pairs)


def expected_agreement(first: Iterable[str], second: Iterable[str]) -> float:
    """Give the share of items on which both would agree by chance alone, pe.

    By chance means: each gives every category as often as before, but to items drawn at random.
    So it is the sum, over the categories, of the first coder's share times the second's.
    """
    pairs = _pairs(first, second)
    return _by_chance(pairs) / len(pairs) ** 2


def cohens_kappa(first: Iterable[str], second: Iterable[str]) -> float:
    """Give Cohen's kappa, (po - pe) / (1 - pe).

    Returns
    -------
    1 if they agree on every item, 0 if they agree as often as by chance, less than 0 (never less
    than -1) if they agree less often. ``nan`` if both gave one and the same category to every
    item: chance then leaves nothing open, and kappa is not defined.
    """
    pairs = _pairs(first, second)
    # In whole numbers, so that "chance leaves nothing open" is met exactly.
    every = len(pairs) ** 2
    by_chance = _by_chance(pairs)
    if by_chance == every:
        return nan
    return (len(pairs) * _agreed(pairs) - by_chance) / (every - by_chance)


def crosstab(first: Iterable[str], second: Iterable[str]) -> pd.DataFrame:
    """Count the items by the category of the first coder (rows) and of the second (columns).

    Returns
    -------
    The counts; rows and columns are the same categories in the same order, by name. So the items
    on which both agree stand on the diagonal.
    """
    pairs = _pairs(first, second)
    names = sorted({name for pair in pairs for name in pair})
    counts = Counter(pairs)
    return pd.DataFrame(
        [[counts[mine, other] for other in names] for mine in names], index=names, columns=names
    )


def _pairs(first: Iterable[str], second: Iterable[str]) -> list[tuple[str, str]]:
    ours, theirs = list(first), list(second)
    if len(ours) != len(theirs):
        raise ValueError(
            f"The first coder has {len(ours)} codes and the second {len(theirs)}: both need one "
            "code for each of the same items, in the same order."
        )
    if not ours:
        raise ValueError("There is nothing to compare: no item was coded by both.")
    for who, codes in (("first", ours), ("second", theirs)):
        if pd.isna(pd.Series(codes, dtype=object)).any():
            raise ValueError(
                f"A code of the {who} coder is missing: leave out the items that one did not code."
            )
    return list(zip(ours, theirs, strict=True))


def _agreed(pairs: list[tuple[str, str]]) -> int:
    return sum(mine == other for mine, other in pairs)


def _by_chance(pairs: list[tuple[str, str]]) -> int:
    """Give the expected agreement times the square of the number of items, a whole number."""
    ours = Counter(mine for mine, _ in pairs)
    theirs = Counter(other for _, other in pairs)
    return sum(number * theirs[name] for name, number in ours.items())
