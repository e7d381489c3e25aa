"""Export of any list or ledger as a workbook; what a paper lists comes out of the same data as the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.services import plans
from app.services.children import Cancelled, Progress
from app.services.comparison.results import ItemRow
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.exports import comparing, shown
from app.services.exports.shown import ShownList
from app.services.exports.tables import TABLES
from app.services.exports.told import IdWatch, carry_ids, tell
from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, SheetValue, write_workbook
from app.services.findings.service import FindingRow
from app.services.ledger import Ledger
from app.services.papers import codec, snapshots
from app.services.papers.appendix import index_of, lists_behind
from app.services.papers.kinds import PaperData, PaperKind, Subject, kinds
from app.services.papers.layouts.letter import LetterData
from app.services.papers.layouts.listing import ListData, ListRow, RowKind, Sort
from app.services.papers.office_wording import township_in
from app.services.papers.queries.asking import Question, query_of
from app.services.papers.selecting import scope_in
from app.services.papers.wording import day

_KINDS = {Sort.ID: ColumnKind.ID, Sort.NUMBER: ColumnKind.NUMBER, Sort.YUAN: ColumnKind.FEN, Sort.DAY: ColumnKind.DAY}


@dataclass(frozen=True, slots=True)
class ExportKind:
    """A list that can be exported."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class ExportResult:
    """How many rows were written, headings and titles not counted."""

    rows: int


