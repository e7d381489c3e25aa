"""Printing through the child: whole files, refusals by name, an old file that survives."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from app.services.errors import Refused
from app.services.papers.printing import UnprintableError, document, print_documents
from app.services.papers.stamp import Stamp
from app.services.wording import sentences
from tests.services.papers import samples
from tests.services.papers.conftest import squeeze

STAMP = Stamp("3f9a12bc45de", "打印 2020-04-10 09:12")


def test_a_batch_is_printed_into_one_file(tmp_path: Path) -> None:
    target = tmp_path / "走访表.pdf"
    forms = [document("visit_form", samples.visit_form(seed=n, count=n % 6), STAMP) for n in range(1, 91)]
    seen: list[tuple[int, int]] = []
    result = print_documents(
        target, iter(forms), title="入户走访表", total=90, on_progress=lambda done, total: seen.append((done, total))
    )
    reader = pypdf.PdfReader(target)
    assert (result.documents, result.pages) == (90, len(reader.pages))
    assert result.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert seen[-1] == (90, 90)
    assert reader.metadata is not None
    assert reader.metadata.title == "入户走访表"
    text = squeeze("".join(page.extract_text() for page in reader.pages))
    assert all(samples.code(n) in text for n in range(1, 91))
    again = print_documents(tmp_path / "again.pdf", iter(forms), title="入户走访表")
    assert again.sha256 == result.sha256


def test_two_children_share_a_large_batch_and_its_pages_keep_their_order(tmp_path: Path) -> None:
    target = tmp_path / "走访表.pdf"
    forms = [document("visit_form", samples.visit_form(seed=n, count=1 + n % 3), STAMP) for n in range(1, 331)]
    result = print_documents(target, iter(forms), title="入户走访表", total=330)
    reader = pypdf.PdfReader(target)
    assert (result.documents, result.pages) == (330, len(reader.pages))
    texts = [squeeze(page.extract_text()) for page in reader.pages]
    firsts = [text for text in texts if "第1页" in text]
    assert len(firsts) == 330
    assert result.starts == tuple(at for at, text in enumerate(texts) if "第1页" in text)
    for number, text in enumerate(firsts, start=1):
        assert samples.code(number) in text
    for document_number, form in ((1, forms[0]), (165, forms[164]), (330, forms[329])):
        at = texts.index(firsts[document_number - 1])
        alone = tmp_path / "alone.pdf"
        pages = print_documents(alone, [form], title="入户走访表").pages
        wanted = [squeeze(page.extract_text()) for page in pypdf.PdfReader(alone).pages]
        assert texts[at : at + pages] == wanted
    assert list(tmp_path.glob("*.writing")) == []
    assert print_documents(tmp_path / "again.pdf", forms, title="入户走访表").sha256 == result.sha256


def test_two_children_name_missing_glyphs_in_the_order_of_the_documents(tmp_path: Path) -> None:
    forms = [samples.visit_form(seed=n, count=1) for n in range(1, 251)]
    for number in (30, 170, 210, 249):
        forms[number] = replace(forms[number], head_name=f"李𠮷{number}")
    papers = [replace(document("visit_form", f, STAMP), household_id=n) for n, f in enumerate(forms)]
    with pytest.raises(UnprintableError) as caught:
        print_documents(tmp_path / "走访表.pdf", papers, title="入户走访表")
    assert [row.household_id for row in caught.value.lacking] == [30, 170, 210, 249]
    assert list(tmp_path.glob("*.*")) == []


def test_missing_glyphs_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    target = tmp_path / "走访表.pdf"
    target.write_bytes(b"the old file")
    form = samples.visit_form()
    bad = replace(form, members=(replace(form.members[0], name="李𠮷"), replace(form.members[1], name="王\ue863")))
    papers = [document("visit_form", data, STAMP) for data in (form, bad, form)]
    with pytest.raises(Refused) as caught:
        print_documents(target, papers, title="入户走访表")
    assert isinstance(caught.value, UnprintableError)
    assert [row.text for row in caught.value.lacking] == ["李𠮷", "王\ue863"]
    head, *each = sentences(caught.value)
    assert head.startswith("有2处文字")
    assert each == ["“李𠮷”缺𠮷（U+20BB7）。", "“王\ue863”缺U+E863。"]
    assert target.read_bytes() == b"the old file"
    assert list(tmp_path.glob("*.*")) == [target]


def test_nothing_to_print_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        print_documents(tmp_path / "空.pdf", [], title="回访表")
    assert caught.value.codes == ("papers.nothing",)
    assert list(tmp_path.glob("*.*")) == []


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        print_documents(tmp_path / "no" / "a.pdf", [], title="回访表")
    assert caught.value.codes == ("files.no_folder",)
