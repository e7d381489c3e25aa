"""A split being typed: who goes, who stays, who heads each side, which alerts go along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import cast

from PySide6.QtCore import QCoreApplication

from app.models.enums import OPEN_ALERT_STATES, Gap
from app.services.dossier.parts import Dossier
from app.services.household_events.inputs import SplitInput
from app.services.household_events.relations import CHILDREN
from app.services.regions import RegionRow
from app.ui.common.choice_editors import ChoiceEditor, Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.household import fields as f
from app.ui.household.relations_editor import RelationsEditor

translate = QCoreApplication.translate


class SplitView:
    """The form and the two lists of a split, kept in step: who goes, who stays, who heads each side."""

    def __init__(self, today: Callable[[], date], dossier: Dossier, regions: Sequence[RegionRow]) -> None:
        self._dossier = dossier
        self._all = frozenset(m.membership_id for m in dossier.members)
        self._children = sum(m.relation in CHILDREN for m in dossier.members)
        self.form = Form(self._fields(dossier, regions, today), today=today)
        f.follow_village(self.form, regions)
        self.going = RelationsEditor(
            dossier.members,
            today,
            title=translate("split", "分出去的人打勾，并确认与新户户主的关系"),
            with_choice=True,
        )
        self.staying = RelationsEditor(dossier.members, today, title=translate("split", "留下的人与原户户主的关系"))
        self.going.changed.connect(self._on_ticked)
        self.form.editor("new_head").changed.connect(self._propose_new)
        self.form.editor("old_head").changed.connect(self._propose_old)
        self._on_ticked()

    def _fields(self, dossier: Dossier, regions: Sequence[RegionRow], today: Callable[[], date]) -> list[Field]:
        alerts = [
            Option(str(a.alert_id), f"{a.number} {Gap(a.gap).label}")
            for a in dossier.alerts
            if a.state in OPEN_ALERT_STATES
        ]
        lines = [
            f.day_field(initial=today()),
            Field("new_head", translate("split", "新户户主"), Kind.CHOICE, required=True),
            Field("old_head", translate("split", "原户新户主"), Kind.CHOICE, required=True),
            *f.place_fields(regions, dossier.head),
            Field("address", translate("split", "新户住址")),
            Field("phone", translate("split", "新户电话")),
        ]
        if alerts:
            lines.append(Field("alerts", translate("split", "归新户的预警"), Kind.MULTI_CHOICE, options=alerts))
        return lines

    def _on_ticked(self) -> None:
        going = self.going.ticked()
        staying = self._all - going
        self._offer("new_head", going)
        self._offer("old_head", staying)
        self.going.enable_only(going)
        self.staying.show_only(staying)
        is_head_gone = any(m.is_head and m.membership_id in going for m in self._dossier.members)
        self.staying.setVisible(is_head_gone)
        self.form.show_field("old_head", is_shown=is_head_gone)
        self._propose_new()

    def _offer(self, name: str, keys: frozenset[int]) -> None:
        editor = cast("ChoiceEditor", self.form.editor(name))
        options = [o for o in f.member_options(self._dossier) if int(o.code) in keys]
        editor.offer(options)
        if len(options) == 1:
            editor.set_value(options[0].code)

    def _head(self, name: str) -> int | None:
        value = self.form.value(name)
        return int(str(value)) if value else None

    def _propose_new(self) -> None:
        self.going.propose(self._head("new_head"), among=self.going.ticked(), children=self._children)

    def _propose_old(self) -> None:
        staying = self._all - self.going.ticked()
        self.staying.propose(self._head("old_head"), among=staying, children=self._children)

    def given(self) -> SplitInput:
        """What was said."""
        values, going = self.form.values(), self.going.ticked()
        is_head_gone = any(m.is_head and m.membership_id in going for m in self._dossier.members)
        alerts = values.get("alerts")
        return SplitInput(
            leaving=self.going.relations(going),
            staying=self.staying.relations(self._all - going) if is_head_gone else {},
            home=f.household_input(values),
            alerts=frozenset(int(str(a)) for a in alerts) if isinstance(alerts, tuple) else frozenset(),
        )
