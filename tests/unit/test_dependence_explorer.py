"""The explorer of the dependence on one market: what it says, at any position."""

from __future__ import annotations

import itertools
import re
from html import unescape
from typing import Any

import ipywidgets as widgets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.charts import theme
from helpers.explorers import dependence
from helpers.explorers.base import Explorer
from helpers.explorers.dependence import LIMITED, ONE, OTHERS, PRINTED, RESTS, SCALED, SMALL
from tests.explorers import assert_good_chart, is_quick, rows, said, spec_of, svg_of, words_of

QUESTION = "From which share of Russia on is 2023 more concentrated than 2019?"
YEARS = [2014, 2015, 2017, 2019, 2022, 2023]
NEW = 2023


def printed(year: int) -> dict[str, float]:
    """Give the list of a year by hand, in percent of exports."""
    return {
        row["partner"]: float(row["value"])
        for row in rows("trade_by_partner")
        if (row["year"], row["reporter"], row["flow"])
        == (str(year), "CIA World Factbook", "exports")
    }


def exports_of_gdp(year: int) -> float:
    return next(
        float(row["value"])
        for row in rows("country_indicators")
        if (row["country"], row["year"], row["indicator"])
        == ("BLR", str(year), "exports_goods_services_pct_gdp")
    )


def explorer(**positions: Any) -> Explorer:
    """Build the explorer and move its controls; a year is given as a number."""
    shown = dependence.dependence_explorer(question=QUESTION)
    put(shown, **positions)
    return shown


def put(shown: Explorer, **positions: Any) -> None:
    for name, value in positions.items():
        control = shown.controls[name]
        named = [o for o in getattr(control, "options", []) if o.startswith(f"{value}, ")]
        control.value = named[0] if name == "year" else value


def indices(shown: Explorer) -> list[float]:
    return indices_in(said(shown))


def indices_in(text: str) -> list[float]:
    """Give lower bound, upper bound, index as treated and index of the list without Russia."""
    found = re.search(
        r"concentration: (0\.\d+|1\.000) to (0\.\d+|1\.000), .*?; .*? (\d\.\d{3})\. "
        r"The list without Russia gives (\d\.\d+)\.",
        text,
    )
    assert found, text
    return [float(number) for number in found.groups()]


def lost(shown: Explorer) -> tuple[float, float]:
    """Give what is lost, in percent of exports and of GDP."""
    found = re.search(r"(\d+\.\d) % of exports are lost, at most (\d+\.\d) % of GDP", said(shown))
    assert found, said(shown)
    return float(found[1]), float(found[2])


def bars(shown: Explorer) -> dict[str, dict[str, Any]]:
    return bars_in(spec_of(shown))


