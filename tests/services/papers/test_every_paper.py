"""Every kind of paper with something to print, awkward households among them: every stored character is on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from app.models.engine import Database
from app.models.household import Household, Membership, Person
from app.services import derived
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.papers import codec
from app.services.papers.batches import Selection
from app.services.papers.kinds import PaperKind, Subject, kinds
from app.services.papers.reading import Trace, Wanted, read_documents
from app.services.papers.service import PaperService
from app.services.papers.wording import day
from tests import factories as make
from tests.conftest import DATA_KEY
from tests.services.papers.conftest import squeeze, text_of
from tests.services.papers.year import ACTOR, Year

# What all of its tests stand on takes long: one worker makes it once.
pytestmark = pytest.mark.xdist_group("every paper")
SUMMER = date(2020, 5, 30)
RARE = "王䶮㛃𬭎𫖯𤩽"
LONG = "阿卜杜热合曼·买买提艾力·图尔荪托合提·阿布都克热木·吾布力卡斯木·麦麦提敏·阿卜力孜·托合提"
TWENTY = 20


@pytest.fixture(scope="module")
def awkward(played: Year, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Year, tuple[str, ...]]]:
    """Monitored households: nobody in it, no head, twenty members, a name of fifty letters, rare characters."""
    path = tmp_path_factory.mktemp("awkward") / "own.db"
    played.ledger.database.copy_into(path)
    database = Database.open(path, DATA_KEY)
    year = Year(Ledger(database, derive=derived.refresh), played.found, played.homes)
    empty, headless, crowded, long, rare, *_ = year.found["monitored"]
    with year.ledger.transaction("test.awkward", actor=ACTOR, today=SUMMER) as tx:

        def members(code: str) -> list[Membership]:
            rows = select(Membership).where(Membership.household_id == year.homes[code]).order_by(Membership.id)
            return list(tx.session.scalars(rows))

        tx.session.execute(delete(Membership).where(Membership.household_id == year.homes[empty]))
        for row in members(headless):
            row.relation = "之子"
        home = tx.session.get(Household, year.homes[crowded])
        for number in range(len(members(crowded)), TWENTY):
            make.member(tx, home, name=f"测成员{number}", relation="之孙子")
        for code, name in ((long, LONG), (rare, RARE)):
            tx.session.get(Person, members(code)[0].person_id).name = name
    yield year, (empty, headless, crowded, long, rare)
    database.close()


# Printed as a QR code, as ticked boxes, as links that only a click shows.
_CODES = frozenset({"code", "risks", "figures", "marks", "key", "keys"})


def words_in(value: object) -> Iterator[str]:
    """Every text of frozen data; words that steer the layout, and those for a list without rows, are none."""
    if isinstance(value, StrEnum):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, date):
        yield value.isoformat()
    elif is_dataclass(value):
        has_rows = bool(getattr(value, "rows", ()))
        for field in fields(value):
            if not (field.name == "empty" and has_rows) and field.name not in _CODES:
                yield from words_in(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from words_in(part)


def texts_of(year: Year, kind: PaperKind, codes: tuple[str, ...]) -> list[str]:
    wanted = Wanted(kind, (), codes, (), Selection(), SUMMER)
    with year.ledger.reading() as session:
        documents = list(read_documents(session, wanted, Trace()))
    data = (codec.decode(kinds()[found.kind].shape.data, found.text) for found in documents)
    return [text for text in dict.fromkeys(squeeze(word) for one in data for word in words_in(one)) if text]


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def is_there(text: str, page: str) -> bool:
    """Whole, or in two or three parts where a page ends in between."""
    if text in page or (_DAY.fullmatch(text) and day(date.fromisoformat(text)) in page):
        return True
    length = next((n for n in range(len(text), 0, -1) if text[:n] in page), 0)
    rest = text[length:]
    return length > 0 and (rest in page or any(rest[:n] in page and rest[n:] in page for n in range(1, len(rest))))


@pytest.mark.parametrize("code", list(kinds()))
def test_every_stored_character_is_on_the_page(
    awkward: tuple[Year, tuple[str, ...]], code: str, tmp_path: Path
) -> None:
    year, households = awkward
    kind, service = kinds()[code], PaperService(year.ledger)
    chosen = households if kind.subject is Subject.HOUSEHOLD else ()
    out = tmp_path / "out.pdf"
    texts = texts_of(year, kind, chosen)
    if not texts:
        assert not chosen
        with pytest.raises(Refused, match=r"papers\.nothing"):
            service.print(code, out, actor=ACTOR, today=SUMMER)
        return
    printed = service.print(code, out, households=chosen, actor=ACTOR, today=SUMMER)
    page = text_of(out.read_bytes())
    assert [text for text in texts if not is_there(text, page)] == []
    if chosen and printed.documents == len(households):
        assert squeeze(LONG) in page
        assert RARE in page
