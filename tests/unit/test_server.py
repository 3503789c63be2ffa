"""What is stored when a learner saves."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import deepcopy
from typing import Any

import pytest

from helpers.server import WIDGET_VIEW, drop_dead_widgets, keep_readable
from tests.course import ROOT


def notebook(*bundles: dict[str, Any]) -> dict[str, Any]:
    outputs = [{"output_type": "display_data", "data": b, "metadata": {}} for b in bundles]
    return {"cells": [{"cell_type": "code", "outputs": outputs}, {"cell_type": "markdown"}]}


READABLE = {WIDGET_VIEW: {"model_id": "1"}, "text/html": "<p>all</p>", "text/plain": "all"}


def test_a_widget_with_readable_words_is_stored_as_those_words() -> None:
    content = notebook(deepcopy(READABLE))
    assert drop_dead_widgets(content) == 1
    assert content["cells"][0]["outputs"][0]["data"] == {
        "text/html": "<p>all</p>",
        "text/plain": "all",
    }


def test_everything_else_stays_as_it_is() -> None:
    content = notebook({WIDGET_VIEW: {}, "text/plain": "VBox()"}, {"text/html": "<b>x</b>"})
    before = deepcopy(content)
    assert drop_dead_widgets(content) == 0
    assert content == before


def test_hook_touches_notebooks_only() -> None:
    for model in ({"type": "file", "content": "text"}, {"type": "notebook", "content": None}):
        before = deepcopy(model)
        keep_readable(model=model, path="x", contents_manager=None)
        assert model == before
    model = {"type": "notebook", "content": notebook(deepcopy(READABLE))}
    keep_readable(model=model, path="x", contents_manager=None)
    assert WIDGET_VIEW not in json.dumps(model)


@pytest.mark.parametrize(
    "content",
    [
        {"cells": None},
        {"cells": [None, "text"]},
        {"cells": [{"outputs": None}]},
        {"cells": [{"outputs": [{"data": None}]}]},
        {},
    ],
)
def test_an_odd_notebook_can_still_be_saved(content: dict[str, Any]) -> None:
    keep_readable(model={"type": "notebook", "content": content}, path="x", contents_manager=None)


def test_the_shipped_configuration_names_the_hook() -> None:
    config = json.loads(
        (ROOT / "config" / "jupyter_server_config.json").read_text(encoding="utf-8")
    )
    assert config["FileContentsManager"]["pre_save_hook"] == "helpers.server.keep_readable"


def test_lab_and_any_other_server_open_lesson_00() -> None:
    """JupyterLab reads one file, a hub such as Binder's the other."""
    config = ROOT / "config"
    lab = json.loads((config / "jupyter_lab_config.json").read_text(encoding="utf-8"))["LabApp"]
    server = json.loads((config / "jupyter_server_config.json").read_text(encoding="utf-8"))
    address = lab["default_url"]
    assert address == server["ServerApp"]["default_url"]
    assert (ROOT / address.removeprefix("/lab/tree/")).is_file()


def test_the_server_does_not_wait_for_pandas() -> None:
    code = "import sys, helpers.server; print('pandas' in sys.modules, 'altair' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.split() == ["False", "False"]
