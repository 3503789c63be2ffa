"""A learner works through lesson 05 in JupyterLab, by keyboard, and comes back the next day.

The fixtures are what the learner does, in the order of the lesson; the tests say what was seen.
The tests of the next day stop the server of the first one, so they stand last.
"""

from __future__ import annotations

import json
import re
import statistics
from types import SimpleNamespace

import lab_browser
import pytest
from lab_browser import cell_of, outputs, run_cell, trouble, wait_until

from helpers import claims, data
from helpers.claims import SCORED_OUTCOMES
from helpers.lessons import lesson_05
from helpers.lessons.face import known
from helpers.models.agreement import cohens_kappa
from helpers.models.forecasts import brier
from helpers.teaching import coding, exercises, solutions
from helpers.teaching.comparing import FIRST as AT_FIRST
from helpers.teaching.comparing import NOW
from helpers.teaching.content import CODE, NUMBER, SINGLE, THINK

pytestmark = pytest.mark.browser

LESSON, OTHER = "05-gas-market", "00-start-here"
PACKAGE, CODES = "02-the-28-programmes", 'package.code("areas")'
GAS = known()[LESSON]
QUESTIONS = list(GAS.questions.values())
CODED = next(one for one in GAS.exercises.values() if one.kind == CODE)
THOUGHT = next(one for one in GAS.exercises.values() if one.kind == THINK)
CHECK, THINKS = f'check("{CODED.id}"', f'think("{THOUGHT.id}"'
PREDICT, HINDSIGHT, QUIZ, PROGRESS = ".predict(", ".hindsight(", ".quiz(", ".progress("
TEACHING = (PREDICT, CHECK, THINKS, QUIZ, HINDSIGHT, PROGRESS)
FIRST, SECOND = 20, 55  # percent
HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    "\u202eright to left\u202c \u200f& &lt;b&gt; `code` $x$"
)
BARE_SIGN = re.compile(r"[✓✗○](?! [^\W\d_])")  # a sign that no word follows
NAMED = {"button", "checkbox", "radio", "combobox", "spinbutton", "textbox"}
NARROW = 640  # pixels
QUICK, SETTLE = 300, 150  # ms
MOVES, ROUNDS = 7, 3


@pytest.fixture(autouse=True)
def nothing_from_elsewhere(learner):
    yield
    learner.assert_undisturbed()


@pytest.fixture(scope="module")
def forecast():
    """A forecast of the lesson whose outcome is clear, so that it is scored."""
    said = claims.load(lesson=GAS.number)
    return said[(said["kind"] == "forecast") & said["outcome"].isin(SCORED_OUTCOMES)].iloc[0]


@pytest.fixture(scope="module")
def page(learner):
    page = learner.page()
    lab_browser.open_lesson(page, learner.server, LESSON)
    lab_browser.run_all(page)
    assert outputs(page, "error") == []
    return page


@pytest.fixture(scope="module")
def predicted(page, forecast):
    first = commit(page, forecast["claim_id"], FIRST)
    return SimpleNamespace(first=first, second=commit(page, forecast["claim_id"], SECOND))


@pytest.fixture(scope="module")
def revealed(page, forecast, predicted):
    part = box(page, HINDSIGHT)
    button = part.get_by_role("button", name=re.compile(rf"\b{forecast['claim_id']}\b"))
    before, asked = plain(part), button.inner_text()
    press(button)
    seen = part.get_by_role("status").filter(has_text=forecast["evidence"])
    seen.wait_for()
    return SimpleNamespace(
        before=before,
        asked=asked,
        seen=seen.inner_text(),
        closed=wait_until(page, probability(page, forecast["claim_id"]).is_disabled),
    )


