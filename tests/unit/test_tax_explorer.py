"""The explorer of tax harmonisation, at the ends of its controls and anywhere between."""

from __future__ import annotations

import itertools
import math
import re
from functools import cache
from html import unescape
from typing import Any

import ipywidgets as widgets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.explorers.base import Explorer
from helpers.explorers.tax_harmonisation import tax_harmonisation_explorer
from tests.explorers import (
    VEGA_LITE,
    assert_good_chart,
    inside,
    is_quick,
    rows,
    said,
    spec_of,
    svg_of,
    words_of,
)

QUESTION = "At which cross-border elasticity does a higher own rate bring nothing?"
SLOWEST = 0.06  # seconds of computing for one move; the aim is 0.04, and machines are shared
OWN, FLOOR, COMMON = "each state sets its own rate", "a common floor", "one common rate"
STATES = ("Belarus", "Russia")


def explorer() -> Explorer:
    return tax_harmonisation_explorer(question=QUESTION)


@cache
def shared() -> Explorer:
    """Give one explorer for many positions; nobody moves its controls."""
    return explorer()


def put(shown: Explorer, **position: Any) -> Explorer:
    for name, value in position.items():
        control = shown.controls[name]
        named = [option for option in getattr(control, "options", ()) if name == "year"]
        control.value = next((one for one in named if one.startswith(str(value))), value)
    return shown


def points(spec: dict[str, Any]) -> list[dict[str, Any]]:
    (drawn,) = (rows for rows in spec["datasets"].values() if isinstance(rows, list))
    return drawn


def drawn_value(spec: dict[str, Any], panel: str, state: str, when: str = "after") -> float:
    (one,) = (
        point["value"]
        for point in points(spec)
        if point["panel"].startswith(panel) and (point["state"], point["when"]) == (state, when)
    )
    return float(one)


def value(shown: Explorer, panel: str, state: str, when: str = "after") -> float:
    return drawn_value(spec_of(shown), panel, state, when)


def standard_vat(country: str, year: int) -> tuple[float, bool]:
    """Give the rate of one year, and whether it is known and not assumed, from the file alone."""
    (row,) = (
        row
        for row in rows("tax_rates")
        if (row["country"], row["tax"], row["band"]) == (country, "VAT", "standard")
        and (row["valid_from"] or "0000")[:4] <= str(year) <= (row["valid_to"] or "9999")[:4]
    )
    return float(row["rate_pct"]), row["valid_from"] != "" or row["observed_year"] <= str(year)


