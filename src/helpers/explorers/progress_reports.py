"""What "80 percent done" can mean: progress against time, and measures against programmes."""

from __future__ import annotations

from calendar import month_name, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import isnan
from typing import Any

import altair as alt
import ipywidgets as widgets
import pandas as pd

from helpers import charts, data
from helpers.charts import theme
from helpers.controls import number_slider, row
from helpers.data import dates, loading
from helpers.display import Shown, table
from helpers.explorers.base import Explorer, View
from helpers.models import implementation

REPORTS, PACKAGES = "implementation_reports", "packages"
MEASURES, PROGRAMMES = "measures", "programmes"
NO_REPORT = "no report to choose"
AS_STATED = "as stated"
# How a figure was worded, with the shape of its mark. A triangle points to where the truth may be.
WORDINGS = {
    AS_STATED: "circle",
    "about": "square",
    "at least": "triangle-up",
    "at most": "triangle-down",
    "range": "diamond",
}
FIRST_YEAR, LAST_YEAR = 2021, 2028  # of the day looked at; some lines end after the packages
PACE_HEIGHT = 340  # pixels
BUNCHING_SIZE = 420  # pixels; both axes are shares of 100
EVEN, YOURS = "even progress", "your straight line: an assumption"
DASHES = {EVEN: [1, 0], YOURS: [6, 4]}
COLORS = {EVEN: theme.GREY, YOURS: charts.PALETTE["blue"]}
WIDE = {"style": {"description_width": "initial"}, "layout": widgets.Layout(width="auto")}

PACE_FORMULA = (
    "R = p / T. p is the share done, in percent, as reported. T is the share of the package's time "
    "that is over, in percent: days since the first day / days from the first to the last day. "
    "R = 1 is even progress, R below 1 is slower. The straight line goes through the two reports "
    "that you choose: percent on a day = percent of the earlier report + percentage points a day "
    "between the two x days since the earlier one."
)
PACE_READING = (
    "Marks are reports, their shape says how the figure was worded. All of them are claims of "
    "officials or media. Measures and programmes are never on one axis. A report known to its "
    "month stands in the middle of a pale bar over that month."
)
BUNCHING_FORMULA = (
    "s = p^n. p is the share of measures done, n the number of measures in every programme, s the "
    "share of programmes with all measures done, if each measure is done or not independently of "
    "the others. Backwards, n_eff = ln s / ln p is the number of independent measures that would "
    "explain a reported pair. It has no value where p or s is 0 or 100 percent."
)
BUNCHING_READING = (
    "Marks are pairs: the share of measures and the number of programmes that one speaker reported "
    "at one time. The shape says whose they are. All are claims of officials or state media."
)


# Progress against time


