"""Our own changes to a household that the platform has: each is to be made there too (workflow 5).

Runs at the end of every transaction. Imports and undoing write set-based and are passed by: what an export brings is
there already, and what is undone takes its own lines back. So is what was accepted from an export.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Table, select
from sqlalchemy.orm import Session

from app.models.enums import CaseState, HouseholdType
from app.models.history import HISTORY, VERSIONED, in_chunks
from app.services.entry.corrections import EDIT, NewCorrection, put_correction_in
from app.services.ledger import Transaction

_PERSON, _MEMBERSHIP, _HOUSEHOLD, _CASE, _REGION = (
    VERSIONED[name] for name in ("person", "membership", "household", "monitoring_case", "region")
)
_ON_PLATFORM = (CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED)
_OF_PERSON: Mapping[str, str] = {
    "name": "姓名",
    "id_number": "证件号码",
    "sex": "性别",
    "born_on": "出生日期",
    "ethnicity": "民族",
    "phone": "联系电话",
}
_OF_HOUSEHOLD: Mapping[str, str] = {
    "village_id": "行政村",
    "group_id": "村民小组",
    "natural_village": "自然村",
    "address": "家庭住址",
    "phone": "户联系电话",
    "household_type": "户类型",
}
_SEXES = {"male": "男", "female": "女"}
_LEFT = {
    "died": "死亡",
    "married_out": "婚出",
    "moved_out": "迁出",
    "moved_household": "转到另一户",
    "split": "分户",
    "merged": "并户",
    "error": "录入有误",
}
_ABSENT = "无此人"

_Change = tuple[RowMapping | None, RowMapping]  # the row before, None for a new one, and now


def note_own_changes(tx: Transaction) -> None:
    """Put every change of identity, place and membership of a household on the platform on the list."""
    if tx.from_platform:
        return
    session = tx.session
    for correction in [*_of_persons(tx), *_of_members(tx), *_of_households(tx)]:
        put_correction_in(tx, correction)
    session.flush()


def _changes(tx: Transaction, table: Table) -> Iterator[_Change]:
    name = table.name
    if name not in tx.journal.touched or name in tx.journal.bulk:
        return
    history = HISTORY[name]
    for ids in in_chunks(sorted(tx.journal.touched[name])):
        now = tx.session.execute(select(table).where(table.c.id.in_(ids))).mappings().all()
        was = select(history).where(history.c.id.in_(ids), history.c.to_seq == tx.seq)
        before = {row["id"]: row for row in tx.session.execute(was).mappings()}
        for row in now:
            yield before.get(row["id"]), row


def _on_platform(session: Session, household_id: int | None) -> bool:
    statement = (
        select(_CASE.c.id)
        .join(_HOUSEHOLD, _HOUSEHOLD.c.id == _CASE.c.household_id)
        .where(
            _CASE.c.household_id == household_id,
            _CASE.c.is_open == 1,
            _CASE.c.state.in_([state.value for state in _ON_PLATFORM]),
            _HOUSEHOLD.c.status == "active",
        )
    )
    return household_id is not None and session.scalar(statement.limit(1)) is not None


def _of_persons(tx: Transaction) -> Iterator[NewCorrection]:
    for before, now in _changes(tx, _PERSON):
        changed = [name for name in _OF_PERSON if before is not None and before[name] != now[name]]
        if before is None or not changed:
            continue
        home = tx.session.scalar(
            select(_MEMBERSHIP.c.household_id).where(
                _MEMBERSHIP.c.person_id == now["id"], _MEMBERSHIP.c.to_on.is_(None)
            )
        )
        if home is None or not _on_platform(tx.session, home):
            continue
        for name in changed:
            yield NewCorrection(
                household_id=home,
                person_id=now["id"],
                column=f"person.{name}",
                field=f"{now['name']}：{_OF_PERSON[name]}",
                old_value=_shown(before[name]),
                new_value=_shown(now[name]),
                origin=EDIT,
                reason="录入后本镇台账改动",
            )


def _of_members(tx: Transaction) -> Iterator[NewCorrection]:
    for before, now in _changes(tx, _MEMBERSHIP):
        if not _on_platform(tx.session, now["household_id"]):
            continue
        person = tx.session.execute(select(_PERSON).where(_PERSON.c.id == now["person_id"])).mappings().one()
        told = _of_membership(before, now, person)
        if told is not None:
            column, field, old, new, reason = told
            yield NewCorrection(
                household_id=now["household_id"],
                person_id=now["person_id"],
                column=column,
                field=field,
                old_value=old,
                new_value=new,
                origin=EDIT,
                reason=reason,
            )


def _of_membership(
    before: RowMapping | None, now: RowMapping, person: RowMapping
) -> tuple[str, str, str, str, str] | None:
    name = person["name"]
    if before is None:
        if now["to_on"] is not None:
            return None
        who = "，".join(part for part in (now["relation"], person["id_number"]) if part)
        return "membership.person_id", "家庭成员", _ABSENT, f"增加{name}（{who}）", "录入后增加成员"
    if before["to_on"] is None and now["to_on"] is not None:
        why = _LEFT.get(now["end_reason"] or "", "离开")
        return "membership.person_id", "家庭成员", name, f"减少此人（{_day(now['to_on'])}{why}）", f"录入后{why}"
    if before["to_on"] is not None and now["to_on"] is None:
        return "membership.person_id", "家庭成员", _ABSENT, f"恢复{name}", "录入后恢复成员"
    if before["relation"] != now["relation"] and now["to_on"] is None:
        was, is_ = _shown(before["relation"]), _shown(now["relation"])
        return "membership.relation", f"{name}：与户主关系", was, is_, "录入后本镇台账改动"
    return None


def _of_households(tx: Transaction) -> Iterator[NewCorrection]:
    for before, now in _changes(tx, _HOUSEHOLD):
        changed = [name for name in _OF_HOUSEHOLD if before is not None and before[name] != now[name]]
        if before is None or not changed or not _on_platform(tx.session, now["id"]):
            continue
        for name in changed:
            yield NewCorrection(
                household_id=now["id"],
                column=f"household.{name}",
                field=_OF_HOUSEHOLD[name],
                old_value=_of_home(tx.session, name, before[name]),
                new_value=_of_home(tx.session, name, now[name]),
                origin=EDIT,
                reason="录入后本镇台账改动",
            )


def _of_home(session: Session, name: str, value: Any) -> str:
    if name in ("village_id", "group_id"):
        return str(session.scalar(select(_REGION.c.name).where(_REGION.c.id == value)) or "")
    if name == "household_type" and value:
        return HouseholdType(value).label
    return _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return _SEXES.get(value, str(value)) if value is not None else ""


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
