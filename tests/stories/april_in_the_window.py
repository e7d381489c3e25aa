"""The clerk's April at the window: the directory, meetings, a permit, the district's answer, entry and ledger."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.meetings.view import MeetingsView
from tests.services.files.making import xlsx
from tests.stories import year_files as files
from tests.stories.clerk_at_the_window import Clerk
from tests.stories.visits_in_the_window import LATE, LISTED, scan, type_form
from tests.stories.year_files import NO_PHONE, VILLAGES, code, codes, person
from tests.ui.working import shown_text, type_cell

LEADER = "陈镇长"
DEFERRED, EXCLUDED, REFUSED, RETURNED = 13, 21, 20, 24
REPORTED = tuple(sorted({*LISTED, NO_PHONE} - {EXCLUDED}))
APPROVED = tuple(number for number in REPORTED if number not in (REFUSED, RETURNED))
WATCHED = (*APPROVED, RETURNED, 8, 18)


def names(village: str) -> list[str]:
    return [f"{village[0]}干部{number}" for number in range(1, 7)]


def the_directory_is_filled(clerk: Clerk) -> None:
    """A village without a body cannot meet; the way leads to 设置, where everybody who acts is written down."""
    clerk.on(4, 6)
    meetings = clerk.tab("评议会议")
    assert sorted(clerk.column(meetings.meetings.table, "村")) == sorted([*VILLAGES, files.BOOK_VILLAGE])
    clerk.choose(meetings.meetings.table, "村", "红星村")
    clerk.press("召集会议…")
    clerk.press("召集")
    clerk.press("打开人员名录")
    clerk.sees("名录里还没有人。")
    clerk.picture("空的人员名录")
    _person(clerk, LEADER, "镇领导", "石门镇", {"职务": "分管领导"})
    _person(clerk, "王经办", "镇经办", "石门镇", {"职务": "经办人"})
    for village in VILLAGES:
        for place, name in enumerate(names(village)):
            body = "村“两委”干部" if place < 4 else "驻村工作队"
            _person(clerk, name, "村", f"{village}村委会", {"村内身份": body, "所在村": village})
    clerk.sees(LEADER, names("青杠村")[5])
    clerk.picture("人员名录")


def _person(clerk: Clerk, name: str, party: str, organisation: str, more: dict[str, str]) -> None:
    clerk.press("新增…")
    clerk.fill({"姓名": name, "代表哪一方": party, "单位": organisation, **more})
    clerk.press("保存")


def a_permit_opens_a_late_visit(clerk: Clerk) -> None:
    """A visit after the window is refused; the leader's permit opens it for this household, what was typed is kept."""
    clerk.on(4, 7)
    visits = clerk.tab("入户走访")
    scan(clerk, visits, code(LATE))
    type_form(clerk, visits)
    clerk.press("保存", visits.pane)
    clerk.sees("不在办理期")
    clerk.picture("过期走访")
    clerk.press("开补办单…")
    clerk.sees(code(LATE))  # step and household are written into the form already
    clerk.fill({"补办单文号": "石补〔2020〕1号", "签批人": LEADER, "最后有效日": "4-8", "补办原因": "洪水阻断道路"})
    clerk.picture("开补办单")
    clerk.press("登记补办单")
    clerk.sees("石补〔2020〕1号", "有效")
    visits = clerk.tab("入户走访")
    assert visits.pane.sheet.code == code(LATE)
    clerk.press("保存", visits.pane)
    assert f"{code(LATE)} 已保存，现为“已走访”" in clerk.status()
    clerk.settings("补办单")
    clerk.sees("已用完")


def villages_meet(clerk: Clerk) -> None:
    """Three meetings: called, signed in, voted, written down, ended; one household is put off to a second one."""
    clerk.tab("评议会议")
    _meet(clerk, "红星村", {0: "纳入", 2: "纳入"})
    _meet(clerk, "石桥村", {10: "纳入", 11: "纳入", 12: "纳入", LATE: "纳入", DEFERRED: "缓议"})
    _meet(clerk, "青杠村", {REFUSED: "纳入", EXCLUDED: "不纳入", NO_PHONE: "纳入"})
    clerk.on(4, 9)
    clerk.tab("评议会议")
    _meet(clerk, "石桥村", {DEFERRED: "纳入"})


