"""The explorers of the 28 programmes: progress against time, measures against programmes."""

from __future__ import annotations

import itertools
import math
import re
from datetime import date, timedelta
from functools import cache
from typing import Any

import ipywidgets as widgets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import data
from helpers.explorers import progress_reports
from helpers.explorers.base import Explorer
from helpers.explorers.bunching import bunching_explorer
from helpers.explorers.progress_reports import pace_explorer
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

QUESTION = "Which pair of reports ends nearest to 100 percent?"
PACKAGES = ["2021-2023", "2024-2026"]
UNITS = ["measures", "programmes"]


def reports(package: str, counted: str) -> list[dict[str, str]]:
    """Give the reports that can be drawn: with a percent, and known at least to the month."""
    return [
        row
        for row in rows("implementation_reports")
        if (row["package"], row["counted"]) == (package, counted)
        and row["percent"]
        and "-" in row["date"]
    ]


def pace() -> Explorer:
    return pace_explorer(question=QUESTION)


def bunching() -> Explorer:
    return bunching_explorer(question=QUESTION)


def drawn(shown: Explorer, part: str) -> list[dict[str, Any]]:
    return drawn_in(spec_of(shown), part)


def drawn_in(spec: dict[str, Any], part: str) -> list[dict[str, Any]]:
    """Give the rows of one part of the chart."""
    (table,) = spec["datasets"].values()
    return [row for row in table if row["part"] == part]


def choose(shown: Explorer, **values: Any) -> str:
    """Set controls in the order given, an option by a word in it; give what is said."""
    for name, value in values.items():
        control = shown.controls[name]
        named = isinstance(control, widgets.Dropdown)
        (control.value,) = [o for o in control.options if value in o] if named else [value]
    return said(shown)


# Progress against time


def test_the_starting_view_is_the_second_package_in_measures() -> None:
    shown = pace()
    controls = shown.controls
    assert (controls["package"].value, controls["counted"].value) == ("2024-2026", "measures")
    last = reports("2024-2026", "measures")[-1]
    elapsed = (date.fromisoformat(last["date"]) - date(2024, 1, 29)).days
    total = (date(2026, 12, 31) - date(2024, 1, 29)).days
    ratio = float(last["percent"]) / 100 / (elapsed / total)
    text = said(shown)
    assert text.startswith(f"{last['reporter']}, 26 February 2026: {last['percent']} % of the meas")
    assert f"after {elapsed / total * 100:.1f} % of the time: R = {ratio:.2f}, slower" in text
    assert "31 December 2026, the last day of the package" in text
    assert "The line is an assumption" in text


def test_the_line_ends_where_arithmetic_says() -> None:
    """All pairs of reports on the second package, in both orders, by hand."""
    shown = pace()
    listed = reports("2024-2026", "measures")
    first, second = shown.controls["first"], shown.controls["second"]
    assert len(listed) == len(first.options) == 4
    for place, other_place in itertools.product(range(4), repeat=2):
        first.value, second.value = first.options[place], second.options[other_place]
        if place == other_place:
            assert "the same report" in said(shown)
            assert drawn(shown, "read") == []
            continue
        chosen = sorted((listed[place], listed[other_place]), key=lambda row: row["date"])
        days = [date.fromisoformat(row["date"]) for row in chosen]
        percents = [float(row["percent"]) for row in chosen]
        speed = (percents[1] - percents[0]) / (days[1] - days[0]).days
        end = percents[1] + speed * (date(2026, 12, 31) - days[1]).days
        assert f"The straight line is at {end:.1f} % on 31 December 2026" in said(shown)
        (read,) = drawn(shown, "read")
        assert read["percent"] == pytest.approx(end)
        full = days[0] + timedelta(days=math.ceil((100 - percents[0]) / speed))
        assert f"It gets to 100 % on {full.day} {full:%B %Y}." in said(shown)
        if (place, other_place) == (0, 3):
            assert f"{end:.1f} %" in words_of(svg_of(shown))


def test_a_bound_is_named_where_the_line_leans_on_it() -> None:
    shown = pace()
    assert "at least 26 % would have to be exact" in choose(shown, first="Putin", second="Krutoi")
    exact = choose(shown, first="Krutoi", second="Lukashenko")
    assert "would have to be" not in exact


