"""What a column is by its cells, where its title is missing or unknown: offered to the list and always named."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from app.services.files.cells import Cell, Row, cell_text, is_number
from app.services.files.codes import code_list
from app.services.files.columns import ColumnSet, Field, FieldKind
from app.services.files.sheet_columns import Column
from app.services.id_number import is_damaged_number, read_id

_MOSTLY = 0.6
_NEARLY_ALL = 0.9
_FEWEST = 2
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,10}·[\u4e00-\u9fff·]{1,10}")
# The hundred most frequent surnames: nine of ten people carry one of them.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
# 列1, F5, Column3: titles that programs give where nobody has.
_NO_TITLE = re.compile(r"(?:列|字段|[Cc]olumn|[Ff]ield|[Ff]|[Uu]nnamed:?)?\s*[0-9]*")


def by_content(
    columns: Sequence[Column], wanted: ColumnSet, sample: Sequence[Row], *, settled: Collection[int] = ()
) -> list[Column]:
    """The columns with those named that their cells give away, where the list still misses the field.

    ``settled`` are the places of columns that a person has decided about.
    """
    result = list(columns)
    for field, looks_so in _missing(wanted, {column.field for column in columns}):
        for place, column in enumerate(result):
            untitled = field.kind == FieldKind.ID_NUMBER or _NO_TITLE.fullmatch(column.title)
            if not column.field and column.index not in settled and untitled and looks_so(_cells(column.index, sample)):
                title = column.title or f"{column.letter}列"
                result[place] = replace(column, field=field.name, title=title, by_content=True)
                break
    return result


_Test = Callable[[list[Cell]], bool]


def _missing(wanted: ColumnSet, known: set[str | None]) -> Iterable[tuple[Field, _Test]]:
    """The fields that can be told by their cells and have no column yet."""
    phones = {field.name for field in wanted.fields if field.kind == FieldKind.PHONE}
    tests: Mapping[str, _Test] = {"relation": _holds_relations, "name": _holds_names, "phone": _holds_phones}
    for field in wanted.fields:
        if field.name in known:
            continue
        if field.kind == FieldKind.ID_NUMBER and field.identifies:
            yield field, holds_id_numbers
        elif field.name in tests and not (field.name == "phone" and phones & known):
            yield field, tests[field.name]


def _cells(index: int, sample: Sequence[Row]) -> list[Cell]:
    return [row[index] for row in sample if index < len(row) and row[index] != ""]


def holds_id_numbers(cells: list[Cell]) -> bool:
    """Whether most cells are ID numbers, sound ones or such that a spreadsheet has damaged."""
    return bool(cells) and sum(map(_looks_like_id, cells)) >= _MOSTLY * len(cells)


def _looks_like_id(cell: Cell) -> bool:
    if is_number(cell):
        return is_damaged_number(float(cell))  # type: ignore[arg-type]
    return read_id(cell_text(cell).strip().strip("'\"=")).is_sound


def _holds_phones(cells: list[Cell]) -> bool:
    return _mostly(cells, lambda text: _MOBILE.fullmatch(text) is not None)


def _holds_relations(cells: list[Cell]) -> bool:
    relations = code_list("relation")
    return _mostly(cells, lambda text: relations.find(text) is not None)


def _holds_names(cells: list[Cell]) -> bool:
    relations, sexes = code_list("relation"), code_list("sex")

    def is_name(text: str) -> bool:
        known = relations.find(text) or sexes.find(text)
        return not known and text[0] in _SURNAMES and _CHINESE_NAME.fullmatch(text) is not None

    # A village's name begins like a surname too, but it is the same in every row.
    texts = [_text(cell) for cell in cells]
    return _mostly(cells, is_name) and len(set(texts)) * 2 > len(texts)


def _mostly(cells: list[Cell], test: Callable[[str], bool]) -> bool:
    texts = [text for cell in cells if (text := _text(cell))]
    return len(texts) >= _FEWEST and sum(map(test, texts)) >= _NEARLY_ALL * len(texts)


def _text(cell: Cell) -> str:
    return "".join(cell_text(cell).split()).strip("'")
