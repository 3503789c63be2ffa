"""Predictions: a probability for each forecast, given before the evidence is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TypeGuard

import ipywidgets as widgets
import pandas as pd

from helpers.controls import button, number_slider
from helpers.data import dates
from helpers.display import Shown, table
from helpers.live import WAKE, shared_layout, status, text, words
from helpers.teaching import progress
from helpers.teaching.alerts import warnings
from helpers.teaching.following import FollowingBox, tell_all

PREDICTION, REVEAL = "prediction", "reveal"
APART = "0 0 12px 0"  # the space under one claim
HALF = 50  # percent; where a slider stands before anything was said
SHOWN = ["claim_id", "said_on", "speaker", "statement", "counts_as_happened"]
HOW = (
    "How likely is each of these, seen from the day on which it was said? 0 % means certainly "
    "not, 100 % certainly. Decide before you read on. You can change a number until you see what "
    "happened; every change stays on record."
)
ON_PAPER = f"The sliders do not run yet. {WAKE} Elsewhere, write your numbers on paper."
ON_BINDER = (
    "You are on Binder. It keeps nothing after you leave: save your progress to a file before "
    "you go, download the file, and import it next time."
)


def committed(claim_id: str) -> int | None:
    """Give the probability that the learner stands by, in percent, or nothing."""
    seen = progress.history(None, REVEAL, claim_id)
    if seen and "said" in seen[0].value:  # what stood when the outcome was seen stands
        said = seen[0].value["said"]
        return said if _is_percent(said) else None
    given = commitments(claim_id)
    return given[-1] if given else None


def commitments(claim_id: str) -> list[int]:
    """Give every probability that was committed, the oldest first; what is none is left out."""
    said = (one.value.get("probability") for one in progress.history(None, PREDICTION, claim_id))
    return [one for one in said if _is_percent(one)]


def _is_percent(said: object) -> TypeGuard[int]:
    return type(said) is int and 0 <= said <= 100


def revealed(claim_id: str) -> bool:
    """Tell whether the learner has seen what happened."""
    return progress.latest(None, REVEAL, claim_id) is not None


class Forecast(widgets.VBox):  # type: ignore[misc, unused-ignore]
    """One forecast with its slider."""

    def __init__(self, lesson: str, claim: pd.Series) -> None:
        self._lesson, self.claim_id = lesson, str(claim["claim_id"])
        self.button = button("Commit")
        self._shown = HALF  # where the slider stood when it was last moved by what is kept
        self.slider, controls = number_slider(
            f"Probability of {self.claim_id}",
            "%",
            value=HALF,
            lowest=0,
            highest=100,
            after=[self.button],
        )
        self.says = text()
        self.button.on_click(self._commit)
        super().__init__(
            [words(described(claim)), controls, self.says],
            layout=shared_layout(margin=APART),
        )
        self.refresh()

    def refresh(self) -> None:
        """Show what was committed, and close the slider once the outcome was seen."""
        said, now = commitments(self.claim_id), committed(self.claim_id)
        seen = revealed(self.claim_id)
        moved = self.slider.value not in (self._shown, now)
        if now is not None and (seen or not moved):  # never away from under the learner's hand
            self.slider.value = self._shown = now
            if seen:  # what came in afterwards does not count
                said = said[: len(said) - said[::-1].index(now)] if now in said else [now]
        self.slider.disabled = self.button.disabled = seen
        self.button.description = "Change" if said else "Commit"
        numbers = " → ".join(f"{one} %" for one in said)
        if now is None:
            says = "○ Not committed." if not seen else "○ Seen without a probability."
        elif seen:
            says = f"✓ Committed: {numbers}. You have seen the outcome; the number stands."
        else:
            says = f"✓ Committed: {numbers}."
        self.says.value = status(escape(says))

    def _commit(self, _button: widgets.Button) -> None:
        value = {"probability": int(self.slider.value)}
        before = committed(self.claim_id)
        if before != value["probability"] and not revealed(self.claim_id):
            progress.record(self._lesson, PREDICTION, self.claim_id, value)
        tell_all()


class Predictions(FollowingBox):
    """The forecasts of a lesson, each with a slider for its probability."""

    def __init__(
        self, lesson: str, claims: pd.DataFrame, binder: Callable[[], widgets.Widget]
    ) -> None:
        self.forecasts = [Forecast(lesson, claim) for _, claim in claims.iterrows()]
        self.summary, self.trouble = text(), text(warnings())
        below = []
        if progress.on_binder():
            below = [words(f'<p role="alert"><b>!</b> {ON_BINDER}</p>'), binder()]
        super().__init__(
            [words(f"<p>{HOW}</p>"), *self.forecasts, self.summary, self.trouble, *below],
            forecasts_page(claims),
        )
        self.refresh()
        self.follow(lesson)

    def refresh(self) -> None:
        """Show what holds now."""
        for forecast in self.forecasts:
            forecast.refresh()
        given = [committed(forecast.claim_id) for forecast in self.forecasts]
        number = sum(one is not None for one in given)
        self.summary.value = status(f"{number} of {len(given)} committed.")


def predict(lesson: str, claims: pd.DataFrame, binder: Callable[[], widgets.Widget]) -> Predictions:
    """Ask for a probability for each forecast.

    Parameters
    ----------
    lesson : the number of the lesson, two digits, under which predictions are kept.
    claims : forecasts, rows of the table ``claims``.
    binder : gives the box for export and import; shown where nothing is kept.
    """
    return Predictions(lesson, claims, binder)


def described(claim: pd.Series) -> str:
    """Say who said what and when, and what would count as having happened; in HTML."""
    said = f"{claim['speaker']}, {dates.spoken(claim['said_on'])}"
    if claim["voice"] == "reported":
        said += ", passing on an announcement"
    test = "It counts as happened if:" if claim["kind"] == "forecast" else "The test:"
    return (
        f"<b>{escape(claim['claim_id'])}</b> ({escape(said)}): {escape(claim['statement'])}"
        f"<br><em>{test}</em> {escape(claim['counts_as_happened'])}"
    )


def as_page(claims: pd.DataFrame, columns: Sequence[str], caption: str, lead: Shown) -> Shown:
    """Show claims without a kernel.

    Parameters
    ----------
    claims : rows of the table ``claims``.
    columns : what to show of them; never an outcome.
    caption : of the table.
    lead : what to say before the table.
    """
    rows = table(columns, claims[[*columns]].itertuples(index=False), caption)
    return Shown(f"<p>{lead.html}</p>{rows.html}", f"{lead.text}\n{rows.text}")


def forecasts_page(claims: pd.DataFrame) -> Shown:
    """Show forecasts without a kernel; no outcome stands there."""
    lead = Shown(f"{HOW} <em>{ON_PAPER}</em>", f"{HOW} {ON_PAPER}")
    return as_page(claims, SHOWN, "Forecasts of this lesson", lead)
