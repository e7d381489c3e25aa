"""人员名录 and 部门: who acts, with terms of office; whose duty a gap is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox
from typing_extensions import override

from app.models.enums import Gap, Party
from app.services.directory import DepartmentRow, OfficerRow
from app.ui.common.chips import Chip, Shape
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.search_box import SearchBox
from app.ui.common.tasks import Latest
from app.ui.settings.list_page import ListPage
from app.ui.theme import Tone

translate = QCoreApplication.translate
_NO_BODY = ""


def body_words() -> dict[str, str]:
    """What somebody is in the village, by its stored code."""
    return {
        _NO_BODY: translate("directory", "—"),
        "committee": translate("directory", "村“两委”干部"),
        "work_team": translate("directory", "驻村工作队"),
        "first_secretary": translate("directory", "第一书记"),
        "representative": translate("directory", "村民代表"),
    }


def day_of(value: object) -> date | None:
    """A form's day."""
    return value if isinstance(value, date) else None


def text_of(value: object) -> str:
    """A form's text without blanks around it; empty for nothing."""
    return str(value).strip() if value else ""


def _term_chip(from_on: date | None, to_on: date | None, today: date) -> Chip:
    if to_on is not None and to_on < today:
        return Chip(translate("directory", "已离任"), Shape.CROSS, Tone.NEUTRAL)
    if from_on is not None and from_on > today:
        return Chip(translate("directory", "未到任"), Shape.RING, Tone.NEUTRAL)
    return Chip(translate("directory", "在任"), Shape.DOT, Tone.DONE)


