"""The form in which a learner answers a question of the quiz, one for each kind of question.

A form gives what was chosen as :mod:`helpers.teaching.questions.grading` reads it. For keeping,
it gives the same in the words of the options: a later version of the lesson may list them in
another order, and a person can read the file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from helpers.teaching.content import CLASSIFY, MULTIPLE, NUMBER, ORDER, SINGLE, Question

# ipywidgets gives every label one line of a fixed height and cuts what is longer. A style sheet
# is the only way to let options wrap. It names the class below and so touches nothing else.
CLASS = "course-form"
STYLE = f"""<style>
.{CLASS} .widget-html, .{CLASS} .widget-html-content {{ height: auto; line-height: 1.45; }}
.{CLASS} .widget-html-content p {{ margin: 4px 0; }}
.{CLASS} .widget-radio, .{CLASS} .widget-radio-box, .{CLASS} .widget-checkbox {{
  width: 100%; height: auto; margin: 0; }}
.{CLASS} .widget-radio-box label, .{CLASS} .widget-checkbox label {{
  display: flex; align-items: baseline; justify-content: flex-start; gap: 8px;
  width: 100%; max-width: 46em; height: auto; margin: 0 0 6px 0; line-height: 1.45;
  white-space: normal; overflow: visible; }}
.{CLASS} .widget-radio-box label {{ flex-direction: row-reverse; justify-content: flex-end; }}
.{CLASS} .widget-radio-box input, .{CLASS} .widget-checkbox input {{
  flex: none; align-self: baseline; margin: 0; position: relative; top: 2px; }}
.{CLASS} .widget-radio-box input {{ top: 5px; }}
.{CLASS} .widget-dropdown {{
  flex-flow: row-reverse nowrap; justify-content: flex-end; align-items: baseline; gap: 8px;
  width: 100%; max-width: 46em; height: auto; margin: 0 0 4px 0; }}
.{CLASS} .widget-dropdown select {{ flex: none; width: auto; }}
.{CLASS} .widget-dropdown label {{
  flex: 1; width: auto; height: auto; text-align: left; line-height: 1.45;
  white-space: normal; overflow: visible; }}
</style>"""


class Form:
    """A form: its ``widgets`` from top to bottom, and ``choose`` and ``chosen`` for the answer."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.texts = [option.text for option in question.options]
        self.widgets: list[widgets.Widget] = []

    @property
    def chosen(self) -> Any:
        """What is chosen now, as ``grade`` reads it."""
        raise NotImplementedError

    def choose(self, chosen: Any) -> None:
        """Set the form to an answer that ``grade`` finds whole."""
        raise NotImplementedError

    def on_submit(self, act: Callable[[], None]) -> None:
        """Call ``act`` when the learner presses Enter in a text field; other forms have none."""


class _Single(Form):
    def __init__(self, question: Question) -> None:
        super().__init__(question)
        options = [(text, place) for place, text in enumerate(self.texts)]
        self.radio = widgets.RadioButtons(options=options, value=None)
        self.widgets = [self.radio]

    @property
    def chosen(self) -> int | None:
        chosen: int | None = self.radio.value
        return chosen

    def choose(self, chosen: int) -> None:
        self.radio.value = chosen


class _Multiple(Form):
    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.widgets = [
            widgets.Checkbox(False, description=text, indent=False) for text in self.texts
        ]

    @property
    def chosen(self) -> list[int]:
        return [place for place, box in enumerate(self.widgets) if box.value]

    def choose(self, chosen: list[int]) -> None:
        for place, box in enumerate(self.widgets):
            box.value = place in chosen


