"""What "80 percent done" can mean: progress against time."""

from __future__ import annotations

from calendar import month_name, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import isnan
from typing import Any

import altair as alt
import pandas as pd

from helpers import charts, data
from helpers.charts import theme
from helpers.controls import dropdown, number_field, row
from helpers.data import citations, dates
from helpers.display import Shown, table
from helpers.explorers.base import Explorer, View, folded
from helpers.live import words
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
HEIGHT = 340  # pixels
EVEN, YOURS = "even progress", "your straight line: an assumption"
DASHES = {EVEN: [1, 0], YOURS: [6, 4]}
COLORS = {EVEN: theme.GREY, YOURS: charts.PALETTE["blue"]}

FORMULA = (
    "R = p / T. p is the share done, in percent, as reported. T is the share of the package's time "
    "that is over, in percent: days since the first day / days from the first to the last day. "
    "R = 1 is even progress, R below 1 is slower. The straight line goes through the two reports "
    "that you choose: percent on a day = percent of the earlier report + percentage points a day "
    "between the two x days since the earlier one."
)
READING = (
    "Marks are reports, their shape says how the figure was worded. All of them are claims of "
    "officials or media. Measures and programmes are never on one axis. A report known to its "
    "month stands in the middle of a pale bar over that month."
)


def pace_explorer(*, question: str) -> Explorer:
    """Build the explorer of progress against time.

    Parameters
    ----------
    question : what the reader should find out.
    """
    packages = _packages()
    reports = _reports()
    start = list(packages)[-1]

    package = dropdown("Package", list(packages), start)
    counted = dropdown("Counted", [MEASURES, PROGRAMMES])
    first = dropdown("Line from")
    second = dropdown("to")
    year = number_field(
        "Look at the end of: year",
        value=packages[start].end.year,
        lowest=FIRST_YEAR,
        highest=LAST_YEAR,
    )
    months = list(month_name)[1:]
    month = dropdown("Month", months, months[-1])

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
    explained = f"{FORMULA} {READING}"
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
            words(escape(explained)),
            row(package, counted),
            row(first),
            row(second),
            row(year, month),
            folded("The time of the packages", limits.html),
        ],
        draw=draw,
        fallback=Shown(
            f"<p>{escape(explained)}</p>{limits.html}{rows.html}",
            f"{explained}\n{limits.text}\n{rows.text}",
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

    def ratio(self, span: _Package) -> float:
        """Give R, the share done for each share of the time that is over; nan without time."""
        return implementation.progress_ratio(self.percent / 100, span.elapsed(self.day))


@dataclass(frozen=True)
class _Line:
    """The straight line of the reader: where it is drawn, and what is to be said about it."""

    said: str
    ends: tuple[implementation.Point, ...] = ()
    mark: implementation.Point | None = None


def _packages() -> dict[str, _Package]:
    found = data.load(PACKAGES)
    return {
        one.package: _Package(
            one.package,
            one.start_start.date(),
            one.end_start.date(),
            citations.behind(PACKAGES, found.loc[[one.Index]]),
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
    ratio = report.ratio(span)
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
    if earlier.percent >= 100:
        return _Line(
            "The earlier of the two reports is at 100 % already: nothing is left to project."
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
    months = [one.when for one in (earlier, later) if one.first != one.last]
    needed = [f"{' and '.join(bounds)} would have to be exact"] if bounds else []
    if len(months) == 1:
        needed.append(f"the report of {months[0]} would have to be of the middle of its month")
    elif months:
        needed.append(
            f"the reports of {' and '.join(months)} would have to be of the middle of their months"
        )
    rough = "".join(f"; and {one}" for one in needed)
    return (
        "The line is an assumption: that the rest goes at the speed of the time between these two "
        f"reports, and is no harder than what was done{rough}."
    )


def _report_rows(listed: Sequence[_Report], span: _Package, caption: str = "") -> Shown:
    """Show the reports in one unit with their place in time and their R."""
    rows = []
    for one in listed:
        placed = one.missing != "the day is not known"
        rows.append(
            (
                one.written,
                one.reporter,
                one.side,
                one.percent,
                one.precision,
                round(span.elapsed(one.day) * 100, 1) if placed else None,
                round(one.ratio(span), 2) if placed else None,
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
BOTTOM = alt.Y2Value(HEIGHT)  # type: ignore[no-untyped-call]
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
                "ratio": "no value" if isnan(one.ratio(span)) else f"{one.ratio(span):.2f}",
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
        height=HEIGHT,
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
