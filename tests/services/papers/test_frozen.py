"""❄ papers: what freezes, whom it names, the same bytes again, voiding, and what was sent of a household."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from app.models.cases import WorkflowStep
from app.models.papers import PaperSnapshot, PaperSubject
from app.services import audit
from app.services.errors import NotFound, Refused
from app.services.exports.service import ExportService
from app.services.households import HouseholdService
from app.services.papers.kinds import kinds
from app.services.papers.service import PaperService
from app.services.reports import ReportService
from app.services.wording import known_codes
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE
from tests.services.papers.conftest import text_of
from tests.services.papers.test_reports_and_exports import SUMMER
from tests.services.papers.test_reports_as_of import change_everything
from tests.services.papers.year import ACTOR, Year

TABLES = {"case": CASE_TABLE, "alert": ALERT_TABLE}


def frozen_of(table: str, action: str) -> set[str]:
    return {paper.kind for row in TABLES[table] if row.action == action for paper in row.papers if paper.is_frozen}


def test_every_frozen_kind_of_the_tables_is_a_kind_that_freezes() -> None:
    for table in TABLES.values():
        for row in table:
            for paper in row.papers:
                if paper.is_frozen:
                    assert kinds()[paper.kind].frozen, (row.row, paper.kind)


def test_every_step_that_leaves_a_frozen_paper_left_one_that_names_its_household(played: Year) -> None:
    seen: set[str] = set()
    with played.ledger.reading() as session:
        named = {
            (paper.kind, subject.household_id, subject.alert_id or subject.case_id, paper.issued_on)
            for paper, subject in session.execute(
                select(PaperSnapshot, PaperSubject).join(PaperSubject, PaperSubject.paper_id == PaperSnapshot.id)
            )
        }
        for step in session.scalars(select(WorkflowStep).where(WorkflowStep.taken_back_on.is_(None))):
            # The alerts of this year were put down without their door.
            for kind in frozen_of(step.workflow, step.action) if step.workflow == "case" else ():
                assert (kind, step.household_id, step.alert_id or step.case_id, step.occurred_on) in named
                assert step.paper_id is not None
                seen.add(kind)
    # What the played year does not reach is tried with its own steps: see the tests of entry, monitoring, year end.
    assert seen >= {"carried_over_list", "village_report", "cross_check_request", "preliminary_list", "district_list"}


def test_every_frozen_paper_is_printed_again_byte_for_byte_whatever_changed(own_year: Year, tmp_path: Path) -> None:
    papers = PaperService(own_year.ledger)
    stored = papers.snapshots()
    assert stored
    before = {}
    for paper in stored:
        papers.reprint_stored(paper.id, tmp_path / "a.pdf")
        before[paper.id] = (tmp_path / "a.pdf").read_bytes()
    change_everything(own_year)
    for paper in stored:
        papers.reprint_stored(paper.id, tmp_path / "b.pdf")
        assert (tmp_path / "b.pdf").read_bytes() == before[paper.id], paper.kind


def test_a_frozen_list_is_exported_as_it_was(own_year: Year, tmp_path: Path) -> None:
    stored = next(p for p in PaperService(own_year.ledger).snapshots(kind="district_list"))
    exports = ExportService(own_year.ledger)

    def rows(name: str) -> list[tuple[object, ...]]:
        exports.export_stored(stored.id, tmp_path / name, actor=ACTOR, today=SUMMER)
        return list(openpyxl.load_workbook(tmp_path / name).worksheets[0].iter_rows(values_only=True))

    before = rows("a.xlsx")
    change_everything(own_year)
    assert rows("b.xlsx") == before


def test_a_voided_paper_says_so_on_every_page_and_its_number_is_never_given_again(
    own_year: Year, tmp_path: Path
) -> None:
    papers, reports = PaperService(own_year.ledger), ReportService(own_year.ledger)
    first = reports.stage_report("D", tmp_path / "a.pdf", actor=ACTOR, today=SUMMER)
    papers.void_numbered("stage_report", first.number, reason="文号写错", actor=ACTOR, today=SUMMER)
    papers.reprint("stage_report", first.number, tmp_path / "void.pdf", today=SUMMER)
    pages = pypdf.PdfReader(tmp_path / "void.pdf").pages
    plain = pypdf.PdfReader(tmp_path / "a.pdf").pages
    assert len(pages) == len(plain)
    for page in pages:
        assert "作" in page.extract_text()
        assert "废" in page.extract_text()
        assert "已作废2020-05-30" in "".join(page.extract_text().split())
    again = reports.stage_report("D", tmp_path / "b.pdf", actor=ACTOR, today=SUMMER)
    assert again.number == first.number + 1
    assert "作废" not in text_of((tmp_path / "b.pdf").read_bytes())
    (row,) = [row for row in papers.snapshots(kind="stage_report") if row.number == first.number]
    assert (row.voided_on, row.voided_reason) == (SUMMER, "文号写错")
    with own_year.ledger.reading() as session:
        assert audit.verify(session).is_good


def test_voiding_is_refused_without_a_reason_twice_and_for_what_never_was(own_year: Year, tmp_path: Path) -> None:
    papers = PaperService(own_year.ledger)
    stored = papers.snapshots()[0]
    with pytest.raises(Refused) as silent:
        papers.void(stored.id, reason=" ", actor=ACTOR, today=SUMMER)
    papers.void(stored.id, reason="错", actor=ACTOR, today=SUMMER)
    with pytest.raises(Refused) as twice:
        papers.void(stored.id, reason="错", actor=ACTOR, today=SUMMER)
    with pytest.raises(NotFound) as never:
        papers.void_numbered("stage_report", 99, reason="错", actor=ACTOR, today=SUMMER)
    codes = (*silent.value.codes, *twice.value.codes, *never.value.codes)
    assert codes == ("papers.void_reason", "papers.void_already", "papers.snapshot_unknown")
    assert set(codes) <= known_codes()


def test_show_says_what_was_sent_of_a_household_also_on_an_earlier_evening(own_year: Year) -> None:
    households = HouseholdService(own_year.ledger)
    with own_year.ledger.reading() as session:
        paper, household_id = session.execute(
            select(PaperSnapshot, PaperSubject.household_id)
            .join(PaperSubject, PaperSubject.paper_id == PaperSnapshot.id)
            .where(PaperSnapshot.kind == "district_list")
        ).first()
        named, number, paper_id = paper.paper_no, paper.number, paper.id
    code = next(code for code, id_ in own_year.homes.items() if id_ == household_id)
    PaperService(own_year.ledger).void(paper_id, reason="写错", actor=ACTOR, today=SUMMER)
    sent = {(row["kind"], row["number"]): row for row in households.page(code)["papers"]}
    own = sent["district_list", number]
    assert (own["paper_no"], own["voided_on"], own["voided_reason"]) == (named, SUMMER, "写错")
    earlier = households.page(code, on=date(2020, 3, 1))["papers"]
    assert ("district_list", number) not in {(row["kind"], row["number"]) for row in earlier}
