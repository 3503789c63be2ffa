"""Coding: choose, compare once without having seen the reference, and find it all again."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pytest
from filelock import FileLock

from helpers.data import loading, package
from helpers.errors import CourseError
from helpers.lessons import known
from helpers.lessons.face import Lesson
from helpers.teaching import coding, comparing, content, panel, progress
from helpers.teaching.content import Coding, Content
from helpers.teaching.following import tell_all

FOLDER = package.folder  # of the course, as it was before a test gave it another one
LONG = 20  # characters; a shorter reason explains nothing

BAD = "<img src=x onerror=alert(1)>"
AREAS = ["energy", "taxes", f"other {BAD}"]
# Ids, texts and reference codes; the reasons are made from the ids.
ITEMS = [
    ("m1", "One gas market.", "energy"),
    ("m2", "One tax <b>committee</b>.", "taxes"),
    ("m3", "One oil market.", "energy"),
    ("m4", "A list of goods.", "taxes"),
    ("m5", f"Something {BAD}", AREAS[2]),
]
MINE = {"m1": "energy", "m2": "energy", "m3": "energy", "m4": "taxes"}
RAW: dict[str, Any] = {
    "id": "areas", "title": "Which <i>area</i>?", "task": "Choose <i>one</i> & only one.",
    "codebook": "areas_of_policy", "category": "area", "items": "measures", "item": "measure_id",
    "text": "measure", "reference": "coder", "why": "why", "minimum": 4,
}  # fmt: skip
LESSON_RAW: dict[str, Any] = {
    "name": "02-package", "title": "Package", "minutes": 60, "objectives": ["code"],
    "coding": [RAW],
}  # fmt: skip


def lesson_with(**changed: Any) -> Content:
    return content.parse({**LESSON_RAW, "coding": [{**RAW, **changed}]}, "lesson_02.toml")


LESSON = lesson_with()


def resource(name: str, fields: list[str], key: str) -> dict[str, Any]:
    return {
        "name": name, "path": f"{name}.csv", "title": name, "description": name,
        "schema": {
            "primaryKey": key,
            "fields": [{"name": one, "type": "string", "description": one} for one in fields],
        },
    }  # fmt: skip


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the course a codebook and measures of its own, and a place for progress."""
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress"))
    monkeypatch.setattr(package, "folder", lambda: tmp_path)
    sources = ["source_id", "publisher", "author", "title", "url", "published", "language", "note"]
    resources = [
        resource("areas_of_policy", ["area", "definition", "source_ids"], "area"),
        resource("measures", ["measure_id", "measure", "coder", "why", "source_ids"], "measure_id"),
        resource("sources", sources, "source_id"),
    ]
    descriptor = {"name": "x", "date_of_knowledge": "2026-11-23", "resources": resources}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (tmp_path / "sources.csv").write_text(f"{','.join(sources)}\ns1,P,,T,,2021,en,\n")
    (tmp_path / "areas_of_policy.csv").write_text(
        "area,definition,source_ids\n"
        + "".join(f"{area},What belongs to {area[:6]}.,s1\n" for area in AREAS)
    )
    write_items(tmp_path, ITEMS)
    return tmp_path


def write_items(folder: Path, items: list[tuple[str, str, str]]) -> None:
    rows = [f"{one},{text},{code},Reason of {one} {BAD}.,s1\n" for one, text, code in items]
    (folder / "measures.csv").write_text(
        "measure_id,measure,coder,why,source_ids\n" + "".join(rows), encoding="utf-8"
    )


def open_box(lesson: Content = LESSON) -> coding.CodingBox:
    made = coding.code(lesson, "areas")
    assert isinstance(made, coding.CodingBox)
    return made


def choose(box: coding.CodingBox, codes: dict[str, str]) -> None:
    for item, code in codes.items():
        box.lists[item].value = code


def compared(codes: dict[str, str] | None = None) -> coding.CodingBox:
    box = open_box()
    choose(box, MINE if codes is None else codes)
    box.button.click()
    return box


def shown(box: widgets.Widget) -> str:
    own = box.value if isinstance(box, widgets.HTML) else ""
    return own + "".join(shown(child) for child in getattr(box, "children", ()))


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"(?s)<style>.*?</style>|<[^>]+>", " ", html)).split())


