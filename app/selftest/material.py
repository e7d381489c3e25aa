"""What the self-test works on: invented households of the placeholder region, and a file that attacks."""

from __future__ import annotations

import zipfile
from pathlib import Path

from app.paths import resource
from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, write_workbook
from app.services.id_number import check_digit

RARE_NAME = "王𬭎"  # a character of Extension B: fonts, PDF and read-back must all know it
POOR_CODE, RARE_CODE = "5199990000000001", "5199990000000002"
HOUSEHOLDS, OLD_HOUSEHOLDS = 12, 3
_TITLES = (
    *("乡", "村", "组", "户编号", "人口编号", "姓名", "证件号码", "与户主关系", "民族", "户类型"),
    *("年度", "人均纯收入", "危房户", "是否解决安全饮用水", "是否参加城乡居民基本医疗保险"),
)
_IDS = frozenset({"户编号", "人口编号", "证件号码"})
_BOMB_MEGABYTES = 600


def citizen(number: int) -> str:
    """An ID number of the invented region with a right check digit."""
    first_17 = f"51999919650101{number:03}"
    return first_17 + check_digit(first_17)


def roster(target: Path) -> Path:
    """Households as an export lists them, written by our own writer."""
    columns = [SheetColumn(title, ColumnKind.ID if title in _IDS else ColumnKind.TEXT) for title in _TITLES]
    write_workbook(target, [SheetSpec("花名册", columns, [_row(number) for number in range(HOUSEHOLDS)])])
    return target


def _row(number: int) -> tuple[str, ...]:
    code = f"519999{number:010}"
    name = RARE_NAME if code == RARE_CODE else f"王{'一二三四五六七八九十甲乙'[number]}"
    income, housing = ("2800", "是") if code == POOR_CODE else ("12800", "否")
    home = ("石门镇", f"第{number // 6 + 1}村", "1组", code, f"519998{number:010}", name, citizen(number))
    return (*home, "户主", "汉族", "一般农户", "2019", income, housing, "是", "是")


def old_roster() -> Path:
    """The same in the format of 1997, which no library of ours can write: shipped."""
    return resource("selftest", "roster.xls")


def zip_bomb(target: Path) -> Path:
    """A workbook of a few hundred kB that would unpack to far more than the memory of an office PC."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            block = b"<row><c><v>1</v></c></row>" * 40_000
            for _ in range(_BOMB_MEGABYTES * 1024 * 1024 // len(block)):
                part.write(block)
    return target
