"""Scoring forecasts."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean

ALWAYS_FIFTY = 0.25  # the Brier score of somebody who says 50 percent to everything
LEAST, MOST = 0.0, 1.0


def brier(probability: float, outcome: float) -> float:
    """Score one forecast: the square of the distance between what was said and what came.

    Parameters
    ----------
    probability : what the forecaster said, from 0 to 1.
    outcome : 1 if it happened, 0 if it did not.

    Returns
    -------
    From 0 (certain and right) to 1 (certain and wrong).

    Raises
    ------
    ValueError : a value lies outside of 0 to 1.

    Notes
    -----
    G. W. Brier (1950), Verification of Forecasts Expressed in Terms of Probability, Monthly
    Weather Review 78(1), 1-3. His score for two classes adds both of them and is twice this
    one; most texts of today use the form here.
    """
    for value in (probability, outcome):
        if not LEAST <= value <= MOST:
            raise ValueError(f"{value} is not between 0 and 1")
    return (probability - outcome) ** 2


def mean_brier(forecasts: Iterable[tuple[float, float]]) -> float | None:
    """Give the mean score of pairs of probability and outcome; ``None`` without any."""
    scores = [brier(probability, outcome) for probability, outcome in forecasts]
    return fmean(scores) if scores else None