@pytest.fixture(scope="module")
def answered(page):
    """Answers to a choice and to a number, each wrong at first, and a look back."""
    quiz = Quiz(page)
    choice = next(q for q in QUESTIONS if q.kind == SINGLE)
    wrong, right = (
        next(one for one in choice.options if one.right is which) for which in (False, True)
    )
    quiz.go_to(choice)
    chosen = [quiz.choose(wrong), quiz.choose(right)]
    number = next(q for q in QUESTIONS if q.kind == NUMBER and q.slips)
    quiz.go_to(number)
    typed = [
        quiz.type(number.slips[0].value, number.slips[0].feedback),
        quiz.type(number.answer, number.right),
    ]
    quiz.go_to(choice)
    return SimpleNamespace(
        wrong=wrong,
        right=right,
        number=number,
        chosen=chosen,
        typed=typed,
        back=quiz.radio(right).is_checked(),
        says=quiz.says(),
    )


@pytest.fixture(scope="module")
def solved(page):
    """A wrong answer that the check knows, a hint, the right answer, the solution."""
    reference = lesson_05.EXERCISES[CODED.id]
    right = exercises.right_answer(reference)
    wrong, mistake = next(
        (wrong, name)
        for name, make in reference.mistakes.items()
        for wrong in [make(right)]
        if exercises.judge(CODED, reference, wrong).mistake == name
    )
    cell = answer(page, wrong)
    judged = cell.get_by_role("status").first.inner_text()
    press(cell.get_by_role("button", name="Hint"), "Space")
    hint = cell.get_by_role("status").filter(has_text="Hint 1")
    hint.wait_for()
    hinted = hint.inner_text()
    cell = answer(page, right)
    then = cell.get_by_role("status").first.inner_text()
    return SimpleNamespace(
        mistake=CODED.mistakes[mistake],
        judged=judged,
        hinted=hinted,
        then=then,
        solution=open_solution(cell),
    )


@pytest.fixture(scope="module")
def written(page):
    part = box(page, THINKS)
    field = part.get_by_role("textbox")
    before = plain(part)
    field.focus()
    page.keyboard.insert_text(HOSTILE)
    press(part.get_by_role("button", name="Save"))
    part.get_by_text(THOUGHT.model_answer[:40]).wait_for()
    return SimpleNamespace(before=before, after=plain(part), text=field.input_value())


@pytest.fixture(scope="module")
def explored(page):
    """The explorer of the deadlines, with its outcomes laid open."""
    cell = page.locator(".jp-CodeCell", has=page.get_by_label("Show what happened"))
    said = cell.get_by_role("status")
    before = said.inner_text()
    press(cell.get_by_label("Show what happened"), "Space")
    assert wait_until(page, lambda: said.inner_text() != before)


@pytest.fixture(scope="module")
def worked(predicted, revealed, answered, solved, written, explored):
    """Everything of the first day."""


class Quiz:
    """The quiz on the page, as somebody works through it with the keyboard."""

    def __init__(self, page):
        self.page = page
        self.box = box(page, QUIZ)

    def heading(self):
        return self.box.get_by_role("status").first.inner_text()

    def says(self):
        return self.box.get_by_role("status").last.inner_text()

    def at(self):
        return int(re.search(r"Question (\d+)", self.heading())[1]) - 1

    def go_to(self, question):
        wanted = QUESTIONS.index(question)
        while (now := self.at()) != wanted:
            press(self.box.get_by_role("button", name="Next" if now < wanted else "Previous"))
            assert wait_until(self.page, lambda now=now: self.at() != now)
        self.box.get_by_text(question.text).wait_for()

    def radio(self, option):
        return self.box.get_by_role("radio", name=option.text)

    def choose(self, option):
        press(self.radio(option), "Space")
        press(self.box.get_by_role("button", name="Check"))
        return self._heard(option.feedback)

    def type(self, number, feedback):
        field = self.box.get_by_role("textbox")
        field.focus()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(f"{number:g}")
        self.page.keyboard.press("Enter")
        return self._heard(feedback)

    def _heard(self, feedback):
        self.box.get_by_role("status").filter(has_text=feedback).wait_for()
        return self.says()


def press(button, key="Enter"):
    button.focus()
    button.page.keyboard.press(key)


def plain(locator):
    """What is to be read there, with single spaces."""
    return " ".join(locator.inner_text().split())


def box(page, call):
    """What the cell with a call shows."""
    return cell_of(page, call).locator(".jp-OutputArea")


