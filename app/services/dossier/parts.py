"""What a household's page shows: frozen values, each with its source and day (screens: 农户台账)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.papers.sent import SentPaper


@dataclass(frozen=True, slots=True)
class HouseholdHead:
    """The household itself, with what lists derive of it. ``row_version`` guards edits. Money in fen."""

    household_id: int
    row_version: int
    code: str
    national_code: str | None
    head_name: str
    village_id: int
    village_name: str
    group_id: int | None
    group_name: str
    natural_village: str | None
    address: str | None
    phone: str | None
    household_type: str | None
    category: str | None
    risks: tuple[str, ...]
    case_state: str | None
    status: str
    ended_on: date | None
    end_reason: str | None
    remark: str | None
    member_count: int
    counted_heads: int
    net_per_head_fen: int | None
    net_basis: str | None
    tags: tuple[str, ...]
    open_alerts: int


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A person who belongs, or belonged (``to_on``), to the household, with the effective facts."""

    membership_id: int
    person_id: int
    row_version: int
    name: str
    relation: str | None
    sex: str | None
    born_on: date | None
    id_number: str | None
    phone: str | None
    ethnicity: str | None
    education: str | None
    school_status: str | None
    health: str | None
    labour_skill: str | None
    work_months: int | None
    work_place: str | None
    insured: int | None
    counts_per_head: int
    from_on: date | None
    to_on: date | None
    end_reason: str | None
    membership_version: int  # guards 计入人均; ``row_version`` is the person's
    counts_reason: str | None

    @property
    def is_head(self) -> bool:
        """Whether this is the head of the household."""
        return self.relation == "户主" and self.to_on is None


@dataclass(frozen=True, slots=True)
class FactLine:
    """One recorded value of a guarantee: ``value`` 1, 0 or None; ``is_effective`` marks the one that counts."""

    value: int | None
    source: str
    observed_on: date | None
    year: int
    occasion: str
    is_effective: bool
    shown: str


@dataclass(frozen=True, slots=True)
class GuaranteeLine:
    """One of 两不愁三保障 and water: what counts, why, and every other statement. ``why`` names members where asked."""

    key: str
    value: int | None
    why: tuple[str, ...]
    facts: tuple[FactLine, ...]


@dataclass(frozen=True, slots=True)
class IncomeItemLine:
    """One item of a statement with its formula and basis."""

    code: str
    label: str
    amount_fen: int | None
    formula: str | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class IncomeLine:
    """One statement of income; the effective one is what counts per head. Imported figures have no heads."""

    statement_id: int | None
    year: int
    occasion: str
    source: str
    basis: str | None
    observed_on: date | None
    heads: int | None
    net_fen: int | None
    per_head_fen: int | None
    is_effective: bool
    items: tuple[IncomeItemLine, ...]


@dataclass(frozen=True, slots=True)
class EventLine:
    """An income drop, a spending jump, an emergency or a petition."""

    event_id: int
    kind: str
    happened_on: date | None
    amount_fen: int | None
    description: str | None
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True)
class SpellLine:
    """A time in which the household was, or is, monitored."""

    category: str
    risks: tuple[str, ...]
    identified_on: date | None
    eliminated_on: date | None
    closed_on: date | None
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """The procedure of one plan year."""

    year: int
    state: str
    track: str
    category: str
    opened_on: date
    state_since_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert of the household."""

    alert_id: int
    number: str
    gap: str
    state: str
    fact: str | None
    found_on: date
    department: str | None
    due_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A help measure; ``alert`` is the number of the alert that it belongs to."""

    measure_id: int
    alert: str | None
    group: str
    description: str | None
    responsible: str | None
    due_on: date | None
    state: str
    done_on: date | None
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A 疑点 of the household or one of its members, as the last run found it and as it was decided."""

    finding_id: int
    row_version: int
    code: str
    person_id: int | None
    subject: str
    message: str
    state: str
    reason: str | None
    decided_by: str | None
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """A file kept for the household."""

    attachment_id: int
    name: str
    kind: str | None
    size_bytes: int
    taken_on: date | None
    remark: str | None


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """Something that happened, or was entered: ``code`` is a workflow action or a dotted audit action."""

    on: date
    code: str
    detail: str
    by: str
    typed_by: str
    paper_no: str | None
    taken_back_on: date | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that the household's pane shows, read in one snapshot."""

    head: HouseholdHead
    members: tuple[MemberLine, ...]
    former: tuple[MemberLine, ...]
    guarantees: tuple[GuaranteeLine, ...]
    incomes: tuple[IncomeLine, ...]
    events: tuple[EventLine, ...]
    spells: tuple[SpellLine, ...]
    cases: tuple[CaseLine, ...]
    alerts: tuple[AlertLine, ...]
    measures: tuple[MeasureLine, ...]
    findings: tuple[FindingLine, ...]
    attachments: tuple[AttachmentLine, ...]
    timeline: tuple[TimelineLine, ...]
    papers: tuple[SentPaper, ...] = ()
