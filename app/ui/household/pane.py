"""The household's pane: the same card everywhere (screens: one look for one thing)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from app.services.dossier.parts import Dossier
from app.ui.common.chips import Chip, Shape, case_chip, category_chip
from app.ui.common.household_columns import type_word
from app.ui.common.side_pane import SidePane
from app.ui.common.values import money_text
from app.ui.household import words
from app.ui.household.page import Page
from app.ui.household.pages import GuaranteesPage, IncomePage, MembersPage, OverviewPage
from app.ui.household.record_pages import AttachmentsPage, FindingsPage, MonitoringPage, TimelinePage
from app.ui.theme import Tone


class HouseholdPane(SidePane):
    """Shows a dossier; pages that are not seen are filled when they are turned to.

    ``asked(key, id)``: something shall be done with the household, or with the row of this id on the page.
    """

    asked = Signal(str, int)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(name=QCoreApplication.translate("HouseholdPane", "农户详情"), parent=parent)
        self.overview = OverviewPage(today)
        self.members = MembersPage(today)
        self.income = IncomePage()
        self.guarantees = GuaranteesPage()
        self.monitoring = MonitoringPage(today)
        self.findings = FindingsPage()
        self.attachments = AttachmentsPage()
        self.timeline = TimelinePage()
        self._dossier: Dossier | None = None
        self._filled: set[QWidget] = set()
        pages: tuple[tuple[Page, str], ...] = (
            (self.overview, self.tr("概况")),
            (self.members, self.tr("成员")),
            (self.income, self.tr("收支")),
            (self.guarantees, self.tr("三保障")),
            (self.monitoring, self.tr("监测与帮扶")),
            (self.findings, self.tr("疑点")),
            (self.attachments, self.tr("附件")),
            (self.timeline, self.tr("时间线")),
        )
        for page, title in pages:
            self.add_page(page, title)
            page.asked.connect(self.asked)
        self.tabs.currentChanged.connect(self._fill)

    @property
    def dossier(self) -> Dossier | None:
        """The household that is shown."""
        return self._dossier

    def turn_to(self, key: str, *, person_id: int | None = None) -> None:
        """Turn to the page on which a field stands: members, guarantees, income, monitoring; else the overview."""
        pages = {
            "members": self.members,
            "guarantees": self.guarantees,
            "income": self.income,
            "monitoring": self.monitoring,
        }
        self.tabs.setCurrentWidget(pages.get(key, self.overview))
        self._fill()
        if key == "members" and person_id is not None:
            self.members.choose_person(person_id)

    def show_dossier(self, dossier: Dossier) -> None:
        """Show this household on the page that is open."""
        self._dossier = dossier
        self._filled.clear()
        head = dossier.head
        title = self.tr("{name}　{count}人　{village}{group}").format(
            name=head.head_name or self.tr("（无户主）"),
            count=head.member_count,
            village=head.village_name,
            group=head.group_name,
        )
        self.show_head(title, self._facts(dossier), self._head_chips(dossier))
        self._count_pages(dossier)
        self._fill()

    def _facts(self, dossier: Dossier) -> str:
        head = dossier.head
        income = (
            self.tr("人均 {yuan} 元").format(yuan=money_text(head.net_per_head_fen))
            if head.net_per_head_fen is not None
            else self.tr("收入缺数据")
        )
        return " · ".join(filter(None, (head.code, type_word(head.household_type), income, head.phone)))

    def _head_chips(self, dossier: Dossier) -> list[Chip]:
        head = dossier.head
        chips = []
        if head.status != "active":
            chips.append(Chip(words.status_word(head.status), Shape.CROSS, Tone.NEUTRAL))
        if head.case_state:
            chips.append(case_chip(head.case_state))
        if head.category:
            chips.append(category_chip(head.category))
        if head.open_alerts:
            word = self.tr("预警 {count}").format(count=head.open_alerts)
            chips.append(Chip(word, Shape.TRIANGLE, Tone.DUE))
        return [*chips, *map(words.tag_chip, head.tags)]

    def _count_pages(self, dossier: Dossier) -> None:
        titles = {
            self.members: (self.tr("成员"), len(dossier.members)),
            self.findings: (self.tr("疑点"), len(dossier.findings)),
            self.attachments: (self.tr("附件"), len(dossier.attachments)),
        }
        for page, (title, count) in titles.items():
            self.tabs.setTabText(self.tabs.indexOf(page), f"{title} {count}" if count else title)

    def _fill(self) -> None:
        page = self.tabs.currentWidget()
        if isinstance(page, Page) and self._dossier and page not in self._filled:
            self._filled.add(page)
            page.show_dossier(self._dossier)
