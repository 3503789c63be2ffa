"""Hindsight: what became of each claim, and how well the learner predicted it."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from helpers.claims import SCORED_OUTCOMES
from helpers.controls import button, row
from helpers.data import citations, dates
from helpers.display import Shown
from helpers.live import WAKE, shared_layout, status, text, words
from helpers.models.forecasts import ALWAYS_FIFTY, brier, mean_brier
from helpers.teaching import progress
from helpers.teaching.alerts import warnings
from helpers.teaching.following import FollowingBox, tell_all
from helpers.teaching.prediction import (
    APART,
    REVEAL,
    as_page,
    committed,
    described,
    revealed,
)

HAPPENED, DID_NOT = SCORED_OUTCOMES
OUTCOMES = {HAPPENED: 1.0, DID_NOT: 0.0}
HOLDS = {HAPPENED: "it holds", DID_NOT: "it does not hold"}  # of a fact or an interpretation
PARTLY = 0.5  # what "partly" would count with the switch on
SCALE = "0 is perfect, 1 is certain and wrong; who says 50 % to everything gets 0.25."
INTRO = (
    "Open a claim to see what came of it. Your number is then fixed. Only <i>happened</i> and "
    "<i>did not happen</i> are scored; the other outcomes are there to be discussed."
)
COLUMNS = ["claim_id", "speaker", "statement", "due"]
WITHOUT_KERNEL = (
    f"The outcomes are not printed here, so that nobody reads them by accident. {WAKE} Elsewhere, "
    "look them up in the table claims."
)


class ClaimBox(widgets.VBox):  # type: ignore[misc, unused-ignore]
    """One claim, closed until the learner opens it."""

    def __init__(self, lesson: str, claim: pd.Series) -> None:
        self._lesson, self._claim = lesson, claim
        self.claim_id = str(claim["claim_id"])
        self.what, self.says = words(described(claim)), text()
        self.button = button()
        self.button.on_click(self._open)
        super().__init__(layout=shared_layout(margin=APART))
        self.refresh()

    def refresh(self) -> None:
        """Show what holds now."""
        said, seen = committed(self.claim_id), revealed(self.claim_id)
        self.children = (self.what, self.says if seen else self.button)
        self.button.description = ask(self._claim, said)
        self.says.value = status(verdict(self._claim, said)) if seen else ""

    def is_ready(self) -> bool:
        """Tell whether nothing is lost by opening: a probability was given, or none is asked."""
        return not is_forecast(self._claim) or committed(self.claim_id) is not None

    def reveal(self) -> None:
        """Record that the learner sees the outcome."""
        if not revealed(self.claim_id):
            progress.record(self._lesson, REVEAL, self.claim_id, {"said": committed(self.claim_id)})

    def _open(self, _button: widgets.Button) -> None:
        self.reveal()
        tell_all()


class Hindsight(FollowingBox):
    """What became of the claims of a lesson, with the learner's own score."""

    def __init__(self, lesson: str, claims: pd.DataFrame) -> None:
        self._claims = claims
        self.verdicts = [ClaimBox(lesson, claim) for _, claim in claims.iterrows()]
        self.all = button(
            "Show all", "Open every claim; of the forecasts only those with a number of yours"
        )
        self.partly = widgets.Checkbox(
            False, description="Count “partly” as one half", indent=False
        )
        self.summary, self.trouble = text(), text(warnings())
        self.all.on_click(self._open_all)
        self.partly.observe(lambda _change: self.refresh(), "value")
        controls = row(self.all, self.partly)
        super().__init__(
            [words(f"<p>{INTRO}</p>"), *self.verdicts, controls, self.summary, self.trouble],
            as_page(claims, COLUMNS, "Claims to be opened", Shown(WITHOUT_KERNEL, WITHOUT_KERNEL)),
        )
        self.refresh()
        self.follow(lesson)

    def refresh(self) -> None:
        """Show what holds now."""
        for one in self.verdicts:
            one.refresh()
        self.summary.value = status(
            escape(summary(self._claims, PARTLY if self.partly.value else None))
        )

    def _open_all(self, _button: widgets.Button) -> None:
        for one in self.verdicts:
            if one.is_ready():
                one.reveal()
        tell_all()
        closed = sum(not revealed(one.claim_id) for one in self.verdicts)
        if closed:
            self.summary.value += status(
                f"○ {closed} without a number of yours stay closed: commit a number above first, "
                "or open them one by one."
            )


