"""The hostile corpus through the importer: refused in time and in Chinese, nothing of it in the ledger (bar 22)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.services import audit
from app.services.errors import Refused
from app.services.imports.service import ImportService
from app.services.wording import sentences
from tests.services.files.corpus import corpus
from tests.services.imports.people import ACTOR_DAY

SECONDS = 10
CORPUS = corpus()
# With those of tests/services/files/test_hostile.py there are more than 150.
FEWEST = 115


def spent() -> float:
    """Processor seconds of the children so far."""
    times = os.times()
    return times.children_user + times.children_system


def test_the_corpus_is_large_enough():
    assert len(CORPUS) >= FEWEST


@pytest.mark.parametrize("what", CORPUS)
def test_a_hostile_file_is_refused_and_nothing_is_imported(
    imports: ImportService, ledger, actor, tmp_path: Path, what: str
):
    path = tmp_path / "来件.xlsx"
    CORPUS[what](path)
    started = spent()
    with pytest.raises(Refused) as refused:
        imports.run("roster", [path], actor=actor, today=ACTOR_DAY)
    assert spent() - started < SECONDS
    for sentence in sentences(refused.value):
        assert path.name in sentence
        assert "。" in sentence
        assert "{" not in sentence
    with ledger.reading() as session:
        assert audit.head(session).seq == 0
