"""All invented files taken in through the services: the checks find what the manifest says, no more and no fewer."""

from __future__ import annotations

from collections import Counter

import pytest

from app.demo.layouts import document_number
from app.demo.manifest import Fault
from app.demo.year import Invented, invent
from app.services.office import Office
from tests.demo.conftest import CLERK, DAY, found_office
from tests.services.imports.people import ask

# What all of its tests stand on takes long: one worker makes it once.
pytestmark = pytest.mark.xdist_group("every finding")

KINDS = 40
# A number that is asked about by no file of the demo: the villages' own sheets are not among them.
WITHOUT_A_FILE = {"countryside/1_03", "countryside/2_03", "countryside/3_03", "V-93"}


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checked")
    invented = invent(folder / "导入文件", households=1_000)
    office = found_office(folder)
    rosters, lists, national = invented.rosters, invented.lists, invented.national
    for kind, files in (
        ("roster", [rosters.export]),
        ("roster", [rosters.roster]),
        ("roster", [rosters.survey]),
        ("roster", list(rosters.books)),
        *(("category-list", [path]) for path in lists.categories),
        ("carried-over", [lists.carried_over]),
        ("incomes", [lists.incomes]),
        ("clues", [lists.clues]),
        ("monitoring", [national.monitoring]),
        ("living", [national.living]),
        ("work", [national.working]),
        ("work", [national.planning]),
    ):
        office.imports.run(kind, files, actor=CLERK, today=DAY)
    yield office, invented, office.findings.check(actor=CLERK, today=DAY)
    office.database.close()


def _numbers(office: Office, invented: Invented) -> dict[object, int]:
    """The ledger's households by the numbers under which they were invented: by code, else by who lives there."""
    codes: dict[object, int] = {home.code: home.number for home in invented.township.exited}
    own: dict[object, int] = {
        (p.name, document_number(p)): home.number for home in invented.township.households for p in home.members
    }
    found = {id_: codes[code] for id_, code in ask(office.ledger, "SELECT id, code FROM household") if code in codes}
    for id_, name, number in ask(
        office.ledger,
        "SELECT m.household_id, p.name, p.id_number FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE m.to_on IS NULL",
    ):
        if id_ not in found and (name, number) in own:
            found[id_] = own[name, number]
    return found


def test_the_checks_find_exactly_what_the_manifest_says(checked):
    office, invented, result = checked
    numbers = _numbers(office, invented)
    found = Counter((f.code, numbers[f.household_id], f.member_name or "") for f in result.findings)
    wanted = Counter(invented.manifest.findings())
    assert (found - wanted, wanted - found) == (Counter(), Counter())


def test_more_than_forty_kinds_were_planted_in_the_files(checked):
    planted = {rule for p in checked[1].manifest.planted if p.fault is not Fault.BY_NATURE for rule in p.rules}
    assert len(planted) > 2 * KINDS
    assert planted <= set(checked[2].by_code)


def test_every_rule_was_asked_that_has_a_file_and_a_year(checked):
    from app.services.findings.availability import NotApplicable

    skipped = checked[2].skipped_why
    assert {code for code, why in skipped.items() if why is NotApplicable.SOURCE} == WITHOUT_A_FILE
    assert {code for code, why in skipped.items() if why is NotApplicable.YEAR} == {"1111_08", "1111_18", "2_11_002"}
