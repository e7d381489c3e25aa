"""Blanks made by openpyxl, filled and read back cell by cell."""

from __future__ import annotations

import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.datavalidation import DataValidation

from app.demo.workbooks import write_xlsx
from app.models.audit import AuditEntry
from app.services.errors import Refused
from app.services.filling.catalogue import Level, fields
from app.services.filling.inputs import Copies, Ids, Rows, Wanted
from app.services.filling.values import asking_in, read_homes
from app.services.rosters.catalogue import catalogue
from app.services.rosters.design import Column, Digits, RosterDesign, Subject
from app.services.wording import sentences
from tests.services.filling import blanks


def wanted(office, path, whom, **more):
    blank = office.filling.look_into(path)
    best = blank.best
    given = {"purpose": "报区局核对", **more}
    mapping = given.pop("mapping", best.matched)
    return Wanted(blank=path, sheet=best.index, mapping=mapping, household_ids=whom, **given)


def codes(refused):
    return [reason.code for reason in refused.value.reasons]


def test_a_roster_keeps_its_looks_and_its_total_row_moves(office, everybody, actor, today, tmp_path):
    path, out = blanks.roster(tmp_path / "空表.xlsx"), tmp_path / "填好.xlsx"
    blank = office.filling.look_into(path)
    fields = {place.title: place.field for place in blank.best.places}
    assert fields["证件号码"] == "id_number"
    assert fields["人数"] == "member_count"
    assert (fields["填报单位"] if "填报单位" in fields else fields["填报单位（盖章）"]) == "office"
    assert fields["人均收入×1.1"] is None
    assert (blank.best.given, blank.losses) == (3, ())
    made = office.filling.fill(wanted(office, path, everybody), out, actor=actor, today=today)
    assert (made.households, made.rows, made.inserted, made.notes) == (5, 15, 12, ())

    before, after = load_workbook(path), load_workbook(out)
    sheet, old = after["花名册"], before["花名册"]
    names = [sheet.cell(row, 9).value for row in range(4, 19)]
    assert len(set(names)) == 15
    assert all(names)
    assert [sheet.cell(row, 12).value for row in (4, 5, 6, 7)] == ["户主", "配偶", "之子", "户主"]
    assert [sheet.cell(row, 1).value for row in (4, 18)] == [1, 15]
    number = sheet.cell(4, 10)
    assert (len(number.value), number.data_type, number.number_format) == (18, "s", "@")
    assert sheet["W4"].value == 4500
    assert sheet["W18"].number_format == "#,##0.00"
    # the total row stands below the new rows, with ranges that take them in
    assert sheet["A19"].value == "合计"
    assert sheet["K19"].value == "=SUM(K4:K18)"
    assert sheet["W19"].value == "=AVERAGE(W4:W18)"
    assert sheet["AG18"].value == "=W18*1.1"
    assert after["汇总"]["B1"].value == "=花名册!K19"
    assert after["汇总"]["B2"].value == "=SUM(花名册!K4:K18)"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert merged == {"A1:AG1", "A2:AG2", "A19:I19"}
    assert sheet.row_dimensions[19].height == 33
    assert {sheet.row_dimensions[row].height for row in range(4, 19)} == {21.75}
    assert sheet.cell(18, 5).border.bottom.style == "thin"
    assert sheet.print_area == "'花名册'!$A$1:$AG$20"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddHeader.left.text == "附件2"
    assert sheet.freeze_panes == "C4"
    assert {k: v.width for k, v in sheet.column_dimensions.items()} == {
        k: v.width for k, v in old.column_dimensions.items()
    }
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["Q4:Q18"]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["W4:W18"]
    assert sheet["A20"].value.startswith("填表人：王测")
    assert sheet["A2"].value.startswith("填报单位（盖章）：石门镇")
    assert "2020年3月20日" in sheet["A2"].value
    assert sheet["A1"].font.name == "方正小标宋简体"


def test_fewer_rows_than_given_leave_the_rest_empty(office, everybody, actor, today, tmp_path):
    path, out = blanks.roster(tmp_path / "空表.xlsx", given=10), tmp_path / "填好.xlsx"
    made = office.filling.fill(wanted(office, path, everybody[:2], rows=Rows.HOUSEHOLDS), out, actor=actor, today=today)
    sheet = load_workbook(out)["花名册"]
    assert (made.rows, made.inserted) == (2, 0)
    assert [sheet.cell(row, 12).value for row in (4, 5, 6)] == ["户主", "户主", None]
    assert sheet["K14"].value == "=SUM(K4:K13)"


