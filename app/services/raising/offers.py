"""Every offer that stands: monthly checks, lists above their thresholds, rules; without what was answered already."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Alert
from app.models.enums import OPEN_ALERT_STATES, Gap
from app.models.raising import AlertOfferAnswer
from app.services import plans
from app.services.findings.base import months_before
from app.services.monitoring.grid import watched_in
from app.services.monitoring.months import Month
from app.services.monitoring.writing import offers_in
from app.services.raising.configured import alert_rules_in
from app.services.raising.list_kinds import Population
from app.services.raising.list_rows import JudgedRow, judged_rows, self_paid_in
from app.services.raising.records import Evidence, Offer, OfferSource, OfferWay, RowState
from app.services.raising.rule_facts import homes_of
from app.services.raising.rule_offers import CONDITIONS, Asked
from app.services.standing import Reckoning
from app.services.workflow.plan import Plan

_DIGEST = 32
ALL_SOURCES = tuple(OfferSource)
MEDICAL_SHARE = "medical_share"
_BY_WAY = {way: place for place, way in enumerate(OfferWay)}


@dataclass(frozen=True, slots=True)
class Said:
    """What has been answered: offers by their key, and alerts by household and gap."""

    answers: Mapping[tuple[int, str, str, str], AlertOfferAnswer]
    open_alerts: Mapping[tuple[int, str], str]
    last_found: Mapping[tuple[int, str], date]

    def holds(self, offer: Offer) -> bool:
        """Whether the offer, with this evidence, was answered."""
        key = (offer.household.household_id, offer.source.value, offer.subject, offer.digest)
        return key in self.answers


def digest_of(*parts: object) -> str:
    """The same for the same evidence."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:_DIGEST]


def said_in(session: Session) -> Said:
    """The answers that hold: an alert that was taken back leaves its offer open again."""
    alerts = session.execute(select(Alert.number, Alert.household_id, Alert.gap, Alert.state, Alert.found_on)).all()
    numbers = {number for number, *_ in alerts}
    open_states = {state.value for state in OPEN_ALERT_STATES}
    open_alerts = {(home, gap): number for number, home, gap, state, _ in alerts if state in open_states}
    last: dict[tuple[int, str], date] = {}
    for _, home, gap, _, found_on in alerts:
        last[(home, gap)] = max(found_on, last.get((home, gap), found_on))
    answers = {
        (row.household_id, row.source, row.subject, row.digest): row
        for row in session.scalars(select(AlertOfferAnswer).order_by(AlertOfferAnswer.id))
        if row.answer not in ("marked", "added") or row.number in numbers
    }
    return Said(answers, open_alerts, last)


def offers_standing(
    session: Session, *, today: date, sources: Collection[OfferSource] = ALL_SOURCES, said: Said | None = None
) -> list[Offer]:
    """The offers of these sources that nobody has answered: what can be marked first, by village and household."""
    plan = plans.plan_in(session, day=today).plan
    known = said or said_in(session)
    found: list[Offer] = []
    for source in ALL_SOURCES:
        if source in sources:
            found += [o for o in _FROM[source](session, plan, known, today) if not known.holds(o)]
    # What can be marked comes first; places and sources keep their order inside.
    return sorted(found, key=lambda offer: (_BY_WAY[offer.way], offer.household.village_id, offer.household.code))


def _from_checks(session: Session, plan: Plan, said: Said, today: date) -> Iterator[Offer]:
    """缺项 of this month and the last for which nothing has been marked since."""
    month, seen = Month.of(today), set[tuple[int, str]]()
    watched = watched_in(session)
    for each in (month, month.previous):
        for gap in offers_in(session, plan, each, watched):
            where = (gap.household.household_id, gap.gap.value)
            marked = said.last_found.get(where)
            if where in seen or (marked is not None and marked >= gap.found_on):
                continue
            seen.add(where)
            yield Offer(
                source=OfferSource.CHECKS,
                subject=f"{each}:{gap.gap.value}",
                household=gap.household,
                population=Population.MONITORED,
                gap=gap.gap,
                way=OfferWay.MARK,
                title=f"月监测缺项 {gap.gap.label}",
                evidence=Evidence(gap.fact, "月监测", gap.found_on),
                origin=str(each),
                found_on=gap.found_on,
                digest=digest_of(each, gap.gap.value, gap.fact),
            )


