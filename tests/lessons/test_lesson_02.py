"""Lesson 02: its numbers, its findings, and its explorers."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from helpers import claims, data
from helpers.lessons import known
from helpers.lessons.lesson_02 import EXPLORERS, KEYWORDS, points_between, tables
from helpers.models import agreement, implementation
from tests.course import joined, outputs

NAME = "02-the-28-programmes"
FIRST, SECOND = "2021-2023", "2024-2026"


def reported(counted: str, day: str, column: str = "percent", who: str = "") -> float:
    """Give a number of the one report on a unit that carries this date."""
    rows = data.load("implementation_reports")
    rows = rows[(rows["counted"] == counted) & (rows["date"] == day)]
    if who:
        rows = rows[rows["reporter"] == who]
    assert len(rows) == 1
    return float(rows[column].iloc[0])


def programmes() -> int:
    """Give how many programmes the package has."""
    rows = data.load("implementation_reports")
    (base,) = set(rows.loc[rows["counted"] == "programmes", "planned"])
    return int(base)


def rows_of(*basis: str) -> int:
    """Give the number of rows whose title is known in one of these ways."""
    known_by = data.load("programmes")["title_basis"]
    return int(sum(known_by.str.startswith(one).sum() for one in basis))


def numbered() -> list[int]:
    return sorted(data.load("programmes")["official_number"].dropna())


def elapsed(package: str, day: str) -> float:
    """Give the percent of a package's time that is over on a day."""
    row = tables()["packages"].loc[package]
    share = implementation.elapsed_share(
        date.fromisoformat(day), row["start_start"].date(), row["end_start"].date()
    )
    return 100 * share


def line(package: str, first: str, second: str) -> float:
    """Give where a line through two reports on measures ends, on the package's last day."""
    end = tables()["packages"].loc[package, "end_start"].date()
    ends = [(date.fromisoformat(day), reported("measures", day)) for day in (first, second)]
    return implementation.projection(ends[0], ends[1], end)


def per_programme() -> int:
    """Give how many measures a programme has on average, rounded."""
    return round(reported("measures", "2023-01-09", "planned") / programmes())


def finished(percent: float) -> float:
    """Give how many programmes would be finished, if measures were done by chance."""
    share = implementation.share_of_closed_programmes(percent / 100, per_programme())
    return share * programmes()


def share_for_the_13() -> int:
    """Give the lowest whole percent of measures at which 13 programmes would be finished."""
    wanted = reported("programmes", "2023-11", "done")
    return next(percent for percent in range(101) if finished(percent) >= wanted)


def effective() -> dict[str, float]:
    """Give the effective number of measures for each pair of one reporter and date."""
    rows = data.load("implementation_reports")
    rows = rows[rows["counted"].isin(["measures", "programmes"]) & (rows["package"] == FIRST)]
    pairs = rows.pivot(index=["date", "reporter"], columns="counted", values="percent").dropna()
    return {
        day: implementation.effective_number(pair.measures / 100, pair.programmes / 100)
        for (day, _), pair in zip(pairs.index, pairs.itertuples(), strict=True)
        if pair.measures < 100
    }


def other_pairs() -> tuple[float, float]:
    found = effective()
    del found["2023-11"]
    return min(found.values()), max(found.values())


EXAMPLE = ["tax"] * 7 + ["trade"] * 3  # of the first coder, in the text
EXAMPLE_TOO = ["tax"] * 6 + ["trade"] * 3 + ["tax"]


def by_chance() -> float:
    return agreement.expected_agreement(EXAMPLE, EXAMPLE_TOO)


def agreed() -> float:
    return agreement.observed_agreement(EXAMPLE, EXAMPLE_TOO)


def bases(counted: str) -> float:
    rows = data.load("implementation_reports")
    return float(rows.loc[rows["counted"] == counted, "planned"].min())


