import re

import pandas as pd
import pytest

from helpers.display import cell, frame_html, html_table, show, table


def test_text_is_data_never_html() -> None:
    html = html_table(["<i>head</i>"], [["<script>alert(1)</script>"]], "<b>caption</b>")
    assert "<script>" not in html
    assert "<i>" not in html
    assert "<b>" not in html


def test_a_gap_is_an_empty_cell_and_numbers_carry_no_noise() -> None:
    assert cell(None) == ""
    assert cell(float("nan")) == ""
    assert cell(4872.0) == "4,872"
    assert cell(0.1 + 0.2) == "0.3"


def test_both_forms_hold_the_same_cells() -> None:
    shown = table(["a", "b"], [(1, "x"), (2, "y")], "Two rows")
    assert shown.text == "Two rows\na | b\n1 | x\n2 | y"
    assert shown.html.count("<td") == 4


def test_outside_a_notebook_the_text_is_printed(capsys) -> None:
    show(table(["a"], [(1,)]))
    assert capsys.readouterr().out == "a\n1\n"


def styles(frame: pd.DataFrame) -> list[str]:
    """Give the style of each cell in the first row of a frame."""
    row = frame_html(frame).partition("<tbody>")[2].partition("</tr>")[0]
    return re.findall(r"<td([^>]*)>", row)


def test_words_stand_to_the_left_and_numbers_to_the_right() -> None:
    frame = pd.DataFrame(
        {
            "word": ["gas"],
            "sentence": ["A sentence that is long enough to need more than one line."],
            "number": [1.5],
            "day": pd.to_datetime(["1999-12-08"]),
        }
    )
    word, sentence, number, day = styles(frame)
    assert "left" in word and "nowrap" in word
    assert "left" in sentence and "nowrap" not in sentence
    assert number == ""
    assert "nowrap" in day


def test_a_heading_stands_above_its_cells() -> None:
    html = frame_html(pd.DataFrame({"word": ["gas"], "number": [1.5]}))
    head = html.partition("</thead>")[0]
    assert re.search(r'<th style="text-align: left;[^"]*">word</th>', head)
    assert "<th>number</th>" in head


def test_what_pandas_escapes_stays_escaped() -> None:
    html = frame_html(pd.DataFrame({"text": ["<script>alert(1)</script>"]}))
    assert "<script>" not in html


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(),
        pd.DataFrame({"a": []}),
        pd.DataFrame({"a": range(200), "b": "x"}),
        pd.DataFrame([[1, "x"]], columns=["a", "a"]),
        pd.DataFrame({"a": ["x"]}, index=pd.MultiIndex.from_tuples([(1, 2)])),
        pd.DataFrame({i: ["x"] for i in range(60)}),
    ],
)
def test_every_frame_is_shown_with_all_its_cells(frame: pd.DataFrame) -> None:
    plain = frame._repr_html_()
    ours = frame_html(frame)
    assert re.sub(r"<[^>]+>", "", ours) == re.sub(r"<[^>]+>", "", plain)
