"""The villages' signed sheets: report and strike, zero report, supplement, and "9 of 12 villages in" (workflow 5)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Case
from app.models.enums import CaseOrigin, CaseState, Category, ClueState, HouseholdType
from app.models.household import Household
from app.models.region import Region
from app.models.screening import ScreeningHit, VillageSheet
from app.services import clues, regions
from app.services.cases.door import Done, RefusedHousehold
from app.services.cases.loading import find_household
from app.services.cases.request import StepInput
from app.services.changes import ChangeSet
from app.services.errors import NotFound, Reason, refuse, refuse_all
from app.services.ledger import Transaction
from app.services.plans import RunningPlan
from app.services.procedure.traces import Traces
from app.services.screening.hits import REPORTED, STRUCK, HitFilter, find_hits, hit_of
from app.services.screening.results import SheetRow, TownSummary
from app.services.steps import StepCall, Tally, take_all_in
from app.services.workflow.facts import Signer

_TWO = 2


@dataclass(frozen=True, slots=True)
class Reported:
    """A household that the village reports. Without a hit it says why (``basis``) and on what its proposal rests."""

    household_code: str
    basis: str = ""
    category: Category | None = None
    origin: CaseOrigin = CaseOrigin.APPLICATION


@dataclass(frozen=True, slots=True)
class Struck:
    """A hit that the village does not report, with the reason."""

    household_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class SheetInput:
    """A village's sheet as signed: who is reported, who is struck, or that there is nothing (``is_zero``)."""

    village: str
    sheet_no: str
    signed_on: date
    signers: tuple[Signer, ...]
    reported: tuple[Reported, ...] = ()
    struck: tuple[Struck, ...] = ()
    is_zero: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SheetOutcome:
    """What became of a sheet. ``unanswered``: hits of the village that still have no answer."""

    number: int
    done: tuple[Done, ...]
    refused: tuple[RefusedHousehold, ...]
    struck: int
    unanswered: int
    changes: ChangeSet | None = None


def close_sheet_in(tx: Transaction, running: RunningPlan, given: SheetInput) -> SheetOutcome:
    """Close a sheet and carry out what stands on it: rows 2 and 4 for the reported, an answer for the struck.

    The first sheet of a village is its report, each later one a numbered supplement. A household that may not be
    reported is named with its reasons; the others go their way.
    """
    require_two(given.signers)
    refuse_all(_sheet_problems(given, today=tx.today))
    village = _village(tx.session, given.village)
    tx.about("region", village.uid, occurred_on=given.signed_on)
    sheet = _new_sheet(tx, running, village, given)
    for struck in given.struck:
        hit = _own_hit(tx, running, struck.household_code, village=village)
        strike_in(tx, hit, reason=struck.reason, signers=given.signers, on=given.signed_on)
        hit.sheet_id = sheet.id
    tally = Tally()
    reported = [entry for entry in given.reported if _belongs(tx, entry, village, tally)]
    _propose(tx, running, tally, reported, given)
    taken = [done.household_code for done in tally.done]
    tally.done.clear()
    returned = [entry.household_code for entry in reported if _is_proposed(tx, entry.household_code)]
    _report(tx, tally, dict.fromkeys((*taken, *returned)), given)
    _answer(tx, running, [done.household_code for done in tally.done], given, sheet)
    tx.note(number=sheet.number, reported=len(tally.done), struck=len(given.struck), refused=len(tally.refused))
    tx.session.flush()
    left = find_hits(tx.session, running.plan_id, HitFilter(village_id=village.id, only_unanswered=True))
    return SheetOutcome(sheet.number, tuple(tally.done), tuple(tally.refused), len(given.struck), len(left))


def _sheet_problems(given: SheetInput, *, today: date) -> Iterator[Reason]:
    if given.signed_on > today:
        yield Reason("screening.future", {"day": given.signed_on, "today": today})
    if given.is_zero and given.reported:
        yield Reason("screening.zero_with_households", {"count": len(given.reported)})
    if both := sorted({r.household_code for r in given.reported} & {s.household_code for s in given.struck}):
        yield Reason("screening.reported_and_struck", {"codes": both})


