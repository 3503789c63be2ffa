"""The deadline explorer: what was promised about a market, and by when."""

from __future__ import annotations

from textwrap import wrap

import altair as alt
import ipywidgets as widgets
import pandas as pd

from helpers import charts, data
from helpers.charts import theme
from helpers.controls import row
from helpers.display import table
from helpers.errors import choose
from helpers.explorers.base import Explorer, View
from helpers.live import words

EVERY = "all levels"
# No outcome: readers judge before they are told.
PROMISED = ["no.", "step", "level", "announced on", "announced by", "deadline"]
HAPPENED = [*PROMISED, "what happened", "dated", "result"]
NO_DATE = "no date given"
SHOW = "Show what happened"

ANNOUNCED, DEADLINE = "announced", "deadline"
KEPT, LATE, MISSED, POSTPONED, PENDING = "kept in time", "late", "missed", "postponed", "pending"
UNDATED, UNKNOWN = "done (no date set)", "done (date not known)"
# A deadline is an upright line, so that what happened on the same day does not hide it.
UPRIGHT = "M-.14,-1.5L.14,-1.5L.14,1.5L-.14,1.5Z"
LOOKS = {
    ANNOUNCED: (charts.PALETTE["sky"], "circle"),
    DEADLINE: (charts.PALETTE["black"], UPRIGHT),
    KEPT: (charts.PALETTE["green"], "square"),
    UNDATED: (charts.PALETTE["green"], "diamond"),
    LATE: (charts.PALETTE["orange"], "triangle-right"),
    POSTPONED: (charts.PALETTE["pink"], "triangle-up"),
    MISSED: (charts.PALETTE["vermilion"], "cross"),
    PENDING: (charts.PALETTE["blue"], "triangle-down"),
    UNKNOWN: (charts.PALETTE["green"], "stroke"),
}
HOW_TO_READ = (
    "Each row is one promise, from the day it was announced to its deadline. A date known only to "
    "the month or year is a pale bar over all days that it can mean, with the mark on the last. "
    "What happened is dated by the event, or by the report that tells of it; the table has it in "
    "words. Late is a step that came after its day; missed is one that did not come, or came as "
    "something smaller."
)
LINE = 48  # characters of a step that fit beside the chart
LINE_HEIGHT = 15  # pixels
WIDTH = 400  # pixels, without the steps on the left and the results on the right


# Made once: a chart is drawn anew at every move, and each of these is checked when it is made.
TOOLTIP = [
    alt.Tooltip("step:N", title="Step"),
    alt.Tooltip("announced_by:N", title="Announced by"),
    alt.Tooltip("announced_on:N", title="Announced on"),
    alt.Tooltip("announced_deadline:N", title="Deadline"),
    alt.Tooltip("outcome:N", title="What happened"),
    alt.Tooltip("result:N", title="Result"),
]
OUTCOMES_FROM = 4
POINT_TOOLTIP = [alt.Tooltip("sign:N", title="What"), alt.Tooltip("said:N", title="Date")]
LEGEND = alt.Legend(columns=6, labelLimit=0)
BESIDE = alt.XValue(WIDTH + 8)  # type: ignore[no-untyped-call]
YEARS = alt.Axis(format="%Y", tickCount="year")
LABELS = alt.Axis(
    labelExpr="split(datum.label, '\\n')",
    labelFontSize=11,
    labelLimit=0,
    labelLineHeight=LINE_HEIGHT - 1,
    grid=True,
    ticks=False,
    domain=False,
)


