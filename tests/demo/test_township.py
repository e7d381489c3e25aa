"""The invented township: the same people for the same seed, whole families, nobody who could exist."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from app.demo.cast import ZERO_VILLAGE, Part, cast_year
from app.demo.layouts import HOUSEHOLD_BOOK, PERSON_EXPORT, ROSTER, SURVEY
from app.demo.names import RARE
from app.demo.township import make_township
from app.services.files.codes import code_list
from app.services.files.columns import column_set, title_key
from app.services.id_number import read_id
from tests.services.files.making import EXPORT_32, EXPORT_47

DAY = date(2020, 3, 20)


@pytest.fixture(scope="module")
def township():
    return make_township()


def everybody(township):
    return [(household, person) for household in township.households for person in household.members]


def test_the_same_seed_gives_the_same_people_and_another_does_not():
    first, again, other = (make_township(households=300, seed=seed) for seed in (7, 7, 8))
    assert first == again
    assert [h.head.name for h in first.households] != [h.head.name for h in other.households]


def test_it_has_the_size_of_a_township_with_every_relation_of_the_list(township):
    assert len(township.villages) == 12
    assert len(township.households) >= 3_000
    assert 9_000 <= township.persons <= 10_500
    relations = Counter(person.relation for _, person in everybody(township))
    assert set(relations) == {str(value) for value in code_list("relation").values}
    assert relations["户主"] == len(township.households)
    assert all(household.group in household.village.groups for household in township.households)
    assert 0.2 < len(township.exited) / len(township.households) < 0.3


def test_numbers_are_sound_each_once_and_of_no_real_region(township):
    numbers = [person.id_number for _, person in everybody(township)]
    assert len(set(numbers)) == len(numbers)
    for _, person in everybody(township):
        facts = read_id(person.id_number)
        assert facts.is_sound
        assert (facts.born_on, facts.sex) == (person.born_on, person.sex)
    assert all(number.startswith("519999") for number in numbers)
    phones = [person.phone for _, person in everybody(township) if person.phone]
    assert all(re.fullmatch(r"154[0-9]{8}", phone) for phone in phones)
    assert len(set(phones)) == len(phones)
    codes = [household.code for household in township.exited]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"519999[0-9]{11}", str(code)) for code in codes)
    assert all(household.code is None for household in township.ordinary)


def test_schooling_and_labour_fit_the_age(township):
    september = date(2019, 9, 1)
    for _, person in everybody(township):
        assert (person.education is None) != (person.school_status is None)
        age = person.age_on(september)
        if 6 <= age <= 14:
            assert person.school_status in ("小学", "七年级", "八年级", "九年级")
        if person.age_on(DAY) < 16 or person.school_status:
            assert (person.labour_skill, person.work_months) == ("无劳动力", None)
        assert (person.work_months is None) == (person.work_place is None)
        assert not (person.resident_medical and person.employee_medical)


def test_families_are_possible(township):
    for household in township.households:
        head = household.head
        assert head.relation == "户主"
        assert head.age_on(DAY) >= 18
        for person in household.members:
            assert person.born_on <= DAY
            if person.relation in ("之子", "之女"):
                assert (person.born_on - head.born_on).days > 16 * 365
            if person.relation in ("之父", "之母", "之岳父", "之岳母", "之公公", "之婆婆"):
                assert (head.born_on - person.born_on).days > 16 * 365


def test_names_have_dots_and_characters_that_old_systems_lack(township):
    names = [person.name for _, person in everybody(township)]
    assert all(re.fullmatch(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,9}", name) for name in names)
    assert sum("·" in name for name in names) > 100
    assert all(any(rare in name for name in names) for rare in RARE)
    assert {"汉族", "彝族", "藏族", "维吾尔族"} <= {person.ethnicity for _, person in everybody(township)}


def test_a_large_township_is_made_in_seconds():
    large = make_township(households=20_000, villages=30)
    assert 58_000 <= large.persons <= 66_000
    assert len({person.id_number for _, person in everybody(large)}) == large.persons


def test_the_layouts_are_those_of_the_exports():
    assert tuple(PERSON_EXPORT.titles) == EXPORT_47
    assert tuple(ROSTER.titles) == EXPORT_32
    known = column_set("roster").by_title()
    assert [t for t in SURVEY.titles if title_key(t) not in known] == ["备注"]
    assert HOUSEHOLD_BOOK.titles == ["组", "户主", "姓名", "身份证", "关系", "电话"]


def test_the_cast_shows_in_the_facts_and_nobody_else_is_a_hit():
    township = make_township()
    cast = cast_year(township)
    assert len(cast.households) == len(cast.characters)
    low_and_shaky = {
        household.number
        for household in township.households
        if (household.net_per_head_fen or 0) < 500_000
        and (
            household.dangerous_housing
            or household.safe_water is False
            or any(m.resident_medical is False and m.employee_medical is False for m in household.members)
            or any(m.dropout_reason for m in household.members)
        )
    }
    parts = (Part.HOUSING, Part.WATER, Part.SCHOOLING, Part.GUARANTEE)
    assert low_and_shaky == {character.household.number for character in cast.of(*parts)}
    assert all(c.household.exited == (c.category == "unstable_exited") for c in cast.characters)
    hits = cast.of(Part.HOUSING, Part.WATER, Part.MEDICAL, Part.CLUE, Part.GUARANTEE)
    villages = {c.household.village.position for c in hits}
    assert villages == set(range(1, 13)) - {ZERO_VILLAGE}
