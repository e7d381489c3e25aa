"""Findings as a workbook for villages to mend: one row each, with place, person, number and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, write_workbook
from app.services.findings.service import FindingRow

_COLUMNS = (
    SheetColumn("行政村"),
    SheetColumn("户编号", ColumnKind.ID),
    SheetColumn("户主姓名"),
    SheetColumn("成员姓名"),
    SheetColumn("证件号码", ColumnKind.ID),
    SheetColumn("规则编号", ColumnKind.ID),
    SheetColumn("疑点"),
    SheetColumn("说明", width=60),
    SheetColumn("处理办法", width=60),
)


def write_findings(target: Path, findings: Sequence[FindingRow], *, title: str) -> int:
    """Write the findings; returns the number of rows. A list without rows is written too: it says that all is well."""
    rows = [
        (
            f.village,
            f.household_code,
            f.head_name,
            f.member_name,
            f.member_id_number,
            f.code,
            f.title,
            f.message,
            f.hint,
        )
        for f in findings
    ]
    write_workbook(target, [SheetSpec("疑点清单", _COLUMNS, rows, title=title)], total=len(rows))
    return len(rows)
