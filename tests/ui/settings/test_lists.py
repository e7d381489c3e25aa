from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QPushButton

from app.services.errors import Reason, Refused
from app.services.workflow.facts import Permit
from app.ui.common.permits import PermitWish, offer_permit, page_key, wish_of
from app.ui.common.refusals import RefusalBar
from tests.ui.conftest import compose
from tests.ui.settings.conftest import dialog, press, rows, settled, words


def show(settings, town, qtbot, key):
    settings.show_page(key)
    settled(town, qtbot)
    return settings.page(key)


# -- permits -----------------------------------------------------------------------------------------------------------


def test_a_permit_is_given_to_pasted_households(settings, town, qtbot):
    page = show(settings, town, qtbot, "permits")
    assert "还没有补办单" in words(page)
    form = page.grant()
    form.set_values(
        {
            "paper_no": "石补〔2020〕1号",
            "signer": "李镇长",
            "actions": ("record_visit", "evaluate"),
            "last_day": date(2020, 4, 20),
            "reason": "洪水",
        }
    )
    picker = form.editor("households")
    picker.search.setText(f"{town.codes[0]}\n{town.codes[1]} 519999123456")
    settled(town, qtbot)
    assert picker.codes == town.codes
    assert "台账里没有：519999123456" in words(picker)
    press(dialog(page), "登记补办单")
    settled(town, qtbot)
    row = rows(page.model)[0]
    assert row[:4] == ["石补〔2020〕1号", "有效", "评议纳入、走访", "0/2"]
    assert [use[0] for use in rows(page.uses)] == ["王大山", "李秀英"]
    assert [p.paper_no for p in town.office.plans.permits(2020)] == ["石补〔2020〕1号"]


def test_what_is_used_up_is_shown(settings, town, qtbot, actor, today):
    from app.services import plans

    permit = Permit(frozenset({"record_visit", "evaluate"}), date(2020, 4, 20), "洪水", "补1号", "李镇长")
    town.office.plans.grant(permit, household_ids=town.households, year=2020, actor=actor, today=today)
    with town.office.ledger.transaction("test.use", actor=actor, today=today) as tx:
        row = plans.grant_permit_in(tx, plan_id=1, permit=permit, household_ids=[])
        plans.use_permit_in(tx, row, household_id=town.households[0], action="record_visit")
    page = show(settings, town, qtbot, "permits")
    assert rows(page.model)[0][3] == "1/2"
    assert [use[3:] for use in rows(page.uses)] == [["走访", "评议纳入"], ["", "评议纳入、走访"]]


def test_only_a_leader_or_a_delegate_signs(settings, town, qtbot, actor, today):
    from app.models.enums import Party
    from app.services.directory import OfficerRow

    clerk = OfficerRow(name="赵干事", organisation="石门镇", party=Party.TOWNSHIP)
    town.office.directory.save_officer(clerk, actor=actor, today=today)
    page = show(settings, town, qtbot, "permits")
    form = page.grant(PermitWish(("record_visit",), (town.codes[0],)))
    settled(town, qtbot)
    form.set_values({"paper_no": "补2号", "signer": "赵干事", "last_day": date(2020, 4, 20), "reason": "外出"})
    press(dialog(page), "登记补办单")
    settled(town, qtbot)
    assert "名录中此人不是分管领导" in words(form)
    form.set_values({"signer": "李镇长", "last_day": date(2020, 1, 1)})
    press(dialog(page), "登记补办单")
    settled(town, qtbot)
    assert "最后有效日（2020年1月1日）已经过去" in words(form)


