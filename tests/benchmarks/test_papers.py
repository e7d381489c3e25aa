"""Visit forms of 1,000 distinct households, from the database to an fsynced file, against plain platypus (design 7)."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import pypdf
import pytest

from app.models.engine import Database
from app.services import derived
from app.services.context import Actor
from app.services.ledger import Ledger
from app.services.papers.kinds import kinds
from app.services.papers.layouts.visit_form import VisitForm, lay_out
from app.services.papers.queries.asking import Question, Scope, query_of
from app.services.papers.service import PaperService
from app.services.plans import PlanService, plan_in
from tests.benchmarks.forms_town import build_forms_town
from tests.benchmarks.platypus_baseline import print_forms
from tests.conftest import DATA_KEY

FORMS, BASELINE_FORMS = 1_000, 60
PER_SECOND, TIMES_PLATYPUS, BYTES, CHARACTERS = 300, 3.0, 10_000, 2_500
DAY = date(2020, 3, 25)
ACTOR = Actor("王测", "王测", "石门镇")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Town:
    ledger: Ledger
    codes: list[str]


@pytest.fixture(scope="module")
def town(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    path = tmp_path_factory.mktemp("forms") / "ledger.db"
    shutil.copy(migrated_file, path)
    database = Database.open(path, DATA_KEY)
    ledger = Ledger(database, derive=derived.refresh)
    PlanService(ledger).create_from_preset("2020", year=2020, actor=ACTOR, today=DAY)
    with ledger.transaction("test.town", actor=ACTOR, today=DAY) as tx:
        codes = build_forms_town(tx, households=FORMS)
    yield Town(ledger, codes)
    database.close()


def timed(work: Callable[[], Result]) -> tuple[Result, float, float]:
    """(what came of it, seconds on the clock, CPU seconds of this process and its children)."""
    before, started = os.times(), time.perf_counter()
    found = work()
    after = os.times()
    spent = sum(getattr(after, name) - getattr(before, name) for name in ("user", "system"))
    spent += sum(getattr(after, name) - getattr(before, name) for name in ("children_user", "children_system"))
    return found, time.perf_counter() - started, spent


def read_forms(town: Town, count: int) -> list[VisitForm]:
    with town.ledger.reading() as session:
        question = Question(session, "visit_form", plan_in(session, day=DAY), "石门镇", DAY, Scope())
        ids = frozenset(range(1, count + 1))
        asked = Question(session, "visit_form", question.running, "石门镇", DAY, Scope(households=ids))
        found = [draft.data for draft in query_of(kinds()["visit_form"])(asked).drafts]
    return [form for form in found if isinstance(form, VisitForm)]


@pytest.mark.benchmark
def test_visit_forms_from_the_database_to_the_disk_against_platypus(town: Town, tmp_path: Path) -> None:
    target = tmp_path / "forms.pdf"
    service = PaperService(town.ledger)
    result, seconds, cpu = timed(
        lambda: service.print("visit_form", target, households=town.codes, actor=ACTOR, today=DAY)
    )
    assert result.documents == FORMS
    papers = [lay_out(form) for form in read_forms(town, BASELINE_FORMS)]
    plain, plain_seconds, plain_cpu = timed(lambda: print_forms(papers))
    size, per_form = target.stat().st_size / FORMS, seconds / FORMS
    times, times_cpu = plain_seconds / BASELINE_FORMS / per_form, plain_cpu / BASELINE_FORMS / (cpu / FORMS)
    printed = _characters(target, town.codes)
    print(
        f"\nvisit forms: {FORMS / seconds:.0f} a second from the database to an fsynced file (bar {PER_SECOND}), "
        f"{cpu / FORMS * 1000:.2f} ms CPU each; {size / 1000:.1f} kB each (bar {BYTES / 1000:.0f}); "
        f"{times:.1f} × plain platypus by the clock, {times_cpu:.1f} × by CPU (bar {TIMES_PLATYPUS:.0f}); "
        f"{min(printed)} to {max(printed)} characters, {result.pages / FORMS:.1f} pages each; "
        f"platypus {len(plain) / BASELINE_FORMS / 1000:.1f} kB each"
    )
    assert min(printed) >= CHARACTERS
    assert size <= BYTES
    assert times >= TIMES_PLATYPUS
    assert FORMS / seconds >= PER_SECOND


def _characters(path: Path, codes: list[str]) -> list[int]:
    """Characters on each of the first forms, as a reader extracts them, spaces left out."""
    pages = pypdf.PdfReader(path).pages
    found: dict[str, int] = {}
    for page in pages[:180]:
        text = "".join(page.extract_text().split())
        whose = next(code for code in codes if code in text)
        found[whose] = found.get(whose, 0) + len(text)
    return list(found.values())[:-1]  # the last may go on


def test_a_form_of_every_size_is_among_the_thousand(town: Town) -> None:
    forms = read_forms(town, FORMS)
    assert {len(form.members) for form in forms} == set(range(1, 21))
    assert len({form.household_code for form in forms}) == FORMS
