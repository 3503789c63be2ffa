"""Which differences from the reference are harmless, and what is said of the others."""

from __future__ import annotations

import copy
import functools
import itertools
import math
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.teaching.answers import pairing
from helpers.teaching.answers.cells import summary
from helpers.teaching.answers.compare import compare, is_placeholder, slip

PRICE = 4872.375
BY_COUNTRY = pd.Series(
    [10.5, 20.25, 30.0], index=pd.Index(["Belarus", "Poland", "Russia"], name="country"), name="v"
)
BY_YEAR = pd.Series({2019: 1.5, 2020: 2.5, 2021: float("nan")})
DAYS = pd.Series([1.0, 2.0], index=pd.to_datetime(["2021-11-04", "2023-12-01"]))
TABLE = pd.DataFrame(
    {"country": ["Belarus", "Russia", "Poland"], "year": [2020, 2020, 2021], "v": [1.25, 2.5, None]}
)
PIVOT = TABLE.set_index(["country", "year"])[["v"]].assign(w=[7, 8, 9])
LABELS = ["gas", "oil", "customs"]


def says(answer: Any, reference: Any, **rules: Any) -> str:
    verdict = compare(answer, reference, **rules)
    assert not verdict.right
    return verdict.says


# Harmless differences

NUMBERS = [
    5, 5.0, np.int8(5), np.float32(5), np.float64(5), np.array(5), np.array([[5]]), Decimal(5),
    Decimal("5.0"), Fraction(10, 2), pd.Series([5]), pd.Series({"total": 5.0}), [5], (5,), {5},
    np.array([5]), pd.Index([5]), pd.DataFrame({"a": [5]}), pd.array([5], dtype="Int64"),
    pd.Series([5], dtype=object), pd.Series([5], dtype="Int64"), {"total": 5}, 5 + 1e-12,
]  # fmt: skip


@pytest.mark.parametrize("answer", NUMBERS)
@pytest.mark.parametrize("reference", [5, 5.0, np.int64(5), Fraction(5)], ids=repr)
def test_any_form_of_a_number(answer: Any, reference: Any) -> None:
    assert compare(answer, reference).right
    assert not compare(answer, 6).right


@pytest.mark.parametrize("answer", [True, np.True_, np.array(True), [True], pd.Series([True])])
def test_any_form_of_a_truth_value(answer: Any) -> None:
    assert compare(answer, True).right
    assert compare(answer, np.True_).right
    assert not compare(answer, False).right


@pytest.mark.parametrize(
    "answer", ["Gazprom", " gazprom ", "GAZPROM", np.str_("Gazprom"), ["gazprom"]]
)
def test_case_and_blanks_of_a_text(answer: Any) -> None:
    assert compare(answer, "Gazprom").right
    assert not compare(answer, "Rosneft").right


@pytest.mark.parametrize(
    "answer",
    [
        date(2023, 12, 1), datetime(2023, 12, 1), pd.Timestamp("2023-12-01"), "2023-12-01",
        np.datetime64("2023-12-01"), " 2023-12-01 ", "2023-12-01T00:00:00",
        datetime(2023, 12, 1, tzinfo=UTC), pd.Series(pd.to_datetime(["2023-12-01"])),
    ],
    ids=repr,
)  # fmt: skip
@pytest.mark.parametrize("reference", [date(2023, 12, 1), pd.Timestamp("2023-12-01"), "2023-12-01"])
def test_any_form_of_a_date(answer: Any, reference: Any) -> None:
    assert compare(answer, reference).right
    assert not compare(answer, date(2023, 12, 2)).right


@pytest.mark.parametrize("answer", [float("nan"), np.nan, pd.NA, pd.NaT, [None], Decimal("NaN")])
def test_a_gap_equals_a_gap(answer: Any) -> None:
    assert compare(answer, float("nan")).right
    assert not compare(answer, 0).right
    assert not compare(0, float("nan")).right


