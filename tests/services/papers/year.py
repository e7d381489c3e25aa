"""A small township that has played its plan up to summer, through the doors, for papers to be read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app.models.cases import WorkflowStep
from app.models.cross_check import CrossCheckItem
from app.models.enums import CaseState
from app.models.facts import Clue, ListEntry
from app.models.household import IncomeItem
from app.models.meetings import Meeting, MeetingAttendance, MeetingItem
from app.models.papers import PaperSnapshot
from app.models.plans import Officer
from app.models.region import Region
from app.models.visits import VisitAssignment, VisitTeam
from app.services.cases.door import CaseService
from app.services.cases.request import parse_step
from app.services.context import Actor
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.screening.service import ScreeningService
from app.services.settings import SettingsService
from app.services.workflow.facts import Signer
from tests import factories as make
from tests.services.papers.watching import watch
from tests.services.towns import TWO, VISIT, VOTES, citizen

ACTOR = Actor(session_user="王测", name="王测", on_behalf_of="石门镇")
VILLAGES = ("红星村", "石桥村", "青杠村")
NAMES = ["测䶮", "测㛃", "测𬭎", "测𫖯", "测𤩽", "阿依夏木·买买提明", "测丁", "测戊", "测己", "测庚"]
DISTRICT_NO, DISTRICT_NO_2 = "区审〔2020〕1号", "区审〔2020〕2号"


@dataclass(slots=True)
class Year:
    """What was played: household codes by what became of them."""

    ledger: Ledger
    found: dict[str, list[str]] = field(default_factory=dict)
    homes: dict[str, int] = field(default_factory=dict)

    def act(self, action: str, day: tuple[int, int], codes: list[str], **data: object) -> None:
        on = date(2020, *day)
        given = parse_step({"occurred_on": on.isoformat(), **data}, today=on)
        outcome = CaseService(self.ledger).take(action, households=codes, given=given, actor=ACTOR, today=on)
        assert outcome.refused == (), [(r.household_code, r.reasons) for r in outcome.refused]

    def state_counts(self) -> dict[str, int]:
        return {name: len(codes) for name, codes in self.found.items()}


def play(ledger: Ledger) -> Year:
    """30 households in 3 villages: carried over, struck, compared, visited, evaluated, decided, entered, watched."""
    year = Year(ledger)
    SettingsService(ledger).found("石门镇", is_training=True, actor=ACTOR, today=date(2020, 3, 1))
    PlanService(ledger).create_from_preset("2020", year=2020, actor=ACTOR, today=date(2020, 3, 1))
    codes = _households(year)
    year.act("carry_over", (3, 20), codes[27:30], category="marginal", source_list="两摸底名单", risks=["illness"])
    _screen(year, codes)
    _compare_and_visit(year, codes)
    _decide(year)
    watch(year)
    return year


def _households(year: Year) -> list[str]:
    codes: list[str] = []
    with year.ledger.transaction("test.town", actor=ACTOR, today=date(2020, 3, 1)) as tx:
        for number in range(30):
            village = make.village(tx, VILLAGES[number % 3])
            group = make.group(tx, village, f"{number % 2 + 1}组")
            code = f"5199990010{number:06d}"
            kind = "exited" if number % 5 == 0 else "ordinary"
            home = make.household(
                tx,
                in_village=village,
                in_group=group,
                code=code,
                phone="0830-1234567",
                household_type=kind,
                address=f"石门镇{village.name}{group.name}{number + 1}号",
            )
            for place in range(1 + number % 4):
                who = make.member(
                    tx,
                    home,
                    name=NAMES[(number + place) % len(NAMES)],
                    relation="户主" if place == 0 else "配偶" if place == 1 else "之子",
                    id_number=citizen(number * 10 + place),
                    sex="male" if place % 2 == 0 else "female",
                    position=place,
                    ethnicity="汉族",
                )
                make.person_fact(
                    tx,
                    who,
                    health="患有大病" if place == 0 else "健康",
                    labour_skill="弱劳动力",
                    education="小学",
                    resident_medical=0 if place == 0 else 1,
                    employee_medical=0,
                )
            make.household_fact(tx, home, dangerous_housing=0, safe_water=1)
            heads = 1 + number % 4
            statement = make.income(tx, home, net_fen=(400_000 + number * 100) * heads, heads=heads)
            tx.session.add(
                IncomeItem(
                    statement_id=statement.id,
                    position=0,
                    item_code="wage.migrant",
                    label="务工收入",
                    amount_fen=statement.net_fen,
                    formula="8个月 × 500元",
                )
            )
            if number % 4 == 0:
                tx.session.add(
                    Clue(
                        number=f"X{number}",
                        channel="neighbours",
                        received_on=date(2020, 3, 12),
                        household_id=home.id,
                        content="家中有病人，收入少",
                    )
                )
            codes.append(code)
            year.homes[code] = home.id
        tx.session.add(ListEntry(list_kind="carried_over", name="测不在", id_number=citizen(900), matched="not_found"))
        for village in tx.session.scalars(select(Region).where(Region.kind == "village")).all():
            for number in range(1, 7):
                tx.session.add(
                    Officer(
                        name=f"{village.name[0]}干部{number}",
                        post="委员",
                        organisation=village.name,
                        party="V",
                        body="committee",
                        village_id=village.id,
                    )
                )
    return codes


def _screen(year: Year, codes: list[str]) -> None:
    service = ScreeningService(year.ledger)
    service.run(actor=ACTOR, today=date(2020, 3, 20))
    struck = codes[:2]
    signers = (Signer("张支书", "村委会"), Signer("李主任", "村委会"))
    for code in struck:
        service.strike(
            code, reason="子女有稳定工作", signers=signers, on=date(2020, 3, 20), actor=ACTOR, today=date(2020, 3, 20)
        )
    proposed = codes[2:22]
    for category, kind in (("unstable_exited", 0), ("marginal", 1)):
        own = [code for code in proposed if (int(code[-2:]) % 5 != 0) == kind]
        year.act("propose", (3, 20), own, category=category, origin="hit", basis="村级核算")
    for village in VILLAGES:
        service.close_sheet(
            village,
            sheet_no=f"{village}1号",
            signed_on=date(2020, 3, 21),
            signers=signers,
            actor=ACTOR,
            today=date(2020, 3, 21),
        )
    for village in VILLAGES:
        own = [code for code in proposed if VILLAGES[int(code[-2:]) % 3] == village]
        year.act("report_village", (3, 21), own, sheet_no=f"{village}1号", signers=TWO)
    year.found |= {"struck": struck, "proposed": proposed, "carried_over": codes[27:30]}


def _compare_and_visit(year: Year, codes: list[str]) -> None:
    proposed = year.found["proposed"]
    year.act("submit_cross_check", (3, 22), proposed, list_no="石脱贫〔2020〕1号")
    with year.ledger.transaction("test.answers", actor=ACTOR, today=date(2020, 3, 23)) as tx:
        out = {year.homes[code] for code in proposed[:2]}
        for item in tx.session.scalars(select(CrossCheckItem)):
            hit = item.household_id in out and item.item == "vehicle"
            item.outcome, item.answered_on, item.answered_by = (
                "suspect" if hit else "clear",
                date(2020, 3, 23),
                "区公安局",
            )
            if hit:
                item.conclusion, item.details = "not_qualified", "小型轿车一辆"
                item.verifiers, item.verification = '["王测","赵队"]', "本户自用"
    year.act("exclude_cross_check", (3, 24), proposed[:2], item="vehicle", evidence="行驶证查询单")
    year.act("close_cross_check", (3, 24), proposed[2:], batch="1")
    listed = proposed[2:]
    year.act("confirm_list", (3, 24), listed, list_no="区脱贫〔2020〕2号", list_on="2020-03-24")
    met = codes[22:24]
    year.act(
        "join_on_visit",
        (3, 27),
        met,
        category="marginal",
        finder="赵队",
        difficulty="务工不稳",
        expected_income_fen=300_000,
    )
    with year.ledger.transaction("test.more", actor=ACTOR, today=date(2020, 3, 28)) as tx:
        for item in tx.session.scalars(select(CrossCheckItem).where(CrossCheckItem.outcome == "unanswered")):
            item.outcome = "clear"
        team = VisitTeam(plan_id=1, name="第一组", members='[{"name":"王测"},{"name":"赵队"}]')
        tx.session.add(team)
        tx.session.flush()
        for case_id in {i.case_id for i in tx.session.scalars(select(CrossCheckItem)) if i.case_id}:
            tx.session.add(VisitAssignment(case_id=case_id, team_id=team.id))
    year.act("close_cross_check", (3, 28), met, batch="2")
    waiting = listed[-2:]
    visited = [*listed[:-2], *met]
    year.act("record_visit", (4, 1), visited, **{**VISIT, "heads": 1, "difficulty": "户主患病，支出大"})
    year.found |= {"excluded": proposed[:2], "met": met, "waiting": waiting, "visited": visited}


def _decide(year: Year) -> None:
    visited = year.found["visited"]
    rejected, waiting, included = visited[:2], visited[2:4], visited[4:]
    year.act(
        "reject",
        (4, 7),
        rejected,
        **{k: v for k, v in VOTES.items() if k != "risks"},
        reason="收入稳定",
        told_on="2020-04-08",
    )
    year.act("evaluate", (4, 7), included, **VOTES)
    _meeting(year, included)
    reported, not_yet = included[:-1], included[-1:]
    year.act("report_district", (4, 8), reported, list_no="石府〔2020〕18号")
    refused, returned, approved = reported[:1], reported[1:3], reported[3:]
    year.act("record_refusal", (4, 9), refused, decision_no=DISTRICT_NO, reason="不符合条件")
    year.act("record_return", (4, 9), returned, reason="收入依据不足", due_on="2020-04-14")
    year.act("record_approval", (4, 9), approved, decision="同意", decision_no=DISTRICT_NO)
    year.act("resubmit", (4, 10), returned[:1], answers="已补充收入证明")
    year.act("record_approval", (4, 11), returned[:1], decision="同意", decision_no=DISTRICT_NO_2)
    entered = approved[:-1]
    for code in entered:
        year.act("record_entry", (4, 13), [code], operator="王测", national_code=f"51N{code[-4:]}")
    year.act("confirm_ledger", (4, 15), entered[:-1], export_on="2020-04-14")
    year.found |= {
        "rejected": rejected,
        "not_evaluated": waiting,
        "not_reported": not_yet,
        "refused": refused,
        "to_be_mended": returned[1:],
        "approved": [approved[-1], returned[0]],
        "entered": entered[-1:],
        "monitored": [*entered[:-1], *year.found["carried_over"]],
    }


def _meeting(year: Year, codes: list[str]) -> None:
    with year.ledger.transaction("test.meeting", actor=ACTOR, today=date(2020, 4, 7)) as tx:
        village = tx.session.scalars(select(Region).where(Region.name == VILLAGES[0])).one()
        meeting = Meeting(
            plan_id=1,
            village_id=village.id,
            number=1,
            held_on=date(2020, 4, 7),
            place="村委会会议室",
            body="村“两委”干部和驻村工作队",
            chair="张支书",
            recorder="测文书",
            voting_way="hands",
            expected_count=12,
            present_count=9,
            state="closed",
            minutes="逐户评议，举手表决。",
        )
        tx.session.add(meeting)
        tx.session.flush()
        for number in range(12):
            tx.session.add(
                MeetingAttendance(meeting_id=meeting.id, name=f"干部{number}", post="委员", is_present=int(number < 9))
            )
        own = [code for code in codes if VILLAGES[int(code[-2:]) % 3] == village.name]
        for code in own:
            case_id = tx.session.scalar(
                select(WorkflowStep.case_id)
                .where(WorkflowStep.household_id == year.homes[code], WorkflowStep.case_id.is_not(None))
                .limit(1)
            )
            tx.session.add(
                MeetingItem(
                    meeting_id=meeting.id,
                    case_id=case_id,
                    votes_for=8,
                    votes_against=1,
                    votes_abstained=0,
                    votes_recused=0,
                    risks="illness",
                    conclusion="include",
                    opinion="情况属实",
                )
            )


def frozen(ledger: Ledger, kind: str) -> list[PaperSnapshot]:
    with ledger.reading() as session:
        return list(session.scalars(select(PaperSnapshot).where(PaperSnapshot.kind == kind)))


OPEN_STATES = {
    "waiting": CaseState.LISTED,
    "not_evaluated": CaseState.VISITED,
    "not_reported": CaseState.EVALUATED,
    "to_be_mended": CaseState.TO_BE_MENDED,
    "approved": CaseState.APPROVED,
    "entered": CaseState.ENTERED,
    "monitored": CaseState.MONITORED,
}
