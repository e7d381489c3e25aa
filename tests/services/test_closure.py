"""Closure by two parties, row by row (workflow 3, rows 17 to 22): refusals, the loop of returns, reopening."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.cases import Alert, PlatformTask
from app.services import derived
from app.services.alerts.door import AlertService
from app.services.alerts.handovers import Handover
from app.services.cases.request import parse_step
from app.services.ledger import Ledger
from app.services.settings import SettingsService
from tests.services.towns import ACTOR, found

NUMBER = "YJ2020-0001"
HANDOVER = {"department": "区医保局", "response_due_on": "2020-05-10", "due_on": "2020-05-30"}
MEASURE = {"group": "health", "responsible": "周医保", "starts_on": "2020-05-08", "due_on": "2020-05-20"}
VERIFIERS = [{"name": "李检"}, {"name": "王测"}]


class Door:
    """One household's alert at the door."""

    def __init__(self, ledger, code):
        self.ledger, self.code, self.service = ledger, code, AlertService(ledger)

    def ask(self, action, day, *, alert=NUMBER, year=2020, **data):
        on = date(year, *day)
        given = parse_step({"occurred_on": on.isoformat(), **data}, today=on)
        named = {"households": [self.code]} if action == "mark" else {"alerts": [alert]}
        return self.service.take(action, **named, given=given, actor=ACTOR, today=on)

    def take(self, action, day, **data):
        outcome = self.ask(action, day, **data)
        assert outcome.refused == (), [reason.code for one in outcome.refused for reason in one.reasons]
        return outcome.done[0].state.label

    def refused(self, action, day, **data):
        outcome = self.ask(action, day, **data)
        assert outcome.done == ()
        return [reason.code for one in outcome.refused for reason in one.reasons]

    def alert(self, number=NUMBER):
        with self.ledger.reading() as session:
            return session.scalars(select(Alert).where(Alert.number == number)).one()

    def page(self, day, number=NUMBER):
        return self.service.page(number, today=date(2020, *day))

    def mark(self, day=(5, 6), **more):
        seen = {
            "gap": "medical",
            "month": f"2020-{day[0]:02}",
            "fact": "一人未参保",
            "found_on": f"2020-{day[0]:02}-06",
        }
        return self.ask("mark", day, signers=[{"name": "监测员"}], **seen, **more)

    def to_helping(self):
        self.mark()
        self.take("review_village", (5, 6), finding="属实", signers=[{"name": "张支书"}])
        self.take("confirm", (5, 7), level="red", limit_on="2020-06-06")
        self.take("assign", (5, 7), **HANDOVER)
        self.take("accept", (5, 8), person="周医保")
        return self.take("plan_measures", (5, 8), measures=[MEASURE])

    def to_requested(self, **more):
        self.to_helping()
        self.take("update_measure", (5, 18), measure={"group": "health", "state": "done", "evidence": "凭证"})
        return self.take("request_closure", (5, 19), paper_no="医保1号", signers=[{"name": "周医保"}], **more)

    def close(self, day=(5, 21), **more):
        given = {
            "verifiers": VERIFIERS,
            "facts": "已参保",
            "signers": [{"name": "李镇长"}],
            "exit_items": {"medical": 1},
        }
        return self.take("close", day, **{**given, **more})


@pytest.fixture
def door(database):
    ledger = Ledger(database, derive=derived.refresh)
    SettingsService(ledger).found("石门镇", is_training=True, actor=ACTOR, today=date(2020, 3, 20))
    town = found(ledger)
    town.bring_to("monitored")
    return Door(ledger, town.codes[0])


def test_nothing_is_closed_without_measures_done_and_proved(door):
    door.to_helping()
    signed = {"paper_no": "医保1号", "signers": [{"name": "周医保"}]}
    assert door.refused("request_closure", (5, 19), **signed) == ["alert.measures_open"]
    done = {"group": "health", "state": "done"}
    assert door.refused("update_measure", (5, 18), measure=done) == ["alert.measure_not_proved"]
    cancelled = {"group": "health", "state": "cancelled", "reason": "已自行参保"}
    assert door.take("update_measure", (5, 18), measure=cancelled) == "帮扶中"
    assert door.refused("request_closure", (5, 19), **signed) == ["alert.no_evidence"]
    assert door.refused("request_closure", (5, 19), paper_no="医保1号") == ["data.missing", "alert.no_evidence"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"due_on": "2020-05-01"}, "alert.measure_due_before_start"),
        ({"amount_fen": -1}, "alert.measure_negative_amount"),
        ({"due_on": "2020-07-01"}, "alert.beyond_limit"),
        ({"responsible": ""}, "alert.measure_incomplete"),
        ({"group": "industry"}, "alert.measure_does_not_fit"),
    ],
)
def test_a_measure_that_cannot_be_is_refused_and_nothing_is_stored(door, wrong, code):
    door.mark()
    door.take("review_village", (5, 6), finding="属实", signers=[{"name": "张支书"}])
    door.take("confirm", (5, 7), level="red", limit_on="2020-06-06")
    door.take("assign", (5, 7), **HANDOVER)
    assert door.refused("plan_measures", (5, 8), measures=[{**MEASURE, **wrong}]) == [code]
    assert (door.page((5, 8)).measures, door.alert().state) == ((), "assigned")


def test_a_measure_is_not_done_tomorrow_nor_before_it_began(door):
    door.to_helping()
    done = {"group": "health", "state": "done", "evidence": "凭证"}
    early = {**done, "starts_on": "2020-05-08", "done_on": "2020-05-01"}
    assert door.refused("update_measure", (5, 18), measure=early) == ["alert.measure_done_before_start"]
    late = {**done, "done_on": "2020-06-30"}
    assert door.refused("update_measure", (5, 18), measure=late) == ["alert.measure_done_in_future"]


