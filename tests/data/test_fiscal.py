"""The fiscal tables: which rate was in force when, and figures that must not be mixed."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import data

# Dates before the first and after the last known day stand for ends that are not known.
LONG_AGO, FAR_AHEAD = pd.Timestamp(1900, 1, 1), pd.Timestamp(2100, 12, 31)
FORECASTS_ROUNDED_TO = 0.0005


@pytest.fixture(scope="module")
def rates() -> pd.DataFrame:
    table = data.load("tax_rates")
    return table.assign(
        begins=table["valid_from_start"].fillna(LONG_AGO),
        ends=table["valid_to_end"].fillna(FAR_AHEAD),
    )


def in_force(rates: pd.DataFrame, country: str, tax: str, band: str, day: str) -> pd.DataFrame:
    """Give the rows of one band that hold on one day."""
    of_band = rates[(rates["country"] == country) & (rates["tax"] == tax) & (rates["band"] == band)]
    moment = pd.Timestamp(day)
    return of_band[(of_band["begins"] <= moment) & (moment <= of_band["ends"])]


def rate(rates: pd.DataFrame, country: str, tax: str, band: str, day: str) -> float:
    found = in_force(rates, country, tax, band, day)
    assert len(found) == 1, (country, tax, band, day)
    return float(found["rate_pct"].iloc[0])


def test_a_band_has_one_rate_at_a_time(rates: pd.DataFrame) -> None:
    for band, rows in rates.sort_values("begins").groupby(["country", "tax", "band"]):
        assert (rows["begins"] <= rows["ends"]).all(), band
        earlier, later = rows["ends"].iloc[:-1], rows["begins"].iloc[1:]
        assert (earlier.to_numpy() < later.to_numpy()).all(), band


@pytest.mark.parametrize("country", ["BLR", "RUS"])
def test_standard_vat_is_known_from_2018_to_2026_without_a_hole(
    rates: pd.DataFrame, country: str
) -> None:
    days = pd.date_range("2018-01-01", "2026-12-31", freq="MS")
    for day in days:
        assert len(in_force(rates, country, "VAT", "standard", str(day))) == 1, day


def test_standard_vat_was_equal_from_2019_to_2025_and_not_before_or_after(
    rates: pd.DataFrame,
) -> None:
    equal = [
        year
        for year in range(2018, 2027)
        if rate(rates, "BLR", "VAT", "standard", f"{year}-07-01")
        == rate(rates, "RUS", "VAT", "standard", f"{year}-07-01")
    ]
    assert equal == list(range(2019, 2026))


def test_the_rate_that_nobody_printed_says_that_it_is_inferred(rates: pd.DataFrame) -> None:
    inferred = rates[rates["note"].fillna("").str.startswith("Inferred")]
    assert inferred[["country", "tax", "valid_from"]].to_numpy().tolist() == [
        ["BLR", "VAT", "2026"]
    ]
    assert inferred["observed_year"].isna().all()
    # Every other row was seen for a year, or on a page without a date.
    undated = rates[rates["observed_year"].isna()].drop(inferred.index)
    assert undated["note"].str.contains("Undated page").all()


def test_a_rate_was_observed_while_it_was_in_force(rates: pd.DataFrame) -> None:
    seen = rates.dropna(subset=["observed_year"])
    assert (seen["begins"].dt.year <= seen["observed_year"]).all()
    assert (seen["observed_year"] <= seen["ends"].dt.year).all()


def test_profit_taxes_moved_apart_and_one_of_them_in_two_steps(rates: pd.DataFrame) -> None:
    tax = "corporate profit tax"
    belarus = [
        rate(rates, "BLR", tax, "standard", day)
        for day in ("2012-01-01", "2022-12-31", "2023-01-01")
    ]
    assert belarus == [18, 18, 20]
    assert in_force(rates, "BLR", tax, "upper band", "2023-12-31").empty
    assert rate(rates, "BLR", tax, "upper band", "2024-01-01") == 25
    russia = [rate(rates, "RUS", tax, "standard", day) for day in ("2024-12-31", "2025-01-01")]
    assert russia == [20, 25]


@pytest.mark.parametrize(
    ("day", "steps"), [("2022-07-01", [13, 15]), ("2025-07-01", [13, 15, 18, 20, 22])]
)
def test_russian_income_tax_had_steps_before_2025(
    rates: pd.DataFrame, day: str, steps: list[float]
) -> None:
    moment = pd.Timestamp(day)
    held = rates[
        (rates["country"] == "RUS")
        & (rates["tax"] == "personal income tax")
        & (rates["begins"] <= moment)
        & (moment <= rates["ends"])
    ]
    assert sorted(held["rate_pct"]) == steps
    assert held["threshold"].notna().all()


def test_no_excise_row_gives_a_floor_of_the_treaty() -> None:
    excise = data.load("excise_rates")
    assert set(excise["country"]) == {"RUS", "POL"}
    floors = excise[excise["product"].str.contains("minimum retail price")]
    assert floors["note"].str.contains("not an excise").all()
    treaty = data.load("tax_treaty").set_index("topic")
    assert "not found" in treaty.loc["Excise floor", "binding_effect"]


def test_a_product_has_one_unit_of_excise() -> None:
    excise = data.load("excise_rates")
    assert (excise.groupby(["country", "product"])["unit"].nunique() == 1).all()


def test_excise_that_is_not_law_is_told_from_excise_in_force() -> None:
    excise = data.load("excise_rates")
    later = excise[excise["year"] > pd.Timestamp(data.date_of_knowledge()).year]
    assert set(later["status"]) == {"adopted for a later year"}
    polish_drafts = excise[(excise["country"] == "POL") & (excise["year"] >= 2025)]
    assert set(polish_drafts["status"]) == {"draft"}


def test_the_treaty_sets_floors_for_excise_and_no_standard_rate_of_vat() -> None:
    treaty = data.load("tax_treaty")
    assert treaty[treaty["article"].isna()]["binding_effect"].str.contains("not found").all()
    by_topic = treaty.set_index("topic")
    assert "higher rates" in by_topic.loc["Excise floor", "provision"]
    vat = by_topic.loc["VAT reliefs"]
    assert "standard rate is not named" in vat["binding_effect"]
    assert "econ-vatcalc-2022" in vat["source_ids"]  # who claims the contrary is cited beside it


def test_a_step_without_a_date_says_why() -> None:
    steps = data.load("financial_harmonisation")
    undated = steps[steps["date"].isna()]
    assert undated["note"].notna().all()
    assert undated["note"].str.contains("not known|was found").all()


def test_joint_bodies_are_those_of_taxes_customs_justice_and_standards() -> None:
    steps = data.load("financial_harmonisation")
    with_body = steps.dropna(subset=["joint_body"])
    assert set(with_body["area"]) == {"taxes", "customs", "justice", "standards"}
    court = with_body[with_body["area"] == "justice"]
    assert court["status"].tolist() == ["not adopted"]


@pytest.mark.parametrize(("month", "gap"), [("2021-12", 0.75), ("2024-12", 11.5)])
def test_gap_of_policy_rates(month: str, gap: float) -> None:
    rates = data.load("policy_rates").set_index(["month", "country"])["value_pct"]
    assert abs(rates[month, "RUS"] - rates[month, "BLR"]) == pytest.approx(gap)


def test_the_belarusian_rate_has_every_month_and_the_russian_has_not() -> None:
    rates = data.load("policy_rates")
    belarus = rates[rates["country"] == "BLR"]
    months = pd.period_range("2017-01", "2025-08", freq="M").astype(str).tolist()
    assert belarus["month"].tolist() == months
    assert set(belarus["basis"]) == {"monthly average"}
    russia = rates[rates["country"] == "RUS"]
    assert "monthly average" not in set(russia["basis"])
    assert len(russia) < len(months)


def test_an_indicator_of_debt_has_one_unit() -> None:
    debt = data.load("debt")
    assert (debt.groupby("indicator")["unit"].nunique() == 1).all()
    shares = debt["indicator"].str.startswith("share")
    assert set(debt[shares]["unit"]) == {"percent"}
    assert "percent" not in set(debt[~shares]["unit"])


def test_the_published_share_of_russia_follows_from_its_parts_within_rounding() -> None:
    debt = data.load("debt")
    at = debt[debt["date"] == "2018-12-31"]
    parts = at[at["indicator"] == "external public debt by creditor"].set_index("creditor")["value"]
    total = float(at.loc[at["indicator"] == "external public debt", "value"].iloc[0])
    assert parts.sum() == pytest.approx(total, abs=0.05)
    fund = "Eurasian Fund for Stabilization and Development"
    printed = float(at.loc[at["unit"] == "percent", "value"].iloc[0])
    assert (parts["Russia"] + parts[fund]) / total * 100 == pytest.approx(printed, abs=0.2)


def test_debt_to_russia_is_one_series_of_one_reporter() -> None:
    debt = data.load("debt").query("indicator == 'debt to Russia'")
    assert set(debt["reporter"]) == {"World Bank"}
    assert not debt["date"].duplicated().any()
    by_year = debt.set_index(debt["date_start"].dt.year)["value"]
    assert by_year.loc[[2021, 2023, 2024]].tolist() == [8.5, 7.75, 7.6]


def test_a_loan_without_an_amount_has_no_unit() -> None:
    loans = data.load("loans_and_deferrals")
    assert (loans["amount"].isna() == loans["unit"].isna()).all()
    assert loans["date_start"].is_monotonic_increasing


def test_the_rate_of_the_deferral_of_2022_is_no_dollar_rate_and_no_law_yet() -> None:
    loans = data.load("loans_and_deferrals")
    (row,) = loans[(loans["date"] == "2022-11") & (loans["type"] == "deferral")].itertuples()
    assert row.unit == "USD bn"
    assert "12 percent" in row.terms
    assert "rouble rate" in row.note
    assert "lower house" in row.note


def test_deferrals_move_payments_ever_further() -> None:
    loans = data.load("loans_and_deferrals").query("type == 'deferral'").dropna(subset=["amount"])
    last_years = loans["terms"].str.extract(r"20\d\d-(20\d\d)")[0].astype(int).tolist()
    assert last_years == sorted(last_years)
    assert last_years[-1] == 2037


def test_outcomes_are_those_of_the_table_of_indicators() -> None:
    forecasts = data.load("growth_forecasts").query("variable == 'GDP growth'")
    growth = data.load("country_indicators").query("indicator == 'gdp_growth'")
    merged = forecasts.merge(
        growth, left_on=["country", "target_year"], right_on=["country", "year"], how="left"
    )
    known = merged["value"].notna()
    assert (merged.loc[known, "target_year"] <= 2024).all()
    assert (
        (merged.loc[known, "outcome_pct"] - merged.loc[known, "value"]).abs() < FORECASTS_ROUNDED_TO
    ).all()
    # What the table of indicators does not have yet says that it is a first estimate.
    assert merged.loc[~known, "note"].str.contains("first estimate").all()


def test_a_forecast_is_not_older_than_its_year_ends() -> None:
    forecasts = data.load("growth_forecasts")
    assert (forecasts["made_on_start"].dt.year <= forecasts["target_year"]).all()
    without = forecasts[forecasts["outcome_pct"].isna()]
    assert without["variable"].tolist() == ["exports"]
    assert without["note"].notna().all()