def deadlines_explorer(market: str, *, question: str) -> Explorer:
    """Build the explorer of the promises about one market.

    Parameters
    ----------
    market : ``gas``, ``oil``, ``electricity``, or ``all`` for promises about all of them.
    question : what the reader should find out.

    Raises
    ------
    UnknownNameError : no promise about this market is in the table.
    """
    every = data.load("market_deadlines")
    choose("market", market, set(every["market"]))
    promises = _numbered(every[every["market"] == market])
    levels = [EVERY, *sorted(set(promises["level"]))]
    # The axis stays where it is, whatever is shown.
    known_until = pd.Timestamp(data.date_of_knowledge())
    days = promises[["announced_on_start", "announced_deadline_end"]].stack()
    span = (days.min(), max(days.max(), known_until))

    level = widgets.Dropdown(options=levels, description="Level")
    show_outcomes = widgets.Checkbox(False, description=SHOW, indent=False)

    def draw(level: str, show_outcomes: bool) -> View:
        chosen = promises if level == EVERY else promises[promises["level"] == level]
        return View(
            deadlines_chart(
                chosen, market, span=span, known_until=known_until, with_outcomes=show_outcomes
            ),
            _said(chosen, market, level, with_outcomes=show_outcomes),
            table=lambda: table(*_listed(chosen, with_outcomes=show_outcomes)),
        )

    return Explorer(
        title=f"Explore the deadlines: {_named(market)}",
        question=question,
        controls={"level": level, "show_outcomes": show_outcomes},
        layout=[
            words(HOW_TO_READ),
            row(level, show_outcomes),
        ],
        draw=draw,
        fallback=table(
            *_listed(promises, with_outcomes=False),
            f"All {len(promises)} promises about {_named(market)}, in the order of announcement",
        ),
    )


def _named(market: str) -> str:
    return "all markets" if market == "all" else f"the {market} market"


def _numbered(promises: pd.DataFrame) -> pd.DataFrame:
    """Sort promises by the day of announcement, number them, and add what became of each."""
    ordered = promises.sort_values(
        ["announced_on_end", "announced_deadline_end"], kind="stable"
    ).reset_index(drop=True)
    label = [
        "\n".join(wrap(f"{number}. {step}", LINE))
        for number, step in enumerate(ordered["step"], start=1)
    ]
    return ordered.assign(
        number=ordered.index + 1,
        label=label,
        result=[
            _result(status, due, outcome)
            for status, due, outcome in zip(
                ordered["status"],
                ordered["announced_deadline_end"],
                ordered["outcome_date_end"],
                strict=True,
            )
        ],
    )


def _result(status: str, due: pd.Timestamp, outcome: pd.Timestamp) -> str:
    """Say what became of a promise; what was done is measured against its deadline.

    Parameters
    ----------
    status : as in the table ``market_deadlines``.
    due, outcome : the last day that the deadline and the date of the outcome can mean.
    """
    if status != "done":
        return status
    if pd.isna(due):
        return UNDATED
    if pd.isna(outcome):
        return UNKNOWN
    return KEPT if outcome <= due else LATE


def _number(promises: pd.DataFrame) -> str:
    return "1 promise" if len(promises) == 1 else f"{len(promises)} promises"


def _said(chosen: pd.DataFrame, market: str, level: str, *, with_outcomes: bool) -> str:
    """Count the promises, and with the outcomes also what became of them."""
    undated = int(chosen["announced_deadline"].isna().sum())
    without = f", {undated} of them without a date" if undated else ""
    begin = f"{_number(chosen)} about {_named(market)}, {level}{without}"
    if not with_outcomes:
        return f"{begin}. Judge first, then tick '{SHOW}'."
    return f"{begin}: {_counted(chosen)}."


def _counted(chosen: pd.DataFrame) -> str:
    """Count the results; the usual ones also where there is none, for "0 kept" says much."""
    counts = chosen["result"].value_counts()
    named = [KEPT, LATE, MISSED, PENDING]
    named += [result for result in LOOKS if result in counts and result not in named]
    return ", ".join(f"{counts.get(result, 0)} {result}" for result in named)


def _listed(
    chosen: pd.DataFrame, *, with_outcomes: bool
) -> tuple[list[str], list[tuple[object, ...]]]:
    """Give the promises as header and rows of a table; outcomes only where they are asked for."""
    columns = ["number", "step", "level", "announced_on", "announced_by", "announced_deadline"]
    if with_outcomes:
        columns += ["outcome", "outcome_date", "result"]
    rows = chosen[columns].copy()
    rows["announced_deadline"] = rows["announced_deadline"].fillna(NO_DATE)
    return HAPPENED if with_outcomes else PROMISED, list(rows.itertuples(index=False, name=None))


