"""Rows that belong to the paper and not to the list: totals, signatures, notes, repeated headers, column numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.services.files.cells import Row, cell_text

_TOTAL = re.compile(r"(?:本页|本村|本组|全村|全镇|全乡|总|户数|人数)?(?:合计|小计|总计|共计|累计)(?:[:：（(\d].*)?")
_COUNTED = re.compile(r"共(?:计)?\d+(?:户|人|条|页).*|第\d+页.*")
_SIGNED = re.compile(
    r"(?:填表|填报|制表|审核|审批|复核|核对|经办|负责|统计|报送|采集|联系|录入|校对|单位负责|主要负责|分管|村负责)"
    r"(?:人|员|单位|日期|时间|领导|电话|负责人)?(?:[（(]?(?:签字|签名|盖章|章)[)）]?)?[:：].*"
)
_SIGNED_BARE = re.compile(
    r"(?:填表人|填报人|制表人?|审核人?|复核人?|经办人|负责人|填表日期|填报日期|制表日期|单位负责人|主要负责人"
    r"|填报单位|村负责人|分管领导)(?:[（(](?:签字|签名|盖章|章)[)）])?"
)
_NOTED = re.compile(r"(?:注|备注|说明|填表说明|填报说明|附注|日期|单位|盖章|（?公章）?)[:：].*")
_STAMPED = re.compile(r".{0,20}(?:盖章|公章|签章).{0,20}")
_PATTERNS = (_TOTAL, _COUNTED, _SIGNED, _SIGNED_BARE, _NOTED, _STAMPED)
_ORDINALS = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸")
_FEWEST_NUMBERS = 3


def footer_text(row: Row) -> str | None:
    """What makes the row one of the paper's; None for a row of the list."""
    for cell in row:
        if isinstance(cell, str) and cell:
            text = "".join(cell.split())
            if any(pattern.fullmatch(text) for pattern in _PATTERNS):
                return cell.strip()
    return None


def is_column_numbers(row: Row) -> bool:
    """The line 1 2 3 4 … (or 甲 乙 1 2 …) that some forms carry below their titles."""
    texts = [text for cell in row if (text := cell_text(cell).strip().strip("（）()"))]
    numbers = texts[next((i for i, text in enumerate(texts) if text not in _ORDINALS), len(texts)) :]
    counted = [str(i) for i in range(1, len(numbers) + 1)]
    # A first row that starts with 甲 counts its numbers from 1 again.
    return len(texts) >= _FEWEST_NUMBERS and numbers == counted


def is_repeated_header(row: Row, titles: Sequence[tuple[int, str]]) -> bool:
    """The titles once more, as each page of a printed list has them."""
    same = sum(1 for index, title in titles if index < len(row) and " ".join(cell_text(row[index]).split()) == title)
    return bool(titles) and same * 2 > len(titles)
