"""A township in which nothing is wrong, and small ways to put something wrong into it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.models.cases import Measure, MonitoringSpell
from app.models.facts import LivingCondition, MeasureFact, MonitoringFact, VillageProfile, WorkSpell
from app.models.household import Household, Membership, Person
from app.services import derived, settings
from app.services.findings.service import FindingService
from app.services.id_number import check_digit
from app.services.ledger import Ledger
from app.services.plans import PlanService
from tests import factories as make

DAY = date(2023, 12, 16)
YEAR = {"year": 2023, "source": "national_export", "observed_on": date(2023, 11, 30)}
ADULT = {
    "education": "初中",
    "school_status": None,
    "health": "健康",
    "labour_skill": "普通劳动力",
    "work_months": 6,
    "work_place": "成都市武侯区",
    "resident_medical": 1,
    "employee_medical": 0,
    "major_illness_insurance": 1,
    "medical_aid": 0,
    "resident_pension": 1,
    "employee_pension": 0,
    "subsistence_allowance": 0,
    "extreme_poverty_support": 0,
    "public_post": None,
    "public_post_months": None,
}
CHILD = {
    **ADULT,
    "education": None,
    "school_status": "七年级",
    "labour_skill": "无劳动力",
    "work_months": None,
    "work_place": None,
    "resident_pension": None,
    "employee_pension": None,
}
JOB = {
    "is_working": 1,
    "from_text": "202303",
    "to_text": "202310",
    "county": "武侯区",
    "monthly_pay_fen": 350_000,
    "employer": "测试建材厂",
    "industry": "制造业",
    "channel": "自主就业",
    "point_to_point": 0,
    "traffic_subsidy_fen": 30_000,
}
LAND = {
    "farmland": 350,
    "woodland": 1_000,
    "returned_woodland": 200,
    "orchard": 0,
    "pasture": 0,
    "water_surface": 0,
    "dwelling_area": 9_000,
    "road_kind": "水泥路",
    "road_distance": 300,
    "fuel": "液化气",
    "has_electricity": 1,
    "has_broadcast": 1,
    "has_toilet": 1,
}
TAKEN = {
    "housing_problem": 0,
    "school_dropout": 0,
    "water_problem": 0,
    "member_uninsured": 0,
    "wage_fen": 3_000_000,
    "business_fen": 500_000,
    "property_fen": 0,
    "transfer_fen": 200_000,
    "expense_fen": 100_000,
    "net_fen": 3_600_000,
    "net_per_head_fen": 1_200_000,
    "claims_fen": 0,
    "self_paid_fen": 50_000,
}
MONITORED = {
    "category": "边缘易致贫户",
    "risk_1": "因意外事故",
    "identified_on": date(2023, 1, 15),
    "cleared": 0,
    "no_labour_household": 0,
    **TAKEN,
}
CLEARED = {
    **MONITORED,
    "identified_on": date(2022, 3, 1),
    "cleared": 1,
    "cleared_on": date(2023, 3, 1),
    "cleared_way": "帮扶消除",
    "contact_name": "测联系人",
    "contact_phone": "19900009999",
}
MEASURES = {
    "development_status": "已实施",
    "industry": "发展生产",
    "employment": "技能培训,其他",
    "health": "参加城乡居民基本医疗保险个人缴费补贴",
}
SHEET = {"household_count": 900, "person_count": 2700}


def number(born: str, order: int) -> str:
    """An ID number of the placeholder region with its check digit."""
    core = f"519999{born}{order:03}"
    return core + check_digit(core)


class Town:
    """Households, each right in every column unless told otherwise."""

    def __init__(self, database, actor, *, day: date = DAY, district: str = "") -> None:
        self.day, self.actor = day, actor
        self.ledger = Ledger(database, derive=derived.refresh)
        PlanService(self.ledger).create_from_preset("2021-2025", year=day.year, actor=actor, today=day)
        self.service = FindingService(self.ledger)
        self._order = 0
        with self.writing() as tx:
            settings.set_in(tx, settings.DISTRICT, district)

    def writing(self):
        """A transaction."""
        return self.ledger.transaction("test.plant", actor=self.actor, today=self.day)

    def check(self, *codes: str):
        """The findings of a run by code."""
        return self.service.check(codes=codes, actor=self.actor, today=self.day)

    # -- one record each; ``None`` leaves a column empty

    def home(self, tx, *, housing=1, water=1, net_fen: int | None = 1_000_000, fact=None, **values) -> Household:
        """An 脱贫户 with safe house and water and enough income."""
        self._order += 1
        row = make.household(tx, **{"phone": f"1990000{self._order:04}", "household_type": "exited", **values})
        facts = {"dangerous_housing": None if housing is None else 1 - housing, "safe_water": water}
        make.household_fact(tx, row, **{**YEAR, **facts, "net_per_head_fen": net_fen, **(fact or {})})
        return row

    def person(self, tx, home, *, born="19800501", male=True, facts=ADULT, **values) -> Person:
        """A member, the head unless ``relation`` says otherwise, with a right ID number."""
        self._order += 1
        place = self._order * 2 - (1 if male else 0)
        given = {"id_number": number(born, place % 1000), "id_kind": "身份证", "ethnicity": "汉族", **values}
        born_on = date(int(born[:4]), int(born[4:6]), int(born[6:]))
        made = make.member(tx, home, name=f"测{place}", **{"born_on": born_on, **given})
        make.person_fact(tx, made, **{**YEAR, **facts})
        return made

    def couple(self, tx, home) -> tuple[Person, Person]:
        """Head and spouse, both right."""
        return self.person(tx, home), self.person(tx, home, male=False, relation="配偶")

    def child(self, tx, home, *, born="20110301", **values) -> Person:
        """A daughter in school."""
        return self.person(tx, home, **{"born": born, "male": False, "relation": "之女", "facts": CHILD, **values})

    def monitored(self, tx, home, *, after=None, **values) -> None:
        """The export's record: as identified, and ``after`` elimination."""
        tx.session.add(
            MonitoringFact(household_id=home.id, occasion="identification", **{**YEAR, **MONITORED, **values})
        )
        if after is not None:
            tx.session.add(MonitoringFact(household_id=home.id, occasion="elimination", **{**YEAR, **after}))

    def measures(self, tx, home, **values) -> None:
        """The export's measures."""
        tx.session.add(MeasureFact(household_id=home.id, occasion="annual", **{**YEAR, **MEASURES, **values}))

    def own_measure(self, tx, home, group: str, **values) -> None:
        """A measure of ours."""
        tx.session.add(Measure(household_id=home.id, group=group, **values))

    def spell(self, tx, home, **values) -> MonitoringSpell:
        """A monitoring spell of ours."""
        given = {"category": "marginal", "risks": "accident", "identified_on": date(2023, 1, 15), **values}
        row = MonitoringSpell(household_id=home.id, **given)
        tx.session.add(row)
        tx.session.flush()
        return row

    def job(self, tx, person, **values) -> None:
        """A job of the monthly list."""
        tx.session.add(WorkSpell(person_id=person.id, observed_on=YEAR["observed_on"], **{**JOB, **values}))

    def land(self, tx, home, **values) -> None:
        """Land and connections."""
        tx.session.add(
            LivingCondition(household_id=home.id, year=2023, observed_on=YEAR["observed_on"], **{**LAND, **values})
        )

    def village(self, tx, name: str, values: dict[str, object], **counts) -> None:
        """A village's sheet."""
        import json

        region = make.village(tx, name)
        text = json.dumps(values, ensure_ascii=False)
        tx.session.add(
            VillageProfile(village_id=region.id, observed_on=YEAR["observed_on"], values=text, **{**SHEET, **counts})
        )

    def change(self, person: Person, **values) -> None:
        """Change a member's membership."""
        with self.writing() as tx:
            own = tx.session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
            for name, value in values.items():
                setattr(own, name, value)
