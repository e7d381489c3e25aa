"""节假日: the days that do not follow the week, by year; the office adds what a notice or the county says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication
from typing_extensions import override

from app.services.holidays import HolidayRow
from app.ui.common.chips import Chip, Shape
from app.ui.common.choice_editors import ChoiceEditor, Option
from app.ui.common.columns import Align, Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.tasks import Latest
from app.ui.settings.list_page import ListPage
from app.ui.theme import Tone

translate = QCoreApplication.translate
_OFF, _ON = "off", "on"


class HolidaysPage(ListPage[HolidayRow]):
    """One year's table; days of the office's own can be added and taken back."""

    TOUCHES = ("holiday",)

    def __init__(self, context: TabContext) -> None:
        super().__init__(
            context,
            key="holidays",
            name=self.tr("节假日"),
            columns=_columns(),
            note=self.tr(
                "录入宽限等工作日按这张表计算。程序自带国务院办公厅通知的安排；新一年的通知和本地调整在这里补充。"
            ),
            empty=self.tr("这一年还没有登记节假日，工作日只按周一至周五计算。国务院办公厅的通知印发后，在这里补充。"),
        )
        self.year = ChoiceEditor(())
        self.year.setAccessibleName(self.tr("年份"))
        inner = self.year.focusProxy()
        if inner is not None:
            inner.setAccessibleName(self.tr("年份"))
        self._years = Latest(context.runner, self)
        self._years.answered.connect(self._offer_years)
        self._offer_years(())
        self.year.set_value(str(context.today().year))
        self.year.changed.connect(self.reload)
        self.tools.addWidget(self.year)
        self.button(self.tr("补充…"), self.add, sign="plus", is_primary=True)
        self.button(self.tr("撤销补充"), self.remove, sign="undo-2")
        self.tools.addStretch(1)
        self.empty.offer(self.tr("补充…"), self.add)
        self.reload()

    def _offer_years(self, years: Sequence[int]) -> None:
        now = self.context.today().year
        every = sorted({*years, now, now + 1})
        self.year.offer([Option(str(year), self.tr("{year}年").format(year=year)) for year in every])

    @override
    def read(self) -> Callable[[], Sequence[HolidayRow]]:
        holidays, year = self.context.office.holidays, int(str(self.year.value() or self.context.today().year))
        return lambda: holidays.days(year)

    @override
    def shown(self, rows: Sequence[HolidayRow]) -> None:
        holidays = self.context.office.holidays
        self._years.ask(self.tr("读取年份"), lambda _: holidays.years())

    def add(self) -> Form:
        """Open the form for days off or worked."""
        kinds = [Option(_OFF, self.tr("放假")), Option(_ON, self.tr("上班"))]
        form = Form(
            (
                Field("kind", self.tr("安排"), Kind.CHOICE, required=True, options=kinds),
                Field("first", self.tr("从"), Kind.DAY, required=True),
                Field("last", self.tr("到"), Kind.DAY, hint=self.tr("只有一天的不用填")),
                Field("name", self.tr("名称"), hint=self.tr("如 春节")),
            ),
            today=self.context.today,
        )
        form.set_values({"kind": _OFF})
        holidays, actor, today = self.context.office.holidays, self.context.actor(), self.context.today()

        def work(values: dict[str, object]) -> object:
            first, last = values["first"], values["last"]
            assert isinstance(first, date)
            until = last if isinstance(last, date) else first
            name, is_working = str(values["name"] or ""), values["kind"] == _ON
            return holidays.save(first, until, is_working=is_working, name=name, actor=actor, today=today)

        self.ask(self.tr("补充节假日"), form, do=self.tr("保存"), work=work, said=self.tr("节假日已保存。"))
        return form

    def remove(self) -> None:
        """Take the chosen day of the office's own back."""
        row = self.needs_chosen()
        if row is None:
            return
        if row.holiday_id is None:
            self.bar.show_sentences([self.tr("这一天是程序自带的安排，不能撤销；确有变化的，用“补充”按天改写。")])
            return
        holidays, actor, today = self.context.office.holidays, self.context.actor(), self.context.today()
        number = row.holiday_id
        said = self.tr("已撤销，这一天恢复原来的安排。")
        self.do(self.tr("撤销补充"), lambda: holidays.remove(number, actor=actor, today=today), said=said)


def _columns() -> Sequence[Column[HolidayRow]]:
    week = translate("holidays", "一二三四五六日")

    def kind(row: HolidayRow) -> Chip:
        if row.is_working:
            return Chip(translate("holidays", "上班"), Shape.SQUARE, Tone.ACCENT)
        return Chip(translate("holidays", "放假"), Shape.RING, Tone.NEUTRAL)

    def source(row: HolidayRow) -> str:
        return (
            translate("holidays", "国务院办公厅通知") if row.holiday_id is None else translate("holidays", "本单位补充")
        )

    return (
        day_column("day", translate("holidays", "日期"), lambda row: row.day, width=14),
        Column("week", translate("holidays", "星期"), lambda row: week[row.day.weekday()], 6, Align.MIDDLE),
        chip_column("kind", translate("holidays", "安排"), kind, width=10),
        Column("name", translate("holidays", "名称"), lambda row: row.name, 20),
        Column("source", translate("holidays", "来源"), source, 22),
    )
