"""A report says what the ledger said on its day: what is changed later changes no figure, name or word of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.cases import Alert, Case, Measure, MonitoringSpell
from app.models.household import Household, Membership, Person
from app.models.papers import PaperSnapshot
from app.models.region import Region
from app.services.cases.door import CaseService
from app.services.cases.request import parse_step
from app.services.exports.service import ExportService
from app.services.papers import codec
from app.services.papers.layouts.letter import LetterData
from app.services.papers.layouts.listing import RowKind
from app.services.regions import RegionService
from app.services.reports import ReportService
from tests import factories as make
from tests.services.papers.conftest import squeeze, text_of
from tests.services.papers.test_reports_and_exports import SUMMER, report_data, sheet_rows
from tests.services.papers.year import ACTOR, Year

LATER = date(2020, 6, 10)


def change_everything(year: Year) -> None:
    """What happens in every township after a report: births, deaths, moves, renames, other categories and dates."""
    with year.ledger.transaction("test.later", actor=ACTOR, today=LATER) as tx:
        for home in tx.session.scalars(select(Household)):
            make.member(tx, home, name="测新生", relation="之女")
            home.household_type = "exited"
        for member in tx.session.scalars(select(Membership).where(Membership.relation == "配偶")):
            member.to_on, member.end_reason = LATER, "died"
        for person in tx.session.scalars(select(Person)):
            person.name = "测改名"
        for table in (Case, MonitoringSpell):
            for row in tx.session.scalars(select(table)):
                row.category = "sudden"
        for spell in tx.session.scalars(select(MonitoringSpell)):
            spell.risks = "water"
        for alert in tx.session.scalars(select(Alert)):
            alert.due_on, alert.department_id = date(2021, 1, 1), None
        for measure in tx.session.scalars(select(Measure)):
            measure.description = "改过的措施"
    regions = RegionService(year.ledger)
    with year.ledger.reading() as session:
        ids = list(session.scalars(select(Region.id).where(Region.kind == "village").order_by(Region.id)))
    regions.rename(ids[0], name="新名村", from_on=LATER, actor=ACTOR, today=LATER)
    regions.merge(ids[1], into_id=ids[2], on=LATER, actor=ACTOR, today=LATER)


@pytest.mark.parametrize("stage", ["P", "Z", "D", "L", "M"])
def test_what_changes_after_the_day_changes_no_report(own_year: Year, tmp_path: Path, stage: str) -> None:
    service = ReportService(own_year.ledger)
    first = service.stage_report(stage, tmp_path / "a.pdf", actor=ACTOR, today=SUMMER)
    before = report_data(own_year, first.number)
    change_everything(own_year)
    again = service.stage_report(stage, tmp_path / "b.pdf", actor=ACTOR, today=SUMMER)
    assert report_data(own_year, again.number) == before
    assert (again.number, again.changes) == (first.number, None)


def test_a_later_report_shows_what_was_changed_before_it(own_year: Year, tmp_path: Path) -> None:
    service = ReportService(own_year.ledger)
    first = report_data(own_year, service.stage_report("M", tmp_path / "a.pdf", actor=ACTOR, today=SUMMER).number)
    change_everything(own_year)
    result = service.stage_report("M", tmp_path / "b.pdf", actor=ACTOR, today=date(2020, 6, 11))
    later = report_data(own_year, result.number)
    persons = [sum(int(row.cells[6]) for row in data.attachments[0].rows) for data in (first, later)]
    assert persons[1] > persons[0]
    assert "新名村" in text_of((tmp_path / "b.pdf").read_bytes())


def test_what_was_typed_late_is_counted_on_the_day_it_happened(own_year: Year, tmp_path: Path) -> None:
    service = ReportService(own_year.ledger)
    with own_year.ledger.transaction("test.newcomer", actor=ACTOR, today=date(2020, 6, 2)) as tx:
        village = tx.session.scalars(select(Region).where(Region.kind == "village").order_by(Region.id)).first()
        home = make.household(tx, in_village=village, code="519999009999", household_type="ordinary")
        make.member(tx, home, name="测晚录")
        make.member(tx, home, name="测晚录二", relation="配偶")
    fields = {"category": "marginal", "source_list": "迟到名单", "late_reason": "名单迟到", "risks": ["illness"]}
    given = parse_step({"occurred_on": SUMMER.isoformat(), **fields}, today=date(2020, 6, 2))
    done = CaseService(own_year.ledger).take(
        "carry_over", households=["519999009999"], given=given, actor=ACTOR, today=date(2020, 6, 2)
    )
    assert done.refused == ()
    data = report_data(own_year, service.stage_report("M", tmp_path / "a.pdf", actor=ACTOR, today=SUMMER).number)
    row = next(row for row in data.attachments[0].rows if row.cells[3] == "519999009999")
    assert (row.cells[4], row.cells[6], row.cells[8]) == ("测晚录", "2", "边缘户")


def test_the_course_line_is_recounted_from_the_change_table(own_year: Year, tmp_path: Path) -> None:
    ReportService(own_year.ledger).stage_report("L", tmp_path / "r.pdf", actor=ACTOR, today=SUMMER)
    with own_year.ledger.reading() as session:
        paper = session.scalars(select(PaperSnapshot).where(PaperSnapshot.kind == "stage_report")).one()
        data = codec.decode(LetterData, paper.data)
    line = next(part.text for part in data.body if part.text.startswith("拟新增"))
    said = {name: int(count) for name, count in re.findall(r"(拟新增|比对后|走访＋|评议|审定|录入)(\d+)户", line)}
    xlsx = tmp_path / "lists.xlsx"
    ExportService(own_year.ledger).export_stored(paper.id, xlsx, actor=ACTOR, today=SUMMER)
    changes = sheet_rows(xlsx, sheet=1)
    steps = [(row["增减"], str(row["动作"]), row["户编号"]) for row in changes if row.get("增减") in ("＋", "－")]

    def homes(sign: str, action: str) -> set[object]:
        return {code for found, name, code in steps if found == sign and name == action}

    proposed = homes("＋", "拟新增") - homes("－", "村核不报")
    assert said["拟新增"] == len(proposed)
    assert said["比对后"] == len(proposed - homes("－", "比对不符"))
    assert said.get("走访＋", 0) == len(homes("＋", "走访新增"))
    assert said["比对后"] + said.get("走访＋", 0) >= said["评议"] >= said["审定"] >= said["录入"] > 0
    table = data.attachments[1]
    assert table.rows[0].kind is RowKind.GROUP
    assert squeeze(table.rows[0].cells[0]) in text_of((tmp_path / "r.pdf").read_bytes())


def test_between_the_years_the_continuation_is_reported(own_year: Year, tmp_path: Path) -> None:
    service = ReportService(own_year.ledger)
    winter = date(2021, 2, 1)
    assert [s.code for s in service.stages(today=winter)] == ["P", "Z", "D", "L", "M", "C", "K"]
    assert [s.as_of for s in service.stages(today=SUMMER)][4:] == [SUMMER, None, None]
    result = service.stage_report("K", tmp_path / "k.pdf", actor=ACTOR, today=winter)
    assert result.as_of == winter
    text = text_of((tmp_path / "k.pdf").read_bytes())
    assert "接续期工作报告" in text
    autumn = service.stage_report("C", tmp_path / "c.pdf", actor=ACTOR, today=winter)
    assert autumn.as_of == date(2020, 12, 31)
    assert all(report_data(own_year, r.number).attachments[0].rows for r in (autumn, result))


def test_a_preview_freezes_nothing(own_year: Year, tmp_path: Path) -> None:
    service = ReportService(own_year.ledger)
    pages = service.preview("D", tmp_path / "p.pdf", today=SUMMER).pages
    assert "预览，未存档" in text_of((tmp_path / "p.pdf").read_bytes())
    with own_year.ledger.reading() as session:
        assert session.scalars(select(PaperSnapshot).where(PaperSnapshot.kind == "stage_report")).first() is None
    assert service.stage_report("D", tmp_path / "r.pdf", actor=ACTOR, today=SUMMER).pages == pages
