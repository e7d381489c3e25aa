"""The left side: every team with how far it is; all, nobody's, and the monitored households stand beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.services.errors import Refused
from app.services.visits.teams import Team
from app.services.visits.worklist import Progress
from app.services.workflow.facts import Signer
from app.ui.common import dialogs
from app.ui.common.columns import Column, count_column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.visits.reading import Survey
from app.ui.visits.rows import VisitRow

EVERYBODY, NOBODY, MONITORED = 0, -2, -3


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A line of the list. ``printed`` and the rest are None where there is nothing to count."""

    id: int
    name: str
    total: int
    printed: int | None = None
    visited: int | None = None
    revisit: int | None = None
    people: str = ""


def team_line(id_: int, name: str, rows: Sequence[VisitRow], people: str = "") -> TeamLine:
    """Count the households of a team."""
    works = [row.work for row in rows if row.work is not None]
    return TeamLine(
        id_,
        name,
        len(works),
        sum(work.printed_on is not None for work in works),
        sum(work.progress is Progress.VISITED for work in works),
        sum(work.progress is Progress.REVISIT for work in works),
        people,
    )


class TeamPanel(QWidget):
    """``chosen(id)``: a team, or one of EVERYBODY, NOBODY, MONITORED. ``assign_asked``: give the chosen team work."""

    chosen = Signal(int)
    assign_asked = Signal()

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._survey = Survey()
        self._is_showing = False
        self.current = EVERYBODY
        self.model: RowsTableModel[TeamLine] = RowsTableModel(self._columns(), id_of=lambda line: line.id)
        self.table = DataTable(self.model, name=self.tr("走访组"), key="visit_teams", memory=context.memory)
        self.bar = RefusalBar(self)
        self.add = self._button("plus", self.tr("新建组"), self._on_add)
        self.assign = self._button("arrow-right-left", self.tr("分配…"), self.assign_asked.emit)
        self.change = self._button("pencil", self.tr("修改"), self._on_change)
        self.remove = self._button("trash-2", self.tr("解散"), self._on_remove)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, buttons in ((first, (self.add, self.assign)), (second, (self.change, self.remove))):
            for button in buttons:
                row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        column.addLayout(first)
        column.addLayout(second)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _: self._on_change())

    def _columns(self) -> Sequence[Column[TeamLine]]:
        return (
            Column("name", self.tr("走访组"), lambda t: t.name, 9, sort_key="", tip=lambda t: t.people),
            count_column("total", self.tr("户"), lambda t: t.total, width=3),
            count_column("printed", self.tr("打印"), lambda t: t.printed, width=3),
            count_column("visited", self.tr("走访"), lambda t: t.visited, width=3),
            count_column("revisit", self.tr("复访"), lambda t: t.revisit, width=3),
        )

    def _button(self, sign: str, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(icon(sign), text)
        button.clicked.connect(lambda: act())
        return button

    def show_survey(self, survey: Survey) -> None:
        """Show the teams; the cursor stays."""
        self._survey = survey
        lines = [team_line(EVERYBODY, self.tr("全部"), survey.rows)]
        for team in survey.teams:
            people = self.tr("、").join(member.name for member in team.members)
            lines.append(team_line(team.id, team.name, survey.rows_of(team.id), people))
        lines.append(team_line(NOBODY, self.tr("未分组"), survey.unassigned()))
        lines.append(
            TeamLine(MONITORED, self.tr("监测户"), len(survey.monitored), people=self.tr("监测中的户：消除走访"))
        )
        self._is_showing = True
        self.model.show_rows(lines)
        ids = [line.id for line in lines]
        self.current = self.current if self.current in ids else EVERYBODY
        self.table.select_position(ids.index(self.current))
        self._is_showing = False
        self._show_buttons()

    def go_to(self, id_: int) -> None:
        """Put the cursor on a team."""
        ids = [line.id for line in self.model.rows]
        if id_ in ids:
            self.table.select_position(ids.index(id_))

    @property
    def team(self) -> Team | None:
        """The team under the cursor; None on the other lines."""
        return next((team for team in self._survey.teams if team.id == self.current), None)

    def _on_current(self, id_: int) -> None:
        if self._is_showing or not self.table.currentIndex().isValid():
            return
        self.current = id_
        self.bar.clear()
        self._show_buttons()
        self.chosen.emit(id_)

    def _show_buttons(self) -> None:
        for button in (self.change, self.remove):
            button.setVisible(self.team is not None)
        self.assign.setVisible(bool(self._survey.teams))

    # -- making and changing -----------------------------------------------------------------------

    def _on_add(self) -> None:
        self._edit(None)

    def _on_change(self) -> None:
        if self.team is not None:
            self._edit(self.team)

    def _edit(self, team: Team | None) -> None:
        directory = self._survey.directory
        form = Form(
            (
                Field("name", self.tr("组名"), required=True, initial=team.name if team else self._next_name()),
                Field("leader", self.tr("组长"), initial=team.leader if team else None,
                      suggestions=[person.name for person in directory]),
                Field("members", self.tr("走访人"), Kind.SIGNERS, required=True, least=2, directory=directory,
                      initial=team.members if team else None),
            ),
            today=self._context.today,
        )  # fmt: skip
        form.setMinimumWidth(460)

        def save(dialog: QDialog) -> None:
            if form.check():
                self._save(form, team, dialog)

        title = self.tr("修改走访组") if team else self.tr("新建走访组")
        dialogs.panel(self, title, form, do=self.tr("保存"), then=save)

    def _next_name(self) -> str:
        names = {team.name for team in self._survey.teams}
        number = len(names) + 1
        while (name := self.tr("第{number}组").format(number=number)) in names:
            number += 1
        return name

    def _save(self, form: Form, team: Team | None, dialog: QDialog) -> None:
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        values = form.values()
        members = values["members"]
        people = tuple(one for one in members if isinstance(one, Signer)) if isinstance(members, tuple) else ()
        task = self._context.runner.start(
            self.tr("保存走访组"),
            lambda _: office.teams.save_team(
                str(values["name"]),
                leader=str(values["leader"] or ""),
                members=people,
                team_id=team.id if team else None,
                actor=actor,
                today=today,
            ),
        )
        task.succeeded.connect(lambda id_: self._on_saved(id_, dialog))
        task.refused.connect(form.show_refusal)

    def _on_saved(self, id_: int, dialog: QDialog) -> None:
        dialog.accept()
        self.current = id_
        self.chosen.emit(id_)

    def _on_remove(self) -> None:
        team = self.team
        if team is None:
            return
        dialogs.confirm(
            self,
            self.tr("解散走访组"),
            self.tr("解散“{team}”。组内已没有户时才能解散；走访记录不受影响。").format(team=team.name),
            do=self.tr("解散"),
            then=lambda: self._remove(team),
            is_destructive=True,
        )

    def _remove(self, team: Team) -> None:
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("解散走访组"), lambda _: office.teams.remove_team(team.id, actor=actor, today=today)
        )
        task.refused.connect(lambda refused: self._on_not_removed(team, refused))

    def _on_not_removed(self, team: Team, refused: Refused) -> None:
        self.bar.show_refusal(refused)
        waiting = [row.code for row in self._survey.rows_of(team.id) if row.is_waiting]
        if "visit.team_has_households" in refused.codes and waiting:
            self.bar.offer(
                self.tr("把待走访的 {count} 户退回未分组").format(count=len(waiting)), lambda: self.free(waiting)
            )

    def free(self, codes: Sequence[str]) -> None:
        """Take these households away from their teams."""
        self.give(None, codes=codes)

    def give(
        self,
        team_id: int | None,
        *,
        codes: Sequence[str] = (),
        villages: Sequence[int] = (),
        groups: Sequence[int] = (),
        take_over: bool = False,
    ) -> None:
        """Give a team these households; what stands against it is said here."""
        self.bar.clear()
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("分配走访户"),
            lambda _: office.teams.assign(
                team_id,
                village_ids=villages,
                group_ids=groups,
                household_codes=codes,
                take_over=take_over,
                actor=actor,
                today=today,
            ),
        )
        task.succeeded.connect(
            lambda done: self._context.navigator.say(self.tr("已分配 {count} 户。").format(count=done.count))
        )

        def refused(why: Refused) -> None:
            self.bar.show_refusal(why)
            if "visit.assigned_elsewhere" in why.codes:
                self.bar.offer(
                    self.tr("转给本组"),
                    lambda: self.give(team_id, codes=codes, villages=villages, groups=groups, take_over=True),
                )

        task.refused.connect(refused)
