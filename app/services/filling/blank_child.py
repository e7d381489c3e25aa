"""The children that look into a blank (kind read-blank) and fill it (kind fill-blank); the blank is never trusted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar, cast

from openpyxl import load_workbook
from openpyxl.drawing.image import Image
from openpyxl.workbook.properties import CalcProperties
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.services.child_end import refusals_to
from app.services.errors import Refused, refuse
from app.services.files.scan import FileForm, scan
from app.services.files.unnamed import save_unnamed
from app.services.filling.filler import Report, SheetFiller, Values
from app.services.filling.losses import losses_of
from app.services.filling.shifting import images_of
from app.services.filling.structure import structure_of
from app.worker.channel import Channel
from app.worker.frames import Message

T = TypeVar("T")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\<>|\"\x00-\x1f]")
_LONGEST_SHEET = 31
MOST_COPIES = 300


def read(channel: Channel, request: Message) -> None:
    """Send what the blank asks for, sheet by sheet, and what a filled copy would lose."""
    with refusals_to(channel):
        data, book = _open(request)
        for index, sheet in enumerate(book.worksheets):
            if sheet.sheet_state == "visible":
                found = structure_of(sheet)
                channel.send(
                    {
                        "type": "sheet",
                        "index": index,
                        "name": sheet.title,
                        "slots": [asdict(slot) for slot in found.slots],
                        "table": asdict(found.table) if found.table else None,
                        "fingerprint": found.fingerprint,
                        "is_protected": bool(sheet.protection.sheet),
                    }
                )
        channel.send({"type": "losses", "losses": list(losses_of(data))})


def fill(channel: Channel, request: Message) -> None:
    """Receive the households, fill the blank, write it where the request says; nothing is written when dry."""
    with refusals_to(channel):
        _Filling(channel, request).run()


def _open(request: Message) -> tuple[bytes, Workbook]:
    name = str(request["name"])
    file = scan(Path(str(request["path"])), name=name)
    if file.form is not FileForm.XLSX:
        raise refuse("filling.only_xlsx", file=name)
    return file.data, _loaded(lambda: load_workbook(io.BytesIO(file.data), rich_text=True), name)


def _loaded(load: Callable[[], T], name: str) -> T:
    """Whatever a broken workbook throws, it cannot be read."""
    try:
        return load()
    except (MemoryError, Refused):
        raise
    except zipfile.BadZipFile:
        raise refuse("files.damaged", file=name) from None
    except Exception:
        raise refuse("files.unreadable", file=name) from None


class _Filling:
    """One run over one blank."""

    def __init__(self, channel: Channel, request: Message) -> None:
        self._channel, self._request = channel, request
        self._name = str(request["name"])
        self._mapping = cast("dict[str, str]", request["mapping"])
        self._constants = cast("Values", request["constants"])
        self._is_dry = bool(request["dry"])
        self._report = Report()
        self._files: list[str] = []

    def run(self) -> None:
        """Fill by what the matching asks for: one table, a sheet a household, or a file a household."""
        _, book = _open(self._request)
        homes = list(self._homes())
        kind = self._request["shape"]
        if kind == "table":
            rows = [row for _, _, rows in homes for row in rows]
            self._fill(book, self._sheet(book), self._constants, rows)
            self._save(book, str(self._request["out"]))
        elif kind == "sheets":
            self._sheets(book, homes)
            self._save(book, str(self._request["out"]))
        else:
            self._each_file(homes)
        report = self._report
        self._channel.send(
            {
                "type": "filled",
                "rows": report.rows,
                "inserted": report.inserted,
                "notes": report.notes,
                "left_off": report.left_off,
                "shown": report.shown,
                "labels": report.labels,
                "files": self._files,
            }
        )

    def _homes(self) -> Iterator[tuple[str, Values, list[Values]]]:
        """(name of sheet or file, values of the household, its rows)."""
        for message in self._channel.messages():
            for home in cast("list[dict[str, object]]", message["homes"]):
                yield str(home["name"]), cast("Values", home["values"]), cast("list[Values]", home["rows"])

    def _sheet(self, book: Workbook) -> Worksheet:
        return book.worksheets[cast("int", self._request["sheet"])]

    def _fill(self, book: Workbook, sheet: Worksheet, values: Values, rows: list[Values]) -> None:
        found, may_insert = structure_of(sheet), bool(self._request["insert"])
        SheetFiller(book, sheet, found, self._mapping, may_insert, self._report, self._name).fill(values, rows)

    def _sheets(self, book: Workbook, homes: list[tuple[str, Values, list[Values]]]) -> None:
        if len(homes) > MOST_COPIES:
            raise refuse("filling.too_many_sheets", count=len(homes), limit=MOST_COPIES)
        source = self._sheet(book)
        pages = [source, *(copy_sheet(book, source) for _ in homes[1:])]
        names = _free_names([name for name, _, _ in homes], longest=_LONGEST_SHEET)
        is_alone = len(book.worksheets) == len(pages)
        for number, (page, name, (_, values, rows)) in enumerate(zip(pages, names, homes, strict=True)):
            self._fill(book, page, {**self._constants, **values}, rows)
            if number or is_alone:  # formulas of other sheets name the first one
                page.title = name
            self._channel.progress(number + 1, total=len(homes))

    def _each_file(self, homes: list[tuple[str, Values, list[Values]]]) -> None:
        names = _free_names([name for name, _, _ in homes], longest=80)
        for number, (name, (_, values, rows)) in enumerate(zip(names, homes, strict=True)):
            _, book = _open(self._request)
            self._fill(book, self._sheet(book), {**self._constants, **values}, rows)
            target = Path(str(self._request["out"])) / f"{name}.xlsx"
            self._save(book, str(target))
            self._files.append(target.name)
            self._channel.progress(number + 1, total=len(homes))

    def _save(self, book: Workbook, path: str) -> None:
        if not self._is_dry:
            # Not every program that writes workbooks says how they are calculated.
            book.calculation = book.calculation or CalcProperties()
            book.calculation.fullCalcOnLoad = True
            save_unnamed(book, path)


def copy_sheet(book: Workbook, source: Worksheet) -> Worksheet:
    """A whole copy: beside cells and widths also what the library leaves out."""
    made = book.copy_worksheet(source)
    for part in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter", "protection"):
        setattr(made, part, copy(getattr(source, part)))
    made.data_validations = copy(source.data_validations)
    made.conditional_formatting = copy(source.conditional_formatting)
    made.freeze_panes = source.freeze_panes
    if source.print_area:
        made.print_area = source.print_area.replace("$", "").split("!")[-1]
    if source.print_title_rows:
        made.print_title_rows = source.print_title_rows
    made.row_breaks, made.col_breaks = copy(source.row_breaks), copy(source.col_breaks)
    for image in images_of(source):
        again = Image(io.BytesIO(image._data()))  # noqa: SLF001 - the picture's bytes have no public name
        again.anchor = copy(image.anchor)
        made.add_image(again)
    return made


def _free_names(wanted: list[str], *, longest: int) -> list[str]:
    seen: set[str] = set()
    made = []
    for text in wanted:
        base = _FORBIDDEN.sub("－", text).strip("' .")[: longest - 5] or "户"
        name, number = base, 1
        while name.casefold() in seen:
            number += 1
            name = f"{base}({number})"
        seen.add(name.casefold())
        made.append(name)
    return made