@pytest.mark.parametrize(
    "answer",
    [
        BY_COUNTRY,
        BY_COUNTRY.iloc[::-1],
        BY_COUNTRY.rename("another"),
        BY_COUNTRY.astype(object),
        BY_COUNTRY.to_frame(),
        BY_COUNTRY.to_frame().T,
        BY_COUNTRY.reset_index(),
        BY_COUNTRY.reset_index().iloc[::-1],
        BY_COUNTRY.reset_index().rename(columns={"country": "who"}),
        BY_COUNTRY.reset_index().astype({"country": "category"}),
        BY_COUNTRY.rename_axis(None),
        BY_COUNTRY.set_axis(pd.CategoricalIndex(BY_COUNTRY.index)),
        BY_COUNTRY.set_axis([" BELARUS", "poland", "Russia "]),
        BY_COUNTRY.to_dict(),
        BY_COUNTRY.tolist(),
        tuple(BY_COUNTRY),
        BY_COUNTRY.to_numpy(),
        BY_COUNTRY.reset_index(drop=True),
        BY_COUNTRY.set_axis([4, 7, 9]),
        BY_COUNTRY.map(Fraction),
    ],
    ids=lambda a: f"{type(a).__name__} {a!s}"[:40],
)
def test_any_form_of_a_labelled_series(answer: Any) -> None:
    assert compare(answer, BY_COUNTRY).right
    assert not compare(answer, BY_COUNTRY + 1).right


@pytest.mark.parametrize(
    "answer",
    [
        TABLE,
        TABLE.iloc[::-1],
        TABLE[["v", "country", "year"]],
        TABLE.astype({"year": float, "country": "category"}),
        TABLE.astype(object),
        TABLE.set_index("country"),
        TABLE.set_index(["country", "year"]),
        TABLE.set_axis([5, 9, 11]),
        TABLE.rename(columns={"v": "value"}),
        TABLE.rename(columns=str.upper),
        TABLE.sort_values("country", ignore_index=True),
    ],
)
def test_any_form_of_a_table(answer: pd.DataFrame) -> None:
    assert compare(answer, TABLE).right
    assert not compare(answer, TABLE.assign(year=2022)).right


def test_a_table_with_labels_of_several_levels() -> None:
    for answer in (PIVOT, PIVOT[["w", "v"]].iloc[::-1], PIVOT.reset_index(), PIVOT.swaplevel()):
        assert compare(answer, PIVOT).right
        assert not compare(answer, PIVOT.assign(w=PIVOT["w"] + 1)).right


@pytest.mark.parametrize(
    "answer",
    [
        LABELS, tuple(LABELS), set(LABELS), frozenset(LABELS), np.array(LABELS), pd.Index(LABELS),
        LABELS[::-1], pd.Series(LABELS), pd.Series(LABELS, dtype="category"),
        dict.fromkeys(LABELS).keys(),
        pd.DataFrame({"topic": LABELS}), [" Gas", "OIL", "customs"], pd.array(LABELS),
    ],
    ids=lambda a: type(a).__name__,
)  # fmt: skip
@pytest.mark.parametrize("kind", [list, tuple, set, np.array, pd.Index, pd.Series])
def test_any_collection_of_labels(answer: Any, kind: Callable[[Any], Any]) -> None:
    assert compare(answer, kind(LABELS)).right
    assert not compare(answer, kind(["gas", "oil", "electricity"])).right


def test_labels_may_be_dates_in_any_form() -> None:
    for index in (["2021-11-04", "2023-12-01"], [date(2021, 11, 4), date(2023, 12, 1)]):
        assert compare(pd.Series([1, 2], index=index), DAYS).right
        assert not compare(pd.Series([2, 1], index=index), DAYS).right


def test_years_as_labels_are_labels() -> None:
    assert compare(BY_YEAR.iloc[::-1], BY_YEAR).right
    assert not compare(BY_YEAR.rename({2019: 2018}), BY_YEAR).right
    assert "2018" in says(BY_YEAR.rename({2019: 2018}), BY_YEAR)


