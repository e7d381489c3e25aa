"""月监测: the grid with its round, the coverage of the villages, and beside it the seven items and the gaps found."""

from __future__ import annotations

from collections.abc import Sequence

from app.models.enums import MonthlyFinding, MonthlyItem
from app.services.alerts.door import AlertOutcome
from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.services.monitoring.grid import Cell, CellState, CheckWay, Grid, GridRow
from app.services.monitoring.months import Month
from app.services.monitoring.records import CheckEntry, CheckPage, SavedChecks
from app.services.monitoring.undoing import EntryTakenBack
from app.ui.actions import Key, make_action
from app.ui.alerts.months_frame import MonthsFrame
from app.ui.alerts.months_reading import GridReading, MonthReading, read_grid, read_month
from app.ui.alerts.months_table import MonthsModel, MonthsTable, has_gap, is_overdue
from app.ui.alerts.months_writing import MonthsWriter
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.tasks import Latest

_ALL_NORMAL = dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL)


class MonthsPage(MonthsFrame):
    """Type a month by keyboard; what is found missing can be marked as an alert at once."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._rows: tuple[GridRow, ...] = ()
        self._village: int | None = None
        self._month: Month | None = None
        self._form_month: Month | None = None
        self._way_before: CheckWay | None = None
        self._grids, self._months, self._checks, self._pasts = (Latest(context.runner, self) for _ in range(4))
        self._writer = MonthsWriter(context, self)
        self._files = PaperFiles(context, self)
        self.table: MonthsTable | None = None
        self._connect()
        self.reload()

    def _connect(self) -> None:
        self._grids.answered.connect(self._on_grid)
        self._months.answered.connect(self._on_month)
        self._checks.answered.connect(self._on_check)
        self.coverage.village_chosen.connect(self._on_village)
        self._pasts.answered.connect(self.history.show_months)
        self.undoing.undone.connect(self._on_undone)
        self.undoing.refused.connect(self.bar.show_refusal)
        self.chips.changed.connect(self._on_chips)
        self.search.query_changed.connect(lambda _: self._show_rows())
        self.search.left_down.connect(self._on_form_left)
        self.form.saved.connect(self._on_entry)
        self.offers.marked.connect(self._writer.mark)
        self._writer.written.connect(self._on_saved)
        self._writer.refused.connect(self._on_refused)
        self._writer.not_written.connect(self._on_not_written)
        self._writer.marked.connect(self._on_alerts)
        self._writer.not_marked.connect(self.offers.show_refusal)
        self.pane.closed.connect(self.form.clear)
        self.carry_button.clicked.connect(self._on_carry_all)
        self.offers_button.clicked.connect(self.open_offers)
        self.print_button.clicked.connect(self._on_print)
        make_action(Key.PRINT, self, self._on_print)
        make_action(Key.SEARCH_HERE, self, self.search.setFocus)
        make_action(Key.CLOSE_PANE, self, self._on_escape)
        self._context.hub.changed.connect(self._on_changed)
        self.show_offer_count(0)

    def reload(self) -> None:
        """Read the grid again; the cursor stays."""
        office, today = self._context.office, self._context.today()

        self._grids.ask(self.tr("读取月监测"), lambda _: read_grid(office, today))

    def _on_grid(self, reading: GridReading) -> None:
        self._rows = reading.grid.rows
        self.round.suggest([officer.name for officer in reading.officers])
        self.offers.suggest(reading.officers)
        months = reading.grid.months
        if self.table is None or self.table.grid.months != months:
            self._put_table(months)
        self._show_rows()
        self._read_month()

    def _put_table(self, months: Sequence[Month]) -> None:
        layout = self._place.layout()
        assert layout is not None
        if self.table is not None:
            layout.removeWidget(self.table)
            self.table.deleteLater()
        table = self.table = MonthsTable(MonthsModel(months), name=self.tr("月监测表"), memory=self._context.memory)
        layout.addWidget(table)
        table.cell_changed.connect(self._on_cell)
        table.normal_asked.connect(self._on_normal)
        table.carry_asked.connect(self._on_carry)
        table.edit_asked.connect(self._on_edit)
        table.selection_counted.connect(self._context.navigator.selection_counted)

    def _show_rows(self) -> None:
        """Narrow to the village and the pressed filter, as they stand now; typing does not make rows vanish."""
        table = self.table
        if table is None:
            return
        row, month = table.row, table.month or (table.grid.months[-1] if table.grid.months else None)
        shown = [line for line in self._rows if self._keeps(line, month)]
        table.grid.number_papers(self._rows)
        table.grid.show_rows(shown)
        positions = [line.spell_id for line in shown]
        table.put_cursor(positions.index(row.spell_id) if row and row.spell_id in positions else 0, month)
        self._empty.show_empty(is_empty=not shown)
        if not shown:
            self.show_nothing(is_narrowed=bool(self._rows))
        self._count.setText(self.tr("共 {count} 户").format(count=len(shown)))

    def _keeps(self, line: GridRow, month: Month | None) -> bool:
        if self._village is not None and line.household.village_id != self._village:
            return False
        home, text = line.household, self.search.query
        if text and text not in home.head_name and text not in home.code:
            return False
        pressed = next(iter(self.chips.chosen), "")
        if pressed == "due" and month is not None and self.table is not None:
            cell = line.cells[self.table.grid.months.index(month)]
            return cell.state in (CellState.DUE, CellState.OVERDUE)
        tests = {"overdue": is_overdue, "gap": has_gap, "away": lambda row: row.is_away}
        return pressed not in tests or tests[pressed](line)

    def _on_chips(self) -> None:
        """Households away are asked by phone; the way typed before comes back with the others."""
        is_away = "away" in self.chips.chosen
        if is_away and self._way_before is None:
            self._way_before = self.round.way
            self.round.show_way(CheckWay.PHONE)
        elif not is_away and self._way_before is not None:
            self.round.show_way(self._way_before)
            self._way_before = None
        self._show_rows()

    def show_only(self, chip: str) -> None:
        """Show what one filter leaves: due (in the newest month), overdue, gap."""
        self.chips.choose(frozenset({chip}))
        if self.table is not None and chip == "due":
            self.table.put_cursor(0, self.table.grid.months[-1] if self.table.grid.months else None)
        self._show_rows()

    def show_village(self, village_id: int) -> None:
        """Show this village's grid."""
        self.coverage.choose(village_id)
        self._on_village(village_id)

    def _on_village(self, village_id: int | None) -> None:
        self._village = village_id
        self._show_rows()

    def _on_cell(self) -> None:
        table = self.table
        if table is None:
            return
        before = self._month
        self._month = table.month or before
        self.round.show_month(self._month)
        if self._month != before:
            self._read_month()

    def _read_month(self) -> None:
        months = self.table.grid.months if self.table else ()
        month = (self.table.month if self.table else None) or self._month or (months[-1] if months else None)
        if month is None:
            return
        office, today = self._context.office, self._context.today()
        self._months.ask(self.tr("读取本月进度"), lambda _: read_month(office, month, today))

    def _on_month(self, reading: MonthReading) -> None:
        self.coverage.show_month(reading.month, reading.coverage)
        self.offers.show_offers(reading.offers)
        self.show_offer_count(len(reading.offers))

    # -- typing --------------------------------------------------------------------------------------------------------

    def _may_type(self) -> bool:
        problem = self.round.problem()
        self.bar.show_sentences([problem] if problem else [])
        return not problem

    def _on_normal(self) -> None:
        table = self.table
        if table is None or table.row is None or not self._may_type():
            return
        if table.month is not None:
            entry = CheckEntry(table.row.household.code, _ALL_NORMAL)
            ahead = Cell(
                CellState.DONE, tuple(_ALL_NORMAL.values()), checked_on=self.round.round(table.month).checked_on
            )
            table.grid.show_ahead(table.currentIndex().row(), table.month, ahead)
            self._save(entry, table.month)
        table.go_down()

    def _on_carry(self) -> None:
        table = self.table
        if table is None or table.row is None or not self._may_type():
            return
        self._carry([table.row.household.code])
        table.go_down()

    def _on_edit(self) -> None:
        table = self.table
        if table is None or table.row is None or table.month is None:
            return
        row, month = table.row, table.month
        if self._is_left_open(row.household.code, month):
            return
        self._form_month = month
        self._split.open_pane()
        self.pane.tabs.setCurrentWidget(self.form)
        home = row.household
        title = self.tr("{head} {month}月").format(head=home.head_name, month=month.number)
        self.pane.show_head(title, f"{home.village_name}{home.group_name} {home.code}")
        monitoring = self._context.office.monitoring
        self._checks.ask(self.tr("读取本月监测"), lambda _: (home.code, monitoring.check(home.code, month)))
        self._pasts.ask(self.tr("读取历月监测"), lambda _: monitoring.history(home.code))

    def _is_left_open(self, code: str, month: Month) -> bool:
        """Whether another month is typed half in the form; then it is brought to the front instead."""
        if (code, month) == (self.form.code, self._form_month) or not self.form.is_changed():
            return False
        self.bar.show_sentences([self.tr("右侧有一户填了没有保存。请先保存，或按“放弃所填”。")])
        self._split.open_pane()
        self.pane.tabs.setCurrentWidget(self.form)
        self._to_form_cell()
        self.form.items[0].focus()
        return True

    def _to_form_cell(self) -> None:
        """The cursor back to the month that the form is about, so that the round shows its day."""
        if self.table is None or self._form_month is None:
            return
        codes = [line.household.code for line in self.table.grid.rows]
        if self.form.code in codes:
            self.table.put_cursor(codes.index(self.form.code), self._form_month)
        self.round.show_month(self._form_month)

    def _on_check(self, found: tuple[str, CheckPage | None]) -> None:
        self.form.begin(*found)

    def _on_entry(self, entry: CheckEntry) -> None:
        self._to_form_cell()
        if self._may_type() and self._form_month is not None:
            self._save(entry, self._form_month, from_form=True)

    def _save(self, entry: CheckEntry, month: Month, *, from_form: bool = False) -> None:
        if self.table is not None:
            self._writer.save(self.round.round(month), entry, self.table.grid.months, from_form=from_form)

    def _on_not_written(self) -> None:
        """The rows as they were read: what was shown ahead of a write that failed goes away."""
        if self.table is not None:
            self.table.grid.replace(self._rows)

    def _on_undone(self, done: EntryTakenBack) -> None:
        """The cursor goes to what was taken back, ready to be typed anew."""
        self.form.clear()
        self.bar.clear()
        self._context.navigator.say(self.tr("已撤销：{what}").format(what=self.undoing.name(done.entry)))
        if self.table is None or len(done.households) != 1:
            return
        codes = [line.household.code for line in self.table.grid.rows]
        if done.households[0].code in codes:
            self.table.put_cursor(codes.index(done.households[0].code), Month.parse(done.entry.month))
            self.table.setFocus()

    def _carry(self, codes: Sequence[str]) -> None:
        if self.table is not None and self.table.month is not None:
            self._writer.carry(self.round.round(self.table.month), codes, self.table.grid.months)

    def _on_saved(self, saved: SavedChecks, grid: Grid, from_form: bool) -> None:
        if self.table is None:
            return
        changed = {row.spell_id: row for row in grid.rows}
        self._rows = tuple(changed.get(row.spell_id, row) for row in self._rows)
        self.table.grid.replace(grid.rows)
        self._read_month()
        if saved.refused:
            self._show_refused(saved, from_form=from_form)
            return
        self._say_saved(saved)
        if from_form:
            self.form.clear()
        if from_form and self.table.go_down():
            self._on_edit()
        elif from_form:
            self.table.setFocus()

    def _say_saved(self, saved: SavedChecks) -> None:
        if saved.offers:
            names = "、".join(f"{offer.household.head_name} {offer.gap.label}" for offer in saved.offers[:5])
            self.bar.show_sentences([self.tr("{names} 有缺项，还没有标注预警。").format(names=names)])
            self.bar.offer(self.tr("标注预警…"), self.open_offers)
        elif len(saved.saved) > 1:
            self._context.navigator.say(self.tr("已登记 {count} 户。").format(count=len(saved.saved)))

    def _show_refused(self, saved: SavedChecks, *, from_form: bool) -> None:
        refused = Refused(*(reason for one in saved.refused for reason in one.reasons))
        if from_form:
            self.form.bar.show_refusal(refused)
            return
        heads = {row.household.code: row.household.head_name for row in self._rows}
        named = "、".join(heads.get(one.household_code, one.household_code) for one in saved.refused[:6])
        self.bar.show_refusal(refused)
        said = self.tr("完成 {done} 户，没有登记 {count} 户：{names}").format(
            done=len(saved.saved), count=len(saved.refused), names=named
        )
        self.bar.show_sentences([said, *self.bar.text.split("\n")])

    def _on_refused(self, refused: Refused, from_form: bool) -> None:
        (self.form.bar if from_form else self.bar).show_refusal(refused)

    def _on_escape(self) -> None:
        """Back to the grid; a form in which something is typed stays open."""
        if not self.form.is_changed():
            self.form.clear()
            self._split.close_pane()
        self._on_form_left()

    def _on_form_left(self) -> None:
        if self.table is not None:
            self.table.setFocus()

    def _on_carry_all(self) -> None:
        table, month = self.table, self.table.month if self.table else None
        if table is None or month is None or not self._may_type():
            return
        number = table.grid.months.index(month)
        due = (CellState.DUE, CellState.OVERDUE)
        codes = [row.household.code for row in table.grid.rows if row.cells[number].state in due]
        if not codes:
            self._context.navigator.say(self.tr("所列各户{month}月都已监测。").format(month=month.number))
            return
        said = self.tr("把所列 {count} 户还没有监测的{month}月登记为“沿用上月”？上月没有记录的户会留下。")
        dialogs.confirm(
            self,
            self.tr("沿用上月"),
            said.format(count=len(codes), month=month.number),
            do=self.tr("沿用"),
            then=lambda: self._carry(codes),
        )

    def _on_alerts(self, outcome: AlertOutcome) -> None:
        self.offers.show_outcome(outcome)
        self.bar.clear()
        if outcome.done:
            self._context.navigator.say(
                self.tr("已标注 {count} 条预警，请到“预警名单”办理初审。").format(count=len(outcome.done))
            )
        self._read_month()

    def _on_print(self) -> None:
        villages = {row.household.village_name for row in self._rows if row.household.village_id == self._village}
        self._files.ask_print(Wanted("monthly_sheet", self.tr("月监测表"), villages=tuple(villages)))

    def _on_changed(self, changes: ChangeSet) -> None:
        if self._writer.is_writing and changes.touches("monthly_check"):
            return
        if changes.touches(
            "monthly_check", "monitoring_spell", "monitoring_case", "household", "import_batch", "region"
        ):
            self.reload()
        elif changes.touches("alert"):
            self._read_month()

    def unsaved(self) -> str:
        """What would be lost if the window closed."""
        return self.tr("月监测有一户填了没有保存。") if self.form.is_changed() else ""
