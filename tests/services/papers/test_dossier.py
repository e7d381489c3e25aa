"""一户一档: bound for real households with real photographs and PDFs, and read back from the file."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from PIL import Image
from sqlalchemy import select

from app.models.papers import Attachment
from app.services.attachments import AttachmentInput, AttachmentKind, AttachmentService
from app.services.children import CancelledByUser
from app.services.dossier.contents import CONTENTS, parse_items, standard_items
from app.services.dossier.files_service import DossierFiles
from app.services.dossier.standing import Draw
from app.services.errors import NotFound, Refused
from app.services.settings import SettingsService
from tests import factories as make
from tests.services.papers.conftest import squeeze
from tests.services.papers.year import ACTOR, Year

DAY = date(2020, 5, 30)


@pytest.fixture
def files(own_year: Year) -> DossierFiles:
    return DossierFiles(own_year.ledger)


@pytest.fixture
def code(own_year: Year) -> str:
    return own_year.found["monitored"][0]


def pages_of(path: Path) -> list[str]:
    return [squeeze(page.extract_text()) for page in pypdf.PdfReader(path).pages]


def numbers_of(pages: list[str]) -> list[tuple[int, int]]:
    found = [re.search(r"本档第(\d+)页共(\d+)页", page) for page in pages]
    assert all(found), "a page without its number"
    return [(int(match[1]), int(match[2])) for match in found if match]


def bind(files: DossierFiles, out: Path, *codes: str):
    return files.print(out, households=codes, actor=ACTOR, today=DAY)


def keep(year: Year, code: str, file: Path, kind: AttachmentKind = AttachmentKind.SCAN, **more: Any) -> None:
    given = AttachmentInput(file=file, kind=kind, **more)
    AttachmentService(year.ledger).add(year.homes[code], given, actor=ACTOR, today=DAY)


def photo(folder: Path, name: str = "房屋.jpg", size: tuple[int, int] = (3000, 2000)) -> Path:
    Image.effect_noise(size, 60).convert("RGB").save(folder / name, quality=90)
    return folder / name


def scan(folder: Path, name: str = "户口簿.pdf", pages: int = 3) -> Path:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(842, 595).rotate(90)
    writer.write(folder / name)
    return folder / name


def test_every_page_is_numbered_through_and_the_contents_tell_the_right_pages(files, code, tmp_path):
    out = tmp_path / "档.pdf"
    made = bind(files, out, code)
    pages = pages_of(out)
    assert made.pages == len(pages) > 8
    assert numbers_of(pages) == [(n, len(pages)) for n in range(1, len(pages) + 1)]
    assert "一户一档" in pages[0]
    assert code in pages[0]
    assert "公章" in pages[0]
    (row,) = files.overview(households=[code], today=DAY)
    assert [item.name for item in row.items] == [item.name for item in standard_items()]
    reader: Any = pypdf.PdfReader(out)
    outline = reader.outline
    items = [(mark.title, reader.get_destination_page_number(mark)) for mark in outline[1]]
    assert [name for name, _ in items] == [item.name for item in row.items if item.count]
    for name, at in items:  # the page in the contents list is the page that the bookmark opens
        assert re.search(rf"{re.escape(squeeze(name))}有{at + 1}", pages[1]), name
    assert "入户走访表" in pages[dict(items)["入户走访表"]]
    assert "信息采集表" in pages[dict(items)["监测对象信息采集表"]]


def test_photographs_and_pdfs_stand_with_their_item_small_and_numbered(files, own_year, code, tmp_path):
    before = bind(files, tmp_path / "前.pdf", code).pages
    keep(own_year, code, photo(tmp_path), AttachmentKind.PHOTO, taken_on=date(2020, 4, 2), remark="土坯房")
    keep(own_year, code, scan(tmp_path))
    made = bind(files, tmp_path / "后.pdf", code)
    pages = pages_of(tmp_path / "后.pdf")
    assert made.unreadable == ()
    assert made.pages == len(pages) == before + 4
    assert numbers_of(pages) == [(n, len(pages)) for n in range(1, len(pages) + 1)]
    assert sum("户口簿.pdf（第" in page for page in pages) == 3
    (shown,) = [n for n, page in enumerate(pages) if "房屋.jpg" in page and "土坯房" in page]
    image: Any = pypdf.PdfReader(tmp_path / "后.pdf").pages[shown].images[0]
    assert max(image.image.size) <= 1754
    assert image.image.mode == "L"
    (row,) = files.overview(households=[code], today=DAY)
    assert {item.name: item.standing for item in row.items}["身份证、户口簿复印件"] == "有"


@pytest.mark.parametrize("name", ["坏照片.jpg", "坏扫描.pdf"])
def test_a_damaged_file_is_listed_as_unreadable_and_has_a_page(files, own_year, code, tmp_path, name):
    good = photo(tmp_path, "好.jpg").read_bytes() if name.endswith("jpg") else scan(tmp_path, "好.pdf").read_bytes()
    broken = good[:400] + b"\x00" * 200 + good[-60:] if name.endswith("jpg") else b"%PDF-1.4\n" + b"\x07" * 900
    (tmp_path / name).write_bytes(broken)
    keep(own_year, code, tmp_path / name)
    made = bind(files, tmp_path / "档.pdf", code)
    pages = pages_of(tmp_path / "档.pdf")
    assert made.unreadable == (name,)
    assert "无法读取" in pages[1]
    assert any("无法读取的附件" in page and name in page for page in pages)


def test_a_file_lost_from_the_vault_is_listed_as_unreadable(files, own_year, code, tmp_path):
    keep(own_year, code, photo(tmp_path, "丢失.jpg"))
    with own_year.ledger.reading() as session:
        key = session.scalars(select(Attachment.file_key)).one()
    (own_year.ledger.database.vault.folder / key).unlink()
    assert bind(files, tmp_path / "档.pdf", code).unreadable == ("丢失.jpg",)


def test_a_word_file_is_named_with_what_to_do(files, own_year, code, tmp_path):
    (tmp_path / "情况.docx").write_bytes(b"PK\x03\x04" + b"0" * 90)
    keep(own_year, code, tmp_path / "情况.docx")
    bind(files, tmp_path / "档.pdf", code)
    assert any("情况.docx" in page and "原软件打印" in page for page in pages_of(tmp_path / "档.pdf"))


@pytest.mark.parametrize(("members", "head"), [(1, "户主"), (20, "户主"), (2, "之子")])
def test_any_household_has_a_dossier(files, own_year, tmp_path, members, head):
    with own_year.ledger.transaction("test.home", actor=ACTOR, today=DAY) as tx:
        home = make.household(tx, in_village=make.village(tx, "红星村"), code="N900001")
        for number in range(members):
            make.member(
                tx, home, name=f"测{'甲乙丙丁戊己庚辛壬癸'[number % 10]}", relation=head if not number else "之子"
            )
    bind(files, tmp_path / "档.pdf", "N900001")
    pages = pages_of(tmp_path / "档.pdf")
    assert f"{members}人" in pages[0]
    assert numbers_of(pages)[-1] == (len(pages), len(pages))


def test_a_village_goes_into_one_file_with_bookmarks_or_one_file_each(files, own_year, tmp_path):
    made = files.print(tmp_path / "村.pdf", villages=["红星村"], actor=ACTOR, today=DAY)
    reader = pypdf.PdfReader(tmp_path / "村.pdf")
    heads = [mark for mark in reader.outline if not isinstance(mark, list)]
    assert len(heads) == made.documents > 1
    numbers = numbers_of(pages_of(tmp_path / "村.pdf"))
    assert [n for n, _ in numbers].count(1) == made.documents, "every household is numbered from 1"
    folder = tmp_path / "分户"
    folder.mkdir()
    each = files.print_each(folder, villages=["红星村"], actor=ACTOR, today=DAY)
    assert each.pages == made.pages
    assert len(list(folder.glob("红星村_*_*.pdf"))) == each.documents == made.documents


def test_a_cancelled_print_leaves_the_old_file_whole(files, code, tmp_path):
    out = tmp_path / "档.pdf"
    out.write_bytes(b"old")
    with pytest.raises(CancelledByUser):
        files.print(out, households=[code], actor=ACTOR, today=DAY, cancelled=lambda: True)
    assert out.read_bytes() == b"old"
    assert not [file for file in tmp_path.iterdir() if out.stem in file.name and file != out]


def test_a_draw_can_be_done_again_and_its_gaps_say_who_brings_what(files, tmp_path):
    draw = files.draw(count=5, seed=11, actor=ACTOR, today=DAY)
    assert files.draw(count=5, seed=11, actor=ACTOR, today=DAY) == draw
    assert files.draw(count=5, seed=12, actor=ACTOR, today=DAY).codes != draw.codes
    assert len(draw.codes) == 5
    assert draw.population == files.count(today=DAY)
    pdf, book = tmp_path / "缺.pdf", tmp_path / "缺.xlsx"
    missing = files.write_gaps(draw, pdf, book, actor=ACTOR, today=DAY)
    text = "".join(pages_of(pdf))
    assert "随机种子11" in text
    assert f"{draw.population}户" in text
    assert f"{missing}项" in text
    assert all(code in text for code in draw.codes)
    assert "村（向户主收取）" in text
    cells = [cell.value for row in openpyxl.load_workbook(book).worksheets[0].iter_rows() for cell in row]
    assert set(draw.codes) <= set(cells)
    assert "身份证、户口簿复印件" in cells


def test_a_draw_of_more_than_there_are_takes_all_and_of_none_is_refused(files):
    everybody = files.draw(count=999, seed=1, actor=ACTOR, today=DAY)
    assert len(everybody.codes) == everybody.population
    with pytest.raises(Refused) as refused:
        files.draw(count=0, actor=ACTOR, today=DAY)
    assert [r.code for r in refused.value.reasons] == ["dossier.draw_none"]


def test_a_given_list_may_name_codes_and_heads(files, own_year, tmp_path):
    with own_year.ledger.transaction("test.home", actor=ACTOR, today=DAY) as tx:
        home = make.household(tx, in_village=make.village(tx, "红星村"), code="N900002")
        make.member(tx, home, name="欧阳独一")
    assert files.codes_of(["欧阳独一", "N900002"]) == ("N900002",)
    assert files.write_gaps(Draw(("N900002",), None, 1), tmp_path / "缺.pdf", None, actor=ACTOR, today=DAY) == 1
    assert "指定名单" in "".join(pages_of(tmp_path / "缺.pdf"))
    with pytest.raises(NotFound) as refused:
        files.codes_of(["测丁", "没有这人"])
    assert [r.code for r in refused.value.reasons] == ["dossier.name_unclear", "papers.household_unknown"]


def test_the_office_may_write_its_own_contents_list(files, own_year, code, tmp_path):
    text = (
        '[[item]]\nname = "走访"\nkinds = ["visit_form"]\n[[item]]\nname = "奖状"\nneeded = "always"\nbring = "户主"\n'
    )
    files.set_contents(text, actor=ACTOR, today=DAY)
    assert files.contents_text() == text
    assert SettingsService(own_year.ledger).get(CONTENTS) == text
    (row,) = files.overview(households=[code], today=DAY)
    assert [(item.name, item.standing) for item in row.items] == [("走访", "有"), ("奖状", "缺")]
    with pytest.raises(Refused) as refused:
        files.set_contents("[[item]]\nneeded = 'never'", actor=ACTOR, today=DAY)
    assert refused.value.reasons[0].code == "dossier.contents_bad"
    files.set_contents("", actor=ACTOR, today=DAY)
    assert files.items() == tuple(item.name for item in standard_items())


def test_the_standard_list_names_only_kinds_that_are_or_will_be_printed():
    assert len(standard_items()) == 18
    assert parse_items('[[item]]\nname = "甲"\nkinds = ["no_such_kind"]')[0].kinds == ()


def test_a_preview_leaves_no_trace(files, code, own_year, tmp_path):
    made = files.preview(code, tmp_path / "看.pdf", today=DAY)
    assert made.changes is None
    assert made.pages == len(pypdf.PdfReader(io.BytesIO((tmp_path / "看.pdf").read_bytes())).pages)
