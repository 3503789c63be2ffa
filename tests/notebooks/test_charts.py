"""Every chart of every notebook: described, sourced, drawn in both versions of Vega-Lite."""

from __future__ import annotations

import re

import pytest

from helpers.data import citations
from tests.course import (
    NAMES,
    VEGALITE,
    cells,
    charts,
    joined,
    text,
    told_apart_by_colour_alone,
)

ALL_CHARTS = [(name, cell_id) for name in NAMES for cell_id, _ in charts(name)]


def spec_of(name: str, cell_id: str) -> dict:
    return next(bundle for i, bundle in charts(name) if i == cell_id)[VEGALITE]


def line_of(spec: dict) -> str:
    """Give the source line of a chart, which stands in several lines where it is long."""
    words = spec["title"]["text"]
    return words if isinstance(words, str) else " ".join(words)


@pytest.mark.parametrize(("name", "cell_id"), ALL_CHARTS)
def test_chart_is_described_and_sourced(name: str, cell_id: str) -> None:
    bundle = next(bundle for i, bundle in charts(name) if i == cell_id)
    spec = bundle[VEGALITE]
    description = spec["description"]
    assert len(description) >= 40
    assert not re.match(r"(a|the) (line |bar )?chart", description.lower())
    assert joined(bundle["text/plain"]) == description
    assert "image/png" in bundle
    tables = spec["usermeta"]["course"]["tables"]
    assert line_of(spec) == citations.source_line(tables)


@pytest.mark.parametrize(("name", "cell_id"), ALL_CHARTS)
def test_tables_named_under_a_chart_were_loaded_in_the_lesson(name: str, cell_id: str) -> None:
    code = "\n".join(text(cell) for cell in cells(name, "code"))
    for table in spec_of(name, cell_id)["usermeta"]["course"]["tables"]:
        ways = {"claims": "claims.load(", "region": "charts.on_map("}
        loaded = f'data.load("{table}")' in code or ways.get(table, "\0") in code
        assert loaded, f"{table} stands under the chart, but the lesson does not load it"


@pytest.mark.parametrize("version", ["5.8", "6.4"])
@pytest.mark.parametrize(("name", "cell_id"), ALL_CHARTS)
def test_chart_compiles_in_both_versions(name: str, cell_id: str, version: str) -> None:
    vl_convert = pytest.importorskip("vl_convert")
    svg = vl_convert.vegalite_to_svg(spec_of(name, cell_id), vl_version=version)
    assert svg.count("<path") > 3


@pytest.mark.parametrize("name", NAMES)
def test_lesson_has_a_chart(name: str) -> None:
    assert charts(name)


@pytest.mark.parametrize(("name", "cell_id"), ALL_CHARTS)
def test_colour_never_stands_alone(name: str, cell_id: str) -> None:
    """A series told apart by colour has a dash, a shape or a place of its own as well."""
    assert told_apart_by_colour_alone(spec_of(name, cell_id)) == []