def pace_explorer(*, question: str) -> Explorer:
    """Build the explorer of progress against time.

    Parameters
    ----------
    question : what the reader should find out.
    """
    packages = _packages()
    reports = _reports()
    start = list(packages)[-1]

    package = widgets.Dropdown(options=list(packages), value=start, description="Package", **WIDE)
    counted = widgets.Dropdown(options=[MEASURES, PROGRAMMES], description="Counted", **WIDE)
    first = widgets.Dropdown(description="Line from", **WIDE)
    second = widgets.Dropdown(description="to", **WIDE)
    year = widgets.BoundedIntText(
        packages[start].end.year,
        min=FIRST_YEAR,
        max=LAST_YEAR,
        description="Look at the end of: year",
        tooltip="Look at the end of: year",  # without one ipywidgets shows the word "null"
        **WIDE,
    )
    months = list(month_name)[1:]
    month = widgets.Dropdown(options=months, value=months[-1], description="Month", **WIDE)

    def offer() -> None:
        """List the reports in the chosen unit; choose the first and last of the package's time."""
        listed = [one for one in _in_unit(reports, package.value, counted.value) if not one.missing]
        inside = [one.name for one in listed if one.day <= packages[package.value].end]
        for control, place in ((first, 0), (second, -1)):
            control.options = [one.name for one in listed] or [NO_REPORT]
            control.value = (inside or control.options)[place]

    def refill(change: Any) -> None:
        explorer.settling = True
        try:
            offer()
            if change["owner"] is package:
                end = packages[package.value].end
                year.value, month.value = end.year, months[end.month - 1]
        finally:
            explorer.settling = False

    offer()
    # Before the explorer listens too, so that it draws once, with the new list.
    for control in (package, counted):
        control.observe(refill, "value")

    def draw(*, package: str, counted: str, first: str, second: str, year: int, month: str) -> View:
        span = packages[package]
        listed = _in_unit(reports, package, counted)
        drawn = [report for report in listed if not report.missing]
        if not drawn:
            return View(
                None,
                f"No report says how many of the {counted} of the package {package} are done. "
                "Choose another package, or count something else.",
                table=lambda: _report_rows(listed, span),
            )
        number = months.index(month) + 1
        day = date(year, number, monthrange(year, number)[1])
        chosen = sorted(
            (report for name in (first, second) for report in drawn if report.name == name),
            key=lambda report: report.day,
        )
        line = _line(chosen, span, day)
        return View(
            pace_chart(drawn, line, span, counted, day),
            f"{_pace_said(chosen[-1], span, counted)} {line.said}",
            table=lambda: _report_rows(listed, span),
        )

    listed = _in_unit(reports, package.value, counted.value)
    span = packages[package.value]
    limits = table(
        ["package", "first day", "last day", "days", "source"],
        [
            (one.name, f"{one.start}", f"{one.end}", (one.end - one.start).days, one.published)
            for one in packages.values()
        ],
        "The time of the packages; the last day is the end of the last year in their names",
    )
    words = f"{PACE_FORMULA} {PACE_READING}"
    rows = _report_rows(listed, span, f"The view at the start: {counted.value}, {package.value}")
    explorer = _Following(
        title="Explore progress against time",
        question=question,
        controls={
            "package": package,
            "counted": counted,
            "first": first,
            "second": second,
            "year": year,
            "month": month,
        },
        layout=[
            widgets.HTML(f'<p style="line-height:1.4">{escape(words)}</p>'),
            row(package, counted),
            row(first),
            row(second),
            row(year, month),
            widgets.HTML(
                f"<details><summary>The time of the packages</summary>{limits.html}</details>"
            ),
        ],
        draw=draw,
        fallback=Shown(
            f"<p>{escape(words)}</p>{limits.html}{rows.html}",
            f"{words}\n{limits.text}\n{rows.text}",
        ),
    )
    return explorer


class _Following(Explorer):
    """An explorer in which some controls follow others; it draws when all have settled."""

    settling = False

    def redraw(self) -> None:
        """Draw the chart, unless controls are still being set."""
        if not self.settling:
            super().redraw()


@dataclass(frozen=True)
class _Package:
    name: str
    start: date
    end: date
    published: str

    def elapsed(self, day: date) -> float:
        return implementation.elapsed_share(day, self.start, self.end)


@dataclass(frozen=True)
class _Report:
    """One report in one unit.

    ``day`` is where it is drawn, ``missing`` why it is not drawn, empty if it is.
    """

    package: str
    counted: str
    reporter: str
    side: str
    written: str
    first: date
    last: date
    day: date
    percent: float
    precision: str
    missing: str

    @property
    def worded(self) -> str:
        """Write the percent with the word that limits it: ``at most 90 %``."""
        if self.precision == "range":
            return f"{self.percent:g} % (middle of a range)"
        before = "" if self.precision == AS_STATED else f"{self.precision} "
        return f"{before}{self.percent:g} %"

    @property
    def when(self) -> str:
        return dates.spoken(self.written)

    @property
    def name(self) -> str:
        return f"{self.when}: {self.worded}, {self.reporter}"


@dataclass(frozen=True)
class _Line:
    """The straight line of the reader: where it is drawn, and what is to be said about it."""

    said: str
    ends: tuple[implementation.Point, ...] = ()
    mark: implementation.Point | None = None


def _packages() -> dict[str, _Package]:
    found = data.load(PACKAGES)
    names = loading.read(loading.SOURCES).set_index("source_id")["publisher"]
    return {
        one.package: _Package(
            one.package,
            one.start_start.date(),
            one.end_start.date(),
            ", ".join(dict.fromkeys(names[i] for i in one.source_ids.split(";"))),
        )
        for one in found.itertuples()
    }


