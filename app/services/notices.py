"""公示 as it is lived: day counter of each notice, receipts per place, take-down, objections and their inquiry."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.enums import CaseState, Labelled
from app.models.household import HouseholdSummary
from app.models.objections import NoticeMark, Objection
from app.models.papers import PaperSnapshot
from app.models.region import Region
from app.services.cases.door import take_in
from app.services.cases.loading import find_household, open_case_of
from app.services.cases.request import StepInput
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import NotFound, Reason, Refused, refuse, refuse_all
from app.services.ledger import Ledger, Transaction
from app.services.procedure.steps import data_of, day_of
from app.services.workflow.facts import Signer

_ONE_DAY = timedelta(days=1)


class MarkKind(Labelled):
    """What was done with a notice at a place."""

    POSTED = "posted", "已张贴"
    TAKEN_DOWN = "taken_down", "已撤下"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A posted notice with its day counter; ``open_objections`` hold up its end."""

    paper_id: int
    number: int
    village: str
    households: int
    places: tuple[str, ...]
    from_on: date
    to_on: date
    posted: tuple[str, ...]  # places with a photo or receipt
    taken_down: tuple[str, ...]
    open_objections: int

    @property
    def days(self) -> int:
        """Its full days, the day of posting not counted."""
        return (self.to_on - self.from_on).days

    @property
    def closes_from(self) -> date:
        """The first day on which it can be closed."""
        return self.to_on + _ONE_DAY

    @property
    def hanging(self) -> tuple[str, ...]:
        """Places where it has not been noted as taken down."""
        return tuple(place for place in self.places if place not in self.taken_down)

    def day(self, today: date) -> int:
        """The n-th full day, 0 on the day of posting, never more than ``days``."""
        return max(0, min((today - self.from_on).days, self.days))

    def is_late(self, today: date) -> bool:
        """Whether it still hangs although its time is over."""
        return today > self.to_on and bool(self.hanging)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObjection:
    """An objection as it came in; without an objector it is anonymous."""

    household_code: str
    content: str
    received_on: date
    objector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What two persons found."""

    finding: str
    founded: bool
    on: date
    signers: tuple[Signer, ...]
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """A line of the register of objections; ``founded`` is None while it is open."""

    id: int
    number: str
    household_code: str
    head_name: str
    village: str
    objector: str
    content: str
    received_on: date
    inquired_on: date | None
    inquirers: tuple[str, ...]
    finding: str
    founded: bool | None
    told_on: date | None


class NoticeService:
    """Notices that hang, and objections to them."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def notices(self) -> tuple[NoticeRow, ...]:
        """Every notice that stands, the latest first."""
        with self._ledger.reading() as session:
            return tuple(notices_in(session))

    def objections(self, *, open_only: bool = False) -> tuple[ObjectionRow, ...]:
        """The register, open ones first, then by number."""
        statement = (
            select(Objection, HouseholdSummary.code, HouseholdSummary.head_name, Region.name)
            .join(HouseholdSummary, HouseholdSummary.household_id == Objection.household_id)
            .join(Region, Region.id == HouseholdSummary.village_id)
            .order_by(Objection.is_founded.is_not(None), Objection.id)
        )
        if open_only:
            statement = statement.where(Objection.is_founded.is_(None))
        with self._ledger.reading() as session:
            return tuple(_objection_row(*row) for row in session.execute(statement))

    def object(self, given: NewObjection, *, actor: Actor, today: date) -> str:
        """Register an objection to a household whose notice hangs; returns its number within the year."""
        with self._ledger.transaction("notice.object", actor=actor, today=today) as tx:
            household = find_household(tx.session, given.household_code)
            if household is None:
                raise NotFound(Reason("household.not_found", {"code": given.household_code}))
            case = open_case_of(tx.session, household.id)
            refuse_all(_problems(case, given, today))
            assert case is not None
            year = given.received_on.year
            count = tx.session.scalar(select(func.count()).where(Objection.number.startswith(f"{year}-"))) or 0
            row = Objection(
                number=f"{year}-{count + 1:03}",
                case_id=case.id,
                household_id=household.id,
                objector=given.objector.strip() or None,
                content=given.content.strip(),
                received_on=given.received_on,
            )
            tx.session.add(row)
            tx.session.flush()
            tx.about("household", household.uid, occurred_on=given.received_on)
        return row.number

    def inquire(self, number: str, inquiry: Inquiry, *, actor: Actor, today: date) -> ChangeSet | None:
        """Two persons' finding: unfounded, the notice stays; founded, the household is visited anew (row 20)."""
        with self._ledger.transaction("notice.inquire", actor=actor, today=today) as tx:
            row = _open_objection(tx.session, number)
            refuse_all(_inquiry_problems(row, inquiry, today))
            if inquiry.founded:
                _send_back_in(tx, row, inquiry)
            row.inquired_on, row.finding, row.told_on = inquiry.on, inquiry.finding.strip(), inquiry.told_on
            row.inquirers = json.dumps(
                [{"name": s.name, "office": s.office} for s in inquiry.signers], ensure_ascii=False
            )
            row.is_founded = int(inquiry.founded)
            tx.about("objection", row.uid, occurred_on=inquiry.on)
        return tx.changes

    def mark(
        self,
        paper_no: int,
        *,
        kind: MarkKind,
        place: str,
        on: date,
        person: str,
        receipt: str = "",
        actor: Actor,
        today: date,
    ) -> ChangeSet | None:
        """Note that a notice (by its stored number) hangs at one of its places, and why we know, or was taken down."""
        with self._ledger.transaction("notice.mark", actor=actor, today=today) as tx:
            found = next((row for row in notices_in(tx.session) if row.number == paper_no), None)
            if found is None:
                raise NotFound(Reason("notice.not_found", {"number": paper_no}))
            refuse_all(_mark_problems(found, kind, place.strip(), on, person, receipt, today))
            tx.session.add(
                NoticeMark(
                    paper_id=found.paper_id,
                    place=place.strip(),
                    kind=kind.value,
                    marked_on=on,
                    person=person.strip(),
                    receipt=receipt.strip() or None,
                )
            )
            tx.note(kind=kind.value)
        return tx.changes


