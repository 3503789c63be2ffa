"""What the tests share: where things are, and the notebooks as they are stored."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]
VEGALITE = "application/vnd.vegalite.v5+json"


@cache
def notebook(name: str) -> dict[str, Any]:
    """Read a stored notebook by its name."""
    path = ROOT / "notebooks" / f"{name}.ipynb"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def cells(name: str, kind: str | None = None) -> list[dict[str, Any]]:
    """Give the cells of a notebook, all or of one kind (``code``, ``markdown``)."""
    return [c for c in notebook(name)["cells"] if kind in (None, c["cell_type"])]


def text(cell: dict[str, Any]) -> str:
    """Give the source of a cell as one text."""
    return "".join(cell["source"])


def prose(name: str) -> str:
    """Give all Markdown of a notebook as one text."""
    return "\n\n".join(text(cell) for cell in cells(name, "markdown"))


def outputs(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Give all stored outputs of a notebook with the id of their cell."""
    return [(c["id"], output) for c in cells(name, "code") for output in c["outputs"]]


def charts(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Give the outputs of a notebook that are charts, with the id of their cell."""
    return [(i, o["data"]) for i, o in outputs(name) if VEGALITE in o.get("data", {})]


def joined(value: str | list[str]) -> str:
    """Put together a text that a notebook stores in lines."""
    return value if isinstance(value, str) else "".join(value)


def headings(name: str) -> list[tuple[int, str]]:
    """Give the headings of a notebook as pairs of level and words, in order."""
    bare = re.sub(r"(?s)```.*?```", "", prose(name))
    return [(len(m[1]), m[2].strip()) for m in re.finditer(r"(?m)^(#{1,6}) (.+)$", bare)]


def encodings(spec: Any) -> list[dict[str, Any]]:
    """Give every encoding of a chart's specification, those of its parts included."""
    if isinstance(spec, list):
        return [one for part in spec for one in encodings(part)]
    if not isinstance(spec, dict):
        return []
    own = [spec["encoding"]] if "encoding" in spec else []
    parts = [part for key, part in spec.items() if key not in ("datasets", "data", "encoding")]
    return own + encodings(parts)


def told_apart_by_colour_alone(spec: dict[str, Any]) -> list[str]:
    """Name the fields of a chart that only their colour tells apart."""
    second_cues = ("strokeDash", "shape", "x", "y", "row", "text")
    found = []
    for encoding in encodings(spec):
        field = encoding.get("color", {}).get("field")
        if field and field not in [encoding.get(cue, {}).get("field") for cue in second_cues]:
            found.append(field)
    return found