def _reports() -> list[_Report]:
    """Give the reports on measures and programmes, in the order of their days."""
    rows = data.load(REPORTS)
    # Some say only what is planned.
    rows = rows[rows["counted"].isin([MEASURES, PROGRAMMES]) & ~rows["date"].isna()]
    found = []
    for one in rows.itertuples():
        first, last = one.date_start.date(), one.date_end.date()
        missing = ""
        if pd.isna(one.percent):
            missing = "no percent" if one.precision != "misprint" else "no percent: a misprint"
        elif one.date_precision == "year":
            missing = "the day is not known"
        found.append(
            _Report(
                one.package,
                one.counted,
                one.reporter,
                one.side,
                one.date,
                first,
                last,
                first + (last - first) / 2,
                float(one.percent),
                one.precision,
                missing,
            )
        )
    return sorted(found, key=lambda report: report.day)


def _in_unit(reports: Sequence[_Report], package: str, counted: str) -> list[_Report]:
    return [one for one in reports if (one.package, one.counted) == (package, counted)]


def _spoken(day: date) -> str:
    return dates.spoken(day.isoformat())


def _pace_said(report: _Report, span: _Package, counted: str) -> str:
    """Say how the later report stands against the time that is over."""
    elapsed = span.elapsed(report.day)
    ratio = implementation.progress_ratio(report.percent / 100, elapsed)
    begin = f"{report.reporter}, {report.when}: {report.worded} of the {counted}"
    if isnan(ratio):
        return f"{begin}, on the first day of the package: no time was over, so R has no value."
    bound = report.precision if report.precision in ("at least", "at most") else ""
    read = f"R {f'is {bound}' if bound else '='} {ratio:.2f}"
    if report.day > span.end:
        return f"{begin}, after the last day of the package, {_spoken(span.end)}: {read}."
    pace = {-1: "slower than", 0: "as fast as", 1: "faster than"}
    sign = (round(ratio, 2) > 1) - (round(ratio, 2) < 1)
    # A bound says something of the pace only where all that it allows lies on one side.
    clear = {"at least": sign > 0, "at most": sign < 0}.get(bound, True)
    judged = f", {pace[sign]} even progress" if clear else ""
    return f"{begin} after {elapsed * 100:.1f} % of the time: {read}{judged}."


def _line(chosen: Sequence[_Report], span: _Package, day: date) -> _Line:
    """Judge the straight line through two reports, and read it on the day looked at.

    Parameters
    ----------
    chosen : the two reports, the earlier one first.
    span : the package that they are about.
    day : the day looked at.
    """
    earlier, later = chosen[0], chosen[-1]
    if earlier.name == later.name:
        return _Line("Both ends of the line are the same report: choose two for a line.")
    if earlier.day == later.day:
        return _Line("Both reports are of the same time: choose two of different days for a line.")
    ends = (earlier.day, earlier.percent), (later.day, later.percent)
    if later.percent < earlier.percent:
        return _Line(
            f"The later report is lower than the earlier one ({earlier.worded}). What is done "
            "does not become undone: they measure different things, or are rounded too much to "
            "compare. No line is drawn."
        )
    full = implementation.day_reached(*ends, 100)
    when = f"on {_spoken(day)}{', the last day of the package' * (day == span.end)}"
    if day < span.start:
        read, mark = f"The package had not begun {when}: choose a later month.", None
    elif day < earlier.day:
        read, mark = f"The line is not read {when}, before the earlier of the two reports.", None
    elif full is not None and full <= day:
        read = (
            f"The straight line is at 100 % on {_spoken(full)}, and not more can be done {when}: "
            "it ends there."
        )
        mark = (full, 100.0)
    else:
        percent = implementation.projection(*ends, day)
        read, mark = f"The straight line is at {percent:.1f} % {when}.", (day, percent)
        if full is None:
            read += " It never gets to 100 %."
        else:
            read += f" It gets to 100 % on {_spoken(full)}."
    far = max([later.day, *([mark[0]] if mark else [])])
    if full is not None:
        far = max(later.day, min(far, full))
    reach = min(100.0, implementation.projection(*ends, far))
    return _Line(
        f"{read} {_assumption(earlier, later)}",
        ((earlier.day, earlier.percent), (far, reach)),
        mark,
    )


def _assumption(earlier: _Report, later: _Report) -> str:
    bounds = [one.worded for one in (earlier, later) if one.precision != AS_STATED]
    rough = f"; and {' and '.join(bounds)} would have to be exact" if bounds else ""
    return (
        "The line is an assumption: that the rest goes at the speed of the time between these two "
        f"reports, and is no harder than what was done{rough}."
    )


