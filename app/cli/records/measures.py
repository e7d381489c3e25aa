"""帮扶措施: of a watched household, without an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, choice, optional
from app.models.enums import MeasureGroup, MeasureState
from app.services.measures.inputs import MeasureInput

if TYPE_CHECKING:
    from app.services.office import Office


def _measure(office: Office, entry: Entry) -> Made:
    household_id = office.households.id_of(entry.text("household"))
    given = MeasureInput(
        group=entry.text("group"),
        description=entry.text("description"),
        responsible=entry.text("responsible"),
        starts_on=entry.day("starts_on"),
        due_on=entry.maybe_day("due_on"),
        amount_fen=entry.number("amount_fen"),
        state=MeasureState(entry.text("state") or MeasureState.PLANNED.value),
        done_on=entry.maybe_day("done_on"),
        evidence=entry.text("evidence"),
        cancelled_reason=entry.text("cancelled_reason"),
    )
    number = entry.number("measure")
    if number is None:
        saved = office.measures.add(household_id, given, actor=entry.actor, today=entry.today)
    else:
        stored = office.measures.own(number)
        saved = office.measures.change(
            number, given, row_version=stored.row_version, actor=entry.actor, today=entry.today
        )
    calls = office.measures.calls(household_id, today=entry.today)
    measures = office.dossiers.get(household_id).measures
    return {
        "household_code": saved.code,
        "measure": number if number is not None else measures[0].measure_id,
        "unmet": [call.name for call in calls if not call.is_met],
    }


KINDS = (
    RecordKind(
        "measure",
        "帮扶措施：登记，或按 measure（编号）修改、办结、取消",
        (
            Field("household", "户编号"),
            choice("group", "措施类别", MeasureGroup),
            Field("responsible", "责任人"),
            optional("description", "具体措施"),
            optional("starts_on", "开始日期（默认当天）", "day"),
            optional("due_on", "完成期限（进行中的必填）", "day"),
            optional("amount_fen", "资金（分）", "money"),
            choice("state", "办到哪一步（默认进行中）", MeasureState, required=False),
            optional("done_on", "完成日期", "day"),
            optional("evidence", "佐证"),
            optional("cancelled_reason", "取消原因"),
            optional("measure", "要修改的措施编号", "integer"),
        ),
        _measure,
    ),
)
