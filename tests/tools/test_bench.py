"""The benchmark runs what a learner does; its programs are texts that no other test executes."""

from __future__ import annotations

from pathlib import Path

import bench
import pytest


@pytest.mark.parametrize("lesson", ["02-the-28-programmes"])
def test_every_action_of_a_learner_can_be_measured(
    lesson: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(bench.PROGRESS, str(tmp_path))
    monkeypatch.setattr(bench, "UPDATES", 3)
    monkeypatch.setattr(bench, "UPDATE_ROUNDS", 1)
    measured = [
        *bench.part_times(bench.NOTEBOOKS / f"{lesson}.ipynb"),
        *bench.update_times(lesson),
    ]
    limited = {one.name.removeprefix(f"{lesson}: ") for one in measured if one.limit is not None}
    assert limited == {
        "commit a prediction, 95 of 100",
        "open an outcome, 95 of 100",
        "code a text, 95 of 100",
        "answer a question, 95 of 100",
        "check an exercise, 95 of 100",
        "update of pace, 95 of 100",
        "update of bunching, 95 of 100",
    }
    assert all(one.value > 0 for one in measured)
