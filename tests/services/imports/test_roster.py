"""Rosters into the ledger: exports, village books, what is updated, what is kept, what is refused."""

from __future__ import annotations

import random
from datetime import date

import pytest

from app.models.household import Household, Membership, Person
from app.services import audit
from app.services.errors import Refused
from app.services.imports.results import Counts
from app.services.imports.service import NoGoodRow
from app.services.wording import sentences
from tests.services.files.making import EXPORT_32, EXPORT_47, csv_file, id_number, xls, xlsx
from tests.services.imports.people import BOOK, ask, book, codes, kinds, list_32, one, outcomes, row_32, row_47, take

FIRST = "SELECT id FROM person WHERE national_code = '519999100000000000'"


def changed(rows, row: int, **given: object):
    """The list with one row's cells changed."""
    copy = [list(r) for r in rows]
    for title, value in given.items():
        copy[row + 2][EXPORT_32.index(title)] = value
    return copy


@pytest.fixture
def township(imports, actor, tmp_path):
    """Ten households of three, taken in from the 32-column roster of 1 March."""
    return take(imports, xlsx(tmp_path / "首次.xlsx", list_32(30)), actor)


def test_the_first_roster_founds_villages_and_stores_everyone(imports, ledger, actor, tmp_path):
    result = take(imports, xlsx(tmp_path / "a.xlsx", list_32(45)), actor)
    assert (result.rows, result.households, result.members) == (45, Counts(created=15), Counts(created=45))
    assert outcomes(result) == result.rows
    assert (result.rejected, result.unmatched_columns[0].title) == ((), "序号")
    assert kinds(result) == {"founded": 1}
    assert "第1村、第2村" in result.questions[0].message
    assert [name for (name,) in ask(ledger, "SELECT name FROM region WHERE kind = 'village' ORDER BY id")] == [
        "第1村",
        "第2村",
    ]
    assert one(ledger, "SELECT name FROM region WHERE kind = 'township'") == "石门镇"
    assert one(
        ledger,
        "SELECT h.code, household_type, natural_village, phone, net_per_head_fen, dangerous_housing, safe_water"
        " FROM household h JOIN household_fact f ON f.household_id = h.id WHERE h.id = 1",
    ) == ("519999000000000000", "exited", "老屋湾", "13800000000", 480_050, 0, 1)
    assert one(
        ledger,
        "SELECT p.name, p.sex, p.born_on, p.pinyin, m.relation, f.work_months, f.year, f.source, f.observed_on"
        " FROM person p JOIN membership m ON m.person_id = p.id JOIN person_fact f ON f.person_id = p.id"
        " WHERE p.id = 1",
    ) == ("王一甲", "female", "1950-01-01", "wangyijia", "户主", 6, 2020, "national_export", "2020-03-01")
    with ledger.reading() as session:
        assert audit.verify(session).is_good


@pytest.mark.parametrize("form", ["xlsx", "xls", "gb18030", "utf-8", "utf-8-sig"])
def test_every_form_of_file_gives_the_same_township(imports, ledger, actor, tmp_path, form):
    writers = {"xlsx": xlsx, "xls": xls}
    rows = [list(EXPORT_47), *(row_47(i) for i in range(30))]
    path = tmp_path / f"人口信息.{form}"
    if form in writers:
        writers[form](path, rows)
    else:
        csv_file(path, rows, encoding=form)
    result = take(imports, path, actor)
    assert (result.households, result.members, outcomes(result)) == (Counts(created=10), Counts(created=30), 30)
    assert ask(ledger, "SELECT DISTINCT resident_medical, extreme_poverty_support, year FROM person_fact") == [
        (1, 0, 2019)
    ]
    again = take(imports, path, actor)
    assert (again.households, again.members) == (Counts(unchanged=10), Counts(unchanged=30))


