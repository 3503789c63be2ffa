"""Lesson 00: its numbers, and the explorer of the map."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from helpers import data
from helpers.charts.maps import FRAME
from helpers.explorers.places import LOOKS
from helpers.lessons.lesson_00 import EXPLORERS
from tests import prose
from tests.course import VEGALITE, encodings

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


def reported() -> int:
    return count(kind="forecast", voice="reported")


STRENGTHS = ("certain", "likely", "possible")

NUMBERS = {
    "with 28 integration programmes": programmes,
    "23 of the 46 are forecasts": lambda: (count(kind="forecast"), len(paper())),
    "the wording of 17 of them": softer,
    "11 of the 23 pass on": lambda: (reported(), count(kind="forecast")),
    "another reader may cut the paper into 40 or 50 claims": lambda: (40, 50),  # an example
    "Of 46 claims of the paper 13 are facts and 10 are interpretations": lambda: (
        len(paper()),
        count(kind="fact"),
        count(kind="interpretation"),
    ),
    "23 are forecasts: 6 certain, 8 likely, 9 possible": lambda: (
        count(kind="forecast"),
        *(count(kind="forecast", strength=strength) for strength in STRENGTHS),
    ),
}


@pytest.mark.parametrize("phrase", NUMBERS)
def test_number_in_the_prose(phrase: str) -> None:
    prose.check(NAME, phrase, NUMBERS[phrase])


def test_every_number_is_checked() -> None:
    found = prose.unchecked(NAME, NUMBERS)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", ["fact", "interpretation"])
def test_facts_and_interpretations_are_worded_as_certain(kind: str) -> None:
    assert count(kind=kind, strength="certain") == count(kind=kind)


def test_half_of_the_claims_are_forecasts() -> None:
    assert count(kind="forecast") * 2 == len(paper())


def test_claims_can_be_filtered_without_code_and_without_their_outcomes() -> None:
    explorer = EXPLORERS["claims"]()
    assert f"{len(paper())} of {len(paper())} claims" in explorer.result.value
    explorer.controls["track"].value = "gas"
    explorer.controls["kind"].value = "forecast"
    wanted = count(track="gas", kind="forecast")
    assert f"{wanted} of {len(paper())} claims" in explorer.result.value
    assert explorer.rows.value.count("<tr>") == wanted + 1
    explorer.controls["strength"].value = "certain"
    assert "No claim of the paper fits" in explorer.result.value
    assert explorer.rows.value == ""
    for text in (explorer.rows.value, explorer._repr_mimebundle_()["text/html"]):
        assert "did not happen" not in text
        assert "outcome" not in text


def test_the_answer_to_the_explorer_of_claims() -> None:
    certain = paper().query("kind == 'forecast' and strength == 'certain'")
    assert certain["track"].value_counts().to_dict() == {
        "poland": 3,
        "military": 2,
        "fiscal-tax-customs": 1,
    }


def test_map_shows_and_hides_kinds_of_places() -> None:
    explorer = EXPLORERS["map"]()
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


def test_map_draws_the_land_and_a_shape_for_each_kind() -> None:
    spec = EXPLORERS["map"]().canvas.outputs[0]["data"][VEGALITE]
    land = json.loads(spec["datasets"]["region"])
    assert {"BLR", "POL", "RUS", "UKR"} <= {state["properties"]["iso3"] for state in land}
    layers = spec["vconcat"][0]["layer"]
    assert layers[0]["mark"]["type"] == "geoshape"
    assert layers[0]["data"]["name"] == "region"
    assert any(encoding.get("shape", {}).get("field") == "kind" for encoding in encodings(spec))
    assert spec["vconcat"][0]["projection"]["fit"] == FRAME


def test_explorer_reads_without_a_kernel() -> None:
    bundle = EXPLORERS["map"]()._repr_mimebundle_()
    assert "Astravets" in bundle["text/html"]
    assert "Astravets" in bundle["text/plain"]