class ExportService:
    """Writes lists and ledgers."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def list_kinds(self) -> tuple[ExportKind, ...]:
        """Every list that can be exported: the tables, then the papers that are lists or carry one."""
        tables = [ExportKind(code, table.name) for code, table in TABLES.items()]
        papers = [ExportKind(kind.code, kind.name) for kind in kinds().values() if _has_lists(kind)]
        return (*tables, *papers)

    def export(
        self,
        kind: str,
        out: Path,
        *,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        purpose: str = "",
        actor: Actor,
        today: date,
        year: int | None = None,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> ExportResult:
        """Write a list as .xlsx: IDs as text, amounts as numbers, days as days; one audit entry once it is written.

        ``purpose`` is what whole ID numbers leave for; the audit says it, or that nobody said.

        Refused: ``papers.unknown_list``, ``papers.village_unknown``, ``papers.household_unknown``,
        ``papers.nothing`` when it has no rows, ``files.*``.
        """
        with self._ledger.reading() as session:
            sheets = _sheets(session, kind, villages=villages, households=households, today=today, year=year)
            watch = IdWatch()
            rows = write_workbook(out, watch.over(sheets), on_progress=on_progress, cancelled=cancelled)
        tell(self._ledger, kind, rows, whole_ids=watch.found, purpose=purpose, actor=actor, today=today)
        return ExportResult(rows)

    def carries_ids(
        self,
        kind: str,
        *,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        today: date,
        year: int | None = None,
    ) -> bool:
        """Whether whole ID numbers would leave with this list, so that the purpose must be asked; refused as it is."""
        with self._ledger.reading() as session:
            return carry_ids(_sheets(session, kind, villages=villages, households=households, today=today, year=year))

    def stored_carries_ids(self, snapshot_id: int) -> bool:
        """The same of the lists of a frozen paper."""
        with self._ledger.reading() as session:
            stored = snapshots.by_id(session, snapshot_id)
        return data_carries_ids(codec.decode(kinds()[stored.kind].shape.data, stored.text))

    def export_stored(
        self, snapshot_id: int, out: Path, *, purpose: str = "", actor: Actor, today: date
    ) -> ExportResult:
        """Write the lists of a frozen paper, as they were, by the id of ``papers.snapshots``; one audit entry."""
        with self._ledger.reading() as session:
            stored = snapshots.by_id(session, snapshot_id)
        kind = kinds()[stored.kind]
        data, watch = codec.decode(kind.shape.data, stored.text), IdWatch()
        made = export_data(data, out, name=kind.name, watch=watch)
        tell(self._ledger, stored.kind, made.rows, whole_ids=watch.found, purpose=purpose, actor=actor, today=today)
        return made

    def export_roster(
        self,
        given: ShownList,
        out: Path,
        *,
        purpose: str = "",
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> ExportResult:
        """Write the households that the window shows with the columns it shows; one audit entry."""
        rows = shown.export_roster(
            self._ledger,
            given,
            out,
            purpose=purpose,
            actor=actor,
            today=today,
            on_progress=on_progress,
            cancelled=cancelled,
        )
        return ExportResult(rows)

    def export_findings(
        self, title: str, rows: Sequence[FindingRow], out: Path, *, actor: Actor, today: date
    ) -> ExportResult:
        """Write these findings, numbers masked; one audit entry."""
        found = shown.export_findings(self._ledger, title, rows, out, actor=actor, today=today)
        return ExportResult(found)

    def export_comparison(self, rows: Sequence[ItemRow], out: Path, *, actor: Actor, today: date) -> ExportResult:
        """Write these differences of a comparison, a sheet for each village, or into a folder a file for each."""
        write = comparing.export_by_village if out.is_dir() else comparing.export_items
        return ExportResult(write(self._ledger, rows, out, actor=actor, today=today))


def export_data(
    data: PaperData,
    out: Path,
    *,
    name: str,
    watch: IdWatch | None = None,
    on_progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
) -> ExportResult:
    """Write the lists that one paper carries, then those behind its figures, which count no rows of their own.

    Refused: ``papers.nothing`` when it carries none.
    """
    sheets = [_sheet(listed) for listed in _lists(data)]
    if not sheets:
        raise refuse("papers.nothing", kind=name)
    behind = list(_behind(data))
    watched = watch.over([*sheets, *behind]) if watch else [*sheets, *behind]
    written = write_workbook(out, watched, on_progress=on_progress, cancelled=cancelled)
    return ExportResult(written - sum(len(list(sheet.rows)) for sheet in behind))


def _behind(data: PaperData) -> Iterator[SheetSpec]:
    """What is behind the figures: an index, and a sheet for each list of its own."""
    if isinstance(data, LetterData) and (behind := lists_behind(data)):
        yield _sheet(index_of(data))
        for entry in behind:
            yield replace(_sheet(entry.data), name=f"附表{entry.number}")


def data_carries_ids(data: PaperData) -> bool:
    """Whether whole ID numbers stand in the lists of a paper."""
    return carry_ids(map(_sheet, _lists(data)))


def _sheets(
    session: Session,
    kind: str,
    *,
    villages: Sequence[str],
    households: Sequence[str],
    today: date,
    year: int | None = None,
) -> list[SheetSpec]:
    paper = kinds().get(kind)
    if kind not in TABLES and (paper is None or not _has_lists(paper)):
        raise NotFound(Reason("papers.unknown_list", {"kind": kind}))
    scope = scope_in(session, villages=villages, households=households)
    running, day_of = plans.looked_up_in(session, today=today, year=year)
    question = Question(session, kind, running, township_in(session, day_of), day_of, scope)
    return _table(question) if kind in TABLES else _paper(session, question)


def _has_lists(kind: PaperKind) -> bool:
    # A letter about one step carries no list, whatever its kind.
    carries = kind.lists and kind.subject is not Subject.STEP
    return kind.shape.data is ListData or (kind.shape.data is LetterData and carries)


def _table(question: Question) -> list[SheetSpec]:
    table = TABLES[question.kind]
    rows = table.rows(question)
    first = next(rows, None)
    if first is None:
        raise refuse("papers.nothing", kind=table.name)

    def all_rows() -> Iterator[Sequence[SheetValue]]:
        yield first
        yield from rows

    title = f"{question.township}{table.name}（{day(question.today)}）"
    return [SheetSpec(name=table.name, columns=table.sheet_columns(question), rows=all_rows(), title=title)]


def _paper(session: Session, question: Question) -> list[SheetSpec]:
    kind = kinds()[question.kind]
    pending = tuple(query_of(kind)(question).drafts)
    datas: list[PaperData] = []
    if kind.frozen:
        plan_id, scope = question.running.plan_id, question.scope
        frozen = snapshots.latest(session, kind, plan_id=plan_id, scope=scope, pending=pending)
        datas += [codec.decode(kind.shape.data, document.text) for document in frozen]
    datas += [draft.data for draft in pending]
    sheets = [_sheet(data) for one in datas for data in _lists(one)]
    if not sheets:
        raise refuse("papers.nothing", kind=kind.name)
    return sheets


def _lists(data: PaperData) -> tuple[ListData, ...]:
    if isinstance(data, ListData):
        return (data,)
    return data.attachments if isinstance(data, LetterData) else ()


def _sheet(data: ListData) -> SheetSpec:
    lead = "　".join(
        part
        for part in (
            data.subtitle,
            f"填报单位：{data.office}" if data.office else "",
            day(data.day),
            f"编号：{data.number}" if data.number else "",
        )
        if part
    )
    columns = tuple(SheetColumn(c.heading.replace("\n", ""), _KINDS.get(c.sort, ColumnKind.TEXT)) for c in data.columns)
    return SheetSpec(
        name=data.title,
        columns=columns,
        rows=[_row(data, row) for row in data.rows],
        title=data.title,
        lines=(lead,) if lead else (),
        foot=data.notes,
        landscape=not data.portrait,
    )


def _row(data: ListData, row: ListRow) -> list[SheetValue]:
    if row.kind is RowKind.GROUP:
        return [row.cells[0], *[None] * (len(data.columns) - 1)]
    return [_value(text, column.sort) for text, column in zip(row.cells, data.columns, strict=True)]


def _value(text: str, sort: Sort) -> SheetValue:
    """A printed value as a workbook stores it; text that is no number or day stays text."""
    if not text:
        return None
    if sort is Sort.NUMBER and text.lstrip("-").isdecimal():
        return int(text)
    if sort is Sort.YUAN:
        return _fen(text)
    return text


def _fen(text: str) -> SheetValue:
    """12,345.60 as fen; whatever else it says as it is."""
    whole, _, part = text.replace(",", "").partition(".")
    if not whole.lstrip("-").isdecimal() or not (part == "" or part.isdecimal()):
        return text
    fen = int(whole.lstrip("-")) * 100 + int(part.ljust(2, "0") or 0)
    return -fen if whole.startswith("-") else fen
