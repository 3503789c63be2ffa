"""What every explorer is made of: controls, a chart, a spoken result, a readable fallback.

The widget of an explorer lives as long as its kernel. So the same output also carries plain
HTML and text that say what the explorer shows and give its starting view as a table; they
depend on the data alone, never on what a learner did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import altair as alt
import ipywidgets as widgets
import traitlets

from helpers.charts import renderer
from helpers.display import Shown
from helpers.errors import choose

TABLE_HEIGHT = "420px"  # a longer table scrolls, so that the page does not jump


@dataclass(frozen=True)
class View:
    """What an explorer shows for one position of its controls.

    Attributes
    ----------
    chart : the chart; ``None`` where there is nothing to draw.
    result : one sentence that says what is seen, or what to change.
    table : gives what is drawn as a table, for readers who use no mouse or see no chart.
    """

    chart: alt.TopLevelMixin | None
    result: str
    table: Callable[[], Shown] = field(kw_only=True, default=lambda: Shown("", ""))


class Explorer(widgets.VBox):  # type: ignore[misc, unused-ignore]
    """A titled box of controls that redraws a chart or a table whenever a control moves.

    Parameters
    ----------
    title : what can be explored.
    question : what the reader should find out with it.
    controls : the controls by the name of the argument that each one sets.
    layout : the rows of controls as they stand on the page; labels and headings included.
    draw : from the values of the controls to a :class:`View`; pure, and quick.
    fallback : the starting view in words and as a table, for pages without a kernel.
    table_only : the explorer has no chart; its table is always shown, and scrolls.
    """

    def __init__(
        self,
        *,
        title: str,
        question: str,
        controls: Mapping[str, widgets.ValueWidget],
        layout: list[widgets.Widget],
        draw: Callable[..., View],
        fallback: Shown,
        table_only: bool = False,
    ) -> None:
        self.controls = dict(controls)
        self.table_only = table_only
        self._draw = draw
        self._title, self._question, self._fallback = title, question, fallback
        heading = widgets.HTML(f"<strong>{escape(title)}</strong><br>{escape(question)}")
        self.result = widgets.HTML()
        self.canvas = widgets.Output()
        self.with_table = widgets.Checkbox(table_only, description="Show the table", indent=False)
        self.rows = widgets.HTML()
        self.rows.layout = widgets.Layout(max_height=TABLE_HEIGHT, overflow="auto")
        below = [self.rows] if table_only else [self.canvas, self.with_table, self.rows]
        super().__init__([heading, *layout, self.result, *below])
        for control in (*self.controls.values(), self.with_table):
            control.observe(self._redraw, "value")
        self.redraw()

    def redraw(self) -> None:
        """Draw the chart for the present position of the controls."""
        view = self._draw(**{name: control.value for name, control in self.controls.items()})
        # role="status" lets a screen reader speak the result after each change.
        self.result.value = f'<p role="status">{escape(view.result)}</p>'
        self.canvas.outputs = () if view.chart is None else (_as_output(view),)
        self.rows.value = view.table().html if self.with_table.value else ""

    def _redraw(self, _change: Any) -> None:
        self.redraw()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        hint = "To move the controls, open this lesson in JupyterLab and run the cell."
        head = f"{self._title}. {self._question} {hint}"
        bundle["text/html"] = (
            f"<p><strong>{escape(self._title)}</strong><br>{escape(self._question)}<br>"
            f"<em>{hint}</em></p>{self._fallback.html}"
        )
        bundle["text/plain"] = f"{head}\n{self._fallback.text}"
        return bundle


def year_span(first: int, last: int) -> tuple[widgets.IntRangeSlider, widgets.Widget]:
    """Build a slider for a span of years with two number fields for the keyboard.

    A slider's handle has no name that a screen reader could speak; the fields do.

    Returns
    -------
    The slider, whose value is the span, and the row of widgets to lay out.
    """
    slider = widgets.IntRangeSlider(
        value=(first, last), min=first, max=last, description="Years", readout=False
    )
    fields = [
        widgets.BoundedIntText(value=value, min=first, max=last, description=label)
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
    return slider, widgets.HBox([slider, *fields], layout=widgets.Layout(flex_flow="row wrap"))


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
            value: widgets.Checkbox(True, description=label, indent=False)
            for value, label in options.items()
        }
        for box in self.boxes.values():
            box.layout.width = "auto"
            box.layout.margin = "0 14px 0 0"
        row = widgets.HBox(list(self.boxes.values()), layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([widgets.HTML(f"<b>{escape(legend)}</b>"), row])
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


def _as_output(view: View) -> dict[str, Any]:
    assert view.chart is not None
    # Charts of explorers are checked in the tests, at many positions; a move must be quick.
    data, metadata = renderer.bundle(view.chart.to_dict(validate=False))
    return {"output_type": "display_data", "data": data, "metadata": metadata}
