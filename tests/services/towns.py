"""A small township on the 2020 plan, and households brought to a state through the door as the office would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.models.cross_check import CrossCheckItem
from app.models.plans import Officer
from app.models.region import Region
from app.models.screening import VillageSheet
from app.services.cases.door import CaseService, Outcome
from app.services.cases.request import parse_step
from app.services.context import Actor
from app.services.id_number import check_digit
from app.services.ledger import Ledger
from app.services.plans import PlanService
from tests import factories as make

ACTOR = Actor(session_user="王测", name="王测", on_behalf_of="石门镇")
TWO = [{"name": "张支书", "office": "红星村村委会"}, {"name": "李主任", "office": "红星村村委会"}]
VISITORS = [{"name": "王测", "office": "石门镇"}, {"name": "赵队", "office": "驻村工作队"}]
VISIT = {
    "visitors": VISITORS,
    "housing_safe": 1,
    "education_secured": 1,
    "medical_covered": 0,
    "water_safe": 1,
    "food_enough": 1,
    "clothing_enough": 1,
    "net_income_fen": 900_000,
    "heads": 2,
    "income_items": [{"code": "wage", "label": "务工收入", "amount_fen": 900_000}],
    "risk_found": True,
    "risks": ["illness"],
    "household_signature": "signed",
}
VOTES = {
    "expected": 12,
    "present": 9,
    "votes_for": 8,
    "votes_against": 1,
    "votes_abstained": 0,
    "votes_recused": 0,
    "risks": ["illness"],
}
# The path of the batch track: (action, month, day, data). A state is reached after the steps before it.
PATH = (
    ("proposed", "propose", (3, 20), {"category": "marginal", "origin": "hit", "basis": "村干部核算"}),
    ("reported_by_village", "report_village", (3, 21), {"sheet_no": "红星1号", "signers": TWO}),
    ("cross_checking", "submit_cross_check", (3, 22), {"list_no": "石脱贫〔2020〕1号"}),
    ("cross_checked", "close_cross_check", (3, 23), {"batch": "1"}),
    ("listed", "confirm_list", (3, 24), {"list_no": "区1号", "list_on": "2020-03-24"}),
    ("visited", "record_visit", (3, 28), VISIT),
    ("evaluated", "evaluate", (4, 7), VOTES),
    ("reported_to_district", "report_district", (4, 8), {"list_no": "石脱贫〔2020〕3号"}),
    ("approved", "record_approval", (4, 10), {"decision": "同意", "decision_no": "区审1号"}),
    ("entered", "record_entry", (4, 12), {"operator": "王测"}),
    ("monitored", "confirm_ledger", (4, 15), {"export_on": "2020-04-14"}),
)


def citizen(number: int, *, born: date = date(1970, 5, 1)) -> str:
    """An invented ID number with its right check digit."""
    first_17 = f"519999{born:%Y%m%d}{number:03d}"
    return first_17 + check_digit(first_17)


@dataclass(slots=True)
class Town:
    """The township under test."""

    ledger: Ledger
    village: Region
    codes: tuple[str, ...]

    def act(self, action: str, day: tuple[int, int], *codes: str, today: date | None = None, **data: object) -> Outcome:
        """Take a step through the door, on this day of 2020."""
        on = date(2020, *day)
        given = parse_step({"occurred_on": on.isoformat(), **data}, today=today or on)
        return CaseService(self.ledger).take(
            action, households=codes or self.codes, given=given, actor=ACTOR, today=today or on
        )

    def bring_to(self, state: str, *codes: str) -> None:
        """Walk the batch track until the state is reached."""
        chosen = codes or self.codes
        for reached, action, day, data in PATH:
            if action == "report_village":
                self.close_sheets()
            if action == "close_cross_check":
                self.answer_all(chosen)
            values = dict(data)
            for code in chosen if action == "record_entry" else (None,):
                if code:
                    values["national_code"] = f"51N{code[-4:]}"
                outcome = self.act(action, day, *((code,) if code else chosen), **values)
                assert outcome.refused == (), [(r.household_code, r.reasons) for r in outcome.refused]
            if reached == state:
                return
        raise AssertionError(state)

    def answer_all(self, codes: tuple[str, ...] = (), *, outcome: str = "clear") -> None:
        """The departments answer what is still unanswered."""
        with self.ledger.transaction("test.answers", actor=ACTOR, today=date(2020, 3, 23)) as tx:
            for item in tx.session.query(CrossCheckItem).filter_by(outcome="unanswered"):
                item.outcome = outcome

    def close_sheets(self) -> None:
        """Every village hands in a sheet."""
        with self.ledger.transaction("test.sheets", actor=ACTOR, today=date(2020, 3, 21)) as tx:
            for village in tx.session.query(Region).filter_by(kind="village"):
                known = tx.session.query(VillageSheet).filter_by(village_id=village.id).count()
                if not known:
                    tx.session.add(
                        VillageSheet(plan_id=1, village_id=village.id, number=1, closed_on=date(2020, 3, 21))
                    )


def found(ledger: Ledger, *, households: int = 2, members: int = 2, officers: int = 6, preset: str = "2020") -> Town:
    """A village with households below the line (numbers sound, columns full) and a body that can evaluate."""
    day = date(2020, 3, 20)
    PlanService(ledger).create_from_preset(preset, year=2020, actor=ACTOR, today=day)
    with ledger.transaction("test.town", actor=ACTOR, today=day) as tx:
        village = make.village(tx)
        group = make.group(tx, village)
        codes = tuple(_household(tx, village, group, n, members).code for n in range(1, households + 1))
        for number in range(1, officers + 1):
            body = "committee" if number <= officers - 2 else "work_team"
            tx.session.add(
                Officer(
                    name=f"干部{number}",
                    post="委员",
                    organisation="红星村村委会" if body == "committee" else "驻村工作队",
                    party="V",
                    body=body,
                    village_id=village.id,
                    from_on=date(2018, 1, 1),
                )
            )
    return Town(ledger, village, codes)


def _household(tx, village, group, number: int, members: int):
    home = make.household(tx, in_village=village, in_group=group, code=f"51999900{number:04d}", phone="0830-1234567")
    for place in range(members):
        who = make.member(
            tx,
            home,
            name=f"测{'甲乙丙丁戊己庚辛'[number % 8]}{'子丑寅卯辰巳'[place]}",
            relation="户主" if place == 0 else "配偶" if place == 1 else "之子",
            id_number=citizen(number * 10 + place),
            sex="male" if place % 2 == 0 else "female",
            ethnicity="汉族",
            position=place,
        )
        make.person_fact(tx, who, health="健康", labour_skill="普通劳动力", education="小学", resident_medical=1)
    make.income(tx, home, net_fen=450_000 * members, heads=members)
    return home
