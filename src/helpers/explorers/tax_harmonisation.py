"""Tax harmonisation: own rates, a floor or one common rate, and what each does to revenue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape

import altair as alt
import pandas as pd

from helpers import charts, data
from helpers.charts import theme
from helpers.controls import dropdown, number_slider, row
from helpers.data import citations
from helpers.display import Shown, table
from helpers.explorers.base import Explorer, View, folded, starting_values
from helpers.live import words
from helpers.models import taxes

TABLES = ["tax_rates", "country_indicators"]
STATES = {"Belarus": "BLR", "Russia": "RUS"}
YEARS = (2021, 2018)  # later rates would tell how forecasts of the lesson ended
TAX, BAND = "VAT", "standard"
SIZE, SIZE_YEAR = "gdp_current_usd_imf", 2024
RULES = {
    "each state sets its own rate": taxes.OWN,
    "a common floor": taxes.FLOOR,
    "one common rate": taxes.COMMON,
}
INDEX = 100.0  # base and revenue of each state before the change
HIGHEST_LEVEL = 30  # percent
LARGEST_CUT, LARGEST_RISE = -20, 10  # percentage points; a rate can fall to 0 percent
HIGHEST_RATE = 30  # percent: the highest starting rate and the largest rise
STARTING_CHANGE = 2  # percentage points: a first move to look at
STARTING_LEVEL = 22  # percent
STARTING_HOME, HIGHEST_HOME = 0.5, 3.0
STARTING_CROSS, HIGHEST_CROSS = 2.0, 12.0
SMALLEST_SHARE, LARGEST_SHARE = 1.0, 50.0  # percent of both bases together
NOTICED = 0.05  # index points: less is shown as no change

FORMULA = (
    "Base after = base before x (price after / price before)^(-e) x (relative price after / "
    "relative price before)^(-c), with price = 1 + own rate and relative price = (1 + own rate) / "
    "(1 + neighbour's rate). Revenue = rate x base. Both start at 100, so revenue after = 100 x "
    "(rate after / rate before) x (base after / 100). Price gap = (1 + rate of Belarus) / (1 + "
    "rate of Russia) - 1. A floor makes the rate the higher one of own rate and floor; one common "
    "rate replaces both. e is the home elasticity: percent of the base lost where the price with "
    "tax rises by 1 percent. c is the cross-border elasticity of Belarus: percent of its base "
    "lost to the neighbour where its price rises by 1 percent against Russia's. For small changes "
    "what Belarus loses Russia wins, for large ones only roughly. So the c of Russia is c x share "
    "/ (1 - share), with the share of Belarus in both bases together."
)
SILENT = (
    "A what-if: the treaty of 2022 sets floors for excise only, and no floor or common rate of "
    "VAT was found in the passages that were read. The model is the course's own simple form. It "
    "puts the whole tax into the price and all sales under the standard rate. It is silent on "
    "reliefs, on evasion, on trade between firms, on what the other state does in return, and on "
    "why a state wants its rate."
)
WHY_HOME = (
    "the reader's assumption: the course has no estimate for the two states; 0 means that "
    "nobody buys less, 1 that people spend the same sum whatever the tax"
)
WHY_CROSS = (
    "the reader's assumption: the course has no estimate; 0 means that nobody shops across the "
    "border, high values fit goods that are cheap to carry and a border without checks"
)
WHY_INDEX = (
    "an index: no comparable figures on the VAT base of both states were found, so revenue is "
    "compared with before, not in money"
)
ASSUMED = "The Belarusian rate of {year} is assumed: the first source for it is of 2020."
HEADER = [
    "state",
    "rate before, percent",
    "own rate planned, percent",
    "rate after, percent",
    "tax base after, before = 100",
    "revenue after, before = 100",
]

# The chart: three small panels, one for each step of the calculation.
WIDTH, HEIGHT = 130, 200  # pixels of a panel
RATE, BASE, REVENUE = "rate", "base", "revenue"
PANELS = {
    RATE: "VAT rate, percent",
    BASE: "Tax base, before = 100",
    REVENUE: "Revenue, before = 100",
}
BEFORE, AFTER = "before", "after"
LABEL = 0.08  # part of the height of a panel that a label takes


@dataclass(frozen=True)
class Outcome:
    """What one position of the controls gives.

    Attributes
    ----------
    rows : by state: ``before``, ``planned`` and ``rate`` in percent, ``base`` and ``revenue`` as
        index with 100 before.
    gap_before, gap : how much dearer the same goods are in Belarus, in percent.
    together : revenue of both states, before = 100.
    """

    rows: pd.DataFrame
    gap_before: float
    gap: float
    together: float


def tax_harmonisation_explorer(*, question: str) -> Explorer:
    """Build the explorer of tax harmonisation between Belarus and Russia.

    Parameters
    ----------
    question : what the reader should find out.
    """
    starting = {year: _rates(year) for year in YEARS}
    options = {_named(year, starting[year]): year for year in YEARS}
    sizes = _sizes()
    share = round(float(sizes["BLR"] / (sizes["BLR"] + sizes["RUS"]) * 100), 1)

    year = dropdown("Rates before", list(options))
    rule = dropdown("Rule", list(RULES))
    level, level_row = number_slider(
        "Floor or common rate", "percent", value=STARTING_LEVEL, lowest=0, highest=HIGHEST_LEVEL
    )
    moves = {
        state: number_slider(
            f"{state} moves its own rate by",
            "percentage points",
            value=start,
            lowest=LARGEST_CUT,
            highest=LARGEST_RISE,
        )
        for state, start in zip(STATES, (STARTING_CHANGE, 0), strict=True)
    }
    home, home_row = number_slider(
        "Home elasticity e", value=STARTING_HOME, lowest=0.0, highest=HIGHEST_HOME, step=0.1
    )
    cross, cross_row = number_slider(
        "Cross-border elasticity c",
        value=STARTING_CROSS,
        lowest=0.0,
        highest=HIGHEST_CROSS,
        step=0.1,
    )
    part, part_row = number_slider(
        "Share of Belarus in both bases",
        "percent",
        value=share,
        lowest=SMALLEST_SHARE,
        highest=LARGEST_SHARE,
        step=0.1,
    )

    def draw(
        *,
        year: str,
        rule: str,
        level: int,
        belarus: int,
        russia: int,
        home: float,
        cross: float,
        share: float,
    ) -> View:
        known = starting[options[year]]
        changes: dict[str, float] = {"Belarus": belarus, "Russia": russia}
        outcome = modelled(
            known["rate_pct"],
            moves=changes,
            rule=RULES[rule],
            level=level,
            home_elasticity=home,
            cross_border_elasticity=cross,
            share=share,
        )
        said = [_said(outcome), *_explained(outcome, RULES[rule], level, cross)]
        if any(known.loc[state, "rate_pct"] + change < 0 for state, change in changes.items()):
            said.append("A rate cannot fall below 0.")
        if known["assumed"].any():
            said.append(ASSUMED.format(year=options[year]))
        return View(
            slope_chart(outcome, rule, level, options[year]),
            " ".join(said),
            table=lambda: _listed(outcome),
        )

    first = starting[YEARS[0]]
    start = modelled(
        first["rate_pct"],
        moves={"Belarus": STARTING_CHANGE, "Russia": 0},
        rule=taxes.OWN,
        level=STARTING_LEVEL,
        home_elasticity=STARTING_HOME,
        cross_border_elasticity=STARTING_CROSS,
        share=share,
    )
    defaults = _defaults(starting, share)
    shown = _listed(
        start,
        f"The view at the start: {YEARS[0]}, own rates, Belarus raises its rate by "
        f"{STARTING_CHANGE} points",
    )
    return Explorer(
        title="Explore tax harmonisation",
        question=question,
        controls={
            "year": year,
            "rule": rule,
            "level": level,
            "belarus": moves["Belarus"][0],
            "russia": moves["Russia"][0],
            "home": home,
            "cross": cross,
            "share": part,
        },
        layout=[
            words(escape(SILENT)),
            row(year, rule),
            level_row,
            *(line for _, line in moves.values()),
            home_row,
            cross_row,
            part_row,
            folded(
                "The formula, and the values at the start with their sources",
                f'<p style="line-height:1.4">{escape(FORMULA)}</p>{defaults.html}',
            ),
        ],
        draw=draw,
        fallback=Shown(
            f"<p>{escape(SILENT)}</p><p>{escape(FORMULA)}</p>{defaults.html}{shown.html}",
            f"{SILENT}\n{FORMULA}\n{defaults.text}\n{shown.text}",
        ),
    )


def _rates(year: int) -> pd.DataFrame:
    """Give the standard rate of VAT of both states in one year, by state, with its sources."""
    rates = data.load("tax_rates")
    begun = rates["valid_from_start"].isna() | (rates["valid_from_start"].dt.year <= year)
    lasts = rates["valid_to_end"].isna() | (rates["valid_to_end"].dt.year >= year)
    held = rates[(rates["tax"] == TAX) & (rates["band"] == BAND) & begun & lasts]
    held = held.set_index("country").loc[list(STATES.values())]
    # Without a first year a rate is known only from the year in which a source states it.
    seen = held["observed_year"].astype(float) <= year
    return held.assign(assumed=held["valid_from_start"].isna() & ~seen).set_axis(list(STATES))


def _sizes() -> pd.Series:
    """Give the gross domestic product of both states, by code."""
    indicators = data.load("country_indicators")
    chosen = indicators[(indicators["indicator"] == SIZE) & (indicators["year"] == SIZE_YEAR)]
    return chosen.set_index("country")["value"]


def _named(year: int, rates: pd.DataFrame) -> str:
    """Name a year with its rates: ``2021: Belarus 20 %, Russia 20 %``."""
    named = [
        f"{state} {rate:g} %{' (assumed)' if assumed else ''}"
        for state, rate, assumed in zip(
            rates.index, rates["rate_pct"], rates["assumed"], strict=True
        )
    ]
    return f"{year}: {', '.join(named)}"


def _defaults(starting: dict[int, pd.DataFrame], share: float) -> Shown:
    """List the values at the start with unit and source."""
    rates = pd.concat(list(starting.values()))
    of_start = starting[YEARS[0]]
    return starting_values(
        [
            (
                "rates before",
                ", ".join(f"{state} {of_start.loc[state, 'rate_pct']:g}" for state in STATES),
                "percent",
                citations.behind("tax_rates", rates),
            ),
            ("floor or common rate", STARTING_LEVEL, "percent", "the reader's choice"),
            ("change of own rates", STARTING_CHANGE, "percentage points", "the reader's choice"),
            ("home elasticity e", STARTING_HOME, "none", WHY_HOME),
            ("cross-border elasticity c", STARTING_CROSS, "none", WHY_CROSS),
            (
                "share of Belarus in both bases",
                share,
                "percent",
                f"share in the GDP of both states in {SIZE_YEAR} as a stand-in: course table "
                "country_indicators",
            ),
            ("base and revenue before", INDEX, "index", WHY_INDEX),
        ],
    )


def modelled(
    before: pd.Series,
    *,
    moves: dict[str, float],
    rule: str,
    level: float,
    home_elasticity: float,
    cross_border_elasticity: float,
    share: float,
) -> Outcome:
    """Run the model for both states.

    Parameters
    ----------
    before : rates by state, in percent.
    moves : by how many percentage points each state would move its own rate; a planned rate
        does not fall below 0 percent.
    rule : one of ``taxes.RULES``.
    level : floor or common rate, in percent.
    home_elasticity, cross_border_elasticity : without a unit; the second is that of Belarus.
    share : of Belarus in both bases, in percent.
    """
    planned = {state: max(0.0, float(before[state]) + moves[state]) for state in STATES}
    after = {state: taxes.harmonised(planned[state], rule, level) for state in STATES}
    weight = share / 100
    elasticity = {
        "Belarus": cross_border_elasticity,
        "Russia": taxes.mirrored_elasticity(cross_border_elasticity, weight),
    }
    size = {"Belarus": weight, "Russia": 1 - weight}
    rows = []
    money = {BEFORE: 0.0, AFTER: 0.0}
    for state, other in (("Belarus", "Russia"), ("Russia", "Belarus")):
        old, new = float(before[state]) / 100, after[state] / 100
        base = taxes.tax_base(
            old,
            new,
            neighbour_before=float(before[other]) / 100,
            neighbour_after=after[other] / 100,
            home_elasticity=home_elasticity,
            cross_border_elasticity=elasticity[state],
            base_before=INDEX,
        )
        collected = [taxes.revenue(old, INDEX), taxes.revenue(new, base)]
        money[BEFORE] += size[state] * collected[0]
        money[AFTER] += size[state] * collected[1]
        rows.append(
            {
                "before": float(before[state]),
                "planned": planned[state],
                "rate": after[state],
                "base": base,
                "revenue": collected[1] / collected[0] * INDEX,
            }
        )
    return Outcome(
        rows=pd.DataFrame(rows, index=list(STATES), dtype=float),
        gap_before=taxes.price_gap(before["Belarus"] / 100, before["Russia"] / 100) * 100,
        gap=taxes.price_gap(after["Belarus"] / 100, after["Russia"] / 100) * 100,
        together=money[AFTER] / money[BEFORE] * INDEX,
    )


def _whole(number: float, places: int = 1) -> str:
    """Write a number, without a minus before zero."""
    return f"{round(number, places) + 0.0:,.{places}f}"


def _said(outcome: Outcome) -> str:
    """Say the rates, the gap between the prices, and who gains."""
    rates = ", ".join(
        f"{state} stays at {line.before:g} percent"
        if line.before == line.rate
        else f"{state} goes from {line.before:g} to {line.rate:g} percent"
        for state, line in zip(STATES, outcome.rows.itertuples(index=False), strict=True)
    )
    results = ", ".join(
        f"{state} {_whole(revenue)} ({_verdict(revenue)})"
        for state, revenue in zip(STATES, outcome.rows["revenue"], strict=True)
    )
    return (
        f"Rates: {rates}. The same goods in Belarus, compared with Russia: before "
        f"{_compared(outcome.gap_before)}, after {_compared(outcome.gap)}. Revenue, before = 100: "
        f"{results}; both together {_whole(outcome.together)}."
    )


def _compared(gap: float) -> str:
    """Say how prices compare: ``1.7 percent dearer``."""
    size = _whole(abs(gap))
    if size == "0.0":
        return "no gap"
    return f"{size} percent {'dearer' if gap > 0 else 'cheaper'}"


def _verdict(revenue: float) -> str:
    if abs(revenue - INDEX) < NOTICED:
        return "as before"
    return "gains" if revenue > INDEX else "loses"


def _explained(outcome: Outcome, rule: str, level: float, cross: float) -> list[str]:
    """Explain positions of the controls where something has no effect or no meaning."""
    rows = outcome.rows
    planned, after = rows["planned"], rows["rate"]
    moved = planned != rows["before"]
    nothing = "the rule adds nothing to these plans" if moved.any() else "it changes nothing"
    said = []
    if rule == taxes.OWN and not moved.any():
        said.append("No rate moves: change an own rate, or choose a rule.")
    if rule == taxes.OWN and level != STARTING_LEVEL:
        said.append("Without a common rule the floor or common rate has no effect.")
    if rule == taxes.FLOOR:
        bound = [state for state in STATES if planned[state] < level]
        if not bound:
            said.append(f"The floor is not above the rates that the states would set: {nothing}.")
        else:
            free = [state for state in STATES if state not in bound]
            said.append(
                f"The floor binds {' and '.join(bound)}"
                + (f"; {free[0]} keeps its own rate." if free else ".")
            )
    if rule == taxes.COMMON:
        if (planned == level).all():
            said.append(f"The common rate is the one that both would set: {nothing}.")
        elif moved.any():
            said.append("Under one common rate the moves of own rates have no effect.")
    untaxed = [state for state in STATES if after[state] == 0]
    if untaxed:
        said.append(f"A rate of 0 percent brings no revenue: {' and '.join(untaxed)}.")
    if cross == 0:
        said.append("With c = 0 nobody shops across the border, so each state stands alone.")
    return said


def _listed(outcome: Outcome, caption: str = "") -> Shown:
    """Show the states row by row."""
    return table(
        HEADER,
        (
            (state, *(round(float(value), 1) for value in values))
            for state, values in zip(
                outcome.rows.index, outcome.rows.itertuples(index=False), strict=True
            )
        ),
        caption,
    )


def _drawn(outcome: Outcome) -> pd.DataFrame:
    """Give one row a state, panel and moment, with its label.

    Each panel has a scale of its own and no axis, because every point has its number. So heights
    are shares of the panel.
    """
    points = []
    for panel, title in PANELS.items():
        first = outcome.rows["before"].tolist() if panel == RATE else [INDEX] * len(STATES)
        values = {BEFORE: first, AFTER: outcome.rows[panel].tolist()}
        low, high = _span(panel, [*first, *values[AFTER]])
        for when, pair in values.items():
            heights = [(value - low) / (high - low) for value in pair]
            places, labels = _labels(heights, [_written(panel, value) for value in pair])
            points += [
                {
                    "panel": title,
                    "state": state,
                    "when": when,
                    "value": round(value, 4),
                    "height": round(height, 5),
                    "place": round(place, 5),
                    "label": label,
                }
                for state, value, height, place, label in zip(
                    STATES, pair, heights, places, labels, strict=True
                )
            ]
    return pd.DataFrame(points)


def _span(panel: str, values: list[float]) -> tuple[float, float]:
    """Give the ends of a panel. Rates start at zero; a small change of an index stays small."""
    if panel == RATE:
        return 0.0, float(HIGHEST_RATE)
    return min(*values, INDEX - 10), max(*values, INDEX + 10)


def _written(panel: str, value: float) -> str:
    return f"{value:g}" if panel == RATE or value == INDEX else _whole(value)


def _labels(heights: list[float], words: list[str]) -> tuple[list[float], list[str]]:
    """Give the height and the words of two labels, apart from each other or joined into one."""
    if words[0] == words[1]:
        return heights, [f"both {words[0]}", ""]
    short = max(0.0, LABEL - abs(heights[0] - heights[1])) / 2
    upper = 0 if heights[0] > heights[1] else 1
    return [height + (short if i == upper else -short) for i, height in enumerate(heights)], words


@cache
def _panel() -> alt.LayerChart:
    """Build the panel that stands for each step. Made once: a move must be quick."""
    part = alt.Chart()
    x = alt.X(
        "when:N",
        title=None,
        sort=[BEFORE, AFTER],
        scale=alt.Scale(padding=0.42),
        axis=alt.Axis(labelAngle=0, ticks=False, domain=False, grid=True),
    )
    scale = alt.Scale(domain=[-LABEL, 1 + LABEL], nice=False, zero=False)
    y = alt.Y("height:Q", title=None, scale=scale, axis=None)
    lines = part.mark_line().encode(
        color=alt.Color(
            "state:N",
            title=None,
            scale=charts.country_color(*STATES),
            legend=charts.line_legend(),
        ),
        strokeDash=alt.StrokeDash("state:N", title=None, scale=charts.country_dash(*STATES)),
    )
    ends = part.mark_point(size=55, opacity=1, color=theme.INK).encode(
        tooltip=[
            alt.Tooltip("state:N", title="State"),
            alt.Tooltip("when:N", title="When"),
            alt.Tooltip("value:Q", title="Value", format=",.2f"),
        ],
    )
    numbers = (
        part.transform_filter("datum.label != ''")
        .mark_text(
            aria=False,  # the points speak their values
            fontSize=12,
            color=theme.INK,
            dx={"expr": f"datum.when == '{BEFORE}' ? -9 : 9"},
            align={"expr": f"datum.when == '{BEFORE}' ? 'right' : 'left'"},
        )
        .encode(y=alt.Y("place:Q"), text="label:N")
    )
    return alt.LayerChart(
        layer=[lines, ends, numbers], encoding={"x": x, "y": y}, width=WIDTH, height=HEIGHT
    )


@cache
def _columns() -> alt.FacetMapping:
    """Give the columns that the panels stand in, in the order of the calculation."""
    header = alt.Header(labelFontSize=13)
    return alt.FacetMapping(
        column=alt.Column("panel:N", title=None, sort=list(PANELS.values()), header=header)
    )


def slope_chart(outcome: Outcome, rule: str, level: float, year: int) -> alt.TopLevelMixin:
    """Draw rates, tax base and revenue as slopes from before to after, one panel each.

    Parameters
    ----------
    outcome : what the model gives.
    rule : the rule in words.
    level : floor or common rate, in percent.
    year : the year of the rates before.
    """
    at = "" if RULES[rule] == taxes.OWN else f" of {level:g} percent"
    chart = alt.FacetChart(
        data=_drawn(outcome),
        spec=_panel(),
        facet=_columns(),
        spacing=34,
        title=alt.TitleParams(f"From the rates of {year} to: {rule}{at}"),
    )
    return charts.finish(chart, alt=_finding(outcome, rule, at, year), source=TABLES)


def _finding(outcome: Outcome, rule: str, at: str, year: int) -> str:
    """Say in words what the slopes show."""
    told = [
        f"{state}: rate from {line.before:g} to {line.rate:g} percent, tax base from 100 to "
        f"{_whole(line.base)}, revenue from 100 to {_whole(line.revenue)}."
        for state, line in zip(STATES, outcome.rows.itertuples(index=False), strict=True)
    ]
    head = f"Slopes from before to after for Belarus and Russia, rates of {year}, then {rule}{at}."
    return " ".join([head, *told])
