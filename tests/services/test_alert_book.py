"""Reading alerts: lines with their clocks, one page with everything, department desks, and papers of single alerts."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pypdf
import pytest

from app.models.enums import AlertState, Gap, MeasureState
from app.services import derived
from app.services.alerts.book import desks_of
from app.services.alerts.door import AlertService
from app.services.cases.request import parse_step
from app.services.ledger import Ledger
from app.services.papers.service import PaperService
from app.services.settings import SettingsService
from app.services.status import StatusService
from tests.services.towns import ACTOR, found

MARKER = [{"name": "监测员", "office": "红星村"}]
HANDOVER = {"department": "区医保局", "response_due_on": "2020-05-10", "due_on": "2020-05-30", "contact": "周医保"}
MEASURE = {"group": "health", "responsible": "周医保", "starts_on": "2020-05-08", "due_on": "2020-05-20"}


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    SettingsService(ledger).found("石门镇", is_training=True, actor=ACTOR, today=date(2020, 3, 20))
    town = found(ledger)
    town.bring_to("monitored")
    return town


@pytest.fixture
def book(ledger):
    return AlertService(ledger)


def _act(book, action, day, *, household=None, alert="YJ2020-0001", **data):
    on = date(2020, *day)
    step = parse_step({"occurred_on": on.isoformat(), **data}, today=on)
    named = {"households": [household]} if household else {"alerts": [alert]}
    outcome = book.take(action, **named, given=step, actor=ACTOR, today=on)
    assert outcome.refused == (), [r.code for x in outcome.refused for r in x.reasons]


def _mark(book, code, gap="medical"):
    found_on = {"gap": gap, "month": "2020-05", "fact": "一人未参保", "found_on": "2020-05-06"}
    _act(book, "mark", (5, 6), household=code, signers=MARKER, **found_on)


def _to_assigned(book, alert="YJ2020-0001", **handover):
    _act(book, "review_village", (5, 6), alert=alert, finding="属实", signers=[{"name": "张支书"}])
    _act(book, "confirm", (5, 7), alert=alert, level="red", limit_on="2020-06-06")
    _act(book, "assign", (5, 7), alert=alert, **{**HANDOVER, **handover})


def test_a_line_follows_the_clocks(town, book):
    _mark(book, town.codes[0])
    (line,) = book.lines()
    assert (line.gap, line.state, line.deadline, line.department) == (Gap.MEDICAL, AlertState.MARKED, None, "")
    _to_assigned(book)
    (line,) = book.lines()
    assert (line.deadline, line.days_left(date(2020, 5, 8)), line.awaits_response) == (date(2020, 5, 10), 2, True)
    assert (line.is_late(date(2020, 5, 10)), line.is_late(date(2020, 5, 11))) == (False, True)
    _act(book, "accept", (5, 8), person="周医保")
    _act(book, "plan_measures", (5, 8), measures=[MEASURE])
    (line,) = book.lines()
    assert (line.deadline, line.is_late(date(2020, 5, 30)), line.is_late(date(2020, 5, 31))) == (
        date(2020, 5, 30),
        False,
        True,
    )
    assert (line.is_measure_late(date(2020, 5, 20)), line.is_measure_late(date(2020, 5, 21))) == (False, True)
    _act(book, "pause", (5, 10), cause="away", until_on="2020-05-20", paper_no="1")
    (line,) = book.lines()
    assert (line.deadline, line.is_late(date(2020, 6, 8))) == (None, False)
    assert (line.elapsed_days(date(2020, 5, 15)), line.stood_still(date(2020, 5, 15))) == (3, 5)


def test_late_lines_are_what_the_status_counts(town, book, ledger):
    for code, gap in zip(town.codes, ("medical", "water"), strict=True):
        _mark(book, code, gap)
    _to_assigned(book)
    _to_assigned(book, "YJ2020-0002", department="区水务局", contact="", due_on="2020-05-12")
    _act(book, "accept", (5, 8), alert="YJ2020-0002", person="李水务")
    day = date(2020, 5, 13)
    late = {kind.kind: kind.items for kind in StatusService(ledger).late(today=day)}["alert"]
    lines = book.lines()
    assert {line.number for line in lines if line.is_late(day)} == set(late) == {"YJ2020-0001", "YJ2020-0002"}
    desks = {desk.name: (desk.open, desk.late, desk.waiting, desk.response_late) for desk in desks_of(lines, day)}
    assert desks == {"区医保局": (1, 1, 1, 1), "区水务局": (1, 1, 0, 0)}


def test_what_nobody_hands_over_is_late_after_its_limit(town, book, ledger):
    _mark(book, town.codes[0])
    _act(book, "review_village", (5, 6), finding="属实", signers=[{"name": "张支书"}])
    _act(book, "confirm", (5, 7), level="red", limit_on="2020-06-06")
    status = StatusService(ledger)
    for day, late in ((date(2020, 6, 6), ()), (date(2020, 6, 7), ("YJ2020-0001",))):
        known = {kind.kind: kind.items for kind in status.late(today=day)}
        assert known.get("alert", ()) == late
        assert tuple(line.number for line in book.lines() if line.is_late(day)) == late


def test_a_page_tells_measures_steps_and_what_forms_offer(town, book):
    _mark(book, town.codes[0])
    _to_assigned(book)
    _act(book, "accept", (5, 8), person="周医保")
    _act(book, "plan_measures", (5, 8), measures=[MEASURE])
    _act(book, "update_measure", (5, 18), measure={**MEASURE, "state": "done", "evidence": "参保凭证"})
    page = book.page("YJ2020-0001", today=date(2020, 5, 19))
    (measure,) = page.measures
    assert (measure.state, measure.evidence, measure.is_late(date(2020, 6, 1))) == (
        MeasureState.DONE,
        "参保凭证",
        False,
    )
    assert [step.name for step in page.steps] == [
        "标注",
        "初审",
        "审核确定",
        "交办",
        "接收",
        "定措施",
        "增改/完成措施",
    ]
    told = dict(page.steps[0].told)
    assert (told["突出困难"], told["情况"]) == ("基本医疗", "一人未参保")
    assert (page.steps[0].signed, page.steps[0].typed_by) == ("监测员（红星村）", ACTOR.session_user)
    assert [e.kind for e in page.evidence] == ["measure", "paper"]
    assert page.form.departments[0].name == "区医保局"
    assert [d.is_dutiable for d in page.form.departments][:3] == [True, True, False]
    assert "health" in page.form.fitting
    assert "income" not in page.form.exit_items
    assert page.form.members == 2


def test_papers_of_one_alert_leave_the_others_out(town, book, ledger, tmp_path):
    for code in town.codes:
        _mark(book, code)
    _to_assigned(book)
    _to_assigned(book, "YJ2020-0002")
    papers = PaperService(ledger)
    day = date(2020, 5, 8)
    everything = papers.print("assignment", tmp_path / "a.pdf", actor=ACTOR, today=day)
    one = papers.print("assignment", tmp_path / "b.pdf", alerts=["YJ2020-0002"], actor=ACTOR, today=day)
    assert (everything.documents, one.documents) == (2, 1)


def test_the_week_ahead_and_the_villages(town, book, ledger):
    _mark(book, town.codes[0])
    _to_assigned(book)
    status = StatusService(ledger)
    ahead = {(one.day, one.kind): one.count for one in status.ahead(today=date(2020, 5, 8))}
    assert ahead == {(date(2020, 5, 10), "alert"): 1}
    later = {(one.day, one.kind) for one in status.ahead(today=date(2020, 5, 26))}
    assert later == {(date(2020, 5, 30), "alert"), (date(2020, 5, 31), "not_monitored")}
    assert {one.kind for one in status.ahead(today=date(2020, 3, 20))} >= {"stage"}
    (village,) = status.villages(today=date(2020, 5, 11))
    assert (village.done, village.total, village.open_alerts, village.late_alerts) == (0, 2, 1, 1)
    (entering,) = status.villages(today=date(2020, 4, 12))
    assert (entering.done, entering.total) == (2, 2)


def test_the_frozen_inspection_names_the_verifiers_and_every_item(town, book, ledger, tmp_path):
    _mark(book, town.codes[0])
    _to_assigned(book)
    _act(book, "plan_measures", (5, 8), measures=[MEASURE])
    _act(book, "update_measure", (5, 18), measure={**MEASURE, "state": "done", "evidence": "参保凭证"})
    _act(book, "request_closure", (5, 19), paper_no="1", signers=[{"name": "周医保"}])
    closing = {"verifiers": ["李检甲", "王测乙"], "facts": "已参保", "signers": [{"name": "赵镇长"}]}
    _act(book, "close", (5, 22), **closing, exit_items={"medical": 1}, covered_by="医疗救助")
    page = book.page("YJ2020-0001", today=date(2020, 5, 23))
    told = dict(page.steps[-1].told)
    assert (told["核实人"], told["逐项核实"], told["由什么保障"]) == ("李检甲、王测乙", "基本医疗 是", "医疗救助")
    out = tmp_path / "closing.pdf"
    PaperService(ledger).print("closure_inspection", out, alerts=["YJ2020-0001"], actor=ACTOR, today=date(2020, 5, 23))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(out.read_bytes())).pages)
    for name in ("李检甲", "王测乙", "赵镇长", "已参保"):
        assert name in text
    assert "基本医疗" in text
    assert "不清楚" not in text


def test_what_was_not_reached_stands_in_words(town, book):
    _mark(book, town.codes[0])
    _to_assigned(book)
    _act(book, "plan_measures", (5, 8), measures=[MEASURE])
    _act(book, "update_measure", (5, 18), measure={**MEASURE, "state": "cancelled", "reason": "重复"})
    _act(book, "update_measure", (5, 18), measure={**MEASURE, "state": "done", "evidence": "凭证"})
    _act(book, "request_closure", (5, 19), paper_no="1", signers=[{"name": "周医保"}])
    unmet = {"unmet": ["medical", "water"], "due_on": "2020-06-05", "signers": [{"name": "李检"}, {"name": "王测"}]}
    _act(book, "refuse_closure", (5, 23), **unmet)
    page = book.page("YJ2020-0001", today=date(2020, 5, 23))
    assert dict(page.steps[-1].told)["未达标项"] == "基本医疗、安全饮水"
    assert [m.state for m in page.measures] == [MeasureState.CANCELLED, MeasureState.DONE]
