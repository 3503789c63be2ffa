"""Measure what a learner waits for: imports, lessons, explorers, teaching parts, memory, sizes.

Usage: python tools/bench.py [LESSON ...]

Prints one table and ends with 1 if a limit is missed. Every measurement runs in processes of
its own, with the progress of a learner in the middle of the course. No picture of a chart is
made, because a learner's kernel makes none either. Close other programs first: the times are
wall times.
"""

from __future__ import annotations

import copy
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
STORE_PICTURES = "COURSE_STORE_PICTURES"
PROGRESS = "COURSE_PROGRESS"

IMPORT_ROUNDS = 7
LESSON_ROUNDS = 5
UPDATES = 100
UPDATE_ROUNDS = 3
SEED = 20211104  # positions of the controls are random, and the same in every run
CELL_SECONDS = 120
RECORDS = 200  # in the file of a learner who has done a good part of the course

MOST_IMPORT = 50.0  # ms over pandas and altair
MOST_RATIO = 1.4  # a lesson over a notebook with its imports only
MOST_UPDATE = 60.0  # ms, 95 of 100 updates of an explorer or actions in a teaching part
MOST_MEMORY = 250.0  # MB, peak of a kernel
MOST_SIZE = 400.0  # kB of a notebook


@dataclass(frozen=True)
class Measure:
    """One line of the table; ``limit`` is ``None`` where a value is only for information."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def ok(self) -> bool:
        """Whether the value keeps the limit."""
        return self.limit is None or self.value <= self.limit


def import_times(lesson: str) -> Iterator[Measure]:
    """Measure what the helpers add to the two libraries that a lesson needs anyway.

    Parameters
    ----------
    lesson : the lesson that is opened.
    """
    taken = [json.loads(_python(f"LESSON = {lesson!r}\n{_IMPORTS}")) for _ in range(IMPORT_ROUNDS)]
    pandas, altair, helpers = (
        statistics.median(1000 * part for part in parts) for parts in zip(*taken, strict=True)
    )
    yield Measure("import pandas", pandas, "ms")
    yield Measure("import altair after it", altair, "ms")
    yield Measure("import helpers after both, and open a lesson", helpers, "ms", MOST_IMPORT)


# One interpreter times all three in turn: the difference of two interpreters would drown
# in the noise of importing altair.
_IMPORTS = """
import contextlib, io, json, time
times = [time.perf_counter()]
import pandas
times.append(time.perf_counter())
import altair
times.append(time.perf_counter())
from helpers import charts, claims, data, lesson
with contextlib.redirect_stdout(io.StringIO()):
    lesson(LESSON)
times.append(time.perf_counter())
print(json.dumps([end - start for start, end in zip(times, times[1:])]))
"""


def lesson_times(path: Path) -> Iterator[Measure]:
    """Measure running a lesson, and running only its imports, in fresh kernels.

    Parameters
    ----------
    path : the notebook of the lesson.
    """
    lesson = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call, unused-ignore]
    imports = copy.deepcopy(lesson)
    imports.cells = [_import_cell(lesson)]
    whole, alone, memory = [], [], []
    for _ in range(LESSON_ROUNDS):
        alone.append(_run(imports, path.parent)[0])
        seconds, peak = _run(lesson, path.parent)
        whole.append(seconds)
        memory.append(peak)
    ratio = statistics.median(whole) / statistics.median(alone)
    yield Measure(f"{path.stem}: all cells", statistics.median(whole), "s")
    yield Measure(f"{path.stem}: imports only", statistics.median(alone), "s")
    yield Measure(f"{path.stem}: all cells over imports only", ratio, "times", MOST_RATIO)
    yield Measure(f"{path.stem}: peak memory of the kernel", max(memory), "MB", MOST_MEMORY)


def size(path: Path) -> Measure:
    """Measure the file of a notebook with its stored outputs."""
    return Measure(f"{path.stem}: size", path.stat().st_size / 1000, "kB", MOST_SIZE)


def update_times(lesson: str) -> Iterator[Measure]:
    """Measure from the change of a control to the end of the redraw, in the kernel.

    Parameters
    ----------
    lesson : the name of the lesson; every explorer of it is measured.
    """
    yield from _actions(lesson, "update of {}", _EXPLORERS)


def part_times(path: Path) -> Iterator[Measure]:
    """Measure what a learner does in the teaching parts, to the end of the answer, in the kernel.

    Each action is kept in the file of the progress, as in a lesson.

    Parameters
    ----------
    path : the notebook of the lesson; parts that it does not call are left out.
    """
    lesson = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call, unused-ignore]
    code = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "code")
    called = sorted(set(re.findall(r"\.(\w+)\(", code)))
    yield from _actions(path.stem, "{}", f"CALLED = {called}\n{_PARTS}")


def _actions(lesson: str, named: str, program: str) -> Iterator[Measure]:
    """Time actions of a learner in a kernel, so that sending the answer to the page counts too.

    Each action is done in several rounds, and its shortest time counts: what other programs
    take away is no property of the course.
    """
    numbers = f"SEED, UPDATES, ROUNDS = {SEED}, {UPDATES}, {UPDATE_ROUNDS}"
    code = f"LESSON = {lesson!r}\n{numbers}\n{_TIMED}{program}\nprint(json.dumps(taken))"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])  # type: ignore[no-untyped-call, unused-ignore]
    _run(notebook, NOTEBOOKS)
    printed = notebook.cells[0].outputs[-1]["text"]
    for name, seconds in json.loads(printed).items():
        times = sorted(1000 * second for second in seconds)
        worst = times[round(0.95 * len(times)) - 1]
        what = f"{lesson}: {named.format(name)}"
        yield Measure(f"{what}, median", statistics.median(times), "ms")
        yield Measure(f"{what}, 95 of 100", worst, "ms", MOST_UPDATE)


# `moves` is a generator of actions. It is begun anew after ten of them: a walk without end
# would stay where little is shown.
_TIMED = """
import json, random, time
from itertools import islice
from helpers import lesson

