"""The theme, the last step of a chart, and the forms that reach a notebook."""

from __future__ import annotations

import base64
import io
import itertools
import json
from collections.abc import Callable

import altair as alt
import numpy as np
import pandas as pd
import pytest
from colorspacious import cspace_convert, deltaE

from helpers import charts
from helpers.charts import renderer, theme
from helpers.data import citations
from helpers.errors import ChartError, UnknownNameError

DESCRIPTION = "Contributions stay at one level for ten years, then rise."
LEAST = 10  # CAM02-UCS; about 1 is just noticeable
FRAME = pd.DataFrame({"year": [2009, 2010], "sum": [1.0, 2.0], "kind": ["a", "b"], "unused": 0})


def chart() -> alt.Chart:
    return alt.Chart(FRAME).mark_line().encode(x="year:Q", y="sum:Q", color="kind:N")


def finished(one: object = None) -> alt.VConcatChart:
    return charts.finish(one or chart(), alt=DESCRIPTION, source=["union_budget"])


def channel(color: str) -> np.ndarray:
    return np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])


@pytest.mark.parametrize("deficiency", ["deuteranomaly", "protanomaly", "tritanomaly"])
def test_palette_can_be_told_apart_with_a_colour_vision_deficiency(deficiency: str) -> None:
    space = {"name": "sRGB1+CVD", "cvd_type": deficiency, "severity": 100}
    seen = {
        name: np.clip(cspace_convert(channel(color), space, "sRGB1"), 0, 1)
        for name, color in charts.PALETTE.items()
    }
    for (a, first), (b, second) in itertools.combinations(seen.items(), 2):
        assert deltaE(first, second) > LEAST, (a, b)


def test_colours_of_countries_differ_in_lightness_or_dash() -> None:
    assert len({tuple(dash) for _, dash in theme.COUNTRIES.values()}) == len(theme.COUNTRIES)


@pytest.mark.parametrize("color", [theme.GREY, theme.INK])
def test_text_has_enough_contrast_on_white(color: str) -> None:
    linear = np.where(
        channel(color) <= 0.04045, channel(color) / 12.92, ((channel(color) + 0.055) / 1.055) ** 2.4
    )
    luminance = float(linear @ np.array([0.2126, 0.7152, 0.0722]))
    assert 1.05 / (luminance + 0.05) >= 4.5  # WCAG 2.2, level AA


def test_a_finished_chart_says_what_it_shows_and_where_it_comes_from() -> None:
    spec = finished().to_dict()
    assert spec["description"] == DESCRIPTION
    assert spec["title"]["text"] == citations.source_line(["union_budget"])
    assert spec["usermeta"] == {"course": {"tables": ["union_budget"]}}


@pytest.mark.parametrize("alt_text", ["", "   ", "A chart.", None])
def test_a_chart_without_a_description_is_refused(alt_text: object) -> None:
    with pytest.raises(ChartError, match="alternative text"):
        charts.finish(chart(), alt=alt_text, source=["union_budget"])  # type: ignore[arg-type]


def test_a_chart_with_neither_is_told_what_it_needs() -> None:
    with pytest.raises(ChartError, match="alternative text"):
        charts.finish(chart())


@pytest.mark.parametrize("source", [[], "union_budget", None, [["x"]], FRAME])
def test_a_chart_without_a_source_is_refused(source: object) -> None:
    with pytest.raises(ChartError, match="source"):
        charts.finish(chart(), alt=DESCRIPTION, source=source)  # type: ignore[arg-type]


def test_an_unknown_source_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="union_budget"):
        charts.finish(chart(), alt=DESCRIPTION, source=["union_budgets"])


@pytest.mark.parametrize(
    "combine", [lambda c: c, lambda c: c & chart(), lambda c: chart() | (chart() & c)]
)
def test_a_finished_chart_is_not_finished_again(combine: Callable) -> None:
    with pytest.raises(ChartError, match="finished already"):
        finished(combine(finished()))


@pytest.mark.parametrize("no_chart", [None, FRAME, "chart"])
def test_what_is_no_chart_is_refused(no_chart: object) -> None:
    with pytest.raises(ChartError, match="takes a chart"):
        charts.finish(no_chart, alt=DESCRIPTION, source=["union_budget"])


def test_a_width_that_would_have_no_effect_is_refused() -> None:
    with pytest.raises(ChartError, match="pixels"):
        finished(chart().properties(width="container"))


def test_settings_of_the_whole_chart_move_outward() -> None:
    one = chart().properties(autosize="pad", usermeta={"mine": 1})
    spec = finished(one).to_dict()
    assert spec["autosize"] == "pad"
    assert spec["usermeta"] == {"mine": 1, "course": {"tables": ["union_budget"]}}


@pytest.mark.parametrize("name", ["belarus", "Lithuania", None])
def test_a_country_without_a_colour_is_answered_with_those_that_have_one(name: str) -> None:
    for scale in (charts.country_color, charts.country_dash):
        with pytest.raises(UnknownNameError):
            scale(name)


