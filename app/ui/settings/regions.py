"""村组: villages and groups with their counts and names; rename from a day on, merge, add."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel
from typing_extensions import override

from app.services.regions import RegionNameRow, RegionRow
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column, count_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.values import day_text
from app.ui.common.windowed_model import RowsTableModel
from app.ui.settings.list_page import ListPage

translate = QCoreApplication.translate
_TOP = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A line: a village, or a group under its village."""

    region: RegionRow
    village: str


class RegionsPage(ListPage[Place]):
    """The tree as a table, village after village, and the names of the chosen one."""

    TOUCHES = ("region", "region_name", "household")

    def __init__(self, context: TabContext) -> None:
        super().__init__(
            context,
            key="regions",
            name=self.tr("村组"),
            columns=_columns(),
            note=self.tr("更名、并村从某日起生效：旧文书保留旧名，导入时新旧名都能认。"),
            empty=self.tr("还没有村组。首次导入花名册时自动按名册建立，也可以在这里新增。"),
        )
        self.button(self.tr("新增村…"), self.add_village, sign="plus", is_primary=True)
        self.button(self.tr("新增组…"), self.add_group, sign="plus")
        self.button(self.tr("更名…"), self.rename, sign="pencil")
        self.button(self.tr("并入…"), self.merge, sign="merge")
        self.tools.addStretch(1)
        self.empty.offer(self.tr("新增村…"), self.add_village)
        self._names = Latest(context.runner, self)
        self._names.answered.connect(self._on_names)
        self.names_title = QLabel()
        self.names_title.setProperty("heading", True)
        self.names: RowsTableModel[RegionNameRow] = RowsTableModel(_name_columns())
        self.names_table = DataTable(self.names, name=self.tr("历史名称"), key="settings/region-names")
        self.names_table.setMaximumHeight(self.fontMetrics().height() * 9)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.names_title)
        layout.addWidget(self.names_table)
        self.table.current_changed.connect(lambda _: self._ask_names())
        self.reload()

    @override
    def read(self) -> Callable[[], Sequence[Place]]:
        regions = self.context.office.regions
        return lambda: _in_order(regions.tree())

    @override
    def shown(self, rows: Sequence[Place]) -> None:
        self._ask_names()

    def _ask_names(self) -> None:
        place, regions = self.chosen(), self.context.office.regions
        for part in (self.names_title, self.names_table):
            part.setVisible(place is not None)
        if place is not None:
            self.names_title.setText(self.tr("{name} 用过的名称").format(name=place.region.name))
            self._names.ask(self.tr("读取名称"), lambda _: regions.names(place.region.id))

    def _on_names(self, rows: Sequence[RegionNameRow]) -> None:
        self.names.show_rows(rows)

    # -- writing -----------------------------------------------------------------------------------

    def add_village(self) -> Form:
        """Open the form of a new village."""
        return self._add("village", None, self.tr("新增村"), self.tr("村（社区）名称"))

    def add_group(self) -> Form | None:
        """Open the form of a new group in the chosen village."""
        place = self.needs_chosen()
        if place is None:
            return None
        parent = place.region if place.region.kind == "village" else self._village_of(place)
        title = self.tr("{village}新增组").format(village=place.village)
        return self._add("group", parent.id if parent else None, title, self.tr("组名（如 3组）"))

    def _village_of(self, place: Place) -> RegionRow | None:
        return next((p.region for p in self.model.rows if p.region.id == place.region.parent_id), None)

    def _add(self, kind: str, parent_id: int | None, title: str, label: str) -> Form:
        form = Form((Field("name", label, required=True),), today=self.context.today)
        regions, actor, today = self.context.office.regions, self.context.actor(), self.context.today()

        def work(values: dict[str, object]) -> object:
            return regions.add(kind=kind, name=str(values["name"]), parent_id=parent_id, actor=actor, today=today)

        self.ask(title, form, do=self.tr("新增"), work=work, said=self.tr("已新增。"))
        return form

    def rename(self) -> Form | None:
        """Open the form for the new name of the chosen one."""
        place = self.needs_chosen()
        if place is None:
            return None
        form = Form(
            (
                Field("name", self.tr("新名称"), required=True),
                Field("from_on", self.tr("从哪天起"), Kind.DAY, required=True),
            ),
            today=self.context.today,
        )
        form.set_values({"name": place.region.name, "from_on": self.context.today()})
        regions, actor, today = self.context.office.regions, self.context.actor(), self.context.today()

        def work(values: dict[str, object]) -> object:
            from_on = values["from_on"]
            assert isinstance(from_on, date)
            return regions.rename(place.region.id, name=str(values["name"]), from_on=from_on, actor=actor, today=today)

        title = self.tr("{name}更名").format(name=place.region.name)
        self.ask(title, form, do=self.tr("更名"), work=work, said=self.tr("已更名，旧名仍能查到。"))
        return form

    def merge(self) -> Form | None:
        """Open the form that merges the chosen one into another of its kind."""
        place = self.needs_chosen()
        if place is None:
            return None
        own = place.region
        same = [p.region for p in self.model.rows if p.region.kind == own.kind and p.region.id != own.id]
        if own.kind == "group":
            same = [region for region in same if region.parent_id == own.parent_id]
        form = Form(
            (
                Field(
                    "into",
                    self.tr("并入"),
                    Kind.CHOICE,
                    required=True,
                    options=[Option(str(region.id), region.name) for region in same],
                ),
                Field("on", self.tr("从哪天起"), Kind.DAY, required=True),
            ),
            today=self.context.today,
        )
        form.set_values({"on": self.context.today()})
        title = self.tr("{name}并入其他村组").format(name=own.name)
        regions, actor, today = self.context.office.regions, self.context.actor(), self.context.today()

        def work(values: dict[str, object]) -> object:
            on = values["on"]
            assert isinstance(on, date)
            return regions.merge(own.id, into_id=int(str(values["into"])), on=on, actor=actor, today=today)

        def open_form() -> None:
            self.ask(title, form, do=self.tr("合并"), work=work, said=self.tr("已合并，原有农户随之转入。"))

        dialogs.confirm(
            self,
            title,
            self.tr("{name}的 {households} 户 {members} 人将全部转入另一个村组，原村组关闭，不能撤销。").format(
                name=own.name, households=own.households, members=own.members
            ),
            do=self.tr("继续"),
            then=open_form,
            is_destructive=True,
        )
        return form


