from __future__ import annotations

import pytest

from app.services import derived
from app.services.imports.decisions import ImportDecisions
from app.services.imports.service import ImportService
from app.services.ledger import Ledger


@pytest.fixture
def ledger(database):
    """A ledger that keeps the summary of households in step, as the program does."""
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def imports(ledger):
    return ImportService(ledger)


@pytest.fixture
def decisions(ledger):
    return ImportDecisions(ledger)
