"""What was planted where: so that a test can demand exactly the faults that are in the files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


class Fault(StrEnum):
    """A kind of dirt. The first group lies in the persons themselves, the second in single cells of one file."""

    WRONG_CHECK_DIGIT = "wrong_check_digit"
    FIFTEEN_DIGITS = "fifteen_digits"
    DUPLICATE_ID = "duplicate_id"
    NO_ID = "no_id"
    TWO_HEADS = "two_heads"
    NO_HEAD = "no_head"
    UNKNOWN_RELATION = "unknown_relation"
    WRONG_SEX_FOR_RELATION = "wrong_sex_for_relation"

    ID_AS_NUMBER = "id_as_number"
    ID_ZEROED = "id_zeroed"
    ID_SCIENTIFIC = "id_scientific"
    EMPTY_NAME = "empty_name"
    NO_IDENTITY = "no_identity"
    REPEATED_ROW = "repeated_row"
    UNKNOWN_VILLAGE = "unknown_village"
    FULL_WIDTH = "full_width"
    NBSP = "nbsp"
    APOSTROPHE = "apostrophe"
    LOWER_X = "lower_x"
    LEADING_G = "leading_g"
    FORMULA_QUOTE = "formula_quote"
    SPACED_NAME = "spaced_name"
    IMPOSSIBLE_DATE = "impossible_date"
    MONTHS_WITH_UNIT = "months_with_unit"
    TICK_FOR_YES = "tick_for_yes"
    UNKNOWN_HEALTH = "unknown_health"
    TOTAL_ROW = "total_row"
    FOOTER_ROW = "footer_row"
    REPEATED_HEADER = "repeated_header"
    MOVED_PERSON = "moved_person"
    MOVED_HOUSEHOLD = "moved_household"
    NEWBORN = "newborn"
    MISSING_MEMBER = "missing_member"

    # What the province asks about, in the exports of the national system.
    NO_RISK = "no_risk"
    OTHER_WITHOUT_REMARK = "other_without_remark"
    NO_MEASURE_FOR_RISK = "no_measure_for_risk"
    STATUS_AGAINST_MEASURES = "status_against_measures"
    LAND_OUT_OF_RANGE = "land_out_of_range"
    DISTANCE_OUT_OF_RANGE = "distance_out_of_range"
    LIVING_EMPTY = "living_empty"
    PAY_OUT_OF_RANGE = "pay_out_of_range"
    NO_WORKPLACE = "no_workplace"
    NO_START = "no_start"
    PLAN_WITHOUT_NEED = "plan_without_need"

    # A fault that has no name but the rule that asks about it, and what the invented people carry without a fault.
    CHECKED = "checked"
    BY_NATURE = "by_nature"


# Rows that no import may store, with the code of the refusal.
REJECTED = {
    Fault.ID_AS_NUMBER: "row.precision_lost",
    Fault.ID_ZEROED: "row.precision_lost",
    Fault.ID_SCIENTIFIC: "row.precision_lost",
    Fault.EMPTY_NAME: "row.no_identity",
    Fault.NO_IDENTITY: "row.no_identity",
    Fault.REPEATED_ROW: "row.repeated",
    Fault.UNKNOWN_VILLAGE: "village.unknown",
}
# The check that must find a fault of a name of its own.
RULES = {
    Fault.WRONG_CHECK_DIGIT: ("1_01_003",),
    Fault.FIFTEEN_DIGITS: ("1_01_002",),
    Fault.DUPLICATE_ID: ("1_01_001",),
    Fault.NO_ID: ("4_01_003",),
    Fault.TWO_HEADS: ("3_02_011",),
    Fault.NO_HEAD: ("3_02_012",),
    Fault.UNKNOWN_RELATION: ("3_01_001",),
    Fault.WRONG_SEX_FOR_RELATION: ("2_01_004",),
}


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault: the file, sheet and row (Excel's number) and column, and the household's invented number.

    Faults of the persons themselves stand in every file that names them: ``file`` is empty, ``row`` is 0.
    ``person`` is the name of the member whom it is about (empty = the household), ``rules`` the checks that find it.
    """

    fault: Fault
    household: int
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    person: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """All planted faults."""

    planted: tuple[Planted, ...]

    def of(self, *faults: Fault, file: str | None = None) -> list[Planted]:
        """The plants of these kinds, in one file or everywhere."""
        return [plant for plant in self.planted if plant.fault in faults and file in (None, plant.file)]

    def counts(self, *, file: str | None = None) -> dict[str, int]:
        """How many of each kind."""
        return dict(Counter(str(plant.fault) for plant in self.planted if file in (None, plant.file)))

    def findings(self) -> frozenset[tuple[str, int, str]]:
        """(rule, household, person) of everything that the checks must find once all files are taken in."""
        return frozenset((rule, p.household, p.person) for p in self.planted for rule in p.rules)

    def rejected(self, file: str) -> dict[tuple[str, int], str]:
        """(sheet, row) -> code of every row of a file that an import must refuse."""
        plants = (plant for plant in self.planted if plant.file == file and plant.fault in REJECTED)
        return {(plant.sheet, plant.row): REJECTED[plant.fault] for plant in plants}

    def write(self, path: Path) -> Path:
        """The manifest as JSON beside the files."""
        content = {"counts": self.counts(), "planted": [asdict(plant) for plant in self.planted]}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        return path


def joined(*parts: Iterable[Planted]) -> Manifest:
    """One manifest of several."""
    return Manifest(tuple(plant for part in parts for plant in part))
