"""The refused rows as a workbook: their own cells, their row numbers, the reason beside each; ready to be mended."""

from __future__ import annotations

from pathlib import Path

from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, write_workbook
from app.services.imports.results import ImportResult, Rejection

_LEAD = (
    SheetColumn("原文件"),
    SheetColumn("工作表"),
    SheetColumn("原行号", ColumnKind.NUMBER),
    SheetColumn("出错的列"),
    SheetColumn("未导入的原因", width=60),
)


def write_error_book(target: Path, result: ImportResult) -> int:
    """Write every refused row of an import, and what it left to look at; returns the number of refused rows."""
    width = max((len(rejection.cells) for rejection in result.rejected), default=0)
    titles = _titles(result, width)
    columns = [*_LEAD, *(SheetColumn(title, ColumnKind.ID) for title in titles)]
    rows = [_row(rejection, width) for rejection in result.rejected]
    refused = SheetSpec("未导入", columns, rows, title="未导入的行", lines=[f"共 {len(rows)} 行，改正后可再次导入"])
    questions = [[q.file, q.sheet, q.row, q.message] for q in result.questions]
    asked = SheetSpec(
        "需核对",
        [*_LEAD[:3], SheetColumn("事项", width=80)],
        questions,
        title="需核对的事项",
        lines=["以下各项未影响导入，请逐项核对"],
    )
    write_workbook(target, [refused, asked] if questions else [refused], total=len(rows))
    return len(rows)


def _row(rejection: Rejection, width: int) -> list[str | int | None]:
    cells = [*rejection.cells, *([""] * (width - len(rejection.cells)))]
    return [rejection.file, rejection.sheet, rejection.row, rejection.column, rejection.message, *cells]


def _titles(result: ImportResult, width: int) -> list[str]:
    """The titles of the file's own columns, where all refused rows come from lists of the same shape."""
    shapes = {titles for titles in result.titles.values() if len(titles) == width}
    if len(shapes) == 1:
        return [title or f"第{i}列" for i, title in enumerate(shapes.pop(), start=1)]
    return [f"原第{i}列" for i in range(1, width + 1)]
