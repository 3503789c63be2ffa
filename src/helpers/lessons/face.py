"""The face of a lesson: one object with what a notebook asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from html import escape
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from helpers.data import citations, loading, package
from helpers.display import Shown, format_html, frame_html, show
from helpers.errors import CourseError, choose

if TYPE_CHECKING:
    from helpers.explorers.base import Explorer


def known() -> dict[str, dict[str, Any]]:
    """Give the content of every lesson by its name, in order."""
    folder = files(__package__)
    found = sorted(
        (item for item in folder.iterdir() if item.name.endswith(".toml")),
        key=lambda item: item.name,
    )
    contents = [_content(item.name, item.read_text(encoding="utf-8")) for item in found]
    return {content["name"]: content for content in contents}


def _content(file: str, text: str) -> dict[str, Any]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"src/helpers/lessons/{file} is not valid TOML: {error}.") from None
    missing = [key for key in ("name", "title", "minutes") if key not in content]
    if missing:
        raise CourseError(f"src/helpers/lessons/{file} lacks {', '.join(missing)}.")
    return content


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
    lessons = known()
    content = lessons[choose("lesson", name, lessons)]
    _prepare_display()
    loading.forget_loaded()
    opened = Lesson(content)
    show(opened)
    return opened


class Lesson:
    """An open lesson."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content
        self.name: str = content["name"]
        self.number: str = self.name[:2]
        self.title: str = content["title"]

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
        # Imported on demand: widgets take time, and a lesson that is only read needs none.
        module = import_module(f"helpers.lessons.lesson_{self.number}")
        explorers: dict[str, Callable[[], Explorer]] = module.EXPLORERS
        return explorers

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
