"""走访: the pre-filled form of each household, and the task sheets of the teams."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select

from app.models.cases import Case
from app.models.enums import CaseState, HouseholdType, VisitOutcome
from app.models.facts import HouseholdFact, PersonFact
from app.models.history import in_chunks
from app.models.household import Household, HouseholdSummary, Membership
from app.models.region import Region
from app.models.visits import Visit, VisitAssignment, VisitTeam
from app.services.effective import rank_of
from app.services.papers.layouts.visit_form import Guarantee, Member, VisitForm
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts
from app.services.papers.queries.case_rows import CaseRow, case_rows, in_states
from app.services.papers.queries.households import clue_texts, hit_reasons, reasons_text, tag_labels
from app.services.papers.queries.income import SOURCES, Income, empty_income, incomes
from app.services.papers.queries.listing import make_list, numbered
from app.services.papers.queries.persons import form_members
from app.services.papers.wording import short_day
from app.services.plan_cases import of_plan
from app.services.screening.clauses import GUARANTEES

_FORMS_AT_ONCE = 100
# The columns of the export that stand behind a guarantee where no visit has spoken.
_BEHIND = {"housing_safe": "dangerous_housing", "water_safe": "safe_water"}
_OF_MEMBERS = frozenset({"medical_covered", "education_secured"})
_BY_PLAN = frozenset({"food_enough", "clothing_enough"})
_WRITTEN_BY_HAND = (
    *("household_code", "village", "group", "address", "head_name", "head_id_number", "phone", "household_type"),
    *("category", "tags", "state", "team", "listed_because", "clues", "income_source", "difficulty"),
)
_ORDER = ("food_enough", "clothing_enough", "education_secured", "medical_covered", "housing_safe", "water_safe")


def forms(question: Question) -> Found:
    """A form for every household that is to be visited; for households that are named, whatever their state."""
    ids = waiting_households(question, in_states(CaseState.LISTED))
    return Found(len(ids), _forms(question, ids))


def waiting_households(question: Question, *conditions: ColumnElement[bool]) -> list[int]:
    """In the order in which people walk: households whose open case fits; those that are named, whatever their case."""
    summary = HouseholdSummary
    statement = (
        select(summary.household_id)
        .join(Region, Region.id == summary.village_id)
        .where(summary.status == "active")
        .order_by(
            Region.position, Region.id, summary.group_order, summary.group_name, summary.head_name, summary.household_id
        )
    )
    statement = statement.where(*question.within(village=summary.village_id, household=summary.household_id))
    if question.scope.households is None:
        waiting = select(Case.household_id).where(of_plan(question.running.plan_id), Case.is_open == 1, *conditions)
        statement = statement.where(summary.household_id.in_(waiting))
    return list(question.session.scalars(statement))


def _forms(question: Question, ids: Sequence[int]) -> Iterator[Draft]:
    for first in range(0, len(ids), _FORMS_AT_ONCE):
        chunk = ids[first : first + _FORMS_AT_ONCE]
        known = _Known.read(question, chunk)
        for household_id in chunk:
            case = known.cases.get(household_id)
            form = _form(question, known, household_id)
            yield Draft(
                form,
                household_id=household_id,
                village_id=known.summaries[household_id].village_id,
                case_ids=(case.case_id,) if case else (),
            )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the households of a chunk, read in a handful of statements."""

    summaries: dict[int, HouseholdSummary]
    addresses: dict[int, str]
    cases: dict[int, CaseRow]
    members: dict[int, list[Member]]
    incomes: dict[int, Income]
    hits: dict[int, str]
    clues: dict[int, str]
    teams: dict[int, tuple[str, tuple[str, ...]]]
    spoken: dict[tuple[int, str], tuple[str, object]]

    @staticmethod
    def read(question: Question, ids: Sequence[int]) -> _Known:
        """Read all of it."""
        summary = HouseholdSummary
        summaries = question.session.scalars(select(summary).where(summary.household_id.in_(ids)))
        addresses = question.session.execute(select(Household.id, Household.address).where(Household.id.in_(ids)))
        open_cases = case_rows(
            replace(question, scope=replace(question.scope, households=frozenset(ids))), Case.is_open == 1
        )
        cases = {row.household_id: row for row in open_cases}
        return _Known(
            summaries={row.household_id: row for row in summaries},
            addresses={row.id: row.address or "" for row in addresses},
            cases=cases,
            members=form_members(question, ids),
            incomes=incomes(question, ids),
            hits=hit_reasons(question, ids),
            clues=clue_texts(question, ids),
            teams=_teams(question, [row.case_id for row in open_cases]),
            spoken={**_spoken_of_members(question, ids), **_spoken_of_households(question, ids)},
        )


