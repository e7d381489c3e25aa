"""The code lists of the national export (domain 4.3): its own values, and other words for them."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.paths import resource


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list: what is stored for each word, for the export's own words and for others that people write."""

    name: str
    own: Mapping[str, str]
    others: Mapping[str, str]
    _by_fold: Mapping[str, tuple[str, bool]]
    # The order in which the export joins several values; empty = as they come.
    joined: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """Every stored value once, in the order of the list."""
        return tuple(dict.fromkeys(self.own.values()))

    def label(self, value: str) -> str:
        """The export's word for a stored value; the value itself when it is not of the list."""
        return next((word for word, stored in self.own.items() if stored == value), value)

    def find(self, word: str) -> tuple[str, bool] | None:
        """(stored value, whether the word is the export's own) for a word as written; None if it is unknown."""
        return self._by_fold.get(folded(word))


def folded(word: str) -> str:
    """A word for comparison: width, case and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", word).split()).casefold()


@cache
def code_list(name: str) -> CodeList:
    """A list of ``resources/codes/``; FileNotFoundError for one that does not exist."""
    table = tomllib.loads(resource("codes", f"{name}.toml").read_text(encoding="utf-8"))
    values = table["values"]
    own = dict(values) if isinstance(values, dict) else {word: word for word in values}
    others = {word: stored for stored, words in table.get("others", {}).items() for word in words}
    by_fold = {folded(word): (stored, False) for word, stored in others.items()}
    by_fold |= {folded(word): (stored, True) for word, stored in own.items()}
    return CodeList(name, own, others, by_fold, tuple(table.get("joined", ())))
