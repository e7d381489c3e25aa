"""Names as people type them, and villages by any name they carried."""

from __future__ import annotations

from datetime import date

import pytest

from app.services import regions
from app.services.names import romanise
from app.services.regions import RegionService, match_name


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
