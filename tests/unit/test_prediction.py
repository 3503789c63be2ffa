"""Predictions before the evidence, and hindsight after it."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pandas as pd
import pytest

from helpers import claims as course_claims
from helpers.models.forecasts import brier
from helpers.teaching import following, hindsight, panel, prediction, progress
from helpers.teaching.hindsight import Hindsight
from helpers.teaching.keeping import store
from helpers.teaching.keeping.records import Record, encode
from helpers.teaching.prediction import Predictions

LESSON = "05"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress"))
    for sign in progress.SIGNS_OF_BINDER:
        monkeypatch.delenv(sign, raising=False)
    following._boxes.clear()
    return tmp_path


@pytest.fixture
def claims() -> pd.DataFrame:
    return course_claims.load(lesson=LESSON)


def forecasts(claims: pd.DataFrame) -> pd.DataFrame:
    return claims[claims["kind"] == "forecast"]


def predict(claims: pd.DataFrame) -> Predictions:
    return prediction.predict(LESSON, forecasts(claims), panel.keep)


def commit(box: Predictions, claim_id: str, percent: int) -> None:
    one = next(f for f in box.forecasts if f.claim_id == claim_id)
    one.slider.value = percent
    one.button.click()


def words(box: Predictions, claim_id: str) -> str:
    return str(next(f for f in box.forecasts if f.claim_id == claim_id).says.value)


def of_outcome(claims: pd.DataFrame, *outcomes: str) -> str:
    rows = forecasts(claims)
    return str(rows.loc[rows["outcome"].isin(outcomes), "claim_id"].iloc[0])


def verdict(box: Hindsight, claim_id: str) -> hindsight.ClaimBox:
    return next(v for v in box.verdicts if v.claim_id == claim_id)


def test_one_slider_for_each_forecast_and_none_for_a_fact(claims: pd.DataFrame) -> None:
    box = predict(claims)
    assert [f.claim_id for f in box.forecasts] == list(forecasts(claims)["claim_id"])
    assert set(claims["kind"]) > {"forecast"}


def test_the_slider_has_a_number_field_with_a_name(claims: pd.DataFrame) -> None:
    one = predict(claims).forecasts[0]
    (field,) = [w for w in one.children[1].children if hasattr(w, "step")
                and getattr(w, "description", "")]  # fmt: skip
    assert one.claim_id in field.description
    field.value = 33
    assert one.slider.value == 33


def test_nothing_is_committed_by_moving_the_slider(claims: pd.DataFrame) -> None:
    box = predict(claims)
    box.forecasts[0].slider.value = 90
    assert prediction.committed(box.forecasts[0].claim_id) is None
    assert f"0 of {len(box.forecasts)} committed" in box.summary.value


def test_a_commitment_is_kept_and_found_by_a_new_kernel(claims: pd.DataFrame) -> None:
    name = forecasts(claims)["claim_id"].iloc[0]
    commit(predict(claims), name, 20)
    again = predict(claims)
    assert again.forecasts[0].slider.value == 20
    assert "20 %" in words(again, name)
    assert f"1 of {len(again.forecasts)} committed" in again.summary.value


def test_a_change_is_recorded_and_shown(claims: pd.DataFrame) -> None:
    name = forecasts(claims)["claim_id"].iloc[0]
    box = predict(claims)
    for percent in (20, 20, 55):
        commit(box, name, percent)
    said = [r.value["probability"] for r in progress.history(LESSON, "prediction", name)]
    assert said == [20, 55]
    assert "20 % → 55 %" in words(box, name)


def test_after_the_outcome_was_seen_the_number_stands(claims: pd.DataFrame) -> None:
    name = forecasts(claims)["claim_id"].iloc[0]
    box, after = predict(claims), hindsight.hindsight(LESSON, claims)
    commit(box, name, 20)
    verdict(after, name).button.click()
    one = box.forecasts[0]
    assert one.slider.disabled
    assert one.button.disabled
    one.slider.value = 99
    one._commit(one.button)
    assert prediction.committed(name) == 20


def test_a_commitment_shows_in_an_open_hindsight(claims: pd.DataFrame) -> None:
    """Run All makes both boxes first; the learner predicts afterwards."""
    name = forecasts(claims)["claim_id"].iloc[0]
    box, after = predict(claims), hindsight.hindsight(LESSON, claims)
    assert "without a score" in verdict(after, name).button.description
    commit(box, name, 35)
    assert "you said 35 %" in verdict(after, name).button.description


@pytest.mark.parametrize("percent", [0, 30, 100])
@pytest.mark.parametrize(("outcome", "came"), [("happened", 1), ("did not happen", 0)])
def test_clear_outcomes_are_scored(
    claims: pd.DataFrame, percent: int, outcome: str, came: int
) -> None:
    name = of_outcome(claims, outcome)
    box, after = predict(claims), hindsight.hindsight(LESSON, claims)
    commit(box, name, percent)
    verdict(after, name).button.click()
    said = verdict(after, name).says.value
    row = claims.set_index("claim_id").loc[name]
    assert f"Outcome: {outcome}" in said
    assert f"= {brier(percent / 100, came):.2f}" in said
    assert str(row["evidence"])[:40] in said.replace("&#x27;", "'")
    assert row["source_ids"].split(";")[0] in said
    assert f"mean Brier score is {brier(percent / 100, came):.2f}" in after.summary.value


@pytest.mark.parametrize("outcome", ["partly", "too early", "cannot tell"])
def test_other_outcomes_are_shown_and_not_scored(outcome: str) -> None:
    everything = course_claims.load(kind="forecast")
    claim = everything[everything["outcome"] == outcome].iloc[[0]]
    name = claim["claim_id"].iloc[0]
    box, after = prediction.predict("04", claim, panel.keep), hindsight.hindsight("04", claim)
    commit(box, name, 60)
    verdict(after, name).button.click()
    assert f"Outcome: {outcome}" in verdict(after, name).says.value
    assert "Brier score:" not in verdict(after, name).says.value
    assert "1 of 1 forecasts opened, 0 scored" in after.summary.value
    after.partly.value = True
    counted = outcome == "partly"
    assert f"{int(counted)} scored" in after.summary.value
    assert ("score is 0.01" in after.summary.value) == counted  # (0.6 - 0.5) squared


def test_looking_without_a_number_gives_no_score_and_closes_the_slider(
    claims: pd.DataFrame,
) -> None:
    name = forecasts(claims)["claim_id"].iloc[0]
    box, after = predict(claims), hindsight.hindsight(LESSON, claims)
    verdict(after, name).button.click()
    assert "no score" in verdict(after, name).says.value
    assert box.forecasts[0].slider.disabled
    assert "0 scored" in after.summary.value


def test_show_all_opens_facts_and_the_forecasts_with_a_number(claims: pd.DataFrame) -> None:
    name = forecasts(claims)["claim_id"].iloc[0]
    box, after = predict(claims), hindsight.hindsight(LESSON, claims)
    commit(box, name, 40)
    after.all.click()
    opened = {v.claim_id for v in after.verdicts if v.says.value}
    assert opened == {name} | set(claims.loc[claims["kind"] != "forecast", "claim_id"])
    left = len(forecasts(claims)) - 1
    assert f"{left} without a number of yours stay closed" in after.summary.value
    for fact in opened - {name}:
        assert "hold" in verdict(after, fact).says.value
        assert "Brier" not in verdict(after, fact).says.value


def test_what_was_opened_stays_open(claims: pd.DataFrame) -> None:
    name = forecasts(claims)["claim_id"].iloc[0]
    verdict(hindsight.hindsight(LESSON, claims), name).button.click()
    again = verdict(hindsight.hindsight(LESSON, claims), name)
    assert again.button not in again.children
    assert "Outcome" in again.says.value


def test_a_prediction_made_in_one_lesson_counts_in_another(claims: pd.DataFrame) -> None:
    name = forecasts(claims)["claim_id"].iloc[0]
    commit(prediction.predict("00", forecasts(claims), panel.keep), name, 70)
    assert predict(claims).forecasts[0].slider.value == 70
    progress.reset(LESSON)
    assert prediction.committed(name) == 70
    progress.reset("00")
    assert prediction.committed(name) is None


def test_what_a_page_without_a_kernel_shows_is_the_same_for_everybody(
    claims: pd.DataFrame,
) -> None:
    def shown() -> list[str]:
        boxes = predict(claims), hindsight.hindsight(LESSON, claims)
        bundles = [box._repr_mimebundle_() for box in boxes]
        return [bundle[kind] for bundle in bundles for kind in ("text/html", "text/plain")]

    fresh = shown()
    commit(predict(claims), forecasts(claims)["claim_id"].iloc[0], 5)
    hindsight.hindsight(LESSON, claims).verdicts[0].button.click()
    assert shown() == fresh
    for row in claims.itertuples():
        assert all(row.evidence[:40] not in text for text in fresh)
        assert all(row.claim_id in text for text in fresh[2:])


def test_on_binder_the_learner_is_told_and_offered_the_export(
    claims: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    def has_keep(box: Predictions) -> bool:
        return any(isinstance(child, panel.Keep) for child in box.children)

    assert not has_keep(predict(claims))
    monkeypatch.setenv(progress.SIGNS_OF_BINDER[0], "https://example.org")
    box = predict(claims)
    assert has_keep(box)
    assert prediction.ON_BINDER in "".join(getattr(c, "value", "") for c in box.children
                                           if isinstance(getattr(c, "value", ""), str))  # fmt: skip


def test_a_disk_that_cannot_be_written_is_told_once_and_the_lesson_goes_on(
    claims: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "no-folder"
    blocked.write_text("a file where the folder should be")
    monkeypatch.setenv("COURSE_PROGRESS", str(blocked))
    box = predict(claims)
    names = list(forecasts(claims)["claim_id"])
    commit(box, names[0], 10)
    commit(box, names[1], 20)
    assert [prediction.committed(name) for name in names[:2]] == [10, 20]
    assert box.trouble.value.count('role="alert"') == 1
    assert "no-folder" in box.trouble.value


# What comes from elsewhere: another notebook, an import, an editor


def first(claims: pd.DataFrame) -> str:
    return str(forecasts(claims)["claim_id"].iloc[0])


def said_elsewhere(name: str, percent: object, time: str = "2031-01-01T00:00:00Z") -> None:
    """Bring in a prediction as an import does."""
    value = {"probability": percent}
    made = Record(uuid4().hex, time, LESSON, "prediction", name, value)
    assert progress.import_from(encode([made])) == 1


@pytest.mark.parametrize(
    "value",
    [{}, *({"probability": one} for one in ("x", "50", None, [1], {}, 150, -5, 1e308, 20.0, True))],
    ids=repr,
)
def test_a_prediction_that_is_none_raises_nothing_and_counts_for_nothing(
    claims: pd.DataFrame, value: dict[str, object]
) -> None:
    name = first(claims)
    progress.record(LESSON, "prediction", name, value)
    box, after = predict(claims), hindsight.hindsight(LESSON, claims)
    assert prediction.committed(name) is None
    assert "Not committed" in words(box, name)
    verdict(after, name).button.click()
    assert "no score" in verdict(after, name).says.value
    after.all.click()


@pytest.mark.parametrize("said", [150, -1, "x", None, 20.5])
def test_a_reveal_with_a_number_that_is_none_has_no_score(
    claims: pd.DataFrame, said: object
) -> None:
    progress.record(LESSON, "prediction", first(claims), {"probability": 20})
    progress.record(LESSON, "reveal", first(claims), {"said": said})
    assert prediction.committed(first(claims)) is None
    after = hindsight.hindsight(LESSON, claims)
    assert "no score" in verdict(after, first(claims)).says.value
    assert "Seen without a probability" in words(predict(claims), first(claims))


def test_what_comes_in_after_the_reveal_does_not_change_the_score(claims: pd.DataFrame) -> None:
    name = first(claims)
    box, after = predict(claims), hindsight.hindsight(LESSON, claims)
    commit(box, name, 20)
    commit(box, name, 10)
    verdict(after, name).button.click()
    assert progress.history(LESSON, "reveal", name)[-1].value == {"said": 10}
    shown = verdict(after, name).says.value
    said_elsewhere(name, 100)
    following.tell_all()
    assert prediction.committed(name) == 10
    assert verdict(after, name).says.value == shown
    assert "Committed: 20 % → 10 %. You have seen" in words(box, name)
    assert box.forecasts[0].slider.value == 10


def test_what_comes_in_after_a_look_without_a_number_is_no_prediction(
    claims: pd.DataFrame,
) -> None:
    box = predict(claims)
    verdict(hindsight.hindsight(LESSON, claims), first(claims)).button.click()
    said_elsewhere(first(claims), 100)
    following.tell_all()
    assert prediction.committed(first(claims)) is None
    assert "Seen without a probability" in words(box, first(claims))


def test_a_reveal_of_before_keeps_the_last_prediction(claims: pd.DataFrame) -> None:
    progress.record(LESSON, "prediction", first(claims), {"probability": 20})
    progress.record(LESSON, "reveal", first(claims), {})
    assert prediction.committed(first(claims)) == 20


def test_a_clock_that_was_set_back_between_lessons_does_not_undo_a_change(
    claims: pd.DataFrame,
) -> None:
    made = Record(uuid4().hex, "2031-01-01T00:00:00Z", "00", "prediction", first(claims),
                  {"probability": 10})  # fmt: skip
    progress.import_from(encode([made]))
    box = predict(claims)
    commit(box, first(claims), 90)
    assert prediction.committed(first(claims)) == 90
    assert "10 % → 90 %" in words(box, first(claims))


def test_a_slider_follows_what_was_committed_elsewhere(claims: pd.DataFrame) -> None:
    one = predict(claims).forecasts[0]
    for percent in (80, 30):
        progress.record("00", "prediction", one.claim_id, {"probability": percent})
        following.tell_all()
        assert one.slider.value == percent
    one.button.click()
    assert prediction.commitments(one.claim_id) == [80, 30]


def test_a_slider_does_not_jump_from_under_the_hand(claims: pd.DataFrame) -> None:
    one = predict(claims).forecasts[0]
    one.slider.value = 65
    progress.record("00", "prediction", one.claim_id, {"probability": 80})
    following.tell_all()
    assert one.slider.value == 65
    assert "Committed: 80 %" in one.says.value
    one.button.click()
    assert prediction.commitments(one.claim_id) == [80, 65]
    progress.record("00", "prediction", one.claim_id, {"probability": 5})
    following.tell_all()
    assert one.slider.value == 5  # committed, so it follows again


def test_a_closed_slider_shows_the_number_that_stands(claims: pd.DataFrame) -> None:
    one = predict(claims).forecasts[0]
    progress.record("00", "prediction", one.claim_id, {"probability": 40})
    one.slider.value = 95
    progress.record("00", "reveal", one.claim_id, {"said": 40})
    following.tell_all()
    assert one.slider.disabled
    assert one.slider.value == 40


def test_every_box_is_told_what_the_disk_refuses(
    claims: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever box is still on the page, and old ones of the same cell are not."""
    boxes = [predict(claims), predict(claims), hindsight.hindsight(LESSON, claims)]
    told = iter([["The disk is full."]])
    monkeypatch.setattr(progress, "notices", lambda: next(told, []))
    commit(boxes[1], first(claims), 10)
    assert [box.trouble.value.count("The disk is full.") for box in boxes] == [1, 1, 1]


def test_without_a_box_a_notice_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "notices", lambda: pytest.fail("taken by nobody"))
    following.tell_all()


def test_old_boxes_of_a_cell_that_was_run_again_cost_nothing(claims: pd.DataFrame) -> None:
    boxes = [predict(claims) for _ in range(20)]
    other = prediction.predict("00", forecasts(claims), panel.keep)
    commit(boxes[-1], first(claims), 35)
    after = [words(box, first(claims)) for box in [*boxes, other]]
    assert sum("35 %" in said for said in after) <= 2 * following.LAST
    assert all("35 %" in said for said in [*after[-3:]])


def test_a_commit_looks_at_the_records_once_for_each_change(
    claims: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(300):
        progress.record("01", "try", f"x-{number}", {})
    box = predict(claims)
    hindsight.hindsight(LESSON, claims)
    made: list[int] = []
    real = store.Index
    monkeypatch.setattr(store, "Index", lambda *lists: made.append(1) or real(*lists))
    commit(box, first(claims), 35)
    assert 1 <= len(made) <= 3  # for some sixty look-ups