def test_the_same_again_in_another_spelling_is_unchanged(imports, actor, township, tmp_path):
    rows = list_32(30)
    for row in rows[2:]:
        row[EXPORT_32.index("证件号码")] = f"'{row[EXPORT_32.index('证件号码')]}"
        row[EXPORT_32.index("危房户")] = "×"
        row[EXPORT_32.index("务工时间（月）")] = "6个月"
        row[EXPORT_32.index("数据日期")] = "2020年3月1日"
        row[EXPORT_32.index("人均纯收入")] = "4,800.50元"
        row[EXPORT_32.index("户类型")] = "建档立卡户"
    result = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    assert (result.households, result.members) == (Counts(unchanged=10), Counts(unchanged=30))
    repaired = {(repair.column, repair.code): repair for repair in result.repairs}
    assert repaired["证件号码", "apostrophe"].count == 30
    assert repaired["证件号码", "apostrophe"].rows == "3-32"
    assert repaired["务工时间（月）", "unit"].example == "6个月"


def test_what_changed_is_counted_shown_and_kept_in_history(imports, ledger, actor, township, tmp_path):
    rows = changed(list_32(30), 4, **{"务工时间（月）": "9"}, 姓名="王新名", 数据日期="2020-03-10")
    rows = changed(rows, 9, 户联系电话="13911112222", 危房户="是")
    path = xlsx(tmp_path / "b.xlsx", rows)
    preview = imports.prepare("roster", [path], today=date(2020, 3, 20))
    assert one(ledger, "SELECT count(*) FROM import_batch") == 1
    assert sorted((c.subject, c.field, c.old, c.new, c.row) for c in preview.changes) == [
        ("household", "危房户", "否", "是", 12),
        ("household", "户联系电话", "13800000003", "13911112222", 12),
        ("person", "务工时间（月）", "6", "9", 7),
        ("person", "姓名", "王五甲", "王新名", 7),
    ]
    result = imports.apply_prepared(actor=actor, today=date(2020, 3, 20))
    assert (result.households, result.members) == (Counts(updated=1, unchanged=9), Counts(updated=1, unchanged=29))
    assert one(ledger, "SELECT name, pinyin, row_version FROM person WHERE id = 5") == ("王新名", "wangxinming", 2)
    assert one(ledger, "SELECT name FROM person_history WHERE id = 5") == "王五甲"
    assert one(ledger, "SELECT work_months, observed_on FROM person_fact WHERE person_id = 5") == (9, "2020-03-10")
    assert (
        one(ledger, "SELECT head_name FROM household_summary WHERE household_id = 4 AND phone = '13911112222'")
        == "王十甲"
    )


def test_an_empty_cell_never_erases(imports, ledger, actor, township, tmp_path):
    blank = dict.fromkeys(
        ("文化程度", "民族", "户联系电话", "人均纯收入", "与户主关系", "危房户", "户类型", "自然村"), ""
    )
    result = take(imports, xlsx(tmp_path / "b.xlsx", list_32(30, **blank)), actor)
    assert (result.households, result.members) == (Counts(unchanged=10), Counts(unchanged=30))
    assert one(ledger, "SELECT count(*) FROM person_fact WHERE education = '小学'") == 30


def test_an_older_file_fills_gaps_and_changes_nothing_else(imports, ledger, actor, township, tmp_path):
    rows = list_32(30, 数据日期="2020-01-01", 文化程度="初中", 人均纯收入="1", 致贫原因1="因病")
    result = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    assert (result.households, result.members) == (Counts(updated=10), Counts(unchanged=30))
    assert ask(ledger, "SELECT DISTINCT net_per_head_fen, poverty_cause, observed_on FROM household_fact") == [
        (480_050, "因病", "2020-03-01")
    ]


def test_a_value_of_the_township_that_is_newer_is_kept_and_listed(imports, ledger, actor, township, tmp_path):
    with ledger.transaction("roster.edit", actor=actor, today=date(2020, 3, 15)) as tx:
        tx.session.get(Person, 1).phone = "18800000000"
        tx.session.get(Household, 1).phone = "18811111111"
        tx.session.get(Membership, 2).relation = "之女"
    rows = list_32(30, 数据日期="2020-03-10", 人联系电话="13912345678")
    rows = changed(rows, 0, 户联系电话="13900000000", 姓名="王改名")
    result = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    assert kinds(result) == {"newer_here": 3}
    assert one(ledger, "SELECT phone, name FROM person WHERE id = 1") == ("18800000000", "王改名")
    assert one(ledger, "SELECT phone FROM person WHERE id = 2") == "13912345678"
    assert one(ledger, "SELECT phone FROM household WHERE id = 1") == "18811111111"
    assert one(ledger, "SELECT relation FROM membership WHERE id = 2") == "之女"
    messages = [q.message for q in result.questions]
    assert any("18800000000" in m and "13912345678" in m and "人联系电话" in m for m in messages)
    # The import has written the row since; the township's value in it is still the township's.
    between = take(imports, xlsx(tmp_path / "c.xlsx", changed(rows, 0, 数据日期="2020-03-12", 姓名="王又改")), actor)
    assert kinds(between) == {"newer_here": 3}
    assert one(ledger, "SELECT phone, name FROM person WHERE id = 1") == ("18800000000", "王又改")
    # A file of a later day speaks again, for the rows that it dates.
    later = take(imports, xlsx(tmp_path / "d.xlsx", changed(rows, 0, 数据日期="2020-03-16")), actor)
    assert kinds(later) == {"newer_here": 1}
    assert one(ledger, "SELECT phone FROM person WHERE id = 1") == "13912345678"


