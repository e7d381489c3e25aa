"""监测对象信息采集表: what the operator types into the national system, from the ledger (domain 4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import select

from app.models.cases import Case, Measure
from app.models.enums import CaseState, Category, ClearingWay, MeasureGroup, MeasureState, Risk
from app.models.history import in_chunks
from app.models.household import Membership, Person
from app.services import effective as e
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, Sort
from app.services.papers.layouts.sections import Section, SectionsData
from app.services.papers.layouts.slip import SlipPlace, WideFact
from app.services.papers.parts import choices, ticked, yes_no
from app.services.papers.queries.asking import Draft, Found, Question
from app.services.papers.queries.case_rows import CaseRow, Step, case_rows, in_states, last, steps_of_cases
from app.services.papers.queries.contacts import Contact, contacts
from app.services.papers.queries.households import HouseholdRow, household_rows
from app.services.papers.queries.income import Income, incomes
from app.services.papers.queries.listing import by_hand
from app.services.papers.queries.persons import member_rows
from app.services.papers.queries.visit_facts import fact_of, net_income, per_head
from app.services.papers.queries.visits import waiting_households
from app.services.papers.wording import day, sex_word, truth, yuan

_TRUTHS = {
    "resident_medical": "居民\n医保",
    "employee_medical": "职工\n医保",
    "major_illness_insurance": "大病\n保险",
    "resident_pension": "居民\n养老",
    "employee_pension": "职工\n养老",
    "subsistence_allowance": "低保",
    "extreme_poverty_support": "特困",
}
_WORDS = {
    "political_status": ("政治\n面貌", 4, Sort.WORD),
    "education": ("文化\n程度", 4, Sort.WORD),
    "school_status": ("在校生\n情况", 5, Sort.WORD),
    "health": ("健康状况", 6, Sort.TEXT),
    "labour_skill": ("劳动技能", 6, Sort.TEXT),
    "work_place": ("务工地点", 6, Sort.TEXT),
    "work_months": ("务工\n月数", 3, Sort.NUMBER),
}
_MEMBERS = (
    ListColumn("序号", 2, Sort.NUMBER),
    ListColumn("姓名", 5),
    ListColumn("性别", 2),
    ListColumn("证件号码", 10, Sort.ID),
    ListColumn("与户主\n关系", 4),
    ListColumn("民族", 3),
    *(ListColumn(heading, weight, sort) for heading, weight, sort in _WORDS.values()),
    *(ListColumn(heading, 3) for heading in _TRUTHS.values()),
)
_TWICE = (ListColumn("项目", 16, Sort.TEXT), ListColumn("识别时", 8, Sort.HAND), ListColumn("消除时", 8, Sort.HAND))
_HELPERS = tuple(
    ListColumn(heading, weight, Sort.HAND)
    for heading, weight in (
        *(("姓名", 6), ("性别", 3), ("政治面貌", 5), ("帮扶（选派）单位名称", 12)),
        *(("帮扶开始时间", 7), ("帮扶结束时间", 7), ("联系电话", 8)),
    )
)
# The question of the form, and the fact of a visit that denies it.
_TROUBLES = {
    "housing_safe": "是否住房出现安全问题",
    "education_secured": "是否义务教育阶段适龄儿童少年失学辍学",
    "water_safe": "是否饮水出现安全问题",
    "medical_covered": "是否有家庭成员未参加城乡居民（职工）基本医疗保险",
}
_GROUPS = {
    "wage": "工资性收入（元）",
    "business": "生产经营性收入（元）",
    "property": "财产性收入（元）",
    "transfer": "转移性收入（元）",
    "expense": "生产经营性支出（元）",
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the households of a batch."""

    homes: Mapping[int, HouseholdRow]
    contacts: Mapping[int, Contact]
    members: Mapping[int, list[ListRow]]
    incomes: Mapping[int, Income]
    cases: Mapping[int, CaseRow]
    steps: Mapping[int, list[Step]]
    measures: Mapping[int, set[str]]

    def step(self, household_id: int, *actions: str) -> Step | None:
        """The last step of the household's case among these actions."""
        case = self.cases.get(household_id)
        return last(self.steps, case.case_id, *actions) if case else None


