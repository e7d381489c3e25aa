"""Every change of a household through its real panel: saved, refused with every reason, said beforehand, undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from app.models.household import Household
from app.services.households import RosterQuery
from app.ui.household.picker import HouseholdPicker
from tests.ui.roster.conftest import settled, shown


def ask(roster, page, key):
    roster.pane.tabs.setCurrentWidget(page)
    page.bar.button(key).click()


def members(town, household_id) -> dict[str, str | None]:
    return {m.name: m.relation for m in town.office.dossiers.get(household_id).members}


# -- new, edited, moved ---------------------------------------------------------------------------


def test_a_new_household_with_its_members(roster, town, act, qtbot):
    qtbot.keyClick(roster, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    act.press("保存新户")
    assert "村：请填写。" in act.text
    act.choose("村", "红星村")
    act.choose("组", "1组")
    act.press("保存新户")
    assert "请填写户主" in act.text
    act.type("第1人姓名", "赵新来")
    act.type("第1人证件号码", "519999198001010014")
    act.type("第2人姓名", "赵小来")
    act.choose("第2人与户主关系", "之子")
    act.type("第2人出生日期", "二月")
    act.press("保存新户")
    assert "出生日期“二月”看不懂" in act.text
    act.type("第2人出生日期", "2012-06-01")
    act.press("保存新户")
    assert not act.is_open
    qtbot.waitUntil(lambda: "赵新来" in shown(roster))
    assert roster.pane.dossier.head.group_name == "1组"
    assert members(town, roster.pane.dossier.head.household_id) == {"赵新来": "户主", "赵小来": "之子"}


def test_somebody_who_belongs_elsewhere_is_refused_by_name_and_household(roster, town, act):
    roster.desk.add()
    act.choose("村", "石桥村")
    act.type("第1人姓名", "王大山")
    act.type("第1人证件号码", "519999197005010013")
    act.press("保存新户")
    assert "已是户 519999000001 的在册成员" in act.text
    assert act.is_open


def test_a_household_is_edited_by_f2_and_taken_back_by_name(roster, town, act, qtbot):
    roster.list.go_to(town.second)
    settled(town, qtbot)
    qtbot.keyClick(roster.list.table, Qt.Key.Key_F2)
    settled(town, qtbot)
    act.type("户联系电话", "13911112222")
    act.press("保存")
    assert town.office.households.rows([town.second])[town.second].phone == "13911112222"
    qtbot.waitUntil(lambda: roster.undoing.action.toolTip() == "撤销：修改农户信息 李秀英（Ctrl+Z）")
    roster.activateWindow()
    roster.list.table.setFocus()
    qtbot.waitUntil(roster.list.table.hasFocus)
    qtbot.keyClick(roster.list.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "将撤销：修改农户信息 李秀英" in act.answer("撤销")
    assert town.office.households.rows([town.second])[town.second].phone == "13800000002"
    qtbot.waitUntil(lambda: not roster.undoing.action.isEnabled())


def test_what_was_changed_meanwhile_is_refused_and_nothing_typed_is_lost(opened, town, act, actor, today):
    ask(opened, opened.pane.overview, "edit")
    with town.office.ledger.transaction("test.meanwhile", actor=actor, today=today) as tx:
        tx.session.get_one(Household, town.first).remark = "别处"
    act.type("住址", "河边")
    act.press("保存")
    assert "刚被别处改动过" in act.text


def test_another_village_and_group(opened, town, act, qtbot):
    ask(opened, opened.pane.overview, "move")
    act.choose("村", "石桥村")
    assert act.box("组").count() == 1
    act.type("发生日期", "2099-01-01")
    act.press("保存")
    assert "在今天" in act.text
    act.type("发生日期", "3-20")
    act.press("保存")
    assert town.office.dossiers.get(town.first).head.village_name == "石桥村"


# -- split, merged, ended -------------------------------------------------------------------------


def test_a_split_says_what_will_happen_and_proposes_relations(opened, town, act, qtbot):
    ask(opened, opened.pane.overview, "split")
    assert "不受影响" in act.text
    assert "可以用“撤销上一步”" in act.text
    act.press("保存分户")
    assert "新户户主：请填写。" in act.text
    act.tick("王小雨")
    assert act.box("王小雨与户主关系").currentText() == "户主"
    act.type("新户住址", "新房")
    act.press("保存分户")
    made = opened.pane.dossier.head
    assert (made.head_name, made.address, made.village_name) == ("王小雨", "新房", "红星村")
    assert members(town, town.first) == {"王大山": "户主"}


def test_everybody_cannot_split_off(opened, town, act):
    ask(opened, opened.pane.overview, "split")
    act.tick("王小雨")
    act.tick("王大山")
    act.choose("新户户主", "王大山")
    assert act.box("王小雨与户主关系").currentText() == "之女"
    act.press("保存分户")
    assert act.is_open


def test_the_head_splits_off_and_those_who_stay_get_one(opened, town, act):
    ask(opened, opened.pane.overview, "split")
    act.tick("王大山")
    assert act.box("原户新户主").currentText().startswith("王小雨")
    act.press("保存分户")
    assert members(town, town.first) == {"王小雨": "户主"}


def test_a_merge_picks_the_other_household_by_typing(opened, town, act, qtbot):
    ask(opened, opened.pane.overview, "merge")
    act.type("依据", "村委会证明")
    act.press("保存并户")
    assert "并入哪一户：请填写。" in act.text
    act.type("并入哪一户", "没有这户")
    act.press("保存并户")
    assert "请从下面的列表中选定一户" in act.text
    act.type("并入哪一户", "李秀英")
    picker = act.dialog.findChild(HouseholdPicker)
    assert picker.hits.count() == 1
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert "李秀英　红星村" in picker.line.text()
    act.press("保存并户")
    assert "请填写“王大山”与户主的关系" in act.text
    act.choose("王大山与户主关系", "配偶")
    act.choose("王小雨与户主关系", "之女")
    act.press("保存并户")
    assert members(town, town.second) == {"李秀英": "户主", "王大山": "配偶", "王小雨": "之女"}
    assert opened.pane.dossier.head.household_id == town.second


def test_an_end_needs_its_proof_and_closes_the_page(opened, town, act, qtbot):
    ask(opened, opened.pane.overview, "end")
    act.press("注销本户")
    assert "依据：请填写。" in act.text
    act.choose("事由", "整户迁出本镇")
    act.type("依据", "户口迁出证明")
    act.press("注销本户")
    assert town.first not in town.office.households.find_ids(RosterQuery())
    qtbot.waitUntil(lambda: opened.pane.dossier.head.status == "moved")
    opened.pane.tabs.setCurrentWidget(opened.pane.overview)
    opened.pane.overview.bar.button("edit").click()
    assert not act.is_open
    assert "已注销，不能再改动" in opened.pane.overview.bar.reasons.text


# -- members --------------------------------------------------------------------------------------


def test_a_member_is_added_with_number_and_the_rest_is_read_from_it(opened, town, act):
    ask(opened, opened.pane.members, "member_add")
    act.press("保存")
    assert "姓名：请填写。" in act.text
    act.type("姓名", "王小山")
    act.choose("与户主关系", "之子")
    act.type("证件号码", "519999201806010017")
    act.choose("增加原因", "漏登补录")
    act.press("保存")
    member = next(m for m in town.office.dossiers.get(town.first).members if m.name == "王小山")
    assert (member.sex, member.born_on.isoformat()) == ("male", "2018-06-01")


def test_two_heads_are_refused(opened, town, act):
    ask(opened, opened.pane.members, "member_add")
    act.type("姓名", "王二")
    act.choose("与户主关系", "户主")
    act.choose("增加原因", "迁入")
    act.press("保存")
    assert "只能有一名户主" in act.text


def test_a_member_is_edited_by_f2_on_the_page(opened, town, act, qtbot):
    opened.pane.tabs.setCurrentWidget(opened.pane.members)
    table = opened.pane.members.present.table
    table.setFocus()
    table.select_position(1)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    act.type("电话", "13712345678")
    act.press("保存")
    assert town.office.dossiers.get(town.first).members[1].phone == "13712345678"


def test_when_the_head_dies_the_new_one_is_chosen_in_the_same_window(opened, town, act):
    opened.pane.tabs.setCurrentWidget(opened.pane.members)
    opened.pane.members.present.table.select_position(0)
    ask(opened, opened.pane.members, "member_leave")
    assert "已经签字的表保留原户主姓名" in act.text
    act.press("保存")
    assert "减少原因：请填写。" in act.text
    act.choose("减少原因", "去世")
    act.type("发生日期", "1960-01-01")
    act.press("保存")
    assert "早于“王大山”的出生日期" in act.text
    act.type("发生日期", "3-18")
    act.press("保存")
    assert members(town, town.first) == {"王小雨": "户主"}
    assert [m.end_reason for m in town.office.dossiers.get(town.first).former] == ["died"]


def test_the_last_member_leaves_by_ending_the_household(roster, town, act, qtbot):
    roster.show_household(town.third)
    settled(town, qtbot)
    ask(roster, roster.pane.members, "member_leave")
    assert act.dialog.windowTitle() == "整户注销"
    assert "欧阳建国" in act.text
    act.choose("事由", "整户死亡")
    act.type("依据", "死亡证明")
    act.press("注销本户")
    assert town.office.dossiers.get(town.third).head.status == "gone"


def test_the_head_is_changed_with_every_relation_proposed_anew(opened, town, act):
    ask(opened, opened.pane.members, "head")
    act.choose("新户主", "王小雨")
    assert act.box("王大山与户主关系").currentText() == "之父"
    act.press("保存")
    assert members(town, town.first) == {"王大山": "之父", "王小雨": "户主"}


def test_a_relation_that_cannot_be_told_has_to_be_chosen(opened, town, act):
    ask(opened, opened.pane.members, "head")
    act.choose("新户主", "王小雨")
    act.choose("王大山与户主关系", "请选择")
    act.press("保存")
    assert "请填写“王大山”与户主的关系" in act.text


def test_who_counts_per_head_needs_a_reason_and_moves_the_figure(opened, town, act):
    opened.pane.tabs.setCurrentWidget(opened.pane.members)
    opened.pane.members.present.table.select_position(1)
    ask(opened, opened.pane.members, "member_count")
    act.choose("人均", "不计入人均")
    act.press("保存")
    assert "不计入人均须写明原因" in act.text
    act.type("不计入的原因", "在外定居")
    act.press("保存")
    assert town.office.households.rows([town.first])[town.first].net_per_head_fen == 900_000


@pytest.mark.parametrize("key", ["edit", "move", "split", "merge", "end"])
def test_nothing_is_written_when_a_panel_is_closed(opened, town, act, qtbot, key):
    with town.office.ledger.reading() as session:
        before = session.scalars(select(Household.row_version).order_by(Household.id)).all()
    ask(opened, opened.pane.overview, key)
    act.press("取消")
    assert not act.is_open
    with town.office.ledger.reading() as session:
        assert session.scalars(select(Household.row_version).order_by(Household.id)).all() == before


def test_an_undone_new_household_is_gone_from_list_and_page(roster, town, act, qtbot):
    roster.desk.add()
    act.choose("村", "红星村")
    act.type("第1人姓名", "赵新来")
    act.press("保存新户")
    qtbot.waitUntil(lambda: roster.pane.dossier is not None and roster.pane.dossier.head.head_name == "赵新来")
    assert roster.list.pressed == frozenset()
    roster.undoing.ask()
    act.answer("撤销")
    qtbot.waitUntil(lambda: "赵新来" not in shown(roster))
    qtbot.waitUntil(lambda: not roster.pane.isVisible())


def test_what_concerns_the_list_is_not_offered_elsewhere(roster, town, act, qtbot):
    roster.desk_pages.open("findings")
    settled(town, qtbot)
    seen = {b.text() for b in roster.findChildren(QPushButton) if b.isVisible()}
    assert "打印" not in seen
    assert {"台账", "导入", "新增", "疑点检查", "运行检查"} <= seen
    qtbot.keyClick(roster, Qt.Key.Key_F2)
    assert not act.is_open
    roster.show_roster()
    assert {"打印", "导出"} <= {b.text() for b in roster.findChildren(QPushButton) if b.isVisible()}
