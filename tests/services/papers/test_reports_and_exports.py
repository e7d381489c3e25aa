"""Each number of a stage report recounted from the exported list; lists as workbooks read back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from app.models.audit import AuditEntry
from app.models.enums import OPEN_ALERT_STATES
from app.models.household import Membership, Person
from app.models.papers import PaperSnapshot
from app.services import audit
from app.services.errors import NotFound, Refused
from app.services.exports.service import ExportService
from app.services.exports.tables import TABLES
from app.services.papers import codec
from app.services.papers.kinds import Subject, kinds
from app.services.papers.layouts.letter import LetterData
from app.services.papers.layouts.listing import ListData, RowKind
from app.services.papers.queries.alerts import alert_rows
from app.services.papers.queries.asking import Question
from app.services.papers.service import PaperService
from app.services.plans import plan_in
from app.services.reports import ReportService
from app.services.wording import known_codes
from tests.services.papers.conftest import squeeze, text_of
from tests.services.papers.year import ACTOR, OPEN_STATES, Year

SUMMER = date(2020, 5, 30)


def sheet_rows(path: Path, *, sheet: int = 0) -> list[dict[str, object]]:
    """The rows below the header of a sheet, by heading; notes at the foot are left out."""
    page = openpyxl.load_workbook(path).worksheets[sheet]
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    head = next(i for i, row in enumerate(rows) if len([v for v in row if v is not None]) > 3)
    headings = [str(value) for value in rows[head]]
    found = [dict(zip(headings, row, strict=True)) for row in rows[head + 1 :]]
    return [row for row in found if len([v for v in row.values() if v is not None]) > 1]


def report_data(year: Year, number: int) -> LetterData:
    with year.ledger.reading() as session:
        paper = session.scalars(
            select(PaperSnapshot).where(PaperSnapshot.kind == "stage_report", PaperSnapshot.number == number)
        ).one()
        return codec.decode(LetterData, paper.data)


def tables_of(data: LetterData) -> list[ListData]:
    return [part.table for part in data.body if part.table is not None]


def counted(rows: list[dict[str, object]]) -> tuple[int, int]:
    return len(rows), sum(int(str(row["人口"])) for row in rows)


@pytest.mark.parametrize(
    ("stage", "as_of"), [("P", (3, 24)), ("Z", (4, 5)), ("D", (4, 10)), ("L", (4, 15)), ("M", (5, 30))]
)
def test_each_figure_of_a_report_is_recounted_from_its_list(
    own_year: Year, tmp_path: Path, stage: str, as_of: tuple[int, int]
) -> None:
    out = tmp_path / "report.pdf"
    result = ReportService(own_year.ledger).stage_report(stage, out, actor=ACTOR, today=SUMMER)
    assert result.as_of == date(2020, *as_of)
    data = report_data(own_year, result.number)
    xlsx = tmp_path / "lists.xlsx"
    (stored,) = PaperService(own_year.ledger).snapshots(kind="stage_report")
    ExportService(own_year.ledger).export_stored(stored.id, xlsx, actor=ACTOR, today=SUMMER)
    rows = sheet_rows(xlsx)
    by_village, by_state = tables_of(data)
    for line in by_village.rows:
        own = rows if line.cells[0] == "合计" else [row for row in rows if row["村"] == line.cells[0]]
        expected: list[str] = []
        for category in ("脱贫监测户", "边缘户"):
            expected += map(str, counted([row for row in own if row["类别"] == category]))
        assert list(line.cells[1:]) == [*expected, *map(str, counted(own))]
    assert {line.cells[0] for line in by_village.rows} == {*(str(row["村"]) for row in rows), "合计"}
    for line in by_state.rows:
        own = rows if line.cells[0] == "合计" else [row for row in rows if row["办理状态"] == line.cells[0]]
        assert line.cells[1:] == tuple(map(str, counted(own)))
    assert sum(int(line.cells[1]) for line in by_state.rows if line.kind is RowKind.LINE) == len(rows)
    text = text_of(out.read_bytes())
    households, persons = counted(rows)
    assert f"监测程序内农户{households}户{persons}人" in text
    assert all(str(row["户编号"]) in text for row in rows)


def test_the_change_table_of_a_report_ends_in_its_list(own_year: Year, tmp_path: Path) -> None:
    for stage in "PZDLM":
        result = ReportService(own_year.ledger).stage_report(stage, tmp_path / "r.pdf", actor=ACTOR, today=SUMMER)
        listed, changes = report_data(own_year, result.number).attachments[:2]
        signs = Counter(row.cells[2] for row in changes.rows if row.kind is RowKind.LINE)
        assert signs["＋"] - signs["－"] == len(listed.rows)
        assert changes.rows[-1].cells[8] == f"{len(listed.rows)}户"


def test_today_s_report_agrees_with_the_played_year(own_year: Year, tmp_path: Path) -> None:
    result = ReportService(own_year.ledger).stage_report("M", tmp_path / "r.pdf", actor=ACTOR, today=SUMMER)
    data = report_data(own_year, result.number)
    states = {row.cells[0]: int(row.cells[1]) for row in tables_of(data)[1].rows if row.kind is RowKind.LINE}
    assert states == {state.label: len(own_year.found[name]) for name, state in OPEN_STATES.items()}
    with own_year.ledger.reading() as session:
        rows = alert_rows(Question(session, "alert_ledger", plan_in(session, day=SUMMER), "石门镇", SUMMER))
        is_open = [row for row in rows if row.alert.state in {state.value for state in OPEN_ALERT_STATES}]
    text = "".join(part.text for part in data.body)
    assert f"标注预警{len(rows)}件，未结{len(is_open)}件，其中超期1件" in text
    assert len(data.attachments[2].rows) == len(rows)


def test_the_same_figures_give_the_same_frozen_report(own_year: Year, tmp_path: Path) -> None:
    service = ReportService(own_year.ledger)
    first = service.stage_report("D", tmp_path / "a.pdf", actor=ACTOR, today=SUMMER)
    again = service.stage_report("d", tmp_path / "b.pdf", actor=ACTOR, today=SUMMER)
    assert (again.number, again.file_sha256, again.changes) == (first.number, first.file_sha256, None)
    assert first.changes is not None
    pages = pypdf.PdfReader(tmp_path / "a.pdf").pages
    last = squeeze(pages[-1].extract_text())
    assert f"第{len(pages)}页共{len(pages)}页" in last
    assert "审计" in last
    assert "主要领导（签字）" in text_of((tmp_path / "a.pdf").read_bytes())
    with own_year.ledger.reading() as session:
        assert audit.verify(session).is_good


def test_reports_that_cannot_be_written_are_refused(own_year: Year, tmp_path: Path) -> None:
    service = ReportService(own_year.ledger)
    with pytest.raises(NotFound) as unknown:
        service.stage_report("X", tmp_path / "a.pdf", actor=ACTOR, today=SUMMER)
    with pytest.raises(Refused) as early:
        service.stage_report("C", tmp_path / "a.pdf", actor=ACTOR, today=SUMMER)
    codes = (*unknown.value.codes, *early.value.codes)
    assert codes == ("papers.stage_unknown", "papers.stage_not_begun")
    assert set(codes) <= known_codes()
    assert not (tmp_path / "a.pdf").exists()


def test_the_roster_comes_out_whole_with_ids_as_text(played: Year, tmp_path: Path) -> None:
    out = tmp_path / "roster.xlsx"
    result = ExportService(played.ledger).export("roster", out, actor=ACTOR, today=SUMMER)
    with played.ledger.reading() as session:
        members = session.execute(
            select(Person.name, Person.id_number).join(Membership).where(Membership.to_on.is_(None))
        ).all()
    rows = sheet_rows(out)
    assert result.rows == len(rows) == len(members)
    assert sorted((row["姓名"], row["证件号码"]) for row in rows) == sorted(map(tuple, members))
    assert all(isinstance(row["证件号码"], str) for row in rows)


def every_kind() -> Iterator[str]:
    yield from TABLES
    for kind in kinds().values():
        alone = kind.subject is Subject.STEP or not kind.lists
        carries = kind.shape.data is LetterData and not alone
        if kind.shape.data is ListData or carries:
            yield kind.code


# From December on; after a comparison, a correction on the platform, a run of the checks; never imported here.
EMPTY = {
    *("carry_forward_list", "ledger-comparison", "platform-corrections", "finding_sheet"),
    *("natural_changes", "natural_change_sums", "track_ledger"),  # nobody came or left, nobody was found late
    *("monitoring", "living", "work", "incomes", "category-list", "village-profile"),
}


def test_every_list_is_exported_or_says_that_it_is_empty(played: Year, tmp_path: Path) -> None:
    service = ExportService(played.ledger)
    assert [row.kind for row in service.list_kinds()] == list(every_kind())
    for kind in every_kind():
        out = tmp_path / f"{kind}.xlsx"
        if kind in EMPTY:
            with pytest.raises(Refused) as caught:
                service.export(kind, out, actor=ACTOR, today=SUMMER)
            assert caught.value.codes == ("papers.nothing",)
            assert not out.exists()
        else:
            assert service.export(kind, out, actor=ACTOR, today=SUMMER).rows > 0


def test_the_list_to_the_district_is_the_same_on_paper_and_in_the_workbook(played: Year, tmp_path: Path) -> None:
    out = tmp_path / "district.xlsx"
    (stored,) = PaperService(played.ledger).snapshots(kind="district_list")
    ExportService(played.ledger).export_stored(stored.id, out, actor=ACTOR, today=SUMMER)
    with played.ledger.reading() as session:
        paper = session.scalars(select(PaperSnapshot).where(PaperSnapshot.kind == "district_list")).one()
        (listed,) = codec.decode(LetterData, paper.data).attachments
    rows = sheet_rows(out)
    assert [row["户编号"] for row in rows] == [row.cells[3] for row in listed.rows]
    incomes = [round(float(str(row["人均纯收入（元）"])) * 100) for row in rows]
    assert incomes == [int(row.cells[9].replace(",", "")) * 100 for row in listed.rows]


def test_lists_are_narrowed_and_unknown_ones_refused(played: Year, tmp_path: Path) -> None:
    service = ExportService(played.ledger)
    service.export("cases", tmp_path / "a.xlsx", villages=["红星村"], actor=ACTOR, today=SUMMER)
    assert {row["村"] for row in sheet_rows(tmp_path / "a.xlsx")} == {"红星村"}
    with pytest.raises(NotFound) as caught:
        service.export("visit_form", tmp_path / "b.xlsx", actor=ACTOR, today=SUMMER)
    assert caught.value.codes == ("papers.unknown_list",)


def exported(year: Year) -> list[dict[str, object]]:
    with year.ledger.reading() as session:
        assert audit.verify(session).is_good
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "list.export").order_by(AuditEntry.seq))
        return [json.loads(entry.body)["details"] for entry in entries]


def test_a_list_that_left_as_a_file_is_in_the_audit_once_and_a_refused_one_is_not(own_year, tmp_path):
    service, before = ExportService(own_year.ledger), len(exported(own_year))
    rows = service.export("roster", tmp_path / "名册.xlsx", actor=ACTOR, today=SUMMER).rows
    with pytest.raises(NotFound):
        service.export("visit_form", tmp_path / "b.xlsx", actor=ACTOR, today=SUMMER)
    (entry,) = exported(own_year)[before:]
    wanted = {"kind": "roster", "rows": rows, "whole_ids": True}
    assert wanted.items() <= entry.items()
    assert str(tmp_path) not in json.dumps(entry)


def test_a_stored_list_and_the_tables_of_a_stage_are_in_the_audit_once_each(own_year, tmp_path):
    with own_year.ledger.reading() as session:
        paper = session.scalars(select(PaperSnapshot).where(PaperSnapshot.kind == "district_list")).first()
    before = len(exported(own_year))
    made = ExportService(own_year.ledger).export_stored(paper.id, tmp_path / "名单.xlsx", actor=ACTOR, today=SUMMER)
    tables = ReportService(own_year.ledger).export("P", tmp_path / "表.xlsx", actor=ACTOR, today=SUMMER)
    assert [(entry["kind"], entry["rows"], entry["whole_ids"]) for entry in exported(own_year)[before:]] == [
        ("district_list", made.rows, True),
        ("stage_report", tables.rows, True),
    ]
