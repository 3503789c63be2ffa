"""Lesson 05: its numbers, its findings, and its explorers."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import claims, data
from helpers.lessons import known
from helpers.lessons.lesson_05 import EXPLORERS, break_even_netback, overpaid, tables
from tests.course import outputs

NAME = "05-gas-market"
TEN_YEARS = slice(2011, 2020)


def price(series: str, year: int, period: str | None = None) -> float:
    rows = data.load("gas_prices")
    rows = rows[(rows["series"] == series) & (rows["year"] == year)]
    chosen = rows[rows["yearly"] == "yes"] if period is None else rows[rows["period"] == period]
    return float(chosen["price_usd_per_1000m3"].iloc[0])


def parameter(name: str) -> float:
    return float(tables()["parameters"][name])


def subsidy(benchmark: str = "ttf", *, netback: float = 0, metre: float | None = None) -> pd.Series:
    """Compute billions of dollars a year; the metre is the MMBtu in 1,000 cubic metres."""
    wide, contract = tables()["wide"], parameter("mmbtu_per_1000m3_contract")
    metre = contract if metre is None else metre
    quoted = wide[benchmark] / contract * metre
    volume = wide["volume"] * contract / metre
    return (quoted - netback - wide["belarus"]) * volume / 1000


def percent_of_gdp(year: int) -> float:
    return float(100 * subsidy()[year] / gdp(year))


def ten_years(benchmark: str = "ttf", **settings: float) -> float:
    return float(subsidy(benchmark, **settings).loc[TEN_YEARS].sum())


def published() -> float:
    rows = data.load("subsidy_estimates")
    of_gas = rows["what"].str.contains("natural gas") & (rows["period"] == "2011/2020")
    return float(rows.loc[of_gas, "value_bn_usd"].iloc[0])


def estimates() -> tuple[float, float]:
    values = data.load("subsidy_estimates")["value_bn_usd"]
    return values.min(), values.max()


def agibalov() -> float:
    rows = data.load("subsidy_estimates").set_index("author")["value_bn_usd"]
    return float(rows["Sergei Agibalov, Institute of Energy and Finance"])


def test_the_model_answer_names_the_british_benchmark() -> None:
    assert "a fifth" in known()[NAME].exercises["gas-5"].model_answer
    assert subsidy("nbp")[2022] / gdp(2022) == pytest.approx(0.2, abs=0.005)


def smolensk_gap_of_gdp() -> float:
    return 100 * overpaid(tables()["wide"], tables()["parameters"]) / gdp(2019)


def gdp(year: int) -> float:
    """Give the output of Belarus in billion US dollars."""
    rows = data.load("country_indicators")
    is_gdp = (rows["country"] == "BLR") & (rows["indicator"] == "gdp_current_usd_imf")
    return float(rows[is_gdp].set_index("year")["value"][year] / 1e9)


def sold_for() -> float:
    deals = data.load("gas_deals").set_index("date")["value_bn_usd"]
    assert deals["2006-12-31"] == deals["2011-11-25"]
    return float(deals["2011-11-25"])


def deal(date: str, column: str) -> float:
    return float(data.load("gas_deals").set_index("date").loc[date, column])


def polish(measure: str, year: int) -> float:
    rows = data.load("polish_gas").set_index(["measure", "year"])["value"]
    return float(rows[measure, year])


def pgnig(year: int) -> float:
    return polish("russian_share_of_pgnig_imports", year)


def europe_in_2019() -> pd.Series:
    return tables()["wide"].loc[2019, ["ttf", "nbp", "german_border_yearbook"]]


def in_contract_metres(usd_per_mmbtu: float) -> float:
    return usd_per_mmbtu * parameter("mmbtu_per_1000m3_contract")


CONTRACT = "mmbtu_per_1000m3_contract"
STANDARD = "mmbtu_per_1000m3_gross_standard"
NUMBERS = {
    # prices and deals
    "128.5 as reported": lambda: price("belarus", 2023),
    "for 2.5 billion dollars": sold_for,
    "fell from 265 to 165.6 dollars": lambda: (
        deal("2011-11-25", "price_before_usd"), deal("2011-11-25", "price_after_usd")),
    "It climbs from 46.68 dollars in 2005 to 265 in 2011": lambda: (
        price("belarus", 2005), price("belarus", 2011)),
    "falls to 165.6 in 2012 and to 127 in 2019": lambda: (
        price("belarus", 2012), price("belarus", 2019)),
    "it stays at 128.5, from 2023 as media report": lambda: price("belarus", 2025),
    # benchmarks
    "with the factor 36.2": lambda: parameter(CONTRACT),
    "the German border stood at 320.6 dollars and TTF at 177.9": lambda: (
        price("german_border", 2009), price("ttf", 2009)),
    "113.4 against 127": lambda: (price("ttf", 2020), price("belarus", 2020)),
    "differ by 454 dollars": lambda: price("ttf", 2022) - price("nbp", 2022),
    "Belarus stays below 270 dollars": lambda: 270,
    "jump to 1,343 and 889 dollars in 2022": lambda: (price("ttf", 2022), price("nbp", 2022)),
    "standard cubic metres of 37.91 MMBtu": lambda: parameter(STANDARD),
    "contract metres of 36.2": lambda: parameter(CONTRACT),
    # the model
    "from -0.4 % of GDP in 2020 to 31.8 % in 2022": lambda: (
        percent_of_gdp(2020), percent_of_gdp(2022)),
    "from 127 to 128.5 dollars as reported": lambda: (
        price("belarus", 2020), price("belarus", 2022)),
    "nobody handed 23.5 billion dollars": lambda: subsidy()[2022],
    "About 10 percent in 2005 and 2006": lambda: 10,
    "1 percent in 2009, -0.4 percent in 2020, 12.6 percent in 2021, 31.8 percent in 2022, "
    "8.3 percent in 2023": lambda: tuple(map(percent_of_gdp, (2009, 2020, 2021, 2022, 2023))),
    "less than TTF by 1.1 % of its GDP, and more than Smolensk by 1.8 %": lambda: (
        percent_of_gdp(2019), smolensk_gap_of_gdp()),
    # the explorer, and the published estimate
    "add up to about 19 billion dollars": ten_years,
    "that gives 19.0 billion": published,
    "With TTF, 36.2 MMBtu and no netback cost the sum is 19.1": lambda: (
        parameter(CONTRACT), ten_years()),
    "The German border with a netback cost of 5 dollars gives 19.0": lambda: (
        5, ten_years("german_border", netback=5)),
    "NBP gives 19.0 with a cost of 2 dollars": lambda: (ten_years("nbp", netback=2), 2),
    "So 19 billion does not show": published,
    "in 2019 Belarus paid 127 dollars and Smolensk, as the press reported, about 70": lambda: (
        price("belarus", 2019), price("smolensk", 2019, "2019-07")),
    "in 2011 to 2020 at 19 billion dollars": published,
    "numbers from 0.85 to 106 billion dollars": estimates,
    # The 2 stands in the note of that row.
    "at about 2 billion a year after 2014, half of the 4 in the table": lambda: (2, agibalov()),
    "Our model gives 1.5 on average for 2015 to 2019": lambda: subsidy().loc[2015:2019].mean(),
    "With 34.1 (net heat, a lower limit) or 37.9 instead of 36.2 MMBtu per 1,000": lambda: tuple(
        map(parameter, ("mmbtu_per_1000m3_net_ei", STANDARD, CONTRACT))),
    "add up to 17.2 or 20.5 billion dollars": lambda: (
        ten_years(metre=parameter("mmbtu_per_1000m3_net_ei")),
        ten_years(metre=parameter(STANDARD))),
    "the contract said 132 dollars, the average was 137": lambda: (
        price("belarus", 2016), price("belarus", 2016, "full-year average")),
    "for a time Belarus paid 73": lambda: price("belarus", 2016, "what Belarus paid"),
    # who wants it, and Poland
    "names 127 dollars for Belarus, 200 for Europe, 70 as Russian average": lambda: (
        price("belarus", 2019), price("europe_stated", 2019, "annual"),
        price("russia_average", 2019)),
    "in 2021 the Russian share was 60 % or 41 %": lambda: (
        pgnig(2021), polish("russian_share_of_market", 2021)),
    "Baltic Pipe, brought 6.5 billion cubic metres": lambda: polish("via_baltic_pipe", 2023),
    "ships with liquefied gas 5.9": lambda: polish("via_lng_terminal", 2023),
    "The 200 dollars of 2019": lambda: price("europe_stated", 2019, "annual"),
    "lies between 156 and 162": lambda: (europe_in_2019().min(), europe_in_2019().max()),
    "from 90 percent in 2015 to 60 percent in 2019 to 2021 and 20 percent in 2022": lambda: (
        pgnig(2015), pgnig(2019), pgnig(2022)),
    "it is 41 percent of all gas": lambda: polish("russian_share_of_market", 2021),
    # exercises
    "Right to 0.01": lambda: known()[NAME].exercises["gas-1"].tolerance,
    "right to 0.01": lambda: known()[NAME].exercises["gas-2"].tolerance,
    "right to 0.2": lambda: known()[NAME].exercises["gas-4"].tolerance,
    "what came (1 or 0)": lambda: (1, 0),
    "less than 1.5": lambda: 1.5,
    "31.8 percent of GDP": lambda: percent_of_gdp(2022),
    "128.5 dollars is": lambda: price("belarus", 2022),
    # quiz
    "Gas costs 10 US dollars": lambda: 10,
    "costs 10 dollars": lambda: 10,
    "You divided 36.2 by the price": lambda: parameter(CONTRACT),
    "of 36.2 MMBtu": lambda: parameter(CONTRACT),
    "There are 36.2 MMBtu in 1,000 contract": lambda: (parameter(CONTRACT), 1000),
    "of 37.91 MMBtu": lambda: parameter(STANDARD),
    "Our model adds up to 19.1 billion": ten_years,
    "published 19 billion": published,
    "that also give 19 billion": published,
    "was 265 dollars in 2011": lambda: price("belarus", 2011),
    "Europe pays 200 dollars": lambda: price("europe_stated", 2019, "annual"),
    "Poland's 60 and 41 percent of 2021": lambda: (
        pgnig(2021), polish("russian_share_of_market", 2021)),
}  # fmt: skip


def test_number_question_of_the_quiz_is_computed() -> None:
    question = known()[NAME].questions["unit"]
    assert question.answer == pytest.approx(in_contract_metres(10))
    wrong = [slip.value for slip in question.slips]
    contract = parameter(CONTRACT)
    assert wrong == pytest.approx(
        [10 * parameter(STANDARD), contract / 10, 10 / contract], abs=question.tolerance
    )


def test_what_the_charts_and_readings_say_without_a_number() -> None:
    wide = tables()["wide"]
    paid = wide["belarus"].dropna()
    assert paid.max() < 270
    assert paid.idxmax() == 2011
    assert paid.loc[2017:2025].max() - paid.loc[2017:2025].min() < 4  # "nearly flat since 2017"
    assert (paid.diff().loc[[2012, 2015, 2016]] < -5).all()  # "a fall in 2012 and again ..."
    border = wide["german_border"].dropna()
    assert border.index.max() == 2016
    others = wide.loc[2006:2015, ["belarus", "ttf", "nbp"]].max(axis=1)
    assert (border.loc[2006:2015] > others).all()
    assert list(wide.index[(wide["ttf"] < wide["belarus"])]) == [2020]
    assert [round(percent_of_gdp(year), -1) for year in (2005, 2006)] == [10, 10]
    assert subsidy("german_border").loc[TEN_YEARS].notna().sum() == 6
    assert smolensk_gap_of_gdp() > 0  # against Smolensk the sign turns


def test_the_volume_of_2024_looks_carried_forward() -> None:
    volume = tables()["wide"]["volume"]
    assert volume[2024] == volume[2023]


def test_break_even_makes_the_sum_zero() -> None:
    cost = break_even_netback(tables()["wide"])
    assert ten_years(netback=cost) == pytest.approx(0, abs=1e-9)
    assert break_even_netback(tables()["wide"]) > 0


def test_how_the_promises_ended() -> None:
    gas = claims.load(lesson="05", kind="forecast").set_index("claim_id")["outcome"]
    assert list(gas[gas == "happened"].index) == ["E22"]
    assert set(gas.drop("E22")) == {"did not happen"}
    steps = data.load("market_deadlines")
    steps = steps[steps["market"] == "gas"]["status"].value_counts()
    assert steps.to_dict() == {"missed": 8, "late": 3, "pending": 1, "done": 1}


def test_the_table_of_promises_ends_with_the_paper() -> None:
    """What officials promised later would tell how the earlier promises ended."""
    shown = next(output for cell_id, output in outputs(NAME) if cell_id == "promises")
    text = "".join(shown["data"]["text/html"])
    later = data.load("market_deadlines")
    later = later[(later["announced_on_start"] > "2021-11-30") & (later["market"] == "gas")]
    assert not later.empty
    assert not any(step in text for step in later["step"])


def test_the_explorer_has_a_second_way_to_19_billion() -> None:
    explorer = EXPLORERS["subsidy"]()
    total = "2011-2020 together: 19.{} billion US dollars"
    assert total.format(1) in explorer.result.value
    benchmark, netback = explorer.controls["benchmark"], explorer.controls["netback"]
    for name, cost in (("German border, long", 5), ("NBP", 2)):
        benchmark.value = next(option for option in benchmark.options if name in option)
        netback.value = 0
        assert total.format(0) not in explorer.result.value
        netback.value = cost
        assert total.format(0) in explorer.result.value


def test_the_explorer_shows_who_overpays() -> None:
    explorer = EXPLORERS["subsidy"]()
    explorer.controls["year"].value = 2019
    assert "Belarus paid less" in explorer.result.value
    benchmark = explorer.controls["benchmark"]
    benchmark.value = next(option for option in benchmark.options if "Smolensk" in option)
    assert "Belarus paid more" in explorer.result.value


def test_deadlines_tell_the_outcome_only_when_asked() -> None:
    explorer = EXPLORERS["deadlines"]()
    explorer.with_table.value = True
    assert "missed" not in explorer.rows.value
    happened = next(
        control for control in explorer.controls.values()
        if getattr(control, "description", "") == "Show what happened"
    )  # fmt: skip
    happened.value = True
    assert explorer.rows.value.count("missed") >= 8
