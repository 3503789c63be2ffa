"""The implicit gas subsidy: what a lower price is worth, measured against another price.

One thing goes wrong easily here: a cubic metre of gas is no fixed amount of energy. Statistics
count standard metres, contracts count metres of another pressure, temperature and heating value.
The energy is the same; the number of metres, and the price of one, depend on the metre. So the
price paid, the benchmark and the volume must all be in the same metre before they meet.

Energy is in MMBtu, a million British thermal units (1.055 GJ). "1,000 m3" and "bcm" (a billion
cubic metres) are a million apart: US dollars per 1,000 m3 times bcm gives million US dollars.

Every function takes numbers or pandas Series, and a missing value stays missing.
"""

from __future__ import annotations

from typing import TypeAlias

import pandas as pd

Numbers: TypeAlias = float | pd.Series

MILLIONS_IN_A_BILLION = 1000


def contract_volume(
    standard_bcm: Numbers, mmbtu_per_1000m3: float, *, standard_mmbtu_per_1000m3: float
) -> Numbers:
    """Count an amount of gas in contract metres instead of standard metres.

    The energy stays the same: standard metres x their energy = contract metres x theirs.
    The Energy Institute defines its standard metre by 40 MJ gross.

    Parameters
    ----------
    standard_bcm : the amount, in billion standard cubic metres.
    mmbtu_per_1000m3 : the energy in 1,000 contract metres, in MMBtu.
    standard_mmbtu_per_1000m3 : the energy in 1,000 standard metres, in MMBtu.

    Returns
    -------
    The same gas, in billion contract metres.
    """
    return standard_bcm * standard_mmbtu_per_1000m3 / mmbtu_per_1000m3


def price_per_1000m3(usd_per_mmbtu: Numbers, mmbtu_per_1000m3: float) -> Numbers:
    """Turn a price of energy into a price of a volume.

    Parameters
    ----------
    usd_per_mmbtu : the price, in US dollars per MMBtu, as gas exchanges quote it.
    mmbtu_per_1000m3 : the energy in 1,000 of the cubic metres that are meant, in MMBtu.

    Returns
    -------
    The price in US dollars per 1,000 of these cubic metres.
    """
    return usd_per_mmbtu * mmbtu_per_1000m3


def implicit_subsidy(
    benchmark: Numbers, price_paid: Numbers, volume_bcm: Numbers, netback_cost: Numbers = 0
) -> Numbers:
    """Give what the gas would have cost more at the benchmark: the price-gap method.

    (benchmark - netback cost - price paid) x volume. It is a distance between two prices,
    not money that anybody received. It is negative where the price paid is the higher one.

    Parameters
    ----------
    benchmark : the price to compare with, in US dollars per 1,000 m3.
    price_paid : the price paid, in US dollars per 1,000 m3.
    volume_bcm : the gas, in billion cubic metres, of the same metre as the prices.
    netback_cost : what the seller would spend to reach the benchmark's market (transport,
        export duty), in US dollars per 1,000 m3.

    Returns
    -------
    The implicit subsidy in billion US dollars.
    """
    millions = (benchmark - netback_cost - price_paid) * volume_bcm
    return millions / MILLIONS_IN_A_BILLION


def as_percent_of(amount: Numbers, gdp: Numbers) -> Numbers:
    """Express an amount in percent of gross domestic product.

    Parameters
    ----------
    amount, gdp : both in the same unit, for example billion US dollars of the same year.

    Returns
    -------
    Percent of GDP.
    """
    return amount / gdp * 100
