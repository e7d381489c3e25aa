"""The province's list: read whatever its layout, matched, reconciled, answered, and given back on its own sheet."""

from __future__ import annotations

import openpyxl
import pytest
from sqlalchemy import select

from app.models.audit import AuditEntry
from app.services.errors import Conflict, Refused
from app.services.province.book import Side, Since
from app.services.province.service import Answer
from app.services.province.words import AnswerState, Matched
from tests.services.files.making import xls, xlsx
from tests.services.province.conftest import DAY, province_book


def listed(town, *names, kind="民族为空"):
    return [
        [n, "红星村", name, town.people[name].id_number, kind, f"{name}民族为空"]
        for n, name in enumerate(names, start=1)
    ]


def taken(province, path, actor, **more):
    return province.take_in(path, actor=actor, today=DAY, **more).list_id


def by_name(work):
    return {row.name: row for row in work.rows}


def test_both_only_theirs_and_only_ours_are_told_apart(province, findings, town, actor, tmp_path):
    findings.check(codes=["2_01_001"], actor=actor, today=DAY)
    path = province_book(tmp_path / "疑点.xlsx", listed(town, "测甲", "测丙"))
    rows = by_name(province.worklist(taken(province, path, actor)))
    assert {name: row.side for name, row in rows.items()} == {
        "测甲": Side.BOTH,
        "测丙": Side.THEIRS,
        "测乙": Side.OURS,
        "测丁": Side.OURS,
    }
    assert rows["测甲"].title == "民族为空"
    assert rows["测甲"].row == 3
    assert rows["测甲"].village == "红星村"


def test_the_total_row_and_the_sheet_of_instructions_are_no_entries(province, town, actor, tmp_path):
    path = province_book(tmp_path / "疑点.xlsx", listed(town, "测甲"))
    seen = province.look(path)
    assert (seen.rows, [rule.code for rule in seen.rules]) == (1, ["2_01_001"])
    assert seen.skipped == (("填报说明", "no_header"),)


def test_one_sheet_for_each_rule_and_rows_by_code_and_by_name(province, town, actor, tmp_path):
    code = town.homes["测甲"].code
    path = xlsx(
        tmp_path / "分规则.xlsx",
        [["户编号", "户主姓名"], [code, "测甲"]],
        sheets={"2_01_001民族为空": [["村", "姓名"], ["石桥村", "测丙"], ["石桥村", "测某"], ["无此村", "测丙"]]},
    )
    rows = province.worklist(taken(province, path, actor)).rows
    assert [(row.name, row.matched, row.rule_code) for row in rows] == [
        ("测甲", Matched.MATCHED, None),
        ("测丙", Matched.MATCHED, "2_01_001"),
        ("测某", Matched.NOT_FOUND, "2_01_001"),
        ("测丙", Matched.NOT_FOUND, "2_01_001"),
    ]
    assert rows[0].person_id is None
    assert rows[0].household_id == town.homes["测甲"].id
    assert rows[1].person_id == town.people["测丙"].id


def test_a_number_on_another_name_waits_for_a_person(province, town, actor, tmp_path):
    row = [1, "红星村", "测错", town.people["测甲"].id_number, "民族为空", ""]
    list_id = taken(province, province_book(tmp_path / "疑点.xlsx", [row]), actor)
    entry = province.worklist(list_id).rows[0]
    assert entry.matched is Matched.NAME_DIFFERS
    home = town.homes["测甲"]
    province.match(entry.id, household_id=home.id, person_id=town.people["测甲"].id, actor=actor, today=DAY)
    assert province.worklist(list_id).rows[0].matched is Matched.MATCHED


def test_a_title_mapped_by_hand_is_remembered_for_the_next_list(province, findings, town, actor, tmp_path):
    findings.check(codes=["2_01_001"], actor=actor, today=DAY)
    first = province_book(tmp_path / "一.xlsx", listed(town, "测甲", kind="族别缺项"))
    list_id = taken(province, first, actor)
    assert by_name(province.worklist(list_id))["测甲"].rule_code is None
    province.map_rule(list_id, "族别缺项", "2_01_001", actor=actor, today=DAY)
    assert by_name(province.worklist(list_id))["测甲"].side is Side.BOTH
    second = province_book(tmp_path / "二.xlsx", listed(town, "测乙", kind="族别缺项"))
    assert province.look(second).rules[0].code == "2_01_001"


