"""The register of clues: petitions, neighbours, 12345, the household itself, departments (workflow 5).

Anonymous and unmatched clues are kept. A clue counts for the screening unless it is 不属实 or 重复.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, Select, cast, func, select
from sqlalchemy.orm import Session

from app.models.enums import ClueChannel, ClueState
from app.models.facts import Clue
from app.models.household import Household, HouseholdSummary, Membership, Person
from app.models.region import Region
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import Conflict, NotFound, Reason, refuse, refuse_all
from app.services.id_number import match_key
from app.services.ledger import Ledger, Transaction
from app.services.procedure.traces import Traces
from app.services.workflow.facts import NamedClue

_DIGITS = 4
# What a clue may become; a settled one may be looked at again.
_ANSWERED = frozenset({ClueState.VERIFIED, ClueState.UNFOUNDED, ClueState.DUPLICATE})
_OPEN = (ClueState.UNVERIFIED.value, ClueState.VERIFIED.value)
UNCOUNTED = (ClueState.UNFOUNDED.value, ClueState.DUPLICATE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueInput:
    """A clue as it came. Without ``informant`` it is anonymous; without household or subject it is unmatched."""

    channel: ClueChannel
    received_on: date
    content: str
    informant: str | None = None
    household_id: int | None = None
    village_id: int | None = None
    subject_name: str | None = None
    subject_id_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueFilter:
    """Which clues; every part narrows."""

    states: tuple[ClueState, ...] = ()
    household_id: int | None = None
    village_id: int | None = None
    only_unmatched: bool = False
    only_unreplied: bool = False


@dataclass(frozen=True, slots=True)
class ClueRow:
    """A line of the register. ``counts`` = it counts for the screening."""

    id: int
    row_version: int
    number: str
    channel: str
    received_on: date | None
    informant: str | None
    household_id: int | None
    household_code: str | None
    head_name: str | None
    village_id: int | None
    village: str | None
    subject_name: str | None
    subject_id_number: str | None
    content: str | None
    state: ClueState
    answer: str | None
    answered_on: date | None
    reply_on: date | None
    counts: bool


@dataclass(frozen=True, slots=True)
class ClueSaved:
    """What was written."""

    id: int
    number: str
    changes: ChangeSet | None


@dataclass(frozen=True, slots=True)
class ClueMatch:
    """A household that a clue may speak of: the same ID number, or the same name (in the clue's village if named)."""

    household_id: int
    household_code: str
    head_name: str
    village: str
    person: str
    by_number: bool


class ClueService:
    """Registers, matches, answers and lists clues."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def register(self, given: ClueInput, *, actor: Actor, today: date) -> ClueSaved:
        """Enter a clue; its number is the next of the year."""
        with self._ledger.transaction("clue.register", actor=actor, today=today) as tx:
            clue = register_in(tx, given)
            tx.note(channel=clue.channel)
        return ClueSaved(clue.id, clue.number, tx.changes)

    def match(self, clue_id: int, *, row_version: int, household_id: int, actor: Actor, today: date) -> ClueSaved:
        """Say which household the clue speaks of; also one that has just been added for it."""
        with self._ledger.transaction("clue.match", actor=actor, today=today) as tx:
            clue = _clue(tx.session, clue_id, row_version)
            if clue.state == ClueState.PROPOSED.value:
                raise refuse("clue.in_procedure", number=clue.number)
            _match_in(tx, clue, household_id)
            tx.about("clue", clue.uid)
        return ClueSaved(clue.id, clue.number, tx.changes)

    def answer(
        self,
        clue_id: int,
        *,
        row_version: int,
        state: ClueState,
        answer: str,
        on: date,
        reply_on: date | None = None,
        actor: Actor,
        today: date,
    ) -> ClueSaved:
        """What the check of a clue found, and when the petitioner was told. ``proposed`` comes by the case alone."""
        with self._ledger.transaction("clue.answer", actor=actor, today=today) as tx:
            clue = _clue(tx.session, clue_id, row_version)
            refuse_all(_answer_problems(clue, state, answer, on=on, reply_on=reply_on, today=today))
            clue.state, clue.answer, clue.answered_on = state.value, answer.strip(), on
            clue.reply_on = reply_on or clue.reply_on
            tx.about("clue", clue.uid, occurred_on=on)
            tx.note(state=state.value)
        return ClueSaved(clue.id, clue.number, tx.changes)

    def find(self, wanted: ClueFilter = ClueFilter(), *, limit: int | None = None) -> Sequence[ClueRow]:
        """The register, newest first."""
        with self._ledger.reading() as session:
            statement = _filtered(wanted).limit(limit) if limit else _filtered(wanted)
            return [_row(clue, home, village) for clue, home, village in session.execute(statement)]

    def matches(self, clue_id: int) -> Sequence[ClueMatch]:
        """The households that the clue may speak of, the same ID number first."""
        with self._ledger.reading() as session:
            return _matches(session, _clue(session, clue_id, None))


def register_in(tx: Transaction, given: ClueInput) -> Clue:
    """The same inside a running transaction, for what departments push."""
    refuse_all(_problems(given, tx.today))
    clue = Clue(
        number=_next_number(tx),
        channel=given.channel.value,
        received_on=given.received_on,
        content=given.content.strip(),
        informant=_text(given.informant),
        village_id=given.village_id,
        subject_name=_text(given.subject_name),
        subject_id_number=_text(given.subject_id_number),
    )
    tx.session.add(clue)
    if given.household_id is not None:
        _match_in(tx, clue, given.household_id)
    tx.session.flush()
    tx.about("clue", clue.uid, occurred_on=given.received_on)
    return clue


def propose_in(traces: Traces, household_id: int, *, number: str = "") -> date | None:
    """转拟新增: the clue of this number, else every open clue of the household; the day of the earliest of them."""
    found = traces.session.scalars(select(Clue).where(Clue.number == number)) if number else ()
    taken = list(found or traces.session.scalars(_open_of(household_id)))
    for clue in taken:
        traces.set(clue, state=ClueState.PROPOSED.value, household_id=household_id)
    return min((clue.received_on for clue in taken if clue.received_on), default=None)


def _open_of(household_id: int) -> Select[Clue]:
    return select(Clue).where(Clue.household_id == household_id, Clue.state.in_(_OPEN)).order_by(Clue.id)


def strike_in(traces: Traces, household_id: int, *, states: Collection[ClueState], answer: str, on: date) -> None:
    """The village does not report the household: its clues in these states that nobody has answered get this answer."""
    unanswered = select(Clue).where(
        Clue.household_id == household_id, Clue.state.in_([s.value for s in states]), Clue.answered_on.is_(None)
    )
    for clue in traces.session.scalars(unanswered.order_by(Clue.id)):
        traces.set(clue, state=ClueState.UNFOUNDED.value, answer=answer, answered_on=on)


def standing_in(session: Session, number: str, household_id: int) -> NamedClue:
    """Whether a proposal for this household may rest on the clue of this number."""
    clue = session.scalars(select(Clue).where(Clue.number == number)).first()
    if clue is None:
        return NamedClue.UNKNOWN
    if clue.household_id not in (None, household_id):
        return NamedClue.ELSEWHERE
    return NamedClue.SETTLED if clue.state in UNCOUNTED else NamedClue.USABLE


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None


def _problems(given: ClueInput, today: date) -> Iterator[Reason]:
    if not given.content.strip():
        yield Reason("clue.content_missing")
    if given.received_on > today:
        yield Reason("clue.in_the_future", {"day": given.received_on, "today": today})


def _answer_problems(
    clue: Clue, state: ClueState, answer: str, *, on: date, reply_on: date | None, today: date
) -> Iterator[Reason]:
    if state not in _ANSWERED:
        yield Reason("clue.state_not_given", {"state": state.label})
    if not answer.strip():
        yield Reason("clue.answer_missing")
    if on > today:
        yield Reason("clue.in_the_future", {"day": on, "today": today})
    if clue.received_on and on < clue.received_on:
        yield Reason("clue.answered_before", {"day": on, "received": clue.received_on})
    if reply_on and reply_on < on:
        yield Reason("clue.replied_before", {"day": reply_on, "answered": on})
    if clue.state == ClueState.PROPOSED.value:
        yield Reason("clue.in_procedure", {"number": clue.number})


def _clue(session: Session, clue_id: int, row_version: int | None) -> Clue:
    clue = session.get(Clue, clue_id)
    if clue is None:
        raise NotFound(Reason("clue.not_found", {"id": clue_id}))
    if row_version is not None and clue.row_version != row_version:
        raise Conflict(Reason("clue.changed_meanwhile", {"number": clue.number}))
    return clue


def _match_in(tx: Transaction, clue: Clue, household_id: int) -> None:
    household = tx.session.get(Household, household_id)
    if household is None:
        raise NotFound(Reason("household.not_found", {"code": household_id}))
    if household.status != "active":
        raise refuse("clue.household_ended", household=household.code)
    clue.household_id, clue.village_id = household.id, household.village_id


def _next_number(tx: Transaction) -> str:
    """2020-0001, 2020-0002 …, the series that imports continue."""
    prefix = f"{tx.today.year}-"
    tail = cast(func.substr(Clue.number, len(prefix) + 1), Integer)
    last = tx.session.scalar(select(func.max(tail)).where(Clue.number.like(prefix + "_" * _DIGITS))) or 0
    return f"{prefix}{last + 1:0{_DIGITS}}"


def _filtered(wanted: ClueFilter) -> Select[Clue, HouseholdSummary, str]:
    home = HouseholdSummary
    statement = (
        select(Clue, home, Region.name)
        .outerjoin(home, home.household_id == Clue.household_id)
        .outerjoin(Region, Region.id == Clue.village_id)
        .order_by(Clue.received_on.desc(), Clue.id.desc())
    )
    if wanted.states:
        statement = statement.where(Clue.state.in_([state.value for state in wanted.states]))
    if wanted.household_id is not None:
        statement = statement.where(Clue.household_id == wanted.household_id)
    if wanted.village_id is not None:
        statement = statement.where(Clue.village_id == wanted.village_id)
    if wanted.only_unmatched:
        statement = statement.where(Clue.household_id.is_(None))
    if wanted.only_unreplied:
        statement = statement.where(Clue.reply_on.is_(None), Clue.informant.is_not(None))
    return statement


def _row(clue: Clue, home: HouseholdSummary | None, village: str | None) -> ClueRow:
    return ClueRow(
        id=clue.id,
        row_version=clue.row_version,
        number=clue.number,
        channel=clue.channel,
        received_on=clue.received_on,
        informant=clue.informant,
        household_id=clue.household_id,
        household_code=home.code if home else None,
        head_name=home.head_name if home else None,
        village_id=clue.village_id,
        village=village,
        subject_name=clue.subject_name,
        subject_id_number=clue.subject_id_number,
        content=clue.content,
        state=ClueState(clue.state),
        answer=clue.answer,
        answered_on=clue.answered_on,
        reply_on=clue.reply_on,
        counts=clue.household_id is not None and clue.state not in UNCOUNTED,
    )


def _matches(session: Session, clue: Clue) -> list[ClueMatch]:
    home, same = HouseholdSummary, []
    key = match_key(clue.subject_id_number) if clue.subject_id_number else None
    if key:
        same.append((True, func.substr(Person.id_number, 1, len(key)) == key))
    if clue.subject_name:
        same.append((False, Person.name == clue.subject_name))
    found: dict[int, ClueMatch] = {}
    for by_number, condition in same:
        statement = (
            select(home.household_id, home.code, home.head_name, home.village_name, home.village_id, Person.name)
            .join(Membership, Membership.household_id == home.household_id)
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.to_on.is_(None), home.status == "active", condition)
            .order_by(home.code)
        )
        for id_, code, head, village, village_id, name in session.execute(statement):
            if by_number or clue.village_id in (None, village_id):
                found.setdefault(id_, ClueMatch(id_, code, head, village, name, by_number))
    return list(found.values())
