"""The words of a list of the province: states of an answer, how a row was matched, and which of our rules it means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from app.services.files.columns import title_key
from app.services.findings.rules import Rule, rules

_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]_[0-9]{2}_[0-9]{3}|[A-Z][0-9]*-[0-9]{1,3})(?![0-9])")
# Two texts mean the same rule if one holds the other and is not much longer.
_SHORTEST = 4


class AnswerState(StrEnum):
    """How an entry was answered."""

    OPEN = "open"
    MENDED = "mended"
    TRUE = "true"

    @property
    def label(self) -> str:
        """The word on the screen and on their sheet."""
        return {"open": "待核", "mended": "已整改", "true": "属实"}[self.value]


class Matched(StrEnum):
    """Whether an entry's household is known here."""

    MATCHED = "matched"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    NAME_DIFFERS = "name_differs"

    @property
    def label(self) -> str:
        """The word on the screen."""
        words = {
            "matched": "已对应",
            "not_found": "台账中没有",
            "ambiguous": "同名不止一人",
            "name_differs": "姓名不一致",
        }
        return words[self.value]


def rule_text(number: str | None, title: str | None, *, sheet: str, sheets: int, above: tuple[str, ...]) -> str:
    """What a list calls the doubt of a row: its columns, else its sheet, else the title above the header."""
    told = " ".join(part.strip() for part in (number, title) if part and part.strip())
    if told:
        return told[:200]
    if sheets > 1 or rule_of(sheet, {}) is not None or not above:
        return sheet.strip()[:200]
    return above[0].strip()[:200]


def rule_of(text: str, remembered: Mapping[str, str]) -> str | None:
    """Our rule for their words: by what was mapped by hand, by an official number, by the title."""
    plain = unicodedata.normalize("NFKC", text)
    table = rules()
    known = remembered.get(title_key(plain))
    if known is not None:
        return known if known in table else None
    for number in _NUMBER.findall(plain):
        found = next((rule.code for rule in table.values() if number in (rule.code, *rule.numbers)), None)
        if found:
            return found
    key = title_key(plain)
    same = [rule for rule in table.values() if title_key(rule.title) == key]
    alike = same or [rule for rule in table.values() if _is_within(title_key(rule.title), key)]
    return alike[0].code if len(alike) == 1 else None


def _is_within(ours: str, theirs: str) -> bool:
    short, long = sorted((ours, theirs), key=len)
    return len(short) >= _SHORTEST and short in long and len(long) <= 2 * len(short)


def rule_title(code: str | None) -> str:
    """Our title of a rule; empty for none."""
    rule: Rule | None = rules().get(code or "")
    return rule.title if rule else ""