opened = lesson(LESSON)
taken = {}

def walk(moves):
    random.seed(SEED)
    times = []
    while len(times) < UPDATES:
        for act in islice(moves(), 10):
            start = time.perf_counter()
            act()
            times.append(time.perf_counter() - start)
    return times[:UPDATES]

def measure(name, moves):
    taken[name] = [min(times) for times in zip(*[walk(moves) for _ in range(ROUNDS)])]
"""

# Every control of an explorer that a learner can move, one at a time, to random positions.
_EXPLORERS = """
import ipywidgets as widgets

def moved(widget):
    if isinstance(widget, (widgets.Checkbox, widgets.ToggleButton)):
        return not widget.value
    if isinstance(widget, widgets.widget_selection._Selection):
        return random.choice(list(widget._options_values))
    if isinstance(widget, widgets.widget_selection._MultipleSelection):
        values = list(widget._options_values)
        return tuple(random.sample(values, random.randint(0, len(values))))
    if isinstance(widget, (widgets.IntRangeSlider, widgets.FloatRangeSlider)):
        return tuple(sorted(number(widget) for _ in range(2)))
    if hasattr(widget, "min") and hasattr(widget, "max"):
        return number(widget)
    return None

def number(widget):
    value = random.uniform(widget.min, widget.max)
    return round(value) if isinstance(widget.min, int) else value

def leaves(widget):
    children = getattr(widget, "children", ())
    return [leaf for child in children for leaf in leaves(child)] if children else [widget]

def moves(name):
    explorer = opened.explore(name)
    controls = [leaf for leaf in leaves(explorer) if moved(leaf) is not None]
    while True:
        control = random.choice(controls)
        value = moved(control)
        if value != control.value:
            yield lambda: setattr(control, "value", value)

for name in opened._explorers():
    measure(name, lambda: moves(name))
"""

# Before each ten actions the learner's file is again as it was at the start.
_PARTS = """
import os, shutil, tempfile
from pathlib import Path
from helpers.teaching import content, exercises, following

START = Path(os.environ["COURSE_PROGRESS"])
scratch = tempfile.TemporaryDirectory()

def begin():
    folder = tempfile.mkdtemp(dir=scratch.name)
    os.environ["COURSE_PROGRESS"] = shutil.copytree(START, folder, dirs_exist_ok=True)
    following._boxes.clear()  # those of the page before

def commit():
    begin()
    box, _seen = opened.predict(), opened.hindsight()  # what is done in one shows in the other
    while True:
        forecast = random.choice(box.forecasts)
        percent = random.choice([p for p in range(101) if p != forecast.slider.value])
        def act():
            forecast.slider.value = percent
            forecast.button.click()
        yield act

def reveal():
    begin()
    _asked, box = opened.predict(), opened.hindsight()
    for verdict in box.verdicts:
        yield verdict.button.click

def code():
    for name in opened._content.codings:
        begin()
        box = opened.code(name)
        for choices in box.lists.values():
            place = random.randint(1, len(choices.options) - 1)  # the first one is "none yet"
            yield lambda: setattr(choices, "value", choices.options[place][1])
        yield box.button.click

def some_answer(question):
    texts = [option.text for option in question.options]
    places = range(len(texts))
    return {
        content.SINGLE: lambda: random.choice(places),
        content.MULTIPLE: lambda: random.sample(places, random.randint(1, len(texts))),
        content.NUMBER: lambda: str(random.randint(0, 1000)),
        content.ORDER: lambda: random.sample([place + 1 for place in places], len(texts)),
        content.CLASSIFY: lambda: {text: random.choice(question.groups) for text in texts},
    }[question.kind]()

def answer():
    begin()
    quiz = opened.quiz()
    for place, question in enumerate(quiz.questions):
        quiz.go_to(place)
        card = quiz.cards[question.id]
        for _ in range(2):
            chosen = some_answer(question)
            def act():
                card.form.choose(chosen)
                card.check()
            yield act

