"""Papers that come home: found by code, out of date by what is printed, missing, ticked, with a scan."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
import segno
from sqlalchemy import select

from app.models.household import Membership, Person
from app.models.papers import PrintRecord
from app.services.errors import Refused
from app.services.papers import codes
from app.services.papers.kinds import kinds
from app.services.papers.returning import ReturningService, Whereabouts, counts_of, outdated_codes
from app.services.papers.service import PaperService
from tests.services.papers.year import ACTOR, Year

SUMMER = date(2020, 5, 30)
CODE = re.compile(r"[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def _printed(own_year: Year, tmp_path: Path, kind: str = "visit_form") -> dict[int, str]:
    PaperService(own_year.ledger).print(kind, tmp_path / f"{kind}.pdf", actor=ACTOR, today=SUMMER)
    with own_year.ledger.reading() as session:
        rows = session.scalars(select(PrintRecord).where(PrintRecord.kind == kind).order_by(PrintRecord.id))
        return {row.household_id or row.id: row.code or "" for row in rows}


def _rename(own_year: Year, household_id: int, name: str) -> None:
    with own_year.ledger.transaction("test.name", actor=ACTOR, today=SUMMER) as tx:
        person = tx.session.scalars(
            select(Person).join(Membership).where(Membership.household_id == household_id)
        ).first()
        assert person is not None
        person.name = name


def test_the_code_at_the_foot_finds_the_paper(own_year: Year, tmp_path: Path) -> None:
    known = _printed(own_year, tmp_path)
    pages = pypdf.PdfReader(BytesIO((tmp_path / "visit_form.pdf").read_bytes())).pages
    on_paper = {found for page in pages for found in CODE.findall(page.extract_text())}
    assert on_paper == set(known.values())
    service = ReturningService(own_year.ledger)
    for household_id, code in known.items():
        found = service.find(code.lower(), today=SUMMER)
        assert (found.row.household_id, found.row.kind, found.row.printed_on) == (household_id, "visit_form", SUMMER)
        assert not found.outdated
        assert found.is_latest
        assert found.changes == ()
    with pytest.raises(Refused) as caught:
        service.find(codes.code_of("ZF", "no such print"), today=SUMMER)
    assert caught.value.codes == ("papers.code_unknown",)


def test_only_what_is_printed_makes_a_paper_out_of_date_and_the_old_code_says_what(
    own_year: Year, tmp_path: Path
) -> None:
    known = _printed(own_year, tmp_path)
    service, papers = ReturningService(own_year.ledger), PaperService(own_year.ledger)
    changed, untouched = list(known)[:2]
    with own_year.ledger.transaction("test.unprinted", actor=ACTOR, today=SUMMER) as tx:
        person = tx.session.scalars(select(Person).join(Membership).where(Membership.household_id == untouched)).first()
        assert person is not None
        person.national_code = "0000000001"
    later = SUMMER + timedelta(days=1)
    assert not any(row.outdated for row in service.papers(today=later))
    _rename(own_year, changed, "测新名")
    rows = service.papers(today=later)
    assert [row.household_id for row in rows if row.outdated] == [changed]
    found = service.find(known[changed], today=later)
    assert found.outdated
    assert "测新名" in {change.now for change in found.changes}
    households, alerts = outdated_codes(rows, "visit_form")
    assert alerts == ()
    again = papers.print("visit_form", tmp_path / "again.pdf", households=households, actor=ACTOR, today=later)
    assert again.documents == 1
    rows = service.papers(today=later)
    assert len(rows) == len(known)
    assert not any(row.outdated for row in rows)
    old = service.find(known[changed], today=later)
    assert old.outdated
    assert not old.is_latest


def test_counts_are_their_lists_and_a_tick_can_be_taken_back(own_year: Year, tmp_path: Path) -> None:
    known = _printed(own_year, tmp_path)
    service, code = ReturningService(own_year.ledger), next(iter(known.values()))

    def counted() -> tuple[int, int, int]:
        rows = service.papers(today=SUMMER)
        counts = counts_of(rows)
        for count in counts:
            own = [row for row in rows if (row.village_id, row.kind) == (count.village_id, count.kind)]
            assert len(own) == count.printed == count.home + count.missing
            assert sum(row.whereabouts is Whereabouts.MISSING for row in own) == count.missing
        return sum(c.printed for c in counts), sum(c.home for c in counts), sum(c.missing for c in counts)

    total = len(known)
    assert counted() == (total, 0, total)
    row, _ = service.tick(code, actor=ACTOR, today=SUMMER)
    assert row.returned_on == SUMMER
    assert row.returned_by == ACTOR.name
    service.tick(code, actor=ACTOR, today=SUMMER)
    assert counted() == (total, 1, total - 1)
    _printed(own_year, tmp_path)  # the same values again: the paper that is home stays home
    assert counted() == (total, 1, total - 1)
    service.untick(code, actor=ACTOR, today=SUMMER)
    assert counted() == (total, 0, total)
    with pytest.raises(Refused) as caught:
        service.untick(code, actor=ACTOR, today=SUMMER)
    assert caught.value.codes == ("papers.not_returned",)
    with pytest.raises(Refused) as caught:
        service.tick(code, returned_on=SUMMER + timedelta(days=1), actor=ACTOR, today=SUMMER)
    assert caught.value.codes == ("papers.returned_in_future",)
    with pytest.raises(Refused) as caught:
        service.tick(code, returned_on=SUMMER - timedelta(days=1), actor=ACTOR, today=SUMMER)
    assert caught.value.codes == ("papers.returned_before_print",)


def test_a_scanned_copy_brings_the_paper_home(own_year: Year, tmp_path: Path) -> None:
    known = _printed(own_year, tmp_path)
    household_id, code = next(iter(known.items()))
    scan = tmp_path / "scan.pdf"
    scan.write_bytes((tmp_path / "visit_form.pdf").read_bytes())
    service = ReturningService(own_year.ledger)
    service.attach_scan(code, scan, actor=ACTOR, today=SUMMER)
    home = [row for row in service.papers(today=SUMMER) if row.whereabouts is Whereabouts.HOME]
    assert [(row.household_id, row.has_scan) for row in home] == [(household_id, True)]


def test_no_paper_but_those_that_come_home_carries_a_code(own_year: Year, tmp_path: Path) -> None:
    papers = PaperService(own_year.ledger)
    for row in papers.list_kinds(today=SUMMER):
        if not row.documents:
            continue
        file = tmp_path / f"{row.kind}.pdf"
        papers.preview(row.kind, file, today=SUMMER, limit=3)
        text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(file.read_bytes())).pages)
        found = [code for code in CODE.findall(text) if codes.looks_like_code(code)]
        assert bool(found) == bool(kinds()[row.kind].letters), row.kind


def test_blank_forms_and_previews(own_year: Year, tmp_path: Path) -> None:
    papers = PaperService(own_year.ledger)
    papers.print_blank("visit_form", tmp_path / "blank.pdf", today=SUMMER)
    text = "".join(p.extract_text() for p in pypdf.PdfReader(BytesIO((tmp_path / "blank.pdf").read_bytes())).pages)
    assert not any(codes.looks_like_code(code) for code in CODE.findall(text))
    printed = set(_printed(own_year, tmp_path).values())
    papers.preview("visit_form", tmp_path / "preview.pdf", today=SUMMER)
    pages = pypdf.PdfReader(BytesIO((tmp_path / "preview.pdf").read_bytes())).pages
    assert {code for page in pages for code in CODE.findall(page.extract_text())} == printed


def test_the_code_fits_the_smallest_symbol_and_is_all_it_says() -> None:
    code = codes.code_of("YJ", "f" * 40)
    symbol = segno.make_qr(code, error="m")
    assert symbol.version == 1
    assert symbol.mode == "alphanumeric"