def test_a_month_is_named_where_the_line_leans_on_its_middle() -> None:
    shown = pace()
    choose(shown, package="2021-2023")
    text = choose(shown, first="August 2022: at most 50 %", second="9 January 2023")
    assert "at most 50 % would have to be exact" in text
    assert "the report of August 2022 would have to be of the middle of its month" in text
    text = choose(shown, second="December 2022")
    assert "reports of August 2022 and December 2022 would have to be of the middle of" in text


def test_package_and_unit_bring_their_reports_and_the_end_of_the_package() -> None:
    shown = pace()
    for package, unit in [(p, u) for p in PACKAGES for u in UNITS]:
        choose(shown, package=package, counted=unit)
        expected = reports(package, unit)
        if not expected:
            assert shown.controls["first"].options == ("no report to choose",)
            continue
        options = shown.controls["first"].options
        assert options == shown.controls["second"].options
        assert len(options) == len(expected)
        for row in expected:
            assert any(row["reporter"] in option for option in options)
        assert len(drawn(shown, "report")) == len(expected)
        end = next(row["end"] for row in rows("packages") if row["package"] == package)
        assert (shown.controls["year"].value, shown.controls["month"].value) == (
            int(end[:4]),
            "December",
        )
        assert_good_chart(shown)


def test_a_move_draws_once() -> None:
    shown = pace()
    calls = []
    draw = shown._draw
    shown._draw = lambda **values: calls.append(values) or draw(**values)
    shown.controls["package"].value = "2021-2023"
    assert len(calls) == 1
    shown.controls["counted"].value = "programmes"
    assert len(calls) == 2
    shown.controls["month"].value = "May"
    assert len(calls) == 3


def test_units_are_never_mixed() -> None:
    shown = pace()
    for unit in UNITS:
        choose(shown, package="2021-2023", counted=unit)
        expected = sorted(float(row["percent"]) for row in reports("2021-2023", unit))
        assert sorted(row["percent"] for row in drawn(shown, "report")) == expected
        assert f"{unit} done, percent" in words_of(svg_of(shown))


def test_a_package_without_reports_in_a_unit_says_so() -> None:
    shown = pace()
    text = choose(shown, counted="programmes")
    assert "No report says how many of the programmes of the package 2024-2026" in text
    assert shown.canvas.outputs == ()
    assert "measures" in choose(shown, counted="measures")
    assert shown.canvas.outputs != ()


def test_the_same_report_twice_gives_no_line() -> None:
    shown = pace()
    assert "the same report: choose two" in choose(shown, second="Mishustin")
    assert {row["line"] for row in drawn(shown, "line")} == {"even progress"}
    assert_good_chart(shown)


def test_a_falling_line_is_explained_and_not_drawn() -> None:
    shown = pace()
    choose(shown, package="2021-2023")
    text = choose(shown, first="about 70 %", second="about 66.7 %")
    assert "lower than the earlier one (about 70 %)" in text
    assert "No line is drawn" in text
    assert {row["line"] for row in drawn(shown, "line")} == {"even progress"}


def test_a_flat_line_never_gets_to_the_end() -> None:
    shown = pace()
    choose(shown, package="2021-2023")
    text = choose(shown, first="at most 90 %", second="about 90 %")
    assert "at 90.0 % on 31 December 2023" in text
    assert "never gets to 100 %" in text


def test_nothing_is_left_to_project_after_a_report_of_all() -> None:
    shown = pace()
    choose(shown, package="2021-2023", counted="programmes")
    text = choose(shown, first="100 %, SB. Belarus", second="100 %, Vladimir Putin")
    assert "at 100 % already: nothing is left to project" in text
    assert "assumption" not in text
    assert "never" not in text
    assert {row["line"] for row in drawn(shown, "line")} == {"even progress"}


def test_a_line_stops_at_all() -> None:
    shown = pace()
    choose(shown, package="2021-2023")
    text = choose(shown, first="about 90 %", second="SB. Belarus", year=2028)
    assert "The straight line is at 100 % on 22 January 2024, and not more can be done" in text
    assert max(row["percent"] for row in drawn(shown, "line")) == 100
    (read,) = drawn(shown, "read")
    assert (read["day"], read["percent"]) == ("2024-01-22", 100)
    assert_good_chart(shown)


