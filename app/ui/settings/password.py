"""密码与恢复码: a new password, a fresh recovery code."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.services.errors import Refused
from app.ui.common.context import TabContext
from app.ui.common.editors import Editor, TextEditor
from app.ui.common.form_builder import Field, Form
from app.ui.theme import width_of


class PasswordPage(QWidget):
    """What unlocks the ledger; nothing that is typed here is shown or kept."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.password = Form(
            (
                Field("old", self.tr("原密码或恢复码"), required=True, make=_secret),
                Field("new", self.tr("新密码"), required=True, make=_secret),
                Field("again", self.tr("再输一遍新密码"), required=True, make=_secret),
            )
        )
        self.change = QPushButton(self.tr("修改密码"))
        self.change.setProperty("primary", True)
        self.secret = Form((Field("secret", self.tr("密码"), required=True, make=_secret),))
        self.renew = QPushButton(self.tr("换新恢复码"))
        self.code = QLineEdit()
        self.code.setReadOnly(True)
        self.code.setAccessibleName(self.tr("新恢复码"))
        self.said = QLabel()
        self.said.setWordWrap(True)
        self._lay_out()
        self.change.clicked.connect(self._on_change)
        self.renew.clicked.connect(self._on_renew)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for title, form, button, note in (
            (self.tr("修改密码"), self.password, self.change, ""),
            (
                self.tr("恢复码"),
                self.secret,
                self.renew,
                self.tr(
                    "忘记密码时用恢复码打开。恢复码丢失或可能泄露时换新：旧码随即失效，新码只显示这一次，请抄下存入保险柜。"
                ),
            ),
        ):
            head = QLabel(title)
            head.setProperty("heading", True)
            column.addWidget(head)
            if note:
                text = QLabel(note)
                text.setWordWrap(True)
                text.setProperty("muted", True)
                column.addWidget(text)
            form.setMaximumWidth(width_of(90, self.font()))
            column.addWidget(form)
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        self.code.setMaximumWidth(width_of(90, self.font()))
        column.addWidget(self.code)
        column.addWidget(self.said)
        column.addStretch(1)
        self.code.hide()

    def _on_change(self) -> None:
        if not self.password.check():
            return
        values = self.password.values()
        if values["new"] != values["again"]:
            self.password.bar.show_sentences([self.tr("两次输入的新密码不一样。请重新输入。")])
            return
        keyring, actor, today = self._context.office.keyring, self._context.actor(), self._context.today()
        office = self._context.office.settings.township()
        old, new = str(values["old"]), str(values["new"])
        task = self._context.runner.start(
            self.tr("修改密码"),
            lambda _: keyring.change_password(
                actor.session_user, old=old, new=new, actor=actor, today=today, office=office
            ),
        )
        task.succeeded.connect(self._on_changed)
        task.refused.connect(self._on_refused)

    def _on_changed(self, _: object) -> None:
        self.password.set_values({"old": None, "new": None, "again": None})
        self.said.setText(self.tr("密码已修改，下次打开时用新密码。"))

    def _on_refused(self, refused: Refused) -> None:
        self.password.show_refusal(refused)

    def _on_renew(self) -> None:
        if not self.secret.check():
            return
        keyring, actor, today = self._context.office.keyring, self._context.actor(), self._context.today()
        secret = str(self.secret.value("secret"))
        task = self._context.runner.start(
            self.tr("换新恢复码"), lambda _: keyring.new_recovery_code(secret=secret, actor=actor, today=today)
        )
        task.succeeded.connect(self._on_renewed)
        task.refused.connect(self.secret.show_refusal)

    def _on_renewed(self, code: str) -> None:
        self.secret.set_values({"secret": None})
        self.code.setText(code)
        self.code.show()
        self.said.setText(self.tr("这是新恢复码，只显示这一次。旧恢复码已失效。"))


def _secret() -> Editor:
    editor = TextEditor()
    line = editor.findChild(QLineEdit)
    if line is not None:
        line.setEchoMode(QLineEdit.EchoMode.Password)
    return editor
