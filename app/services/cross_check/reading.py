"""Result files of departments as rows that can be matched: who, which item, what verdict, what they say beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.enums import CrossCheckTopic
from app.services.children import Cancelled, Progress
from app.services.cross_check.words import ItemOutcome, read_verdict, topic_in
from app.services.files.tables import RejectedRow, Table, TableRow, read_table
from app.services.files.values import Problem

COLUMNS = "cross_check_result"
_EXTRAS = {
    CrossCheckTopic.HOUSING: ("housing_place", "housing_area", "housing_number"),
    CrossCheckTopic.VEHICLE: ("vehicle_plate", "vehicle_model", "vehicle_registered"),
    CrossCheckTopic.BUSINESS: ("business_name", "business_code", "business_capital", "business_role"),
    CrossCheckTopic.SOCIAL_SECURITY: ("social_security_kind", "social_security_employer", "social_security_base"),
    CrossCheckTopic.PUBLIC_OFFICE: ("public_office_employer", "public_office_post"),
}
_COMMON = ("amount", "registered_on", "status")


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row of a file. ``problem`` names why it cannot be used; then it says nothing of anybody."""

    file: str
    sheet: str
    row: int
    name: str
    id_number: str
    topic: CrossCheckTopic | None
    verdict: ItemOutcome | None
    result: str
    details: str
    unit: str
    answered_on: str | None
    was_repaired: bool
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A file with its rows; ``unmatched`` are titled columns that nobody understood."""

    name: str
    sha256: str
    rows: tuple[ResultRow, ...]
    unmatched: tuple[str, ...]


def read_results(
    path: Path,
    *,
    hits_only: bool,
    topics: Sequence[CrossCheckTopic] = (),
    on_progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
) -> ResultFile:
    """Read one file. ``topics`` with one entry is the item of rows that do not name theirs.

    In a file of hits a row without a result is a hit; elsewhere it needs a result or a note.
    """
    table = read_table(path, COLUMNS, on_progress=on_progress, cancelled=cancelled)
    titles = {field.name: field.titles[0] for field in table.columns.fields}
    repaired, unread = _noted(table)
    rows = [_row(path, row, hits_only, topics, repaired, unread, titles) for row in table.rows]
    rows += [_rejected(path, table, row) for row in table.rejected]
    unmatched = tuple(dict.fromkeys(title for sheet in table.sheets for title in sheet.unmatched))
    assert table.file is not None
    return ResultFile(path.name, table.file.sha256, tuple(sorted(rows, key=lambda r: (r.sheet, r.row))), unmatched)


def _noted(table: Table) -> tuple[frozenset[tuple[str, int]], dict[tuple[str, int, str], str]]:
    """Rows whose number or name was repaired, and the raw text of cells that no list knows."""
    repaired: set[tuple[str, int]] = set()
    unread: dict[tuple[str, int, str], str] = {}
    problems = {problem.value for problem in Problem}
    for event in table.notes:
        sheet = table.sheet_name(event.sheet)
        for row, field, _title, code, raw in event.notes:
            if code in problems:
                unread[(sheet, int(str(row)), str(field))] = str(raw)
            elif field in ("id_number", "name"):
                repaired.add((sheet, int(str(row))))
    return frozenset(repaired), unread


def _row(
    path: Path,
    row: TableRow,
    hits_only: bool,
    topics: Sequence[CrossCheckTopic],
    repaired: frozenset[tuple[str, int]],
    unread: dict[tuple[str, int, str], str],
    titles: dict[str, str],
) -> ResultRow:
    topic_text = row.text("topic")
    topic = _topic(row, topics, path.stem) if (row.sheet, row.row, "topic") not in unread else None
    result, details = row.text("result"), _details(row, titles)
    verdict = read_verdict(result)
    if verdict is ItemOutcome.SUSPECT and result not in (None, ItemOutcome.SUSPECT.value):
        details = "；".join(part for part in (result, details) if part)
    if verdict is None and (hits_only or details):
        verdict = ItemOutcome.SUSPECT
    problem = None
    if topic is None:
        problem = "topic_unknown" if topic_text else "topic_missing"
    elif verdict is None:
        problem = "result_missing"
    return ResultRow(
        file=path.name,
        sheet=row.sheet,
        row=row.row,
        name=row.text("name") or "",
        id_number=row.text("id_number") or "",
        topic=topic,
        verdict=verdict,
        result=verdict.label if result in (None, "clear", "suspect") and verdict else result or "",
        details=details,
        unit=row.text("unit") or "",
        answered_on=row.text("answered_on"),
        was_repaired=(row.sheet, row.row) in repaired,
        problem=problem,
    )


def _topic(row: TableRow, topics: Sequence[CrossCheckTopic], file: str) -> CrossCheckTopic | None:
    """The row's own item, else the only declared one, else what sheet, file or columns speak of."""
    guesses: tuple[Callable[[], CrossCheckTopic | None], ...] = (
        lambda: CrossCheckTopic(text) if (text := row.text("topic")) else None,
        lambda: topics[0] if len(topics) == 1 else None,
        lambda: topic_in(row.sheet),
        lambda: topic_in(file),
        lambda: _topic_of_columns(row),
    )
    return next((topic for guess in guesses if (topic := guess()) is not None), None)


def _topic_of_columns(row: TableRow) -> CrossCheckTopic | None:
    spoken = [topic for topic, names in _EXTRAS.items() if any(row.text(name) for name in names)]
    return spoken[0] if len(spoken) == 1 else None


def _details(row: TableRow, titles: dict[str, str]) -> str:
    extras = [name for names in _EXTRAS.values() for name in names]
    parts = [row.text("note") or ""]
    parts += [f"{titles[name]}：{value}" for name in (*extras, *_COMMON) if (value := row.text(name))]
    return "；".join(part for part in parts if part)


def _rejected(path: Path, table: Table, row: RejectedRow) -> ResultRow:
    codes = {code for _, _, code in row.reasons}
    problem = "precision_lost" if Problem.PRECISION_LOST in codes else "id_missing"
    sheet = next(sheet for sheet in table.sheets if sheet.index == row.sheet)
    places = {column.field: column.index for column in sheet.columns if column.field}
    name = places.get("name")
    return ResultRow(
        file=path.name,
        sheet=sheet.name,
        row=row.row,
        name=row.cells[name].strip() if name is not None and name < len(row.cells) else "",
        id_number="",
        topic=None,
        verdict=None,
        result="",
        details="；".join(cell.strip() for cell in row.cells if cell.strip()),
        unit="",
        answered_on=None,
        was_repaired=False,
        problem=problem,
    )