def test_rows_that_must_not_be_put_in_are_refused_in_words(office, everybody, actor, today, tmp_path):
    path = blanks.roster(tmp_path / "空表.xlsx")
    with pytest.raises(Refused) as refused:
        office.filling.preview(wanted(office, path, everybody, may_insert=False), actor=actor, today=today)
    assert codes(refused) == ["filling.too_many"]
    assert "15" in sentences(refused.value)[0]
    out = tmp_path / "填好.xlsx"
    with pytest.raises(Refused):
        office.filling.fill(wanted(office, path, everybody, may_insert=False), out, actor=actor, today=today)
    assert not out.exists()


def test_a_protected_sheet_stays_protected_and_locked_cells_are_left(office, everybody, actor, today, tmp_path):
    path, out = blanks.protected(tmp_path / "空表.xlsx"), tmp_path / "填好.xlsx"
    made = office.filling.fill(wanted(office, path, everybody[:1]), out, actor=actor, today=today)
    assert {note.code for note in made.notes} == {"filling.locked"}
    sheet, old = load_workbook(out).active, load_workbook(path).active
    assert sheet.protection.sheet
    assert sheet.protection.password == old.protection.password
    assert sheet["A2"].value
    assert [sheet.cell(row, 3).value for row in range(2, 5)] == [None] * 3
    with pytest.raises(Refused) as refused:
        office.filling.fill(wanted(office, path, everybody), out, actor=actor, today=today)
    assert codes(refused) == ["filling.too_many_protected"]


def test_a_value_that_the_list_does_not_have_is_told_not_written(office, everybody, actor, today, tmp_path):
    path, out = tmp_path / "空表.xlsx", tmp_path / "填好.xlsx"
    blanks.small(path, ("姓名", "劳动技能", "是否参加居民医疗保险"), given=3)
    book = load_workbook(path)
    allowed = book.create_sheet("选项")
    for row, word in enumerate(("有劳动能力", "无劳动能力"), start=1):
        allowed.cell(row, 1, word)
    skill = DataValidation(type="list", formula1="选项!$A$1:$A$2")
    skill.add("B2:B4")
    insured = DataValidation(type="list", formula1='"是,否"')
    insured.add("C2:C4")
    for rule in (skill, insured):
        book.worksheets[0].add_data_validation(rule)
    book.save(path)
    made = office.filling.fill(wanted(office, path, everybody[:1]), out, actor=actor, today=today)
    sheet = load_workbook(out).worksheets[0]
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == [None] * 3
    assert [sheet.cell(row, 3).value for row in (2, 3, 4)] == ["是"] * 3
    assert [note.code for note in made.notes] == ["filling.not_in_list"] * 3
    assert made.notes[0].values["allowed"] == "有劳动能力、无劳动能力"


def test_a_form_becomes_a_sheet_for_each_household(office, everybody, actor, today, tmp_path):
    path, out = blanks.form(tmp_path / "采集表.xlsx"), tmp_path / "填好.xlsx"
    made = office.filling.fill(wanted(office, path, everybody[:3]), out, actor=actor, today=today)
    assert made.is_form
    assert made.inserted == 3  # two rows are given, each household has three members
    book = load_workbook(out)
    assert len(book.worksheets) == 3
    heads = set()
    for sheet in book.worksheets:
        heads.add(sheet["B3"].value)
        assert [sheet.cell(row, 3).value for row in (7, 8, 9)] == ["户主", "配偶", "之子"]
        assert sheet["A7"].value == sheet["B3"].value
        assert sheet["E4"].value == 3
        assert sheet["A10"].value == "户主签字"
        assert sheet["A2"].value == "填报单位：石门镇　填表日期：2020年3月20日"
        assert {str(area) for area in sheet.merged_cells.ranges} == {
            *("A1:F1", "A2:F2", "B3:C3", "E3:F3", "B4:C4", "E4:F4", "A5:F5"),
        }
        assert sheet.column_dimensions["D"].width == 22
        assert sheet.print_area == f"'{sheet.title}'!$A$1:$F$10"
        assert sheet.oddFooter.right.text == "一户一表"
    assert len(heads) == 3


def test_a_form_becomes_a_file_for_each_household(office, everybody, actor, today, tmp_path):
    path, out = blanks.form(tmp_path / "采集表.xlsx"), tmp_path / "各户"
    made = office.filling.fill(wanted(office, path, everybody[:2], copies=Copies.FILES), out, actor=actor, today=today)
    assert sorted(file.name for file in out.iterdir()) == sorted(made.files)
    assert len(made.files) == 2
    sheet = load_workbook(out / made.files[1]).active
    assert sheet["B3"].value in made.files[1]


