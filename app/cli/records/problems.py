"""问题整改: found, and put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, choice, optional
from app.cli.records.lookups import village_id
from app.services.errors import refuse
from app.services.problems import Manner, NewProblem

if TYPE_CHECKING:
    from app.services.office import Office


def _problem(office: Office, entry: Entry) -> Made:
    given = NewProblem(
        source=entry.text("source"),
        content=entry.text("content"),
        responsible=entry.text("responsible"),
        found_on=entry.day("found_on"),
        due_on=entry.maybe_day("due_on"),
        manner=Manner(entry.text("manner") or Manner.AT_ONCE.value),
        household_code=entry.text("household") or None,
        village_id=village_id(office, entry.text("village")),
    )
    return {"number": office.problems.add(given, actor=entry.actor, today=entry.today)}


def _done(office: Office, entry: Entry) -> Made:
    number = entry.text("number")
    found = next((row for row in office.problems.problems(include_done=True) if row.number == number), None)
    if found is None:
        raise refuse("record_file.no_such_problem", number=number)
    office.problems.finish(
        found.id, on=entry.day("on"), proof=entry.text("proof"), actor=entry.actor, today=entry.today
    )
    return None


KINDS = (
    RecordKind(
        "problem",
        "问题整改台账：登记问题",
        (
            Field("source", "问题来源"),
            Field("content", "问题内容"),
            Field("responsible", "责任人"),
            optional("found_on", "发现日期（默认当天）", "day"),
            optional("due_on", "整改期限", "day"),
            choice("manner", "整改方式（默认立行立改）", Manner, required=False),
            optional("household", "户编号"),
            optional("village", "村"),
        ),
        _problem,
    ),
    RecordKind(
        "problem-done",
        "问题整改台账：整改完成",
        (Field("number", "问题编号"), Field("proof", "佐证"), optional("on", "完成日期（默认当天）", "day")),
        _done,
    ),
)
