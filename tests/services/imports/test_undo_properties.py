"""Undoing a second import, whatever it changed, gives the ledger back as it was (reliability 7, bar 39)."""

from __future__ import annotations

import random
from datetime import date

import pytest

from app.models.household import Household, Person
from app.services import audit
from app.services.errors import Refused
from app.services.imports.batches import ImportBooks
from app.services.last_step import LastStepService
from app.services.wording import sentences
from tests.services.files.making import EXPORT_32, id_number, xlsx
from tests.services.imports.people import ask, list_32, one, take

LATER = date(2020, 3, 25)
UNRELATED = 30  # the last household of the first list is in no second one
FIELDS = ("姓名", "务工时间（月）", "文化程度", "健康状况", "人联系电话", "人均纯收入", "危房户", "自然村", "民族")
VALUES = {"务工时间（月）": "39", "文化程度": ("初中", "高中"), "人均纯收入": ("6000", "7200.5"), "危房户": "是否"}


def content(ledger) -> str:
    with ledger.reading() as session:
        return audit.content_hash(session)


def second(seed: int):
    """Updates, moves, blanks, other heads, persons gone, new persons, new groups, another day, in any mixture."""
    rng = random.Random(seed)
    rows = list_32(30, 数据日期=f"2020-03-{rng.randint(2, 12):02}")
    column = EXPORT_32.index
    codes = [row[column("户编号")] for row in rows[2:]]
    for row in rows[2:]:
        for title in rng.sample(FIELDS, 3):
            row[column(title)] = rng.choice(VALUES.get(title, ("改", ""))) if rng.random() < 0.6 else ""
        row[column("姓名")] = row[column("姓名")] or "王改"
        if rng.random() < 0.15:
            row[column("户编号")] = rng.choice(codes)
        if rng.random() < 0.1:
            row[column("与户主关系")] = "户主"
        if rng.random() < 0.1:
            row[column("自然村")] = f"{rng.randint(1, 9)}组"
    for number in range(rng.randint(0, 4)):
        new = list(rng.choice(rows[2:]))
        new[column("人编号")], new[column("姓名")] = f"5199991099{number:04}", f"新{number}"
        new[column("证件号码")] = id_number(900 + number, born="20200101")
        rows.append(new)
    for _ in range(rng.randint(0, 5)):
        del rows[rng.randrange(2, len(rows))]
    return rows


@pytest.mark.parametrize("seed", range(12))
def test_a_second_import_is_taken_back_to_an_equal_content_and_a_later_edit_elsewhere_stays(
    imports, ledger, actor, tmp_path, seed
):
    first = take(imports, xlsx(tmp_path / "first.xlsx", list_32(UNRELATED + 3)), actor)
    assert first.members.created == UNRELATED + 3
    before = content(ledger)
    result = take(imports, xlsx(tmp_path / f"{seed}.xlsx", second(seed)), actor, today=LATER)
    assert sum(result.outcomes.values()) == result.rows + result.footers
    assert content(ledger) != before
    with ledger.transaction("roster.edit", actor=actor, today=LATER) as tx:
        tx.session.get(Person, UNRELATED + 1).phone = "18800000000"
    undone = ImportBooks(ledger).undo(2, actor=actor, today=LATER)
    assert undone.left == ()
    assert one(ledger, "SELECT phone FROM person WHERE id = :id", id=UNRELATED + 1) == "18800000000"
    with ledger.transaction("roster.edit", actor=actor, today=LATER) as tx:
        tx.session.get(Person, UNRELATED + 1).phone = None
    assert content(ledger) == before
    assert ask(ledger, "SELECT id FROM import_issue WHERE batch_id = 2 AND state = 'open'") == []
    with ledger.reading() as session:
        assert audit.verify(session).is_good


@pytest.mark.parametrize("seed", range(4))
def test_a_touched_record_stops_the_whole_undo_and_the_rest_leaves_only_that_record(
    imports, ledger, actor, tmp_path, seed
):
    take(imports, xlsx(tmp_path / "first.xlsx", list_32(UNRELATED + 3)), actor)
    take(imports, xlsx(tmp_path / f"{seed}.xlsx", second(seed)), actor, today=LATER)
    changed = [id_ for (id_,) in ask(ledger, "SELECT id FROM household WHERE seq = 2 ORDER BY id")]
    after = content(ledger)
    with ledger.transaction("roster.edit", actor=actor, today=LATER) as tx:
        household = tx.session.get(Household, changed[0])
        code = household.code
        household.remark = "改过"
    books = ImportBooks(ledger)
    with pytest.raises(Refused) as refused:
        books.undo(2, actor=actor, today=LATER)
    assert code in sentences(refused.value)[0]
    with ledger.transaction("roster.edit", actor=actor, today=LATER) as tx:
        tx.session.get(Household, changed[0]).remark = None
    assert content(ledger) == after
    with ledger.transaction("roster.edit", actor=actor, today=LATER) as tx:
        tx.session.get(Household, changed[0]).remark = "改过"
    left = books.undo(2, actor=actor, today=LATER, rest=True).left
    assert [record.label for record in left] == [f"户 {code}"]
    assert one(ledger, "SELECT remark FROM household WHERE id = :id", id=changed[0]) == "改过"


def test_an_import_is_the_last_step_of_whoever_made_it_and_is_taken_back_as_such(imports, ledger, actor, tmp_path):
    empty, last = content(ledger), LastStepService(ledger)
    take(imports, xlsx(tmp_path / "first.xlsx", list_32(6)), actor)
    after = content(ledger)
    take(imports, xlsx(tmp_path / "second.xlsx", list_32(9, 数据日期="2020-03-10")), actor, today=LATER)
    step = last.last(actor=actor)
    assert (step.action, step.head_name, step.batch) == ("import.roster", "second.xlsx", 2)
    last.undo(step.seq, what="导入", actor=actor, today=LATER)
    assert content(ledger) == after
    step = last.last(actor=actor)
    last.undo(step.seq, what="导入", actor=actor, today=LATER)
    assert content(ledger) == empty
    assert last.last(actor=actor) is None


def test_a_decision_is_the_last_step_and_its_question_is_asked_again(imports, ledger, decisions, actor, tmp_path):
    take(imports, xlsx(tmp_path / "first.xlsx", list_32(6)), actor)
    take(imports, xlsx(tmp_path / "second.xlsx", list_32(5, 数据日期="2020-03-10")), actor, today=LATER)
    before = content(ledger)
    (asked,) = decisions.rows(kind="member_missing")
    data = {"reason": "died", "on": "2020-03-05"}
    decisions.decide([asked.id], "end", data=data, actor=actor, today=LATER)
    assert decisions.rows() == ()
    last = LastStepService(ledger)
    step = last.last(actor=actor)
    assert step.action == "import.decide"
    last.undo(step.seq, what="处理", actor=actor, today=LATER)
    assert content(ledger) == before
    assert [row.id for row in decisions.rows()] == [asked.id]
