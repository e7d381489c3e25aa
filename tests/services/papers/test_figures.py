"""Figures of a report and the lists behind them: counted, clicked, printed as an appendix, exported, frozen."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdf
import pytest

from app.services.errors import NotFound
from app.services.papers import codec
from app.services.papers.appendix import lists_behind, with_appendix
from app.services.papers.kinds import kinds
from app.services.papers.layouts.letter import LetterData
from app.services.papers.press import Press
from app.services.papers.service import PaperService
from app.services.papers.stamp import Stamp
from app.services.reports import ReportService
from tests.services.papers.conftest import squeeze, text_of
from tests.services.papers.test_reports_and_exports import SUMMER, report_data
from tests.services.papers.year import ACTOR, Year

STAGES = "PZDLM"


def written(year: Year, stage: str, out: Path, *, appendix: bool = False) -> LetterData:
    result = ReportService(year.ledger).stage_report(stage, out, actor=ACTOR, today=SUMMER, appendix=appendix)
    return report_data(year, result.number)


def printed(press: Press, data: LetterData) -> bytes:
    batch = press.open(title="报告")
    batch.add(kinds()["stage_report"].lay_out(data), Stamp("abc", "试"))
    return batch.finish().content


def links_of(content: bytes) -> list[tuple[int, str, list[float]]]:
    found = []
    for number, page in enumerate(pypdf.PdfReader(BytesIO(content)).pages):
        for one in page.get("/Annots", []):
            annotation = one.get_object()
            found.append((number, annotation["/A"]["/URI"], [float(edge) for edge in annotation["/Rect"]]))
    return found


def unmarked(data: LetterData) -> LetterData:
    def bare(part):
        table = part.table and replace(part.table, rows=tuple(replace(row, keys=()) for row in part.table.rows))
        chart = part.chart and replace(part.chart, bars=tuple(replace(bar, key="") for bar in part.chart.bars))
        return replace(part, marks=(), table=table, chart=chart)

    return replace(data, figures=(), body=tuple(map(bare, data.body)))


@pytest.mark.parametrize("stage", STAGES)
def test_every_figure_says_what_its_list_adds_up_to(own_year: Year, tmp_path: Path, stage: str) -> None:
    data = written(own_year, stage, tmp_path / "r.pdf")
    service = ReportService(own_year.ledger)
    shown: dict[str, list[str]] = {}
    for part in data.body:
        for mark in part.marks:
            shown.setdefault(mark.key, []).append(part.text[mark.start : mark.end])
        for row in part.table.rows if part.table else ():
            for cell, key in zip(row.cells, row.keys, strict=True):
                if key:
                    shown.setdefault(key, []).append(cell)
                else:
                    assert not cell.isdecimal()
    told = {figure.key: figure for figure in service.figures(stage, today=SUMMER)}
    assert shown.keys() <= told.keys()
    for key, texts in shown.items():
        behind = service.figure(stage, key, today=SUMMER)
        persons = sum(int(row[behind.columns.index("人口")]) for row in behind.rows) if behind.unit == "人" else 0
        assert behind.value == told[key].value == (persons if behind.unit == "人" else len(behind.rows))
        if behind.columns[0] == "序号":
            assert [row[0] for row in behind.rows] == [str(n) for n in range(1, len(behind.rows) + 1)]
        assert all(text in (str(behind.value), f"{behind.value}{behind.unit}") for text in texts)


def test_no_number_of_the_words_stands_without_its_list(own_year: Year, tmp_path: Path) -> None:
    data = written(own_year, "M", tmp_path / "r.pdf")
    for part in data.body:
        kept = list(part.text)
        for mark in reversed(part.marks):
            del kept[mark.start : mark.end]
        assert not re.search(r"\d+(?:户|人|件)", "".join(kept))


@pytest.mark.parametrize("stage", STAGES)
def test_figures_of_different_rows_agree_with_each_other(own_year: Year, tmp_path: Path, stage: str) -> None:
    told = {f.key: f.value for f in ReportService(own_year.ledger).figures(stage, today=SUMMER)}
    left = [value for key, value in told.items() if re.fullmatch(r"change\.\d+\.left", key)]
    assert left[-1] == told["listed"] == told["state.all"] == told["villages.all"]
    before = 0
    for number in range(1, 9):
        plus, minus = (told.get(f"change.{number}.{word}", 0) for word in ("plus", "minus"))
        if f"change.{number}.left" in told:
            assert told[f"change.{number}.left"] == before + plus - minus
            before = told[f"change.{number}.left"]


def test_figures_lead_to_their_lists_and_change_nothing_on_paper(own_year: Year, tmp_path: Path, press: Press) -> None:
    data = written(own_year, "M", tmp_path / "r.pdf")
    plain = unmarked(data)
    with_links, without = printed(press, data), printed(press, plain)
    assert printed(press, data) == with_links
    pages = [pypdf.PdfReader(BytesIO(content)).pages for content in (with_links, without)]
    assert [page.get_contents().get_data() for page in pages[0]] == [p.get_contents().get_data() for p in pages[1]]
    assert not links_of(without)
    found = links_of(with_links)
    keys = {target.removeprefix("shouwang:figure/") for _, target, _ in found}
    assert keys == {figure.key for figure in data.figures}
    for _, _, (left, bottom, right, top) in found:
        assert 0 < left < right < 596
        assert 0 < bottom < top < 842


def test_a_link_lies_over_its_own_figure(own_year: Year, tmp_path: Path) -> None:
    written(own_year, "M", tmp_path / "r.pdf")
    content = (tmp_path / "r.pdf").read_bytes()
    told = ReportService(own_year.ledger).figure("M", "listed", today=SUMMER)
    number, _, (left, bottom, right, top) = next(at for at in links_of(content) if at[1].endswith("/listed"))
    box = [
        "-x",
        str(int(left) + 1),
        "-y",
        str(int(842 - top)),
        "-W",
        str(int(right - left) - 2),
        "-H",
        str(round(top - bottom)),
    ]
    page = ["-f", str(number + 1), "-l", str(number + 1)]
    cut = subprocess.run(
        ["pdftotext", "-r", "72", *page, *box, str(tmp_path / "r.pdf"), "-"], capture_output=True, check=True
    )
    assert squeeze(cut.stdout.decode()) == f"{told.value}{told.unit}"


def test_the_appendix_lists_what_each_figure_counts(own_year: Year, tmp_path: Path) -> None:
    data = written(own_year, "M", tmp_path / "r.pdf", appendix=True)
    text = text_of((tmp_path / "r.pdf").read_bytes())
    for entry in lists_behind(data):
        assert squeeze(entry.name) in text
        assert f"〔{entry.number}〕" in text
        assert len(entry.data.rows) == len(entry.figures[0].rows)
    listed = next(entry for entry in lists_behind(data) if entry.figures[0].key == "listed")
    households, persons = (figure for figure in data.figures if figure.key in ("listed", "listed.persons"))
    said = f"{households.value(data.attachments)}户{persons.value(data.attachments)}人〔{listed.number}〕"
    assert said in text
    bound = with_appendix(data)
    assert bound.attachments[: len(data.attachments)] == data.attachments
    assert all(
        part.text[mark.start : mark.end] in ("".join(p.text for p in data.body))
        for part in bound.body
        for mark in part.marks
    )


def test_the_appendix_is_printed_from_the_same_frozen_report(own_year: Year, tmp_path: Path) -> None:
    service = ReportService(own_year.ledger)
    plain = service.stage_report("D", tmp_path / "a.pdf", actor=ACTOR, today=SUMMER)
    bound = service.stage_report("D", tmp_path / "b.pdf", actor=ACTOR, today=SUMMER, appendix=True)
    assert (bound.number, bound.changes) == (plain.number, None)
    again = service.stage_report("D", tmp_path / "c.pdf", actor=ACTOR, today=SUMMER, appendix=True)
    assert again.file_sha256 == bound.file_sha256 != plain.file_sha256


def test_a_workbook_has_a_sheet_for_each_figure(own_year: Year, tmp_path: Path) -> None:
    data = written(own_year, "M", tmp_path / "r.pdf")
    made = ReportService(own_year.ledger).export("M", tmp_path / "lists.xlsx", actor=ACTOR, today=SUMMER)
    assert made.rows == sum(len(attached.rows) for attached in data.attachments)
    book = openpyxl.load_workbook(tmp_path / "lists.xlsx")
    behind = lists_behind(data)
    assert [f"附表{entry.number}" for entry in behind] == [name for name in book.sheetnames if name.startswith("附表")]
    for entry in behind:
        rows = list(book[f"附表{entry.number}"].iter_rows(values_only=True))
        assert sum(len([cell for cell in row if cell is not None]) > 3 for row in rows) - 1 == len(
            entry.figures[0].rows
        )
    index = [row for row in book["数字索引"].iter_rows(values_only=True) if isinstance(row[2], int)]
    assert [(row[1], row[2]) for row in index] == [
        (figure.name, figure.value(data.attachments)) for entry in behind for figure in entry.figures
    ]


def test_a_frozen_figure_answers_from_what_was_frozen(own_year: Year, tmp_path: Path) -> None:
    from tests.services.papers.test_reports_as_of import change_everything

    service = ReportService(own_year.ledger)
    written(own_year, "M", tmp_path / "r.pdf")
    (stored,) = PaperService(own_year.ledger).snapshots(kind="stage_report")
    before = service.stored_figure(stored.id, "listed")
    change_everything(own_year)
    assert service.stored_figure(stored.id, "listed") == before
    assert service.figure("M", "listed", today=date(2020, 6, 11)).rows != before.rows
    with pytest.raises(NotFound) as caught:
        service.stored_figure(stored.id, "nobody")
    assert caught.value.codes == ("papers.figure_unknown",)


def test_a_field_that_came_later_changes_no_stored_text() -> None:
    bare = LetterData("题", "区", (), "镇", None)
    text = codec.encode(bare)
    assert "figures" not in text
    assert codec.decode(LetterData, text) == bare
