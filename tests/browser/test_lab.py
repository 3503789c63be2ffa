"""The lessons in JupyterLab, as a learner meets them: first day, second day, no network."""

from __future__ import annotations

import re
import shutil
from types import SimpleNamespace

import lab_browser
import pytest
from lab_browser import outputs, trouble, wait_until

pytestmark = pytest.mark.browser

START = "00-start-here"
BACKGROUND = "01-background-union-state"
PROGRAMMES = "02-the-28-programmes"
AGRICULTURE = "03-agriculture-and-industry"
TAXES = "04-fiscal-tax-and-customs"
LESSONS = sorted(path.stem for path in lab_browser.NOTEBOOKS.glob("*.ipynb"))
CONTROLS = ("checkbox", "spinbutton", "combobox", "slider")
PIXEL = 1.5  # boxes are placed at fractions of a pixel


@pytest.fixture(autouse=True)
def nothing_from_elsewhere(visitor):
    """No test may make the browser ask anybody but the server, nor break a script."""
    yield
    visitor.assert_undisturbed()


@pytest.fixture(scope="module", params=LESSONS)
def ran(request, visitor):
    """A lesson that a learner opened and ran from top to bottom."""
    page = visitor.page()
    lab_browser.open_lesson(page, visitor.server, request.param)
    lab_browser.wait_for_charts(page)
    on_opening = SimpleNamespace(
        trouble=trouble(page),
        drawn=outside_explorers(page),
        stored=descriptions(page),
    )
    lab_browser.run_all(page)
    yield SimpleNamespace(name=request.param, page=page, on_opening=on_opening)
    page.context.close()


@pytest.fixture
def explorer(ran):
    """The explorer of a lesson in its starting position, left so for the next test."""
    found = Explorer(ran.page)
    yield found
    found.run_again()


class Explorer:
    """The explorer on a page: its controls, its chart and the sentence about the result."""

    def __init__(self, page, place=-1):
        self.page = page
        # A lesson may have an explorer without a chart as well; the one with a chart is last.
        self.cell = explorers(page).nth(place)

    def all(self, role):
        return self.cell.get_by_role(role).all()

    def result(self):
        return self.cell.get_by_role("status").inner_text()

    def type_number(self, name, number):
        type_year(self.page, self.cell.get_by_role("spinbutton", name=name), number)

    def choose(self, name, option):
        """Choose from a list by the beginning of an option."""
        chooser = self.cell.get_by_role("combobox", name=name, exact=True)

        def places():
            # ipywidgets writes options with spaces that do not break.
            options = chooser.locator("option").all_text_contents()
            texts = [one.replace("\xa0", " ") for one in options]
            return [place for place, one in enumerate(texts) if one.startswith(option)]

        assert wait_until(self.page, lambda: places() != [])  # another list may fill this one anew
        chooser.select_option(index=places()[0])

    def chart(self):
        """The drawing, without the names that differ from one drawing to the next."""
        drawn = self.cell.locator("svg.marks").evaluate_all("all => all.map(e => e.outerHTML)")
        return [re.sub(r"clip\d+", "", one) for one in drawn]

    def marks(self):
        return self.cell.locator("svg.marks .role-mark.mark-symbol path").count()

    def move(self, act):
        """Move a control and wait until the chart and the sentence have both changed."""
        chart, result = self.chart(), self.result()
        act()
        wait_until(self.page, lambda: self.chart() not in ([], chart) and self.result() != result)
        assert self.result() != result
        assert self.chart() not in ([], chart)
        assert not trouble(self.page)

    def comes_to_say(self, words):
        wait_until(self.page, lambda: words in self.result())
        assert words in self.result()

    def run_again(self):
        index = self.cell.evaluate(
            "cell => window.jupyterapp.shell.currentWidget.content.widgets"
            ".findIndex(widget => widget.node === cell)"
        )
        self.page.evaluate(
            "i => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = i;"
            " return window.jupyterapp.commands.execute('notebook:run-cell'); }",
            index,
        )
        lab_browser.wait_for_charts(self.page)


def explorers(page):
    """The cells of the lesson in front that open an explorer."""
    calls = page.locator(".jp-InputArea", has_text=".explore(")
    return page.locator(".jp-NotebookPanel:visible .jp-CodeCell", has=calls)


def press_space(page, box):
    box.focus()
    page.keyboard.press("Space")


def type_year(page, field, year):
    field.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(str(year))
    page.keyboard.press("Enter")