NUMBERS = {
    # what is told of the whole lesson
    "The 28 programmes": programmes,
    "28 integration programmes": programmes,
    "The paper names the number 28": programmes,
    # the list
    "listed the 28 programmes": programmes,
    "25 rows for 28 programmes": lambda: (len(data.load("programmes")), programmes()),
    "number from 1 to 28": lambda: (1, programmes()),
    "four numbers of 28 are known": programmes,
    "the other 21 rows relate to the other 24 numbers": lambda: (
        len(data.load("programmes")) - len(numbered()), programmes() - len(numbered())),
    "Only 11 rows are numbered": lambda: rows_of("numbered", "called a programme"),
    "14 are fields that somebody named": lambda: rows_of("named by leaders", "named later"),
    "The official numbers 1 to 28": lambda: (1, programmes()),
    "Only 1, 2, 3 and 25 can be read": numbered,
    "the other 24 stands a question mark": lambda: programmes() - len(numbered()),
    # coding
    "put 10 measures into two areas, and agree on 8": lambda: (
        len(EXAMPLE), 10 * agreed()),
    "*tax* 7 times and *trade* 3 times".replace("*", ""): lambda: (
        EXAMPLE.count("tax"), EXAMPLE_TOO.count("trade")),
    "0.7 × 0.7 + 0.3 × 0.3 = 0.58": lambda: (
        EXAMPLE.count("tax") / 10, EXAMPLE_TOO.count("tax") / 10, EXAMPLE.count("trade") / 10,
        EXAMPLE_TOO.count("trade") / 10, by_chance()),
    "So 0.8 is less": agreed,
    "(0.8 − 0.58) / (1 − 0.58) = 0.52": lambda: (
        agreed(), by_chance(), 1, by_chance(), agreement.cohens_kappa(EXAMPLE, EXAMPLE_TOO)),
    "A kappa of 1 is full agreement, 0 is": lambda: (
        agreement.cohens_kappa(EXAMPLE, EXAMPLE), 0),
    # reports on the first package
    'What does "90 percent done" count': lambda: reported("measures", "2023-11-29"),
    '"70 to 80 percent"': lambda: tuple(
        int(one) for one in data.load("implementation_reports").set_index(["date", "counted"])
        .loc[("2023-10-31", "measures"), "stated_as"].split(" percent")[0].split(" to ")),
    "the first claim of 100 %": lambda: reported("measures", "2024-01-22"),
    "almost 50 percent in August 2022, 67.8 in January 2023, 66.7 in March, 90 in "
    "November, 100 in January 2024": lambda: tuple(
        reported("measures", day)
        for day in ("2022-08", "2023-01-09", "2023-03-27", "2023-11-29", "2024-01-22")),
    "25 percent in January 2023, 46.4 in November, 100 in January 2024": lambda: tuple(
        reported("programmes", day) for day in ("2023-01-09", "2023-11", "2024-01-22")),
    "Unit not stated: 30 to 80 percent": lambda: tuple(
        data.load("implementation_reports").query("counted == 'not stated'")["percent"]
        .agg(["min", "max"])),
    '"over 900" measures, 989': lambda: (
        reported("measures", "2022-08", "planned"), reported("measures", "2023-01-09", "planned")),
    '"Over 900", 989 and': lambda: (
        reported("measures", "2022-08", "planned"), reported("measures", "2023-01-09", "planned")),
    "67.8 % in January": lambda: reported("measures", "2023-01-09"),
    "one had 112 tasks": lambda: bases("tasks of the transport programme"),
    '"more than 930" were done': lambda: reported("measures", "2024", "done"),
    "the 989 lines": lambda: reported("measures", "2023-01-09", "planned"),
    "the 989 measures at all": lambda: reported("measures", "2023-01-09", "planned"),
    # bunching
    "989 measures in 28 programmes are about 35 each": lambda: (
        reported("measures", "2023-01-09", "planned"), programmes(), per_programme()),
    "with 35, at which share": per_programme,
    "would 13 programmes be finished": lambda: reported("programmes", "2023-11", "done"),
    "With 35 independent measures each, 90 % of measures would leave 0.7 programmes": lambda: (
        per_programme(), 90, finished(90)),
    "For 13 it would take 98 %": lambda: (
        reported("programmes", "2023-11", "done"), share_for_the_13()),
    "fits an n of 7.3, the other pairs one of 3.1 to 4.6": lambda: (
        effective()["2023-11"], *other_pairs()),
    # the second package
    "said 125 of 310": lambda: (
        reported("measures", "2026-02-26", "done"), reported("measures", "2026-02-26", "planned")),
    ": 40.3 %. Is one": lambda: reported("measures", "2026-02-26"),
    '"115 of 210"': lambda: (
        reported("measures", "2025-12-04", "done"), reported("measures", "2025-12-04", "planned")),
    "a misprint of 310": lambda: reported("measures", "2026-02-26", "planned"),
    "Now ask what 40.3 % is worth": lambda: reported("measures", "2026-02-26"),
    "A ratio of 1 as": lambda: 1,
    "After 71 % of the time 40.3 % of the measures": lambda: (
        elapsed(SECOND, "2026-02-26"), reported("measures", "2026-02-26")),
    # The 14 stand in the note of that row.
    "called only 14 measures late": lambda: int(
        data.load("implementation_reports").set_index("date").loc["2026-02-26", "note"]
        .partition("He called ")[2].split()[0]),
    "Through March and May 2025 the line ends at 83.1 %, through May 2025 and February 2026 at "
    "49 %": lambda: (
        line(SECOND, "2025-03-13", "2025-05-28"), line(SECOND, "2025-05-28", "2026-02-26")),
    "the line of 2023 ended at 76.5 %": lambda: line(FIRST, "2023-01-09", "2023-10-31"),
    "94 % were claimed": lambda: reported("measures", "2023-12"),
    # the day of 100 percent
    "on the day of 100 percent": lambda: reported("measures", "2024-01-22"),
    "The first claim of 100 %": lambda: reported("measures", "2024-01-22"),
    "after the day of 100 %.": lambda: reported("measures", "2024-01-22"),
    "and 100 percent is true": lambda: 100,
    "All 28 programmes were said to be done": programmes,
    # exercises
    'Take "almost 90" as 90': lambda: (
        reported("measures", "2023-11"), reported("measures", "2023-11")),
    "Right to 0.1.": lambda: known()[NAME].exercises["package-1"].tolerance,
    "Take months of 30.44 days. Right to 0.05": lambda: (
        30.44, known()[NAME].exercises["package-3"].tolerance),
    "Right to 0.0005": lambda: known()[NAME].exercises["package-4"].tolerance,
    "94 percent of measures is what the Belarusian side said, 13 of 28 what": lambda: (
        reported("measures", "2023-12"), reported("programmes", "2023-11", "done"), programmes()),
    "a percentage of the 28 programmes": programmes,
    "Divide by 30.44": lambda: 30.44,
    "divide by 30.44": lambda: 30.44,
    "months of 30.44": lambda: 30.44,
    "You divided by 30. Twelve months of 30 days are only 360 days": lambda: (30, 30, 12 * 30),
    "shares from 0 to 1": lambda: (0, 1),
    "1 minus": lambda: 1,
    "/ (1 - pe)": lambda: 1,
    "“All 28 integration programmes carried out.”": programmes,
    "of the 28 programmes are done": programmes,
    "counted 13 finished programmes of 28": lambda: (
        reported("programmes", "2023-11", "done"), programmes()),
    # hindsight, limits, summary
    "said 13 programmes and Minsk 22": lambda: (
        reported("programmes", "2023-11", "done"), reported("programmes", "2023-12", "done")),
    "the 28 programmes are mostly plans": programmes,
    "Then 90 percent of measures is no trick": lambda: reported("measures", "2023-11-29"),
    "claimed 90 percent of measures and 13 of 28 programmes": lambda: (
        reported("measures", "2023-11"), reported("programmes", "2023-11", "done"), programmes()),
    "half and 40 percent spoke": lambda: reported("measures", "2026-02-26"),
    "100 percent was said": lambda: reported("measures", "2024-01-22"),
    # quiz
    "24 programmes: all whose": lambda: programmes() - len(numbered()),
    "671 of 989 measures are done": lambda: (
        reported("measures", "2023-01-09", "done"), reported("measures", "2023-01-09", "planned")),
    "“about 70 percent of about a thousand”": lambda: reported("measures", "2023-01-12"),
    "70 percent of a thousand are 700": lambda: (
        reported("measures", "2023-01-12"),
        reported("measures", "2023-01-12") / 100 * reported("measures", "2023-01-12", "planned")),
    "Then subtract 671": lambda: reported("measures", "2023-01-09", "done"),
    "You took 70 percent of 989": lambda: (
        reported("measures", "2023-01-12"), reported("measures", "2023-01-09", "planned")),
    "“125 of 310 measures”": lambda: (
        reported("measures", "2026-02-26", "done"), reported("measures", "2026-02-26", "planned")),
    "125 of 310 measures are done": lambda: (
        reported("measures", "2026-02-26", "done"), reported("measures", "2026-02-26", "planned")),
    "“101 of 310 measures”": lambda: (
        reported("measures", "2025-05-28", "done"), reported("measures", "2025-05-28", "planned")),
    "“8 of 28 programmes”": lambda: (reported("programmes", "2023-03-27", "done"), programmes()),
    "“13 of 28 programmes”": lambda: (reported("programmes", "2023-11", "done"), programmes()),
    "“101 of 112 tasks of the transport programme”": lambda: (
        reported("tasks of the transport programme", "2023-06-08", "done"),
        reported("tasks of the transport programme", "2023-06-08", "planned")),
    "“80 percent of 989 measures”": lambda: (
        reported("measures", "2023-06-08"), reported("measures", "2023-06-08", "planned")),
    "“Programmes carried out by 60 percent”": lambda: reported("not stated", "2022-12-19"),
    "“60 percent of the measures”": lambda: reported("measures", "2022-12"),
    # A made-up case of the quiz; its options are tested below.
    "24 months: from March 2019 to March 2021": lambda: 24,
    "0 months, because": lambda: 0,
}  # fmt: skip


