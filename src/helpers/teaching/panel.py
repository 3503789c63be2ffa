"""The box in which learners see their progress, save it, bring it back, or begin anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

import ipywidgets as widgets

from helpers import claims
from helpers.controls import button, row
from helpers.data import loading
from helpers.display import Shown
from helpers.errors import CourseError
from helpers.live import WAKE, Live, status, text
from helpers.teaching import progress
from helpers.teaching.alerts import warnings
from helpers.teaching.coding import done as coding_done
from helpers.teaching.content import THINK, Content
from helpers.teaching.exercises import is_solved
from helpers.teaching.following import tell_all
from helpers.teaching.prediction import committed, revealed
from helpers.teaching.quiz import is_right
from helpers.teaching.think import has_text

WIDE = "auto"
KEPT = "It is kept on this machine only; nothing is sent anywhere."
WITHOUT_KERNEL = f"What you do in this lesson is remembered. {KEPT} {WAKE}"
ASK_AGAIN = "Press again to forget this lesson"
AFRESH = "Begin this lesson anew"


class Keep(widgets.VBox):  # type: ignore[misc, unused-ignore]
    """Two buttons: write the progress to a file, and take it in from one."""

    def __init__(self, changed: Callable[[], None] = tell_all) -> None:
        self._changed = changed
        self.export = button(
            "Save to a file", "Writes your whole progress to a file beside this notebook"
        )
        self.load = widgets.FileUpload(
            accept=".json",
            multiple=False,
            description="Import a file",
            tooltip="Adds the progress of a saved file; nothing of the present one is lost",
            layout=widgets.Layout(width=WIDE),
        )
        self.says = text()
        self.export.on_click(self._export)
        self.load.observe(self._import, "value")
        super().__init__([row(self.export, self.load), self.says])

    def _export(self, _button: widgets.Button) -> None:
        try:
            path = progress.export_to()
        except CourseError as error:
            self.says.value = status(f"✗ {escape(str(error))}")
            return
        self.says.value = status(
            f"✓ Saved as <code>{escape(path.name)}</code> beside this notebook. To take it with "
            "you, right-click it in the file browser on the left and choose <i>Download</i>."
        )

    def _import(self, change: dict[str, tuple[dict[str, bytes], ...]]) -> None:
        for upload in change["new"]:
            try:
                number = progress.import_from(upload["content"])
                self.says.value = status(f"✓ Imported: {number} new entries.")
            except CourseError as error:
                self.says.value = status(f"✗ {escape(str(error))}")
            self._changed()
        # Emptied, so that the same file can be chosen once more.
        if change["new"]:
            self.load.value = ()


class Panel(Live):
    """What was done in a lesson, and the buttons to keep it or to begin anew."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self.done, self.trouble = text(), text()
        self.reset = button(AFRESH, "Forgets predictions, tries, answers and texts of this lesson")
        self.again = button("Show what is kept now")
        self.says = text()
        self.keep = Keep(self._changed)
        self.reset.on_click(self._reset)
        self.again.on_click(lambda _button: self.refresh())
        super().__init__(
            [self.done, row(self.again), self.keep, row(self.reset), self.says, self.trouble],
            Shown(f"<p>{WITHOUT_KERNEL}</p>", WITHOUT_KERNEL),
        )
        self.refresh()

    def refresh(self) -> None:
        """Show what holds now."""
        self.done.value = status(done(self._content))
        self.trouble.value = warnings(self.trouble.value)
        self.reset.description = AFRESH

    def _changed(self) -> None:
        self.refresh()  # first, so that what went wrong is told here
        tell_all()

    def _reset(self, button: widgets.Button) -> None:
        if button.description != ASK_AGAIN:
            button.description = ASK_AGAIN
            self.says.value = status("Nothing is forgotten yet.")
            return
        number = progress.reset(self._content.number)
        if progress.of_lesson(self._content.number):
            said = "✗ Nothing was forgotten, because the file of your progress cannot be changed."
        elif number:
            said = (
                f"✓ {number} entries of this lesson were taken out; a copy of the file as it was "
                "stays beside it. Run the cells above again to begin anew."
            )
        else:
            said = "Nothing is kept of this lesson, so there was nothing to forget."
        self.says.value = status(said)
        self._changed()


def panel(content: Content) -> Panel:
    """Open the box of a lesson's progress."""
    return Panel(content)


def keep() -> Keep:
    """Open the two buttons to save and bring back the whole progress."""
    return Keep()


def done(content: Content) -> str:
    """Say what was done in a lesson, and where it is kept; in HTML.

    An exercise is solved, and a question answered right, once any answer to it was right. Only
    what the lesson has is counted; a prediction counts in whichever lesson it was committed.
    """
    file = f"<br>{KEPT} The file: <code>{escape(str(progress.place()))}</code>"
    now = f"{datetime.now():%H:%M}"
    asked, every = _claims(content)
    predicted = sum(committed(one) is not None for one in asked)
    opened = sum(map(revealed, every))
    records = progress.of_lesson(content.number)
    if not records and not predicted and not opened:
        return f"At {now} nothing was kept of this lesson yet.{file}"
    number, tasks = content.number, content.exercises.values()
    coded = [task.id for task in tasks if task.kind != THINK]
    texts = [task.id for task in tasks if task.kind == THINK]
    right = sum(is_right(number, question) for question in content.questions.values())
    parts = [
        f"predictions committed: {predicted} of {len(asked)}",
        f"outcomes opened: {opened} of {len(every)}",
        f"exercises solved: {sum(is_solved(number, one) for one in coded)} of {len(coded)}",
        f"texts written: {sum(has_text(number, one) for one in texts)} of {len(texts)}",
        f"questions answered right: {right} of {len(content.questions)}",
        *map(escape, _codings(content)),
    ]
    last = f" Last entry: {records[-1].time[:10]}." if records else ""
    return f"Kept of this lesson at {now}: {'; '.join(parts)}.{last}{file}"


def _claims(content: Content) -> tuple[list[str], list[str]]:
    """Give the ids of the forecasts that a lesson asks for, and of all its claims."""
    try:
        with loading.unnoticed():
            found = claims.of_lesson(content.number, content.predictions)
    except CourseError:  # a lesson without claims; damaged data are told where they are shown
        return [], []
    ids = found["claim_id"].astype(str)
    return ids[found["kind"] == "forecast"].tolist(), ids.tolist()


def _codings(content: Content) -> list[str]:
    """Say how much is coded, for each coding of a lesson."""
    try:
        return [coding_done(content.number, task) for task in content.codings.values()]
    except CourseError:  # damaged data are told where they are shown
        return []
