"""The data dictionary: what the tables and their columns mean."""

from __future__ import annotations

from typing import Any

from helpers.data import package, schema
from helpers.display import Shown, table


def tables() -> Shown:
    """List the tables of the course with their titles."""
    rows = [(name, package.resource(name)["title"]) for name in package.names()]
    return table(["table", "what it holds"], rows)


def describe(name: str) -> Shown:
    """Show what every column of a table means.

    Parameters
    ----------
    name : the name of the table.

    Returns
    -------
    A table with one row a column: its name, type, unit, meaning, and whether cells may be
    empty. Above it stands what one row is and what to beware of.

    Raises
    ------
    UnknownNameError : no table has this name.
    """
    resource = package.resource(name)
    rows: list[tuple[str, ...]] = []
    for field in resource["schema"]["fields"]:
        rows.append((field["name"], _kind(field), _unit(field), _meaning(field), _gaps(field)))
        if schema.is_partial_date(field):
            rows += _added(field["name"])
    caption = f"{resource['title']}. {resource['description']}"
    return table(["column", "type", "unit", "meaning", "gaps"], rows, caption)


def _kind(field: dict[str, Any]) -> str:
    if schema.is_partial_date(field):
        return "date as known"
    if "delimiter" in field:
        return f"list, separated by {field['delimiter']!r}"
    if "enum" in field.get("constraints", {}):
        return "category"
    return {"string": "text", "integer": "whole number", "number": "number"}.get(
        field["type"], str(field["type"])
    )


def _unit(field: dict[str, Any]) -> str:
    return str(field.get("unit", ""))


def _meaning(field: dict[str, Any]) -> str:
    meaning = str(field["description"])
    values = field.get("constraints", {}).get("enum")
    return f"{meaning} One of: {', '.join(map(str, values))}." if values else meaning


def _gaps(field: dict[str, Any]) -> str:
    return "none" if field.get("constraints", {}).get("required") else "possible"


def _added(name: str) -> list[tuple[str, ...]]:
    added = {
        "start": ("date", f"First day that {name} can mean"),
        "end": ("date", f"Last day that {name} can mean"),
        "precision": ("category", f"How exactly {name} is known"),
    }
    return [
        (f"{name}_{part}", kind, "", f"{meaning}; added on loading.", "")
        for part, (kind, meaning) in added.items()
    ]
