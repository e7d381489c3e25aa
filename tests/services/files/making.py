"""Files as offices and systems make them, and files as nobody should: real bytes, no mocks."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import xlwt

from app.services.files.cells import column_letter
from app.services.id_number import check_digit

Cells = Iterable[Sequence[object]]

# The roster of the national system, 2022 (domain 4.4).
EXPORT_32 = (
    "序号",
    "数据日期",
    "县(市、区、旗)",
    "乡(镇)",
    "行政村",
    "自然村",
    "户编号",
    "人编号",
    "姓名",
    "证件号码",
    "人数",
    "与户主关系",
    "民族",
    "文化程度",
    "在校生状况",
    "健康状况",
    "劳动技能",
    "务工时间（月）",
    "是否参加大病保险",
    "致贫原因1",
    "危房户",
    "是否解决安全饮用水",
    "人均纯收入",
    "户联系电话",
    "人联系电话",
    "首次识别时间",
    "人员识别时间",
    "户类型",
    "易返贫致贫户(监测对象)类型",
    "风险是否消除",
    "风险识别时间",
    "风险消除时间",
)
# The person export of the national system, 2021 (domain 4.4).
EXPORT_47 = (
    "省",
    "市",
    "县",
    "乡",
    "村",
    "户编号",
    "人口编号",
    "姓名",
    "性别",
    "出生日期",
    "证件类型",
    "证件号码",
    "民族",
    "户联系电话",
    "成员联系电话",
    "年度",
    "与户主关系",
    "文化程度",
    "在校生状况",
    "劳动技能",
    "务工时间（月）",
    "健康状况",
    "政治面貌",
    "务工企业名称",
    "是否享受低保",
    "是否参加城镇职工基本养老保险",
    "是否参加大病保险",
    "是否参加新型农村合作医疗（城乡居民基本医疗保险）",
    "是否参加城乡居民基本养老保险",
    "失学或辍学原因",
    "是否会讲普通话",
    "是否参加商业补充医疗保险",
    "是否国外务工",
    "产业分类",
    "是否接受大病医疗救助",
    "是否接受其他健康扶贫",
    "公益性岗位类型",
    "公益性岗位(月数)",
    "就业渠道",
    "残疾类别",
    "务工所在地",
    "户主姓名",
    "户主证件号码",
    "是否参加城镇职工基本医疗保险",
    "是否特困供养人员",
    "残疾证办证年度",
    "识别标准",
)

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPES = (
    f"{HEAD}<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
    "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
    "<Default Extension='xml' ContentType='application/xml'/>"
    "<Override PartName='/xl/workbook.xml' ContentType="
    "'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/>"
    "<Override PartName='/xl/worksheets/sheet1.xml' ContentType="
    "'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'/></Types>"
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROOT = (
    f"{HEAD}<Relationships xmlns='{_PACKAGE}'><Relationship Id='rId1' Type='{_RELATIONS}/officeDocument' "
    "Target='xl/workbook.xml'/></Relationships>"
)
_BOOK = (
    f"{HEAD}<workbook xmlns='{NAMESPACE}' xmlns:r='{_RELATIONS}'>"
    "<sheets><sheet name='Sheet1' sheetId='1' r:id='rId1'/></sheets></workbook>"
)
_BOOK_RELATIONS = (
    f"{HEAD}<Relationships xmlns='{_PACKAGE}'>"
    f"<Relationship Id='rId1' Type='{_RELATIONS}/worksheet' Target='worksheets/sheet1.xml'/>"
    f"<Relationship Id='rId2' Type='{_RELATIONS}/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
)


def id_number(sequence: int, *, born: str = "19800101", area: str = "519999") -> str:
    """A number of the invented region with a right check digit."""
    first_17 = f"{area}{born}{sequence % 1000:03}"
    return first_17 + check_digit(first_17)


def xlsx(path: Path, rows: Cells, *, sheets: Mapping[str, Cells] | None = None, merged: Sequence[str] = ()) -> Path:
    """A workbook as a clerk's Excel would save it."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for row in rows:
        first.append(list(row))
    for area in merged:
        first.merge_cells(area)
    for name, more in (sheets or {}).items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(list(row))
    book.save(path)
    book.close()
    return path


def xls(path: Path, rows: Cells) -> Path:
    """An old workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("花名册")
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if value not in ("", None):
                sheet.write(i, j, value)
    book.save(str(path))
    return path


def csv_file(path: Path, rows: Cells, *, encoding: str = "gb18030", delimiter: str = ",") -> Path:
    """Comma-separated text as Chinese Excel saves it."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def raw_xlsx(path: Path, sheet_data: str, *, parts: Mapping[str, bytes | str] | None = None, head: str = HEAD) -> Path:
    """A workbook from its sheet's XML: what no spreadsheet program would write."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _ROOT)
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _BOOK_RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", f"{head}<worksheet xmlns='{NAMESPACE}'>{sheet_data}</worksheet>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return path


def fast_xlsx(path: Path, rows: Cells) -> Path:
    """A large workbook with shared strings, as export programs write it, ten times as fast as openpyxl."""
    strings: dict[str, int] = {}
    letters: list[str] = []
    lines: list[str] = []
    for number, row in enumerate(rows, start=1):
        letters += [column_letter(i) for i in range(len(letters), len(row))]
        cells = [
            _cell(f"{letters[i]}{number}", value, strings) for i, value in enumerate(row) if value not in ("", None)
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return raw_xlsx(
        path,
        f"<sheetData>{''.join(lines)}</sheetData>",
        parts={"xl/sharedStrings.xml": f"{HEAD}<sst xmlns='{NAMESPACE}'>{shared}</sst>"},
    )


def _cell(reference: str, value: object, strings: dict[str, int]) -> str:
    if isinstance(value, (int, float)):
        return f'<c r="{reference}"><v>{value}</v></c>'
    return f'<c r="{reference}" t="s"><v>{strings.setdefault(str(value), len(strings))}</v></c>'
