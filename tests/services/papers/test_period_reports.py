"""月报, 季报, 年度报告, 通报: every figure counted again from the workbook behind it; ranks by what was due."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from app.models.papers import PaperSnapshot
from app.services.errors import NotFound
from app.services.papers import codec
from app.services.papers.layouts.letter import LetterData
from app.services.papers.layouts.listing import ListData
from app.services.papers.queries.bulletin import Standing, ranked
from app.services.papers.queries.period import parse_period
from app.services.period_reports import PeriodReportService
from tests.services.papers.conftest import squeeze
from tests.services.papers.year import ACTOR, Year

SUMMER = date(2020, 5, 30)


def letter(year: Year, kind: str) -> LetterData:
    with year.ledger.reading() as session:
        paper = session.scalars(select(PaperSnapshot).where(PaperSnapshot.kind == kind)).one()
        return codec.decode(LetterData, paper.data)


def tables(data: LetterData) -> dict[str, ListData]:
    return {part.table.title.split("　")[-1]: part.table for part in data.body if part.table is not None}


def cells(table: ListData) -> dict[str, list[int]]:
    return {row.cells[0]: [int(c.replace(",", "") or 0) for c in row.cells[1:]] for row in table.rows}


def workbook(path: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of each sheet by heading, under the words that name the sheet."""
    found = {}
    for page in openpyxl.load_workbook(path).worksheets:
        rows = [["" if v is None else str(v) for v in row] for row in page.iter_rows(values_only=True)]
        head = next(n for n, row in enumerate(rows) if sum(map(bool, row)) > 4)
        lines = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
        found[rows[0][0]] = [line for line in lines if sum(map(bool, line.values())) > 1]
    return found


def sheet(book: dict[str, list[dict[str, str]]], words: str) -> list[dict[str, str]]:
    return next((rows for title, rows in book.items() if words in title), [])


@pytest.fixture
def month(own_year: Year, tmp_path: Path):
    service = PeriodReportService(own_year.ledger)
    out = tmp_path / "月报.pdf"
    written = service.write("month_report/2020-05", out, actor=ACTOR, today=SUMMER)
    service.export("month_report/2020-05", tmp_path / "lists.xlsx", actor=ACTOR, today=SUMMER)
    return letter(own_year, "month_report"), workbook(tmp_path / "lists.xlsx"), written, out


def test_the_book_of_a_month_is_counted_again_from_its_lists(month) -> None:
    data, book, _, _ = month
    flow = cells(tables(data)["各村监测对象变动"])
    listed, moved = sheet(book, "在册"), sheet(book, "新增、消除、退出")
    for village, figures in flow.items():
        own = listed if village == "合计" else [row for row in listed if row["村"] == village]
        assert figures[-2:] == [len(own), sum(int(row["人口"]) for row in own)]
        opening, came, gone, left = (figures[n] for n in (0, 2, 4, 6))
        assert opening + came - gone - left == figures[-2]
        assert figures[1] + figures[3] - figures[5] - figures[7] + figures[8] == figures[-1]
    total = flow["合计"]
    kinds = Counter(row["变动"] for row in moved)
    assert [kinds["新增"], kinds["风险消除"], kinds["退出"]] == [total[n] for n in (2, 4, 6)]
    assert total[-2] > 0
    risks = cells(tables(data)["返贫致贫风险"])
    assert risks
    for name, figures in risks.items():
        own = [row for row in listed if name in row["风险"].split("、") or (name == "未登记" and not row["风险"])]
        assert figures[0] == len(own)


def test_watch_and_alerts_of_a_month_are_counted_again(month) -> None:
    data, book, _, _ = month
    may = cells(tables(data)["月监测"])["2020年5月"]
    assert may[0] - may[1] == may[-1] == len(sheet(book, "未监测"))
    by_gap, listed = cells(tables(data)["按缺项"]), sheet(book, "预警台账")
    assert by_gap["合计"][5] == sum(row["期末"].startswith("未结") for row in listed) == 1
    assert by_gap["合计"][3] == sum(row["期末"] == "已销号" for row in listed) == 1
    assert by_gap["合计"][0] == sum(row["期初"] == "期初未结" for row in listed) == 2
    for figures in by_gap.values():
        opening, found, again, closed, ended, closing, late = figures
        assert opening + found + again - closed - ended == closing >= late


