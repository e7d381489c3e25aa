"""The invented township as plain records: villages, households, persons. Nobody in it exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

TOWNSHIP = "石门镇"
COUNTY = "示范县"
# No region of China has this number; it marks every invented ID number and household code (GB/T 2260 ends before it).
REGION = "519999"
MALE, FEMALE = "male", "female"


@dataclass(frozen=True, slots=True)
class Village:
    """A village with its groups; ``position`` counts from 1."""

    position: int
    name: str
    groups: tuple[str, ...]
    natural_villages: tuple[str, ...]

    @property
    def code(self) -> str:
        """Twelve digits as the statistics office writes them: region, township 100, village 200 and up."""
        return f"{REGION}100{200 + self.position:03}"


@dataclass(slots=True)
class Person:
    """A person with what the exports say of him on the township's day."""

    name: str
    sex: str
    born_on: date
    relation: str
    id_number: str = ""
    code: str | None = None  # 人编号, members of 脱贫户 only
    ethnicity: str = "汉族"
    phone: str | None = None
    education: str | None = None
    school_status: str | None = None
    dropout_reason: str | None = None
    health: str = "健康"
    disability: tuple[str, int] | None = None  # class in words, grade 1 worst
    disability_since: int | None = None
    labour_skill: str = "普通劳动力"
    political_status: str = "群众"
    work_months: int | None = None
    work_place: str | None = None
    employer: str | None = None
    channel: str | None = None
    industry: str | None = None
    resident_medical: bool | None = True
    employee_medical: bool | None = False
    major_illness_insurance: bool | None = True
    resident_pension: bool | None = False
    employee_pension: bool | None = False
    subsistence: bool = False
    extreme_poverty: bool = False
    public_post: str | None = None
    public_post_months: int | None = None
    speaks_mandarin: bool = True

    def age_on(self, day: date) -> int:
        """Completed years."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


@dataclass(slots=True)
class Household:
    """A household; ``exited`` ones are 脱贫户 and carry national numbers, the others carry none."""

    number: int
    village: Village
    group: str
    natural_village: str
    exited: bool
    members: list[Person] = field(default_factory=list)
    code: str | None = None
    phone: str | None = None
    net_per_head_fen: int | None = None
    dangerous_housing: bool | None = False
    housing_grade: str | None = "A"
    safe_water: bool | None = True
    poverty_cause: str | None = None

    @property
    def head(self) -> Person:
        """The first member, whatever a file calls him."""
        return self.members[0]

    @property
    def address(self) -> str:
        """Where the household lives."""
        return f"{TOWNSHIP}{self.village.name}{self.group}{self.natural_village}"


@dataclass(frozen=True, slots=True)
class Township:
    """Everything that was invented from one seed."""

    seed: int
    day: date
    villages: tuple[Village, ...]
    households: tuple[Household, ...]

    @property
    def persons(self) -> int:
        """How many persons live in it."""
        return sum(len(household.members) for household in self.households)

    @property
    def exited(self) -> list[Household]:
        """The 脱贫户."""
        return [household for household in self.households if household.exited]

    @property
    def ordinary(self) -> list[Household]:
        """The 一般农户."""
        return [household for household in self.households if not household.exited]
