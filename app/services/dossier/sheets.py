"""一户一档: the cover, the contents list and the pages that carry a kept file. Drawn in the child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.papers.parts import (
    Blank,
    Column,
    Field,
    Fields,
    Lead,
    Level,
    Line,
    Look,
    Paper,
    Paragraph,
    Place,
    Sheet,
    Signatures,
    Span,
    Table,
    Title,
    Writing,
)
from app.services.papers.toolkit.typeset import Align


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents list; ``item`` lines have a number, the papers under them have none."""

    number: str
    name: str
    standing: str = ""
    pages: str = ""
    remark: str = ""


def cover(fields: Sequence[Sequence[str]], year: int) -> Paper:
    """The cover: whose file it is, and a marked place for the seal."""
    rows = tuple((Field(label, value),) for label, value in fields)
    return Paper(
        (
            Sheet(
                Look.SLIP,
                (
                    Blank(5),
                    Paragraph(f"{year}年防止返贫监测和帮扶", Level.TITLE),
                    Paragraph("一户一档", Level.TITLE),
                    Blank(3),
                    Fields(rows, tall=True),
                    Signatures((Place("建档人"), Place("建档单位", is_seal=True))),
                ),
            ),
        )
    )


def contents(entries: Sequence[Entry], *, whose: str, counts: str) -> Paper:
    """The contents list: 有, 缺 or 不涉及 and the pages of everything that is bound."""
    columns = (
        Column("序号", 0.6),
        Column("材料名称", 3.6, Align.LEFT),
        Column("有/缺", 0.8),
        Column("页码", 1.0),
        Column("备注", 2.4, Align.LEFT),
    )
    rows: list[Line | Span] = [Line((e.number, e.name, e.standing, e.pages, e.remark)) for e in entries]
    parts = (Title("目录", whose), Lead(counts), Table(columns, tuple(rows)))
    return Paper((Sheet(Look.FORM, parts),))


def kept_page(item: str, name: str, *, taken: str, remark: str, part: str) -> Paper:
    """The page that a picture or a page of a PDF is put on: what it is stands above it."""
    fields: list[tuple[Field, ...]] = [(Field("材料", item), Field("日期", taken or "未记"))]
    fields.append((Field("文件", f"{name}{part}"),))
    if remark:
        fields.append((Field("说明", remark),))
    return Paper((Sheet(Look.FORM, (Fields(tuple(fields)),)),))


def unreadable_page(item: str, name: str, *, taken: str, remark: str, why: str) -> Paper:
    """The page that stands for a kept file that cannot be shown."""
    rows: list[tuple[Field, ...]] = [(Field("材料", item), Field("日期", taken or "未记")), (Field("文件", name),)]
    if remark:
        rows.append((Field("说明", remark),))
    parts = (
        Title("无法读取的附件"),
        Fields(tuple(rows)),
        Writing("无法读取", f"{why}。请补附原件或重新扫描。", lines=4),
    )
    return Paper((Sheet(Look.SLIP, parts),))