def test_a_newer_visit_is_listed_against_the_files_facts(imports, ledger, actor, township, tmp_path):
    from app.models.facts import PersonFact

    with ledger.transaction("visit.record", actor=actor, today=date(2020, 3, 18)) as tx:
        tx.session.add(
            PersonFact(
                person_id=3,
                year=2020,
                occasion="annual",
                source="visit",
                observed_on=date(2020, 3, 18),
                health="患有大病",
            )
        )
    result = take(imports, xlsx(tmp_path / "b.xlsx", list_32(30, 数据日期="2020-03-10")), actor)
    assert kinds(result) == {"newer_here": 1}
    assert "患有大病" in result.questions[0].message
    assert result.members == Counts(unchanged=30)


def test_a_member_missing_from_the_file_is_listed_and_stays(imports, ledger, actor, township, tmp_path):
    rows = list_32(30)
    del rows[2 + 4]
    result = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    assert kinds(result) == {"member_missing": 1}
    assert "王五甲" in result.questions[0].message
    assert one(ledger, "SELECT count(*) FROM membership WHERE to_on IS NULL") == 30


def test_a_person_in_another_household_of_the_file_moves(imports, ledger, actor, township, tmp_path):
    rows = changed(list_32(30), 4, 户编号=f"51999900{5:010}", 数据日期="2020-03-12")
    result = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    assert kinds(result) == {"moved": 1}
    assert result.members == Counts(updated=1, unchanged=29)
    assert ask(
        ledger, "SELECT household_id, to_on, end_reason, from_on FROM membership WHERE person_id = 5 ORDER BY id"
    ) == [
        (2, "2020-03-12", "moved_household", None),
        (6, None, None, "2020-03-12"),
    ]
    again = take(imports, xlsx(tmp_path / "c.xlsx", rows), actor)
    assert (again.members, kinds(again)) == (Counts(unchanged=30), {})


def test_a_move_that_the_township_has_overruled_is_a_question(imports, ledger, actor, township, tmp_path):
    with ledger.transaction("roster.move", actor=actor, today=date(2020, 3, 15)) as tx:
        old = tx.session.get(Membership, 5)
        old.to_on = date(2020, 3, 15)
        tx.session.add(Membership(person_id=5, household_id=9, relation="之子", from_on=date(2020, 3, 15)))
    result = take(imports, xlsx(tmp_path / "b.xlsx", list_32(30)), actor)
    assert kinds(result) == {"stays_here": 1}
    assert result.members == Counts(unchanged=30)


def test_who_has_left_is_not_brought_back(imports, ledger, actor, township, tmp_path):
    with ledger.transaction("roster.leave", actor=actor, today=date(2020, 3, 2)) as tx:
        membership = tx.session.get(Membership, 5)
        membership.to_on, membership.end_reason = date(2020, 3, 2), "died"
    result = take(imports, xlsx(tmp_path / "b.xlsx", list_32(30)), actor)
    assert kinds(result) == {"has_left": 1}
    assert "已减少（死亡）" in result.questions[0].message
    assert one(ledger, "SELECT count(*) FROM membership WHERE to_on IS NULL") == 29


def test_an_unknown_village_is_a_question_after_the_first_roster(imports, ledger, actor, township, tmp_path):
    rows = [list(EXPORT_32), row_32(0), row_32(30, 行政村="第9村"), row_32(33, 行政村="")]
    result = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    assert codes(result) == [(3, "village.unknown"), (4, "village.missing")]
    assert "第9村" in result.rejected[0].message
    assert (result.members, outcomes(result)) == (Counts(unchanged=1), 3)


