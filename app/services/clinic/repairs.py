"""Repairs that can be reckoned from a damaged number alone; each agrees with birth date and sex (reliability: IDs)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.models.enums import Labelled
from app.services import id_number as ids
from app.services.clinic.faults import Holder, with_digits

_DIGITS = "0123456789"
_LENGTH, _OLD, _SHORT = 18, 15, 17


class Way(Labelled):
    """How a repair was reckoned."""

    WIDENED = "widened", "15位升18位，校验位由计算得出"
    LETTERS = "letters", "把字母O、I、l看作数字0、1"
    TAIL = "tail", "去掉号码后面多余的字符"
    CHECK = "check", "补上漏写的校验位"
    SWAPPED = "swapped", "相邻两位写颠倒"
    ONE_DIGIT = "one_digit", "有一位写错"
    LOST_DIGIT = "lost_digit", "漏写一位"


# What the way alone is worth, out of 100; the agreement with the person's columns is added in ``candidates``.
WORTH = {
    Way.WIDENED: 55,
    Way.LETTERS: 55,
    Way.TAIL: 55,
    Way.CHECK: 30,
    Way.SWAPPED: 30,
    Way.ONE_DIGIT: 15,
    Way.LOST_DIGIT: 10,
}


@dataclass(frozen=True, slots=True)
class Repair:
    """A sound number, and how it came about."""

    number: str
    way: Way


def repairs_of(number: str, holder: Holder) -> list[Repair]:
    """Sound numbers that differ from this one by one habit of mistakes; the likelier ways first."""
    text = number.strip().upper()
    best: dict[str, Repair] = {}
    for repair in _all(text):
        if repair.number != text and _fits(repair, holder):
            best.setdefault(repair.number, repair)
    return list(best.values())


def _fits(repair: Repair, holder: Holder) -> bool:
    facts = ids.read_id(repair.number)
    if not facts.is_sound or (holder.born_on and facts.born_on != holder.born_on):
        return False
    if holder.sex in ("male", "female") and facts.sex and facts.sex.value != holder.sex:
        return False
    is_reckoned = repair.way in (Way.WIDENED, Way.LETTERS, Way.TAIL, Way.CHECK)
    return is_reckoned or holder.born_on is not None  # guessing a digit needs a birth date to be held against


def _all(text: str) -> Iterator[Repair]:
    plain = with_digits(text)
    if plain != text:
        yield Repair(plain, Way.LETTERS)
    if len(plain) == _OLD and plain.isdigit():
        yield Repair(ids.widened(plain), Way.WIDENED)
    if len(plain) > _LENGTH:
        yield Repair(plain[:_LENGTH], Way.TAIL)
    if len(plain) == _SHORT and plain.isdigit():
        yield Repair(plain + ids.check_digit(plain), Way.CHECK)
        yield from (Repair(made, Way.LOST_DIGIT) for made in _longer(plain))
    # One digit or one swap in a right number always makes a wrong one, so a right number is not repaired.
    if len(plain) == _LENGTH and not ids.is_damaged_text(plain) and not ids.has_right_check_digit(plain):
        yield from _of_eighteen(plain)


def _of_eighteen(text: str) -> Iterator[Repair]:
    for place in range(_LENGTH - 1):
        if text[place] != text[place + 1]:
            yield Repair(text[:place] + text[place + 1] + text[place] + text[place + 2 :], Way.SWAPPED)
    if text[:17].isdigit():
        yield Repair(text[:17] + ids.check_digit(text[:17]), Way.ONE_DIGIT)
    for place in range(_LENGTH - 1):
        for digit in _DIGITS:
            yield Repair(text[:place] + digit + text[place + 1 :], Way.ONE_DIGIT)


def _longer(text: str) -> Iterator[str]:
    for place in range(len(text)):
        for digit in _DIGITS:
            yield text[:place] + digit + text[place:]