def test_equal_rows_are_counted() -> None:
    twice = pd.concat([TABLE, TABLE.iloc[:1]])
    assert compare(twice.iloc[::-1], twice).right
    assert not compare(pd.concat([TABLE, TABLE.iloc[1:2]]), twice).right
    labels = pd.Series([1, 2, 3], index=["a", "a", "b"])
    assert compare(pd.Series([3, 2, 1], index=["b", "a", "a"]), labels).right
    assert not compare(pd.Series([3, 2, 2], index=["b", "a", "a"]), labels).right


@pytest.mark.parametrize(("answer", "right"), [(128.4, True), (128.6, True), (128.39, False)])
def test_tolerance_is_absolute(answer: float, right: bool) -> None:
    assert compare(answer, 128.5, tolerance=0.1).right is right
    assert compare([1, answer], [1, 128.5], tolerance=0.1).right is right
    assert compare(pd.Series({"a": answer}), pd.Series({"a": 128.5}), tolerance=0.1).right is right


def test_noise_of_floats_is_no_difference() -> None:
    assert compare(0.1 + 0.2, 0.3).right
    assert compare(sum([0.1] * 10), 1).right
    assert not compare(1 + 1e-6, 1).right
    table = pd.DataFrame({"x": [0.1 + 0.2, 0.3], "name": ["b", "a"]})
    assert compare(table, table.assign(x=[0.3, 0.1 + 0.2])).right


def test_order_counts_only_where_it_is_asked_for() -> None:
    assert compare([3, 2, 1], [1, 2, 3]).right
    assert "another order" in says([3, 2, 1], [1, 2, 3], ordered=True)
    assert "another order" in says(TABLE.iloc[::-1], TABLE, ordered=True)
    assert "another order" in says(BY_COUNTRY.iloc[::-1], BY_COUNTRY, ordered=True)
    assert compare(BY_COUNTRY, BY_COUNTRY, ordered=True).right
    assert "no order" in says({"a", "b"}, ["a", "b"], ordered=True)


# What is said

ONE_ROW = pd.DataFrame({"claim_id": ["P25"], "at": ["2021"]}, index=[25])
WRONG_KINDS: list[tuple[Any, Any, str]] = [
    (ONE_ROW["claim_id"], 1, "a column with one value, a text; the answer is a number. If"),
    (ONE_ROW[["at"]], 1, "count the rows with len(...)"),
    (ONE_ROW.index, 1, "the label of one row (.index); the answer is a number"),
    (["4999"], PRICE, "a list with one value, a text; the answer is a number."),
    ("4872", PRICE, "quotation marks"),
    (True, PRICE, "True or False"),
    (np.bool_(False), PRICE, "True or False"),
    (float("nan"), PRICE, "NaN"),
    (float("inf"), PRICE, "divide by zero"),
    (10**400, PRICE, "300 digits"),
    (date(2021, 1, 1), PRICE, "a date"),
    (sum, PRICE, "sum()"),
    (TABLE["v"].mean, PRICE, "mean()"),
    (lambda: 1, PRICE, "Add brackets"),
    (TABLE, PRICE, "Choose one cell"),
    (BY_COUNTRY, PRICE, "3 values"),
    ([1, 2], PRICE, "2 values"),
    (TABLE["v"] > 1, PRICE, "condition"),
    (TABLE[TABLE["v"] > 99], PRICE, "no row fulfils"),
    ([], PRICE, "empty"),
    (alt.Chart(TABLE).mark_bar(), PRICE, "a chart"),
    (alt.Chart(TABLE).mark_bar(), LABELS, "a chart"),
    (TABLE.groupby("country"), BY_COUNTRY, ".sum()"),
    (TABLE["v"].rolling(2), BY_COUNTRY, ".sum()"),
    ((x for x in LABELS), LABELS, "list(...)"),
    (1 + 2j, PRICE, "complex"),
    (b"gas", "gas", "bytes"),
    (int, PRICE, "type"),
    (5, "gas", "quotation marks"),
    (20231201, date(2023, 12, 1), "YYYY-MM-DD"),
    ("1 December 2023", date(2023, 12, 1), "YYYY-MM-DD"),
    (1, True, "True or False"),
    ("gas", LABELS, "only a text"),
    (5, BY_COUNTRY, "series of values with labels"),
    (5, TABLE, "a table"),
    (TABLE["year"], TABLE, "Missing columns: 'country'; 'v'"),
    (TABLE, LABELS, "several columns"),
    (["1", "2"], [1, 2], "you gave a text, and the answer has a number"),
    (None, PRICE, "print(...)"),
    (None, TABLE, "nothing"),
    (..., PRICE, "three dots"),
]


