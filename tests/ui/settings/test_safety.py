from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLineEdit

from app.models.household import Household
from app.services.backup import automatic
from app.services.errors import Refused, refuse
from app.ui.backup_timer import BackupTimer
from tests.ui.conftest import PASSWORD
from tests.ui.settings.conftest import dialog, press, rows, settled, words


def show(settings, town, qtbot, key):
    settings.show_page(key)
    settled(town, qtbot)
    return settings.page(key)


def change_something(town, actor, today, phone="0830-1111111"):
    with town.office.ledger.transaction("test.change", actor=actor, today=today) as tx:
        tx.session.get_one(Household, town.households[0]).phone = phone


def test_a_backup_is_made_listed_and_not_made_twice(settings, town, qtbot):
    page = show(settings, town, qtbot, "backup")
    assert page.state.chip.word == "还没有备份"
    press(page, "立即备份")
    settled(town, qtbot)
    assert "备份已做好并检查通过" in words(page)
    assert [row[1] for row in rows(page.model)] == ["手动备份"]
    assert page.state.chip.word.startswith("最近备份")
    press(page, "立即备份")
    settled(town, qtbot)
    assert "没有改动，不用再备份" in words(page)


def test_a_backup_goes_where_it_is_wanted_and_the_database_is_checked(settings, town, qtbot, tmp_path):
    page = show(settings, town, qtbot, "backup")
    page.back_up_to(tmp_path / "usb" / "a.swbak")
    settled(town, qtbot)
    assert page.bar.text  # no such folder: said, and nothing written
    page.back_up_to(tmp_path / "a.swbak")
    settled(town, qtbot)
    assert (tmp_path / "a.swbak").is_file()
    press(page, "检查数据库")
    settled(town, qtbot)
    assert "检查通过：审计" in words(page)


def test_going_back_says_what_will_be_and_backs_up_first(settings, town, qtbot, actor, today, tmp_path):
    page = show(settings, town, qtbot, "backup")
    press(page, "立即备份")
    settled(town, qtbot)
    change_something(town, actor, today)
    settled(town, qtbot)
    asked = []
    town.context.navigator.restore_asked.connect(asked.append)
    page.table.select_position(0)
    press(page, "恢复到选中的备份…")
    settled(town, qtbot)
    box = dialog(page)
    assert "备份里有 2 户" in box.text()
    press(box, "关闭并恢复")
    settled(town, qtbot)
    assert asked == [page.model.rows[-1].path]
    assert {kept.reason for kept in town.office.backup.automatic.kept()} == {"by_hand", "restore"}
    (tmp_path / "x.swbak").write_bytes(b"no backup")
    page.ask_restore(tmp_path / "x.swbak")
    settled(town, qtbot)
    assert page.bar.text


def test_the_timer_backs_up_what_changed_and_only_that(town, qtbot, actor, today, monkeypatch):
    monkeypatch.setattr(automatic, "INTERVAL", timedelta(0))
    backups = town.office.backup.automatic
    timer = BackupTimer(town.office, town.context.runner, town.context.hub, every=timedelta(milliseconds=20))
    made, said = [], []
    timer.made.connect(lambda: made.append(1))
    timer.failed.connect(said.append)
    qtbot.waitUntil(lambda: len(made) == 1)
    change_something(town, actor, today)
    qtbot.waitUntil(lambda: len(made) == 2)
    assert [kept.reason for kept in backups.kept()] == ["interval", "interval"]

    def full(**_: object) -> None:
        raise refuse("disk.full", path="backups")

    monkeypatch.setattr(backups, "when_due", full)
    qtbot.waitUntil(lambda: bool(said))
    assert said[0].startswith("自动备份没有做成：")
    timer.stop()
    settled(town, qtbot)


def test_a_password_is_changed_only_when_it_was_typed_twice(settings, town, qtbot):
    page = show(settings, town, qtbot, "password")
    assert all(line.echoMode() == QLineEdit.EchoMode.Password for line in page.password.findChildren(QLineEdit))
    page.password.set_values({"old": PASSWORD, "new": "River-2020-stone", "again": "River-2020-stane"})
    press(page, "修改密码")
    assert "两次输入的新密码不一样" in words(page)
    page.password.set_values({"old": "wrong", "again": "River-2020-stone"})
    press(page, "修改密码")
    settled(town, qtbot)
    assert page.password.bar.text
    page.password.set_values({"old": PASSWORD})
    press(page, "修改密码")
    settled(town, qtbot)
    assert "密码已修改" in words(page)
    town.office.keyring.check("River-2020-stone")


def test_a_new_recovery_code_is_shown_once(settings, town, qtbot):
    page = show(settings, town, qtbot, "password")
    page.secret.set_values({"secret": PASSWORD})
    press(page, "换新恢复码")
    settled(town, qtbot)
    assert page.code.isVisible()
    town.office.keyring.check(page.code.text())
    with pytest.raises(Refused):
        town.office.keyring.check("no such secret")
