"""Measures of watched households without an alert, and who waits too long for one: on a real ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import select

from app.models.cases import Alert, Measure, MonitoringSpell
from app.models.enums import MeasureState
from app.models.facts import MeasureFact
from app.models.household import Household
from app.services import derived
from app.services.alerts.door import AlertService
from app.services.cases.request import parse_step
from app.services.errors import Conflict, Refused
from app.services.last_step import LastStepService
from app.services.ledger import Ledger
from app.services.measures.inputs import MeasureInput
from app.services.measures.lacking import Lack, lacks
from app.services.measures.service import MeasureService
from app.services.papers.service import PaperService
from app.services.status import StatusService
from tests import factories as make
from tests.services.towns import ACTOR, found

DAY = date(2020, 6, 10)
GIVEN = MeasureInput(
    group="industry", responsible="王测", starts_on=date(2020, 6, 1), due_on=date(2020, 9, 30), amount_fen=300_000
)


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    made = found(ledger)
    made.bring_to("monitored")
    return made


@pytest.fixture
def measures(ledger):
    return MeasureService(ledger)


def home_of(ledger, code):
    with ledger.reading() as session:
        return session.scalars(select(Household.id).where(Household.code == code)).one()


def identified(ledger, code, on):
    with ledger.transaction("test.identified", actor=ACTOR, today=on) as tx:
        own = select(MonitoringSpell).join(Household, Household.id == MonitoringSpell.household_id)
        for spell in tx.session.scalars(own.where(Household.code == code)):
            spell.identified_on = on


def add(measures, home, **changes):
    return measures.add(home, replace(GIVEN, **changes), actor=ACTOR, today=DAY)


def test_a_measure_is_entered_changed_finished_and_taken_back(town, measures, ledger):
    home = home_of(ledger, town.codes[0])
    add(measures, home, description="养牛2头")
    with ledger.reading() as session:
        row = session.scalars(select(Measure)).one()
        spell = session.scalars(select(MonitoringSpell).where(MonitoringSpell.household_id == home)).one()
        assert (row.spell_id, row.alert_id, row.state) == (spell.id, None, "planned")
    stored = measures.own(row.id)
    done = replace(stored.given, state=MeasureState.DONE, done_on=DAY, evidence="照片2张")
    measures.change(row.id, done, row_version=stored.row_version, actor=ACTOR, today=DAY)
    assert measures.own(row.id).given.evidence == "照片2张"
    with pytest.raises(Conflict):
        measures.change(row.id, done, row_version=stored.row_version, actor=ACTOR, today=DAY)
    steps = LastStepService(ledger)
    last = steps.last(actor=ACTOR)
    assert last.action == "household.change_measure"
    steps.undo(last.seq, what="修改帮扶措施", actor=ACTOR, today=DAY)
    assert measures.own(row.id).given.state is MeasureState.PLANNED


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"due_on": date(2020, 5, 1)}, "measure.due_before_start", "due_on"),
        ({"responsible": " "}, "data.missing", "responsible"),
        ({"due_on": None}, "data.missing", "due_on"),
        ({"group": "牛"}, "measure.unknown_group", "group"),
        ({"amount_fen": -1}, "measure.negative_amount", "amount_fen"),
        ({"state": MeasureState.DONE, "done_on": DAY}, "measure.not_proved", "evidence"),
        ({"state": MeasureState.DONE, "evidence": "照片"}, "data.missing", "done_on"),
        (
            {"state": MeasureState.DONE, "evidence": "照片", "done_on": date(2020, 7, 1)},
            "measure.done_in_future",
            "done_on",
        ),
        (
            {"state": MeasureState.DONE, "evidence": "照片", "done_on": date(2020, 5, 1)},
            "measure.done_before_start",
            "done_on",
        ),
        ({"state": MeasureState.CANCELLED}, "measure.no_reason", "cancelled_reason"),
        ({"description": "长" * 201}, "measure.too_long", "description"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(town, measures, ledger, wrong, code, field):
    with pytest.raises(Refused) as refused:
        add(measures, home_of(ledger, town.codes[0]), **wrong)
    assert [(reason.code, reason.values["field"]) for reason in refused.value.reasons] == [(code, field)]
    with ledger.reading() as session:
        assert session.scalars(select(Measure)).all() == []


def test_only_watched_households_have_measures(town, measures, ledger):
    with ledger.transaction("test.other", actor=ACTOR, today=DAY) as tx:
        other = make.household(tx, code="519999000077")
        make.member(tx, other)
        home = other.id
    with pytest.raises(Refused) as refused:
        add(measures, home)
    assert refused.value.codes == ("measure.not_watched",)


def test_a_measure_of_an_alert_is_left_to_the_alert(town, measures, ledger):
    mark = {
        "gap": "medical",
        "month": "2020-05",
        "fact": "未参保",
        "found_on": "2020-05-06",
        "signers": [{"name": "甲"}],
    }
    given = parse_step({"occurred_on": "2020-05-06", **mark}, today=DAY)
    outcome = AlertService(ledger).take("mark", households=[town.codes[0]], given=given, actor=ACTOR, today=DAY)
    number = outcome.done[0].number
    with ledger.transaction("test.measure", actor=ACTOR, today=DAY) as tx:
        alert = tx.session.scalars(select(Alert)).one()
        row = Measure(household_id=alert.household_id, spell_id=alert.spell_id, alert_id=alert.id, group="health")
        tx.session.add(row)
        tx.session.flush()
        id_ = row.id
    with pytest.raises(Refused) as refused:
        measures.own(id_)
    assert refused.value.reasons[0].values == {"number": number}


def test_the_form_knows_the_risks(town, measures, ledger):
    home = home_of(ledger, town.codes[0])
    with ledger.transaction("test.risk", actor=ACTOR, today=DAY) as tx:
        spell = tx.session.scalars(select(MonitoringSpell).where(MonitoringSpell.household_id == home)).one()
        spell.risks = "illness"
    (call,) = (call for call in measures.offer(home, today=DAY).calls if call.is_risk)
    assert (call.name, call.fitting, call.is_met) == ("因病", ("健康帮扶", "社会帮扶"), False)
    add(measures, home, group="health")
    (call,) = (call for call in measures.calls(home, today=DAY) if call.is_risk)
    assert call.is_met


def test_a_month_and_half_a_year(town, measures, ledger):
    first, *others = town.codes
    for code in others:
        identified(ledger, code, DAY)
    identified(ledger, first, date(2020, 5, 11))
    assert measures.unhelped(today=DAY) == ()  # thirty days are not more than a month
    (row,) = measures.unhelped(today=DAY + timedelta(days=1))
    assert (row.household.code, row.lack, row.since) == (first, Lack.MEASURE, date(2020, 6, 11))
    home = home_of(ledger, first)
    add(measures, home, group="health")
    assert measures.unhelped(today=date(2020, 6, 30)) == ()
    later = date(2020, 12, 1)
    assert {(r.household.code, r.lack) for r in measures.unhelped(today=later)} >= {(first, Lack.DEVELOPMENT)}
    add(measures, home, group="industry")
    assert first not in {r.household.code for r in measures.unhelped(today=later)}


def test_cancelled_measures_help_nobody_and_exported_ones_do(town, measures, ledger):
    first, second, *_ = town.codes
    for code in town.codes:
        identified(ledger, code, date(2020, 4, 1))
    home = home_of(ledger, first)
    add(measures, home, state=MeasureState.CANCELLED, cancelled_reason="改办")
    with ledger.transaction("test.exported", actor=ACTOR, today=DAY) as tx:
        other = tx.session.scalars(select(Household).where(Household.code == second)).one()
        exported = {"year": 2020, "occasion": "annual", "source": "national_export", "observed_on": DAY}
        tx.session.add(MeasureFact(household_id=other.id, industry="种植", **exported))
    names = {row.household.code for row in measures.unhelped(today=DAY)}
    assert first in names
    assert second not in names


def test_the_workbench_counts_the_same(town, measures, ledger):
    for code in town.codes:
        identified(ledger, code, date(2020, 4, 1))
    late = {entry.kind: entry for entry in StatusService(ledger).now(today=DAY).late}
    unhelped = measures.unhelped(today=DAY)
    assert late["no_measure"].items == tuple(row.household.code for row in unhelped if row.lack is Lack.MEASURE)
    assert "no_development" not in late


def test_the_rule_itself():
    on = date(2020, 12, 31)
    assert lacks(on - timedelta(days=30), (), on=on) == ()
    assert lacks(on - timedelta(days=31), (), on=on) == (Lack.MEASURE,)
    assert lacks(on - timedelta(days=183), ("health",), on=on) == (Lack.DEVELOPMENT,)
    assert lacks(on - timedelta(days=183), ("finance",), on=on) == ()


def test_the_ledger_of_measures_names_those_without_an_alert(town, measures, ledger, tmp_path):
    add(measures, home_of(ledger, town.codes[0]), description="养牛2头")
    target = tmp_path / "措施台账.pdf"
    PaperService(ledger).print("measure_ledger", target, actor=ACTOR, today=DAY)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(target).pages)
    assert "养牛2头" in text
    assert "产业帮扶" in text