@pytest.mark.parametrize(("answer", "reference", "words"), WRONG_KINDS)
def test_a_wrong_kind_is_named(answer: Any, reference: Any, words: str) -> None:
    assert words in says(answer, reference)


def test_differing_values_are_counted_and_the_first_is_named() -> None:
    wrong = BY_COUNTRY.copy()
    wrong["Poland"], wrong["Russia"] = 0, 1
    assert says(wrong, BY_COUNTRY).startswith("2 of 3 values differ from the answer; the first one")
    assert "is at 'Poland'" in says(wrong, BY_COUNTRY)
    said = says(wrong.tolist(), BY_COUNTRY)
    assert "value number 2" in said
    assert "'Poland'" in said
    assert "Keep the labels" in says(BY_COUNTRY.tolist()[::-1], BY_COUNTRY)
    table = PIVOT.copy()
    table.loc[("Russia", 2020), "w"] = 0
    assert "('Russia', 2020), column 'w'" in says(table, PIVOT)


def test_missing_and_surplus_labels_are_named() -> None:
    said = says(BY_COUNTRY.rename({"Russia": "Latvia"}), BY_COUNTRY)
    assert "Missing labels: 'Russia'" in said
    assert "do not belong: 'Latvia'" in said
    said = says(TABLE.drop(columns="v"), TABLE)
    assert "Missing columns: 'v'" in said
    assert "of yours" not in said
    assert "'value'" in says(TABLE.rename(columns={"v": "value"}).assign(year=1), TABLE)


def test_labels_that_are_the_answer_are_not_told() -> None:
    said = says(["gas", "coal"], LABELS)
    assert "You gave 2 values; the answer has 3" in said
    assert "'coal'" in said
    assert "oil" not in said
    assert "'coal'" in says(["gas", "coal", "oil"], LABELS)
    assert "customs" not in says(["gas", "coal", "oil"], LABELS)
    assert "too often" in says(["gas", "oil", "customs", "oil"], LABELS)
    assert ".index" in says(pd.Series({"gas": 5, "oil": 6, "customs": 7}), LABELS)


@pytest.mark.parametrize("answer", [*(answer for answer, _, _ in WRONG_KINDS), 1, 5000, -3])
@pytest.mark.parametrize(
    "reference",
    [PRICE, [PRICE, 1], {PRICE}, pd.Series({"Minsk": PRICE, "Brest": 2}), TABLE.assign(v=PRICE)],
    ids=lambda r: type(r).__name__,
)
def test_the_right_value_is_never_told(answer: Any, reference: Any) -> None:
    if isinstance(answer, str) and "4872" in answer:
        answer = "4999"  # a message may show what the learner gave
    said = (says(answer, reference) + slip(answer, reference)).replace(",", "")
    assert "4872" not in said


@pytest.mark.parametrize("answer", [PRICE + 1, PRICE * 1000, -PRICE, 1 / PRICE, 4900, 4872])
def test_not_even_when_the_answer_is_near(answer: float) -> None:
    assert "487" not in (says(answer, PRICE) + slip(answer, PRICE)).replace(",", "")


# Slips

SLIPS = [
    *((factor, "too large. Check the unit") for factor in (1e3, 1e6, 1e9)),
    *((1 / factor, "too small. Check the unit") for factor in (1e3, 1e6, 1e9)),
    (100, "100 times too large. A share"),
    (0.01, "100 times too small. A share"),
    (-1, "wrong sign"),
]


@pytest.mark.parametrize(("factor", "words"), SLIPS)
@pytest.mark.parametrize("reference", [PRICE, -0.318, 19, BY_COUNTRY, [1.5, 2.5]])
def test_unit_and_sign_slips(factor: float, words: str, reference: Any) -> None:
    answer = [x * factor for x in reference] if isinstance(reference, list) else reference * factor
    if factor == -1 and isinstance(reference, list):
        return  # without labels the order is lost with the sign
    assert words in slip(answer, reference)


