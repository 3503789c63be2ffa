"""The claims as a table that can be filtered without code."""

from __future__ import annotations

import ipywidgets as widgets

from helpers import claims
from helpers.display import table
from helpers.explorers.base import Explorer, View

EVERY = "all"
# No outcome: readers judge before they are told.
SHOWN_COLUMNS = ["claim_id", "track", "kind", "strength", "statement"]
ORIGINS = {"the paper": "paper", "others": "others"}


def claims_explorer(*, question: str) -> Explorer:
    """Build the table of claims that can be filtered by speaker, track and kind.

    Parameters
    ----------
    question : what the reader should find out.
    """
    everything = claims.load()

    def choice(column: str, label: str) -> widgets.Dropdown:
        options = [EVERY, *dict.fromkeys(everything[column])]
        return widgets.Dropdown(options=options, description=label)

    controls = {
        "said_by": widgets.Dropdown(options=list(ORIGINS), description="Said by"),
        "track": choice("track", "Track"),
        "kind": choice("kind", "Kind"),
        "strength": choice("strength", "Wording"),
    }

    def draw(said_by: str, track: str, kind: str, strength: str) -> View:
        spoken = everything[everything["origin"] == ORIGINS[said_by]]
        chosen = spoken
        for column, wanted in (("track", track), ("kind", kind), ("strength", strength)):
            if wanted != EVERY:
                chosen = chosen[chosen[column] == wanted]
        if chosen.empty:
            return View(None, f"No claim of {said_by} fits: set one of the lists back to all.")
        return View(
            None,
            f"{len(chosen)} of {len(spoken)} claims of {said_by}.",
            table=lambda: table(SHOWN_COLUMNS, chosen[SHOWN_COLUMNS].itertuples(index=False)),
        )

    paper = everything.loc[everything["origin"] == "paper", SHOWN_COLUMNS]
    return Explorer(
        title="Explore the claims",
        question=question,
        controls=controls,
        layout=[widgets.HBox(list(controls.values()), layout=widgets.Layout(flex_flow="row wrap"))],
        draw=draw,
        fallback=table(SHOWN_COLUMNS, paper.itertuples(index=False), "The claims of the paper"),
        table_only=True,
    )
