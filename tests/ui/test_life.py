"""The window's life: who opened it is written down, and closing it closes the office."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.bootstrap import OfficeDoors, open_office
from app.demo.training import open_training
from app.models.audit import AuditEntry
from app.services.office import Office
from app.ui.common.refusals import RefusalBar
from app.ui.life import Life
from app.ui.main_window import MainWindow
from app.ui.start.doors import Founding
from app.ui.start.unlock import Unlock

PASSWORD = "石门Shan2020!"
FOUNDING = Founding("石门镇", "云岭区", "王测", "2020", 2020, PASSWORD)


def who_opened(office: Office) -> list[str]:
    with office.ledger.reading() as session:
        return list(session.scalars(select(AuditEntry.body).where(AuditEntry.action == "office.open")))


@pytest.fixture
def doors(tmp_path) -> OfficeDoors:
    return OfficeDoors(tmp_path / "office.db", open_training)


def test_opening_the_window_leaves_one_entry_and_closing_it_closes_the_office(doors, theme, qtbot):
    founded = doors.found(FOUNDING)
    crashes: list[Exception] = []
    life = Life(doors, theme, "王测", crashes.append)
    life.show_office(founded.office)
    qtbot.waitUntil(lambda: len(who_opened(founded.office)) == 1, timeout=10_000)
    assert "王测" in who_opened(founded.office)[0]
    (window,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
    window.close()
    assert crashes == []
    again = open_office(doors.database, PASSWORD)  # the owner's lock is free
    assert len(who_opened(again)) == 1
    again.database.close()


def test_a_known_secret_opens_without_asking(doors, theme, qtbot):
    doors.found(FOUNDING).office.database.close()
    life = Life(doors, theme, "王测", lambda _: None)
    with ThreadPoolExecutor(1) as pool:
        life.begin_with(pool.submit(open_office, doors.database, PASSWORD))
    (window,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
    window.close()


def test_a_wrong_secret_says_so_and_asks(doors, theme, qtbot):
    doors.found(FOUNDING).office.database.close()
    life = Life(doors, theme, "王测", lambda _: None)
    with ThreadPoolExecutor(1) as pool:
        life.begin_with(pool.submit(open_office, doors.database, "Falsch-2020-falsch"))
    (asking,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, Unlock) and w.isVisible()]
    assert "密码" in asking.findChild(RefusalBar).text
    life.end()
    asking.close()
