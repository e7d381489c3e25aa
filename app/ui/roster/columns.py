"""The columns of the roster (screens: 户编号 户主 人口 村组 户类型 监测类别 人均纯收入 风险 标签 电话)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.services.households import RosterRow
from app.services.id_number import masked
from app.ui.common.chips import Chip, Shape, case_chip, category_chip
from app.ui.common.columns import Column, chip_column, count_column, money_column
from app.ui.household import words
from app.ui.theme import Tone

translate = QCoreApplication.translate


def roster_columns() -> Sequence[Column[RosterRow]]:
    """What a line of the roster shows; the sort keys are ``RosterSort``'s."""
    return (
        Column("code", translate("roster", "户编号"), lambda r: r.code, 17),
        Column("head", translate("roster", "户主"), lambda r: r.head_name, 9),
        count_column("members", translate("roster", "人口"), lambda r: r.member_count),
        Column("place", translate("roster", "村组"), lambda r: f"{r.village_name}{r.group_name}", 15),
        Column("type", translate("roster", "户类型"), lambda r: words.type_word(r.household_type), 9, sort_key=""),
        _chips("category", translate("roster", "监测类别"), _category, 14),
        _chips(
            "case", translate("roster", "办理状态"), lambda r: case_chip(r.case_state) if r.case_state else None, 12
        ),
        money_column("income", translate("roster", "人均纯收入"), lambda r: r.net_per_head_fen, width=11),
        Column("risks", translate("roster", "风险"), _risks, 18, sort_key=""),
        _chips("tags", translate("roster", "标签"), _tags, 18, sort_key=""),
        _chips("alerts", translate("roster", "预警"), _alerts, 9, sort_key=""),
        Column("phone", translate("roster", "电话"), lambda r: r.phone or "", 13, sort_key=""),
        Column("id_number", translate("roster", "户主证件号"), lambda r: masked(r.head_id_number), 19, sort_key=""),
    )


def _chips(key: str, title: str, read: object, width: int, *, sort_key: str | None = None) -> Column[RosterRow]:
    made = chip_column(key, title, read, width=width)  # type: ignore[arg-type]
    return Column(made.key, made.title, made.text, made.width, sort_key=sort_key, chip=made.chip)


def _category(row: RosterRow) -> Chip | None:
    return category_chip(row.category) if row.category else None


def _codes(joined: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (joined or "").split(",")))


def _risks(row: RosterRow) -> str:
    return words.risk_words(_codes(row.risks))


def _tags(row: RosterRow) -> tuple[Chip, ...] | None:
    return tuple(map(words.tag_chip, _codes(row.tags))) or None


def _alerts(row: RosterRow) -> Chip | None:
    if not row.open_alerts:
        return None
    word = translate("roster", "{count} 条").format(count=row.open_alerts)
    return Chip(word, Shape.TRIANGLE, Tone.DUE)
