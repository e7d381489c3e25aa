"""The files of the story's year, with dirt: what the township, the villages and the district hand over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import load_workbook

from tests.services.files.making import EXPORT_32, csv_file, xlsx
from tests.services.imports.people import BOOK, book, row_32

VILLAGES = ("红星村", "石桥村", "青杠村")
BOOK_VILLAGE, BOOK_HOUSEHOLDS = "白岩村", 4
HOUSEHOLDS, SIZE = 30, 3
PERSONS = HOUSEHOLDS * SIZE
NO_PHONE = 24
_ID, _NAME = EXPORT_32.index("证件号码"), EXPORT_32.index("姓名")


def code(number: int) -> str:
    """The code of a household of the export."""
    return f"51999900{number:010}"


def codes(*numbers: int) -> list[str]:
    """The codes of several households."""
    return [code(number) for number in numbers]


def person(household: int, place: int) -> tuple[str, str]:
    """Name and ID number as the ledger has them after the repairs."""
    row = row_32(household * SIZE + place)
    return str(row[_NAME]), str(row[_ID])


def is_poor(household: int) -> bool:
    """Four of ten live below the line in a dangerous house."""
    return household % 10 < 4


def _person_row(number: int) -> list[object]:
    household = number // SIZE
    poor = is_poor(household)
    return row_32(
        number,
        行政村=VILLAGES[household // 10],
        户类型="脱贫户" if household % 10 == 0 else "一般农户",
        危房户="是" if poor else "否",
        人均纯收入="3600" if poor else "12800",
        **({"户联系电话": ""} if household == NO_PHONE else {}),
    )


def roster(folder: Path) -> Path:
    """The 32-column export: repairable numbers, one destroyed by Excel, one person twice, a blank row, a footer."""
    rows = [_person_row(number) for number in range(PERSONS)]
    rows[4][_ID] = f"'{rows[4][_ID]}"
    rows[7][_ID] = f" {rows[7][_ID]}\xa0"
    rows[10][_ID] = str(rows[10][_ID]).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    destroyed = list(rows[20])
    destroyed[_ID], destroyed[_NAME] = "5.19999E+17", "王无号"
    blank: list[object] = [""] * len(EXPORT_32)
    listed = [*rows[:40], blank, *rows[40:], destroyed, ["制表人：", "", "合计", PERSONS]]
    return xlsx(folder / "花名册.xlsx", [["全国防返贫监测信息系统花名册"], list(EXPORT_32), *listed])


DESTROYED_ROW = 2 + PERSONS + 1 + 1  # title and header, the people, the blank row, then it


def phone_found(folder: Path) -> Path:
    """The household without a telephone, listed again with one."""
    rows = [_person_row(NO_PHONE * SIZE + place) for place in range(SIZE)]
    for row in rows:
        row[EXPORT_32.index("户联系电话")] = "0830-1234567"
    return xlsx(folder / "补电话.xlsx", [list(EXPORT_32), *rows])


def village_book(folder: Path) -> Path:
    """A village's own household book in GB18030, without any number of the national system."""
    rows = [[*row[:3], str(row[3]), *row[4:]] for row in book(BOOK_HOUSEHOLDS)]
    return csv_file(folder / f"{BOOK_VILLAGE}.csv", [[f"石门镇{BOOK_VILLAGE}户籍册"], BOOK, *rows])


def incomes(folder: Path) -> Path:
    """One household's expected income, and one that nobody knows."""
    rows = [
        ["户编号", "家庭纯收入", "家庭人口", "核算依据"],
        [code(14), "12,600.00", 3, "务工停工，村核算"],
        [code(24), 13500, 3, "村核算"],
        ["没有的户", 1, 1, ""],
    ]
    return xlsx(folder / "收入.xlsx", rows)


def clues(folder: Path) -> Path:
    """One that names a household, one that is anonymous and unmatched."""
    name, number = person(14, 0)
    rows = [
        ["线索登记表"],
        ["编号", "线索来源", "登记日期", "姓名", "身份证号", "行政村", "反映人", "反映内容"],
        ["12345-1", "12345热线", "2020-03-19", name, number, "", "邻居", "家中有人停工"],
        ["", "群众反映", "2020-03-19", "", "", BOOK_VILLAGE, "", "有一户没有水"],
    ]
    return xlsx(folder / "线索.xlsx", rows)


def carried_over(folder: Path) -> Path:
    """Two of last year's households, one that has left, one whose risk is gone."""
    rows = [
        ["两摸底监测对象名单"],
        ["户编号", "户主姓名", "身份证号", "监测对象类别", "致贫返贫风险1", "风险是否消除", "监测对象编号"],
        [code(8), "", "", "边缘易致贫户", "因病", "否", "JC0008"],
        ["", *person(18, 0), "边缘户", "因残", "", "JC0018"],
        ["", "无此人", "", "边缘户", "因病", "", ""],
        [code(28), "", "", "边缘户", "因病", "是", ""],
    ]
    return xlsx(folder / "两摸底名单.xlsx", rows)


def comparison_hits(folder: Path) -> Path:
    """The traffic police name only those with a car: two of ours, one they misspelt, one stranger."""
    rows = [
        ["机动车登记比对结果"],
        ["姓名", "身份证号", "比对项目", "结果", "车牌号"],
        [*person(1, 0), "车辆", "有", "川A10001"],
        [*person(2, 1), "车辆", "有", "川A10002"],
        ["写错了", person(10, 0)[1], "车辆", "有", "川A10003"],
        ["外地人", "519999199001019999", "车辆", "有", "川A10004"],
    ]
    return xlsx(folder / "车辆比对结果.xlsx", rows)


def decisions(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    """The district's answer."""
    head = ["户编号", "审定结果", "审定日期", "文号", "原因", "补正期限"]
    return xlsx(folder / "审定结果.xlsx", [["区级审定结果"], head, *rows])


def filled_request(request: Path, out: Path, *, but: str = "") -> Path:
    """Our own request as departments send it back: 无 beside every question, except an item another answers."""
    book = load_workbook(request)
    for sheet in book:
        rows = list(sheet.iter_rows())
        first, titles = next(
            (number, [cell.value for cell in row])
            for number, row in enumerate(rows, start=2)
            if any(cell.value == "比对项目" for cell in row)
        )
        item, result = titles.index("比对项目") + 1, titles.index("结果") + 1
        for row in range(sheet.max_row, first - 1, -1):
            if sheet.cell(row, item).value in (None, but):
                sheet.delete_rows(row)
            else:
                sheet.cell(row, result, "无")
    book.save(out)
    book.close()
    return out


def answered_request(request: Path, out: Path, cars: Mapping[tuple[str, str], str]) -> Path:
    """Our own request as departments send it back in one file: 无 beside every question, but these own a car."""
    book = load_workbook(request)
    for sheet in book:
        titles: list[object] = []
        for row in sheet.iter_rows():
            values = [cell.value for cell in row]
            if "比对项目" in values:
                titles = values
            elif titles and values[titles.index("比对项目")]:
                who = (str(values[titles.index("姓名")]), str(values[titles.index("身份证号")]))
                car = cars.get(who) if values[titles.index("比对项目")] == "购车" else None
                row[titles.index("结果")].value = "疑似" if car else "无"
                row[titles.index("疑点说明")].value = car
    book.save(out)
    book.close()
    return out
