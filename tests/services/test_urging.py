"""催报: who owes what; the count of a recipient is the length of its lists, and the paper says the same."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.enums import MonthlyFinding, MonthlyItem
from app.services.alerts.door import AlertService
from app.services.cases.request import parse_step
from app.services.monitoring.months import Month
from app.services.monitoring.records import CheckEntry, Round
from app.services.monitoring.service import MonitoringService
from app.services.papers.service import PaperService
from app.services.settings import SettingsService
from app.services.urging import UrgingService, message
from app.services.workflow.facts import Signer
from tests.services.papers.conftest import text_of
from tests.services.towns import ACTOR, found


@pytest.fixture
def town(ledger):
    SettingsService(ledger).found("石门镇", is_training=True, actor=ACTOR, today=date(2020, 3, 20))
    made = found(ledger)
    made.bring_to("monitored")
    return made


def mark(town, *, on: date) -> str:
    """An alert that the village marked from its monthly check."""
    gap = {**dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL), MonthlyItem.WATER: MonthlyFinding.GAP}
    service = MonitoringService(town.ledger)
    entries = [CheckEntry(code, gap, {MonthlyItem.WATER: "缺水"}) for code in town.codes]
    saved = service.save(Round(month=Month.of(on), checked_on=on, checker="李"), entries, actor=ACTOR, today=on)
    service.mark_alerts(saved.offers[:1], on=on, signers=[Signer("张", "村")], actor=ACTOR, today=on)
    return "YJ2020-0001"


def take(town, action: str, number: str, on: date, **data: object) -> None:
    taken = AlertService(town.ledger).take(
        action, alerts=[number], given=parse_step(data, today=on), actor=ACTOR, today=on
    )
    assert taken.refused == ()


def urges(town, on: date) -> dict[str, dict[str, int]]:
    gathered = UrgingService(town.ledger).gather(today=on)
    assert all(row.count == sum(len(urge.owed) for urge in row.urges) for row in gathered.recipients)
    return {row.name: {urge.name: len(urge.owed) for urge in row.urges} for row in gathered.recipients}


def test_an_alert_is_owed_by_whoever_has_it(town):
    day = date(2020, 5, 6)
    number = mark(town, on=day)
    assert urges(town, day) == {"红星村": {"4月未监测": 2, "已标注的预警未初审": 1}}
    take(town, "review_village", number, day, finding="属实", signers=["李支书"])
    take(town, "confirm", number, day, level="red", limit_on="2020-05-20")
    assert urges(town, day) == {"红星村": {"4月未监测": 2}}
    take(town, "assign", number, day, department="区水务局", response_due_on="2020-05-08", due_on="2020-05-12")
    assert urges(town, date(2020, 5, 8)) == {"红星村": {"4月未监测": 2}}
    assert urges(town, date(2020, 5, 9))["区水务局"] == {"交办未接收": 1, "预警3天内到期": 1}
    assert urges(town, date(2020, 5, 13))["区水务局"] == {"交办未接收": 1, "预警超期未办结": 1}


def test_the_slip_and_the_page_for_the_leader_say_it_too(town, tmp_path):
    day = date(2020, 5, 6)
    mark(town, on=day)
    papers = PaperService(town.ledger)
    printed = papers.print("urging_slip", tmp_path / "u.pdf", actor=ACTOR, today=day)
    text = text_of((tmp_path / "u.pdf").read_bytes())
    assert (printed.documents, text.count("4月未监测")) == (1, 2)
    assert "YJ2020-0001" in text
    papers.print("leader_page", tmp_path / "l.pdf", actor=ACTOR, today=day)
    text = text_of((tmp_path / "l.pdf").read_bytes())
    assert "应监测2户，已监测2户" in text


def test_a_message_names_twelve_at_most_and_nobody_if_asked(town):
    gathered = UrgingService(town.ledger).gather(today=date(2020, 5, 6))
    (village,) = gathered.recipients
    name = village.urges[0].owed[0].name
    for with_names in (True, False):
        text = message(
            village, office="办公室", today=date(2020, 5, 6), answer_by=date(2020, 5, 9), with_names=with_names
        )
        assert (name in text) is with_names