def _report_rows(listed: Sequence[_Report], span: _Package, caption: str = "") -> Shown:
    """Show the reports in one unit with their place in time and their R."""
    rows = []
    for one in listed:
        placed = one.missing != "the day is not known"
        elapsed = span.elapsed(one.day)
        ratio = implementation.progress_ratio(one.percent / 100, elapsed)
        rows.append(
            (
                one.written,
                one.reporter,
                one.side,
                one.percent,
                one.precision,
                round(elapsed * 100, 1) if placed else None,
                round(ratio, 2) if placed else None,
                one.missing or "yes",
            )
        )
    header = [
        "date",
        "reporter",
        "side",
        "done, percent",
        "wording",
        "time over, percent",
        "R",
        "in the chart",
    ]
    return table(header, rows, caption)


# Made once: a chart is drawn anew at every move, and each of these is checked when it is made.
REPORT_TOOLTIP = [
    alt.Tooltip("when:N", title="When"),
    alt.Tooltip("reporter:N", title="Who"),
    alt.Tooltip("worded:N", title="Reported"),
    alt.Tooltip("ratio:N", title="R"),
]
LINE_LEGEND = theme.line_legend()
LINE_LEGEND["labelLimit"] = 0
LINE_COLOR = alt.Color(
    "line:N",
    title=None,
    scale=alt.Scale(domain=list(COLORS), range=list(COLORS.values())),
    legend=LINE_LEGEND,
)
LINE_DASH = alt.StrokeDash(
    "line:N", title=None, scale=alt.Scale(domain=list(DASHES), range=list(DASHES.values()))
)
PERCENT_SCALE = alt.Scale(domain=[0, 100])
TOP = alt.YValue(0)  # type: ignore[no-untyped-call]
BOTTOM = alt.Y2Value(PACE_HEIGHT)  # type: ignore[no-untyped-call]
TIME_AXIS = alt.Axis(format="%b %Y", tickCount=8, labelOverlap=True)


def pace_chart(
    drawn: Sequence[_Report], line: _Line, span: _Package, counted: str, day: date
) -> alt.TopLevelMixin:
    """Draw reports, even progress and the straight line of the reader over time.

    Parameters
    ----------
    drawn : the reports in one unit.
    line : the straight line; without ends where none is drawn.
    span : the package that the reports are about.
    counted : ``measures`` or ``programmes``.
    day : the day looked at, marked by an upright line.
    """
    ends = [(EVEN, span.start, 0.0), (EVEN, span.end, 100.0)]
    ends += [(YOURS, when, percent) for when, percent in line.ends]
    days = [span.start, span.end, day, *(one.last for one in drawn), *(at for _, at, _ in ends)]
    # All data are given once, to the whole: every copy of a part costs time at each move.
    frame = pd.DataFrame(
        [
            {
                "part": "report",
                "day": f"{one.day}",
                "first": f"{one.first}",
                "last": f"{one.last}",
                "percent": one.percent,
                "when": one.when,
                "reporter": one.reporter,
                "worded": one.worded,
                "wording": one.precision,
                "ratio": _ratio(one, span),
            }
            for one in drawn
        ]
        + [{"part": "line", "line": name, "day": f"{at}", "percent": p} for name, at, p in ends]
        + [{"part": "look", "day": f"{day}"}]
    )
    wordings = [word for word in WORDINGS if any(one.precision == word for one in drawn)]
    shapes = alt.Scale(domain=wordings, range=[WORDINGS[word] for word in wordings])

    part = alt.Chart()
    reports = part.transform_filter("datum.part == 'report'")
    layers = [
        part.transform_filter("datum.part == 'look'")
        .mark_rule(color="#BDBDBD", strokeWidth=6)
        .encode(y=TOP, y2=BOTTOM),
        reports.transform_filter("datum.first != datum.last")
        .mark_bar(height=8, color="#CFCFCF")
        .encode(x=alt.X("first:T"), x2=alt.X2("last:T")),
        part.transform_filter("datum.part == 'line'")
        .mark_line()
        .encode(color=LINE_COLOR, strokeDash=LINE_DASH),
        reports.mark_point(size=110, opacity=1, color=theme.INK).encode(
            shape=alt.Shape("wording:N", title="Wording", scale=shapes), tooltip=REPORT_TOOLTIP
        ),
    ]
    if line.mark is not None:
        at, percent = line.mark
        frame.loc[len(frame), ["part", "day", "percent"]] = ["read", f"{at}", percent]
        spot = part.transform_filter("datum.part == 'read'")
        layers += [
            spot.mark_point(size=140, opacity=1, filled=False, color=COLORS[YOURS], strokeWidth=2),
            spot.mark_text(
                text=f"{percent:.1f} %",
                align="right",
                dx=-4,
                dy=22,
                fontSize=13,
                color=COLORS[YOURS],
            ),
        ]
    chart = alt.LayerChart(
        data=frame,
        layer=layers,
        width=theme.WIDTH,
        height=PACE_HEIGHT,
        encoding={
            "x": alt.X(
                "day:T",
                title=None,
                scale=alt.Scale(domain=[f"{min(days)}", f"{max(days)}"], padding=10),
                axis=TIME_AXIS,
            ),
            "y": alt.Y("percent:Q", title=f"{counted} done, percent", scale=PERCENT_SCALE),
        },
        title=alt.TitleParams(
            f"{counted.capitalize()} reported as done, package {span.name}",
            subtitle=f"Pale upright line: {_spoken(day)}, the day looked at.",
        ),
    )
    return charts.finish(
        chart, alt=_pace_finding(drawn, line, span, counted), source=[REPORTS, PACKAGES]
    )


