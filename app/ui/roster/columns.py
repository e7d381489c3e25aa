"""The columns of the roster (screens: 户编号 户主 人口 村组 户类型 监测类别 人均纯收入 风险 标签 电话)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.services.households import RosterRow
from app.ui.common.chips import Chip, Shape, case_chip, category_chip
from app.ui.common.columns import Column, chip_column
from app.ui.common.household_columns import (
    code_column,
    head_column,
    id_column,
    income_column,
    members_column,
    phone_column,
    place_column,
    type_column,
)
from app.ui.household import words
from app.ui.theme import Tone

translate = QCoreApplication.translate


def roster_columns() -> Sequence[Column[RosterRow]]:
    """What a line of the roster shows; the sort keys are ``RosterSort``'s."""
    return (
        code_column(lambda r: r.code),
        head_column(lambda r: r.head_name),
        members_column(lambda r: r.member_count),
        place_column(lambda r: r, width=12),
        type_column(lambda r: r.household_type, sort_key=""),
        _chips("category", translate("roster", "监测类别"), _category, 12),
        _chips(
            "case", translate("roster", "办理状态"), lambda r: case_chip(r.case_state) if r.case_state else None, 10
        ),
        income_column(lambda r: r.net_per_head_fen),
        Column("risks", translate("roster", "风险"), _risks, 13, sort_key="", tip=_risks),
        _chips("tags", translate("roster", "标签"), _tags, 12, sort_key=""),
        _chips("alerts", translate("roster", "预警"), _alerts, 7, sort_key=""),
        phone_column(lambda r: r.phone, sort_key=""),
        id_column(lambda r: r.head_id_number, title=translate("roster", "户主证件号"), key="id_number", sort_key=""),
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