def check():
    begin()
    while True:
        name, reference = random.choice(list(opened._module().EXERCISES.items()))
        right = exercises.right_answer(reference)
        given = random.choice([right, *(make(right) for make in reference.mistakes.values())])
        yield lambda: display(opened.check(name, given))

for call, name, moves in [
    ("predict", "commit a prediction", commit),
    ("hindsight", "open an outcome", reveal),
    ("code", "code a text", code),
    ("quiz", "answer a question", answer),
    ("check", "check an exercise", check),
]:
    if call in CALLED:
        measure(name, moves)
"""


# The peak of the process itself: VmHWM on Linux, where ru_maxrss counts the parent too.
_PEAK = """
import sys
if sys.platform == "linux":
    with open("/proc/self/status", encoding="utf-8") as status:
        peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
elif sys.platform == "win32":
    import psutil
    peak = psutil.Process().memory_info().peak_wset
else:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak)
"""


def _run(notebook: Any, folder: Path) -> tuple[float, float]:
    """Run a notebook in a fresh kernel.

    Parameters
    ----------
    notebook : a notebook; its outputs are replaced.
    folder : the folder in which it runs.

    Returns
    -------
    The seconds from starting the kernel to the end of the last cell, and the peak of the
    kernel's memory in MB.

    Raises
    ------
    nbclient.exceptions.CellExecutionError : a cell failed.
    """
    cells = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        resources={"metadata": {"path": str(folder)}},
        # What nbclient does for storing a notebook is not what a learner waits for.
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],
    )
    start = time.perf_counter()
    with client.setup_kernel():
        for index in cells:
            client.execute_cell(notebook.cells[index], index)
        seconds = time.perf_counter() - start
        notebook.cells.append(nbformat.v4.new_code_cell(_PEAK))  # type: ignore[no-untyped-call, unused-ignore]
        client.execute_cell(notebook.cells[-1], len(notebook.cells) - 1)
    peak = int(notebook.cells.pop().outputs[-1]["text"])
    return seconds, peak / 1e6


def _python(code: str) -> str:
    """Run a program in a fresh interpreter and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        raise RuntimeError(f"A measurement stopped:\n{done.stderr}")
    return done.stdout


def _import_cell(lesson: Any) -> Any:
    """Give a cell with the import lines of a lesson, the helpers' own among them."""
    lines = [
        line
        for cell in lesson.cells
        if cell.cell_type == "code"
        for line in cell.source.splitlines()
        if re.match(r"(import|from) ", line)
    ]
    return nbformat.v4.new_code_cell("\n".join(lines))  # type: ignore[no-untyped-call, unused-ignore]


# What a learner keeps, in the sizes that it has in a lesson.
_LEARN = """
import random
from helpers.teaching import progress

random.seed(SEED)
words = ["price", "market", "promise", "border", "gas", "share", "record", "doubt"]
for number in range(RECORDS):
    lesson, item = f"{number % 14:02}", f"item-{number // 14}"
    kinds = {
        "prediction": {"probability": random.randint(0, 100)},
        "reveal": {},
        "try": {"answer": str(random.random()), "right": False, "mistake": ""},
        "hint": {"step": 1},
        "answer": {"chosen": " ".join(random.choices(words, k=12)), "right": True},
        "text": {"text": " ".join(random.choices(words, k=80))},
    }
    part = random.choice(list(kinds))
    progress.record(lesson, part, item, kinds[part])
assert len(progress._store().records()) == RECORDS
"""


def learn() -> None:
    """Fill the folder of the progress as a learner in the middle of the course has it."""
    _python(f"SEED, RECORDS = {SEED}, {RECORDS}\n{_LEARN}")


def measure(paths: list[Path]) -> Iterator[Measure]:
    """Measure everything about some lessons, the imports first."""
    yield from import_times(paths[0].stem)
    for path in paths:
        yield from lesson_times(path)
        yield from update_times(path.stem)
        yield from part_times(path)
        yield size(path)


def main(arguments: list[str]) -> int:
    """Measure the lessons named, or all of them, and print the table."""
    os.environ.pop(STORE_PICTURES, None)
    with tempfile.TemporaryDirectory() as folder:
        # The author's own progress is neither read nor changed.
        os.environ[PROGRESS] = folder
        learn()
        return show(arguments)


def show(arguments: list[str]) -> int:
    """Print the table; 1 if a limit is missed."""
    wanted = [NOTEBOOKS / f"{name}.ipynb" for name in arguments]
    missed = 0
    print(f"{'measure':<66}{'value':>12}{'limit':>12}  ok")
    for line in measure(wanted or sorted(NOTEBOOKS.glob("*.ipynb"))):
        limit = "" if line.limit is None else f"{line.limit:g} {line.unit}"
        verdict = "" if line.limit is None else "yes" if line.ok else "NO"
        print(f"{line.name:<66}{line.value:>8.4g} {line.unit:<5}{limit:>10}  {verdict}", flush=True)
        missed += not line.ok
    print(f"{missed} limits missed." if missed else "All limits are kept.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
