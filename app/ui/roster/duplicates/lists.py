"""Columns of 疑似重复人员: pairs, what was joined, and who was told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.services.duplicates.finding import SAME_ID, Pair
from app.services.duplicates.service import DistinctRow, MergeRow
from app.services.wording import sentence
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Align, Column, chip_column
from app.ui.theme import Tone

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Line:
    """A pair with a number of its own for the table."""

    id: int
    pair: Pair


def reasons_text(pair: Pair) -> str:
    """Why they may be one person, in words."""
    return "、".join(sentence(reason) for reason in pair.reasons)


def pair_columns() -> Sequence[Column[Line]]:
    """One pair a line, the likeliest first."""
    same_id = Chip(translate("duplicates", "同号"), Shape.DIAMOND, Tone.DUE)
    same_name = Chip(translate("duplicates", "同名"), Shape.RING, Tone.ACCENT)
    return (
        chip_column(
            "kind",
            translate("duplicates", "类别"),
            lambda r: same_id if r.pair.kind == SAME_ID else same_name,
            width=8,
        ),
        Column("score", translate("duplicates", "相似"), lambda r: str(r.pair.score), 5, Align.RIGHT),
        Column("first", translate("duplicates", "人员一"), lambda r: r.pair.first.name, 9),
        Column("second", translate("duplicates", "人员二"), lambda r: r.pair.second.name, 9),
        Column("villages", translate("duplicates", "村"), _villages, 16),
        Column(
            "reasons",
            translate("duplicates", "依据"),
            lambda r: reasons_text(r.pair),
            30,
            tip=lambda r: reasons_text(r.pair),
        ),
        Column("heads", translate("duplicates", "户主"), _heads, 14, is_extra=True),
        Column(
            "codes",
            translate("duplicates", "户编号"),
            lambda r: _both(r.pair.first.household_code, r.pair.second.household_code),
            34,
            is_extra=True,
        ),
    )  # fmt: skip


def merge_columns() -> Sequence[Column[MergeRow]]:
    """What was joined, the latest first."""
    return (
        Column("name", translate("duplicates", "保留的人员"), lambda r: r.name, 10),
        Column("alias", translate("duplicates", "并入的记录"), lambda r: r.alias_name, 10),
        Column("code", translate("duplicates", "户编号"), lambda r: r.household_code, 17),
        Column("on", translate("duplicates", "合并时间"), lambda r: f"{r.recorded_at:%Y-%m-%d %H:%M}", 16),
        Column("by", translate("duplicates", "经办人"), lambda r: r.actor, 10),
    )


def distinct_columns() -> Sequence[Column[DistinctRow]]:
    """Who was told apart, the latest first."""
    return (
        Column("first", translate("duplicates", "人员一"), lambda r: r.first_name, 10),
        Column("second", translate("duplicates", "人员二"), lambda r: r.second_name, 10),
        Column("reason", translate("duplicates", "理由"), lambda r: r.reason, 50, tip=lambda r: r.reason),
    )


def _villages(line: Line) -> str:
    return _both(line.pair.first.village, line.pair.second.village)


def _heads(line: Line) -> str:
    return _both(line.pair.first.head_name, line.pair.second.head_name)


def _both(one: str, two: str) -> str:
    return one if one == two else f"{one} / {two}"
