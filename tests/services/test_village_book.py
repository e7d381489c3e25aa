"""The village workbook: written, filled in as a village does, and back with everything that can be wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.models.audit import AuditEntry
from app.models.cases import Case
from app.models.enums import MonthlyFinding, MonthlyItem
from app.models.facts import PersonFact
from app.models.household import Household, Membership, Person
from app.services import audit, derived
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.monitoring.grid import CheckWay
from app.services.monitoring.months import Month
from app.services.monitoring.records import CheckEntry, Round
from app.services.monitoring.service import MonitoringService
from app.services.screening.service import ScreeningService
from app.services.village_book.records import Signing
from app.services.village_book.service import VillageBooks
from app.services.wording import known_codes
from app.services.workflow.facts import Signer
from tests import factories as make
from tests.services.towns import ACTOR, found

MAY, DAY = Month(2020, 5), date(2020, 5, 20)
NORMAL = dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL)
SIGNED = Signing(on=DAY, signers=(Signer("李监测", "红星村"), Signer("张支书", "红星村")))


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger)


@pytest.fixture
def watched(town):
    town.bring_to("monitored")
    return town


@pytest.fixture
def books(ledger):
    return VillageBooks(ledger)


@pytest.fixture
def watch(ledger):
    return MonitoringService(ledger)


def _write(books, town, tmp_path, day=DAY, **more):
    out = tmp_path / f"{day}.xlsx"
    return out, books.write(town.village.name, out, actor=ACTOR, today=day, **more)


class Filled:
    """A book as a village fills it in: by household code and column title."""

    def __init__(self, path, sheet="月监测"):
        self.path = path
        self.book = load_workbook(path)
        self.page = self.book[sheet]
        head = next(r for r in self.page.iter_rows() if str(r[0].value).startswith("#"))
        self.head = head[0].row
        self.columns = {cell.value: cell.column for cell in head if cell.value and cell.column > 1}
        rows = range(self.head + 1, self.page.max_row + 1)
        self.rows = {self.page.cell(n, self.columns["户编号"]).value: n for n in rows}

    def put(self, code, **values):
        for title, value in values.items():
            self.page.cell(self.rows[code], self.columns[title]).value = value

    def all_normal(self, code, **more):
        self.put(code, **{**{item.label: "正常" for item in MonthlyItem}, **more})

    def save(self, name=""):
        self.path = self.path.with_name(name) if name else self.path
        self.book.save(self.path)
        return self.path


def _codes(returned):
    return [problem.reason.code for problem in returned.problems]


def test_a_book_shows_what_is_known_locked_with_room_to_fill_in(watched, books, watch, ledger, tmp_path):
    watch.save(
        Round(month=Month(2020, 4), checked_on=date(2020, 4, 20), checker="李"),
        [CheckEntry(watched.codes[0], {**NORMAL, MonthlyItem.WATER: MonthlyFinding.GAP}, {MonthlyItem.WATER: "断水"})],
        actor=ACTOR,
        today=date(2020, 4, 20),
    )
    assert books.due(today=DAY) == ("月监测",)
    out, made = _write(books, watched, tmp_path)
    assert made.rows == {"月监测": 2}
    filled = Filled(out)
    page, row = filled.page, filled.rows[watched.codes[0]]
    assert filled.book.sheetnames[0] == "月监测"
    assert {filled.book[name].sheet_state for name in ("_守望", "_选项")} == {"veryHidden"}
    assert page.protection.sheet
    assert page.column_dimensions["A"].hidden
    last = page.cell(row, filled.columns["上月情况"])
    assert (last.value, last.protection.locked, last.number_format) == ("安全饮水缺项（断水）", True, "@")
    assert not page.cell(row, filled.columns["住房"]).protection.locked
    assert "*" in page.cell(row, filled.columns["户主证件号码"]).value
    rules = [(str(rule.sqref), rule.formula1) for rule in page.data_validations.dataValidation]
    assert any("_选项" in formula for _, formula in rules)
    with ledger.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert (entry.action, '"whole_ids":false' in entry.body.replace(" ", "")) == ("list.export", True)


def test_whole_numbers_leave_only_with_a_purpose_that_the_audit_keeps(watched, books, ledger, tmp_path):
    with pytest.raises(Refused) as refused:
        _write(books, watched, tmp_path, whole_ids=True)
    assert refused.value.codes == ("book.purpose_missing",)
    out, _ = _write(books, watched, tmp_path, whole_ids=True, purpose="村级核对")
    filled = Filled(out)
    number = filled.page.cell(filled.rows[watched.codes[0]], filled.columns["户主证件号码"])
    assert (len(number.value), number.data_type) == (18, "s")
    with ledger.reading() as session:
        assert "村级核对" in session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first().body


def test_what_a_village_filled_in_is_shown_then_written_and_a_second_return_changes_nothing(
    watched, books, watch, tmp_path
):
    first, second = watched.codes
    out, _ = _write(books, watched, tmp_path)
    filled = Filled(out)
    filled.all_normal(first, 监测日期=date(2020, 5, 18), 方式="电话", 监测人="王网格")
    filled.put(first, 医疗="缺项", 变化或缺项说明="一人未参保")
    filled.all_normal(second)
    filled.save()
    returned = books.read(out, village="红星村", today=DAY)
    assert (returned.village, returned.period, returned.problems) == ("红星村", "2020年5月", ())
    told = sorted((c.column, c.old, c.theirs) for c in returned.changes if c.field == "medical")
    assert told == [("医疗", "", "正常"), ("医疗", "", "缺项")]
    assert watch.check(first, MAY) is None  # shown, not written
    taken = books.take(out, signing=SIGNED, actor=ACTOR, today=DAY)
    assert (taken.rows, taken.refused) == (2, ())
    page = watch.check(first, MAY)
    assert (page.checked_on, page.way, page.checker) == (date(2020, 5, 18), CheckWay.PHONE, "王网格")
    assert page.notes == {MonthlyItem.MEDICAL: "一人未参保"}
    assert watch.check(second, MAY).checked_on == DAY
    again = books.read(out, today=DAY)
    assert (again.changes, again.problems) == ((), ())
    assert again.same > 7
    assert books.take(out, signing=SIGNED, actor=ACTOR, today=DAY).rows == 0
    last = watch.last_entry(actor=ACTOR)
    watch.take_back(last, actor=ACTOR, today=DAY)
    assert (watch.check(first, MAY), watch.check(second, MAY)) == (None, None)


def test_blanks_erase_nothing_and_a_book_saved_again_by_another_program_is_read(watched, books, watch, tmp_path):
    first = watched.codes[0]
    watch.save(
        Round(month=MAY, checked_on=date(2020, 5, 10), checker="李"),
        [CheckEntry(first, {**NORMAL, MonthlyItem.WATER: MonthlyFinding.CHANGED}, {MonthlyItem.WATER: "换了水源"})],
        actor=ACTOR,
        today=DAY,
    )
    out, _ = _write(books, watched, tmp_path)
    Filled(out).save("另存.xlsx")
    filled = Filled(tmp_path / "另存.xlsx")
    filled.put(first, 收入="有变化")
    again = filled.save()
    returned = books.read(again, today=DAY)
    assert [(c.column, c.old, c.theirs, c.is_stale) for c in returned.changes] == [("收入", "正常", "有变化", False)]
    books.take(again, signing=SIGNED, actor=ACTOR, today=DAY)
    page = watch.check(first, MAY)
    assert page.findings[MonthlyItem.INCOME] is MonthlyFinding.CHANGED
    assert page.findings[MonthlyItem.WATER] is MonthlyFinding.CHANGED
    assert page.notes == {MonthlyItem.WATER: "换了水源"}
    assert page.checked_on == date(2020, 5, 10)


def test_a_row_that_we_changed_since_is_a_difference_to_decide(watched, books, watch, tmp_path):
    first = watched.codes[0]
    out, _ = _write(books, watched, tmp_path)
    filled = Filled(out)
    filled.all_normal(first, 住房="有变化")
    filled.put(first, 住房="有变化")
    filled.save()
    watch.save(
        Round(month=MAY, checked_on=date(2020, 5, 12), checker="李"),
        [CheckEntry(first, NORMAL)],
        actor=ACTOR,
        today=DAY,
    )
    returned = books.read(out, today=DAY)
    assert [(c.column, c.old, c.theirs, c.is_stale) for c in returned.changes] == [("住房", "正常", "有变化", True)]
    assert books.take(out, signing=SIGNED, actor=ACTOR, today=DAY).rows == 0
    chosen = [change.id for change in returned.changes]
    assert books.take(out, signing=SIGNED, chosen=(), stale=chosen, actor=ACTOR, today=DAY).rows == 0
    assert books.take(out, signing=SIGNED, stale=chosen, actor=ACTOR, today=DAY).rows == 1
    assert watch.check(first, MAY).findings[MonthlyItem.HOUSING] is MonthlyFinding.CHANGED


def test_faults_in_a_row_are_said_with_their_place_and_the_other_rows_go_their_way(watched, books, tmp_path):
    first, second = watched.codes
    out, _ = _write(books, watched, tmp_path)
    filled = Filled(out)
    filled.all_normal(first)
    filled.put(first, 住房="好", 监测日期="昨天")
    filled.put(second, 住房="正常")
    page = filled.page
    page.cell(page.max_row + 1, 3).value = "新增户"
    filled.save()
    returned = books.read(out, today=DAY)
    assert [(p.column, p.reason.code) for p in returned.problems] == [
        ("住房", "book.not_a_choice"),
        ("监测日期", "book.not_a_day"),
        ("", "book.row_waits"),
        ("", "book.row_added"),
    ]
    taken = books.take(out, signing=SIGNED, actor=ACTOR, today=DAY)
    assert taken.rows == 0
    refused = {row.row: row.reasons[0].code for row in taken.refused}
    assert refused == {filled.rows[second]: "monitoring.items_missing"}


def test_a_changed_shown_cell_a_removed_row_and_a_doubled_row_are_said(watched, books, tmp_path):
    first, second = watched.codes
    out, _ = _write(books, watched, tmp_path)
    filled = Filled(out)
    filled.all_normal(first, 户主="别人")
    filled.page.delete_rows(filled.rows[second])
    altered = filled.save("改动.xlsx")
    assert _codes(books.read(altered, today=DAY)) == ["book.row_altered", "book.row_removed"]
    filled = Filled(out)
    filled.all_normal(first)
    for column in range(1, filled.page.max_column + 1):
        filled.page.cell(filled.rows[second], column).value = filled.page.cell(filled.rows[first], column).value
    doubled = filled.save("重复.xlsx")
    returned = books.read(doubled, today=DAY)
    assert _codes(returned) == ["book.row_twice", "book.row_removed"]
    assert len(returned.changes) == 7
    filled = Filled(out)
    del filled.book["月监测"]
    filled.book.create_sheet("空")
    assert _codes(books.read(filled.save("删表.xlsx"), today=DAY)) == ["book.sheet_removed"]


def test_wrong_books_are_refused_whole_with_the_reason(watched, books, ledger, tmp_path, actor, today):
    out, _ = _write(books, watched, tmp_path)
    with ledger.transaction("test.other", actor=actor, today=today) as tx:
        make.village(tx, "远山村")

    def code(path, **more):
        with pytest.raises(Refused) as refused:
            books.read(path, **{"today": DAY, **more})
        assert set(refused.value.codes) <= known_codes()
        return refused.value.codes[0]

    assert code(out, village="远山村") == "book.other_village"
    assert code(out, today=date(2020, 6, 1)) == "book.other_period"
    filled = Filled(out)
    filled.book["_守望"]["B3"] = "0196f000-0000-7000-8000-000000000000"
    assert code(filled.save("标识.xlsx")) == "book.altered"
    filled = Filled(out)
    filled.book["_守望"]["B2"] = "0" * 16
    assert code(filled.save("别处.xlsx")) == "book.other_database"
    filled = Filled(out)
    del filled.book["_守望"]
    assert code(filled.save("没有.xlsx")) == "book.no_identity"
    (tmp_path / "坏.xlsx").write_bytes(out.read_bytes()[:900])
    assert code(tmp_path / "坏.xlsx").startswith("files.")
    with pytest.raises(Refused) as refused:
        books.write("远山村", tmp_path / "空.xlsx", actor=ACTOR, today=DAY)
    assert refused.value.codes == ("book.nothing_due",)


def test_a_formula_in_a_name_stays_text(watched, books, ledger, tmp_path, actor, today):
    with ledger.transaction("test.name", actor=actor, today=today) as tx:
        home = tx.session.scalars(select(Household).where(Household.code == watched.codes[0])).one()
        head = tx.session.scalars(select(Person).join(Membership).where(Membership.household_id == home.id)).first()
        head.name = "=1+1"
        tx.session.flush()
    out, _ = _write(books, watched, tmp_path)
    values = [cell for row in load_workbook(out)["月监测"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in values] == ["s"]


def test_the_audit_stays_whole(watched, books, ledger, tmp_path):
    out, _ = _write(books, watched, tmp_path)
    filled = Filled(out)
    filled.all_normal(watched.codes[0])
    books.take(filled.save(), signing=SIGNED, actor=ACTOR, today=DAY)
    with ledger.reading() as session:
        assert audit.verify(session).is_good


def test_hits_are_reported_or_struck_on_one_sheet_with_two_signers(town, books, ledger, tmp_path):
    day = date(2020, 3, 21)
    with ledger.transaction("test.signs", actor=ACTOR, today=day) as tx:
        for home in tx.session.scalars(select(Household).where(Household.code.in_(town.codes))):
            home.household_type = "exited"
            make.household_fact(tx, home, dangerous_housing=1)
    ScreeningService(ledger).run(actor=ACTOR, today=day)
    assert books.due(today=day) == ("上报表",)
    out, made = _write(books, town, tmp_path, day=day)
    assert made.total == 2
    first, second = town.codes
    filled = Filled(out, "上报表")
    filled.put(first, 村核意见="上报", **{"原因（不报必填）": "村干部核算"})
    filled.put(second, 村核意见="不报")
    filled.save()
    signing = Signing(on=day, signers=SIGNED.signers)
    with pytest.raises(Refused) as refused:
        books.take(out, signing=Signing(on=day, signers=SIGNED.signers[:1]), actor=ACTOR, today=day)
    assert refused.value.codes == ("book.signers_missing", "book.sheet_no_missing")
    signing = Signing(on=day, signers=SIGNED.signers, sheet_no="红星1号")
    taken = books.take(out, signing=signing, actor=ACTOR, today=day)
    assert taken.rows == 1
    assert [(row.row, row.reasons[0].code) for row in taken.refused] == [(filled.rows[second], "book.cell_missing")]
    filled.put(second, **{"原因（不报必填）": "收入稳定"})
    filled.save()
    assert [c.field for c in books.read(out, today=day).changes] == ["answer", "reason"]
    taken = books.take(out, signing=replace(signing, sheet_no="红星2号"), actor=ACTOR, today=day)
    assert (taken.rows, taken.refused) == (1, ())
    again = books.read(out, today=day)
    assert (again.changes, again.problems) == ((), ())


def test_visits_come_in_through_their_own_door(town, books, ledger, tmp_path):
    town.bring_to("listed")
    day = date(2020, 3, 28)
    assert books.due(today=day) == ("走访结果",)
    out, _ = _write(books, town, tmp_path, day=day)
    first, second = town.codes
    filled = Filled(out, "走访结果")
    truths = dict.fromkeys(("住房安全", "义务教育有保障", "饮水安全", "不愁吃", "不愁穿"), "是")
    money = dict.fromkeys(("生产经营收入（元）", "财产性收入（元）", "转移性收入（元）", "生产经营支出（元）"), 0)
    visit = {**truths, **money, "基本医疗有保障": "否", "有返贫致贫风险": "是", "工资性收入（元）": 9000}
    filled.put(first, 农户签字="签字", **{**visit, "风险（可写几项，顿号隔开）": "因病"})
    filled.put(second, 住房安全="是")
    filled.save()
    taken = books.take(out, signing=Signing(on=day, signers=SIGNED.signers), actor=ACTOR, today=day)
    assert taken.rows == 1
    assert [row.row for row in taken.refused] == [filled.rows[second]]
    with ledger.reading() as session:
        states = {row[0]: row[1] for row in session.execute(select(Household.code, Case.state).join(Case))}
    assert states == {first: "visited", second: "listed"}
    again = books.read(out, today=day)
    assert {change.key for change in again.changes} <= {c.key for c in again.changes if c.row == filled.rows[second]}


def test_missing_fields_of_the_entry_form_are_filled_in(town, books, ledger, tmp_path):
    town.bring_to("approved")
    with ledger.transaction("test.gap", actor=ACTOR, today=date(2020, 4, 10)) as tx:
        home = tx.session.scalars(select(Household).where(Household.code == town.codes[0])).one()
        make.member(tx, home, name="测新", relation="之子")
    day = date(2020, 4, 12)
    assert books.due(today=day) == ("采集表缺项",)
    out, made = _write(books, town, tmp_path, day=day)
    filled = Filled(out, "采集表缺项")
    page, columns = filled.page, filled.columns
    rows = {
        (page.cell(n, columns["成员"]).value, page.cell(n, columns["缺的项"]).value): n
        for n in range(filled.head + 1, page.max_row + 1)
    }
    assert made.total >= len(rows)
    page.cell(rows["测新", "健康状况"], columns["填写"]).value = "健康"
    page.cell(rows["测新", "是否参加居民医疗保险"], columns["填写"]).value = "也许"
    filled.save()
    returned = books.read(out, today=day)
    assert [(c.who, c.theirs) for c in returned.changes] == [("测新的健康状况", "健康")]
    assert [p.row for p in returned.problems] == [rows["测新", "是否参加居民医疗保险"]]
    assert books.take(out, signing=Signing(on=day, signers=()), actor=ACTOR, today=day).rows == 1
    assert books.read(out, today=day).changes == ()
    with ledger.reading() as session:
        fact = session.scalars(select(PersonFact).order_by(PersonFact.id.desc())).first()
        assert (fact.health, fact.source, fact.observed_on) == ("健康", "village", day)
