"""信息比对 as the office does it: request, export, results, desk, closing (workflow 5; rows 6, 7, 7b, 9)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import CrossCheckTopic
from app.services import plans
from app.services.briefs import HouseholdBrief
from app.services.cases.door import Outcome
from app.services.cases.request import PermitInput, StepInput
from app.services.changes import ChangeSet
from app.services.children import Cancelled, Progress
from app.services.context import Actor
from app.services.cross_check import desk, requests
from app.services.cross_check.asking import Asking, request_in
from app.services.cross_check.by_hand import HandAnswer, answer_in
from app.services.cross_check.desk import ConfirmedRow, Hit, UnansweredHousehold
from app.services.cross_check.importing import ResultImport
from app.services.cross_check.requests import AskedRow, Exemption, UnusableId
from app.services.cross_check.results import Imported, ItemBalance, RowView, item_balances, row_views, total
from app.services.cross_check.words import Bucket, ItemConclusion, ItemOutcome
from app.services.errors import NotFound, Reason, refuse, refuse_all
from app.services.exports.told import IdWatch, tell
from app.services.files.sheets import write_workbook
from app.services.ledger import Ledger, Transaction
from app.services.plans import RunningPlan
from app.services.settings import TOWNSHIP, setting_in
from app.services.steps import StepCall, Tally, run_batch, take_all_in
from app.services.workflow.facts import Signer


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A numbered request with its balance."""

    number: int
    list_no: str
    requested_on: date
    due_on: date | None
    topics: tuple[CrossCheckTopic, ...]
    households: int
    persons: int
    balance: ItemBalance


@dataclass(frozen=True, slots=True)
class Requested:
    """What a request came to: the door's answer by household, the number of the request and its size."""

    outcome: Outcome
    batch_number: int | None
    new_items: int


