"""The platforms' list: what has turned out wrong after entry, and what has been done there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, RecordKind, optional
from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.office import Office


def _correction(office: Office, entry: Entry) -> None:
    office.platform.add_correction(
        entry.text("household"),
        field=entry.text("field"),
        old_value=entry.text("old_value"),
        new_value=entry.text("new_value"),
        on=entry.day("on"),
        actor=entry.actor,
        today=entry.today,
    )


def _done(office: Office, entry: Entry) -> None:
    code, kind = entry.text("household"), entry.text("task")
    tasks = [t for t in office.platform.tasks() if t.household.code == code and (not kind or t.kind.value == kind)]
    if not tasks:
        raise refuse("record_file.no_such_task", household=code)
    ids = [task.id for task in tasks]
    by = entry.text("by") or entry.actor.name
    office.platform.finish(ids, on=entry.day("on"), by=by, actor=entry.actor, today=entry.today)


KINDS = (
    RecordKind(
        "correction",
        "国家系统待修改清单",
        (
            Field("household", "户编号"),
            Field("field", "字段"),
            Field("old_value", "原内容"),
            Field("new_value", "应改为"),
            optional("on", "发现日期", "day"),
        ),
        _correction,
    ),
    RecordKind(
        "platform-task",
        "平台待办事项已办",
        (
            Field("household", "户编号"),
            optional("task", "事项"),
            optional("by", "操作人"),
            optional("on", "办理日期", "day"),
        ),
        _done,
    ),
)
