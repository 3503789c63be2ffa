"""Coding: put short texts into the categories of a codebook, then compare with a reference.

The reference and its reasons stay closed until the learner compares. The first comparison is the
only independent one, so it is kept for good and shown beside every later one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd
from ipywidgets.widgets.widget_description import DescriptionStyle

from helpers.controls import LIST_KEYS, button, row
from helpers.data import loading
from helpers.display import Shown, html_table, show, table
from helpers.errors import CourseError
from helpers.live import WAKE, Live, only, shared_layout, shared_style, status, text
from helpers.teaching import progress
from helpers.teaching.alerts import warnings
from helpers.teaching.comparing import Comparison, numbers, result, scrolling
from helpers.teaching.content import Coding, Content
from helpers.teaching.finding import among
from helpers.teaching.following import FollowingBox, tell_all
from helpers.teaching.forms import CLASS, STYLE

CODING, COMPARED = "coding", "compared"
SOURCE_COLUMN = "source_ids"  # for the list of sources; a coder needs it not
COMPARE = "Compare with the reference coding"
OWN_CLASS = "course-coding"
# A text is read before its list. On a narrow page it goes above the list, in place of becoming a
# thin column beside it, and a wide table scrolls, in place of widening all texts. Two classes, so
# that the style of a quiz further down the page does not win.
OWN_STYLE = f"""<style>
.{OWN_CLASS} .widget-html, .{OWN_CLASS} .widget-html-content {{ min-width: 0; max-width: 100%; }}
.{CLASS}.{OWN_CLASS} .widget-dropdown {{
  flex-flow: row wrap; justify-content: flex-start; max-width: 66em; margin: 0 0 10px 0; }}
