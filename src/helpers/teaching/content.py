"""What a lesson asks its reader: exercises, quiz and coding, read from the lesson's file.

The words live in ``lesson_NN.toml``, the reference solutions in ``lesson_NN.py``. This module
checks that the file is whole, so that a slip of an author is named and not shown to a student.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from helpers.errors import CourseError

CODE, THINK = "code", "think"
SINGLE, MULTIPLE, NUMBER, ORDER, CLASSIFY = "single", "multiple", "number", "order", "classify"
FEWEST_OPTIONS = 2
NEEDED = {"name": "str", "title": "str", "minutes": "int", "objectives": "tuple[str, ...]"}
POSSIBLE = {"exercise", "quiz", "coding", "predictions"}
# How the types of the fields below read in a message to an author.
WORDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "float | None": "a number",
    "bool": "true or false",
    "tuple[str, ...]": "a list of texts",
    "tuple[int, ...]": "a list of whole numbers",
    "tuple[Option, ...]": "a list of options",
    "tuple[Slip, ...]": "a list of slips",
    "Mapping[str, str] | None": "a table of texts",
}


@dataclass(frozen=True)
class Exercise:
    """A task that the notebook states.

    Attributes
    ----------
    id : its name in the notebook, ``"gas-2"``.
    kind : ``"code"``, checked against a reference solution, or ``"think"``, a text that the
        reader compares with a model answer.
    objective : the number of the lesson's objective that it practises, from 1.
    hints : from a nudge to the way, opened one at a time.
    unit : unit of the answer of a code exercise, as its task states it.
    tolerance : how far a number may be from the reference, in that unit.
    ordered : the order of the answer's values counts.
    mistakes : what to say to each typical wrong answer, by its name; ``lesson_NN.py``
        computes that answer.
    question, model_answer, rubric : of a think exercise: the question in one sentence, an
        answer to compare with, and what a good answer contains.
    """

    id: str
    kind: str
    objective: int
    hints: tuple[str, ...] = ()
    unit: str = ""
    tolerance: float = 0.0
    ordered: bool = False
    mistakes: Mapping[str, str] | None = None
    question: str = ""
    model_answer: str = ""
    rubric: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """One thing that a quiz lets its reader choose or place.

    Attributes
    ----------
    text : what is shown.
    feedback : what to say to a reader who chose it, or placed it wrongly.
    right : it belongs to the right answer (single and multiple choice).
    group : the group it belongs to (classify).
    """

    text: str
    feedback: str
    right: bool = False
    group: str = ""


@dataclass(frozen=True)
class Slip:
    """A wrong number that many give, and what to say to it."""

    value: float
    feedback: str


@dataclass(frozen=True)
class Question:
    """A question of the quiz.

    Attributes
    ----------
    id : its name, unique in the lesson.
    kind : ``"single"``, ``"multiple"``, ``"number"``, ``"order"`` or ``"classify"``.
    objective : the number of the lesson's objective that it tests, from 1.
    text : the question.
    options : what to choose from (single, multiple), to put in order (in the right order)
        or to classify; empty for a number.
    shown : for ``order``: the places of the options as they are shown at first, from 0.
    groups : for ``classify``: the names of the groups.
    answer, tolerance, unit : for ``number``; the tolerance is in the unit.
    slips : for ``number``: typical wrong numbers.
    right, wrong : what to say to a right and to another wrong number or order.
    """

    id: str
    kind: str
    objective: int
    text: str
    options: tuple[Option, ...] = ()
    shown: tuple[int, ...] = ()
    groups: tuple[str, ...] = ()
    answer: float | None = None
    tolerance: float = 0.0
    unit: str = ""
    slips: tuple[Slip, ...] = ()
    right: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Coding:
    """Things to put into categories, as a coder does, and a reference coding to compare with.

    Attributes
    ----------
    id : its name in the notebook, ``"areas"``.
    title, task : what is asked, as a heading and in a few sentences.
    codebook, category : the table of the categories, and its column with their names.
    items, item, text : the table of the things to code, its column of ids, and its column that
        is shown.
    reference, why : columns of the same table: the category of the reference coding, and the
        reason for it.
    minimum : how many have to be coded before the comparison opens.
    """

    id: str
    title: str
    task: str
    codebook: str
    category: str
    items: str
    item: str
    text: str
    reference: str
    why: str
    minimum: int = 8


@dataclass(frozen=True)
class Content:
    """All that a lesson's file says.

    Attributes
    ----------
    name, title, minutes : of the lesson; the name is that of its notebook.
    objectives : what the reader can do afterwards, in the words of the notebook.
    exercises, questions : by their names, in order.
    predictions : ids of the claims to predict, where they are not the lesson's own forecasts.
    codings : by their names, in order.
    """

    name: str
    title: str
    minutes: int
    objectives: tuple[str, ...]
    exercises: Mapping[str, Exercise]
    questions: Mapping[str, Question]
    predictions: tuple[str, ...] = ()
    codings: Mapping[str, Coding] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """The two digits of the lesson."""
        return self.name[:2]


def parse(raw: Mapping[str, Any], file: str) -> Content:
    """Read the content of a lesson, and check that nothing is missing or misspelled.

    Parameters
    ----------
    raw : the parsed TOML file.
    file : its name, for messages.

    Raises
    ------
    CourseError : the message names the file, the item and what is wrong with it.
    """
    missing = [key for key in ("name", "title", "minutes", "objectives") if key not in raw]
    if missing:
        raise CourseError(f"{file} lacks {', '.join(missing)}.")
    unknown = set(raw) - NEEDED.keys() - POSSIBLE
    if unknown:
        raise CourseError(f"{file} has an unknown entry: {', '.join(sorted(unknown))}.")
    for key, kind in NEEDED.items():
        value = raw[key]
        if not _fits(tuple(value) if isinstance(value, list) else value, kind):
            raise CourseError(f"{file}: {key} has to be {WORDS[kind]}.")
    predictions = tuple(raw.get("predictions", ()))
    if not _fits(predictions, "tuple[str, ...]"):
        raise CourseError(f"{file}: predictions has to be a list of texts.")
    for key in ("exercise", "quiz", "coding"):
        if not all(isinstance(item, Mapping) for item in raw.get(key, ())):
            raise CourseError(f"{file}: begin every entry of {key} with [[{key}]].")
    exercises = [_exercise(item, file) for item in raw.get("exercise", ())]
    questions = [_question(item, file) for item in raw.get("quiz", ())]
    codings = [_coding(item, file) for item in raw.get("coding", ())]
    items: list[Exercise | Question] = [*exercises, *questions]
    for item in items:
        if not 1 <= item.objective <= len(raw["objectives"]):
            raise CourseError(f"{file}: {item.id} names objective {item.objective}, which is none.")
    content = Content(
        name=raw["name"],
        title=raw["title"],
        minutes=raw["minutes"],
        objectives=tuple(raw["objectives"]),
        exercises={item.id: item for item in exercises},
        questions={item.id: item for item in questions},
        predictions=predictions,
        codings={item.id: item for item in codings},
    )
    made = (content.exercises, content.questions, content.codings)
    if sum(map(len, made)) < len(items) + len(codings):
        raise CourseError(f"{file} uses an id twice.")
    return content


def _exercise(raw: Mapping[str, Any], file: str) -> Exercise:
    made: Exercise = _build(Exercise, raw, file)
    needs: dict[str, dict[str, Any]] = {
        CODE: {"hints": made.hints, "mistakes": made.mistakes},
        THINK: {
            "question": made.question,
            "model_answer": made.model_answer,
            "rubric": made.rubric,
        },
    }
    _demand(made.id, made.kind, needs, file)
    return made


def _question(raw: Mapping[str, Any], file: str) -> Question:
    place = f"{file}, question {raw.get('id', '?')}"
    parts = dict(raw)
    parts["options"] = tuple(_build(Option, one, place) for one in raw.get("options", ()))
    parts["slips"] = tuple(_build(Slip, one, place) for one in raw.get("slips", ()))
    made: Question = _build(Question, parts, file)
    rights = [option for option in made.options if option.right]
    enough = len(made.options) >= FEWEST_OPTIONS
    needs: dict[str, dict[str, Any]] = {
        SINGLE: {"two options": enough, "exactly one right option": len(rights) == 1},
        MULTIPLE: {"two options": enough, "a right option": rights},
        NUMBER: {
            "answer": made.answer is not None, "right": made.right, "wrong": made.wrong,
        },
        ORDER: {
            "two options": enough,
            "shown, the places of all options": sorted(made.shown) == [*range(len(made.options))],
            "right": made.right,
        },
        CLASSIFY: {
            "two options": enough,
            "groups that hold every option": {o.group for o in made.options} <= {*made.groups},
            "two groups": len(made.groups) >= FEWEST_OPTIONS,
        },
    }  # fmt: skip
    _demand(made.id, made.kind, needs, file)
    return made


def _coding(raw: Mapping[str, Any], file: str) -> Coding:
    made: Coding = _build(Coding, raw, file)
    empty = [one.name for one in fields(made) if getattr(made, one.name) == ""]
    if empty:
        raise CourseError(f"{file}: {made.id or 'a coding'} needs {', '.join(empty)}.")
    if made.minimum < 1:
        raise CourseError(f"{file}: {made.id} has a minimum of {made.minimum}; 1 is the least.")
    return made


def _demand(name: str, kind: str, needs: Mapping[str, Mapping[str, Any]], file: str) -> None:
    if kind not in needs:
        raise CourseError(f"{file}: {name} has the kind {kind!r}; known: {', '.join(needs)}.")
    lacks = [what for what, there in needs[kind].items() if not there]
    if lacks:
        raise CourseError(f"{file}: {name} ({kind}) needs {', '.join(lacks)}.")


def _fits(value: Any, kind: str) -> bool:
    """Tell whether a value of the file has the type that a field asks for."""
    if kind.startswith("tuple["):
        inner = kind.removeprefix("tuple[").removesuffix(", ...]")
        return isinstance(value, tuple) and all(_fits(one, inner) for one in value)
    if kind.startswith("Mapping["):
        return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    if kind in ("Option", "Slip"):
        return type(value).__name__ == kind
    numbers = {"int": (int,), "float": (int, float), "float | None": (int, float)}
    return type(value) in numbers.get(kind, (bool,) if kind == "bool" else (str,))


def _build(kind: type[Any], raw: Mapping[str, Any], place: str) -> Any:
    if not isinstance(raw, Mapping):
        raise CourseError(f"{place}: {raw!r} has to be a table of entries.")
    known = {one.name for one in fields(kind)}
    what = f"{place}: {raw.get('id') or raw.get('text') or kind.__name__}"
    if not set(raw) <= known:
        raise CourseError(f"{what} has an unknown entry: {', '.join(sorted(set(raw) - known))}.")
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    for one in fields(kind):
        if one.name in values and not _fits(values[one.name], str(one.type)):
            raise CourseError(f"{what}: {one.name} has to be {WORDS[str(one.type)]}.")
    try:
        return kind(**values)
    except TypeError as error:
        raise CourseError(f"{what}: {str(error).partition('__init__() ')[2]}.") from None
