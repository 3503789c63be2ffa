"""Two neighbours and their tax rates: what a change does to the tax base and to revenue.

A buyer pays the price before tax x (1 + rate). If the rate rises, some buyers buy less (the home
elasticity) and some buy across the border (the cross-border elasticity). Both answers have a
constant elasticity here. The form is the course's own simple one, chosen because every part of it
can be checked by hand: it fits no data and finds no best rate. The question is that of Kanbur and
Keen, "Jeux sans frontieres", American Economic Review 83 (1993), pages 877-892: in their model of
two countries of different size a minimum tax can serve both, while one common rate can harm the
smaller one. Their model is another: each country there chooses its best rate.

Rates are shares: 0.2 is 20 percent. Every function takes numbers, those of plain arithmetic also
pandas Series, and a missing value stays missing.
"""

from __future__ import annotations

from typing import TypeAlias

import pandas as pd

from helpers.errors import choose

Numbers: TypeAlias = float | pd.Series

OWN, FLOOR, COMMON = "own", "floor", "common"
RULES = (OWN, FLOOR, COMMON)


def harmonised(rate: float, rule: str, level: float) -> float:
    """Give the rate that a state may apply under a rule.

    Parameters
    ----------
    rate : the rate that the state would set by itself, as a share.
    rule : ``own`` (no common rule), ``floor`` (no less than the level) or ``common`` (the level).
    level : the floor or the common rate, as a share; without effect under ``own``.

    Returns
    -------
    The rate as a share.

    Raises
    ------
    UnknownNameError : there is no such rule.
    """
    choose("rule", rule, RULES)
    return {OWN: rate, FLOOR: max(rate, level), COMMON: level}[rule]


def price_gap(rate: Numbers, neighbour: Numbers) -> Numbers:
    """Give how much dearer the same goods are at home than at the neighbour, through the tax alone.

    (1 + rate) / (1 + neighbour's rate) - 1. Prices before tax are the same, and the whole tax is
    in the price.

    Parameters
    ----------
    rate, neighbour : the two rates, as shares.

    Returns
    -------
    The gap as a share: 0.02 is 2 percent dearer, below zero is cheaper.
    """
    return (1 + rate) / (1 + neighbour) - 1


def tax_base(
    rate_before: Numbers,
    rate_after: Numbers,
    *,
    neighbour_before: Numbers,
    neighbour_after: Numbers,
    home_elasticity: float,
    cross_border_elasticity: float,
    base_before: Numbers = 100,
) -> Numbers:
    """Give the tax base after a change of rates.

    base x (price after / price before)^(-home elasticity)
    x (relative price after / relative price before)^(-cross-border elasticity),
    with price = 1 + rate and relative price = (1 + rate) / (1 + neighbour's rate).

    Parameters
    ----------
    rate_before, rate_after : own rates, as shares.
    neighbour_before, neighbour_after : rates of the neighbour, as shares.
    home_elasticity : percent of the base lost where the price with tax rises by 1 percent.
    cross_border_elasticity : percent of the base lost to the neighbour where the price with tax
        rises by 1 percent against the neighbour's.
    base_before : value of sales before tax, in any unit; 100 gives an index.

    Returns
    -------
    The base in the unit of ``base_before``.
    """
    price = (1 + rate_after) / (1 + rate_before)
    relative_price = price / ((1 + neighbour_after) / (1 + neighbour_before))
    return base_before * price**-home_elasticity * relative_price**-cross_border_elasticity


def revenue(rate: Numbers, base: Numbers) -> Numbers:
    """Give what the tax brings: rate x base.

    Parameters
    ----------
    rate : as a share.
    base : value of sales before tax, in any unit.

    Returns
    -------
    The revenue in the unit of the base.
    """
    return rate * base


def mirrored_elasticity(cross_border_elasticity: float, share: float) -> float:
    """Give the cross-border elasticity of the other state.

    What one state loses to its neighbour is what the neighbour wins. So the same purchases are a
    smaller part of the larger base: elasticity x share / (1 - share). For small changes of prices
    this is exact.

    Parameters
    ----------
    cross_border_elasticity : that of the state whose share is given.
    share : the part of this state in the two bases together, between 0 and 1.

    Returns
    -------
    The cross-border elasticity of the other state.

    Raises
    ------
    ValueError : the share is not between 0 and 1.
    """
    if not 0 < share < 1:
        raise ValueError(f"The share of one state lies between 0 and 1, and {share} does not.")
    return cross_border_elasticity * share / (1 - share)
