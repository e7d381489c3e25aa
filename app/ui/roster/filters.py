"""Which households the roster shows: chips that combine, and combinations that the office keeps by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from app.models.enums import Tag
from app.services.households import RosterQuery, RosterSort
from app.ui.common.filter_chips import FilterChip
from app.ui.household import words
from app.ui.roster.places import Place

translate = QCoreApplication.translate

TAGS = tuple(tag.value for tag in Tag)
# Chips of one kind exclude each other: a household has one type, and the service takes one tag.
EXCLUSIVE = (frozenset({"exited", "ordinary"}), frozenset(TAGS))
KEPT_FILTERS = "roster.kept_filters"


def roster_chips() -> Sequence[FilterChip]:
    """The chips above the table, in order."""
    return (
        FilterChip("exited", translate("roster", "脱贫户")),
        FilterChip("ordinary", translate("roster", "一般农户")),
        FilterChip("monitored", translate("roster", "监测户"), translate("roster", "正在监测的三类户")),
        FilterChip("alert", translate("roster", "有预警")),
        *(FilterChip(tag, words.tag_word(tag)) for tag in TAGS),
        FilterChip("unknown", translate("roster", "缺数据"), translate("roster", "两不愁三保障和饮水中有一项没有来源")),
        FilterChip("finding", translate("roster", "有疑点")),
        FilterChip("track", translate("roster", "补录应急"), translate("roster", "在办的程序走补录或绿色通道")),
        FilterChip("ended", translate("roster", "含已注销"), translate("roster", "连同整户迁出、并户、已无人的户")),
    )


@dataclass(frozen=True, slots=True)
class KeptFilter:
    """A combination of chips and a place under a name; never words that were searched for."""

    name: str
    chips: tuple[str, ...]
    village_id: int | None = None
    group_name: str | None = None

    @property
    def place(self) -> Place:
        """The place it holds."""
        return Place(self.village_id, self.group_name)


def query_of(text: str, place: Place, chips: frozenset[str], sort: RosterSort, *, descending: bool) -> RosterQuery:
    """The service's query for what is typed, chosen and pressed."""
    tag = next((tag for tag in TAGS if tag in chips), None)
    kind = next((kind for kind in ("exited", "ordinary") if kind in chips), None)
    query = RosterQuery(text=text, village_id=place.village_id, group_name=place.group_name, sort=sort)
    return replace(
        query,
        household_type=kind,
        tag=tag,
        with_open_alert="alert" in chips,
        is_monitored="monitored" in chips,
        with_unknown="unknown" in chips,
        with_finding="finding" in chips,
        on_own_track="track" in chips,
        include_ended="ended" in chips,
        descending=descending,
    )


def without_rivals(chosen: frozenset[str], pressed: frozenset[str]) -> frozenset[str]:
    """What stays pressed when ``pressed`` is what was pressed before: the newer of two that exclude each other."""
    new = chosen - pressed
    for group in EXCLUSIVE:
        if new & group and len(chosen & group) > 1:
            chosen = chosen - (group - new)
    return chosen


def to_json(kept: Sequence[KeptFilter]) -> list[dict[str, object]]:
    """Kept filters as the setting stores them."""
    return [{"name": k.name, "chips": list(k.chips), "village": k.village_id, "group": k.group_name} for k in kept]


def from_json(value: object) -> tuple[KeptFilter, ...]:
    """Kept filters from the setting; what cannot be read is left out."""
    found = []
    for entry in value if isinstance(value, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            chips = tuple(str(chip) for chip in entry.get("chips", []))
            found.append(KeptFilter(entry["name"], chips, entry.get("village"), entry.get("group")))
    return tuple(found)