def descriptions(page):
    """The description of every chart that the notebook holds as an output."""
    return [spec.get("description") for spec in lab_browser.stored(page, "vegalite")]


def outside_explorers(page):
    """What a screen reader speaks for every chart drawn, those of explorers left out."""
    return [one["label"] for one in lab_browser.charts(page) if not one["explorer"]]


def test_the_root_address_opens_lesson_00_and_nothing_else(visitor):
    page = visitor.page()
    page.goto(visitor.server.address())
    lab_browser.wait_until_ready(page, START)
    page.wait_for_timeout(1500)  # a pop-up about news comes a moment later
    assert not trouble(page)
    title = page.locator(".jp-NotebookPanel:visible h1")
    assert title.count() == 1
    assert 0 < title.bounding_box()["y"] < page.viewport_size["height"] / 2
    page.context.close()


def test_requests_elsewhere_are_noticed(visitor):
    """The check of every test in this file would be worth nothing if it saw nothing."""
    page = visitor.page()
    page.goto(visitor.server.address("lab"))
    page.evaluate("() => fetch('http://elsewhere.invalid/a').catch(() => {})")
    page.evaluate("() => { new WebSocket('ws://elsewhere.invalid/b'); }")
    assert wait_until(page, lambda: len(visitor.outside) == 2)
    visitor.outside.clear()
    page.context.close()


def test_a_lesson_opens_readable_before_anything_runs(ran):
    assert not ran.on_opening.trouble
    assert ran.on_opening.drawn == ran.on_opening.stored


def test_a_lesson_runs_without_error_or_warning(ran):
    assert outputs(ran.page, "error") == []
    said = outputs(ran.page, "stream")
    assert [output["text"] for output in said if output["name"] == "stderr"] == []
    assert not trouble(ran.page)


def test_every_chart_is_drawn_and_described(ran):
    wanted = descriptions(ran.page)
    assert wanted
    assert all(wanted)
    assert outside_explorers(ran.page) == wanted


def test_a_citation_leads_to_the_list_of_sources(ran):
    citation = ran.page.locator('.jp-NotebookPanel:visible a[href="#Sources"]').first
    sources = ran.page.get_by_role("heading", name="Sources")
    height = ran.page.viewport_size["height"]
    citation.scroll_into_view_if_needed()
    assert sources.bounding_box()["y"] > height
    citation.click()
    assert wait_until(ran.page, lambda: 0 <= sources.bounding_box()["y"] < height)


def test_every_explorer_shows_its_controls_and_its_chart(ran):
    sources = [cell["source"] for cell in lab_browser.content(ran.page)["cells"]]
    cells = explorers(ran.page)
    assert cells.count() == sum(".explore(" in source for source in sources) > 0
    for cell in cells.all():
        controls = [one for role in CONTROLS for one in cell.get_by_role(role).all()]
        assert controls
        assert all(one.is_visible() for one in controls)
        assert any(one.is_visible() for one in cell.locator("svg.marks, tbody tr").all())
        assert cell.get_by_role("status").inner_text()


def test_every_control_has_a_name_that_is_spoken(ran):
    """A slider's handle has none, so the fields beside it count."""
    for role in ("checkbox", "spinbutton", "combobox"):
        for control in ran.page.locator(".jp-OutputArea").get_by_role(role).all():
            assert control.evaluate("e => e.labels[0]?.textContent.trim()"), role


def test_no_chart_is_clipped_and_nothing_scrolls_sideways(ran):
    for chart in lab_browser.charts(ran.page):
        which = f"{ran.name}, cell {chart['cell']}: {chart['label']}"
        assert chart["beyond"] <= PIXEL, which
        assert chart["cut"] == [], which
    too_wide = ran.page.locator(".jp-NotebookPanel:visible .jp-WindowedPanel-outer").evaluate(
        "e => e.scrollWidth - e.clientWidth"
    )
    assert too_wide <= PIXEL


@pytest.mark.parametrize("ran", [BACKGROUND], indirect=True)
def test_timeline_answers_to_every_control(explorer):
    page = explorer.page
    actor = explorer.all("combobox")[0]
    rarest = actor.locator("option").count() - 1
    explorer.move(lambda: actor.select_option(index=rarest))
    explorer.move(lambda: actor.select_option(index=0))
    explorer.move(lambda: press_space(page, explorer.all("checkbox")[0]))
    first, last = explorer.all("spinbutton")
    explorer.move(lambda: type_year(page, first, 2005))
    explorer.move(lambda: type_year(page, last, 2015))
    explorer.comes_to_say("2005 to 2015")
    handle = explorer.cell.locator(".noUi-handle").first
    handle.focus()
    explorer.move(lambda: page.keyboard.press("ArrowRight"))
    explorer.comes_to_say("2006 to 2015")
    assert first.input_value() == "2006"


