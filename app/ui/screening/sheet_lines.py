"""The lines of a village's sheet while it is being typed: what stands there already, and what the village says now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from app.models.enums import CaseOrigin, CaseState, Category
from app.services.households import RosterRow
from app.services.screening.results import HitRow
from app.services.screening.sheets import Reported, Struck
from app.ui.common.chips import Chip, Shape, case_chip, category_chip
from app.ui.common.columns import Column, chip_column
from app.ui.common.household_columns import code_column, head_column, income_column
from app.ui.screening.words import clause_word, priority_chip, village_answer_chip
from app.ui.theme import Tone

translate = QCoreApplication.translate


class Say(Enum):
    """What the village says of a line on the sheet that is being typed."""

    NOTHING = auto()
    REPORT = auto()
    STRIKE = auto()


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A household on the sheet. ``answer`` is what an earlier sheet said; ``is_own``: proposed without a hit."""

    household_id: int
    code: str
    head_name: str
    category: Category | None
    is_priority: bool
    because: str
    net_per_head_fen: int | None
    answer: str | None
    case_state: CaseState | None
    say: Say = Say.NOTHING
    reason: str = ""
    basis: str = ""
    origin: CaseOrigin = CaseOrigin.APPLICATION
    is_own: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the village still has to say something: no answer yet, or returned by the township."""
        return self.answer is None or self.case_state is CaseState.PROPOSED

    def saying(self, say: Say, reason: str = "") -> SheetLine:
        """The same line with another word of the village."""
        return replace(self, say=say, reason=reason)

    def reported(self) -> Reported:
        """The line as the service takes it."""
        category = self.category if self.is_own else None
        return Reported(self.code, basis=self.basis, category=category, origin=self.origin)

    def struck(self) -> Struck:
        """The struck line as the service takes it."""
        return Struck(self.code, self.reason)


def lines_of(hits: Sequence[HitRow], proposed: Sequence[RosterRow], typed: Mapping[int, SheetLine]) -> list[SheetLine]:
    """The village's lines: hits, cases that wait to be reported, own proposals; what was typed already stays."""
    lines = {hit.household_id: _of_hit(hit) for hit in hits}
    for row in proposed:
        lines.setdefault(row.household_id, _of_case(row))
    for id_, line in typed.items():
        if line.is_own:
            lines.setdefault(id_, line)
        elif id_ in lines and lines[id_].is_open:
            lines[id_] = lines[id_].saying(line.say, line.reason)
    return sorted(lines.values(), key=lambda line: not line.is_open)


def _of_hit(hit: HitRow) -> SheetLine:
    return SheetLine(
        household_id=hit.household_id,
        code=hit.household_code,
        head_name=hit.head_name,
        category=hit.category,
        is_priority=hit.priority,
        because="、".join(map(clause_word, hit.clauses)),
        net_per_head_fen=hit.net_per_head_fen,
        answer=hit.answer,
        case_state=CaseState(hit.case_state) if hit.case_state else None,
        reason=hit.answer_reason or "",
    )


def _of_case(row: RosterRow) -> SheetLine:
    return SheetLine(
        household_id=row.household_id,
        code=row.code,
        head_name=row.head_name,
        category=Category(row.category) if row.category else None,
        is_priority=False,
        because=translate("screening", "已提出，没有命中"),
        net_per_head_fen=row.net_per_head_fen,
        answer=None,
        case_state=CaseState.PROPOSED,
    )


def line_columns() -> list[Column[SheetLine]]:
    """The sheet as a table, in the order of the paper."""
    return [
        chip_column("say", translate("screening", "本次意见"), _say_chip, width=10),
        head_column(lambda line: line.head_name),
        chip_column("category", translate("screening", "监测类别"), _category_chips, width=19),
        income_column(lambda line: line.net_per_head_fen),
        Column("because", translate("screening", "理由"), lambda line: line.because, 22, tip=lambda line: line.because),
        Column("reason", translate("screening", "不报原因或依据"), _note, 22, tip=_note),
        chip_column("state", translate("screening", "办理状态"), _state_chip),
        code_column(lambda line: line.code),
    ]


def _note(line: SheetLine) -> str:
    return line.basis or line.reason


def _category_chips(line: SheetLine) -> tuple[Chip, ...]:
    chips = (category_chip(line.category),) if line.category else ()
    return (*chips, priority_chip()) if line.is_priority else chips


def _say_chip(line: SheetLine) -> Chip | None:
    if line.say is Say.REPORT:
        return village_answer_chip("reported")
    if line.say is Say.STRIKE:
        return village_answer_chip("struck")
    return Chip(translate("screening", "待填"), Shape.RING, Tone.DUE) if line.is_open else None


def _state_chip(line: SheetLine) -> Chip | None:
    if line.case_state is not None:
        return case_chip(line.case_state)
    return village_answer_chip(line.answer) if line.answer else None