.{CLASS}.{OWN_CLASS} .widget-dropdown label {{ flex: 1 1 20em; }}
.{CLASS}.{OWN_CLASS} .widget-dropdown select {{ height: 28px; }}
</style>"""
CODEBOOK = "Codebook: what belongs where"
ON_PAPER = (
    f"The lists do not run yet. {WAKE} Elsewhere, write one code for each line on paper. The "
    "reference coding is not printed here, so that nobody reads it before coding."
)
BEFORE = (
    "What is not coded is left out. Only the first comparison is made without having seen the "
    "reference, so its result is kept."
)
AFTER = (
    "You have seen the reference, so agreement from now on is no independent coding. The first "
    "result stays."
)
CHANGED = "You have changed codes since the last comparison. Press the button to compare again."
NO_CODES = "Nothing is coded yet, so the table is empty. Choose in the lists of code({!r}) first."


@dataclass(frozen=True)
class Tables:
    """What a coding is about: the codebook, and the items with their reference codes.

    Attributes
    ----------
    codebook : as it is shown; the names of the categories are in ``categories``.
    items : text, reference code and reason by id.
    """

    codebook: pd.DataFrame
    categories: list[str]
    items: pd.DataFrame


def tables_of(task: Coding, *, note: bool = True) -> Tables:
    """Load the tables of a coding.

    Parameters
    ----------
    task : the coding.
    note : the lesson uses the tables now and has to cite them.

    Raises
    ------
    CourseError : a table or a column is missing, or a reference code is in no codebook: a
        mistake of the author, which the message names.
    """
    load = loading.load if note else loading.read
    codebook, items = load(task.codebook), load(task.items)
    needed = {
        task.codebook: (codebook, [task.category]),
        task.items: (items, [task.item, task.text, task.reference, task.why]),
    }
    for name, (frame, wanted) in needed.items():
        lacking = [column for column in wanted if column not in frame]
        if lacking:
            raise CourseError(
                f"The coding {task.id!r} needs the column {lacking[0]!r} in the table {name!r}; "
                f"there are: {', '.join(frame.columns)}."
            )
    categories = [str(one) for one in codebook[task.category]]
    columns = {"text": task.text, "reference": task.reference, "why": task.why}
    items = pd.DataFrame(
        {name: items[column].astype(str).tolist() for name, column in columns.items()},
        index=items[task.item].astype(str).tolist(),
    )
    if not items.index.is_unique:
        raise CourseError(f"The table {task.items!r} has a {task.item!r} twice.")
    unknown = sorted(set(items["reference"]) - set(categories))
    if unknown:
        raise CourseError(f"The table {task.codebook!r} has no {task.category} {unknown[0]!r}.")
    return Tables(codebook.drop(columns=SOURCE_COLUMN, errors="ignore"), categories, items)


def codes_of(lesson: str, task: Coding, tables: Tables) -> dict[str, str]:
    """Give the learner's codes by item, in the order of the table.

    Items and categories that a newer version of the course has no more are left out.
    """
    kept: dict[str, object] = {}
    for one in progress.of_lesson(lesson):
        if one.part == CODING:
            kept[one.item] = one.value.get("code")
    return _fitting({item: kept.get(_key(task, item)) for item in tables.items.index}, tables)


def comparisons(lesson: str, task: Coding, tables: Tables) -> list[Comparison]:
    """Give every comparison, the first one first: its day, and what was compared."""
    found = []
    for one in progress.history(lesson, COMPARED, task.id):
        codes = one.value.get("codes")
        when = datetime.fromisoformat(one.time).astimezone()
        fitting = _fitting(codes, tables) if isinstance(codes, dict) else {}
        found.append(Comparison(f"{when.day} {when:%B %Y}", fitting))
    return found


def _key(task: Coding, item: str) -> str:
    return f"{task.id}/{item}"


def _fitting(codes: dict[str, Any], tables: Tables) -> dict[str, str]:
    known = {item: codes.get(item) for item in tables.items.index}
    return {
        item: code
        for item, code in known.items()
        if isinstance(code, str) and code in tables.categories
    }


class CodingBox(FollowingBox):
    """The items with a list of categories each, and the comparison with the reference."""

    def __init__(self, lesson: str, task: Coding, tables: Tables) -> None:
        self._lesson, self.task, self._tables = lesson, task, tables
        self._explained: tuple[list[Comparison], bool] | None = None
        options = [(f"– {task.category} –", ""), *((one, one) for one in tables.categories)]
        self.lists = {
            item: widgets.Dropdown(
                options=options,
                value="",
                description=item_text,
                layout=shared_layout(),
                style=shared_style(DescriptionStyle),
            )
            for item, item_text in tables.items["text"].items()
        }
        self.button = button(COMPARE)
        self.says, self.result, self.trouble = text(), text(), text(warnings())
        super().__init__(
            [
                text(f"{STYLE}{OWN_STYLE}{_lead(task)}{_codebook(tables)}<p>{LIST_KEYS}</p>"),
                *self.lists.values(),
                row(self.button),
                self.says,
                self.result,
                self.trouble,
            ],
            as_page(task, tables),
        )
        self.add_class(CLASS)
        self.add_class(OWN_CLASS)
        self.refresh()
        for item, one in self.lists.items():
            one.observe(lambda change, item=item: self._choose(item, change["new"]), "value")
        self.button.on_click(self._compare)
        self.follow(lesson)

    @property
    def least(self) -> int:
        """How many items have to be coded before the comparison opens."""
        return max(1, min(self.task.minimum, len(self.lists)))

    def refresh(self) -> None:
        """Show what is kept now."""
        codes = codes_of(self._lesson, self.task, self._tables)
        for item, one in self.lists.items():
            one.value = codes.get(item, "")
        seen = comparisons(self._lesson, self.task, self._tables)
        self.says.value = status(self._state(codes, seen))
        # Explaining takes longest, and every box on the page does it when one of them is used.
        again = bool(seen) and seen[-1].codes == codes != seen[0].codes
        if (seen, again) != self._explained:
            self._explained = seen, again
            self.result.value = result(self.task, self._tables.items, seen, codes)

    def _state(self, codes: dict[str, str], seen: list[Comparison]) -> str:
        number = f"{len(codes)} of {len(self.lists)} coded."
        if not progress.is_saved():
            number = f"! Not saved on disk: {number}"
        elif codes:
            number = f"✓ Saved on this machine: {number}"
        else:
            number = f"○ Nothing yet: {number}"
        missing = self.least - len(codes)
        if seen:
            return f"{number} {AFTER if codes == seen[-1].codes else f'{CHANGED} {AFTER}'}"
        if missing > 0:
            return f"{number} The comparison opens when {missing} more are coded."
        return f"{number} You can compare now. {BEFORE}"

    def _choose(self, item: str, code: str) -> None:
        # The lists are also set by what is kept; only what is new is an act of the learner.
        if code == codes_of(self._lesson, self.task, self._tables).get(item, ""):
            return
        progress.record(self._lesson, CODING, _key(self.task, item), {"code": code})
        tell_all()

    def _compare(self, _button: widgets.Button) -> None:
        codes = codes_of(self._lesson, self.task, self._tables)
        missing = self.least - len(codes)
        if missing > 0:
            self.says.value = status(
                f"○ Too early: {len(codes)} of {len(self.lists)} are coded, {missing} more have to "
                "be. Nothing was compared."
            )
            return
        seen = comparisons(self._lesson, self.task, self._tables)
        if not seen or seen[-1].codes != codes:
            progress.record(self._lesson, COMPARED, self.task.id, {"codes": codes})
        tell_all()
        found = numbers(codes, self._tables.items)
        said = "; ".join(f"{name}: {value}" for name, value in found.items())
        self.says.value = status(f"✓ {said}. The details stand below. {AFTER}")


def code(content: Content, name: object) -> Live:
    """Let the learner code the items of one coding, and compare with the reference.

    Parameters
    ----------
    content : of the lesson.
    name : the name of a coding of the lesson.

    Returns
    -------
    The box; for another name, one that says what would be right.
    """
    task = find(content, name)
    if isinstance(task, str):
        return only(task)
    return CodingBox(content.number, task, tables_of(task))


def codes(content: Content, name: object) -> pd.DataFrame:
    """Give the learner's codes so far.

    They differ from learner to learner. So a stored output must not show them.

    Parameters
    ----------
    content : of the lesson.
    name : the name of a coding of the lesson.

    Returns
    -------
    A new data frame with the column of ids as the table of the items names it, and ``code``; only
    what is coded, in the order of that table. It is empty, and a sentence is shown, where
    nothing is coded or no coding has this name.
    """
    task = find(content, name)
    if isinstance(task, str):
        _tell(task)
        return pd.DataFrame({"item": [], "code": []}, dtype="str")
    mine = codes_of(content.number, task, tables_of(task, note=False))
    if not mine:
        _tell(NO_CODES.format(task.id))
    return pd.DataFrame({task.item: list(mine), "code": list(mine.values())}, dtype="str")


def done(lesson: str, task: Coding) -> str:
    """Say how much of a coding is done, in a few words."""
    tables = tables_of(task, note=False)
    mine = codes_of(lesson, task, tables)
    seen = "compared" if comparisons(lesson, task, tables) else "not compared"
    return f"coding “{task.id}”: {len(mine)} of {len(tables.items)}, {seen}"


def find(content: Content, name: object) -> Coding | str:
    """Give a coding, or what to say where there is none of this name; never raises."""
    return among(content, name, "coding", content.codings)


def as_page(task: Coding, tables: Tables) -> Shown:
    """Show a coding without a kernel: codebook and items, neither reference nor reasons."""
    book = table(list(tables.codebook.columns), tables.codebook.itertuples(index=False), CODEBOOK)
    listed = table([task.item, task.text], tables.items["text"].items(), "To be coded")
    return Shown(
        f"{_lead(task)}<p><em>{ON_PAPER}</em></p>{_codebook(tables)}{listed.html}",
        "\n".join([task.title, task.task, ON_PAPER, book.text, listed.text]),
    )


def _lead(task: Coding) -> str:
    return f"<p><b>{escape(task.title)}</b><br>{escape(task.task)}</p>"


def _codebook(tables: Tables) -> str:
    rows = html_table(list(tables.codebook.columns), tables.codebook.itertuples(index=False))
    return f"<details><summary>{CODEBOOK}</summary>{scrolling(rows, CODEBOOK)}</details>"


def _tell(said: str) -> None:
    show(Shown(f"<p>{escape(said)}</p>", said))
