"""From a scanned or typed code to the page where its paper is typed in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.services.errors import Refused
from app.services.papers.returning import FoundPaper
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.tasks import Latest

_CHANGES_SHOWN = 12


class ScanOpener(QObject):
    """Opens what a code stands for; a paper that is out of date is said to be so before anything is typed."""

    def __init__(self, window: QWidget, context: TabContext, show_refusal: Callable[[Refused], None]) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        self._finding = Latest(context.runner, self)
        self._finding.answered.connect(self._on_found)
        self._finding.refused.connect(show_refusal)
        context.navigator.code_entered.connect(self.open)

    def open(self, text: str) -> None:
        """Find the paper of a code; a page that is taking in a pile gets it instead."""
        taker = self._context.navigator.scan_taker
        if taker is not None and taker(text):
            return
        office, today = self._context.office, self._context.today()
        self._finding.ask(self.tr("按编码查找文书"), lambda _: office.returning.find(text, today=today))

    def _on_found(self, found: FoundPaper) -> None:
        if not found.outdated and found.is_latest:
            self._go(found)
            return
        said = [self.tr("这份{name}（{day}打印）已经过期。").format(name=found.row.name, day=found.row.printed_on)]
        if not found.is_latest:
            said.append(self.tr("后来重新打印过，请找新的那一份。"))
        said += [
            self.tr("{field}：纸上“{printed}”，现在“{now}”").format(
                field=change.field, printed=change.printed, now=change.now
            )
            for change in found.changes[:_CHANGES_SHOWN]
        ]
        if len(found.changes) > _CHANGES_SHOWN:
            said.append(self.tr("还有 {count} 处不同").format(count=len(found.changes) - _CHANGES_SHOWN))
        dialogs.confirm(
            self._window,
            self.tr("纸上的内容已经变化"),
            "\n".join(said),
            do=self.tr("知道了，打开"),
            then=lambda: self._go(found),
        )

    def _go(self, found: FoundPaper) -> None:
        row, navigator = found.row, self._context.navigator
        navigator.say(self.tr("{name} {code}").format(name=row.name, code=row.code))
        if row.alert_number:
            navigator.open_tab("alerts", f"alert:{row.alert_number}")
        elif row.household_id is None:
            navigator.open_tab("alerts", f"village:{row.village_id or ''}")
        elif row.kind == "visit_form":
            navigator.open_tab("visits", f"household:{row.household_id}")
        elif row.kind == "collection_form":
            navigator.open_tab("entry", f"not_entered:{row.household_code}")
        else:
            navigator.open_household(row.household_id)