def test_a_known_village_is_found_under_other_endings_and_new_groups_are_founded(
    imports, ledger, actor, township, tmp_path
):
    titles = [*EXPORT_32, "组"]
    rows = [titles, [*row_32(0, 行政村="第1村村委会"), "三组"], [*row_32(1, 行政村="第1村民委员会"), "3组"]]
    result = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    assert kinds(result) == {"new_groups": 1, "member_missing": 1}
    assert one(
        ledger, "SELECT g.name, g.parent_id FROM household h JOIN region g ON g.id = h.group_id WHERE h.id = 1"
    ) == (
        "三组",
        one(ledger, "SELECT id FROM region WHERE name = '第1村'"),
    )
    assert result.households == Counts(updated=1)


def test_rows_of_another_township_stay_out(imports, ledger, actor, township, tmp_path):
    rows = [list(EXPORT_32), row_32(0), row_32(33, **{"乡(镇)": "青山镇"})]
    result = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    assert codes(result) == [(3, "village.other_township")]


def test_damaged_numbers_and_nobodies_are_refused_by_row(imports, actor, tmp_path):
    rows = list_32(6)
    number = EXPORT_32.index("证件号码")
    rows[2][number] = float(str(rows[2][number]))
    rows[3][number] = "5.19999E+17"
    rows[4][EXPORT_32.index("户编号")] = float(str(rows[4][EXPORT_32.index("户编号")]).replace("519999", "919999", 1))
    rows[5][number] = rows[5][EXPORT_32.index("人编号")] = ""
    rows.append(["合计", "", "", "", "", "", "", "", "6人"])
    result = take(imports, xlsx(tmp_path / "a.xlsx", rows), actor)
    assert codes(result) == [
        (3, "row.precision_lost"),
        (4, "row.precision_lost"),
        (5, "row.precision_lost"),
        (6, "row.no_identity"),
    ]
    assert [r.column for r in result.rejected] == ["证件号码", "证件号码", "户编号", "证件号码、人编号"]
    assert all("精度已丢失" in r.message for r in result.rejected[:3])
    assert (outcomes(result), result.rows, result.footers) == (6, 6, 1)


def test_dirty_data_is_stored_as_it_came(imports, ledger, actor, tmp_path):
    """Two heads, a wrong check digit, the same number on two persons: findings later, no refusal."""
    rows = list_32(6)
    number = EXPORT_32.index("证件号码")
    rows[3][EXPORT_32.index("与户主关系")] = "户主"
    rows[4][number] = "519999198001010000"[:17] + "1"
    rows[5][number] = rows[2][number]
    rows[6][number] = "110105491231002"
    rows[7][number] = id_number(7) + "43"
    result = take(imports, xlsx(tmp_path / "a.xlsx", rows), actor)
    assert (result.members, result.rejected) == (Counts(created=6), ())
    assert one(ledger, "SELECT count(*) FROM membership WHERE household_id = 1 AND relation = '户主'") == 2
    stored = [n for (n,) in ask(ledger, "SELECT id_number FROM person ORDER BY id")]
    assert stored == [row[number] for row in rows[2:]]
    again = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    assert again.members == Counts(unchanged=6)


def test_no_good_row_refuses_the_file_and_says_why(imports, ledger, actor, tmp_path):
    rows = [["姓名", "证件号码", "户编号"], ["张三", 5.19999198001010e17, "1"], ["李四", "", "1"]]
    with pytest.raises(NoGoodRow) as refused:
        take(imports, xlsx(tmp_path / "坏.xlsx", rows), actor)
    assert "“坏.xlsx”的 2 行数据没有一行可以导入" in sentences(refused.value)[0]
    assert len(refused.value.result.rejected) == 2
    assert one(ledger, "SELECT count(*) FROM person") == 0
    with pytest.raises(Refused) as empty:
        take(imports, xlsx(tmp_path / "空.xlsx", rows[:1]), actor)
    assert empty.value.codes == ("files.no_rows",)


# -- books of villages, without national numbers


