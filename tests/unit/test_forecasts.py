"""Scores of forecasts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.models.forecasts import ALWAYS_FIFTY, brier, mean_brier

SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("probability", "outcome", "score"),
    [(1, 1, 0), (0, 0, 0), (1, 0, 1), (0, 1, 1), (0.8, 1, 0.04), (0.8, 0, 0.64), (0.5, 1, 0.25)],
)
def test_square_of_the_distance(probability: float, outcome: float, score: float) -> None:
    assert brier(probability, outcome) == pytest.approx(score)


@given(SHARES)
def test_fifty_percent_scores_the_same_whatever_comes(outcome: float) -> None:
    assert brier(0.5, round(outcome)) == ALWAYS_FIFTY


@given(SHARES, SHARES)
def test_honesty_pays(belief: float, said: float) -> None:
    """Who believes 70 percent has the best expected score by saying 70 percent."""

    def expected(probability: float) -> float:
        return belief * brier(probability, 1) + (1 - belief) * brier(probability, 0)

    assert expected(belief) <= expected(said) + 1e-12


@given(st.lists(st.tuples(SHARES, st.sampled_from([0.0, 1.0])), min_size=1))
def test_mean_lies_between_the_best_and_the_worst(forecasts: list[tuple[float, float]]) -> None:
    scores = [brier(*one) for one in forecasts]
    mean = mean_brier(forecasts)
    assert mean is not None
    assert min(scores) - 1e-12 <= mean <= max(scores) + 1e-12


def test_no_forecast_has_no_score() -> None:
    assert mean_brier([]) is None


@pytest.mark.parametrize("pair", [(-0.1, 1), (1.1, 0), (80, 1), (0.5, 2), (float("nan"), 1)])
def test_percent_in_place_of_a_share_is_refused(pair: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        brier(*pair)
