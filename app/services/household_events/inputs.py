"""What a clerk says of households and persons: plain values from a form or a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.services.changes import ChangeSet
from app.services.workflow.facts import Signer


@dataclass(frozen=True, slots=True)
class PersonInput:
    """A person as typed. ``relation`` is the word of the export's code list (户主, 配偶, 之子 …)."""

    name: str
    relation: str
    id_number: str | None = None
    sex: str | None = None
    born_on: date | None = None
    phone: str | None = None
    ethnicity: str | None = None
    counts_per_head: bool = True
    counts_reason: str | None = None


@dataclass(frozen=True, slots=True)
class HouseholdInput:
    """A household as typed. ``code`` empty = one is issued."""

    village_id: int
    group_id: int | None = None
    household_type: str | None = None
    code: str | None = None
    natural_village: str | None = None
    address: str | None = None
    phone: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class SplitInput:
    """Who goes into a new household, with the relation to its head; the same for those who stay if the head leaves.

    ``alerts`` are the ids of open alerts that go with the new household; the others stay.
    """

    leaving: Mapping[int, str]  # membership id -> relation in the new household
    staying: Mapping[int, str] = field(default_factory=dict)  # membership id -> new relation in the old one
    home: HouseholdInput | None = None  # where the new household lives; None = the same place
    alerts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ending:
    """Why and on whose word something ends: the day, the proof, the decision's number, who signed."""

    on: date
    proof: str = ""
    decision_no: str = ""
    signers: tuple[Signer, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written. ``notices`` are codes of things that the clerk must still do elsewhere (wording ``notice``)."""

    household_id: int
    code: str
    changes: ChangeSet | None
    notices: tuple[str, ...] = ()
