"""Lesson 00: its numbers, and the explorer of the map."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import data
from helpers.explorers.places import LOOKS
from helpers.lessons.lesson_00 import EXPLORERS
from tests import prose

NAME = "00-start-here"


def paper() -> pd.DataFrame:
    claims = data.load("claims")
    return claims[claims["origin"] == "paper"]


def count(**conditions: str) -> int:
    rows = paper()
    for column, value in conditions.items():
        rows = rows[rows[column] == value]
    return len(rows)


def softer() -> int:
    return count(kind="forecast") - count(kind="forecast", strength="certain")


def programmes() -> float:
    return data.load("roadmaps")["total"].iloc[-1]


NUMBERS = {
    "with 28 integration programmes": programmes,
    "24 of its 46 claims are forecasts": lambda: (count(kind="forecast"), len(paper())),
    "the wording of 17 of them": softer,
    "another reader may cut the paper into 40 or 50 claims": lambda: (40, 50),  # an example
    "Of 46 claims of the paper 13 are facts": lambda: (len(paper()), count(kind="fact")),
    "9 are interpretations, 8 of them certain": lambda: (
        count(kind="interpretation"),
        count(kind="interpretation", strength="certain"),
    ),
    "24 are forecasts: 7 certain, 12 likely, 5 possible": lambda: (
        count(kind="forecast"),
        *(count(kind="forecast", strength=s) for s in ("certain", "likely", "possible")),
    ),
}


@pytest.mark.parametrize("phrase", NUMBERS)
def test_number_in_the_prose(phrase: str) -> None:
    prose.check(NAME, phrase, NUMBERS[phrase])


def test_every_number_is_checked() -> None:
    assert prose.unchecked(NAME, NUMBERS) == []


def test_all_facts_of_the_paper_are_worded_as_certain() -> None:
    assert count(kind="fact", strength="certain") == count(kind="fact")


def test_map_shows_and_hides_kinds_of_places() -> None:
    explorer = EXPLORERS["places"]()
    everything = explorer.result.value
    boxes = explorer.controls["kinds"].boxes
    boxes["capital"].value = False
    assert explorer.result.value != everything
    for box in boxes.values():
        box.value = False
    assert "tick at least one" in explorer.result.value
    assert explorer.canvas.outputs == ()


def test_every_kind_of_place_looks_different() -> None:
    assert set(LOOKS) == set(data.load("places")["kind"])
    assert len(set(LOOKS.values())) == len({shape for _, shape in LOOKS.values()}) == len(LOOKS)


def test_explorer_reads_without_a_kernel() -> None:
    bundle = EXPLORERS["places"]()._repr_mimebundle_()
    assert "Astravets" in bundle["text/html"]
    assert "Astravets" in bundle["text/plain"]