def probability(page, claim_id):
    return box(page, PREDICT).get_by_role("spinbutton", name=f"Probability of {claim_id}")


def commit(page, claim_id, percent):
    """Give a probability by keyboard; gives what is said then."""
    field = probability(page, claim_id)
    said = press_commit(page, claim_id, percent)
    assert wait_until(page, lambda: f"{percent} %." in said.inner_text())
    assert field.input_value() == str(percent)
    return said.inner_text()


def press_commit(page, claim_id, percent):
    field = probability(page, claim_id)
    # The innermost box around the field is that of the one forecast.
    named = page.get_by_role("spinbutton", name=f"Probability of {claim_id}")
    part = box(page, PREDICT).locator(".widget-vbox", has=named).last
    field.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(str(percent))
    press(part.get_by_role("button", name=re.compile("Commit|Change")))
    return part.get_by_role("status")


def answer(page, value):
    """Write an answer into the cell of the exercise and run it."""
    source = f'answer = {float(value)!r}\ngas.check("{CODED.id}", answer)'
    return run_cell(page, CHECK, source)


def open_solution(cell):
    press(cell.get_by_role("button", name="Solution"))
    cell.locator("pre").wait_for()
    return cell.locator("pre").inner_text()


def hacked(page):
    return page.evaluate("() => typeof window.hacked") != "undefined"


def records(learner, number=GAS.number):
    """What the file of the progress holds of a lesson."""
    file = json.loads((learner.server.progress / "progress.json").read_text(encoding="utf-8"))
    return [one for one in file["records"] if one["lesson"] == number]


def controls(page, index):
    """The controls in a cell's output as a screen reader meets them: pairs of role and name."""
    output = f"window.jupyterapp.shell.currentWidget.content.widgets[{index}].outputArea.node"
    session = page.context.new_cdp_session(page)
    found = session.send("Runtime.evaluate", {"expression": output})
    tree = session.send("Accessibility.queryAXTree", {"objectId": found["result"]["objectId"]})
    session.detach()
    # Where ipywidgets has nothing to say it writes "null", and Chromium takes it for a name.
    return [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip().removeprefix("null"))
        for node in tree["nodes"]
        if not node["ignored"] and node["role"]["value"] in NAMED
    ]


def test_a_probability_is_committed_and_changed(predicted, forecast, learner):
    assert predicted.first == f"✓ Committed: {FIRST} %."
    assert predicted.second == f"✓ Committed: {FIRST} % → {SECOND} %."
    kept = [one["value"] for one in records(learner) if one["item"] == forecast["claim_id"]]
    assert kept[:2] == [{"probability": FIRST}, {"probability": SECOND}]


def test_the_outcome_opens_with_evidence_and_score_and_fixes_the_number(revealed, forecast):
    assert forecast["evidence"] not in revealed.before
    assert f"you said {SECOND} %" in revealed.asked
    assert f"Outcome: {forecast['outcome']}" in revealed.seen
    score = brier(SECOND / 100, float(forecast["outcome"] == SCORED_OUTCOMES[0]))
    assert f"Brier score: ({SECOND / 100:.2f}" in revealed.seen
    assert f"= {score:.2f}." in revealed.seen
    assert revealed.closed


def test_the_quiz_says_why(answered):
    wrong, right = answered.chosen
    assert wrong.startswith("✗ ")
    assert answered.wrong.feedback in wrong
    assert right.startswith("✓ ")
    assert answered.right.feedback in right
    assert answered.wrong.feedback not in right
    slip, number = answered.typed
    assert slip.startswith("✗ ")
    assert number.startswith("✓ ")
    assert answered.back
    assert answered.right.feedback in answered.says


def test_an_exercise_names_the_mistake_and_opens_its_solution(solved):
    assert solved.judged.startswith("✗ ")
    assert solved.mistake in solved.judged
    assert "Hint 2" not in solved.hinted
    assert solved.then == exercises.RIGHT
    assert solved.solution == solutions.source_of(lesson_05.EXERCISES[CODED.id].solution)


