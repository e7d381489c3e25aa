"""发文字号: the numbers that the office's letters were given, and the next ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from typing_extensions import override

from app.services.papers.numbering import SERIES, NumberRow, Offer
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column, day_column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.tasks import Latest
from app.ui.settings.list_page import ListPage

translate = QCoreApplication.translate


class NumbersPage(ListPage[NumberRow]):
    """The register of this year; a number is given out once."""

    TOUCHES = ("document_number", "office_wording", "paper_snapshot")

    def __init__(self, context: TabContext) -> None:
        super().__init__(
            context,
            key="numbers",
            name=self.tr("发文字号"),
            columns=_columns(),
            note=self.tr("请示、报告、函的文号从这里领，一个文号只给一份公文；已印在存档文书上的也不会再给。"),
            empty=self.tr("今年还没有领过文号。字号的写法在“单位信息”里设置。"),
        )
        self._offers = Latest(context.runner, self)
        self._offers.answered.connect(self._on_offers)
        self.offered: Sequence[Offer] = ()
        self.button(self.tr("领取文号…"), self.take, sign="plus", is_primary=True)
        self.button(self.tr("复制文号"), self.copy, sign="copy")
        self.tools.addStretch(1)
        self.empty.offer(self.tr("领取文号…"), self.take)
        self.reload()

    @override
    def read(self) -> Callable[[], Sequence[NumberRow]]:
        numbers, year = self.context.office.numbers, self.context.today().year
        return lambda: numbers.given(year=year)

    @override
    def shown(self, rows: Sequence[NumberRow]) -> None:
        numbers, today = self.context.office.numbers, self.context.today()
        self._offers.ask(self.tr("读取文号"), lambda _: numbers.offers(today=today))

    def _on_offers(self, offers: Sequence[Offer]) -> None:
        self.offered = offers

    def take(self) -> Form:
        """Ask for what the next number is given."""
        said = self.tr("{name}　下一个：{text}")
        unset = self.tr("{name}　（单位信息里还没有设置字号）")
        options = [
            Option(o.series, (said if o.text else unset).format(name=o.name, text=o.text)) for o in self.offered
        ] or [Option(series, name) for series, name in SERIES.items()]
        form = Form(
            (
                Field("series", self.tr("类别"), Kind.CHOICE, required=True, options=options),
                Field("subject", self.tr("给哪份公文用"), required=True),
            ),
            today=self.context.today,
        )
        numbers, actor, today = self.context.office.numbers, self.context.actor(), self.context.today()

        def work(values: dict[str, object]) -> object:
            series, subject = str(values["series"]), str(values["subject"] or "")
            return numbers.take(series, subject=subject, actor=actor, today=today)

        self.ask(self.tr("领取文号"), form, do=self.tr("领取"), work=work, said=self.tr("文号已登记。"))
        return form

    def copy(self) -> None:
        """Put the chosen number on the clipboard."""
        row = self.needs_chosen()
        if row is not None:
            QGuiApplication.clipboard().setText(row.text)
            self.context.navigator.say(self.tr("已复制：{text}").format(text=row.text))


def _columns() -> Sequence[Column[NumberRow]]:
    return (
        Column("text", translate("numbers", "文号"), lambda row: row.text, 24),
        Column("subject", translate("numbers", "给哪份公文"), lambda row: row.subject, 40),
        day_column("given_on", translate("numbers", "领取日期"), lambda row: row.given_on, width=14),
    )
