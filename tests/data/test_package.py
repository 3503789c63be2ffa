"""The data package is valid, described field by field, and every row has a source."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import data_readme
import pytest

from helpers import data
from helpers.data import citations, files, loading, package, schema
from helpers.errors import DataError, UnknownNameError
from tests.course import ROOT

NAMES = package.names()
TABLES = [name for name in NAMES if name != "sources"]


def fields(name: str) -> list[dict]:
    return package.resource(name)["schema"]["fields"]


def test_frictionless_finds_nothing_wrong() -> None:
    from frictionless import validate

    report = validate(str(ROOT / "data" / "datapackage.json"))
    found = report.flatten(["rowNumber", "fieldName", "message"])
    assert report.valid, "\n".join(str(error) for error in found[:10])


@pytest.mark.parametrize("name", NAMES)
def test_table_loads(name: str) -> None:
    assert len(data.load(name)) > 0


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_described(name: str) -> None:
    for field in fields(name):
        assert len(field["description"]) > 10, field["name"]
        if field["type"] in ("integer", "number"):
            assert field["unit"], f"{field['name']} is a number without a unit"


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_a_key_and_a_licence(name: str) -> None:
    resource = package.resource(name)
    assert resource["row_is"] and resource["theme"]
    assert resource["schema"]["primaryKey"]
    assert resource["licenses"]
    for licence in resource["licenses"]:
        assert licence.get("name") and licence.get("title")


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_source(name: str) -> None:
    listed = files.raw(name)[schema.SOURCE_COLUMN]
    assert listed.notna().all()
    for cell in listed:
        assert re.fullmatch(r"[\w.-]+(;[\w.-]+)*", cell), cell


def test_no_source_is_an_orphan() -> None:
    used = set(citations.ids_of([*TABLES, "region"]))
    assert loading.source_ids() - used == set()
    assert used - loading.source_ids() == set()


def test_sources_can_be_found() -> None:
    sources = data.load("sources")
    assert sources["title"].notna().all()
    assert sources["publisher"].notna().all()
    known = sources["url"].dropna()
    assert known.str.fullmatch(r"https?://\S+").all()
    without = sources[sources["url"].isna()]
    # A source without an address says why.
    assert without["note"].notna().all(), without["source_id"].tolist()


def test_no_document_stands_in_the_sources_twice() -> None:
    urls = data.load("sources")["url"].dropna()
    # A repository can hold several documents; the note names the file.
    documents = urls[~urls.str.startswith("https://github.com/")]
    assert documents[documents.duplicated()].tolist() == []


def test_every_language_of_a_source_has_a_name() -> None:
    assert set(data.load("sources")["language"]) - {"en"} <= set(citations.LANGUAGES)


def test_files_of_the_package_are_exactly_those_described() -> None:
    described = {resource["path"] for resource in package.resources().values()}
    there = {
        path.relative_to(ROOT / "data").as_posix()
        for path in (ROOT / "data").rglob("*")
        if path.suffix in (".csv", ".geojson")
    }
    assert there == described


def test_the_readme_of_the_data_lists_what_is_there() -> None:
    text = data_readme.README.read_text(encoding="utf-8")
    assert data_readme.with_tables(text) == text, "run `make refresh`"
    assert all(f"`{name}`" in text for name in package.resources())


def test_licences_of_data_from_others_are_named() -> None:
    assert package.descriptor()["licenses"][0]["name"] == "CC-BY-4.0"
    for row in data.load("indicators").itertuples():
        assert row.licence


def test_indicators_are_those_of_the_dictionary() -> None:
    assert set(data.load("country_indicators")["indicator"]) == set(
        data.load("indicators")["indicator"]
    )


def test_map_leaves_crimea_out_and_stays_in_its_frame() -> None:
    def points(part: list) -> list:
        return [part] if isinstance(part[0], int | float) else [q for p in part for q in points(p)]

    features = data.geojson("region")
    assert {"BLR", "POL", "RUS", "UKR"} <= {f["properties"]["iso3"] for f in features}
    corners = [q for f in features for q in points(f["geometry"]["coordinates"])]
    assert min(latitude for _, latitude in corners) >= 48
    assert all(9 <= longitude <= 45 for longitude, _ in corners)


def test_places_lie_inside_the_map_and_say_how_exact_they_are() -> None:
    places = data.load("places")
    assert places["latitude"].between(48, 61).all()
    assert places["longitude"].between(9, 45).all()
    assert places["precision"].notna().all()


def test_union_budget_adds_up_where_all_parts_are_known() -> None:
    budget = data.load("union_budget").dropna(subset=["other_revenue_mln_rub"])
    parts = budget[
        ["russia_contribution_mln_rub", "belarus_contribution_mln_rub", "other_revenue_mln_rub"]
    ].sum(axis=1)
    assert len(parts) >= 2
    assert (parts - budget["revenue_mln_rub"]).abs().max() < 2  # 2018 is rounded to millions


def test_no_poll_gives_more_than_everybody() -> None:
    polls = data.load("opinion_polls")
    single_answer = polls[~polls["question_type"].isin(["other"])]
    sums = single_answer.groupby(["poll_id", "question"])["share_pct"].sum()
    assert sums.max() <= 101.5  # lower bounds and rounding


def test_shares_of_votes_are_shares() -> None:
    votes = data.load("un_votes")
    assert votes["share_identical"].between(0, 1).all()
    assert (votes["share_identical"] + votes["share_opposed"] <= 1.0001).all()


def test_date_of_knowledge_is_not_in_the_future() -> None:
    assert package.date_of_knowledge() <= date.today()


@pytest.mark.parametrize("content", [b"", b"[]", b'{"features": 3}', b'{"features": [1, 2]}'])
def test_a_damaged_map_says_what_to_do(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "data" / "map" / "region.geojson").write_bytes(content)
    monkeypatch.setattr(package, "folder", lambda: tmp_path / "data")
    with pytest.raises(DataError, match="make repair"):
        data.geojson("region")


def test_a_map_that_is_used_is_cited() -> None:
    loading.forget_loaded()
    data.geojson("region")
    assert loading.loaded()["region"] == set(citations.ids_of(["region"]))


def test_a_map_asked_for_as_a_table_and_a_table_as_a_map() -> None:
    with pytest.raises(UnknownNameError, match=r"data\.geojson\('region'\)"):
        data.load("region")
    with pytest.raises(UnknownNameError, match="There are: region"):
        data.geojson("timeline")


def test_an_actor_that_nobody_knows_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / "history" / "timeline.csv"
    text = path.read_text(encoding="utf-8").replace("Belarus;Russia", "Belarus;Russai", 1)
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(package, "folder", lambda: tmp_path / "data")
    with pytest.raises(DataError, match="field 'actors': 'Russai' is not one of"):
        data.load("timeline")
