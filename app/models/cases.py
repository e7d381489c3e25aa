"""The procedure: monitoring spells that span years, cases of a plan year, alerts, and every step taken."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    Code,
    Day,
    Fen,
    Instant,
    Long,
    Name,
    OptionalCode,
    OptionalDay,
    OptionalName,
    Truth,
    Versioned,
)


class MonitoringSpell(Versioned, Base):
    """A household is watched from identification to elimination, over any number of plan years."""

    __tablename__ = "monitoring_spell"

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    category: Mapped[Code]  # unstable_exited, marginal, sudden
    risks: Mapped[str] = mapped_column(Text, default="")  # up to five Risk codes in order, joined by a comma
    risk_remark: Mapped[OptionalName]
    disaster_kind: Mapped[OptionalCode]
    is_provisional: Mapped[int] = mapped_column(Integer, default=0)
    identified_on: Mapped[OptionalDay]
    eliminated_on: Mapped[OptionalDay]
    elimination_kind: Mapped[OptionalCode]  # helped (帮扶消除), natural (自然消除)
    closed_on: Mapped[OptionalDay]
    closed_reason: Mapped[OptionalName]


class Case(Versioned, Base):
    """The procedure of one household in one plan year (track B, S or G). Only the door assigns ``state``."""

    __tablename__ = "monitoring_case"
    __table_args__ = (Index("ix_monitoring_case_state", "plan_id", "state"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    spell_id: Mapped[int | None] = mapped_column(ForeignKey("monitoring_spell.id"), index=True)
    track: Mapped[Code]  # B, S, G
    state: Mapped[Code]  # CaseState
    category: Mapped[Code]
    origin: Mapped[OptionalCode]  # carried_over, hit, clue, department, met_on_visit, emergency, rolled_over
    is_open: Mapped[int] = mapped_column(Integer, default=1)
    opened_on: Mapped[Day]
    state_since_on: Mapped[Day]
    closed_on: Mapped[OptionalDay]
    # The comparison is still open for a household that was listed before its result, or met on the way.
    comparison_open: Mapped[int] = mapped_column(Integer, default=0)
    mend_due_on: Mapped[OptionalDay]  # 待补正: the district's due date
    clock_from_on: Mapped[OptionalDay]  # track S: the day the clue was registered
    round_number: Mapped[int] = mapped_column(Integer, default=1)
    national_code: Mapped[OptionalCode]
    entered_on: Mapped[OptionalDay]
    linked_case_id: Mapped[int | None] = mapped_column(ForeignKey("monitoring_case.id"), index=True)
    remark: Mapped[Long]


class Alert(Versioned, Base):
    """One household × one gap × one lead department. Only the door assigns ``state``."""

    __tablename__ = "alert"
    __table_args__ = (Index("ix_alert_state", "state"),)

    number: Mapped[Code]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    spell_id: Mapped[int | None] = mapped_column(ForeignKey("monitoring_spell.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"), index=True)
    gap: Mapped[Code]
    state: Mapped[Code]
    is_open: Mapped[int] = mapped_column(Integer, default=1)
    origin: Mapped[OptionalCode]  # monthly_check, emergency, department_list, rule, by_hand
    level: Mapped[OptionalCode]  # amber, red
    fact: Mapped[Long]
    found_on: Mapped[Day]
    state_since_on: Mapped[Day]
    platform_on: Mapped[OptionalDay]  # marked on the provincial platform
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    department_contact: Mapped[OptionalName]
    assigned_on: Mapped[OptionalDay]
    response_due_on: Mapped[OptionalDay]
    responded_on: Mapped[OptionalDay]
    due_on: Mapped[OptionalDay]
    limit_on: Mapped[OptionalDay]
    paused_on: Mapped[OptionalDay]
    paused_days: Mapped[int] = mapped_column(Integer, default=0)
    reminders: Mapped[int] = mapped_column(Integer, default=0)
    declined: Mapped[int] = mapped_column(Integer, default=0)
    returned: Mapped[int] = mapped_column(Integer, default=0)
    is_escalated: Mapped[int] = mapped_column(Integer, default=0)
    closed_on: Mapped[OptionalDay]
    close_platform_on: Mapped[OptionalDay]
    follow_up_due_on: Mapped[OptionalDay]
    previous_alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True)


class WorkflowStep(Versioned, Base):
    """One transition that was taken: who signed, for whom, who typed, when it happened and when it was typed."""

    __tablename__ = "workflow_step"
    __table_args__ = (
        CheckConstraint("(case_id IS NULL) <> (alert_id IS NULL)", name="one_subject"),
        Index("ix_workflow_step_action", "action"),
    )

    workflow: Mapped[Code]  # case, alert
    case_id: Mapped[int | None] = mapped_column(ForeignKey("monitoring_case.id"), index=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    number: Mapped[int]  # 1, 2, ... within its case or alert
    row: Mapped[Code]  # the row of the workflow table: "1", "7b", "31a" ...
    action: Mapped[Code]
    from_state: Mapped[OptionalCode]
    to_state: Mapped[Code]
    track: Mapped[OptionalCode]
    party: Mapped[Code]
    session_user: Mapped[Name]
    actor: Mapped[Name]
    on_behalf_of: Mapped[Name]
    signers: Mapped[str] = mapped_column(Text, default="[]")  # JSON [{"name", "office"}]
    occurred_on: Mapped[Day]
    recorded_at: Mapped[Instant]
    paper_no: Mapped[OptionalName]
    data: Mapped[str] = mapped_column(Text, default="{}")  # JSON: the fields of the row
    undo_data: Mapped[Long]  # JSON: what take_back restores beside the state
    plan_version_id: Mapped[int | None] = mapped_column(ForeignKey("plan_version.id"), index=True)
    permit_id: Mapped[int | None] = mapped_column(ForeignKey("permit.id"), index=True)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper_snapshot.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    taken_back_on: Mapped[OptionalDay]
    taken_back_reason: Mapped[OptionalName]


class Measure(Versioned, Base):
    """A help measure for a household, usually for an alert."""

    __tablename__ = "measure"

    spell_id: Mapped[int | None] = mapped_column(ForeignKey("monitoring_spell.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    group: Mapped[Code]  # MeasureGroup
    description: Mapped[OptionalName]
    responsible: Mapped[OptionalName]
    starts_on: Mapped[OptionalDay]
    due_on: Mapped[OptionalDay]
    amount_fen: Mapped[Fen]
    state: Mapped[Code] = mapped_column(default="planned")  # planned, done, cancelled
    done_on: Mapped[OptionalDay]
    evidence: Mapped[Long]
    cancelled_reason: Mapped[OptionalName]


class MonthlyCheck(Versioned, Base):
    """The monthly look at a watched household: seven items, each 正常 / 有变化 / 缺项 with a note."""

    __tablename__ = "monthly_check"
    __table_args__ = (Index("uq_monthly_check_spell_month", "spell_id", "month", unique=True),)

    spell_id: Mapped[int] = mapped_column(ForeignKey("monitoring_spell.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    month: Mapped[Code]  # 2020-04
    checked_on: Mapped[Day]
    checker: Mapped[Name]
    way: Mapped[Code]  # visit, phone
    is_carried: Mapped[int] = mapped_column(Integer, default=0)  # 沿用上月
    housing: Mapped[OptionalCode]  # normal, changed, gap
    education: Mapped[OptionalCode]
    medical: Mapped[OptionalCode]
    water: Mapped[OptionalCode]
    income: Mapped[OptionalCode]
    employment: Mapped[OptionalCode]
    living: Mapped[OptionalCode]
    notes: Mapped[Long]  # JSON: item -> note
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)


class PlatformTask(Versioned, Base):
    """What is still to be done on the national or provincial platform, and what was done there when."""

    __tablename__ = "platform_task"

    kind: Mapped[Code]  # enter, mark, correct, mark_alert, close_alert, clear, remove
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("monitoring_case.id"), index=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True)
    field: Mapped[OptionalName]
    old_value: Mapped[OptionalName]
    new_value: Mapped[OptionalName]
    opened_on: Mapped[Day]
    done_on: Mapped[OptionalDay]
    done_by: Mapped[OptionalName]
    is_void: Mapped[Truth]


class Problem(Versioned, Base):
    """问题整改: a problem of 大排查, 回头看 or an inspection, and what became of it."""

    __tablename__ = "problem"

    number: Mapped[Code]
    source: Mapped[Code]
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    content: Mapped[Long]
    responsible: Mapped[OptionalName]
    found_on: Mapped[OptionalDay]
    due_on: Mapped[OptionalDay]
    manner: Mapped[Code] = mapped_column(default="at_once")  # at_once 立行立改, lasting 持续整改
    done_on: Mapped[OptionalDay]
    proof: Mapped[Long]
