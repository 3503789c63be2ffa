"""Lesson 01: its numbers, its findings, its exercises, and the explorer of the timeline."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from helpers import claims, data
from helpers.lessons import known
from helpers.lessons.lesson_01 import EXPLORERS, LAST_DAY
from tests.course import VEGALITE

NAME = "01-background-union-state"
CONTENT = known()[NAME]
# The cells that make the tables which the exercises start from.


def budget() -> pd.DataFrame:
    table = data.load("union_budget").set_index("year")
    table["paid_in"] = table["russia_contribution_mln_rub"] + table["belarus_contribution_mln_rub"]
    table["real"] = table["paid_in"] / price_level()
    return table


def price_level() -> pd.Series:
    rows = data.load("country_indicators")
    rows = rows[(rows["country"] == "RUS") & (rows["indicator"] == "inflation_cpi")]
    level = (1 + rows.set_index("year")["value"] / 100).cumprod()
    return level / level[2009]


def cut_by_2018() -> float:
    real = budget()["real"]
    return 100 * (1 - real[2018] / real[2009])


def share(poll: str, answer: str) -> float:
    polls = data.load("opinion_polls")
    row = polls[(polls["poll_id"] == poll) & (polls["answer"] == answer)]
    return float(row["share_pct"].iloc[0])


def votes(other: str) -> pd.Series:
    rows = data.load("un_votes")
    rows = rows[(rows["country_a"] == "BLR") & (rows["country_b"] == other)]
    return 100 * rows.set_index("year")["share_identical"]


def times(indicator: str) -> pd.Series:
    rows = data.load("country_indicators")
    rows = rows[(rows["indicator"] == indicator) & (rows["year"] >= 1995)]
    wide = rows.pivot(index="year", columns="country", values="value")
    return (wide["RUS"] / wide["BLR"]).dropna()


def agreed(date: str, stated_by: str) -> float:
    rows = data.load("roadmaps")
    rows = rows[(rows["date"] == date) & rows["stated_by"].str.contains(stated_by)]
    return float(rows["agreed"].iloc[0])


def totals() -> list[float]:
    """Give the totals of the roadmaps in order of time, without repetitions."""
    total = data.load("roadmaps").sort_values("date_start")["total"]
    return [float(value) for value in total[total != total.shift()]]


def loan() -> float:
    events = data.load("timeline").set_index("event_id")["event"]
    return float(re.search(r"([\d.]+) billion", events["2020-09-14-loan-of-1-5-billion"])[1])


GDP, PEOPLE, ARMY = "gdp_current_usd_imf", "population", "military_expenditure_usd"

NUMBERS = {
    "How did 31 roadmaps become 28 programmes?": lambda: (max(totals()), totals()[-1]),
    "counted 16 and 20 agreed maps": lambda: (agreed("2019-11", ""), agreed("2019-11-19", "Rumas")),
    "the half in 28.5": lambda: [data.load("roadmaps")["agreed"].max()],
    "shrank from 31 to 28, and the number agreed fell from 28.5 to 26": lambda: (
        max(totals()),
        totals()[-1],
        data.load("roadmaps")["agreed"].max(),
        agreed("2021-04", ""),
    ),
    "when the total fell from 30 to 28": lambda: totals()[-2:],
    "goes 28, 31, 30 and back to 28": totals,
    "rises from 16 in November 2019 to 28.5, falls to 26 with the total, and ends at 28": lambda: (
        agreed("2019-11", ""),
        data.load("roadmaps")["agreed"].max(),
        agreed("2021-04", ""),
        data.load("roadmaps")["agreed"].iloc[-1],
    ),
    "4,872 million roubles": lambda: budget()["paid_in"][2009],
    "The share of 65 to 35": lambda: (
        100 * budget()["russia_contribution_mln_rub"][2013] / budget()["paid_in"][2013],
        100 * budget()["belarus_contribution_mln_rub"][2013] / budget()["paid_in"][2013],
    ),
    "set the year 2009 to 1": lambda: price_level()[2009],
    "worth 2,635 million, 46 % less": lambda: (budget()["real"][2018], cut_by_2018()),
    "stay at 4,872 million from 2009 to 2018 and reach 7,419 million in 2026": lambda: (
        budget()["paid_in"][2018],
        budget()["paid_in"][2026],
    ),
    "fall from 4,872 to 2,635 million in 2018 and 2,215 million in 2024": lambda: (
        budget()["real"][2009],
        budget()["real"][2018],
        budget()["real"][2024],
    ),
    "announced at 1.5 billion US dollars": loan,
    "54.5 % said": lambda: share("baw-2019-08", "Russia"),
    "15.6 % wanted one union state": lambda: share("baw-2019-08f", "one union state"),
    "75.6 % chose two independent": lambda: share(
        "baw-2019-08f", "independent, friendly, open border"
    ),
    "worth 3,761 million roubles of 2009": lambda: budget()["real"][2006],
    "came to 6,930 million, which is 3,749 million": lambda: (
        budget()["revenue_mln_rub"][2018],
        budget()["revenue_mln_rub"][2018] / price_level()[2018],
    ),
    "66 percent for a union in a referendum": lambda: share("fom-2006-02", "for"),
    "35 percent for one state": lambda: share("fom-2006-02b", "yes"),
    "29.3 percent for unification": lambda: share("iiseps-2014-03", "for"),
    "51.5 percent for Russia": lambda: share("iiseps-2014-03e", "Russia"),
    "54.5 and 15.6 percent": lambda: (
        share("baw-2019-08", "Russia"),
        share("baw-2019-08f", "one union state"),
    ),
    "62 % in 1993, 86 % in 2006, 69 % in 2015, 77 % in 2019": lambda: votes("RUS")[
        [1993, 2006, 2015, 2019]
    ],
    "from 96 % in 1995 to 48 % in 2019": lambda: votes("UKR")[[1995, 2019]],
    "with Poland from 78 % to 46 %": lambda: votes("POL")[[1995, 2019]],
    "between 62 and 88 percent": lambda: (
        votes("RUS").loc[1991:].min(),
        votes("RUS").loc[1991:].max(),
    ),
    "from above 90 percent to 48 percent": lambda: (90, votes("UKR")[2019]),
    "from 78 percent in 1995 to 46 percent": lambda: (votes("POL")[1995], votes("POL")[2019]),
    "15.6 times the people, 26.8 times the output and 69.3 times the military spending": lambda: [
        times(indicator)[2021] for indicator in (PEOPLE, GDP, ARMY)
    ],
    "17 to 33 times as large": lambda: (times(GDP).min(), times(GDP).max()),
    "15 to 16 times, almost flat": lambda: (times(PEOPLE).min(), times(PEOPLE).max()),
    "between 17 and 33 times": lambda: (times(GDP).min(), times(GDP).max()),
    "between 35 and 103 times": lambda: (times(ARMY).min(), times(ARMY).max()),
    "28 programmes were settled between": lambda: agreed("2021-09-06", ""),
    "The 28 programmes are the renamed roadmaps": lambda: totals()[-1],
    "above the poll of August 2019 with its 54.5 percent": lambda: share("baw-2019-08", "Russia"),
    "The 54.5 percent were asked": lambda: share("baw-2019-08", "Russia"),
    "15.6 percent chose one union state and 75.6 percent two independent": lambda: (
        share("baw-2019-08f", "one union state"),
        share("baw-2019-08f", "independent, friendly, open border"),
    ),
    # Tolerances and units of the tasks, and examples.
    "Right to 0.1": lambda: CONTENT.exercises["background-1"].tolerance,
    "Right to 1 million": lambda: CONTENT.exercises["background-2"].tolerance,
    "(From 0.80 to 0.70 is 10 points.)": lambda: (0.8, 0.7, 100 * (0.8 - 0.7)),
    "One point is 0.01 of a share": lambda: 1 / 100,
    ", times 100": lambda: 100,
    "True counts as 1, False as 0": lambda: (True, False),
    "It lies between 0 and 1": lambda: (0, 1),
    "share as a part of 1": lambda: 1,
    "The price level is 1 in 2009": lambda: price_level()[2009],
    "a basket that cost 100 roubles in 2009": lambda: 100,
    "100 million roubles in each of two years": lambda: 100,
    "prices rise by 60 %": lambda: 60,
    "The price level goes from 1 to 1.6": lambda: (1, 1 + 60 / 100),
    "100 / 1.6 = 62.5": lambda: (100, 1.6, 100 / 1.6),
    "the sums would be 160 and 100": lambda: (100 * 1.6, 100),
    "You took 60 % away": lambda: 60,
    "what cost 1 rouble now costs 1.6": lambda: (1, 1.6),
    "one buys 1 / 1.6 of it, which is more than 40 %": lambda: (1, 1.6, 100 - 60),
    'what does "80 % done" mean': lambda: 80,  # the question of lesson 02
}


def test_the_share_with_poland_fell_when_minsk_looked_in_several_directions() -> None:
    assert votes("POL").loc[2014:2019].mean() < votes("POL").loc[2004:2013].mean()


def test_the_number_in_the_quiz_is_a_division() -> None:
    question = CONTENT.questions["real"]
    assert question.answer == pytest.approx(100 / 1.6)
    assert [slip.value for slip in question.slips] == pytest.approx([100 - 60, 100 * 1.6, 100])


def test_the_quiz_calls_a_judgement_what_is_no_fact() -> None:
    kinds = claims.load(lesson="01", origin="paper").set_index("statement")["kind"]
    groups = {option.text: option.group for option in CONTENT.questions["record"].options}
    for statement in set(groups) & set(kinds.index):
        is_judgement = groups[statement] == "only a judgement"
        assert is_judgement == (kinds[statement] != "fact"), statement
    assert len(set(groups) & set(kinds.index)) == 2


def test_two_of_the_four_promises_were_kept_as_the_reading_says() -> None:
    promised = claims.load(lesson="01", origin="others").set_index("claim_id")["outcome"]
    assert promised.to_dict() == {
        "E01": "did not happen",
        "E02": "happened",
        "E12": "did not happen",
        "E21": "happened",
    }


def test_contributions_never_changed_from_2009_to_2018() -> None:
    paid = budget()["paid_in"].loc[2009:2018].dropna()
    assert len(paid) >= 5
    assert set(paid) == {paid[2009]}


def test_the_union_lost_more_than_half_of_its_money_by_2024() -> None:
    assert budget()["real"][2024] < budget()["real"][2009] / 2


def test_2009_is_the_highest_year_of_the_real_contributions() -> None:
    assert budget()["real"].idxmax() == 2009


def test_the_first_seven_key_votes_are_those_of_2014_to_2019() -> None:
    years = data.load("un_key_votes")["date_start"].dt.year
    assert (years.head(7) <= 2019).all()
    assert (years.iloc[7:] > 2019).all()


def test_energy_stands_in_one_later_event_of_another_category() -> None:
    timeline = data.load("timeline")
    later = timeline[timeline["date_start"].between("2011-01-01", LAST_DAY)]
    named = later[later["event"].str.contains("energy")]
    assert named["date"].tolist() == ["2019-09-16"]


def test_belarus_voted_no_on_every_crimea_text() -> None:
    rows = data.load("un_key_votes")
    assert set(rows["BLR"].dropna()) == {"no"}


def test_the_two_facts_and_the_interpretation_hold() -> None:
    said = claims.load(lesson="01", origin="paper")
    assert set(said["kind"]) == {"fact", "interpretation"}
    assert set(said["outcome"]) == {"happened"}


def test_no_energy_event_between_2010_and_the_signing() -> None:
    timeline = data.load("timeline")
    energy = timeline[(timeline["category"] == "energy") & (timeline["date_start"] <= LAST_DAY)]
    assert energy["date_start"].dt.year.max() == 2010


def test_timeline_explorer_answers_its_controls() -> None:
    explorer = EXPLORERS["timeline"]()
    controls = explorer.controls
    before = explorer.canvas.outputs
    controls["years"].value = (2019, 2021)
    assert explorer.canvas.outputs != before
    assert "2019 to 2021" in explorer.result.value
    controls["actor"].value = "Gazprom"
    assert "No event fits" in explorer.result.value
    assert explorer.canvas.outputs == ()


def test_actors_of_2020_are_those_that_the_lesson_names() -> None:
    timeline = data.load("timeline")
    of_2020 = timeline[timeline["date_start"].dt.year == 2020]
    actors = set(of_2020["actors"].str.split(";").explode())
    assert actors == {"Belarus", "Russia", "European Union", "United States"}


def test_a_date_known_to_the_year_is_drawn_as_long_as_the_doubt() -> None:
    spec = EXPLORERS["timeline"]().canvas.outputs[0]["data"][VEGALITE]
    bars = [layer for layer in spec["vconcat"][0]["layer"] if layer["mark"]["type"] == "bar"]
    (bar,) = bars
    assert bar["encoding"]["x"]["field"] == "date_start"
    assert bar["encoding"]["x2"]["field"] == "date_end"
    assert bar["transform"] == [{"filter": "!(datum.date_precision == 'day')"}]
    assert bar["encoding"]["y"]["field"] == "category"


def test_the_fall_from_above_90_percent_is_so() -> None:
    assert votes("UKR").loc[1990:1993].min() > 90


def test_timeline_explorer_ends_on_the_day_of_the_signing() -> None:
    text = EXPLORERS["timeline"]()._repr_mimebundle_()["text/plain"]
    assert "2021-11-04" in text
    assert "2022-02-24" not in text
