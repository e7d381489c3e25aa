"""Papers of a played year: every kind printed, read back against the ledger, snapshots again as they were."""

from __future__ import annotations

import shutil
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select, update

from app.models.cases import Case
from app.models.household import Household, Membership, Person
from app.models.papers import PaperSnapshot, PaperSubject, PrintRecord
from app.models.visits import VisitAssignment
from app.services import audit
from app.services.errors import NotFound, Refused
from app.services.exports.service import ExportService
from app.services.papers import codec
from app.services.papers.kinds import PaperData, kinds
from app.services.papers.layouts.listing import ListData, RowKind
from app.services.papers.press import Press
from app.services.papers.queries.asking import Question, Scope, query_of
from app.services.papers.service import PaperService
from app.services.papers.stamp import Stamp
from app.services.plans import plan_in
from tests.services.papers.conftest import squeeze, text_of
from tests.services.papers.year import ACTOR, OPEN_STATES, VILLAGES, Year, frozen

SUMMER = date(2020, 5, 30)


def data_of(played: Year, kind: str, *, scope: Scope | None = None, today: date = SUMMER) -> list[PaperData]:
    with played.ledger.reading() as session:
        question = Question(session, kind, plan_in(session, day=today), "石门镇", today, scope or Scope())
        return [draft.data for draft in query_of(kinds()[kind])(question).drafts]


def list_of(played: Year, kind: str) -> ListData:
    (data,) = data_of(played, kind)
    assert isinstance(data, ListData)
    return data


def codes_in(data: ListData) -> set[str]:
    return {cell for row in data.rows for cell in row.cells if cell.startswith("5199990010")}


def test_every_kind_can_be_laid_out_and_read_back(played: Year, press: Press) -> None:
    printed = 0
    for kind in kinds().values():
        for data in data_of(played, kind.code):
            again = codec.decode(kind.shape.data, codec.encode(data))
            assert again == data
            batch = press.open(title=kind.name)
            batch.add(kind.lay_out(again), Stamp("abc", "打印"))
            text = text_of(batch.finish().content)
            assert squeeze(str(getattr(data, "title", "")).replace("\n", "")) in text
            printed += 1
    assert printed > 40


def test_kinds_are_listed_with_what_can_be_printed_now(played: Year) -> None:
    rows = {row.kind: row for row in PaperService(played.ledger).list_kinds(today=SUMMER)}
    assert list(rows) == list(kinds())
    assert rows["visit_form"].documents == len(played.found["waiting"])
    assert (rows["district_list"].documents, rows["district_list"].pending) == (1, 1)
    assert rows["village_ledger"].documents == len(VILLAGES)
    assert rows["notification"].documents == sum(
        len(played.found[name]) for name in ("excluded", "rejected", "refused")
    )
    assert rows["carry_forward_list"].documents == 0
    assert rows["visit_form"].rows == ("case 12", "case 13", "case 31a")
    assert {row.kind for row in rows.values() if row.notice} == {
        *("public_notice", "clearing_notice", "notification", "announcement")
    }


def test_december_brings_the_list_that_is_carried_forward(played: Year) -> None:
    (data,) = data_of(played, "carry_forward_list", today=date(2020, 12, 5))
    assert isinstance(data, ListData)
    still_open = sum(len(played.found[name]) for name in OPEN_STATES)
    assert len(data.rows) == still_open
    assert {row.cells[9] for row in data.rows} - {""} == {"2020-0002"}


def test_the_ledger_lists_whom_the_office_watches(played: Year) -> None:
    watched = {*played.found["monitored"], *played.found["entered"]}
    assert codes_in(list_of(played, "ledger")) == watched
    by_village = [data for data in data_of(played, "village_ledger") if isinstance(data, ListData)]
    assert set[str]().union(*map(codes_in, by_village)) == watched
    assert sum(len(data.rows) for data in by_village) == len(watched)


def test_the_village_sheet_strikes_what_the_village_does_not_report(played: Year) -> None:
    sheets = [codec.decode(ListData, paper.data) for paper in frozen(played.ledger, "village_report")]
    assert len(sheets) == len(VILLAGES)
    struck = [row for sheet in sheets for row in sheet.rows if row.kind is RowKind.STRUCK]
    assert {row.cells[2] for row in struck} == set(played.found["struck"])
    assert all(row.cells[-2:] == ("不报", "子女有稳定工作") for row in struck)
    reported = {row.cells[2] for sheet in sheets for row in sheet.rows if row.kind is RowKind.LINE}
    assert reported == set(played.found["proposed"])


def test_changes_add_up_to_the_open_cases(played: Year) -> None:
    data = list_of(played, "list_changes")
    signs = [row.cells[2] for row in data.rows if row.kind is RowKind.LINE]
    still_open = sum(len(played.found[name]) for name in OPEN_STATES)
    assert signs.count("＋") - signs.count("－") == still_open
    assert data.rows[-1].cells[8] == f"{still_open}户"
    heads = [row.cells[0] for row in data.rows if row.kind is RowKind.GROUP]
    assert any("信息比对：－2户" in head for head in heads)
    assert any("入户走访：＋2户" in head for head in heads)
    reasons = {row.cells[-1] for row in data.rows if row.kind is RowKind.LINE and row.cells[8] == "比对不符"}
    assert reasons == {"购车；行驶证查询单"}


