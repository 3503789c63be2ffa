"""The tables of the 28 programmes: one unit a row, closed lists, and gaps that stay gaps."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import data
from helpers.data import package

PROGRAMMES = 28
# A percent is stated as a whole number, or worked out to one decimal.
ROUNDING = 0.05
UNITS = {"programmes", "measures", "legal acts", "provisions", "plans", "not stated"}
PARTS = {
    "guidelines as a whole",
    "measures of the energy programmes",
    "tasks of the transport programme",
}


@pytest.fixture(scope="module")
def reports() -> pd.DataFrame:
    return data.load("implementation_reports")


@pytest.fixture(scope="module")
def areas() -> set[str]:
    return set(data.load("policy_areas")["area"])


def test_official_numbers_are_those_of_28_programmes() -> None:
    numbers = data.load("programmes")["official_number"].dropna()
    assert numbers.is_unique
    assert numbers.between(1, PROGRAMMES).all()


def test_fewer_rows_than_programmes_and_fewer_numbers_than_rows() -> None:
    programmes = data.load("programmes")
    assert programmes["official_number"].notna().sum() < len(programmes) < PROGRAMMES


def test_a_numbered_programme_is_known_by_number_and_title() -> None:
    programmes = data.load("programmes")
    numbered = programmes["title_basis"] == "numbered"
    assert (programmes["official_number"].notna() == numbered).all()


def test_a_title_in_russian_is_in_russian() -> None:
    titles = data.load("programmes")["title_original"].dropna()
    assert len(titles) > 0
    assert titles.str.fullmatch(r"[А-Яа-яё ]+").all()


def test_a_programme_known_only_from_the_claim_for_all_cites_it() -> None:
    programmes = data.load("programmes")
    blanket = programmes[programmes["reported_status"].str.contains("claim for all")]
    assert len(blanket) > 0
    assert (blanket["status_by"] == "Vladimir Putin").all()
    assert blanket["source_ids"].str.contains("bg-belrus-2025-03-13").all()
    assert blanket["signed"].isna().all()


def test_every_area_that_is_used_stands_in_the_codebook(areas: set[str]) -> None:
    measures = data.load("measures_to_code")
    used = [
        data.load("programmes")["policy_area"],
        measures["first_coder"],
        data.load("programme_deadlines").query("policy_area != 'all'")["policy_area"],
    ]
    for codes in used:
        assert set(codes) <= areas


def test_closed_lists_of_areas_are_those_of_the_codebook(areas: set[str]) -> None:
    """The lists stand in the descriptions of four tables; they must not drift apart."""
    for table, column in (
        ("policy_areas", "area"),
        ("programmes", "policy_area"),
        ("programme_deadlines", "policy_area"),
        ("measures_to_code", "first_coder"),
    ):
        (field,) = [
            field
            for field in package.resource(table)["schema"]["fields"]
            if field["name"] == column
        ]
        assert set(field["constraints"]["enum"]) - {"all"} == areas


def test_every_area_has_programmes_and_measures_to_practise_on(areas: set[str]) -> None:
    assert set(data.load("programmes")["policy_area"]) == areas
    counts = data.load("measures_to_code")["first_coder"].value_counts()
    assert set(counts.index) == areas
    assert counts.min() > 1
    # No answer that is always the same gets far.
    assert counts.max() / counts.sum() < 0.25


def test_excludes_lead_to_another_area_of_the_codebook(areas: set[str]) -> None:
    for row in data.load("policy_areas").itertuples():
        leads = [
            part.rpartition("(")[2].rstrip(")")
            for part in row.excludes.split("; ")
            if part.endswith(")")
        ]
        assert len(leads) == len(row.excludes.split("; "))
        for lead in leads:
            assert lead in areas - {row.area} or lead.startswith(("that area", "the area of"))


def test_reasons_of_the_reference_code_are_one_sentence() -> None:
    measures = data.load("measures_to_code")
    for column in ("measure", "why"):
        assert measures[column].str.fullmatch(r"[^.]+\.").all()


def test_reports_count_in_units_of_a_closed_list(reports: pd.DataFrame) -> None:
    assert set(reports["counted"]) == UNITS | PARTS


def test_percent_follows_from_what_was_counted(reports: pd.DataFrame) -> None:
    counted = reports.dropna(subset=["planned", "done", "percent"])
    share = counted["done"] / counted["planned"] * 100
    assert len(counted) > 0
    assert ((share - counted["percent"]).abs() <= ROUNDING).all()


def test_nobody_did_more_than_was_planned(reports: pd.DataFrame) -> None:
    both = reports.dropna(subset=["planned", "done"])
    assert (both["done"] <= both["planned"]).all()


def test_programmes_are_always_counted_out_of_28(reports: pd.DataFrame) -> None:
    programmes = reports[reports["counted"] == "programmes"]
    assert (programmes["planned"] == PROGRAMMES).all()
    assert programmes["done"].notna().all()


def test_a_percent_without_a_unit_has_no_count(reports: pd.DataFrame) -> None:
    unnamed = reports[reports["counted"] == "not stated"]
    assert unnamed[["planned", "done"]].isna().all().all()
    assert unnamed["note"].notna().all()


def test_the_misprint_is_marked_and_explained(reports: pd.DataFrame) -> None:
    (misprint,) = reports[reports["precision"] == "misprint"].itertuples()
    assert (misprint.planned, misprint.done) == (210, 115)
    assert pd.isna(misprint.percent)
    assert "misprint of 310" in misprint.note
    same = reports[(reports["package"] == misprint.package) & (reports["counted"] == "measures")]
    assert set(same["planned"].dropna()) == {misprint.planned, 300, 310}
    right, wrong = (f"{misprint.done / planned * 100:.1f}" for planned in (310, misprint.planned))
    assert f"{wrong} percent" in misprint.note
    assert f"is {right}" in misprint.note


def test_a_row_says_how_much_was_planned_or_done(reports: pd.DataFrame) -> None:
    assert reports[["planned", "done", "percent"]].notna().any(axis=1).all()


def test_a_middle_of_a_range_lies_inside_it(reports: pd.DataFrame) -> None:
    ranges = reports[reports["precision"] == "range"]
    assert len(ranges) > 0
    ends = ranges["stated_as"].str.extract(r"(\d+) to (\d+) percent").astype(float)
    assert ((ends[0] + ends[1]) / 2 == ranges["percent"]).all()


def test_two_statements_six_days_apart_count_different_things(reports: pd.DataFrame) -> None:
    last = reports[reports["date_start"] >= "2026-02-01"].sort_values("date_start")
    assert last["date_start"].diff().dt.days.tolist()[1:] == [6]
    assert last["counted"].is_unique
    counted = last[last["counted"] == "measures"].iloc[0]
    assert (counted["done"], counted["planned"]) == (125, 310)


def test_one_government_reports_both_units_in_one_month(reports: pd.DataFrame) -> None:
    november = reports[(reports["date"].str[:7] == "2023-11") & (reports["side"] == "Russia")]
    measures = november[november["counted"] == "measures"]
    programmes = november[november["counted"] == "programmes"]
    assert set(measures["percent"]) == {90}
    assert set(programmes["done"]) == {13}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("implementation_reports", "date"),
        ("programmes", "status_as_of"),
        ("programme_deadlines", "set_on"),
        ("programme_deadlines", "outcome_date"),
        ("packages", "start"),
    ],
)
def test_no_row_knows_the_future(table: str, column: str) -> None:
    known = pd.Timestamp(data.date_of_knowledge())
    # A year or month that is not over yet may be named.
    assert (data.load(table)[f"{column}_start"].dropna() <= known).all()


def test_a_date_is_set_before_it_comes() -> None:
    dates = data.load("programme_deadlines").dropna(subset=["set_on"])
    assert (dates["set_on_start"] < dates["planned_for_end"]).all()


def test_the_verdict_agrees_with_the_dates() -> None:
    dates = data.load("programme_deadlines").set_index("verdict")
    known = pd.Timestamp(data.date_of_knowledge())
    due, came = dates["planned_for_end"], dates["outcome_date_end"]
    assert (due[["pending"]] > known).all()
    assert came[["pending", "not known"]].isna().all()
    assert (came[["early"]] < dates.loc[["early"], "planned_for_start"]).all()
    for verdict in ("late", "missed", "narrower"):
        assert (came[[verdict]] > due[[verdict]]).all()
    assert (due.drop(["pending", "postponed"]) < known).all()
    settled = dates.drop(["pending", "not known"])
    assert settled["outcome_date"].notna().all()


def test_dates_that_moved_have_one_row_each() -> None:
    roaming = data.load("programme_deadlines").query("item == 'End of roaming charges'")
    assert len(roaming) > 2
    assert roaming.sort_values("set_on_start")["planned_for_start"].is_monotonic_increasing


def test_packages_follow_each_other_and_bear_their_years() -> None:
    packages = data.load("packages")
    assert (packages["start"].str[:4] + "-" + packages["end"].str[:4]).tolist() == [
        "2021-2023",
        "2024-2026",
    ]
    assert packages["end_start"].iloc[0] < packages["start_start"].iloc[1]
    assert set(packages["start_precision"]) == set(packages["end_precision"]) == {"day"}


def test_progress_is_reported_for_packages_that_are_known(reports: pd.DataFrame) -> None:
    packages = data.load("packages").set_index("package")
    assert set(reports["package"]) == set(packages.index)
    done = reports.dropna(subset=["percent"])
    starts = done["package"].map(packages["start_start"])
    assert (done["date_end"] >= starts).all()
