"""Invented households of the invented region, as the exports and the villages' books write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import text

from app.services.imports.results import ImportResult
from app.services.imports.service import ImportService
from app.services.ledger import Ledger
from tests.services.files.making import EXPORT_32, EXPORT_47, id_number

ACTOR_DAY = date(2020, 3, 20)


def row_32(number: int, **given: object) -> list[object]:
    """A row of the 32-column roster; three persons to a household, ten households to a village."""
    household, place = divmod(number, 3)
    values: dict[str, object] = {
        "序号": number + 1,
        "数据日期": "2020-03-01",
        "县(市、区、旗)": "某县",
        "乡(镇)": "石门镇",
        "行政村": f"第{household // 10 + 1}村",
        "自然村": "老屋湾",
        "户编号": f"51999900{household:010}",
        "人编号": f"51999910{number:010}",
        "姓名": f"王{'一二三四五六七八九十'[number % 10]}{'甲乙丙丁'[number // 10 % 4]}",
        "证件号码": id_number(number, born=f"{1950 + number % 60}0101"),
        "人数": 3,
        "与户主关系": "户主" if place == 0 else "之子",
        "民族": "汉族",
        "文化程度": "小学",
        "健康状况": "健康",
        "劳动技能": "普通劳动力",
        "务工时间（月）": "6",
        "是否参加大病保险": "是",
        "危房户": "否",
        "是否解决安全饮用水": "是",
        "人均纯收入": "4800.5",
        "户联系电话": f"138{household:08}",
        "户类型": "脱贫户",
    }
    values |= given
    return [values.get(title, "") for title in EXPORT_32]


def list_32(count: int, **given: object) -> list[list[object]]:
    return [["全国防返贫监测信息系统花名册"], list(EXPORT_32), *(row_32(i, **given) for i in range(count))]


def row_47(number: int, **given: object) -> list[object]:
    old = dict(zip(EXPORT_32, row_32(number), strict=True))
    values: dict[str, object] = {
        "省": "四川省",
        "乡": "石门镇",
        "村": old["行政村"],
        "人口编号": old["人编号"],
        "年度": "2019",
        "性别": "男" if int(str(old["证件号码"])[16]) % 2 else "女",
        "出生日期": str(old["证件号码"])[6:14],
        "证件类型": "身份证",
        "是否参加新型农村合作医疗（城乡居民基本医疗保险）": "是",
        "是否特困供养人员": "否",
        "成员联系电话": f"139{number:08}",
        **{title: old[title] for title in EXPORT_47 if title in old},
    }
    values |= given
    return [values.get(title, "") for title in EXPORT_47]


BOOK = ["组", "户主", "姓名", "身份证", "关系", "电话"]


def book(households: int, *, size: int = 3) -> list[list[object]]:
    """A village's own household book, without any national number."""
    rows: list[list[object]] = []
    for i in range(households):
        head = f"李{'一二三四五六七八九十'[i % 10]}{'东南西北'[i // 10 % 4]}"
        for j in range(size):
            number = i * size + j
            name = head if j == 0 else f"李{'春夏秋冬'[j % 4]}{i}"
            relation = "户主" if j == 0 else ("妻" if j == 1 else "长子")
            rows.append(
                [f"{i // 5 + 1}组", head, name, id_number(number, born="19700202"), relation, f"139{number:08}"]
            )
    return rows


def take(imports: ImportService, path: Path, actor, *, kind: str = "roster", today: date = ACTOR_DAY) -> ImportResult:
    return imports.run(kind, [path], actor=actor, today=today)


def ask(ledger: Ledger, statement: str, **values: object) -> list[tuple[object, ...]]:
    """A question in plain SQL, so that a test does not lean on the code it tests."""
    with ledger.reading() as session:
        return [tuple(row) for row in session.execute(text(statement), values)]


def one(ledger: Ledger, statement: str, **values: object) -> object:
    rows = ask(ledger, statement, **values)
    assert len(rows) == 1, rows
    return rows[0][0] if len(rows[0]) == 1 else rows[0]


def outcomes(result: ImportResult) -> int:
    """Rows by outcome; always as many as the file has."""
    return result.members.total + len(result.rejected)


def kinds(result: ImportResult) -> dict[str, int]:
    return dict(result.question_counts)


def codes(result: ImportResult) -> list[tuple[int, str]]:
    return [(rejection.row, rejection.code) for rejection in result.rejected]


Rows = Sequence[Sequence[object]]
