"""Plans on a real ledger: versions with reasons, shifted years, permits used up per household."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.household import Household
from app.models.region import Region
from app.services import plans
from app.services.errors import Conflict, NotFound, Refused
from app.services.plans import PlanService
from app.services.workflow.facts import Permit


@pytest.fixture
def service(ledger, actor, today):
    service = PlanService(ledger)
    service.create_from_preset("2020", year=2020, actor=actor, today=today)
    return service


def test_an_edit_is_a_version_with_a_reason(service, actor, today):
    running = service.current(today)
    edited = replace(running.plan, line_fen=520_000)
    with pytest.raises(Refused) as refused:
        service.save(edited, base_version=1, reason=" ", actor=actor, today=today)
    assert refused.value.codes == ("plan.reason_missing",)
    service.save(edited, base_version=1, reason="区文件〔2020〕5号", actor=actor, today=today)
    assert service.current(today).plan.line_fen == 520_000
    assert [(v.number, v.reason) for v in service.versions(2020)] == [(2, "区文件〔2020〕5号"), (1, "按预置方案新建")]
    with pytest.raises(Conflict):
        service.save(edited, base_version=1, reason="再改", actor=actor, today=today)


def test_a_new_year_copies_the_plan_and_judges_from_its_first_day(service, actor, today):
    service.copy_to(2021, from_year=2020, actor=actor, today=today)
    assert service.current(date(2021, 3, 19)).plan.year == 2020
    assert service.current(date(2021, 3, 20)).plan.year == 2021
    with pytest.raises(Refused) as refused:
        service.copy_to(2021, from_year=2020, actor=actor, today=today)
    assert refused.value.codes == ("plan.exists",)


def test_an_impossible_plan_is_not_saved(service, actor, today):
    running = service.current(today)
    with pytest.raises(Refused) as refused:
        service.save(replace(running.plan, line_fen=0), base_version=1, reason="x", actor=actor, today=today)
    assert refused.value.codes == ("plan.line_missing",)
    assert service.current(today).version == 1


def test_no_plan_is_not_found(ledger, today):
    with pytest.raises(NotFound):
        PlanService(ledger).current(today)


def test_a_permit_is_used_up_per_household_and_action(service, ledger, actor, today):
    permit = Permit(frozenset({"record_visit", "evaluate"}), date(2020, 4, 20), "洪水", "补1号", "李镇长")
    with ledger.transaction("test.permit", actor=actor, today=today) as tx:
        village = Region(kind="village", name="红星村", match_name="红星")
        tx.session.add(village)
        tx.session.flush()
        first, second = (Household(code=f"H{n}", village_id=village.id) for n in range(2))
        tx.session.add_all([first, second])
        tx.session.flush()
        row = plans.grant_permit_in(tx, plan_id=service.current(today).plan_id, permit=permit, household_ids=[first.id])
        plans.use_permit_in(tx, row, household_id=first.id, action="record_visit")
        left = plans.permit_for_in(tx.session, row, first.id)
        assert left is not None
        assert left.actions == {"evaluate"}
        assert plans.permit_for_in(tx.session, row, second.id) is None
        plans.use_permit_in(tx, row, household_id=first.id, action="evaluate")
        assert plans.permit_for_in(tx.session, row, first.id) is None
