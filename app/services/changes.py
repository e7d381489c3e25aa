"""What a write touched: the one thing a service gives back to those who show data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The tables that changed, and the ids where they are few; ``seq`` is the transaction's number.

    ``tables`` maps a table's name to the ids touched; an empty set means "many: read again".
    """

    seq: int
    tables: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def touches(self, *tables: str) -> bool:
        """Whether one of these tables changed."""
        return any(table in self.tables for table in tables)