def test_names_and_gaps_do_not_hide_a_slip() -> None:
    table = TABLE[["country", "v"]]
    assert "1,000 times too large" in slip(table.assign(v=table["v"] * 1000), table)
    assert slip(table.assign(country="x"), table) == ""


def test_reciprocal_and_rounding_slips() -> None:
    assert "wrong way up" in slip(1 / PRICE, PRICE)
    assert "rounded too much" in slip(4872, PRICE, 0.1)
    assert "rounded too much" in slip(4900, PRICE, 0.1)
    assert "rounded too much" in slip(BY_COUNTRY.round(), BY_COUNTRY, 0.01)
    assert slip(4872.4, PRICE, 0.1) == ""
    assert slip(4000, PRICE, 0.1) == ""
    assert slip(4870.125, PRICE, 0.1) == ""


@pytest.mark.parametrize("answer", [0, 1, -1, 100, 1000, 1e-9, float("nan"), float("inf"), 10**400])
def test_a_reference_of_zero_has_no_slips(answer: Any) -> None:
    assert slip(answer, 0) == ""
    assert slip(answer, 0, 0.5) == ""


@pytest.mark.parametrize("answer", ["5000", True, None, ..., TABLE, sum, LABELS, 77, 0])
def test_no_slip_where_none_explains_the_answer(answer: Any) -> None:
    assert slip(answer, 5000, 10) == ""


def test_a_wide_tolerance_explains_no_slip() -> None:
    assert slip(900, 0.3, 0.5) == ""
    assert slip(300, 0.3, 0.5) != ""


# Placeholders


@pytest.mark.parametrize("answer", [..., [...], (1, ...), {"a": ..., "b": 2}])
def test_three_dots_are_a_placeholder(answer: Any) -> None:
    assert is_placeholder(answer)


@pytest.mark.parametrize("answer", ["...", None, [], {}, 0, TABLE, [[1]], "", np.array([1, 2])])
def test_anything_else_is_none(answer: Any) -> None:
    assert not is_placeholder(answer)


# Any object at all


class Hostile:
    """Fails whenever it is looked at."""

    def _fail(self, *_args: Any) -> Any:
        raise RuntimeError("looked at")

    __eq__ = __repr__ = __str__ = __len__ = __iter__ = __hash__ = __bool__ = _fail  # type: ignore[assignment]
    __float__ = __int__ = __index__ = __lt__ = __getattr__ = __array__ = __contains__ = _fail


class HostileList(list):  # type: ignore[type-arg]
    __iter__ = __len__ = Hostile._fail


class EndlessList(list):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[int]:
        return itertools.count()


class HostileText(str):
    __slots__ = ()
    casefold = __str__ = __format__ = Hostile._fail


class HostileFrame(pd.DataFrame):
    shape = property(Hostile._fail)


class HostileClass:
    __class__ = property(Hostile._fail)  # type: ignore[assignment]


def hostile() -> list[Any]:
    cycle: list[Any] = []
    cycle.append(cycle)
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    return [
        Hostile(), [Hostile(), Hostile()], {"a": Hostile()}, pd.Series([Hostile()] * 3),
        pd.DataFrame({"a": [Hostile()]}), HostileList([1]), EndlessList([1]), HostileText("x"),
        HostileFrame({"a": [1]}), HostileClass(), cycle, deep, itertools.count(), 10**5000,
        "x" * 10**6,
        Decimal("1e999999"), Decimal("sNaN"), Fraction(10**400, 3), -(10**400), np.zeros((2, 2, 2)),
        np.array([(1, 2)], dtype=[("a", int), ("b", int)]), np.longdouble(5), memoryview(b"x"),
        pd.Interval(0, 1), pd.Period("2021"), timedelta(1), pd.NaT, type, math, NotImplemented,
        functools.partial(print), pd.DataFrame(np.zeros((0, 4))), pd.DataFrame(index=range(3)),
        pd.DataFrame([[1, 2]], columns=["a", "a"]), pd.DataFrame(1, index=[0, 0], columns=[0]),
        datetime(1, 1, 1), datetime.max, np.datetime64("20000-01-01"), "\ud800", "\0",
        range(10**15),
    ]  # fmt: skip