def words(box: widgets.Widget) -> str:
    return plain(shown(box))


def choices() -> list[dict[str, Any]]:
    return [one.value for one in progress.of_lesson("02") if one.part == "coding"]


def comparisons() -> list[dict[str, Any]]:
    return [one.value for one in progress.history("02", "compared", "areas")]


# The form


def test_every_measure_has_a_list_with_its_text_as_name_and_nothing_chosen() -> None:
    box = open_box()
    assert [one.description for one in box.lists.values()] == [text for _, text, _ in ITEMS]
    for one in box.lists.values():
        assert one.value == ""
        assert [value for _, value in one.options] == ["", *AREAS]


def test_the_codebook_stands_closed_on_top_without_its_sources() -> None:
    first = shown(open_box().children[0])
    assert "<details><summary>Codebook" in first
    assert "What belongs to energy." in first
    assert "source_ids" not in first


def test_reference_and_reasons_are_closed_before_the_comparison() -> None:
    box = open_box()
    choose(box, MINE)
    assert box.result.value == ""
    assert "Reason of" not in words(box)


def test_layouts_and_styles_are_shared() -> None:
    lists = list(open_box().lists.values())
    assert len({one.layout.model_id for one in lists}) == 1
    assert len({one.style.model_id for one in lists}) == 1


# Choosing and comparing


def test_each_choice_is_saved_at_once() -> None:
    box = open_box()
    box.lists["m1"].value = "energy"
    assert choices() == [{"code": "energy"}]
    assert "1 of 5 coded" in words(box.says)
    assert "Saved on this machine" in words(box.says)
    assert 'role="status"' in box.says.value


def test_choosing_the_same_again_and_opening_again_record_nothing() -> None:
    box = open_box()
    choose(box, MINE)
    choose(box, MINE)
    open_box()
    assert len(choices()) == len(MINE)


def test_a_choice_can_be_taken_back() -> None:
    box = open_box()
    box.lists["m1"].value = "energy"
    box.lists["m1"].value = ""
    assert open_box().lists["m1"].value == ""
    assert "0 of 5 coded" in words(box.says)


def test_comparing_too_early_says_how_many_are_missing_and_opens_nothing() -> None:
    box = compared({"m1": "energy"})
    assert "Too early" in words(box.says)
    assert "3 more" in words(box.says)
    assert box.result.value == ""
    assert comparisons() == []


def test_only_what_is_coded_is_compared() -> None:
    box = compared()
    said = words(box.result)
    assert "4 of 5 were coded and compared" in said
    assert "Something" not in said  # the text of the fifth
    assert "Reason of m5" not in said


def test_the_numbers_are_explained_with_the_own_counts() -> None:
    # You: energy 3, taxes 1. Reference: energy 2, taxes 2. Both say the same of 3 of 4.
    # pe = 3/4 x 2/4 + 1/4 x 2/4 = 1/2, kappa = (3/4 - 1/2) / (1 - 1/2) = 1/2.
    said = words(compared().result)
    assert "the same code to 3 of 4: 3/4 = 0.750, or 75 %" in said
    assert "you chose “energy” for 3 of 4 and the reference for 2" in said
    assert "3/4 × 2/4 = 0.375" in said
    assert "1/4 × 2/4 = 0.125" in said
    assert "(0.750 − 0.500) / (1 − 0.500) = 0.50" in said
    assert "each counts 25 percentage points" in said


def test_the_status_says_the_numbers_in_short() -> None:
    said = words(compared().says)
    assert "Same code: 3 of 4; Percent agreement: 75 %" in said
    assert "kappa: 0.50" in said


def test_the_table_of_agreement_has_the_students_codes_in_rows() -> None:
    html = compared().result.value.partition("Rows: your code.")[2]
    rows = re.findall(r'<th scope="row"[^>]*>(\w+)</th>(.*?)</tr>', html)
    counts = {name: re.findall(r"<td[^>]*>(.*?)</td>", cells) for name, cells in rows}
    assert counts == {"energy": ["<b>2</b>", "1"], "taxes": ["0", "<b>1</b>"]}


def test_a_disagreement_is_listed_with_both_codes_and_the_reason() -> None:
    html = compared().result.value.partition("Where you differ.")[2]
    rows = re.findall(r"<tr><td.*?</tr>", html)
    assert len(rows) == 1
    assert plain(rows[0]) == f"One tax <b>committee</b>. energy taxes Reason of m2 {BAD}."


