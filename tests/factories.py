"""One function per thing that tests build: valid by default, everything can be overridden."""

from __future__ import annotations

from datetime import date
from itertools import count

from app.models.facts import HouseholdFact, PersonFact
from app.models.household import Household, IncomeStatement, Membership, Person
from app.models.region import Region
from app.services import regions
from app.services.ledger import Transaction
from app.services.names import romanise

_numbers = count(1)


def village(tx: Transaction, name: str = "红星村") -> Region:
    """A village, made once per name."""
    found = regions.find_in(tx.session, kind="village", name=name, parent_id=None)
    return found or regions.found_in(tx, kind="village", name=name, parent_id=None)


def group(tx: Transaction, parent: Region, name: str = "1组") -> Region:
    """A group of a village, made once per name."""
    found = regions.find_in(tx.session, kind="group", name=name, parent_id=parent.id)
    return found or regions.found_in(tx, kind="group", name=name, parent_id=parent.id)


def household(
    tx: Transaction, *, in_village: Region | None = None, in_group: Region | None = None, **values
) -> Household:
    """A household of the first village, an ordinary one unless said otherwise."""
    row = Household(
        **{
            "code": f"5199990000{next(_numbers):04d}",
            "village_id": (in_village or village(tx)).id,
            "group_id": in_group.id if in_group else None,
            "household_type": "ordinary",
            **values,
        }
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def member(tx: Transaction, home: Household, *, name: str = "测甲", relation: str = "户主", **values) -> Person:
    """A person who lives in the household; person columns by name, memberships' by ``counts_per_head``, ``to_on``."""
    own = {key: values.pop(key) for key in ("counts_per_head", "to_on", "end_reason", "position") if key in values}
    pinyin, initials = romanise(name)
    born = values.pop("born_on", date(1970, 5, 1))
    person = Person(name=name, pinyin=pinyin, initials=initials, born_on=born, **values)
    tx.session.add(person)
    tx.session.flush()
    tx.session.add(Membership(person_id=person.id, household_id=home.id, relation=relation, **own))
    tx.session.flush()
    return person


def person_fact(tx: Transaction, person: Person, **values) -> PersonFact:
    """Facts of a person from the national export of 2020."""
    defaults = {"year": 2020, "occasion": "annual", "source": "national_export", "observed_on": date(2020, 1, 10)}
    row = PersonFact(person_id=person.id, **{**defaults, **values})
    tx.session.add(row)
    tx.session.flush()
    return row


def household_fact(tx: Transaction, home: Household, **values) -> HouseholdFact:
    """Facts of a household from the national export of 2020."""
    defaults = {"year": 2020, "occasion": "annual", "source": "national_export", "observed_on": date(2020, 1, 10)}
    row = HouseholdFact(household_id=home.id, **{**defaults, **values})
    tx.session.add(row)
    tx.session.flush()
    return row


def income(tx: Transaction, home: Household, *, net_fen: int, heads: int, **values) -> IncomeStatement:
    """An expected income stated by the village."""
    defaults = {"year": 2020, "occasion": "expected", "source": "village", "observed_on": date(2020, 3, 1)}
    row = IncomeStatement(household_id=home.id, net_fen=net_fen, heads=heads, **{**defaults, **values})
    tx.session.add(row)
    tx.session.flush()
    return row
