"""What the tests of single explorers share: reading what is shown, and asking if it is good."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Iterator
from html import unescape
from typing import Any

import altair as alt
import ipywidgets as widgets
import pytest

from helpers.charts import renderer
from helpers.explorers.base import Explorer
from tests.course import ROOT, encodings, told_apart_by_colour_alone

SLOWEST = 0.1  # seconds of computing for one move; the benchmark measures it more closely
VEGA_LITE = ("5.8", "6.4")  # of JupyterLab and of a newer one


def rows(table: str) -> list[dict[str, str]]:
    """Read a table without the helpers, as it stands in the file."""
    path = next((ROOT / "data").rglob(f"{table}.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def said(shown: Explorer) -> str:
    """Give the spoken result as text."""
    return unescape(re.sub("<.*?>", "", shown.result.value))


def spec_of(shown: Explorer) -> dict[str, Any]:
    """Give the chart that is shown, as Vega-Lite."""
    (output,) = shown.canvas.outputs
    # The renderer's settings travel along; without them a canvas would be drawn.
    assert output["metadata"][renderer.MIME]["embed_options"]["renderer"] == "svg"
    specification: dict[str, Any] = output["data"][renderer.MIME]
    return specification


def svg_of(shown: Explorer, version: str = VEGA_LITE[0]) -> str:
    """Draw the chart that is shown."""
    vl_convert = pytest.importorskip("vl_convert")
    return str(vl_convert.vegalite_to_svg(spec_of(shown), vl_version=version))


def words_of(svg: str) -> str:
    """Give the words of a picture, the lines of a label joined."""
    texts = re.findall(r"(?s)<text\b[^>]*>(.*?)</text>", svg)
    return unescape("\n".join(re.sub(r"<[^>]*>", " ", text) for text in texts))


def inside(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    """Give a widget and all that it holds."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def assert_good_chart(shown: Explorer, versions: tuple[str, ...] = VEGA_LITE) -> None:
    """Check the chart: valid, described, readable without colour, no field missing, no label cut.

    Parameters
    ----------
    versions : of Vega-Lite, with which it is drawn to look at its words.
    """
    spec = spec_of(shown)
    alt.VConcatChart.from_dict(spec).to_dict()  # checks the specification
    assert len(spec["description"]) >= 40
    assert told_apart_by_colour_alone(spec) == []
    columns = {column for table in spec["datasets"].values() for row in table for column in row}
    for encoding in encodings(spec):
        used = [channel for channel in encoding.values() if isinstance(channel, dict)]
        assert {channel["field"] for channel in used if "field" in channel} <= columns
    for version in versions:
        words = words_of(svg_of(shown, version))
        assert "Source:" in words
        assert "…" not in words, "a label is cut"


def is_quick(shown: Explorer, slowest: float = SLOWEST) -> bool:
    """Tell whether a move is quick: the best of several, in computing time; machines are shared."""
    taken = []
    for _ in range(8):
        start = time.process_time()
        shown.redraw()
        taken.append(time.process_time() - start)
    return min(taken) < slowest
