"""The rosters as the office gets them: two national exports, the township's survey, the villages' own books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.demo import soil
from app.demo.changes_of_life import Life
from app.demo.layouts import EXPORT_DAY, HOUSEHOLD_BOOK, PERSON_EXPORT, ROSTER, SURVEY, SURVEY_DAY
from app.demo.manifest import Fault, Planted
from app.demo.pages import Gardener, Member, Page
from app.demo.people import TOWNSHIP, Household, Township, Village
from app.demo.workbooks import write_csv, write_xlsx

EXPORT_FILE = f"脱贫人口信息_{EXPORT_DAY:%Y%m%d}.xlsx"
ROSTER_FILE = f"农户花名册_{EXPORT_DAY:%Y%m%d}.xlsx"
SURVEY_FILE = f"一般农户摸底台账_{SURVEY_DAY:%Y%m%d}.xlsx"
BOOK_FOLDER = "户籍册"


@dataclass(frozen=True, slots=True)
class Rosters:
    """The files in the order in which they are imported, and what was planted in them."""

    export: Path
    roster: Path
    survey: Path
    books: tuple[Path, ...]
    planted: tuple[Planted, ...]


def write_rosters(township: Township, folder: Path, *, life: Life, reserved: frozenset[int]) -> Rosters:
    """Write the rosters of the township, dirt and all; households in ``reserved`` are left clean."""
    folder.mkdir(parents=True, exist_ok=True)
    order = [household.number for household in township.households if household.number not in reserved]
    Random(township.seed + 4).shuffle(order)
    gardener = Gardener(order)
    export, roster = _export(township, life), _roster(township, life)
    surveys = [_survey(township, life, village) for village in township.villages]
    books = [_book(township, life, village) for village in township.villages]
    soil.spoil_export(export, gardener)
    soil.spoil_roster(roster, gardener)
    soil.spoil_surveys(surveys, gardener)
    soil.spoil_books(books, gardener)
    pages = [export, roster, *surveys, *books]
    (folder / BOOK_FOLDER).mkdir(exist_ok=True)
    return Rosters(
        export=write_xlsx(folder / export.file, {export.sheet: export.rows}),
        roster=write_xlsx(folder / roster.file, {roster.sheet: roster.rows}),
        survey=write_xlsx(folder / SURVEY_FILE, {page.sheet: page.rows for page in surveys}),
        books=tuple(write_csv(folder / BOOK_FOLDER / page.file, page.rows) for page in books),
        planted=tuple(plant for page in pages for plant in page.planted),
    )


def _members(households: Iterable[Household]) -> Iterator[Member]:
    return ((household, person) for household in households for person in household.members)


def _with_married(households: Iterable[Household], life: Life) -> Iterator[Member]:
    """The exports are older than the weddings."""
    for household in households:
        yield from _members([household])
        if household.number in life.married:
            yield household, life.married[household.number]


def _export(township: Township, life: Life) -> Page:
    page = Page(EXPORT_FILE, "Sheet1", PERSON_EXPORT)
    page.fill(_with_married(township.exited, life), title=PERSON_EXPORT.title)
    village = page.column("村")
    moved: set[int] = set()
    for i, who in enumerate(page.who):
        former = life.former_villages.get(who[0].number) if who else None
        if who and former:
            page.rows[i][village] = former
            if who[0].number not in moved:
                moved.add(who[0].number)
                page.note(Fault.MOVED_HOUSEHOLD, who[0], i + 1, "村")
    return page


def _roster(township: Township, life: Life) -> Page:
    page = Page(ROSTER_FILE, "农户花名册", ROSTER)
    members = list(_with_married(township.exited, life))
    half = len(members) // 2
    page.fill(members[:half], title=f"{TOWNSHIP}农户花名册")
    page.note(Fault.REPEATED_HEADER, None, page.add(list(ROSTER.titles)))
    for count, (household, person) in enumerate(members[half:], start=half + 1):
        row = ROSTER.row(household, person)
        row[page.column("序号")] = count
        page.add(row, who=(household, person))
    return page


def _survey(township: Township, life: Life, village: Village) -> Page:
    page = Page(SURVEY_FILE, village.name, SURVEY)
    here = [household for household in township.ordinary if household.village == village]
    page.fill(_members(here), title=SURVEY.title)
    married = {person.id_number for person in life.married.values()}
    for i, who in enumerate(page.who):
        if who and who[1].id_number in married:
            page.note(Fault.MOVED_PERSON, who[0], i + 1, "证件号码")
    return page


def _book(township: Township, life: Life, village: Village) -> Page:
    page = Page(f"{village.name}户籍册.csv", "", HOUSEHOLD_BOOK)
    page.fill((), title=None)
    for household in township.households:
        if household.village == village:
            _book_household(page, household, life)
    return page


def _book_household(page: Page, household: Household, life: Life) -> None:
    missing, newborn = life.missing.get(household.number), life.newborn.get(household.number)
    for person in household.members:
        if person is missing:
            page.note(Fault.MISSING_MEMBER, household, 0)
            continue
        row = page.add(HOUSEHOLD_BOOK.row(household, person), who=(household, person))
        if not person.id_number:
            page.note(Fault.NO_IDENTITY, household, row, "身份证")
    if newborn is not None:
        row = page.add(HOUSEHOLD_BOOK.row(household, newborn), who=(household, newborn))
        page.note(Fault.NEWBORN, household, row)