def hindsight(lesson: str, claims: pd.DataFrame) -> Hindsight:
    """Show what became of claims, one by one or all, and score the learner's predictions.

    Parameters
    ----------
    lesson : the number of the lesson, two digits.
    claims : rows of the table ``claims``; forecasts are scored, facts and interpretations not.
    """
    return Hindsight(lesson, claims)


def is_forecast(claim: pd.Series) -> bool:
    """Tell a forecast from a statement of fact or an interpretation, which have no score."""
    return bool(claim["kind"] == "forecast")


def ask(claim: pd.Series, said: int | None) -> str:
    """Write on a button what it will show."""
    if not is_forecast(claim):
        return f"Show whether {claim['claim_id']} holds"
    known = "look without a score" if said is None else f"you said {said} %"
    return f"Show what happened to {claim['claim_id']} ({known})"


def verdict(claim: pd.Series, said: int | None) -> str:
    """Say what came of a claim, on which evidence, and the score; in HTML."""
    outcome = str(claim["outcome"])
    found = outcome if is_forecast(claim) else HOLDS.get(outcome, outcome)
    score = f"<br>{escape(scored(outcome, said))}" if is_forecast(claim) else ""
    sign = {HAPPENED: "✓", DID_NOT: "✗"}.get(outcome, "○")
    name = escape(str(claim["claim_id"]))
    sources = citations.listing(str(claim["source_ids"]).split(";")).html
    return (
        f"<b>{sign} Outcome: {escape(found)}</b> "
        f"(by the record of {escape(dates.spoken(str(claim['outcome_date'])))})."
        f"<br>{escape(str(claim['evidence']))}{score}"
        f"<details><summary>Sources of {name}</summary>{sources}</details>"
    )


def scored(outcome: str, said: int | None) -> str:
    """Say the score of one prediction in words.

    Parameters
    ----------
    outcome : the outcome of the claim.
    said : the probability, in percent; ``None`` if the learner gave none.
    """
    if said is None:
        return "You gave no probability, so there is no score."
    if outcome not in OUTCOMES:
        return f"You said {said} %. “{outcome}” is not scored."
    score = brier(said / 100, OUTCOMES[outcome])
    sum_ = f"({said / 100:.2f} − {OUTCOMES[outcome]:.0f})² = {score:.2f}"
    return f"You said {said} %. Brier score: {sum_}."


def summary(claims: pd.DataFrame, partly: float | None = None) -> str:
    """Say the mean score of the opened forecasts in words.

    Parameters
    ----------
    claims : rows of the table ``claims``.
    partly : what the outcome "partly" counts, from 0 to 1; ``None`` leaves it out.
    """
    counts: dict[str, Any] = OUTCOMES | ({} if partly is None else {"partly": partly})
    claims = claims[claims["kind"] == "forecast"]
    opened = [claim for _, claim in claims.iterrows() if revealed(str(claim["claim_id"]))]
    pairs = [
        (said / 100, counts[claim["outcome"]])
        for claim in opened
        if (said := committed(str(claim["claim_id"]))) is not None and claim["outcome"] in counts
    ]
    head = f"{len(opened)} of {len(claims)} forecasts opened, {len(pairs)} scored."
    score = mean_brier(pairs)
    if score is None:
        return head
    than = "better than" if score < ALWAYS_FIFTY else "no better than"
    return (
        f"{head} Your mean Brier score is {score:.2f}, {than} always saying 50 %. "
        f"{SCALE} With so few forecasts luck can make this number."
    )
