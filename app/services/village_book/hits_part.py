"""上报表 in the book: the hits of the village, each to be reported or not, with the reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.models.enums import PlanStage
from app.services.context import Actor
from app.services.errors import Reason, Refused
from app.services.ledger import Ledger
from app.services.screening.hits import HitFilter, find_hits
from app.services.screening.service import ScreeningService
from app.services.screening.sheets import Reported, SheetInput, Struck
from app.services.village_book.cells import choice_word
from app.services.village_book.homes import LEAD, homes_in
from app.services.village_book.parts import PartTaken, RowWanted
from app.services.village_book.records import BookColumn, BookRow, BookSheet, Place, Signing

KEY, NAME = "hits", "上报表"
REPORT, STRIKE = "上报", "不报"
_ANSWERS = {"reported": REPORT, "struck": STRIKE}
_COLUMNS = (
    *LEAD,
    BookColumn("category", "筛查类别", 14),
    BookColumn("income", "人均纯收入（元）", 11),
    BookColumn("clauses", "命中条款", 26),
    BookColumn("answer", "村核意见", 9, is_fill=True, choices=(REPORT, STRIKE)),
    BookColumn("reason", "原因（不报必填）", 34, is_fill=True),
)


class HitsPart:
    """The village's answers on what the screening found."""

    key, name, columns = KEY, NAME, _COLUMNS

    def is_due(self, place: Place) -> bool:
        """Whether 排查 runs."""
        window = place.running.plan.stage(PlanStage.SCREENING)
        return window is not None and place.today in window

    def sheet(self, session: Session, place: Place) -> BookSheet:
        """The hits without an answer."""
        lines = (
            "白底灰格为台账现值，请勿改动；黄格由村填写：上报或不报，不报的写明原因。没有填的户不改动台账。",
            "须两人签字的，交回时一次填写签字人和上报表编号。筛查没有命中而村里要报的户，请在“排查筛查”中另行登记。",
        )
        return BookSheet(KEY, NAME, f"{place.village}排查上报填报表", lines, _COLUMNS, self.rows(session, place, None))

    def rows(self, session: Session, place: Place, keys: Collection[str] | None) -> tuple[BookRow, ...]:
        """The hits as they stand now."""
        wanted = HitFilter(place.village_id, only_current=keys is None, only_unanswered=keys is None)
        hits = find_hits(session, place.running.plan_id, wanted)
        homes = homes_in(session, [hit.household_id for hit in hits])
        found: list[BookRow] = []
        for number, hit in enumerate(hits, start=1):
            home = homes[hit.household_id]
            if keys is not None and home.uid not in keys:
                continue
            income = "" if hit.net_per_head_fen is None else f"{hit.net_per_head_fen / 100:.2f}"
            category = place.running.plan.category_name(hit.category)
            cells = (*home.lead(number, place), category, income, "、".join(hit.clauses))
            now = {"answer": _ANSWERS.get(hit.answer or "", ""), "reason": hit.answer_reason or ""}
            closed = Reason("book.answered_already", {"answer": now["answer"]}) if hit.answer else None
            found.append(BookRow(home.uid, hit.head_name or hit.household_code, cells, now, closed=closed))
        return tuple(found)

    def read(self, place: Place, row: BookRow, column: str, text: str) -> str | Reason:
        """A typed cell as it is compared."""
        return choice_word(text, (REPORT, STRIKE)) if column == "answer" else text

    def take(
        self, ledger: Ledger, place: Place, rows: Sequence[RowWanted], signing: Signing, *, actor: Actor, today: date
    ) -> PartTaken:
        """One sheet of the village, signed by two."""
        taken = PartTaken()
        answered = [row for row in rows if row.values.get("answer")]
        good = [row for row in answered if row.values["answer"] == REPORT or row.values.get("reason", "").strip()]
        for row in rows:
            if row not in good:
                missing = "原因" if row in answered else "村核意见"
                taken.refuse(row, [Reason("book.cell_missing", {"column": missing})])
        if not good:
            return taken
        given = SheetInput(
            village=place.village,
            sheet_no=signing.sheet_no,
            signed_on=signing.on,
            signers=signing.signers,
            reported=tuple(
                Reported(row.code, basis=row.values.get("reason", "")) for row in good if row.values["answer"] == REPORT
            ),
            struck=tuple(Struck(row.code, row.values["reason"]) for row in good if row.values["answer"] == STRIKE),
        )
        try:
            outcome = ScreeningService(ledger).report_sheet(given, actor=actor, today=today)
        except Refused as refused:
            for row in good:
                taken.refuse(row, refused.reasons)
            return taken
        against = {one.household_code: one.reasons for one in outcome.refused}
        for row in good:
            if row.code in against:
                taken.refuse(row, against[row.code])
            else:
                taken.done(row)
        taken.wrote(outcome.changes)
        return taken
