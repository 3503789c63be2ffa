"""The models of implementation, against arithmetic by hand."""

from __future__ import annotations

from datetime import date, timedelta
from math import isnan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.models import implementation as model

START, END = date(2021, 1, 1), date(2021, 4, 11)  # a hundred days apart

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 1, 1))
shares = st.floats(min_value=0, max_value=1)
inner = st.floats(min_value=0.01, max_value=0.99)
percents = st.floats(min_value=0, max_value=100)


def test_time_goes_evenly_from_the_first_day_to_the_last() -> None:
    assert model.elapsed_share(START, START, END) == 0
    assert model.elapsed_share(START + timedelta(days=25), START, END) == pytest.approx(0.25)
    assert model.elapsed_share(END, START, END) == 1


def test_no_time_is_over_before_the_start_and_all_after_the_end() -> None:
    assert model.elapsed_share(START - timedelta(days=400), START, END) == 0
    assert model.elapsed_share(END + timedelta(days=400), START, END) == 1


@pytest.mark.parametrize("end", [START, START - timedelta(days=1)])
def test_a_package_that_takes_no_time_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="must end after"):
        model.elapsed_share(START, START, end)


@given(days, days, days, days)
def test_more_time_is_never_less(first: date, second: date, start: date, end: date) -> None:
    assume(start < end)
    earlier, later = sorted((first, second))
    before, after = (model.elapsed_share(day, start, end) for day in (earlier, later))
    assert 0 <= before <= after <= 1


def test_ratio_by_hand() -> None:
    assert model.progress_ratio(0.4, 0.8) == pytest.approx(0.5)
    assert model.progress_ratio(0.6, 0.6) == pytest.approx(1)
    assert model.progress_ratio(0.6, 0.5) == pytest.approx(1.2)
    assert model.progress_ratio(0, 0.5) == 0


def test_ratio_has_no_value_before_any_time_is_over() -> None:
    assert isnan(model.progress_ratio(0.07, 0))
    assert isnan(model.progress_ratio(0, 0))


def test_line_by_hand() -> None:
    """Ten points in ten days: one point a day, in both directions."""
    first, second = (START, 20.0), (START + timedelta(days=10), 30.0)
    for after, percent in ((-5, 15), (0, 20), (4, 24), (10, 30), (50, 70), (100, 120)):
        read = model.projection(first, second, START + timedelta(days=after))
        assert read == pytest.approx(percent)
    assert model.day_reached(first, second, 100) == START + timedelta(days=80)
    assert model.day_reached(first, second, 99.5) == START + timedelta(days=80)
    assert model.day_reached(first, second, 20) == START


def test_line_that_does_not_rise_gets_nowhere() -> None:
    later = START + timedelta(days=10)
    for percent in (20.0, 10.0):
        assert model.day_reached((START, 20.0), (later, percent), 100) is None


def test_flat_line_at_its_height_is_there_from_its_first_point() -> None:
    flat = (START, 100.0), (START + timedelta(days=10), 100.0)
    assert model.day_reached(*flat, 100) == model.day_reached(*flat[::-1], 100) == START


def test_line_that_hardly_rises_leaves_the_calendar() -> None:
    later = START + timedelta(days=1000)
    assert model.day_reached((START, 20.0), (later, 20.001), 100) is None


def test_two_points_of_one_day_give_no_line() -> None:
    for call in (
        lambda: model.projection((START, 1.0), (START, 2.0), END),
        lambda: model.day_reached((START, 1.0), (START, 2.0), 100),
    ):
        with pytest.raises(ValueError, match="two days"):
            call()


@given(days, percents, days, percents, days)
def test_line_does_not_depend_on_the_order_of_its_points(
    day: date, percent: float, other_day: date, other: float, read: date
) -> None:
    assume(day != other_day)
    first, second = (day, percent), (other_day, other)
    forwards = model.projection(first, second, read)
    assert model.projection(second, first, read) == pytest.approx(forwards, abs=1e-6)
    assert model.projection(first, second, day) == pytest.approx(percent)
    assert model.projection(first, second, other_day) == pytest.approx(other, abs=1e-9)


@given(days, percents, st.integers(1, 3000), st.floats(min_value=0.1, max_value=50))
def test_the_day_of_100_percent_is_the_first_one(
    day: date, percent: float, later: int, more: float
) -> None:
    ends = (day, percent), (day + timedelta(days=later), percent + more)
    full = model.day_reached(*ends, 100)
    assume(full is not None)
    assert full is not None
    assert model.projection(*ends, full) >= 100 - 1e-3
    if full > date.min:
        assert model.projection(*ends, full - timedelta(days=1)) < 100 + 1e-3


def test_closed_programmes_by_hand() -> None:
    """Two measures of two must be done: half of a half."""
    assert model.share_of_closed_programmes(0.5, 2) == pytest.approx(0.25)
    assert model.share_of_closed_programmes(0.9, 1) == pytest.approx(0.9)
    assert model.share_of_closed_programmes(0, 35) == 0
    assert model.share_of_closed_programmes(1, 35) == 1


@given(shares, st.integers(1, 100))
def test_more_measures_never_close_more_programmes(done: float, measures: int) -> None:
    fewer = model.share_of_closed_programmes(done, measures)
    more = model.share_of_closed_programmes(done, measures + 1)
    assert 0 <= more <= fewer <= done


def test_effective_number_by_hand() -> None:
    assert model.effective_number(0.5, 0.125) == pytest.approx(3)
    assert model.effective_number(0.9, 0.81) == pytest.approx(2)
    # More programmes closed than measures done: less than one measure in each.
    assert model.effective_number(0.25, 0.5) == pytest.approx(0.5)


@given(inner, st.integers(1, 20))
def test_effective_number_undoes_the_model(done: float, measures: int) -> None:
    closed = model.share_of_closed_programmes(done, measures)
    assert model.effective_number(done, closed) == pytest.approx(measures, rel=1e-6)


@pytest.mark.parametrize(("done", "closed"), [(0, 0), (1, 1), (0.5, 0), (0.5, 1), (0, 0.5), (1, 0)])
def test_effective_number_has_no_value_at_nothing_and_at_all(done: float, closed: float) -> None:
    assert isnan(model.effective_number(done, closed))


@given(shares, shares)
def test_effective_number_is_positive_or_has_no_value(done: float, closed: float) -> None:
    number = model.effective_number(done, closed)
    assert isnan(number) == bool({done, closed} & {0, 1})
    assert isnan(number) or number > 0


@pytest.mark.parametrize("wrong", [-0.1, 1.1, 90, float("nan")])
def test_a_percent_in_place_of_a_share_is_refused(wrong: float) -> None:
    for call in (
        lambda: model.share_of_closed_programmes(wrong, 3),
        lambda: model.effective_number(wrong, 0.5),
        lambda: model.effective_number(0.5, wrong),
    ):
        with pytest.raises(ValueError, match="between 0 and 1"):
            call()


@pytest.mark.parametrize("measures", [0, -1])
def test_a_programme_without_measures_is_refused(measures: int) -> None:
    with pytest.raises(ValueError, match="more than 0"):
        model.share_of_closed_programmes(0.5, measures)
