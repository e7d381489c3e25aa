"""What the clerk says before something is printed: printer, pages, sides, copies; what is wrong is said at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.common import printers
from app.ui.common.choice_editors import Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.page_ranges import PageChoice, Sides
from app.ui.common.printing import PrintWish
from app.ui.theme import width_of

_COLLATE, _BACKWARDS = "collate", "backwards"
_DUPLEX = {
    "none": QPrinter.DuplexMode.DuplexNone,
    "long": QPrinter.DuplexMode.DuplexLongSide,
    "short": QPrinter.DuplexMode.DuplexShortSide,
}
_MOST_COPIES = 99


class PrintForm(QWidget):
    """``wish`` and ``printer_name`` are what was said; ``check`` shows what cannot be done and says whether it can.

    ``pages`` may be unknown (0) while the rest of the file is still being drawn.
    """

    def __init__(
        self, names: Sequence[str], *, pages: int, sizes: frozenset[QPageSize.PageSizeId], choice: PageChoice
    ) -> None:
        super().__init__()
        self._pages, self._sizes = pages, sizes
        self.form = Form(self._fields(names))
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("muted", True)
        self.note.setAccessibleName(self.tr("关于打印机和纸张"))
        self.setMinimumWidth(width_of(62, self.font()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        layout.addWidget(self.note)
        self.form.set_values(
            {
                "printer": names[0],
                "pages": choice.text or None,
                "sides": choice.sides.value,
                "copies": 1,
                "options": (_COLLATE, _BACKWARDS) if choice.backwards else (_COLLATE,),
                "duplex": "none",
            }
        )
        self.form.changed.connect(self._say)
        self._say()

    def _fields(self, names: Sequence[str]) -> tuple[Field, ...]:
        count = self.tr("共 {count} 页；写法如 1-3,5,8-，不写为全部").format(count=self._pages)
        unknown = self.tr("写法如 1-3,5,8-，不写为全部")
        return (
            Field(
                "printer", self.tr("打印机"), Kind.CHOICE, required=True, options=[Option(name, name) for name in names]
            ),
            Field("pages", self.tr("页码"), hint=count if self._pages else unknown),
            Field(
                "sides",
                self.tr("单双页"),
                Kind.CHOICE,
                required=True,
                options=(
                    Option(Sides.ALL, self.tr("单双页都打")),
                    Option(Sides.ODD, self.tr("只打奇数页")),
                    Option(Sides.EVEN, self.tr("只打偶数页")),
                ),
            ),
            Field("copies", self.tr("份数"), Kind.INTEGER, required=True, least=1, most=_MOST_COPIES),
            Field(
                "options",
                self.tr("顺序"),
                Kind.MULTI_CHOICE,
                options=(Option(_COLLATE, self.tr("逐份打印")), Option(_BACKWARDS, self.tr("从最后一页打起"))),
            ),
            Field(
                "duplex",
                self.tr("双面"),
                Kind.CHOICE,
                required=True,
                options=(
                    Option("none", self.tr("单面")),
                    Option("long", self.tr("双面，长边翻转")),
                    Option("short", self.tr("双面，短边翻转")),
                ),
            ),
        )

    @property
    def printer_name(self) -> str:
        """The printer that was chosen."""
        return str(self.form.values()["printer"] or "")

    @property
    def wish(self) -> PrintWish:
        """Pages, copies and sides as they were said."""
        values = self.form.values()
        options = values["options"]
        assert isinstance(options, tuple)
        pages = PageChoice(str(values["pages"] or ""), Sides(str(values["sides"])), _BACKWARDS in options)
        copies, duplex = int(str(values["copies"] or 1)), _DUPLEX[str(values["duplex"])]
        return PrintWish(pages, copies, _COLLATE in options, duplex)

    def check(self) -> bool:
        """Whether it can be printed so; what is in the way is shown."""
        if not self.form.check():
            return False
        pages = self.wish.pages
        said = ""
        if not pages.is_readable:
            said = self.tr("页码看不懂：请写成 1-3,5,8- 这样，小的页码在前。")
        elif self._pages and not pages.of(self._pages):
            said = self.tr("文书共 {count} 页，没有选到任何一页。").format(count=self._pages)
        self.form.bar.show_sentences([said] if said else [])
        self._fit()
        return not said

    def _say(self) -> None:
        if not self.printer_name:
            self.note.clear()
            return
        known = printers.traits(self.printer_name)
        said = [*self._about_paper(known)]
        if not known.has_duplex:
            said.append(self.tr("这台打印机不报双面功能：可先“只打奇数页”，纸翻面放回后再“只打偶数页”。"))
        self.note.setText("\n".join(said))
        self.form.show_field("duplex", is_shown=known.has_duplex)
        self._fit()

    def _fit(self) -> None:
        """Room for every line: what wraps asks for no height by itself."""
        layout = self.layout()
        if layout is not None:
            width = max(self.width(), self.minimumWidth())
            self.setMinimumHeight(max(layout.totalHeightForWidth(width), layout.totalSizeHint().height()))
        if self.isVisible():
            self.window().adjustSize()

    def _about_paper(self, known: printers.PrinterTraits) -> list[str]:
        said = []
        needed = sorted(QPageSize(size).name() for size in self._sizes)
        if known.paper.isValid() and known.paper.id() not in self._sizes:
            text = self.tr("这台打印机现在设的是 {set} 纸，文书是 {needed}：请放好 {needed} 纸再打印，否则边上会缺。")
            said.append(text.format(set=known.paper.name(), needed=self.tr("、").join(needed)))
        lacking = sorted(QPageSize(size).name() for size in self._sizes if known.papers and size not in known.papers)
        if lacking:
            text = self.tr("这台打印机不支持 {lacking} 纸，请换一台打印机，或先存为PDF。")
            said.append(text.format(lacking=self.tr("、").join(lacking)))
        return said
