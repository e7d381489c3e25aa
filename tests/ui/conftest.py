"""What tests of the window stand on: a dressed application, a context over a real ledger, Chinese typing."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import compose as compose_office
from app.models import keys
from app.models.engine import Database
from app.models.keys import KeyRing
from app.services.context import Actor
from app.services.ledger import Ledger
from app.services.office import Office
from app.ui.common.context import Navigator, TabContext
from app.ui.common.hub import ChangeHub
from app.ui.common.memory import WindowMemory
from app.ui.common.tasks import TaskRunner
from app.ui.common.translations import speak_chinese
from app.ui.theme import Theme
from tests.conftest import DATA_KEY


def compose(widget: QWidget, text: str) -> None:
    """Type as an input method does; QTest.keyClicks aborts on anything beyond ASCII."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


@pytest.fixture(scope="module", autouse=True)
def widgets_taken_apart_here() -> Iterator[None]:
    """Collect a module's windows in the thread they belong to, before another test's bare threads could.

    What is still alive then is set aside: looking through it again after every module took seconds each.
    """
    yield
    gc.collect()
    gc.freeze()


_themes: dict[int, Theme] = {}


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The application in our clothes, at zoom 1."""
    if id(qapp) not in _themes:
        assert speak_chinese(qapp)
        _themes[id(qapp)] = Theme(qapp)
    yield _themes[id(qapp)]
    _themes[id(qapp)].set_zoom(1.0)


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[TaskRunner]:
    """A task runner that is shut down, with nothing left running."""
    made = TaskRunner()
    crashes: list[Exception] = []
    made.crashed.connect(crashes.append)
    yield made
    made.shutdown()
    qapp.processEvents()
    assert crashes == []


@pytest.fixture
def memory(tmp_path: Path) -> WindowMemory:
    """Habits of this test only."""
    return WindowMemory(tmp_path / "window.ini")


@pytest.fixture
def context_over(
    runner: TaskRunner, memory: WindowMemory, actor: Actor, today: date, theme: Theme
) -> Callable[[Office], TabContext]:
    """A tab's context over an office."""

    def make(office: Office) -> TabContext:
        hub = ChangeHub()
        ledger: Ledger = office.ledger
        ledger.on_change(hub.post)
        return TabContext(office, runner, hub, Navigator(), memory, lambda: actor, lambda: today)

    return make


PASSWORD = "Stone-2020-gate"


@pytest.fixture(scope="session")
def key_slots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key file for the tests' data key, made once: deriving a key is slow on purpose."""
    database = tmp_path_factory.mktemp("keys") / "ledger.db"
    ring, _ = KeyRing.create(DATA_KEY, PASSWORD, user="王测", role="clerk")
    keys.save(database, ring)
    return keys.key_file(database)


@pytest.fixture
def office(database: Database, key_slots: Path) -> Office:
    """Every service over this test's database, with the key slot of 王测."""
    shutil.copy(key_slots, keys.key_file(database.path))
    return compose_office(database)
