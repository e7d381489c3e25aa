"""The villages' word in 排查: their sheets, and their answers on hits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, RecordKind, optional, refuse_named
from app.models.enums import Category
from app.services.screening.sheets import Reported, SheetInput, Struck

if TYPE_CHECKING:
    from app.services.office import Office


def _sheet(office: Office, entry: Entry) -> None:
    """With ``reported`` or ``struck`` the households on it take their steps; without them it is only closed."""
    given = SheetInput(
        village=entry.text("village"),
        sheet_no=entry.text("sheet_no"),
        signed_on=entry.day("signed_on"),
        signers=entry.signers(),
        reported=tuple(_reported(row) for row in entry.rows("reported")),
        struck=tuple(Struck(row.text("household"), row.text("reason")) for row in entry.rows("struck")),
        is_zero=bool(entry.truth("zero")),
        remark=entry.text("remark"),
    )
    if given.reported or given.struck:
        outcome = office.screening.report_sheet(given, actor=entry.actor, today=entry.today)
        refuse_named(outcome.refused)
        return
    office.screening.close_sheet(
        given.village,
        sheet_no=given.sheet_no,
        signed_on=given.signed_on,
        signers=given.signers,
        is_zero=given.is_zero,
        actor=entry.actor,
        today=entry.today,
    )


def _reported(row: Entry) -> Reported:
    named = row.codes("category", Category)
    category = Category(named[0]) if named else None
    return Reported(row.text("household"), basis=row.text("basis"), category=category)


def _answer(office: Office, entry: Entry) -> None:
    office.screening.strike(
        entry.text("household"),
        reason=entry.text("reason"),
        signers=entry.signers(),
        on=entry.day("on"),
        actor=entry.actor,
        today=entry.today,
    )


KINDS = (
    RecordKind(
        "village-sheet",
        "村级排查上报表（可写明上报户和不报户）",
        (
            Field("village", "村"),
            Field("sheet_no", "上报表编号"),
            optional("signed_on", "签字日期（默认当天）", "day"),
            Field("signers", "签字人（两人）", "signers"),
            optional("zero", "零报告", "truth"),
            optional("reported", "上报户 [{household, basis, category}]", "list"),
            optional("struck", "不报户 [{household, reason}]", "list"),
            optional("remark", "备注"),
        ),
        _sheet,
    ),
    RecordKind(
        "hit-answer",
        "村核不报：对筛查命中户的答复",
        (
            Field("household", "户编号"),
            Field("reason", "不报原因"),
            Field("signers", "签字人（两人）", "signers"),
            optional("on", "答复日期", "day"),
        ),
        _answer,
    ),
)
