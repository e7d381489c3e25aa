"""Running the checks: one pass over the members, one over the households, one for each comparison of the town."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, Subquery, case, false, func, or_, select
from sqlalchemy.orm import Session

from app.services import effective as e
from app.services.findings.base import Asked, people
from app.services.findings.cross_checks import CROSS_CHECKS, CrossCheck, Record
from app.services.findings.household_checks import HOUSEHOLD_CHECKS, HouseholdCheck, households
from app.services.findings.person_checks import PERSON_CHECKS, PersonCheck
from app.services.findings.rules import Rule

# A rule about an empty column asks nothing while no list has ever brought that column: then the list is missing,
# not the value. Every rule has its column here that flags what is empty.
NEEDS_COLUMN: Mapping[str, tuple[str, ...]] = {
    "3_01_002": ("education", "school_status"),
    "1_02_005": ("school_status",),
    "2_01_002": ("health",),
    "2_01_003": ("labour_skill",),
    "2_01_008": ("resident_medical", "employee_medical"),
    "2_01_006": ("major_illness_insurance",),
    "R3-13": ("work_place",),
    "3_01_006": ("public_post",),
    "3_02_002": ("dangerous_housing", "housing_safe"),
    "3_02_003": ("safe_water", "water_safe"),
}
_SHOWN = {"male": "男", "female": "女"}
_SEXES = ("女", "男")
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """What one check found of one subject. ``digest`` is of the evidence alone."""

    rule: Rule
    subject_kind: str
    subject_id: int
    household_id: int
    person_id: int | None
    evidence: Mapping[str, object]
    message: str

    @property
    def key(self) -> tuple[str, str, int]:
        """What a finding is unique by."""
        return self.rule.code, self.subject_kind, self.subject_id

    @property
    def evidence_text(self) -> str:
        """The evidence as canonical JSON."""
        return json.dumps(self.evidence, ensure_ascii=False, sort_keys=True, default=str)


def digest_of(evidence: str) -> str:
    """The digest by which an exemption knows its evidence again."""
    return hashlib.blake2b(evidence.encode(), digest_size=16).hexdigest()


def runnable(session: Session, rules: Mapping[str, Rule]) -> tuple[dict[str, Rule], tuple[Rule, ...]]:
    """(the rules that can be asked, those whose column no list has brought yet)."""
    known = _known_columns(session)
    skipped = [r for code, r in rules.items() if code in NEEDS_COLUMN and known.isdisjoint(NEEDS_COLUMN[code])]
    return {code: rule for code, rule in rules.items() if rule not in skipped}, tuple(skipped)


def _known_columns(session: Session) -> set[str]:
    known: set[str] = set()
    asked = {name for names in NEEDS_COLUMN.values() for name in names}
    for table in (e.person_fact, e.household_fact):
        names = [name for name in sorted(asked) if name in table.c]
        row = session.execute(select(*(func.count(table.c[name]) for name in names))).one()
        known |= {name for name, count in zip(names, row, strict=True) if count}
    return known


def run_checks(session: Session, asked: Asked, rules: Mapping[str, Rule]) -> Iterator[Hit]:
    """Every hit of these rules."""
    yield from _person_hits(session, asked, rules)
    yield from _household_hits(session, asked, rules)
    yield from _cross_hits(session, asked, rules)


def _flagged(
    source: Subquery,
    asked: Asked,
    rules: Mapping[str, Rule],
    checks: Mapping[str, PersonCheck] | Mapping[str, HouseholdCheck],
    *,
    always: Sequence[str],
) -> tuple[Select[Any], list[str]]:
    """One statement for all checks of a source: a flag for each, rows with at least one flag only."""
    codes = [code for code in checks if code in rules]
    conditions = {code: checks[code].condition(source, asked, rules[code]) for code in codes}
    columns = dict.fromkeys((*always, *(name for code in codes for name in checks[code].evidence)))
    flags = [case((condition, 1), else_=0).label(f"flag_{n}") for n, condition in enumerate(conditions.values())]
    any_flag = or_(false(), *(condition for condition in conditions.values()))
    return select(*(source.c[name] for name in columns), *flags).where(any_flag), codes


def _person_hits(session: Session, asked: Asked, rules: Mapping[str, Rule]) -> Iterator[Hit]:
    always = ("household_id", "person_id", "name", "id_number")
    statement, codes = _flagged(people(asked), asked, rules, PERSON_CHECKS, always=always)
    if not codes:
        return
    for row in session.execute(statement).mappings().yield_per(2_000):
        for n, code in enumerate(codes):
            if row[f"flag_{n}"]:
                evidence = {name: row[name] for name in PERSON_CHECKS[code].evidence}
                message = _told(rules[code], {**evidence, "name": row["name"], **_of_number(row["id_number"])})
                person = row["person_id"]
                yield Hit(rules[code], "person", person, row["household_id"], person, evidence, message)


def _household_hits(session: Session, asked: Asked, rules: Mapping[str, Rule]) -> Iterator[Hit]:
    statement, codes = _flagged(households(asked), asked, rules, HOUSEHOLD_CHECKS, always=("household_id",))
    if not codes:
        return
    for row in session.execute(statement).mappings().yield_per(2_000):
        for n, code in enumerate(codes):
            if row[f"flag_{n}"]:
                evidence = {name: row[name] for name in HOUSEHOLD_CHECKS[code].evidence}
                home = row["household_id"]
                message = _told(rules[code], {**evidence, **_of_income(evidence, asked)})
                yield Hit(rules[code], "household", home, home, None, evidence, message)


def _cross_hits(session: Session, asked: Asked, rules: Mapping[str, Rule]) -> Iterator[Hit]:
    chosen = None if asked.homes is None else set(session.scalars(asked.homes))
    for code, check in CROSS_CHECKS.items():
        if code not in rules:
            continue
        for group in check.groups(session, asked):
            for record in group:
                if chosen is None or record.household_id in chosen:
                    yield _cross_hit(rules[code], check, record, [other for other in group if other is not record])


def _cross_hit(rule: Rule, check: CrossCheck, record: Record, others: Sequence[Record]) -> Hit:
    evidence = {check.field: record.value, "others": [other.subject_id for other in others]}
    message = _told(rule, {check.field: record.value, "name": record.name, "others": _others(others)})
    person = record.subject_id if check.subject == "person" else None
    return Hit(rule, check.subject, record.subject_id, record.household_id, person, evidence, message)


def _others(records: Sequence[Record]) -> str:
    named = "、".join(f"{record.name}（户编号{record.household_code}）" for record in records[:_NAMED])
    return f"{named}等{len(records)}处" if len(records) > _NAMED else named


def _of_number(number: str | None) -> dict[str, object]:
    text = number or ""
    return {"length": len(text), "born": f"{text[6:10]}年{text[10:12]}月"}


def _of_income(evidence: Mapping[str, object], asked: Asked) -> dict[str, object]:
    net = evidence.get("net_per_head_fen")
    told: dict[str, object] = {"line": asked.line_fen // 100, "members": evidence.get("member_count")}
    return {**told, "net_per_head": f"{net / 100:.0f}"} if isinstance(net, int) else told


def _told(rule: Rule, values: Mapping[str, object]) -> str:
    shown = {name: _shown(value) for name, value in values.items()}
    if "sex_digit" in values and isinstance(values["sex_digit"], int):
        shown["sex"] = _SEXES[values["sex_digit"]]
    return rule.message.format_map(shown).replace("“”", "空")


def _shown(value: object) -> str:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "" if value is None else _SHOWN.get(str(value), str(value))
