"""The check of lesson 00: ok, or what to do; never a version, never an error."""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path

import pytest

from helpers import claims, installation, lesson
from helpers.data import loading, package


@pytest.fixture(autouse=True)
def opened() -> None:
    lesson("00-start-here")


def line(topic: str) -> str:
    return next(row for row in installation.check().text.splitlines() if topic in row)


def test_a_good_installation_is_all_ok() -> None:
    text = installation.check().text
    assert "TO DO" not in text
    assert "Everything is ready." in text
    assert not any(character.isdigit() for character in text)


def test_missing_data_is_named_with_advice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{", encoding="utf-8")
    monkeypatch.setattr(package, "folder", lambda: tmp_path)
    assert line("data of the course").startswith("TO DO")
    assert "make repair" in line("data of the course")


def test_a_package_out_of_range_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: "1.5.3" if name == "pandas" else real(name)
    )
    assert "pandas should be" in line("packages")
    assert "Install the course again" in line("packages")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    assert "altair is missing" in line("packages")


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.python_version", lambda: "3.9.1")
    assert "python.org" in line("Python")


def test_a_lesson_that_was_not_opened_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import altair as alt

    with alt.renderers.enable("default"):
        assert "lesson(" in line("charts")


def test_a_read_only_folder_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    monkeypatch.chdir(tmp_path)
    if os.access(tmp_path, os.W_OK):  # the administrator may write everywhere
        monkeypatch.setattr("tempfile.NamedTemporaryFile", _refuse)
    assert "copy" in line("saving")
    tmp_path.chmod(0o700)


def test_the_check_leaves_the_list_of_sources_alone() -> None:
    before = loading.loaded()
    installation.check()
    assert loading.loaded() == before


def _refuse(*_: object, **__: object) -> None:
    raise PermissionError("read-only")


def test_tab_completion_shows_what_a_lesson_calls_and_no_more() -> None:
    assert dir(installation) == ["check"]
    assert dir(claims) == ["SCORED_OUTCOMES", "load"]
    assert all(hasattr(claims, name) for name in dir(claims))
