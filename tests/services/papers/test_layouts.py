"""Every shape of paper: all stored characters on the page, headers repeated, pages numbered, the same bytes again."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from app.services.papers import codec
from app.services.papers.kinds import LATER, PaperData, kinds
from app.services.papers.layouts.lists import list_spec
from app.services.papers.parts import Look
from app.services.papers.press import Press, Printed
from app.services.papers.stamp import Stamp
from app.services.papers.toolkit.geometry import OFFICIAL, OFFICIAL_PITCH
from app.services.papers.toolkit.ink import MM
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE
from tests.services.papers import samples, samples_of_forms, samples_of_slips
from tests.services.papers.conftest import poppler_text_of, squeeze, text_of

STAMP = Stamp("3f9a12bc45de", "打印 2020-04-10 09:12")
SAMPLES = samples_of_slips.every_paper() | samples_of_forms.every_form()


def printed(press: Press, code: str, data: object, *, duplex: bool = False, copies: int = 1) -> Printed:
    batch = press.open(title=kinds()[code].name)
    for _ in range(copies):
        batch.add(kinds()[code].lay_out(data), STAMP, duplex=duplex)  # type: ignore[arg-type]
    return batch.finish()


def missing(text: str, data: object) -> list[str]:
    """Strings of the data that are not on the pages; a text torn between pages is looked for in halves."""
    found = []
    for wanted in codec.texts(data):
        parts = [squeeze(part) for part in wanted.split("\n")]
        found += [part for part in parts if part and part not in text and not _torn(part, text)]
    return found


def _torn(part: str, text: str) -> bool:
    return any(part[:cut] in text and part[cut:] in text for cut in range(8, len(part) - 7))


WORDS_OF_THE_DATA = re.compile(r"line|struck|group|total|text|word|id|number|yuan|day|hand|body|first|second")


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_every_stored_character_is_on_the_page(press: Press, tmp_path: Path, code: str) -> None:
    data = SAMPLES[code]
    content = printed(press, code, data).content
    for text in (text_of(content), poppler_text_of(content, tmp_path)):
        lost = [part for part in missing(text, data) if not WORDS_OF_THE_DATA.fullmatch(part)]
        lost = [part for part in lost if part not in ("illness", "no_labour")]
        assert lost == []


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_the_same_data_give_the_same_bytes_and_come_back_from_json(press: Press, code: str) -> None:
    data, kind = SAMPLES[code], kinds()[code]
    text = codec.encode(data)
    again = codec.decode(kind.shape.data, text)
    assert again == data
    assert codec.encode(again) == text
    assert printed(press, code, data).content == printed(Press(), code, again).content


@pytest.mark.parametrize("count", [0, 1, 2, 5, 12, 20])
def test_the_visit_form_takes_any_household(press: Press, count: int) -> None:
    data = samples.visit_form(seed=40 + count, count=count)
    result = printed(press, "visit_form", data)
    text = text_of(result.content)
    assert f"共{count}人" in text
    assert all(text.count(member.id_number) >= 1 for member in data.members)
    assert result.pages == len(pypdf.PdfReader(BytesIO(result.content)).pages)
    assert result.pages <= 4
    if count > 5:
        assert squeeze(samples.LONG_NAME) in text


def test_a_long_list_repeats_its_header_and_counts_its_pages(press: Press) -> None:
    data = samples.listing("ledger", "石门镇防止返贫监测对象台账", rows=400)
    result = printed(press, "ledger", data)
    pages = pypdf.PdfReader(BytesIO(result.content)).pages
    assert len(pages) > 10
    for number, page in enumerate(pages, start=1):
        text = squeeze(page.extract_text())
        assert "国家系统编号" in text
        assert f"第{number}页共{len(pages)}页" in text
        assert "审计3f9a12bc45de" in text
    numbers = [row.cells[0] for row in data.rows]
    assert numbers == [str(n) for n in range(1, 401)]


def test_a_text_longer_than_a_page_flows_on(press: Press) -> None:
    record = samples_of_slips.meeting_record(long=True)
    text = "".join(f"第{number}项发言记录在案。" for number in range(1, 1200))
    record = replace(record, texts=(replace(record.texts[0], text=text),))
    result = printed(press, "meeting_record", record)
    pages = pypdf.PdfReader(BytesIO(result.content)).pages
    assert len(pages) >= 4
    read = "".join(re.sub(r"打印.*", "", squeeze(page.extract_text())) for page in pages)
    assert all(f"第{number}项" in read for number in range(1, 1200))


def test_documents_of_a_batch_count_their_own_pages_and_begin_on_front_sides(press: Press) -> None:
    one_page = samples_of_slips.follow_up()
    single = printed(press, "follow_up_sheet", one_page, copies=3)
    double = printed(press, "follow_up_sheet", one_page, copies=3, duplex=True)
    assert (single.pages, single.documents) == (3, 3)
    assert (double.pages, double.documents) == (5, 3)
    pages = pypdf.PdfReader(BytesIO(double.content)).pages
    assert ["第1页" in squeeze(page.extract_text()) for page in pages] == [True, False, True, False, True]


def test_a_struck_line_stays_readable_and_a_zero_report_says_so(press: Press) -> None:
    assert "子女均有稳定工作" in text_of(printed(press, "village_report", samples.village_report()).content)
    empty = samples.village_report(rows=0)
    assert squeeze(list_spec("village_report").empty) in text_of(printed(press, "village_report", empty).content)


def positions(content: bytes, page: int) -> list[tuple[str, float, float]]:
    """(text, x, y) of every piece of text of a page."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, page: list[float], matrix: list[float], _font: object, _size: object) -> None:
        if text.strip():
            found.append((text.strip(), matrix[4] * page[0], matrix[5] * page[3]))

    pypdf.PdfReader(BytesIO(content)).pages[page].extract_text(visitor_text=visit)
    return found


