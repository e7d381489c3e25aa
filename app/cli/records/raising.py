"""待标注: what is said to offered alerts, the office's thresholds, rows that are matched by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, PartlyRefused, RecordKind, optional
from app.services.errors import Reason, refuse_all

if TYPE_CHECKING:
    from app.services.office import Office

_ANSWERS = ("take", "dismiss")


def _answer(office: Office, entry: Entry) -> Made:
    from app.services.raising.answering import Marking

    keys, on = entry.texts("offers"), entry.day("on")
    if entry.text("answer") == "dismiss":
        outcome = office.raising.dismiss(keys, reason=entry.text("reason"), on=on, actor=entry.actor, today=entry.today)
    else:
        marking = Marking(on, entry.signers(), entry.maybe_day("platform_on"))
        outcome = office.raising.take(keys, marking=marking, actor=entry.actor, today=entry.today)
    if outcome.refused:
        raise PartlyRefused([(one.household_code or one.key, one.reasons) for one in outcome.refused])
    return {"done": [{"household_code": one.household_code, "number": one.number} for one in outcome.done]}


def _threshold(office: Office, entry: Entry) -> Made:
    office.raising.set_kind(
        entry.text("kind"),
        thresholds=_numbers(entry, "thresholds"),
        on=entry.truth("on"),
        reason=entry.text("reason"),
        actor=entry.actor,
        today=entry.today,
    )
    return None


def _rule(office: Office, entry: Entry) -> Made:
    office.raising.set_rule(
        entry.text("rule"),
        params=_numbers(entry, "params"),
        on=entry.truth("on"),
        reason=entry.text("reason"),
        actor=entry.actor,
        today=entry.today,
    )
    return None


def _numbers(entry: Entry, name: str) -> Mapping[str, int]:
    said = entry.part(name).values
    refuse_all(
        Reason("record_file.bad_row", {"name": f"{name}.{key}", "value": value})
        for key, value in said.items()
        if isinstance(value, bool) or not isinstance(value, int)
    )
    return {key: value for key, value in said.items() if isinstance(value, int)}


def _match(office: Office, entry: Entry) -> Made:
    office.raising.match_row(
        entry.number("row") or 0, household=entry.text("household"), actor=entry.actor, today=entry.today
    )
    return None


KINDS = (
    RecordKind(
        "alert-offer-answer",
        "待标注的处理：标注（含补记、登记线索）或不标注",
        (
            Field("offers", "待标注的 key（见 alert-offers --json）", "list"),
            Field(
                "answer",
                "处理：take 标注，dismiss 不标注",
                "choice",
                options=_ANSWERS,
                words={"标注": "take", "不标注": "dismiss"},
            ),
            optional("reason", "不标注的原因"),
            optional("on", "日期（默认当天）", "day"),
            optional("platform_on", "平台标注日期", "day"),
            optional("signers", "村签字人（标注时）", "signers"),
        ),
        _answer,
    ),
    RecordKind(
        "alert-threshold",
        "部门推送的预警阈值",
        (
            Field("kind", "种类（见 alert-offers --settings）"),
            optional("thresholds", "阈值（分）{monitored, exited, other}", "object"),
            optional("on", "启用", "truth"),
            Field("reason", "更改的原因"),
        ),
        _threshold,
    ),
    RecordKind(
        "alert-rule",
        "规则预警的参数",
        (
            Field("rule", "规则编号（见 alert-offers --settings）"),
            optional("params", "参数", "object"),
            optional("on", "启用", "truth"),
            Field("reason", "更改的原因"),
        ),
        _rule,
    ),
    RecordKind(
        "department-row-match",
        "部门推送的一行对应到户",
        (Field("row", "行编号（见 alert-offers --rows --json）", "integer"), Field("household", "户编号")),
        _match,
    ),
)