def _ratio(report: _Report, span: _Package) -> str:
    ratio = implementation.progress_ratio(report.percent / 100, span.elapsed(report.day))
    return "no value" if isnan(ratio) else f"{ratio:.2f}"


def _pace_finding(drawn: Sequence[_Report], line: _Line, span: _Package, counted: str) -> str:
    """Say in words what the chart shows."""
    even = [span.elapsed(one.day) * 100 for one in drawn]
    below = sum(one.percent < at for one, at in zip(drawn, even, strict=True))
    number = "1 report" if len(drawn) == 1 else f"{len(drawn)} reports"
    said = (
        f"Percent of the {counted} of the package {span.name} reported as done: {number}, from "
        f"{drawn[0].when} ({drawn[0].worded}) to {drawn[-1].when} ({drawn[-1].worded}). "
        f"{below} of them lie below the line of even progress from 0 on {_spoken(span.start)} to "
        f"100 on {_spoken(span.end)}."
    )
    if line.mark is not None:
        said += (
            f" A dashed straight line through two reports is at {line.mark[1]:.1f} percent on "
            f"{_spoken(line.mark[0])}."
        )
    return said


# Measures against programmes


def bunching_explorer(*, question: str) -> Explorer:
    """Build the explorer of the share of programmes that a share of measures would close.

    Parameters
    ----------
    question : what the reader should find out.
    """
    pairs = _pairs()
    programmes = int(pairs["planned"].iloc[0])
    measures = int(pairs["planned_measures"].max())
    naive = round(measures / programmes)
    start = pairs.index[pairs["effective"].idxmax()]

    share, share_row = number_slider(
        "Measures done", "percent", value=round(pairs["done"][start]), lowest=0, highest=100
    )
    number, number_row = number_slider(
        "Measures in a programme, if all were independent", value=naive, lowest=1, highest=40
    )
    pair = widgets.Dropdown(
        options=pairs["name"].tolist(),
        value=pairs["name"][start],
        description="Reported pair",
        **WIDE,
    )

    def draw(share: int, number: int, pair: str) -> View:
        chosen = pairs.index[pairs["name"] == pair][0]
        closed = implementation.share_of_closed_programmes(share / 100, number)
        said = (
            f"Share of measures done {share} %, {_number(number)} in each programme: "
            f"{_small(closed * 100)} % of the programmes would be closed, "
            f"{_small(closed * programmes)} of {programmes}."
        )
        return View(
            bunching_chart(pairs, chosen, share, number, naive),
            f"{said} {_pair_said(pairs.loc[chosen], naive)}",
            table=lambda: _pair_rows(pairs),
        )

    defaults = table(
        ["what", "at the start", "unit", "source"],
        [
            (
                "measures done, p",
                share.value,
                "percent",
                f"{pairs['reporter'][start]}, {pairs['when'][start]}: course table {REPORTS}",
            ),
            (
                "measures in a programme, n",
                naive,
                "measures",
                f"{measures} measures / {programmes} programmes, rounded: course table {REPORTS}",
            ),
        ],
        "Values at the start and their sources",
    )
    rows = _pair_rows(pairs, "Reported pairs, and the number of measures that would explain them")
    words = f"{BUNCHING_FORMULA} {BUNCHING_READING}"
    return Explorer(
        title="Explore how measures close programmes",
        question=question,
        controls={"share": share, "number": number, "pair": pair},
        layout=[
            widgets.HTML(f'<p style="line-height:1.4">{escape(words)}</p>'),
            share_row,
            number_row,
            row(pair),
            widgets.HTML(
                "<details><summary>Values at the start and their sources</summary>"
                f"{defaults.html}</details>"
            ),
        ],
        draw=draw,
        fallback=Shown(
            f"<p>{escape(words)}</p>{defaults.html}{rows.html}",
            f"{words}\n{defaults.text}\n{rows.text}",
        ),
    )


