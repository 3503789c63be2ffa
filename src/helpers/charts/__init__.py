"""Charts of the course: one look, a description and a source for each.

>>> from helpers import charts
>>> charts.finish(chart, alt="What the chart shows.", source=["timeline"])  # doctest: +SKIP
>>> charts.table(chart)                  # the data behind a chart          # doctest: +SKIP
"""

from helpers.charts.behind import table
from helpers.charts.finish import finish
from helpers.charts.maps import on_map
from helpers.charts.theme import PALETTE, country_color, country_dash, line_legend

__all__ = ["PALETTE", "country_color", "country_dash", "finish", "line_legend", "on_map", "table"]


def __dir__() -> list[str]:
    return __all__