@pytest.mark.parametrize("ran", [BACKGROUND], indirect=True)
def test_timeline_reads_years_beyond_its_span_or_the_wrong_way_round(explorer):
    page = explorer.page
    first, last = explorer.all("spinbutton")
    earliest = first.input_value()
    explorer.move(lambda: type_year(page, first, 2010))
    explorer.move(lambda: type_year(page, last, 2000))
    explorer.comes_to_say("2000 to 2010")
    explorer.move(lambda: type_year(page, first, 1))
    assert first.input_value() == earliest


@pytest.mark.parametrize("ran", [START, BACKGROUND], indirect=True)
def test_with_nothing_ticked_a_sentence_says_what_to_do(explorer):
    boxes = explorer.all("checkbox")
    for box in boxes:
        press_space(explorer.page, box)
    assert wait_until(explorer.page, lambda: explorer.chart() == [])
    assert len(explorer.result().split()) >= 5
    assert not trouble(explorer.page)
    assert outputs(explorer.page, "error") == []
    press_space(explorer.page, boxes[0])
    assert wait_until(explorer.page, lambda: explorer.chart() != [])


@pytest.mark.parametrize("ran", LESSONS, indirect=True)
def test_the_table_shows_what_is_drawn(explorer):
    """For readers who use no mouse, or do not see the chart."""
    rows = explorer.cell.locator("tbody tr:visible")
    assert rows.count() == 0
    press_space(explorer.page, explorer.all("checkbox")[-1])
    assert wait_until(explorer.page, lambda: rows.count() > 1)
    number = re.match(r"\d+\b(?!:)", explorer.result())
    assert number is None or rows.count() == int(number[0])


@pytest.mark.parametrize("ran", [PROGRAMMES, AGRICULTURE, TAXES], indirect=True)
def test_every_list_and_field_is_answered_to_its_ends(ran):
    for number in range(explorers(ran.page).count()):
        explorer = Explorer(ran.page, number)
        said = {explorer.result()}
        for chooser in explorer.all("combobox"):
            for place in reversed(range(chooser.locator("option").count())):
                chooser.select_option(index=place)
                ran.page.wait_for_timeout(300)  # it may fill another list anew
                said.add(explorer.result())
        for field in explorer.all("spinbutton"):
            for end in (10**4, -(10**4), 1):  # what is beyond its ends becomes an end
                type_year(ran.page, field, end)
                ran.page.wait_for_timeout(
                    150
                )  # an end may leave all as it was: nothing to wait for
                said.add(explorer.result())
        assert len(said) > len(explorer.all("combobox")) + len(explorer.all("spinbutton"))
        assert all(len(one.split()) >= 5 and "nan" not in one.split() for one in said)
        assert not trouble(ran.page)
        assert outputs(ran.page, "error") == []
        explorer.run_again()


@pytest.mark.parametrize("ran", [PROGRAMMES], indirect=True)
def test_letters_and_arrows_choose_from_a_list_and_leave_the_cells_alone(ran):
    """JupyterLab takes letters for commands: without the course's settings D twice deletes."""
    page, cells = ran.page, lab_browser.content(ran.page)["cells"]
    chooser = lab_browser.cell_of(page, "package.code(").get_by_role("combobox").first
    chooser.focus()
    page.keyboard.type("tax")
    assert chooser.input_value() == "taxes and customs"
    page.keyboard.press("ArrowDown")
    assert chooser.input_value() == "energy"  # the next area of the codebook
    for letters in ("dd", "m", "r", "x", "a", "b", "y", "v", "z"):
        chooser.focus()
        page.keyboard.type(letters)
    page.wait_for_timeout(500)
    now = lab_browser.content(page)["cells"]
    assert [(one["cell_type"], one["source"]) for one in now] == [
        (one["cell_type"], one["source"]) for one in cells
    ]
    chooser.select_option(index=0)