def strike_in(tx: Transaction, hit: ScreeningHit, *, reason: str, signers: Sequence[Signer], on: date) -> None:
    """核不报: the village's answer on a hit, with a reason and two signers; it makes no case."""
    require_two(signers)
    if not reason.strip():
        raise refuse("data.missing", field="reason")
    if on > tx.today:
        raise refuse("screening.future", day=on, today=tx.today)
    open_case = select(Case.id).where(Case.household_id == hit.household_id, Case.is_open == 1)
    if tx.session.scalar(open_case) is not None:
        raise refuse("screening.in_procedure", household=tx.session.get_one(Household, hit.household_id).code)
    hit.answer, hit.answer_reason, hit.answered_on = STRUCK, reason.strip(), on
    hit.signers = _as_json(signers)
    open_ones = (ClueState.UNVERIFIED, ClueState.VERIFIED)
    clues.strike_in(Traces(tx.session), hit.household_id, states=open_ones, answer=reason.strip(), on=on)


def require_two(signers: Iterable[Signer]) -> None:
    """Two different persons sign; Refused otherwise."""
    names = {signer.name for signer in signers if signer.name}
    if len(names) < _TWO:
        raise refuse("signers.two_needed", given=len(names))


def required_hit(tx: Transaction, running: RunningPlan, code: str) -> tuple[Household, ScreeningHit]:
    """A household and its hit; NotFound when there is none."""
    household = find_household(tx.session, code)
    hit = household and hit_of(tx.session, running.plan_id, household)
    if not household or not hit:
        raise NotFound(Reason("screening.no_hit", {"code": code}))
    return household, hit


def _own_hit(tx: Transaction, running: RunningPlan, code: str, *, village: Region) -> ScreeningHit:
    household, hit = required_hit(tx, running, code)
    if household.village_id != village.id:
        raise refuse("screening.other_village", household=code, village=village.name)
    return hit


def _village(session: Session, name: str) -> Region:
    township = session.scalar(select(Region.id).where(Region.kind == "township").order_by(Region.id))
    region = regions.find_in(session, kind="village", name=name, parent_id=township)
    if region is None:
        raise NotFound(Reason("region.unknown_village", {"village": name}))
    return region


def _new_sheet(tx: Transaction, running: RunningPlan, village: Region, given: SheetInput) -> VillageSheet:
    own = (VillageSheet.plan_id == running.plan_id, VillageSheet.village_id == village.id)
    last = tx.session.scalar(select(func.max(VillageSheet.number)).where(*own)) or 0
    sheet = VillageSheet(
        plan_id=running.plan_id,
        village_id=village.id,
        number=last + 1,
        sheet_no=given.sheet_no.strip() or None,
        is_zero=int(given.is_zero),
        signed_on=given.signed_on,
        signers=_as_json(given.signers),
        closed_on=given.signed_on,
        remark=given.remark.strip() or None,
    )
    tx.session.add(sheet)
    tx.session.flush()
    return sheet


def _as_json(signers: Iterable[Signer]) -> str:
    return json.dumps([{"name": s.name, "office": s.office} for s in signers], ensure_ascii=False)


def _belongs(tx: Transaction, entry: Reported, village: Region, tally: Tally) -> bool:
    household = find_household(tx.session, entry.household_code)
    if household is None:
        tally.refuse(entry.household_code, Reason("household.not_found", {"code": entry.household_code}))
        return False
    if household.village_id != village.id:
        values = {"household": entry.household_code, "village": village.name}
        tally.refuse(entry.household_code, Reason("screening.other_village", values))
        return False
    return True


def _is_proposed(tx: Transaction, code: str) -> bool:
    household = find_household(tx.session, code)
    assert household is not None  # ``_belongs`` has found it
    open_case = select(Case.id).where(
        Case.household_id == household.id, Case.is_open == 1, Case.state == CaseState.PROPOSED.value
    )
    return tx.session.scalar(open_case) is not None


def _propose(
    tx: Transaction, running: RunningPlan, tally: Tally, reported: Sequence[Reported], given: SheetInput
) -> None:
    """Row 2 for those who are not proposed yet; a household returned by the township only goes on the supplement."""
    calls: list[StepCall] = []
    for entry in reported:
        if _is_proposed(tx, entry.household_code):
            continue
        household = find_household(tx.session, entry.household_code)
        assert household is not None
        hit = hit_of(tx.session, running.plan_id, household)
        category = entry.category or (Category(hit.category) if hit else _category_of(household))
        if category is None:
            tally.refuse(entry.household_code, Reason("screening.type_unknown", {"code": entry.household_code}))
            continue
        if hit is None and not entry.basis.strip():
            tally.refuse(entry.household_code, Reason("screening.basis_missing", {"code": entry.household_code}))
            continue
        data = {
            "category": category.value,
            "origin": (CaseOrigin.HIT if hit else entry.origin).value,
            "basis": entry.basis.strip() or "筛查命中，村核实上报",
        }
        step = StepInput(given.signed_on, given.signers, given.sheet_no.strip() or None, data)
        calls.append(StepCall(entry.household_code, "propose", step))
    take_all_in(tx, tally, calls)


