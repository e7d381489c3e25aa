"""History, undo and any day's truth on a real encrypted database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.models.history import HISTORY, VERSIONED, as_of, bulk_insert, bulk_update
from app.models.household import Household, Membership, Person
from app.models.region import Region
from app.services import audit, clock
from app.services.undo import apply_undo, plan_undo, without_touched


def _village(tx) -> int:
    region = Region(kind="village", name="红星村", match_name="红星")
    tx.session.add(region)
    tx.session.flush()
    return region.id


def _household(tx, village_id: int, code: str) -> Household:
    household = Household(code=code, village_id=village_id)
    tx.session.add(household)
    tx.session.flush()
    return household


@pytest.fixture
def town(ledger, actor, today):
    with ledger.transaction("test.found", actor=actor, today=today) as tx:
        village = _village(tx)
        households = [_household(tx, village, f"H{n}").id for n in range(3)]
    return village, households


def _undo(ledger, actor, today, seq, *, rest=False):
    with ledger.transaction("test.undo", actor=actor, today=today) as tx:
        plan = plan_undo(tx.session, seq)
        if plan.touched and not rest:
            return plan.touched
        apply_undo(tx.session, without_touched(tx.session, plan), seq)
        return plan.touched


def test_an_update_keeps_the_old_row_and_its_span(ledger, actor, today, town):
    _, (first, *_) = town
    with ledger.transaction("test.phone", actor=actor, today=today) as tx:
        tx.session.get(Household, first).phone = "12345"
        seq = tx.seq
    history = HISTORY["household"]
    with ledger.reading() as session:
        old = session.execute(select(history).where(history.c.id == first)).one()
        new = session.get(Household, first)
    assert (old.phone, old.seq, old.to_seq, old.row_version) == (None, seq - 1, seq, 1)
    assert (new.phone, new.seq, new.row_version) == ("12345", seq, 2)


def test_undo_restores_updates_deletions_and_creations(ledger, actor, today, town):
    village, (first, second, third) = town
    with ledger.reading() as session:
        before = audit.content_hash(session)
    with ledger.transaction("test.mixed", actor=actor, today=today) as tx:
        tx.session.get(Household, first).phone = "1"
        tx.session.delete(tx.session.get(Household, second))
        made = _household(tx, village, "H9")
        person = Person(name="测试甲")
        tx.session.add(person)
        tx.session.flush()
        tx.session.add(Membership(person_id=person.id, household_id=made.id, relation="户主"))
        households = VERSIONED["household"]
        bulk_update(tx.session, households, households.c.id == third, {"phone": "3"})
        bulk_insert(tx.session, households, [{"code": "B1", "village_id": village, "status": "active"}])
        seq = tx.seq
    assert _undo(ledger, actor, today, seq) == ()
    with ledger.reading() as session:
        assert audit.content_hash(session) == before
        assert audit.verify(session).is_good


def test_what_was_touched_later_is_named_and_the_rest_undone_on_request(ledger, actor, today, town):
    village, (first, *_) = town
    with ledger.transaction("test.batch", actor=actor, today=today) as tx:
        kept, gone = _household(tx, village, "N1").id, _household(tx, village, "N2").id
        tx.session.get(Household, first).phone = "1"
        seq = tx.seq
    with ledger.transaction("test.later", actor=actor, today=today) as tx:
        person = Person(name="测试乙")
        tx.session.add(person)
        tx.session.flush()
        tx.session.add(Membership(person_id=person.id, household_id=kept, relation="户主"))
        tx.session.get(Household, first).phone = "2"
    touched = _undo(ledger, actor, today, seq)
    assert {(row.table, row.id) for row in touched} == {("household", kept), ("household", first)}
    _undo(ledger, actor, today, seq, rest=True)
    with ledger.reading() as session:
        assert session.get(Household, gone) is None
        assert session.get(Household, kept) is not None
        assert session.get(Household, first).phone == "2"
        assert audit.verify(session).is_good


def test_as_of_a_day_shows_what_the_ledger_said_then(ledger, actor, today, town):
    _, (first, second, _) = town
    tomorrow = today + timedelta(days=1)
    with ledger.transaction("test.next_day", actor=actor, today=tomorrow) as tx:
        tx.session.get(Household, first).phone = "9"
        tx.session.delete(tx.session.get(Household, second))
    with ledger.reading() as session:
        seq = audit.seq_at(session, clock.end_of(today))
        then = as_of(VERSIONED["household"], seq)
        assert session.scalar(select(func.count()).select_from(then)) == 3
        assert session.scalar(select(then.c.phone).where(then.c.id == first)) is None
        assert audit.seq_at(session, clock.end_of(tomorrow)) == seq + 1


def test_a_failed_write_leaves_nothing(ledger, actor, today, town):
    with ledger.reading() as session:
        before = audit.head(session)

    class BrokenError(Exception):
        pass

    def fail():
        with ledger.transaction("test.broken", actor=actor, today=today) as tx:
            _household(tx, town[0], "X")
            raise BrokenError

    with pytest.raises(BrokenError):
        fail()
    with ledger.reading() as session:
        assert audit.head(session) == before
        assert session.scalar(select(func.count()).select_from(Household)) == 3


def test_a_row_changed_behind_the_ledgers_back_is_found(ledger, actor, today, town):
    with ledger.transaction("test.more", actor=actor, today=today) as tx:
        _household(tx, town[0], "Z")
    with ledger.database.write() as session:
        households = VERSIONED["household"]
        session.execute(households.update().where(households.c.code == "H1").values(phone="forged"))
    with ledger.reading() as session:
        result = audit.verify(session)
    assert (result.bad_seq, result.problem) == (1, "rows")


def test_writing_outside_a_transaction_is_a_bug(ledger, town):
    with pytest.raises(RuntimeError, match="outside"), ledger.database.write() as session:
        session.add(Household(code="Q", village_id=town[0]))


def test_each_write_leaves_one_entry_and_names_no_person(ledger, actor, town):
    with ledger.transaction("test.entry", actor=actor, today=date(2020, 3, 20)) as tx:
        household = _household(tx, town[0], "E")
        tx.about("household", household.uid, occurred_on=date(2020, 3, 19))
        tx.note(count=1)
    with ledger.reading() as session:
        entries = session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.seq)).all()
    assert [entry.seq for entry in entries] == [1, 2]
    assert entries[-1].subject_uid == household.uid
    assert entries[-1].recorded_at.astimezone(clock.OFFICE_ZONE).date() == date(2020, 3, 20)
