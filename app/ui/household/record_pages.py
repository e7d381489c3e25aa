"""The pages of a household that keep records: 监测与帮扶 疑点 附件 时间线."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from app.services.dossier.parts import Dossier
from app.services.findings.service import LiveFinding
from app.ui.household import tables
from app.ui.household.page import Page, ShortTable

_ANY_HEIGHT = 16_777_215  # Qt's QWIDGETSIZE_MAX


class MonitoringPage(Page):
    """监测与帮扶: spells, procedures, alerts and measures."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(name=self.tr("监测与帮扶处理"))
        self.cases = ShortTable(self.tr("各年办理"), tables.case_columns(), empty=self.tr("还没有办理过。"))
        self.spells = ShortTable(self.tr("监测"), tables.spell_columns(), empty=self.tr("不是监测对象。"))
        self.alerts = ShortTable(self.tr("预警"), tables.alert_columns(today), empty=self.tr("没有预警。"))
        self.measures = ShortTable(
            self.tr("帮扶措施"),
            tables.measure_columns(),
            empty=self.tr("没有帮扶措施。监测对象用上方“登记措施”登记，预警的措施在预警里定。"),
        )
        self.measures.opened.connect(self._on_opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.bar)
        for part in (self.cases, self.spells, self.alerts, self.measures):
            column.addWidget(part, 1)
        self._column = column

    def _on_opened(self, id_: int) -> None:
        self.asked.emit("measure_change", self.measures.row(id_).measure_id)

    @override
    def chosen(self) -> int:
        current = self.measures.table.current_id()
        return self.measures.row(current).measure_id if current is not None else 0

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        offered = [("measure_add", self.tr("登记措施…"), "plus")] if _is_watched(dossier) else []
        if any(measure.alert is None for measure in dossier.measures):
            offered.append(("measure_change", self.tr("修改或办结所选措施…"), "pencil"))
        raising = ("alert_raise", self.tr("登记预警或应急"), "triangle-alert")
        self.show_actions(dossier, [*offered, ("matrix", self.tr("核对风险与措施"), "scan-line"), raising])
        self.cases.show_rows(dossier.cases)
        self.spells.show_rows(dossier.spells)
        self.alerts.show_rows(dossier.alerts)
        self.measures.show_rows(dossier.measures)
        own = [place for place, measure in enumerate(dossier.measures) if measure.alert is None]
        self.measures.table.select_position(own[0] if own else 0)
        # A table that has rows gets the height that an empty one does not need.
        for part in (self.cases, self.spells, self.alerts, self.measures):
            self._column.setStretchFactor(part, min(len(part.model.rows), 3) + 1 if part.model.rows else 0)
            part.setMaximumHeight(_ANY_HEIGHT if part.model.rows else 4 * self.fontMetrics().height())


def _is_watched(dossier: Dossier) -> bool:
    return any(spell.closed_on is None and spell.eliminated_on is None for spell in dossier.spells)


class FindingsPage(Page):
    """疑点: what the checks say this moment, and what the last run found with the decisions on it."""

    live_asked = Signal(int)  # the household: whoever hears it answers by ``show_live``

    def __init__(self) -> None:
        super().__init__(name=self.tr("疑点处理"))
        self.live = ShortTable(
            self.tr("现在检查"), tables.live_columns(), empty=self.tr("按现在的数据，本户没有疑点。")
        )
        self.findings = ShortTable(
            self.tr("上次全镇检查"),
            tables.finding_columns(),
            empty=self.tr("上次全镇检查没有列出本户。要豁免现在查出的疑点，请先在工具栏的“疑点检查”里运行一次。"),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.live, 1)
        column.addWidget(self.findings, 1)

    @override
    def chosen(self) -> int:
        current = self.findings.table.current_id()
        return self.findings.row(current).finding_id if current is not None else 0

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        offered = [("exempt", self.tr("属实，豁免"), "check"), ("reopen", self.tr("取消豁免"), "undo-2")]
        self.show_actions(dossier, offered if dossier.findings else [])
        self.findings.show_rows(dossier.findings)
        self.findings.table.select_position(0)
        self.live.show_rows(())
        self.live_asked.emit(dossier.head.household_id)

    def show_live(self, found: Sequence[LiveFinding]) -> None:
        """Show what the checks say now."""
        self.live.show_rows(found)


class AttachmentsPage(Page):
    """附件: kept encrypted beside the database; double click opens a copy."""

    def __init__(self) -> None:
        super().__init__(name=self.tr("附件处理"))
        self.files = ShortTable(
            self.tr("附件"),
            tables.attachment_columns(),
            empty=self.tr("没有附件。照片、签字页、证明等可以上传，加密保存。"),
        )
        self.files.opened.connect(lambda id_: self.asked.emit("file_open", self.files.row(id_).attachment_id))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.files, 1)

    @override
    def chosen(self) -> int:
        current = self.files.table.current_id()
        return self.files.row(current).attachment_id if current is not None else 0

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        offered = [("file_add", self.tr("上传…"), "upload")]
        if dossier.attachments:
            offered += [("file_open", self.tr("打开"), "eye"), ("file_remove", self.tr("移除…"), "trash-2")]
        offered.append(("dossier", self.tr("一户一档…"), "folder-open"))
        self.show_actions(dossier, offered)
        self.files.show_rows(dossier.attachments)
        self.files.table.select_position(0)


class TimelinePage(Page):
    """时间线: steps and entries, the latest first, and what was sent of the household."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = ShortTable(
            self.tr("经过（新的在前）"), tables.timeline_columns(), empty=self.tr("还没有任何办理或修改记录。")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        self.papers = ShortTable(
            self.tr("发出的文书 ❄"), tables.sent_columns(), empty=self.tr("还没有存档发出的文书写到本户。")
        )
        column.addWidget(self.lines, 3)
        column.addWidget(self.papers, 2)

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        self.lines.show_rows(dossier.timeline)
        self.papers.show_rows(dossier.papers)
