"""Concentration of trade on few partners: an index, a partner that is hidden, one that is lost.

The index is that of Herfindahl and Hirschman, the sum of the squares of all shares. With shares
from 0 to 1 it lies between nearly 0 (many small partners) and 1 (a single one). Squares need
every share, and published lists name the largest partners only. The unlisted rest adds between
nothing (many tiny partners) and its own square (a single partner), so a list gives a range.

Shares are fractions of one whole, 0.42 and not 42.

Notes
-----
Statistics Netherlands uses the same index, with the same scale, for the concentration of trade
in goods by country (cbs.nl, definition of "Herfindahl-index"). The authors behind the name:
A. O. Hirschman (1945), National Power and the Structure of Foreign Trade; O. C. Herfindahl
(1950), Concentration in the Steel Industry. Hirschman took the square root of the sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum, isclose
from typing import TypeAlias

import pandas as pd

Numbers: TypeAlias = float | pd.Series

WHOLE = 1.0
ROUNDING = 1e-9  # sums of shares are off by less than this


def herfindahl_hirschman(shares: Iterable[float]) -> float:
    """Add up the squares of the shares.

    Where the shares do not add up to 1, the rest is left out, and the result is the lower
    bound of the index: it takes the rest as very many very small partners.

    Parameters
    ----------
    shares : the shares of the partners, each from 0 to 1.

    Returns
    -------
    The index, from 0 to 1.

    Raises
    ------
    ValueError : a share is missing or not between 0 and 1, or together they exceed 1.
    """
    return fsum(share**2 for share in _checked(shares))


def unlisted(shares: Iterable[float]) -> float:
    """Give what is left when the listed shares are taken off the whole, from 0 to 1.

    Raises
    ------
    ValueError : as for :func:`herfindahl_hirschman`.
    """
    return max(0.0, WHOLE - fsum(_checked(shares)))


def squares_of_rest(rest: float, largest: float = WHOLE) -> float:
    """Give the most that an unlisted rest can add to the index.

    The sum of squares is highest when the rest is cut into as few partners as possible. Without
    a limit that is one partner. If the list names the largest partners, none of the others is
    larger than the smallest one listed.

    Parameters
    ----------
    rest : the unlisted share, from 0 to 1.
    largest : the largest share that one unlisted partner can have, above 0.

    Raises
    ------
    ValueError : ``rest`` is not between 0 and 1, or ``largest`` is not above 0.
    """
    (rest,) = _checked([rest])
    if not largest > 0:
        raise ValueError(f"the largest share must be above 0, not {largest}")
    full = int(rest / largest + ROUNDING)
    last = max(0.0, rest - full * largest)
    return full * largest**2 + last**2


def with_hidden_partner(h_without: float, share: float) -> float:
    """Put a hidden partner back into an index that was computed without it.

    share^2 + (1 - share)^2 x h_without: the others keep their proportions and divide what the
    hidden partner leaves.

    Parameters
    ----------
    h_without : the index of the trade without the hidden partner, from 0 to 1.
    share : the share of the hidden partner in all trade, from 0 to 1.

    Returns
    -------
    The index of all trade. It is a lower bound if ``h_without`` is one.

    Raises
    ------
    ValueError : a value is not between 0 and 1.
    """
    for value in (h_without, share):
        if not 0 <= value <= WHOLE:
            raise ValueError(f"{value} is not between 0 and 1")
    return share**2 + (WHOLE - share) ** 2 * h_without


def lost_exports(exports: Numbers, share: float, redirected: float) -> Numbers:
    """Give the exports that are lost when one partner stops buying.

    exports x share x (1 - redirected).

    Parameters
    ----------
    exports : all exports, in any unit: 100 for a result in percent of exports, exports in
        percent of GDP for one in percent of GDP.
    share : the share of the lost partner in exports, from 0 to 1.
    redirected : which part of the lost sales other partners buy instead, from 0 to 1.

    Returns
    -------
    The lost exports, in the unit of ``exports``. They are sales, and sales hold imported parts
    and materials: the value that the country itself added is smaller.

    Raises
    ------
    ValueError : a share is not between 0 and 1.
    """
    for value in (share, redirected):
        if not 0 <= value <= WHOLE:
            raise ValueError(f"{value} is not between 0 and 1")
    return exports * share * (WHOLE - redirected)


def _checked(shares: Iterable[float]) -> list[float]:
    """Give the shares as a list, or refuse what is no share of one whole."""
    found = [float(share) for share in shares]
    for share in found:
        if not 0 <= share <= WHOLE:
            raise ValueError(
                f"{share} is not a share between 0 and 1; percent must be divided by 100"
            )
    total = fsum(found)
    if total > WHOLE and not isclose(total, WHOLE, abs_tol=ROUNDING):
        raise ValueError(f"the shares add up to {total:.3f}, more than the whole")
    return found
