"""What every explorer promises, at any position of its controls."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import ipywidgets as widgets
import pytest

from helpers.charts import renderer
from helpers.explorers.base import Choices, Explorer, year_span
from helpers.lessons import known, lesson


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
    else:
        raise AssertionError(f"teach this test to move {type(control).__name__}")


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
            (output,) = shown.canvas.outputs
            spec = output["data"][renderer.MIME]
            assert spec["usermeta"]["course"]["tables"]
            # The renderer's settings travel along; without them a canvas would be drawn.
            assert output["metadata"][renderer.MIME]["embed_options"]["renderer"] == "svg"
    assert drawn > 10


@pytest.mark.parametrize(("name", "explorer"), EXPLORERS)
def test_explorer_has_words_for_places_without_a_kernel(name: str, explorer: str) -> None:
    first, second = (lesson(name).explore(explorer)._repr_mimebundle_() for _ in range(2))
    assert first["text/html"] == second["text/html"]
    assert first["text/plain"] == second["text/plain"]
    assert "<table>" in first["text/html"]
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
    sliders = [w for w in inside(shown) if isinstance(w, widgets.IntRangeSlider)]
    fields = [w for w in inside(shown) if isinstance(w, widgets.BoundedIntText)]
    assert len(fields) == 2 * len(sliders)


@pytest.mark.parametrize(("name", "explorer"), EXPLORERS)
def test_what_is_drawn_can_be_read_as_a_table(name: str, explorer: str) -> None:
    shown = lesson(name).explore(explorer)
    assert shown.rows.value == ""
    shown.with_table.value = True
    drawn = int(shown.result.value.split(">")[1].split()[0])
    assert shown.rows.value.count("<tr>") == drawn + 1


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
