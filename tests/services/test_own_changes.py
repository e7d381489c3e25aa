"""Changes of a household after 录入 put themselves on 国家系统待修改清单, and take themselves off again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.models.household import Household, Membership, Person
from app.services.entry.corrections import CorrectionState
from app.services.entry.platform import PlatformService, TaskKind
from app.services.following import follow
from app.services.household_events.inputs import HouseholdInput, PersonInput
from app.services.household_events.service import HouseholdEventService
from app.services.last_step import LastStepService
from app.services.ledger import Ledger
from tests.services.towns import ACTOR, citizen, found

DAY = date(2020, 4, 20)


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=follow)


@pytest.fixture
def town(ledger):
    return found(ledger)


def _home(ledger):
    with ledger.reading() as session:
        return session.scalars(select(Household)).first()


def _head(ledger, home):
    with ledger.reading() as session:
        member = session.scalars(
            select(Membership).where(Membership.household_id == home.id, Membership.relation == "户主")
        ).first()
        return member, session.get_one(Person, member.person_id)


def _lines(ledger, **wanted):
    return PlatformService(ledger).tasks(kind=TaskKind.CORRECT, **wanted)


def _edit(ledger, home, **changed):
    member, person = _head(ledger, home)
    now = PersonInput(person.name, member.relation, person.id_number, person.sex, person.born_on, person.phone,
                      person.ethnicity)  # fmt: skip
    HouseholdEventService(ledger).edit_member(
        home.id, member.id, replace(now, **changed), row_version=person.row_version, actor=ACTOR, today=DAY
    )


def test_nothing_is_to_be_put_right_before_entry(town, ledger):
    town.bring_to("approved")
    _edit(ledger, _home(ledger), phone="13900001111")
    assert _lines(ledger) == ()


def test_a_changed_value_is_a_line_and_changed_back_is_none(town, ledger):
    town.bring_to("monitored")
    home = _home(ledger)
    _, person = _head(ledger, home)
    _edit(ledger, home, phone="13900001111")
    (line,) = _lines(ledger)
    assert (line.field, line.new_value, line.state) == (
        *(f"{person.name}：联系电话", "13900001111"),
        CorrectionState.TO_DO,
    )
    assert line.is_own_change
    _edit(ledger, home, phone="13900002222")
    (line,) = _lines(ledger)
    assert line.new_value == "13900002222", "one line for one value"
    _edit(ledger, home, phone=person.phone)
    assert _lines(ledger) == ()


def test_members_come_and_go(town, ledger):
    town.bring_to("monitored")
    home = _home(ledger)
    events = HouseholdEventService(ledger)
    events.add_member(
        home.id, PersonInput("测新", "之孙子", citizen(901), ethnicity="汉族"), on=DAY, actor=ACTOR, today=DAY
    )
    (line,) = _lines(ledger)
    assert (line.field, line.old_value) == ("家庭成员", "无此人")
    assert "增加测新" in line.new_value
    with ledger.reading() as session:
        member = session.scalars(select(Membership).order_by(Membership.id.desc())).first()
    events.end_member(home.id, member.id, reason="moved_out", on=DAY, relations={}, actor=ACTOR, today=DAY)
    assert "减少此人" in _lines(ledger)[0].new_value


def test_the_households_own_values_are_lines_too(town, ledger):
    town.bring_to("monitored")
    home = _home(ledger)
    given = HouseholdInput(village_id=home.village_id, group_id=home.group_id, phone="13700000000",
                           address=home.address, natural_village=home.natural_village)  # fmt: skip
    HouseholdEventService(ledger).edit(home.id, given, row_version=home.row_version, actor=ACTOR, today=DAY)
    assert [(line.field, line.new_value) for line in _lines(ledger)] == [("户联系电话", "13700000000")]


def test_undoing_a_change_takes_its_line_back(town, ledger):
    town.bring_to("monitored")
    _edit(ledger, _home(ledger), phone="13900001111")
    steps = LastStepService(ledger)
    last = steps.last(actor=ACTOR)
    steps.undo(last.seq, what="修改成员", actor=ACTOR, today=DAY)
    assert _lines(ledger, include_done=True) == ()