REFERENCES: list[Any] = [
    PRICE, 0, True, "gas", date(2021, 11, 4), float("nan"), float("inf"), LABELS, set(LABELS),
    [1, 2.5],
    [], BY_COUNTRY, BY_YEAR, DAYS, TABLE, PIVOT, TABLE.head(0), pd.Series([1]), np.ones((2, 2)),
]  # fmt: skip

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.decimals(),
    st.fractions(), st.text(), st.binary(), st.dates(), st.datetimes(), st.timedeltas(), st.times(),
    st.floats().map(np.float64), st.integers(-9, 9).map(np.int8), st.datetimes().map(np.datetime64),
    st.sampled_from([pd.NA, pd.NaT, ..., 10**400, -(10**400), 5, 5.0, "gas", 2020, "Belarus"]),
)  # fmt: skip
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=4),
    ),
    max_leaves=8,
)


@st.composite
def pandas_objects(draw: st.DrawFn) -> Any:
    """Draw a series or table: any values, labels of one or two levels, twice the same ones."""
    rows, width = draw(st.integers(0, 5)), draw(st.integers(1, 3))
    names = draw(
        st.lists(st.sampled_from(["v", "w", "year", "country", 0]), min_size=1, max_size=1)
    )
    level = st.lists(
        st.sampled_from(["Belarus", "Russia", 2020, 1.5, None, "x"]), min_size=rows, max_size=rows
    )
    index: Any = draw(st.sampled_from(["range", "one", "two"]))
    if index == "range":
        index = pd.RangeIndex(rows)
    elif index == "one":
        index = pd.Index(draw(level), dtype=object, name=draw(st.sampled_from([None, "country"])))
    else:
        index = pd.MultiIndex.from_arrays([draw(level), draw(level)], names=["country", None])
    columns = [draw(st.lists(scalars, min_size=rows, max_size=rows)) for _ in range(width)]
    frame = pd.DataFrame(
        {i: pd.Series(column, dtype=object, index=range(rows)) for i, column in enumerate(columns)}
    ).set_axis(index, axis=0)
    if draw(st.booleans()):
        frame = frame.infer_objects()
    frame.columns = draw(st.sampled_from([[*range(width)], names * width]))
    return frame.iloc[:, 0] if draw(st.booleans()) else frame


ANSWERS = st.one_of(
    anything,
    pandas_objects(),
    st.sets(st.integers() | st.text(max_size=2) | st.none() | st.floats()),
    st.lists(st.floats() | st.integers()).map(lambda x: np.array(x, dtype=object)),
    st.lists(st.floats(width=32), max_size=6).map(np.array),
)
# Values that have an order among their kind.
plain = st.one_of(
    st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes(),
    st.timedeltas(), st.fractions(), st.sampled_from([pd.NA, 10**400, "2021-11-04"]),
)  # fmt: skip
PLAIN = st.one_of(
    plain,
    st.lists(plain, max_size=6),
    st.lists(st.tuples(plain, plain), max_size=4),
    st.sets(st.integers() | st.text(max_size=2) | st.none(), max_size=6),
    st.dictionaries(st.text() | st.integers(), plain, max_size=5),
    st.lists(st.tuples(plain, plain, plain), min_size=1, max_size=5).map(pd.DataFrame),
)
QUICK = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def picture(thing: Any) -> Any:
    """Show all of a value, gaps included."""
    if isinstance(thing, pd.Series):
        thing = thing.to_frame()
    if isinstance(thing, pd.DataFrame):
        values = [thing.iloc[:, i].tolist() for i in range(thing.shape[1])]
        axes = [(axis.tolist(), axis.names) for axis in thing.axes]
        return repr((values, axes, [*thing.dtypes], thing.attrs))
    if isinstance(thing, np.ndarray):
        return repr((thing.dtype, thing.tolist()))
    return sorted(map(repr, thing)) if isinstance(thing, set) else repr(thing)


