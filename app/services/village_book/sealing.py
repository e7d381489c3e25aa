"""The hidden identity of a book: whose it is, when it was made, and seals that show what was altered. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

VERSION = "1"
SHEET_MARK = "#"
_STATE, _SEAL = 8, 16


@dataclass(frozen=True, slots=True)
class Identity:
    """What the hidden sheet says; ``rows`` are (sheet, row key) in their order."""

    database: str
    village: str
    village_name: str
    period: str
    period_name: str
    seq: int
    rows: tuple[tuple[str, str], ...]

    def entries(self, secret: str) -> list[list[str]]:
        """The lines of the hidden sheet."""
        head = [["守望村级工作簿", VERSION], *([name, value] for name, value in self._named().items())]
        return [*head, ["seal", self._seal(secret)], *(["row", *row] for row in self.rows)]

    def _named(self) -> dict[str, str]:
        return {
            "database": self.database,
            "village": self.village,
            "village_name": self.village_name,
            "period": self.period,
            "period_name": self.period_name,
            "seq": str(self.seq),
        }

    def _seal(self, secret: str) -> str:
        rows = [f"{sheet}|{key}" for sheet, key in self.rows]
        return _sealed(secret, [VERSION, *self._named().values(), *rows])


@dataclass(frozen=True, slots=True)
class Token:
    """The hidden first cell of a row: which row, what the ledger said then, and the seal over what is shown."""

    sheet: str
    key: str
    state: str
    seal: str

    @property
    def text(self) -> str:
        """As it stands in the cell."""
        return "|".join((self.sheet, self.key, self.state, self.seal))


def database_name(secret: str) -> str:
    """What names a database in a book without giving its secret away."""
    return hashlib.sha256(secret.encode()).hexdigest()[:_SEAL]


def read_identity(lines: Iterable[list[str]], secret: str) -> tuple[Identity, bool] | None:
    """(identity, whether its seal is whole) of the hidden sheet's lines; None for any other sheet."""
    given = [[*line, "", "", ""][:3] for line in lines]
    if not given or given[0][:2] != ["守望村级工作簿", VERSION]:
        return None
    named = {line[0]: line[1] for line in given[1:] if line[0] != "row"}
    rows = tuple((line[1], line[2]) for line in given if line[0] == "row")
    seq = named.get("seq", "")
    identity = Identity(
        named.get("database", ""),
        named.get("village", ""),
        named.get("village_name", ""),
        named.get("period", ""),
        named.get("period_name", ""),
        int(seq) if seq.isdecimal() else 0,
        rows,
    )
    return identity, hmac.compare_digest(named.get("seal", ""), identity._seal(secret))  # noqa: SLF001 - its own


def token_of(secret: str, book: Iterable[str], sheet: str, key: str, state: str, shown: Iterable[str]) -> Token:
    """The token of a row; ``book`` names village and period, so that a row of another book is seen."""
    return Token(sheet, key, state, _sealed(secret, [*book, sheet, key, state, *(clean(cell) for cell in shown)]))


def read_token(text: str) -> Token | None:
    """The token in a cell; None for anything else."""
    parts = text.split("|")
    return Token(*parts) if len(parts) == 4 else None


def state_of(now: Mapping[str, str]) -> str:
    """A short digest of what the ledger says in the columns to fill in."""
    text = "\n".join(f"{key}={value}" for key, value in sorted(now.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:_STATE]


def clean(text: str) -> str:
    """A cell's text without what programs change on their own: blanks around it and line ends."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _sealed(secret: str, parts: Iterable[str]) -> str:
    return hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()[:_SEAL]
