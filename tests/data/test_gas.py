"""The gas tables: one price a year, one unit, and numbers from which the model follows."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import data
from helpers.data import files

# Dollar prices are given to 0.1, prices in MMBtu to three decimals or more.
ROUNDING = 0.05 + 36.2 * 0.0005
QUOTED_IN_MMBTU = {"ttf", "nbp", "german_border"}


@pytest.fixture(scope="module")
def prices() -> pd.DataFrame:
    return data.load("gas_prices")


@pytest.fixture(scope="module")
def parameter() -> dict[str, float]:
    table = data.load("model_parameters")
    gas = table[table["model"] == "gas"]
    return dict(zip(gas["parameter"], gas["value"], strict=True))


@pytest.fixture(scope="module")
def model(prices: pd.DataFrame, parameter: dict[str, float]) -> pd.DataFrame:
    """The distance of the price paid to two European prices, without a netback."""
    yearly = prices[prices["yearly"] == "yes"].pivot(
        index="year", columns="series", values="price_usd_per_1000m3"
    )
    volumes = data.load("gas_volumes").query("country == 'BLR' and series == 'consumption'")
    gdp = data.load("country_indicators").query(
        "country == 'BLR' and indicator == 'gdp_current_usd_imf'"
    )
    contract = (
        volumes.set_index("year")["value_bcm"]
        * parameter["mmbtu_per_1000m3_gross_standard"]
        / parameter["mmbtu_per_1000m3_contract"]
    )
    table = pd.DataFrame({"gdp_bn_usd": gdp.set_index("year")["value"] / 1e9})
    for series in ("ttf", "german_border"):
        # Dollars per 1,000 cubic metres times billions of them are millions of dollars.
        table[series] = (yearly[series] - yearly["belarus"]) * contract / 1000
    return table


def test_a_series_has_at_most_one_price_for_a_year(prices: pd.DataFrame) -> None:
    yearly = prices[prices["yearly"] == "yes"]
    assert not yearly.duplicated(["series", "year"]).any()
    assert yearly["price_usd_per_1000m3"].notna().all()


def test_belarus_has_a_price_for_every_year_from_2005_to_2025(prices: pd.DataFrame) -> None:
    belarus = prices[(prices["series"] == "belarus") & (prices["yearly"] == "yes")]
    assert belarus["year"].tolist() == list(range(2005, 2026))


def test_prices_in_mmbtu_are_converted_with_one_factor(
    prices: pd.DataFrame, parameter: dict[str, float]
) -> None:
    quoted = prices[prices["price_usd_per_mmbtu"].notna()]
    assert set(quoted["series"]) == QUOTED_IN_MMBTU
    assert prices[prices["series"].isin(QUOTED_IN_MMBTU)]["price_usd_per_mmbtu"].notna().all()
    converted = quoted["price_usd_per_mmbtu"] * parameter["mmbtu_per_1000m3_contract"]
    assert (converted - quoted["price_usd_per_1000m3"]).abs().max() <= ROUNDING


def test_the_published_number_stands_beside_its_conversion(prices: pd.DataFrame) -> None:
    quoted = prices[prices["series"].isin(QUOTED_IN_MMBTU)]
    assert quoted["original"].str.fullmatch(r"[\d.]+ USD per MMBtu").all()
    numbers = quoted["original"].str.split().str[0].astype(float)
    assert (numbers == quoted["price_usd_per_mmbtu"]).all()


def test_a_price_that_is_not_known_is_a_gap_with_a_reason(prices: pd.DataFrame) -> None:
    unknown = prices[prices["price_usd_per_1000m3"].isna()]
    assert unknown["note"].notna().all()
    assert (unknown["yearly"] == "no").all()
    assert ((unknown["series"] == "belarus") & (unknown["year"] == 2026)).any()


def test_the_secret_price_is_marked_as_reported(prices: pd.DataFrame) -> None:
    secret = prices[(prices["series"] == "belarus") & prices["year"].between(2023, 2025)]
    assert set(secret["claim_type"]) == {"media"}
    assert secret["note"].str.contains("not published").all()


def test_the_contract_cubic_metre_fits_both_counts_of_volume(
    parameter: dict[str, float],
) -> None:
    volumes = data.load("gas_volumes").query("country == 'BLR' and period == 'annual'")
    wide = volumes.pivot(index="year", columns="series", values="value_bcm")
    factor = (
        parameter["mmbtu_per_1000m3_gross_standard"]
        * wide["consumption"]
        / wide["supply_from_russia"]
    ).loc[[2009, 2011, 2014, 2018]]
    assert factor.between(36.0, 36.5).all()
    assert abs(factor.mean() - parameter["mmbtu_per_1000m3_contract"]) < 0.1


def test_the_model_gives_the_shares_of_gdp_that_the_course_quotes(model: pd.DataFrame) -> None:
    share = model["ttf"] / model["gdp_bn_usd"] * 100
    assert round(share[2020], 1) == -0.4
    assert round(share[2022], 1) == 31.8
    # In one year of 2005-2024 Belarus paid more than the exchange price.
    assert share.loc[2005:2024].notna().all()
    assert share.index[share < 0].tolist() == [2020]


def test_the_sum_of_2011_to_2020_comes_near_the_published_one(
    model: pd.DataFrame, parameter: dict[str, float]
) -> None:
    decade = model.loc[2011:2020]
    assert decade["ttf"].notna().all()
    assert abs(decade["ttf"].sum() - parameter["published_check_2011_2020"]) < 0.1
    # The German border series stops in 2016: its sum is not one of ten years.
    assert decade.index[decade["german_border"].notna()].tolist() == list(range(2011, 2017))


def test_prices_of_deals_are_those_of_the_price_table(prices: pd.DataFrame) -> None:
    deals = data.load("gas_deals")
    known = set(prices[prices["series"] == "belarus"]["price_usd_per_1000m3"].dropna())
    named = pd.concat([deals["price_before_usd"], deals["price_after_usd"]]).dropna()
    assert set(named) <= known
    assert deals["date_start"].is_monotonic_increasing


def test_deals_of_assets_and_arrears_name_their_money() -> None:
    deals = data.load("gas_deals").dropna(subset=["value_bn_usd"])
    assert deals["given"].notna().all()
    shares = deals[deals["given"].str.contains("Beltransgaz")]
    assert shares["value_bn_usd"].tolist() == [2.5, 2.5]


def test_every_estimate_has_a_number_or_says_why_not() -> None:
    estimates = data.load("subsidy_estimates")
    without = estimates[["value_bn_usd", "percent_of_gdp"]].isna().all(axis=1)
    assert estimates["note"].notna().all()
    assert estimates[without]["note"].str.contains("No number").all()


def test_deadlines_are_announced_before_they_end() -> None:
    steps = data.load("market_deadlines").dropna(subset=["announced_deadline"])
    assert (steps["announced_on_start"] <= steps["announced_deadline_end"]).all()


def test_the_status_of_a_deadline_agrees_with_its_dates() -> None:
    steps = data.load("market_deadlines")
    known = pd.Timestamp(data.date_of_knowledge())
    dated = steps[steps["announced_deadline"].notna()].set_index("status")
    assert (dated.loc["pending", "announced_deadline_end"] >= known).all()
    assert (dated.loc["missed", "announced_deadline_end"] < known).all()
    late = dated.loc["late"]
    assert (late["outcome_date_end"] > late["announced_deadline_start"]).all()
    over = steps[~steps["status"].isin(["pending"])]
    assert over["outcome_date"].notna().all()


def test_the_deadline_of_the_paper_is_a_document_and_not_a_market() -> None:
    """The paper's date stands in the table as officials worded it, with the paper cited."""
    steps = data.load("market_deadlines").query("announced_deadline == '2023-12-01'")
    cites_paper = steps["source_ids"].str.contains("pism-2021-11")
    assert steps[cites_paper]["step"].str.contains("Document").all()
    assert cites_paper.sum() == 1
    assert (steps["status"] == "missed").all()


def test_every_parameter_has_a_value_and_a_unit() -> None:
    raw = files.raw("model_parameters")
    assert raw[["value", "unit", "source_ids"]].notna().all().all()
    assert "netback_cost_default" not in set(raw["parameter"])


def test_russian_shares_of_polish_gas_keep_their_denominators_apart() -> None:
    gas = data.load("polish_gas")
    pgnig = gas[gas["basis"] == "PGNiG"]
    assert set(pgnig[pgnig["unit"] == "percent"]["measure"]) == {"russian_share_of_pgnig_imports"}
    of_2021 = gas[(gas["year"] == 2021) & gas["measure"].str.startswith("russian_share")]
    assert of_2021["value"].nunique() == 2
    assert gas[gas["measure"].str.contains("share")]["unit"].eq("percent").all()
    assert gas[~gas["measure"].str.contains("share")]["unit"].eq("bcm").all()
