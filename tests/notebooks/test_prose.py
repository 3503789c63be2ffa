"""Citations lead somewhere, and the paper is paraphrased, never copied."""

from __future__ import annotations

import re

import pytest

from helpers import data
from tests.course import NAMES, joined, outputs, prose

CITATION = re.compile(r'\[([^\]]+)\]\(#Sources "([^"]+)"\)')


def citations(name: str) -> list[tuple[str, str]]:
    return CITATION.findall(prose(name))


@pytest.mark.parametrize("name", NAMES)
def test_lesson_cites(name: str) -> None:
    assert citations(name)


@pytest.mark.parametrize("name", NAMES)
def test_citations_name_their_source_and_its_year(name: str) -> None:
    sources = data.load("sources").set_index("source_id")
    for words, source in citations(name):
        assert source in sources.index, source
        row = sources.loc[source].fillna("")
        who, _, year = words.rpartition(", ")
        assert year == (row["published"][:4] or "no date"), f"{words}: {row['published']}"
        assert who.split()[0] in f"{row['publisher']} {row['author']}", (
            f"{words}: {row['publisher']}"
        )


@pytest.mark.parametrize("name", NAMES)
def test_cited_sources_stand_in_the_list_of_the_lesson(name: str) -> None:
    listed = "".join(
        joined(o["data"].get("text/html", "")) for _, o in outputs(name) if "data" in o
    )
    for words, source in citations(name):
        assert f"<code>{source}</code>" in listed, words


@pytest.mark.parametrize("name", NAMES)
def test_stored_outputs_of_forecasts_hold_no_outcome(name: str) -> None:
    """A reader of the stored page is not told how a forecast ended."""
    claims = data.load("claims")
    forecasts = claims[claims["kind"] == "forecast"]
    shown = "\n".join(joined(v) for _, o in outputs(name) for k, v in o.get("data", {}).items()
                      if k.startswith("text/"))  # fmt: skip
    for row in forecasts.itertuples():
        assert row.evidence[:60] not in shown, (
            f"{row.claim_id}: the stored page tells how this forecast ended; show facts and "
            "interpretations only"
        )