def _from_lists(session: Session, plan: Plan, said: Said, today: date) -> Iterator[Offer]:
    for judged in judged_rows(session):
        if judged.state is RowState.OFFERED:
            yield offer_of_row(judged, plan, said, today)


def offer_of_row(judged: JudgedRow, plan: Plan, said: Said, today: date) -> Offer:
    """A row that reaches its threshold, as it is offered."""
    row, home, population = judged.row, judged.household, judged.population
    assert home is not None
    assert population is not None
    gap = Gap(judged.kind.gap) if judged.kind.gap else None
    on = row.happened_on or row.as_of_on
    value = row.content or judged.kind.name
    if row.name and row.name != home.head_name:
        value = f"{row.name} {value}"
    way, number = _way(plan, gap, home.household_id, said)
    if population is not Population.MONITORED:
        way, number = OfferWay.CLUE, ""
    return Offer(
        source=OfferSource.LISTS,
        subject=row.uid,
        household=home,
        population=population,
        gap=gap,
        way=way,
        title=judged.title,
        evidence=Evidence(value, row.department or "部门推送", on),
        origin=judged.origin,
        found_on=min(on, today) if on else today,
        digest=digest_of(home.household_id, row.kind, row.amount_fen, row.happened_on, row.content),
        open_alert=number,
        row_id=row.id,
    )


def _from_rules(session: Session, plan: Plan, said: Said, today: date) -> Iterator[Offer]:
    rules = [rule for rule in alert_rules_in(session).values() if rule.on]
    homes = homes_of(session, today=today, reckoning=Reckoning.on(today, plan.counting)) if rules else {}
    paid: dict[int, dict[int, tuple[int, date | None]]] = {}

    def self_paid(months: int) -> Mapping[int, tuple[int, date | None]]:
        if months not in paid:
            paid[months] = self_paid_in(session, months_before(today, months))
        return paid[months]

    asked = Asked(today, plan.line_fen, self_paid)
    by_row = {(o.household.household_id, o.gap) for o in _from_lists(session, plan, said, today) if not said.holds(o)}
    for home in homes.values():
        for rule in rules:
            gap = Gap(rule.gap)
            for who, evidence in CONDITIONS[rule.code](home, rule, asked):
                way, _ = _way(plan, gap, home.brief.household_id, said)
                if way is OfferWay.ADD:
                    continue  # the gap stands in an open alert already
                if rule.code == MEDICAL_SHARE and (home.brief.household_id, gap) in by_row:
                    continue  # the sum of what is offered row by row
                yield Offer(
                    source=OfferSource.RULES,
                    subject=f"{rule.code}:{who}"[:80],
                    household=home.brief,
                    population=Population.MONITORED,
                    gap=gap,
                    way=way,
                    title=rule.name,
                    evidence=evidence,
                    origin=rule.number,
                    found_on=min(evidence.on or today, today),
                    digest=digest_of(evidence.value, evidence.source, evidence.on),
                )


def _way(plan: Plan, gap: Gap | None, household_id: int, said: Said) -> tuple[OfferWay, str]:
    if gap is None or gap.value not in plan.alert_gaps:
        return OfferWay.VERIFY, ""
    number = said.open_alerts.get((household_id, gap.value), "")
    return (OfferWay.ADD, number) if number else (OfferWay.MARK, "")


_FROM = {
    OfferSource.CHECKS: _from_checks,
    OfferSource.LISTS: _from_lists,
    OfferSource.RULES: _from_rules,
}
