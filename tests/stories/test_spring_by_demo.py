"""The scripted clerk's spring through the services: every number he reports stands in the ledger."""

from __future__ import annotations

from datetime import date

import pytest

from app.bootstrap import open_office
from app.demo.clerk import Clerk
from app.demo.training import open_training


@pytest.fixture
def office(tmp_path):
    opened = open_training(tmp_path / "t.db", open_office=open_office, report=lambda done, total: None, households=900)
    yield opened
    opened.database.close()


def test_the_spring_of_a_township(office):
    said: list[str] = []
    clerk = Clerk(office, said.append)
    days: list[date] = []
    clerk.play(lambda name, day: days.append(day))
    assert clerk.refused == []
    assert days == [date(2020, 3, 24), date(2020, 4, 5), date(2020, 4, 10), date(2020, 4, 15)]
    status = office.status.now(today=date(2020, 4, 16))
    counts = {state.label: count for state, count in status.cases.items()}
    assert set(counts) == {"监测中", "不纳入"}
    assert status.late == ()
    assert office.backup.verify().is_good
