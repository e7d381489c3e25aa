"""What can be wrong with one ID number, told from the number and the person's own columns (domain 6.1, 9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.models.enums import Labelled
from app.services import id_number as ids

_PERSON_LENGTHS = (18, 20, 22)
_SAME_DIGIT = re.compile(r"(.)\1+")
_LETTERS_FOR_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1", "|": "1", "Q": "0"})
_LATEST_YEAR_BACK = 1900
_FEMALE = ("女", "媳", "母", "妇", "婆")
_NEITHER = ("户主", "配偶", "之兄弟姐妹", "其他")


class Fault(Labelled):
    """One thing that is wrong; the order is the order of gravity."""

    DAMAGED = "damaged", "号码损坏"
    CHECK_DIGIT = "check_digit", "校验位错误"
    IMPOSSIBLE = "impossible", "出生日期不可能"
    CERTIFICATE = "certificate", "残疾证类别等级不对"
    OTHER_PERSON = "other_person", "号码属于他人"
    PLACEHOLDER = "placeholder", "占位号码"
    MISSING = "missing", "没有号码"
    OLD = "old", "15位旧号码"
    BIRTH = "birth", "与出生日期不符"
    SEX = "sex", "与性别不符"
    RELATION = "relation", "与户主关系不符"


# The rule of the 疑点 checks that says the same, so that one exemption speaks for both.
RULES = {
    Fault.DAMAGED: "1_01_002",
    Fault.CHECK_DIGIT: "1_01_003",
    Fault.IMPOSSIBLE: "R3-01",
    Fault.CERTIFICATE: "1_01_003",
    Fault.OTHER_PERSON: "1_01_001",
    Fault.PLACEHOLDER: "4_01_003",
    Fault.MISSING: "4_01_003",
    Fault.OLD: "1_01_002",
    Fault.RELATION: "2_01_004",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """What the ledger says of a person beside the number."""

    name: str
    born_on: date | None = None
    sex: str | None = None
    relation: str | None = None


def faults_of(number: str | None, holder: Holder, *, today: date) -> tuple[Fault, ...]:
    """Everything that is wrong with the number by itself and against the person's columns; () = a good number."""
    text = (number or "").strip().upper()
    if not text:
        return (Fault.MISSING,)
    if is_placeholder(text):
        return (Fault.PLACEHOLDER,)
    facts = ids.read_id(text)
    if ids.is_damaged_text(text) or facts.form is ids.IdForm.OTHER:
        return (_form_fault(text),)
    if facts.form is ids.IdForm.CITIZEN and facts.check_digit_right is False:
        return (Fault.CHECK_DIGIT, *_against(facts, holder))
    found = [Fault.CHECK_DIGIT] if facts.check_digit_right is False else []
    if facts.born_on is None or facts.born_on > today or facts.born_on.year < _LATEST_YEAR_BACK:
        found.append(Fault.IMPOSSIBLE)
    if facts.form is ids.IdForm.OLD_CITIZEN:
        found.append(Fault.OLD)
    return (*found, *_against(facts, holder))


def is_placeholder(text: str) -> bool:
    """999999…, 0000, 1111…: typed because the cell may not be empty."""
    return bool(text) and (text.startswith("999999") or bool(_SAME_DIGIT.fullmatch(text)) or text == "0")


def with_digits(text: str) -> str:
    """The text with O, I, l read as the digits they look like."""
    return text.upper().translate(_LETTERS_FOR_DIGITS)


def sex_of_relation(relation: str | None) -> str | None:
    """之女 is female, 之子 male; None where the word says nothing."""
    word = relation or ""
    if not word.startswith("之") or word in _NEITHER:
        return None
    if word.endswith("女婿"):
        return "male"
    return "female" if any(sign in word for sign in _FEMALE) else "male"


def _form_fault(text: str) -> Fault:
    is_certificate = len(text) in _PERSON_LENGTHS[1:] and ids.has_right_check_digit(text)
    return Fault.CERTIFICATE if is_certificate and text[18:20].isdigit() else Fault.DAMAGED


def _against(facts: ids.IdFacts, holder: Holder) -> tuple[Fault, ...]:
    found: list[Fault] = []
    if facts.born_on and holder.born_on and facts.born_on != holder.born_on:
        found.append(Fault.BIRTH)
    if facts.sex and holder.sex in ("male", "female") and facts.sex.value != holder.sex:
        found.append(Fault.SEX)
    related = sex_of_relation(holder.relation)
    if facts.sex and related and facts.sex.value != related:
        found.append(Fault.RELATION)
    return tuple(found)
