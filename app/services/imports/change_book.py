"""What an import would change, as a workbook: each value before and after, and which side is newer."""

from __future__ import annotations

from pathlib import Path

from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, SheetValue, write_workbook
from app.services.imports.results import FieldChange, ImportResult

_COLUMNS = (
    SheetColumn("村"),
    SheetColumn("户编号", ColumnKind.ID),
    SheetColumn("对象"),
    SheetColumn("项目"),
    SheetColumn("台账现值", ColumnKind.ID, width=24),
    SheetColumn("表中值", ColumnKind.ID, width=24),
    SheetColumn("台账值日期", ColumnKind.DAY),
    SheetColumn("表的数据日期", ColumnKind.DAY),
    SheetColumn("哪边新"),
    SheetColumn("处理"),
    SheetColumn("原文件"),
    SheetColumn("工作表"),
    SheetColumn("原行号", ColumnKind.NUMBER),
)
NEWER = {"ours": "台账", "theirs": "表", "same": "同一天", "unknown": "不清楚"}
OUTCOMES = {
    "created": "新增",
    "updated": "更新",
    "unchanged": "不变",
    "rejected": "未导入",
    "footers": "合计签字行",
}


def write_change_book(target: Path, result: ImportResult) -> int:
    """Write every changing value of a preview or an import; returns how many."""
    counted = "，".join(f"{OUTCOMES[name]} {count}" for name, count in result.outcomes.items())
    lines = [f"{'、'.join(result.files)}：{result.rows + result.footers} 行＝{counted}"]
    if len(result.changes) < result.change_count:
        lines.append(f"共 {result.change_count} 处，列出前 {len(result.changes)} 处")
    rows = [_row(change) for change in result.changes]
    write_workbook(target, [SheetSpec("值的变化", _COLUMNS, rows, title="导入前后对照", lines=lines)], total=len(rows))
    return len(rows)


def _row(change: FieldChange) -> list[SheetValue]:
    return [
        *(change.village, change.household_code, change.label, change.field, change.old, change.new),
        *(change.ours_on, change.theirs_on, NEWER[change.newer], "保留台账" if change.kept else "更新"),
        *(change.file, change.sheet, change.row),
    ]