def test_number_question_of_the_quiz_is_computed() -> None:
    question = known()[NAME].questions["base"]
    done, base = (reported("measures", "2023-01-09", column) for column in ("done", "planned"))
    share, rounded = (
        reported("measures", "2023-01-12", column) for column in ("percent", "planned")
    )
    assert question.answer is not None
    assert question.answer == pytest.approx(share / 100 * rounded - done)
    wrong = [slip.value for slip in question.slips]
    assert wrong == pytest.approx(
        [share / 100 * base - done, share - reported("measures", "2023-01-09"), -question.answer],
        abs=0.05,
    )


def test_one_government_gave_both_shares_at_one_time() -> None:
    rows = data.load("implementation_reports")
    rows = rows[rows["date"] == "2023-11"]
    assert set(rows["reporter"]) == {"Maxim Reshetnikov"}
    assert set(rows["side"]) == {"Russia"}
    assert set(rows["counted"]) == {"measures", "programmes"}
    assert points_between(tables()["reports"]) > 40


def test_two_statements_of_february_2026_count_different_things() -> None:
    rows = data.load("implementation_reports").set_index("date")
    first, second = rows.loc["2026-02-20"], rows.loc["2026-02-26"]
    assert first["counted"] != second["counted"]
    assert pd.isna(first["planned"])
    assert (second["date_start"] - first["date_start"]).days == 6