def forms(question: Question) -> Found:
    """For every approved 边缘户 that is to be entered; for households that are named, whatever their state."""
    ids = waiting_households(question, in_states(CaseState.APPROVED), Case.category == Category.MARGINAL.value)
    return Found(len(ids), _drafts(question, ids))


def blank(question: Question) -> Found:
    """A form without a household, with room for ten members."""
    nobody = HouseholdRow(0, "", 0, "", "", "", "", 0, "", None)
    rows = [ListRow((str(number), *("",) * (len(_MEMBERS) - 1))) for number in range(1, _BLANK_MEMBERS + 1)]
    known = _Known(
        homes={0: nobody},
        contacts={0: Contact("", "", "", "", None)},
        members={0: rows},
        incomes={0: Income((), None, "")},
        cases={},
        steps={},
        measures={},
    )
    form = _form(question, known, 0)
    basics, _, *others = form.sections
    members = Section("二、家庭成员（共　　人）", table=ListData("", by_hand(_MEMBERS), tuple(rows), tall=True))
    return Found(1, iter([Draft(replace(form, running="", notes=(_BY_HAND,), sections=(basics, members, *others)))]))


_BLANK_MEMBERS = 10
_BY_HAND = "逐栏现场填写，核对后再录入国家系统。"


def _drafts(question: Question, ids: Sequence[int]) -> Iterator[Draft]:
    for chunk in in_chunks(ids):
        known = _read(question, chunk)
        for household_id in (household_id for household_id in chunk if household_id in known.homes):
            case = known.cases.get(household_id)
            yield Draft(
                _form(question, known, household_id),
                household_id=household_id,
                village_id=known.homes[household_id].village_id,
                case_ids=(case.case_id,) if case else (),
            )


def _read(question: Question, ids: Sequence[int]) -> _Known:
    asked = replace(question, scope=replace(question.scope, households=frozenset(ids)))
    cases = {row.household_id: row for row in case_rows(asked)}
    actions = ("record_visit", "record_clear_visit", "propose_clear", "approve_clear")
    return _Known(
        homes=household_rows(question, ids),
        contacts=contacts(question, ids),
        members=_members(question, ids),
        incomes=incomes(question, ids),
        cases=cases,
        steps=steps_of_cases(question, (row.case_id for row in cases.values()), *actions),
        measures=_measures(question, ids),
    )


def _members(question: Question, ids: Iterable[int]) -> dict[int, list[ListRow]]:
    found: dict[int, list[ListRow]] = {}
    columns = (
        *(Membership.household_id, Membership.relation, Person.name, Person.sex, Person.id_number, Person.ethnicity),
        *(e.person_value(name).label(name) for name in (*_WORDS, *_TRUTHS)),
    )
    for row in member_rows(question, ids, *columns):
        rows = found.setdefault(row.household_id, [])
        rows.append(ListRow(_member(len(rows) + 1, row)))
    return found


def _member(number: int, row: Any) -> tuple[str, ...]:
    words = (getattr(row, name) for name in _WORDS)
    truths = (getattr(row, name) for name in _TRUTHS)
    return (
        *(str(number), row.name, sex_word(row.sex), row.id_number or "", row.relation or ""),
        *(row.ethnicity or "", *("" if value is None else str(value) for value in words)),
        *(truth(None if value is None else bool(value)) for value in truths),
    )


def _measures(question: Question, ids: Iterable[int]) -> dict[int, set[str]]:
    """The groups of the measures of each household that were not cancelled."""
    found: dict[int, set[str]] = {}
    for chunk in in_chunks(ids):
        statement = select(Measure.household_id, Measure.group).where(
            Measure.household_id.in_(chunk), Measure.state != MeasureState.CANCELLED.value
        )
        for household_id, group in question.session.execute(statement):
            found.setdefault(household_id, set()).add(group)
    return found


