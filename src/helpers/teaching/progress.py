"""What a learner did, in the words of the course, kept between sittings on this machine only.

The parts that lessons record, with their values: ``"prediction"`` ``{"probability": 0-100}``,
``"reveal"`` ``{"said": 0-100 or None}``, the prediction that stood when the outcome was first seen
(``{}`` in records of before: then the last prediction stands), ``"try"`` ``{"answer": text,
"right": bool, "mistake": name or ""}``, ``"hint"`` ``{"step": number}``, ``"solution"`` ``{"why":
"success" | "tries" | "asked"}``, ``"answer"`` (of a quiz) ``{"chosen": ..., "right": bool}``,
``"text"`` ``{"text": text}``, ``"rubric"`` ``{"ticked": [numbers]}``, ``"coding"`` (of
``"areas/M01"``, the coding and what is coded) ``{"code": name of a category, or "" for none}``,
``"compared"`` ``{"codes": {what is coded: category}}``, one for each comparison with the reference
coding; the first one was made without having seen it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from helpers.errors import CourseError
from helpers.teaching.keeping import disk
from helpers.teaching.keeping.records import (
    DamagedError,
    MigrationError,
    NewerSchemaError,
    Record,
    encode,
    parse,
)
from helpers.teaching.keeping.store import Store, folder

# What BinderHub sets in the servers that it starts (``BinderSpawnerMixin.get_env``).
SIGNS_OF_BINDER = ("BINDER_LAUNCH_HOST", "BINDER_REQUEST", "BINDER_REPO_URL", "BINDER_REF_URL")
MOST = 20_000  # records of an import; a diligent learner makes fewer than 2,000
_stores: dict[Path, Store] = {}
_resets: Counter[str] = Counter()


def record(lesson: str, part: str, item: str, value: Mapping[str, Any]) -> Record:
    """Keep what the learner just did.

    Parameters
    ----------
    lesson : its number, ``"05"``.
    part, item : what kind of thing, and which one: ``"prediction"``, ``"P14"``.
    value : JSON types only.

    Raises
    ------
    ValueError : the value is not JSON. Trouble with the disk never raises; see :func:`notices`.
    """
    return _store().add(lesson, part, item, value)


def of_lesson(lesson: str) -> list[Record]:
    """Give all records of a lesson, the oldest first. Do not change their values."""
    return [one for one in _store().records() if one.lesson == lesson]


def history(lesson: str | None, part: str, item: str) -> list[Record]:
    """Give all records of one thing, the oldest first; without a lesson, those of all lessons."""
    found = _store().about(part, item)
    return found if lesson is None else [one for one in found if one.lesson == lesson]


def latest(lesson: str | None, part: str, item: str) -> Record | None:
    """Give the last record of one thing, or None; without a lesson, that of any lesson."""
    found = history(lesson, part, item)
    return found[-1] if found else None


def notices() -> list[str]:
    """Give what the learner must be told about the progress, each thing once."""
    return _store().notices()


def is_saved() -> bool:
    """Tell whether all that was recorded in this kernel is on disk."""
    return _store().is_saved()


def place() -> Path:
    """Give the file of the progress; it need not exist yet."""
    return _store().file


def export_text() -> str:
    """Give the whole progress as the text of a file."""
    return encode(_store().records()).decode("utf-8")


def export_to(path: str | os.PathLike[str] | None = None) -> Path:
    """Write the whole progress to a file, or into a folder; no other file is overwritten.

    Returns
    -------
    The file that was written: named with the day, and with ``-2`` where a name was taken.

    Raises
    ------
    CourseError : nothing can be written there.
    """
    name = f"union-state-course-progress-{date.today()}.json"
    wanted = Path(name if path is None else path)
    try:
        wanted = wanted.expanduser()
        wanted = wanted / name if wanted.is_dir() else wanted
        target = disk.free(wanted)
        with target.open("xb") as stream:
            stream.write(export_text().encode("utf-8"))
    except (OSError, ValueError, RuntimeError) as error:
        raise CourseError(
            f"Your progress cannot be written to {wanted}: {_reason(error)}. Name another folder."
        ) from error
    return target.absolute()


def import_from(source: str | bytes | os.PathLike[str]) -> int:
    """Add an export, given as its file or its content, to the present progress.

    Nothing of the present is lost. Gives how many records are new; a second time, none.

    Raises
    ------
    CourseError : this is no export of the course, is of a newer version, or cannot be read.
    """
    name, content = _content(source)
    try:
        found = parse(content)
    except DamagedError as error:
        what = f"{name} is no export of the progress of this course, or it is damaged."
        raise CourseError(what) from error
    except NewerSchemaError as error:
        raise CourseError(
            f"{name} was written by a newer version of the course. Update this one with "
            "`make update`, then import again. Nothing was changed."
        ) from error
    except MigrationError as error:
        raise CourseError(
            f"{name} is of an older version of the course and could not be brought to the form of "
            f"this one ({error}). This is a fault of the course: please report it. Nothing was "
            "changed."
        ) from error
    if len(found.records) > MOST:
        raise CourseError(
            f"{name} has {len(found.records):,} entries, more than the {MOST:,} that an import may "
            "have. Is it the right file? Nothing was changed."
        )
    if found.strays:
        _store().tell(
            f"{name}, {found.strays}",
            f"{found.strays} entries of {name} could not be read and were left out.",
        )
    return _store().merge(found.records)


def reset(lesson: str) -> int:
    """Forget what was done in a lesson; gives how many records went. A copy stays beside."""
    _resets[lesson] += 1
    return _store().remove(lesson)


def resets(lesson: str) -> int:
    """Count how often a lesson was begun anew in this kernel."""
    return _resets[lesson]


def on_binder() -> bool:
    """Tell whether this runs on Binder, where nothing is kept after the sitting."""
    return any(os.environ.get(name) for name in SIGNS_OF_BINDER)


def _store() -> Store:
    place = folder()
    if place not in _stores:
        _stores[place] = Store(place)
    return _stores[place]


def _content(source: str | bytes | os.PathLike[str]) -> tuple[str, str | bytes]:
    """Give the name of an import for messages, and its content."""
    if isinstance(source, str) and source.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return "This text", source.lstrip("\ufeff")
    if not isinstance(source, str | os.PathLike):
        return "This file", bytes(source)  # an upload of ipywidgets is a memoryview
    try:
        path = Path(source).expanduser()
        return path.name, path.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:
        raise CourseError(f"{str(source)[:200]!r} cannot be read: {_reason(error)}.") from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