def test_the_first_claim_of_100_percent_is_that_of_the_newspaper() -> None:
    rows = data.load("implementation_reports")
    rows = rows[rows["percent"] == 100].sort_values("date_start")
    assert tables()["day"] == rows["date_start"].iloc[0] == pd.Timestamp("2024-01-22")
    assert rows["reporter"].iloc[0] == "SB. Belarus Segodnya"
    putin = rows.loc[rows["reporter"] == "Vladimir Putin", "date_start"].iloc[0]
    months = (putin.year - 2024) * 12 + putin.month - 1
    assert months == 14  # "fourteen months older"


def test_four_programmes_had_work_left_after_the_claim() -> None:
    later = tables()["later"]
    assert len(later) == 4
    assert (later["status_as_of_start"] > tables()["day"]).all()
    assert list(later.loc[later["act"].notna(), "row_id"]) == ["R21"]


def test_every_report_on_the_second_package_lies_below_the_straight_line() -> None:
    rows = data.load("implementation_reports")
    rows = rows[(rows["package"] == SECOND) & (rows["counted"] == "measures")]
    rows = rows.dropna(subset="percent")
    assert len(rows) == 4  # "All four reports"
    assert all(row.percent < elapsed(SECOND, row.date) for row in rows.itertuples())


def test_the_line_ends_highest_and_lowest_where_the_reading_says() -> None:
    days = ("2024-11-05", "2025-03-13", "2025-05-28", "2026-02-26")
    ends = {
        (first, second): line(SECOND, first, second)
        for first in days for second in days if first < second
    }  # fmt: skip
    assert max(ends, key=lambda pair: ends[pair]) == ("2025-03-13", "2025-05-28")
    assert min(ends, key=lambda pair: ends[pair]) == ("2025-05-28", "2026-02-26")


