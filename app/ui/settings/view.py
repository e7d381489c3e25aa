"""设置: the plan in force, backup, check, and the password."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.services.backup.checking import Verified
from app.services.backup.making import BackupMade
from app.services.errors import Refused
from app.services.plans import RunningPlan
from app.ui.common import dialogs
from app.ui.common.context import TabContext, TabView
from app.ui.common.form_builder import Field, Form
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import Latest
from app.ui.common.values import money_text


class SettingsPage(TabView):
    """What the office looks at and changes about itself."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._plans = Latest(context.runner, self)
        self.plan = QLabel()
        self.plan.setWordWrap(True)
        self.bar = RefusalBar(self)
        self.back_up = QPushButton(self.tr("备份到…"))
        self.verify = QPushButton(self.tr("检查数据库"))
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.password = Form(
            (
                Field("old", self.tr("原密码或恢复码"), required=True),
                Field("new", self.tr("新密码"), required=True),
            )
        )
        self.change = QPushButton(self.tr("修改密码"))
        self._lay_out()
        self.back_up.clicked.connect(self._on_back_up)
        self.verify.clicked.connect(self._on_verify)
        self.change.clicked.connect(self._on_change)
        self._plans.answered.connect(self._on_plan)
        context.hub.changed.connect(lambda _: self._read_plan())
        self._read_plan()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_up)
        buttons.addWidget(self.verify)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self._heading(self.tr("工作方案")))
        column.addWidget(self.plan)
        column.addWidget(self._heading(self.tr("备份和检查")))
        column.addLayout(buttons)
        column.addWidget(self.said)
        column.addWidget(self._heading(self.tr("密码")))
        column.addWidget(self.password)
        column.addWidget(self.change)
        column.addWidget(self.bar)
        column.addStretch(1)

    @staticmethod
    def _heading(text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("heading", True)
        return label

    def _read_plan(self) -> None:
        plans, today = self._context.office.plans, self._context.today()
        self._plans.ask(self.tr("读取方案"), lambda _: plans.current(today))

    def _on_plan(self, running: RunningPlan) -> None:
        plan = running.plan
        stages = "\n".join(
            self.tr("{name}：{opens} 至 {closes}").format(name=w.name, opens=w.opens_on, closes=w.closes_on)
            for w in plan.stages
        )
        head = self.tr("{name}（第 {version} 版），收入线 {line} 元").format(
            name=plan.name, version=running.version, line=money_text(plan.line_fen)
        )
        check = self.tr("\n预置内容请按本地文件核对。") if plan.to_be_checked else ""
        self.plan.setText(f"{head}\n{stages}{check}")

    def _on_back_up(self) -> None:
        name = self._context.office.backup.suggested_name(today=self._context.today())
        dialogs.choose_save_file(
            self,
            self.tr("备份到"),
            kinds=self.tr("守望备份 (*.swbak)"),
            proposed=Path.home() / name,
            then=self.back_up_to,
        )

    def back_up_to(self, target: Path) -> None:
        """Make a proven backup at ``target``."""
        backup, actor, today = self._context.office.backup, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("正在备份"),
            lambda task: backup.back_up(target, actor=actor, today=today, replace=True, report=task.progress),
        )
        task.succeeded.connect(self._on_backed_up)
        task.refused.connect(self.bar.show_refusal)

    def _on_backed_up(self, made: BackupMade) -> None:
        self._context.navigator.tell_file(self.tr("备份已做好并检查通过。"), made.path)
        self.said.setText(self.tr("备份已做好并检查通过：{path}").format(path=made.path))

    def _on_verify(self) -> None:
        backup = self._context.office.backup
        task = self._context.runner.start(self.tr("正在检查"), lambda task: backup.verify(report=task.progress))
        task.succeeded.connect(self._on_verified)
        task.refused.connect(self.bar.show_refusal)

    def _on_verified(self, found: Verified) -> None:
        if found.is_good:
            self.said.setText(
                self.tr("检查通过：审计 {count} 条，链头 {head}。").format(
                    count=found.audit_entries, head=found.audit_head[:12]
                )
            )
            return
        self.bar.show_refusal(Refused(*found.problems))

    def _on_change(self) -> None:
        if not self.password.check():
            return
        values = self.password.values()
        keyring, actor, today = self._context.office.keyring, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("修改密码"),
            lambda _: keyring.change_password(
                actor.session_user, old=str(values["old"]), new=str(values["new"]), actor=actor, today=today
            ),
        )
        task.succeeded.connect(self._on_password_changed)
        task.refused.connect(self.password.show_refusal)

    def _on_password_changed(self, _: object) -> None:
        self.password.set_values({"old": "", "new": ""})
        self.said.setText(self.tr("密码已修改。"))


def settings_tab(context: TabContext) -> TabView:
    """The page behind the gear."""
    return SettingsPage(context)