def test_a_closed_window_offers_the_permit_with_action_and_household(settings, town, qtbot):
    bar = RefusalBar()
    qtbot.addWidget(bar)
    asked: list[str] = []
    town.context.navigator.settings_asked.connect(asked.append)
    other = Refused(Reason("case.not_listed", {}))
    assert not offer_permit(bar, other, town.context.navigator)
    refused = Refused(Reason("window.closed", {"name": "走访", "day": date(2020, 4, 8), "windows": []}))
    bar.show_refusal(refused)
    assert offer_permit(bar, refused, town.context.navigator, action="record_visit", households=[town.codes[0]])
    next(b for b in bar.findChildren(QPushButton) if b.text() == "开补办单…").click()
    assert asked == [f"permits:record_visit:{town.codes[0]}"]
    settings.show_page(asked[0])
    settled(town, qtbot)
    page = settings.page("permits")
    assert settings.pages.currentWidget() is page
    assert "王大山" in str(rows(dialog(page).findChild(type(page.table)).model()))
    assert wish_of(page_key(PermitWish())) == PermitWish()
    assert wish_of("permits") is None
    assert wish_of("plan") is None


def test_a_household_is_found_by_name(settings, town, qtbot):
    page = show(settings, town, qtbot, "permits")
    form = page.grant()
    picker = form.editor("households")
    picker.search.setFocus()
    compose(picker.search, "李秀英")
    settled(town, qtbot)
    picker.search.entered.emit("李秀英")
    assert picker.codes == (town.codes[1],)
    picker.table.select_position(0)
    press(picker, "移出选中的户")
    assert picker.codes == ()


# -- people ------------------------------------------------------------------------------------------------------------


def test_somebody_is_added_changed_and_leaves(settings, town, qtbot):
    page = show(settings, town, qtbot, "directory")
    assert rows(page.model)[0][:4] == ["李镇长", "镇领导", "石门镇", "分管领导"]
    form = page.add()
    form.set_values({"name": "张支书", "organisation": "红星村村委会", "body": "committee", "village": "红星村"})
    press(dialog(page), "保存")
    settled(town, qtbot)
    position = [row[0] for row in rows(page.model)].index("张支书")
    assert rows(page.model)[position][4:6] == ["村“两委”干部", "红星村"]
    page.table.select_position(position)
    form = page.change()
    form.set_values({"post": "支部书记", "from_on": date(2021, 1, 1), "to_on": date(2020, 1, 1)})
    press(dialog(page), "保存")
    settled(town, qtbot)
    assert "截止日期早于开始日期" in words(form)
    form.set_values({"from_on": date(2018, 1, 1), "to_on": None})
    press(dialog(page), "保存")
    settled(town, qtbot)
    page.table.select_position([row[0] for row in rows(page.model)].index("张支书"))
    form = page.end_term()
    form.set_values({"last_day": date(2020, 3, 1)})
    press(dialog(page), "登记离任")
    settled(town, qtbot)
    assert [row[0] for row in rows(page.model)] == ["李镇长"]
    page.present.setChecked(False)
    settled(town, qtbot)
    row = next(row for row in rows(page.model) if row[0] == "张支书")
    assert (row[3], row[8], row[10]) == ("支部书记", "已离任", "2020-03-01")


def test_the_directory_is_searched(settings, town, qtbot):
    page = show(settings, town, qtbot, "directory")
    compose(page.search, "石门 领导")
    settled(town, qtbot)
    assert [row[0] for row in rows(page.model)] == ["李镇长"]
    page.search.clear()
    compose(page.search, "没有这人")
    settled(town, qtbot)
    assert "没有符合“没有这人”的人" in words(page)


def test_a_leader_delegates_and_ends_it(settings, town, qtbot, actor, today):
    from app.models.enums import Party
    from app.services.directory import OfficerRow

    town.office.directory.save_officer(
        OfficerRow(name="周主任", organisation="石门镇", party=Party.TOWNSHIP), actor=actor, today=today
    )
    page = show(settings, town, qtbot, "delegations")
    form = page.add()
    assert form.value("leader") == "李镇长"
    form.set_values({"to": "周主任", "paper_no": ""})
    press(dialog(page), "登记")
    assert "请填写" in words(form)
    form.set_values({"paper_no": "石委〔2020〕1号"})
    press(dialog(page), "登记")
    settled(town, qtbot)
    assert rows(page.model)[0][:3] == ["李镇长", "周主任", "有效"]
    form = page.revoke()
    form.set_values({"last_day": date(2020, 3, 1)})
    press(dialog(page), "终止")
    settled(town, qtbot)
    assert rows(page.model)[0][2] == "已终止"


