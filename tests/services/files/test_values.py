"""Cells to values: what is read, which repair is named, and what is refused to be guessed."""

from __future__ import annotations

import random
from datetime import date, datetime

import pytest

from app.services.files.cells import Cell
from app.services.files.columns import Field, FieldKind
from app.services.files.values import CellNote, CellReader, Value
from app.services.id_number import check_digit, has_right_check_digit

GOOD = "51999919800101001" + check_digit("51999919800101001")
WITH_X = next(n for n in (f"5199991980010{i:04}" for i in range(1010, 1999)) if check_digit(n) == "X") + "X"


def read(cell: Cell, kind: FieldKind, code_list: str | None = None) -> tuple[Value, list[str]]:
    notes: list[CellNote] = []
    reader = CellReader(Field("x", kind, (), code_list), position=0, notes=notes)
    value = reader[cell]
    assert (reader[cell], len(notes)) == (value, 2 * len(notes) // 2)  # asked again: the same answer
    codes = [note.code for note in notes]
    return value, codes[: len(codes) // 2] if codes else []


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        (GOOD, GOOD, []),
        (f"'{GOOD}", GOOD, ["apostrophe"]),
        (f'="{GOOD}"', GOOD, ["formula_quote"]),
        (f'="\'{GOOD}"', GOOD, ["formula_quote", "apostrophe"]),
        (f" {GOOD}\u00a0", GOOD, ["space"]),
        (f"\u200b{GOOD[:6]} {GOOD[6:]}\t", GOOD, ["space"]),
        (GOOD.translate({ord(str(i)): 0xFF10 + i for i in range(10)}), GOOD, ["full_width"]),
        (WITH_X.lower(), WITH_X, ["lower_x"]),
        ("\uff58".join([WITH_X[:17], ""]), WITH_X, ["full_width", "lower_x"]),
        (f"G{GOOD}", GOOD, ["leading_g"]),
        (f"g{WITH_X.lower()}", WITH_X, ["leading_g", "lower_x"]),
        (GOOD + "43", GOOD + "43", []),
        (GOOD + "43B1", GOOD + "43B1", []),
        ("110105491231002", "110105491231002", []),  # 15 digits stay 15
        (110105491231002.0, "110105491231002", []),
        ("110105491231", "110105491231", []),  # wrong, and a finding, but what the file says
        (float(GOOD), None, ["precision_lost"]),
        (int(GOOD), None, ["precision_lost"]),
        ("5.19999E+17", None, ["precision_lost"]),
        ("5.2E17", None, ["precision_lost"]),
        ("", None, []),
        ("无", None, ["nothing"]),
        ("/", None, ["nothing"]),
    ],
)
def test_id_numbers(cell: Cell, value: Value, codes: list[str]):
    assert read(cell, FieldKind.ID_NUMBER) == (value, codes)


def test_a_text_that_ends_in_000_is_good_with_its_check_digit_and_damaged_without():
    rng = random.Random(3)
    seen = {True: 0, False: 0}
    for _ in range(3_000):
        text = f"519999{rng.randint(1950, 2010)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(0, 9)}000"
        value, codes = read(text, FieldKind.ID_NUMBER)
        good = has_right_check_digit(text)
        seen[good] += 1
        assert (value, codes) == ((text, []) if good else (None, ["precision_lost"]))
    assert min(seen.values()) > 100


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("519999000000000001", "519999000000000001", []),
        (5199990001.0, "5199990001", []),
        (5.1999900000000000e17, None, ["precision_lost"]),
        ("5.2E+17", None, ["precision_lost"]),
        ("2E5001", "2E5001", []),  # a village's own code
        ("-", None, ["nothing"]),
    ],
)
def test_codes(cell: Cell, value: Value, codes: list[str]):
    assert read(cell, FieldKind.CODE) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("张三", "张三", []),
        ("张　三", "张三", ["space"]),
        ("欧 阳 锋", "欧阳锋", ["space"]),
        (" 阿依 古丽 ", "阿依 古丽", ["space"]),
        ("买买提·吐尔逊", "买买提·吐尔逊", []),
        ("John Smith", "John Smith", []),
        ("䶮㛃𬭎𫖯𤩽", "䶮㛃𬭎𫖯𤩽", []),
        ("\ue863", "\ue863", []),
        ("", None, []),
    ],
)
def test_names(cell: Cell, value: Value, codes: list[str]):
    assert read(cell, FieldKind.NAME) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("2020-03-05", "2020-03-05", []),
        ("20200305", "2020-03-05", []),
        (20200305.0, "2020-03-05", []),
        (date(2020, 3, 5), "2020-03-05", []),
        (datetime(2020, 3, 5, 8, 30), "2020-03-05", []),  # noqa: DTZ001 - sheets have no zones
        ("2020/3/5", "2020-03-05", ["date_form"]),
        ("2020.3.5", "2020-03-05", ["date_form"]),
        ("2020年3月5日", "2020-03-05", ["date_form"]),
        ("2020-03-05 00:00:00", "2020-03-05", ["space"]),
        (43895, "2020-03-05", ["excel_date"]),
        ("43895", "2020-03-05", ["excel_date"]),
        ("2020-02-30", None, ["not_understood"]),
        ("199001", None, ["not_understood"]),
        (1990, None, ["not_understood"]),
        ("很久以前", None, ["not_understood"]),
    ],
)
def test_days(cell: Cell, value: Value, codes: list[str]):
    assert read(cell, FieldKind.DAY) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("202203", "202203", []),
        (202203.0, "202203", []),
        ("2022年03月", "202203", ["date_form"]),
        ("2022年3月", "202203", ["date_form"]),
        ("2022-03", "202203", ["date_form"]),
        (date(2022, 3, 31), "2022-03-31", []),
        ("20220331", "2022-03-31", []),
        (44651, "202203", ["excel_date"]),
        ("202213", None, ["not_understood"]),
    ],
)
def test_months(cell: Cell, value: Value, codes: list[str]):
    assert read(cell, FieldKind.MONTH) == (value, codes)