def _meet(clerk: Clerk, village: str, conclusions: dict[int, str]) -> None:
    view = clerk.tab("评议会议")
    lines, model = view.meetings.table, view.meetings.model
    shown = [tuple(str(model.index(row, column).data()) for column in (0, 1)) for row in range(model.rowCount())]
    lines.select_position(shown.index((village, "未召集")))
    clerk.settle()
    desk = view.meetings.desk
    clerk.press("召集", desk)
    clerk.fill({"地点": "村委会", "主持人": names(village)[0], "记录人": names(village)[1]})
    clerk.press("召集")
    sheet = desk.attendance
    sheet.table.begin_at(sheet.model.id_at(0), "present")
    for _ in range(5):
        QTest.keyClick(sheet.table, Qt.Key.Key_Space)
        QTest.keyClick(sheet.table, Qt.Key.Key_Return)
    QTest.keyClick(sheet.table, Qt.Key.Key_Tab)
    type_cell(sheet.table, "请假")
    clerk.sees("应到 6 人　实到 5 人　比例 83%", "人数有效")
    clerk.press("保存签到")
    _vote(clerk, view, conclusions)
    clerk.page(desk.pages, "会议记录")
    clerk.press("生成草稿", desk)
    assert f"共评议{len(conclusions)}户" in desk.minutes.text.toPlainText()
    clerk.press("保存记录", desk)
    clerk.press("结束会议", desk)
    clerk.answer("结束会议")
    assert "可以报区" in clerk.status()


def _vote(clerk: Clerk, view: MeetingsView, conclusions: dict[int, str]) -> None:
    votes = view.meetings.desk.votes
    assert sorted(row.household.code for row in votes.model.rows) == codes(*sorted(conclusions))
    for row in votes.model.rows:
        word = next(word for number, word in conclusions.items() if code(number) == row.household.code)
        votes.table.begin_at(row.case_id, "for")
        for cell in ("4", "1", "0", "", word) if word == "纳入" else ("1", "4", "0", "", word):
            type_cell(votes.table, cell)
        votes.table.begin_at(row.case_id, "reason")
        if word == "不纳入":
            type_cell(votes.table, "收入稳定")
            type_cell(votes.table, "4-7")
        if word == "缓议":
            type_cell(votes.table, "收入待核")
            type_cell(votes.table, "")
            type_cell(votes.table, "4-9")
    clerk.picture(f"表决{len(conclusions)}")
    clerk.press(f"保存 {len(conclusions)} 户的结论")
    clerk.sees(f"完成 {len(conclusions)} 户 / 拒绝 0 户")


def the_list_goes_to_the_district(clerk: Clerk) -> None:
    """Nine households with number and signature; the frozen list is read back."""
    view = clerk.tab("评议会议")
    page = clerk.page(view.pages, "上报区级")
    assert sorted(row.household.code for row in page.model.rows) == codes(*REPORTED)
    clerk.fill({"名单文号": "石府〔2020〕18号", "签发领导": [LEADER]}, page)
    clerk.press(f"报区 {len(REPORTED)} 户", page)
    clerk.sees(f"完成 {len(REPORTED)} 户 / 拒绝 0 户")
    words = clerk.printed("打印请示及名单", page)
    assert all(number in words for number in codes(*REPORTED))
    assert "石府〔2020〕18号" in words


