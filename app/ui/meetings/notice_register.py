"""公示 below the households: the notices that hang with their day counter, and the register of objections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from app.services.errors import Reason
from app.services.notices import Inquiry, MarkKind, NewObjection, NoticeRow, ObjectionRow
from app.services.workflow.facts import Signer
from app.ui.common import dialogs
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import Chip, Shape
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column, chip_column, count_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone

Read = tuple[Sequence[NoticeRow], Sequence[ObjectionRow]]
Home = tuple[str, str]  # code and name of a household whose notice hangs


class NoticeRegister(QWidget):
    """``home`` says which household of the list above an objection is registered for, if one is posted there."""

    read = Signal()

    def __init__(self, context: TabContext, home: Callable[[], Home | None]) -> None:
        super().__init__()
        self._context, self._home = context, home
        self._reading = Latest(context.runner, self)
        self._reading.answered.connect(self._on_read)
        self.bar = ActionBar(name=self.tr("公示与异议"))
        self.files = PaperFiles(context, self, self.bar.reasons)
        self.notices: RowsTableModel[NoticeRow] = RowsTableModel(self._notice_columns(), id_of=lambda row: row.paper_id)
        self.notice_table = DataTable(
            self.notices, name=self.tr("张贴的公示"), key="meetings/notices", memory=context.memory
        )
        self._objections: Sequence[ObjectionRow] = ()
        self.objections: RowsTableModel[ObjectionRow] = RowsTableModel(
            self._objection_columns(), id_of=lambda row: row.id
        )
        self.objection_table = DataTable(
            self.objections, name=self.tr("异议登记簿"), key="meetings/objections", memory=context.memory
        )
        self._no_notice = EmptyOr(
            self.notice_table, EmptyState(self.tr("还没有张贴公示。在上面选户办理“公示”后，公示和天数会出现在这里。"))
        )
        self._no_objection = EmptyOr(
            self.objection_table,
            EmptyState(self.tr("没有异议。在上面选一户公示中的户，按“登记异议”。")),
        )
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setAccessibleName(self.tr("公示和异议"))
        self.pages.addTab(self._no_notice, self.tr("张贴的公示"))
        self.pages.addTab(self._no_objection, self.tr("异议"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 4)
        column.addWidget(self.bar)
        column.addWidget(self.pages, 1)
        for table in (self.notice_table, self.objection_table):
            table.current_changed.connect(lambda _: self.show_bar())
        self.reload()

    def _notice_columns(self) -> Sequence[Column[NoticeRow]]:
        return (
            count_column("number", self.tr("存档号"), lambda row: row.number),
            Column("village", self.tr("村（社区）"), lambda row: row.village, 10),
            chip_column("counter", self.tr("天数"), self._counter, width=22),
            count_column("households", self.tr("户数"), lambda row: row.households),
            day_column("from_on", self.tr("张贴"), lambda row: row.from_on),
            day_column("to_on", self.tr("期满"), lambda row: row.to_on),
            day_column("closes", self.tr("可办结"), lambda row: row.closes_from),
            Column("places", self.tr("公示地点"), lambda row: "、".join(row.places), 20),
            Column("posted", self.tr("有照片或回执"), lambda row: "、".join(row.posted), 16),
            Column("down", self.tr("已撤下"), lambda row: "、".join(row.taken_down), 14),
            count_column("open", self.tr("未办结异议"), lambda row: row.open_objections),
        )

    def _counter(self, row: NoticeRow) -> Chip:
        today = self._context.today()
        if row.is_late(today):
            return Chip(self.tr("期满未撤下"), Shape.DIAMOND, Tone.LATE)
        if today > row.to_on:
            return Chip(self.tr("已撤下"), Shape.CHECK, Tone.DONE)
        words = self.tr("公示第{day}天，共{days}天").format(day=row.day(today), days=row.days)
        return Chip(words, Shape.HALF, Tone.ACCENT)

    def _objection_columns(self) -> Sequence[Column[ObjectionRow]]:
        return (
            Column("number", self.tr("编号"), lambda row: row.number, 9),
            chip_column("found", self.tr("结论"), self._conclusion, width=10),
            Column("head", self.tr("户主"), lambda row: row.head_name, 9),
            Column("village", self.tr("村（社区）"), lambda row: row.village, 10),
            Column("objector", self.tr("反映人"), lambda row: row.objector or self.tr("不具名"), 9),
            Column("content", self.tr("异议内容"), lambda row: row.content, 26, tip=lambda row: row.content),
            day_column("received", self.tr("收到"), lambda row: row.received_on),
            day_column("inquired", self.tr("核查"), lambda row: row.inquired_on),
            Column("inquirers", self.tr("核查人"), lambda row: "、".join(row.inquirers), 12),
            Column("finding", self.tr("核查情况"), lambda row: row.finding, 22, tip=lambda row: row.finding),
            day_column("told", self.tr("答复"), lambda row: row.told_on),
        )

    def _conclusion(self, row: ObjectionRow) -> Chip:
        if row.founded is None:
            return Chip(self.tr("待核查"), Shape.HALF, Tone.DUE)
        return Chip(self.tr("成立") if row.founded else self.tr("不成立"), Shape.CHECK, Tone.DONE)

    # -- showing -------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read notices and objections again."""
        service = self._context.office.notices
        self._reading.ask(self.tr("读取公示"), lambda _: (service.notices(), service.objections()))

    def _on_read(self, found: Read) -> None:
        notices, self._objections = found
        kept = (self.notice_table.current_id(), self.objection_table.current_id())
        self.notices.show_rows(notices)
        self.objections.show_rows(self._objections)
        for table, empty, ids, now in (
            (self.notice_table, self._no_notice, [row.paper_id for row in notices], kept[0]),
            (self.objection_table, self._no_objection, [row.id for row in self._objections], kept[1]),
        ):
            empty.show_empty(is_empty=not ids)
            if ids:
                table.select_position(ids.index(now) if now in ids else 0)
        waiting = sum(row.founded is None for row in self._objections)
        self.pages.setTabText(1, self.tr("异议 {count}").format(count=waiting) if waiting else self.tr("异议"))
        self.show_bar()
        self.read.emit()

    def show_bar(self) -> None:
        """Show what can be done with the chosen notice, objection and household, and every reason against it."""
        notice, objection, today = self._notice(), self._objection(), self._context.today()
        no_notice = () if notice else (Reason("notice.none_chosen"),)
        hanging = no_notice or (() if notice and notice.hanging else (Reason("notice.all_down"),))
        down = hanging
        if notice and today <= notice.to_on:
            down = (Reason("notice.days_not_over", {"until": notice.to_on}),)
        proofs = no_notice or (
            () if notice and len(notice.posted) < len(notice.places) else (Reason("notice.all_proven"),)
        )
        inquire = () if objection and objection.founded is None else (Reason("notice.no_open_objection"),)
        against = () if self._home() else (Reason("notice.no_household"),)
        self.bar.show_actions(
            (
                BarAction("posted", self.tr("登记照片或回执…"), lambda: self._mark(MarkKind.POSTED), proofs),
                BarAction("down", self.tr("登记撤下…"), lambda: self._mark(MarkKind.TAKEN_DOWN), down),
                BarAction("object", self.tr("登记异议…"), self._object, against, "plus"),
                BarAction("inquire", self.tr("登记核查…"), self._inquire, inquire),
                BarAction("print", self.tr("打印公示"), lambda: self._print("public_notice"), (), "printer"),
                BarAction("account", self.tr("打印情况说明"), lambda: self._print("notice_account"), (), "printer"),
                BarAction("sheet", self.tr("打印异议核查表"), lambda: self._print("objection_inquiry"), (), "printer"),
            )
        )

    def _print(self, kind: str) -> None:
        names = {
            "public_notice": self.tr("监测对象公示"),
            "notice_account": self.tr("公示情况说明"),
            "objection_inquiry": self.tr("异议核查表"),
        }
        self.files.ask_print(Wanted(kind, names[kind]))

    def _notice(self) -> NoticeRow | None:
        current = self.notice_table.current_id()
        return next((row for row in self.notices.rows if row.paper_id == current), None)

    def _objection(self) -> ObjectionRow | None:
        current = self.objection_table.current_id()
        return next((row for row in self.objections.rows if row.id == current), None)

    # -- writing -------------------------------------------------------------------------------------------------------

    def _mark(self, kind: MarkKind) -> None:
        notice = self._notice()
        assert notice is not None
        known = notice.posted if kind is MarkKind.POSTED else notice.taken_down
        places = tuple(Option(place, place) for place in notice.places if place not in known)
        proof = Field("receipt", self.tr("照片或回执"), required=True, hint=self.tr("如 照片001.jpg、村监委会回执"))
        fields = (
            Field("place", self.tr("公示地点"), Kind.CHOICE, required=True, options=places, initial=places[0].code),
            Field("on", self.tr("日期"), Kind.DAY, required=True, initial=self._context.today()),
            Field("person", self.tr("经手人"), required=True),
        )
        form = Form((*fields, proof) if kind is MarkKind.POSTED else fields, today=self._context.today)
        title = self.tr("登记照片或回执") if kind is MarkKind.POSTED else self.tr("登记撤下")

        def write(said: dict[str, object]) -> object:
            return self._context.office.notices.mark(
                notice.number,
                kind=kind,
                place=str(said["place"]),
                on=self._day(said["on"]),
                person=str(said["person"]),
                receipt=str(said.get("receipt") or ""),
                actor=self._context.actor(),
                today=self._context.today(),
            )

        self._open(title, form, write)

    def _object(self) -> None:
        home = self._home()
        assert home is not None
        code, name = home
        form = Form(
            (
                Field("objector", self.tr("反映人"), hint=self.tr("不填为不具名。")),
                Field("content", self.tr("异议内容"), Kind.LONG_TEXT, required=True),
                Field("on", self.tr("收到日期"), Kind.DAY, required=True, initial=self._context.today()),
            ),
            today=self._context.today,
        )

        def write(said: dict[str, object]) -> object:
            given = NewObjection(
                household_code=code,
                content=str(said["content"]),
                received_on=self._day(said["on"]),
                objector=str(said["objector"] or ""),
            )
            return self._context.office.notices.object(given, actor=self._context.actor(), today=self._context.today())

        self._open(self.tr("登记对{name}户的异议").format(name=name), form, write)
        self.pages.setCurrentIndex(1)

    def _inquire(self) -> None:
        objection = self._objection()
        assert objection is not None
        form = Form(
            (
                Field("finding", self.tr("核查情况"), Kind.LONG_TEXT, required=True),
                Field("founded", self.tr("异议是否成立"), Kind.TRUTH, required=True),
                Field("signers", self.tr("核查人（两人）"), Kind.SIGNERS, required=True, least=2),
                Field("on", self.tr("核查日期"), Kind.DAY, required=True, initial=self._context.today()),
                Field("told_on", self.tr("答复日期"), Kind.DAY),
            ),
            today=self._context.today,
        )

        def write(said: dict[str, object]) -> object:
            signers = said["signers"]
            told = said["told_on"]
            given = Inquiry(
                finding=str(said["finding"]),
                founded=bool(said["founded"]),
                on=self._day(said["on"]),
                signers=tuple(s for s in signers if isinstance(s, Signer)) if isinstance(signers, tuple) else (),
                told_on=told if isinstance(told, date) else None,
            )
            return self._context.office.notices.inquire(
                objection.number, given, actor=self._context.actor(), today=self._context.today()
            )

        self._open(self.tr("登记异议 {number} 的核查").format(number=objection.number), form, write)

    def _day(self, value: object) -> date:
        return value if isinstance(value, date) else self._context.today()

    def _open(self, title: str, form: Form, write: Callable[[dict[str, object]], object]) -> None:
        def save(dialog: QDialog) -> None:
            if not form.check():
                return
            said = dict(form.values())
            task = self._context.runner.start(title, lambda _: write(said))
            task.succeeded.connect(lambda _: self._on_done(title, dialog))
            task.refused.connect(form.show_refusal)

        dialogs.panel(self, title, form, do=self.tr("登记"), then=save).resize(520, 260)

    def _on_done(self, title: str, dialog: QDialog) -> None:
        dialog.accept()
        self._context.navigator.say(self.tr("{title}：已登记。").format(title=title))
        self.reload()
