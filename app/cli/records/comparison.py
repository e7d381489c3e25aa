"""信息比对: the township's own half, conclusions on doubts, members who need no comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, RecordKind, optional
from app.models.enums import CrossCheckTopic
from app.services.cross_check.service import HandAnswer
from app.services.cross_check.words import ItemConclusion, ItemOutcome, parse_topics
from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.office import Office

_HOUSEHOLD, _PERSON = Field("household", "户编号"), Field("name", "姓名")
_ITEM = Field("item", "比对项目", "choice", options=tuple(topic.value for topic in CrossCheckTopic))


def _answer(office: Office, entry: Entry) -> None:
    _by_hand(office, entry, ItemOutcome(entry.text("outcome")), details=entry.text("details"))


def _exempt(office: Office, entry: Entry) -> None:
    topics = parse_topics(entry.texts("items")) or tuple(CrossCheckTopic)
    for topic in topics:
        _by_hand(office, entry, ItemOutcome.EXEMPT, details=entry.text("reason"), topic=topic)


def _by_hand(
    office: Office, entry: Entry, outcome: ItemOutcome, *, details: str, topic: CrossCheckTopic | None = None
) -> None:
    answer = HandAnswer(
        household_code=entry.text("household"),
        name=entry.text("name"),
        topic=topic or CrossCheckTopic(entry.text("item")),
        outcome=outcome,
        details=details,
    )
    by = entry.text("by") or entry.actor.name
    office.cross_check.answer_by_hand([answer], by=by, on=entry.day("on"), actor=entry.actor, today=entry.today)


def _conclude(office: Office, entry: Entry) -> None:
    household, name, topic = entry.text("household"), entry.text("name"), CrossCheckTopic(entry.text("item"))
    found = [
        hit
        for hit in office.cross_check.hits(today=entry.today)
        if hit.household.code == household and hit.topic == topic and name in (hit.name, hit.id_number)
    ]
    if not found:
        raise refuse("record_file.no_such_hit", household=household, name=name, topic=topic.label)
    office.cross_check.conclude(
        found[0].item_id,
        ItemConclusion(entry.text("conclusion")),
        verifiers=entry.signers("verifiers"),
        verification=entry.text("verification"),
        evidence=entry.text("evidence"),
        on=entry.day("on"),
        actor=entry.actor,
        today=entry.today,
        correction=entry.text("correction"),
    )


KINDS = (
    RecordKind(
        "comparison-answer",
        "比对结果手工登记（镇级比对）",
        (
            _HOUSEHOLD,
            _PERSON,
            _ITEM,
            Field("outcome", "结果", "choice", options=("clear", "suspect", "exempt")),
            optional("details", "疑点说明或免比对原因"),
            optional("by", "比对单位"),
            optional("on", "比对日期", "day"),
        ),
        _answer,
    ),
    RecordKind(
        "exemption",
        "免比对",
        (
            _HOUSEHOLD,
            _PERSON,
            Field("reason", "免比对原因"),
            optional("items", "比对项目（不写为全部）", "list"),
            optional("on", "日期", "day"),
        ),
        _exempt,
    ),
    RecordKind(
        "conclusion",
        "疑似核实结论",
        (
            _HOUSEHOLD,
            Field("name", "姓名或证件号码"),
            _ITEM,
            Field("conclusion", "结论", "choice", options=tuple(c.value for c in ItemConclusion)),
            Field("verifiers", "核实人（两人）", "signers"),
            Field("verification", "核实情况"),
            Field("evidence", "佐证"),
            optional("on", "核实日期", "day"),
            optional("correction", "更正原因"),
        ),
        _conclude,
    ),
)