class _Number(Form):
    def __init__(self, question: Question) -> None:
        super().__init__(question)
        unit = f" ({question.unit})" if question.unit else ""
        self.field = widgets.Text(
            description=f"Your answer{unit}:",
            style={"description_width": "initial"},
            # The number travels when the field is left or Enter pressed. Sent with each key, the
            # last digits could arrive after the press of the button, and half a number be judged.
            continuous_update=False,
        )
        self.field.layout.width = "auto"
        self.field.layout.max_width = "30em"
        self.widgets = [self.field]

    @property
    def chosen(self) -> str:
        chosen: str = self.field.value
        return chosen

    def choose(self, chosen: str) -> None:
        self.field.value = chosen

    def on_submit(self, act: Callable[[], None]) -> None:
        # The page tells of Enter before it sends what was typed. So what comes next is judged,
        # and what is here already only if it was not judged at the last Enter.
        judged, entered = self.field.value, False

        def judge() -> None:
            nonlocal judged
            judged = self.field.value
            act()

        def heard(_field: widgets.Widget, content: Any, _buffers: Any) -> None:
            nonlocal entered
            if content.get("event") == "submit":
                entered = True
                if self.field.value != judged:
                    judge()

        def sent(_change: Any) -> None:
            nonlocal entered
            if entered:
                entered = False
                judge()

        self.field.on_msg(heard)
        self.field.observe(sent, "value")


class _Order(Form):
    def __init__(self, question: Question) -> None:
        super().__init__(question)
        places = [(str(place), place) for place in range(1, len(self.texts) + 1)]
        self.by_place = [_dropdown(text, "place", places) for text in self.texts]
        self.widgets = [self.by_place[place] for place in question.shown]

    @property
    def chosen(self) -> list[int | str]:
        return [dropdown.value for dropdown in self.by_place]

    def choose(self, chosen: list[int]) -> None:
        for dropdown, place in zip(self.by_place, chosen, strict=True):
            dropdown.value = place


class _Classify(Form):
    def __init__(self, question: Question) -> None:
        super().__init__(question)
        groups = [(group, group) for group in question.groups]
        self.widgets = [_dropdown(text, "group", groups) for text in self.texts]

    @property
    def chosen(self) -> dict[str, str]:
        return {text: box.value for text, box in zip(self.texts, self.widgets, strict=True)}

    def choose(self, chosen: dict[str, str]) -> None:
        for text, dropdown in zip(self.texts, self.widgets, strict=True):
            dropdown.value = chosen[text]


def _dropdown(text: str, what: str, options: list[tuple[str, Any]]) -> widgets.Dropdown:
    # With None as its value ipywidgets would show an empty line in place of these words.
    return widgets.Dropdown(options=[(f"– {what} –", ""), *options], value="", description=text)


FORMS: dict[str, type[Form]] = {
    SINGLE: _Single,
    MULTIPLE: _Multiple,
    NUMBER: _Number,
    ORDER: _Order,
    CLASSIFY: _Classify,
}


def to_keep(question: Question, chosen: Any) -> Any:
    """Give a whole answer in words, as it is kept.

    Parameters
    ----------
    question : the question.
    chosen : an answer that ``grade`` finds whole.

    Returns
    -------
    A JSON value: the text of the option, the texts of the options ticked, the number as typed,
    the texts in the order given to them, or the group by the text of its option.
    """
    texts = [option.text for option in question.options]
    if question.kind == SINGLE:
        return texts[chosen]
    if question.kind == MULTIPLE:
        return [texts[place] for place in chosen]
    if question.kind == ORDER:
        return [text for _, text in sorted(zip(chosen, texts, strict=True))]
    return chosen


def from_kept(question: Question, kept: Any) -> Any:
    """Give a kept answer as ``grade`` reads it; ``None`` where it fits the question no more."""
    texts = [option.text for option in question.options]
    if question.kind == SINGLE:
        return texts.index(kept) if kept in texts else None
    if question.kind in (MULTIPLE, ORDER):
        if not isinstance(kept, list) or not all(text in texts for text in kept):
            return None
        if question.kind == MULTIPLE:
            return [texts.index(text) for text in kept]
        return [kept.index(text) + 1 if text in kept else None for text in texts]
    if question.kind == NUMBER:
        return kept if isinstance(kept, str) else None
    return kept