def the_district_answers(clerk: Clerk) -> None:
    """Its workbook is imported: approved, refused, returned; what was returned is mended and approved by hand."""
    clerk.on(4, 10)
    view = clerk.tab("评议会议")
    page = clerk.page(view.pages, "区审定")
    number = "区审〔2020〕1号"
    rows = [[code(n), "同意", "2020-04-10", number, "", ""] for n in APPROVED]
    rows.append([code(REFUSED), "不同意", "2020-04-10", number, "收入超线", ""])
    rows.append([code(RETURNED), "退回补正", "2020-04-10", number, "缺住房照片", "2020-04-14"])
    clerk.files_to_open(files.decisions(clerk.folder, rows))
    clerk.press("导入区审定名单…", page)
    clerk.picture("区审定预览")
    clerk.press("确认导入", page)
    clerk.press("关闭", page)
    clerk.sees("待补正 1 户")
    clerk.on(4, 13)
    view = clerk.tab("评议会议")
    page = clerk.page(view.pages, "区审定")
    page.table.begin_at(page.model.id_at(0), "answer")
    clerk.settle()
    clerk.press("补正再报", page)
    clerk.fill({"补正说明": "已补照片"})
    clerk.press("办理 1 户")
    clerk.fill({"审定文号": "区审〔2020〕2号"}, page)
    page.table.begin_at(page.model.id_at(0), "answer")
    type_cell(page.table, "1")
    clerk.press("登记 1 户的答复", page)
    clerk.sees("没有等待区审定的户。")
    clerk.picture("区审定登记")


def households_are_entered(clerk: Clerk) -> None:
    """National numbers are typed down the column; a form that lacks the telephone is completed in the roster."""
    clerk.on(4, 14)
    view = clerk.tab("录入建档")
    page = view.marking
    clerk.press("勾选全部可标注的户", page)
    order = [row.household.code for row in page.model.rows]
    assert sorted(order) == codes(*sorted((*APPROVED, RETURNED)))
    for row in page.model.rows:
        if shown_text(page.table, page.model.position_of(row.case_id), "way") != "标注":
            page.table.begin_at(row.case_id, "number")
            type_cell(page.table, f"51N{row.household.code[-4:]}", then=Qt.Key.Key_Return)
    clerk.picture("录入标注")
    clerk.press(f"标记 {len(order)} 户已录入", page)
    clerk.sees(f"完成 {len(order) - 1} 户 / 拒绝 1 户")
    page.table.begin_at(page.model.id_at(0), "number")
    clerk.press("打开农户资料去补填", page)
    clerk.sees(person(NO_PHONE, 0)[0])
    clerk.press("修改", clerk.tab("农户台账").pane)
    clerk.fill({"户联系电话": "0830-1234567"})
    clerk.picture("修改农户")
    clerk.press("保存")
    clerk.tab("录入建档")
    assert shown_text(page.table, 0, "number") == f"51N{NO_PHONE:04}"
    clerk.press("标记 1 户已录入", page)
    clerk.sees("没有待录入的户。")


def the_ledger_is_confirmed(clerk: Clerk) -> None:
    """The platform's export, as the test writes it, holds all of them: they are watched from now on."""
    clerk.on(4, 15)
    view = clerk.tab("录入建档")
    page = clerk.page(view.pages, "台账核对")
    rows: list[Sequence[object]] = [("户编号", "户主姓名", "监测对象类别")]
    rows += [(row.household.code, row.household.head_name, row.category.label) for row in page.model.rows]
    clerk.files_to_open(xlsx(clerk.folder / "平台导出.xlsx", rows))
    clerk.press("对照平台导出文件…", page)
    clerk.sees(f"找到 {len(rows) - 1} 户，类别不符 0")
    clerk.fill({"平台导出日期": "4-15"}, page)
    clerk.picture("台账核对")
    clerk.press(f"确认 {len(rows) - 1} 户已核对", page)
    clerk.sees("没有待核对的户。")
    ledger = clerk.page(view.pages, "台账")
    clerk.sees(f"{len(WATCHED)} 户")
    clerk.picture("监测台账")
    words = clerk.printed("打印镇台账", ledger)
    assert all(number in words for number in codes(*WATCHED))
