"""The trade tables: who counted what, no share above the whole, and inputs that go together."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers import data
from helpers.data import package

# A share that is printed without decimals is at most half a point off.
ROUNDED = 0.5
OVERLAPPING = {"World", "EU", "CIS", "EAEU", "outside CIS", "Russia and China"}
FACTBOOK = "CIA World Factbook"
HIDDEN = [2022, 2023]


@pytest.fixture(scope="module")
def partners() -> pd.DataFrame:
    return data.load("trade_by_partner")


@pytest.fixture(scope="module")
def mutual() -> pd.DataFrame:
    return data.load("trade_with_russia")


@pytest.fixture(scope="module")
def factbook(partners: pd.DataFrame) -> pd.DataFrame:
    return partners[partners["reporter"] == FACTBOOK]


@pytest.fixture(scope="module")
def reconstructed() -> pd.DataFrame:
    """The inputs of the reconstruction with the share that follows from them, in percent."""
    indicators = data.load("country_indicators").query("country == 'BLR'")
    wide = indicators.pivot(index="year", columns="indicator", values="value")
    table = data.load("russia_share").join(wide, on="year")
    goods_trade = (
        table["gdp_current_usd_imf"] / 1e9 * table["merchandise_trade_pct_gdp"] / 100
    )  # billion US dollars
    return table.assign(share_pct=table["trade_usd_bn"] / goods_trade * 100)


def field(table: str, name: str) -> dict[str, Any]:
    fields = package.resource(table)["schema"]["fields"]
    return next(one for one in fields if one["name"] == name)


# Shares by partner


def test_shares_of_single_partners_never_add_up_above_the_whole(partners: pd.DataFrame) -> None:
    shares = partners[
        partners["unit"].str.startswith("percent") & ~partners["partner"].isin(OVERLAPPING)
    ]
    sums = shares.groupby(["year", "period", "reporter", "flow", "coverage"])["value"].sum()
    assert len(sums) > 15
    assert sums.max() <= 100


def test_a_share_is_a_share_of_the_flow_of_its_row(partners: pd.DataFrame) -> None:
    of = {"exports": "exports", "imports": "imports", "turnover": "total trade"}
    shares = partners[partners["unit"].str.startswith("percent")]
    assert (shares["unit"] == "percent of " + shares["flow"].map(of)).all()
    assert shares["value"].between(0, 100).all()


def test_only_a_balance_can_be_negative(partners: pd.DataFrame) -> None:
    assert set(partners[partners["value"] < 0]["flow"]) == {"balance"}


def test_every_factbook_list_has_several_partners_and_a_rest(factbook: pd.DataFrame) -> None:
    lists = factbook.groupby(["year", "flow"])["value"].agg(["size", "sum"])
    assert lists["size"].min() >= 3
    assert lists["size"].max() <= 5
    assert lists["sum"].between(50, 99).all()
    assert set(factbook["unit"]) == {"percent of exports", "percent of imports"}
    assert (factbook["period"] == "year").all()


def test_russia_vanishes_from_the_lists_of_2022_and_2023(factbook: pd.DataFrame) -> None:
    listed = factbook.groupby("year")["partner"].agg(set)
    without = [year for year, names in listed.items() if "Russia" not in names]
    assert without == HIDDEN
    hidden = factbook[factbook["year"].isin(HIDDEN)]
    assert hidden["note"].str.startswith("Russia is missing").all()
    assert set(hidden["coverage"]) == {"goods, mirror data"}
    first = factbook[factbook["partner"] == "Russia"].groupby(["year", "flow"])["value"].max()
    every = factbook[~factbook["year"].isin(HIDDEN)].groupby(["year", "flow"])["value"].max()
    assert first.equals(every), "where Russia is listed it is the largest partner"


def test_two_tables_give_the_same_shares_of_russia(
    partners: pd.DataFrame,
) -> None:
    asymmetry = data.load("trade_asymmetry")
    flows = {
        "Russia in Belarusian exports": "exports",
        "Russia in Belarusian imports": "imports",
        "Russia in Belarusian total trade": "turnover",
    }
    of_russia = asymmetry[asymmetry["share_of"].isin(flows)]
    assert len(of_russia) >= 12
    known = partners[
        (partners["partner"] == "Russia") & partners["unit"].str.startswith("percent")
    ].set_index(["year", "flow", "reporter"])["value"]
    for row in of_russia.itertuples():
        assert known[(row.year, flows[row.share_of], row.reporter)] == row.value_pct


def test_in_the_first_half_of_2023_the_parts_add_up_to_the_world(partners: pd.DataFrame) -> None:
    half = partners[(partners["year"] == 2023) & (partners["period"] == "January-June")]
    counted = half[half["reporter"] == "Belstat"].pivot(
        index="flow", columns="partner", values="value"
    )
    rest = counted["World"] - counted["CIS"] - counted["outside CIS"]
    assert rest.abs().max() < 0.001
    # 70 percent for Russia alone is more than the whole CIS.
    disputed = half[half["reporter"] == "OSW"].iloc[0]
    assert counted["CIS"].sum() / counted["World"].sum() * 100 < disputed["value"]
    assert disputed["note"].startswith("Disputed:")


def test_mirror_data_are_marked_in_every_row_of_the_other_side(partners: pd.DataFrame) -> None:
    mirrored = {"Eurostat", "UN Comtrade", "Statistics Poland", "Polish data (press)"}
    others = partners[partners["reporter"].isin(mirrored)]
    assert set(others["coverage"]) == {"goods, mirror data"}
    assert len(others) >= 16


def test_units_periods_and_coverages_are_closed_lists() -> None:
    for table, names in {
        "trade_by_partner": ("flow", "unit", "coverage", "period", "partner"),
        "trade_with_russia": ("indicator", "unit", "coverage", "period"),
        "food_trade": ("indicator", "unit", "scope", "period"),
        "import_substitution": ("indicator", "unit"),
        "russia_share": ("coverage",),
        "trade_asymmetry": ("share_of",),
        "belarus_in_russian_imports": ("product_group", "period"),
        "food_disputes": ("actor",),
    }.items():
        for name in names:
            allowed = set(field(table, name)["constraints"]["enum"])
            assert allowed == set(data.load(table)[name].dropna()), f"{table}.{name}"


# Trade with Russia


def parts_and_whole(mutual: pd.DataFrame) -> pd.DataFrame:
    """Put exports, imports and turnover of one reporter, period and coverage side by side."""
    role = {
        "turnover": "turnover",
        "Belarusian exports to Russia": "east",
        "Russian imports from Belarus": "east",
        "Belarusian imports from Russia": "west",
        "Russian exports to Belarus": "west",
    }
    dollars = mutual[(mutual["unit"] == "USD bn") & mutual["indicator"].isin(role)]
    dollars = dollars.assign(role=dollars["indicator"].map(role))
    wide = dollars.pivot(
        index=["year", "period", "reporter", "coverage"], columns="role", values="value"
    )
    return wide.dropna()


def test_exports_and_imports_add_up_to_the_turnover_of_the_same_reporter(
    mutual: pd.DataFrame,
) -> None:
    whole = parts_and_whole(mutual)
    gap = (whole["east"] + whole["west"] - whole["turnover"]).abs()
    assert len(whole) >= 4
    wrong = gap[gap > 0.05]
    # One note of the Kremlin does not add up, and is kept with a warning.
    assert [index[:3] for index in wrong.index] == [
        (2024, "January-March", "Kremlin briefing note")
    ]
    printed = mutual[(mutual["period"] == "January-March") & (mutual["year"] == 2024)]
    disputed = printed[printed["note"].fillna("").str.startswith("Disputed:")]
    assert disputed["indicator"].tolist() == ["turnover"]


def test_faulty_prints_are_kept_and_marked(partners: pd.DataFrame, mutual: pd.DataFrame) -> None:
    poland = partners.query("partner == 'Poland' and year == 2017 and unit == 'USD bn'")
    year = poland[poland["period"] == "year"].set_index("flow")
    assert year.loc["exports", "note"].startswith("Disputed:")
    # The share in the same article does not fit the sum of the two flows.
    share = partners.query("partner == 'Poland' and year == 2017 and flow == 'turnover'")
    percent = share[share["unit"] == "percent of total trade"]["value"].item()
    russia = data.load("russia_share").query("year == 2017").iloc[0]
    total = russia["trade_usd_bn"] / russia["official_share_pct"] * 100
    assert year["value"].sum() > 1.2 * total * percent / 100
    for table in (partners, mutual, data.load("food_trade"), data.load("import_substitution")):
        assert table["note"].fillna("").str.startswith("Disputed:").any()


def test_counts_with_services_are_larger_than_counts_of_goods(mutual: pd.DataFrame) -> None:
    of_2023 = mutual.query(
        "year == 2023 and period == 'year' and indicator == 'turnover' and unit == 'USD bn'"
    )
    by = of_2023.groupby("coverage")["value"].agg(["min", "max"])
    assert by.loc["goods and services", "min"] > by.loc["goods", "max"]


# The reconstruction


def test_the_method_comes_near_the_official_share_wherever_there_is_one(
    reconstructed: pd.DataFrame,
) -> None:
    known = reconstructed.dropna(subset=["official_share_pct"])
    assert sorted(set(known["year"])) == [2013, 2017, 2021]
    assert (known["coverage"] == "goods").all()
    assert (known["share_pct"] - known["official_share_pct"]).abs().max() < 1.5


@pytest.mark.parametrize(
    ("year", "coverage", "shares"),
    [
        (2013, "goods", [49.3]),
        (2017, "goods", [51.0]),
        (2021, "goods", [48.5, 50.4]),
        (2023, "goods", [55.0, 56.6]),
        (2023, "goods, scaled from January-November", [58.8]),
        (2024, "goods", [57.9]),
    ],
)
def test_shares_that_the_course_quotes_follow_from_the_tables(
    reconstructed: pd.DataFrame, year: int, coverage: str, shares: list[float]
) -> None:
    rows = reconstructed[(reconstructed["year"] == year) & (reconstructed["coverage"] == coverage)]
    assert sorted(rows["share_pct"].round(1)) == shares


def test_every_count_has_gdp_and_trade_ratio(reconstructed: pd.DataFrame) -> None:
    assert reconstructed["share_pct"].between(30, 70).all()


def test_counts_with_services_say_that_they_do_not_compare(reconstructed: pd.DataFrame) -> None:
    services = reconstructed[reconstructed["coverage"].str.contains("services")]
    assert set(services["year"]) == {2022, 2023}
    assert services["note"].str.contains("Does not compare").all()
    assert services["official_share_pct"].isna().all()


def test_the_inputs_are_those_of_the_table_of_mutual_trade(mutual: pd.DataFrame) -> None:
    """Every count stands there too, as printed, as a sum of two flows, or scaled."""
    dollars = mutual[mutual["unit"] == "USD bn"]
    turnover = dollars[(dollars["indicator"] == "turnover") & (dollars["period"] == "year")]
    flows = dollars[dollars["indicator"].str.startswith("Belarusian")]
    counted = flows[flows["coverage"] == "goods"].groupby(["year", "period", "reporter"])["value"]
    both = counted.sum()[counted.size() == 2]
    for row in data.load("russia_share").itertuples():
        known = turnover[turnover["year"] == row.year]["value"].tolist()
        for (year, period, reporter), value in both.items():
            if (year, reporter) == (row.year, row.counted_by):
                known.append(value * 12 / 11 if period == "January-November" else value)
        assert any(abs(value - row.trade_usd_bn) < 0.05 for value in known), row


def test_trade_ratios_are_there_for_three_countries_without_gaps() -> None:
    indicators = data.load("country_indicators")
    for name in ("merchandise_trade_pct_gdp", "exports_goods_services_pct_gdp"):
        wide = indicators[indicators["indicator"] == name].pivot(
            index="year", columns="country", values="value"
        )
        assert set(wide.columns) == {"BLR", "POL", "RUS"}
        assert wide.index.tolist() == list(range(1995, 2025))
        assert wide.notna().all().all()
    described = data.load("indicators").set_index("indicator")
    assert described.loc["merchandise_trade_pct_gdp", "publisher"] == "World Bank"
    assert "Gapminder" in described.loc["merchandise_trade_pct_gdp", "vintage"]


# Food and industry


def test_a_number_on_food_without_a_date_has_no_year() -> None:
    food = data.load("food_trade")
    assert (food["year"].isna() == (food["period"] == "no date")).all()
    announced = food[food["period"].isin(["target", "plan", "expected"])]
    assert announced["year"].max() > data.date_of_knowledge().year
    assert set(announced["indicator"]) <= {"food exports", "food and agricultural exports"}


def test_mutual_food_trade_does_not_form_one_series() -> None:
    food = data.load("food_trade").query("indicator == 'mutual agri-food trade'")
    by_year = food.set_index("year")["value"]
    assert by_year[2024] < by_year[2022]
    doubted = food[food["year"] == 2024].iloc[0]
    assert doubted["note"].startswith("Disputed:")
    assert doubted["reporter"] != food[food["year"] == 2022].iloc[0]["reporter"]


def test_projects_and_money_keep_their_units_apart() -> None:
    loan = data.load("import_substitution")
    counts = loan[loan["unit"] == "projects"]
    assert (counts["value"] % 1 == 0).all()
    assert counts["value"].max() < 50
    unclear = loan[loan["unit"].str.contains("currency not stated")]
    assert unclear["note"].str.startswith("Disputed:").all()
    signed = loan[loan["indicator"] == "loan agreement"]["value"].item()
    drawn = loan[loan["indicator"].isin(["loan drawn or chosen", "loan at work"])]["value"]
    assert (drawn < signed).all()


def test_disputes_are_in_the_order_of_time_and_give_a_reason() -> None:
    disputes = data.load("food_disputes")
    assert disputes["date_start"].is_monotonic_increasing
    assert disputes["stated_reason"].notna().all()


def test_belarus_weighs_more_in_every_product_group_of_2023() -> None:
    wide = data.load("belarus_in_russian_imports").pivot(
        index="product_group", columns="period", values="value_pct"
    )
    assert wide.notna().all().all()
    assert (wide["2023"] > wide["average 2015-2022"]).all()