def test_a_hostile_text_is_kept_and_shown_as_text(written, page, learner):
    answer = " ".join(THOUGHT.model_answer.split())
    assert answer not in written.before
    assert answer in written.after
    assert written.text == HOSTILE
    assert [one["value"]["text"] for one in records(learner) if one["part"] == "text"] == [HOSTILE]
    assert not hacked(page)


def test_two_lessons_open_at_once_lose_nothing(page, predicted, learner, forecast):
    other = learner.page()
    lab_browser.open_lesson(other, learner.server, OTHER)
    run_cell(other, "lesson(")
    run_cell(other, PREDICT)
    theirs = known()[OTHER].predictions
    every = claims.load(lesson=GAS.number)
    ours = [c for c in every.loc[every["kind"] == "forecast", "claim_id"] if c not in theirs]
    ours.remove(forecast["claim_id"])
    both = [(other, claim, 31) for claim in theirs[:2]] + [(page, claim, 62) for claim in ours[:2]]
    # In turns, and without waiting for the answer of the one before the other is pressed.
    for where, claim, percent in both[::2] + both[1::2]:
        press_commit(where, claim, percent)
    wanted = {(claim, percent) for _, claim, percent in both}

    def in_file():
        kept = records(learner) + records(learner, known()[OTHER].number)
        return {(r["item"], r["value"].get("probability")) for r in kept}

    assert wait_until(page, lambda: wanted <= in_file())
    assert not trouble(other)
    other.context.close()


def test_measures_are_coded_by_keyboard_compared_and_found_again(learner):
    lesson = known()[PACKAGE]
    task = lesson.codings["areas"]
    tables = coding.tables_of(task, note=False)
    items = tables.items.iloc[: task.minimum]
    # The first one is coded wrong, the others as the reference does.
    right = items["reference"].tolist()
    wrong = next(one for one in tables.categories if one != right[0])
    kappa = f"{cohens_kappa([wrong, *right[1:]], right):.2f}"

    page = open_coding(learner)
    part = box(page, CODES)
    names = [name for role, name in controls(page, lab_browser.index_of(page, CODES))
             if role == "combobox"]  # fmt: skip
    assert names == tables.items["text"].tolist()
    said, compare = part.get_by_role("status"), part.get_by_role("button", name="Compare")
    choose_code(page, items["text"].iloc[0], wrong, tables)
    press(compare)
    said.filter(has_text=f"{task.minimum - 1} more").wait_for()
    assert not [one for one in tables.items["why"] if one in plain(part)]
    for text, code in zip(items["text"].iloc[1:], right[1:], strict=True):
        choose_code(page, text, code, tables)
    said.filter(has_text=f"{task.minimum} of {len(tables.items)} coded").wait_for()
    press(compare, "Space")
    said.filter(has_text="✓ Compared").wait_for()
    assert f"Same code: {task.minimum - 1} of {task.minimum}" in said.inner_text()
    assert f"kappa: {kappa}" in said.inner_text()
    seen = [one for one in tables.items["why"] if one in plain(part)]
    assert seen == [items["why"].iloc[0]]

    page.set_viewport_size({"width": NARROW, "height": 900})
    cut = "every => every.filter(one => one.scrollWidth > one.clientWidth).map(o => o.innerText)"
    assert part.locator(".widget-dropdown label").evaluate_all(cut) == []
    wide = """every => every.filter(one => one.getBoundingClientRect().right
      > one.closest('.jp-OutputArea-output').getBoundingClientRect().right).length"""
    assert part.locator("p, [role=region]").evaluate_all(wide) == 0
    page.evaluate(lab_browser.SAVE)
    page.evaluate(lab_browser.STOP_KERNEL)
    page.context.close()

    page = open_coding(learner, run=False)
    as_stored = plain(box(page, CODES))
    assert all(one in as_stored for one in tables.items["text"])
    assert not [one for one in tables.items["why"] if one in as_stored]
    run_coding(page)
    part = box(page, CODES)
    assert plain(combobox(page, items["text"].iloc[0]).locator(":checked")) == wrong
    assert f"= {kappa}." in plain(part)
    choose_code(page, items["text"].iloc[0], right[0], tables)
    press(part.get_by_role("button", name="Compare"))
    part.get_by_role("columnheader", name=NOW).wait_for()
    assert part.get_by_role("columnheader", name=AT_FIRST).is_visible()
    assert f"{kappa} 1.00" in plain(part.get_by_role("row", name=re.compile("kappa")))
    assert not trouble(page)
    assert outputs(page, "error") == []
    page.context.close()


