"""The clerk's desk: who acts, which household is which, how a step is taken, and what was refused and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import TypeVar

from app.demo.cast import Character
from app.demo.clerk.staff import committee
from app.demo.layouts import document_number
from app.demo.people import Household
from app.demo.year import Invented
from app.services.cases.request import PermitInput, parse_step
from app.services.context import Actor
from app.services.dossier.parts import Dossier
from app.services.errors import Reason, Refused
from app.services.households import RosterQuery
from app.services.imports.results import Rejection
from app.services.office import Office
from app.services.wording import sentence
from app.services.workflow.facts import Signer

Say = Callable[[str], None]
T = TypeVar("T")
CLERK, COLLEAGUE, LEADER, MAYOR = "王经办", "赵经办", "李镇长", "周书记"
DISTRICT = "示范区脱贫办"
USER = "演示员"
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a service would not do. ``is_expected`` = the clerk tried it to show that it is refused."""

    day: date
    action: str
    subject: str
    codes: tuple[str, ...]
    message: str
    is_expected: bool


@dataclass(slots=True)
class Desk:
    """The office, the invented year, and the clerk's memory."""

    office: Office
    invented: Invented
    folder: Path
    say: Say
    refusals: list[Refusal] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    chance: Random = field(default_factory=Random)
    villages: dict[str, int] = field(default_factory=dict)
    _codes: dict[int, str] = field(default_factory=dict)
    _ids: dict[str, int] = field(default_factory=dict)
    _parts: dict[str, Character] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance.seed(self.invented.township.seed + 7)
        self.villages = {row.name: row.id for row in self.office.regions.tree() if row.kind == "village"}

    @property
    def township(self) -> str:
        """The office's own name."""
        return self.office.settings.township()

    def actor(self, name: str = CLERK, office: str = "") -> Actor:
        """Who answers for an act; one person types for all of them."""
        return Actor(USER, name, office or self.township)

    def code(self, home: Household) -> str:
        """The code under which an invented household stands in the ledger."""
        if home.number not in self._codes:
            self._codes[home.number] = home.code or self._look_up(home)
        return self._codes[home.number]

    def codes(self, characters: Collection[Character]) -> list[str]:
        """The codes of these households, in their order."""
        return [self.code(character.household) for character in characters]

    def _look_up(self, home: Household) -> str:
        """As a clerk does: by the head's name and the end of his number, in the village."""
        number = document_number(home.head)
        query = RosterQuery(text=f"{home.head.name} {number[-6:]}", village_id=self.villages[home.village.name])
        found = self.office.households.find_ids(query)
        if len(found) != 1:
            raise LookupError(f"household {home.number} stands in the ledger {len(found)} times")
        return self.office.households.code_of(found[0])

    def character(self, code: str) -> Character | None:
        """The part that a household plays; none for those who come up by themselves."""
        if not self._parts:
            self._parts.update({self.code(c.household): c for c in self.invented.cast.characters})
        return self._parts.get(code)

    def facts(self, code: str) -> Mapping[str, object]:
        """What the ledger says of a household now."""
        facts = self.office.households.page(code)["facts"]
        assert isinstance(facts, dict)
        return facts

    def household_id(self, code: str) -> int:
        """The id under which the services know a household."""
        if code not in self._ids:
            found = self.office.households.find_ids(RosterQuery(text=code, include_ended=True))
            self._ids |= {row.code: id_ for id_, row in self.office.households.rows(found).items()}
        return self._ids[code]

    def dossier(self, code: str) -> Dossier:
        """The household's page."""
        return self.office.dossiers.get(self.household_id(code))

    def village_of(self, code: str) -> str:
        """The village in which a household lives now."""
        id_ = self.household_id(code)
        return self.office.households.rows([id_])[id_].village_name

    def by_village(self, codes: Collection[str]) -> dict[str, list[str]]:
        """The codes by village, the villages in the order of the tree."""
        found: dict[str, list[str]] = {name: [] for name in self.villages}
        for code in codes:
            found[self.village_of(code)].append(code)
        return {name: own for name, own in found.items() if own}

    # -- what is done, what is refused -------------------------------------------------------------

    def take(
        self,
        action: str,
        codes: Collection[str],
        on: date,
        data: Mapping[str, object] | None = None,
        *,
        by: Actor | None = None,
        expects: Collection[str] = _NOBODY,
        permit: PermitInput | None = None,
    ) -> list[str]:
        """A step of the cases of these households; returns those that it was taken for."""
        if not codes:
            return []
        given = parse_step({"occurred_on": on.isoformat(), **(data or {})}, today=on)
        outcome = self.office.cases.take(
            action, households=list(codes), given=given, actor=by or self.actor(), today=on, permit=permit
        )
        return self.note(action, on, outcome.done, outcome.refused, expects=expects)

    def alert(
        self,
        action: str,
        numbers: Collection[str],
        on: date,
        data: Mapping[str, object] | None = None,
        *,
        households: Collection[str] = (),
        by: Actor | None = None,
        expects: Collection[str] = _NOBODY,
    ) -> list[str]:
        """A step of these alerts, or a new alert of these households; returns the numbers of those it was taken for."""
        given = parse_step({"occurred_on": on.isoformat(), **(data or {})}, today=on)
        outcome = self.office.alerts.take(
            action,
            alerts=list(numbers),
            households=list(households),
            given=given,
            actor=by or self.actor(),
            today=on,
        )
        self.done[f"alert.{action}"] += len(outcome.done)
        for refused in outcome.refused:
            self.refuse(on, f"alert.{action}", refused.named, refused.reasons, expects=expects)
        return [done.number for done in outcome.done]

    def note(
        self,
        action: str,
        on: date,
        done: Sequence[object],
        refused: Sequence[object],
        *,
        expects: Collection[str] = _NOBODY,
    ) -> list[str]:
        """Count what was done and what was refused of a batch; returns the codes of the done."""
        self.done[action] += len(done)
        for one in refused:
            self.refuse(on, action, one.household_code, one.reasons, expects=expects)  # type: ignore[attr-defined]
        return [one.household_code for one in done]  # type: ignore[attr-defined]

    def refuse(
        self, on: date, action: str, subject: str, reasons: Sequence[Reason], *, expects: Collection[str]
    ) -> None:
        """Remember a refusal; it is expected when all its reasons were."""
        codes = tuple(reason.code for reason in reasons)
        message = "".join(sentence(reason) for reason in reasons)
        self.refusals.append(Refusal(on, action, subject, codes, message, bool(codes) and set(codes) <= set(expects)))

    def refuse_row(self, on: date, action: str, row: Rejection, *, is_expected: bool) -> None:
        """Remember a row of a file that an import did not take."""
        self.refusals.append(Refusal(on, action, f"{row.file} {row.row}", (row.code,), row.message, is_expected))

    def attempt(
        self, action: str, on: date, work: Callable[[], T], *, subject: str = "", expects: Collection[str] = _NOBODY
    ) -> T | None:
        """Call a service that refuses as a whole; None when it did."""
        try:
            answer = work()
        except Refused as refused:
            self.refuse(on, action, subject, refused.reasons, expects=expects)
            return None
        self.done[action] += 1
        return answer

    @property
    def unexpected(self) -> list[Refusal]:
        """What was refused without the clerk having meant it."""
        return [refusal for refusal in self.refusals if not refusal.is_expected]


def two(office: str, first: str, second: str) -> list[dict[str, str]]:
    """Two persons of one office as a form has them."""
    return [{"name": first, "office": office}, {"name": second, "office": office}]


def village_two(village: str) -> tuple[Signer, Signer]:
    """Party secretary and head of a village sign for it; their names are in the directory."""
    secretary, head = committee(village)[:2]
    return Signer(secretary, f"{village}村委会"), Signer(head, f"{village}村委会")


def as_data(signers: Sequence[Signer]) -> list[dict[str, str]]:
    """Signers as the field of a form."""
    return [{"name": signer.name, "office": signer.office} for signer in signers]