def test_the_comparison_names_every_member_of_every_reported_household(played: Year) -> None:
    (paper,) = frozen(played.ledger, "cross_check_request")
    kind = kinds()["cross_check_request"]
    letter = codec.decode(kind.shape.data, paper.data)
    (persons,) = letter.attachments  # type: ignore[union-attr]
    with played.ledger.reading() as session:
        ids = [played.homes[code] for code in played.found["proposed"]]
        members = session.execute(
            select(Person.name, Person.id_number)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.household_id.in_(ids))
        ).all()
    assert sorted((row.cells[4], row.cells[5]) for row in persons.rows) == sorted(map(tuple, members))


def test_the_frozen_request_names_its_households_and_prints_the_same_bytes_again(played: Year, tmp_path: Path) -> None:
    service = PaperService(played.ledger)
    (row,) = service.snapshots(kind="district_list")
    assert (row.number, row.paper_no, row.households) == (1, "石府〔2020〕18号", 13)
    first = service.reprint("district_list", 1, tmp_path / "first.pdf", today=SUMMER)
    again = service.reprint("district_list", 1, tmp_path / "again.pdf", today=date(2020, 12, 30))
    assert first.file_sha256 == again.file_sha256
    text = text_of((tmp_path / "first.pdf").read_bytes())
    assert "拟新增防止返贫致贫监测对象13户" in text
    assert "存档第1号2020-04-08" in text
    assert all(code in text for code in played.found["monitored"] if code not in played.found["carried_over"])


def test_the_latest_frozen_paper_is_printed_unless_one_waits_to_be_signed(own_year: Year, tmp_path: Path) -> None:
    service, out = PaperService(own_year.ledger), tmp_path / "paper.pdf"
    ledger = service.print("ledger", out, actor=ACTOR, today=SUMMER)
    assert ledger.documents == 1
    assert "存档第" not in text_of(out.read_bytes())  # the ledger of today stands in for those of earlier days
    first, *_, last = frozen(own_year.ledger, "approved_list")
    with own_year.ledger.transaction("test.second", actor=ACTOR, today=SUMMER) as tx:
        fields = ("plan_id", "kind", "title", "layout_version", "data", "data_digest")
        again = {field: getattr(last, field) for field in fields}
        tx.session.add(PaperSnapshot(number=99, issued_on=date(2020, 5, 20), **again))
        early = tx.session.scalars(
            select(Household.code)
            .join(PaperSubject, PaperSubject.household_id == Household.id)
            .where(PaperSubject.paper_id == first.id)
        ).first()
    assert early is not None
    row = next(row for row in service.list_kinds(today=SUMMER) if row.kind == "approved_list")
    assert (row.documents, row.pending) == (1, 0)
    assert service.print("approved_list", out, actor=ACTOR, today=SUMMER).documents == 1
    assert "存档第99号2020-05-20" in text_of(out.read_bytes())
    ExportService(own_year.ledger).export("approved_list", tmp_path / "list.xlsx", actor=ACTOR, today=SUMMER)
    assert len(load_workbook(tmp_path / "list.xlsx").worksheets) == 1
    service.print("approved_list", out, households=[early], actor=ACTOR, today=SUMMER)
    assert f"存档第{first.number}号" in text_of(out.read_bytes())  # the latest that names this household


def test_a_paper_does_not_change_with_the_ledger(own_year: Year, tmp_path: Path) -> None:
    service = PaperService(own_year.ledger)
    before = service.reprint("ledger", 1, tmp_path / "before.pdf", today=SUMMER)
    first = own_year.homes[own_year.found["monitored"][0]]
    with own_year.ledger.transaction("test.rename", actor=ACTOR, today=SUMMER) as tx:
        person = tx.session.scalars(select(Person).join(Membership).where(Membership.household_id == first)).first()
        assert person is not None
        person.name = "改名后"
    after = service.reprint("ledger", 1, tmp_path / "after.pdf", today=SUMMER)
    assert after.file_sha256 == before.file_sha256
    live = PaperService(own_year.ledger).preview("village_ledger", tmp_path / "live.pdf", today=SUMMER)
    assert live.documents == 3
    assert "改名后" in text_of((tmp_path / "live.pdf").read_bytes())


def test_a_damaged_snapshot_is_refused(own_year: Year, tmp_path: Path) -> None:
    with own_year.ledger.database.write() as session:
        session.execute(
            update(PaperSnapshot.__table__)  # type: ignore[arg-type]
            .where(PaperSnapshot.kind == "district_list")
            .values(data=PaperSnapshot.__table__.c.data + " ")
        )
    with pytest.raises(Refused) as caught:
        PaperService(own_year.ledger).reprint("district_list", 1, tmp_path / "a.pdf", today=SUMMER)
    assert caught.value.codes == ("papers.snapshot_damaged",)
    assert not (tmp_path / "a.pdf").exists()


