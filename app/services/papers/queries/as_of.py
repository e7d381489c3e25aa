"""Cases and alerts as the ledger knew them on a day: what was changed later changes no report of that day.

States follow the day on which a step happened, also when it was typed some days later; everything else (members,
names, categories, risks, villages) is read from the versions that stood when the day ended, or, for what was typed
late, when the last counted step was typed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Measure
from app.models.enums import CLOSED_CASE_STATES, OPEN_ALERT_STATES, AlertState, CaseState, HouseholdType
from app.models.history import HISTORY, VERSIONED, in_chunks
from app.services import audit, clock
from app.services.papers.queries.alerts import AlertRow, alert_rows, measures_of
from app.services.papers.queries.asking import Question
from app.services.papers.queries.case_rows import CaseRow, Step, case_rows, steps_of_alerts, steps_of_cases
from app.services.papers.queries.gone import last_to_leave

_HEAD = "户主"


@dataclass(frozen=True, slots=True)
class Counted:
    """A case as it was on a day: its row, its steps up to that day, and the state that the last one made."""

    row: CaseRow
    steps: tuple[Step, ...]

    @property
    def state(self) -> CaseState:
        """The state at the end of the day."""
        return CaseState(self.steps[-1].to_state)

    @property
    def is_open(self) -> bool:
        """Whether the household was on the list."""
        return self.state not in CLOSED_CASE_STATES


@dataclass(frozen=True, slots=True)
class AlertOn:
    """An alert as it was on a day."""

    row: AlertRow
    steps: tuple[Step, ...]
    measures: tuple[Measure, ...]

    @property
    def state(self) -> AlertState:
        """The state at the end of the day."""
        return AlertState(self.steps[-1].to_state)

    @property
    def is_open(self) -> bool:
        """Whether it was still to be closed."""
        return self.state in OPEN_ALERT_STATES


def cases_on(question: Question, on: date) -> list[Counted]:
    """The cases of the plan's time that had begun by a day, in the order of villages; closed earlier years left out.

    A case belongs here while it is open in the plan's year, also one that was rolled over from the year before.
    """
    begun = date(question.running.plan.year, 1, 1)
    rows = case_rows(question, every_plan=True)
    steps = steps_of_cases(question, (row.case_id for row in rows))
    found: list[Counted] = []
    for row in rows:
        taken = tuple(step for step in steps.get(row.case_id, ()) if step.occurred_on <= on)
        if taken and (Counted(row, taken).is_open or taken[-1].occurred_on >= begun):
            found.append(Counted(row, taken))
    past = Past(question, on)
    return found if past.is_present else past.cases(found)


def alerts_on(question: Question, on: date) -> list[AlertOn]:
    """The alerts found by a day, by number, as they were then; those closed in earlier years left out."""
    rows = [row for row in alert_rows(question) if row.alert.found_on <= on]
    ids = [row.alert.id for row in rows]
    steps, measures = steps_of_alerts(question, ids), measures_of(question, ids)
    found = [
        AlertOn(
            row,
            tuple(step for step in steps.get(row.alert.id, ()) if step.occurred_on <= on),
            tuple(measures.get(row.alert.id, ())),
        )
        for row in rows
    ]
    begun = date(question.running.plan.year, 1, 1)
    found = [entry for entry in found if entry.steps and (entry.is_open or entry.steps[-1].occurred_on >= begun)]
    past = Past(question, on)
    return found if past.is_present else past.alerts(found)


class Past:
    """The versions of rows that stood when a day ended."""

    def __init__(self, question: Question, on: date) -> None:
        self._question = question
        self._session: Session = question.session
        self.seq = audit.seq_at(self._session, clock.end_of(on))
        self.is_present = self.seq == audit.head(self._session).seq

    # -- cases -------------------------------------------------------------------------------------

    def cases(self, found: Sequence[Counted]) -> list[Counted]:
        """The same cases with their rows as they were, in the order of the villages of that day."""
        typed = self._typed(step for entry in found for step in entry.steps)
        seqs = {c.row.case_id: max([self.seq, *(typed.get(s.id, 0) for s in c.steps)]) for c in found}
        homes = self._homes({c.row.household_id: seqs[c.row.case_id] for c in found})
        cases = self._versions("monitoring_case", "id", seqs)
        spells = self._versions("monitoring_spell", "id", [c.row.spell_id for c in found if c.row.spell_id])
        told = [
            (homes.get(c.row.household_id), replace(c, row=self._case(c.row, seqs[c.row.case_id], cases, spells)))
            for c in found
        ]
        placed = [(home, replace(c, row=_at_home(c.row, home)) if home else c) for home, c in told]
        order = sorted(
            placed, key=lambda pair: (pair[0].order if pair[0] else _LAST, pair[1].row.head, pair[1].row.case_id)
        )
        return [entry for _, entry in order]

    def _case(self, row: CaseRow, seq: int, cases: _Versions, spells: _Versions) -> CaseRow:
        case = cases.at(row.case_id, seq)
        if case is None:
            return row
        spell = spells.at(case.spell_id, seq) if case.spell_id else None
        return replace(
            row,
            category_code=case.category,
            category=self._question.category(case.category),
            risks=(spell.risks or "") if spell is not None else "",
        )

    # -- alerts ------------------------------------------------------------------------------------

    def alerts(self, found: Sequence[AlertOn]) -> list[AlertOn]:
        """The same alerts with their dates, department and measures as they were."""
        typed = self._typed(step for entry in found for step in entry.steps)
        seqs = {a.row.alert.id: max([self.seq, *(typed.get(s.id, 0) for s in a.steps)]) for a in found}
        homes = self._homes({a.row.alert.household_id: seqs[a.row.alert.id] for a in found})
        alerts = self._versions("alert", "id", seqs)
        measures = self._versions("measure", "alert_id", seqs)
        spells = self._versions("monitoring_spell", "id", None)
        departments = self._versions("department", "id", None)
        told: list[AlertOn] = []
        for entry in found:
            id_, seq = entry.row.alert.id, seqs[entry.row.alert.id]
            row = self._alert_row(entry, alerts.at(id_, seq), spells, departments, seq)
            home = homes.get(entry.row.alert.household_id)
            if home is not None:
                row = replace(row, village=home.village, group=home.group, head=home.head)
            own = sorted(measures.all_at(id_, seq), key=lambda version: version.id)
            told.append(AlertOn(row, entry.steps, tuple(Measure(**_own(version)) for version in own)))
        return told

    def _alert_row(self, entry: AlertOn, known: Any, spells: _Versions, departments: _Versions, seq: int) -> AlertRow:
        if known is None:
            return entry.row
        # A copy of its own, never added to a session.
        alert = Alert(**{**_own(known), "state": entry.state.value})
        department = departments.at(alert.department_id, seq) if alert.department_id else None
        spell = spells.at(alert.spell_id, seq) if alert.spell_id else None
        return replace(
            entry.row,
            alert=alert,
            department=department.name if department is not None else "",
            category=self._question.category(spell.category) if spell is not None else entry.row.category,
        )

    # -- households --------------------------------------------------------------------------------

    def _homes(self, seqs: Mapping[int, int]) -> dict[int, Home]:
        """Each household as it was; one that was typed later as it was when its case was typed."""
        households = self._versions("household", "id", seqs)
        members = self._versions("membership", "household_id", seqs)
        when = {id_: self.seq if households.at(id_, self.seq) else seq for id_, seq in seqs.items()}
        living = {id_: _living(members.all_at(id_, when[id_])) for id_ in seqs}
        heads = {id_: head for id_, own in living.items() if (head := _head(own))}
        persons = self._versions("person", "id", set(heads.values()))
        regions = self._versions("region", "id", None)
        found: dict[int, Home] = {}
        for id_, seq in when.items():
            home = households.at(id_, seq)
            if home is None:
                continue
            village, group = regions.named(home.village_id, seq), regions.named(home.group_id, seq)
            person = persons.at(heads[id_], seq) if id_ in heads else None
            found[id_] = Home(
                order=(*_place(village), *_place(group)),
                village=village.name if village else "",
                group=group.name if group else "",
                head=person.name if person else "",
                id_number=(person.id_number or "") if person else "",
                members=len(living[id_]),
                household_type=HouseholdType(home.household_type).label if home.household_type else "",
            )
        return found

    def homes(self, ids: Collection[int]) -> dict[int, Home]:
        """Each of these households as it was when the day ended; one that was typed later is left out."""
        return self._homes(dict.fromkeys(ids, self.seq))

    def rows(self, table: str, column: str, ids: Collection[int]) -> dict[int, list[Any]]:
        """The rows of a table that stood when the day ended, by the id in ``column``."""
        found = self._versions(table, column, ids)
        return {id_: found.all_at(id_, self.seq) for id_ in ids}

    # -- versions ----------------------------------------------------------------------------------

    def _typed(self, steps: Iterable[Step]) -> dict[int, int]:
        """In which transaction each step was typed that was not yet there at the end of the day."""
        found = {step.id: step.seq for step in steps if step.seq > self.seq}
        history = HISTORY["workflow_step"]
        for chunk in in_chunks(sorted(found)):
            first = select(history.c.id, func.min(history.c.seq)).where(history.c.id.in_(chunk)).group_by(history.c.id)
            found.update({row[0]: row[1] for row in self._session.execute(first)})
        return found

    def _versions(self, table: str, column: str, ids: Collection[int] | None) -> _Versions:
        """The versions of these rows (None: of all) that stood at the end of the day or later."""
        current, history = VERSIONED[table], HISTORY[table]
        names = [c.name for c in current.c]
        found = _Versions()
        for chunk in in_chunks(sorted(set(ids))) if ids is not None else [None]:
            now = select(*current.c)
            past = select(*(history.c[name] for name in names), history.c.to_seq).where(history.c.to_seq > self.seq)
            if chunk is not None:
                now, past = now.where(current.c[column].in_(chunk)), past.where(history.c[column].in_(chunk))
            for row in self._session.execute(now):
                found.add(getattr(row, column), row, None)
            for row in self._session.execute(past):
                found.add(getattr(row, column), row, row.to_seq)
        return found


@dataclass(frozen=True, slots=True)
class Home:
    """What a report says of a household, as it was."""

    order: tuple[int, ...]
    village: str
    group: str
    head: str
    id_number: str
    members: int
    household_type: str


_LAST = (1 << 40,) * 4


class _Versions:
    """Versions of rows by the id they are looked up with."""

    def __init__(self) -> None:
        self._found: dict[int, list[tuple[Any, int | None]]] = defaultdict(list)

    def add(self, key: int, row: Any, to_seq: int | None) -> None:
        """Keep a version; ``to_seq`` None = it stands."""
        self._found[key].append((row, to_seq))

    def all_at(self, key: int, seq: int) -> list[Any]:
        """The rows that stood after transaction ``seq``."""
        return [row for row, to_seq in self._found[key] if row.seq <= seq and (to_seq is None or to_seq > seq)]

    def at(self, key: int, seq: int) -> Any:
        """The row that stood after transaction ``seq``; None if there was none."""
        return next(iter(self.all_at(key, seq)), None)

    def named(self, key: int | None, seq: int) -> Any:
        """The same for a region: one founded later has the first name it got."""
        if key is None:
            return None
        return self.at(key, seq) or min((row for row, _ in self._found[key]), key=lambda row: row.seq, default=None)


def _living(members: Sequence[Any]) -> list[Any]:
    """Who lives there; of a household that nobody lives in any more those who left last."""
    return [member for member in members if member.to_on is None] or last_to_leave(members)


def _head(members: Iterable[Any]) -> int | None:
    own = [member for member in members if member.relation == _HEAD]
    return min(own, key=lambda member: (member.position, member.id)).person_id if own else None


def _place(region: Any) -> tuple[int, int]:
    return (region.position, region.id) if region is not None else (-1, -1)


def _at_home(row: CaseRow, home: Home) -> CaseRow:
    return replace(
        row,
        village=home.village,
        group=home.group,
        head=home.head,
        id_number=home.id_number,
        members=home.members,
        household_type=home.household_type,
    )


def _own(row: Any) -> dict[str, Any]:
    return {key: value for key, value in row._asdict().items() if key != "to_seq"}