def open_coding(learner, *, run=True):
    page = learner.page()
    lab_browser.open_lesson(page, learner.server, PACKAGE)
    if run:
        run_coding(page)
    return page


def run_coding(page):
    run_cell(page, "lesson(")
    run_cell(page, CODES)
    combobox(page, "").first.wait_for()


def combobox(page, text):
    return box(page, CODES).get_by_role("combobox", name=text)


def choose_code(page, text, code, tables):
    """Choose a code for a text by keyboard, from whichever is chosen now."""
    field = combobox(page, text)
    field.scroll_into_view_if_needed()
    field.focus()
    page.wait_for_timeout(SETTLE)  # a page that scrolls closes the list again
    page.keyboard.press("Space")  # a closed list would leave the arrows to JupyterLab
    for key in ("Home", *["ArrowDown"] * (tables.categories.index(code) + 1), "Enter"):
        page.keyboard.press(key)
    assert wait_until(page, lambda: plain(field.locator(":checked")) == code)


def test_the_slider_of_the_explorer_changes_the_chart_at_once(page):
    """Measured in the page, from the key to the new drawing; a busy machine may try again."""
    cell = page.locator(".jp-CodeCell", has=page.get_by_label("Netback cost"))
    handle = cell.locator(".noUi-handle")
    handle.focus()
    taken = []
    for _ in range(ROUNDS):
        taken.append(statistics.median(timed_move(page, cell) for _ in range(MOVES)))
        if taken[-1] <= QUICK:
            break
    assert min(taken) <= QUICK


def timed_move(page, cell):
    """Press a key on the focused handle; gives the milliseconds until the chart is another."""
    cell.evaluate(
        """cell => {
          const drawn = () => [...cell.querySelectorAll('svg.marks')]
            .map(svg => svg.outerHTML.replace(/clip\\d+/g, '')).join();
          const before = drawn();
          window.moved = new Promise((resolve, reject) => {
            let start;
            cell.addEventListener(
              'keydown', () => { start = performance.now(); }, { capture: true, once: true });
            const watch = new MutationObserver(() => {
              const now = drawn();
              if (start !== undefined && now !== '' && now !== before) {
                watch.disconnect();
                resolve(performance.now() - start);
              }
            });
            watch.observe(cell, { subtree: true, childList: true, attributes: true });
            setTimeout(() => reject('The chart did not change.'), 10000);
          });
        }"""
    )
    page.keyboard.press("ArrowRight")
    return page.evaluate("() => window.moved")


def test_every_control_has_a_name_and_every_sign_a_word(page, worked):
    cells = lab_browser.content(page)["cells"]
    live = [i for i, c in enumerate(cells) if lab_browser.WIDGET_VIEW in str(c.get("outputs"))]
    assert {lab_browser.index_of(page, call) for call in TEACHING} < set(live)
    for index in live:
        found = controls(page, index)
        assert found, cells[index]["source"]
        assert all(name for _, name in found), (cells[index]["source"], found)
    quiz = Quiz(page)
    for question in QUESTIONS:
        quiz.go_to(question)
        found = controls(page, lab_browser.index_of(page, QUIZ))
        assert all(name for _, name in found), (question.id, found)
    all_said = [
        said
        for call in TEACHING
        for said in box(page, call).get_by_role("status").all_inner_texts()
    ]
    assert any(one.startswith("✓ ") for one in all_said)
    assert [one for one in all_said if BARE_SIGN.search(one)] == []


