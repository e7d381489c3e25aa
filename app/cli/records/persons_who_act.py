"""人员名录: officers and their terms, a leader's delegations, departments and their duties."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, choice, optional
from app.models.enums import Gap, Labelled, Party
from app.services.directory import DelegationRow, DepartmentRow, OfficerRow
from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.office import Office


class _Body(Labelled):
    """The bodies that an officer may belong to."""

    COMMITTEE = "committee", "村两委"
    WORK_TEAM = "work_team", "驻村工作队"
    FIRST_SECRETARY = "first_secretary", "第一书记"
    REPRESENTATIVE = "representative", "村民代表"


def _officer(office: Office, entry: Entry) -> Made:
    """An officer of the same name and organisation is changed; what is not said stays."""
    known = _known(office, entry.text("name"), entry.text("organisation"))
    row = OfficerRow(
        officer_id=known.officer_id if known else 0,
        name=entry.text("name"),
        organisation=entry.text("organisation"),
        party=Party(entry.text("party")),
        post=entry.text("post") or (known.post if known else ""),
        body=entry.text("body") or (known.body if known else None),
        village=entry.text("village") or (known.village if known else None),
        department=entry.text("department") or (known.department if known else None),
        phone=entry.text("phone") or (known.phone if known else None),
        from_on=entry.maybe_day("from_on") or (known.from_on if known else None),
        to_on=entry.maybe_day("to_on") or (known.to_on if known else None),
    )
    office.directory.save_officer(row, actor=entry.actor, today=entry.today)
    return None


def _known(office: Office, name: str, organisation: str) -> OfficerRow | None:
    same = (row for row in office.directory.officers() if row.name == name and row.organisation == organisation)
    return next(same, None)


def _end_term(office: Office, entry: Entry) -> Made:
    found = _known(office, entry.text("name"), entry.text("organisation"))
    if found is None:
        raise refuse("directory.officer_not_found", name=entry.text("name"))
    last_day = entry.day("last_day")
    office.directory.end_term(found.officer_id, last_day=last_day, actor=entry.actor, today=entry.today)
    return None


def _delegate(office: Office, entry: Entry) -> Made:
    office.directory.delegate(
        entry.text("leader"),
        to=entry.text("to"),
        from_on=entry.day("from_on"),
        to_on=entry.maybe_day("to_on"),
        paper_no=entry.text("paper_no"),
        actor=entry.actor,
        today=entry.today,
    )
    return None


def _revoke(office: Office, entry: Entry) -> Made:
    last_day = entry.day("last_day")
    found = [row for row in office.directory.delegations() if _is_meant(row, entry, last_day)]
    if not found:
        raise refuse("directory.delegation_not_found")
    for row in found:
        office.directory.revoke(row.delegation_id, last_day=last_day, actor=entry.actor, today=entry.today)
    return None


def _is_meant(row: DelegationRow, entry: Entry, last_day: date) -> bool:
    is_theirs = (row.leader, row.delegate) == (entry.text("leader"), entry.text("to"))
    return is_theirs and (row.to_on is None or row.to_on > last_day)


def _department(office: Office, entry: Entry) -> Made:
    duties = entry.texts("duties")
    row = DepartmentRow(entry.text("code"), entry.text("name"), duties, entry.text("phone") or None)
    office.directory.save_department(row, actor=entry.actor, today=entry.today)
    return None


_NAME, _ORGANISATION = Field("name", "姓名"), Field("organisation", "单位")

KINDS = (
    RecordKind(
        "officer",
        "人员名录（同名同单位的为修改）",
        (
            _NAME,
            _ORGANISATION,
            choice("party", "属于哪一方", Party),
            optional("post", "职务"),
            choice("body", "组织", _Body, required=False),
            optional("village", "村"),
            optional("department", "部门"),
            optional("phone", "电话"),
            optional("from_on", "任职日期", "day"),
            optional("to_on", "离任日期", "day"),
        ),
        _officer,
    ),
    RecordKind(
        "officer-end",
        "人员离任",
        (_NAME, _ORGANISATION, optional("last_day", "最后一天（默认当天）", "day")),
        _end_term,
    ),
    RecordKind(
        "delegation",
        "领导委托",
        (
            Field("leader", "委托人"),
            Field("to", "受托人"),
            Field("paper_no", "委托文号"),
            optional("from_on", "开始日期（默认当天）", "day"),
            optional("to_on", "结束日期", "day"),
        ),
        _delegate,
    ),
    RecordKind(
        "delegation-end",
        "撤销委托",
        (Field("leader", "委托人"), Field("to", "受托人"), optional("last_day", "最后一天（默认当天）", "day")),
        _revoke,
    ),
    RecordKind(
        "department",
        "行业部门及其职责（同代码的为修改）",
        (
            Field("code", "代码"),
            Field("name", "名称"),
            optional("duties", f"负责的缺项：{', '.join(gap.value for gap in Gap)}", "list"),
            optional("phone", "电话"),
        ),
        _department,
    ),
)
