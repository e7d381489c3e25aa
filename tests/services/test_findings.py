"""Checks: planted faults are found exactly, evidence decides over exemptions, one household is checked live."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.cases import MonitoringSpell
from app.models.facts import PersonFact
from app.models.household import Household, Membership, Person
from app.services import audit, derived
from app.services.errors import Conflict, Refused
from app.services.findings.availability import NotApplicable
from app.services.findings.rules import find_rule, rules
from app.services.findings.running import CHECKS
from app.services.findings.service import FindingFilter, FindingService
from app.services.id_number import check_digit
from app.services.ledger import Ledger
from app.services.plans import PlanService
from tests import factories as make

DAY = date(2020, 3, 20)
CLEAN = {
    "education": "初中",
    "health": "健康",
    "labour_skill": "普通劳动力",
    "work_months": 6,
    "work_place": "成都市",
    "resident_medical": 1,
    "employee_medical": 0,
    "major_illness_insurance": 1,
    "public_post": "保洁员",
    "public_post_months": 3,
}
PUPIL = {
    **CLEAN,
    "education": None,
    "labour_skill": "无劳动力",
    "work_months": None,
    "work_place": None,
    "public_post": None,
    "public_post_months": None,
}


def number(born: str, order: int) -> str:
    core = f"519999{born}{order:03}"
    return core + check_digit(core)


@pytest.fixture
def ledger(database, actor):
    made = Ledger(database, derive=derived.refresh)
    PlanService(made).create_from_preset("2020", year=2020, actor=actor, today=DAY)
    return made


@pytest.fixture
def service(ledger):
    return FindingService(ledger)


@pytest.fixture
def town(ledger, actor):
    """Clean households; ``plant`` makes one that has exactly the named fault."""
    order = iter(range(1, 900))

    def home(tx, **values):
        row = make.household(tx, **{"phone": f"1990000{next(order):04}", "household_type": "exited", **values})
        make.household_fact(tx, row, dangerous_housing=0, safe_water=1, net_per_head_fen=900_000)
        return row

    def person(tx, row, *, born="19700501", male=True, facts=CLEAN, **values):
        place = next(order) * 2 - (1 if male else 0)
        given = {"id_number": number(born, place % 1000), "id_kind": "身份证", "ethnicity": "汉族", **values}
        born_on = date(int(born[:4]), int(born[4:6]), int(born[6:]))
        made = make.member(tx, row, name=f"测{place}", born_on=born_on, **given)
        make.person_fact(tx, made, **facts)
        return made

    def plant(work):
        with ledger.transaction("test.plant", actor=actor, today=DAY) as tx:
            return work(tx, home, person)

    def clean(tx, home, person):
        for _ in range(3):
            row = home(tx)
            person(tx, row)
            person(tx, row, male=False, relation="配偶")
            person(tx, row, born="20100301", relation="之子", facts={**PUPIL, "school_status": "小学"})

    plant(clean)
    return plant


def _head(**values):
    of_facts = {*CLEAN, "school_status", "dropout_reason", "medical_aid"}
    facts = {name: value for name, value in values.items() if name in of_facts}
    own = {name: value for name, value in values.items() if name not in of_facts}

    def work(tx, home, person):
        person(tx, home(tx), facts={**CLEAN, **facts}, **own)

    return work


def _child(born, *, relation="之女", male=False, **facts):
    def work(tx, home, person):
        row = home(tx)
        person(tx, row)
        person(tx, row, born=born, male=male, relation=relation, facts={**PUPIL, **facts})

    return work


def _home(house=None, fact=None, spell=None):
    def work(tx, home, person):
        row = home(tx, **(house or {}))
        person(tx, row)
        if fact:
            make.household_fact(tx, row, source="visit", observed_on=DAY, **fact)
        if spell is not None:
            tx.session.add(MonitoringSpell(household_id=row.id, category="unstable_exited", risks=spell))

    return work


def _pair(relation, male):
    def work(tx, home, person):
        row = home(tx)
        person(tx, row)
        person(tx, row, male=male, relation=relation)

    return work


def _twice_same_number(tx, home, person):
    for _ in range(2):
        person(tx, home(tx), id_number=number("19700501", 995))


def _two_spouses(tx, home, person):
    row = home(tx)
    person(tx, row)
    for _ in range(2):
        person(tx, row, male=False, relation="配偶")


def _two_phones(tx, home, person):
    for _ in range(2):
        person(tx, home(tx, phone="19911111111"))


def _headless(tx, home, person):
    person(tx, home(tx), relation="之父")


# rule -> (the fault, how many findings of this rule it makes)
PLANTS = {
    "1_01_001": (_twice_same_number, 2),
    "1_01_002": (_head(id_number="51999919700501001"), 1),
    "1_01_003": (_head(id_number=number("19700501", 993)[:17] + "0"), 1),
    "4_01_003": (_head(id_number=None), 1),
    "4_01_002": (_head(health="残疾", labour_skill="无劳动力"), 1),
    "2_01_001": (_head(ethnicity=None), 1),
    "3_02_012": (_headless, 1),
    "3_02_011": (_pair("户主", False), 1),
    "R3-06": (_two_spouses, 1),
    "2_02_001": (_pair("配偶", True), 1),
    "3_01_001": (_pair("干亲", True), 1),
    "2_01_004": (_pair("之女", True), 1),
    "4_02_001": (_home({"phone": "0830-1234567"}), 1),
    "5_15_022": (_two_phones, 2),
    "3_01_002": (_head(education=None), 1),
    "3_12_004": (_child("20100301", school_status="小学", education="小学"), 1),
    "1_02_005": (_child("20100301", education="小学"), 1),
    "5_12_013": (_child("20100301", school_status="学前教育"), 1),
    "5_12_014": (_child("20040301", school_status="小学"), 1),
    "5_12_015": (_child("20100301", school_status="八年级"), 1),
    "5_12_016": (_child("19980301", school_status="中职一年级"), 1),
    "5_12_017": (_child("20030301", school_status="本科一年级"), 1),
    "5_12_018": (_child("20000301", school_status="硕士研究生及以上"), 1),
    "5_12_019": (_head(born="20000301", education="小学"), 1),
    "2_01_012": (_child("20100301", dropout_reason="因病"), 1),
    "2_01_002": (_head(health=None), 1),
    "2_01_003": (_head(labour_skill="壮劳力"), 1),
    "2_01_011": (_child("20100301", school_status="小学", labour_skill="弱劳动力或半劳动力"), 1),
    "1111_07": (_child("20030301", school_status="普通高中一年级", labour_skill="普通劳动力"), 1),
    "2_01_005": (_head(labour_skill="无劳动力"), 1),
    "5_12_009": (_head(health="长期慢性病"), 1),
    "2_12_005": (_head(born="19550501"), 1),
    "2_01_008": (_head(resident_medical=0, employee_medical=None), 1),
    "2_01_009": (_head(employee_medical=1), 1),
    "2_01_006": (_head(major_illness_insurance=0), 1),
    "3_01_007": (_head(resident_medical=0, medical_aid=1), 1),
    "4_01_006": (_child("20030301", school_status="普通高中一年级", work_months=2, work_place="成都市"), 1),
    "R3-13": (_head(work_place=None), 1),
    "3_01_008": (_child("20100301", school_status="小学", public_post="保洁员", public_post_months=1), 1),
    "5_01_006": (_head(born="19400501", labour_skill="弱劳动力或半劳动力"), 1),
    "3_01_006": (_head(public_post_months=None), 1),
    "1_02_001": (_home(fact={"housing_safe": 0}), 1),
    "1_02_002": (_home(fact={"water_safe": 0}), 1),
    "1_02_006": (_home(fact={"net_per_head_fen": 499_999}), 1),
    "3_11_010": (_home(fact={"net_per_head_fen": 399_999}, spell="accident"), 1),
    "1_11_001": (_home(spell=""), 1),
}  # fmt: skip
PLANTS["R3-01"] = (_head(id_number=number("18990501", 5)), 1)
# What one fault cannot help breaking too.
ALSO = {
    "3_01_007": {"2_01_008"},
    "2_01_011": {"1111_07"},
    "4_01_006": {"2_01_015"},
    "2_01_005": {"2_01_015", "5_15_006"},
    "4_01_002": {"2_01_015", "5_15_006"},
    "2_01_006": {"1_02_003"},
    "3_01_008": {"5_15_006"},
}


def test_a_clean_town_has_no_findings(service, town, actor):
    result = service.check(actor=actor, today=DAY)
    assert [(row.code, row.message) for row in result.findings] == []
    assert (result.checked, result.fixed) == (3, 0)


@pytest.mark.parametrize("code", list(PLANTS))
def test_a_planted_fault_is_found_exactly(service, town, actor, code):
    fault, count = PLANTS[code]
    town(fault)
    result = service.check(actor=actor, today=DAY)
    expected = {code: count, **dict.fromkeys(ALSO.get(code, ()), 1)}
    assert result.by_code == expected, [(row.code, row.message) for row in result.findings]
    for row in result.findings:
        assert "{" not in row.message
        assert "“”" not in row.message  # what was not filled in is said to be empty
        assert row.household_code


def test_every_rule_of_the_table_has_its_check():
    assert set(CHECKS) == set(rules())
    assert find_rule("1_12_001") is rules()["1_01_001"]


def test_a_column_that_no_list_brought_is_no_fault(ledger, service, actor):
    with ledger.transaction("test.plain", actor=actor, today=DAY) as tx:
        row = make.household(tx, phone="19900000001")
        make.member(tx, row, id_number=number("19700501", 1), ethnicity="汉族")
    result = service.check(actor=actor, today=DAY)
    assert result.by_code == {}
    skipped = {rule.code for rule in result.skipped}
    assert {code for code, rule in rules().items() if rule.needs and rule.on} == skipped
    assert set(result.skipped_why.values()) == {NotApplicable.SOURCE, NotApplicable.YEAR}


def test_facts_missing_where_others_have_them_are_found(service, town, actor):
    def bare(tx, _home_of, person):
        person(tx, make.household(tx, phone="19922222222"))

    town(bare)
    assert service.check(actor=actor, today=DAY).by_code == {"3_02_002": 1, "3_02_003": 1}


def test_an_exemption_holds_until_the_evidence_changes(service, town, ledger, actor):
    town(_head(health="长期慢性病"))
    (found,) = service.check(actor=actor, today=DAY).findings
    assert "长期慢性病" in found.message
    with pytest.raises(Refused) as refused:
        service.exempt(found.id, row_version=1, reason=" ", actor=actor, today=DAY)
    assert refused.value.codes == ("finding.reason_missing",)
    service.exempt(found.id, row_version=1, reason="轻症，能劳动", actor=actor, today=DAY)
    with pytest.raises(Conflict):
        service.exempt(found.id, row_version=1, reason="再来", actor=actor, today=DAY)
    again = service.check(actor=actor, today=DAY)
    assert (again.findings, again.exempt) == ((), 1)
    assert [f.is_exempt for f in service.check_household(found.household_id, today=DAY)] == [True]
    _change(ledger, actor, found.person_id, health="患有大病")
    (back,) = service.check(actor=actor, today=DAY).findings
    assert (back.id, back.state) == (found.id, "open")
    _change(ledger, actor, found.person_id, health="健康")
    assert service.check(actor=actor, today=DAY).fixed == 1
    assert [row.state for row in service.find(FindingFilter(states=("fixed",)))] == ["fixed"]
    with ledger.reading() as session:
        assert audit.verify(session).is_good


def _change(ledger, actor, person_id, **values):
    with ledger.transaction("test.change", actor=actor, today=DAY) as tx:
        fact = tx.session.scalars(select(PersonFact).where(PersonFact.person_id == person_id)).one()
        for name, value in values.items():
            setattr(fact, name, value)


def test_an_exemption_can_be_taken_back(service, town, actor):
    town(_head(ethnicity=None))
    (found,) = service.check(actor=actor, today=DAY).findings
    service.exempt(found.id, row_version=1, reason="待补", actor=actor, today=DAY)
    service.reopen(found.id, row_version=2, actor=actor, today=DAY)
    assert service.counts() == {"2_01_001": 1}
    with pytest.raises(Refused) as refused:
        service.reopen(found.id, row_version=3, actor=actor, today=DAY)
    assert refused.value.codes == ("finding.not_exempt",)


def test_the_live_checks_of_a_household_equal_the_towns(service, town, actor, ledger):
    for code in ("1_01_001", "R3-06", "4_02_001", "2_01_008", "5_15_022", "1_02_005"):
        town(PLANTS[code][0])
    result = service.check(actor=actor, today=DAY)
    with ledger.reading() as session:
        ids = list(session.scalars(select(Household.id)))
    live = [(id_, f.code, f.person_id) for id_ in ids for f in service.check_household(id_, today=DAY)]
    assert sorted(live, key=str) == sorted(
        ((row.household_id, row.code, row.person_id) for row in result.findings), key=str
    )


def test_who_left_or_died_is_not_checked(service, town, ledger, actor):
    town(_pair("之女", True))
    assert service.check(actor=actor, today=DAY).by_code == {"2_01_004": 1}
    with ledger.transaction("test.leave", actor=actor, today=DAY) as tx:
        wrong = tx.session.scalars(select(Membership).where(Membership.relation == "之女")).one()
        wrong.to_on = DAY
    result = service.check(actor=actor, today=DAY)
    assert (result.by_code, result.fixed) == ({}, 1)


def test_only_the_named_rules_run_under_any_official_number(service, town, actor):
    town(_twice_same_number)
    town(_head(ethnicity=None))
    assert service.check(codes=["1_12_001"], actor=actor, today=DAY).by_code == {"1_01_001": 2}
    with pytest.raises(Refused) as refused:
        service.check(codes=["9_99_999"], actor=actor, today=DAY)
    assert refused.value.codes == ("finding.unknown_rule",)


def test_a_graduate_of_the_newest_export_has_left_the_class_of_the_old_one(service, town, ledger, actor):
    town(_child("20040301", school_status="九年级", year=2019, observed_on=date(2019, 1, 1)))
    with ledger.transaction("test.export", actor=actor, today=DAY) as tx:
        child = tx.session.scalars(select(Person).where(Person.born_on == date(2004, 3, 1))).one()
        make.person_fact(tx, child, education="初中", health="健康")
    assert "3_12_004" not in service.check(actor=actor, today=DAY).by_code
