"""补办单: leave to take steps outside their windows; what was given, to whom, and how much of it is used up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel
from typing_extensions import override

from app.models.enums import Party
from app.services.plans import PermitRowView, PermitUseView
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE
from app.services.workflow.facts import Permit
from app.ui.common.chips import Chip, Shape
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.household_columns import code_column, head_column, village_column
from app.ui.common.household_picker import HouseholdPicker
from app.ui.common.permits import PermitWish
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.settings.list_page import ListPage
from app.ui.theme import Tone

translate = QCoreApplication.translate


def action_names(variant: str | None = None) -> dict[str, str]:
    """The actions that have a window (in one variant of the workflow): what a permit can be given for."""
    rows = [row for row in (*CASE_TABLE, *ALERT_TABLE) if row.windows]
    return {row.action: row.name for row in rows if variant is None or not row.variants or variant in row.variants}


class PermitsPage(ListPage[PermitRowView]):
    """The list of permits of the running plan, the households of the chosen one, and the form for a new one."""

    TOUCHES = ("permit", "permit_use", "plan_year", "officer", "delegation")

    def __init__(self, context: TabContext) -> None:
        super().__init__(
            context,
            key="permits",
            name=self.tr("补办单"),
            columns=_columns(context.today),
            note=self.tr("错过办理期限的步骤，凭分管领导或受委托人签批的补办单办理；每户每一步用一次。"),
            empty=self.tr("还没有补办单。步骤错过期限、确需补办时，按签批的纸质补办单在这里登记。"),
        )
        self._signers: tuple[str, ...] = ()
        self._variant: str | None = None
        self._people = Latest(context.runner, self)
        self._people.answered.connect(self._on_people)
        self.button(self.tr("开补办单…"), self.grant, sign="plus", is_primary=True)
        self.tools.addStretch(1)
        self.empty.offer(self.tr("开补办单…"), self.grant)
        self.uses_title = QLabel()
        self.uses_title.setProperty("heading", True)
        self.uses: RowsTableModel[PermitUseView] = RowsTableModel(_use_columns(self._actions))
        self.uses_table = DataTable(self.uses, name=self.tr("补办单上的户"), key="settings/permit-uses")
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.uses_title)
        layout.addWidget(self.uses_table)
        self.table.current_changed.connect(lambda _: self._show_uses())
        self.uses_table.opened.connect(self._on_use_opened)
        self.reload()
        self._ask_people()

    @override
    def read(self) -> Callable[[], Sequence[PermitRowView]]:
        plans, today = self.context.office.plans, self.context.today()
        return lambda: tuple(reversed(plans.permits(plans.current(today).plan.year)))

    @override
    def shown(self, rows: Sequence[PermitRowView]) -> None:
        self._show_uses()
        self._ask_people()

    def _ask_people(self) -> None:
        office, today = self.context.office, self.context.today()

        def read(_: object) -> tuple[tuple[str, ...], str]:
            leaders = [officer.name for officer in office.directory.officers(on=today, party=Party.LEADER)]
            lent = [lent.delegate for lent in office.directory.delegations(on=today)]
            return tuple(dict.fromkeys([*leaders, *lent])), office.plans.current(today).plan.variant

        self._people.ask(self.tr("读取名录"), read)

    def _on_people(self, answer: tuple[tuple[str, ...], str]) -> None:
        self._signers, self._variant = answer

    def _actions(self) -> tuple[str, ...]:
        row = self.chosen()
        return row.actions if row else ()

    def _show_uses(self) -> None:
        row = self.chosen()
        for part in (self.uses_title, self.uses_table):
            part.setVisible(row is not None)
        if row is not None:
            said = self.tr("补办单 {paper}：{count} 户，已使用 {used} 户")
            self.uses_title.setText(said.format(paper=row.paper_no, count=row.households, used=row.used))
            self.uses.show_rows(row.uses)

    def _on_use_opened(self, position: int) -> None:
        use = self.uses.row_at(position)
        if use is not None:
            self.context.navigator.open_household(use.household_id)

    def grant(self, wish: PermitWish | None = None) -> Form:
        """Open the form of a new permit, with what was wished for written in it."""
        form = self._form()
        if isinstance(wish, PermitWish):
            form.set_values({"actions": wish.actions, "households": wish.households})
        self.ask(
            self.tr("开补办单"),
            form,
            do=self.tr("登记补办单"),
            work=self._store,
            said=self.tr("补办单已登记。"),
            is_large=True,
        )
        return form

    def _form(self) -> Form:
        actions = [Option(code, word) for code, word in action_names(self._variant).items()]
        hint = self.tr("可选一步，或连续几步")
        fields = (
            Field("paper_no", self.tr("补办单文号"), required=True),
            Field("signer", self.tr("签批人"), required=True, suggestions=self._signers),
            Field("actions", self.tr("准许的步骤"), Kind.MULTI_CHOICE, required=True, options=actions, hint=hint),
            Field("last_day", self.tr("最后有效日"), Kind.DAY, required=True),
            Field("reason", self.tr("补办原因"), Kind.LONG_TEXT, required=True),
            Field("households", self.tr("户"), required=True, make=lambda: HouseholdPicker(self.context)),
        )
        return Form(fields, today=self.context.today)

    def _store(self, values: dict[str, object]) -> object:
        plans, today, actor = self.context.office.plans, self.context.today(), self.context.actor()
        actions, last_day, households = values["actions"], values["last_day"], values["households"]
        assert isinstance(actions, tuple)
        assert isinstance(last_day, date)
        assert isinstance(households, tuple)
        permit = Permit(
            frozenset(actions), last_day, str(values["reason"]), str(values["paper_no"]), str(values["signer"])
        )
        year = plans.current(today).plan.year
        return plans.grant(permit, household_ids=households, year=year, actor=actor, today=today)


def _words(actions: Sequence[str]) -> str:
    names = action_names()
    return "、".join(names.get(action, action) for action in actions)


def _columns(today: Callable[[], date]) -> Sequence[Column[PermitRowView]]:
    def state(row: PermitRowView) -> Chip:
        left = any(set(row.actions) - set(use.used) for use in row.uses)
        if not left:
            return Chip(translate("permits", "已用完"), Shape.CHECK, Tone.NEUTRAL)
        if row.last_day < today():
            return Chip(translate("permits", "已过期"), Shape.CROSS, Tone.NEUTRAL)
        return Chip(translate("permits", "有效"), Shape.DOT, Tone.DONE)

    return (
        Column("paper_no", translate("permits", "文号"), lambda row: row.paper_no, 18),
        chip_column("state", translate("permits", "状态"), state, width=10),
        Column("actions", translate("permits", "准许的步骤"), lambda row: _words(row.actions), 26),
        Column("used", translate("permits", "已用/户数"), lambda row: f"{row.used}/{row.households}", 10),
        day_column("last_day", translate("permits", "最后有效日"), lambda row: row.last_day, width=12),
        Column("signer", translate("permits", "签批人"), lambda row: row.signer, 10),
        Column("reason", translate("permits", "原因"), lambda row: row.reason, 36, tip=lambda row: row.reason),
    )


def _use_columns(actions: Callable[[], tuple[str, ...]]) -> Sequence[Column[PermitUseView]]:
    return (
        head_column(lambda use: use.head),
        village_column(lambda use: use.village),
        code_column(lambda use: use.code),
        Column("used", translate("permits", "已用的步骤"), lambda use: _words(use.used), 26),
        Column(
            "left",
            translate("permits", "还可办理"),
            lambda use: _words([action for action in actions() if action not in use.used]),
            26,
        ),
    )
