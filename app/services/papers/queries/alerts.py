"""预警: the ledger, slips of hand-over, inspection and follow-up (workflow 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import ColumnElement, select

from app.models.cases import Alert, Measure, MonitoringSpell
from app.models.enums import AlertLevel, AlertState, Category, Gap, MeasureGroup, MeasureState
from app.models.history import in_chunks
from app.models.household import Household, HouseholdSummary
from app.models.plans import Department
from app.models.region import Region
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, Sort
from app.services.papers.layouts.slip import SlipChoice, SlipData, SlipPlace, SlipText, WideFact
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts
from app.services.papers.queries.case_rows import Step, last, steps_of_alerts
from app.services.papers.queries.gone import last_known
from app.services.papers.queries.listing import make_list, one_list
from app.services.papers.wording import UNKNOWN, day, short_day, truth
from app.services.step_fields import field_label
from app.services.workflow.common_guards import persons


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert with its household."""

    alert: Alert
    village_id: int
    village: str
    group: str
    code: str
    head: str
    phone: str
    category: str
    department: str

    @property
    def gap(self) -> str:
        """The gap in words."""
        return Gap(self.alert.gap).label

    @property
    def state(self) -> str:
        """The state in words."""
        return AlertState(self.alert.state).label


def alert_rows(question: Question, *conditions: ColumnElement[bool]) -> list[AlertRow]:
    """The alerts that are wanted, by number."""
    summary = HouseholdSummary
    columns = (
        *(Alert, Household.village_id, Region.name.label("village"), summary.group_name, summary.code),
        *(summary.head_name, summary.phone, MonitoringSpell.category, summary.category.label("known_category")),
        Department.name.label("department"),
    )
    statement = (
        select(*cast("tuple[Any, ...]", columns))
        .join(Household, Household.id == Alert.household_id)
        .join(summary, summary.household_id == Household.id)
        .join(Region, Region.id == Household.village_id)
        .outerjoin(MonitoringSpell, MonitoringSpell.id == Alert.spell_id)
        .outerjoin(Department, Department.id == Alert.department_id)
        .where(*conditions)
        .order_by(Alert.found_on, Alert.id)
    )
    scope = question.scope
    statement = statement.where(*question.within(village=Household.village_id, household=Household.id))
    if scope.alerts is not None:
        statement = statement.where(Alert.id.in_(scope.alerts))
    found = [
        AlertRow(
            alert=row.Alert,
            village_id=row.village_id,
            village=row.village,
            group=row.group_name,
            code=row.code,
            head=row.head_name,
            phone=row.phone or "",
            category=question.category(row.category or row.known_category),
            department=row.department or "",
        )
        for row in question.session.execute(statement)
    ]
    known = last_known(question.session, (row.alert.household_id for row in found if not row.head))
    return [
        replace(row, head=known[row.alert.household_id].head) if row.alert.household_id in known else row
        for row in found
    ]


def _in_states(*states: AlertState) -> ColumnElement[bool]:
    return Alert.state.in_([state.value for state in states])


def measures_of(question: Question, alert_ids: Iterable[int]) -> dict[int, list[Measure]]:
    """The measures of each alert, in order."""
    found: dict[int, list[Measure]] = {}
    for chunk in in_chunks(sorted(alert_ids)):
        for row in question.session.scalars(select(Measure).where(Measure.alert_id.in_(chunk)).order_by(Measure.id)):
            if row.alert_id is not None:
                found.setdefault(row.alert_id, []).append(row)
    return found


def measure_text(measure: Measure) -> str:
    """A measure in one line: group, what, and where it stands."""
    what = measure.description or ""
    state = MeasureState(measure.state)
    done = f"（{short_day(measure.done_on)}完成）" if state is MeasureState.DONE and measure.done_on else ""
    cancelled = "（已取消）" if state is MeasureState.CANCELLED else ""
    group = MeasureGroup(measure.group).label
    return f"{group}：{what}{done}{cancelled}" if what else f"{group}{done}{cancelled}"


def ledger(question: Question) -> Found:
    """预警台账: every alert with the days of its steps."""
    rows = alert_rows(question)
    if not rows:
        return drafts(NOTHING_FOUND)
    ids = [row.alert.id for row in rows]
    steps, measures = steps_of_alerts(question, ids), measures_of(question, ids)
    lines = [ListRow(ledger_cells(row, steps, measures.get(row.alert.id, ()))) for row in rows]
    open_ = sum(row.alert.is_open for row in rows)
    notes = (f"共{len(rows)}件，其中未结{open_}件。",)
    return one_list(
        make_list(question, f"{question.township}防止返贫预警台账", lines, kind="alert_ledger", notes=notes)
    )