def _form(question: Question, known: _Known, household_id: int) -> SectionsData:
    home, case = known.homes[household_id], known.cases.get(household_id)
    rows = known.members.get(household_id, [])
    return SectionsData(
        title="防止返贫监测对象信息采集表",
        office=f"{question.township}{home.village}{home.group}",
        sections=(
            _basics(home, known.contacts[household_id], case),
            Section(f"二、家庭成员（共{len(rows)}人）", table=ListData("", _MEMBERS, tuple(rows), empty="（无）")),
            Section("三、“三保障”和饮水安全、收支情况", table=_compared(question, known, household_id)),
            _help(known.measures.get(household_id, set())),
            _cleared(known, household_id),
            Section("六、帮扶责任人", table=ListData("", _HELPERS, (ListRow(("",) * len(_HELPERS)),), tall=True)),
        ),
        places=(
            *(SlipPlace("户主（签字、指印）"), SlipPlace("信息采集人（签字）")),
            *(SlipPlace("信息采集人联系电话"), SlipPlace("录入人（签字）")),
        ),
        notes=question.notes("collection_form.note"),
        running=f"{home.head}　{home.code}",
        code=home.code,
    )


def _basics(home: HouseholdRow, contact: Contact, case: CaseRow | None) -> Section:
    risks = case.risks.split(",") if case else []
    return Section(
        "一、基本信息",
        facts=(
            *(Fact("户编号", contact.national_code or home.code), Fact("户主姓名", home.head)),
            *(Fact("户主证件号码", home.id_number), Fact("联系电话", contact.phone)),
            *(Fact("自然村", contact.natural_village), Fact("户类型", home.household_type)),
            *(
                Fact("监测对象类别", case.category if case else ""),
                Fact("识别日期", day(case.identified_on if case else None)),
            ),
        ),
        wide_facts=(
            WideFact("家庭住址", contact.address or f"{home.village}{home.group}"),
            WideFact("整户无劳动\n能力兜底", yes_no(contact.no_labour)),
            WideFact("易地搬迁\n安置区", f"{yes_no(None)}　　安置区地址："),
            WideFact("致贫返贫\n风险", "　".join(ticked(risk.value in risks, risk.label) for risk in Risk)),
        ),
    )


def _compared(question: Question, known: _Known, household_id: int) -> ListData:
    """Guarantees and income, as found when the household was identified and when its risk was cleared."""
    first, second = known.step(household_id, "record_visit"), known.step(household_id, "record_clear_visit")
    rows = [(label, _trouble(first, name), _trouble(second, name)) for name, label in _TROUBLES.items()]
    sums = (_sums(first), _sums(second))
    rows += [(label, *(yuan(found.get(code)) for found in sums)) for code, label in _GROUPS.items()]
    rows += [
        ("家庭纯收入（元）", net_income(first), net_income(second)),
        ("家庭人均纯收入（元）", per_head(first), per_head(second)),
        ("理赔收入（元）", yuan(known.incomes[household_id].claims_fen), ""),
        ("合规自付支出（元）", yuan(known.incomes[household_id].self_paid_fen), ""),
        ("人均收入参考范围（元）", f"{yuan(question.running.plan.line_fen)}以下", ""),
    ]
    half = len(rows) // 2
    return ListData("", _TWICE * 2, tuple(ListRow((*a, *b)) for a, b in zip(rows[:half], rows[half:], strict=True)))


def _trouble(step: Step | None, name: str) -> str:
    """The form asks for the trouble where the visit says that all is well."""
    value = fact_of(step, name)
    return "未掌握" if step and value is None else truth(None if value is None else not value)


def _sums(step: Step | None) -> dict[str, int]:
    found: dict[str, int] = {}
    items = step.data.get("income_items") if step else None
    for item in cast("list[Mapping[str, object]]", items or []):
        group, amount = str(item.get("code") or "").split(".", 1)[0], item.get("amount_fen")
        if isinstance(amount, int):
            found[group] = found.get(group, 0) + amount
    return found


def _help(groups: set[str]) -> Section:
    boxes = "　".join(ticked(group.value in groups, group.label) for group in MeasureGroup)
    return Section("四、帮扶措施（可多选）", wide_facts=(WideFact("帮扶措施", boxes),))


def _cleared(known: _Known, household_id: int) -> Section:
    proposed, decided = known.step(household_id, "propose_clear"), known.step(household_id, "approve_clear")
    options = tuple((way.value, way.label) for way in ClearingWay)
    return Section(
        "五、风险消除",
        facts=(
            Fact("消除方式", choices(options, proposed.text("way") if proposed else None, gap=" ")),
            Fact("消除日期", day(decided.occurred_on if decided else None)),
            *(Fact("监测联系人", ""), Fact("联系方式", "")),
        ),
    )