def _in_order(rows: Sequence[RegionRow]) -> list[Place]:
    found: list[Place] = []
    for village in (row for row in rows if row.kind == "village"):
        found.append(Place(village, village.name))
        groups = [row for row in rows if row.kind == "group" and row.parent_id == village.id]
        found += [Place(group, village.name) for group in groups]
    return found


def _columns() -> Sequence[Column[Place]]:
    def name(place: Place) -> str:
        return place.region.name if place.region.kind == "village" else f"　　{place.region.name}"

    def kind(place: Place) -> str:
        return translate("regions", "村（社区）") if place.region.kind == "village" else translate("regions", "组")

    return (
        Column("name", translate("regions", "名称"), name, 26, sort_key=""),
        Column("kind", translate("regions", "级别"), kind, 12, sort_key=""),
        count_column("households", translate("regions", "户数"), lambda place: place.region.households, width=8),
        count_column("members", translate("regions", "人数"), lambda place: place.region.members, width=8),
    )


def _name_columns() -> Sequence[Column[RegionNameRow]]:
    def until(row: RegionNameRow) -> str:
        return day_text(row.to_on) or translate("regions", "现用")

    return (
        Column("name", translate("regions", "名称"), lambda row: row.name, 26),
        day_column("from_on", translate("regions", "从"), lambda row: row.from_on, width=12),
        Column("to_on", translate("regions", "到"), until, 12),
        Column("merged", translate("regions", "由来"), lambda row: row.merged_from, 20),
    )
