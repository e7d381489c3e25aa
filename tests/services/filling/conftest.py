"""A town of five households with three members each, and blanks in a folder of the test."""

from __future__ import annotations

import pytest

from app.bootstrap import compose
from app.services.households import RosterQuery
from tests.services.towns import found


@pytest.fixture
def office(database):
    made = compose(database)
    found(made.ledger, households=5, members=3)
    made.settings.put("office.township", "石门镇", actor=_clerk(), today=_day())
    return made


def _clerk():
    from tests.services.towns import ACTOR

    return ACTOR


def _day():
    from datetime import date

    return date(2020, 3, 20)


@pytest.fixture
def everybody(office):
    return list(office.households.find_ids(RosterQuery()))