def test_who_asked_for_it_neither_verifies_nor_signs(door):
    door.to_requested()
    given = {"facts": "已参保", "signers": [{"name": "李镇长"}], "exit_items": {"medical": 1}}
    assert door.refused("close", (5, 21), verifiers=[{"name": "李检"}], **given) == ["alert.two_verifiers"]
    own = [{"name": "李检"}, {"name": "周医保"}]
    assert door.refused("close", (5, 21), verifiers=own, **given) == ["alert.verified_by_requester"]
    signed = {**given, "signers": [{"name": "周医保"}]}
    assert door.refused("close", (5, 21), verifiers=VERIFIERS, **signed) == ["alert.verified_by_requester"]
    assert door.alert().state == "closure_requested"
    assert door.close() == "已销号"


def test_what_nobody_knows_is_not_yes(door):
    door.to_requested()
    given = {"verifiers": VERIFIERS, "facts": "走访", "signers": [{"name": "李镇长"}]}
    assert door.refused("close", (5, 21), **given) == ["alert.gap_remains"]
    assert door.refused("close", (5, 21), exit_items={"medical": None}, **given) == ["alert.gap_remains"]
    assert door.refused("close", (5, 21), exit_items={"medical": 0}, **given) == ["alert.gap_remains"]
    assert door.take("close", (5, 21), covered_by="临时救助", **given) == "已销号"


def test_the_loop_of_returns_counts_and_its_days_are_shown(door):
    door.to_requested()
    alone = {"unmet": ["medical"], "due_on": "2020-06-10", "signers": [{"name": "李检"}]}
    assert door.refused("refuse_closure", (5, 20), **alone) == ["signers.two_needed"]
    for day in ((5, 21), (5, 27)):
        state = door.take("refuse_closure", day, unmet=["medical"], due_on="2020-06-10", signers=VERIFIERS)
        assert state == "帮扶中"
        door.take("request_closure", (day[0], day[1] + 3), paper_no="医保2号", signers=[{"name": "周医保"}])
    assert door.alert().returned == 2
    door.close(day=(6, 1))
    assert door.page((6, 10)).handovers == (
        Handover("区医保局", date(2020, 5, 7), date(2020, 6, 1), "核实销号", worked=25, paused=0, again=6, returns=2),
    )


def test_every_hand_over_has_its_own_days(door):
    door.mark()
    door.take("review_village", (5, 6), finding="属实", signers=[{"name": "张支书"}])
    door.take("confirm", (5, 7), level="red", limit_on="2020-06-06")
    door.take("assign", (5, 7), **HANDOVER)
    door.take("decline", (5, 9), reason="不归本局")
    door.take("assign", (5, 10), **{**HANDOVER, "response_due_on": "2020-05-12"})
    door.take("accept", (5, 11), person="周医保")
    door.take("plan_measures", (5, 11), measures=[{**MEASURE, "starts_on": "2020-05-11"}])
    door.take("pause", (5, 12), cause="away", until_on="2020-05-20", paper_no="批1号")
    first, second = door.page((5, 15)).handovers
    assert first == Handover("区医保局", date(2020, 5, 7), date(2020, 5, 9), "退办", 2, 0, 0, 0)
    assert second == Handover("区医保局", date(2020, 5, 10), None, "", worked=2, paused=3, again=0, returns=0)
    door.take("resume", (5, 25), reason="已回")
    assert door.page((5, 30)).handovers[1] == Handover(
        "区医保局", date(2020, 5, 10), None, "", worked=12, paused=8, again=0, returns=0
    )


def test_the_platform_the_department_and_the_call_after_it(door):
    door.to_requested(platform_on="2020-05-19")
    assert door.alert().close_platform_on == date(2020, 5, 19)
    door.close()
    with door.ledger.reading() as session:
        task = session.scalars(select(PlatformTask).where(PlatformTask.kind == "close_alert")).one()
        assert task.done_on == date(2020, 5, 19)
    due = door.alert().follow_up_due_on
    early = (due.month, due.day - 1) if due.day > 1 else (due.month - 1, 28)
    assert door.refused("follow_up", early, result="stable") == ["alert.follow_up_early"]
    assert door.take("record_update", (5, 22), system="医保系统") == "部门已更新"
    assert door.refused("follow_up", (due.month, due.day), result="unstable") == ["alert.not_stable"]
    assert door.take("follow_up", (due.month, due.day), result="stable") == "已回访"
    assert door.take("record_update", (12, 1), system="医保系统") == "已回访"


def test_it_comes_back_within_the_months_of_the_plan_and_later_as_a_new_alert(door):
    door.to_requested()
    door.close()
    assert door.take("reopen", (6, 20), fact="又断保") == "预警对象"
    line = door.alert()
    assert "反弹：又断保" in line.fact
    assert (line.closed_on, line.department_id, line.due_on) == (None, None, None)


def test_after_the_months_a_new_alert_names_the_old_one(door):
    door.to_requested()
    door.close()
    assert "alert.too_late_to_reopen" in door.refused("reopen", (12, 21), fact="又断保")
    outcome = door.mark((12, 21))
    assert outcome.refused == ()
    number = outcome.done[0].number
    assert door.page((12, 21), number).previous == NUMBER


def test_an_open_alert_for_the_gap_is_not_doubled_by_reopening(door):
    door.to_requested()
    door.close()
    door.mark((5, 25))
    assert "alert.already_open" in door.refused("reopen", (6, 20), fact="又断保")
