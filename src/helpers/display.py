"""Things to show in a notebook that also read as plain text.

HTML made here is small and holds no style sheet and no script, because JupyterLab, GitHub
and nbviewer remove both from outputs that they do not trust.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any


class Shown:
    """Something readable in two forms: HTML for a notebook, plain text elsewhere."""

    def __init__(self, html: str, text: str) -> None:
        self.html = html
        self.text = text

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def cell(value: Any) -> str:
    """Write one value for a reader: a gap as an empty cell, numbers without noise."""
    if value is None or value != value:  # noqa: PLR0124  (NaN is the value unequal to itself)
        return ""
    if isinstance(value, float):
        return f"{value:,.10g}"
    return str(value)


def html_table(header: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "") -> str:
    """Write a table in HTML, every value escaped.

    Parameters
    ----------
    header : column headings.
    rows : values, one sequence a row, in the order of the header.
    caption : a heading that screen readers announce with the table.
    """
    head = "".join(f'<th scope="col" style="text-align:left">{escape(h)}</th>' for h in header)
    body = "".join(
        "<tr>"
        + "".join(f'<td style="text-align:left">{escape(cell(v))}</td>' for v in row)
        + "</tr>"
        for row in rows
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def text_table(header: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "") -> str:
    """Write the same table as plain text, one line a row."""
    lines = [caption] if caption else []
    lines.append(" | ".join(header))
    lines += [" | ".join(cell(v) for v in row) for row in rows]
    return "\n".join(lines)


def table(header: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "") -> Shown:
    """Show a table in both forms."""
    kept = [tuple(row) for row in rows]
    return Shown(html_table(header, kept, caption), text_table(header, kept, caption))


def show(thing: Any) -> None:
    """Display something in a notebook; outside a notebook print its plain text."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:  # plain Python, for example in a script
        print(thing)
        return
    if get_ipython() is None:  # type: ignore[no-untyped-call, unused-ignore]
        print(thing)
    else:
        display(thing)  # type: ignore[no-untyped-call, unused-ignore]
