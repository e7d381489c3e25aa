"""Blanks as they come down: a roster with a total row and formulas, a form of one household, lists and locks."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
# The 32 columns of domain 4.4; two more that nobody knows, and one that is a formula.
ROSTER = (
    "序号", "数据日期", "县(市、区、旗)", "乡(镇)", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码", "人数",
    "与户主关系", "民族", "文化程度", "在校生状况", "健康状况", "劳动技能", "务工时间（月）", "是否参加大病保险",
    "致贫原因1", "危房户", "是否解决安全饮用水", "人均纯收入", "户联系电话", "人联系电话", "首次识别时间",
    "人员识别时间",
    "户类型", "易返贫致贫户(监测对象)类型", "风险是否消除", "风险识别时间", "风险消除时间",
)  # fmt: skip


def boxed(sheet, first: int, last: int, columns: int) -> None:
    for row in range(first, last + 1):
        sheet.row_dimensions[row].height = 21.75
        for column in range(1, columns + 1):
            sheet.cell(row, column).border = BOX


def roster(path: Path, *, given: int = 3) -> Path:
    """Title, note, the header, empty rows, a total row with formulas, a foot; print area, page header and foot."""
    book = Workbook()
    sheet = book.active
    sheet.title = "花名册"
    width = len(ROSTER) + 1
    last = get_column_letter(width)
    sheet["A1"] = "石门镇防返贫监测人口花名册"
    sheet["A1"].font = Font(name="方正小标宋简体", size=20)
    sheet.merge_cells(f"A1:{last}1")
    sheet["A2"] = "填报单位（盖章）：          填报日期：    年   月   日"
    sheet.merge_cells(f"A2:{last}2")
    for number, title in enumerate((*ROSTER, "人均收入×1.1"), start=1):
        sheet.cell(3, number, title).alignment = Alignment(wrap_text=True)
        sheet.column_dimensions[get_column_letter(number)].width = 7 + number / 10
    first, end = 4, 3 + given
    boxed(sheet, 3, end + 1, width)
    sheet["AG4"] = "=W4*1.1"
    for row in range(first, end + 1):
        sheet.cell(row, 23).number_format = "#,##0.00"
    sheet.cell(end + 1, 1, "合计")
    sheet.merge_cells(start_row=end + 1, start_column=1, end_row=end + 1, end_column=9)
    sheet.cell(end + 1, 11, f"=SUM(K{first}:K{end})")
    sheet.cell(end + 1, 23, f"=AVERAGE(W{first}:W{end})")
    sheet.row_dimensions[end + 1].height = 33
    sheet.cell(end + 2, 1, "填表人：              审核人：")
    sheet.print_area = f"A1:{last}{end + 2}"
    sheet.print_title_rows = "3:3"
    sheet.oddHeader.left.text = "附件2"
    sheet.oddFooter.center.text = "第 &P 页"
    sheet.freeze_panes = "C4"
    listed = DataValidation(type="list", formula1='"普通劳动力,技能劳动力,弱劳动力或半劳动力,丧失劳动力,无劳动力"')
    listed.add(f"Q{first}:Q{end}")
    sheet.add_data_validation(listed)
    red = PatternFill(bgColor="FFC7CE")
    sheet.conditional_formatting.add(f"W{first}:W{end}", CellIsRule(operator="lessThan", formula=["5000"], fill=red))
    other = book.create_sheet("汇总")
    other["A1"], other["B1"] = "人数", f"=花名册!K{end + 1}"
    other["B2"] = f"=SUM(花名册!K{first}:K{end})"
    book.save(path)
    return path


def small(path: Path, titles: tuple[str, ...], *, given: int = 2, foot: str = "") -> Path:
    """A plain table with these titles."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(titles))
    boxed(sheet, 1, 1 + given, len(titles))
    if foot:
        sheet.cell(2 + given, 1, foot)
    book.save(path)
    return path


def form(path: Path) -> Path:
    """一户一表: labels and merged blanks, the members' rows inside, signatures below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "采集表"
    sheet["A1"] = "监测对象信息采集表"
    sheet.merge_cells("A1:F1")
    sheet["A2"] = "填报单位：        填表日期："
    sheet.merge_cells("A2:F2")
    sheet["A3"], sheet["D3"] = "户主姓名", "联系电话"
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("E3:F3")
    sheet["A4"], sheet["D4"] = "家庭住址", "家庭人口"
    sheet.merge_cells("B4:C4")
    sheet.merge_cells("E4:F4")
    sheet["A5"] = "家庭成员"
    sheet.merge_cells("A5:F5")
    for number, title in enumerate(("姓名", "性别", "与户主关系", "身份证号码", "健康状况", "备注说明"), start=1):
        sheet.cell(6, number, title)
    boxed(sheet, 3, 8, 6)
    sheet["A9"], sheet["D9"] = "户主签字", "年   月   日"
    boxed(sheet, 9, 9, 6)
    sheet.column_dimensions["D"].width = 22
    sheet.print_area = "A1:F9"
    sheet.oddFooter.right.text = "一户一表"
    book.save(path)
    return path


def protected(path: Path) -> Path:
    """A sheet with a password; the column of names is open, that of relations is locked, rows must not be put in."""
    book = Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号", "与户主关系"])
    boxed(sheet, 1, 4, 3)
    for row in range(2, 5):
        for column in (1, 2):
            sheet.cell(row, column).protection = Protection(locked=False)
    sheet.protection.set_password("2020")
    sheet.protection.enable()
    book.save(path)
    return path
