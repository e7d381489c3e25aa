"""What a row does beside the change of state: spells, comparisons, clues, platform tasks, alerts of an ended case."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import func, select

from app.models.cases import MonitoringSpell, PlatformTask
from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import AlertEnd, CaseState, Category, ClueState, HouseholdType
from app.models.household import Household, Membership, Person
from app.services import clues
from app.services.alerts.consequences import carry_alerts_in, end_alerts_in
from app.services.cases import visit_effects
from app.services.cases.doing import Doing
from app.services.cases.loading import open_spell_of
from app.services.plans import plan_in
from app.services.procedure.steps import data_of, steps_of
from app.services.workflow.case_guards import exempted
from app.services.workflow.common_guards import a_day, integer

Effect = Callable[[Doing], None]


def apply(doing: Doing) -> None:
    """Carry out what the step's action brings; the state itself has been assigned by the door."""
    for effect in _EFFECTS.get(doing.step.action, ()):
        effect(doing)
    state = CaseState(doing.case.state)
    if state in (CaseState.REMOVED, CaseState.RISK_CLEARED, CaseState.NOT_INCLUDED):
        _close_spell(doing, state)


def _spell(doing: Doing) -> MonitoringSpell | None:
    return open_spell_of(doing.session, doing.case.household_id)


def _open_spell(doing: Doing) -> None:
    """Rows 1 and 22: the household is watched from now on; a provisional spell becomes a real one."""
    case, on = doing.case, doing.on
    named = doing.data.get("category")
    if named in {member.value for member in Category}:
        doing.traces.set(case, category=str(named))
    spell = _spell(doing)
    if spell is None:
        spell = doing.traces.add(MonitoringSpell(household_id=case.household_id, category=case.category))
    evaluated = _evaluated(doing)
    risks = doing.data.get("risks") or evaluated.get("risks") or []
    remark = doing.data.get("risk_remark") or evaluated.get("risk_remark")
    doing.traces.set(
        spell,
        category=case.category,
        is_provisional=0,
        risks=joined(risks),
        risk_remark=str(remark) if remark else None,
        identified_on=on,
    )
    doing.traces.set(case, spell_id=spell.id)


def joined(value: object) -> str:
    """A list of codes as the tables store it."""
    return ",".join(str(item) for item in value) if isinstance(value, (list, tuple)) else str(value or "")


def _evaluated(doing: Doing) -> Mapping[str, object]:
    """What the meeting that included the household said."""
    found = [step for step in steps_of(doing.session, doing.case) if step.action == "evaluate"]
    return data_of(found[-1]) if found else {}


def _ask_for_entry(doing: Doing) -> None:
    """Row 22: on the platform a 脱贫户 is marked, anyone else is entered."""
    household = doing.household
    is_marked = doing.case.category == Category.UNSTABLE_EXITED or household.household_type == HouseholdType.EXITED
    _task(doing, "mark" if is_marked else "enter")


def _task(doing: Doing, kind: str, **values: str | None) -> None:
    doing.traces.add(
        PlatformTask(
            kind=kind, household_id=doing.case.household_id, case_id=doing.case.id, opened_on=doing.on, **values
        )
    )


def _close_spell(doing: Doing, state: CaseState) -> None:
    """Rows 30 and 33 close the spell, and so does a G case that ends 不纳入, with its alerts in the same step."""
    if state is not CaseState.RISK_CLEARED:
        end_alerts_in(doing.tx, doing.running, doing.case.household_id, on=doing.on, cause=AlertEnd.CASE_REMOVED,
                      proof=str(doing.data.get("proof") or doing.data.get("decision_no") or doing.step.action),
                      traces=doing.traces)  # fmt: skip
    spell = _spell(doing)
    if spell is None:
        return
    eliminated = doing.on if state is CaseState.RISK_CLEARED else None
    doing.traces.set(spell, closed_on=doing.on, closed_reason=doing.step.action, eliminated_on=eliminated)


def _request_comparison(doing: Doing) -> None:
    """Rows 6 and 11: every living member x every topic of the plan is asked, once per list number."""
    batch = _batch(doing, list_no=str(doing.data.get("list_no") or f"补充{doing.on:%m%d}"))
    asked = select(CrossCheckItem.person_id, CrossCheckItem.item).where(CrossCheckItem.batch_id == batch.id)
    known = {(row.person_id, row.item) for row in doing.session.execute(asked)}
    exempt = exempted(doing.given.request(today=doing.tx.today))
    members = doing.session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.household_id == doing.case.household_id, Membership.to_on.is_(None))
    )
    for person_id, name in members.all():
        reason = exempt.get(name)
        for topic in doing.plan.cross_check_topics:
            if (person_id, topic) not in known:
                item = CrossCheckItem(
                    batch_id=batch.id,
                    case_id=doing.case.id,
                    household_id=doing.case.household_id,
                    person_id=person_id,
                    item=topic,
                    outcome="exempt" if reason else "unanswered",
                    exempt_reason=reason,
                )
                doing.traces.add(item)


