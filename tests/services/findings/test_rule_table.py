"""The rule table: every family and number once, switched and re-parametered, silent where it knows nothing."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql

from app.models.audit import AuditEntry
from app.models.imports import Finding
from app.services.errors import NotFound, Refused
from app.services.findings.availability import NotApplicable
from app.services.findings.base import Asked, people
from app.services.findings.homes import households
from app.services.findings.rules import GROUPS, rules
from app.services.findings.running import CHECKS
from app.services.findings.service import FindingFilter
from app.services.findings.work_checks import jobs
from tests.services.findings.making import ADULT, DAY, SHEET, Town

# Section 6 of the domain's facts, with its ranges written out.
NUMBERS = re.findall(
    r"\S+",
    """
1_01_001 1_12_001 1_01_002 1_12_002 1_01_003 1_12_003 1_01_004 1_12_004 R3-01 4_01_003 4_01_002 4_12_003
2_01_001 2_12_002 3_02_012 3_11_001 R3-07 3_02_011 3_11_002 R3-05 R3-06 2_02_001 2_11_003 R3-28 R3-03 3_01_001
2_01_004 2_12_008 4_02_001 5_13_003 2_01_013 2_12_007 R3-15 5_15_022 5_15_021 3_01_002 3_12_003 3_12_004 R3-04
1_02_005 5_15_016 5_15_017 5_12_013 5_17_001 5_12_014 5_17_002 5_12_015 5_17_003 5_12_016 5_17_004 5_12_017
5_17_005 5_12_018 5_17_006 5_12_019 5_17_007 2_01_012 4_11_008 1111_2 5_15_012 5_20_028 5_20_029 5_20_030
5_20_031 2_01_002 2_12_003 2_01_003 2_12_001 R3-12 2_01_011 2_12_014 1111_07 2_01_005 2_01_010 2_12_009
2_12_013 5_12_008 1111_14 1111_15 5_12_009 5_12_010 2_12_005 2_12_017 4_01_007 4_01_008 2_01_008 2_12_012
R3-17 2_01_009 2_12_015 2_01_006 2_12_010 2_01_016 2_12_016 R3-14 2_01_007 5_15_001 5_19_001 3_01_007 4_11_015
5_16_005 5_16_006 5_16_003 5_16_004 4_11_016 5_16_008 5_15_018 5_15_019 5_01_004 5_12_003 5_19_003 5_19_007
5_11_033 1111_06 1111_09 1111_13 R3-13 2_01_015 2_12_004 4_01_006 4_12_002 5_16_010 3_12_001 5_12_001 1111_16
1111_17 1111_08 4_12_001 5_01_005 5_16_001 5_16_002 1111_12 5_01_007 5_12_006 5_01_003 5_12_002 5_15_008
5_15_009 3_01_008 5_12_004 5_01_006 5_12_005 3_01_006 5_15_003 3_01_005 3_01_010 3_01_011 5_15_006 1111_3
4_11_014 5_17_011 5_17_013 1111_10 1_02_001 1_02_002 1_02_003 3_02_002 3_02_003 3_02_004 3_02_005 3_02_006
3_02_007 3_02_008 3_02_009 3_02_010 3_02_013 5_14_015 5_14_016 5_14_017 5_14_018 5_14_019 5_14_020 5_14_021
5_15_002 5_19_002 5_19_004 5_19_005 5_19_006 5_14_001 5_14_002 5_14_003 5_14_004 5_14_005 5_14_006 5_14_007
5_14_008 5_14_009 5_14_010 5_14_011 5_14_012 5_14_013 5_14_014 1_02_006 3_11_010 1111_18 5_15_023 5_15_020
1_11_001 1_11_002 2_11_001 5_15_015 2_11_006 5_15_013 5_15_014 4_11_009 5_18_008 5_11_029 2_11_004 2_11_005
4_11_006 4_11_007 5_18_001 3_11_003 5_18_002 3_11_004 5_18_003 3_11_005 5_18_004 3_11_006 5_18_006 3_11_008
5_18_005 3_11_007 5_18_007 3_11_009 5_12_007 5_11_032 5_11_030 5_12_011 1_11_010 1111_4 1_11_004 1_11_005
1_11_006 1_11_007 1_11_008 1_11_011 1_11_009 4_11_010 4_11_011 4_11_012 4_11_013 5_11_013 1_02_008 1_02_009
2_11_002 5_18_009 countryside/1_03 countryside/2_03 countryside/3_03
""",
)
OURS = {"M-82", "V-93"}


@pytest.fixture
def town(database, actor):
    return Town(database, actor)


def test_every_family_is_there_and_every_official_number_exactly_once():
    table = rules().values()
    assert {rule.family for rule in table} == set(range(1, 94))
    assert Counter(number for rule in table for number in rule.numbers) == Counter([*NUMBERS, *OURS])
    assert {rule.group for rule in table} == set(GROUPS)
    assert set(CHECKS) == set(rules())


def test_a_person_can_read_every_rule():
    for rule in rules().values():
        assert all((rule.title, rule.explain, rule.hint, rule.message)), rule.code
        assert 1 <= rule.level <= 5
        assert rule.code in rule.numbers
    assert [rule.code for rule in rules().values() if not rule.on] == ["1111_4"]


def test_a_rule_says_why_it_claims_nothing(town):
    with town.writing() as tx:
        town.couple(tx, town.home(tx))
    states = {state.rule.code: state.not_applicable for state in town.service.rule_states(today=DAY)}
    assert states["1_01_002"] is None
    assert states["5_14_001"] is NotApplicable.SOURCE
    early = {s.rule.code: s.not_applicable for s in town.service.rule_states(today=date(2020, 3, 20))}
    assert early["1111_18"] is NotApplicable.YEAR
    result = town.check()
    assert result.skipped_why["5_14_001"] is NotApplicable.SOURCE
    assert {rule.code for rule in result.skipped} == set(result.skipped_why)


def test_a_rule_is_switched_off_and_its_finding_rests(town):
    with town.writing() as tx:
        town.person(tx, town.home(tx), ethnicity=None)
    assert dict(town.check().by_code) == {"2_01_001": 1}
    town.service.configure("2_12_002", on=False, reason="本县不查", actor=town.actor, today=DAY)
    assert dict(town.check().by_code) == {}
    assert (town.service.counts(), town.service.find()) == ({}, [])
    states = {state.rule.code: state for state in town.service.rule_states(today=DAY)}
    assert states["2_01_001"].is_changed
    assert states["2_01_001"].rule.reason == "本县不查"
    assert states["2_01_001"].default.on
    town.service.restore("2_01_001", actor=town.actor, today=DAY)
    assert dict(town.check().by_code) == {"2_01_001": 1}


def test_a_parameter_moves_the_line_between_found_and_not(town):
    with town.writing() as tx:
        home = town.home(tx)
        town.couple(tx, home)
        town.land(tx, home, farmland=12_000)
    assert dict(town.check().by_code) == {"5_14_001": 1}
    town.service.configure("5_14_001", params={"most": 120}, reason="山区户均地多", actor=town.actor, today=DAY)
    assert dict(town.check().by_code) == {}
    assert town.service.check_household(home.id, today=DAY) == []
    town.service.configure("5_14_001", params={"most": 119}, reason="再核", actor=town.actor, today=DAY)
    assert [f.code for f in town.service.check_household(home.id, today=DAY)] == ["5_14_001"]
    (rule,) = [rule for rule in town.service.rules() if rule.code == "5_14_001"]
    assert dict(rule.params) == {"most": 119}


def test_a_change_of_a_rule_is_one_entry_of_the_audit(town):
    def entries():
        with town.ledger.reading() as session:
            statement = select(func.count()).where(AuditEntry.action == "findings.configure")
            return session.scalar(statement)

    town.service.configure("5_01_006", params={"age": 75}, reason="区级通知", actor=town.actor, today=DAY)
    assert entries() == 1
    for values, code in (
        ({"params": {"ages": 75}, "reason": "试"}, "finding.unknown_param"),
        ({"params": {"age": -1}, "reason": "试"}, "finding.bad_param"),
        ({"params": {"age": 70}, "reason": " "}, "finding.setting_without_reason"),
    ):
        with pytest.raises(Refused) as refused:
            town.service.configure("5_01_006", **values, actor=town.actor, today=DAY)
        assert refused.value.codes == (code,)
    with pytest.raises(Refused) as refused:
        town.service.configure("1111_06", params={"month": 2, "day": 30}, reason="试", actor=town.actor, today=DAY)
    assert refused.value.codes == ("finding.bad_day",)
    with pytest.raises(Refused) as refused:
        town.service.configure("9_99", on=True, reason="试", actor=town.actor, today=DAY)
    assert refused.value.codes == ("finding.unknown_rule",)
    assert entries() == 1


def test_the_rule_that_the_province_switched_off_can_be_switched_on(town):
    with town.writing() as tx:
        home = town.home(tx)
        town.person(tx, home)
        town.monitored(tx, home)
        town.measures(tx, home, relocation="易地搬迁")
    assert dict(town.check().by_code) == {}
    town.service.configure("1111_4", on=True, reason="省里要求", actor=town.actor, today=DAY)
    assert dict(town.check().by_code) == {"1111_4": 1}


def test_a_finding_about_a_village_shows_the_village(town):
    full = {"unsafe_houses": 1, "unsafe_water": 0, "clinics": 1, "farmland": "10"}
    with town.writing() as tx:
        town.village(tx, "甲村", full)
        town.village(tx, "乙村", {**full, "clinics": None})
        town.village(tx, "丙村", {**full, "unsafe_houses": 800, "unsafe_water": 200})
        town.village(tx, "丁村", full, household_count=0, person_count=0)
        town.village(tx, "戊村", full)
        home = town.home(tx, in_village=_village(tx, "戊村"))
        town.couple(tx, home)
        town.land(tx, home, farmland=1_200)
    found = {(row.village, row.code) for row in town.check().findings}
    assert found == {
        ("乙村", "countryside/2_03"),
        ("丙村", "countryside/3_03"),
        ("丁村", "countryside/1_03"),
        ("丁村", "countryside/3_03"),
        ("戊村", "V-93"),
    }
    (row,) = [row for row in town.service.find() if row.village == "乙村"]
    assert (row.household_id, row.household_code, row.message) == (None, "", "没有填写：卫生室个数")
    with town.ledger.reading() as session:
        (village_id,) = session.scalars(select(Finding.subject_id).where(Finding.rule_code == "countryside/2_03"))
    assert [r.village for r in town.service.find(FindingFilter(village_id=village_id))] == ["乙村"]
    town.service.exempt(row.id, row_version=row.row_version, reason="没有卫生室", actor=town.actor, today=DAY)
    assert town.check().exempt == 1
    assert SHEET["household_count"] == 900


def _village(tx, name):
    from tests import factories

    return factories.village(tx, name)


# -- whose record counts


def test_our_own_spell_goes_before_the_export(town):
    with town.writing() as tx:
        home = town.home(tx, housing=0)
        town.person(tx, home)
    assert dict(town.check().by_code) == {"1_02_001": 1}
    with town.writing() as tx:
        spell = town.spell(tx, home)
        town.own_measure(tx, home, "industry", spell_id=spell.id, description="发展生产")
        town.own_measure(tx, home, "health", spell_id=spell.id, description="参保缴费补贴")
    assert dict(town.check().by_code) == {}
    with town.writing() as tx:
        own = tx.session.merge(spell)
        own.closed_on = own.eliminated_on = date(2023, 12, 1)
        own.elimination_kind = "helped"
    assert dict(town.check().by_code) == {"1_02_008": 1}


def test_measures_of_ours_count_with_the_exported_ones_unless_they_were_given_up(town):
    with town.writing() as tx:
        home = town.home(tx)
        town.person(tx, home)
        town.monitored(tx, home, risk_2="因安全住房")
        town.measures(tx, home)
    assert dict(town.check().by_code) == {"5_18_004": 1}
    with town.writing() as tx:
        town.own_measure(tx, home, "housing", description="危房改造", state="cancelled")
    assert dict(town.check().by_code) == {"5_18_004": 1}
    with town.writing() as tx:
        town.own_measure(tx, home, "housing", description="危房改造")
    assert dict(town.check().by_code) == {}


def test_the_matrix_of_one_household_says_both_ways(town):
    with town.writing() as tx:
        home = town.home(tx)
        town.person(tx, home, facts={**ADULT, "health": "患有大病"})
        town.monitored(tx, home, risk_2="因病", risk_3="因安全饮水")
        town.measures(tx, home, housing="危房改造")
    matrix = town.service.matrix(home.id, today=DAY)
    calls = {row.name: (row.is_met, row.present) for row in matrix.calls}
    assert calls == {
        "因病": (True, ("健康帮扶",)),
        "因安全饮水": (False, ()),
        "有劳动力": (True, ("产业帮扶", "就业帮扶")),
    }
    assert [row.name for row in matrix.unmet] == ["因安全饮水"]
    measures = {row.name: (row.serves, row.is_called) for row in matrix.measures}
    assert measures["健康帮扶"] == (("因病", "有大病或慢性病患者"), True)
    assert measures["住房安全保障"] == ((), False)
    with pytest.raises(NotFound):
        town.service.matrix(999_999, today=DAY)


def test_a_roster_that_names_a_category_makes_a_monitored_household(town):
    with town.writing() as tx:
        home = town.home(
            tx, fact={"exported_category": "边缘易致贫户", "exported_risk_cleared": "是", "exported_cleared": "202304"}
        )
        town.person(tx, home)
    assert dict(town.check("2_11_002").by_code) == {}
    with town.writing() as tx:
        late = town.home(
            tx,
            fact={
                "exported_category": "边缘易致贫户",
                "exported_risk_cleared": "是",
                "exported_identified": "2023年02月",
                "exported_cleared": "202304",
            },
        )
        town.person(tx, late)
        town.spell(tx, town.home(tx), identified_on=date(2020, 4, 1))
    assert [row.household_id for row in town.check("2_11_002").findings] == [late.id]


def test_an_unknown_health_is_not_taken_for_a_healthy_household(town):
    with town.writing() as tx:
        home = town.home(tx)
        town.person(tx, home, facts={**ADULT, "health": None})
        town.person(tx, home, male=False, relation="配偶")
        town.monitored(tx, home, risk_2="因病", self_paid_fen=10_000)
        town.measures(tx, home)
    assert dict(town.check("5_15_015").by_code) == {}


def test_the_district_tells_who_works_outside(database, actor):
    town = Town(database, actor, district="广元市测试县")
    with town.writing() as tx:
        for county in ("测试县", "武侯区"):
            home = town.home(tx)
            town.job(tx, town.person(tx, home), county=county, channel="帮扶车间")
    (found,) = town.check("5_01_003").findings
    assert found.message.endswith("在武侯区务工，就业渠道为帮扶车间")


def test_the_sources_of_the_checks_are_sql_for_postgresql_too():
    for asked in (Asked(DAY, 600_000, "测试县"), Asked(DAY, 600_000, "", 1)):
        members = people(asked)
        for statement in (members, households(asked, members.subquery("people")), jobs(asked)):
            assert "SELECT" in str(statement.compile(dialect=postgresql.dialect()))
