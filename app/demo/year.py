"""Everything invented for one demo: the township, who plays which part, and the files that offices send."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.demo.cast import Cast, cast_year
from app.demo.changes_of_life import Life, live_on
from app.demo.lists import Lists, write_lists
from app.demo.manifest import Manifest, joined
from app.demo.national_lists import FOLDER, NationalLists, write_national_lists
from app.demo.nature import found_by_nature
from app.demo.people import Township
from app.demo.record_faults import plant_record_faults
from app.demo.rosters import Rosters, write_rosters
from app.demo.township import DEFAULT_HOUSEHOLDS, DEFAULT_SEED, make_township

# Fewer households have no room for the cast and for every kind of fault.
SMALLEST = 800
MANIFEST_FILE = "埋设的错误.json"


@dataclass(frozen=True, slots=True)
class Invented:
    """The township with its cast and files, and what was planted in them."""

    township: Township
    cast: Cast
    life: Life
    rosters: Rosters
    lists: Lists
    # What the national system exports besides; the played year takes it in at the data desk, in April.
    national: NationalLists
    manifest: Manifest

    @property
    def files(self) -> tuple[Path, ...]:
        """All files, in the order in which an office takes them in."""
        r, rest = self.rosters, self.lists
        asked = (*rest.categories, rest.carried_over, rest.incomes, rest.clues)
        return (r.export, r.roster, r.survey, *r.books, *asked, *self.national.files)


def invent(folder: Path, *, seed: int = DEFAULT_SEED, households: int = DEFAULT_HOUSEHOLDS) -> Invented:
    """Invent the year and write its files and their manifest into ``folder``; the same seed gives the same bytes."""
    if households < SMALLEST:
        raise ValueError(f"the demo needs at least {SMALLEST} households")
    folder.mkdir(parents=True, exist_ok=True)
    township = make_township(seed=seed, households=households)
    cast = cast_year(township)
    reserved = cast.households
    life = live_on(township, reserved=reserved)
    touched = {*life.married, *life.former_villages, *life.newborn, *life.missing}
    reserved |= touched | {h.number for h in township.households if _took_a_bride(h.number, township, life)}
    faults = plant_record_faults(township, reserved=reserved)
    reserved |= {plant.household for plant in faults}
    rosters = write_rosters(township, folder, life=life, reserved=reserved)
    lists = write_lists(township, cast, folder)
    spoiled = {plant.household for plant in rosters.planted}
    national = write_national_lists(township, folder / FOLDER, reserved=reserved | spoiled)
    in_files = (*rosters.planted, *national.planted)
    natural = found_by_nature(township, cast, life, in_files, national.watched)
    manifest = joined(faults, in_files, natural)
    manifest.write(folder / MANIFEST_FILE)
    return Invented(township, cast, life, rosters, lists, national, manifest)


def _took_a_bride(number: int, township: Township, life: Life) -> bool:
    brides = {person.id_number for person in life.married.values()}
    household = township.households[number - 1]
    return any(member.id_number in brides for member in household.members)
