"""Write the table of tables into data/README.md, from the data package itself.

Usage: python tools/data_readme.py (``make refresh`` runs it too)
"""

from __future__ import annotations

import re
from pathlib import Path

from helpers.data import geojson, package
from helpers.data.files import raw
from helpers.errors import DataError

README = Path(__file__).resolve().parents[1] / "data" / "README.md"
MARKED = re.compile(r"(?s)(<!-- tables:start -->\n).*(<!-- tables:end -->)")


def table_of_tables() -> str:
    """Give one row for each resource of the data package, as a Markdown table."""
    lines = ["| name | file | one row is | rows | theme |", "|---|---|---|---:|---|"]
    for name, resource in package.resources().items():
        for key in ("row_is", "theme"):
            if key not in resource:
                raise DataError(
                    f"data/datapackage.json: the table {name!r} lacks {key!r}; see data/README.md."
                )
        number = len(raw(name)) if "schema" in resource else len(geojson(name))
        link = f"[{resource['path']}]({resource['path']})"
        cells = [f"`{name}`", link, resource["row_is"], str(number), resource["theme"]]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def with_tables(text: str) -> str:
    """Put the table of tables between its marks in the text of the README."""
    return MARKED.sub(lambda found: found[1] + table_of_tables() + found[2], text)


def main() -> None:
    """Rewrite the README of the data."""
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