class CrossCheckService:
    """Requests, results and the desk of 信息比对."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._results = ResultImport(ledger)

    def batches(self, *, today: date) -> tuple[BatchRow, ...]:
        """The requests of the running plan, latest first."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            rows = session.scalars(
                select(CrossCheckBatch)
                .where(CrossCheckBatch.plan_id == running.plan_id)
                .order_by(CrossCheckBatch.number.desc())
            ).all()
            return tuple(_batch_row(session, running, row) for row in rows)

    def unusable(self, codes: Collection[str]) -> tuple[UnusableId, ...]:
        """Members who must be mended or exempted before these households can be asked about."""
        with self._ledger.reading() as session:
            return tuple(requests.unusable_ids(session, codes))

    def request(
        self,
        codes: Collection[str],
        *,
        list_no: str,
        on: date,
        actor: Actor,
        today: date,
        due_on: date | None = None,
        exemptions: Sequence[Exemption] = (),
        missing_villages: Sequence[str] = (),
        signers: Sequence[Signer] = (),
        permit: PermitInput | None = None,
    ) -> Requested:
        """Ask about every living member × the plan's items; row 6 for 村已上报, a supplement beside any later state."""
        if not list_no.strip():
            raise refuse("cross_check.list_no_missing")
        data: dict[str, object] = {"list_no": list_no.strip(), "missing_villages": list(missing_villages)}
        given = StepInput(on, tuple(signers), list_no.strip(), data)
        asked: list[Asking] = []

        def work(tx: Transaction, tally: Tally) -> None:
            asked.append(request_in(tx, tally, codes, given=given, due_on=due_on, exemptions=exemptions, permit=permit))

        outcome = run_batch(self._ledger, "cross_check.request", work, actor=actor, today=today)
        if not outcome.done:
            return Requested(outcome, None, 0)
        return Requested(outcome, asked[0].batch_number, asked[0].new_items)

    def asked(self, batch_number: int, *, today: date, topics: Sequence[CrossCheckTopic] = ()) -> tuple[AskedRow, ...]:
        """Everything that a request asks, by item and place."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            batch = requests.batch_in(session, running.plan_id, batch_number)
            return tuple(requests.asked_rows(session, batch.id, topics=topics))

    def export_request(
        self,
        path: Path,
        *,
        actor: Actor,
        today: date,
        batch_number: int | None = None,
        topics: Sequence[CrossCheckTopic] = (),
        purpose: str = "",
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> int:
        """The request (the latest unless numbered) as a workbook for departments; returns the rows written.

        ``topics`` narrows it to one department's items. One audit entry once it is written.
        """
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            batch = _batch_or_latest(session, running, batch_number)
            rows = list(requests.asked_rows(session, batch.id, topics=topics))
            township = str(setting_in(session, TOWNSHIP) or "")
        if not rows:
            raise refuse("cross_check.nothing_asked", batch=batch.number)
        watch = IdWatch()
        sheets = watch.over(requests.request_sheets(rows, township=township, batch=batch))
        asked = sum(row.outcome is not ItemOutcome.EXEMPT for row in rows)
        write_workbook(path, sheets, total=len(rows), on_progress=on_progress, cancelled=cancelled)
        kind = "cross_check_request"
        said = purpose or f"信息比对申请第{batch.number}批"
        tell(self._ledger, kind, asked, whole_ids=watch.found, purpose=said, actor=actor, today=today)
        return asked

    def import_results(
        self,
        files: Sequence[Path],
        *,
        actor: Actor,
        today: date,
        hits_only: bool = False,
        batch_number: int | None = None,
        topics: Sequence[CrossCheckTopic] = (),
        answered_on: date | None = None,
        dry_run: bool = False,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> Imported:
        """Departments' files: every row in one bucket; late results land in any state of a case.

        Silence is 无疑点 only when ``hits_only`` is declared with the request and the items it covers.
        """
        return self._results.run(
            files,
            hits_only=hits_only,
            batch_number=batch_number,
            topics=topics,
            answered_on=answered_on or today,
            actor=actor,
            today=today,
            dry_run=dry_run,
            on_progress=on_progress,
            cancelled=cancelled,
        )

    def rows(self, import_batch: int, *, bucket: Bucket | None = None) -> tuple[RowView, ...]:
        """The rows of one imported file, for those that a person has to settle."""
        with self._ledger.reading() as session:
            return tuple(row_views(session, import_batch, bucket=bucket))

    def settle_row(self, row_id: int, *, accept: bool, reason: str, actor: Actor, today: date) -> ChangeSet | None:
        """A row whose name differs: it is the person after all, or it is not. The reason is kept with the row."""
        return self._results.settle(row_id, accept=accept, reason=reason, actor=actor, today=today)

    def balance(self, *, today: date, batch_number: int | None = None) -> Mapping[CrossCheckTopic, ItemBalance]:
        """The balance of what was asked, by item."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            return item_balances(session, running.plan_id, batch_number=batch_number)

    def hits(
        self,
        *,
        today: date,
        open_only: bool = False,
        village_id: int | None = None,
        batch_number: int | None = None,
    ) -> tuple[Hit, ...]:
        """The 疑似, those without a conclusion first."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            found = desk.hits_in(
                session, running.plan_id, open_only=open_only, village_id=village_id, batch_number=batch_number
            )
            return tuple(found)

    def open_suspects(self, *, today: date) -> tuple[Hit, ...]:
        """The 疑似 that wait for two persons."""
        return self.hits(today=today, open_only=True)

    def unanswered(
        self, *, today: date, village_id: int | None = None, batch_number: int | None = None
    ) -> tuple[UnansweredHousehold, ...]:
        """Households that wait for departments, longest first."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            found = desk.unanswered_in(session, running.plan_id, village_id=village_id, batch_number=batch_number)
            return tuple(found)

    def conclude(
        self,
        item_id: int,
        conclusion: ItemConclusion,
        *,
        verifiers: Sequence[Signer],
        verification: str,
        evidence: str,
        on: date,
        actor: Actor,
        today: date,
        correction: str = "",
    ) -> Hit:
        """What two persons found of a doubt; ``correction`` says why an earlier conclusion is replaced.

        The hit that comes back names the row that 不符合 leads to; nobody is excluded by a conclusion alone.
        """
        with self._ledger.transaction("cross_check.conclude", actor=actor, today=today) as tx:
            item = _item(tx.session, item_id)
            problems = desk.conclusion_problems(
                item, verifiers=verifiers, evidence=evidence, concluded_on=on, today=today, correction=correction
            )
            refuse_all(problems)
            note = (
                f"{verification.strip()}（更正：{correction.strip()}）" if correction.strip() else verification.strip()
            )
            item.conclusion, item.concluded_on = conclusion.value, on
            item.verifiers = json.dumps([{"name": v.name, "office": v.office} for v in verifiers], ensure_ascii=False)
            item.verification, item.evidence = note or None, evidence.strip()
            tx.about("cross_check_item", item.uid, occurred_on=on)
            tx.note(item=item.item, conclusion=conclusion.value)
            batch = tx.session.get_one(CrossCheckBatch, item.batch_id)
            tx.session.flush()
            (hit,) = desk.hits_in(tx.session, batch.plan_id, item_id=item_id)
        return hit

    def answer_by_hand(
        self, answers: Sequence[HandAnswer], *, by: str, on: date, actor: Actor, today: date
    ) -> ChangeSet | None:
        """The township's own half (区、镇同步): 无疑点, 疑似 with what was seen, or 免比对 with its reason."""
        if on > today:
            raise refuse("cross_check.future", day=on, today=today)
        with self._ledger.transaction("cross_check.answer_by_hand", actor=actor, today=today) as tx:
            running = plans.plan_in(tx.session, day=today)
            answer_in(tx, running, answers, by=by, on=on)
            tx.note(count=len(answers))
        return tx.changes

    def ready_to_close(self, *, today: date) -> tuple[HouseholdBrief, ...]:
        """Households whose comparison is complete."""
        with self._ledger.reading() as session:
            return tuple(desk.ready_to_close(session, plans.plan_in(session, day=today).plan_id))

    def close(
        self,
        codes: Collection[str],
        *,
        on: date,
        actor: Actor,
        today: date,
        verifiers: Sequence[Signer] = (),
        evidence: str = "",
        permit: PermitInput | None = None,
    ) -> Outcome:
        """Rows 7 and 7b: the comparison of these households is complete."""

        def work(tx: Transaction, tally: Tally) -> None:
            running = plans.plan_in(tx.session, day=on)
            households = {c: found[0] for c, found in requests.open_cases(tx.session, codes).items()}
            numbers = desk.batches_of(tx.session, running.plan_id, households.values())
            calls: list[StepCall] = []
            for code in codes:
                data: dict[str, object] = {
                    "batch": numbers.get(households.get(code, 0), ""),
                    "verifiers": [verifier.name for verifier in verifiers],
                    "evidence": evidence.strip(),
                }
                calls.append(StepCall(code, "close_cross_check", StepInput(on, tuple(verifiers), None, data)))
            take_all_in(tx, tally, calls, permit=permit)

        return run_batch(self._ledger, "cross_check.close", work, actor=actor, today=today)

    def confirmed(self, *, today: date, village_id: int | None = None) -> tuple[ConfirmedRow, ...]:
        """The 初步监测名单 per village."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            return tuple(desk.confirmed_rows(session, running.plan_id, village_id=village_id))


def _item(session: Session, item_id: int) -> CrossCheckItem:
    item = session.get(CrossCheckItem, item_id)
    if item is None:
        raise NotFound(Reason("cross_check.item_not_found", {"item": item_id}))
    return item


def _batch_or_latest(session: Session, running: RunningPlan, number: int | None) -> CrossCheckBatch:
    if number is None:
        statement = select(func.max(CrossCheckBatch.number)).where(CrossCheckBatch.plan_id == running.plan_id)
        number = session.scalar(statement) or 0
    return requests.batch_in(session, running.plan_id, number)


def _batch_row(session: Session, running: RunningPlan, batch: CrossCheckBatch) -> BatchRow:
    households, persons = session.execute(
        select(
            func.count(CrossCheckItem.household_id.distinct()), func.count(CrossCheckItem.person_id.distinct())
        ).where(CrossCheckItem.batch_id == batch.id)
    ).one()
    return BatchRow(
        batch.number,
        batch.list_no or "",
        batch.requested_on,
        batch.due_on,
        tuple(CrossCheckTopic(code) for code in batch.items.split(",") if code),
        households,
        persons,
        total(item_balances(session, running.plan_id, batch_number=batch.number)),
    )
