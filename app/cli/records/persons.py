"""证件核对和重复人员: what was decided about a number, records joined, separated and told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, choice, optional
from app.models.enums import Labelled
from app.services.clinic.service import Correction
from app.services.duplicates.merging import MergeInput
from app.services.errors import refuse
from app.services.workflow.common_guards import a_day

if TYPE_CHECKING:
    from app.services.office import Office


class _Decision(Labelled):
    """What was decided about a number."""

    CORRECT = "correct", "更正"
    KEEP = "keep", "属实保留"
    WAIT = "wait", "待核"


class _Pairing(Labelled):
    """What was found of two persons."""

    APART = "apart", "不是同一人"
    RETRACT = "retract", "取消认定"


def _id_decision(office: Office, entry: Entry) -> Made:
    person = entry.number("person") or 0
    clinic, found = office.clinic, office.clinic.one(person, today=entry.today)
    if found is None:
        raise refuse("clinic.not_found")
    version = entry.number("row_version") or found.row_version
    who = {"actor": entry.actor, "today": entry.today}
    match entry.text("decision"):
        case _Decision.CORRECT.value:
            clinic.correct([Correction(person, version, entry.text("id_number"))], **who)  # type: ignore[arg-type]
        case _Decision.KEEP.value:
            clinic.keep(person, row_version=version, reason=entry.text("reason"), **who)  # type: ignore[arg-type]
        case _:
            clinic.put_off(person, row_version=version, reason=entry.text("reason"), **who)  # type: ignore[arg-type]
    return None


def _merge(office: Office, entry: Entry) -> Made:
    code, values = entry.text("household"), dict(entry.part("values").values)
    for name in ("born_on", "died_on"):
        if name in values:
            values[name] = a_day(values[name])
    given = MergeInput(
        winner_id=entry.number("winner") or 0,
        loser_id=entry.number("loser") or 0,
        values=values,
        household_id=office.households.id_of(code) if code else None,
        relation=entry.text("relation"),
    )
    merged = office.duplicates.merge(given, actor=entry.actor, today=entry.today)
    return {"merge": merged.seq, "household_code": merged.household_code}


def _unmerge(office: Office, entry: Entry) -> Made:
    office.duplicates.unmerge(entry.number("merge") or 0, actor=entry.actor, today=entry.today)
    return None


def _not_same(office: Office, entry: Entry) -> Made:
    first, second = entry.number("first") or 0, entry.number("second") or 0
    twins = office.duplicates
    if entry.text("decision") == _Pairing.RETRACT.value:
        twins.retract(first, second, actor=entry.actor, today=entry.today)
    else:
        twins.tell_apart(first, second, reason=entry.text("reason"), actor=entry.actor, today=entry.today)
    return None


KINDS = (
    RecordKind(
        "id-decision",
        "证件核对（人员编号见 clinic --json）",
        (
            Field("person", "人员编号", "integer"),
            choice("decision", "怎么办", _Decision),
            optional("id_number", "正确的证件号码（更正时）"),
            optional("reason", "理由（属实保留时必填）"),
            optional("row_version", "核对时的版本", "integer"),
        ),
        _id_decision,
    ),
    RecordKind(
        "merge-persons",
        "合并重复人员（人员编号见 duplicates --json）",
        (
            Field("winner", "保留的人员", "integer"),
            Field("loser", "并入的人员", "integer"),
            optional("values", "两条记录不同时保留的值", "object"),
            optional("household", "合并后所属的户编号"),
            optional("relation", "与户主关系"),
        ),
        _merge,
    ),
    RecordKind(
        "unmerge",
        "撤销合并人员（编号见 duplicates --json 的 merges）",
        (Field("merge", "合并编号", "integer"),),
        _unmerge,
    ),
    RecordKind(
        "not-same",
        "认定不是同一人，或取消认定",
        (
            Field("first", "人员编号", "integer"),
            Field("second", "人员编号", "integer"),
            choice("decision", "认定或取消（默认认定）", _Pairing, required=False),
            optional("reason", "理由（认定时必填）"),
        ),
        _not_same,
    ),
)