@pytest.mark.parametrize(("ids", "shown"), [(Ids.MASKED, "******"), (Ids.LAST_TWO, "****************")])
def test_hidden_numbers_need_no_purpose(office, everybody, actor, today, tmp_path, ids, shown):
    path, out = blanks.small(tmp_path / "空表.xlsx", ("姓名", "身份证号", "年龄")), tmp_path / "填好.xlsx"
    request = wanted(office, path, everybody[:1], ids=ids, purpose="")
    office.filling.fill(request, out, actor=actor, today=today)
    sheet = load_workbook(out).active
    assert shown in sheet["B2"].value
    assert sheet["C2"].value == 49


def test_whole_numbers_need_a_purpose_which_is_audited(office, everybody, actor, today, tmp_path):
    path, out = blanks.small(tmp_path / "空表.xlsx", ("姓名", "身份证号", "民族")), tmp_path / "填好.xlsx"
    with pytest.raises(Refused) as refused:
        office.filling.fill(wanted(office, path, everybody, purpose=" "), out, actor=actor, today=today)
    assert codes(refused) == ["filling.purpose_missing"]
    office.filling.fill(wanted(office, path, everybody), out, actor=actor, today=today)
    with office.ledger.reading() as session:
        entry = session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
    assert entry.action == "list.export"
    assert "报区局核对" in entry.body


def test_the_matching_is_remembered_by_the_headings(office, everybody, actor, today, tmp_path):
    path = blanks.small(tmp_path / "甲.xlsx", ("人员名称", "住哪里", "身份证号"))
    sheet = office.filling.look_into(path).best
    unknown = {place.title: place for place in sheet.places}["住哪里"]
    assert unknown.field is None
    mapping = {**sheet.matched, unknown.key: "address"}
    office.filling.remember(sheet, mapping, name="甲.xlsx", actor=actor, today=today)
    again = office.filling.look_into(
        blanks.small(tmp_path / "乙.xlsx", ("人员名称", "住哪里", "身份证号"), given=9)
    ).best
    assert again.is_remembered
    assert again.matched[unknown.key] == "address"
    (kept,) = office.filling.remembered()
    assert (kept.name, kept.fields) == ("甲.xlsx", 2)
    office.filling.forget(kept.id, actor=actor, today=today)
    assert not office.filling.look_into(path).best.is_remembered


def test_what_would_be_lost_is_told_before(office, everybody, actor, today, tmp_path):
    path, out = blanks.small(tmp_path / "空表.xlsx", ("姓名", "性别", "民族")), tmp_path / "填好.xlsx"
    book = load_workbook(path)
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=3))
    book.active.add_chart(chart, "H2")
    book.save(path)
    assert office.filling.look_into(path).losses == ("图表",)
    with pytest.raises(Refused) as refused:
        office.filling.fill(wanted(office, path, everybody), out, actor=actor, today=today)
    assert "图表" in sentences(refused.value)[0]
    office.filling.fill(wanted(office, path, everybody, accepts_losses=True), out, actor=actor, today=today)
    assert out.exists()


def test_two_line_headings_and_column_numbers_and_an_example(office, everybody, actor, today, tmp_path):
    path, out = tmp_path / "空表.xlsx", tmp_path / "填好.xlsx"
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "低保家庭成员情况表"
    sheet["A2"], sheet["B2"], sheet["D2"] = "序号", "户主", "成员"
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("D2:E2")
    sheet["B3"], sheet["C3"], sheet["D3"], sheet["E3"] = "姓名", "身份证号码", "姓名", "身份证号码"
    for number in range(1, 6):
        sheet.cell(4, number, number)
    sheet["A5"], sheet["B5"] = "例", "张三"
    blanks.boxed(sheet, 2, 8, 5)
    book.save(path)
    office.filling.fill(wanted(office, path, everybody[:1]), out, actor=actor, today=today)
    sheet = load_workbook(out).active
    assert sheet["B5"].value == "张三"
    assert [sheet.cell(6, 1).value, sheet.cell(7, 1).value] == [1, 2]
    assert sheet["B6"].value == sheet["D6"].value == sheet["B7"].value != sheet["D7"].value
    assert sheet["C7"].value == sheet["E6"].value


