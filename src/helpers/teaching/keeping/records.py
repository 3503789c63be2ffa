"""The form of a learner's progress: records, and how a file holds them.

What a record means is not known here, and nothing here touches the disk.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

COURSE = "union-state-course"
SCHEMA = 1
# From each older schema the step to the next: a function from the whole document to the new one.
MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
# Parts of which only the last records of an item stay, and how many, to keep the file small. More
# than one, so that a text of another notebook or of an import replaces none of the learner's own.
LAST_KEPT: Mapping[str, int] = {"text": 5}
DEEPEST = 50  # levels: far below the depth at which reading JSON fails
WIDEST = 1024  # bits of a whole number: far below the number of digits that Python refuses
ID = re.compile(r"[0-9a-f]{32}")
TIME = re.compile(r"(?:19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
UTF16 = ("utf-16-le", "surrogatepass")


class DamagedError(ValueError):
    """The text is no file of progress of this course."""


class LeftAloneError(ValueError):
    """The file is whole, but this version cannot use it; it has to stay as it is."""


class NewerSchemaError(LeftAloneError):
    """The file was written by a newer version of the course."""


class MigrationError(LeftAloneError):
    """A step from an older schema failed: a fault of the course; the message names the step."""


@dataclass(frozen=True)
class Record:
    """One thing that a learner did: what, where, and when (UTC, to the second)."""

    id: str
    time: str
    lesson: str
    part: str
    item: str
    value: dict[str, Any]


class Parsed(NamedTuple):
    """What a file holds: its good records, its schema, and how many entries are none."""

    records: list[Record]
    schema: int
    strays: int


def parse(
    text: str | bytes,
    migrations: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = MIGRATIONS,
    current: int = SCHEMA,
) -> Parsed:
    """Read the text of a file of progress.

    Parameters
    ----------
    text : the whole file, as text or as bytes in UTF-8.
    migrations, current : the steps from older schemas, and the schema that is wanted.

    Raises
    ------
    DamagedError : this is no file of progress of this course.
    NewerSchemaError : its schema is above ``current``.
    MigrationError : the step from its schema to a later one is missing or failed.
    """
    try:
        document = json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
        schema = document["schema"]
        ours = document["course"] == COURSE and type(schema) is int and schema > 0
        if ours and schema == current:
            ours = isinstance(document["records"], list)
    except Exception as error:  # whatever the bytes are, a lesson must not stop over them
        raise DamagedError(str(error)) from error
    if not ours:
        raise DamagedError("another course, or no list of records")
    if schema > current:
        raise NewerSchemaError(f"schema {schema}")
    document, raws = _migrated(document, range(schema, current), migrations)
    good: dict[str, Record] = {}
    strays = int(set(document) != {"course", "schema", "records"})
    for raw in raws:
        try:
            one = checked(raw)
            strays += good.setdefault(one.id, one) != one
        except ValueError:
            strays += 1
    return Parsed(union(good.values()), schema, strays)


def _migrated(
    document: dict[str, Any],
    steps: Iterable[int],
    migrations: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]],
) -> tuple[dict[str, Any], list[Any]]:
    """Bring a document from its schema to the present one; gives its records as well."""
    raws = document.get("records")
    for step in steps:
        try:
            document = migrations[step](document)
            raws = document.get("records")
        except Exception as error:  # a fault of the course must not cost the learner the file
            raise MigrationError(f"from schema {step} to {step + 1}") from error
    if not isinstance(raws, list):
        raise MigrationError("to the present schema")
    return document, raws


def encode(records: Iterable[Record]) -> bytes:
    """Write records as a file of progress: readable JSON in UTF-8, one record a line."""
    lines = ",\n    ".join(json.dumps(vars(one), ensure_ascii=False) for one in records)
    body = f"[\n    {lines}\n  ]" if lines else "[]"
    text = f'{{\n  "course": "{COURSE}",\n  "schema": {SCHEMA},\n  "records": {body}\n}}\n'
    return text.encode("utf-8", errors="backslashreplace")  # \udc80 is an escape of JSON too


def union(*groups: Iterable[Record]) -> list[Record]:
    """Join records by id, in order of time; of a text only the last ones of its item stay."""
    known: dict[str, Record] = {}
    for one in (one for group in groups for one in group):
        known.setdefault(one.id, one)
    same: dict[tuple[str, ...], list[Record]] = {}
    for one in known.values():
        if one.part in LAST_KEPT:
            same.setdefault((one.lesson, one.part, one.item), []).append(one)
    for group in same.values():
        # By time and id, so that the order in which files are joined does not matter.
        for old in sorted(group, key=lambda a: (a.time, a.id))[: -LAST_KEPT[group[0].part]]:
            del known[old.id]
    return sorted(known.values(), key=lambda one: one.time)


def checked(raw: object) -> Record:
    """Check an entry; raises ValueError for anything else than a whole record of JSON types."""
    one = _plain(raw)
    names = ("id", "time", "lesson", "part", "item")
    if (
        not isinstance(one, dict)
        or set(one) != {*names, "value"}
        or not all(isinstance(one[name], str) for name in names)
        or not isinstance(one["value"], dict)
        or not ID.fullmatch(one["id"])
        or not TIME.fullmatch(one["time"])
    ):
        raise ValueError("an entry of the progress is not whole")
    datetime.fromisoformat(one["time"])
    return Record(**one)


def _plain(value: Any, level: int = 0) -> Any:
    """Copy a value of JSON types, as JSON gives it back; raises ValueError for any other."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):  # two surrogates that make a pair come back as one letter
        return value if value.isascii() else value.encode(*UTF16).decode(*UTF16)
    if isinstance(value, int) and value.bit_length() <= WIDEST:
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, list) and level < DEEPEST:
        return [_plain(one, level + 1) for one in value]
    if isinstance(value, Mapping) and level < DEEPEST and all(isinstance(k, str) for k in value):
        return {_plain(key): _plain(one, level + 1) for key, one in value.items()}
    raise ValueError(f"Progress holds finite values of JSON types only, not this {type(value)}.")
