"""Dependence on one market: a partner that vanished from the list, and what losing one costs."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, cast

import altair as alt
import ipywidgets as widgets
import pandas as pd

from helpers import charts, data
from helpers.charts import theme
from helpers.controls import dropdown, number_slider, row
from helpers.data import citations
from helpers.display import Shown, table
from helpers.explorers.base import DEFAULTS, Explorer, View, folded, starting_values
from helpers.live import words
from helpers.models import concentration

TABLES = ["trade_by_partner", "country_indicators"]
REPORTER, FLOW = "CIA World Factbook", "exports"
HIDDEN = "Russia"  # the partner that vanished from the lists
COUNTRY, EXPORTS = "BLR", "exports_goods_services_pct_gdp"
STARTING_YEAR, STARTING_SHARE, HIGHEST_SHARE = 2023, 41, 90
# What is known about the assumed share: filters of trade_by_partner.
LAST_OFFICIAL = "year == 2021 and partner == 'Russia' and unit == 'percent of exports'"
WHOLE_CIS = "year == 2023 and period == 'January-June' and flow == 'exports' and unit == 'USD bn'"

SCALED, PRINTED = "share what Russia leaves", "keep the shares of the list"
OTHERS = [SCALED, PRINTED]
SMALL, LIMITED, ONE = (
    "many small partners (lower bound)",
    "none larger than the smallest one listed",
    "one single partner (upper bound)",
)
RESTS = [SMALL, LIMITED, ONE]
SAID = {
    SMALL: "as many small partners",
    LIMITED: "with none larger than the smallest one listed",
    ONE: "as one partner",
}

AS_LISTED, MOVED = "as the list has it", "from the list, scaled"
ASSUMED, NOT_LISTED = "your assumption", "not in the list"
# Fill and dash of the outline; pale enough for the dark line of a loss.
LOOKS = {
    AS_LISTED: (charts.PALETTE["sky"], [1, 0]),
    MOVED: ("#CBE4F5", [8, 2]),
    ASSUMED: ("#F7D3BC", [4, 3]),
    NOT_LISTED: ("#FFFFFF", [1, 3]),
}
REST = "all others"
NAIVE, WITH = "list without Russia", "with Russia"
FORMULA = (
    "Index of concentration (Herfindahl-Hirschman) = sum of the squares of all shares, with "
    "shares from 0 to 1. Only the larger partners are listed: the rest adds between nothing (many "
    "small partners) and its own square (one partner). A hidden partner with the share r is put "
    "back by index = r^2 + (1 - r)^2 x index without it: the others divide what it leaves. Lost "
    "exports = exports x share of the lost partner x (1 - share of the lost sales that is "
    "redirected)."
)
LIMIT = (
    "The loss in percent of GDP is an upper limit of the first, direct loss. Exports are those of "
    "goods and services, because no ratio of goods exports alone was found for every year, while "
    "the lists cover goods. And exports are sales: they hold imported oil, parts and materials, "
    "which no longer have to be paid for. Effects that follow a loss, such as lower wages and "
    "orders at home, are not counted."
)
READER = "the reader's assumption"


@dataclass(frozen=True)
class Position:
    """The shares of one position of the controls, with what follows from them.

    Attributes
    ----------
    shares : share of each partner from 0 to 1, the hidden one included, the largest first.
    kinds : where each share comes from, a key of ``LOOKS``.
    """

    shares: dict[str, float]
    kinds: dict[str, str]
    naive: float
    lowest: float
    highest: float
    limited: float

    @property
    def rest(self) -> float:
        """The share that is not listed, from 0 to 1."""
        return concentration.unlisted(self.shares.values())

    def index(self, treatment: str) -> float:
        """Give the index with the rest treated in one of three ways."""
        return {SMALL: self.lowest, LIMITED: self.limited, ONE: self.highest}[treatment]


@dataclass(frozen=True)
class Loss:
    """What it costs when one partner buys nothing any more.

    Attributes
    ----------
    partner : the lost partner.
    redirected : which part of the lost sales other partners buy, from 0 to 1.
    of_exports : lost exports as a share of exports; ``None`` where the partner is not listed.
    of_gdp : lost exports in percent of GDP; ``None`` where that is not known.
    """

    partner: str
    redirected: float
    of_exports: float | None
    of_gdp: float | None


def dependence_explorer(*, question: str) -> Explorer:
    """Build the explorer of the dependence on one export market.

    Parameters
    ----------
    question : what the reader should find out.
    """
    partners = data.load("trade_by_partner")
    printed = partners[(partners["reporter"] == REPORTER) & (partners["flow"] == FLOW)]
    lists = {
        int(year): dict(zip(rows["partner"], rows["value"] / 100, strict=True))
        for year, rows in printed.groupby("year")
    }
    names = {_named(year, HIDDEN in shares): year for year, shares in lists.items()}
    gdp = data.load("country_indicators")
    gdp = gdp[(gdp["country"] == COUNTRY) & (gdp["indicator"] == EXPORTS)]
    exports = dict(zip(map(int, gdp["year"]), map(float, gdp["value"]), strict=True))
    official = partners.query(LAST_OFFICIAL)
    official_share = float(official["value"].iloc[0])
    half = partners.query(WHOLE_CIS).set_index("partner")
    cis_share = float(half.loc["CIS", "value"] / half.loc["World", "value"])

    start = next(name for name, year in names.items() if year == STARTING_YEAR)
    everybody = sorted({partner for shares in lists.values() for partner in shares} - {HIDDEN})
    year = dropdown("List of", list(names), start)
    override = widgets.Checkbox(
        False, description="Use my share of Russia also where the list has one", indent=False
    )
    override.layout.width = "auto"
    others = dropdown("The other partners", OTHERS)
    rest = dropdown("Partners not listed", RESTS)
    lost = dropdown("Lost partner", [HIDDEN, *everybody])
    assumed, assumed_row = number_slider(
        "Share of Russia", "% of exports", value=STARTING_SHARE, lowest=0, highest=HIGHEST_SHARE
    )
    redirected, redirected_row = number_slider(
        "Redirected to other buyers", "% of the lost sales", value=0, lowest=0, highest=100
    )

    def draw(
        *,
        year: str,
        assumed: int,
        override: bool,
        others: str,
        rest: str,
        lost: str,
        redirected: int,
    ) -> View:
        when = names[year]
        listed = lists[when]
        used = _share_used(listed, assumed / 100, override)
        said = [f"{when}: {_which_share(listed, assumed, override)}"]
        whole = _whole(listed, used, others)
        if whole > 1 + concentration.ROUNDING:
            return View(None, f"{said[0]} {_too_much(listed, used, whole)}")
        position = _position(listed, used, others)
        if when == STARTING_YEAR and used > cis_share:
            said.append(
                f"That is more than the whole CIS, with Russia in it, bought in the first half "
                f"of {when} ({_percent(cis_share)}): hardly possible."
            )
        said.append(_of_index(position, rest))
        loss = _loss(position, lost, redirected / 100, exports.get(when))
        said.append(_of_loss(position, loss, when))
        return View(
            dependence_chart(position, rest, loss, when),
            " ".join(said),
            table=lambda: _rows(position, listed, loss),
        )

    listed = lists[STARTING_YEAR]
    beginning = _position(listed, STARTING_SHARE / 100, SCALED)
    costs = _loss(beginning, HIDDEN, 0.0, exports.get(STARTING_YEAR))
    first = _rows(beginning, listed, costs, "The view at the start")
    known = (
        f"{READER}; for comparison, percent of exports: Russia {official_share:.1f} in 2021, the "
        f"last official value; the whole CIS {cis_share * 100:.1f} in the first half of 2023"
    )
    defaults = starting_values(
        [
            (
                "shares by partner",
                "list of the year",
                "percent of goods exports",
                citations.behind("trade_by_partner", printed),
            ),
            (
                "share of Russia where the list lacks it",
                STARTING_SHARE,
                "percent of exports",
                f"{known} ({citations.behind('trade_by_partner', pd.concat([official, half]))})",
            ),
            ("redirected sales", 0, "percent of the lost sales", READER),
            (
                "exports of goods and services",
                exports[STARTING_YEAR],
                "percent of GDP",
                citations.behind("country_indicators", gdp),
            ),
        ],
    )
    opening = _of_index(beginning, SMALL)
    explained = f"{FORMULA} {LIMIT}"
    return Explorer(
        title="Explore the dependence on one market",
        question=question,
        controls={
            "year": year,
            "assumed": assumed,
            "override": override,
            "others": others,
            "rest": rest,
            "lost": lost,
            "redirected": redirected,
        },
        layout=[
            words(escape(explained)),
            row(year, override),
            assumed_row,
            row(others, rest),
            row(lost),
            redirected_row,
            folded(DEFAULTS, defaults.html),
        ],
        draw=draw,
        fallback=Shown(
            f"<p>{escape(explained)}</p>{defaults.html}<p>{escape(opening)}</p>{first.html}",
            f"{explained}\n{defaults.text}\n{opening}\n{first.text}",
        ),
    )


def _named(year: int, has_russia: bool) -> str:
    return f"{year}, {'with Russia' if has_russia else 'Russia missing'}"


def _share_used(listed: dict[str, float], assumed: float, override: bool) -> float:
    """Give the share of Russia that counts: the listed one, unless the reader overrides it."""
    return assumed if override or HIDDEN not in listed else listed[HIDDEN]


def _which_share(listed: dict[str, float], assumed: int, override: bool) -> str:
    """Say whose share of Russia is used."""
    if HIDDEN not in listed:
        return f"Russia is missing from the list, and you assume {assumed} % for it."
    own = _percent(listed[HIDDEN])
    if override:
        return f"the list has {own} for Russia, and you put {assumed} % in its place."
    return f"the list has {own} for Russia. This value is used, not your assumption."


def _without(listed: dict[str, float]) -> dict[str, float]:
    """Give the shares of the other partners in the exports without Russia."""
    remaining = 1 - listed.get(HIDDEN, 0.0)
    return {name: share / remaining for name, share in listed.items() if name != HIDDEN}


def _others(listed: dict[str, float], used: float, others: str) -> dict[str, float]:
    """Give the shares of the other partners in all exports."""
    if others == PRINTED or listed.get(HIDDEN) == used:
        return {name: share for name, share in listed.items() if name != HIDDEN}
    return {name: share * (1 - used) for name, share in _without(listed).items()}


def _whole(listed: dict[str, float], used: float, others: str) -> float:
    return used + sum(_others(listed, used, others).values())


def _too_much(listed: dict[str, float], used: float, whole: float) -> str:
    """Explain shares that add up to more than everything, and say what to change."""
    rest = whole - used
    missing = HIDDEN not in listed
    therefore = (
        "So the printed shares cannot be shares of all exports, if this is what Russia bought: "
        "the list leaves Russia out of the whole, too. "
        if missing
        else ""
    )
    return (
        f"With the {_percent(rest)} of the other partners that makes {_percent(whole)} of exports, "
        f"more than there is. {therefore}Let the others {SCALED}, or lower the share of Russia to "
        f"{int(100 - rest * 100 + concentration.ROUNDING)} % or less."
    )


def _position(listed: dict[str, float], used: float, others: str) -> Position:
    """Work out the shares and the index for one position of the controls."""
    own = listed.get(HIDDEN) == used
    rest_of_list = _others(listed, used, others)
    unchanged = own or others == PRINTED
    kinds = dict.fromkeys(rest_of_list, AS_LISTED if unchanged else MOVED)
    kinds[HIDDEN] = AS_LISTED if own else ASSUMED
    shares = dict(
        sorted((rest_of_list | {HIDDEN: used}).items(), key=lambda one: (-one[1], one[0]))
    )
    naive = concentration.herfindahl_hirschman(_without(listed).values())
    lowest = (
        concentration.with_hidden_partner(naive, used)
        if others == SCALED
        else concentration.herfindahl_hirschman(shares.values())
    )
    rest = concentration.unlisted(shares.values())
    smallest = min(rest_of_list.values())
    return Position(
        shares=shares,
        kinds=kinds,
        naive=naive,
        lowest=lowest,
        highest=lowest + concentration.squares_of_rest(rest),
        limited=lowest + concentration.squares_of_rest(rest, smallest),
    )


def _of_index(position: Position, treatment: str) -> str:
    """Say the index as a range, and with the chosen treatment of the rest."""
    return (
        f"Index of concentration: {position.lowest:.3f} to {position.highest:.3f}, depending on "
        f"what the {_percent(position.rest)} not listed are; {SAID[treatment]} "
        f"{position.index(treatment):.3f}. The list without Russia gives {position.naive:.3f}."
    )


def _loss(position: Position, lost: str, redirected: float, exports: float | None) -> Loss:
    """Work out what it costs to lose a partner; exports are in percent of GDP."""
    share = position.shares.get(lost)
    if share is None:
        return Loss(lost, redirected, None, None)
    gone = float(concentration.lost_exports(1.0, share, redirected))
    return Loss(lost, redirected, gone, None if exports is None else gone * exports)


def _of_loss(position: Position, loss: Loss, year: int) -> str:
    """Say what the loss of one partner costs, or why it cannot be said."""
    if loss.of_exports is None:
        smallest = min(share for name, share in position.shares.items() if name != HIDDEN)
        return (
            f"{loss.partner} is not in the list of {year}: what its loss costs cannot be worked "
            f"out. If the list names the largest partners, it is at most {_percent(smallest)} of "
            "exports, the share of the smallest one listed."
        )
    of_gdp = (
        f"percent of GDP is not known, because the table has no exports for {year}"
        if loss.of_gdp is None
        else f"at most {loss.of_gdp:.1f} % of GDP"
    )
    instead = f" and others buy {loss.redirected * 100:.0f} % of it instead"
    return (
        f"If {loss.partner} buys nothing any more{instead if loss.redirected else ''}, "
        f"{_percent(loss.of_exports)} of exports are lost, {of_gdp}."
    )


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


HEADER = [
    "partner",
    "printed in the list, percent",
    "share of exports, percent",
    "square of the share",
    "the share is",
    "lost, percent of exports",
    "lost, at most percent of GDP",
]


def _rows(position: Position, listed: dict[str, float], loss: Loss, caption: str = "") -> Shown:
    """Show the shares partner by partner, and the rest of the list."""
    rows: list[tuple[str | float | None, ...]] = []
    for name, share in position.shares.items():
        lost = loss if name == loss.partner else Loss(name, 0.0, None, None)
        rows.append(
            (
                name,
                round(listed[name] * 100, 1) if name in listed else None,
                round(share * 100, 1),
                round(share**2, 4),
                position.kinds[name],
                None if lost.of_exports is None else round(lost.of_exports * 100, 1),
                None if lost.of_gdp is None else round(lost.of_gdp, 1),
            )
        )
    rest = position.rest
    span = f"0 to {rest**2:.4f}"
    rows.append((REST, None, round(rest * 100, 1), span, NOT_LISTED, None, None))
    return table(HEADER, rows, caption)


# Plain dictionaries and not Altair's objects: a chart is copied several times before it is shown,
# and copying the objects takes most of the time of a move.
GRID = {"grid": True, "gridColor": "#E3E3E3", "tickCount": 5}
NO_LINES = {"ticks": False, "domain": False, "labelLimit": 0}
LABELS = {"type": "text", "align": "left", "dx": 8, "fontSize": 11, "color": theme.INK}
PLOT_WIDTH = 430  # leaves room for the words behind a long bar


def dependence_chart(position: Position, treatment: str, loss: Loss, year: int) -> Any:
    """Draw the shares by partner, and below them the index as a range.

    Parameters
    ----------
    position : the shares and what follows from them.
    treatment : how the unlisted rest is treated.
    loss : which partner is lost, and what that costs.
    year : the year of the list.
    """
    top, share = next(iter(position.shares.items()))
    lost = (
        f"{loss.partner} is not in the list."
        if loss.of_exports is None
        else f"Lost with {loss.partner}: {_percent(loss.of_exports)} of exports."
    )
    return charts.finish(
        alt.VConcatChart(
            vconcat=[_shares_chart(position, loss, year), _index_chart(position, treatment)],
            spacing=18,
        ),
        alt=f"Bars of the shares of {len(position.shares)} partners in the exports of Belarus in "
        f"{year}. The largest is {top} with {_percent(share)}; {_percent(position.rest)} are not "
        f"in the list. {lost} Below, the index of concentration: {position.lowest:.3f} to "
        f"{position.highest:.3f} with Russia, {position.naive:.3f} for the list without it.",
        source=TABLES,
    )


def _layer(mark: dict[str, Any], encoding: dict[str, Any], shown_if: str = "") -> alt.Chart:
    """Build one layer from dictionaries as Vega-Lite has them."""
    chart: Any = alt.Chart
    made = chart(mark=mark, encoding=alt.FacetedEncoding(**encoding))
    if shown_if:
        made.transform = [{"filter": shown_if}]
    return cast("alt.Chart", made)


def _shares_chart(position: Position, loss: Loss, year: int) -> alt.LayerChart:
    """Draw the shares as bars; what is lost is a dark line inside its bar."""
    bars: list[dict[str, Any]] = []
    for name, share in [*position.shares.items(), (REST, position.rest)]:
        kind = position.kinds.get(name, NOT_LISTED)
        gone = (loss.of_exports or 0.0) if name == loss.partner else 0.0
        words = [_percent(share), {ASSUMED: "assumed", NOT_LISTED: NOT_LISTED}.get(kind, "")]
        words.append(f"lost {_percent(gone)}" if name == loss.partner else "")
        bars.append(
            {
                "partner": name,
                "share": share * 100,
                "kind": kind,
                "lost": gone * 100,
                "label": ", ".join(filter(None, words)),
            }
        )
    kinds = [kind for kind in LOOKS if any(bar["kind"] == kind for bar in bars)]
    looks = [LOOKS[kind] for kind in kinds]
    legend = {"columns": 4, "labelLimit": 0}
    share_axis = {
        "field": "share",
        "type": "quantitative",
        "title": "Share of exports, percent",
        "scale": {"domain": [0, 100]},
        "axis": GRID,
    }
    kind_of = {"field": "kind", "type": "nominal", "title": None}
    shares = _layer(
        mark={"type": "bar", "stroke": theme.INK, "strokeWidth": 1.2},
        encoding={
            "x": share_axis,
            "color": kind_of
            | {"scale": {"domain": kinds, "range": [fill for fill, _ in looks]}, "legend": legend},
            "strokeDash": kind_of | {"scale": {"domain": kinds, "range": [d for _, d in looks]}},
            "tooltip": [
                {"field": "partner", "type": "nominal", "title": "Partner"},
                {"field": "label", "type": "nominal", "title": "Share of exports"},
                {"field": "kind", "type": "nominal", "title": "The share is"},
            ],
        },
    )
    gone_line = _layer(
        mark={"type": "bar", "height": 5, "color": theme.INK},
        encoding={"x": {"field": "lost", "type": "quantitative"}},
        shown_if="datum.lost > 0",
    )
    words_behind = _layer(
        mark=LABELS,
        encoding={
            "x": {"field": "share", "type": "quantitative"},
            "text": {"field": "label", "type": "nominal"},
        },
    )
    return alt.LayerChart(
        data=alt.InlineData(values=bars),
        layer=[shares, gone_line, words_behind],
        width=PLOT_WIDTH,
        height=26 * len(bars),
        title={
            "text": f"Who buys the exports of Belarus, {year}",
            "subtitle": "Dark line inside a bar: exports that are lost.",
        },
        encoding={
            "y": {
                "field": "partner",
                "type": "nominal",
                "sort": [bar["partner"] for bar in bars],
                "title": None,
                "axis": NO_LINES,
            }
        },
    )


def _index_chart(position: Position, treatment: str) -> alt.LayerChart:
    """Draw the index of the list as a point, and the one with Russia as a range."""
    value = position.index(treatment)
    low, high, naive = position.lowest, position.highest, position.naive
    lines = [
        {"list": NAIVE, "low": naive, "high": naive, "index": naive, "label": f"{naive:.3f}"},
        {
            "list": WITH,
            "low": low,
            "high": high,
            "index": value,
            "label": f"{value:.3f}, range {low:.3f} to {high:.3f}",
        },
    ]
    index_axis = {
        "field": "low",
        "type": "quantitative",
        "title": "Index of concentration, 0 to 1",
        "scale": {"domain": [0, 1]},
        "axis": GRID,
    }
    high_end = {"field": "high", "type": "quantitative"}
    return alt.LayerChart(
        data=alt.InlineData(values=lines),
        layer=[
            _layer(
                mark={"type": "rule", "strokeWidth": 4, "color": theme.GREY},
                encoding={"x": index_axis, "x2": {"field": "high"}},
            ),
            _layer(
                mark={"type": "point", "filled": True, "size": 90, "color": theme.INK},
                encoding={"x": {"field": "index", "type": "quantitative"}},
            ),
            _layer(
                mark=LABELS,
                encoding={"x": high_end, "text": {"field": "label", "type": "nominal"}},
            ),
        ],
        width=PLOT_WIDTH,
        height=56,
        encoding={
            "y": {
                "field": "list",
                "type": "nominal",
                "sort": [NAIVE, WITH],
                "title": None,
                "axis": NO_LINES,
            }
        },
    )
