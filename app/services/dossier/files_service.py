"""一户一档 for the window and the command line: what is there and what is missing, binding, 抽查."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.cases import Case
from app.models.household import Household, HouseholdSummary
from app.services import plans
from app.services.changes import ChangeSet
from app.services.children import Cancelled, CancelledByUser, Progress
from app.services.context import Actor
from app.services.dossier import binding, contents, gaps
from app.services.dossier.binding import Bind, Bound
from app.services.dossier.gathering import Cover, Gatherer
from app.services.dossier.standing import DossierRow, Draw, ItemState
from app.services.errors import NotFound, Reason, refuse
from app.services.files.sheets import write_workbook
from app.services.ledger import Ledger
from app.services.papers.kinds import DOSSIER_GAPS
from app.services.papers.printing import document, print_documents
from app.services.papers.selecting import scope_in
from app.services.papers.stamp import Stamp
from app.services.settings import TOWNSHIP, set_in, setting_in

_LARGEST_SEED = 10**8


@dataclass(frozen=True, slots=True)
class DossierPrint:
    """What was bound; ``changes`` is None for a preview."""

    pages: int
    documents: int
    unreadable: tuple[str, ...]
    changes: ChangeSet | None = None


class DossierFiles:
    """Binds the files of households."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def count(self, *, today: date) -> int:
        """How many households have a case in the plan of the day: those that a dossier is kept of."""
        with self._ledger.reading() as session:
            return len(_population(session, (), today=today))

    def items(self) -> tuple[str, ...]:
        """The names of the items in their order."""
        with self._ledger.reading() as session:
            return tuple(item.name for item in contents.items_in(session))

    def contents_text(self) -> str:
        """The contents list as it is edited."""
        with self._ledger.reading() as session:
            own = setting_in(session, contents.CONTENTS)
        return own if isinstance(own, str) and own.strip() else contents.standard_text()

    def set_contents(self, text: str, *, actor: Actor, today: date) -> None:
        """Use this list from now on; empty: the one that comes along. Refused: ``dossier.contents_bad``."""
        if text.strip():
            contents.parse_items(text)
        with self._ledger.transaction("dossier.contents", actor=actor, today=today) as tx:
            set_in(tx, contents.CONTENTS, text)

    def codes_of(self, named: Sequence[str]) -> tuple[str, ...]:
        """Codes of households named by own code, national code or head; refused naming every one that is unclear."""
        with self._ledger.reading() as session:
            reasons: list[Reason] = []
            found = [_code_of(session, name.strip(), reasons) for name in named if name.strip()]
        if reasons:
            raise NotFound(*reasons)
        return tuple(dict.fromkeys(code for code in found if code))

    def draw(
        self, *, count: int, seed: int | None = None, villages: Sequence[str] = (), actor: Actor, today: date
    ) -> Draw:
        """Draw households at random; the same seed over the same households draws the same. Kept in the audit."""
        if count < 1:
            raise refuse("dossier.draw_none")
        used = secrets.randbelow(_LARGEST_SEED) if seed is None else seed
        with self._ledger.transaction("dossier.draw", actor=actor, today=today) as tx:
            codes = _population(tx.session, villages, today=today)
            if not codes:
                raise refuse("papers.nothing", kind=binding.NAME)
            drawn = sorted(random.Random(used).sample(codes, min(count, len(codes))))
            tx.note(seed=used, population=len(codes), drawn=len(drawn))
        return Draw(tuple(drawn), used, len(codes))

    def overview(
        self,
        *,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> tuple[DossierRow, ...]:
        """Every household asked for with what is there and what is missing."""
        with self._ledger.reading() as session:
            ids = _ids(session, villages, households, today=today)
            gatherer = Gatherer(session, today=today)
            found: list[DossierRow] = []
            for done, id_ in enumerate(ids, start=1):
                if cancelled():
                    raise CancelledByUser
                found.append(_row(gatherer, id_))
                if on_progress:
                    on_progress(done, len(ids))
        return tuple(found)

    def print(
        self,
        out: Path,
        *,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> DossierPrint:
        """All dossiers into one file, with a bookmark for each household. Refused: ``papers.*``, ``files.*``."""
        how = Bind(self._ledger.database.vault.get, on_progress, cancelled)
        with self._ledger.reading() as session:
            ids = _ids(session, villages, households, today=today)
            bound = binding.bind_one_file(out, Gatherer(session, today=today), ids, how)
        return self._remember([bound], actor=actor, today=today)

    def print_each(
        self,
        folder: Path,
        *,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> DossierPrint:
        """One file for each household: 村_户主_户编号.pdf in the folder."""
        how = Bind(self._ledger.database.vault.get, on_progress, cancelled)
        with self._ledger.reading() as session:
            ids = _ids(session, villages, households, today=today)
            bound = binding.bind_each(folder, Gatherer(session, today=today), ids, how)
        return self._remember(bound, actor=actor, today=today)

    def preview(self, household: str, out: Path, *, today: date, cancelled: Cancelled = lambda: False) -> DossierPrint:
        """A dossier without a trace in the ledger."""
        how = Bind(self._ledger.database.vault.get, None, cancelled)
        with self._ledger.reading() as session:
            ids = _ids(session, (), (household,), today=today)
            bound = binding.bind_one_file(out, Gatherer(session, today=today), ids, how)
        return DossierPrint(bound.pages, bound.households, bound.unreadable)

    def write_gaps(self, draw: Draw, pdf: Path | None, book: Path | None, *, actor: Actor, today: date) -> int:
        """抽查缺项清单 as PDF and as workbook: how many things are missing. Refused: ``files.*``, ``disk.*``."""
        rows = self.overview(households=draw.codes, today=today)
        listed = gaps.gap_list(rows, draw, office=self._office(), today=today)
        if pdf is not None:
            print_documents(pdf, [document(DOSSIER_GAPS.code, listed, Stamp())], title=DOSSIER_GAPS.name)
        if book is not None:
            write_workbook(book, [gaps.gap_sheet(listed)])
        with self._ledger.transaction("dossier.gaps", actor=actor, today=today) as tx:
            tx.note(households=len(rows), missing=sum(len(row.missing) for row in rows))
        return sum(len(row.missing) for row in rows)

    def _office(self) -> str:
        with self._ledger.reading() as session:
            return str(setting_in(session, TOWNSHIP) or "本镇")

    def _remember(self, bound: Sequence[Bound], *, actor: Actor, today: date) -> DossierPrint:
        pages, documents = sum(b.pages for b in bound), sum(b.households for b in bound)
        with self._ledger.transaction("dossier.print", actor=actor, today=today) as tx:
            tx.note(documents=documents, pages=pages)
        unreadable = tuple(name for b in bound for name in b.unreadable)
        return DossierPrint(pages, documents, unreadable, tx.changes)


def _row(gatherer: Gatherer, household_id: int) -> DossierRow:
    cover: Cover = gatherer.cover(household_id)
    items = tuple(
        ItemState(
            g.item.name,
            g.standing,
            len(g.papers) + len(g.files),
            g.item.bring,
            g.item.page,
            next(iter(g.item.kinds), ""),
        )
        for g in gatherer.gather(household_id)
    )
    return DossierRow(household_id, cover.code, cover.head, cover.village, items)


def _population(session: Session, villages: Sequence[str], *, today: date) -> list[str]:
    """The codes of the households with a case in the plan of the day, in order."""
    plan_id = plans.plan_in(session, day=today).plan_id
    statement = (
        select(HouseholdSummary.code)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .where(Case.plan_id == plan_id)
    )
    wanted = scope_in(session, villages=villages).villages
    if wanted is not None:
        statement = statement.where(HouseholdSummary.village_id.in_(wanted))
    return sorted(set(session.scalars(statement)))


def _ids(session: Session, villages: Sequence[str], households: Sequence[str], *, today: date) -> list[int]:
    """The households by village, group and head: chosen ones, else all with a case."""
    scope = scope_in(session, villages=villages, households=households)
    ids: set[int] = set(scope.households or ())
    if scope.households is None:
        codes = _population(session, villages, today=today)
        ids = set(session.scalars(select(HouseholdSummary.household_id).where(HouseholdSummary.code.in_(codes))))
    row = HouseholdSummary
    statement = select(row.household_id, row.village_id).order_by(
        row.village_id, row.group_order, row.group_name, row.head_name, row.code
    )
    found = [(r.household_id, r.village_id) for r in session.execute(statement) if r.household_id in ids]
    return [id_ for id_, village in found if scope.villages is None or village in scope.villages]


def _code_of(session: Session, name: str, reasons: list[Reason]) -> str:
    statement = select(Household.code).where(or_(Household.code == name, Household.national_code == name))
    found = list(session.scalars(statement))
    if not found:
        found = list(session.scalars(select(HouseholdSummary.code).where(HouseholdSummary.head_name == name)))
    if len(found) > 1:
        reasons.append(Reason("dossier.name_unclear", {"name": name, "codes": "、".join(found)}))
    elif not found:
        reasons.append(Reason("papers.household_unknown", {"household": name}))
    return found[0] if found else ""
