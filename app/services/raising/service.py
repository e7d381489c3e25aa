"""待标注: everything from which an alert may come, in one place; a person decides each (workflow 3, row 1)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from threading import Lock

from sqlalchemy.orm import Session

from app.models.household import Household
from app.models.raising import AlertOfferAnswer, DepartmentRow
from app.services import audit, plans
from app.services.cases.loading import find_household
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Ledger, Transaction
from app.services.raising.answering import DISMISSED, Marking, dismiss_in, take_in
from app.services.raising.configured import alert_rules_in, list_kinds_in, set_kind_in, set_rule_in
from app.services.raising.list_kinds import ListKind
from app.services.raising.list_rows import JudgedRow, judged_rows
from app.services.raising.offers import ALL_SOURCES, offer_of_row, offers_standing, said_in
from app.services.raising.records import (
    DoneOffer,
    ListRow,
    Offer,
    OfferCounts,
    OfferOutcome,
    OfferSource,
    RefusedOffer,
    RowState,
)
from app.services.raising.rules import AlertRule

_KEPT = 4
_COUNTING = Lock()
_COUNTED: OrderedDict[tuple[str, date], OfferCounts] = OrderedDict()
_ANSWERS = {"marked": "已标注", "added": "已补记", "clue": "已登记线索", DISMISSED: "不标注"}


class _NothingDoneError(Exception):
    """Rolls an empty batch back, so that it leaves no audit entry."""


class RaisingService:
    """Offers alerts, takes the answers, keeps departments' rows and the office's thresholds."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def offers(self, *, today: date, sources: Collection[OfferSource] = ALL_SOURCES) -> tuple[Offer, ...]:
        """Every offer that nobody has answered."""
        with self._ledger.reading() as session:
            return tuple(offers_standing(session, today=today, sources=sources))

    def rows(self, *, today: date) -> tuple[ListRow, ...]:
        """Every row of departments' lists with its threshold and what became of it, the latest first."""
        with self._ledger.reading() as session:
            plan, said = plans.plan_in(session, day=today).plan, said_in(session)
            by_row = {row.row_id: row for row in said.answers.values() if row.row_id is not None}

            def answer_of(judged: JudgedRow) -> AlertOfferAnswer | None:
                if judged.state is not RowState.OFFERED:
                    return None
                answer = by_row.get(judged.row.id)
                if answer is None or said.holds(offer_of_row(judged, plan, said, today)):
                    return answer
                return None

            return tuple(_list_row(judged, answer_of(judged)) for judged in judged_rows(session))

    def take(self, keys: Sequence[str], *, marking: Marking, actor: Actor, today: date) -> OfferOutcome:
        """Mark, add or register what was chosen: 完成 n / 拒绝 m."""
        if marking.on > today:
            raise refuse("raising.in_the_future", day=marking.on, today=today)
        return self._answer("raising.take", keys, lambda tx, offer: take_in(tx, offer, marking), actor, today)

    def dismiss(self, keys: Sequence[str], *, reason: str, on: date, actor: Actor, today: date) -> OfferOutcome:
        """Say why nothing is marked; it is asked again when the evidence changes."""
        if not reason.strip():
            raise refuse("raising.dismissed_without_reason")
        if on > today:
            raise refuse("raising.in_the_future", day=on, today=today)
        return self._answer(
            "raising.dismiss", keys, lambda tx, offer: dismiss_in(tx, offer, reason=reason.strip(), on=on), actor, today
        )

    def _answer(
        self,
        action: str,
        keys: Sequence[str],
        answer: Callable[[Transaction, Offer], DoneOffer | RefusedOffer],
        actor: Actor,
        today: date,
    ) -> OfferOutcome:
        done: list[DoneOffer] = []
        refused: list[RefusedOffer] = []
        try:
            with self._ledger.transaction(action, actor=actor, today=today) as tx:
                standing = {offer.key: offer for offer in offers_standing(tx.session, today=today)}
                for key in dict.fromkeys(keys):
                    offer = standing.get(key)
                    given = answer(tx, offer) if offer else RefusedOffer(key, "", (Reason("raising.gone"),))
                    if isinstance(given, DoneOffer):
                        done.append(given)
                    else:
                        refused.append(given)
                if not done:
                    raise _NothingDoneError
                for household_id in {standing[one.key].household.household_id for one in done}:
                    tx.about("household", tx.session.get_one(Household, household_id).uid)
                tx.note(done=len(done), refused=len(refused))
        except _NothingDoneError:
            return OfferOutcome((), tuple(refused))
        return OfferOutcome(tuple(done), tuple(refused), tx.changes)

    def match_row(self, row_id: int, *, household: str, actor: Actor, today: date) -> ChangeSet | None:
        """Say which household a row speaks of that could not be matched; it is judged by its threshold then."""
        with self._ledger.transaction("raising.match_row", actor=actor, today=today) as tx:
            row = tx.session.get(DepartmentRow, row_id)
            found = find_household(tx.session, household)
            missing = [] if row else [Reason("raising.row_unknown", {"row": row_id})]
            missing += [] if found else [Reason("household.not_found", {"code": household})]
            if row is None or found is None:
                raise NotFound(*missing)
            if found.status != "active":
                raise refuse("clue.household_ended", household=found.code)
            if tx.session.query(AlertOfferAnswer).filter_by(row_id=row_id).count():
                raise refuse("raising.row_answered")
            row.household_id, row.matched = found.id, "by_hand"
            tx.about("household", found.uid)
        return tx.changes

    def kinds(self) -> Mapping[str, ListKind]:
        """The kinds of lists with the office's thresholds."""
        with self._ledger.reading() as session:
            return list_kinds_in(session)

    def rules(self) -> Mapping[str, AlertRule]:
        """The rules with the office's parameters."""
        with self._ledger.reading() as session:
            return alert_rules_in(session)

    def set_kind(
        self,
        code: str,
        *,
        thresholds: Mapping[str, int] | None = None,
        on: bool | None = None,
        reason: str,
        actor: Actor,
        today: date,
    ) -> ListKind:
        """Change a kind's thresholds (fen by population) or switch it."""
        with self._ledger.transaction("raising.set_kind", actor=actor, today=today) as tx:
            return set_kind_in(tx, code, on=on, thresholds=thresholds or {}, reason=reason)

    def set_rule(
        self,
        code: str,
        *,
        params: Mapping[str, int] | None = None,
        on: bool | None = None,
        reason: str,
        actor: Actor,
        today: date,
    ) -> AlertRule:
        """Change a rule's parameters or switch it."""
        with self._ledger.transaction("raising.set_rule", actor=actor, today=today) as tx:
            return set_rule_in(tx, code, on=on, params=params or {}, reason=reason)


