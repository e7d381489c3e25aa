"""What the household's pages ask for, done: every button of every page ends in one method here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.services.dossier.parts import Dossier, MemberLine
from app.services.regions import RegionRow
from app.ui.common.context import TabContext
from app.ui.household.attaching import Attaching
from app.ui.household.decisions import Decisions
from app.ui.household.household_changes import HouseholdChanges
from app.ui.household.matrix import MatrixView
from app.ui.household.measures import Measures
from app.ui.household.member_changes import MemberChanges
from app.ui.household.recordings import Recordings


class HouseholdDesk(QObject):
    """``saved(household_id)`` after each change; 0 = the household that is shown."""

    saved = Signal(int)

    def __init__(self, context: TabContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self.households = HouseholdChanges(context, window)
        self.members = MemberChanges(context, window)
        self.recordings = Recordings(context, window)
        self.attaching = Attaching(context, window)
        self.decisions = Decisions(context, window)
        self.matrix = MatrixView(context, window)
        self.measures = Measures(context, window)
        self._navigator = context.navigator
        self._regions: Sequence[RegionRow] = ()
        for part in (self.households, self.members, self.recordings, self.attaching, self.decisions, self.measures):
            part.saved.connect(self.saved)

    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        """The villages and groups that forms offer."""
        self._regions = regions

    def add(self, *, village_id: int | None = None) -> None:
        """A new household."""
        self.households.add(self._regions, village_id=village_id)

    def do(self, key: str, dossier: Dossier, id_: int = 0, *, focus: str = "") -> None:
        """Do what a page asked for; ``id_`` is the chosen row's, ``focus`` the input that the cursor goes to."""
        for part in (self.households, self.members, self.recordings):
            part.focus_next = focus
        if key.startswith("member_") and key != "member_add":
            self._do_with_member(key, dossier, id_)
            return
        acts: Mapping[str, Callable[[], object]] = {
            "edit": lambda: self.households.edit(dossier),
            "move": lambda: self.households.move(dossier, self._regions),
            "split": lambda: self.households.split(dossier, self._regions),
            "merge": lambda: self.households.merge(dossier),
            "end": lambda: self.households.end(dossier),
            "member_add": lambda: self.members.add(dossier),
            "head": lambda: self.members.change_head(dossier),
            "guarantees": lambda: self.recordings.guarantees(dossier),
            "income": lambda: self.recordings.income(dossier),
            "event": lambda: self.recordings.happened(dossier),
            "event_withdraw": lambda: self._withdraw(dossier, id_),
            "measure_add": lambda: self.measures.add(dossier.head.household_id, dossier.head.head_name),
            "measure_change": lambda: self.measures.change(dossier.head.household_id, dossier.head.head_name, id_),
            "matrix": lambda: self.matrix.show(dossier),
            "alert_raise": lambda: self._navigator.open_tab("alerts", f"raise:{dossier.head.household_id}"),
            "exempt": lambda: self._decide(dossier, id_, is_exempt=True),
            "reopen": lambda: self._decide(dossier, id_, is_exempt=False),
            "file_add": lambda: self.attaching.choose(dossier),
            "file_open": lambda: self.attaching.open_copy(id_),
            "dossier": lambda: self._context.navigator.open_tab("reports", f"dossiers:{dossier.head.code}"),
            "file_remove": lambda: self._remove_file(dossier, id_),
        }
        acts[key]()

    def _do_with_member(self, key: str, dossier: Dossier, membership_id: int) -> None:
        member = next((m for m in dossier.members if m.membership_id == membership_id), None)
        if member is None:
            return
        if key == "member_leave" and len(dossier.members) == 1:
            self.households.end(dossier)  # the last member: case and alerts end in the same step
            return
        acts: Mapping[str, Callable[[Dossier, MemberLine], None]] = {
            "member_edit": self.members.edit,
            "member_facts": self.recordings.member_facts,
            "member_leave": self.members.leave,
            "member_move": self.members.move,
            "member_count": self.members.count,
        }
        acts[key](dossier, member)

    def _withdraw(self, dossier: Dossier, event_id: int) -> None:
        event = next((e for e in dossier.events if e.event_id == event_id), None)
        if event is not None:
            self.recordings.withdraw(event)

    def _decide(self, dossier: Dossier, finding_id: int, *, is_exempt: bool) -> None:
        finding = next((f for f in dossier.findings if f.finding_id == finding_id), None)
        if finding is None:
            return
        if is_exempt:
            self.decisions.exempt(finding.finding_id, finding.row_version, finding.message)
        else:
            self.decisions.reopen(finding.finding_id, finding.row_version)

    def _remove_file(self, dossier: Dossier, attachment_id: int) -> None:
        attachment = next((a for a in dossier.attachments if a.attachment_id == attachment_id), None)
        if attachment is not None:
            self.attaching.remove(attachment)