def test_columns_mapped_by_hand_are_remembered(province, town, actor, tmp_path):
    rows = [["对象", "村", "号"], ["测甲", "红星村", town.people["测甲"].id_number]]
    path = xlsx(tmp_path / "怪表.xlsx", rows)
    seen = province.look(path, columns={"对象": "name"})
    assert seen.matched == {"matched": 1}
    taken(province, path, actor, columns={"对象": "name"})
    other = xlsx(tmp_path / "怪表2.xlsx", [*rows, ["测乙", "红星村", town.people["测乙"].id_number]])
    columns = {title: field for _, title, field in province.look(other).sheets[0].columns}
    assert columns["对象"] == "name"


def test_the_same_file_is_not_taken_in_twice(province, town, actor, tmp_path):
    path = province_book(tmp_path / "疑点.xlsx", listed(town, "测甲"))
    taken(province, path, actor)
    with pytest.raises(Refused) as refused:
        taken(province, path, actor)
    assert refused.value.reasons[0].code == "province.known_file"


def test_what_was_mended_and_what_was_exempted_here_is_proposed(province, findings, ledger, town, actor, tmp_path):
    findings.check(codes=["2_01_001"], actor=actor, today=DAY)
    by_person = {row.member_name: row for row in findings.find()}
    exempted = by_person["测乙"]
    findings.exempt(exempted.id, row_version=exempted.row_version, reason="户口簿未登记", actor=actor, today=DAY)
    with ledger.transaction("test.mend", actor=actor, today=DAY) as tx:
        tx.session.get_one(type(town.people["测甲"]), town.people["测甲"].id).ethnicity = "汉族"
    findings.check(codes=["2_01_001"], actor=actor, today=DAY)
    list_id = taken(province, province_book(tmp_path / "疑点.xlsx", listed(town, "测甲", "测乙", "测丁")), actor)
    rows = by_name(province.worklist(list_id))
    proposals = {name: row.proposal and (row.proposal.state, row.proposal.note) for name, row in rows.items()}
    assert proposals["测甲"] == (AnswerState.MENDED, "已按实际情况修改，重新检查无此问题")
    assert proposals["测乙"] == (AnswerState.TRUE, "户口簿未登记")
    assert proposals["测丁"] is None
    province.accept(list_id, [row.id for row in rows.values()], actor=actor, today=DAY)
    after = by_name(province.worklist(list_id))
    assert [after[name].state for name in ("测甲", "测乙", "测丁")] == [
        AnswerState.MENDED,
        AnswerState.TRUE,
        AnswerState.OPEN,
    ]
    with pytest.raises(Refused):
        province.accept(list_id, [after["测丁"].id], actor=actor, today=DAY)


def answer_all(province, list_id, actor, *, state=AnswerState.TRUE, note="已看户口簿，确是如此"):
    rows = [row for row in province.worklist(list_id).rows if row.side is not Side.OURS]
    answers = [Answer(entry_id=row.id, row_version=row.row_version, state=state, note=note) for row in rows]
    return province.answer(answers, actor=actor, today=DAY)


def test_an_answer_needs_its_reason_and_the_version_that_was_seen(province, town, actor, tmp_path):
    list_id = taken(province, province_book(tmp_path / "疑点.xlsx", listed(town, "测甲")), actor)
    with pytest.raises(Refused):
        answer_all(province, list_id, actor, note=" ")
    stale = province.worklist(list_id).rows[0]
    answer_all(province, list_id, actor)
    with pytest.raises(Conflict):
        province.answer(
            [Answer(entry_id=stale.id, row_version=stale.row_version, state=AnswerState.MENDED)],
            actor=actor,
            today=DAY,
        )
    answer_all(province, list_id, actor, state=AnswerState.OPEN, note="")
    assert province.worklist(list_id).rows[0].answered_by == ""


