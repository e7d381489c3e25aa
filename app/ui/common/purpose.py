"""What a list with whole ID numbers leaves for: asked before the file, remembered for the next one, told the audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLabel, QLineEdit, QWidget

from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.memory import WindowMemory
from app.ui.common.refusals import RefusalBar

translate = QCoreApplication.translate
_KEPT, _MOST, _LONGEST = "files/purposes", 12, 100


class PurposePanel(QWidget):
    """An editable list of purposes; the one of last time comes first."""

    def __init__(self, memory: WindowMemory) -> None:
        super().__init__()
        self.box = QComboBox()
        words_typed = QLineEdit()
        self.box.setLineEdit(words_typed)
        self.box.setAccessibleName(translate("purpose", "用途"))
        self.box.addItems(purposes(memory))
        self.box.setCurrentIndex(-1)
        words_typed.setPlaceholderText(translate("purpose", "选一个，或写上新的用途"))
        words_typed.setMaxLength(_LONGEST)
        self.bar = RefusalBar(self)
        words = QLabel(
            translate("purpose", "这份名单带有完整的身份证号码。用途会写进审计记录；文件里不需要号码的，请改用掩码。")
        )
        words.setWordWrap(True)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(words)
        form.addRow(translate("purpose", "用途"), self.box)
        form.addRow(self.bar)

    def purpose(self) -> str:
        """What was chosen or typed; says what is missing when it is empty."""
        text = self.box.currentText().strip()
        if not text:
            self.bar.show_sentences([translate("purpose", "请写上用途，例如“报区医保局核对参保情况”。")])
        return text


def purposes(memory: WindowMemory) -> Sequence[str]:
    """The purposes of before, the latest first, then the usual ones."""
    kept = memory.text_of(_KEPT).splitlines()
    usual = (
        translate("purpose", "报区级主管部门"),
        translate("purpose", "行业部门数据比对"),
        translate("purpose", "与国家系统核对"),
        translate("purpose", "发村核实"),
        translate("purpose", "迎接检查"),
    )
    return list(dict.fromkeys([*kept, *usual]))


def keep_purpose(memory: WindowMemory, text: str) -> None:
    """Remember a purpose for the next time."""
    kept = [text, *(other for other in memory.text_of(_KEPT).splitlines() if other != text)]
    memory.keep(_KEPT, "\n".join(kept[:_MOST]))


def ask_purpose(context: TabContext, parent: QWidget, name: str, *, then: Callable[[str], None]) -> QDialog:
    """Ask what the list leaves for; ``then`` gets it once it is said."""
    panel = PurposePanel(context.memory)

    def go_on(dialog: QDialog) -> None:
        said = panel.purpose()
        if said:
            keep_purpose(context.memory, said)
            dialog.accept()
            then(said)

    title = translate("purpose", "导出{name}：用途").format(name=name)
    dialog = dialogs.panel(parent, title, panel, do=translate("purpose", "下一步：存到…"), then=go_on)
    dialog.resize(520, dialog.sizeHint().height())
    panel.box.setFocus()
    return dialog