def test_full_agreement_says_so() -> None:
    said = words(compared({one: code for one, _, code in ITEMS}).result)
    assert "all 5 were coded and compared" in said
    assert "Nowhere" in said
    assert "= 1.00" in said


def test_agreement_below_chance_is_shown_with_a_minus_sign() -> None:
    said = words(compared({"m1": "taxes", "m2": "energy", "m3": "taxes", "m4": "energy"}).result)
    assert "= −1.00" in said
    assert "-" not in said.partition("kappa")[2].partition("1 is full")[0]


def test_kappa_that_is_not_defined_is_explained(course: Path) -> None:
    write_items(course, [(one, text, "energy") for one, text, _ in ITEMS])
    box = compared(dict.fromkeys(MINE, "energy"))
    assert "kappa is not defined" in words(box.result)
    assert "(1 − 1) / (1 − 1)" in words(box.result)
    assert "kappa: not defined" in words(box.says)
    assert "nan" not in words(box)


def test_nothing_in_common_is_explained() -> None:
    said = words(compared(dict.fromkeys(MINE, AREAS[2])).result)
    assert "no area was used by both, so chance gives 0.000" in said
    assert "= 0.00" in said


# After the reference was seen


def test_the_first_result_stays_beside_a_new_one_that_is_not_independent() -> None:
    box = compared()
    box.lists["m2"].value = "taxes"
    assert "Press the button to compare again" in words(box.says)
    assert comparing.NOW not in box.result.value
    assert "= 0.50" in words(box.result)
    box.button.click()
    said = words(box.result)
    assert comparing.FIRST in said
    assert comparing.NOW in said
    assert "Percent agreement 75 % 100 %" in said
    assert "Cohen’s kappa 0.50 1.00" in said
    assert coding.AFTER in words(box.says)
    assert comparisons() == [{"codes": MINE}, {"codes": {**MINE, "m2": "taxes"}}]
    box.lists["m1"].value = "taxes"  # what is shown beside the first is never of other codes
    assert comparing.NOW not in box.result.value


def test_pressing_again_records_nothing_new() -> None:
    box = compared()
    before = box.result.value
    box.button.click()
    assert len(comparisons()) == 1
    assert box.result.value == before


def test_back_at_the_first_codes_there_is_one_result() -> None:
    box = compared()
    before = box.result.value
    for code in ("taxes", "energy"):
        box.lists["m2"].value = code
        box.button.click()
    assert box.result.value == before


def test_the_next_day_choices_and_results_are_back() -> None:
    first = compared()
    first.lists["m2"].value = "taxes"
    first.button.click()
    again = open_box()
    assert {one: box.value for one, box in again.lists.items()} == {
        **MINE, "m2": "taxes", "m5": "",
    }  # fmt: skip
    assert again.result.value == first.result.value
    assert coding.AFTER in words(again.says)


def test_a_second_box_of_the_coding_follows_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = open_box(), open_box()
    shows = []
    refresh = coding.CodingBox.refresh

    def counted(box: coding.CodingBox) -> None:
        shows.append(box)
        refresh(box)

    monkeypatch.setattr(coding.CodingBox, "refresh", counted)
    first.lists["m1"].value = "energy"
    # Each box shows it once: what a box sets in itself is no new act of the learner.
    assert shows.count(first) == shows.count(second) == 1
    assert len(choices()) == 1
    assert second.lists["m1"].value == "energy"
    assert "1 of 5 coded" in words(second.says)
    choose(second, MINE)
    assert {one: box.value for one, box in first.lists.items()} == {**MINE, "m5": ""}
    second.button.click()
    assert first.result.value == second.result.value
    assert "= 0.50" in words(first.result)
    assert coding.AFTER in words(first.says)
    assert comparisons() == [{"codes": MINE}]


def test_what_was_imported_or_forgotten_shows_at_once() -> None:
    box = compared()
    saved = progress.export_text()
    progress.reset("02")
    tell_all()
    assert [one.value for one in box.lists.values()] == [""] * len(ITEMS)
    assert box.result.value == ""
    progress.import_from(saved)
    tell_all()
    assert box.lists["m1"].value == "energy"
    assert "= 0.50" in words(box.result)
    assert len(choices()) == len(MINE)  # showing is no choosing


