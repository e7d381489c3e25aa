"""Groups stand by their number wherever households are listed by place."""

from __future__ import annotations

from datetime import date

from app.services import derived, regions
from app.services.households import HouseholdService, RosterQuery
from app.services.ledger import Ledger
from app.services.regions import RegionService
from tests import factories as make

DAY = date(2020, 3, 20)


def test_groups_stand_by_their_number_not_by_their_character(database, actor):
    ledger = Ledger(database, derive=derived.refresh)
    with ledger.transaction("test.town", actor=actor, today=DAY) as tx:
        village = make.village(tx)
        for name in ("十组", "三组", "大湾", "12组", "一组", "第二村民小组"):
            group = regions.found_in(tx, kind="group", name=name, parent_id=village.id)
            home = make.household(tx, in_village=village, in_group=group)
            make.member(tx, home)
    households = HouseholdService(ledger)
    ids = households.find_ids(RosterQuery())
    rows = households.rows(ids)
    walked = ["一组", "第二村民小组", "三组", "十组", "12组", "大湾"]
    assert [rows[id_].group_name for id_ in ids] == walked
    tree = RegionService(ledger)
    assert [row.name for row in tree.tree() if row.kind == "group"] == walked
    first = next(row.id for row in tree.tree() if row.name == "一组")
    tree.rename(first, name="十一组", from_on=DAY, actor=actor, today=DAY)
    assert [households.rows(ids)[id_].group_name for id_ in households.find_ids(RosterQuery())] == [
        "第二村民小组", "三组", "十组", "十一组", "12组", "大湾",
    ]  # fmt: skip
