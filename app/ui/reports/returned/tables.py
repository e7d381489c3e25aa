"""The two tables of 文书收回: counts by village and kind, and the papers behind a count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.services.papers.returning import CountRow, PaperRow, Whereabouts
from app.ui.common.columns import Column, count_column, day_column

translate = QCoreApplication.translate


def count_columns() -> Sequence[Column[CountRow]]:
    """Printed, home, missing, out of date."""
    return (
        Column("village", translate("returned", "村（社区）"), lambda row: row.village, 10),
        Column("name", translate("returned", "文书"), lambda row: row.name, 14),
        count_column("printed", translate("returned", "已打印"), lambda row: row.printed),
        count_column("home", translate("returned", "已收回"), lambda row: row.home),
        count_column("missing", translate("returned", "未收回"), lambda row: row.missing),
        count_column("outdated", translate("returned", "已过期"), lambda row: row.outdated),
    )


def paper_columns() -> Sequence[Column[PaperRow]]:
    """Which paper, whose, and how it came home."""
    return (
        Column("code", translate("returned", "编码"), lambda row: row.code, 14),
        Column("head", translate("returned", "户主"), lambda row: row.head_name, 8),
        Column("village", translate("returned", "村（社区）"), lambda row: row.village, 8),
        Column(
            "name",
            translate("returned", "文书"),
            lambda row: row.title.removeprefix(row.village) or row.name,
            17,
            tip=lambda row: row.title,
        ),
        day_column("printed_on", translate("returned", "打印日期"), lambda row: row.printed_on, width=11),
        Column("where", translate("returned", "收回"), _where, 20, tip=_where),
        Column("household", translate("returned", "户编号"), lambda row: row.household_code, 12, is_extra=True),
        Column("alert", translate("returned", "预警编号"), lambda row: row.alert_number, 12, is_extra=True),
    )


def _where(row: PaperRow) -> str:
    if row.whereabouts is Whereabouts.MISSING:
        return translate("returned", "未收回，内容已过期") if row.outdated else translate("returned", "未收回")
    said = []
    if row.returned_on is not None:
        said.append(f"{row.returned_on.isoformat()} {row.returned_by}".strip())
    if row.has_scan:
        said.append(translate("returned", "有扫描件"))
    if row.typed_in:
        said.append(translate("returned", "已录入"))
    return "，".join(said)
