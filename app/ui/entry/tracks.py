"""补录·绿色通道: every case that does not follow the calendar, its clock, its next steps; fewest days left first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton
from typing_extensions import override

from app.models.enums import CaseState, Track
from app.services.changes import ChangeSet
from app.services.tracks import TrackRow
from app.ui.cases.clock import clock_chip
from app.ui.cases.steps_page import StepsPage, StepsSpec
from app.ui.common.columns import Column, chip_column, count_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.filter_chips import FilterChip
from app.ui.common.household_columns import case_column, category_column, code_column, head_column, place_column
from app.ui.common.icons import icon
from app.ui.common.paper_files import PaperFiles, Wanted

translate = QCoreApplication.translate

# What opens a case, and steps that have nothing to do with a clock.
_ELSEWHERE = frozenset(
    {"carry_over", "propose", "join_on_visit", "record_clear_visit", "record_clear_meeting", "roll_over"}
)
SUPPLEMENT, GREEN, OVERRUN, STOPPED = "supplement", "green_papers", "overrun", "stopped"


def next_step(row: TrackRow) -> str:
    """What comes next, in the words of the trade."""
    if row.track is Track.GREEN and row.state is CaseState.PROPOSED:
        return translate("tracks", "补齐手续：村上报")
    words = {
        CaseState.PROPOSED: translate("tracks", "村核实上报"),
        CaseState.REPORTED_BY_VILLAGE: translate("tracks", "镇汇总报区比对"),
        CaseState.CROSS_CHECKING: translate("tracks", "等区比对结果"),
        CaseState.CROSS_CHECKED: translate("tracks", "列入初步名单"),
        CaseState.LISTED: translate("tracks", "入户走访"),
        CaseState.VISITED: translate("tracks", "开评议会"),
        CaseState.EVALUATED: translate("tracks", "公示或报区"),
        CaseState.NOTICE_POSTED: translate("tracks", "等公示期满"),
        CaseState.NOTICE_OVER: translate("tracks", "报区审定"),
        CaseState.REPORTED_TO_DISTRICT: translate("tracks", "等区审定"),
        CaseState.TO_BE_MENDED: translate("tracks", "补正再报"),
        CaseState.APPROVED: translate("tracks", "录入国家系统"),
        CaseState.ENTERED: translate("tracks", "台账核对"),
    }
    return words.get(row.state, "")


def groups_of(row: TrackRow) -> frozenset[str]:
    """Under which filters a case is found."""
    running = SUPPLEMENT if row.track is Track.SUPPLEMENT else GREEN
    found = {running if row.is_running else STOPPED}
    return frozenset(found | ({OVERRUN} if row.is_overrun else set()))


def _groups() -> Sequence[FilterChip]:
    return (
        FilterChip(
            SUPPLEMENT, translate("tracks", "补录在办"), translate("tracks", "登记线索起到区级审定止，还在计时")
        ),
        FilterChip(GREEN, translate("tracks", "绿色通道待补手续"), translate("tracks", "已先行救助，手续还没有补齐")),
        FilterChip(OVERRUN, translate("tracks", "超期"), translate("tracks", "不影响办理，列入通报")),
        FilterChip(STOPPED, translate("tracks", "已停止计时"), translate("tracks", "补录已审定、绿色通道手续已齐")),
    )


def _columns() -> Sequence[Column[TrackRow]]:
    return (
        head_column(lambda r: r.household.head_name),
        place_column(lambda r: r.household, width=13),
        Column("track", translate("tracks", "方式"), lambda r: r.track.label, 8, tip=lambda r: r.track.meaning),
        chip_column("clock", translate("tracks", "时限"), clock_chip, width=14),
        case_column(lambda r: r.state),
        Column("next", translate("tracks", "下一步"), next_step, 20, tip=next_step),
        day_column("from", translate("tracks", "起算"), lambda r: r.from_on),
        day_column("due", translate("tracks", "期限"), lambda r: r.due_on),
        count_column("days", translate("tracks", "已用天数"), lambda r: r.days, width=8),
        count_column("district", translate("tracks", "其中区级"), lambda r: r.district_days, width=8),
        count_column("own", translate("tracks", "镇村办理"), lambda r: r.own_days, width=8),
        day_column("stopped", translate("tracks", "停算"), lambda r: r.stopped_on),
        replace(category_column(lambda r: r.category), is_extra=True),
        code_column(lambda r: r.household.code),
    )


class TracksPage(StepsPage[TrackRow]):
    """The list with its paper; steps that have a desk of their own lead to it."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context, _spec(context))
        self.empty.offer(translate("tracks", "去登记线索"), lambda: context.navigator.open_tab("screening", "clues"))
        self.files = PaperFiles(context, self)
        wanted = Wanted("track_ledger", translate("tracks", "补录和绿色通道台账"))
        self.print = QPushButton(icon("printer"), translate("tracks", "打印台账"))
        self.export = QPushButton(icon("file-spreadsheet"), translate("tracks", "导出台账"))
        self.print.clicked.connect(lambda: self.files.ask_print(self._of_village(wanted)))
        self.export.clicked.connect(lambda: self.files.ask_export(self._of_village(wanted)))
        for text, go in (
            (translate("tracks", "登记线索"), ("screening", "clues")),
            (translate("tracks", "登记应急"), ("alerts", "raise")),
        ):
            button = QPushButton(icon("plus"), text)
            button.clicked.connect(lambda _=False, where=go: context.navigator.open_tab(*where))
            self.narrowing.row.addWidget(button)
        self.narrowing.row.addWidget(self.print)
        self.narrowing.row.addWidget(self.export)

    def _of_village(self, wanted: Wanted) -> Wanted:
        return Wanted(wanted.kind, wanted.name, villages=self.narrowing.villages)

    def show_group(self, key: str) -> None:
        """Narrow the list to one of its filters."""
        self.states.choose(frozenset((key,)))
        self._show_rows()

    @override
    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("workflow_step", "plan_version"):
            self.reload()
        else:
            super()._on_changed(changes)


def _spec(context: TabContext) -> StepsSpec[TrackRow]:
    tracks, today = context.office.tracks, context.today
    return StepsSpec(
        key="entry/tracks",
        name=translate("tracks", "补录和绿色通道"),
        states=tuple(CaseState),
        columns=_columns(),
        read=lambda: tracks.rows(today=today()),
        household=lambda row: row.household,
        state=lambda row: row.state,
        empty=translate(
            "tracks",
            "没有补录和绿色通道的户。走访结束后新发现的户，由线索“拟新增”即为补录；"
            "火灾、洪灾、急病等登记“应急”即走绿色通道。",
        ),
        elsewhere=_ELSEWHERE,
        note=translate("tracks", "补录从登记线索起算，到区级审定止；绿色通道从应急登记起算，到手续补齐止。"),
        places=_places(context),
        groups=_groups(),
        groups_of=groups_of,
        waits=lambda row: row.is_running,
        stretch=("next",),
    )


def _places(context: TabContext) -> Mapping[str, Callable[[], None]]:
    def to(tab: str, what: str) -> Callable[[], None]:
        return lambda: context.navigator.open_tab(tab, what)

    visits, meetings = to("visits", "not_visited"), to("meetings", "")
    return {
        "record_visit": visits,
        "record_attempt": visits,
        "evaluate": meetings,
        "reject": meetings,
        "defer": meetings,
        "close_cross_check": to("screening", "cross_check"),
        "record_entry": to("entry", "not_entered"),
        "confirm_ledger": to("entry", "confirmed"),
    }
