"""The fields of a step in the words of paper: choices, money, days, truths, nested measures and items."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import cast

from app.models.enums import AlertLevel, Gap, MeasureGroup, MeasureState
from app.services.papers.queries.asking import risk_labels
from app.services.papers.queries.cross_check import topic_label
from app.services.papers.wording import day, yuan
from app.services.step_fields import field_label, step_fields
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE
from app.services.workflow.common_guards import a_day

# What stands inside a measure; its names say something else, or nothing, elsewhere.
_OF_MEASURE = {
    "group": "措施类别",
    "description": "措施内容",
    "responsible": "责任人",
    "due_on": "完成时限",
    "amount_fen": "金额",
    "state": "状态",
    "done_on": "完成日期",
    "evidence": "佐证",
    "cancelled_reason": "取消原因",
}
_CHOICES = {"gap": Gap, "level": AlertLevel, "group": MeasureGroup, "state": MeasureState}
_NESTED = frozenset({"measure", "measures"})


@cache
def _options(workflow: str, action: str) -> Mapping[str, Mapping[str, str]]:
    """The words of every choice that the rows of an action ask for, by field."""
    table = CASE_TABLE if workflow == "case" else ALERT_TABLE
    needs = (need for row in table if row.action == action for need in row.needs)
    return {
        need.field: {member.value: member.label for member in need.choices}
        for need in needs
        if need.choices is not None
    }


def label_of(name: str, *, within: str = "") -> str:
    """What people call a field; ``within`` is the field that it stands in."""
    own = _OF_MEASURE.get(name) if within in _NESTED else None
    return own or field_label(name)


def field_text(name: str, value: object, *, workflow: str = "", action: str = "", within: str = "") -> str:
    """A field of a step in words: choices by their names, money in yuan, days in full, lists joined."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return _object_text(name, cast("Mapping[str, object]", value), workflow=workflow, action=action)
    if isinstance(value, (list, tuple)):
        if name == "risks":
            return risk_labels([str(item) for item in value])
        joined = [field_text(name, item, workflow=workflow, action=action) for item in value]
        return "\n".join(joined) if any(isinstance(item, dict) for item in value) else "、".join(joined)
    return _plain(name, value, workflow=workflow, action=action, within=within)


def _object_text(name: str, value: Mapping[str, object], *, workflow: str, action: str) -> str:
    if set(value) <= {"name", "office"}:  # a person
        office = value.get("office")
        return f"{value.get('name', '')}{f'（{office}）' if office else ''}"
    parts = (
        (label_of(key, within=name), field_text(key, item, workflow=workflow, action=action, within=name))
        for key, item in value.items()
    )
    return "；".join(f"{label}：{text}" for label, text in parts if text)


def _plain(name: str, value: object, *, workflow: str, action: str, within: str) -> str:
    found = step_fields().get(name)
    if isinstance(value, bool) or within == "exit_items" or (found is not None and found.kind == "truth"):
        return "是" if value else "否"
    if name.endswith("_fen") and isinstance(value, int):
        return f"{yuan(value)}元"
    text = str(value)
    if name.endswith("_on") or name == "last_day":
        return day(a_day(text)) or text
    if name == "item":
        return topic_label(text)
    if name == "unmet":
        return field_label(text)
    return _words(name, workflow, action, within).get(text, text)


def _words(name: str, workflow: str, action: str, within: str) -> Mapping[str, str]:
    if within not in _NESTED:
        asked = _options(workflow, action).get(name)
        if asked:
            return asked
    enum = _CHOICES.get(name)
    if enum is not None:
        return {member.value: member.label for member in enum}
    found = step_fields().get(name)
    return dict(found.options) if found else {}
