"""The main window over an opened office: its context, and what head, foot and search box ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.paths import data_folder
from app.services import audit, clock
from app.services.context import Actor
from app.services.errors import NotFound
from app.services.households import RosterQuery
from app.services.office import Office
from app.ui.backup_timer import BackupTimer
from app.ui.common.context import Navigator, TabContext
from app.ui.common.hub import ChangeHub
from app.ui.common.memory import WindowMemory
from app.ui.common.tasks import TaskRunner
from app.ui.frame import FrameFacts, Suggestion
from app.ui.main_window import MainWindow, memory_file
from app.ui.tabs import all_tabs, settings_spec
from app.ui.theme import Theme
from app.ui.training_day import TrainingDay

_SUGGESTED = 12


def main_window(
    office: Office,
    runner: TaskRunner,
    theme: Theme,
    *,
    user: str,
    today: Callable[[], date],
    check_secret: Callable[[str], None],
) -> MainWindow:
    """The main window over an opened office."""
    hub = ChangeHub()
    office.ledger.on_change(hub.post)
    township = office.settings.township()
    context = TabContext(
        office=office,
        runner=runner,
        hub=hub,
        navigator=Navigator(),
        memory=WindowMemory(memory_file(data_folder())),
        actor=lambda: Actor(user, user, township),
        today=today,
    )
    window = MainWindow(
        context,
        all_tabs(),
        settings_spec(),
        theme=theme,
        read_facts=lambda: frame_facts(office, today()),
        suggest=lambda text: suggestions(office, text),
        check_secret=check_secret,
        training_day=today if isinstance(today, TrainingDay) else None,
    )
    backups = BackupTimer(office, runner, window)
    backups.made.connect(window.refresh)
    backups.failed.connect(context.navigator.say)
    window.closed.connect(backups.stop)
    return window


def training_day(office: Office) -> date:
    """Where a training office stands when opened: on the last day recorded, else on its first plan's first day."""
    with office.ledger.reading() as session:
        last = audit.last_day(session)
    years = office.plans.years()
    if last is not None or not years:
        return last or clock.today()
    return office.plans.of_year(min(years)).plan.stages[0].opens_on


def frame_facts(office: Office, today: date) -> FrameFacts:
    """What head and foot say now."""
    try:
        plan = office.plans.current(today).plan
    except NotFound:
        plan = None
    households, members = office.households.counts()
    kept = office.backup.automatic.kept()
    with office.ledger.reading() as session:
        head = audit.head(session)
    return FrameFacts(
        office_name=office.settings.township(),
        plan=plan,
        today=today,
        households=households,
        persons=members,
        backed_up_at=max((entry.made_at for entry in kept), default=None),
        audit_head=head.short,
        is_training=office.settings.is_training(),
    )


def suggestions(office: Office, text: str) -> list[Suggestion]:
    """The first households for what was typed into the head's search box."""
    ids = office.households.find_ids(RosterQuery(text=text), limit=_SUGGESTED)
    rows = office.households.rows(ids)
    return [
        Suggestion(id_, f"{rows[id_].head_name}　{rows[id_].village_name}{rows[id_].group_name}　{rows[id_].code}")
        for id_ in ids
        if id_ in rows
    ]
