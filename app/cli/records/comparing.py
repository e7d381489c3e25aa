"""What is decided of differences between the ledger and a list, and what became of corrections on the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, PartlyRefused, RecordKind, choice, optional
from app.services.comparison.kinds import ItemState
from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.office import Office

_LEFT = ("died", "married_out", "moved_out", "error")


def _ids(entry: Entry, name: str) -> list[int]:
    given = entry.texts(name)
    if not all(text.isdecimal() for text in given):
        raise refuse("comparison.items_are_numbers")
    return [int(text) for text in given]


def _decide(office: Office, entry: Entry) -> Made:
    decided = office.comparison.decide(
        _ids(entry, "items"),
        ItemState(entry.text("decision")),
        reason=entry.text("reason"),
        left=entry.text("left"),
        left_on=entry.maybe_day("left_on"),
        actor=entry.actor,
        today=entry.today,
    )
    if decided.refused:
        raise PartlyRefused([(one.name, one.reasons) for one in decided.refused])
    return {"decided": decided.done}


def _send_back(office: Office, entry: Entry) -> None:
    office.platform.send_back(
        _ids(entry, "tasks"), reason=entry.text("reason"), on=entry.day("on"), actor=entry.actor, today=entry.today
    )


KINDS = (
    RecordKind(
        "comparison-decision",
        "台账比对差异的处理",
        (
            Field("items", "差异编号（见 compare --items --json）", "list"),
            choice("decision", "处理", ItemState),
            optional("reason", "理由"),
            optional("left", "去向（以表为准、人只在本镇时）", "choice", _LEFT),
            optional("left_on", "离开日期", "day"),
        ),
        _decide,
    ),
    RecordKind(
        "correction-sent-back",
        "国家系统退回的修改",
        (
            Field("tasks", "待修改编号", "list"),
            Field("reason", "退回原因"),
            optional("on", "退回日期", "day"),
        ),
        _send_back,
    ),
)