def test_the_minimum_is_never_more_than_there_is_to_code() -> None:
    box = open_box(lesson_with(minimum=99))
    choose(box, {one: "energy" for one, _, _ in ITEMS})
    box.button.click()
    assert "all 5 were coded" in words(box.result)


# Another version of the course, another hand in the file


def test_items_and_categories_that_are_gone_are_left_out(course: Path) -> None:
    compared()
    progress.record("02", "coding", "areas/m3", {"code": "no area any more"})
    write_items(course, ITEMS[:3])
    box = open_box()
    assert {one: each.value for one, each in box.lists.items()} == {
        "m1": "energy", "m2": "energy", "m3": "",
    }  # fmt: skip
    assert "all 3 were coded and compared" in words(box.result)


def test_a_first_comparison_of_which_nothing_is_left_is_still_one(course: Path) -> None:
    compared()
    write_items(course, [(f"n{place}", text, code) for place, (_, text, code) in enumerate(ITEMS)])
    box = open_box()
    assert comparing.OTHER_VERSION in words(box.result)
    choose(box, {"n0": "energy", "n1": "taxes", "n2": "energy", "n3": "energy"})
    box.button.click()
    assert coding.AFTER in words(box.says)
    assert "3 of 4" in words(box.result)


@pytest.mark.parametrize("value", [{}, {"code": None}, {"code": ["energy"]}, {"code": BAD}])
def test_a_kept_code_that_is_none_is_no_code(value: dict[str, Any]) -> None:
    progress.record("02", "coding", "areas/m1", value)
    assert open_box().lists["m1"].value == ""


@pytest.mark.parametrize("value", [{}, {"codes": None}, {"codes": ["m1"]}, {"codes": {"m1": 3}}])
def test_a_kept_comparison_that_is_none_breaks_nothing(value: dict[str, Any]) -> None:
    progress.record("02", "compared", "areas", value)
    box = compared()
    assert comparing.OTHER_VERSION in words(box.result)


def test_texts_of_the_tables_and_of_the_lesson_are_shown_as_text() -> None:
    box = compared({**MINE, "m5": "energy"})
    choose(box, {"m1": AREAS[2]})
    box.button.click()
    for html in (shown(box), box.fallback.html):
        assert BAD in unescape(html)
        assert "<img" not in html
        assert "<i>" not in html
        assert "<b>committee" not in html
    assert not any(one.description_allow_html for one in box.lists.values())


def test_a_disk_that_cannot_be_written_is_told_and_the_lesson_goes_on() -> None:
    box = open_box()
    progress._store()._patience = 0.1
    with FileLock(progress.place().parent / "progress.lock"):
        choose(box, MINE)
        assert "Not saved on disk" in words(box.says)
        assert "Saved on this machine" not in words(box.says)
        assert 'role="alert"' in box.trouble.value
        box.button.click()
        assert "= 0.50" in words(box.result)


# Without a kernel


def test_the_fallback_holds_codebook_and_measures_but_no_code_and_no_reference() -> None:
    before = open_box()._repr_mimebundle_()
    compared()
    after = open_box()._repr_mimebundle_()
    for kind in ("text/html", "text/plain"):
        assert before[kind] == after[kind]
        form = unescape(before[kind])
        for words in (RAW["title"], RAW["task"], *AREAS, *(text for _, text, _ in ITEMS)):
            assert words in form
        assert "Reason of" not in form
        for _, text, code in ITEMS:  # beside its text no measure has a code
            line = next(one for one in re.split(r"</tr>|\n", form) if text in one)
            assert code not in line


# Names, codes for coders, the panel


class NoText:
    def __repr__(self) -> str:
        raise RuntimeError("cannot be shown")


@pytest.mark.parametrize("name", [None, 3, "", "area", "<script>alert(1)</script>", NoText()])
def test_a_wrong_name_gets_a_sentence(name: object, capsys: pytest.CaptureFixture[str]) -> None:
    made = coding.code(LESSON, name)
    assert "areas" in words(made)
    assert "<script" not in shown(made) + made.fallback.html
    assert coding.codes(LESSON, name).empty
    assert "areas" in capsys.readouterr().out


