"""自然增减台账, 统计表 and 补录和绿色通道台账 say what the registers say, to the year and the village asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.models.household import Household, Membership
from app.services import derived
from app.services.errors import Refused
from app.services.exports.service import ExportService
from app.services.household_events.inputs import PersonInput, SplitInput
from app.services.household_events.service import HouseholdEventService
from app.services.ledger import Ledger
from app.services.papers.service import PaperService
from tests.services.papers.conftest import text_of
from tests.services.test_procedure import alert
from tests.services.towns import ACTOR, found

DAY = date(2020, 6, 6)


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger, households=2, members=3)


def _live(ledger, code) -> None:
    """A birth in May, a death and a split in June."""
    events = HouseholdEventService(ledger)
    with ledger.reading() as session:
        home = session.scalars(select(Household.id).where(Household.code == code)).one()
        own = session.scalars(select(Membership.id).where(Membership.household_id == home).order_by(Membership.id))
        _, second, third = own.all()
    do = {"actor": ACTOR, "today": DAY}
    baby = PersonInput("周小满", "之女", born_on=date(2020, 5, 20))
    events.add_member(home, baby, on=date(2020, 5, 20), came_by="born", proof="医学证明7号", **do)
    events.end_member(home, second, reason="died", on=DAY, relations={}, proof="死亡证明8号", **do)
    events.split(home, SplitInput(leaving={third: "户主"}), on=DAY, **do)


def test_nothing_to_print_is_refused(ledger, town, tmp_path: Path):
    for kind in ("natural_changes", "natural_change_sums", "track_ledger"):
        with pytest.raises(Refused) as caught:
            PaperService(ledger).print(kind, tmp_path / "x.pdf", actor=ACTOR, today=DAY)
        assert caught.value.codes == ("papers.nothing",)


def test_an_emergency_says_by_when_its_papers_follow(ledger, town, tmp_path: Path):
    event = {"event": "房屋失火", "first_aid": "临时安置"}
    assert alert(ledger, "emergency", date(2020, 6, 3), codes=[town.codes[0]], **event).refused == ()
    out = tmp_path / "e.pdf"
    PaperService(ledger).print("emergency_register", out, actor=ACTOR, today=DAY)
    assert "2020年6月13日前（10天内）" in text_of(out.read_bytes())


def test_the_register_of_a_village_by_month(ledger, town, tmp_path: Path):
    _live(ledger, town.codes[0])
    out = tmp_path / "r.pdf"
    assert PaperService(ledger).print("natural_changes", out, actor=ACTOR, today=DAY).documents == 1
    text = text_of(out.read_bytes())
    name = town.village.name
    for said in (f"{name}2020年人口自然增减台账", "2020年5月", "2020年6月", "医学证明7号", "死亡证明8号", "增1减1"):
        assert said in text
    assert "分户（出）" in text
    # In spring, while the old plan goes on, the year before and the new one are printed each on its own sheet.
    later = PaperService(ledger).print("natural_changes", out, actor=ACTOR, today=date(2021, 2, 1))
    assert later.documents == 1
    assert "2020年人口自然增减台账" in text_of(out.read_bytes())


def test_the_sums_of_the_township_and_the_list_of_clocks(ledger, town, tmp_path: Path):
    _live(ledger, town.codes[0])
    out = tmp_path / "sums.xlsx"
    ExportService(ledger).export("natural_change_sums", out, actor=ACTOR, today=DAY)
    rows = [[cell.value for cell in row] for row in load_workbook(out).active.iter_rows()]
    heads = next(row for row in rows if "出生" in [str(value).strip() for value in row])
    (village,) = (row for row in rows if town.village.name in row and row is not heads)
    told = {str(head).replace("\n", ""): value for head, value in zip(heads, village, strict=True) if head}
    assert (told["出生"], told["死亡"], told["净增减"]) == (1, 1, 0)
    town.act("propose", (6, 1), town.codes[1], category="marginal", origin="clue", basis="村干部核算")
    paper = tmp_path / "t.pdf"
    PaperService(ledger).print("track_ledger", paper, actor=ACTOR, today=DAY)
    text = text_of(paper.read_bytes())
    assert "补录和绿色通道台账" in text
    assert "还剩10天" in text
