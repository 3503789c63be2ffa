"""Lesson 04: its numbers, its findings, and its explorer."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from helpers import claims, data
from helpers.explorers.base import Explorer
from helpers.lessons import known
from helpers.lessons.lesson_04 import DISCOUNT, EXCISE, EXPLORERS, INTEREST, NET, PAYMENT, tables
from tests.course import charts, joined, outputs

NAME = "04-fiscal-tax-and-customs"
VAT, PROFIT = "VAT", "corporate profit tax"
SEVEN_YEARS = slice(2015, 2021)


def rate(tax: str, country: str, year: int = 2021) -> float:
    """Give a rate of the chart, documented or assumed."""
    return float(tables()["assumed"].loc[year, (tax, country)])


def vat_of_russia(year: int) -> float:
    """Give a rate that a source documents."""
    return float(tables()["documented"].loc[year, (VAT, "RUS")])


def policy(country: str, month: str) -> float:
    return float(tables()["money"].loc[month, country])


def policy_gap(month: str) -> float:
    return abs(policy("BLR", month) - policy("RUS", month))


def tax_gap(tax: str, year: int) -> float:
    return abs(rate(tax, "BLR", year) - rate(tax, "RUS", year))


def stock(indicator: str, date: str, creditor: str = "all") -> float:
    rows = data.load("debt").set_index(["indicator", "date", "creditor"])["value"]
    return float(rows[indicator, date, creditor])


def to_russia(year: int) -> float:
    return stock("debt to Russia", f"{year}-12-31", "Russia")


def deferrals() -> pd.DataFrame:
    """Give amount, first and last due year of each deferral that names them."""
    loans = data.load("loans_and_deferrals")
    put_off = loans[loans["type"] == "deferral"]
    due = put_off["terms"].str.extract(r"(\d{4})-(\d{4})").astype(float)
    return put_off.assign(begin=due[0], end=due[1])


def amount(date: str) -> float:
    return float(deferrals().set_index("date").loc[date, "amount"])


def interest_reported() -> float:
    terms = deferrals().set_index("date").loc["2022-11", "terms"]
    return float(pd.Series([terms]).str.extract(r"interest (\d+) percent")[0].iloc[0])


def threshold() -> float:
    rows = data.load("tax_rates").set_index(["country", "tax", "band"])
    words = rows.loc[("BLR", PROFIT, "upper band"), "threshold"]
    return float(pd.Series([words]).str.extract(r"BYN (\d+) million")[0].iloc[0])


def upper_profit_tax() -> float:
    rows = data.load("tax_rates").set_index(["country", "tax", "band"])["rate_pct"]
    return float(rows.loc[("BLR", PROFIT, "upper band")])


def article(topic: str) -> float:
    return float(data.load("tax_treaty").set_index("topic").loc[topic, "article"])


def annex_of_the_floor() -> float:
    """Give the annex that holds the minimum rates of excise."""
    words = data.load("tax_treaty").set_index("topic")["provision"]
    return float(words.str.extract(r"minimum rates \(annex (\d)\)")[0]["Excise floor"])


def compensation() -> float:
    """Give the yearly compensation in million dollars, from the evidence of P21."""
    rows = claims.load(lesson="04").set_index("claim_id")["evidence"]
    return float(
        pd.Series([rows["P21"]]).str.extract(r"estimated (\d+) million dollars")[0].iloc[0]
    )


def explored(**settings: object) -> str:
    return str(moved(**settings).result.value)


def moved(**settings: object) -> Explorer:
    explorer = EXPLORERS["harmonisation"]()
    for name, value in settings.items():
        explorer.controls[name].value = value
    return explorer


def revenue(state: str, **settings: object) -> float:
    """Give the revenue of a state that the explorer says, before = 100."""
    found = pd.Series([explored(**settings)]).str.extract(rf"{state} (\d+\.\d) \(")[0].iloc[0]
    return float(found)


@cache
def turning_point() -> tuple[float, float]:
    """Give the last c at which Belarus gains, and the first at which it loses."""
    explorer = moved()
    gains: dict[float, bool] = {}
    for tenth in range(40, 71):
        explorer.controls["cross"].value = tenth / 10
        said = explorer.result.value.partition("Revenue")[2]
        gains[tenth / 10] = "(gains)" in said.partition("Russia")[0]
    last = max(c for c, wins in gains.items() if wins)
    first = min(c for c, wins in gains.items() if not wins)
    assert last < first
    return last, first


def extra(state: str, **settings: object) -> float:
    return abs(revenue(state, **settings) - 100)


COMMON = {"rule": "one common rate", "level": 22}
CUT = {"belarus": -2, "cross": 8.0}
NUMBERS = {
    # taxes
    "the same standard VAT, 20 %": lambda: rate(VAT, "BLR"),
    "from 18 % in 2019": lambda: vat_of_russia(2018),
    "Belarus took 18 %, Russia 20 %: a gap of 2": lambda: (
        rate(PROFIT, "BLR"), rate(PROFIT, "RUS"), tax_gap(PROFIT, 2021)),
    "and of 10 percent of the Russian rate": lambda: (
        100 * tax_gap(PROFIT, 2021) / rate(PROFIT, "RUS")),
    "VAT: Belarus 20 percent, Russia 18 and from 2019 on 20, Poland 23": lambda: (
        rate(VAT, "BLR"), rate(VAT, "RUS", 2018), rate(VAT, "RUS"), rate(VAT, "POL")),
    "Profit tax: Belarus 18, Russia 20, Poland 19": lambda: (
        rate(PROFIT, "BLR"), rate(PROFIT, "RUS"), rate(PROFIT, "POL")),
    # policy rates
    "in December 2020 the rates stood at 7.75 and 4.25 %, 3.5 percentage points apart": lambda: (
        policy("BLR", "2020-12"), policy("RUS", "2020-12"), policy_gap("2020-12")),
    "a year later at 9.25 and 8.5 %, 0.75 points apart": lambda: (
        policy("BLR", "2021-12"), policy("RUS", "2021-12"), policy_gap("2021-12")),
    "the 8.77 % of July 2021": lambda: policy("BLR", "2021-07"),
    "A nominal rate of 9 % is": lambda: 9,
    "low where they rise by 10 %": lambda: 10,
    "from 17.55 percent in January 2017 to 7.75 in July 2020 and rises to 9.25": lambda: (
        policy("BLR", "2017-01"), policy("BLR", "2020-07"), policy("BLR", "2021-08")),
    "4.25 in December 2020, 8.5 in December 2021": lambda: (
        policy("RUS", "2020-12"), policy("RUS", "2021-12")),
    # the treaty
    "at 610 million dollars a year": compensation,
    "annex 2 with the minimum rates": lambda: annex_of_the_floor(),
    "They stand in annex 2": lambda: annex_of_the_floor(),
    "Article 5 closes": lambda: article("VAT reliefs"),
    "Article 4 sets": lambda: article("Excise floor"),
    "Article 2 limits": lambda: article("Scope"),
    # the explorer; 20 to 22 percent, 0.5 and 8 are positions of its controls
    "from 20 to 22 %, and e stays at 0.5": lambda: (rate(VAT, "BLR"), 22, 0.5),
    "tax base = 100": lambda: 100,
    "price here is 1 + VAT": lambda: 1,
    "e = 0.5 means: a price 1 % higher makes sales about 0.5 % smaller": lambda: (
        0.5, 1, 100 * (1 - 1.01**-0.5)),
    "set c to 8: what does a cut by 2 points": lambda: (8, 2),
    "a floor of 20 % do": lambda: 20,
    "Up to c = 5.2 the higher rate brings Belarus more, from 5.3 on": turning_point,
    "With c = 8 a cut by 2 points is better: revenue goes up by 3.8 %": lambda: (
        8, 2, extra("Belarus", **CUT)),
    "loses only 0.5 %": lambda: extra("Russia", **CUT),
    "A floor of 20 % takes": lambda: 20,
    "move to 22 %, each gets 9.1 % more": lambda: (22, extra("Belarus", **COMMON)),
    # debt
    "18.4 billion dollars in August": lambda: stock("external public debt", "2021-08-01"),
    "20.3 in January": lambda: stock("external public and guaranteed debt", "2021-01-01"),
    "8.5 billion at the end of 2021": lambda: to_russia(2021),
    "and 7.6 three years later": lambda: to_russia(2024),
    "7.75 of 15.47 billion": lambda: (
        to_russia(2023), stock("public external debt", "2023-12-31")),
    "12 billion dollars in 2013, 18.4 in June 2022": lambda: (
        stock("external public debt", "2013-01-01"), stock("external public debt", "2022-06-01")),
    "To Russia, Finance Ministry: 7.9": lambda: stock(
        "external public debt by creditor", "2018-12-31", "Russia"),
    "With guarantees: 20.3 at": lambda: stock("external public and guaranteed debt", "2021-01-01"),
    "8.5 at the end of 2021, 7.6 at the end of 2024": lambda: (to_russia(2021), to_russia(2024)),
    "payment × (1 + i)ⁿ / (1 + r)ⁿ": lambda: (1, 1),
    "the report names 12 %": interest_reported,
    "the 12 % replace": interest_reported,
    "1.4 billion dollars, 2022": lambda: amount("2022-11"),
    "0.8 billion, 2024": lambda: amount("2024-04"),
    "0.25 billion, 2025": lambda: amount("2025-06"),
    # the record
    "from 0.75 to 11.5 percentage points": lambda: (policy_gap("2021-12"), policy_gap("2024-12")),
    "the profit taxes from 2 to 5": lambda: (tax_gap(PROFIT, 2021), tax_gap(PROFIT, 2026)),
    "VAT from 0 to 2": lambda: (tax_gap(VAT, 2021), tax_gap(VAT, 2026)),
    "Above a base of 25 million roubles Belarus, too, takes 25 %": lambda: (
        threshold(), upper_profit_tax()),
    "its profit tax to 20 % in 2023, so in 2024 both stood at 20": lambda: (
        rate(PROFIT, "BLR", 2023), rate(PROFIT, "RUS", 2024)),
    "Russia went on to 25 in": lambda: rate(PROFIT, "RUS", 2025),
    "a year later it was 16 %": lambda: policy("RUS", "2025-12"),
    "Belarus 9.25 to 9.5, Russia 8.5 to 21 percent": lambda: (
        policy("BLR", "2021-12"), policy("BLR", "2024-12"),
        policy("RUS", "2021-12"), policy("RUS", "2024-12")),
    "Profit tax: 18 to 20 and 20 to 25": lambda: (
        rate(PROFIT, "BLR"), rate(PROFIT, "BLR", 2026),
        rate(PROFIT, "RUS"), rate(PROFIT, "RUS", 2026)),
    "VAT: 20 to 20 and 20 to 22": lambda: (
        rate(VAT, "BLR"), rate(VAT, "BLR", 2026), rate(VAT, "RUS"), rate(VAT, "RUS", 2026)),
    # exercises
    "over seven years, 42 values": lambda: tables()["documented"].loc[SEVEN_YEARS].size,
    "How many of the 42": lambda: tables()["documented"].loc[SEVEN_YEARS].size,
    "Right to 0.005": lambda: known()[NAME].exercises["fiscal-2"].tolerance,
    "Right to 0.05.": lambda: known()[NAME].exercises["fiscal-3"].tolerance,
    "right to 0.1": lambda: known()[NAME].exercises["fiscal-4"].tolerance,
    "A bottle costs 5 roubles without any tax; the excise on it is 3 roubles": lambda: (
        NET, EXCISE),
    "A payment of 50 billion roubles": lambda: PAYMENT,
    "smaller than 50 billion": lambda: PAYMENT,
    "interest of 12 % a year": lambda: 100 * INTEREST,
    "discounts with 15 %": lambda: 100 * DISCOUNT,
    "grows with 12 %": lambda: 100 * INTEREST,
    "(net price + excise) × (1 + VAT)": lambda: 1,
    "(net price + excise) times (1 + VAT)": lambda: 1,
    "needs a + 1": lambda: 1,
    "(1 + rate) by (1 + inflation)": lambda: (1, 1),
    "before you add 1": lambda: 1,
    "(1 + interest) to the power of the years, divided by (1 + discount rate)": lambda: (1, 1),
    "left from 1, and": lambda: 1,
    "multiply by 100": lambda: (),
    "multiply by 1 + VAT": lambda: 1,
    # quiz
    "a tax rate of 19 percent": lambda: rate(PROFIT, "POL"),
    "at 19 percent through": lambda: rate(PROFIT, "POL"),
    "the rate was 19 percent": lambda: rate(PROFIT, "POL"),
    "up to 19 percent in 2024": lambda: rate(PROFIT, "POL"),
    "from 8 to 10 percent": lambda: (8, 10),
    "2 points on a rate of 8": lambda: (10 - 8, 8),
    "the rise is 2.": lambda: 10 - 8,
    "what goes beyond 100": lambda: 100,
    "A good costs 100 without": lambda: 100,
    "VAT of 20 percent, no excise": lambda: rate(VAT, "BLR"),
    "VAT of 23 percent, no excise": lambda: rate(VAT, "POL"),
    "VAT of 20 percent, and an excise of 2.80": lambda: (rate(VAT, "BLR"), 2.8),
    "100 times 1.20 gives 120.": lambda: (100, 1.2, 100 * 1.2),
    "100 times 1.23 gives 123.": lambda: (100, 1.23, 100 * 1.23),
    "102.80 times 1.20 gives 123.36": lambda: (102.8, 1.2, 102.8 * 1.2),
    "gets 122.80": lambda: 100 * 1.2 + 2.8,
    "at 8.5 billion dollars at the end of 2021 and at 7.6 three": lambda: (
        to_russia(2021), to_russia(2024)),
    "fell by 11 percentage points": lambda: fall_of_the_debt(),
    "by 0.9 billion dollars, or by 11 percent": lambda: (
        to_russia(2021) - to_russia(2024), fall_of_the_debt()),
    "from 7.9 billion in 2018": lambda: stock(
        "external public debt by creditor", "2018-12-31", "Russia"),
    "to 8.5 in 2021 shows": lambda: to_russia(2021),
}  # fmt: skip


def fall_of_the_debt() -> float:
    return 100 * (to_russia(2021) - to_russia(2024)) / to_russia(2021)


def test_number_question_of_the_quiz_is_computed() -> None:
    question = known()[NAME].questions["points"]
    before, after = 8, 10
    assert question.answer == pytest.approx(100 * (after - before) / before)
    assert [slip.value for slip in question.slips] == pytest.approx(
        [after - before, 100 * (after - before) / after, 100 * after / before]
    )


def test_the_order_of_the_prices_turns_on_the_vat_on_the_excise() -> None:
    right = [100 * 1.2, 100 * 1.23, (100 + 2.8) * 1.2]
    assert right == sorted(right)
    forgotten = [100 * 1.2, 100 * 1.23, 100 * 1.2 + 2.8]
    assert forgotten != sorted(forgotten)


def test_what_the_chart_of_the_taxes_says_without_a_number() -> None:
    marks = tables()["documented"].loc[SEVEN_YEARS].notna()
    assert marks[(PROFIT, "BLR")].all()
    assert list(marks.index[marks[(VAT, "BLR")]]) == [2020, 2021]
    assert marks.index[marks[(VAT, "RUS")]].min() == 2018
    for unmarked in ((VAT, "POL"), (PROFIT, "POL"), (PROFIT, "RUS")):
        assert not marks[unmarked].any()
        assert tables()["documented"].loc[2024, unmarked] > 0  # stated for 2024


def test_a_gap_is_filled_only_where_both_ends_agree() -> None:
    """The assumed lines join no two different rates over years that no source documents."""
    documented = tables()["documented"]
    for column in documented:
        years = documented[column].dropna()
        jumps = years[years.diff().fillna(0) != 0].index
        assert all(year - 1 in years.index for year in jumps)


def test_the_belarusian_vat_of_2026_is_inferred_and_not_documented() -> None:
    rows = data.load("tax_rates")
    row = rows[(rows["country"] == "BLR") & (rows["tax"] == VAT) & (rows["valid_from"] == "2026")]
    assert row["note"].str.startswith("Inferred").all()
    assert row["observed_year"].isna().all()
    assert len(row) == 1


def test_the_row_of_the_belarusian_vat_runs_on_for_want_of_a_change() -> None:
    rows = data.load("tax_rates")
    belarus = rows[(rows["country"] == "BLR") & (rows["tax"] == VAT) & (rows["band"] == "standard")]
    (row,) = belarus[belarus["observed_year"].notna()].itertuples()
    assert row.observed_year == 2020
    assert "only because" in row.note


def test_july_2021_is_the_average_of_two_rates() -> None:
    before, month, after = (policy("BLR", f"2021-0{number}") for number in (6, 7, 8))
    assert before < month < after


def test_the_real_rates_stand_the_other_way_round() -> None:
    money, inflation = tables()["money"].loc["2021-12"], tables()["inflation"]
    assert money["BLR"] > money["RUS"]
    real = money - inflation
    assert real["RUS"] > real["BLR"]


def test_russian_policy_rates_are_known_for_twelve_months() -> None:
    assert tables()["money"]["RUS"].notna().sum() == 12
    window = tables()["money"].loc["2017-01":"2021-12"]
    assert window["BLR"].notna().all()
    assert list(window.index[window["RUS"].notna()]) == ["2020-12", "2021-12"]


def test_december_2024_is_the_latest_month_with_both_policy_rates() -> None:
    assert tables()["money"][["BLR", "RUS"]].dropna().index.max() == "2024-12"


def test_the_way_between_the_ends_of_the_slopes() -> None:
    documented = tables()["documented"]
    for country in ("BLR", "RUS"):  # equal in 2024, before Russia went on
        assert documented.loc[2024, (PROFIT, country)] == rate(PROFIT, country, 2024)
    assert tax_gap(PROFIT, 2024) == 0 < tax_gap(PROFIT, 2021) < tax_gap(PROFIT, 2026)
    assert tax_gap(VAT, 2025) == 0 < tax_gap(VAT, 2026)
    assert policy("RUS", "2024-12") == tables()["money"]["RUS"].max()


def test_half_of_the_public_debt_abroad_was_owed_to_russia() -> None:
    share = to_russia(2023) / stock("public external debt", "2023-12-31")
    assert share == pytest.approx(0.5, abs=0.005)
    assert stock("external public debt", "2021-08-01") > 2 * to_russia(2021)  # quiz


def test_each_deferral_goes_further_and_one_names_no_years() -> None:
    named = deferrals().dropna(subset="begin")
    assert list(zip(named["begin"], named["end"], strict=True)) == [
        (2028, 2033), (2031, 2036), (2032, 2037)
    ]  # fmt: skip
    (unnamed,) = deferrals()[deferrals()["begin"].isna()].itertuples()
    assert unnamed.date == "2022-03"
    assert pd.isna(unnamed.amount)


def test_how_the_expectations_ended() -> None:
    """Of the paper's forecasts one came, one did not, four came in part."""
    names = list(known()[NAME].predictions)
    shown = claims.of_lesson("04", names)
    paper = shown[(shown["origin"] == "paper") & (shown["kind"] == "forecast")]
    counts = paper["outcome"].value_counts().to_dict()
    assert counts == {"partly": 4, "happened": 1, "did not happen": 1}
    outcomes = shown.set_index("claim_id")["outcome"]
    assert outcomes["P12"] == "happened"
    assert outcomes["P40"] == "did not happen"
    scored = shown[shown["kind"] == "forecast"]["outcome"]
    assert {"happened", "did not happen"} <= set(scored)


