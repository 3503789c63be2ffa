from datetime import date

import pytest

from helpers.data.dates import bounds, precision


@pytest.mark.parametrize(
    ("text", "first", "last", "how"),
    [
        ("1999-12-08", date(1999, 12, 8), date(1999, 12, 8), "day"),
        ("1999-12", date(1999, 12, 1), date(1999, 12, 31), "month"),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29), "month"),
        ("2001", date(2001, 1, 1), date(2001, 12, 31), "year"),
        ("1997/1998", date(1997, 1, 1), date(1998, 12, 31), "interval"),
        ("2019-11-08/2019-12", date(2019, 11, 8), date(2019, 12, 31), "interval"),
    ],
)
def test_a_date_means_the_days_it_can_mean(text: str, first: date, last: date, how: str) -> None:
    assert bounds(text) == (first, last)
    assert precision(text) == how


@pytest.mark.parametrize("text", ["1999-13", "2021-02-30", "0000", "99-12", "1999-1-2", "soon", ""])
def test_what_is_no_date_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        bounds(text)


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        bounds("2001/1999")