def test_a_villages_book_is_taken_in_and_recognised_again(imports, ledger, actor, tmp_path):
    rows = [["石门镇红星村户籍册"], BOOK, *book(8), ["填表人：", "", "审核人："]]
    result = take(imports, xlsx(tmp_path / "a.xlsx", rows), actor)
    assert (result.households, result.members, outcomes(result)) == (Counts(created=8), Counts(created=24), 24)
    assert ask(ledger, "SELECT code FROM household ORDER BY id LIMIT 2") == [("N000001",), ("N000002",)]
    assert ask(ledger, "SELECT DISTINCT village_name FROM household_summary") == [("红星村",)]
    assert ask(ledger, "SELECT DISTINCT group_name FROM household_summary ORDER BY 1") == [("1组",), ("2组",)]
    assert ask(ledger, "SELECT relation, count(*) FROM membership GROUP BY relation ORDER BY 2, 1") == [
        ("之子", 8), ("户主", 8), ("配偶", 8),
    ]  # fmt: skip
    again = take(imports, csv_file(tmp_path / "b.csv", rows), actor)
    assert (again.households, again.members) == (Counts(unchanged=8), Counts(unchanged=24))


def test_a_book_in_any_order_keeps_its_households(imports, actor, tmp_path):
    rows = book(8)
    take(imports, xlsx(tmp_path / "a.xlsx", [["红星村"], BOOK, *rows]), actor)
    families = [rows[i : i + 3] for i in range(0, 24, 3)]
    random.Random(5).shuffle(families)
    mixed = [row for family in families for row in family]
    again = take(imports, xlsx(tmp_path / "b.xlsx", [["红星村"], BOOK, *mixed]), actor)
    assert (again.households, again.members, kinds(again)) == (Counts(unchanged=8), Counts(unchanged=24), {})


def test_a_book_that_names_no_village_founds_one_to_be_named(imports, ledger, actor, tmp_path):
    rows = [BOOK, *book(2)]
    result = take(imports, xlsx(tmp_path / "名册.xlsx", rows), actor)
    assert (result.members, kinds(result)) == (Counts(created=6), {"founded": 1})
    assert ask(ledger, "SELECT DISTINCT village_name FROM household_summary") == [("未注明村",)]
    # Known households need no village; a new one does, now that there are villages.
    rows.append(["1组", "赵新", "赵新", id_number(700), "户主", ""])
    rows[1][5] = "18800000000"
    again = take(imports, xlsx(tmp_path / "名册2.xlsx", rows), actor)
    assert (again.members, codes(again)) == (Counts(updated=1, unchanged=5), [(8, "village.missing")])


def test_two_neighbours_of_one_name_are_two_households(imports, ledger, actor, tmp_path):
    rows = [
        BOOK,
        ["1组", "张三", "张三", id_number(1), "户主", ""],
        ["1组", "张三", "张四", id_number(2), "长子", ""],
        ["1组", "张三", "张三", id_number(3), "户主", ""],
        ["1组", "张三", "李氏", id_number(4), "妻", ""],
    ]
    result = take(imports, xlsx(tmp_path / "红星村.xlsx", rows), actor)
    assert result.households == Counts(created=2)
    assert [n for (n,) in ask(ledger, "SELECT count(*) FROM membership GROUP BY household_id")] == [2, 2]


def test_a_book_with_merged_or_blank_household_cells(imports, ledger, actor, tmp_path):
    rows = [["组", "户主", "姓名", "身份证", "关系"]]
    rows += [["1组", "张三", "张三", id_number(1), "户主"], ["", "", "张四", id_number(2), "子"]]
    rows += [["", "李五", "李五", id_number(3), "户主"], ["", "", "李六", id_number(4), "女"]]
    result = take(imports, xlsx(tmp_path / "红星村.xlsx", rows, merged=["A2:A5", "B2:B3"]), actor)
    assert result.households == Counts(created=2)
    assert [n for (n,) in ask(ledger, "SELECT count(*) FROM membership GROUP BY household_id")] == [2, 2]
    assert ask(ledger, "SELECT DISTINCT group_name FROM household_summary") == [("1组",)]


