"""The quiz of a lesson: one question at a time, with a word on every option.

Answers are kept, so that a learner finds them again; what a page without a kernel shows
depends on the lesson's file alone.
"""

from __future__ import annotations

from html import escape

import ipywidgets as widgets

from helpers.controls import LIST_KEYS, button, row
from helpers.display import Shown
from helpers.live import Live, status, text
from helpers.teaching import progress
from helpers.teaching.alerts import warnings
from helpers.teaching.content import CLASSIFY, ORDER, SINGLE, Content, Question
from helpers.teaching.forms import CLASS, FORMS, STYLE, from_kept, to_keep
from helpers.teaching.questions.grading import Grade, Line, grade
from helpers.teaching.questions.page import as_page

ANSWER = "answer"
KEYS = {
    SINGLE: "(By keyboard: Tab moves, Space chooses.)",
    ORDER: LIST_KEYS,
    CLASSIFY: LIST_KEYS,
}


class Card(widgets.VBox):  # type: ignore[misc, unused-ignore]
    """One question with its form, a button to check, and the feedback."""

    def __init__(self, quiz: Quiz, question: Question) -> None:
        self._quiz, self.question = quiz, question
        self.form = FORMS[question.kind](question)
        self.button = button("Check")
        self.feedback = text()
        legend = text(f"<b>{escape(question.text)}</b> {KEYS.get(question.kind, '')}")
        super().__init__([legend, *self.form.widgets, self.button, self.feedback])
        kept = quiz.kept(question)
        if kept is not None:
            self.form.choose(kept)
            self._tell(grade(question, kept))
        self.button.on_click(lambda _button: self.check())
        self.form.on_submit(self.check)

    def check(self) -> None:
        """Say what is right and what is not about the answer as it is now."""
        given = grade(self.question, self.form.chosen)
        self._tell(given)
        if given.answered:
            self._quiz.keep(self.question, self.form.chosen, given)

    def _tell(self, given: Grade) -> None:
        self.feedback.value = status("<br>".join(_in_html(line) for line in given.lines))


class Quiz(Live):
    """The questions of a lesson, one at a time; each is built when it is first shown."""

    def __init__(self, content: Content) -> None:
        self._lesson = content.number
        self.questions = list(content.questions.values())
        self.cards: dict[str, Card] = {}
        self._right = {q.id for q in self.questions if is_right(content.number, q)}
        self._at = 0
        self.heading, self.trouble = text(), text()
        self.previous = button("Previous")
        self.next = button("Next")
        self.body = widgets.VBox()
        super().__init__(
            [
                row(self.heading, self.previous, self.next),
                self.body,
                self.trouble,
                widgets.HTML(STYLE, layout={"display": "none"}),
            ],
            as_page(self.questions),
        )
        self.add_class(CLASS)
        self.previous.on_click(lambda _button: self.go_to(self._at - 1))
        self.next.on_click(lambda _button: self.go_to(self._at + 1))
        self.go_to(self._first_open())

    def go_to(self, place: int) -> None:
        """Show one question.

        Parameters
        ----------
        place : its place, from 0.
        """
        self._at = min(max(place, 0), len(self.questions) - 1)
        self.previous.disabled = self._at == 0
        self.next.disabled = self._at == len(self.questions) - 1
        question = self.questions[self._at]
        if question.id not in self.cards:
            self.cards[question.id] = Card(self, question)
        self.body.children = (self.cards[question.id],)
        self._say()

    def kept(self, question: Question) -> object:
        """Give the learner's last answer, as ``grade`` reads it, or nothing."""
        record = progress.latest(self._lesson, ANSWER, question.id)
        if record is None:
            return None
        chosen = from_kept(question, record.value.get("chosen"))
        # The question may have changed since; then it is as if nothing was answered.
        return chosen if grade(question, chosen).answered else None

    def keep(self, question: Question, chosen: object, given: Grade) -> None:
        """Keep an answer, if it is not the one kept last."""
        value = {"chosen": to_keep(question, chosen), "right": given.right}
        last = progress.latest(self._lesson, ANSWER, question.id)
        if last is None or last.value != value:
            progress.record(self._lesson, ANSWER, question.id, value)
        if given.right:
            self._right.add(question.id)
        self._say()

    def _first_open(self) -> int:
        """Give the place of the first question that was never answered right, or the first."""
        places = (i for i, q in enumerate(self.questions) if q.id not in self._right)
        return next(places, 0)

    def _say(self) -> None:
        words = (
            f"Question {self._at + 1} of {len(self.questions)} · answered right: {len(self._right)}"
        )
        self.heading.value = status(f"<b>{words}</b>")
        self.trouble.value = warnings(self.trouble.value)


def is_right(lesson: str, question: Question) -> bool:
    """Tell whether any answer to a question was right, by the question as it is now."""
    kept = (one.value.get("chosen") for one in progress.history(lesson, ANSWER, question.id))
    return any(grade(question, from_kept(question, chosen)).right for chosen in kept)


def quiz(content: Content) -> Live:
    """Ask the questions of a lesson.

    Parameters
    ----------
    content : of the lesson. A lesson without questions says so.
    """
    if not content.questions:
        words = f"Lesson {content.number} has no quiz."
        return Live([text(words)], Shown(f"<p>{words}</p>", words))
    return Quiz(content)


def _in_html(line: Line) -> str:
    label = line.label if line.label[-1:] in (*".?!”", "") else f"{line.label}."
    return f"{line.sign} <b>{escape(line.word)}</b> {escape(label)} {escape(line.feedback)}"
