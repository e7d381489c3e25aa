"""What is said after a village's sheet was registered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from app.services.cases.door import RefusedHousehold
from app.services.screening.sheets import SheetOutcome
from app.services.wording import sentence

translate = QCoreApplication.translate


def sheet_said(village: str, outcome: SheetOutcome) -> str:
    """What became of the sheet, in one line."""
    said = translate("screening", "{village}第 {number} 张上报表已登记：上报 {done} 户，不报 {struck} 户").format(
        village=village, number=outcome.number, done=len(outcome.done), struck=outcome.struck
    )
    if outcome.refused:
        said += translate("screening", "，没有办成 {count} 户（仍在表上，改正后再登记补充表）").format(
            count=len(outcome.refused)
        )
    if outcome.unanswered:
        said += translate("screening", "；还有 {count} 户命中没有答复").format(count=outcome.unanswered)
    return said + "。"


def refused_sentences(refused: Sequence[RefusedHousehold], names: Mapping[str, str]) -> list[str]:
    """A sentence for each reason against each household."""
    return [
        f"{names.get(row.household_code, '')} {row.household_code}：{sentence(reason)}".strip()
        for row in refused
        for reason in row.reasons
    ]
