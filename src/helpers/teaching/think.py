"""Think exercises: a question, room for a text, then an answer to compare with.

What a learner writes is data: it stands in the text field and nowhere else.
"""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

import ipywidgets as widgets

from helpers.controls import button
from helpers.display import Shown
from helpers.live import WAKE, Live, only, status, text
from helpers.teaching import progress
from helpers.teaching.alerts import warnings
from helpers.teaching.content import CODE, Content, Exercise
from helpers.teaching.finding import find
from helpers.teaching.forms import CLASS, STYLE

TEXT, RUBRIC = "text", "rubric"
LEGEND = "What does your text contain?"
LATER = "After you save, an answer to compare with opens here."
EMPTY = "○ Nothing to save yet. Write a sentence or two, then press Save."
ON_PAPER = (
    f"The field does not run yet. {WAKE} Elsewhere, write your answer on paper and ask of it what "
    "stands below. In JupyterLab an answer to compare with opens after you have saved your own."
)


class Think(Live):
    """A question with a text field; the model answer opens when a text was saved."""

    def __init__(self, lesson: str, exercise: Exercise) -> None:
        self._lesson, self.exercise = lesson, exercise
        self.field = widgets.Textarea(
            description="Your answer:",
            style={"description_width": "initial"},
            # The text travels to the kernel when the field is left, not with each key.
            continuous_update=False,
            rows=6,
        )
        self.field.layout = widgets.Layout(width="100%", max_width="60em", height="auto")
        self.button = button("Save")
        self.says, self.trouble = text(status(LATER)), text()
        self.after = widgets.VBox()
        self.boxes: list[widgets.Checkbox] = []
        super().__init__(
            [
                text(f"{STYLE}<b>{escape(exercise.question)}</b>"),
                self.field,
                self.button,
                self.says,
                self.after,
                self.trouble,
            ],
            _as_page(exercise),
        )
        self.add_class(CLASS)
        self._restore()
        self.button.on_click(self._save)
        self.trouble.value = warnings()

    def _restore(self) -> None:
        record = progress.latest(self._lesson, TEXT, self.exercise.id)
        written = _entry(record, "text")
        if record is not None and isinstance(written, str) and written.strip():
            self.field.value = written
            when = datetime.fromisoformat(record.time).astimezone()
            self.says.value = status(
                f"✓ Saved on this machine on {when.day} {when:%B %Y} at {when:%H:%M}."
            )
            self._open()

    def _save(self, _button: widgets.Button) -> None:
        written = self.field.value
        if not written.strip():
            self.says.value = status(EMPTY)
            return
        last = _entry(progress.latest(self._lesson, TEXT, self.exercise.id), "text")
        if written != last:
            progress.record(self._lesson, TEXT, self.exercise.id, {"text": written})
        self.trouble.value = warnings(self.trouble.value)
        if progress.is_saved():
            self.says.value = status(f"✓ Saved on this machine at {datetime.now():%H:%M}.")
        else:
            self.says.value = status("! Not saved on disk: copy your text to a place of your own.")
        self._open()

    def _open(self) -> None:
        """Show the model answer, and the rubric as boxes to tick."""
        if self.boxes:
            return
        ticked = _entry(progress.latest(self._lesson, RUBRIC, self.exercise.id), "ticked")
        ticked = ticked if isinstance(ticked, list) else []
        self.boxes = [
            widgets.Checkbox(place in ticked, description=words, indent=False)
            for place, words in enumerate(self.exercise.rubric)
        ]
        for box in self.boxes:
            box.observe(self._tick, "value")
        self.after.children = (
            text(
                f"<p><b>An answer to compare with.</b> "
                f"{escape(self.exercise.model_answer)}</p><b>{LEGEND}</b>"
            ),
            *self.boxes,
        )

    def _tick(self, _change: Any) -> None:
        ticked = [place for place, box in enumerate(self.boxes) if box.value]
        progress.record(self._lesson, RUBRIC, self.exercise.id, {"ticked": ticked})
        self.trouble.value = warnings(self.trouble.value)


def think(content: Content, name: str) -> Live:
    """Ask a question that is answered in one's own words.

    Parameters
    ----------
    content : of the lesson.
    name : the name of a think exercise of the lesson.

    Returns
    -------
    The exercise; for another name, a box that says what would be right.
    """
    exercise = find(content, name)
    if isinstance(exercise, str):
        return only(exercise)
    if exercise.kind == CODE:
        return only(
            f"Exercise {name!r} is answered with code. Put your answer into a variable and "
            f"call check({name!r}, your_answer)."
        )
    return Think(content.number, exercise)


def has_text(lesson: str, name: str) -> bool:
    """Tell whether the learner's last text on a think exercise is there and not empty."""
    written = _entry(progress.latest(lesson, TEXT, name), "text")
    return isinstance(written, str) and bool(written.strip())


def _as_page(exercise: Exercise) -> Shown:
    """Show the exercise without a kernel; neither the model answer nor a text is there."""
    points = "".join(f"<li>{escape(words)}</li>" for words in exercise.rubric)
    lines = [exercise.question, ON_PAPER, LEGEND, *(f"- {words}" for words in exercise.rubric)]
    return Shown(
        f"<p><strong>{escape(exercise.question)}</strong><br><em>{ON_PAPER}</em></p>"
        f"<p>{LEGEND}</p><ul>{points}</ul>",
        "\n".join(lines),
    )


def _entry(record: Any, key: str) -> Any:
    return record.value.get(key) if record is not None and isinstance(record.value, dict) else None
