"""Controls that explorers and teaching parts share, usable by keyboard and by ear.

A slider's handle has no name that a screen reader could speak, so each slider here comes with
number fields that have one. Options stand under a visible legend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets
import traitlets
from ipywidgets.widgets.widget_bool import CheckboxStyle
from ipywidgets.widgets.widget_description import DescriptionStyle

from helpers.errors import choose
from helpers.live import shared_layout, shared_style, text

# On a closed list JupyterLab takes the arrows for itself and leaves the cell.
LIST_KEYS = "(By keyboard: Tab moves, Space opens a list, then arrows and Enter choose.)"
ROW = {"flex_flow": "row wrap", "align_items": "center"}


def row(*items: widgets.Widget) -> widgets.HBox:
    """Put widgets side by side; they wrap on a narrow page."""
    return widgets.HBox(list(items), layout=shared_layout(**ROW))


def button(label: str = "", tooltip: str | None = None) -> widgets.Button:
    """Build a button that is as wide as its label."""
    return widgets.Button(
        description=label,
        tooltip=tooltip,
        layout=shared_layout(width="max-content", min_width="148px"),
        style=shared_style(widgets.ButtonStyle),
    )


def dropdown(label: str, options: Sequence[str] = (), value: str | None = None) -> widgets.Dropdown:
    """Build a list to choose from that is as wide as its label and its options.

    Parameters
    ----------
    label : what is chosen.
    options : what there is to choose; it can be set later.
    value : the option at the start; without one the first.
    """
    chosen = {} if value is None else {"value": value}
    return widgets.Dropdown(
        options=options, description=label, layout=_wide(), style=_whole_label(), **chosen
    )


def number_field(
    label: str, *, value: float, lowest: float, highest: float, step: float = 1
) -> widgets.Widget:
    """Build a field for one number.

    Parameters
    ----------
    label : what the number is.
    value, lowest, highest, step : in its unit; whole numbers give a field of whole numbers.
    """
    whole = all(isinstance(number, int) for number in (value, lowest, highest, step))
    kind = widgets.BoundedIntText if whole else widgets.BoundedFloatText
    # Without a tooltip ipywidgets shows the word "null" over the label.
    return kind(
        value=value,
        min=lowest,
        max=highest,
        step=step,
        description=label,
        tooltip=label,
        layout=_wide(),
        style=_whole_label(),
    )


def _wide() -> widgets.Layout:
    return shared_layout(width="auto")


def _whole_label() -> widgets.Widget:
    return shared_style(DescriptionStyle, description_width="initial")


def number_slider(
    label: str,
    unit: str = "",
    *,
    value: float,
    lowest: float,
    highest: float,
    step: float = 1,
    after: Sequence[widgets.Widget] = (),
) -> tuple[widgets.Widget, widgets.Widget]:
    """Build a slider for one number with a number field for the keyboard.

    Parameters
    ----------
    label : what the number is; it names the field.
    unit : the unit, shown behind the field; ``""`` for none.
    value, lowest, highest, step : in this unit; whole numbers give a slider of whole numbers.
    after : what else stands in the row, behind the slider.

    Returns
    -------
    The slider, whose ``value`` is the number, and the row of widgets to lay out.
    """
    whole = all(isinstance(number, int) for number in (value, lowest, highest, step))
    slider_kind = widgets.IntSlider if whole else widgets.FloatSlider
    slider = slider_kind(
        value=value,
        min=lowest,
        max=highest,
        step=step,
        readout=False,
        layout=shared_layout(),
        style=shared_style(widgets.SliderStyle),
    )
    field = number_field(label, value=value, lowest=lowest, highest=highest, step=step)
    for trait in ("value", "disabled"):
        widgets.link((slider, trait), (field, trait))
    units = [text(escape(unit))] if unit else []
    return slider, row(field, *units, slider, *after)


def year_span(first: int, last: int) -> tuple[widgets.IntRangeSlider, widgets.Widget]:
    """Build a slider for a span of years with two number fields for the keyboard.

    Returns
    -------
    The slider, whose value is the span, and the row of widgets to lay out.
    """
    slider = widgets.IntRangeSlider(
        value=(first, last), min=first, max=last, description="Years", readout=False
    )
    fields = [
        widgets.BoundedIntText(value, min=first, max=last, description=label, tooltip=label)
        for value, label in ((first, "From year"), (last, "To year"))
    ]
    for number in fields:
        number.layout.width = "170px"

    following = False

    def to_fields(change: Any) -> None:
        # Both fields must have arrived before either is listened to: the first one alone
        # would be read as a new span.
        nonlocal following
        following = True
        try:
            fields[0].value, fields[1].value = change["new"]
        finally:
            following = False

    def to_slider(_change: Any) -> None:
        if not following:
            # A first year after the last one is read as the same span the other way round.
            slider.value = tuple(sorted((fields[0].value, fields[1].value)))

    slider.observe(to_fields, "value")
    for number in fields:
        number.observe(to_slider, "value")
    return slider, row(slider, *fields)


class Choices(widgets.VBox):  # type: ignore[misc, unused-ignore]
    """A group of check boxes under a visible legend; ``value`` is the tuple of those ticked."""

    value = traitlets.Tuple()

    def __init__(self, legend: str, options: Mapping[str, str]) -> None:
        """Build the group.

        Parameters
        ----------
        legend : the question that the boxes answer.
        options : label shown by value.
        """
        self.boxes = {
            value: widgets.Checkbox(
                True,
                description=label,
                indent=False,
                layout=shared_layout(width="auto", margin="0 14px 0 0"),
                style=shared_style(CheckboxStyle),
            )
            for value, label in options.items()
        }
        super().__init__([text(f"<b>{escape(legend)}</b>"), row(*self.boxes.values())])
        self._collect()
        for box in self.boxes.values():
            box.observe(self._collect, "value")
        self.observe(self._tick, "value")

    @traitlets.validate("value")
    def _check(self, proposal: Any) -> Any:
        for value in proposal["value"]:
            choose("choice", value, self.boxes)
        return proposal["value"]

    def _collect(self, _change: Any = None) -> None:
        self.value = tuple(value for value, box in self.boxes.items() if box.value)

    def _tick(self, change: Any) -> None:
        """Tick the boxes of a value that was set from code."""
        with self.hold_trait_notifications():
            for value, box in self.boxes.items():
                box.value = value in change["new"]
