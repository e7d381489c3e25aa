"""申请及承诺授权查询书: a household asks to be watched, vouches for what it says, allows its data to be compared."""

from __future__ import annotations

from dataclasses import replace

from app.models.cases import Case
from app.models.enums import CaseState
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, Sort
from app.services.papers.layouts.slip import SlipData, SlipPlace, SlipText, WideFact
from app.services.papers.queries.asking import Draft, Found, Question, drafts
from app.services.papers.queries.case_rows import CaseRow, Step, case_rows, in_states, last, steps_of_cases
from app.services.papers.queries.contacts import Contact, contacts
from app.services.papers.queries.households import HouseholdRow, household_rows
from app.services.papers.queries.listing import by_hand
from app.services.papers.queries.persons import LivingMember, living_members
from app.services.papers.queries.visits import waiting_households

_COLUMNS = (
    ListColumn("序号", 3, Sort.NUMBER),
    ListColumn("姓名", 8),
    ListColumn("与户主关系", 6),
    ListColumn("身份证号", 12, Sort.ID),
    ListColumn("签字、指印", 10, Sort.HAND),
)


def applications(question: Question) -> Found:
    """One for every household that was proposed and not yet reported; for households that are named, in any state."""
    ids = waiting_households(question, in_states(CaseState.PROPOSED))
    homes, members = household_rows(question, ids), living_members(question, ids)
    known = contacts(question, ids)
    cases = {row.household_id: row for row in case_rows(question, Case.is_open == 1) if row.household_id in homes}
    steps = steps_of_cases(question, (row.case_id for row in cases.values()), "propose")
    found: list[Draft] = []
    for home in (homes[household_id] for household_id in ids if household_id in homes):
        case = cases.get(home.household_id)
        step = last(steps, case.case_id, "propose") if case else None
        data = _application(question, home, known[home.household_id], members.get(home.household_id, []), case, step)
        case_ids = (case.case_id,) if case else ()
        found.append(Draft(data, household_id=home.household_id, village_id=home.village_id, case_ids=case_ids))
    return drafts(found)


def blank(question: Question) -> Found:
    """One without a household, with room for eight members."""
    nobody = HouseholdRow(0, "", 0, "", "", "", "", 0, "", None)
    members = [LivingMember(0, "", "", "")] * _BLANK_MEMBERS
    made = _application(question, nobody, Contact("", "", "", "", None), members, None, None)
    facts = tuple(Fact(fact.label, "") for fact in made.facts)
    table = replace(made.table, columns=by_hand(_COLUMNS)) if made.table else None
    return drafts([Draft(replace(made, facts=facts, table=table, office="　　　　　　　村（社区）　　　组"))])


_BLANK_MEMBERS = 8


def _application(
    question: Question,
    home: HouseholdRow,
    contact: Contact,
    members: list[LivingMember],
    case: CaseRow | None,
    step: Step | None,
) -> SlipData:
    rows = [ListRow((str(n), m.name, m.relation, m.id_number, "")) for n, m in enumerate(members, start=1)]
    return SlipData(
        title=f"{question.township}防止返贫监测对象\n申请及承诺授权查询书",
        office=f"{home.village}{home.group}",
        number=home.code,
        facts=(
            Fact("户主姓名", home.head),
            Fact("身份证号", home.id_number),
            Fact("户类型", home.household_type),
            Fact("联系电话", contact.phone),
            Fact("家庭人口", f"{home.members}人"),
            Fact("申请类别", case.category if case else ""),
        ),
        wide_facts=(WideFact("家庭住址", contact.address),),
        table_heading="家庭成员（成年成员签字或者按指印）",
        table=ListData("", _COLUMNS, tuple(rows), empty="（无）", tall=True),
        texts=(
            SlipText("申请事由", _why(step), 4),
            SlipText("承诺", question.text("application.promise"), 1),
            SlipText("授权", question.text("application.leave"), 1),
        ),
        places=(SlipPlace("申请人（户主签字、指印）"), SlipPlace("代写人、见证人（签字）")),
        notes=question.notes("application.note"),
    )


def _why(step: Step | None) -> str:
    return "\n".join(filter(None, (step.text("basis"), step.text("gap")))) if step else ""
