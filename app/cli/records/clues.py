"""线索: entered, matched to a household, answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, choice, optional
from app.cli.records.lookups import village_id
from app.models.enums import ClueChannel, ClueState
from app.services.clues import ClueInput, ClueRow
from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.office import Office


def _register(office: Office, entry: Entry) -> Made:
    code = entry.text("household")
    given = ClueInput(
        channel=ClueChannel(entry.text("channel")),
        received_on=entry.day("received_on"),
        content=entry.text("content"),
        informant=entry.text("informant") or None,
        household_id=office.households.id_of(code) if code else None,
        village_id=village_id(office, entry.text("village")),
        subject_name=entry.text("subject_name") or None,
        subject_id_number=entry.text("subject_id_number") or None,
    )
    return {"number": office.clues.register(given, actor=entry.actor, today=entry.today).number}


def _match(office: Office, entry: Entry) -> Made:
    clue = _clue(office, entry.text("number"))
    household_id = office.households.id_of(entry.text("household"))
    office.clues.match(
        clue.id, row_version=clue.row_version, household_id=household_id, actor=entry.actor, today=entry.today
    )
    return None


def _answer(office: Office, entry: Entry) -> Made:
    clue = _clue(office, entry.text("number"))
    office.clues.answer(
        clue.id,
        row_version=clue.row_version,
        state=ClueState(entry.text("state")),
        answer=entry.text("answer"),
        on=entry.day("on"),
        reply_on=entry.maybe_day("reply_on"),
        actor=entry.actor,
        today=entry.today,
    )
    return None


def _clue(office: Office, number: str) -> ClueRow:
    found = next((row for row in office.clues.find() if row.number == number), None)
    if found is None:
        raise refuse("record_file.no_such_clue", number=number)
    return found


_NUMBER = Field("number", "线索编号")

KINDS = (
    RecordKind(
        "clue",
        "线索登记（不写反映人为匿名）",
        (
            choice("channel", "来源", ClueChannel),
            Field("content", "反映内容"),
            optional("received_on", "收到日期（默认当天）", "day"),
            optional("informant", "反映人"),
            optional("household", "反映的户编号"),
            optional("village", "村"),
            optional("subject_name", "被反映人姓名"),
            optional("subject_id_number", "被反映人证件号码"),
        ),
        _register,
    ),
    RecordKind("clue-match", "线索对应到户", (_NUMBER, Field("household", "户编号")), _match),
    RecordKind(
        "clue-answer",
        "线索核实结果和答复",
        (
            _NUMBER,
            choice("state", "结果", (ClueState.VERIFIED, ClueState.UNFOUNDED, ClueState.DUPLICATE)),
            Field("answer", "核实情况"),
            optional("on", "核实日期（默认当天）", "day"),
            optional("reply_on", "答复反映人的日期", "day"),
        ),
        _answer,
    ),
)
