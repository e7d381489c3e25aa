"""A page beside a tab's list: made when it is first asked for, and told what the tab knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.regions import RegionRow
from app.ui.common.context import TabContext


class DeskPage(QWidget):
    """What a page may answer; nothing here needs to be called by the page itself.

    ``household_asked(household_id, page, person_id)``: go to this household, page and person; "" and 0 = any.
    """

    household_asked = Signal(int, str, int)

    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        """The villages and groups, whenever they have been read."""

    def reload(self) -> None:
        """The page is turned to: read again what may have changed meanwhile."""

    def show_what(self, what: str) -> None:
        """Show the part that another tab or page asked for."""

    def narrow_to(self, households: Sequence[int] | None) -> None:
        """Be about these households only, where the page can; None: about all again."""

    def may_close(self) -> str:
        """Why closing the window would lose something; empty if it would not."""
        return ""


@dataclass(frozen=True, slots=True)
class DeskPageSpec:
    """One page: its key for ``navigator.open_tab("roster", key)``, its words, icon and factory."""

    key: str
    title: str
    sign: str
    make: Callable[[TabContext], DeskPage]