def _form(question: Question, known: _Known, household_id: int) -> VisitForm:
    summary, case = known.summaries[household_id], known.cases.get(household_id)
    income = known.incomes[household_id]
    team, visitors = known.teams.get(case.case_id, ("", ())) if case else ("", ())
    line = question.running.plan.line_fen
    hit = known.hits.get(household_id, "")
    return VisitForm(
        township=question.township,
        year=question.year,
        household_code=summary.code,
        village=summary.village_name,
        group=summary.group_name,
        address=known.addresses.get(household_id, ""),
        head_name=summary.head_name,
        head_id_number=summary.head_id_number or "",
        phone=summary.phone or "",
        household_type=HouseholdType(summary.household_type).label if summary.household_type else "",
        category=case.category if case else "",
        tags=tag_labels(summary.tags),
        state=case.state.label if case else "",
        team=team,
        listed_because=reasons_text(hit, net_per_head_fen=summary.net_per_head_fen, line_fen=line) if hit else "",
        clues=known.clues.get(household_id, ""),
        members=tuple(known.members.get(household_id, ())),
        counted_heads=summary.counted_heads,
        income=income.lines,
        income_source=income.source or (summary.net_basis or ""),
        net_fen=income.net_fen,
        net_per_head_fen=summary.net_per_head_fen,
        line_fen=line,
        guarantees=tuple(_guarantee(known, summary, name) for name in _ORDER),
        risks=tuple(code for code in (summary.risks or "").split(",") if code),
        difficulty="",
        visitors=visitors,
    )


def _guarantee(known: _Known, summary: HouseholdSummary, name: str) -> Guarantee:
    value = getattr(summary, name)
    source, observed_on = known.spoken.get((summary.household_id, name), ("", None))
    if not source and name in _BY_PLAN and value == 1:
        source = "方案规定"
    return Guarantee(
        GUARANTEES[name],
        None if value is None else bool(value),
        SOURCES.get(source, source) if value is not None else "",
        observed_on if value is not None else None,  # type: ignore[arg-type]
    )


def blank(question: Question) -> Found:
    """A form without a household: for whoever is met on the way and not on any list."""
    empty = VisitForm(
        township=question.township,
        year=question.year,
        **dict.fromkeys(_WRITTEN_BY_HAND, ""),  # type: ignore[arg-type]
        members=(),
        counted_heads=0,
        income=empty_income(),
        net_fen=None,
        net_per_head_fen=None,
        line_fen=question.running.plan.line_fen,
        guarantees=tuple(Guarantee(GUARANTEES[name], None, "", None) for name in _ORDER),
        risks=(),
    )
    return drafts([Draft(empty)])


def _spoken_of_households(question: Question, ids: Iterable[int]) -> dict[tuple[int, str], tuple[str, object]]:
    """(source, day) of the fact that counts, by household and guarantee."""
    found: dict[tuple[int, str], tuple[str, object]] = {}
    for chunk in in_chunks(ids):
        rows = sorted(
            question.session.scalars(select(HouseholdFact).where(HouseholdFact.household_id.in_(chunk))),
            key=lambda row: (rank_of(row.source), str(row.observed_on or ""), row.id),
        )
        for behind in (True, False):  # what was said of the guarantee itself outranks the export's column
            for row in rows:
                for name in _ORDER:
                    field = _BEHIND.get(name) if behind else name
                    if field is not None and getattr(row, field) is not None:
                        found[row.household_id, name] = (row.source, row.observed_on)
    return found


