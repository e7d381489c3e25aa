"""Deciding what imports left: each kind of question has its answers, and each answer is carried out as it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.models.imports import ImportBatch, ImportIssue
from app.services.children import Cancelled, Progress
from app.services.context import Actor
from app.services.errors import NotFound, Reason, Refused, refuse
from app.services.imports import carrying_out as out
from app.services.imports.issues import OPEN, IssueRow, issue_rows
from app.services.ledger import Ledger, Transaction
from app.services.wording import sentence

ACCEPTED, KEPT, DONE = "accepted", "kept", "done"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: its key, what it makes of the question, and what must be said with it."""

    key: str
    state: str
    needs: tuple[str, ...] = ()


_CHECKED = Option("checked", DONE)
# What was only looked at has the same words everywhere.
_PLAIN = frozenset({"checked"})
OPTIONS: Mapping[str, tuple[Option, ...]] = {
    "newer_here": (Option("theirs", ACCEPTED), Option("ours", KEPT)),
    "stays_here": (Option("move", ACCEPTED), Option("stay", KEPT)),
    "moved": (Option("right", ACCEPTED), Option("back", KEPT)),
    "has_left": (Option("return", ACCEPTED), Option("left", KEPT)),
    "member_missing": (Option("still", KEPT), Option("end", ACCEPTED, ("reason", "on"))),
    "head_changed": (Option("right", ACCEPTED), Option("back", KEPT)),
    "possible_duplicate": (Option("distinct", KEPT),),
    "unknown_village": (Option("alias", ACCEPTED, ("village_id",)), Option("found", ACCEPTED)),
    "list_name_differs": (Option("same", ACCEPTED), Option("other", KEPT)),
}
Doer = Callable[[Transaction, ImportIssue, out.Given], None]
_DOERS: Mapping[tuple[str, str], Doer] = {
    ("newer_here", "theirs"): out.take_their_value,
    ("stays_here", "move"): out.move_as_listed,
    ("moved", "back"): out.move_back,
    ("has_left", "return"): out.take_back_in,
    ("member_missing", "end"): out.end_membership,
    ("head_changed", "back"): out.restore_head,
    ("possible_duplicate", "distinct"): out.note_distinct,
    ("unknown_village", "alias"): out.name_village,
    ("unknown_village", "found"): out.found_village,
    ("list_name_differs", "same"): out.link_entry,
}


def options_of(kind: str, *, is_linked: bool = True) -> tuple[Option, ...]:
    """The answers to a kind of question, the most frequent first; what was settled elsewhere is only noted.

    Questions of imports before 0.2 are sentences alone, not linked to records: they can only be noted.
    """
    return (*(OPTIONS.get(kind, ()) if is_linked else ()), _CHECKED)


def words_of(kind: str, key: str) -> str:
    """An answer as people read it."""
    return sentence(Reason(f"decision.{key}" if key in _PLAIN else f"decision.{kind}_{key}"))


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of deciding several questions: those settled, and those that were refused with every reason."""

    done: tuple[int, ...] = ()
    refused: Mapping[int, Refused] = field(default_factory=dict)


class ImportDecisions:
    """Reads what imports left to decide, and carries decisions out."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def rows(
        self, *, batch: int | None = None, kind: str | None = None, state: str | None = OPEN
    ) -> tuple[IssueRow, ...]:
        """What is left of one import or of all that stand; ``state`` None = decided and told ones too."""
        with self._ledger.reading() as session:
            return issue_rows(session, batch=batch, kind=kind, state=state)

    def decide(
        self,
        issues: Sequence[int],
        option: str,
        *,
        actor: Actor,
        today: date,
        data: Mapping[str, object] | None = None,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> Decided:
        """Give the same answer to several questions, each in a transaction of its own: one refusal stops no other."""
        done: list[int] = []
        refused: dict[int, Refused] = {}
        for number, issue in enumerate(issues, start=1):
            if cancelled():
                break
            try:
                self._decide(issue, option, data or {}, actor=actor, today=today)
                done.append(issue)
            except Refused as why:
                refused[issue] = why
            if on_progress:
                on_progress(number, len(issues))
        return Decided(tuple(done), refused)

    def settle_village(self, name: str, *, village_id: int | None, actor: Actor, today: date) -> None:
        """A village of a file that is not taken in yet: another name of one we know, or, without one, a new village."""
        with self._ledger.transaction("import.village", actor=actor, today=today) as tx:
            if village_id is None:
                out.found_village_in(tx, name)
            else:
                out.name_village_in(tx, name, village_id, until=today)

    def _decide(self, issue: int, option: str, data: Mapping[str, object], *, actor: Actor, today: date) -> None:
        with self._ledger.transaction("import.decide", actor=actor, today=today) as tx:
            row = tx.session.get(ImportIssue, issue)
            if row is None or row.state != OPEN:
                raise NotFound(Reason("import.issue_not_found", {"id": issue}))
            options = {o.key: o for o in options_of(row.kind, is_linked=row.digest is not None)}
            chosen = options.get(option)
            if chosen is None:
                raise refuse("decision.unknown", option=option, options=tuple(options))
            batch = tx.session.get_one(ImportBatch, row.batch_id)
            given = out.given_of(data, chosen.needs, data_on=batch.data_on, today=today)
            if doer := _DOERS.get((row.kind, option)):
                doer(tx, row, given)
            row.state, row.decision = chosen.state, option
            row.decided_on, row.decided_by = today, actor.name
            tx.about("import_issue", row.uid, occurred_on=given.on)
            tx.note(kind=row.kind, decision=option)
