"""What every explorer promises, at any position of its controls."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator

import altair as alt
import ipywidgets as widgets
import pytest

from helpers.controls import Choices, year_span
from helpers.errors import UnknownNameError
from helpers.explorers.base import Explorer
from helpers.lessons import known, lesson
from tests.course import encodings, told_apart_by_colour_alone
from tests.explorers import spec_of


def all_explorers() -> Iterator[tuple[str, str]]:
    from importlib import import_module

    for name in known():
        for explorer in import_module(f"helpers.lessons.lesson_{name[:2]}").EXPLORERS:
            yield name, explorer


EXPLORERS = list(all_explorers())


def move(control: widgets.Widget, dice: random.Random) -> None:
    """Put a control into some position."""
    if isinstance(control, Choices):
        for box in control.boxes.values():
            box.value = dice.random() < 0.4
    elif isinstance(control, widgets.IntRangeSlider):
        ends = sorted(dice.choices(range(control.min, control.max + 1), k=2))
        control.value = tuple(ends)
    elif isinstance(control, widgets.Dropdown):
        control.value = dice.choice(control.options)
    elif isinstance(control, widgets.IntSlider | widgets.BoundedIntText):
        control.value = dice.randint(control.min, control.max)
    elif isinstance(control, widgets.FloatSlider | widgets.BoundedFloatText):
        steps = round((control.max - control.min) / control.step)
        control.value = control.min + control.step * dice.randint(0, steps)
    elif isinstance(control, widgets.Checkbox):
        control.value = dice.random() < 0.5
    else:
        raise AssertionError(f"teach this test to move {type(control).__name__}")


def number_drawn(shown: Explorer) -> int | None:
    """Give the number of rows with which the spoken result begins, if it begins with one."""
    found = re.match(r"<p[^>]*>(\d+)\b(?!:)", shown.result.value)
    return None if found is None else int(found[1])


@pytest.mark.parametrize(("name", "explorer"), EXPLORERS)
def test_any_position_gives_a_chart_or_a_sentence(name: str, explorer: str) -> None:
    shown = lesson(name).explore(explorer)
    dice = random.Random(name)
    drawn = 0
    for _ in range(60):
        for control in shown.controls.values():
            move(control, dice)
        assert len(shown.result.value) > 30
        if shown.canvas.outputs:
            drawn += 1
            sizes = [len(rows) for rows in spec_of(shown)["datasets"].values()]
            said = number_drawn(shown)
            assert said is None or said in sizes, "the chart draws other rows than the result says"
        elif shown.rows.value:
            drawn += 1
            assert shown.table_only
            assert shown.rows.value.count("<tr>") - 1 == number_drawn(shown)
    assert drawn > 10


@pytest.mark.parametrize(("name", "explorer"), EXPLORERS)
def test_charts_of_explorers_are_valid_and_complete(name: str, explorer: str) -> None:
    """Explorers draw without checking, to be quick; here their charts are checked."""
    vl_convert = pytest.importorskip("vl_convert")
    shown = lesson(name).explore(explorer)
    if shown.table_only:
        assert shown.canvas.outputs == ()
        return
    dice = random.Random(1)
    checked = 0
    while checked < 3:
        if shown.canvas.outputs:
            spec = spec_of(shown)
            alt.VConcatChart.from_dict(spec)
            assert len(spec["description"]) >= 40
            assert spec["usermeta"]["course"]["tables"]
            assert told_apart_by_colour_alone(spec) == []
            tables = [rows for rows in spec["datasets"].values() if isinstance(rows, list)]
            columns = {column for rows in tables for row in rows for column in row}
            for encoding in encodings(spec):
                used = {channel.get("field") for channel in encoding.values()
                        if isinstance(channel, dict)} - {None}  # fmt: skip
                assert used <= columns
            for version in ("5.8", "6.4"):
                assert "Source:" in vl_convert.vegalite_to_svg(spec, vl_version=version)
            checked += 1
        for control in shown.controls.values():
            move(control, dice)


@pytest.mark.parametrize(("name", "explorer"), EXPLORERS)
def test_explorer_has_words_for_places_without_a_kernel(name: str, explorer: str) -> None:
    first, second = (lesson(name).explore(explorer)._repr_mimebundle_() for _ in range(2))
    assert first["text/html"] == second["text/html"]
    assert first["text/plain"] == second["text/plain"]
    assert "<table" in first["text/html"]
    assert "VBox" not in first["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in first


@pytest.mark.parametrize(("name", "explorer"), EXPLORERS)
def test_fallback_does_not_depend_on_what_the_learner_did(name: str, explorer: str) -> None:
    untouched = lesson(name).explore(explorer)._repr_mimebundle_()["text/html"]
    touched = lesson(name).explore(explorer)
    for control in touched.controls.values():
        move(control, random.Random(1))
    assert touched._repr_mimebundle_()["text/html"] == untouched


@pytest.mark.parametrize(("name", "explorer"), EXPLORERS)
def test_every_control_has_a_name_for_the_keyboard(name: str, explorer: str) -> None:
    def inside(widget: widgets.Widget) -> Iterator[widgets.Widget]:
        yield widget
        for child in getattr(widget, "children", ()):
            yield from inside(child)

    shown: Explorer = lesson(name).explore(explorer)
    for control in inside(shown):
        if isinstance(control, widgets.Checkbox | widgets.Dropdown | widgets.BoundedIntText):
            assert control.description
    parts = list(inside(shown))
    spans = [w for w in parts if isinstance(w, widgets.IntRangeSlider)]
    sliders = [w for w in parts if isinstance(w, widgets.IntSlider | widgets.FloatSlider)]
    fields = [w for w in parts if isinstance(w, widgets.BoundedIntText | widgets.BoundedFloatText)]
    own = [w for w in fields if w in shown.controls.values()]
    assert len(fields) - len(own) == 2 * len(spans) + len(sliders)


@pytest.mark.parametrize(("name", "explorer"), EXPLORERS)
def test_what_is_drawn_can_be_read_as_a_table(name: str, explorer: str) -> None:
    shown = lesson(name).explore(explorer)
    assert (shown.rows.value == "") != shown.table_only
    shown.with_table.value = True
    rows = shown.rows.value.count("<tr>") - 1
    assert rows > 0
    assert number_drawn(shown) in (rows, None)


def test_year_fields_and_slider_follow_each_other() -> None:
    slider, row = year_span(1991, 2021)
    first, last = row.children[1:]
    slider.value = (2000, 2010)
    assert (first.value, last.value) == (2000, 2010)
    first.value = 2005
    assert slider.value == (2005, 2010)


@pytest.mark.parametrize(("first", "last"), list(itertools.permutations((1995, 2015))))
def test_years_the_wrong_way_round_are_read_as_a_span(first: int, last: int) -> None:
    slider, row = year_span(1991, 2021)
    for field, value in zip(row.children[1:], (first, last), strict=True):
        field.value = value
    assert slider.value[0] <= slider.value[1]


def test_choices_tell_which_are_ticked() -> None:
    choices = Choices("Kinds", {"a": "label a", "b": "label b"})
    assert choices.value == ("a", "b")
    choices.boxes["a"].value = False
    assert choices.value == ("b",)


def test_choices_set_from_code_tick_their_boxes() -> None:
    choices = Choices("Kinds", {"a": "label a", "b": "label b"})
    seen = []
    choices.observe(lambda change: seen.append(change["new"]), "value")
    choices.value = ("b",)
    assert [box.value for box in choices.boxes.values()] == [False, True]
    assert seen[-1] == choices.value == ("b",)
    with pytest.raises(UnknownNameError, match="'a'"):
        choices.value = ("A",)
    assert choices.value == ("b",)
    assert [box.value for box in choices.boxes.values()] == [False, True]
