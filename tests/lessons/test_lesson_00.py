"""Lesson 00: its numbers, its exercise and quiz, and the explorer of the map."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from helpers import data
from helpers.charts.maps import FRAME
from helpers.explorers.places import LOOKS
from helpers.lessons import known
from helpers.lessons.lesson_00 import EXPLORERS
from helpers.models.forecasts import ALWAYS_FIFTY, brier
from tests.course import VEGALITE, encodings

NAME = "00-start-here"
CONTENT = known()[NAME]


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
    # Scales of probabilities and scores, and examples of their use.
    "If you say 80 % of many things": lambda: 80,
    "0 % and 100 % mean that you are certain, 50 % that you cannot tell": lambda: (0, 100, 50),
    "Write the probability as a number from 0 to 1": lambda: (0, 1),
    "what came as 1 (it happened) or 0 (it did not)": lambda: (1, 0),
    "You said 0.8, and it happened: (0.8 - 1)² = 0.04": lambda: (0.8, 0.8, 1, brier(0.8, 1)),
    "Change `came` to 0": lambda: 0,
    "0 is perfect, 1 is certain and wrong": lambda: (0, 1),
    "the same 0.8 would have cost (0.8 - 0)² = 0.64": lambda: (0.8, 0.8, 0, brier(0.8, 0)),
    "do not say 100 % of what you only hope": lambda: 100,
    "Who says 50 % of everything gets 0.25 each time": lambda: (50, ALWAYS_FIFTY),
    "You said 30 %, and it happened": lambda: 30,
    "(0.3 - 1)² = 0.49, worse than the 0.25 of somebody who says 50 %": lambda: (
        0.3,
        1,
        brier(0.3, 1),
        ALWAYS_FIFTY,
        50,
    ),
    "That is (0.3 - 0)²": lambda: (0.3, 0),
    "measure the distance from 1": lambda: 1,
    "the distance between 0.3 and 1": lambda: (0.3, 1),
    "Write 30 % as 0.3 and “it happened” as 1": lambda: (30, 0.3, 1),
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
    for shown in (explorer.rows.value, explorer._repr_mimebundle_()["text/html"]):
        assert "did not happen" not in shown
        assert "outcome" not in shown


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


def test_a_guess_of_one_is_not_right() -> None:
    assert count(track="migration", kind="forecast", strength="likely") > 1


def test_the_quiz_classifies_claims_as_the_table_does() -> None:
    kinds = paper().set_index("statement")["kind"]
    for option in CONTENT.questions["kinds"].options:
        assert option.group == kinds[option.text]


def test_the_quiz_scores_as_the_course_does() -> None:
    question = CONTENT.questions["brier"]
    assert question.answer == pytest.approx(brier(0.3, 1))
    slips = [slip.value for slip in question.slips]
    assert slips == pytest.approx([brier(0.3, 0), 1 - 0.3, (100 - 30) ** 2])


def test_the_predictions_end_as_the_reading_says() -> None:
    chosen = data.load("claims").set_index("claim_id").loc[list(CONTENT.predictions)]
    assert chosen["kind"].eq("forecast").all()
    assert chosen["outcome"].value_counts().to_dict() == {"happened": 2, "did not happen": 1}
    sure = chosen[chosen["strength"] == "certain"]
    assert set(sure["outcome"]) == {"happened", "did not happen"}
    assert sure["origin"].eq("others").all()
    assert chosen.loc["P12", ["strength", "outcome"]].tolist() == ["possible", "happened"]


def test_explorer_reads_without_a_kernel() -> None:
    bundle = EXPLORERS["map"]()._repr_mimebundle_()
    assert "Astravets" in bundle["text/html"]
    assert "Astravets" in bundle["text/plain"]
