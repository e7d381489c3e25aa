"""走访, 25 March to 5 April: teams, printed forms, visits, attempts, households met on the way, and a split."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from app.demo.cast import REPORTED_PARTS, Character, Part
from app.demo.clerk import comparison, papers
from app.demo.clerk.calendar import Calendar, Story
from app.demo.clerk.comparison import Compared
from app.demo.clerk.desk import CLERK, COLLEAGUE, LEADER, Desk
from app.demo.clerk.staff import work_team
from app.models.enums import Risk, VisitOutcome
from app.services.cases.request import PermitInput
from app.services.household_events.inputs import SplitInput
from app.services.visits.form import Signature, VisitForm
from app.services.visits.income import IncomeLine
from app.services.workflow.facts import Permit, Signer

OPENS, CLOSES, PERMITTED = date(2020, 3, 25), date(2020, 4, 5), date(2020, 4, 7)
_TEAMS = ("第一走访组", "第二走访组", "第三走访组", "第四走访组")
_RISKS = {
    "illness": "家中有慢性病人，自付药费多",
    "no_labour": "家中缺少壮劳力",
    "housing": "住房有裂缝，雨季不安全",
    "water": "枯水季要到邻村挑水",
    "schooling": "孩子厌学在家",
    "unstable_work": "工厂推迟开工，没有务工收入",
    "disability": "户主重残，需人照料",
    "accident": "家人摔伤住院，花费大",
}


def make_teams(desk: Desk) -> None:
    """Four teams of two from the township with the villages' work teams; each gets its villages' households."""
    villages = list(desk.villages)
    waiting = {row.household.village_id for row in desk.office.teams.work(today=OPENS)}
    for place, name in enumerate(_TEAMS):
        own = villages[place::4]
        members = (Signer(CLERK if place % 2 else COLLEAGUE, desk.township), *visitors(own[0])[1:])
        team = desk.office.teams.save_team(
            name, leader=members[0].name, members=members, actor=desk.actor(), today=OPENS
        )
        chosen = [desk.villages[village] for village in own]
        if waiting & set(chosen):
            desk.office.teams.assign(team, village_ids=chosen, actor=desk.actor(), today=OPENS)
        desk.done["teams"] += 1
    forms = desk.folder / "文件" / "2-走访"
    forms.mkdir(parents=True, exist_ok=True)
    for kind, name in (("team_sheet", "走访组任务单"), ("visit_form", "入户走访表（待填）")):
        papers.print_paper(desk, kind, forms / f"{name}.pdf", OPENS)


def visitors(village: str) -> tuple[Signer, Signer]:
    """The two who go: one of the township, one of the village's work team."""
    return Signer(CLERK, "镇脱贫办"), Signer(work_team(village)[0], "驻村工作队")


def form(desk: Desk, code: str, on: date, **other: object) -> VisitForm:
    """The form as two visitors bring it back: the truths that they saw, the income item by item, the risk."""
    facts = desk.facts(code)
    heads = int(str(facts.get("counted_heads") or 1))
    net = max(int(str(facts.get("net_per_head_fen") or 380_000)), 60_000) * heads // 100 * 100
    wage, transfer = net * 55 // 100 // 100 * 100, net * 25 // 100 // 100 * 100
    income = (
        IncomeLine(code="wage.migrant", label="务工收入", amount_fen=wage, basis="工资流水、本人陈述"),
        IncomeLine(code="transfer.other", label="转移性收入", amount_fen=transfer, basis="惠农补贴一卡通"),
        IncomeLine(code="business.crops", label="种植业收入", amount_fen=net - wage - transfer + 90_000),
        IncomeLine(code="expense.crops", label="种植业支出", formula="600+300"),
    )
    truths = {name: facts.get(name) != 0 for name in ("housing_safe", "water_safe", "medical_covered")}
    risks = _risks_of(desk, code)
    values: dict[str, object] = {
        "visited_on": on,
        "visitors": visitors(desk.village_of(code)),
        **truths,
        "education_secured": facts.get("education_secured") != 0,
        "food_enough": True,
        "clothing_enough": True,
        "income": income,
        "risk_found": True,
        "risks": risks,
        "difficulty": "；".join(_RISKS[risk.value] for risk in risks if risk.value in _RISKS),
        "finding": "入户核实，情况属实",
        **other,
    }
    return VisitForm(**values)  # type: ignore[arg-type]


