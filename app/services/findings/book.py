"""Findings as workbooks for villages to fill in: which columns, which sheets, which file names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.services.children import Progress
from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, SheetValue, write_workbook
from app.services.findings.service import FindingRow
from app.services.id_number import masked

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
# What a village fills in; the number tells the finding and its evidence when the sheet comes back.
_ANSWERED = (
    SheetColumn("疑点编号", ColumnKind.ID, width=16),
    SheetColumn("行政村"),
    SheetColumn("户编号", ColumnKind.ID),
    SheetColumn("户主姓名"),
    SheetColumn("成员姓名"),
    SheetColumn("证件号码", ColumnKind.ID),
    SheetColumn("规则编号", ColumnKind.ID),
    SheetColumn("疑点", width=24),
    SheetColumn("具体情况", width=44),
    SheetColumn("怎么改", width=36),
    SheetColumn("核实情况", width=12),
    SheetColumn("情况说明", width=30),
    SheetColumn("整改结果", width=12),
    SheetColumn("填报人", width=10),
)
FILL_IN = "核实情况填“属实”的写明情况说明；已经改正的在整改结果填“已改”。疑点编号请勿改动。"
STATISTICS = "疑点数据统计表"


def number_of(finding_id: int, digest: str) -> str:
    """The number of a finding on paper and in sheets: it says also which evidence was looked at."""
    return f"YD{finding_id}-{digest[:6]}"


def read_number(text: str) -> tuple[int, str] | None:
    """(finding, beginning of its digest) of such a number."""
    found = re.fullmatch(r"YD([0-9]{1,12})-([0-9a-f]{6})", text.strip(), re.IGNORECASE)
    return (int(found[1]), found[2].lower()) if found else None


def write_findings(
    target: Path, findings: Sequence[FindingRow], *, title: str, on_progress: Progress | None = None
) -> int:
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
    write_workbook(
        target, [SheetSpec("疑点清单", _COLUMNS, rows, title=title)], total=len(rows), on_progress=on_progress
    )
    return len(rows)


def answered_sheet(
    name: str, findings: Sequence[FindingRow], digests: Mapping[int, str], *, title: str, whole_ids: bool
) -> SheetSpec:
    """A sheet with empty columns for what the village finds out."""

    def cells(f: FindingRow) -> list[SheetValue]:
        number = f.member_id_number or ""
        return [
            *(number_of(f.id, digests[f.id]), f.village, f.household_code, f.head_name, f.member_name),
            *(number if whole_ids else masked(number), f.code, f.title, f.message, f.hint),
            *(None, None, None, None),
        ]

    return SheetSpec(name, _ANSWERED, [cells(f) for f in findings], title=title, lines=[FILL_IN])


def statistics_sheets(findings: Sequence[FindingRow], *, title: str) -> list[SheetSpec]:
    """错误类型 and 错误条数, and the same by village."""
    villages = list(dict.fromkeys(f.village for f in findings))
    counts: dict[tuple[str, str, int], dict[str, int]] = {}
    for f in findings:
        own = counts.setdefault((f.code, f.title, f.level), {})
        own[f.village] = own.get(f.village, 0) + 1
    lines = sorted(counts.items(), key=lambda item: (item[0][2], item[0][0]))
    number, text = ColumnKind.NUMBER, ColumnKind.TEXT
    totals: list[list[SheetValue]] = [
        [place, code, name, level, sum(own.values())] for place, ((code, name, level), own) in enumerate(lines, start=1)
    ]
    totals.append([None, None, "合计", None, len(findings)])
    by_village: list[list[SheetValue]] = [
        [name, *(own.get(village, 0) for village in villages), sum(own.values())] for (_, name, _), own in lines
    ]
    by_village.append(["合计", *(sum(1 for f in findings if f.village == v) for v in villages), len(findings)])
    first = (("序号", number), ("规则编号", ColumnKind.ID), ("错误类型", text), ("级别", number), ("错误条数", number))
    return [
        SheetSpec("统计表", [SheetColumn(name, kind) for name, kind in first], totals, title=title, landscape=False),
        SheetSpec(
            "分村统计",
            [
                SheetColumn("错误类型"),
                *(SheetColumn(village, number) for village in villages),
                SheetColumn("合计", number),
            ],
            by_village,
            title=title,
        ),
    ]