def test_a_day_before_the_start_is_explained() -> None:
    shown = pace()
    text = choose(shown, year=2023)
    assert "The package had not begun on 31 December 2023" in text
    assert drawn(shown, "read") == []
    assert_good_chart(shown)


def test_a_day_before_both_reports_is_explained() -> None:
    shown = pace()
    text = choose(shown, year=2024, month="June")
    assert "The line is not read on 30 June 2024, before the earlier of the two reports" in text
    assert drawn(shown, "read") == []


def test_a_report_on_the_first_day_has_no_ratio() -> None:
    shown = pace()
    choose(shown, package="2021-2023", counted="programmes")
    text = choose(shown, first="4 November 2021", second="4 November 2021")
    assert "no time was over, so R has no value" in text
    assert "nan" not in text
    assert "nan" not in str(spec_of(shown))


def test_a_report_after_the_end_is_called_so() -> None:
    shown = pace()
    choose(shown, package="2021-2023")
    assert "after the last day of the package, 31 December 2023: R = 1.00." in choose(
        shown, second="SB. Belarus"
    )


def test_how_a_figure_was_worded_stands_in_the_shape() -> None:
    shown = pace()
    choose(shown, package="2021-2023")
    wordings = {row["precision"] for row in reports("2021-2023", "measures")}
    assert {row["wording"] for row in drawn(shown, "report")} == wordings
    assert wordings <= set(words_of(svg_of(shown)).splitlines())
    shapes = list(progress_reports.WORDINGS.values())
    assert len(set(shapes)) == len(shapes)


def test_a_month_is_a_bar_and_stands_in_its_middle() -> None:
    shown = pace()
    choose(shown, package="2021-2023")
    (august,) = [row for row in drawn(shown, "report") if row["when"] == "August 2022"]
    assert (august["first"], august["day"], august["last"]) == (
        "2022-08-01",
        "2022-08-16",
        "2022-08-31",
    )
    days = [row for row in drawn(shown, "report") if row["first"] == row["last"]]
    assert len(days) == sum(len(row["date"]) == 10 for row in reports("2021-2023", "measures"))


def test_the_table_has_what_the_chart_leaves_out_and_says_why() -> None:
    shown = pace()
    shown.with_table.value = True
    assert "no percent: a misprint" in shown.rows.value
    assert shown.rows.value.count("<tr>") - 1 == sum(
        row["package"] == "2024-2026" and row["counted"] == "measures"
        for row in rows("implementation_reports")
    )
    choose(shown, package="2021-2023")
    assert "the day is not known" in shown.rows.value
    assert "nan" not in shown.rows.value


def test_pace_reads_without_a_kernel() -> None:
    untouched, shown = pace(), pace()
    choose(shown, package="2021-2023", counted="programmes")
    for kind in ("text/html", "text/plain"):
        fallback = shown._repr_mimebundle_()[kind]
        assert fallback == untouched._repr_mimebundle_()[kind]
        assert "R = p / T" in fallback
        assert "in percent" in fallback
        for row in reports("2024-2026", "measures"):
            assert row["reporter"] in fallback
            assert row["percent"] in fallback
        for package in rows("packages"):
            assert package["start"] in fallback
            assert package["end"] in fallback
        assert "Xinhua" in fallback


@settings(max_examples=40, deadline=None)
@given(
    package=st.sampled_from(PACKAGES),
    counted=st.sampled_from(UNITS),
    ends=st.tuples(st.integers(0, 20), st.integers(0, 20)),
    year=st.integers(2021, 2028),
    month=st.integers(0, 11),
)
def test_pace_has_something_to_say_anywhere(
    package: str, counted: str, ends: tuple[int, int], year: int, month: int
) -> None:
    reports_listed = offered(package, counted)
    first, second = (reports_listed[place % len(reports_listed)] for place in ends)
    view = PACE._draw(
        package=package,
        counted=counted,
        first=first,
        second=second,
        year=year,
        month=PACE.controls["month"].options[month],
    )
    assert len(view.result) > 40
    assert not re.search(r"\bnan\b|\binf\b|None|-\d+\.\d %", view.result)
    if view.chart is not None:
        spec = view.chart.to_dict(validate=False)
        lines = drawn_in(spec, "line")
        for row in lines + drawn_in(spec, "read"):
            assert 0 <= row["percent"] <= 100
        assert ("The line is an assumption" in view.result) == (len(lines) == 4)


