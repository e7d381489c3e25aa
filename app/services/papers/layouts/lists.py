"""The columns and signers of every kind of list (workflow 2, 3 and 5; domain 4.9-4.12), from ``resources/papers``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from app.paths import resource
from app.services.papers.layouts.listing import ListColumn, ListData, ListRow, Sort

_NO_ROWS = "（无）"


@dataclass(frozen=True, slots=True)
class ListSpec:
    """What is fixed of a kind of list."""

    columns: tuple[ListColumn, ...]
    signers: tuple[str, ...] = ()
    seals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = _NO_ROWS
    portrait: bool = False
    tall: bool = False

    def data(self, title: str, rows: tuple[ListRow, ...], *, office: str = "", number: str = "") -> ListData:
        """A list of this kind; whatever else it says by ``dataclasses.replace``."""
        wrong = next((row for row in rows if len(row.cells) not in (1, len(self.columns))), None)
        if wrong is not None:
            raise ValueError(f"{title}: {len(wrong.cells)} cells for {len(self.columns)} columns")
        return ListData(
            title=title,
            columns=self.columns,
            rows=rows,
            office=office,
            number=number,
            empty="" if rows else self.empty,
            signers=self.signers,
            seals=self.seals,
            notes=self.notes,
            portrait=self.portrait,
            tall=self.tall,
        )


def list_spec(code: str) -> ListSpec:
    """The list of a kind of paper; KeyError for a kind that is no list."""
    return _specs()[code]


@cache
def _specs() -> Mapping[str, ListSpec]:
    tables = tomllib.loads(resource("papers", "lists.toml").read_text(encoding="utf-8"))
    common = {heading: _column(f"{heading}|{rest}") for heading, rest in tables["columns"].items()}
    return {code: _spec(entry, common) for code, entry in tables["lists"].items()}


def _spec(entry: Mapping[str, object], common: Mapping[str, ListColumn]) -> ListSpec:
    headings = cast("list[str]", entry["columns"])

    def words(key: str) -> tuple[str, ...]:
        return tuple(cast("list[str]", entry.get(key, [])))

    return ListSpec(
        columns=tuple(_column(text) if "|" in text else common[text] for text in headings),
        signers=words("signers"),
        seals=words("seals"),
        notes=words("notes"),
        empty=str(entry.get("empty", _NO_ROWS)),
        portrait=bool(entry.get("portrait", False)),
        tall=bool(entry.get("tall", False)),
    )


def _column(text: str) -> ListColumn:
    heading, weight, *sort = text.split("|")
    return ListColumn(heading, int(weight), Sort(sort[0]) if sort else Sort.WORD)
