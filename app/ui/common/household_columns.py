"""The columns of a household by name: the same words, width and masking in every list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from PySide6.QtCore import QCoreApplication

from app.models.enums import CaseState, Category, HouseholdType
from app.services.id_number import masked
from app.ui.common.chips import Chip, case_chip, category_chip
from app.ui.common.columns import Column, chip_column, count_column, money_column

translate = QCoreApplication.translate
Row = TypeVar("Row")


class Placed(Protocol):
    """A household with its place."""

    @property
    def village_name(self) -> str:
        """The village."""
        ...

    @property
    def group_name(self) -> str:
        """The group."""
        ...


class Named(Placed, Protocol):
    """A household with its place, number and head."""

    @property
    def code(self) -> str:
        """Its number."""
        ...

    @property
    def head_name(self) -> str:
        """Its head."""
        ...


def place_text(household: Placed) -> str:
    """Village and group."""
    return f"{household.village_name}{household.group_name}"


def type_word(code: str | None) -> str:
    """脱贫户, 一般农户 or nothing."""
    return HouseholdType(code).label if code in {member.value for member in HouseholdType} else code or ""


def head_column(read: Callable[[Row], str], *, sort_key: str | None = None) -> Column[Row]:
    """户主."""
    return Column("head", translate("columns", "户主"), read, 9, sort_key=sort_key)


def code_column(read: Callable[[Row], str], *, sort_key: str | None = None) -> Column[Row]:
    """户编号."""
    return Column("code", translate("columns", "户编号"), read, 17, sort_key=sort_key)


def village_column(read: Callable[[Row], str], *, width: int = 9) -> Column[Row]:
    """村."""
    return Column("village", translate("columns", "村"), read, width)


def place_column(read: Callable[[Row], Placed], *, width: int = 15, sort_key: str | None = None) -> Column[Row]:
    """村组."""
    return Column("place", translate("columns", "村组"), lambda row: place_text(read(row)), width, sort_key=sort_key)


def members_column(read: Callable[[Row], int | None]) -> Column[Row]:
    """人口."""
    return count_column("members", translate("columns", "人口"), read, width=5)


def type_column(read: Callable[[Row], str | None], *, sort_key: str | None = None) -> Column[Row]:
    """户类型."""
    return Column("type", translate("columns", "户类型"), lambda row: type_word(read(row)), 8, sort_key=sort_key)


def category_column(read: Callable[[Row], Category | str | None]) -> Column[Row]:
    """监测类别."""

    def chip(row: Row) -> Chip | None:
        category = read(row)
        return category_chip(category) if category else None

    return chip_column("category", translate("columns", "监测类别"), chip, width=17)


def case_column(
    read: Callable[[Row], CaseState | str | None], *, key: str = "state", sort_key: str | None = None
) -> Column[Row]:
    """办理状态: where the case stands."""

    def chip(row: Row) -> Chip | None:
        state = read(row)
        return case_chip(state) if state else None

    return replace(chip_column(key, translate("columns", "办理状态"), chip, width=12), sort_key=sort_key)


def income_column(read: Callable[[Row], int | None]) -> Column[Row]:
    """人均纯收入."""
    return money_column("income", translate("columns", "人均纯收入"), read, width=10)


def phone_column(read: Callable[[Row], str | None], *, sort_key: str | None = None) -> Column[Row]:
    """电话."""
    return Column("phone", translate("columns", "电话"), lambda row: read(row) or "", 11, sort_key=sort_key)


def id_column(
    read: Callable[[Row], str | None], *, title: str = "", key: str = "id", sort_key: str | None = None
) -> Column[Row]:
    """证件号码, its middle hidden."""
    said = title or translate("columns", "证件号码")
    return Column(key, said, lambda row: masked(read(row)), 19, sort_key=sort_key)


class RosterLine(Named, Protocol):
    """A household as the roster lists it."""

    @property
    def member_count(self) -> int:
        """How many live there."""
        ...

    @property
    def household_type(self) -> str | None:
        """The code of its type."""
        ...

    @property
    def net_per_head_fen(self) -> int | None:
        """Income per head."""
        ...


Line = TypeVar("Line", bound=RosterLine)


def roster_columns(category: Callable[[Line], Category | str | None]) -> list[Column[Line]]:
    """The household, how many, where, of which type and category, and its income."""
    return [
        code_column(lambda row: row.code),
        head_column(lambda row: row.head_name),
        members_column(lambda row: row.member_count),
        place_column(lambda row: row),
        type_column(lambda row: row.household_type),
        category_column(category),
        income_column(lambda row: row.net_per_head_fen),
    ]
