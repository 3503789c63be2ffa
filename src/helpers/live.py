"""Boxes of widgets whose output also reads without a kernel.

A widget lives as long as its kernel. So the same output carries plain HTML and text as well:
a page without a kernel shows them, and so does the notebook on the next day. They depend on
the course alone, never on what a learner did.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

import ipywidgets as widgets
from ipywidgets.widgets.widget_string import HTMLStyle

from helpers.display import Shown

# What a page says where nothing runs: on a page without a kernel, and on the next day.
WAKE = "In JupyterLab choose Run → Run All Cells: then it works, and what you did is back."


class Live(widgets.VBox):  # type: ignore[misc, unused-ignore]
    """A box of widgets with a readable form of the same content.

    Parameters
    ----------
    children : the widgets, from top to bottom.
    fallback : what a page without a kernel shows.
    """

    def __init__(self, children: Sequence[widgets.Widget], fallback: Shown) -> None:
        self.fallback = fallback
        super().__init__(list(children))

    def __repr__(self) -> str:
        # ipywidgets would write out every widget inside, which takes longer than making them.
        return self.fallback.text

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        bundle["text/html"] = self.fallback.html
        bundle["text/plain"] = self.fallback.text
        return bundle


@cache
def shared_layout(**traits: str) -> widgets.Layout:
    """Give one layout to all widgets that look alike.

    Every layout and every style is a model that travels to the page. A lesson has hundreds of
    widgets, so sharing them makes it open faster. Never change what is shared.
    """
    return widgets.Layout(**traits)


@cache
def shared_style(kind: type[widgets.Widget], **traits: str) -> widgets.Widget:
    """Give one style to all widgets of a kind that look alike; see :func:`shared_layout`."""
    return kind(**traits)


def text(html: str = "") -> widgets.HTML:
    """Make a place for HTML among widgets."""
    return widgets.HTML(html, layout=shared_layout(), style=shared_style(HTMLStyle))


def words(html: str) -> widgets.HTML:
    """Put a text among widgets; they would set its lines as far apart as buttons."""
    return text(f'<div style="line-height:1.4">{html}</div>')


def status(html: str) -> str:
    """Mark a message as one that a screen reader speaks when it changes."""
    return f'<p role="status" style="line-height:1.4">{html}</p>' if html else ""


def only(words: str) -> Live:
    """Make a box with one message, which is the same without a kernel."""
    return Live([text(status(escape(words)))], Shown(f"<p>{escape(words)}</p>", words))