def test_a_book_with_a_column_of_household_numbers(imports, ledger, actor, tmp_path):
    rows = [["户号", "姓名", "身份证", "与户主关系"]]
    rows += [[1, "张三", id_number(1), "户主"], ["", "张四", id_number(2), "子"], [2, "李五", id_number(3), "户主"]]
    result = take(imports, xlsx(tmp_path / "红星村.xlsx", rows), actor)
    assert result.households == Counts(created=2)


def test_the_national_export_gives_its_numbers_to_the_households_of_a_book(imports, ledger, actor, tmp_path):
    people = [row_32(i) for i in range(6)]
    name, number, relation = (EXPORT_32.index(t) for t in ("姓名", "证件号码", "与户主关系"))
    rows = [["姓名", "身份证", "与户主关系"], *([r[name], r[number], r[relation]] for r in people)]
    take(imports, xlsx(tmp_path / "第1村.xlsx", rows), actor)
    result = take(imports, xlsx(tmp_path / "b.xlsx", [list(EXPORT_32), *people]), actor)
    assert (result.households, result.members) == (Counts(updated=2), Counts(updated=6))
    assert ask(ledger, "SELECT code, national_code FROM household ORDER BY id") == [
        ("N000001", "519999000000000000"),
        ("N000002", "519999000000000001"),
    ]
    assert one(ledger, "SELECT count(*) FROM person WHERE national_code IS NOT NULL") == 6
    again = take(imports, xlsx(tmp_path / "c.xlsx", [list(EXPORT_32), *people]), actor)
    assert (again.households, again.members) == (Counts(unchanged=2), Counts(unchanged=6))


def test_the_same_person_written_twice_in_a_household_is_listed_once(imports, actor, tmp_path):
    rows = [BOOK, *book(2), book(2)[1]]
    result = take(imports, xlsx(tmp_path / "红星村.xlsx", rows), actor)
    assert codes(result) == []
    rows = [BOOK, *book(2)[:3], book(2)[1], *book(2)[3:]]
    result = take(imports, xlsx(tmp_path / "红星村2.xlsx", rows), actor)
    assert codes(result) == [(5, "row.repeated")]
    assert "第 3 行" in result.rejected[0].message


def test_a_list_of_persons_without_households_updates_the_known_and_refuses_the_new(
    imports, ledger, actor, township, tmp_path
):
    rows = [["姓名", "身份证", "电话"], ["王一甲", row_32(0)[9], "18899990000"], ["赵新", id_number(500), "1"]]
    result = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor)
    assert codes(result) == [(3, "row.no_household")]
    assert result.members == Counts(updated=1)
    assert one(ledger, "SELECT phone FROM person WHERE id = 1") == "18899990000"


def test_several_files_are_one_batch(imports, ledger, actor, tmp_path):
    files = [xlsx(tmp_path / f"{village}.xlsx", [BOOK, *book(3)]) for village in ("红星村",)]
    other = [[*row[:3], id_number(900 + i, born="19660606"), *row[4:]] for i, row in enumerate(book(2))]
    files.append(csv_file(tmp_path / "青山村.csv", [BOOK, *other, ["1组", "", "", "", "", ""]]))
    result = imports.run("roster", files, actor=actor, today=date(2020, 3, 20))
    assert (result.batch, result.rows, result.members) == (1, 16, Counts(created=15))
    assert [(r.file, r.row) for r in result.rejected] == [("青山村.csv", 8)]
    assert ask(ledger, "SELECT DISTINCT village_name FROM household_summary ORDER BY 1") == [("红星村",), ("青山村",)]


def test_a_bride_still_listed_with_her_parents_does_not_bring_her_husbands_family_there(
    imports, ledger, actor, tmp_path
):
    parents = book(1)
    take(imports, xlsx(tmp_path / "红星村李家.xlsx", [BOOK, *parents]), actor)
    _, _, name, number, _, phone = parents[2]
    husband = ["1组", "王大", "王大", id_number(900, born="19800101"), "户主", "13900000900"]
    son = ["1组", "王大", "王小", id_number(901, born="20100101"), "长子", "13900000901"]
    bride = ["1组", "王大", name, number, "妻", phone]
    result = take(imports, xlsx(tmp_path / "红星村王家.xlsx", [BOOK, husband, bride, son]), actor)
    assert result.households.created == 1
    assert one(ledger, "SELECT count(DISTINCT household_id) FROM membership WHERE to_on IS NULL") == 2