def test_a_readers_own_chart_is_never_refused() -> None:
    bundle, _ = renderer.bundle(chart().to_dict())
    assert renderer.MIME in bundle


def test_the_chart_that_was_finished_can_still_be_used() -> None:
    one = chart().configure_axis(labelFontSize=20)
    assert finished(one).to_dict()["config"]["axis"]["labelFontSize"] == 20
    assert one.to_dict()["config"]["axis"]["labelFontSize"] == 20


FORMS = {
    "single": chart,
    "layer": lambda: chart() + chart().mark_point(),
    "beside": lambda: chart() | chart(),
    "below": lambda: chart() & chart(),
    "facet": lambda: chart().facet("kind:N"),
    "row": lambda: chart().encode(row="kind:N"),
    "repeat": lambda: alt.Chart(FRAME).mark_bar().encode(alt.X(alt.repeat(), type="quantitative"),
                                                         y="kind:N").repeat(["sum", "year"]),
    "interactive": lambda: chart().interactive(),
    "config": lambda: chart().configure_axis(grid=False),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("version", ["5.8", "6.4"])
def test_every_form_of_chart_can_be_finished_and_drawn(form: str, version: str) -> None:
    vl_convert = pytest.importorskip("vl_convert")
    spec = finished(FORMS[form]()).to_dict()
    svg = vl_convert.vegalite_to_svg(spec, vl_version=version)
    assert "Source:" in svg


def test_the_bundle_reads_without_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(renderer.STORE_PICTURES, raising=False)
    bundle, metadata = renderer.bundle(finished().to_dict())
    assert bundle["text/plain"] == DESCRIPTION
    assert "image/png" not in bundle
    assert metadata[renderer.MIME]["embed_options"]["renderer"] == "svg"
    json.dumps(bundle)


def test_a_picture_is_made_when_outputs_are_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vl_convert")
    monkeypatch.setenv(renderer.STORE_PICTURES, "1")
    first, metadata = renderer.bundle(finished().to_dict())
    second, _ = renderer.bundle(finished().to_dict())
    assert first["image/png"].startswith("iVBOR")
    assert first["image/png"] == second["image/png"]
    assert metadata["image/png"]["alt"] == DESCRIPTION


def test_the_picture_keeps_every_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single small mark has its colour, beside much of another."""
    pytest.importorskip("vl_convert")
    from PIL import Image

    monkeypatch.setenv(renderer.STORE_PICTURES, "1")
    marks = pd.DataFrame({"color": list(charts.PALETTE.values()), "x": range(len(charts.PALETTE))})
    one = alt.Chart(marks).mark_point(filled=True, opacity=1, size=60)
    one = one.encode(x="x:Q", color=alt.Color("color:N", scale=None))
    bundle, _ = renderer.bundle(finished(charts.on_map() | one).to_dict())
    picture = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))).convert("RGB")
    drawn = [color for _, color in picture.getcolors(1_000_000)]
    for name, color in charts.PALETTE.items():
        wanted = channel(color) * 255
        nearest = min(np.abs(wanted - np.array(one)).max() for one in drawn)
        assert nearest <= 8, name


def test_the_data_behind_a_chart_is_a_table() -> None:
    behind = charts.table(finished())
    assert list(behind.columns) == ["year", "sum", "kind"]
    assert behind["sum"].tolist() == [1.0, 2.0]


USES = {
    "repeated": (FORMS["repeat"], {"sum", "year", "kind"}),
    "calculated": (
        lambda: chart().transform_calculate(half="datum.sum / 2").encode(y="half:Q"),
        {"year", "sum", "kind"},
    ),
    "filtered": (lambda: chart().transform_filter("datum.unused == 0"), {"unused"}),
}


@pytest.mark.parametrize("form", USES)
def test_every_column_that_a_chart_uses_is_in_its_table(form: str) -> None:
    make, columns = USES[form]
    assert columns <= set(charts.table(make()).columns)


def test_a_long_table_can_be_asked_for_too() -> None:
    long = pd.DataFrame({"year": range(6000), "sum": 1.0})
    assert len(charts.table(alt.Chart(long).mark_line().encode(x="year:Q", y="sum:Q"))) == 6000


def test_a_chart_of_several_tables_gives_each() -> None:
    other = (
        alt.Chart(FRAME.head(1).rename(columns={"sum": "other"})).mark_point().encode(y="other:Q")
    )
    both = chart() + other
    assert "other" in charts.table(both, part=1)
    with pytest.raises(ChartError, match="2 tables"):
        charts.table(both, part=2)


def test_a_chart_without_a_table_says_so() -> None:
    with pytest.raises(ChartError, match="no pandas table"):
        charts.table(alt.Chart("somewhere.csv").mark_point())


def test_lesson_sets_theme_and_renderer() -> None:
    theme.enable()
    renderer.enable()
    assert alt.renderers.active == "course"
    assert chart().to_dict()["config"]["view"]["continuousWidth"] == theme.WIDTH