def _send_back_in(tx: Transaction, row: Objection, inquiry: Inquiry) -> None:
    """While the notice hangs row 20, after it a revisit (row 14); a household that has left the notice stays."""
    case = tx.session.get_one(Case, row.case_id)
    data: dict[str, object] = {"objection": row.content, "finding": inquiry.finding}
    action = "uphold_objection"
    if case.state == CaseState.NOTICE_OVER:
        action = "require_revisit"
        data = {"cause": inquiry.finding}
    elif case.state != CaseState.NOTICE_POSTED:
        return
    code = tx.session.scalar(select(HouseholdSummary.code).where(HouseholdSummary.household_id == row.household_id))
    given = StepInput(occurred_on=inquiry.on, signers=inquiry.signers, data=data)
    _, refused = take_in(tx, action, households=[code or ""], given=given)
    if refused:
        raise Refused(*refused[0].reasons)


def notices_in(session: Session) -> Iterator[NoticeRow]:
    """Every posted notice that stands, read from the steps that posted it."""
    statement = (
        select(PaperSnapshot, Region.name)
        .join(Region, Region.id == PaperSnapshot.village_id)
        .where(PaperSnapshot.kind == "public_notice", PaperSnapshot.voided_on.is_(None))
        .order_by(PaperSnapshot.issued_on.desc(), PaperSnapshot.id.desc())
    )
    for paper, village in session.execute(statement).all():
        steps = session.scalars(
            select(WorkflowStep).where(WorkflowStep.paper_id == paper.id, WorkflowStep.taken_back_on.is_(None))
        ).all()
        row = _notice_row(session, paper, village, steps)
        if row is not None:
            yield row


def places_of(text: str) -> tuple[str, ...]:
    """The places of a notice as they were typed, one after another."""
    for mark in "，,；;\n":
        text = text.replace(mark, "、")
    return tuple(part.strip() for part in text.split("、") if part.strip())


