"""The command line as one clerk uses it all year: a database, a day, files on disk, answers read as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.__main__ import main

Answer = Any


@dataclass(slots=True)
class Desk:
    """One clerk at one database. ``day`` is passed as --today with every command."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    day: str = "2020-03-20"
    database: str = "office.db"
    _written: int = field(default=0)

    def __post_init__(self) -> None:
        (self.folder / "key.txt").write_text("Shimen-2020-pass\n", encoding="utf-8")

    def run(self, *arguments: object) -> tuple[int, Answer]:
        """Exit status and the one JSON value; every word on stdout belongs to it."""
        self.capsys.readouterr()
        common = ["--db", self.folder / self.database, "--key-file", self.folder / "key.txt"]
        status = main([str(part) for part in (*common, "--json", *arguments, "--today", self.day)])
        said = self.capsys.readouterr()
        return status, json.loads(said.out)

    def done(self, *arguments: object) -> Answer:
        """A command that is done in full."""
        status, value = self.run(*arguments)
        assert status == 0, value
        return value

    def codes(self, *arguments: object) -> set[str]:
        """Why a command was refused; every reason is a Chinese sentence."""
        status, value = self.run(*arguments)
        assert status == 1, value
        assert all(any("一" <= letter <= "鿿" for letter in row["message"]) for row in value["refused"]), value
        return {code for row in value["refused"] for code in row["codes"]}

    def data(self, value: object) -> Path:
        """A ``--data`` file."""
        self._written += 1
        file = self.folder / f"数据{self._written}.json"
        file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        return file

    def act(self, action: str, codes: Sequence[str], **data: object) -> list[str]:
        """An action that is done for all; the state that each of them is in."""
        value = self.done("act", action, "--household", *codes, "--data", self.data(data))
        assert [line["household_code"] for line in value["done"]] == list(codes)
        return sorted({line["state"] for line in value["done"]})

    def refused(self, action: str, code: str, **data: object) -> set[str]:
        """Why an action is refused for one household."""
        return self.codes("act", action, "--household", code, "--data", self.data(data))

    def alert(self, action: str, number: str, **data: object) -> str:
        """A step of an alert; the state it is in."""
        value = self.done("act", action, "--alert", number, "--data", self.data(data))
        return value["done"][0]["state"]

    def record(self, kind: str, *entries: Mapping[str, object]) -> Answer:
        """Records that are all taken."""
        value = self.done("record", kind, "--data", self.data(list(entries)))
        assert value["recorded"] == len(entries)
        return value

    def pdf(self, *arguments: object) -> tuple[Answer, str]:
        """What a command says of the PDF it wrote, and the words that stand in it."""
        file = self.folder / f"{'-'.join(str(part) for part in arguments)[:40]}.pdf"
        value = self.done(*arguments, "--out", file)
        reader = PdfReader(file)
        assert len(reader.pages) == value["pages"]
        return value, "".join(page.extract_text() for page in reader.pages).replace("\n", "")

    def sheet(self, kind: str) -> Sequence[tuple[object, ...]]:
        """The rows below the header of an exported list."""
        file = self.folder / f"{kind}.xlsx"
        rows = self.done("export", kind, "--out", file)["rows"]
        book = load_workbook(file)
        found = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
        book.close()
        header = next(i for i, row in enumerate(found) if "户编号" in row)
        body = [row for row in found[header + 1 :] if any(value is not None for value in row)]
        assert len(body) >= rows
        return body

    def states(self) -> Mapping[str, int]:
        """Cases by state, as ``status`` counts them."""
        return self.done("status")["cases"]
