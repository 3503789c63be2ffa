"""Things to show in a notebook that also read as plain text.

HTML made here is small and holds no style sheet and no script, because JupyterLab, GitHub
and nbviewer remove both from outputs that they do not trust.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

DATE_LENGTH = 10
SHORT = 24  # characters that stay on one line


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
    body = "".join(f"<tr>{''.join(_html_cell(cell(value)) for value in row)}</tr>" for row in rows)
    title = f'<caption style="text-align:left">{escape(caption)}</caption>' if caption else ""
    # Inside a widget JupyterLab gives tables neither padding nor a line height of their own.
    start = '<table cellpadding="5" style="line-height:1.4">'
    return f"{start}{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _html_cell(text: str) -> str:
    # The attribute holds where styles are removed: a date stays on one line on every page.
    whole = " nowrap" if len(text) <= DATE_LENGTH else ""
    return f'<td style="text-align:left"{whole}>{escape(text)}</td>'


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


def frame_html(frame: Any) -> str | None:
    """Write a data frame as pandas does, with words to the left and numbers to the right.

    pandas sets everything to the right, which is hard to read where cells are sentences.

    Parameters
    ----------
    frame : a pandas data frame.
    """
    html: str | None = frame._repr_html_()
    if html is None or not frame.columns.is_unique or frame.columns.nlevels > 1:
        return html
    styles = [_style(frame[column]) for column in frame.columns]
    labels = frame.index.nlevels

    def row(match: re.Match[str]) -> str:
        tag = "<td>" if "<td>" in match[0] else "<th>"
        before, *cells = match[0].split(tag)
        own = styles if tag == "<td>" else [""] * labels + styles
        if len(cells) != len(own):  # a shortened frame has a column of dots
            return match[0]
        pairs = zip(own, cells, strict=True)
        return before + "".join(f"{tag[:-1]}{style}>{cell}" for style, cell in pairs)

    return re.sub(r"(?s)<tr.*?</tr>", row, html)


def _style(column: Any) -> str:
    if column.dtype.kind in "iuf":
        return ""
    # A date or a word that breaks into two lines is harder to read than a narrow sentence.
    short = column.dtype.kind == "M" or column.astype(str).str.len().max() <= SHORT
    return f' style="text-align: left;{" white-space: nowrap;" if short else ""}"'


def show(thing: Any) -> None:
    """Display something in a notebook; outside a notebook print its plain text."""
    if _shell() is None:
        print(thing)
    else:
        from IPython.display import display

        display(thing)


def format_html(kind: type, write: Callable[[Any], str | None]) -> None:
    """Let a notebook show all things of one type by a function of the course."""
    shell = _shell()
    if shell is not None:
        shell.display_formatter.formatters["text/html"].for_type(kind, write)


def _shell() -> Any:
    """Give the running IPython, or nothing in plain Python."""
    # Where a notebook runs, IPython is loaded; importing it elsewhere would cost time for nothing.
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()
