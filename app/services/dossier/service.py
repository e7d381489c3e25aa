"""One household's page, read in one snapshot."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models.household import Household, HouseholdSummary
from app.models.region import Region
from app.services.dossier import course, guarantees, incomes, people
from app.services.dossier.parts import Dossier, HouseholdHead
from app.services.errors import NotFound, Reason
from app.services.ledger import Ledger
from app.services.papers.sent import sent_of


class DossierService:
    """Reads everything that the household's pane shows."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def get(self, household_id: int) -> Dossier:
        """The household's page as the ledger stands now; NotFound for an id that no household has."""
        with self._ledger.reading() as session:
            household = session.get(Household, household_id)
            if household is None:
                raise NotFound(Reason("household.not_found", {"code": household_id}))
            return _dossier(session, household)


def _dossier(session: Session, household: Household) -> Dossier:
    id_ = household.id
    summary = session.get(HouseholdSummary, id_)
    members = people.members_of(session, id_)
    return Dossier(
        head=_head(session, household, summary),
        members=tuple(member for member in members if member.to_on is None),
        former=tuple(member for member in members if member.to_on is not None),
        guarantees=guarantees.guarantees_of(session, id_, summary, members),
        incomes=incomes.incomes_of(session, id_),
        events=incomes.events_of(session, id_),
        spells=course.spells_of(session, id_),
        cases=course.cases_of(session, id_),
        alerts=course.alerts_of(session, id_),
        measures=course.measures_of(session, id_),
        findings=course.findings_of(session, id_),
        attachments=course.attachments_of(session, id_),
        timeline=course.timeline_of(session, id_, household.uid),
        papers=sent_of(session, id_),
    )


def _head(session: Session, household: Household, summary: HouseholdSummary | None) -> HouseholdHead:
    group = session.get(Region, household.group_id) if household.group_id else None
    return HouseholdHead(
        household_id=household.id,
        row_version=household.row_version,
        code=household.code,
        national_code=household.national_code,
        head_name=summary.head_name if summary else "",
        village_id=household.village_id,
        village_name=session.get_one(Region, household.village_id).name,
        group_id=household.group_id,
        group_name=group.name if group else "",
        natural_village=household.natural_village,
        address=household.address,
        phone=household.phone,
        household_type=household.household_type,
        category=summary.category if summary else None,
        risks=course.split_codes(summary.risks if summary else None),
        case_state=summary.case_state if summary else None,
        status=household.status,
        ended_on=household.ended_on,
        end_reason=household.end_reason,
        remark=household.remark,
        member_count=summary.member_count if summary else 0,
        counted_heads=summary.counted_heads if summary else 0,
        net_per_head_fen=summary.net_per_head_fen if summary else None,
        net_basis=summary.net_basis if summary else None,
        tags=course.split_codes(summary.tags if summary else None),
        open_alerts=summary.open_alerts if summary else 0,
    )
