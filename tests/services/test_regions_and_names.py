"""Names as people type them, and villages by any name they carried."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.household import Household, HouseholdSummary
from app.services import derived, regions
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.names import romanise
from app.services.regions import RegionService, match_name
from tests import factories as make


def test_a_village_added_by_hand_belongs_to_the_township_of_the_roster(ledger, actor, today):
    with ledger.transaction("test.found", actor=actor, today=today) as tx:
        town = regions.found_in(tx, kind="township", name="石门镇", parent_id=None)
        red = regions.found_in(tx, kind="village", name="红星村", parent_id=town.id)
        town_id, red_id = town.id, red.id
    service = RegionService(ledger)
    added = service.add(kind="village", name="白岩村", parent_id=None, actor=actor, today=today)
    assert {row.id: row.parent_id for row in service.tree()} == {town_id: None, red_id: town_id, added: town_id}
    with pytest.raises(Refused) as refused:
        service.add(kind="village", name="红星社区", parent_id=None, actor=actor, today=today)
    assert refused.value.codes == ("region.exists",)


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("单晓", "shanxiao", "sx"),
        ("曾强", "zengqiang", "zq"),
        ("阿依·古丽", "ayiguli", "aygl"),
    ],
)
def test_pinyin_of_names(name, pinyin, initials):
    assert romanise(name) == (pinyin, initials)


@pytest.mark.parametrize(
    ("written", "kind", "same"),
    [
        ("红星村", "village", "红星"),
        ("红星村民委员会", "village", "红星"),
        (" 红星 社区 ", "village", "红星"),
        ("村", "village", "村"),
        ("第三村民小组", "group", "3"),
        ("3组", "group", "3"),
        ("十二社", "group", "12"),
        ("二十一组", "group", "21"),
        ("大院子", "group", "大院子"),
    ],
)
def test_names_of_regions_are_compared_without_their_endings(written, kind, same):
    assert match_name(written, kind=kind) == same


def test_a_renamed_village_is_found_by_both_names(ledger, actor, today):
    with ledger.transaction("test.found", actor=actor, today=today) as tx:
        village = regions.found_in(tx, kind="village", name="红星村", parent_id=None)
        regions.found_in(tx, kind="group", name="1组", parent_id=village.id)
        village_id = village.id
    service = RegionService(ledger)
    service.rename(village_id, name="新红村", from_on=date(2020, 5, 1), actor=actor, today=date(2020, 5, 1))
    with ledger.reading() as session:
        for name in ("红星村", "新红社区"):
            found = regions.find_in(session, kind="village", name=name, parent_id=None)
            assert found is not None
            assert found.id == village_id
        group = regions.find_in(session, kind="group", name="第一组", parent_id=village_id)
        assert group is not None
    assert [(row.name, row.households) for row in service.tree()] == [("新红村", 0), ("1组", 0)]


def test_a_merged_village_is_found_as_its_successor_and_its_households_move(database, actor, today):
    ledger = Ledger(database, derive=derived.refresh)
    with ledger.transaction("test.town", actor=actor, today=today) as tx:
        red, green = make.village(tx, "红星村"), make.village(tx, "青山村")
        same, other = make.group(tx, red, "1组"), make.group(tx, red, "2组")
        into = make.group(tx, green, "第一村民小组")
        homes = [make.household(tx, in_village=red, in_group=group).id for group in (same, other)]
    service = RegionService(ledger)
    day = date(2020, 5, 1)
    assert service.merge(red.id, into_id=green.id, on=day, actor=actor, today=day) == 2
    with ledger.reading() as session:
        found = regions.find_in(session, kind="village", name="红星社区", parent_id=None)
        assert found is not None
        assert found.id == green.id
        moved = [session.get_one(Household, id_) for id_ in homes]
        assert [(home.village_id, home.group_id) for home in moved] == [(green.id, into.id), (green.id, other.id)]
        assert {session.get_one(HouseholdSummary, id_).village_name for id_ in homes} == {"青山村"}
    assert [(row.name, row.households) for row in service.tree() if row.kind == "village"] == [("青山村", 2)]


def test_a_name_that_the_parent_knows_is_not_founded_twice(ledger, actor, today):
    service = RegionService(ledger)
    first = service.add(kind="village", name="红星村", parent_id=None, actor=actor, today=today)
    with pytest.raises(Refused) as refused:
        service.add(kind="village", name="红星社区", parent_id=None, actor=actor, today=today)
    assert refused.value.codes == ("region.exists",)
    with pytest.raises(Refused) as refused:
        service.merge(first, into_id=first, on=today, actor=actor, today=today)
    assert refused.value.codes == ("region.merge_into_itself",)


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("覃小华", "qinxiaohua tanxiaohua", "qxh txh"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("吕布", "lvbu", "lb"),
        ("王𬭎", "wanghong", "wh"),
        ("王龦", "wang龦", "w龦"),
        ("", "", ""),
    ],
)
def test_rare_and_double_readings(name, pinyin, initials):
    assert romanise(name) == (pinyin, initials)
