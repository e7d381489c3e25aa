"""动态监测: a household's month, and the same gap seen again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, choice, optional, refuse_named
from app.models.enums import MonthlyFinding, MonthlyItem
from app.services.errors import Reason, refuse, refuse_all
from app.services.monitoring.grid import CheckWay
from app.services.monitoring.months import Month
from app.services.monitoring.records import CheckEntry, Round

if TYPE_CHECKING:
    from app.services.office import Office

_ITEMS: Mapping[str, MonthlyItem] = {word: i for i in MonthlyItem for word in (i.value, i.label)}
_FINDINGS: Mapping[str, MonthlyFinding] = {word: f for f in MonthlyFinding for word in (f.value, f.label)}


def _check(office: Office, entry: Entry) -> Made:
    month = Month.parse(entry.text("month"))
    if month is None:
        raise refuse("record_file.bad_month", value=entry.text("month"))
    round_ = Round(
        month=month,
        checked_on=entry.day("checked_on"),
        checker=entry.text("checker"),
        way=CheckWay(entry.text("way") or CheckWay.VISIT.value),
    )
    code = _own_code(office, entry.text("household"))
    if entry.truth("carried"):
        saved = office.monitoring.carry(round_, [code], actor=entry.actor, today=entry.today)
    else:
        findings, notes = _findings(entry.part("findings").values), _notes(entry.part("notes").values)
        filled = CheckEntry(code, findings, notes)
        saved = office.monitoring.save(round_, [filled], actor=entry.actor, today=entry.today)
    refuse_named(saved.refused)
    if not saved.offers:
        return None
    return {"household_code": code, "gaps": [offer.gap.value for offer in saved.offers]}


def _own_code(office: Office, named: str) -> str:
    return office.households.code_of(office.households.id_of(named))


def _findings(values: Mapping[str, object]) -> dict[MonthlyItem, MonthlyFinding]:
    wrong = [
        Reason("record_file.bad_item", {"item": name, "known": list(_ITEMS)}) for name in values if name not in _ITEMS
    ]
    wrong += [
        Reason("record_file.bad_finding", {"item": name, "value": value, "findings": list(_FINDINGS)})
        for name, value in values.items()
        if value not in _FINDINGS
    ]
    refuse_all(wrong)
    return {_ITEMS[name]: _FINDINGS[str(value)] for name, value in values.items()}


def _notes(values: Mapping[str, object]) -> dict[MonthlyItem, str]:
    refuse_all(
        Reason("record_file.bad_item", {"item": name, "known": list(_ITEMS)}) for name in values if name not in _ITEMS
    )
    return {_ITEMS[name]: str(value) for name, value in values.items()}


def _alert_line(office: Office, entry: Entry) -> Made:
    office.alerts.add_line(
        entry.text("alert"),
        fact=entry.text("fact"),
        found_on=entry.day("found_on"),
        actor=entry.actor,
        today=entry.today,
    )
    return None


KINDS = (
    RecordKind(
        "monthly-check",
        "月监测：一户一月",
        (
            Field("household", "户编号"),
            Field("month", "月份，如 2020-04"),
            Field("checker", "监测人"),
            optional("checked_on", "监测日期（默认当天）", "day"),
            choice("way", "方式（默认入户）", CheckWay, required=False),
            optional(
                "findings", f"七项结果 {{{', '.join(i.value for i in MonthlyItem)}: normal/changed/gap}}", "object"
            ),
            optional("notes", "缺项说明 {项目: 说明}", "object"),
            optional("carried", "沿用上月", "truth"),
        ),
        _check,
    ),
    RecordKind(
        "alert-line",
        "预警补记：同一缺项再次发现",
        (Field("alert", "预警编号"), Field("fact", "情况"), optional("found_on", "发现日期（默认当天）", "day")),
        _alert_line,
    ),
)