def test_days_follow_the_cells_format(office, everybody, actor, today, tmp_path):
    path, out = blanks.small(tmp_path / "空表.xlsx", ("姓名", "出生日期", "生日", "性别")), tmp_path / "填好.xlsx"
    book = load_workbook(path)
    book.active["B2"].number_format = "yyyy年m月d日"
    book.active["C2"].number_format = "@"
    book.save(path)
    mapping = {**wanted(office, path, everybody).mapping, "生日": "born_on"}
    office.filling.fill(wanted(office, path, everybody[:1], mapping=mapping), out, actor=actor, today=today)
    sheet = load_workbook(out).active
    assert (sheet["B2"].value, sheet["B2"].number_format) == (datetime(1970, 5, 1), "yyyy年m月d日")  # noqa: DTZ001
    assert sheet["C2"].value == "1970-05-01"


def test_a_preview_writes_nothing_and_shows_the_first_rows(office, everybody, actor, today, tmp_path):
    path = blanks.roster(tmp_path / "空表.xlsx")
    made = office.filling.preview(wanted(office, path, everybody, purpose=""), actor=actor, today=today)
    assert made.rows == 15
    assert len(made.shown) == 12
    assert len(made.headings) == len(made.shown[0])
    assert sorted(file.name for file in tmp_path.iterdir() if file.suffix == ".xlsx") == ["空表.xlsx"]


def test_hostile_and_unfit_files_are_refused_in_words(office, everybody, tmp_path):
    bomb = tmp_path / "炸弹.xlsx"
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        cell = '<c r="XFD1048576" t="n"><v>1</v></c>'
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cell}</sheetData></worksheet>")
    with pytest.raises(Refused) as refused:
        office.filling.look_into(bomb)
    assert codes(refused) == ["files.far_cell"]
    locked = tmp_path / "加密.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(Refused) as refused:
        office.filling.look_into(locked)
    assert codes(refused) == ["files.password"]
    text = tmp_path / "表.csv"
    text.write_text("姓名,身份证号\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        office.filling.look_into(text)
    assert codes(refused) == ["filling.only_xlsx"]
    broken = tmp_path / "坏.xlsx"
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook>")
    with pytest.raises(Refused) as refused:
        office.filling.look_into(broken)
    assert codes(refused)[0].startswith("files.")
    empty = tmp_path / "空.xlsx"
    Workbook().save(empty)
    with pytest.raises(Refused) as refused:
        office.filling.look_into(empty)
    assert codes(refused) == ["filling.no_place"]


def test_the_blank_itself_is_never_written(office, everybody, actor, today, tmp_path):
    path = blanks.small(tmp_path / "空表.xlsx", ("姓名", "性别", "民族"))
    with pytest.raises(Refused) as refused:
        office.filling.fill(wanted(office, path, everybody), path, actor=actor, today=today)
    assert codes(refused) == ["filling.same_file"]


def test_a_roster_and_a_blank_say_the_same_of_everybody(office, everybody, today):
    """Fields that a blank takes from one field of the rosters read as rosters read them."""
    single = [field for field in fields().values() if len(field.sources) == 1 and not field.sources[0].is_opposite]
    plain = [f for f in single if f.level is Level.PERSON and f.key not in ("sex", "born_on", "age")]
    columns = tuple(Column(f.sources[0].field) for f in plain if catalogue()[f.sources[0].field].of_persons)
    named = [f.key for f in plain if catalogue()[f.sources[0].field].of_persons]
    design = RosterDesign(name="试", subject=Subject.PERSONS, columns=columns, numbered=False, ids=Digits.WHOLE)
    listed = {row.cells[named.index("id_number")]: list(row.cells) for row in office.rosters.rows(design, today=today)}
    with office.ledger.reading() as session:
        homes = list(read_homes(session, everybody, asking_in(session, fields(), today=today)))
    filled = {m.values["id_number"]: [m.values[key] for key in named] for home in homes for m in home.members}
    assert len(filled) == 15
    assert filled == listed


def test_a_blank_that_does_not_say_how_it_is_calculated_is_filled(office, everybody, actor, today, tmp_path):
    rows = [["花名册"], ["序号", "姓名", "证件号码"], [None, None, None]]
    path, out = write_xlsx(tmp_path / "空表.xlsx", {"表": rows}), tmp_path / "填好.xlsx"
    assert load_workbook(path).calculation is None
    made = office.filling.fill(wanted(office, path, everybody), out, actor=actor, today=today)
    names = [row[1].value for row in load_workbook(out)["表"].iter_rows(min_row=3)]
    assert len([name for name in names if name]) == made.rows == 15
