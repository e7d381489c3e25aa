"""What imports leave: asked once, decided by a person, carried out in the ledger, never asked again."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.household import Membership, Person
from app.services.errors import Refused
from app.services.imports.batches import ImportBooks
from app.services.imports.decisions import options_of, words_of
from app.services.wording import known_codes, sentences
from tests.services.files.making import EXPORT_32, id_number, xlsx
from tests.services.imports.people import ask, kinds, list_32, one, take

LATER = date(2020, 3, 25)


def put(rows, person: int, **given: object):
    """Other values for the person of this number."""
    for title, value in given.items():
        rows[person + 2][EXPORT_32.index(title)] = value
    return rows


def later(count: int = 9, **given: object):
    return list_32(count, 数据日期="2020-03-10", **given)


@pytest.fixture
def first(imports, actor, tmp_path):
    return take(imports, xlsx(tmp_path / "first.xlsx", list_32(9)), actor)


@pytest.fixture
def again(imports, actor, tmp_path):
    """Takes other rows in, as a later file."""
    numbers = iter(range(99))
    return lambda rows: take(imports, xlsx(tmp_path / f"again{next(numbers)}.xlsx", rows), actor, today=LATER)


@pytest.fixture
def decide(decisions, actor):
    def run(option: str, kind: str | None = None, **data: object):
        ids = [row.id for row in decisions.rows(kind=kind)]
        return decisions.decide(ids, option, data=data, actor=actor, today=LATER)

    return run


def edit(ledger, actor, person: int, **values: object) -> None:
    with ledger.transaction("roster.edit", actor=actor, today=date(2020, 3, 15)) as tx:
        for name, value in values.items():
            setattr(tx.session.get(Person, person), name, value)


def test_a_newer_value_of_ours_stays_until_the_table_is_found_right(first, again, ledger, actor, decisions, decide):
    edit(ledger, actor, 1, phone="18800000000")
    rows = later(人联系电话="13900001111")
    result = again(rows)
    asked = decisions.rows(kind="newer_here")
    assert [(q.field, q.theirs, q.person_id, q.village) for q in asked] == [("person.phone", "13900001111", 1, "第1村")]
    kept = next(change for change in result.changes if change.kept)
    assert (kept.old, kept.new, kept.newer) == ("18800000000", "13900001111", "ours")
    assert (kept.ours_on, kept.theirs_on, kept.village) == (date(2020, 3, 15), date(2020, 3, 10), "第1村")
    taken = next(change for change in result.changes if not change.kept and change.field == "人联系电话")
    assert taken.newer in ("ours", "theirs", "same")
    decide("theirs", "newer_here")
    assert one(ledger, "SELECT phone FROM person WHERE id = 1") == "13900001111"
    assert one(ledger, "SELECT action FROM audit_entry ORDER BY seq DESC LIMIT 1") == "import.decide"


def test_a_question_that_was_decided_does_not_return_with_the_same_values(
    first, again, ledger, actor, decisions, decide
):
    edit(ledger, actor, 1, phone="18800000000")
    again(later(人联系电话="13900001111"))
    decide("ours", "newer_here")
    assert one(ledger, "SELECT phone FROM person WHERE id = 1") == "18800000000"
    again(later(人联系电话="13900001111"))
    assert decisions.rows(kind="newer_here") == ()
    again(later(人联系电话="13900002222"))
    assert [row.theirs for row in decisions.rows(kind="newer_here")] == ["13900002222"]


def test_an_open_question_is_asked_by_the_latest_import_alone_and_again_by_the_earlier_when_that_is_undone(
    first, again, ledger, actor, decisions
):
    edit(ledger, actor, 1, phone="18800000000")
    again(later(人联系电话="13900001111"))
    again(later(人联系电话="13900001111"))
    assert [row.batch for row in decisions.rows(kind="newer_here")] == [3]
    ImportBooks(ledger).undo(3, actor=actor, today=LATER)
    assert [row.batch for row in decisions.rows(kind="newer_here")] == [2]


def test_what_the_ledger_says_since_is_not_overwritten_by_an_old_decision(first, again, ledger, actor, decide):
    edit(ledger, actor, 1, phone="18800000000")
    again(later(人联系电话="13900001111"))
    edit(ledger, actor, 1, phone="18899999999")
    (refused,) = decide("theirs", "newer_here").refused.values()
    assert "18899999999" in sentences(refused)[0]
    assert one(ledger, "SELECT phone FROM person WHERE id = 1") == "18899999999"


def test_somebody_who_is_not_in_the_table_is_ended_or_stays(first, again, ledger, decisions, decide):
    rows = later()
    del rows[4], rows[6]  # persons 2 and 5 of households 0 and 1
    again(rows)
    gone = decisions.rows(kind="member_missing")
    assert [row.person_id for row in gone] == [3, 6]
    (why, _) = decide("end", "member_missing").refused.values()
    assert why.codes == ("decision.missing", "decision.missing")
    assert decide("end", "member_missing", reason="died", on="2020-03-05").done == (gone[0].id, gone[1].id)
    assert (
        ask(ledger, "SELECT end_reason, to_on FROM membership WHERE person_id IN (3, 6)")
        == [("died", "2020-03-05")] * 2
    )
    assert one(ledger, "SELECT died_on FROM person WHERE id = 3") == "2020-03-05"
    assert again(rows).question_counts == ()


def test_the_head_who_is_gone_is_not_ended_without_a_new_one(first, again, decide):
    rows = later()
    del rows[2]
    again(rows)
    (why,) = decide("end", "member_missing", reason="moved_out", on="2020-03-05").refused.values()
    assert "member.no_head" in why.codes


def test_a_move_stands_or_is_taken_back(first, again, ledger, decisions, decide):
    household = list_32(9)[2 + 6][EXPORT_32.index("户编号")]
    again(put(later(), 1, 户编号=household))
    (asked,) = decisions.rows(kind="moved")
    assert asked.person_id == 2
    assert one(ledger, "SELECT household_id FROM membership WHERE person_id = 2 AND to_on IS NULL") == 3
    assert decide("back", "moved").done
    assert one(ledger, "SELECT household_id, relation FROM membership WHERE person_id = 2 AND to_on IS NULL") == (
        1,
        "之子",
    )
    assert decisions.rows() == ()


def test_our_own_move_stays_until_the_table_is_found_right(first, again, ledger, actor, decisions, decide):
    with ledger.transaction("household.move_member", actor=actor, today=date(2020, 3, 15)) as tx:
        old = tx.session.query(Membership).filter_by(person_id=2).one()
        old.to_on, old.end_reason = date(2020, 3, 15), "moved_household"
        tx.session.add(Membership(person_id=2, household_id=3, relation="之子", position=3))
    again(later())
    (asked,) = decisions.rows(kind="stays_here")
    assert (asked.person_id, asked.household_id) == (2, 1)
    decide("move", "stays_here")
    assert one(ledger, "SELECT household_id FROM membership WHERE person_id = 2 AND to_on IS NULL") == 1


def test_somebody_who_had_left_is_taken_back_in(first, again, ledger, actor, decisions, decide):
    with ledger.transaction("household.end_member", actor=actor, today=date(2020, 3, 5)) as tx:
        member = tx.session.query(Membership).filter_by(person_id=2).one()
        member.to_on, member.end_reason = date(2020, 3, 5), "died"
        tx.session.get(Person, 2).died_on = date(2020, 3, 5)
    again(later())
    assert [row.person_id for row in decisions.rows(kind="has_left")] == [2]
    assert decide("return", "has_left").done
    assert one(ledger, "SELECT household_id, relation FROM membership WHERE person_id = 2 AND to_on IS NULL") == (
        1,
        "之子",
    )
    assert one(ledger, "SELECT died_on FROM person WHERE id = 2") is None


def test_another_head_stands_or_the_old_one_is_restored(first, again, ledger, decisions, decide):
    rows = put(put(later(), 0, 与户主关系="之父"), 1, 与户主关系="户主")
    again(rows)
    (asked,) = decisions.rows(kind="head_changed")
    assert (asked.household_id, asked.other_person_id) == (1, 1)
    assert "王一甲" in asked.message
    assert "王二甲" in asked.message
    decide("back", "head_changed")
    relations = ask(ledger, "SELECT relation FROM membership WHERE household_id = 1 ORDER BY person_id")
    assert relations == [("户主",), ("之子",), ("之子",)]


def test_a_new_person_who_looks_like_a_known_one_is_asked_about_once(first, again, ledger, decisions, decide):
    known = list_32(9)[2 + 4]
    number = str(known[EXPORT_32.index("证件号码")])
    twin = {"姓名": known[EXPORT_32.index("姓名")], "人编号": "51999910777", "户编号": "51999900777"}
    rows = put(later(10), 9, **twin, 证件号码=number[:6] + number[8:17], 与户主关系="户主")
    del rows[2 + 4]
    result = again(rows)
    (asked,) = decisions.rows(kind="possible_duplicate")
    assert (asked.person_id, asked.other_person_id) == (10, 5)
    assert number not in asked.message
    assert kinds(result)["possible_duplicate"] == 1
    decide("distinct", "possible_duplicate")
    assert ask(ledger, "SELECT first_person_id, second_person_id FROM distinct_pair") == [(5, 10)]
    again(rows)
    assert decisions.rows(kind="possible_duplicate") == ()


def test_the_same_name_and_birth_in_the_same_village_is_asked_about_another_village_is_not(first, again, decisions):
    known = list_32(9)[2 + 4]
    name, born = known[EXPORT_32.index("姓名")], str(known[EXPORT_32.index("证件号码")])[6:14]
    rows = put(later(12), 9, 姓名=name, 证件号码=id_number(777, born=born), 与户主关系="户主")
    put(rows, 10, 姓名=name, 证件号码=id_number(778, born="19330101"))
    del rows[2 + 4]
    again(rows)
    assert [row.person_id for row in decisions.rows(kind="possible_duplicate")] == [10]


def test_an_unknown_village_is_one_question_and_its_rows_come_in_after_the_answer(
    first, again, ledger, decisions, decide
):
    rows = later(12)
    for person in (9, 10, 11):
        put(rows, person, 行政村="石桥村", 户编号="51999900999")
    result = again(rows)
    (asked,) = decisions.rows()
    assert (asked.kind, asked.theirs, len(result.rejected)) == ("unknown_village", "石桥村", 3)
    (why,) = decide("alias").refused.values()
    assert why.codes == ("decision.missing",)
    village = one(ledger, "SELECT id FROM region WHERE name = '第1村'")
    assert decide("alias", village_id=village).done
    assert again(rows).members.created == 3
    assert one(ledger, "SELECT village_id FROM household WHERE code = '51999900999'") == village
    assert one(ledger, "SELECT count(*) FROM region WHERE kind = 'village'") == 1


def test_an_unknown_village_may_be_a_new_one(first, again, ledger, decide):
    rows = later(12)
    for person in (9, 10, 11):
        put(rows, person, 行政村="石桥村", 户编号="51999900999")
    again(rows)
    assert decide("found").done
    assert again(rows).members.created == 3
    assert ask(ledger, "SELECT name FROM region WHERE kind = 'village' ORDER BY id") == [("第1村",), ("石桥村",)]


def test_each_answer_has_its_words_and_an_unknown_one_is_refused(first, again, decisions, actor):
    rows = later()
    del rows[4]
    again(rows)
    for kind in ("newer_here", "moved", "member_missing", "unknown_village", "rejected", "anything"):
        for option in options_of(kind):
            assert not words_of(kind, option.key).startswith("decision.")
    refused = decisions.decide([decisions.rows()[0].id, 99], "fly", actor=actor, today=LATER).refused
    assert [why.codes for why in refused.values()] == [("decision.unknown",), ("import.issue_not_found",)]
    assert "decision.unknown" in known_codes()


def test_deciding_does_not_stand_in_the_way_of_undoing_an_import(first, again, ledger, actor, decide):
    rows = later()
    del rows[4]
    again(rows)
    decide("still", "member_missing")
    books = ImportBooks(ledger)
    assert books.undo(2, actor=actor, today=LATER).left == ()
    assert books.undo(1, actor=actor, today=LATER).left == ()
    assert one(ledger, "SELECT count(*) FROM person") == 0


def test_a_decision_that_changed_a_record_of_the_import_is_named_when_it_is_undone(first, again, ledger, actor, decide):
    rows = later(10)
    del rows[4]
    put(rows, 8, 户编号=rows[2][EXPORT_32.index("户编号")])
    again(rows)
    decide("end", "member_missing", reason="died", on="2020-03-05")
    with pytest.raises(Refused) as refused:
        ImportBooks(ledger).undo(1, actor=actor, today=LATER)
    assert refused.value.codes == ("import.touched_later",)


def test_simple_lists_say_what_they_change_as_well(first, imports, actor, tmp_path):
    header = ["户编号", "年度", "纯收入"]
    code = list_32(9)[3][EXPORT_32.index("户编号")]
    take(imports, xlsx(tmp_path / "收入20200301.xlsx", [header, [code, "2019", "9000"]]), actor, kind="incomes")
    path = xlsx(tmp_path / "收入20200310.xlsx", [header, [code, "2019", "9500"]])
    result = imports.run("incomes", [path], actor=actor, today=LATER, dry_run=True)
    change = next(change for change in result.changes if change.new == "9500.00")
    assert (change.old, change.field, change.household_code, change.village) == ("9000.00", "纯收入", code, "第1村")
    assert change.theirs_on == date(2020, 3, 10)
    assert (result.outcomes["updated"], result.change_count) == (1, 1)