def ledger_cells(row: AlertRow, steps: dict[int, list[Step]], measures: Sequence[Measure]) -> tuple[str, ...]:
    """One alert as the ledger lists it."""

    def on(*actions: str) -> str:
        step = last(steps, row.alert.id, *actions)
        return short_day(step.occurred_on) if step else ""

    alert = row.alert
    return (
        *(alert.number, row.village, row.head, row.category, row.gap, alert.fact or "", short_day(alert.found_on)),
        *(on("review_village"), on("confirm", "emergency"), row.department, short_day(alert.due_on)),
        "\n".join(map(measure_text, measures)),
        *(on("request_closure"), on("close"), on("follow_up"), row.state),
    )


def assignments(question: Question) -> Found:
    """交办单: what was handed to a department; exists as snapshots only."""
    if not question.freezing:
        return drafts(NOTHING_FOUND)
    rows = alert_rows(question)
    steps = steps_of_alerts(question, (row.alert.id for row in rows), "assign", "reassign")
    return drafts(
        [
            Draft(
                _assignment(question, row, last(steps, row.alert.id, "assign", "reassign")),
                household_id=row.alert.household_id,
                village_id=row.village_id,
                alert_id=row.alert.id,
            )
            for row in rows
        ]
    )


def _facts(row: AlertRow) -> tuple[Fact, ...]:
    return (
        Fact("预警编号", row.alert.number),
        Fact("户编号", row.code),
        Fact("户主姓名", row.head),
        Fact("监测类别", row.category),
        Fact("村、组", f"{row.village}{row.group}"),
        Fact("联系电话", row.phone),
        Fact("缺项", row.gap),
    )


def _assignment(question: Question, row: AlertRow, step: Step | None) -> SlipData:
    alert = row.alert
    level = AlertLevel(alert.level).label if alert.level else ""
    name, office = step.signers[0] if step and step.signers else ("", "")
    again = step is not None and step.action == "reassign"
    return SlipData(
        title=f"{question.township}防返贫监测预警{'改办' if again else '交办'}单",
        office=question.desk,
        number=question.paper_no or (step.paper_no if step else ""),
        facts=(
            *_facts(row),
            Fact("预警等级", level),
            Fact("交办部门", row.department),
            Fact("部门联系人", alert.department_contact or ""),
            Fact("回复期限", day(alert.response_due_on)),
            Fact("办结期限", day(alert.due_on)),
        ),
        wide_facts=(WideFact("改办原因", step.text("reason")),) if again and step else (),
        texts=(
            SlipText("基本情况", alert.fact or "", 4),
            SlipText("交办要求", question.text("assignment.demand"), 3),
        ),
        places=(
            SlipPlace(f"分管领导（签字）{office}", name, step.occurred_on if step else None),
            SlipPlace(question.government, is_seal=True),
            SlipPlace("部门接收人（签字）"),
            SlipPlace("接收部门", is_seal=True),
        ),
        notes=question.notes("assignment.note"),
    )


def inspections(question: Question) -> Found:
    """销号核查表: to be filled on site for every closure that was asked for; as it was filled once it is frozen."""
    rows = alert_rows(question) if question.freezing else alert_rows(question, _in_states(AlertState.CLOSURE_REQUESTED))
    ids = [row.alert.id for row in rows]
    steps, measures = steps_of_alerts(question, ids), measures_of(question, ids)
    return drafts(
        [
            Draft(
                _inspection(question, row, last(steps, row.alert.id, "close"), measures.get(row.alert.id, ())),
                household_id=row.alert.household_id,
                village_id=row.village_id,
                alert_id=row.alert.id,
            )
            for row in rows
        ]
    )


_ITEM_COLUMNS = (
    ListColumn("项目", 8),
    ListColumn("是否达标", 7),
    ListColumn("核实依据", 14, Sort.TEXT),
    ListColumn("说明", 14, Sort.TEXT),
)