def _category_of(household: Household) -> Category | None:
    if household.household_type == HouseholdType.EXITED:
        return Category.UNSTABLE_EXITED
    return Category.MARGINAL if household.household_type == HouseholdType.ORDINARY else None


def _report(tx: Transaction, tally: Tally, codes: Iterable[str], given: SheetInput) -> None:
    data = {"sheet_no": given.sheet_no}
    step = StepInput(given.signed_on, given.signers, given.sheet_no.strip() or None, data)
    take_all_in(tx, tally, [StepCall(code, "report_village", step) for code in codes])


def _answer(
    tx: Transaction, running: RunningPlan, codes: Iterable[str], given: SheetInput, sheet: VillageSheet
) -> None:
    """Each reported household's hit is answered; a village's own proposal becomes a hit of its own."""
    bases = {entry.household_code: entry.basis for entry in given.reported}
    for code in codes:
        household = find_household(tx.session, code)
        assert household is not None
        hit = hit_of(tx.session, running.plan_id, household)
        if hit is None:
            hit = _own_proposal(tx, running, household, basis=bases.get(code, ""))
        hit.answer, hit.answered_on, hit.sheet_id = REPORTED, given.signed_on, sheet.id
        hit.answer_reason, hit.signers = None, _as_json(given.signers)


def _own_proposal(tx: Transaction, running: RunningPlan, household: Household, *, basis: str) -> ScreeningHit:
    case = tx.session.scalars(
        select(Case).where(Case.household_id == household.id, Case.is_open == 1).order_by(Case.id.desc())
    ).one()
    reason = {
        "clause": "village",
        "text": "村主动提出",
        "answer": True,
        "source": "village",
        "values": {"basis": basis},
    }
    hit = ScreeningHit(
        plan_id=running.plan_id,
        household_id=household.id,
        category=case.category,
        reasons=json.dumps([reason], ensure_ascii=False),
    )
    tx.session.add(hit)
    return hit


def sheet_rows(session: Session, running: RunningPlan) -> Sequence[SheetRow]:
    """Every village with its first sheet, its supplements, and how many hits are answered."""
    answers: Counter[tuple[int, str | None]] = Counter(
        (hit.village_id, hit.answer) for hit in find_hits(session, running.plan_id, HitFilter())
    )
    sheets: dict[int, list[VillageSheet]] = {}
    own = select(VillageSheet).where(VillageSheet.plan_id == running.plan_id, VillageSheet.closed_on.is_not(None))
    for sheet in session.scalars(own.order_by(VillageSheet.number)):
        sheets.setdefault(sheet.village_id, []).append(sheet)
    villages = session.scalars(
        select(Region)
        .where(Region.kind == "village", Region.merged_into_id.is_(None))
        .order_by(Region.position, Region.id)
    )
    return [_sheet_row(village, sheets.get(village.id, []), answers) for village in villages]


def _sheet_row(village: Region, sheets: Sequence[VillageSheet], answers: Counter[tuple[int, str | None]]) -> SheetRow:
    first = sheets[0] if sheets else None
    reported, struck, left = (answers[village.id, answer] for answer in (REPORTED, STRUCK, None))
    return SheetRow(
        village_id=village.id,
        village=village.name,
        sheet_no=first.sheet_no if first else None,
        is_zero=bool(first and first.is_zero),
        closed_on=first.closed_on if first else None,
        hits=reported + struck + left,
        unanswered=left,
        reported=reported,
        struck=struck,
        supplements=max(len(sheets) - 1, 0),
    )


def town_summary(rows: Sequence[SheetRow]) -> TownSummary:
    """9 of 12 villages in, and who is out."""
    missing = tuple(row.village for row in rows if row.closed_on is None)
    return TownSummary(
        villages=len(rows),
        villages_in=len(rows) - len(missing),
        missing=missing,
        reported=sum(row.reported for row in rows),
        struck=sum(row.struck for row in rows),
        unanswered=sum(row.unanswered for row in rows),
    )