@QUICK
@given(answer=ANSWERS, reference=st.sampled_from(REFERENCES) | ANSWERS)
def test_random_answers_never_raise_and_stay_as_they_are(answer: Any, reference: Any) -> None:
    before, kept = copy.deepcopy(answer), copy.deepcopy(reference)
    verdict = compare(answer, reference)
    assert verdict.right == (verdict.says == "")
    assert isinstance(slip(answer, reference), str)
    assert len(summary(answer)) <= 200
    assert picture(answer) == picture(before)
    assert picture(reference) == picture(kept)
    assert summary(answer) == summary(before)


@QUICK
@given(answer=PLAIN, ordered=st.booleans())
def test_an_answer_equals_itself(answer: Any, ordered: bool) -> None:
    if not (ordered and isinstance(answer, set)):
        verdict = compare(answer, copy.deepcopy(answer), ordered=ordered)
        assert verdict.right, verdict.says


@pytest.mark.parametrize("place", range(len(hostile())))  # pytest looks at its parameters
def test_no_object_raises(place: int) -> None:
    answer = hostile()[place]
    for reference in REFERENCES:
        for ordered in (False, True):
            verdict = compare(answer, reference, ordered=ordered)
            assert verdict.right == (verdict.says == "")
            assert len(verdict.says) < 1_000
        assert isinstance(slip(answer, reference), str)
    assert len(summary(answer)) <= 200
    assert not is_placeholder(answer)


def test_an_iterator_is_not_used_up() -> None:
    letters = iter("abc")
    assert not compare(letters, LABELS).right
    summary(letters)
    assert list(letters) == ["a", "b", "c"]


def test_a_huge_table_is_answered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = pd.DataFrame(np.arange(4_000_000).reshape(-1, 2), columns=["a", "b"])
    for reference in (PRICE, TABLE, BY_COUNTRY, LABELS):
        assert not compare(huge, reference).right
        assert not compare(huge.sample(frac=0.5, random_state=1)["a"], reference).right
    assert "2,000,000 rows" in says(huge, PRICE)
    monkeypatch.setattr(pairing, "rows_of_both", None)  # its values are not read
    assert says(huge, TABLE) == "You gave 2,000,000 rows; the answer has 3."


# The short text of an answer


@pytest.mark.parametrize(
    ("one", "other"),
    [(5, 5.0), (5, np.int64(5)), ("Gas", " gas "), (TABLE, TABLE.copy()), ({"a", "b"}, {"b", "a"})],
)
def test_the_same_answer_reads_the_same(one: Any, other: Any) -> None:
    assert summary(one) == summary(other)


def test_another_answer_reads_another_way() -> None:
    many = [
        5, 6, "5", None, True, [5], [5, 6], [6, 5], TABLE, TABLE.iloc[:2], TABLE.assign(v=1),
        list(range(500)), list(range(501)), [*range(499), 0], date(2021, 1, 1), sum, BY_COUNTRY,
    ]  # fmt: skip
    assert len({summary(one) for one in many}) == len(many)
    assert summary(5) == "5"
    assert summary(object()) == summary(object())
    assert "Belarus" not in summary(Hostile())


def test_a_right_answer_may_be_the_label_of_one_row() -> None:
    assert compare(ONE_ROW.index, 25).right


def test_a_wide_table_is_described_by_its_first_columns() -> None:
    wide = pd.DataFrame(np.arange(2 * 101).reshape(2, 101))
    other = wide.copy()
    other.iloc[1, 100] = -1
    assert summary(wide) == summary(other)
    other.iloc[1, 99] = -1
    assert summary(wide) != summary(other)


def test_odd_objects_are_named_in_the_order_of_the_answer() -> None:
    answer = {letter: {letter: 1} for letter in "abcde"}
    copies = [copy.deepcopy(answer) for _ in range(20)]  # at other places in memory each time
    (said,) = {says(one, BY_COUNTRY) for one in copies}
    assert "'a'; 'b'; 'c'; 'd'; 'e'" in said