def test_the_pair_of_november_looks_least_bunched() -> None:
    found = effective()
    assert max(found, key=lambda day: found[day]) == "2023-11"


def test_the_package_is_said_to_be_less_than_a_month_late() -> None:
    """What the section says of its table: open cases have no slip."""
    steps = data.load("programme_deadlines").set_index(["item", "set_on"])
    package = steps.loc[("All 28 programmes", "2021-11-04")]
    slip = (package["outcome_date_start"] - package["planned_for_end"]).days
    assert 0 < slip < 30
    assert package["verdict"] == "disputed"
    bank = steps.xs("Agreement of the central banks on monetary policy").iloc[0]
    assert pd.isna(bank["outcome_date"])


def test_how_the_promises_ended() -> None:
    shown = claims.of_lesson("02", known()[NAME].predictions)
    outcomes = shown[shown["kind"] == "forecast"].set_index("claim_id")["outcome"]
    assert list(outcomes[outcomes == "happened"].index) == ["P20", "E63"]
    assert list(outcomes[outcomes == "too early"].index) == ["E31", "E45"]
    assert list(outcomes[outcomes == "did not happen"].index) == ["E30", "E33", "E35"]
    roaming = data.load("programme_deadlines")
    roaming = roaming[roaming["item"] == "End of roaming charges"].sort_values("set_on_start")
    assert list(roaming["verdict"]) == ["missed"] * 3  # "the third date for one small thing"
    assert roaming["set_on"].iloc[-1] == "2022-04-01"


def test_no_stored_output_tells_how_steps_of_other_lessons_ended() -> None:
    """Energy and taxes have lessons of their own, which ask for forecasts about these steps."""
    shown = "".join(
        joined(o["data"][kind]) for _, o in outputs(NAME) for kind in o.get("data", {})
        if kind.startswith("text/")
    )  # fmt: skip
    steps = data.load("programme_deadlines")
    kept = steps["policy_area"].isin(["energy", "taxes and customs"])
    kept |= steps["set_on"] == "2022-04-01"  # the roaming promise that the lesson asks about
    outcomes = steps.loc[kept, "outcome"]
    assert not outcomes.empty
    assert [one for one in outcomes if one in shown] == []
    states = data.load("programmes")
    states = states[states["policy_area"].isin(["energy", "taxes and customs"])]
    told = [one for one in states["reported_status"] if len(one.split()) > 1]  # "done" is a word
    assert told
    assert [one for one in told if one in shown] == []


def test_the_coding_task_and_its_second_coder() -> None:
    """Reference and keywords differ at times, so that the exercise on kappa has what to find."""
    measures = tables()["measures"]
    areas = set(data.load("policy_areas")["area"])
    assert set(measures["first_coder"]) <= areas
    assert set(KEYWORDS.values()) == areas
    assert set(measures["second_coder"]) == areas - {"taxes and customs"}  # as the text says
    first, second = measures["first_coder"], measures["second_coder"]
    kappa = agreement.cohens_kappa(first, second)
    assert 0.4 < kappa < agreement.observed_agreement(first, second) < 1


def test_the_explorers_answer_the_questions_of_the_text() -> None:
    explorer = EXPLORERS["pace"]()
    first, second = explorer.controls["first"], explorer.controls["second"]

    def choose(control: object, day: str) -> None:
        control.value = next(name for name in control.options if name.startswith(day))  # type: ignore[attr-defined]

    for days, end in ((("13 March 2025", "28 May 2025"), 83.1),
                      (("28 May 2025", "26 February 2026"), 49.0)):  # fmt: skip
        choose(first, days[0])
        choose(second, days[1])
        assert f"is at {end:.1f} % on 31 December 2026" in explorer.result.value
    explorer.controls["package"].value = FIRST
    choose(first, "9 January 2023")
    choose(second, "31 October 2023")
    assert "is at 76.5 % on 31 December 2023" in explorer.result.value


def test_the_bunching_explorer_finds_the_13_at_98_percent() -> None:
    explorer = EXPLORERS["bunching"]()
    assert "0.7 of 28" in explorer.result.value
    explorer.controls["number"].value = per_programme()
    explorer.controls["share"].value = share_for_the_13()
    assert f"{finished(share_for_the_13()):.1f} of 28" in explorer.result.value
    assert finished(share_for_the_13() - 1) < 13
