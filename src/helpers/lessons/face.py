"""The face of a lesson: one object with what a notebook asks for."""

from __future__ import annotations

import gc
import tomllib
from collections.abc import Callable
from html import escape
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from helpers.data import citations, loading, package
from helpers.display import Shown, format_html, frame_html, show
from helpers.errors import CourseError, choose
from helpers.teaching import content
from helpers.teaching.content import Content

if TYPE_CHECKING:
    import pandas as pd

    from helpers.explorers.base import Explorer
    from helpers.live import Live
    from helpers.teaching.hindsight import Hindsight
    from helpers.teaching.prediction import Predictions


def known() -> dict[str, Content]:
    """Give the content of every lesson by its name, in order."""
    folder = files(__package__)
    found = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    contents = [_content(file) for file in found]
    return {one.name: one for one in contents}


def _content(file: str) -> Content:
    place = f"src/helpers/lessons/{file}"
    try:
        raw = tomllib.loads((files(__package__) / file).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{place} is not valid TOML: {error}.") from None
    return content.parse(raw, place)


def _find(name: str) -> Content:
    """Give the content of one lesson; the files of the others are not read."""
    file = f"lesson_{str(name)[:2]}.toml"
    if (files(__package__) / file).is_file():
        found = _content(file)
        if found.name == name:
            return found
    lessons = known()
    return lessons[choose("lesson", name, lessons)]


def lesson(name: str) -> Lesson:
    """Open a lesson.

    Sets the look of charts and tables, begins a new list of the tables that the lesson
    loads, and shows up to which day the course knows the record.

    Parameters
    ----------
    name : the name of the notebook without its ending, ``"01-background-union-state"``.

    Raises
    ------
    UnknownNameError : there is no lesson of this name.
    """
    found = _find(name)
    _prepare_display()
    loading.forget_loaded()
    opened = Lesson(found)
    show(opened)
    # The libraries stay to the end. Looking through their objects for garbage costs time again
    # and again in a lesson, and never finds any.
    gc.freeze()
    return opened


class Lesson:
    """An open lesson."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self.name = content.name
        self.number = content.number
        self.title = content.title

    def explore(self, name: str | None = None) -> Explorer:
        """Open an explorer of this lesson.

        Parameters
        ----------
        name : which explorer, where a lesson has several; the first one if left out.

        Raises
        ------
        UnknownNameError : the lesson has no explorer of this name.
        """
        explorers = self._explorers()
        if not explorers:
            raise CourseError(f"Lesson {self.number} has no explorer.")
        wanted = next(iter(explorers)) if name is None else name
        return explorers[choose(f"explorer of lesson {self.number} called", wanted, explorers)]()

    def predict(self) -> Predictions:
        """Ask for a probability for each forecast of this lesson, before the evidence."""
        from helpers.teaching import panel, prediction

        asked = self._claims()
        return prediction.predict(self.number, asked[asked["kind"] == "forecast"], panel.keep)

    def hindsight(self) -> Hindsight:
        """Show what became of each claim, and score the learner's predictions."""
        from helpers.teaching import hindsight

        return hindsight.hindsight(self.number, self._claims())

    def check(self, exercise: str, answer: Any) -> Live:
        """Say whether the answer to an exercise is right, and if not, what may be wrong.

        Parameters
        ----------
        exercise : the name of the exercise, ``"gas-2"``.
        answer : the learner's answer; it is not changed. ``...`` means: not answered yet.
        """
        from helpers.teaching import exercises

        return exercises.check(self._content, self._module().EXERCISES, exercise, answer)

    def hint(self, exercise: str) -> Live:
        """Give the next hint for an exercise."""
        from helpers.teaching import exercises

        return exercises.hint(self._content, exercise)

    def solution(self, exercise: str) -> Live:
        """Show the solution of an exercise: after success, three tries, or asking twice."""
        from helpers.teaching import exercises

        return exercises.solution(self._content, self._module().EXERCISES, exercise)

    def think(self, exercise: str) -> Live:
        """Open an exercise that is answered in words and judged by the learner."""
        from helpers.teaching import think

        return think.think(self._content, exercise)

    def code(self, name: str) -> Live:
        """Open a coding: give each item a code of the codebook, then compare with a reference.

        Parameters
        ----------
        name : the name of the coding, ``"areas"``.
        """
        from helpers.teaching import coding

        return coding.code(self._content, name)

    def codes(self, name: str) -> pd.DataFrame:
        """Give the learner's own codes so far, for example to compute kappa with pandas.

        They differ from learner to learner. So a cell whose output is stored must not show them.

        Parameters
        ----------
        name : the name of the coding, ``"areas"``.

        Returns
        -------
        The ids of what is coded, and ``code``; empty, with a sentence shown, if nothing is.
        """
        from helpers.teaching import coding

        return coding.codes(self._content, name)

    def quiz(self) -> Live:
        """Open the quiz of this lesson."""
        from helpers.teaching import quiz

        return quiz.quiz(self._content)

    def terms(self) -> Shown:
        """Show the terms of this lesson: meaning, Polish form, original form."""
        from helpers.teaching import glossary

        return glossary.terms(self.number)

    def progress(self) -> Live:
        """Show what was done in this lesson, and save, bring back or forget it."""
        from helpers.teaching import panel

        return panel.panel(self._content)

    def sources(self) -> Shown:
        """Cite the sources of every table used since the lesson was opened."""
        used = loading.loaded()
        if not used:
            return Shown("<p>No table was loaded yet.</p>", "No table was loaded yet.")
        blocks, lines = [], []
        for name, source_ids in sorted(used.items()):
            head = f"{package.resources()[name]['title']} ({citations.number(source_ids)})"
            cited = citations.listing(source_ids)
            blocks.append(f"<details><summary>{escape(head)}</summary>{cited.html}</details>")
            lines.append(f"{head}: data.sources({name!r}) lists those of the whole table.")
        return Shown("".join(blocks), "\n".join(lines))

    def _explorers(self) -> dict[str, Callable[[], Explorer]]:
        explorers: dict[str, Callable[[], Explorer]] = self._module().EXPLORERS
        return explorers

    def _claims(self) -> pd.DataFrame:
        from helpers import claims

        return claims.of_lesson(self.number, self._content.predictions)

    def _module(self) -> Any:
        # Imported on demand: widgets take time, and a lesson that is only read needs none.
        return import_module(f"helpers.lessons.lesson_{self.number}")

    def __repr__(self) -> str:
        return f"Lesson {self.number}, {self.title}. {self._knowledge()}"

    def _repr_html_(self) -> str:
        return f"<p><b>Lesson {self.number}, {escape(self.title)}.</b> {self._knowledge()}</p>"

    def _knowledge(self) -> str:
        day = package.date_of_knowledge()
        return f"The course knows the record up to {day.day} {day:%B %Y}."


def _prepare_display() -> None:
    import pandas as pd

    from helpers.charts import renderer, theme

    theme.enable()
    renderer.enable()
    # Texts are the data of this course: show them whole, and from the left.
    pd.set_option("display.max_colwidth", None)
    format_html(pd.DataFrame, frame_html)
