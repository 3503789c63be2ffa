"""The implicit gas subsidy: how much depends on what the price is compared with."""

from __future__ import annotations

from html import escape

import altair as alt
import pandas as pd

from helpers import charts, data
from helpers.charts import theme
from helpers.controls import dropdown, number_field, number_slider, row
from helpers.data import citations
from helpers.display import Shown, table
from helpers.explorers.base import DEFAULTS, Explorer, View, folded, starting_values
from helpers.live import words
from helpers.models import gas

TABLES = ["gas_prices", "gas_volumes", "model_parameters", "country_indicators"]
COUNTRY = "BLR"
PAID = "belarus"
# The benchmarks by series of the table; the years that a series lacks are added to its name.
BENCHMARKS = {
    "ttf": "TTF, Dutch spot price",
    "german_border": "German border, long contracts",
    "german_border_yearbook": "German border, yearbook",
    "nbp": "British hub NBP",
    "smolensk": "Smolensk Region, Russia",
}
DOMESTIC = "smolensk"
# The cubic metres by parameter of the table, the one to start with first.
STANDARD = "mmbtu_per_1000m3_gross_standard"
METRES = {
    "mmbtu_per_1000m3_contract": "contract metre",
    "mmbtu_per_1000m3_net_ei": "net heating value, low case",
    STANDARD: "standard metre of 40 MJ gross, high case",
}
BILLIONS, PERCENT = "billion US dollars", "percent of GDP"
MEASURES = {BILLIONS: "subsidy", PERCENT: "percent"}
HIGHEST_NETBACK = 100  # US dollars per 1,000 m3
STARTING_YEAR = 2020
SUM_YEARS = (2011, 2020)  # those of the published estimate that the lesson compares with

ABOVE = "above zero: Belarus paid less"
BELOW = "below zero: Belarus paid more"
REPORTED = "; price as reported, paid in roubles"
# Fill and dash of the outline; a bar below zero also hangs under the line.
LOOKS = {
    ABOVE: (charts.PALETTE["blue"], [1, 0]),
    BELOW: (charts.PALETTE["vermilion"], [1, 0]),
    ABOVE + REPORTED: ("#CBE4F5", [3, 2]),
    BELOW + REPORTED: ("#F7D3BC", [3, 2]),
}
FORMULA = (
    "Implicit subsidy = (benchmark - netback cost - price paid) x volume. Prices are in US dollars "
    "per 1,000 m3, the volume is in billion m3, so the product is in million US dollars; divided "
    "by 1,000 it is in billions. All three prices and the volume are in the same cubic metre: "
    "volume = consumption in standard metres x energy of a standard metre / energy of the chosen "
    "metre. The result is a distance between two prices, not money that was received."
)
NO_NETBACK_SOURCE = "the reader's assumption: no sourced value exists for all years"
HEADER = [
    "year",
    "benchmark, US dollars per 1,000 m3",
    "price paid, US dollars per 1,000 m3",
    "volume, billion m3",
    "implicit subsidy, billion US dollars",
    "percent of GDP",
    "price paid is",
]