def test_a_department_s_duties_are_changed(settings, town, qtbot):
    page = show(settings, town, qtbot, "departments")
    position = [row[0] for row in rows(page.model)].index("区水务局")
    page.table.select_position(position)
    form = page.change()
    form.set_values({"duties": ("water", "housing"), "phone": "0830-7654321"})
    press(dialog(page), "保存")
    settled(town, qtbot)
    assert rows(page.model)[position] == ["区水务局", "住房安全、安全饮水", "0830-7654321"]
    form = page.add()
    form.set_values({"name": "区残联", "duties": ("living",)})
    press(dialog(page), "保存")
    settled(town, qtbot)
    assert rows(page.model)[-1][:2] == ["区残联", "生活状态"]


# -- places and days ---------------------------------------------------------------------------------------------------


def test_a_village_is_added_renamed_and_merged(settings, town, qtbot):
    page = show(settings, town, qtbot, "regions")
    assert [row[0].strip("　") for row in rows(page.model)] == ["红星村", "1组", "石桥村", "1组"]
    form = page.add_village()
    form.set_values({"name": "红星"})
    press(dialog(page), "新增")
    settled(town, qtbot)
    assert "已有名为“红星村”的村组" in words(form)
    form.set_values({"name": "青杠村"})
    press(dialog(page), "新增")
    settled(town, qtbot)
    page.table.select_position(0)
    form = page.rename()
    form.set_values({"name": "新星村", "from_on": date(2020, 4, 1)})
    press(dialog(page), "更名")
    settled(town, qtbot)
    page.table.select_position(0)
    settled(town, qtbot)
    assert [row[0] for row in rows(page.names)] == ["新星村", "红星村"]
    page.table.select_position([row[0] for row in rows(page.model)].index("石桥村"))
    page.merge()
    assert "1 户 1 人将全部转入" in dialog(page).text()
    press(dialog(page), "继续")
    merging = dialog(page)
    form = next(f for f in merging.findChildren(type(form)))
    target = next(place.region.id for place in page.model.rows if place.region.name == "新星村")
    form.set_values({"into": str(target), "on": date(2020, 5, 1)})
    press(merging, "合并")
    settled(town, qtbot)
    first = rows(page.model)[0]
    assert (first[0], first[2]) == ("新星村", "2")
    assert "石桥村" not in [row[0] for row in rows(page.model)]


def test_a_group_is_added_to_the_chosen_village(settings, town, qtbot):
    page = show(settings, town, qtbot, "regions")
    page.table.select_position(1)
    form = page.add_group()
    form.set_values({"name": "2组"})
    press(dialog(page), "新增")
    settled(town, qtbot)
    assert [row[0].strip("　") for row in rows(page.model)][:3] == ["红星村", "1组", "2组"]


def test_holidays_are_added_and_taken_back(settings, town, qtbot, today):
    page = show(settings, town, qtbot, "holidays")
    assert "2020-04-06" in [row[0] for row in rows(page.model)]
    form = page.add()
    form.set_values({"first": date(2020, 4, 8), "last": date(2020, 4, 9), "name": "抗洪"})
    press(dialog(page), "保存")
    settled(town, qtbot)
    own = [row for row in rows(page.model) if row[4] == "本单位补充"]
    assert [(row[0], row[2], row[3]) for row in own] == [("2020-04-08", "放假", "抗洪"), ("2020-04-09", "放假", "抗洪")]
    days = [row[0] for row in rows(page.model)]
    page.table.select_position(days.index("2020-04-06"))
    press(page, "撤销补充")
    assert "程序自带的安排，不能撤销" in words(page)
    page.table.select_position(days.index("2020-04-08"))
    press(page, "撤销补充")
    settled(town, qtbot)
    assert "2020-04-08" not in [row[0] for row in rows(page.model)]
    page.year.set_value("2026")
    settled(town, qtbot)
    assert rows(page.model)[0][0] == "2026-01-01"
