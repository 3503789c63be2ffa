"""What "80 percent done" can mean: the share of measures against that of programmes."""

from __future__ import annotations

from html import escape
from math import isnan

import altair as alt
import pandas as pd

from helpers import charts, data
from helpers.charts import theme
from helpers.controls import dropdown, number_slider, row
from helpers.data import dates
from helpers.display import Shown, table
from helpers.explorers.base import DEFAULTS, Explorer, View, folded, starting_values
from helpers.explorers.progress_reports import (
    AS_STATED,
    LINE_LEGEND,
    MEASURES,
    PERCENT_SCALE,
    PROGRAMMES,
    REPORTS,
)
from helpers.live import words
from helpers.models import implementation

SIZE = 420  # pixels; both axes are shares of 100

FORMULA = (
    "s = p^n. p is the share of measures done, n the number of measures in every programme, s the "
    "share of programmes with all measures done, if each measure is done or not independently of "
    "the others. Backwards, n_eff = ln s / ln p is the number of independent measures that would "
    "explain a reported pair. It has no value where p or s is 0 or 100 percent."
)
READING = (
    "Marks are pairs: the share of measures and the number of programmes that one speaker reported "
    "at one time. The shape says whose they are. All are claims of officials or state media."
)


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
    pair = dropdown("Reported pair", pairs["name"].tolist(), pairs["name"][start])

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

    defaults = starting_values(
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
    )
    rows = _pair_rows(pairs, "Reported pairs, and the number of measures that would explain them")
    explained = f"{FORMULA} {READING}"
    return Explorer(
        title="Explore how measures close programmes",
        question=question,
        controls={"share": share, "number": number, "pair": pair},
        layout=[
            words(escape(explained)),
            share_row,
            number_row,
            row(pair),
            folded(DEFAULTS, defaults.html),
        ],
        draw=draw,
        fallback=Shown(
            f"<p>{escape(explained)}</p>{defaults.html}{rows.html}",
            f"{explained}\n{defaults.text}\n{rows.text}",
        ),
    )


def _pairs() -> pd.DataFrame:
    """Give what one speaker reported at one time in both units, in the order of time."""
    reports = data.load(REPORTS).dropna(subset=["percent"])
    same = ["date", "reporter", "side", "package"]
    measures = reports[reports["counted"] == MEASURES]
    programmes = reports[reports["counted"] == PROGRAMMES].dropna(subset=["done", "planned"])
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
        alike = pair["done"] == pair["closed"]  # both 0 or both 100 percent
        which = "every" if alike else "no"
        return f"{begin}: n_eff has no value, because {which} number of measures gives this pair."
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
        width=SIZE,
        height=SIZE,
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