def gas_subsidy_explorer(*, question: str) -> Explorer:
    """Build the explorer of the implicit gas subsidy.

    Parameters
    ----------
    question : what the reader should find out.
    """
    prices = data.load("gas_prices")
    paid = _yearly(prices, PAID)
    inputs, consumption, gdp = _inputs(paid)
    years = [int(year) for year in inputs.index]
    quotes = {
        _spanned(name, quote, years): (series, quote)
        for series, name in BENCHMARKS.items()
        for quote in [_yearly(prices, series)]
    }
    parameters = data.load("model_parameters")
    parameters = parameters[parameters["model"] == "gas"].set_index("parameter")
    metres = {
        f"{parameters.loc[name, 'value']:.1f} MMBtu: {words}": name
        for name, words in METRES.items()
    }
    standard = float(parameters.loc[STANDARD, "value"])

    benchmark = dropdown("Benchmark", list(quotes))
    metre = dropdown("Energy in 1,000 m3", list(metres))
    measure = dropdown("Measure", list(MEASURES))
    year = number_field("Year looked at", value=STARTING_YEAR, lowest=years[0], highest=years[-1])
    netback, netback_row = number_slider(
        "Netback cost", "US dollars per 1,000 m3", value=0, lowest=0, highest=HIGHEST_NETBACK
    )

    def model(benchmark: str, netback: float, metre: str) -> pd.DataFrame:
        return _modelled(
            inputs,
            quotes[benchmark][1],
            netback_cost=netback,
            mmbtu_per_1000m3=float(parameters.loc[metres[metre], "value"]),
            standard_mmbtu_per_1000m3=standard,
        )

    def draw(benchmark: str, netback: float, metre: str, measure: str, year: int) -> View:
        series, quote = quotes[benchmark]
        modelled = model(benchmark, netback, metre)
        said = [_of_year(modelled, year, measure, netback), _together(modelled)]
        if quote["price_usd_per_mmbtu"].isna().all():
            said.append(
                "This benchmark is quoted in US dollars per 1,000 m3: the cubic metre changes the "
                "volume, not the benchmark."
            )
        if series == DOMESTIC and netback:
            said.append("A netback cost has no meaning against a price inside Russia: set it to 0.")
        return View(
            subsidy_chart(modelled, benchmark, measure, year),
            " ".join(said),
            table=lambda: _rows(modelled),
        )

    defaults = starting_values(
        [
            (
                "benchmark",
                benchmark.value,
                "US dollars per 1,000 m3",
                citations.behind("gas_prices", quotes[benchmark.value][1]),
            ),
            ("netback cost", netback.value, "US dollars per 1,000 m3", NO_NETBACK_SOURCE),
            (
                "energy in 1,000 m3",
                metre.value,
                "MMBtu per 1,000 m3",
                citations.behind("model_parameters", parameters.loc[[metres[metre.value]]]),
            ),
            (
                "price paid",
                "by year",
                "US dollars per 1,000 m3",
                citations.behind("gas_prices", paid.loc[years]),
            ),
            (
                "consumption",
                "by year",
                "billion m3",
                citations.behind("gas_volumes", consumption.loc[years]),
            ),
            ("GDP", "by year", "US dollars", citations.behind("country_indicators", gdp)),
        ],
    )
    start = _rows(model(benchmark.value, 0, metre.value), "The view at the start")
    explained = f"{FORMULA} A netback cost is {NO_NETBACK_SOURCE}."
    return Explorer(
        title="Explore the implicit gas subsidy",
        question=question,
        controls={
            "benchmark": benchmark,
            "netback": netback,
            "metre": metre,
            "measure": measure,
            "year": year,
        },
        layout=[
            words(escape(explained)),
            row(benchmark, year),
            row(metre, measure),
            netback_row,
            folded(DEFAULTS, defaults.html),
        ],
        draw=draw,
        fallback=Shown(
            f"<p>{escape(explained)}</p>{defaults.html}{start.html}",
            f"{explained}\n{defaults.text}\n{start.text}",
        ),
    )


def _yearly(prices: pd.DataFrame, series: str) -> pd.DataFrame:
    """Give the price of each year of one series, by year."""
    return prices[(prices["series"] == series) & (prices["yearly"] == "yes")].set_index("year")


