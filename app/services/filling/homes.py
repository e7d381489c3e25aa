"""The households on their way into the child that fills a blank: only what the blank asks for, IDs as chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy.orm import Session

from app.services.context import Actor
from app.services.filling.catalogue import fields
from app.services.filling.inputs import Copies, Ids, Rows, Wanted
from app.services.filling.values import Asking, HomeValues, asking_in, read_homes
from app.services.id_number import masked
from app.services.papers.office_wording import township_in
from app.services.rosters.catalogue import FieldKind

_HOMES_AT_ONCE = 100


class Homes:
    """The households on their way into the child, with what each needs of the ledger and nothing more."""

    def __init__(
        self,
        wanted: Wanted,
        mapping: Mapping[str, str],
        *,
        is_form: bool,
        actor: Actor,
        today: date,
    ) -> None:
        self._wanted, self._is_form = wanted, is_form
        self._keys = frozenset(mapping.values())
        self._actor, self._today = actor, today
        self.count = len(wanted.household_ids)
        self.sent = 0
        self._villages: set[str] = set()

    def constants(self, session: Session) -> dict[str, object]:
        """What is the same on the whole blank."""
        known = {
            "office": township_in(session, self._today),
            "today": self._today.isoformat(),
            "filler": self._actor.name,
            "rows": self._counted(session) if "rows" in self._keys else None,
            "only_village": self._only_village(session) if "only_village" in self._keys else None,
        }
        return {key: value for key, value in known.items() if key in self._keys}

    def _counted(self, session: Session) -> int:
        asking = self._asking(session)
        homes = read_homes(session, self._wanted.household_ids, asking)
        return sum(len(home.members) if self._wanted.rows is Rows.PERSONS else 1 for home in homes)

    def _only_village(self, session: Session) -> str | None:
        homes = read_homes(session, self._wanted.household_ids, self._asking(session, "village"))
        villages = {str(home.values["village"]) for home in homes}
        return villages.pop() if len(villages) == 1 else None

    def _asking(self, session: Session, *more: str) -> Asking:
        return asking_in(session, self._keys | set(more), today=self._today)

    def messages(self, session: Session) -> Iterator[dict[str, object]]:
        """Frames of some households each."""
        waiting: list[dict[str, object]] = []
        for home in read_homes(session, self._wanted.household_ids, self._asking(session)):
            waiting.append(self._home(home))
            self.sent += 1
            if len(waiting) == _HOMES_AT_ONCE:
                yield {"type": "homes", "homes": waiting}
                waiting = []
        if waiting:
            yield {"type": "homes", "homes": waiting}

    def _home(self, home: HomeValues) -> dict[str, object]:
        own = self._guarded(home.values)
        members = [{**own, **self._guarded(member.values)} for member in home.members]
        head = members[0] if members else own
        as_rows = self._is_form or self._wanted.rows is Rows.PERSONS
        name = (
            f"{home.head_name}{home.code[-4:]}"
            if self._wanted.copies is Copies.SHEETS
            else (f"{home.code}{home.head_name}")
        )
        return {"name": name, "values": head, "rows": members if as_rows else [head]}

    def _guarded(self, values: Mapping[str, object]) -> dict[str, object]:
        kinds, ids = fields(), self._wanted.ids
        return {
            key: _hidden(str(value), ids) if value and kinds[key].kind is FieldKind.ID else value
            for key, value in values.items()
        }


def _hidden(number: str, ids: Ids) -> str:
    if ids is Ids.WHOLE:
        return number
    return masked(number) if ids is Ids.MASKED else f"{'*' * max(len(number) - 2, 0)}{number[-2:]}"
