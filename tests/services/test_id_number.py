"""ID numbers against the standard's own example and against everything a spreadsheet does to them."""

from __future__ import annotations

import random
from datetime import date

import pytest

from app.services.id_number import (
    IdForm,
    Sex,
    check_digit,
    has_right_check_digit,
    is_damaged_number,
    is_damaged_text,
    match_key,
    read_id,
    widened,
)


def test_the_examples_of_the_standard():
    # GB 11643-1999, 附录: 11010519491231002X and 440524188001010014
    assert check_digit("11010519491231002") == "X"
    assert has_right_check_digit("440524188001010014")
    assert not has_right_check_digit("440524188001010015")


def test_what_a_number_tells():
    facts = read_id("11010519491231002x")
    assert (facts.form, facts.born_on, facts.sex, facts.is_sound) == (
        IdForm.CITIZEN,
        date(1949, 12, 31),
        Sex.FEMALE,
        True,
    )


def test_an_old_number_tells_birth_and_sex_but_has_no_check_digit():
    facts = read_id("110105491231002")
    assert (facts.form, facts.born_on, facts.sex, facts.check_digit_right) == (
        IdForm.OLD_CITIZEN,
        date(1949, 12, 31),
        Sex.FEMALE,
        None,
    )
    assert widened("110105491231002") == "11010519491231002X"


@pytest.mark.parametrize("text", ["11010519491231002X", "", "1101054912310", "abc"])
def test_only_15_digits_are_widened(text: str):
    with pytest.raises(ValueError, match="15"):
        widened(text)


@pytest.mark.parametrize(("tail", "kind", "grade"), [("43", 4, 3), ("71", 7, 1), ("11B1", 1, 1)])
def test_a_disability_certificate_tells_class_and_grade(tail: str, kind: int, grade: int):
    facts = read_id("11010519491231002X" + tail)
    assert (facts.form, facts.disability_class, facts.disability_grade) == (IdForm.CERTIFICATE, kind, grade)
    assert match_key("11010519491231002x" + tail) == "11010519491231002X"


@pytest.mark.parametrize("text", ["11010519491331002X", "51999919900230001X", "511111111111111111"])
def test_an_impossible_birthday_is_no_birthday(text: str):
    assert read_id(text).born_on is None
    assert not read_id(text).is_sound


def test_ten_thousand_numbers_through_a_spreadsheet():
    """No damaged number passes as a number; as text only those whose check digit happens to fit (1 in 11)."""
    rng = random.Random(20)
    lucky = 0
    for _ in range(10_000):
        first_17 = (
            f"519999{rng.randint(1930, 2019)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(0, 999):03}"
        )
        number = first_17 + check_digit(first_17)
        assert not is_damaged_text(number)
        assert not is_damaged_text(number + "43")
        if number.endswith("X"):
            continue
        assert is_damaged_number(float(number))
        assert is_damaged_text(f"{float(number):.5E}")
        zeroed = number[:15] + "000"
        lucky += zeroed != number and not is_damaged_text(zeroed)
    assert 700 < lucky < 1_000


def test_old_numbers_and_small_numbers_are_exact_in_a_number_cell():
    assert not is_damaged_number(110105491231002)
    assert not is_damaged_number(13800000000.0)
