"""Who lives where: households, persons, and who belonged to which household from when to when (design 4)."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    Code,
    Fen,
    Long,
    Name,
    OptionalCode,
    OptionalDay,
    OptionalName,
    Truth,
    Versioned,
)


class Household(Versioned, Base):
    """A household. ``code`` is permanent: the 户编号 it came with, else one that we issue."""

    __tablename__ = "household"
    __table_args__ = (Index("ix_household_village_group", "village_id", "group_id"),)

    code: Mapped[str] = mapped_column(String(40), unique=True)
    national_code: Mapped[str | None] = mapped_column(String(40), index=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    natural_village: Mapped[OptionalName]
    address: Mapped[OptionalName]
    phone: Mapped[OptionalCode]
    household_type: Mapped[OptionalCode]  # HouseholdType: exited (脱贫户), ordinary (一般农户)
    first_identified_text: Mapped[OptionalCode]  # 首次识别时间, as it came
    status: Mapped[Code] = mapped_column(default="active")  # active, gone (nobody left), moved, merged
    ended_on: Mapped[OptionalDay]
    end_reason: Mapped[OptionalName]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    remark: Mapped[Long]


class Person(Versioned, Base):
    """A person's identity. ``id_number`` is what import brought, less the listed repairs; never unique."""

    __tablename__ = "person"

    name: Mapped[Name]
    pinyin: Mapped[str] = mapped_column(String(400), default="")  # app.services.names.romanise(name)
    initials: Mapped[str] = mapped_column(String(80), default="")
    id_number: Mapped[str | None] = mapped_column(String(40), index=True)
    id_kind: Mapped[OptionalCode]  # 身份证, 残疾人证 as exported
    national_code: Mapped[str | None] = mapped_column(String(40), index=True)  # 人编号 / 人口编号
    sex: Mapped[OptionalCode]  # male, female; from the column, else from the ID number
    born_on: Mapped[OptionalDay]
    ethnicity: Mapped[OptionalCode]
    phone: Mapped[OptionalCode]
    alias_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    died_on: Mapped[OptionalDay]


class Membership(Versioned, Base):
    """A person belongs to a household from a day to a day; ``to_on`` empty = still."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_household_open", "household_id", "to_on"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    relation: Mapped[OptionalCode]  # 与户主关系: the value of the export's code list, as it came
    position: Mapped[int] = mapped_column(Integer, default=0)
    from_on: Mapped[OptionalDay]
    to_on: Mapped[OptionalDay]
    end_reason: Mapped[OptionalCode]  # died, married_out, moved_out, moved_household, split, merged, error
    counts_per_head: Mapped[int] = mapped_column(Integer, default=1)
    counts_reason: Mapped[OptionalName]


class MembershipReason(Versioned, Base):
    """How a member came and on what proof, and on what proof the member left; what nobody said is empty."""

    __tablename__ = "membership_reason"
    __table_args__ = (UniqueConstraint("membership_id"),)
    __since__ = "0023"

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    came_by: Mapped[OptionalCode]  # Arrival: born, adopted, married_in, moved_in, returned, forgotten
    came_proof: Mapped[OptionalName]
    left_proof: Mapped[OptionalName]


class DistinctPair(Versioned, Base):
    """Two persons that look alike and were found not to be the same."""

    __tablename__ = "distinct_pair"
    __table_args__ = (UniqueConstraint("first_person_id", "second_person_id"),)

    first_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    second_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[OptionalName]


class IdDecision(Versioned, Base):
    """What somebody decided about one number of one person: it is truly so, or still to be looked into."""

    __tablename__ = "id_decision"
    __table_args__ = (UniqueConstraint("person_id", "id_number"),)
    __since__ = "0004"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    id_number: Mapped[str] = mapped_column(String(40), default="")  # the number that was looked at; "" = none
    decision: Mapped[Code]  # kept 属实保留, waiting 待核
    reason: Mapped[OptionalName]
    decided_by: Mapped[OptionalName]
    decided_on: Mapped[OptionalDay]


class HouseholdSummary(Base):
    """Derived, rebuilt after every write for the households it touched: what lists sort, filter and search.

    Not versioned and never edited: ``app.services.derived`` is the only writer.
    """

    __tablename__ = "household_summary"
    __table_args__ = (
        Index("ix_household_summary_village_sort", "village_id", "group_order", "group_name", "head_name"),
        Index("ix_household_summary_head", "head_name"),
        Index("ix_household_summary_income", "net_per_head_fen"),
    )

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), primary_key=True)
    code: Mapped[Code]
    village_id: Mapped[int] = mapped_column(Integer)
    village_name: Mapped[Name]
    group_name: Mapped[str] = mapped_column(String(200), default="")
    group_order: Mapped[int] = mapped_column(Integer, default=0)  # 二组 before 十组
    head_person_id: Mapped[int | None] = mapped_column(Integer)
    head_name: Mapped[str] = mapped_column(String(200), default="")
    head_id_number: Mapped[str | None] = mapped_column(String(40))
    member_count: Mapped[int] = mapped_column(Integer, default=0)  # living members
    counted_heads: Mapped[int] = mapped_column(Integer, default=0)  # 计入人均
    household_type: Mapped[OptionalCode]
    category: Mapped[OptionalCode]  # of the open spell
    risks: Mapped[OptionalName]  # of the open spell, codes joined by a comma
    case_state: Mapped[OptionalCode]  # of the open case, else of the latest
    open_alerts: Mapped[int] = mapped_column(Integer, default=0)
    net_per_head_fen: Mapped[int | None] = mapped_column(BigInteger)  # effective expected income, floor
    net_basis: Mapped[OptionalName]
    housing_safe: Mapped[Truth]
    water_safe: Mapped[Truth]
    medical_covered: Mapped[Truth]
    education_secured: Mapped[Truth]
    food_enough: Mapped[Truth]
    clothing_enough: Mapped[Truth]
    tags: Mapped[str] = mapped_column(String(200), default="")  # 低保 特困 重病 残疾, codes joined by a comma
    phone: Mapped[OptionalCode]
    status: Mapped[Code]
    # Names, pinyin, initials, last six of IDs and phones of all living members, in lower case.
    search_text: Mapped[Long]


class IncomeStatement(Versioned, Base):
    """A household's income as stated once, with its basis; the effective one is chosen, the others stay."""

    __tablename__ = "income_statement"
    __table_args__ = (Index("ix_income_statement_subject", "household_id", "year"),)

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    year: Mapped[int]
    occasion: Mapped[Code]  # annual, expected, identification, elimination
    source: Mapped[Code]  # visit, village, department, household, import
    basis: Mapped[OptionalName]
    observed_on: Mapped[OptionalDay]
    period_from_on: Mapped[OptionalDay]
    period_to_on: Mapped[OptionalDay]
    heads: Mapped[int | None]  # persons counted per head when it was stated
    net_fen: Mapped[Fen]  # household net income: K - R of the 明白卡
    claims_fen: Mapped[Fen]  # 理赔收入, beside the income
    self_paid_fen: Mapped[Fen]  # 合规自付支出, beside the income
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)


class IncomeItem(Versioned, Base):
    """One line of a statement: an item of the plan, its amount, and how it was reckoned."""

    __tablename__ = "income_item"

    statement_id: Mapped[int] = mapped_column(ForeignKey("income_statement.id"), index=True)
    position: Mapped[int]
    item_code: Mapped[Code]  # wage, business, property, transfer, expense or a finer code of the plan
    label: Mapped[Name]
    amount_fen: Mapped[Fen]
    formula: Mapped[OptionalName]  # "8个月 × 2600元"
    basis: Mapped[OptionalName]