def _notice_row(
    session: Session, paper: PaperSnapshot, village: str, steps: Sequence[WorkflowStep]
) -> NoticeRow | None:
    first = steps[0] if steps else None
    from_on, to_on = (day_of(first, name) if first else None for name in ("from_on", "to_on"))
    if first is None or from_on is None or to_on is None:
        return None
    marks = session.scalars(select(NoticeMark).where(NoticeMark.paper_id == paper.id)).all()
    posted = exists().where(Case.id == Objection.case_id, Case.state == CaseState.NOTICE_POSTED.value)
    ids = [step.case_id for step in steps]
    counted = select(func.count(Objection.id)).where(Objection.case_id.in_(ids), Objection.is_founded.is_(None), posted)
    return NoticeRow(
        paper_id=paper.id,
        number=paper.number,
        village=village,
        households=len(steps),
        places=places_of(str(data_of(first).get("place") or "")),
        from_on=from_on,
        to_on=to_on,
        posted=tuple(mark.place for mark in marks if mark.kind == MarkKind.POSTED),
        taken_down=tuple(mark.place for mark in marks if mark.kind == MarkKind.TAKEN_DOWN),
        open_objections=session.scalar(counted) or 0,
    )


def _problems(case: Case | None, given: NewObjection, today: date) -> Iterator[Reason]:
    if case is None or case.state not in (CaseState.NOTICE_POSTED, CaseState.NOTICE_OVER):
        yield Reason("notice.not_posted")
    if not given.content.strip():
        yield Reason("notice.objection_empty")
    if given.received_on > today:
        yield Reason("notice.future", {"day": given.received_on, "today": today})


def _inquiry_problems(row: Objection, inquiry: Inquiry, today: date) -> Iterator[Reason]:
    if len({signer.name.strip() for signer in inquiry.signers if signer.name.strip()}) < 2:
        yield Reason("notice.two_inquirers")
    if not inquiry.finding.strip():
        yield Reason("notice.finding_empty")
    for on in (inquiry.on, inquiry.told_on):
        if on and on > today:
            yield Reason("notice.future", {"day": on, "today": today})
    if inquiry.on < row.received_on:
        yield Reason("notice.inquired_before", {"received": row.received_on})


def _mark_problems(
    found: NoticeRow, kind: MarkKind, place: str, on: date, person: str, receipt: str, today: date
) -> Iterator[Reason]:
    if place not in found.places:
        yield Reason("notice.other_place", {"places": list(found.places)})
    if not person.strip():
        yield Reason("notice.person_missing")
    if not found.from_on <= on <= today:
        yield Reason("notice.mark_day", {"from": found.from_on, "today": today})
    if kind is MarkKind.POSTED and not receipt.strip():
        yield Reason("notice.receipt_missing")
    if kind is MarkKind.TAKEN_DOWN and on <= found.to_on:
        yield Reason("notice.days_not_over", {"until": found.to_on})
    if place in (found.posted if kind is MarkKind.POSTED else found.taken_down):
        yield Reason("notice.marked_already", {"place": place})


def _open_objection(session: Session, number: str) -> Objection:
    row = session.scalars(select(Objection).where(Objection.number == number.strip())).one_or_none()
    if row is None:
        raise NotFound(Reason("notice.no_objection", {"number": number}))
    if row.is_founded is not None:
        raise refuse("notice.inquired_already", number=number)
    return row


def _objection_row(row: Objection, code: str, head: str, village: str) -> ObjectionRow:
    return ObjectionRow(
        id=row.id,
        number=row.number,
        household_code=code,
        head_name=head,
        village=village,
        objector=row.objector or "",
        content=row.content or "",
        received_on=row.received_on,
        inquired_on=row.inquired_on,
        inquirers=tuple(str(signer.get("name", "")) for signer in json.loads(row.inquirers or "[]")),
        finding=row.finding or "",
        founded=None if row.is_founded is None else bool(row.is_founded),
        told_on=row.told_on,
    )
