"""The face of a lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import claims, data, lesson
from helpers.data import loading
from helpers.errors import CourseError, UnknownNameError
from helpers.lessons import face, known


def test_every_notebook_has_a_lesson_and_a_test_module() -> None:
    from tests.course import NAMES, ROOT

    assert list(known()) == NAMES
    for name in NAMES:
        assert (ROOT / "tests" / "lessons" / f"test_lesson_{name[:2]}.py").is_file()


def test_lesson_says_up_to_which_day_the_record_is_known() -> None:
    day = data.date_of_knowledge()
    assert f"{day.day} {day:%B %Y}" in repr(lesson("00-start-here"))


def test_unknown_lesson_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="01-background-union-state"):
        lesson("01-background")


def test_unknown_explorer_is_answered_with_those_that_exist() -> None:
    with pytest.raises(UnknownNameError, match="timeline"):
        lesson("01-background-union-state").explore("timelines")


def test_sources_are_those_of_the_tables_used() -> None:
    opened = lesson("01-background-union-state")
    assert "No table" in opened.sources().text
    data.load("union_budget")
    claims.load(lesson="01")
    shown = opened.sources()
    assert shown.html.count("<details>") == 2
    used = set(claims.load(lesson="01")["source_ids"].str.split(";").explode())
    assert all(f"<code>{source}</code>" in shown.html for source in used)
    only_elsewhere = set(claims.load(lesson="06")["source_ids"].str.split(";").explode()) - used
    assert not any(f"<code>{source}</code>" in shown.html for source in only_elsewhere)


def test_a_new_lesson_begins_a_new_list() -> None:
    data.load("union_budget")
    lesson("00-start-here")
    assert loading.loaded() == {}


@pytest.mark.parametrize("condition", [{"lesson": "1"}, {"origin": "papers"}, {"kind": "forcast"}])
def test_claims_answer_a_wrong_condition(condition: dict[str, str]) -> None:
    with pytest.raises(UnknownNameError):
        claims.load(**condition)


def test_names_for_tab_completion_are_few_and_plain() -> None:
    import helpers

    assert [n for n in dir(helpers) if not n.startswith("_")] == [
        "charts", "claims", "data", "installation", "lesson",
    ]  # fmt: skip
    with pytest.raises(AttributeError):
        helpers.nothing  # noqa: B018


def test_a_broken_lesson_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face, "files", lambda _package: tmp_path)
    for text, says in (("name = ", "not valid TOML"), ('name = "02-x"', "lacks title, minutes")):
        (tmp_path / "lesson_02.toml").write_text(text)
        with pytest.raises(CourseError, match=f"lesson_02.toml .*{says}"):
            lesson("02-x")


def test_claims_that_a_lesson_chooses_exist_and_hold_forecasts() -> None:
    kinds = claims.load().set_index("claim_id")["kind"]
    for content in known().values():
        assert set(content.predictions) <= set(kinds.index), content.name
        assert not content.predictions or "forecast" in set(kinds[list(content.predictions)])
