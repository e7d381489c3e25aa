"""Reading a list of the province: unknown layout, columns by synonyms and by hand, every row kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.services.children import Cancelled, Progress
from app.services.files.columns import column_set, title_key
from app.services.files.headers import Column
from app.services.files.tables import RejectedRow, SheetSeen, Table, TableRow, read_table
from app.services.province.words import rule_text

COLUMNS = "province"
# Known, so that nobody is asked what it is.
_USELESS = frozenset({"serial", "county", "township", "year", "data_on"})


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of their list, as it was read."""

    sheet: int
    row: int
    rule_text: str
    message: str
    name: str
    id_number: str
    household_code: str
    person_code: str
    village: str
    is_household: bool  # the name is the head's: the row speaks of the household


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A sheet that was read, with its columns: (letter, title, field or nothing)."""

    index: int
    name: str
    header_row: int
    columns: tuple[tuple[str, str, str | None], ...]
    rows: int


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file with all its rows; ``skipped`` are sheets without a list: (name, why)."""

    name: str
    sha256: str
    form: str
    sheets: tuple[ListSheet, ...]
    skipped: tuple[tuple[str, str], ...]
    rows: tuple[ListRow, ...]


def field_words() -> Sequence[tuple[str, str]]:
    """What a column can be mapped to by hand: (field, its usual title)."""
    return [(field.name, field.titles[0]) for field in column_set(COLUMNS).fields if field.name not in _USELESS]


def read_list(
    path: Path,
    *,
    mapping: Mapping[str, str | None],
    on_progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
) -> ListFile:
    """Read a file in a child; ``mapping`` is title or letter to field. Refused: ``files.*``."""
    keyed = {(key if _is_letter(key) else title_key(key)): field for key, field in mapping.items()}
    table = read_table(path, COLUMNS, mapping=keyed, on_progress=on_progress, cancelled=cancelled)
    assert table.file is not None
    rows = [_row(table, row) for row in table.rows] + [_rejected(table, row) for row in table.rejected]
    counts: dict[int, int] = {}
    for row in rows:
        counts[row.sheet] = counts.get(row.sheet, 0) + 1
    sheets = [
        ListSheet(
            sheet.index,
            sheet.name,
            sheet.header_row,
            tuple((column.letter, column.title, column.field) for column in sheet.columns),
            counts.get(sheet.index, 0),
        )
        for sheet in table.sheets
    ]
    return ListFile(
        path.name,
        table.file.sha256,
        table.file.form,
        tuple(sheets),
        tuple((skipped.name, skipped.why) for skipped in table.skipped if skipped.why != "empty"),
        tuple(sorted(rows, key=lambda row: (row.sheet, row.row))),
    )


def _is_letter(key: str) -> bool:
    return key.isascii() and key.isalpha() and key.isupper() and len(key) <= 3


def _row(table: Table, row: TableRow) -> ListRow:
    seen = next(sheet for sheet in table.sheets if sheet.name == row.sheet)
    name = row.text("name")
    return ListRow(
        sheet=seen.index,
        row=row.row,
        rule_text=_rule(table, seen, row.text("rule_number"), row.text("rule_title")),
        message=row.text("message") or "",
        name=name or row.text("head_name") or "",
        id_number=row.text("id_number") or (row.text("head_id_number") if not name else None) or "",
        household_code=row.text("household_code") or "",
        person_code=row.text("person_code") or "",
        village=row.text("village") or _village_of(seen),
        is_household=not name and not row.text("id_number") and not row.text("person_code"),
    )


def _village_of(seen: SheetSeen) -> str:
    return seen.name if seen.name.endswith(("村", "社区")) else ""


def _rejected(table: Table, row: RejectedRow) -> ListRow:
    """A row whose number is damaged: kept, to be answered all the same; nobody is guessed from it."""
    seen = next(sheet for sheet in table.sheets if sheet.index == row.sheet)

    def cell(field: str) -> str:
        found: Column | None = next((column for column in seen.columns if column.field == field), None)
        return row.cells[found.index].strip() if found and found.index < len(row.cells) else ""

    return ListRow(
        sheet=row.sheet,
        row=row.row,
        rule_text=_rule(table, seen, cell("rule_number"), cell("rule_title")),
        message=cell("message"),
        name=cell("name") or cell("head_name"),
        id_number="",
        household_code="",
        person_code="",
        village=cell("village") or _village_of(seen),
        is_household=not cell("name"),
    )


def _rule(table: Table, seen: SheetSeen, number: str | None, title: str | None) -> str:
    file = table.sheets
    return rule_text(number, title, sheet=seen.name, sheets=len(file), above=seen.above)