def test_the_paper_says_the_same_and_the_same_figures_are_frozen_once(own_year: Year, month, tmp_path: Path) -> None:
    data, _, written, out = month
    text = squeeze("".join(page.extract_text() for page in pypdf.PdfReader(out).pages))
    for part in data.body:  # a paragraph may go on on the next page
        assert squeeze(part.text)[:25] in text
    again = PeriodReportService(own_year.ledger).write(
        "month_report/2020-05", tmp_path / "again.pdf", actor=ACTOR, today=SUMMER
    )
    assert (again.number, again.changes) == (written.number, None)
    assert (tmp_path / "again.pdf").read_bytes() == out.read_bytes()


def test_april_is_told_as_it_ended_and_not_as_it_is_now(own_year: Year, tmp_path: Path) -> None:
    written = PeriodReportService(own_year.ledger).write(
        "month_report/2020-04", tmp_path / "a.pdf", actor=ACTOR, today=SUMMER
    )
    assert written.as_of == date(2020, 4, 30)
    by_gap = cells(tables(letter(own_year, "month_report"))["按缺项"])
    assert by_gap["合计"] == [0, 2, 0, 0, 0, 2, 0]


def test_quarter_and_year_add_their_months_up(own_year: Year, tmp_path: Path) -> None:
    service = PeriodReportService(own_year.ledger)
    for code in ("quarter_report/2020Q2", "year_report/2020"):
        service.write(code, tmp_path / "p.pdf", actor=ACTOR, today=SUMMER)
    quarter, year = (tables(letter(own_year, kind)) for kind in ("quarter_report", "year_report"))
    watch = cells(quarter["月监测"])
    assert [sum(column) for column in zip(watch["2020年4月"], watch["2020年5月"], strict=True)] == watch["合计"]
    months = cells(year["逐月情况"])
    whole = cells(year["各村监测对象变动"])["合计"]
    assert sum(row[0] for row in months.values()) == whole[2]
    assert list(months.values())[-1][3] == whole[-2]


def test_the_bulletin_ranks_by_what_was_due(own_year: Year, tmp_path: Path) -> None:
    PeriodReportService(own_year.ledger).write("bulletin/2020-04", tmp_path / "b.pdf", actor=ACTOR, today=SUMMER)
    data = letter(own_year, "bulletin")
    villages, departments = tables(data)["各村"], tables(data)["各部门"]
    due = sum(int(row.cells[2]) for row in villages.rows)
    in_time = sum(int(row.cells[3]) for row in villages.rows)
    assert due - in_time == len(next(a for a in data.attachments if "未监测" in a.title).rows) == 2
    places = [row.cells[0] for row in villages.rows]
    assert places[0] == "1"
    assert places == sorted(places)
    assert [row.cells[1] for row in departments.rows] == ["区水务局"]


def test_equal_shares_stand_before_those_that_had_nothing_due() -> None:
    made = [Standing("甲", 0, 0, ()), Standing("乙", 4, 2, ()), Standing("丙", 2, 2, ()), Standing("丁", 10, 5, ())]
    assert [s.name for s in ranked(made)] == ["丙", "乙", "丁", "甲"]


def test_what_can_be_asked_for_and_what_cannot(own_year: Year, tmp_path: Path) -> None:
    service = PeriodReportService(own_year.ledger)
    offered = service.offered(today=SUMMER)
    assert [r.name for r in offered] == [
        *("2020年5月月报", "2020年4月月报", "2020年第二季度季报", "2020年年度报告", "2020年5月通报", "2020年4月通报"),
    ]
    with pytest.raises(NotFound) as refused:
        service.write("month_report/2020-03", tmp_path / "x.pdf", actor=ACTOR, today=SUMMER)
    assert refused.value.reasons[0].code == "papers.period_unknown"
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize("text", ["2020-13", "2020Q5", "20", "六月", ""])
def test_a_period_that_is_none(text: str) -> None:
    assert parse_period(text) is None
    assert parse_period("2020q2").code == "2020Q2"
