"""How the entries of the province's list are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from app.services.id_number import masked
from app.services.province.book import EntryRow, Side, Since
from app.services.province.words import AnswerState, Matched
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, count_column
from app.ui.common.household_columns import village_column
from app.ui.theme import Tone

translate = QCoreApplication.translate


def side_words() -> Mapping[Side, str]:
    """Who has it."""
    return {
        Side.BOTH: translate("province", "两边都有"),
        Side.THEIRS: translate("province", "只上级有"),
        Side.OURS: translate("province", "只本镇有"),
    }


def since_words() -> Mapping[Since, str]:
    """Against the list before."""
    return {
        Since.NEW: translate("province", "新增"),
        Since.STILL: translate("province", "上份也有"),
        Since.GONE: translate("province", "已消失"),
    }


def state_words() -> Mapping[AnswerState, str]:
    """How it is answered."""
    return {
        AnswerState.OPEN: translate("province", "待核"),
        AnswerState.MENDED: translate("province", "已整改"),
        AnswerState.TRUE: translate("province", "属实"),
    }


def _state_chip(row: EntryRow) -> Chip | None:
    if row.side is Side.OURS or row.since is Since.GONE:
        return None
    word = state_words()[row.state]
    if row.state is AnswerState.OPEN:
        return Chip(word, Shape.RING, Tone.DUE)
    return Chip(word, Shape.CHECK, Tone.DONE if row.state is AnswerState.MENDED else Tone.NEUTRAL)


def _matched_chip(row: EntryRow) -> Chip | None:
    """What hinders comparing; nothing when all is clear."""
    if row.matched is not Matched.MATCHED:
        return Chip(row.matched.label, Shape.TRIANGLE, Tone.LATE)
    if row.rule_code is None:
        return Chip(translate("province", "没有对应规则"), Shape.TRIANGLE, Tone.DUE)
    return None


def _who(row: EntryRow) -> str:
    """Number and code, and where it stands in their file."""
    place = translate("province", "“{sheet}”第 {row} 行").format(sheet=row.sheet, row=row.row) if row.row else ""
    return "\n".join(filter(None, (masked(row.id_number), row.household_code, place)))


def proposal_text(row: EntryRow) -> str:
    """What we know that would answer it."""
    if row.proposal is None:
        return ""
    return "：".join(filter(None, (state_words()[row.proposal.state], row.proposal.note)))


def entry_columns() -> Sequence[Column[EntryRow]]:
    """One entry a line."""
    sides, since = side_words(), since_words()
    return (
        chip_column("state", translate("province", "答复"), _state_chip, width=9),
        Column("side", translate("province", "归属"), lambda r: sides[r.side], 8),
        Column("since", translate("province", "与上份比"), lambda r: since.get(r.since, ""), 7),
        village_column(lambda r: r.village, width=7),
        Column("name", translate("province", "姓名"), lambda r: r.name, 8, tip=_who),
        Column("rule", translate("province", "疑点"), lambda r: r.rule_text or r.title, 20, tip=lambda r: r.title),
        Column("message", translate("province", "具体情况"), lambda r: r.message, 26, tip=lambda r: r.message),
        Column("note", translate("province", "答复说明"), lambda r: r.note, 20, tip=lambda r: r.note),
        Column("proposal", translate("province", "可采用的结果"), proposal_text, 20, tip=proposal_text),
        chip_column("matched", translate("province", "未对上"), _matched_chip, width=14),
        count_column("row", translate("province", "行"), lambda r: r.row or None, width=4),
    )
