"""Visit forms of 1,000 distinct households, against plain platypus printing the same words (design 7)."""

from __future__ import annotations

import time
from pathlib import Path

import pypdf
import pytest

from app.services.papers import codec
from app.services.papers.layouts.visit_form import lay_out
from app.services.papers.press import Press, Stamp
from app.services.papers.printing import document, print_documents
from tests.benchmarks.platypus_baseline import print_forms
from tests.services.papers import samples

FORMS, BASELINE_FORMS = 1_000, 60
PER_SECOND, TIMES_PLATYPUS, BYTES = 300, 3.0, 10_000
STAMP = Stamp("3f9a12bc45de", "打印 2020-03-25 09:12")


@pytest.mark.benchmark
def test_visit_forms_through_the_child(tmp_path: Path) -> None:
    forms = [samples.visit_form(seed=n, count=1 + n % 20) for n in range(FORMS)]
    characters = sum(len(text) for form in forms for text in codec.texts(form)) / FORMS
    target = tmp_path / "forms.pdf"
    started = time.perf_counter()
    result = print_documents(target, (document("visit_form", form, STAMP) for form in forms), title="入户走访表")
    seconds = time.perf_counter() - started
    size = target.stat().st_size / FORMS
    printed = sum(len(page.extract_text()) for page in pypdf.PdfReader(target).pages[:60]) / 60 * result.pages / FORMS
    print(
        f"\nvisit forms: {FORMS / seconds:.0f} a second to an fsynced file (bar {PER_SECOND}), {size:.0f} bytes each "
        f"(bar {BYTES}), {characters:.0f} characters of data and {printed:.0f} on paper each, {result.pages} pages"
    )
    assert FORMS / seconds >= PER_SECOND
    assert size <= BYTES


@pytest.mark.benchmark
def test_visit_forms_against_platypus() -> None:
    forms = [samples.visit_form(seed=n, count=1 + n % 20) for n in range(BASELINE_FORMS)]
    papers = [lay_out(form) for form in forms]
    press = Press()
    press.check(text for form in forms for text in codec.texts(form))
    started = time.perf_counter()
    batch = press.open(title="入户走访表")
    for paper in papers:
        batch.add(paper, STAMP)
    batch.finish()
    ours = time.perf_counter() - started
    started = time.perf_counter()
    print_forms(papers)
    platypus = time.perf_counter() - started
    print(f"\nvisit forms: {platypus / ours:.1f} × plain platypus (bar {TIMES_PLATYPUS})")
    assert platypus / ours >= TIMES_PLATYPUS