def test_official_pages_keep_the_standard(press: Press) -> None:
    content = printed(press, "district_list", samples.request_letter(rows=3)).content
    reader = pypdf.PdfReader(BytesIO(content))
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert reader.pages[-1].mediabox.width > reader.pages[-1].mediabox.height
    body = [entry for entry in positions(content, 0) if entry[0].startswith(("按照", "我镇", "“两委”", "现将"))][:4]
    pitches = [round(a[2] - b[2], 1) for a, b in itertools.pairwise(body)]
    assert pitches
    assert all(abs(pitch - OFFICIAL_PITCH) < 0.2 for pitch in pitches)
    assert all(abs(x - 28 * MM) < 0.2 for text, x, _ in body if not text.startswith("按照"))
    numbers = [next(e for e in positions(content, page) if e[0] == f"— {page + 1} —") for page in (0, 1)]
    assert numbers[0][1] > 297  # odd: right
    assert numbers[1][1] < 297  # even: left
    assert all(y < 35 * MM - 7 * MM for *_, y in numbers)


def test_twenty_two_lines_of_twenty_eight_characters(press: Press) -> None:
    letter = replace(samples.request_letter(), number="", attachments=(), contact="")
    filler = replace(letter.body[0], text="一" * 28 * 60)
    content = printed(press, "district_list", replace(letter, title="", addressee="", body=(filler,))).content
    lines = [text for text, *_ in positions(content, 1) if set(text) == {"一"}]
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}
    assert int((OFFICIAL.height + 1) // OFFICIAL_PITCH) == 22


def test_office_and_date_never_stand_alone(press: Press) -> None:
    letter = replace(samples.request_letter(), attachments=())
    for extra in range(14):
        body = (*letter.body, *(replace(letter.body[-1], text=f"（{n}）其他。") for n in range(extra)))
        content = printed(press, "district_list", replace(letter, body=body)).content
        last = squeeze(pypdf.PdfReader(BytesIO(content)).pages[-1].extract_text())
        assert "石门镇人民政府2020年4月10日" in last
        assert "妥否，请批示。" in last


def test_seals_are_places_and_nothing_is_coloured(press: Press) -> None:
    content = printed(press, "assignment", samples_of_slips.assignment()).content
    page = pypdf.PdfReader(BytesIO(content)).pages[0]
    operators = re.sub(r"\([^)]*\)", "", page.get_contents().get_data().decode("latin-1"))
    assert "（公章）" in text_of(content)
    assert not re.search(r"\b(rg|RG|k|K|sc|scn|Do|c|v|y)\b", operators)


def test_every_paper_of_the_workflow_tables_has_its_kind() -> None:
    named = {paper.kind for row in (*CASE_TABLE, *ALERT_TABLE) for paper in row.papers}
    assert named - kinds().keys() <= LATER
    assert not LATER & kinds().keys()
    frozen = {p.kind for row in (*CASE_TABLE, *ALERT_TABLE) for p in row.papers if p.is_frozen} - LATER
    reports = {"stage_report", "month_report", "quarter_report", "year_report", "bulletin"}
    assert frozen | reports == {kind.code for kind in kinds().values() if kind.frozen}


def test_a_list_with_a_wrong_number_of_cells_is_a_bug() -> None:
    spec = list_spec("ledger")
    row = SAMPLES["ledger"].rows[0]  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="3 cells"):
        spec.data("台账", (replace(row, cells=row.cells[:3]),))


def test_damaged_json_is_not_decoded() -> None:
    kind = kinds()["visit_form"]
    text = codec.encode(samples.visit_form())
    with pytest.raises(TypeError):
        codec.decode(kind.shape.data, text.replace('"year":2020', '"year":"2020"'))
    assert codec.digest(text) != codec.digest(text.replace("李大明", "李小明"))
    assert len(codec.digest(text)) == 40


def test_looks_are_complete(press: Press) -> None:
    data: PaperData = samples.request_letter()
    looks = {sheet.look for sheet in kinds()["district_list"].lay_out(data).sheets}
    assert looks == {Look.OFFICIAL, Look.OFFICIAL_WIDE}
