"""The look of the charts: sizes, fonts, and colours that everybody can tell apart.

The colours are those of Okabe and Ito without the yellow, which is too pale on white, and with
a dark red. A test simulates the three colour-vision deficiencies and measures the distances
that remain. Colour never stands alone all the same: a second cue (dash, shape, position or a
label) goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt

from helpers.errors import choose

# Order matters: neighbours in the list are the ones most often drawn together.
PALETTE = {
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "green": "#009E73",
    "pink": "#CC79A7",
    "sky": "#56B4E9",
    "black": "#222222",
    "wine": "#882255",
    "orange": "#E69F00",
}
GREY = "#767676"  # text and marks of the second rank; contrast 4.5 to 1 on white
INK = "#222222"

# One country, one colour and one dash, in every lesson.
COUNTRIES = {
    "Belarus": (PALETTE["green"], [1, 0]),
    "Russia": (PALETTE["vermilion"], [7, 3]),
    "Poland": (PALETTE["blue"], [2, 2]),
    "Ukraine": (PALETTE["pink"], [7, 2, 2, 2]),
}

WIDTH = 640  # pixels: fits a notebook column on a 1280-pixel screen
HEIGHT = 300


def country_color(*countries: str) -> alt.Scale:
    """Give the colours of some countries: ``alt.Color("partner:N", scale=country_color(...))``.

    Parameters
    ----------
    countries : names of countries, in the order of the legend.

    Raises
    ------
    UnknownNameError : a country has no colour in the course.
    """
    return alt.Scale(domain=list(countries), range=[color for color, _ in _looks(countries)])


def country_dash(*countries: str) -> alt.Scale:
    """Give the dashes of some countries: the cue that works without colour."""
    return alt.Scale(domain=list(countries), range=[dash for _, dash in _looks(countries)])


def _looks(countries: Iterable[str]) -> list[tuple[str, list[int]]]:
    return [COUNTRIES[choose("country with a colour", name, COUNTRIES)] for name in countries]


def course_theme() -> alt.theme.ThemeConfig:
    """Give the settings of the theme, as Vega-Lite's top-level ``config``."""
    text: Any = {
        "labelFontSize": 12,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
    }
    config: Any = {
        "font": "DejaVu Sans, Verdana, sans-serif",
        "background": "white",
        "view": {
            "continuousWidth": WIDTH,
            "continuousHeight": HEIGHT,
            "stroke": None,
        },
        "title": {
            "anchor": "start",
            "fontSize": 15,
            "fontWeight": "bold",
            "offset": 10,
        },
        "axis": {
            **text,
            "labelColor": INK,
            "titleColor": INK,
            "gridColor": "#E3E3E3",
        },
        "axisX": {"grid": False},
        # Above the chart, so that the width of a chart does not depend on its words.
        "legend": {**text, "orient": "top", "labelLimit": 320, "symbolSize": 90},
        "header": {"labelFontSize": 13, "titleFontSize": 13},
        "mark": {"color": PALETTE["blue"]},
        "line": {"strokeWidth": 2.5},
        "point": {"filled": True, "size": 60},
        "range": {"category": list(PALETTE.values())},
    }
    return {"config": config}


def enable() -> None:
    """Make the theme the one that Altair uses."""
    alt.theme.register("course", enable=True)(course_theme)


def line_legend(title: str | None = None) -> alt.Legend:
    """Give a legend that shows lines as lines, so that their dashes can be told apart.

    Parameters
    ----------
    title : a heading for the legend; none if left out.
    """
    return alt.Legend(title=title, symbolType="stroke", symbolSize=350, symbolStrokeWidth=3)
