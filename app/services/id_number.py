"""Citizen ID numbers and disability certificate numbers: what can be read from them (GB 11643-1999, domain 9).

Pure functions on text. Nothing here changes a number: 15 digits become 18 only when somebody asks for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_LENGTH = 18
_FIRST_YEAR = 1850  # the standard's own example was born in 1880
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_CERTIFICATE = re.compile(r"[0-9]{17}[0-9X][1-7][1-4](?:[0-9A-Z]{2})?")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,2}")
_ZEROED = re.compile(r"[0-9]{15}0{3,}")


class IdForm(StrEnum):
    """What a number looks like."""

    CITIZEN = "citizen"  # 18 characters
    OLD_CITIZEN = "old_citizen"  # 15 digits, before 1999
    CERTIFICATE = "certificate"  # disability certificate: 18 + class + grade, 22 when issued again
    OTHER = "other"


class Sex(StrEnum):
    """GB/T 2261.1, as far as an ID number tells it."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class IdFacts:
    """What one number says. ``None`` = the number does not say it (wrong form, impossible date)."""

    form: IdForm
    check_digit_right: bool | None
    born_on: date | None
    sex: Sex | None
    disability_class: int | None  # 1 视力 2 听力 3 言语 4 肢体 5 智力 6 精神 7 多重
    disability_grade: int | None  # 1 worst ... 4

    @property
    def is_sound(self) -> bool:
        """A possible birth date and, where there is one, a right check digit."""
        return self.born_on is not None and self.check_digit_right is not False


def check_digit(first_17: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11]


def has_right_check_digit(number: str) -> bool:
    """Whether the first 18 characters are a number with its own check digit."""
    core = number[:18].upper()
    return bool(_EIGHTEEN.fullmatch(core)) and check_digit(core[:17]) == core[17]


def read_id(number: str) -> IdFacts:
    """Everything that a number tells about its holder."""
    text = number.upper()
    if _FIFTEEN.fullmatch(text):
        return IdFacts(IdForm.OLD_CITIZEN, None, _day("19" + text[6:12]), _sex(text[14]), None, None)
    if _EIGHTEEN.fullmatch(text):
        return IdFacts(IdForm.CITIZEN, has_right_check_digit(text), _day(text[6:14]), _sex(text[16]), None, None)
    if _CERTIFICATE.fullmatch(text):
        return IdFacts(
            IdForm.CERTIFICATE,
            has_right_check_digit(text),
            _day(text[6:14]),
            _sex(text[16]),
            int(text[18]),
            int(text[19]),
        )
    return IdFacts(IdForm.OTHER, None, None, None, None, None)


def match_key(number: str) -> str:
    """What two lists are compared by: the first 18 characters in upper case (domain 11.7)."""
    return number[:18].upper()


def is_damaged_text(text: str) -> bool:
    """Whether a TEXT is what a spreadsheet leaves of a long number: 5.1E+17, or 000 at the end.

    A number that ends in 000 and has the right check digit is somebody's real number (reliability 0.10:
    a *numeric* cell is another matter and always damaged, see ``is_damaged_number``).
    """
    if _SCIENTIFIC.fullmatch(text):
        return True
    if not _ZEROED.fullmatch(text):
        return False
    return len(text) > _LENGTH or not has_right_check_digit(text)


def is_damaged_number(value: float) -> bool:
    """Whether a NUMERIC cell has lost digits: spreadsheets keep 15 of them."""
    return abs(value) >= 10**15


def widened(fifteen: str) -> str:
    """The 18-character form of a 15-digit number, for comparison on request; never applied by itself."""
    if not _FIFTEEN.fullmatch(fifteen):
        raise ValueError("only a 15-digit number can be widened")
    first_17 = fifteen[:6] + "19" + fifteen[6:]
    return first_17 + check_digit(first_17)


def keys_of(number: str) -> frozenset[str]:
    """Everything by which two lists may mean the same number: its first 18 characters, or 15 made 18."""
    key = match_key(number.strip())
    return frozenset({key, widened(key)}) if read_id(key).form is IdForm.OLD_CITIZEN else frozenset({key})


def _day(digits: str) -> date | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR else None


def _sex(digit: str) -> Sex:
    return Sex.MALE if int(digit) % 2 else Sex.FEMALE


def masked(number: str | None) -> str:
    """An ID number as lists show it: the region, the year, and the last two characters (reliability 0.11)."""
    if not number or len(number) < 15:
        return number or ""
    return f"{number[:10]}{'*' * (len(number) - 12)}{number[-2:]}"


def masked_damaged(number: str | None) -> str:
    """The same for numbers that may be damaged: one that is too short to be masked keeps only its ends."""
    text = number or ""
    return masked(text) if len(text) >= 15 else text if len(text) <= 6 else f"{text[:4]}***{text[-2:]}"
