"""Completeness of the 采集表, marking and confirming in batches, and the platforms' to-do list."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from app.models.cases import Case, PlatformTask
from app.models.enums import CaseState, Category
from app.models.household import Household, Membership, Person
from app.models.papers import PaperSnapshot
from app.services import derived
from app.services.entry.completeness import missing_of, required_in
from app.services.entry.platform import PlatformService, TaskKind
from app.services.entry.service import Entered, EntryService
from app.services.errors import NotFound, Refused
from app.services.ledger import Ledger
from app.services.wording import known_codes
from tests import factories as make
from tests.services.towns import ACTOR, citizen, found

DAY = date(2020, 4, 12)


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger)


@pytest.fixture
def entry(ledger):
    return EntryService(ledger)


@pytest.fixture
def platform(ledger):
    return PlatformService(ledger)


def _codes(outcome):
    return {r.household_code: [reason.code for reason in r.reasons] for r in outcome.refused}


def test_a_complete_household_lacks_only_what_is_advice(town, ledger):
    town.bring_to("approved")
    with ledger.reading() as session:
        home = session.scalars(select(Household)).first()
        fields = missing_of(session, [home.id], year=2020)[home.id]
        assert required_in(session, home.id, year=2020) == ()
    assert {field.label for field in fields} >= {"政治面貌", "整户无劳动能力兜底保障户"}
    assert not any(field.is_required for field in fields)


def test_every_empty_field_is_named_with_its_member(town, ledger, actor, today):
    town.bring_to("approved")
    with ledger.transaction("test.holes", actor=actor, today=today) as tx:
        home = tx.session.scalars(select(Household)).first()
        home.phone, home.group_id = None, None
        make.member(tx, home, name="测新", relation="之子", born_on=date(2015, 1, 1), id_number=citizen(900))
        make.member(tx, home, name="测小", relation=None, born_on=date(2005, 1, 1), ethnicity="汉族", sex="male")
    with ledger.reading() as session:
        missing = required_in(session, home.id, year=2020)
    assert missing == (
        "联系电话",
        "家庭住址",
        "测新的民族",
        "测新的健康状况",
        "测新的劳动技能",
        "测小的证件号码",
        "测小的与户主关系",
        "测小的文化程度或在校生情况",
        "测小的健康状况",
        "测小的劳动技能",
    )


def test_the_address_of_a_household_with_a_group_is_known(town, ledger, actor, today):
    town.bring_to("approved")
    with ledger.reading() as session:
        home = session.scalars(select(Household)).first()
        assert home.address is None
        assert required_in(session, home.id, year=2020) == ()


def test_the_desk_lists_who_is_to_be_entered_and_then_confirmed(town, entry, ledger):
    town.bring_to("approved")
    rows = entry.desk(today=DAY)
    assert [(row.state, row.category, row.approved_on) for row in rows] == [
        (CaseState.APPROVED, Category.MARGINAL, date(2020, 4, 10))
    ] * 2
    assert not any(row.is_barred for row in rows)
    entry.mark_entered([Entered(town.codes[0], "51N1")], on=DAY, operator="王测", actor=ACTOR, today=DAY)
    rows = entry.desk(today=DAY, village_id=town.village.id)
    assert [row.state for row in rows] == [CaseState.APPROVED, CaseState.ENTERED]
    assert rows[1].national_code == "51N1"
    assert entry.desk(today=DAY, village_id=999) == ()


def test_marking_answers_done_and_refused_and_closes_the_task(town, entry, platform, ledger):
    town.bring_to("approved")
    first, second = town.codes
    outcome = entry.mark_entered(
        [Entered(first, "51N1"), Entered(second, "")], on=DAY, operator="王测", actor=ACTOR, today=DAY
    )
    assert [done.household_code for done in outcome.done] == [first]
    assert _codes(outcome) == {second: ["entry.national_code"]}
    open_tasks = platform.tasks()
    assert [(task.household.code, task.kind) for task in open_tasks] == [(second, TaskKind.ENTER)]
    done = next(task for task in platform.tasks(include_done=True) if task.done_on)
    assert (done.done_on, done.done_by) == (DAY, "王测")
    with ledger.reading() as session:
        assert session.scalars(select(Household.national_code).where(Household.code == first)).one() == "51N1"


def test_a_number_of_somebody_else_is_refused_by_name(town, entry):
    town.bring_to("approved")
    first, second = town.codes
    twice = entry.mark_entered(
        [Entered(first, "51N1"), Entered(second, "51N1")], on=DAY, operator="王测", actor=ACTOR, today=DAY
    )
    assert _codes(twice) == {first: ["entry.code_twice"], second: ["entry.code_twice"]}
    assert twice.changes is None
    entry.mark_entered([Entered(first, "51N1")], on=DAY, operator="王测", actor=ACTOR, today=DAY)
    taken = entry.mark_entered([Entered(second, "51N1")], on=DAY, operator="王测", actor=ACTOR, today=DAY)
    assert _codes(taken) == {second: ["entry.code_taken"]}


def test_an_incomplete_marginal_household_is_not_entered_but_an_exited_one_is(town, entry, ledger, actor, today):
    town.bring_to("approved")
    first, second = town.codes
    with ledger.transaction("test.holes", actor=actor, today=today) as tx:
        homes = tx.session.scalars(select(Household).order_by(Household.code)).all()
        for home in homes:
            home.phone = None
        homes[1].household_type = "exited"
        case = tx.session.scalars(select(Case).where(Case.household_id == homes[1].id)).one()
        case.category = Category.UNSTABLE_EXITED.value
    rows = {row.household.code: row for row in entry.desk(today=DAY)}
    assert (rows[first].is_barred, rows[second].is_barred) == (True, False)
    outcome = entry.mark_entered(
        [Entered(first, "51N1"), Entered(second)], on=DAY, operator="王测", actor=ACTOR, today=DAY
    )
    assert _codes(outcome) == {first: ["entry.incomplete"]}
    assert [done.household_code for done in outcome.done] == [second]


def test_confirming_freezes_one_ledger_for_all(town, entry, ledger):
    town.bring_to("entered")
    day = date(2020, 4, 15)
    with pytest.raises(Refused, match=r"entry\.nobody_named"):
        entry.confirm([], on=day, actor=ACTOR, today=day)
    refused = entry.confirm(town.codes, on=day, actor=ACTOR, today=day)
    assert _codes(refused) == {code: ["entry.not_confirmed"] for code in town.codes}
    outcome = entry.confirm(town.codes, on=day, export_on=day, actor=ACTOR, today=day)
    assert {done.state for done in outcome.done} == {CaseState.MONITORED}
    with ledger.reading() as session:
        papers = session.scalars(select(PaperSnapshot).where(PaperSnapshot.kind == "ledger")).all()
    assert len(papers) == 1
    rows = entry.ledger(village_id=town.village.id)
    assert {(row.household.code, row.category, row.state) for row in rows} == {
        (code, Category.MARGINAL, CaseState.MONITORED) for code in town.codes
    }
    assert [risk.label for risk in rows[0].risks] == ["因病"]


def test_corrections_are_kept_until_done(town, platform):
    code, day = town.codes[0], date(2020, 5, 6)
    for changes, wanted in (
        ({"new_value": ""}, "entry.correction_incomplete"),
        ({"new_value": "138"}, "entry.correction_same"),
        ({"on": date(2020, 5, 7)}, "entry.future"),
    ):
        values = {"field": "联系电话", "old_value": "138", "new_value": "139", "on": day, **changes}
        with pytest.raises(Refused) as refused:
            platform.add_correction(code, **values, actor=ACTOR, today=day)
        assert refused.value.codes == (wanted,)
    platform.add_correction(code, field="联系电话", old_value="138", new_value="139", on=day, actor=ACTOR, today=day)
    (task,) = platform.tasks(kind=TaskKind.CORRECT)
    assert (task.field, task.old_value, task.new_value, task.household.code) == ("联系电话", "138", "139", code)
    with pytest.raises(Refused, match=r"entry\.done_before_opened"):
        platform.finish([task.id], on=date(2020, 5, 5), by="王测", actor=ACTOR, today=day)
    platform.finish([task.id], on=day, by="", actor=ACTOR, today=day)
    assert platform.tasks(kind=TaskKind.CORRECT) == ()
    with pytest.raises(Refused, match=r"entry\.task_done"):
        platform.finish([task.id], on=day, by="", actor=ACTOR, today=day)
    with pytest.raises(NotFound):
        platform.finish([999], on=day, by="", actor=ACTOR, today=day)
    with pytest.raises(NotFound):
        platform.add_correction("无", field="a", old_value="b", new_value="c", on=day, actor=ACTOR, today=day)


def test_a_dropped_task_is_no_longer_to_be_done(town, platform, ledger):
    town.bring_to("approved", town.codes[0])
    (task,) = platform.tasks()
    platform.drop(task.id, actor=ACTOR, today=DAY)
    assert platform.tasks(include_done=True) == ()
    with ledger.reading() as session:
        assert session.get_one(PlatformTask, task.id).is_void == 1


def test_our_ledger_stands_beside_the_platforms_export(town, entry, platform, tmp_path, ledger):
    town.bring_to("monitored")
    with ledger.reading() as session:
        number = session.scalar(
            select(Person.id_number)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.relation == "户主")
            .order_by(Person.id)
        )
    book = Workbook()
    sheet = book.active
    sheet.append(["防止返贫监测对象信息"])
    sheet.append(["序号", "户编号", "姓名", "证件号码", "与户主关系", "监测对象类别"])
    sheet.append(["1", "", "测乙子", number.lower(), "户主", "脱贫不稳定户"])
    sheet.append(["2", "", "别的人", citizen(77), "配偶", "边缘易致贫户"])
    sheet.append(["3", "51X", "陌生户", citizen(78), "户主", "边缘易致贫户"])
    path = tmp_path / "导出.xlsx"
    book.save(path)
    match = platform.compare(path)
    assert [row.household.code for row in match.found] == [town.codes[0]]
    assert [(row.household.code, theirs) for row, theirs in match.category_differs] == [
        (town.codes[0], Category.UNSTABLE_EXITED)
    ]
    assert [row.household.code for row in match.absent] == [town.codes[1]]
    assert match.strangers == ((5, "陌生户", "51X"),)


def test_an_export_of_somebody_else_is_refused(town, platform, tmp_path):
    path = tmp_path / "别处.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["户编号", "户主姓名"], ["99", "某某"]])
    with pytest.raises(Refused) as refused:
        platform.compare(path)
    assert refused.value.codes == ("entry.export_no_row",)
    assert "entry.export_no_row" in known_codes()


def test_missing_asks_one_household(town, entry):
    assert any(field.label == "政治面貌" for field in entry.missing(town.codes[0], today=DAY))
    with pytest.raises(Refused):
        entry.missing("没有", today=DAY)