def _marks(chosen: pd.DataFrame, *, with_outcomes: bool) -> pd.DataFrame:
    """Give one row for each date to draw: whose, what it is, its first and last possible day."""
    kinds = [(ANNOUNCED, "announced_on"), (DEADLINE, "announced_deadline")]
    parts = [
        chosen[["label"]].assign(
            sign=sign,
            first=chosen[f"{column}_start"],
            last=chosen[f"{column}_end"],
            precision=chosen[f"{column}_precision"],
            said=chosen[column],
        )
        for sign, column in (*kinds, *([(None, "outcome_date")] if with_outcomes else []))
    ]
    if with_outcomes:
        parts[-1]["sign"] = chosen["result"]
    marks = pd.concat(parts, ignore_index=True)
    return marks[marks["last"].notna()]


def deadlines_chart(
    chosen: pd.DataFrame,
    market: str,
    *,
    span: tuple[pd.Timestamp, pd.Timestamp],
    known_until: pd.Timestamp,
    with_outcomes: bool,
) -> alt.TopLevelMixin:
    """Draw one row a promise, from its announcement to its deadline.

    Parameters
    ----------
    chosen : numbered promises.
    market : the market that they are about.
    span : the first and the last day of the axis.
    known_until : the day up to which the course knows the record.
    with_outcomes : also draw what became of each promise.
    """
    marks = _marks(chosen, with_outcomes=with_outcomes)
    signs = [sign for sign in LOOKS if sign in set(marks["sign"])]
    looks = [LOOKS[sign] for sign in signs]
    lines = max(label.count("\n") + 1 for label in chosen["label"])
    shown = ["label", "step", "announced_by", "announced_on", "announced_deadline"]
    if with_outcomes:
        shown += ["outcome", "result"]
    rows = chosen[shown].assign(
        begin=chosen["announced_on_end"],
        end=chosen["announced_deadline_end"].fillna(chosen["announced_on_end"]),
    )
    rows["announced_deadline"] = rows["announced_deadline"].fillna(NO_DATE)

    time = alt.Scale(domain=[f"{span[0]:%Y-%m-%d}", f"{span[1]:%Y-%m-%d}"], padding=8)
    part = alt.Chart()
    waits = (
        alt.Chart(rows)
        .mark_rule(color=theme.GREY, strokeWidth=2)
        .encode(
            x=alt.X("begin:T", title=None, scale=time, axis=YEARS),
            x2=alt.X2("end:T"),
            tooltip=TOOLTIP[: None if with_outcomes else OUTCOMES_FROM],
        )
    )
    doubts = (
        part.transform_filter("datum.precision != 'day'")
        .mark_bar(height=12, color="#CFCFCF")
        .encode(x=alt.X("first:T"), x2=alt.X2("last:T"))
    )
    points = part.mark_point(size=110, opacity=1).encode(
        x=alt.X("last:T"),
        color=alt.Color(
            "sign:N",
            title=None,
            scale=alt.Scale(domain=signs, range=[color for color, _ in looks]),
            legend=LEGEND,
        ),
        shape=alt.Shape(
            "sign:N",
            title=None,
            scale=alt.Scale(domain=signs, range=[shape for _, shape in looks]),
        ),
        tooltip=POINT_TOOLTIP,
    )
    layers = [doubts, waits, points]
    if with_outcomes:
        layers.append(
            alt.Chart(rows)
            .mark_text(align="left", fontSize=12, color=theme.INK)
            .encode(x=BESIDE, text=alt.Text("result:N"))
        )
    chart = alt.LayerChart(
        data=marks,
        layer=layers,
        width=WIDTH,
        height=(lines * LINE_HEIGHT + 8) * len(chosen),
        title=alt.TitleParams(
            f"Promises about {_named(market)}",
            subtitle=f"The course knows the record up to {known_until.day} {known_until:%B %Y}.",
        ),
        encoding={
            "y": alt.Y("label:N", title=None, sort=chosen["label"].tolist(), axis=LABELS),
        },
    )
    return charts.finish(
        chart,
        alt=_finding(chosen, market, with_outcomes=with_outcomes),
        source=["market_deadlines"],
    )


def _finding(chosen: pd.DataFrame, market: str, *, with_outcomes: bool) -> str:
    """Say in words what the rows show."""
    due = chosen["announced_deadline_end"].dropna().dt.year
    years = " to ".join(str(year) for year in dict.fromkeys([due.min(), due.max()]))
    said = f"Time axis with {_number(chosen)} about {_named(market)}, one row each."
    said += f" Deadlines: {years if len(due) else 'none'}."
    if with_outcomes:
        said += f" Results: {_counted(chosen)}."
    return said
