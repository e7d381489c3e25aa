"""走访结果 in the book: the households that are to be visited, with room for what two visitors found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.models.enums import CaseState, PlanStage, Risk
from app.services.context import Actor
from app.services.errors import Reason, Refused
from app.services.ledger import Ledger
from app.services.monitoring.grid import CheckWay
from app.services.village_book.cells import (
    YES_NO,
    choice_word,
    day_word,
    fen_of,
    read_day,
    risks_of,
    risks_word,
    signers_of,
    yuan_word,
)
from app.services.village_book.homes import LEAD, homes_in
from app.services.village_book.parts import PartTaken, RowWanted
from app.services.village_book.records import BookColumn, BookRow, BookSheet, Place, Signing
from app.services.visits.form import Signature, VisitForm
from app.services.visits.income import IncomeLine
from app.services.visits.service import VisitService
from app.services.visits.worklist import Progress, work_rows

KEY, NAME = "visits", "走访结果"
_TRUTHS = {
    "housing_safe": "住房安全",
    "education_secured": "义务教育有保障",
    "medical_covered": "基本医疗有保障",
    "water_safe": "饮水安全",
    "food_enough": "不愁吃",
    "clothing_enough": "不愁穿",
    "risk_found": "有返贫致贫风险",
}
_MONEY = {
    "wage.other": "工资性收入（元）",
    "business.other": "生产经营收入（元）",
    "property.other": "财产性收入（元）",
    "transfer.other": "转移性收入（元）",
    "expense.other": "生产经营支出（元）",
}
_WAYS = tuple(way.label for way in CheckWay)
_SIGNATURES = tuple(signature.label for signature in Signature)
_RISKS = tuple(risk.label for risk in Risk)


def _room(key: str, title: str, width: float = 8, choices: tuple[str, ...] = ()) -> BookColumn:
    return BookColumn(key, title, width, is_fill=True, choices=choices)


_COLUMNS = (
    *LEAD,
    BookColumn("category", "拟监测类别", 12),
    BookColumn("day", "走访日期", 12, is_fill=True, is_day=True),
    _room("visitors", "走访人（两人，顿号隔开）", 16),
    _room("way", "方式", 7, _WAYS),
    *(_room(key, title, 9, YES_NO) for key, title in _TRUTHS.items()),
    _room("risks", "风险（可写几项，顿号隔开）", 16, _RISKS),
    *(_room(key, title, 10) for key, title in _MONEY.items()),
    _room("difficulty", "主要困难", 20),
    _room("finding", "核实意见", 20),
    _room("signature", "农户签字", 10, _SIGNATURES),
    _room("no_signature", "没有签字的原因", 14),
)


class VisitsPart:
    """What the visits found, household by household."""

    key, name, columns = KEY, NAME, _COLUMNS

    def is_due(self, place: Place) -> bool:
        """Whether 走访 runs."""
        window = place.running.plan.stage(PlanStage.VISITING)
        return window is not None and place.today in window

    def sheet(self, session: Session, place: Place) -> BookSheet:
        """The households that wait for their visit."""
        lines = (
            "白底灰格为台账现值，请勿改动；黄格由村填写。一户的走访要填全：两名走访人、四项保障、吃穿、风险和收入；没有填的户不改动台账。",
            "收入按家庭全年合计，没有的一项填0；分项明细以纸质走访表为准。电话走访只限外出户。",
        )
        return BookSheet(
            KEY, NAME, f"{place.village}入户走访结果填报表", lines, _COLUMNS, self.rows(session, place, None)
        )

    def rows(self, session: Session, place: Place, keys: Collection[str] | None) -> tuple[BookRow, ...]:
        """The households of the visiting stage as they stand now."""
        listed = work_rows(session, place.running.plan_id, village_id=place.village_id)
        homes = homes_in(session, [row.household.household_id for row in listed])
        found: list[BookRow] = []
        for row in listed:
            home, visited = homes[row.household.household_id], row.progress is Progress.VISITED
            if (keys is None and visited) or (keys is not None and home.uid not in keys):
                continue
            cells = (*home.lead(len(found) + 1, place), place.running.plan.category_name(row.category))
            now = {column.key: "" for column in _COLUMNS if column.is_fill}
            closed = Reason("book.visited_already", {"state": CaseState.VISITED.label}) if visited else None
            found.append(BookRow(home.uid, home.head or home.code, cells, now, closed=closed))
        return tuple(found)

    def read(self, place: Place, row: BookRow, column: str, text: str) -> str | Reason:
        """A typed cell as it is compared."""
        choices: Mapping[str, Sequence[str]] = {
            **dict.fromkeys(_TRUTHS, YES_NO),
            "way": _WAYS,
            "signature": _SIGNATURES,
        }
        if column in choices:
            return choice_word(text, choices[column])
        if column in _MONEY:
            return yuan_word(text)
        if column == "risks":
            return risks_word(text)
        return day_word(text, year=place.today.year) if column == "day" else text

    def take(
        self, ledger: Ledger, place: Place, rows: Sequence[RowWanted], signing: Signing, *, actor: Actor, today: date
    ) -> PartTaken:
        """Each visit goes through the door of visits; what it lacks is refused there."""
        taken, visits = PartTaken(), VisitService(ledger)
        for row in rows:
            try:
                saved = visits.record_visit(row.code, _form(place, row.values, signing), actor=actor, today=today)
            except Refused as refused:
                taken.refuse(row, refused.reasons)
                continue
            taken.done(row)
            taken.wrote(saved.changes)
        return taken


def _form(place: Place, values: Mapping[str, str], signing: Signing) -> VisitForm:
    income = tuple(
        IncomeLine(code=code, label=title.removesuffix("（元）"), amount_fen=fen_of(values[code]), basis="村级工作簿")
        for code, title in _MONEY.items()
        if values.get(code)
    )
    signature = next((s for s in Signature if s.label == values.get("signature")), Signature.SIGNED)
    visitors = signers_of(values.get("visitors", ""), place.village) or signing.signers
    by_phone = values.get("way") == CheckWay.PHONE.label
    return VisitForm(
        visited_on=read_day(values.get("day", ""), year=place.today.year) or signing.on,
        visitors=visitors,
        by_phone=by_phone,
        income=income,
        risks=risks_of(values.get("risks", "")),
        difficulty=values.get("difficulty", ""),
        finding=values.get("finding", ""),
        signature=signature,
        no_signature_reason=values.get("no_signature", ""),
        housing_safe=_truth(values, "housing_safe"),
        education_secured=_truth(values, "education_secured"),
        medical_covered=_truth(values, "medical_covered"),
        water_safe=_truth(values, "water_safe"),
        food_enough=_truth(values, "food_enough"),
        clothing_enough=_truth(values, "clothing_enough"),
        risk_found=_truth(values, "risk_found"),
    )


def _truth(values: Mapping[str, str], key: str) -> bool | None:
    return values[key] == YES_NO[0] if values.get(key) else None
