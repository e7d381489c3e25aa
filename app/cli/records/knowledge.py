"""What becomes known of a household: facts, income statements, events, doubts that turn out to be so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, choice, optional
from app.cli.records.lookups import member_of
from app.models.enums import Labelled
from app.services.effective import SOURCE_RANK
from app.services.errors import refuse
from app.services.findings.service import FindingFilter
from app.services.recording.fields import HOUSEHOLD_FACT, PERSON_FACT
from app.services.recording.inputs import EventInput, FactInput, IncomeInput
from app.services.visits.income import IncomeLine

if TYPE_CHECKING:
    from app.services.office import Office

_SOURCE = optional("source", "来源（默认 clerk）", "choice", SOURCE_RANK)
_ON = optional("observed_on", "日期（默认当天）", "day")
_YEARLY = ("annual", "identification", "elimination")


class _Event(Labelled):
    """What can happen to a household."""

    INCOME_DROP = "income_drop", "收入骤减"
    SPENDING_JUMP = "spending_jump", "支出骤增"
    EMERGENCY = "emergency", "突发事件"
    PETITION = "petition", "信访"


def _fact(office: Office, entry: Entry) -> Made:
    household_id = office.households.id_of(entry.text("household"))
    given = FactInput(
        values=entry.part("values").values,
        observed_on=entry.day("observed_on"),
        source=entry.text("source") or "clerk",
        occasion=entry.text("occasion") or "annual",
    )
    named = entry.text("member")
    if named:
        person_id = member_of(office, household_id, named).person_id
        office.recording.record_person_fact(person_id, given, actor=entry.actor, today=entry.today)
    else:
        office.recording.record_household_fact(household_id, given, actor=entry.actor, today=entry.today)
    return None


def _income(office: Office, entry: Entry) -> Made:
    given = IncomeInput(
        year=entry.number("year") or entry.today.year,
        observed_on=entry.day("observed_on"),
        basis=entry.text("basis"),
        occasion=entry.text("occasion") or "expected",
        source=entry.text("source") or "clerk",
        items=tuple(_line(row) for row in entry.rows("items")),
        net_fen=entry.number("net_fen"),
        heads=entry.number("heads"),
    )
    household_id = office.households.id_of(entry.text("household"))
    office.recording.record_income(household_id, given, actor=entry.actor, today=entry.today)
    return None


def _line(row: Entry) -> IncomeLine:
    return IncomeLine(
        code=row.text("code"),
        label=row.text("label"),
        amount_fen=row.number("amount_fen"),
        formula=row.text("formula"),
        basis=row.text("basis"),
    )


def _event(office: Office, entry: Entry) -> Made:
    given = EventInput(
        kind=entry.text("event"),
        happened_on=entry.day("happened_on"),
        description=entry.text("description"),
        amount_fen=entry.number("amount_fen"),
        source=entry.text("source") or "village",
    )
    household_id = office.households.id_of(entry.text("household"))
    office.recording.record_event(household_id, given, actor=entry.actor, today=entry.today)
    return None


def _exempt_finding(office: Office, entry: Entry) -> Made:
    household_id, member = office.households.id_of(entry.text("household")), entry.text("member")
    found = [
        row
        for row in office.findings.find(FindingFilter(household_id=household_id))
        if row.code == entry.text("rule") and (not member or member in (row.member_name, row.member_id_number))
    ]
    if not found:
        raise refuse("record_file.no_such_finding", household=entry.text("household"), rule=entry.text("rule"))
    if len(found) > 1:
        raise refuse("record_file.which_finding", names=[row.member_name or row.head_name for row in found])
    office.findings.exempt(
        found[0].id,
        row_version=found[0].row_version,
        reason=entry.text("reason"),
        actor=entry.actor,
        today=entry.today,
    )
    return None


def _configure_check(office: Office, entry: Entry) -> Made:
    number = entry.text("rule")
    if entry.truth("restore"):
        office.findings.restore(number, actor=entry.actor, today=entry.today)
        return None
    params = dict(entry.part("params").values)
    office.findings.configure(
        number,
        on=entry.truth("on"),
        params=params,  # type: ignore[arg-type]  # refused by the service when it is no number
        reason=entry.text("reason"),
        actor=entry.actor,
        today=entry.today,
    )
    return None


def _columns() -> str:
    person, household = (",".join(fields) for fields in (PERSON_FACT, HOUSEHOLD_FACT))
    return f"内容 {{字段: 值}}；写成员的：{person}；不写成员的：{household}"


KINDS = (
    RecordKind(
        "fact",
        "农户或成员的一项情况",
        (
            Field("household", "户编号"),
            optional("member", "成员姓名或证件号码（不写为全户的情况）"),
            Field("values", _columns(), "object"),
            _ON,
            _SOURCE,
            optional("occasion", "场合（默认 annual）", "choice", _YEARLY),
        ),
        _fact,
    ),
    RecordKind(
        "income",
        "收入核算（写明逐项或合计，金额以分为单位）",
        (
            Field("household", "户编号"),
            Field("basis", "依据"),
            optional("net_fen", "家庭纯收入合计（分）", "money"),
            optional("items", "逐项 [{code, label, amount_fen, formula, basis}]", "list"),
            optional("heads", "计入人数（默认按户内现有计入人数）", "integer"),
            optional("year", "年度（默认当年）", "integer"),
            optional("occasion", "场合（默认 expected 预计）", "choice", ("expected", *_YEARLY)),
            _ON,
            _SOURCE,
        ),
        _income,
    ),
    RecordKind(
        "event",
        "收入骤减、支出骤增、突发事件、信访",
        (
            Field("household", "户编号"),
            choice("event", "事件", _Event),
            Field("description", "情况"),
            optional("amount_fen", "金额（分）", "money"),
            optional("happened_on", "发生日期（默认当天）", "day"),
            optional("source", "来源（默认 village）", "choice", SOURCE_RANK),
        ),
        _event,
    ),
    RecordKind(
        "finding-exemption",
        "疑点豁免（核实后属实）",
        (
            Field("household", "户编号"),
            Field("rule", "规则编号，见 check"),
            optional("member", "成员姓名或证件号码"),
            Field("reason", "核实情况"),
        ),
        _exempt_finding,
    ),
    RecordKind(
        "check-setting",
        "疑点检查规则的启用和参数（见 check --rules）",
        (
            Field("rule", "规则编号"),
            optional("on", "是否启用", "truth"),
            optional("params", "参数 {名称: 整数}", "object"),
            optional("restore", "恢复原表的启用和参数", "truth"),
            optional("reason", "原因（恢复时可不写）"),
        ),
        _configure_check,
    ),
)
