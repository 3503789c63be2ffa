"""What every explorer is made of: controls, a chart, a spoken result, a readable fallback."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import altair as alt
import ipywidgets as widgets

from helpers.charts import renderer
from helpers.controls import LIST_KEYS
from helpers.display import Shown, table
from helpers.live import WAKE, Live, status, text, words

DEFAULTS = "Values at the start and their sources"  # title of the table that lists them
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


class Explorer(Live):
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
        lists = any(isinstance(one, widgets.Dropdown) for one in self.controls.values())
        heading = words(
            f"<strong>{escape(title)}</strong><br>{escape(question)}"
            + (f"<br>{LIST_KEYS}" if lists else "")
        )
        self.result = text()
        self.canvas = widgets.Output()
        self.with_table = widgets.Checkbox(table_only, description="Show the table", indent=False)
        self.rows = widgets.HTML()
        self.rows.layout = widgets.Layout(max_height=TABLE_HEIGHT, overflow="auto")
        below = [self.rows] if table_only else [self.canvas, self.with_table, self.rows]
        super().__init__(
            [heading, *layout, self.result, *below], _as_fallback(title, question, fallback)
        )
        for control in (*self.controls.values(), self.with_table):
            control.observe(self._redraw, "value")
        self.redraw()

    def redraw(self) -> None:
        """Draw the chart for the present position of the controls."""
        view = self._draw(**{name: control.value for name, control in self.controls.items()})
        self.result.value = status(escape(view.result))
        self.canvas.outputs = () if view.chart is None else (_as_output(view),)
        self.rows.value = view.table().html if self.with_table.value else ""

    def _redraw(self, _change: Any) -> None:
        self.redraw()


def folded(title: str, html: str) -> widgets.HTML:
    """Make a part of the page that stays closed until its title is chosen.

    Parameters
    ----------
    title : plain text.
    html : what is inside.
    """
    return text(f"<details><summary>{escape(title)}</summary>{html}</details>")


def starting_values(rows: Iterable[Sequence[object]]) -> Shown:
    """List the values that the controls have at the start.

    Parameters
    ----------
    rows : what it is, its value at the start, the unit, and the source or who assumes it.
    """
    return table(["what", "at the start", "unit", "source"], rows, DEFAULTS)


def _as_fallback(title: str, question: str, start: Shown) -> Shown:
    """Say what the explorer shows, and give its starting view."""
    hint = f"The controls do not run yet. {WAKE}"
    return Shown(
        f"<p><strong>{escape(title)}</strong><br>{escape(question)}<br><em>{hint}</em></p>"
        f"{start.html}",
        f"{title}. {question} {hint}\n{start.text}",
    )


def _as_output(view: View) -> dict[str, Any]:
    assert view.chart is not None
    # Charts of explorers are checked in the tests, at many positions; a move must be quick.
    data, metadata = renderer.bundle(view.chart.to_dict(validate=False))
    return {"output_type": "display_data", "data": data, "metadata": metadata}
