"""Imports as a whole: looked at first, cancelled, taken back, named; and nothing of them left in clear."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import ClauseElement, event
from sqlalchemy.dialects import postgresql

from app.models.household import Household, Membership, Person
from app.services import audit
from app.services.children import CancelledByUser
from app.services.errors import NotFound, Refused
from app.services.imports.batches import ImportBooks
from app.services.imports.error_book import write_error_book
from app.services.imports.results import Counts
from app.services.imports.service import ImportService
from app.services.wording import known_codes, sentences
from tests.services.files.making import EXPORT_32, xlsx
from tests.services.imports.exports import by_household, living_export, monitoring_export
from tests.services.imports.people import ACTOR_DAY, BOOK, ask, book, kinds, list_32, one, outcomes, take


@pytest.fixture
def books(ledger) -> ImportBooks:
    return ImportBooks(ledger)


def content(ledger) -> str:
    with ledger.reading() as session:
        return audit.content_hash(session)


def test_undo_of_the_first_import_leaves_an_empty_ledger(imports, books, ledger, actor, tmp_path):
    before = content(ledger)
    take(imports, xlsx(tmp_path / "a.xlsx", list_32(30)), actor)
    undone = books.undo(1, actor=actor, today=ACTOR_DAY)
    assert (undone.batch, undone.left) == (1, ())
    assert content(ledger) == before
    assert one(ledger, "SELECT count(*) FROM household_summary") == 0
    assert [batch.undone for batch in books.batches()] == [True]
    with ledger.reading() as session:
        assert audit.verify(session).is_good


def test_undo_of_updates_moves_blanks_and_new_people_gives_the_same_content(imports, books, ledger, actor, tmp_path):
    """After an unrelated later edit too; then the right file goes in as if the wrong one had never been."""
    take(imports, xlsx(tmp_path / "a.xlsx", list_32(30)), actor)
    rows = list_32(33, 数据日期="2020-03-10", 行政村="第1村")
    rng = random.Random(7)
    for row in rows[2:]:
        row[EXPORT_32.index("务工时间（月）")] = rng.choice(["", "3", "9"])
        row[EXPORT_32.index("姓名")] = rng.choice([row[EXPORT_32.index("姓名")], "王改"])
        row[EXPORT_32.index("户编号")] = rng.choice([row[EXPORT_32.index("户编号")]] * 9 + [rows[2][6]])
    before = content(ledger)
    wrong = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    assert wrong.members.updated > 10
    assert wrong.members.created == 3
    assert kinds(wrong)["moved"] > 0
    undone = books.undo(2, actor=actor, today=ACTOR_DAY)
    assert (undone.left, content(ledger) == before) == ((), True)
    right = take(imports, xlsx(tmp_path / "c.xlsx", list_32(30, 数据日期="2020-03-10", 务工时间="")), actor)
    assert right.members == Counts(unchanged=30)
    changed = take(imports, xlsx(tmp_path / "d.xlsx", rows), actor)
    assert (changed.members, kinds(changed)) == (wrong.members, kinds(wrong))


def test_two_imports_are_taken_back_one_after_the_other(imports, books, ledger, actor, tmp_path):
    empty = content(ledger)
    take(imports, xlsx(tmp_path / "a.xlsx", list_32(30)), actor)
    first = content(ledger)
    rows = list_32(33, 数据日期="2020-03-10", 行政村="第1村", 人联系电话="13900001111")
    rows[4][EXPORT_32.index("户编号")] = rows[9][EXPORT_32.index("户编号")]
    take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    with pytest.raises(Refused):
        books.undo(1, actor=actor, today=ACTOR_DAY)
    books.undo(2, actor=actor, today=ACTOR_DAY)
    assert content(ledger) == first
    assert books.undo(1, actor=actor, today=ACTOR_DAY).left == ()
    assert content(ledger) == empty
    with ledger.reading() as session:
        assert audit.verify(session).is_good


def test_undo_is_refused_when_something_was_touched_and_names_it(imports, books, ledger, actor, tmp_path):
    take(imports, xlsx(tmp_path / "a.xlsx", list_32(30)), actor)
    with ledger.transaction("roster.edit", actor=actor, today=ACTOR_DAY) as tx:
        tx.session.get(Person, 7).phone = "18800000000"
        tx.session.get(Household, 5).phone = "18811111111"
    with pytest.raises(Refused) as refused:
        books.undo(1, actor=actor, today=ACTOR_DAY)
    assert refused.value.codes == ("import.touched_later",)
    sentence = sentences(refused.value)[0]
    assert "王七甲" in sentence
    assert "户 519999000000000004" in sentence
    undone = books.undo(1, actor=actor, today=ACTOR_DAY, rest=True)
    assert {record.label for record in undone.left} == {"王七甲", "户 519999000000000004"}
    assert one(ledger, "SELECT phone FROM person WHERE id = 7") == "18800000000"
    left = [code for (code,) in ask(ledger, "SELECT code FROM household ORDER BY id")]
    assert left == ["519999000000000002", "519999000000000004"]
    with pytest.raises(Refused) as again:
        books.undo(1, actor=actor, today=ACTOR_DAY)
    assert again.value.codes == ("import.already_undone",)


def test_a_batch_that_never_was(books, actor):
    with pytest.raises(NotFound) as missing:
        books.undo(99, actor=actor, today=ACTOR_DAY)
    assert "99" in sentences(missing.value)[0]


def test_a_preview_changes_nothing_and_is_planned_again_when_the_ledger_moves(imports, ledger, actor, tmp_path):
    take(imports, xlsx(tmp_path / "a.xlsx", list_32(30)), actor)
    before = content(ledger)
    later = xlsx(tmp_path / "b.xlsx", list_32(33, 数据日期="2020-03-10", 行政村="第1村", 人联系电话="13900001111"))
    preview = imports.prepare("roster", [later], today=ACTOR_DAY)
    assert (preview.is_dry_run, preview.members) == (True, Counts(created=3, updated=30))
    assert content(ledger) == before
    with ledger.transaction("roster.edit", actor=actor, today=date(2020, 3, 15)) as tx:
        tx.session.get(Person, 1).phone = "18800000000"
    result = imports.apply_prepared(actor=actor, today=ACTOR_DAY)
    assert (result.members, kinds(result)["newer_here"]) == (Counts(created=3, updated=29, unchanged=1), 1)
    with pytest.raises(Refused) as nothing:
        imports.apply_prepared(actor=actor, today=ACTOR_DAY)
    assert nothing.value.codes == ("import.nothing_prepared",)


def test_a_dry_run_writes_nothing(imports, ledger, actor, tmp_path):
    path = xlsx(tmp_path / "a.xlsx", list_32(6))
    result = imports.run("roster", [path], actor=actor, today=ACTOR_DAY, dry_run=True)
    assert (result.batch, result.members) == (None, Counts(created=6))
    assert one(ledger, "SELECT count(*) FROM audit_entry") == 0


def test_cancel_leaves_nothing_behind(imports, ledger, actor, tmp_path):
    path = xlsx(tmp_path / "a.xlsx", list_32(30))
    with pytest.raises(CancelledByUser):
        imports.run("roster", [path], actor=actor, today=ACTOR_DAY, cancelled=lambda: True)
    assert one(ledger, "SELECT count(*) FROM audit_entry") == 0
    assert take(imports, path, actor).members == Counts(created=30)


def test_no_name_reaches_the_disk_in_clear(imports, ledger, actor, tmp_path, own_home: Path):
    path = xlsx(tmp_path / "a.xlsx", list_32(300))
    result = take(imports, path, actor)
    assert result.members == Counts(created=300)
    marks = [b"519999000000000001", "王一甲".encode(), "王一甲".encode("utf-16-le")]
    kept = [file for folder in (own_home, tmp_path) for file in folder.rglob("*") if file.is_file() and file != path]
    assert kept
    for file in kept:
        data = file.read_bytes()
        assert not [mark for mark in marks if mark in data], file


def test_the_error_workbook_holds_the_rows_with_their_reasons(imports, actor, tmp_path):
    rows = list_32(6)
    rows[3][EXPORT_32.index("证件号码")] = "5.19999E+17"
    rows[4][EXPORT_32.index("证件号码")] = rows[4][EXPORT_32.index("人编号")] = ""
    result = take(imports, xlsx(tmp_path / "a.xlsx", rows), actor)
    target = tmp_path / "未导入.xlsx"
    assert write_error_book(target, result) == 2
    book = openpyxl.load_workbook(target)
    page = book["未导入"]
    titles = [cell.value for cell in page[3]]
    assert titles == ["原文件", "工作表", "原行号", "出错的列", "未导入的原因", *EXPORT_32]
    first = [cell.value for cell in page[4]]
    assert (first[0], first[2], first[3]) == ("a.xlsx", 4, "证件号码")
    assert "精度已丢失" in str(first[4])
    assert first[5 + EXPORT_32.index("姓名")] == "王二甲"
    assert page.cell(5, 3).value == 5
    assert book.sheetnames == ["未导入", "需核对"]
    # What is mended there goes in as it is.
    page.cell(4, 6 + EXPORT_32.index("证件号码")).value = list_32(6)[3][EXPORT_32.index("证件号码")]
    book.save(target)
    again = take(imports, target, actor)
    assert (again.members, [(r.row, r.code) for r in again.rejected]) == (Counts(created=1), [(5, "row.no_identity")])


def test_every_row_has_one_outcome_whatever_the_file_holds(imports, actor, tmp_path):
    rng = random.Random(11)
    known = list_32(30)
    take(imports, xlsx(tmp_path / "a.xlsx", known), actor)
    for number in range(4):
        rows = list_32(40, 数据日期="2020-03-05")
        for row in rows[2:]:
            for title in rng.sample(list(EXPORT_32), 3):
                row[EXPORT_32.index(title)] = rng.choice(
                    ["", "无", "？", 5.19999198e17, "王一甲", "户主", "第1村", 43910, "1"]
                )
        rows += [rng.choice(rows[2:]) for _ in range(5)]
        result = take(imports, xlsx(tmp_path / f"{number}.xlsx", rows), actor)
        assert outcomes(result) == result.rows
        assert result.rows + result.footers == 45
        assert all(r.message and r.row for r in result.rejected)


def test_what_an_import_left_can_be_read_and_settled(imports, books, decisions, actor, tmp_path):
    rows = list_32(6)
    rows[3][EXPORT_32.index("证件号码")] = "5.19999E+17"
    rows[4][EXPORT_32.index("姓名")] = "王　三"
    take(imports, xlsx(tmp_path / "a.xlsx", rows), actor)
    issue = decisions.rows()[0]
    assert (issue.kind, issue.row, issue.column, issue.state) == ("rejected", 4, "证件号码", "open")
    repaired = [i for i in decisions.rows(state="done") if i.kind == "repaired"]
    assert [(i.column, i.message) for i in repaired] == [("姓名", "5")]
    assert decisions.decide([issue.id], "checked", actor=actor, today=ACTOR_DAY).done == (issue.id,)
    assert decisions.rows() == ()
    batch = books.batches()[0]
    assert (batch.rows, batch.created, batch.rejected, batch.data_on) == (6, 7, 1, None)


def test_statements_compile_for_postgresql(imports, ledger, actor, tmp_path):
    seen: list[ClauseElement] = []

    def note(_connection, clause, *_rest) -> None:
        if isinstance(clause, ClauseElement):
            seen.append(clause)

    engine = ledger.database._writer
    event.listen(engine, "before_execute", note)
    take(imports, xlsx(tmp_path / "a.xlsx", list_32(6)), actor)
    with ledger.transaction("roster.edit", actor=actor, today=ACTOR_DAY) as tx:
        tx.session.get(Membership, 2).relation = "之女"
    take(imports, xlsx(tmp_path / "第1村.xlsx", [BOOK, *book(2)]), actor)
    take(imports, xlsx(tmp_path / "c.xlsx", list_32(9, 数据日期="2020-03-01", 姓名="王", 户类型="一般农户")), actor)
    take(imports, xlsx(tmp_path / "d.xlsx", monitoring_export(6)), actor, kind="monitoring")
    take(imports, xlsx(tmp_path / "e.xlsx", by_household(monitoring_export(6, 家庭纯收入=1))), actor, kind="monitoring")
    for amount in (9_000, 12_000):
        land = [[*row, "务工收入" if place == 0 else amount] for place, row in enumerate(living_export(2))]
        take(imports, xlsx(tmp_path / "f.xlsx", land), actor, kind="living")
    event.remove(engine, "before_execute", note)
    assert len(seen) > 100
    for clause in seen:
        clause.compile(dialect=postgresql.dialect())


@pytest.mark.parametrize("kind", ["unknown", ""])
def test_an_unknown_kind_is_refused_with_the_kinds_there_are(imports, actor, tmp_path, kind):
    with pytest.raises(Refused) as refused:
        take(imports, tmp_path / "a.xlsx", actor, kind=kind)
    assert "roster" in sentences(refused.value)[0]


def test_every_code_has_its_sentence():
    for code in ("row.precision_lost", "row.no_identity", "row.repeated", "row.no_household", "village.unknown"):
        assert code in known_codes()
    assert ImportService.kinds()[0] == "roster"
