"""Columns of the ID clinic: persons with something wrong, and the candidates of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from app.services.clinic.candidates import Candidate
from app.services.clinic.diagnosing import Diagnosis
from app.services.wording import sentence
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Align, Column, chip_column
from app.ui.common.household_columns import code_column, head_column, village_column
from app.ui.common.reveal import Shown
from app.ui.theme import Tone

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate with its place in the list."""

    id: int
    candidate: Candidate


def faults_text(row: Diagnosis) -> str:
    """What is wrong, in words."""
    return "、".join(fault.label for fault in row.faults)


def reasons_text(candidate: Candidate) -> str:
    """Why it may be the right number."""
    said = [sentence(reason) for reason in candidate.reasons]
    if candidate.owner:
        said.append(translate("clinic", "该号码已登记在另一条“{name}”名下，可能重复").format(name=candidate.owner))
    return "；".join(said)


def state_chips() -> dict[str, Chip]:
    """The word for what has been decided."""
    return {
        "open": Chip(translate("clinic", "未处理"), Shape.RING, Tone.DUE),
        "waiting": Chip(translate("clinic", "待核"), Shape.HALF, Tone.ACCENT),
        "kept": Chip(translate("clinic", "属实保留"), Shape.CHECK, Tone.NEUTRAL),
    }


def person_columns(shown: Shown) -> Sequence[Column[Diagnosis]]:
    """One person a line."""
    chips = state_chips()
    return (
        chip_column("state", translate("clinic", "状态"), lambda r: chips.get(r.state), width=10),
        Column("name", translate("clinic", "姓名"), lambda r: r.name, 9),
        Column("faults", translate("clinic", "问题"), faults_text, 22, tip=faults_text),
        Column("number", translate("clinic", "现号码"), lambda r: shown(r.number), 19),
        Column("best", translate("clinic", "最可能"), lambda r: _best(r, shown), 19),
        Column("score", translate("clinic", "把握"), _score, 6, Align.RIGHT),
        village_column(lambda r: r.village),
        head_column(lambda r: r.head_name),
        Column("relation", translate("clinic", "与户主关系"), lambda r: r.relation, 10, is_extra=True),
        replace(code_column(lambda r: r.household_code), is_extra=True),
        Column("reason", translate("clinic", "理由"), lambda r: r.reason, 16, tip=lambda r: r.reason),
        Column("by", translate("clinic", "核实人"), lambda r: r.decided_by, 8),
    )


def candidate_columns(shown: Shown) -> Sequence[Column[Choice]]:
    """One candidate a line, the surest first."""
    return (
        Column("number", translate("clinic", "候选号码"), lambda r: shown(r.candidate.number), 19),
        Column("score", translate("clinic", "把握"), lambda r: str(r.candidate.confidence), 5, Align.RIGHT),
        Column("source", translate("clinic", "来源"), lambda r: r.candidate.source.label, 20),
    )


def _best(row: Diagnosis, shown: Shown) -> str:
    return shown(row.candidates[0].number) if row.candidates else ""


def _score(row: Diagnosis) -> str:
    return str(row.candidates[0].confidence) if row.candidates else ""
