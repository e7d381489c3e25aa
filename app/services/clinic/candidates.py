"""Candidates for a wrong number with a confidence out of 100.

The score is a sum, capped at 0 and 100; every part has a reason in words beside it:

* where it was found: own earlier number or import text 45, a record with the same name 40, reckoned: ``repairs.WORTH``;
* +30 a found number that differs from the present one by one known habit of mistakes (or keeps what is left of it);
* +20 its birth date is that of the column (-40 if not); +15 more if only the repair made it so;
* +5 its sex is that of the column (-20 if not); +10 its region is that of others of the household;
* +15 the only repair that can be reckoned; +10 for each further source, found or reckoned, that says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.services import id_number as ids
from app.services.clinic.evidence import Heard, Source
from app.services.clinic.faults import Holder, with_digits
from app.services.clinic.repairs import WORTH, Repair, repairs_of
from app.services.errors import Reason

SURE, AHEAD = 90, 20
_FOUND = {Source.HISTORY: 45, Source.IMPORT: 45}
_NAMED = 40
_ALIKE, _BIRTH, _BIRTH_MENDED, _SEX, _REGION, _ONLY, _AGAIN = 30, 20, 15, 5, 10, 15, 10
_BIRTH_WRONG, _SEX_WRONG = -40, -20
_MOST, _LEAST = 8, 20
_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]+))?E\+?1[57]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number that may be the right one. ``owner``: the living person who has it now, empty if nobody does."""

    number: str
    confidence: int
    source: Source
    reasons: tuple[Reason, ...]
    owner: str = ""


@dataclass(slots=True)
class _Sum:
    source: Source
    points: int
    reasons: list[Reason]

    def add(self, points: int, code: str) -> None:
        self.points += points
        self.reasons.append(Reason(f"id_reason.{code}"))


def candidates_of(
    number: str | None, holder: Holder, heard: Iterable[Heard], *, regions: frozenset[str]
) -> tuple[Candidate, ...]:
    """The likely numbers, the surest first."""
    text = (number or "").strip().upper()
    repairs = repairs_of(text, holder) if text else []
    sums: dict[str, _Sum] = {}
    for found in heard:
        core = found.number if len(found.number) == len(text) else found.number[:18]
        if core != text:
            _hear(sums, core, found, text, repairs)
    for repair in repairs:
        _reckon(sums, repair, is_only=len(repairs) == 1)
    for candidate, total in sums.items():
        _compare(total, candidate, text, holder, regions)
    made = [
        Candidate(candidate, max(0, min(100, total.points)), total.source, tuple(total.reasons))
        for candidate, total in sums.items()
    ]
    ranked = sorted(made, key=lambda candidate: (-candidate.confidence, candidate.number))
    return tuple(candidate for candidate in ranked if candidate.confidence >= _LEAST)[:_MOST]


def is_sure(candidates: Sequence[Candidate]) -> bool:
    """Whether the first candidate is far enough ahead to be accepted together with others after one look."""
    if not candidates or candidates[0].confidence < SURE or candidates[0].owner:
        return False
    return len(candidates) == 1 or candidates[0].confidence - candidates[1].confidence >= AHEAD


def _hear(sums: dict[str, _Sum], number: str, found: Heard, text: str, repairs: Sequence[Repair]) -> None:
    known = sums.get(number)
    if known is not None:
        known.points += _AGAIN
        return
    total = sums[number] = _Sum(found.source, _FOUND.get(found.source, _NAMED), [])
    total.reasons.append(Reason(f"id_reason.{found.source.value}"))
    if number in {repair.number for repair in repairs} or keeps_what_is_left(text, number):
        total.add(_ALIKE, "alike")


def _reckon(sums: dict[str, _Sum], repair: Repair, *, is_only: bool) -> None:
    known = sums.get(repair.number)
    if known is not None:
        known.add(_AGAIN, repair.way.value)
        return
    total = sums[repair.number] = _Sum(Source.REPAIR, WORTH[repair.way], [])
    total.reasons.append(Reason(f"id_reason.{repair.way.value}"))
    if is_only:
        total.add(_ONLY, "only")


def _compare(total: _Sum, number: str, text: str, holder: Holder, regions: frozenset[str]) -> None:
    facts, before = ids.read_id(number), ids.read_id(text)
    if holder.born_on and facts.born_on:
        if facts.born_on == holder.born_on:
            total.add(_BIRTH, "birth")
            if len(text) == len(number) and before.born_on != holder.born_on:
                total.points += _BIRTH_MENDED
        else:
            total.add(_BIRTH_WRONG, "birth_wrong")
    if holder.sex in ("male", "female") and facts.sex:
        is_same = facts.sex.value == holder.sex
        total.add(_SEX if is_same else _SEX_WRONG, "sex" if is_same else "sex_wrong")
    if number[:6] in regions:
        total.add(_REGION, "region")


def keeps_what_is_left(text: str, number: str) -> bool:
    """Whether the damaged text is what a spreadsheet or a hurried hand makes of this number."""
    plain = with_digits(text)
    if match := _SCIENTIFIC.fullmatch(text):
        return _is_rounded(match.group(1) + (match.group(2) or ""), number)
    if ids.is_damaged_text(text):
        return text[:15] == number[:15]
    if len(plain) < len(number):
        return len(plain) >= 12 and (number.startswith(plain) or _lacks_one(plain, number))
    return plain[:18] == number[:18] or (len(plain) == len(number) and _differs_little(plain, number))


def _is_rounded(digits: str, number: str) -> bool:
    whole = number[: len(digits)]
    return whole.isdigit() and abs(int(whole) - int(digits)) <= 1


def _lacks_one(short: str, number: str) -> bool:
    return len(number) == len(short) + 1 and any(number[:n] + number[n + 1 :] == short for n in range(len(number)))


def _differs_little(first: str, second: str) -> bool:
    places = [n for n, (one, two) in enumerate(zip(first, second, strict=True)) if one != two]
    if len(places) == 1:
        return True
    is_pair = len(places) == 2 and places[1] == places[0] + 1
    return is_pair and first[places[0]] == second[places[1]] and first[places[1]] == second[places[0]]
