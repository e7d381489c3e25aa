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
