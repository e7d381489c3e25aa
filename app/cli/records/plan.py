"""方案: another year's plan, its line, the closing of a year, and 补办 permits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, optional
from app.services.errors import refuse
from app.services.plans import with_line
from app.services.workflow.facts import Permit
from app.services.workflow.judge import TABLES

if TYPE_CHECKING:
    from app.services.office import Office


def _plan(office: Office, entry: Entry) -> Made:
    year, source = entry.number("year") or 0, entry.number("copy_of")
    if source is not None:
        running = office.plans.copy_to(year, from_year=source, actor=entry.actor, today=entry.today)
    else:
        preset = entry.text("preset")
        running = office.plans.create_from_preset(preset, year=year, actor=entry.actor, today=entry.today)
    return {"plan": running.plan.name}


def _line(office: Office, entry: Entry) -> Made:
    running = office.plans.of_year(entry.number("year") or entry.today.year)
    line = entry.number("line_fen") or 0
    office.plans.save(
        with_line(running.plan, line),
        base_version=running.version,
        reason=entry.text("reason"),
        actor=entry.actor,
        today=entry.today,
    )
    return None


def _close(office: Office, entry: Entry) -> Made:
    office.plans.close(entry.number("year") or 0, actor=entry.actor, today=entry.today)
    return None


def _permit(office: Office, entry: Entry) -> Made:
    unknown = [action for action in entry.texts("actions") if action not in _ACTIONS]
    if unknown:
        raise refuse("action.unknown", action=unknown)
    permit = Permit(
        frozenset(entry.texts("actions")),
        entry.day("last_day"),
        entry.text("reason"),
        entry.text("paper_no"),
        entry.text("signer"),
    )
    ids = [office.households.id_of(code) for code in entry.texts("households")]
    year = entry.number("year") or office.plans.current(entry.today).plan.year
    office.plans.grant(permit, household_ids=ids, year=year, actor=entry.actor, today=entry.today)
    return None


_ACTIONS = frozenset(row.action for table in TABLES.values() for row in table)

KINDS = (
    RecordKind(
        "plan",
        "新一年的方案：由预置方案或往年方案平移",
        (
            Field("year", "年度", "integer"),
            optional("copy_of", "由哪一年的方案平移", "integer"),
            optional("preset", "预置方案（不平移时填写）"),
        ),
        _plan,
    ),
    RecordKind(
        "plan-line",
        "监测标准（分/人·年），写明依据",
        (
            Field("line_fen", "监测标准（分）", "money"),
            Field("reason", "依据"),
            optional("year", "年度（默认当年）", "integer"),
        ),
        _line,
    ),
    RecordKind("plan-close", "旧年度封存（结转完成后）", (Field("year", "年度", "integer"),), _close),
    RecordKind(
        "permit",
        "补办单（办理前登记；办理时用 act --permit）",
        (
            Field("actions", "准许补办的步骤，见 act --list", "list"),
            Field("households", "户编号", "list"),
            Field("last_day", "有效期最后一天", "day"),
            Field("reason", "原因"),
            Field("paper_no", "文号"),
            Field("signer", "签批人"),
            optional("year", "方案年度（默认当前方案）", "integer"),
        ),
        _permit,
    ),
)
