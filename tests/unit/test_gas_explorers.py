"""The explorers of the gas market: the implicit subsidy and the deadlines."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any

import ipywidgets as widgets
import pandas as pd
import pytest

from helpers import data
from helpers.errors import UnknownNameError
from helpers.explorers import deadlines
from helpers.explorers.base import Explorer
from helpers.explorers.deadlines import deadlines_explorer
from helpers.explorers.gas_subsidy import gas_subsidy_explorer
from tests.explorers import (
    assert_good_chart,
    inside,
    is_quick,
    rows,
    said,
    spec_of,
    svg_of,
    words_of,
)

QUESTION = "Which setting gives the published sum?"
MARKETS = ["gas", "oil", "electricity", "all"]


def subsidy() -> Explorer:
    return gas_subsidy_explorer(question=QUESTION)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def ends(control: widgets.Widget) -> list[Any]:
    """Give every option of a list, and both ends of a number."""
    if isinstance(control, widgets.Dropdown):
        return list(control.options)
    if isinstance(control, widgets.Checkbox):
        return [False, True]
    return [control.min, control.max]


# The implicit subsidy


def by_hand(
    series: str, year: int, *, metre: str = "mmbtu_per_1000m3_contract", netback: float = 0
) -> float | None:
    """Work out the subsidy of one year in billion US dollars, with plain Python."""
    energy = {row["parameter"]: row["value"] for row in rows("model_parameters")}
    factor = float(energy[metre])
    price = {
        row["series"]: row
        for row in rows("gas_prices")
        if row["year"] == str(year)
        and (row["yearly"] == "yes" or row["series"] == "german_border_yearbook")
    }
    if series not in price:
        return None
    per_mmbtu = price[series]["price_usd_per_mmbtu"]
    fixed = price[series]["price_usd_per_1000m3"]
    benchmark = float(per_mmbtu) * factor if per_mmbtu else float(fixed)
    consumption = next(
        float(row["value_bcm"])
        for row in rows("gas_volumes")
        if (row["country"], row["series"], row["year"]) == ("BLR", "consumption", str(year))
    )
    volume = consumption * float(energy["mmbtu_per_1000m3_gross_standard"]) / factor
    paid = float(price["belarus"]["price_usd_per_1000m3"])
    return (benchmark - netback - paid) * volume / 1000


def gdp(year: int) -> float:
    return next(
        float(row["value"]) / 1e9
        for row in rows("country_indicators")
        if (row["country"], row["indicator"], row["year"])
        == ("BLR", "gdp_current_usd_imf", str(year))
    )


SERIES = ["ttf", "german_border", "german_border_yearbook", "nbp", "smolensk"]
METRES = [
    "mmbtu_per_1000m3_contract",
    "mmbtu_per_1000m3_net_ei",
    "mmbtu_per_1000m3_gross_standard",
]


@pytest.mark.parametrize("metre", range(3), ids=METRES)
@pytest.mark.parametrize("benchmark", range(5), ids=SERIES)
def test_what_the_explorer_says_is_what_the_tables_give(benchmark: int, metre: int) -> None:
    shown = subsidy()
    shown.controls["benchmark"].value = shown.controls["benchmark"].options[benchmark]
    shown.controls["metre"].value = shown.controls["metre"].options[metre]
    for netback, year in ((0, 2020), (0, 2022), (35, 2016), (100, 2019), (0, 2005)):
        shown.controls["netback"].value = netback
        shown.controls["year"].value = year
        one = by_hand(SERIES[benchmark], year, metre=METRES[metre], netback=netback)
        if one is None:
            assert said(shown).startswith(f"{year}: no value")
        else:
            percent = one / gdp(year) * 100
            start = f"{year}: {one:.2f} billion US dollars, {percent:.1f} % of GDP: "
            assert said(shown).startswith(start)
            assert f"Belarus paid {'less' if one > 0 else 'more'} than" in said(shown)


@pytest.mark.parametrize("benchmark", range(5), ids=SERIES)
def test_the_sum_of_the_decade_names_the_years_that_it_lacks(benchmark: int) -> None:
    shown = subsidy()
    shown.controls["benchmark"].value = shown.controls["benchmark"].options[benchmark]
    values = {year: by_hand(SERIES[benchmark], year) for year in range(2011, 2021)}
    total = sum(value for value in values.values() if value is not None)
    told = re.search(
        r"2011-2020 together: (\S+) billion US dollars(, without (.*?) \(no)?", said(shown)
    )
    assert told
    assert told[1] == f"{total:.1f}"
    lacking: set[int] = set()
    for run in (told[3] or "").split(", "):
        if run:
            first, _, last = run.partition("-")
            lacking |= set(range(int(first), int(last or first) + 1))
    assert lacking == {year for year, value in values.items() if value is None}


def test_the_starting_view_lands_near_the_published_sum() -> None:
    published = next(
        float(row["value"])
        for row in rows("model_parameters")
        if row["parameter"] == "published_check_2011_2020"
    )
    total = re.search(r"2011-2020 together: (\S+) billion", said(subsidy()))
    assert total
    assert float(total[1]) == pytest.approx(published, abs=0.2)


def test_names_of_benchmarks_say_which_years_they_cover() -> None:
    names = subsidy().controls["benchmark"].options
    for name, series in zip(names, SERIES, strict=True):
        covered = {
            int(row["year"])
            for row in rows("gas_prices")
            if row["series"] == series and int(row["year"]) in range(2005, 2025)
        }
        years = [int(year) for year in re.findall(r"\d{4}", name)]
        assert set(years) <= covered
        if covered != set(range(2005, 2025)):
            assert max(years) == max(covered)


@pytest.mark.parametrize("name", ["benchmark", "netback", "metre", "measure", "year"])
def test_every_control_works_to_its_ends(name: str) -> None:
    shown = subsidy()
    control = shown.controls[name]
    results = []
    for value in ends(control):
        control.value = value
        results.append((said(shown), str(spec_of(shown))))
        assert_good_chart(shown)
    assert len({words for words, _ in results}) == len(results), "the result does not change"
    assert len({spec for _, spec in results}) == len(results), "the chart does not change"


@pytest.mark.parametrize("benchmark", range(5), ids=SERIES)
def test_a_gap_is_no_bar(benchmark: int) -> None:
    shown = subsidy()
    shown.controls["benchmark"].value = shown.controls["benchmark"].options[benchmark]
    known = [year for year in range(2005, 2025) if by_hand(SERIES[benchmark], year) is not None]
    svg = svg_of(shown)
    assert svg.count('aria-roledescription="bar"') == len(known)
    assert words_of(svg).count("no value") == 20 - len(known)


def test_every_year_stands_on_the_axis_and_the_year_looked_at_is_marked() -> None:
    shown = subsidy()
    for position in range(5):
        shown.controls["benchmark"].value = shown.controls["benchmark"].options[position]
        shown.controls["year"].value = 2013
        svg = svg_of(shown)
        lines = words_of(svg).splitlines()
        assert set(map(str, range(2005, 2025))) <= set(lines)
        (bold,) = re.findall(r'<text[^>]*font-weight="bold"[^>]*>(20\d\d)</text>', svg)
        assert bold == "2013"
        assert "2013, the year looked at" in words_of(svg)


def test_prices_that_are_only_reported_are_marked_in_words() -> None:
    shown = subsidy()
    reported = {
        int(row["year"])
        for row in rows("gas_prices")
        if row["series"] == "belarus" and row["yearly"] == "yes" and "rouble" in row["basis"]
    } & set(range(2005, 2025))
    assert reported
    (table,) = spec_of(shown)["datasets"].values()
    assert {row["year"] for row in table if "as reported" in row["kind"]} == reported
    assert "price as reported" in words_of(svg_of(shown))
    for year in (min(reported), min(reported) - 1):
        shown.controls["year"].value = year
        assert ("as reported" in said(shown)) == (year in reported)
    shown.with_table.value = True
    assert shown.rows.value.count("as reported") == len(reported)


@pytest.mark.parametrize("benchmark", range(5), ids=SERIES)
def test_explorer_says_where_the_metre_does_not_touch_the_benchmark(benchmark: int) -> None:
    quoted = {
        row["price_usd_per_mmbtu"] != ""
        for row in rows("gas_prices")
        if row["series"] == SERIES[benchmark]
    }
    shown = subsidy()
    shown.controls["benchmark"].value = shown.controls["benchmark"].options[benchmark]
    assert ("the cubic metre changes the volume" in said(shown)) == (quoted == {False})


def test_table_has_every_year_with_its_gaps_empty() -> None:
    shown = subsidy()
    shown.controls["benchmark"].value = shown.controls["benchmark"].options[4]
    shown.with_table.value = True
    lines = re.findall(r"<tr>(.*?)</tr>", shown.rows.value)[1:]
    cells = [re.findall(r"<td.*?>(.*?)</td>", line) for line in lines]
    assert [int(line[0]) for line in cells] == list(range(2005, 2025))
    for line in cells:
        year, benchmark, paid, volume, amount, percent, _ = line
        assert paid
        assert volume
        known = by_hand("smolensk", int(year)) is not None
        assert (benchmark != "", amount != "", percent != "") == (known, known, known)


def test_subsidy_reads_without_a_kernel() -> None:
    untouched = subsidy()
    shown = subsidy()
    for control in shown.controls.values():
        control.value = ends(control)[-1]
    for kind in ("text/html", "text/plain"):
        fallback = shown._repr_mimebundle_()[kind]
        assert fallback == untouched._repr_mimebundle_()[kind]
        assert "(benchmark - netback cost - price paid) x volume" in fallback
        for unit in (
            "US dollars per 1,000 m3",
            "billion m3",
            "billion US dollars",
            "percent of GDP",
        ):
            assert unit in fallback
        assert "no sourced value exists" in fallback
        publishers = {row["source_id"]: row["publisher"] for row in rows("sources")}
        assert publishers["energy-ei-2025"] in fallback
        assert publishers["st-imf-weo-2025-10"] in fallback
        assert "course table gas_prices (" in fallback
    for control in ("benchmark", "metre"):
        assert untouched.controls[control].value in untouched.fallback.text


def test_formula_stands_in_the_explorer_as_well() -> None:
    texts = [w.value for w in inside(subsidy()) if isinstance(w, widgets.HTML)]
    assert any("(benchmark - netback cost - price paid) x volume" in text for text in texts)


def test_controls_have_names_and_units() -> None:
    shown = subsidy()
    for widget in inside(shown):
        if isinstance(
            widget,
            widgets.Dropdown | widgets.Checkbox | widgets.BoundedIntText | widgets.BoundedFloatText,
        ):
            assert widget.description
    fields = {w.description: w for w in inside(shown) if isinstance(w, widgets.BoundedIntText)}
    fields["Netback cost"].value = 40
    assert shown.controls["netback"].value == 40
    units = [w.value for w in inside(shown) if isinstance(w, widgets.HTML)]
    assert "US dollars per 1,000 m3" in units
    assert all("MMBtu" in option for option in shown.controls["metre"].options)


def test_subsidy_answers_at_once() -> None:
    shown = subsidy()
    shown.controls["benchmark"].value = shown.controls["benchmark"].options[1]
    assert is_quick(shown)


# The deadlines


def promises(market: str) -> list[dict[str, str]]:
    return [row for row in rows("market_deadlines") if row["market"] == market]


@pytest.mark.parametrize("market", MARKETS)
def test_nothing_tells_the_outcome_before_it_is_asked_for(market: str) -> None:
    shown = deadlines_explorer(market, question=QUESTION)
    shown.with_table.value = True
    bundle = shown._repr_mimebundle_()
    seen = [
        bundle["text/html"],
        bundle["text/plain"],
        said(shown),
        shown.rows.value,
        str(spec_of(shown)),
    ]
    for text in map(unescape, seen):
        for row in promises(market):
            assert row["outcome"] not in text
            assert not row["note"] or row["note"] not in text
        for word in ("missed", "late", "pending", "postponed", "kept"):
            assert not re.search(rf"\b{word}\b", text)


@pytest.mark.parametrize("market", MARKETS)
def test_every_promise_can_be_read_without_a_kernel(market: str) -> None:
    shown = deadlines_explorer(market, question=QUESTION)
    shown.controls["show_outcomes"].value = True
    for text in (shown.fallback.text, unescape(shown.fallback.html)):
        for row in promises(market):
            for column in ("step", "level", "announced_on", "announced_by", "announced_deadline"):
                assert row[column] in text
    fresh = deadlines_explorer(market, question=QUESTION)
    assert fresh.fallback.html == shown.fallback.html


@pytest.mark.parametrize("market", MARKETS)
def test_outcomes_are_counted_as_the_table_has_them(market: str) -> None:
    shown = deadlines_explorer(market, question=QUESTION)
    shown.controls["show_outcomes"].value = True
    for level in shown.controls["level"].options:
        shown.controls["level"].value = level
        chosen = [r for r in promises(market) if level in (deadlines.EVERY, r["level"])]
        words = said(shown)
        assert words.startswith(f"{len(chosen)} promise")
        numbers = {
            name: int(n) for n, name in re.findall(r"(\d+) ([a-z][^,.]*)", words.split(": ")[1])
        }
        assert sum(numbers.values()) == len(chosen)
        statuses = Counter(row["status"] for row in chosen)
        for status in ("missed", "pending", "late"):
            assert numbers[status] == statuses[status]
        done = numbers["kept in time"] + numbers.get("done (no date set)", 0)
        assert done == statuses["done"]
        shown.with_table.value = True
        for row in chosen:
            assert row["outcome"] in unescape(shown.rows.value)
        assert shown.rows.value.count("<tr>") == len(chosen) + 1


@pytest.mark.parametrize("market", MARKETS)
def test_charts_of_deadlines_are_good_and_every_step_is_legible(market: str) -> None:
    shown = deadlines_explorer(market, question=QUESTION)
    for with_outcomes in (False, True):
        shown.controls["show_outcomes"].value = with_outcomes
        for level in shown.controls["level"].options:
            shown.controls["level"].value = level
            assert_good_chart(shown)
            svg = svg_of(shown)
            chosen = [r for r in promises(market) if level in (deadlines.EVERY, r["level"])]
            words = squeezed(words_of(svg))
            for row in chosen:
                assert squeezed(row["step"]) in words
            # the legend names what happened only where it is shown
            statuses = {row["status"] for row in chosen} - {"done"}
            for status in statuses:
                assert bool(re.search(rf"\b{status}\b", words)) == with_outcomes
            assert svg.count('aria-roledescription="rule mark"') >= len(chosen)


def test_result_and_chart_follow_the_controls() -> None:
    shown = deadlines_explorer("gas", question=QUESTION)
    seen = set()
    for with_outcomes in (False, True):
        shown.controls["show_outcomes"].value = with_outcomes
        for level in shown.controls["level"].options:
            shown.controls["level"].value = level
            seen.add((said(shown), str(spec_of(shown))))
    levels = {row["level"] for row in promises("gas")}
    assert (
        len({words for words, _ in seen})
        == len({spec for _, spec in seen})
        == 2 * (1 + len(levels))
    )


@pytest.mark.parametrize("market", MARKETS)
def test_a_date_is_drawn_as_exactly_as_it_is_known(market: str) -> None:
    shown = deadlines_explorer(market, question=QUESTION)
    shown.controls["show_outcomes"].value = True
    drawn = [
        row for table in spec_of(shown)["datasets"].values() for row in table if "precision" in row
    ]
    table = data.load("market_deadlines")
    table = table[table["market"] == market]
    expected: Counter[tuple[str, ...]] = Counter()
    for column in ("announced_on", "announced_deadline", "outcome_date"):
        for row in table[table[column].notna()].itertuples():
            days = [getattr(row, f"{column}_{end}") for end in ("start", "end")]
            expected[(str(getattr(row, column)), *(f"{day:%Y-%m-%d}" for day in days))] += 1
    assert Counter((r["said"], r["first"][:10], r["last"][:10]) for r in drawn) == expected
    pale = svg_of(shown).count('aria-roledescription="bar"')
    assert pale == sum(n for (_, first, last), n in expected.items() if first != last)


def test_a_promise_without_a_date_has_no_deadline_mark() -> None:
    undated = [row for row in promises("oil") if not row["announced_deadline"]]
    shown = deadlines_explorer("oil", question=QUESTION)
    assert f"{len(undated)} of them without a date" in said(shown)
    drawn = [
        row["sign"]
        for table in spec_of(shown)["datasets"].values()
        for row in table
        if "sign" in row
    ]
    assert drawn.count("deadline") == len(promises("oil")) - len(undated)
    assert undated
    assert shown.fallback.text.count("no date given") == len(undated)


@pytest.mark.parametrize(
    ("status", "due", "outcome", "result"),
    [
        ("done", "2022-07-01", "2022-07-01", "kept in time"),
        ("done", "2022-07-01", "2022-07-02", "late"),
        ("done", None, "2022-07-02", "done (no date set)"),
        ("done", "2022-07-01", None, "done (date not known)"),
        ("missed", "2022-07-01", "2022-01-01", "missed"),
        ("pending", "2027-01-01", None, "pending"),
    ],
)
def test_what_was_done_is_measured_against_its_deadline(
    status: str, due: str | None, outcome: str | None, result: str
) -> None:
    assert deadlines._result(status, pd.Timestamp(due), pd.Timestamp(outcome)) == result


def test_every_status_of_the_table_has_a_look() -> None:
    for market in MARKETS:
        for status in {row["status"] for row in promises(market)} - {"done"}:
            assert status in deadlines.LOOKS
    looks = list(deadlines.LOOKS.values())
    assert len({shape for _, shape in looks}) == len(looks)


def test_an_unknown_market_is_named() -> None:
    with pytest.raises(UnknownNameError, match="electricity"):
        deadlines_explorer("electricty", question=QUESTION)


def test_deadlines_answer_at_once() -> None:
    shown = deadlines_explorer("gas", question=QUESTION)
    shown.controls["show_outcomes"].value = True
    assert is_quick(shown)