@pytest.mark.parametrize("ran", [PROGRAMMES], indirect=True)
def test_the_two_questions_on_progress_reports_can_be_answered(ran):
    pace = Explorer(ran.page, -1)
    pace.choose("Line from", "13 March 2025")
    pace.choose("to", "28 May 2025")
    pace.comes_to_say("is at 83.1 % on 31 December 2026")
    pace.choose("Counted", "programmes")  # of the second package nobody reported any
    assert wait_until(ran.page, lambda: "83.1" not in pace.result())
    assert not trouble(ran.page)
    pace.run_again()
    bunching = Explorer(ran.page, 0)
    bunching.move(lambda: bunching.type_number("Measures done", 98))
    bunching.comes_to_say("13.8 of 28")
    bunching.run_again()


@pytest.mark.parametrize("ran", [AGRICULTURE], indirect=True)
def test_the_missing_partner_is_put_back(explorer):
    explorer.move(lambda: explorer.type_number("Share of Russia", 60))
    explorer.comes_to_say("0.382 to 0.405")
    explorer.choose("The other partners", "keep the shares")
    explorer.comes_to_say("makes 122.0 % of exports, more than there is")
    assert explorer.chart() == []
    explorer.choose("The other partners", "share what")
    explorer.comes_to_say("0.382 to 0.405")
    explorer.move(lambda: explorer.type_number("Redirected to other buyers", 78))
    explorer.comes_to_say("13.2 % of exports are lost")


@pytest.mark.parametrize("ran", [TAXES], indirect=True)
def test_a_higher_rate_brings_less_where_many_cross_the_border(explorer):
    explorer.move(lambda: explorer.type_number("Cross-border elasticity c", 5.2))
    explorer.comes_to_say("Belarus 100.1 (gains)")
    explorer.move(lambda: explorer.type_number("Cross-border elasticity c", 5.3))
    explorer.comes_to_say("Belarus 99.9 (loses)")
    explorer.choose("Rule", "a common floor")
    explorer.comes_to_say("The floor binds Russia; Belarus keeps its own rate.")


@pytest.mark.parametrize("ran", [START], indirect=True)
def test_claims_are_filtered_without_code(ran):
    cell = explorers(ran.page).first
    said, rows = cell.get_by_role("status"), cell.locator("tbody tr")
    every = rows.count()
    assert said.inner_text().startswith(f"{every} of {every} claims")
    track = cell.get_by_role("combobox", name="Track")
    track.select_option("gas")
    assert wait_until(ran.page, lambda: 0 < rows.count() < every)
    assert said.inner_text().startswith(f"{rows.count()} of {every} claims")
    assert all(" gas " in f" {text} ".replace("\t", " ") for text in rows.all_inner_texts())
    track.select_option("all")
    assert wait_until(ran.page, lambda: rows.count() == every)


@pytest.mark.parametrize("ran", [START], indirect=True)
def test_a_kind_of_place_that_is_unticked_leaves_the_map(explorer):
    before = explorer.marks()
    explorer.move(lambda: press_space(explorer.page, explorer.all("checkbox")[0]))
    assert 0 < explorer.marks() < before


@pytest.mark.parametrize("name", LESSONS)
def test_the_second_day_shows_everything_without_running(visitor, name):
    # A copy of its own, because two pages with the same notebook share a kernel.
    folder = visitor.server.course / lab_browser.NOTEBOOKS.name
    copy = f"{name}-second-day"
    shutil.copy(folder / f"{name}.ipynb", folder / f"{copy}.ipynb")
    page = visitor.page()
    lab_browser.open_lesson(page, visitor.server, copy)
    lab_browser.run_all(page)
    cells = lab_browser.content(page)["cells"]
    live = [i for i, c in enumerate(cells) if lab_browser.WIDGET_VIEW in str(c.get("outputs"))]
    with_table = [index for index in live if ".explore(" in cells[index]["source"]]
    wanted = descriptions(page)
    page.evaluate(lab_browser.SAVE)
    page.evaluate(lab_browser.STOP_KERNEL)
    page.context.close()

    page = visitor.page()
    lab_browser.open_lesson(page, visitor.server, copy, fresh=False)
    lab_browser.wait_for_charts(page)
    assert not trouble(page)
    assert outside_explorers(page) == wanted
    assert live
    for index in live:
        fallback = page.locator(".jp-NotebookPanel:visible .jp-Cell").nth(index)
        assert fallback.locator(".jp-OutputArea-output").inner_text().strip()
        if index in with_table:
            assert fallback.locator("table tr").count() > 1
            assert fallback.locator("table").first.is_visible()
    page.context.close()