def _spoken_of_members(question: Question, ids: Iterable[int]) -> dict[tuple[int, str], tuple[str, object]]:
    """Insurance and schooling are known of persons: the latest fact of a member tells source and day."""
    found: dict[tuple[int, str], tuple[str, object]] = {}
    for chunk in in_chunks(ids):
        statement = (
            select(Membership.household_id, PersonFact.source, PersonFact.observed_on)
            .join(Membership, Membership.person_id == PersonFact.person_id)
            .where(Membership.household_id.in_(chunk), Membership.to_on.is_(None))
            .order_by(PersonFact.observed_on.nulls_first(), PersonFact.id)  # type: ignore[attr-defined]
        )
        for household_id, source, observed_on in question.session.execute(statement):
            for name in _OF_MEMBERS:
                found[household_id, name] = (source, observed_on)
    return found


def _teams(question: Question, case_ids: Iterable[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Name and members of the team of each case."""
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for chunk in in_chunks(case_ids):
        statement = (
            select(VisitAssignment.case_id, VisitTeam.name, VisitTeam.members)
            .join(VisitTeam, VisitTeam.id == VisitAssignment.team_id)
            .where(VisitAssignment.case_id.in_(chunk))
        )
        for case_id, name, members in question.session.execute(statement):
            names = tuple(str(entry.get("name", "")) for entry in json.loads(members or "[]"))
            found[case_id] = (name, names)
    return found


def team_sheets(question: Question) -> Found:
    """走访组任务单: whom a team visits, with what came of it so far."""
    cases = {row.case_id: row for row in case_rows(question)}
    statement = (
        select(VisitTeam.id, VisitTeam.name, VisitTeam.members, VisitAssignment.case_id)
        .join(VisitAssignment, VisitAssignment.team_id == VisitTeam.id)
        .where(VisitTeam.plan_id == question.running.plan_id)
        .order_by(VisitTeam.name, VisitTeam.id)
    )
    teams: dict[int, tuple[str, str, set[int]]] = {}
    for team_id, name, members, case_id in question.session.execute(statement):
        if case_id in cases:
            teams.setdefault(team_id, (name, members, set()))[2].add(case_id)
    if not teams:
        return drafts(NOTHING_FOUND)
    outcomes = _outcomes(question, cases)
    found: list[Draft] = []
    for name, members, own in teams.values():
        rows = [_task(row, outcomes.get(row.case_id)) for row in cases.values() if row.case_id in own]
        people = "、".join(str(entry.get("name", "")) for entry in json.loads(members or "[]"))
        title = f"{question.township}{question.year}年入户走访任务单（{name}）"
        data = make_list(
            question, title, numbered(rows), kind="team_sheet", subtitle=f"走访人：{people}" if people else ""
        )
        found.append(Draft(data, case_ids=tuple(sorted(own))))
    return drafts(found)


def _task(row: CaseRow, outcome: tuple[str, str] | None) -> tuple[str, ...]:
    result, when = outcome or ("", "")
    return (row.village, row.group, row.head, str(row.members), row.phone, row.address, row.category, result, when, "")


def _outcomes(question: Question, case_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The last visit or attempt of each case: outcome and day."""
    found: dict[int, tuple[str, str]] = {}
    for chunk in in_chunks(sorted(case_ids)):
        statement = (
            select(Visit.case_id, Visit.outcome, Visit.visited_on)
            .where(Visit.case_id.in_(chunk), Visit.purpose == "identification")
            .order_by(Visit.visited_on, Visit.id)
        )
        for case_id, outcome, visited_on in question.session.execute(statement):
            found[case_id] = (VisitOutcome(outcome).label, short_day(visited_on))
    return found