def test_the_list_goes_back_on_its_own_sheet(province, town, actor, ledger, tmp_path):
    number = town.people["测甲"].id_number
    rows = listed(town, "测甲", "测乙")
    path = province_book(tmp_path / "疑点.xlsx", rows, extra=["是否属实", "核实情况", "填报人"])
    list_id = taken(province, path, actor)
    first = province.worklist(list_id).rows[0]
    one = Answer(entry_id=first.id, row_version=first.row_version, state=AnswerState.TRUE, note="=已看户口簿")
    province.answer([one], actor=actor, today=DAY)
    out = tmp_path / "反馈.xlsx"
    filled = province.export(list_id, out, purpose="报县局", actor=actor, today=DAY)
    assert (filled.rows, filled.answered, filled.is_same_book) == (2, 1, True)
    book, before = openpyxl.load_workbook(out), openpyxl.load_workbook(path)
    page, was = book["疑点明细"], before["疑点明细"]
    assert book.sheetnames == ["疑点明细", "填报说明"]
    assert [cell.value for cell in page[3]] == [
        1,
        "红星村",
        "测甲",
        number,
        "民族为空",
        "测甲民族为空",
        "是",
        "=已看户口簿",
        "王测",
    ]
    assert page["H3"].data_type == "s"
    assert page["D3"].data_type == "s"
    assert [cell.value for cell in page[4]][6:] == [None, None, None]
    assert page["B5"].value == "=COUNTA(B3:B4)"
    assert page["B5"].data_type == "f"
    assert page.merged_cells.ranges == was.merged_cells.ranges
    assert page.column_dimensions["D"].width == was.column_dimensions["D"].width == 31.5
    assert page["A1"].font.size == 20
    assert page["C2"].fill.fgColor.rgb == "FFFFFF00"
    with ledger.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert entry.action == "province.export"
    assert "报县局" in entry.body


def test_without_columns_for_an_answer_two_are_put_at_the_right(province, town, actor, tmp_path):
    path = province_book(tmp_path / "疑点.xlsx", listed(town, "测甲"))
    list_id = taken(province, path, actor)
    answer_all(province, list_id, actor)
    out = tmp_path / "反馈.xlsx"
    province.export(list_id, out, purpose="报县局", actor=actor, today=DAY)
    page = openpyxl.load_workbook(out)["疑点明细"]
    assert [page["G2"].value, page["H2"].value] == ["核实情况", "情况说明"]
    assert [page["G3"].value, page["H3"].value] == ["属实", "已看户口簿，确是如此"]
    assert page["G2"].fill.fgColor.rgb == "FFFFFF00"


def test_an_old_xls_comes_back_as_a_workbook_with_the_same_cells(province, town, actor, tmp_path):
    number = town.people["测甲"].id_number
    rows = [["疑点数据"], ["姓名", "身份证号", "错误类型", "核实情况"], ["测甲", number, "民族为空", ""]]
    path = xls(tmp_path / "疑点.xls", rows)
    list_id = taken(province, path, actor)
    answer_all(province, list_id, actor, state=AnswerState.MENDED, note="已补填")
    out = tmp_path / "反馈.xlsx"
    filled = province.export(list_id, out, purpose="报县局", actor=actor, today=DAY)
    assert not filled.is_same_book
    page = openpyxl.load_workbook(out).worksheets[0]
    assert [cell.value for cell in page[3]] == ["测甲", number, "民族为空", "已整改：已补填"]


def test_an_export_without_a_purpose_is_refused(province, town, actor, tmp_path):
    list_id = taken(province, province_book(tmp_path / "疑点.xlsx", listed(town, "测甲")), actor)
    with pytest.raises(Refused) as refused:
        province.export(list_id, tmp_path / "反馈.xlsx", purpose=" ", actor=actor, today=DAY)
    assert refused.value.reasons[0].code == "province.purpose_missing"
    assert not (tmp_path / "反馈.xlsx").exists()


def test_a_newer_list_is_compared_with_the_one_before(province, town, actor, tmp_path):
    first = taken(province, province_book(tmp_path / "三月.xlsx", listed(town, "测甲", "测乙")), actor)
    answer_all(province, first, actor, note="户口簿未登记")
    second = taken(province, province_book(tmp_path / "四月.xlsx", listed(town, "测乙", "测丁")), actor)
    work = province.worklist(second)
    rows = by_name(work)
    assert (rows["测乙"].since, rows["测丁"].since) == (Since.STILL, Since.NEW)
    assert [(row.name, row.since) for row in work.gone] == [("测甲", Since.GONE)]
    assert rows["测乙"].proposal is not None
    assert (rows["测乙"].proposal.note, rows["测乙"].proposal.source) == ("户口簿未登记", "previous")


def test_a_damaged_number_is_an_entry_too(province, town, actor, tmp_path):
    rows = [
        ["姓名", "身份证号", "疑点类型"],
        ["测甲", 5.19999198001010e17, "民族为空"],
        ["测乙", town.people["测乙"].id_number, "民族为空"],
    ]
    path = xlsx(tmp_path / "坏号.xlsx", rows)
    work = province.worklist(taken(province, path, actor))
    assert [(row.row, row.name, row.matched) for row in work.rows] == [
        (2, "测甲", Matched.NOT_FOUND),
        (3, "测乙", Matched.MATCHED),
    ]
