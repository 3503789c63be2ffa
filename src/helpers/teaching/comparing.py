"""What a comparison with a reference coding gave, in words and with the learner's own counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import isnan
from typing import NamedTuple, TypeAlias

import pandas as pd

from helpers.display import html_table
from helpers.models.agreement import (
    cohens_kappa,
    crosstab,
    expected_agreement,
    observed_agreement,
)
from helpers.teaching.content import Coding

Codes: TypeAlias = Mapping[str, str]  # the code of each item, by its id
FIRST, NOW = "First, independent", "Now, after you had seen the reference"
NO_TRUTH = (
    "The reference is one careful coding, no truth. Where its reason does not convince you, ask "
    "which rule the codebook lacks."
)
OTHER_VERSION = "Your first comparison was made with another version of this coding."


class Comparison(NamedTuple):
    """One comparison: the day, as it is shown, and the codes that were compared."""

    day: str
    codes: Codes


def result(task: Coding, items: pd.DataFrame, seen: Sequence[Comparison], codes: Codes) -> str:
    """Say what the comparisons gave, in HTML; nothing where none was made.

    Parameters
    ----------
    task, items : the coding.
    seen : every comparison, the first one first.
    codes : the learner's codes now. The last comparison is shown if it is of these.
    """
    if not seen:
        return ""
    (day, first), (_, last) = seen[0], seen[-1]
    shown = {FIRST: first} if first else {}
    if last and last == codes != first:
        shown[NOW] = last
    if not first:
        lead = OTHER_VERSION
    elif len(first) == len(items):
        lead = f"First comparison on {day}: all {len(items)} were coded and compared."
    else:
        lead = f"First comparison on {day}: {len(first)} of {len(items)} were coded and compared."
    parts = [f"<p>{escape(lead)}</p>"]
    if len(shown) == 1:
        parts += [explained(task, items, one) for one in shown.values()]
    elif shown:
        parts.append(_side_by_side({name: numbers(one, items) for name, one in shown.items()}))
        parts += [
            f"<details{' open' if name == NOW else ''}><summary>{name}: how it comes about"
            f"</summary>{explained(task, items, one)}</details>"
            for name, one in shown.items()
        ]
    return f'<div style="line-height:1.4">{"".join(parts)}</div>'


def _side_by_side(results: Mapping[str, Mapping[str, str]]) -> str:
    rows = [
        (name, *(one[name] for one in results.values())) for name in next(iter(results.values()))
    ]
    return scrolling(html_table(["what", *results], rows, "Both results"), "Both results")


def numbers(codes: Codes, items: pd.DataFrame) -> dict[str, str]:
    """Give the numbers of a comparison by their names, as they are shown."""
    mine, theirs = _both(codes, items)
    kappa = cohens_kappa(mine, theirs)
    return {
        "Compared": str(len(mine)),
        "Same code": f"{_agreed(mine, theirs)} of {len(mine)}",
        "Percent agreement": _percent(observed_agreement(mine, theirs)),
        "Expected by chance": _percent(expected_agreement(mine, theirs)),
        "Cohen’s kappa": "not defined" if isnan(kappa) else _written(kappa),
    }


def explained(task: Coding, items: pd.DataFrame, codes: Codes) -> str:
    """Explain a comparison with the learner's own counts, in HTML."""
    mine, theirs = _both(codes, items)
    number, kind = len(mine), escape(task.category)
    observed, expected = observed_agreement(mine, theirs), expected_agreement(mine, theirs)
    agreed = _agreed(mine, theirs)
    chance = sorted(
        ((name, mine.count(name), theirs.count(name)) for name in {*mine, *theirs}),
        key=lambda one: (-one[1] * one[2], one[0]),
    )
    most, ours, other = chance[0]
    if ours * other:
        example = (
            f"For example, you chose “{escape(most)}” for {ours} of {number} and the reference for "
            f"{other}: both at once by chance is {ours}/{number} × {other}/{number} = "
            f"{ours * other / number**2:.3f}. The sum of this over every {kind} is {expected:.3f}."
        )
    else:
        example = f"Here no {kind} was used by both, so chance gives {expected:.3f}."
    by_chance = html_table(
        [task.category, "you", "reference", "both by chance"],
        [
            *((name, a, b, f"{a}/{number} × {b}/{number} = {a * b / number**2:.3f}")
              for name, a, b in chance),
            ("all", number, number, f"{expected:.3f}"),
        ],
        "How often each was used",
    )  # fmt: skip
    return "".join(
        [
            f"<p><b>Percent agreement.</b> You and the reference gave the same code to {agreed} of "
            f"{number}: {agreed}/{number} = {observed:.3f}, or {_percent(observed)}.</p>",
            "<p><b>Agreement by chance.</b> Two coders who use the codes as often as you and the "
            f"reference did, but give them blindly, agree now and then, too. {example}</p>",
            f"<details><summary>Chance, one {kind} after the other</summary>{by_chance}</details>",
            f"<p><b>Cohen’s kappa.</b> {_kappa(mine, theirs, observed, expected)}</p>",
            _table_of_agreement(mine, theirs, task.category),
            _disagreements(task, items, codes),
        ]
    )


