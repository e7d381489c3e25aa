"""证件核对: every pattern of damage is found with the right number first, and a near miss of each is left alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.audit import AuditEntry
from app.models.facts import ListEntry
from app.models.household import IdDecision, Person
from app.models.imports import Finding
from app.services import audit, derived
from app.services.clinic.faults import Fault, Holder, faults_of
from app.services.clinic.service import ClinicService, Correction
from app.services.errors import Conflict, Refused
from app.services.findings.service import FindingService
from app.services.last_step import LastStepService
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.wording import known_codes
from tests import factories as make
from tests.services.towns import ACTOR, citizen

DAY = date(2020, 4, 1)
BORN = date(1970, 5, 1)


def number_like(suffix: str, born: date = BORN) -> str:
    """A sound number of a man that ends as wanted."""
    found = (citizen(n, born=born) for n in range(1, 1000, 2))
    return next(number for number in found if number.endswith(suffix))


RIGHT = citizen(13)


@pytest.fixture
def ledger(database) -> Ledger:
    made = Ledger(database, derive=derived.refresh)
    PlanService(made).create_from_preset("2020", year=2020, actor=ACTOR, today=date(2020, 3, 20))
    return made


@pytest.fixture
def clinic(ledger) -> ClinicService:
    return ClinicService(ledger)


def settle(ledger, number, *, listed=None, relation="户主", sex="male", born_on=BORN, name="测甲"):
    """A household of two: one with this number, and a spouse whose number is good."""
    with ledger.transaction("test.people", actor=ACTOR, today=DAY) as tx:
        home = make.household(tx)
        who = make.member(tx, home, name=name, id_number=number, sex=sex, born_on=born_on, relation=relation)
        spouse = citizen(44, born=date(1971, 2, 2))
        make.member(tx, home, name="测乙", id_number=spouse, sex="female", born_on=date(1971, 2, 2), relation="其他")
        if listed:
            tx.session.add(ListEntry(list_kind="subsistence", name=name, id_number=listed))
        return who.id


def swapped(number: str, place: int) -> str:
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def other_digit(number: str, place: int) -> str:
    return number[:place] + str((int(number[place]) + 3) % 10) + number[place + 1 :]


OLD = RIGHT[:6] + RIGHT[8:17]
ZEROED = RIGHT[:15] + "000"
# pattern, the fault, the damaged text, what a department's list says (None = reckoned from the number alone)
DAMAGES = [
    ("old", Fault.OLD, OLD, None),
    ("letters", Fault.DAMAGED, RIGHT.replace("0", "O"), None),
    ("tail", Fault.DAMAGED, RIGHT + "号", None),
    ("no check digit", Fault.DAMAGED, RIGHT[:17], None),
    ("check digit", Fault.CHECK_DIGIT, RIGHT[:17] + ("1" if RIGHT[17] != "1" else "2"), RIGHT),
    ("swapped in the birth date", Fault.CHECK_DIGIT, swapped(RIGHT, 10), None),
    ("one digit of the birth date", Fault.CHECK_DIGIT, other_digit(RIGHT, 9), None),
    ("one digit of the region", Fault.CHECK_DIGIT, other_digit(RIGHT, 4), None),
    ("lost digit", Fault.DAMAGED, RIGHT[:8] + RIGHT[9:], RIGHT),
    ("zeroed", Fault.CHECK_DIGIT, ZEROED, RIGHT),
    ("scientific", Fault.DAMAGED, f"{RIGHT[0]}.{RIGHT[1:6]}E+17", RIGHT),
    ("cut", Fault.DAMAGED, RIGHT[:14], RIGHT),
    ("placeholder", Fault.PLACEHOLDER, "999999197005010000", RIGHT),
    ("zeros", Fault.PLACEHOLDER, "0000", RIGHT),
    ("ones", Fault.PLACEHOLDER, "111111111111111111", RIGHT),
    ("none", Fault.MISSING, None, RIGHT),
]


@pytest.mark.parametrize(("pattern", "fault", "text", "listed"), DAMAGES, ids=[d[0] for d in DAMAGES])
def test_a_damage_is_found_with_the_right_number_first(ledger, clinic, pattern, fault, text, listed):
    person_id = settle(ledger, text, listed=listed)
    (found,) = clinic.diagnose(today=DAY)
    assert (found.person_id, found.name, found.number) == (person_id, "测甲", text or "")
    assert fault in found.faults or (pattern == "zeroed" and Fault.DAMAGED in found.faults)
    assert found.candidates[0].number == RIGHT, [(c.number, c.confidence) for c in found.candidates]
    assert all(c.confidence >= d.confidence for c, d in zip(found.candidates, found.candidates[1:], strict=False))
    assert {reason.code for c in found.candidates for reason in c.reasons} <= known_codes()


NEAR_MISSES = [
    ("ends in 000 and is right", number_like("0")[:17] + number_like("0")[17]),
    ("ends in X", number_like("X")),
    ("certificate", RIGHT + "43"),
    ("reissued certificate", RIGHT + "43B1"),
    ("lower x", number_like("X").lower()),
]


@pytest.mark.parametrize("number", [n for _, n in NEAR_MISSES], ids=[n for n, _ in NEAR_MISSES])
def test_a_good_number_is_left_alone(ledger, clinic, number):
    settle(ledger, number, listed=citizen(15))
    assert clinic.diagnose(today=DAY) == []


def test_a_real_number_that_ends_in_000_is_good():
    born = next(d for d in (date.fromordinal(n) for n in range(700_000, 720_000)) if _zeros(d) is not None)
    number = _zeros(born)
    assert number is not None
    assert number.endswith("000")
    assert faults_of(number, Holder("测甲", born, "female"), today=DAY) == ()


def _zeros(born: date) -> str | None:
    for first in "0123456789":
        number = f"519999{born:%Y%m%d}{first}00"
        from app.services.id_number import check_digit

        if check_digit(number) == "0":
            return number + "0"
    return None


@settings(max_examples=200, deadline=None)
@given(
    born=st.dates(date(1900, 1, 1), date(2020, 3, 1)),
    sequence=st.integers(0, 999),
    ending=st.sampled_from(["", "11", "74", "43B1"]),
)
def test_no_good_number_is_ever_diagnosed(born, sequence, ending):
    number = citizen(sequence, born=born) + ending
    sex = "male" if sequence % 2 else "female"
    relation = "之子" if sequence % 2 else "之女"
    assert faults_of(number, Holder("测甲", born, sex, relation), today=DAY) == ()


def test_columns_that_disagree_are_named(ledger, clinic):
    settle(ledger, RIGHT, born_on=date(1970, 1, 5), sex="female", relation="之女")
    (found,) = clinic.diagnose(today=DAY)
    assert found.faults == (Fault.BIRTH, Fault.SEX, Fault.RELATION)


def test_a_number_of_somebody_else_is_found_on_both_and_never_proposed(ledger, clinic):
    settle(ledger, RIGHT, name="测甲")
    settle(ledger, RIGHT, name="测丁", listed=citizen(17))
    found = {d.name: d for d in clinic.diagnose(today=DAY)}
    assert {name: d.faults for name, d in found.items() if name in ("测甲", "测丁")} == {
        "测甲": (Fault.OTHER_PERSON,),
        "测丁": (Fault.OTHER_PERSON,),
    }
    assert found["测丁"].candidates[0].number == citizen(17)
    settle(ledger, RIGHT[:17], name="测戊")
    wrong = next(d for d in clinic.diagnose(today=DAY) if d.name == "测戊")
    assert RIGHT not in {c.number for c in wrong.candidates}


def test_the_persons_own_earlier_number_comes_first(ledger, clinic):
    person_id = settle(ledger, RIGHT)
    with ledger.transaction("test.spoil", actor=ACTOR, today=DAY) as tx:
        tx.session.get_one(Person, person_id).id_number = ZEROED
    found = clinic.one(person_id, today=DAY)
    assert found is not None
    assert (found.candidates[0].number, found.candidates[0].source.value) == (RIGHT, "history")
    assert found.is_sure


def test_sure_ones_are_corrected_together_and_taken_back(ledger, clinic):
    first = settle(ledger, RIGHT[:17], listed=RIGHT)
    second = settle(ledger, OLD.replace("013", "019"), name="测己")
    before = _hash(ledger)
    rows = {d.person_id: d for d in clinic.diagnose(today=DAY) if d.person_id in (first, second)}
    assert all(row.is_sure for row in rows.values()), [(r.name, r.candidates) for r in rows.values()]
    given_ = [Correction(id_, row.row_version, row.candidates[0].number) for id_, row in rows.items()]
    clinic.correct(given_, actor=ACTOR, today=DAY)
    assert not {d.person_id for d in clinic.diagnose(today=DAY)} & {first, second}
    with ledger.reading() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "household.correct_id"))
        assert RIGHT not in entry.body
    LastStepService(ledger).undo(entry.seq, what="更正证件号码", actor=ACTOR, today=DAY)
    assert _hash(ledger) == before


def _hash(ledger) -> str:
    with ledger.reading() as session:
        return audit.content_hash(session)


def test_one_wrong_number_refuses_all(ledger, clinic):
    first, second = settle(ledger, RIGHT[:17]), settle(ledger, OLD, name="测己")
    rows = {d.person_id: d for d in clinic.diagnose(today=DAY)}
    wrong = Correction(second, rows[second].row_version, RIGHT[:16] + "9X")
    good = Correction(first, rows[first].row_version, RIGHT)
    before = _hash(ledger)
    with pytest.raises(Refused) as refused:
        clinic.correct([good, wrong], actor=ACTOR, today=DAY)
    assert refused.value.codes == ("clinic.not_a_number",)
    assert _hash(ledger) == before
    with pytest.raises(Conflict):
        clinic.correct([Correction(first, 99, RIGHT)], actor=ACTOR, today=DAY)


def test_a_typed_number_is_checked_live(ledger, clinic):
    person_id = settle(ledger, RIGHT[:17])
    settle(ledger, citizen(21), name="测庚")
    assert clinic.check(RIGHT, person_id=person_id, today=DAY).may_be_saved
    assert not clinic.check(RIGHT[:17] + "A", person_id=person_id, today=DAY).may_be_saved
    taken = clinic.check(citizen(21), person_id=person_id, today=DAY)
    assert (taken.owner, taken.may_be_saved) == ("测庚", False)


def test_what_is_truly_so_is_kept_until_the_number_changes(ledger, clinic):
    person_id = settle(ledger, RIGHT[:17] + ("1" if RIGHT[17] != "1" else "2"))
    found = clinic.one(person_id, today=DAY)
    assert found is not None
    with pytest.raises(Refused) as refused:
        clinic.keep(person_id, row_version=found.row_version, reason=" ", actor=ACTOR, today=DAY)
    assert refused.value.codes == ("clinic.reason_missing",)
    clinic.keep(person_id, row_version=found.row_version, reason="已看户口本", actor=ACTOR, today=DAY)
    kept = clinic.one(person_id, today=DAY)
    assert kept is not None
    assert (kept.state, kept.reason, kept.decided_by) == ("kept", "已看户口本", "王测")
    FindingService(ledger).check(actor=ACTOR, today=DAY)
    with ledger.reading() as session:
        (finding,) = session.scalars(
            select(Finding).where(Finding.rule_code == "1_01_003", Finding.subject_id == person_id)
        )
        assert (finding.state, finding.reason) == ("exempt", "已看户口本")
    with ledger.transaction("test.other", actor=ACTOR, today=DAY) as tx:
        tx.session.get_one(Person, person_id).id_number = RIGHT[:16]
    again = clinic.one(person_id, today=DAY)
    assert again is not None
    assert again.state == "open"


def test_an_exempt_finding_speaks_here_too(ledger, clinic):
    person_id = settle(ledger, RIGHT[:17])
    findings = FindingService(ledger)
    result = findings.check(codes=["1_01_002"], actor=ACTOR, today=DAY)
    (row,) = [r for r in result.findings if r.person_id == person_id]
    findings.exempt(row.id, row_version=row.row_version, reason="外籍", actor=ACTOR, today=DAY)
    kept = clinic.one(person_id, today=DAY)
    assert kept is not None
    assert (kept.state, kept.reason) == ("kept", "外籍")


def test_what_is_put_off_waits(ledger, clinic):
    person_id = settle(ledger, RIGHT[:17])
    found = clinic.one(person_id, today=DAY)
    assert found is not None
    clinic.put_off(person_id, row_version=found.row_version, reason="等户口本", actor=ACTOR, today=DAY)
    waiting = clinic.one(person_id, today=DAY)
    assert waiting is not None
    assert (waiting.state, waiting.reason) == ("waiting", "等户口本")
    with ledger.reading() as session:
        assert session.scalars(select(IdDecision.decision)).all() == ["waiting"]