def bars_in(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the drawn bars by partner."""
    (drawn,) = [data for data in spec["datasets"].values() if "partner" in data[0]]
    return {bar["partner"]: bar for bar in drawn}


# Known values


@pytest.mark.parametrize(("year", "naive"), [(2022, 0.058), (2023, 0.137)])
def test_the_list_without_russia_gives_the_naive_index(year: int, naive: float) -> None:
    assert indices(explorer(year=year))[3] == naive
    squares = sum((share / 100) ** 2 for share in printed(year).values())
    assert squares == pytest.approx(naive, abs=0.0005)


def test_russia_put_back_gives_the_known_index_of_2023() -> None:
    shown = explorer(year=2023, assumed=58)
    lowest, highest, treated, _ = indices(shown)
    assert lowest == treated == 0.360
    rest = (1 - 0.58) * (1 - sum(printed(2023).values()) / 100)
    assert highest == pytest.approx(lowest + rest**2, abs=0.001)


@pytest.mark.parametrize(
    ("year", "index"), [(2014, 0.202), (2015, 0.177), (2017, 0.213), (2019, 0.198)]
)
def test_years_with_russia_use_the_list_as_it_is(year: int, index: float) -> None:
    for others in OTHERS:
        shown = explorer(year=year, assumed=80, others=others)
        assert indices(shown)[0] == index
        assert "not your assumption" in said(shown)
        assert {bar["kind"] for bar in bars(shown).values()} == {
            dependence.AS_LISTED,
            dependence.NOT_LISTED,
        }


def test_the_index_falls_when_russia_vanishes_and_rises_when_it_is_put_back() -> None:
    before = indices(explorer(year=2019))[0]
    for year in (2022, 2023):
        lowest, _, _, naive = indices(explorer(year=year, assumed=58))
        assert naive < before < lowest


def test_a_loss_by_hand() -> None:
    share = 0.42 * printed(2023)["China"]
    shown = explorer(year=2023, assumed=58, lost="China", redirected=25)
    of_exports, of_gdp = lost(shown)
    assert of_exports == pytest.approx(share * 0.75, abs=0.05)
    assert of_gdp == pytest.approx(share * 0.75 / 100 * exports_of_gdp(2023), abs=0.05)
    shown = explorer(year=2019, lost="Russia", redirected=0)
    assert lost(shown)[0] == printed(2019)["Russia"]


def test_the_reader_may_override_the_list_openly() -> None:
    shown = explorer(year=2019, assumed=58, override=True)
    assert "you put 58 %" in said(shown)
    assert "the list has 42.0 %" in said(shown)
    drawn = bars(shown)
    assert drawn["Russia"]["kind"] == dependence.ASSUMED
    assert drawn["Ukraine"]["share"] == pytest.approx(printed(2019)["Ukraine"] / 58 * 42)
    put(shown, others=PRINTED)
    assert bars(shown)["Ukraine"]["share"] == pytest.approx(printed(2019)["Ukraine"])


# The question of the lesson


def test_from_which_share_on_2023_is_more_concentrated_than_2019() -> None:
    before = sum((share / 100) ** 2 for share in printed(2019).values())
    h_without = sum((share / 100) ** 2 for share in printed(2023).values())
    by_hand = [r for r in range(91) if (r / 100) ** 2 + (1 - r / 100) ** 2 * h_without > before]
    assert by_hand == list(range(by_hand[0], 91)), "one share parts the two answers"
    shown = explorer(year=2023, assumed=by_hand[0], rest=SMALL)
    assert indices(shown)[0] > indices(explorer(year=2019))[0]
    put(shown, assumed=by_hand[0] - 1)
    assert indices(shown)[0] < indices(explorer(year=2019))[0]


def test_how_much_must_be_redirected_until_russia_costs_no_more_than_china() -> None:
    shown = explorer(year=2023, assumed=58, lost="China")
    china, _ = lost(shown)
    by_hand = next(
        percent
        for percent in range(101)
        if 58 * (1 - percent / 100) <= 42 * printed(2023)["China"] / 100
    )
    put(shown, lost="Russia", redirected=by_hand)
    assert lost(shown)[0] <= china
    put(shown, redirected=by_hand - 1)
    assert lost(shown)[0] > china


# Bounds, gaps and impossible combinations


@pytest.mark.parametrize("year", YEARS)
def test_the_three_treatments_of_the_rest_are_in_order(year: int) -> None:
    found = {}
    for treatment in RESTS:
        lowest, highest, found[treatment], _ = indices(explorer(year=year, rest=treatment))
        assert (lowest, highest) == (found.get(SMALL, lowest), found.get(ONE, highest))
    assert found[SMALL] < found[LIMITED] < found[ONE]


def test_more_than_all_exports_is_explained_with_the_way_out() -> None:
    shown = explorer(year=2023, assumed=58, others=PRINTED)
    assert shown.canvas.outputs == ()
    total = sum(printed(2023).values()) + 58
    assert f"{total:.1f} % of exports, more than there is" in said(shown)
    most = re.search(r"to (\d+) % or less", said(shown))
    assert most
    put(shown, assumed=int(most[1]))
    assert shown.canvas.outputs
    put(shown, assumed=int(most[1]) + 1)
    assert not shown.canvas.outputs
    put(shown, others=SCALED)
    assert shown.canvas.outputs


@pytest.mark.parametrize("year", YEARS)
def test_a_partner_that_is_not_listed_is_named_and_drawn_nowhere(year: int) -> None:
    shown = explorer(year=year)
    absent = set(shown.controls["lost"].options) - set(printed(year)) - {"Russia"}
    assert absent
    for partner in absent:
        put(shown, lost=partner)
        assert f"{partner} is not in the list of {year}" in said(shown)
        assert "cannot be worked out" in said(shown)
        assert all(bar["lost"] == 0 for bar in bars(shown).values())


def test_a_share_above_that_of_the_cis_is_doubted() -> None:
    shown = explorer(year=2023, assumed=70)
    assert "hardly possible" in said(shown)
    put(shown, assumed=69)
    assert "hardly possible" not in said(shown)


def test_a_year_without_exports_gives_no_percent_of_gdp(monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers import data

    real = data.load

    def without_2022(name: str) -> Any:
        table = real(name)
        return table[table["year"] != 2022] if name == "country_indicators" else table

    monkeypatch.setattr(dependence.data, "load", without_2022)
    shown = explorer(year=2022)
    assert "percent of GDP is not known" in said(shown)
    shown.with_table.value = True
    assert "nan" not in shown.rows.value
    assert "None" not in shown.rows.value


@pytest.fixture(scope="module")
def unmoved() -> Explorer:
    """Give one explorer for many positions; nobody moves its controls."""
    return explorer()


def assert_sound(shown: Explorer, **position: Any) -> None:
    """Draw one position; shares, index and loss are whole, or the result says what to change."""
    view = shown._draw(**position)
    assert not re.search(r"\bnan\b|\binf\b|None", view.result)
    if view.chart is None:
        assert "more than there is" in view.result
        return
    drawn = bars_in(view.chart.to_dict(validate=False))
    assert sum(bar["share"] for bar in drawn.values()) == pytest.approx(100)
    lowest, highest, treated, naive = indices_in(view.result)
    assert 0 < lowest <= treated <= highest <= 1
    assert 0 < naive < 1
    partner = position["lost"]
    gone = re.search(r"(\d+\.\d) % of exports are lost", view.result)
    assert (gone is None) == (partner not in drawn)
    if gone:
        kept = 1 - position["redirected"] / 100
        assert drawn[partner]["lost"] == pytest.approx(drawn[partner]["share"] * kept)
        assert float(gone[1]) == pytest.approx(drawn[partner]["lost"], abs=0.0501)
        assert 0 <= float(gone[1]) <= drawn[partner]["share"] + 0.05


@pytest.mark.parametrize("year", YEARS)
def test_the_ends_of_every_control_give_numbers_or_an_explanation(
    unmoved: Explorer, year: int
) -> None:
    named = next(o for o in unmoved.controls["year"].options if o.startswith(f"{year}, "))
    partners = unmoved.controls["lost"].options
    others = itertools.product((0, 90), (False, True), OTHERS, RESTS, (0, 100))
    for place, (assumed, override, of_others, rest, redirected) in enumerate(others):
        assert_sound(
            unmoved,
            year=named,
            assumed=assumed,
            override=override,
            others=of_others,
            rest=rest,
            lost=partners[0 if place % 3 else -1],
            redirected=redirected,
        )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_position_is_sound(unmoved: Explorer, positions: st.DataObject) -> None:
    position = {}
    for name, control in unmoved.controls.items():
        if isinstance(control, widgets.Dropdown):
            position[name] = positions.draw(st.sampled_from(control.options), name)
        elif isinstance(control, widgets.Checkbox):
            position[name] = positions.draw(st.booleans(), name)
        else:
            position[name] = positions.draw(st.integers(control.min, control.max), name)
    assert_sound(unmoved, **position)


@pytest.mark.parametrize(
    "position",
    [
        {"year": 2014},
        {"year": 2023, "assumed": 90, "rest": ONE},
        {"year": 2022, "assumed": 0, "lost": "China", "redirected": 50},
        {"year": 2019, "override": True, "others": PRINTED, "lost": "China"},
    ],
)
def test_charts_are_valid_and_complete(position: dict[str, Any]) -> None:
    assert_good_chart(explorer(**position))


# What is seen and read


def test_assumed_and_unlisted_bars_differ_by_their_outline_and_their_words() -> None:
    drawn = bars(explorer(year=2023, assumed=58))
    dashes = {name: tuple(dependence.LOOKS[bar["kind"]][1]) for name, bar in drawn.items()}
    assert len({dashes["Russia"], dashes["China"], dashes[dependence.REST]}) == 3
    assert "assumed" in drawn["Russia"]["label"]
    assert "not in the list" in drawn[dependence.REST]["label"]
    assert len(set(map(str, dependence.LOOKS.values()))) == len(dependence.LOOKS)


@pytest.mark.parametrize("version", ["5.8", "6.4"])
def test_words_are_whole_in_the_picture_and_fit(version: str) -> None:
    theme.enable()
    for position in ({"assumed": 90}, {"year": 2014}, {"year": 2023, "lost": "Uzbekistan"}):
        svg = svg_of(explorer(**position), version)
        words = words_of(svg)
        assert "Source:" in words
        assert "…" not in words
        width = re.search(r'<svg[^>]* width="([\d.]+)"', svg)
        assert width
        assert float(width[1]) < 760


def test_the_table_says_what_the_chart_draws() -> None:
    shown = explorer(year=2022, assumed=50, lost="Poland", redirected=10)
    shown.with_table.value = True
    table = unescape(shown.rows.value)
    for name, bar in bars(shown).items():
        assert name in table
        assert f"{round(bar['share'], 1):g}" in table
    assert table.count("<tr>") == len(bars(shown)) + 1


def test_the_page_without_a_kernel_has_formula_sources_and_the_first_view() -> None:
    shown = explorer()
    for text in (shown.fallback.text, unescape(shown.fallback.html)):
        assert "sum of the squares" in text
        assert "upper limit" in text
        assert "goods and services" in text
        assert "the reader's assumption" in text
        assert "CIA World Factbook" in text
        assert "World Bank" in text
        assert all(name in text for name in printed(NEW))
    assert explorer(year=2014, assumed=3).fallback.html == shown.fallback.html
    # The anchors of the assumption are those of the tables.
    official = next(
        row["value"]
        for row in rows("trade_by_partner")
        if (row["year"], row["partner"], row["unit"]) == ("2021", "Russia", "percent of exports")
    )
    half = {
        row["partner"]: float(row["value"])
        for row in rows("trade_by_partner")
        if (row["year"], row["period"], row["flow"]) == ("2023", "January-June", "exports")
    }
    assert f"Russia {official} in 2021" in shown.fallback.text
    assert f"CIS {half['CIS'] / half['World'] * 100:.1f}" in shown.fallback.text


def test_result_and_chart_follow_every_control() -> None:
    shown = explorer(year=2019)
    moves = [
        {"year": 2023},
        {"assumed": 45},
        {"rest": ONE},
        {"lost": "China"},
        {"redirected": 30},
        {"year": 2019},
        {"override": True},
        {"others": PRINTED},
    ]
    seen = {(said(shown), str(spec_of(shown)))}
    for move in moves:
        put(shown, **move)
        seen.add((said(shown), str(spec_of(shown))))
    assert len(seen) == len(moves) + 1


def test_moves_are_quick() -> None:
    shown = explorer()
    assert is_quick(shown)
