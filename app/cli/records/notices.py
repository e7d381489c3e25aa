"""公示: objections, their inquiry, where a notice hangs and when it was taken down, what notices may show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, optional
from app.services.notices import Inquiry, MarkKind, NewObjection
from app.services.papers.noticing import SHOWS_ID_TAIL, SHOWS_RISK

if TYPE_CHECKING:
    from app.services.office import Office


def _objection(office: Office, entry: Entry) -> Made:
    given = NewObjection(
        household_code=entry.text("household"),
        content=entry.text("content"),
        received_on=entry.day("received_on"),
        objector=entry.text("objector"),
    )
    return {"number": office.notices.object(given, actor=entry.actor, today=entry.today)}


def _inquiry(office: Office, entry: Entry) -> Made:
    given = Inquiry(
        finding=entry.text("finding"),
        founded=bool(entry.truth("founded")),
        on=entry.day("on"),
        signers=entry.signers(),
        told_on=entry.maybe_day("told_on"),
    )
    office.notices.inquire(entry.text("number"), given, actor=entry.actor, today=entry.today)
    return None


def _mark(office: Office, entry: Entry, kind: MarkKind) -> Made:
    office.notices.mark(
        entry.number("number") or 0,
        kind=kind,
        place=entry.text("place"),
        on=entry.day("on"),
        person=entry.text("person"),
        receipt=entry.text("receipt"),
        actor=entry.actor,
        today=entry.today,
    )
    return None


def _phone(office: Office, entry: Entry, phone: str) -> None:
    """The phone is a wording with versions; saying the same again changes nothing."""
    from app.services.papers.wording_service import NewWording

    rows = office.wording.rows(today=entry.today)
    if next(row.text for row in rows if row.key == "office.phone") != phone:
        new = NewWording("office.phone", phone, entry.today, "公示的监督电话")
        office.wording.save([new], actor=entry.actor, today=entry.today)


def _rules(office: Office, entry: Entry) -> Made:
    if entry.values.get("phone") is not None:
        _phone(office, entry, entry.text("phone"))
    said = {
        SHOWS_RISK: entry.truth("shows_risk"),
        SHOWS_ID_TAIL: entry.truth("shows_id_tail"),
    }
    for key, value in said.items():
        if value is not None:
            office.settings.put(key, value, actor=entry.actor, today=entry.today)
    return None


_PLACE = (Field("number", "公示存档号", "integer"), Field("place", "公示地点"), Field("person", "经手人"))

KINDS = (
    RecordKind(
        "objection",
        "公示：登记异议（不写反映人为不具名）",
        (
            Field("household", "户编号"),
            Field("content", "异议内容"),
            optional("objector", "反映人"),
            optional("received_on", "收到日期（默认当天）", "day"),
        ),
        _objection,
    ),
    RecordKind(
        "objection-inquiry",
        "公示：异议核查（两人）；成立的退回走访",
        (
            Field("number", "异议编号"),
            Field("finding", "核查情况"),
            Field("founded", "异议是否成立", "truth"),
            Field("signers", "核查人", "signers"),
            optional("on", "核查日期（默认当天）", "day"),
            optional("told_on", "答复日期", "day"),
        ),
        _inquiry,
    ),
    RecordKind(
        "notice-posted",
        "公示：某处已张贴，附照片或回执名称",
        (*_PLACE, Field("receipt", "照片或回执"), optional("on", "张贴日期（默认当天）", "day")),
        lambda office, entry: _mark(office, entry, MarkKind.POSTED),
    ),
    RecordKind(
        "notice-taken-down",
        "公示：期满后某处已撤下",
        (*_PLACE, optional("receipt", "照片或回执"), optional("on", "撤下日期（默认当天）", "day")),
        lambda office, entry: _mark(office, entry, MarkKind.TAKEN_DOWN),
    ),
    RecordKind(
        "notice-rules",
        "公示：监督电话、是否公布主要风险、是否公布证件号码末两位",
        (
            optional("phone", "监督电话（公示中允许出现的电话，多个用顿号分开）"),
            optional("shows_risk", "公布主要风险", "truth"),
            optional("shows_id_tail", "公布证件号码末两位", "truth"),
        ),
        _rules,
    ),
)
