"""Answers to offers: marked (alert row 1), added to an open alert, registered as a clue, or dismissed with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.models.cases import Alert
from app.models.enums import OPEN_ALERT_STATES, ClueChannel
from app.models.raising import AlertOfferAnswer
from app.services.alerts import door as alerts
from app.services.alerts.door import DoneAlert
from app.services.cases.request import StepInput
from app.services.clues import ClueInput, register_in
from app.services.errors import Reason
from app.services.ledger import Transaction
from app.services.monitoring.months import Month
from app.services.raising.records import DoneOffer, Offer, OfferSource, OfferWay, RefusedOffer
from app.services.workflow.facts import Signer

DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Marking:
    """What is said once for all that are marked together."""

    on: date
    signers: tuple[Signer, ...] = ()
    platform_on: date | None = None


def take_in(tx: Transaction, offer: Offer, marking: Marking) -> DoneOffer | RefusedOffer:
    """Make of an offer what its way says, and remember the answer."""
    if offer.way is OfferWay.VERIFY:
        gap = offer.gap.label if offer.gap else offer.title
        return _refused(offer, Reason("raising.only_verify", {"gap": gap}))
    if offer.way is OfferWay.CLUE:
        return _register(tx, offer, marking)
    gap = offer.gap
    assert gap is not None
    # The one before in the same batch may have opened it.
    number = _open_alert(tx, offer.household.household_id, gap.value)
    if number:
        alerts.add_line_in(tx, number, fact=offer.fact, found_on=offer.found_on)
        return answered(tx, offer, "added", number=number, on=marking.on)
    step = _step(offer, marking)
    answer = alerts.take_in(tx, "mark", named=offer.household.code, is_alert=False, given=step)
    if isinstance(answer, DoneAlert):
        return answered(tx, offer, "marked", number=answer.number, on=marking.on)
    return _refused(offer, *answer.reasons)


def dismiss_in(tx: Transaction, offer: Offer, *, reason: str, on: date) -> DoneOffer:
    """Nothing comes of it while the evidence stays."""
    return answered(tx, offer, DISMISSED, number=None, on=on, reason=reason)


def answered(
    tx: Transaction, offer: Offer, answer: str, *, number: str | None, on: date, reason: str | None = None
) -> DoneOffer:
    """Remember what was said to an offer."""
    tx.session.add(
        AlertOfferAnswer(
            household_id=offer.household.household_id,
            source=offer.source.value,
            subject=offer.subject,
            digest=offer.digest,
            answer=answer,
            number=number,
            reason=reason[:200] if reason else None,
            answered_on=on,
            answered_by=tx.actor.name,
            row_id=offer.row_id,
        )
    )
    tx.session.flush()
    return DoneOffer(offer.key, offer.household.code, number)


def _open_alert(tx: Transaction, household_id: int, gap: str) -> str | None:
    states = [state.value for state in OPEN_ALERT_STATES]
    found = select(Alert.number).where(Alert.household_id == household_id, Alert.gap == gap, Alert.state.in_(states))
    return tx.session.scalars(found).first()


def _register(tx: Transaction, offer: Offer, marking: Marking) -> DoneOffer:
    words = f"{offer.fact}；{offer.origin}" if offer.origin else offer.fact
    clue = register_in(
        tx,
        ClueInput(
            channel=ClueChannel.DEPARTMENT,
            received_on=marking.on,
            content=words,
            informant=offer.evidence.source,
            household_id=offer.household.household_id,
            subject_name=offer.household.head_name,
        ),
    )
    return answered(tx, offer, "clue", number=clue.number, on=marking.on)


def _step(offer: Offer, marking: Marking) -> StepInput:
    assert offer.gap is not None
    month = offer.origin if offer.source is OfferSource.CHECKS else str(Month.of(marking.on))
    data: dict[str, object] = {
        "gap": offer.gap.value,
        "month": month if offer.source is OfferSource.CHECKS else f"{month} {offer.origin}"[:200],
        "fact": offer.evidence.value if offer.source is OfferSource.CHECKS else offer.fact,
        "found_on": min(offer.found_on, marking.on).isoformat(),
        "source": offer.source.value,
        "platform_on": marking.platform_on.isoformat() if marking.platform_on else None,
    }
    return StepInput(marking.on, marking.signers, None, data)


def _refused(offer: Offer, *reasons: Reason) -> RefusedOffer:
    return RefusedOffer(offer.key, offer.household.code, reasons)