def _inputs(paid: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Give what does not depend on the controls, by year, and the rows that it is from.

    Parameters
    ----------
    paid : yearly rows of the price that Belarus paid, by year.
    """
    volumes = data.load("gas_volumes").set_index("year")
    consumption = volumes[(volumes["country"] == COUNTRY) & (volumes["series"] == "consumption")]
    indicators = data.load("country_indicators").set_index("year")
    gdp = indicators[
        (indicators["country"] == COUNTRY) & (indicators["indicator"] == "gdp_current_usd_imf")
    ]
    known = paid.index[paid["price_usd_per_1000m3"].notna()].intersection(consumption.index)
    years = range(known.min(), known.max() + 1)
    inputs = pd.DataFrame(
        {
            "paid": paid["price_usd_per_1000m3"],
            "in_roubles": paid["basis"].str.contains("rouble"),
            "standard_bcm": consumption["value_bcm"],
            "gdp_bn": gdp["value"] / 1e9,
        },
        index=years,
    )
    return inputs, consumption, gdp.loc[gdp.index.isin(years)]


def _spanned(name: str, quote: pd.DataFrame, years: list[int]) -> str:
    """Add to the name of a benchmark which years it covers, unless it covers all."""
    first, last = int(quote.index.min()), int(quote.index.max())
    if first == last:
        return f"{name} ({first} only)"
    if first > years[0]:
        return f"{name} ({first}-{last})"
    return name if last >= years[-1] else f"{name} (to {last})"


def _modelled(
    inputs: pd.DataFrame,
    quote: pd.DataFrame,
    *,
    netback_cost: float,
    mmbtu_per_1000m3: float,
    standard_mmbtu_per_1000m3: float,
) -> pd.DataFrame:
    """Run the model for every year; where an input is missing the result is missing.

    Parameters
    ----------
    inputs : price paid, consumption and GDP by year.
    quote : yearly rows of the benchmark, by year.
    netback_cost : in US dollars per 1,000 m3.
    mmbtu_per_1000m3, standard_mmbtu_per_1000m3 : energy in 1,000 chosen and standard metres.
    """
    converted: pd.Series = gas.price_per_1000m3(quote["price_usd_per_mmbtu"], mmbtu_per_1000m3)
    # A price that is published per volume stays as it is: nobody says which metre it means.
    benchmark = converted.fillna(quote["price_usd_per_1000m3"]).reindex(inputs.index)
    volume = gas.contract_volume(
        inputs["standard_bcm"],
        mmbtu_per_1000m3,
        standard_mmbtu_per_1000m3=standard_mmbtu_per_1000m3,
    )
    subsidy = gas.implicit_subsidy(benchmark, inputs["paid"], volume, netback_cost)
    return inputs.assign(
        benchmark=benchmark,
        volume=volume,
        subsidy=subsidy,
        percent=gas.as_percent_of(subsidy, inputs["gdp_bn"]),
    )


def _of_year(modelled: pd.DataFrame, year: int, measure: str, netback: float) -> str:
    """Say the result of one year, in the chosen measure first."""
    subsidy, percent = (float(modelled.loc[year, name]) for name in ("subsidy", "percent"))
    if pd.isna(subsidy):
        return f"{year}: no value, because the benchmark or the price paid is not known."
    amounts = {
        BILLIONS: f"{subsidy:.2f} billion US dollars",
        PERCENT: "percent of GDP not known" if pd.isna(percent) else f"{percent:.1f} % of GDP",
    }
    last = next(name for name in amounts if name != measure)
    meaning = "less" if subsidy > 0 else "more"
    reported = ", at the price as reported" if modelled.loc[year, "in_roubles"] else ""
    return (
        f"{year}: {amounts[measure]}, {amounts[last]}: Belarus paid {meaning} than the benchmark"
        f"{' minus the netback cost' if netback else ''}{reported}."
    )


def _together(modelled: pd.DataFrame) -> str:
    """Add up the years of the published estimate, and name those without a value."""
    first, last = SUM_YEARS
    span = modelled.loc[first:last, "subsidy"]
    if span.isna().all():
        return f"{first}-{last} together: no value."
    missing = _years([int(year) for year in span.index[span.isna()]])
    without = f", without {missing} (no value)" if missing else ""
    return f"{first}-{last} together: {span.sum():.1f} billion US dollars{without}."


def _years(years: list[int]) -> str:
    """Write a list of years: ``2011-2018, 2020``."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _rows(modelled: pd.DataFrame, caption: str = "") -> Shown:
    """Show the model year by year."""
    decimals = {"benchmark": 1, "paid": 2, "volume": 2, "subsidy": 2, "percent": 1}
    shown = modelled[list(decimals)].round(decimals)
    kind = ["as reported" if yes else "published" for yes in modelled["in_roubles"]]
    return table(
        HEADER,
        (
            (int(year), *values, words)
            for year, values, words in zip(
                shown.index, shown.itertuples(index=False), kind, strict=True
            )
        ),
        caption,
    )


def _formatted(field: str, title: str, places: int) -> alt.Tooltip:
    return alt.Tooltip(f"{field}:Q", title=title, format=f",.{places}f")


TOOLTIP = [
    alt.Tooltip("year:O", title="Year"),
    _formatted("benchmark", "Benchmark, US dollars per 1,000 m3", 1),
    _formatted("paid", "Price paid, US dollars per 1,000 m3", 1),
    _formatted("volume", "Volume, billion m3", 2),
    _formatted("subsidy", "Implicit subsidy, billion US dollars", 2),
    _formatted("percent", "Percent of GDP", 1),
]
LEGEND = alt.Legend(columns=2, labelLimit=0)


def subsidy_chart(
    modelled: pd.DataFrame, benchmark: str, measure: str, year: int
) -> alt.TopLevelMixin:
    """Draw the implicit subsidy as one bar a year; a year without a value says so.

    Parameters
    ----------
    modelled : the model year by year.
    benchmark : the name of the benchmark.
    measure : ``billion US dollars`` or ``percent of GDP``.
    year : the year to mark.
    """
    field = MEASURES[measure]
    frame = modelled.reset_index(names="year")
    side = (frame["subsidy"] >= 0).map({True: ABOVE, False: BELOW})
    frame["kind"] = side + frame["in_roubles"].map({True: REPORTED, False: ""})
    frame = frame.drop(columns=["in_roubles", "standard_bcm", "gdp_bn"])
    has_value = frame[field].notna()
    kinds = [kind for kind in LOOKS if kind in set(frame.loc[has_value, "kind"])]
    colors = alt.Scale(domain=kinds, range=[LOOKS[kind][0] for kind in kinds])
    dashes = alt.Scale(domain=kinds, range=[LOOKS[kind][1] for kind in kinds])
    # Data and years are given once, to the whole: every copy of a part costs time at each move.
    part = alt.Chart()
    bold = alt.condition(f"datum.value == {year}", alt.value("bold"), alt.value("normal"))
    dark = alt.condition("datum.value == 0", alt.value(theme.INK), alt.value("#E3E3E3"))
    y = alt.Y(
        f"{field}:Q",
        title=f"Implicit subsidy, {measure}",
        scale=alt.Scale(padding=16),  # room for the numbers below and above the bars
        axis=alt.Axis(gridColor=dark),
    )
    looked_at = part.transform_filter(f"datum.year == {year}").mark_rect(color="#E3E3E3")
    known = part.transform_filter(f"isValid(datum.{field})")
    bars = known.mark_bar(stroke=theme.INK, strokeWidth=1).encode(
        y=y,
        color=alt.Color("kind:N", title=None, scale=colors, legend=LEGEND),
        strokeDash=alt.StrokeDash("kind:N", title=None, scale=dashes),
        tooltip=TOOLTIP,
    )
    numbers = known.mark_text(
        fontSize=10, color=theme.INK, dy={"expr": f"datum.{field} < 0 ? 8 : -7"}
    ).encode(y=alt.Y(f"{field}:Q"), text=alt.Text(f"{field}:Q", format=",.1f"))
    layers = [looked_at, bars, numbers]
    if not has_value.all():
        gaps = part.transform_filter(f"!isValid(datum.{field})").mark_text(
            text="no value", angle=270, align="left", dx=6, fontSize=11, color=theme.GREY
        )
        layers.append(gaps.encode(y=alt.YDatum(0)))
    chart = alt.LayerChart(
        data=frame,
        layer=layers,
        width=theme.WIDTH,
        height=theme.HEIGHT,
        title=alt.TitleParams(
            f"Gas for Belarus compared with: {benchmark}",
            subtitle=f"Grey column: {year}, the year looked at.",
        ),
        encoding={
            "x": alt.X(
                "year:O",
                title=None,
                scale=alt.Scale(paddingInner=0.2),
                axis=alt.Axis(labelAngle=0, labelFontSize=11, labelFontWeight=bold, ticks=False),
            )
        },
    )
    return charts.finish(
        chart,
        alt=_finding(frame.loc[has_value, ["year", field]], frame, benchmark, measure),
        source=TABLES,
    )


def _finding(known: pd.DataFrame, every: pd.DataFrame, benchmark: str, measure: str) -> str:
    """Say in words what the bars show."""
    values = known.set_index("year").iloc[:, 0]
    top, bottom = values.idxmax(), values.idxmin()
    below = _years([int(year) for year in values.index[values < 0]])
    missing = _years([int(year) for year in every["year"] if year not in values.index])
    said = [
        f"Bars of the implicit gas subsidy of Belarus by year, {every['year'].iloc[0]} to "
        f"{every['year'].iloc[-1]}, against {benchmark}, in {measure}.",
        f"Highest {values[top]:.1f} in {top}, lowest {values[bottom]:.1f} in {bottom}.",
        f"Below zero: {below}." if below else "No year is below zero.",
        f"No value: {missing}." if missing else "",
    ]
    return " ".join(part for part in said if part)
