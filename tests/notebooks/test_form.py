"""The form of a notebook: what makes a lesson readable, findable and safe to run."""

from __future__ import annotations

import json
import re
import statistics
from itertools import pairwise

import pytest

from helpers.lessons import known
from tests.course import (
    NAMES,
    NOTEBOOKS,
    ROOT,
    cells,
    headings,
    joined,
    notebook,
    outputs,
    prose,
    text,
)

pytestmark = pytest.mark.parametrize("name", NAMES)

VERBS = {
    "build", "calculate", "check", "choose", "code", "combine", "compare", "compute", "count",
    "describe", "draw", "estimate", "explain", "find", "judge", "measure", "name", "read", "run",
    "say", "score", "show", "summarise", "tell", "test", "turn", "work", "write",
}  # fmt: skip

METHODS = "check|explore|hindsight|predict|progress|quiz|sources|terms|think"


def code_lines(name: str) -> list[int]:
    return [
        len([line for line in text(c).splitlines() if line.strip()]) for c in cells(name, "code")
    ]


def test_objectives_are_three_to_five_and_can_be_tested(name: str) -> None:
    first = text(cells(name)[0])
    objectives = re.findall(r"(?m)^\d\. (\w+)", first)
    assert 3 <= len(objectives) <= 5, f"{len(objectives)} objectives; a lesson has 3 to 5"
    unknown = {verb.lower() for verb in objectives} - VERBS
    assert not unknown, f"{unknown}: begin with a verb that can be tested (or add it to VERBS)"


def test_objectives_are_those_of_the_lesson(name: str) -> None:
    lines = re.findall(r"(?m)^\d\. (.+?)[;.]?$", text(cells(name)[0]))
    assert lines == list(known()[name].objectives)


def test_first_cell_says_question_time_and_what_comes_before(name: str) -> None:
    first = text(cells(name)[0])
    for label in ("**The question of", "**Time:**", "**Before you start:**", "you can"):
        assert label in first
    assert f"{known()[name].minutes} minutes" in first


def test_title_is_that_of_the_lesson(name: str) -> None:
    assert headings(name)[0] == (1, f"{name[:2]} · {known()[name].title}")


def test_one_title_and_headings_in_order(name: str) -> None:
    levels = [level for level, _ in headings(name)]
    assert levels.count(1) == 1
    assert 8 <= len(levels) <= 14, f"{len(levels)} headings; a lesson has 8 to 14"
    assert all(after - before <= 1 for before, after in pairwise(levels))
    words = [words for _, words in headings(name)]
    assert len(set(words)) == len(words)


def test_size_of_cells(name: str) -> None:
    lines = sorted(code_lines(name))
    assert 30 <= len(cells(name)) <= 60, f"{len(cells(name))} cells; a lesson has 30 to 60"
    assert statistics.median(lines) <= 4
    assert lines[int(0.9 * (len(lines) - 1))] <= 12
    assert max(lines) <= 20


def test_enough_prose_and_not_too_much(name: str) -> None:
    visible = re.sub(r"\]\([^)]*\)|</?\w+>", " ", prose(name))
    words = len(re.findall(r"\w[\w'.,-]*", visible))
    assert 1500 <= words <= 2500, f"{words} words; a lesson has 1,500 to 2,500"
    ratio = len(cells(name, "markdown")) / len(cells(name, "code"))
    assert 1.3 <= ratio <= 2.0, f"{ratio:.2f} Markdown cells a code cell; a lesson has 1.3 to 2"


def test_every_code_cell_is_introduced_by_words(name: str) -> None:
    kinds = [(c["cell_type"], len(text(c).splitlines())) for c in cells(name)]
    for before, here, after in zip(kinds, kinds[1:], kinds[2:], strict=False):
        assert not before[0] == here[0] == after[0] == "code", "three code cells in a row"


def test_setup_is_short_and_opens_the_lesson(name: str) -> None:
    setup = text(cells(name, "code")[0])
    assert len([line for line in setup.splitlines() if line.strip()]) <= 4
    assert f'lesson("{name}")' in setup


def test_every_code_cell_was_run_in_order(name: str) -> None:
    counts = [c["execution_count"] for c in cells(name, "code")]
    assert counts == list(range(1, len(counts) + 1))


def test_cells_that_end_in_a_value_have_an_output(name: str) -> None:
    # nbval passes over a cell without stored outputs, so their absence must fail here.
    shown = [c for c in cells(name, "code") if c["outputs"]]
    assert len(shown) >= 0.7 * len(cells(name, "code"))
    for cell in cells(name, "code"):
        last = text(cell).rstrip().splitlines()[-1]
        is_value = re.match(rf"(charts\.finish\(|\w+\.({METHODS})\(|\w+$|\))", last)
        assert cell["outputs"] or not is_value or last.startswith("#"), cell["id"]


def test_no_error_and_nothing_on_stderr(name: str) -> None:
    for cell_id, output in outputs(name):
        assert output["output_type"] != "error", cell_id
        assert output.get("name") != "stderr", cell_id


def test_no_widget_state_and_no_dead_widget(name: str) -> None:
    assert "widgets" not in notebook(name)["metadata"]
    for cell_id, output in outputs(name):
        assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {}), cell_id


def test_every_rich_output_reads_without_a_kernel(name: str) -> None:
    for cell_id, output in outputs(name):
        data = output.get("data", {})
        if not data:
            continue
        plain = joined(data.get("text/plain", ""))
        assert plain.strip(), cell_id
        assert not re.search(r"<[\w.]+ object at 0x|^\w+\(children=", plain), cell_id
        # A table in a grid of text, a picture, or HTML: something that a page can show.
        assert {"text/html", "image/png"} & set(data) or len(plain) < 2000, cell_id


def test_no_path_of_a_machine(name: str) -> None:
    raw = json.dumps(notebook(name))
    assert str(ROOT) not in raw
    homes = r"(?<![\w.])/(?:home|Users|root|tmp|srv|private)/|[A-Z]:\\\\"
    assert not re.search(homes, raw)


def test_cell_ids_are_words(name: str) -> None:
    for cell in cells(name):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cell["id"])


def test_links_lead_somewhere(name: str) -> None:
    anchors = {words.replace(" ", "-") for _, words in headings(name)}
    for target in re.findall(r"\]\(([^)\s]+)", prose(name)):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif not target.startswith(("http://", "https://")):
            assert (ROOT / "notebooks" / target.partition("#")[0]).is_file(), target


def test_link_words_say_where_they_lead(name: str) -> None:
    for words in re.findall(r"\[([^\]]+)\]\(", prose(name)):
        assert words.strip().lower() not in {"here", "link", "this", "click here"}


def test_pictures_in_the_text_have_alternative_text(name: str) -> None:
    assert not re.search(r"!\[\s*\]\(", prose(name))
    assert not re.search(r"<img(?![^>]*\balt=)", prose(name))


def test_notebook_is_small(name: str) -> None:
    path = next(path for path in NOTEBOOKS if path.stem == name)
    assert path.stat().st_size < 400_000
