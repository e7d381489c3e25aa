"""委托: who acts for a leader, from when to when, by which paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication
from typing_extensions import override

from app.models.enums import Party
from app.services.directory import DelegationRow
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.tasks import Latest
from app.ui.settings.directory import day_of, text_of
from app.ui.settings.list_page import ListPage
from app.ui.theme import Tone

translate = QCoreApplication.translate


class DelegationsPage(ListPage[DelegationRow]):
    """Who acts for a leader, from when to when, by which paper."""

    TOUCHES = ("delegation", "officer")

    def __init__(self, context: TabContext) -> None:
        super().__init__(
            context,
            key="delegations",
            name=self.tr("委托"),
            columns=_delegation_columns(context.today),
            note=self.tr("分管领导外出时，可委托名录中的其他人代为审核和签批；委托须有文号。"),
            empty=self.tr("没有委托。分管领导委托他人签批时，按委托文件在这里登记。"),
        )
        self._names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._people = Latest(context.runner, self)
        self._people.answered.connect(self._on_people)
        self.button(self.tr("登记委托…"), self.add, sign="plus", is_primary=True)
        self.button(self.tr("终止委托…"), self.revoke, sign="circle-x")
        self.tools.addStretch(1)
        self.empty.offer(self.tr("登记委托…"), self.add)
        self.reload()

    @override
    def read(self) -> Callable[[], Sequence[DelegationRow]]:
        return self.context.office.directory.delegations

    @override
    def shown(self, rows: Sequence[DelegationRow]) -> None:
        directory, today = self.context.office.directory, self.context.today()

        def read(_: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
            people = directory.officers(on=today)
            leaders = [officer.name for officer in people if officer.party is Party.LEADER]
            return tuple(dict.fromkeys(leaders)), tuple(dict.fromkeys(officer.name for officer in people))

        self._people.ask(self.tr("读取名录"), read)

    def _on_people(self, names: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        self._names = names

    def add(self) -> Form:
        """Open the form of a new delegation."""
        leaders, people = self._names
        form = Form(
            (
                Field("leader", self.tr("委托人（分管领导）"), required=True, suggestions=leaders),
                Field("to", self.tr("受委托人"), required=True, suggestions=people),
                Field("from_on", self.tr("从"), Kind.DAY, required=True),
                Field("to_on", self.tr("到"), Kind.DAY, hint=self.tr("不填为直到终止")),
                Field("paper_no", self.tr("文号"), required=True),
            ),
            today=self.context.today,
        )
        form.set_values({"from_on": self.context.today(), "leader": leaders[0] if len(leaders) == 1 else None})
        directory, actor, today = self.context.office.directory, self.context.actor(), self.context.today()

        def work(values: dict[str, object]) -> object:
            return directory.delegate(
                text_of(values["leader"]),
                to=text_of(values["to"]),
                from_on=day_of(values["from_on"]) or today,
                to_on=day_of(values["to_on"]),
                paper_no=text_of(values["paper_no"]),
                actor=actor,
                today=today,
            )

        self.ask(self.tr("登记委托"), form, do=self.tr("登记"), work=work, said=self.tr("委托已登记。"))
        return form

    def revoke(self) -> Form | None:
        """Ask for the last day of the chosen delegation."""
        row = self.needs_chosen()
        if row is None:
            return None
        form = Form((Field("last_day", self.tr("最后一天"), Kind.DAY, required=True),), today=self.context.today)
        form.set_values({"last_day": self.context.today()})
        directory, actor, today = self.context.office.directory, self.context.actor(), self.context.today()

        def work(values: dict[str, object]) -> object:
            last_day = day_of(values["last_day"]) or today
            return directory.revoke(row.delegation_id, last_day=last_day, actor=actor, today=today)

        self.ask(self.tr("终止委托"), form, do=self.tr("终止"), work=work, said=self.tr("委托已终止。"))
        return form


def _delegation_columns(today: Callable[[], date]) -> Sequence[Column[DelegationRow]]:
    def state(row: DelegationRow) -> Chip:
        if row.to_on is not None and row.to_on < today():
            return Chip(translate("directory", "已终止"), Shape.CROSS, Tone.NEUTRAL)
        if row.from_on > today():
            return Chip(translate("directory", "未开始"), Shape.RING, Tone.NEUTRAL)
        return Chip(translate("directory", "有效"), Shape.DOT, Tone.DONE)

    return (
        Column("leader", translate("directory", "委托人"), lambda row: row.leader, 12),
        Column("delegate", translate("directory", "受委托人"), lambda row: row.delegate, 12),
        chip_column("state", translate("directory", "状态"), state, width=10),
        day_column("from_on", translate("directory", "从"), lambda row: row.from_on, width=12),
        day_column("to_on", translate("directory", "到"), lambda row: row.to_on, width=12),
        Column("paper_no", translate("directory", "文号"), lambda row: row.paper_no or "", 26),
    )