def counts_in(session: Session, *, today: date) -> OfferCounts:
    """How many offers stand. The head of the audit names the ledger's content, so that it is counted once."""
    key = (audit.head(session).hash, today)
    found = _COUNTED.get(key)
    if found is None:
        found = _count(session, today)
        with _COUNTING:
            _COUNTED[key] = found
            while len(_COUNTED) > _KEPT:
                _COUNTED.popitem(last=False)
    return found


def _count(session: Session, today: date) -> OfferCounts:
    found: dict[OfferSource, int] = {}
    for offer in offers_standing(session, today=today):
        found[offer.source] = found.get(offer.source, 0) + 1
    return OfferCounts(found)


def _list_row(judged: JudgedRow, answer: AlertOfferAnswer | None) -> ListRow:
    row = judged.row
    said = "".join((_ANSWERS[answer.answer], f" {answer.number}" if answer.number else "")) if answer else ""
    said += f"：{answer.reason}" if answer and answer.reason else ""
    return ListRow(
        id=row.id,
        department=row.department or "",
        kind=row.kind,
        kind_name=judged.kind.name,
        name=row.name or "",
        id_number=row.id_number,
        village=row.village or (judged.household.village_name if judged.household else ""),
        household=judged.household,
        population=judged.population,
        happened_on=row.happened_on or row.as_of_on,
        amount_fen=row.amount_fen,
        threshold_fen=judged.threshold_fen,
        content=row.content or "",
        origin=judged.origin,
        state=RowState.ANSWERED if answer else judged.state,
        answer=said,
    )
