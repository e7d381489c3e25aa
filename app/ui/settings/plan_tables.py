"""The tables of a plan: stages, rules, versions, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.services.clock import OFFICE_ZONE
from app.services.plan_versions import PlanChange, VersionRow
from app.services.workflow.plan import Deadline, Plan, StageWindow
from app.ui.common.columns import Column, count_column, day_column
from app.ui.common.values import spoken_day
from app.ui.settings import plan_words as words

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage with the sub-deadlines that lie in it."""

    window: StageWindow
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that the plan sets."""

    label: str
    value: str


def stage_lines(plan: Plan) -> list[StageLine]:
    """The stages with what is due inside them."""
    found: list[StageLine] = []
    for window in plan.stages:
        inside = tuple(d for d in plan.deadlines if plan.stage_on(d.due_on) == window)
        found.append(StageLine(window, inside))
    return found


def rules_of(plan: Plan) -> list[Rule]:
    """Everything else that a plan sets, in words."""
    paths: list[tuple[str, object]] = [
        ("line_fen", plan.line_fen),
        ("exit_line_fen", plan.exit_line_fen),
        ("exit_items", plan.exit_items),
        ("alert_gaps", plan.alert_gaps),
        ("cross_check_topics", plan.cross_check_topics),
        ("variant", plan.variant),
        ("meeting.body", plan.meeting.body),
        ("meeting.bodies", plan.meeting.bodies),
        ("meeting.quorum", plan.meeting.quorum),
        ("meeting.majority", plan.meeting.majority),
        *((f"limits.{code}", getattr(plan.limits, code)) for code in words.limit_words()),
        *((f"counting.{code}", getattr(plan.counting, code)) for code in words.counting_words()),
        *((f"category_names.{code}", name) for code, name in plan.category_names.items()),
        *((f"office_names.{code}", name) for code, name in plan.office_names.items()),
        ("source_note", plan.source_note),
    ]
    return [Rule(words.label_of(path, plan), words.value_text(path, value)) for path, value in paths]


def stage_columns() -> Sequence[Column[StageLine]]:
    """Columns of the stages."""

    def deadlines(line: StageLine) -> str:
        return "　".join(f"{d.name} {spoken_day(d.due_on)}" for d in line.deadlines)

    return (
        Column("name", translate("plan", "阶段"), lambda line: line.window.name, 26, sort_key=""),
        day_column("opens", translate("plan", "开始"), lambda line: line.window.opens_on, width=12),
        day_column("closes", translate("plan", "截止"), lambda line: line.window.closes_on, width=12),
        count_column(
            "days",
            translate("plan", "天数"),
            lambda line: (line.window.closes_on - line.window.opens_on).days + 1,
        ),
        Column("deadlines", translate("plan", "阶段内期限"), deadlines, 76, sort_key="", tip=deadlines),
    )


def rule_columns() -> Sequence[Column[Rule]]:
    """Columns of the rules."""
    return (
        Column("label", translate("plan", "项目"), lambda rule: rule.label, 40, sort_key=""),
        Column("value", translate("plan", "内容"), lambda rule: rule.value, 80, sort_key="", tip=lambda r: r.value),
    )


def version_columns() -> Sequence[Column[VersionRow]]:
    """Columns of the versions."""

    def saved(row: VersionRow) -> str:
        return f"{row.saved_at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}" if row.saved_at else ""

    return (
        count_column("number", translate("plan", "版本"), lambda row: row.number),
        Column("saved", translate("plan", "保存时间"), saved, 18),
        Column("by", translate("plan", "保存人"), lambda row: row.saved_by, 14),
        count_column("changes", translate("plan", "改动"), lambda row: len(row.changes)),
        Column("reason", translate("plan", "理由"), lambda row: row.reason, 60, tip=lambda row: row.reason),
    )


def change_columns(plan: Callable[[], Plan | None]) -> Sequence[Column[PlanChange]]:
    """Columns of what differs between two versions."""

    def label(change: PlanChange) -> str:
        known = plan()
        return words.label_of(change.path, known) if known else change.path

    return (
        Column("label", translate("plan", "项目"), label, 32, sort_key=""),
        Column("before", translate("plan", "原来"), lambda c: words.value_text(c.path, c.before), 32, sort_key=""),
        Column("after", translate("plan", "改为"), lambda c: words.value_text(c.path, c.after), 32, sort_key=""),
    )