def by_hand(position: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Work out one position with plain Python, in percent and index points."""
    before = {
        state: standard_vat(code, position["year"])[0]
        for state, code in zip(STATES, ("BLR", "RUS"), strict=True)
    }
    after = {}
    for state in STATES:
        own = max(0.0, before[state] + position[state.lower()])
        after[state] = {
            OWN: own,
            FLOOR: max(own, position["level"]),
            COMMON: position["level"],
        }[position["rule"]]
    share = position["share"] / 100
    c = {
        "Belarus": position["cross"],
        "Russia": position["cross"] * share / (1 - share),
    }
    result = {}
    for state, other in (STATES, STATES[::-1]):
        price = (100 + after[state]) / (100 + before[state])
        relative = price * (100 + before[other]) / (100 + after[other])
        base = 100 * price ** -position["home"] * relative ** -c[state]
        result[state] = {
            "rate": after[state],
            "base": base,
            "revenue": after[state] / before[state] * base,
        }
    return result


START = {"year": 2021, "rule": OWN, "level": 22, "belarus": 0, "russia": 0, "home": 0.5,
         "cross": 2.0, "share": 3.4}  # fmt: skip
anywhere = st.fixed_dictionaries(
    {
        "year": st.sampled_from([2021, 2018]),
        "rule": st.sampled_from([OWN, FLOOR, COMMON]),
        "level": st.integers(0, 30),
        "belarus": st.integers(-20, 10),
        "russia": st.integers(-20, 10),
        "home": st.integers(0, 30).map(lambda tenths: tenths / 10),
        "cross": st.integers(0, 120).map(lambda tenths: tenths / 10),
        "share": st.integers(10, 500).map(lambda tenths: tenths / 10),
    }
)


def assert_as_by_hand(position: dict[str, Any]) -> None:
    """Draw one position without moving the controls one by one, and compare it."""
    option = next(o for o in shared().controls["year"].options if o[:4] == str(position["year"]))
    view = shared()._draw(**position | {"year": option})
    assert view.chart is not None
    spec = view.chart.to_dict(validate=False)
    expected = by_hand(position)
    for state in STATES:
        for panel, name in (("VAT rate", "rate"), ("Tax base", "base"), ("Revenue", "revenue")):
            drawn = drawn_value(spec, panel, state)
            assert math.isfinite(drawn)
            assert drawn == pytest.approx(expected[state][name], rel=1e-6, abs=1e-3)
        revenue = expected[state]["revenue"]
        told = re.search(rf"{state} ([\d,.]+) \((gains|loses|as before)\)", view.result)
        assert told
        assert float(told[1].replace(",", "")) == pytest.approx(revenue, abs=0.0501)
        if abs(revenue - 100) > 0.051:
            assert told[2] == ("gains" if revenue > 100 else "loses")
    assert not re.search(r"\b(nan|inf)\b", view.result + view.table().text, re.IGNORECASE)


@given(anywhere)
@settings(max_examples=60, deadline=None)
def test_any_position_gives_what_the_formula_gives(position: dict[str, Any]) -> None:
    assert_as_by_hand(position)


@pytest.mark.parametrize(
    ("year", "rule"), list(itertools.product((2021, 2018), (OWN, FLOOR, COMMON)))
)
def test_ends_of_all_controls_together(year: int, rule: str) -> None:
    controls = shared().controls
    numbers = ("level", "belarus", "russia", "home", "cross", "share")
    ends = [(controls[name].min, controls[name].max) for name in numbers]
    # 5 and 2 have no common divisor, so every fifth corner has both ends of every control.
    corners = list(itertools.product(*ends))[year % 5 :: 5]
    assert [set(seen) for seen in zip(*corners, strict=True)] == [set(pair) for pair in ends]
    for corner in corners:
        assert_as_by_hand({"year": year, "rule": rule, **dict(zip(numbers, corner, strict=True))})


def test_controls_lead_to_the_same_view() -> None:
    position = START | {"year": 2018, "rule": FLOOR, "level": 21, "belarus": -3, "russia": 4}
    position |= {"home": 1.2, "cross": 7.5, "share": 20.0}
    shown = put(explorer(), **position)
    expected = by_hand(position)
    for state in STATES:
        assert value(shown, "Revenue", state) == pytest.approx(expected[state]["revenue"], abs=1e-3)


@pytest.mark.parametrize("year", [2021, 2018])
def test_starting_rates_are_those_of_the_table(year: int) -> None:
    shown = put(explorer(), **START | {"year": year})
    for state, code in zip(STATES, ("BLR", "RUS"), strict=True):
        rate, observed = standard_vat(code, year)
        assert value(shown, "VAT rate", state, "before") == rate
        named = f"{state} {rate:g} %{'' if observed else ' (assumed)'}"
        assert named in shown.controls["year"].value
        if not observed:
            assert "is assumed" in said(shown)
            assert state == "Belarus"
    assert ("is assumed" in said(shown)) == (year == 2018)


def test_the_first_view_is_the_first_move_of_the_question() -> None:
    shown = explorer()
    assert shown.controls["belarus"].value == 2
    assert value(shown, "VAT rate", "Belarus") == 22
    assert value(shown, "Revenue", "Belarus", "before") == 100


def test_the_share_at_the_start_is_that_in_gdp() -> None:
    gdp = {
        row["country"]: float(row["value"])
        for row in rows("country_indicators")
        if (row["indicator"], row["year"]) == ("gdp_current_usd_imf", "2024")
    }
    share = gdp["BLR"] / (gdp["BLR"] + gdp["RUS"]) * 100
    assert explorer().controls["share"].value == pytest.approx(share, abs=0.05)


def test_there_is_a_cross_border_elasticity_at_which_a_rise_brings_nothing() -> None:
    """The question of the lesson: 20 to 22 percent alone, home elasticity 0.5."""
    shown = put(explorer(), **START | {"belarus": 2})
    turning = math.log(22 / 20) / math.log(122 / 120) - 0.5
    brings = []
    for tenths in range(int(turning * 10) - 3, int(turning * 10) + 5):
        put(shown, cross=tenths / 10)
        brings.append(value(shown, "Revenue", "Belarus") > 100)
        assert brings[-1] == (tenths / 10 < turning)
    assert set(brings) == {True, False}
    # A floor that moves both leaves no border to cross: c has no effect on the same rise.
    revenues = set()
    for cross in (0.0, 5.3, 12.0):
        put(shown, rule=FLOOR, level=22, cross=cross)
        revenues.add(value(shown, "Revenue", "Belarus"))
    assert len(revenues) == 1
    assert revenues.pop() > 100


def test_a_floor_stops_under_cutting_without_making_rates_equal() -> None:
    shown = put(explorer(), **START | {"year": 2018, "russia": -5, "cross": 10.0})
    assert value(shown, "Revenue", "Belarus") < 100
    put(shown, rule=FLOOR, level=18)
    assert [value(shown, "VAT rate", state) for state in STATES] == [20, 18]
    assert [value(shown, "Revenue", state) for state in STATES] == [100, 100]
    assert "binds Russia; Belarus keeps its own rate" in said(shown)


def test_a_move_means_more_to_the_smaller_state() -> None:
    shown = put(explorer(), **START | {"belarus": -5, "cross": 10.0})
    small = 100 - value(shown, "Revenue", "Russia")
    put(shown, share=50)
    assert 100 - value(shown, "Revenue", "Russia") > small > 0


@pytest.mark.parametrize(
    ("position", "words"),
    [
        ({}, "No rate moves"),
        ({"rule": FLOOR, "level": 20}, "it changes nothing"),
        ({"rule": FLOOR, "level": 0}, "it changes nothing"),
        ({"rule": FLOOR, "level": 25}, "binds Belarus and Russia."),
        ({"rule": COMMON, "level": 20}, "it changes nothing"),
        (
            {"year": 2018, "russia": 2, "rule": COMMON, "level": 20},
            "both would set: the rule adds nothing to these plans",
        ),
        (
            {"year": 2018, "russia": 2, "rule": FLOOR, "level": 20},
            "states would set: the rule adds nothing to these plans",
        ),
        ({"year": 2018, "russia": -19}, "A rate cannot fall below 0."),
        ({"rule": COMMON, "belarus": 3}, "moves of own rates have no effect"),
        ({"rule": COMMON, "level": 0}, "brings no revenue: Belarus and Russia"),
        ({"belarus": -20}, "brings no revenue: Belarus."),
        ({"belarus": 2, "cross": 0.0}, "nobody shops across the border"),
    ],
)
def test_positions_without_effect_or_meaning_are_explained(
    position: dict[str, Any], words: str
) -> None:
    shown = put(explorer(), **START | position)
    assert words in said(shown)
    if "changes nothing" in words or "No rate" in words:
        assert [value(shown, "Revenue", state) for state in STATES] == [100, 100]
        assert said(shown).count("as before") == 2
    else:
        assert "it changes nothing" not in said(shown)


def test_a_cut_to_0_is_not_called_one_below_0() -> None:
    assert "cannot fall below" not in said(put(explorer(), **START | {"belarus": -20}))


def test_the_price_gap_is_told_with_its_direction() -> None:
    shown = put(explorer(), **START | {"year": 2018, "belarus": -5})
    assert f"before {(120 / 118 - 1) * 100:.1f} percent dearer" in said(shown)
    assert f"after {(1 - 115 / 118) * 100:.1f} percent cheaper" in said(shown)
    put(shown, rule=COMMON)
    assert "after no gap" in said(shown)


@pytest.mark.parametrize(
    "position",
    [
        {},
        {"belarus": -20, "home": 3.0, "cross": 12.0, "share": 50.0},
        {"year": 2018, "rule": FLOOR, "level": 21},
        {"rule": COMMON, "level": 0},
        {"belarus": 10, "russia": -20, "cross": 12.0},
    ],
)
def test_charts_are_valid_and_every_point_has_its_number(position: dict[str, Any]) -> None:
    shown = put(explorer(), **START | position)
    assert_good_chart(shown)
    for version in VEGA_LITE:
        texts = words_of(svg_of(shown, version)).splitlines()
        for point in points(spec_of(shown)):
            assert not point["label"] or point["label"] in texts
    for panel, when in itertools.product(("VAT", "Tax base", "Revenue"), ("before", "after")):
        pair = [
            p for p in points(spec_of(shown)) if p["panel"].startswith(panel) and p["when"] == when
        ]
        assert all(-0.08 <= p["height"] <= 1.08 for p in pair)
        first, second = (p["place"] for p in pair)
        joined = pair[1]["label"] == ""
        assert joined == (pair[0]["label"].startswith("both"))
        assert joined or abs(first - second) > 0.079, "two labels stand on each other"


def test_result_chart_and_description_follow_every_control() -> None:
    shown = put(explorer(), **START | {"rule": FLOOR, "belarus": 5, "russia": 3})
    for name, other in (
        ("year", 2018),
        ("rule", COMMON),
        ("level", 27),
        ("belarus", -5),
        ("russia", 4),
        ("home", 1.5),
        ("cross", 6.0),
        ("share", 40.0),
    ):
        before = (said(shown), spec_of(shown)["description"], str(points(spec_of(shown))))
        put(shown, **{name: other})
        after = (said(shown), spec_of(shown)["description"], str(points(spec_of(shown))))
        if name in ("belarus", "russia"):
            # The last rule is the common one: own moves change the plan in the table only.
            assert before[1:] == after[1:]
            continue
        if name in ("home", "cross", "share"):
            put(shown, rule=OWN)
            before = (said(shown), "", str(points(spec_of(shown))))
            put(shown, **{name: START[name]})
            after = (said(shown), "", str(points(spec_of(shown))))
        assert before[0] != after[0], name
        assert before[2] != after[2], name


def test_table_has_both_states() -> None:
    shown = put(explorer(), **START | {"belarus": -5, "rule": FLOOR, "level": 18})
    shown.with_table.value = True
    lines = re.findall(r"<tr>(.*?)</tr>", shown.rows.value)[1:]
    cells = [re.findall(r"<td.*?>(.*?)</td>", line) for line in lines]
    assert [line[:4] for line in cells] == [
        ["Belarus", "20", "15", "18"],
        ["Russia", "20", "20", "20"],
    ]


def test_it_reads_without_a_kernel() -> None:
    untouched = explorer()
    shown = put(explorer(), **START | {"rule": COMMON, "level": 0})
    for kind in ("text/html", "text/plain"):
        fallback = unescape(shown._repr_mimebundle_()[kind])
        assert fallback == unescape(untouched._repr_mimebundle_()[kind])
        assert "Base after = base before x" in fallback
        assert "floors for excise only" in fallback
        assert fallback.count("the reader's assumption") == 2
        assert "course table tax_rates (" in fallback
        assert "country_indicators" in fallback
        assert "105.5" in fallback


def test_formula_and_limits_stand_in_the_explorer() -> None:
    texts = " ".join(w.value for w in inside(explorer()) if isinstance(w, widgets.HTML))
    assert "Revenue = rate x base" in texts
    assert "What-if" in texts or "what-if" in texts
    assert "floors for excise only" in texts


def test_controls_have_names_and_fields_that_follow() -> None:
    shown = explorer()
    for widget in inside(shown):
        if isinstance(
            widget,
            widgets.Dropdown | widgets.Checkbox | widgets.BoundedIntText | widgets.BoundedFloatText,
        ):
            assert widget.description
    fields = {
        w.description: w
        for w in inside(shown)
        if isinstance(w, widgets.BoundedIntText | widgets.BoundedFloatText)
    }
    fields["Cross-border elasticity c"].value = 5.3
    assert shown.controls["cross"].value == 5.3
    fields["Belarus moves its own rate by"].value = -4
    assert shown.controls["belarus"].value == -4
    units = [w.value for w in inside(shown) if isinstance(w, widgets.HTML)]
    assert "percentage points" in units
    assert "percent" in units


def test_a_move_is_quick() -> None:
    shown = put(explorer(), **START | {"belarus": 2})
    assert is_quick(shown, SLOWEST)
