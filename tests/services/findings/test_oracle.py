"""Twenty-four checks equal an oracle that reads row by row what was written, over random rows with holes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from datetime import date

import pytest
from sqlalchemy import insert

from app.models.history import VERSIONED
from app.services.findings.service import FindingService
from tests import factories as make
from tests.services.findings.making import Town
from tests.services.findings.oracle_rows import Rows, random_rows

DAY = date(2023, 12, 16)
SCHOOL_DAY = date(2023, 9, 1)
LINE = 600_000
ABLE = ("普通劳动力", "技能劳动力")
WEAK = "弱劳动力或半劳动力"
UNABLE = ("丧失劳动力", "无劳动力")
PRESCHOOL = ("学龄前儿童", "学前教育")
JUNIOR = ("七年级", "八年级", "九年级")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def months(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def month_of(text):
    return text.replace("-", "")[:6] if text else None


# -- persons: (person, fact) -> truth


def wrong_check_digit(p, f):
    number = (p["id_number"] or "").upper()
    if len(number) not in (18, 20, 22):
        return False
    right = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11]
    return number[17] != right or (len(number) > 18 and not "1" <= number[18] <= "7")


def out_of_school(p, f):
    if p["born_on"] is None or not 6 <= years(p["born_on"], SCHOOL_DAY) <= 16:
        return False
    return f["school_status"] is None and f["dropout_reason"] is None


def still_preschool(p, f):
    if p["born_on"] is None or years(p["born_on"], SCHOOL_DAY) < 7:
        return False
    return f["health"] == "健康" and f["school_status"] in PRESCHOOL


def wrong_age(classes, least, most=200):
    def rule(p, f):
        in_class = f["school_status"] is not None and f["school_status"].startswith(classes)
        return in_class and p["born_on"] is not None and not least <= years(p["born_on"], SCHOOL_DAY) <= most

    return rule


def uninsured(p, f):
    return not f["resident_medical"] and not f["employee_medical"]


def insured_twice(p, f):
    return f["resident_medical"] == 1 and f["employee_medical"] == 1


def aided_but_uninsured(p, f):
    return f["resident_medical"] == 0 and not f["employee_medical"] and f["medical_aid"] == 1


def of_working_age(p):
    return p["born_on"] is not None and 16 <= years(p["born_on"], DAY) <= 59


def able_but_unable(p, f):
    well = f["health"] == "健康" and f["school_status"] is None
    return of_working_age(p) and well and f["labour_skill"] in (*UNABLE, WEAK)


def ill_but_able(p, f):
    return of_working_age(p) and f["health"] not in (None, "健康") and f["labour_skill"] in ABLE


def old_with_labour(p, f):
    old = p["born_on"] is not None and years(p["born_on"], DAY) >= 60
    return old and f["labour_skill"] in (*ABLE, "丧失劳动力")


def supported_but_well(p, f):
    grown = p["born_on"] is not None and 18 <= years(p["born_on"], DAY) <= 59
    return grown and f["extreme_poverty_support"] == 1 and f["health"] == "健康" and f["school_status"] is None


PERSONS = {
    "1_01_003": wrong_check_digit,
    "1_02_005": out_of_school,
    "5_12_013": still_preschool,
    "5_12_014": wrong_age(("小学",), 6, 14),
    "5_12_015": wrong_age(JUNIOR, 12, 17),
    "5_12_016": wrong_age(("普通高中", "中职"), 15, 20),
    "5_12_017": wrong_age(("技师", "高职高专", "本科"), 18),
    "2_01_008": uninsured,
    "2_01_009": insured_twice,
    "3_01_007": aided_but_uninsured,
    "2_01_005": able_but_unable,
    "5_12_009": ill_but_able,
    "2_12_005": old_with_labour,
    "5_15_018": supported_but_well,
}


# -- jobs: (person, job, the end of the job before) -> truth


def works(job):
    return job["is_working"] == 1 or (job["is_working"] is None and job["planned"] != 1)


def too_young(p, job, before):
    start = month_of(job["from_text"])
    if start is None or p["born_on"] is None:
        return False
    return int(start[:4]) * 12 + int(start[4:]) < p["born_on"].year * 12 + p["born_on"].month + 16 * 12


def overlapping(p, job, before):
    start, end = month_of(job["from_text"]), month_of(job["to_text"])
    return start is not None and ((before is not None and start < before) or (end is not None and end < start))


def strange_pay(p, job, before):
    pay = job["monthly_pay_fen"]
    return works(job) and pay is not None and not 10_000 <= pay <= 3_000_000


def left_without_end(p, job, before):
    end = month_of(job["to_text"])
    return job["is_working"] == 0 and job["planned"] != 1 and (end is None or end > "202312")


def without_wish(p, job, before):
    return job["planned"] == 1 and not job["service_needed"]


JOBS = {
    "5_16_010": too_young,
    "5_12_001": overlapping,
    "5_16_001": strange_pay,
    "1111_16": left_without_end,
    "5_15_008": without_wish,
}


# -- households


class Home:
    """What the oracle knows of a household."""

    def __init__(self) -> None:
        self.facts: list[dict] = []
        self.record: dict = {}
        self.after: dict = {}
        self.measures: dict = {}
        self.own: dict = {}
        self.annual: dict = {}

    @property
    def is_monitored(self):
        return bool(self.record.get("category"))

    @property
    def is_eliminated(self):
        return self.is_monitored and self.record["cleared"] == 1

    @property
    def is_active(self):
        return self.is_monitored and not self.is_eliminated

    @property
    def way(self):
        return self.record.get("cleared_way")

    def has(self, *groups):
        return any(self.measures.get(group) not in (None, "", "无") for group in groups)

    def risk(self, *words):
        return any(self.record.get(name) in words for name in ("risk_1", "risk_2"))

    def number(self, *skills):
        return sum(fact["labour_skill"] in skills for fact in self.facts)


DEVELOPMENT = ("industry", "employment", "finance", "public_post")
OTHERS = (*DEVELOPMENT, "housing", "water", "health", "compulsory_education", "education", "society", "relocation")


def illness_without_measure(home):
    enough = ("health", "society", "comprehensive") if home.is_eliminated else ("health", "society")
    natural = home.is_eliminated and home.way == "自然消除"
    return home.is_monitored and not natural and home.risk("因病") and not home.has(*enough)


def housing_without_measure(home):
    natural = home.is_eliminated and home.way == "自然消除"
    return home.is_monitored and not natural and home.risk("因安全住房") and not home.has("housing", "relocation")


def able_without_development(home):
    since = home.record.get("identified_on")
    late = since is not None and since <= date(2023, 6, 16)
    return home.is_active and late and home.number(*ABLE, WEAK) > 0 and not home.has(*DEVELOPMENT)


def only_security(home):
    able = home.number(*ABLE, WEAK) > 0
    return home.is_active and able and home.has("comprehensive") and not home.has(*OTHERS)


def many_strong(home):
    return home.is_monitored and home.risk("缺劳动力") and home.number(*ABLE) * 4 > len(home.facts)


def disaster_without_item(home):
    return home.is_monitored and home.risk("因自然灾害", "因灾")


def incomplete_after(home):
    names = ("housing_problem", "school_dropout", "water_problem", "member_uninsured", "net_fen", "net_per_head_fen")
    return home.is_eliminated and any(home.after.get(name) is None for name in names)


def helped_but_poor(home):
    net = home.after.get("net_per_head_fen")
    net = home.annual["net_per_head_fen"] if net is None else net
    return home.is_eliminated and home.way == "帮扶消除" and net is not None and net < LINE


def too_early(home):
    since, until = home.record.get("identified_on"), home.record.get("cleared_on")
    if not home.is_eliminated or since is None or until is None:
        return False
    return until >= date(2022, 4, 1) and months(since, until) < 6


def nothing_transferred(home):
    return home.is_eliminated and home.has("comprehensive") and home.after.get("transfer_fen") == 0


def without_allowance(home):
    unable = bool(home.facts) and home.number(*UNABLE) == len(home.facts)
    supported = any(f["subsistence_allowance"] == 1 or f["extreme_poverty_support"] == 1 for f in home.facts)
    return unable and not supported


HOMES = {
    "5_18_001": illness_without_measure,
    "5_18_004": housing_without_measure,
    "5_12_007": able_without_development,
    "5_11_032": only_security,
    "5_18_008": many_strong,
    "1_11_004": incomplete_after,
    "4_11_010": helped_but_poor,
    "2_11_002": too_early,
    "4_11_013": nothing_transferred,
    "5_19_003": without_allowance,
}


def expected(rows: Rows) -> set[tuple[str, int]]:
    """Every (rule, subject) that the oracle finds."""
    persons = {p["id"]: p for p in rows.person}
    found = set()
    for fact in rows.person_fact:
        person = persons[fact["person_id"]]
        found |= {(code, person["id"]) for code, rule in PERSONS.items() if rule(person, fact)}
    found |= _of_jobs(rows, persons)
    for id_, home in _homes(rows).items():
        found |= {(code, id_) for code, rule in HOMES.items() if rule(home)}
    return found


def _of_jobs(rows: Rows, persons) -> set[tuple[str, int]]:
    found, by_person = set(), defaultdict(list)
    for job in rows.work_spell:
        by_person[job["person_id"]].append(job)
    for id_, own in by_person.items():
        before = None
        for job in sorted(own, key=lambda job: (month_of(job["from_text"]) or "", job["id"])):
            found |= {(code, id_) for code, rule in JOBS.items() if rule(persons[id_], job, before)}
            before = month_of(job["to_text"])
    return found


def _homes(rows: Rows) -> dict[int, Home]:
    homes: dict[int, Home] = {row["id"]: Home() for row in rows.household}
    owner = {row["person_id"]: row["household_id"] for row in rows.membership}
    for row in rows.household:
        homes[row["id"]].own = row
    for row in rows.household_fact:
        homes[row["household_id"]].annual = row
    for fact in rows.person_fact:
        homes[owner[fact["person_id"]]].facts.append(fact)
    for row in rows.monitoring_fact:
        home = homes[row["household_id"]]
        if row["occasion"] == "elimination":
            home.after = row
        else:
            home.record = row
    for row in rows.measure_fact:
        homes[row["household_id"]].measures = row
    return homes


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_checks_equal_the_oracle_row_by_row(database, actor, seed):
    town = Town(database, actor, day=DAY)
    with town.writing() as tx:
        rows = random_rows(seed, homes=500, village_id=make.village(tx).id)
        for part in fields(rows):
            _write(tx.session, part.name, getattr(rows, part.name))
    codes = {*PERSONS, *JOBS, *HOMES}
    result = FindingService(town.ledger).check(codes=codes, actor=actor, today=DAY)
    assert result.skipped == ()
    found = {(row.code, row.person_id or row.household_id) for row in result.findings}
    wanted = expected(rows)
    assert {code for code, _ in wanted} == codes  # every rule has its cases
    assert (sorted(found - wanted), sorted(wanted - found)) == ([], [])


def _write(session, table: str, rows) -> None:
    from app.models.base import new_uid

    columns = {name for row in rows for name in row}
    full = [{**dict.fromkeys(columns), **row, "uid": new_uid(), "seq": 1, "row_version": 1} for row in rows]
    defaults = {"work_spell": {}, "membership": {"position": 0}}.get(table, {})
    session.execute(insert(VERSIONED[table]), [{**defaults, **row} for row in full])
