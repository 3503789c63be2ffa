"""A small data package of its own, to break in every way that a table can break."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.data import package

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

DESCRIPTOR: dict[str, Any] = {
    "name": "small",
    "date_of_knowledge": "2026-11-23",
    "resources": [
        {
            "name": "events",
            "path": "history/events.csv",
            "title": "Events",
            "description": "One row is one event.",
            "schema": {
                "primaryKey": "event_id",
                "fields": [
                    {
                        "name": "event_id",
                        "type": "string",
                        "description": "Key.",
                        "constraints": {"pattern": "[a-z]+"},
                    },
                    {
                        "name": "date",
                        "type": "string",
                        "rdfType": EDTF,
                        "not_after": "date_of_knowledge",
                        "description": "When.",
                    },
                    {
                        "name": "kind",
                        "type": "string",
                        "description": "Kind.",
                        "constraints": {"required": True, "enum": ["treaty", "talks"]},
                    },
                    {
                        "name": "people",
                        "type": "integer",
                        "unit": "persons",
                        "description": "How many.",
                        "constraints": {"minimum": 0, "maximum": 5000},
                    },
                    {"name": "share", "type": "number", "unit": "percent", "description": "Share."},
                    {"name": "source_ids", "type": "string", "description": "Sources."},
                ],
            },
        },
        {
            "name": "sources",
            "path": "sources.csv",
            "title": "Sources",
            "description": "One row is one source.",
            "schema": {
                "primaryKey": "source_id",
                "fields": [
                    {"name": name, "type": "string", "description": name}
                    for name in (
                        "source_id", "publisher", "author", "title", "url", "published",
                        "language", "note",
                    )
                ],
            },
        },
    ],
}  # fmt: skip

EVENTS = """event_id,date,kind,people,share,source_ids
a,1999-12-08,treaty,2,65.5,s1
b,2001,talks,,,s1;s2
c,1995-02,talks,40,,s2
"""
SOURCES = """source_id,publisher,author,title,url,published,language,note
s1,Institute,Ann Author,First title,https://example.org/1,2001-05,en,
s2,Agency,,Second <b>title</b>,,2019-09-06,pl,A note
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the helpers read a small data package; gives its folder."""
    (tmp_path / "history").mkdir()
    (tmp_path / "datapackage.json").write_text(json.dumps(DESCRIPTOR), encoding="utf-8")
    (tmp_path / "history" / "events.csv").write_text(EVENTS, encoding="utf-8")
    (tmp_path / "sources.csv").write_text(SOURCES, encoding="utf-8")
    monkeypatch.setattr(package, "folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def change(small: Path) -> Callable[[str, str], None]:
    """Give a function that replaces one text in the table of events."""

    def replace(old: str, new: str) -> None:
        assert old in EVENTS
        path = small / "history" / "events.csv"
        path.write_text(EVENTS.replace(old, new, 1), encoding="utf-8")

    return replace
