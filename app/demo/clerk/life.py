"""What happens to watched households: a head dies, a child is born, families move, join, leave; 退出 and 变更类别."""

from __future__ import annotations

from datetime import date

from app.demo.clerk.calendar import Story
from app.demo.clerk.desk import LEADER, Desk
from app.demo.people import REGION
from app.services.dossier.parts import MemberLine
from app.services.household_events.inputs import Ending, PersonInput
from app.services.id_number import check_digit
from app.services.workflow.facts import Signer


def grown_members(desk: Desk, code: str) -> list[MemberLine]:
    """Members of age beside the head."""
    members = desk.dossier(code).members
    return [m for m in members if m.relation != "户主" and m.born_on and m.born_on.year < 1998]


def _head(desk: Desk, code: str) -> MemberLine:
    return next(member for member in desk.dossier(code).members if member.relation == "户主")


def head_dies(desk: Desk, code: str, on: date) -> Story:
    """The wife or a grown child is the head from now on; code, case and alerts stay."""
    yield on
    heir, rest = grown_members(desk, code)[0], [m for m in desk.dossier(code).members if m.relation != "户主"]
    relations = {m.membership_id: ("户主" if m.membership_id == heir.membership_id else "其他") for m in rest}
    desk.attempt(
        "member.died",
        on,
        lambda: desk.office.household_events.end_member(
            desk.household_id(code), _head(desk, code).membership_id, reason="died", on=on, relations=relations,
            actor=desk.actor(), today=on,
        ),
        subject=code,
    )  # fmt: skip


def child_born(desk: Desk, code: str, on: date) -> Story:
    """A grandchild, with a number of the invented region."""
    yield on
    first_17 = f"{REGION}{on:%Y%m%d}98{on.day % 10}"
    baby = PersonInput("安安", "之孙子" if on.day % 2 else "之孙女", id_number=first_17 + check_digit(first_17))
    desk.attempt(
        "member.born",
        on,
        lambda: desk.office.household_events.add_member(
            desk.household_id(code), baby, on=on, came_by="born", actor=desk.actor(), today=on
        ),
        subject=code,
    )


def moves_within(desk: Desk, code: str, on: date) -> Story:
    """To another group of the village."""
    yield on
    head = desk.dossier(code).head
    groups = [r.id for r in desk.office.regions.tree() if r.parent_id == head.village_id and r.id != head.group_id]
    desk.attempt(
        "household.move",
        on,
        lambda: desk.office.household_events.move(
            head.household_id, village_id=head.village_id, group_id=groups[0], on=on, actor=desk.actor(), today=on
        ),
        subject=code,
    )


def splits(desk: Desk, code: str, on: date) -> Story:
    """A watched household splits: both are watched on, the district is told."""
    yield on
    from app.services.household_events.inputs import SplitInput

    leaving = next(m for m in grown_members(desk, code) if m.relation in ("之子", "之女"))
    saved = desk.attempt(
        "household.split",
        on,
        lambda: desk.office.household_events.split(
            desk.household_id(code), SplitInput({leaving.membership_id: "户主"}), on=on, actor=desk.actor(), today=on
        ),
        subject=code,
    )
    if saved:
        desk.done["notice"] += len(saved.notices)


def merges(desk: Desk, code: str, into: str, on: date) -> Story:
    """The old people join their son's household, which is watched too: one case survives."""
    yield on
    relations = {member.membership_id: "其他" for member in desk.dossier(code).members}
    ending = Ending(on, "父母与子女共同生活，户籍已合并", "区脱贫〔2020〕并户1号", (Signer(LEADER, desk.township),))
    desk.attempt(
        "household.merge",
        on,
        lambda: desk.office.household_events.merge(
            desk.household_id(code), desk.household_id(into), relations=relations, ending=ending, actor=desk.actor(),
            today=on,
        ),
        subject=code,
    )  # fmt: skip


def leaves(desk: Desk, code: str, on: date, *, reason: str) -> Story:
    """Nobody is left (``gone``) or all have moved away (``moved``): case and open alerts end in the same step."""
    yield on
    proof = "户口注销证明" if reason == "gone" else "户口迁移证"
    ending = Ending(on, proof, f"区脱贫〔2020〕退{on:%m%d}号", (Signer(LEADER, desk.township),))
    desk.attempt(
        f"household.{reason}",
        on,
        lambda: desk.office.household_events.end(
            desk.household_id(code), reason=reason, ending=ending, actor=desk.actor(), today=on
        ),
        subject=code,
    )


def gives_up(desk: Desk, code: str, on: date) -> Story:
    """Proposed in summer on its own application, and withdrawn before the village reported it (row 29)."""
    yield on
    data = {"category": "sudden", "origin": "application", "basis": "子女意外受伤，医疗支出大"}
    desk.take("propose", [code], on, data)
    desk.take("end", [code], on, {"cause": "gave_up", "proof": "自愿放弃申请书"}, by=desk.actor(LEADER))


def wrongly_identified(desk: Desk, code: str, on: date) -> Story:
    """Row 30: the inspection found that it should not have been taken in."""
    yield on
    signers = [{"name": LEADER, "office": desk.township}]
    data = {"cause": "wrong", "decision_no": f"区脱贫〔2020〕退{on:%m%d}号", "signers": signers}
    desk.take("remove", [code], on, data, by=desk.actor(LEADER))


def changes_category(desk: Desk, code: str, on: date) -> Story:
    """Row 31: first a category that does not fit the household's type, then 突发严重困难户."""
    yield on
    decision = {"decision_no": f"区脱贫〔2020〕变{on:%m%d}号"}
    exited = desk.dossier(code).head.household_type == "exited"
    wrong = {"category": "marginal" if exited else "unstable_exited", **decision}
    desk.take("recategorise", [code], on, wrong, expects=("case.category_does_not_fit",))
    desk.take("recategorise", [code], on, {"category": "sudden", **decision}, by=desk.actor(LEADER))