def _pairs() -> pd.DataFrame:
    """Give what one speaker reported at one time in both units, in the order of time."""
    reports = data.load(REPORTS).dropna(subset=["percent"])
    same = ["date", "reporter", "side", "package"]
    measures = reports[reports["counted"] == MEASURES]
    programmes = reports[reports["counted"] == PROGRAMMES]
    found = programmes[[*same, "date_end", "planned", "done"]].merge(
        measures[[*same, "planned", "done", "percent", "precision"]],
        on=same,
        suffixes=("", "_measures"),
    )
    found = found.sort_values("date_end", kind="stable").reset_index(drop=True)
    # Where both numbers are known, the share is not rounded to a percent.
    counted = found["done_measures"] / found["planned_measures"] * 100
    pairs = pd.DataFrame(
        {
            "reporter": found["reporter"],
            "side": found["side"],
            "when": [dates.spoken(one) for one in found["date"]],
            "done": counted.astype("float64").fillna(found["percent"]),
            "percent": found["percent"],
            "wording": found["precision"],
            "planned": found["planned"].astype("int64"),
            "planned_measures": found["planned_measures"],
            "programmes": found["done"].astype("int64"),
        }
    )
    pairs["closed"] = pairs["programmes"] / pairs["planned"] * 100
    pairs["effective"] = [
        implementation.effective_number(done / 100, closed / 100)
        for done, closed in zip(pairs["done"], pairs["closed"], strict=True)
    ]
    pairs["worded"] = [
        f"{percent:g} %" if wording == AS_STATED else f"{wording} {percent:g} %"
        for percent, wording in zip(pairs["percent"], pairs["wording"], strict=True)
    ]
    pairs["name"] = [
        f"{one.when}: {one.worded} and {one.programmes} of {one.planned}, {one.reporter}"
        for one in pairs.itertuples()
    ]
    return pairs


def _number(measures: int) -> str:
    return "1 independent measure" if measures == 1 else f"{measures} independent measures"


def _small(value: float) -> str:
    """Write a number to one decimal, and say so where it is too small for that."""
    return "less than 0.1" if 0 < value < 0.05 else f"{value:.1f}"


def _pair_said(pair: pd.Series, naive: int) -> str:
    """Say what would explain the reported pair."""
    begin = (
        f"The reported pair ({pair['side']}, {pair['when']}) is {pair['worded']} of the measures "
        f"and {pair['programmes']} of {pair['planned']} programmes, {pair['closed']:.1f} %"
    )
    if isnan(pair["effective"]):
        return f"{begin}: n_eff has no value, because every number of measures gives this pair."
    return (
        f"{begin}: n_eff = {pair['effective']:.1f}. It looks as if a programme had that many "
        f"independent measures, not {naive}. So the picture of equal programmes with independent "
        "measures does not fit: either finished measures are bunched in some programmes, or "
        "programmes differ much in size."
    )


def _pair_rows(pairs: pd.DataFrame, caption: str = "") -> Shown:
    header = [
        "date",
        "reporter",
        "side",
        "measures done, percent",
        "wording",
        "programmes closed",
        "of",
        "programmes closed, percent",
        "n_eff",
    ]
    columns = ["when", "reporter", "side", "percent", "wording", "programmes", "planned"]
    shown = pairs[columns].assign(
        closed=pairs["closed"].round(1), effective=pairs["effective"].round(1)
    )
    return table(header, shown.itertuples(index=False), caption)


