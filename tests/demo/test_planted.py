"""Planted faults of the invented files give exactly the planted counts, wherever the import meets them."""

from __future__ import annotations

from collections import Counter

import pytest

from app.demo.manifest import RULES, Fault
from app.demo.township import make_township
from app.demo.year import invent
from tests.demo.conftest import CLERK, DAY
from tests.services.files.making import xls
from tests.services.imports.people import ask, one

# What all of its tests stand on takes long: one worker makes it once.
pytestmark = pytest.mark.xdist_group("planted township")

REPAIRS = {
    Fault.FULL_WIDTH: ("证件号码", "full_width"),
    Fault.NBSP: ("证件号码", "space"),
    Fault.APOSTROPHE: ("证件号码", "apostrophe"),
    Fault.LOWER_X: ("证件号码", "lower_x"),
    Fault.SPACED_NAME: ("姓名", "space"),
    Fault.IMPOSSIBLE_DATE: ("出生日期", "not_understood"),
    Fault.MONTHS_WITH_UNIT: ("务工时间（月）", "unit"),
    Fault.TICK_FOR_YES: ("是否参加大病保险", "word"),
    Fault.UNKNOWN_HEALTH: ("健康状况", "not_in_list"),
    Fault.FORMULA_QUOTE: ("身份证", "formula_quote"),
    Fault.LEADING_G: ("身份证", "leading_g"),
}


def planted(taken, file: str):
    """Repairs that the manifest promises for one file."""
    counts = Counter()
    for plant in taken.invented.manifest.of(*REPAIRS, file=file):
        column, code = REPAIRS[plant.fault]
        counts[plant.sheet, column, code] += 1
    return counts


def found(result, file: str):
    """Repairs that the import names, without the ones that lie in the persons (relations)."""
    rows = [r for r in result.repairs if r.file == file and r.column not in ("与户主关系", "关系")]
    return Counter({(row.sheet, row.column, row.code): row.count for row in rows})


def test_every_planted_row_is_refused_for_its_reason_and_no_other(taken):
    for result in (taken.export, taken.roster, taken.survey, taken.books):
        for file in result.files:
            refused = {(r.sheet, r.row): r.code for r in result.rejected if r.file == file}
            assert refused == taken.invented.manifest.rejected(file), file


def test_every_planted_cell_is_repaired_and_counted(taken):
    for result in (taken.export, taken.roster, taken.survey, taken.books):
        for file in result.files:
            assert found(result, file) == planted(taken, file), file


def test_totals_and_signatures_are_not_data(taken):
    manifest = taken.invented.manifest
    for result in (taken.export, taken.roster, taken.survey):
        expected = manifest.of(Fault.TOTAL_ROW, Fault.FOOTER_ROW, file=result.files[0])
        assert result.footers == len(expected)
        repeated = [r for r in result.rejected if r.code not in manifest.rejected(result.files[0]).values()]
        assert repeated == []


def test_after_all_files_the_ledger_has_everybody_once(taken):
    township, manifest = taken.invented.township, taken.invented.manifest
    born = len(manifest.of(Fault.NEWBORN))
    assert taken.office.households.counts() == (len(township.households), township.persons + born)
    assert one(taken.office.ledger, "SELECT count(*) FROM region WHERE kind = 'village'") == len(township.villages)
    moved = {home.village.name for home in township.households if home.number in taken.invented.life.former_villages}
    here = ask(
        taken.office.ledger,
        "SELECT DISTINCT r.name FROM household h JOIN region r ON r.id = h.village_id WHERE h.code IN"
        f" ({','.join(repr(township.households[n - 1].code) for n in taken.invented.life.former_villages)})",
    )
    assert {name for (name,) in here} == moved


def test_members_that_a_file_does_not_name_are_listed_and_stay(taken):
    manifest = taken.invented.manifest
    counts = dict(taken.books.question_counts)
    expected = len(manifest.of(Fault.MISSING_MEMBER)) + len(manifest.of(Fault.NO_IDENTITY))
    assert counts["member_missing"] == expected
    assert taken.books.members.created == len(manifest.of(Fault.NEWBORN)) + len(
        manifest.of(Fault.EMPTY_NAME, file=taken.survey.files[0])
    )