@cache
def offered(package: str, counted: str) -> list[str]:
    """Give the reports that can be chosen."""
    choose(PACE, package=package, counted=counted)
    return list(PACE.controls["first"].options)


PACE = pace_explorer(question=QUESTION)


# Measures against programmes


def pairs() -> list[tuple[dict[str, str], dict[str, str]]]:
    """Give the reports of one speaker at one time in both units: measures, programmes."""
    listed = [row for row in rows("implementation_reports") if row["percent"]]
    return [
        (one, other)
        for one in listed
        for other in listed
        if one["counted"] == "measures"
        and other["counted"] == "programmes"
        and all(one[key] == other[key] for key in ("date", "reporter", "side", "package"))
    ]


def share_done(measures: dict[str, str]) -> float:
    if measures["done"] and measures["planned"]:
        return int(measures["done"]) / int(measures["planned"])
    return float(measures["percent"]) / 100


def test_pairs_are_of_one_speaker_and_one_time() -> None:
    shown = bunching()
    assert len(shown.controls["pair"].options) == len(pairs()) == len(drawn(shown, "pair"))
    for measures, programmes in pairs():
        (option,) = [
            name
            for name in shown.controls["pair"].options
            if measures["reporter"] in name
            and f"{programmes['done']} of 28" in name
            and f"{measures['percent']} %" in name
        ]
        assert option


def test_effective_number_of_every_pair_by_hand() -> None:
    shown = bunching()
    for measures, programmes in pairs():
        done, closed = share_done(measures), int(programmes["done"]) / 28
        text = choose(shown, pair=f"{programmes['done']} of 28, {measures['reporter']}")
        if done == closed == 1:
            assert "n_eff has no value, because every number of measures gives this pair" in text
        else:
            assert f"n_eff = {math.log(closed) / math.log(done):.1f}." in text
        assert f"{closed * 100:.1f} %" in text
        (ringed,) = [row for row in drawn(shown, "pair") if row["chosen"]]
        assert ringed["reporter"] == measures["reporter"]


