"""The columns of the worklist: ours and theirs side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.services.comparison.kinds import ItemKind, ItemState, Newer
from app.services.comparison.results import ItemRow
from app.services.id_number import masked
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.household_columns import code_column, village_column
from app.ui.theme import Tone

translate = QCoreApplication.translate

_SHAPES = {
    ItemState.OPEN: (Shape.RING, Tone.DUE),
    ItemState.ACCEPTED: (Shape.CHECK, Tone.DONE),
    ItemState.OURS: (Shape.CHECK, Tone.ACCENT),
    ItemState.NOT_SAME: (Shape.CHECK, Tone.NEUTRAL),
    ItemState.IGNORED: (Shape.CHECK, Tone.NEUTRAL),
}


def item_columns() -> Sequence[Column[ItemRow]]:
    """One difference a line."""
    return (
        chip_column("state", translate("comparing", "处理"), _state, width=12),
        Column("name", translate("comparing", "姓名"), lambda i: i.name, 10),
        Column("kind", translate("comparing", "差异"), lambda i: i.kind.label, 13),
        Column("field", translate("comparing", "字段"), lambda i: i.field, 15, tip=lambda i: i.field),
        Column("ours", translate("comparing", "本镇台账"), _ours, 21, tip=_ours),
        Column("theirs", translate("comparing", "表中"), _theirs, 21, tip=_theirs),
        Column("newer", translate("comparing", "新旧"), _newer, 9),
        village_column(lambda i: i.village),
        code_column(lambda i: i.household_code),
        Column("note", translate("comparing", "台账备注"), lambda i: i.note, 22, tip=lambda i: i.note),
        Column("reason", translate("comparing", "理由"), lambda i: i.reason, 16, tip=lambda i: i.reason),
        Column("by", translate("comparing", "处理人"), lambda i: i.decided_by, 9),
        day_column("on", translate("comparing", "处理日期"), lambda i: i.decided_on),
        day_column("closed", translate("comparing", "消失日期"), lambda i: i.closed_on),
        Column(
            "place", translate("comparing", "表中位置"), lambda i: i.place, 18, tip=lambda i: i.place, is_extra=True
        ),
        Column("list", translate("comparing", "名单"), lambda i: i.list_title, 18, is_extra=True),
    )


def _state(item: ItemRow) -> Chip:
    return Chip(item.state.label, *_SHAPES[item.state])


def _newer(item: ItemRow) -> str:
    return "" if item.newer is Newer.UNKNOWN else item.newer.label


def _nothing(item: ItemRow, *, here: bool) -> str:
    """What stands in place of a value that is missing."""
    if item.kind is ItemKind.FIELD:
        return translate("comparing", "（空）")
    only_here = item.kind in (ItemKind.PERSON_HERE, ItemKind.HOUSEHOLD_HERE)
    return translate("comparing", "没有") if only_here is not here else ""


def _ours(item: ItemRow) -> str:
    return _guarded(item, item.ours) or _nothing(item, here=True)


def _theirs(item: ItemRow) -> str:
    return _guarded(item, item.theirs) or _nothing(item, here=False)


def _guarded(item: ItemRow, value: str) -> str:
    """A number beside a name is masked; where two numbers differ they must be read."""
    if not item.id_number or item.column == "person.id_number":
        return value
    return value.replace(item.id_number, masked(item.id_number))


def side_text(item: ItemRow, *, here: bool) -> str:
    """One side of a difference for the strip below the list: value and day."""
    value = _ours(item) if here else _theirs(item)
    day = item.ours_on if here else item.theirs_on
    return f"{value}（{day.isoformat()}）" if day else value
