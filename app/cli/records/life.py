"""农户变动: new households, births and deaths, moves, splits, joins; villages founded, renamed, joined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, choice, optional
from app.cli.records.lookups import group_id, member_of, village_id, village_ids
from app.models.enums import Arrival, HouseholdType, Labelled
from app.services.errors import Reason
from app.services.household_events.inputs import Ending, HouseholdInput, PersonInput, Saved, SplitInput
from app.services.wording import sentence

if TYPE_CHECKING:
    from app.services.office import Office


class _HouseholdEnd(Labelled):
    """Why a household is no more."""

    GONE = "gone", "销户"
    MOVED = "moved", "整户迁出"


class _Leaving(Labelled):
    """Why somebody belongs to the household no more."""

    DIED = "died", "死亡"
    MARRIED_OUT = "married_out", "婚出"
    MOVED_OUT = "moved_out", "迁出"
    ERROR = "error", "登记错误"


class _Sex(Labelled):
    """As an ID number says it."""

    MALE = "male", "男"
    FEMALE = "female", "女"


def _saved(saved: Saved) -> Made:
    made: dict[str, object] = {"household_code": saved.code}
    if saved.notices:
        made["notices"] = [sentence(Reason(notice)) for notice in saved.notices]
    return made


def _household(office: Office, entry: Entry) -> Made:
    village = village_ids(office, [entry.text("village")])[0]
    given = HouseholdInput(
        village_id=village,
        group_id=group_id(office, village, entry.text("group")),
        household_type=entry.text("household_type") or None,
        code=entry.text("code") or None,
        natural_village=entry.text("natural_village") or None,
        address=entry.text("address") or None,
        phone=entry.text("phone") or None,
    )
    members = [_person(row) for row in entry.rows("members")]
    on, came_by = entry.maybe_day("on"), _came_by(entry)
    events = office.household_events
    return _saved(events.add(given, members, on=on, came_by=came_by, actor=entry.actor, today=entry.today))


def _came_by(entry: Entry) -> str:
    return next(iter(entry.codes("came_by", Arrival)), "")


def _person(row: Entry) -> PersonInput:
    return PersonInput(
        name=row.text("name"),
        relation=row.text("relation"),
        id_number=row.text("id_number") or None,
        sex=next(iter(row.codes("sex", _Sex)), None),
        born_on=row.maybe_day("born_on"),
        phone=row.text("phone") or None,
        ethnicity=row.text("ethnicity") or None,
        counts_per_head=row.truth("counts_per_head") is not False,
        counts_reason=row.text("counts_reason") or None,
    )


def _end(office: Office, entry: Entry) -> Made:
    id_ = office.households.id_of(entry.text("household"))
    reason, ending = entry.text("reason"), _ending(entry)
    return _saved(office.household_events.end(id_, reason=reason, ending=ending, actor=entry.actor, today=entry.today))


def _ending(entry: Entry) -> Ending:
    return Ending(entry.day("on"), entry.text("proof"), entry.text("decision_no"), entry.signers())


def _move(office: Office, entry: Entry) -> Made:
    village = village_ids(office, [entry.text("village")])[0]
    saved = office.household_events.move(
        office.households.id_of(entry.text("household")),
        village_id=village,
        group_id=group_id(office, village, entry.text("group")),
        on=entry.day("on"),
        actor=entry.actor,
        today=entry.today,
    )
    return _saved(saved)


def _member(office: Office, entry: Entry) -> Made:
    id_ = office.households.id_of(entry.text("household"))
    saved = office.household_events.add_member(
        id_,
        _person(entry),
        on=entry.maybe_day("on"),
        came_by=_came_by(entry),
        proof=entry.text("proof"),
        actor=entry.actor,
        today=entry.today,
    )
    return _saved(saved)


def _arrival(office: Office, entry: Entry) -> Made:
    id_ = office.households.id_of(entry.text("household"))
    member = member_of(office, id_, entry.text("member")).membership_id
    saved = office.household_events.say_arrival(
        member, came_by=_came_by(entry), proof=entry.text("proof"), actor=entry.actor, today=entry.today
    )
    return _saved(saved)


def _member_move(office: Office, entry: Entry) -> Made:
    id_ = office.households.id_of(entry.text("household"))
    saved = office.household_events.move_member(
        id_,
        member_of(office, id_, entry.text("member")).membership_id,
        into_id=office.households.id_of(entry.text("into")),
        relation=entry.text("relation"),
        on=entry.day("on"),
        relations=_relations(office, id_, entry.part("relations").values),
        actor=entry.actor,
        today=entry.today,
    )
    return _saved(saved)


def _member_end(office: Office, entry: Entry) -> Made:
    id_ = office.households.id_of(entry.text("household"))
    saved = office.household_events.end_member(
        id_,
        member_of(office, id_, entry.text("member")).membership_id,
        reason=entry.text("reason"),
        on=entry.day("on"),
        relations=_relations(office, id_, entry.part("relations").values),
        proof=entry.text("proof"),
        actor=entry.actor,
        today=entry.today,
    )
    return _saved(saved)


def _relations(office: Office, household_id: int, values: Mapping[str, object]) -> dict[int, str]:
    return {member_of(office, household_id, name).membership_id: str(word) for name, word in values.items()}


def _head(office: Office, entry: Entry) -> Made:
    id_ = office.households.id_of(entry.text("household"))
    relations = _relations(office, id_, entry.part("relations").values)
    on = entry.day("on")
    return _saved(
        office.household_events.change_head(id_, relations=relations, on=on, actor=entry.actor, today=entry.today)
    )


def _split(office: Office, entry: Entry) -> Made:
    id_ = office.households.id_of(entry.text("household"))
    named = entry.texts("alerts")
    given = SplitInput(
        leaving=_relations(office, id_, entry.part("leaving").values),
        staying=_relations(office, id_, entry.part("staying").values),
        alerts=frozenset(a.alert_id for a in office.dossiers.get(id_).alerts if a.number in named),
    )
    return _saved(office.household_events.split(id_, given, on=entry.day("on"), actor=entry.actor, today=entry.today))


def _merge(office: Office, entry: Entry) -> Made:
    id_ = office.households.id_of(entry.text("household"))
    saved = office.household_events.merge(
        id_,
        office.households.id_of(entry.text("into")),
        relations=_relations(office, id_, entry.part("relations").values),
        ending=_ending(entry),
        actor=entry.actor,
        today=entry.today,
    )
    return _saved(saved)


def _region(office: Office, entry: Entry) -> Made:
    parent = village_id(office, entry.text("village"))
    office.regions.add(
        kind="group" if parent else "village",
        name=entry.text("name"),
        parent_id=parent or _township(office),
        actor=entry.actor,
        today=entry.today,
    )
    return None


def _township(office: Office) -> int | None:
    return next((region.id for region in office.regions.tree() if region.kind == "township"), None)


def _rename(office: Office, entry: Entry) -> Made:
    region = village_ids(office, [entry.text("village")])[0]
    office.regions.rename(
        region, name=entry.text("name"), from_on=entry.day("from_on"), actor=entry.actor, today=entry.today
    )
    return None


def _join(office: Office, entry: Entry) -> Made:
    region, into = village_ids(office, [entry.text("village"), entry.text("into")])
    moved = office.regions.merge(region, into_id=into, on=entry.day("on"), actor=entry.actor, today=entry.today)
    return {"households": moved}


_HOUSEHOLD, _MEMBER = Field("household", "户编号"), Field("member", "成员姓名或证件号码")
_ON = optional("on", "日期（默认当天）", "day")
_PROOF = (optional("proof", "依据"), optional("decision_no", "决定文号"), optional("signers", "签字人", "signers"))
_RELATIONS = "{姓名: 与户主关系}"

KINDS = (
    RecordKind(
        "household",
        "新建农户",
        (
            Field("village", "村"),
            Field(
                "members", "成员 [{name, relation, id_number, sex, born_on, phone, ethnicity}]，其中一人为户主", "list"
            ),
            optional("group", "组"),
            choice("household_type", "户类型（默认一般农户）", HouseholdType, required=False),
            optional("code", "户编号（不写则由台账编号）"),
            optional("natural_village", "自然村"),
            optional("address", "住址"),
            optional("phone", "电话"),
            optional("on", "日期", "day"),
            choice("came_by", "建户原因", Arrival, required=False),
        ),
        _household,
    ),
    RecordKind(
        "household-end",
        "销户或整户迁出",
        (_HOUSEHOLD, choice("reason", "原因", _HouseholdEnd), _ON, *_PROOF),
        _end,
    ),
    RecordKind(
        "household-move",
        "整户迁到本镇另一村组",
        (_HOUSEHOLD, Field("village", "村"), optional("group", "组"), _ON),
        _move,
    ),
    RecordKind(
        "member",
        "新增成员",
        (
            _HOUSEHOLD,
            Field("name", "姓名"),
            Field("relation", "与户主关系"),
            optional("id_number", "证件号码"),
            choice("sex", "性别", _Sex, required=False),
            optional("born_on", "出生日期", "day"),
            optional("phone", "电话"),
            optional("ethnicity", "民族"),
            optional("counts_per_head", "计入人均", "truth"),
            optional("counts_reason", "不计入人均的原因"),
            optional("on", "日期", "day"),
            choice("came_by", "增加原因", Arrival, required=False),
            optional("proof", "依据"),
        ),
        _member,
    ),
    RecordKind(
        "arrival",
        "补注成员的增加原因",
        (_HOUSEHOLD, _MEMBER, choice("came_by", "增加原因", Arrival), optional("proof", "依据")),
        _arrival,
    ),
    RecordKind(
        "member-move",
        "成员转到本镇另一户；户主转走的写明其余成员的新关系",
        (
            _HOUSEHOLD,
            _MEMBER,
            Field("into", "转到的户编号"),
            Field("relation", "与那户户主的关系"),
            _ON,
            optional("relations", f"其余成员的新关系 {_RELATIONS}", "object"),
        ),
        _member_move,
    ),
    RecordKind(
        "member-end",
        "成员减少；户主减少的写明新关系",
        (
            _HOUSEHOLD,
            _MEMBER,
            choice("reason", "原因", _Leaving),
            _ON,
            optional("relations", f"其余成员的新关系 {_RELATIONS}", "object"),
            optional("proof", "依据（死亡证明、迁移证等）"),
        ),
        _member_end,
    ),
    RecordKind(
        "head-change", "更换户主", (_HOUSEHOLD, Field("relations", f"每人的新关系 {_RELATIONS}", "object"), _ON), _head
    ),
    RecordKind(
        "split",
        "分户",
        (
            _HOUSEHOLD,
            Field("leaving", f"分出的成员及其在新户的关系 {_RELATIONS}", "object"),
            optional("staying", f"留下成员的新关系 {_RELATIONS}", "object"),
            optional("alerts", "随新户走的预警编号", "list"),
            _ON,
        ),
        _split,
    ),
    RecordKind(
        "merge",
        "并户",
        (
            _HOUSEHOLD,
            Field("into", "并入的户编号"),
            Field("relations", f"并入后每人的关系 {_RELATIONS}", "object"),
            _ON,
            *_PROOF,
        ),
        _merge,
    ),
    RecordKind(
        "region", "新增村；写明村的为该村新增组", (Field("name", "名称"), optional("village", "所属村")), _region
    ),
    RecordKind(
        "region-name",
        "村更名",
        (Field("village", "村"), Field("name", "新名称"), optional("from_on", "启用日期（默认当天）", "day")),
        _rename,
    ),
    RecordKind("region-merge", "村合并", (Field("village", "村"), Field("into", "并入的村"), _ON), _join),
)