def with_report(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    """Change what the first reported pair says of programmes."""
    real = data.load
    first = pairs()[0][1]

    def changed_table(name: str) -> Any:
        table = real(name)
        if name != "implementation_reports":
            return table
        same = (table["date"] == first["date"]) & (table["reporter"] == first["reporter"])
        table.loc[same & (table["counted"] == "programmes"), list(changed)] = list(changed.values())
        return table

    monkeypatch.setattr(data, "load", changed_table)


@pytest.mark.parametrize("closed", [0, 28])
def test_a_pair_that_no_number_explains_is_told_so(
    closed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_report(monkeypatch, done=closed)
    shown = bunching()
    text = choose(shown, pair=shown.controls["pair"].options[0])
    assert "n_eff has no value, because no number of measures gives this pair" in text


def test_a_report_without_its_number_of_programmes_is_no_pair(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_report(monkeypatch, done=None)
    assert len(bunching().controls["pair"].options) == len(pairs()) - 1


def test_closed_programmes_by_hand() -> None:
    shown = bunching()
    for share, number in ((90, 35), (90, 7), (80, 5), (50, 1), (67, 4)):
        text = choose(shown, share=share, number=number)
        closed = (share / 100) ** number * 100
        said_of = f"{closed:.1f} % of the programmes would be closed, {closed * 0.28:.1f} of 28."
        assert said_of in text
        (point,) = drawn(shown, "look")
        assert (point["done"], point["closed"]) == (share, pytest.approx(closed))


def test_naive_number_is_all_measures_over_all_programmes() -> None:
    planned = {int(measures["planned"]) for measures, _ in pairs() if measures["planned"]}
    assert len(planned) == 1
    naive = round(planned.pop() / 28)
    shown = bunching()
    assert shown.controls["number"].value == naive
    choose(shown, number=4)
    curves = {row["curve"] for row in drawn(shown, "curve")}
    assert curves == {"n = 4, as set", f"n = {naive}, all measures / all programmes"}


def test_a_number_too_small_for_the_decimals_is_not_called_nothing() -> None:
    shown = bunching()
    text = choose(shown, share=70, number=35)
    assert "less than 0.1 % of the programmes would be closed, less than 0.1 of 28" in text
    assert "0.0 % of the programmes would be closed" in choose(shown, share=0)


@pytest.mark.parametrize("name", ["share", "number", "pair"])
def test_every_control_of_bunching_works_to_its_ends(name: str) -> None:
    shown = bunching()
    control = shown.controls[name]
    ends = control.options if name == "pair" else [control.min, control.max]
    results = []
    for value in ends:
        control.value = value
        results.append((said(shown), str(spec_of(shown))))
        # Pictures take long: of the two ends, each in one version of Vega-Lite.
        if value in (ends[0], ends[-1]):
            assert_good_chart(shown, ("5.8",) if value == ends[0] else ("6.4",))
    assert len({words for words, _ in results}) == len(results), "the result does not change"
    assert len({spec for _, spec in results}) == len(results), "the chart does not change"


def test_curves_run_from_nothing_to_all() -> None:
    shown = bunching()
    for number in (1, 40):
        shown.controls["number"].value = number
        curve = [row for row in drawn(shown, "curve") if row["curve"].endswith("as set")]
        assert [row["done"] for row in curve] == list(range(101))
        assert (curve[0]["closed"], curve[-1]["closed"]) == (0, 100)
        assert sorted(row["closed"] for row in curve) == [row["closed"] for row in curve]


def test_bunching_reads_without_a_kernel() -> None:
    untouched, shown = bunching(), bunching()
    choose(shown, share=10, number=2)
    for kind in ("text/html", "text/plain"):
        fallback = shown._repr_mimebundle_()[kind]
        assert fallback == untouched._repr_mimebundle_()[kind]
        assert "s = p^n" in fallback
        assert "n_eff = ln s / ln p" in fallback
        assert "989 measures / 28 programmes" in fallback
        for measures, _ in pairs():
            assert measures["reporter"] in fallback
        assert "nan" not in fallback


def test_bunching_table_leaves_a_gap_where_there_is_no_number() -> None:
    shown = bunching()
    shown.with_table.value = True
    assert shown.rows.value.count("<tr>") - 1 == len(pairs())
    assert "nan" not in shown.rows.value


@settings(max_examples=40, deadline=None)
@given(share=st.integers(0, 100), number=st.integers(1, 40), place=st.integers(0, 6))
def test_bunching_has_something_to_say_anywhere(share: int, number: int, place: int) -> None:
    named = BUNCHING.controls["pair"].options[place]
    view = BUNCHING._draw(share=share, number=number, pair=named)
    assert not re.search(r"\bnan\b|\binf\b|None", view.result)
    assert view.chart is not None
    spec = view.chart.to_dict(validate=False)
    assert "NaN" not in str(spec)
    (point,) = drawn_in(spec, "look")
    assert 0 <= point["closed"] <= 100


BUNCHING = bunching_explorer(question=QUESTION)


# Both


@pytest.mark.parametrize("build", [pace, bunching])
def test_controls_have_names(build: Any) -> None:
    parts = list(inside(build()))
    named = (
        widgets.Dropdown,
        widgets.Checkbox,
        widgets.BoundedIntText,
        widgets.BoundedFloatText,
    )
    for widget in parts:
        if isinstance(widget, named):
            assert widget.description
    fields = [w for w in parts if isinstance(w, widgets.BoundedIntText)]
    assert all(field.tooltip == field.description for field in fields)


@pytest.mark.parametrize("build", [pace, bunching])
def test_formula_stands_in_the_explorer_as_well(build: Any) -> None:
    texts = [w.value for w in inside(build()) if isinstance(w, widgets.HTML)]
    formula = {pace: "R = p / T", bunching: "s = p^n"}[build]
    assert any(formula in text for text in texts)


@pytest.mark.parametrize("build", [pace, bunching])
def test_explorers_answer_at_once(build: Any) -> None:
    assert is_quick(build())
