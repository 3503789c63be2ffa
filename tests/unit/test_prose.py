"""The checker of numbers in the prose sees what a reader sees."""

from __future__ import annotations

import pytest

from tests import prose


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("rose to 28.5 and 1,000", ["28.5", "1,000"]),
        ("fell by -4.5 percent", ["-4.5"]),
        ("between 62-88 percent", ["62", "88"]),
        ("17–33 times", ["17", "33"]),
        ("a ratio of 1:16", ["1", "16"]),
        ("€5 and 50% of 10GW, the 3rd time", ["5", "50", "10", "3"]),
        ("it cost 1.5bn", ["1.5"]),
        ("a 2.5-fold rise", ["2.5"]),
        ("worth 2009 million roubles", ["2009"]),
        ("(46 %), 12, and 7.", ["46", "12", "7"]),
        ("from 28, 31 to 30", ["28", "31", "30"]),
    ],
)
def test_numbers_are_seen(text: str, numbers: list[str]) -> None:
    assert prose.numbers_in(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "on 4 November 2021",
        "on March 12, 2020",
        "from 2019 to 2021, in 2019-2021 and 2019–21, in the 1990s",
        "2021-11-04 and 2021-11",
        "claim P06 and COVID-19",
        "lessons 04 to 06, lesson 01",
        "about 45 minutes",
        "10. the tenth point",
        "`price_level[2009]` and `head(7)`",
        '([International Monetary Fund, 2025](#Sources "st-imf-weo-2025-10"))',
        "# 01 · Background",
    ],
)
def test_dates_names_and_code_are_no_numbers(text: str) -> None:
    assert prose.numbers_in(text) == []


def test_a_number_that_is_not_covered_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prose, "words_of", lambda name: "It rose by 5 percent.\nIt fell by 7.")
    assert prose.unchecked("any", {"rose by 5 percent": None}) == ["7: It fell by 7."]


@pytest.mark.parametrize(
    ("phrase", "value", "holds"),
    [
        ("4,872 million", 4872.0, True),
        ("4,872 million", 4871.4, False),
        ("28.5 times", 28.46, True),
        ("28.5 times", 28.44, False),
        ("17 to 33 times", (17.2, 33.4), True),
        ("17 to 33 times", (17.2, 33.6), False),
        ("17 to 33 times", 17.2, False),
        ("minus −4.5 percent", -4.504, True),
        ("minus −4.5 percent", 4.504, False),
    ],
)
def test_a_phrase_is_compared_as_it_is_printed(
    monkeypatch: pytest.MonkeyPatch, phrase: str, value: prose.Value, holds: bool
) -> None:
    monkeypatch.setattr(prose, "words_of", lambda name: f"It was **{phrase}**.")
    if holds:
        prose.check("any", phrase, lambda: value)
    else:
        with pytest.raises(AssertionError):
            prose.check("any", phrase, lambda: value)


def test_a_phrase_that_the_lesson_does_not_say_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prose, "words_of", lambda name: "Something else.")
    with pytest.raises(AssertionError, match="does not say"):
        prose.check("any", "5 percent", lambda: 5)
