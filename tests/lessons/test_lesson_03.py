"""Lesson 03: its numbers, its findings, and its explorer."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from helpers import claims, data
from helpers.lessons import known
from helpers.lessons.lesson_03 import (
    EXPLORERS,
    FACTBOOK,
    concentration,
    share_that_equals_2019,
    tables,
)
from tests.course import joined, outputs, prose

NAME = "03-agriculture-and-industry"
KREMLIN, PRIME_MINISTER = "Kremlin briefing note", "Prime Minister of Russia"
SCALED, AMBASSADOR = "Belarusian official data", "Ambassador of Russia"
MIXED = ((2022, "Belarusian officials"), (2023, "Belarusian side"))


def programmes() -> int:
    return int(data.load("roadmaps").sort_values("date_start")["total"].dropna().iloc[-1])


def food(indicator: str, year: int, scope: str | None = None, period: str = "year") -> float:
    rows = data.load("food_trade")
    rows = rows[(rows["indicator"] == indicator) & (rows["year"] == year)]
    rows = rows[rows["period"] == period]
    rows = rows if scope is None else rows[rows["scope"] == scope]
    return float(rows["value"].item())


def dairy(scope: str) -> float:
    return food("dairy exports", 2019, scope, "January-September")


def noted(table: str, **where: str | int) -> float:
    """Give the first number in the note of one row."""
    rows = data.load(table)
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return float(rows["note"].str.extract(r"(\d+(?:\.\d+)?) percent")[0].item())


def dairy_of_russian_imports() -> float:
    return noted("food_trade", indicator="dairy exports", year=2021)


def project(indicator: str, date: str) -> float:
    rows = data.load("import_substitution").set_index(["indicator", "date"])["value"]
    return float(rows[indicator, date])


def projects() -> pd.DataFrame:
    rows = data.load("import_substitution")
    return rows[rows["unit"] == "projects"].dropna(subset="date_start")


def pair(share_of: str, year: int = 2017) -> float:
    rows = tables()["pairs"].set_index(["share_of", "year"])["value_pct"]
    return float(rows[share_of, year])


OF_EXPORTS = ("Russia in Belarusian exports", "Belarus in Russian exports")
OF_IMPORTS = ("Russia in Belarusian imports", "Belarus in Russian imports")


def both(shares: tuple[str, str]) -> tuple[float, float, float]:
    """Give the two shares of 2017 and their ratio."""
    russia, belarus = map(pair, shares)
    return russia, belarus, russia / belarus


def ends(whose: str) -> tuple[float, float]:
    """Give the lowest and the highest share of one side, over all years of the Factbook."""
    rows = tables()["pairs"]
    values = rows.loc[rows["share_of"].str.startswith(f"{whose} in"), "value_pct"]
    return values.min(), values.max()


def sizes(year: int = 2021) -> float:
    rows = data.load("country_indicators")
    rows = rows[(rows["indicator"] == "gdp_current_usd_imf") & (rows["year"] == year)]
    gdp = rows.set_index("country")["value"]
    return float(gdp["RUS"] / gdp["BLR"])


def share(year: int, who: str) -> float:
    rows = tables()["rebuilt"].set_index(["year", "counted_by"])["share_pct"]
    return float(rows[year, who])


def official(year: int) -> float:
    rows = data.load("russia_share")
    return float(rows.loc[rows["year"] == year, "official_share_pct"].iloc[0])


def hidden() -> pd.Series:
    """Give the rebuilt shares on counts of goods in the years without an official share."""
    rows = tables()["rebuilt"]
    rows = rows[(rows["year"] > 2021) & ~rows["coverage"].str.contains("services")]
    return rows["share_pct"]


def spread() -> tuple[float, float]:
    return hidden().min(), hidden().max()


def mixed() -> tuple[float, float]:
    first, second = (share(*one) for one in MIXED)
    return first, second


def misses() -> pd.Series:
    rows = tables()["rebuilt"].dropna(subset="official_share_pct")
    return (rows["share_pct"] - rows["official_share_pct"]).abs()


def partner(flow: str, name: str, **where: str | int) -> float:
    rows = data.load("trade_by_partner")
    rows = rows[(rows["flow"] == flow) & (rows["partner"] == name)]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return float(rows["value"].item())


HALF: dict[str, str | int] = {"year": 2023, "period": "January-June", "unit": "USD bn"}


def early() -> tuple[float, float]:
    """Give the lowest and the highest rebuilt share of 2021."""
    rows = tables()["rebuilt"]
    of_2021 = rows.loc[rows["year"] == 2021, "share_pct"]
    return of_2021.min(), of_2021.max()


def gains() -> tuple[float, float]:
    """Give the smallest and the largest rise from 2021 to the hidden years, in points."""
    return hidden().min() - early()[1], hidden().max() - early()[0]


def growth_of_2023() -> float:
    return noted("trade_with_russia", year=2023, reporter=KREMLIN, indicator="turnover")


def traded() -> float:
    rows = data.load("russia_share").set_index("counted_by")["trade_usd_bn"]
    return float(rows[KREMLIN])


def trade_of_2022() -> float:
    """Give the trade of 2022 that the growth of 2023 points to, in billion dollars."""
    return traded() / (1 + growth_of_2023() / 100)


def share_of_2022() -> float:
    other = tables()["rebuilt"].set_index(["year", "counted_by"]).loc[MIXED[0]]
    return float(trade_of_2022() * other["share_pct"] / other["trade_usd_bn"])


def used_on_civil_projects() -> float:
    rows = data.load("import_substitution").set_index("indicator")["value"]
    return float(rows["loan used on civil projects"])


def said_by_osw() -> float:
    """Give the fall of trade that OSW reported for 2022, as it stands with the claim."""
    claim = claims.load().set_index("claim_id").loc["E36", "evidence"]
    (fall,) = re.findall(r"only about (\d+) percent", claim)
    return float(fall)


def food_to_russia() -> float:
    rows = data.load("food_trade").set_index("indicator")["value"]
    return float(rows["share of Russia in food exports"])


def total_of_2023() -> float:
    rows = tables()["rebuilt"].set_index(["year", "counted_by"])
    return float(100 * rows["trade_usd_bn"][2023, KREMLIN] / rows["share_pct"][2023, KREMLIN])


def cis_in_exports() -> float:
    exports = (partner("exports", name, **HALF) for name in ("CIS", "World"))
    return 100 * next(exports) / next(exports)


def cis() -> float:
    """Give the share of the CIS in goods trade in the first half of 2023, in percent."""
    traded = {
        name: partner("exports", name, **HALF) + partner("imports", name, **HALF)
        for name in ("CIS", "World")
    }
    return 100 * traded["CIS"] / traded["World"]


def exports_of_2023() -> float:
    """Give all exports of goods, from the rebuilt total and the balance, in billion dollars."""
    return (total_of_2023() + partner("balance", "World", year=2023)) / 2


def counted_in_moscow() -> float:
    rows = data.load("trade_with_russia")
    rows = rows[(rows["year"] == 2023) & (rows["indicator"] == "Russian imports from Belarus")]
    return float(rows["value"].item())


def counted_in_minsk() -> float:
    return partner("exports", "Russia", year=2023, period="January-November") * 12 / 11


def listed(year: int) -> pd.Series:
    rows = data.load("trade_by_partner")
    rows = rows[(rows["reporter"] == FACTBOOK) & (rows["unit"] == "percent of exports")]
    return rows[rows["year"] == year].set_index("partner")["value"]


def every_list() -> pd.Series:
    return pd.Series({year: listed(year).sum() for year in concentration("exports").index})


def with_russia(percent: float) -> tuple[float, float]:
    """Give the index of 2023 with Russia put back: the rest as many partners, and as one."""
    r = percent / 100
    index = r**2 + (1 - r) ** 2 * concentration("exports")[2023]
    rest = (1 - r) * (1 - listed(2023).sum() / 100)
    return index, index + rest**2


def china_scaled() -> float:
    return float(0.4 * listed(2023)["China"])


def enough_redirected() -> int:
    """Give the first whole percent at which losing Russia costs no more than losing China."""
    return next(one for one in range(101) if 60 * (100 - one) / 100 <= china_scaled())


def said_by_putin() -> float:
    rows = data.load("trade_asymmetry").set_index("reporter")["value_pct"]
    return float(rows["President of Russia"])


def dairy_without_date() -> float:
    rows = data.load("food_trade")
    rows = rows[rows["indicator"] == "share of Belarus in Russian dairy imports"]
    return float(rows.loc[rows["year"].isna(), "value"].item())


def squares(*shares: float) -> float:
    return sum((share / 100) ** 2 for share in shares)


NUMBERS = {
    "Among the 28 programmes": programmes,
    "the 28 programmes changed it": programmes,
    "The 28 programmes work": programmes,
    "due to the 28 programmes": programmes,
    # food and disputes
    "for 1.7 billion dollars, 1.4 of them to Russia": lambda: (dairy("World"), dairy("Russia")),
    ": 82 % of": lambda: 100 * dairy("Russia") / dairy("World"),
    "Russia bought for 2.2 billion": lambda: food("dairy exports", 2021),
    "about 75 % of Russian dairy imports": dairy_of_russian_imports,
    "about 75 for 2021": dairy_of_russian_imports,
    "gives 74.4 %": food_to_russia,
    "from almost 5 billion in 2017 to 6.3 in 2021": lambda: (
        food("mutual agri-food trade", 2017), food("mutual agri-food trade", 2021)),
    # the loan
    "a Russian loan of 105 billion": lambda: project("loan agreement", "2022-11"),
    "that 81 of the 105 billion": lambda: (
        project("loan at work", "2024-04-11"), project("loan agreement", "2022-11")),
    "about 300 million roubles borrowed": lambda: project("borrowed so far", "2024-11-01"),
    "the number is 27 each time": lambda: project("projects approved", "2024-01-29"),
    "2 in 2022; 13 to 20 in 2023; then 27 each time": lambda: (
        project("projects accepted", "2022-11-02"),
        project("projects approved for financing", "2023-07-20"),
        project("project data sheets agreed", "2023-09-17"),
        project("projects launched", "2024-10-16")),
    "a pool of 7": lambda: project("additional pool", "2024-10-16"),
    "The 27 projects:": lambda: project("projects launched", "2024-10-16"),
    # who depends on whom
    "Russia took 43.9 % of Belarusian exports, and Belarus 5.1 % of Russian exports: 8.6 to 1":
        lambda: (*both(OF_EXPORTS), 1),
    "it is 57.2 to 5, or 11.4 to 1": lambda: (*both(OF_IMPORTS), 1),
    "stood at 26.8 to 1": lambda: (sizes(), 1),
    "lies at 39 to 57.2 percent, the share of Belarus in Russian trade at 4.1 to 6 percent":
        lambda: (*ends("Russia"), *ends("Belarus")),
    # the hidden share
    "goods trade: 49 %": lambda: official(2021),
    "by at most 1.4": lambda: misses().max(),
    "the share is 55.0 to 58.8 % in 2023 and 57.9 % in 2024; say 55 to 59": lambda: (
        share(2023, PRIME_MINISTER), share(2023, SCALED), share(2024, AMBASSADOR), *spread()),
    "our own 48.5 to 50.4 for 2021, that is 4.7 to 10.3": lambda: (*early(), *gains()),
    "growth of 5.4 percent": growth_of_2023,
    "so 46.5 / 1.054 = 44.1 billion, or 57.7 %": lambda: (
        traded(), 1 + growth_of_2023() / 100, trade_of_2022(), share_of_2022()),
    "31.6 billion used": lambda: used_on_civil_projects(),
    "58.8 to eleven months times 12/11": lambda: (share(2023, SCALED), 12, 11),
    "share of the CIS in exports: 69.8 %": cis_in_exports,
    "Two counts give 65 to 66 %": mixed,
    "Putin's \"about 60\"": said_by_putin,
    "made up 61.3 % of goods trade": cis,
    "in Warsaw, around 70": lambda: partner("turnover", "Russia", reporter="OSW"),
    "45 to 51 percent up to 2021": lambda: (
        share(2011, "Belstat"), share(2016, "Belstat")),
    "Goods only: 55.0, 56.6 and 58.8 percent for 2023, 57.9 for 2024": lambda: (
        share(2023, PRIME_MINISTER), share(2023, KREMLIN), share(2023, SCALED),
        share(2024, AMBASSADOR)),
    "With services: 65.4 and 65.7": mixed,
    "The range 55 to 59": spread,
    "from 40 to 50 it is 10 percentage points or 25 percent": lambda: (
        40, 50, 50 - 40, 100 * (50 - 40) / 40),
    "up to 1.4 points": lambda: misses().max(),
    "grew to 55 to 59 %": spread,
    "Not 55 to 59": spread,
    # concentration
    "runs from near 0 to 1": lambda: (0, 1),
    "then it runs to 10,000": lambda: 100**2,
    "patchwork of 22 reporters": lambda: data.load("trade_by_partner")["reporter"].nunique(),
    "the index falls from 0.198 to 0.058": lambda: (
        concentration("exports")[2019], concentration("exports")[2022]),
    "2019: Russia 42 percent, Ukraine 13, United Kingdom 7": lambda: tuple(
        listed(2019)[["Russia", "Ukraine", "United Kingdom"]]),
    "2022: China 15, Ukraine 12, Poland 9, Kazakhstan 8, Lithuania 8": lambda: tuple(
        listed(2022)[["China", "Ukraine", "Poland", "Kazakhstan", "Lithuania"]]),
    "2023: China 34, Kazakhstan 10, Uzbekistan 7, Poland 6, Brazil 5": lambda: tuple(
        listed(2023)[["China", "Kazakhstan", "Uzbekistan", "Poland", "Brazil"]]),
    "what is left, 1 − r": lambda: 1,
    "index is multiplied by (1 − r)²": lambda: 1,
    "Our total for 2023 is 82.1 billion, and exports minus imports are −3.1": lambda: (
        total_of_2023(), partner("balance", "World", year=2023)),
    "so exports are (82.1 − 3.1) / 2": lambda: (
        total_of_2023(), -partner("balance", "World", year=2023), 2),
    "index = r² + (1 − r)²": lambda: 1,
    "= 39.5 billion dollars": exports_of_2023,
    "The 23.9 billion that Moscow counted": counted_in_moscow,
    "are 60 % of them": lambda: 100 * counted_in_moscow() / exports_of_2023(),
    "gives 64 %": lambda: 100 * counted_in_minsk() / exports_of_2023(),
    "with 52 to 71 % of exports": lambda: (every_list().min(), every_list().max()),
    # the explorer
    "With 60 % for Russia the index is 0.382 to 0.405": lambda: (60, *with_russia(60)),
    "China then has 13.6 % of exports": china_scaled,
    "buy 78 % of what Russia no longer buys, the loss is 13.2 %": lambda: (
        enough_redirected(), 60 * (100 - enough_redirected()) / 100),
    "60 and 62 make 122 %": lambda: (60, listed(2023).sum(), 60 + listed(2023).sum()),
    "r runs from 0 to 1, not from 0 to 100": lambda: (0, 1, 0, 100),
    # hindsight, and who gains
    "what came (1 or 0)": lambda: (1, 0),
    "almost 8.5 billion nominal dollars": lambda: food("food exports", 2024),
    "Exports did not fall by 30 percent in": lambda: 30,
    "fall of all trade at about 6": said_by_osw,
    "94 % of its dairy imports": dairy_without_date,
    "around 70 is above": lambda: partner("turnover", "Russia", reporter="OSW"),
    "Russia took 82 % of its dairy exports": lambda: 100 * dairy("Russia") / dairy("World"),
    # exercises
    "Right to 0.05": lambda: known()[NAME].exercises["market-1"].tolerance,
    "right to 0.1": lambda: known()[NAME].exercises["market-3"].tolerance,
    "all other shares are multiplied by (1 − r), and their squares by (1 − r)²": lambda: (1, 1),
    "The shares of the others are multiplied by (1 − r), so their squares by (1 − r)²": lambda: (
        1, 1),
    "in steps of 0.0001": lambda: 0.0001,
    "take the smallest, times 100": lambda: 100,
    "Add (1 − r)²": lambda: 1,
    "index = r² + (1 − r)² ×": lambda: 1,
    "was 48.5 to 50.4 percent in 2021 and 55 to 59 later: 4.7 to 10.3": lambda: (
        *early(), *spread(), *gains()),
    "or 9 to 21 percent": lambda: (
        100 * gains()[0] / early()[1], 100 * gains()[1] / early()[0]),
    "from about 49 to an estimated 55 to 59 percent": lambda: (official(2021), *spread()),
    # quiz
    "takes 40 percent of a country's exports, and some years later 50 percent": lambda: (40, 50),
    "difference of 10 percentage points": lambda: 50 - 40,
    "what goes beyond 100": lambda: 100,
    "percent: times 100": lambda: 100,
    "has 13 counts": lambda: len(data.load("russia_share")),
    "has 13 rows": lambda: len(tables()["rebuilt"]),
    "ten buyers of 10 percent": lambda: 10,
    "Ten times 0.01 makes 0.1": lambda: (squares(10), 10 * squares(10)),
    "five buyers of 20 percent": lambda: 20,
    "Five times 0.04 makes 0.2": lambda: (squares(20), 5 * squares(20)),
    "one buyer of 60 percent, and forty buyers of 1 percent": lambda: (60, 1),
    "0.36 for the large one, and only 0.004 for all forty small ones together: 0.364": lambda: (
        squares(60), squares(*[1] * 40), squares(60, *[1] * 40)),
    "of 80 and 20 percent": lambda: (80, 20),
    "0.64 and 0.04 make 0.68": lambda: (squares(80), squares(20), squares(80, 20)),
    "Russia took 43.9 percent": lambda: pair("Russia in Belarusian exports"),
    "81 of the 105 billion roubles": lambda: (
        project("loan at work", "2024-04-11"), project("loan agreement", "2022-11")),
    "goods trade was 55 to 59 percent": spread,
}  # fmt: skip


def test_what_is_said_of_disputes_and_projects() -> None:
    disputes = data.load("food_disputes").sort_values("date_start")
    assert len(disputes) == 7
    assert list(disputes["date_start"].dt.year.agg(["min", "max"])) == [2014, 2018]
    milk = disputes["product"].str.contains("milk|dairy")
    assert not milk.iloc[:3].any()  # "first on meat, then on milk"
    assert milk.iloc[3:].all()
    ministry = disputes[disputes["actor"] == "Agriculture Ministry of Russia"]
    assert ministry["measure"].str.contains("resumption").all()  # "is an easing"
    later = projects()[projects()["date_start"] >= "2024-01-01"]
    assert set(later.loc[later["indicator"] != "additional pool", "value"]) == {27}
    earlier = projects()[projects()["date_start"].dt.year == 2023]["value"]
    assert earlier.between(13, 20).all()
    assert not projects()["indicator"].str.contains("finished|capacity").any()


def test_the_filter_by_unit_hides_what_the_finance_minister_said() -> None:
    rows = data.load("import_substitution")
    shown = next(output for cell_id, output in outputs(NAME) if cell_id == "loan")
    assert "300.0" in joined(shown["data"]["text/plain"])
    assert "borrowed so far" not in set(rows.loc[rows["unit"] == "RUB bn", "indicator"])


def test_who_depends_on_whom() -> None:
    for shares in (OF_EXPORTS, OF_IMPORTS):
        assert both(shares)[2] < sizes()
    missing = tables()["pairs"].pivot(index="year", columns="share_of", values="value_pct")
    assert list(missing.index[missing.isna().any(axis=1)]) == [2014, 2021]


def test_the_rebuilt_share_fits_known_years_and_rises() -> None:
    rebuilt = tables()["rebuilt"]
    assert rebuilt["share_pct"].notna().all()  # every year of a count finds its totals
    assert not {2018} & set(rebuilt["year"])
    assert sorted(rebuilt.dropna(subset="official_share_pct")["year"].unique()) == [
        2013, 2017, 2021,
    ]  # fmt: skip
    assert hidden().min() > rebuilt.loc[rebuilt["year"] <= 2021, "share_pct"].max()
    assert min(mixed()) > hidden().max()
    assert cis() < partner("turnover", "Russia", reporter="OSW")


def test_the_index_is_low_when_the_rebuilt_share_is_high() -> None:
    index = concentration("exports")
    assert index.idxmin() == 2022
    lists = {year: "Russia" in listed(year).index for year in index.index}
    assert [year for year, there in lists.items() if not there] == [2022, 2023]
    assert {len(listed(year)) for year in index.index} == {3, 5}
    assert with_russia(60)[0] / index[2019] == pytest.approx(2, abs=0.1)  # "about twice"
    units = data.load("trade_by_partner")["unit"]
    assert units.nunique() == 5  # "five units: dollars, euros and shares of three wholes"


def test_the_share_that_equals_2019_does_so() -> None:
    index = concentration("exports")
    share_of_russia = share_that_equals_2019(index) / 100
    found = share_of_russia**2 + (1 - share_of_russia) ** 2 * index[2023]
    assert found == pytest.approx(index[2019], abs=1e-3)


def test_number_question_of_the_quiz_is_computed() -> None:
    question = known()[NAME].questions["points"]
    before, after = 40, 50
    assert question.answer == pytest.approx(100 * (after - before) / before)
    assert [slip.value for slip in question.slips] == pytest.approx(
        [
            after - before,
            100 * (after - before) / after,
            (after - before) / before,
            100 * after / before,
        ]
    )


def test_the_order_of_the_quiz_is_computed() -> None:
    lists = [[10] * 10, [20] * 5, [60, *[1] * 40], [80, 20]]
    assert all(sum(shares) == 100 for shares in lists)
    indexes = [squares(*shares) for shares in lists]
    assert indexes == sorted(indexes)


def test_food_of_later_years_is_not_printed() -> None:
    """It decides two forecasts, which the reader may open only near the end."""
    shown = next(output for cell_id, output in outputs(NAME) if cell_id == "food")
    printed = joined(shown["data"]["text/html"])
    assert "2021" in printed
    assert not any(str(year) in printed for year in range(2022, 2031))
    words = prose(NAME)
    before = words[: words.index("## Hindsight")]
    assert not re.search(rf"(?<!\d){food('food exports', 2024)}", before)


def test_no_stored_chart_holds_the_output_of_later_years() -> None:
    """Output and exports of 2022 would tell how forecasts of this and another lesson ended."""
    rebuilt = tables()["rebuilt"]
    later = rebuilt.loc[rebuilt["year"] > 2021, "gdp"]
    for _, output in outputs(NAME):
        stored = str(output.get("data", {}))
        assert not any(str(int(value)) in stored for value in later)


def test_how_the_forecasts_ended() -> None:
    outcomes = claims.load(lesson="03").set_index("claim_id")["outcome"]
    assert list(outcomes[["P08", "P09", "P03"]]) == ["partly"] * 3
    assert list(outcomes[["E16", "E36", "E50"]]) == [
        "happened", "did not happen", "did not happen",
    ]  # fmt: skip


def test_the_explorer_answers_its_question() -> None:
    explorer = EXPLORERS["dependence"]()
    explorer.controls["assumed"].value = 60
    low, high = with_russia(60)
    assert f"{low:.3f} to {high:.3f}" in explorer.result.value
    explorer.controls["lost"].value = "China"
    assert f"{china_scaled():.1f} % of exports are lost" in explorer.result.value
    explorer.controls["lost"].value = "Russia"
    for redirected, costs_more in ((enough_redirected() - 1, True), (enough_redirected(), False)):
        explorer.controls["redirected"].value = redirected
        lost = 60 * (100 - redirected) / 100
        assert f"{lost:.1f} % of exports are lost" in explorer.result.value
        assert (lost > china_scaled()) is costs_more


def test_the_explorer_refuses_the_printed_shares() -> None:
    explorer = EXPLORERS["dependence"]()
    explorer.controls["assumed"].value = 60
    others = explorer.controls["others"]
    others.value = next(option for option in others.options if "keep" in option)
    assert "122.0 %" in explorer.result.value
