from helpers.display import cell, html_table, show, table


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