def test_printing_forms_is_remembered_and_goes_out_of_date_with_the_ledger(own_year: Year, tmp_path: Path) -> None:
    service, waiting = PaperService(own_year.ledger), own_year.found["waiting"]
    result = service.print("visit_form", tmp_path / "forms.pdf", actor=ACTOR, today=SUMMER)
    assert result.documents == len(waiting)
    assert len(pypdf.PdfReader(BytesIO((tmp_path / "forms.pdf").read_bytes())).pages) == result.pages
    with own_year.ledger.reading() as session:
        assert len(session.scalars(select(PrintRecord).where(PrintRecord.kind == "visit_form")).all()) == len(waiting)
        printed_on = session.scalars(
            select(VisitAssignment.printed_on)
            .join(Case, Case.id == VisitAssignment.case_id)
            .where(Case.household_id.in_([own_year.homes[code] for code in waiting]))
        ).all()
        assert set(printed_on) == {SUMMER}
        assert audit.verify(session).is_good
    assert service.outdated("visit_form", today=SUMMER) == ()
    changed = own_year.homes[waiting[0]]
    with own_year.ledger.transaction("test.phone", actor=ACTOR, today=SUMMER) as tx:
        person = tx.session.scalars(select(Person).join(Membership).where(Membership.household_id == changed)).first()
        assert person is not None
        person.name = "测新名"
    (outdated,) = service.outdated("visit_form", today=SUMMER)
    assert (outdated.household_id, outdated.printed_on) == (changed, SUMMER)


def test_villages_and_households_narrow_what_is_printed(own_year: Year, tmp_path: Path) -> None:
    service = PaperService(own_year.ledger)
    one = service.print("village_ledger", tmp_path / "a.pdf", villages=["红星"], actor=ACTOR, today=SUMMER)
    assert one.documents == 1
    codes = own_year.found["monitored"][:2]
    two = service.print("visit_form", tmp_path / "b.pdf", households=codes, actor=ACTOR, today=SUMMER)
    assert two.documents == 2
    text = text_of((tmp_path / "b.pdf").read_bytes())
    assert all(code in text for code in codes)
    with pytest.raises(NotFound) as caught:
        service.print("ledger", tmp_path / "c.pdf", villages=["没有村"], households=["0"], actor=ACTOR, today=SUMMER)
    assert caught.value.codes == ("papers.village_unknown", "papers.household_unknown")


def test_what_cannot_be_printed_is_refused(own_year: Year, tmp_path: Path) -> None:
    service = PaperService(own_year.ledger)
    with pytest.raises(Refused) as unknown:
        service.print("nonsense", tmp_path / "a.pdf", actor=ACTOR, today=SUMMER)
    with pytest.raises(Refused) as nothing:
        service.print("reminder", tmp_path / "a.pdf", actor=ACTOR, today=SUMMER)
    with pytest.raises(Refused) as missing:
        service.reprint("ledger", 99, tmp_path / "a.pdf", today=SUMMER)
    codes = [caught.value.codes[0] for caught in (unknown, nothing, missing)]
    assert codes == ["papers.unknown_kind", "papers.nothing", "papers.snapshot_unknown"]
    assert not list(tmp_path.glob("a.pdf*"))


def test_snapshots_bar_by_subject(played: Year) -> None:
    with played.ledger.reading() as session:
        paper = session.scalars(select(PaperSnapshot).where(PaperSnapshot.kind == "preliminary_list")).one()
        subjects = session.scalars(select(PaperSubject.household_id).where(PaperSubject.paper_id == paper.id)).all()
    listed = [*played.found["proposed"][2:]]
    assert sorted(subjects) == sorted(played.homes[code] for code in listed)


def test_the_number_of_statements_does_not_grow_with_the_households(played: Year) -> None:
    counted: list[str] = []
    with played.ledger.reading() as session:
        bind = session.get_bind()

        def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            counted.append(statement)

        def ask(scope: Scope) -> tuple[int, int]:
            counted.clear()
            question = Question(session, "visit_form", plan_in(session, day=SUMMER), "石门镇", SUMMER, scope)
            found = list(query_of(kinds()["visit_form"])(question).drafts)
            return len(found), len(counted)

        event.listen(bind, "before_cursor_execute", count)
        try:
            few, few_statements = ask(Scope(households=frozenset([played.homes[played.found["waiting"][0]]])))
            many, many_statements = ask(Scope(households=frozenset(played.homes.values())))
        finally:
            event.remove(bind, "before_cursor_execute", count)
    assert (few, many) == (1, 30)
    assert many_statements == few_statements <= 20


def test_the_copy_of_the_year_is_the_year(own_year: Year, played: Year) -> None:
    with own_year.ledger.reading() as session, played.ledger.reading() as other:
        assert audit.head(session).hash == audit.head(other).hash
    assert shutil.which("pdftotext")
