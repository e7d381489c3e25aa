"""撤销上一步: one's own last change of the roster comes back whole, or it is said why not."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.household import Household, Membership
from app.services import derived
from app.services.context import Actor
from app.services.dossier.service import DossierService
from app.services.errors import Refused
from app.services.household_events.inputs import HouseholdInput, SplitInput
from app.services.household_events.outlook import Change
from app.services.household_events.relations import Kin, proposed_relations
from app.services.household_events.service import HouseholdEventService
from app.services.households import HouseholdService, RosterQuery
from app.services.last_step import LastStepService
from app.services.ledger import Ledger
from app.services.wording import known_codes
from tests.services.towns import ACTOR, found

DAY = date(2020, 5, 6)


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger, households=2, members=3)


def one(ledger, code) -> Household:
    with ledger.reading() as session:
        return session.scalars(select(Household).where(Household.code == code)).one()


def edit(ledger, home, remark, actor=ACTOR):
    given = HouseholdInput(home.village_id, home.group_id, remark=remark)
    version = one(ledger, home.code).row_version
    HouseholdEventService(ledger).edit(home.id, given, row_version=version, actor=actor, today=DAY)


def test_changes_come_back_one_after_another_and_only_ones_own(ledger, town):
    home, last = one(ledger, town.codes[0]), LastStepService(ledger)
    assert last.last(actor=ACTOR) is None
    edit(ledger, home, "一")
    edit(ledger, home, "二")
    assert last.last(actor=Actor("别人", "别人", "石桥镇")) is None
    for expected in ("一", None):
        step = last.last(actor=ACTOR)
        assert step is not None
        assert (step.action, step.household_id) == ("household.edit", home.id)
        last.undo(step.seq, what="修改", actor=ACTOR, today=DAY)
        assert one(ledger, home.code).remark == expected
    assert last.last(actor=ACTOR) is None


def test_what_somebody_else_changed_since_is_named(ledger, town):
    home, last = one(ledger, town.codes[0]), LastStepService(ledger)
    edit(ledger, home, "一")
    step = last.last(actor=ACTOR)
    assert step is not None
    edit(ledger, home, "二", actor=Actor("别人", "别人", "石桥镇"))
    with pytest.raises(Refused) as refused:
        last.undo(step.seq, what="修改", actor=ACTOR, today=DAY)
    assert refused.value.codes == ("undo.touched_later",)
    assert home.code in str(refused.value.reasons[0].values["records"])


def test_what_moved_a_case_is_not_undone_here_and_the_outlook_said_so(ledger, town):
    town.bring_to("visited", town.codes[0])
    home, events, last = one(ledger, town.codes[0]), HouseholdEventService(ledger), LastStepService(ledger)
    said = [reason.code for reason in events.outlook(Change.SPLIT, home.id)]
    assert said == ["outlook.split_copy", "outlook.split_revisit", "outlook.cannot_be_undone"]
    with ledger.reading() as session:
        ids = session.scalars(select(Membership.id).where(Membership.household_id == home.id)).all()
    events.split(home.id, SplitInput({ids[-1]: "户主"}), on=DAY, actor=ACTOR, today=DAY)
    step = last.last(actor=ACTOR)
    assert step is not None
    with pytest.raises(Refused) as refused:
        last.undo(step.seq, what="分户", actor=ACTOR, today=DAY)
    assert refused.value.codes == ("undo.through_the_door",)


def test_a_split_without_a_case_is_undone(ledger, town):
    home, events, last = one(ledger, town.codes[0]), HouseholdEventService(ledger), LastStepService(ledger)
    assert [r.code for r in events.outlook(Change.SPLIT, home.id)] == ["outlook.no_case", "outlook.can_be_undone"]
    with ledger.reading() as session:
        ids = session.scalars(select(Membership.id).where(Membership.household_id == home.id)).all()
    made = events.split(home.id, SplitInput({ids[-1]: "户主"}), on=DAY, actor=ACTOR, today=DAY)
    step = last.last(actor=ACTOR)
    assert step is not None
    last.undo(step.seq, what="分户", actor=ACTOR, today=DAY)
    assert len(DossierService(ledger).get(home.id).members) == 3
    with pytest.raises(Refused):
        DossierService(ledger).get(made.household_id)
    assert HouseholdService(ledger).counts() == (2, 6)
    assert made.household_id not in HouseholdService(ledger).find_ids(RosterQuery(include_ended=True))


@pytest.mark.parametrize(
    ("change", "state", "codes"),
    [
        (Change.END, "listed", ["outlook.case_ends", "outlook.cannot_be_undone"]),
        (Change.END, "monitored", ["outlook.case_removed", "outlook.tell_district", "outlook.cannot_be_undone"]),
        (Change.HEAD, "monitored", ["outlook.head_stays", "outlook.head_papers", "outlook.can_be_undone"]),
        (
            Change.SPLIT,
            "reported_to_district",
            ["outlook.split_copy", "outlook.split_recall", "outlook.cannot_be_undone"],
        ),
        (Change.MERGE, "listed", ["outlook.handed_over", "outlook.cannot_be_undone"]),
    ],
)
def test_what_will_happen_is_said_before(ledger, town, change, state, codes):
    town.bring_to(state, town.codes[0])
    home, into = (one(ledger, code) for code in town.codes)
    said = HouseholdEventService(ledger).outlook(change, home.id, into_id=into.id)
    assert [reason.code for reason in said] == codes
    assert set(codes) <= known_codes()


def test_relations_to_a_new_head_are_proposed_where_the_old_ones_tell():
    family = [
        Kin(1, "户主", "male"),
        Kin(2, "配偶", "female"),
        Kin(3, "之子", "male"),
        Kin(4, "之儿媳", "female"),
        Kin(5, "之孙女", "female"),
        Kin(6, "之母", "female"),
    ]
    assert proposed_relations(family, 3) == {1: "之父", 2: "之母", 3: "户主", 4: "配偶", 5: "之女", 6: "之祖母"}
    assert proposed_relations(family[1:], 2) == {2: "户主", 3: "之子", 4: "之儿媳", 5: "之孙女", 6: ""}
    two_sons = [*family, Kin(7, "之子", "male")]
    assert proposed_relations(two_sons, 3) == {
        1: "之父",
        2: "之母",
        3: "户主",
        4: "",
        5: "",
        6: "之祖母",
        7: "之兄弟姐妹",
    }
    assert proposed_relations(family, 6)[1] == "之子"