def _kappa(mine: list[str], theirs: list[str], observed: float, expected: float) -> str:
    kappa = cohens_kappa(mine, theirs)
    if isnan(kappa):
        return (
            "You and the reference used one and the same code for everything. Chance alone then "
            "gives full agreement and leaves nothing open, so kappa is not defined: "
            "(1 − 1) / (1 − 1)."
        )
    return (
        "It asks how much of the agreement that chance leaves open was reached: "
        "(percent agreement − chance) / (1 − chance) = "
        f"({observed:.3f} − {expected:.3f}) / (1 − {expected:.3f}) = <b>{_written(kappa)}</b>. "
        "1 is full agreement, 0 is what chance gives, and less than 0 is less than chance gives. "
        f"With {len(mine)} compared, each counts {100 / len(mine):.0f} percentage points: both "
        "numbers are rough."
    )


def _table_of_agreement(mine: list[str], theirs: list[str], kind: str) -> str:
    counts = crosstab(mine, theirs)
    left = ' style="text-align:left"'
    head = "".join(f'<th scope="col"{left}>{escape(str(name))}</th>' for name in counts.columns)
    rows = "".join(
        f'<tr><th scope="row"{left}>{escape(str(name))}</th>'
        + "".join(
            f"<td{left}>{f'<b>{number}</b>' if other == name else number}</td>"
            for other, number in line.items()
        )
        + "</tr>"
        for name, line in counts.iterrows()
    )
    return (
        "<p><b>Table of agreement.</b> Rows: your code. Columns: reference. Bold: the same.</p>"
        + scrolling(
            f'<table cellpadding="5" style="line-height:1.4"><thead><tr><th scope="col"{left}>'
            f"{escape(kind)}</th>{head}</tr></thead><tbody>{rows}</tbody></table>",
            "Table of agreement",
        )
    )


def _disagreements(task: Coding, items: pd.DataFrame, codes: Codes) -> str:
    rows = [
        (one.text, codes[one.Index], one.reference, one.why)
        for one in items.loc[list(codes)].itertuples()
        if codes[one.Index] != one.reference
    ]
    if not rows:
        return "<p><b>Where you differ.</b> Nowhere: you gave every code as the reference did.</p>"
    header = [task.text, "your code", "reference", "reason for the reference"]
    return f"<p><b>Where you differ.</b> {NO_TRUTH}</p>" + scrolling(
        html_table(header, rows, f"Different codes: {len(rows)} of {len(codes)}"),
        "Where you differ",
    )


def scrolling(table: str, name: str) -> str:
    """Let a wide table scroll by itself, with the keyboard, too; the name is spoken."""
    return (
        f'<div style="overflow-x:auto" tabindex="0" role="region" aria-label="{name}">{table}</div>'
    )


def _both(codes: Codes, items: pd.DataFrame) -> tuple[list[str], list[str]]:
    return list(codes.values()), items.loc[list(codes), "reference"].tolist()


def _agreed(mine: list[str], theirs: list[str]) -> int:
    return sum(one == other for one, other in zip(mine, theirs, strict=True))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _written(kappa: float) -> str:
    return f"{kappa:.2f}".replace("-0.00", "0.00").replace("-", "−")