def _batch(doing: Doing, *, list_no: str) -> CrossCheckBatch:
    """The numbered request of this list; it is shared by its households and so is no trace of one of them."""
    session, plan_id = doing.session, doing.case.plan_id
    batch = session.scalars(
        select(CrossCheckBatch).where(CrossCheckBatch.plan_id == plan_id, CrossCheckBatch.list_no == list_no)
    ).first()
    if batch is None:
        last = session.scalar(select(func.max(CrossCheckBatch.number)).where(CrossCheckBatch.plan_id == plan_id))
        batch = CrossCheckBatch(
            plan_id=plan_id,
            number=(last or 0) + 1,
            items=",".join(doing.plan.cross_check_topics),
            requested_on=doing.on,
            list_no=list_no,
        )
        session.add(batch)
        session.flush()
    return batch


def _open_comparison(doing: Doing) -> None:
    doing.traces.set(doing.case, comparison_open=1)


def _close_comparison(doing: Doing) -> None:
    doing.traces.set(doing.case, comparison_open=0)


def _take_up_clues(doing: Doing) -> None:
    """Row 2: the clues that it rests on turn into the proposal; track S counts from their registration."""
    number = str(doing.data.get("clue_no") or "").strip()
    registered_on = clues.propose_in(doing.traces, doing.case.household_id, number=number)
    if doing.case.clock_from_on is None and registered_on is not None:
        doing.traces.set(doing.case, clock_from_on=registered_on)


def _answer_clues(doing: Doing) -> None:
    """Row 3: a clue gets its answer."""
    states, answer = (ClueState.PROPOSED,), str(doing.data.get("reason"))
    clues.strike_in(doing.traces, doing.case.household_id, states=states, answer=answer, on=doing.on)


def _to_be_mended(doing: Doing) -> None:
    doing.traces.set(doing.case, mend_due_on=a_day(doing.data.get("due_on")))


def _resubmitted(doing: Doing) -> None:
    doing.traces.set(doing.case, mend_due_on=None, round_number=doing.case.round_number + 1)


def _reported(doing: Doing) -> None:
    """Row 21 after 重访 or 重评 is the next round."""
    if doing.case.mend_due_on is not None:
        _resubmitted(doing)


def _note_national_code(doing: Doing) -> None:
    code = str(doing.data.get("national_code") or "").strip()
    if code:
        doing.traces.set(doing.case, national_code=code)
        doing.traces.set(doing.session.get_one(Household, doing.case.household_id), national_code=code)


def _entered(doing: Doing) -> None:
    doing.traces.set(doing.case, entered_on=doing.on)
    _note_national_code(doing)
    tasks = select(PlatformTask).where(
        PlatformTask.case_id == doing.case.id, PlatformTask.kind.in_(("enter", "mark")), PlatformTask.done_on.is_(None)
    )
    for task in doing.session.scalars(tasks):
        doing.traces.set(task, done_on=doing.on, done_by=str(doing.data.get("operator") or ""))


def _recategorised(doing: Doing) -> None:
    old, new = doing.case.category, str(doing.data["category"])
    doing.traces.set(doing.case, category=new)
    spell = _spell(doing)
    if spell is not None:
        doing.traces.set(spell, category=new)
    if doing.case.entered_on is not None or spell is not None:
        names = (doing.plan.category_name(Category(old)), doing.plan.category_name(Category(new)))
        _task(doing, "correct", field="监测对象类别", old_value=names[0], new_value=names[1])


def _way_of_clearing(doing: Doing) -> None:
    spell = _spell(doing)
    if spell is not None:
        doing.traces.set(spell, elimination_kind=str(doing.data["way"]))


def _clearing_refused(doing: Doing) -> None:
    spell = _spell(doing)
    if spell is not None:
        doing.traces.set(spell, elimination_kind=None)


def _cleared(doing: Doing) -> None:
    _task(doing, "clear")


def _removed(doing: Doing) -> None:
    _task(doing, "remove", field="监测对象", old_value=str(doing.data.get("cause") or ""))


def _rolled_over(doing: Doing) -> None:
    """Row 34: the case goes on under the next plan; its alerts keep numbers and clocks (alert row 24)."""
    following = plan_in(doing.session, year=integer(doing.data.get("new_plan")))
    doing.traces.set(doing.case, plan_id=following.plan_id)
    carry_alerts_in(
        doing.tx,
        doing.running,
        doing.case.household_id,
        to_plan_id=following.plan_id,
        on=doing.on,
        traces=doing.traces,
    )


_EFFECTS: Mapping[str, tuple[Effect, ...]] = {
    "carry_over": (_open_spell, _note_national_code),
    "propose": (_take_up_clues,),
    "strike": (_answer_clues,),
    "submit_cross_check": (_request_comparison,),
    "close_cross_check": (_close_comparison,),
    "list_before_result": (_open_comparison,),
    "join_on_visit": (_open_comparison, visit_effects.expected_income, _request_comparison),
    "record_attempt": (visit_effects.attempted,),
    "record_visit": (visit_effects.visited,),
    "record_clear_visit": (visit_effects.visited,),
    "report_district": (_reported,),
    "record_approval": (_open_spell, _ask_for_entry),
    "record_return": (_to_be_mended,),
    "recall": (_to_be_mended,),
    "resubmit": (_resubmitted,),
    "record_entry": (_entered,),
    "recategorise": (_recategorised,),
    "propose_clear": (_way_of_clearing,),
    "refuse_clear": (_clearing_refused,),
    "approve_clear": (_cleared,),
    "remove": (_removed,),
    "roll_over": (_rolled_over,),
}