def test_faults_of_persons_are_stored_as_they_came(taken):
    manifest = taken.invented.manifest
    heads = ask(
        taken.office.ledger,
        "SELECT household_id, count(*) FROM membership WHERE relation = '户主' AND to_on IS NULL"
        " GROUP BY household_id HAVING count(*) > 1",
    )
    assert len(heads) == len(manifest.of(Fault.TWO_HEADS))
    headless = one(
        taken.office.ledger,
        "SELECT count(*) FROM household h WHERE NOT EXISTS (SELECT 1 FROM membership m"
        " WHERE m.household_id = h.id AND m.to_on IS NULL AND m.relation = '户主')",
    )
    assert headless == len(manifest.of(Fault.NO_HEAD))
    twice = ask(
        taken.office.ledger,
        "SELECT id_number FROM person GROUP BY id_number HAVING count(*) > 1 AND id_number IS NOT NULL",
    )
    assert len(twice) * 2 == len(manifest.of(Fault.DUPLICATE_ID))
    short = one(taken.office.ledger, "SELECT count(*) FROM person WHERE length(id_number) = 15")
    assert short == len(manifest.of(Fault.FIFTEEN_DIGITS))


def test_the_other_lists_find_whom_they_name(taken):
    office, lists, cast = taken.office, taken.invented.lists, taken.invented.cast
    for file in lists.categories:
        result = office.imports.run("category-list", [file], actor=CLERK, today=DAY)
        assert (result.rejected, result.rows) == ((), result.entries.created)
    carried = office.imports.run("carried-over", [lists.carried_over], actor=CLERK, today=DAY)
    assert carried.entries.created == lists.carried_over_matched
    assert [r.code for r in carried.rejected] == ["row.not_found"] * lists.carried_over_unmatched
    assert office.imports.run("incomes", [lists.incomes], actor=CLERK, today=DAY).rejected == ()
    clues = office.imports.run("clues", [lists.clues], actor=CLERK, today=DAY)
    assert dict(clues.question_counts)["clue_unmatched"] == lists.clues_unmatched
    screened = office.screening.run(actor=CLERK, today=DAY)
    expected = [c for c in cast.characters if c.part in SCREENED]
    assert len(screened.candidates) == len(expected)
    assert screened.carried_over == lists.carried_over_matched


SCREENED = ("housing", "water", "medical", "schooling", "clue", "guarantee")


def test_the_checks_find_every_spoiled_household_and_no_other(taken):
    office, manifest = taken.office, taken.invented.manifest
    homes = {home.number: home for home in taken.invented.township.households}
    findings = {fault: rule for fault, (rule,) in RULES.items()}
    result = office.findings.check(codes=list(findings.values()), actor=CLERK, today=DAY)
    found = {code: Counter(f.head_name for f in result.findings if f.code == code) for code in findings.values()}
    for fault, code in findings.items():
        # a household without a head has no name either
        heads = Counter("" if fault is Fault.NO_HEAD else homes[p.household].head.name for p in manifest.of(fault))
        assert found[code] == heads, fault


def test_an_old_workbook_carries_the_same_people(office, tmp_path):
    from app.demo.layouts import ROSTER

    exited = make_township(households=200).exited
    rows = [ROSTER.row(home, person) for home in exited for person in home.members]
    file = xls(tmp_path / "农户花名册.xls", [[ROSTER.title], ROSTER.titles, *rows])
    result = office.imports.run("roster", [file], actor=CLERK, today=DAY)
    assert (result.rejected, result.members.created) == ((), len(rows))
    assert result.households.created == len(exited)


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    first, again = (invent(tmp_path / name, households=900) for name in "ab")
    for one_file, other in zip(first.files, again.files, strict=True):
        assert one_file.read_bytes() == other.read_bytes(), one_file.name
    assert first.manifest == again.manifest


def test_a_hamlet_is_too_small_for_the_dirt(tmp_path):
    with pytest.raises(ValueError, match="800"):
        invent(tmp_path, households=60)
