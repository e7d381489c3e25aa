"""What the ledger has heard elsewhere about a name: lists, clues, comparisons, other persons, earlier numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cross_check import CrossCheckRow
from app.models.enums import Labelled
from app.models.facts import Clue, ListEntry
from app.models.history import HISTORY, in_chunks
from app.models.household import Person
from app.models.imports import ImportIssue
from app.services import id_number as ids
from app.services.effective import membership, person
from app.services.names import plain_name


class Source(Labelled):
    """Where a number was found."""

    HISTORY = "history", "本人以前登记的号码"
    IMPORT = "import", "导入时的原文"
    LIST = "list", "部门名单中的同名人员"
    COMPARISON = "comparison", "比对结果中的同名人员"
    CLUE = "clue", "线索中的同名人员"
    PERSON = "person", "台账中的同名人员"
    REPAIR = "repair", "由现号码推算"


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound number that stands beside this name, or was this person's."""

    number: str
    source: Source


@dataclass(slots=True)
class Evidence:
    """Numbers by name, numbers by person, and who of the living has a number now."""

    by_name: dict[str, list[Heard]] = field(default_factory=lambda: defaultdict(list))
    by_person: dict[int, list[Heard]] = field(default_factory=lambda: defaultdict(list))

    def of(self, person_id: int, name: str) -> list[Heard]:
        """Everything heard about this person, the surest source first, each number once."""
        found: dict[str, Heard] = {}
        for heard in (*self.by_person.get(person_id, ()), *self.by_name.get(plain_name(name), ())):
            found.setdefault(heard.number, heard)
        return list(found.values())


def gather(session: Session, people: Collection[int], names: Collection[str]) -> Evidence:
    """Read what is known about these persons and names."""
    evidence, wanted = Evidence(), {plain_name(name) for name in names}
    for person_id, number, source in _own(session, people):
        if _is_sound(number):
            evidence.by_person[person_id].append(Heard(number.upper(), source))
    for name, number, source in _named(session):
        key = plain_name(name)
        if key in wanted and _is_sound(number):
            evidence.by_name[key].append(Heard(ids.match_key(number), source))
    return evidence


def _is_sound(number: str) -> bool:
    facts = ids.read_id(number.upper())
    return facts.form in (ids.IdForm.CITIZEN, ids.IdForm.CERTIFICATE) and facts.is_sound


def _own(session: Session, people: Collection[int]) -> Iterator[tuple[int, str, Source]]:
    past = HISTORY["person"]
    for chunk in in_chunks(people):
        earlier = select(past.c.id, past.c.id_number).where(past.c.id.in_(chunk), past.c.id_number.is_not(None))
        for row in session.execute(earlier.order_by(past.c.seq.desc())):
            yield row[0], row[1], Source.HISTORY
        raw = select(ImportIssue.person_id, ImportIssue.theirs, ImportIssue.ours).where(
            ImportIssue.person_id.in_(chunk), ImportIssue.field == "id_number"
        )
        for person_id, *texts in session.execute(raw):
            for text in filter(None, texts):
                yield person_id or 0, text, Source.IMPORT


def _named(session: Session) -> Iterator[tuple[str, str, Source]]:
    asked = (
        (select(ListEntry.name, ListEntry.id_number), Source.LIST),
        (select(CrossCheckRow.name, CrossCheckRow.id_number), Source.COMPARISON),
        (select(Clue.subject_name, Clue.subject_id_number), Source.CLUE),
        (select(Person.name, Person.id_number), Source.PERSON),
    )
    for statement, source in asked:
        for name, number in session.execute(statement.distinct()):
            if name and number:
                yield name, number, source


def owners(session: Session) -> dict[str, list[tuple[int, str]]]:
    """(person, name) of every living member by the first 18 characters of the number."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    statement = (
        select(person.c.id, person.c.name, person.c.id_number)
        .join(membership, membership.c.person_id == person.c.id)
        .where(membership.c.to_on.is_(None), person.c.id_number.is_not(None))
        .distinct()
    )
    for id_, name, number in session.execute(statement):
        found[ids.match_key(number)].append((id_, name))
    return found