def _inspection(question: Question, row: AlertRow, step: Step | None, measures: Sequence[Measure]) -> SlipData:
    facts, found = (step.data.get(name) if step else None for name in ("facts", "exit_items"))
    known = next((said for said in (found, facts) if isinstance(said, dict)), {})
    items = question.running.plan.exit_items if row.category == question.category(Category.UNSTABLE_EXITED) else ()
    names = items or (row.alert.gap,)
    lines = tuple(
        ListRow((field_label(name), _reached(known.get(name)) if step else "□是　□否", "", "")) for name in names
    )
    told = "" if isinstance(facts, dict) else str(facts or "")
    named = [person.name for person in persons(step.data.get("verifiers"))] if step else []
    verifiers = [*named, "", ""][:2]
    leader = step.signers[0][0] if step and step.signers else ""
    when = step.occurred_on if step else None
    return SlipData(
        title=f"{question.township}防返贫监测预警销号核查表",
        office=question.desk,
        number=question.paper_no or (step.paper_no if step else ""),
        facts=(*_facts(row), Fact("责任部门", row.department), Fact("核查日期", day(when))),
        wide_facts=(WideFact("帮扶措施", "\n".join(map(measure_text, measures))),),
        table_heading="逐项核查",
        table=ListData("", _ITEM_COLUMNS, lines, tall=True),
        choices=(SlipChoice("核查结论", ("同意销号", "不同意，继续帮扶"), "同意销号" if step else None),),
        texts=(SlipText("核查情况", told, 4),),
        places=(
            SlipPlace("核查人（签字）", verifiers[0], when),
            SlipPlace("核查人（签字）", verifiers[1], when),
            SlipPlace("户主（签字、指印）"),
            SlipPlace("分管领导（签字）", leader, when),
        ),
        notes=question.notes("closure_inspection.note"),
    )


def blank_inspection(question: Question) -> Found:
    """销号核查表 without an alert, for every exit item of the plan."""
    return drafts([Draft(_emptied(_inspection(question, _no_alert(question), None, ())))])


def blank_follow_up(question: Question) -> Found:
    """回访表 without an alert."""
    return drafts([Draft(_emptied(_follow_up(question, _no_alert(question), None)))])


def _no_alert(question: Question) -> AlertRow:
    nobody = Alert(number="", gap=Gap.HOUSING.value, state=AlertState.CLOSED.value)
    return AlertRow(nobody, 0, "", "", "", "", "", question.category(Category.UNSTABLE_EXITED), "")


def _emptied(slip: SlipData) -> SlipData:
    facts = tuple(Fact(fact.label, "") for fact in slip.facts)
    return replace(slip, number="", facts=facts, wide_facts=tuple(WideFact(w.label, "") for w in slip.wide_facts))


def _reached(value: object) -> str:
    return truth(None if value is None else bool(value), unknown=UNKNOWN)


def follow_ups(question: Question) -> Found:
    """回访表: for every closed alert, empty before the visit and filled after it."""
    rows = alert_rows(question, _in_states(AlertState.CLOSED, AlertState.UPDATED, AlertState.FOLLOWED_UP))
    steps = steps_of_alerts(question, (row.alert.id for row in rows), "follow_up")
    return drafts(
        [
            Draft(
                _follow_up(question, row, last(steps, row.alert.id, "follow_up")),
                household_id=row.alert.household_id,
                village_id=row.village_id,
                alert_id=row.alert.id,
            )
            for row in rows
        ]
    )


def _follow_up(question: Question, row: AlertRow, step: Step | None) -> SlipData:
    options = ("稳定", "不稳定，重新预警")
    results = {"stable": options[0], "unstable": options[1]}
    signers = [*(step.signers if step else ()), ("", ""), ("", "")][:2]
    when = step.occurred_on if step else None
    chosen = results.get(step.text("result")) if step else None
    told = step.text("result") if step and chosen is None else ""
    return SlipData(
        title=f"{question.township}销号后回访表",
        number=row.alert.number,
        facts=(
            *_facts(row),
            Fact("销号日期", day(row.alert.closed_on)),
            Fact("应回访日期", day(row.alert.follow_up_due_on)),
            Fact("回访日期", day(when)),
        ),
        choices=(SlipChoice("回访结果", options, chosen), SlipChoice("农户是否满意", ("满意", "基本满意", "不满意"))),
        texts=(SlipText("回访情况", told, 5), SlipText("农户意见", "", 4)),
        places=(
            SlipPlace("回访人（签字）", signers[0][0], when),
            SlipPlace("回访人（签字）", signers[1][0], when),
            SlipPlace("户主（签字、指印）"),
            SlipPlace("驻村工作队（签字）"),
        ),
    )