class OfficersPage(ListPage[OfficerRow]):
    """Everybody who signs, visits, meets or answers."""

    TOUCHES = ("officer", "region", "department")

    def __init__(self, context: TabContext) -> None:
        super().__init__(
            context,
            key="officers",
            name=self.tr("人员名录"),
            columns=_officer_columns(context.today),
            note=self.tr("村“两委”、驻村工作队、走访人、部门联系人和领导。会议应到人数、签字人和走访人从这里取。"),
            empty=self.tr("名录里还没有人。登记村干部、工作队和分管领导后，会议、走访和签字时可以直接选。"),
        )
        self._nobody = self.empty.text
        self._villages: tuple[str, ...] = ()
        self._departments: tuple[str, ...] = ()
        self._lists = Latest(context.runner, self)
        self._lists.answered.connect(self._on_lists)
        self.search = SearchBox(self.tr("在名录里查找 姓名/单位/村"))
        self.search.query_changed.connect(lambda _: self.reload())
        self.present = QCheckBox(self.tr("只看在任"))
        self.present.setChecked(True)
        self.present.toggled.connect(lambda _: self.reload())
        self.button(self.tr("新增…"), self.add, sign="user-round-plus", is_primary=True)
        self.button(self.tr("修改…"), self.change, sign="pencil")
        self.button(self.tr("离任…"), self.end_term, sign="user-round-minus")
        self.tools.addWidget(self.search, 1)
        self.tools.addWidget(self.present)
        self.empty.offer(self.tr("新增…"), self.add)
        self.table.opened.connect(lambda _: self.change())
        self.reload()

    @override
    def read(self) -> Callable[[], Sequence[OfficerRow]]:
        directory, words = self.context.office.directory, self.search.query.split()
        on = self.context.today() if self.present.isChecked() else None

        def rows() -> Sequence[OfficerRow]:
            found = directory.officers(on=on)
            return [row for row in found if all(word in _searched(row) for word in words)]

        return rows

    @override
    def shown(self, rows: Sequence[OfficerRow]) -> None:
        office = self.context.office
        if not rows:
            if self.search.query:
                self.empty.say(self.tr("名录里没有符合“{words}”的人。").format(words=self.search.query))
            else:
                self.empty.say(self._nobody)
            self.empty.offer(self.tr("新增…"), self.add)

        def read(_: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
            villages = tuple(row.name for row in office.regions.tree() if row.kind == "village")
            return villages, tuple(department.name for department in office.directory.departments())

        self._lists.ask(self.tr("读取村和部门"), read)

    def _on_lists(self, lists: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        self._villages, self._departments = lists

    def add(self) -> Form:
        """Open the form for somebody new."""
        form = self._form()
        form.set_values({"party": Party.VILLAGE.value, "body": _NO_BODY, "village": "", "department": ""})
        self._open(self.tr("新增人员"), form, 0)
        return form

    def change(self) -> Form | None:
        """Open the form of the chosen one."""
        row = self.needs_chosen()
        if row is None:
            return None
        form = self._form()
        form.set_values(
            {
                "name": row.name,
                "party": row.party.value,
                "organisation": row.organisation,
                "post": row.post,
                "body": row.body or _NO_BODY,
                "village": row.village or "",
                "department": row.department or "",
                "phone": row.phone,
                "from_on": row.from_on,
                "to_on": row.to_on,
            }
        )
        self._open(self.tr("修改人员"), form, row.officer_id)
        return form

    def end_term(self) -> Form | None:
        """Ask for the last day of the chosen one's term."""
        row = self.needs_chosen()
        if row is None:
            return None
        form = Form((Field("last_day", self.tr("任期最后一天"), Kind.DAY, required=True),), today=self.context.today)
        form.set_values({"last_day": self.context.today()})
        directory, actor, today = self.context.office.directory, self.context.actor(), self.context.today()

        def work(values: dict[str, object]) -> object:
            last_day = day_of(values["last_day"]) or today
            return directory.end_term(row.officer_id, last_day=last_day, actor=actor, today=today)

        title = self.tr("{name}离任").format(name=row.name)
        self.ask(title, form, do=self.tr("登记离任"), work=work, said=self.tr("已登记离任，其委托同时终止。"))
        return form

    def _form(self) -> Form:
        places = (Option("", self.tr("—")), *(Option(name, name) for name in self._villages))
        offices = (Option("", self.tr("—")), *(Option(name, name) for name in self._departments))
        bodies = [Option(code, word) for code, word in body_words().items()]
        parties = [Option(party.value, party.label) for party in Party]
        fields = (
            Field("name", self.tr("姓名"), required=True),
            Field("party", self.tr("代表哪一方"), Kind.CHOICE, required=True, options=parties),
            Field("organisation", self.tr("单位"), required=True, hint=self.tr("如 红星村村委会、石门镇、区医保局")),
            Field("post", self.tr("职务")),
            Field("body", self.tr("村内身份"), Kind.CHOICE, options=bodies),
            Field("village", self.tr("所在村"), Kind.CHOICE, options=places),
            Field("department", self.tr("行业部门"), Kind.CHOICE, options=offices),
            Field("phone", self.tr("电话")),
            Field("from_on", self.tr("任职起"), Kind.DAY),
            Field("to_on", self.tr("任职止"), Kind.DAY),
        )
        return Form(fields, today=self.context.today)

    def _open(self, title: str, form: Form, officer_id: int) -> None:
        directory, actor, today = self.context.office.directory, self.context.actor(), self.context.today()

        def work(values: dict[str, object]) -> object:
            row = _officer_of(values, officer_id)
            return directory.save_officer(row, actor=actor, today=today)

        self.ask(title, form, do=self.tr("保存"), work=work, said=self.tr("名录已保存。"))


def _officer_of(values: dict[str, object], officer_id: int) -> OfficerRow:
    return OfficerRow(
        officer_id=officer_id,
        name=text_of(values["name"]),
        organisation=text_of(values["organisation"]),
        party=Party(str(values["party"])),
        post=text_of(values["post"]),
        body=text_of(values["body"]) or None,
        village=text_of(values["village"]) or None,
        department=text_of(values["department"]) or None,
        phone=text_of(values["phone"]) or None,
        from_on=day_of(values["from_on"]),
        to_on=day_of(values["to_on"]),
    )


def _searched(row: OfficerRow) -> str:
    return " ".join(filter(None, (row.name, row.organisation, row.post, row.village, row.department)))


def _officer_columns(today: Callable[[], date]) -> Sequence[Column[OfficerRow]]:
    words = body_words()
    return (
        Column("name", translate("directory", "姓名"), lambda row: row.name, 9),
        Column("party", translate("directory", "方"), lambda row: row.party.label, 8),
        Column("organisation", translate("directory", "单位"), lambda row: row.organisation, 15),
        Column("post", translate("directory", "职务"), lambda row: row.post, 16),
        Column("body", translate("directory", "村内身份"), lambda row: words[row.body] if row.body else "", 14),
        Column("village", translate("directory", "村"), lambda row: row.village or "", 9),
        Column("department", translate("directory", "部门"), lambda row: row.department or "", 12),
        Column("phone", translate("directory", "电话"), lambda row: row.phone or "", 12),
        chip_column(
            "term", translate("directory", "任期"), lambda r: _term_chip(r.from_on, r.to_on, today()), width=10
        ),
        day_column("from_on", translate("directory", "任职起"), lambda row: row.from_on, width=10),
        day_column("to_on", translate("directory", "任职止"), lambda row: row.to_on, width=10),
    )


class DepartmentsPage(ListPage[DepartmentRow]):
    """The line departments with their duties and telephones."""

    TOUCHES = ("department",)

    def __init__(self, context: TabContext) -> None:
        super().__init__(
            context,
            key="departments",
            name=self.tr("行业部门"),
            columns=_department_columns(),
            note=self.tr("每种缺项由哪个部门负责。交办预警时按这里的职责推荐部门；部门联系人在“人员名录”里登记。"),
            empty=self.tr("还没有部门。"),
        )
        self.button(self.tr("新增…"), self.add, sign="plus", is_primary=True)
        self.button(self.tr("修改…"), self.change, sign="pencil")
        self.tools.addStretch(1)
        self.empty.offer(self.tr("新增…"), self.add)
        self.table.opened.connect(lambda _: self.change())
        self.reload()

    @override
    def read(self) -> Callable[[], Sequence[DepartmentRow]]:
        return self.context.office.directory.departments

    def add(self) -> Form:
        """Open the form of a new department."""
        form = self._form()
        number = len(self.model.rows) + 1
        known = {row.code for row in self.model.rows}
        while f"own{number}" in known:
            number += 1
        self._open(self.tr("新增部门"), form, DepartmentRow(f"own{number}", "", (), None))
        return form

    def change(self) -> Form | None:
        """Open the form of the chosen one."""
        row = self.needs_chosen()
        if row is None:
            return None
        form = self._form()
        form.set_values({"name": row.name, "duties": row.duties, "phone": row.phone})
        self._open(self.tr("修改部门"), form, row)
        return form

    def _form(self) -> Form:
        gaps = [Option(gap.value, gap.label) for gap in Gap]
        fields = (
            Field("name", self.tr("部门名称"), required=True),
            Field("duties", self.tr("负责的缺项"), Kind.MULTI_CHOICE, options=gaps),
            Field("phone", self.tr("电话")),
        )
        return Form(fields, today=self.context.today)

    def _open(self, title: str, form: Form, row: DepartmentRow) -> None:
        directory, actor, today = self.context.office.directory, self.context.actor(), self.context.today()

        def work(values: dict[str, object]) -> object:
            duties = values["duties"]
            assert isinstance(duties, tuple)
            saved = replace(row, name=text_of(values["name"]), duties=duties, phone=text_of(values["phone"]) or None)
            return directory.save_department(saved, actor=actor, today=today)

        self.ask(title, form, do=self.tr("保存"), work=work, said=self.tr("部门已保存。"))


def _department_columns() -> Sequence[Column[DepartmentRow]]:
    words = {gap.value: gap.label for gap in Gap}
    return (
        Column("name", translate("directory", "部门"), lambda row: row.name, 20),
        Column(
            "duties",
            translate("directory", "负责的缺项"),
            lambda row: "、".join(words.get(duty, duty) for duty in row.duties),
            44,
        ),
        Column("phone", translate("directory", "电话"), lambda row: row.phone or "", 18),
    )
