"""Puts the cases into a township, each in a household of its own, and runs the checks once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.models.cases import Measure, MonitoringSpell
from app.models.facts import ListEntry, LivingCondition, MeasureFact, MonitoringFact, VillageProfile, WorkSpell
from app.models.household import Household
from app.services import derived, settings
from app.services.context import Actor
from app.services.findings.service import FindingService
from app.services.ledger import Ledger
from app.services.plans import PlanService
from tests import factories as make
from tests.services.findings.cases.parts import HELP, Case, Record, Who, citizen

ACTOR = Actor(session_user="王测", name="王测", on_behalf_of="石门镇")
DISTRICT = "青石区"
OFF_BY_DEFAULT = ("1111_4",)
PLANS = {2020: "2020", 2023: "2021-2025"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Rule codes by case name, of the run and of the live check of one household; rules that were not asked."""

    by_case: dict[str, set[str]]
    live: dict[str, set[str]]
    skipped: set[str]


class Township:
    """A township on a day."""

    def __init__(self, database, day: date) -> None:
        self._day = day
        self._ledger = Ledger(database, derive=derived.refresh)
        self._order = 0
        self._places: dict[str, str] = {}  # household code or village -> case name
        self._ids: dict[str, int] = {}  # case name -> its household
        plans = PlanService(self._ledger)
        plans.create_from_preset(PLANS[day.year], year=day.year, actor=ACTOR, today=day)
        with self._writing() as tx:
            settings.set_in(tx, settings.DISTRICT, DISTRICT)

    def _writing(self):
        return self._ledger.transaction("test.case", actor=ACTOR, today=self._day)

    def store(self, cases: Iterable[Case]) -> None:
        """Every case in a household of its own, in a village of its own where it is about one."""
        with self._writing() as tx:
            for case in cases:
                self._store(tx, case)

    def check(self, *, live: Collection[str]) -> Outcome:
        """Run every rule, those that are off as well; and the live checks of the named cases."""
        service = FindingService(self._ledger)
        for code in OFF_BY_DEFAULT:
            service.configure(code, on=True, reason="试用", actor=ACTOR, today=self._day)
        result = service.check(actor=ACTOR, today=self._day)
        found: dict[str, set[str]] = defaultdict(set)
        for row in result.findings:
            place = row.village if row.household_id is None else row.household_code
            if place in self._places:
                found[self._places[place]].add(row.code)
        asked = {name: self._ids[name] for name in live if name in self._ids}
        alone = {name: service.check_household(id_, today=self._day) for name, id_ in asked.items()}
        codes = {name: {row.code for row in rows} for name, rows in alone.items()}
        return Outcome(dict(found), codes, set(result.skipped_why))

    def _store(self, tx, case: Case) -> None:
        of_kind = {record.kind: record for record in case.records}
        assert len(of_kind) == len(case.records), case.name
        sheet = of_kind.get("village")
        place = make.village(tx, f"{case.label}村" if sheet else "红星村")
        if sheet:
            self._places[place.name] = case.name
            tx.session.add(_profile(place.id, sheet.values, self._taken_on))
        row = self._household(tx, place, of_kind)
        if not sheet:
            self._places[row.code] = case.name
            self._ids[case.name] = row.id
        for someone in case.people:
            self._person(tx, row, someone)
        if next_door := of_kind.get("neighbour"):
            other = self._household(tx, place, {"home": Record("home", next_door.values)})
            for someone in next_door.people:
                self._person(tx, other, someone)

    @property
    def _taken_on(self) -> date:
        return self._day.replace(day=1)

    @property
    def _said(self) -> dict[str, object]:
        return {"year": self._day.year, "source": "national_export", "observed_on": self._taken_on}

    def _household(self, tx, place, records: dict[str, Record]) -> Household:
        self._order += 1
        given = records["home"].values if "home" in records else {}
        values = {"phone": f"1990000{self._order:04}", "household_type": "exited", **given}
        row = make.household(tx, in_village=place, **values)
        told = records["fact"].values if "fact" in records else {}
        usual = {"dangerous_housing": 0, "safe_water": 1, "net_per_head_fen": 1_200_000}
        make.household_fact(tx, row, **{**self._said, **usual, **told})
        self._monitoring(tx, row, records)
        if "land" in records:
            tx.session.add(LivingCondition(household_id=row.id, year=self._day.year, **records["land"].values))
        return row

    def _monitoring(self, tx, row: Household, records: dict[str, Record]) -> None:
        said = {"household_id": row.id, **self._said}
        for kind, occasion in (("watched", "identification"), ("after", "elimination")):
            if kind in records:
                tx.session.add(MonitoringFact(**said, occasion=occasion, **records[kind].values))
        if "spell" in records:
            tx.session.add(MonitoringSpell(household_id=row.id, **records["spell"].values))
        if "own" in records:
            tx.session.add(Measure(household_id=row.id, **records["own"].values))
        if "measures" in records:
            tx.session.add(MeasureFact(**said, occasion="annual", **records["measures"].values))
        elif {"watched", "spell"} & records.keys() and "no_measures" not in records:
            tx.session.add(MeasureFact(**said, occasion="annual", **HELP))

    def _birthday(self, born: str) -> date:
        if len(born) == len("1980"):
            return date(int(born), 1 + self._order % 12, 1 + self._order % 28)
        return datetime.strptime(born, "%Y%m%d").replace(tzinfo=UTC).date()

    def _person(self, tx, row: Household, someone: Who) -> None:
        self._order += 1
        born = self._birthday(someone.born)
        made = citizen(f"{born:%Y%m%d}", self._order * 2 % 1_000 + (1 if someone.male else 0))
        values = {
            "id_number": someone.number(made) if someone.number else made,
            "id_kind": "身份证",
            "ethnicity": "汉族",
            "sex": "male" if someone.male else "female",
            **someone.person,
        }
        person = make.member(
            tx, row, name=f"测{self._order}", relation=someone.relation, born_on=born, **values, **someone.member
        )
        make.person_fact(tx, person, **{**self._said, **someone.facts})
        for spell in someone.jobs:
            tx.session.add(WorkSpell(person_id=person.id, observed_on=self._taken_on, **spell))
        for kind in someone.lists:
            entry = {"list_kind": kind, "as_of_on": self._taken_on, "name": person.name}
            tx.session.add(ListEntry(person_id=person.id, household_id=row.id, **entry))


def _profile(village_id: int, values, day: date) -> VillageProfile:
    counts = {key: values[key] for key in ("household_count", "person_count")}
    others = {key: value for key, value in values.items() if key not in counts}
    text = json.dumps(others, ensure_ascii=False)
    return VillageProfile(village_id=village_id, observed_on=day, values=text, **counts)
