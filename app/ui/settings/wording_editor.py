"""One wording: its text with placeholders to insert, from which day, why; saved, restored or put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.services.errors import Refused
from app.services.papers.wording_service import NewWording, WordingRow, check
from app.services.wording import sentence
from app.ui.common.editors import DayEditor, TextEditor
from app.ui.common.flow import FlowLayout
from app.ui.common.refusals import RefusalBar
from app.ui.theme import width_of

_LEAST, _MOST = 2, 6  # lines of the input


class WordingEditor(QWidget):
    """Emits ``edited`` with every change of the text, ``saving`` with what is to be saved."""

    edited = Signal()
    saving = Signal(object)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._row: WordingRow | None = None
        self.title, self.about = QLabel(), QLabel()
        self.title.setProperty("heading", True)
        self.title.setWordWrap(True)
        self.about.setWordWrap(True)
        self.about.setProperty("muted", True)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("写法"))
        self.text.setTabChangesFocus(True)
        self.hint = QLabel()
        self.hint.setProperty("muted", True)
        self.hint.setWordWrap(True)
        self.bar = RefusalBar(self)
        self.chips = QWidget()
        self._flow = FlowLayout(self.chips, spacing=4)
        self.valid_from = DayEditor(year=lambda: today().year)
        self.valid_from.line.setMinimumWidth(width_of(14, self.font()))
        self.valid_from.line.setAccessibleName(self.tr("从哪天起用"))
        self.reason = TextEditor(hint=self.tr("依据，如文件名称、机构改名"))
        self.reason.line.setAccessibleName(self.tr("修改原因"))
        self.save = QPushButton(self.tr("保存"))
        self.save.setProperty("primary", True)
        self.restore = QPushButton(self.tr("恢复默认"))
        self.undo = QPushButton(self.tr("放弃修改"))
        self._lay_out()
        self.text.textChanged.connect(self._on_text)
        self.save.clicked.connect(lambda: self._send(self.typed))
        self.restore.clicked.connect(lambda: self._send(None))
        self.undo.clicked.connect(self.put_back)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.title, self.about, self.text, self.chips, self.hint, self.bar):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("从")))
        row.addWidget(self.valid_from)
        row.addWidget(QLabel(self.tr("起用")))
        row.addStretch(1)
        column.addLayout(row)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("原因")))
        row.addWidget(self.reason, 1)
        column.addLayout(row)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.undo)
        buttons.addStretch(1)
        buttons.addWidget(self.restore)
        column.addLayout(buttons)

    @property
    def typed(self) -> str:
        """The text as it stands in the input."""
        return self.text.toPlainText().strip(" \t\n")

    @property
    def is_changed(self) -> bool:
        """Whether the text differs from what is saved."""
        return self._row is not None and self.typed != self._row.text.strip(" \t\n")

    def show_row(self, row: WordingRow, draft: str | None) -> None:
        """Show a wording, with what was typed before and not saved."""
        is_other = self._row is None or (self._row.key, self._row.scope) != (row.key, row.scope)
        self._row = row
        if is_other:
            self.bar.clear()
            self.reason.set_value(None)
            self.valid_from.set_value(self._today())
        self.title.setText(f"{row.group}：{row.title}")
        papers = "、".join(name for _, name in row.kinds)
        printed = self.tr("用在：{papers}。").format(papers=papers) if papers and not row.own else ""
        self.about.setText(f"{row.about}{printed}")
        self.about.setVisible(bool(self.about.text()))
        self._fit(row)
        self._offer_placeholders(row)
        self.text.blockSignals(True)
        self.text.setPlainText(row.text if draft is None else draft)
        self.text.blockSignals(False)
        self._judge()

    def put_back(self) -> None:
        """Forget what was typed."""
        if self._row is not None:
            self.text.setPlainText(self._row.text)

    def show_refusal(self, refused: Refused) -> None:
        """Say why it was not saved."""
        self.bar.show_refusal(refused)

    def saved(self) -> None:
        """What was typed is what stands."""
        self.reason.set_value(None)
        self.bar.clear()

    def _fit(self, row: WordingRow) -> None:
        lines = max(_LEAST, min(_MOST, max(row.lines, row.most // 60)))
        self.text.setFixedHeight(round(self.fontMetrics().lineSpacing() * lines + 14))

    def _offer_placeholders(self, row: WordingRow) -> None:
        while item := self._flow.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for name, says in row.placeholders:
            chip = QToolButton()
            must = name in row.required
            chip.setText(f"{{{name}}}" + (self.tr(" 必须有") if must else ""))
            tip = self.tr("插入“{name}”").format(name=name)
            chip.setToolTip(self.tr("{tip}，现在是“{says}”").format(tip=tip, says=says) if says else tip)
            chip.setAccessibleName(tip)
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.clicked.connect(lambda _=False, word=name: self.insert(word))
            self._flow.addWidget(chip)
        self.chips.setVisible(bool(row.placeholders))
        self.chips.updateGeometry()

    def insert(self, name: str) -> None:
        """Put a placeholder where the cursor stands."""
        self.text.insertPlainText(f"{{{name}}}")
        self.text.setFocus()

    def _on_text(self) -> None:
        self._judge()
        self.edited.emit()

    def _judge(self) -> None:
        """Say at once what would be refused, and what can be done."""
        row = self._row
        if row is None:
            return
        reasons = check(row.key, self.typed) if self.is_changed else ()
        told = self.tr("{count} / {most} 字").format(count=len(self.typed), most=row.most)
        since = self.tr("，现行写法从 {day} 起用").format(day=row.valid_from) if row.valid_from else ""
        self.hint.setText(f"{told}{since}")
        self.bar.show_sentences([sentence(reason) for reason in reasons])
        self.save.setEnabled(self.is_changed and not reasons)
        self.save.setToolTip("" if self.is_changed else self.tr("写法没有改动"))
        self.undo.setEnabled(self.is_changed)
        self.restore.setEnabled(row.is_own)
        default = row.default or self.tr("（空）")
        self.restore.setToolTip(
            self.tr("恢复为：{text}").format(text=default) if row.is_own else self.tr("没有改写过，就是程序原来的写法")
        )

    def _send(self, text: str | None) -> None:
        row = self._row
        if row is None:
            return
        problem = self.valid_from.problem()
        day = self.valid_from.value()
        if problem or not isinstance(day, date):
            self.bar.show_sentences([problem or self.tr("请写明从哪天起用。")])
            return
        reason = str(self.reason.value() or "")
        self.saving.emit(NewWording(row.key, text, day, reason, row.scope))