def test_progress_is_saved_to_a_file_forgotten_and_brought_back(page, worked, learner):
    run_cell(page, PROGRESS)
    part = box(page, PROGRESS)
    before = records(learner)
    assert before
    press(part.get_by_role("button", name="Save to a file"))
    part.get_by_role("status").filter(has_text="✓ Saved as").wait_for()
    (file,) = (learner.server.course / "notebooks").glob("*progress*.json")
    assert file.name in plain(part)

    press(part.get_by_role("button", name="Begin this lesson anew"))
    again = part.get_by_role("button", name="Press again")
    again.wait_for()
    assert records(learner) == before
    press(again)
    assert wait_until(page, lambda: records(learner) == [])
    part.get_by_text("nothing was kept of this lesson yet").wait_for()

    with page.expect_file_chooser() as chooser:
        press(part.get_by_role("button", name="Import a file"))
    chooser.value.set_files(file)
    part.get_by_role("status").filter(has_text="✓ Imported").wait_for()
    assert records(learner) == before
    part.get_by_text("predictions committed").wait_for()


@pytest.fixture(scope="module")
def next_day(page, worked, learner):
    """The lesson as it opens after the server was stopped, and as it is after another run."""
    page.evaluate(lab_browser.SAVE)
    page.evaluate(lab_browser.STOP_KERNEL)
    page.context.close()
    learner.arrive()
    page = learner.page()
    lab_browser.open_lesson(page, learner.server, LESSON, fresh=False)
    lab_browser.wait_for_charts(page)
    calls = page.locator(".jp-InputArea", has_text=".explore(")
    explorers = page.locator(".jp-CodeCell", has=calls).locator(".jp-OutputArea").all()
    opened = SimpleNamespace(
        trouble=trouble(page),
        explorers=[plain(one) for one in explorers],
        texts={call: plain(box(page, call)) for call in TEACHING},
        tables=[
            part.locator("table tr").count()
            for part in (*explorers, box(page, PREDICT), box(page, HINDSIGHT))
        ],
        details=box(page, QUIZ).locator("details").count(),
        hacked=hacked(page),
    )
    lab_browser.run_all(page)
    yield SimpleNamespace(opened=opened, page=page)
    page.context.close()


def test_the_next_day_opens_readable_and_tells_nothing(next_day, learner):
    opened = next_day.opened
    assert not opened.trouble
    assert all(opened.texts.values())
    assert min(opened.tables) > 1
    assert opened.details >= len(QUESTIONS)
    assert exercises.RIGHT in opened.texts[CHECK]
    assert THOUGHT.question in opened.texts[THINKS]
    evidence = claims.load(lesson=GAS.number)["evidence"]
    for text in opened.texts.values():
        assert not [one for one in evidence if " ".join(one.split()) in text]
        assert "Outcome:" not in text
        assert "Committed" not in text
    steps = data.load("market_deadlines")
    outcomes = steps.loc[steps["market"] == "gas", "outcome"].dropna()
    assert len(opened.explorers) == len(lesson_05.EXPLORERS)
    for text in opened.explorers:
        assert not [one for one in outcomes if " ".join(one.split()) in text]
    assert not opened.hacked
    stored = learner.server.course / "notebooks" / f"{LESSON}.ipynb"
    assert "window.hacked" not in stored.read_text(encoding="utf-8")


def test_the_next_day_everything_is_back(next_day, forecast, answered):
    page = next_day.page
    assert not trouble(page)
    assert outputs(page, "error") == []
    assert f"{FIRST} % → {SECOND} %" in plain(box(page, PREDICT))
    assert probability(page, forecast["claim_id"]).input_value() == str(SECOND)
    assert forecast["evidence"] in box(page, HINDSIGHT).inner_text()
    quiz = Quiz(page)
    quiz.go_to(next(q for q in QUESTIONS if q.kind == SINGLE))
    assert quiz.radio(answered.right).is_checked()
    assert answered.right.feedback in quiz.says()
    cell = box(page, CHECK)
    assert cell.get_by_role("status").first.inner_text() == exercises.RIGHT
    assert open_solution(cell)
    assert box(page, THINKS).get_by_role("textbox").input_value() == HOSTILE
    assert " ".join(THOUGHT.model_answer.split()) in plain(box(page, THINKS))
    assert not hacked(page)