SIDE_SHAPES = {"Union State": "diamond", "Russia": "square", "Belarus": "triangle-up"}
PAIR_TOOLTIP = [
    alt.Tooltip("when:N", title="When"),
    alt.Tooltip("reporter:N", title="Who"),
    alt.Tooltip("worded:N", title="Measures done"),
    alt.Tooltip("programmes:Q", title="Programmes closed"),
    alt.Tooltip("effective:Q", title="n_eff", format=".1f"),
]
X_SHARE = alt.X("done:Q", title="measures done, percent", scale=PERCENT_SCALE)
Y_SHARE = alt.Y("closed:Q", title="programmes closed, percent", scale=PERCENT_SCALE)


def bunching_chart(
    pairs: pd.DataFrame, chosen: int, share: int, number: int, naive: int
) -> alt.TopLevelMixin:
    """Draw the share of closed programmes by the share of measures done, and the reported pairs.

    Parameters
    ----------
    pairs : the reported pairs.
    chosen : the label of the pair to mark.
    share : the share of measures looked at, in percent.
    number : the number of independent measures in a programme.
    naive : the number of measures in a programme if all programmes were of one size.
    """
    yours, even = f"n = {number}, as set", f"n = {naive}, all measures / all programmes"
    at = implementation.share_of_closed_programmes(share / 100, number) * 100
    frame = pd.DataFrame(
        [
            {
                "part": "curve",
                "curve": name,
                "done": done,
                "closed": implementation.share_of_closed_programmes(done / 100, n) * 100,
            }
            for name, n in ((yours, number), (even, naive))
            for done in range(101)
        ]
        + [{"part": "look", "done": share, "closed": at}]
    )
    columns = ["when", "reporter", "side", "worded", "programmes", "done", "closed", "effective"]
    frame = pd.concat(
        [frame, pairs[columns].assign(part="pair", chosen=pairs.index == chosen)],
        ignore_index=True,
    )
    sides = [side for side in SIDE_SHAPES if side in set(pairs["side"])]
    names = [yours, even]
    part = alt.Chart()
    reported = part.transform_filter("datum.part == 'pair'")
    spot = part.transform_filter("datum.part == 'look'")
    layers = [
        part.transform_filter("datum.part == 'curve'")
        .mark_line()
        .encode(
            color=alt.Color(
                "curve:N",
                title=None,
                scale=alt.Scale(domain=names, range=[charts.PALETTE["blue"], theme.GREY]),
                legend=LINE_LEGEND,
            ),
            strokeDash=alt.StrokeDash(
                "curve:N", title=None, scale=alt.Scale(domain=names, range=[[1, 0], [6, 4]])
            ),
        ),
        reported.transform_filter("datum.chosen").mark_point(
            size=420,
            opacity=1,
            filled=False,
            shape="circle",
            strokeWidth=2,
            color=charts.PALETTE["vermilion"],
        ),
        reported.mark_point(size=120, opacity=1, filled=False, color=theme.INK).encode(
            shape=alt.Shape(
                "side:N",
                title="Reported by",
                scale=alt.Scale(domain=sides, range=[SIDE_SHAPES[side] for side in sides]),
            ),
            tooltip=PAIR_TOOLTIP,
        ),
        spot.mark_point(size=90, opacity=1, color=charts.PALETTE["blue"]),
        spot.mark_text(
            text=f"{_small(at)} %",
            align="right",
            dx=-10,
            dy=-8,
            fontSize=13,
            color=charts.PALETTE["blue"],
        ),
    ]
    chart = alt.LayerChart(
        data=frame,
        layer=layers,
        width=BUNCHING_SIZE,
        height=BUNCHING_SIZE,
        encoding={"x": X_SHARE, "y": Y_SHARE},
        title=alt.TitleParams(
            "Measures done and programmes closed",
            subtitle=f"Ring: the pair of {pairs['when'][chosen]}. Blue point: {share} % done.",
        ),
    )
    above = sum(
        closed > implementation.share_of_closed_programmes(done / 100, naive) * 100
        for done, closed in zip(pairs["done"], pairs["closed"], strict=True)
    )
    return charts.finish(
        chart,
        alt=(
            f"Share of programmes closed by share of measures done, if each programme had "
            f"{_number(number)}: at {share} percent of the measures {_small(at)} percent of the "
            f"programmes. {above} of {len(pairs)} reported pairs lie above the curve for "
            f"n = {naive}; in the marked one {pairs['worded'][chosen]} of the measures go with "
            f"{pairs['closed'][chosen]:.1f} percent of the programmes."
        ),
        source=[REPORTS],
    )
