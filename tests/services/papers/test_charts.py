"""Charts of a report: vectors on one scale, told apart without colour, their values in the text of the page."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import delete, update

from app.models.household import Household, HouseholdSummary, Membership, Person
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.parts import Bar, Chart
from app.services.papers.press import Press
from app.services.reports import ReportService
from tests import factories as make
from tests.services.papers.conftest import squeeze, text_of
from tests.services.papers.test_awkward import LONG, RARE
from tests.services.papers.test_figures import links_of, printed, written
from tests.services.papers.test_reports_and_exports import SUMMER
from tests.services.papers.year import ACTOR, Year


def letter(*bars: Bar, legend: tuple[str, ...] = ()) -> LetterData:
    return LetterData("报告", "区", (LetterPart("见图。", chart=Chart("图1　试", bars, legend)),), "镇", SUMMER)


def rectangles(content: bytes) -> list[tuple[int, int, int, int]]:
    """x, y, width, height of every bar, in tenths of a point."""
    stream = pypdf.PdfReader(BytesIO(content)).pages[0].get_contents().get_data().decode("latin-1")
    found = re.findall(r"^q [\d.]+ g (-?\d+) (-?\d+) (-?\d+) (-?\d+) re f Q", stream, re.M)
    hatched = re.findall(r"^q (-?\d+) (-?\d+) (-?\d+) (-?\d+) re W n", stream, re.M)
    return [tuple(map(int, one)) for one in (*found, *hatched)]


def test_bars_are_on_one_scale_and_end_where_the_next_part_begins(press: Press) -> None:
    content = printed(press, letter(Bar("红星村", (30, 10), "40户"), Bar("石桥村", (10,), "10户"), legend=("甲", "乙")))
    bars = [box for box in rectangles(content) if box[2] > 400]
    widths = sorted(box[2] for box in bars)
    assert widths[0] == pytest.approx(widths[1], abs=2)
    assert widths[2] == pytest.approx(3 * widths[0], abs=4)
    ends = {box[0] + box[2] for box in bars}
    assert any(abs(box[0] - end) <= 1 for box in bars for end in ends)
    text = text_of(content)
    assert all(word in text for word in ("红星村", "40户", "石桥村", "10户", "甲", "乙"))


def test_charts_are_drawn_without_colour_and_without_pictures(press: Press) -> None:
    content = printed(press, letter(Bar("甲", (3, 2, 1, 1), "7户"), legend=("一", "二", "三", "四")))
    page = pypdf.PdfReader(BytesIO(content)).pages[0]
    operators = page.get_contents().get_data().decode("latin-1").split()
    assert not {"rg", "RG", "k", "K", "sc", "SC", "Do"} & set(operators)
    assert "/XObject" not in page["/Resources"]


def test_a_bar_stays_inside_its_page_whatever_its_name(press: Press) -> None:
    content = printed(press, letter(Bar(LONG, (1_000_000,), "1000000户"), Bar("短", (0,), "0户")))
    for left, _, width, _ in rectangles(content):
        assert left > 0
        assert left + width < 5953 - 260 * 72 / 25.4  # the right margin of 26 mm
    assert "1000000户" in text_of(content)


def test_a_bar_leads_to_the_list_of_its_figure(press: Press) -> None:
    content = printed(press, letter(Bar("红星村", (3,), "3户", key="village.1.all")))
    assert [target for _, target, _ in links_of(content)] == ["shouwang:figure/village.1.all"]


@pytest.mark.parametrize("stage", "PZDLM")
def test_a_report_has_at_most_two_charts_and_they_say_what_the_figures_say(
    own_year: Year, tmp_path: Path, stage: str
) -> None:
    data = written(own_year, stage, tmp_path / "r.pdf")
    told = {f.key: f.value for f in ReportService(own_year.ledger).figures(stage, today=SUMMER)}
    charts = [part.chart for part in data.body if part.chart is not None]
    assert len(charts) <= 2
    for bar in (bar for chart in charts for bar in chart.bars):
        assert sum(bar.parts) == told[bar.key]
        assert re.sub(r"\D", "", bar.value) == str(told[bar.key])
        assert bar.start >= 0
    text = text_of((tmp_path / "r.pdf").read_bytes())
    assert all(squeeze(chart.title) in text for chart in charts)


def test_awkward_households_are_counted_listed_and_read_back(own_year: Year, tmp_path: Path) -> None:
    """Nobody at home, twenty members, a rare and a long name, a control character in the name."""
    nobody, many, rare, long, odd = own_year.found["monitored"][:5]
    names = {many: "测二十", rare: f"王{RARE}", long: LONG, odd: "王\x01秀\u200b兰"}
    with own_year.ledger.transaction("test.awkward", actor=ACTOR, today=SUMMER) as tx:
        home = tx.session.get(Household, own_year.homes[many])
        for number in range(20):
            make.member(tx, home, name=f"测{number}", relation="之子", position=number + 5)
        for code, name in names.items():
            head = tx.session.get(HouseholdSummary, own_year.homes[code]).head_person_id
            tx.session.execute(update(Person).where(Person.id == head).values(name=name))
            for row in tx.session.query(HouseholdSummary).filter_by(household_id=own_year.homes[code]):
                row.head_name = name
        tx.session.execute(delete(Membership).where(Membership.household_id == own_year.homes[nobody]))
    written(own_year, "M", tmp_path / "r.pdf", appendix=True)
    service = ReportService(own_year.ledger)
    behind = service.figure("M", "listed.persons", today=SUMMER)
    heads = {row[behind.columns.index("户编号")]: row[behind.columns.index("人口")] for row in behind.rows}
    assert int(heads[many]) >= 21
    assert sum(map(int, heads.values())) == behind.value
    text = text_of((tmp_path / "r.pdf").read_bytes())
    for code in (nobody, many, rare, long, odd):
        assert code in text
    for name in (f"王{RARE}", LONG, "王秀兰"):
        assert name in text