def _risks_of(desk: Desk, code: str) -> tuple[Risk, ...]:
    character = desk.character(code)
    return tuple(Risk(risk) for risk in character.risks) if character else (Risk.ILLNESS,)


def record(desk: Desk, code: str, on: date, **other: object) -> bool:
    """Type one visit back; whether it was taken."""
    saved = desk.attempt(
        "record_visit",
        on,
        lambda: desk.office.visits.record_visit(code, form(desk, code, on, **other), actor=desk.actor(), today=on),
        subject=code,
    )
    return saved is not None


@dataclass(slots=True)
class Visited:
    """Who was visited, and who could not be reached in time."""

    visited: list[str] = field(default_factory=list)
    unreachable: str = ""
    joined: list[str] = field(default_factory=list)


def visit_all(desk: Desk, compared: Compared, folder: Path) -> Visited:
    """All households of the list, with what happens on the way."""
    cast = desk.invented.cast.of(*REPORTED_PARTS)
    absent = {desk.code(c.household) for c in cast if c.absent_first}
    phoned = {desk.code(c.household) for c in cast if c.by_phone}
    plain = [code for code in compared.listed if code not in absent | phoned | {compared.late_hit, compared.late_clear}]
    result = Visited(unreachable=plain[-1])
    calendar = Calendar()
    for place, code in enumerate(code for code in compared.listed if code != result.unreachable):
        on = date(2020, 3, 26) + timedelta(days=place * 6 // len(compared.listed))
        calendar.begin(_visit(desk, code, on, is_absent=code in absent, by_phone=code in phoned, result=result))
    calendar.begin(_three_attempts(desk, result.unreachable))
    for place, character in enumerate(desk.invented.cast.of(Part.ON_THE_WAY)):
        calendar.begin(_join(desk, character, date(2020, 3, 27) + timedelta(days=place % 4), result))
    calendar.begin(_late_results(desk, compared, folder))
    calendar.begin(_split_one(desk, result, but={compared.late_hit, compared.late_clear}))
    calendar.begin(_take_one_back(desk, result))
    calendar.play(until=CLOSES)
    desk.say(
        f"走访：{len(result.visited)} 户，未遇拒访外出 {desk.done['record_attempt']} 次，"
        f"走访新增 {len(result.joined)} 户"
    )
    return result


def _visit(desk: Desk, code: str, on: date, *, is_absent: bool, by_phone: bool, result: Visited) -> Story:
    yield on
    if not desk.done["visit.alone"]:
        desk.done["visit.alone"] += 1
        _refused_alone(desk, code, on)
    if is_absent:
        attempt(desk, code, VisitOutcome.ABSENT, on)
        yield on + timedelta(days=2)
        on += timedelta(days=2)
    if by_phone:
        attempt(desk, code, VisitOutcome.AWAY, on)
        yield on + timedelta(days=1)
        _by_phone(desk, code, on + timedelta(days=1))
    else:
        record(desk, code, on)
    result.visited.append(code)


def _refused_alone(desk: Desk, code: str, on: date) -> None:
    """One visitor is not enough."""
    alone = form(desk, code, on, visitors=(Signer(CLERK, "镇脱贫办"),))
    desk.attempt(
        "record_visit",
        on,
        lambda: desk.office.visits.record_visit(code, alone, actor=desk.actor(), today=on),
        subject=code,
        expects=("visit.two_visitors",),
    )


def attempt(desk: Desk, code: str, outcome: VisitOutcome, on: date, *, leader: str = "") -> None:
    """Row 12."""
    desk.attempt(
        "record_attempt",
        on,
        lambda: desk.office.visits.record_attempt(
            code, outcome, on=on, next_on=on + timedelta(days=1), visitors=visitors(desk.village_of(code)),
            leader_decision=leader, actor=desk.actor(), today=on,
        ),
        subject=code,
    )  # fmt: skip


def _by_phone(desk: Desk, code: str, on: date) -> None:
    record(
        desk, code, on, by_phone=True, is_away=True, signature=Signature.ABSENT,
        no_signature_reason="全家在外务工，电话核实并录音",
    )  # fmt: skip


def _three_attempts(desk: Desk, code: str) -> Story:
    """Nobody at home, refused, nobody again: the third goes to the leader; the visit comes after the window."""
    yield date(2020, 3, 30)
    attempt(desk, code, VisitOutcome.ABSENT, date(2020, 3, 30))
    yield date(2020, 4, 2)
    attempt(desk, code, VisitOutcome.REFUSED, date(2020, 4, 2))
    yield date(2020, 4, 4)
    attempt(desk, code, VisitOutcome.ABSENT, date(2020, 4, 4), leader="由包村领导带队，4月7日前完成走访")


def by_permit(desk: Desk, code: str) -> None:
    """After the window: refused, then by the leader's paper."""
    late = form(desk, code, PERMITTED)
    desk.attempt(
        "record_visit",
        PERMITTED,
        lambda: desk.office.visits.record_visit(code, late, actor=desk.actor(), today=PERMITTED),
        subject=code,
        expects=("window.closed",),
    )
    permit = PermitInput(
        Permit(
            frozenset({"record_visit"}), date(2020, 4, 8), "户主住院，走访期内三次未遇", "石补办〔2020〕1号", LEADER
        ),
        (code,),
    )
    desk.attempt(
        "record_visit",
        PERMITTED,
        lambda: desk.office.visits.record_visit(code, late, actor=desk.actor(), today=PERMITTED, permit=permit),
        subject=code,
    )


def _join(desk: Desk, character: Character, on: date, result: Visited) -> Story:
    """Row 11: a household that a team meets and finds in need; visited the day after."""
    yield on
    code, income = desk.code(character.household), len(character.household.members) * 410_000
    saved = desk.attempt(
        "join_on_visit",
        on,
        lambda: desk.office.visits.join(
            code, finder=CLERK, difficulty="家人摔伤住院，借债治疗", expected_income_fen=income, on=on,
            actor=desk.actor(), today=on,
        ),
        subject=code,
    )  # fmt: skip
    yield on + timedelta(days=1)
    if saved and record(desk, code, on + timedelta(days=1)):
        result.visited.append(code)
        result.joined.append(code)


def _late_results(desk: Desk, compared: Compared, folder: Path) -> Story:
    """One late answer is clear, the other a car that nobody explained: that household is to be visited again."""
    on, again = date(2020, 4, 2), date(2020, 4, 3)
    yield on
    asked = folder / "信息比对申请名单_第1批.xlsx"
    comparison.late_answer(
        desk, folder, asked=asked, codes=(compared.late_clear, compared.late_hit),
        suspected={compared.late_hit: "vehicle"}, on=on,
    )  # fmt: skip
    comparison.conclude(desk, {compared.late_hit}, on=on)
    comparison.close(desk, [compared.late_clear, compared.late_hit], on=on)
    cause = "迟到的比对结果：名下有车，需重新核算收入"
    desk.attempt(
        "require_revisit",
        on,
        lambda: desk.office.visits.require_revisit(compared.late_hit, cause=cause, on=on, actor=desk.actor(), today=on),
        subject=compared.late_hit,
    )
    yield again
    record(desk, compared.late_hit, again, finding="车辆系户主之子所有，用于经营，家庭收入稳定")
    comparison.close(desk, comparison.answer_supplement(desk, folder, on=again), on=again)


def _split_one(desk: Desk, result: Visited, *, but: set[str]) -> Story:
    """A son founds a household of his own after the visit: both are visited again."""
    on = date(2020, 4, 3)
    yield on
    code, leaving = next(found for code in result.visited[2:] if code not in but and (found := _may_split(desk, code)))
    made = desk.office.household_events.split(
        desk.household_id(code), SplitInput({leaving: "户主"}), on=on, actor=desk.actor(), today=on
    )
    desk.done["split"] += 1
    yield on + timedelta(days=1)
    for one in (code, made.code):
        record(desk, one, on + timedelta(days=1))
    result.visited.append(made.code)


def _may_split(desk: Desk, code: str) -> tuple[str, int] | None:
    members = desk.dossier(code).members
    grown = [m for m in members if m.relation in ("之子", "之女") and m.born_on and m.born_on.year < 1998]
    return (code, grown[0].membership_id) if len(members) >= 3 and grown else None


def _take_one_back(desk: Desk, result: Visited) -> Story:
    """A visit with a wrong day is taken back and typed again."""
    on = date(2020, 4, 4)
    yield on
    code = result.visited[0]
    desk.take("take_back", [code], on, {"reason": "日期录错，收回重录"})
    record(desk, code, on)
