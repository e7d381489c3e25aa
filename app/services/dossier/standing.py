"""一户一档: what lists show of it: households with their items, and a draw for 抽查."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ItemState:
    """An item of a household: 有, 缺 or 不涉及, how many papers and files, who brings it, where it is mended."""

    name: str
    standing: str
    count: int
    bring: str
    page: str  # files, papers, or the key of a tab
    kind: str = ""  # the first kind of paper that belongs here

    @property
    def is_here(self) -> bool:
        """有."""
        return self.standing == "有"

    @property
    def is_missing(self) -> bool:
        """缺."""
        return self.standing == "缺"


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A household with its items in order."""

    household_id: int
    code: str
    head: str
    village: str
    items: tuple[ItemState, ...]

    @property
    def missing(self) -> tuple[ItemState, ...]:
        """What is 缺."""
        return tuple(item for item in self.items if item.is_missing)


@dataclass(frozen=True, slots=True)
class Draw:
    """Households taken for 抽查: ``seed`` and ``population`` show that the draw was fair; None for a given list."""

    codes: tuple[str, ...]
    seed: int | None
    population: int