def test_everything_that_is_predicted_was_said_by_the_day_of_the_paper() -> None:
    shown = claims.of_lesson("04", list(known()[NAME].predictions))
    assert (shown["said_on_start"] < "2021-12-01").all()


def test_the_customs_agreement_came_before_the_tax_treaty() -> None:
    steps = data.load("financial_harmonisation").set_index("measure")["date_start"]
    customs = steps["Agreement on harmonising customs law and cooperation"]
    treaty = steps["Treaty on general principles of indirect taxation"]
    assert customs < treaty


def test_no_output_before_hindsight_goes_beyond_2021() -> None:
    """The rates of 2022 to 2026 decide P40, so they come after hindsight."""
    order = [cell_id for cell_id, _ in outputs(NAME)]
    early = set(order[: order.index("hindsight")])
    assert {"rates", "rates-chart", "money-chart"} <= early
    assert not {"slope", "strip"} & early
    shown = dict(outputs(NAME))
    assert "2022" not in joined(shown["rates"]["data"]["text/html"])
    for cell_id, bundle in charts(NAME):
        if cell_id in ("rates-chart", "money-chart"):
            (rows,) = bundle["application/vnd.vegalite.v5+json"]["datasets"].values()
            years = [int(str(row.get("year", row.get("month")))[:4]) for row in rows]
            assert max(years) == 2021


def test_the_explorer_turns_where_the_text_says() -> None:
    assert "20 to 22 percent" in explored()
    assert moved().controls["home"].value == 0.5
    gains, loses = turning_point()
    assert revenue("Belarus", cross=gains) >= 100 > revenue("Belarus", cross=loses)


def test_a_floor_takes_the_cut_away() -> None:
    assert revenue("Belarus", cross=8.0) < 100 < revenue("Belarus", **CUT)
    assert revenue("Russia", **CUT) < 100
    floored = {**CUT, "rule": "a common floor", "level": 20}
    assert revenue("Belarus", **floored) == 100
    assert "binds Belarus" in explored(**floored)


def test_under_one_common_rate_both_get_the_same() -> None:
    assert revenue("Belarus", **COMMON) == revenue("Russia", **COMMON)
