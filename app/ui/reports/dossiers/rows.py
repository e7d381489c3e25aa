"""一户一档: the columns of the list and of one household's items."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.services.dossier.standing import DossierRow, ItemState
from app.ui.common.chips import Chip
from app.ui.common.columns import Align, Column, count_column
from app.ui.theme import Tone

translate = QCoreApplication.translate


def household_columns(items: Sequence[str]) -> Sequence[Column[DossierRow]]:
    """The household, how many items it lacks, then one narrow column for each item by its number."""
    fixed: list[Column[DossierRow]] = [
        Column("village", translate("dossiers", "村"), lambda r: r.village, 8),
        Column("head", translate("dossiers", "户主"), lambda r: r.head or translate("dossiers", "（无户主）"), 10),
        Column("code", translate("dossiers", "户编号"), lambda r: r.code, 17),
        count_column("missing", translate("dossiers", "缺项"), lambda r: len(r.missing), width=5),
    ]
    return (*fixed, *(_item_column(number, name) for number, name in enumerate(items)))


def _item_column(number: int, name: str) -> Column[DossierRow]:
    def state(row: DossierRow) -> ItemState | None:
        return row.items[number] if number < len(row.items) else None

    def text(row: DossierRow) -> str:
        found = state(row)
        if found is None:
            return ""
        return "✓" if found.is_here else found.standing if found.is_missing else ""

    def tip(row: DossierRow) -> str:
        found = state(row)
        return f"{number + 1} {name}：{found.standing}" if found else ""

    return Column(f"item{number}", str(number + 1), text, 2, Align.MIDDLE, tip=tip)


def item_columns() -> Sequence[Column[ItemState]]:
    """One household's items: what is there, how many papers, who brings what is missing."""
    return (
        Column("name", translate("dossiers", "材料"), lambda i: i.name, 26),
        Column("standing", translate("dossiers", "有/缺"), lambda i: i.standing, 8, chip=_standing_chip),
        count_column("count", translate("dossiers", "件数"), lambda i: i.count or None, width=5),
        Column("bring", translate("dossiers", "由谁补齐"), lambda i: i.bring if i.is_missing else "", 20),
    )


def _standing_chip(item: ItemState) -> Chip | None:
    if not item.is_here and not item.is_missing:
        return None
    return Chip(item.standing, tone=Tone.DONE if item.is_here else Tone.LATE)
