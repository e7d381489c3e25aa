"""Which of our rules other people's words mean: by what was mapped by hand, by an official number, by the title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from app.services.files.columns import title_key
from app.services.findings.rules import rules

_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]_[0-9]{2}_[0-9]{3}|[A-Z][0-9]*-[0-9]{1,3})(?![0-9])")
# One text is within the other, and the other is not much longer.
_SHORTEST = 4


def rule_of(text: str, remembered: Mapping[str, str]) -> str | None:
    """The code of our rule for these words; ``remembered`` is normalised words to code, "" = none of ours."""
    plain = unicodedata.normalize("NFKC", text)
    table = rules()
    key = title_key(plain)
    known = remembered.get(key)
    if known is not None:
        return known if known in table else None
    for number in _NUMBER.findall(plain):
        found = next((rule.code for rule in table.values() if number in (rule.code, *rule.numbers)), None)
        if found:
            return found
    same = [rule for rule in table.values() if title_key(rule.title) == key]
    alike = same or [rule for rule in table.values() if _is_within(title_key(rule.title), key)]
    return alike[0].code if len(alike) == 1 else None


def _is_within(ours: str, theirs: str) -> bool:
    short, long = sorted((ours, theirs), key=len)
    return len(short) >= _SHORTEST and short in long and len(long) <= 2 * len(short)


def rule_title(code: str | None) -> str:
    """Our title of a rule; empty for none."""
    rule = rules().get(code or "")
    return rule.title if rule else ""