def test_a_date_of_data_that_is_a_month_is_its_first_day():
    assert read("202210", FieldKind.DATA_DAY) == ("2022-10-01", [])
    assert read("2022-10-31", FieldKind.DATA_DAY) == ("2022-10-31", [])


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("5000", 500_000, []),
        (5000, 500_000, []),
        (5234.1, 523_410, []),
        (0.1 + 0.2, 30, []),
        ("5,000.50", 500_050, ["unit"]),
        ("￥5000元", 500_000, ["unit"]),
        ("1.2万元", 1_200_000, ["unit"]),
        ("-300", -30_000, []),
        ("5234.5678", 523_457, ["rounded"]),
        ("５０００", 500_000, ["full_width"]),
        ("约五千", None, ["not_understood"]),
        ("", None, []),
    ],
)
def test_money(cell: Cell, value: Value, codes: list[str]):
    assert read(cell, FieldKind.FEN) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("6", 6, []),
        (6.0, 6, []),
        ("6个月", 6, ["unit"]),
        ("12 月", 12, ["space", "unit"]),
        (6.5, None, ["not_understood"]),
    ],
)
def test_counts(cell: Cell, value: Value, codes: list[str]):
    assert read(cell, FieldKind.COUNT) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("是", 1, []),
        ("否", 0, []),
        (" 是", 1, ["space"]),
        (1, 1, ["word"]),
        (0.0, 0, ["word"]),
        (True, 1, ["word"]),
        ("√", 1, ["word"]),
        ("×", 0, ["word"]),
        ("不详", None, ["nothing"]),
        ("也许", None, ["not_understood"]),
        ("", None, []),
    ],
)
def test_truths(cell: Cell, value: Value, codes: list[str]):
    assert read(cell, FieldKind.TRUTH) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "code_list", "value", "codes"),
    [
        ("之子", "relation", "之子", []),
        ("妻", "relation", "配偶", ["word"]),
        ("之表妹", "relation", "之表妹", ["not_in_list"]),
        ("男", "sex", "male", []),
        ("2", "sex", "female", ["word"]),
        ("脱贫户", "household_type", "exited", []),
        ("普通农户", "household_type", "ordinary", []),
        ("/", "education", None, ["nothing"]),
    ],
)
def test_choices_from_a_list(cell: Cell, code_list: str, value: Value, codes: list[str]):
    assert read(cell, FieldKind.CHOICE, code_list) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("残疾,长期慢性病", "残疾,长期慢性病", []),
        ("残疾、长期慢性病", "残疾,长期慢性病", ["separator"]),
        ("残疾；长期慢性病", "残疾,长期慢性病", ["separator"]),
        ("残疾;长期慢性病", "残疾,长期慢性病", ["separator"]),
        ("长期慢性病,残疾", "残疾,长期慢性病", ["order"]),
        ("慢病、大病、残", "残疾,患有大病,长期慢性病", ["separator", "word", "order"]),
        ("残疾，大病", "残疾,患有大病", ["separator", "word"]),
        ("矽肺,残疾", "残疾,矽肺", ["not_in_list", "order"]),
        ("健康", "健康", []),
        ("矽肺", "矽肺", ["not_in_list"]),
    ],
)
def test_health_joins_several(cell: Cell, value: Value, codes: list[str]):
    assert read(cell, FieldKind.CHOICES, "health") == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("低保,残疾人补贴", "低保,残疾人补贴", []),
        ("低保、残疾人补贴，低保", "低保,残疾人补贴", ["separator"]),
        ("低保;\n其他 补贴", "低保,其他 补贴", ["separator"]),
        ("小额信贷/贴息", "小额信贷/贴息", []),
        ("无", None, ["nothing"]),
    ],
)
def test_ticked_options(cell: Cell, value: Value, codes: list[str]):
    assert read(cell, FieldKind.OPTIONS) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "kind", "value", "codes"),
    [
        ("3.5", FieldKind.AREA, 350, []),
        ("3.5亩", FieldKind.AREA, 350, ["unit"]),
        ("120㎡", FieldKind.AREA, 12_000, ["unit"]),
        (1.005, FieldKind.AREA, 101, ["rounded"]),
        ("两亩", FieldKind.AREA, None, ["not_understood"]),
        ("0.35", FieldKind.DISTANCE, 350, []),
        ("350米", FieldKind.DISTANCE, 350, ["unit"]),
        ("1.2公里", FieldKind.DISTANCE, 1_200, ["unit"]),
        ("远", FieldKind.DISTANCE, None, ["not_understood"]),
    ],
)
def test_areas_and_distances(cell: Cell, kind: FieldKind, value: Value, codes: list[str]):
    assert read(cell, kind) == (value, codes)


def test_phones_keep_their_digits_and_say_when_they_lost_them():
    assert read(13800138000.0, FieldKind.PHONE) == ("13800138000", [])
    assert read("0838-1234567", FieldKind.PHONE) == ("0838-1234567", [])
    assert read("1.38E+10", FieldKind.PHONE) == (None, ["not_understood"])