def test_a_lesson_without_codings_says_so() -> None:
    bare = content.parse({**LESSON_RAW, "coding": []}, "x.toml")
    assert "has no codings" in words(coding.code(bare, "areas"))


def test_the_face_opens_the_box_and_gives_the_codes() -> None:
    opened = Lesson(LESSON)
    box = opened.code("areas")
    assert isinstance(box, coding.CodingBox)
    choose(box, {"m4": "taxes", "m1": "energy"})
    frame = opened.codes("areas")
    assert frame.to_dict("list") == {"measure_id": ["m1", "m4"], "code": ["energy", "taxes"]}
    merged = frame.merge(loading.read("measures"), on="measure_id")
    assert (merged["code"] == merged["coder"]).tolist() == [True, True]


def test_without_codes_the_frame_is_empty_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    frame = coding.codes(LESSON, "areas")
    assert list(frame.columns) == ["measure_id", "code"]
    assert "Nothing is coded yet" in capsys.readouterr().out
    assert frame.merge(loading.read("measures"), on="measure_id").empty


def test_the_box_uses_its_tables_and_the_panel_does_not() -> None:
    loading.forget_loaded()
    coding.codes(LESSON, "areas")
    panel.panel(LESSON)
    assert loading.loaded() == {}
    open_box()
    assert set(loading.loaded()) == {"areas_of_policy", "measures"}


def test_the_panel_counts_codes_and_says_whether_they_were_compared() -> None:
    box = open_box()
    box.lists["m1"].value = "energy"
    assert "coding “areas”: 1 of 5, not compared" in panel.done(LESSON)
    choose(box, MINE)
    box.button.click()
    assert "coding “areas”: 4 of 5, compared" in panel.done(LESSON)


def test_a_damaged_table_does_not_break_the_panel(course: Path) -> None:
    open_box().lists["m1"].value = "energy"
    (course / "measures.csv").unlink()
    said = panel.done(LESSON)
    assert "predictions committed" in said
    assert "coding" not in said


# Slips of an author


def change(**changed: Any) -> Callable[[list[dict[str, Any]]], object]:
    return lambda codings: codings[0].update(changed)


BROKEN = {
    "misspelled": (change(minimun=3), "minimun"),
    "of the wrong type": (change(minimum="8"), "minimum"),
    "minimum of none": (change(minimum=0), "minimum of 0"),
    "an empty text": (change(reference=""), "reference"),
    "a missing entry": (lambda codings: codings[0].pop("why"), "why"),
    "twice": (lambda codings: codings.append(codings[0]), "twice"),
    "no table of entries": (lambda codings: codings.append("areas"), r"\[\[coding\]\]"),
}


@pytest.mark.parametrize(("damage", "words"), BROKEN.values(), ids=BROKEN)
def test_a_slip_in_the_toml_is_named(damage: Callable[[Any], Any], words: str) -> None:
    raw = copy.deepcopy(LESSON_RAW)
    damage(raw["coding"])
    with pytest.raises(CourseError, match=rf"lesson_02\.toml.*{words}"):
        content.parse(raw, "lesson_02.toml")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"codebook": "area_of_policy"}, "'areas_of_policy'"),
        ({"category": "areas"}, "column 'areas' in the table 'areas_of_policy'"),
        ({"reference": "first"}, "column 'first' in the table 'measures'"),
        ({"category": "definition"}, "has no definition 'energy'"),
        ({"item": "coder"}, "'coder' twice"),
    ],
)
def test_tables_that_do_not_fit_are_named(changed: dict[str, str], words: str) -> None:
    with pytest.raises(CourseError, match=words):
        coding.code(lesson_with(**changed), "areas")


# The real codings

REAL = [(one.name, task) for one in known().values() for task in one.codings.values()]


@pytest.mark.parametrize(("name", "task"), REAL, ids=[f"{one[:2]}-{task.id}" for one, task in REAL])
def test_a_coding_of_the_course_is_whole(
    name: str, task: Coding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "folder", FOLDER)
    tables = coding.tables_of(task)
    assert task.minimum <= len(tables.items)
    assert tables.items["text"].is_unique
    assert (tables.items["why"].str.len() >= LONG).all()
    # A category that the reference never uses cannot be coded right.
    assert set(tables.items["reference"]) == set(tables.categories)
