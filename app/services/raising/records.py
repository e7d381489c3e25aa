"""What raising alerts gives and takes: offers, rows of lists as they stand, and the answer to a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.models.enums import Gap, Labelled
from app.services.briefs import HouseholdBrief
from app.services.changes import ChangeSet
from app.services.errors import Reason
from app.services.raising.list_kinds import Population


class OfferSource(Labelled):
    """Where an offer comes from."""

    CHECKS = "monthly_check", "月监测"
    LISTS = "department_list", "部门推送"
    RULES = "rule", "规则"


class OfferWay(Labelled):
    """What becomes of an offer when it is taken."""

    MARK = "mark", "标注预警"
    ADD = "add", "补记到已有预警"
    CLUE = "clue", "登记线索"
    VERIFY = "verify", "请核实"  # the gap is not on the plan's list: a finding in words, it can only be settled


class RowState(Labelled):
    """How a row of a department's list stands."""

    OFFERED = "offered", "待处理"
    BELOW = "below", "未达阈值"
    NO_AMOUNT = "no_amount", "没有金额"
    UNMATCHED = "unmatched", "没有对应到户"
    OFF = "off", "该类不提请"
    ANSWERED = "answered", "已处理"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an offer rests on: the value in words, its source, its day."""

    value: str
    source: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may be marked: nothing is marked without a person."""

    source: OfferSource
    subject: str
    household: HouseholdBrief
    population: Population
    gap: Gap | None
    way: OfferWay
    title: str
    evidence: Evidence
    origin: str  # list and row, number of the rule, month
    found_on: date
    digest: str
    open_alert: str = ""
    row_id: int | None = None

    @property
    def key(self) -> str:
        """What names the offer as long as its evidence stands."""
        return f"{self.source.value}|{self.household.household_id}|{self.subject}|{self.digest}"

    @property
    def fact(self) -> str:
        """The words that go into the alert."""
        day = f"{self.evidence.on.isoformat()} " if self.evidence.on else ""
        return f"{self.title}：{day}{self.evidence.value}（{self.evidence.source}）"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a department's list, beside its threshold."""

    id: int
    department: str
    kind: str
    kind_name: str
    name: str
    id_number: str | None
    village: str
    household: HouseholdBrief | None
    population: Population | None
    happened_on: date | None
    amount_fen: int | None
    threshold_fen: int | None
    content: str
    origin: str
    state: RowState
    answer: str  # what became of it, in words


@dataclass(frozen=True, slots=True)
class DoneOffer:
    """An offer that was taken, and the number of the alert or clue that came of it; none when it was dismissed."""

    key: str
    household_code: str
    number: str | None


@dataclass(frozen=True, slots=True)
class RefusedOffer:
    """An offer that was not taken, with every reason."""

    key: str
    household_code: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class OfferOutcome:
    """完成 n / 拒绝 m; ``changes`` is None when nothing was written."""

    done: tuple[DoneOffer, ...]
    refused: tuple[RefusedOffer, ...]
    changes: ChangeSet | None = None


@dataclass(frozen=True, slots=True)
class OfferCounts:
    """How many offers each source has."""

    by_source: Mapping[OfferSource, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_source.values())
