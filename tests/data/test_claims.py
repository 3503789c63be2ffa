"""The claims: judged by a test fixed beforehand, sourced, and told apart by who speaks."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import claims, data

TRACKS = {
    "01": "background", "02": "programmes", "03": "agriculture-industry",
    "04": "fiscal-tax-customs", "05": "gas", "06": "oil", "07": "electricity",
    "08": "military", "09": "migration", "10": "poland",
}  # fmt: skip


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return data.load("claims")


def test_ids_tell_the_paper_from_the_others(table: pd.DataFrame) -> None:
    assert (table["claim_id"].str[0] == table["origin"].map({"paper": "P", "others": "E"})).all()


def test_claims_of_the_paper_cite_the_paper(table: pd.DataFrame) -> None:
    paper = table[table["origin"] == "paper"]
    assert paper["source_ids"].str.startswith("pism-2021-11").all()
    assert set(paper["said_on"]) == {"2021-11"}


def test_every_verdict_has_evidence_beyond_the_statement(table: pd.DataFrame) -> None:
    judged = table[table["outcome"].isin(claims.SCORED_OUTCOMES) & (table["origin"] == "paper")]
    assert (judged["source_ids"].str.count(";") >= 1).all()
    assert table["evidence"].str.len().min() > 40


def test_every_forecast_has_a_test_and_a_date(table: pd.DataFrame) -> None:
    forecasts = table[table["kind"] == "forecast"]
    assert forecasts["counts_as_happened"].notna().all()
    assert forecasts["due"].notna().all()


def test_nothing_is_judged_before_its_time(table: pd.DataFrame) -> None:
    missed = table[(table["outcome"] == "did not happen") & (table["kind"] == "forecast")]
    assert (missed["due_start"] <= pd.Timestamp(data.date_of_knowledge())).all()
    open_ones = table[table["outcome"] == "too early"]
    assert (open_ones["due_end"] >= pd.Timestamp(data.date_of_knowledge())).all()


def test_expectations_of_others_are_promises_made_before_their_date(table: pd.DataFrame) -> None:
    others = table[table["origin"] == "others"]
    assert set(others["kind"]) == {"forecast"}
    assert (others["said_on_start"] <= others["due_end"]).all()


def test_track_belongs_to_the_lesson(table: pd.DataFrame) -> None:
    assert (table["track"] == table["lesson"].map(TRACKS)).all()


@pytest.mark.parametrize("lesson", TRACKS)
def test_every_lesson_has_claims_with_both_outcomes(lesson: str) -> None:
    assert len(claims.load(lesson=lesson, origin="paper")) >= 2
    others = claims.load(lesson=lesson, origin="others")
    scored = others[others["outcome"].isin(claims.SCORED_OUTCOMES)]
    assert set(scored["outcome"]) == set(claims.SCORED_OUTCOMES)


def test_the_gas_sentence_is_taken_apart(table: pd.DataFrame) -> None:
    """The paper's market and the officials' addendum are two claims with two tests."""
    gas = table[(table["track"] == "gas") & (table["due"] == "2023-12-01")]
    assert {"paper", "others"} <= set(gas["origin"])
    assert gas[gas["origin"] == "others"]["statement"].str.contains("addendum").any()
